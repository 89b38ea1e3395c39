"""An independent evaluator of the checked tree in plain Python and Fractions, one row and one month at a time.

It shares the tree with the library and nothing else: no denominators, no generated code, no arithmetic of its own that
the library uses too. Facts come from the exact input of a Situation, as numbers again.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from voorzieningen.formula import Node
from voorzieningen.rulebook import Cell, LinkedParameter, LinkedYear

ROUND = {
    "rekenkundig": lambda value: floor(value + Fraction(1, 2)),
    "omlaag": floor,
    "omhoog": ceil,
}
PLAIN: Mapping[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul,
    "lt": operator.lt, "le": operator.le, "eq": operator.eq,
    "min": min, "max": max, "not": operator.not_, "date_diff": operator.sub, "per_jaar": lambda value: 12 * value,
    "per_maand": lambda value: Fraction(value) / 12,
}  # fmt: skip
MONTHS: Mapping[str, Callable[..., Any]] = {
    "som_maanden": sum, "aantal_maanden": sum, "elke_maand": all, "een_maand_waarin": any,
}  # fmt: skip
GATHER: Mapping[str, Callable[..., Any]] = {
    "som": sum, "aantal": len, "een": any, "elk": all, "aantal_verschillende": lambda values: len(set(values)),
    "hoogste": lambda values: max(values, default=0), "laagste": lambda values: min(values, default=0),
}  # fmt: skip


def day_after(day: int, count: int, unit: str) -> int:
    """A date so many years, months, weeks or days later (or earlier)."""
    then = date.fromordinal(day)
    if unit == "jaar":
        try:
            return then.replace(year=then.year + count).toordinal()
        except ValueError:  # 29 February becomes 1 March
            return date(then.year + count, 3, 1).toordinal()
    if unit == "maand":
        first = begin(then.year, then.month - 1 + count)
        last = begin(then.year, then.month + count) - timedelta(days=1)
        return min(first + timedelta(days=then.day - 1), last).toordinal()
    return day + count * {"week": 7, "dag": 1}[unit]


def begin(year: int, month: int) -> date:
    """The first day of a month counted from 0 = January; 12 is January of the next year."""
    return date(year + month // 12, month % 12 + 1, 1)


def plain(value: Any) -> Any:
    """A Fraction without a denominator as int, because that is much faster."""
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value


def close(one: Any, other: Any) -> bool:
    """Whether two amounts, none of them 0, lie within 2% of each other."""
    return bool(one and other and 50 * abs(one - other) <= abs(other))


Read = Callable[[int, int], Any]
"""The value of a node for one row of the table it stands in, in one month counted from 0."""


class Oracle:
    """The steps of one year, for one household after another.

    `pick` chooses within a cell of which only a range is known; an exact run takes the lowest.
    """

    def __init__(self, linked: LinkedYear, pick: Callable[[Cell], Fraction] | None = None) -> None:
        self.linked, self.pick, year = linked, pick or operator.attrgetter("lowest"), linked.year
        self.facts: Mapping[str, Any] = {}
        self.known: dict[str, dict[Any, Any]] = {}
        self.readers: dict[str, Read] = {}
        self.near: set[str] = set()
        """Files of which some comparison came near: amounts within 2% of each other, days at most one day apart."""
        self._file, self._asks = "", dict[str, bool]()
        months, day = range(12), timedelta(days=1)
        self.days: dict[str, list[int]] = {
            "eerste_dag": [begin(year, month).toordinal() for month in months],
            "laatste_dag": [(begin(year, month + 1) - day).toordinal() for month in months],
            "begin_kwartaal": [begin(year, month // 3 * 3).toordinal() for month in months],
            "begin_jaar": [begin(year, 0).toordinal()] * 12,
            "eind_jaar": [(begin(year, 12) - day).toordinal()] * 12,
        }

    def values(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Step key to its value, twelve months, rows, or rows of months; `facts` is the exact input of a Situation."""
        today, year = date.fromordinal(facts["#peildatum"]), self.linked.year
        self.facts = facts
        self.month_of_op = {year: today.month - 1}.get(today.year, 11 if today.year > year else 0)
        self.days |= {"peildatum": [today.toordinal()] * 12, "begin_peilmaand": [today.replace(day=1).toordinal()] * 12}
        for known in self.known.values():
            known.clear()
        self.near.clear()
        return {step.key: self.shaped(step.key, step.who, step.when) for step in self.linked.steps}

    def shaped(self, key: str, who: str, when: str) -> Any:
        read, months = self.step(key), range(12) if when == "maand" else None
        rows = [[read(row, month) for month in months] if months else read(row, 0) for row in self.rows(who)]
        return rows[0] if who == "huishouden" else rows

    def rows(self, table: str) -> Any:
        return [0] if table == "huishouden" else self.facts[f"#rows {table}"]

    def step(self, key: str) -> Read:
        if key not in self.readers:
            step = self.linked.by_key[key]
            outside, self._file = self._file, step.file
            inner, monthly, known = self.reader(step.node, step.who), step.when == "maand", self.known.setdefault(key, {})
            self._file = outside

            def read(row: int, month: int) -> Any:
                at = row, month if monthly else 0
                if at not in known:
                    try:
                        value = inner(row, month)
                        if step.rounding:
                            value = ROUND[step.rounding.mode](Fraction(value) / step.rounding.step) * step.rounding.step
                    except ZeroDivisionError:  # only where the step rounds: the outcome is then not modelled
                        value = 0
                    known[at] = plain(value)
                return known[at]

            self.readers[key] = read
        return self.readers[key]

    def asks(self, node: Node) -> bool:
        """Whether a node rests on anything a household says."""
        if node.op == "step":
            if node.data not in self._asks:
                self._asks[node.data] = self.asks(self.linked.by_key[node.data].node)
            return self._asks[node.data]
        return node.op in ("fact", "rank") or any(map(self.asks, node.args))

    def above(self, who: str, table: str) -> Callable[[int], int]:
        """From a row of `table` to the row of `who` above it."""
        if who == "huishouden":
            return lambda row: 0
        if table == who:
            return lambda row: row
        further = self.above(who, self.linked.parents[table])
        return lambda row: further(self.facts[f"#parent {table}"][row])

    def reader(self, node: Node, table: str) -> Read:
        """How to read a node that stands in a row of `table`."""
        if node.op not in PLAIN:
            return getattr(self, f"read_{node.op}")(node, table)  # type: ignore[no-any-return]
        what, args = PLAIN[node.op], [self.reader(arg, table) for arg in node.args]
        if len(args) == 1:
            return lambda row, month: what(args[0](row, month))
        left, right = args
        asks = any(map(self.asks, node.args))
        watched = asks and node.op in ("lt", "le", "min", "max") and "EUR" in f"{node.args[0].type} {node.args[1].type}"
        dates, file, found = asks and node.op in ("lt", "le") and node.args[0].type.kind == "datum", self._file, self.near
        if node.op in ("min", "max") and watched:
            return self.kink(node, what, args, table)
        if node.op not in ("lt", "le", "eq") and not watched:
            return lambda row, month: what(left(row, month), right(row, month))

        def compare(row: int, month: int) -> Any:
            try:
                one, other = left(row, month), right(row, month)
                if (watched and close(one, other)) or (dates and abs(one - other) <= 1):
                    found.add(file)
                return what(one, other)
            except ZeroDivisionError:
                return False

        return compare

    def kink(self, node: Node, what: Callable[..., Any], args: list[Read], table: str) -> Read:
        """A min or max of amounts; where one side is 0 and the other a difference, its two parts say how near."""
        file, found = self._file, self.near
        sides = next((arg.args for arg in node.args if arg.op == "sub" and "const" in [one.op for one in node.args]), node.args)
        one, other = (self.reader(arg, table) for arg in sides)

        def read(row: int, month: int) -> Any:
            if file not in found and close(one(row, month), other(row, month)):
                found.add(file)
            return what(args[0](row, month), args[1](row, month))

        return read

    def read_const(self, node: Node, table: str) -> Read:
        value = plain(node.data)
        return lambda row, month: value

    def read_fact(self, node: Node, table: str) -> Read:
        name, above = node.data, self.above(node.who, table)
        fact = self.linked.facts.get(name)  # what is received has no fact and counts in cents
        below = 1 if node.type.kind != "getal" else 10**fact.decimalen if fact else 100

        def read(row: int, month: int) -> Any:
            value = self.facts[name]
            value = value if node.who == "huishouden" else value[above(row)]
            value = value[month] if node.when == "maand" else value
            return value if below == 1 else plain(Fraction(value, below))

        return read

    def read_step(self, node: Node, table: str) -> Read:
        step, above = self.step(node.data), self.above(node.who, table)
        return lambda row, month: step(above(row), month)

    def read_builtin(self, node: Node, table: str) -> Read:
        return lambda row, month: self.days[node.data][month]

    def read_and(self, node: Node, table: str) -> Read:
        left, right = (self.reader(arg, table) for arg in node.args)
        return lambda row, month: left(row, month) and right(row, month)

    def read_or(self, node: Node, table: str) -> Read:
        left, right = (self.reader(arg, table) for arg in node.args)
        return lambda row, month: left(row, month) or right(row, month)

    def read_where(self, node: Node, table: str) -> Read:
        condition, then, other = (self.reader(arg, table) for arg in node.args)
        return lambda row, month: then(row, month) if condition(row, month) else other(row, month)

    def read_div(self, node: Node, table: str) -> Read:
        above, below = (self.reader(arg, table) for arg in node.args)

        def divide(row: int, month: int) -> Any:
            divisor = below(row, month)
            if not divisor and node.args[1].op == "lookup":
                return 0  # a missing cell
            return Fraction(above(row, month)) / divisor

        return divide

    def read_date_add(self, node: Node, table: str) -> Read:
        day, count = (self.reader(arg, table) for arg in node.args)
        sign = 1 if node.op == "date_add" else -1
        return lambda row, month: day_after(day(row, month), sign * count(row, month), node.data)

    read_date_sub = read_date_add

    def read_van_aanvrager(self, node: Node, table: str) -> Read:
        inner = self.reader(node.args[0], "persoon")
        return lambda row, month: inner(0, month)

    def read_gather(self, node: Node, table: str) -> Read:
        name, over = node.data
        parent = self.linked.parents[over]
        counts, value = (self.reader(arg, over) for arg in (node.args[0], node.args[-1]))
        collect, above = GATHER[name], self.above(parent, table)

        def gather(row: int, month: int) -> Any:
            rows = self.rows(over)
            if parent != "huishouden":
                rows = [one for one in rows if self.facts[f"#parent {over}"][one] == above(row)]
            return collect([value(one, month) for one in rows if counts(one, month)])

        return gather

    def read_months(self, node: Node, table: str) -> Read:
        inner = self.reader(node.args[0], table)
        if node.data == "in_peilmaand":
            return lambda row, month: inner(row, self.month_of_op)
        collect = MONTHS[node.data]
        return lambda row, month: collect(inner(row, one) for one in range(12))

    def read_rank(self, node: Node, table: str) -> Read:
        over, ways = node.data
        kept, *keys = (self.reader(arg, over) for arg in node.args)
        signs = [-1 if way == "hoogste" else 1 for way in ways]

        def place(row: int, month: int) -> list[Any]:
            return [*(sign * key(row, month) for key, sign in zip(keys, signs, strict=True)), row]

        def rank(row: int, month: int) -> int:
            counting = [one for one in self.rows(over) if kept(one, month)]
            return 1 + sorted(counting, key=lambda one: place(one, month)).index(row) if row in counting else 0

        return rank

    def read_lookup(self, node: Node, table: str) -> Read:
        keys = [self.reader(arg, table) for arg in node.args]
        tables, monthly = self.tables(node.data), node.data.when == "maand"

        def look(row: int, month: int) -> Any:
            cells = tables[month if monthly else 0]
            for read in keys:
                if cells is None:
                    break
                key = read(row, month)
                if isinstance(cells, tuple):  # bands: the last edge at or below the key
                    place = bisect_right(cells[0], key)
                    cells = cells[1][place - 1] if place else None
                else:
                    cells = cells[key]
            return 0 if cells is None else plain(self.pick(cells))  # of a missing cell the outcome is not modelled

        return look

    def tables(self, parameter: LinkedParameter) -> list[Any]:
        """The tables of a parameter: bands as (edges, values), labels as a list, and cells."""

        def read(cells: Any) -> Any:
            if hasattr(cells, "edges"):
                return [plain(edge) for edge in cells.edges], [read(value) for value in cells.values]
            return [read(value) for value in cells.values] if hasattr(cells, "values") else cells

        return [read(month) for month in parameter.months]

    def read_brackets(self, node: Node, table: str) -> Read:
        value, tables, monthly = self.reader(node.args[0], table), self.tables(node.data), node.data.when == "maand"

        def brackets(row: int, month: int) -> Any:
            edges, rates = tables[month if monthly else 0]
            top = value(row, month)
            parts = zip(edges, [*edges[1:], top], rates, strict=True)
            return sum(self.pick(rate) * (min(top, max(low, high)) - low) for low, high, rate in parts if top > low)

        return brackets
