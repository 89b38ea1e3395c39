"""What a screening wants to know of each scheme in one year, from the values of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from voorzieningen.evaluate import Program, Span, Values
from voorzieningen.rulebook import Outcome

AWARD, ADVANCE, ELAPSED, UNMODELLED, RIGHT = "award", "advance", "elapsed", "unmodelled", "right"
_NONE: Span = (Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Measures:
    """Reads the measures `scheme.award`, `.advance`, `.elapsed`, `.unmodelled` and `.right` off the values of a run.

    `month` is the place (0..11) of the month of the peildatum in this year; `elapsed` is the sum of the exact month
    amounts through that month, from the first month that can still be claimed.
    """

    program: Program
    month: int
    claim_from: Mapping[str, date]

    def __call__(self, values: Values, mode: str) -> Mapping[str, Span]:
        """Measure name to lowest and highest, in EUR; truths are 0 and 1."""
        found: dict[str, Span] = {}
        for scheme, outcome in self.program.linked.outcomes.items():
            found[f"{scheme}.{AWARD}"] = self._number(outcome.award, values[outcome.award], mode)
            if outcome.advance:
                value = values[outcome.advance]
                found[f"{scheme}.{ADVANCE}"] = self._number(outcome.advance, value[self.month] if isinstance(value, list) else value, mode)
            found[f"{scheme}.{ELAPSED}"] = self._elapsed(outcome, values, mode)
            found[f"{scheme}.{UNMODELLED}"] = self._unmodelled(outcome, values, mode)
            found[f"{scheme}.{RIGHT}"] = _truth(values[outcome.right][self.month], mode)
        return found

    def _number(self, key: str, value: Any, mode: str) -> Span:
        low, high = value if mode == "bounds" else (value, value)
        return self.program.fraction(key, low), self.program.fraction(key, high)

    def _elapsed(self, outcome: Outcome, values: Values, mode: str) -> Span:
        if outcome.month is None:
            return _NONE
        low = high = Fraction(0)
        begin = self.claim_from.get(outcome.scheme, date.min)
        for month in range(self.month + 1):
            if date(self.program.linked.year, month + 1, 1) >= begin:
                one = self._number(outcome.month, values[outcome.month][month], mode)
                low, high = low + one[0], high + one[1]
        return low, high

    def _unmodelled(self, outcome: Outcome, values: Values, mode: str) -> Span:
        keys = [item.step for item in outcome.unmodelled if item.step]
        flagged = [key for key in (outcome.award, outcome.advance) if key in self.program.source(mode).missing]
        truths = [self._any(values[key], mode) for key in (*keys, *(f"{key}?missing" for key in flagged))]
        return max((low for low, _ in truths), default=Fraction(0)), max((high for _, high in truths), default=Fraction(0))

    @staticmethod
    def _any(value: Any, mode: str) -> Span:
        truths = [_truth(one, mode) for one in value] if isinstance(value, list) else [_truth(value, mode)]
        return max(low for low, _ in truths), max(high for _, high in truths)


def _truth(value: Any, mode: str) -> Span:
    low, high = value if mode == "bounds" else (value, value)
    return Fraction(bool(low)), Fraction(bool(high))
