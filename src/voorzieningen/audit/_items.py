"""A rule file taken apart into what can change on its own: cells of figures, versions of steps, conditions, sources, the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from voorzieningen.audit.types import Onderdeel
from voorzieningen.errors import FileError
from voorzieningen.rulebook.strict_yaml import read_document

ENDED = "vervallen"
_NOT_LAW = ("voorbeelden.yaml", "ontheffingen.yaml")
_FOLDERS_NOT_LAW = ("teksten", "schema")
"""Words on the screen and what editors read."""
_PARTS: Mapping[str, Onderdeel] = {
    "parameters": "parameter", "termen": "parameter", "open": "open term", "stappen": "stap", "voorwaarden": "voorwaarde",
    "bronnen": "bron",
}  # fmt: skip
_NOTES = ("opmerking",)
ABOUT = ("zekerheid", "verouderd", "in_werking")
"""What a dated value says of itself."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an item is: a part of a file, its name, the date from which it holds, and for a figure the cell of its table."""

    part: Onderdeel
    name: str
    day: date | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What it says, with the ids of its sources."""

    text: str
    sources: tuple[str, ...] = ()
    unit: str = ""
    in_force: date | None = None
    """The day the law became so, when that is later than the day from which it holds."""


Items = Mapping[Key, Item]


@dataclass(frozen=True, slots=True)
class Taken:
    """One file taken apart: where it stands, whose it is, and its items."""

    path: str
    scheme: str
    title: str
    items: Items
    sources: Mapping[str, str]
    """By id the text and address of each source."""
    ended: date | None = None
    """Since when the scheme does not exist any more."""


def taken(root: Path) -> dict[str, Taken]:
    """Every file below a folder of rules, by its path in that folder.

    Raises FileError for a folder without rules, and for a file that is no YAML.
    """
    if not (root / "feiten.yaml").is_file():
        raise FileError("hier staan geen regels.", where=str(root), repair="Geef de map waarin feiten.yaml staat.")
    found = {}
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root)
        if name.name not in _NOT_LAW and name.parts[0] not in _FOLDERS_NOT_LAW:
            found[name.as_posix()] = _file(path, name.as_posix())
    return found


def _file(path: Path, name: str) -> Taken:
    data = read_document(path.read_bytes(), name).data
    return taken_apart(data if isinstance(data, Mapping) else {}, path, name)


def taken_apart(data: Mapping[Any, Any], path: Path, name: str) -> Taken:
    """What a file says, taken apart; `path` is where it stands, with its tables beside it."""
    whose = str(data.get("gemeente") or data.get("waterschap") or data.get("verwijzing") or "")
    scheme = str(data.get("regeling") or data.get("invulling") or path.stem)
    title = str(data.get("titel") or scheme.replace("_", " "))
    sources = data.get("bronnen")
    known = {str(key): _source(one) for key, one in sources.items()} if isinstance(sources, Mapping) else {}
    end = data.get("einde")
    ended = end.get("op") if isinstance(end, Mapping) else None
    items = dict(_Reader(path.parent).items(data))
    return Taken(name, scheme, f"{title} ({whose})" if whose else title, items, known, ended if isinstance(ended, date) else None)


def _source(source: Any) -> str:
    return f"{source.get('tekst', '')} {source.get('url', '')}".strip() if isinstance(source, Mapping) else str(source)


class _Reader:
    """The items of one file; tables stand beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def items(self, data: Mapping[Any, Any]) -> Iterator[tuple[Key, Item]]:
        for part, value in data.items():
            named = list(_named(value))
            if not named:
                yield Key("overig", str(part)), Item(told(value))
            for name, one in named:
                yield from self.one(str(part), name, one)

    def one(self, part: str, name: str, value: Any) -> Iterator[tuple[Key, Item]]:
        kind = _PARTS.get(part)
        if kind is None:
            yield Key("overig", f"{part}: {name}"), Item(told(_without_notes(value)), _cited(value))
        elif kind == "parameter" and isinstance(value, Mapping) and "waarden" in value:
            yield from self.figures(name, value)
        elif kind in ("stap", "voorwaarde") and isinstance(value, Mapping) and any(isinstance(key, date) for key in value):
            always = {key: one for key, one in value.items() if not isinstance(key, date)}
            for day, version in value.items():
                if isinstance(day, date):
                    whole = {**always, **version} if isinstance(version, Mapping) else version
                    yield Key(kind, name, day), Item(told(_without_notes(whole)), _cited(version))
        else:
            shown = "stap" if kind == "parameter" else kind  # a term filled in with a formula
            yield Key(shown, name), Item(told(_without_notes(value)), _cited(value))

    def figures(self, name: str, parameter: Mapping[str, Any]) -> Iterator[tuple[Key, Item]]:
        for field, value in parameter.items():
            if field not in ("waarden", *_NOTES):
                yield Key("parameter", name, None, field), Item(told(value))
        unit = parameter.get("eenheid", "")
        unit = unit if isinstance(unit, str) else "keuze"
        for day, value in parameter["waarden"].items():
            if not isinstance(value, Mapping):
                yield Key("parameter", name, day), Item(told(value))
                continue
            since = value.get("in_werking")
            for field in ABOUT:
                if field in value:
                    yield Key("parameter", name, day, field), Item(told(value[field]), in_force=since)
            for cell, text in self.cells(value.get("waarde")):
                yield Key("parameter", name, day, cell), Item(text, _cited(value), unit, since)

    def cells(self, value: Any, above: str = "") -> Iterator[tuple[str, str]]:
        """Each figure of a value, with the keys that lead to it."""
        if isinstance(value, str) and value.endswith(".csv") and (self.folder / value).is_file():
            head, *rows = csv.reader(io.StringIO((self.folder / value).read_text(encoding="utf-8")))
            for row in rows:
                yield from ((f"{row[0]} {title}", cell) for title, cell in zip(head[1:], row[1:], strict=False))
        elif isinstance(value, Mapping):
            for key, one in value.items():
                yield from self.cells(one, f"{above} {told(key)}".strip())
        else:
            yield above, told(value)


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    """The things of a group or a list, each under its name; nothing when it is one thing itself."""
    if isinstance(value, Mapping) and value and all(isinstance(one, Mapping) for one in value.values()):
        yield from ((told(key), one) for key, one in value.items())
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        for at, one in enumerate(value, 1):
            yield str(one.get("naam") or one.get("id") or one.get("wat") or at), one


def _cited(value: Any) -> tuple[str, ...]:
    """The ids of the sources something cites, its lines too."""
    if not isinstance(value, Mapping):
        return ()
    own = value.get("bron", ())
    found = [own] if isinstance(own, str) else list(own) if isinstance(own, list) else []
    for one in (value.get("afronden"), *(value.get("kies") or ())):
        found += _cited(one)
    return tuple(dict.fromkeys(found))


def _without_notes(value: Any) -> Any:
    return {key: one for key, one in value.items() if key not in _NOTES} if isinstance(value, Mapping) else value


def told(value: Any) -> str:
    """A value of a file as text, the same for the same content: a group or list over several lines."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "\n".join(_line(told(key), told(one)) for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        texts = [told(one) for one in value]
        return ", ".join(texts) if not any("\n" in one for one in texts) else "\n".join(_line("-", one) for one in texts)
    return str(value)


def _line(head: str, text: str) -> str:
    if "\n" not in text:
        return f"{head} {text}" if head == "-" else f"{head}: {text}"
    below = text.replace("\n", "\n  ")
    return f"- {below}" if head == "-" else f"{head}:\n  {below}"


def on(items: Items, day: date) -> dict[Key, tuple[date | None, Item]]:
    """What the law says on a day: of everything with dates the last one at or before that day, without its date in the key.

    A value that became law later than the day from which it holds is not there before that.
    """
    law = {key: item for key, item in items.items() if key.day is None or max(key.day, item.in_force or key.day) <= day}
    last = last_days(law)
    return {
        Key(key.part, key.name, None, key.cell): (key.day, item)
        for key, item in law.items()
        if (key.day is None or last[key.part, key.name] == key.day) and item.text != ENDED and not is_about(key)
    }


def last_days(items: Items) -> dict[tuple[Onderdeel, str], date]:
    """The last date of everything with dates."""
    found: dict[tuple[Onderdeel, str], date] = {}
    for key in items:
        if key.day:
            found[key.part, key.name] = max(key.day, found.get((key.part, key.name), key.day))
    return found


def is_about(key: Key) -> bool:
    """Whether it is no figure itself, but how sure one is, or whether it is out of date."""
    return key.day is not None and key.cell.rpartition(" ")[2] in ABOUT
