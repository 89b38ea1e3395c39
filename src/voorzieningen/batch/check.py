"""Checks whole households in tables: what is right comes out typed, what is wrong comes out with its row and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._dated import check_dated
from voorzieningen.batch._faults import Faults, Flags
from voorzieningen.batch._rows import Rows, read_rows
from voorzieningen.batch._rules import check_households
from voorzieningen.batch.layout import HOUSEHOLDS, ID, Layout
from voorzieningen.batch.split import BROKEN
from voorzieningen.texts import texts

REJECTS = pa.schema([
    ("bestand", pa.string()), ("rij", pa.int64()), ("huishouden", pa.string()), ("kolom", pa.string()),
    ("reden", pa.string()), ("herstel", pa.string()), ("soort", pa.string()),
])  # fmt: skip
"""One row per fault (`soort` is fout), and one per row that was left out because its household has a fault (meegenomen)."""
FAULT, ALONG = "fout", "meegenomen"


@dataclass(frozen=True, slots=True)
class Checked:
    """The households that are right, the rows that were refused, and per table how many rows were accepted and refused."""

    tables: dict[str, pa.Table]
    rejects: pa.Table
    accepted: dict[str, int]
    refused: dict[str, int]


def check(tables: Mapping[str, pa.Table], layout: Layout, op: date, broken: pa.Table | None = None) -> Checked:
    """Checks tables that hold every row of their households; `broken` are rows that were no row of their table.

    A household with a fault anywhere is refused whole. The clean tables have the given columns, each in its type; every row
    that came in is accepted or refused. FileError for a column that cannot be there.
    """
    faults = Faults()
    known = [name for name in layout.tables if name in tables]
    ids = pc.cast(tables[HOUSEHOLDS][ID], pa.string()).combine_chunks()
    frames: dict[str, Rows] = {}
    for name in known:
        frames[name] = read_rows(tables[name], layout[name], None if name == HOUSEHOLDS else ids, faults)
    check_households(frames, op, layout.received, faults)
    check_dated(frames, faults)
    lost = broken if broken is not None else BROKEN.empty_table()
    bad = _bad_households(frames, faults, lost, ids)
    kept = {name: _kept(rows, bad, faults) for name, rows in frames.items()}
    rejects = pa.concat_tables([*_told(frames, faults), *_along(frames, kept, faults), _no_rows(lost)])
    table = pc.index_in(rejects["bestand"], value_set=pa.array(known))
    order = pc.sort_indices(pa.table({"tabel": table, "rij": rejects["rij"]}), [("tabel", "ascending"), ("rij", "ascending")])
    lost_rows = {name: int(pc.sum(pc.equal(lost["tabel"], name)).as_py() or 0) for name in known}
    return Checked(
        {name: rows.clean(kept[name]) for name, rows in frames.items()},
        rejects.take(order),
        {name: int(kept[name].sum()) for name in known},
        {name: rows.count - int(kept[name].sum()) + lost_rows[name] for name, rows in frames.items()},
    )


def _bad_households(frames: Mapping[str, Rows], faults: Faults, lost: pa.Table, ids: pa.Array) -> Flags:
    bad = np.zeros(len(ids), np.bool_)
    for name, rows in frames.items():
        at = rows.at[faults.of(name, rows.count)]
        bad[at[at >= 0]] = True
    if lost.num_rows:
        bad |= pc.is_in(ids, value_set=lost["huishouden"].combine_chunks().drop_null()).to_numpy(zero_copy_only=False)
    return np.asarray(bad)


def _kept(rows: Rows, bad: Flags, faults: Faults) -> Flags:
    out = faults.of(rows.name, rows.count) | (rows.at < 0)
    if bad.any():
        out |= bad[np.maximum(rows.at, 0)]
    return ~out


def _told(frames: Mapping[str, Rows], faults: Faults) -> list[pa.Table]:
    found = []
    for one in faults.found:
        rows, at = frames[one.table], pa.array(one.rows)
        found.append(_rejects(rows, at, one.column, one.what, one.repair, FAULT))
    return found


def _along(frames: Mapping[str, Rows], kept: Mapping[str, Flags], faults: Faults) -> list[pa.Table]:
    say, found = texts(), []
    for name, rows in frames.items():
        at = np.flatnonzero(~kept[name] & ~faults.of(name, rows.count))
        found.append(_rejects(rows, pa.array(at), None, say("tabellen.rij.mee"), say("tabellen.rij.mee.herstel"), ALONG))
    return found


def _rejects(rows: Rows, at: pa.Array, column: str | None, what: str, repair: str, kind: str) -> pa.Table:
    count = len(at)
    said = [pa.repeat(pa.scalar(one, pa.string()), count) for one in (rows.name, column, what, repair, kind)]
    return pa.table([said[0], pa.array(rows.numbers, pa.int64()).take(at), rows.houses.take(at), *said[1:]], REJECTS)


def _no_rows(lost: pa.Table) -> pa.Table:
    say, count = texts(), lost.num_rows
    said = [None, say("tabellen.rij.cellen"), say("tabellen.rij.cellen.herstel"), FAULT]
    told = [pa.repeat(pa.scalar(one, pa.string()), count) for one in said]
    return pa.table([lost["tabel"], lost["rij"], lost["huishouden"], *told], REJECTS)
