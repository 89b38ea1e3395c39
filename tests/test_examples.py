"""Every example beside the rules comes out as its source or its sum says; the official ones are the oracle."""

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from voorzieningen import Huishouden
from voorzieningen.evaluate import Outcome, Program
from voorzieningen.examples import PLAN, Case, Run, check, read_examples
from voorzieningen.facts import Situation
from voorzieningen.nudge import Group, group_of, linked_of, packs_of, part_of, roots_of
from voorzieningen.screening import Measures, RuleSet, load_rules, screen

RULES = load_rules()
EVERY = list(read_examples(RULES))
CASES = [case for case in EVERY if case.scheme not in (*RULES.book.files.signals, PLAN)]
OTHERS = [case for case in EVERY if case.scheme in (*RULES.book.files.signals, PLAN)]
"""Those of the signals, and of the whole report."""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RULES


class Quick(Run):
    """An example on one bounds run of no more than the examples beside it expect.

    That gives every step as the full computation has it. An amount or verdict that is still open then may become
    narrower by cutting into cases, and questions need it too: `passes` is then None.
    """

    def __init__(self, case: Case, program: Program) -> None:
        self.case, self.day, self.program = case, case.day, program
        self.household = Huishouden.model_validate(case.data)
        self.situation = Situation(self.household, program.linked, self.day)
        self.measures = Measures(program, self.day.month - 1)

    def passes(self) -> bool | None:
        wanted = self.case.example.verwacht
        values = self.program.run("bounds", self.situation.bounds())
        self.solved = Outcome(self.measures(values, "bounds"), values, "bounds")
        amounts = {key for one in self.program.linked.outcomes.values() for key in (one.award, one.advance)}
        found = {key: None if key.endswith(".ontbreekt") else self.found(key) for key in wanted}
        if any(one is None or (key in amounts and isinstance(one, tuple) and one[0] != one[1]) for key, one in found.items()):
            return None
        return all(self.agrees(one, wanted[key]) for key, one in found.items())

    def found(self, key: str) -> Any:
        outcome = self.program.linked.outcomes.get(key)
        if outcome is None:
            return super().found(key)
        low, high = self.solved.measures[f"{key}.award"]
        surely, maybe = self.solved.measures[f"{key}.unmodelled"]
        if surely or maybe or low <= 0 < high:
            return "niet_gemodelleerd" if surely else None
        return ("mogelijk" if outcome.rhythm == "geen" else "ja") if low > 0 else "nee"


GROUPS: dict[Group, list[Case]] = {}
for one in CASES:
    GROUPS.setdefault(group_of(one, RULES), []).append(one)


@cache
def program(group: Group) -> Program:
    """What the examples beside one rule file expect in a year, in the whole country or in one place."""
    cases = GROUPS[group]
    linked = linked_of(group, packs_of(cases[0], RULES), RULES)
    expected = {key for case in cases for key in case.example.verwacht}
    return Program(part_of(linked, frozenset(root for key in expected for root in roots_of(linked, key))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.scheme}:{case.example.naam}")
def test_example(case: Case, rules: RuleSet) -> None:
    if not Quick(case, program(group_of(case, RULES))).passes():
        result = check(case, rules)
        assert result.passed, result.message


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case.scheme}:{case.example.naam}")
def test_example_of_a_signal_or_of_the_report(case: Case, rules: RuleSet) -> None:
    result = check(case, rules)
    assert result.passed, result.message


@pytest.mark.parametrize("case", random.Random(20261122).sample(CASES, 60), ids=lambda case: f"{case.scheme}:{case.example.naam}")
def test_one_run_says_what_the_full_computation_says(case: Case, rules: RuleSet) -> None:
    """The quick way passes the examples that `check` passes, and fails when another figure is expected."""
    quick = Quick(case, program(group_of(case, RULES))).passes()
    assert quick is None or (quick and check(case, rules).passed)
    number = next((key for key, value in case.example.verwacht.items() if isinstance(value, Decimal)), None)
    if quick and number:
        other = {**case.example.verwacht, number: case.example.verwacht[number] + 1 + case.example.tolerantie}
        wrong = replace(case, example=case.example.model_copy(update={"verwacht": other}))
        assert not Quick(wrong, program(group_of(case, RULES))).passes() and not check(wrong, rules).passed


def test_each_scheme_has_official_examples(rules: RuleSet) -> None:
    official = Counter(case.scheme for case in CASES if case.example.herkomst.soort == "officieel")
    print(dict(official))
    for scheme in ("zorgtoeslag", "kindgebonden_budget", "huurtoeslag"):
        assert official[scheme] > 0  # kinderopvangtoeslag has published figures, but no official worked example was found


def test_each_scheme_with_an_outcome_has_examples_in_every_modelled_year(rules: RuleSet) -> None:
    found = {(case.scheme, case.day.year) for case in CASES}
    for scheme, outcome in rules.program(2026).linked.outcomes.items():
        years = [year for year in (2024, 2025, 2026) if (scheme, year) in found]
        assert len(years) == 3 or (years and outcome.rhythm == "geen"), scheme  # without an amount nothing changes by year


def test_each_reason_for_a_refund_is_said_for_some_example(rules: RuleSet) -> None:
    """The lines of this step give the same amount and only differ in their sentence, which no example expects."""
    name, seen = "teruggaaf_belasting", set()
    wanted = {words for _, _, words in rules.program(2025).linked.by_key[f"{name}.bedrag"].texts}
    for case in CASES:
        about = any("reden" in key for key in case.example.verwacht) or "lopend" in case.example.naam
        if case.scheme == name and about and not seen >= wanted:
            household = Huishouden.model_validate(case.data)
            for day in (case.day, case.day.replace(month=7, day=1)):  # a year that is over, and one that still runs
                seen |= {step.uitleg for step in screen(household, day, rules).uitleg(name) if step.stap == f"{name}.bedrag"}
    assert seen >= wanted, wanted - seen
