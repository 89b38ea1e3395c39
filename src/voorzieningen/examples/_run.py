"""Examples computed and held against what they expect; in full, or with every step of one scheme."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from voorzieningen.errors import RuleError, VoorzieningenError
from voorzieningen.evaluate import Outcome, Program, solve
from voorzieningen.examples._plan import expected_of
from voorzieningen.examples._read import Case, read_examples
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.report import Report, Stap
from voorzieningen.rulebook import LinkedStep
from voorzieningen.screening import Measures, Reader, RuleSet, Signals, screen, steps, told_steps

PLAN = "actieplan"
"""The folder with the examples of `actieplan.yaml` and `schulden.yaml`."""
STEP_KEY = re.compile(r"(?P<step>[a-z0-9_.]+?)(?:\[(?P<row>\d+)\])?(?:@(?P<month>\d{4}-\d{2}))?\Z")


@dataclass(frozen=True, slots=True)
class Result:
    """How one example came out; `message` says what differs, and is empty when it passed."""

    scheme: str
    name: str
    message: str

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.message


def run(rules: RuleSet) -> Iterator[Result]:
    """Computes every example; a wrong household or file becomes a message, not an exception."""
    for case in read_examples(rules):
        yield check(case, rules)


def check(case: Case, rules: RuleSet) -> Result:
    """Computes one example and compares."""
    try:
        kind = _PlanRun if case.scheme == PLAN else _SignalRun if case.scheme in rules.book.files.signals else Run
        faults = list(kind(case, rules).faults())
    except VoorzieningenError as error:
        faults = [str(error)]
    return Result(case.scheme, case.example.naam, "; ".join(faults))


def worked(case: Case, rules: RuleSet, name: str) -> tuple[Stap, ...]:
    """An example with every step the scheme or signal `name` rests on, in order of computation; of shared law its own steps.

    Empty when the example says nothing about it; VoorzieningenError for a wrong household.
    """
    if case.scheme in rules.book.files.signals:
        run = _SignalRun(case, rules).signals
        return run.steps(run.program.linked.signals[name])
    return Run(case, rules, name).told(name)


class _Computed(ABC):
    """A computed example, held against what it expects."""

    case: Case

    @abstractmethod
    def found(self, key: str) -> Any:
        """What came out under one key of `verwacht`."""

    def agrees(self, found: Any, expected: Any) -> bool:
        """Whether what was found is what the example expects."""
        return agrees(found, expected, self.case.example.tolerantie)

    def faults(self) -> Iterator[str]:
        for key, expected in self.case.example.verwacht.items():
            found = self.found(key)
            if not self.agrees(found, expected):
                yield f"{key}: verwacht {_text(expected)}, gevonden {_text(found)}"


class _PlanRun(_Computed):
    """An example of the plan and the debts: it expects something of the whole report."""

    def __init__(self, case: Case, rules: RuleSet) -> None:
        self.case, self.report = case, screen(Huishouden.model_validate(case.data), case.day, rules)

    def found(self, key: str) -> Any:
        return expected_of(self.report, key)


class _SignalRun(_Computed):
    """An example of a signal: the facts of the budget stand in the example itself."""

    def __init__(self, case: Case, rules: RuleSet) -> None:
        household = Huishouden.model_validate(case.data)
        place = rules.book.files.place(household.gemeente, household.waterschap)
        program = rules.signals(case.day.year, place)
        facts = program.linked.all_facts
        for name in case.example.budget:
            if name not in facts or not facts[name].berekend:
                raise RuleError(f"`{name}` rekent het budget niet uit.", where=case.example.naam, repair="Noem zo'n feit.")
        budget = {name: _ends(value) for name, value in case.example.budget.items()}
        unsaid = {name: (None, None) for name, fact in facts.items() if fact.berekend and name not in budget}
        self.case, self.signals = case, Signals(program, household, case.day, {**unsaid, **budget})

    def found(self, key: str) -> Any:
        linked = self.signals.program.linked
        if key in linked.signals:
            return next(one.uitkomst for one in self.signals.all() if one.id == key)
        scheme, _, what = key.rpartition(".")
        if scheme in linked.signals and what == "ontbreekt":
            return sorted({vraag.feit for one in self.signals.all() if one.id == scheme for vraag in one.ontbreekt})
        if scheme in linked.signals and what == "drempel":
            return next(one.drempel for one in self.signals.all() if one.id == scheme)
        match = STEP_KEY.match(key)
        step = linked.by_key.get(match["step"]) if match else None
        if match is None or step is None:
            raise RuleError(f"`{key}` is geen stap.", where=self.case.example.naam, repair="Noem signaal.stap, met [rij].")
        value = self.signals.solved.values[step.key]
        value = value[int(match["row"]) - 1] if match["row"] else value
        return read(value[self.case.day.month - 1] if step.when == "maand" else value, step, self.signals)


def _ends(value: Any) -> tuple[Any, Any]:
    """A fact of the budget as an example writes it: a number, a range `-20..15`, or a date."""
    if isinstance(value, date):
        return value, value
    if isinstance(value, bool):
        return Fraction(value), Fraction(value)
    low, _, high = str(value).partition("..")
    return Fraction(low), Fraction(high or low)


class Run(_Computed):
    def __init__(self, case: Case, rules: RuleSet, only: str | None = None) -> None:
        self.case, self.rules, self.day = case, rules, case.day
        self.household = Huishouden.model_validate(case.data)
        if case.packs is not None:
            self.rules = rules.with_packs(case.packs)
        self.at = self.rules.book.files.place(self.household.gemeente, self.household.waterschap)
        self.program: Program = self._program(None)
        if only in self.program.linked.outcomes:
            self.program = self._program(only)
        self.situation = Situation(self.household, self.program.linked, self.day)
        self.measures = Measures(self.program, self.day.month - 1)
        self.solved: Outcome = solve(self.measures, self.situation, self.small)
        self._report: Report | None = None

    def small(self, scheme: str) -> Measures:
        return Measures(self._program(scheme), self.day.month - 1)

    def _program(self, scheme: str | None) -> Program:
        if self.case.local:
            return self.rules.local(self.day.year, self.at, scheme)
        return self.rules.program(self.day.year, None if scheme is None else frozenset({scheme}))

    def report(self) -> Report:
        if self._report is None:
            self._report = screen(self.household, self.day, self.rules)
        return self._report

    def found(self, key: str) -> Any:
        outcomes = self.program.linked.outcomes
        if key in outcomes:
            return self.report().regelingen[key].recht
        scheme, _, what = key.rpartition(".")
        if scheme in outcomes and what == "ontbreekt":
            return sorted({one.feit for one in self.report().regelingen[scheme].ontbreekt})
        match = STEP_KEY.match(key)
        step = self.program.linked.by_key.get(match["step"]) if match else None
        if match is None or step is None:
            raise RuleError(
                f"`{key}` is geen stap.",
                where=self.case.example.naam,
                repair="Noem regeling.stap, met [rij] en @maand.",
            )
        return self.value(step, match["row"], match["month"])

    def told(self, name: str) -> tuple[Stap, ...]:
        """The steps with their values, as a report has them."""
        month, linked = self.day.month - 1, self.program.linked
        if outcome := linked.outcomes.get(name):
            return steps(self.program, self.situation, self.solved, outcome, month, {}, choices=True)
        own = {step.key for step in linked.steps if step.file == name}
        return told_steps(Reader(self.program, self.situation, self.solved, month, choices=True), own, {})

    def value(self, step: LinkedStep, row: str | None, month: str | None) -> Any:
        if row is None and month is None:
            for outcome in filter(lambda one: one.pays, self.program.linked.outcomes.values()):
                for name, key in (("award", outcome.award), ("advance", outcome.advance)):
                    if key == step.key:
                        return self.measures.number(
                            f"{outcome.scheme}.{name}", self.solved.measures[f"{outcome.scheme}.{name}"]
                        )
        value = self.solved.values[step.key]
        if row is not None:
            value = value[self.place(step.who, int(row) - 1)]
        if step.when == "maand":
            value = value[int(month[5:]) - 1 if month else self.day.month - 1]
        return read(value, step, self)

    def place(self, table: str, entered: int) -> int:
        """The row of the computation for a row in order of entry: the aanvrager comes first there."""
        if table != "persoon":
            return entered
        person = self.household.personen[entered]
        return next(at for at, row in enumerate(self.situation.rows["persoon"]) if row.source is person)


class _Solved(Protocol):
    """A solved example: the program and what came out."""

    program: Program
    solved: Outcome


def read(value: Any, step: LinkedStep, of: _Solved) -> Any:
    """A value of a run as an expectation writes it; a number as its lowest and highest."""
    wide = of.solved.mode == "bounds"
    if step.type.kind == "keuze":
        bits = value if wide else 1 << value
        return " of ".join(label for at, label in enumerate(step.type.labels) if bits >> at & 1)
    low, high = value if wide else (value, value)
    if step.type.kind == "ja_nee":
        return bool(low) if bool(low) == bool(high) else "onbekend"
    if step.type.kind == "datum":
        return date.fromordinal(low) if low == high else (date.fromordinal(low), date.fromordinal(high))
    return of.program.fraction(step.key, low), of.program.fraction(step.key, high)


def agrees(found: Any, expected: Any, tolerance: Decimal) -> bool:
    """Whether what was found is what an example expects."""
    if isinstance(expected, list):
        return bool(found == sorted(expected))
    if not isinstance(found, tuple):
        wanted = {True: "ja", False: "nee"}[expected] if isinstance(expected, bool) and isinstance(found, str) else expected
        return bool(found == wanted)
    low, _, high = str(expected).partition("..")
    margin = Fraction(tolerance)
    return all(abs(one - other) <= margin for one, other in zip(found, (Fraction(low), Fraction(high or low)), strict=True))


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        texts = [_text(one) for one in value]
        return texts[0] if texts[0] == texts[1] else "..".join(texts)
    if isinstance(value, Fraction):
        return f"{float(value):.4f}".rstrip("0").rstrip(".")
    return {True: "ja", False: "nee"}[value] if isinstance(value, bool) else str(value)
