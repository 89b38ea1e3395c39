"""What the arrears signals read of a budget: the facts that no household says itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from voorzieningen.budget._calendar import MONTHS, ZERO, Span, added, minus
from voorzieningen.budget._cash import Money
from voorzieningen.budget._flow import Flow
from voorzieningen.budget._known import Known
from voorzieningen.facts import Computed

_NEVER = date(2100, 1, 1)
_PREFIX, _PREMIUM = "budget_", "zorgpremie"
_NO_KIND = "onbekend"
"""The kind of an expense nobody named; it may be any."""
_SPENT = ("energie", _PREMIUM)
"""The kinds of expenses that are facts by themselves."""
Ends = tuple[Fraction | None, Fraction | None]


def budget_facts(known: Known, money: Money, other: Mapping[str, Ends]) -> Computed:
    """Every fact the budget computes, lowest and highest; `other` are those the screening knows.

    A fact that is none of those below is what comes in of the scheme, or goes out to the kind of expense, it is named after.
    A cost nobody gave makes what goes out open at the top and what is left open at the bottom; so does an income nobody gave
    the other way round.
    """
    costs_open = any(one.richting == "uit" for one in money.unknown)
    income_open = any(one.richting == "in" for one in money.unknown)
    missing = {one.soort for one in money.unknown}
    expenses_told = known.household.uitgaven
    untold = expenses_told is None or _NO_KIND in missing

    def left(span: Span) -> Ends:
        return None if costs_open else span[0], None if income_open else span[1]

    now = money.now
    incomes, expenses = money.rate("in", now), money.rate("uit", now)
    loose = Fraction(0), added([flow.now for flow in now if flow.direction == "uit" and flow.kind == _NO_KIND])[1]
    fixed = added([*(flow.now for flow in now if flow.fixed), loose])
    kinds = _by_kind(now)
    premiums = kinds.get(_PREMIUM, [])
    shared = any(row.soort == _PREMIUM and row.persoon is None for row in known.household.uitgaven or ())
    heads = known.today("volwassenen")[1] if shared and len(premiums) == 1 else Fraction(1)
    received = {flow.scheme: flow.now for flow in now if flow.scheme}
    after = minus(incomes, fixed)
    housing = added([*(flow.now for flow in now if flow.housing), loose])
    falls = [_fall(now, month) for month in range(MONTHS)]
    balance_falls = [_fall(now, month, balance=True) for month in range(MONTHS)]
    balances = [money.balance_in(month, now) for month in range(MONTHS)] + [money.balance(now)]
    later_incomes = [_incomes(now, month) for month in range(MONTHS)] + [incomes]
    found: dict[str, tuple[Fraction | date | None, Fraction | date | None]] = {
        "budget_inkomsten": (incomes[0], None if income_open else incomes[1]),
        "budget_uitgaven": (expenses[0], None if costs_open else expenses[1]),
        "budget_saldo": left(money.balance(now)),
        "budget_saldo_straks": left(money.balance(money.later)),
        "budget_vaste_lasten": (fixed[0], None if money.fixed_open or expenses_told is None else fixed[1]),
        "budget_leefgeld": (None if money.fixed_open or expenses_told is None else after[0], None if income_open else after[1]),
        "budget_zorgpremie_hoogste": _ends(premiums, max, heads) if _PREMIUM not in missing else (None, None),
        "budget_zorgpremie_laagste": _ends(premiums, min, heads) if _PREMIUM not in missing else (None, None),
        "budget_woonlasten": (housing[0], None if money.housing_open or expenses_told is None else housing[1]),
        "budget_geld": (None, None) if money.there is None else money.there,
        "budget_beslag": known.today("beslag"),
        "budget_volwassenen": known.today("volwassenen"),
        "budget_kinderen": known.today("kinderen"),
        "budget_saldo_laagst": left((min(low for low, _ in balances), min(high for _, high in balances))),
        "budget_inkomsten_laagst": (
            min(low for low, _ in later_incomes), None if income_open else min(high for _, high in later_incomes)
        ),
        "budget_daling": _most(falls, open_top=income_open),
        "budget_saldo_daling": _most(balance_falls, open_top=income_open),
        "budget_daling_op": _when(falls, money, open_top=income_open),
        **other,
    }  # fmt: skip
    for name, fact in known.now.program.linked.all_facts.items():
        if fact.berekend and name not in found:
            of = name.removeprefix(_PREFIX)
            low, high = received.get(of) or added([*kinds.get(of, []), *([loose] if of in _SPENT else [])])
            found[name] = low, None if of in missing or (untold and of in _SPENT) else high
    return found


def _by_kind(flows: tuple[Flow, ...]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for flow in flows:
        if flow.direction == "uit":
            found.setdefault(flow.kind, []).append(flow.now)
    return found


def _incomes(flows: tuple[Flow, ...], month: int) -> Span:
    return added([flow.rates[month] for flow in flows if flow.direction == "in"])


def _most(falls: list[Span], *, open_top: bool) -> Ends:
    """The largest fall of any month: surely that of the month that surely falls most, perhaps that of another."""
    return max(low for low, _ in falls), None if open_top else max(high for _, high in falls)


def _when(falls: list[Span], money: Money, *, open_top: bool) -> tuple[date, date]:
    """The month in which least comes in: the first of those that fall as much; open when more than one may be it."""
    days = money.ahead.firsts
    most = max(low for low, _ in falls)
    possible = [at for at, (_, high) in enumerate(falls) if high > 0 and high >= most]
    if not possible:
        return (days[0], _NEVER) if open_top else (_NEVER, _NEVER)
    sure = [at for at in possible if falls[at] == (most, most)]
    if sure == possible and not open_top:
        return days[sure[0]], days[sure[0]]
    return days[0 if open_top else possible[0]], days[possible[-1]] if most > 0 and not open_top else _NEVER


def _fall(flows: tuple[Flow, ...], month: int, *, balance: bool = False) -> Span:
    """How much less comes in a month than now, or is left.

    An amount that is not known exactly is the same unknown now and then; of what may be there or not that is not so.
    """
    low = high = Fraction(0)
    for flow in flows:
        sign = 1 if flow.direction == "in" else -1
        if sign == -1 and not balance:
            continue
        now, then = flow.now, flow.rates[month]
        same = now[0] > 0 and (then[0] > 0 or then == ZERO)
        ends = (now[0] - then[0], now[1] - then[1]) if same else (now[0] - then[1], now[1] - then[0])
        change = sorted(sign * one for one in ends)
        low, high = low + change[0], high + change[1]
    return max(Fraction(0), low), max(Fraction(0), high)


def _ends(spans: list[Span], which: Callable[[list[Fraction]], Fraction], heads: Fraction) -> Ends:
    """The highest or lowest of one person of some amounts, each perhaps of so many together; unknown when there are none."""
    if not spans:
        return None, None
    return which([low for low, _ in spans]) / max(heads, Fraction(1)), which([high for _, high in spans])
