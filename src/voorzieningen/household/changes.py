"""Changes to a household as plain data: by dotted path a value is replaced, a row added, or something taken away."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from voorzieningen.errors import HouseholdError
from voorzieningen.household._messages import found

REMOVE, APPEND = "weg", "+"
_ROW = re.compile(r"[0-9]{1,3}")
_SHOWN = re.compile(r"[a-z0-9_+.-]{1,120}")


def vary(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The base with its changes; a key is a dotted path, with a row by its number from 0 and `+` for one row more.

    A second row more is `++`, because a path stands only once. The value `weg` takes a row or field away. That happens
    last, so a number always means the row of the base. Raises HouseholdError that names the path, for a place the base
    does not have.
    """
    data = copy.deepcopy(dict(base))
    removed = [path for path, value in changes.items() if isinstance(value, str) and value == REMOVE]
    for path, value in changes.items():
        if path not in removed:
            _put(data, path, copy.deepcopy(value))
    for path in sorted(removed, key=_later_rows_first, reverse=True):
        _take(data, path)
    return data


def _later_rows_first(path: str) -> list[tuple[int, str]]:
    return [(int(part) if _ROW.fullmatch(part) else -1, part) for part in path.split(".")]


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    target, last = _target(data, path)
    if isinstance(target, dict):
        target[last] = value
    elif _is_more(last):
        target.append(value)
    else:
        target[_number(target, last, path)] = value


def _take(data: dict[str, Any], path: str) -> None:
    target, last = _target(data, path, make=False)
    if isinstance(target, list):
        del target[_number(target, last, path)]
    elif last not in target:
        raise _error(path, "dit staat niet in het huishouden.", "Weghalen hoeft dan niet.")
    else:
        del target[last]


def _target(data: dict[str, Any], path: str, *, make: bool = True) -> tuple[dict[str, Any] | list[Any], str]:
    """Where the last part of a path belongs, and that part; a group or list that is not there yet is made."""
    parts = path.split(".")
    if not all(parts):
        raise _error(path, "dit pad klopt niet.", "Schrijf namen en nummers met een punt ertussen, zoals personen.0.rol.")
    target: Any = data
    for at, part in enumerate(parts[:-1], 1):
        if isinstance(target, list):
            target = target[_number(target, part, path)]
        elif make or part in target:
            after = parts[at]
            if part not in target and _ROW.fullmatch(after):
                what = f"de lijst `{part}` is er nog niet."
                raise _error(path, what, f"Voeg een rij toe met {'.'.join((*parts[:at], APPEND))}.")
            target = target.setdefault(part, [] if _is_more(after) else {})
        else:
            raise _error(path, "dit staat niet in het huishouden.", "Weghalen hoeft dan niet.")
        if not isinstance(target, dict | list):
            here = ".".join(parts[:at])
            raise _error(path, f"{found(target)[:-1]} bij {here}, en geen lijst of groep.", f"Vervang {here} in zijn geheel.")
    last = parts[-1]
    if isinstance(target, dict) and (_is_more(last) or _ROW.fullmatch(last)):
        here = ".".join(parts[:-1]) or "het huishouden"
        raise _error(path, f"bij {here} staat geen lijst.", "Noem een veld in plaats van een rij.")
    return target, last


def _is_more(part: str) -> bool:
    return set(part) == {APPEND}


def _number(rows: list[Any], part: str, path: str) -> int:
    """The place of a row, from 0."""
    if not _ROW.fullmatch(part):
        raise _error(path, "hier hoort het nummer van een rij.", f"Tel vanaf 0, of schrijf {APPEND} voor een rij erbij.")
    if int(part) >= len(rows):
        there = f"Er zijn {len(rows)} rijen: 0 tot en met {len(rows) - 1}." if len(rows) > 1 else f"Er {_ONE[len(rows)]}."
        raise _error(path, "deze rij is er niet.", f"{there} Een rij erbij is {APPEND}.")
    return int(part)


_ONE = ("zijn geen rijen", "is 1 rij: nummer 0")


def _error(path: str, what: str, repair: str) -> HouseholdError:
    return HouseholdError(what, where=path if _SHOWN.fullmatch(path) else "pad", repair=repair)
