"""The amounts of one scheme in words, in the rhythm it pays: the lowest leads, the high end is always `misschien`."""

from __future__ import annotations

from decimal import Decimal

from voorzieningen.render.figures import euro
from voorzieningen.report import Bedrag, Regeling, Ritme

VAGUE = Decimal(5000)
"""A high end above this says only that nearly everything is open; it is not shown, and not counted."""

_RHYTHMS: dict[Ritme, str] = {"maand": " per maand", "kwartaal": " per kwartaal", "grens": " per maand"}
_MONTHS: dict[Ritme, int] = {"maand": 1, "kwartaal": 3, "grens": 1}


def repeats(scheme: Regeling) -> bool:
    """Whether it is paid each month or quarter; otherwise the whole amount comes at once."""
    return scheme.ritme in _RHYTHMS


def pays(scheme: Regeling) -> bool:
    """Whether it is money to claim, of which the amount can be computed."""
    return scheme.ritme not in ("geen", "grens")


def per(scheme: Regeling) -> str:
    """The rhythm behind an amount, such as ` per kwartaal`; empty when it is paid at once."""
    return _RHYTHMS.get(scheme.ritme, "")


def once(scheme: Regeling) -> str:
    """The words before an amount that is paid at once, or that need not be paid."""
    return "" if repeats(scheme) else "niet betalen: " if scheme.bespaart else "één keer "


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


def range_of(amount: Bedrag, rhythm: str = "", before: str = "") -> str:
    """`€ 129 per maand`, `minstens € 120 per maand`, `één keer € 411` or `misschien tot € 60 per maand`."""
    if amount.zeker or amount.laagst >= 1:
        return f"{before}{'' if amount.zeker else 'minstens '}{euro(amount.laagst)}{rhythm}"
    return f"misschien {before}tot {euro(amount.hoogst)}{rhythm}"


def both_ends(amount: Bedrag) -> str:
    """`€ 411`, `minstens € 100, misschien € 300` or `misschien tot € 300`."""
    open_end = not amount.zeker and amount.laagst >= 1
    return f"{range_of(amount)}, misschien {euro(amount.hoogst)}" if open_end else range_of(amount)


def short(scheme: Regeling, year: str) -> str:
    """What is due, at the right of a title; never € 0."""
    due = scheme.per_keer
    if scheme.ritme == "geen" or scheme.recht == "niet_gemodelleerd":
        return ""
    if vague(scheme) and due.laagst < 1:
        return "nog niet bekend"
    if due.hoogst < 1:
        shown = scheme.per_jaar.hoogst >= 1 and not vague_year(scheme, scheme.per_jaar)
        return range_of(scheme.per_jaar, f" over {year}") if shown else ""
    return range_of(due, per(scheme), once(scheme))


def more(scheme: Regeling) -> str:
    """How much there is too little each time."""
    due, known = scheme.per_keer, got(scheme) or Decimal(0)
    return range_of(Bedrag(laagst=due.laagst - known, hoogst=due.hoogst - known), f"{per(scheme)} meer", once(scheme))


def less(scheme: Regeling) -> str:
    """How much there is too much each time."""
    due, known = scheme.per_keer, got(scheme) or Decimal(0)
    return range_of(Bedrag(laagst=known - due.hoogst, hoogst=known - due.laagst), f"{per(scheme)} te veel", once(scheme))


def whole(scheme: Regeling, year: str) -> str:
    """The amount in sentences: both ends when it is open, and what that is over the year."""
    due, found = scheme.per_keer, []
    if not due.zeker and due.laagst >= 1:
        shown = range_of(due, per(scheme), once(scheme))
        found.append(f"{shown[:1].upper()}{shown[1:]}.")
    if vague(scheme):
        return " ".join((*found, "Het bedrag hangt af van uw antwoorden."))
    if not due.zeker and due.laagst >= 1:
        found.append(f"Misschien {euro(due.hoogst)}.")
    if repeats(scheme) and scheme.per_jaar.hoogst >= 1 and not vague_year(scheme, scheme.per_jaar):
        found.append(f"Over heel {year} is dat {both_ends(scheme.per_jaar)}.")
    return " ".join(found)
