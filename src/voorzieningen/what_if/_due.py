"""Incomes that a scheme pays follow the rules: whoever earns more gets less of them, and that counts for the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.compare import PaidByRules
from voorzieningen.evaluate import solve
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Outcome
from voorzieningen.screening import Measures, RuleSet

_AWARD, _UNMODELLED = "award", "unmodelled"
Span = tuple[Fraction, Fraction]
_CENT = Decimal("0.01")


def paid_by_rules(rules: RuleSet, year: int) -> PaidByRules:
    """Which incomes the rules know better than the household of a settled year, and which facts they estimate."""
    linked = rules.program(year).linked
    outcomes = [one for one in linked.outcomes.values() if one.in_incomes]
    return PaidByRules(
        kinds=frozenset(kind for one in outcomes if not one.gross for kind in one.received_as),
        told=frozenset(one.scheme for one in outcomes if one.gross),
        estimated=frozenset(name for name, fact in linked.all_facts.items() if fact.geschat_door),
    )


def with_due_incomes(household: Huishouden, op: date, rules: RuleSet) -> Huishouden:
    """The household of a settled year, with of each scheme that stands among the incomes what is due of it over the year.

    Such a scheme (bijstand) gets lower as somebody earns more; only with the right amount the income of the year is right,
    and with that what rests on it. The aanvrager and the partner each have half of it. Of a scheme that we do not compute
    for this household, or of which only the amount before tax is known, the incomes stay as they are.
    """
    data = household.naar_data()
    adults = [person for person in data["personen"] if person["rol"] in ("aanvrager", "partner")]
    if any("inkomens" not in person for person in adults):
        return household
    for outcome in _paid_each_month(rules, op.year):
        due = over_the_year(household, outcome.scheme, op, rules)
        if due is None:
            continue
        had = [row for person in adults for row in person["inkomens"] if row.get("soort") in outcome.received_as]
        for person in adults:
            person["inkomens"] = [row for row in person["inkomens"] if row.get("soort") not in outcome.received_as]
            if due[1]:
                person["inkomens"].append(_row(outcome.received_as[0], _each(due, len(adults)), op, had))
    return Huishouden.model_validate(data)


def _each(due: Span, adults: int) -> str:
    """A year's amount as one a month for each of some people, as a household writes it; of a range both ends."""
    low, high = ((Decimal(end.numerator) / end.denominator / 12 / adults).quantize(_CENT, ROUND_HALF_UP) for end in due)
    return f"{low}..{high}"


def _paid_each_month(rules: RuleSet, year: int) -> Iterator[Outcome]:
    for outcome in rules.program(year).linked.outcomes.values():
        if outcome.in_incomes and not outcome.gross and outcome.rhythm == "maand":
            yield outcome


def over_the_year(household: Huishouden, scheme: str, op: date, rules: RuleSet) -> Span | None:
    """What is due of one scheme over the year, lowest and highest, in EUR; None when it may be something we do not compute."""
    program = rules.program(op.year, frozenset({scheme}))
    measures = Measures(program, op.month - 1)
    solved = solve(measures, Situation(household, program.linked, op), lambda name: measures)
    if solved.measures[f"{scheme}.{_UNMODELLED}"][1]:
        return None
    return measures.number(f"{scheme}.{_AWARD}", solved.measures[f"{scheme}.{_AWARD}"])


def _row(kind: str, amount: str, op: date, had: list[dict[str, Any]]) -> dict[str, Any]:
    """An income of a scheme, all year long, holiday pay in each payment; with the tax credit when nobody said otherwise."""
    credit = next((row["loonheffingskorting"] for row in had if "loonheffingskorting" in row), "ja")
    begin = op.replace(month=1, day=1).isoformat()
    return {
        "soort": kind, "netto": amount, "per": "maand", "van": begin, "vakantiegeld": "maandelijks", "dertiende_maand": "nee",
        "loonheffingskorting": credit,
    }  # fmt: skip
