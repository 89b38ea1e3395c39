"""What a household receives now from a scheme, per month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from voorzieningen.household import Bereik, Gedateerd, Huishouden

Range = tuple[Fraction, Fraction | None]
"""Lowest and highest; None is without an upper end."""

_PER_MONTH = {
    "maand": Fraction(1),
    "jaar": Fraction(1, 12),
    "kwartaal": Fraction(1, 3),
    "vier_weken": Fraction(13, 12),
    "week": Fraction(52, 12),
}
_OPEN: Range = (Fraction(0), None)


def received(household: Huishouden, names: tuple[str, ...], first_of_month: date, since: date) -> Range:
    """EUR a month received under any of `names` in one month; unknown before `since` and for a missing key."""
    if household.ontvangt is None:
        return _OPEN
    low, high = Fraction(0), Fraction(0)
    for name in names:
        said = household.ontvangt.get(name)
        found = _at(said.bedrag, first_of_month, since) if said is not None else None
        if said is None or found is None:
            return _OPEN
        low += found[0] * _PER_MONTH[said.per or "maand"]
        high += found[1] * _PER_MONTH[said.per or "maand"]
    return low, high


def _at(value: object, day: date, since: date) -> tuple[Fraction, Fraction] | None:
    if isinstance(value, Gedateerd):
        held = [one for key, one in value.waarden if key <= day]
        value = held[-1] if held else None
    elif day < since.replace(day=1):
        return None
    if isinstance(value, Bereik) and isinstance(value.laagst, Decimal) and isinstance(value.hoogst, Decimal):
        return Fraction(value.laagst), Fraction(value.hoogst)
    return (Fraction(value), Fraction(value)) if isinstance(value, Decimal) else None
