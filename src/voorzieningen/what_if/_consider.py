"""A household beside the same household with a change, each a settled year: what stays of it, and what stops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from voorzieningen.compare import Verschil, compare
from voorzieningen.household import Huishouden
from voorzieningen.screening import RuleSet, screen
from voorzieningen.what_if._change import exact_day, what_if
from voorzieningen.what_if._due import paid_by_rules, with_due_incomes
from voorzieningen.what_if._settled import settled


def consider(household: Huishouden, changes: Mapping[str, Any], op: date, rules: RuleSet) -> Verschil:
    """What a change would mean, both sides as if it had been so all year and everything were claimed.

    `changes` are those of `what_if`; what of them begins or ends later counts as if it had happened already. Two
    screenings. Raises HouseholdError for a change that cannot be.
    """
    other = what_if(household, changes, op)
    homes = settled(household, op), settled(other, op, _when(household, other, op))
    before, after = (screen(with_due_incomes(home, op, rules), op, rules) for home in homes)
    return compare(before, after, wat_als=True, paid=paid_by_rules(rules, op.year))


def _when(before: Huishouden, after: Huishouden, op: date) -> date:
    """The first day on which everything that changed has happened."""
    was, now = (list(_rows(home.naar_data())) for home in (before, after))
    days = [op]
    for row in now:
        if row not in was:
            begin, end = exact_day(row.get("van")), exact_day(row.get("tot"))
            days += [begin] if begin else []
            days += [end + timedelta(days=1)] if end else []
    return max(days)


def _rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every person and every income, with nothing of what is inside."""
    for person in data["personen"]:
        yield {name: value for name, value in person.items() if not isinstance(value, list)}
        yield from person.get("inkomens") or ()
