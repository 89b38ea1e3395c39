"""What earlier versions saved stays readable, and a report with a receipt comes out the same from the rules of then."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from voorzieningen import Report, RuleSet, load_rules
from voorzieningen.audit.replay import replay
from voorzieningen.compare import compare
from voorzieningen.household import read_saved
from voorzieningen.render import compare_lines, report_lines
from voorzieningen.rulebook.strict_yaml import read_document

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
REPORTS = sorted(GOLDEN.glob("*/*.json.gz"))
HOUSEHOLDS = sorted(GOLDEN.glob("*/*.yaml"))
SCHEMAS = sorted(GOLDEN.glob("*/rapport.schema.json"))
NOW = HERE.parent / "docs" / "schema" / "rapport.schema.json"
BOTH = ("type", "const", "format", "pattern")
"""What says of a value what it may be: the same for ever."""


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.split('.')[0]}"


def saved(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


@pytest.fixture(scope="module")
def rules_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The rules a version came with; those of now when they say the same."""
    kept: dict[str, RuleSet] = {}

    def found(version: str) -> RuleSet:
        if version not in kept:
            folder = tmp_path_factory.mktemp("regels")
            with ZipFile(GOLDEN / version / "regels.zip") as archive:
                archive.extractall(folder)
            then, now = load_rules(folder, check=False), load_rules()
            kept[version] = now if now.digest == then.digest else then
        return kept[version]

    return found


def test_there_is_something_of_every_kind() -> None:
    receipts = {name(path): saved(path).get("bewijs") is not None for path in REPORTS}
    assert len([one for one in receipts.values() if one]) >= 6, "reports with a receipt"
    assert len([one for one in receipts.values() if not one]) >= 4, "reports of before"
    versions = {read_document(path.read_bytes(), path.name).data.get("versie", 1) for path in HOUSEHOLDS}
    assert {str(one) for one in versions} == {"1", "2"}, "household files of each version"


@pytest.mark.parametrize("path", REPORTS, ids=name)
def test_a_saved_report_is_read_and_shown(path: Path) -> None:
    report = Report.model_validate(saved(path))
    assert report_lines(report) and compare_lines(compare(report, report))


@pytest.mark.parametrize("path", HOUSEHOLDS, ids=name)
def test_a_saved_household_is_read(path: Path) -> None:
    document = read_document(path.read_bytes(), path.name)
    again = read_saved(read_saved(document.data).household.naar_data())
    assert read_saved(document.data).household.naamloos() == again.household.naamloos()


@pytest.mark.parametrize("path", [path for path in REPORTS if (path.parent / "regels.zip").exists()], ids=name)
def test_a_report_comes_out_the_same_from_its_own_rules(path: Path, rules_of: Any) -> None:
    found = replay(saved(path), rules_of(path.parent.name))
    assert found.zelfde_regels, "the archive holds the rules of the report"
    assert found.gelijk or found.alleen_woorden, (found.eerste_stap, found.afwijkingen[:5])


@pytest.mark.parametrize("path", [path for path in REPORTS if not (path.parent / "regels.zip").exists()], ids=name)
def test_a_report_of_before_there_were_receipts_is_computed_again_with_its_household(path: Path) -> None:
    household = path.with_name(path.name.replace(".json.gz", ".yaml"))
    home = read_saved(read_document(household.read_bytes(), household.name).data).household
    found = replay(saved(path), load_rules(), home)
    assert found.programma_toen == "2026.11.0" and not found.zelfde_regels
    assert found.gelijk or found.afwijkingen


# --- the contract

@pytest.mark.parametrize("path", SCHEMAS, ids=name)
def test_the_schema_of_the_report_only_grows(path: Path) -> None:
    """docs/versies.md says what may change; what a version published is still there."""
    assert not list(lost(json.loads(path.read_text()), json.loads(NOW.read_text()), ""))


def lost(old: Any, new: Any, where: str) -> list[str]:
    """What an earlier schema says and a later one does not."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return []
    found = [f"{where}: {key} was {old[key]!r}" for key in BOTH if key in old and old[key] != new.get(key)]
    for part in ("properties", "$defs"):
        for key, one in old.get(part, {}).items():
            here = f"{where}/{key}"
            found += lost(one, new[part][key], here) if key in new.get(part, {}) else [f"{here} is gone"]
    found += [f"{where}: {one!r} is no label any more" for one in old.get("enum", ()) if one not in new.get("enum", ())]
    found += [f"{where}/{one} may be absent now" for one in old.get("required", ()) if one not in new.get("required", ())]
    for part in ("items", "additionalProperties"):
        found += lost(old.get(part), new.get(part), f"{where}/{part}")
    choices = new.get("anyOf", ())
    found += [f"{where}: may not be {one} any more" for one in old.get("anyOf", ()) if one not in choices]
    if "$ref" in old and old["$ref"] != new.get("$ref"):
        found.append(f"{where} was {old['$ref']}")
    return found


@pytest.mark.parametrize(("change", "says"), [
    (lambda schema: schema["properties"].pop("gemeente"), "gemeente is gone"),
    (lambda schema: schema["$defs"]["Regeling"]["properties"]["recht"]["enum"].remove("mogelijk"), "'mogelijk' is no label"),
    (lambda schema: schema["properties"]["peildatum"].update(format="date-time"), "format was 'date'"),
    (lambda schema: schema["required"].remove("regelingen"), "regelingen may be absent"),
    (lambda schema: schema["properties"].update(extra={"type": "string"}), ""),
], ids=["field", "label", "format", "required", "new field"])  # fmt: skip
def test_a_break_of_the_contract_is_seen(change: Any, says: str) -> None:
    changed = json.loads(NOW.read_text())
    change(changed)
    found = lost(json.loads(NOW.read_text()), changed, "")
    assert (len(found) == 1 and says in found[0]) if says else not found
