"""A report as lines of text for a terminal: grouped by finding, wrapped, each line with the style it may be shown in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from voorzieningen.render import words
from voorzieningen.report import Bevinding, Jaar, Regeling, Report, Vraag

Style = Literal["gewoon", "titel", "kop", "goed", "let_op", "vraag", "grijs"]

_STYLES: dict[Bevinding, Style] = {
    "onbenut": "goed", "te_weinig": "goed", "te_veel": "let_op", "misschien": "vraag", "vraag_gemeente": "vraag", "klopt": "grijs", "geen_recht": "grijs",
}
_ORDER: tuple[Bevinding, ...] = ("onbenut", "te_weinig", "te_veel", "misschien", "vraag_gemeente", "klopt", "geen_recht")
_LABEL, _NARROW, _QUESTIONS = 13, 56, 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output, no longer than the width where words allow it."""

    text: str
    style: Style = "gewoon"


@dataclass(slots=True)
class Page:
    """Lines in the making."""

    width: int
    lines: list[Line] = field(default_factory=list)

    def blank(self) -> None:
        """One empty line, never two."""
        if self.lines and self.lines[-1].text:
            self.lines.append(Line(""))

    def text(self, text: str, style: Style = "gewoon", *, indent: int = 0, first: str = "") -> None:
        """A paragraph; `first` stands before its first line, the rest hangs under it."""
        # An amount is not broken after its euro sign.
        start = " " * indent + first
        wrapped = textwrap.wrap(text.replace("€ ", "€\xa0"), max(self.width, len(start) + 10), initial_indent=start,
                                subsequent_indent=" " * len(start), break_long_words=False, break_on_hyphens=False)
        self.lines += [Line(line.replace("\xa0", " "), style) for line in wrapped]

    def heading(self, text: str) -> None:
        """The head of a part."""
        self.blank()
        self.lines += [Line(text.upper(), "kop"), Line("-" * self.width, "grijs")]

    def pair(self, left: str, right: str, style: Style) -> None:
        """Two texts on one line, the second at the right edge."""
        if len(left) + len(right) + 2 > self.width:
            self.text(left, style)
            self.text(right, style, indent=2)
        else:
            self.lines.append(Line(f"{left}{right:>{self.width - len(left)}}".rstrip(), style))

    def field(self, label: str, texts: Sequence[str], *, indent: int = 2, wide: int = _LABEL) -> None:
        """A label with one text beside it, or several as a list; on a narrow screen below it."""
        bullets = ["- " if len(texts) > 1 else ""] * len(texts)
        narrow = self.width < _NARROW
        if narrow and texts:
            self.text(f"{label}:", indent=indent)
        for at, (bullet, text) in enumerate(zip(bullets, texts, strict=True)):
            head = "  " if narrow else f"{label if not at else '':<{wide}}"
            self.text(text, indent=indent, first=head + bullet)


def report_lines(report: Report, *, width: int = 80, answers: date | None = None) -> list[Line]:
    """The whole report; `answers` is the day the household was asked, when that is known."""
    page = Page(width)
    page.pair(words.TITLE, words.day(report.peildatum), "titel")
    page.blank()
    for sentence in _headline(report):
        page.text(sentence, "titel")
    too_much = [scheme.titel for scheme in report.regelingen.values() if group(scheme, report.peildatum) == "te_veel"]
    if too_much:
        page.text(words.too_much(too_much), "let_op")
    for finding in _ORDER:
        schemes = [scheme for scheme in report.regelingen.values() if group(scheme, report.peildatum) == finding]
        if schemes:
            page.heading(f"{words.HEADINGS[finding]} ({len(schemes)})")
            for scheme in sorted(schemes, key=_largest_first):
                scheme_block(page, scheme, finding, report.peildatum)
    _open(page, report.regelingen.values())
    _assumed(page, report.regelingen.values())
    _left_out(page, report)
    page.blank()
    page.text(words.ESTIMATE)
    page.text(words.receipt(report.regelset.versie, report.regelset.digest, report.peildatum, answers), "grijs")
    return page.lines


# --- what is counted and where it stands

def group(scheme: Regeling, today: date) -> Bevinding:
    """The heading a scheme stands under: its finding, unless what is sure asks for another place.

    Surely due and surely not received is to be claimed, also when the amount is a range or of an earlier year only;
    surely no right stands under "Nu niet", also when the household does not say what it receives.
    """
    past_open = [year for name, year in scheme.jaren.items() if name != str(today.year) and _open_still(year, today)]
    if scheme.bevinding == "klopt" and any(_whole(year) for year in past_open):
        return "onbenut"
    if scheme.bevinding == "misschien":
        if scheme.recht == "ja" and scheme.ontvangen_per_maand == 0:
            return "onbenut"
        if scheme.recht == "nee" and not any(year.gemist.hoogst for year in past_open):
            return "geen_recht"
    return scheme.bevinding


def _open_still(year: Jaar, today: date) -> bool:
    return year.uiterlijk is None or year.uiterlijk >= today


def _whole(year: Jaar) -> bool:
    return year.gemist.laagst > 0 and year.gemist == year.per_jaar


def _each_month(scheme: Regeling, place: Bevinding) -> tuple[Decimal, Decimal]:
    """What can surely come on top each month, and what may come beyond that."""
    if place not in ("onbenut", "te_weinig", "misschien") or scheme.bevinding == "klopt":
        return Decimal(0), Decimal(0)
    got = scheme.ontvangen_per_maand
    sure = max(Decimal(0), scheme.per_maand.laagst - got) if got is not None else Decimal(0)
    return sure, max(Decimal(0), scheme.per_maand.hoogst - (got or 0) - sure)


def _counts(name: str, year: Jaar, place: Bevinding, today: date) -> bool:
    """Whether a missed amount is to be claimed; a rest on top of what was received is settled without a claim."""
    if not _open_still(year, today):
        return False
    return place in ("onbenut", "te_weinig", "misschien") if name == str(today.year) else place in ("onbenut", "te_weinig") or _whole(year)


def _headline(report: Report) -> tuple[str, ...]:
    sure = maybe = once = once_maybe = Decimal(0)
    for scheme in report.regelingen.values():
        place = group(scheme, report.peildatum)
        more, perhaps = _each_month(scheme, place)
        sure, maybe = sure + more, maybe + perhaps
        for name, year in scheme.jaren.items():
            if _counts(name, year, place, report.peildatum):
                once, once_maybe = once + year.gemist.laagst, once_maybe + year.gemist.hoogst - year.gemist.laagst
    return words.headline(sure, maybe, once, once_maybe)


def _largest_first(scheme: Regeling) -> Decimal:
    return -max(scheme.per_maand.laagst, scheme.per_maand.hoogst / 1000)


# --- one scheme

def scheme_block(page: Page, scheme: Regeling, place: Bevinding, today: date, *, reasons: bool = True) -> None:
    """One scheme: amount, what it means, what was missed until when, where to claim with what, and why."""
    page.blank()
    style, year = _STYLES[place], str(today.year)
    page.pair(f"{words.SIGNS[place]} {scheme.titel}", _amount(scheme, place, year), style)
    sentences = words.first_sentences(scheme, place, year)
    if place == "geen_recht":
        extra = (words.RECEIVED_ANYWAY,) if scheme.bevinding == "misschien" else (words.ASK_ALWAYS,)
        page.text(" ".join((*sentences, *(scheme.uitleg if reasons else ()), *extra)), indent=2)
    else:
        if place != "klopt":
            page.text(scheme.samenvatting, indent=2)
        for sentence in sentences:
            page.text(sentence, indent=2)
    _missed(page, scheme, place, today)
    if place in ("onbenut", "te_weinig", "te_veel", "misschien"):
        _claim(page, scheme, place)
        if reasons:
            page.field("Waarom", scheme.uitleg)
    page.field("Niet gedaan", scheme.niet_gemodelleerd)
    if place in ("onbenut", "te_weinig", "te_veel", "misschien"):
        _questions(page, scheme)
    page.field("Let op", words.weak(scheme))


def _amount(scheme: Regeling, place: Bevinding, year: str) -> str:
    if place in ("geen_recht", "vraag_gemeente") or scheme.recht == "niet_gemodelleerd":
        return ""
    due, got = scheme.per_maand, scheme.ontvangen_per_maand
    if got and place == "te_weinig":
        return words.each_month(due.model_copy(update={"laagst": due.laagst - got, "hoogst": due.hoogst - got}), " meer")
    if got and place == "te_veel":
        too_much = {"laagst": got - due.hoogst, "hoogst": got - due.laagst}
        return words.each_month(due.model_copy(update=too_much), " te veel")
    if due.hoogst <= 0 and scheme.per_jaar.hoogst > 0:
        return words.over_year(scheme.per_jaar, year)
    return words.each_month(due)


def _missed(page: Page, scheme: Regeling, place: Bevinding, today: date) -> None:
    for name, year in sorted(scheme.jaren.items()):
        if year.gemist.hoogst < 1:
            continue
        if _counts(name, year, place, today) or place == "misschien" or not _open_still(year, today):
            page.field(f"Gemist {name}", [words.missed(name, year.gemist, year.uiterlijk, today)])
        elif name != str(today.year):
            page.field(f"Over {name}", [words.settle(name, year.gemist)])


def _claim(page: Page, scheme: Regeling, place: Bevinding) -> None:
    claim = scheme.aanvragen
    if claim is None:
        return
    page.field("Doorgeven" if place in ("te_weinig", "te_veel") else "Aanvragen", [claim.waar])
    if place in ("onbenut", "misschien"):
        if claim.terug_tot is not None:
            page.field("", [words.claim_from(claim.terug_tot)])
        elif claim.uiterlijk is not None and not any(year.gemist.hoogst >= 1 for year in scheme.jaren.values()):
            page.field("", [words.claim_by(claim.uiterlijk)])
        page.field("Leg klaar", claim.nodig)
        if claim.niet_nodig_als:
            page.field("Niet nodig", [claim.niet_nodig_als])


# --- open questions, assumptions and what is left out

def _asked(questions: Iterable[Vraag]) -> dict[str, str]:
    """Each question once, with all rows it is about."""
    rows: dict[str, list[Vraag]] = {}
    for one in questions:
        rows.setdefault(one.vraag, []).append(one)
    return {text: words.question(same[0], list(dict.fromkeys(one.waar for one in same))) for text, same in rows.items()}


def _questions(page: Page, scheme: Regeling) -> None:
    asked = list(_asked(scheme.ontbreekt).values())
    shown = asked if len(asked) <= _QUESTIONS + 1 else [*asked[:_QUESTIONS], words.more_questions(len(asked) - _QUESTIONS)]
    page.field("Nog vragen", shown)


def _open(page: Page, schemes: Iterable[Regeling]) -> None:
    asked = _asked(question for scheme in schemes for question in scheme.ontbreekt)
    if asked:
        page.heading(f"{words.STILL_OPEN} ({len(asked)})")
        page.text(words.STILL_OPEN_HELP)
        for text in asked.values():
            page.text(text, first="- ")


def _assumed(page: Page, schemes: Iterable[Regeling]) -> None:
    found = list(dict.fromkeys(text for scheme in schemes for text in scheme.aannames))
    if found:
        page.heading(words.ASSUMED)
        page.text(words.ASSUMED_HELP)
        for text in found:
            page.text(text, first="- ")


def _left_out(page: Page, report: Report) -> None:
    remarks = {scheme.titel: scheme.opmerkingen for scheme in report.regelingen.values() if scheme.opmerkingen}
    if remarks or report.niet_bekeken:
        page.heading(words.LEFT_OUT)
        page.text(words.LEFT_OUT_HELP)
        if report.niet_bekeken:
            page.text(words.not_looked(report.niet_bekeken), first="- ")
    for title, texts in remarks.items():
        page.text(f"{title}:")
        for text in texts:
            page.text(text, indent=2, first="- ")
