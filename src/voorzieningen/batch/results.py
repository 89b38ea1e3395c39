"""The table of results: one row for each household, columns for each scheme, amounts as decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from voorzieningen.batch.verdicts import FINDINGS, RIGHTS, Verdict
from voorzieningen.facts.columns import SAID, Rows
from voorzieningen.facts.links import Array
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.rulebook import Outcome

AMOUNT = pa.decimal128(12, 2)
KINDS = ("alleen", "alleen_met_kinderen", "paar", "paar_met_kinderen", "overig")
"""Household types by who lives there: `overig` has another adult too."""
_AMOUNTS = ("per_maand", "per_jaar", "gemist")
_NOBODY = -1


class Results:
    """Collects what is found of some households, in their order; of a scheme that does not hold for a household nothing."""

    def __init__(self, ids: pa.ChunkedArray, towns: Sequence[str | None], outcomes: Mapping[str, Outcome]) -> None:
        self.count, self.outcomes = len(ids), outcomes
        self._columns: dict[str, pa.Array] = {"huishouden": ids.combine_chunks(), "gemeente": pa.array(towns, pa.string())}
        self._words = {
            f"{name}.{what}": np.full(self.count, _NOBODY, np.int32) for name in outcomes for what in ("recht", "bevinding")
        }
        self._cents: dict[str, Array] = {}
        self._known: dict[str, Array] = {}
        for name, outcome in outcomes.items():
            if outcome.pays:
                for column in amount_columns(name):
                    self._cents[column], self._known[column] = np.zeros(self.count, np.int64), np.zeros(self.count, bool)

    def describe(self, rows: Mapping[str, Rows], op: date) -> None:
        """Adds what kind of household each is, and the age of its aanvrager where that is known."""
        kinds, ages = _kinds(rows), _ages(rows, op)
        self._columns["huishoudtype"] = words(kinds, KINDS)
        self._columns["leeftijd_aanvrager"] = pa.array(ages, pa.int16(), mask=ages == _NOBODY)

    def put(self, at: Array, verdicts: Mapping[str, Verdict]) -> None:
        """The verdicts of the households at some places."""
        for name, one in verdicts.items():
            self._words[f"{name}.recht"][at], self._words[f"{name}.bevinding"][at] = one.right, one.finding
            if self.outcomes[name].pays:
                known = np.ones(len(at), bool)
                cents = [end for money in (one.monthly, one.yearly, one.missed) for end in money.cents()]
                for column, end in zip(amount_columns(name), (*cents, one.received.cents()[0]), strict=True):
                    self._cents[column][at] = end
                    self._known[column][at] = one.received_known if column.endswith(".ontvangen") else known

    def table(self) -> pa.Table:
        """Every column, scheme by scheme."""
        empty = np.full(self.count, _NOBODY, np.int32)
        columns = {"huishoudtype": words(empty, KINDS), "leeftijd_aanvrager": pa.nulls(self.count, pa.int16())}
        columns = {**self._columns, **{name: one for name, one in columns.items() if name not in self._columns}}
        for name, outcome in self.outcomes.items():
            columns[f"{name}.recht"] = words(self._words[f"{name}.recht"], RIGHTS)
            columns[f"{name}.bevinding"] = words(self._words[f"{name}.bevinding"], FINDINGS)
            for column in amount_columns(name) if outcome.pays else ():
                columns[column] = decimals(self._cents[column], self._known[column])
        return pa.table(columns)


def amount_columns(scheme: str) -> tuple[str, ...]:
    """The columns with amounts of a scheme that pays: a month, a year, what can still be claimed, and what is received."""
    return (*(f"{scheme}.{what}.{end}" for what in _AMOUNTS for end in ("laagst", "hoogst")), f"{scheme}.ontvangen")


def words(places: Array, labels: Sequence[str]) -> pa.DictionaryArray:
    """Words by their place among the labels; below 0 is nothing."""
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int8(), mask=places < 0), pa.array(labels, pa.string()))


def decimals(cents: Array, known: Array) -> pa.Array:
    """Whole cents as decimals with two places; nothing where they are not known."""
    both = np.empty((len(cents), 2), np.int64)
    both[:, 0], both[:, 1] = cents, cents >> 63  # the low and the high half of an integer of two words
    valid = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(AMOUNT, len(cents), [valid, pa.py_buffer(both.tobytes())])


def _kinds(rows: Mapping[str, Rows]) -> Array:
    people, count = rows[PERSONS], rows[HOUSEHOLD].count
    roles = people.columns["rol"]

    def how_many(role: str) -> Array:
        mine = roles.low == roles.labels.index(role) if role in roles.labels else np.zeros(people.count, bool)
        return np.bincount(people.parent[mine], minlength=count)

    partner, child, other = (how_many(role) > 0 for role in ("partner", "kind", "medebewoner"))
    return np.select([other, partner & child, partner, child], [4, 3, 2, 1], 0)


def _ages(rows: Mapping[str, Rows], op: date) -> Array:
    """Whole years on a day; below 0 where the date of birth is not known."""
    people, count = rows[PERSONS], rows[HOUSEHOLD].count
    first = np.searchsorted(people.parent, np.arange(count))
    born = people.columns.get("geboortedatum")
    if born is None:
        return np.full(count, _NOBODY)
    sure = (born.state[first] == SAID) & (born.low[first] == born.high[first])
    days = (np.where(sure, born.low[first], op.toordinal()) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    months = month.astype(np.int64) + 1970 * 12
    passed = (months % 12 + 1) * 100 + (days - month).astype(np.int64) + 1 <= op.month * 100 + op.day
    return np.where(sure, op.year - months // 12 - 1 + passed, _NOBODY)
