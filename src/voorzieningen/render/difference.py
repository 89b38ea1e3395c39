"""What differs in the rules, as lines for a terminal: file by file what was and what is, then what it means for households."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import ndiff
from itertools import groupby

from voorzieningen.audit.types import Gevolg, Gevolgen, Onderdeel, RegelingGevolg, RegelingWijziging, Regelverschil, Wijziging
from voorzieningen.render.figures import day, exact, listed
from voorzieningen.render.page import Line, Page, Style
from voorzieningen.report import Bedrag

_MOST = 12
"""Cells of one table that are shown; the JSON has all."""
_HOW = {"nieuw": "nieuw", "weg": "weg", "gaat in": "gaat in", "gelijk": "gelijk gebleven"}
_MANY: dict[Onderdeel, str] = {
    "regeling": "bestanden", "parameter": "bedragen en getallen", "stap": "stappen", "voorwaarde": "voorwaarden",
    "bron": "bronnen", "open term": "open termen", "overig": "andere regels",
}  # fmt: skip
_RHYTHMS = {
    "maand": "per maand", "kwartaal": "per kwartaal", "jaar": "per jaar", "eenmalig": "één keer", "grens": "per maand vrij",
}  # fmt: skip


def difference_lines(found: Regelverschil, width: int = 80) -> list[Line]:
    """Two dates or two sets of rules beside each other."""
    page = Page(width)
    page.text(f"De regels: {found.voor} naast {found.na}", "titel")
    page.text(_summary(found.regelingen))
    for scheme in found.regelingen:
        page.heading(scheme.titel)
        page.text(f"{scheme.regeling}, {scheme.bestand}", "grijs")
        for lines in (_change(page.width, list(group)) for _, group in groupby(scheme.wijzigingen, _together)):
            page.lines += lines
    if found.verouderd:
        page.heading("Nog geen nieuw bedrag", f"Op {found.na} geldt hier nog het bedrag van eerder. Het rapport zegt dat erbij.")
        page.items(found.verouderd)
    if found.gevolgen:
        _effects(page, found.gevolgen)
    page.text(found.geen_gevolgen, "let_op")
    return page.lines


def change_lines(scheme: RegelingWijziging, width: int = 80) -> list[Line]:
    """What differs in one file of the rules."""
    page = Page(width)
    for _, group in groupby(scheme.wijzigingen, _together):
        page.lines += _change(width, list(group))
    return page.lines


def _summary(schemes: Sequence[RegelingWijziging]) -> str:
    if not schemes:
        return "Er is geen verschil."
    names = {(one.bestand, change.onderdeel, change.naam) for one in schemes for change in one.wijzigingen}
    counts = Counter(kind for _, kind, _ in names)
    told = [f"{counts[kind]} {many}" for kind, many in _MANY.items() if counts[kind]]
    return f"{len(schemes)} bestanden verschillen: {listed(told)}."


def _together(change: Wijziging) -> tuple[str, str, date | None]:
    return change.onderdeel, change.naam, change.vanaf


def _change(width: int, changes: Sequence[Wijziging]) -> list[Line]:
    first, page = changes[0], Page(width)
    page.blank()
    unit = f" ({first.eenheid})" if first.eenheid else ""
    since = f", vanaf {day(first.vanaf, weekday=False)}" if first.vanaf else ""
    law = f"; dat is wet sinds {day(first.in_werking, weekday=False)}" if first.in_werking else ""
    page.text(f"{first.onderdeel} {first.naam}{unit}{since}{law}", "kop")
    for change in changes[:_MOST]:
        for text, style in _values(change):
            page.text(text, style, indent=4)
    if len(changes) > _MOST:
        page.text(f"en nog {len(changes) - _MOST}; met --json staan zij er alle", "grijs", indent=4)
    for source in dict.fromkeys(text for one in changes for text in one.bron):
        page.text(source, "grijs", indent=4, first="bron: ")
    return page.lines


def _values(change: Wijziging) -> Iterator[tuple[str, Style]]:
    head = f"{change.cel}: " if change.cel else ""
    was, now = change.voor, change.na
    if any("\n" in (text or "") for text in (was, now)):
        for line in ndiff((was or "").splitlines(), (now or "").splitlines()):
            if line[:1] in "-+":
                yield line, "let_op" if line[0] == "-" else "goed"
    elif change.aard in _HOW:
        yield f"{head}{_HOW[change.aard]}: {now if now is not None else was}", "gewoon"
    else:
        yield f"{head}{was} → {now}", "gewoon"


# --- households

def _effects(page: Page, found: Gevolgen) -> None:
    page.heading("Gevolg voor huishoudens")
    days = f"op {day(found.na, weekday=False)}"
    if found.voor != found.na:
        days = f"op {day(found.voor, weekday=False)} en {days}; het huishouden is op beide dagen zoals op de laatste"
    how_many = f"{found.voorbeelden} voorbeelden en {found.willekeurig} willekeurige huishoudens bij de grenzen"
    page.text(f"Nagerekend {days}: {how_many}.")
    if found.niet_gelukt:
        page.text(f"{found.niet_gelukt} huishoudens kan een van beide niet lezen.", "let_op")
    for one in found.per_regeling:
        page.text(_count(one), first="- ")
    if found.per_voorbeeld:
        page.heading("De voorbeelden")
    for name, group in groupby(found.per_voorbeeld, lambda one: one.huishouden):
        page.text(name, "kop")
        page.items((_household(one) for one in group), indent=2)


def _count(one: RegelingGevolg) -> str:
    told = [f"{one.meer} meer{_span(one.meeste_meer)}"] if one.meer else []
    told += [f"{one.minder} minder{_span(one.meeste_minder)}"] if one.minder else []
    told += [f"{one.gelijk} gelijk"] if one.gelijk else []
    told += [f"{one.onzeker} niet zeker"] if one.onzeker else []
    return f"{one.titel} ({_RHYTHMS[one.ritme]}): {', '.join(told)}"


def _span(amount: Bedrag | None) -> str:
    if amount is None:
        return ""
    low, high = exact(str(amount.laagst), "EUR"), exact(str(amount.hoogst), "EUR")
    return f" ({low})" if low == high else f" ({low} tot {high})"


def _household(one: Gevolg) -> str:
    was, now = (_range(amount) for amount in (one.voor, one.na))
    return f"{one.titel}: {was} → {now} {_RHYTHMS[one.ritme]}"


def _range(amount: Bedrag) -> str:
    low, high = exact(str(amount.laagst), "EUR"), exact(str(amount.hoogst), "EUR")
    return low if low == high else f"{low} tot {high}"
