"""The denominator of every node: each number of a program is an integer over a denominator that is known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, lcm

from voorzieningen.formula import Node
from voorzieningen.rulebook import Bands, Cell, Cells, Labels, LinkedParameter, LinkedStep, LinkedYear

Span = tuple[int, int]
"""The lowest and highest integer a node can take."""

INT64 = 2**63 - 1


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
    cells: Cells | None, keys: tuple[Node, ...], of: Denominators, leaf: Callable[[Cell | None], object]
) -> object:
    """A table as nested tuples, as generated source holds it, with `leaf` of each cell.

    A label key is a tuple by label; a band is a pair (edges, values) with one value in front for keys below the first edge.
    """
    if not keys:
        return leaf(cells if isinstance(cells, Cell) else None)
    key, rest = keys[0], keys[1:]
    if key.type.kind == "keuze":
        values = cells.values if isinstance(cells, Labels) else (None,) * len(key.type.labels)
        return tuple(literal(value, rest, of, leaf) for value in values)
    bands = cells if isinstance(cells, Bands) else Bands((), ())
    edges = tuple(ceil(edge * of.of(key)) for edge in bands.edges)
    return edges, tuple(literal(value, rest, of, leaf) for value in (None, *bands.values))


class Spans:
    """The proof that a program stays within 64 bits: the widest integers any household within the declared ranges can give."""

    def __init__(self, linked: LinkedYear, of: Denominators) -> None:
        self.linked, self.of, self.largest = linked, of, 0
        self._steps: dict[str, Span] = {}
        for step in linked.steps:
            self._steps[step.key] = self._rounded(step) if step.type.kind == "getal" else (0, 1)

    def _rounded(self, step: LinkedStep) -> Span:
        low, high = self.span(step.node)
        if not step.rounding:
            return low, high
        size, below = step.rounding.step, self.of.of(step.node)
        return tuple(
            int(value / (size * below) + sign) * size.numerator
            for value, sign in ((Fraction(low), -1), (Fraction(high), 1))
        )  # type: ignore[return-value]

    def span(self, node: Node) -> Span:
        """Lowest and highest integer of a node over its own denominator."""
        found = self._span(node) if node.type.kind == "getal" else (0, 1)
        for arg in node.args:
            if node.type.kind != "getal" and arg.type.kind == "getal":
                self.span(arg)
        self.largest = max(self.largest, -found[0], found[1])
        return found

    def _scaled(self, node: Node, below: int) -> Span:
        low, high = self.span(node)
        factor = below // self.of.of(node)
        return low * factor, high * factor

    def _span(self, node: Node) -> Span:
        op, args, below = node.op, node.args, self.of.of(node)
        if op == "const":
            return int(node.data), int(node.data)
        if op == "fact":
            fact = self.linked.facts.get(node.data)
            if fact is None:
                return 0, 10**8 * below
            return int(Fraction(str(fact.minimum)) * below), int(Fraction(str(fact.maximum)) * below)
        if op == "step":
            return self._steps[node.data]
        if op == "lookup":
            values = [value * below for cell in node.data.cells() if cell for value in (cell.lowest, cell.highest)]
            return int(min(values, default=0)), int(max(values, default=0))
        if op == "brackets":
            low, high = self._scaled(args[0], below)
            return min(0, low), max(0, high)
        if op in ("mul", "div"):
            left, right = self.span(args[0]), self.span(args[1])
            if op == "div" and args[1].op == "lookup":
                values = [
                    int(1 / value * (below // self.of.of(args[0])))
                    for cell in args[1].data.cells()
                    if cell
                    for value in (cell.lowest, cell.highest)
                    if value
                ]
                right = min(values), max(values)
            corners = [a * b for a in left for b in right]
            return min(corners), max(corners)
        if op in ("add", "sub"):
            (a, b), (c, d) = self._scaled(args[0], below), self._scaled(args[1], below)
            return (a + c, b + d) if op == "add" else (a - d, b - c)
        if op in ("min", "max", "where"):
            if op == "where":
                self.span(args[0])
            (a, b), (c, d) = self._scaled(args[-2], below), self._scaled(args[-1], below)
            if op == "where":
                return min(a, c), max(b, d)
            return (min(a, c), min(b, d)) if op == "min" else (max(a, c), max(b, d))
        if op == "per_jaar":
            low, high = self.span(args[0])
            return (low * 12, high * 12) if self.of.of(args[0]) % 12 else (low, high)
        if op == "gather":
            return self._gathered(node)
        if op == "months":
            low, high = self.span(args[0])
            factor = 12 if node.data == "som_maanden" else 1
            return (0, 12) if node.data == "aantal_maanden" else (low * factor, high * factor)
        if op == "rank":
            for arg in args:
                self.span(arg)
            return 0, self.linked.maxima[node.data[0]]
        if op == "date_diff":
            return -200 * 366, 200 * 366
        return self.span(args[0])

    def _gathered(self, node: Node) -> Span:
        fn, table = node.data
        rows = self.linked.maxima[table]
        self.span(node.args[0])
        if fn in ("aantal", "aantal_verschillende"):
            return 0, rows
        low, high = self.span(node.args[1])
        factor = rows if fn == "som" else 1
        return min(0, low * factor), max(0, high * factor)


def has_flag(parameter: LinkedParameter, keys: tuple[Node, ...], kind: str) -> bool:
    """Whether a look-up can meet a missing cell (`missing`) or one that is only a range (`vague`)."""
    if kind == "vague":
        return any(cell is not None and cell.lowest != cell.highest for cell in parameter.cells())
    return any(cell is None for cell in parameter.cells()) or any(
        _starts_late(month, keys) for month in parameter.months
    )


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
