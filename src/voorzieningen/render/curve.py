"""A curve as lines for a terminal: what stays in one sentence, a small table, where little stays, and each jump in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from voorzieningen.render import words
from voorzieningen.render.figures import day, euro, listed, say
from voorzieningen.render.page import Line, Page, Style
from voorzieningen.what_if import Kromme, Punt, Sprong

_WIDE, _NARROW = (18, 18, 18), (11, 12, 10)
_PHONE = 60
"""From this width on the columns have room."""
_NOTHING, _HALF = Decimal("0.1"), Decimal("0.5")
"""Shares of a step: below the first nearly nothing stays, below the second less than half."""
_TWO, _MAYBE, _ONE = 2, 20, 1


def curve_lines(curve: Kromme, width: int = 80) -> list[Line]:
    """The curve in words: first what stays over the whole of it, then the table, then why."""
    page = Page(width)
    page.pair(say("kromme.titel"), day(curve.op, weekday=False), "titel")
    page.blank()
    for sentence in _headline(curve):
        page.text(sentence, "titel")
    page.text(say("kromme.hoe"))
    page.blank()
    _table(page, curve)
    if found := list(_little(curve)):
        page.heading(say("kromme.kop.weinig"))
        page.items(found)
    jumps = say("kromme.kop.sprongen")
    page.heading(f"{jumps} ({len(curve.sprongen)})" if curve.sprongen else jumps)
    if not curve.sprongen:
        page.text(say("kromme.geen_sprongen"))
    for jump in curve.sprongen:
        page.text(_jump(jump), _style(jump), first=f"{jump.nummer}. ")
        too_high = jump.eenmalig and jump.verschil <= 0
        page.text(words.brief(jump.tekst or (say("kromme.te_hoog") if too_high else "")), indent=3)
        page.text(say("kromme.bron", artikel=jump.artikel) if jump.artikel else "", "grijs", indent=3)
    page.blank()
    for sentence in _left_out(curve):
        page.text(sentence)
    page.text(say("deel.schatting"))
    page.text(words.receipt(curve.regelset.versie, curve.regelset.digest, curve.op), "grijs")
    page.text(say("kromme.doorgerekend", aantal=curve.doorgerekend), "grijs")
    return page.lines


def _headline(curve: Kromme) -> Iterator[str]:
    first, last = curve.punten[0], curve.punten[-1]
    kept = sum((point.houdt for point in curve.punten if point.houdt is not None), Decimal(0))
    of = say("kromme.loon_van_naar" if first.bruto else "kromme.loon_met", van=euro(first.bruto), tot=euro(last.bruto))
    if kept >= _ONE:
        yield say("kromme.houdt", bedrag=euro(kept), loon=of)
        yield say("kromme.van_elke_100", bedrag=euro(kept * 100 / (last.bruto - first.bruto)))
    elif kept > -_ONE:
        yield say("kromme.houdt_niets", loon=of)
    else:
        yield say("kromme.houdt_minder", bedrag=euro(-kept, up=True), loon=of)


# --- the table

def _table(page: Page, curve: Kromme) -> None:
    """A row for each wage; wages on end that add nothing share one."""
    columns = (say(f"kromme.kolom.{name}") for name in ("bruto", "te_besteden", "erbij"))
    page.lines.append(Line(_cells(page, *columns), "grijs"))
    for row in _rows(curve.punten):
        first, last = row[0], row[-1]
        marks = [str(one.nummer) for one in curve.sprongen if first.bruto <= _row(one, curve.punten) <= last.bruto]
        gross = _gross(first) if first is last else say("kromme.tot", bedrag=_gross(last))
        mark = f" ({', '.join(marks)})" if marks else ""
        text = _cells(page, gross, euro(last.ongeveer), _more(last))
        page.lines.append(Line(f"{text}{mark}".rstrip(), _row_style(last)))


def _cells(page: Page, *texts: str) -> str:
    widths = _WIDE if page.width >= _PHONE else _NARROW
    return "".join(f"{text:>{wide}}" for text, wide in zip(texts, widths, strict=True))


def _rows(points: Sequence[Punt]) -> Iterator[list[Punt]]:
    run: list[Punt] = []
    for point in points:
        if run and not (_adds_nothing(run[0]) and _adds_nothing(point)):
            yield run
            run = []
        run.append(point)
    yield run


def _adds_nothing(point: Punt) -> bool:
    return point.houdt is not None and abs(point.houdt) < _ONE


def _gross(point: Punt) -> str:
    return euro(point.bruto) if point.bruto else say("kromme.geen_loon")


def _row(jump: Sprong, points: Sequence[Punt]) -> Decimal:
    """The wage of the row in which a jump falls."""
    return min((point.bruto for point in points if point.bruto >= jump.tot), default=jump.tot)


def _more(point: Punt) -> str:
    if point.houdt is None:
        return ""
    if _adds_nothing(point):
        return say("bedrag.niets")
    return f"+ {euro(point.houdt)}" if point.houdt > 0 else f"- {euro(-point.houdt, up=True)}"


def _row_style(point: Punt) -> Style:
    return "let_op" if point.houdt is not None and point.houdt <= -_ONE else "gewoon"


# --- where little stays

@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some steps on end in which about as little stays."""

    points: tuple[Punt, ...]
    nearly_nothing: bool


def _little(curve: Kromme) -> Iterator[str]:
    for stretch in _stretches(curve.punten):
        first, last = stretch.points[0], stretch.points[-1]
        key = f"kromme.{'bijna_niets' if stretch.nearly_nothing else 'minder_dan_helft'}{'' if first.bruto else '_tot'}"
        told = say(key, van=euro(first.bruto), tot=euro(last.bruto))
        yield " ".join(filter(None, (told, _why(first, last, curve.titels))))


def _stretches(points: Sequence[Punt]) -> Iterator[_Stretch]:
    run: list[Punt] = []
    kind: bool | None = None
    for before, after in pairwise(points):
        share = (after.houdt or Decimal(0)) / (after.bruto - before.bruto)
        now = True if share < _NOTHING else False if share < _HALF else None
        if now != kind and _worth_telling(run, kind):
            yield _Stretch(tuple(run), bool(kind))
        if now != kind:
            run, kind = [before], now
        run.append(after)
    if _worth_telling(run, kind):
        yield _Stretch(tuple(run), bool(kind))


def _worth_telling(run: Sequence[Punt], kind: bool | None) -> bool:
    """Nearly nothing always, little only over more than one step."""
    return len(run) > (1 if kind else 2) and kind is not None


def _why(first: Punt, last: Punt, titles: dict[str, str]) -> str:
    """Which schemes get lower most."""
    lost = {name: amount.laagst - _of(last, name) for name, amount in first.per_regeling.items()}
    found = sorted((name for name, size in lost.items() if size >= _ONE), key=lambda name: -lost[name])[:_TWO]
    names = [words.small(titles[name]) for name in found]
    return say("kromme.omlaag", titels=listed(names)) if names else ""


def _of(point: Punt, name: str) -> Decimal:
    return point.per_regeling[name].laagst if name in point.per_regeling else Decimal(0)


# --- jumps

def _jump(jump: Sprong) -> str:
    title, amount = words.small(jump.titel), euro(abs(jump.verschil), up=jump.verschil < 0)
    if jump.ineens and not jump.van:
        return say("kromme.zodra_minder" if jump.verschil < 0 else "kromme.zodra_meer", titel=title, bedrag=amount)
    where = say("kromme.bij" if jump.ineens else "kromme.tussen", van=euro(jump.van), tot=euro(jump.tot))
    if jump.eenmalig:
        key = f"kromme.{'stopt' if jump.verschil <= 0 else 'begint'}{'_bedrag' if abs(jump.verschil) >= _ONE else ''}"
        return say(key, waar=where, titel=title, bedrag=amount)
    key = f"kromme.gaat_{'ineens_' if jump.ineens else ''}{'omlaag' if jump.verschil < 0 else 'omhoog'}"
    return say(key, waar=where, titel=title, bedrag=amount)


def _style(jump: Sprong) -> Style:
    return "let_op" if jump.verschil < 0 else "goed"


def _left_out(curve: Kromme) -> Iterator[str]:
    last = curve.punten[-1].per_regeling
    for name, amount in last.items():
        if (more := amount.hoogst - amount.laagst) > _MAYBE:
            yield say("kromme.misschien_erbij", titel=words.small(curve.titels[name]), bedrag=euro(more))
    if curve.blijft_gelijk:
        yield say("kromme.blijft_gelijk", namen=listed(curve.blijft_gelijk))
    if curve.niet_gerekend:
        yield words.listed_titles("kromme.niet_gerekend", curve.niet_gerekend)
