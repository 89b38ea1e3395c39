"""Counts a group of households out of the files of their results, part by part; nothing in it is hidden yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from voorzieningen.batch.hide_counts import Columns, Ints
from voorzieningen.batch.standing import MISSES, SIGNAL, STANDING, SUMS, missed, schemes, signal, signals, standing, words
from voorzieningen.errors import FileError

ALL, TOWN, TYPE = "alles", "gemeente", "huishoudtype"
DIVISIONS = (ALL, TOWN, TYPE)
NOBODY_SAID = "onbekend"
LEVELS = ("geen", "kans", "informatie", "aandacht", "hoog", "kritiek")
BANDS = (0, 250, 500, 1_000, 2_500, 5_000)
"""What a household misses over the year for all schemes together, in euros: nothing, and then below each next amount."""
_MANY = 32
_ROWS = 100_000


@dataclass(slots=True)
class Counted:
    """One scheme or signal in every division: how many households stand where, and what they miss.

    `leaves` (groups x leaves) per division; `sums` and `largest` (groups x SUMS) in cents, of those that miss it.
    """

    columns: Columns
    leaves: dict[str, Ints]
    sums: dict[str, Ints] = field(default_factory=dict)
    largest: dict[str, Ints] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """All that is counted of a group; small numbers are in it, so it is not for showing."""

    households: int = 0
    left_out: int = 0
    """Households that are not in the later results too."""
    not_real: bool = False
    day: date | None = None
    digest: str = ""
    groups: dict[str, list[str]] = field(default_factory=lambda: {one: [] for one in DIVISIONS})
    sizes: dict[str, Ints] = field(default_factory=lambda: {one: np.zeros(0, np.int64) for one in DIVISIONS})
    """How many households are in each group of a division."""
    schemes: dict[str, Counted] = field(default_factory=dict)
    signals: dict[str, Counted] = field(default_factory=dict)
    by_number: Ints = field(default_factory=lambda: np.zeros(_MANY, np.int64))
    """How many households miss so many schemes."""
    by_amount: Ints = field(default_factory=lambda: np.zeros(len(BANDS) + 1, np.int64))
    """How many miss nothing, and how many are in each band of BANDS."""
    levels: Ints = field(default_factory=lambda: np.zeros(len(LEVELS), np.int64))

    def add(self, table: pa.Table) -> None:
        """Adds a part of the results. Raises FileError when it has no schemes."""
        names = table.column_names
        if not schemes(names):
            raise FileError("hierin staan geen regelingen.", where="uitkomsten", repair="Geef de map van een gelukte run.")
        at = {division: self._places(table, division) for division in DIVISIONS}
        for division, group in at.items():
            found = np.bincount(group, minlength=len(self.groups[division]))
            found[: len(self.sizes[division])] += self.sizes[division]
            self.sizes[division] = found
        number, yearly = np.zeros(table.num_rows, np.int64), np.zeros(table.num_rows, np.int64)
        for scheme in schemes(names):
            leaf = standing(table, scheme)
            counted = self._count(self.schemes, scheme, STANDING, at, leaf)
            misses = leaf == MISSES
            number += misses
            if (amounts := missed(table, scheme)) is not None:
                amounts *= misses[:, None]
                yearly += amounts[:, 0]
                self._add_up(counted, at, amounts)
        for one in signals(names):
            self._count(self.signals, one, SIGNAL, at, signal(table, one))
        self._spread(table, number, yearly)
        self.households += table.num_rows

    def _places(self, table: pa.Table, division: str) -> Ints:
        """The group of each household, and room for groups that are new."""
        if division == ALL:
            self.groups[ALL] = [ALL]
            return np.zeros(table.num_rows, np.int64)
        places, labels = words(table, division)
        known = self.groups[division]
        for label in (*labels, NOBODY_SAID):
            if label not in known:
                known.append(label)
        return np.array([known.index(one) for one in (*labels, NOBODY_SAID)])[places]

    def _count(self, into: dict[str, Counted], name: str, columns: Columns, at: dict[str, Ints], leaf: Ints) -> Counted:
        counted = into.setdefault(name, Counted(columns, {}))
        for division, group in at.items():
            shape = (len(self.groups[division]), len(columns.leaves))
            found = np.bincount(group * shape[1] + leaf, minlength=shape[0] * shape[1]).reshape(shape)
            counted.leaves[division] = found + _grown(counted.leaves.get(division), shape)
        return counted

    def _add_up(self, counted: Counted, at: dict[str, Ints], amounts: Ints) -> None:
        for division, group in at.items():
            shape = (len(self.groups[division]), len(SUMS))
            sums, largest = (_grown(one.get(division), shape) for one in (counted.sums, counted.largest))
            np.add.at(sums, group, amounts)
            np.maximum.at(largest, group, amounts)
            counted.sums[division], counted.largest[division] = sums, largest

    def _spread(self, table: pa.Table, number: Ints, yearly: Ints) -> None:
        self.by_number += np.bincount(np.minimum(number, _MANY - 1), minlength=_MANY)
        band = np.where(yearly > 0, np.searchsorted(100 * np.array(BANDS[1:]), yearly, side="right") + 1, 0)
        self.by_amount += np.bincount(band, minlength=len(self.by_amount))
        places, labels = words(table, "niveau")
        level = np.array([*(LEVELS.index(one) for one in labels), 0])[places]
        self.levels += np.bincount(level, minlength=len(LEVELS))


def count(folder: Path, also: Sequence[Path] = ()) -> Counts:
    """Counts the results in a directory with memory for one part of them, of households that are in those of `also` too.

    Raises FileError when there are none, or when two files are about another day or other rules.
    """
    found = Counts()
    for whole in parts(folder):
        table = whole.filter(in_all(whole["huishouden"], also)) if also else whole
        found.left_out += whole.num_rows - table.num_rows
        said = table.schema.metadata or {}
        day, digest = date.fromisoformat(said[b"peildatum"].decode()), said.get(b"regelset", b"").decode()
        if found.households and (day, digest) != (found.day, found.digest):
            what = "deze delen zijn van een andere dag of van andere regels."
            raise FileError(what, where=str(folder), repair="Reken alles opnieuw uit, in een lege map.")
        found.day, found.digest = day, digest
        found.not_real |= said.get(b"geen_echte_mensen") == b"ja"
        found.add(table)
    if not found.households:
        raise FileError("er is geen enkel huishouden berekend.", where=str(folder), repair="Kijk in afgekeurd.parquet.")
    for topics, rest in ((found.schemes, "geen_recht"), (found.signals, "onbekend")):
        for one in topics.values():
            _complete(one, found, rest)
    return found


def _complete(counted: Counted, counts: Counts, rest: str) -> None:
    """Room for groups that came later, and a leaf for households in a part where the scheme or signal is not there."""
    for kept in (counted.leaves, counted.sums, counted.largest):
        for division, cells in kept.items():
            kept[division] = _grown(cells, (len(counts.groups[division]), cells.shape[1]))
    for division, cells in counted.leaves.items():
        cells[:, counted.columns.leaves.index(rest)] += counts.sizes[division] - cells.sum(axis=1)


def in_all(ids: pa.ChunkedArray, folders: Sequence[Path]) -> pa.ChunkedArray:
    """For each household whether it is in the results of every directory."""
    kept = pa.chunked_array([pa.array(np.ones(len(ids), bool))])
    for folder in folders:
        there = pa.chunked_array([pa.array(np.zeros(len(ids), bool))])
        for path in files_of(folder):
            others = pq.read_table(path, columns=["huishouden"])["huishouden"]
            there = pc.or_(there, pc.is_in(ids, value_set=others.combine_chunks()))
        kept = pc.and_(kept, there)
    return kept


def towns_of(folder: Path) -> set[str]:
    """The municipalities in the results of a directory."""
    return {one for part in parts(folder) for one in pc.unique(part["gemeente"]).to_pylist() if one is not None}


def parts(folder: Path) -> Iterator[pa.Table]:
    """The results of a directory in parts of at most 100.000 households. Raises FileError when there are none."""
    for path in files_of(folder):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS):
                yield pa.Table.from_batches([batch]).replace_schema_metadata(file.schema_arrow.metadata)


def whole(folder: Path) -> pa.Table:
    """All results of a directory at once. Raises FileError when there are none."""
    return pa.concat_tables(parts(folder))


def files_of(folder: Path) -> list[Path]:
    """The files with results of a directory. Raises FileError when there are none, or one is not a file of results."""
    files = sorted(folder.glob("uitkomsten-*.parquet"))
    if not files:
        raise FileError("hier staan geen uitkomsten.", where=str(folder), repair="Geef de map van een gelukte run.")
    for path in files:
        try:
            said = pq.read_schema(path).metadata or {}
        except (pa.ArrowException, OSError):
            raise FileError("dit bestand is niet te lezen.", where=str(path), repair="Reken het opnieuw uit.") from None
        if b"peildatum" not in said:
            raise FileError("hierin staat geen peildatum.", where=str(path), repair="Geef de map van een gelukte run.")
    return files


def _grown(cells: Ints | None, shape: tuple[int, int]) -> Ints:
    """What was counted before, with rows for the groups that came after it."""
    grown = np.zeros(shape, np.int64)
    if cells is not None:
        grown[: len(cells)] = cells
    return grown
