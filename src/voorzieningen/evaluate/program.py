"""A linked year as running code: compiled once per mode, run on the facts of a household."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from voorzieningen.arithmetic import bounds, exact
from voorzieningen.arithmetic.denominators import Denominators
from voorzieningen.arithmetic.spans import INT64, Spans
from voorzieningen.evaluate._compiled import compiled
from voorzieningen.evaluate._emit import Source, emit
from voorzieningen.facts.alike import changes, row_changes, spread, starts
from voorzieningen.formula import Node
from voorzieningen.rulebook import GIVEN, LinkedYear

Values = Mapping[str, Any]
"""Step key to its integers: a value, twelve months, rows, or rows of months; pairs in a bounds run."""

_NAMES = {
    mode: {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    for mode, module in (("exact", exact), ("bounds", bounds), ("lowest", bounds))
}


class Program:
    """The rules of one year, ready to run; compiled per mode on first use and kept on this object only.

    One that `resumes` can be run from steps that are known already: it is made for the cases of one outcome.
    """

    def __init__(self, linked: LinkedYear, *, resumes: bool = False) -> None:
        self.linked, self.resumes = linked, resumes
        self.denominators = Denominators(linked)
        self.first_days = tuple(date(linked.year, month, 1).toordinal() for month in range(1, 13))
        self.sources: dict[str, Source] = {}
        self._compiled: dict[str, Callable[..., Values]] = {}
        self._reads: dict[str, tuple[Node, ...] | None] = {}
        for step in linked.steps:
            self.denominators.add(step)

    def source(self, mode: str) -> Source:
        """The generated source of a mode: `exact`, `bounds` or `lowest`."""
        if mode not in self.sources:
            self.sources[mode] = emit(self.linked, mode, self.denominators, resumes=self.resumes)
        return self.sources[mode]

    def run(self, mode: str, facts: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> Values:
        """All steps of the year for the facts of one household; `known` is what `settled` gives for the same mode."""
        return self._function(mode)(facts, known or {}) if self.resumes else self._function(mode)(facts)

    def _function(self, mode: str) -> Callable[..., Values]:
        if mode not in self._compiled:
            name = f"<{self.linked.digest[7:19]} {self.linked.year} {mode}>"
            self._compiled[mode] = compiled(self.source(mode).text, name, {**_BUILTINS, **_NAMES[mode]})
        return self._compiled[mode]

    def reads(self, key: str) -> tuple[Node, ...] | None:
        """The facts and steps a step reads, the nearest first; None when a household decides which rows of them count."""
        if key not in self._reads:
            self._reads[key] = _leaves(self.linked.by_key[key].node)
        return self._reads[key]

    def fraction(self, key: str, value: int) -> Fraction:
        """An integer of a step as the number it stands for."""
        return Fraction(value, self.denominators.step(key))

    def largest_integer(self) -> int:
        """The largest integer any household within the declared ranges can reach in this year."""
        return Spans(self.linked, self.denominators).largest

    def fits_int64(self) -> bool:
        """Whether columns of 64-bit integers can hold every value of this year."""
        return self.largest_integer() <= INT64


def _leaves(node: Node) -> tuple[Node, ...] | None:
    found: dict[str, Node] = {}
    todo = deque([node])
    while todo:
        one = todo.popleft()
        if one.op in ("van_aanvrager", "gather", "rank") or (one.op == "where" and str(one.args[0].data).endswith(GIVEN)):
            return None
        if one.op in ("step", "fact"):
            found.setdefault(one.data, one)
        else:
            todo += one.args
    return tuple(found.values())


_BUILTINS: dict[str, Any] = {"range": range, "sum": sum, "any": any, "all": all, "min": min, "max": max, "len": len}
_BUILTINS |= {one.__name__: one for one in (changes, row_changes, spread, starts)}
