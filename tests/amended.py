"""A copy of the rules with something changed in it, read without linking every year in every place."""

from __future__ import annotations

import shutil
from pathlib import Path

from voorzieningen import RuleSet, load_rules
from voorzieningen.rulebook import rules_folder

Edit = tuple[str, str, str]
"""A file below the folder of rules, what stands in it exactly once, and what comes instead."""


def amended(target: Path, *edits: Edit) -> Path:
    """Copies the rules of the library to a folder and changes them."""
    shutil.copytree(rules_folder(), target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("teksten", "schema"))
    for name, old, new in edits:
        path = target / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: this stands there {text.count(old)} times: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return target


def rules_in(folder: Path) -> RuleSet:
    """The rules of a folder; what is wrong in a year nobody asks for is not seen."""
    return load_rules(folder, check=False)
