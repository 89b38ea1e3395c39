"""The budget: when something is paid, one household worked out by hand to the cent, and what is not known or does not fit.

BUDGET_ROUNDS=20 makes the random parts that many times larger.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import voorzieningen.budget as package
from voorzieningen import HouseholdError, Huishouden, Report, RuleSet, load_rules, screen
from voorzieningen.budget import MONTHS, ZERO, Ahead, Flow, Money, Span, cumulative, money, steady
from voorzieningen.budget._calendar import WHOLE
from voorzieningen.budget._flow import Timing, ends_when_paid, timed
from voorzieningen.report import Bedrag, Budget, OnbekendePost, Signaal
from voorzieningen.rulebook import SEVERITIES, rules_folder

OP = date(2026, 11, 22)
ROUNDS = int(os.environ.get("BUDGET_ROUNDS", "1"))
NATIONAL = (
    "awir", "begrippen", "budget", "inkomens", "inkomstenbelasting", "aow", "kinderopvangtoeslag", "zorgtoeslag", "huurtoeslag",
    "kinderbijslag",
)  # fmt: skip
_KEPT = TemporaryDirectory()


@lru_cache(maxsize=1)
def light() -> RuleSet:
    """The rules of the library a budget needs, with three allowances and all signals: a screening takes some tens of ms."""
    here, there = rules_folder(), Path(_KEPT.name) / "rules"
    (there / "landelijk").mkdir(parents=True)
    for name in ("feiten.yaml", "actieplan.yaml", "schulden.yaml", "landelijk/verwijzing.yaml"):
        shutil.copy(here / name, there / name)
    for name in ("signalen", *(f"landelijk/{one}" for one in NATIONAL)):
        shutil.copytree(here / name, there / name)
    return load_rules(there)


# --- the months ahead


@pytest.mark.parametrize(("op", "first", "last"), [
    (date(2026, 11, 22), "2026-12", "2027-11"),
    (date(2026, 11, 1), "2026-11", "2027-10"),
    (date(2026, 11, 30), "2026-12", "2027-11"),
    (date(2026, 12, 31), "2027-01", "2027-12"),
    (date(2028, 2, 29), "2028-03", "2029-02"),
    (date(2027, 1, 1), "2027-01", "2027-12"),
])  # fmt: skip
def test_twelve_whole_months_from_the_first_that_is_still_whole(op: date, first: str, last: str) -> None:
    ahead = Ahead(op)
    assert (ahead.names[0], ahead.names[-1], len(ahead.names)) == (first, last, MONTHS)
    assert all(day.day == 1 for day in ahead.firsts) and len(ahead.firsts) == MONTHS + 1


@pytest.mark.parametrize(("op", "day", "coming"), [
    (date(2026, 11, 22), 22, False), (date(2026, 11, 22), 23, True), (date(2026, 11, 22), 1, False),
    (date(2026, 11, 1), 25, False),  # the month itself is one of the twelve
    (date(2026, 11, 30), 30, False), (date(2026, 11, 29), 31, True), (date(2026, 11, 30), 31, False),
])  # fmt: skip
def test_what_still_comes_before_the_first_month(op: date, day: int, coming: bool) -> None:
    assert Ahead(op).still_to_come(day) is coming


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@settings(max_examples=80 * ROUNDS, deadline=None, derandomize=True)
@given(DAYS, st.sampled_from([7, 28]), DAYS, st.integers(0, 11), st.integers(1, 12))
def test_payments_are_counted_as_a_calendar_counts_them(op: date, days: int, paid_on: date, first: int, months: int) -> None:
    ahead = Ahead(op)
    months = min(months, MONTHS - first)
    begin, end = ahead.firsts[first], ahead.firsts[first + months]

    def count(one: date) -> int:
        return sum((begin + timedelta(days=at) - one).days % days == 0 for at in range((end - begin).days))

    assert ahead.payments(days, paid_on, months, first) == (count(paid_on),) * 2
    every = [count(paid_on + timedelta(days=shift)) for shift in range(days)]
    assert ahead.payments(days, None, months, first) == (min(every), max(every)), "no wider than the days there can be"


def test_four_weekly_has_one_month_of_two_payments() -> None:
    ahead = Ahead(OP)
    counts = [ahead.payments(28, date(2026, 12, 4), 1, at)[0] for at in range(MONTHS)]
    assert counts == [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert [ahead.payments(28, None, 1, at) for at in (0, 2)] == [(1, 2), (1, 1)], "February 2027 has 28 days"
    assert ahead.payments(28, None, 12) == (13, 14)
    assert sum(ahead.payments(7, date(2026, 12, 5), 1, at)[0] for at in range(MONTHS)) == 52


# --- one stream


AMOUNT: Span = (Fraction(100), Fraction(100))


def stream(
    timing: Timing, amounts: Sequence[Span] = (AMOUNT,) * MONTHS, runs: Sequence[Span] = (WHOLE,) * MONTHS, op: date = OP,
    today: Span = AMOUNT,
) -> Flow:  # fmt: skip
    empty = Flow("uit", "soort", "Soort", "rij", amounts[0], tuple(amounts), (), ())
    return timed(empty, amounts, runs, timing, Ahead(op), today)


def exact(flow: Flow) -> list[int]:
    assert all(low == high for low, high in (*flow.months, *flow.reach))
    assert flow.reach == cumulative(flow.months)
    return [int(low) for low, _ in flow.months]


def test_monthly_is_paid_every_month_and_the_part_of_it_that_it_runs() -> None:
    assert exact(stream(Timing("maand"))) == [100] * 12
    half = Fraction(1, 2), Fraction(1, 2)
    assert exact(stream(Timing("maand"), runs=[WHOLE, half, *[ZERO] * 10])) == [100, 50, *[0] * 10]
    maybe = stream(Timing("maand"), runs=[(Fraction(0), Fraction(1)), *[WHOLE] * 11])
    assert maybe.months[0] == (0, 100) and maybe.reach[11] == (1100, 1200)


def test_weekly_and_four_weekly() -> None:
    assert exact(stream(Timing("vier_weken", date(2026, 12, 4)))) == [100, 200, *[100] * 10]
    assert exact(stream(Timing("week", date(2026, 12, 5)))) == [400, 500, 400, 400, 400, 500, 400, 500, 400, 400, 500, 400]
    unknown = stream(Timing("vier_weken"))
    assert unknown.months[0] == (100, 200) and unknown.months[2] == (100, 100)
    assert unknown.reach[11] == (1300, 1400), "and not 1,200 to 2,300, the sum of the months"
    ended = stream(Timing("vier_weken", date(2026, 12, 4)), runs=[*[WHOLE] * 3, *[ZERO] * 9])
    assert exact(ended) == [100, 200, 100, *[0] * 9]
    raised = stream(Timing("vier_weken", date(2026, 12, 4)), [AMOUNT, (Fraction(110),) * 2, *[(Fraction(120),) * 2] * 10])
    assert exact(raised) == [100, 220, *[120] * 10]


def test_a_part_of_a_month_has_none_up_to_all_of_its_payments() -> None:
    half = Fraction(1, 2), Fraction(1, 2)
    flow = stream(Timing("vier_weken", date(2026, 12, 4)), runs=[WHOLE, half, *[ZERO] * 10])
    assert flow.months[:3] == ((100, 100), (0, 200), (0, 0))
    assert flow.reach[-1] == (100, 300)


def test_quarterly_and_yearly() -> None:
    by_quarter = [0, 100, 0] * 4
    assert exact(stream(Timing("kwartaal", date(2026, 10, 15)))) == by_quarter
    assert exact(stream(Timing("kwartaal", date(2024, 1, 31)))) == by_quarter
    assert exact(stream(Timing("kwartaal", None, (1, 4, 7, 10)))) == by_quarter
    assert exact(stream(Timing("jaar", None, (2,)))) == [0, 0, 100, *[0] * 9]
    assert exact(stream(Timing("jaar", None, (2, 5)))) == [0, 0, 50, 0, 0, 50, *[0] * 6]
    assert exact(stream(Timing("jaar", date(2025, 4, 10)))) == [0, 0, 0, 0, 100, *[0] * 7]
    assert exact(stream(Timing("jaar", date(2025, 4, 10), (2,)))) == [0, 0, 100, *[0] * 9], "named months go first"
    yearly = stream(Timing("jaar"))
    assert yearly.months == ((0, 100),) * 12 and yearly.reach == (*[(0, 100)] * 11, (100, 100))
    quarterly = stream(Timing("kwartaal"))
    assert quarterly.reach[:4] == ((0, 100), (0, 100), (100, 100), (100, 200)) and quarterly.reach[11] == (400, 400)


def test_a_yearly_bill_is_paid_when_it_runs_in_its_month() -> None:
    assert exact(stream(Timing("jaar", None, (2,)), runs=[WHOLE, WHOLE, *[ZERO] * 10])) == [0] * 12
    ended = stream(Timing("jaar"), runs=[WHOLE, WHOLE, *[ZERO] * 10])
    assert ended.reach[-1][0] == 0 and ended.reach[-1][1] >= 100


def test_once() -> None:
    assert exact(stream(Timing("eenmalig", date(2027, 3, 15)))) == [0, 0, 0, 100, *[0] * 8]
    assert exact(stream(Timing("eenmalig", date(2026, 12, 1)))) == [100, *[0] * 11]
    assert exact(stream(Timing("eenmalig", date(2026, 11, 22)))) == [0] * 12
    assert exact(stream(Timing("eenmalig", date(2027, 12, 1)))) == [0] * 12
    unknown = stream(Timing("eenmalig"))
    assert unknown.months == ((0, 100),) * 12 and unknown.reach == (*[(0, 100)] * 11, (100, 100))


@pytest.mark.parametrize(("timing", "rest"), [
    (Timing("maand"), 0),
    (Timing("maand", date(2026, 1, 22)), 0),
    (Timing("maand", date(2026, 1, 23)), 100),
    (Timing("maand", date(2026, 1, 31)), 100),
    (Timing("week", date(2026, 11, 22)), 100),
    (Timing("week", date(2026, 11, 23)), 200),
    (Timing("vier_weken", date(2026, 11, 27)), 100),
    (Timing("vier_weken", date(2026, 12, 4)), 0),
    (Timing("vier_weken"), 0),
    (Timing("kwartaal", date(2026, 8, 25)), 100),
    (Timing("kwartaal", date(2026, 8, 20)), 0),
    (Timing("kwartaal", date(2026, 7, 25)), 0),
    (Timing("jaar", date(2025, 11, 25)), 100),
    (Timing("jaar", date(2025, 12, 25)), 0),
    (Timing("eenmalig", date(2026, 11, 25)), 100),
    (Timing("eenmalig", date(2026, 11, 22)), 0),
])  # fmt: skip
def test_the_rest_of_this_month_counts_when_its_day_is_known(timing: Timing, rest: int) -> None:
    assert stream(timing).rest == (rest, rest)
    assert stream(timing, op=date(2026, 11, 1)).rest == ZERO, "then the month itself is one of the twelve"


SPAN = st.tuples(st.integers(1, 90_000), st.integers(0, 20_000)).map(
    lambda ends: (Fraction(ends[0], 100), Fraction(sum(ends), 100))
)
RUNS = st.tuples(DAYS, st.integers(0, 900))
"""From which day and how many days something runs."""


def parts(op: date, begin: date, end: date) -> list[Span]:
    """Which part of each month ahead lies between two days."""
    firsts = Ahead(op).firsts
    found = []
    for one, other in pairwise(firsts):
        inside = max(0, (min(other, end + timedelta(days=1)) - max(one, begin)).days)
        found.append((Fraction(inside, (other - one).days),) * 2)
    return found


def calendar(timing: Timing, first: date, op: date) -> list[tuple[int, Fraction]]:
    """For each payment of a stream that is paid on `first` (the months ahead have numbers): its month and its part."""
    firsts = Ahead(op).firsts
    if timing.per in ("week", "vier_weken"):
        step = 7 if timing.per == "week" else 28
        begin = first - timedelta(days=step * ((first - firsts[0]).days // step))
        days = [begin + timedelta(days=step * at) for at in range(60)]
        return [(_month(firsts, day), Fraction(1)) for day in days if firsts[0] <= day < firsts[-1]]
    found = []
    for at, day in enumerate(firsts[:MONTHS]):
        if timing.per == "maand":
            found.append((at, Fraction(1)))
        elif timing.months:
            share = Fraction({"kwartaal": 4, "jaar": 1}[timing.per], len(timing.months))
            found += [(at, share)] if day.month in timing.months else []
        elif (day.month - first.month) % {"kwartaal": 3, "jaar": 12}[timing.per] == 0:
            found.append((at, Fraction(1)))
    return found


def _month(firsts: Sequence[date], day: date) -> int:
    return max(at for at, one in enumerate(firsts) if one <= day)


def inside(flow: Flow, paid: Sequence[Fraction]) -> bool:
    """Whether what is really paid each month lies in the stream: month by month, and from the start."""
    total = Fraction(0)
    for at, one in enumerate(paid):
        total += one
        if not (flow.months[at][0] <= one <= flow.months[at][1] and flow.reach[at][0] <= total <= flow.reach[at][1]):
            return False
    return True


@settings(max_examples=40 * ROUNDS, deadline=None, derandomize=True)
@given(
    st.sampled_from(["week", "vier_weken", "maand", "kwartaal", "jaar"]), DAYS, st.booleans(), DAYS, RUNS, SPAN,
    st.sets(st.integers(1, 12), max_size=3), st.booleans(),
)  # fmt: skip
def test_every_day_of_payment_lies_inside(
    per: str, op: date, known: bool, paid_on: date, runs: tuple[date, int], amount: Span, named: set[int], always: bool
) -> None:
    """Each day on which it can be paid is tried, with the lowest and the highest amount; and it is no wider than the months."""
    begin, end = (date(1900, 1, 1), date(2200, 1, 1)) if always else (runs[0], runs[0] + timedelta(days=runs[1]))
    months = tuple(sorted(named)) if per in ("kwartaal", "jaar") else ()
    timing = Timing(per, paid_on if known else None, months)
    running = parts(op, begin, end)
    flow = stream(timing, (amount,) * MONTHS, running, op, amount)
    summed = cumulative(flow.months)
    assert all(low <= a <= b <= high for (a, b), (low, high) in zip(flow.reach, summed, strict=True)), "never wider than the sum"
    firsts = Ahead(op).firsts
    for shift in (0,) if known else range(28):
        first = (
            paid_on
            if known
            else date(paid_on.year, shift % 12 + 1, 1)
            if per in ("kwartaal", "jaar")
            else paid_on + timedelta(days=shift)
        )
        for one in amount:
            paid = [Fraction(0)] * MONTHS
            for at, share in calendar(timing, first, op):
                if per in ("week", "vier_weken"):
                    runs_then = running[at][0] == 1  # in part of a month each number of payments can be
                    paid[at] += one * share if runs_then else 0
                else:
                    paid[at] += one * share * running[at][0]
            assert inside(flow, paid), (firsts[0], first, paid)


@settings(max_examples=40 * ROUNDS, deadline=None, derandomize=True)
@given(
    st.sampled_from(["week", "vier_weken", "maand", "kwartaal"]), DAYS, st.booleans(), DAYS, SPAN,
    st.tuples(st.integers(0, 300_000), st.integers(0, 50_000)),
)  # fmt: skip
def test_a_repayment_never_takes_more_than_is_owed(
    per: str, op: date, known: bool, paid_on: date, each: Span, cents: tuple[int, int]
) -> None:
    owed = Fraction(cents[0], 100), Fraction(sum(cents), 100)
    timing = Timing(per, paid_on if known else None)
    flow = ends_when_paid(stream(timing, (each,) * MONTHS, op=op, today=each), owed)
    assert flow.reach[-1][1] <= owed[1] and all(low <= high for low, high in (*flow.months, *flow.reach))
    for shift in (0,) if known else range(28):
        first = (
            paid_on if known else date(paid_on.year, shift % 12 + 1, 1) if per == "kwartaal" else paid_on + timedelta(days=shift)
        )
        for one in each:
            for debt in owed:
                left, paid = debt - _rest_of(timing, one, op), [Fraction(0)] * MONTHS
                left = max(Fraction(0), left)
                for at, share in calendar(timing, first, op):
                    now = min(left, one * share)
                    paid[at], left = paid[at] + now, left - now
                assert inside(flow, paid), (first, one, debt, paid)


def _rest_of(timing: Timing, each: Fraction, op: date) -> Fraction:
    """What of a known day of payment is still paid before the first month."""
    return stream(timing, ((each, each),) * MONTHS, op=op, today=(each, each)).rest[0]


def test_a_repayment_ends_with_its_last_part() -> None:
    flow = ends_when_paid(stream(Timing("maand"), ((Fraction(50),) * 2,) * 12, today=(Fraction(50),) * 2), (Fraction(230),) * 2)
    assert exact(flow) == [50, 50, 50, 50, 30, *[0] * 7]
    assert [flow.begins_or_ends(at) for at in range(MONTHS)].count("stopt") == 1 and flow.begins_or_ends(5) == "stopt"
    even = ends_when_paid(stream(Timing("maand"), ((Fraction(50),) * 2,) * 12), (Fraction(200),) * 2)
    assert exact(even) == [50] * 4 + [0] * 8 and even.rates[3] != ZERO == even.rates[4]
    paid = ends_when_paid(stream(Timing("maand"), ((Fraction(50),) * 2,) * 12), ZERO)
    assert exact(paid) == [0] * 12


def test_steady_and_cumulative() -> None:
    rates = tuple((Fraction(at), Fraction(at + 1)) for at in range(MONTHS))
    flow = steady(Flow("in", "k", "K", "", rates[0], rates, (), ()))
    assert flow.months == rates and flow.reach == cumulative(rates)
    assert cumulative(rates)[-1] == (66, 78) and cumulative([]) == ()


@pytest.mark.parametrize(("before", "after", "word"), [
    ((0, 0), (5, 5), "begint"), ((5, 5), (0, 0), "stopt"), ((5, 5), (6, 6), "meer"), ((6, 6), (5, 5), "minder"), ((5, 5), (5, 5),
    ""),
    ((5, 7), (6, 8), ""), ((0, 5), (0, 0), "stopt"),
])  # fmt: skip
def test_what_changes_in_a_month(before: tuple[int, int], after: tuple[int, int], word: str) -> None:
    one, other = ((Fraction(low), Fraction(high)) for low, high in (before, after))
    assert Flow("in", "k", "K", "", one, (other,) * 12, (), ()).begins_or_ends(0) == word
    assert Flow("in", "k", "K", "", ZERO, (one, other, *[other] * 10), (), ()).begins_or_ends(1) == word


# --- the streams together


def flows(*given_: tuple[str, Any, Any]) -> tuple[Flow, ...]:
    """Monthly streams: in or out, the lowest and the highest amount."""
    return tuple(
        steady(Flow(way, "k", f"K{at}", f"r{at}", span, (span,) * MONTHS, (), ()))  # type: ignore[arg-type]
        for at, (way, low, high) in enumerate(given_)
        for span in [(Fraction(low), Fraction(high))]
    )


def together(now: tuple[Flow, ...], there: Span | None = ZERO, unknown: tuple[OnbekendePost, ...] = ()) -> Budget:
    return Money(Ahead(OP), now, now, there, unknown, (False,) * MONTHS, (), False, False).report()


def open_post(way: Any) -> OnbekendePost:
    return OnbekendePost(richting=way, soort="k", titel="K", feit="f", vraag="V?", waar="r")


def test_the_first_month_that_is_surely_short() -> None:
    ten = (Fraction(30), Fraction(30))
    short = together(flows(("in", 90, 90), ("uit", 100, 100)), ten)
    assert (short.eerste_tekort, short.nu.misschien_tekort) == ("2027-03", "2027-03"), (
        "after three months there is exactly nothing"
    )
    assert short.nu.laagste_maand == "2027-11" and short.nu.laagste_stand.laagst == -90
    maybe = together(flows(("in", 90, 110), ("uit", 100, 100)), ten)
    assert (maybe.eerste_tekort, maybe.nu.misschien_tekort) == (None, "2027-03")
    enough = together(flows(("in", 100, 100), ("uit", 100, 100)))
    assert (enough.eerste_tekort, enough.nu.misschien_tekort) == (None, None)


def test_no_month_is_surely_short_while_income_or_money_is_not_known() -> None:
    streams = flows(("in", 90, 90), ("uit", 100, 100))
    assert together(streams).eerste_tekort == "2026-12"
    assert together(streams, ZERO, (open_post("in"),)).eerste_tekort is None
    assert together(streams, ZERO, (open_post("uit"),)).eerste_tekort == "2026-12", "an unknown cost only makes it worse"
    unsaid = together(streams, None)
    assert unsaid.beginstand is None and unsaid.nu.misschien_tekort == "2026-12"
    assert unsaid.eerste_tekort is None, "there may be money on an account nobody told of"


@settings(max_examples=20 * ROUNDS, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(["in", "uit"]), st.integers(0, 300), st.integers(0, 60)), max_size=6),
    st.integers(-500, 900),
)
def test_stands_follow_from_the_months(streams: list[tuple[str, int, int]], there: int) -> None:
    """What is there at the end of a month is what was there, and what came in less what went out since then."""
    made = flows(*((way, low, low + more) for way, low, more in streams))
    report = together(made, (Fraction(there), Fraction(there)))
    low = high = Decimal(there)
    for month in report.maanden:
        assert month.nu.saldo == Bedrag(
            laagst=month.nu.inkomsten.laagst - month.nu.uitgaven.hoogst,
            hoogst=month.nu.inkomsten.hoogst - month.nu.uitgaven.laagst,
        )
        low, high = low + month.nu.saldo.laagst, high + month.nu.saldo.hoogst
        assert month.nu.stand == Bedrag(laagst=low, hoogst=high)
    assert sum((one.per_maand.laagst for one in report.posten if one.richting == "in"), Decimal(0)) == report.nu.inkomsten.laagst


@pytest.mark.parametrize(("value", "cents"), [
    ("1/3", "0.33"), ("2/3", "0.67"), ("1/200", "0.01"), ("-1/200", "0.00"), ("-1/100", "-0.01"), ("1/400", "0.00"), ("7",
    "7.00"),
])  # fmt: skip
def test_amounts_are_in_cents_halves_up(value: str, cents: str) -> None:
    found = money((Fraction(value), Fraction(value)))
    assert str(found.laagst) == str(found.hoogst) == cents and found.zeker


def test_there_is_no_float_in_the_budget() -> None:
    """Neither a literal, nor a name, nor what would make one: rounding, square roots and modules that know only floats."""
    faults = []
    for path in sorted(Path(str(package.__file__)).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = getattr(node, "id", getattr(node, "attr", ""))
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                faults.append((path.name, node.lineno, node.value))
            if named in ("float", "round", "math", "numpy", "statistics", "__float__"):
                faults.append((path.name, node.lineno, named))
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [one.name for one in node.names] + [getattr(node, "module", None) or ""]
                faults += [(path.name, node.lineno, one) for one in names if one in ("math", "numpy", "statistics", "random")]
    assert not faults


# --- one household by hand


ADULTS = {"verzekerd": True, "toetsingsinkomen": {"2025": 24000, "2026": 24000, "2027": 24000}, "rendementsgrondslag": 0}
BY_HAND: dict[str, Any] = {
    "peildatum": OP,
    "sinds": date(2020, 1, 1),
    "personen": [
        {
            "rol": "aanvrager", "geboortedatum": date(1985, 4, 2), **ADULTS, "bezit": [{"soort": "bank", "waarde": 350}],
            "inkomens": [
                {"soort": "loon", "bruto": 1600, "netto": 1500, "per": "maand", "van": "2020-01-01", "vakantiegeld": "geen",
                 "dertiende_maand": False, "betaald_op": "2026-11-20"},
                {"soort": "loon", "bruto": 250, "netto": 240, "per": "maand", "van": "2020-01-01", "tot": "2027-03-31",
                 "vakantiegeld": "geen", "dertiende_maand": False, "betaald_op": "2026-11-27"},
            ],
        },
        {
            "rol": "partner", "geboortedatum": date(1986, 5, 3), "relatie": "gehuwd", "relatie_sinds": date(2015, 1, 1), **ADULTS,
            "toetsingsinkomen": 8000, "bezit": [],
            "inkomens": [
                {"soort": "loon", "bruto": 615, "netto": 612.50, "per": "vier_weken", "van": "2020-01-01", "vakantiegeld": "geen",
                 "dertiende_maand": False, "betaald_op": "2026-12-04"},
            ],
        },
    ],
    "wonen": {
        "soort": "huur", "zelfstandig": True, "kale_huur": {"2020-01-01": 600, "2027-07-01": 630},
        "servicekosten": {"schoonmaak": 10},
    },
    "uitgaven": [
        {"soort": "energie", "bedrag": 140, "per": "maand", "betaald_op": "2026-11-28"},
        {"soort": "zorgpremie", "bedrag": 150, "per": "maand", "persoon": 1},
        {"soort": "zorgpremie", "bedrag": 160, "per": "maand", "persoon": 2},
        {"soort": "boodschappen", "bedrag": 1300, "per": "maand"},
        {"soort": "water", "bedrag": 30, "per": "kwartaal", "betaald_op": "2026-10-15"},
        {"soort": "gemeentelijke_belastingen", "bedrag": 480, "per": "jaar", "in": ["februari", "mei"]},
        {"soort": "waterschapsbelasting", "bedrag": 300, "per": "jaar", "betaald_op": "2026-04-10"},
        {"soort": "telefoon_internet", "bedrag": 25, "per": "maand", "tot": "2027-05-31"},
        {"soort": "overig", "bedrag": 120, "per": "eenmalig", "betaald_op": "2027-03-15"},
    ],
    "schulden": [{"soort": "bank", "bedrag": 230, "aflossing": 50, "per": "maand", "regeling": True, "nagekomen": True}],
    "achterstanden": [],
    "aanslagen": [],
    "brieven": [],
    "gebeurtenissen": [],
    "ontvangt": {"zorgtoeslag": 150, "huurtoeslag": 0, "kinderopvangtoeslag": 0, "kindgebonden_budget": 0},
}  # fmt: skip
ROWS = """\
2026-12 2502.50 2435.00   67.50  517.50
2027-01 3115.00 2465.00  650.00 1167.50
2027-02 2502.50 2675.00 -172.50  995.00
2027-03 2502.50 2555.00  -52.50  942.50
2027-04 2262.50 2745.00 -482.50  460.00
2027-05 2262.50 2625.00 -362.50   97.50
2027-06 2262.50 2360.00  -97.50    0.00
2027-07 2262.50 2420.00 -157.50 -157.50
2027-08 2262.50 2390.00 -127.50 -285.00
2027-09 2262.50 2390.00 -127.50 -412.50
2027-10 2262.50 2420.00 -157.50 -570.00
2027-11 2262.50 2390.00 -127.50 -697.50
"""
"""Month, in, out, what is left of it, and what is there at the end.

In: wage 1,500.00 each month; a second wage 240.00 until March 2027; the wage of the partner 612.50 on 4 December, 1 and 29
January (twice), and then once a month until 5 November; zorgtoeslag 150.00.
  December  1,500 + 240 +   612.50 + 150 = 2,502.50 (February and March too)
  January   1,500 + 240 + 1,225.00 + 150 = 3,115.00
  April ... 1,500       +   612.50 + 150 = 2,262.50
Out each month: rent 600 and service costs 10 (from July 630 and 10), energy 140, premiums 150 + 160, groceries 1,300: 2,360, from
July 2,390. And: telephone 25 until May; repayment 50, 50, 50, 50, 30 of 230; water 30 in January, April, July and October;
the municipality 240 in February and in May; the water board 300 in April; 120 once in March.
  December 2,360 + 25 + 50 = 2,435             January 2,435 + 30 = 2,465       February 2,435 + 240 = 2,675
  March    2,435 + 120 = 2,555                 April 2,360 + 25 + 30 (repayment) + 30 (water) + 300 = 2,745
  May      2,360 + 25 + 240 = 2,625            June 2,360      July 2,390 + 30 = 2,420, so October; the others 2,390
There on 22 November: 350.00. Until 1 December the second wage still comes (27 November, + 240.00) and energy is still paid
(28 November, - 140.00); the first wage came on the 20th. So December begins with 350 + 240 - 140 = 450.00.
In June exactly nothing is left, which is no shortage; the first month that is short is July.
"""


@lru_cache(maxsize=1)
def by_hand() -> Report:
    return screen(Huishouden.model_validate(BY_HAND), None, light())


def budget_of(report: Report) -> Budget:
    assert report.budget is not None
    return report.budget


def rows(report: Report) -> list[str]:
    found = []
    for month in budget_of(report).maanden:
        now = month.nu
        assert all(one.zeker for one in (now.inkomsten, now.uitgaven, now.saldo, now.stand)), month
        found.append(f"{month.maand} {now.inkomsten.laagst} {now.uitgaven.laagst} {now.saldo.laagst:>7} {now.stand.laagst:>7}")
    return found


def test_twelve_months_by_hand() -> None:
    report = by_hand()
    budget = budget_of(report)
    assert not budget.onbekend
    assert rows(report) == ROWS.splitlines()
    assert budget.beginstand == Bedrag(laagst=Decimal(350), hoogst=Decimal(350))
    assert (budget.eerste_tekort, budget.nu.misschien_tekort) == ("2027-07", "2027-07")
    assert (budget.nu.laagste_maand, budget.nu.laagste_stand.laagst) == ("2027-11", Decimal("-697.50"))
    # Spread over months: in 1,500 + 240 + 612.50 x 13 / 12 + 150 = 2,553.54; out 610 + 140 + 310 + 1,300 + 30 x 4 / 12
    # + 480 / 12 + 300 / 12 + 25 + 50 = 2,510; the bill of March comes once, and is no cost of a month.
    assert (budget.nu.inkomsten.laagst, budget.nu.uitgaven.laagst) == (Decimal("2553.54"), Decimal("2510.00"))
    assert budget.nu.per_maand == Bedrag(laagst=Decimal("43.54"), hoogst=Decimal("43.54"))


def test_twelve_months_by_hand_by_all_rules() -> None:
    received = dict.fromkeys(
        (one for outcome in load_rules().book.year(2026).outcomes.values() for one in outcome.received_as), 0
    )
    house = {**BY_HAND, "ontvangt": {**received, "zorgtoeslag": 150}}
    assert rows(screen(Huishouden.model_validate(house), None, load_rules())) == ROWS.splitlines()


def test_what_signals_measure_by_hand() -> None:
    """Of € 2,553.54: housing 610 + 140 + 10 + 40 + 25 = 825, 32 of each 100; fixed 825 + 310 + 25 + 50 = 1,210, 47 of each 100.

    After rent and energy 2,553.54 - 610 - 140 = 1,803.54 is left; when the second wage stops, 240 a month less comes in.
    """
    measured = {one.id: one.gemeten for one in by_hand().signalen if one.gemeten}
    assert (measured["woonquote"], measured["vastelastenquote"]) == ("32 EUR", "47 EUR")
    assert (measured["maandtekort"], measured["buffer"]) == ("43.54 EUR/maand", "350 EUR")
    assert measured["inkomensdaling"] == "240 EUR/maand"
    fall = verdict(by_hand(), "inkomensdaling")
    assert fall.ernst == "hoog" and "1 april 2027" in fall.waarom, "43.54 - 240 is a shortage"


def test_posts_and_events_by_hand() -> None:
    budget = budget_of(by_hand())
    posts = {(one.soort, one.waar): one for one in budget.posten}
    partner = posts["loon", "personen.1.inkomens.0"]
    assert [one.laagst for one in partner.maanden] == [Decimal("612.50"), Decimal("1225.00"), *[Decimal("612.50")] * 10]
    assert partner.per_maand.laagst == Decimal("663.54")
    repaid = posts["bank", "schulden.0"]
    assert [one.laagst for one in repaid.maanden] == [50, 50, 50, 50, 30, *[0] * 7] and repaid.titel.startswith("Afbetalen")
    assert [one.laagst for one in posts["huur", "huur"].maanden] == [600] * 7 + [630] * 5
    assert posts["zorgtoeslag", ""].regeling == "zorgtoeslag"
    for way in ("in", "uit"):
        sums = [sum(one.maanden[at].laagst for one in budget.posten if one.richting == way) for at in range(MONTHS)]
        told = [(month.nu.inkomsten if way == "in" else month.nu.uitgaven).laagst for month in budget.maanden]
        assert sums == told
    happens = {month.maand: " ".join(month.gebeurtenissen) for month in budget.maanden}
    assert "stopt" in happens["2027-04"] and "240" in happens["2027-02"] and "240" in happens["2027-05"]
    assert "300" in happens["2027-04"] and "120" in happens["2027-03"]
    assert "Telefoon en internet: stopt" in happens["2027-06"] and "Huur: meer" in happens["2027-07"]
    assert all(f"{word}" not in " ".join(happens.values()) for word in ("onbekend", "None", "Fraction"))


def test_months_of_another_year_are_told_as_estimates() -> None:
    months = budget_of(by_hand()).maanden
    assert not months[0].geschat and [month.geschat for month in months[1:]] == [True] * 11


def test_every_amount_in_a_report_has_two_decimals() -> None:
    found: list[str] = []

    def walk(thing: Any, path: str) -> None:
        if isinstance(thing, Mapping):
            if set(thing) == {"laagst", "hoogst"}:
                found.extend(str(one) for one in thing.values())
                return
            for key, one in thing.items():
                walk(one, f"{path}.{key}")
        elif isinstance(thing, list | tuple):
            for one in thing:
                walk(one, path)
        else:
            assert not isinstance(thing, float), path

    walk(by_hand().model_dump(mode="json", exclude={"bewijs"}), "")  # the receipt is the household as its file has it
    assert len(found) > 500 and all(one.lstrip("-").replace(".", "", 1).isdigit() and one[-3] == "." for one in found)


# --- what is not known


def changed(house: Mapping[str, Any] = BY_HAND, **paths: Any) -> Report:
    """The household by hand with values replaced; `__` stands for a dot, and `...` takes something away."""
    data = copy.deepcopy(dict(house))
    for path, value in paths.items():
        *parents, last = path.split("__")
        target: Any = data
        for part in parents:
            target = target[int(part)] if part.isdigit() else target[part]
        key: Any = int(last) if last.isdigit() else last
        if value is ...:
            del target[key]
        else:
            target[key] = value
    return screen(Huishouden.model_validate(data), None, light())


def open_ones(report: Report, way: str = "uit") -> dict[str, str]:
    """What is not known: the kind, and the row where it stands."""
    assert all(one.vraag and one.titel for one in budget_of(report).onbekend)
    return {one.soort: one.waar for one in budget_of(report).onbekend if one.richting == way}


def verdict(report: Report, name: str) -> Signaal:
    return next(one for one in report.signalen if one.id == name)


def test_a_cost_that_every_household_has_is_named_when_it_is_not_told() -> None:
    report = changed(uitgaven=[])
    assert set(open_ones(report)) == {
        "boodschappen", "zorgpremie", "energie", "water", "gemeentelijke_belastingen", "waterschapsbelasting",
    }  # fmt: skip
    assert {verdict(report, one).uitkomst for one in ("maandtekort", "vastelastenquote", "woonquote")} <= {"onbekend", "ja"}
    assert verdict(report, "maandtekort").uitkomst == "onbekend" and verdict(report, "maandtekort").ontbreekt
    no_groceries = changed(uitgaven__3=BY_HAND["uitgaven"][0])
    assert set(open_ones(no_groceries)) == {"boodschappen"}
    assert verdict(no_groceries, "maandtekort").uitkomst == "onbekend"
    assert verdict(no_groceries, "vastelastenquote").uitkomst != "onbekend", "groceries are no fixed cost"


def test_an_unknown_cost_that_cannot_help_leaves_a_shortage_sure() -> None:
    report = changed(uitgaven__3__bedrag=2000, uitgaven__0__bedrag="onbekend")
    assert set(open_ones(report)) == {"energie"}
    assert verdict(report, "maandtekort").ernst == "hoog" and budget_of(report).eerste_tekort is not None


@pytest.mark.parametrize(("path", "value", "kind"), [
    ("uitgaven__0__bedrag", "onbekend", "energie"),
    ("uitgaven__0__bedrag", ..., "energie"),
    ("uitgaven__0__per", ..., "energie"),
    ("uitgaven__0__per", "onbekend", "energie"),
    ("wonen__kale_huur", "onbekend", "huur"),
    ("wonen__servicekosten", ..., "servicekosten"),
    ("schulden__0__aflossing", "onbekend", "bank"),
    ("schulden__0__aflossing", ..., "bank"),
    ("schulden__0__per", ..., "bank"),
])  # fmt: skip
def test_a_cost_without_an_amount_is_named_and_makes_signals_open(path: str, value: Any, kind: str) -> None:
    report = changed(**{path: value})
    assert kind in open_ones(report)
    short = verdict(report, "maandtekort")
    assert short.hoogstens == "hoog" and short.ontbreekt, "it may be a shortage"


@pytest.mark.parametrize(("path", "value", "kind"), [
    ("personen__0__inkomens__0__netto", "onbekend", "loon"),
    ("personen__1__inkomens", ..., "inkomen"),
    ("ontvangt__zorgtoeslag", "onbekend", "zorgtoeslag"),
    ("ontvangt__zorgtoeslag", ..., "zorgtoeslag"),
])  # fmt: skip
def test_no_month_is_surely_short_with_an_income_nobody_gave(path: str, value: Any, kind: str) -> None:
    house = copy.deepcopy(BY_HAND)
    del house["personen"][0]["inkomens"][0]["bruto"]  # else it is estimated
    report = changed(house, **{path: value})
    assert kind in open_ones(report, "in")
    assert budget_of(report).eerste_tekort is None
    assert verdict(report, "maandtekort").uitkomst == "onbekend"


@pytest.mark.parametrize("path", ["personen__0__inkomens", "personen__0__inkomens__1__tot"])
def test_an_income_nobody_told_of_may_fall(path: str) -> None:
    """The second wage stops in March; without that income, or the day on which it stops, a fall is not ruled out."""
    assert verdict(by_hand(), "inkomensdaling").uitkomst == "ja"
    report = changed(**{path: ... if path.endswith("inkomens") else "onbekend"})
    assert verdict(report, "inkomensdaling").uitkomst == "onbekend"


def test_a_fall_that_is_possible_does_not_hide_behind_one_that_is_sure() -> None:
    """In January and February the first wage is € 10 less, surely; from March the second may be anything from € 0 to € 500."""
    first, second = {"2020-01-01": 1500, "2027-01-01": 1490, "2027-03-01": 1500}, {"2020-01-01": 500, "2027-03-01": "0..500"}
    wages = {"personen__0__inkomens__0__netto": first, "personen__0__inkomens__1__netto": second}
    report = changed(**wages, personen__0__inkomens__1__tot=..., uitgaven__3__bedrag=300)
    fall = verdict(report, "inkomensdaling")
    assert (fall.uitkomst, fall.hoogstens) == ("onbekend", "aandacht"), "500 of 2,813.54 is more than a tenth"


def test_money_nobody_told_of_is_no_nothing() -> None:
    report = changed(personen__1__bezit=...)
    budget = budget_of(report)
    assert budget.beginstand is None and budget.eerste_tekort is None
    assert verdict(report, "buffer").uitkomst == "onbekend"


def test_a_range_gives_a_range_in_which_both_ends_lie() -> None:
    wide, low, high = (budget_of(changed(uitgaven__3__bedrag=value)) for value in ("1200..1400", 1200, 1400))
    for month, least, most in zip(wide.maanden, low.maanden, high.maanden, strict=True):
        assert (month.nu.uitgaven.laagst, month.nu.uitgaven.hoogst) == (least.nu.uitgaven.laagst, most.nu.uitgaven.laagst)
        assert (month.nu.stand.laagst, month.nu.stand.hoogst) == (most.nu.stand.laagst, least.nu.stand.laagst)
    assert (low.eerste_tekort, high.eerste_tekort) == (None, "2027-04") or wide.eerste_tekort == low.eerste_tekort
    assert wide.nu.misschien_tekort == high.nu.misschien_tekort


KNOWN = {
    "wonen__aangepast": False, "personen__0__inkomens__0__netto": ...,
    **{f"personen__{at}__{name}": value for at in (0, 1) for name, value in (("activiteit", "werk"), ("einde_werk", date(1990, 1,
    1)))},
    **{f"personen__{at}__inkomens__{row}__loonheffingskorting": True for at, row in ((0, 0), (0, 1), (1, 0))},
    **{f"personen__{at}__inkomens__{row}__feiten": {"inkomen_beslag": False} for at, row in ((0, 0), (0, 1), (1, 0))},
    **{f"personen__{at}__feiten": {"aow_jaren_gemist": 0, "duurzaam_gescheiden": False} for at in (0, 1)},
    **{
        f"personen__1__{name}": False
        for name in (
            "echtscheiding_verzocht", "samen_kind", "kind_erkend", "zakelijk_huurcontract", "partner_vorig_jaar", "woning_samen",
            "pensioenpartner",
        )
    },
}  # fmt: skip
"""Answers after which nothing is open in the household by hand, but for what a wage is after tax."""


def test_an_estimate_is_as_wide_when_all_else_is_known() -> None:
    """What a wage of € 1,600 before tax is after it: only a range is known, whatever else the household tells."""

    def wage(report: Report) -> list[Bedrag]:
        return next(list(one.maanden) for one in budget_of(report).posten if one.waar == "personen.0.inkomens.0")

    some = {**KNOWN, "wonen__aangepast": "onbekend"}
    vague, known = wage(changed(**some)), wage(changed(**KNOWN))
    assert vague == known and all(one.laagst < one.hoogst for one in known)


OPENINGS: list[tuple[str, Any, list[Any]]] = [
    ("uitgaven__3__bedrag", "1200..1400", [1200, Decimal("1300.01"), 1400]),
    ("personen__0__inkomens__0__netto", "1400..1600", [1400, 1500, 1600]),
    ("personen__1__inkomens__0__netto", "600..700", [600, Decimal("612.50"), 700]),
    ("personen__0__inkomens__1__tot", "onbekend", ["2026-12-31", "2027-03-31", "2027-08-12", ...]),
    ("personen__0__inkomens__1__tot", "2027-02-01..2027-05-31", ["2027-02-01", "2027-03-31", "2027-05-31"]),
    ("personen__0__inkomens__1__netto", {"2020-01-01": 240, "2027-02-01": "0..240"}, [{"2020-01-01": 240, "2027-02-01": 0}, 240]),
    ("personen__0__inkomens__1__betaald_op", ..., ["2026-11-05", "2026-11-22"]),
    ("personen__1__inkomens__0__betaald_op", ..., ["2026-12-04", "2026-12-18", "2026-12-28"]),
    ("uitgaven__0__betaald_op", ..., ["2026-11-01", "2026-10-22"]),
    ("uitgaven__4__betaald_op", ..., ["2026-12-15", "2026-10-15", "2027-02-01"]),
    ("uitgaven__5__in", ..., [["februari", "mei"], ["december"], ["november"]]),
    ("uitgaven__6__betaald_op", ..., ["2026-12-10", "2026-04-10", "2026-11-01"]),
    ("uitgaven__8__betaald_op", ..., ["2027-03-15", "2026-12-01", "2027-11-30"]),
    ("uitgaven__7__soort", "onbekend", ["telefoon_internet", "energie", "kleding", "zorgpremie"]),
    ("uitgaven__7__tot", "onbekend", ["2027-05-31", "2026-12-31", ...]),
    ("uitgaven__7__van", "onbekend", ["2010-01-01", "2020-01-01"]),
    ("schulden__0__bedrag", "150..260", [150, 230, 260]),
    ("schulden__0__aflossing", "40..60", [40, 50, 60]),
    ("wonen__kale_huur", {"2020-01-01": 600, "2027-07-01": "600..640"}, [600, {"2020-01-01": 600, "2027-07-01": 640}]),
    ("wonen__servicekosten", {"schoonmaak": "0..20"}, [{"schoonmaak": 0}, {"schoonmaak": 20}, {}]),
    ("ontvangt__zorgtoeslag", "100..200", [100, 150, 200]),
    ("personen__0__bezit__0__waarde", "0..900", [0, 350, 900]),
    ("personen__1__bezit", ..., [[], [{"soort": "bank", "waarde": 2000}]]),
]  # fmt: skip
"""A place in the household by hand, what leaves it open, and what it can be then.

A day of payment that still comes this month is told or does not count, and a day nobody knows on which something began lies
before the household told of it: neither is among the values.
"""


def denied(wide: Report, known: Report) -> list[str]:
    """What the report of an open household says that the report of a completion denies."""
    open_, full = budget_of(wide), budget_of(known)
    found = []

    def hold(where: str, one: Bedrag, other: Bedrag) -> None:
        if not one.laagst <= other.laagst <= other.hoogst <= one.hoogst:
            found.append(f"{where}: {other.laagst}..{other.hoogst} is not in {one.laagst}..{one.hoogst}")

    for month, other in zip(open_.maanden, full.maanden, strict=True):
        for name in ("inkomsten", "uitgaven", "saldo", *(["stand"] if open_.beginstand else [])):
            hold(f"{month.maand} {name}", getattr(month.nu, name), getattr(other.nu, name))
    for name in ("inkomsten", "uitgaven", "per_maand"):
        hold(name, getattr(open_.nu, name), getattr(full.nu, name))
    short = {month.maand for month in full.maanden if month.nu.stand.hoogst < 0}
    if open_.eerste_tekort and open_.eerste_tekort not in short:
        found.append(f"eerste_tekort: {open_.eerste_tekort} is not short")
    if full.eerste_tekort and (open_.nu.misschien_tekort or "9999") > full.eerste_tekort and open_.beginstand:
        found.append(f"misschien_tekort: {open_.nu.misschien_tekort}, and {full.eerste_tekort} is short")
    told = {one.id: one for one in known.signalen}
    for one in wide.signalen:
        other = told[one.id]
        if one.uitkomst not in ("onbekend", other.uitkomst):
            found.append(f"{one.id}: {one.uitkomst} {one.ernst} became {other.uitkomst} {other.ernst}")
        least, most, real = (SEVERITIES.index(rank or "geen") for rank in (one.ernst, one.hoogstens or one.ernst, other.ernst))
        if not least <= real <= most:
            found.append(f"{one.id}: {other.ernst} is not between {one.ernst} and {one.hoogstens}")
    return found


@pytest.mark.parametrize(("place", "wide", "values"), OPENINGS, ids=[f"{one[0]}-{at}" for at, one in enumerate(OPENINGS)])
def test_an_open_answer_holds_whatever_it_turns_out_to_be(place: str, wide: Any, values: list[Any]) -> None:
    report = changed(**{place: wide})
    assert not [fault for value in values for fault in denied(report, changed(**{place: value}))]


def test_several_open_answers_hold_every_completion() -> None:
    rng = random.Random(20261122)
    faults, near = [], 0
    for _ in range(15 * ROUNDS):
        chosen = {one[0]: one for one in rng.sample(OPENINGS, rng.randint(2, 5))}
        report = changed(**{place: wide for place, wide, _ in chosen.values()})
        completion = {place: rng.choice(values) for place, _, values in chosen.values()}
        known = changed(**completion)
        near += sum(abs(month.nu.stand.laagst) < 50 for month in budget_of(known).maanden)
        faults += [f"{sorted(chosen)} {fault}" for fault in denied(report, known)]
    print(f"{15 * ROUNDS} households with open answers, {near} months within 50 euros of nothing")
    assert not faults, "\n".join(faults)


# --- once everything due is claimed


SINGLE: dict[str, Any] = {
    "peildatum": OP,
    "sinds": date(2020, 1, 1),
    "personen": [
        {
            "rol": "aanvrager", "geboortedatum": date(1985, 1, 1), "verzekerd": True, "toetsingsinkomen": 20000,
            "rendementsgrondslag": 0,
            "bezit": [{"soort": "bank", "waarde": 0}],
            "inkomens": [{"soort": "loon", "bruto": 1700, "netto": 1600, "per": "maand", "van": "2020-01-01",
            "vakantiegeld": "geen",
                          "dertiende_maand": False}],
        }
    ],
    "wonen": {"soort": "geen"},
    "uitgaven": [{"soort": "zorgpremie", "bedrag": 150, "per": "maand"}, {"soort": "boodschappen", "bedrag": 1000,
    "per": "maand"}],
    "schulden": [], "achterstanden": [], "aanslagen": [],
    "ontvangt": {"zorgtoeslag": 0, "huurtoeslag": 0, "kinderopvangtoeslag": 0},
}  # fmt: skip


def test_what_is_claimed_comes_after_the_legal_time_with_what_was_missed() -> None:
    """Zorgtoeslag of € 129 a month, claimed on 22 November: at the latest after 13 weeks, so from the fourth month ahead (March).

    Then come the € 1,573 of 2025 and the € 1,421 of January to November 2026 (12 and 11 months, in whole euros), December at
    € 129, and January and February of 2027, beside March itself.
    """
    report = changed(SINGLE)
    (post,) = (one for one in budget_of(report).posten if one.soort == "zorgtoeslag")
    found = report.regelingen["zorgtoeslag"]
    assert (found.jaren["2025"].gemist.laagst, found.jaren["2026"].gemist.laagst) == (1573, 1421)
    assert light().book.files.plan.wachttijd["toeslag"].maanden == 3
    next_year = post.straks[4].laagst
    assert [one.laagst for one in post.maanden] == [0] * 12
    assert [one.laagst for one in post.straks] == [0, 0, 0, 1573 + 1421 + 129 + 3 * next_year, *[next_year] * 8]
    assert (post.per_maand.laagst, post.straks_per_maand.laagst) == (0, 129) and all(one.zeker for one in post.straks)
    months = budget_of(report).maanden
    assert [month.straks.inkomsten.laagst - month.nu.inkomsten.laagst for month in months] == [one.laagst for one in post.straks]
    assert any("Straks" in one for one in months[3].gebeurtenissen)


def test_what_is_too_little_goes_on_until_it_is_made_up() -> None:
    """€ 100 a month comes in where € 129 is due: it goes on until March, and then the rest of it comes at once."""
    report = changed(SINGLE, ontvangt__zorgtoeslag=100)
    (post,) = (one for one in budget_of(report).posten if one.soort == "zorgtoeslag")
    missed = sum(one.gemist.laagst for one in report.regelingen["zorgtoeslag"].jaren.values())
    due = post.straks[4].laagst
    assert [one.laagst for one in post.maanden] == [100] * 12
    assert [one.laagst for one in post.straks] == [100] * 3 + [due + missed + 29 + 2 * (due - 100)] + [due] * 8


def test_what_is_too_much_by_hand() -> None:
    """€ 200 a month comes in where € 129 is due, € 1,550 over 2026.

    Nothing told: 12 x 200 - 1,550 = 850. Told now: the eleven months until November, 11 x 200 - 1,550 = 650.
    """
    report = changed(SINGLE, ontvangt__zorgtoeslag=200)
    (found,) = report.te_veel
    assert (found.regeling, found.voor) == ("zorgtoeslag", OP + timedelta(days=28))
    assert found.per_maand == Bedrag(laagst=Decimal(71), hoogst=Decimal(71))
    assert found.terug == Bedrag(laagst=Decimal(850), hoogst=Decimal(850))
    assert found.terug_na_doorgeven == Bedrag(laagst=Decimal(650), hoogst=Decimal(650))
    (post,) = (one for one in budget_of(report).posten if one.soort == "zorgtoeslag")
    assert [one.laagst for one in post.maanden] == [200] * 12
    assert post.straks[0].laagst == 129 and post.straks[5].laagst < 200
    assert verdict(report, "toeslag_terugbetalen").ernst == "aandacht" and "850" in verdict(report, "toeslag_terugbetalen").waarom


@pytest.mark.parametrize(("received", "terug", "after"), [
    ({"2025-01-01": 100, "2026-07-01": 200}, "250.00", "50.00"),  # 6 x 100 + 6 x 200 = 1,800; until November 1,600
    ({"2026-01-01": 140, "2026-11-01": 135}, "120.00", "0.00"),
     # 10 x 140 + 2 x 135 = 1,670; until November 1,535 is less than due
])  # fmt: skip
def test_what_is_too_much_with_an_amount_that_changed(received: dict[str, int], terug: str, after: str) -> None:
    (found,) = changed(SINGLE, ontvangt__zorgtoeslag=received).te_veel
    assert (str(found.terug.laagst), str(found.terug_na_doorgeven.laagst)) == (terug, after)


def test_child_benefit_is_paid_in_its_four_months() -> None:
    """One child of seven; what is received each quarter comes in January, April, July and October, and not between."""
    child = {"rol": "kind", "geboortedatum": date(2019, 3, 3), "kinderbijslag": True, "opvang": [], "school": "basisschool"}
    house = copy.deepcopy(SINGLE)
    house["personen"].append({**child, "toetsingsinkomen": 0, "rendementsgrondslag": 0})
    house["ontvangt"]["kinderbijslag"] = {"bedrag": 300, "per": "kwartaal"}
    report = screen(Huishouden.model_validate(house), None, light())
    (post,) = (one for one in budget_of(report).posten if one.soort == "kinderbijslag")
    assert [one.laagst for one in post.maanden] == [0, 300, 0] * 4 and post.per_maand.laagst == 100


# --- the same money told twice, and what does not fit


def test_repayments_told_twice_may_be_the_same_money() -> None:
    """€ 50 a month on a debt of € 230 in the list, and € 50 a month of repayments among the expenses: € 50 to € 100."""
    extra = {"soort": "aflossing", "bedrag": 50, "per": "maand"}
    one, both = budget_of(by_hand()), budget_of(changed(uitgaven=[*BY_HAND["uitgaven"], extra]))
    for before, after in zip(one.maanden, both.maanden, strict=True):
        assert after.nu.uitgaven.laagst == before.nu.uitgaven.laagst
        assert after.nu.uitgaven.hoogst == before.nu.uitgaven.hoogst + 50
    assert both.nu.misschien_tekort is not None and both.nu.misschien_tekort < "2027-07" and both.eerste_tekort == "2027-07"
    (post,) = (post for post in both.posten if post.soort == "aflossing")
    assert post.per_maand == Bedrag(laagst=Decimal(0), hoogst=Decimal(50))


def test_a_repayment_of_a_debt_that_is_not_listed_is_kept() -> None:
    extra = {"soort": "aflossing", "bedrag": 50, "per": "maand"}
    report = changed(schulden=[], uitgaven=[*BY_HAND["uitgaven"], extra])
    (post,) = (post for post in budget_of(report).posten if post.soort == "aflossing")
    assert post.per_maand == Bedrag(laagst=Decimal(50), hoogst=Decimal(50)) and post.vast


def test_a_repayment_of_a_debt_that_is_not_listed_is_named() -> None:
    """Somebody pays off a debt and says to have none: which debt is it?"""
    extra = {"soort": "aflossing", "bedrag": 50, "per": "maand"}
    report = changed(schulden=[], uitgaven=[*BY_HAND["uitgaven"], extra])
    assert [one for one in report.waarschuwingen if "uitgaven.9" in one.waar or "aflossen" in one.id]


def test_an_arrangement_that_says_nothing_of_the_amount_is_named() -> None:
    report = changed(schulden=[], achterstanden=[{"soort": "huur", "bedrag": 500, "regeling": True}])
    assert open_ones(report) == {"huur": "achterstanden.0"}
    off = changed(
        schulden=[], achterstanden=[{"soort": "huur", "bedrag": 500, "regeling": False, "aflossing": 50, "per": "maand"}]
    )
    assert open_ones(off) == {} and not [one for one in budget_of(off).posten if one.waar == "achterstanden.0"]


def test_debts_nobody_spoke_of_are_not_none() -> None:
    """A household that says nothing of its debts may repay some: what it keeps is not known for sure."""
    for name in ("schulden", "achterstanden"):
        report = changed(**{"schulden": [], name: ...})
        assert budget_of(report).onbekend, name
        assert verdict(report, "maandtekort").uitkomst != "nee", name


def test_costs_far_above_income() -> None:
    report = changed(uitgaven__3__bedrag=99_000)
    budget = budget_of(report)
    assert budget.eerste_tekort == "2026-12" and budget.nu.per_maand.hoogst < -90_000
    assert budget.maanden[-1].nu.stand.laagst == Decimal("-697.50") - 12 * (99_000 - 1_300)
    assert verdict(report, "maandtekort").ernst == "hoog"
    assert [one for one in report.waarschuwingen if "kosten" in one.id], "is every amount right, and every period?"
    assert not [one for one in by_hand().waarschuwingen if "kosten" in one.id]


def test_costs_without_any_income_are_no_comparison_with_nothing() -> None:
    adult = {**SINGLE["personen"][0], "inkomens": [], "verzekerd": False}
    report = changed(SINGLE, personen=[adult], uitgaven=[{"soort": "boodschappen", "bedrag": 300, "per": "maand"}])
    assert verdict(report, "maandtekort").ernst == "hoog" and budget_of(report).eerste_tekort == "2026-12"
    texts = [text for one in report.signalen for text in (one.waarom, one.doe)]
    texts += [text for one in report.waarschuwingen for text in (one.wat, one.doe)]
    assert not [text for text in texts if "€ 0 " in f"{text} ".replace(".", " ")]


def test_nothing_comes_in_and_nothing_goes_out() -> None:
    adult = {**SINGLE["personen"][0], "inkomens": [], "verzekerd": False}
    report = changed(SINGLE, personen=[adult], uitgaven=[{"soort": "boodschappen", "bedrag": 0, "per": "maand"}])
    budget = budget_of(report)
    assert budget.nu.inkomsten.hoogst == budget.nu.uitgaven.hoogst == 0 and not budget.onbekend
    assert budget.eerste_tekort is None and {one.nu.stand.laagst for one in budget.maanden} == {0}
    assert not [one for one in report.signalen if "999" in one.waarom]


@pytest.mark.parametrize("row", [
    {"soort": "energie", "bedrag": 140},
    {"soort": "energie", "bedrag": 140, "per": "onbekend"},
    {"soort": "energie", "per": "maand"},
    {"soort": "energie"},
    {"soort": "energie", "bedrag": "onbekend", "per": "maand", "betaald_op": "2026-11-28"},
    {"bedrag": 140},
    {},
])  # fmt: skip
def test_an_expense_that_is_not_complete_is_named_with_its_row(row: dict[str, Any]) -> None:
    report = changed(uitgaven__0=row)
    assert "uitgaven.0" in open_ones(report).values()
    assert verdict(report, "maandtekort").uitkomst == "onbekend"


def test_an_expense_of_an_unknown_kind_is_an_expense_of_some_kind() -> None:
    """€ 200 a month of nobody knows what: surely paid, and perhaps of the home, perhaps a fixed cost, perhaps energy."""
    row = {"bedrag": 200, "per": "maand"}
    with_it, without_it = changed(uitgaven=[*BY_HAND["uitgaven"], row]), by_hand()
    assert budget_of(with_it).nu.uitgaven.laagst == budget_of(without_it).nu.uitgaven.laagst + 200
    for name in ("woonquote", "vastelastenquote"):
        least, most = (
            verdict(without_it, name),
            verdict(changed(uitgaven=[*BY_HAND["uitgaven"], {**row, "soort": "energie"}]), name),
        )
        found = verdict(with_it, name)
        assert found.ernst == least.ernst, "what is sure is what it is without"
        assert (found.hoogstens or found.ernst) == (most.ernst if most.ernst != least.ernst else least.ernst)


def test_a_day_of_payment_in_a_month_that_is_shorter() -> None:
    """Paid on the 31st: in November that is the 30th, which is still to come."""
    assert budget_of(changed(uitgaven__0__betaald_op="2026-10-31")).maanden[0].nu.stand.laagst == Decimal("517.50")


def test_a_day_of_payment_before_it_begins_takes_nothing() -> None:
    """Energy from 1 February, with a day of payment in November: nothing is paid before February."""
    report = changed(uitgaven__0__van="2027-02-01")
    (post,) = (post for post in budget_of(report).posten if post.soort == "energie")
    assert [one.laagst for one in post.maanden] == [0, 0, *[140] * 10]
    assert budget_of(report).maanden[0].nu.stand.laagst == Decimal("517.50") + 140 + 140


def test_an_expense_that_ended_is_paid_no_more() -> None:
    report = changed(uitgaven__0__tot="2026-11-24")
    (post,) = (post for post in budget_of(report).posten if post.soort == "energie")
    assert post.per_maand.laagst == 140 and {one.hoogst for one in post.maanden} == {0}, "on the day itself it still runs"
    assert budget_of(report).maanden[0].nu.stand.laagst == Decimal("517.50") + 140 + 140, "28 November is after the end"


def test_a_change_of_amount_counts_from_its_month() -> None:
    report = changed(uitgaven__0__bedrag={"2020-01-01": 140, "2027-03-01": 170})
    (post,) = (post for post in budget_of(report).posten if post.soort == "energie")
    assert [one.laagst for one in post.maanden] == [140] * 3 + [170] * 9


@pytest.mark.parametrize("path", [
    "uitgaven__0__bedrag", "schulden__0__aflossing", "schulden__0__bedrag", "wonen__kale_huur", "personen__0__inkomens__0__netto",
    "personen__0__bezit__0__waarde",
])  # fmt: skip
def test_an_amount_below_nothing_is_refused_where_it_stands(path: str) -> None:
    with pytest.raises(HouseholdError) as fault:
        changed(**{path: -1})
    assert path.replace("__", ".").split(".")[-1] in str(fault.value) and "onder nul" in str(fault.value)


@pytest.mark.parametrize("path", ["uitgaven__0", "personen__0__inkomens__1"])
def test_an_end_before_the_beginning_is_refused_where_it_stands(path: str) -> None:
    with pytest.raises(HouseholdError, match="tot"):
        changed(**{f"{path}__van": "2027-04-01", f"{path}__tot": "2027-03-31"})


@pytest.mark.parametrize("path", ["uitgaven__0", "personen__0__inkomens__0"])
def test_a_day_of_payment_outside_the_time_it_runs_is_named(path: str) -> None:
    """Paid on a day before it begins, or after it ended: one of both is wrong."""
    for dates in ({"van": "2027-02-01", "betaald_op": "2026-11-25"}, {"tot": "2026-12-31", "betaald_op": "2027-03-25"}):
        report = changed(**{f"{path}__{name}": day for name, day in dates.items()})
        assert [one for one in report.waarschuwingen if path.replace("__", ".") in one.waar]
