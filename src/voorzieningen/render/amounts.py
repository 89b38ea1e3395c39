"""The amounts of one scheme in words, in the rhythm it pays: the lowest leads, the high end is always `misschien`."""

from __future__ import annotations

from decimal import Decimal

from voorzieningen.render.figures import capital, euro, say
from voorzieningen.report import Bedrag, Regeling, Ritme

VAGUE = Decimal(5000)
"""A high end above this says only that nearly everything is open; it is not shown, and not counted."""

_RHYTHMS: dict[Ritme, str] = {"maand": "per_maand", "kwartaal": "per_kwartaal", "grens": "per_maand"}
"""How the words of an amount of a rhythm are named."""
_MONTHS: dict[Ritme, int] = {"maand": 1, "kwartaal": 3, "grens": 1}


def repeats(scheme: Regeling) -> bool:
    """Whether it is paid each month or quarter; otherwise the whole amount comes at once."""
    return scheme.ritme in _RHYTHMS


def pays(scheme: Regeling) -> bool:
    """Whether it is money to claim, of which the amount can be computed."""
    return scheme.ritme not in ("geen", "grens")


def per(scheme: Regeling) -> str:
    """How the words of its rhythm are named, such as `per_kwartaal`; empty when it is paid at once."""
    return _RHYTHMS.get(scheme.ritme, "")


def once(scheme: Regeling) -> str:
    """How the words of an amount that is paid at once, or that need not be paid, are named; empty when it is paid again."""
    return "" if repeats(scheme) else "niet_betalen" if scheme.bespaart else "een_keer"


def each(amount: str, rhythm: str) -> str:
    """An amount with its rhythm, such as `€ 129 per kwartaal`."""
    return say(f"bedrag.{rhythm}", bedrag=amount) if rhythm else amount


def got(scheme: Regeling) -> Decimal | None:
    """What is received each time; None when that is not known."""
    received = scheme.ontvangen_per_maand
    return None if received is None else received * _MONTHS.get(scheme.ritme, 12)


def vague(scheme: Regeling) -> bool:
    """Whether the high end of what is paid says nothing."""
    amount = scheme.per_maand if repeats(scheme) else scheme.per_keer
    return not amount.zeker and amount.hoogst > VAGUE


def vague_year(scheme: Regeling, amount: Bedrag) -> bool:
    """Whether the high end over a year says nothing."""
    return not amount.zeker and amount.hoogst > VAGUE * (12 if repeats(scheme) else 1)


def range_of(amount: Bedrag, rhythm: str = "", at_once: str = "", *, year: str = "") -> str:
    """`€ 129 per maand`, `minstens € 120 per maand`, `één keer € 411` or `misschien tot € 60 per maand`.

    `rhythm` and `at_once` name the words after and before it, as `per` and `once` do; of some rhythms `year` is one of them.
    """
    sure = amount.zeker or amount.laagst >= 1
    shown = euro(amount.laagst if sure else amount.hoogst)
    shown = say(f"bedrag.{rhythm}", bedrag=shown, jaar=year) if rhythm else shown
    if not sure:
        return say(f"bedrag.{at_once}_misschien_tot" if at_once else "bedrag.misschien_tot", bedrag=shown)
    shown = shown if amount.zeker else say("bedrag.minstens", bedrag=shown)
    return say(f"bedrag.{at_once}", bedrag=shown) if at_once else shown


def both_ends(amount: Bedrag) -> str:
    """`€ 411`, `minstens € 100, misschien € 300` or `misschien tot € 300`."""
    open_end = not amount.zeker and amount.laagst >= 1
    return say("bedrag.beide", laagst=range_of(amount), hoogst=euro(amount.hoogst)) if open_end else range_of(amount)


def short(scheme: Regeling, year: str) -> str:
    """What is due, at the right of a title; never € 0."""
    due = scheme.per_keer
    if scheme.ritme == "geen" or scheme.recht == "niet_gemodelleerd":
        return ""
    if vague(scheme) and due.laagst < 1:
        return say("bedrag.niet_bekend")
    if due.hoogst < 1:
        shown = scheme.per_jaar.hoogst >= 1 and not vague_year(scheme, scheme.per_jaar)
        return range_of(scheme.per_jaar, "over_jaar", year=year) if shown else ""
    return range_of(due, per(scheme), once(scheme))


def more(scheme: Regeling) -> str:
    """How much there is too little each time."""
    due, known = scheme.per_keer, got(scheme) or Decimal(0)
    return range_of(Bedrag(laagst=due.laagst - known, hoogst=due.hoogst - known), _with(scheme, "meer"), once(scheme))


def less(scheme: Regeling) -> str:
    """How much there is too much each time."""
    due, known = scheme.per_keer, got(scheme) or Decimal(0)
    return range_of(Bedrag(laagst=known - due.hoogst, hoogst=known - due.laagst), _with(scheme, "te_veel"), once(scheme))


def _with(scheme: Regeling, word: str) -> str:
    return "_".join(filter(None, (per(scheme), word)))


def whole(scheme: Regeling, year: str) -> str:
    """The amount in sentences: both ends when it is open, and what that is over the year."""
    due, found = scheme.per_keer, []
    if not due.zeker and due.laagst >= 1:
        found.append(f"{capital(range_of(due, per(scheme), once(scheme)))}.")
    if vague(scheme):
        return " ".join((*found, say("bedrag.hangt_af")))
    if not due.zeker and due.laagst >= 1:
        found.append(say("bedrag.misschien_zin", bedrag=euro(due.hoogst)))
    if repeats(scheme) and scheme.per_jaar.hoogst >= 1 and not vague_year(scheme, scheme.per_jaar):
        found.append(say("bedrag.heel_jaar", jaar=year, bedrag=both_ends(scheme.per_jaar)))
    return " ".join(found)
