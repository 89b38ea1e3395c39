"""The plan, the arrears signals and the debts as lines: what to do first, what to watch, and what had better not be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, euro, listed, say
from voorzieningen.render.page import Page, Style
from voorzieningen.render.words import small
from voorzieningen.report import Actie, Ernst, NietDoen, Schulden, Schuldpost, Signaal

_MOST = 10
"""So many steps stand in a plan; the rest follows when these are done."""
_LONG_SITE = 50
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
    page.heading(say("kop.plan"), say("onder_kop.plan"))
    told: set[str] = set()
    for one in actions[:_MOST]:
        page.blank()
        page.pair(f"{one.volgorde}. {one.wat}", _brings(one), _STYLES["kritiek"] if one.soort == "vandaag" else "gewoon")
        page.text(" ".join(filter(None, (one.waarom, _past(one), one.hoe))), indent=3)
        if one.na:
            page.field(say("label.eerst"), [", ".join(titles.get(name, name) for name in one.na)], indent=3)
        if one.voor and one.soort != "vandaag":
            page.field(say("label.uiterlijk"), [day(one.voor)], indent=3)
        if one.soort == "vragen":
            page.field(say("label.waar"), [one.waar] if one.waar else [], indent=3)
        page.field(say("label.neem_mee"), [", ".join(one.neem_mee)] if one.neem_mee else [], indent=3)
        if one.hulp and one.hulp.naam not in told:
            told.add(one.hulp.naam)
            page.field(say("label.hulp"), [f"{one.hulp.naam} ({_site(one.hulp.url)})"], indent=3)
    if len(actions) > _MOST:
        page.blank()
        more = len(actions) - _MOST
        page.text(say("plan.nog_een_stap") if more == 1 else say("plan.nog_stappen", aantal=more))


def _brings(one: Actie) -> str:
    if one.per_maand and one.per_maand.laagst >= 1:
        return say("bedrag.per_maand", bedrag=euro(one.per_maand.laagst))
    if one.eenmalig and one.eenmalig.laagst >= 1:
        return say("bedrag.een_keer", bedrag=euro(one.eenmalig.laagst))
    return ""


def _site(url: str) -> str:
    """An address as people type it; of a very long one only the site."""
    short = url.partition("://")[2].rstrip("/") or url
    return short if len(short) <= _LONG_SITE else short.partition("/")[0]


def _past(one: Actie) -> str:
    """What comes once, beside what comes each month."""
    if one.eenmalig is None or one.eenmalig.laagst < 1 or one.per_maand is None or one.per_maand.laagst < 1:
        return ""
    return say("plan.ook_ineens", bedrag=range_of(one.eenmalig))


def signals_part(page: Page, signals: Sequence[Signaal]) -> None:
    """The signals that are on, worst first; those that are open or not on in short, each with what it waits for or why."""
    if not signals:
        return
    on, open_, off = ([one for one in signals if one.uitkomst == answer] for answer in ("ja", "onbekend", "nee"))
    head = say("kop.signalen")
    page.heading(f"{head} ({len(on)})" if on else head, say("onder_kop.signalen"))
    if not on:
        page.text(say("signaal.geen_haast"))
    for one in on:
        page.blank()
        level = say(f"signaal.ernst.{one.ernst or 'informatie'}")
        page.pair(f"! {one.titel}", level, _STYLES[one.ernst or "informatie"])
        page.text(one.waarom, indent=2)
        page.field(say("label.doe"), [one.doe])
        if one.voor and one.ernst != "kritiek":
            page.field(say("label.uiterlijk"), [day(one.voor)])
        if one.hoogstens:
            page.field(say("label.let_op"), [say("signaal.niet_alles")])
    if open_:
        page.blank()
        page.text(say("signaal.nog_niet_bekend", aantal=len(open_)))
        page.items(_open(open_), sign="?")
    if off:
        page.blank()
        page.text(say("signaal.speelt_niet", aantal=len(off), titels=listed([small(one.titel) for one in off])))


def _open(signals: Sequence[Signaal]) -> list[str]:
    """The signals that are open, together by the first question each waits for."""
    asked: dict[str, list[str]] = {}
    for one in signals:
        asked.setdefault(one.ontbreekt[0].vraag if one.ontbreekt else "", []).append(small(one.titel))
    return [
        say("signaal.gaat_over" if question else "signaal.niet_genoeg", vraag=question, titels=listed(titles))
        for question, titles in asked.items()
    ]


def debts_part(page: Page, debts: Schulden | None) -> None:
    """Every debt in the order in which to deal with it, and when the debt desk must have acted."""
    if debts is None or not debts.posten:
        return
    page.heading(f"{say('kop.schulden')} ({debts.aantal})")
    unknown = [say("schuld.zonder_bedrag", aantal=debts.zonder_bedrag)] if debts.zonder_bedrag else []
    page.text(" ".join((say("schuld.samen", bedrag=euro(debts.totaal.hoogst, up=True)), *unknown)))
    if debts.aflossing_per_maand.hoogst >= 1:
        page.text(say("schuld.u_betaalt", bedrag=euro(debts.aflossing_per_maand.hoogst, up=True)))
    if debts.nagekomen or debts.niet_nagekomen:
        counts = (("schuld.afspraken_lukken", debts.nagekomen), ("schuld.afspraken_lukken_niet", debts.niet_nagekomen))
        page.text(" ".join(say(key, aantal=count) for key, count in counts if count))
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
        page.text(say("schuld.beslagvrij", bedrag=euro(debts.beslagvrije_voet.laagst)))
    if debts.termijnen:
        page.blank()
        page.text(say("schuld.termijnen"))
        page.items(say("schuld.termijn", wat=one.wat, dag=day(one.uiterlijk)) for one in debts.termijnen)


def _owed(one: Schuldpost) -> str:
    return say("schuld.bedrag_niet_bekend") if one.bedrag is None else euro(one.bedrag.hoogst, up=True)


def _agreed(one: Schuldpost) -> str:
    if one.regeling != "ja":
        return say("schuld.geen_afspraak") if one.regeling == "nee" else ""
    paid = one.aflossing_per_maand
    told = [say("schuld.afspraak")]
    told += [say("schuld.betaalt_per_maand", bedrag=euro(paid.hoogst, up=True))] if paid else []
    if one.nagekomen != "onbekend":
        told.append(say("schuld.lukt" if one.nagekomen == "ja" else "schuld.lukt_niet"))
    return " ".join(told)


def not_part(page: Page, found: Sequence[NietDoen]) -> None:
    """What had better not be done, with why."""
    if found:
        page.heading(say("kop.niet_doen"))
        page.items(f"{one.wat} {one.waarom}" for one in found)
