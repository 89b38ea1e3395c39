"""What a bounds run over the whole domain has decided already: no case of the unknowns needs to compute that again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voorzieningen.evaluate._flags import VAGUE
from voorzieningen.evaluate.program import Program, Values
from voorzieningen.facts import Situation
from voorzieningen.facts.alike import changes, row_changes
from voorzieningen.formula import HOUSEHOLD, MONTH
from voorzieningen.rulebook import LinkedStep


@dataclass(frozen=True, slots=True)
class Settled:
    """The decided steps as a run that resumes reads them: a month step comes with the months in which it changes."""

    bounds: Mapping[str, Any]
    exact: Mapping[str, Any]


NOTHING = Settled({}, {})


def decided(program: Program, values: Values) -> dict[str, Any]:
    """The steps of `program` that the values of a bounds run decide, for other bounds runs."""
    found: dict[str, Any] = {}
    for step in program.linked.steps:
        value = values.get(step.key)
        if value is not None and is_decided(value):
            found[step.key] = _with_changes(step, value)
    return found


def settled(program: Program, situation: Situation, values: Values) -> Settled:
    """The steps of `program` that the values of a bounds run decide; an exact run has no rows that only may exist."""
    bounds = decided(program, values)
    exact: dict[str, Any] = {}
    for key in bounds:
        step, value = program.linked.by_key[key], values[key]
        single = _exact(value if step.who == HOUSEHOLD else _real(situation, step, value), step.type.kind == "keuze")
        exact[key] = _with_changes(step, single)
    return Settled(bounds, exact)


def settled_exactly(program: Program, values: Values) -> Settled:
    """The steps of `program` that the values of an exact run of other rules give, without those that rest on a range."""
    bounds: dict[str, Any] = {}
    exact: dict[str, Any] = {}
    for step in program.linked.steps:
        value = values.get(step.key)
        if value is not None and not holds(values.get(f"{step.key}?{VAGUE}", False)):
            pairs = _paired(value, step.type.kind == "keuze")
            bounds[step.key], exact[step.key] = _with_changes(step, pairs), _with_changes(step, value)
    return Settled(bounds, exact)


def holds(truth: Any) -> bool:
    """Whether a truth of an exact run holds in some month or row."""
    return any(map(holds, truth)) if isinstance(truth, list) else bool(truth)


def _with_changes(step: LinkedStep, value: Any) -> Any:
    """The value of a step as a run that resumes reads it."""
    if step.when != MONTH:
        return value
    return value, (row_changes if step.who != HOUSEHOLD else changes)(value)


def _paired(value: Any, choice: bool) -> Any:
    if isinstance(value, list):
        return [_paired(one, choice) for one in value]
    return 1 << value if choice else (value, value)


def is_decided(value: Any) -> bool:
    """Whether a value of a bounds run is one value in every month and row."""
    if isinstance(value, tuple):
        return bool(value[0] == value[1])
    if isinstance(value, list):
        last = None
        for one in value:  # months that are alike are one object
            if one is not last and not is_decided(one):
                return False
            last = one
        return True
    return bool(value & (value - 1) == 0)  # a set of labels


def _real(situation: Situation, step: LinkedStep, rows: list[Any]) -> list[Any]:
    return [one for one, row in zip(rows, situation.rows[step.who], strict=True) if row.source is not None]


def _exact(value: Any, choice: bool) -> Any:
    if isinstance(value, list):
        return [_exact(one, choice) for one in value]
    return value.bit_length() - 1 if choice else value[0]
