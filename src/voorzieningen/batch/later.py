"""The same invented households some months later: some found work, ask for what they missed, or are no longer behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._columns import EPOCH, amounts, cents_of, days, truths, words
from voorzieningen.batch._dated_rows import dated, together
from voorzieningen.batch._draws import Draws
from voorzieningen.batch._lists import arrears
from voorzieningen.batch._margins import AOW_AGE, margins
from voorzieningen.batch._people import SLOTS, birthdays
from voorzieningen.batch.invented import marks, numbers_and_day
from voorzieningen.batch.layout import DATED, HIGHEST, HOUSE, HOUSEHOLDS, ID, NUMBER, PEOPLE, PERSON, RECEIPTS
from voorzieningen.batch.receipts import due
from voorzieningen.facts.links import Array

_SINCE = date(2018, 1, 1).toordinal()
_ENDS = ("ww", "bijstand")
"""Incomes that end when somebody finds work."""
_YEARS_BACK = 2


def move_on(tables: Mapping[str, pa.Table], seed: int, months: int, results: pa.Table | None = None) -> dict[str, pa.Table]:
    """Invented households `months` months (at least 1) after the day they are of; what changed has its date.

    With the `results` of a run over `tables`, some of who missed money receive it from then on. The same seed gives a household
    the same life, whatever others there are. FileError when the households are not marked as invented.
    """
    numbers, day = numbers_and_day(tables)
    step = _Step(tables, numbers, day, _after(day, months), months, seed)
    found = step.with_work(dict(tables))
    found = step.with_arrears(found)
    if results is not None and RECEIPTS in tables:
        found = step.with_receipts(found, results)
    found[HOUSEHOLDS] = tables[HOUSEHOLDS].replace_schema_metadata(marks(step.later))
    return found


class _Step:
    """From one day to a later one; `at` is the place of the household of each row of a table."""

    def __init__(self, tables: Mapping[str, pa.Table], numbers: Array, day: date, later: date, months: int, seed: int) -> None:
        self.day, self.later, self.months, self.seed, self.numbers = day, later, months, seed, numbers
        self.names = tables[HOUSEHOLDS][ID].cast(pa.string()).combine_chunks()
        self.owned = _says(tables[HOUSEHOLDS], "wonen.soort", "koop")
        self.rates: Mapping[str, Any] = margins().given["later"]

    def draws(self, keys: Array) -> Draws:
        """Draws for this step: on another day the same households have other luck."""
        return Draws(self.seed * 1_000_003 + self.day.toordinal(), keys)

    def within(self, rate: Any) -> Any:
        """The chance in all months, by that in one."""
        return 1 - (1 - np.asarray(rate)) ** self.months

    def at(self, table: pa.Table) -> Array:
        return np.asarray(pc.index_in(table[HOUSE].cast(pa.string()), value_set=self.names).to_numpy(), np.int64)

    def starts(self, draws: Draws) -> Array:
        """The ordinals of first days of a month after the day, at most the later day."""
        month = (self.day.year - 1970) * 12 + self.day.month - 1 + draws.whole("begin", 1, self.months)
        first = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + EPOCH
        return np.minimum(first, self.later.toordinal())

    # --- work

    def with_work(self, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
        """Some of who have no work found it: a wage begins, their benefit ends, and the income of the year changes."""
        people, incomes = tables[PEOPLE], tables["inkomens"]
        at = self.at(people)
        keys = self.numbers[at] * SLOTS + people[NUMBER].to_numpy()
        rate = self._rates(people, incomes, at, keys)
        found = np.flatnonzero(self.draws(keys).chance("vindt werk", self.within(rate)))
        draws = self.draws(keys[found])
        job = _Job(people.take(pa.array(found)), keys[found], self.starts(draws), _wage(draws))
        return {
            **tables, "inkomens": self._incomes(incomes, job), PEOPLE: _silenced(people, found),
            DATED: together([tables[DATED], *self._dated(job)]), "gebeurtenissen": _with_events(tables["gebeurtenissen"], job),
        }  # fmt: skip

    def _rates(self, people: pa.Table, incomes: pa.Table, at: Array, keys: Array) -> Array:
        of_income = self.numbers[self.at(incomes)] * SLOTS + incomes[PERSON].to_numpy()
        open_ends = {name: np.unique(of_income[_says(incomes, "soort", name)]) for name in _ENDS}
        some = np.isin(keys, of_income)
        young = _ordinals(people["geboortedatum"]) > int(birthdays(self.later, np.array([AOW_AGE]))[0])
        idle = _says(people, "activiteit", "geen") & young & ~_says(people, "rol", "kind")
        rate = np.where(some, 0.0, self.rates["vindt_werk"]["geen"])
        for name in _ENDS:
            rate = np.where(np.isin(keys, open_ends[name]), self.rates["vindt_werk"][name], rate)
        # Bijstand ends for both, so only the one who has it can end it here.
        with_bijstand = np.isin(at, at[np.isin(keys, open_ends["bijstand"])])
        return np.where(idle & (some | ~with_bijstand), rate, 0.0)

    def _incomes(self, incomes: pa.Table, job: _Job) -> pa.Table:
        keys = self.numbers[self.at(incomes)] * SLOTS + incomes[PERSON].to_numpy()
        order = np.argsort(job.keys)
        place = order[np.minimum(np.searchsorted(job.keys[order], keys), max(len(order) - 1, 0))] if len(order) else None
        if place is not None:
            ends = (job.keys[place] == keys) & np.any([_says(incomes, "soort", name) for name in _ENDS], axis=0)
            last = pc.if_else(pa.array(ends), days(job.start[place] - 1), incomes["tot"].combine_chunks())
            incomes = incomes.set_column(incomes.column_names.index("tot"), "tot", last)
        count = len(job.keys)
        begun = pa.table({
            HOUSE: job.people[HOUSE], PERSON: job.people[NUMBER], "soort": words(np.zeros(count, np.int64), ("loon",)),
            "bruto": amounts(job.wage), "per": words(np.zeros(count, np.int64), ("maand",)),
            "loonheffingskorting": truths(np.ones(count, bool)), "vakantiegeld": words(np.zeros(count, np.int64), ("mei",)),
            "dertiende_maand": truths(np.zeros(count, bool)), "van": days(job.start),
        })  # fmt: skip
        return _below(incomes, begun)

    def _dated(self, job: _Job) -> list[pa.Table]:
        names, numbers, count = job.people[HOUSE].combine_chunks(), job.people[NUMBER].to_numpy(), len(job.keys)
        field = pa.repeat(pa.scalar("activiteit"), count)
        parts = [
            dated(PEOPLE, names, numbers, field, since, pa.repeat(pa.scalar(word), count))
            for since, word in ((np.full(count, _SINCE), "geen"), (job.start, "werk"))
        ]
        rows = np.flatnonzero(_exact(job.people))
        old, new = cents_of(job.people["toetsingsinkomen"])[rows] // 100, job.wage[rows] * 12 * 108 // 10_000
        field = pa.repeat(pa.scalar("toetsingsinkomen"), len(rows))
        for year in range(self.day.year - _YEARS_BACK, self.later.year + 1):
            worked = np.clip(date(year + 1, 1, 1).toordinal() - job.start[rows], 0, 365)
            euros = (old * (365 - worked) + new * worked) // 365
            since = np.full(len(rows), date(year, 1, 1).toordinal())
            text = pc.cast(pa.array(euros, pa.int64()), pa.string())
            parts.append(dated(PEOPLE, names.take(pa.array(rows)), numbers[rows], field, since, text, years=True))
        return parts

    # --- arrears

    def with_arrears(self, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
        """Some are no longer behind, with their letters; a few others are now."""
        behind, letters = tables["achterstanden"], tables["brieven"]
        at, draws = self.at(behind), self.draws(self.numbers)
        gone = draws.chance("niet meer achter", self.within(self.rates["achterstand_weg"]))
        owing = np.bincount(at, minlength=len(self.names)) > 0
        new = np.flatnonzero(~owing & draws.chance("nu achter", self.within(self.rates["achterstand_nieuw"])))
        given = margins().given["achterstand"]
        fresh = arrears(self.names.take(pa.array(new)), self.draws(self.numbers[new]), self.owned[new], self.later, given)
        return {
            **tables, "achterstanden": _below(behind.filter(pa.array(~gone[at])), fresh),
            "brieven": letters.filter(pa.array(~gone[self.at(letters)])),
        }  # fmt: skip

    # --- receipts

    def with_receipts(self, tables: dict[str, pa.Table], results: pa.Table) -> dict[str, pa.Table]:
        """Some of who receive less than is due, receive that from a day on."""
        given = tables[RECEIPTS]
        names = results["huishouden"].cast(pa.string()).combine_chunks()
        place = np.asarray(pc.fill_null(pc.index_in(given[HOUSE].cast(pa.string()), value_set=names), -1).to_numpy(), np.int64)
        now, amount, asked = cents_of(given["bedrag"]), np.zeros(given.num_rows, np.int64), np.zeros(given.num_rows, bool)
        known = np.asarray(given["bedrag"].is_valid().to_numpy(), bool)
        start = np.zeros(given.num_rows, np.int64)
        for scheme in pc.unique(given["regeling"].cast(pa.string())).to_pylist():
            if f"{scheme}.per_maand.laagst" not in results.column_names:
                continue
            rows = np.flatnonzero(_says(given, "regeling", scheme))
            draws = self.draws(self.numbers[self.at(given.take(pa.array(rows)))])
            amount[rows] = due(results, scheme, place[rows])
            asked[rows] = draws.chance(f"vraagt {scheme} aan", self.within(self.rates["vraagt_aan"]))
            start[rows] = self.starts(draws)
        rows = np.flatnonzero(asked & known & (amount > now))
        some = given.take(pa.array(rows))
        house, scheme = some[HOUSE].combine_chunks(), some["regeling"].cast(pa.string())
        parts = [
            dated(RECEIPTS, house, None, scheme, since, _text(cents[rows]))
            for since, cents in ((np.full(len(rows), _SINCE), now), (start[rows], amount))
        ]
        quiet = known.copy()
        quiet[rows] = False
        told = amounts(now, quiet)
        receipts = given.set_column(given.column_names.index("bedrag"), "bedrag", told)
        return {**tables, RECEIPTS: receipts, DATED: together([tables[DATED], *parts])}


@dataclass(frozen=True, slots=True)
class _Job:
    """Who found work: their rows of `personen`, keys, first days (ordinals) and wages in cents a month."""

    people: pa.Table
    keys: Array
    start: Array
    wage: Array


def _after(day: date, months: int) -> date:
    """The same day some months later, at most the 28th."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def _wage(draws: Draws) -> Array:
    """What somebody earns who was without work: less than most."""
    given = margins().given["loon"]
    return draws.cents("loon", [given["midden"] * given["naar_nu"] / 12 * 0.7, 0.3])


def _silenced(people: pa.Table, rows: Array) -> pa.Table:
    """The persons without what the table `verloop` says of some of them: what they do, and their income where it was exact."""
    mine = np.zeros(people.num_rows, bool)
    mine[rows] = True
    for name, out in (("activiteit", mine), ("toetsingsinkomen", mine & _exact(people))):
        column = people[name].combine_chunks()
        left = pc.if_else(pa.array(out), pa.scalar(None, column.type), column)
        people = people.set_column(people.column_names.index(name), name, left)
    return people


def _exact(people: pa.Table) -> Array:
    """Whose income is told as one amount."""
    there = people["toetsingsinkomen"].is_valid()
    return np.asarray(pc.and_not(there, people[f"toetsingsinkomen{HIGHEST}"].is_valid()).to_numpy(), bool)


def _with_events(events: pa.Table, job: _Job) -> pa.Table:
    begun = words(np.zeros(len(job.keys), np.int64), ("baan_begint",))
    return _below(events, pa.table({HOUSE: job.people[HOUSE], "soort": begun, "op": days(job.start)}))


def _below(first: pa.Table, second: pa.Table) -> pa.Table:
    """Both tables below each other; what the second does not tell is nothing."""
    return pa.concat_tables([first, second], promote_options="default").unify_dictionaries()


def _says(table: pa.Table, column: str, word: str) -> Array:
    return np.asarray(pc.fill_null(pc.equal(table[column].cast(pa.string()), word), False).to_numpy(), bool)


def _ordinals(column: pa.ChunkedArray) -> Array:
    return np.asarray(column.cast(pa.int32()).to_numpy(), np.int64) + EPOCH


def _text(cents: Array) -> pa.Array:
    return pc.cast(amounts(cents), pa.string())
