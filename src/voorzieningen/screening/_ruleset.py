"""The rules as a caller holds them: read once, linked and compiled per year on first use, nothing kept globally."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from voorzieningen.evaluate import Program
from voorzieningen.rulebook import (
    BUDGET,
    Onderwerp,
    Organisatie,
    Packs,
    Place,
    PlanFile,
    RuleBook,
    RuleFiles,
    SchuldenFile,
    key_of,
    read_rulebook,
)


class RuleSet:
    """A checked set of rules; safe to share between threads, since a program has no state."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._programs: dict[tuple[int, frozenset[str] | None], Program] = {}
        self._local: dict[tuple[int, Place, str | None], Program] = {}
        self._signals: dict[tuple[int, Place], Program] = {}
        self._ahead: dict[int, Program] = {}
        self._others: dict[int, tuple[Packs, RuleSet]] = {}
        self.deadlines: dict[int, dict[str, date]] = {}
        """The last day to claim each scheme of a past year; found once, because no household changes it."""

    @property
    def digest(self) -> str:
        """`sha256:...` of what the rule files say: the same on every machine."""
        return self.book.digest

    @property
    def version(self) -> str:
        """Calendar version of the rules: year, month and number of the last change; empty when their folder says none."""
        return self.book.files.version

    @property
    def amendment(self) -> str:
        """What the amendment is called that is laid over these rules; empty when there is none."""
        over = self.book.files.amendment
        return over.wijziging if over else ""

    @property
    def first_year(self) -> int:
        """The first calendar year that is modelled."""
        return self.book.first_year

    def program(self, year: int, schemes: frozenset[str] | None = None) -> Program:
        """The rules of a year, all or those of some schemes, as running code; DateError before the first modelled year."""
        key = year, schemes
        if key not in self._programs:
            linked = self.book.year(year)
            part = linked if schemes is None else linked.only(schemes)
            self._programs.setdefault(key, Program(part, resumes=schemes is not None and len(schemes) == 1))
        return self._programs[key]


    def referrals(self, gemeente: str, onderwerp: Onderwerp | None = None) -> tuple[Organisatie, ...]:
        """Who helps the inhabitants of a municipality (with one topic): its own desks first, then those of the country."""
        pack = self.book.files.packs.get(("gemeente", key_of(gemeente)))
        found = (*(pack.referrals if pack else ()), *self.book.files.referrals)
        return tuple(one for one in found if onderwerp is None or onderwerp in one.onderwerpen)

    def local(self, year: int, place: Place, scheme: str | None = None) -> Program:
        """What only holds in one place, or one scheme of it, as running code that can go on from the run of the country."""
        key = year, place, scheme
        if key not in self._local:
            linked = self.book.local(year, place)
            part = linked if scheme is None else linked.only(frozenset({scheme}))
            self._local.setdefault(key, Program(part, resumes=True))
        return self._local[key]

    def ahead(self, year: int) -> Program:
        """What pays each month or quarter in a year, and the budget steps, as running code: for the months ahead."""
        if year not in self._ahead:
            linked = self.book.year(year)
            paid = frozenset(name for name, one in linked.outcomes.items() if one.rhythm in ("maand", "kwartaal"))
            self._ahead.setdefault(year, Program(linked.only(paid, file=BUDGET)))
        return self._ahead[year]

    def signals(self, year: int, place: Place) -> Program:
        """The arrears signals of a year, as they hold in one place, as running code."""
        key = year, self.book.files.signal_place(place)
        if key not in self._signals:
            self._signals.setdefault(key, Program(self.book.signals(*key)))
        return self._signals[key]

    def with_packs(self, packs: Packs) -> RuleSet:
        """The same rules of the country, compiled once, with other packs; made once for the same packs."""
        if id(packs) not in self._others:
            other = self.with_files(replace(self.book.files, packs=packs))
            self._others[id(packs)] = packs, other  # kept with its packs, so that the id stays theirs
        return self._others[id(packs)][1]

    def with_files(self, files: RuleFiles) -> RuleSet:
        """Other rule files; what is compiled of the country is kept when they say the same about it."""
        if files.schemes is not self.book.files.schemes:
            return RuleSet(self.book.with_files(files))
        other = copy.copy(self)
        other.book, other._local, other._signals, other._others = self.book.with_files(files), {}, {}, {}
        return other

    def with_plan(self, plan: PlanFile, debts: SchuldenFile) -> RuleSet:
        """The same rules, compiled once, with another plan and other debts."""
        other = copy.copy(self)
        other.book = self.book.with_plan(plan, debts)
        return other


def load_rules(
    folder: Path | None = None, packs: Sequence[Path] = (), *, overlay: Path | None = None, check: bool = True
) -> RuleSet:
    """Reads the rules below `folder` and checks them, or reads those that come with the library.

    `packs` are folders with more municipalities or water boards, or with more about one that is there already. `overlay` is a
    folder with an amendment (`wijziging.yaml`): other dated values or versions, laid over the schemes of the country.
    Raises FileError or RuleError with file, line, column and repair for the first fault found, also when two files fill the
    same open term. Without `check` what does not hold together is raised when it is asked for: the year, the place.
    """
    return RuleSet(read_rulebook(folder, packs, overlay, check=check))
