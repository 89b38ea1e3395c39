"""What does not fit the record of a rule file, in Dutch: the place, what was found, what is expected and how to repair it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from voorzieningen.errors import RuleError
from voorzieningen.rulebook._models import Record
from voorzieningen.rulebook.strict_yaml import Document

_KEY = "[key]"
"""What pydantic puts in a location when the key itself is wrong."""
_LONGEST = 40
_WANTED = {
    "string": "een tekst",
    "dict": "een groep met sleutels",
    "tuple": "een lijst",
    "int": "een heel getal",
    "decimal": "een getal, zoals 12.50",
    "date": "een datum, zoals 2026-01-01",
    "bool": "ja of nee",
}
"""By how the name of a fault of pydantic begins."""

Keys = list[str | int | date]


def fault(kind: type[Record], doc: Document, errors: Sequence[Any]) -> RuleError:
    """The first of the faults pydantic found in the data of a document, at its place."""
    first = _telling(kind, doc, errors)
    path, value = _path(doc.data, first["loc"])
    name = str(next((part for part in reversed(first["loc"]) if part != _KEY), ""))
    if first["type"] == "extra_forbidden":
        near = get_close_matches(name, [one for one in _names(kind) if one != name], 1, 0.5)
        repair = f"Bedoelt u `{near[0]}`?" if near else "Haal hem weg."
        return RuleError(f"onbekende sleutel `{name}`.", where=doc.key_place(path), repair=repair)
    if first["type"] == "missing":
        return RuleError(f"hier ontbreekt `{name}`.", where=doc.place(path), repair=f"Schrijf `{name}:` met een waarde.")
    if first["type"] == "value_error":
        what, _, repair = str(first["ctx"]["error"]).partition("; ")
        return RuleError(f"{what}.", where=doc.place(path), repair=f"{repair[:1].upper()}{repair[1:] or 'Pas dit aan'}.")
    if _KEY in first["loc"]:
        key = path[-1] if path else name
        what = f"hier hoort als sleutel {_wanted(kind, first)}, en er staat {found(key)}."
        near = get_close_matches(str(key), _labels(first) if first["type"] == "literal_error" else (), 1, 0.6)
        repair = f"Bedoelt u `{near[0]}`?" if near else "Verander de sleutel, of haal hem weg."
        return RuleError(what, where=doc.key_place(path), repair=repair)
    same = [one for one in errors if one["type"] != "value_error" and _path(doc.data, one["loc"])[0] == path]
    where = doc.place(path)
    return RuleError(f"{_at(path)} staat {found(value)}.", where=where, repair=_repair(kind, same, value, "Verwacht:"))


def _telling(kind: type[Record], doc: Document, errors: Sequence[Any]) -> Any:
    """The first fault; of a key that is missing because it is misspelt, the key as it stands there."""
    first = errors[0]
    if first["type"] != "missing":
        return first
    above, wanted = _path(doc.data, first["loc"])[0], str(first["loc"][-1])
    strange = [one for one in errors if one["type"] == "extra_forbidden" and _path(doc.data, one["loc"])[0][:-1] == above]
    return next((one for one in strange if get_close_matches(str(one["loc"][-1]), [wanted], 1, 0.5)), first)


def found(value: Any) -> str:
    """What stands somewhere, for a message: rule files hold nothing about real people."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return f"het getal {value:f}"
    if isinstance(value, date):
        return f"de datum {value}"
    if isinstance(value, str):
        return f"de tekst `{value}`" if len(value) <= _LONGEST and "\n" not in value else "een lange tekst"
    if isinstance(value, Mapping):
        return "een groep met sleutels" if value else "een lege groep"
    return "een lijst" if value else "een lege lijst"


def _at(path: Keys) -> str:
    if not path:
        return "in dit bestand"
    last = path[-1]
    return f"op plaats {last + 1} van `{path[-2]}`" if isinstance(last, int) and len(path) > 1 else f"bij `{last}`"


def _repair(kind: type[Record], errors: Iterable[Any], value: Any, head: str) -> str:
    wanted = " of ".join(dict.fromkeys(_wanted(kind, one) for one in errors))
    labels = [label for one in errors if one["type"] == "literal_error" for label in _labels(one)]
    near = get_close_matches(value, labels, 1, 0.7) if isinstance(value, str) else []
    if near:
        return f"Bedoelt u `{near[0]}`? {head} {wanted}."
    text = isinstance(value, Decimal | date) and "een tekst" in wanted
    return f"{head} {wanted}.{' Is het tekst? Zet het tussen aanhalingstekens.' if text else ''}"


def _labels(error: Any) -> list[str]:
    return [label.strip("' ") for label in str(error["ctx"]["expected"]).replace(" or ", ",").split(",")]


def _wanted(kind: type[Record], error: Any) -> str:
    match error["type"]:
        case "literal_error":
            labels = _labels(error)
            return f"een van {', '.join(labels)}" if len(labels) > 1 else f"`{labels[0]}`"
        case "greater_than_equal":
            return f"minstens {error['ctx']['ge']}"
        case "less_than_equal":
            return f"hoogstens {error['ctx']['le']}"
        case "too_short":
            return f"minstens {error['ctx']['min_length']} erin"
        case "model_type" | "model_attributes_type":
            return _group(kind, error["ctx"]["class_name"])
        case other:
            return next((text for begin, text in _WANTED.items() if other.startswith(begin)), "een andere waarde")


def _group(kind: type[Record], name: str) -> str:
    model = next(one for one in _records(kind) if one.__name__ == name)
    needed = [field for field, info in model.model_fields.items() if info.is_required()]
    keys = needed or list(model.model_fields)[:3]
    return f"een groep met {', '.join(f'`{key}`' for key in keys)}"


def _path(data: Any, loc: tuple[str | int, ...]) -> tuple[Keys, Any]:
    """The part of a pydantic location that stands in the data; the tags and keys it adds itself are skipped."""
    path: Keys = []
    for part in loc:
        if isinstance(data, Mapping):
            key = next((key for key in data if part in (key, str(key), repr(key))), None)
            if key is not None:
                path.append(key)
                data = data[key]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            path.append(part)
            data = data[part]
    return path, data


def _names(kind: type[Record]) -> list[str]:
    """Every key any record of the file may have: enough for a suggestion."""
    return sorted({name for one in _records(kind) for name in one.model_fields})


def _records(kind: type[Record]) -> list[type[Record]]:
    """A record and all that can stand in it."""
    reached: list[type[Record]] = []
    todo: list[Any] = [kind]
    while todo:
        one = todo.pop()
        if isinstance(one, type) and issubclass(one, Record):
            if one not in reached:
                reached.append(one)
                todo += [field.annotation for field in one.model_fields.values()]
        else:
            todo += getattr(one, "__args__", ())
    return reached
