"""Saved households: what is saved reads back as the same, older files are brought up to date, newer ones are refused."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from test_household import HOUSEHOLDS
from voorzieningen.errors import HouseholdError, VoorzieningenError
from voorzieningen.household import Huishouden, read_saved, saved_text
from voorzieningen.household.fields import VERSION
from voorzieningen.rulebook.strict_yaml import read_document, read_json

FILES = sorted((Path(__file__).parent.parent / "voorbeelden").glob("*.yaml"))
PERSON = {"rol": "aanvrager", "geboortedatum": "1988-04-02"}
OLD_CAR = {"waarde": 900, "feiten": {"voertuig_onmisbaar": True}}


def home(**more: Any) -> dict[str, Any]:
    return {"peildatum": "2026-11-22", "personen": [dict(PERSON)], **more}


def again(text: str) -> Any:
    """What a saved file holds, strictly read."""
    return read_document(text.encode(), "huishouden.yaml").data


def same(household: Huishouden) -> Huishouden:
    """A household as a file of this version holds it."""
    return Huishouden.model_validate({**household.naar_data(), "versie": VERSION})


def refused(data: Any) -> HouseholdError:
    with pytest.raises(HouseholdError) as caught:
        read_saved(data)
    return caught.value


# --- round trip

@given(HOUSEHOLDS)
@settings(max_examples=120, deadline=None)
def test_what_is_saved_reads_back(data: dict[str, Any]) -> None:
    try:
        household = Huishouden.model_validate(data)
    except HouseholdError:  # the strategies know nothing of double days or years
        return
    text = saved_text(household, "Bewaard op 2026-11-22")
    assert text.startswith(f"# Bewaard op 2026-11-22\nversie: {VERSION}\n")
    found = read_saved(again(text))
    assert found.household == same(household) and found.notes == ()
    assert saved_text(found.household, "Bewaard op 2026-11-22") == text  # saving again changes nothing


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples_read_back(path: Path) -> None:
    household = Huishouden.from_document(read_document(path.read_bytes(), path.name))
    assert read_saved(again(saved_text(household, "x"))).household == same(household)


TRAPS = (
    "N", "y", "ja", "nee", "Nee", "no", "off", "null", "~", "12", "0x1F", "1e5", "1_0", "1:30", "2026-1-1", "2026-01-01", ".5",
    "+1", "- a", "a: b", "#a", "%a", "&a", "*a", "'", '"', "=", "<<", "<b>", "1..2", "a  b", "é 🙂",
)  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_somebody_may_be_called_anything(name: str) -> None:
    data = home(gemeente=name, waterschap=name)
    data["personen"][0]["naam"] = name
    found = read_saved(again(saved_text(Huishouden.model_validate(data), "x"))).household
    assert found.naar_data() == {"versie": VERSION, **data}


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_every_name_that_is_read_is_saved(name: str) -> None:
    data = home()
    data["personen"][0]["naam"] = name
    try:
        household = Huishouden.model_validate(data)
    except HouseholdError:
        return
    assert read_saved(again(saved_text(household, "x"))).household == same(household)


def test_a_talk_is_saved_with_what_was_skipped() -> None:
    memory = {"antwoorden": {"personen": "gezegd", "wonen.kale_huur": "weet_niet", "sinds": "later"}, "papieren": ["loonstrook"]}
    household = Huishouden.model_validate(home(gesprek=memory))
    found = read_saved(again(saved_text(household, "x"))).household
    assert found.gesprek == household.gesprek and found.gesprek is not None and found.gesprek.papieren == ("loonstrook",)


# --- earlier versions

@pytest.mark.parametrize("versie", [{}, {"versie": 1}, {"versie": Decimal(1)}])
def test_version_1_is_brought_up_to_date(versie: dict[str, Any]) -> None:
    given_data = home(voertuigen=[copy.deepcopy(OLD_CAR), {"waarde": 100}], **versie)
    before = copy.deepcopy(given_data)
    found = read_saved(given_data)
    assert given_data == before
    assert found.household.versie == VERSION
    cars = found.household.naar_data()["voertuigen"]
    assert cars == [{"waarde": 900, "onmisbaar": "ja"}, {"waarde": 100}]
    (note,) = found.notes
    assert note.endswith(".") and "auto" in note


def test_other_facts_of_the_car_stay() -> None:
    car = {"waarde": 900, "feiten": {"voertuig_onmisbaar": False, "anders": 3}}
    found = read_saved(home(voertuigen=[car]))
    assert found.household.naar_data()["voertuigen"] == [{"waarde": 900, "onmisbaar": "nee", "feiten": {"anders": 3}}]
    assert found.notes
    told = read_saved(home(voertuigen=[{"onmisbaar": "nee", "feiten": {"voertuig_onmisbaar": True}}]))
    assert told.household.naar_data()["voertuigen"] == [{"onmisbaar": "nee"}]  # the new place says more than the old one


@pytest.mark.parametrize("voertuigen", [[], [{"waarde": 3}], "onbekend", [{"feiten": "onbekend"}], [{"feiten": {"anders": 1}}]])
def test_without_the_old_fact_there_is_no_note(voertuigen: Any) -> None:
    found = read_saved(home(voertuigen=voertuigen))
    assert found.notes == () and found.household == Huishouden.model_validate(home(voertuigen=voertuigen, versie=VERSION))


@pytest.mark.parametrize("voertuigen", [3, "auto", [3], [None], {"feiten": {}}, [[OLD_CAR]]])
def test_broken_cars_are_our_error(voertuigen: Any) -> None:
    assert refused(home(voertuigen=voertuigen)).where.startswith("voertuigen")


def test_this_version_is_not_migrated() -> None:
    found = read_saved(home(versie=VERSION, voertuigen=[copy.deepcopy(OLD_CAR)]))
    assert found.notes == () and found.household.naar_data()["voertuigen"][0]["feiten"] == {"voertuig_onmisbaar": "ja"}


# --- what is refused

@pytest.mark.parametrize("versie", [VERSION + 1, VERSION + 98, Decimal(VERSION + 1)])
def test_a_later_version_is_refused_and_says_so(versie: Any) -> None:
    error = refused(home(versie=versie))
    assert error.where == "versie" and "nieuwere versie" in error.what and "niet veranderd" in error.what and error.repair


WRONG_VERSIONS = [0, -1, Decimal("1.5"), "2", True, None, [], "onbekend", 1.5, Decimal("NaN"), Decimal("Infinity")]


@pytest.mark.parametrize("versie", WRONG_VERSIONS)
def test_versions_that_do_not_exist(versie: Any) -> None:
    error = refused(home(versie=versie))
    assert error.where == "versie" and error.what == "deze versie bestaat niet."


@pytest.mark.parametrize("data", [None, [], "huishouden", 3, {}, {"versie": 2}, {"persoon": []}, [home()], date(2026, 1, 1)])
def test_what_is_no_household(data: Any) -> None:
    error = refused(data)
    assert error.where == "bestand" and "geen huishouden" in error.what


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.decimals(), st.floats(), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
NEARLY = st.fixed_dictionaries(
    {"personen": st.one_of(st.just([PERSON]), ANYTHING)},
    optional={"versie": st.one_of(st.integers(-1, 4), ANYTHING), "voertuigen": st.one_of(st.just([OLD_CAR]), ANYTHING)},
)


@given(st.one_of(ANYTHING, NEARLY))
@settings(max_examples=300, deadline=None)
def test_anything_is_a_household_or_our_error_and_stays_as_it_was(data: Any) -> None:
    before = copy.deepcopy(data)
    try:
        found = read_saved(data)
    except VoorzieningenError:
        pass
    else:
        assert found.household.versie == VERSION
    assert repr(data) == repr(before)


# --- the file

def test_the_file_is_plain_yaml_and_plain_json() -> None:
    household = Huishouden.model_validate(home(gemeente="Súdwest-Fryslân", voertuigen=[{"waarde": 900.5, "onmisbaar": "ja"}]))
    text = saved_text(household, "Bewaard op 2026-11-22")
    assert yaml.safe_load(text)["gemeente"] == "Súdwest-Fryslân" and "Súdwest-Fryslân" in text
    assert "onmisbaar: ja\n" in text and "!!" not in text
    as_json = json.dumps({"versie": VERSION, **household.naar_data()}).encode()
    assert read_saved(read_json(as_json, "h.json").data).household == read_saved(again(text)).household
