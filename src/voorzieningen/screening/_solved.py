"""One solved calendar year, as a screening reads it: amounts in EUR, days, open questions, and what nobody filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.report import Stap, Vraag
from voorzieningen.rulebook import Outcome
from voorzieningen.screening._measure import AWARD, UNMODELLED, Measures
from voorzieningen.screening._open import open_questions
from voorzieningen.texts import texts


@dataclass(frozen=True, slots=True)
class SolvedYear:
    """One solved calendar year."""

    program: Program
    situation: Situation
    solved: Solved
    measures: Measures
    month: int
    told: dict[str, Stap] = field(default_factory=dict)
    """Its steps in words, as far as somebody asked for them."""

    def questions(self, outcome: Outcome, *, received: bool = False, back_to: bool = False) -> tuple[Vraag, ...]:
        """The open facts an undecided scheme waits for, also for what it receives, and for how far back a claim reaches."""
        roots = [key for key in outcome.roots if received or key != outcome.received]
        roots += [outcome.back_to] if back_to and outcome.back_to else []
        return open_questions(self.program, self.situation, self.solved, tuple(roots))

    def unfilled(self, outcome: Outcome) -> tuple[str, ...]:
        """What an undecided outcome waits for that a municipality or water board chooses and nobody filled in."""
        if self.solved.paths is None:
            return ()
        keys = self.solved.paths.down(tuple(key for key in outcome.roots if key != outcome.received)).unfilled
        terms = (self.program.linked.files[file].open.get(name) for file, name in (key.split(".", 1) for key in keys))
        return tuple(dict.fromkeys(term.wat if term else texts()("screening.niet_ingevuld.bedrag_toen") for term in terms))

    def row_unfilled(self, outcome: Outcome, at: int) -> bool:
        """Whether the amount of one row may rest on something nobody filled in."""
        rows = self.solved.values.get(f"{outcome.per_row}?unfilled")
        return rows is not None and any(one[1] for one in (rows[at] if isinstance(rows[at], list) else (rows[at],)))

    def measure(self, scheme: str, name: str) -> tuple[Fraction, Fraction]:
        """A measure in EUR; a scheme without it gives its award, and what is not computed is no amount."""
        key = f"{scheme}.{name}" if f"{scheme}.{name}" in self.solved.measures else f"{scheme}.{AWARD}"
        low, high = self.measures.number(key, self.solved.measures[key])
        if name == UNMODELLED:
            return low, high
        surely, maybe = self.solved.measures[f"{scheme}.{UNMODELLED}"]
        return (Fraction(0) if maybe else low), (Fraction(0) if surely else high)

    def days(self, key: str) -> tuple[date, date]:
        """The first and the last day a date step may mean."""
        value = self.solved.values[key]
        value = value[self.month] if isinstance(value, list) else value
        first, last = value if self.solved.mode == "bounds" else (value, value)
        return date.fromordinal(first), date.fromordinal(last)

    def deadline(self, outcome: Outcome) -> date | None:
        """The last day to claim; of a range its first day, because that is the safe one."""
        return self.days(outcome.deadline)[0] if outcome.deadline else None
