"""The take-home page as data: sections in reading order, with blocks that every form of print draws alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    words: str
    loud: bool = False
    """Whether it is the message of the page, in the size of a heading."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing, said first, with what belongs to it: what helps, why, where to find it."""

    kind: ClassVar[str] = "point"
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its words; without words a line to write on."""

    label: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plan with a box to tick, numbered; what must be done today has no number."""

    kind: ClassVar[str] = "step"
    number: int
    what: str
    amount: str = ""
    why: str = ""
    lines: tuple[tuple[Field, ...], ...] = ()
    """What goes on one line together."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One line with a box to tick, and the day on which; without a day a line to write on."""

    kind: ClassVar[str] = "tick"
    words: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Blanks:
    """Several short labels on one line, each with its words or a place to write."""

    kind: ClassVar[str] = "blanks"
    lead: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first cell names the row."""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An amount of money as a bar; `share` is its length as a percentage of the longest, `later` how it will be."""

    label: str
    words: str
    share: int
    later: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Amounts of a month as bars under each other."""

    kind: ClassVar[str] = "bars"
    bars: tuple[Bar, ...]


Block = Text | Point | Step | Tick | Blanks | Table | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; `name` tells parts apart, `title` is what people read."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class TakeHome:
    """Two sides of A4: what to do first with below it a card to cut off, and what goes into the folder."""

    title: str
    made: str
    """When, and with whom."""
    front: tuple[Section, ...]
    cut: str
    """What stands at the line to cut along."""
    card: Section
    back: tuple[Section, ...]

    def sections(self) -> Iterator[Section]:
        """All parts in reading order."""
        yield from (*self.front, self.card, *self.back)
