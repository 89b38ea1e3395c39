"""Rows of the table `verloop`: values of invented persons that change on a day or by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from voorzieningen.batch._columns import days, words
from voorzieningen.batch.layout import HOUSE, PERSON
from voorzieningen.facts.links import Array

TABLES = ("personen", "ontvangt")


def dated(
    table: str, names: pa.Array, numbers: Array | None, field: pa.Array, since: Array, values: pa.Array, years: bool = False
) -> pa.Table:
    """One value from a day (an ordinal) on, for each household or person; `years` when it is that of a calendar year."""
    count = len(names)
    return pa.table({
        HOUSE: names, "tabel": words(np.full(count, TABLES.index(table)), TABLES),
        PERSON: pa.nulls(count, pa.int32()) if numbers is None else pa.array(numbers, pa.int32()),
        "rij": pa.nulls(count, pa.int32()), "veld": field, "vanaf": days(since), "waarde": values,
        "waarde_hoogst": pa.nulls(count, pa.string()), "jaren": pa.array(np.full(count, years)),
    })  # fmt: skip


def together(parts: Sequence[pa.Table]) -> pa.Table:
    """Some rows below each other."""
    return pa.concat_tables(parts).unify_dictionaries()
