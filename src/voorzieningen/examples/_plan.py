"""What an example of the whole report expects: days, months, what is asked back, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from voorzieningen.report import Budget, Post, Report


def expected_of(report: Report, key: str) -> Any:
    """What came out under a key of `verwacht`, such as `termijn.besluit`; None when the report has no such thing.

    `bevinding` is what was found about a scheme, `termijn` the day a body must have acted, `doorgeven` the day a
    change must be told, `terug` what will be asked back in EUR, `betaaldag` the day of the month something is paid,
    `eerste_geld` the first month in which a claim brings money, and `komt_nog.deze_maand` what still comes in before the
    months ahead begin, in EUR.
    """
    kind, _, name = key.partition(".")
    return _KINDS[kind](report, name) if kind in _KINDS else None


def _finding(report: Report, name: str) -> str | None:
    return report.regelingen[name].bevinding if name in report.regelingen else None


def _term(report: Report, name: str) -> date | None:
    terms = report.schulden.termijnen if report.schulden else ()
    return next((one.uiterlijk for one in terms if one.id == name), None)


def _tell(report: Report, name: str) -> date | None:
    return next((one.voor for one in report.te_veel if one.regeling == name), None)


def _back(report: Report, name: str) -> tuple[Fraction, Fraction] | None:
    found = next((one.terug for one in report.te_veel if one.regeling == name), None)
    return (Fraction(found.laagst), Fraction(found.hoogst)) if found else None


def _post(budget: Budget, name: str) -> Post | None:
    return next((one for one in budget.posten if one.regeling == name), None)


def _pay_day(report: Report, name: str) -> tuple[Fraction, Fraction] | None:
    post = _post(report.budget, name)
    return (Fraction(post.dag), Fraction(post.dag)) if post and post.dag else None


def _first_money(report: Report, name: str) -> str | None:
    post = _post(report.budget, name)
    if not post:
        return None
    months = zip(report.budget.maanden, post.maanden, post.straks, strict=True)
    return next((month.maand for month, before, after in months if after != before), None)


def _still(report: Report, _name: str) -> tuple[Fraction, Fraction] | None:
    if not report.budget.beginstand:
        return None
    first, begin = report.budget.maanden[0].nu, report.budget.beginstand
    low = first.stand.laagst - first.saldo.laagst - begin.laagst
    return Fraction(low), Fraction(first.stand.hoogst - first.saldo.hoogst - begin.hoogst)


_KINDS: Mapping[str, Callable[[Report, str], Any]] = {
    "bevinding": _finding, "termijn": _term, "doorgeven": _tell, "terug": _back, "betaaldag": _pay_day,
    "eerste_geld": _first_money, "komt_nog": _still,
}  # fmt: skip
