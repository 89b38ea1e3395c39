"""What the take-home page says, and what may not be read on a refrigerator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, known, rows, say
from voorzieningen.render.words import titles
from voorzieningen.report import Actie, Hulp, Stap

_SOON = timedelta(days=92)
"""A last day that is further away says only that it can wait."""
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
    return say("blad.gemaakt_met" if coach else "blad.gemaakt", dag=day(today).capitalize(), coach=coach)


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
    return say("blad.u_met", coach=coach) if coach else say("blad.u_met_hulp")


def when(last: date | None, today: date, *, at_once: bool) -> str:
    """When to do a step."""
    if at_once or (last is not None and last <= today):
        return say("blad.vandaag")
    return until(last, today).lower() or say("blad.deze_week")


def soon(last: date | None, today: date) -> bool:
    """Whether a last day is near enough to name."""
    return last is not None and last - today <= _SOON


def brings(step: Actie, *, saves: bool) -> str:
    """What a step brings each month, or else once, lowest first; `saves` when it is a bill that need not be paid."""
    if step.per_maand is not None and step.per_maand.hoogst >= 1:
        amount, told = step.per_maand, range_of(step.per_maand, "per_maand")
    elif step.eenmalig is not None and step.eenmalig.hoogst >= 1:
        amount = step.eenmalig
        told = range_of(amount, "minder_betalen") if saves else range_of(amount, at_once="een_keer")
    else:
        return ""
    perhaps = not amount.zeker and amount.laagst < 1  # then it says so already
    return told if step.zeker or perhaps else say("bedrag.misschien", bedrag=told)


def on_card(number: int, what: str) -> str:
    """A step on the card; without `what` its words are nobody else's business."""
    return say("blad.stap", nummer=number, wat=what) if what else say("blad.stap_geheim", nummer=number)


def until(last: date | None, today: date) -> str:
    """The last day of a step; empty when it is far away."""
    return say("blad.uiterlijk", dag=day(last)) if last is not None and soon(last, today) else ""


def more_rows(count: int) -> str:
    """How many rows are not shown."""
    return say("blad.nog_rijen", aantal=count)


def also(asked: Sequence[str], perhaps: Sequence[str]) -> tuple[str, ...]:
    """What else to ask for, and what may be possible."""
    found = [say("blad.vraag_ook", titels=titles(asked))] if asked else []
    return (*found, *([say("blad.misschien_ook", titels=titles(perhaps))] if perhaps else []))


def others(paths: Sequence[str]) -> tuple[str, ...]:
    """That other adults of the house can claim too."""
    return (say("blad.ander" if len(paths) == 1 else "blad.anderen", rijen=rows(paths)),) if paths else ()


def place_of(fact: str) -> str:
    """Where the answer to a question is found."""
    key = f"vindplaats.{fact.rsplit('.', 1)[-1]}"
    return say(key) if known(key) else ""


def article(steps: Iterable[Stap]) -> str:
    """The article of law the first condition rests on; empty when no law is named."""
    for one in steps:
        for source in one.bronnen if one.soort in ("voorwaarde", "recht") else ():
            if found := _ARTICLE.match(source.tekst):
                return say("blad.artikel", wet=found[1], nummer=found[2])
    return ""


def receipt(version: str, answers: date) -> str:
    """Which rules, and from when the answers are."""
    return say("blad.regels", versie=version, dag=day(answers))
