"""Unknown facts cut into cases until the bounds are as narrow as the completions they contain, up to a fixed number of runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from voorzieningen.evaluate.critical import Paths
from voorzieningen.evaluate.program import Program, Values
from voorzieningen.facts import Domain, Situation, halves

Span = tuple[int, int]
Measure = Callable[[Values, str], Mapping[str, Span]]
"""From the values of a run and its mode to what the caller wants to know, as lowest and highest integer."""

PATIENCE = 8
"""How often an end is cut without coming closer before it is left as it is."""
RUNS = 48
"""How many cases are tried at most with one or two open facts, fewer with more, since many unknowns stay wide anyhow.
The union of all cases is the outcome, so stopping early is only wider."""


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


@dataclass(slots=True)
class _Case:
    box: dict[int, Domain]
    measures: Mapping[str, Span]
    cuts: dict[int, int]


def solve(program: Program, situation: Situation, measure: Measure, roots: Mapping[str, tuple[str, ...]]) -> Outcome:
    """The outcome for one household in one year; each completion of its unknowns lies inside.

    `roots` gives for the prefix of a measure (before the dot) the steps it rests on: only open facts on the way to an
    undecided one of those are worth cutting; measures of other prefixes are left as wide as they are.
    """
    if not situation.variables and not situation.has_possible_rows:
        values = program.run("exact", situation.exact())
        if not _meets_ranges(program, values, roots):
            return Outcome(measure(values, "exact"), values, "exact")
    values = program.run("bounds", situation.bounds())
    root, paths = _Case({}, measure(values, "bounds"), {}), Paths(program, situation, values)
    undecided = {name.split(".", 1)[0] for name, (low, high) in root.measures.items() if low != high} & roots.keys()
    if not situation.variables or not undecided:
        return Outcome(root.measures, values, "bounds", paths)
    critical = {name: paths.variables(steps) for name, steps in roots.items() if name in undecided}
    wanted: frozenset[int] = frozenset().union(*critical.values())
    runs = RUNS // max(1, sum(situation.variables[at].can_split for at in wanted) - 1)
    cases, seen = [root], dict(root.measures)
    inner: dict[str, Span] = {}
    stalled: dict[tuple[str, int], int] = {}
    _sample(program, situation, measure, root, inner)
    while runs > 0:
        chosen = _widest(cases, seen, inner, situation, critical, stalled)
        if chosen is None:
            break
        case, at, name, side = chosen
        cases.remove(case)
        for half in halves(case.box.get(at, situation.variables[at].domain)) or ():
            box = {**case.box, at: half}
            found = _Case(
                box,
                measure(program.run("bounds", situation.bounds(box)), "bounds"),
                {**case.cuts, at: case.cuts.get(at, 0) + 1},
            )
            _sample(program, situation, measure, found, inner)
            cases.append(found)
            runs -= 1
        before = seen[name][side]
        seen = {
            name: (min(case.measures[name][0] for case in cases), max(case.measures[name][1] for case in cases)) for name in seen
        }
        stalled[(name, side)] = stalled.get((name, side), 0) + 1 if seen[name][side] == before else 0
    return Outcome(seen, values, "bounds", paths)


def _meets_ranges(program: Program, values: Values, roots: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an exact run met, on the way to an outcome, a figure of which only a range is known."""
    vague = program.source("exact").vague
    return any(_truth(values[f"{key}?vague"]) for steps in roots.values() for key in steps if key in vague)


def _truth(value: object) -> bool:
    return any(_truth(one) for one in value) if isinstance(value, list) else bool(value)


def _sample(program: Program, situation: Situation, measure: Measure, case: _Case, inner: dict[str, Span]) -> None:
    """Two completions inside a case: no outcome can be narrower than what they give."""
    for side in (0, 1):
        found = measure(program.run("exact", situation.end(case.box, side)), "exact")
        for name, (low, high) in found.items():
            known = inner.get(name, (low, high))
            inner[name] = min(known[0], low), max(known[1], high)


def _widest(
    cases: list[_Case],
    seen: Mapping[str, Span],
    inner: Mapping[str, Span],
    situation: Situation,
    critical: Mapping[str, frozenset[int]],
    stalled: Mapping[tuple[str, int], int],
) -> tuple[_Case, int, str, int] | None:
    """The case that makes an outcome wider than the completions found, the variable to cut in it, and which end is too wide."""
    gaps = []
    for name, (low, high) in seen.items():
        if name.split(".", 1)[0] not in critical:
            continue
        known = inner[name]
        if low < known[0]:
            gaps.append((Fraction(known[0] - low, high - low), name, 0))
        if high > known[1]:
            gaps.append((Fraction(high - known[1], high - low), name, 1))
    for _, name, side in sorted(gaps, reverse=True):
        if stalled.get((name, side), 0) >= PATIENCE:
            continue
        chosen = critical.get(name.split(".", 1)[0], frozenset())
        for case in cases:
            if case.measures[name][side] == seen[name][side]:
                at = _variable(case, situation, chosen)
                if at is not None:
                    return case, at, name, side
    return None


def _variable(case: _Case, situation: Situation, chosen: frozenset[int]) -> int | None:
    """The variable cut least often so far; truths, choices and small domains first."""
    best: tuple[tuple[int, int], int] | None = None
    for at in sorted(chosen):
        variable = situation.variables[at]
        domain = case.box.get(at, variable.domain)
        if not variable.whole or halves(domain) is None:
            continue
        size = domain.bit_count() if isinstance(domain, int) else domain[1] - domain[0]
        rank = (case.cuts.get(at, 0), size)
        if best is None or rank < best[0]:
            best = rank, at
    return best[1] if best else None
