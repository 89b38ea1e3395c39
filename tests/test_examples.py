"""Every example beside the rules comes out as its source or its sum says; the official ones are the oracle."""

from collections import Counter

import pytest

from voorzieningen import Huishouden
from voorzieningen.examples import Case, check, read_examples
from voorzieningen.screening import RuleSet, load_rules, screen

RULES = load_rules()
CASES = list(read_examples(RULES))


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RULES


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.scheme}:{case.example.naam}")
def test_example(case: Case, rules: RuleSet) -> None:
    result = check(case, rules)
    assert result.passed, result.message


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
