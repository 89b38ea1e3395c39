"""The twelve months ahead, and how often something is paid in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

Span = tuple[Fraction, Fraction]
"""The lowest and the highest an amount in EUR can be."""

ZERO: Span = (Fraction(0), Fraction(0))
WHOLE: Span = (Fraction(1), Fraction(1))
MONTHS = 12
DAYS = {"week": 7, "vier_weken": 28}
"""Days between two payments."""
TIMES = {"kwartaal": 4, "jaar": 1}
"""Payments a year, of what is paid in fixed months."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The months from the first one that is still whole on the peildatum."""

    op: date

    @property
    def begin(self) -> date:
        """The first day of the first month."""
        return self.op if self.op.day == 1 else _month_later(self.op.replace(day=1))

    @property
    def firsts(self) -> tuple[date, ...]:
        """The first day of each month, and of the month after the last."""
        days = [self.begin]
        for _ in range(MONTHS):
            days.append(_month_later(days[-1]))
        return tuple(days)

    @property
    def names(self) -> tuple[str, ...]:
        """The months as `2026-12`."""
        return tuple(f"{day:%Y-%m}" for day in self.firsts[:MONTHS])

    def still_to_come(self, day: int, since: date | None = None, until: date | None = None) -> bool:
        """Whether a day of the month falls after the peildatum in the part of a month that comes before the first one."""
        last = (self.begin - timedelta(days=1)).day
        falls = self.op.replace(day=min(day, last)) if self.begin != self.op else self.op
        return falls > self.op and (since is None or since <= falls) and (until is None or falls <= until)

    def payments(self, days: int, paid_on: date | None, months: int, first: int = 0) -> tuple[int, int]:
        """How many payments fall in some months from `first`, one every so many days; known when one day of payment is known."""
        begin, end = self.firsts[first], self.firsts[first + months]
        if paid_on is None:
            length = (end - begin).days
            return length // days, -(-length // days)
        count = _in_between(begin, end, days, paid_on)
        return count, count

    def payments_before(self, days: int, paid_on: date, since: date | None = None, until: date | None = None) -> int:
        """How many payments, one every so many days, still come before the first month."""
        after = max(self.op + timedelta(days=1), since or self.op)
        end = min(self.begin, until + timedelta(days=1)) if until else self.begin
        return _in_between(after, end, days, paid_on) if after < end else 0


def _in_between(begin: date, end: date, days: int, paid_on: date) -> int:
    """How many days of payment there are from one day until before another."""
    skipped = -((paid_on - begin).days // days)
    day = paid_on + timedelta(days=days * skipped)
    return max(0, -((day - end).days // days))


def months_of_payment(per: str, paid_on: date | None, named: Sequence[int]) -> tuple[int, ...] | None:
    """The months (1..12) in which a yearly or quarterly amount is paid; None when nobody said."""
    if named:
        return tuple(named)
    if paid_on is None:
        return None
    return (paid_on.month,) if per == "jaar" else tuple(month for month in range(1, 13) if month % 3 == paid_on.month % 3)


def added(spans: Sequence[Span]) -> Span:
    """The sum of some amounts."""
    return sum((low for low, _ in spans), Fraction(0)), sum((high for _, high in spans), Fraction(0))


def times(span: Span, low: Fraction | int, high: Fraction | int | None = None) -> Span:
    """An amount so many times; both are 0 or more."""
    return span[0] * low, span[1] * (low if high is None else high)


def minus(one: Span, other: Span) -> Span:
    """The difference of two amounts that do not depend on each other."""
    return one[0] - other[1], one[1] - other[0]


def _month_later(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
