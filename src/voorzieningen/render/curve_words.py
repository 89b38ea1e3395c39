"""What the curve of more wage says in words: whether more ever gives less, and each jump with its number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from voorzieningen.render.figures import euro, say
from voorzieningen.render.picture_words import amount, euros, whole
from voorzieningen.render.words import small, titles
from voorzieningen.report import Bedrag


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
        more = all(one.laagst < other.laagst for (_, one), (_, other) in pairwise(points))
        return say("beeld.meer_steeds" if more else "beeld.meer_niet_altijd")
    start, end, loss = max(falls, key=lambda fall: fall[2])
    if len(falls) == 1:
        return say("beeld.een_plek_minder", van=_wage(start), tot=euro(end), bedrag=euros(loss))
    return say("beeld.plekken_minder", aantal=len(falls), tot=euro(end))


def _wage(gross: Decimal) -> str:
    return euro(gross) if gross else say("bedrag.niets")


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
        key = "beeld.sprong_bij" if one.ineens else "beeld.sprong_tussen"
        told = say(key, nummer=one.nummer, van=_wage(one.van), tot=euro(one.tot), verandering=_change(one))
        said += [told, *([one.tekst] if one.tekst else [])]
    return " ".join((*said, *([say("beeld.niet_meegeteld", titels=titles(left_out))] if left_out else [])))


def _point(gross: Decimal, kept: Bedrag) -> str:
    return say("beeld.met_loon" if gross else "beeld.zonder_loon", loon=euro(gross), bedrag=amount(kept))


def _change(jump: Jump) -> str:
    size = whole(jump.verschil)
    if size == 0:
        return say("beeld.verandert", titel=small(jump.titel))
    key = f"beeld.{'ineens' if jump.eenmalig else 'per_maand'}_{'minder' if size < 0 else 'meer'}"
    return say(key, titel=small(jump.titel), bedrag=euros(abs(size)))
