"""An independent evaluator of the checked tree in plain Python and Fractions, one row and one month at a time.

It shares the tree with the library and nothing else: no denominators, no generated code, no arithmetic of its own that
the library uses too. Facts come from the exact input of a Situation, as numbers again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from voorzieningen.rulebook import Cell, LinkedParameter, LinkedStep, LinkedYear

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


class Oracle:
    """The steps of one year, for one household after another.

    `pick` chooses within a cell of which only a range is known; an exact run takes the lowest.
    """

    def __init__(self, linked: LinkedYear, pick: Callable[[Cell], Fraction] | None = None) -> None:
        self.linked, self.pick, year = linked, pick or operator.attrgetter("lowest"), linked.year
        self.ops = {name.removeprefix("op_"): getattr(self, name) for name in dir(self) if name.startswith("op_")}
        self.edges: dict[int, list[int]] = {}
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
        self.facts, self.known = facts, dict[Any, Any]()
        self.month_of_op = {year: today.month - 1}.get(today.year, 11 if today.year > year else 0)
        self.days |= {"peildatum": [today.toordinal()] * 12, "begin_peilmaand": [today.replace(day=1).toordinal()] * 12}
        return {step.key: self.shaped(step) for step in self.linked.steps}

    def shaped(self, step: LinkedStep) -> Any:
        def months(row: int) -> Any:
            if step.when != "maand":
                return self.step(step, step.who, row, 0)
            return [self.step(step, step.who, row, month) for month in range(12)]

        return months(0) if step.who == "huishouden" else [months(row) for row in self.facts[f"#rows {step.who}"]]

    def step(self, step: LinkedStep, table: str, row: int, month: int) -> Any:
        key = step.key, self.row(step.who, table, row), month if step.when == "maand" else 0
        if key not in self.known:
            try:
                value = self.node(step.node, table, row, month)
                if step.rounding:
                    value = ROUND[step.rounding.mode](Fraction(value) / step.rounding.step) * step.rounding.step
            except ZeroDivisionError:  # only where the step rounds: the outcome is then not modelled
                value = 0
            self.known[key] = plain(value)
        return self.known[key]

    def row(self, who: str, table: str, row: int) -> int:
        """The row of `who` above a row of `table`."""
        while table not in (who, "huishouden"):
            parent = self.linked.parents[table]
            row, table = (0 if parent == "huishouden" else self.facts[f"#parent {table}"][row]), parent
        return row if who != "huishouden" else 0

    def node(self, node: Any, table: str, row: int, month: int) -> Any:
        if node.op in PLAIN:
            try:
                return PLAIN[node.op](*[self.node(arg, table, row, month) for arg in node.args])
            except ZeroDivisionError:
                if node.op not in ("lt", "le", "eq"):
                    raise
                return False
        return self.ops[node.op](node, table, row, month)

    def op_const(self, node: Any, *_: Any) -> Any:
        return plain(node.data)

    def op_fact(self, node: Any, table: str, row: int, month: int) -> Any:
        value = self.facts[node.data]
        if node.who != "huishouden":
            value = value[self.row(node.who, table, row)]
        value = value[month] if node.when == "maand" else value
        if node.type.kind != "getal":
            return value
        fact = self.linked.facts.get(node.data)  # what is received has no fact and counts in cents
        return plain(Fraction(value, 10**fact.decimalen if fact else 100))

    def op_step(self, node: Any, table: str, row: int, month: int) -> Any:
        return self.step(self.linked.by_key[node.data], table, row, month)

    def op_builtin(self, node: Any, table: str, row: int, month: int) -> int:
        return self.days[node.data][month]

    def op_and(self, node: Any, *at: Any) -> bool:
        return self.node(node.args[0], *at) and self.node(node.args[1], *at)

    def op_or(self, node: Any, *at: Any) -> bool:
        return self.node(node.args[0], *at) or self.node(node.args[1], *at)

    def op_where(self, node: Any, *at: Any) -> Any:
        return self.node(node.args[1 if self.node(node.args[0], *at) else 2], *at)

    def op_div(self, node: Any, *at: Any) -> Any:
        above, below = (self.node(arg, *at) for arg in node.args)
        return Fraction(above) / below if below or node.args[1].op != "lookup" else 0  # 0: a missing cell

    def op_date_add(self, node: Any, *at: Any) -> int:
        day, count = (self.node(arg, *at) for arg in node.args)
        return day_after(day, count if node.op == "date_add" else -count, node.data)

    op_date_sub = op_date_add

    def op_van_aanvrager(self, node: Any, table: str, row: int, month: int) -> Any:
        return self.node(node.args[0], "persoon", 0, month)

    def op_gather(self, node: Any, table: str, row: int, month: int) -> Any:
        name, over = node.data
        parent = self.linked.parents[over]
        rows = self.facts[f"#rows {over}"]
        if parent != "huishouden":
            rows = [one for one in rows if self.facts[f"#parent {over}"][one] == self.row(parent, table, row)]
        counted = [one for one in rows if self.node(node.args[0], over, one, month)]
        return GATHER[name]([self.node(node.args[-1], over, one, month) for one in counted])

    def op_months(self, node: Any, table: str, row: int, month: int) -> Any:
        if node.data == "in_peilmaand":
            return self.node(node.args[0], table, row, self.month_of_op)
        return MONTHS[node.data](self.node(node.args[0], table, row, one) for one in range(12))

    def op_rank(self, node: Any, table: str, row: int, month: int) -> int:
        over, ways = node.data

        def place(one: int) -> list[Any]:
            keys = [self.node(arg, over, one, month) for arg in node.args[1:]]
            return [-key if way == "hoogste" else key for key, way in zip(keys, ways, strict=True)] + [one]

        kept = [one for one in self.facts[f"#rows {over}"] if self.node(node.args[0], over, one, month)]
        return [*sorted(kept, key=place), row].index(row) + 1 if row in kept else 0

    def op_lookup(self, node: Any, table: str, row: int, month: int) -> Any:
        cells = self.cells(node.data, month)
        for arg in node.args:
            key = self.node(arg, table, row, month)
            place = self.last_edge(cells, key) if hasattr(cells, "edges") else key
            cells = cells.values[place] if place >= 0 else None
            if cells is None:
                return 0  # a missing cell; the outcome is then not modelled
        return plain(self.pick(cells))

    def last_edge(self, bands: Any, key: Any) -> int:
        """The place of the last edge at or below the key, -1 when there is none."""
        if id(bands) not in self.edges:
            self.edges[id(bands)] = [plain(edge) for edge in bands.edges]
        return sum(1 for edge in self.edges[id(bands)] if edge <= key) - 1

    def op_brackets(self, node: Any, table: str, row: int, month: int) -> Any:
        bands, value = self.cells(node.data, month), self.node(node.args[0], table, row, month)
        tops = [*bands.edges[1:], value]
        return sum(
            self.pick(rate) * (min(value, max(low, top)) - low)
            for low, top, rate in zip(bands.edges, tops, bands.values, strict=True)
            if value > low
        )

    def cells(self, parameter: LinkedParameter, month: int) -> Any:
        return parameter.months[month if parameter.when == "maand" else 0]
