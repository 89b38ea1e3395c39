"""The state of the rules: every figure and source is in it, looks and new figures are due on the right day, faults show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from mini import SMALL, one_file, write
from voorzieningen import RuleError, RuleSet, cli, load_rules
from voorzieningen.audit._looks import look_again, look_holds_until, new_figure_from
from voorzieningen.audit.state import state
from voorzieningen.audit.state_types import State
from voorzieningen.render import state_lines
from voorzieningen.rulebook import RuleBook, rules_folder
from voorzieningen.rulebook._read import read_rules
from voorzieningen.rulebook.strict_yaml import read_document

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def now(rules: RuleSet) -> State:
    return state(rules, DAY)


def rule_data() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every rule file as plain YAML: no examples, no words and nothing for editors."""
    root = rules_folder()
    for path in sorted(root.rglob("*.yaml")):
        if path.name != "voorbeelden.yaml" and not {"teksten", "schema"} & set(path.parts):
            yield path.relative_to(root).as_posix(), read_document(path.read_bytes(), path.name).data


def entries(part: str) -> Iterator[tuple[str, str, Any]]:
    """Each entry of a part of every rule file: file, name and what stands there."""
    for file, data in rule_data():
        yield from ((file, name, one) for name, one in dict(data.get(part, {})).items())


class TestComplete:
    """What is told is held against the files themselves, read as plain YAML."""

    def test_every_dated_value_is_there_and_has_a_source(self, now: State) -> None:
        written = {
            (file, name, day)
            for part in ("parameters", "termen")
            for file, name, one in entries(part)
            for day, value in one.get("waarden", {}).items()
            if value != "vervallen"
        }
        assert {(one.file, one.name, one.since) for one in now.figures} == written
        assert len(now.figures) == len(written) > 500
        assert now.unsourced == ()

    def test_every_source_is_there_with_its_last_look(self, now: State) -> None:
        written = {(file, name): one["gezien"] for file, name, one in entries("bronnen")}
        assert {(one.file, one.id) for one in now.sources} == written.keys() and len(written) > 500
        assert all(one.seen <= written[one.file, one.id] for one in now.sources)
        assert all(one.used for one in now.sources)

    def test_every_organisation_is_there(self, now: State, rules: RuleSet) -> None:
        written = sum(len(data.get("organisaties", ())) for _, data in rule_data())
        assert len(now.desks) == written > 50 and not now.late_desks
        later = state(rules, date(2027, 11, 22))
        assert len(later.late_desks) == written
        assert any(later.desks[0].url in line.text for line in state_lines(later, width=400))

    def test_what_no_law_says_is_there(self, now: State) -> None:
        owned = {(file, name) for part in ("parameters", "open") for file, name, one in entries(part) if one.get("eigenaar")}
        by_hand = {("actieplan.yaml", "volgorde"), ("gesprek.yaml", "gesprek")}
        assert owned | by_hand == {(one.file, one.name) for one in now.choices}
        assert all(one.what for one in now.choices)
        assumed = {name for _, name, one in entries("feiten") if "aanname" in one}
        assert assumed == {one.fact for one in now.assumptions} and all(one.reason for one in now.assumptions)

    def test_every_remark_is_there(self, now: State) -> None:
        written = sum(len(data.get("niet_gemodelleerd", ())) for _, data in rule_data())
        assert len(now.absent) == written > 200

    def test_every_day_on_which_something_changes_is_sound(self, now: State) -> None:
        days = {date(2024, 1, 1) if one.since.year < 2024 else one.since for one in now.figures}
        assert days <= {one.day for one in now.moments} and len(days) > 10
        assert not [one.fault for one in now.moments if one.fault]
        assert all(one.places == now.moments[0].places >= 17 for one in now.moments)

    def test_what_is_not_built_is_not_built(self, now: State, rules: RuleSet) -> None:
        files = rules.book.files
        titles = {file.model.titel.casefold() for file in (*files.schemes.values(), *files.frames.values())}
        assert len({one.titel for one in now.unbuilt}) == len(now.unbuilt) > 20
        assert not [one.titel for one in now.unbuilt if one.titel.casefold() in titles]


class TestLooks:
    @pytest.mark.parametrize(
        ("seen", "rhythm", "until"),
        [
            ("2026-10-31", "jaarlijks", "2027-01-01"),
            ("2026-11-01", "jaarlijks", "2028-01-01"),
            ("2026-01-01", "jaarlijks", "2027-01-01"),
            ("2026-04-30", "halfjaarlijks", "2026-07-01"),
            ("2026-05-01", "halfjaarlijks", "2027-01-01"),
            ("2026-10-31", "halfjaarlijks", "2027-01-01"),
            ("2026-11-01", "halfjaarlijks", "2027-07-01"),
            ("2026-11-22", "vrij", "2027-11-22"),
            ("2028-02-29", None, "2029-03-01"),
        ],
    )
    def test_how_long_a_look_counts(self, seen: str, rhythm: Any, until: str) -> None:
        assert look_holds_until(date.fromisoformat(seen), rhythm) == date.fromisoformat(until)

    def test_a_value_that_is_replaced_first_needs_no_look(self) -> None:
        seen = date(2025, 12, 1)
        assert look_again(seen, "jaarlijks", date(2027, 1, 1)) is None
        assert look_again(seen, "jaarlijks", date(2028, 1, 1)) == date(2027, 1, 1)

    @pytest.mark.parametrize(
        ("since", "rhythm", "new"),
        [
            ("2026-01-01", "jaarlijks", "2027-01-01"),
            ("2026-01-01", "halfjaarlijks", "2026-07-01"),
            ("2026-07-01", "halfjaarlijks", "2027-01-01"),
            ("2026-01-01", "vrij", None),
            ("2026-01-01", None, None),
        ],
    )
    def test_when_a_newer_figure_is_needed(self, since: str, rhythm: Any, new: str | None) -> None:
        wanted = date.fromisoformat(new) if new else None
        assert new_figure_from(date.fromisoformat(since), rhythm, None) == wanted
        assert new_figure_from(date.fromisoformat(since), rhythm, date(2040, 1, 1)) is None

    def test_one_source_through_time(self, rules: RuleSet) -> None:
        """The premium of 2026 is fine until 2027 begins, and old from then on; that of 2024 never needs a look."""
        found = {}
        for day in (DAY, date(2026, 12, 31), date(2027, 1, 1)):
            then = state(rules, day).only("zorgtoeslag")
            of = {one.id: one for one in then.sources}
            stale = {one.name for one in then.stale}
            found[day] = of["premie-26"].overtaken, "standaardpremie" in stale, of["premie-24"].next_look, of["wzt-2-1"].late
        assert found[DAY] == found[date(2026, 12, 31)] == (False, False, None, False)
        assert found[date(2027, 1, 1)] == (True, True, None, False)
        late = state(rules, date(2027, 11, 22)).only("zorgtoeslag")
        assert {one.id for one in late.late} >= {"wzt-2-1", "awir-14-4"}  # seen a year ago

    def test_stale_is_what_the_program_flags(self, now: State, rules: RuleSet) -> None:
        linked = rules.book.year(DAY.year)
        flagged = {key for key, one in linked.parameters.items() if one.stale}
        mine = {f"{one.scheme}.{one.name}" for one in now.stale if not one.body and one.scheme in rules.book.files.schemes}
        assert mine == flagged and flagged


class TestFaults:
    def test_a_value_without_a_source_does_not_load(self, tmp_path: Path) -> None:
        body = """\
        parameters: {p: {eenheid: EUR, waarden: {2024-01-01: {waarde: 1}}}}
        stappen: {x: {eenheid: EUR, formule: p, bron: b}}
        """
        with pytest.raises(RuleError, match="geen `bron`"):
            load_rules(one_file(tmp_path, body))

    def test_a_gap_is_told_at_its_day(self, tmp_path: Path) -> None:
        body = """\
        parameters:
          p: {eenheid: EUR, waarden: {2024-01-01: {waarde: 1, bron: b}, 2025-01-01: vervallen}}
          q: {eenheid: EUR, ritme: vrij, waarden: {2024-01-01: {waarde: 1, bron: b}, 2026-03-01: {waarde: 2, bron: b}}}
        stappen: {x: {eenheid: EUR, formule: p, bron: b}, z: {eenheid: EUR, formule: q, bron: b}}
        """
        broken = RuleSet(RuleBook(read_rules(one_file(tmp_path, body))))
        found = state(broken, DAY)
        assert [one.day.isoformat() for one in found.moments if one.fault] == ["2025-01-01", "2026-03-01"]
        assert "`p`" in found.moments[-1].fault and "r/regeling.yaml:" in found.moments[-1].fault
        assert "niet goed samen" in "\n".join(line.text for line in state_lines(found))

    def test_a_year_that_only_a_municipality_changes_is_linked_too(self, tmp_path: Path) -> None:
        filling = """\
            invulling: individuele_inkomenstoeslag
            gemeente: Voorbeeldstad
            bronnen: {b: {tekst: t, url: u, zekerheid: officieel, gezien: 2026-01-01}}
            termen: {referteperiode: {waarden: {2024-01-01: {waarde: 36, bron: b}, 2038-01-01: {waarde: 24, bron: b}}}}
            """
        town = {"gemeente.yaml": "gemeente: Voorbeeldstad\n", "individuele_inkomenstoeslag.yaml": dedent(filling)}
        pack = write(tmp_path, town)
        book = RuleBook(read_rules(rules_folder(), [pack]))
        assert 2038 in book.change_years() and 2038 not in RuleBook(read_rules(rules_folder())).change_years()


class TestPages:
    def test_one_scheme_has_only_its_own(self, now: State) -> None:
        found = now.only("kwijtschelding")
        assert {one.scheme for one in (*found.sources, *found.figures, *found.open, *found.absent)} == {"kwijtschelding"}
        assert {one.body for one in found.sources} >= {"", "Rotterdam", "Emmen"} and not found.assumptions
        assert 0 < len(found.moments) <= len(now.moments)

    @pytest.mark.parametrize("width", [40, 80])
    def test_the_page_begins_with_the_sum_and_fits(self, now: State, width: int) -> None:
        lines = [line.text for line in state_lines(now, width=width)]
        text = " ".join(" ".join(lines).split())
        assert f"{len(now.figures)} waarden met een datum" in " ".join(" ".join(lines[:12]).split())
        assert all(one.titel in text for one in now.unbuilt)
        assert all(one.fact in text for one in now.assumptions)
        longest = max(len(word) for line in lines for word in line.split())
        assert not [line for line in lines if len(line) > max(width, longest + 20)]

    def test_the_command(self, now: State, rules: RuleSet, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
        monkeypatch.setattr("voorzieningen.cli._state.load_rules", lambda packs: rules)  # linked already
        monkeypatch.setenv("COLUMNS", "80")
        assert cli.main(["rules", "state", "--op", "2026-11-22", "--json"]) == 0
        told: Mapping[str, Any] = json.loads(capsys.readouterr().out)
        assert len(told["sources"]) == len(now.sources) and told["day"] == "2026-11-22"
        assert told["unbuilt"][0].keys() == {"titel", "wat", "waarom", "vraag_bij"}
        assert cli.main(["rules", "state", "huurtoeslag", "--op", "2026-11-22"]) == 0
        out = capsys.readouterr().out
        assert "Stand van huurtoeslag op 22 november 2026" in out and "[wht-13-24]" in out and "Assen" not in out
        assert cli.main(["rules", "state", "huurtoesla"]) == 2
        assert "Bedoelt u `huurtoeslag`?" in capsys.readouterr().err


def test_a_small_set_without_anything_else() -> None:
    found = state(load_rules(SMALL), DAY)
    assert found.figures and not found.unbuilt and not found.open and not found.desks
    assert state_lines(found)
