"""What the budget computes, put among what a household says, so that rules read both in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.household import ONBEKEND, Bereik, Huishouden, Namen
from voorzieningen.rulebook import Feit

Computed = Mapping[str, tuple[Fraction | date | None, Fraction | date | None]]
"""By fact the lowest and the highest it can be; None where nothing is known of that end."""


def with_computed(household: Huishouden, values: Computed, facts: Mapping[str, Feit]) -> Huishouden:
    """The household with the facts the budget computed; amounts rounded to the decimals of their fact, halves up."""
    found: dict[str, Any] = dict(household.feiten or {})
    for name, (low, high) in values.items():
        fact = facts[name]
        limits = (False, True) if fact.eenheid == "ja_nee" else (fact.minimum, fact.maximum)
        ends = _end(low, fact, limits[0]), _end(high, fact, limits[1])
        found[name] = ends[0] if ends[0] == ends[1] else ONBEKEND if isinstance(ends[0], bool) else Bereik(*ends)
    return household.model_copy(update={"feiten": Namen(found)})


def _end(value: Fraction | date | None, fact: Feit, limit: Any) -> Any:
    """One end of a range, within what the fact can be."""
    if value is None:
        return limit
    if fact.eenheid == "ja_nee":
        return bool(value)
    if isinstance(value, Fraction):
        scale = Decimal(1).scaleb(-fact.decimalen)
        number = (Decimal(value.numerator) / value.denominator).quantize(scale, ROUND_HALF_UP)
        return min(max(number, Decimal(str(fact.minimum))), Decimal(str(fact.maximum)))
    assert isinstance(fact.minimum, date) and isinstance(fact.maximum, date)
    return min(max(value, fact.minimum), fact.maximum)
