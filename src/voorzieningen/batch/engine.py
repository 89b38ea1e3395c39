"""The rules over columns of households: the country in the years that are still open, and what holds in each place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from voorzieningen.batch.verdicts import Schemes, Solved, Verdict, Way, ways_to_open_terms
from voorzieningen.evaluate.columns import Columns
from voorzieningen.facts.columns import Dated, Rows, Said, Sheet
from voorzieningen.facts.links import Array
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.rulebook import LinkedYear, Outcome, Place
from voorzieningen.screening import RuleSet

_BOUNDS = "column_bounds"


@dataclass(frozen=True, slots=True)
class _Local:
    """What only holds in one place, and the steps of it that are its own."""

    columns: Columns
    own: frozenset[str]
    ways: Mapping[str, Way]


class _Known(dict[str, Any]):
    """The steps a place goes on from: all of the country are known, though only those it reads have a value."""

    def __init__(self, values: Mapping[str, Any], own: frozenset[str]) -> None:
        super().__init__(values)
        self.own = own

    def __contains__(self, key: object) -> bool:
        return str(key).split("?")[0] not in self.own

    def __missing__(self, key: str) -> None:
        return None


class Engine:
    """One set of rules on one day; links and compiles each year and place once."""

    def __init__(self, rules: RuleSet, op: date) -> None:
        self.rules, self.op = rules, op
        self.country = rules.book.year(op.year)
        self._local: dict[Place, _Local] = {}
        self._now: Columns | None = None
        self._earlier: dict[tuple[int, frozenset[str]], Columns] = {}
        self._deadlines: dict[int, dict[str, date]] = {}
        self._ways: dict[int, dict[str, Way]] = {op.year: ways_to_open_terms(self.country)}
        self._needed: set[str] = set(_read(self.country, self._ways[op.year]))

    def outcomes(self, place: Place) -> Mapping[str, Outcome]:
        """The schemes of the country and of a place."""
        return {**self.country.outcomes, **self.rules.book.local(self.op.year, place).outcomes}

    def verdicts(self, tables: Mapping[str, Rows], places: list[Place]) -> dict[Place, tuple[Array, dict[str, Verdict]]]:
        """For each place its households, by number, and the verdict of each scheme for those."""
        for place in set(places):
            self._prepare(place)
        now, sheet = self._solve(self._columns(), tables)
        receipts, since = tables.get("ontvangt"), sheet.since[HOUSEHOLD]
        back_to = {name: now.days(one.back_to) for name, one in self.country.outcomes.items() if one.back_to}
        years = {self.op.year: now, **self._before(tables, back_to)}
        country = Schemes(self.op, years, receipts, since, back_to)
        everywhere = {name: country.verdict(name, outcome) for name, outcome in self.country.outcomes.items()}
        found = {}
        for place in dict.fromkeys(places):
            mine = np.flatnonzero(np.fromiter((one == place for one in places), bool, len(places)))
            whole = len(mine) == len(places)
            some = tables if whole else subset(tables, mine, self.country.parents)
            verdicts = dict(everywhere) if whole else {name: _part(one, mine) for name, one in everywhere.items()}
            local = self._locally(place, some, now, sheet, mine)
            # a place goes on from the country: how far back a claim reaches is a step of the country's schemes only
            schemes = Schemes(self.op, {self.op.year: local}, some.get("ontvangt"), since[mine], {})
            for name, outcome in local.linked.outcomes.items():
                verdicts[name] = schemes.verdict(name, outcome)
            found[place] = mine, verdicts
        return found

    # --- programs

    def _columns(self) -> Columns:
        if self._now is None:
            self._now = Columns(self.country, frozenset(self._needed))
        return self._now

    def _prepare(self, place: Place) -> None:
        """Links a place; the steps of the country it goes on from are kept by the run of the country from then on."""
        if place in self._local:
            return
        linked = self.rules.book.local(self.op.year, place)
        own = frozenset(step.key for step in linked.steps if self.country.by_key.get(step.key) is not step)
        read = {str(node.data) for step in linked.steps if step.key in own for node in step.node.walk() if node.op == "step"}
        if not read - own <= self._needed:
            self._needed |= read - own
            self._now = None
        ways = ways_to_open_terms(linked)
        self._local[place] = _Local(Columns(linked, frozenset(_read(linked, ways)), resumes=True), own, ways)

    def _before(self, tables: Mapping[str, Rows], back_to: Mapping[str, tuple[Array, Array]]) -> dict[int, Solved]:
        """Earlier years, with the schemes that can still be claimed over them by somebody."""
        found: dict[int, Solved] = {}
        year = self.op.year - 1
        while year >= self.rules.first_year and (schemes := self._open(year, tables, back_to)):
            key = year, schemes
            if key not in self._earlier:
                part = self.rules.book.year(year).only(schemes)
                self._ways[year] = ways_to_open_terms(part)
                self._earlier[key] = Columns(part, frozenset(_read(part, self._ways[year])))
            found[year], _ = self._solve(self._earlier[key], tables)
            year -= 1
        return found

    def _open(
        self, year: int, tables: Mapping[str, Rows], back_to: Mapping[str, tuple[Array, Array]]
    ) -> frozenset[str]:
        """The schemes somebody can still claim over an earlier year."""
        last, linked = date(year, 12, 31).toordinal(), self.rules.book.year(year)
        deadlines = self._last_days(year, tables)
        return frozenset(
            name
            for name, outcome in linked.outcomes.items()
            if outcome.pays
            and (
                deadlines.get(name, date.min) >= self.op
                or (name in back_to and bool((back_to[name][0] <= last).any()))
                or (outcome.deadline and not outcome.same_deadline and not outcome.back_to)
            )
        )

    def _last_days(self, year: int, tables: Mapping[str, Rows]) -> Mapping[str, date]:
        """The last day to claim each scheme of an earlier year, of those for which no household changes it."""
        if year not in self._deadlines:
            linked = self.rules.book.year(year)
            wanted = {name: one.deadline for name, one in linked.outcomes.items() if one.same_deadline and one.deadline}
            one = subset(tables, np.arange(1), linked.parents)
            solved, _ = self._solve(Columns(linked, frozenset(wanted.values())), one)
            self._deadlines[year] = {name: date.fromordinal(int(solved.days(key)[0][0])) for name, key in wanted.items()}
        return self._deadlines[year]

    # --- runs

    def _solve(self, columns: Columns, tables: Mapping[str, Rows]) -> tuple[Solved, Sheet]:
        sheet = Sheet(tables, columns.linked, self.op)
        values = columns.run(_BOUNDS, sheet.bounds())
        month = self.op.month - 1 if columns.linked.year == self.op.year else 11
        ways = self._ways.get(columns.linked.year, {})
        return Solved(columns.linked, columns, values, month, tables[HOUSEHOLD].count, sheet.owners(), ways), sheet

    def _locally(self, place: Place, tables: Mapping[str, Rows], now: Solved, sheet: Sheet, mine: Array) -> Solved:
        local = self._local[place]
        linked = local.columns.linked
        rows = {table: sheet.rows_of(table, mine) for table in (HOUSEHOLD, *self.country.parents)}
        known = {key: _rows(value, rows[self.country.by_key[key.split("?")[0]].who]) for key, value in now.values.items()}
        own = Sheet(tables, linked, self.op)
        values = local.columns.run(_BOUNDS, own.bounds(), _Known(known, local.own))
        return Solved(linked, local.columns, values, now.month, len(mine), own.owners(), local.ways)


def _read(linked: LinkedYear, ways: Mapping[str, Way]) -> set[str]:
    """The steps verdicts are read from."""
    found = {key for outcome in linked.outcomes.values() for key in outcome.roots}
    found |= {key for way in ways.values() for key in way.steps}
    return found | {key for one in linked.outcomes.values() for key in (one.back_to, one.deadline) if key}


def _rows(value: Any, rows: Array) -> Any:
    """Some rows of a value of a run in bounds."""
    if isinstance(value, tuple):
        low = value[0][rows]
        return (low, low) if value[0] is value[1] else (low, value[1][rows])
    return value[rows]


def _part(verdict: Verdict, mine: Array) -> Verdict:
    """A verdict for some of its households."""

    def money(one: Any) -> Any:
        return replace(one, low=one.low[mine], high=one.high[mine])

    return Verdict(
        verdict.right[mine], verdict.finding[mine], money(verdict.monthly), money(verdict.yearly), money(verdict.missed),
        money(verdict.received), verdict.received_known[mine],
    )  # fmt: skip


def subset(tables: Mapping[str, Rows], mine: Array, parents: Mapping[str, str]) -> dict[str, Rows]:
    """What some households told, numbered anew in their order."""
    kept: dict[str, Array] = {HOUSEHOLD: mine}
    place: dict[str, Array] = {}
    found: dict[str, Rows] = {}
    for table in (HOUSEHOLD, PERSONS, *(one for one in tables if one not in (HOUSEHOLD, PERSONS))):
        rows = tables[table]
        above = parents.get(table, HOUSEHOLD)
        if table != HOUSEHOLD:
            kept[table] = np.flatnonzero(place[above][rows.parent] >= 0)
        place[table] = np.full(rows.count, -1)
        place[table][kept[table]] = np.arange(len(kept[table]))
        parent = np.zeros(len(mine), np.int64) if table == HOUSEHOLD else place[above][rows.parent[kept[table]]]
        columns = {name: _said(one, kept[table]) for name, one in rows.columns.items()}
        told = None if rows.told is None else rows.told[kept[above]]
        found[table] = Rows(parent, columns, _dated(rows.dated, place[table]), told)
    return found


def _said(said: Said, rows: Array) -> Said:
    return Said(said.state[rows], said.low[rows], said.high[rows], said.labels)


def _dated(dated: Mapping[str, Dated], place: Array) -> dict[str, Dated]:
    found = {}
    for name, one in dated.items():
        kept = np.flatnonzero(place[one.rows] >= 0)
        if len(kept):
            found[name] = Dated(place[one.rows[kept]], one.days[kept], _said(one.said, kept))
    return found
