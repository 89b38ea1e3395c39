"""What comes in and goes out a month, stream by stream: from a budget, or as a twelfth of a settled year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from voorzieningen.compare._money import change, difference, less, plus, twelfth
from voorzieningen.compare.types import Geld, Verloop
from voorzieningen.report import Bedrag, Budget, Post, Regeling, Report, Ritme

YEARLY: tuple[Ritme, ...] = ("maand", "kwartaal", "jaar")
"""Rhythms of what comes again each year."""
Streams = Mapping[tuple[str, ...], Bedrag]


@dataclass(frozen=True, slots=True)
class PaidByRules:
    """Which incomes of a household a scheme pays, so that in a settled year nothing counts twice."""

    kinds: frozenset[str]
    """Kinds of income of which the scheme counts, and not what the household says of it."""
    told: frozenset[str]
    """Schemes of which the income of the household counts, because the rules only know the amount before tax."""
    estimated: frozenset[str] = frozenset()
    """Facts a rule estimates: of a year that is only thought of nobody can give them."""


def own_income(budget: Budget, paid: PaidByRules | None = None) -> Streams:
    """What comes in and no scheme pays."""
    kinds = paid.kinds if paid else frozenset()
    return _streams(post for post in budget.posten if post.richting == "in" and not post.regeling and post.soort not in kinds)


def _streams(posts: Iterable[Post]) -> dict[tuple[str, ...], Bedrag]:
    found: dict[tuple[str, ...], list[Bedrag]] = {}
    for post in posts:
        found.setdefault((post.richting, post.soort, post.regeling, post.waar), []).append(post.straks_per_maand)
    return {key: plus(amounts) for key, amounts in found.items()}


def _all(budget: Budget, way: str) -> Streams:
    return _streams(post for post in budget.posten if post.richting == way)


def by_scheme(report: Report, paid: PaidByRules) -> dict[str, Bedrag]:
    """What each scheme pays of a settled year, a month; what is paid once, and what nobody can say, is left out."""
    return {
        name: twelfth(scheme.per_jaar)
        for name, scheme in report.regelingen.items()
        if name not in paid.told and _pays_each_year(scheme) and scheme.per_jaar.hoogst > 0
    }


def _pays_each_year(scheme: Regeling) -> bool:
    known = scheme.per_jaar.hoogst < _NO_LIMIT
    return scheme.ritme in YEARLY and not scheme.bespaart and scheme.soort != "schuld" and known


_NO_LIMIT = Decimal(60_000)
"""EUR a year: an amount that can be this high has no limit that says anything."""


def money(before: Budget, after: Budget) -> Geld:
    """The money of two budgets, once everything that is surely due comes in."""
    own, other = own_income(before), own_income(after)
    gain = difference(_all(before, "in"), _all(after, "in"))
    cost = difference(_all(before, "uit"), _all(after, "uit"))
    return Geld(
        eigen_inkomen=Verloop(voor=plus(own.values()), na=plus(other.values()), verschil=difference(own, other)),
        inkomsten=Verloop(voor=before.straks.inkomsten, na=after.straks.inkomsten, verschil=gain),
        over=Verloop(voor=before.straks.per_maand, na=after.straks.per_maand, verschil=less(gain, cost)),
        inkomsten_nu=change(before.nu.inkomsten, after.nu.inkomsten),
        over_nu=change(before.nu.per_maand, after.nu.per_maand),
    )


def settled_money(before: Report, after: Report, paid: PaidByRules) -> Geld:
    """The money of two settled years, a month: of each scheme a twelfth of what it pays over the year."""
    budgets = before.budget, after.budget
    own, other = (own_income(budget, paid) for budget in budgets)
    came, comes = _with_schemes(own, before, paid), _with_schemes(other, after, paid)
    gain = difference(came, comes)
    cost = difference(_all(budgets[0], "uit"), _all(budgets[1], "uit"))
    sums = plus(came.values()), plus(comes.values())
    return money(*budgets).model_copy(
        update={
            "eigen_inkomen": Verloop(voor=plus(own.values()), na=plus(other.values()), verschil=difference(own, other)),
            "inkomsten": Verloop(voor=sums[0], na=sums[1], verschil=gain),
            "over": Verloop(
                voor=less(sums[0], budgets[0].straks.uitgaven),
                na=less(sums[1], budgets[1].straks.uitgaven),
                verschil=less(gain, cost),
            ),
        }
    )


def _with_schemes(own: Streams, report: Report, paid: PaidByRules) -> Streams:
    return {**own, **{("regeling", name): amount for name, amount in by_scheme(report, paid).items()}}
