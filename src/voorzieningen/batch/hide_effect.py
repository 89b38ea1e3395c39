"""What of the effect of an amendment may be shown: nothing about so few households that somebody could be recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from voorzieningen.batch.effect import ALL, Effect
from voorzieningen.batch.hide_counts import Columns, Mark, hide_line, hide_table

MINIMUM = 10
REST = "samen"
"""What small groups are called that are shown together."""
_LEAVES = ("meer", "minder", "gelijk", "onzeker")
_SUMS = ("verschil.zeker", "verschil.laagst", "verschil.hoogst", "erbij", "eraf")
_SUMMED = (*_LEAVES, "huishoudens", "niet_berekend", "zeker", *_SUMS)
_AMOUNTS = (*_SUMS, "grootste", "gemiddeld")
_OF_COUNTS = Columns(_LEAVES)

Row = dict[str, Any]


def hide_effect(effect: Effect, minimum: int = MINIMUM) -> Effect:
    """The effect with small counts, what would give them away, and amounts of few households made null.

    Groups smaller than `minimum` are put together under `samen`. An amount is shown of at least `minimum` households of whom
    none makes more than half of it, and only where no count of its row is hidden. Raises ValueError for a minimum below 3.
    """
    schemes = [_of_line(row, minimum) for row in effect.schemes.to_pylist()]
    groups: list[Row] = []
    rows = effect.groups.to_pylist()
    whole = next(row for row in rows if row["indeling"] == ALL)
    total = _marks_of_line(whole, minimum)
    for division in dict.fromkeys(row["indeling"] for row in rows):
        mine = [row for row in rows if row["indeling"] == division]
        groups += [_of_line(whole, minimum)] if division == ALL else _of_division(mine, total, minimum)
    known = {(row["indeling"], row["groep"]) for row in groups}
    return replace(
        effect,
        schemes=pa.Table.from_pylist(schemes, effect.schemes.schema),
        groups=pa.Table.from_pylist(groups, effect.groups.schema),
        spread=_spread(effect.spread, known, minimum),
    )


def _marks_of_line(row: Row, minimum: int) -> np.ndarray[Any, Any]:
    return hide_line(np.asarray([row[name] for name in _LEAVES]), _OF_COUNTS, minimum)


def _of_line(row: Row, minimum: int) -> Row:
    if row["huishoudens"] < minimum:
        return {name: value if isinstance(value, str) else None for name, value in row.items()}
    return _marked(row, _marks_of_line(row, minimum), minimum)


def _of_division(rows: Sequence[Row], total: np.ndarray[Any, Any], minimum: int) -> list[Row]:
    """The groups of one division, small ones together; no amount can be had by taking the others from the total."""
    large = sorted((row for row in rows if row["huishoudens"] >= minimum), key=lambda row: int(row["huishoudens"]))
    small = [row for row in rows if row["huishoudens"] < minimum]
    while large and 0 < sum(row["huishoudens"] for row in small) < minimum:
        small.append(large.pop(0))
    if sum(row["huishoudens"] for row in small) >= minimum:
        large.append(_together(small))
    if not large:
        return []
    large.sort(key=lambda row: str(row["groep"]))
    marks = hide_table(np.asarray([[row[name] for name in _LEAVES] for row in large]), _OF_COUNTS, total, minimum)
    found = [_marked(row, mark, minimum) for row, mark in zip(large, marks, strict=True)]
    without = [row for row in found if row["verschil.laagst"] is None]
    if len(without) == 1 and len(found) > 1:  # the total tells the one that is left
        least = min((row for row in found if row not in without), key=lambda row: int(row["huishoudens"]))
        least.update(dict.fromkeys((name for name in _AMOUNTS if name in least), None))
    return found


def _together(rows: Sequence[Row]) -> Row:
    """One row of several groups; a mean and a largest amount are not known of them."""
    found: Row = {**rows[0], "groep": REST, "grootste": max(row["grootste"] for row in rows), "gemiddeld": None}
    for name in _SUMMED:
        found[name] = sum(row[name] for row in rows)
    return found


def _marked(row: Row, marks: np.ndarray[Any, Any], minimum: int) -> Row:
    found = dict(row)
    shown = True
    for name, mark in zip(_LEAVES, marks, strict=True):
        if mark != Mark.SHOWN:
            found[name], shown = None, False
    for name in ("niet_berekend", "zeker"):
        if 0 < found[name] < minimum:
            found[name] = None
    if not shown or not _enough(row, minimum):
        found.update(dict.fromkeys((name for name in _AMOUNTS if name in found), None))
    return found


def _enough(row: Mapping[str, Any], minimum: int) -> bool:
    """Whether an amount is of enough households, and not for more than half of one of them."""
    changed = row["meer"] + row["minder"]
    if changed == 0:
        return True
    most = max(Decimal(row["erbij"]), abs(Decimal(row["eraf"])))
    return bool(changed >= minimum and 2 * Decimal(row["grootste"]) <= most)


def _spread(spread: pa.Table, known: set[tuple[str, str]], minimum: int) -> pa.Table:
    """Bands of groups that are shown; a small band is hidden, and where it is the only one the smallest other too."""
    rows = [row for row in spread.to_pylist() if (row["indeling"], row["groep"]) in known]
    for place in known:
        mine = [row for row in rows if (row["indeling"], row["groep"]) == place and row["huishoudens"]]
        hidden = [row for row in mine if row["huishoudens"] < minimum]
        if len(hidden) == 1 and len(mine) > 1:
            hidden.append(min((row for row in mine if row not in hidden), key=lambda row: int(row["huishoudens"])))
        for row in hidden:
            row["huishoudens"] = None
    return pa.Table.from_pylist(rows, spread.schema)
