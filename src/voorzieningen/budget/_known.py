"""What is known of a household in each month ahead: the values of the `budget` steps of the rules, as amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.budget._calendar import Ahead, Span
from voorzieningen.evaluate import Program, Values
from voorzieningen.facts import Situation
from voorzieningen.formula import HOUSEHOLD, MONTH
from voorzieningen.household import Bereik, Gedateerd, Huishouden
from voorzieningen.rulebook import BUDGET as RULES


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One computed calendar year; `wide` when its values are pairs."""

    program: Program
    situation: Situation
    values: Values
    wide: bool
    _places: dict[str, dict[str, int]] = field(default_factory=dict)

    def place(self, table: str, path: str) -> int:
        """The place of a row, by its path in the household: rows that may exist differ from year to year."""
        if table not in self._places:
            self._places[table] = {row.path: at for at, row in enumerate(self.situation.rows[table])}
        return self._places[table][path]

    def span(self, key: str, month: int, path: str = "") -> Span:
        """A step in a month (1..12), of one row when it has rows."""
        step = self.program.linked.by_key[key]
        value: Any = self.values[key]
        if step.who != HOUSEHOLD:
            value = value[self.place(step.who, path)]
        if step.when == MONTH:
            value = value[month - 1]
        low, high = value if self.wide else (value, value)
        return self.program.fraction(key, low), self.program.fraction(key, high)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of a household over the years a budget looks at."""

    household: Huishouden
    ahead: Ahead
    runs: Mapping[int, Run]

    @property
    def now(self) -> Run:
        """The year of the peildatum."""
        return self.runs[self.ahead.op.year]

    @property
    def has_rules(self) -> bool:
        """Whether the rules say what comes in and goes out."""
        return RULES in self.now.program.linked.files

    def at(self, step: str, day: date, path: str = "") -> Span:
        """A step of the budget rules in the month of a day."""
        return self.runs.get(day.year, self.now).span(f"{RULES}.{step}", day.month, path)

    def today(self, step: str, path: str = "") -> Span:
        """A step of the budget rules in the month of the peildatum."""
        return self.at(step, self.ahead.op, path)

    def months(self, step: str, path: str = "") -> tuple[Span, ...]:
        """A step of the budget rules in each month ahead."""
        return tuple(self.at(step, day, path) for day in self.ahead.firsts[:12])

    def truth(self, step: str, path: str = "") -> bool:
        """Whether something may hold in the month of the peildatum."""
        return self.today(step, path)[1] > 0

    def sentence(self, step: str) -> str:
        """The sentence that belongs to a step of the budget rules."""
        return self.now.program.linked.by_key[f"{RULES}.{step}"].texts[0][2]

    def expected(self) -> tuple[str, ...]:
        """The kinds of expenses of which the rules say whether every household has them."""
        prefix = f"{RULES}.verwacht_"
        return tuple(key.removeprefix(prefix) for key in self.now.program.linked.by_key if key.startswith(prefix))


def amount_on(value: Any, day: date) -> Span | None:
    """An amount of the household itself as it holds on a day; None when nobody said."""
    if isinstance(value, Gedateerd):
        held = [one for key, one in value.waarden if key <= day]
        value = held[-1] if held else None
    if isinstance(value, Bereik):
        return Fraction(value.laagst), Fraction(value.hoogst)
    return (Fraction(value), Fraction(value)) if isinstance(value, Decimal) else None


def is_unknown(span: Span) -> bool:
    """Whether an amount a month has no limit that says anything: nobody gave it."""
    return span[0] <= 0 and span[1] >= _NO_LIMIT


_NO_LIMIT = Fraction(5_000)
"""EUR a month: no household this is for has a stream that may be nothing and may be this much."""
