"""The figures of the plan and of the debts moved by one: days, weeks and months of law, and what is settled over a year.

What puts one step before another (`volgorde`, and the weights of the talk in `gesprek.yaml`) is a choice of whoever keeps
the rules and no law: another choice gives another order and no other amount or day, so no example has to rest on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from voorzieningen.examples import PLAN
from voorzieningen.nudge._change import DEBTS, Nudge
from voorzieningen.nudge._figures import becomes
from voorzieningen.rulebook import PlanFile, RuleFiles, SchuldenFile, record
from voorzieningen.rulebook.strict_yaml import Document, read_document

_PARTS = {PLAN: ("doorgeven", "wachttijd", "betaaldagen", "verrekening"), DEBTS: ("termijnen",)}
"""What of the two files is law; the rest is sentences and order."""
_KINDS: dict[str, type[PlanFile] | type[SchuldenFile]] = {PLAN: PlanFile, DEBTS: SchuldenFile}

_Path = tuple[str | int, ...]


def document(root: Path, name: str) -> Document | None:
    """`actieplan.yaml` or `schulden.yaml` as it stands in a folder of rules; None when it is not there."""
    path = root / f"{name}.yaml"
    return read_document(path.read_bytes(), path.name) if path.is_file() else None


def of_plan(files: RuleFiles, years: tuple[int, ...]) -> Iterator[Nudge]:
    """Every nudge of the two files; their figures hold in all modelled years."""
    for name, parts in _PARTS.items():
        doc = document(files.root, name)
        for part in parts if doc else ():
            assert doc is not None
            for path, where, what, changed in _moved(doc.data, (part,)):
                title = f"{name}/{'.'.join(_names(doc.data, path))} {where}"
                yield Nudge(name, (name,), part, title, what, doc.place(path), years, partial(_record, name, changed))


def _record(name: str, changed: Any, _before: PlanFile | SchuldenFile) -> PlanFile | SchuldenFile:
    """The changed file; RuleError when its record refuses the figure."""
    return record(_KINDS[name], Document(f"{name}.yaml", changed))


def _moved(data: Any, path: _Path) -> Iterator[tuple[_Path, str, str, Any]]:
    """Each figure below a path, one up and one down, and each member of a list of kinds left out."""
    value = _at(data, path)
    if isinstance(value, dict):
        for key in value:
            yield from _moved(data, (*path, key))
    elif isinstance(value, list) and path[-1] == "soorten":
        for at, one in enumerate(value):
            yield path, f"zonder {one}", f"zonder {one}", _with(data, path, value[:at] + value[at + 1 :])
    elif isinstance(value, list) and path[-1] not in ("bron", "bij_signaal"):
        for at in range(len(value)):
            yield from _moved(data, (*path, at))
    elif isinstance(value, Decimal):
        for sign, other in (("+", value + 1), ("-", value - 1)):
            yield path, sign, becomes(value, other), _with(data, path, other)


def _at(data: Any, path: Sequence[str | int]) -> Any:
    for key in path:
        data = data[key]
    return data


def _with(data: Any, path: Sequence[str | int], value: Any) -> Any:
    """The same data with another value at a path."""
    if not path:
        return value
    changed = data.copy()
    changed[path[0]] = _with(data[path[0]], path[1:], value)
    return changed


def _names(data: Any, path: _Path) -> Iterator[str]:
    """A path as a reader names it: a row of a list by its `id`."""
    for key in path:
        data = data[key]
        yield str(data["id"]) if isinstance(key, int) else key
