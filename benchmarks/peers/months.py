"""Days as months: for engines that cannot add years to a date, or put 29 February plus some years in February."""

from __future__ import annotations

from datetime import date


def month_of(day: int) -> int:
    """The month of a day, as a number that rises by one a month."""
    one = date.fromordinal(day)
    return one.year * 12 + one.month - 1


def month_after(day: int) -> int:
    """The first month that begins on a day or later."""
    return month_of(day) + (date.fromordinal(day).day > 1)


def birthday_month(born: int, age: int) -> int:
    """The month in which somebody becomes an age; 29 February becomes 1 March in a year without it."""
    one = date.fromordinal(born)
    no_leap_day = one.month == 2 and one.day == 29 and (one.year + age) % 4 != 0
    return month_of(born) + 12 * age + no_leap_day
