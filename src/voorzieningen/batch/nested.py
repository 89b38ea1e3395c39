"""Between flat tables and one row per household with its lists inside: how Dask and Spark carry households about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch.layout import DATED, HOUSE, HOUSEHOLDS, ID, MODEL, NUMBER, PEOPLE, PERSON, UNKNOWN

_Places = npt.NDArray[np.int64]


def to_nested(tables: Mapping[str, pa.Table]) -> pa.Table:
    """One row per household of checked tables: its columns, and each list as `list<struct>`, null where it is not told.

    A table that is not there has no column.
    """
    houses = tables[HOUSEHOLDS].combine_chunks()
    columns: dict[str, pa.ChunkedArray | pa.Array] = {name: houses[name] for name in houses.column_names}
    ids = houses[ID]
    people = tables[PEOPLE].combine_chunks()
    at = _places(people[HOUSE], ids)
    order = np.lexsort((_numbers(people[NUMBER]), at))
    people, at = people.take(pa.array(order)), at[order]
    keys = at * _WIDE + _numbers(people[NUMBER])
    inside: dict[str, pa.ChunkedArray | pa.Array] = {name: people[name] for name in people.column_names if name != HOUSE}
    for name in MODEL[PEOPLE].lists:
        if name in tables:
            rows = tables[name].combine_chunks()
            own = _places(rows[HOUSE], ids) * _WIDE + _numbers(rows[PERSON])
            inside[name] = _lists(rows.drop_columns([HOUSE, PERSON]), np.searchsorted(keys, own), people, name)
    columns[PEOPLE] = _lists(_table(inside, people.schema), at, houses, PEOPLE)
    for name in (*MODEL[HOUSEHOLDS].lists, DATED):
        if name in tables:
            rows = tables[name].combine_chunks()
            columns[name] = _lists(rows.drop_columns([HOUSE]), _places(rows[HOUSE], ids), houses, name)
    return _table(columns, houses.schema)


def from_nested(batch: pa.Table | pa.RecordBatch) -> dict[str, pa.Table]:
    """The flat tables of nested rows; a list that is null is named in `onbekend` of its household or person."""
    whole = pa.table(batch) if isinstance(batch, pa.RecordBatch) else batch
    whole = whole.combine_chunks()
    found: dict[str, pa.Table] = {}
    houses = _named(whole, MODEL[HOUSEHOLDS].lists)
    ids = pc.cast(whole[ID], pa.string())
    people, at = _rows(whole[PEOPLE])
    people = _named(people, MODEL[PEOPLE].lists).add_column(0, HOUSE, ids.take(at))
    for name in MODEL[PEOPLE].lists:
        if name in people.column_names:
            rows, of = _rows(people[name])
            found[name] = rows.add_column(0, HOUSE, people[HOUSE].take(of)).add_column(1, PERSON, people[NUMBER].take(of))
    for name in (*MODEL[HOUSEHOLDS].lists, DATED):
        if name in whole.column_names:
            rows, of = _rows(whole[name])
            found[name] = rows.add_column(0, HOUSE, ids.take(of))
    flat = houses.drop_columns([name for name in houses.column_names if name == PEOPLE or name in found])
    flat = flat.set_column(flat.column_names.index(ID), ID, ids).replace_schema_metadata(whole.schema.metadata)
    return {HOUSEHOLDS: flat, PEOPLE: people.drop_columns([name for name in people.column_names if name in found]), **found}


_WIDE = 1 << 8
"""More than the number of any person in a household."""


def named_unknown(table: pa.Table, name: str) -> pa.ChunkedArray:
    """For each row whether its column `onbekend` names a column or list."""
    if UNKNOWN not in table.column_names:
        return pa.chunked_array([pa.repeat(False, table.num_rows)])
    found = pc.match_substring_regex(pc.cast(table[UNKNOWN], pa.string()), f"(^| ){name.replace('.', '[.]')}( |$)")
    return pc.fill_null(found, False)


def _table(columns: Mapping[str, pa.ChunkedArray | pa.Array], known: pa.Schema) -> pa.Table:
    """A table with what a schema says of its own columns, and others."""
    fields = [known.field(name) if name in known.names else pa.field(name, column.type) for name, column in columns.items()]
    return pa.table(list(columns.values()), pa.schema(fields, known.metadata))


def _places(values: pa.ChunkedArray, ids: pa.ChunkedArray) -> _Places:
    found: _Places = pc.index_in(values, value_set=ids.combine_chunks()).to_numpy().astype(np.int64)
    return found


def _numbers(values: pa.ChunkedArray) -> _Places:
    found: _Places = values.to_numpy().astype(np.int64)
    return found


def _lists(rows: pa.Table, at: _Places, above: pa.Table, name: str) -> pa.Array:
    """For each row of the table above the list of its rows, in the order they had."""
    if at.size and (np.diff(at) < 0).any():
        order = np.argsort(at, kind="stable")
        rows = rows.take(pa.array(order))
    offsets = np.concatenate(([0], np.cumsum(np.bincount(at, minlength=above.num_rows)))).astype(np.int32)
    plain = rows.combine_chunks().unify_dictionaries()
    struct = pa.StructArray.from_arrays([_one(column) for column in plain.columns], fields=list(plain.schema))
    silent = named_unknown(above, name).combine_chunks()
    return pa.ListArray.from_arrays(pa.array(offsets), struct, mask=silent)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _rows(lists: pa.ChunkedArray) -> tuple[pa.Table, pa.Array]:
    """All rows of a column of lists, and for each in which list it stands."""
    one = _one(lists)
    struct = one.flatten()
    fields = [struct.type.field(at) for at in range(struct.type.num_fields)]
    return pa.Table.from_arrays(struct.flatten(), schema=pa.schema(fields)), pc.list_parent_indices(one)


def _named(table: pa.Table, lists: tuple[str, ...]) -> pa.Table:
    """The table with every list that is null named in `onbekend`."""
    for name in lists:
        if name not in table.column_names:
            continue
        silent = pc.and_(pc.is_null(table[name]), pc.invert(named_unknown(table, name)))
        if not pc.any(silent).as_py():
            continue
        if UNKNOWN not in table.column_names:
            table = table.append_column(UNKNOWN, pa.nulls(table.num_rows, pa.string()))
        said = pc.cast(table[UNKNOWN], pa.string())
        more = pc.binary_join_element_wise(said, pa.scalar(name), " ", null_handling="skip")
        table = table.set_column(table.column_names.index(UNKNOWN), UNKNOWN, pc.if_else(silent, more, said))
    return table
