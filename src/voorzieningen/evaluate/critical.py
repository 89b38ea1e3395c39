"""Which open facts an undecided outcome still waits for: the way down from it, past everything that is decided already."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voorzieningen.evaluate._flags import UNFILLED
from voorzieningen.evaluate.program import Program, Values
from voorzieningen.evaluate.settled import is_decided
from voorzieningen.facts import Situation
from voorzieningen.formula import HOUSEHOLD, PERSONS, Node
from voorzieningen.rulebook import GIVEN, LinkedParameter

Rows = tuple[str, frozenset[int]] | None
"""Some rows of a table; None is all of them."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """What a step reads that is not decided: a step or a fact, the rows of it, and whether only to estimate another fact."""

    name: str
    is_fact: bool
    rows: Rows
    guess: bool


@dataclass(frozen=True, slots=True)
class Critical:
    """The facts on the way down from some steps.

    `facts` gives, in the order met, the rows that matter; `estimating` holds those read only to estimate another fact.
    """

    facts: dict[str, Rows]
    estimating: set[str]
    unfilled: dict[str, None]
    """The parameters on the way that hold an open term nobody filled."""


class Paths:
    """The ways down after one bounds run; what a step reads is looked up once for all outcomes that rest on it."""

    def __init__(self, program: Program, situation: Situation, values: Values) -> None:
        self.program, self.situation, self.values = program, situation, values
        self._open_rows: dict[str, frozenset[int]] = {}
        self._edges: dict[tuple[str, Rows], tuple[_Edge, ...]] = {}
        self._found: dict[tuple[str, ...], Critical] = {}

    def down(self, steps: tuple[str, ...]) -> Critical:
        """The facts on the way down from some steps."""
        if steps not in self._found:
            self._found[steps] = self._walk(steps)
        return self._found[steps]

    def variables(self, steps: tuple[str, ...]) -> frozenset[int]:
        """The variables, by number, whose facts and rows are on the way down from some steps."""
        facts = self.down(steps).facts
        return frozenset(
            at
            for at, variable in enumerate(self.situation.variables)
            if variable.fact in facts and ((rows := facts[variable.fact]) is None or variable.row in rows[1])
        )

    def _walk(self, steps: tuple[str, ...]) -> Critical:
        found = Critical({}, set(), {})
        todo = deque(_Edge(key, False, None, False) for key in steps)
        seen: set[tuple[str, Rows]] = set()
        while todo:
            edge = todo.popleft()
            if edge.is_fact:
                _note(found, edge)
            elif (place := (edge.name, edge.rows)) not in seen:
                seen.add(place)
                for name in self._unfilled(*place):
                    found.unfilled[name] = None
                below = self._below(*place)
                todo += (_Edge(one.name, one.is_fact, one.rows, True) for one in below) if edge.guess else below
        return found

    def _below(self, key: str, rows: Rows) -> tuple[_Edge, ...]:
        """What a step reads directly, for those of some rows that are not decided; nothing when all are."""
        if (key, rows) not in self._edges:
            step, mine = self.program.linked.by_key[key], self._mine(key, rows)
            below = None if step.who == HOUSEHOLD else (step.who, mine)
            edges = self._edges_of(key, below) if mine else ()
            self._edges[(key, rows)] = tuple(one for one in edges if one.is_fact or self._undecided(one.name))
        return self._edges[(key, rows)]

    def _edges_of(self, key: str, rows: Rows) -> Iterator[_Edge]:
        """What some rows of a step read directly, decided or not."""
        reads = self.program.reads(key)
        if reads is None:
            return self._read(self.program.linked.by_key[key].node, rows)
        return (_Edge(node.data, node.op == "fact", self._of(rows, node.who), False) for node in reads)

    def _mine(self, key: str, rows: Rows) -> frozenset[int]:
        """Those of some rows of a step that are not decided; 0 stands for the household."""
        open_rows = self._undecided(key)
        return open_rows if rows is None or self.program.linked.by_key[key].who == HOUSEHOLD else open_rows & rows[1]

    def _unfilled(self, key: str, rows: Rows) -> Iterator[str]:
        """The open terms a step looks up itself, where that keeps it from being decided; for another figure the step itself."""
        flags = self.values.get(f"{key}?{UNFILLED}")
        if flags is None:
            return
        step = self.program.linked.by_key[key]
        of_rows = [flags] if step.who == HOUSEHOLD else flags
        if any(may_hold(of_rows[at]) for at in self._mine(key, rows)):
            for node in step.node.walk():
                if isinstance(node.data, LinkedParameter) and node.data.unfilled:
                    file, _, name = node.data.key.partition(".")
                    yield node.data.key if name in self.program.linked.files[file].open else key

    def _undecided(self, key: str) -> frozenset[int]:
        """The rows of a step that are not decided; 0 stands for the household."""
        if key not in self._open_rows:
            values = self.values[key]
            rows = values if self.program.linked.by_key[key].who != HOUSEHOLD else [values]
            self._open_rows[key] = frozenset(at for at, value in enumerate(rows) if not is_decided(value))
        return self._open_rows[key]

    def _read(self, node: Node, rows: Rows) -> Iterator[_Edge]:
        todo: deque[tuple[Node, Rows, bool]] = deque([(node, rows, False)])
        while todo:
            node, rows, guess = todo.popleft()
            if node.op in ("step", "fact"):
                yield _Edge(str(node.data), node.op == "fact", self._of(rows, node.who), guess)
            elif node.op == "where" and str(node.args[0].data).endswith(GIVEN):
                given = self.situation.given(str(node.args[0].data))
                mine = self._of(rows, node.who)
                missing = frozenset(at for at, one in enumerate(given) if not one and (mine is None or at in mine[1]))
                todo.append((node.args[1], rows, guess))
                if missing:
                    todo.append((node.args[2], (node.who, missing), True))
            elif node.op == "van_aanvrager":
                todo.append((node.args[0], (PERSONS, frozenset({0})), guess))
            elif node.op in ("gather", "rank"):
                # Gathered are the rows below these; rows of another line, and the others of an order, all count.
                own = rows is not None and node.op == "gather" and self.program.linked.parents[node.data[1]] == rows[0]
                below = self._of(rows, node.data[1]) if own else None
                inside = _both(below, self._possible(node.args[0]))
                todo.append((node.args[0], below, guess))
                if node.op == "gather" or inside is None or len(inside[1]) > 1:  # a single row needs no order
                    todo += ((arg, inside, guess) for arg in node.args[1:])
            else:
                todo += ((arg, rows, guess) for arg in node.args)

    def _of(self, rows: Rows, table: str) -> Rows:
        """The same rows, those below them or those above them; None (all) for a table on another line."""
        if rows is None or rows[0] == table or table == HOUSEHOLD:
            return rows if rows is not None and rows[0] == table else None
        parents, all_rows = self.program.linked.parents, self.situation.rows
        if parents[table] == rows[0]:
            return table, frozenset(at for at, row in enumerate(all_rows[table]) if row.parent in rows[1])
        if parents[rows[0]] == table:
            return table, frozenset(all_rows[rows[0]][at].parent for at in rows[1])
        return None

    def _possible(self, condition: Node) -> Rows:
        """The rows a condition may hold for, as far as the steps in it say."""
        if condition.op == "and":
            left, right = (self._possible(arg) for arg in condition.args)
            return _both(left, right)
        if condition.op != "step" or condition.who == HOUSEHOLD:
            return None
        rows = self.values[condition.data]
        return condition.who, frozenset(at for at, row in enumerate(rows) if may_hold(row))


def may_hold(truth: Any) -> bool:
    """Whether a truth of a bounds run, of the year or of its months, may hold; of an amount whether it may be above 0."""
    return any(one[1] for one in (truth if isinstance(truth, list) else (truth,)))


def _both(left: Rows, right: Rows) -> Rows:
    """The rows in both, where they are of one table; else those of the first that says something."""
    if left is None or right is None or left[0] != right[0]:
        return right if left is None else left
    return left[0], left[1] & right[1]


def _note(found: Critical, edge: _Edge) -> None:
    """Adds the rows of a fact to what was found."""
    if edge.name not in found.facts:
        found.facts[edge.name] = edge.rows
        if edge.guess:
            found.estimating.add(edge.name)
        return
    known = found.facts[edge.name]
    both = None if known is None or edge.rows is None else (known[0], known[1] | edge.rows[1])
    found.facts[edge.name] = both
    if not edge.guess:
        found.estimating.discard(edge.name)
