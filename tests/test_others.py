"""The other adults of the house: screened once each as aanvrager, and nothing of another pair is taken along."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from mini import FOLDER, data
from voorzieningen import Huishouden, Report, RuleSet, load_rules, screen
from voorzieningen.screening._others import seen_by

OP = date(2026, 11, 22)
HOUSEHOLD = """
peildatum: 2026-11-22
sinds: 2023-01-01
gemeente: Assen
personen:
  - {rol: aanvrager, geboortedatum: 1975-04-02, toetsingsinkomen: 30000,
     inkomens: [{soort: loon, bruto: 2500, netto: 2000}], ouders: [], feiten: {krap: nee}}
  - {rol: partner, geboortedatum: 1976-05-03, relatie: gehuwd, relatie_sinds: 2001-01-01,
     toetsingsinkomen: 0, inkomens: [], ouders: [], feiten: {krap: nee}}
  - {rol: kind, geboortedatum: 2012-02-29, toetsingsinkomen: 0, inkomens: [], ouders: [], feiten: {krap: nee}}
wonen: {soort: huur, kale_huur: 600}
ontvangt: {pot: 0, raad: 0, kindgeld: 40}
schulden: []
uitgaven: []
feiten: {krijgt_kindgeld: ja, nodig: ja}
"""
ADULT = {
    "rol": "kind",
    "geboortedatum": date(2006, 8, 15),
    "toetsingsinkomen": 1000,
    "inkomens": [],
    "ouders": [],
    "feiten": {"krap": True},
}
FRIEND = {**ADULT, "rol": "medebewoner", "relatie": "geen"}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(FOLDER / "uitkomsten")


def house(*more: dict[str, Any], **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(data(HOUSEHOLD))
    found["personen"] += copy.deepcopy(list(more))
    return {**found, **changes}


def found(rules: RuleSet, household: dict[str, Any], op: date = OP, **options: bool) -> Report:
    return screen(Huishouden.model_validate(household), op, rules, **options)


def listed(report: Report) -> list[tuple[str, str]]:
    return [(one.waar, one.rol) for one in report.anderen]


# --- who is listed


def test_nobody_else(rules: RuleSet) -> None:
    assert found(rules, house()).anderen == ()


def test_an_adult_child_and_a_friend(rules: RuleSet) -> None:
    report = found(rules, house(ADULT, FRIEND))
    assert listed(report) == [("personen.3", "kind"), ("personen.4", "medebewoner")]
    for one in report.anderen:
        assert set(one.regelingen) == set(report.regelingen)
        pot, raad, kindgeld = (one.regelingen[name] for name in ("pot", "raad", "kindgeld"))
        assert (pot.recht, pot.per_jaar.laagst) == ("ja", 560) and raad.recht == "mogelijk" and kindgeld.recht == "nee"
        assert pot.jaren["2025"].gemist.laagst == 0 and pot.jaren["2025"].gemist.hoogst == 500  # what came in is not known


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"geboortedatum": date(2008, 11, 1)}, "18 on the first of this month"),
        ({"geboortedatum": date(1940, 1, 1), "eerste_graad": True}, "a parent"),
        ({"relatie": "samenwonend"}, "lives together, and the rules say that is no partner"),
        ({"van": date(2026, 11, 1)}, "here since the first of this month"),
        ({"tot": date(2026, 11, 1)}, "here on the first of this month"),
        ({"leeftijd": 40, "geboortedatum": None}, "surely an adult"),
        ({"toetsingsinkomen": None, "inkomens": None, "ouders": None, "feiten": None}, "nothing is known"),
    ],
)
def test_listed(rules: RuleSet, person: dict[str, Any], reason: str) -> None:
    one = {key: value for key, value in {**FRIEND, **person}.items() if value is not None}
    assert listed(found(rules, house(one))) == [("personen.3", "medebewoner")], reason


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"rol": "kind", "geboortedatum": date(2008, 11, 2)}, "18 in the course of this month"),
        ({"geboortedatum": date(2015, 1, 1)}, "a minor"),
        ({"geboortedatum": "onbekend"}, "age unknown"),
        ({"geboortedatum": "2000-01-01..2010-01-01"}, "perhaps a minor"),
        ({"geboortedatum": None, "leeftijd": "17..30"}, "perhaps a minor"),
        ({"relatie": "gehuwd"}, "a partner"),
        ({"relatie": "onbekend"}, "perhaps a partner"),
        ({"relatie": ["geen", "gehuwd"]}, "perhaps a partner"),
        ({"van": date(2026, 11, 2)}, "not here yet on the first of the month"),
        ({"van": "2026-10-01..2026-12-01"}, "perhaps not here yet"),
        ({"tot": date(2026, 10, 31)}, "gone"),
        ({"tot": "onbekend"}, "perhaps gone"),
    ],
)
def test_not_listed(rules: RuleSet, person: dict[str, Any], reason: str) -> None:
    one = {key: value for key, value in {**FRIEND, **person}.items() if value is not None}
    assert listed(found(rules, house(one))) == [], reason


def test_the_partner_is_never_listed(rules: RuleSet) -> None:
    for relatie in ("gehuwd", "onbekend"):
        household = house(ADULT)
        household["personen"][1]["relatie"] = relatie
        assert listed(found(rules, household)) == [("personen.3", "kind")]


def test_rules_that_do_not_say_who_is_another_adult(rules: RuleSet, tmp_path: Any) -> None:
    import shutil

    shutil.copytree(FOLDER / "uitkomsten", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "begrippen" / "regeling.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("andere_volwassene:", "iemand_anders:"), encoding="utf-8")
    assert found(load_rules(tmp_path), house(ADULT)).anderen == ()


# --- what is seen


def test_paths_stay_what_they_were(rules: RuleSet) -> None:
    for order in ((3, 1, 0, 2), (0, 3, 2, 1), (2, 1, 3, 0)):
        household = house({**ADULT, "feiten": {}})
        household["personen"] = [household["personen"][at] for at in order]
        here = f"personen.{order.index(3)}"
        (one,) = found(rules, household).anderen
        assert one.waar == here
        assert [(ask.feit, ask.waar) for ask in one.regelingen["raad"].ontbreekt] == [("krap", here)]
        child = f"personen.{order.index(2)}"  # whose child of 14 that is, is not said, but it lives there
        assert [line.waar for line in one.regelingen["kindgeld"].regels] in ([], [child])


def test_the_house_seen_by_a_child() -> None:
    household = Huishouden.model_validate(house(ADULT))
    seen = seen_by(household, 3, ())
    assert [one.rol for one in seen.personen] == ["medebewoner", "medebewoner", "medebewoner", "aanvrager"]
    parent, other, brother, child = seen.personen
    assert parent.eerste_graad is True and other.eerste_graad is True and brother.eerste_graad is False
    assert {one.relatie for one in (parent, other, brother)} == {"geen"} and child.relatie is None
    assert parent.toetsingsinkomen == household.personen[0].toetsingsinkomen and other.relatie_sinds is None
    assert seen.gemeente == "Assen" and seen.wonen is not None
    assert seen.wonen.soort == "inwonend" and seen.wonen.kale_huur is None
    assert (seen.ontvangt, seen.schulden, seen.uitgaven, seen.achterstanden, seen.voertuigen) == (None,) * 5
    assert Huishouden.model_validate(seen.naar_data()) == seen


@pytest.mark.parametrize("degree", [True, False, None])
def test_the_house_seen_by_somebody_who_lives_in(degree: bool | None) -> None:
    person = {**FRIEND, "van": date(2025, 3, 1), "zakelijk_huurcontract": True, "partner_vorig_jaar": True, "kinderbijslag": True}
    if degree is not None:
        person["eerste_graad"] = degree
    household = Huishouden.model_validate(house(person, FRIEND))
    aanvrager, partner, _, self, friend = seen_by(household, 3, ()).personen
    assert self.rol == "aanvrager" and (self.van, self.relatie, self.eerste_graad, self.kinderbijslag) == (None,) * 4
    assert aanvrager.eerste_graad is degree and aanvrager.van == date(2025, 3, 1) and aanvrager.zakelijk_huurcontract is True
    assert partner.eerste_graad is None and aanvrager.partner_vorig_jaar is partner.partner_vorig_jaar is False
    assert friend.rol == "medebewoner" and friend.relatie is None  # nothing is known of those two


@pytest.mark.parametrize(
    ("kind", "seen"), [("huur", "inwonend"), ("koop", "inwonend"), ("instelling", "instelling"), ("geen", "geen")]
)
def test_the_home_is_somebody_elses(kind: str, seen: str) -> None:
    household = Huishouden.model_validate(house(ADULT, wonen={"soort": kind}))
    home = seen_by(household, 3, ()).wonen
    assert home is not None and home.soort == seen
    assert seen_by(Huishouden.model_validate({**house(ADULT), "wonen": "onbekend"}), 3, ()).wonen is None


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (None, ["geen", "instelling", "inwonend"]),
        ("onbekend", ["geen", "instelling", "inwonend"]),
        (["huur", "koop"], "inwonend"),
        (["huur", "instelling"], ["instelling", "inwonend"]),
        ({date(2020, 1, 1): "huur", date(2026, 3, 1): "instelling"}, {"2020-01-01": "inwonend", "2026-03-01": "instelling"}),
    ],
)
def test_an_open_home_stays_open_for_who_lives_in_it(kind: Any, seen: Any) -> None:
    wonen = {"kale_huur": 500} | ({} if kind is None else {"soort": kind})
    household = seen_by(Huishouden.model_validate(house(ADULT, wonen=wonen)), 3, ())
    assert household.naar_data()["wonen"]["soort"] == seen


def test_what_is_about_the_aanvrager_is_not_said_of_another() -> None:
    facts = {"schuldhulp": True, "woont_buiten_nederland": False}
    household = Huishouden.model_validate({**house(ADULT), "feiten": facts})
    assert dict(seen_by(household, 3, {"schuldhulp"}).feiten or {}) == {"woont_buiten_nederland": False}
    own = {name for name, fact in load_rules().program(2026).linked.all_facts.items() if fact.eigen}
    assert {"schuldhulp", "bijstand_gemeld", "melding_bijstand"} <= own and "woont_buiten_nederland" not in own


# --- equal treatment


def without(data: Any, keys: Iterable[str]) -> Any:
    return {key: value for key, value in data.items() if key not in keys}


def test_two_of_a_kind_get_the_same(rules: RuleSet) -> None:
    one, other = found(rules, house(FRIEND, FRIEND)).anderen
    assert one.regelingen == other.regelingen


def test_a_name_changes_nothing(rules: RuleSet) -> None:
    named = [{**one, "naam": name} for one, name in ((ADULT, "Fatima"), (FRIEND, "Jan"))]
    assert found(rules, house(*named)).model_dump_json() == found(rules, house(ADULT, FRIEND)).model_dump_json()


def test_another_adult_changes_nothing_of_the_aanvrager(rules: RuleSet) -> None:
    alone, together = found(rules, house()), found(rules, house(ADULT, FRIEND))
    assert alone.regelingen == together.regelingen


def test_everybody_is_looked_at_once(rules: RuleSet) -> None:
    report = found(rules, house(ADULT, FRIEND, ADULT), stappen=True)
    assert len(report.anderen) == 3
    assert "anderen" not in report.anderen[0].model_dump()
    for one in report.anderen:
        for name, scheme in one.regelingen.items():
            assert {step.stap.split(".")[0] for step in scheme.stappen} & {name}
    assert not found(rules, house(ADULT)).anderen[0].regelingen["pot"].stappen
    assert Report.model_validate_json(report.model_dump_json()) == report


def test_who_turns_18_is_listed_from_the_next_month(rules: RuleSet) -> None:
    young = {**ADULT, "geboortedatum": date(2008, 6, 10)}
    assert [listed(found(rules, house(young), date(2026, month, 30))) != [] for month in (5, 6, 7)] == [False, False, True]


# --- with the rules of the library


PARENTS = """
peildatum: 2026-11-22
sinds: 2023-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1975-04-02, verzekerd: ja, toetsingsinkomen: 30000,
     rendementsgrondslag: 0, inkomens: [], school: geen, activiteit: werk}
  - {rol: partner, geboortedatum: 1976-05-03, relatie: gehuwd, relatie_sinds: 2001-01-01, verzekerd: ja,
     toetsingsinkomen: 0, rendementsgrondslag: 0, inkomens: [],
     school: geen, activiteit: werk}
wonen: {soort: huur, zelfstandig: ja, kale_huur: 620, servicekosten: {}, aangepast: nee, eerder_huurtoeslag: nee}
schulden: []
ontvangt: {zorgtoeslag: 0, huurtoeslag: 0}
"""
STUDENT = {
    "rol": "kind",
    "geboortedatum": date(2006, 8, 15),
    "verzekerd": True,
    "toetsingsinkomen": 5000,
    "rendementsgrondslag": 0,
    "kinderbijslag": False,
    "school": "hbo",
    "ouders": [],
    "inkomens": [
        {
            "soort": "loon",
            "bruto": 400,
            "per": "maand",
            "loonheffingskorting": True,
            "vakantiegeld": "mei",
            "van": date(2024, 1, 1),
        }
    ],
    "feiten": {"onderwijs_begonnen": date(2025, 9, 1), "aow_jaren_gemist": 0},
}
LODGER = {
    **STUDENT,
    "rol": "medebewoner",
    "school": "geen",
    "relatie": "geen",
    "samen_kind": False,
    "kind_erkend": False,
    "pensioenpartner": False,
    "woning_samen": False,
    "zakelijk_huurcontract": False,
    "partner_vorig_jaar": False,
    "eerste_graad": False,
}


@pytest.fixture(scope="module")
def library() -> RuleSet:
    return load_rules()


def family(*more: dict[str, Any], **partner: Any) -> dict[str, Any]:
    household: dict[str, Any] = copy.deepcopy(data(PARENTS))
    household["personen"][1] |= partner
    household["personen"] += copy.deepcopy(list(more))
    return household


@pytest.mark.parametrize("relatie", ["gehuwd", "samenlevingscontract", "samenwonend", "geen", "onbekend", ["gehuwd", "geen"]])
def test_a_partner_is_never_another_adult(library: RuleSet, relatie: Any) -> None:
    assert listed(found(library, family(relatie=relatie))) == []
    assert listed(found(library, family(STUDENT, relatie=relatie))) == [("personen.2", "kind")]


def test_who_is_a_partner_by_law_is_no_other_adult(library: RuleSet) -> None:
    alone = family()
    del alone["personen"][1]
    for own_child, others in ((True, []), (False, [("personen.1", "medebewoner")]), ("onbekend", [])):
        alone["personen"][1:] = [{**LODGER, "samen_kind": own_child}]
        assert listed(found(library, alone)) == others


def test_an_adult_child_has_rights_of_its_own_and_not_those_of_the_parents(library: RuleSet) -> None:
    report = found(library, family(STUDENT))
    (child,) = report.anderen
    assert (report.regelingen["basisbeurs"].recht, child.regelingen["basisbeurs"].recht) == ("nee", "ja")
    assert report.regelingen["huurtoeslag"].recht == "ja" and child.regelingen["huurtoeslag"].recht == "nee"  # lives with others
    assert child.regelingen["kinderbijslag"].recht == "nee" and child.regelingen["aow"].recht == "nee"
    assert child.regelingen["basisbeurs"].per_maand.laagst == child.regelingen["basisbeurs"].per_maand.hoogst > 100


def test_each_adult_is_looked_at_as_if_it_lived_alone(library: RuleSet) -> None:
    alone = family()
    alone["personen"] = [{**STUDENT, "rol": "aanvrager", "feiten": {**STUDENT["feiten"], "uitwonend": False}}]
    alone |= {"wonen": {"soort": "inwonend"}, "ontvangt": "onbekend", "schulden": "onbekend"}
    own = found(library, alone).regelingen
    (child,) = found(library, family({**STUDENT, "feiten": {**STUDENT["feiten"], "uitwonend": False}})).anderen
    for name in ("zorgtoeslag", "basisbeurs", "aow", "kinderbijslag", "kindgebonden_budget", "teruggaaf_belasting"):
        one, other = child.regelingen[name], own[name]
        assert (one.recht, one.recht_nu, one.per_jaar, one.per_maand) == (
            other.recht,
            other.recht_nu,
            other.per_jaar,
            other.per_maand,
        ), name
        assert {year: known.gemist for year, known in one.jaren.items()} == {
            year: known.gemist for year, known in other.jaren.items()
        }
    assert own["zorgtoeslag"].recht == "ja"


@pytest.mark.parametrize("label", ["Fatima", "Jan-Willem van der Berg", "X"])
def test_a_name_changes_nothing_in_the_library_either(library: RuleSet, label: str) -> None:
    plain = found(library, family(STUDENT, LODGER))
    assert len(plain.anderen) == 2 and len(plain.anderen[0].regelingen) == len(plain.regelingen)
    named = found(library, family({**STUDENT, "naam": label}, {**LODGER, "naam": label}))
    assert named.model_dump_json() == plain.model_dump_json()
