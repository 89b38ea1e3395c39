"""A report computed again, as lines for a terminal: identical, or the first step that comes out otherwise."""

from __future__ import annotations

from voorzieningen.audit.types import Herhaling, StapAfwijking
from voorzieningen.render.difference import change_lines
from voorzieningen.render.page import Line, Page

_MOST = 10


def replay_lines(found: Herhaling, width: int = 80) -> list[Line]:
    """Whether the report is the same, with which rules, and what differs."""
    page = Page(width)
    if found.gelijk:
        page.text("Gelijk: elke uitkomst en elk bedrag is hetzelfde.", "goed")
    elif found.alleen_woorden:
        page.text("Gelijk: elke uitkomst en elk bedrag is hetzelfde.", "goed")
        page.text(f"Alleen {len(found.afwijkingen)} zinnen zijn anders.")
    else:
        page.text(f"Anders: {len(found.afwijkingen)} waarden van het rapport komen nu anders uit.", "let_op")
    same = "dezelfde als toen" if found.zelfde_regels else f"andere dan toen ({found.regels_toen})"
    page.text(f"De regels zijn {same}: {found.regels_nu}", "grijs")
    page.text(f"Het programma was {found.programma_toen}, en is nu {found.programma_nu}.", "grijs")
    if found.eerste_stap:
        _step(page, found.eerste_stap)
    page.text(found.geen_stap)
    if found.afwijkingen:
        page.heading("Wat anders is in het rapport")
    for one in found.afwijkingen[:_MOST]:
        page.text(f"{one.pad}: {_told(one.toen)} → {_told(one.nu)}", first="- ")
    if len(found.afwijkingen) > _MOST:
        page.text(f"en nog {len(found.afwijkingen) - _MOST}; met --json staan zij er alle", "grijs", indent=2)
    return page.lines


def _step(page: Page, step: StapAfwijking) -> None:
    page.heading("De eerste stap die anders is")
    row = f" ({step.rij})" if step.rij else ""
    page.field("Stap", [step.stap])
    page.field("Was", [f"{_told(step.toen)}{row}"])
    page.field("Is nu", [f"{_told(step.nu)}{row}"])
    page.field("In", [f"{step.regeling}, {step.jaar}"])
    page.field("Formule", step.formule)
    page.field("Staat in", [step.vindplaats] if step.vindplaats else [])
    for scheme in step.oorzaken:
        page.blank()
        page.text(f"Dit is er anders in de regels: {scheme.titel}, {scheme.bestand}", "kop")
        page.lines += change_lines(scheme, page.width)


def _told(text: str | None) -> str:
    return "niet in het rapport" if text is None else text
