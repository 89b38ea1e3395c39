"""A curve as lines for a terminal: what stays in one sentence, a small table, where little stays, and each jump in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from voorzieningen.render import words
from voorzieningen.render.figures import day, euro, listed
from voorzieningen.render.page import Line, Page, Style
from voorzieningen.what_if import Kromme, Punt, Sprong

TITLE = "Wat houdt u over van meer loon?"
HOW = (
    "Wij doen alsof het het hele jaar zo is, en alsof u alles aanvraagt. Het vakantiegeld telt elke maand mee. "
    "Kosten, zoals de huur, gaan er niet af."
)
JUMPS, NO_JUMPS = "Sprongen", "Er valt nergens in één keer veel weg."
TOO_HIGH = "Er komt dan genoeg binnen. Daarom is er geen recht meer."
LITTLE = "Waar weinig overblijft"
_COLUMNS = ("loon bruto", "te besteden", "erbij")
_WIDE, _NARROW = (18, 18, 18), (11, 12, 10)
_PHONE = 60
"""From this width on the columns have room."""
_NOTHING, _HALF = Decimal("0.1"), Decimal("0.5")
"""Shares of a step: below the first nearly nothing stays, below the second less than half."""
_TWO, _MAYBE, _ONE = 2, 20, 1


def curve_lines(curve: Kromme, width: int = 80) -> list[Line]:
    """The curve in words: first what stays over the whole of it, then the table, then why."""
    page = Page(width)
    page.pair(TITLE, day(curve.op, weekday=False), "titel")
    page.blank()
    for sentence in _headline(curve):
        page.text(sentence, "titel")
    page.text(HOW)
    page.blank()
    _table(page, curve)
    if found := list(_little(curve)):
        page.heading(LITTLE)
        page.items(found)
    page.heading(f"{JUMPS} ({len(curve.sprongen)})" if curve.sprongen else JUMPS)
    if not curve.sprongen:
        page.text(NO_JUMPS)
    for jump in curve.sprongen:
        page.text(_jump(jump), _style(jump), first=f"{jump.nummer}. ")
        page.text(words.brief(jump.tekst or (TOO_HIGH if jump.eenmalig and jump.verschil <= 0 else "")), indent=3)
        page.text(f"Bron: {jump.artikel}." if jump.artikel else "", "grijs", indent=3)
    page.blank()
    for sentence in _left_out(curve):
        page.text(sentence)
    page.text(words.ESTIMATE)
    page.text(words.receipt(curve.regelset.versie, curve.regelset.digest, curve.op), "grijs")
    page.text(f"Wij hebben {curve.doorgerekend} bedragen doorgerekend.", "grijs")
    return page.lines


def _headline(curve: Kromme) -> Iterator[str]:
    first, last = curve.punten[0], curve.punten[-1]
    kept = sum((point.houdt for point in curve.punten if point.houdt is not None), Decimal(0))
    of = f"van {euro(first.bruto)} naar {euro(last.bruto)} bruto loon" if first.bruto else f"met {euro(last.bruto)} bruto loon"
    if kept >= _ONE:
        yield f"U houdt {euro(kept)} per maand meer over {of}."
        yield f"Dat is {euro(kept * 100 / (last.bruto - first.bruto))} van elke € 100 bruto."
    elif kept > -_ONE:
        yield f"U houdt niets meer over {of}."
    else:
        yield f"U houdt {euro(-kept, up=True)} per maand minder over {of}."


# --- the table

def _table(page: Page, curve: Kromme) -> None:
    """A row for each wage; wages on end that add nothing share one."""
    page.lines.append(Line(_cells(page, *_COLUMNS), "grijs"))
    for row in _rows(curve.punten):
        first, last = row[0], row[-1]
        marks = [str(one.nummer) for one in curve.sprongen if first.bruto <= _row(one, curve.punten) <= last.bruto]
        gross = _gross(first) if first is last else f"tot {_gross(last)}"
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
    return euro(point.bruto) if point.bruto else "geen loon"


def _row(jump: Sprong, points: Sequence[Punt]) -> Decimal:
    """The wage of the row in which a jump falls."""
    return min((point.bruto for point in points if point.bruto >= jump.tot), default=jump.tot)


def _more(point: Punt) -> str:
    if point.houdt is None:
        return ""
    if _adds_nothing(point):
        return "niets"
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
        kept = "bijna niets" if stretch.nearly_nothing else "minder dan de helft"
        start = f"Tussen {euro(first.bruto)} en" if first.bruto else "Tot"
        why = _why(first, last, curve.titels)
        yield f"{start} {euro(last.bruto)} bruto houdt u {kept} van wat erbij komt.{why}"


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
    return f" Wat omlaag gaat: {listed(names)}." if names else ""


def _of(point: Punt, name: str) -> Decimal:
    return point.per_regeling[name].laagst if name in point.per_regeling else Decimal(0)


# --- jumps

def _jump(jump: Sprong) -> str:
    if jump.ineens and not jump.van:
        change = f"{euro(abs(jump.verschil), up=jump.verschil < 0)} per maand {'minder' if jump.verschil < 0 else 'meer'}"
        return f"Zodra u loon heeft: {words.small(jump.titel)} is {change}."
    where = f"Bij {euro(jump.tot)} bruto" if jump.ineens else f"Tussen {euro(jump.van)} en {euro(jump.tot)} bruto"
    amount = euro(abs(jump.verschil), up=jump.verschil < 0)
    if jump.eenmalig:
        ways = "stopt" if jump.verschil <= 0 else "begint"
        return f"{where} {ways}: {words.small(jump.titel)}" + (f" ({amount} per keer)." if abs(jump.verschil) >= _ONE else ".")
    way = "omlaag" if jump.verschil < 0 else "omhoog"
    once = " in één keer" if jump.ineens else ""
    return f"{where} gaat {words.small(jump.titel)}{once} {amount} per maand {way}."


def _style(jump: Sprong) -> Style:
    return "let_op" if jump.verschil < 0 else "goed"


def _left_out(curve: Kromme) -> Iterator[str]:
    last = curve.punten[-1].per_regeling
    for name, amount in last.items():
        if (more := amount.hoogst - amount.laagst) > _MAYBE:
            yield f"Misschien komt daar nog bij: {words.small(curve.titels[name])}, tot {euro(more)} per maand."
    if curve.blijft_gelijk:
        yield f"Ander inkomen blijft hier gelijk: {listed(curve.blijft_gelijk)}. In het echt kan het lager worden."
    if curve.niet_gerekend:
        yield f"Niet meegerekend, vraag dit na: {listed(map(words.small, curve.niet_gerekend))}."
