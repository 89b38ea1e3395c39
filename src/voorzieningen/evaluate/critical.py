"""Which open facts an undecided outcome still waits for: the way down from it, past everything that is decided already."""

from __future__ import annotations

from collections import deque
from typing import Any

from voorzieningen.evaluate.program import Program, Values
from voorzieningen.facts import Situation
from voorzieningen.formula import HOUSEHOLD, PERSONS, TRUTH, YEAR, Node
from voorzieningen.rulebook import GIVEN

Rows = tuple[str, frozenset[int]] | None
"""Some rows of a table; None is all of them."""


class Paths:
    """The ways down after one bounds run; each is walked once."""

    def __init__(self, program: Program, situation: Situation, values: Values) -> None:
        self.program, self.situation, self.values = program, situation, values
        self._whole: dict[str, bool] = {}
        self._found: dict[tuple[str, ...], Critical] = {}

    def down(self, steps: tuple[str, ...]) -> Critical:
        """The facts on the way down from some steps."""
        if steps not in self._found:
            self._found[steps] = Critical(self, steps)
        return self._found[steps]

    def variables(self, steps: tuple[str, ...]) -> frozenset[int]:
        """The variables, by number, whose facts and rows are on the way down from some steps."""
        facts = self.down(steps).facts
        return frozenset(
            at
            for at, variable in enumerate(self.situation.variables)
            if variable.fact in facts and ((rows := facts[variable.fact]) is None or variable.row in rows[1])
        )

    def decided(self, key: str) -> bool:
        """Whether a step has one value in each row and month."""
        if key not in self._whole:
            self._whole[key] = _decided(self.values[key])
        return self._whole[key]


class Critical:
    """The facts on the way down from some steps, after a bounds run.

    `facts` gives, in the order met, the rows that matter; `estimating` holds those read only to estimate another fact.
    """

    def __init__(self, paths: Paths, steps: tuple[str, ...]) -> None:
        self.paths, self.program, self.situation, self.values = paths, paths.program, paths.situation, paths.values
        self.facts: dict[str, Rows] = {}
        self.estimating: set[str] = set()
        self._seen: set[tuple[str, Rows]] = set()
        todo = deque[tuple[Node, Rows, bool]]((Node("step", (), TRUTH, HOUSEHOLD, YEAR, key), None, False) for key in steps)
        while todo:
            todo += self._below(*todo.popleft())

    def _below(self, node: Node, rows: Rows, guess: bool) -> list[tuple[Node, Rows, bool]]:
        if node.op == "step":
            return self._step(str(node.data), rows, guess)
        if node.op == "fact":
            self._fact(str(node.data), _of(rows, node.who), guess)
            return []
        if node.op == "where" and str(node.args[0].data).endswith(GIVEN):
            given = self.situation.given(str(node.args[0].data))
            mine = _of(rows, node.who)
            missing = [at for at, one in enumerate(given) if not one and (mine is None or at in mine[1])]
            found = [(node.args[1], rows, guess)]
            return [*found, (node.args[2], (node.who, frozenset(missing)), True)] if missing else found
        if node.op == "van_aanvrager":
            return [(node.args[0], (PERSONS, frozenset({0})), guess)]
        if node.op in ("gather", "rank"):
            inside = self._possible(node.args[0])
            return [(node.args[0], None, guess), *((arg, inside, guess) for arg in node.args[1:])]
        return [(arg, rows, guess) for arg in node.args]

    def _step(self, key: str, rows: Rows, guess: bool) -> list[tuple[Node, Rows, bool]]:
        step = self.program.linked.by_key[key]
        mine = _of(rows, step.who)
        if (key, mine) in self._seen:
            return []
        self._seen.add((key, mine))
        if self.paths.decided(key) or (mine is not None and all(_decided(self.values[key][at]) for at in mine[1])):
            return []
        return [(step.node, mine, guess)]

    def _fact(self, name: str, rows: Rows, guess: bool) -> None:
        if name not in self.facts:
            self.facts[name] = rows
            if guess:
                self.estimating.add(name)
            return
        known = self.facts[name]
        self.facts[name] = None if known is None or rows is None else (known[0], known[1] | rows[1])
        if not guess:
            self.estimating.discard(name)

    def _possible(self, condition: Node) -> Rows:
        """The rows a condition may hold for, as far as the steps in it say."""
        if condition.op == "and":
            left, right = (self._possible(arg) for arg in condition.args)
            if left is None or right is None or left[0] != right[0]:
                return right if left is None else left
            return left[0], left[1] & right[1]
        if condition.op != "step" or condition.who == HOUSEHOLD:
            return None
        rows = self.values[condition.data]
        return condition.who, frozenset(
            at for at, row in enumerate(rows) if any(one[1] for one in (row if isinstance(row, list) else [row]))
        )


def _of(rows: Rows, table: str) -> Rows:
    """The rows, when they are of this table: in another table all rows matter."""
    return rows if rows is not None and rows[0] == table else None


def _decided(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value[0] == value[1])
    if isinstance(value, list):
        last = None
        for one in value:  # months that are alike are one object
            if one is not last and not _decided(one):
                return False
            last = one
        return True
    return bool(value & (value - 1) == 0)  # a set of labels
