"""`ontheffingen.yaml`: the changes no example can notice, because they change no outcome, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from voorzieningen.errors import RuleError
from voorzieningen.rulebook import Ontheffing, OntheffingenFile, record
from voorzieningen.rulebook.strict_yaml import read_document

FILE = "ontheffingen.yaml"


def read_exemptions(root: Path, names: Sequence[str]) -> tuple[Ontheffing, ...]:
    """The exemptions of a folder of rules; RuleError for a pattern that matches none of the names of nudges."""
    path = root / FILE
    if not path.is_file():
        return ()
    doc = read_document(path.read_bytes(), FILE)
    found = record(OntheffingenFile, doc).ontheffingen
    for at, one in enumerate(found):
        for number, like in enumerate(one.wijziging):
            if not any(fnmatchcase(name, like) for name in names):
                place = doc.place(("ontheffingen", at, "wijziging", number))
                raise RuleError(f"`{like}` past op geen enkele wijziging.", where=place, repair="Haal de ontheffing weg.")
    return found
