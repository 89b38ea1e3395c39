"""From checked tables to what households say, as columns of integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch.layout import (
    DATED,
    HIGHEST,
    HOUSE,
    HOUSEHOLDS,
    ID,
    NO_COSTS,
    NUMBER,
    PEOPLE,
    PERSON,
    RECEIPTS,
    UNKNOWN,
    Column,
    Layout,
)
from voorzieningen.facts import LISTS
from voorzieningen.facts.columns import SAID, SILENT, Dated, Rows, Said
from voorzieningen.facts.columns import UNKNOWN as NOT_KNOWN
from voorzieningen.facts.links import Array
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.household import Bereik, born

_EPOCH = date(1970, 1, 1).toordinal()
_SINGULAR = {**{name: table for table, name in LISTS.items()}, HOUSEHOLDS: HOUSEHOLD, PEOPLE: PERSONS}
_COSTS = "servicekosten"
_MANY = 64
"""More than the persons of a household: a household and a person as one number."""
_NOTHING = np.zeros(0, np.int64)


def told(tables: Mapping[str, pa.Table], layout: Layout, op: date) -> dict[str, Rows]:
    """What the households of checked tables say on `op`, by table of the rules; households in the order of their table."""
    return _Bridge(tables, layout, op).rows()


class _Bridge:
    def __init__(self, tables: Mapping[str, pa.Table], layout: Layout, op: date) -> None:
        self.tables, self.layout, self.op = tables, layout, op
        self.ids = tables[HOUSEHOLDS][ID].combine_chunks()
        self.order: dict[str, Array] = {HOUSEHOLDS: np.arange(len(self.ids))}
        self.parent: dict[str, Array] = {HOUSEHOLDS: np.zeros(len(self.ids), np.int64)}
        self.dated = tables.get(DATED)
        self._persons()

    def rows(self) -> dict[str, Rows]:
        found = {}
        unknown = {name: self._unknown(name) for name in self.tables if name != DATED}
        for name in self.tables:
            if name not in self.layout.tables or name == DATED:
                continue
            if name not in self.order:
                self._place(name)
            table = _SINGULAR.get(name, name)
            columns = self._columns(name, unknown[name])
            found[table] = Rows(self.parent[name], columns, self._by_date(name))
            above = PEOPLE if self.layout[name].of_person else HOUSEHOLDS
            if name not in (HOUSEHOLDS, PEOPLE):
                silent = unknown[above].get(name)
                told = np.ones(len(self.order[above]), bool)
                found[table] = replace(found[table], told=told if silent is None else ~silent)
        found[_COSTS] = self._service_costs(found[HOUSEHOLD], unknown[HOUSEHOLDS])
        return found

    # --- rows

    def _houses(self, name: str) -> Array:
        """The place of the household of each row."""
        found = pc.index_in(self.tables[name][HOUSE].combine_chunks(), value_set=self.ids)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)

    def _persons(self) -> None:
        """Persons by household, the aanvrager first, then in order of their numbers."""
        houses, numbers = self._houses(PEOPLE), _integers(self.tables[PEOPLE][NUMBER])
        applicant = pc.equal(self.tables[PEOPLE]["rol"].cast(pa.string()), "aanvrager").to_numpy()
        self.order[PEOPLE] = np.lexsort((numbers, ~applicant, houses))
        self.parent[PEOPLE] = houses[self.order[PEOPLE]]
        keys = (houses * _MANY + numbers)[self.order[PEOPLE]]
        self._by_key = np.argsort(keys)
        self._keys = keys[self._by_key]

    def _person(self, houses: Array, numbers: Array) -> Array:
        """The place of persons by household and number."""
        return self._by_key[np.searchsorted(self._keys, houses * _MANY + numbers)]

    def _place(self, name: str) -> None:
        parent = self._houses(name)
        if self.layout[name].of_person:
            parent = self._person(parent, _integers(self.tables[name][PERSON]))
        self.order[name] = np.argsort(parent, kind="stable")
        self.parent[name] = parent[self.order[name]]

    # --- columns

    def _unknown(self, name: str) -> dict[str, Array]:
        """For each name in the column `onbekend`: the rows that hold it, in order."""
        if name not in self.order:
            self._place(name)
        table = self.tables[name]
        if UNKNOWN not in table.column_names or table[UNKNOWN].null_count == table.num_rows:
            return {}
        words = table[UNKNOWN].combine_chunks().dictionary_encode()
        places = np.asarray(pc.fill_null(words.indices, -1).to_numpy())[self.order[name]]
        found: dict[str, Array] = {}
        for at, text in enumerate(words.dictionary.to_pylist()):
            for one in text.split():
                found[one] = found.get(one, np.zeros(len(places), bool)) | (places == at)
        return found

    def _columns(self, name: str, unknown: Mapping[str, Array]) -> dict[str, Said]:
        table, order = self.tables[name], self.order[name]
        found = {}
        for column in self.layout[name].columns.values():
            if column.name in (HOUSE, PERSON, ID, UNKNOWN) or column.name not in (*table.column_names, *unknown):
                continue
            if column.name not in table.column_names:
                said = _silence(len(order))
            else:
                high = table[column.name + HIGHEST] if column.name + HIGHEST in table.column_names else None
                said = _said(table[column.name], high, column, order)
            if column.name in unknown:
                said = replace(said, state=np.where(unknown[column.name] & (said.state == SILENT), NOT_KNOWN, said.state))
            found[".".join(column.path[1:] if column.path[:1] == ("feiten",) else column.path) or column.name] = said
        if name == PEOPLE and "leeftijd" in found:
            found["geboortedatum"] = self._born(found.get("geboortedatum", _silence(len(order))), found.pop("leeftijd"))
        return found

    def _born(self, days: Said, ages: Said) -> Said:
        """Dates of birth, out of an age where no date was said."""
        rows = np.flatnonzero((days.state == SILENT) & (ages.state == SAID))
        low, high, state = days.low.copy(), days.high.copy(), days.state.copy()
        pairs, at = np.unique(np.stack([ages.low[rows], ages.high[rows]]), axis=1, return_inverse=True)
        spans = [born(Bereik(*(Decimal(int(end)) / 100 for end in pair)), self.op) for pair in pairs.T]
        ends = np.asarray([(one.laagst.toordinal(), one.hoogst.toordinal()) for one in spans if isinstance(one, Bereik)])
        if len(rows):
            low[rows], high[rows] = ends[at.ravel()].T
        state[rows] = SAID
        state[(days.state == SILENT) & (ages.state == NOT_KNOWN)] = NOT_KNOWN
        return Said(state, low, high)

    def _service_costs(self, households: Rows, unknown: Mapping[str, Array]) -> Rows:
        """Each kind of service costs as a row; told when there is one, or when it was said that there are none."""
        said = {name: one for name, one in households.columns.items() if name.startswith(f"{NO_COSTS}.")}
        some = households.columns.get(NO_COSTS)
        told = np.zeros(households.count, bool) if some is None else some.state == SAID
        kinds = tuple(name.rsplit(".", 1)[1] for name in said)
        parents, places, parts = [_NOTHING], [_NOTHING], [_silence(0)]
        for at, one in enumerate(said.values()):
            rows = np.flatnonzero(one.state != SILENT)
            told = told | (one.state != SILENT)
            parents.append(rows)
            places.append(np.full(len(rows), at))
            parts.append(Said(one.state[rows], one.low[rows], one.high[rows]))
        parent = np.concatenate(parents)
        order = np.argsort(parent, kind="stable")
        kind = np.concatenate(places)[order]
        ends = zip(*((one.state, one.low, one.high) for one in parts), strict=True)
        state, low, high = (np.concatenate(end)[order] for end in ends)
        which = Said(np.full(len(kind), SAID), kind, kind, kinds)
        return Rows(parent[order], {"soort": which, "bedrag": Said(state, low, high)}, told=told)

    # --- values by date

    def _by_date(self, name: str) -> dict[str, Dated]:
        if self.dated is None or not self.dated.num_rows:
            return {}
        mine = self.dated.filter(pc.equal(self.dated["tabel"].cast(pa.string()), name)).to_pylist()
        if not mine:
            return {}
        places = self._dated_places(name)
        entries: dict[str, list[tuple[int, int, Any, Any]]] = {}
        for one in mine:
            field = "bedrag" if name == RECEIPTS else one["veld"]
            key = one[HOUSE], one.get(PERSON) or 0, one["veld"] if name == RECEIPTS else one.get("rij") or 0
            entry = places[key], one["vanaf"].toordinal(), one["waarde"], one.get("waarde_hoogst")
            entries.setdefault(field, []).append(entry)
        return {
            self._path(name, field): _dated(sorted(found, key=lambda one: one[:2]), self.layout[name].columns[field])
            for field, found in entries.items()
        }

    def _path(self, name: str, field: str) -> str:
        path = self.layout[name].columns[field].path
        return ".".join(path[1:] if path[:1] == ("feiten",) else path)

    def _dated_places(self, name: str) -> dict[tuple[str, int, Any], int]:
        """From household, person and row (of receipts: scheme) to the place among the rows, in order."""
        table = self.tables[name]
        ids = table[ID if name == HOUSEHOLDS else HOUSE].to_pylist()
        persons = [0] * len(ids)
        rows: list[Any] = [0] * len(ids)
        if name == PEOPLE:
            persons = table[NUMBER].to_pylist()
        elif self.layout[name].of_person:
            persons = table[PERSON].to_pylist()
        if name == RECEIPTS:
            rows = table["regeling"].cast(pa.string()).to_pylist()
        elif name not in (HOUSEHOLDS, PEOPLE):
            counts: dict[tuple[str, int], int] = {}
            for at, key in enumerate(zip(ids, persons, strict=True)):
                rows[at] = counts[key] = counts.get(key, 0) + 1
        place = np.empty(len(ids), np.int64)
        place[self.order[name]] = np.arange(len(ids))
        return {key: int(place[at]) for at, key in enumerate(zip(ids, persons, rows, strict=True))}


# --- values


def _silence(count: int) -> Said:
    zero = np.zeros(count, np.int64)
    return Said(zero, zero, zero)


def _said(column: pa.ChunkedArray, high: pa.ChunkedArray | None, kind: Column, order: Array) -> Said:
    low = column.combine_chunks()
    state = np.where(low.is_valid().to_numpy(zero_copy_only=False)[order], SAID, SILENT)
    labels: tuple[str, ...] = ()
    if kind.kind in ("keuze", "maanden", "tekst"):
        low = low if isinstance(low, pa.DictionaryArray) else low.dictionary_encode()
        labels = tuple(low.dictionary.to_pylist())
        low = low.indices
    lows = _integers(low)[order]
    if high is None or high.null_count == len(high):
        return Said(state, lows, lows, labels)
    tops = high.combine_chunks()
    ranged = tops.is_valid().to_numpy(zero_copy_only=False)[order]
    return Said(state, lows, np.where(ranged, _integers(tops)[order], lows), labels)


def _integers(values: pa.Array | pa.ChunkedArray) -> Array:
    """Numbers in hundredths, dates as day numbers, truths as 0 and 1, whole numbers as they are; what is empty as 0."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_decimal128(values.type):
        # the low half of an integer of two words: amounts are far below 2**63 hundredths
        words = np.frombuffer(values.buffers()[1], np.int64)[2 * values.offset :: 2][: len(values)]
        return np.where(values.is_valid().to_numpy(zero_copy_only=False), words, 0)
    if pa.types.is_date32(values.type):
        return np.asarray(pc.fill_null(values.cast(pa.int32()), 0).to_numpy(), np.int64) + _EPOCH
    empty = False if pa.types.is_boolean(values.type) else 0
    return np.asarray(pc.fill_null(values, empty).to_numpy(zero_copy_only=False), np.int64)


def _dated(entries: list[tuple[int, int, Any, Any]], column: Column) -> Dated:
    """Values by date of one column, as text in the table."""
    rows, days, lows, highs = zip(*entries, strict=True)
    labels = tuple(dict.fromkeys(text for text in lows if text != UNKNOWN)) if column.kind == "keuze" else ()
    state = np.asarray([NOT_KNOWN if text == UNKNOWN else SAID for text in lows])

    def value(text: str | None, otherwise: str) -> int:
        text = otherwise if text is None else text
        if text == UNKNOWN:
            return 0
        if labels:
            return labels.index(text)
        if column.kind == "ja_nee":
            return int(text == "ja")
        return date.fromisoformat(text).toordinal() if column.kind == "datum" else int(Decimal(text) * 100)

    low = np.asarray([value(text, text) for text in lows])
    high = np.asarray([value(text, other) for text, other in zip(highs, lows, strict=True)])
    return Dated(np.asarray(rows), np.asarray(days), Said(state, low, high, labels))
