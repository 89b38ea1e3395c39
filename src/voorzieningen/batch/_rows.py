"""One table of some households with its cells read: what is said in each row, what is said to be unknown, and of whom."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._cells import flags, read_cells, units_of, words_in
from voorzieningen.batch._faults import Faults, Flags, Places
from voorzieningen.batch.layout import HIGHEST, NO_COSTS, UNKNOWN, Table
from voorzieningen.batch.read import ROW, check_columns, nearest
from voorzieningen.batch.schemas import flat_schema
from voorzieningen.texts import texts

_LETTERS = 80


@dataclass(slots=True)
class Rows:
    """The rows of a table: `cells` by column (ranges have two), `numbers` in the file, `at` the place of their household."""

    table: Table
    count: int
    numbers: Places
    houses: pa.Array
    cells: dict[str, pa.Array]
    at: Places
    metadata: dict[bytes, bytes] | None
    unknown: dict[str, Flags] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.table.name

    def given(self, column: str) -> Flags:
        """The rows in which a column has a value."""
        return flags(self.cells[column].is_valid()) if column in self.cells else self.none()

    def said_unknown(self, name: str) -> Flags:
        """The rows in which a column or list is said to be unknown."""
        return self.unknown[name] if name in self.unknown else self.none()

    def none(self) -> Flags:
        """No row."""
        return np.zeros(self.count, np.bool_)

    def units(self, column: str) -> Places:
        """The values of a column of numbers or dates as integers; anything where there is none."""
        return units_of(self.cells[column])

    def is_word(self, column: str, word: str) -> Flags:
        """The rows in which a column is one word."""
        return flags(pc.fill_null(pc.equal(self.cells[column], word), False))

    def clean(self, kept: Flags) -> pa.Table:
        """The rows that are kept, each column in its type and the words as they were read."""
        known = flat_schema(self.table)
        schema = pa.schema([known.field(name) for name in self.cells], self.metadata)
        table = pa.table(list(self.cells.values()), schema)
        return table if kept.all() else table.filter(pa.array(kept))


def read_rows(given: pa.Table, table: Table, ids: pa.Array | None, faults: Faults) -> Rows:
    """Reads every cell of a table; `ids` are the households there are, None for the table of households itself.

    FileError for a column that cannot be there.
    """
    check_columns(table, given.schema, table.name)
    columns = {name: _one(given[name]) for name in given.column_names}
    count = given.num_rows
    numbers = columns.pop(ROW).to_numpy() if ROW in columns else np.arange(1, count + 1)
    houses = pc.cast(columns.pop(table.key), pa.string())
    at = np.arange(count) if ids is None else pc.index_in(houses, value_set=ids).fill_null(-1).to_numpy(zero_copy_only=False)
    rows = Rows(table, count, numbers, houses, {table.key: houses}, at.astype(np.int64), given.schema.metadata)
    for name, column in columns.items():
        if name == UNKNOWN:
            rows.cells[name] = pc.cast(column, pa.string())
            continue
        known = table.columns[name.removesuffix(HIGHEST)]
        if known.required:
            faults.say(rows.name, ~flags(column.is_valid()), name, "cel.leeg")
        rows.cells[name], wrong = read_cells(known, column)
        for said, places in wrong.items():
            faults.add(rows.name, places, name, *said)
    _check_id(rows, faults)
    _read_unknown(rows, faults)
    for name in [one for one in rows.cells if one.endswith(HIGHEST)]:
        _check_range(rows, name.removesuffix(HIGHEST), faults)
    return rows


def _one(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.unify_dictionaries().combine_chunks() if pa.types.is_dictionary(column.type) else column.combine_chunks()


def _check_id(rows: Rows, faults: Faults) -> None:
    given = rows.houses.is_valid()
    long = pc.greater(pc.utf8_length(rows.houses), _LETTERS)
    strange = pc.or_(long, pc.invert(pc.and_(pc.utf8_is_printable(rows.houses), pc.greater(pc.utf8_length(rows.houses), 0))))
    faults.say(rows.name, ~flags(given), rows.table.key, "cel.leeg")
    faults.say(rows.name, flags(pc.fill_null(strange, False)), rows.table.key, "cel.id")


def _read_unknown(rows: Rows, faults: Faults) -> None:
    if UNKNOWN not in rows.cells:
        return
    say, table = texts(), rows.table
    known = [name for name, one in table.columns.items() if one.unknown] + list(table.lists)
    for word, holders in words_in(rows.cells[UNKNOWN]):
        if word not in known:
            options = say("tabellen.onbekend.kies", naam=known[0]) if known else say("tabellen.verloop.geen_persoon.herstel")
            faults.add(rows.name, holders, UNKNOWN, say("tabellen.onbekend.vreemd"), nearest(word, known, options))
            continue
        rows.unknown[word] = holders
        filled = rows.given(word) | rows.given(word + HIGHEST)
        if word == NO_COSTS:
            for name in rows.cells:
                filled = filled | rows.given(name) if name.startswith(f"{NO_COSTS}.") else filled
        faults.say(rows.name, holders & filled, word, "onbekend.allebei", kolom=word)


def _check_range(rows: Rows, name: str, faults: Faults) -> None:
    top = rows.given(name + HIGHEST)
    low = rows.given(name)
    bad = faults.of(rows.name, rows.count)
    faults.say(rows.name, top & ~low & ~rows.said_unknown(name) & ~bad, name + HIGHEST, "cel.hoogst", kolom=name)
    both = top & low
    if both.any():
        turned = both & (rows.units(name) > rows.units(name + HIGHEST))
        faults.say(rows.name, turned, name + HIGHEST, "cel.bereik")


def top_of(rows: Rows, name: str) -> Places:
    """The highest value a column can have, in units; anything where it has none."""
    low = rows.units(name)
    if name + HIGHEST not in rows.cells:
        return low
    return np.where(rows.given(name + HIGHEST), rows.units(name + HIGHEST), low)
