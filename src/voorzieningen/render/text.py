"""A report as lines for a terminal: grouped by finding, wrapped, each line with the style it may be shown in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from voorzieningen.render import words
from voorzieningen.render.figures import day
from voorzieningen.report import Bedrag, Bevinding, Jaar, Regeling, Report, Vraag

Style = Literal["gewoon", "titel", "kop", "goed", "let_op", "vraag", "grijs"]

_STYLES: dict[Bevinding, Style] = {
    "onbenut": "goed",
    "te_weinig": "goed",
    "te_veel": "let_op",
    "misschien": "vraag",
    "vraag_gemeente": "vraag",
    "klopt": "grijs",
    "geen_recht": "grijs",
}
_TO_CLAIM = ("onbenut", "te_weinig", "misschien")
_LABEL, _NARROW, _QUESTIONS = 13, 56, 3
_ROUNDED_AWAY = 12
"""Euros a year: an advance in whole euros leaves up to one a month, which is settled without anybody asking."""


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
        start = " " * indent + first
        # An amount is not broken after its euro sign.
        wrapped = textwrap.wrap(
            text.replace("€ ", "€\xa0"), max(self.width, len(start) + 10), initial_indent=start,
            subsequent_indent=" " * len(start), break_long_words=False, break_on_hyphens=False,
        )
        self.lines += [Line(line.replace("\xa0", " "), style) for line in wrapped]

    def heading(self, text: str) -> None:
        """The head of a part."""
        self.blank()
        self.text(text.upper(), "kop")
        self.lines.append(Line("-" * self.width, "grijs"))

    def pair(self, left: str, right: str, style: Style) -> None:
        """Two texts on one line, the second at the right edge."""
        if len(left) + len(right) + 2 > self.width:
            self.text(left, style)
            self.text(right, style, indent=2)
        else:
            self.lines.append(Line(f"{left}{right:>{self.width - len(left)}}".rstrip(), style))

    def items(self, texts: Iterable[str], *, indent: int = 0) -> None:
        """A list."""
        for text in texts:
            self.text(text, indent=indent, first="- ")

    def field(self, label: str, texts: Sequence[str], *, indent: int = 2, wide: int = _LABEL) -> None:
        """A label with one text beside it, or several as a list; on a narrow screen below it."""
        bullet = "- " if len(texts) > 1 else ""
        narrow = self.width < _NARROW
        if narrow and label and texts:
            self.text(f"{label}:", indent=indent)
        for at, text in enumerate(texts):
            head = "  " if narrow else f"{label if not at else '':<{wide}}"
            self.text(text, indent=indent, first=head + bullet)


def report_lines(report: Report, *, width: int = 80, answers: date | None = None) -> list[Line]:
    """The whole report; `answers` is the day the household was asked, when that is known."""
    page, schemes = Page(width), list(report.regelingen.values())
    places = [(group(scheme, report.peildatum), scheme) for scheme in schemes]
    page.pair(words.TITLE, day(report.peildatum), "titel")
    page.blank()
    for sentence in _headline(places, report.peildatum):
        page.text(sentence, "titel")
    if over := [scheme.titel for place, scheme in places if place == "te_veel"]:
        page.text(words.too_much(over), "let_op")
    for finding, heading in words.HEADINGS.items():
        here = sorted((scheme for place, scheme in places if place == finding), key=_largest_first)
        if here:
            page.heading(f"{heading} ({len(here)})")
        for scheme in here:
            scheme_block(page, scheme, finding, report.peildatum)
    _lists(page, report, [scheme for place, scheme in places if place in _TO_CLAIM])
    page.blank()
    if single := [scheme.titel for scheme in schemes if scheme.zekerheid == "enkel"]:
        page.text(words.one_source(single))
    page.text(words.ESTIMATE)
    page.text(words.receipt(report.regelset.versie, report.regelset.digest, report.peildatum, answers), "grijs")
    return page.lines


# --- what is counted and where it stands

def group(scheme: Regeling, today: date) -> Bevinding:
    """The heading a scheme stands under: its finding, unless what is sure asks for another place.

    Surely due and surely not received is to be claimed, also when the amount is a range or of an earlier year only;
    surely no right stands under "Nu niet", also when the household does not say what it receives.
    """
    past = [year for name, year in scheme.jaren.items() if name != str(today.year) and _claimable(year, today)]
    if scheme.bevinding == "klopt" and any(_whole(year) for year in past):
        return "onbenut"
    if scheme.bevinding == "misschien" and scheme.recht == "ja" and scheme.ontvangen_per_maand == 0:
        return "onbenut"
    if scheme.bevinding == "misschien" and scheme.recht == "nee" and not any(year.gemist.hoogst for year in past):
        return "geen_recht"
    return scheme.bevinding


def _claimable(year: Jaar, today: date) -> bool:
    return year.uiterlijk is None or year.uiterlijk >= today


def _whole(year: Jaar) -> bool:
    """Whether nothing at all was received of a year."""
    return year.gemist.laagst > 0 and year.gemist == year.per_jaar


def _counts(name: str, year: Jaar, place: Bevinding, today: date) -> bool:
    """Whether a missed amount is to be claimed; a rest of an earlier year is settled when that year is closed."""
    if not _claimable(year, today):
        return False
    now = name == str(today.year)
    return place in _TO_CLAIM if now else place in ("onbenut", "te_weinig") or _whole(year)


def _headline(places: Sequence[tuple[Bevinding, Regeling]], today: date) -> tuple[str, ...]:
    """The sums of the first lines; an amount of which nothing is sure is named and not summed."""
    lowest = highest = once = once_most = Decimal(0)
    perhaps = []
    for place, scheme in places:
        got = scheme.ontvangen_per_maand
        if place in _TO_CLAIM and scheme.bevinding != "klopt":
            more = max(Decimal(0), scheme.per_maand.laagst - got) if got is not None else Decimal(0)
            most = max(Decimal(0), scheme.per_maand.hoogst - (got or 0))
            if more >= 1:
                lowest, highest = lowest + more, highest + (more if words.vague(scheme) else most)
            elif most >= 1:
                perhaps.append(scheme.titel)
        for name, year in scheme.jaren.items():
            if _counts(name, year, place, today):
                once += year.gemist.laagst
                once_most += year.gemist.laagst if words.vague(scheme) else year.gemist.hoogst
    each_month = Bedrag(laagst=lowest, hoogst=highest)
    return words.headline(each_month, Bedrag(laagst=once, hoogst=once_most), perhaps)


def _largest_first(scheme: Regeling) -> tuple[Decimal, Decimal]:
    return -scheme.per_maand.laagst, -scheme.per_maand.hoogst


# --- one scheme

def scheme_block(page: Page, scheme: Regeling, place: Bevinding, today: date, *, reasons: bool = True) -> None:
    """One scheme: amount, what it means, what was missed until when, where to claim with what, and why."""
    act, unclear = place in (*_TO_CLAIM, "te_veel"), place == "misschien" and scheme.recht != "nee"
    page.blank()
    page.pair(f"{words.SIGNS[place]} {scheme.titel}", words.at_right(scheme, place, str(today.year)), _STYLES[place])
    if act or place == "vraag_gemeente":
        page.text(scheme.samenvatting, indent=2)
    for sentence in [words.refusal(scheme)] if place == "geen_recht" and reasons else \
            words.first_sentences(scheme, place, str(today.year)):
        page.text(sentence, indent=2)
    if act:
        _questions(page, scheme)
    page.field("Vraag na", scheme.niet_gemodelleerd)
    _missed(page, scheme, place, today)
    if act:
        _claim(page, scheme, place)
    if act and reasons and not unclear:
        page.field("Waarom", scheme.uitleg)
    page.field("Let op", words.weak(scheme))


def _missed(page: Page, scheme: Regeling, place: Bevinding, today: date) -> None:
    for name, year in sorted(scheme.jaren.items()):
        part = 0 < year.gemist.laagst < year.per_jaar.laagst and name != str(today.year)
        if year.gemist.hoogst < 1 or words.vague(scheme):
            continue
        if not _claimable(year, today) or _counts(name, year, place, today) or (place == "misschien" and not part):
            page.field(f"Gemist {name}", [words.missed(name, year.gemist, year.uiterlijk, today)])
        elif part and year.gemist.hoogst > _ROUNDED_AWAY:
            page.field(f"Over {name}", [words.settle(year.gemist)])


def _claim(page: Page, scheme: Regeling, place: Bevinding) -> None:
    claim = scheme.aanvragen
    if claim is None:
        return
    running = bool(scheme.ontvangen_per_maand) and place != "onbenut"
    page.field("Doorgeven" if running else "Aanvragen", [claim.waar])
    if running:
        return
    if claim.terug_tot is not None:
        page.field("", [words.claim_from(claim.terug_tot)])
    elif claim.uiterlijk is not None and not any(year.gemist.hoogst >= 1 for year in scheme.jaren.values()):
        page.field("", [words.claim_by(claim.uiterlijk)])
    page.field("Leg klaar", claim.nodig)
    if claim.niet_nodig_als:
        page.field("Niet nodig", [claim.niet_nodig_als])


# --- open questions, assumptions and what is left out

def _asked(questions: Iterable[Vraag]) -> list[str]:
    """Each question once, with all rows it is about."""
    places: dict[str, list[str]] = {}
    for one in questions:
        places.setdefault(one.vraag, []).append(one.waar)
    return [words.question(text, list(dict.fromkeys(where))) for text, where in places.items()]


def _questions(page: Page, scheme: Regeling) -> None:
    asked = _asked(scheme.ontbreekt)
    if len(asked) > _QUESTIONS + 1:
        asked = [*asked[:_QUESTIONS], words.more_questions(len(asked) - _QUESTIONS)]
    page.field("Nog vragen", asked)


def _lists(page: Page, report: Report, open_schemes: Sequence[Regeling]) -> None:
    schemes = report.regelingen.values()
    if asked := _asked(one for scheme in open_schemes for one in scheme.ontbreekt):
        page.heading(f"{words.STILL_OPEN} ({len(asked)})")
        page.text(words.STILL_OPEN_HELP)
        page.items(asked)
    if assumed := list(dict.fromkeys(text for scheme in schemes for text in scheme.aannames)):
        page.heading(words.ASSUMED)
        page.text(words.ASSUMED_HELP)
        page.items(assumed)
    remarked = [scheme for scheme in schemes if scheme.opmerkingen and scheme.recht != "nee"]
    if report.niet_bekeken or remarked:
        page.heading(words.LEFT_OUT)
        page.text(words.LEFT_OUT_HELP)
    if report.niet_bekeken:
        page.items([words.not_looked(report.niet_bekeken)])
    for scheme in remarked:
        page.text(f"{scheme.titel}:")
        page.items(scheme.opmerkingen, indent=2)
