"""What the state of the rules is told in: frozen records, each about one file, one source, one value or one term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from voorzieningen.rulebook import Change, Confidence, NietGebouwd, Rhythm


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something changes: what, and whether the rules of that year link everywhere without gap or conflict."""

    day: date
    changes: tuple[Change, ...]
    places: int
    """In how many places (the country, each municipality, each water board) it was tried."""
    fault: str
    """The first fault, with its place; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source of one file: what it is, who rests on it, when somebody looked and when somebody must look again."""

    file: str
    scheme: str
    body: str
    """The municipality or water board whose file it is; empty for the country."""
    id: str
    text: str
    url: str
    confidence: Confidence
    seen: date
    """The last look; of the values that note a look of their own the earliest."""
    rhythm: Rhythm | None
    """The quickest rhythm of the values it feeds today; None for what has no rhythm, such as an article of law."""
    used: tuple[str, ...]
    """The parameters (with their date), steps and conditions that rest on it."""
    again: date | None
    """Before which day somebody must look again; None when it only feeds values of the past."""
    late: bool
    """Whether that day has passed."""
    new_from: date | None
    """From which day a newer figure is needed than the newest one it feeds; None when nothing in it has a rhythm."""
    overtaken: bool
    """Whether that day has passed, and the newer figure was not found: the last one is used, and flagged."""

    @property
    def next_look(self) -> date | None:
        """Before which day somebody has something to do with it: a look, or a newer figure."""
        return min((one for one in (self.again, self.new_from) if one), default=None)


@dataclass(frozen=True, slots=True)
class Figure:
    """One dated value of a parameter or term."""

    file: str
    scheme: str
    body: str
    name: str
    since: date
    cells: int
    """How many figures: more than one for a table."""
    confidence: Confidence
    sources: tuple[str, ...]
    stale: bool
    """Whether the year of today is computed with it, while it is marked as old or past its rhythm."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A step, condition or sentence that rests on something weaker than an official text or two that agree."""

    file: str
    scheme: str
    body: str
    name: str
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What no law says and somebody chose, until somebody else chooses otherwise."""

    file: str
    scheme: str
    name: str
    value: str
    """What holds now, as the file states it with its unit; empty for a table or an order."""
    what: str
    owner: str
    stale: bool = False
    """Marked as of an earlier year."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact that counts as known while a household is silent about it."""

    fact: str
    value: bool
    reason: str
    below: int | None
    """Only for who is younger than this, in years."""


@dataclass(frozen=True, slots=True)
class Absent:
    """What a file says it does not compute; `when` is the condition under which it matters, or empty for a remark."""

    file: str
    scheme: str
    body: str
    what: str
    ask: str
    when: str


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """A term the law leaves open and one municipality or water board did not fill in, or only in part."""

    scheme: str
    body: str
    term: str
    what: str
    partly: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """An organisation of a referral directory, with the last look at its page."""

    body: str
    name: str
    url: str
    seen: date
    again: date
    late: bool


@dataclass(frozen=True, slots=True)
class State:
    """Everything `state` finds; each list is in the order of the files."""

    day: date
    digest: str
    moments: tuple[Moment, ...]
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]
    weak: tuple[Weak, ...]
    choices: tuple[Choice, ...]
    assumptions: tuple[Assumption, ...]
    absent: tuple[Absent, ...]
    open: tuple[OpenTerm, ...]
    desks: tuple[Desk, ...]
    unbuilt: tuple[NietGebouwd, ...]

    @property
    def unsourced(self) -> tuple[Figure, ...]:
        """Values without any source: a rule file with one does not load, so there are none."""
        return tuple(one for one in self.figures if not one.sources)

    @property
    def late(self) -> tuple[Source, ...]:
        """The sources somebody should have looked at again before today."""
        return tuple(one for one in self.sources if one.late)

    @property
    def late_desks(self) -> tuple[Desk, ...]:
        """The organisations of which somebody should have looked at the page again before today."""
        return tuple(one for one in self.desks if one.late)

    @property
    def overtaken(self) -> tuple[Source, ...]:
        """The sources of which a newer figure should be there and is not."""
        return tuple(one for one in self.sources if one.overtaken)

    @property
    def stale(self) -> tuple[Figure, ...]:
        """The values that this year is computed with though they are old."""
        return tuple(one for one in self.figures if one.stale)

    def rests_on(self, confidence: Confidence) -> tuple[Figure | Weak, ...]:
        """The values, steps and conditions whose weakest source is just this sure."""
        every: tuple[Figure | Weak, ...] = (*self.figures, *self.weak)
        return tuple(one for one in every if one.confidence == confidence)

    def only(self, scheme: str) -> State:
        """The same of one scheme; what all schemes share (assumptions, directory, what is not built) is left out."""
        moments = ((one, tuple(change for change in one.changes if change.scheme == scheme)) for one in self.moments)
        return replace(
            self,
            moments=tuple(replace(one, changes=mine) for one, mine in moments if mine),
            sources=_of(scheme, self.sources),
            figures=_of(scheme, self.figures),
            weak=_of(scheme, self.weak),
            choices=_of(scheme, self.choices),
            absent=_of(scheme, self.absent),
            open=_of(scheme, self.open),
            assumptions=(),
            desks=(),
            unbuilt=(),
        )


class _OfScheme(Protocol):
    @property
    def scheme(self) -> str: ...


_Row = TypeVar("_Row", bound=_OfScheme)


def _of(scheme: str, part: Sequence[_Row]) -> tuple[_Row, ...]:
    return tuple(one for one in part if one.scheme == scheme)
