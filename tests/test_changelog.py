"""The CHANGELOG and the versions: what changed in the rules since the last version is told, and each version is one thing."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from changelog import HEADINGS, UNRELEASED, faults, sections
from voorzieningen import __version__, load_rules
from voorzieningen.audit.difference import between_sets
from voorzieningen.rulebook import rules_folder

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
LAST = max((ROOT / "tests" / "golden").glob("*/regels.zip"), key=lambda path: tuple(map(int, path.parent.name.split("."))))
RELEASED = re.compile(r"^## (\d+\.\d+\.\d+), regels (20\d\d\.\d{1,2}\.\d+) \(\d{4}-\d\d-\d\d\)$", re.MULTILINE)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules of the last version."""
    folder = tmp_path_factory.mktemp("regels")
    with ZipFile(LAST) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def changed(released: Path, tmp_path: Path) -> Path:
    """Those rules, to change something in."""
    return Path(shutil.copytree(released, tmp_path / "regels"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_change_of_the_rules_since_the_last_version_is_told(released: Path) -> None:
    rules = load_rules()
    changes = between_sets(released, rules_folder())
    names = {*rules.book.files.schemes, *rules.book.files.frames, *rules.book.files.signals}
    assert not list(faults(TEXT, changes, names))
    last = (released / "versie.yaml").read_text(encoding="utf-8").split("versie:")[1].strip()
    assert (rules.version == last) == (not changes), "the calendar version goes up with each change of the rules, and only then"


def test_the_versions_are_told_once_and_in_order() -> None:
    found = RELEASED.findall(TEXT)
    heads = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert heads[0] == UNRELEASED and len(heads) == len(found) + 1, "each version names program, rules and day"
    programs = [tuple(map(int, one.split("."))) for one, _ in found]
    assert programs == sorted(programs, reverse=True) and len(set(programs)) == len(programs)
    assert found[0][0] == __version__ == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert (ROOT / "tests" / "golden" / __version__).is_dir(), "python tests/golden/keep.py keeps what this version writes"
    for head in heads:
        assert set(sections(TEXT, head)) <= set(HEADINGS)


PREMIUM = "2026-01-01: {waarde: 2119, bron: premie-26}"
WRONG = "landelijk/zorgtoeslag/regeling.yaml", PREMIUM, PREMIUM.replace("2119", "2120")
LATER = WRONG[0], PREMIUM, f"{PREMIUM}, 2028-01-01: {{waarde: 2200, bron: premie-26}}"
PLAN = "actieplan.yaml", "volgorde:", "anders: nee\nvolgorde:"


@pytest.mark.parametrize(("edits", "text", "said"), [
    ([WRONG], "", "`zorgtoeslag.standaardpremie` is anders; noem dat onder Correctie"),
    ([WRONG], "### Correctie\n- `zorgtoeslag.standaardpremie` was te laag: wie zorgtoeslag krijgt, krijgt 1 euro meer.", ""),
    ([WRONG], "### Correctie\n- `zorgtoeslag.standaardpremie` was verkeerd.", "zeg wie meer of minder krijgt"),
    ([LATER], "### Correctie\n- `zorgtoeslag.standaardpremie`: meer.", "is nieuwe datum; noem dat onder Wetswijziging"),
    ([LATER],
     "### Wetswijziging\n- `zorgtoeslag.standaardpremie` vanaf 2028:\n  wie zorgtoeslag krijgt, krijgt meer.", ""),
    ([PLAN], "", "noem dat onder Wetswijziging of Correctie of Nieuw of Techniek"),
    ([], "### Correctie\n- `huurtoeslag.ijkpunt`: minder.", "`huurtoeslag.ijkpunt` is niet veranderd"),
    ([], "### Correctie\n- Iets met de huur: minder.", "noem de regeling"),
    ([], "### Verbeterd\n- Alles.", "`Verbeterd` is geen kopje"),
    ([], "### Techniek\n- Sneller.", ""),
], ids=["untold", "told", "who", "wrong", "new date", "plan", "not changed", "unnamed", "heading", "technique"])  # fmt: skip
def test_a_change_that_is_not_told_is_found(
    changed: Path, released: Path, edits: list[tuple[str, str, str]], text: str, said: str
) -> None:
    for one in edits:
        edit(changed, *one)
    found = list(faults(f"# Wijzigingen\n\n## {UNRELEASED}\n\n{text}\n\n## 0.1.0\n", between_sets(released, changed),
                        ("zorgtoeslag", "huurtoeslag")))
    assert (said and said in " ".join(found)) or (not said and not found), found
