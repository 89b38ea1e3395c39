"""What of the effect of an amendment may be shown: no number about few households, and none that gives one away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from voorzieningen.batch.effect import ALL, Effect, mean_of
from voorzieningen.batch.hide_amounts import Truths, allowed, hide_amounts
from voorzieningen.batch.hide_counts import Columns, Ints, Mark, hide_line, hide_table
from voorzieningen.batch.publish import require, together
from voorzieningen.render.group_model import TOGETHER

MINIMUM = 10
_COUNTS = ("meer", "minder", "gelijk", "onzeker")
_DEAR = frozenset({"meer", "minder"})
_GROUP = Columns(_COUNTS, dear=_DEAR)
_SCHEME = Columns((*_COUNTS, "buiten"), dear=_DEAR)
"""`buiten` are those the scheme is not about."""
_ENDS = ("laagst", "hoogst")
_AMOUNTS = tuple(f"verschil.{end}" for end in _ENDS)
_ADDED = ("huishoudens", *_COUNTS, "niet_berekend", "zeker", *(
    f"{what}.{end}" for what in ("verschil", "omvang") for end in ("zeker", *_ENDS)
))  # fmt: skip
_MOST = tuple(f"grootste.{end}" for end in ("zeker", *_ENDS))

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Whole:
    """The marks of all households together: of _GROUP, of each band of the spread, and of _SCHEME for the one that differs."""

    marks: Ints
    bands: Sequence[int]
    scheme: Ints


def hide_effect(effect: Effect, minimum: int = MINIMUM) -> Effect:
    """The effect as it may be shown: null is a count or an amount that is hidden.

    `schemes` and `groups` keep the counts except `zeker`, and of the amounts `verschil.laagst`, `verschil.hoogst` and
    `gemiddeld`: the others tell of a few, such as the largest change of one. `niet_berekend` is told of all households only,
    and where it and the rest of `onzeker` are nowhere small. Groups below `minimum` are in one row, TOGETHER.
    The spread is that of all households. Raises VoorzieningenError for a minimum that protects nobody, FileError for fewer
    households than it.
    """
    require(effect.households, minimum)
    groups, schemes = effect.groups.to_pylist(), effect.schemes.to_pylist()
    whole = next(row for row in groups if row["indeling"] == ALL)
    bands = [row for row in effect.spread.to_pylist() if row["indeling"] == ALL]
    differing = [row for row in schemes if row["gelijk"] != row["huishoudens"]]
    one = differing[0] if len(differing) == 1 else None
    found = _whole(whole, bands, one, minimum)
    paid = _pays(whole, found.marks, minimum)
    rows = [_shown(whole, found.marks, amounts=paid, mean=paid and _means(whole, found.marks, minimum))]
    divisions = [
        _put_together([row for row in groups if row["indeling"] == division], minimum)
        for division in dict.fromkeys(row["indeling"] for row in groups if row["indeling"] != ALL)
    ]
    rows += [row for mine in divisions for row in _division(mine, found.marks, rows[0], minimum)]
    unsure = [number for mine in ([whole], *divisions) for row in mine for number in (_open(row), row["niet_berekend"])]
    if found.marks[-1] == Mark.SHOWN and not any(0 < number < minimum for number in unsure):
        rows[0]["niet_berekend"] = whole["niet_berekend"]
    for band, mark in zip(bands, found.bands, strict=True):
        band["huishoudens"] = band["huishoudens"] if mark == Mark.SHOWN else None
    few = effect.left_out is None or 0 < effect.left_out < minimum
    return Effect(
        effect.households, None if few else effect.left_out, effect.not_real,
        _table(_schemes(schemes, one, found, effect.households, paid, minimum), effect.schemes.schema),
        _table(rows, effect.groups.schema), _table(bands, effect.spread.schema),
    )  # fmt: skip


def _whole(row: Row, bands: Sequence[Row], scheme: Row | None, minimum: int) -> _Whole:
    """The marks of all households, with the bands as parts of more and of less.

    Where one scheme differs, its numbers are these too, but for those it is not about. So both are one table: what one of
    them hides the other would tell.
    """
    kinds = [_kind(band) for band in bands]
    outside = row["huishoudens"] - scheme["huishoudens"] if scheme else 0
    cells = {f"band {at}": band["huishoudens"] for at, band in enumerate(bands)}
    cells |= {"gelijk binnen": row["gelijk"] - outside, "buiten": outside, "onzeker": row["onzeker"]}
    sums: dict[str, tuple[str, ...]] = {"gelijk": ("gelijk binnen", "buiten")}
    for kind in ("meer", "minder"):
        parts = [f"band {at}" for at, one in enumerate(kinds) if one == kind]
        cells[f"{kind} ongeveer"] = row[kind] - sum(cells[one] for one in parts)
        sums[kind] = (*parts, f"{kind} ongeveer")
    leaves = (*(leaf for parts in sums.values() for leaf in parts), "onzeker")
    columns = Columns(leaves, sums, _DEAR)
    line = hide_line(np.array([cells[one] for one in leaves]), columns, minimum)
    marks = {name: int(mark) for name, mark in zip(columns.names, line, strict=True)}
    # All whose change is not exact are one band: it is shown where each of its parts is.
    marks["vaag"] = max(marks["meer ongeveer"], marks["minder ongeveer"], marks["onzeker"])
    return _Whole(
        np.array([marks[name] for name in _GROUP.names]),
        [marks[kind if kind in ("gelijk", "vaag") else f"band {at}"] for at, kind in enumerate(kinds)],
        np.array([marks["gelijk binnen" if name == "gelijk" else name] for name in _SCHEME.names]),
    )


def _kind(band: Row) -> str:
    if band["van"] is None and band["tot"] is None:
        return "vaag"
    if band["van"] == band["tot"] == 0:
        return "gelijk"
    return "meer" if band["van"] is not None and band["van"] > 0 else "minder"


def _schemes(rows: Sequence[Row], one: Row | None, whole: _Whole, size: int, paid: bool, minimum: int) -> list[Row]:
    """The rows of the schemes; their amounts add up to that of the whole, so they are hidden as its parts."""
    marks = [
        whole.scheme if row is one else hide_line(np.array([*_cells(row), size - row["huishoudens"]]), _SCHEME, minimum)
        for row in rows
    ]
    shut = _shut(rows, marks, minimum, overlap=True) if paid else np.ones(len(rows), bool)
    found = [_shown(row, mark, amounts=not hide, mean=False) for row, mark, hide in zip(rows, marks, shut, strict=True)]
    for row, mark in zip(found, marks, strict=True):
        if mark[_SCHEME.leaves.index("buiten")] != Mark.SHOWN:
            row["huishoudens"] = None
    return found


def _division(rows: Sequence[Row], total: Ints, whole: Row, minimum: int) -> list[Row]:
    """The rows of the groups of one division; `whole` is the row of all households as it is shown."""
    marks = hide_table(np.array([_cells(row) for row in rows]), _GROUP, total, minimum)
    shut = without = np.ones(len(rows), bool)
    if whole["verschil.laagst"] is not None:
        shut = _shut(rows, list(marks), minimum, overlap=False)
    if whole["gemiddeld"] is not None:
        fine = np.array([_means(row, mark, minimum) for row, mark in zip(rows, marks, strict=True)], bool) & ~shut
        gross, most = (np.array([_cents(row, [f"{what}.zeker"]) for row in rows]) for what in ("omvang", "grootste"))
        without = ~fine | hide_amounts(np.array([_exact(row) for row in rows]), gross, most, fine, minimum)
    return [
        _shown(row, mark, amounts=not hide, mean=not no_mean)
        for row, mark, hide, no_mean in zip(rows, marks, shut, without, strict=True)
    ]


def _put_together(rows: Sequence[Row], minimum: int) -> list[Row]:
    """The groups of a division, small ones as one row, which stands last."""
    names = [row["groep"] for row in rows]
    # Where one group remains it is the whole, and its row is hidden as that of the whole.
    parts = together(names, np.array([row["huishoudens"] for row in rows]), minimum) or {
        names[0] if len(names) == 1 else TOGETHER: list(range(len(names)))
    }
    return [_added(name, [rows[place] for place in places]) for name, places in parts.items()]


def _added(name: str, rows: Sequence[Row]) -> Row:
    found = {**rows[0], "groep": name} | {one: sum(row[one] for row in rows) for one in _ADDED}
    found |= {one: max(row[one] for row in rows) for one in _MOST}
    return found | {"gemiddeld": mean_of(found["verschil.zeker"], found["zeker"])}


# --- one row

def _open(row: Mapping[str, Any]) -> int:
    """How many are computed and not sure."""
    return int(row["onzeker"] - row["niet_berekend"])


def _cells(row: Mapping[str, Any]) -> list[int]:
    """The leaves of _GROUP."""
    return [int(row[name]) for name in _COUNTS]


def _changed(row: Mapping[str, Any]) -> int:
    """How many households have a part in the amounts."""
    return int(row["meer"] + row["minder"] + _open(row))


def _exact(row: Mapping[str, Any]) -> int:
    """How many of those to the cent."""
    return int(row["zeker"] - row["gelijk"])


def _cents(row: Mapping[str, Any], names: Sequence[str]) -> Ints:
    return np.array([int(row[name].scaleb(2)) for name in names], np.int64)


def _both(row: Mapping[str, Any], what: str) -> Ints:
    """The amounts at both ends, in cents."""
    return _cents(row, [f"{what}.{end}" for end in _ENDS])


def _tells(marks: Ints) -> bool:
    """Whether the reader sees who surely gets more or less: where all of them get the same amount, their sum counts them."""
    return bool((marks[:2] == Mark.SHOWN).all())


def _pays(row: Row, marks: Ints, minimum: int) -> bool:
    """Whether the amounts of a row may be shown, beside nothing else."""
    count = _changed(row)
    return _tells(marks) and (not count or allowed(count, _both(row, "omvang"), _both(row, "grootste"), minimum))


def _shut(rows: Sequence[Row], marks: Sequence[Ints], minimum: int, *, overlap: bool) -> Truths:
    """Which rows keep their amounts to themselves."""
    gross, most = (np.array([_both(row, what) for row in rows]) for what in ("omvang", "grootste"))
    counts, shown = np.array([_changed(row) for row in rows]), np.array([_tells(one) for one in marks], bool)
    return hide_amounts(counts, gross, most, shown, minimum, overlap=overlap)


def _means(row: Row, marks: Ints, minimum: int) -> bool:
    """Whether the mean of a row may be shown where its amounts are.

    Its amounts less the mean are those of the households whose change is not exact, so these must be enough too.
    """
    if not row["zeker"] or (marks[: len(_COUNTS)] != Mark.SHOWN).any():
        return False
    exact, others = _exact(row), _changed(row) - _exact(row)
    sure, most = _cents(row, ["omvang.zeker"]), _cents(row, ["grootste.zeker"])
    rest = _both(row, "omvang") - sure
    return (not exact or allowed(exact, sure, most, minimum)) and (
        not others or allowed(others, rest, _both(row, "grootste"), minimum)
    )


def _shown(row: Row, marks: Ints, *, amounts: bool, mean: bool) -> Row:
    """A row without what is hidden; `marks` begin with those of _COUNTS."""
    found: Row = {name: value for name, value in row.items() if isinstance(value, str)}
    found |= {"huishoudens": row["huishoudens"], "niet_berekend": None}
    found.update({name: row[name] if mark == Mark.SHOWN else None for name, mark in zip(_COUNTS, marks, strict=False)})
    found.update({name: row[name] if amounts else None for name in _AMOUNTS})
    return found | ({"gemiddeld": row["gemiddeld"] if mean else None} if "gemiddeld" in row else {})


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Rows as a table with the columns they have."""
    kept = [field for field in schema if not rows or field.name in rows[0]]
    return pa.Table.from_pylist(rows, pa.schema(kept))
