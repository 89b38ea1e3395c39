"""The rulebook: strict reading of dated YAML rules, and linking them by year."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from voorzieningen.errors import DateError, RuleError
from voorzieningen.rulebook._again import Again
from voorzieningen.rulebook._amendment import WijzigingFile
from voorzieningen.rulebook._digest import digest
from voorzieningen.rulebook._examples import Example, ExamplesFile
from voorzieningen.rulebook._exempt import Ontheffing, OntheffingenFile
from voorzieningen.rulebook._kinds import BUDGET, CHOSEN, GIVEN, PLACEHOLDER, RECEIVED
from voorzieningen.rulebook._link import link, link_local, link_signals
from voorzieningen.rulebook._local import Invulling, Organisatie, Pakket, Term, Verwijzing
from voorzieningen.rulebook._models import (
    CONFIDENCES,
    SEVERITIES,
    Aanvragen,
    Body,
    Bron,
    ConditionBody,
    Confidence,
    Feit,
    FeitenFile,
    Instantie,
    Onderwerp,
    Open,
    Parameter,
    Record,
    RegelingFile,
    Rhythm,
    SignaalUitkomst,
    Stap,
    VersieFile,
    Voorwaarde,
    Waarde,
)
from voorzieningen.rulebook._moments import Change, changes
from voorzieningen.rulebook._packs import BODIES, EXAMPLE_PLACE, Filled, Pack, Packs, Place, instances, invented, key_of
from voorzieningen.rulebook._parameters import is_stale
from voorzieningen.rulebook._plan import NietDoenRegel, PlanFile, SchuldenFile, StapSoort, Volgorde
from voorzieningen.rulebook._read import RuleFiles, read_rules, rules_folder
from voorzieningen.rulebook._record import RuleFile, record
from voorzieningen.rulebook._talk import PLACES, GesprekFile
from voorzieningen.rulebook._unbuilt import NietGebouwd, NietGebouwdFile
from voorzieningen.rulebook.linked import (
    APPLICANT,
    EVERYONE,
    Bands,
    Basis,
    Cell,
    Cells,
    Labels,
    LinkedParameter,
    LinkedStep,
    LinkedYear,
    Outcome,
    Signal,
    SourceUse,
    Unmodelled,
    leaves,
    weakest,
)

__all__ = [
    "APPLICANT",
    "BODIES",
    "BUDGET",
    "CHOSEN",
    "CONFIDENCES",
    "EVERYONE",
    "EXAMPLE_PLACE",
    "GIVEN",
    "LAST_YEAR",
    "PLACEHOLDER",
    "PLACES",
    "RECEIVED",
    "SEVERITIES",
    "Aanvragen",
    "Again",
    "Bands",
    "Basis",
    "Body",
    "Bron",
    "Cell",
    "Cells",
    "Change",
    "ConditionBody",
    "Confidence",
    "Example",
    "ExamplesFile",
    "Feit",
    "FeitenFile",
    "Filled",
    "GesprekFile",
    "Instantie",
    "Invulling",
    "Labels",
    "LinkedParameter",
    "LinkedStep",
    "LinkedYear",
    "NietDoenRegel",
    "NietGebouwd",
    "NietGebouwdFile",
    "Onderwerp",
    "Ontheffing",
    "OntheffingenFile",
    "Open",
    "Organisatie",
    "Outcome",
    "Pack",
    "Packs",
    "Pakket",
    "Parameter",
    "Place",
    "PlanFile",
    "Record",
    "RegelingFile",
    "Rhythm",
    "RuleBook",
    "RuleFile",
    "RuleFiles",
    "SchuldenFile",
    "SignaalUitkomst",
    "Signal",
    "SourceUse",
    "Stap",
    "StapSoort",
    "Term",
    "Unmodelled",
    "VersieFile",
    "Verwijzing",
    "Volgorde",
    "Voorwaarde",
    "Waarde",
    "WijzigingFile",
    "changes",
    "digest",
    "instances",
    "invented",
    "is_stale",
    "key_of",
    "leaves",
    "read_rulebook",
    "read_rules",
    "record",
    "rules_folder",
    "weakest",
]


LAST_YEAR = 2100
"""Dates of households end here; rules past their last year are used and flagged until then."""


class RuleBook:
    """All rules of one folder, linked by year on demand; a linked year is kept on this object only."""

    def __init__(self, files: RuleFiles) -> None:
        self.files = files
        self._years: dict[int, LinkedYear] = {}
        self._local: dict[tuple[int, Place], LinkedYear] = {}
        self._signals: dict[tuple[int, Place], LinkedYear] = {}
        self._used: set[str] = set()
        self.first_year = min((file.first_year for file in files.schemes.values() if file.first_year), default=1)

    @property
    def digest(self) -> str:
        """`sha256:...` of what the files say."""
        return self.files.digest

    def year(self, year: int) -> LinkedYear:
        """The rules of a calendar year; DateError before the first modelled year, or beyond any date a household may hold."""
        self._within(year)
        if year not in self._years:
            self._years[year] = link(self.files, year, self._used)
        return self._years[year]

    def _within(self, year: int) -> None:
        if year < self.first_year:
            raise DateError(
                f"de regels beginnen in {self.first_year}, u vraagt {year}.",
                where="op",
                repair=f"Kies een datum vanaf 1 januari {self.first_year}.",
            )
        if year > LAST_YEAR:
            raise DateError(f"u vraagt {year}.", where="op", repair=f"Kies een datum tot en met {LAST_YEAR}.")

    def local(self, year: int, place: Place) -> LinkedYear:
        """What only holds in one place in a calendar year, with the steps of the country it rests on; DateError as `year`."""
        key = year, place
        if key not in self._local:
            linked = link_local(self.files, self.files.local(place), self.year(year), self._used)
            self._local[key] = linked.only(frozenset(linked.outcomes), warnings=True)
        return self._local[key]

    def signals(self, year: int, place: Place) -> LinkedYear:
        """The arrears signals in a calendar year, as they hold in one place; DateError as `year`."""
        self._within(year)
        key = year, self.files.signal_place(place)
        if key not in self._signals:
            self._signals[key] = link_signals(self.files, self.files.local_signals(key[1]), year, self._used)
        return self._signals[key]

    def with_packs(self, packs: Packs) -> RuleBook:
        """The same rules of the country, linked once, with other packs."""
        return self.with_files(replace(self.files, packs=packs))

    def with_files(self, files: RuleFiles) -> RuleBook:
        """Other rule files; what is linked of the country is kept when they say the same about it."""
        other = copy.copy(self)
        other.files, other._local, other._signals = files, {}, {}
        if files.schemes is not self.files.schemes:
            other._years = {}
        return other

    def with_plan(self, plan: PlanFile, debts: SchuldenFile) -> RuleBook:
        """The same rules, linked once, with another plan and other debts: nothing that is linked reads those."""
        other = copy.copy(self)
        other.files = replace(self.files, plan=plan, debts=debts)
        return other

    def places(self) -> Iterator[Place]:
        """Every place of which something is filled in, each water board of a municipality on its own, and one of nobody."""
        yield Place()
        towns = [pack for (body, _), pack in self.files.packs.items() if body == "gemeente"]
        reached = set()
        for town in towns:
            for board in town.model.waterschappen or (None,):
                place = self.files.place(town.name, board)
                reached.add(place.waterschap)
                yield place
        for (body, _), pack in self.files.packs.items():
            if body == "waterschap" and pack.name not in reached:
                yield Place(waterschap=pack.name)

    def change_years(self) -> list[int]:
        """Every modelled year in which something changes, and none that is only the last one continued."""
        return sorted({self.first_year, *(max(one.day.year, self.first_year) for one in changes(self.files))})

    def check(self) -> None:
        """Links every year in which something changes, in every place; RuleError for the first fault, unused parameters too."""
        for year in self.change_years():
            self.year(year)
        for place in self.places() if self.files.frames or self.files.packs else ():
            for year in self.change_years():
                self.local(year, place)
                self.signals(year, place)
            self._all_used(self.files.local(place))
        for year in self.change_years():
            self.signals(year, Place())
        self._all_used({**self.files.schemes, **self.files.signals})

    def _all_used(self, files: Mapping[str, RuleFile]) -> None:
        for name, file in files.items():
            for parameter in file.model.parameters:
                of_amendment = isinstance(file.doc, Filled) and ("parameters", parameter) in file.doc.moved
                if self.files.amendment and not of_amendment:
                    continue  # an amendment may make a parameter of the law idle
                if f"{name}.{parameter}" not in self._used:
                    raise RuleError(
                        f"de parameter `{parameter}` wordt nergens gebruikt.",
                        where=file.doc.place(("parameters", parameter)),
                        repair="Haal hem weg of gebruik hem.",
                    )


def read_rulebook(
    folder: Path | None = None, packs: Sequence[Path] = (), overlay: Path | None = None, *, check: bool = True
) -> RuleBook:
    """The rules below `folder`, or those that come with the library, with packs beside them and an amendment over them.

    Every fault in a folder is raised here; the rules of the library were checked when it was made, and link on demand, as
    those of a folder do without `check`.
    """
    book = RuleBook(read_rules(folder or rules_folder(), packs, overlay))
    if check and (folder is not None or packs or overlay is not None):
        book.check()
    return book
