"""Small pieces of what a screening says: a day, and titles one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce

from voorzieningen.texts import texts


def spoken_day(day: date) -> str:
    """A day as people say it: `31 december 2027`."""
    say = texts()
    return say("rapport.datum.kort", dag=day.day, maand=say(f"rapport.maand.{day.month}"), jaar=day.year)


def joined(titles: Sequence[str]) -> str:
    """Titles one after the other: `a en b`."""
    say = texts()
    return reduce(lambda begin, last: say("screening.zinsdeel.en", begin=begin, laatste=last), titles)
