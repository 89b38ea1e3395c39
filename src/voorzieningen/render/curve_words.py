"""What the curve of more wage says in words: whether more ever gives less, and each jump with its number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from voorzieningen.render.figures import euro
from voorzieningen.render.picture_words import NOTHING, amount, euros, whole
from voorzieningen.render.words import small, titles
from voorzieningen.report import Bedrag

GROSS, COMES_IN = "Loon vóór belasting per maand", "Wat er in komt per maand"


class Jump(Protocol):
    """A place where a little more wage changes at once what one scheme pays."""

    @property
    def nummer(self) -> int: ...
    @property
    def titel(self) -> str: ...
    @property
    def van(self) -> Decimal: ...
    @property
    def tot(self) -> Decimal: ...
    @property
    def verschil(self) -> Decimal: ...
    @property
    def ineens(self) -> bool: ...
    @property
    def eenmalig(self) -> bool: ...
    @property
    def tekst(self) -> str: ...


def curve_title(points: Sequence[tuple[Decimal, Bedrag]]) -> str:
    """Whether earning more ever gives less."""
    falls = _falls([(gross, whole(kept.laagst)) for gross, kept in points])
    if not falls:
        more = "steeds" if all(one.laagst < other.laagst for (_, one), (_, other) in pairwise(points)) else "niet altijd"
        return f"Verdient u meer, dan komt er {more} meer binnen."
    start, end, loss = max(falls, key=lambda fall: fall[2])
    if len(falls) == 1:
        return f"Van {euro(start) if start else NOTHING} naar {euro(end)} loon komt er {euros(loss)} minder binnen."
    return f"Op {len(falls)} plekken levert meer loon minder op, het meest bij {euro(end)}."


def _falls(points: Sequence[tuple[Decimal, int]]) -> list[tuple[Decimal, Decimal, int]]:
    """Each stretch over which more wage gives less: where it begins and ends, and how much less."""
    found: list[tuple[Decimal, Decimal, int]] = []
    for (start, before), (end, after) in pairwise(points):
        if after < before and found and found[-1][1] == start:
            found[-1] = (found[-1][0], end, found[-1][2] + before - after)
        elif after < before:
            found.append((start, end, before - after))
    return found


def curve_text(points: Sequence[tuple[Decimal, Bedrag]], jumps: Sequence[Jump], left_out: Sequence[str]) -> str:
    """Both ends of the line, each jump with its number, and what is not in it."""
    (low, first), (high, last) = points[0], points[-1]
    said = [_point(low, first), _point(high, last)]
    for one in jumps:
        where = f"bij {euro(one.tot)}" if one.ineens else f"tussen {euro(one.van) if one.van else NOTHING} en {euro(one.tot)}"
        said += [f"Sprong {one.nummer}, {where}: {_change(one)}.", *([one.tekst] if one.tekst else [])]
    return " ".join((*said, *([f"Dit is niet meegeteld: {titles(left_out)}."] if left_out else [])))


def _point(gross: Decimal, kept: Bedrag) -> str:
    with_it = f"Bij {euro(gross)} loon vóór belasting" if gross else "Zonder dit loon"
    return f"{with_it} komt er {amount(kept)} per maand in."


def _change(jump: Jump) -> str:
    size = whole(jump.verschil)
    if size == 0:
        return f"{small(jump.titel)} verandert"
    how = f"één keer {euros(abs(size))}" if jump.eenmalig else f"{euros(abs(size))} per maand"
    return f"{small(jump.titel)} {how} {'minder' if size < 0 else 'meer'}"
