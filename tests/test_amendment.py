"""An amendment laid over the rules: it changes what it names and nothing else, and every fault in it is said at its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from voorzieningen import FileError, Huishouden, RuleError, load_rules, screen
from voorzieningen.render import report_lines
from voorzieningen.rulebook import Place, RuleBook, RuleFiles, read_rules, rules_folder

DAY = date(2026, 11, 23)
HEAD = """wijziging: Hogere standaardpremie
toelichting: Wat als de premie hoger was.
bronnen: {idee: {tekst: Een idee, eigenaar: Beleid, gezien: 2026-11-23}}
regelingen:
  zorgtoeslag:
"""
HIGHER = HEAD + "    parameters: {standaardpremie: {waarden: {2026-01-01: {waarde: 2200, bron: idee}}}}\n"
SINGLE = Huishouden.model_validate({
    "peildatum": DAY, "sinds": date(2020, 1, 1),
    "personen": [{
        "rol": "aanvrager", "geboortedatum": date(1985, 1, 1), "verzekerd": True, "rendementsgrondslag": 0,
        "toetsingsinkomen": {2024: 20000, 2025: 20900, 2026: 21500},
    }],
})  # fmt: skip


def folder(path: Path, text: str, **tables: str) -> Path:
    path.mkdir(exist_ok=True)
    (path / "wijziging.yaml").write_text(text, encoding="utf-8")
    for name, table in tables.items():
        (path / f"{name}.csv").write_text(table, encoding="utf-8")
    return path


def read(path: Path, text: str, **tables: str) -> RuleFiles:
    return read_rules(rules_folder(), overlay=folder(path, text, **tables))


@pytest.fixture(scope="module")
def plain() -> RuleFiles:
    return read_rules(rules_folder())


def test_a_value_is_replaced_and_the_report_says_by_what(tmp_path: Path) -> None:
    law, other = load_rules(), load_rules(overlay=folder(tmp_path, HIGHER), check=False)
    before, after = (screen(SINGLE, DAY, rules, ruw=True) for rules in (law, other))
    was, now = (one.regelingen["zorgtoeslag"] for one in (before, after))
    # The whole rise of 81 euros is paid: the normpremie stays.
    assert now.per_jaar.laagst - was.per_jaar.laagst == Decimal(2200 - 2119) and now.per_jaar.zeker
    assert now.jaren["2025"] == was.jaren["2025"], "a year before the amendment stays"
    assert now.zekerheid == "onbevestigd", "an idea is no law"
    assert (before.regelset.wijziging, after.regelset.wijziging) == ("", "Hogere standaardpremie")
    assert before.regelset.digest != after.regelset.digest
    told = "Hier is gerekend met een wijziging: Hogere standaardpremie."
    assert [told in " ".join(line.text for line in report_lines(one, width=200)) for one in (before, after)] == [False, True]
    assert before.regelingen["huurtoeslag"] == after.regelingen["huurtoeslag"]


def test_what_is_not_named_stays_and_the_source_of_the_old_value_is_gone(tmp_path: Path, plain: RuleFiles) -> None:
    found = read(tmp_path, HIGHER)
    assert {name for name, file in found.schemes.items() if file.model != plain.schemes[name].model} == {"zorgtoeslag"}
    was, now = plain.schemes["zorgtoeslag"].model, found.schemes["zorgtoeslag"].model
    assert was.bronnen.keys() - now.bronnen.keys() == {"premie-26"} and now.bronnen.keys() - was.bronnen.keys() == {"idee"}
    assert now.bronnen["idee"].zekerheid == "onbevestigd" and now.bronnen["idee"].url == "Beleid"
    assert len(now.parameters["standaardpremie"].waarden) == len(was.parameters["standaardpremie"].waarden)


def test_a_value_of_a_later_date_is_added(tmp_path: Path, plain: RuleFiles) -> None:
    found = read(tmp_path, HIGHER.replace("2026-01-01: {w", "2027-01-01: {w"))
    was, now = (one.schemes["zorgtoeslag"].model.parameters["standaardpremie"].waarden for one in (plain, found))
    assert now == {**was, date(2027, 1, 1): now[date(2027, 1, 1)]} and len(now) == len(was) + 1


def test_a_step_and_a_condition_get_another_version_from_a_date_on(tmp_path: Path) -> None:
    text = HEAD + """    stappen:
      jaarbedrag: {2026-01-01: {formule: som_maanden(in_de_maand) + extra, bron: idee}}
    voorwaarden:
      is_verzekerde: {2026-01-01: {als: nee, uitleg: {ja: Ja., nee: Deze toeslag is er niet meer.}, bron: idee}}
    nieuw:
      parameters: {extra: {eenheid: EUR/jaar, waarden: {2024-01-01: {waarde: 25, bron: idee}}}}
"""
    book = RuleBook(read(tmp_path, text))
    step = {year: book.year(year).by_key["zorgtoeslag.jaarbedrag"] for year in (2025, 2026)}
    assert [step[year].texts[0][1] for year in step] == ["som_maanden(in_de_maand)", "som_maanden(in_de_maand) + extra"]
    assert step[2025].rounding and not step[2026].rounding, "a version is replaced whole"
    condition = {year: book.year(year).by_key["zorgtoeslag.voorwaarden.is_verzekerde"] for year in (2025, 2026)}
    assert condition[2026].no == "Deze toeslag is er niet meer." and condition[2026].no != condition[2025].no


def test_a_table_beside_the_amendment_is_read(tmp_path: Path) -> None:
    of = read_rules(rules_folder()).schemes["kinderopvangtoeslag"]
    table = next(iter(of.texts.values()))
    name = next(
        one for one, parameter in of.model.parameters.items()
        if any(str(getattr(value, "waarde", "")).endswith(".csv") for value in parameter.waarden.values())
    )  # fmt: skip
    text = HEAD.replace("zorgtoeslag", "kinderopvangtoeslag") + (
        f"    parameters: {{{name}: {{waarden: {{2026-01-01: {{waarde: nieuwe_tabel.csv, bron: idee}}}}}}}}\n"
    )
    found = read(tmp_path, text, nieuwe_tabel=table)
    assert found.schemes["kinderopvangtoeslag"].texts["nieuwe_tabel.csv"] == table
    assert read(tmp_path, text, nieuwe_tabel=table.replace("9", "8")).digest != found.digest


def test_a_frame_can_change_too(tmp_path: Path, plain: RuleFiles) -> None:
    frame = next(name for name, file in plain.frames.items() if file.model.parameters)
    of = plain.frames[frame].model
    name, parameter = next(one for one in of.parameters.items() if not one[1].naar)
    day, value = list(parameter.waarden.items())[-1]
    assert not isinstance(value, str)
    text = HEAD.replace("zorgtoeslag", frame) + (
        f"    parameters: {{{name}: {{waarden: {{{day}: {{waarde: {value.waarde}, bron: idee}}}}}}}}\n"
    )
    found = read(tmp_path, text)
    assert found.frames[frame].model != of and found.digest != plain.digest
    local = found.local(Place())
    doc = next(file.doc for file in local.values() if file.doc.name == plain.frames[frame].doc.name)
    assert doc.place(("parameters", name, "waarden", day)).startswith("wijziging.yaml:6:"), "also once it is filled in"


STEP = HEAD + "    stappen: {jaarbedrag: {2026-01-01: {formule: 0, bron: idee}}}\n"
TAKEN = HEAD + "    nieuw: {parameters: {standaardpremie: {eenheid: EUR, waarden: {2026-01-01: {waarde: 1, bron: idee}}}}}\n"
OWN = HIGHER.replace("idee:", "premie-25:").replace("bron: idee", "bron: premie-25")
WRONG = {
    # what is wrong: the amendment, its line and column, and what the message must hold
    "scheme": (HIGHER.replace("zorgtoeslag", "zorgtoeslagen"), "5:3", "`zorgtoeslagen` bestaat niet. Bedoelt u `zorgtoeslag`?"),
    "parameter": (HIGHER.replace("standaard", "standard"), "6:18", "bestaat niet. Bedoelt u `standaardpremie`?"),
    "step": (STEP.replace("jaarbedrag", "jaarbedra"), "6:15", "in stappen van `zorgtoeslag`: `jaarbedra` bestaat niet."),
    "source": (HIGHER.replace("bron: idee", "bron: ide"), "6:58", "`ide` staat niet onder `bronnen`. Bedoelt u `idee`?"),
    "source of a step": (STEP.replace("bron: idee", "bron: ide"), "6:40", "`ide` staat niet onder `bronnen`. Bedoelt u `idee`?"),
    "step without a source": (STEP.replace(", bron: idee", ""), "6:40", "de stap `jaarbedrag` noemt geen bron."),
    "source nobody uses": (HIGHER.replace("bron: idee", "bron: premie-25"), "3:17", "`idee` wordt nergens gebruikt."),
    "source that is there already": (OWN, "3:11", "`zorgtoeslag` heeft al een bron `premie-25`."),
    "source of nobody": (HIGHER.replace("eigenaar: Beleid, ", ""), "3:17", "de bron `idee` heeft geen `url`."),
    "new name that is taken": (TAKEN, "6:26", "`standaardpremie` bestaat al."),
    "key": (HIGHER.replace("waarden:", "waarde:", 1), "6:36", "onbekende sleutel `waarde`. Bedoelt u `waarden`?"),
    "name": (HIGHER.replace("wijziging: H", "wijzigingen: H"), "1:1", "sleutel `wijzigingen`. Bedoelt u `wijziging`?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_said_at_its_line(name: str, tmp_path: Path) -> None:
    text, place, told = WRONG[name]
    with pytest.raises(RuleError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(f"wijziging.yaml:{place}: ") and told in str(raised.value)


@pytest.mark.parametrize(("text", "place", "told"), [
    (HIGHER.replace("2026-01-01: {w", "2026-07-01: {w"), "6:58", "2026-07-01 past niet bij ritme jaarlijks."),
    (HIGHER.replace("waarde: 2200", "waarde: {alleen: 1}"), "6:67", "hier hoort een getal"),
    (STEP.replace("formule: 0", "formule: standaardpremie * standaardpremie"), "6:40", "de formule geeft EUR2/jaar2."),
])  # fmt: skip
def test_dates_keys_and_units_are_checked_by_linking(text: str, place: str, told: str, tmp_path: Path) -> None:
    book = RuleBook(read(tmp_path, text))
    with pytest.raises(RuleError) as raised:
        book.year(2026)
    assert str(raised.value).startswith(f"wijziging.yaml:{place}: ") and told in str(raised.value)


def test_a_folder_without_an_amendment_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"hier staat geen `wijziging\.yaml`"):
        load_rules(overlay=tmp_path)


def test_the_amendment_of_the_guide_is_right(tmp_path: Path) -> None:
    guide = (Path(__file__).parent.parent / "docs" / "gids-regels.md").read_text(encoding="utf-8")
    text = guide.partition("```yaml\n# mijn-wijziging/wijziging.yaml\n")[2].partition("```")[0]
    book = RuleBook(read(tmp_path, text))
    assert book.year(2026).by_key["zorgtoeslag.toegekend"].texts == (("", "jaarbedrag + extra", ""),)
