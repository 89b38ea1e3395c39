"""The denominator of every node: each number of a program is an integer over a denominator that is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, lcm

from voorzieningen.formula import Node
from voorzieningen.rulebook import Bands, Cell, Cells, Labels, LinkedParameter, LinkedStep, LinkedYear

Span = tuple[int, int]
"""The lowest and highest integer a node can take."""

INT64 = 2**63 - 1
_DAYS = date.max.toordinal()


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


class Spans:
    """The proof that a program stays within 64 bits: the widest integers any household within the declared ranges can give."""

    def __init__(self, linked: LinkedYear, of: Denominators) -> None:
        self.linked, self.of, self.largest = linked, of, 0
        self._steps: dict[str, Span] = {}
        for step in linked.steps:
            self._steps[step.key] = self._met(self._rounded(step), 1) if step.type.kind == "getal" else self.span(step.node)

    def _rounded(self, step: LinkedStep) -> Span:
        if not step.rounding:
            return self.span(step.node)
        size = step.rounding.step
        top, below, divisor, over = self.ratio(step.node)
        top = self._met(top, 2 * over * size.denominator)
        bottom = self._met(divisor, 2 * below * size.numerator)
        self.largest = max(self.largest, top[1] + bottom[1], -top[0] + bottom[1])
        smallest = 1 if divisor != (1, 1) else below * size.numerator
        low, high = (value // 2 // smallest for value in top)
        low, high = min(low, -high) if divisor != (1, 1) else low - 1, max(high, -low) if divisor != (1, 1) else high + 1
        return low * size.numerator, high * size.numerator

    def ratio(self, node: Node) -> tuple[Span, int, Span, int]:
        """The spans of the parts of a quotient, as the emitter computes them: (n/d) / (m/e)."""
        loose = node.op == "div" and node.args[1].op != "lookup"
        if node.op not in ("add", "sub", "mul", "div") or not (loose or any(self._divides(arg) for arg in node.args)):
            return self.span(node), self.of.of(node), (1, 1), 1
        (a, da, ma, ea), (b, db, mb, eb) = (self.ratio(arg) for arg in node.args)
        if node.op == "mul":
            return self._times(a, b), da * db, self._times(ma, mb), ea * eb
        if node.op == "div":
            return self._times(a, mb), da * eb, self._times(ma, b), ea * db
        left, right = self._times(a, mb), self._times(b, ma)
        below = lcm(da * eb, db * ea)
        left, right = self._met(left, below // (da * eb)), self._met(right, below // (db * ea))
        widest = max(-left[0], left[1]) + max(-right[0], right[1])
        return self._met((-widest, widest), 1), below, self._times(ma, mb), ea * eb

    def _divides(self, node: Node) -> bool:
        return (node.op == "div" and node.args[1].op != "lookup") or (
            node.op in ("add", "sub", "mul", "div") and any(self._divides(arg) for arg in node.args)
        )

    def _times(self, left: Span, right: Span) -> Span:
        corners = [a * b for a in left for b in right]
        return self._met((min(corners), max(corners)), 1)

    def _met(self, span: Span, factor: int) -> Span:
        """A span times a factor, noted for the proof."""
        low, high = span[0] * factor, span[1] * factor
        self.largest = max(self.largest, -low, high)
        return low, high

    def _compared(self, node: Node) -> None:
        (a, da, ma, ea), (b, db, mb, eb) = (self.ratio(arg) for arg in node.args)
        if (ma, mb) == ((1, 1), (1, 1)):
            below = lcm(da, db)
            self._met(a, below // da)
            self._met(b, below // db)
            return
        self._times(self._met(a, ea), self._met(mb, db))
        self._times(self._met(b, eb), self._met(ma, da))

    def span(self, node: Node) -> Span:
        """Lowest and highest integer of a node over its own denominator."""
        if node.type.kind == "getal":
            return self._met(self._span(node), 1)
        if node.op in ("lt", "le", "eq") and node.args[0].type.kind == "getal":
            self._compared(node)
        for arg in node.args:
            if arg.type.kind == "ja_nee" or (node.op == "rank" and arg.type.kind == "getal"):
                self.span(arg)
        return 0, 1

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
            if node.args:
                values.append(Fraction(0))  # a missing cell, or a key below every edge
            return int(min(values, default=Fraction(0))), int(max(values, default=Fraction(0)))
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
            return -_DAYS, _DAYS
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
