"""Small shared words of the linker: reserved names and suffixes, types from an `eenheid`, the version that holds in a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from voorzieningen.errors import RuleError
from voorzieningen.formula import DATE, RESERVED, TRUTH, Type, choice, number, parse_unit

RIGHT = "recht"
INSTANCE = "instantie"
"""In a frame that several bodies fill: which of them this outcome belongs to."""
RECEIVED = "ontvangt."
BUDGET = "budget"
"""The rule file whose steps say what comes in and goes out of a household."""
GIVEN = "#gegeven"
"""Suffix of the truth that says whether the household gives a fact that a step can estimate."""
CHOSEN = "#regel"
"""Suffix of the step that says which line of a `kies` applied."""
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")

_TAKEN = RESERVED | {RIGHT, INSTANCE, "voorwaarden", "niet_gemodelleerd", "waarschuwingen"}

Path = tuple[str | int | date, ...]
"""A place in a rule file: the keys and numbers that lead to it."""

_Version = TypeVar("_Version")


def is_name(name: str) -> bool:
    """Whether something in a rule file may be called so: small letters, digits and _, and no word of the language."""
    return bool(_NAME.match(name)) and "__" not in name and name not in _TAKEN


def type_of(kind: str | tuple[str, ...], where: str) -> Type:
    """The type an `eenheid` declares; RuleError when it is not a unit, `ja_nee`, `datum` or a list of labels."""
    if isinstance(kind, tuple):
        strange = [label for at, label in enumerate(kind) if not _NAME.match(label) or label in kind[:at]]
        if strange or len(kind) < 2:
            raise RuleError(
                f"deze keuze heeft een verkeerd label: `{strange[0]}`." if strange else "deze keuze heeft maar één label.",
                where=where,
                repair="Geef minstens twee verschillende labels, in kleine letters, cijfers en _.",
            )
        return choice(kind)
    if kind in ("ja_nee", "datum"):
        return TRUTH if kind == "ja_nee" else DATE
    try:
        return number(parse_unit(kind))
    except ValueError:
        raise RuleError(
            f"de eenheid `{kind}` bestaat niet.",
            where=where,
            repair="Gebruik EUR, jaar, kwartaal, maand, week, dag, uur met / en *, of aantal, procent, ja_nee, datum.",
        ) from None


def version_of(versions: Mapping[date, _Version | str], year: int, where: str) -> tuple[date, _Version] | None:
    """The version that holds in a year, with its date; None when it has not begun or has ended."""
    for key in versions:
        if (key.month, key.day) != (1, 1):
            raise RuleError(f"een versie begint op {key}.", where=where, repair="Laat een versie op 1 januari beginnen.")
    at = max((key for key in versions if key.year <= year), default=None)
    if at is None:
        return None
    found = versions[at]
    return None if isinstance(found, str) else (at, found)
