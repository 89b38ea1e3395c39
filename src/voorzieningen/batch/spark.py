"""Screening on a Spark cluster: each Python worker links the rules once and screens the batches it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema

from voorzieningen.batch.frames import frame_schema, screen_nested
from voorzieningen.batch.work import Job


def screen_frame(frame: DataFrame, job: Job) -> DataFrame:
    """Screens nested rows (`nested.to_nested`), lazily; one row out for each row in, with the columns of `frame_schema`.

    Every worker has this library and, when the job names a folder, that folder. RuleError here, and an error of Spark that says
    the same on a worker, where the rules are not those of the job.
    """

    def batches(given: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for one in given:
            yield from screen_nested(one, job).combine_chunks().to_batches()

    return frame.mapInArrow(batches, from_arrow_schema(frame_schema(job)))
