"""The talk in the terminal: question by question to the report, with every key, files that last, and lines that fit."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voorzieningen import Huishouden, RuleSet, cli, screen
from voorzieningen.cli import _talk
from voorzieningen.household import read_saved
from voorzieningen.household.fields import VERSION
from voorzieningen.questions import next_question
from voorzieningen.rulebook.strict_yaml import read_document, read_json
from voorzieningen.texts import texts

ROOT = Path(__file__).parent.parent
DAY = "--op=2026-11-22"
SAY = texts()
OPENING = ["9", "Assen", "38, partner 35, kind 9", "1 2"]
"""No frightening letter, where, who, and two papers on the table."""


@dataclass(frozen=True)
class Shown:
    """What a talk printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def steps(self) -> list[str]:
        """What stands before each answer, and last what comes after all of them."""
        return self.out.split("> ")

    def asked(self, at: int) -> str:
        """The question before an answer, counted from 0, without its running total."""
        return self.steps[at].split(SAY("intake.toetsen"))[0]


@cache
def _screen(household: Huishouden, day: date, rules: RuleSet, **more: Any) -> Any:
    return screen(household, day, rules, **more)


_FOUND: dict[Any, Any] = {}


def _next(household: Huishouden, report: Any, rules: RuleSet, **more: Any) -> Any:
    key = (household, more.get("last"))
    if key not in _FOUND:
        _FOUND[key] = next_question(household, report, rules, **more)
    return _FOUND[key]


Talk = Callable[..., Shown]


@pytest.fixture
def talk(rules: RuleSet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Runs a talk on lines of input; the same household is not computed twice, which changes nothing but the time."""
    monkeypatch.setattr(_talk, "load_rules", lambda **_: rules)
    monkeypatch.setattr(_talk, "screen", _screen)
    monkeypatch.setattr(_talk, "next_question", _next)
    monkeypatch.setenv("COLUMNS", "120")

    def run(lines: list[str], *arguments: str) -> Shown:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = cli.main(["intake", *arguments, DAY])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err and "\x1b" not in out + err
        lines_shown = [line.removeprefix("> ") for line in out.splitlines() if not line.endswith((".yaml", ".json"))]
        too_long = [line for line in lines_shown if len(line) > 80]  # the name of a file is as long as it is
        assert not too_long
        return Shown(code, out, err)

    return run


def kept(path: Path) -> dict[str, Any]:
    """The household in a file that was saved."""
    reader = read_json if path.suffix == ".json" else read_document
    return read_saved(reader(path.read_bytes(), path.name).data).household.naar_data()


def saved(talk: Talk, path: Path, lines: list[str]) -> dict[str, Any]:
    """What is in the file after a talk that ends with saving."""
    shown = talk([*lines, "b", "s"], str(path))
    assert (shown.code, shown.err) == (0, "")
    return kept(path)


# --- the whole talk

def test_from_the_first_question_to_the_report(talk: Talk) -> None:
    shown = talk([*OPENING, "s", "n"])
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("Wij vragen steeds wat het meeste helpt.")
    questions = ("Is er een brief", *(SAY(f"vraag.{path}") for path in ("gemeente", "personen", "gesprek.papieren")))
    for at, question in enumerate(questions):
        assert question in " ".join(shown.asked(at).split())
    assert "[Nog niets zeker · misschien nog" in shown.steps[0]
    assert re.search(r"^Brieven · nog ongeveer \d+ vragen$", shown.steps[0], re.MULTILINE)
    end = shown.steps[5]
    assert "Wat kunt u krijgen?" in end and "De instantie beslist." in end and "Assen" in end
    assert SAY("intake.bewaren") in end.replace("\n", " ")


def test_until_nothing_is_left_to_ask(talk: Talk) -> None:
    example = ROOT / "voorbeelden" / "01-alleen-huurachterstand.yaml"
    before = example.read_bytes()
    shown = talk(["w"] * 60, str(example))
    assert shown.code == 0 and "De instantie beslist." in shown.steps[-2] + shown.steps[-1]
    assert 3 <= shown.out.count(SAY("intake.toetsen")) < 40
    assert " ".join(SAY("intake.genoeg").split()) in " ".join(shown.out.split())
    assert example.read_bytes() == before


def test_the_end_of_the_input_ends_with_the_report(talk: Talk) -> None:
    for lines in ([], OPENING[:1], [*OPENING[:3], "?"]):
        shown = talk(lines)
        assert shown.code == 0 and "De instantie beslist." in shown.out


def test_every_answer_is_in_the_file(talk: Talk, tmp_path: Path, rules: RuleSet) -> None:
    data = saved(talk, tmp_path / "h.yaml", OPENING)
    assert data["versie"] == VERSION and data["peildatum"] == "2026-11-22" and data["gemeente"] == "Assen"
    assert data["brieven"] == []
    assert [one["rol"] for one in data["personen"]] == ["aanvrager", "partner", "kind"]
    assert data["gesprek"]["papieren"] == [*rules.book.files.talk.papieren][:2]
    assert data["personen"][0]["geboortedatum"] == "1987-11-23..1988-11-22"
    text = (tmp_path / "h.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"# {SAY('bewaar.kop', dag='2026-11-22')}\nversie: {VERSION}\n")


# --- numbers and amounts

@pytest.mark.parametrize(("line", "kinds"), [("7", 1), ("7 8", 2), ("7,8", 2), ("8, 7", 2), (" 7  7 ", 1)])
def test_numbers_of_ready_answers(talk: Talk, tmp_path: Path, line: str, kinds: int) -> None:
    assert len(saved(talk, tmp_path / "h.yaml", [line])["brieven"]) == kinds


PEOPLE = (
    ("38", ["aanvrager"]),
    ("ik 38, partner 35", ["aanvrager", "partner"]),
    ("2-4-1988, KIND 2016, ander 70, kind ?", ["aanvrager", "kind", "medebewoner", "kind"]),
    ("1988, partner", ["aanvrager", "partner"]),
    ("18..20", ["aanvrager"]),
)


@pytest.mark.parametrize(("line", "roles"), PEOPLE)
def test_persons(talk: Talk, tmp_path: Path, line: str, roles: list[str]) -> None:
    data = saved(talk, tmp_path / "h.yaml", ["9", "Assen", line])
    assert [one["rol"] for one in data["personen"]] == roles


def house(path: Path) -> str:
    """A file of which only the rent is open early in the talk, and the question it is asked by."""
    path.write_text(RENT, encoding="utf-8")
    return str(path)


RENT = """\
versie: 2
peildatum: 2026-11-22
sinds: 2024-01-01
gemeente: Assen
waterschap: Hunze en Aa's
personen: [{rol: aanvrager, geboortedatum: 1988-04-02, verzekerd: ja, toetsingsinkomen: 21500, inkomens: [], bezit: [],
    rendementsgrondslag: 0, school: geen, activiteit: geen}]
wonen: {soort: huur, zelfstandig: ja, servicekosten: {}}
brieven: []
achterstanden: []
schulden: []
voertuigen: []
uitgaven: []
ontvangt: {zorgtoeslag: 0, huurtoeslag: 0}
gesprek: {antwoorden: {personen: gezegd, gesprek.papieren: gezegd, brieven: gezegd}}
"""


@pytest.mark.parametrize(
    ("lines", "rent"),
    [(["612,35"], 612.35), (["€ 612"], 612), (["1.100,-"], 1100), (["2"], "498..712.99"), (["600 tot 700"], "600..700"),
     (["9500", "j"], 9500), (["9500", "n", "640"], 640), (["9500", "w", "640"], 640)],
)  # fmt: skip
def test_amounts(talk: Talk, tmp_path: Path, lines: list[str], rent: Any) -> None:
    path = house(tmp_path / "h.yaml")
    shown = talk([*lines, "b", "s"], path)
    assert "Hoeveel kale huur" in shown.asked(0)
    assert kept(tmp_path / "h.yaml")["wonen"]["kale_huur"] == rent
    assert ("Klopt het?" in shown.out) == (lines[0] == "9500")


@pytest.mark.parametrize(
    "line", ["", "zes", "-5", "99999999", "²", "0x10", "9" * 5000, "NaN", "1e3", "4..3", "700 tot 600", "\x00", "1 2", "6,3,1"]
)
def test_a_wrong_answer_is_named_and_asked_again(talk: Talk, tmp_path: Path, line: str) -> None:
    path = house(tmp_path / "h.yaml")
    shown = talk([line, "640", "b", "s"], path)
    assert SAY("fout.titel") in shown.steps[1] and "Hoeveel kale huur" in shown.steps[1]
    assert kept(tmp_path / "h.yaml")["wonen"]["kale_huur"] == 640


@pytest.mark.parametrize("line", ["", "10", "0", "7 9", "-1", "1.5", "ja", "7;8", "²", "9" * 4400])
def test_wrong_numbers(talk: Talk, line: str) -> None:
    shown = talk([line])
    assert SAY("fout.titel") in shown.steps[1] and shown.asked(0).split("Is er een brief")[1] in shown.steps[1]


WRONG_PERSONS = ("hond 3", "38, 9", "38, ik 9", "partner 35", "38, partner 35, partner 34", "kind 9", "200", "2099", ",")


@pytest.mark.parametrize("line", WRONG_PERSONS)
def test_wrong_persons(talk: Talk, line: str) -> None:
    shown = talk(["9", "Assen", line])
    assert SAY("fout.titel") in shown.steps[3] and SAY("vraag.personen") in shown.steps[3]


def test_an_answer_that_does_not_fit_with_the_others_is_told_at_once(talk: Talk) -> None:
    shown = talk(["9", "Assen", f"38{', kind 3' * 12}"])
    assert SAY("fout.titel") in shown.steps[3] and SAY("vraag.personen") in shown.steps[3]


# --- the keys

def test_back_restores(talk: Talk, tmp_path: Path) -> None:
    shown = talk(["9", "Assen", "t", "t", "t", "b", "s"], str(tmp_path / "h.yaml"))
    assert SAY("vraag.gemeente") in shown.asked(3)
    assert "Is er een brief" in shown.asked(4) and SAY("intake.geen_terug") in shown.asked(5)
    assert shown.asked(4).split("Is er")[1] == shown.asked(0).split("Is er")[1]
    data = kept(tmp_path / "h.yaml")
    assert "gemeente" not in data and "brieven" not in data and not data.get("gesprek")


def test_back_and_another_answer(talk: Talk, tmp_path: Path) -> None:
    data = saved(talk, tmp_path / "h.yaml", ["9", "Assen", "t", "Tynaarlo", "t", "Emmen"])
    assert data["gemeente"] == "Emmen"


def test_after_saving_going_back_is_a_change_to_save(talk: Talk, tmp_path: Path) -> None:
    shown = talk(["9", "Assen", "b", "t", "s", "j"], str(tmp_path / "h.yaml"))
    assert SAY("intake.bewaren") in shown.out.replace("\n", " ")
    assert "gemeente" not in kept(tmp_path / "h.yaml")


@pytest.mark.parametrize(("key", "word"), [("w", "weet_niet"), ("n", "zeg_niet"), ("l", "later")])
def test_skipping(talk: Talk, tmp_path: Path, key: str, word: str) -> None:
    shown = talk(["9", key, "b", "s"], str(tmp_path / "h.yaml"))
    assert SAY("vraag.gemeente") in shown.asked(1)
    assert SAY("vraag.gemeente") not in shown.asked(2)
    data = kept(tmp_path / "h.yaml")
    assert data["gesprek"]["antwoorden"]["gemeente"] == word and "gemeente" not in data


def test_explaining(talk: Talk, tmp_path: Path) -> None:
    shown = talk(["?", "9"])
    assert "Is er een brief" in shown.asked(1) and "Is er een brief" not in shown.asked(2)
    assert SAY("waarom.begin") in shown.asked(1) or "hangt" in shown.asked(1)
    path = house(tmp_path / "h.yaml")
    shown = talk(["?", "?", "640"], path)
    assert "Huurtoeslag" in shown.asked(1) and "Huurtoeslag" in shown.asked(2)  # the second time as well


def test_what_comes_in_keeps_its_answers(talk: Talk, tmp_path: Path) -> None:
    """After a wrong answer, an explanation or going back, the schemes to choose from are still there."""
    path = tmp_path / "h.yaml"
    text = RENT.replace("ontvangt: {zorgtoeslag: 0, huurtoeslag: 0}\n", "").replace("huur, z", "huur, kale_huur: 640, z")
    path.write_text(text, encoding="utf-8")
    shown = talk(["?", "99", "1", "t", "1", "b", "s"], str(path))
    first = shown.asked(0)
    assert SAY("vraag.ontvangt") in " ".join(first.split())
    ready = re.findall(r"^ +\d+  .*$", first, re.MULTILINE)
    assert len(ready) > 1
    for at in (1, 2, 4):
        assert len(re.findall(r"^ +\d+  .*$", shown.asked(at), re.MULTILINE)) >= len(ready), at
    data = kept(path)
    assert list(data["ontvangt"].values()).count("onbekend") == 1


# --- saving

def test_saving_asks_for_a_name_and_goes_on(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "map" / "huis.yaml"
    shown = talk(["9", "b", str(path), "Assen", "s", "j"])
    assert SAY("intake.naam") in shown.out and SAY("vraag.gemeente") in shown.asked(3)
    assert kept(path)["gemeente"] == "Assen"


def test_saving_without_a_name_saves_nothing(talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert talk(["9", "b", "", "s", "n"]).code == 0
    assert talk(["9", "b"]).code == 0
    assert not list(tmp_path.iterdir())


def test_json_where_it_is_asked(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    saved(talk, path, ["9", "Assen"])
    assert kept(path)["gemeente"] == "Assen"
    shown = talk(["s"], str(path))
    assert shown.code == 0 and SAY("vraag.personen") in shown.asked(0)


def test_a_failed_write_leaves_the_old_file(talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(house(tmp_path / "h.yaml"))
    before = path.read_bytes()

    def full(self: Path, target: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    shown = talk(["640", "b", "s", "n"], str(path))
    assert path.read_bytes() == before and shown.code == 0
    assert shown.err.startswith("Fout: ") and shown.err.count("\n") == 1
    assert SAY("intake.bewaren") in shown.out.replace("\n", " ")  # still not saved


@pytest.mark.parametrize("name", ["a\x00b", "\x1b[31mrood", "/proc/nergens/h.yaml", "a" * 400, "."])
def test_names_that_cannot_be(talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    shown = talk(["9", "b", name, "Assen", "b", "goed.yaml", "s"])
    assert shown.code == 0 and shown.err.startswith("Fout: ") and shown.err.count("\n") == 1
    assert kept(tmp_path / "goed.yaml")["gemeente"] == "Assen"


# --- going on with a file

def test_nothing_is_asked_twice(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    first = talk([*OPENING, "w", "b", "s"], str(path))
    again = talk(["w", "s", "n"], str(path))
    assert not first.err and not again.err
    asked = [_question(first.asked(at)) for at in range(5)]
    assert _question(again.asked(0)) not in asked and _question(again.asked(1)) not in asked
    assert _question(first.asked(5)) == _question(again.asked(0))


def _question(text: str) -> str:
    """The head of a question and the question itself."""
    lines = text.strip().splitlines()
    at = next(at for at, line in enumerate(lines) if "nog ongeveer" in line or " · " in line)
    return " ".join([lines[at].split(" · ")[-1] if "(" in lines[at] else "", lines[at + 1]])


def test_a_file_of_an_earlier_day_says_so(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    path.write_text(RENT.replace("2026-11-22", "2026-03-01"), encoding="utf-8")
    shown = talk(["s"], str(path))
    assert SAY("intake.verder", dag="01-03-2026").split(".")[0] in shown.asked(0).replace("\n", " ")
    assert SAY("intake.verder", dag="22-11-2026").split(".")[0] not in talk(["s"], house(path)).asked(0)


def test_an_older_file_is_brought_up_to_date_with_a_note(talk: Talk, tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    old = RENT.replace("versie: 2", "versie: 1").replace("voertuigen: []", "voertuigen: [{feiten: {voertuig_onmisbaar: ja}}]")
    path.write_text(old, encoding="utf-8")
    shown = talk(["s"], str(path))
    assert "Of u uw auto nodig heeft" in shown.asked(0) and path.read_text(encoding="utf-8") == old
    talk(["b", "s"], str(path))
    assert kept(path)["versie"] == VERSION and kept(path)["voertuigen"] == [{"onmisbaar": "ja"}]


REFUSED = [
    (RENT.replace("versie: 2", "versie: 3"), "nieuwere versie"), ("", "leeg"), ("- 1", "geen huishouden"), ("a: [", "YAML"),
    (RENT.replace("2026-11-22", "gisteren", 1), "peildatum"), ("\x00", "teken"), (RENT.replace("Assen", "1" * 99), ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what"), REFUSED, ids=[what or "getal" for _, what in REFUSED])
def test_a_file_that_cannot_be_used_is_refused_and_stays(talk: Talk, tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "h.yaml"
    path.write_text(text, encoding="utf-8")
    shown = talk(["9"], str(path))
    assert (shown.code, shown.out) == (2, "") and shown.err.count("\n") == 1
    assert shown.err.startswith("Fout: ") and what in shown.err
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_and_a_day_that_cannot_be(talk: Talk, tmp_path: Path) -> None:
    assert talk([], str(tmp_path)).code == 2
    assert cli.main(["intake", "--op=1900-01-01"]) == 2
    assert cli.main(["intake", "--op=morgen"]) == 2


# --- any line

KEYS = st.sampled_from(["w", "n", "l", "t", "t", "?", "s", "1", "2", "1 2", "9", "38, partner 35, kind 9", "Assen", "612,35",
                        "2-4-1988", "j", "", "  ", "1 1", "onbekend", "t t", "99"])  # fmt: skip
FREE = st.text(max_size=12).filter(lambda text: "\n" not in text and text.strip() != "b")  # b would write a file
LINES = st.lists(st.one_of(KEYS, KEYS, FREE), max_size=6)


@given(LINES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_line_breaks_the_talk(talk: Talk, lines: list[str]) -> None:
    shown = talk(lines)
    assert (shown.code, shown.err) == (0, "") and "De instantie beslist." in shown.out


@given(st.one_of(st.sampled_from(OPENING), st.text(max_size=30)), st.integers(0, 3))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_to_the_first_questions_breaks_it(talk: Talk, line: str, at: int) -> None:
    shown = talk([*OPENING[:at], *line.split("\n"), "s", "n"])
    assert shown.code == 0 and "De instantie beslist." in shown.out


# --- as a program

def test_as_a_program_with_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A real process: colours and width as a pipe has them, and input that is no UTF-8."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "FORCE_COLOR": "1", "COLUMNS": "200"}
    path = tmp_path / "h.yaml"
    found = subprocess.run(
        [sys.executable, "-m", "voorzieningen.cli", "intake", str(path), DAY], input=b"9\n\xff\xfe\xe9\nb\nAssen\nb\ns\n",
        capture_output=True, env=environment, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    out, err = found.stdout.decode(), found.stderr.decode()
    assert found.returncode == 0 and err == "" and "\x1b" not in out and "Traceback" not in out
    assert "De instantie beslist." in out and max(len(line) for line in out.splitlines()) <= 82  # with the prompt
    assert "gemeente" in kept(path)
