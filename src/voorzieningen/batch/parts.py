"""Writes tables that come in parts, one Parquet file for each, without holding more than a part."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from voorzieningen.batch._workdir import PARQUET
from voorzieningen.batch.layout import HOUSEHOLDS
from voorzieningen.errors import FileError
from voorzieningen.texts import texts


def write_parts(folder: Path, parts: Iterable[Mapping[str, pa.Table]]) -> None:
    """Writes `NAME.parquet` below a new folder for each table, the parts of it below each other.

    The folder is there when it is whole. FileError when it is there already.
    """
    if folder.exists():
        say = texts()
        raise FileError(say("verwerken.bestaat"), where=str(folder), repair=say("verwerken.bestaat.herstel"))
    work = folder.with_name(f"{folder.name}.deel")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}
        for part in parts:
            for name, table in part.items():
                if name not in writers:
                    path = work / f"{name}.parquet"
                    writers[name] = stack.enter_context(pq.ParquetWriter(path, table.schema, **PARQUET))
                writers[name].write_table(table)
    work.rename(folder)


def read_tables(folder: Path) -> dict[str, pa.Table]:
    """Every table `write_parts` wrote below a folder. FileError when there is none."""
    found = {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
    if HOUSEHOLDS not in found:
        say = texts()
        raise FileError(say("verwerken.geen_tabellen"), where=str(folder), repair=say("verwerken.geen_tabellen.herstel"))
    return found
