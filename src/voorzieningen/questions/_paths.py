"""From an open fact of a report to the place in the household where its answer goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voorzieningen.facts import LISTS
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.household import Bereik, Gedateerd, Huishouden, Keuzes, Namen, Onbekend, Ontvangst, Persoon
from voorzieningen.report import Vraag
from voorzieningen.rulebook import PLACES, Feit, RuleFiles

_ROW = re.compile(r"\.(\d+)$")
_LISTED = {name: table for table, name in LISTS.items()}
PAPERS, OTHERWISE, RECEIVES, SINCE = "gesprek.papieren", "gesprek.bijzonder", "ontvangt", "sinds"
"""What is asked of the talk and of the household as a whole, and is no fact."""
_OWN_ANSWERS = (PAPERS, OTHERWISE)
_NUMBER = re.compile(r"[0-9]{1,2}")
_ADULTS, _CHILDREN = ("inkomen", "bezit", "ouder"), ("opvang",)
"""Lists of which only the grown-ups, or only the children, are asked."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that can be asked: a fact of a row, or a whole list."""

    path: str
    """Where the answer goes: `personen.0.verzekerd`, or `personen.0.inkomens` for a list."""
    fact: str
    row: str = ""
    """The row it is about; empty for the household."""
    table: str = HOUSEHOLD
    """Of a list: the table of its rows, and else that of the fact."""
    is_list: bool = False


class Paths:
    """The places of the facts in one household."""

    def __init__(self, files: RuleFiles, household: Huishouden) -> None:
        self.files, self.household = files, household
        self.first_of: dict[str, str] = {}
        for name, fact in files.facts.items():
            self.first_of.setdefault(fact.tabel, name)

    def _table(self, name: str) -> str | None:
        """The table whose list in the household has this name."""
        last = name.rsplit(".", 1)[-1]
        table = _LISTED.get(last, last)
        return table if table in self.files.parents and table != HOUSEHOLD and LISTS.get(table, table) == last else None

    def asks(self, question: Vraag) -> Iterator[Ask]:
        """What to ask for an open fact: itself, or the list of which it may be a row, once for each person it may belong to."""
        fact = self.files.facts.get(question.feit)
        if fact is None:
            yield Ask(question.feit, question.feit)
        elif fact.tabel == HOUSEHOLD:
            yield self._of_row(question.feit, fact, "")
        elif _ROW.search(question.waar):
            yield self._of_row(question.feit, fact, question.waar)
        elif fact.tabel != PERSONS:
            yield from self._lists(fact.tabel, question.waar)

    def at(self, path: str) -> Ask | None:
        """What is asked at a path of this household; None where nothing is."""
        parts = path.split(".")
        if path in (*_OWN_ANSWERS, *PLACES):
            return Ask(path, path)
        if parts[0] == RECEIVES and len(parts) == 2:
            return Ask(path, RECEIVES)
        row, table = "", HOUSEHOLD
        while len(parts) > 2 and _NUMBER.fullmatch(parts[1]):
            listed, at = parts[0], int(parts[1])
            table = _LISTED.get(listed, listed)
            above = held(self.household, ".".join(one for one in (row, listed) if one))
            if table not in self.files.parents or not isinstance(above, tuple) or at >= len(above):
                return None
            row, parts = f"{row}.{listed}.{at}".lstrip("."), parts[2:]
        rest = ".".join(parts)
        found = self._table(rest)
        if found and self.files.parents[found] == table:
            return Ask(path, self.first_of[found], row, found, is_list=True)
        here = [
            name for name, fact in self.files.facts.items()
            if fact.tabel == table and (fact.pad or f"feiten.{name}") == rest and not fact.berekend
        ]  # fmt: skip
        usual = [name for name in here if name in self.files.talk.formulier]  # one value can be two facts: now, and on 1 January
        return Ask(path, (usual or here)[0], row, table) if here else None

    def list_of(self, name: str) -> Iterator[Ask]:
        """The list of the household by its name, when nobody gave it."""
        table = self._table(name)
        if table is not None:
            yield from self._lists(table, "")

    def _of_row(self, name: str, fact: Feit, row: str) -> Ask:
        path = ".".join(part for part in (row, fact.pad or f"feiten.{name}") if part)
        if table := self._table(fact.pad) if fact.eenheid == "ja_nee" else None:
            return Ask(path, self.first_of[table], row, table, is_list=True)
        return Ask(path, name, row, fact.tabel)

    def _lists(self, table: str, where: str) -> Iterator[Ask]:
        """The lists of this table that nobody gave."""
        name, first = LISTS.get(table, table), self.first_of[table]
        if self.files.parents[table] == PERSONS:
            for at, person in enumerate(self.household.personen):
                row = f"personen.{at}"
                mine = not where.startswith("personen.") or where.startswith(f"{row}.")
                if mine and getattr(person, name, None) is None and belongs(table, person):
                    yield Ask(f"{row}.{name}", first, row, table, is_list=True)
        elif table == "servicekosten":
            if getattr(self.household.wonen, name, None) is None:
                yield Ask(f"wonen.{name}", first, "", table, is_list=True)
        elif getattr(self.household, name, None) is None:
            yield Ask(name, first, "", table, is_list=True)


def belongs(table: str, person: Persoon) -> bool:
    """Whether a person is asked for such rows: care is of a child, incomes, assets and parents are of a grown-up."""
    child = person.rol == "kind"
    return not child if table in _ADULTS else child if table in _CHILDREN else True


def person_of(household: Huishouden, path: str) -> Persoon | None:
    """The person a path is about; None for the household."""
    parts = path.split(".")
    numbered = parts[0] == "personen" and len(parts) > 1 and _NUMBER.fullmatch(parts[1])
    return household.personen[int(parts[1])] if numbered else None


def is_said(household: Huishouden, path: str, year: int) -> bool:
    """Whether the household says exactly what holds at a path, in a year where years differ: asking again brings nothing."""
    value = held(household, path)
    if isinstance(value, Ontvangst):
        value = value.bedrag
    if isinstance(value, Gedateerd):
        of_year = [one for day, one in value.waarden if not value.jaren or day.year == year]
        value = of_year[-1] if of_year else None
    return value is not None and not isinstance(value, Bereik | Keuzes | Onbekend)


def held(household: Huishouden, path: str) -> Any:
    """What a household holds at a path; None where it holds nothing."""
    here: Any = household
    for part in path.split("."):
        if isinstance(here, tuple) and _NUMBER.fullmatch(part):
            here = here[int(part)] if int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, Namen) else getattr(here, part, None)
    return here
