"""What an amendment does to many households: who gets more, less or the same, and what it costs a year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from voorzieningen.batch._bands import CHANGES, INCOMES
from voorzieningen.batch._change import Cents, Change, in_all, of_scheme, schemes
from voorzieningen.batch._incomes import INCOME, with_income
from voorzieningen.errors import FileError

ALL, TYPE, TOWN = "alles", "huishoudtype", "gemeente"
UNKNOWN = "onbekend"
_EUR = pa.decimal128(18, 2)
_COUNTS = ("huishoudens", "meer", "minder", "gelijk", "onzeker", "niet_berekend", "zeker")
_SUMS = (
    "verschil.zeker", "verschil.laagst", "verschil.hoogst", "erbij", "eraf", "omvang.zeker", "omvang.laagst", "omvang.hoogst",
)  # fmt: skip
_LARGEST = ("grootste.zeker", "grootste.laagst", "grootste.hoogst")
_NOT_REAL = b"geen_echte_mensen"
Tables = Mapping[str, pa.Table]


class Runner(Protocol):
    """What computes a part of the households with one set of rules: (results, rejects), as `work.Job` does."""

    def run(self, tables: Tables) -> tuple[pa.Table, pa.Table]: ...


@dataclass(frozen=True, slots=True)
class Effect:
    """Counts and sums; nothing in it is hidden yet, so a small cell may be about one household.

    `schemes`: a row per scheme with its name in `regeling`. `groups`: a row per `groep` of each `indeling` (alles,
    huishoudtype, gemeente, inkomen). Both hold the counts huishoudens, meer, minder, gelijk, onzeker (of which
    niet_berekend), zeker (the change is known to the cent), and in EUR a year `verschil.zeker` (over those), `verschil.laagst`
    and `.hoogst` (over all that are computed), `erbij` and `eraf` (what surely comes and goes at the least), `omvang.x` and
    `grootste.x` (what `verschil.x` would be without signs, and the most of it of one household); `groups` also `gemiddeld`, the
    mean over zeker. `spread`: households by band of their change a year: `van` and `tot` in EUR, both null for those whose
    change is not exact.
    """

    households: int
    left_out: int | None
    """Households that one of both sides did not compute; None when so few that it is hidden."""
    not_real: bool
    """Whether the households say that they are no real people."""
    schemes: pa.Table
    groups: pa.Table
    spread: pa.Table


@dataclass(slots=True)
class Tally:
    """Adds up parts of two results; holds counts only, so memory does not grow with the households."""

    touched: Collection[str] | None = None
    """The schemes the change of the rules can reach (`audit.touched`); None when that is not known."""
    households: int = 0
    left_out: int = 0
    not_real: bool = False
    _schemes: list[pa.Table] = field(default_factory=list)
    _groups: list[pa.Table] = field(default_factory=list)
    _spread: list[pa.Table] = field(default_factory=list)

    def add(self, before: pa.Table, after: pa.Table) -> None:
        """Adds a part: results of the same households, in any order; those in one of both only are left out and counted."""
        self.not_real |= (before.schema.metadata or {}).get(_NOT_REAL) == b"ja"
        before, after = self._beside(before, after)
        if not (size := before.num_rows):
            return
        self.households += size
        changes = {name: of_scheme(before, after, name, self.touched) for name in schemes(before, after)}
        for name, change in changes.items():
            if change.held.any():
                self._schemes.append(pa.table({"regeling": [name], **_totals(change)}))
        whole = in_all(changes.values(), size)
        band = np.where(whole.exact, CHANGES.index(whole.lowest), -1)
        for division, groups in _divisions(before).items():
            keys = {"indeling": pa.array([division] * size), "groep": groups}
            self._groups.append(_summed(pa.table({**keys, **_columns(whole)}), list(keys)))
            banded = pa.table({**keys, "band": pa.array(band)})
            self._spread.append(banded.group_by([*keys, "band"], use_threads=False).aggregate([([], "count_all")]))
        self._merge(64)

    def result(self) -> Effect:
        """What was added up. Raises FileError when there was not one household."""
        if not self.households:
            raise FileError("er is geen enkel huishouden berekend.", where="huishoudens", repair="Kijk in afgekeurd.parquet.")
        self._merge(1)
        groups = self._groups[0].sort_by([("indeling", "ascending"), ("groep", "ascending")])
        return Effect(
            self.households, self.left_out, self.not_real, _money(self._schemes[0].sort_by("regeling")),
            _with_mean(_money(groups)), _spread(self._spread[0]),
        )  # fmt: skip

    def _beside(self, before: pa.Table, after: pa.Table) -> tuple[pa.Table, pa.Table]:
        ids = [one["huishouden"].cast(pa.string()) for one in (before, after)]
        if not ids[0].equals(ids[1]):
            both = pc.is_in(ids[0], value_set=ids[1].combine_chunks())
            kept = before.filter(both)
            self.left_out += before.num_rows + after.num_rows - 2 * kept.num_rows
            order = pc.index_in(kept["huishouden"].cast(pa.string()), value_set=ids[1].combine_chunks())
            before, after = kept, after.take(order)
        return before, after

    def _merge(self, most: int) -> None:
        """Makes one table of each kind when there are `most` parts of it or more."""
        if len(self._groups) >= most:
            self._groups = [_summed(pa.concat_tables(self._groups), ["indeling", "groep"])]
            self._schemes = [_summed(pa.concat_tables(self._schemes), ["regeling"])]
            keys = ["indeling", "groep", "band"]
            spread = pa.concat_tables(self._spread).group_by(keys, use_threads=False).aggregate([("count_all", "sum")])
            self._spread = [spread.rename_columns([*keys, "count_all"])]


def measure(
    parts: Iterable[Tables], before: Runner, after: Runner, op: date, touched: Collection[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Effect:
    """Runs both sets of rules over each part and adds up the difference; `progress` is told how many households are done.

    `op` is the day both look at: its year is the year of the income bands. Raises FileError when no household was computed.
    """
    tally = Tally(touched)
    for tables in parts:
        (first, _), (second, _) = before.run(tables), after.run(tables)
        tally.add(with_income(first, tables, op), second)
        if progress:
            progress(tally.households)
    return tally.result()


def between_directories(before: Path, after: Path, touched: Collection[str] | None = None) -> Effect:
    """The same from two result directories of the same households, part by part.

    Raises FileError when a directory holds no results, or when both are not about the same parts or the same day.
    """
    names = [sorted(path.name for path in folder.glob("uitkomsten-*.parquet")) for folder in (before, after)]
    for folder, found in zip((before, after), names, strict=True):
        if not found:
            raise FileError("hier staan geen uitkomsten.", where=str(folder), repair="Geef de map van een gelukte run.")
    if names[0] != names[1]:
        what = "deze map heeft andere delen dan de eerste."
        raise FileError(what, where=str(after), repair="Reken beide uit over dezelfde huishoudens.")
    tally = Tally(touched)
    for name in names[0]:
        first, second = (pq.read_table(folder / name) for folder in (before, after))
        days = [(one.schema.metadata or {}).get(b"peildatum") for one in (first, second)]
        if days[0] != days[1]:
            what = "deze uitkomsten zijn van een andere dag dan de eerste."
            raise FileError(what, where=str(after / name), repair="Reken beide uit voor dezelfde dag.")
        tally.add(first, second)
    return tally.result()


def check_results(folder: Path, digest: str, op: date) -> None:
    """Raises FileError when a directory holds no results, or results of other rules or another day."""
    first = min(folder.glob("uitkomsten-*.parquet"), default=None)
    if first is None:
        raise FileError("hier staan geen uitkomsten.", where=str(folder), repair="Haal deze map weg en begin opnieuw.")
    said = pq.read_schema(first).metadata or {}
    if (said.get(b"regelset"), said.get(b"peildatum")) != (digest.encode(), op.isoformat().encode()):
        what = "deze uitkomsten zijn van andere regels of van een andere dag."
        raise FileError(what, where=str(folder), repair="Kies een andere map, of haal deze weg.")


def write_tables(effect: Effect, target: Path) -> None:
    """Writes `regelingen.parquet`, `groepen.parquet` and `verdeling.parquet`; each whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    for name, table in (("regelingen", effect.schemes), ("groepen", effect.groups), ("verdeling", effect.spread)):
        half = target / f".{name}.parquet"
        pq.write_table(table, half)
        half.replace(target / f"{name}.parquet")


def income_bounds(group: str) -> tuple[Decimal | None, Decimal | None]:
    """From which income a group of the division `inkomen` begins and before which it ends, in EUR; None for no end."""
    if group == UNKNOWN:
        return None, None
    low, high = INCOMES.bounds()[int(group)]
    return (Decimal(low).scaleb(-2) if low is not None else None), (Decimal(high + 1).scaleb(-2) if high is not None else None)


def _divisions(results: pa.Table) -> dict[str, pa.Array]:
    """For each way to divide the households: the group of each."""
    found = {ALL: pa.array([ALL] * results.num_rows)}
    for name in (TYPE, TOWN):
        column = results[name].cast(pa.string()) if name in results.column_names else pa.nulls(results.num_rows, pa.string())
        found[name] = _whole(pc.fill_null(column, UNKNOWN))
    if INCOME in results.column_names:
        cents = pc.cast(pc.multiply(results[INCOME].cast(pa.decimal128(14, 2)), pa.scalar(Decimal(100))), pa.int64())
        band = pa.array(INCOMES.index(pc.fill_null(cents, 0).to_numpy())).cast(pa.string())
        found["inkomen"] = _whole(pc.if_else(_whole(pc.is_valid(cents)), band, UNKNOWN))
    return found


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _columns(change: Change) -> dict[str, Cents]:
    """An entry per household: 0 or 1 in each count and its cents in each sum."""
    held, low, high = change.held, change.lowest, change.highest
    exact = change.exact
    sure = np.where(exact, np.abs(low), 0)
    columns = (
        held, change.more, change.less, change.same, change.open, held & ~change.computed, exact,
        np.where(exact, low, 0), low, high, np.where(change.more, low, 0), np.where(change.less, high, 0),
        sure, np.abs(low), np.abs(high), sure, np.abs(low), np.abs(high),
    )  # fmt: skip
    names = (*_COUNTS, *_SUMS, *_LARGEST)
    return {name: column.astype(np.int64) for name, column in zip(names, columns, strict=True)}


def _totals(change: Change) -> dict[str, list[int]]:
    """The same added up, and of the largest the largest."""
    columns = _columns(change)
    return {name: [int(one.max() if name in _LARGEST else one.sum())] for name, one in columns.items()}


def _summed(rows: pa.Table, keys: list[str]) -> pa.Table:
    wanted = [*((name, "sum") for name in (*_COUNTS, *_SUMS)), *((name, "max") for name in _LARGEST)]
    found = rows.group_by(keys, use_threads=False).aggregate(wanted)
    found = found.select([*keys, *(f"{name}_{how}" for name, how in wanted)])
    return found.rename_columns([*keys, *(name for name, _ in wanted)])


def _money(table: pa.Table) -> pa.Table:
    """The sums in cents as euros."""
    for name in (*_SUMS, *_LARGEST):
        table = table.set_column(table.column_names.index(name), name, _euros(table[name].to_pylist()))
    return table


def _euros(cents: Iterable[int | None]) -> pa.Array:
    return pa.array([None if one is None else Decimal(one).scaleb(-2) for one in cents], _EUR)


def _with_mean(groups: pa.Table) -> pa.Table:
    """The mean change of those of whom it is exact."""
    pairs = zip(groups["verschil.zeker"].to_pylist(), groups["zeker"].to_pylist(), strict=True)
    return groups.append_column("gemiddeld", pa.array([mean_of(total, count) for total, count in pairs], _EUR))


def mean_of(total: Decimal, count: int) -> Decimal | None:
    """The mean in EUR to the nearest cent, halves away from nothing; None of nobody."""
    if not count:
        return None
    cents = int(total.scaleb(2))
    whole = (2 * abs(cents) + count) // (2 * count)
    return Decimal(whole if cents >= 0 else -whole).scaleb(-2)


def _spread(counts: pa.Table) -> pa.Table:
    """Every band of every group, also those with nobody, and last those whose change is not exact."""
    known = {(one["indeling"], one["groep"], one["band"]): one["count_all"] for one in counts.to_pylist()}
    groups = sorted({key[:2] for key in known})
    bounds = [*enumerate(CHANGES.bounds()), (-1, (None, None))]
    rows = [(*group, number, low, high, known.get((*group, number), 0)) for group in groups for number, (low, high) in bounds]
    columns = list(zip(*rows, strict=True))
    return pa.table({
        "indeling": columns[0], "groep": columns[1], "band": pa.array(columns[2], pa.int64()), "van": _euros(columns[3]),
        "tot": _euros(columns[4]), "huishoudens": pa.array(columns[5], pa.int64()),
    })  # fmt: skip
