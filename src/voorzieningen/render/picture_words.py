"""What a picture says in words: its message in one sentence, the words at its marks, and all it shows for who listens."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from voorzieningen.render.figures import capital, euro, month, say
from voorzieningen.render.words import titles
from voorzieningen.report import Bedrag, Budget, Kasstroom, Maand

Gap = Literal["", "in", "uit", "beide"]
"""What is not known, and so in no sum: nothing, an income, a cost, or both."""

def whole(value: Decimal, *, up: bool = False) -> int:
    """Whole euros as they are written: what comes in and what is left rounded down, what goes out up."""
    return int(value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR))


def month_short(name: str) -> str:
    """`2026-12` as `dec`."""
    return say(f"maand_kort.{int(name.split('-')[1])}")


def amount(value: Bedrag, *, up: bool = False) -> str:
    """`€ 411`, `minstens € 100, misschien € 300`, `misschien € 300` or `niets`."""
    low, high = whole(value.laagst, up=up), whole(value.hoogst, up=up)
    if high <= 0:
        return say("bedrag.niets")
    if low == high:
        return euros(high)
    if low <= 0:
        return say("bedrag.misschien", bedrag=euros(high))
    return say("bedrag.beide", laagst=say("bedrag.minstens", bedrag=euros(low)), hoogst=euros(high))


def gap_of(budget: Budget) -> Gap:
    """Whether an income or a cost is not known."""
    ways = {one.richting for one in budget.onbekend}
    return "beide" if len(ways) > 1 else next(iter(ways), "")


def note(budget: Budget) -> str:
    """What is missing, in few words; empty when nothing is."""
    gap = gap_of(budget)
    return say(f"beeld.ontbreekt_{gap}") if gap else ""


def missing(budget: Budget) -> tuple[str, ...]:
    """What is missing, by name."""
    names = tuple(dict.fromkeys(one.titel for one in budget.onbekend))
    return (note(budget), say("beeld.niet_bekend", titels=titles(names))) if names else ()


def left(value: Bedrag, gap: Gap, *, over: bool = False) -> str:
    """What is left or short: `€ 240 tekort`, `minstens € 100 tekort, misschien € 240`, with `over` also `€ 319 over`."""
    found = _left(value, gap)
    return say(found.tail, bedrag=found.lead(over=over), ander=found.other) if found.tail else found.lead(over=over)


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left: whether it is a shortage, the amount that leads (empty when it is nothing), and the other end."""

    short: bool
    first: str
    tail: str = ""
    """The text that puts the other end behind the first."""
    other: str = ""

    @property
    def amount(self) -> str:
        """The amount that leads."""
        return self.first or say("bedrag.niets")

    def lead(self, *, over: bool = False) -> str:
        """The amount that leads with whether it is short or, when that is asked, over."""
        if not self.first:
            return self.amount
        if self.short:
            return say("bedrag.tekort", bedrag=self.first)
        return say("beeld.over", bedrag=self.first) if over else self.first


def _left(value: Bedrag, gap: Gap) -> _Left:
    """With a cost that is not known there is never more than the highest, with such an income never less than the lowest."""
    low, high = whole(value.laagst), whole(value.hoogst)
    firm = "voor_zover_bekend" if gap == "beide" else "minstens" if gap or low < high else ""
    if high < 0:
        return _ends("hoogstens", -low, -high, short=True) if gap == "in" else _ends(firm, -high, -low, short=True)
    if low < 0:
        first = say("bedrag.hoogstens" if gap == "in" else "bedrag.misschien", bedrag=euros(-low))
        tail = "beeld.eind_hoogstens_over" if gap == "uit" else "beeld.eind_misschien_over"
        return _Left(True, first, tail, euros(high)) if high else _Left(True, first)
    if high == 0:
        return _Left(False, "")
    if gap == "uit":
        if 0 < low < high:
            return _Left(False, say("bedrag.misschien", bedrag=euros(low)), "beeld.eind_hoogstens", euros(high))
        return _Left(False, say("bedrag.hoogstens", bedrag=euros(high)))
    return _ends(firm, low, high) if low else _ends("misschien", high, low)


def _ends(word: str, first: int, other: int, *, short: bool = False) -> _Left:
    shown = say(f"bedrag.{word}", bedrag=euros(first)) if word else euros(first)
    return _Left(short, shown, "beeld.eind_misschien", euros(other)) if other not in (first, 0) else _Left(short, shown)


def euros(value: int) -> str:
    """Whole euros, such as `€ 1.550`."""
    return euro(Decimal(value))


# --- money in and out

def month_title(budget: Budget) -> str:
    """Whether a month ends with money short or over, now and after claiming."""
    if empty(budget):
        return no_money(budget)
    now, later = (_left(flow.per_maand, gap_of(budget)) for flow in (budget.nu, budget.straks))
    first = say("bedrag.per_maand", bedrag=now.first) if now.first else now.amount
    if same(budget):
        return say("beeld.maand_tekort" if now.short else "beeld.maand_over", bedrag=first)
    if now.short == later.short:
        return say("beeld.nu_tekort" if now.short else "beeld.nu_over", bedrag=first, straks=later.amount)
    return say("beeld.straks_tekort" if later.short else "beeld.straks_over", bedrag=first, straks=later.amount)


def no_money(budget: Budget) -> str:
    """That nothing goes in or out, as far as that is known."""
    return say("beeld.geld_onbekend" if budget.onbekend else "beeld.geen_geld")


def month_text(budget: Budget) -> str:
    """All amounts of the picture of one month."""
    if empty(budget):
        return " ".join((month_title(budget), *missing(budget)))
    found = _flow("beeld.nu_in", budget.nu, gap_of(budget))
    found += [say("beeld.verandert_niet")] if same(budget) else _flow("beeld.straks_in", budget.straks, gap_of(budget))
    return " ".join((*found, *missing(budget)))


def _flow(key: str, flow: Kasstroom, gap: Gap) -> list[str]:
    nothing = not _left(flow.per_maand, gap).first
    rest = say("beeld.blijft_niets") if nothing else say("beeld.dat_is", bedrag=left(flow.per_maand, gap, over=True))
    return [say(key, bedrag=money_in(flow, gap)), say("beeld.er_gaat_uit", bedrag=money_out(flow, gap)), rest]


def money_in(flow: Kasstroom, gap: Gap) -> str:
    """What comes in; at least this while an income is not known."""
    return _at_least(flow.inkomsten, gap in ("in", "beide"))


def money_out(flow: Kasstroom, gap: Gap) -> str:
    """What goes out; at least this while a cost is not known."""
    return _at_least(flow.uitgaven, gap in ("uit", "beide"), up=True)


def _at_least(value: Bedrag, more: bool, *, up: bool = False) -> str:
    shown, low, high = amount(value, up=up), whole(value.laagst, up=up), whole(value.hoogst, up=up)
    if more and high <= 0:
        return say("bedrag.niet_bekend")
    return say("bedrag.minstens", bedrag=shown) if more and low == high else shown


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
    short, where = _left(found.nu.stand, gap_of(budget)).amount, month(found.maand)
    if budget.beginstand is None:
        return say("beeld.jaar_meer_uit", maand=where, bedrag=short)
    later = budget.straks.eerste_tekort
    if later and later != budget.eerste_tekort:
        return say("beeld.jaar_tekort_later", maand=where, bedrag=short, straks=month(later))
    helped = budget.eerste_tekort and not budget.straks.misschien_tekort and gap_of(budget) in ("", "in")
    return say("beeld.jaar_tekort_niet" if helped else "beeld.jaar_tekort", maand=where, bedrag=short)


def _no_shortage(budget: Budget) -> str:
    lowest, least = month(budget.nu.laagste_maand), _left(budget.nu.laagste_stand, gap_of(budget)).amount
    if gap_of(budget) in ("uit", "beide"):
        return say("beeld.jaar_minst", maand=lowest, bedrag=least)
    if budget.beginstand is None:
        return say("beeld.jaar_genoeg")
    return say("beeld.jaar_niet_tekort", maand=lowest, bedrag=least)


def year_notes(budget: Budget) -> tuple[str, ...]:
    """What must be known to read the picture of a year."""
    return tuple(filter(None, (say("beeld.geteld_zonder") if budget.beginstand is None else "", note(budget))))


def short_month_words(one: Maand, gap: Gap) -> str:
    """What is written at the first short month."""
    return say("beeld.tekort_maand", maand=month(one.maand), bedrag=_left(one.nu.stand, gap).lead())


def year_text(budget: Budget) -> str:
    """The money at the end of each month in words."""
    missed, found = gap_of(budget), short_month(budget)
    begin = budget.beginstand
    start = say("beeld.begin", bedrag=left(begin, "")) if begin else say("beeld.geen_begin")
    ends = [(left(one.nu.stand, missed), left(one.straks.stand, missed)) for one in budget.maanden]
    said = [start, say("beeld.elke_maand")]
    for one, (now, later) in zip(budget.maanden, ends, strict=True):
        said.append(say("beeld.maand", maand=capital(month(one.maand)), bedrag=_both(now, later)))
    if all(now == later for now, later in ends):
        said.append(say("beeld.verandert_niet"))
    if found and found.gebeurtenissen:
        said += [say("beeld.in_maand", maand=month(found.maand)), *(f"{one}." for one in found.gebeurtenissen)]
    if budget.eerste_tekort and budget.nu.misschien_tekort not in (None, budget.eerste_tekort):
        said.append(say("beeld.misschien_al_tekort", maand=month(budget.nu.misschien_tekort or "")))
    guessed = [one.maand for one in budget.maanden if one.geschat]
    if guessed:
        said.append(say("beeld.vanaf_schatting", maand=month(guessed[0])))
    return " ".join((*said, *missing(budget)))


def _both(now: str, later: str) -> str:
    if now == later:
        return now
    return say("beeld.nu_en_straks_lang" if "," in now + later else "beeld.nu_en_straks", nu=now, straks=later)
