"""The fixed Dutch words of the take-home page, and what may not be read on a refrigerator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, rows
from voorzieningen.render.words import titles
from voorzieningen.report import Actie, Hulp, Stap

TITLE, CUT = "Uw plan", "Knip hier"
TODAY, FIRST, CARD = "Doe dit vandaag", "Doe dit eerst", "Voor op de koelkast"
GETS, MONEY, CARE, LOOK_UP = "Wat kunt u krijgen", "Uw geld per maand", "Let op", "Nog opzoeken"
NOT, WHY = "Doe dit liever niet", "Waarom"
GETS_HEAD = ("Wat", "Hoeveel", "Tot en met", "Bij wie")
NO_STEPS = "Wij zien nu niets wat u eerst moet doen."
IN, OUT, LATER = "Er komt in", "Er gaat uit", "Na aanvragen"
NO_DAY = "wacht niet"
WHO, WHEN, TAKE, HOW, WHERE, HELP = "Wie", "Wanneer", "Neem mee", "Zo doet u het", "Waar", "Hulp"
OWN_DAY, ASK, OR_LOOK = "Ik doe dit op", "Vraag? Bel uw coach", "Of kijk op"
COMES, GOES = "Geld komt op dag", "Geld gaat op dag"
ALLOWANCE, INCOME = "toeslag", "inkomen"
BILLS = "Er zijn rekeningen waar u hulp bij kunt krijgen.", "Praat met uw coach of uw gemeente. Die hulp is gratis."
ESTIMATE = "Dit is een schatting. De instantie beslist. U mag altijd aanvragen."
OBJECTION = "Niet eens met een besluit? Zeg dat op tijd. Dat heet bezwaar. In de brief staat tot wanneer."

_SOON = timedelta(days=92)
"""A last day that is further away says only that it can wait."""
_PLACES: dict[str, str] = {
    "toetsingsinkomen": "Kijk op uw jaaropgave, of in Mijn toeslagen.",
    "inkomen_box1": "Kijk op uw jaaropgave.",
    "arbeidsinkomen": "Kijk op uw jaaropgave.",
    "loonheffing_jaar": "Kijk op uw jaaropgave.",
    "inkomen_bruto": "Kijk op uw loonstrook.",
    "inkomen_netto": "Kijk in uw bank-app.",
    "inkomen_loonheffing": "Kijk op uw loonstrook.",
    "loonheffingskorting": "Kijk op uw loonstrook.",
    "dertiende_maand": "Kijk op uw loonstrook van december.",
    "voorlopige_teruggaaf": "Kijk in de brief van de Belastingdienst.",
    "rendementsgrondslag": "Kijk in uw bank-app, bij 1 januari.",
    "bezit_waarde": "Kijk in uw bank-app.",
    "kale_huur": "Kijk in de brief van uw verhuurder.",
    "servicekosten_bedrag": "Kijk in de brief van uw verhuurder.",
    "aanslag_heffing": "Kijk op de rekening van gemeente of waterschap.",
    "aanslag_bedrag": "Kijk op de rekening van gemeente of waterschap.",
    "waterschap": "Kijk op de rekening van het waterschap.",
    "zorgkosten": "Kijk op rekeningen van tandarts of apotheek.",
    "verzekerd": "Kijk op het pasje van de zorgverzekering.",
    "opvang_soort": "Kijk op het contract van de opvang.",
    "opvang_uren": "Kijk op de rekening van de opvang.",
    "uurprijs": "Kijk op de rekening van de opvang.",
    "uitgave_bedrag": "Kijk in uw bank-app.",
    "voertuig_waarde": "Kijk wat een garage er nu voor geeft.",
    "partner_vorig_jaar": "Kijk in de brief van Dienst Toeslagen.",
}
"""Where the answer to a question is found, by the name of the fact; of others the question says enough."""

_DEBTS = re.compile(
    r"achterst|achter met|(?:loopt|liep|lopen) .*\bachter\b|niet (?:op tijd )?betaald|rekening.* open\b|aanmaning|deurwaarder"
    r"|beslag|incasso|ingehouden|inhouding|dagvaard|rechter|ontruim|uitzet|uit (?:uw )?huis|afsluit|afgesloten|haast heeft"
    r"|geleend|\bleent|terugbetal|terug te betalen",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"schuld|\bachter\b|betaal|betalen|aflos|afbetal|boete|cjib|\bcak\b|\blenen|\blening|rood staan|kwijtscheld|bijstand"
    r"|tekort|voedselbank|bewind|€",
    re.IGNORECASE,
)
_TYPED = 45
"""A longer address nobody types over."""
_ADDRESS = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+(?:nl|com|org|eu|app|frl)\b)(?:/[^\s,;()]*)?")
_LINK = re.compile(r"https?://([^\s,;()]*[^\s,;().])")
_ARTICLE = re.compile(r"^([^:;]+?) art\. ?(\d[\w.:]*\w|\d)")


def made(today: date, coach: str) -> str:
    """The day of the page, and with whom it was made."""
    return f"{day(today).capitalize()}.{f' Gemaakt met {coach}.' if coach else ''}"


def of_debts(text: str) -> bool:
    """Whether this tells which bills are behind, or that somebody collects a debt."""
    return _DEBTS.search(text) is not None


def private(text: str) -> bool:
    """Whether a visitor who reads this would learn of debts, arrears, poverty or amounts."""
    return of_debts(text) or _PRIVATE.search(text) is not None


def helper(one: Hulp) -> str:
    """Who helps, with the page when it can be typed over."""
    page = readable(one.url)
    return f"{one.naam}, {page}" if len(page) <= _TYPED else one.naam


def readable(text: str) -> str:
    """Addresses as people type them: without what a browser adds itself."""
    return _LINK.sub(lambda found: found[1].removesuffix("/"), text)


def site(text: str) -> str:
    """The first site that is named; empty when there is none."""
    found = _ADDRESS.search(text)
    return found[1] if found else ""


def who(coach: str) -> str:
    """Who does a step."""
    return f"u samen met {coach}" if coach else "u, met hulp"


def when(last: date | None, today: date, *, at_once: bool) -> str:
    """When to do a step."""
    if at_once or (last is not None and last <= today):
        return "vandaag"
    return until(last, today).lower() or "het liefst deze week"


def soon(last: date | None, today: date) -> bool:
    """Whether a last day is near enough to name."""
    return last is not None and last - today <= _SOON


def brings(step: Actie, *, saves: bool) -> str:
    """What a step brings each month, or else once, lowest first; `saves` when it is a bill that need not be paid."""
    if step.per_maand is not None and step.per_maand.hoogst >= 1:
        told = range_of(step.per_maand, " per maand")
    elif step.eenmalig is not None and step.eenmalig.hoogst >= 1:
        told = range_of(step.eenmalig, " minder betalen" if saves else "", "" if saves else "één keer ")
    else:
        return ""
    return told if step.zeker or told.startswith("misschien") else f"misschien {told}"


def on_card(number: int, what: str) -> str:
    """A step on the card; without `what` its words are nobody else's business."""
    return f"Stap {number}. {what or 'Kijk op uw plan.'}"


def until(last: date | None, today: date) -> str:
    """The last day of a step; empty when it is far away."""
    return f"Uiterlijk {day(last)}" if last is not None and soon(last, today) else ""


def more_rows(count: int) -> str:
    """How many rows are not shown."""
    return f"En nog {count}. Vraag uw coach."


def also(asked: Sequence[str], perhaps: Sequence[str]) -> tuple[str, ...]:
    """What else to ask for, and what may be possible."""
    found = [f"Vraag ook naar: {titles(asked)}."] if asked else []
    return (*found, *([f"Misschien ook: {titles(perhaps)}. Dat weten wij nog niet."] if perhaps else []))


def others(paths: Sequence[str]) -> tuple[str, ...]:
    """That other adults of the house can claim too."""
    who_else = rows(paths)
    can = "kan" if len(paths) == 1 else "kunnen"
    return (f"Ook {who_else} {can} zelf iets aanvragen. Vraag uw coach.",) if paths else ()


def place_of(fact: str) -> str:
    """Where the answer to a question is found."""
    return _PLACES.get(fact.rsplit(".", 1)[-1], "")


def article(steps: Iterable[Stap]) -> str:
    """The article of law the first condition rests on; empty when no law is named."""
    for one in steps:
        for source in one.bronnen if one.soort in ("voorwaarde", "recht") else ():
            if found := _ARTICLE.match(source.tekst):
                return f"{found[1]}, artikel {found[2]}."
    return ""


def receipt(version: str, answers: date) -> str:
    """Which rules, and from when the answers are."""
    return f"Regels van {version}. Antwoorden van {day(answers)}."
