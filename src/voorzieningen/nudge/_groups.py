"""The part of a year that some expectations of examples rest on: a small program runs many times faster than the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from voorzieningen.examples import STEP_KEY, Case
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import GIVEN, RECEIVED, LinkedParameter, LinkedYear, Packs, Place
from voorzieningen.screening import RuleSet


@dataclass(frozen=True, slots=True)
class Group:
    """The examples beside one rule file in one year and place: they run on a program of what they expect and nothing more."""

    scheme: str
    year: int
    place: Place | None = None
    """None for the country."""
    filling: str = ""
    """Which of the fillings beside a frame holds in the place."""


def group_of(case: Case, rules: RuleSet) -> Group:
    """Where an example belongs."""
    if not case.local:
        return Group(case.scheme, case.day.year)
    files = replace(rules.book.files, packs=packs_of(case, rules))
    household = Huishouden.model_validate(case.data)
    return Group(case.scheme, case.day.year, files.place(household.gemeente, household.waterschap), case.example.invulling)


def packs_of(case: Case, rules: RuleSet) -> Packs:
    """What fills the open terms of an example."""
    return rules.book.files.packs if case.packs is None else case.packs


def linked_of(group: Group, packs: Packs, rules: RuleSet) -> LinkedYear:
    """The rules a group of examples is about."""
    if group.place is None:
        return rules.book.year(group.year)
    there = rules if packs is rules.book.files.packs else rules.with_packs(packs)
    return there.book.local(group.year, group.place)


def roots_of(linked: LinkedYear, expected: str) -> tuple[str, ...]:
    """The steps an expectation reads: a step itself, or all that a verdict, an award or an advance rests on."""
    match = STEP_KEY.match(expected)
    name = match["step"] if match else expected
    for scheme, outcome in linked.outcomes.items():
        if name in (scheme, f"{scheme}.ontbreekt", outcome.award, outcome.advance):
            return (*outcome.roots, *outcome.conditions, *filter(None, (outcome.back_to, outcome.deadline)))
    return (name,)


def rests_on(linked: LinkedYear, roots: Iterable[str]) -> frozenset[str]:
    """The keys of all steps and parameters that some steps rest on, themselves included."""
    found: set[str] = set()
    todo = list(roots)
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            for node in linked.by_key[key].node.walk() if key in linked.by_key else ():
                if node.op == "step":
                    todo.append(str(node.data))
                elif isinstance(node.data, LinkedParameter):
                    found.add(node.data.key)
                    todo += [str(one.data) for part in node.data.keys for one in part.walk() if one.op == "step"]
    return frozenset(found)


def part_of(linked: LinkedYear, roots: frozenset[str]) -> LinkedYear:
    """The year with some steps and what those rest on, and nothing more."""
    behind = rests_on(linked, roots)
    steps = tuple(step for step in linked.steps if step.key in behind)
    facts = {str(node.data).removesuffix(GIVEN) for step in steps for node in step.node.walk() if node.op == "fact"}
    outcomes = {name: one for name, one in linked.outcomes.items() if {one.award, *filter(None, [one.advance])} & roots}
    return replace(
        linked,
        steps=steps,
        facts={name: fact for name, fact in linked.facts.items() if name in facts},
        outcomes={name: one for name, one in outcomes.items() if behind.issuperset(roots_of(linked, name))},
        received=frozenset(name for name in linked.received if RECEIVED + name in facts),
        warnings=(),
        by_key={step.key: step for step in steps},
    )
