"""The small rules of mini_rules use every feature of a rule file; what they give was worked out by hand."""
# ruff: noqa: E501  # the table of faults has one fault a line

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mini import ALL, SMALL, Run, data, one_file, step, steps, write
from oracle import Oracle
from voorzieningen import DateError, FileError, Huishouden, Report, RuleError, RuleSet, load_rules, screen
from voorzieningen.rulebook import LinkedStep
from voorzieningen.rulebook._read import read_rules
from voorzieningen.rulebook.strict_yaml import read_document

HOUSEHOLD = """
peildatum: 2026-10-15
sinds: 2023-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1990-04-02, toetsingsinkomen: 30000, verzekerd: ja, rendementsgrondslag: 5000, bezit: []}
  - {rol: partner, geboortedatum: 1955-01-01, toetsingsinkomen: 12000.50, verzekerd: nee,
     bezit: [{waarde: 1000.40}, {waarde: 99.60}]}
  - {rol: kind, geboortedatum: 2008-08-15, toetsingsinkomen: 0, bezit: [], opvang: [{soort: bso, uren: 40.5, uurprijs: 9.00}]}
  - {rol: kind, geboortedatum: 2020-02-29, toetsingsinkomen: 0, bezit: [],
     opvang: [{soort: dagopvang, uren: 60, uurprijs: 10.00}, {soort: bso, uren: 10, uurprijs: 8.00}]}
wonen: {soort: huur, kale_huur: {2023-01-01: 600.10, 2026-07-01: 620.40}, servicekosten: {schoonmaak: 6.50, energie: 4.00, overig: 30}}
schulden: [{bedrag: 100}, {bedrag: 250.50}]
ontvangt: {toelage: 50, opvanghulp: 0, bijdrage: 0}
feiten: {leden: 4, gewicht: 2.50, noodzakelijk: ja}
"""
OP = date(2026, 10, 15)
F = Fraction


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(ALL)


@pytest.fixture(scope="module")
def run(rules: RuleSet) -> Run:
    return Run(rules, data(HOUSEHOLD), OP)


def changed(**parts: Any) -> dict[str, Any]:
    found: dict[str, Any] = data(HOUSEHOLD)
    for path, value in parts.items():
        *above, last = path.split("__")
        target: Any = found
        for part in above:
            target = target[int(part)] if isinstance(target, list) else target[part]
        target[last] = value
    return found


def reported(rules: RuleSet, household: Mapping[str, Any], op: date = OP) -> Report:
    return screen(Huishouden.model_validate(household), op, rules)


CLAIM = F("6189.7475")  # 13200 - (10% of 20000 + 20% of 20000 + 50.5% of 2000.50)
VALUES: dict[str, Any] = {
    "begrippen.volwassene": [[True] * 12, [True] * 12, [False] * 8 + [True] * 4, [False] * 12],
    "begrippen.pensioendatum": [date(2057, 4, 2), date(2022, 1, 1), date(2075, 8, 15), date(2087, 2, 28)],
    "begrippen.gezamenlijk_inkomen": F("42000.50"),
    "toelage.vermogen_geschat": [F(0), F(1100), F(0), F(0)],
    "toelage.vermogen_samen": F(6100),
    "toelage.aantal_volwassenen": [F(2)] * 8 + [F(3)] * 4,
    "toelage.leefvorm": ["samen"] * 12,
    "toelage.leeftijdsklasse": "jong",
    "toelage.eigen_norm": [F("510.50")] * 6 + [F("520.50")] * 6,
    "toelage.norm_alleen": [F(361)] * 2 + [F("362.25")] * 4 + [F("372.25")] * 6,
    "toelage.over_inkomen": F("7010.2525"),
    "toelage.rekenhuur": [F("600.10")] * 6 + [F("620.40")] * 6,
    "toelage.aanspraak": CLAIM,
    "toelage.gedeeld": F("1547.44"),  # 6189.7475 / 4 = 1547.436875
    "toelage.per_gewicht": F(15670),  # 6165.7475 / 2.5 + 13200 = 15666.299
    "toelage.deel_van_basis": CLAIM / 13200,
    "toelage.veel_schuld": True,  # 350.50 / 4 = 87.625 exactly
    "toelage.hoogste_schuld": F("250.50"),
    "toelage.laagste_schuld": F(100),
    "toelage.soorten_opvang": [F(0), F(0), F(1), F(2)],
    "toelage.oudste": date(1955, 1, 1),
    "toelage.dagen": [F(30), F(27), F(30), F(29), F(30), F(29), F(30), F(30), F(29), F(30), F(29), F(30)],
    "toelage.voorwaarden.verzekerd": [True] * 12,
    "toelage.voorwaarden.woont": [True] * 12,
    "toelage.recht": [True] * 12,
    "toelage.in_de_maand": [CLAIM / 12] * 12,
    "toelage.jaarbedrag": F(6190),
    "toelage.toegekend": F(6190),
    "toelage.uitbetaling": [F(515)] * 12,
    "toelage.uiterste_datum": date(2027, 12, 31),
    "opvanghulp.uren_kind": [[F(0)] * 12, [F(0)] * 12, [F("40.5")] * 12, [F(70)] * 12],
    "opvanghulp.kosten_kind": [[F(0)] * 12, [F(0)] * 12, [F("344.25")] * 12, [F(650)] * 12],  # 8.50 and 9.50 at most
    "opvanghulp.in_opvang": [[False] * 12] * 2 + [[True] * 12] * 2,
    "opvanghulp.rang": [[F(0)] * 12, [F(0)] * 12, [F(2)] * 12, [F(1)] * 12],
    "opvanghulp.plaats": [["volgende"] * 12] * 3 + [["eerste"] * 12],
    "opvanghulp.bedrag_kind": [[F(0)] * 12] * 2 + [[F("327.0375")] * 12, [F("588.25")] * 12],
    "opvanghulp.bedrag": F(10983),  # 12 * 915.2875 = 10983.45
    "opvanghulp.terug_tot": date(2026, 7, 1),
    "bijdrage.per_maand_over": [F("52.75")] * 12,  # the lowest share: 100 - 94.5% of 50
}


@pytest.mark.parametrize("key", VALUES)
def test_values(run: Run, key: str) -> None:
    assert run.known and run.value(key) == VALUES[key]


def test_every_step_is_listed(run: Run) -> None:
    shown = {one.key for one in run.program.linked.steps if one.kind != "regel"}
    rest = {"toelage.niet_gemodelleerd.0", "opvanghulp.voorwaarden.kind_in_opvang", "opvanghulp.recht", "opvanghulp.in_de_maand",
            "bijdrage.voorwaarden.nodig", "bijdrage.recht", "bijdrage.in_de_maand", "bijdrage.bedrag"}  # fmt: skip
    assert shown == set(VALUES) | rest


def test_bounds_of_known_facts_are_the_exact_values(run: Run) -> None:
    for key, value in VALUES.items():
        if key != "bijdrage.per_maand_over":
            assert_point(run.span(key), value)
    assert run.span("bijdrage.per_maand_over") == [(F(52), F("52.75"))] * 12
    assert run.span("bijdrage.bedrag") == (F(624), F(633))


def assert_point(span: Any, value: Any) -> None:
    if isinstance(value, list):
        for one, other in zip(span, value, strict=True):
            assert_point(one, other)
    else:
        assert span == ((value,) if isinstance(value, str) else (value, value))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_oracle_agrees_in_every_year(rules: RuleSet, year: int) -> None:
    chance = random.Random(year)
    linked = rules.program(year).linked
    for _ in range(20):
        household = changed(
            personen__0__toetsingsinkomen=Decimal(chance.randrange(-100000, 9000000)) / 100,
            personen__3__geboortedatum=date(chance.randrange(2004, 2027), chance.randrange(1, 13), chance.randrange(1, 29)),
            wonen__soort=chance.choice(["huur", "kamer", "koop"]),
            feiten__leden=Decimal(chance.randrange(1, 11)),
            feiten__gewicht=Decimal(chance.randrange(1, 1000)) / 100,
        )
        found = Run(rules, household, date(year, 10, 15))
        expected = Oracle(linked).values(found.situation.exact())
        for one in linked.steps:
            assert plain(found.exact[one.key], found.program.denominators.step(one.key)) == plain(expected[one.key], 1), one.key


def plain(value: Any, below: int) -> Any:
    return [plain(one, below) for one in value] if isinstance(value, list) else F(value) / below


# --- outcomes


def test_report_of_the_small_rules(rules: RuleSet) -> None:
    found = reported(rules, data(HOUSEHOLD))
    award, care, extra = (found.regelingen[name] for name in ("toelage", "opvanghulp", "bijdrage"))
    assert (award.recht, award.bevinding, award.per_jaar.laagst, award.per_maand.laagst) == ("ja", "te_weinig", 6190, 515)
    assert award.verouderd == ("toelage.basis",) and award.zekerheid == "bevestigd"
    assert award.uitleg == ("Iemand is verzekerd.", "U huurt.", "U krijgt € 6.190 per jaar.")
    assert award.opmerkingen == ("Bijzondere gevallen.",) and award.niet_gemodelleerd == ()
    assert award.aannames == ("Woont u in het buitenland? Wij gaan uit van nee. Zelden.",)
    assert award.aanvragen and award.aanvragen.uiterlijk == date(2027, 12, 31)
    assert (care.recht, care.bevinding, care.per_jaar.laagst) == ("ja", "onbenut", 10983)
    assert care.aanvragen and care.aanvragen.terug_tot == date(2026, 7, 1)
    assert care.zekerheid == "enkel"  # the weakest row of the CSV file
    assert (extra.recht, extra.per_jaar.laagst, extra.per_jaar.hoogst, extra.zekerheid) == ("ja", 624, 633, "onbevestigd")


def test_a_value_that_was_estimated_is_named(rules: RuleSet) -> None:
    before, now = (reported(rules, data(HOUSEHOLD), day).regelingen["toelage"] for day in (date(2025, 10, 15), OP))
    assert before.geschat == ("vermogen",) and now.geschat == ()  # the condition on it ended
    given = changed(personen__1__rendementsgrondslag=Decimal(9000), personen__2__rendementsgrondslag=Decimal(0),
                    personen__3__rendementsgrondslag=Decimal(0), personen__0__rendementsgrondslag=Decimal(5000))  # fmt: skip
    found = reported(rules, given, date(2025, 10, 15)).regelingen["toelage"]
    assert found.geschat == () and found.recht == "nee" and "Uw vermogen is te hoog." in found.uitleg


def test_structure_by_year(rules: RuleSet) -> None:
    steps = {year: rules.program(year).linked.by_key for year in (2024, 2025, 2026)}
    assert ["toelage.korting" in steps[year] for year in steps] == [True, False, False]
    assert ["toelage.oude_korting" in rules.program(year).linked.parameters for year in steps] == [True, False, False]
    assert ["toelage.voorwaarden.weinig_vermogen" in steps[year] for year in steps] == [True, True, False]
    values = {year: Run(rules, data(HOUSEHOLD), date(year, 3, 1)) for year in steps}
    assert values[2024].value("toelage.rekenhuur") == [F("622.60")] * 12  # 6.50, 4 and at most 12
    assert values[2026].value("toelage.rekenhuur")[0] == F("600.10")
    assert values[2024].value("toelage.aanspraak") == F("4982.7475")  # 12000 - 7010.2525 - 7
    kamer = changed(wonen__soort="kamer")
    rights = {year: Run(rules, kamer, date(year, 3, 1)).value("toelage.recht")[0] for year in steps}
    assert rights == {2024: False, 2025: True, 2026: True}


def test_years_that_change_and_years_before_and_after(rules: RuleSet) -> None:
    assert rules.book.change_years() == [2024, 2025, 2026] and rules.first_year == 2024
    assert rules.program(2031).linked.parameters["toelage.norm"].stale
    stale = {year: rules.program(year).linked.parameters["toelage.norm"].stale for year in (2024, 2025, 2026, 2027)}
    assert stale == {2024: False, 2025: False, 2026: False, 2027: True}
    assert not rules.program(2031).linked.parameters["toelage.schijf"].stale  # without `ritme` never
    with pytest.raises(DateError, match="2024"):
        rules.program(2023)


@pytest.mark.parametrize("known", [True, False])
def test_a_missing_cell_marks_only_its_own_outcome(rules: RuleSet, known: bool) -> None:
    household = changed(personen__2__opvang__0__soort="gastouder")
    if not known:
        del household["personen"][0]["verzekerd"]  # an open fact elsewhere: the same answer from bounds
    found = reported(rules, household).regelingen
    assert found["opvanghulp"].recht == "niet_gemodelleerd" and found["opvanghulp"].bevinding == "misschien"
    assert found["toelage"].recht == ("ja" if known else "onbekend") and found["bijdrage"].recht == "ja"


def test_a_missing_cell_that_may_not_be_met_leaves_it_open(rules: RuleSet) -> None:
    household = changed(personen__2__opvang__0__soort=["bso", "gastouder"])
    assert reported(rules, household).regelingen["opvanghulp"].recht == "onbekend"
    nobody = changed(personen__3__opvang=[])
    nobody["personen"][2]["opvang"] = []
    assert reported(rules, nobody).regelingen["opvanghulp"].recht == "nee"


def test_an_empty_cell_of_a_csv_file_and_a_key_below_its_first_row(rules: RuleSet) -> None:
    for income in (95000, -60000):
        household = changed(personen__0__toetsingsinkomen=Decimal(income) if income > 0 else Decimal(-1000))
        household["personen"][1]["toetsingsinkomen"] = Decimal(0)
        found = reported(rules, household).regelingen["opvanghulp"]
        assert found.recht == "niet_gemodelleerd"


def test_a_cell_that_is_a_range_gives_a_range(rules: RuleSet) -> None:
    household = changed(personen__0__toetsingsinkomen=Decimal(31000))
    found = reported(rules, household).regelingen["opvanghulp"]
    low, high = (F(12) * (F("0.333") * 650 + share * F("344.25")) for share in (F("0.66"), F("0.67")))
    assert (found.per_jaar.laagst, found.per_jaar.hoogst) == (low // 1, high // 1) and found.recht == "ja"
    assert found.ontbreekt == ()  # nothing the household could add
    exact = Run(rules, household, OP)
    assert exact.known and exact.value("opvanghulp.bedrag") == low // 1


@pytest.mark.parametrize(("received", "expected"), [("0", (1200, 1200)), ("50", (624, 633)), ("200", (0, 0))])
def test_what_is_received_from_another_scheme(rules: RuleSet, received: str, expected: tuple[int, int]) -> None:
    found = reported(rules, changed(ontvangt__toelage=Decimal(received))).regelingen["bijdrage"]
    assert (found.per_jaar.laagst, found.per_jaar.hoogst) == expected
    assert rules.program(2026).linked.received == {"toelage"}


def test_received_unknown_is_a_range_and_a_judgement_leaves_it_possible(rules: RuleSet) -> None:
    household = changed()
    del household["ontvangt"]["toelage"]
    found = reported(rules, household).regelingen["bijdrage"]
    assert (found.per_jaar.laagst, found.per_jaar.hoogst, found.recht) == (0, 1200, "onbekend")
    household = changed()
    del household["feiten"]["noodzakelijk"]
    found = reported(rules, household).regelingen["bijdrage"]
    assert found.recht == "mogelijk" and [one.feit for one in found.ontbreekt] == ["noodzakelijk"]


def test_what_is_not_modelled(rules: RuleSet) -> None:
    found = reported(rules, changed(feiten__in_buitenland=True)).regelingen["toelage"]
    assert found.recht == "niet_gemodelleerd" and found.aannames == ()
    assert found.niet_gemodelleerd == ("Wonen in het buitenland. Vraag het bij de gemeente.",)
    found = reported(rules, changed(feiten__in_buitenland="onbekend")).regelingen["toelage"]
    assert found.recht == "onbekend" and "in_buitenland" in [one.feit for one in found.ontbreekt]


KLEIN = """
peildatum: 2026-10-15
sinds: 2023-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1990-04-02, bezit: [{waarde: 800}]}
  - {rol: kind, geboortedatum: 2020-02-29, bezit: [{waarde: 900}]}
wonen: {soort: huur, kale_huur: 700}
ontvangt: {begrippen: 0}
feiten: {leden: 2}
"""


def test_division_by_a_fact_and_by_zero() -> None:
    small = load_rules(SMALL)
    household = data(KLEIN)
    found = reported(small, household).regelingen["begrippen"]
    assert found.per_jaar.laagst == 690  # 60.5% of (6 * 200 + 6 * 180), shared by 2: 689.7
    for leden, right in ((Decimal(0), "niet_gemodelleerd"), ("0..2", "onbekend"), ("1..2", "ja")):
        household["feiten"]["leden"] = leden
        assert reported(small, household).regelingen["begrippen"].recht == right


def test_steps_carry_their_place_and_their_source(rules: RuleSet) -> None:
    found = {one.stap: one for one in reported(rules, data(HOUSEHOLD)).uitleg("toelage")}
    one = found["toelage.in_de_maand"]
    assert one.vindplaats.startswith("toelage/regeling.yaml:") and one.bronnen[0].tekst == "Wet toelage art. 1"
    line = int(one.vindplaats.split(":")[1])
    assert "EUR/maand" in (ALL / "toelage/regeling.yaml").read_text(encoding="utf-8").splitlines()[line - 1]
    assert found["toelage.toegekend"].uitleg == "U krijgt € 6.190 per jaar."
    assert found["toelage.jaarbedrag"].afronding == "rekenkundig op 1"
    assert found["toelage.over_inkomen"].ingevuld == "over_schijven(schijf, 42000.5)"


# --- faults, each as one edit of the rules


def edited(folder: Path, edits: Mapping[str, tuple[str, str]]) -> Path:
    """A copy of the small rules with one text replaced in each of some files."""
    shutil.copytree(ALL, folder, dirs_exist_ok=True)
    for name, (old, new) in edits.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


T, C, B = "toelage/regeling.yaml", "opvanghulp/regeling.yaml", "begrippen/regeling.yaml"
CSV, FACTS = "opvanghulp/tabel_2026.csv", "feiten.yaml"
EDITS: dict[str, tuple[str, str, str, str, str]] = {
    # what is wrong: file, text, replacement, words of the message, words of the repair
    "gap": (T, "2024-01-01: {waarde: {jong: {alleen: 300", "2024-07-01: {waarde: {jong: {alleen: 300", "gat in 2024", "datum"),
    "gap of a free rhythm": (T, "waarden: {2024-01-01: {waarde: 1, bron: wet-1}, 2026", "waarden: {2024-05-01: {waarde: 1, bron: wet-1}, 2026", "gat in 2024", "datum"),
    "key in the year": (T, "2025-01-01: {waarde: 13200", "2025-02-01: {waarde: 13200", "2025-02-01", "1 januari"),
    "key in the month": (T, "2026-07-01: {waarde", "2026-07-02: {waarde", "2026-07-02", "eerste van een maand"),
    "key between half years": (T, "2026-07-01: {waarde", "2026-06-01: {waarde", "halfjaarlijks", "1 juli"),
    "not yet in force": (T, "2024-01-01: {waarde: {jong: {alleen: 300", "2025-01-01: {waarde: {jong: {alleen: 300", "geldt niet in 2024", "jaar"),
    "version in the year": (T, "2026-01-01: {formule: kale_huur", "2026-07-01: {formule: kale_huur", "2026-07-01", "1 januari"),
    "condition in the year": (T, "2025-01-01: {als: woning", "2025-03-01: {als: woning", "2025-03-01", "1 januari"),
    "no source on a value": (T, "{waarde: 24, bron: wet-1}", "{waarde: 24}", "bron", "bron"),
    "no source on a step": (T, "formule: laatste_dag - eerste_dag, bron: wet-1", "formule: laatste_dag - eerste_dag", "bron", "bron"),
    "no source on a line": (T, "per jaar.\", bron: wet-1}", "per jaar.\"}", "bron", "regel"),
    "no source on a condition": (T, "nee: Niemand is verzekerd.}\n    bron: wet-1", "nee: Niemand is verzekerd.}", "bron", "bron"),
    "no source for rounding": (T, "{op: 5, wijze: omhoog, bron: wet-1}", "{op: 5, wijze: omhoog}", "bron", ""),
    "misspelt source": (T, "leden >= schuldgrens, bron: wet-1", "leden >= schuldgrens, bron: wett-1", "wett-1", "Bedoelt u `wet-1`?"),
    "unused source": (T, "\nparameters:", "  wet-9: {tekst: t, url: u, zekerheid: enkel, gezien: 2026-01-02}\n\nparameters:", "wet-9", "Haal"),
    "unused parameter": (T, "  ondergrens: {", "  los: {eenheid: EUR, waarden: {2024-01-01: {waarde: 1, bron: wet-1}}}\n  ondergrens: {", "los", "Haal"),
    "parameter without values": (T, "waarden: {2024-01-01: {waarde: 24, bron: wet-1}}", "waarden: {}", "ondergrens", "datum"),
    "no sentences": (T, "    uitleg: {ja: U huurt., nee: U huurt niet.}\n", "", "uitleg", "zinnen"),
    "one sentence": (T, ", nee: U huurt niet.}", "}", "nee", ""),
    "sentence names nothing": (T, "Onder {ondergrens} wordt", "Onder {ondergrenz} wordt", "ondergrenz", "Noem"),
    "outcome without the right": (T, "als recht dan per_maand(aanspraak) anders 0", "per_maand(aanspraak)", "recht", "recht"),
    "outcome is no step": (T, "{bedrag: toegekend,", "{bedrag: toegekent,", "toegekent", ""),
    "outcome is a date": (T, "{bedrag: toegekend,", "{bedrag: oudste,", "oudste", ""),
    "step and fact": (T, "  dagen: {", "  leden: {eenheid: aantal, formule: 1, bron: wet-1}\n  dagen: {", "feit", "naam"),
    "step and parameter": (T, "  dagen: {", "  basis: {eenheid: EUR/jaar, formule: 0, bron: wet-1}\n  dagen: {", "basis", "naam"),
    "name of the language": (T, "  dagen: {", "  recht: {eenheid: aantal, formule: 1, bron: wet-1}\n  dagen: {", "recht", "letters"),
    "name with a capital": (T, "  dagen: {", "  Dagen: {", "Dagen", "letters"),
    "same name twice": (C, "regeling: opvanghulp", "regeling: toelage", "toelage", "naam"),
    "misspelt key": (T, "uitvoerder: Testdienst", "uitvoeder: Testdienst", "uitvoeder", "Bedoelt u `uitvoerder`?"),
    "no title": (T, "titel: Toelage\n", "", "titel", ""),
    "date twice": (T, "2025-01-01: {waarde: 13200", "2024-01-01: {waarde: 13200", "twee keer", "Houd"),
    "kies without anders": (T, "      - {anders: alleen}\n", "", "anders", ""),
    "no kind": (T, "gedeeld:                         # delen door een feit: in dezelfde stap afgerond\n    eenheid: EUR/jaar\n", "gedeeld:\n", "eenheid", ""),
    "unknown unit": (T, "eenheid: dag,", "eenheid: dagen,", "dagen", "EUR"),
    "no formula": (T, "formule: laatste_dag - eerste_dag, ", "", "formule", "kies"),
    "two ways": (C, "    rangorde: {van: persoon", "    formule: 1\n    rangorde: {van: persoon", "rangorde", ""),
    "condition per person": (C, "als: een(in_opvang)", "als: in_opvang", "persoon", "een("),
    "condition without als": (C, "    als: een(in_opvang)\n", "", "als", ""),
    "no direction": (C, "op: [hoogste uren_kind", "op: [meeste uren_kind", "meeste", "hoogste"),
    "order of no truth": (C, "waarvoor: in_opvang", "waarvoor: rol", "ja of nee", "vergelijking"),
    "CSV column twice": (CSV, "eerste,volgende,zekerheid", "eerste,eerste,zekerheid", "kop", "vanaf,eerste,volgende"),
    "CSV with an open quote": (CSV, "67,enkel", "67,\"", "zekerheid", "officieel"),
    "order of no table": (C, "{van: persoon, waar", "{van: personen, waar", "personen", "persoon"),
    "label of a key": (C, "{dagopvang: 9.50,", "{dagopvan: 9.50,", "dagopvan", "dagopvang"),
    "edge of a key": (T, "{0: 10, 20000: 20", "{nul: 10, 20000: 20", "nul", "getal"),
    "table without keys": (T, "{waarde: {jong: {alleen: 300, samen: 500.50}, oud: {alleen: 350, samen: 600}}", "{waarde: 300", "sleutels", "sleutel"),
    "text as number": (T, "{waarde: 24, bron", "{waarde: veel, bron", "getal", "12.50"),
    "range upside down": ("bijdrage/regeling.yaml", "94.5..96", "96..94.5", "hoog naar laag", "laagste"),
    "truth as number": (T, "{waarde: 24, bron", "{waarde: ja, bron", "getal", ""),
    "label as value": (T, "{waarde: alleen, bron", "{waarde: allen, bron", "allen", "alleen, samen"),
    "no CSV file": (C, "tabel_2024.csv", "tabel_2023.csv", "tabel_2023.csv", "map"),
    "CSV with one key": (C, "naar: [begrippen.gezamenlijk_inkomen, plaats]", "naar: [plaats]", "CSV", "naar"),
    "CSV header": (CSV, "vanaf,eerste,volgende", "vanaf,eerste,tweede", "kop", "vanaf,eerste,volgende"),
    "CSV order": (CSV, "30000,", "0,", "loopt niet op", "Sorteer"),
    "CSV edge": (CSV, "30000,", "dertig,", "getal", ""),
    "CSV cell": (CSV, "90.5", "veel", "getal", ""),
    "CSV confidence": (CSV, "bevestigd", "zeker", "zeker", "officieel"),
    "fact without bounds": (FACTS, "minimum: 0, maximum: 2000, decimalen: 2, onderwerp: budget}", "decimalen: 2, onderwerp: budget}", "kale_huur", "grenzen"),
    "fact of no table": (FACTS, "tabel: schuld,", "tabel: schulden,", "schuld_bedrag", "schuld"),
    "table of no table": (FACTS, "bezit: {ouder: persoon", "bezit: {ouder: personen", "personen", "tabel"),
    "assumption without reason": (FACTS, ", aanname_reden: Zelden.", "", "reden", "aanname_reden"),
    "assumption for the young of a household": (FACTS, "aanname_reden: Zelden.", "aanname_reden: Zelden., aanname_onder: 18", "aanname_onder", "weg"),
    "applies to no fact": (FACTS, "alleen_als: {rol: [aanvrager, partner]}, anders", "alleen_als: {roll: [aanvrager]}, anders", "roll", "feit"),
    "does not apply, and then": (FACTS, "alleen_als: {rol: [aanvrager, partner]}, anders: nee}", "alleen_als: {rol: [aanvrager, partner]}}", "verzekerd", "anders"),
    "estimate of another unit": (FACTS, "toelage.vermogen_geschat", "toelage.aantal_volwassenen", "schatten", "eenheid"),
    "fact with a built-in name": (FACTS, "  leden: {", "  peildatum: {eenheid: datum, wanneer: vast, minimum: 1900-01-01, maximum: 2100-01-01}\n  leden: {", "peildatum", "letters"),
    "fact kind": (FACTS, "  leden: {eenheid: aantal", "  leden: {eenheid: stuks", "stuks", "EUR"),
    "table ring": (FACTS, "persoon: {maximum: 4}", "persoon: {maximum: 4, ouder: opvang}", "opvang", ""),
    "formula in a version": (T, "    2026-01-01: {formule: kale_huur, bron: wet-2}", "    formule: kale_huur\n    2026-01-01: {formule: kale_huur, bron: wet-2}", "versie", ""),
    "rounding beside versions": (T, "    2026-01-01: {formule: kale_huur, bron: wet-2}", "    afronden: {op: 1, wijze: omlaag, bron: wet-1}\n    2026-01-01: {formule: kale_huur, bron: wet-2}", "versie", ""),
    "als beside versions": (T, "    2026-01-01: vervallen\n", "    als: ja\n    2026-01-01: vervallen\n", "versie", ""),
    "rounding to nothing": (T, "{op: 5, wijze: omhoog", "{op: 0, wijze: omhoog", "afronding", "boven 0"),
    "rounding to less than nothing": (T, "{op: 5, wijze: omhoog", "{op: -5, wijze: omhoog", "afronding", "boven 0"),
    "rounding a truth": (T, "  veel_schuld: {eenheid: ja_nee,", "  veel_schuld: {eenheid: ja_nee, afronden: {op: 1, wijze: omlaag, bron: wet-1},", "afronding", "getal"),
    "number with an exponent": ("bijdrage/regeling.yaml", "2024-01-01: {waarde: 94.5..96", "2024-01-01: {waarde: 1e9999..2e9999", "getal", ""),
    "CSV exponent": (CSV, "90.5", "1e9999", "getal", ""),
    "a divisor of 0": (T, "{waarde: 12000, bron: wet-1}", "{waarde: 0, bron: wet-1}", "0", ""),
    "a divisor around 0": (T, "{waarde: 12000, bron: wet-1}", "{waarde: -1..1, bron: wet-1}", "0", ""),
    "rates below 0": (T, "{0: 10, 20000: 20", "{0: -10, 20000: 20", "", ""),
    "unit of brackets": (T, "schijven: EUR/jaar", "schijven: EUR/maand", "EUR/maand", ""),
    "keys and brackets": (T, "    schijven: EUR/jaar\n", "    schijven: EUR/jaar\n    naar: leefvorm\n", "schijven", ""),
    "order of a choice": (C, "laagste geboortedatum]", "laagste rol]", "keuze", ""),
    "label with a line end": (T, "eenheid: [jong, oud]", "eenheid: [jong, oud, \"a\\nb\"]", "label", ""),
    "label twice": (T, "eenheid: [jong, oud]", "eenheid: [jong, oud, oud]", "label", "verschillende"),
    "scheme with a strange name": (C, "regeling: opvanghulp", "regeling: \"opvang hulp\"", "naam", "letters"),
    "table with a strange name": (FACTS, "  schuld: {maximum: 3}", "  schuld: {maximum: 3}\n  \"x y\": {maximum: 3}", "x y", ""),
    "word as name": (T, "  dagen: {", "  als: {", "als", "letters"),
    "function as name": (T, "  dagen: {", "  som: {", "som", "letters"),
    "negative decimals": (FACTS, "maximum: 300, decimalen: 1", "maximum: 300, decimalen: -1", "decimalen", ""),
    "bounds upside down": (FACTS, "minimum: 0, maximum: 300", "minimum: 301, maximum: 300", "uren", ""),
    "bounds of another kind": (FACTS, "minimum: 1900-01-01, maximum: 2100-01-01", "minimum: 1900, maximum: 2100", "geboortedatum", ""),
    "label that is no label": (FACTS, "alleen_als: {rol: [aanvrager, partner]}", "alleen_als: {rol: [aap]}", "rol", "aanvrager"),
    "applies in a ring": (FACTS, "alleen_als: {rol: [aanvrager, partner]}", "alleen_als: {verzekerd: ja}", "verzekerd", ""),
    "otherwise of another kind": (FACTS, "anders: nee}", "anders: 5}", "verzekerd", ""),
    "table applies to no label": (FACTS, "alleen_als: {rol: [kind]}", "alleen_als: {rol: [aap]}", "rol", "aanvrager"),
    "negative number of rows": (FACTS, "schuld: {maximum: 3}", "schuld: {maximum: -3}", "maximum", ""),
    "formula that is a list": (T, "formule: laatste_dag - eerste_dag", "formule: [1]", "formule", ""),
    "unknown rhythm": (T, "ritme: vrij", "ritme: soms", "ritme", "halfjaarlijks"),
    "bare value": (T, "2025-01-01: {waarde: 13200, bron: wet-1}", "2025-01-01: 13200", "2025-01-01", ""),
    "year as a date": (T, "2025-01-01: {waarde: 13200", "2025: {waarde: 13200", "datum", ""),
}  # fmt: skip
ENGLISH = ("Input", "should", "valid", "string", "required", "Extra", "Field", "Value error", "Waarde`", "[key]", "type=", "Traceback", "Decimal")


@pytest.mark.parametrize("name", EDITS)
def test_a_fault_names_the_place_what_and_the_repair(tmp_path: Path, name: str) -> None:
    file, old, new, what, repair = EDITS[name]
    fault = refused(edited(tmp_path, {file: (old, new)}))
    assert what in fault.what and repair in fault.repair and fault.repair, str(fault)
    place = fault.where.split(":")
    assert (place[0] == file or {file, place[0]} == {CSV, C} or (file, place[0]) in ELSEWHERE), str(fault)
    assert len(place) == 3 and place[1].isdigit() and place[2].isdigit(), str(fault)
    assert not any(word in str(fault) for word in ENGLISH) and "\n" not in str(fault), str(fault)


ELSEWHERE = {(FACTS, T), (FACTS, C), (T, B), (C, T)}
"""A fault of one file may only show where another one reads it."""


def refused(folder: Path) -> RuleError | FileError:
    with pytest.raises((RuleError, FileError)) as caught:
        rules = load_rules(folder)
        for year in rules.book.change_years():  # a fault must show here at the latest, and never as another exception
            rules.program(year).source("exact")
            rules.program(year).source("bounds")
    return caught.value


def test_the_line_is_the_line_of_the_fault(tmp_path: Path) -> None:
    folder = edited(tmp_path, {T: ("leden >= schuldgrens", "leden >= schuldgrenz")})
    lines = (folder / T).read_text(encoding="utf-8").splitlines()
    fault = refused(folder)
    line = lines[int(fault.where.split(":")[1]) - 1]
    assert "schuldgrenz" in line and line[int(fault.where.split(":")[2]) - 1 :].startswith("som(schuld_bedrag")
    assert fault.repair == "Bedoelt u `schuldgrens`?"


def test_no_rules_at_all(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"feiten\.yaml"):
        load_rules(tmp_path)


def test_a_csv_file_in_another_coding(tmp_path: Path) -> None:
    folder = edited(tmp_path, {})
    (folder / CSV).write_bytes("vanaf,eerste,volgende\n0,1,2é\n".encode("latin-1"))
    assert "UTF-8" in str(refused(folder)) and CSV in str(refused(folder))


def test_rules_without_the_shared_margin(tmp_path: Path) -> None:
    folder = edited(tmp_path, {B: ("  verschil_klein: ", "  verschil_groot: ")})
    try:
        found = load_rules(folder)
    except RuleError as error:
        assert "verschil_klein" in str(error)
    else:
        assert reported(found, data(HOUSEHOLD)).regelingen["toelage"].bevinding == "te_weinig"


def test_rules_without_any_rhythm_begin_at_their_first_date(tmp_path: Path) -> None:
    folder = write(tmp_path, {"feiten.yaml": (SMALL / "feiten.yaml").read_text(encoding="utf-8"),
                              "regeling.yaml": (SMALL / "regeling.yaml").read_text(encoding="utf-8").replace("ritme: jaarlijks, ", "").replace("ritme: vrij, ", "")
                              .replace(", 2026-07-01: {waarde: 520, bron: wet}", "")})  # fmt: skip
    assert load_rules(folder).first_year == 2026


def test_a_name_that_has_ended_is_said_to_have_ended(tmp_path: Path) -> None:
    fault = refused(edited(tmp_path, {T: ('"max(0, basis - over_inkomen)"', '"max(0, basis - korting)"')}))
    assert "korting" in fault.what and "2025" in fault.what and "Bedoelt u `korting`" not in fault.repair, str(fault)


@pytest.mark.parametrize("length", [40, 2000])
def test_a_chain_of_steps_in_the_wrong_order(tmp_path: Path, length: int) -> None:
    chain = "".join(step(f"s{at + 1} + 1", name=f"s{at}") for at in range(length)) + step("0 * 1", name=f"s{length}")
    folder = one_file(tmp_path, f"stappen:\n{chain}")
    if length < 100:
        assert Run(load_rules(folder), data(HOUSEHOLD), OP).value("r.s0") == length
    else:
        assert "te diep" in str(refused(folder))


def test_a_missing_cell_below_two_tables_and_in_an_order(tmp_path: Path) -> None:
    body = """\
    parameters:
      per_soort: {eenheid: aantal, naar: opvang_soort, waarden: {2024-01-01: {waarde: {bso: 2}, bron: b}}}
      per_rol: {eenheid: aantal, naar: rol, waarden: {2024-01-01: {waarde: {kind: 3}, bron: b}}}
    stappen:
      samen: {eenheid: aantal, formule: per_rol * per_soort, bron: b}
      volgorde: {eenheid: aantal, rangorde: {van: opvang, op: [hoogste per_soort]}, bron: b}
      x: {eenheid: aantal, formule: som(som(samen + volgorde van opvang) van persoon), bron: b}
    """
    found = Run(load_rules(one_file(tmp_path, body)), data(HOUSEHOLD), OP)
    assert found.value("r.samen") == [6, 0, 6] and found.value("r.volgorde") == [1, 3, 2]
    assert found.exact["r.x?missing"] and found.bounds["r.x?missing"] == (1, 1)


def test_highest_of_no_dates_is_no_crash(tmp_path: Path) -> None:
    body = steps("hoogste(geboortedatum van persoon waarvoor rol is medebewoner) + een_jaar", "datum")
    try:
        rules = load_rules(one_file(tmp_path, body))
    except RuleError:
        return
    Run(rules, data(HOUSEHOLD), OP)


# --- the digest


def flow(value: Any, order: Callable[[list[Any]], list[Any]]) -> str:
    """The same data as one line of YAML, with the keys of each mapping in another order."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key, order)}: {flow(value[key], order)}" for key in order(list(value))) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one, order) for one in value) + "]"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, str):
        return "'" + value.replace("'", "''").replace("\n", "\n\n") + "'"
    return format(value, "f") + ("0" if "." in str(value) else "") if isinstance(value, Decimal) else value.isoformat()


def rewritten(folder: Path, change: Callable[[Path, str], str]) -> RuleSet:
    shutil.copytree(ALL, folder, dirs_exist_ok=True)
    for path in folder.rglob("*.*"):
        path.write_bytes(change(path, path.read_text(encoding="utf-8")).encode())
    return load_rules(folder)


def reordered(path: Path, text: str) -> str:
    """Every mapping back to front, but a table still comes after the one above it."""
    if path.suffix != ".yaml":
        return text
    return flow(read_document(text.encode(), path.name).data, lambda keys: keys if "persoon" in keys else keys[::-1])


SAME: dict[str, Callable[[Path, str], str]] = {
    "comments": lambda path, text: f"# nieuw\n{text}\n# einde\n" if path.suffix == ".yaml" else text,
    "line ends": lambda path, text: text.replace("\n", "\r\n"),
    "order of keys, trailing zeros, quotes": reordered,
    "byte order mark": lambda path, text: "\ufeff" + text if path.suffix == ".yaml" else text,
}


@pytest.mark.parametrize("name", SAME)
def test_the_digest_stays(rules: RuleSet, tmp_path: Path, name: str) -> None:
    found = rewritten(tmp_path, SAME[name])
    assert found.digest == rules.digest
    assert amounts(found) == amounts(rules)


def amounts(rules: RuleSet) -> dict[str, Any]:
    return {name: (one.recht, one.per_jaar, one.jaren) for name, one in reported(rules, data(HOUSEHOLD)).regelingen.items()}


def test_the_digest_knows_no_folders_and_no_context(rules: RuleSet, tmp_path: Path) -> None:
    shutil.copytree(ALL, tmp_path, dirs_exist_ok=True)
    (tmp_path / "toelage").rename(tmp_path / "zz")
    (tmp_path / "bijdrage").rename(tmp_path / "zz" / "aa")
    assert load_rules(tmp_path).digest == rules.digest
    with localcontext() as context:
        context.prec = 3
        assert load_rules(ALL).digest == rules.digest


def figures() -> Iterator[tuple[str, int, int]]:
    """Each digit of a figure, a date or a label in the rules, outside comments: file, place, length."""
    for path in sorted(ALL.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        for at, letter in enumerate(text):
            line = text[text.rfind("\n", 0, at) + 1 : at]
            if letter.isdigit() and "#" not in line.replace("#1", "").replace("#2", "") and not text[at + 1 : at + 2].isdigit():
                yield path.relative_to(ALL).as_posix(), at, 1


def test_the_digest_changes_with_every_figure(rules: RuleSet, tmp_path: Path) -> None:
    seen, tried, refusals = {rules.digest}, 0, 0
    shutil.copytree(ALL, tmp_path, dirs_exist_ok=True)
    chance = random.Random(1)
    every = list(figures())
    for name, at, _ in chance.sample(every, 120):
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :], encoding="utf-8")
        try:
            digest = read_rules(tmp_path).digest
            assert digest not in seen, (name, text[:at].count("\n") + 1)
            seen.add(digest)
        except (RuleError, FileError):
            refusals += 1
        path.write_text(text, encoding="utf-8")
        tried += 1
    assert refusals < tried / 2


def test_the_digest_sees_the_last_of_many_digits(tmp_path: Path) -> None:
    found = set()
    for at in (1, 2):
        number = f"{'3' * 19}.{'3' * 18}{at}"
        body = f"parameters:\n  p: {{eenheid: aantal, waarden: {{2024-01-01: {{waarde: {number}, bron: b}}}}}}\nstappen:\n{step('p')}"
        found.add(load_rules(one_file(tmp_path, body)).digest)
    assert len(found) == 2


# --- the rules of the library


def test_the_real_rules_link_in_every_year_of_change_and_in_years_to_come() -> None:
    rules = load_rules()
    rules.book.check()
    years = rules.book.change_years()
    assert years[0] == rules.first_year == 2024 and {2024, 2025, 2026} <= set(years)
    for year in range(years[0], years[-1] + 4):
        linked = rules.book.year(year)
        assert len(linked.outcomes) >= 4
        for parameter in linked.parameters.values():
            assert len(parameter.months) == (12 if parameter.when == "maand" else 1)
            assert all(day <= date(year, month, 1) for month, day in enumerate(parameter.since, 1))
    assert all(any(one.stale for one in rules.book.year(years[-1] + 3).parameters.values()) for _ in (0,))


def test_every_step_of_the_real_rules_names_a_source_and_a_place() -> None:
    linked = load_rules().book.year(2026)
    bare: list[LinkedStep] = [one for one in linked.steps if one.kind == "stap" and not one.sources]
    assert not bare and all(one.place.count(":") == 2 for one in linked.steps)
    for file in linked.files.values():
        for source in file.bronnen.values():
            assert source.tekst and source.url.startswith(("https://", "http://"))  # some archives have no other
