"""A household with something changed: paths, values, rows, what goes along, a settled year, and the curve of more wage."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from voorzieningen import HouseholdError, Huishouden, RuleSet, screen
from voorzieningen.household.changes import vary
from voorzieningen.household.values import Gedateerd
from voorzieningen.render.curve import curve_lines
from voorzieningen.report import Bedrag
from voorzieningen.what_if import FOLLOWS_IN_MONTH, FOLLOWS_IN_YEAR, Kromme, consider, curve, read_changes, settled, what_if
from voorzieningen.what_if._curve import _Line

OP = date(2026, 11, 22)
WORK = {
    "soort": "loon", "bruto": 1600, "netto": 1552.5, "loonheffing": 47.5, "per": "maand", "van": "2026-03-01",
    "vakantiegeld": "mei", "loonheffingskorting": "ja",
}  # fmt: skip
DATA: dict[str, Any] = {
    "peildatum": "2026-11-22",
    "sinds": "2024-05-01",
    "personen": [
        {
            "rol": "aanvrager", "leeftijd": 38, "toetsingsinkomen": {"2025": 20900, "2026": 21500}, "inkomens": [WORK],
            "feiten": {"arbeidsinkomen": 19000, "nabestaande": "nee", "belastbaar_inkomen_beslag": 1500},
        },
        {"rol": "partner", "geboortedatum": "1990-01-01", "relatie": "gehuwd"},
        {"rol": "kind", "geboortedatum": "2016-09-14"},
    ],
    "wonen": {"soort": "huur", "kale_huur": {"2025-07-01": 590.1, "2026-07-01": 612.35}},
    "uitgaven": [
        {"soort": "zorgpremie", "bedrag": 150, "per": "maand", "persoon": 1},
        {"soort": "zorgpremie", "bedrag": 160, "per": "maand", "persoon": 2},
        {"soort": "school", "bedrag": 20, "per": "maand", "persoon": 3},
        {"soort": "energie", "bedrag": 120, "per": "maand"},
    ],
    "achterstanden": [{"soort": "zorgpremie", "bedrag": 300, "persoon": 2}],
}  # fmt: skip


@pytest.fixture(scope="module")
def home() -> Huishouden:
    return Huishouden.model_validate(DATA)


def changed(home: Huishouden, *texts: str) -> Huishouden:
    return what_if(home, read_changes(texts), OP)


# --- reading what somebody types

@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("wonen.kale_huur=700", Decimal(700)),
        (" wonen.kale_huur = 700.50 ", Decimal("700.50")),
        ("personen.0.verzekerd=ja", True),
        ("personen.0.verzekerd=onbekend", "onbekend"),
        ("personen.0.geboortedatum=1990-02-03", date(1990, 2, 3)),
        ("personen.+={rol: kind, leeftijd: 3}", {"rol": "kind", "leeftijd": Decimal(3)}),
        ("schulden=[]", []),
        ("gemeente=Aa en Hunze", "Aa en Hunze"),
        ("waterschap=Hunze en Aa's", "Hunze en Aa's"),
        ("personen.1=weg", "weg"),
    ],
)  # fmt: skip
def test_a_value_is_strict_yaml(text: str, value: Any) -> None:
    assert list(read_changes([text]).values()) == [value]


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["wonen.kale_huur"], "verandering: een verandering is een pad, een = en een waarde."),
        (["=700"], "verandering: een verandering is een pad, een = en een waarde."),
        (["wonen.kale_huur="], "verandering: een verandering is een pad, een = en een waarde."),
        (["wonen.kale_huur=1", "wonen.kale_huur=2"], "wonen.kale_huur: dit pad staat er twee keer."),
        (["wonen.kale_huur={a: "], "wonen.kale_huur: dit is geen geldige YAML."),
        (["personen.0.verzekerd=yes"], "personen.0.verzekerd: "),
    ],
)
def test_what_cannot_be_read_is_one_clear_message(texts: list[str], says: str) -> None:
    with pytest.raises(HouseholdError) as caught:
        read_changes(texts)
    assert str(caught.value).startswith(says) and caught.value.repair


def test_two_rows_can_be_added(home: Huishouden) -> None:
    found = changed(home, "personen.+={rol: kind, leeftijd: 3}", "personen.+={rol: kind, leeftijd: 5}")
    assert [one.rol for one in found.personen] == ["aanvrager", "partner", "kind", "kind", "kind"]


# --- changing

def test_without_a_change_nothing_changes(home: Huishouden) -> None:
    assert what_if(home, {}, OP) == home


def test_a_value_replaces_the_whole_field(home: Huishouden) -> None:
    assert isinstance(home.wonen and home.wonen.kale_huur, Gedateerd)
    found = changed(home, "wonen.kale_huur=700")
    assert found.wonen and found.wonen.kale_huur == 700
    assert found.personen == home.personen


def test_one_date_of_a_dated_value_can_be_set(home: Huishouden) -> None:
    found = changed(home, "wonen.kale_huur.2026-07-01=650")
    assert found.wonen and isinstance(found.wonen.kale_huur, Gedateerd)
    assert [value for _, value in found.wonen.kale_huur.waarden] == [Decimal("590.10"), Decimal(650)]


def test_a_group_or_list_that_is_not_there_is_made(home: Huishouden) -> None:
    found = changed(home, "feiten.onverwachte_rekening=nee", "voertuigen.+={waarde: 900}", "personen.1.inkomens.+={soort: ww}")
    assert found.feiten and found.feiten["onverwachte_rekening"] is False
    assert found.voertuigen and found.voertuigen[0].waarde == 900
    assert found.personen[1].inkomens and found.personen[1].inkomens[0].soort == "ww"


def test_an_age_takes_the_place_of_a_birthday(home: Huishouden) -> None:
    assert changed(home, "personen.0.leeftijd=67").personen[0].geboortedatum != home.personen[0].geboortedatum
    assert changed(home, "personen.1.leeftijd=67").personen[1].geboortedatum != home.personen[1].geboortedatum
    assert changed(home, "personen.0.geboortedatum=1960-01-01").personen[0].geboortedatum == date(1960, 1, 1)


def test_the_peildatum_can_move_with_an_age(home: Huishouden) -> None:
    assert changed(home, "peildatum=2027-03-01").peildatum == date(2027, 3, 1)


# --- what goes along

def test_a_new_gross_amount_takes_the_net_one_away(home: Huishouden) -> None:
    row = (changed(home, "personen.0.inkomens.0.bruto=1900").personen[0].inkomens or ())[0]
    assert (row.bruto, row.netto, row.loonheffing, row.soort) == (1900, None, None, "loon")
    both = (changed(home, "personen.0.inkomens.0.bruto=1900", "personen.0.inkomens.0.netto=1700").personen[0].inkomens or ())[0]
    assert (both.bruto, both.netto, both.loonheffing) == (1900, 1700, None)


def test_a_new_net_amount_takes_the_gross_one_away(home: Huishouden) -> None:
    row = (changed(home, "personen.0.inkomens.0.netto=1700").personen[0].inkomens or ())[0]
    assert (row.bruto, row.netto, row.loonheffing) == (None, 1700, None)


def test_what_was_given_for_the_year_follows_the_incomes(home: Huishouden) -> None:
    person = changed(home, "personen.0.inkomens.0.bruto=1900").personen[0]
    assert isinstance(person.toetsingsinkomen, Gedateerd)
    assert [(day.year, value) for day, value in person.toetsingsinkomen.waarden] == [(2025, 20900)]
    # Undated it holds since May 2024: for 2025 it stays true, from 2026 on the rules estimate it.
    assert person.feiten and set(person.feiten) == {"arbeidsinkomen", "nabestaande"}
    assert isinstance(person.feiten["arbeidsinkomen"], Gedateerd) and person.feiten["arbeidsinkomen"].waarden == (
        (date(2025, 1, 1), 19000),
    )


@pytest.mark.parametrize("text", ["personen.0.inkomens.+={soort: ww, bruto: 900, per: maand}", "personen.0.inkomens.0=weg"])
def test_a_row_more_or_less_counts_as_well(home: Huishouden, text: str) -> None:
    person = changed(home, text).personen[0]
    assert isinstance(person.toetsingsinkomen, Gedateerd) and len(person.toetsingsinkomen.waarden) == 1


def test_what_is_given_in_the_change_itself_stays(home: Huishouden) -> None:
    person = changed(home, "personen.0.inkomens.0.bruto=1900", "personen.0.toetsingsinkomen=24000").personen[0]
    assert person.toetsingsinkomen == 24000
    person = changed(home, "personen.0.inkomens.0.bruto=1900", "personen.0.toetsingsinkomen.2026=24000").personen[0]
    assert isinstance(person.toetsingsinkomen, Gedateerd) and dict(person.toetsingsinkomen.waarden)[date(2026, 1, 1)] == 24000


def test_another_change_leaves_the_year_alone(home: Huishouden) -> None:
    assert changed(home, "wonen.kale_huur=700", "personen.1.verzekerd=ja").personen[0] == home.personen[0]


def test_the_facts_that_follow_are_those_the_rules_estimate(rules: RuleSet) -> None:
    facts = rules.program(2026).linked.all_facts
    for name in (*FOLLOWS_IN_YEAR, *FOLLOWS_IN_MONTH):
        assert facts[name].geschat_door, name
    assert {facts[name].wanneer for name in FOLLOWS_IN_YEAR} == {"jaar"}
    others = {"rendementsgrondslag", "uitwonend", "achterstand_maanden", "banksaldo_bij_beslag"}
    amounts = {"inkomen_bruto", "inkomen_netto", "inkomen_loonheffing"}
    estimated = {name for name, fact in facts.items() if fact.geschat_door}
    assert estimated - others - amounts == {*FOLLOWS_IN_YEAR, *FOLLOWS_IN_MONTH}


def test_who_goes_takes_expenses_and_arrears_along(home: Huishouden) -> None:
    found = changed(home, "personen.1=weg")
    assert [one.rol for one in found.personen] == ["aanvrager", "kind"]
    assert [(one.soort, one.persoon) for one in found.uitgaven or ()] == [("zorgpremie", 1), ("school", 2), ("energie", None)]
    assert found.achterstanden == ()


def test_numbers_mean_the_rows_as_they_are_now(home: Huishouden) -> None:
    found = changed(
        home, "personen.1=weg", "personen.2.school=basisschool", "uitgaven.0=weg", "uitgaven.3=weg",
        "personen.+={rol: medebewoner, leeftijd: 30}", "uitgaven.+={soort: zorgpremie, bedrag: 140, per: maand, persoon: 4}",
    )  # fmt: skip
    assert [one.rol for one in found.personen] == ["aanvrager", "kind", "medebewoner"]
    assert found.personen[1].school == "basisschool"
    assert [(one.soort, one.persoon) for one in found.uitgaven or ()] == [("school", 2), ("zorgpremie", 3)]


# --- what cannot be

@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("personen.3.rol=kind", "personen.3.rol: deze rij is er niet. Er zijn 3 rijen: 0 tot en met 2. Een rij erbij is +."),
        ("personen.0.inkomens.1.bruto=5",
         "personen.0.inkomens.1.bruto: deze rij is er niet. Er is 1 rij: nummer 0. Een rij erbij is +."),
        ("personen.-1.rol=kind",
         "personen.-1.rol: hier hoort het nummer van een rij. Tel vanaf 0, of schrijf + voor een rij erbij."),
        ("personen.rol=kind", "personen.rol: hier hoort het nummer van een rij. Tel vanaf 0, of schrijf + voor een rij erbij."),
        ("personen.1.inkomens.0.bruto=5",
         "personen.1.inkomens.0.bruto: de lijst `inkomens` is er nog niet. Voeg een rij toe met personen.1.inkomens.+."),
        ("personen.0.inkomens.0.bruto.jaar=5",
         "personen.0.inkomens.0.bruto.jaar: hier staat een getal bij personen.0.inkomens.0.bruto, en geen lijst of groep. "
         "Vervang personen.0.inkomens.0.bruto in zijn geheel."),
        ("wonen.0=5", "wonen.0: bij wonen staat geen lijst. Noem een veld in plaats van een rij."),
        ("+=5", "+: bij het huishouden staat geen lijst. Noem een veld in plaats van een rij."),
        ("personen..rol=kind", "personen..rol: dit pad klopt niet."),
        ("wonen.hypotheek=weg", "wonen.hypotheek: dit staat niet in het huishouden. Weghalen hoeft dan niet."),
        ("voertuigen.0=weg", "voertuigen.0: dit staat niet in het huishouden."),
        ("schulden.0.bedrag=weg", "schulden.0.bedrag: dit staat niet in het huishouden."),
        ("personen.7=weg", "personen.7: deze rij is er niet."),
        ("wonen.huur=5", "wonen: hier staat een veld dat niet bestaat. Bedoelt u `kale_huur`?"),
        ("wonen.kale_huur=veel", "wonen.kale_huur: hier staat tekst."),
        ("personen.0.inkomens.0.per=uur", "personen.0.inkomens.0.per: deze keuze bestaat niet."),
        ("personen.0=weg", "personen: "),
        ("personen.1.rol=aanvrager", "personen"),
        ("personen=5", "personen: hier staat een getal."),
        ("personen.0.inkomens=5", "personen.0.inkomens: hier staat een getal."),
        ("personen.0.feiten=5", "personen.0.feiten: hier staat een getal."),
        ("uitgaven.0.persoon=9", "uitgaven"),
        ("Piet Jansen=5", "huishouden: hier staat een veld dat niet bestaat."),
        ("Piet.Jansen=weg", "pad: dit staat niet in het huishouden."),
    ],
)  # fmt: skip
def test_what_cannot_be_names_the_path_and_what_is_expected(home: Huishouden, text: str, says: str) -> None:
    with pytest.raises(HouseholdError) as caught:
        changed(home, text)
    assert str(caught.value).startswith(says), str(caught.value)
    assert caught.value.repair


def test_an_error_tells_no_value(home: Huishouden) -> None:
    for text in ("wonen.kale_huur=geheim", "personen.0.geboortedatum=geheim", "personen.0.inkomens.0.bruto.geheim=5"):
        with pytest.raises(HouseholdError) as caught:
            changed(home, text)
        assert "geheim" not in str(caught.value).removeprefix(text.partition("=")[0])


def test_examples_vary_by_the_same_paths() -> None:
    base = {"a": {"b": 1}, "rows": [{"x": 1}, {"x": 2}]}
    assert vary(base, {"a.c": 2, "rows.0.x": 5, "rows.+": {"x": 3}, "rows.1": "weg", "d.e": 1}) == {
        "a": {"b": 1, "c": 2}, "rows": [{"x": 5}, {"x": 3}], "d": {"e": 1},
    }  # fmt: skip
    assert base == {"a": {"b": 1}, "rows": [{"x": 1}, {"x": 2}]}


# --- a settled year

def test_a_settled_household_is_all_year_what_it_is_now(home: Huishouden) -> None:
    data = what_if(
        home,
        read_changes([
            "personen.0.activiteit={2020-01-01: geen, 2026-03-01: werk}",
            "personen.0.inkomens.+={soort: bijstand, netto: 1300, per: maand, van: 2020-01-01, tot: 2026-02-28}",
            "personen.0.inkomens.++={soort: overig, netto: 400, per: eenmalig, van: 2026-10-01}",
            "personen.1.van=2026-06-01",
            "personen.1.relatie_sinds=2026-06-01",
            "personen.1.inkomens=[{soort: ww, netto: {2026-01-01: 900, 2026-10-01: 950}, per: maand, tot: 2027-03-01}]",
        ]),
        OP,
    )  # fmt: skip
    found = settled(data, OP)
    one, other, child = found.personen
    assert [(row.soort, row.bruto, row.netto, row.van, row.tot) for row in one.inkomens or ()] == [
        ("loon", 1600, None, date(2026, 1, 1), None)
    ]
    assert (one.inkomens or ())[0].vakantiegeld == "maandelijks"
    assert one.activiteit == "werk"
    assert other.van == other.relatie_sinds == date(2026, 1, 1)
    assert [(row.netto, row.tot) for row in other.inkomens or ()] == [(950, None)]
    assert child == data.personen[2] and found.wonen == data.wonen
    assert settled(found, OP) == found


def test_a_settled_household_without_incomes_keeps_what_was_given(home: Huishouden) -> None:
    found = settled(changed(home, "personen.2.toetsingsinkomen=0", "personen.2.inkomens=[]"), OP)
    assert found.personen[2].toetsingsinkomen == 0


def test_more_work_moves_the_year(rules: RuleSet) -> None:
    """The income of the year that was given does not hold a what-if of an income at its old place."""
    person = {"rol": "aanvrager", "geboortedatum": "1988-04-02", "verzekerd": "ja", "rendementsgrondslag": 0}
    person |= {"toetsingsinkomen": {"2026": 21500}, "inkomens": [WORK | {"dertiende_maand": "nee"}], "bezit": []}
    home = {"peildatum": "2026-11-22", "sinds": "2024-05-01", "personen": [person], "wonen": {"soort": "huur"}}
    alone = Huishouden.model_validate(home)
    more = what_if(alone, {"personen.0.inkomens.0.bruto": 3000}, OP)
    before, after = (screen(settled(one, OP), OP, rules).regelingen["zorgtoeslag"].per_jaar for one in (alone, more))
    assert before.zeker and after.zeker and after.hoogst < before.laagst


# --- the curve

GROWN = {"verzekerd": "ja", "activiteit": "geen", "school": "geen", "rendementsgrondslag": 0, "bezit": []}
AID = {"soort": "bijstand", "netto": 1348.49, "per": "maand", "van": "2024-01-01", "loonheffingskorting": "ja"}
TODDLER = {
    "rol": "kind", "geboortedatum": "2023-05-27", "kinderbijslag": "ja", "school": "nog_niet", "toetsingsinkomen": 0,
    "rendementsgrondslag": 0, "inkomens": [],
    "opvang": [{"soort": "dagopvang", "uren": 80, "uurprijs": 11, "geregistreerd": "ja"}],
}  # fmt: skip


def parent(**changes: Any) -> Huishouden:
    facts = {"vrijlating_25": "nee", "vrijlating_alleenstaande_ouder": "nee"}
    person = {"rol": "aanvrager", "geboortedatum": "1988-04-02", "inkomens": [AID], "einde_werk": "2015-01-01", "feiten": facts}
    home = {"soort": "huur", "zelfstandig": "ja", "kale_huur": 680, "servicekosten": {}}
    data = {"peildatum": "2026-11-22", "sinds": "2024-01-01", "gemeente": "Coevorden", "wonen": home}
    data |= {"personen": [GROWN | person, TODDLER]}
    data |= {"voertuigen": [], "uitgaven": [], "schulden": [], "achterstanden": [], "aanslagen": [], "kosten": []}
    return Huishouden.model_validate(data | changes)


@pytest.fixture(scope="module")
def line(rules: RuleSet) -> Kromme:
    return curve(parent(), "personen.0.inkomens.+", Decimal(0), Decimal(1750), OP, rules, step=Decimal(250))


def test_a_point_is_the_wage_and_what_every_scheme_pays(line: Kromme) -> None:
    assert [point.bruto for point in line.punten] == [0, 250, 500, 750, 1000, 1250, 1500, 1750]
    assert line.doorgerekend == 8
    for point in line.punten:
        parts = [point.eigen_inkomen, *point.per_regeling.values()]
        assert point.besteedbaar.laagst == sum(part.laagst for part in parts)
        assert point.besteedbaar.laagst <= point.ongeveer <= point.besteedbaar.hoogst
    kept = [point.houdt for point in line.punten]
    assert kept[0] is None and sum(one or 0 for one in kept) == line.punten[-1].ongeveer - line.punten[0].ongeveer
    assert Kromme.model_validate_json(line.model_dump_json()) == line


def test_a_wage_of_which_no_tax_goes_comes_in_with_its_holiday_pay(line: Kromme) -> None:
    assert line.punten[0].eigen_inkomen == Bedrag(laagst=Decimal(0), hoogst=Decimal(0))
    assert line.punten[1].eigen_inkomen == Bedrag(laagst=Decimal(270), hoogst=Decimal(270))


def test_what_is_earned_goes_off_the_aid_until_that_is_gone(line: Kromme) -> None:
    first, second = line.punten[1], line.punten[2]
    assert second.houdt == 0
    assert first.per_regeling["bijstand"].laagst - second.per_regeling["bijstand"].laagst == 270
    assert "bijstand" not in line.punten[-1].per_regeling
    # The aid counts for the income of the year at what is left of it: the other schemes do not fall while it does.
    steady = [{name: point.per_regeling[name] for name in ("huurtoeslag", "kindgebonden_budget")} for point in line.punten]
    assert all(one == steady[0] for one in steady)


def test_a_jump_has_its_euro_its_sentence_and_its_article(line: Kromme) -> None:
    jump = next(one for one in line.sprongen if one.regeling == "kinderopvangtoeslag")
    assert (jump.van, jump.tot, jump.ineens) == (0, 1, True)
    assert jump.verschil == round(line.punten[1].per_regeling["kinderopvangtoeslag"].laagst, 2)
    assert jump.tekst.startswith("U werkt") and "Wet kinderopvang" in jump.artikel and jump.url.startswith("https://")
    assert [one.nummer for one in line.sprongen] == list(range(1, len(line.sprongen) + 1))


def test_a_jump_in_between_is_found_to_the_euro(rules: RuleSet) -> None:
    """From 150 euro of wage up a made scheme pays nothing any more: the search ends at the euro where it turns."""
    found = _Line(parent(), "personen.0.inkomens.+", OP, rules)
    found._amount = lambda scheme, gross: Decimal(80) - gross / 100 if gross < 150 else Decimal(0)  # type: ignore[method-assign]
    low, high, size = found.edge("x", Decimal(100), Decimal(200))
    assert (low, high, size) == (149, 150, Decimal("-78.51"))


def test_an_income_that_is_there_can_be_moved(rules: RuleSet) -> None:
    """Its net amount, its end and the year that was given do not hold it."""
    person = {"inkomens": [WORK | {"tot": "2026-12-31"}], "toetsingsinkomen": {"2026": 60000}}
    data = parent().naar_data()
    data["personen"][0] |= person
    home = Huishouden.model_validate(data)
    found = curve(home, "personen.0.inkomens.0.bruto", Decimal(0), Decimal(1500), OP, rules, step=Decimal(750))
    assert [point.bruto for point in found.punten] == [0, 750, 1500]
    assert found.punten[0].eigen_inkomen.hoogst == 0 and found.punten[0].per_regeling["bijstand"].laagst > 1300
    assert found.punten[1].eigen_inkomen.laagst == 810 and found.punten[2].eigen_inkomen.laagst > 1550


def test_nobody_has_the_tax_credit_twice(rules: RuleSet) -> None:
    data = parent().naar_data()
    data["personen"][0]["inkomens"] = [{"soort": "ww", "bruto": 900, "per": "maand", "loonheffingskorting": "ja"}]
    found = _Line(Huishouden.model_validate(data), "personen.0.inkomens.+", OP, rules).household(Decimal(500))
    rows = (found.personen[0].inkomens or ())[:2]
    assert [(row.soort, row.loonheffingskorting) for row in rows] == [("ww", True), ("loon", False)]
    aid = _Line(parent(), "personen.0.inkomens.+", OP, rules).household(Decimal(500))
    assert [row.loonheffingskorting for row in aid.personen[0].inkomens or ()] == [True, True]


@pytest.mark.parametrize(
    ("path", "start", "stop", "step", "says"),
    [
        ("personen.0.inkomens.0", 0, 100, 100, "kromme: dit is geen pad naar een bruto inkomen."),
        ("personen.0.inkomens.+.bruto", 0, 100, 100, "kromme: dit is geen pad naar een bruto inkomen."),
        ("wonen.kale_huur", 0, 100, 100, "kromme: dit is geen pad naar een bruto inkomen."),
        ("personen.0.inkomens.3.bruto", 0, 100, 100, "personen.0.inkomens.3.bruto: dit inkomen is er niet."),
        ("personen.5.inkomens.0.bruto", 0, 100, 100, "personen.5.inkomens.0.bruto: deze persoon is er niet."),
        ("personen.5.inkomens.+", 0, 100, 100, "personen.5.inkomens.+: deze persoon is er niet."),
        ("personen.0.inkomens.+", 100, 100, 100, "kromme: deze stappen kunnen niet."),
        ("personen.0.inkomens.+", -100, 100, 100, "kromme: deze stappen kunnen niet."),
        ("personen.0.inkomens.+", 0, 100, 0, "kromme: deze stappen kunnen niet."),
        ("personen.0.inkomens.+", 0, "NaN", 100, "kromme: deze stappen kunnen niet."),
        ("personen.0.inkomens.+", 0, "Infinity", 100, "kromme: deze stappen kunnen niet."),
        ("personen.0.inkomens.+", 0, 9000, 100, "kromme: dit zijn 91 stappen, en dat duurt te lang. Neem een stap van"),
    ],
)
def test_a_curve_that_cannot_be_is_one_clear_message(
    rules: RuleSet, path: str, start: int, stop: int | str, step: int, says: str
) -> None:
    with pytest.raises(HouseholdError) as caught:
        curve(parent(), path, Decimal(start), Decimal(stop), OP, rules, step=Decimal(step))
    assert str(caught.value).startswith(says), str(caught.value)


def test_the_curve_in_words(line: Kromme) -> None:
    for width in (80, 40):
        lines = [one.text for one in curve_lines(line, width)]
        assert max(map(len, lines)) <= width
        text = re.sub(r"\s+", " ", " ".join(lines))
        assert text.startswith("Wat houdt u over van meer loon? 22 november 2026 U houdt € ")
        assert "per maand meer over met € 1.750 bruto loon." in text and "van elke € 100 bruto." in text
        assert "houdt u bijna niets van wat erbij komt. Wat omlaag gaat: bijstand." in text
        assert "1. Zodra u loon heeft: kinderopvangtoeslag is €" in text and "Bron: Wet kinderopvang" in text
        assert "Wij hebben 8 bedragen doorgerekend." in text and "€ 0 " not in text


def test_more_work_considered_from_both_sides(rules: RuleSet) -> None:
    """A job that begins later counts as if it had begun; going back to no wage takes away what it brought."""
    job = {"soort": "loon", "bruto": 1750, "per": "maand", "van": "2026-12-01", "vakantiegeld": "mei", "dertiende_maand": "nee"}
    work = {"personen.0.inkomens.+": job | {"loonheffingskorting": "ja"}, "personen.0.activiteit": "werk"}
    gain = consider(parent(), work, OP, rules)
    back = {"personen.0.inkomens.1": "weg", "personen.0.activiteit": "geen"}
    loss = consider(what_if(parent(), work, OP), back, date(2026, 12, 15), rules)
    assert gain.heel_jaar and gain.geld.eigen_inkomen.verschil.laagst > 1750
    assert gain.geld.inkomsten.verschil.laagst == -loss.geld.inkomsten.verschil.hoogst
    assert {one.regeling for one in gain.regelingen} >= {"bijstand", "kinderopvangtoeslag"}
    assert consider(parent(), {}, OP, rules).regelingen == ()
