"""Every example beside the rules comes out as its source or its sum says; the official ones are the oracle."""

from collections import Counter

import pytest

from voorzieningen.examples import Case, check, read_examples
from voorzieningen.screening import RuleSet, load_rules

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
    for scheme in rules.program(2026).linked.outcomes:
        for year in (2024, 2025, 2026):
            assert (scheme, year) in found
