"""Dates of a household: from an age to dates of birth, and the ends of what is only partly known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from voorzieningen.household._messages import fault
from voorzieningen.household.fields import FIRST_DAY
from voorzieningen.household.values import Bereik, Onbekend


def born(age: Decimal | Onbekend | Bereik[Decimal] | None, today: date | None) -> Bereik[date] | Onbekend | None:
    """Give the dates of birth of somebody who is `age` whole years old on `today`."""
    if age is None or isinstance(age, Onbekend):
        return age
    if today is None:
        raise fault("voor een leeftijd is de peildatum nodig.", "Vul `peildatum` in.")
    youngest, oldest = (age.laagst, age.hoogst) if isinstance(age, Bereik) else (age, age)
    if today.year - int(oldest) - 1 < FIRST_DAY.year:
        raise fault("deze leeftijd past niet bij de peildatum.", "Kijk beide na.")
    return Bereik(_years_back(today, int(oldest) + 1) + timedelta(days=1), _years_back(today, int(youngest)))


def earliest(value: Any) -> date | None:
    """Give the first day a date field may mean."""
    return value.laagst if isinstance(value, Bereik) else value if isinstance(value, date) else None


def latest(value: Any) -> date | None:
    """Give the last day a date field may mean."""
    return value.hoogst if isinstance(value, Bereik) else value if isinstance(value, date) else None


def _years_back(day: date, years: int) -> date:
    # The last day of birth with which somebody is `years` old on `day`; a birthday on 29 February may fall on 1 March.
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
