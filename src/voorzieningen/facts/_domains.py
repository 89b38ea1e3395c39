"""What a household says of one fact to what the fact can be: silence, labels, ranges and values, in integers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.errors import HouseholdError
from voorzieningen.facts._variables import Domain, outermost
from voorzieningen.formula import Type
from voorzieningen.household import ONBEKEND, Bereik, Gedateerd, Keuzes
from voorzieningen.rulebook import Feit

SILENT = (None, ONBEKEND)
UNSAID = -1
"""The number of the part of a value that stands for a time of which nothing was said."""


def is_open(cell: Domain) -> bool:
    return bool(cell & (cell - 1)) if isinstance(cell, int) else cell[0] != cell[1]


def lowest(cells: list[Domain]) -> list[int]:
    first = cells[0]
    if all(cell is first for cell in cells):
        return [outermost(first)[0]] * len(cells)
    return [outermost(cell)[0] for cell in cells]


def since_of(thing: Any, otherwise: date) -> date:
    """Since when a thing holds; of a range its last day, because only from then on it is sure."""
    found = getattr(thing, "sinds", None)
    found = found.hoogst if isinstance(found, Bereik) else found
    return found if isinstance(found, date) else otherwise


def held(value: Gedateerd[Any], day: date) -> tuple[Any, int]:
    """The entry of a dated value that holds on a day, with its number."""
    held = [(one, at) for at, (key, one) in enumerate(value.waarden) if key <= day]
    return held[-1] if held else (None, UNSAID)


def full(fact: Feit, kind: Type) -> Domain:
    """Everything a fact can be."""
    if kind.kind == "keuze":
        return (1 << len(kind.labels)) - 1
    if kind.kind == "ja_nee":
        return 0, 1
    if isinstance(fact.minimum, date) and isinstance(fact.maximum, date):
        return fact.minimum.toordinal(), fact.maximum.toordinal()
    assert isinstance(fact.minimum, Decimal) and isinstance(fact.maximum, Decimal)
    return int(fact.minimum * 10**fact.decimalen), int(fact.maximum * 10**fact.decimalen)


def domain(value: Any, fact: Feit, kind: Type, where: str) -> Domain:
    """What a given value leaves open."""
    if kind.kind == "keuze":
        labels = value.labels if isinstance(value, Keuzes) else (value,)
        strange = [label for label in labels if label not in kind.labels]
        if strange:
            raise HouseholdError("dit antwoord kennen de regels niet.", where=where, repair=f"Kies uit {', '.join(kind.labels)}.")
        return sum(1 << kind.labels.index(label) for label in labels)
    if isinstance(value, Bereik):
        return _integer(value.laagst, fact, kind, where), _integer(value.hoogst, fact, kind, where)
    point = _integer(value, fact, kind, where)
    return point, point


def _integer(value: Any, fact: Feit, kind: Type, where: str) -> int:
    wanted: type
    wanted, example = {"ja_nee": (bool, "ja, nee of onbekend"), "datum": (date, "2026-11-22")}.get(
        kind.kind, (Decimal, "612 of 612.35")
    )
    if not isinstance(value, wanted):
        raise HouseholdError(
            "dit is niet het soort antwoord dat hier hoort.", where=where, repair=f"Schrijf bijvoorbeeld {example}."
        )
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        found = value.toordinal()
    else:
        assert isinstance(value, Decimal)
        scaled = Fraction(value) * 10**fact.decimalen
        if scaled.denominator != 1:
            exactly = "hele getallen" if not fact.decimalen else f"hoogstens {fact.decimalen} cijfers achter de punt"
            raise HouseholdError("dit getal heeft te veel cijfers achter de punt.", where=where, repair=f"Gebruik {exactly}.")
        found = int(scaled)
    low, high = outermost(full(fact, kind))
    if not low <= found <= high:
        raise HouseholdError(
            "dit ligt buiten wat mogelijk is.",
            where=where,
            repair=f"Kies van {fact.minimum} tot en met {fact.maximum}.",
        )
    return found


def union(one: Domain, other: Domain) -> Domain:
    if isinstance(one, int) and isinstance(other, int):
        return one | other
    assert isinstance(one, tuple) and isinstance(other, tuple)
    return min(one[0], other[0]), max(one[1], other[1])
