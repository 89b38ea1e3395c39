"""The rules as a caller holds them: read once, linked and compiled per year on first use, nothing kept globally."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from voorzieningen.evaluate import Program
from voorzieningen.rulebook import RuleBook, read_rulebook

VERSION = "2026.11"
"""Version of the rules that come with the library: year and month of the last change in them."""


class RuleSet:
    """A checked set of rules; safe to share between threads, since a program has no state."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._programs: dict[tuple[int, frozenset[str] | None], Program] = {}
        self.deadlines: dict[int, dict[str, date]] = {}
        """The last day to claim each scheme of a past year; found once, because no household changes it."""

    @property
    def digest(self) -> str:
        """`sha256:...` of what the rule files say: the same on every machine."""
        return self.book.digest

    @property
    def first_year(self) -> int:
        """The first calendar year that is modelled."""
        return self.book.first_year

    def program(self, year: int, schemes: frozenset[str] | None = None) -> Program:
        """The rules of a year, all or those of some schemes, as running code; DateError before the first modelled year."""
        key = year, schemes
        if key not in self._programs:
            linked = self.book.year(year)
            part = linked if schemes is None else linked.only(schemes)
            self._programs.setdefault(key, Program(part, resumes=schemes is not None and len(schemes) == 1))
        return self._programs[key]


def load_rules(folder: Path | None = None) -> RuleSet:
    """Reads the rules below `folder` and checks them, or reads those that come with the library.

    Raises FileError or RuleError with file, line, column and repair for the first fault found.
    """
    return RuleSet(read_rulebook(folder))
