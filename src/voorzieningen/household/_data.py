"""A household back to plain data that YAML and JSON can hold and that reads as the same household."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from voorzieningen.household.values import Bereik, Gedateerd, Keuzes, Namen, Onbekend, Ontvangst


def plain(value: Any) -> Any:
    """Give `value` as dict, list, text, int or float; what was not said is left out.

    Truths become ja and nee and dates text, because YAML and JSON disagree on both. A float has at most two
    decimals and below nine digits before the point, so it reads back as exactly the same amount.
    """
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Onbekend):
        return "onbekend"
    if isinstance(value, Bereik):
        return f"{_end(value.laagst)}..{_end(value.hoogst)}"
    if isinstance(value, Keuzes):
        return list(value.labels)
    if isinstance(value, Gedateerd):
        return {str(day.year) if value.jaren else day.isoformat(): plain(item) for day, item in value.waarden}
    if isinstance(value, Namen):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, Ontvangst):
        bare = plain(value.bedrag)
        return bare if value.per == "maand" else {"bedrag": bare, "per": value.per}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, BaseModel):
        return _fields(value)
    return value


def _end(value: Decimal | date) -> str:
    return value.isoformat() if isinstance(value, date) else f"{value:f}"


def _fields(model: BaseModel) -> dict[str, Any]:
    own = type(model).__annotations__
    # What the record says itself comes before what every row may carry.
    ordered = sorted(type(model).model_fields.items(), key=lambda field: field[0] not in own)
    given = ((info.alias or name, getattr(model, name)) for name, info in ordered)
    return {name: plain(value) for name, value in given if value is not None}
