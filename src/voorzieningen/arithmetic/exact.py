"""Operations of an exact program on plain integers; dates are day numbers, choices are positions, truths are 0 and 1."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

_LAST = date.max.toordinal()


def _within(day: int) -> int:
    """The nearest day the calendar has: a rule may add more than the calendar holds."""
    return min(max(day, 1), _LAST)


@lru_cache(maxsize=65536)
def plus_jaar(day: int, years: int) -> int:
    """The same day of a later year; 29 February becomes 1 March where the year has none."""
    then = date.fromordinal(_within(day))
    year = min(max(then.year + years, 1), 9999)
    if then.month == 2 and then.day == 29 and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1).toordinal()
    return then.replace(year=year).toordinal()


@lru_cache(maxsize=65536)
def plus_maand(day: int, months: int) -> int:
    """The same day of a later month, or its last day where the month is shorter."""
    then = date.fromordinal(_within(day))
    count = min(max(then.year * 12 + then.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()


def plus_week(day: int, weeks: int) -> int:
    """So many weeks later."""
    return _within(day + 7 * weeks)


def plus_dag(day: int, days: int) -> int:
    """So many days later."""
    return _within(day + days)


def half(n: int, d: int) -> int:
    """n / d to the nearest integer, halves up; 0 when d is 0 (the outcome is then marked as not modelled)."""
    return (2 * n + d) // (2 * d) if d else 0


def down(n: int, d: int) -> int:
    """n / d rounded down; 0 when d is 0."""
    return n // d if d else 0


def up(n: int, d: int) -> int:
    """n / d rounded up; 0 when d is 0."""
    return -(-n // d) if d else 0


def less(n: int, d: int, m: int, e: int) -> bool:
    """n/d < m/e without dividing; nee when a divisor is 0."""
    return d * e != 0 and (n * e < m * d) == (d * e > 0) and n * e != m * d


def less_equal(n: int, d: int, m: int, e: int) -> bool:
    """n/d <= m/e without dividing; nee when a divisor is 0."""
    return d * e != 0 and (n * e == m * d or less(n, d, m, e))


def equal(n: int, d: int, m: int, e: int) -> bool:
    """n/d = m/e without dividing; nee when a divisor is 0."""
    return d * e != 0 and n * e == m * d


def band(table: tuple[Sequence[int], Sequence[Any]], key: int) -> Any:
    """The value of the last edge at or below the key; the first value when the key lies below every edge."""
    return table[1][bisect_right(table[0], key)]


def brackets(edges: Sequence[int], rates: Sequence[int], value: int) -> int:
    """Each part of the value at the rate of its bracket, summed."""
    total = 0
    for at, edge in enumerate(edges):
        if value <= edge:
            break
        top = edges[at + 1] if at + 1 < len(edges) else value
        total += rates[at] * (min(value, top) - edge)
    return total


def highest(values: Iterable[int]) -> int:
    """The highest, 0 when there are none."""
    return max(values, default=0)


def lowest(values: Iterable[int]) -> int:
    """The lowest, 0 when there are none."""
    return min(values, default=0)


def rank(rows: Sequence[tuple[int, tuple[int, ...]]]) -> list[int]:
    """1 for the kept row with the lowest keys, 2 for the next; 0 for rows not kept; ties in order of entry."""
    order = sorted((keys, at) for at, (keep, keys) in enumerate(rows) if keep)
    found = [0] * len(rows)
    for place, (_, at) in enumerate(order, 1):
        found[at] = place
    return found


def by_row(months: Sequence[Sequence[Any]], rows: Iterable[int]) -> list[list[Any]]:
    """From a list per month to a list per row."""
    return [[month[row] for month in months] for row in rows]
