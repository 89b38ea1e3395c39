"""The Dutch texts of a comparison: plain words (B1), always `u`, the lowest amount leads."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from voorzieningen.compare import Gelukt, RegelingVerschil, Richting, SchuldenVerschil, SignaalVerschil, Vergelijking, Verschil
from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, euro
from voorzieningen.render.page import Style
from voorzieningen.render.words import brief, small, titles
from voorzieningen.report import Bedrag, Ritme

HEADINGS = {
    "geld_wat_als": "Uw geld per maand, als u alles aanvraagt",
    "geld_later": "Wat er anders is",
    "regelingen": "Wat dit betekent",
    "signalen": "Let op",
    "vragen": "Nieuwe vragen",
}
COLUMNS: dict[Vergelijking, tuple[str, str]] = {"wat_als": ("nu", "dan"), "later": ("toen", "nu")}
RHYTHMS: dict[Ritme, str] = {"kwartaal": ", per kwartaal", "jaar": ", per jaar", "eenmalig": ", één keer"}
LEFT = "Over na uw kosten"
DEBTS = "Schulden en achterstanden"
OTHER_RULES = "De regels zijn veranderd tussen de twee keren. Een verschil kan ook daardoor komen."
ALL_CLAIMED = "Wij gaan ervan uit dat u alles aanvraagt wat kan."
WHOLE_YEAR = "Wij doen alsof het het hele jaar zo is. De maanden van de overgang kunnen anders zijn."
QUESTIONS_HELP = "Met deze antwoorden weten wij meer."
SIGNAL_SIGNS: dict[Richting, str] = {"weg": "✓", "minder": "↓", "nieuw": "!", "meer": "↑", "open": "?"}
_SIGNALS: dict[Richting, str] = {
    "weg": "dat speelt niet meer.",
    "minder": "het is minder dringend.",
    "nieuw": "dit is nieuw.",
    "meer": "dit is dringender.",
    "open": "of dit speelt, weten wij nog niet.",
}
_SMALL, _NARROW = 1, 12
"""Euros: less than the first is nothing; a range no wider than the second is told as one amount."""
_HUNDRED = 100


def title(difference: Verschil) -> str:
    """The first line."""
    if difference.soort == "wat_als":
        return "Wat verandert er dan?"
    return f"Wat is er veranderd sinds {day(difference.voor.peildatum, weekday=False)}?"


# --- a change that is only thought of

def kept(difference: Verschil) -> Iterator[str]:
    """What stays a month of a change; first the sentence to remember."""
    own, left = difference.geld.eigen_inkomen.verschil, difference.geld.over.verschil
    what = _income(difference)
    if own.laagst >= _SMALL:
        yield from _kept_of_more(own, left, what)
    elif own.hoogst <= -_SMALL:
        yield f"U krijgt {_about(_turned(own))} per maand minder {what}."
        yield _together(left)
    else:
        yield _together(left)


def _kept_of_more(own: Bedrag, left: Bedrag, what: str) -> Iterator[str]:
    of = f"van {_about(own)} meer {what}"
    sure = middle(left)
    if left.hoogst >= _SMALL > sure and not _one(left):
        yield f"Misschien houdt u niets over {of}. Misschien tot {euro(left.hoogst)} per maand."
    elif sure >= _SMALL:
        yield f"U houdt {'' if _one(left) else 'minstens '}{euro(sure)} per maand over {of}."
        if own.laagst >= _HUNDRED / 2 and _one(own) and _one(left):
            yield f"Dat is {euro(min(sure / middle(own), Decimal(1)) * _HUNDRED)} van elke € 100 die erbij komt."
    elif sure > -_SMALL:
        yield f"U houdt niets over {of}."
    else:
        yield f"U gaat er {_loss(_turned(left))} per maand op achteruit, met {_about(own)} meer {what}."


def _together(left: Bedrag) -> str:
    sure = middle(left)
    if _one(left) and abs(sure) < _SMALL:
        return "Voor uw geld per maand maakt het niets uit."
    if sure >= _SMALL:
        return f"Samen houdt u {'' if _one(left) else 'minstens '}{euro(sure)} per maand meer over."
    if left.hoogst <= -_SMALL:
        return f"Samen houdt u {_loss(_turned(left))} per maand minder over."
    most = euro(max(-left.laagst, left.hoogst), up=True)
    return f"Hoeveel u dan overhoudt, weten wij niet precies. Het scheelt hoogstens {most} per maand."


def _income(difference: Verschil) -> str:
    kinds = {one.soort for one in difference.posten if one.richting == "in"}
    return "loon" if kinds == {"loon"} else "inkomen"


def _turned(amount: Bedrag) -> Bedrag:
    return Bedrag(laagst=-amount.hoogst, hoogst=-amount.laagst)


def _one(amount: Bedrag) -> bool:
    """Whether a range is so narrow that one amount tells it."""
    return amount.hoogst - amount.laagst <= _NARROW


def middle(amount: Bedrag) -> Decimal:
    """The middle of a narrow range, what is sure of a wide one."""
    return (amount.laagst + amount.hoogst) / 2 if _one(amount) else amount.laagst


def _about(amount: Bedrag) -> str:
    if amount.zeker:
        return euro(amount.laagst)
    if _one(amount):
        return f"ongeveer {euro(middle(amount))}"
    return f"minstens {euro(amount.laagst)}"


def _loss(lost: Bedrag) -> str:
    """What is lost: rounded up, and of a wide range both ends."""
    if _one(lost):
        return euro(lost.hoogst, up=True)
    return f"{euro(lost.laagst, up=True)} tot {euro(lost.hoogst, up=True)}"


# --- over time

def claimed(difference: Verschil) -> Iterator[str]:
    """What was claimed since the first report."""
    done = difference.gelukt
    if done is None:
        yield "Er komt nog niets nieuws binnen."
        return
    yield f"Gelukt: {titles([one.titel for one in difference.regelingen if one.gelukt])}."
    yield from claimed_amounts(done, "Dat is")


def claimed_amounts(done: Gelukt, start: str) -> Iterator[str]:
    """What came of it: a month, since then, and once."""
    if done.per_maand >= _SMALL:
        yield f"{start} {euro(done.per_maand)} per maand meer."
    if done.sinds.laagst >= _SMALL:
        yield f"Tot nu toe is dat {range_of(done.sinds)}."
    if done.eenmalig.laagst >= _SMALL:
        yield f"{'Ook' if done.per_maand >= _SMALL else 'Er'} kwam {range_of(done.eenmalig, before='één keer ')}."
    if done.bespaard.laagst >= _SMALL:
        yield f"U hoeft {range_of(done.bespaard)} aan rekeningen niet te betalen."


# --- rows

def amount(value: Bedrag) -> str:
    """An amount in a column: never € 0, the middle of a narrow range and of a wide one what is sure."""
    if _one(value):
        return "niets" if abs(middle(value)) < _SMALL else euro(middle(value))
    return euro(value.laagst) if value.laagst >= _SMALL or value.laagst < 0 else "misschien"


def change(was: Bedrag, now: Bedrag, gap: Bedrag) -> str:
    """A difference with its sign and word, `+ € 40 meer` or `- € 95 minder`: that of the two amounts as they are shown."""
    if _one(was) and _one(now):
        shown = _floor(now) - _floor(was)
        return f"+ {euro(shown)} meer" if shown > 0 else f"- {euro(-shown)} minder" if shown < 0 else "gelijk"
    if gap.laagst >= _SMALL:
        return f"+ minstens {euro(gap.laagst)}"
    if gap.hoogst <= -_SMALL:
        return f"- minstens {euro(-gap.hoogst)}"
    if gap.laagst > -_SMALL:
        return f"misschien + {euro(gap.hoogst)}"
    return f"misschien - {euro(-gap.laagst, up=True)}" if gap.hoogst < _SMALL else "nog niet bekend"


def _floor(value: Bedrag) -> Decimal:
    return middle(value).to_integral_value(ROUND_FLOOR) if abs(middle(value)) >= _SMALL else Decimal(0)


Told = tuple[str, Style, str]


def verdict(one: RegelingVerschil, difference: Verschil) -> Iterator[Told]:
    """What one scheme means for the household now, with a sign and a style; nothing when the amounts tell it all."""
    yield from _thought(one) if difference.soort == "wat_als" else _later(one)


def _thought(one: RegelingVerschil) -> Iterator[Told]:
    was, now = (end.recht if end else "nee" for end in (one.voor, one.na))
    why = f" {brief(one.redenen[0])}" if one.redenen else ""
    if was == now:
        return
    if now == "nee":
        yield "–", "let_op", f"{one.titel}: dan {'niet meer' if was == 'ja' else 'waarschijnlijk niet'}.{why}"
    elif now == "ja":
        yield "✓", "goed", f"{one.titel}: dan wel. Vraag het op tijd aan."
    elif now == "niet_ingevoerd":
        yield "?", "vraag", f"{one.titel}: vraag het na. De regel staat hier niet in."
    else:
        yield "?", "vraag", f"{one.titel}: dat weten wij dan nog niet."


def _later(one: RegelingVerschil) -> Iterator[Told]:
    was, now = (end.bevinding if end else "geen_recht" for end in (one.voor, one.na))
    if one.gelukt:
        yield "✓", "goed", " ".join((f"{one.titel}: dat krijgt u nu.", *claimed_amounts(one.gelukt, "Het is")))
    if was == now:
        return
    if now == "te_veel":
        yield "↓", "let_op", f"{one.titel}: u krijgt nu te veel. Geef dit door."
    elif was == "te_veel" and now in ("klopt", "geen_recht"):
        yield "✓", "goed", f"{one.titel}: u krijgt niet meer te veel."
    elif now == "onbenut":
        yield "!", "let_op", f"{one.titel}: dat kunt u nu ook aanvragen."
    elif now == "te_weinig" and not one.gelukt:
        yield "↑", "let_op", f"{one.titel}: u krijgt nu te weinig. Geef dit door."
    elif now == "geen_recht" and was in ("onbenut", "te_weinig", "klopt"):
        why = f" {brief(one.redenen[0])}" if one.redenen else ""
        yield "–", "grijs", f"{one.titel}: nu waarschijnlijk niet meer.{why}"
    elif now == "geen_recht" and was == "misschien":
        yield "–", "grijs", f"{one.titel}: dat weten wij nu. Waarschijnlijk niet."


def to_tell(difference: Verschil) -> str:
    """Which schemes must hear of it when a change really happens; empty when none."""
    told = [
        one.titel
        for one in difference.regelingen
        if difference.soort == "wat_als" and one.voor and (one.voor.ontvangen_per_maand or 0) > 0
    ]
    return f"Gaat dit gebeuren? Geef het dan meteen door. Het gaat om {titles(told)}." if told else ""


def of_signal(one: SignaalVerschil) -> str:
    """How a signal changed."""
    return f"{one.titel}: {_SIGNALS[one.richting]}"


def debts(found: SchuldenVerschil) -> str:
    """What is owed in all, before and after; in round numbers up."""
    was, now = (euro(end.laagst, up=True) for end in (found.totaal.voor, found.totaal.na))
    least = "" if found.totaal.voor.zeker and found.totaal.na.zeker else "minstens "
    count = "" if found.aantal_voor == found.aantal_na else f" Het waren er {found.aantal_voor}, het zijn er {found.aantal_na}."
    if was == now:
        return f"Samen is het nog {least}{now}.{count}"
    if found.totaal.na.hoogst < _SMALL:
        return f"Samen was het {least}{was}. Nu is er niets meer.{count}"
    return f"Samen was het {least}{was}. Het is nu {least}{now}.{count}"


ZERO = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))

__all__ = [
    "ALL_CLAIMED", "COLUMNS", "DEBTS", "HEADINGS", "LEFT", "OTHER_RULES", "QUESTIONS_HELP", "RHYTHMS", "SIGNAL_SIGNS",
    "WHOLE_YEAR", "ZERO", "amount", "change", "claimed", "claimed_amounts", "debts", "kept", "of_signal", "small", "title",
    "to_tell", "verdict",
]  # fmt: skip
