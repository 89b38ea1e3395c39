"""Random households near the thresholds of both schemes, as plain columns of integers that every engine can read."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

YEAR = 2026
FIRST_DAYS = tuple(date(YEAR, month, 1).toordinal() for month in range(1, 13))
PER_HOUSEHOLD = (
    *("a_geboren", "a_inkomen", "a_vermogen", "a_verzekerd"),
    *("partner", "p_sinds", "p_geboren", "p_inkomen", "p_vermogen", "p_verzekerd"),
)
PER_CHILD = ("k_huishouden", "k_geboren", "k_kinderbijslag")
"""Column names: `a_` the applicant, `p_` the partner (0 when there is none), `k_` children, in the order of the households.

Days are ordinals of `datetime.date`, amounts whole euros a year, truths 0 or 1; `p_sinds` is the day of the marriage.
"""

INCOME_MARKS = (29736, 39141, 40857, 51142, 52050, 66000, 79000, 98000)
"""Where something begins or ends in 2026: thresholds of income, and about where the amounts run out."""
WEALTH_MARKS = (146011, 184633)


@dataclass(frozen=True, slots=True)
class Person:
    """A grown-up: day of birth, income and wealth in whole euros, whether insured."""

    geboren: int
    inkomen: int
    vermogen: int
    verzekerd: bool


@dataclass(frozen=True, slots=True)
class Household:
    """One household: the applicant, perhaps a partner since some day, and children as (day of birth, child benefit)."""

    aanvrager: Person
    partner: Person | None
    sinds: int
    kinderen: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Columns:
    """Households as columns of 64-bit integers; the children stand in the order of their households."""

    columns: dict[str, array[int]]

    def __len__(self) -> int:
        return len(self.columns["partner"])

    def first(self, count: int) -> Columns:
        """The first households only."""
        children = self.bounds()[count]
        cut = {name: column[: children if name in PER_CHILD else count] for name, column in self.columns.items()}
        return Columns(cut)

    def bounds(self) -> list[int]:
        """For each household where its children begin, and at last where they all end."""
        counts = [0] * len(self)
        for owner in self.columns["k_huishouden"]:
            counts[owner] += 1
        return [0, *accumulate(counts)]

    def households(self) -> Iterator[Household]:
        """Each household as an object."""
        bounds, of = self.bounds(), self.columns
        children = list(zip(of["k_geboren"], map(bool, of["k_kinderbijslag"]), strict=True))
        rows = zip(*(of[name] for name in PER_HOUSEHOLD), strict=True)
        for at, (a_born, a_income, a_wealth, a_insured, partner, since, p_born, p_income, p_wealth, p_insured) in enumerate(rows):
            yield Household(
                Person(a_born, a_income, a_wealth, bool(a_insured)),
                Person(p_born, p_income, p_wealth, bool(p_insured)) if partner else None,
                since,
                tuple(children[bounds[at] : bounds[at + 1]]),
            )

    def write(self, folder: Path) -> None:
        """Writes a file of raw 64-bit integers for each column."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, column in self.columns.items():
            (folder / f"{name}.i64").write_bytes(column.tobytes())


def read(folder: Path) -> Columns:
    """The columns that `write` left in a folder."""
    found = {}
    for name in (*PER_HOUSEHOLD, *PER_CHILD):
        found[name] = array("q")
        found[name].frombytes((folder / f"{name}.i64").read_bytes())
    return Columns(found)


def make(count: int, seed: int) -> Columns:
    """Random households: single or married, from the start or in the course of the year, with no to four children."""
    chance = random.Random(seed)
    columns = {name: array("q") for name in (*PER_HOUSEHOLD, *PER_CHILD)}
    for at in range(count):
        first, partner = _adult(chance), int(chance.random() < 0.5)
        since = _since(chance) if partner else 0
        second = _adult(chance, never_young=True) if partner else (0, 0, 0, 0)
        for name, value in zip(PER_HOUSEHOLD, (*first, partner, since, *second), strict=True):
            columns[name].append(value)
        for _ in range(chance.choices((0, 1, 2, 3, 4), (35, 25, 25, 10, 5))[0]):
            columns["k_huishouden"].append(at)
            columns["k_geboren"].append(_child(chance))
            columns["k_kinderbijslag"].append(int(chance.random() < 0.95))
    return Columns(columns)


def _adult(chance: random.Random, never_young: bool = False) -> tuple[int, int, int, int]:
    young = chance.random() < 0.05 and not never_young
    born = _day(chance, YEAR - 18) if young else _day(chance, chance.randint(YEAR - 60, YEAR - 22))
    near = chance.random() < 0.3
    income = max(0, chance.choice(INCOME_MARKS) + chance.randint(-150, 150)) if near else int(chance.triangular(0, 110000, 25000))
    rich = chance.random()
    wealth = chance.randrange(30000 if rich < 0.85 else 250000)
    if rich > 0.95:
        wealth = chance.choice(WEALTH_MARKS) + chance.randint(-2, 2)
    return born, income, wealth, int(chance.random() < 0.95)


def _since(chance: random.Random) -> int:
    return _day(chance, YEAR if chance.random() < 0.3 else chance.randint(YEAR - 15, YEAR - 1))


def _child(chance: random.Random) -> int:
    """A child whose age changes something this year, or any other."""
    age = chance.choice((0, 12, 16, 18)) if chance.random() < 0.5 else chance.randint(0, 17)
    return _day(chance, YEAR - age)


def _day(chance: random.Random, year: int) -> int:
    """A day of a year, often the first or the last of a month."""
    month = chance.randint(1, 12)
    first = date(year, month, 1).toordinal()
    last = (date(year + month // 12, month % 12 + 1, 1)).toordinal() - 1
    kind = chance.random()
    return first if kind < 0.15 else last if kind < 0.3 else chance.randint(first, last)
