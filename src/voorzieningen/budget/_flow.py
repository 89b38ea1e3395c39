"""One stream of money: what it is a month, and what of it comes in or goes out in each of the twelve months ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from voorzieningen.budget._calendar import DAYS, MONTHS, TIMES, WHOLE, ZERO, Ahead, Span, months_of_payment, times

Direction = Literal["in", "uit"]


@dataclass(frozen=True, slots=True)
class Flow:
    """A stream of money; amounts in EUR."""

    direction: Direction
    kind: str
    title: str
    where: str
    now: Span
    """What it is a month on the peildatum, spread."""
    rates: tuple[Span, ...]
    """The same in each month ahead."""
    months: tuple[Span, ...]
    """What is paid in each month ahead."""
    reach: tuple[Span, ...]
    """What is paid from the start until the end of each month: closer than the sum, when only the day is not known."""
    rest: Span = ZERO
    """What still comes before the first month, as far as its day is known."""
    day: int | None = None
    """The day of the month on which it is paid, of what is paid each month."""
    scheme: str = ""
    fixed: bool = False
    housing: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same stream before and after claiming."""
        return self.direction, self.kind, self.where, self.scheme

    def begins_or_ends(self, month: int) -> str:
        """How its amount a month changes at the start of a month ahead: begint, stopt, meer or minder; empty when it does not."""
        before, after = (self.now if month == 0 else self.rates[month - 1]), self.rates[month]
        if before == after:
            return ""
        if before[1] == 0 or after[1] == 0:
            return "begint" if before[1] == 0 else "stopt"
        return "meer" if after[0] > before[1] else "minder" if after[1] < before[0] else ""


@dataclass(frozen=True, slots=True)
class Timing:
    """When an amount is paid: how often, one day on which that is, the months it is paid in (1..12)."""

    per: str
    paid_on: date | None = None
    months: tuple[int, ...] = ()
    begin: date | None = None
    """The day before which nothing is paid, as far as it is known, and the day after which."""
    end: date | None = None


def steady(flow: Flow) -> Flow:
    """The flow with each month what it is a month: what is paid once every month."""
    return replace(flow, months=flow.rates, reach=cumulative(flow.rates))


def timed(flow: Flow, amounts: Sequence[Span], runs: Sequence[Span], timing: Timing, ahead: Ahead, today: Span) -> Flow:
    """The flow with its payments in their months.

    `amounts` is what is paid each time, by month ahead, `runs` which part of each month it runs (0..1), `today` what is paid
    each time in the month of the peildatum.
    """
    per = timing.per
    if per in DAYS:
        months, reach = _by_days(amounts, runs, DAYS[per], timing.paid_on, ahead)
    elif per in TIMES:
        months, reach = _by_year(amounts, runs, timing, ahead)
    elif per == "eenmalig":
        months, reach = _once(amounts[0], timing.paid_on, ahead)
    else:
        months = tuple(times(amount, *part) for amount, part in zip(amounts, runs, strict=True))
        reach = cumulative(months)
    day = timing.paid_on.day if timing.paid_on and per == "maand" else None
    return replace(flow, months=months, reach=reach, rest=times(today, _before_first(timing, ahead)), day=day)


def _before_first(timing: Timing, ahead: Ahead) -> Fraction:
    """How many times it is still paid before the first month, as far as its day is known."""
    day, per = timing.paid_on, timing.per
    if day is None:
        return Fraction(0)
    if per in DAYS:
        return Fraction(ahead.payments_before(DAYS[per], day, timing.begin, timing.end))
    if per == "eenmalig":
        return Fraction(ahead.op < day < ahead.begin)
    paid_in = months_of_payment(per, day, timing.months) if per in TIMES else None
    if paid_in is not None and ahead.op.month not in paid_in:
        return Fraction(0)
    share = Fraction(TIMES[per], len(paid_in)) if paid_in else Fraction(1)
    return share * ahead.still_to_come(day.day, timing.begin, timing.end)


def cumulative(months: Sequence[Span]) -> tuple[Span, ...]:
    """What some months add up to, until the end of each."""
    return tuple(accumulate(months, lambda one, other: (one[0] + other[0], one[1] + other[1])))


def ends_when_paid(flow: Flow, owed: Span) -> Flow:
    """A repayment that stops when all is paid."""
    flow = replace(flow, rest=(min(flow.rest[0], owed[0]), min(flow.rest[1], owed[1])))
    owed = max(Fraction(0), owed[0] - flow.rest[1]), max(Fraction(0), owed[1] - flow.rest[0])
    reach = tuple((min(low, owed[0]), min(high, owed[1])) for low, high in flow.reach)
    before = (ZERO, *reach)
    months = tuple(
        (min(one[0], max(Fraction(0), reach[at][0] - before[at][1])), min(one[1], max(Fraction(0), reach[at][1] - before[at][0])))
        for at, one in enumerate(flow.months)
    )
    rates = tuple(ZERO if until == owed and before[at] == owed else rate for at, (rate, until) in enumerate(
        zip(flow.rates, reach, strict=True)
    ))  # fmt: skip
    return replace(flow, months=months, reach=reach, rates=rates)


def _by_days(
    amounts: Sequence[Span], runs: Sequence[Span], days: int, paid_on: date | None, ahead: Ahead
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    whole = all(part == WHOLE for part in runs)
    months = []
    for at, (amount, part) in enumerate(zip(amounts, runs, strict=True)):
        low, high = ahead.payments(days, paid_on, 1, at)
        months.append(times(amount, low if part[0] == 1 else 0, high if part[1] else 0))
    if not whole or any(amount != amounts[0] for amount in amounts):
        return tuple(months), cumulative(months)
    counts = [ahead.payments(days, paid_on, at + 1) for at in range(MONTHS)]
    return tuple(months), tuple(times(amounts[0], low, high) for low, high in counts)


def _by_year(
    amounts: Sequence[Span], runs: Sequence[Span], timing: Timing, ahead: Ahead
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    paid_in = months_of_payment(timing.per, timing.paid_on, timing.months)
    if paid_in is not None:
        share = Fraction(TIMES[timing.per], len(paid_in))
        paid = tuple(
            times(amounts[at], share * runs[at][0], share * runs[at][1]) if day.month in paid_in else ZERO
            for at, day in enumerate(ahead.firsts[:MONTHS])
        )
        return paid, cumulative(paid)
    each = 12 // TIMES[timing.per]
    months = tuple((Fraction(0), amount[1] * part[1]) for amount, part in zip(amounts, runs, strict=True))
    if any(part != WHOLE for part in runs):
        most, running = max(amount[1] for amount in amounts), list(accumulate(part[1] > 0 for part in runs))
        ends = (min(most * -(-count // each), high) for count, (_, high) in zip(running, cumulative(months), strict=True))
        return months, tuple((Fraction(0), high) for high in ends)
    low, high = min(amount[0] for amount in amounts), max(amount[1] for amount in amounts)
    return months, tuple((low * ((at + 1) // each), high * -(-(at + 1) // each)) for at in range(MONTHS))


def _once(amount: Span, day: date | None, ahead: Ahead) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Something paid once: on its day, or on a day within the year nobody said."""
    if day is not None:
        firsts = ahead.firsts
        months = tuple(amount if firsts[at] <= day < firsts[at + 1] else ZERO for at in range(MONTHS))
        return months, cumulative(months)
    maybe = (Fraction(0), amount[1])
    return (maybe,) * MONTHS, (maybe,) * (MONTHS - 1) + (amount,)

