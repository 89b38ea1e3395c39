"""What invented households receive: most of what a first run says is due, not by everybody, and not always the right amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._columns import amounts, cents_of, words
from voorzieningen.batch._draws import Draws
from voorzieningen.batch._margins import margins
from voorzieningen.batch.invented import numbers_and_day
from voorzieningen.batch.layout import HOUSE, HOUSEHOLDS, ID, RECEIPTS
from voorzieningen.facts.links import Array

_INCOMES = {"bijstand": "netto", "aow": "bruto"}
"""Schemes that come in as an income, and in which column."""


def fill_receipts(tables: Mapping[str, pa.Table], results: pa.Table, seed: int = 1) -> dict[str, pa.Table]:
    """The same households with what they receive, told in `ontvangt`, out of the results of a run over `tables`.

    Who takes a scheme up receives the lowest amount a month that is due, now and then more or less; who does not, 0. The same
    seed gives a household the same, whatever others there are. Bijstand and AOW are incomes: those become what is due.
    FileError when the households are not marked as invented.
    """
    given, numbers = margins().given, numbers_and_day(tables)[0]
    draws, at = Draws(seed, numbers), _places(tables, results)
    schemes = [name for name in given["niet_gebruik"]["deel"] if f"{name}.per_maand.laagst" in results.column_names]
    who = _groups(tables, results, at, given)
    fits = _kinds_of_homes(tables, results, at)
    cents, told = [], []
    for name in schemes:
        received = _received(name, due(results, name, at), who, draws, given)
        received = np.where(fits.get(name, True), received, 0)
        cents.append(received)
        told.append((at >= 0) & ~draws.chance(f"{name} niet gezegd", given["niet_gezegd"]["ontvangt"]))
    some = np.stack(told, axis=1).ravel() if schemes else np.zeros(0, bool)
    house, which = (part[some] for part in np.divmod(np.arange(len(some)), max(len(schemes), 1)))
    names = tables[HOUSEHOLDS][ID].cast(pa.string()).combine_chunks()
    all_cents = np.stack(cents, axis=1).ravel()[some] if schemes else np.zeros(0, np.int64)
    receipts = pa.table({
        HOUSE: names.take(pa.array(house)), "regeling": words(which, schemes), "bedrag": amounts(all_cents),
        "per": words(np.zeros(len(house), np.int64), ("maand",)),
    })  # fmt: skip
    return {**tables, "inkomens": _as_due(tables, results, at), RECEIPTS: receipts}


def due(results: pa.Table, scheme: str, at: Array) -> Array:
    """The lowest amount a month that is due, in cents; `at` is the place of each household in the results, 0 where below 0."""
    return np.where(at >= 0, cents_of(results[f"{scheme}.per_maand.laagst"])[np.maximum(at, 0)], 0)


def _places(tables: Mapping[str, pa.Table], results: pa.Table) -> Array:
    names = results["huishouden"].cast(pa.string()).combine_chunks()
    found = pc.index_in(tables[HOUSEHOLDS][ID].cast(pa.string()), value_set=names)
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int64)


def _groups(tables: Mapping[str, pa.Table], results: pa.Table, at: Array, given: Mapping[str, Any]) -> dict[str, Array]:
    """Who is in the groups that take things up more or less often than others."""
    ages = pc.fill_null(results["leeftijd_aanvrager"], -1).to_numpy()[np.maximum(at, 0)]
    first, last = given["niet_gebruik"]["net_met_pensioen"]
    return {
        "zelfstandig": _lives_on(tables, "eigen_bedrijf"),
        "net_met_pensioen": (ages >= first) & (ages <= last) & (at >= 0),
        "bijstand": _lives_on(tables, "bijstand"),
    }


def _kinds_of_homes(tables: Mapping[str, pa.Table], results: pa.Table, at: Array) -> dict[str, Array]:
    """Who can have had a scheme at all: it comes in too long for somebody who once had a right to it, not for anybody."""
    kinds = results["huishoudtype"].cast(pa.string())
    family = pc.fill_null(pc.match_substring(kinds, "kinderen"), False).to_numpy()[np.maximum(at, 0)]
    owned = pc.fill_null(pc.equal(tables[HOUSEHOLDS]["wonen.soort"].cast(pa.string()), "koop"), False).to_numpy()
    return {"huurtoeslag": ~owned, "kindgebonden_budget": family, "kinderopvangtoeslag": family}


def _lives_on(tables: Mapping[str, pa.Table], kind: str) -> Array:
    incomes = tables["inkomens"]
    mine = incomes[HOUSE].filter(pc.fill_null(pc.equal(incomes["soort"].cast(pa.string()), kind), False))
    found = pc.is_in(tables[HOUSEHOLDS][ID].cast(pa.string()), value_set=mine.cast(pa.string()).combine_chunks())
    return np.asarray(found.to_numpy(), bool)


def _received(name: str, amount: Array, who: Mapping[str, Array], draws: Draws, given: Mapping[str, Any]) -> Array:
    """Cents a month that come in under a scheme, for each household."""
    shares, wrong = given["niet_gebruik"]["deel"][name], given["niet_juist"]
    share = np.full(len(amount), shares["allen"])
    for group, mine in who.items():
        share = np.where(mine & (group in shares), shares.get(group, 0), share)
    silent = draws.chance(f"{name} niet aangevraagd", share)
    how = draws.uniform(f"{name} te veel of te weinig")
    low, high = wrong["scheelt"]
    part = low + draws.uniform(f"{name} scheelt") * (high - low)
    sign = np.where(how < wrong["te_veel"][name], 1, np.where(how > 1 - wrong["te_weinig"][name], -1, 0))
    found = np.rint(amount * (1 + sign * part)).astype(np.int64)
    # A benefit of which nothing is due any more may still come in.
    late = wrong["zonder_recht"]
    still = (wrong["te_veel"][name] > 0) & (amount == 0) & draws.chance(f"{name} zonder recht", late["deel"])
    extra = draws.whole(f"{name} bedrag zonder recht", late["bedrag"][0] * 100, late["bedrag"][1] * 100)
    return np.where(still, extra, np.where(silent, 0, found))


def _as_due(tables: Mapping[str, pa.Table], results: pa.Table, at: Array) -> pa.Table:
    """The incomes with bijstand and AOW as they are due, in equal parts for all of a household who have them."""
    incomes = tables["inkomens"]
    kinds = incomes["soort"].cast(pa.string())
    house = pc.index_in(incomes[HOUSE].cast(pa.string()), value_set=tables[HOUSEHOLDS][ID].cast(pa.string()).combine_chunks())
    places = np.asarray(house.to_numpy(), np.int64)
    names = [name for name in ("bruto", "netto") if name in incomes.column_names]
    columns = {name: (cents_of(incomes[name]), _there(incomes[name])) for name in names}
    columns.setdefault("netto", (np.zeros(len(places), np.int64), np.zeros(len(places), bool)))
    for scheme, column in _INCOMES.items():
        if f"{scheme}.per_maand.laagst" not in results.column_names:
            continue
        mine = np.asarray(pc.fill_null(pc.equal(kinds, scheme), False).to_numpy(), bool)
        many = np.maximum(np.bincount(places[mine], minlength=len(at)), 1)
        each = (due(results, scheme, at) // many)[places]
        fits = mine & (each > 0)
        for name, (cents, there) in columns.items():
            columns[name] = np.where(fits, each if name == column else 0, cents), np.where(fits, name == column, there)
    for name, (cents, there) in columns.items():
        incomes = _put(incomes, name, amounts(cents, there))
    return incomes


def _there(column: pa.ChunkedArray) -> Array:
    return np.asarray(column.is_valid().to_numpy(), bool)


def _put(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    names: Sequence[str] = table.column_names
    return table.set_column(names.index(name), name, column) if name in names else table.append_column(name, column)
