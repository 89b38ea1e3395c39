"""One outcome taken apart: first the reasons in plain words, then every step with formula, value, source and place."""

from __future__ import annotations

from collections.abc import Sequence

from voorzieningen.render import words
from voorzieningen.render.text import Line, Page, group, scheme_block
from voorzieningen.report import Bronvermelding, Regeling, Report, Stap, Waarde

_WIDE = 11
_ALL_YEAR = 12
_KINDS = {"voorwaarde": "voorwaarde", "recht": "alle voorwaarden samen", "niet_gemodelleerd": "niet uitgerekend als dit ja is"}


def explain_lines(report: Report, name: str, steps: Sequence[Stap], *, year: int | None = None, width: int = 80) -> list[Line]:
    """How the outcome of scheme `name` came about: for a coach, then for somebody who checks it.

    `steps` are those of `report.uitleg(name, year)`; without `year` that of the peildatum.
    """
    page, scheme = Page(width), report.regelingen[name]
    when = year or report.peildatum.year
    page.pair(words.EXPLAIN.format(titel=scheme.titel), words.day(report.peildatum), "titel")
    if when == report.peildatum.year:
        scheme_block(page, scheme, group(scheme, report.peildatum), report.peildatum, reasons=False)
    else:
        _other_year(page, scheme, str(when), report)
    _conditions(page, name, steps)
    sentences = [step.uitleg for step in steps if step.soort == "stap" and step.uitleg]
    if sentences:
        page.blank()
        page.text(words.SO_MUCH, "kop")
        for sentence in dict.fromkeys(sentences):
            page.text(sentence, indent=2, first="- ")
    for title, texts in ((words.ASSUMED, scheme.aannames), (words.LEFT_OUT, scheme.opmerkingen)):
        if texts:
            page.blank()
            page.text(title, "kop")
            for text in texts:
                page.text(text, indent=2, first="- ")
    page.blank()
    page.text(words.ESTIMATE)
    _auditor(page, f"{words.FOR_AUDITOR}: {scheme.titel.lower()} {when}", steps)
    page.blank()
    page.text(words.receipt(report.regelset.versie, report.regelset.digest, report.peildatum, None), "grijs")
    page.text(report.regelset.digest, "grijs")
    return page.lines


def step_lines(title: str, steps: Sequence[Stap], *, width: int = 80) -> list[Line]:
    """Only the part for somebody who checks the computation."""
    page = Page(width)
    _auditor(page, f"{words.FOR_AUDITOR}: {title.lower()}", steps)
    return page.lines


def _other_year(page: Page, scheme: Regeling, year: str, report: Report) -> None:
    one = scheme.jaren[year]
    page.blank()
    page.pair(f"{scheme.titel} {year}", words.over_year(one.per_jaar, year) if one.per_jaar.hoogst > 0 else "", "kop")
    page.text(words.RIGHTS[one.recht], indent=2)
    if one.gemist.hoogst >= 1:
        page.field("Gemist", [words.missed(year, one.gemist, one.uiterlijk, report.peildatum)])


def _conditions(page: Page, name: str, steps: Sequence[Stap]) -> None:
    """Each condition with its answer; when one fails only those that fail."""
    own = [step for step in steps if step.soort == "voorwaarde" and step.stap.startswith(f"{name}.")]
    signs = {id(step): _answer(step) for step in own}
    shown = [step for step in own if signs[id(step)] == "nee"] or own
    if shown:
        page.blank()
        page.text(words.WHY, "kop")
    for step in shown:
        sign = signs[id(step)]
        page.text(step.uitleg or words.open_condition(step.stap.rsplit(".", 1)[-1]), indent=2, first=f"[{sign}] " + " " * (3 - len(sign)))


def _answer(step: Stap) -> str:
    """The answer of a condition: that of its sentence, which is in the month of the peildatum; `?` when it is open."""
    found = {value.waarde for value in step.waarden}
    if not step.uitleg or not found:
        return "?"
    return found.pop() if len(found) == 1 else "±"


def _auditor(page: Page, title: str, steps: Sequence[Stap]) -> None:
    page.heading(title)
    page.text(words.AUDITOR_HELP)
    sources: dict[Bronvermelding, int] = {}
    for number, step in enumerate(steps, 1):
        page.blank()
        kind = _KINDS.get(step.soort, "")
        page.pair(f"{number:>3}  {step.stap}", kind or step.eenheid.replace("_", " "), "kop")
        cited = [f"{one.tekst} [{sources.setdefault(one, len(sources) + 1)}]" for one in step.bronnen]
        for label, texts in (
            ("waarde", [_value(one, step.eenheid) for one in step.waarden]),
            ("formule", step.formule),
            ("ingevuld", [step.ingevuld] if step.ingevuld else []),
            ("afronding", [step.afronding] if step.afronding else []),
            ("uitleg", [step.uitleg] if step.uitleg else []),
            ("bron", cited),
            ("plaats", [step.vindplaats] if step.vindplaats else []),
        ):
            page.field(label, texts, indent=5, wide=_WIDE)
    if sources:
        page.heading(words.SOURCES)
    for source, number in sources.items():
        page.text(f"{source.tekst}: {words.CONFIDENCE[source.zekerheid]} op {words.day(source.gezien, weekday=False)}.", first=f"[{number}]".ljust(5))
        page.text(source.url, "grijs", indent=5)


def _value(value: Waarde, unit: str) -> str:
    when = words.months(value.maanden) if 0 < len(value.maanden) < _ALL_YEAR else words.EACH_MONTH if value.maanden else ""
    where = words.row(value.rij)
    head = ", ".join(part for part in (where, when) if part)
    shown = words.exact(value.waarde, unit)
    return f"{head}: {shown}" if head else shown
