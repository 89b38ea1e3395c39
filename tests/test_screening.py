"""One call: what is due held against what is received, over the years that are still open."""

import copy
import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mini import Run
from voorzieningen import DateError, HouseholdError, Huishouden, Report, load_rules, screen
from voorzieningen.rulebook.strict_yaml import read_document

RULES = load_rules()
FILES = sorted((Path(__file__).parent.parent / "voorbeelden").glob("*.yaml"))
SINGLE = {
    "peildatum": date(2026, 11, 22),
    "sinds": date(2020, 1, 1),
    "personen": [
        {
            "rol": "aanvrager",
            "geboortedatum": date(1985, 1, 1),
            "verzekerd": True,
            "toetsingsinkomen": 20000,
            "rendementsgrondslag": 0,
        }
    ],
    "wonen": {"soort": "koop"},
    "ontvangt": {"zorgtoeslag": 0, "huurtoeslag": 0, "kindgebonden_budget": 0, "kinderopvangtoeslag": 0},
}


def made(**changes: object) -> Huishouden:
    return Huishouden.model_validate({**copy.deepcopy(SINGLE), **changes})


def read(path: Path) -> Huishouden:
    return Huishouden.from_document(read_document(path.read_bytes(), path.name))


def zorg(household: Huishouden, op: date | None = None):
    return screen(household, op, RULES).regelingen["zorgtoeslag"]


def test_unclaimed_right_counts_elapsed_months_and_the_past_year() -> None:
    found = zorg(made())
    assert (found.recht, found.bevinding) == ("ja", "onbenut")
    assert found.per_maand.laagst == found.per_maand.hoogst == Decimal("129.00")
    assert found.jaren["2026"].per_jaar.laagst == Decimal("1550.00")
    assert found.jaren["2026"].gemist.laagst == Decimal("1421.00")  # 1550,4477 x 11/12
    assert found.jaren["2025"].gemist.laagst == Decimal("1573.00")
    assert "2024" not in found.jaren
    assert found.jaren["2025"].uiterlijk == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("op", "years"),
    [
        (date(2026, 12, 31), ["2025", "2026"]),
        (date(2027, 1, 1), ["2026", "2027"]),
        (date(2025, 8, 31), ["2024", "2025"]),
        (date(2025, 9, 1), ["2025"]),
    ],
)
def test_a_year_closes_after_its_last_day(op: date, years: list[str]) -> None:
    assert list(zorg(made(), op).jaren) == years


def test_an_earlier_year_that_is_not_modelled_is_named() -> None:
    assert screen(made(), date(2024, 6, 1), RULES).niet_bekeken == (2023,)
    assert screen(made(), date(2026, 6, 1), RULES).niet_bekeken == ()


@pytest.mark.parametrize(
    ("received", "finding"),
    [
        (0, "onbenut"),
        (90, "te_weinig"),
        (128, "klopt"),
        (129, "klopt"),
        (130, "klopt"),
        (200, "te_veel"),
        ("onbekend", "misschien"),
        ("0..200", "misschien"),
        ("100..110", "te_weinig"),
        ("200..300", "te_veel"),
        ("128..130", "klopt"),
        ({"bedrag": 1548, "per": "jaar"}, "klopt"),
        ({"bedrag": 387, "per": "kwartaal"}, "klopt"),
    ],
)
def test_finding(received: object, finding: str) -> None:
    assert zorg(made(ontvangt={"zorgtoeslag": received})).bevinding == finding


def test_no_right_and_nothing_received() -> None:
    rich = copy.deepcopy(SINGLE["personen"][0]) | {"toetsingsinkomen": 90000}
    found = zorg(made(personen=[rich]))
    assert (found.recht, found.bevinding) == ("nee", "geen_recht")
    assert zorg(made(personen=[rich], ontvangt={"zorgtoeslag": 100})).bevinding == "te_veel"
    assert zorg(made(personen=[rich], ontvangt={})).bevinding == "misschien"


def test_that_nothing_is_left_is_said_in_other_words_than_too_little() -> None:
    """Two lines give 0; only their sentence tells them apart."""
    little, nothing = (copy.deepcopy(SINGLE["personen"][0]) | {"toetsingsinkomen": income} for income in (40870, 900000))
    child = {"rol": "kind", "geboortedatum": date(2015, 1, 1), "kinderbijslag": True, "opvang": []}
    child |= {"toetsingsinkomen": 0, "rendementsgrondslag": 0}
    for scheme, persons in (("zorgtoeslag", []), ("kindgebonden_budget", [child])):
        none = screen(made(personen=[nothing, *persons]), None, RULES).regelingen[scheme]
        assert none.per_jaar.hoogst == 0 and "Er blijft geen bedrag over" in " ".join(none.uitleg)
    found = zorg(made(personen=[little]))
    assert found.per_jaar.hoogst == 0 and "Onder € 24 per jaar wordt niets betaald" in " ".join(found.uitleg)


def test_a_right_that_starts_later_this_year_is_not_a_right_now() -> None:
    young = copy.deepcopy(SINGLE["personen"][0]) | {"geboortedatum": date(2008, 6, 10)}
    june = zorg(made(personen=[young]), date(2026, 6, 15))
    assert (june.recht, june.recht_nu, june.per_maand.hoogst) == ("ja", "nee", Decimal("0.00"))
    july = zorg(made(personen=[young]), date(2026, 7, 15))
    assert (july.recht_nu, july.per_maand.laagst) == ("ja", Decimal("129.00"))


def test_what_is_unknown_before_since_is_never_false_precision() -> None:
    found = zorg(made(sinds=date(2026, 3, 1)))
    assert found.jaren["2025"].recht == "onbekend"
    assert found.jaren["2025"].gemist.laagst == 0
    assert found.jaren["2026"].per_jaar.laagst < found.jaren["2026"].per_jaar.hoogst


def test_childcare_reaches_back_three_calendar_months() -> None:
    person = copy.deepcopy(SINGLE["personen"][0]) | {"activiteit": "werk"}
    care = [{"soort": "dagopvang", "uren": 100, "uurprijs": 10, "geregistreerd": True}]
    child = {
        "rol": "kind",
        "geboortedatum": date(2023, 3, 1),
        "toetsingsinkomen": 0,
        "rendementsgrondslag": 0,
        "kinderbijslag": True,
        "opvang": care,
    }
    never = screen(made(personen=[person, child]), date(2026, 11, 22), RULES).regelingen["kinderopvangtoeslag"]
    assert never.aanvragen is not None and never.aanvragen.terug_tot == date(2026, 8, 1)
    assert never.jaren["2026"].gemist.laagst == Decimal("3840.00")  # 960 a month, August to November
    assert "2025" not in never.jaren
    january = screen(made(personen=[person, child]), date(2026, 1, 22), RULES).regelingen["kinderopvangtoeslag"]
    assert january.jaren["2025"].gemist.laagst == Decimal("2880.00")  # October to December 2025, also 960
    some = screen(made(personen=[person, child], ontvangt={"kinderopvangtoeslag": 900}), date(2026, 11, 22), RULES).regelingen[
        "kinderopvangtoeslag"
    ]
    assert some.jaren["2026"].gemist.laagst == Decimal("660.00")  # already claimed: 11 x 60, all months count


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 9, 30),
        date(2026, 10, 1),
        date(2026, 12, 31),
    ],
)
def test_the_day_a_claim_reaches_back_to_is_the_same_seen_from_an_earlier_year(day: date) -> None:
    found = {year: Run(RULES, data, day, year) for year in (2024, 2025, 2026) for data in (copy.deepcopy(SINGLE),)}
    for scheme, outcome in found[2026].program.linked.outcomes.items():
        if outcome.back_to is not None:
            days = {year: run.span(outcome.back_to) for year, run in found.items()}
            assert days[2024] == days[2025] == days[2026], scheme


def test_a_value_past_its_year_is_used_and_flagged() -> None:
    found = zorg(made(), date(2027, 2, 1))
    assert "zorgtoeslag.standaardpremie" in found.verouderd
    assert zorg(made()).verouderd == ()


def test_assumptions_are_listed_and_an_answer_replaces_them() -> None:
    assert any("vast" in one for one in zorg(made()).aannames)
    person = copy.deepcopy(SINGLE["personen"][0]) | {"feiten": {"gedetineerd": "onbekend"}}
    assert zorg(made(personen=[person])).recht == "onbekend"


def test_estimated_assets_are_said_to_be_estimated() -> None:
    person = copy.deepcopy(SINGLE["personen"][0]) | {"bezit": [{"soort": "bank", "waarde": 640}]}
    del person["rendementsgrondslag"]
    found = zorg(made(personen=[person], schulden=[]))
    assert found.recht == "ja"
    assert found.geschat == ("rendementsgrondslag",)
    assert zorg(made()).geschat == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_report_round_trip_and_steps(path: Path) -> None:
    household = read(path)
    report = screen(household, date(2026, 11, 22), RULES)
    assert Report.model_validate_json(report.model_dump_json()) == report
    assert pickle.loads(pickle.dumps(report)) == report
    for name in report.regelingen:
        steps = report.uitleg(name)
        assert steps and all(step.bronnen or step.soort != "stap" for step in steps)
        assert all(step.vindplaats for step in steps)
    whole = screen(household, date(2026, 11, 22), RULES, stappen=True)
    assert whole.regelingen["zorgtoeslag"].stappen == report.uitleg("zorgtoeslag")


def test_two_example_households_surely_missed_money_in_2025() -> None:
    missed = {}
    for path in FILES:
        report = screen(read(path), date(2026, 11, 22), RULES)
        total = sum(
            one.jaren["2025"].gemist.laagst
            for one in report.regelingen.values()
            if "2025" in one.jaren and one.bevinding == "onbenut"
        )
        missed[path.stem] = total
    print(missed)
    assert len(FILES) >= 8
    assert sum(total > 500 for total in missed.values()) >= 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_label_changes_nothing(path: Path) -> None:
    """Equal treatment: a name, and any order of the persons after the aanvrager, leave every amount as it is."""
    data = read(path).naar_data()
    named = copy.deepcopy(data)
    for number, person in enumerate(named["personen"]):
        person["naam"] = f"Persoon {number}"
    first = screen(Huishouden.model_validate(data), date(2026, 11, 22), RULES)
    assert screen(Huishouden.model_validate(named), date(2026, 11, 22), RULES).model_dump_json() == first.model_dump_json()


@pytest.mark.parametrize("path", FILES[:6], ids=lambda path: path.stem)
def test_leaving_out_an_answer_never_turns_yes_into_no(path: Path) -> None:
    data = read(path).naar_data()
    before = screen(Huishouden.model_validate(data), date(2026, 11, 22), RULES).regelingen
    changed = 0
    for number, person in enumerate(data["personen"]):
        for field in [one for one in person if one not in ("rol", "geboortedatum", "leeftijd")]:
            poorer = copy.deepcopy(data)
            del poorer["personen"][number][field]
            after = screen(Huishouden.model_validate(poorer), date(2026, 11, 22), RULES).regelingen
            for name, found in after.items():
                assert (before[name].recht, found.recht) not in (("ja", "nee"), ("nee", "ja")), (field, name)
                changed += found.recht != before[name].recht
    print(f"{changed} verdicts opened")


def test_errors_are_ours_and_carry_no_value() -> None:
    with pytest.raises(DateError, match="2024"):
        screen(made(), date(2023, 12, 31), RULES)
    with pytest.raises(DateError, match="2100"):
        screen(made(), date(9999, 1, 1), RULES)
    with pytest.raises(DateError):
        screen(Huishouden.model_validate({"personen": SINGLE["personen"]}), None, RULES)
    with pytest.raises(HouseholdError, match="gedetineerd") as caught:
        screen(made(personen=[copy.deepcopy(SINGLE["personen"][0]) | {"feiten": {"gedetineert": True}}]), None, RULES)
    assert "True" not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
