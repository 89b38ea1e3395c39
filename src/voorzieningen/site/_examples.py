"""The examples beside the rules as the site shows them: by rule file, and one of each worked out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from voorzieningen import RuleSet
from voorzieningen.examples import Case, read_examples, worked
from voorzieningen.report import Stap

_ORIGINS = ("officieel", "gepubliceerd", "eigen")
_STEP = re.compile(r"[a-z0-9_.]+")
_OF_THE_WHOLE = ("ontbreekt", "drempel")
"""What an example may expect of a scheme or signal as a whole."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that must come out: `name` of the rule file `file` (empty for the right itself), in which row and month."""

    file: str
    name: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as the site shows it."""

    case: Case
    expected: tuple[Expected, ...]

    @property
    def origin(self) -> str:
        """officieel | gepubliceerd | eigen"""
        return self.case.example.herkomst.soort


@dataclass(frozen=True, slots=True)
class Worked:
    """One example with its steps: those of the rule file itself, and those of other files it rests on."""

    shown: Shown
    household: str
    own: tuple[Stap, ...]
    others: tuple[Stap, ...]


class Examples:
    """All examples of a set of rules, by rule file; those of a municipality by its folder and scheme too."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules, files = rules, rules.book.files
        known = {**files.schemes, **files.frames, **files.signals}
        self._of: dict[tuple[str, str], list[Shown]] = defaultdict(list)
        for case in read_examples(rules):
            shown = Shown(case, tuple(_expected(case)))
            if case.scheme in known:
                self._of["", case.scheme].append(shown)
                continue
            for name in dict.fromkeys(one.file for one in shown.expected):
                self._of[case.scheme, name].append(shown)

    def of(self, name: str, pack: str = "") -> Sequence[Shown]:
        """The examples of a rule file, official ones first; `pack` is the folder of a municipality or water board."""
        return sorted(self._of.get((pack.rpartition("/")[2], name), ()), key=lambda one: _ORIGINS.index(one.origin))

    def worked(self, name: str, shown: Sequence[Shown]) -> Worked | None:
        """The best example of some, with every step: an official one, recent, with an amount; None when there is none."""
        for one in sorted(shown, key=lambda one: _rank(one, name)):
            for wanted in dict.fromkeys((name, *(part.file for part in one.expected if part.file.startswith(name)))):
                if steps := worked(one.case, self._rules, wanted):
                    own = tuple(step for step in steps if step.stap.startswith(f"{wanted}."))
                    others = tuple(step for step in steps if not step.stap.startswith(f"{wanted}."))
                    return Worked(one, household_text(one.case.data), own, others)
        return None


def _rank(one: Shown, name: str) -> tuple[int, bool, bool, int]:
    paid = any(part.value.strip("0.") and part.value[:1].isdigit() for part in one.expected)
    about = any(part.file.startswith(name) for part in one.expected)
    return _ORIGINS.index(one.origin), not about, not paid, -one.case.day.year


def _expected(case: Case) -> Iterator[Expected]:
    for key, value in case.example.verwacht.items():
        match = _STEP.match(key)
        head, _, name = (match[0] if match else key).partition(".")
        yield Expected(head, "" if name in _OF_THE_WHOLE else name, key, _text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


# --- a household as a file

class _Dumper(yaml.SafeDumper):
    """Numbers as they are, and ja and nee for truths, as the files of households have them."""


def _plain(text: str, tag: str = "tag:yaml.org,2002:float") -> yaml.Node:
    return yaml.ScalarNode(tag, text)


_Dumper.add_representer(Decimal, lambda _, value: _plain(format(value, "f")))
_Dumper.add_representer(bool, lambda _, value: _plain("ja" if value else "nee", "tag:yaml.org,2002:bool"))
_Dumper.add_representer(date, lambda _, value: _plain(value.isoformat(), "tag:yaml.org,2002:timestamp"))


def household_text(data: Mapping[str, Any]) -> str:
    """A household as the YAML `voorzieningen explain` reads."""
    return yaml.dump(_unfrozen(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _unfrozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _unfrozen(inner) for key, inner in value.items()}
    return [_unfrozen(inner) for inner in value] if isinstance(value, (list, tuple)) else value
