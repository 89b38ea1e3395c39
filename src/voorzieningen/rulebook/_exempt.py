"""`ontheffingen.yaml`: what no example can notice, because it changes no outcome, with the reason."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pydantic import Field

from voorzieningen.rulebook._models import Record


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
