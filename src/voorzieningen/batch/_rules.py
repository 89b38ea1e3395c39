"""What must hold between the rows of a household: who there is, what points at whom, what cannot both be said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

import numpy as np
import pyarrow.compute as pc

from voorzieningen.batch._cells import flags
from voorzieningen.batch._faults import Faults, Flags, Places
from voorzieningen.batch._rows import Rows, top_of
from voorzieningen.batch.layout import HOUSE, HOUSEHOLDS, ID, NO_COSTS, NUMBER, PEOPLE, PERSON, RECEIPTS, UNKNOWN
from voorzieningen.household.fields import FIRST_DAY, MOST_PERSONS
from voorzieningen.texts import texts

WIDE = MOST_PERSONS + 1
"""More than the number of any person."""
_ALMOST = 0.85


def check_households(frames: Mapping[str, Rows], op: date, received: frozenset[str], faults: Faults) -> None:
    """Every rule of a household but those about values by date."""
    houses, people = frames[HOUSEHOLDS], frames[PEOPLE]
    twice = _check_twice(houses, faults)
    for rows in frames.values():
        if rows is not houses:
            orphan = (rows.at < 0) & flags(rows.houses.is_valid())
            faults.say(rows.name, orphan, HOUSE, "huishouden.geen")
    _check_costs(houses, faults)
    _check_people(people, houses, faults)
    _check_who(people, twice, faults)
    _check_ages(people, op, faults)
    there = people_there(people, houses)
    for name, rows in frames.items():
        if rows.table.of_person or PERSON in rows.table.columns:
            _check_person(rows, there, faults)
        if rows.table.most and name != PEOPLE:
            faults.say(name, rank(rows) >= rows.table.most, rows.table.key, "lijst.lang", aantal=rows.table.most)
        if "van" in rows.cells and "tot" in rows.cells:
            both = rows.given("van") & rows.given("tot")
            faults.say(name, both & (rows.units("van") > top_of(rows, "tot")), "tot", "periode")
    _check_told(frames, faults)
    if RECEIPTS in frames:
        _check_receipts(frames[RECEIPTS], received, faults)


def people_there(people: Rows, houses: Rows) -> Flags:
    """For each household and number whether there is such a person."""
    there = np.zeros((houses.count, WIDE), np.bool_)
    known = people.given(NUMBER) & (people.at >= 0)
    there[people.at[known], people.units(NUMBER)[known]] = True
    return there


def owner(rows: Rows) -> Places:
    """The household of each row, or for a list of a person the person; below zero where there is none."""
    if not rows.table.of_person:
        return rows.at
    numbers = np.where(rows.given(PERSON), rows.units(PERSON), -1)
    known = (rows.at >= 0) & (numbers > 0) & (numbers < WIDE)
    return np.where(known, rows.at * WIDE + numbers, -1)


def rank(rows: Rows) -> Places:
    """The place of each row in its own list, from 0; -1 for a row of nobody."""
    whose = owner(rows)
    order = np.argsort(whose, kind="stable")
    ordered = whose[order]
    begin = np.searchsorted(ordered, ordered)
    found = np.empty(rows.count, np.int64)
    found[order] = np.arange(rows.count) - begin
    return np.where(whose < 0, -1, found)


def again(keys: Places) -> Flags:
    """The rows whose key stood in a row before."""
    found = np.ones(len(keys), np.bool_)
    found[np.unique(keys, return_index=True)[1]] = False
    return found


def _check_twice(houses: Rows, faults: Faults) -> Flags:
    coded = houses.houses.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    known = coded >= 0
    counts = np.bincount(coded[known], minlength=1)
    twice: Flags = known & (counts[np.maximum(coded, 0)] > 1)
    faults.say(HOUSEHOLDS, twice, ID, "huishouden.dubbel")
    return twice


def _check_costs(houses: Rows, faults: Faults) -> None:
    if NO_COSTS not in houses.cells:
        return
    some = houses.none()
    for name in houses.table.columns:
        if name.startswith(f"{NO_COSTS}."):
            some = some | houses.given(name) | houses.said_unknown(name)
    none = flags(pc.fill_null(pc.invert(houses.cells[NO_COSTS]), False))
    faults.say(HOUSEHOLDS, none & some, NO_COSTS, "servicekosten")


def _check_people(people: Rows, houses: Rows, faults: Faults) -> None:
    known = people.given(NUMBER) & (people.at >= 0)
    numbers = np.where(known, people.units(NUMBER), -1)
    twice = known & again(np.where(known, people.at * WIDE + numbers, -1 - np.arange(people.count)))
    faults.say(PEOPLE, twice, NUMBER, "persoon.dubbel")
    count = np.bincount(people.at[people.at >= 0], minlength=max(houses.count, 1))
    faults.say(PEOPLE, known & (numbers > count[people.at]) & ~twice, NUMBER, "persoon.gat")


def _check_who(people: Rows, unsure: Flags, faults: Faults) -> None:
    """That there is one aanvrager and at most one partner; `unsure` are households of which the persons are not known."""
    unsure = unsure.copy()
    unsure[people.at[(people.at >= 0) & ~people.given("rol")]] = True
    for role in ("aanvrager", "partner"):
        has = people.is_word("rol", role) & (people.at >= 0)
        second = has & again(np.where(has, people.at, -1 - np.arange(people.count)))
        faults.say(PEOPLE, second, "rol", "rol.dubbel", rol=role)
        if role == "aanvrager":
            there = np.zeros(len(unsure), np.bool_)
            there[people.at[has]] = True
            faults.say(HOUSEHOLDS, ~(there | unsure), PEOPLE, "rol.geen")


def _check_ages(people: Rows, op: date, faults: Faults) -> None:
    born = people.given("geboortedatum") | people.said_unknown("geboortedatum")
    aged = people.given("leeftijd") | people.said_unknown("leeftijd")
    wrong = faults.of(PEOPLE, people.count)
    faults.say(PEOPLE, ~born & ~aged & ~wrong, "geboortedatum", "geboren.geen")
    faults.say(PEOPLE, born & aged, "leeftijd", "geboren.allebei")
    if aged.any() and "leeftijd" in people.cells:
        oldest = top_of(people, "leeftijd") // 100
        faults.say(PEOPLE, people.given("leeftijd") & (op.year - oldest - 1 < FIRST_DAY.year), "leeftijd", "geboren.leeftijd")


def _check_person(rows: Rows, there: Flags, faults: Faults) -> None:
    """That the person a row is about is there; only in a list of a person there has to be one."""
    if PERSON not in rows.cells or not there.size:
        return
    named = rows.given(PERSON) & (rows.at >= 0)
    numbers = np.where(named, rows.units(PERSON), 0)
    inside = (numbers >= 1) & (numbers < WIDE)
    found = there[np.maximum(rows.at, 0), np.where(inside, numbers, 0)]
    faults.say(rows.name, named & ~(inside & found), PERSON, "persoon.geen")


def _check_told(frames: Mapping[str, Rows], faults: Faults) -> None:
    """That a list that is said to be unknown has no rows."""
    houses, people = frames[HOUSEHOLDS], frames[PEOPLE]
    keys = people.at * WIDE + np.where(people.given(NUMBER), people.units(NUMBER), 0)
    for above, whose in ((houses, np.arange(houses.count)), (people, keys)):
        for name in above.table.lists:
            silent = above.said_unknown(name)
            if name in frames and silent.any():
                told = silent & np.isin(whose, owner(frames[name]))
                faults.say(above.name, told, UNKNOWN, "onbekend.lijst", tabel=name)


def _check_receipts(receipts: Rows, received: frozenset[str], faults: Faults) -> None:
    say = texts()
    names = receipts.cells["regeling"]
    codes = names.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    for code, name in enumerate(names.dictionary.to_pylist()):
        if name is not None and name not in received and (near := get_close_matches(name, sorted(received), 1, _ALMOST)):
            repair = say("tabellen.kolom.bedoelt", naam=near[0])
            faults.add(RECEIPTS, codes == code, "regeling", say("tabellen.ontvangt.naam"), repair)
    keyed = (codes >= 0) & (receipts.at >= 0)
    keys = np.where(keyed, receipts.at * (len(names.dictionary) + 1) + codes, -1 - np.arange(receipts.count))
    faults.say(RECEIPTS, keyed & again(keys), "regeling", "ontvangt.dubbel")
