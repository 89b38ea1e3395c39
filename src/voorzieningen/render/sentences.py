"""What is said of one scheme: what it means, what was missed, how to claim it, and what is not firm about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from voorzieningen.render.amounts import VAGUE, both_ends, each, got, per, range_of, vague, whole
from voorzieningen.render.figures import capital, day, euro, listed, say
from voorzieningen.render.places import Place
from voorzieningen.render.words import brief, estimated, help_of, named
from voorzieningen.report import Bedrag, Regel, Regeling


def first_sentences(scheme: Regeling, place: Place, year: str) -> tuple[str, ...]:
    """What a scheme says first: what it means for you."""
    due, received, rhythm = scheme.per_keer, got(scheme), per(scheme)
    if place == "onbenut":
        return _unclaimed(scheme, year)
    if place == "te_weinig" and received is not None:
        key = "regeling.te_weinig" if due.zeker else "regeling.te_weinig_minstens"
        return (say(key, nu=euro(received), bedrag=each(euro(due.laagst), rhythm)), whole(scheme, year))
    if place == "te_veel" and received is not None:
        if scheme.ritme == "geen":
            return (say("regeling.te_veel_zonder_bedrag"),)
        key = "regeling.te_veel" if due.zeker else "regeling.te_veel_hoogstens"
        key = key if due.hoogst > 0 else "regeling.te_veel_niets"
        told = say(key, nu=each(euro(received), rhythm), bedrag=each(euro(due.hoogst, up=True), rhythm))
        return (told, say("regeling.te_veel_doe"))
    if place == "misschien":
        closed = scheme.recht in ("nee", "niet_gemodelleerd")
        return (_why_maybe(scheme, year), "" if closed else whole(scheme, year))
    if place == "nu_doen":
        return ()
    if place == "ter_informatie" and not vague(scheme):
        key = "regeling.blijft" if due.zeker else "regeling.blijft_minstens"
        return (say(key, bedrag=euro(due.laagst), hoogst=euro(due.hoogst)),)
    if place == "vraag_gemeente":
        return (help_of(place), open_terms(scheme))
    if place == "klopt" and scheme.ritme == "geen":
        return (say("regeling.krijgt_al"),)
    return (help_of(place) or say("regeling.waarschijnlijk_niet"),)


def to_ask(scheme: Regeling) -> str:
    """One line of a scheme whose local rule is not here: its title and what it is for."""
    told = f"{scheme.titel}. {brief(scheme.samenvatting)}"
    few = scheme.hoogstens and scheme.hoogstens <= VAGUE
    return f"{told} {say('regeling.hoogstens', bedrag=euro(scheme.hoogstens))}" if scheme.hoogstens and few else told


def open_terms(scheme: Regeling) -> str:
    """What the municipality or water board chooses that we do not know, with whom to ask."""
    terms = scheme.niet_ingevuld
    return say("regeling.niet_ingevuld", wat=listed(terms), wie=scheme.vraag_bij) if terms else ""


def of_row(one: Regel, rhythm: str, desk: str) -> str:
    """One row with its amount: a cost, a bill."""
    what = one.wat.replace("_", " ")
    if one.recht == "niet_ingevoerd":
        return say("regeling.rij_onbekend", wat=what, wie=desk)
    return say("regeling.rij", rijen=what, bedrag=range_of(one.bedrag, rhythm))


def _unclaimed(scheme: Regeling, year: str) -> tuple[str, ...]:
    if scheme.recht == "nee":
        return (say("regeling.eerder_jaar", jaar=year),)
    if scheme.bevinding == "klopt":
        return (say("regeling.klopt_eerder_jaar"),)
    if scheme.per_keer.hoogst <= 0:
        return (say("regeling.andere_maanden"), whole(scheme, year))
    return (say("regeling.nog_niet"), whole(scheme, year))


def _why_maybe(scheme: Regeling, year: str) -> str:
    received, due = got(scheme), scheme.per_keer
    if scheme.recht == "niet_gemodelleerd":
        return say("regeling.niet_uitgerekend")
    if scheme.recht == "nee":
        return say("regeling.misschien_eerder_jaar", jaar=year)
    if scheme.recht == "mogelijk":
        return say("regeling.instantie_beslist")
    if received:
        key = "regeling.misschien_te_veel" if received > due.hoogst else "regeling.misschien_klopt"
    elif scheme.recht == "ja":
        key = "regeling.recht_krijgt_onbekend" if received is None else "regeling.recht_bedrag_onbekend"
    else:
        key = "regeling.niet_genoeg"
    told = say(key, nu=each(euro(received or Decimal(0)), per(scheme)))
    count = len({one.vraag for one in scheme.ontbreekt if not one.oordeel})
    if not count:
        return told
    return f"{told} {say('regeling.een_vraag') if count == 1 else say('regeling.meer_vragen', aantal=count)}"


def refusal(scheme: Regeling) -> str:
    """A few lines of "Nu niet": the title, the first reason and the next step."""
    if scheme.recht in ("mogelijk", "onbekend"):
        return say("regeling.niet_meer", titel=scheme.titel)
    key = "regeling.nu_niet_later_wel" if scheme.recht == "ja" else "regeling.nu_niet"
    return say(key, titel=scheme.titel, reden=brief((*scheme.uitleg, say("regeling.geen_bedrag"))[0]))


def to_fit(scheme: Regeling) -> str:
    """One line of a scheme of which it is open whether it fits: the first question, or the earlier years it is about."""
    if scheme.recht == "nee":
        years = listed(name for name, year in sorted(scheme.jaren.items()) if year.gemist.hoogst >= 1)
        told = say("regeling.eerdere_jaren", titel=scheme.titel, jaren=years)
        return f"{told} {say('regeling.kijk_op', waar=scheme.aanvragen.waar)}" if scheme.aanvragen else told
    asked = [one.vraag for one in scheme.ontbreekt if not one.oordeel]
    questions = (*asked[:1], *scheme.niet_gemodelleerd[:1]) or (say("regeling.dicht_bij_grens"),)
    return " ".join((f"{scheme.titel}.", *questions))


def of_another(scheme: Regeling) -> str:
    """What another adult of the house is due, who was not asked what is received already."""
    received, due = got(scheme), scheme.per_keer
    if received is None:
        return say("regeling.ander_recht")
    if received == 0:
        return say("regeling.ander_nog_niet")
    key = "regeling.ander_te_weinig" if due.zeker else "regeling.ander_te_weinig_ongeveer"
    return say(key, nu=euro(received), bedrag=each(euro(due.laagst), per(scheme)))


def missed(year: str, amount: Bedrag, until: date | None, today: date, *, unknown: bool = False) -> str:
    """One year of missed money, with the last day to claim it."""
    if until is not None and until < today:
        return say("regeling.te_laat", jaar=year, dag=day(until))
    told = f"{capital(say('bedrag.niet_bekend_zin') if unknown else both_ends(amount))}."
    return f"{told} {say('regeling.aanvragen_tot', dag=day(until))}" if until else told


def claim_from(start: date, today: date) -> str:
    """How far back a claim made today reaches."""
    return say("regeling.vanaf_melding") if start >= today else say("regeling.terug_tot", dag=day(start))


def judged(scheme: Regeling) -> tuple[str, ...]:
    """What the body that gives it decides itself; the household cannot answer that."""
    return tuple(dict.fromkeys(one.vraag for one in scheme.ontbreekt if one.oordeel))


def weak(scheme: Regeling, *, full: bool) -> tuple[str, ...]:
    """What is not firm about the figures of an outcome; what is told once for all schemes only when `full`."""
    found = []
    if full and scheme.zekerheid == "onbevestigd":
        found.append(say("regeling.niet_gecontroleerd"))
    if scheme.verouderd and scheme.vraag_bij:
        found.append(say("regeling.oude_regel", wie=scheme.vraag_bij))
    elif scheme.verouderd:
        few, more = scheme.verouderd[:3], len(scheme.verouderd) - 3
        what = listed([*(named(name) for name in few), *([say("opsomming.nog", aantal=more)] if more > 0 else [])])
        found.append(say("regeling.oude_bedragen", wat=what))
    if full and scheme.geschat:
        found.append(estimated(scheme.geschat))
    return tuple(found)
