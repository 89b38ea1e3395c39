"""Chance biased to the thresholds of one year: amounts, days, ages and any fact of the rules."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.evaluate import Program
from voorzieningen.rulebook import Cell, Feit, LinkedYear
from voorzieningen.sample._days import begin, months_later
from voorzieningen.sample._marks import Marks, to_decimal

CENT = Decimal("0.01")
Data = dict[str, Any]


def joined(country: LinkedYear, local: LinkedYear | None) -> LinkedYear:
    """What the rules of the country and those of one place ask of a household together; the steps are those of the country."""
    if local is None:
        return country
    return replace(
        country,
        facts={**country.facts, **local.facts},
        parameters={**country.parameters, **local.parameters},
        outcomes={**country.outcomes, **local.outcomes},
        received=country.received | local.received,
        files={**country.files, **local.files},
    )


class Chance:
    """One source of chance and the thresholds of the year of a program, and of the program of one place when there is one."""

    def __init__(
        self, program: Program, rng: random.Random, marks: Marks | None = None, local: Program | None = None
    ) -> None:
        self.program, self.local, self.rng, self.year = program, local, rng, program.linked.year
        self.linked = joined(program.linked, local.linked if local else None)
        self.marks = marks or Marks(self.linked, frozenset(self.linked.files) - frozenset(program.linked.files))

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def around(self, marks: Sequence[Fraction | int], step: Decimal = Decimal(1)) -> Decimal:
        """A threshold, one step beside it, or up to 2% from it; never below 0."""
        mark = to_decimal(self.rng.choice(marks), step)
        off = self.rng.choice((0, 0, 1, -1, None, None, None))
        moved = mark + (step * off if off is not None else mark * Decimal(self.rng.randint(-200, 200)) / 10000)
        return max(Decimal(0), moved.quantize(step))

    def money(self, low: int, high: int) -> Decimal:
        return Decimal(self.rng.randint(low * 100, high * 100)) * CENT

    def day(self, year: int | None = None) -> date:
        """A day of the year: the first, second or last of a month as often as any other."""
        month = self.rng.randrange(12)
        first, after = begin(year or self.year, month), begin(year or self.year, month + 1)
        days = (first, first, first + timedelta(days=1), after - timedelta(days=1), after - timedelta(days=1))
        return self.rng.choice((*days, *(first + timedelta(days=self.rng.randrange((after - first).days)) for _ in range(4))))

    def dated(self, chance: float, first: Any, second: Any) -> Any:
        """A value, or two values of which the second holds from some day of the year."""
        return {date(1950, 1, 1): first, self.day(): second} if self.maybe(chance) else first

    def truth(self, chance: float, change: float = 0.03) -> Any:
        value = self.maybe(chance)
        return self.dated(change, value, not value)

    def turning(self, ages: Sequence[int]) -> date:
        """A birth date so that one of `ages` (years) is reached in this year."""
        age = self.rng.choice(ages)
        then = self.day(self.year - age)
        leap = [self.year - one for one in ages if (self.year - one) % 4 == 0]
        return date(self.rng.choice(leap), 2, 29) if leap and self.maybe(0.25) else then

    def pensioner(self) -> date:
        """A birth date so that the pension age is reached in or just outside this year."""
        cells = [cell for cell in self.marks.pension.values[-6:] if isinstance(cell, Cell)]
        months = int(self.rng.choice(cells).lowest)
        then = self.day(self.year + self.rng.choice((-1, 0, 0, 0)))
        return months_later(then, -months)

    def sample(self, name: str, fact: Feit, low: Any = None, high: Any = None) -> Any:
        """A value of a fact from low to high: an end, at or beside a threshold, or any."""
        if fact.eenheid == "ja_nee":
            return self.maybe(0.5)
        if isinstance(fact.eenheid, (list, tuple)):
            return self.rng.choice(list(fact.eenheid))
        free = low is None
        low, high = (fact.minimum, fact.maximum) if free else (low, high)
        kind = self.rng.random()
        if kind < (0.08 if free else 0.3):
            return self.rng.choice((low, high))
        if kind < 0.75:
            value = self.threshold(name, fact)
            if value is not None and low <= value <= high:
                return value
        if fact.eenheid == "datum":
            if free:
                low, high = date(self.year - (95 if name == "geboortedatum" else 3), 1, 1), date(self.year, 12, 31)
            return low + timedelta(days=self.rng.randint(0, (high - low).days))
        step = Decimal(1).scaleb(-fact.decimalen)
        if free:
            most = {"EUR/jaar": 60000, "EUR": 6000, "EUR/maand": 1500, "uur/maand": 240}.get(str(fact.eenheid), 1500)
            low, high = max(low, Decimal(0)), min(high, Decimal(most))
        return low + step * self.rng.randint(0, int((high - low) / step))

    def threshold(self, name: str, fact: Feit) -> Any:
        """A value at, just below, just above or near a threshold of this year."""
        if fact.eenheid == "datum":
            if name != "geboortedatum":
                return self.day()
            return self.rng.choice((self.pensioner, lambda: self.turning([0, *self.marks.ages])))()
        found = self.marks.about(name, fact)
        return self.around(found, Decimal(1).scaleb(-fact.decimalen)) if found else None
