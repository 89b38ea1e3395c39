"""The command `batch`: input and output as the first words, plain lines of progress, and a stop that says how to go on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest

import voorzieningen
from voorzieningen.batch._workdir import Manifest
from voorzieningen.batch.receipt import Assignment, Input
from voorzieningen.batch.run import Progress, Stage
from voorzieningen.cli import main
from voorzieningen.cli._batch import _Lines
from voorzieningen.texts import texts


def tables(folder: Path, count: int = 2) -> Path:
    folder.mkdir()
    houses = "".join(f"h{at},Assen\n" for at in range(count))
    people = "".join(f"h{at},1,{'kind' if at == 1 else 'aanvrager'},1980-01-01\n" for at in range(count))
    (folder / "huishoudens.csv").write_text(f"id,gemeente\n{houses}", encoding="utf-8")
    (folder / "personen.csv").write_text(f"huishouden,nummer,rol,geboortedatum\n{people}", encoding="utf-8")
    return folder


def test_in_and_out_are_enough(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source, target = tables(tmp_path / "in"), tmp_path / "uit"
    assert main(["batch", str(source), str(target), "--op", "2026-11-22", "--processen", "1"]) == 0
    out, err = capfd.readouterr()
    assert "Huishoudens berekend: 1. Afgekeurd: 1." in out and "afgekeurd.parquet" in out
    assert err.splitlines()[:3] == ["De bestanden lezen", "De huishoudens verdelen", "Rekenen: 0 van 2 huishoudens"]
    assert main(["batch", "run", str(source), str(target)]) == 2
    assert "--opnieuw" in capfd.readouterr().err


@pytest.mark.parametrize(("given", "said"), [
    (["batch", "in", "uit", "--processen", "0"], "verkeerde waarde"),
    (["batch", "in"], "OUT ontbreekt"),
    (["batch", "in", "uit", "--op", "gisteren"], "geen datum"),
    (["batch", "er-is-niets", "uit"], "deze map bestaat niet"),
])  # fmt: skip
def test_a_wrong_command_is_one_line(given: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 2
    faults = [line for line in capfd.readouterr().err.splitlines() if line.startswith("Fout: ")]
    assert len(faults) == 1 and said in faults[0]


def test_ctrl_c_stops_and_says_how_to_go_on(tmp_path: Path) -> None:
    source, target = tables(tmp_path / "in", 9000), tmp_path / "uit"
    given = [sys.executable, "-m", "voorzieningen.cli", "batch", str(source), str(target), "--op", "2026-11-22"]
    with subprocess.Popen(given, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not (tmp_path / "uit.deel" / "bakken" / "bak-00000").exists():
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and "Traceback" not in said
    assert said.rstrip().endswith("Geef dezelfde opdracht nog eens om verder te gaan, zonder --opnieuw.")
    assert not target.exists() and (tmp_path / "uit.deel").exists()


def test_what_is_left_is_told_by_what_this_run_did() -> None:
    lines = _Lines()
    assert lines.line(Progress("verdelen"), 0.0) == "De huishoudens verdelen"
    assert lines.line(Progress("rekenen", 500_000, 1_000_000), 10.0) == "Rekenen: 500.000 van 1.000.000 huishoudens"
    said = lines.line(Progress("rekenen", 600_000, 1_000_000), 20.0)
    assert said == "Rekenen: 600.000 van 1.000.000 huishoudens, 10.000 per seconde, nog 40 s"
    assert lines.line(Progress("rekenen", 500_100, 1_000_000), 20.0).endswith("10 per seconde, nog 13 u 53 min")


def test_a_population_goes_through_every_command(tmp_path: Path) -> None:
    people, results, page = tmp_path / "in", tmp_path / "uit", tmp_path / "groep.html"
    asked = ["batch", "population", str(people), "--aantal", "300", "--getal", "7", "--gemeente", "Assen", "--ontvangt"]
    assert main([*asked, "--op", "2026-11-22"]) == 0
    households = pq.read_table(people / "huishoudens.parquet")
    assert households.num_rows == 300 and households.schema.metadata[b"geen_echte_mensen"] == b"ja"
    assert main([*asked, "--op", "2026-11-22"]) == 2, "what is there is not replaced"
    assert main(["batch", str(people), str(results), "--op", "2026-11-22", "--processen", "1"]) == 0
    assert main(["batch", "report", str(results), "--html", str(page), "--tabellen", str(tmp_path / "tabellen")]) == 0
    text = page.read_text(encoding="utf-8")
    assert "geen echte mensen" in text and "Zorgtoeslag" in text and "src=" not in text and "<script" not in text
    amendment = tmp_path / "wijziging"
    amendment.mkdir()
    (amendment / "wijziging.yaml").write_text(AMENDMENT, encoding="utf-8")
    asked = ["batch", "effect", str(people), str(tmp_path / "effect"), "--wijziging", str(amendment)]
    assert main([*asked, "--op", "2026-11-22"]) == 0
    rows = pq.read_table(tmp_path / "effect" / "tabellen" / "regelingen.parquet").to_pylist()
    health = next(row for row in rows if row["regeling"] == "zorgtoeslag")
    assert health["meer"] > 50 and health["minder"] in (0, None)
    assert "grootste" not in health, "no amount of one household"


AMENDMENT = """\
wijziging: Een hogere standaardpremie
toelichting: Wat als de zorgtoeslag van een hogere premie uitgaat?
bronnen:
  idee: {tekst: Een voorbeeld, eigenaar: beheerder van de regelset, zekerheid: onbevestigd, gezien: 2026-11-23}
regelingen:
  zorgtoeslag:
    parameters:
      standaardpremie: {waarden: {2026-01-01: {waarde: 2300, bron: idee}}}
"""


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    text = "import sys; sys.modules['pyarrow'] = None; from voorzieningen.cli import main; sys.exit(main(sys.argv[1:]))"
    given = [sys.executable, "-c", text, "batch", "in", str(tmp_path / "uit")]
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "pip install 'voorzieningen[batch]'" in done.stderr and done.stderr.count("\n") == 1


CODE = "".join(
    (Path(voorzieningen.__file__).parent / name).read_text(encoding="utf-8")
    for name in ("batch/run.py", "batch/parts.py", "batch/_workdir.py", "cli/_batch.py")
)
DIFFERENCES = ("programma", "regels", "instellingen", "bestanden")
BUILT = {
    **{f"verwerken.ander.{one}": 'say(f"verwerken.ander.{what}")' for one in DIFFERENCES},
    **{f"verwerken.stap.{one}": 'say(f"verwerken.stap.{progress.stage}")' for one in get_args(Stage)},
}
"""Keys that are made of parts, and where."""


def test_every_text_is_there_and_used() -> None:
    every = texts().keys()
    known = {key for key in every if key.startswith("verwerken.")}
    said = set(re.findall(r"['\"](verwerken\.[a-z_.]+)['\"]", CODE))
    assert all(text in CODE for text in BUILT.values())
    assert said | BUILT.keys() == known


def test_everything_that_can_differ_has_a_text() -> None:
    job = Assignment(peildatum=date(2026, 11, 22), regelset="sha256:a", gemeente=None, signalen=False)
    one = Manifest(programma="1", opdracht=job, bestanden={}, bakken=1)
    file = Input(bestand="a", bytes=1, sha256="b")
    assert one.differs_in(one) is None
    changes: list[dict[str, Any]] = [
        {"programma": "2"}, {"bestanden": {"a": file}}, {"bakken": 2},
        {"opdracht": job.model_copy(update={"regelset": "sha256:b"})}, {"opdracht": job.model_copy(update={"signalen": True})},
    ]  # fmt: skip
    assert {one.differs_in(one.model_copy(update=change)) for change in changes} == set(DIFFERENCES)
