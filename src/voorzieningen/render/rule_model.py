"""A rule file redrawn for a reader: what the terminal and the site both draw from, and nothing the file does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from voorzieningen.rulebook import Aanvragen, Confidence, Open, RegelingFile


@dataclass(frozen=True, slots=True)
class Ref:
    """What a name in a formula points at: `name` of the rule file `file`; a fact has no file, a whole file has no name."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text of a formula or sentence, with what it points at when it is a name."""

    text: str
    ref: Ref | None = None


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the file; `number` is its place in the list."""

    id: str
    number: int
    text: str
    url: str
    via: str
    confidence: Confidence
    seen: date
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a choice; `when` is empty for the last one."""

    when: Parts
    then: Parts
    sentence: Parts
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounding to a multiple of `to`, in the way the file names."""

    to: str
    way: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """How a step is computed since a date; `formula` is empty when there are `lines`, and both are when it ended."""

    since: date | None
    current: bool
    formula: Parts = ()
    lines: tuple[Line, ...] = ()
    rounding: Rounding | None = None
    sentence: Parts = ()
    sources: tuple[Source, ...] = ()
    note: str = ""

    @property
    def ended(self) -> bool:
        """Whether the step is gone since this date."""
        return not self.formula and not self.lines

    def parts(self) -> Iterator[Part]:
        """Every part of its formulas, not of its sentences."""
        yield from self.formula
        for line in self.lines:
            yield from (*line.when, *line.then)


@dataclass(frozen=True, slots=True)
class Step:
    """A named step with its versions, newest first."""

    name: str
    unit: str
    versions: tuple[Version, ...]
    place: str
    fills: str = ""
    """What is chosen here, when somebody filled in an open term."""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition since a date, with the sentence for either outcome."""

    since: date | None
    current: bool
    when: Parts = ()
    yes: Parts = ()
    no: Parts = ()
    sources: tuple[Source, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A named condition with its versions, newest first."""

    name: str
    versions: tuple[Test, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Value:
    """What a parameter is since a date: one cell without a label, or a row a cell; no cells when it ended."""

    since: date
    current: bool
    cells: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    confidence: Confidence
    seen: date | None
    stale: bool
    note: str
    heads: tuple[str, ...] = ()
    """Of a table in a file of its own the heads of its columns; each cell is then a row, its columns split by a tab."""
    in_force: date | None = None
    """The day the law became so, when that is later than the date from which it holds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A parameter with its dated values, newest first."""

    name: str
    unit: str
    rhythm: str
    keys: tuple[Parts, ...]
    brackets: str
    owner: str
    values: tuple[Value, ...]
    stale: bool
    """Whether its last value is of an earlier year than the day that is looked at."""
    note: str
    place: str
    fills: str = ""
    """What is chosen here, when somebody filled in an open term."""

    @property
    def current(self) -> Value | None:
        """The value on the day that is looked at."""
        return next((one for one in self.values if one.current), None)


@dataclass(frozen=True, slots=True)
class Term:
    """An open term: what is chosen, the limits of law or what holds until then."""

    name: str
    unit: str
    term: Open
    keys: tuple[Parts, ...]
    limits: tuple[tuple[str, str], ...]
    standing: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not computed; with `when` the outcome is then not computed at all, without it is a remark."""

    what: str
    when: Parts
    ask: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Answers that do not fit together."""

    name: str
    when: Parts
    what: Parts
    do: Parts
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule file on one day; `file` is the record itself, for what needs no redrawing."""

    file: RegelingFile
    on: date
    place: str
    whose: str
    """The municipality or water board it holds for; empty for the whole country."""
    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    terms: tuple[Term, ...]
    missing: tuple[Missing, ...]
    clashes: tuple[Clash, ...]
    sources: tuple[Source, ...]
    outcome: tuple[tuple[str, Parts], ...]
    """What the outcome reads, by the key of the file: `bedrag`, `voorschot` ..."""
    first: tuple[Ref, ...]
    """Schemes that go before this one."""
    claim: Aanvragen | None
    deadlines: tuple[tuple[str, Parts], ...]
    """The date steps of the claim, by the key of the file."""

    @property
    def name(self) -> str:
        """The name of the file in formulas."""
        return self.file.regeling

    def source(self, name: str) -> Source:
        """A source by its id; KeyError when the file has none of that name."""
        return {one.id: one for one in self.sources}[name]
