"""What a screening wants to know of each scheme in one year, from the values of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from voorzieningen.evaluate import Program, Span, Values
from voorzieningen.rulebook import Outcome

AWARD, ADVANCE, LIMIT, ELAPSED, CLAIMABLE, UNMODELLED = "award", "advance", "limit", "elapsed", "claimable", "unmodelled"
RECEIVED, RECEIVED_SO_FAR = "received", "received_so_far"


@dataclass(frozen=True, slots=True)
class Measures:
    """Reads `scheme.award`, `.advance`, `.limit`, `.elapsed`, `.claimable`, `.received` and `.unmodelled` off a run.

    `month` is the place (0..11) of the month of the peildatum in this year. `elapsed` is the sum of the exact month
    amounts through that month, `claimable` the part of it a claim made today still reaches. Of a scheme that pays no
    amount the award says whether there is a right in some month (on the peildatum, of a scheme that is tested then), and the
    advance whether there is one now.
    """

    program: Program
    month: int

    def __call__(self, values: Values, mode: str) -> Mapping[str, Span]:
        """Measure name to lowest and highest integer, over `below(name)`."""
        found: dict[str, Span] = {}
        wide = mode == "bounds"
        for scheme, outcome in self.program.linked.outcomes.items():
            award = values[outcome.award]
            if not outcome.pays:
                months = [_pair(value, wide) for value in award]
                if outcome.at_once:
                    months = [months[self.month]] * len(months)
                found[f"{scheme}.{AWARD}"] = int(max(low for low, _ in months)), int(max(high for _, high in months))
                found[f"{scheme}.{ADVANCE}"] = int(months[self.month][0]), int(months[self.month][1])
            else:
                found[f"{scheme}.{AWARD}"] = _pair(award, wide)
            for what, key in ((ADVANCE, outcome.advance), (LIMIT, outcome.limit)):
                if key:
                    value = values[key]
                    found[f"{scheme}.{what}"] = _pair(value[self.month] if isinstance(value, list) else value, wide)
            if outcome.month:
                months = [_pair(value, wide) for value in values[outcome.month][: self.month + 1]]
                found[f"{scheme}.{ELAPSED}"] = _total(months)
                late, early = self._begin(outcome, values, wide)
                found[f"{scheme}.{CLAIMABLE}"] = _total(months[late:])[0], _total(months[early:])[1]
            if outcome.received:
                value = values[outcome.received]
                months = [_pair(one, wide) for one in (value if isinstance(value, list) else [value] * 12)]
                found[f"{scheme}.{RECEIVED}"] = months[self.month]
                found[f"{scheme}.{RECEIVED_SO_FAR}"] = _total(months[: self.month + 1])
            found[f"{scheme}.{UNMODELLED}"] = self._unmodelled(outcome, values, mode)
        return found

    def number(self, name: str, span: Span) -> tuple[Fraction, Fraction]:
        """A measure as the numbers it stands for: EUR, or 0 and 1 for a truth."""
        scheme, _, what = name.rpartition(".")
        outcome = self.program.linked.outcomes[scheme]
        keys = {AWARD: outcome.award, ADVANCE: outcome.advance, LIMIT: outcome.limit, UNMODELLED: None}
        keys |= {RECEIVED: outcome.received, RECEIVED_SO_FAR: outcome.received}
        key = keys.get(what, outcome.month)
        below = self.program.denominators.step(key) if key else 1
        return Fraction(span[0], below), Fraction(span[1], below)

    def _begin(self, outcome: Outcome, values: Values, wide: bool) -> Span:
        """The first month a claim made today reaches, at the latest and at the earliest."""
        if outcome.back_to is None:
            return 0, 0
        early, late = _pair(values[outcome.back_to], wide)
        first_days = self.program.first_days
        return sum(day < late for day in first_days), sum(day < early for day in first_days)

    def _unmodelled(self, outcome: Outcome, values: Values, mode: str) -> Span:
        flagged = self.program.source(mode).missing
        keys = [item.step for item in outcome.unmodelled if item.step]
        keys += [f"{key}?missing" for key in (outcome.award, outcome.advance) if key in flagged]
        low = high = 0
        for key in keys:
            value = values[key]
            for one in value if isinstance(value, list) else (value,):
                a, b = _pair(one, mode == "bounds")
                low, high = max(low, a), max(high, b)
        return int(low), int(high)


def _pair(value: Any, wide: bool) -> Span:
    return value if wide else (value, value)


def _total(months: list[Span]) -> Span:
    return sum(low for low, _ in months), sum(high for _, high in months)
