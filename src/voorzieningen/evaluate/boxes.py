"""Unknown facts cut into cases until the bounds are as narrow as the completions they contain, up to a fixed number of runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from voorzieningen.evaluate.program import Program, Values
from voorzieningen.facts import Domain, Situation, halves

Span = tuple[Fraction, Fraction]
Measure = Callable[[Values, str], Mapping[str, Span]]
"""From the values of a run and its mode to what the caller wants to know, as lowest and highest."""

RUNS = 64
"""How many cases are tried at most; the union of all cases is the outcome, so stopping early is only wider."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a household can expect: the measures over all completions, and the values of the run over the whole domain.

    `mode` says what `values` holds: integers of an exact run, or pairs of a bounds run.
    """

    measures: Mapping[str, Span]
    values: Values
    mode: str


@dataclass(slots=True)
class _Case:
    box: dict[int, Domain]
    measures: Mapping[str, Span]
    cuts: dict[int, int]
    done: bool = False


def solve(program: Program, situation: Situation, measure: Measure, reads: Mapping[str, frozenset[str]], runs: int = RUNS) -> Outcome:
    """The outcome for one household in one year; each completion of its unknowns lies inside.

    `reads` gives for the prefix of a measure (before the dot) the facts it rests on: only those are worth cutting.
    """
    if not situation.variables and not situation.has_possible_rows:
        values = program.run("exact", situation.exact())
        if not _meets_ranges(program, values):
            return Outcome(measure(values, "exact"), values, "exact")
    values = program.run("bounds", situation.bounds())
    root = _Case({}, measure(values, "bounds"), {})
    if not situation.variables:
        return Outcome(root.measures, values, "bounds")
    cases, seen = [root], dict(root.measures)
    inner: dict[str, Span] = {}
    _sample(program, situation, measure, root, inner)
    while runs > 0:
        chosen = _widest(cases, seen, inner, situation, reads)
        if chosen is None:
            break
        case, at = chosen
        cases.remove(case)
        for half in halves(case.box.get(at, situation.variables[at].domain)) or ():
            box = {**case.box, at: half}
            found = _Case(box, measure(program.run("bounds", situation.bounds(box)), "bounds"), {**case.cuts, at: case.cuts.get(at, 0) + 1})
            _sample(program, situation, measure, found, inner)
            cases.append(found)
            runs -= 1
        seen = {name: (min(case.measures[name][0] for case in cases), max(case.measures[name][1] for case in cases)) for name in seen}
    return Outcome(seen, values, "bounds")


def _meets_ranges(program: Program, values: Values) -> bool:
    """Whether an exact run met a figure of which only a range is known."""
    return any(_truth(values[f"{key}?vague"]) for key in program.source("exact").vague)


def _truth(value: object) -> bool:
    return any(_truth(one) for one in value) if isinstance(value, list) else bool(value)


def _sample(program: Program, situation: Situation, measure: Measure, case: _Case, inner: dict[str, Span]) -> None:
    """Two completions inside a case: no outcome can be narrower than what they give."""
    for side in (0, 1):
        values = program.run("exact", situation.end(case.box, side))
        if _meets_ranges(program, values):
            continue
        for name, (low, high) in measure(values, "exact").items():
            known = inner.get(name, (low, high))
            inner[name] = min(known[0], low), max(known[1], high)


def _widest(cases: list[_Case], seen: Mapping[str, Span], inner: Mapping[str, Span], situation: Situation,
            reads: Mapping[str, frozenset[str]]) -> tuple[_Case, int] | None:
    """The case that makes an outcome wider than the completions found, and the variable to cut in it."""
    gaps = []
    for name, (low, high) in seen.items():
        known = inner.get(name)
        if known is None or low < known[0]:
            gaps.append((known[0] - low if known else high - low + 1, name, 0))
        if known is None or high > known[1]:
            gaps.append((high - known[1] if known else high - low + 1, name, 1))
    for _, name, side in sorted(gaps, key=lambda gap: gap[0], reverse=True):
        facts = reads.get(name.split(".", 1)[0], frozenset())
        for case in cases:
            if case.measures[name][side] == seen[name][side] and not case.done:
                at = _variable(case, situation, facts)
                if at is not None:
                    return case, at
    return None


def _variable(case: _Case, situation: Situation, facts: frozenset[str]) -> int | None:
    """The variable cut least often so far; truths, choices and small domains first."""
    best: tuple[tuple[int, int], int] | None = None
    for at, variable in enumerate(situation.variables):
        domain = case.box.get(at, variable.domain)
        if variable.fact not in facts or not variable.whole or halves(domain) is None:
            continue
        size = domain.bit_count() if isinstance(domain, int) else domain[1] - domain[0]
        rank = (case.cuts.get(at, 0), size)
        if best is None or rank < best[0]:
            best = rank, at
    return best[1] if best else None
