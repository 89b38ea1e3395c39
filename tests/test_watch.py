"""`rules check --watch` as a program: real files change, and it says what it finds until somebody stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from mini import SMALL, write

SOURCE = Path(__file__).parent.parent / "src"
PATIENCE = 60
SCHEME, EXAMPLES, FACTS = "begrippen/regeling.yaml", "begrippen/voorbeelden.yaml", "feiten.yaml"
CASES = """\
basis:
  gezin:
    peildatum: 2026-10-15
    sinds: 2023-01-01
    personen:
      - {rol: aanvrager, geboortedatum: 1990-04-02, bezit: [{waarde: 800}]}
      - {rol: kind, geboortedatum: 2020-02-29, bezit: [{waarde: 900}]}
    wonen: {soort: huur, kale_huur: 700}
    ontvangt: {begrippen: 0}
    feiten: {leden: 2}
voorbeelden:
  - {naam: gedeeld, herkomst: {soort: eigen}, basis: gezin, verwacht: {begrippen.bedrag: 690}, som: "60,5 procent van 2280 / 2"}
"""


class Watching:
    """The program with what it says, line by line; `wait` reads on until a line holds a text."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "voorzieningen.cli", "rules", "check", "--watch", *arguments]
        environment = os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment,
        )  # fmt: skip
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def wait(self, text: str) -> str:
        seen = []
        while not seen or text not in seen[-1]:
            seen.append(self.lines.get(timeout=PATIENCE))
        return "".join(seen)

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        rest = []
        while not self.lines.empty():
            rest.append(self.lines.get())
        return "".join(rest)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {SCHEME: (SMALL / "regeling.yaml").read_text("utf-8"), FACTS: (SMALL / FACTS).read_text("utf-8"), EXAMPLES: CASES}
    return write(tmp_path / "regels", texts)


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    found = Watching(str(folder))
    yield found
    found.process.kill()
    found.process.wait()


def change(path: Path, old: str, new: str) -> None:
    """Saves a file as an editor does: a new one takes the place of the old."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    half = path.with_suffix(".tmp")
    half.write_text(text.replace(old, new, 1), encoding="utf-8")
    half.replace(path)


def test_it_tells_each_fault_with_its_place_and_goes_on_until_it_is_stopped(watching: Watching, folder: Path) -> None:
    begin = watching.wait("De regels passen in elkaar. sha256:")
    assert "Alle voorbeelden samen duren minuten" in begin and "Alle regels" in begin

    change(folder / SCHEME, "leeftijd_18 < eerste_dag", "leeftijd_81 < eerste_dag")
    said = watching.wait("Fout: ")
    assert f"{SCHEME}\n" in said and f"Fout: {SCHEME}:" in said and "Bedoelt u `leeftijd_18`?" in said

    change(folder / SCHEME, "leeftijd_81", "leeftijd_18")
    assert "De regels passen in elkaar" in watching.wait("1 van 1 voorbeelden goed.")

    (folder / SCHEME).write_text((folder / SCHEME).read_text("utf-8") + "aanvragen: {waar: \"half", encoding="utf-8")
    assert "dit is geen geldige YAML" in watching.wait("Fout: ")
    change(folder / SCHEME, 'aanvragen: {waar: "half', "")
    watching.wait("1 van 1 voorbeelden goed.")

    change(folder / EXAMPLES, "begrippen.bedrag: 690", "begrippen.bedrag: 691")
    said = watching.wait("0 van 1 voorbeelden goed.")
    assert "begrippen: voorbeeld gedeeld: begrippen.bedrag: verwacht 691, gevonden 690" in said

    (folder / FACTS).rename(folder / "weg.yaml")
    assert "hier staat geen `feiten.yaml`" in watching.wait("Fout: ")

    rest = watching.stop()
    assert watching.process.returncode == 130 and "Traceback" not in rest


def test_a_file_that_is_no_rule_changes_nothing_and_a_pack_is_watched_too(tmp_path: Path, folder: Path) -> None:
    pack = write(tmp_path / "pakket", {"gemeente.yaml": "gemeente: Voorbeeldstad\n"})
    watching = Watching(str(folder), "--pakketten", str(pack))
    try:
        watching.wait("De regels passen in elkaar")
        (folder / "notitie.txt").write_text("x", encoding="utf-8")
        change(pack / "gemeente.yaml", "gemeente:", "gemente:")
        said = watching.wait("Fout: ")
        assert "notitie" not in said and "gemeente.yaml:1:1" in said and "Bedoelt u `gemeente`?" in said
    finally:
        watching.stop()
    assert watching.process.returncode == 130
