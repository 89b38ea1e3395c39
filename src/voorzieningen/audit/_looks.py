"""When somebody has to look at a source again: a figure of a year is only as fresh as the last look before that year."""

from __future__ import annotations

from datetime import date

from voorzieningen.rulebook import Rhythm

WINDOW = 11
"""The month in which the looks for the next year begin: its figures are published in November and December."""
HALF_YEAR = 5
"""The month in which the looks for the figures of 1 July begin."""


def look_holds_until(seen: date, rhythm: Rhythm | None) -> date:
    """The first day for which a look no longer counts.

    A figure of each year: looked at since 1 November before the year in which it is used. A figure of each half year: since
    1 November or 1 May before it. Anything else: within a year.
    """
    if rhythm == "jaarlijks":
        return date(seen.year + (2 if seen.month >= WINDOW else 1), 1, 1)
    if rhythm == "halfjaarlijks":
        if seen.month >= WINDOW:
            return date(seen.year + 1, 7, 1)
        return date(seen.year + 1, 1, 1) if seen.month >= HALF_YEAR else date(seen.year, 7, 1)
    return _a_year_after(seen)


def look_again(seen: date, rhythm: Rhythm | None, next_key: date | None) -> date | None:
    """Before which day to look again at what feeds one value; None when a newer value, from `next_key` on, comes first."""
    until = look_holds_until(seen, rhythm)
    return until if next_key is None or until < next_key else None


def new_figure_from(since: date | None, rhythm: Rhythm | None, next_key: date | None) -> date | None:
    """From which day a newer value is needed than the one of `since`; None when it is there, or when it has no rhythm."""
    if since is None or next_key is not None or rhythm not in ("jaarlijks", "halfjaarlijks"):
        return None
    if rhythm == "halfjaarlijks" and since.month < 7:
        return date(since.year, 7, 1)
    return date(since.year + 1, 1, 1)


def _a_year_after(day: date) -> date:
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
