"""Both schemes as a developer writes them by hand: one Python function, for three kinds of number.

With `Fraction` it is the check on the library, with `Decimal` and `float` it is what people usually write.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from math import floor
from typing import Any

from peers.engine import Amounts, Engine
from peers.households import FIRST_DAYS, Columns, Household

BLOCK = 1000


@lru_cache(maxsize=100_000)
def birthday(born: int, age: int) -> int:
    """The day somebody becomes an age; 29 February becomes 1 March in a year without it."""
    day = date.fromordinal(born)
    try:
        return day.replace(year=day.year + age).toordinal()
    except ValueError:
        return date(day.year + age, 3, 1).toordinal()


class ByHand:
    """The figures of 2026 as one kind of number, and the two amounts of a household."""

    def __init__(self, number: Callable[[str], Any]) -> None:
        self.single, self.couple, self.taper = number("0.01912"), number("0.04289"), number("0.1373")
        self.kgb_taper, self.half = number("0.076"), number("0.5")
        self.whole = lru_cache(maxsize=200_000)(lambda euros: number(str(euros)))
        self.threshold, self.premium, self.twelve = number("29736"), number("2119"), number("12")

    def amounts(self, home: Household) -> tuple[int, int]:
        """Zorgtoeslag and kindgebonden budget of 2026, in whole euros."""
        first, second, nil = home.aanvrager, home.partner, self.whole(0)
        all_year = second is not None and home.sinds <= FIRST_DAYS[0]
        wealth = first.vermogen + (second.vermogen if second and all_year else 0)
        zorg = kgb = nil
        if wealth <= (184633 if all_year else 146011):
            for day in FIRST_DAYS:
                partner = second if second is not None and home.sinds <= day else None
                income = self.whole(first.inkomen + (partner.inkomen if partner else 0))
                insured = first.verzekerd and birthday(first.geboren, 18) < day
                too = partner is not None and partner.verzekerd and birthday(partner.geboren, 18) < day
                zorg += self._zorg(income, insured, partner is not None, too) / self.twelve
                kgb += self._kgb(income, home, partner is not None, day) / self.twelve
        return self._award(zorg), self._award(kgb)

    def _zorg(self, income: Any, insured: bool, partner: bool, too: bool) -> Any:
        if not (insured or too):
            return self.whole(0)
        own = (self.couple if partner else self.single) * self.threshold
        if income > self.threshold:
            own += self.taper * (income - self.threshold)
        if not partner:
            return max(self.whole(0), self.premium - own)
        both = max(self.whole(0), self.premium + self.premium - own)
        return both if insured and too else self.half * both

    def _kgb(self, income: Any, home: Household, partner: bool, day: int) -> Any:
        total, counted = 0, False
        for born, benefit in home.kinderen:
            if benefit and born < day <= birthday(born, 18):
                counted = True
                total += 2580 + (964 if birthday(born, 16) < day else 724 if birthday(born, 12) < day else 0)
        if not counted:
            return self.whole(0)
        threshold = 29736 + (9405 if partner else 0)
        amount = self.whole(total + (0 if partner else 3416))
        if income > threshold:
            amount -= self.kgb_taper * (income - threshold)
        return max(self.whole(0), amount)

    def _award(self, year: Any) -> int:
        rounded = floor(year + self.half)
        return rounded if rounded >= 24 else 0


def engine(number: Callable[[str], Any]) -> Engine:
    """The function by hand for a kind of number."""
    by_hand = ByHand(number)

    def run(homes: list[Household]) -> Amounts:
        found = [by_hand.amounts(home) for home in homes]
        return [one for one, _ in found], [two for _, two in found]

    def prepare(columns: Columns) -> list[Household]:
        return list(columns.households())

    return Engine(prepare, run, BLOCK)


FLOAT = partial(engine, float)
DECIMAL = partial(engine, Decimal)
FRACTION = partial(engine, Fraction)
