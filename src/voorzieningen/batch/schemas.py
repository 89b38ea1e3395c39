"""The Arrow schemas of the tables, flat and nested, with units and explanation in the metadata of each field."""

from __future__ import annotations

import pyarrow as pa

from voorzieningen.batch.layout import DATED, HIGHEST, HOUSE, HOUSEHOLDS, NUMBER, PEOPLE, PERSON, Column, Kind, Layout, Table

AMOUNT = pa.decimal128(11, 2)
WORDS = pa.dictionary(pa.int32(), pa.string())
TYPES: dict[Kind, pa.DataType] = {
    "getal": AMOUNT,
    "datum": pa.date32(),
    "ja_nee": pa.bool_(),
    "keuze": WORDS,
    "maanden": WORDS,
    "tekst": pa.string(),
    "nummer": pa.int32(),
}
INVENTED = b"geen_echte_mensen"
"""Key in the metadata of `huishoudens` that says `ja` when these are no real people."""


def flat_schema(table: Table) -> pa.Schema:
    """The schema of one table, with a second column for each range: nobody need fill those in."""
    fields = []
    for column in table.columns.values():
        fields.append(_field(column.name, column))
        if column.ranges:
            fields.append(_field(column.name + HIGHEST, column))
    return pa.schema(fields)


def nested_schema(layout: Layout) -> pa.Schema:
    """The schema with one row for each household: its columns, and its lists with those of a person inside `personen`."""
    people = [*_bare(layout[PEOPLE]), *(_list(layout[name]) for name in layout[PEOPLE].lists)]
    return pa.schema([
        *flat_schema(layout[HOUSEHOLDS]),
        pa.field(PEOPLE, pa.list_(pa.struct(people))),
        *(_list(layout[name]) for name in (*layout[HOUSEHOLDS].lists, DATED)),
    ])  # fmt: skip


def _list(table: Table) -> pa.Field:
    return pa.field(table.name, pa.list_(pa.struct(_bare(table))))


def _bare(table: Table) -> list[pa.Field]:
    """The fields of a table without those that say to which row it belongs; a person keeps its number."""
    above = (HOUSE, PERSON) if table.of_person else (HOUSE,)
    return [field for field in flat_schema(table) if field.name not in above or field.name == NUMBER]


def _field(name: str, column: Column) -> pa.Field:
    said = {"eenheid": column.unit or column.kind, "uitleg": column.told}
    return pa.field(name, TYPES[column.kind], metadata={key: value for key, value in said.items() if value})
