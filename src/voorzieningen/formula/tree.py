"""The checked tree: every node knows its kind and unit, its place on the who axis and on the when axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voorzieningen.formula._units import Type

HOUSEHOLD = "huishouden"
YEAR, MONTH = "jaar", "maand"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation of a checked formula.

    `op` is one of: const fact step builtin lookup brackets add sub mul div lt le eq and or not where min max
    per_maand per_jaar date_add date_sub date_diff gather van_aanvrager months rank.
    `data` is what the operation needs besides its arguments (a Fraction, a name, a parameter, a table ...).
    """

    op: str
    args: tuple[Node, ...]
    type: Type
    who: str
    when: str
    data: Any = None

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for arg in self.args:
            yield from arg.walk()
