"""What a picture says in words: its message in one sentence, the words at its marks, and all it shows for who listens."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from voorzieningen.render.figures import MONTHS, euro
from voorzieningen.render.words import titles
from voorzieningen.report import Bedrag, Budget, Kasstroom, Maand

NOTHING, NOT_KNOWN = "niets", "nog niet bekend"
NOW, AFTER, PERHAPS, GUESSED = "nu", "na aanvragen", "misschien", "nu, geschat"
NO_MONEY, NO_MONEY_KNOWN = "Er komt niets in en er gaat niets uit.", "Wij weten nog niet wat er in komt en uit gaat."
_NO_CHANGE = "Aanvragen verandert dit niet."
_NO_START = "Wij weten niet hoeveel geld u nu heeft. Wij tellen vanaf niets."
_COUNTED = "Geteld zonder het geld dat u nu heeft."

Gap = Literal["", "in", "uit", "beide"]
"""What is not known, and so in no sum: nothing, an income, a cost, or both."""

_NOTES: dict[Gap, str] = {
    "": "",
    "in": "Er ontbreekt nog inkomen. Het kan meer zijn.",
    "uit": "Er ontbreken nog kosten. Het kan minder zijn.",
    "beide": "Er ontbreken nog inkomsten en kosten.",
}


def whole(value: Decimal, *, up: bool = False) -> int:
    """Whole euros as they are written: what comes in and what is left rounded down, what goes out up."""
    return int(value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))


def month(name: str) -> str:
    """`2026-12` as `december 2026`."""
    year, number = name.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def month_short(name: str) -> str:
    """`2026-12` as `dec`."""
    full = MONTHS[int(name.split("-")[1]) - 1]
    return "mrt" if full == "maart" else full[:3]


def amount(value: Bedrag, *, up: bool = False) -> str:
    """`€ 411`, `minstens € 100, misschien € 300`, `misschien € 300` or `niets`."""
    low, high = whole(value.laagst, up=up), whole(value.hoogst, up=up)
    if high <= 0:
        return NOTHING
    if low == high:
        return euros(high)
    return f"minstens {euros(low)}, misschien {euros(high)}" if low > 0 else f"misschien {euros(high)}"


def gap_of(budget: Budget) -> Gap:
    """Whether an income or a cost is not known."""
    ways = {one.richting for one in budget.onbekend}
    return "beide" if len(ways) > 1 else next(iter(ways), "")


def note(budget: Budget) -> str:
    """What is missing, in few words; empty when nothing is."""
    return _NOTES[gap_of(budget)]


def missing(budget: Budget) -> tuple[str, ...]:
    """What is missing, by name."""
    names = tuple(dict.fromkeys(one.titel for one in budget.onbekend))
    return (note(budget), f"Nog niet bekend: {titles(names)}.") if names else ()


def left(value: Bedrag, gap: Gap, *, over: str = "") -> str:
    """What is left or short: `€ 240 tekort`, `minstens € 100 tekort, misschien € 240`, `€ 319` with `over` behind it."""
    short, first, second = _left(value, gap)
    return first if first == NOTHING else f"{first} {'tekort' if short else over}".rstrip() + second


def _left(value: Bedrag, gap: Gap) -> tuple[bool, str, str]:
    """Whether it is a shortage, the words that lead, and the other end.

    With a cost that is not known there is never more than the highest, with such an income never less than the lowest.
    """
    low, high = whole(value.laagst), whole(value.hoogst)
    firm = "voor zover bekend" if gap == "beide" else "minstens" if gap or low < high else ""
    if high < 0:
        return True, *(_ends("hoogstens", -low, -high) if gap == "in" else _ends(firm, -high, -low))
    if low < 0:
        first = f"{'hoogstens' if gap == 'in' else 'misschien'} {euros(-low)}"
        return True, first, f", {'hoogstens' if gap == 'uit' else 'misschien'} {euros(high)} over" if high else ""
    if high == 0:
        return False, NOTHING, ""
    if gap == "uit":
        most = f"hoogstens {euros(high)}"
        return (False, f"misschien {euros(low)}", f", {most}") if 0 < low < high else (False, most, "")
    return False, *(_ends(firm, low, high) if low else _ends("misschien", high, low))


def _ends(word: str, first: int, other: int) -> tuple[str, str]:
    return f"{word} {euros(first)}".lstrip(), f", misschien {euros(other)}" if other not in (first, 0) else ""


def euros(value: int) -> str:
    """Whole euros, such as `€ 1.550`."""
    return euro(Decimal(value))


def _head(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


# --- money in and out

def month_title(budget: Budget) -> str:
    """Whether a month ends with money short or over, now and after claiming."""
    if empty(budget):
        return NO_MONEY_KNOWN if budget.onbekend else NO_MONEY
    short, first, _ = _left(budget.nu.per_maand, gap_of(budget))
    later_short, later, _ = _left(budget.straks.per_maand, gap_of(budget))
    first = first if first == NOTHING else f"{first} per maand"
    if same(budget):
        return f"U {'komt' if short else 'houdt'} {first} {'tekort' if short else 'over'}."
    now = f"Nu {'komt' if short else 'houdt'} u {first} {'tekort' if short else 'over'}, {AFTER}"
    if short == later_short:
        return f"{now} {later}."
    return f"{now} {'komt' if later_short else 'houdt'} u {later} {'tekort' if later_short else 'over'}."


def month_text(budget: Budget) -> str:
    """All amounts of the picture of one month."""
    if empty(budget):
        return " ".join((month_title(budget), *missing(budget)))
    found = _flow("Nu", budget.nu, gap_of(budget))
    found += [_NO_CHANGE] if same(budget) else _flow(_head(AFTER), budget.straks, gap_of(budget))
    return " ".join((*found, *missing(budget)))


def _flow(when: str, flow: Kasstroom, gap: Gap) -> list[str]:
    rest = left(flow.per_maand, gap, over="over")
    return [f"{when} komt er {money_in(flow, gap)} per maand in.", f"Er gaat {money_out(flow, gap)} uit.",
            f"Dat is {rest}." if rest != NOTHING else "Er blijft niets over."]  # fmt: skip


def money_in(flow: Kasstroom, gap: Gap) -> str:
    """What comes in; at least this while an income is not known."""
    return _at_least(amount(flow.inkomsten), gap in ("in", "beide"))


def money_out(flow: Kasstroom, gap: Gap) -> str:
    """What goes out; at least this while a cost is not known."""
    return _at_least(amount(flow.uitgaven, up=True), gap in ("uit", "beide"))


def _at_least(found: str, more: bool) -> str:
    if not more or found.startswith(("minstens", "misschien")):
        return found
    return NOT_KNOWN if found == NOTHING else f"minstens {found}"


def same(budget: Budget) -> bool:
    """Whether claiming changes nothing in a month."""
    now, later = budget.nu, budget.straks
    return (now.inkomsten, now.uitgaven, now.per_maand) == (later.inkomsten, later.uitgaven, later.per_maand)


def empty(budget: Budget) -> bool:
    """Whether no money at all goes in or out."""
    return not any(amount.hoogst for flow in (budget.nu, budget.straks) for amount in (flow.inkomsten, flow.uitgaven))


# --- twelve months

def short_month(budget: Budget) -> Maand | None:
    """The first month that surely, else perhaps, ends with less than nothing."""
    name = budget.eerste_tekort or budget.nu.misschien_tekort
    return next((one for one in budget.maanden if one.maand == name), None)


def year_title(budget: Budget) -> str:
    """When money is short for the first time, and whether claiming helps."""
    found = short_month(budget)
    if found is None:
        return _no_shortage(budget)
    words = _left(found.nu.stand, gap_of(budget))[1]
    if budget.beginstand is None:
        return f"Tot en met {month(found.maand)} gaat er {words} meer uit dan er in komt."
    first, later = f"In {month(found.maand)} komt u voor het eerst {words} tekort", budget.straks.eerste_tekort
    if later and later != budget.eerste_tekort:
        return f"{first}, {AFTER} in {month(later)}."
    helped = budget.eerste_tekort and not budget.straks.misschien_tekort and gap_of(budget) in ("", "in")
    return f"{first}, {AFTER} niet." if helped else f"{first}."


def _no_shortage(budget: Budget) -> str:
    lowest, words = month(budget.nu.laagste_maand), _left(budget.nu.laagste_stand, gap_of(budget))[1]
    if gap_of(budget) in ("uit", "beide"):
        return f"In {lowest} heeft u het minst: {words}."
    if budget.beginstand is None:
        return "Er komt de komende twaalf maanden genoeg in voor wat er uit gaat."
    return f"U komt twaalf maanden niet tekort, in {lowest} heeft u het minst: {words}."


def year_notes(budget: Budget) -> tuple[str, ...]:
    """What must be known to read the picture of a year."""
    return tuple(filter(None, (_COUNTED if budget.beginstand is None else "", note(budget))))


def short_month_words(one: Maand, gap: Gap) -> str:
    """What is written at the first short month."""
    return f"{month(one.maand)}: {left(one.nu.stand, gap).partition(',')[0]}"


def year_text(budget: Budget) -> str:
    """The money at the end of each month in words."""
    missed, found = gap_of(budget), short_month(budget)
    start = f"U begint met {left(budget.beginstand, '')}." if budget.beginstand else _NO_START
    ends = [(left(one.nu.stand, missed), left(one.straks.stand, missed)) for one in budget.maanden]
    said = [start, "Dit is er aan het eind van elke maand."]
    said += [f"{_head(month(one.maand))}: {_both(*pair)}." for one, pair in zip(budget.maanden, ends, strict=True)]
    if all(now == later for now, later in ends):
        said.append(_NO_CHANGE)
    if found and found.gebeurtenissen:
        said += [f"Dit is er in {month(found.maand)}:", *(f"{one}." for one in found.gebeurtenissen)]
    if budget.eerste_tekort and budget.nu.misschien_tekort not in (None, budget.eerste_tekort):
        said.append(f"Misschien komt u in {month(budget.nu.misschien_tekort or '')} al tekort.")
    guessed = [one.maand for one in budget.maanden if one.geschat]
    if guessed:
        said.append(f"Vanaf {month(guessed[0])} is het een schatting. De regels van dan zijn nog niet bekend.")
    return " ".join((*said, *missing(budget)))


def _both(now: str, later: str) -> str:
    if now == later:
        return now
    return f"{NOW} {now}. {_head(AFTER)} {later}" if "," in now + later else f"{NOW} {now}, {AFTER} {later}"
