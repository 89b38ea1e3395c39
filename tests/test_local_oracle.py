"""The generated exact program of a place equals the oracle: the invented places, in which every term is filled, and real ones.

Seeded and small here: ORACLE_HOUSEHOLDS=1000 makes it that many for each place and year; `benchmarks/compare.py` does the
big run.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from invented import with_invented
from test_oracle import YEARS, Comparison
from voorzieningen.rulebook import Place
from voorzieningen.screening import RuleSet

HOUSEHOLDS = int(os.environ.get("ORACLE_HOUSEHOLDS", "10"))
INVENTED = (
    Place("Voorbeeldstad", "Voorbeeldpolder"),
    Place("Voorbeelddorp", "Voorbeeldvaart"),
    Place("Voorbeeldwaard", "Voorbeeldvaart"),
    Place("Voorbeeldveen"),
)
REAL = (
    Place("Rotterdam"),
    Place("Oude IJsselstreek", "Rijn en IJssel"),
    Place("Tynaarlo", "Noorderzijlvest"),
    Place("Borger-Odoorn", "Vechtstromen"),
)
FRAMES = {
    "bijzondere_bijstand": 0.15,
    "individuele_inkomenstoeslag": 0.05,
    "kwijtschelding_gemeente": 0.15,
    "kwijtschelding_waterschap": 0.1,
}
"""Of the households of the invented places, which share gets something of each frame at least."""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return with_invented(tmp_path_factory.mktemp("plaatsen"))


def compared(rules: RuleSet, place: Place, year: int) -> Comparison:
    """One place in one year on random households, others than elsewhere."""
    found, first = Comparison(rules.local(year, place), rules.program(year)), (INVENTED + REAL).index(place) * 10**5
    for seed in range(first, first + HOUSEHOLDS):
        found.run(year * 10**7 + seed)
    print(place.gemeente or "", place.waterschap or "", found.report())
    return found


@pytest.fixture(scope="module")
def invented(rules: RuleSet) -> list[Comparison]:
    return [compared(rules, place, year) for place in INVENTED for year in YEARS[1:]]


def test_the_program_of_an_invented_place_equals_the_oracle(invented: list[Comparison]) -> None:
    differences = [one for comparison in invented for one in comparison.differences]
    assert not differences, differences[:5]


def test_the_households_reach_every_frame_and_its_thresholds(invented: list[Comparison]) -> None:
    total = sum((one.count for one in invented), Counter())
    for scheme, least in FRAMES.items():
        assert total[f"boven 0: {scheme}"] >= least * total["huishoudens"], scheme
        assert total[f"grens: {scheme}"] >= 0.1 * total["huishoudens"], scheme


@pytest.mark.parametrize("place", REAL, ids=lambda place: place.gemeente)
def test_the_program_of_a_real_place_equals_the_oracle(rules: RuleSet, place: Place) -> None:
    comparison = compared(rules, place, YEARS[-1])
    assert not comparison.differences, comparison.differences[:5]
    own = [name for name, one in comparison.program.linked.outcomes.items() if one.scheme not in FRAMES]
    above = [name for name in own if comparison.count[f"boven 0: {name}"]]
    assert len(above) >= len(own) / 2, set(own) - set(above)
