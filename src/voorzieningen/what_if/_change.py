"""A household with something changed, and without what no longer fits the change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen.errors import FileError, HouseholdError
from voorzieningen.household import Huishouden
from voorzieningen.household.changes import REMOVE, vary
from voorzieningen.rulebook.strict_yaml import read_document

_FIELD = re.compile(r"personen\.(\d+)\.inkomens\.(\d+)\.(\w+)")
_PERSON = re.compile(r"personen\.(\d+)")
_AGE = re.compile(r"personen\.(\d+)\.(leeftijd|geboortedatum)")
_INCOMES = re.compile(r"personen\.(\d+)\.inkomens(?:\.|$)")
_NET_FOLLOWS = {"bruto", "soort", "loonheffingskorting", "vakantiegeld"}
_INSTEAD = {"leeftijd": "geboortedatum", "geboortedatum": "leeftijd"}
FOLLOWS_IN_YEAR = ("toetsingsinkomen", "arbeidsinkomen", "inkomen_box1", "loonheffing_jaar")
FOLLOWS_IN_MONTH = ("belastbaar_inkomen_beslag", "inkomen_met_vakantiegeld")
"""Facts people give from a paper, and that a rule estimates from the incomes when they are not given."""
_YEARS_BACK = 5
"""As far back as a value without a year is kept for the years before a change."""


def read_changes(texts: Iterable[str]) -> dict[str, Any]:
    """Reads changes as somebody types them, `personen.0.inkomens.0.bruto=1850`; the value is strict YAML.

    `personen.+={rol: kind, leeftijd: 3}` adds a row, `personen.1=weg` takes one away. Raises HouseholdError.
    """
    changes: dict[str, Any] = {}
    for text in texts:
        path, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not path or not value:
            raise HouseholdError(
                "een verandering is een pad, een = en een waarde.",
                where="verandering",
                repair="Schrijf bijvoorbeeld wonen.kale_huur=700, of personen.1=weg.",
            )
        if path in changes and not path.endswith(".+"):
            raise HouseholdError("dit pad staat er twee keer.", where=path, repair="Houd er een over.")
        try:
            found = read_document(value.encode(), path).data
        except FileError as error:
            raise HouseholdError(error.what, where=path, repair=error.repair) from None
        changes[_free(path, changes)] = found
    return changes


def _free(path: str, changes: Mapping[str, Any]) -> str:
    """A path under which a change can stand; a second row that is added gets one more `+`."""
    while path in changes:
        path += "+"
    return path


def what_if(household: Huishouden, changes: Mapping[str, Any], op: date | None = None) -> Huishouden:
    """The household with changes: a dotted path with a value, a row added with `+`, or taken away with the value `weg`.

    Numbers of rows count from 0, as in a report, and mean the rows of the household as it is given. A value replaces the
    whole field, dated values and all. What no longer fits goes: of an income that changes the net amount (or the gross
    one), of that person what follows from the incomes this year and later (such as toetsingsinkomen), and with a person
    the expenses, arrears and costs of that person. `op` is the day of the change; without it the peildatum counts.
    Raises HouseholdError that names the path, what was found there and what is expected.
    """
    data = household.naar_data()
    gone = {path: value for path, value in changes.items() if isinstance(value, str) and value == REMOVE}
    data = vary(data, {path: value for path, value in changes.items() if path not in gone})
    persons = dicts(data.get("personen"))
    if len(persons) >= len(household.personen):  # else the list was replaced by something that is no list of persons
        _drop_other_amounts(persons, changes)
        for at in {int(match[1]) for path in changes if (match := _INCOMES.match(path))}:
            forget_estimated(data, at, op or household.peildatum, keep=changes)
        for path in changes:
            if match := _AGE.fullmatch(path):
                persons[int(match[1])].pop(_INSTEAD[match[2]], None)
    data = vary(data, gone)
    _renumber(data, {int(match[1]) for path in gone if (match := _PERSON.fullmatch(path))})
    return Huishouden.model_validate(data)


def dicts(rows: Any) -> list[dict[str, Any]]:
    """The rows of a list of plain data; what is no row is for the household model to refuse."""
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _drop_other_amounts(persons: Sequence[dict[str, Any]], changes: Mapping[str, Any]) -> None:
    """Of an income of which the gross amount changes the net one is no longer true, and the other way round."""
    fields: dict[tuple[int, int], set[str]] = {}
    for path in changes:
        if match := _FIELD.fullmatch(path):
            fields.setdefault((int(match[1]), int(match[2])), set()).add(match[3])
    for (person, at), changed in fields.items():
        row = persons[person]["inkomens"][at]
        stale = set()
        if "bruto" in row and changed & _NET_FOLLOWS:
            stale = {"netto", "loonheffing"}
        elif "netto" in changed:
            stale = {"bruto", "loonheffing"}
        for name in stale - changed:
            row.pop(name, None)


def forget_estimated(data: dict[str, Any], at: int, day: date | None, *, keep: Iterable[str] = ()) -> None:
    """Takes away what a person gave and what follows from the incomes: of the year of `day` and later, or without it all."""
    person = data["personen"][at]
    since = exact_day(person.get("sinds", data.get("sinds")))
    given = set(keep)
    holders: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [(person, f"personen.{at}", FOLLOWS_IN_YEAR[:1])]
    if isinstance(facts := person.get("feiten"), dict):
        holders.append((facts, f"personen.{at}.feiten", (*FOLLOWS_IN_YEAR[1:], *FOLLOWS_IN_MONTH)))
    for number, row in enumerate(dicts(person.get("inkomens"))):
        if isinstance(facts := row.get("feiten"), dict):
            holders.append((facts, f"personen.{at}.inkomens.{number}.feiten", FOLLOWS_IN_MONTH))
    for holder, where, names in holders:
        for name in names:
            path = f"{where}.{name}"
            if name in holder and not any(one == path or one.startswith(f"{path}.") for one in given):
                value = holder.pop(name)
                if name in FOLLOWS_IN_YEAR and (earlier := _before(value, day, since)):
                    holder[name] = earlier


def _before(value: Any, day: date | None, since: date | None) -> dict[str, Any]:
    """A value of years without those from the year of `day` on."""
    if day is None:
        return {}
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if int(str(key)[:4]) < day.year}
    if since is None:
        return {}
    first = since.year if (since.month, since.day) == (1, 1) else since.year + 1
    return {str(year): value for year in range(max(first, day.year - _YEARS_BACK), day.year)}


def exact_day(value: Any) -> date | None:
    """A day of plain data, when it is known exactly."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _renumber(data: dict[str, Any], gone: set[int]) -> None:
    """Rows about a person who is gone go too; in the others the number of the person, from 1, follows."""
    if not gone:
        return
    left = [at for at in range(len(data["personen"]) + len(gone)) if at not in gone]
    numbers = {at + 1: place for place, at in enumerate(left, 1)}
    for name, rows in data.items():
        if name != "personen" and isinstance(rows, list):
            of_gone = [row for row in dicts(rows) if _number(row) is not None and _number(row) not in numbers]
            data[name] = [row for row in rows if row not in of_gone]
            for row in dicts(data[name]):
                if (number := _number(row)) is not None:
                    row["persoon"] = numbers[number]


def _number(row: Mapping[str, Any]) -> int | None:
    """Which person a row is about, counted from 1."""
    found = row.get("persoon")
    return int(found) if isinstance(found, int | Decimal) else None
