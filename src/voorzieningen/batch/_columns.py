"""Arrow columns out of arrays: identities, words, days, truths and amounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch.schemas import AMOUNT
from voorzieningen.facts.links import Array

EPOCH = date(1970, 1, 1).toordinal()
"""The ordinal of day 0 of a column of dates."""
_NAME, _DIGITS = "verzonnen", 9


def ids(numbers: Array) -> pa.Array:
    """The names of invented households by their numbers, from 1."""
    digits = pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), _DIGITS, "0")
    return pc.binary_join_element_wise(_NAME, digits, "-")


def numbers_of(names: pa.ChunkedArray) -> Array | None:
    """The numbers of invented households by their names; None when one is no such name."""
    text = names.cast(pa.string())
    if not pc.all(pc.match_substring_regex(text, f"^{_NAME}-[0-9]+$"), min_count=0).as_py():
        return None
    found: Array = pc.utf8_slice_codeunits(text, len(_NAME) + 1).cast(pa.int64()).to_numpy()
    return found


def words(places: Array, labels: Sequence[str]) -> pa.Array:
    """Words by their place among the labels; below 0 is nothing."""
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32(), mask=places < 0), pa.array(labels, pa.string()))


def days(ordinals: Array, told: Array | None = None) -> pa.Array:
    """Dates by their ordinals; nothing where they are not told."""
    return pa.array(ordinals - EPOCH, pa.int32(), mask=None if told is None else ~told).cast(pa.date32())


def truths(values: Array, told: Array | None = None) -> pa.Array:
    """Yes or no; nothing where it is not told."""
    return pa.array(values, mask=None if told is None else ~told)


def amounts(cents: Array, told: Array | None = None) -> pa.Array:
    """Whole cents as decimals with two places; nothing where they are not told."""
    both = np.empty((len(cents), 2), np.int64)
    both[:, 0], both[:, 1] = cents, cents >> 63  # the low and the high half of an integer of two words
    valid = None if told is None or told.all() else pa.py_buffer(np.packbits(told, bitorder="little").tobytes())
    return pa.Array.from_buffers(AMOUNT, len(cents), [valid, pa.py_buffer(both)])


def cents_of(column: pa.ChunkedArray) -> Array:
    """Amounts as whole cents; nothing is 0."""
    wide = pc.multiply(column.cast(pa.decimal128(14, 2)), pa.scalar(100, pa.decimal128(3, 0)))
    found: Array = pc.fill_null(wide.cast(pa.decimal128(20, 0)).cast(pa.int64()), 0).to_numpy()
    return found
