"""How single values are written in a rule file: what the reader makes of them, and what an editor may expect in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic.config import JsonDict

_BASE = r"(EUR|jaar|kwartaal|maand|week|dag|uur)\d*"
_USUAL = (
    "EUR", "EUR/jaar", "EUR/maand", "EUR/kwartaal", "EUR/week", "EUR/dag", "EUR/uur", "aantal", "procent", "jaar", "maand",
    "week", "dag", "uur", "uur/maand", "ja_nee", "datum",
)  # fmt: skip
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_YES_NO = {"enum": ["ja", "nee"]}
NAME = "[a-z][a-z0-9_]*"
"""What a label or name looks like."""


def _as_formula(value: Any) -> Any:
    """`formule: 0` and `formule: ja` are formulas too, though YAML reads them as a number and a truth."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return str(value) if isinstance(value, Decimal) else value


def _listed(value: Any) -> Any:
    """One text may stand without the brackets of a list."""
    if not isinstance(value, str | list | tuple):
        raise ValueError("hier hoort een naam of een lijst van namen; schrijf bijvoorbeeld wet-1, of [wet-1, wet-2]")
    return (value,) if isinstance(value, str) else value


def dated(value: Any) -> Any:
    """A mapping with date keys is a thing with versions: those go under `versies`."""
    if isinstance(value, Mapping) and "versies" not in value:
        versions = {key: body for key, body in value.items() if isinstance(key, date)}
        if versions:
            return {**{key: body for key, body in value.items() if key not in versions}, "versies": versions}
    return value


Truth = Annotated[bool, Field(strict=True)]
"""`ja` or `nee`, and no other word or number that could pass for it."""
Day = Annotated[date, Field(strict=True)]
"""A date, and no number of seconds since 1970."""


def _day(pattern: str, message: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": rf"^\d{{4}}-{pattern}$", "patternErrorMessage": message})


FormulaText = Annotated[str, BeforeValidator(_as_formula), WithJsonSchema({"type": ["string", "number"]})]
Sources = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)]
Kind = Annotated[
    str | tuple[str, ...],
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(_USUAL)},
                {
                    "type": "string",
                    "pattern": rf"^((1/)?{_BASE}([*/]{_BASE})*|aantal|procent|ja_nee|datum)$",
                    "patternErrorMessage": "Deze eenheid bestaat niet. Gebruik EUR, jaar, kwartaal, maand, week, dag, uur "
                    "met / en *, of aantal, procent, ja_nee, datum.",
                },
                {"type": "array", "items": {"type": "string", "pattern": f"^{NAME}$"}, "minItems": 2, "uniqueItems": True},
            ]
        }
    ),
]
"""A unit text, `ja_nee`, `datum`, or the labels of a choice in order."""

FirstOfMonth = Annotated[Day, _day("(0[1-9]|1[0-2])-01", "Een datum hier is de eerste dag van een maand, zoals 2026-07-01.")]
"""The date a value holds from."""
NewYear = Annotated[Day, _day("01-01", "Een versie begint op 1 januari, zoals 2026-01-01.")]
"""The date a version of a step or condition holds from."""

Cells = Annotated[
    Any,
    WithJsonSchema(
        {
            "type": ["number", "string", "object"],
            "additionalProperties": {"type": ["number", "string", "object"]},
            "minProperties": 1,
        }
    ),
]
"""A number, a range `a..b`, a date, a label, a truth, a table of those, or the name of a CSV file."""
Plain = Annotated[Any, WithJsonSchema({"type": ["number", "string"]})]
"""A number, a date, a label or a truth."""
Answers = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [_YES_NO, {"type": "array", "items": {"type": "string", "pattern": f"^{NAME}$"}, "minItems": 1}]
            },
        }
    ),
]
"""Facts with the answers that are meant: `{verzekerd: ja, rol: [aanvrager, partner]}`."""

_VERSION = r"20\d\d\.(0?[1-9]|1[0-2])\.\d{1,3}"
_NO_VERSION = "dit is geen versie; schrijf jaar, maand en volgnummer, zoals 2026.11.0"


def _version(value: str) -> str:
    if not re.fullmatch(_VERSION, value):
        raise ValueError(_NO_VERSION)
    return value


Version = Annotated[
    str,
    AfterValidator(_version),
    WithJsonSchema({"type": "string", "pattern": f"^{_VERSION}$", "patternErrorMessage": f"D{_NO_VERSION[1:]}."}),
]
"""Year, month and number of the rules."""

# What the validators of records ask of keys together, said again for an editor.
ONE_OUTCOME: JsonDict = {"anyOf": [{"required": ["bedrag"]}, {"required": ["mogelijk"]}, {"required": ["grens"]}]}
ONE_OF_BODY: JsonDict = {"oneOf": [{"required": ["gemeente"]}, {"required": ["waterschap"]}]}
AT_MOST_ONE_WAY: JsonDict = {
    "not": {
        "anyOf": [{"required": ["formule", "kies"]}, {"required": ["formule", "rangorde"]}, {"required": ["kies", "rangorde"]}]
    }
}
LINE: JsonDict = {
    "anyOf": [
        {"required": ["als", "dan"], "not": {"required": ["anders"]}},
        {"required": ["anders"], "not": {"anyOf": [{"required": ["als"]}, {"required": ["dan"]}]}},
    ]
}


def _dates(rhythm: JsonDict, pattern: str, message: str) -> JsonDict:
    """With such a rhythm every date of `waarden` is like this."""
    keys: JsonDict = {"propertyNames": {"pattern": pattern, "patternErrorMessage": message}}
    return {"if": rhythm, "then": {"properties": {"waarden": keys}}}


RHYTHM_DATES: JsonDict = {
    "allOf": [
        _dates(
            {"not": {"properties": {"ritme": {"enum": ["halfjaarlijks", "vrij"]}}, "required": ["ritme"]}},
            "-01-01$",
            "Zonder ritme, of met jaarlijks, begint een waarde op 1 januari. Anders: ritme: vrij.",
        ),
        _dates(
            {"properties": {"ritme": {"enum": ["halfjaarlijks"]}}, "required": ["ritme"]},
            "-0[17]-01$",
            "Met halfjaarlijks begint een waarde op 1 januari of 1 juli. Anders: ritme: vrij.",
        ),
    ]
}
