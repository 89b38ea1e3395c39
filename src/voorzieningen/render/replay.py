"""A report computed again, as lines for a terminal: identical, or the first step that comes out otherwise."""

from __future__ import annotations

from voorzieningen.audit.types import Herhaling, StapAfwijking
from voorzieningen.render.difference import change_lines
from voorzieningen.render.page import Line, Page
from voorzieningen.texts import texts

_MOST = 10


def replay_lines(found: Herhaling, width: int = 80) -> list[Line]:
    """Whether the report is the same, with which rules, and what differs."""
    page, say = Page(width), texts()
    if found.gelijk or found.alleen_woorden:
        page.text(say("controle.gelijk"), "goed")
    else:
        page.text(say("controle.anders", aantal=len(found.afwijkingen)), "let_op")
    page.text(say("controle.alleen_woorden", aantal=len(found.afwijkingen)) if found.alleen_woorden else "")
    same = "controle.dezelfde_regels" if found.zelfde_regels else "controle.andere_regels"
    page.text(say(same, toen=found.regels_toen, nu=found.regels_nu), "grijs")
    page.text(say("controle.programma", toen=found.programma_toen, nu=found.programma_nu), "grijs")
    if found.eerste_stap:
        _step(page, found.eerste_stap)
    page.text(say(f"controle.geen_stap.{found.geen_stap}") if found.geen_stap else "")
    if found.afwijkingen:
        page.heading(say("controle.kop.waarden"))
    for one in found.afwijkingen[:_MOST]:
        page.text(f"{one.pad}: {say('controle.aard.anders', voor=_told(one.toen), na=_told(one.nu))}", first="- ")
    if len(found.afwijkingen) > _MOST:
        page.text(say("controle.meer", aantal=len(found.afwijkingen) - _MOST), "grijs", indent=2)
    return page.lines


def now_lines(found: Herhaling, width: int = 80) -> list[Line]:
    """The same report with the rules of now, below what those of then made of it."""
    return [Line(""), Line(texts()("controle.regels_van_nu")), *replay_lines(found, width)]


def _step(page: Page, step: StapAfwijking) -> None:
    say = texts()
    page.heading(say("controle.kop.stap"))
    row = f" ({step.rij})" if step.rij else ""
    for label, told in (
        (say("controle.label.stap"), [step.stap]),
        (say("controle.label.was"), [f"{_told(step.toen)}{row}"]),
        (say("controle.label.nu"), [f"{_told(step.nu)}{row}"]),
        (say("controle.label.in"), [f"{step.regeling}, {step.jaar}"]),
        (say("controle.label.formule"), step.formule),
        (say("controle.label.plaats"), [step.vindplaats] if step.vindplaats else []),
    ):
        page.field(label, told)
    for scheme in step.oorzaken:
        page.blank()
        page.text(say("controle.oorzaak", titel=scheme.titel, bestand=scheme.bestand), "kop")
        page.lines += change_lines(scheme, page.width)


def _told(text: str | None) -> str:
    return texts()("controle.niet_in_rapport") if text is None else text
