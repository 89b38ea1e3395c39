"""Days and months counted on and back."""

from __future__ import annotations

from datetime import date, timedelta


def begin(year: int, month: int) -> date:
    """The first day of a month counted from 0 = January; 12 is January of the next year."""
    return date(year + month // 12, month % 12 + 1, 1)


def months_later(day: date, count: int) -> date:
    """The same day so many months later or, below 0, earlier; the last of the month where it has no such day."""
    first, last = begin(day.year, day.month - 1 + count), begin(day.year, day.month + count) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
