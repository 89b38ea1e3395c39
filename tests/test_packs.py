"""The packs that come with the library: coverage page, referral directory, a new pack from the command line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from as_editor import faults, kind_said
from voorzieningen import RuleSet, cli, load_rules
from voorzieningen.cli._rules import schemas_from
from voorzieningen.render import TOPICS, coverage_page, signal_page
from voorzieningen.rulebook import Place, rules_folder
from voorzieningen.rulebook.coverage import PackState, coverage
from voorzieningen.schema import kind_of

PAGE = Path(__file__).parent.parent / "docs" / "dekking.md"
YEAR = int(load_rules().version.partition(".")[0])
TOWNS = (
    "Aa en Hunze", "Assen", "Borger-Odoorn", "Emmen", "Midden-Drenthe", "Noordoostpolder", "Oldambt", "Oude IJsselstreek",
    "Rotterdam", "Tynaarlo",
)  # fmt: skip
BOARDS = ("Drents Overijsselse Delta", "Hunze en Aa's", "Noorderzijlvest", "Rijn en IJssel", "Vechtstromen", "Zuiderzeeland")


@pytest.fixture(scope="module")
def states(rules: RuleSet) -> list[PackState]:
    return coverage(rules.book, YEAR)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_coverage_page_is_made_from_the_rules(states: list[PackState]) -> None:
    """Renew it with `VERNIEUW=1 python -m pytest tests/test_packs.py`."""
    text = coverage_page(states, YEAR)
    if os.environ.get("VERNIEUW"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "the packs changed: look at the difference and renew the page"


def test_the_page_of_the_signals_is_made_from_the_rules(rules: RuleSet) -> None:
    """Renew it with `VERNIEUW=1 python -m pytest tests/test_packs.py`."""
    text = signal_page(rules.book.files.signals)
    page = PAGE.with_name("signalen.md")
    if os.environ.get("VERNIEUW"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text, "the signals changed: look at the difference and renew the page"


def test_every_place_of_the_first_users_has_a_pack(states: list[PackState]) -> None:
    assert tuple(one.name for one in states if one.body == "gemeente") == TOWNS
    assert tuple(one.name for one in states if one.body == "waterschap") == BOARDS
    assert all(one.referrals for one in states if one.body == "gemeente")


def test_every_value_filled_in_says_since_when_and_how_sure(states: list[PackState]) -> None:
    filled = [term for one in states for term in one.terms if term.state != "open"]
    assert len(filled) > 40 and all(term.confidence for term in filled)
    old = [term for term in filled if term.since and term.since.year < YEAR - 3]
    assert old and all(term.stale for term in old), "a figure this old is flagged"


def test_referrals_point_to_organisations_with_a_public_page(rules: RuleSet) -> None:
    everyone = [one for town in TOWNS for one in rules.referrals(town)]
    assert everyone and all(re.match(r"https?://[\w.-]+\.\w+", one.url) for one in everyone)
    assert not any("@" in f"{one.naam} {one.voor} {one.url} {one.opmerking}" for one in everyone), "no addresses of persons"
    assert {topic for one in rules.book.files.referrals for topic in one.onderwerpen} == set(TOPICS), "every topic, anywhere"


class TestReferrals:
    def test_a_municipality_by_topic(self, run: Any) -> None:
        code, out, err = run("referrals", "assen", "schulden")
        assert (code, err) == (0, "") and "SCHULDEN" in out and "https://" in out and "WONEN" not in out
        assert max(map(len, out.splitlines())) <= 100

    def test_all_topics(self, run: Any) -> None:
        code, out, _ = run("referrals", "Emmen")
        assert code == 0 and out.index("SCHULDEN") < out.index("WONEN")

    def test_a_municipality_that_is_not_there_gets_the_country(self, run: Any) -> None:
        code, out, _ = run("referrals", "Nergenshuizen", "schulden")
        assert code == 0 and "Van de gemeente Nergenshuizen staat hier nog niets in." in out and "https://" in out

    def test_an_unknown_topic_names_the_nearest(self, run: Any) -> None:
        code, _, err = run("referrals", "Assen", "schuld")
        assert code == 2 and "Bedoelt u `schulden`?" in err


class TestNew:
    def test_a_new_pack_checks_clean_and_is_all_open(self, run: Any, tmp_path: Path) -> None:
        code, out, err = run("rules", "new", "gemeente", "Voorbeeldstad", "--map", str(tmp_path))
        assert (code, err) == (0, "") and "voorzieningen rules check --pakketten" in out
        folder = tmp_path / "voorbeeldstad"
        assert {path.name for path in folder.iterdir()} >= {"gemeente.yaml", "kwijtschelding.yaml", "verwijzing.yaml"}
        rules = load_rules(packs=[folder], check=False)  # the other places are checked elsewhere
        for year in rules.book.change_years():
            rules.book.local(year, Place("Voorbeeldstad"))
        state = next(one for one in coverage(rules.book, YEAR) if one.name == "Voorbeeldstad")
        assert state.terms and all(term.state == "open" for term in state.terms)
        for term in state.terms:
            texts = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
            assert f"#   {term.term}:" in texts and term.what.split()[-1] in texts

    @pytest.mark.parametrize(("body", "name"), [("gemeente", "Voorbeeldstad"), ("waterschap", "Plas en Dras")])
    def test_an_editor_knows_what_may_stand_in_a_new_pack(self, run: Any, tmp_path: Path, body: str, name: str) -> None:
        assert run("rules", "new", body, name, "--map", str(tmp_path))[0] == 0
        files = sorted(tmp_path.rglob("*.yaml"))
        for path in files:
            kind = kind_of(path.relative_to(tmp_path))
            assert kind_said(path) == rules_folder() / "schema" / f"{kind}.schema.json"
            assert faults(path.read_text(encoding="utf-8"), kind) == []
        assert len(files) == (5 if body == "gemeente" else 2)

    def test_a_pack_among_the_rules_leads_to_the_schemas_beside_it(self) -> None:
        assert schemas_from(rules_folder() / "gemeenten" / "voorbeeldstad") == "../../schema"

    def test_nothing_is_overwritten_and_nothing_half_written(self, run: Any, tmp_path: Path) -> None:
        assert run("rules", "new", "waterschap", "Plas en Dras", "--map", str(tmp_path))[0] == 0
        (tmp_path / "plas_en_dras" / "waterschap.yaml").write_text("van mij", encoding="utf-8")
        code, _, err = run("rules", "new", "waterschap", "Plas en Dras", "--map", str(tmp_path))
        assert code == 2 and "deze map bestaat al" in err
        assert (tmp_path / "plas_en_dras" / "waterschap.yaml").read_text(encoding="utf-8") == "van mij"
        assert [path.name for path in tmp_path.iterdir()] == ["plas_en_dras"]

    @pytest.mark.parametrize(("arguments", "told"), [
        (("provincie", "Drenthe"), "Kies uit: gemeente, waterschap"),
        (("gemeente", "123"), "geen naam van een plaats"),
    ])  # fmt: skip
    def test_a_wrong_name_or_kind(self, run: Any, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
        code, _, err = run("rules", "new", *arguments, "--map", str(tmp_path))
        assert code == 2 and told in err and not list(tmp_path.iterdir())

    def test_what_cannot_be_written_is_said(self, run: Any, tmp_path: Path) -> None:
        (tmp_path / "bestand").write_text("", encoding="utf-8")
        code, _, err = run("rules", "new", "gemeente", "Stad", "--map", str(tmp_path / "bestand"))
        assert code == 2 and "hier is niet te schrijven" in err
