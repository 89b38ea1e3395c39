"""Unknown facts cut into cases until the bounds are as narrow as the completions they contain, up to a fixed number of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Protocol

from voorzieningen.evaluate.critical import Paths, may_hold
from voorzieningen.evaluate.program import Program, Values
from voorzieningen.evaluate.settled import NOTHING, Settled, decided, holds
from voorzieningen.facts import Domain, Situation, halves, points

Span = tuple[int, int]


class Measure(Protocol):
    """From the values of a run and its mode to what the caller wants to know, as lowest and highest integer.

    A name is that of an outcome, a dot and what of it: `zorgtoeslag.award`.
    """

    @property
    def program(self) -> Program:
        """The program whose values are read."""
        ...

    def __call__(self, values: Values, mode: str, /) -> Mapping[str, Span]:
        """Every measure of one run."""
        ...


PATIENCE = 16
"""How often an end is cut without coming closer before it is left as it is."""
RUNS = 48
"""How many cases of an outcome are tried at most with one or two open facts, fewer with more, since many unknowns stay wide
anyhow. The union of all cases is the outcome, so stopping early is only wider."""
POOL = 4 * RUNS
"""How many cases are tried at most of all outcomes of a year."""
TRIES = 24
"""How many corners are tried at most to see whether answers can make a missing local rule needless."""
MANY, FEW = 8, 2
"""With more open facts than this (FEW for an outcome without an amount) an outcome is left as the whole run has it: cutting
a few of them changes little."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a household can expect: the measures over all completions, and the values of the run over the whole domain.

    `mode` says what `values` holds: integers of an exact run, or pairs of a bounds run. `paths` leads from a step of a
    bounds run to the open facts it waits for.
    """

    measures: Mapping[str, Span]
    values: Values
    mode: str
    paths: Paths | None = None


def solve(
    measure: Measure, situation: Situation, small: Callable[[str], Measure] | None, known: Settled = NOTHING
) -> Outcome:
    """The outcome for one household in one year; each completion of its unknowns lies inside.

    `small` gives the measures of one outcome on a program that computes no more than that outcome needs: its cases are run
    on that. Without it nothing is cut into cases: sooner done, and as wide as one run is. `known` are steps another run has
    computed already; for that the program must resume.
    """
    program = measure.program
    if not situation.variables and not situation.has_possible_rows:
        values = program.run("exact", situation.exact(), known.exact)
        if not _meets_ranges(program, values):
            return Outcome(measure(values, "exact"), values, "exact")
    values = program.run("bounds", situation.bounds(), known.bounds)
    found, paths = dict(measure(values, "bounds")), Paths(program, situation, values)
    undecided = dict.fromkeys(name.split(".", 1)[0] for name, (low, high) in found.items() if low != high)
    pool = POOL
    if small is None:
        return Outcome(found, values, "bounds", paths)
    for name in undecided:
        outcome = program.linked.outcomes[name]
        critical = paths.variables(outcome.roots)
        most = FEW if outcome.rhythm == "geen" else MANY
        if 0 < sum(situation.variables[at].can_split for at in critical) <= most:
            begin = {key: span for key, span in found.items() if key.startswith(f"{name}.")}
            boxes = _Boxes(small(name), situation, critical, begin, values)
            pool -= boxes.cut(pool)
            found |= boxes.seen
    return Outcome(found, values, "bounds", paths)


def can_be_sure(measure: Measure, situation: Situation, values: Values, scheme: str, award: str) -> bool:
    """Whether answers may lead to an award surely above 0: tried with the open facts of one outcome at their ends,
    and a choice at each of its labels.

    `measure` is that of the program of this outcome, `values` those of the bounds run. Too many open facts count as no.
    """
    program = measure.program
    outcome = program.linked.outcomes[scheme]
    critical = Paths(program, situation, values).variables(outcome.roots)
    if not 0 < len(critical) <= MANY:
        return False
    known = decided(program, values)
    if not may_hold(program.run("lowest", situation.bounds(), known)[outcome.award]):
        return False  # whatever is answered, with these terms there is no award: it is never sure
    domains = {at: situation.variables[at].domain for at in critical}
    labels: list[dict[int, Domain]] = [
        {at: 1 << label} for at, domain in domains.items() if isinstance(domain, int)
        for label in range(domain.bit_length()) if domain >> label & 1
    ]  # fmt: skip
    ends = [frozenset[int](), *(frozenset({at}) for at in critical)]
    tries = [(turned, None) for turned in ends] + [(ends[0], one) for one in labels]
    corners = islice(((side, *one) for one in tries for side in (0, 1)), TRIES)
    runs = (program.run("bounds", situation.corner(*corner), known) for corner in corners)
    return any(measure(run, "bounds")[f"{scheme}.{award}"][0] > 0 for run in runs)


@dataclass(slots=True)
class _Case:
    box: dict[int, Domain]
    measures: Mapping[str, Span]
    cuts: dict[int, int]


class _Boxes:
    """The cases of one outcome; together they cover every completion."""

    def __init__(
        self, measure: Measure, situation: Situation, variables: frozenset[int], begin: Mapping[str, Span], values: Values
    ) -> None:
        self.measure, self.situation = measure, situation
        self.known = decided(measure.program, values)
        self.variables = [at for at in sorted(variables) if situation.variables[at].can_split]
        self.cases = [_Case({}, begin, {})]
        self.seen = dict(begin)
        self.inner: dict[str, Span] = {}
        self.stalled: dict[tuple[str, int], int] = {}
        self.found: dict[frozenset[tuple[int, Domain]], Mapping[str, Span]] = {}

    def cut(self, pool: int) -> int:
        """Cuts cases with at most so many runs until no end is wider than the completions found; gives the runs used."""
        used, runs = 0, min(pool, RUNS // max(1, len(self.variables) - 1))
        for side in (0, 1):
            self._note(self._corner(side))
        for name in self.seen:
            for side in (0, 1):
                self._dive(self.cases[0], name, side)
        while used < runs and (chosen := self._widest()) is not None:
            case, at, name, side = chosen
            self.cases.remove(case)
            for half in halves(case.box.get(at, self.situation.variables[at].domain)) or ():
                box = {**case.box, at: half}
                self.cases.append(_Case(box, self._run(box), {**case.cuts, at: case.cuts.get(at, 0) + 1}))
                used += 1
            before = self.seen[name][side]
            self.seen = {
                name: (min(one.measures[name][0] for one in self.cases), max(one.measures[name][1] for one in self.cases))
                for name in self.seen
            }
            if self.seen[name][side] != before:
                self.stalled[(name, side)] = 0
                self._dive(next(one for one in self.cases if one.measures[name][side] == self.seen[name][side]), name, side)
            else:
                self.stalled[(name, side)] = self.stalled.get((name, side), 0) + 1
        return used

    def _corner(self, side: int) -> Mapping[str, Span]:
        """The measures with every variable at an end. What is open without being a variable (a figure of which a range is
        known, rows nobody listed) stays open, because no cut makes that narrower."""
        values = self.measure.program.run("bounds", self.situation.corner(side, ()), self.known)
        return self.measure(values, "bounds")

    def _dive(self, case: _Case, name: str, side: int) -> None:
        """Fixes one variable of a case after the other at a point that leaves an end of a measure as wide as it is.

        With all of them fixed no cut makes that end narrower.
        """
        wanted, found, box = self.seen[name][side], case.measures, case.box
        if self.inner[name][side] == wanted:
            return
        for at in self.variables:
            tries = ({**box, at: point} for point in points(box.get(at, self.situation.variables[at].domain)))
            fixed = next((one for one in tries if self._run(one)[name][side] == wanted), None)
            if fixed is None:
                return
            box, found = fixed, self._run(fixed)
        self._note(found)

    def _run(self, box: dict[int, Domain]) -> Mapping[str, Span]:
        """The measures of a case, run once: the ends of several measures are often met in the same case."""
        key = frozenset(box.items())
        if key not in self.found:
            values = self.measure.program.run("bounds", self.situation.bounds(box), self.known)
            self.found[key] = self.measure(values, "bounds")
        return self.found[key]

    def _note(self, found: Mapping[str, Span]) -> None:
        for name, (low, high) in found.items():
            known = self.inner.get(name, (low, high))
            self.inner[name] = min(known[0], low), max(known[1], high)

    def _widest(self) -> tuple[_Case, int, str, int] | None:
        """The case that makes an end too wide, the variable to cut in it, and which end of which measure that is."""
        gaps = []
        for name, (low, high) in self.seen.items():
            known = self.inner[name]
            if low < known[0]:
                gaps.append((Fraction(known[0] - low, high - low), name, 0))
            if high > known[1]:
                gaps.append((Fraction(high - known[1], high - low), name, 1))
        for _, name, side in sorted(gaps, reverse=True):
            if self.stalled.get((name, side), 0) >= PATIENCE:
                continue
            for case in self.cases:
                if case.measures[name][side] == self.seen[name][side]:
                    at = self._variable(case)
                    if at is not None:
                        return case, at, name, side
        return None

    def _variable(self, case: _Case) -> int | None:
        """The variable cut least often so far; truths, choices and small domains first."""
        best: tuple[tuple[int, int], int] | None = None
        for at in self.variables:
            domain = case.box.get(at, self.situation.variables[at].domain)
            if halves(domain) is None:
                continue
            size = domain.bit_count() if isinstance(domain, int) else domain[1] - domain[0]
            rank = (case.cuts.get(at, 0), size)
            if best is None or rank < best[0]:
                best = rank, at
        return best[1] if best else None


def _meets_ranges(program: Program, values: Values) -> bool:
    """Whether an exact run met, on the way to an outcome, a figure of which only a range is known."""
    return meets_ranges(program, values, (key for outcome in program.linked.outcomes.values() for key in outcome.roots))


def meets_ranges(program: Program, values: Values, keys: Iterable[str]) -> bool:
    """Whether an exact run met, on the way to some steps, a figure of which only a range is known."""
    vague = program.source("exact").vague
    return any(holds(values[f"{key}?vague"]) for key in keys if key in vague)
