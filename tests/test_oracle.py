"""The generated exact program equals the oracle on random households, every step, row and month.

Seeded and small here: ORACLE_HOUSEHOLDS=1000 makes it that many a year; `benchmarks/compare.py` does the big run.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from oracle import Oracle, day_after
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.formula import Node
from voorzieningen.household import Huishouden
from voorzieningen.sample import Maker, peildatum
from voorzieningen.screening import RuleSet

YEARS = (2024, 2025, 2026)
HOUSEHOLDS = int(os.environ.get("ORACLE_HOUSEHOLDS", "80"))
OTHERS = HOUSEHOLDS if HOUSEHOLDS > 80 else min(HOUSEHOLDS, 30)
"""In the other years than 2025: 80 in one year are enough to reach the rarest scheme (anw, one household in a hundred)."""

TOESLAGEN = ("zorgtoeslag", "kindgebonden_budget", "huurtoeslag", "kinderopvangtoeslag")
FLOOR = {"bijstand": 0.15, "aio": 0.04, "toeslagenwet": 0.04, "beslagvrije_voet": 0.04, "zorgpremie_achterstand": 0.04}
"""Schemes for people with little money, and which share of the households reaches each at least; others: any."""


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


def at_ceiling(program: Program, facts: Mapping[str, Any]) -> bool:
    """Whether 2% more or less income turns a right to a toeslag."""
    awards = [program.linked.outcomes[scheme].award for scheme in TOESLAGEN]
    values = program.run("exact", dict(facts))
    before = [values[award] > 0 for award in awards]
    for percent in (98, 102):
        incomes = [one * percent // 100 for one in facts["toetsingsinkomen"]]
        moved = program.run("exact", {**facts, "toetsingsinkomen": incomes})
        if before != [moved[award] > 0 for award in awards]:
            return True
    return False


class Comparison:
    """Compares program and oracle for one year, and counts what was compared.

    With `country` the program is that of a place, on households of whom the rules of the country are known too.
    """

    def __init__(self, program: Program, country: Program | None = None) -> None:
        self.program, self.oracle, self.country = program, Oracle(program.linked), country or program
        self.local = program if country else None
        self.marks = Maker(self.country, random.Random(0), local=self.local).marks
        self.count: Counter[str] = Counter()
        self.differences: list[str] = []

    def run(self, seed: int) -> None:
        """One random household."""
        rng, year = random.Random(seed), self.program.linked.year
        op = peildatum(rng, year)
        data = Maker(self.country, rng, self.marks, self.local).household(op)
        if rng.random() < 0.2 and not self.local:
            op = op.replace(year=year + rng.choice((-1, 1, 1)), day=min(op.day, 28))  # seen from another year
            data["sinds"] = min(data["sinds"], date(op.year, 1, 1))
        situation = Situation(Huishouden.model_validate(data), self.program.linked, op)
        assert not situation.variables and not situation.has_possible_rows, data
        facts = situation.exact()
        values, wanted = self.program.run("exact", facts), self.oracle.values(facts)
        self.count["huishoudens"] += 1
        for key, value in wanted.items():
            self.count["stappen met een bereik"] += holds(values.get(f"{key}?vague"))
            self.count["stappen"] += 1
            if not same(values[key], value, self.program.denominators.step(key)):
                self.differences.append(f"{year} seed {seed} {key}: {values[key]} is not {value}")
        highest = self.program.run("bounds", situation.bounds())  # where a figure is a range, an amount is one too
        for scheme, outcome in self.program.linked.outcomes.items():
            award = highest[outcome.award]  # of a scheme without an amount the right in each month
            self.count[f"boven 0: {scheme}"] += any(high > 0 for _, high in (award if isinstance(award, list) else [award]))
        for file in self.oracle.near:
            self.count[f"grens: {file}"] += 1
        if seed % 3 == 0 and not self.local:
            self.count["plafond van een toeslag"] += at_ceiling(self.program, facts)

    def share(self, name: str) -> float:
        return self.count[name] / self.count["huishoudens"]

    def report(self) -> str:
        """The counts as text: how many households, and which share was above 0 and near a threshold."""
        compared, vague = self.count["stappen"], self.count["stappen met een bereik"]
        shown = [
            f"{what}: "
            + ", ".join(f"{name.split(': ')[1]} {self.share(name):.0%}" for name in sorted(self.count) if name.startswith(what))
            for what in ("boven 0", "grens")
        ]
        return (
            f"{self.program.linked.year}: {self.count['huishoudens']} households, {compared} steps compared, {vague} of them "
            f"with a figure that is a range, {len(self.differences)} differences; {'; '.join(shown)}"
        )


@pytest.fixture(scope="module")
def comparisons(rules: RuleSet) -> dict[int, Comparison]:
    """Every year compared on random households."""
    found = {year: Comparison(rules.program(year)) for year in YEARS}
    for year, comparison in found.items():
        for seed in range(HOUSEHOLDS if year == 2025 else OTHERS):
            comparison.run(year * 10**7 + seed)
        print(comparison.report())
    return found


@pytest.mark.parametrize("year", YEARS)
def test_program_equals_oracle(comparisons: dict[int, Comparison], year: int) -> None:
    comparison = comparisons[year]
    assert not comparison.differences, comparison.differences[:5]
    for scheme in TOESLAGEN:
        assert comparison.share(f"boven 0: {scheme}") >= 0.25


def test_the_households_reach_every_scheme_and_the_thresholds_of_every_file(
    rules: RuleSet, comparisons: dict[int, Comparison]
) -> None:
    total = sum((one.count for one in comparisons.values()), Counter())
    for scheme in rules.program(YEARS[-1]).linked.outcomes:
        assert total[f"boven 0: {scheme}"] >= max(1, FLOOR.get(scheme, 0) * total["huishoudens"]), scheme
    assert total["plafond van een toeslag"] >= total["huishoudens"] / 200
    near = {name for name in total if name.startswith("grens")}
    files = {step.file for step in rules.program(YEARS[-1]).linked.steps if compares(step.node)}
    assert len(near) >= 0.7 * len(files), sorted(files - {name.split(": ")[1] for name in near})


def compares(node: Node) -> bool:
    """Whether a formula compares amounts or days."""
    return any(one.op in ("lt", "le") and one.args[0].type.kind in ("getal", "datum") for one in node.walk())


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
