"""Places that do not exist: the empty pack of each as the library writes it, and the fillings of `voorbeeldstad` below that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from voorzieningen.rulebook import Instantie, RuleBook, RuleFile
from voorzieningen.rulebook._read import read_rules, rules_folder
from voorzieningen.rulebook.skeleton import skeleton
from voorzieningen.screening import RuleSet

FOLDER = Path(__file__).with_name("voorbeeldstad")
TOWNS = {"stad": "Voorbeeldstad", "dorp": "Voorbeelddorp", "waard": "Voorbeeldwaard", "veen": "Voorbeeldveen"}
BOARDS = {"polder": "Voorbeeldpolder", "vaart": "Voorbeeldvaart"}
PLACES: Mapping[str, tuple[Instantie, str]] = {
    **{folder: ("gemeente", name) for folder, name in TOWNS.items()},
    **{folder: ("waterschap", name) for folder, name in BOARDS.items()},
}
"""Folder to what it is and how it is called."""


def empty(target: Path, frames: Mapping[str, RuleFile], folder: str) -> Path:
    """The pack of one place as `rules new` begins it, with nothing filled in."""
    body, name = PLACES[folder]
    models = {frame: file.model for frame, file in frames.items()}
    texts = skeleton(body, name, models, ("schulden", "formulieren"), date(2026, 11, 22), "schema")
    for file, text in texts.items():
        path = target / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return target / folder


def filled(target: Path, frames: Mapping[str, RuleFile], folder: str) -> Path:
    """The same pack with everything filled in: what `voorbeeldstad` holds, written below what stands there."""
    pack = empty(target, frames, folder)
    for path in sorted((FOLDER / folder).rglob("*.yaml")):
        goal = pack / path.relative_to(FOLDER / folder)
        goal.parent.mkdir(parents=True, exist_ok=True)
        head = goal.read_text(encoding="utf-8") if goal.exists() else ""
        goal.write_text(head + path.read_text(encoding="utf-8"), encoding="utf-8")
    return pack


def all_filled(target: Path, frames: Mapping[str, RuleFile]) -> list[Path]:
    """The packs of every place."""
    return [filled(target, frames, folder) for folder in PLACES]


def with_invented(target: Path, root: Path | None = None) -> RuleSet:
    """The rules of the library, with the invented places beside the real ones; they are checked elsewhere."""
    root = root or rules_folder()
    return RuleSet(RuleBook(read_rules(root, all_filled(target, read_rules(root).frames))))
