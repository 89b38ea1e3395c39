"""The published JSON Schemas are those of the records, fit every rule file as an editor reads it, and flag what is wrong.

Renew them with `VERNIEUW=1 python -m pytest tests/test_schema.py`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from as_editor import faults, kind_said, outdented
from voorzieningen import Report
from voorzieningen.rulebook import rules_folder
from voorzieningen.schema import KINDS, Beschrijvingen, kind_of, read_descriptions, schema, undescribed

ROOT = Path(__file__).parent.parent
RULES = rules_folder()
OTHERS = (ROOT / "tests" / "voorbeeldstad", *sorted((ROOT / "tests" / "mini_rules").iterdir()))
FILES = [(RULES, path) for path in sorted(RULES.rglob("*.yaml"))]
HEADS = {"invulling": "invulling: r\ngemeente: Voorbeeldstad\n", "pakket": "gemeente: Voorbeeldstad\n"}
"""What the tests put above the files of the towns that do not exist."""
ELSEWHERE = [(root, path) for root in OTHERS if root.is_dir() for path in sorted(root.rglob("*.yaml"))]


@pytest.fixture(scope="module")
def said() -> Beschrijvingen:
    return read_descriptions()


def current(path: Path, found: dict[str, Any], *, in_order: bool) -> None:
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=not in_order) + "\n"
    if os.environ.get("VERNIEUW"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "the model changed: look at the difference and renew the schema"


def test_the_schema_of_the_report_is_that_of_the_model() -> None:
    current(ROOT / "docs" / "schema" / "rapport.schema.json", Report.model_json_schema(mode="serialization"), in_order=False)


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_that_of_the_record(kind: str, said: Beschrijvingen) -> None:
    current(RULES / "schema" / f"{kind}.schema.json", schema(KINDS[kind], said), in_order=True)


def test_no_schema_is_left_over() -> None:
    assert {path.name for path in (RULES / "schema").glob("*.json")} == {f"{kind}.schema.json" for kind in KINDS}


# --- descriptions


def test_every_field_of_every_record_is_described_and_nothing_else(said: Beschrijvingen) -> None:
    assert undescribed(KINDS.values(), said) == []


def test_every_explained_choice_exists(said: Beschrijvingen) -> None:
    shown = {tuple(sorted(labels)) for kind in KINDS.values() for labels in choices(schema(kind, said))}
    assert [name for name, labels in said.keuzes.items() if tuple(sorted(labels)) not in shown] == []


def choices(found: Any) -> list[list[str]]:
    """The labels of each choice in a schema that are explained."""
    if isinstance(found, list):
        return [labels for one in found for labels in choices(one)]
    if not isinstance(found, dict):
        return []
    own = [found["enum"]] if "enumDescriptions" in found else []
    keys = found.get("properties", {})
    explained = all(isinstance(one, dict) and "description" in one for one in keys.values())
    return [*own, *([list(keys)] if keys and explained else []), *choices(list(found.values()))]


def test_a_description_is_a_sentence(said: Beschrijvingen) -> None:
    texts = {f"{name}.{field}": text for name, deel in said.delen.items() for field, text in deel.velden.items()}
    texts |= {name: deel.uitleg for name, deel in said.delen.items()}
    texts |= {f"{name}.{label}": text for name, labels in said.keuzes.items() for label, text in labels.items()}
    assert len(texts) > 350
    for name, text in texts.items():
        assert text.endswith(".") and text[0] == text[0].upper(), name


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_of_a_field_fits_it(kind: str, said: Beschrijvingen) -> None:
    whole = schema(KINDS[kind], said)
    for part in (whole, *whole.get("definitions", {}).values()):
        for name, field in part["properties"].items():
            check = jsonschema_rs.Draft7Validator({**field, "definitions": whole.get("definitions", {})})
            assert all(check.is_valid(example) for example in field.get("examples", ())), (kind, name)


# --- the files


@pytest.mark.parametrize(("root", "path"), FILES + ELSEWHERE, ids=lambda one: str(one.relative_to(ROOT)))
def test_every_rule_file_fits_its_schema(root: Path, path: Path) -> None:
    kind = kind_of(path.relative_to(root))
    head = HEADS.get(kind, "") if root.name == "voorbeeldstad" else ""
    text = path.read_text(encoding="utf-8")
    assert faults(head + text, kind) == [] and outdented(text) == []


@pytest.mark.parametrize("path", [path for _, path in FILES], ids=lambda one: str(one.relative_to(ROOT)))
def test_the_first_line_of_a_rule_file_points_to_its_schema(path: Path) -> None:
    kind = kind_of(path.relative_to(RULES))
    assert kind_said(path) == RULES / "schema" / f"{kind}.schema.json" and kind_said(path).is_file()


# --- what is wrong is flagged

SOURCE = "bronnen: {b: {tekst: t, url: u, zekerheid: officieel, gezien: 2026-01-01}}\n"
SCHEME = f"regeling: r\nsoort: toeslag\ntitel: R\n{SOURCE}"
VALUE = SCHEME + "parameters: {p: {eenheid: EUR, ritme: jaarlijks, waarden: {2026-01-01: {waarde: 1, bron: b}}}}\n"
STEP = SCHEME + "stappen: {s: {eenheid: EUR, formule: 0, bron: b}}\n"
LINES = SCHEME + "stappen: {s: {eenheid: EUR, kies: [{als: ja, dan: 1, bron: b}, {anders: 0, bron: b}]}}\n"
FILLED = f"invulling: kwijtschelding\ngemeente: G\n{SOURCE}termen: {{t: {{waarden: {{2026-01-01: {{waarde: 1, bron: b}}}}}}}}\n"
CASE = "basis: {a: {}}\nvoorbeelden: [{naam: n, herkomst: {soort: eigen}, basis: a, verwacht: {r.s: 1}, som: x}]\n"
AMENDED = (
    "wijziging: w\nbronnen: {b: {tekst: t, eigenaar: e, gezien: 2026-01-01}}\n"
    "regelingen: {r: {parameters: {p: {waarden: {2026-01-01: {waarde: 1, bron: b}}}}}}\n"
)
FACT = "feiten: {f: {eenheid: ja_nee, wanneer: jaar, aanname: nee}}\n"
WRONG: dict[str, tuple[str, str, str, str]] = {
    # what is wrong: kind, text that is right, text in it, what stands there instead
    "unknown key": ("regeling", STEP, "formule: 0", "formul: 0"),
    "no title": ("regeling", STEP, "titel: R\n", ""),
    "unknown kind": ("regeling", STEP, "soort: toeslag", "soort: toeslagen"),
    "unknown unit": ("regeling", STEP, "eenheid: EUR", "eenheid: euro"),
    "unit of a word that is no unit": ("regeling", STEP, "eenheid: EUR", "eenheid: EUR/dagen"),
    "choice of one label": ("regeling", STEP, "eenheid: EUR", "eenheid: [jong]"),
    "label with a capital": ("regeling", STEP, "eenheid: EUR", "eenheid: [jong, Oud]"),
    "no unit": ("regeling", STEP, "eenheid: EUR, ", ""),
    "two ways": ("regeling", STEP, "formule: 0", "formule: 0, rangorde: {van: persoon, op: [hoogste x]}"),
    "version in the year": ("regeling", STEP, "formule: 0, bron: b", "2026-07-01: {formule: 0, bron: b}"),
    "als without dan": ("regeling", LINES, "{als: ja, dan: 1", "{als: ja"),
    "dan and anders": ("regeling", LINES, "dan: 1", "dan: 1, anders: 2"),
    "empty line": ("regeling", LINES, "{anders: 0, bron: b}", "{}"),
    "day in the month": ("regeling", VALUE, "2026-01-01: {w", "2026-01-15: {w"),
    "month in a yearly rhythm": ("regeling", VALUE, "2026-01-01: {w", "2026-07-01: {w"),
    "month without a rhythm": ("regeling", VALUE, "ritme: jaarlijks, waarden: {2026-01-01: {w", "waarden: {2026-07-01: {w"),
    "between half years": ("regeling", VALUE.replace("jaarlijks", "halfjaarlijks"), "2026-01-01: {w", "2026-06-01: {w"),
    "year as a date": ("regeling", VALUE, "2026-01-01: {w", "2026: {w"),
    "date that is no date": ("regeling", VALUE, "gezien: 2026-01-01", "gezien: 2026-13-01"),
    "bare value": ("regeling", VALUE, "{waarde: 1, bron: b}", "13"),
    "ended otherwise": ("regeling", VALUE, "{waarde: 1, bron: b}", "gestopt"),
    "unknown rhythm": ("regeling", VALUE, "ritme: jaarlijks", "ritme: soms"),
    "empty value": ("regeling", VALUE, "waarde: 1,", "waarde: ,"),
    "list as a value": ("regeling", VALUE, "waarde: 1,", "waarde: [1],"),
    "confidence": ("regeling", VALUE, "zekerheid: officieel", "zekerheid: zeker"),
    "truth in English": ("regeling", SCHEME + "uitkomst: {bedrag: s, bruto: ja}\n", "bruto: ja", "bruto: true"),
    "no outcome": ("regeling", SCHEME + "uitkomst: {bedrag: s}\n", "bedrag: s", "voorschot: s"),
    "two bodies": ("invulling", FILLED, "gemeente: G", "gemeente: G\nwaterschap: W"),
    "nobody": ("invulling", FILLED, "gemeente: G\n", ""),
    "key of another kind of file": ("invulling", FILLED, "termen:", "stappen:"),
    "part of a year in a filling": ("invulling", FILLED, "2026-01-01: {w", "2026-07-01: {w"),
    "origin": ("voorbeelden", CASE, "soort: eigen", "soort: eigenlijk"),
    "example without an expectation": ("voorbeelden", CASE, ", verwacht: {r.s: 1}", ""),
    "household that is a list": ("voorbeelden", CASE, "{a: {}}", "{a: []}"),
    "wrong moment": ("feiten", FACT, "wanneer: jaar", "wanneer: jaarlijks"),
    "assumption that is a text": ("feiten", FACT, "aanname: nee", "aanname: no"),
    "too much effort": ("feiten", FACT, "wanneer: jaar", "wanneer: jaar, moeite: 9"),
    "topic": ("verwijzing", "verwijzing: G\norganisaties: [{naam: n, onderwerpen: [werk], voor: v, url: u, gezien: 2026-01-01}]",
              "[werk]", "[baan]"),
    "step of the plan": ("actieplan", "stappen: {vragen: {wat: w, waarom: x}}", "vragen:", "vraag:"),
    "day of payment": ("actieplan", "betaaldagen: {aow: {dag: 23, bron: b}}", "dag: 23", "dag: 31"),
    "weeks": ("schulden", "termijnen: [{id: i, wat: w, weken: 4, bron: b}]", "weken: 4", "weken: 0"),
    "part of a talk": ("gesprek", "bijna: 0.6", "0.6", "veel"),
    "text that is a number": ("teksten", "teksten: {a: b}", "a: b", "a: 1"),
    "version": ("versie", "versie: 2026.11.0", "2026.11.0", "v2026"),
    "reason": ("niet_gebouwd", "niet_gebouwd: [{titel: t, wat: w, waarom: x, vraag_bij: v}]", ", vraag_bij: v", ""),
    "exemption of nothing": ("ontheffingen", "ontheffingen: [{wijziging: [a], waarom: w}]", "[a]", "[]"),
    "unit of a figure that is there": ("wijziging", AMENDED, "{waarden:", "{eenheid: EUR, waarden:"),
    "amendment of nothing": ("wijziging", AMENDED, "{r: {parameters", "{}  # {r: {parameters"),
    "page of a town": ("pakket", "gemeente: G\ncbs: GM1", "cbs", "cbz"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_flagged(name: str) -> None:
    kind, right, old, new = WRONG[name]
    assert old in right and faults(right, kind) == []
    assert faults(right.replace(old, new, 1), kind)


def test_a_line_an_editor_cannot_read_is_found() -> None:
    assert outdented("a:\n  b: {c: 1,\n  d: 2}\n  e: 3\nf: [1,\n2]\n") == [3, 6]
    assert outdented("a:\n  b: {c: 1,\n    d: [2,\n    3]}\n  e: 3\nf:\n- g\n- h: [i,\n    j]\n") == []


def test_every_kind_of_file_has_something_wrong_above() -> None:
    assert {kind for kind, *_ in WRONG.values()} == KINDS.keys() - {"woorden", "beschrijvingen"}
