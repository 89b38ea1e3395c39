"""Kinds and units: a number carries exponents over the base units; dates, truths and choices are kinds without a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

BASES = ("EUR", "jaar", "kwartaal", "maand", "week", "dag", "uur")
BARE = ("aantal", "procent")

Unit = tuple[tuple[str, int], ...]
"""Exponents of the base units, without zeros, in the order of `BASES`; the empty tuple is a bare number."""

_PART = re.compile(r"(\*|/)?([A-Za-z]+)(\d*)")


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is: `getal` with a unit (None: the literal 0, which fits every unit), `datum`, `ja_nee` or `keuze`."""

    kind: str
    unit: Unit | None = ()
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind == "getal":
            return "0" if self.unit is None else show(self.unit)
        return f"keuze uit {', '.join(self.labels)}" if self.kind == "keuze" else self.kind


TRUTH = Type("ja_nee")
DATE = Type("datum")
ZERO = Type("getal", None)
COUNT = Type("getal", ())


def number(unit: Unit) -> Type:
    """A number in `unit`."""
    return Type("getal", unit)


def choice(labels: tuple[str, ...]) -> Type:
    """One of `labels`, in their order."""
    return Type("keuze", (), labels)


def parse_unit(text: str) -> Unit:
    """Exponents of a unit text such as `EUR/maand`, `jaar2/EUR/maand` or `1/jaar`; ValueError for a word that is no base unit."""
    exponents = dict.fromkeys(BASES, 0)
    if text in BARE:
        return ()
    end = 1 if text.startswith("1/") else 0
    for part in _PART.finditer(text, end):
        sign, base, power = part.groups()
        if part.start() != end or base not in exponents or (sign is None) != (end == 0):
            raise ValueError(text)
        exponents[base] += (-1 if sign == "/" else 1) * int(power or 1)
        end = part.end()
    if end != len(text) or not text:
        raise ValueError(text)
    return tuple((base, power) for base, power in exponents.items() if power)


def times(left: Unit, right: Unit, sign: int = 1) -> Unit:
    """The unit of a product, or of a quotient with `sign=-1`."""
    powers = dict(left)
    for base, power in right:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple((base, powers[base]) for base in BASES if powers.get(base))


def show(unit: Unit) -> str:
    """The unit as a rule file writes it; a bare number is `aantal`."""

    def word(base: str, power: int) -> str:
        return base if power == 1 else f"{base}{power}"

    above = "*".join(word(base, power) for base, power in unit if power > 0)
    below = "".join("/" + word(base, -power) for base, power in unit if power < 0)
    return (above or ("1" if below else "aantal")) + below
