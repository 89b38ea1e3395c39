"""A household as if it had been all year what it is on one day, so that yearly and monthly schemes show one state."""

from __future__ import annotations

from datetime import date
from typing import Any

from voorzieningen.household import Huishouden
from voorzieningen.what_if._change import exact_day, forget_estimated

_LATER = ("mei", "juni")


def settled(household: Huishouden, op: date, on: date | None = None) -> Huishouden:
    """The household as if it had been since 1 January what it is on a day, so that a yearly scheme shows the steady state.

    The year is that of `op`; the day is `on`, later than `op` for something that has yet to begin, else `op` itself.
    Incomes that run on that day ran all year at the amount of that day, and others are gone. Who lives here now was here all
    year. What a person gave for the year and what follows from the incomes is left to the rules. Holiday pay of an income
    with a gross amount comes with each payment: then the tax on it is known exactly. Everything else stays as it is.
    """
    data = household.naar_data()
    begin, day = op.replace(month=1, day=1), on or op
    _since_then(data, begin, "sinds")
    for at, person in enumerate(data["personen"]):
        if runs(person, day):
            _since_then(person, begin, "sinds", "van", "relatie_sinds")
            if "activiteit" in person:
                person["activiteit"] = _on(person["activiteit"], day)
        if "inkomens" in person:
            person["inkomens"] = [_steady(row, begin, day) for row in person["inkomens"] if _stays(row, day)]
            if person["inkomens"]:
                forget_estimated(data, at, op)
    return Huishouden.model_validate(data)


def _since_then(row: dict[str, Any], begin: date, *names: str) -> None:
    """Days of this year after its first one become that first day."""
    for name in names:
        day = exact_day(row.get(name))
        if day and day > begin:
            row[name] = begin.isoformat()


def runs(row: dict[str, Any], day: date) -> bool:
    """Whether a row of plain data with `van` and `tot` runs on a day, as far as they are known exactly."""
    begin, end = exact_day(row.get("van")), exact_day(row.get("tot"))
    return (begin is None or begin <= day) and (end is None or day <= end)


def _stays(row: dict[str, Any], day: date) -> bool:
    return runs(row, day) and row.get("per") != "eenmalig"


def _steady(row: dict[str, Any], begin: date, day: date) -> dict[str, Any]:
    """One income as it is on a day, all year long."""
    found = {name: _on(value, day) if name != "feiten" else value for name, value in row.items()}
    _since_then(found, begin, "sinds", "van")
    if exact_day(found.get("tot")):
        del found["tot"]
    if "bruto" in found and found.get("vakantiegeld") in _LATER:
        found["vakantiegeld"] = "maandelijks"
        for name in ("netto", "loonheffing"):
            found.pop(name, None)
    return {name: value for name, value in found.items() if value is not None}


def _on(value: Any, day: date) -> Any:
    """What a value that may differ by date is on a day; None before the first date."""
    if not isinstance(value, dict):
        return value
    return next((one for key, one in sorted(value.items(), reverse=True) if str(key)[:10] <= day.isoformat()), None)
