"""The changes the page offers to think through, and what comes of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen import Huishouden, RuleSet
from voorzieningen.compare import Verschil
from voorzieningen.errors import HouseholdError
from voorzieningen.questions import read_amount
from voorzieningen.texts import Texts
from voorzieningen.what_if import consider

CHANGES: Mapping[str, str] = {
    "loon": "1800", "huur": "750", "partner": "35", "kind_uit_huis": "", "baby": "", "geen_loon": "",
}  # fmt: skip
"""What can be chosen, with an example of the value it asks for; empty when it asks for none."""


def considered(household: Huishouden, kind: str, value: str, day: date, rules: RuleSet, say: Texts) -> Verschil:
    """The household beside itself after one of the changes. Raises HouseholdError for a value that does not fit."""
    return consider(household, _changes(household, kind, value, say), day, rules)


def _changes(household: Huishouden, kind: str, value: str, say: Texts) -> dict[str, Any]:
    if kind not in CHANGES:
        raise HouseholdError(say("fout.keuze"), where="wat")
    amount = read_amount(value)
    if CHANGES[kind] and (amount is None or amount < 0):
        raise HouseholdError(say("fout.bedrag"), where="waarde")
    at = next(at for at, one in enumerate(household.personen) if one.rol == "aanvrager")
    if kind == "loon":
        return _wage(household, at, amount or Decimal(0))
    if kind == "geen_loon":
        rows = [row for row in household.naar_data()["personen"][at].get("inkomens") or [] if row.get("soort") != "loon"]
        return {f"personen.{at}.inkomens": rows}
    if kind == "huur":
        return {"wonen.kale_huur": amount}
    if kind == "partner":
        if any(one.rol == "partner" for one in household.personen):
            raise HouseholdError(say("fout.al_partner"), where="wat")
        nothing: dict[str, Any] = {"inkomens": [], "bezit": []}
        return {"personen.+": {"rol": "partner", "leeftijd": int(amount or 0), "relatie": "gehuwd", "verzekerd": "ja", **nothing}}
    if kind == "baby":
        return {"personen.+": {"rol": "kind", "leeftijd": 0, "kinderbijslag": "ja"}}
    children = [at for at, one in enumerate(household.personen) if one.rol == "kind"]
    if not children:
        raise HouseholdError(say("fout.geen_kind"), where="wat")
    return {f"personen.{children[0]}": "weg"}


def _wage(household: Huishouden, at: int, gross: Decimal) -> dict[str, Any]:
    """Another gross wage a month: of the wage there is, or as a new job."""
    rows = household.personen[at].inkomens or ()
    for row, one in enumerate(rows):
        if one.soort == "loon":
            return {f"personen.{at}.inkomens.{row}.bruto": gross, f"personen.{at}.inkomens.{row}.per": "maand"}
    new = {"soort": "loon", "bruto": gross, "per": "maand", "vakantiegeld": "mei", "loonheffingskorting": "ja"}
    return {f"personen.{at}.inkomens": [*(household.naar_data()["personen"][at].get("inkomens") or []), new]}
