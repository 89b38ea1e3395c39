"""`rules/schema/beschrijvingen.yaml`: what every field and every choice means, for who writes rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import Field

from voorzieningen.rulebook import Record, record, rules_folder
from voorzieningen.rulebook.strict_yaml import read_document


class Deel(Record):
    """What one part of a file is, and what each of its own fields means."""

    titel: str
    uitleg: str
    velden: dict[str, str] = Field(default_factory=dict)
    voorbeelden: dict[str, Any] = Field(default_factory=dict)
    """By field: how it is written."""


class Beschrijvingen(Record):
    """`beschrijvingen.yaml`."""

    delen: dict[str, Deel]
    """By the name of the record in the code."""
    keuzes: dict[str, dict[str, str]]
    """What each label of a choice means; a choice is known by its labels."""

    def field(self, kind: type[Record], name: str) -> str:
        """What a field means, there where the record or one it rests on says so; empty when nobody does."""
        return next((deel.velden[name] for deel in self._above(kind) if name in deel.velden), "")

    def example(self, kind: type[Record], name: str) -> Any:
        """How a field is written, as data; None where that needs no example."""
        return next((deel.voorbeelden[name] for deel in self._above(kind) if name in deel.voorbeelden), None)

    def labels(self, labels: Iterable[str]) -> list[str]:
        """What each label of a choice means, in their order; empty when the labels speak for themselves."""
        wanted = list(labels)
        found = next((one for one in self.keuzes.values() if one.keys() == set(wanted)), {})
        return [found[label] for label in wanted] if found else []

    def _above(self, kind: type[Record]) -> Iterator[Deel]:
        return (self.delen[one.__name__] for one in kind.__mro__ if one.__name__ in self.delen)


def read_descriptions(folder: Path | None = None) -> Beschrijvingen:
    """The descriptions in a folder of rules, or those of the library; RuleError or FileError when the file is wrong."""
    path = (folder or rules_folder()) / "schema" / "beschrijvingen.yaml"
    return record(Beschrijvingen, read_document(path.read_bytes(), f"schema/{path.name}"))


def undescribed(models: Iterable[type[Record]], said: Beschrijvingen) -> list[str]:
    """`Record` or `Record.field` for all that is not described, and for what is described but does not exist."""
    kinds = {one.__name__: one for one in _reached(models)}
    own = {name: set(kind.__annotations__) - {"model_config"} for name, kind in kinds.items()}
    wanted = {*kinds, *(f"{name}.{field}" for name, fields in own.items() for field in fields)}
    given = {*said.delen, *(f"{name}.{field}" for name, deel in said.delen.items() for field in deel.velden)}
    examples = {f"{name}.{field}" for name, deel in said.delen.items() for field in deel.voorbeelden}
    return sorted((wanted ^ given) | (examples - wanted))


def _reached(models: Iterable[type[Record]]) -> set[type[Record]]:
    """Every record a file can hold, and those they rest on."""
    found: set[type[Record]] = set()
    todo: list[Any] = list(models)
    while todo:
        one = todo.pop()
        if isinstance(one, type) and issubclass(one, Record):
            if one not in found and one is not Record:
                found.add(one)
                todo += [*(field.annotation for field in one.model_fields.values()), *one.__bases__]
        else:
            todo += get_args(one)
    return found
