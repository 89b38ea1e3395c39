"""Strict reading of YAML and JSON: exact numbers, no YAML traps, and for every value the place where it stands."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import yaml
from yaml.events import ScalarEvent

from voorzieningen.errors import FileError
from voorzieningen.rulebook._yaml_faults import yaml_fault

# libyaml is about ten times faster; a wheel without it reads the same files with the same answers.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NUMBER_TRAP = re.compile(
    r"[-+]?(?:0[xob][0-9a-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.(?:inf|nan)"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?)",
    re.IGNORECASE,
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]| +)[0-9]{1,2}:[0-9]{2}.*)?")
_BOOL_TRAPS, _EMPTY = {"yes", "no", "on", "off", "y", "n", "true", "false"}, {"", "~", "null"}
_DIRECTIVE = re.compile(r"(?:[ ]*(?:#[^\n]*)?\n)*%")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LONGEST_NUMBER = 40

_BAD_CHARACTER = ("hier staat een teken dat niet bestaat.", "Haal het teken weg.")
_QUOTE = "Is het tekst? Zet het tussen aanhalingstekens."
_NUMBER_REPAIR = f"Schrijf een getal voluit en met een punt, zoals 1250 of 12.50. {_QUOTE}"
_DATE_REPAIR = f"Schrijf een datum die bestaat als jaar-maand-dag, zoals 2026-01-31. {_QUOTE}"
_NO_VALUE = ("hier staat geen waarde.", "Vul een waarde in, schrijf onbekend, of haal de regel weg.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may weigh: size in bytes, nesting in levels, and number of values and keys together."""

    size: int = 5_000_000
    depth: int = 30
    nodes: int = 200_000


@dataclass(slots=True)
class _Spot:
    """Where a value starts, with the spots of what is inside; `key` is where its key starts. Counted from 1."""

    start: tuple[int, int]
    inside: dict[Any, _Spot] | list[_Spot] | None = None
    key: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file as plain data: dict, list, str, Decimal, date and bool, with the place of each value.

    Of a JSON file only paths are known; its places read "name: path".
    """

    name: str
    data: Any
    _root: _Spot | None = field(default=None, repr=False, compare=False)

    def key_place(self, path: Sequence[Any]) -> str:
        """Give "name:line:col" of the key at `path`; for a row of a list, of the row itself."""
        return self.place(path, of_key=True)

    def place(self, path: Sequence[Any] = (), *, of_key: bool = False) -> str:
        """Give "name:line:col" of the value at `path`, or of its nearest ancestor that is in the file."""
        if self._root is None:
            return _json_place(self.name, path)
        spot = self._root
        try:
            for step in path:
                spot = spot.inside[step]  # type: ignore[index]  # the spots follow the data
        except (KeyError, IndexError, TypeError):
            of_key = False
        line, column = spot.key if of_key and spot.key else spot.start
        return f"{self.name}:{line}:{column}"


def read_document(data: bytes, name: str, *, limits: Limits = Limits()) -> Document:
    """Read one strict YAML document; `name` is the file name shown in messages.

    Raises FileError for anything that is not strict YAML. No message contains a value of the file.
    """
    text = _text(data, name, limits)
    if control := _CONTROL.search(text):
        what = "hier staat een tab." if control.group() == "\t" else "hier staat een onzichtbaar teken."
        raise FileError(what, where=_where(text, control.start(), name), repair="Gebruik spaties.")
    if directive := _DIRECTIVE.match(text):
        where = _where(text, directive.end() - 1, name)
        raise FileError("een regel die met % begint, kan hier niet.", where=where, repair="Haal de regel weg.")
    try:
        return _Reader(text, name, limits).document()
    except yaml.MarkedYAMLError as error:
        place, what, repair = yaml_fault(error)
    except (yaml.YAMLError, ValueError, OverflowError):  # the Python scanner lets chr() fail on a bad \U escape
        place, what, repair = yaml_fault(yaml.MarkedYAMLError())
    raise FileError(what, where=":".join(map(str, (name, *(place or ())))), repair=repair)


def read_json(data: bytes, name: str, *, limits: Limits = Limits()) -> Document:
    """Read one JSON file; numbers become Decimal, dates stay text.

    Raises FileError for broken JSON, double keys, null, NaN, exponents, and files too large or too deep.
    """
    text = _text(data, name, limits)
    if text.count(",") + text.count(":") > limits.nodes:  # at least as many as there are values
        raise _json_fault(name, (), *_too_big(limits))
    hooks: dict[str, Any] = dict.fromkeys(("parse_float", "parse_int", "parse_constant"), _json_number)
    where = ""
    try:
        value = json.loads(text, object_pairs_hook=_json_object, **hooks)
    except json.JSONDecodeError as error:
        where = f"{name}:{error.lineno}:{error.colno}"
    except RecursionError:
        raise _json_fault(name, (), *_too_big(limits)) from None
    if where:
        raise FileError("dit is geen geldige JSON.", where=where, repair="Kijk naar komma's en aanhalingstekens.")
    _check_json(value, name, (), limits)
    return Document(name, value)


class _Reader:
    """Builds data and spots from parser events, so that aliases and bombs are refused before they are built."""

    def __init__(self, text: str, name: str, limits: Limits) -> None:
        self._name, self._limits, self._nodes = name, limits, 0
        self._next: Callable[[], Any] = _LOADER(text).get_event

    def document(self) -> Document:
        self._next()  # start of the stream
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise FileError("dit bestand is leeg.", where=self._name, repair="Zet er een document in.")
        value, root = self._value(self._next(), 1, False)
        self._next()  # end of the document
        if not isinstance(extra := self._next(), yaml.StreamEndEvent):
            raise self._fault(extra, "hier begint een tweede document.", "Zet elk document in een eigen bestand.")
        return Document(self._name, value, root)

    def _fault(self, event: Any, what: str, repair: str) -> FileError:
        line, column = _start(event)
        return FileError(what, where=f"{self._name}:{line}:{column}", repair=repair)

    def _value(self, event: Any, depth: int, flow: bool) -> tuple[Any, _Spot]:
        self._admit(event, depth)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, flow), _Spot(_start(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, depth)
        rows: list[tuple[Any, _Spot]] = []
        while not isinstance(item := self._next(), yaml.SequenceEndEvent):
            rows.append(self._value(item, depth + 1, event.flow_style))
        return [row for row, _ in rows], _Spot(_start(event), [spot for _, spot in rows])

    def _mapping(self, event: Any, depth: int) -> tuple[dict[Any, Any], _Spot]:
        flow: bool = event.flow_style
        result: dict[Any, Any] = {}
        spots: dict[Any, _Spot] = {}
        while not isinstance(key_event := self._next(), yaml.MappingEndEvent):
            key = self._key(key_event, depth + 1, flow)
            if key in result:
                raise self._fault(key_event, "deze sleutel staat er twee keer.", "Houd er een over.")
            item = self._next()
            if flow and isinstance(item, ScalarEvent) and not (item.value or item.style or item.tag):
                what = "tussen deze accolades staat een sleutel zonder waarde."
                repair = "Zet een formule of tekst met een komma tussen aanhalingstekens. In een getal hoort een punt: 12.50."
                raise self._fault(key_event, what, repair)
            result[key], spot = self._value(item, depth + 1, flow)
            spot.key, spots[key] = _start(key_event), spot
        return result, _Spot(_start(event), spots)

    def _key(self, event: Any, depth: int, flow: bool) -> Any:
        self._admit(event, depth)
        if not isinstance(event, ScalarEvent) or (event.value == "<<" and not event.style):
            raise self._fault(event, "dit kan geen sleutel zijn.", "Gebruik een woord, getal of datum.")
        return self._scalar(event, flow)

    def _admit(self, event: Any, depth: int) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes or depth > self._limits.depth:
            raise self._fault(event, *_too_big(self._limits))
        if event.anchor is not None:  # an alias event has only an anchor
            raise self._fault(event, "verwijzen met & of * kan hier niet.", f"Schrijf de waarde uit. {_QUOTE}")
        if event.tag is not None:
            raise self._fault(event, "een YAML-label met ! kan hier niet.", f"Haal het weg. {_QUOTE}")

    def _scalar(self, event: Any, flow: bool) -> Any:
        value: str = event.value
        if event.style:
            if _SURROGATE.search(value):
                raise self._fault(event, *_BAD_CHARACTER)
            return value
        if value[:1] in "0123456789+-.":  # also the empty scalar, which matches nothing below but _EMPTY
            if _NUMBER.fullmatch(value) and len(value) <= _LONGEST_NUMBER:
                return Decimal(value)
            if _DATE.fullmatch(value):
                with suppress(ValueError):
                    if len(value) == 10:
                        return date.fromisoformat(value)
                raise self._fault(event, "dit lijkt een datum, maar is het niet.", _DATE_REPAIR)
            if _NUMBER_TRAP.fullmatch(value):
                raise self._fault(event, "dit getal is niet eenduidig.", _NUMBER_REPAIR)
        if len(value) <= 5:
            if value in ("ja", "nee"):
                return value == "ja"
            word = value.lower()
            if word in _EMPTY:
                raise self._fault(event, *_NO_VALUE)
            if word in _BOOL_TRAPS:
                raise self._fault(event, "dit woord leest YAML soms als ja of nee.", f"Schrijf ja of nee. {_QUOTE}")
        if flow and value.count("(") != value.count(")"):
            raise self._fault(event, "de komma knipt deze formule in stukken.", "Zet haar tussen aanhalingstekens.")
        return value


def _start(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _text(data: bytes, name: str, limits: Limits) -> str:
    if len(data) > limits.size:
        raise FileError(f"dit bestand is groter dan {limits.size / 1e6:g} MB.", where=name, repair="Maak het kleiner.")
    data = data.removeprefix(codecs.BOM_UTF8)
    text, broken = data.decode(errors="replace"), -1
    try:
        data.decode()
    except UnicodeDecodeError as error:
        broken = error.start
    if broken >= 0:  # raised here, because a chained error would hold the whole file
        where = _where(data[:broken].decode(), broken, name)
        raise FileError("dit bestand is geen UTF-8.", where=where, repair="Bewaar het opnieuw met de codering UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _where(text: str, index: int, name: str) -> str:
    before = text[:index]
    return f"{name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def _too_big(limits: Limits) -> tuple[str, str]:
    what = f"dit bestand heeft meer dan {limits.nodes} waarden of meer dan {limits.depth} niveaus."
    return what, "Maak het kleiner."


# A fault found inside the JSON parser, which does not know where it is; the walk afterwards does.
class _Fault(NamedTuple):
    what: str
    repair: str


def _json_number(text: str) -> Decimal | _Fault:
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        return Decimal(text)
    return _Fault("dit getal is niet eenduidig.", "Schrijf een getal voluit en met een punt, zoals 1250 of 12.50.")


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Fault:
    result = dict(pairs)
    return result if len(result) == len(pairs) else _Fault("een sleutel staat er twee keer.", "Houd er een over.")


def _check_json(value: Any, name: str, path: tuple[Any, ...], limits: Limits) -> None:
    if len(path) >= limits.depth:
        raise _json_fault(name, path, *_too_big(limits))
    if value is None:
        value = _Fault(*_NO_VALUE)
    texts = [value] if isinstance(value, str) else value if isinstance(value, dict) else ()
    if any(map(_SURROGATE.search, texts)):
        value = _Fault(*_BAD_CHARACTER)
    if isinstance(value, _Fault):
        raise _json_fault(name, path, *value)
    children = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    for step, child in children:
        _check_json(child, name, (*path, step), limits)


def _json_fault(name: str, path: Sequence[Any], what: str, repair: str) -> FileError:
    return FileError(what, where=_json_place(name, path), repair=repair)


def _json_place(name: str, path: Sequence[Any]) -> str:
    # A key that is no field name may be something personal, so it is not shown.
    steps = [str(step) if isinstance(step, int) or _FIELD_NAME.fullmatch(str(step)) else "*" for step in path]
    return f"{name}: {'.'.join(steps)}" if steps else name
