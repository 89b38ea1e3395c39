"""Between tables and households: every value, unknown, range, choice and date of the one is there in the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pydantic import BaseModel

from voorzieningen.batch.layout import (
    DATED,
    HIGHEST,
    HOUSE,
    HOUSEHOLDS,
    ID,
    MODEL,
    NO_COSTS,
    NUMBER,
    PEOPLE,
    PERSON,
    RECEIPTS,
    UNKNOWN,
    Column,
    Layout,
    Table,
)  # fmt: skip
from voorzieningen.batch.schemas import flat_schema
from voorzieningen.errors import HouseholdError
from voorzieningen.household import ONBEKEND, Bereik, Gedateerd, Huishouden, Keuzes, Namen

Row = dict[str, Any]
_Place = tuple[str, str, Any, Any, str]
"""Where a value by date belongs: table, household, person, row and column."""

_NUMBER, _DAY = re.compile(r"-?[0-9]+(?:\.[0-9]+)?"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


# --- tables to households


def to_households(tables: Mapping[str, pa.Table], op: date | None = None) -> Iterator[tuple[str, Huishouden]]:
    """Each household of checked tables with its id, in the order of `huishoudens`, on `op`.

    `op` is needed where an age stands in for a date of birth. Raises HouseholdError for what no check let through.
    """
    dated = _by_place(tables.get(DATED))
    rows = {name: _rows(tables[name], name, dated) for name in tables if name in MODEL.tables and name != DATED}
    people, lists = _grouped(rows[PEOPLE], (HOUSE,)), {}
    for name in rows.keys() - {HOUSEHOLDS, PEOPLE}:
        lists[name] = _grouped(rows[name], (HOUSE, PERSON) if MODEL[name].of_person else (HOUSE,))
    for row in rows[HOUSEHOLDS]:
        house = row[ID]
        data = _data(row, HOUSEHOLDS)
        if op is not None:
            data["peildatum"] = op
        _say_costs(row, data)
        data[PEOPLE] = []
        for person in sorted(people[(house,)], key=lambda person: person[NUMBER]):
            told = _data(person, PEOPLE)
            for name in _told_lists(person, PEOPLE, lists):
                told[name] = [_data(one, name) for one in lists[name][(house, person[NUMBER])]]
            data[PEOPLE].append(told)
        for name in _told_lists(row, HOUSEHOLDS, lists):
            found = lists[name][(house,)]
            data[name] = {one["regeling"]: _data(one, name) for one in found} if name == RECEIPTS else [
                _data(one, name) for one in found
            ]  # fmt: skip
        yield house, Huishouden.model_validate(data)


def _rows(table: pa.Table, name: str, dated: Mapping[_Place, Any]) -> list[Row]:
    """The rows of a table with what is said in them, by column; values by date put in."""
    rows: list[Row] = [{} for _ in range(table.num_rows)]
    for column in table.column_names:
        if column.endswith(HIGHEST) or table[column].null_count == table.num_rows:
            continue
        words = _words_of(name, column)
        top = table[column + HIGHEST].to_pylist() if column + HIGHEST in table.column_names else None
        for at, value in enumerate(table[column].to_pylist()):
            if value is None:
                continue
            if top is not None and top[at] is not None:
                value = Bereik(value, top[at])
            elif words == "maanden" or (words and isinstance(value, str) and "|" in value):
                value = value.split("|")
            rows[at][column] = value
    _put_dates(rows, name, dated)
    return rows


def _words_of(table: str, column: str) -> str:
    """The kind of a column of words; empty for one of anything else."""
    known = MODEL[table].columns.get(column)
    if known is None:
        return "keuze"  # of a fact, if it is text
    return known.kind if known.sets or known.kind == "maanden" else ""


def _by_place(table: pa.Table | None) -> dict[_Place, dict[Any, Any]]:
    found: dict[_Place, dict[Any, Any]] = defaultdict(dict)
    for row in table.to_pylist() if table is not None else ():
        place = row["tabel"], row[HOUSE], row.get(PERSON), row.get("rij"), row["veld"]
        high, value = row.get("waarde_hoogst"), _value(row["waarde"])
        since = row["vanaf"].year if row.get("jaren") else row["vanaf"]
        found[place][since] = value if high is None else Bereik(value, _value(high))
    return found


def _value(text: str) -> Any:
    """A value as a household file would have it: a field knows what to make of a word."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if "|" in text:
        return text.split("|")
    return date.fromisoformat(text) if _DAY.fullmatch(text) else text


def _put_dates(rows: list[Row], name: str, dated: Mapping[_Place, Any]) -> None:
    wanted = {place: value for place, value in dated.items() if place[0] == name}
    if not wanted:
        return
    places: dict[tuple[Any, Any, Any], Row] = {}
    counts: dict[tuple[Any, Any], int] = defaultdict(int)
    for row in rows:
        if name == HOUSEHOLDS:
            places[(row[ID], None, None)] = row
        elif name == PEOPLE:
            places[(row[HOUSE], row[NUMBER], None)] = row
        elif name == RECEIPTS:
            places[(row[HOUSE], row["regeling"], None)] = row
        else:
            key = row[HOUSE], row[PERSON] if MODEL[name].of_person else None
            counts[key] += 1
            places[(*key, counts[key])] = row
    for (_, house, person, number, column), value in wanted.items():
        if name == RECEIPTS:
            places[(house, column, None)]["bedrag"] = value
        else:
            places[(house, person, number)][column] = value


def _grouped(rows: list[Row], keys: tuple[str, ...]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[key] for key in keys)].append(row)
    return found


def _data(row: Row, table: str) -> Row:
    """A row as plain data, with groups and facts in their places."""
    columns, data = MODEL[table].columns, Row()
    for name, value in row.items():
        if name != UNKNOWN and name != NO_COSTS:
            _put(data, name, columns.get(name), value)
    for name in (row.get(UNKNOWN) or "").split():
        if name not in MODEL.tables and name != NO_COSTS:
            _put(data, name, columns.get(name), ONBEKEND)
    return data


def _put(data: Row, name: str, column: Column | None, value: Any) -> None:
    path = column.path if column else ("feiten", name)
    for part in path[:-1]:
        data = data.setdefault(part, {})
    if path:
        data[path[-1]] = value


def _say_costs(row: Row, data: Row) -> None:
    if row.get(NO_COSTS) is False:
        data.setdefault("wonen", {})["servicekosten"] = {}


def _told_lists(row: Row, table: str, lists: Mapping[str, Any]) -> list[str]:
    """The lists of which the household or person tells something, if only that there is nothing in it."""
    unknown = (row.get(UNKNOWN) or "").split()
    return [name for name in MODEL[table].lists if name in lists and name not in unknown]


# --- households to tables


def to_tables(households: Iterable[tuple[str, Huishouden]], layout: Layout) -> dict[str, pa.Table]:
    """Every table of the layout for some households with their ids; names of people are left out.

    A list a household does not tell is named in its column `onbekend`, so tables of two calls can be put together. An
    empty group (`feiten: {}`) says nothing and does not come back. Raises HouseholdError for a fact without a column.
    """
    return _Tables(layout).of(households)


class _Tables:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.rows: dict[str, list[Row]] = {name: [] for name in layout.tables}

    def of(self, households: Iterable[tuple[str, Huishouden]]) -> dict[str, pa.Table]:
        for house, household in households:
            row = self._row(HOUSEHOLDS, household, {ID: house}, house)
            costs = household.wonen.servicekosten if household.wonen else None
            if costs is not None:
                row[NO_COSTS] = bool(costs)
            for number, person in enumerate(household.personen, 1):
                self._row(PEOPLE, person, {HOUSE: house, NUMBER: number}, house, person=number)
        return {name: _table(self.layout[name], rows) for name, rows in self.rows.items()}

    def _row(
        self, table: str, thing: BaseModel, keys: Row, house: str, *, person: int | None = None, number: int | None = None
    ) -> Row:
        """Adds the row of a thing, and the rows of its lists; a place in the table `verloop` is as FORMAT of that table says."""
        row: Row = dict(keys)
        unknown: list[str] = []
        for column in self.layout[table].columns.values():
            if column.path and column.name != NO_COSTS:
                value = _found(thing, column.path)
                self._write(row, unknown, column.name, value, (table, house, person, number, column.name))
        self._check(table, thing)
        for name in self.layout[table].lists:
            listed = getattr(thing, name)
            if listed is None:
                unknown.append(name)
            elif isinstance(listed, Namen):
                self._receipts(house, listed)
            else:
                above = keys if table == HOUSEHOLDS else {HOUSE: house, PERSON: keys[NUMBER]}
                for at, one in enumerate(listed, 1):
                    self._row(name, one, {HOUSE: house} if table == HOUSEHOLDS else above, house, person=person, number=at)
        row[UNKNOWN] = " ".join(unknown) or None
        self.rows[table].append(row)
        return row

    def _receipts(self, house: str, receipts: Namen[Any]) -> None:
        for name, receipt in receipts.items():
            row: Row = {HOUSE: house, "regeling": name, "per": receipt.per}
            unknown: list[str] = []
            self._write(row, unknown, "bedrag", receipt.bedrag, (RECEIPTS, house, None, None, name))
            row[UNKNOWN] = " ".join(unknown) or None
            self.rows[RECEIPTS].append(row)

    def _write(self, row: Row, unknown: list[str], column: str, value: Any, place: _Place) -> None:
        if value is ONBEKEND:
            unknown.append(column)
        elif isinstance(value, Gedateerd):
            for day, one in value.waarden:
                low, high = (one.laagst, one.hoogst) if isinstance(one, Bereik) else (one, None)
                self.rows[DATED].append({
                    "tabel": place[0], HOUSE: place[1], PERSON: place[2], "rij": place[3], "veld": place[4],
                    "vanaf": day, "waarde": _text(low), "waarde_hoogst": high and _text(high), "jaren": value.jaren,
                })  # fmt: skip
        elif isinstance(value, Bereik):
            row[column], row[column + HIGHEST] = value.laagst, value.hoogst
        elif isinstance(value, Keuzes):
            row[column] = "|".join(value.labels)
        elif isinstance(value, tuple):
            row[column] = "|".join(value)
        elif value is not None:
            row[column] = value

    def _check(self, table: str, thing: BaseModel) -> None:
        """Refuses a fact that has no column: it would be lost."""
        given = set(getattr(thing, "feiten", None) or ())
        if isinstance(thing, Huishouden) and thing.wonen is not None:
            given |= {f"wonen.{name}" for name in thing.wonen.feiten or ()}
        if given - self.layout[table].columns.keys():
            raise HouseholdError(
                "hier staat een feit waarvoor geen kolom is.",
                where=f"{table}.feiten",
                repair="Haal het weg, of gebruik de regels waar dit feit in staat.",
            )


def _found(thing: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        field = "in_maanden" if part == "in" else part
        thing = thing.get(part) if isinstance(thing, Mapping) else getattr(thing, field, None)
    return thing


def _text(value: Any) -> str:
    if value is ONBEKEND:
        return "onbekend"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "|".join(value.labels) if isinstance(value, Keuzes) else str(value)


def _table(table: Table, rows: list[Row]) -> pa.Table:
    schema = flat_schema(table)
    arrays = []
    for field in schema:
        try:
            arrays.append(pa.array([row.get(field.name) for row in rows], field.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            arrays.append(None)
        if arrays[-1] is None:
            what = "dit is niet het soort antwoord dat hier hoort."
            raise HouseholdError(what, where=f"{table.name}.{field.name}", repair="Vul in wat bij dit feit hoort.")
    return pa.table(arrays, schema)
