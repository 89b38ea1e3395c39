"""What differs in the rules, as lines for a terminal: file by file what was and what is, then what it means for households."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import ndiff
from itertools import groupby
from typing import get_args

from voorzieningen.audit.types import Gevolg, Gevolgen, Onderdeel, RegelingGevolg, RegelingWijziging, Regelverschil, Wijziging
from voorzieningen.render.figures import day, exact, listed
from voorzieningen.render.page import Line, Page, Style
from voorzieningen.report import Bedrag
from voorzieningen.texts import texts

_MOST = 12
"""Cells of one table that are shown; the JSON has all."""
def difference_lines(found: Regelverschil, width: int = 80) -> list[Line]:
    """Two dates or two sets of rules beside each other."""
    page = Page(width)
    page.text(_say("controle.titel", voor=found.voor, na=found.na), "titel")
    page.text(_summary(found.regelingen))
    for scheme in found.regelingen:
        page.heading(scheme.titel)
        page.text(f"{scheme.regeling}, {scheme.bestand}", "grijs")
        for lines in (_change(page.width, list(group)) for _, group in groupby(scheme.wijzigingen, _together)):
            page.lines += lines
    if found.verouderd:
        page.heading(_say("controle.kop.verouderd"), _say("controle.verouderd", dag=found.na))
        page.items(found.verouderd)
    if found.gevolgen:
        _effects(page, found.gevolgen)
    if found.geen_gevolgen:
        page.heading(_say("controle.kop.gevolg"))
        page.text(_say("controle.geen_gevolg"), "let_op")
        page.text(found.geen_gevolgen)
    return page.lines


def change_lines(scheme: RegelingWijziging, width: int = 80) -> list[Line]:
    """What differs in one file of the rules."""
    page = Page(width)
    for _, group in groupby(scheme.wijzigingen, _together):
        page.lines += _change(width, list(group))
    return page.lines


def _summary(schemes: Sequence[RegelingWijziging]) -> str:
    if not schemes:
        return _say("controle.geen_verschil")
    names = {(one.bestand, change.onderdeel, change.naam) for one in schemes for change in one.wijzigingen}
    counts = Counter(kind for _, kind, _ in names)
    kinds = [kind for kind in get_args(Onderdeel) if counts[kind]]
    told = [_say(f"controle.aantal.{kind.replace(' ', '_')}", aantal=counts[kind]) for kind in kinds]
    return _say("controle.telling", bestanden=len(schemes), onderdelen=listed(told))


def _together(change: Wijziging) -> tuple[str, str, date | None]:
    return change.onderdeel, change.naam, change.vanaf


def _change(width: int, changes: Sequence[Wijziging]) -> list[Line]:
    first, page = changes[0], Page(width)
    page.blank()
    head = f"{first.onderdeel} {first.naam}" + (f" ({first.eenheid})" if first.eenheid else "")
    if first.vanaf:
        head = _say("controle.vanaf", wat=head, dag=day(first.vanaf, weekday=False))
    if first.in_werking:
        head = _say("controle.in_werking", wat=head, dag=day(first.in_werking, weekday=False))
    page.text(head, "kop")
    for change in changes[:_MOST]:
        for text, style in _values(change):
            page.text(text, style, indent=4)
    if len(changes) > _MOST:
        page.text(_say("controle.meer", aantal=len(changes) - _MOST), "grijs", indent=4)
    for source in dict.fromkeys(text for one in changes for text in one.bron):
        page.text(source, "grijs", indent=4, first=f"{_say('controle.bron')} ")
    return page.lines


def _values(change: Wijziging) -> Iterator[tuple[str, Style]]:
    was, now = change.voor, change.na
    if any("\n" in (text or "") for text in (was, now)):
        for line in ndiff((was or "").splitlines(), (now or "").splitlines()):
            if line[:1] in "-+":
                yield line, "let_op" if line[0] == "-" else "goed"
        return
    if was is not None and now is not None and change.aard != "gelijk":
        text = _say("controle.aard.anders", voor=was, na=now)
    else:
        value = now if now is not None else was
        if change.onderdeel == "regeling":
            value = _say("controle.aantal.overig", aantal=value) if (value or "").isdigit() else value
        text = _say(f"controle.aard.{change.aard.replace(' ', '_')}", waarde=value)
    yield f"{change.cel}: {text}" if change.cel else text, "gewoon"


# --- households

def _effects(page: Page, found: Gevolgen) -> None:
    page.heading(_say("controle.kop.gevolg"))
    first, last = (day(one, weekday=False) for one in (found.voor, found.na))
    when = last if first == last else _say("controle.twee_dagen", voor=first, na=last)
    page.text(_say("controle.nagerekend", dag=when, voorbeelden=found.voorbeelden, willekeurig=found.willekeurig))
    page.text(_say("controle.zelfde_huishouden") if first != last else "")
    if found.niet_gelukt:
        page.text(_say("controle.niet_gelukt", aantal=found.niet_gelukt), "let_op")
    differs = [one for one in found.per_regeling if one.meer or one.minder or one.onzeker]
    page.items(_count(one) for one in differs)
    if same := [one.titel for one in found.per_regeling if one not in differs]:
        page.text(_say("controle.overal_gelijk", regelingen=listed(same)))
    if found.per_voorbeeld:
        page.heading(_say("controle.kop.voorbeelden"))
    for name, group in groupby(found.per_voorbeeld, lambda one: one.huishouden):
        page.text(name, "kop")
        page.items((_household(one) for one in group), indent=2)


def _count(one: RegelingGevolg) -> str:
    told = [_say("controle.gevolg.meer", aantal=one.meer, bedrag=_span(one.meeste_meer))] if one.meer else []
    told += [_say("controle.gevolg.minder", aantal=one.minder, bedrag=_span(one.meeste_minder))] if one.minder else []
    told += [_say("controle.gevolg.gelijk", aantal=one.gelijk)] if one.gelijk else []
    told += [_say("controle.gevolg.onzeker", aantal=one.onzeker)] if one.onzeker else []
    return _say("controle.gevolg", titel=one.titel, hoe=_say(f"controle.ritme.{one.ritme}"), telling=", ".join(told))


def _span(amount: Bedrag | None) -> str:
    return f" ({_range(amount)})" if amount else ""


def _household(one: Gevolg) -> str:
    how = _say(f"controle.ritme.{one.ritme}")
    return _say("controle.gevolg.van_naar", titel=one.titel, voor=_range(one.voor), na=_range(one.na), hoe=how)


def _range(amount: Bedrag) -> str:
    low, high = exact(str(amount.laagst), "EUR"), exact(str(amount.hoogst), "EUR")
    return low if low == high else _say("controle.tot", laagst=low, hoogst=high)


def _say(key: str, **holes: object) -> str:
    return texts()(key, **holes)
