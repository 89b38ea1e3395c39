"""All Dutch texts of outcomes, and how money, dates and months are written; plain words (B1), always `u`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

from voorzieningen.report import Bedrag, Bevinding, Recht, Regeling, Vraag

MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december")
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

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
    "onbenut": "✓", "te_weinig": "↑", "te_veel": "↓", "misschien": "?", "vraag_gemeente": "?", "klopt": "=", "geen_recht": "–",
}

CONFIDENCE = {
    "officieel": "officiële tekst gezien",
    "bevestigd": "twee bronnen zeggen hetzelfde",
    "enkel": "uit één bron",
    "onbevestigd": "nog niet gecontroleerd",
}

_FACTS = {
    "toetsingsinkomen": "uw inkomen van het hele jaar",
    "rendementsgrondslag": "uw spaargeld en bezit op 1 januari",
    "kale_huur": "uw kale huur",
}
_TABLES = {"personen": "persoon", "inkomens": "inkomen", "bezit": "bezit", "opvang": "opvang", "schulden": "schuld"}

TITLE = "Wat kunt u krijgen?"
ESTIMATE = "Dit is een schatting. De instantie beslist. U mag altijd aanvragen."
ASK_ALWAYS = "U mag het altijd aanvragen."
STILL_OPEN, ASSUMED, LEFT_OUT = "Nog niet bekend", "Waar wij van uitgaan", "Wat wij niet meerekenen"
LEFT_OUT_HELP = "Geldt een van deze dingen voor u? Vraag het dan na."
ASSUMED_HELP = "Klopt een van deze dingen niet? Geef het dan door. De uitkomst kan anders worden."
STILL_OPEN_HELP = "Met deze antwoorden weten wij meer."
EXPLAIN, WHY, SO_MUCH = "Waarom {titel}?", "Waarom?", "Zo komen wij aan het bedrag"
FOR_AUDITOR, SOURCES, EACH_MONTH = "Voor wie het wil narekenen", "Bronnen", "elke maand"
AUDITOR_HELP = "Elke stap in de volgorde van rekenen. 'Ingevuld' is de formule in de maand van de peildatum, met een punt in getallen."
RIGHTS: dict[Recht, str] = {
    "ja": "Over dit jaar had u hier recht op.",
    "nee": "Over dit jaar waarschijnlijk niet.",
    "mogelijk": "Over dit jaar beslist de instantie zelf.",
    "onbekend": "Over dit jaar weten wij nog niet genoeg.",
    "niet_ingevoerd": "De regel van uw gemeente staat hier niet in.",
    "niet_gemodelleerd": "Over dit jaar rekenen wij dit niet uit.",
}
RECEIVED_ANYWAY = "Krijgt u dit toch? Geef het dan door."


# --- money, dates, months, lists

def euro(value: Decimal, *, up: bool = False) -> str:
    """Whole euros: what comes in rounded down, what goes out up."""
    return _euro(value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR), 0)


def _euro(value: Decimal, decimals: int) -> str:
    return f"{'-' if value < 0 else ''}€ {_dutch(abs(value), decimals)}"


def _dutch(value: Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def exact(text: str, unit: str) -> str:
    """One value of a step in full, such as `€ 3.941,20 per jaar`; a range keeps both ends, `…` marks digits left off."""
    parts = [_exact(part, unit) for part in text.split("..")]
    shown = " tot ".join(parts) if len(parts) == 2 else text
    shown = parts[0] if len(parts) == 1 else shown
    return f"{shown}{_rhythm(unit)}" if any(letter.isdigit() for letter in text) else shown


def _exact(text: str, unit: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return day(date.fromisoformat(text), weekday=False)
    more = text.endswith("…")
    try:
        value = Decimal(text.removesuffix("…"))
    except InvalidOperation:
        return text
    decimals = max(0, -int(value.as_tuple().exponent))
    if unit == "procent":
        return f"{_dutch(value * 100, max(0, decimals - 2))}{'…' if more else ''}%"
    if unit.startswith("EUR"):
        return _euro(value, max(2, decimals) if decimals else 0) + ("…" if more else "")
    return ("-" if value < 0 else "") + _dutch(abs(value), decimals) + ("…" if more else "")


def _rhythm(unit: str) -> str:
    if unit in ("aantal", "procent", "ja_nee", "keuze", "datum", "EUR", ""):
        return ""
    head, _, per = unit.partition("/")
    thing = "" if head == "EUR" else f" {head}"
    return f"{thing} per {per}" if per else thing


def day(value: date, *, weekday: bool = True) -> str:
    """A date as people say it: `vrijdag 31 december 2027`."""
    text = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{DAYS[value.weekday()]} {text}" if weekday else text


def months(numbers: Sequence[int]) -> str:
    """Months as ranges: `januari tot en met juni en augustus`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return listed(
        MONTHS[run[0] - 1] if len(run) == 1
        else f"{MONTHS[run[0] - 1]} {'en' if len(run) == 2 else 'tot en met'} {MONTHS[run[-1] - 1]}"
        for run in runs
    )


def listed(things: Iterable[str], last: str = "en") -> str:
    """`a, b en c`."""
    *head, tail = list(things) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def row(path: str) -> str:
    """A path in the household as people count: `personen.1.opvang.0` is `persoon 2, opvang 1`."""
    parts, words = path.strip(".").split("."), []
    for at, part in enumerate(parts):
        if part.isdigit() or not part:
            continue
        number = f" {int(parts[at + 1]) + 1}" if at + 1 < len(parts) and parts[at + 1].isdigit() else ""
        words.append(f"{_TABLES.get(part, part.replace('_', ' ')) if number else part.replace('_', ' ')}{number}")
    return ", ".join(words)


def named(fact: str) -> str:
    """The name of a fact or parameter in words."""
    name = fact.rsplit(".", 1)[-1]
    return _FACTS.get(name, name.replace("_", " "))


# --- amounts

def each_month(amount: Bedrag, more: str = "") -> str:
    """The amount at the right of a title; lowest first, the high end is never the headline."""
    if amount.hoogst <= 0:
        return ""
    if amount.zeker:
        return f"{euro(amount.laagst)} per maand{more}"
    return f"minstens {euro(amount.laagst)} per maand{more}" if amount.laagst >= 1 else f"misschien tot {euro(amount.hoogst)} per maand{more}"


def over_year(amount: Bedrag, year: str) -> str:
    """The amount over a calendar year."""
    if amount.zeker:
        return f"{euro(amount.laagst)} over {year}"
    return f"minstens {euro(amount.laagst)} over {year}" if amount.laagst >= 1 else f"misschien tot {euro(amount.hoogst)} over {year}"


def one_off(amount: Bedrag) -> str:
    """An amount that comes once."""
    if amount.zeker:
        return euro(amount.laagst)
    return f"minstens {euro(amount.laagst)}, misschien {euro(amount.hoogst)}" if amount.laagst >= 1 else f"misschien tot {euro(amount.hoogst)}"


# --- sentences

def headline(sure: Decimal, maybe: Decimal, once: Decimal, once_maybe: Decimal) -> tuple[str, ...]:
    """The first lines: what can surely be claimed, then what may come on top, each month and once."""
    found = []
    if sure >= 1:
        found.append(f"U kunt {'minstens ' if maybe >= 1 else ''}{euro(sure)} per maand meer krijgen.")
        if maybe >= 1:
            found[0] += f" Misschien komt daar nog {euro(maybe)} bij."
    elif maybe >= 1:
        found.append(f"Misschien kunt u tot {euro(maybe)} per maand meer krijgen. Wij weten nog niet genoeg.")
    if once >= 1:
        also = f"{'En ' if found else 'U kunt '}één keer {'minstens ' if once_maybe >= 1 else ''}{euro(once)}{'' if found else ' krijgen'}"
        found.append(f"{also} over de maanden die voorbij zijn.")
    elif once_maybe >= 1:
        found.append(f"{'Misschien ook' if found else 'Misschien kunt u'} één keer tot {euro(once_maybe)}{'' if found else ' krijgen'} over de maanden die voorbij zijn.")
    return tuple(found) or ("Wij zien nu niets dat u nog kunt aanvragen.",)


def too_much(titles: Sequence[str]) -> str:
    """The warning line under the headline."""
    return f"Let op: u krijgt te veel {listed(title[:1].lower() + title[1:] for title in titles)}. Geef dit nu door."


def first_sentences(scheme: Regeling, group: Bevinding, year: str) -> tuple[str, ...]:
    """What a card says first: what it means for you."""
    due, got = scheme.per_maand, scheme.ontvangen_per_maand
    now_nothing = due.hoogst <= 0
    if group == "onbenut":
        if scheme.recht == "nee":
            return (f"Voor {year} waarschijnlijk niet. Voor een eerder jaar kan het nog.",)
        if scheme.bevinding == "klopt":
            return ("Wat u nu krijgt, klopt. Voor een eerder jaar kunt u nog aanvragen.",)
        when = "Op dit moment niet. Voor andere maanden van dit jaar kan het wel." if now_nothing else "Het kan wel."
        return (f"U krijgt dit nog niet. {when}", *_amounts(scheme, year))
    if group == "te_weinig" and got is not None:
        return (f"U krijgt {euro(got)}. Het moet {'' if due.zeker else 'minstens '}{euro(due.laagst)} per maand zijn.", *_amounts(scheme, year))
    if group == "te_veel" and got is not None:
        right = f"Het moet {'' if due.zeker else 'hoogstens '}{euro(due.hoogst)} per maand zijn." if due.hoogst >= 1 else "Waarschijnlijk heeft u daar nu geen recht op."
        return (f"U krijgt {euro(got)} per maand. {right}", "Geef dit nu door. Dan betaalt u later minder terug.")
    if group == "misschien":
        return (*_why_maybe(scheme, year), *(() if scheme.recht in ("nee", "niet_gemodelleerd") else _amounts(scheme, year)))
    if group == "vraag_gemeente":
        return (f"De regel van uw gemeente staat hier niet in. Bel de gemeente. Vraag naar: {scheme.titel.lower()}.",)
    if group == "klopt":
        return ("U krijgt wat u moet krijgen. U hoeft niets te doen.",)
    return ("Waarschijnlijk niet.",)


def _amounts(scheme: Regeling, year: str) -> tuple[str, ...]:
    found = []
    due, whole = scheme.per_maand, scheme.per_jaar
    if not due.zeker:
        found.append(f"Minstens {euro(due.laagst)} per maand. Misschien {euro(due.hoogst)}." if due.laagst >= 1
                     else f"Misschien tot {euro(due.hoogst)} per maand.")
    if whole.zeker and whole.laagst >= 1:
        found.append(f"Over heel {year} is dat {euro(whole.laagst)}.")
    elif whole.hoogst >= 1:
        lowest = f"minstens {euro(whole.laagst)}, " if whole.laagst >= 1 else ""
        found.append(f"Over heel {year} is dat {lowest}misschien {'' if lowest else 'tot '}{euro(whole.hoogst)}.")
    return (" ".join(found),) if found else ()


def _why_maybe(scheme: Regeling, year: str) -> tuple[str, ...]:
    if scheme.recht == "niet_gemodelleerd":
        return ("Dit rekenen wij niet uit.",)
    if scheme.recht == "nee":
        return (f"Voor {year} waarschijnlijk niet. Voor een eerder jaar misschien wel.",)
    if scheme.recht == "mogelijk":
        return ("De instantie beslist zelf. Leg uit waarom u dit nodig heeft.",)
    count = len({question.vraag for question in scheme.ontbreekt})
    help_ = "" if not count else " Eén vraag helpt." if count == 1 else f" Er zijn nog {count} vragen."
    if scheme.recht == "ja" and scheme.ontvangen_per_maand is None:
        return (f"Hier heeft u recht op. Wij weten niet hoeveel u al krijgt.{help_}",)
    if scheme.recht == "ja":
        return (f"Hier heeft u recht op. Hoeveel precies, weten wij nog niet.{help_}",)
    return (f"Wij weten nog niet genoeg.{help_}",)


def missed(year: str, amount: Bedrag, until: date | None, today: date) -> str:
    """One year of missed money, with the last day to claim it."""
    if until is not None and until < today:
        return f"Voor {year} is het te laat. Dat kon tot en met {day(until)}."
    last = f" Aanvragen kan tot en met {day(until)}." if until else ""
    text = one_off(amount)
    return f"{text[:1].upper()}{text[1:]}.{last}"


def settle(year: str, amount: Bedrag) -> str:
    """A year in which something was received, but less than was due."""
    return f"U kreeg over {year} {one_off(amount)} minder dan kon. Kijk of de definitieve berekening dit goedmaakt."


def claim_by(until: date) -> str:
    """The last day to claim."""
    return f"tot en met {day(until)}"


def claim_from(start: date) -> str:
    """How far back a claim made today reaches."""
    return f"Vraagt u vandaag aan, dan telt het vanaf {day(start)}. Wacht dus niet."


def weak(scheme: Regeling) -> tuple[str, ...]:
    """What is not yet firm about the figures behind an outcome."""
    found = []
    if scheme.zekerheid == "enkel":
        found.append("Een bedrag in de regels komt uit één bron. Vraag het na.")
    if scheme.zekerheid == "onbevestigd":
        found.append("Een bedrag in de regels is nog niet gecontroleerd. Vraag het na.")
    if scheme.verouderd:
        what = listed(named(name) for name in scheme.verouderd)
        found.append(f"Wij rekenen met oude bedragen. Het nieuwe bedrag is nog niet bekend: {what}.")
    if scheme.geschat:
        found.append(f"Wij hebben geschat: {listed(named(name) for name in scheme.geschat)}.")
    return tuple(found)


def question(one: Vraag, places: Sequence[str]) -> str:
    """An open question, with the rows of the household it is about."""
    shown = listed(text for text in (row(place) for place in places) if text)
    return f"{one.vraag} ({shown})" if shown else one.vraag


def more_questions(count: int) -> str:
    """How many open questions of a scheme are only in the list at the end."""
    return f"En nog {count} {'vraag' if count == 1 else 'vragen'}. Zie '{STILL_OPEN}' onderaan."


def not_looked(years: Sequence[int]) -> str:
    """Years that are not modelled though a claim may be open."""
    return f"Over {listed(str(year) for year in sorted(years))} rekenen wij niet uit wat u miste. Vraag het na bij de instantie."


def receipt(version: str, digest: str, on: date, answers: date | None) -> str:
    """Which rules, for which day, and from when the answers are."""
    short = digest.removeprefix("sha256:")[:12]
    said = f" Antwoorden van {day(answers, weekday=False)}." if answers and answers != on else ""
    return f"Regels van {version} ({short}). Gekeken naar {day(on)}.{said}"


def open_condition(name: str) -> str:
    """A condition whose answer is not known yet."""
    return f"Nog niet bekend: {named(name)}."
