"""How columns of rows hang together: which rows lie below which, and arrays that need be held only once. Needs NumPy."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
"""Rows by months: one column when the months of every row are alike, else twelve."""


class Links:
    """How the rows of a table hang below those of its parent table: `owner` gives the parent of each row, in rising order."""

    __slots__ = ("filled", "most", "owner", "parents", "rows", "starts")

    def __init__(self, owner: Array, parents: int) -> None:
        self.owner, self.parents, self.rows = owner, parents, len(owner)
        counts = np.bincount(owner, minlength=parents)
        self.filled, self.most = np.flatnonzero(counts), int(counts.max(initial=0))
        self.starts = (np.cumsum(counts) - counts)[self.filled]

    def spread(self, values: Any) -> Array:
        """Values as one array with a row for each row of the table."""
        found = np.asarray(values)
        if found.ndim == 2 and found.shape[0] == self.rows:
            return found
        return np.broadcast_to(found, (self.rows, found.shape[1] if found.ndim == 2 else 1))

    def gather(self, ufunc: np.ufunc, values: Array, empty: Any) -> Array:
        """One value for each parent; `empty` for a parent without rows."""
        found = np.full((self.parents, values.shape[1]), empty, dtype=values.dtype)
        if self.rows:
            found[self.filled] = ufunc.reduceat(values, self.starts, axis=0)
        return found


def alike(values: Array) -> Array:
    """One column when all months are the same in every row."""
    if values.shape[1] == 1 or (values[:, 0] != values[:, -1]).any() or (values[:, 1:] != values[:, :1]).any():
        return values
    return np.ascontiguousarray(values[:, :1])


def shared(low: Any, high: Any) -> tuple[Any, Any]:
    """A pair; of one array when both ends are equal everywhere."""
    return (low, low) if low is high or (np.shape(low) == np.shape(high) and bool(np.all(low == high))) else (low, high)
