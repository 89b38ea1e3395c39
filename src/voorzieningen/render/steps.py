"""One outcome taken apart: first the reasons in plain words, then every step with formula, value, source and place."""

from __future__ import annotations

from collections.abc import Sequence

from voorzieningen.render import words
from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, exact, months, rows
from voorzieningen.render.page import Line, Page
from voorzieningen.render.places import group
from voorzieningen.render.sentences import missed
from voorzieningen.render.text import scheme_block
from voorzieningen.report import Bronvermelding, Regeling, Report, Stap

_WIDE, _YEAR, _DECEMBER = 11, 12, 12


def explain_lines(
    report: Report, name: str, steps: Sequence[Stap], *, year: int | None = None, width: int = 80
) -> list[Line]:
    """How the outcome of scheme `name` came about: for a coach, then for somebody who checks it.

    `steps` are those of `report.uitleg(name, year)`; without `year` that of the peildatum.
    """
    page, scheme, today = Page(width), report.regelingen[name], report.peildatum
    when = year or today.year
    page.pair(words.explain_title(scheme.titel), day(today), "titel")
    if when == today.year:
        names = {one: scheme.titel for one, scheme in report.regelingen.items()}
        scheme_block(page, scheme, group(scheme, today), today, names, full=True)
    else:
        _other_year(page, scheme, str(when), report)
    right = scheme.jaren[str(when)].recht if str(when) in scheme.jaren else scheme.recht
    _conditions(page, name, steps, today.month if when == today.year else _DECEMBER, refused=right == "nee")
    sentences = [step.uitleg for step in steps if step.soort == "stap" and step.uitleg]
    for title, texts in (
        (words.SO_MUCH, tuple(dict.fromkeys(sentences))),
        (words.ASSUMED, scheme.aannames),
        (words.LEFT_OUT, scheme.opmerkingen),
    ):
        if texts:
            page.blank()
            page.text(title, "kop")
            page.items(texts, indent=2)
    page.blank()
    page.text(words.ESTIMATE)
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
    amount = range_of(one.per_jaar, f" over {year}") if one.per_jaar.hoogst >= 1 else ""
    page.blank()
    page.pair(f"{scheme.titel} {year}", amount, "kop")
    page.text(words.RIGHTS[one.recht], indent=2)
    if one.gemist.hoogst >= 1:
        page.field("Gemist", [missed(year, one.gemist, one.uiterlijk, report.peildatum)])


def _conditions(page: Page, name: str, steps: Sequence[Stap], month: int, *, refused: bool) -> None:
    """Each condition with its answer; when some fail, only those; when none fails, that the amount itself is nothing."""
    answers = [(_answer(step, month), step) for step in steps if step.soort == "voorwaarde" and _own(step, name)]
    shown = [one for one in answers if one[0] == "nee"] or answers
    if shown:
        page.blank()
        page.text(words.WHY, "kop")
    for sign, step in shown:
        holds = [number for value in step.waarden if value.waarde == "ja" for number in value.maanden]
        short = step.stap.rsplit(".", 1)[-1]
        text = words.condition(short, step.uitleg, holds, _YEAR if sign == "ja" else 0)
        page.text(text, indent=2, first=f"[{sign}]".ljust(6))
    if refused and shown and all(sign == "ja" for sign, _ in shown):
        page.text(words.NO_AMOUNT, indent=2)


def _own(step: Stap, name: str) -> bool:
    return step.stap.startswith(f"{name}.")


def _answer(step: Stap, month: int) -> str:
    """`ja`, `nee` or `?` in one month."""
    found = {value.waarde for value in step.waarden if not value.maanden or month in value.maanden}
    answer = found.pop() if len(found) == 1 else "?"
    return answer if answer in ("ja", "nee") else "?"


def _auditor(page: Page, title: str, steps: Sequence[Stap]) -> None:
    page.heading(title)
    page.text(words.AUDITOR_HELP)
    sources: dict[Bronvermelding, int] = {}
    for number, step in enumerate(steps, 1):
        kind = words.KINDS.get(step.soort, step.eenheid.replace("_", " of "))
        page.blank()
        page.pair(f"{number:>3}  {step.stap}", kind, "kop")
        for label, texts in (
            ("waarde", _values(step)),
            ("formule", step.formule),
            ("ingevuld", [step.ingevuld]),
            ("afronding", [step.afronding]),
            ("uitleg", [step.uitleg]),
            ("bron", [f"{one.tekst} [{sources.setdefault(one, len(sources) + 1)}]" for one in step.bronnen]),
            ("plaats", [step.vindplaats]),
        ):
            page.field(label, [text for text in texts if text], indent=5, wide=_WIDE)
    if sources:
        page.heading(words.SOURCES)
    for source, number in sources.items():
        seen = f"{words.CONFIDENCE[source.zekerheid]} op {day(source.gezien, weekday=False)}"
        page.text(f"{source.tekst}: {seen}.", first=f"[{number}]".ljust(5))
        page.text(source.url, "grijs", indent=5)


def _values(step: Stap) -> list[str]:
    """Each value with its months, the rows that have the same together."""
    shared: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for one in step.waarden:
        shared.setdefault((one.maanden, one.waarde), []).append(one.rij)
    found = []
    for (numbers, value), paths in shared.items():
        when = words.EACH_MONTH if len(numbers) == _YEAR else months(numbers) if numbers else ""
        head = ", ".join(part for part in (rows(paths), when) if part)
        shown = exact(value, step.eenheid)
        found.append(f"{head}: {shown}" if head else shown)
    return found
