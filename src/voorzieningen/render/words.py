"""All Dutch texts of outcomes: plain words (B1), always `u`, first what it means, then what to do, then why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from voorzieningen.render.figures import day, euro, listed, months, rows
from voorzieningen.report import Bedrag, Bevinding, Recht, Regeling

HEADINGS: dict[Bevinding, str] = {
    "onbenut": "Aanvragen",
    "te_weinig": "U krijgt te weinig",
    "te_veel": "U krijgt te veel",
    "misschien": "Misschien",
    "vraag_gemeente": "Vraag uw gemeente",
    "klopt": "Dit klopt",
    "geen_recht": "Nu niet",
}
"""Heading per finding, in the order of the screen."""

SIGNS: dict[Bevinding, str] = {
    "onbenut": "✓",
    "te_weinig": "↑",
    "te_veel": "↓",
    "misschien": "?",
    "vraag_gemeente": "?",
    "klopt": "=",
    "geen_recht": "–",
}
RIGHTS: dict[Recht, str] = {
    "ja": "Over dit jaar had u hier recht op.",
    "nee": "Over dit jaar waarschijnlijk niet.",
    "mogelijk": "Over dit jaar beslist de instantie zelf.",
    "onbekend": "Over dit jaar weten wij nog niet genoeg.",
    "niet_ingevoerd": "De regel van uw gemeente staat hier niet in.",
    "niet_gemodelleerd": "Over dit jaar rekenen wij dit niet uit.",
}
"""The right over an earlier year."""

CONFIDENCE = {
    "officieel": "officiële tekst gezien",
    "bevestigd": "twee bronnen zeggen hetzelfde, gezien",
    "enkel": "uit één bron, gezien",
    "onbevestigd": "nog niet gecontroleerd, gezien",
}
KINDS = {"voorwaarde": "voorwaarde", "recht": "alle voorwaarden", "niet_gemodelleerd": "ja: niet uitgerekend"}

NO_AMOUNT = "Er blijft geen bedrag over. Meestal komt dat door het inkomen."
TITLE = "Wat kunt u krijgen?"
ESTIMATE = "Dit is een schatting. De instantie beslist. U mag altijd aanvragen."
STILL_OPEN, STILL_OPEN_HELP = "Nog niet bekend", "Met deze antwoorden weten wij meer."
ASSUMED = "Waar wij van uitgaan"
ASSUMED_HELP = "Klopt een van deze dingen niet? Geef het dan door. De uitkomst kan anders worden."
LEFT_OUT, LEFT_OUT_HELP = "Wat wij niet meerekenen", "Geldt een van deze dingen voor u? Vraag het dan na."
WHY, SO_MUCH, SOURCES, EACH_MONTH = "Waarom?", "Zo komen wij aan het bedrag", "Bronnen", "elke maand"
AUDITOR_HELP = (
    "Elke stap in de volgorde van rekenen. 'Ingevuld' is de formule met de waarden van de maand waarop wij kijken, "
    "met een punt in getallen. Het nummer tussen [ ] wijst naar de bron onderaan."
)

VAGUE = Decimal(5000)
"""A high end above this says only that nearly everything is open; it is not shown, and not counted."""

_NAMES = {"toetsingsinkomen": "uw inkomen van het hele jaar", "rendementsgrondslag": "uw spaargeld en bezit op 1 januari"}


def named(name: str) -> str:
    """The name of a fact, condition or parameter in words."""
    last = name.rsplit(".", 1)[-1]
    return _NAMES.get(last, last.replace("_", " "))


def small(title: str) -> str:
    """A title inside a sentence."""
    return title[:1].lower() + title[1:]


# --- amounts: the lowest leads, the high end is always "misschien"

def range_of(amount: Bedrag, rhythm: str = "") -> str:
    """`€ 129 per maand`, `minstens € 120 per maand` or `misschien tot € 60 per maand`."""
    if amount.zeker or amount.laagst >= 1:
        return f"{'' if amount.zeker else 'minstens '}{euro(amount.laagst)}{rhythm}"
    return f"misschien tot {euro(amount.hoogst)}{rhythm}"


def both_ends(amount: Bedrag) -> str:
    """`€ 411`, `minstens € 100, misschien € 300` or `misschien tot € 300`."""
    open_end = not amount.zeker and amount.laagst >= 1
    return f"{range_of(amount)}, misschien {euro(amount.hoogst)}" if open_end else range_of(amount)


def vague(scheme: Regeling) -> bool:
    """Whether the high end says nothing."""
    return not scheme.per_maand.zeker and scheme.per_maand.hoogst > VAGUE


# --- the first lines

def headline(each_month: Bedrag, once: Bedrag, perhaps: Sequence[str]) -> tuple[str, ...]:
    """What can surely be claimed each month and once, and which schemes perhaps; never the high end by itself."""
    sure, maybe = each_month.laagst, each_month.hoogst - each_month.laagst
    found = []
    if sure >= 1:
        more = f" Misschien komt daar nog {euro(maybe)} bij." if maybe >= 1 else ""
        found.append(f"U kunt {'minstens ' if more else ''}{euro(sure)} per maand meer krijgen.{more}")
    if once.laagst >= 1:
        head, tail = ("En", "") if found else ("U kunt", " krijgen")
        found.append(f"{head} één keer {range_of(once)}{tail} over de maanden die voorbij zijn.")
    if perhaps:
        head = "Misschien ook" if found else "Misschien kunt u dit krijgen:"
        found.append(f"{head} {listed(map(small, perhaps))}. Daarvoor weten wij nog niet genoeg.")
    return tuple(found) or ("Wij zien nu niets dat u nog kunt aanvragen.",)


def too_much(titles: Sequence[str]) -> str:
    """The warning line under the headline."""
    return f"Let op: u krijgt te veel {listed(map(small, titles))}. Geef dit nu door."


# --- one scheme

def at_right(scheme: Regeling, place: Bevinding, year: str) -> str:
    """The amount at the right of a title; never € 0."""
    due, got = scheme.per_maand, scheme.ontvangen_per_maand
    if place in ("geen_recht", "vraag_gemeente") or scheme.recht == "niet_gemodelleerd":
        return ""
    if vague(scheme) and due.laagst < 1:
        return "nog niet bekend"
    if got and place == "te_weinig":
        return range_of(Bedrag(laagst=due.laagst - got, hoogst=due.hoogst - got), " per maand meer")
    if got and place == "te_veel":
        return range_of(Bedrag(laagst=got - due.hoogst, hoogst=got - due.laagst), " per maand te veel")
    if due.hoogst < 1:
        return range_of(scheme.per_jaar, f" over {year}") if scheme.per_jaar.hoogst >= 1 else ""
    return range_of(due, " per maand")


def first_sentences(scheme: Regeling, place: Bevinding, year: str) -> tuple[str, ...]:
    """What a scheme says first: what it means for you."""
    due, got = scheme.per_maand, scheme.ontvangen_per_maand
    if place == "onbenut":
        return _unclaimed(scheme, year)
    if place == "te_weinig" and got is not None:
        right = f"Het moet {'' if due.zeker else 'minstens '}{euro(due.laagst)} per maand zijn."
        return (f"U krijgt {euro(got)}. {right}", *_amounts(scheme, year))
    if place == "te_veel" and got is not None:
        right = f"Het moet {'' if due.zeker else 'hoogstens '}{euro(due.hoogst, up=True)} per maand zijn."
        right = right if due.hoogst > 0 else "Waarschijnlijk heeft u daar nu geen recht op."
        return (f"U krijgt {euro(got)} per maand. {right}", "Geef dit nu door. Dan betaalt u later minder terug.")
    if place == "misschien":
        closed = scheme.recht in ("nee", "niet_gemodelleerd")
        return (*_why_maybe(scheme, year), *(() if closed else _amounts(scheme, year)))
    if place == "vraag_gemeente":
        local = "De regel van uw gemeente staat hier niet in."
        return (f"{local} Bel de gemeente. Vraag naar: {small(scheme.titel)}.",)
    if place == "klopt":
        return ("U krijgt wat u moet krijgen. U hoeft niets te doen.",)
    return ("Waarschijnlijk niet.",)


def _unclaimed(scheme: Regeling, year: str) -> tuple[str, ...]:
    if scheme.recht == "nee":
        return (f"Voor {year} waarschijnlijk niet. Voor een eerder jaar kan het nog.",)
    if scheme.bevinding == "klopt":
        return ("Wat u nu krijgt, klopt. Voor een eerder jaar kunt u nog aanvragen.",)
    if scheme.per_maand.hoogst <= 0:
        return ("U krijgt dit nog niet. Voor deze maand niet, voor andere maanden wel.", *_amounts(scheme, year))
    return ("U krijgt dit nog niet. Het kan wel.", *_amounts(scheme, year))


def _amounts(scheme: Regeling, year: str) -> tuple[str, ...]:
    due, whole = scheme.per_maand, scheme.per_jaar
    found = []
    if vague(scheme):
        least = f"Minstens {euro(due.laagst)} per maand. " if due.laagst >= 1 else ""
        return (f"{least}Het bedrag hangt af van uw antwoorden.",)
    if not due.zeker:
        least = f"Minstens {euro(due.laagst)} per maand. Misschien {euro(due.hoogst)}."
        found.append(least if due.laagst >= 1 else f"Misschien tot {euro(due.hoogst)} per maand.")
    if whole.hoogst >= 1:
        found.append(f"Over heel {year} is dat {both_ends(whole)}.")
    return (" ".join(found),) if found else ()


def _why_maybe(scheme: Regeling, year: str) -> tuple[str, ...]:
    got, due = scheme.ontvangen_per_maand, scheme.per_maand
    count = len({question.vraag for question in scheme.ontbreekt})
    helps = "" if not count else " Eén vraag helpt." if count == 1 else f" Er zijn nog {count} vragen."
    if scheme.recht == "niet_gemodelleerd":
        return ("Dit rekenen wij niet uit. Vraag het na.",)
    if scheme.recht == "nee":
        return (f"Voor {year} waarschijnlijk niet. Voor een eerder jaar misschien wel.",)
    if scheme.recht == "mogelijk":
        return ("De instantie beslist zelf. Leg uit waarom u dit nodig heeft.",)
    if got and got > due.hoogst:
        return (f"U krijgt {euro(got)} per maand. Dat is waarschijnlijk te veel.{helps}",)
    if got:
        return (f"U krijgt {euro(got)} per maand. Wij weten nog niet of dat klopt.{helps}",)
    if scheme.recht == "ja":
        unsure = "hoeveel u al krijgt" if got is None else "hoeveel precies"
        return (f"Hier heeft u recht op. Wij weten nog niet {unsure}.{helps}",)
    return (f"Wij weten nog niet genoeg.{helps}",)


def refusal(scheme: Regeling) -> str:
    """What stands under "Nu niet": likely not, the first reason, and that asking is always allowed."""
    received = scheme.bevinding == "misschien"
    anyway = "Krijgt u dit toch? Geef het dan door." if received else "U mag het altijd aanvragen."
    first = "Nu nog niet. Later dit jaar kan het wel." if scheme.recht == "ja" else "Waarschijnlijk niet."
    return " ".join((first, *(scheme.uitleg[:1] or [NO_AMOUNT]), anyway))


def missed(year: str, amount: Bedrag, until: date | None, today: date) -> str:
    """One year of missed money, with the last day to claim it."""
    if until is not None and until < today:
        return f"Voor {year} is het te laat. Dat kon tot en met {day(until)}."
    text = both_ends(amount)
    last = f" Aanvragen kan tot en met {day(until)}." if until else ""
    return f"{text[:1].upper()}{text[1:]}.{last}"


def settle(amount: Bedrag) -> str:
    """A year in which something was received, but less than was due."""
    return f"U kreeg {both_ends(amount)} minder dan kon. Kijk of de definitieve berekening dit goedmaakt."


def claim_by(until: date) -> str:
    """The last day to claim."""
    return f"Dat kan tot en met {day(until)}."


def claim_from(start: date) -> str:
    """How far back a claim made today reaches."""
    return f"Vraagt u vandaag aan? Dan telt het vanaf {day(start)}. Wacht dus niet."


def weak(scheme: Regeling) -> tuple[str, ...]:
    """What is not firm about the figures behind an outcome; one source only is told once for all schemes."""
    found = []
    if scheme.zekerheid == "onbevestigd":
        found.append("Een bedrag in deze regels is nog niet gecontroleerd. Vraag het na.")
    if scheme.verouderd:
        few, more = scheme.verouderd[:3], len(scheme.verouderd) - 3
        what = listed([*(named(name) for name in few), *([f"nog {more} andere"] if more > 0 else [])])
        found.append(f"Wij rekenen met oude bedragen. De nieuwe zijn nog niet bekend: {what}.")
    if scheme.geschat:
        found.append(f"Wij hebben geschat: {listed(named(name) for name in scheme.geschat)}.")
    return tuple(found)


def one_source(titles: Sequence[str]) -> str:
    """Schemes with a figure that was found in one place only."""
    return f"Bij {listed(map(small, titles))} komt een bedrag uit één bron. Vraag het na."


def question(text: str, places: Sequence[str]) -> str:
    """An open question, with the rows of the household it is about."""
    shown = rows(places)
    return f"{text} ({shown})" if shown else text


def more_questions(count: int) -> str:
    """How many open questions of a scheme are only in the list at the end."""
    return f"En nog {count} {'vraag' if count == 1 else 'vragen'}. Zie '{STILL_OPEN}' onderaan."


def condition(name: str, text: str, holds_in: Sequence[int], of: int) -> str:
    """A condition with its sentence; `holds_in` are the months in which it holds, when not all are alike."""
    if not text:
        return f"Nog niet bekend: {named(name)}."
    return f"{text} (Dit geldt alleen voor {months(holds_in)}.)" if 0 < len(holds_in) < of else text


def not_looked(years: Sequence[int]) -> str:
    """Years that are not modelled though a claim may be open."""
    shown = listed(str(year) for year in sorted(years))
    return f"Over {shown} rekenen wij niet uit wat u miste. Vraag het na bij de instantie."


def explain_title(title: str) -> str:
    """The title of the explanation of one scheme."""
    return f"Uitleg: {small(title)}"


def auditor_title(title: str, year: int) -> str:
    """The head of the part for somebody who checks the computation."""
    return f"Voor wie het wil narekenen: {small(title)} {year}"


def receipt(version: str, digest: str, on: date, answers: date | None = None) -> str:
    """Which rules, for which day, and from when the answers are."""
    short = digest.removeprefix("sha256:")[:12]
    said = f" Antwoorden van {day(answers, weekday=False)}." if answers and answers != on else ""
    return f"Regels van {version} ({short}). Gekeken naar {day(on)}.{said}"
