"""Amounts from lowest to highest, added and held beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from voorzieningen.compare.types import Verloop
from voorzieningen.report import Bedrag

ZERO = Decimal(0)
_CENT = Decimal("0.01")
K = TypeVar("K")


def minus(after: Bedrag, before: Bedrag) -> Bedrag:
    """The difference of two amounts; what is open in both alike is taken to be the same, and counts for nothing."""
    if after == before:
        return Bedrag(laagst=ZERO, hoogst=ZERO)
    return less(after, before)


def plus(amounts: Iterable[Bedrag]) -> Bedrag:
    """The sum of amounts; of none it is nothing."""
    several = list(amounts)
    return Bedrag(laagst=sum((one.laagst for one in several), ZERO), hoogst=sum((one.hoogst for one in several), ZERO))


def less(one: Bedrag, other: Bedrag) -> Bedrag:
    """One amount less another that does not depend on it."""
    return Bedrag(laagst=one.laagst - other.hoogst, hoogst=one.hoogst - other.laagst)


def change(before: Bedrag, after: Bedrag) -> Verloop:
    """An amount before and after."""
    return Verloop(voor=before, na=after, verschil=minus(after, before))


def twelfth(amount: Bedrag) -> Bedrag:
    """An amount of a year as a month of it, to cents."""
    low, high = ((end / 12).quantize(_CENT, ROUND_HALF_UP) for end in (amount.laagst, amount.hoogst))
    return Bedrag(laagst=low, hoogst=high)


def difference(before: Mapping[K, Bedrag], after: Mapping[K, Bedrag]) -> Bedrag:
    """The difference of two sums, stream by stream: one that is open in both alike does not make the difference open."""
    nothing = plus(())
    keys = dict.fromkeys((*before, *after))
    return plus(minus(after.get(key, nothing), before.get(key, nothing)) for key in keys)
