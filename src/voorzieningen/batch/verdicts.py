"""What each scheme gives many households: the amounts and findings of a screening, out of the columns of a run in bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from voorzieningen.arithmetic.columns import plain
from voorzieningen.evaluate.columns import Columns
from voorzieningen.facts.columns import Rows, received
from voorzieningen.facts.links import Array
from voorzieningen.formula import HOUSEHOLD
from voorzieningen.rulebook import LinkedParameter, LinkedYear, Outcome

RIGHTS = ("ja", "nee", "mogelijk", "onbekend", "niet_ingevoerd", "niet_gemodelleerd")
FINDINGS = ("onbenut", "te_weinig", "klopt", "te_veel", "misschien", "geen_recht", "vraag_gemeente", "ter_informatie")
_YES, _NO, _PERHAPS, _OPEN, _UNFILLED, _UNMODELLED = range(len(RIGHTS))
_UNUSED, _SHORT, _FINE, _OVER, _MAYBE, _NONE_DUE, _ASK, _TOLD = range(len(FINDINGS))
_SMALL = "begrippen.verschil_klein"
_TWELFTHS = 1200
"""What is received a month is a whole number of twelfths of a cent."""
_PER = {"maand": 1, "kwartaal": 3}
"""Months between two payments."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount for each household, lowest and highest, as integers over `below`; EUR."""

    low: Array
    high: Array
    below: int

    def over(self, below: int) -> Money:
        """The same over a multiple of its denominator."""
        factor = below // self.below
        low, high = (_times(end, factor) for end in (self.low, self.high))
        return Money(low, low if self.high is self.low else high, below)

    def divided(self, parts: int) -> Money:
        """A part of it."""
        return Money(self.low, self.high, self.below * parts)

    def where(self, mask: Array) -> Money:
        """The amount of some households, and nothing of the others."""
        return Money(np.where(mask, self.low, 0), np.where(mask, self.high, 0), self.below)

    def cents(self) -> tuple[Array, Array]:
        """Lowest and highest in whole cents, halves up."""
        low, high = ((_times(end, 200) + self.below) // (2 * self.below) for end in (self.low, self.high))
        return low.astype(np.int64), high.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One scheme for each household: places in RIGHTS and FINDINGS, and amounts in EUR."""

    right: Array
    finding: Array
    monthly: Money
    yearly: Money
    missed: Money
    received: Money
    received_known: Array


@dataclass(frozen=True, slots=True)
class Solved:
    """One linked year of many households, as a run in bounds has it; `month` (0..11) is that of the peildatum."""

    linked: LinkedYear
    columns: Columns
    values: Mapping[str, Any]
    month: int
    count: int
    owners: Mapping[str, Array]
    """The household of each row of a table."""
    ways: Mapping[str, Way]
    """By scheme the steps down to what nobody filled in."""

    def pair(self, key: str) -> tuple[Array, Array]:
        """A step of the household, lowest and highest by month."""
        low, high = self.values[key]
        exact = plain(low)
        return exact, exact if high is low else plain(high)

    def below(self, key: str) -> int:
        """The denominator of a step."""
        return self.columns.denominators.step(key)

    def at(self, key: str) -> Money:
        """A step of the household in the month of the peildatum, or in the year."""
        low, high = (_in_month(end, self.month) for end in self.pair(key))
        return Money(low, high, self.below(key))

    def so_far(self, key: str, begin: tuple[Array, Array] | None = None) -> Money:
        """The sum of a month step until and with the month of the peildatum; from a latest and an earliest first month on."""
        ends = []
        for at, end in enumerate(self.pair(key)):
            months = np.broadcast_to(end, (self.count, 12))[:, : self.month + 1]
            if begin is not None:
                months = np.where(np.arange(self.month + 1) >= begin[at][:, None], months, 0)
            ends.append(months.sum(axis=1))
        return Money(ends[0], ends[1], self.below(key))

    def waits(self, outcome: Outcome) -> Array:
        """Whether each household waits for something a municipality or water board did not fill in: the way down from an
        outcome, past everything that is decided."""
        found = np.zeros(self.count, bool)
        way = self.ways[outcome.scheme]
        reached = {key: np.ones(self._rows(key), bool) for key in way.steps if key in outcome.roots}
        for key in reversed(list(way.steps)):
            if key not in reached:
                continue
            mine = reached[key] & self._is_open(key)
            who = self.linked.by_key[key].who
            if key in way.looking:
                found |= self._houses(mine & (self.values[f"{key}?unfilled"][1] != 0).any(axis=1), who)
            for below in way.steps[key] if mine.any() else ():
                other = self.linked.by_key[below].who
                rows = mine if other == who else self._rows_of(self._houses(mine, who), other)
                reached[below] = reached.get(below, np.zeros(len(rows), bool)) | rows
        return found

    def _is_open(self, key: str) -> Array:
        """Whether each row of a step is open in some month."""
        value = self.values[key]
        return np.asarray(((value[0] != value[1]) if isinstance(value, tuple) else (value & (value - 1)) != 0).any(axis=1))

    def _rows(self, key: str) -> int:
        who = self.linked.by_key[key].who
        return self.count if who == HOUSEHOLD else len(self.owners[who])

    def _houses(self, rows: Array, who: str) -> Array:
        if who == HOUSEHOLD:
            return rows
        found = np.zeros(self.count, bool)
        found[self.owners[who][rows]] = True
        return found

    def _rows_of(self, houses: Array, who: str) -> Array:
        return houses if who == HOUSEHOLD else np.asarray(houses[self.owners[who]])

    def days(self, key: str) -> tuple[Array, Array]:
        """The first and the last day a date step may mean, in the month of the peildatum."""
        low, high = (_in_month(end, self.month) for end in self.pair(key))
        return low, high


class Schemes:
    """Reads the schemes of the year of the peildatum off the solved years, and what can still be claimed of each.

    `receipts` is the table `ontvangt` as told, `since` the day since when each household is known.
    """

    def __init__(
        self,
        op: date,
        years: Mapping[int, Solved],
        receipts: Rows | None,
        since: Array,
        back_to: Mapping[str, tuple[Array, Array]],
    ) -> None:
        self.op, self.years, self.receipts, self.since, self.back_to = op, years, receipts, since, back_to
        self.now = years[op.year]
        self.margin = _margin(self.now.linked)

    def verdict(self, name: str, outcome: Outcome) -> Verdict:
        """One scheme of the year of the peildatum."""
        now = self.now
        award, advance, unmodelled = self._measures(now, outcome)
        right = self._right(now, outcome, award, unmodelled)
        award, advance = (one.where(right != _UNFILLED) for one in (award, advance))
        monthly = outcome.rhythm in _PER
        each_month = advance.divided(_PER[outcome.rhythm]) if monthly else award.where(np.zeros(now.count, bool))
        paid = award if outcome.pays else each_month
        due = each_month if monthly else paid.divided(12)
        missed = []
        for year, solved in sorted(self.years.items()):
            if name in solved.linked.outcomes:
                missed.append(self._missed(name, solved.linked.outcomes[name], year, solved))
        got, known = self._received(now, outcome, unmodelled, so_far=False)
        if outcome.limit:
            finding = np.select([right == _YES, right == _NO], [_TOLD, _NONE_DUE], _MAYBE)
        else:
            lost = (unmodelled[1] == 0) if name in self.back_to else np.zeros(now.count, bool)
            finding = self._finding(right, due, got, known, missed, lost)
        none = np.zeros(now.count, np.int64)
        total = Money(sum((one.low for one in missed), none), sum((one.high for one in missed), none), 1)
        zero = award.where(np.zeros(now.count, bool))
        return Verdict(right, finding, each_month, award if outcome.pays else zero, total, got, known & (got.low == got.high))

    # --- measures

    def _measures(self, solved: Solved, outcome: Outcome) -> tuple[Money, Money, tuple[Array, Array]]:
        """Award and advance, and whether something is not computed: surely, maybe. What is not computed is no amount."""
        unmodelled = self._unmodelled(solved, outcome)
        if outcome.pays:
            award = solved.at(outcome.award)
            advance = solved.at(outcome.advance) if outcome.advance else award
        else:
            advance = solved.at(outcome.award)
            advance = Money(advance.low.astype(np.int64), advance.high.astype(np.int64), 1)
            low, high = (end.max(axis=1).astype(np.int64) for end in solved.pair(outcome.award))
            award = advance if outcome.at_once else Money(low, high, 1)
        return _unless(award, unmodelled), _unless(advance, unmodelled), unmodelled

    @staticmethod
    def _unmodelled(solved: Solved, outcome: Outcome) -> tuple[Array, Array]:
        flagged = solved.columns.source("column_bounds").missing
        keys = [item.step for item in outcome.unmodelled if item.step]
        keys += [f"{key}?missing" for key in (outcome.award, outcome.advance) if key in flagged]
        low, high = np.zeros(solved.count, bool), np.zeros(solved.count, bool)
        for key in keys:
            ends = solved.pair(key)
            low, high = low | (ends[0] != 0).any(axis=1), high | (ends[1] != 0).any(axis=1)
        return low, high

    def _right(self, solved: Solved, outcome: Outcome, award: Money, unmodelled: tuple[Array, Array]) -> Array:
        unfilled = solved.waits(outcome)
        yes = _PERHAPS if outcome.rhythm == "geen" else _YES
        return np.select(
            [unmodelled[0], (award.low > 0) & ~unmodelled[1], (award.high == 0) & ~unmodelled[1], unfilled],
            [_UNMODELLED, yes, _NO, _UNFILLED],
            _OPEN,
        )

    def _received(
        self, solved: Solved, outcome: Outcome, unmodelled: tuple[Array, Array], *, so_far: bool
    ) -> tuple[Money, Array]:
        """EUR received in the month of the peildatum, or in the months so far, and whether the most is known."""
        months = slice(0 if so_far else solved.month, solved.month + 1)
        first = np.asarray([date(solved.linked.year, month, 1).toordinal() for month in range(1, 13)])[months]
        low, high = np.zeros((2, solved.count), np.int64)
        known, named = np.ones(solved.count, bool), np.zeros(solved.count, bool)
        for name in outcome.received_as:
            lows, highs, sure = received(self.receipts, name, first, self.since)
            low, high = low + np.where(sure, lows, 0).sum(axis=1), high + np.where(sure, highs, 0).sum(axis=1)
            known &= sure.all(axis=1)
            named |= self._names(name)
        told = self._told(low, high, known, outcome, first)
        if outcome.received is None:
            return told
        by_rule = _unless(solved.so_far(outcome.received) if so_far else solved.at(outcome.received), unmodelled)
        money, known = told
        below = lcm(by_rule.below, money.below)
        by_rule, money = by_rule.over(below), money.over(below)
        both = Money(np.where(named, money.low, by_rule.low), np.where(named, money.high, by_rule.high), below)
        return both, np.where(named, known, True)

    def _told(self, low: Array, high: Array, known: Array, outcome: Outcome, first: Array) -> tuple[Money, Array]:
        """Of several names in several months only the months in which all are known count for the least."""
        if len(outcome.received_as) < 2 or known.all():
            return Money(low, high, _TWELFTHS), known
        low = np.zeros_like(low)
        for day in first:
            parts = [received(self.receipts, name, np.asarray([day]), self.since) for name in outcome.received_as]
            sure = np.logical_and.reduce([part[2][:, 0] for part in parts])
            low = low + np.where(sure, sum(part[0][:, 0] for part in parts), 0)
        return Money(low, high, _TWELFTHS), known

    def _names(self, name: str) -> Array:
        """Whether each household says by name what it receives of a scheme."""
        found = np.zeros(self.now.count, bool)
        if self.receipts is not None and name in self.receipts.columns["regeling"].labels:
            names = self.receipts.columns["regeling"]
            found[self.receipts.parent[names.low == names.labels.index(name)]] = True
        return found

    # --- over the years

    def _missed(self, name: str, outcome: Outcome, year: int, solved: Solved) -> Money:
        """What can still be claimed of one year, in whole euros; nothing of a year that is closed."""
        open_year = np.full(solved.count, year == self.op.year)
        last = date(year, 12, 31).toordinal()
        if outcome.deadline:
            open_year |= solved.days(outcome.deadline)[0] >= self.op.toordinal()
        if name in self.back_to:
            open_year |= self.back_to[name][0] <= last
        award, _, unmodelled = self._measures(solved, outcome)
        right = self._right(solved, outcome, award, unmodelled)
        open_year &= right != _UNFILLED
        nothing = Money(*(np.zeros(solved.count, np.int64),) * 2, 1)
        if not outcome.pays or not open_year.any():
            return nothing
        reaches = name in self.back_to
        due = award
        if outcome.month and (year == self.op.year or reaches):
            due = _unless(solved.so_far(outcome.month), unmodelled)
        if (outcome.rhythm == "jaar" and year == self.op.year) or outcome.at_once:
            due = nothing  # the year still runs, or it is asked today
        claimable = due
        if reaches and outcome.month:
            claimable = _unless(solved.so_far(outcome.month, self._begin(solved, outcome)), unmodelled)
        elif reaches:
            claimable = award
        got, known = self._received(solved, outcome, unmodelled, so_far=True)
        below = lcm(due.below, claimable.below, got.below)
        due, claimable, got = (one.over(below) for one in (due, claimable, got))
        low = np.where(known, np.minimum(due.low - got.high, claimable.low), 0)
        high = np.minimum(due.high - got.low, claimable.high)
        ends = ((2 * np.maximum(0, end) + below) // (2 * below) for end in (low, high))
        low, high = (np.where(open_year, end, 0).astype(np.int64) for end in ends)
        return Money(low, high, 1)

    @staticmethod
    def _begin(solved: Solved, outcome: Outcome) -> tuple[Array, Array]:
        """The first month a claim made today reaches, at the latest and at the earliest."""
        assert outcome.back_to is not None
        first = np.asarray([date(solved.linked.year, month, 1).toordinal() for month in range(1, 13)])
        early, late = (_in_month(end, solved.month) for end in solved.pair(outcome.back_to))
        return (first < late[:, None]).sum(axis=1), (first < early[:, None]).sum(axis=1)

    def _finding(self, right: Array, due: Money, got: Money, known: Array, missed: Sequence[Money], lost: Array) -> Array:
        """What is received held against what is due: the first that holds, from no right to as it should be."""
        below = lcm(due.below, got.below, self.margin.denominator)
        due, got = due.over(below), got.over(below)
        margin = int(self.margin * below)
        nothing_missed = np.logical_and.reduce([one.high == 0 for one in missed]) if missed else np.ones(len(right), bool)
        some_missed = np.logical_or.reduce([one.low > 0 for one in missed]) if missed else np.zeros(len(right), bool)
        decided = (right == _YES) | (right == _NO)
        none = known & (got.high == 0)
        return np.select(
            [
                right == _UNFILLED,
                (right == _PERHAPS) & (got.low > 0) & (due.low == 0) & (due.high == 0),
                (due.high == 0) & nothing_missed & none & (decided | lost),
                none & (right == _YES) & ((due.low > 0) | some_missed),
                ~decided | ~known | (got.low == 0),
                got.high < due.low - margin,
                got.low > due.high + margin,
                (got.high - due.low <= margin) & (due.high - got.low <= margin),
            ],
            [_ASK, _FINE, _NONE_DUE, _UNUSED, _MAYBE, _SHORT, _OVER, _FINE],
            _MAYBE,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """The steps from an outcome down to those that look up something nobody filled in (`looking`), in order of computation:
    for each the steps on the way it reads."""

    steps: Mapping[str, tuple[str, ...]]
    looking: frozenset[str]


def ways_to_open_terms(linked: LinkedYear) -> dict[str, Way]:
    """The way of each outcome."""
    reads: dict[str, dict[str, None]] = {}
    looking: set[str] = set()
    leads: set[str] = set()
    for step in linked.steps:
        nodes = list(step.node.walk())
        reads[step.key] = dict.fromkeys(str(node.data) for node in nodes if node.op == "step")
        if any(isinstance(node.data, LinkedParameter) and node.data.unfilled for node in nodes):
            looking.add(step.key)
        if step.key in looking or not leads.isdisjoint(reads[step.key]):
            leads.add(step.key)
    found = {}
    for name, outcome in linked.outcomes.items():
        mine, todo = set(), [key for key in outcome.roots if key != outcome.received]
        while todo:
            key = todo.pop()
            if key in leads and key not in mine:
                mine.add(key)
                todo += reads[key]
        steps = {step.key: tuple(key for key in reads[step.key] if key in mine) for step in linked.steps if step.key in mine}
        found[name] = Way(steps, frozenset(looking & mine))
    return found


def _in_month(values: Array, month: int) -> Array:
    found: Array = values[:, month if values.shape[1] > 1 else 0]
    return found


def _times(values: Array, factor: int) -> Array:
    """Integers times a factor, without a limit of size where 64 bits may not be enough."""
    if factor == 1:
        return values
    if values.dtype != object and len(values):
        most = max(int(values.max()), -int(values.min()), 1)
        if most * factor * 4 >= 2**63:
            values = values.astype(object)
    return values * factor


def _unless(money: Money, unmodelled: tuple[Array, Array]) -> Money:
    """An amount where it is computed: maybe not computed is from 0, surely not is nothing."""
    if not unmodelled[1].any():
        return money
    return Money(np.where(unmodelled[1], 0, money.low), np.where(unmodelled[0], 0, money.high), money.below)


def _margin(linked: LinkedYear) -> Fraction:
    """EUR a month by which what is received may differ from what is due."""
    small = linked.parameters.get(_SMALL)
    cell = next(small.cells()) if small else None
    return cell.highest if cell else Fraction(0)
