"""Spreads the rows of all files over buckets by household, in bounded memory: what belongs together comes together."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch.layout import HOUSE, HOUSEHOLDS
from voorzieningen.batch.read import Source, count_rows, is_invented, pieces, schema_of
from voorzieningen.batch.schemas import INVENTED

MOST_BUCKETS = 500
"""Each bucket is a file that stays open while a table is spread, and a process may open about a thousand."""
BROKEN = pa.schema([("tabel", pa.string()), ("rij", pa.int64()), (HOUSE, pa.string())])
"""Rows that have no place in their table: of which table, where, and of which household if that could be read."""

_HELD = 1 << 26
_PRIME, _BASIS = np.uint64(1099511628211), np.uint64(14695981039346656037)
_LETTERS = 80
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Every row of some households: the tables as read, with `__rij`, and the rows that were broken."""

    tables: Mapping[str, pa.Table]
    broken: pa.Table


def bucket_count(sources: Mapping[str, Source], households: int) -> int:
    """How many buckets of about so many households there have to be."""
    return max(1, min(MOST_BUCKETS, -(-count_rows(sources[HOUSEHOLDS]) // households)))


def bucket_folder(target: Path, number: int) -> Path:
    """The folder of a bucket, from 0."""
    return target / f"bak-{number:05}"


def split(sources: Mapping[str, Source], target: Path, buckets: int) -> dict[str, int]:
    """Spreads every table over `buckets` folders below `target`; gives how many rows each file had, broken ones too.

    A bucket has all rows of its households, in the order of the files. No folder of a bucket is there before it is whole;
    those of an earlier attempt are replaced. FileError when a file is damaged; OSError when the disk is full.
    """
    for old in target.glob("bak-*"):
        shutil.rmtree(old)
    folders = [bucket_folder(target, number) for number in range(buckets)]
    parts = [folder.with_name(f"{folder.name}.deel") for folder in folders]
    for part in parts:
        part.mkdir(parents=True)
    counts: dict[str, int] = {}
    broken: list[tuple[str, int, str | None]] = []
    for name, source in sources.items():
        counts[name] = _spread(name, source, parts, broken)
    _spread_broken(broken, parts)
    for part, folder in zip(parts, folders, strict=True):
        part.rename(folder)
    return counts


def read_bucket(folder: Path) -> Bucket:
    """A bucket that `split` made."""
    tables = {path.stem: _read(path) for path in sorted(folder.glob("*.arrow"))}
    return Bucket(tables, tables.pop(_BROKEN))


_BROKEN = "gebroken"


def _read(path: Path) -> pa.Table:
    with pa.ipc.open_stream(path) as reader:
        table: pa.Table = reader.read_all()
    return table.combine_chunks()


def _spread(name: str, source: Source, parts: list[Path], broken: list[tuple[str, int, str | None]]) -> int:
    schema, key, rows = schema_of(source), source.table.key, 0
    schema = schema.set(schema.names.index(key), pa.field(key, pa.string()))
    schema = schema.with_metadata({INVENTED: "ja"} if is_invented(source) else None)
    with ExitStack() as stack:
        sinks = [stack.enter_context(pa.ipc.new_stream(part / f"{name}.arrow", schema, options=_OPTIONS)) for part in parts]
        for held, met in _held(source):
            rows += held.num_rows + len(met)
            broken += [(name, row, house) for row, house in met]
            at = held.column_names.index(key)
            _write(held.set_column(at, key, pc.cast(held[key], pa.string())).cast(schema), key, sinks)
    return rows


def _held(source: Source) -> Iterator[tuple[pa.Table, list[tuple[int, str | None]]]]:
    """The rows of a file, as much at a time as fits in a fixed part of memory."""
    held: list[pa.RecordBatch] = []
    met: list[tuple[int, str | None]] = []
    size = 0
    for piece in pieces(source):
        held.append(piece.rows)
        met += [(one.row, one.house) for one in piece.broken]
        size += piece.rows.nbytes
        if size > _HELD:
            yield pa.Table.from_batches(held), met
            held, met, size = [], [], 0
    if held:
        yield pa.Table.from_batches(held), met


def _write(table: pa.Table, key: str, sinks: list[pa.ipc.RecordBatchStreamWriter]) -> None:
    if len(sinks) == 1:
        sinks[0].write_table(table)
        return
    bucket = _bucket_of(table[key], len(sinks))
    ordered = table.take(pa.array(np.argsort(bucket, kind="stable")))
    ends = np.cumsum(np.bincount(bucket, minlength=len(sinks)))
    begin = 0
    for sink, end in zip(sinks, ends.tolist(), strict=True):
        sink.write_table(ordered.slice(begin, end - begin))
        begin = end


def _spread_broken(broken: list[tuple[str, int, str | None]], parts: list[Path]) -> None:
    table = pa.table([list(one) for one in zip(*broken, strict=True)] or [[], [], []], BROKEN)
    with ExitStack() as stack:
        path = f"{_BROKEN}.arrow"
        _write(table, HOUSE, [stack.enter_context(pa.ipc.new_stream(part / path, BROKEN)) for part in parts])


def _bucket_of(ids: pa.ChunkedArray, buckets: int) -> npt.NDArray[np.uint16]:
    """The bucket of each id: a hash (FNV-1a) that is the same on every machine."""
    one = pc.fill_null(ids, "").combine_chunks()
    _, offsets, letters = one.buffers()
    begin = np.frombuffer(offsets, np.int32)[one.offset : one.offset + len(one) + 1].astype(np.int64)
    length = np.diff(begin)
    data = np.frombuffer(letters, np.uint8) if letters is not None and letters.size else np.zeros(1, np.uint8)
    found = np.full(len(one), _BASIS)
    for at in range(min(int(length.max(initial=0)), _LETTERS)):
        there = length > at
        byte = data[np.minimum(begin[:-1] + at, len(data) - 1)]
        mixed = (found ^ byte) * _PRIME
        found = mixed if there.all() else np.where(there, mixed, found)
    found ^= found >> np.uint64(32)
    return (found % np.uint64(buckets)).astype(np.uint16)
