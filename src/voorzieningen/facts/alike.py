"""Months that are alike are computed once: a set of bits says in which months a value may differ from the month before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

EVERY = (1 << 12) - 2
"""Every month but January may differ from the one before; bit 0 is never set."""

QUARTERS = 1 << 3 | 1 << 6 | 1 << 9


@cache
def starts(changes: int) -> tuple[int, ...]:
    """The months (0..11) in which a stretch of like months begins."""
    return (0, *(month for month in range(1, 12) if changes >> month & 1))


@cache
def _lengths(changes: int) -> tuple[int, ...]:
    begin = starts(changes)
    return tuple(after - month for month, after in zip(begin, (*begin[1:], 12), strict=True))


def spread(values: list[Any], changes: int) -> list[Any]:
    """Twelve months out of one value for each stretch."""
    if not changes:
        return values * 12
    months: list[Any] = []
    for value, length in zip(values, _lengths(changes), strict=True):
        months += [value] * length
    return months


def changes(months: Sequence[Any]) -> int:
    """In which months a value differs from the month before."""
    first = months[0]
    if all(value is first for value in months) or list(months).count(first) == 12:
        return 0
    return sum(1 << month for month in range(1, 12) if months[month] != months[month - 1])


def row_changes(rows: Sequence[Sequence[Any]]) -> int:
    """In which months a value differs from the month before in any row."""
    found = 0
    for months in rows:
        found |= changes(months)
    return found


def edges(months: Collection[int]) -> int:
    """In which months a set of months (0..11) begins, or has just ended."""
    return sum(1 << month for month in range(1, 12) if (month in months) != (month - 1 in months))
