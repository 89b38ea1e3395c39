"""From what is counted to what may be shown: small groups put together, small numbers and what gives them away hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from voorzieningen.batch.group import ALL, BANDS, LEVELS, TOWN, TYPE, Counted, Counts
from voorzieningen.batch.hide_amounts import allowed, hide_amounts
from voorzieningen.batch.hide_counts import FEWEST, Ints, Mark, hide_line, hide_table
from voorzieningen.batch.standing import MISSES
from voorzieningen.errors import FileError, VoorzieningenError
from voorzieningen.render.group_model import TOGETHER, GroupPage, Money, Number, Row, Share, Sign, Topic

_SIGNS: Mapping[int, Sign] = {Mark.SHOWN: "getal", Mark.SMALL: "klein", Mark.ALSO: "verborgen", Mark.WHOLE: "verborgen"}
_FIVE, _FOR_SHARES = 5, 20
"""Shares are whole fives of 100, and of a group of twenty times the minimum: so one five is at least the minimum of people."""


def publish(counts: Counts, minimum: int) -> GroupPage:
    """All that may be shown of a group when no number below `minimum` may be.

    Raises VoorzieningenError for a minimum that protects nobody, FileError for a group that is smaller than it.
    """
    require(counts.households, minimum)
    assert counts.day is not None, "there are households"
    groups = {one: together(counts.groups[one], counts.sizes[one], minimum) for one in (TOWN, TYPE)}
    many = counts.households >= _FOR_SHARES * minimum
    schemes = [_topic(name, one, groups, minimum) for name, one in sorted(counts.schemes.items())]
    signals = [_topic(name, one, groups, minimum) for name, one in sorted(counts.signals.items())]
    return GroupPage(
        counts.day, counts.households, minimum, counts.digest, counts.not_real, _left_out(counts.left_out, minimum),
        schemes, signals,
        shares(counts.by_number, minimum) if many else None, shares(counts.by_amount, minimum) if many else None,
        shares(counts.levels, minimum) if many and signals else None, BANDS, LEVELS,
    )  # fmt: skip


def require(households: int, minimum: int) -> None:
    """Raises VoorzieningenError for a minimum that protects nobody, FileError for a group that is smaller than it."""
    if minimum < FEWEST:
        what = f"dit getal is te klein: bij minder dan {FEWEST} is niemand beschermd."
        raise VoorzieningenError(what, where="--minimum", repair="Neem 10, of een hoger getal.")
    if households < minimum:
        what = f"dit zijn minder dan {minimum} huishoudens."
        raise FileError(what, where="uitkomsten", repair="Neem meer huishoudens samen.")


def together(names: Sequence[str], sizes: Ints, minimum: int) -> dict[str, list[int]]:
    """Groups by name with the places of their parts: those below `minimum` put together, with more until that is enough.

    Empty when not two groups remain.
    """
    order = sorted((one for one in range(len(names)) if sizes[one]), key=lambda one: (sizes[one], names[one]))
    small = [one for one in order if sizes[one] < minimum]
    rest = order[len(small):]
    while small and rest and sizes[small].sum() < minimum:
        small.append(rest.pop(0))
    found = {names[one]: [one] for one in sorted(rest, key=lambda one: names[one])}
    if small:
        found[TOGETHER] = small
    return found if len(found) > 1 else {}


def shares(classes: Ints, minimum: int) -> list[Share] | None:
    """Neighbouring classes as fives of 100 households, put together until each has one five and `minimum` households.

    None when one class remains.
    """
    total = int(classes.sum())
    enough = max(minimum, -(-total * _FIVE // 100))
    runs = [[at, at, int(size)] for at, size in enumerate(np.trim_zeros(classes, "b"))]
    while len(runs) > 1 and (least := min(runs, key=lambda run: run[2]))[2] < enough:
        at = runs.index(least)
        beside = [one for one in (at - 1, at + 1) if 0 <= one < len(runs)]
        other = min(beside, key=lambda one: runs[one][2])
        first, last = runs[min(at, other)], runs[max(at, other)]
        runs[min(at, other) : max(at, other) + 1] = [[first[0], last[1], first[2] + last[2]]]
    if len(runs) < 2:
        return None
    runs[-1][1] = len(classes) - 1
    return [Share(first, last, _FIVE * ((2 * 100 * size + _FIVE * total) // (2 * _FIVE * total))) for first, last, size in runs]


def numbers(names: Sequence[str], values: Ints, marks: Ints) -> dict[str, Number]:
    """A row of counts by column, without those that are hidden."""
    return {
        name: Number(int(value) if mark == Mark.SHOWN else None, _SIGNS[int(mark)])
        for name, value, mark in zip(names, values, marks, strict=True)
    }


def euros(cents: int) -> Decimal:
    """Whole cents as EUR."""
    return Decimal(int(cents)).scaleb(-2)


def _left_out(count: int, minimum: int) -> Number:
    return Number(None, "klein") if 0 < count < minimum else Number(count)


def _topic(name: str, counted: Counted, groups: Mapping[str, Mapping[str, list[int]]], minimum: int) -> Topic:
    columns = counted.columns
    leaves = counted.leaves[ALL]
    line = hide_line(leaves[0], columns, minimum)
    pays = bool(counted.sums)
    whole_shown = pays and line[MISSES] == Mark.SHOWN
    whole = pays and allowed(int(leaves[0, MISSES]), counted.sums[ALL][0], counted.largest[ALL][0], minimum)
    money = _money(counted.sums[ALL][0]) if whole_shown and whole else (None, None)
    row = Row(ALL, int(leaves.sum()), numbers(columns.names, columns.filled(leaves)[0], line), *money)
    rows = {one: _rows(counted, one, parts, line, minimum, money[0] is not None) for one, parts in groups.items()}
    return Topic(name, row, rows[TOWN], rows[TYPE], pays)


def _rows(
    counted: Counted, division: str, parts: Mapping[str, list[int]], line: Ints, minimum: int, total_shown: bool
) -> list[Row]:
    if not parts:
        return []
    columns = counted.columns
    leaves = np.array([counted.leaves[division][places].sum(axis=0) for places in parts.values()])
    marks, filled = hide_table(leaves, columns, line, minimum), columns.filled(leaves)
    money: list[tuple[Money | None, Money | None]] = [(None, None)] * len(parts)
    if counted.sums and total_shown:
        sums = np.array([counted.sums[division][places].sum(axis=0) for places in parts.values()])
        largest = np.array([counted.largest[division][places].max(axis=0) for places in parts.values()])
        shut = hide_amounts(leaves[:, MISSES], sums, largest, marks[:, MISSES] == Mark.SHOWN, minimum)
        money = [(None, None) if hidden else _money(one) for one, hidden in zip(sums, shut, strict=True)]
    return [
        Row(name, int(cells.sum()), numbers(columns.names, more, mark), *amounts)
        for name, cells, more, mark, amounts in zip(parts, leaves, filled, marks, money, strict=True)
    ]


def _money(sums: Ints) -> tuple[Money, Money]:
    year_low, year_high, claim_low, claim_high = (euros(one) for one in sums)
    return Money(year_low, year_high), Money(claim_low, claim_high)
