"""What is said of one scheme: what it means, what was missed, how to claim it, and what is not firm about it."""

from __future__ import annotations

from datetime import date

from voorzieningen.render.amounts import VAGUE, both_ends, got, per, range_of, vague, whole
from voorzieningen.render.figures import day, euro, listed
from voorzieningen.render.places import Place
from voorzieningen.render.words import HELP, NO_AMOUNT, brief, estimated, named
from voorzieningen.report import Bedrag, Regel, Regeling


def first_sentences(scheme: Regeling, place: Place, year: str) -> tuple[str, ...]:
    """What a scheme says first: what it means for you."""
    due, known, rhythm = scheme.per_keer, got(scheme), per(scheme)
    if place == "onbenut":
        return _unclaimed(scheme, year)
    if place == "te_weinig" and known is not None:
        right = f"Het moet {'' if due.zeker else 'minstens '}{euro(due.laagst)}{rhythm} zijn."
        return (f"U krijgt {euro(known)}. {right}", whole(scheme, year))
    if place == "te_veel" and known is not None:
        if scheme.ritme == "geen":
            return ("U krijgt dit. Waarschijnlijk past het nu niet bij u. Vraag het na.",)
        right = f"Het moet {'' if due.zeker else 'hoogstens '}{euro(due.hoogst, up=True)}{rhythm} zijn."
        right = right if due.hoogst > 0 else "Waarschijnlijk heeft u daar nu geen recht op."
        return (f"U krijgt {euro(known)}{rhythm}. {right}", "Geef dit nu door. Dan betaalt u later minder terug.")
    if place == "misschien":
        closed = scheme.recht in ("nee", "niet_gemodelleerd")
        return (_why_maybe(scheme, year), "" if closed else whole(scheme, year))
    if place == "nu_doen":
        return ()
    if place == "ter_informatie" and not vague(scheme):
        most = "" if due.zeker else f", misschien {euro(due.hoogst)}"
        return (f"Elke maand blijft {'' if due.zeker else 'minstens '}{euro(due.laagst)} van u{most}.",)
    if place == "vraag_gemeente":
        return (HELP[place], open_terms(scheme))
    if place == "klopt" and scheme.ritme == "geen":
        return ("U krijgt dit al. U hoeft niets te doen.",)
    return (HELP.get(place, "Waarschijnlijk niet."),)


def to_ask(scheme: Regeling) -> str:
    """One line of a scheme whose local rule is not here: its title and what it is for."""
    most = f" Het gaat om hoogstens {euro(scheme.hoogstens)}." if scheme.hoogstens and scheme.hoogstens <= VAGUE else ""
    return f"{scheme.titel}. {brief(scheme.samenvatting)}{most}"


def open_terms(scheme: Regeling) -> str:
    """What the municipality or water board chooses that we do not know, with whom to ask."""
    return f"Wij weten niet {listed(scheme.niet_ingevuld)}. Vraag het bij {scheme.vraag_bij}." if scheme.niet_ingevuld else ""


def of_row(one: Regel, rhythm: str, desk: str) -> str:
    """One row with its amount: a cost, a bill."""
    what = one.wat.replace("_", " ")
    if one.recht == "niet_ingevoerd":
        return f"{what}: dat weten wij niet. Vraag het bij {desk}."
    return f"{what}: {range_of(one.bedrag, rhythm)}"


def _unclaimed(scheme: Regeling, year: str) -> tuple[str, ...]:
    if scheme.recht == "nee":
        return (f"Voor {year} waarschijnlijk niet. Voor een eerder jaar kan het nog.",)
    if scheme.bevinding == "klopt":
        return ("Wat u nu krijgt, klopt. Voor een eerder jaar kunt u nog aanvragen.",)
    if scheme.per_keer.hoogst <= 0:
        return ("U krijgt dit nog niet. Voor deze maand niet, voor andere maanden wel.", whole(scheme, year))
    return ("U krijgt dit nog niet. Het kan wel.", whole(scheme, year))


def _why_maybe(scheme: Regeling, year: str) -> str:
    known, due = got(scheme), scheme.per_keer
    count = len({one.vraag for one in scheme.ontbreekt if not one.oordeel})
    helps = "" if not count else " Eén vraag helpt." if count == 1 else f" Er zijn nog {count} vragen."
    if scheme.recht == "niet_gemodelleerd":
        return "Dit rekenen wij niet uit. Vraag het na."
    if scheme.recht == "nee":
        return f"Voor {year} waarschijnlijk niet. Voor een eerder jaar misschien wel."
    if scheme.recht == "mogelijk":
        return "De instantie beslist dit zelf. Vertel hoe het bij u zit."
    if known and known > due.hoogst:
        return f"U krijgt {euro(known)}{per(scheme)}. Dat is waarschijnlijk te veel.{helps}"
    if known:
        return f"U krijgt {euro(known)}{per(scheme)}. Wij weten nog niet of dat klopt.{helps}"
    if scheme.recht == "ja":
        if known is None:
            return f"Hier heeft u recht op. Wij weten nog niet hoeveel u al krijgt. Krijgt u niets? Vraag het dan aan.{helps}"
        return f"Hier heeft u recht op. Wij weten nog niet hoeveel precies.{helps}"
    return f"Wij weten nog niet genoeg.{helps}"


def refusal(scheme: Regeling) -> str:
    """A few lines of "Nu niet": the title, the first reason and the next step."""
    if scheme.recht in ("mogelijk", "onbekend"):
        return f"{scheme.titel}. Voor deze maand niet. Voor eerdere maanden kan het niet meer."
    elsewhen = "Nu niet, in andere maanden van dit jaar wel. " if scheme.recht == "ja" else ""
    return f"{scheme.titel}. {elsewhen}{brief((*scheme.uitleg, NO_AMOUNT)[0])}"


def to_fit(scheme: Regeling) -> str:
    """One line of a scheme of which it is open whether it fits: the first question, or the earlier years it is about."""
    if scheme.recht == "nee":
        years = listed(name for name, year in sorted(scheme.jaren.items()) if year.gemist.hoogst >= 1)
        where = f" Kijk op {scheme.aanvragen.waar}" if scheme.aanvragen else ""
        return f"{scheme.titel}. Over {years} weten wij nog niet genoeg.{where}"
    asked = [one.vraag for one in scheme.ontbreekt if not one.oordeel]
    told = (*asked[:1], *scheme.niet_gemodelleerd[:1]) or ("Uw gegevens liggen dicht bij een grens. Vraag het na.",)
    return " ".join((f"{scheme.titel}.", *told))


def of_another(scheme: Regeling) -> str:
    """What another adult of the house is due, who was not asked what is received already."""
    known, due = got(scheme), scheme.per_keer
    if known is None:
        return "Deze persoon heeft hier recht op. Komt het al binnen? Zo niet, vraag het aan."
    if known == 0:
        return "Deze persoon krijgt dit nog niet. Het kan wel."
    right = f"{'' if due.zeker else 'ongeveer '}{euro(due.laagst)}{per(scheme)}"
    return f"Deze persoon krijgt {euro(known)}. Het moet {right} zijn. Geef dit door."


def missed(year: str, amount: Bedrag, until: date | None, today: date, *, unknown: bool = False) -> str:
    """One year of missed money, with the last day to claim it."""
    if until is not None and until < today:
        return f"Voor {year} is het te laat. Dat kon tot en met {day(until)}."
    text = "bedrag nog niet bekend" if unknown else both_ends(amount)
    last = f" Aanvragen kan tot en met {day(until)}." if until else ""
    return f"{text[:1].upper()}{text[1:]}.{last}"


def settle(amount: Bedrag) -> str:
    """A year in which something was received, but less than was due."""
    return f"U kreeg {both_ends(amount)} minder dan kon. Kijk of de definitieve berekening dit goedmaakt."


def claim_by(until: date) -> str:
    """The last day to claim."""
    return f"Dat kan tot en met {day(until)}."


def claim_from(start: date, today: date) -> str:
    """How far back a claim made today reaches."""
    if start >= today:
        return "Het gaat in op de dag dat u zich meldt. Wacht dus niet."
    return f"Vraagt u vandaag aan? Dan kan het teruggaan tot {day(start)}. Wacht dus niet."


def judged(scheme: Regeling) -> tuple[str, ...]:
    """What the body that gives it decides itself; the household cannot answer that."""
    return tuple(dict.fromkeys(one.vraag for one in scheme.ontbreekt if one.oordeel))


def weak(scheme: Regeling, *, full: bool) -> tuple[str, ...]:
    """What is not firm about the figures of an outcome; what is told once for all schemes only when `full`."""
    found = []
    if full and scheme.zekerheid == "onbevestigd":
        found.append("Een bedrag in deze regels is nog niet gecontroleerd. Vraag het na.")
    if scheme.verouderd and scheme.vraag_bij:
        found.append(f"Een regel hiervan is oud of heeft geen datum. Vraag na of hij nog klopt bij {scheme.vraag_bij}.")
    elif scheme.verouderd:
        few, more = scheme.verouderd[:3], len(scheme.verouderd) - 3
        what = listed([*(named(name) for name in few), *([f"nog {more} andere"] if more > 0 else [])])
        found.append(f"Wij rekenen met oude bedragen. De nieuwe zijn nog niet bekend: {what}.")
    if full and scheme.geschat:
        found.append(estimated(scheme.geschat))
    return tuple(found)
