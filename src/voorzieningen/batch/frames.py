"""One row per household in, one row out: what Dask and Spark carry about, screened where it is."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch.check import FAULT
from voorzieningen.batch.layout import HOUSE, ID
from voorzieningen.batch.nested import from_nested
from voorzieningen.batch.work import Job

_FAULTS = {"fout.bestand": "bestand", "fout.kolom": "kolom", "fout.reden": "reden", "fout.herstel": "herstel"}
"""Columns about the first fault of a household, and what those are called among the rejects."""


def frame_schema(job: Job) -> pa.Schema:
    """The columns of `screen_nested`: those of the results with words as text, and `fout.*`, empty where nothing is wrong.

    RuleError when the rules here are not those of the job.
    """
    plain = [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in job.schema()]
    return pa.schema([*plain, *(pa.field(name, pa.string()) for name in _FAULTS)])


def screen_nested(batch: pa.Table | pa.RecordBatch, job: Job) -> pa.Table:
    """Screens nested rows (`to_nested`): as many rows come out, in the same order.

    A household with a fault keeps its id and has its first fault in `fout.*`. That an id is in two batches goes unnoticed.
    RuleError when the rules here are not those of the job.
    """
    schema = frame_schema(job)
    tables = from_nested(batch)
    found = job.run(tables)
    ids = pc.cast(pa.table(batch)[ID] if isinstance(batch, pa.RecordBatch) else batch[ID], pa.string()).combine_chunks()
    results = found.results.take(_places(ids, found.results[HOUSE]))
    faults = found.rejects.filter(pc.equal(found.rejects["soort"], FAULT))
    faults = faults.take(_places(ids, faults["huishouden"]))
    columns = [results[name] for name in found.results.column_names] + [faults[name] for name in _FAULTS.values()]
    whole = pa.table(columns, names=schema.names).cast(schema)
    return whole.set_column(whole.column_names.index(HOUSE), schema.field(HOUSE), ids)


def _places(ids: pa.Array, among: pa.ChunkedArray) -> pa.Array:
    return pc.index_in(ids, value_set=pc.cast(among, pa.string()).combine_chunks())
