"""The household as it travels: in hidden fields of the page, back and forth, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from voorzieningen import Huishouden
from voorzieningen.errors import FileError, HouseholdError
from voorzieningen.household import Saved, read_saved
from voorzieningen.household.changes import vary
from voorzieningen.rulebook.strict_yaml import read_document, read_json
from voorzieningen.texts import Texts, texts

_PATH = re.compile(r"[a-z0-9_.]{1,120}")
_OF_PERSON = re.compile(r"personen\.(\d+)(?=\.)")
_MOST = 400
"""How many answers back the page remembers."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One conversation: the household, the language, and the paths that were answered, in order."""

    household: Huishouden
    say: Texts
    done: tuple[str, ...] = ()
    last: str = ""
    """The part of the talk the last question was of."""
    notes: tuple[str, ...] = field(default=())
    """What was changed to open a file of an earlier version."""

    @property
    def fields(self) -> dict[str, str]:
        """What every form of the page carries along."""
        return {
            "huishouden": json.dumps(self.household.naar_data(), ensure_ascii=False, separators=(",", ":")),
            "taal": self.say.language,
            "gedaan": " ".join(self.done),
            "groep": self.last,
        }

    def after(self, household: Huishouden, path: str, group: str) -> Sheet:
        """The conversation after one more answer."""
        rest = tuple(one for one in self.done if one != path)
        return replace(self, household=household, done=(*rest, path)[-_MOST:], last=group)

    def without(self, person: int) -> Sheet:
        """The conversation without one person and what was said of that person; those after move up. The asker stays."""
        people = self.household.personen
        if person >= len(people) or people[person].rol == "aanvrager":
            return self
        data = vary(self.household.naar_data(), {f"personen.{person}": "weg"})
        memory = data.get("gesprek") or {}
        answers = {_moved(path, person): one for path, one in (memory.get("antwoorden") or {}).items()}
        answers.pop("", None)
        if memory:
            data["gesprek"] = {**memory, "antwoorden": answers}
        try:
            household = Huishouden.model_validate(data)
        except HouseholdError:  # something else in the household still names this person
            return self
        done = (_moved(path, person) for path in self.done)
        return replace(self, household=household, done=tuple(path for path in done if path))

    def before(self) -> tuple[Sheet, str]:
        """The conversation one answer back, and the path of that answer; empty when there is none."""
        if not self.done:
            return self, ""
        return replace(self, done=self.done[:-1]), self.done[-1]


def _moved(path: str, person: int) -> str:
    """A path after a person went: of those that came after one number lower, of that person itself nothing."""
    found = _OF_PERSON.match(path)
    if found is None or int(found[1]) < person:
        return path
    return f"personen.{int(found[1]) - 1}{path[found.end():]}" if int(found[1]) > person else ""


def fresh(day: date, language: str) -> Sheet:
    """A conversation of which nothing is known but that somebody asks."""
    data = {"peildatum": day.isoformat(), "personen": [{"rol": "aanvrager", "geboortedatum": "onbekend"}]}
    return Sheet(Huishouden.model_validate(data), texts(language))


def carried(form: Mapping[str, Any]) -> Sheet:
    """The conversation a page sends along. Raises FileError or HouseholdError when somebody changed it into something else."""
    text = str(form.get("huishouden") or "")
    data = read_json(text.encode(), "pagina").data
    done = tuple(one for one in str(form.get("gedaan") or "").split() if _PATH.fullmatch(one))
    last = str(form.get("groep") or "")
    return Sheet(Huishouden.model_validate(data), texts(str(form.get("taal"))), done[-_MOST:], last)


def opened(name: str, content: bytes, language: str) -> Sheet:
    """The conversation in a file somebody saved. Raises FileError or HouseholdError; the file stays as it is."""
    if not content.strip():
        raise FileError("dit bestand is leeg.", where="bestand", repair="Kies een bestand dat u hier eerder bewaarde.")
    reader = read_json if name.lower().endswith(".json") else read_document
    found: Saved = read_saved(reader(content, "bestand").data)
    return Sheet(found.household, texts(language), notes=found.notes)


def several(form: Any, name: str) -> Sequence[str]:
    """All values a form has under one name."""
    return [str(one) for one in form.getlist(name)]
