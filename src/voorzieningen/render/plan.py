"""The plan, the arrears signals and the debts as lines: what to do first, what to watch, and what had better not be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voorzieningen.render.figures import day, euro, listed
from voorzieningen.render.page import Page, Style
from voorzieningen.render.words import small
from voorzieningen.report import Actie, Ernst, NietDoen, Schulden, Schuldpost, Signaal

_PLAN, _PLAN_HELP = "Doe dit eerst", "In deze volgorde. Kies samen hoogstens drie stappen voor nu."
_WATCH, _WATCH_HELP = "Let op", "Dit gaat over rekeningen en geld, niet over u."
_NONE_ON = "Wij zien nu niets wat haast heeft."
_NO_QUESTION = "Hierover weten wij nog niet genoeg:"
_DEBTS = "Schulden en achterstanden"
_NOT = "Doe dit liever niet"
_MOST = 10
"""So many steps stand in a plan; the rest follows when these are done."""
_LONG_SITE = 50
_LEVELS: dict[Ernst, str] = {
    "kritiek": "vandaag", "hoog": "deze week", "aandacht": "binnenkort", "informatie": "goed om te weten", "kans": "een kans",
}  # fmt: skip
_STYLES: dict[Ernst, Style] = {"kritiek": "let_op", "hoog": "let_op", "aandacht": "gewoon", "informatie": "grijs", "kans": "goed"}


def call_today(page: Page, signals: Sequence[Signaal]) -> None:
    """What cannot wait, above everything else."""
    for one in signals:
        if one.ernst == "kritiek":
            page.text(f"! {one.waarom}", "let_op")
            page.text(one.doe, indent=2)


def plan_part(page: Page, actions: Sequence[Actie], titles: Mapping[str, str]) -> None:
    """The steps in order, each with why, by when, with what and who helps."""
    if not actions:
        return
    page.heading(_PLAN, _PLAN_HELP)
    told: set[str] = set()
    for one in actions[:_MOST]:
        page.blank()
        page.pair(f"{one.volgorde}. {one.wat}", _brings(one), _STYLES["kritiek"] if one.soort == "vandaag" else "gewoon")
        page.text(" ".join(filter(None, (one.waarom, _past(one), one.hoe))), indent=3)
        if one.na:
            page.field("Eerst", [", ".join(titles.get(name, name) for name in one.na)], indent=3)
        if one.voor and one.soort != "vandaag":
            page.field("Uiterlijk", [day(one.voor)], indent=3)
        if one.soort == "vragen":
            page.field("Waar", [one.waar] if one.waar else [], indent=3)
        page.field("Neem mee", [", ".join(one.neem_mee)] if one.neem_mee else [], indent=3)
        if one.hulp and one.hulp.naam not in told:
            told.add(one.hulp.naam)
            page.field("Hulp", [f"{one.hulp.naam} ({_site(one.hulp.url)})"], indent=3)
    if len(actions) > _MOST:
        page.blank()
        more = len(actions) - _MOST
        page.text(f"En nog {more} {'stap' if more == 1 else 'stappen'} voor later.")


def _brings(one: Actie) -> str:
    if one.per_maand and one.per_maand.laagst >= 1:
        return f"{euro(one.per_maand.laagst)} per maand"
    if one.eenmalig and one.eenmalig.laagst >= 1:
        return f"één keer {euro(one.eenmalig.laagst)}"
    return ""


def _site(url: str) -> str:
    """An address as people type it; of a very long one only the site."""
    short = url.partition("://")[2].rstrip("/") or url
    return short if len(short) <= _LONG_SITE else short.partition("/")[0]


def _past(one: Actie) -> str:
    """What comes once, beside what comes each month."""
    if one.eenmalig is None or one.eenmalig.laagst < 1 or one.per_maand is None or one.per_maand.laagst < 1:
        return ""
    return f"En één keer {'' if one.eenmalig.zeker else 'minstens '}{euro(one.eenmalig.laagst)} over de maanden die voorbij zijn."


def signals_part(page: Page, signals: Sequence[Signaal]) -> None:
    """The signals that are on, worst first; those that are open or not on in short, each with what it waits for or why."""
    if not signals:
        return
    on, open_, off = ([one for one in signals if one.uitkomst == answer] for answer in ("ja", "onbekend", "nee"))
    page.heading(f"{_WATCH} ({len(on)})" if on else _WATCH, _WATCH_HELP)
    if not on:
        page.text(_NONE_ON)
    for one in on:
        page.blank()
        level = _LEVELS[one.ernst or "informatie"]
        page.pair(f"! {one.titel}", level, _STYLES[one.ernst or "informatie"])
        page.text(one.waarom, indent=2)
        page.field("Doe", [one.doe])
        if one.voor and one.ernst != "kritiek":
            page.field("Uiterlijk", [day(one.voor)])
        if one.hoogstens:
            page.field("Let op", ["Wij weten nog niet alles. Misschien heeft het meer haast."])
    if open_:
        page.blank()
        page.text(f"Nog niet bekend ({len(open_)}):")
        page.items(_open(open_), sign="?")
    if off:
        page.blank()
        page.text(f"Speelt nu niet ({len(off)}): {listed([small(one.titel) for one in off])}.")


def _open(signals: Sequence[Signaal]) -> list[str]:
    """The signals that are open, together by the first question each waits for."""
    asked: dict[str, list[str]] = {}
    for one in signals:
        asked.setdefault(one.ontbreekt[0].vraag if one.ontbreekt else "", []).append(small(one.titel))
    return [f"{question} Dat gaat over: {listed(titles)}." if question else f"{_NO_QUESTION} {listed(titles)}."
            for question, titles in asked.items()]  # fmt: skip


def debts_part(page: Page, debts: Schulden | None) -> None:
    """Every debt in the order in which to deal with it, and when the debt desk must have acted."""
    if debts is None or not debts.posten:
        return
    page.heading(f"{_DEBTS} ({debts.aantal})")
    unknown = f" Van {debts.zonder_bedrag} weten wij het bedrag niet." if debts.zonder_bedrag else ""
    page.text(f"Samen {euro(debts.totaal.hoogst, up=True)}.{unknown}")
    if debts.aflossing_per_maand.hoogst >= 1:
        page.text(f"U betaalt {euro(debts.aflossing_per_maand.hoogst, up=True)} per maand af.")
    if debts.nagekomen or debts.niet_nagekomen:
        counts = ((debts.nagekomen, "lukken"), (debts.niet_nagekomen, "lukken niet"))
        page.text(" ".join(f"Afspraken die {how}: {count}." for count, how in counts if count))
    told: set[str] = set()
    for group in dict.fromkeys(one.groep for one in debts.posten):
        page.blank()
        page.text(f"{group}:")
        for one in (row for row in debts.posten if row.groep == group):
            page.pair(f"  {one.titel}", _owed(one), "gewoon")
            if agreed := _agreed(one):
                page.text(agreed, indent=4)
            for text in dict.fromkeys(filter(None, (one.gevolg, one.verrekening))):
                if text not in told:  # of two debts of one kind the second does not say it again
                    told.add(text)
                    page.text(text, indent=4)
    if debts.beslagvrije_voet is not None:
        page.blank()
        page.text(f"Bij beslag blijft minstens {euro(debts.beslagvrije_voet.laagst)} per maand van u.")
    if debts.termijnen:
        page.blank()
        page.text("Vraagt u vandaag hulp bij schulden? Dan:")
        page.items(f"{one.wat}: uiterlijk {day(one.uiterlijk)}." for one in debts.termijnen)


def _owed(one: Schuldpost) -> str:
    return "bedrag niet bekend" if one.bedrag is None else euro(one.bedrag.hoogst, up=True)


def _agreed(one: Schuldpost) -> str:
    if one.regeling != "ja":
        return "U heeft nog geen afspraak." if one.regeling == "nee" else ""
    paid = f" U betaalt {euro(one.aflossing_per_maand.hoogst, up=True)} per maand." if one.aflossing_per_maand else ""
    kept = {"ja": " Dat lukt.", "nee": " Dat lukt niet. Vraag om een ander bedrag.", "onbekend": ""}[one.nagekomen]
    return f"U heeft een afspraak.{paid}{kept}"


def not_part(page: Page, found: Sequence[NietDoen]) -> None:
    """What had better not be done, with why."""
    if found:
        page.heading(_NOT)
        page.items(f"{one.wat} {one.waarom}" for one in found)
