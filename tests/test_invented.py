"""A pack that the library begins is clean and open; filled in with invented figures, every form a filling may take is right."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fillings import BEGIN, Filler, cited
from invented import FOLDER, PLACES, TOWNS, empty, with_invented
from test_local_bounds import in_year
from test_oracle import YEARS
from voorzieningen.examples import Case, check, read_examples
from voorzieningen.rulebook import Place, RuleBook
from voorzieningen.rulebook._local import Term
from voorzieningen.rulebook._read import read_rules, rules_folder
from voorzieningen.rulebook.coverage import PackState, coverage
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.screening import RuleSet

HERE = Path(__file__).parent
NAMES = {name for _, name in PLACES.values()}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return with_invented(tmp_path_factory.mktemp("plaatsen"))


def states(book: RuleBook, year: int) -> Iterator[PackState]:
    """What the invented places filled in."""
    packs = {place: pack for place, pack in book.files.packs.items() if pack.name in NAMES}
    found = coverage(book.with_packs(packs), year)
    assert {one.name for one in found} == NAMES
    yield from found


def test_a_pack_that_is_begun_is_clean_and_wholly_open(tmp_path: Path) -> None:
    frames = read_rules(rules_folder()).frames
    book = RuleBook(read_rules(rules_folder(), [empty(tmp_path, frames, folder) for folder in PLACES]))
    terms = 0
    for year in YEARS:
        for state in states(book, year):
            terms += len(state.terms)
            assert {term.state for term in state.terms} == {"open"}, state.name
            assert not state.schemes and not state.referrals
    for body, name in PLACES.values():
        linked = book.local(YEARS[-1], Place(**{body: name}))
        assert set(linked.outcomes) == set(book.local(YEARS[-1], Place()).outcomes)
    print(f"{terms} terms of {len(PLACES)} places, all open")


def test_every_term_is_filled_in_everywhere(rules: RuleSet) -> None:
    frames = rules.book.files.frames
    for year in YEARS:
        for state in states(rules.book, year):
            filled = {(term.scheme, term.term) for term in state.terms}
            frame_of = {"kwijtschelding_gemeente": "kwijtschelding", "kwijtschelding_waterschap": "kwijtschelding"}
            for scheme in {scheme for scheme, _ in filled}:
                assert {term for one, term in filled if one == scheme} == set(frames[frame_of.get(scheme, scheme)].model.open)
            wanting = [f"{term.scheme}.{term.term}" for term in state.terms if term.state != "ingevuld"]
            assert not wanting, (year, state.name, wanting)


# --- the sums made by hand


def cases() -> list[tuple[str, str]]:
    """The examples of every place, by folder and name."""
    found = []
    for folder in TOWNS:
        path = FOLDER / folder / "voorbeelden.yaml"
        found += [(folder, item["naam"]) for item in read_document(path.read_bytes(), path.name).data["voorbeelden"]]
    return found


@pytest.fixture(scope="module")
def read(rules: RuleSet) -> dict[tuple[str, str], Case]:
    """Every example of the invented places, and no other."""
    only = RuleSet(RuleBook(replace(rules.book.files, root=HERE / "geen")))
    return {(case.scheme, case.example.naam): case for case in read_examples(only)}


@pytest.mark.parametrize(("folder", "name"), cases())
def test_example(rules: RuleSet, read: dict[tuple[str, str], Case], folder: str, name: str) -> None:
    case = read[folder, name]
    assert case.example.som
    result = check(case, in_year(rules, case.day.year))
    assert result.passed, result.message


# --- values that change within a year


def test_each_term_may_change_within_a_year(rules: RuleSet) -> None:
    """The award stays one amount: a frame reads a term without months through `in_peilmaand`."""
    place, files = Place("Voorbeelddorp", "Voorbeeldpolder"), rules.book.files
    filler, key = Filler(files, place, random.Random(1)), ("gemeente", "voorbeelddorp")
    pack = files.packs[key]  # type: ignore[index]
    for frame, file in files.frames.items():
        filling = pack.fillings[frame][0]
        for name, term in file.model.open.items():
            drawn = filler.random_term(term)
            value = drawn.waarden[BEGIN]
            monthly = Term(waarden={date(2026, 1, 1): value, date(2026, 7, 1): value}, ritme="vrij", naar=drawn.naar)
            sources = {**filling.model.bronnen, **filler.source()}
            terms = {**filling.model.termen, name: monthly}
            model = cited(filling.model.model_copy(update={"termen": terms}), sources)
            changed = replace(pack, fillings={**pack.fillings, frame: (replace(filling, model=model),)})
            linked = rules.with_packs({**files.packs, key: changed}).local(2026, place).linked
            awards = {outcome.award: linked.by_key[outcome.award].when for outcome in linked.outcomes.values() if outcome.pays}
            assert set(awards.values()) == {"jaar"}, (frame, name, awards)

