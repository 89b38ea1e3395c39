"""What may be shown about a group of households: each number, each that is hidden, and nothing behind those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Sign = Literal["getal", "klein", "verborgen"]
"""`klein`: fewer than the minimum, and somebody. `verborgen`: hidden, because a small number could be found back with it."""

TOGETHER = "samen"
"""The name of a group that is several small ones put together."""


@dataclass(frozen=True, slots=True)
class Number:
    """A count of households; None when it is hidden."""

    value: int | None
    sign: Sign = "getal"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in EUR from its lowest to its highest."""

    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One group: how many households it has, how many stand where, and amounts; None when there are none or they are hidden."""

    name: str
    size: int
    numbers: Mapping[str, Number]
    year: Money | None = None
    claim: Money | None = None

    def shows(self, column: str) -> int:
        """The number of a column, 0 when it is hidden: for order and pictures, where what is hidden must not play a part."""
        return self.numbers[column].value or 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A scheme or signal: the whole group, by municipality and by household type; no rows where there is one group only."""

    name: str
    whole: Row
    towns: Sequence[Row]
    types: Sequence[Row]
    pays: bool = False
    """Whether there are amounts, shown or hidden."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some classes of a spread together: from the first to the last, and how many of 100 households, to the nearest five."""

    first: int
    last: int
    per_100: int


@dataclass(frozen=True, slots=True)
class Gain:
    """A scheme that was missed, at a later date: how many of those receive more, and what they receive more a month."""

    name: str
    missed: int
    numbers: Mapping[str, Number]
    missed_month: Decimal | None
    gained_month: Decimal | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A signal that was on, at a later date."""

    name: str
    was: int
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps on the participation ladder: of how many it is known twice, who kept theirs, and the goal in percents."""

    known: int
    numbers: Mapping[str, Number]
    kept_least: int
    """At least so many of 100 kept their step or rose; exact when nothing is hidden."""
    exact: bool
    target: int


@dataclass(frozen=True, slots=True)
class Moment:
    """The same households later."""

    day: date
    gains: Sequence[Gain]
    gone: Sequence[Gone]
    steps: Steps | None


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Everything on the page; `numbers`, `amounts` and `levels` are None for a group too small for a spread."""

    day: date
    households: int
    minimum: int
    digest: str
    not_real: bool
    left_out: Number
    """Households that were not there at every later moment, and so are in no number."""
    schemes: Sequence[Topic]
    signals: Sequence[Topic]
    numbers: Sequence[Share] | None
    amounts: Sequence[Share] | None
    levels: Sequence[Share] | None
    bounds: Sequence[int]
    """Where the bands of `amounts` begin, in EUR."""
    level_names: Sequence[str] = ()
    moments: Sequence[Moment] = ()
