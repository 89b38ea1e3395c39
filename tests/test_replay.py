"""A report computed again: identical, or the first step that differs is named with what changed in the rules."""

from __future__ import annotations

import copy
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from amended import Edit, amended, rules_in
from voorzieningen import FileError, Huishouden, RuleSet, cli, screen
from voorzieningen.audit.replay import replay
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.sample import Maker, peildatum

FOLDER = Path(__file__).parent.parent / "voorbeelden"
DAY = date(2026, 11, 22)
ALONE, PARENT = "01-alleen-huurachterstand", "17-alleenstaande-met-kind-lokaal"
WANTED = 8
CARE, RENT = "landelijk/zorgtoeslag/regeling.yaml", "landelijk/huurtoeslag/regeling.yaml"


def household(name: str) -> Huishouden:
    path = FOLDER / f"{name}.yaml"
    return Huishouden.from_document(read_document(path.read_bytes(), path.name))


def as_saved(name: str, rules: RuleSet, *, steps: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(screen(household(name), DAY, rules, stappen=steps).model_dump_json())
    return found


@pytest.fixture(scope="module")
def saved(rules: RuleSet) -> dict[str, Any]:
    return as_saved(ALONE, rules)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return call


def test_random_reports_come_out_the_same(rules: RuleSet) -> None:
    """`python benchmarks/replay.py` does 500."""
    rng, sure, ranges = random.Random(8), 0, 0
    places = list(rules.book.places())
    for at in range(WANTED):
        year, place = 2024 + at % 3, rng.choice(places)
        local = rules.local(year, place) if at % 2 else None
        op = peildatum(rng, year)
        data = Maker(rules.program(year), rng, local=local).household(op)
        if local:
            data |= {name: whose for name in ("gemeente", "waterschap") if (whose := getattr(place, name))}
        report = screen(Huishouden.model_validate(data), op, rules, ruw=at % 4 == 0)
        sure += any(one.recht == "ja" and one.per_jaar.laagst > 0 for one in report.regelingen.values())
        ranges += any(one.per_jaar.laagst < one.per_jaar.hoogst for one in report.regelingen.values())
        found = replay(json.loads(report.model_dump_json()), rules)
        assert found.gelijk and found.zelfde_regels and not found.eerste_stap, (at, found.afwijkingen[:3])
    print(f"{WANTED} reports, {sure} with a sure amount, {ranges} with a range")
    assert sure >= WANTED // 2


PAID = "formule: als recht dan per_maand(aanspraak) anders 0"
ASSETS = "als: awir.vermogen_voor_toets <= vermogensgrens"
MOVED: dict[str, tuple[Edit, str, str]] = {
    "a cent that rounding hides": (
        (CARE, "waarde: 2119, bron", "waarde: 2119.01, bron"), "standaardpremie", "2119 -> 2119.01",
    ),
    "a cent": ((RENT, "2026-01-01: {waarde: 252.49", "2026-01-01: {waarde: 252.50"), "normhuur_minimum", "252.49 -> 252.50"),
    "a formula": ((CARE, PAID, PAID.replace("aanspraak", "2 * aanspraak")), "in_de_maand", "per_maand(2 * aanspraak)"),
    "a condition": (
        (CARE, ASSETS, "als: vermogensgrens < awir.vermogen_voor_toets"), "vermogen_niet_te_hoog", "vermogensgrens <",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", MOVED)
def test_a_change_of_the_rules_is_named(change: str, rules: RuleSet, saved: dict[str, Any], tmp_path: Path) -> None:
    edit, name, text = MOVED[change]
    found = replay(saved, rules_in(amended(tmp_path, edit)), then=rules)
    assert not found.zelfde_regels and found.eerste_stap is not None and not found.geen_stap
    causes = [one for scheme in found.eerste_stap.oorzaken for one in scheme.wijzigingen]
    assert [one.naam for one in causes] == [name], found.eerste_stap
    assert text in f"{causes[0].voor} -> {causes[0].na}"
    assert found.eerste_stap.toen != found.eerste_stap.nu
    hidden = change == "a cent that rounding hides"
    assert found.gelijk is hidden and bool(found.afwijkingen) is not hidden


def test_a_change_that_no_step_of_the_household_reads_is_no_difference(
    rules: RuleSet, saved: dict[str, Any], tmp_path: Path
) -> None:
    other = rules_in(amended(tmp_path, ("landelijk/studietoeslag/regeling.yaml", "vanaf_15: 115.55", "vanaf_15: 115.56")))
    found = replay(saved, other, then=rules)
    assert found.gelijk and not found.zelfde_regels and found.eerste_stap is None


def test_with_saved_steps_the_rules_of_then_are_not_needed(rules: RuleSet, tmp_path: Path) -> None:
    with_steps, (edit, _, _) = as_saved(ALONE, rules, steps=True), MOVED["a formula"]
    found = replay(with_steps, rules_in(amended(tmp_path, edit)))
    assert found.eerste_stap is not None and found.eerste_stap.stap == "zorgtoeslag.in_de_maand"
    assert found.eerste_stap.vindplaats.startswith(CARE) and not found.eerste_stap.oorzaken


def test_without_steps_or_rules_of_then_it_says_why(rules: RuleSet, saved: dict[str, Any], tmp_path: Path) -> None:
    found = replay(saved, rules_in(amended(tmp_path, MOVED["a formula"][0])))
    assert found.eerste_stap is None and found.geen_stap == "geen_regels"
    assert "regelingen.zorgtoeslag.per_jaar.laagst" in {one.pad for one in found.afwijkingen}


def test_an_earlier_year_is_looked_into(rules: RuleSet, tmp_path: Path) -> None:
    old = (CARE, "2025-01-01: {waarde: 2112, bron: premie-25}", "2025-01-01: {waarde: 2312, bron: premie-25}")
    found = replay(as_saved(PARENT, rules), rules_in(amended(tmp_path, old)), then=rules)
    assert found.eerste_stap is not None and found.eerste_stap.jaar == 2025
    assert not found.gelijk and all(".2025." in one.pad or not one.pad.startswith("regelingen") for one in found.afwijkingen[:2])


# --- a report somebody changed, or of another time

def test_a_value_somebody_changed_is_found(rules: RuleSet, saved: dict[str, Any]) -> None:
    changed = copy.deepcopy(saved)
    changed["regelingen"]["huurtoeslag"]["per_maand"]["laagst"] = "999.00"
    del changed["signalen"][0]
    found = replay(changed, rules)
    assert not found.gelijk and not found.alleen_woorden and found.zelfde_regels
    pads = [one.pad for one in found.afwijkingen]
    assert pads[0] == "regelingen.huurtoeslag.per_maand.laagst" and found.afwijkingen[0].toen == "999.00"
    assert any(pad.startswith("signalen.") for pad in pads)


def test_a_name_or_a_value_of_two_words_is_no_wording(rules: RuleSet) -> None:
    """`Hunze en Aa's` for another water board, or another open choice in a step, is another outcome."""
    with_steps = as_saved(PARENT, rules, steps=True)
    assert replay(with_steps, rules).gelijk
    for change in (
        lambda one: one.update(waterschap="Rijn en IJssel"),
        lambda one: one["regelingen"]["bijstand"]["stappen"][0]["waarden"][0].update(waarde="alleen of gehuwd"),
    ):
        changed = copy.deepcopy(with_steps)
        change(changed)
        found = replay(changed, rules)
        assert not found.gelijk and not found.alleen_woorden, found.afwijkingen


def test_other_words_are_no_other_outcome(rules: RuleSet, saved: dict[str, Any]) -> None:
    changed = copy.deepcopy(saved)
    changed["regelingen"]["huurtoeslag"]["samenvatting"] = "Een andere zin van toen."
    found = replay(changed, rules)
    assert found.alleen_woorden and not found.gelijk and found.eerste_stap is None


def test_what_the_report_got_since_is_not_compared(rules: RuleSet, saved: dict[str, Any]) -> None:
    older = {key: value for key, value in saved.items() if key not in ("niet_doen", "schulden", "niveau")}
    for scheme in older["regelingen"].values():
        scheme.pop("bespaart", None)
    assert replay(older, rules).gelijk


def test_a_report_without_receipt_needs_its_household(rules: RuleSet, saved: dict[str, Any]) -> None:
    older = {key: value for key, value in saved.items() if key != "bewijs"}
    with pytest.raises(FileError, match="--huishouden"):
        replay(older, rules)
    assert replay(older, rules, household(ALONE)).gelijk
    assert not replay(older, rules, household(PARENT)).gelijk


def test_what_is_no_report_is_refused(rules: RuleSet, saved: dict[str, Any]) -> None:
    for wrong in ({"regelset": {}}, {**saved, "nieuw_veld": 1}, {**saved, "peildatum": "gisteren"}):
        with pytest.raises(FileError, match="nieuwere versie"):
            replay(wrong, rules)


# --- the receipt

def test_the_receipt_holds_the_household_without_names(rules: RuleSet) -> None:
    data = household(ALONE).naar_data()
    named = copy.deepcopy(data)
    named["personen"][0]["naam"] = "Mevrouw Voorbeeld"
    named["gesprek"] = {"papieren": ["loonstrook"]}
    plain, other = (screen(Huishouden.model_validate(one), DAY, rules) for one in (data, named))
    assert plain.model_dump_json() == other.model_dump_json() and "Voorbeeld" not in other.model_dump_json()
    assert plain.bewijs is not None and plain.bewijs.zekerheid in ("bevestigd", "enkel", "onbevestigd")
    assert Huishouden.model_validate(plain.bewijs.huishouden) == household(ALONE).naamloos()
    rough = screen(household(ALONE), DAY, rules, ruw=True)
    assert not plain.bewijs.ruw and rough.bewijs is not None and rough.bewijs.ruw


# --- the command

def test_the_command(run: Any, saved: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "rapport.json"
    path.write_text(json.dumps(saved), encoding="utf-8")
    code, out, err = run("replay", str(path))
    assert (code, err) == (0, "") and out.startswith("Gelijk: elke uitkomst")
    saved = copy.deepcopy(saved)
    saved["regelingen"]["zorgtoeslag"]["recht"] = "nee"
    path.write_text(json.dumps(saved), encoding="utf-8")
    code, out, _ = run("replay", str(path), "--json")
    assert code == 1 and json.loads(out)["afwijkingen"][0] == {"pad": "regelingen.zorgtoeslag.recht", "toen": "nee", "nu": "ja"}


def test_the_command_with_the_rules_of_then(run: Any, rules: RuleSet, tmp_path: Path) -> None:
    """With rules of then it comes out the same, and the difference with the rules of now is told below."""
    folder = amended(tmp_path / "toen", MOVED["a cent"][0])
    path = tmp_path / "rapport.json"
    path.write_text(screen(household(ALONE), DAY, rules_in(folder)).model_dump_json(), encoding="utf-8")
    code, out, _ = run("replay", str(path), "--rules", str(folder))
    then, now = out.split("Met de regels van nu:")
    assert code == 0 and then.startswith("Gelijk") and "dezelfde als toen" in then
    assert "normhuur_minimum" in now and "252.50 → 252.49" in now
    code, out, _ = run("replay", str(path))
    assert code == 1 and "Geef ze met --rules" in out


@pytest.mark.parametrize(("text", "arguments", "said"), [
    ("geen json", (), "niet te lezen"), ("[]", (), "geen rapport"), ("{}", (), "geen rapport"), (None, (), "niet te lezen"),
    ('{"regelset": 1}', (), "geen rapport"), ('{"regelset": 1}', ("--rules", "geen-versie"), "geen map, geen datum"),
    ('{"regelset": 1}', ("--rules", "--output=x"), "--rules"),
], ids=["text", "list", "empty", "no file", "no rules", "no revision", "an option"])  # fmt: skip
def test_what_cannot_be_computed_again_is_one_line(
    text: str | None, arguments: tuple[str, ...], said: str, run: Any, tmp_path: Path
) -> None:
    path = tmp_path / "rapport.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    code, out, err = run("replay", str(path), *arguments)
    assert code == 2 and not out and said in err and err.count("\n") == 1
