"""The fields of the report as a page for developers, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from voorzieningen.site._templates import render
from voorzieningen.site._urls import Addresses, Here

_HEAD = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, the type in words, the parts of the report in that type, and what it is for."""

    name: str
    type: str
    parts: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the report, with its fields."""

    name: str
    about: str
    fields: tuple[Field, ...]


def schema_markdown(report: type[BaseModel], addresses: Addresses) -> str:
    """The page as Markdown: the report first, then every part by name."""
    schema = report.model_json_schema(mode="serialization")
    known = {schema["title"]: schema, **schema.get("$defs", {})}
    parts = [Part(name, one.get("description", ""), tuple(_fields(one))) for name, one in known.items() if "properties" in one]
    return render("rapport.jinja", addresses, Here("rapport.md"), parts=parts)


def _fields(part: Mapping[str, Any]) -> Iterator[Field]:
    for name, one in part["properties"].items():
        yield Field(name, _type(one), tuple(dict.fromkeys(_parts(one))), one.get("description", ""))


def _type(one: Mapping[str, Any]) -> str:
    if "$ref" in one:
        return str(one["$ref"]).removeprefix(_HEAD)
    if "anyOf" in one:
        return " | ".join(map(_type, one["anyOf"]))
    if "enum" in one or "const" in one:
        return " | ".join(f'"{word}"' for word in one.get("enum", [one.get("const")]))
    if one.get("type") == "array":
        return f"list[{_type(one.get('items', {}))}]"
    if one.get("type") == "object" and isinstance(one.get("additionalProperties"), Mapping):
        return f"dict[str, {_type(one['additionalProperties'])}]"
    return str(one.get("format") or one.get("type", "any"))


def _parts(one: Any) -> Iterator[str]:
    if isinstance(one, Mapping):
        if "$ref" in one:
            yield str(one["$ref"]).removeprefix(_HEAD)
        for inner in one.values():
            yield from _parts(inner)
    elif isinstance(one, list):
        for inner in one:
            yield from _parts(inner)
