"""Screening on a Dask cluster: each worker links the rules once and screens its own partitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import dask.bag as db
import dask.dataframe as dd
import pandas as pd
import pyarrow as pa

from voorzieningen.batch.frames import frame_schema, screen_nested
from voorzieningen.batch.work import Job

Batches = Sequence[pa.Table | pa.RecordBatch]


@overload
def screen_frame(frame: dd.DataFrame, job: Job) -> dd.DataFrame: ...


@overload
def screen_frame(frame: db.Bag | Batches, job: Job) -> db.Bag: ...


def screen_frame(frame: dd.DataFrame | db.Bag | Batches, job: Job) -> dd.DataFrame | db.Bag:
    """Screens nested rows (`nested.to_nested`), lazily; one row out for each row in, with the columns of `frame_schema`.

    A DataFrame has columns of Arrow types (`read_parquet(..., dtype_backend="pyarrow")`) and keeps its index. A bag, or a list,
    of Arrow tables becomes a bag of Arrow tables. RuleError here, or on a worker, where the rules are not those of the job.
    """
    schema = frame_schema(job)
    lazy: Any = frame  # Dask has no types for what follows
    if isinstance(frame, dd.DataFrame):
        rows: dd.DataFrame = lazy.map_partitions(_partition, job, meta=_pandas(schema.empty_table()))
        return rows
    if not isinstance(frame, db.Bag):
        make: Any = db.from_sequence
        lazy = make(frame, npartitions=max(1, len(frame)))
    tables: db.Bag = lazy.map(screen_nested, job)
    return tables


def _partition(frame: pd.DataFrame, job: Job) -> pd.DataFrame:
    nested = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    return _pandas(screen_nested(nested, job)).set_axis(frame.index)


def _pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame
