"""What is said of outcomes: which text of the catalogue (plain words, B1, always `u`) with what in its holes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import capital, day, euro, known, listed, months, row, rows, say
from voorzieningen.render.places import Place, Sums
from voorzieningen.report import Ander, Beeindigd
from voorzieningen.texts import texts

HEADINGS: tuple[Place, ...] = (
    "nu_doen", "ter_informatie", "onbenut", "te_weinig", "te_veel", "vraag_na", "misschien", "vraag_gemeente", "klopt",
    "geen_recht",
)  # fmt: skip
"""The places that have a heading, in the order of the screen."""

AFTER_THE_URGENT: Place = "onbenut"
"""Before this heading comes what does not fit together; what cannot wait stands above it."""

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
_FEW, _BRIEF = 4, 170
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-ZÉ])")
_GONE = re.compile(r"[^.]*\bbesta(?:at|an) niet meer\.\s*")


def named(name: str) -> str:
    """The name of a fact, condition or parameter in words."""
    last = name.rsplit(".", 1)[-1]
    return say(f"feit.{last}") if known(f"feit.{last}") else last.replace("_", " ")


def help_of(place: Place) -> str:
    """What is said once under a heading; empty when the heading says it all."""
    return say(f"onder_kop.{place}") if known(f"onder_kop.{place}") else ""


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
    return listed([*map(small, shown), *([say("opsomming.nog", aantal=rest)] if rest else [])])


# --- the first lines

def headline(sums: Sums) -> tuple[str, ...]:
    """What can surely be claimed each month and at once, and which schemes perhaps; never the high end by itself."""
    sure, maybe = sums.each_month.laagst, sums.each_month.hoogst - sums.each_month.laagst
    found = [say("eerst.begin", titels=titles(sums.to_do))] if sums.to_do else []
    if sure >= 1:
        each_month = [say("eerst.per_maand_minstens" if maybe >= 1 else "eerst.per_maand", bedrag=euro(sure))]
        each_month += [say("eerst.daarbij", bedrag=euro(maybe))] if maybe >= 1 else []
        each_month += [say("eerst.per_kwartaal", titels=titles(sums.by_quarter))] if sums.by_quarter else []
        found.append(" ".join(each_month))
    if sums.at_once.laagst >= 1:
        key = f"eerst.{'en_' if sure >= 1 else ''}ineens{'_voorbij' if sums.past_only else ''}"
        found.append(say(key, bedrag=range_of(sums.at_once, at_once="een_keer")))
    if sums.saved.laagst >= 1:
        found.append(say("eerst.rekeningen", bedrag=range_of(sums.saved)))
    if sums.perhaps:
        too = sure >= 1 or sums.at_once.laagst >= 1
        found.append(say("eerst.misschien_ook" if too else "eerst.misschien", titels=titles(sums.perhaps)))
    if sums.to_ask:
        found.append(say("eerst.vraag_ook" if found else "eerst.vraag", titels=titles(sums.to_ask)))
    return tuple(found) or (say("eerst.niets"),)


def too_much(names: Sequence[str]) -> str:
    """The warning line under the headline."""
    return say("eerst.te_veel", titels=titles(names))


def estimated(names: Sequence[str]) -> str:
    """What was not given and is estimated."""
    return say("eerst.geschat", feiten=listed(map(named, names)))


def others(paths: Sequence[str]) -> str:
    """That other adults of the house can claim too."""
    return say("eerst.ander" if len(paths) == 1 else "eerst.anderen", rijen=rows(paths))


# --- parts of the page

def warning_title(places: Sequence[str]) -> str:
    """Which rows a warning is about."""
    return f"! {capital(rows(places)) or say('deel.uw_huishouden')}"


def assumption(text: str) -> str:
    """A question with the answer that was assumed; the reason is in the explanation."""
    for answer in ("ja", "nee"):
        asked, reason_follows, _ = text.partition(texts()(f"screening.aanname.{answer}", vraag="", reden="").rstrip())
        if reason_follows:
            return say(f"deel.aanname_{answer}", vraag=asked)
    return text


def ended(one: Beeindigd) -> str:
    """A scheme that ended, and what to do instead."""
    head = say("regeling.bestaat_niet", titel=one.titel, dag=day(one.sinds, weekday=False))
    return f"{head} {_GONE.sub('', one.uitleg, count=1)}".rstrip()


def other_title(one: Ander) -> str:
    """The head of the part of another adult."""
    role = say(f"rol.{one.rol}") if known(f"rol.{one.rol}") else one.rol
    return say("kop.ander", rij=row(one.waar), rol=role)


# --- questions, and what is at the end

def question(text: str, places: Sequence[str]) -> str:
    """An open question, with the rows of the household it is about."""
    shown = rows([place for place in places if any(map(str.isdigit, place))])
    return f"{text} ({shown})" if shown else text


def more_questions(count: int, below: str = "") -> str:
    """How many open questions are not shown here; `below` is the heading under which they all are."""
    more = say("deel.nog_een_vraag") if count == 1 else say("deel.nog_vragen", aantal=count)
    return f"{more} {say('deel.zie_onderaan', kop=below)}" if below else more


def condition(name: str, text: str, holds_in: Sequence[int], of: int) -> str:
    """A condition with its sentence; `holds_in` are the months in which it holds, when not all are alike."""
    if not text:
        return say("uitleg.voorwaarde_onbekend", naam=named(name))
    return say("uitleg.voorwaarde_maanden", tekst=text, maanden=months(holds_in)) if 0 < len(holds_in) < of else text


def listed_titles(key: str, names: Sequence[str]) -> str:
    """A text about some schemes, all of them named."""
    return say(key, titels=listed(map(small, names)))


def not_looked(years: Sequence[int]) -> str:
    """Years that are not modelled though a claim may be open."""
    return say("deel.niet_bekeken", jaren=listed(str(year) for year in sorted(years)))


def auditor_title(title: str, year: int) -> str:
    """The head of the part for somebody who checks the computation."""
    return say("kop.narekenen", titel=small(title), jaar=year)


def receipt(version: str, digest: str, on: date, answers: date | None = None) -> str:
    """Which rules, for which day, and from when the answers are."""
    shown = say("deel.regels", versie=version, kort=digest.removeprefix("sha256:")[:12], dag=day(on))
    if answers is None or answers == on:
        return shown
    return f"{shown} {say('deel.antwoorden', dag=day(answers, weekday=False))}"
