"""All Dutch texts of outcomes: plain words (B1), always `u`, first what it means, then what to do, then why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, euro, listed, months, row, rows
from voorzieningen.render.places import Place, Sums
from voorzieningen.report import Ander, Beeindigd, Recht

HEADINGS: dict[Place, str] = {
    "nu_doen": "Doe dit nu",
    "ter_informatie": "Dit geld blijft van u",
    "onbenut": "Aanvragen",
    "te_weinig": "U krijgt te weinig",
    "te_veel": "U krijgt te veel",
    "vraag_na": "Vraag hier ook naar",
    "misschien": "Misschien",
    "vraag_gemeente": "Vraag uw gemeente of waterschap",
    "klopt": "Dit klopt",
    "geen_recht": "Nu niet",
}
"""Heading per place, in the order of the screen."""

AFTER_THE_URGENT: Place = "onbenut"
"""Before this heading comes what does not fit together; what cannot wait stands above it."""

HELP: dict[Place, str] = {
    "vraag_na": "Dit kan bij u passen. Hoeveel het is, weten wij niet. Wie het geeft, beslist zelf.",
    "nu_doen": "Hier kunt u iets tegen doen. Wacht niet.",
    "vraag_gemeente": "De gemeente of het waterschap kiest dit zelf. Wij kennen nog niet al hun regels. Vraag het na.",
    "ter_informatie": "Wie geld van uw inkomen inhoudt, moet u dit bedrag laten houden.",
    "stil": "Voor zover wij weten, speelt dit nu niet.",
    "klopt": "U krijgt wat u moet krijgen. U hoeft niets te doen.",
}
"""What is said once under a heading."""

SIGNS: dict[Place, str] = {
    "onbenut": "✓",
    "te_weinig": "↑",
    "te_veel": "↓",
    "vraag_na": "?",
    "misschien": "?",
    "vraag_gemeente": "?",
    "nu_doen": "»",
    "ter_informatie": "•",
    "stil": "–",
    "klopt": "=",
    "geen_recht": "–",
}
RIGHTS: dict[Recht, str] = {
    "ja": "Over dit jaar had u hier recht op.",
    "nee": "Over dit jaar waarschijnlijk niet.",
    "mogelijk": "Over dit jaar beslist de instantie zelf.",
    "onbekend": "Over dit jaar weten wij nog niet genoeg.",
    "niet_ingevoerd": "De regel van uw gemeente of waterschap staat hier niet in.",
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
MAY_FIT = "Of deze hulp past, weten wij nog niet:"
CHECK = "Klopt dit?"
CHECK_HELP = "Kijk dit samen na. Soms passen antwoorden niet bij elkaar, soms is er haast. Wij hebben niets veranderd."
STILL_OPEN = "Nog niet bekend"
STILL_OPEN_HELP = "Met deze antwoorden weten wij meer. De vraag voor de meeste regelingen staat bovenaan."
ASSUMED = "Waar wij van uitgaan"
ASSUMED_HELP = "Klopt een van deze antwoorden niet? Geef het dan door. De uitkomst kan anders worden."
ENDED = "Bestaat niet meer"
LEFT_OUT = "Wat wij niet meerekenen"
LEFT_OUT_HELP = "Geldt een van deze dingen voor u? Vraag het dan na."
WHY, SO_MUCH, SOURCES, EACH_MONTH = "Waarom?", "Zo komen wij aan het bedrag", "Bronnen", "elke maand"
AUDITOR_HELP = (
    "Elke stap in de volgorde van rekenen. 'Ingevuld' is de formule met de waarden van de maand waarop wij kijken, "
    "met een punt in getallen. Het nummer tussen [ ] wijst naar de bron onderaan."
)

_NAMES = {
    "toetsingsinkomen": "het inkomen van het hele jaar",
    "rendementsgrondslag": "spaargeld en bezit op 1 januari",
    "arbeidsinkomen": "het inkomen uit werk",
    "inkomen_box1": "het inkomen voor de belasting",
    "inkomen_bruto": "het inkomen vóór belasting",
    "inkomen_netto": "wat er op de rekening komt",
    "inkomen_loonheffing": "hoeveel belasting eraf gaat",
    "loonheffing_jaar": "hoeveel belasting er in het hele jaar afgaat",
    "uitwonend": "of de student op kamers woont",
    "achterstand_maanden": "hoeveel maanden u achterloopt",
    "belastbaar_inkomen_beslag": "het belastbare inkomen",
    "inkomen_met_vakantiegeld": "het inkomen met vakantiegeld",
}
_ROLES = {"kind": "volwassen kind", "medebewoner": "huisgenoot"}
_FEW, _BRIEF = 4, 170
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZÉ])")
_GONE = re.compile(r"[^.]*\bbesta(?:at|an) niet meer\.\s*")


def named(name: str) -> str:
    """The name of a fact, condition or parameter in words."""
    last = name.rsplit(".", 1)[-1]
    return _NAMES.get(last, last.replace("_", " "))


def small(title: str) -> str:
    """A title inside a sentence, up to its first comma; a name or abbreviation keeps its capitals."""
    short = title.partition(",")[0]
    return short if any(map(str.isupper, short[1:])) else short[:1].lower() + short[1:]


def first(text: str) -> str:
    """The first sentence."""
    return _SENTENCE.split(text.strip(), maxsplit=1)[0]


def brief(text: str) -> str:
    """The first sentence, and those after it as long as it stays short: the reason and mostly the next step."""
    sentences = _SENTENCE.split(text.strip())
    kept = sentences[:1]
    for sentence in sentences[1:]:
        if len(" ".join((*kept, sentence))) > _BRIEF:
            break
        kept.append(sentence)
    # A question belongs to the sentence after it.
    return " ".join(kept[:-1] if 1 < len(kept) < len(sentences) and kept[-1].endswith("?") else kept)


def titles(names: Sequence[str]) -> str:
    """Titles inside a sentence; of many only some."""
    shown = names[: _FEW if len(names) > _FEW + 1 else len(names)]
    rest = len(names) - len(shown)
    return listed([*map(small, shown), *([f"nog {rest} andere"] if rest else [])])


def ask_at(desk: str) -> str:
    """Whom to ask for what follows."""
    return f"Vraag bij {desk} naar:"


# --- the first lines

def headline(sums: Sums) -> tuple[str, ...]:
    """What can surely be claimed each month and at once, and which schemes perhaps; never the high end by itself."""
    sure, maybe = sums.each_month.laagst, sums.each_month.hoogst - sums.each_month.laagst
    found = [f"Begin hiermee: {titles(sums.to_do)}."] if sums.to_do else []
    if sure >= 1:
        more = f" Misschien komt daar nog {euro(maybe)} bij." if maybe >= 1 else ""
        quarter = f" Per kwartaal komt: {titles(sums.by_quarter)}." if sums.by_quarter else ""
        found.append(f"U kunt {'minstens ' if more else ''}{euro(sure)} per maand meer krijgen.{more}{quarter}")
    if sums.at_once.laagst >= 1:
        head, tail = ("En", "") if sure >= 1 else ("U kunt", " krijgen")
        past = " over de maanden die voorbij zijn" if sums.past_only else ""
        found.append(f"{head} {range_of(sums.at_once, before='één keer ')}{tail}{past}.")
    if sums.saved.laagst >= 1:
        found.append(f"Rekeningen: {range_of(sums.saved)} hoeft u waarschijnlijk niet te betalen. Vraag kwijtschelding.")
    if sums.perhaps:
        start = "Misschien ook" if sure >= 1 or sums.at_once.laagst >= 1 else "Misschien kunt u dit krijgen:"
        found.append(f"{start} {titles(sums.perhaps)}. Dat staat nog niet vast.")
    if sums.to_ask:
        found.append(f"Vraag {'ook ' if found else ''}naar: {titles(sums.to_ask)}.")
    return tuple(found) or ("Wij zien nu niets dat u nog kunt aanvragen.",)


def too_much(names: Sequence[str]) -> str:
    """The warning line under the headline."""
    return f"Let op: u krijgt te veel {titles(names)}. Geef dit nu door."


def estimated(names: Sequence[str]) -> str:
    """What was not given and is estimated."""
    return f"Wij hebben geschat: {listed(map(named, names))}."


def goes_first(names: Sequence[str]) -> str:
    """What has to be asked before a scheme, and lowers it."""
    return f"Vraag eerst: {titles(names)}. Krijgt u dat? Dan wordt dit lager of nul. U krijgt ze niet allemaal."


def others(paths: Sequence[str]) -> str:
    """That other adults of the house can claim too."""
    who = rows(paths)
    return f"Ook {who} {'kan zelf' if len(paths) == 1 else 'kunnen zelf'} iets aanvragen. Zie onderaan."


# --- parts of the page

def warning_title(places: Sequence[str]) -> str:
    """Which rows a warning is about."""
    shown = rows(places)
    return f"! {shown[:1].upper()}{shown[1:]}" if shown else "! Uw huishouden"


def refusals_help(unsure: bool) -> str:
    """What is said once above the refusals; `unsure` when the household does not say what it receives."""
    anyway = " Krijgt u iets hiervan toch? Geef het dan door." if unsure else ""
    return f"Waarschijnlijk niet. Wij noemen de eerste reden. U mag het altijd aanvragen.{anyway}"


def assumption(text: str) -> str:
    """A question with the answer that was assumed; the reason is in the explanation."""
    asked, _, answer = text.partition(" Wij gaan uit van ")
    return f"{asked} {answer.partition('.')[0].capitalize()}." if answer else text


def ended(one: Beeindigd) -> str:
    """A scheme that ended, and what to do instead."""
    return f"{one.titel}, tot {day(one.sinds, weekday=False)}. {_GONE.sub('', one.uitleg, count=1)}".rstrip()


def other_title(one: Ander) -> str:
    """The head of the part of another adult."""
    return f"Ook voor {row(one.waar)} ({_ROLES.get(one.rol, one.rol)})"


OTHER_HELP = "Deze persoon heeft eigen rechten, en vraagt dit zelf aan."


def other_ask(names: Sequence[str]) -> str:
    """Schemes without an amount another adult can ask for."""
    return f"Vraag ook naar: {listed(map(small, names))}."


def other_perhaps(names: Sequence[str]) -> str:
    """Schemes of which another adult may have a right."""
    return f"Misschien ook {listed(map(small, names))}. Daarvoor weten wij nog niet genoeg."


# --- questions, and what is at the end

def question(text: str, places: Sequence[str]) -> str:
    """An open question, with the rows of the household it is about."""
    shown = rows([place for place in places if any(map(str.isdigit, place))])
    return f"{text} ({shown})" if shown else text


def more_questions(count: int, where: str = "") -> str:
    """How many open questions are not shown here."""
    return f"En nog {count} {'vraag' if count == 1 else 'vragen'}.{f' Zie {where!r} onderaan.' if where else ''}"


def condition(name: str, text: str, holds_in: Sequence[int], of: int) -> str:
    """A condition with its sentence; `holds_in` are the months in which it holds, when not all are alike."""
    if not text:
        return f"Nog niet bekend: {named(name)}."
    return f"{text} (Dit geldt alleen voor {months(holds_in)}.)" if 0 < len(holds_in) < of else text


def one_source(names: Sequence[str]) -> str:
    """Schemes with a figure that was found in one place only."""
    return f"Bij {listed(map(small, names))} komt een bedrag uit één bron. Vraag het na."


def unchecked(names: Sequence[str]) -> str:
    """Schemes with a figure that was not found in any text that counts."""
    return f"Bij {listed(map(small, names))} is een bedrag nog niet gecontroleerd. Vraag het na."


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

