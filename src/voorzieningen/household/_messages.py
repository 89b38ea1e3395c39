"""Faults of a household as one clear Dutch message: where it stands, what kind of thing was found, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails, PydanticCustomError

from voorzieningen.errors import HouseholdError

if TYPE_CHECKING:
    from voorzieningen.rulebook.strict_yaml import Document

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FAULT = "huishouden"
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "niets"),
    (bool, "ja of nee"),
    ((int, float, Decimal), "een getal"),
    (str, "tekst"),
    (datetime, "een datum met een tijd"),
    (date, "een datum"),
    (Mapping, "een groep velden"),
    ((list, tuple), "een lijst"),
)


class _Told(NamedTuple):
    """A fault in words; `path` has the keys as they stand in the data, `of_key` when the last key itself is wrong."""

    path: tuple[Any, ...]
    what: str
    repair: str
    of_key: bool = False


def fault(what: str, repair: str, path: Sequence[Any] = ()) -> PydanticCustomError:
    """Make the error a field reader raises; `path` leads on from the field, with the keys as they stand in the data."""
    return _custom(_Told(tuple(path), what, repair))


def deeper(error: PydanticCustomError, step: Any, *, of_key: bool = False) -> PydanticCustomError:
    """Give the same fault, one step further from the field; `of_key` when `step` itself is what is wrong."""
    told: _Told = (error.context or {})["told"]
    return _custom(told._replace(path=(step, *told.path), of_key=told.of_key or of_key))


def _custom(told: _Told) -> PydanticCustomError:
    context = {"what": told.what, "repair": told.repair, "told": told}
    return PydanticCustomError(_FAULT, "{what} {repair}", context)


def found(value: object) -> str:
    """Say what kind of thing stands where something else is expected; never the value itself."""
    for kinds, words in _KINDS:
        if isinstance(value, kinds):
            return f"hier staat {words}."
    return "hier staat iets anders."


def did_you_mean(word: object, names: Iterable[str]) -> str:
    """Give the repair for a wrong word: the nearest of `names`, else all of them."""
    options = list(names)
    if near := _nearest(word, options):
        return f"Bedoelt u `{near}`?"
    return f"Kies uit: {', '.join(options)}." if options else "Haal het weg."


def household_error(
    errors: Sequence[ErrorDetails], model: type[BaseModel], document: Document | None = None
) -> HouseholdError:
    """Turn pydantic's error list into one HouseholdError: the first fault, and how many others there are."""
    # A misspelt field also causes "missing" faults, so the unknown field is the one to tell about.
    first = min(errors, key=lambda error: error["type"] != "extra_forbidden")
    told = _told(first, model)
    repair = told.repair
    if len(errors) > 1:
        others = len(errors) - 1
        repair += " Er is nog 1 andere fout." if others == 1 else f" Er zijn nog {others} andere fouten."
    path = told.path[:-1] if told.of_key else told.path
    shown = ".".join(str(step) for step in path if isinstance(step, int) or _is_name(step))
    if document is None:
        return HouseholdError(told.what, where=shown or "huishouden", repair=repair)
    place = document.key_place(told.path) if told.of_key else document.place(told.path)
    # The place in a JSON file is already a path.
    where = f"{place} ({shown})" if shown and place.rsplit(":", 1)[-1].isdigit() else place
    return HouseholdError(told.what, where=where, repair=repair)


def _told(error: ErrorDetails, model: type[BaseModel]) -> _Told:
    path, kind = tuple(error["loc"]), error["type"]
    if kind == _FAULT:
        told: _Told = error["ctx"]["told"]
        return told._replace(path=path + told.path)
    if kind == "missing":
        return _Told(path, "dit veld ontbreekt.", "Voeg het toe.")
    if kind == "extra_forbidden":
        return _unknown_field(path, model)
    if kind == "invalid_key":
        return _Told(path, "hier staat een sleutel die geen veldnaam is.", "Gebruik een veldnaam.", True)
    fields = ", ".join(_names(owner)[:4]) if (owner := _model_at(model, path)) else ""
    return _Told(path, found(error["input"]), f"Hier horen velden, zoals {fields}." if fields else "Kijk dit veld na.")


def _unknown_field(path: tuple[Any, ...], model: type[BaseModel]) -> _Told:
    *parent, name = path
    names = _names(_model_at(model, parent) or model)
    what = "hier staat een veld dat niet bestaat."
    if _nearest(name, names):
        return _Told(path, what, did_you_mean(name, names), True)
    for field, info in model.model_fields.items():
        if (inner := _model_in(info.annotation)) and name in _names(inner):
            return _Told(path, what, f"Dit veld hoort bij `{field}`; kijk naar de inspringing.", True)
    return _Told(path, what, did_you_mean("", names), True)


def _nearest(word: object, names: Sequence[str]) -> str | None:
    if not isinstance(word, str):
        return None
    near = get_close_matches(word[:60].strip().lower().replace(" ", "_").replace("-", "_"), names, n=1, cutoff=0.6)
    return near[0] if near else None


def _names(model: type[BaseModel]) -> list[str]:
    own = model.__annotations__  # what the record says itself comes before what every row may carry
    return sorted((info.alias or name for name, info in model.model_fields.items()), key=lambda name: name not in own)


def _model_at(model: type[BaseModel], path: Iterable[Any]) -> type[BaseModel] | None:
    here: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str):
            info = here.model_fields.get(step) if here else None
            here = _model_in(info.annotation) if info else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def _is_name(step: object) -> bool:
    # Dates and free words in a path are what the household said, so they are not shown.
    return isinstance(step, str) and NAME.fullmatch(step) is not None
