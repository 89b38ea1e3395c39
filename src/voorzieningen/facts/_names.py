"""Names a household uses for what has no typed field: each must be a fact of the rules, on the right kind of row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from voorzieningen.errors import HouseholdError
from voorzieningen.formula import HOUSEHOLD
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import LinkedYear

LISTS: Mapping[str, str] = {
    "inkomen": "inkomens",
    "ouder": "ouders",
    "schuld": "schulden",
    "brief": "brieven",
    "gebeurtenis": "gebeurtenissen",
    "uitgave": "uitgaven",
    "aanslag": "aanslagen",
    "achterstand": "achterstanden",
    "voertuig": "voertuigen",
    "persoon": "personen",
}
"""Tables whose list in the household has another name than the table."""

_ALMOST = 0.85


def check_names(household: Huishouden, linked: LinkedYear, *more: LinkedYear) -> None:
    """Checks every key under `feiten` and `ontvangt`; HouseholdError with the nearest name for an unknown one.

    `more` are rules whose schemes may be named under `ontvangt` too.
    """
    for table, path, thing in _things(household, linked):
        for name in getattr(thing, "feiten", None) or ():
            fact = linked.all_facts.get(name)
            if fact is None or fact.pad or fact.berekend or fact.tabel != table:
                free = [
                    one for one, known in linked.all_facts.items() if not (known.pad or known.berekend) and known.tabel == table
                ]
                near = get_close_matches(str(name), free, 1, 0.5)
                repair = f"Bedoelt u `{near[0]}`?" if near else "Haal het weg, of gebruik het veld dat hiervoor bestaat."
                raise HouseholdError("dit feit kennen de regels hier niet.", where=f"{path}feiten", repair=repair)
    outcomes = (outcome for rules in (linked, *more) for outcome in rules.outcomes.values())
    known = {name for outcome in outcomes for name in outcome.received_as}
    for name in household.ontvangt or ():
        if name not in known and (near := get_close_matches(str(name), known, 1, _ALMOST)):
            raise HouseholdError("deze naam kennen de regels niet.", where="ontvangt", repair=f"Bedoelt u `{near[0]}`?")


def _things(household: Huishouden, linked: LinkedYear) -> Iterator[tuple[str, str, Any]]:
    """Everything that can have `feiten`: the household, its home and every row, with its table and path."""
    yield HOUSEHOLD, "", household
    found: dict[str, list[tuple[str, Any]]] = {HOUSEHOLD: [("", household)]}
    for table, parent in linked.parents.items():
        name = LISTS.get(table, table)
        rows = [
            (f"{path}{name}.{at}.", row)
            for path, above in found.get(parent, ())
            for at, row in enumerate(getattr(above, name, None) or ())
        ]
        found[table] = rows
        yield from ((table, path, row) for path, row in rows)
