"""Reads the cells of one column, whatever a file made of them, into its type; a fault names the rows that do not fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic_core import PydanticCustomError

from voorzieningen.batch._faults import Flags, Places
from voorzieningen.batch.layout import Column
from voorzieningen.batch.read import is_text
from voorzieningen.batch.schemas import AMOUNT, TYPES
from voorzieningen.household.fields import plain_label, read_balance, read_day, read_text, read_truth
from voorzieningen.texts import texts


class Said(NamedTuple):
    """A fault in words."""

    what: str
    repair: str


class Cells(NamedTuple):
    """The values of a column, null where a cell is wrong, and the rows that are wrong by what is wrong."""

    values: pa.Array
    wrong: dict[Said, Places]


_PLAIN = "^-?[0-9]{1,9}([.][0-9]{1,2})?$"
_COUNT = "^[0-9]{1,9}([.]0+)?$"
_COMMA = re.compile(r"-?[0-9]+,[0-9]+|-?[0-9]{1,3}([.][0-9]{3})+,[0-9]+")
_UNKNOWN = "onbekend"
_WIDE = pa.decimal128(38, 2)


def read_cells(column: Column, given: pa.Array) -> Cells:
    """Every value of a column as its type, within the limits of the column."""
    read: dict[str, Callable[[Column, pa.Array], Cells]] = {"getal": _numbers, "nummer": _counts, "datum": _days}
    if pa.types.is_null(given.type):
        return Cells(pa.nulls(len(given), TYPES[column.kind]), {})
    cells = read.get(column.kind, _by_text)(column, given)
    return _within(column, cells) if column.lowest is not None else cells


def _numbers(column: Column, given: pa.Array) -> Cells:
    if given.type == AMOUNT:
        return Cells(given, {})
    if pa.types.is_integer(given.type) or pa.types.is_decimal(given.type):
        try:
            return Cells(pc.cast(pc.cast(given, _WIDE), AMOUNT), {})
        except pa.ArrowInvalid:
            pass  # some value is too long: read them one by one below
    text = pc.cast(given, pa.string())  # a float as it is written: it is never computed with
    fits = pc.fill_null(pc.match_substring_regex(text, _PLAIN), True)
    found = pc.cast(pc.if_else(fits, text, None), AMOUNT)
    return _one_by_one(column, text, found, ~flags(fits), _number)


def _counts(column: Column, given: pa.Array) -> Cells:
    if pa.types.is_integer(given.type):
        try:
            return Cells(pc.cast(given, pa.int32()), {})
        except pa.ArrowInvalid:
            pass
    text = pc.cast(given, pa.string())
    fits = pc.fill_null(pc.match_substring_regex(text, _COUNT), True)
    whole = pc.replace_substring_regex(pc.if_else(fits, text, None), "[.]0+$", "")
    return _one_by_one(column, text, pc.cast(whole, pa.int32()), ~flags(fits), _no_count)


def _days(column: Column, given: pa.Array) -> Cells:
    if is_text(given.type):
        return _by_text(column, given)
    found = pc.cast(given, pa.date32(), safe=False)
    if not pa.types.is_timestamp(given.type):
        return Cells(found, {})
    timed = flags(pc.fill_null(pc.not_equal(pc.cast(found, given.type), given), False))
    said = _fault_of(read_day.read_plain, _NOON)
    return Cells(found, {said: np.flatnonzero(timed)} if timed.any() else {})


def _by_text(column: Column, given: pa.Array) -> Cells:
    """Reads each different text once."""
    kind = TYPES[column.kind]
    if given.type == kind and column.kind == "ja_nee":
        return Cells(given, {})
    words = given if pa.types.is_dictionary(given.type) else given.dictionary_encode()
    read = _READERS[column.kind]
    values: list[Any] = []
    bad: dict[Said, list[int]] = defaultdict(list)
    for at, text in enumerate(words.dictionary.to_pylist()):
        try:
            values.append(None if text is None else read(column, text))
        except PydanticCustomError as error:
            values.append(None)
            bad[_words(error)].append(at)
        except _Wrong as error:
            values.append(None)
            bad[error.said].append(at)
    codes = words.indices
    plain = pa.types.is_dictionary(kind)
    read_values = pa.array(values, kind.value_type if plain else kind)
    found = pc.take(read_values, codes)
    places = codes.fill_null(-1).to_numpy(zero_copy_only=False)
    wrong = {said: np.flatnonzero(np.isin(places, some)) for said, some in bad.items()}
    return Cells(found.dictionary_encode() if plain else found, {said: rows for said, rows in wrong.items() if rows.size})


def _one_by_one(column: Column, text: pa.Array, found: pa.Array, strange: Flags, read: Callable[[Column, str], Any]) -> Cells:
    """What the quick way could not read: few, or the file is wrong."""
    if not strange.any():
        return Cells(found, {})
    wrong: dict[Said, list[int]] = defaultdict(list)
    repaired: list[Any] = []
    known: dict[str, Any] = {}
    rows = np.flatnonzero(strange)
    for row, one in zip(rows.tolist(), text.take(pa.array(rows)).to_pylist(), strict=True):
        if one not in known:
            try:
                known[one] = read(column, one)
            except PydanticCustomError as error:
                known[one] = _words(error)
            except _Wrong as error:
                known[one] = error.said
        result = known[one]
        repaired.append(None if isinstance(result, Said) else result)
        if isinstance(result, Said):
            wrong[result].append(row)
    filled = pc.replace_with_mask(found, pa.array(strange), pa.array(repaired, found.type))
    return Cells(filled, {said: np.array(some) for said, some in wrong.items()})


def _within(column: Column, cells: Cells) -> Cells:
    """Takes out what lies outside the limits of the column, or has too many decimals."""
    values, wrong = cells
    units = units_of(values)
    given = flags(values.is_valid())
    low, high = _unit(column, column.lowest), _unit(column, column.highest)
    say = texts()
    reach = say("tabellen.cel.grens.herstel", laagst=column.lowest, hoogst=column.highest)
    outside = given & ((units < low) | (units > high))
    too_fine = given & ~outside & (units % 10 ** (2 - column.decimals) != 0) if column.kind == "getal" else outside & ~outside
    for rows, said in (
        (outside, Said(say("tabellen.cel.grens"), reach)),
        (too_fine, Said(say("tabellen.cel.cijfers"), _digits(column))),
    ):
        if rows.any():
            wrong = {**wrong, said: np.flatnonzero(rows)}
            values = pc.if_else(pa.array(~rows), values, None)
    return Cells(values, wrong)


def units_of(values: pa.Array) -> Places:
    """Amounts in cents, dates as day numbers and counts as they are; anything where nothing is given."""
    if values.type == AMOUNT:
        # Two words to an amount, the lowest first: all amounts there are fit in that one.
        words = np.frombuffer(values.buffers()[1] or b"", np.int64)
        found: Places = words[2 * values.offset : 2 * (values.offset + len(values)) : 2]
        return found
    whole = pc.cast(values, pa.int32()) if values.type == pa.date32() else values
    numbers: Places = whole.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def _unit(column: Column, limit: Decimal | date | None) -> int:
    if isinstance(limit, date):
        return limit.toordinal() - _EPOCH
    assert limit is not None
    return int(limit * 100) if column.kind == "getal" else int(limit)


_EPOCH = date(1970, 1, 1).toordinal()
_NOON = datetime(2000, 1, 1, 12)


# --- one text


class _Wrong(Exception):
    def __init__(self, key: str, *, repair: str = "", **values: object) -> None:
        say = texts()
        self.said = Said(say(f"tabellen.{key}"), say(f"tabellen.{repair or f'{key}.herstel'}", **values))


def _number(column: Column, text: str) -> Decimal:
    _is_known(column, text)
    if _COMMA.fullmatch(text):
        raise _Wrong("cel.komma")
    try:
        number = Decimal(text)
    except ArithmeticError:
        number = None
    found: Decimal = read_balance.read_plain(text if number is None or text != text.strip() else number)
    return found


def _no_count(column: Column, text: str) -> int:
    _is_known(column, text)
    raise _Wrong("cel.nummer")


def _day(column: Column, text: str) -> date:
    _is_known(column, text)
    found: date = read_day.read_plain(text)
    return found


def _truth(column: Column, text: str) -> bool:
    _is_known(column, text)
    found: bool = read_truth.read_plain(text)
    return found


def _choice(column: Column, text: str) -> str:
    _is_known(column, text)
    parts = text.split("|")
    if len(parts) > 1 and not column.sets:
        raise _Wrong("cel.keuzes", repair="cel.een_keuze.herstel")
    return "|".join(sorted(_labels(column, parts)))


def _months(column: Column, text: str) -> str:
    _is_known(column, text)
    return "|".join(sorted(_labels(column, text.split("|")), key=column.labels.index))


def _labels(column: Column, parts: list[str]) -> list[str]:
    read = plain_label(*column.labels).read_plain
    if len(set(parts)) < len(parts):
        raise _Wrong("cel.keuzes")
    return [read(part) for part in parts]


def _text(column: Column, text: str) -> str:
    _is_known(column, text)
    found: str = read_text.read_plain(text)
    return found


_READERS: dict[str, Callable[[Column, str], Any]] = {
    "datum": _day, "ja_nee": _truth, "keuze": _choice, "maanden": _months, "tekst": _text,
}  # fmt: skip


def _is_known(column: Column, text: str) -> None:
    if text == _UNKNOWN and column.unknown:
        raise _Wrong("cel.onbekend", kolom=column.name)


def _fault_of(read: Callable[[Any], Any], value: Any) -> Said:
    try:
        read(value)
    except PydanticCustomError as error:
        return _words(error)
    raise AssertionError("this is read")


def _words(error: PydanticCustomError) -> Said:
    context = error.context or {}
    return Said(str(context["what"]), str(context["repair"]))


def _digits(column: Column) -> str:
    say = texts()
    if not column.decimals:
        return say("tabellen.cel.heel.herstel")
    return say("tabellen.cel.cijfers.herstel", aantal=column.decimals)


def flags(values: pa.Array) -> Flags:
    found: Flags = values.to_numpy(zero_copy_only=False)
    return found


def words_in(texts_: pa.Array) -> Iterator[tuple[str, Flags]]:
    """Each word in a column of words between spaces, with the rows it stands in."""
    coded = texts_ if pa.types.is_dictionary(texts_.type) else texts_.dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    holders: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(coded.dictionary.to_pylist()):
        for word in set((text or "").split()):
            holders[word].append(at)
    for word, some in holders.items():
        yield word, np.isin(codes, some)
