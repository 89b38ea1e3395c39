"""Every file that cites sources, and each place in it that does: a dated value, a step, a condition, a sentence of the plan."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from voorzieningen.rulebook import Bron, Confidence, Record, Rhythm, RuleFiles, Waarde, is_stale, weakest

_DATED = {"parameters": "waarden", "termen": "waarden", "stappen": "versies", "voorwaarden": "versies"}
"""The parts whose entries may have date keys, and where those stand."""

_CONFIDENCE = "zekerheid"
"""The column of a CSV file with the confidence of a row."""

Keys = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One file with sources of its own."""

    file: str
    """Below the folder of rules, such as `landelijk/zorgtoeslag/regeling.yaml`."""
    scheme: str
    body: str
    """Whose file it is: a municipality or water board, or empty for the country."""
    model: Any
    """A record with `bronnen`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The CSV files beside it."""


@dataclass(frozen=True, slots=True)
class Cite:
    """One thing in a file that rests on sources: `part` is `parameters`, `stappen`, ..., `name` its name or place in a list."""

    paper: Paper
    part: str
    name: str
    day: date | None
    """Since when this value or version holds; None without a date."""
    next_day: date | None
    """When a later one replaces it."""
    value: Waarde | None
    rhythm: Rhythm | None
    sources: tuple[str, ...]

    @property
    def confidence(self) -> Confidence:
        """Its own, or that of its weakest source."""
        own = (self.value.zekerheid or _of_table(self.value, self.paper.texts)) if self.value else None
        return own or weakest(self.paper.model.bronnen[one].zekerheid for one in self.sources)

    def seen(self, source: Bron) -> date:
        """When somebody last looked at this source for it."""
        return (self.value.gezien if self.value else None) or source.gezien

    def holds(self, day: date) -> bool:
        """Whether nothing has replaced it on a day."""
        return self.next_day is None or day < self.next_day

    def is_stale(self, year: int) -> bool:
        """Whether it is what a year is computed with, and is marked as old or past its rhythm."""
        if self.part == "open":
            return bool(self.paper.model.open[self.name].verouderd)
        first, last = date(year, 1, 1), date(year, 12, 1)
        used = self.value is not None and self.day is not None and self.day <= last and self.holds(first)
        return used and is_stale(getattr(self.paper.model, self.part)[self.name], year)


def papers(files: RuleFiles) -> Iterator[Paper]:
    """Every file with sources: of the country, of each body, and those of the plan."""
    for file in (*files.schemes.values(), *files.frames.values(), *files.signals.values()):
        yield Paper(file.doc.name, file.model.regeling, "", file.model, file.texts)
    for pack in sorted(files.packs.values(), key=lambda pack: (pack.body, pack.name)):
        for name, file in pack.schemes.items():
            yield Paper(file.doc.name, name, pack.name, file.model, file.texts)
        for name, fillings in pack.fillings.items():
            for one in fillings:
                yield Paper(one.doc.name, name, pack.name, one.model, one.texts)
    for scheme, model in (("schulden", files.debts), ("actieplan", files.plan)):
        if model.bronnen:
            yield Paper(f"{scheme}.yaml", scheme, "", model)


def cites(paper: Paper) -> Iterator[Cite]:
    """Each place of a file that names a source, and each value, with or without one."""
    found: dict[tuple[str, str, date | None], dict[str, None]] = {}
    values: dict[tuple[str, str, date | None], Waarde] = {}
    for path, one in _records(paper.model, ()):
        part, name, day = str(path[0]), str(path[1]) if len(path) > 1 else "", next(_days(path), None)
        where = part, name, day
        if isinstance(one, Waarde):
            values[where] = one
        if one.bron or isinstance(one, Waarde):
            found.setdefault(where, {}).update(dict.fromkeys(one.bron))
    for where, sources in found.items():
        part, name, day = where
        entry = getattr(paper.model, part)[name] if part in _DATED else None
        dates = getattr(entry, _DATED[part], {}) if part in _DATED else {}
        later = min((other for other in dates if day is not None and other > day), default=None)
        yield Cite(paper, part, name, day, later, values.get(where), getattr(entry, "ritme", None), tuple(sources))


def _records(node: Any, path: Keys) -> Iterator[tuple[Keys, Any]]:
    """Every record below this one that may name a source, with its keys."""
    if isinstance(node, Record):
        if hasattr(node, "bron"):
            yield path, node
        for name in type(node).model_fields:
            yield from _records(getattr(node, name), (*path, name))
    elif isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _records(inner, (*path, key))
    elif isinstance(node, tuple):
        for at, inner in enumerate(node, 1):
            yield from _records(inner, (*path, at))


def _days(path: Keys) -> Iterator[date]:
    return (key for key in path if isinstance(key, date))


def _of_table(value: Waarde, texts: Mapping[str, str]) -> Confidence | None:
    """The weakest confidence that a CSV file gives its own rows."""
    rows = csv.DictReader(io.StringIO(texts.get(str(value.waarde), "")))
    found: list[Any] = [row[_CONFIDENCE] for row in rows if row.get(_CONFIDENCE)]
    return weakest(found) if found else None


def cells(value: Any, texts: Mapping[str, str]) -> int:
    """How many figures a value holds: one, or the cells of its table."""
    if isinstance(value, Mapping):
        return sum(cells(inner, texts) for inner in value.values())
    if isinstance(value, str) and value in texts:
        head, *rows = csv.reader(io.StringIO(texts[value]))
        return sum(bool(cell) for row in rows for name, cell in zip(head[1:], row[1:], strict=True) if name != _CONFIDENCE)
    return 1
