"""One outcome taken apart: first the reasons in plain words, then every step with formula, value, source and place."""

from __future__ import annotations

from collections.abc import Sequence

from voorzieningen.render import words
from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, exact, known, months, rows, say
from voorzieningen.render.page import Line, Page
from voorzieningen.render.places import group
from voorzieningen.render.sentences import missed
from voorzieningen.render.text import scheme_block
from voorzieningen.report import Bronvermelding, Regeling, Report, Stap

_WIDE, _YEAR, _DECEMBER = 11, 12, 12
_ANSWERS = ("ja", "nee")
_KINDS = ("voorwaarde", "recht", "niet_gemodelleerd")
"""Kinds of steps that say what they are; of others their unit does."""


def explain_lines(
    report: Report, name: str, steps: Sequence[Stap], *, year: int | None = None, width: int = 80
) -> list[Line]:
    """How the outcome of scheme `name` came about: for a coach, then for somebody who checks it.

    `steps` are those of `report.uitleg(name, year)`; without `year` that of the peildatum.
    """
    page, scheme, today = Page(width), report.regelingen[name], report.peildatum
    when = year or today.year
    page.pair(say("kop.uitleg", titel=words.small(scheme.titel)), day(today), "titel")
    if when == today.year:
        names = {one: scheme.titel for one, scheme in report.regelingen.items()}
        scheme_block(page, scheme, group(scheme, today), today, names, full=True)
    else:
        _other_year(page, scheme, str(when), report)
    right = scheme.jaren[str(when)].recht if str(when) in scheme.jaren else scheme.recht
    _conditions(page, name, steps, today.month if when == today.year else _DECEMBER, refused=right == "nee")
    sentences = [step.uitleg for step in steps if step.soort == "stap" and step.uitleg]
    for title, texts in (
        (say("kop.berekening"), tuple(dict.fromkeys(sentences))),
        (say("kop.aannames"), scheme.aannames),
        (say("kop.niet_meegerekend"), scheme.opmerkingen),
    ):
        if texts:
            page.blank()
            page.text(title, "kop")
            page.items(texts, indent=2)
    page.blank()
    page.text(say("deel.schatting"))
    _auditor(page, words.auditor_title(scheme.titel, when), steps)
    page.blank()
    page.text(words.receipt(report.regelset.versie, report.regelset.digest, today), "grijs")
    page.text(report.regelset.digest, "grijs")
    return page.lines


def step_lines(scheme: Regeling, year: int, *, width: int = 80) -> list[Line]:
    """Only the part for somebody who checks the computation, of a report that holds its steps."""
    page = Page(width)
    _auditor(page, words.auditor_title(scheme.titel, year), scheme.stappen)
    return page.lines


def _other_year(page: Page, scheme: Regeling, year: str, report: Report) -> None:
    one = scheme.jaren[year]
    amount = range_of(one.per_jaar, "over_jaar", year=year) if one.per_jaar.hoogst >= 1 else ""
    page.blank()
    page.pair(f"{scheme.titel} {year}", amount, "kop")
    page.text(say(f"jaar_recht.{one.recht}"), indent=2)
    if one.gemist.hoogst >= 1:
        page.field(say("label.gemist"), [missed(year, one.gemist, one.uiterlijk, report.peildatum)])


def _conditions(page: Page, name: str, steps: Sequence[Stap], month: int, *, refused: bool) -> None:
    """Each condition with its answer; when some fail, only those; when none fails, that the amount itself is nothing."""
    answers = [(_answer(step, month), step) for step in steps if step.soort == "voorwaarde" and _own(step, name)]
    shown = [one for one in answers if one[0] == "nee"] or answers
    if shown:
        page.blank()
        page.text(say("kop.waarom"), "kop")
    for sign, step in shown:
        holds = [number for value in step.waarden if value.waarde == "ja" for number in value.maanden]
        short = step.stap.rsplit(".", 1)[-1]
        text = words.condition(short, step.uitleg, holds, _YEAR if sign == "ja" else 0)
        shown_sign = say(f"uitleg.antwoord.{sign}") if sign in _ANSWERS else sign
        page.text(text, indent=2, first=f"[{shown_sign}]".ljust(6))
    if refused and shown and all(sign == "ja" for sign, _ in shown):
        page.text(say("regeling.geen_bedrag"), indent=2)


def _own(step: Stap, name: str) -> bool:
    return step.stap.startswith(f"{name}.")


def _answer(step: Stap, month: int) -> str:
    """`ja`, `nee` or `?` in one month."""
    found = {value.waarde for value in step.waarden if not value.maanden or month in value.maanden}
    answer = found.pop() if len(found) == 1 else "?"
    return answer if answer in _ANSWERS else "?"


def _auditor(page: Page, title: str, steps: Sequence[Stap]) -> None:
    page.heading(title)
    page.text(say("onder_kop.narekenen"))
    sources: dict[Bronvermelding, int] = {}
    for number, step in enumerate(steps, 1):
        kind = step.soort if step.soort in _KINDS else step.eenheid
        page.blank()
        named = f"uitleg.soort.{kind}"
        page.pair(f"{number:>3}  {step.stap}", say(named) if known(named) else kind, "kop")
        for label, texts in (
            ("waarde", values_of(step)),
            ("formule", step.formule),
            ("ingevuld", [step.ingevuld]),
            ("afronding", [step.afronding]),
            ("uitleg", [step.uitleg]),
            ("bron", [f"{one.tekst} [{sources.setdefault(one, len(sources) + 1)}]" for one in step.bronnen]),
            ("plaats", [step.vindplaats]),
        ):
            page.field(say(f"label.{label}"), [text for text in texts if text], indent=5, wide=_WIDE)
    if sources:
        page.heading(say("kop.bronnen"))
    for source, number in sources.items():
        told = say(f"uitleg.bron.{source.zekerheid}", tekst=source.tekst, dag=day(source.gezien, weekday=False))
        page.text(told, first=f"[{number}]".ljust(5))
        page.text(source.url, "grijs", indent=5)


def values_of(step: Stap) -> list[str]:
    """Each value of a step with its months, in words; the rows that have the same together."""
    shared: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for one in step.waarden:
        shared.setdefault((one.maanden, one.waarde), []).append(one.rij)
    found = []
    for (numbers, value), paths in shared.items():
        when = say("uitleg.elke_maand") if len(numbers) == _YEAR else months(numbers) if numbers else ""
        head = ", ".join(part for part in (rows(paths), when) if part)
        shown = exact(value, step.eenheid)
        found.append(f"{head}: {shown}" if head else shown)
    return found
