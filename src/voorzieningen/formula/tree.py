"""The checked tree: every node knows its kind and unit, its place on the who axis and on the when axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voorzieningen.formula._units import Type

HOUSEHOLD = "huishouden"
PERSONS = "persoon"
"""The one table every household lists; its first row is the aanvrager."""
YEAR, MONTH = "jaar", "maand"


def line(table: str, parents: Mapping[str, str]) -> list[str]:
    """A table and every table above it, up to the household."""
    found = [table]
    while found[-1] != HOUSEHOLD:
        found.append(parents[found[-1]])
    return found


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


def deepest(nodes: Iterable[Node], parents: Mapping[str, str]) -> str:
    """The deepest table among the nodes; ValueError with both tables when two do not lie below one another."""
    found = HOUSEHOLD
    for node in nodes:
        if found in line(node.who, parents):
            found = node.who
        elif node.who not in line(found, parents):
            raise ValueError(found, node.who)
    return found


def when(nodes: Iterable[Node]) -> str:
    """The when axis of something computed from the nodes."""
    return MONTH if any(node.when == MONTH for node in nodes) else YEAR
