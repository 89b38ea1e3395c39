"""Checks values by date: that each belongs to a cell that is there and empty, and fits its column."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._cells import flags, read_cells, units_of
from voorzieningen.batch._faults import Faults, Flags, Places
from voorzieningen.batch._rows import Rows
from voorzieningen.batch._rules import WIDE, again, owner, rank
from voorzieningen.batch.layout import (
    DATED,
    HIGHEST,
    HOUSEHOLDS,
    NUMBER,
    PEOPLE,
    PERSON,
    RECEIPTS,
    UNKNOWN,
    Column,
)
from voorzieningen.batch.read import nearest
from voorzieningen.texts import texts

_SOLO = 1 << 40


def check_dated(frames: Mapping[str, Rows], faults: Faults) -> None:
    """Checks the table of values by date, and that each receipt has an amount there or in its own row."""
    dated_receipts = frames[RECEIPTS].none() if RECEIPTS in frames else None
    if DATED in frames:
        rows = frames[DATED]
        bad = faults.of(DATED, rows.count)
        words = rows.cells["veld"].dictionary_encode()
        fields = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        for name in rows.cells["tabel"].dictionary.to_pylist():
            here = rows.is_word("tabel", name) & ~bad if name else rows.none()
            if not here.any():
                continue
            target = _targets(name, here, rows, frames, faults)
            for field in np.unique(fields[here & (target >= 0)]).tolist():
                word = words.dictionary[field].as_py()
                _check_field(name, word, here & (fields == field) & (target >= 0), target, rows, frames[name], faults)
            if name == RECEIPTS and dated_receipts is not None:
                dated_receipts[target[here & (target >= 0)]] = True
        _check_days(rows, faults)
    if dated_receipts is not None:
        receipts = frames[RECEIPTS]
        told = receipts.given("bedrag") | receipts.said_unknown("bedrag") | dated_receipts
        wrong = faults.of(RECEIPTS, receipts.count)
        faults.say(RECEIPTS, ~told & ~wrong, "bedrag", "ontvangt.bedrag")


def _targets(name: str, here: Flags, rows: Rows, frames: Mapping[str, Rows], faults: Faults) -> Places:
    """For each row about one table the place of the row it means; below zero, with a fault, where there is none."""
    nowhere = np.full(rows.count, -1)
    has_person, has_number = rows.given(PERSON), rows.given("rij")
    if name not in frames:
        faults.say(DATED, here, "tabel", "verloop.rij")
        return nowhere
    wanted = frames[name]
    of_person = name == PEOPLE or wanted.table.of_person
    if of_person:
        faults.say(DATED, here & ~has_person, PERSON, "verloop.persoon")
        here = here & has_person
    else:
        faults.say(DATED, here & has_person, PERSON, "verloop.geen_persoon")
        here = here & ~has_person
    numbers = np.where(has_person, rows.units(PERSON), 0) if PERSON in rows.cells else np.zeros(rows.count, np.int64)
    whose = np.where((numbers >= 0) & (numbers < WIDE), rows.at * WIDE + numbers, -2) if of_person else rows.at
    if name in (HOUSEHOLDS, PEOPLE, RECEIPTS):
        faults.say(DATED, here & has_number, "rij", "verloop.geen_persoon")
        here = here & ~has_number
    else:
        faults.say(DATED, here & ~has_number, "rij", "verloop.rij")
        here = here & has_number
    if name == HOUSEHOLDS:
        return np.where(here, rows.at, -1)
    if name == PEOPLE:
        keys = np.where(wanted.given(NUMBER), wanted.at * WIDE + wanted.units(NUMBER), -1)
    elif name == RECEIPTS:
        words, fields = _shared(wanted.cells["regeling"], rows.cells["veld"])
        keys = np.where(words >= 0, wanted.at * _SOLO + words, -1)
        whose = np.where(fields >= 0, rows.at * _SOLO + fields, -2)
    else:
        keys = np.where(owner(wanted) >= 0, owner(wanted) * _SOLO + rank(wanted), -1)
        whose = whose * _SOLO + np.where(has_number, rows.units("rij") if "rij" in rows.cells else 0, 0) - 1
    order = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys[order], whose)
    found = np.full(rows.count, -1)
    inside = at < len(keys)
    places = order[np.minimum(at, max(len(keys) - 1, 0))] if len(keys) else nowhere
    hit = inside & (whose >= 0) & (keys[places] == whose) if len(keys) else rows.none()
    found[here & hit] = places[here & hit]
    column = PERSON if name == PEOPLE else "veld" if name == RECEIPTS else "rij"
    faults.say(DATED, here & ~hit & (rows.at >= 0), column, "persoon.geen" if name == PEOPLE else "verloop.rij")
    return found


def _shared(one: pa.Array, other: pa.Array) -> tuple[Places, Places]:
    """The codes of a column of words, and those of texts in its dictionary; below zero for a word that is not in it."""
    there = pc.index_in(other, value_set=one.dictionary)
    codes = (one.indices, there)
    first, second = (some.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) for some in codes)
    return first, second


def _check_field(name: str, word: str, here: Flags, target: Places, rows: Rows, wanted: Rows, faults: Faults) -> None:
    """Checks the values by date of one column of one table."""
    column = wanted.table.columns["bedrag"] if name == RECEIPTS else wanted.table.columns.get(word)
    if column is None or not column.dated:
        options = [one.name for one in wanted.table.columns.values() if one.dated]
        say = texts()
        faults.add(DATED, here, "veld", say("tabellen.verloop.veld"), nearest(word, options, say("tabellen.kolom.weg")))
        return
    places = np.flatnonzero(here)
    cells = target[places]
    filled = wanted.given(column.name) | wanted.given(column.name + HIGHEST) | wanted.said_unknown(column.name)
    faults.say(DATED, places[filled[cells]], "veld", "verloop.waarde")
    days = units_of(rows.cells["vanaf"].take(pa.array(places)))
    faults.say(DATED, places[again(cells * _SOLO + days + (1 << 30))], "vanaf", "verloop.dubbel")
    _check_values(column, places, rows, faults)


def _check_values(column: Column, places: Places, rows: Rows, faults: Faults) -> None:
    given = rows.cells["waarde"].take(pa.array(places))
    known = pc.if_else(pc.equal(given, UNKNOWN), None, given)
    low = read_cells(column, known)
    for said, some in low.wrong.items():
        faults.add(DATED, places[some], "waarde", *said)
    if "waarde_hoogst" not in rows.cells:
        return
    top = rows.cells["waarde_hoogst"].take(pa.array(places))
    has_top = flags(top.is_valid())
    if not column.ranges:
        faults.say(DATED, places[has_top], "waarde_hoogst", "verloop.hoogst")
        return
    high = read_cells(column, top)
    for said, some in high.wrong.items():
        faults.add(DATED, places[some], "waarde_hoogst", *said)
    faults.say(DATED, places[has_top & ~flags(known.is_valid())], "waarde_hoogst", "verloop.hoogst")
    both = flags(high.values.is_valid()) & flags(low.values.is_valid())
    faults.say(DATED, places[both & (units_of(low.values) > units_of(high.values))], "waarde_hoogst", "cel.bereik")


def _check_days(rows: Rows, faults: Faults) -> None:
    if "jaren" not in rows.cells:
        return
    days = rows.cells["vanaf"]
    first = pc.and_(pc.equal(pc.month(days), 1), pc.equal(pc.day(days), 1))
    faults.say(DATED, flags(pc.fill_null(pc.and_(rows.cells["jaren"], pc.invert(first)), False)), "vanaf", "verloop.jaar")
