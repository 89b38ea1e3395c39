"""What is open in a place lies between the limits of law: every filling and every completion of a household lies inside.

Seeded and small here: LOCAL_SCENARIOS=100 makes it that many places with some terms open; `benchmarks/compare.py` does the
big run.
"""

from __future__ import annotations

import copy
import os
import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fillings import Filler
from invented import with_invented
from opening import Opener
from test_bounds import Case, OneOpen, Soundness
from test_oracle import YEARS
from voorzieningen.evaluate import Outcome, solve
from voorzieningen.evaluate.boxes import _meets_ranges
from voorzieningen.evaluate.critical import Paths
from voorzieningen.evaluate.settled import settled, settled_exactly
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Place
from voorzieningen.sample import CENT, Data, Maker, peildatum
from voorzieningen.screening import RuleSet
from voorzieningen.screening._measure import Measures
from voorzieningen.screening._screen import _Screening
from voorzieningen.screening._solved import SolvedYear

SCENARIOS = int(os.environ.get("LOCAL_SCENARIOS", "3"))
HOUSEHOLDS = 3
"""Partial households of one place with some terms open."""
GOING_ON = 6
"""Places of which the local run is compared with one that computes everything itself."""
OPEN = (0.0, 0.1, 0.25, 0.5, 1.0)
"""Which share of the terms of a place is open."""


class OfTheYear(_Screening):
    """A household in the year of the peildatum; of the rules of the country what one run says, without cutting into cases."""

    def __init__(self, household: Huishouden, op: date, rules: RuleSet) -> None:
        super().__init__(household, op, rules)

    def _solve(self, year: int, schemes: frozenset[str] | None = None) -> SolvedYear:
        program = self.rules.program(year, schemes)
        situation, measures = Situation(self.household, program.linked, self.op), Measures(program, self.op.month - 1)
        known = not situation.variables and not situation.has_possible_rows
        values = program.run("exact", situation.exact()) if known else {}
        if known and not _meets_ranges(program, values):
            found = Outcome(measures(values, "exact"), values, "exact")
        else:
            values = program.run("bounds", situation.bounds())
            found = Outcome(measures(values, "bounds"), values, "bounds", Paths(program, situation, values))
        self.years[year] = SolvedYear(program, situation, found, measures, self.op.month - 1)
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

    def parts(self, screening: _Screening) -> dict[int, SolvedYear]:
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


def test_a_filling_that_does_not_fit_would_be_seen(rules: RuleSet) -> None:
    """Other fillings than those of the place are no completion of it."""
    soundness, rng, place = LocalSoundness(rules, ()), random.Random(7), Place("Voorbeeldstad", "Voorbeeldpolder")
    filler = Filler(rules.book.files, place, rng)
    other = in_year(rules, 2026).with_packs(filler.completed(filler.emptied(1.0)))
    opener = Opener([rules.program(2026)], rng, date(2026, 11, 22), other.local(2026, place))
    here = {"gemeente": "Voorbeeldstad", "waterschap": "Voorbeeldpolder"}
    for _ in range(3):
        data = opener.maker.household(date(2026, 11, 22), "krap") | here
        soundness.compare(0, opener, data, date(2026, 11, 22), in_year(rules, 2026), [other], **here)
    assert soundness.violations


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


# --- one open fact


@pytest.mark.parametrize("seed", range(GOING_ON))
def test_the_terms_at_their_lowest_are_one_of_their_fillings(rules: RuleSet, seed: int) -> None:
    rng = random.Random(seed)
    place = rng.choice(places(rules))
    op, local = peildatum(rng, YEARS[-1]), rules.local(YEARS[-1], place)
    household = Opener([rules.program(YEARS[-1])], rng, op, local).maker.household(op)
    situation = Situation(Huishouden.model_validate(household), local.linked, op)
    measures = Measures(local, op.month - 1)
    wide, lowest = (measures(local.run(mode, situation.bounds()), "bounds") for mode in ("bounds", "lowest"))
    for name, (one, _) in measures(local.run("exact", situation.exact()), "exact").items():
        assert wide[name][0] <= lowest[name][0] <= one <= lowest[name][1] <= wide[name][1], name


class OneOpenLocally(OneOpen):
    """Households of an invented place with one fact open in a small range."""

    def __init__(self, rules: RuleSet, place: Place, year: int, rng: random.Random) -> None:
        super().__init__(rules.program(year), rng)
        self.place_of, self.local = place, rules.local(year, place)
        self.maker = Maker(rules.program(year), rng, local=self.local)

    def base(self, wanted: str = "", theme: str = "krap") -> Data:
        """A household with an income, something on the bank, a bill and a cost."""
        while True:
            data = super().base("inkomen", theme)
            first = data["personen"][0]
            if data["aanslagen"] and data["kosten"] and "netto" in first["inkomens"][0]:
                break
        first["bezit"] = first["bezit"] or [{"soort": "bank", "waarde": Decimal(900)}]
        bank = self.maker.around(self.maker.marks.local_assets)
        first["bezit"][0] |= {"soort": "bank", "waarde": bank}
        data["aanslagen"][0] |= {"soort": "rioolheffing", "instantie": "gemeente"}
        self.maker.settle(data, self.op)
        body = {"gemeente": self.place_of.gemeente, "waterschap": self.place_of.waterschap}
        return data | {name: value for name, value in body.items() if value}

    def days(self, path: str, data: Data) -> Case:
        first = self.maker.ago(self.op, self.rng.choice(self.maker.marks.local_months)) - timedelta(days=self.rng.randint(0, 40))
        days = [first + timedelta(days=one) for one in range(40)]
        return self.case(data, path, f"{days[0]}..{days[-1]}", days)

    def open_fact(self, name: str) -> Case:
        """A household with one fact open, and all its completions."""
        marks, data = self.maker.marks, self.base()
        amounts = {
            "personen.0.inkomens.0.netto": marks.local_incomes,
            "personen.0.bezit.0.waarde": marks.local_assets,
            "aanslagen.0.bedrag": marks.local_amounts,
            "kosten.0.bedrag": marks.local_amounts,
        }
        if name in amounts:
            if name.endswith("netto"):
                income = data["personen"][0]["inkomens"][0]
                income["per"] = "maand"
                income.pop("bruto", None)
            mark = self.maker.around(amounts[name], CENT)
            return self.spread(data, name, mark, CENT, 60)
        if name == "kosten.0.feiten.kosten_gemaakt_op":
            data["kosten"][0]["feiten"] = {"kosten_al_gemaakt": True, "kosten_betaald": self.maker.maybe(0.3)}
        if name == "feiten.laatste_inkomenstoeslag":
            data["feiten"]["kreeg_inkomenstoeslag"] = True
        if name == "aanslagen.0.feiten.aanslag_laatst_betaald":
            data["aanslagen"][0]["betaald"] = (Decimal(data["aanslagen"][0]["bedrag"]) / 2).quantize(CENT)
        if name in LABELS:
            return self.case(data, name, "onbekend", self.maker.labels(LABELS[name]))
        if name in TRUTHS:
            return self.waarheid(name, data)
        return self.days(name, data)


LABELS = {"aanslagen.0.soort": "aanslag_heffing", "kosten.0.soort": "kosten_soort"}
TRUTHS = ("kosten.0.noodzakelijk", "feiten.uitzicht_op_beter_inkomen")
ONE_OPEN = (
    "personen.0.inkomens.0.netto",
    "personen.0.bezit.0.waarde",
    "aanslagen.0.bedrag",
    "kosten.0.bedrag",
    *LABELS,
    *TRUTHS,
    "feiten.laag_inkomen_sinds",
    "feiten.laatste_inkomenstoeslag",
    "kosten.0.feiten.kosten_gemaakt_op",
    "aanslagen.0.feiten.aanslag_laatst_betaald",
)


def decided(program: Any, measures: Measures, op: date, data: Data) -> Mapping[str, tuple[int, int]]:
    """The measures of one completion that no figure of which only a range is known leaves open."""
    situation = Situation(Huishouden.model_validate(data), program.linked, op)
    assert not situation.variables and not situation.has_possible_rows
    wide = measures(program.run("bounds", situation.bounds()), "bounds")
    return {name: span for name, span in wide.items() if span[0] == span[1]}


def local_gaps(rules: RuleSet, name: str, seed: int) -> tuple[Counter[str], list[str]]:
    """How the range of one household with one open fact differs from the range over all its completions."""
    rng = random.Random(seed)
    year = YEARS[-1]
    place = rng.choice([one for one in places(rules) if f"{one.gemeente}".startswith("Voorbeeld")])
    maker = OneOpenLocally(rules, place, year, rng)
    plain = Measures(maker.local, maker.op.month - 1)
    for _ in range(12):  # rather one that matters to an outcome
        open_, completions = maker.open_fact(name)
        some = [decided(maker.local, plain, maker.op, completions[at]) for at in (0, len(completions) // 2, -1)]
        if any(one != some[0] for one in some):
            break
    solved = OfTheYear(Huishouden.model_validate(open_), maker.op, in_year(rules, year)).local
    found: dict[str, list[tuple[int, int]]] = {}
    for data in completions:
        for what, pair in decided(maker.local, solved.measures, maker.op, data).items():
            found.setdefault(what, []).append(pair)
    count, wrong = Counter({"gevallen": 1, "aanvullingen": len(completions)}), []
    for what, pairs in found.items():
        if len(pairs) < len(completions):  # open in another completion
            continue
        wanted, given = (min(low for low, _ in pairs), max(high for _, high in pairs)), solved.solved.measures[what]
        count["maten"] += 1
        count["bereiken"] += wanted[0] < wanted[1]
        if tuple(map(int, given)) != wanted:
            sound = "" if given[0] <= wanted[0] and wanted[1] <= given[1] else "UNSOUND "
            wrong.append(f"{name} seed {seed}: {sound}{year} {place.gemeente} {what} {given} is not {wanted}")
    return count, wrong


@pytest.mark.parametrize("name", ONE_OPEN)
def test_one_open_fact_gives_exactly_its_completions(rules: RuleSet, name: str) -> None:
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(max(1, SCENARIOS // 20)):
        count, found = local_gaps(rules, name, 5 * 10**9 + seed)
        total += count
        wrong += found
    print(name, dict(total))
    assert not wrong, wrong
