"""The proof that columns of 64-bit integers hold a program: the widest integer a household within the declared ranges gives."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, lcm

from voorzieningen.arithmetic.denominators import Denominators, has_flag
from voorzieningen.formula import Node
from voorzieningen.rulebook import LinkedStep, LinkedYear

Span = tuple[int, int]
"""The lowest and highest integer a node can take."""

INT64 = 2**63 - 1
_LAST = date.max.toordinal()
_DAYS = {"jaar": (365, 366), "maand": (28, 31), "week": (7, 7), "dag": (1, 1)}
"""The least and the most days in what is added to a date."""


class Spans:
    """The lowest and highest integer of every step of one linked year, and what does not fit in 64 bits on the way there.

    `steps` has the span of each step over its own denominator (days for dates); `wide` the nodes, by identity, that can meet
    a larger integer than 64 bits hold; `wide_steps` the steps whose rounding can.
    """

    def __init__(self, linked: LinkedYear, of: Denominators) -> None:
        self.linked, self.of, self.largest = linked, of, 0
        self.steps: dict[str, Span] = {}
        self.wide: set[int] = set()
        self.wide_steps: set[str] = set()
        self._peak = 0
        for step in linked.steps:
            self.add(step)

    def add(self, step: LinkedStep) -> None:
        """Adds a step; those it reads must have been added."""
        self._peak = 0
        self.steps[step.key] = self._met(self._rounded(step), 1) if step.type.kind == "getal" else self.span(step.node)
        if self._peak > INT64:
            self.wide_steps.add(step.key)

    def fits(self, key: str) -> bool:
        """Whether every value of a step fits in 64 bits."""
        return max(-self.steps[key][0], self.steps[key][1]) <= INT64

    def _rounded(self, step: LinkedStep) -> Span:
        if not step.rounding:
            return self.span(step.node)
        size = step.rounding.step
        top, below, divisor, over = self.ratio(step.node)
        top = self._met(top, 2 * over * size.denominator)
        bottom = self._met(divisor, 2 * below * size.numerator)
        self._met((top[0] - bottom[1], top[1] + bottom[1]), 1)
        low, high = top[0] // 2, top[1] // 2
        if divisor[0] > 0:
            least, most = (end * below * size.numerator for end in divisor)
            low, high = low // (least if low < 0 else most) - 1, high // (most if high < 0 else least) + 1
        else:  # what is near 0 divides to any size, and to either sign
            low, high = min(low, -high), max(high, -low)
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
        self._peak = max(self._peak, -low, high)
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
        """Lowest and highest integer of a node over its own denominator; days for a date, 0 and 1 for anything else."""
        around, self._peak = self._peak, 0
        if node.type.kind == "getal":
            found = self._met(self._span(node), 1)
        else:
            found = self._date(node) if node.type.kind == "datum" else (0, 1)
            if node.op in ("lt", "le", "eq") and node.args[0].type.kind == "getal":
                self._compared(node)
            elif node.type.kind == "ja_nee" or node.op == "rank":
                for arg in node.args:
                    self.span(arg)
        if self._peak > INT64:
            self.wide.add(id(node))
        # what decides a branch is an integer of its own: how wide that is says nothing of the number around it
        self._peak = max(around, self._peak) if node.type.kind == "getal" else around
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
            return self.steps[node.data]
        if op == "lookup":
            values = [value * below for cell in node.data.cells() if cell for value in (cell.lowest, cell.highest)]
            for arg in args:
                self.span(arg)
            if has_flag(node.data, args, "missing"):
                values.append(Fraction(0))  # a missing cell, or a key below every edge
            return int(min(values, default=Fraction(0))), int(max(values, default=Fraction(0)))
        if op == "brackets":
            low, high = self._scaled(args[0], below)
            most = max([1, *(ceil(cell.highest) for cell in node.data.cells() if cell)])  # a rate above 1 makes more of it
            return min(0, low) * most, max(0, high) * most
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
            return self._one_of(op, self._scaled(args[-2], below), self._scaled(args[-1], below))
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
            return self._days_between(*args)
        return self.span(args[0])

    @staticmethod
    def _one_of(op: str, left: Span, right: Span) -> Span:
        (a, b), (c, d) = left, right
        if op == "where":
            return min(a, c), max(b, d)
        return (min(a, c), min(b, d)) if op == "min" else (max(a, c), max(b, d))

    def _gathered(self, node: Node) -> Span:
        fn, table = node.data
        rows = self.linked.maxima[table]
        self.span(node.args[0])
        if fn in ("aantal", "aantal_verschillende"):
            return 0, rows
        low, high = self.span(node.args[1])
        factor = rows if fn == "som" else 1
        return min(0, low * factor), max(0, high * factor)

    # --- dates

    def _date(self, node: Node) -> Span:
        op, args = node.op, node.args
        if op == "fact":
            fact = self.linked.facts[node.data]
            assert isinstance(fact.minimum, date) and isinstance(fact.maximum, date)
            return fact.minimum.toordinal(), fact.maximum.toordinal()
        if op == "step":
            return self.steps[node.data]
        if op == "builtin":
            days = self._builtin(str(node.data))
            return min(days), max(days)
        if op in ("date_add", "date_sub"):
            day, count = self.span(args[0]), self.span(args[1])
            low, high = count if op == "date_add" else (-count[1], -count[0])
            least, most = _DAYS[node.data]
            # a leap day, and the end of a shorter month, move a day or so
            low, high = low * (most if low < 0 else least) - 3, high * (least if high < 0 else most) + 3
            return max(1, day[0] + low), min(_LAST, day[1] + high)
        if op in ("min", "max", "where"):
            if op == "where":
                self.span(args[0])
            return self._one_of(op, self.span(args[-2]), self.span(args[-1]))
        if op == "gather":
            self.span(args[0])
            return 0, self.span(args[1])[1]  # 0 where no row counts
        if op == "lookup":
            return 0, _LAST
        return self.span(args[0])

    def _builtin(self, name: str) -> list[int]:
        """What a built-in date can be, by month for one that has months."""
        year = self.linked.year
        first = [date(year, month, 1).toordinal() for month in range(1, 13)]
        if name == "laatste_dag":
            return [day - 1 for day in (*first[1:], date(year + 1, 1, 1).toordinal())]
        if name in ("eerste_dag", "begin_kwartaal"):
            return first
        return {"begin_jaar": first[:1], "eind_jaar": [date(year, 12, 31).toordinal()]}.get(name, [1, _LAST])

    def _days_between(self, late: Node, early: Node) -> Span:
        if late.op == early.op == "builtin" and late.when == early.when == "maand":
            lengths = [b - a for b, a in zip(self._builtin(str(late.data)), self._builtin(str(early.data)), strict=True)]
            return min(lengths), max(lengths)
        (a, b), (c, d) = self.span(late), self.span(early)
        return a - d, b - c

