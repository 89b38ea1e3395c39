"""Reads table files in pieces, and says clearly what is wrong with a file or its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from voorzieningen.batch.layout import HIGHEST, HOUSEHOLDS, PEOPLE, Layout, Table
from voorzieningen.batch.schemas import INVENTED
from voorzieningen.errors import FileError
from voorzieningen.texts import texts

ROW = "__rij"
"""The column with the number of the row in the file as given, from 1."""
BESIDE = frozenset({"volgen", "kolommen"})
"""Tables that may stand beside those of a household: how a group is followed, and the explanation of the columns."""
_PIECE, _BLOCK = 1 << 16, 1 << 23
_TEXT_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """One table in one file."""

    table: Table
    path: Path

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix == ".parquet"


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is no row of its table: too many or too few cells; with its household, where that can be read."""

    row: int
    house: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a file with their numbers in the column `__rij`, and the broken rows met on the way."""

    rows: pa.RecordBatch
    broken: tuple[Broken, ...] = ()


def find_sources(folder: Path, layout: Layout) -> dict[str, Source]:
    """The tables in a folder, each looked at as far as its columns. FileError for the first file that cannot be used."""
    say = texts()
    if not folder.is_dir():
        raise _wrong(folder, say("tabellen.map.geen"), say("tabellen.map.geen.herstel"))
    found: dict[str, Source] = {}
    for path in sorted(folder.iterdir()):
        name = path.name.partition(".")[0]
        fits = path.suffix in (".csv", ".parquet") and path.is_file()
        if not fits and name in layout.tables:  # left out it would count as not told
            raise _wrong(path, say("tabellen.map.vorm"), say("tabellen.map.vorm.herstel"))
        if not fits or not name or name in BESIDE:
            continue
        if path.stem not in layout.tables:
            raise _wrong(path, say("tabellen.map.vreemd"), nearest(path.stem, list(layout.tables), say("tabellen.kolom.weg")))
        if path.stem in found:
            raise _wrong(path, say("tabellen.map.dubbel"), say("tabellen.map.dubbel.herstel"))
        found[path.stem] = Source(layout[path.stem], path)
    for name in (HOUSEHOLDS, PEOPLE):
        if name not in found:
            raise _wrong(folder, say("tabellen.map.mist", naam=name), say("tabellen.map.mist.herstel"))
    for source in found.values():
        schema_of(source)
    return {name: found[name] for name in layout.tables if name in found}


def schema_of(source: Source) -> pa.Schema:
    """What the pieces of a file look like: all texts of a CSV, and of a Parquet file what it says, words as text.

    FileError when the file cannot be read or a column is wrong.
    """
    if source.is_parquet:
        schema = pa.schema([_plain(field) for field in _opened(source).schema_arrow], _metadata(source))
    else:
        schema = pa.schema([pa.field(name, pa.string()) for name in _header(source.path)])
    check_columns(source.table, schema, str(source.path))
    return schema.append(pa.field(ROW, pa.int64()))


def is_invented(source: Source) -> bool:
    """Whether the file says that these are no real people."""
    return source.is_parquet and (_metadata(source) or {}).get(INVENTED) == b"ja"


def pieces(source: Source) -> Iterator[Piece]:
    """The rows of a file, some tens of thousands at a time. FileError when the file turns out to be damaged."""
    yield from _parquet(source) if source.is_parquet else _csv(source)


def count_rows(source: Source) -> int:
    """How many rows a file has: exact for Parquet, at most for CSV."""
    if source.is_parquet:
        return int(_opened(source).metadata.num_rows)
    with source.path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


def check_columns(table: Table, schema: pa.Schema, where: str) -> None:
    """FileError when a column is strange, there twice, missing or of a type that cannot hold what belongs there."""
    say = texts()
    known = {name for one in table.columns.values() for name in ((one.name, one.name + HIGHEST) if one.ranges else (one.name,))}
    names: Sequence[str] = schema.names
    for name in names:
        if names.count(name) > 1:
            what = say("tabellen.kolom.dubbel", naam=name)
            raise FileError(what, where=where, repair=say("tabellen.kolom.dubbel.herstel"))
        if name not in known and name != ROW:
            away = say("tabellen.kolom.weg.naam" if name == "naam" else "tabellen.kolom.weg")
            repair = away if name == "naam" else nearest(name, sorted(known), away)
            raise FileError(say("tabellen.kolom.vreemd", naam=name), where=where, repair=repair)
    for column in table.columns.values():
        if column.required and column.name not in names:
            what = say("tabellen.kolom.mist", naam=column.name)
            raise FileError(what, where=where, repair=say("tabellen.kolom.mist.herstel"))
    for field in schema:
        if field.name == ROW:
            continue
        kind = table.columns[field.name.removesuffix(HIGHEST)].kind
        kind = "tekst" if kind in ("keuze", "maanden") else kind
        if not _fits(field.type, kind, key=field.name == table.key):
            what = say("tabellen.kolom.soort", naam=field.name, soort=field.type)
            raise FileError(what, where=where, repair=say(f"tabellen.kolom.soort.{kind}"))


def nearest(name: str, options: Sequence[str], otherwise: str) -> str:
    """The repair for a wrong name: the nearest of some names, or something else when none is near."""
    asked = name.strip().lower().replace(" ", "_").replace("-", "_")
    near = get_close_matches(asked[:60], options, 1, 0.6)
    return texts()("tabellen.kolom.bedoelt", naam=near[0]) if near else otherwise


def _fits(kind: pa.DataType, wanted: str, *, key: bool) -> bool:
    if pa.types.is_null(kind) or is_text(kind):
        return True
    whole, number = pa.types.is_integer(kind), pa.types.is_decimal(kind) or pa.types.is_floating(kind)
    if wanted in ("getal", "nummer"):
        return bool(whole or number)
    if wanted == "datum":
        return bool(pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None))
    return bool(pa.types.is_boolean(kind)) if wanted == "ja_nee" else bool(whole and key)


def is_text(kind: pa.DataType) -> bool:
    """Whether a type holds words, plain or by dictionary."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner))


# --- Parquet


def _opened(source: Source) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(source.path)
    except (pa.ArrowException, OSError, ValueError):
        pass
    raise _half(source)


def _metadata(source: Source) -> Mapping[bytes, bytes] | None:
    found: Mapping[bytes, bytes] | None = _opened(source).schema_arrow.metadata
    return found


def _plain(field: pa.Field) -> pa.Field:
    return field.with_type(pa.string()) if is_text(field.type) else field


def _parquet(source: Source) -> Iterator[Piece]:
    schema, done = schema_of(source), 0
    found = _opened(source).iter_batches(_PIECE, use_threads=False)
    while True:
        try:
            batch = next(found, None)
        except (pa.ArrowException, OSError):
            batch, damaged = None, True
        else:
            damaged = False
        if damaged:
            raise _half(source)
        if batch is None:
            return
        numbers = pa.array(np.arange(done + 1, done + 1 + batch.num_rows))
        columns = [pc.cast(one, field.type) for one, field in zip(batch.columns, schema, strict=False)]
        yield Piece(pa.RecordBatch.from_arrays([*columns, numbers], schema=schema))
        done += batch.num_rows


def _half(source: Source) -> FileError:
    empty = source.path.stat().st_size == 0
    key = "tabellen.bestand.leeg" if empty else "tabellen.bestand.kapot"
    return _wrong(source.path, texts()(key), texts()(f"{key}.herstel"))


# --- CSV


def _header(path: Path) -> list[str]:
    say = texts()
    with path.open("rb") as file:
        line = file.readline(_BLOCK)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise _wrong(path, say("tabellen.bestand.tekens"), say("tabellen.bestand.tekens.herstel"))
    if not text:
        raise _wrong(path, say("tabellen.bestand.leeg"), say("tabellen.bestand.leeg.herstel"))
    names = next(csv.reader([text]))
    if len(names) == 1 and (";" in text or "\t" in text):
        raise _wrong(path, say("tabellen.bestand.scheiding"), say("tabellen.bestand.scheiding.herstel"))
    return names


def _csv(source: Source) -> Iterator[Piece]:
    schema = schema_of(source)
    names, key = schema.names[:-1], source.table.key
    met: list[Broken] = []

    def note(row: pcsv.InvalidRow) -> str:
        # The header is row 1 for the reader. The household counts: without this row it would be told only in part.
        cells = next(csv.reader([row.text[:_TEXT_SIZE]]), [])
        at = names.index(key)
        met.append(Broken(row.number - 1, cells[at] if at < len(cells) and cells[at] else None))
        return "skip"

    wrong = ""
    done = 0
    try:
        reader = pcsv.open_csv(
            source.path,
            read_options=pcsv.ReadOptions(block_size=_BLOCK, use_threads=False),
            parse_options=pcsv.ParseOptions(invalid_row_handler=note),
            convert_options=pcsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowException, OSError) as error:
        wrong = str(error)
        reader = ()
    found = iter(reader)
    batch: pa.RecordBatch | None = None
    while not wrong:
        try:
            batch = next(found, None)
        except (pa.ArrowException, OSError) as error:
            wrong = str(error)
            break
        if batch is None:
            break
        # The reader is ahead of what it gives, so a broken row may belong to a later piece.
        numbers, skipped = _numbered(batch.num_rows, done, [one.row for one in met])
        now, met[:] = tuple(met[:skipped]), met[skipped:]
        done += batch.num_rows + skipped
        yield Piece(pa.RecordBatch.from_arrays([*batch.columns, pa.array(numbers)], schema=schema), now)
    if met and not wrong:
        yield Piece(pa.RecordBatch.from_pylist([], schema=schema), tuple(met))
    if wrong and "mpty CSV" not in wrong:
        key = "tabellen.bestand.tekens" if "UTF" in wrong else "tabellen.bestand.onleesbaar"
        raise _wrong(source.path, texts()(key), texts()(f"{key}.herstel"))


def _numbered(count: int, done: int, broken: Sequence[int]) -> tuple[np.ndarray, int]:
    """The numbers of the next rows of a file, leaving out those of broken rows among them; and how many those are."""
    skipped = 0
    while skipped < len(broken) and broken[skipped] <= done + count + skipped:
        skipped += 1
    numbers = np.arange(done + 1, done + 1 + count + skipped)
    return np.setdiff1d(numbers, broken[:skipped], assume_unique=True)[:count], skipped


def _wrong(path: Path, what: str, repair: str) -> FileError:
    return FileError(what, where=str(path), repair=repair)
