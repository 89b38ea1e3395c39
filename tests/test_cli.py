"""The terminal program on the real rules and example households: output, exit codes and one clear line for bad input."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from voorzieningen import Report, RuleSet, cli, examples, load_rules, screen
from voorzieningen.cli._io import key, read, scheme
from voorzieningen.render import explain_lines, value_lines
from voorzieningen.rulebook.strict_yaml import Limits
from wording import forbidden, from_rules

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "voorbeelden").glob("*.yaml"))
ALONE = str(ROOT / "voorbeelden" / "01-alleen-huurachterstand.yaml")
DAY = "--op=2026-11-22"
ANSI = "\x1b"

Shown = tuple[int, str, str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> Shown:
        code = cli.main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def one_line(shown: Shown) -> str:
    """The message of bad input: exit code 2, nothing on stdout, one line on stderr."""
    code, out, err = shown
    assert (code, out) == (2, "")
    assert err.startswith("Fout: ") and err.count("\n") == 1 and "Traceback" not in err
    return err


class TestScreen:
    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_every_example_fits_80_columns(self, run: Any, path: Path) -> None:
        code, out, err = run("screen", str(path), DAY)
        assert (code, err) == (0, "")
        assert max(map(len, out.splitlines())) <= 80
        assert ANSI not in out
        assert out.startswith("Wat kunt u krijgen?") and "De instantie beslist." in out
        assert not [word for word in forbidden(out, from_rules()) if word not in ("!", "€ 0")], "the page is read elsewhere"

    def test_what_is_missed_leads(self, run: Any) -> None:
        _, out, _ = run("screen", ALONE, DAY)
        assert re.search(r"^U kunt (minstens )?€ \d+ per maand meer krijgen\.", out, re.MULTILINE)
        assert re.search(r"✓ Zorgtoeslag +€ 129 per maand", out)
        assert "Aanvragen kan tot en met donderdag 31 december 2026." in out

    def test_json_is_the_report_and_nothing_else(self, run: Any) -> None:
        code, out, err = run("screen", ALONE, DAY, "--json")
        assert (code, err) == (0, "")
        report = Report.model_validate_json(out)
        assert out == json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
        assert report.peildatum == date(2026, 11, 22) and not report.regelingen["zorgtoeslag"].stappen

    def test_steps(self, run: Any) -> None:
        report = Report.model_validate_json(run("screen", ALONE, DAY, "--json", "--stappen")[1])
        assert report.regelingen["zorgtoeslag"].stappen
        _, out, _ = run("screen", ALONE, DAY, "--stappen")
        assert "VOOR WIE HET WIL NAREKENEN: ZORGTOESLAG 2026" in out and "zorgtoeslag.normpremie" in out

    def test_today_when_no_day_is_given(self, run: Any) -> None:
        report = Report.model_validate_json(run("screen", ALONE, "--json")[1])
        assert abs((report.peildatum - date.today()).days) <= 1

    def test_standard_input_and_json_households_give_the_same(self, tmp_path: Path, run: Any) -> None:
        yaml = """
            sinds: 2024-01-01
            personen: [{rol: aanvrager, geboortedatum: 1985-01-01, verzekerd: ja, toetsingsinkomen: 21500}]
            wonen: {soort: huur, kale_huur: 612.35}
        """
        household = {
            "sinds": "2024-01-01",
            "personen": [{"rol": "aanvrager", "geboortedatum": "1985-01-01", "verzekerd": True, "toetsingsinkomen": 21500}],
            "wonen": {"soort": "huur", "kale_huur": 612.35},
        }
        (tmp_path / "a.yaml").write_text(yaml, encoding="utf-8")
        (tmp_path / "a.JSON").write_text(json.dumps(household), encoding="utf-8")
        expected = run("screen", str(tmp_path / "a.yaml"), DAY)
        assert expected[0] == 0
        assert run("screen", str(tmp_path / "a.JSON"), DAY) == expected
        piped = CliRunner().invoke(cli.app, ["screen", "-", DAY], input=yaml)
        assert (piped.exit_code, piped.output) == (0, expected[1])

    def test_narrow_terminal(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "50")
        _, out, _ = run("screen", ALONE, DAY)
        assert max(len(line) for line in out.splitlines() if "://" not in line) <= 50, "an address stays whole"


class TestExplain:
    def test_coach_first_then_auditor(self, run: Any) -> None:
        code, out, err = run("explain", ALONE, "zorgtoeslag", DAY)
        assert (code, err) == (0, "")
        coach, audit = out.split("VOOR WIE HET WIL NAREKENEN")
        assert "Waarom?" in coach and "[ja]" in coach and "https://wetten" not in coach
        assert "landelijk/zorgtoeslag/regeling.yaml:" in audit and "https://wetten.overheid.nl/" in audit

    def test_an_earlier_year_and_a_title_as_name(self, run: Any) -> None:
        code, out, _ = run("explain", ALONE, "Huurtoeslag", DAY, "--jaar", "2025")
        assert code == 0 and "HUURTOESLAG 2025" in out

    def test_unknown_scheme_names_the_nearest(self, run: Any) -> None:
        assert "Bedoelt u `huurtoeslag`?" in one_line(run("explain", ALONE, "huurtoslag", DAY))
        assert "Kies uit: " in one_line(run("explain", ALONE, "xyz", DAY))

    def test_every_scheme_can_be_explained(self) -> None:
        report = screen(read(ALONE), op=date(2026, 11, 22))
        for name in report.regelingen:
            shown = [line.text for line in explain_lines(report, name, report.uitleg(name))]
            assert shown[0].startswith("Uitleg: "), name
            assert any(line.startswith("VOOR WIE HET WIL NAREKENEN") for line in shown), name

    def test_a_scheme_by_its_title_and_one_that_ended(self, run: Any) -> None:
        report = screen(read(ALONE), op=date(2026, 11, 22))
        name, one = next((name, one) for name, one in report.regelingen.items() if key(one.titel) != name)
        assert scheme(one.titel, report) == name
        for ended in report.beeindigd[:1]:
            said = one_line(run("explain", ALONE, ended.titel, DAY))
            assert "bestaat niet meer" in said and ended.uitleg.split()[-1] in said

    def test_a_year_that_is_not_there(self, run: Any) -> None:
        assert "Kies uit: " in one_line(run("explain", ALONE, "zorgtoeslag", DAY, "--jaar", "1999"))


class TestBadInput:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"personen: [", "huishouden.yaml:2"),
            (b"\xff\xfe\x00", "huishouden.yaml"),
            (b"personen: &a [*a]\n", "huishouden.yaml:1"),
            (b"", "huishouden.yaml"),
            (b"personen:\n  - {rol: aanvrager, geboortedatm: 1985-01-01}\n", "Bedoelt u `geboortedatum`?"),
            (b"personen:\n  - {rol: partner, geboortedatum: 1985-01-01}\n", "aanvrager"),
            (b"#" + b"x" * Limits().size, "5 MB"),
        ],
    )
    def test_file(self, run: Any, tmp_path: Path, content: bytes, said: str) -> None:
        path = tmp_path / "huishouden.yaml"
        path.write_bytes(content)
        assert said in one_line(run("screen", str(path), DAY))

    @pytest.mark.parametrize("content", ["{", '{"personen": NaN}', "[" * 100_000, '{"a": 1, "a": 2}'])
    def test_json_file(self, run: Any, tmp_path: Path, content: str) -> None:
        path = tmp_path / "huishouden.json"
        path.write_text(content, encoding="utf-8")
        assert "huishouden.json" in one_line(run("screen", str(path), DAY))

    def test_no_household_value_is_told(self, run: Any, tmp_path: Path) -> None:
        path = tmp_path / "h.yaml"
        path.write_text("personen:\n  - {rol: aanvrager, geboortedatum: 1985-01-01, toetsingsinkomen: geheim77}\n")
        assert "geheim77" not in one_line(run("screen", str(path), DAY))

    @pytest.mark.parametrize("name", ["bestaat-niet.yaml", ".", "x" * 5000, "nul\0teken", "rood\x1b[31m.yaml"])
    def test_no_file(self, run: Any, tmp_path: Path, name: str) -> None:
        assert ANSI not in one_line(run("screen", str(tmp_path / name), DAY))

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_no_access(self, run: Any, tmp_path: Path) -> None:
        path = tmp_path / "dicht.yaml"
        path.touch(mode=0o000)
        assert "mag niet worden gelezen" in one_line(run("screen", str(path), DAY))

    def test_never_reads_more_than_needed(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        endless = io.BytesIO(b"#" * (Limits().size + 1_000_000))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(endless))
        assert "5 MB" in one_line(run("screen", "-", DAY))
        assert endless.tell() <= Limits().size + 1

    @pytest.mark.parametrize("day", ["2026-02-30", "22-11-2026", "20261122", "morgen", "", "2026-W47-7"])
    def test_day(self, run: Any, day: str) -> None:
        assert "jaar-maand-dag" in one_line(run("screen", ALONE, "--op", day))

    def test_day_before_the_rules(self, run: Any) -> None:
        assert "2024" in one_line(run("screen", ALONE, "--op", "2019-01-01"))

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["screen"], "FILE ontbreekt"),
            (["screen", ALONE, "--kleur"], "de optie --kleur bestaat niet"),
            (["explain", ALONE, "zorgtoeslag", "--jaar", "vorig"], "YEAR heeft een verkeerde waarde"),
            (["schreen", ALONE], "niet te begrijpen"),
            (["screen", ALONE, "--op"], "bij --op hoort een waarde"),
        ],
    )
    def test_command_line(self, run: Any, arguments: list[str], said: str) -> None:
        assert said in one_line(run(*arguments))

    def test_without_a_command_the_help_is_shown(self, run: Any) -> None:
        code, out, err = run()
        assert code in (0, 2) and "screen" in out + err and "Traceback" not in out + err  # 0 before typer 0.16
        assert run("--help")[0] == 0


@pytest.fixture
def few_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """All examples run elsewhere; here only the first ones of each scheme."""
    everything = examples.read_examples

    def first_ones(rules: RuleSet) -> Iterator[examples.Case]:
        for _, cases in groupby(everything(rules), key=lambda case: case.scheme):
            yield from islice(cases, 3)

    monkeypatch.setattr("voorzieningen.examples._run.read_examples", first_ones)


@pytest.mark.usefixtures("few_examples")
class TestRulesCheck:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """The rules with the examples of one scheme; tests/test_examples.py computes all of them."""
        folder = tmp_path / "rules"
        shutil.copytree(ROOT / "rules", folder, ignore=shutil.ignore_patterns("voorbeelden.yaml"))
        care = Path("landelijk") / "zorgtoeslag" / "voorbeelden.yaml"
        shutil.copy(ROOT / "rules" / care, folder / care)
        return folder

    def test_rules_without_a_fault(self, run: Any, folder: Path) -> None:
        code, out, err = run("rules", "check", str(folder))
        assert (code, err) == (0, "")
        assert f"De regels zijn in orde. {load_rules().digest}" in out and re.search(r"zorgtoeslag +\d+ van +\d+", out)

    def test_a_fault_in_a_rule_file_is_told_with_its_place(self, run: Any, tmp_path: Path) -> None:
        folder = tmp_path / "rules"
        shutil.copytree(ROOT / "rules", folder)
        path = folder / "landelijk" / "zorgtoeslag" / "regeling.yaml"
        path.write_text(path.read_text("utf-8").replace("max(0, standaardpremie", "max(0, standardpremie"), "utf-8")
        code, _, err = run("rules", "check", str(folder))
        assert code == 1 and err.count("\n") == 1
        assert re.search(r"zorgtoeslag/regeling\.yaml:\d+:\d+.*standaardpremie", err)

    def test_an_example_that_no_longer_holds_is_a_fault(self, run: Any, folder: Path) -> None:
        path = folder / "landelijk" / "zorgtoeslag" / "regeling.yaml"
        path.write_text(path.read_text("utf-8").replace("waarde: 2119,", "waarde: 2219,"), "utf-8")
        code, out, err = run("rules", "check", str(folder))
        assert code == 1 and "verwacht" in err and "niet in orde" in out

    def test_no_folder(self, run: Any, tmp_path: Path) -> None:
        assert "deze map bestaat niet" in one_line(run("rules", "check", str(tmp_path / "weg")))
        code, _, err = run("rules", "check", str(tmp_path))
        assert code == 1 and "feiten.yaml" in err


class TestPlan:
    def test_markdown_on_the_screen(self, run: Any) -> None:
        code, out, err = run("plan", ALONE, DAY, "--coach", "Ans")
        assert (code, err) == (0, "") and out.startswith("# Uw plan") and "Gemaakt met Ans" in out
        assert "Huur niet betaald" not in out, "what is behind is only printed when somebody asks for it"

    def test_files_and_pictures(self, run: Any, tmp_path: Path) -> None:
        pytest.importorskip("matplotlib")
        page = tmp_path / "uit" / "plan.html"
        code, out, err = run("plan", ALONE, DAY, "--uit", str(page), "--beelden", str(tmp_path / "beelden"))
        assert (code, err) == (0, "") and page.read_text(encoding="utf-8").startswith("<!doctype html>")
        names = {f"{name}.{kind}" for name in ("geld-per-maand", "twaalf-maanden") for kind in ("svg", "png")}
        assert {path.name for path in (tmp_path / "beelden").iterdir()} == names and len(out.splitlines()) == 5

    def test_another_kind_of_file_leaves_the_old_one(self, run: Any, tmp_path: Path) -> None:
        old = tmp_path / "plan.docx"
        old.write_text("oud", encoding="utf-8")
        assert "eindigt op .html of .md" in one_line(run("plan", ALONE, DAY, "--uit", str(old)))
        assert old.read_text(encoding="utf-8") == "oud"

    def test_a_place_where_nothing_can_be_written(self, run: Any, tmp_path: Path) -> None:
        blocked = tmp_path / "bestand"
        blocked.write_text("", encoding="utf-8")
        assert "hier is niet te schrijven" in one_line(run("plan", ALONE, DAY, "--uit", str(blocked / "plan.md")))


class TestCompare:
    def test_two_households(self, run: Any) -> None:
        code, out, err = run("compare", ALONE, str(EXAMPLES[1]), DAY)
        assert (code, err) == (0, "") and out.startswith("Wat verandert er dan?")

    def test_a_saved_report_and_the_household_now(self, run: Any, tmp_path: Path) -> None:
        _, out, _ = run("screen", ALONE, "--op=2026-06-22", "--json")
        (tmp_path / "mei.json").write_text(out, encoding="utf-8")
        code, out, err = run("compare", str(tmp_path / "mei.json"), ALONE, "--json")
        assert (code, err) == (0, "")
        found = json.loads(out)
        assert (found["soort"], found["voor"]["peildatum"], found["na"]["peildatum"]) == ("later", "2026-06-22", "2026-11-22")

    def test_a_report_that_is_none(self, run: Any, tmp_path: Path) -> None:
        (tmp_path / "kapot.json").write_text('{"regelset": 1}', encoding="utf-8")
        assert "dit rapport is niet te lezen" in one_line(run("compare", str(tmp_path / "kapot.json"), ALONE))


class TestWhatIf:
    def test_a_change(self, run: Any) -> None:
        code, out, err = run("what-if", ALONE, DAY, "--set", "wonen.kale_huur=700")
        assert (code, err) == (0, "") and re.search(r"^Huur +€ 627 +€ 700", out, re.MULTILINE)

    def test_a_curve_as_json(self, run: Any) -> None:
        path = "personen.0.inkomens.0.bruto"
        code, out, err = run("what-if", ALONE, DAY, "--kromme", "--loon", path, "--van", "1800", "--tot", "2000", "--json")
        assert (code, err) == (0, "") and [one["bruto"] for one in json.loads(out)["punten"]] == ["1800.00", "1900.00", "2000.00"]

    @pytest.mark.parametrize(("arguments", "message"), [
        ((), "geen verandering"),
        (("--set", "wonen.kale_huur=700", "--kromme"), "meer dan één soort"),
        (("--set", "wonen.kale_huur=700", "--beelden", "beelden"), "een beeld is er alleen van een kromme"),
        (("--set", "wonen.kale_huur"), "een pad, een = en een waarde"),
        (("--set", "wonen.kale_huur=abc"), "wonen.kale_huur"),
        (("--kromme", "--van", "veel"), "dit is geen bedrag"),
    ])  # fmt: skip
    def test_what_cannot_be(self, run: Any, arguments: tuple[str, ...], message: str) -> None:
        assert message in one_line(run("what-if", ALONE, DAY, *arguments))


class TestRulesValues:
    def test_every_date_with_its_source(self, run: Any) -> None:
        code, out, err = run("rules", "values", "zorgtoeslag", "standaardpremie", "drempelpercentage")
        assert (code, err) == (0, "")
        assert re.search(r"2024-01-01 +2025-01-01 +2026-01-01\n +1\.987 +2\.112 +2\.119\n +bron +\[1\] +\[2\] +\[3\]\n", out)
        assert re.search(r"  alleen +1,879 +1,896 +1,912", out) and "afbouwpercentage" not in out
        assert "[2] Regeling standaardpremie 2025 (bevestigd, gezien 2026-11-22)" in out

    def test_dates_that_do_not_fit_stand_below(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        _, out, _ = run("rules", "values", "zorgtoeslag", "drempelpercentage")
        assert re.search(r"2024-01-01 +2025-01-01\n.*1,879 +1,896\n(.*\n)*.*2026-01-01 +2027-01-01\n.*1,912 +1,930\n", out)

    def test_every_file_can_be_shown(self) -> None:
        files = load_rules().book.files
        for model in (file.model for file in {**files.schemes, **files.frames, **files.signals}.values()):
            found = [line.text for line in value_lines(model, list(model.parameters))]
            assert bool(found) == ("BRONNEN" in found) == bool(model.parameters)

    def test_a_name_that_does_not_exist(self, run: Any) -> None:
        assert "Bedoelt u `zorgtoeslag`?" in one_line(run("rules", "values", "zorgtoeslg"))
        assert "Bedoelt u `standaardpremie`?" in one_line(run("rules", "values", "zorgtoeslag", "standardpremie"))


class TestTerminal:
    def test_without_the_extra_one_line_says_how_to_install_it(self) -> None:
        code = "import sys; sys.modules['typer'] = None; import voorzieningen.cli"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr.splitlines() == [
            "Voor de terminal zijn typer en rich nodig. Installeer ze: pip install 'voorzieningen[cli]'"
        ]

    def test_as_a_program(self) -> None:
        """A real process with an encoding that lacks our signs: exit code 0, no traceback, JSON still UTF-8."""
        environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "voorzieningen.cli", "screen", ALONE, DAY]
        text = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)
        assert (text.returncode, text.stderr) == (0, b"") and b"Huurtoeslag" in text.stdout
        as_json = subprocess.run([*command, "--json"], capture_output=True, env=environment, timeout=60, check=False)
        assert Report.model_validate_json(as_json.stdout).regelset.digest == load_rules().digest

    def test_whoever_stops_reading_gets_no_traceback(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "voorzieningen.cli", "screen", ALONE, DAY, "--stappen"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""

    @pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
    def test_colour_only_on_a_terminal_and_not_with_no_color(
        self, monkeypatch: pytest.MonkeyPatch, no_color: str, coloured: bool
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        screen = Terminal()
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setenv("NO_COLOR", no_color)
        monkeypatch.setattr("sys.stdout", screen)
        assert cli.main(["screen", ALONE, DAY]) == 0
        assert (ANSI in screen.getvalue()) is coloured

    def test_a_plain_terminal_gets_the_same_words(self, run: Any) -> None:
        result = CliRunner().invoke(cli.app, ["screen", ALONE, DAY])
        assert result.exit_code == 0 and result.output == run("screen", ALONE, DAY)[1]
