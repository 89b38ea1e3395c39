"""The denominator of every node: each number of a program is an integer over a denominator that is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, lcm

from voorzieningen.formula import Node
from voorzieningen.rulebook import Bands, Cell, Cells, Labels, LinkedParameter, LinkedStep, LinkedYear


class Denominators:
    """Denominators of the nodes and steps of one linked year."""

    def __init__(self, linked: LinkedYear) -> None:
        self._facts = {name: 10**fact.decimalen for name, fact in linked.facts.items()}
        self._steps: dict[str, int] = {}
        self._nodes: dict[int, int] = {}

    def add(self, step: LinkedStep) -> int:
        """Fixes the denominator of a step; the steps it reads must have been added."""
        self._steps[step.key] = step.rounding.step.denominator if step.rounding else self.of(step.node)
        return self._steps[step.key]

    def step(self, key: str) -> int:
        """The denominator of a step that was added."""
        return self._steps[key]

    def of(self, node: Node) -> int:
        """The denominator of a node; 1 for dates, truths and choices."""
        if id(node) not in self._nodes:
            self._nodes[id(node)] = self._of(node) if node.type.kind == "getal" else 1
        return self._nodes[id(node)]

    def _of(self, node: Node) -> int:
        op, args = node.op, node.args
        if op == "fact":
            return 100 if "." in node.data else self._facts[node.data]
        if op == "step":
            return self._steps[node.data]
        if op == "lookup":
            return cell_denominator(node.data)
        if op == "brackets":
            return lcm(
                self.of(args[0]), *(edge.denominator for month in node.data.months for edge in month.edges)
            ) * cell_denominator(node.data)
        if op == "mul":
            return self.of(args[0]) * self.of(args[1])
        if op == "div":
            return self.of(args[0]) * (
                cell_denominator(args[1].data, inverse=True) if args[1].op == "lookup" else self.of(args[1])
            )
        if op in ("add", "sub", "min", "max", "where"):
            return lcm(*(self.of(arg) for arg in args[-2:]))
        if op == "per_maand":
            return 12 * self.of(args[0])
        if op == "per_jaar":
            below = self.of(args[0])
            return below if below % 12 else below // 12
        if op == "gather":
            return self.of(args[1]) if node.data[0] in ("som", "hoogste", "laagste") else 1
        if op == "months":
            return self.of(args[0]) if node.data in ("som_maanden", "in_peilmaand") else 1
        return self.of(args[0]) if op == "van_aanvrager" else 1


def cell_denominator(parameter: LinkedParameter, inverse: bool = False) -> int:
    """One denominator for all cells of a parameter, or for one divided by them."""
    values = [value for cell in parameter.cells() if cell for value in (cell.lowest, cell.highest)]
    return lcm(*((value.numerator if inverse else value.denominator) for value in values)) if values else 1


def literal(
    cells: Cells | None,
    keys: tuple[Node, ...],
    of: Denominators,
    leaf: Callable[[Cell | None], object],
    labels: Callable[[Sequence[object]], object] = tuple,
) -> object:
    """A table as nested tuples, as generated source holds it, with `leaf` of each cell and `labels` of each row of leaves.

    A label key is a tuple by label; a band is a pair (edges, values) with one value in front for keys below the first edge.
    """
    if not keys:
        return leaf(cells if isinstance(cells, Cell) else None)
    key, rest = keys[0], keys[1:]
    if key.type.kind == "keuze":
        values = cells.values if isinstance(cells, Labels) else (None,) * len(key.type.labels)
        return (tuple if rest else labels)([literal(value, rest, of, leaf, labels) for value in values])
    bands = cells if isinstance(cells, Bands) else Bands((), ())
    edges = tuple(ceil(edge * of.of(key)) for edge in bands.edges)
    return edges, tuple(literal(value, rest, of, leaf, labels) for value in (None, *bands.values))


def has_flag(parameter: LinkedParameter, keys: tuple[Node, ...], kind: str) -> bool:
    """Whether a look-up can meet a missing cell (`missing`), one that is only a range (`vague`), or an open one (`unfilled`)."""
    if kind == "unfilled":
        return parameter.unfilled
    if kind == "vague":
        return any(cell is not None and cell.lowest != cell.highest for cell in parameter.cells())
    return any(cell is None for cell in parameter.cells()) or any(_starts_late(month, keys) for month in parameter.months)


_EARLIEST = Fraction(693596)  # 1 January 1900, the earliest date a household may hold


def _starts_late(cells: Cells | None, keys: tuple[Node, ...]) -> bool:
    if not keys or cells is None:
        return False
    values = getattr(cells, "values", ())
    if isinstance(cells, Bands):
        first = _EARLIEST if keys[0].type.kind == "datum" else Fraction(0)
        if not cells.edges or cells.edges[0] > first:
            return True
    return any(_starts_late(value, keys[1:]) for value in values)
