"""Keeps what this version writes for later versions to read: reports, saved households, the rules, the schema of the report."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sys
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from voorzieningen import Huishouden, __version__, load_rules, screen
from voorzieningen.household import saved_text
from voorzieningen.rulebook import rules_folder
from voorzieningen.rulebook.strict_yaml import read_document

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DAY = date(2026, 11, 22)
HOUSEHOLDS = (
    "01-alleen-huurachterstand", "04-stel-minimumloon-drie-kinderen", "08-half-bekend", "12-student-op-kamers",
    "17-alleenstaande-met-kind-lokaal", "20-gezin-elf-schuldeisers",
)  # fmt: skip
WITH_STEPS = HOUSEHOLDS[0]
NOT_LAW = ("teksten", "schema")


def main() -> None:
    """Writes the folder of this version, whole or not at all; an existing one is left alone."""
    target, half = HERE / __version__, HERE / f".{__version__}"
    if target.exists():
        sys.exit(f"{target} is there already: what was kept is never changed.")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    rules = load_rules()
    for name in HOUSEHOLDS:
        path = ROOT / "voorbeelden" / f"{name}.yaml"
        household = Huishouden.from_document(read_document(path.read_bytes(), path.name))
        report = screen(household, DAY, rules, stappen=name == WITH_STEPS)
        text = json.dumps(report.model_dump(mode="json"), ensure_ascii=False)
        (half / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        (half / f"{name}.yaml").write_text(saved_text(household, "Bewaard op 2026-11-22"), encoding="utf-8")
    shutil.copy(ROOT / "docs" / "schema" / "rapport.schema.json", half)
    (half / "regels.zip").write_bytes(packed(rules_folder()))
    half.rename(target)
    print(f"{target}: {sum(one.stat().st_size for one in target.iterdir()) // 1024} kB")


def packed(folder: Path) -> bytes:
    """The rules of a folder, without examples and words on the screen, in an archive that is the same every time."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            law = path.name != "voorbeelden.yaml" and inside.parts[0] not in NOT_LAW
            if law and path.suffix in (".yaml", ".csv"):
                archive.writestr(ZipInfo(inside.as_posix()), path.read_bytes(), ZIP_DEFLATED)
    return data.getvalue()


if __name__ == "__main__":
    main()
