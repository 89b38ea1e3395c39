"""The catalogue: every text of the talk and the page in one language, read from `rules/teksten/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from voorzieningen.errors import RuleError
from voorzieningen.rulebook import Record, record, rules_folder
from voorzieningen.rulebook.strict_yaml import read_document

FIRST = "nl"
"""The language the rules are written in."""

_PARTS = ("teksten", "feiten", "regelingen", "signalen")
_HOLE = re.compile(r"\{([a-z_]+)\}")


class FactTexts(Record):
    """How a fact is asked: `vraag_u` of the aanvrager, `woorden` for each label."""

    vraag: str = ""
    vraag_u: str = ""
    hulp: str = ""
    woorden: dict[str, str] = Field(default_factory=dict)


class SchemeTexts(Record):
    """What a scheme is called and what it is."""

    titel: str
    samenvatting: str = ""


class SignalTexts(Record):
    """What a signal is called, and what to do by its severity."""

    titel: str
    doe: dict[str, str] = Field(default_factory=dict)


class TextsFile(Record):
    """Part of a language: texts by key, and what facts, schemes and signals are called where the rules do not say it well."""

    naam: str = ""
    teksten: dict[str, str] = Field(default_factory=dict)
    feiten: dict[str, FactTexts] = Field(default_factory=dict)
    regelingen: dict[str, SchemeTexts] = Field(default_factory=dict)
    signalen: dict[str, SignalTexts] = Field(default_factory=dict)


class Texts:
    """The texts of one language."""

    def __init__(self, language: str, file: TextsFile) -> None:
        self.language, self.name, self._file = language, file.naam, file

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key with its `{holes}` filled; KeyError for a key or hole that is not there."""
        return _HOLE.sub(lambda hole: str(values[hole[1]]), self._file.teksten[key])

    def __contains__(self, key: str) -> bool:
        return key in self._file.teksten

    def keys(self) -> frozenset[str]:
        """Every key."""
        return frozenset(self._file.teksten)

    def fact(self, name: str) -> FactTexts:
        """How a fact is asked in this language; empty where the words of the rules serve."""
        return self._file.feiten.get(name) or FactTexts()

    def scheme(self, name: str, title: str) -> str:
        """What a scheme is called; `title` is its name in the rules."""
        found = self._file.regelingen.get(name)
        return found.titel if found else title

    def about(self, name: str, summary: str) -> str:
        """What a scheme is, in a sentence; `summary` is that of the rules."""
        found = self._file.regelingen.get(name)
        return found.samenvatting if found else summary

    def signal(self, name: str, title: str) -> str:
        """What a signal is called; `title` is its name in the rules."""
        found = self._file.signalen.get(name)
        return found.titel if found else title

    def to_do(self, name: str, severity: str, advice: str) -> str:
        """What to do about a signal; `advice` is that of the rules."""
        found = self._file.signalen.get(name)
        return found.doe.get(severity, advice) if found else advice


@cache
def languages() -> Mapping[str, Texts]:
    """The languages there are, that of the rules first."""
    folders = [folder for folder in sorted((rules_folder() / "teksten").iterdir()) if folder.is_dir()]
    found = {folder.name: Texts(folder.name, _merged(folder)) for folder in folders}
    return {name: found[name] for name in sorted(found, key=lambda name: (name != FIRST, name))}


def texts(language: str = FIRST) -> Texts:
    """The texts of a language; those of the rules for a language that is not there."""
    known = languages()
    return known.get(language, known[FIRST])


def _merged(folder: Path) -> TextsFile:
    """All files of a language as one; a key stands once."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        doc = read_document(path.read_bytes(), f"teksten/{folder.name}/{path.name}")
        file = record(TextsFile, doc)
        found["naam"] = file.naam or found.get("naam", "")
        for part in _PARTS:
            known, more = found.setdefault(part, {}), getattr(file, part)
            for key in known.keys() & more.keys():
                raise RuleError(f"`{key}` staat er al.", where=doc.place((part, key)), repair="Houd er een over.")
            known |= more
    return TextsFile(**found)
