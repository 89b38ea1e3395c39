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
        self._programs: dict[int, Program] = {}
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

    def program(self, year: int) -> Program:
        """The rules of a calendar year as running code; DateError before the first modelled year."""
        if year not in self._programs:
            self._programs.setdefault(year, Program(self.book.year(year)))
        return self._programs[year]


def load_rules(folder: Path | None = None) -> RuleSet:
    """Reads and checks the rules below `folder`, or those that come with the library.

    Raises FileError or RuleError with file, line, column and repair for the first fault found.
    """
    return RuleSet(read_rulebook(folder))
