"""`ontheffingen.yaml`: the changes no example can notice, because they change no outcome, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import Field

from voorzieningen.errors import RuleError
from voorzieningen.rulebook import Record, record
from voorzieningen.rulebook.strict_yaml import read_document

FILE = "ontheffingen.yaml"


class Ontheffing(Record):
    """Changes that change no outcome, and why: the law or the arithmetic that says so."""

    wijziging: tuple[str, ...] = Field(min_length=1)
    """Patterns of names of nudges, with * and [abc]."""
    waarom: str = Field(min_length=1)

    def covers(self, name: str) -> bool:
        """Whether it is about the nudge of this name."""
        return any(fnmatchcase(name, like) for like in self.wijziging)


class OntheffingenFile(Record):
    """`ontheffingen.yaml`."""

    ontheffingen: tuple[Ontheffing, ...] = ()


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
