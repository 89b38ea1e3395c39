"""Three households, each in three municipalities: the page in docs/ that shows them beside each other, and what it must say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from voorzieningen import Huishouden, Report, RuleSet, screen
from voorzieningen.render import side_by_side
from voorzieningen.report import Regeling
from voorzieningen.rulebook.strict_yaml import read_document

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "naast-elkaar.md"
OP = date(2026, 11, 22)
COMPARED = {
    "17-alleenstaande-met-kind-lokaal": (
        "Een moeder met een kind, in de bijstand", ("Oldambt", "Oude IJsselstreek", "Rotterdam"),
    ),
    "18-werkend-stel-lokaal": ("Een werkend stel", ("Oldambt", "Rotterdam", "Tynaarlo")),
    "19-aow-alleen-lokaal": ("Alleen, met AOW en een klein pensioen", ("Borger-Odoorn", "Midden-Drenthe", "Rotterdam")),
}  # fmt: skip
HEAD = """\
# Hetzelfde huishouden in drie gemeenten

Deze bladzijde is gemaakt met de regels van nu en drie bedachte huishoudens uit `voorbeelden/`, op 22 november 2026. Alleen wat
een gemeente of waterschap zelf kiest, staat erop. Onder elke tabel staat wat zij anders kozen. `open`: dat hebben wij nog niet.
"""


@pytest.fixture(scope="module")
def reports(rules: RuleSet) -> dict[str, dict[str, Report]]:
    found: dict[str, dict[str, Report]] = {}
    for name, (_, towns) in COMPARED.items():
        data = read_document((ROOT / "voorbeelden" / f"{name}.yaml").read_bytes(), name).data
        houses = {town: Huishouden.model_validate({**data, "gemeente": town}) for town in towns}
        found[name] = {town: screen(house, OP, rules) for town, house in houses.items()}
    return found


def test_the_page_is_made_from_the_rules(rules: RuleSet, reports: dict[str, dict[str, Report]]) -> None:
    """Renew it with `VERNIEUW=1 python -m pytest tests/test_side_by_side.py`."""
    parts = [side_by_side(COMPARED[name][0], found, rules.book.files) for name, found in reports.items()]
    text = "\n".join((HEAD, *parts))
    if os.environ.get("VERNIEUW"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "the rules changed: look at the difference and renew the page"


def test_what_the_country_gives_is_the_same_everywhere(reports: dict[str, dict[str, Report]]) -> None:
    for found in reports.values():
        national = [{name: one for name, one in report.regelingen.items() if not one.vraag_bij} for report in found.values()]
        assert national[0] == national[1] == national[2]


def test_each_household_differs_between_its_municipalities(reports: dict[str, dict[str, Report]]) -> None:
    for found in reports.values():
        local = [{name: (one.recht, one.per_keer) for name, one in _local(report)} for report in found.values()]
        assert local[0] != local[1] != local[2] != local[0]


def _local(report: Report) -> Iterator[tuple[str, Regeling]]:
    return ((name, one) for name, one in report.regelingen.items() if one.vraag_bij)
