"""The talk: what is asked first, that nothing is asked twice, that an answer goes where it belongs, and when it is enough."""

from __future__ import annotations

import os
import sys
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from voorzieningen import HouseholdError, Huishouden, RuleError, load_rules, screen
from voorzieningen.questions import SKIPS, answer, doubtful, form, next_question, question_at, read_amount
from voorzieningen.report import Gesprek, VolgendeVraag
from voorzieningen.rulebook._talk import read_talk
from voorzieningen.screening import RuleSet, Trials

FOLDER = Path(__file__).parent.parent
DAY = date(2026, 11, 22)
ROUNDS = 130 if os.environ.get("QUESTIONS_ALL") else 40
"""Questions to the family: QUESTIONS_ALL=1 goes on to the end of that talk too."""
NOBODY = {"peildatum": "2026-11-22", "personen": [{"rol": "aanvrager", "geboortedatum": "onbekend"}]}
OPENING = ("brieven", "gemeente", "personen", "gesprek.papieren")


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    return load_rules()


def read_texts() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "rules" / "teksten" / "nl" / "gesprek.yaml").read_text(encoding="utf-8"))
    return found


def household(**more: Any) -> Huishouden:
    return Huishouden.model_validate({**NOBODY, **more})


def example(number: str) -> Huishouden:
    path = next((FOLDER / "voorbeelden").glob(f"{number}-*.yaml"))
    return Huishouden.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def opened(home: Huishouden) -> Huishouden:
    """The household after the questions every talk begins with."""
    return Huishouden.model_validate(
        {**home.naar_data(), "brieven": [], "gesprek": {"antwoorden": dict.fromkeys(OPENING, "gezegd")}}
    )


def stand(home: Huishouden, last: str = "") -> Gesprek:
    return next_question(home, screen(home, DAY, rules(), ruw=True), rules(), last=last)


def at(home: Huishouden, path: str, **more: Any) -> VolgendeVraag:
    return question_at(home, path, DAY, rules(), **more)


ALONE = household(
    gemeente="Assen",
    sinds="2020-01-01",
    personen=[{"rol": "aanvrager", "leeftijd": 38, "inkomens": [{"soort": "loon", "netto": 1500, "per": "maand"}], "bezit": []}],
    wonen={"soort": "huur", "zelfstandig": "ja"},
)


# --- the order

class TestOrder:
    """What comes first, and what waits."""

    def test_a_talk_begins_with_the_letter_that_frightens(self) -> None:
        home, asked = household(), []
        for _ in OPENING:
            question = stand(home).vraag
            assert question is not None
            asked.append(question.pad)
            value = {"gemeente": "Assen", "personen": [{"rol": "aanvrager", "geboren": "38"}]}.get(question.pad, ["geen"])
            home = answer(home, question, value, rules())
        assert tuple(asked) == OPENING

    def test_costs_and_arrears_come_after_the_first_certain_euro(self) -> None:
        groups = {one.groep for one in rules().book.files.talk.groepen if one.na_goed_nieuws}
        assert groups == {"kosten", "achter"}
        before = stand(opened(ALONE)).vraag
        assert before is not None and before.groep not in groups

    def test_the_rent_waits_until_somebody_rents(self) -> None:
        home = opened(household(gemeente="Assen", personen=[{"rol": "aanvrager", "leeftijd": 38, "inkomens": []}]))
        seen = []
        for _ in range(8):
            question = stand(home).vraag
            assert question is not None
            seen.append(question.pad)
            home = answer(home, question, "weet_niet", rules())
        if "wonen.kale_huur" in seen:
            assert "wonen.soort" in seen[: seen.index("wonen.kale_huur")]

    def test_among_near_equals_the_talk_stays_with_its_subject(self) -> None:
        home = opened(ALONE)
        subjects = {(question.groep if (question := stand(home, last).vraag) else None) for last in ("", "inkomen", "bezit")}
        assert len(subjects) >= 1 and None not in subjects

    def test_a_paper_on_the_table_makes_its_facts_easy(self) -> None:
        path = "personen.0.inkomens.0.bruto"
        with_paper = Huishouden.model_validate({**ALONE.naar_data(), "gesprek": {"papieren": ["loonstrook"]}})
        assert at(ALONE, path).moeite == 3 and at(with_paper, path).moeite == 1

    def test_it_says_why_and_never_adds_up_what_excludes_each_other(self) -> None:
        question = stand(opened(household(gemeente="Assen", personen=[{"rol": "aanvrager", "leeftijd": 38}]))).vraag
        assert question is not None and question.hangt_af and question.inzet_per_jaar is not None
        assert question.inzet_per_jaar == max(one.tot_per_jaar for one in question.hangt_af if one.tot_per_jaar is not None)
        assert question.hangt_af[0].titel in question.waarom

    def test_a_known_household_is_enough(self) -> None:
        home = opened(example("01"))
        first, known = stand(opened(household(gemeente="Assen"))), stand(home)
        assert not first.genoeg and known.nuttig < first.nuttig

    def test_the_last_question_is_about_what_was_taken_for_granted(self) -> None:
        home = ALONE
        for _ in range(90):
            found = stand(home)
            if found.vraag is None or found.vraag.pad == "gesprek.bijzonder":
                break
            home = answer(home, found.vraag, "weet_niet", rules())
        assert found.vraag is not None and found.genoeg
        home = answer(home, found.vraag, ["schuldhulp", "heeft_kosten"], rules())
        data = home.naar_data()
        assert data["feiten"]["schuldhulp"] == "ja" and "kosten" not in data
        assert data["personen"][0]["feiten"]["betaalt_kinderalimentatie"] == "nee"
        assert (after := stand(home).vraag) is None or after.pad != "gesprek.bijzonder"


# --- once, and no more

class TestOnce:
    """What was answered, not known or not said is not asked again."""

    @pytest.mark.parametrize(("number", "most"), [("01", 130), ("08", ROUNDS)])
    def test_nothing_is_asked_twice(self, number: str, most: int) -> None:
        sys.path.insert(0, str(FOLDER / "benchmarks"))
        from questions import told  # the same true answers as the benchmark

        truth, home, last = example(number).naar_data(), household(), ""
        asked: list[tuple[str, bool]] = []
        for _ in range(most):
            question = stand(home, last).vraag
            if question is None:
                break
            asked.append((question.pad, question.precies))
            home, last = told(home, question, truth, rules()), question.groep
        assert len(asked) == len(set(asked)) > 15, [one for one in asked if asked.count(one) > 1]
        assert question is None or most < 130, "the talk does not end"

    @pytest.mark.parametrize("word", ["weet_niet", "zeg_niet"])
    def test_not_known_is_an_answer(self, word: str) -> None:
        home = opened(ALONE)
        first = stand(home).vraag
        assert first is not None
        after = answer(home, first, word, rules())
        found = stand(after)
        assert found.vraag is not None and found.vraag.pad != first.pad and first.pad in found.overgeslagen
        assert screen(after, DAY, rules()) == screen(home, DAY, rules()), "not knowing changes no outcome"

    def test_later_comes_back_at_the_end(self) -> None:
        home = opened(ALONE)
        first = stand(home).vraag
        assert first is not None
        home, seen = answer(home, first, "later", rules()), []
        for _ in range(90):
            question = stand(home).vraag
            if question is None or question.pad == first.pad:
                break
            seen.append(question.pad)
            home = answer(home, question, "weet_niet", rules())
        assert question is not None and question.pad == first.pad and len(seen) > 3

    def test_a_rough_answer_is_asked_exactly_at_most_once(self) -> None:
        asked = at(ALONE, "wonen.kale_huur")
        home = answer(ALONE, asked, asked.opties[1].waarde, rules())
        exact = at(home, "wonen.kale_huur")
        assert exact.precies and not exact.opties and exact.moeite == asked.moeite + 1
        after = answer(home, exact, "weet_niet", rules())
        assert after.naar_data()["wonen"]["kale_huur"] == home.naar_data()["wonen"]["kale_huur"], "the rough answer stays"
        assert after.gesprek is not None and (after.gesprek.antwoorden or {})["wonen.kale_huur"] == "ongeveer"

    def test_the_memory_of_a_talk_changes_no_report(self) -> None:
        talked = Huishouden.model_validate({**ALONE.naar_data(), "versie": 2, "gesprek": {"papieren": ["loonstrook"]}})
        assert screen(talked, DAY, rules()).model_dump_json() == screen(ALONE, DAY, rules()).model_dump_json()


# --- answers

FAULTS = "\n".join(
    text for name, text in read_texts()["teksten"].items() if name.startswith("fout.")
)
"""What the talk itself says of an answer that does not fit: random text may happen to be a word of it, such as `voo`."""
AMOUNTS = {
    "612": "612", "612,35": "612.35", "612.35": "612.35", "€ 612": "612", "€ 1.612,35": "1612.35", "1.612": "1612",
    "1,612.35": "1612.35", "1 612": "1612", "612,-": "612", "-5": "-5", "": None, "zeven": None, "6,1,2": None, "1.61": "1.61",
    "12.345.678": "12345678",
}  # fmt: skip


class TestAnswers:
    """What people type goes where it belongs, or is named."""

    @pytest.mark.parametrize(("text", "value"), AMOUNTS.items())
    def test_amounts_as_people_type_them(self, text: str, value: str | None) -> None:
        assert read_amount(text) == (None if value is None else Decimal(value))

    @given(st.text(max_size=30))
    @settings(max_examples=150, deadline=None)
    def test_anything_typed_is_an_answer_or_an_error_that_names_the_question(self, text: str) -> None:
        for path in ("wonen.kale_huur", "personen.0.geboortedatum", "sinds", "gemeente", "wonen.soort", "personen.0.inkomens"):
            try:
                after = answer(ALONE, at(ALONE, path), text, rules())
            except HouseholdError as error:
                ours = text in FAULTS or text in path or text in ("geen", "kies")
                assert error.where and (len(text) < 3 or text not in str(error) or ours)
            else:
                assert Huishouden.model_validate(after.naar_data()) == after

    @pytest.mark.parametrize(("text", "stored"), {
        "38": None, "18..20": None, "2-4-1988": "1988-04-02", "1988-04-02": "1988-04-02", "2 april 1988": "1988-04-02",
        "april 1988": "1988-04-01..1988-04-30", "4-1988": "1988-04-01..1988-04-30", "1988": "1988-01-01..1988-12-31",
    }.items())  # fmt: skip
    def test_days_ages_months_and_years(self, text: str, stored: str | None) -> None:
        found = answer(ALONE, at(ALONE, "personen.0.geboortedatum"), text, rules()).naar_data()["personen"][0]["geboortedatum"]
        assert found == stored if stored else ".." in found

    @pytest.mark.parametrize(("path", "value"), [
        ("personen.0.geboortedatum", "30-2-1988"), ("personen.0.geboortedatum", "1-1-2030"), ("personen.0.geboortedatum", "130"),
        ("wonen.kale_huur", "-1"), ("wonen.kale_huur", "veel"), ("wonen.soort", "kasteel"),
        ("personen.0.toetsingsinkomen", "20000,50"),
        ("personen.0.inkomens", ["loon", "geen"]), ("personen", []), ("personen", [{"rol": "hond"}]), ("gemeente", ""),
        ("wonen.kale_huur", "99999999999"), ("personen.0.inkomens", []), ("personen.0.inkomens", ["loon", "goud"]),
    ])  # fmt: skip
    def test_what_cannot_be_is_named_with_its_path(self, path: str, value: Any) -> None:
        before = ALONE.naar_data()
        with pytest.raises(HouseholdError) as error:
            answer(ALONE, at(ALONE, path), value, rules())
        assert error.value.where.startswith(path) and error.value.what
        assert ALONE.naar_data() == before

    def test_a_slip_is_asked_about_and_not_refused(self) -> None:
        asked = at(ALONE, "wonen.kale_huur")
        assert doubtful(asked, "61.235", rules()) and not doubtful(asked, "612,35", rules())
        assert not doubtful(asked, asked.opties[-1].waarde, rules()), "a band is no slip"

    def test_the_people_of_a_house_keep_what_was_said_of_them(self) -> None:
        asked = at(ALONE, "personen")
        two = answer(ALONE, asked, [{"rol": "aanvrager", "geboren": "39"}, {"rol": "kind", "geboren": "9"}], rules())
        people = two.naar_data()["personen"]
        assert len(people) == 2 and people[0]["inkomens"][0]["netto"] == 1500
        alone = answer(two, at(two, "personen"), [{"rol": "aanvrager", "geboren": ""}], rules())
        assert alone.naar_data()["personen"][0]["inkomens"]

    def test_a_value_of_one_year_stands_beside_another_year(self) -> None:
        home = household(personen=[{"rol": "aanvrager", "leeftijd": 38, "toetsingsinkomen": {2025: 20000}}])
        asked = at(home, "personen.0.toetsingsinkomen")
        assert asked.jaar == 2026
        found = answer(home, asked, "21000", rules()).naar_data()["personen"][0]["toetsingsinkomen"]
        assert found == {"2025": 20000, "2026": 21000}

    def test_what_comes_in_is_asked_by_name_and_the_rest_is_nothing(self) -> None:
        asked = at(ALONE, "ontvangt", offered=["zorgtoeslag", "huurtoeslag"])
        home = answer(ALONE, asked, ["huurtoeslag"], rules())
        assert home.naar_data()["ontvangt"] == {"zorgtoeslag": 0, "huurtoeslag": "onbekend"}
        home = answer(home, at(home, "ontvangt.huurtoeslag"), "310", rules())
        assert home.naar_data()["ontvangt"] == {"zorgtoeslag": 0, "huurtoeslag": 310}

    def test_rows_of_a_list_stay_when_kinds_are_added(self) -> None:
        asked = at(ALONE, "personen.0.inkomens")
        rows = answer(ALONE, asked, ["loon", "alimentatie_kind"], rules()).naar_data()["personen"][0]["inkomens"]
        assert [row["soort"] for row in rows] == ["loon", "alimentatie_kind"] and rows[0]["netto"] == 1500

    def test_every_skip_is_taken_everywhere(self) -> None:
        for path in ("personen", "wonen.soort", "brieven", "ontvangt"):
            for word in SKIPS:
                memory = answer(ALONE, at(ALONE, path), word, rules()).gesprek
                assert memory is not None and (memory.antwoorden or {})[path] == word

    @pytest.mark.parametrize(
        "path", ["", "x", "personen.7.verzekerd", "wonen.soort.x", "personen.0", "__class__", "feiten.budget_saldo"]
    )
    def test_a_path_without_a_question_is_an_error(self, path: str) -> None:
        with pytest.raises(HouseholdError, match="hier wordt niets gevraagd"):
            at(ALONE, path)


# --- ready answers and the form

def test_a_band_means_exactly_what_it_says() -> None:
    checked = 0
    for name, fact in rules().book.files.facts.items():
        if not fact.banden or not isinstance(fact.minimum, Decimal) or not isinstance(fact.maximum, Decimal):
            continue
        home, path = _with_row(name)
        question = at(home, path)
        if question.feit != name:
            continue  # the same place asked as another fact: what it is worth now, and what it was on 1 January
        bands = [one.waarde.split("..") for one in question.opties]
        ends = [(Decimal(band[0]), Decimal(band[-1])) for band in bands]
        step = Decimal(1) / 10**fact.decimalen
        assert ends[0][0] == max(fact.minimum, Decimal(0)) and ends[-1][1] == fact.maximum, name
        assert all(high + step == low for (_, high), (low, _) in pairwise(ends)), name
        assert [low for low, _ in ends[1:]] == list(fact.banden) and len(ends) <= 6, name
        checked += 1
    assert checked > 15


def _with_row(name: str) -> tuple[Huishouden, str]:
    """A household with a row of the table of a fact, and the path of the fact in it."""
    from voorzieningen.facts import LISTS

    files = rules().book.files
    fact = files.facts[name]
    tail = fact.pad or f"feiten.{name}"
    data: dict[str, Any] = {"personen": [{"rol": "aanvrager", "geboortedatum": "1988-04-02"}], "wonen": {"soort": "huur"}}
    if fact.tabel == "huishouden":
        return Huishouden.model_validate(data), tail
    if fact.tabel == "persoon":
        return Huishouden.model_validate(data), f"personen.0.{tail}"
    listed = LISTS.get(fact.tabel, fact.tabel)
    if fact.tabel == "servicekosten":
        pytest.skip("amounts of service costs are asked by kind")
    holder = data["personen"][0] if files.parents[fact.tabel] == "persoon" else data
    holder[listed] = [{}]
    prefix = "personen.0." if holder is not data else ""
    return Huishouden.model_validate(data), f"{prefix}{listed}.0.{tail}"


@pytest.mark.parametrize("number", [f"{at_:02}" for at_ in range(1, 22)])
def test_what_the_form_shows_reads_back_as_the_same_household(number: str) -> None:
    home, fields = example(number), 0
    for part in form(home, DAY, rules()):
        for one in part.fields:
            value: Any = one.chosen if one.question.soort in ("meer", "ontvangt") else (one.chosen or (one.typed,))[0]
            if not one.answered or one.question.soort == "ontvangt" or one.question.jaar or one.question.soort == "meer":
                continue
            before, after = home.naar_data(), answer(home, one.question, value, rules()).naar_data()
            for data in (before, after):
                data.pop("gesprek", None), data.pop("versie", None)  # what a talk remembers
            if before != after:
                assert _dated(before, one.question.pad), one.question.pad
            fields += 1
    assert fields > 3


def _dated(data: Any, path: str) -> bool:
    """Whether a value differs by date: typed again it holds from now on."""
    for part in path.split("."):
        data = data[int(part)] if isinstance(data, list) else data.get(part) if isinstance(data, dict) else None
    return isinstance(data, dict)


def test_every_part_of_the_form_has_a_title_and_a_place() -> None:
    parts = form(example("04"), DAY, rules())
    order = [one.groep for one in rules().book.files.talk.groepen]
    assert [one.group for one in parts] == sorted((one.group for one in parts), key=order.index)
    assert all(one.title and 0 <= one.open <= len(one.fields) for one in parts)


# --- trial answers, and the file of the talk

def test_a_trial_answer_settles_what_only_waits_for_it() -> None:
    person = {"rol": "aanvrager", "leeftijd": 38, "toetsingsinkomen": {2026: 21000}, "rendementsgrondslag": 0}
    home = household(gemeente="Assen", personen=[person])
    trials = Trials(home, DAY, rules())
    gains = trials.gains("verzekerd", "personen.0", Decimal(3000))
    assert len(gains) == 2 and max(gains) >= 1000 and all(gain >= 0 for gain in gains)
    assert trials.gains("verzekerd", "personen.5", Decimal(3000)) == () == trials.gains("rol", "", Decimal(3000))


@pytest.mark.parametrize(("text", "found"), [
    ("groepen: [{groep: x, feiten: [bestaat_niet]}]", "geen feit"),
    ("groepen: [{groep: x, tabellen: [bestaat_niet]}]", "geen tabel"),
    ("bijzonder: [kale_huur]", "geen aanname"),
    ("vaak: {woning_soort: [kasteel]}", "geen keuze"),
    ("na: {kale_huur: bestaat_niet}", "geen feit"),
    ("onzin: 1", "onbekende sleutel"),
])  # fmt: skip
def test_a_wrong_file_of_the_talk_is_named_with_its_place(tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / "gesprek.yaml").write_text(text, encoding="utf-8")
    files = rules().book.files
    with pytest.raises(RuleError, match=found) as error:
        read_talk(tmp_path, files.facts, files.parents)
    assert error.value.where.startswith("gesprek.yaml:1:")


def test_every_fact_that_can_be_asked_has_a_part_of_the_talk() -> None:
    files = rules().book.files
    groups = {one.groep for one in files.talk.groepen}
    assert {files.talk.group_of(name, fact.tabel) for name, fact in files.facts.items()} <= groups
    assert {"brief", "mensen", "wonen", "inkomen", "krijgt"} <= groups and files.talk.eigenaar
