"""Writes tables that come in parts, one Parquet file for each, without holding more than a part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_tables(folder: Path, parts: Iterable[Mapping[str, pa.Table]]) -> None:
    """Writes `NAME.parquet` below a folder for each table, the parts of it below each other; every part has every table."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        writers: dict[str, pq.ParquetWriter] = {}
        for part in parts:
            for name, table in part.items():
                if name not in writers:
                    path = folder / f"{name}.parquet"
                    writers[name] = stack.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd"))
                writers[name].write_table(table)
