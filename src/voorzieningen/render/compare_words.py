"""What is said of a comparison: which text of the catalogue with what in its holes; the lowest amount leads."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from voorzieningen.compare import Gelukt, RegelingVerschil, Richting, SchuldenVerschil, SignaalVerschil, Verschil
from voorzieningen.render.amounts import range_of
from voorzieningen.render.figures import day, euro, say
from voorzieningen.render.page import Style
from voorzieningen.render.words import brief, small, titles
from voorzieningen.report import Bedrag

SIGNAL_SIGNS: dict[Richting, str] = {"weg": "✓", "minder": "↓", "nieuw": "!", "meer": "↑", "open": "?"}
_SMALL, _NARROW = 1, 12
"""Euros: less than the first is nothing; a range no wider than the second is told as one amount."""
_HUNDRED = 100


def title(difference: Verschil) -> str:
    """The first line."""
    if difference.soort == "wat_als":
        return say("vergelijk.titel_wat_als")
    return say("vergelijk.titel_later", dag=day(difference.voor.peildatum, weekday=False))


# --- a change that is only thought of

def kept(difference: Verschil) -> Iterator[str]:
    """What stays a month of a change; first the sentence to remember."""
    own, left = difference.geld.eigen_inkomen.verschil, difference.geld.over.verschil
    what = _income(difference)
    if own.laagst >= _SMALL:
        yield from _kept_of_more(own, left, what)
    elif own.hoogst <= -_SMALL:
        yield say("vergelijk.minder_inkomen", bedrag=_about(_turned(own)), wat=what)
        yield _together(left)
    else:
        yield _together(left)


def _kept_of_more(own: Bedrag, left: Bedrag, what: str) -> Iterator[str]:
    sure, income = middle(left), _about(own)
    if left.hoogst >= _SMALL > sure and not _one(left):
        yield say("vergelijk.misschien_niets_over", inkomen=income, wat=what, bedrag=euro(left.hoogst))
    elif sure >= _SMALL:
        yield say("vergelijk.houdt_over", bedrag=_sure(left), inkomen=income, wat=what)
        if own.laagst >= _HUNDRED / 2 and _one(own) and _one(left):
            yield say("vergelijk.van_elke_100", bedrag=euro(min(sure / middle(own), Decimal(1)) * _HUNDRED))
    elif sure > -_SMALL:
        yield say("vergelijk.niets_over", inkomen=income, wat=what)
    else:
        yield say("vergelijk.achteruit", bedrag=_loss(_turned(left)), inkomen=income, wat=what)


def _together(left: Bedrag) -> str:
    sure = middle(left)
    if _one(left) and abs(sure) < _SMALL:
        return say("vergelijk.maakt_niet_uit")
    if sure >= _SMALL:
        return say("vergelijk.samen_meer", bedrag=_sure(left))
    if left.hoogst <= -_SMALL:
        return say("vergelijk.samen_minder", bedrag=_loss(_turned(left)))
    return say("vergelijk.samen_onbekend", bedrag=euro(max(-left.laagst, left.hoogst), up=True))


def _income(difference: Verschil) -> str:
    kinds = {one.soort for one in difference.posten if one.richting == "in"}
    return say("vergelijk.loon" if kinds == {"loon"} else "vergelijk.inkomen")


def _turned(amount: Bedrag) -> Bedrag:
    return Bedrag(laagst=-amount.hoogst, hoogst=-amount.laagst)


def _one(amount: Bedrag) -> bool:
    """Whether a range is so narrow that one amount tells it."""
    return amount.hoogst - amount.laagst <= _NARROW


def middle(amount: Bedrag) -> Decimal:
    """The middle of a narrow range, what is sure of a wide one."""
    return (amount.laagst + amount.hoogst) / 2 if _one(amount) else amount.laagst


def _about(amount: Bedrag) -> str:
    if not amount.zeker and _one(amount):
        return say("bedrag.ongeveer", bedrag=euro(middle(amount)))
    return euro(amount.laagst) if amount.zeker else say("bedrag.minstens", bedrag=euro(amount.laagst))


def _sure(left: Bedrag) -> str:
    """What stays: the middle of a narrow range, of a wide one what is sure."""
    shown = euro(middle(left))
    return shown if _one(left) else say("bedrag.minstens", bedrag=shown)


def _loss(lost: Bedrag) -> str:
    """What is lost: rounded up, and of a wide range both ends."""
    most = euro(lost.hoogst, up=True)
    return most if _one(lost) else say("bedrag.tussen", laagst=euro(lost.laagst, up=True), hoogst=most)


# --- over time

def claimed(difference: Verschil) -> Iterator[str]:
    """What was claimed since the first report."""
    done = difference.gelukt
    if done is None:
        yield say("vergelijk.niets_nieuws")
        return
    yield say("vergelijk.gelukt", titels=titles([one.titel for one in difference.regelingen if one.gelukt]))
    yield from claimed_amounts(done, "vergelijk.gelukt_samen")


def claimed_amounts(done: Gelukt, each_month: str) -> Iterator[str]:
    """What came of it: a month (in the text of that key), since then, and once."""
    if done.per_maand >= _SMALL:
        yield say(each_month, bedrag=euro(done.per_maand))
    if done.sinds.laagst >= _SMALL:
        yield say("vergelijk.gelukt_tot_nu", bedrag=range_of(done.sinds))
    if done.eenmalig.laagst >= _SMALL:
        key = "vergelijk.gelukt_ook_ineens" if done.per_maand >= _SMALL else "vergelijk.gelukt_ineens"
        yield say(key, bedrag=range_of(done.eenmalig, at_once="een_keer"))
    if done.bespaard.laagst >= _SMALL:
        yield say("vergelijk.gelukt_bespaard", bedrag=range_of(done.bespaard))


# --- rows

def amount(value: Bedrag) -> str:
    """An amount in a column: never € 0, the middle of a narrow range and of a wide one what is sure."""
    if _one(value):
        return say("bedrag.niets") if abs(middle(value)) < _SMALL else euro(middle(value))
    return euro(value.laagst) if value.laagst >= _SMALL or value.laagst < 0 else say("vergelijk.misschien")


def change(was: Bedrag, now: Bedrag, gap: Bedrag) -> str:
    """A difference with its sign and word, `+ € 40 meer` or `- € 95 minder`: that of the two amounts as they are shown."""
    if _one(was) and _one(now):
        shown = _floor(now) - _floor(was)
        if not shown:
            return say("vergelijk.gelijk")
        return say("vergelijk.meer" if shown > 0 else "vergelijk.minder", bedrag=euro(abs(shown)))
    if gap.laagst >= _SMALL:
        return say("vergelijk.minstens_meer", bedrag=euro(gap.laagst))
    if gap.hoogst <= -_SMALL:
        return say("vergelijk.minstens_minder", bedrag=euro(-gap.hoogst))
    if gap.laagst > -_SMALL:
        return say("vergelijk.misschien_meer", bedrag=euro(gap.hoogst))
    if gap.hoogst < _SMALL:
        return say("vergelijk.misschien_minder", bedrag=euro(-gap.laagst, up=True))
    return say("bedrag.niet_bekend")


def _floor(value: Bedrag) -> Decimal:
    return middle(value).to_integral_value(ROUND_FLOOR) if abs(middle(value)) >= _SMALL else Decimal(0)


Told = tuple[str, Style, str]


def verdict(one: RegelingVerschil, difference: Verschil) -> Iterator[Told]:
    """What one scheme means for the household now, with a sign and a style; nothing when the amounts tell it all."""
    yield from _thought(one) if difference.soort == "wat_als" else _later(one)


def _thought(one: RegelingVerschil) -> Iterator[Told]:
    was, now = (end.recht if end else "nee" for end in (one.voor, one.na))
    if was == now:
        return
    if now == "nee":
        key = "vergelijk.dan_niet_meer" if was == "ja" else "vergelijk.dan_waarschijnlijk_niet"
        yield "–", "let_op", _with_reason(key, one)
    elif now == "ja":
        yield "✓", "goed", say("vergelijk.dan_wel", titel=one.titel)
    elif now == "niet_ingevoerd":
        yield "?", "vraag", say("vergelijk.dan_vraag_na", titel=one.titel)
    else:
        yield "?", "vraag", say("vergelijk.dan_onbekend", titel=one.titel)


def _later(one: RegelingVerschil) -> Iterator[Told]:
    was, now = (end.bevinding if end else "geen_recht" for end in (one.voor, one.na))
    if one.gelukt:
        told = (say("vergelijk.krijgt_nu", titel=one.titel), *claimed_amounts(one.gelukt, "vergelijk.gelukt_een"))
        yield "✓", "goed", " ".join(told)
    if was == now:
        return
    if now == "te_veel":
        yield "↓", "let_op", say("vergelijk.nu_te_veel", titel=one.titel)
    elif was == "te_veel" and now in ("klopt", "geen_recht"):
        yield "✓", "goed", say("vergelijk.niet_meer_te_veel", titel=one.titel)
    elif now == "onbenut":
        yield "!", "let_op", say("vergelijk.nu_aanvragen", titel=one.titel)
    elif now == "te_weinig" and not one.gelukt:
        yield "↑", "let_op", say("vergelijk.nu_te_weinig", titel=one.titel)
    elif now == "geen_recht" and was in ("onbenut", "te_weinig", "klopt"):
        yield "–", "grijs", _with_reason("vergelijk.nu_niet_meer", one)
    elif now == "geen_recht" and was == "misschien":
        yield "–", "grijs", say("vergelijk.nu_bekend_niet", titel=one.titel)


def _with_reason(key: str, one: RegelingVerschil) -> str:
    told = say(key, titel=one.titel)
    return f"{told} {brief(one.redenen[0])}" if one.redenen else told


def to_tell(difference: Verschil) -> str:
    """Which schemes must hear of it when a change really happens; empty when none."""
    told = [
        one.titel
        for one in difference.regelingen
        if difference.soort == "wat_als" and one.voor and (one.voor.ontvangen_per_maand or 0) > 0
    ]
    return say("vergelijk.geef_door", titels=titles(told)) if told else ""


def of_signal(one: SignaalVerschil) -> str:
    """How a signal changed."""
    return say(f"vergelijk.signaal.{one.richting}", titel=one.titel)


def debts(found: SchuldenVerschil) -> str:
    """What is owed in all, before and after; in round numbers up."""
    exact = found.totaal.voor.zeker and found.totaal.na.zeker
    shown = [euro(end.laagst, up=True) for end in (found.totaal.voor, found.totaal.na)]
    was, now = shown if exact else [say("bedrag.minstens", bedrag=one) for one in shown]
    same, key = was == now, "vergelijk.schulden_weg" if found.totaal.na.hoogst < _SMALL else "vergelijk.schulden_anders"
    told = say("vergelijk.schulden_gelijk", bedrag=now) if same else say(key, bedrag=was, nu=now)
    if found.aantal_voor == found.aantal_na:
        return told
    return f"{told} {say('vergelijk.schulden_aantal', voor=found.aantal_voor, na=found.aantal_na)}"


ZERO = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))

__all__ = [
    "SIGNAL_SIGNS", "ZERO", "amount", "change", "claimed", "claimed_amounts", "debts", "kept", "of_signal", "small", "title",
    "to_tell", "verdict",
]  # fmt: skip
