"""What linking one year gives: checked steps in order, the parameters and facts they read, and the outcome of each scheme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from voorzieningen.formula import Node, Type
from voorzieningen.rulebook._kinds import CHOSEN, GIVEN, RECEIVED
from voorzieningen.rulebook._models import CONFIDENCES, Aanvragen, Confidence, Feit, Instantie, RegelingFile


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a parameter; `lowest` and `highest` differ when only a range is known."""

    lowest: Fraction
    highest: Fraction
    unfilled: bool = False
    """Whether nobody filled this in: the limits of law stand here."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Values by lower bound: the last row whose edge is at or below the key holds."""

    edges: tuple[Fraction, ...]
    values: tuple[Cells | None, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """Values by label, in the order of the choice; None is a missing cell."""

    values: tuple[Cells | None, ...]


Cells = Cell | Bands | Labels


def leaves(cells: Cells | None) -> Iterator[Cell | None]:
    """All cells of a table, None where one is missing."""
    if isinstance(cells, (Bands, Labels)):
        for value in cells.values:
            yield from leaves(value)
    else:
        yield cells


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source as one step or value uses it: its id in the file, how sure it is and when it was last looked at."""

    file: str
    id: str
    confidence: Confidence
    seen: date


@dataclass(frozen=True, slots=True, eq=False)
class LinkedParameter:
    """A parameter in one year: one table for the year, or twelve when it changes by month."""

    key: str
    type: Type
    when: str
    keys: tuple[Node, ...]
    edge: Type | None
    """The type of the lower bounds of its brackets; None when it has none."""
    months: tuple[Cells | None, ...]
    """None for a month without a value: only what is local may begin or end within a year."""
    since: tuple[date, ...]
    """The date key each of `months` comes from; 1 January for a month without a value."""
    sources: tuple[SourceUse, ...]
    stale: bool
    place: str

    @property
    def brackets(self) -> bool:
        """Whether it is a rate per bracket."""
        return self.edge is not None

    def cells(self) -> Iterator[Cell | None]:
        """All cells of all months."""
        for month in self.months:
            yield from leaves(month)

    @property
    def unfilled(self) -> bool:
        """Whether somewhere in it a municipality or water board has still to fill something in."""
        return any(cell is not None and cell.unfilled for cell in self.cells())


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounding to a multiple of `step`: rekenkundig (half up), omlaag or omhoog."""

    step: Fraction
    mode: str


@dataclass(frozen=True, slots=True, eq=False)
class LinkedStep:
    """A step, condition or `recht` of one file in one year."""

    key: str
    kind: str
    """stap | voorwaarde | recht | niet_gemodelleerd"""
    node: Node
    type: Type
    who: str
    when: str
    rounding: Rounding | None
    sources: tuple[SourceUse, ...]
    place: str
    texts: tuple[tuple[str, str, str], ...] = ()
    """The formula as written: (condition, formula, explanation) a line; a plain formula has an empty condition."""
    yes: str = ""
    no: str = ""

    @property
    def file(self) -> str:
        """The scheme this step belongs to."""
        return self.key.split(".", 1)[0]

    @property
    def name(self) -> str:
        """The name within its file."""
        return self.key.split(".", 1)[1]


@dataclass(frozen=True, slots=True, eq=False)
class Unmodelled:
    """Something a scheme does not compute; `step` is the condition under which it matters, or None for a remark."""

    what: str
    step: str | None
    ask: str


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """Answers that do not fit together: the truth that says so, per household or per row, and the two sentences."""

    name: str
    step: str
    what: str
    do: str


EVERYONE, APPLICANT = "", "aanvrager"

Rhythm = Literal["maand", "kwartaal", "jaar", "eenmalig", "geen", "grens"]
"""How often an outcome is paid; `geen` when no amount can be computed."""


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """The steps, facts and parameters an outcome rests on, the weakest confidence among them, and what is out of date."""

    steps: frozenset[str]
    facts: frozenset[str]
    parameters: frozenset[str]
    confidence: Confidence
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one scheme gives: the keys of its award, advance and month amount, and what surrounds them."""

    scheme: str
    award: str
    """The amount over the year; the right itself when nothing is paid."""
    advance: str | None
    month: str | None
    per_row: str | None
    received: str | None
    """What is received each month, when the household does not say so."""
    limit: str | None
    """The amount a month that stays with the household, of a scheme that protects and does not pay."""
    rhythm: Rhythm
    at_once: bool
    """Whether it is tested on the peildatum, and not over the year."""
    gross: bool
    """Whether its amounts are before tax."""
    in_incomes: bool
    """Whether the household tells it among its incomes."""
    saves: bool
    """Whether it is a bill that need not be paid, and no money to receive."""
    paid_in: tuple[str, ...]
    right: str
    conditions: tuple[str, ...]
    received_as: tuple[str, ...]
    apply: Aanvragen | None
    deadline: str | None
    same_deadline: bool
    """Whether the last day to claim is the same for every household."""
    back_to: str | None
    body: Instantie | None
    """Whose scheme it is, when it only holds in one municipality or water board."""
    unmodelled: tuple[Unmodelled, ...]
    given: Basis
    """What the outcome rests on when every fact that could be estimated is given."""
    estimated: Basis
    """The same with the steps that estimate facts nobody gave."""
    guesses: Mapping[str, frozenset[str]]
    """For each fact a rule may estimate, of whom it is read: a role (the key of a step), EVERYONE or APPLICANT."""

    @property
    def pays(self) -> bool:
        """Whether an amount that is paid can be computed."""
        return self.rhythm not in ("geen", "grens")

    @property
    def roots(self) -> tuple[str, ...]:
        """The steps the outcome is read from."""
        return (
            self.award,
            *filter(None, (self.advance, self.month, self.per_row, self.received, self.limit)),
            *(item.step for item in self.unmodelled if item.step),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """An arrears signal: the step that says how serious it is, what was measured, and what both rest on."""

    name: str
    severity: str
    measured: str | None
    agreed: str | None
    """The truth that all of it is paid in parts, as agreed."""
    deadline: str | None
    """The date on which something happens."""
    basis: Basis


@dataclass(frozen=True, slots=True, eq=False)
class LinkedYear:
    """The rules of one calendar year, checked and in order of computation."""

    year: int
    digest: str
    steps: tuple[LinkedStep, ...]
    facts: Mapping[str, Feit]
    """The facts some step of this year reads."""
    all_facts: Mapping[str, Feit]
    fact_types: Mapping[str, Type]
    parents: Mapping[str, str]
    maxima: Mapping[str, int]
    only_if: Mapping[str, Mapping[str, Any]]
    """For a table: the facts its parent rows must have to have rows of it."""
    only_now: frozenset[str]
    """The tables whose rows are about the peildatum only."""
    parameters: Mapping[str, LinkedParameter]
    outcomes: Mapping[str, Outcome]
    files: Mapping[str, RegelingFile]
    received: frozenset[str]
    """Schemes whose received money some step reads through `ontvangt.`"""
    warnings: tuple[Clash, ...]
    by_key: Mapping[str, LinkedStep] = field(default_factory=dict)
    signals: Mapping[str, Signal] = field(default_factory=dict)

    def only(self, schemes: frozenset[str], *, warnings: bool = False, file: str = "") -> LinkedYear:
        """The same year with the outcomes of some schemes and what those rest on, with or without the warnings.

        With `file` the steps of that file are kept too.
        """
        told = self.warnings if warnings else ()
        outcomes = {name: outcome for name, outcome in self.outcomes.items() if name in schemes}
        todo = [key for one in outcomes.values() for key in (*one.roots, *one.conditions, one.deadline, one.back_to) if key]
        todo += [one.step for one in told]
        todo += [step.key for step in self.steps if step.file == file]
        steps: set[str] = set()
        facts: set[str] = set()
        while todo:
            key = todo.pop()
            if key in steps or key not in self.by_key:
                continue
            steps.add(key)
            todo.append(key + CHOSEN)
            for node in self.by_key[key].node.walk():
                if node.op == "step":
                    todo.append(str(node.data))
                elif node.op == "fact":
                    facts.add(str(node.data).removesuffix(GIVEN))
        kept = tuple(step for step in self.steps if step.key in steps)
        return replace(
            self,
            steps=kept,
            facts={name: fact for name, fact in self.facts.items() if name in facts},
            outcomes=outcomes,
            received=frozenset(name for name in self.received if RECEIVED + name in facts),
            warnings=told,
            by_key={step.key: step for step in kept},
        )


def weakest(uses: Iterable[Confidence]) -> Confidence:
    """The weakest confidence of some sources; `officieel` when there are none."""
    return CONFIDENCES[max((CONFIDENCES.index(use) for use in uses), default=0)]
