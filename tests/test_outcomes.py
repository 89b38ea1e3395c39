"""Outcomes per quarter, once a year, without an amount and per row; what is received, warnings and schemes that ended.

The rules are those of mini_rules/uitkomsten; the amounts were worked out by hand.
"""
# ruff: noqa: E501  # the table of faults has one fault a line

from __future__ import annotations

import copy
import json
import shutil
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mini import FOLDER, Run, data, one_file, step, value_of
from voorzieningen import Huishouden, Report, RuleError, RuleSet, load_rules, screen
from voorzieningen.report import Regeling

RULES = FOLDER / "uitkomsten"
OP = date(2026, 11, 22)
F, D = Fraction, Decimal
HOUSEHOLD = """
peildatum: 2026-11-22
sinds: 2023-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1990-04-02, toetsingsinkomen: 1000, ouders: [], feiten: {krap: ja},
     inkomens: [{soort: loon, bruto: 2000, netto: 1600}]}
  - {rol: kind, geboortedatum: 2020-02-29, toetsingsinkomen: 0, inkomens: [], ouders: [], feiten: {krap: nee}}
  - {rol: kind, geboortedatum: 2008-08-15, toetsingsinkomen: 0, inkomens: [], ouders: [], feiten: {krap: nee}}
wonen: {soort: huur, kale_huur: 600}
ontvangt: {pot: 0, raad: 0}
feiten: {krijgt_kindgeld: nee, nodig: ja}
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(RULES)


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    """The household with other values by path; None takes one away."""
    found: dict[str, Any] = copy.deepcopy(data(HOUSEHOLD))
    for path, value in changes.items():
        *above, last = path.split(".")
        target: Any = found
        for part in above:
            target = target[int(part)] if isinstance(target, list) else target[part]
        if value is None:
            del target[last]
        elif isinstance(target, list):
            target[int(last)] = value
        else:
            target[last] = value
    return found


def report(rules: RuleSet, changes: dict[str, Any] | None = None, op: date = OP, **options: bool) -> Report:
    return screen(Huishouden.model_validate(changed(changes or {})), op, rules, **options)


def scheme(rules: RuleSet, name: str, changes: dict[str, Any] | None = None, op: date = OP) -> Regeling:
    return report(rules, changes, op).regelingen[name]


def pair(amount: Any) -> tuple[Decimal, Decimal]:
    return amount.laagst, amount.hoogst


# --- an amount that protects


def test_an_amount_that_protects_is_shown_and_never_due(rules: RuleSet) -> None:
    found = scheme(rules, "schild")
    assert (found.recht, found.recht_nu, found.bevinding, found.ritme) == ("ja", "ja", "ter_informatie", "grens")
    assert pair(found.per_keer) == (D("570.00"), D("570.00"))
    assert pair(found.per_maand) == pair(found.per_jaar) == (0, 0)
    assert [pair(year.gemist) for year in found.jaren.values()] == [(0, 0)]
    assert pair(scheme(rules, "schild", op=date(2026, 6, 30)).per_keer) == (D("540.00"), D("540.00"))


def test_an_amount_that_protects_when_something_is_open(rules: RuleSet) -> None:
    found = scheme(rules, "schild", {"wonen.kale_huur": "500..600"})
    assert found.bevinding == "ter_informatie" and pair(found.per_keer) == (D("475.00"), D("570.00"))
    assert scheme(rules, "schild", {"personen.0.feiten.krap": False}).bevinding == "geen_recht"
    found = scheme(rules, "schild", {"personen.0.feiten.krap": None})
    assert (found.recht, found.bevinding, pair(found.per_keer)) == ("onbekend", "misschien", (0, D("570.00")))


def test_of_an_open_day_of_claim_the_sure_one_is_told(rules: RuleSet) -> None:
    def back(changes: dict[str, Any]) -> date | None:
        claim = scheme(rules, "schild", changes).aanvragen
        return claim.terug_tot if claim else None

    assert back({}) == date(2026, 8, 1)
    assert back({"feiten.nodig": False}) == back({"feiten.nodig": None}) == OP


# --- a number of times a year


def test_a_number_of_times_a_year(tmp_path: Path) -> None:
    body = """\
    parameters:
      keren: {eenheid: 1/jaar, waarden: {2024-01-01: {waarde: 4, bron: b}}}
      keer: {eenheid: EUR, waarden: {2024-01-01: {waarde: 12.50, bron: b}}}
    stappen:
      x: {eenheid: EUR/jaar, formule: keer * keren, bron: b}
      keer_op_keer: {eenheid: 1/jaar, formule: x / keer, bron: b}
      weer_een_keer: {eenheid: EUR, formule: x / keren, bron: b}
    """
    found = [value_of(tmp_path, body, data(HOUSEHOLD), f"r.{key}") for key in ("x", "keer_op_keer", "weer_een_keer")]
    assert found == [50, 4, F("12.5")]


@pytest.mark.parametrize("unit", ["1", "1/", "2/jaar", "1/jaren", "1/1", "1/jaar/", "1*jaar", "0/jaar", "/jaar", "11/jaar"])
def test_no_unit(tmp_path: Path, unit: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_rules(one_file(tmp_path, f"stappen:\n{step('0', repr(unit))}"))
    assert f"`{unit}`" in caught.value.what and caught.value.where.startswith("r/regeling.yaml:") and caught.value.repair


def test_times_a_year_are_no_bare_number(tmp_path: Path) -> None:
    body = "parameters:\n  keren: {eenheid: 1/jaar, waarden: {2024-01-01: {waarde: 4, bron: b}}}\nstappen:\n" + step("keren + 1")
    with pytest.raises(RuleError, match="1/jaar"):
        load_rules(one_file(tmp_path, body))


# --- by quarter


def test_a_quarterly_amount(rules: RuleSet) -> None:
    found = scheme(rules, "kindgeld")
    assert (found.recht, found.recht_nu, found.bevinding, found.ritme) == ("ja", "ja", "onbenut", "kwartaal")
    assert pair(found.per_keer) == (D("100.01"), D("100.01"))  # one child in the last quarter
    assert pair(found.per_maand) == (D("33.34"), D("33.34"))  # a third of it: 33.33667, in cents
    assert pair(found.per_jaar) == (D("700.03"), D("700.03"))  # 2 x 100 twice, 2 x 100.01 and 100.01
    assert found.betaald_in == ("januari", "april", "juli", "oktober")
    assert pair(found.jaren["2026"].gemist) == (667, 667)  # 600.02 and two months of 33.33667: 666.69
    assert pair(found.jaren["2025"].gemist) == (800, 800)


@pytest.mark.parametrize(
    ("op", "each_time", "now"),
    [(date(2026, 6, 30), "200.00", "66.67"), (date(2026, 7, 1), "200.02", "66.67"), (date(2026, 9, 30), "200.02", "66.67"),
     (date(2026, 10, 1), "100.01", "33.34")],
)  # fmt: skip
def test_the_amount_of_the_quarter_of_the_day(rules: RuleSet, op: date, each_time: str, now: str) -> None:
    found = scheme(rules, "kindgeld", {}, op)
    assert (found.per_keer.laagst, found.per_maand.laagst) == (D(each_time), D(now))


@pytest.mark.parametrize(
    ("received", "finding"),
    [(0, "onbenut"), (30, "te_weinig"), ("33.00..33.34", "klopt"), (34, "klopt"), (40, "te_veel"), ("onbekend", "misschien"),
     ({"bedrag": D("100.01"), "per": "kwartaal"}, "klopt"), ({"bedrag": D("300.03"), "per": "kwartaal"}, "te_veel")],
)  # fmt: skip
def test_a_quarter_is_held_against_a_month(rules: RuleSet, received: Any, finding: str) -> None:
    changes = {"personen.2.geboortedatum": date(2000, 1, 1), "ontvangt.kindgeld": received}
    assert scheme(rules, "kindgeld", changes).bevinding == finding


# --- once a year


def test_a_yearly_amount_is_missed_only_in_a_year_that_is_over(rules: RuleSet) -> None:
    found = scheme(rules, "pot")
    assert (found.recht, found.bevinding, found.ritme) == ("ja", "onbenut", "jaar")
    assert pair(found.per_maand) == (0, 0) and pair(found.per_keer) == pair(found.per_jaar) == (560, 560)  # 660 - 10% of 1000
    assert pair(found.jaren["2026"].gemist) == (0, 0) and pair(found.jaren["2025"].gemist) == (500, 500)
    assert found.aanvragen and found.aanvragen.uiterlijk == date(2027, 12, 31) and found.betaald_in == ()


def test_a_yearly_amount_of_a_year_that_is_closed_or_received_is_not_missed(rules: RuleSet) -> None:
    assert set(scheme(rules, "pot", {}, date(2026, 12, 31)).jaren) == {"2025", "2026"}
    assert set(scheme(rules, "pot", {}, date(2027, 1, 1)).jaren) == {"2026", "2027"}
    assert pair(scheme(rules, "pot", {}, date(2027, 1, 1)).jaren["2026"].gemist) == (560, 560)
    some = {"ontvangt.pot": {"bedrag": 300, "per": "jaar"}}
    assert pair(scheme(rules, "pot", some).jaren["2025"].gemist) == (200, 200)
    poor = {"personen.0.toetsingsinkomen": {2025: 1000, 2026: "0..7000"}}
    found = scheme(rules, "pot", poor)
    assert pair(found.per_jaar) == (0, 660) and found.recht == "onbekend" and pair(found.jaren["2025"].gemist) == (500, 500)
    assert [one.feit for one in found.ontbreekt] == ["toetsingsinkomen"]


@pytest.mark.parametrize(("received", "finding"), [(560, "klopt"), (548, "klopt"), (547, "te_weinig"), (300, "te_weinig"), (573, "te_veel"), (900, "te_veel")])
def test_a_yearly_amount_is_held_against_a_yearly_receipt(rules: RuleSet, received: int, finding: str) -> None:
    assert scheme(rules, "pot", {"ontvangt.pot": {"bedrag": received, "per": "jaar"}}).bevinding == finding


def test_something_received_once_counts_for_a_twelfth_each_month(rules: RuleSet) -> None:
    found = scheme(rules, "pot", {"ontvangt.pot": {"bedrag": 480, "per": "eenmalig"}})
    assert found.ontvangen_per_maand == 40 and pair(found.jaren["2025"].gemist) == (20, 20)


# --- without an amount


def test_a_scheme_without_an_amount(rules: RuleSet) -> None:
    found = scheme(rules, "raad")
    assert (found.recht, found.recht_nu, found.bevinding, found.ritme) == ("mogelijk", "mogelijk", "misschien", "geen")
    assert {pair(one) for one in (found.per_maand, found.per_jaar, found.per_keer)} == {(0, 0)} and found.regels == ()
    (year,) = found.jaren.items()  # of help without an amount nothing was missed in an earlier year
    assert year[0] == "2026" and (year[1].recht, year[1].uiterlijk) == ("mogelijk", date(2027, 12, 31))
    assert pair(year[1].per_jaar) == pair(year[1].gemist) == (0, 0)
    assert found.uitleg == ("U komt geld tekort.", "U bent 18 of ouder.") and found.ontbreekt == ()
    assert found.aanvragen and found.aanvragen.waar == "https://voorbeeld.test/raad"


def test_a_scheme_without_an_amount_that_surely_does_not_apply(rules: RuleSet) -> None:
    found = scheme(rules, "raad", {"personen.0.feiten.krap": False})
    assert (found.recht, found.recht_nu, found.bevinding) == ("nee", "nee", "geen_recht")
    assert found.uitleg == ("U komt geen geld tekort.",) and found.ontbreekt == ()


def test_a_scheme_without_an_amount_that_is_open(rules: RuleSet) -> None:
    found = scheme(rules, "raad", {"personen.0.feiten.krap": None})
    assert (found.recht, found.recht_nu, found.bevinding) == ("onbekend", "onbekend", "misschien")
    assert [(one.feit, one.waar) for one in found.ontbreekt] == [("krap", "personen.0")]
    assert scheme(rules, "raad", {"personen.0.feiten.krap": None, "personen.0.geboortedatum": date(2010, 1, 1)}).recht == "nee"


def test_a_scheme_without_an_amount_over_the_year_and_now(rules: RuleSet) -> None:
    until_june = {"personen.0.feiten.krap": {date(2024, 1, 1): True, date(2026, 7, 1): False}}
    found = scheme(rules, "raad", until_june)
    assert (found.recht, found.recht_nu) == ("mogelijk", "nee")
    later = {"personen.0.feiten.krap": {date(2024, 1, 1): False, date(2026, 12, 1): True}}
    found = scheme(rules, "raad", later)
    assert (found.recht, found.recht_nu) == ("mogelijk", "nee")
    some = {"personen.0.feiten.krap": {date(2026, 7, 1): True}}
    found = scheme(rules, "raad", some)  # nothing is said of the months before, and that no longer matters
    assert (found.recht, found.recht_nu) == ("mogelijk", "mogelijk")


def test_what_is_received_from_a_scheme_without_an_amount(rules: RuleSet) -> None:
    assert scheme(rules, "raad", {"ontvangt.raad": 80}).bevinding == "klopt"
    assert scheme(rules, "raad", {"ontvangt.raad": None}).bevinding == "misschien"


# --- a line per row


def test_a_line_per_row(rules: RuleSet) -> None:
    found = scheme(rules, "kindgeld", {}, date(2026, 8, 20))
    assert [(one.waar, pair(one.bedrag)) for one in found.regels] == [
        ("personen.1", (D("100.01"), D("100.01"))),
        ("personen.2", (D("100.01"), D("100.01"))),
    ]
    assert [one.waar for one in scheme(rules, "kindgeld").regels] == ["personen.1"]  # 18 since 15 August
    assert scheme(rules, "pot").regels == ()


def test_a_line_per_row_keeps_the_order_of_entry(rules: RuleSet) -> None:
    household = changed({})
    household["personen"] = [household["personen"][at] for at in (1, 2, 0)]
    found = screen(Huishouden.model_validate(household), OP, rules).regelingen["kindgeld"]
    assert [one.waar for one in found.regels] == ["personen.0"]


@pytest.mark.parametrize("born", ["onbekend", "2008-01-01..2009-06-30"])
def test_a_line_of_a_row_that_is_open(rules: RuleSet, born: str) -> None:
    found = scheme(rules, "kindgeld", {"personen.2.geboortedatum": born})
    assert [(one.waar, pair(one.bedrag)) for one in found.regels] == [
        ("personen.1", (D("100.01"), D("100.01"))),
        ("personen.2", (0, D("100.01"))),
    ]
    assert pair(found.per_keer) == (D("100.01"), D("200.02")) and found.recht == "ja"


def test_a_line_per_row_below_a_person(tmp_path: Path) -> None:
    """Any table may have the lines; of a list that is not there nothing is listed."""
    path = copied(tmp_path) / "pot" / "regeling.yaml"
    text = path.read_text(encoding="utf-8").replace("uitkomst: {bedrag: bedrag}", "uitkomst: {bedrag: bedrag, per_rij: van_bruto}")
    text = text.replace("stappen:\n", "stappen:\n  van_bruto: {eenheid: EUR/maand, formule: als recht dan korting * bruto anders 0, bron: wet}\n")
    path.write_text(text, encoding="utf-8")
    found = load_rules(tmp_path)
    lines = scheme(found, "pot").regels
    assert [(one.waar, pair(one.bedrag)) for one in lines] == [("personen.0.inkomens.0", (200, 200))]
    assert scheme(found, "pot", {"personen.0.inkomens": None}).regels == ()


# --- what is received


def test_a_rule_may_say_what_is_received(rules: RuleSet) -> None:
    receives = {"feiten.krijgt_kindgeld": True}
    found = scheme(rules, "kindgeld", receives)
    assert (found.bevinding, found.ontvangen_per_maand) == ("klopt", D("33.34")) and found.ontbreekt == ()
    assert {year: pair(one.gemist) for year, one in found.jaren.items()} == {"2025": (0, 0), "2026": (0, 0)}
    since_july = {"feiten.krijgt_kindgeld": {date(2023, 1, 1): False, date(2026, 7, 1): True}}
    found = scheme(rules, "kindgeld", since_july)
    assert pair(found.jaren["2025"].gemist) == (800, 800) and pair(found.jaren["2026"].gemist) == (400, 400)


def test_what_the_household_says_it_receives_comes_first(rules: RuleSet) -> None:
    for said in (0, 50, D("33.34")):
        found = scheme(rules, "kindgeld", {"feiten.krijgt_kindgeld": True, "ontvangt.kindgeld": said})
        assert found.ontvangen_per_maand == said
    found = scheme(rules, "kindgeld", {"feiten.krijgt_kindgeld": True, "ontvangt.kindgeld": "onbekend"})
    assert found.ontvangen_per_maand is None and found.bevinding == "misschien"


@pytest.mark.parametrize("household", [{"ontvangt": None}, {"ontvangt": "onbekend"}, {}])
def test_without_an_answer_the_rule_counts(rules: RuleSet, household: dict[str, Any]) -> None:
    assert scheme(rules, "kindgeld", household).ontvangen_per_maand == 0


def test_what_the_rule_needs_is_asked(rules: RuleSet) -> None:
    found = scheme(rules, "kindgeld", {"feiten.krijgt_kindgeld": None})
    assert (found.recht, found.bevinding, found.ontvangen_per_maand) == ("ja", "misschien", None)
    assert [(one.feit, one.vraag, one.waar) for one in found.ontbreekt] == [("krijgt_kindgeld", "Komt er kindgeld binnen?", "")]
    assert pair(found.jaren["2026"].gemist) == (0, 667) and pair(found.per_jaar) == (D("700.03"), D("700.03"))
    found = scheme(rules, "kindgeld", {"feiten.krijgt_kindgeld": None, "ontvangt.kindgeld": 0})
    assert found.ontbreekt == () and found.bevinding == "onbenut"


def test_what_only_the_rule_needs_is_not_asked_when_the_household_said_it(rules: RuleSet) -> None:
    changes = {"feiten.krijgt_kindgeld": None, "ontvangt.kindgeld": 0, "personen.2.geboortedatum": "onbekend"}
    assert {one.feit for one in scheme(rules, "kindgeld", changes).ontbreekt} == {"geboortedatum"}


def test_no_right_and_nothing_to_receive(rules: RuleSet) -> None:
    nobody = {"personen.1.geboortedatum": date(2000, 1, 1), "personen.2.geboortedatum": date(2001, 1, 1)}
    found = scheme(rules, "kindgeld", nobody | {"feiten.krijgt_kindgeld": None})
    assert (found.recht, found.bevinding, found.ontvangen_per_maand) == ("nee", "geen_recht", 0) and found.ontbreekt == ()


# --- schemes that ended


def test_a_scheme_that_ended_is_listed_from_its_date(rules: RuleSet) -> None:
    assert report(rules, {}, date(2026, 2, 28)).beeindigd == ()
    for day in (date(2026, 3, 1), OP, date(2030, 1, 1)):
        (found,) = report(rules, {}, day).beeindigd
        assert (found.titel, found.sinds) == ("Oude regeling", date(2026, 3, 1)) and found.uitleg.endswith("Vraag de raad.")
    assert "oud" not in report(rules).regelingen


# --- warnings


def warned(rules: RuleSet, changes: dict[str, Any], op: date = OP) -> list[tuple[str, str]]:
    return [(one.id, one.waar) for one in report(rules, changes, op).waarschuwingen]


def test_answers_that_fit_give_no_warning(rules: RuleSet) -> None:
    assert warned(rules, {}) == []
    assert warned(rules, {"personen.0.inkomens.0.netto": 2000, "wonen.kale_huur": D("900")}) == []


def test_a_warning_names_the_row_and_what_to_do(rules: RuleSet) -> None:
    found = report(rules, {"personen.0.inkomens": [{"soort": "loon", "bruto": 3000, "netto": 2000}, {"soort": "aow", "bruto": 2000, "netto": D("2000.01")}]})
    (one,) = found.waarschuwingen
    assert (one.id, one.waar) == ("inkomens.netto_boven_bruto", "personen.0.inkomens.1")
    assert (one.wat, one.doe) == ("Het netto is hoger dan het bruto.", "Kijk het loonstrookje na.")


def test_a_warning_about_a_person_and_about_the_household(rules: RuleSet) -> None:
    work = [{"soort": "loon", "bruto": 300, "netto": 300}]
    assert warned(rules, {"personen.1.inkomens": work, "personen.2.inkomens": work}) == [("inkomens.loon_van_een_kind", "personen.1")]
    (found,) = report(rules, {"personen.1.inkomens": work}).waarschuwingen
    assert found.wat == "Deze persoon is jonger dan 16 en heeft loon."
    (found,) = report(rules, {"wonen.kale_huur": D("950.01")}).waarschuwingen
    assert (found.id, found.waar, found.wat) == ("inkomens.hoge_huur", "", "De huur is hoger dan € 950.")


def test_several_warnings_keep_the_order_of_the_rules_and_the_paths_of_the_household(rules: RuleSet) -> None:
    wrong = [{"soort": "loon", "bruto": 300, "netto": 400}]
    household = changed({"personen.1.inkomens": wrong, "personen.0.inkomens": wrong, "wonen.kale_huur": 1000})
    household["personen"] = household["personen"][1:] + household["personen"][:1]
    found = screen(Huishouden.model_validate(household), OP, rules).waarschuwingen
    assert [(one.id.split(".")[1], one.waar) for one in found] == [
        ("netto_boven_bruto", "personen.2.inkomens.0"),
        ("netto_boven_bruto", "personen.0.inkomens.0"),
        ("loon_van_een_kind", "personen.0"),
        ("hoge_huur", ""),
    ]


@pytest.mark.parametrize(
    ("income", "warns"),
    [({"bruto": "1000..1500", "netto": 1600}, True), ({"bruto": "1000..1600", "netto": 1600}, False), ({"bruto": 1000, "netto": "1001..1200"}, True),
     ({"bruto": 1000, "netto": "1000..1200"}, False), ({"bruto": 1000, "netto": "onbekend"}, False), ({"bruto": "onbekend", "netto": 1000}, False),
     ({"bruto": 1000}, False), ({}, False)],
)  # fmt: skip
def test_only_what_is_sure_is_a_warning(rules: RuleSet, income: dict[str, Any], warns: bool) -> None:
    found = warned(rules, {"personen.0.inkomens": [{"soort": "loon", **income}]})
    assert found == ([("inkomens.netto_boven_bruto", "personen.0.inkomens.0")] if warns else [])


def test_a_list_nobody_gave_is_no_warning(rules: RuleSet) -> None:
    assert warned(rules, {"personen.0.inkomens": None, "personen.1.inkomens": None, "wonen": None}) == []


def test_a_warning_holds_for_some_month_of_the_year(rules: RuleSet) -> None:
    assert warned(rules, {"wonen.kale_huur": {date(2023, 1, 1): 901, date(2026, 2, 1): 600}}) == [("inkomens.hoge_huur", "")]
    assert warned(rules, {"wonen.kale_huur": {date(2023, 1, 1): 901, date(2026, 1, 1): 600}}) == []
    assert warned(rules, {"wonen.kale_huur": {date(2023, 1, 1): 600, date(2026, 7, 1): 901}}) == []  # 950 since July


def test_a_warning_changes_no_amount(rules: RuleSet, tmp_path: Path) -> None:
    without = copied(tmp_path) / "inkomens" / "regeling.yaml"
    text = without.read_text(encoding="utf-8")
    at = text.index("waarschuwingen:")
    text = text[:at].replace("  leeftijd_16: {eenheid: jaar, waarden: {2024-01-01: {waarde: 16, bron: wet}}}\n", "")
    text = "".join(line for line in text.splitlines(True) if "huurgrens" not in line)
    without.write_text(text, encoding="utf-8")
    silent = load_rules(tmp_path)
    wrong = [{"soort": "loon", "bruto": 300, "netto": 400}]
    for changes in ({"personen.1.inkomens": wrong}, {"wonen.kale_huur": 1000, "personen.0.inkomens": wrong}, {"personen.1.inkomens": wrong, "feiten.krijgt_kindgeld": None}):
        loud, quiet = report(rules, changes), report(silent, changes)
        assert loud.waarschuwingen and not quiet.waarschuwingen
        assert loud.regelingen == quiet.regelingen and loud.anderen == quiet.anderen


# --- facts that wait for another one, and values of earlier years


def span(rules: RuleSet, changes: dict[str, Any], key: str, op: date = OP) -> Any:
    return Run(rules, changed(changes), op).span(key)


def income(**parts: Any) -> dict[str, Any]:
    return {"personen.0.inkomens": [{"soort": "loon", **parts}]}


def test_a_fact_matters_only_where_another_is_not_given(rules: RuleSet) -> None:
    both = Run(rules, changed(income(bruto=2000, netto=1500)), OP)
    assert both.known and both.value("inkomens.bruto_samen") == [2000] * 12
    assert both.situation.exact()["netto_gezegd"] == [[0] * 12] and both.situation.exact()["netto"] == [[150000] * 12]
    net = Run(rules, changed(income(netto=1500)), OP)
    assert net.known and net.value("inkomens.bruto_samen") == [1875] * 12
    unknown = Run(rules, changed(income(bruto="onbekend", netto=1500)), OP)
    assert unknown.known and unknown.value("inkomens.bruto_samen") == [1875] * 12
    assert [one.fact for one in Run(rules, changed(income(bruto=2000)), OP).situation.variables] == ["netto"]
    assert {one.fact for one in Run(rules, changed(income()), OP).situation.variables} == {"netto", "netto_gezegd"}


def test_an_estimated_fact_with_a_date_is_unknown_before(rules: RuleSet) -> None:
    """Silence about a time is not the estimate of it, and never nothing."""
    july, nothing = date(2026, 7, 1), (F(0), F(10000))
    gross = span(rules, income(bruto={july: 2000}, netto=1500), "inkomens.bruto_samen")
    assert gross == [nothing] * 6 + [(F(2000), F(2000))] * 6
    net = span(rules, income(netto={july: 1500}), "inkomens.bruto_samen")
    assert net == [nothing] * 6 + [(F(1875), F(1875))] * 6
    since = span(rules, {"personen.0.inkomens": [{"soort": "loon", "bruto": 2000, "netto": 1500, "sinds": july}]}, "inkomens.bruto_samen")
    assert since == gross
    opened = span(rules, income(bruto={date(2023, 1, 1): "onbekend", july: 2000}, netto=1500), "inkomens.bruto_samen")
    assert opened == gross


def test_no_row_at_all_of_a_table_with_an_estimated_fact(rules: RuleSet) -> None:
    assert span(rules, {"personen.0.inkomens": []}, "inkomens.bruto_samen") == [(0, 0)] * 12
    assert report(rules, {"personen.0.inkomens": []}).waarschuwingen == ()


def test_a_value_of_two_years_before(rules: RuleSet) -> None:
    parents = [{"toetsingsinkomen": {2023: 30000, 2024: 40000, 2025: 50000}}, {"toetsingsinkomen": {2024: "1000..2000"}}]
    changes = {"personen.0.ouders": parents}
    assert span(rules, changes, "inkomens.van_de_ouders")[0] == (41000, 42000)
    assert span(rules, changes, "inkomens.van_de_ouders", date(2027, 5, 1))[0] == (50000, 150000)
    assert span(rules, changes, "inkomens.van_de_ouders", date(2025, 5, 1))[0] == (30000, 130000)
    steady = {"personen.0.ouders": [{"toetsingsinkomen": 40000}], "sinds": date(2024, 1, 1)}
    assert span(rules, steady, "inkomens.van_de_ouders")[0] == (40000, 40000)


def test_an_undated_answer_about_two_years_ago_is_an_answer(rules: RuleSet) -> None:
    changes = {"personen.0.ouders": [{"toetsingsinkomen": 40000}], "sinds": date(2026, 1, 1)}
    assert span(rules, changes, "inkomens.van_de_ouders")[0] == (40000, 40000)


@pytest.mark.parametrize(
    ("since", "known"),
    [(date(2025, 5, 31), True), (date(2025, 6, 1), True), (date(2025, 6, 2), False), (date(2026, 1, 1), False), (date(2026, 3, 1), False)],
)  # fmt: skip
def test_silence_about_a_beginning_is_known_only_as_far_back_as_the_rules_look(tmp_path: Path, since: date, known: bool) -> None:
    path = copied(tmp_path) / "feiten.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("stil: altijd_al,", "stil: altijd_al, kijkt_terug: 7,"), encoding="utf-8")
    looks_back, looks_not = (Run(load_rules(folder), changed({"sinds": since}), OP).situation for folder in (tmp_path, RULES))
    begin, last = date(1900, 1, 1).toordinal(), since.toordinal()
    assert looks_back.bounds()["persoon_van"] == [(begin, begin if known else last)] * 3
    assert looks_not.bounds()["persoon_van"] == [(begin, begin if since <= date(2026, 1, 1) else last)] * 3


def test_rows_that_may_exist_may_give_what_is_else_estimated(tmp_path: Path) -> None:
    path = copied(tmp_path) / "inkomens" / "regeling.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("waarde: 125,", "waarde: 50,"), encoding="utf-8")
    rules = load_rules(tmp_path)
    wide = span(rules, {"personen.0.inkomens": None}, "inkomens.bruto_samen")
    for rows in ([], [{"soort": "loon", "bruto": 10000, "netto": 1}] * 3):
        for (low, high), (value, _) in zip(wide, span(rules, {"personen.0.inkomens": rows}, "inkomens.bruto_samen"), strict=True):
            assert low <= value <= high


# --- the report as JSON


def holds(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a value fits a JSON Schema, as far as the report uses one."""
    if "$ref" in schema:
        return holds(value, whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in schema:
        return any(holds(value, one, whole) for one in schema["anyOf"])
    kinds = {"string": str, "integer": int, "object": dict, "array": list, "boolean": bool, "null": type(None)}
    if not isinstance(value, kinds[schema["type"]]) or ("enum" in schema and value not in schema["enum"]):
        return False
    if isinstance(value, list):
        return all(holds(one, schema["items"], whole) for one in value)
    if isinstance(value, dict):
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", False)
        more = value.keys() - known.keys()
        return (
            set(schema.get("required", ())) <= value.keys()
            and all(holds(value[name], known[name], whole) for name in value.keys() & known.keys())
            and (not more or rest is True or (isinstance(rest, dict) and all(holds(value[name], rest, whole) for name in more)))
        )
    return True


@pytest.mark.parametrize("steps", [False, True])
def test_a_report_fits_its_published_schema_and_reads_back(rules: RuleSet, steps: bool) -> None:
    schema = json.loads((Path(__file__).parent.parent / "docs/schema/rapport.schema.json").read_text(encoding="utf-8"))
    wrong = [{"soort": "loon", "bruto": 300, "netto": 400}]
    for changes in ({}, {"personen.1.inkomens": wrong, "feiten": None}, {"personen.2.geboortedatum": "onbekend", "ontvangt": None}):
        found = report(rules, changes, stappen=steps)
        plain = json.loads(found.model_dump_json())
        assert plain == found.model_dump(mode="json") and holds(plain, schema, schema)
        assert Report.model_validate_json(found.model_dump_json()) == found
        assert Report.model_validate(plain) == found
        assert len(plain["beeindigd"]) == 1 and bool(plain["anderen"][:1]) == (found.anderen != ())
    assert not holds({**plain, "peildatum": 3}, schema, schema) and not holds({}, schema, schema)


# --- faults in the new keys


def copied(folder: Path) -> Path:
    shutil.copytree(RULES, folder, dirs_exist_ok=True)
    return folder


K, P, R, OLD, INCOME, FACTS = (*(f"{name}/regeling.yaml" for name in ("kindgeld", "pot", "raad", "oud", "inkomens")), "feiten.yaml")
TWICE = "alleen_zonder: bruto"
FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    # what is wrong: file, text, replacement, words of the message, words of the repair
    "no amount and not possible": (R, "{mogelijk: ja}", "{mogelijk: nee}", "`bedrag`", ""),
    "an amount and possible": (P, "{bedrag: bedrag}", "{bedrag: bedrag, mogelijk: ja}", "`mogelijk: ja`", ""),
    "possible with an advance": (R, "{mogelijk: ja}", "{mogelijk: ja, voorschot: uiterste_dag}", "voorschot", ""),
    "possible with a month": (R, "{mogelijk: ja}", "{mogelijk: ja, maand: uiterste_dag}", "maand", ""),
    "possible with lines": (R, "{mogelijk: ja}", "{mogelijk: ja, per_rij: uiterste_dag}", "per_rij", ""),
    "possible with receipts": (R, "{mogelijk: ja}", "{mogelijk: ja, ontvangen: uiterste_dag}", "ontvangen", ""),
    "possible without conditions": (R, "voorwaarden:\n", "waarschuwingen: {}\nstap:\n", "", ""),
    "possible is no number": (R, "{mogelijk: ja}", "{mogelijk: 3}", "mogelijk", "ja of nee"),
    "amount a month": (K, "{bedrag: bedrag,", "{bedrag: in_de_maand,", "EUR/maand", "eenheid"),
    "amount a quarter": (K, "{bedrag: bedrag,", "{bedrag: uitbetaling,", "EUR/kwartaal", "eenheid"),
    "amount per row": (K, "{bedrag: bedrag,", "{bedrag: per_kind,", "per_kind", "Noem"),
    "advance a year": (K, "voorschot: uitbetaling,", "voorschot: bedrag,", "EUR/jaar", "eenheid"),
    "advance per row": (K, "voorschot: uitbetaling,", "voorschot: per_kind,", "per_kind", "Noem"),
    "advance is a truth": (K, "voorschot: uitbetaling,", "voorschot: recht,", "recht", "Noem"),
    "month a quarter": (K, "maand: in_de_maand,", "maand: uitbetaling,", "EUR/kwartaal", "eenheid"),
    "lines of the household": (K, "per_rij: per_kind,", "per_rij: uitbetaling,", "uitbetaling", "Noem"),
    "lines of truths": (K, "per_rij: per_kind,", "per_rij: telt,", "telt", "Noem"),
    "lines of nothing": (K, "per_rij: per_kind,", "per_rij: per_knd,", "per_knd", "Noem"),
    "receipts a quarter": (K, "ontvangen: ontvangen,", "ontvangen: uitbetaling,", "EUR/kwartaal", "eenheid"),
    "receipts per row": (K, "ontvangen: ontvangen,", "ontvangen: per_kind,", "per_kind", "Noem"),
    "receipts that are not there": (K, "ontvangen: ontvangen,", "ontvangen: ontvange,", "ontvange", "Noem"),
    "receipts that are a fact": (K, "ontvangen: ontvangen,", "ontvangen: kale_huur,", "kale_huur", "Noem"),
    "month of payment": (K, "[januari, april,", "[jan, april,", "staat de tekst `jan`", "januari"),
    "months of payment": (K, "[januari, april, juli, oktober]", "januari", "betaald_in", "lijst"),
    "right not in the advance": (K, "formule: als recht en telt dan", "formule: als telt dan", "recht", "recht"),
    "misspelt outcome": (K, "betaald_in:", "betaalt_in:", "betaalt_in", "Bedoelt u `betaald_in`?"),
    "end and conditions": (OLD, "einde:", "voorwaarden: {v: {als: ja, uitleg: {ja: a, nee: b}, bron: wet}}\neinde:", "`einde`", ""),
    "end and an outcome": (OLD, "einde:", "uitkomst: {bedrag: x}\neinde:", "`einde`", ""),
    "end and steps": (OLD, "einde:", "stappen: {x: {eenheid: EUR, formule: 0, bron: wet}}\neinde:", "`einde`", ""),
    "end and figures": (OLD, "einde:", "parameters: {p: {eenheid: EUR, waarden: {2024-01-01: {waarde: 1, bron: wet}}}}\neinde:", "`einde`", ""),
    "end without words": (OLD, "uitleg: De oude regeling bestaat niet meer. Vraag de raad., ", "", "uitleg", "Schrijf"),
    "end without a day": (OLD, "op: 2026-03-01, ", "", "op", "Schrijf"),
    "end on no day": (OLD, "op: 2026-03-01", "op: maart", "op", "datum"),
    "end with a strange source": (OLD, "Vraag de raad., bron: wet", "Vraag de raad., bron: wett", "wett", "`wet`"),
    "warning of a number": (INCOME, "als: bruto < netto", "als: bruto - netto", "ja", ""),
    "warning of nothing": (INCOME, "als: bruto < netto", "als: bruto < nett", "nett", "`netto`"),
    "warning without what to do": (INCOME, "    doe: Kijk het loonstrookje na.\n", "", "doe", "Schrijf"),
    "warning without what it is": (INCOME, "    wat: Het netto is hoger dan het bruto.\n", "", "wat", "Schrijf"),
    "warning that names nothing": (INCOME, "jonger dan {leeftijd_16}", "jonger dan {leeftijd_17}", "leeftijd_17", "Noem"),
    "warning with a strange source": (INCOME, "loonstrookje na.\n    bron: wet", "loonstrookje na.\n    bron: wett", "wett", "`wet`"),
    "warning with a capital": (INCOME, "  netto_boven_bruto:", "  Netto:", "Netto", "letters"),
    "warning of two tables": (INCOME, "als: bruto < netto", "als: inkomen_soort is loon en ouder_inkomen > 0", "`ouder`", "Verzamel"),
    "instead of no fact": (FACTS, TWICE, "alleen_zonder: brutto", "alleen_zonder", "ander feit"),
    "instead of a fact of another table": (FACTS, TWICE, "alleen_zonder: toetsingsinkomen", "alleen_zonder", "dezelfde rij"),
    "instead, and then nothing": (FACTS, "alleen_zonder: bruto, anders: 0,", "alleen_zonder: bruto,", "alleen_zonder", "anders"),
    "instead and only if": (FACTS, TWICE, "alleen_als: {inkomen_soort: [loon]}, alleen_zonder: bruto", "alleen_zonder", "alleen_als"),
    "instead of each other": (FACTS, "geschat_door: inkomens.bruto_uit_netto,", "geschat_door: inkomens.bruto_uit_netto, alleen_zonder: netto_gezegd, anders: 0,", "alleen_zonder", "ander feit"),
    "instead of itself": (FACTS, TWICE, "alleen_zonder: netto_gezegd", "alleen_zonder", "ander feit"),
    "otherwise out of bounds": (FACTS, "alleen_zonder: bruto, anders: 0,", "alleen_zonder: bruto, anders: 9000,", "anders", ""),
    "years back of a month": (FACTS, "wanneer: jaar, jaren_terug: 2", "wanneer: maand, jaren_terug: 2", "ouder_inkomen", "jaren_terug"),
    "years back without a place": (FACTS, "jaren_terug: 2, pad: toetsingsinkomen,", "jaren_terug: 2,", "ouder_inkomen", "jaren_terug"),
    "years ahead": (FACTS, "jaren_terug: 2", "jaren_terug: -1", "jaren_terug", "0"),
    "looks back more than a year": (FACTS, "stil: altijd_al,", "stil: altijd_al, kijkt_terug: 13,", "kijkt_terug", "12"),
    "looks ahead": (FACTS, "stil: altijd_al,", "stil: altijd_al, kijkt_terug: -1,", "kijkt_terug", "0"),
    "many years back": (FACTS, "jaren_terug: 2", "jaren_terug: 6", "jaren_terug", "5"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_the_place_what_and_the_repair(tmp_path: Path, name: str) -> None:
    file, old, new, what, repair = FAULTS[name]
    path = copied(tmp_path) / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules(tmp_path)
    fault = caught.value
    assert what in fault.what and repair in fault.repair and fault.repair, str(fault)
    place = fault.where.split(":")
    assert len(place) == 3 and place[0] == file and place[1].isdigit() and place[2].isdigit(), str(fault)
    assert "\n" not in str(fault) and not any(word in str(fault) for word in ("Input", "Value error", "[type=", "Field"))
