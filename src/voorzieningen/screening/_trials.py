"""What would become of the schemes of the country if one open fact were known: each trial answer as one row of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from voorzieningen.evaluate import Values
from voorzieningen.facts import Domain, Situation, Variable
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Feit
from voorzieningen.screening._measure import AWARD, Measures
from voorzieningen.screening._ruleset import RuleSet

_ANSWERS = 2
"""How many answers to one question are tried: the first and the last."""


class Trials:
    """Trial answers of one household on one date."""

    def __init__(self, household: Huishouden, op: date, rules: RuleSet) -> None:
        self.program = rules.program(op.year)
        self.situation = Situation(household, self.program.linked, op)
        self.measures = Measures(self.program, op.month - 1)
        self._now: Mapping[str, Fraction] | None = None

    def gains(self, fact: str, row: str, cap: Decimal) -> tuple[Decimal, ...]:
        """For each trial answer by how many EUR a year what is open becomes less, each scheme counted up to `cap`.

        Empty for what is no open fact by itself, such as a list nobody gave or a fact a rule estimates.
        """
        if not self.situation.variables:
            return ()
        wanted = f"{row}." if row else ""
        open_now = {
            at: one
            for at, one in enumerate(self.situation.variables)
            if one.fact == fact and self.situation.rows[one.table][one.row].path == wanted
        }
        if not open_now:
            return ()
        if self._now is None:
            self._now = self._open(self.program.run("bounds", self.situation.bounds()))
        before, found = self._now, []
        for box in self._boxes(self.program.linked.facts[fact], open_now):
            after = self._open(self.program.run("bounds", self.situation.bounds(box)))
            most = Fraction(cap)
            less = sum((min(before[name], most) - min(after[name], most) for name in before), Fraction(0))
            found.append(Decimal(less.numerator) / Decimal(less.denominator))
        return tuple(found)

    def _open(self, values: Values) -> Mapping[str, Fraction]:
        """How much of each scheme that pays is open, in EUR a year."""
        found, widths = self.measures(values, "bounds"), {}
        for name, outcome in self.program.linked.outcomes.items():
            if outcome.pays:
                low, high = self.measures.number(f"{name}.{AWARD}", found[f"{name}.{AWARD}"])
                widths[name] = high - low
        return widths

    def _boxes(self, fact: Feit, variables: Mapping[int, Variable]) -> Iterator[dict[int, Domain]]:
        first = next(iter(variables.values()))
        for answer in _answers(fact, first.domain):
            yield dict.fromkeys(variables, answer)


def _answers(fact: Feit, domain: Domain) -> list[Domain]:
    """Some answers within a domain: bands of a number, ends of a date, labels of a choice."""
    if isinstance(domain, int):
        labels = [1 << at for at in range(domain.bit_length()) if domain >> at & 1]
        return [*_spread(labels)]
    low, high = domain
    scale = 10**fact.decimalen
    edges = [int(edge * scale) for edge in fact.banden if low < edge * scale <= high]
    starts, ends = [low, *edges], [*(edge - 1 for edge in edges), high]
    bands: list[Domain] = list(zip(starts, ends, strict=True))
    if len(bands) == 1 and high > low:
        bands = [(low, low), (high, high)]
    return [*_spread(bands)]


def _spread(answers: list[Domain] | list[int]) -> Iterator[Domain]:
    """At most so many of the answers, evenly."""
    step = max(1, (len(answers) - 1) // (_ANSWERS - 1))
    yield from answers[::step][:_ANSWERS]
