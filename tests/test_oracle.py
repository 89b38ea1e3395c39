"""The generated exact program equals the oracle on random households, every step, row and month.

Seeded and small here: ORACLE_HOUSEHOLDS=1000 makes it that many a year; `benchmarks/compare.py` does the big run.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from households import SCHEMES, Maker, Marks, peildatum
from oracle import Oracle, day_after
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.screening import RuleSet, load_rules

YEARS = (2024, 2025, 2026)
HOUSEHOLDS = int(os.environ.get("ORACLE_HOUSEHOLDS", "150"))


def same(found: Any, wanted: Any, below: int) -> bool:
    """Whether integers over a denominator are the numbers, in the same shape."""
    if isinstance(wanted, list) or isinstance(found, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(same(a, b, below) for a, b in zip(found, wanted, strict=True))
        )
    return bool(found * wanted.denominator == wanted.numerator * below)


def holds(value: Any) -> bool:
    """Whether a truth holds anywhere."""
    return any(map(holds, value)) if isinstance(value, list) else bool(value)


class Comparison:
    """Compares program and oracle for one year, and counts what was compared."""

    def __init__(self, program: Program) -> None:
        self.program, self.oracle, self.marks = program, Oracle(program.linked), Marks(program.linked)
        self.count: Counter[str] = Counter()
        self.differences: list[str] = []

    def run(self, seed: int) -> None:
        """One random household."""
        rng, year = random.Random(seed), self.program.linked.year
        op = peildatum(rng, year)
        data = Maker(self.program, rng, self.marks).household(op)
        if rng.random() < 0.1:
            op = op.replace(year=year + rng.choice((-1, 1)), day=min(op.day, 28))  # seen from another year
        situation = Situation(Huishouden.model_validate(data), self.program.linked, op)
        assert not situation.variables and not situation.has_possible_rows, data
        facts = situation.exact()
        values, wanted = self.program.run("exact", facts), self.oracle.values(facts)
        self.count["huishoudens"] += 1
        for key, value in wanted.items():
            if holds(values.get(f"{key}?vague")):
                self.count["stappen met een bereik"] += 1
                continue
            self.count["stappen"] += 1
            if not same(values[key], value, self.program.denominators.step(key)):
                self.differences.append(f"{year} seed {seed} {key}: {values[key]} is not {value}")
        for scheme in SCHEMES:
            self.count[f"boven 0: {scheme}"] += values[self.program.linked.outcomes[scheme].award] > 0
        found = self.marks.near(self.program, facts, wanted)
        self.count["bij een grens"] += bool(found)
        for one in found:
            self.count[f"grens: {one}"] += 1

    def share(self, name: str) -> float:
        return self.count[name] / self.count["huishoudens"]

    def report(self) -> str:
        """The counts as text: how many households, and which share was above 0 and near a threshold."""
        shown = [name for name in sorted(self.count) if "boven" in name or "grens" in name]
        shares = ", ".join(f"{name} {self.share(name):.1%}" for name in shown)
        compared, skipped = self.count["stappen"], self.count["stappen met een bereik"]
        return (
            f"{self.program.linked.year}: {self.count['huishoudens']} households, {compared} steps compared, "
            f"{skipped} skipped, {len(self.differences)} differences; {shares}"
        )


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


@pytest.mark.parametrize("year", YEARS)
def test_program_equals_oracle(rules: RuleSet, year: int) -> None:
    comparison = Comparison(rules.program(year))
    for seed in range(HOUSEHOLDS):
        comparison.run(year * 10**7 + seed)
    print(comparison.report())
    assert not comparison.differences, comparison.differences[:5]
    for scheme in SCHEMES:
        assert comparison.share(f"boven 0: {scheme}") >= 0.25
    assert comparison.share("bij een grens") >= 0.5


def test_oracle_counts_dates_as_the_law_does() -> None:
    leap, last = date(2024, 2, 29).toordinal(), date(2025, 1, 31).toordinal()
    assert day_after(leap, 1, "jaar") == date(2025, 3, 1).toordinal()
    assert day_after(leap, 4, "jaar") == date(2028, 2, 29).toordinal()
    assert day_after(last, 1, "maand") == date(2025, 2, 28).toordinal()
    assert day_after(last, -14, "maand") == date(2023, 11, 30).toordinal()
    assert day_after(leap, 12, "maand") == date(2025, 2, 28).toordinal()
    assert day_after(last, 2, "week") == last + 14


def test_a_difference_would_be_seen(rules: RuleSet) -> None:
    comparison = Comparison(rules.program(2026))
    comparison.run(1)
    facts, program = comparison.oracle.facts, comparison.program
    award = program.linked.outcomes["huurtoeslag"].award
    right = comparison.oracle.values(facts)
    key = next(key for key, value in right.items() if key == award)
    assert same(program.run("exact", facts)[key], right[key], program.denominators.step(key))
    assert not same(program.run("exact", facts)[key] + 1, right[key], program.denominators.step(key))
    assert not same([1, 2], [1], 1)
    assert not same(1, [1], 1)
