"""What a household receives now from a scheme, per month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from voorzieningen.household import Bereik, Gedateerd, Huishouden

Range = tuple[Fraction, Fraction | None]
"""Lowest and highest; None is without an upper end."""

_BELOW = 1200
"""A month amount is a whole number of twelfths of a cent."""
_TWELFTHS = {"maand": 12, "jaar": 1, "kwartaal": 4, "vier_weken": 13, "week": 52, "eenmalig": 1}
"""What is received once counts for a twelfth in each month of its year."""


def received(household: Huishouden, names: tuple[str, ...], months: Iterable[date], since: date) -> Range:
    """EUR received under any of `names` in some months, given by their first days.

    Unknown before `since` and for a missing key: from 0 without an upper end.
    """
    low, high = 0, 0
    open_end = False
    for first in months:
        found = _in_month(household, names, first, since)
        if found is None:
            open_end = True
        else:
            low, high = low + found[0], high + found[1]
    return Fraction(low, _BELOW), None if open_end else Fraction(high, _BELOW)


def _in_month(household: Huishouden, names: tuple[str, ...], first: date, since: date) -> tuple[int, int] | None:
    """Lowest and highest over `_BELOW`; None when one of the names has no known amount in this month."""
    low, high = 0, 0
    for name in names:
        said = household.ontvangt.get(name) if household.ontvangt is not None else None
        found = _at(said.bedrag, first, since) if said is not None else None
        if said is None or found is None:
            return None
        factor = _TWELFTHS[said.per or "maand"]
        low, high = low + found[0] * factor, high + found[1] * factor
    return low, high


def _at(value: object, day: date, since: date) -> tuple[int, int] | None:
    """An amount in cents, as lowest and highest, where one is known."""
    if isinstance(value, Gedateerd):
        held = [one for key, one in value.waarden if key <= day]
        value = held[-1] if held else None
    elif day < since.replace(day=1):
        return None
    if isinstance(value, Bereik) and isinstance(value.laagst, Decimal) and isinstance(value.hoogst, Decimal):
        return int(value.laagst * 100), int(value.hoogst * 100)
    return (int(value * 100), int(value * 100)) if isinstance(value, Decimal) else None
