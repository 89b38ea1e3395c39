"""What is open in a place lies between the limits of law: every filling and every completion of a household lies inside.

Seeded and small here: LOCAL_SCENARIOS=100 makes it that many places with some terms open; `benchmarks/compare.py` does the
big run.
"""

from __future__ import annotations

import copy
import os
import random
from datetime import date
from typing import Any

import pytest

from fillings import Filler
from households import peildatum
from invented import with_invented
from opening import Opener
from test_bounds import Soundness
from test_oracle import YEARS
from voorzieningen.evaluate import Outcome, solve
from voorzieningen.evaluate.boxes import _meets_ranges
from voorzieningen.evaluate.critical import Paths
from voorzieningen.evaluate.settled import settled, settled_exactly
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Place
from voorzieningen.screening import RuleSet
from voorzieningen.screening._measure import Measures
from voorzieningen.screening._screen import _Screening, _Year

SCENARIOS = int(os.environ.get("LOCAL_SCENARIOS", "4"))
HOUSEHOLDS = 3
"""Partial households of one place with some terms open."""
GOING_ON = 6
"""Places of which the local run is compared with one that computes everything itself."""
OPEN = (0.0, 0.1, 0.25, 0.5, 1.0)
"""Which share of the terms of a place is open."""


class OfTheYear(_Screening):
    """A household in the year of the peildatum; of the rules of the country what one run says, without cutting into cases."""

    def __init__(self, household: Huishouden, op: date, rules: RuleSet) -> None:
        super().__init__(household, op, rules, with_others=False)

    def _solve(self, year: int, schemes: frozenset[str] | None = None) -> _Year:
        program = self.rules.program(year, schemes)
        situation, measures = Situation(self.household, program.linked, self.op), Measures(program, self.op.month - 1)
        known = not situation.variables and not situation.has_possible_rows
        values = program.run("exact", situation.exact()) if known else {}
        if known and not _meets_ranges(program, values):
            found = Outcome(measures(values, "exact"), values, "exact")
        else:
            values = program.run("bounds", situation.bounds())
            found = Outcome(measures(values, "bounds"), values, "bounds", Paths(program, situation, values))
        self.years[year] = _Year(program, situation, found, measures, self.op.month - 1)
        return self.years[year]


def in_year(rules: RuleSet, year: int) -> RuleSet:
    """The same rules, compiled once, of which only this year is looked at."""
    found, book = copy.copy(rules), copy.copy(rules.book)
    book.first_year, found.book = year, book
    found._others = {}
    return found


class LocalSoundness(Soundness):
    """Compares places with some terms open, and partial households there, with fillings of those terms and completions."""

    screening = OfTheYear
    completions = 3

    def __init__(self, rules: RuleSet, places: tuple[Place, ...]) -> None:
        super().__init__(rules)
        self.places = places

    def parts(self, screening: _Screening) -> dict[int, _Year]:
        return {0: screening.local}

    def shaped(self, wide: Any, value: Any) -> Any:
        """Which terms are a formula decides whether a step changes by month."""
        return [wide] * len(value) if isinstance(value, list) and not isinstance(wide, list) else wide

    def run(self, seed: int) -> None:
        """One place with some terms open, and some partial households in it."""
        rng = random.Random(seed)
        year, place = rng.choice((*YEARS, YEARS[-1])), rng.choice(self.places)
        filler = Filler(self.rules.book.files, place, rng)
        emptied = filler.emptied(rng.choice(OPEN))
        fillings = [filler.completed(emptied) for _ in range(self.completions)]
        rules = in_year(self.rules, year)
        wide, filled = rules.with_packs(emptied), [rules.with_packs(one) for one in fillings]
        named = {"gemeente": place.gemeente, "waterschap": place.waterschap}
        here: dict[str, Any] = {body: name for body, name in named.items() if name}
        for _ in range(HOUSEHOLDS):
            op = peildatum(rng, year)
            first, *more = [one.local(year, place) for one in filled]
            opener = Opener([rules.program(year)], rng, op, first, more)
            whole = opener.maker.household(op) | here
            partial = opener.open_some(whole)
            if rng.random() < 0.15:  # nobody said where
                partial = {name: value for name, value in partial.items() if name not in here}
            self.compare(seed, opener, partial, op, wide, filled, **here)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return with_invented(tmp_path_factory.mktemp("plaatsen"))


def places(rules: RuleSet) -> tuple[Place, ...]:
    """Every place of which something is filled in, the invented ones as often as all others together."""
    found = [place for place in rules.book.places() if place.gemeente or place.waterschap]
    invented = [place for place in found if f"{place.gemeente}{place.waterschap}".startswith("Voorbeeld")]
    others = [place for place in found if place not in invented]
    return (*others, *(invented * (1 + len(others) // len(invented))))


def test_a_place_with_open_terms_contains_every_filling(rules: RuleSet) -> None:
    soundness = LocalSoundness(rules, places(rules))
    for seed in range(SCENARIOS):
        soundness.run(3 * 10**9 + seed)
    print(soundness.report())
    assert not soundness.violations, soundness.violations[:5]
    assert soundness.count["aanvulling boven 0 ter plaatse"] >= soundness.count["aanvullingen"] / 4


# --- going on from the run of the country


@pytest.mark.parametrize("seed", range(GOING_ON))
def test_going_on_from_the_run_of_the_country_changes_nothing(rules: RuleSet, seed: int) -> None:
    """What the local run takes over from the run of the country is what it would compute itself, step by step."""
    rng = random.Random(4 * 10**9 + seed)
    year, place = rng.choice(YEARS), rng.choice(places(rules))
    op, local = peildatum(rng, year), rules.local(year, place)
    opener = Opener([rules.program(year)], rng, op, local)
    known = opener.maker.household(op)
    here = {body: name for body, name in (("gemeente", place.gemeente), ("waterschap", place.waterschap)) if name}
    kept = 0
    for data in (known, opener.open_some(known)):
        screening = OfTheYear(Huishouden.model_validate(data | here), op, in_year(rules, year))
        now, situation = screening.years[year], screening.local.situation
        bounds, values = now.solved.mode == "bounds", now.solved.values
        taken = settled(local, situation, values) if bounds else settled_exactly(local, values)
        kept += len(taken.bounds)
        assert local.run("bounds", situation.bounds(), taken.bounds) == local.run("bounds", situation.bounds())
        if not situation.variables and not situation.has_possible_rows:
            assert local.run("exact", situation.exact(), taken.exact) == local.run("exact", situation.exact())
        alone = solve(screening.local.measures, situation, lambda name: Measures(rules.local(year, place, name), op.month - 1))
        assert alone.measures == screening.local.solved.measures
        assert alone.mode == screening.local.solved.mode
    assert kept
