"""Which counts of a table are hidden, so that no small one can be found back by adding and subtracting.

A table is a flow network: a row of known size flows through its sums and cells into the columns. A hidden cell can have
another value exactly where a cycle of hidden cells runs through it; that is what is looked for, and made where it is not there.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

FEWEST = 3
"""The lowest minimum: below it "fewer than the minimum" is one number."""
_ROOM = 3
"""How many other values a small cell must be able to have, where so many are below the minimum."""

_DEAR = 4
_FAR = (1 << 62, 0)

Ints = npt.NDArray[np.int64]


class Mark(IntEnum):
    """What a reader sees of a cell: its number, that it is small, that it protects a small one, or nothing about a column."""

    SHOWN = 0
    SMALL = 1
    ALSO = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: leaves that add up to the size of a row, and sums of some of them, no leaf in two sums."""

    leaves: tuple[str, ...]
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dear: frozenset[str] = frozenset()
    """What a reader comes for: it is hidden to protect something else only where hardly anything else would do."""

    @property
    def names(self) -> tuple[str, ...]:
        """All columns: the leaves and then the sums."""
        return (*self.leaves, *self.sums)

    def filled(self, leaves: Ints) -> Ints:
        """Rows of leaves (rows x leaves) with the sums behind them (rows x names)."""
        more = [leaves[:, [self.leaves.index(one) for one in parts]].sum(axis=1) for parts in self.sums.values()]
        return np.asarray(np.column_stack([leaves, *more]))


def hide_line(leaves: Ints, columns: Columns, minimum: int) -> Ints:
    """The marks (names) of one row of counts (leaves) whose total is known.

    Where a small cell cannot be protected, the whole row is hidden. Raises ValueError for a minimum below FEWEST.
    """
    web = _Web(columns.filled(leaves[None, :]), columns, _minimum(minimum), free=True)
    first: Ints = web.marks(np.zeros((1, len(columns.names)), np.int64))[0]
    return first


def hide_table(leaves: Ints, columns: Columns, total: Ints, minimum: int) -> Ints:
    """The marks (rows x names) of a table of counts (rows x leaves) whose row sizes are known.

    `total` has the marks of the row below it. A column whose total is hidden is hidden whole: with every shown total known, a
    small cell has other values in this table alone, and so also beside another table with the same totals. Raises ValueError
    for a row smaller than the minimum: whom it is about must be put together with others first.
    """
    if (leaves.sum(axis=1) < minimum).any():
        raise ValueError("a row is smaller than the minimum")
    marks = np.where(total == Mark.SHOWN, Mark.SHOWN, Mark.WHOLE)[None, :].repeat(len(leaves), axis=0)
    web = _Web(columns.filled(leaves), columns, _minimum(minimum), free=False)
    return web.marks(marks)


def _minimum(minimum: int) -> int:
    if minimum < FEWEST:
        raise ValueError(f"a minimum of {minimum} hides nothing: one below it is one number")
    return minimum


class _Web:
    """The network of one table; each cell is an arc that may carry more or less only where a reader could not see it."""

    def __init__(self, cells: Ints, columns: Columns, minimum: int, *, free: bool) -> None:
        self.shape, self.minimum = cells.shape, minimum
        self.values = [int(one) for one in cells.ravel()]
        prices = [_DEAR if name in columns.dear else 1 for name in columns.names]
        self.costs = [int(one) for one in (cells * np.array(prices)).ravel()]
        rows, wide = cells.shape
        leaves, sums = len(columns.leaves), list(columns.sums.values())
        of = {leaf: number for number, parts in enumerate(sums) for leaf in parts}
        self.ends: list[tuple[int, int]] = []
        self.at: dict[int, list[int]] = {}
        self.open: dict[int, list[int]] | None = None
        for row in range(rows):
            for column in range(wide):
                # With free totals all columns end in one node; else each in its own, where what comes in stays the same.
                end = -1 if free else -1 - column
                if column >= leaves:
                    tail, head = row, rows + row * len(sums) + column - leaves
                else:
                    number = of.get(columns.leaves[column])
                    tail, head = (row if number is None else rows + row * len(sums) + number), end
                arc = len(self.ends)
                self.ends.append((tail, head))
                self.at.setdefault(tail, []).append(arc)
                self.at.setdefault(head, []).append(arc)

    def marks(self, start: Ints) -> Ints:
        """The marks of all cells, from those that are hidden already."""
        self.mark, self.open = [int(one) for one in start.ravel()], None
        small = [
            arc for arc, value in enumerate(self.values) if 0 < value < self.minimum and self.mark[arc] == Mark.SHOWN
        ]
        for arc in small:
            self.mark[arc] = Mark.SMALL
        room, wide, hidden = min(_ROOM, self.minimum - 2), self.shape[1], set[int]()
        # The smallest first: what is hidden for them mostly protects the others too.
        todo = sorted(small, key=self.values.__getitem__)
        while (stuck := next((arc for arc in todo if not self._protect(arc, room)), None)) is not None:
            # Such as a column of ones and zeros, which its total gives away: then also its zeros are not shown.
            column = stuck % wide
            if column in hidden:
                return np.full(self.shape, int(Mark.WHOLE), np.int64)
            hidden.add(column)
            self.mark[column::wide], self.open = [int(Mark.WHOLE)] * self.shape[0], None
        return np.array(self.mark, np.int64).reshape(self.shape)

    def _protect(self, arc: int, room: int) -> bool:
        """Hides what is needed for a cell to have `room` other values; False when that cannot be."""
        states = {1: self.values.copy(), -1: self.values.copy()}
        for _ in range(room):
            found: tuple[int, list[tuple[int, int]], int] | None = None
            for way, state in states.items():
                if (found is None or found[0]) and (path := self._cheapest(arc, way, state)):
                    found = (*path, way) if found is None or path[0] < found[0] else found
            if found is None:
                return False
            _, steps, way = found
            for one, up in ((arc, way), *steps):
                states[way][one] += up
                if self.mark[one] == Mark.SHOWN:
                    self.mark[one], self.open = Mark.ALSO, None
        return True

    def _cheapest(self, arc: int, way: int, state: Sequence[int]) -> tuple[int, list[tuple[int, int]]] | None:
        """The cycle through a cell that hides least: what it costs, and the other cells with their change."""
        if not self._may(arc, way, state):
            return None
        # Mostly enough is hidden already; only where it is not, the many other cells are looked at.
        return self._search(arc, way, state, self._hidden()) or self._search(arc, way, state, self.at)

    def _search(
        self, arc: int, way: int, state: Sequence[int], at: Mapping[int, Sequence[int]]
    ) -> tuple[int, list[tuple[int, int]]] | None:
        tail, head = self.ends[arc]
        begin, goal = (head, tail) if way > 0 else (tail, head)
        best, came = {begin: (0, 0)}, dict[int, tuple[int, int, int]]()
        queue = [(0, 0, begin)]
        while queue:
            cost, steps, node = heapq.heappop(queue)
            if node == goal:
                return cost, list(self._back(came, begin, goal))
            if (cost, steps) > best[node]:
                continue
            for one in at.get(node, ()):
                first, last = self.ends[one]
                up, there = (1, last) if first == node else (-1, first)
                more = (cost + (self.costs[one] if self.mark[one] == Mark.SHOWN else 0), steps + 1)
                if more < best.get(there, _FAR) and one != arc and self._may(one, up, state):
                    best[there], came[there] = more, (node, one, up)
                    heapq.heappush(queue, (*more, there))
        return None

    def _hidden(self) -> Mapping[int, Sequence[int]]:
        """The hidden cells at each node."""
        if self.open is None:
            self.open = {}
            for one, (tail, head) in enumerate(self.ends):
                if self.mark[one] != Mark.SHOWN:
                    self.open.setdefault(tail, []).append(one)
                    self.open.setdefault(head, []).append(one)
        return self.open

    def _back(self, came: Mapping[int, tuple[int, int, int]], begin: int, goal: int) -> Iterable[tuple[int, int]]:
        while goal != begin:
            goal, one, up = came[goal]
            yield one, up

    def _may(self, arc: int, up: int, state: Sequence[int]) -> bool:
        """Whether a cell may be one more or less, for a reader who knows what each mark says of it."""
        value, mark = state[arc] + up, self.mark[arc]
        if mark == Mark.WHOLE:
            return value >= 0
        if mark == Mark.SMALL:
            return 0 < value < self.minimum
        return self.values[arc] >= self.minimum and value >= self.minimum
