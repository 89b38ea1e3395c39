"""Operations of a program over columns of households: the integers of `exact`, as NumPy arrays of rows by months.

An array has a row for each row of a table, and one column when its months are alike, twelve when not. Truths are booleans, all
else 64-bit integers, or `Wide` ones where 64 bits are not proved to be enough. Needs NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from voorzieningen.arithmetic.wide import Wide, choose, wide
from voorzieningen.facts.links import Array, Links, alike

both, either, no = np.logical_and, np.logical_or, np.logical_not
_MONTHS = 12
_EPOCH = 719163
"""The day number of 1 January 1970."""
_LAST = 3652059
"""The day number of 31 December 9999."""


def big(values: Any) -> Any:
    """The same integers without a limit of size."""
    return wide(values)


def small(values: Any) -> Any:
    """Integers that surely fit in 64 bits."""
    if isinstance(values, Wide):
        return values.whole
    return values.astype(np.int64) if isinstance(values, np.ndarray) and values.dtype == object else values


def where(condition: Any, left: Any, right: Any) -> Any:
    """left where the condition holds, else right."""
    is_wide = isinstance(left, Wide) or isinstance(right, Wide)
    return choose(condition, left, right) if is_wide else np.where(condition, left, right)


def minimum(left: Any, right: Any) -> Any:
    """The lower of both."""
    is_wide = isinstance(left, Wide) or isinstance(right, Wide)
    return choose(left < right, left, right) if is_wide else np.minimum(left, right)


def maximum(left: Any, right: Any) -> Any:
    """The higher of both."""
    is_wide = isinstance(left, Wide) or isinstance(right, Wide)
    return choose(left > right, left, right) if is_wide else np.maximum(left, right)


def plain(values: Any) -> Any:
    """Integers as NumPy has them: of 64 bits where those are enough, else Python's."""
    return values.exact() if isinstance(values, Wide) else values


def done(values: Any, rows: int) -> Any:
    """The values of a step: a row for each row of its table, and one column where all months are alike."""
    if isinstance(values, Wide):
        found = values if values.ndim == 2 else Wide(values.whole.reshape(1, 1), None, values.most, 0.0)
        if found.shape[1] > 1 and _same_months(found):
            found = found[:, :1]
        return found if found.shape[0] == rows else _spread(found, rows)
    plain_values = np.asarray(values)
    if plain_values.ndim < 2:
        plain_values = plain_values.reshape(1, 1)
    plain_values = alike(plain_values)
    shape = rows, plain_values.shape[1]
    return plain_values if plain_values.shape[0] == rows else np.broadcast_to(plain_values, shape)


def _same_months(values: Wide) -> bool:
    first = values.whole[:, :1]
    if (values.whole[:, -1:] != first).any() or (values.whole != first).any():
        return False
    return values.near is None or bool(np.all(values == values[:, :1]))


def _spread(values: Any, rows: int) -> Any:
    """Values with a row for each row of a table."""
    if not isinstance(values, Wide):
        found = np.asarray(values)
        shape = rows, found.shape[1] if found.ndim == 2 else 1
        return found if found.shape == shape else np.broadcast_to(found, shape)
    if values.ndim == 2 and values.shape[0] == rows:
        return values
    shape = rows, values.shape[1] if values.ndim == 2 else 1
    near = None if values.near is None else np.broadcast_to(values.near, shape)
    return Wide(np.broadcast_to(values.whole, shape), near, values.most, values.error)


def take(values: Any, index: Array) -> Any:
    """The rows at an index; what is the same for all rows stays as it is."""
    return values[index] if isinstance(values, np.ndarray | Wide) and values.ndim == 2 and values.shape[0] > 1 else values


def at_month(values: Any, month: int) -> Any:
    """The values in one month."""
    return values[:, month : month + 1] if _has_months(values) else values


def _has_months(values: Any) -> bool:
    return isinstance(values, np.ndarray | Wide) and values.ndim == 2 and values.shape[1] > 1


# --- months


def sum_months(values: Any) -> Any:
    """The sum over the months."""
    if not _has_months(values):
        return values * _MONTHS
    return values.total(1) if isinstance(values, Wide) else values.sum(axis=1, keepdims=True)


def count_months(truth: Any) -> Any:
    """In how many months it holds."""
    return sum_months(np.atleast_2d(truth).astype(np.int64))


def each_month(truth: Any) -> Array:
    """Whether it holds in every month."""
    return np.asarray(np.atleast_2d(truth).all(axis=1, keepdims=True))


def some_month(truth: Any) -> Array:
    """Whether it holds in some month."""
    return np.asarray(np.atleast_2d(truth).any(axis=1, keepdims=True))


# --- rows


def som(condition: Any, values: Any, links: Links) -> Any:
    """The sum over the rows that count."""
    counted = _spread(where(condition, values, 0), links.rows)
    if not isinstance(counted, Wide):
        return links.gather(np.add, counted, 0)
    if not links.rows:
        return wide(np.zeros((links.parents, counted.shape[1]), np.int64))
    found = counted.gathered(links.starts, links.most)
    if len(links.filled) == links.parents:
        return found
    place = np.zeros(links.parents, np.int64)
    place[links.filled] = np.arange(len(links.filled))
    filled = np.zeros((links.parents, 1), bool)
    filled[links.filled] = True
    return where(filled, take(found, place) if len(links.filled) > 1 else found, 0)


def aantal(condition: Any, values: Any, links: Links) -> Array:
    """How many rows count."""
    return links.gather(np.add, links.spread(condition).astype(np.int64), 0)


def een(condition: Any, values: Any, links: Links) -> Array:
    """Whether a row that counts holds."""
    return links.gather(np.bitwise_or, links.spread(both(condition, values)), False)


def elk(condition: Any, values: Any, links: Links) -> Array:
    """Whether each row that counts holds."""
    return links.gather(np.bitwise_and, links.spread(either(no(condition), values)), True)


def hoogste(condition: Any, values: Any, links: Links) -> Array:
    """The highest of the rows that count, 0 when there are none."""
    counts, values = links.spread(condition), plain(values)
    found = extreme(np.maximum, counts, values, links)
    return np.where(links.gather(np.logical_or, counts, False), found, 0)


def laagste(condition: Any, values: Any, links: Links) -> Array:
    """The lowest of the rows that count, 0 when there are none."""
    counts, values = links.spread(condition), plain(values)
    found = extreme(np.minimum, counts, values, links)
    return np.where(links.gather(np.logical_or, counts, False), found, 0)


def extreme(ufunc: np.ufunc, counts: Array, values: Any, links: Links) -> Array:
    """The highest or lowest of the rows that count; of no rows some value."""
    found = np.asarray(values)
    end = (min if ufunc is np.maximum else max)((found.min(), found.max())) if found.size else 0
    return links.gather(ufunc, links.spread(np.where(counts, found, end)), end)


def aantal_verschillende(condition: Any, values: Any, links: Links) -> Array:
    """How many different values the rows that count have."""
    counts, found = np.broadcast_arrays(links.spread(condition), links.spread(values))
    result = np.zeros((links.parents, counts.shape[1]), dtype=np.int64)
    for month in range(counts.shape[1]):
        rows = np.flatnonzero(counts[:, month])
        pairs = np.unique(np.stack([links.owner[rows], found[rows, month].astype(np.int64)]), axis=1)
        result[:, month] = np.bincount(pairs[0], minlength=links.parents)
    return result


def rank(condition: Any, keys: Sequence[Any], links: Links) -> Array:
    """1 for the kept row with the lowest keys of its parent, 2 for the next; 0 for rows not kept; ties in order of entry."""
    kept, *columns = np.broadcast_arrays(links.spread(condition), *(links.spread(plain(key)) for key in keys))
    result = np.zeros(kept.shape, dtype=np.int64)
    for month in range(kept.shape[1]):
        rows = np.flatnonzero(kept[:, month])
        order = np.lexsort([*(_places(one[rows, month]) for one in reversed(columns)), links.owner[rows]])
        owners = links.owner[rows][order]
        first = np.concatenate([[True], owners[1:] != owners[:-1]]) if len(rows) else np.zeros(0, bool)
        at = np.arange(len(rows))
        result[rows[order], month] = at - np.maximum.accumulate(np.where(first, at, 0)) + 1
    return result


def _places(values: Array) -> Array:
    """Integers of any size as their place in order."""
    return np.unique(values, return_inverse=True)[1] if values.dtype == object else values


# --- division


def _divided(n: Any, d: Any, quotient: Callable[[Any, Any], Any]) -> Any:
    if isinstance(d, int):
        return quotient(n, d) if d else 0
    zero = d == 0
    return where(zero, 0, quotient(n, where(zero, 1, d)))


def half(n: Any, d: Any) -> Any:
    """n / d to the nearest integer, halves up; 0 when d is 0."""
    return _divided(n, d, lambda top, below: (2 * top + below) // (2 * below))


def down(n: Any, d: Any) -> Any:
    """n / d rounded down; 0 when d is 0."""
    return _divided(n, d, lambda top, below: top // below)


def up(n: Any, d: Any) -> Any:
    """n / d rounded up; 0 when d is 0."""
    return _divided(n, d, lambda top, below: -(-top // below))


def less(n: Any, d: Any, m: Any, e: Any) -> Any:
    """n/d < m/e without dividing; nee when a divisor is 0."""
    left, right, below = n * e, m * d, d * e
    return both(below != 0, both((left < right) == (below > 0), left != right))


def less_equal(n: Any, d: Any, m: Any, e: Any) -> Any:
    """n/d <= m/e without dividing; nee when a divisor is 0."""
    return either(equal(n, d, m, e), less(n, d, m, e))


def equal(n: Any, d: Any, m: Any, e: Any) -> Any:
    """n/d = m/e without dividing; nee when a divisor is 0."""
    return both(d * e != 0, n * e == m * d)


# --- dates


def _within(days: Any) -> Array:
    return np.clip(np.asarray(days, dtype=np.int64), 1, _LAST)


def _parts(days: Array) -> tuple[Array, Array]:
    """The month, counted from the year 0, and the day of the month counted from 0."""
    day = (days - _EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    return month.astype(np.int64) + 1970 * _MONTHS, (day - month).astype(np.int64)


def _first_day(months: Array) -> Array:
    """The day number of the first of a month, counted from the year 0."""
    return (months - 1970 * _MONTHS).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH


def plus_jaar(days: Any, years: Any) -> Array:
    """The same day of a later year; 29 February becomes 1 March where the year has none."""
    month, day = _parts(_within(days))
    year = np.clip(month // _MONTHS + years, 1, 9999)
    # 29 February is 28 days after the first: in a year without it that is 1 March
    return _first_day(year * _MONTHS + month % _MONTHS) + day


def plus_maand(days: Any, months: Any) -> Array:
    """The same day of a later month, or its last day where the month is shorter."""
    month, day = _parts(_within(days))
    then = np.clip(month + months, _MONTHS, 9999 * _MONTHS + 11)
    first = _first_day(then)
    last = np.where(then == 9999 * _MONTHS + 11, _LAST, _first_day(np.minimum(then + 1, 9999 * _MONTHS + 11)) - 1)
    return np.asarray(np.minimum(first + day, last))


def plus_week(days: Any, weeks: Any) -> Array:
    """So many weeks later."""
    return _within(days + 7 * weeks)


def plus_dag(days: Any, count: Any) -> Array:
    """So many days later."""
    return _within(days + count)


# --- tables


class Cells:
    """A table by label and band as one array; a table whose bands differ by label is one of these for each label."""

    __slots__ = ("edges", "letters", "parts", "values")

    def __init__(self, table: Any, letters: str) -> None:
        self.letters = letters
        found = _dense(table, letters)
        self.parts: list[Cells] | None = None
        self.edges: tuple[Array | None, ...]
        if found is None:
            inner = table if letters[0] == "l" else table[1]
            self.parts = [Cells(one, letters[1:]) for one in inner]
            self.edges = (None if letters[0] == "l" else np.asarray(table[0], dtype=np.int64),)
            self.values = np.zeros(0)
        else:
            self.edges, self.values = found

    def at(self, places: Sequence[Array]) -> Array:
        """The values at the places (labels, or bands from `place`) of the keys, flat arrays of one length."""
        if self.parts is None:
            found: Array = self.values[tuple(places)]
            return found
        sample = np.atleast_1d(self.parts[0].at([one[:0] for one in places[1:]]))
        found = np.zeros((len(places[0]), *sample.shape[1:]), dtype=sample.dtype)
        for label, part in enumerate(self.parts):
            rows = np.flatnonzero(places[0] == label)
            if len(rows):
                found[rows] = part.look([key[rows] for key in places[1:]])
        return found

    def place(self, level: int, key: Array) -> Array:
        """The place of a key at a level; a level below one whose bands differ is placed later, by the part it falls in."""
        edges = self.edges[level] if level < len(self.edges) else None
        if edges is None:
            return key
        return np.searchsorted(edges.astype(key.dtype) if key.dtype == object else edges, key, side="right")

    def look(self, keys: Sequence[Array]) -> Array:
        """The values for keys that are flat arrays of one length."""
        return self.at([self.place(level, key) for level, key in enumerate(keys)])


def _dense(table: Any, letters: str) -> tuple[tuple[Array | None, ...], Array] | None:
    if not letters:
        return (), np.asarray(table, dtype=np.int64 if _fits(table) else object)
    edges = None if letters[0] == "l" else np.asarray(table[0], dtype=np.int64 if _fits(table[0]) else object)
    parts = [_dense(one, letters[1:]) for one in (table if edges is None else table[1])]
    found = [one for one in parts if one is not None]
    if len(found) < len(parts) or any(not _same(one[0], found[0][0]) or one[1].shape != found[0][1].shape for one in found):
        return None
    return (edges, *found[0][0]), np.stack([one[1] for one in found])


def _fits(values: Any) -> bool:
    return all(abs(one) < 2**63 for one in (values if isinstance(values, tuple) else (values,)))


def _same(left: Sequence[Array | None], right: Sequence[Array | None]) -> bool:
    return all(
        (a is None and b is None) or (a is not None and b is not None and np.array_equal(a, b))
        for a, b in zip(left, right, strict=True)
    )


def stretches(months: Sequence[Any]) -> list[tuple[Any, list[int]]]:
    """Different tables, each with the months it holds in."""
    found: list[tuple[Any, list[int]]] = []
    for at, one in enumerate(months):
        known = next((group for table, group in found if table == one), None)
        if known is None:
            found.append((one, [at]))
        else:
            known.append(at)
    return found


def in_months(key: Any, months: Sequence[int]) -> Any:
    """The columns of some months of a key."""
    return key[:, months] if _has_months(key) else key


class Table:
    """A parameter by its keys; twelve tables when it changes within the year."""

    def __init__(self, months: Sequence[Any], letters: str) -> None:
        self._tables = [(Cells(one, letters), held) for one, held in stretches(months)]

    def __call__(self, *keys: Any) -> Array:
        """The value for each row and month of the keys."""
        if len(self._tables) == 1:
            return self._look(self._tables[0][0], keys)
        parts = [(held, self._look(cells, [in_months(key, held) for key in keys])) for cells, held in self._tables]
        found = np.zeros((max(part.shape[0] for _, part in parts), _MONTHS), dtype=np.result_type(*(part for _, part in parts)))
        for held, part in parts:
            found[:, held] = part
        return found

    @staticmethod
    def _look(cells: Cells, keys: Sequence[Any]) -> Array:
        flat = np.broadcast_arrays(*(np.atleast_2d(plain(key)) for key in keys))
        return cells.look([key.ravel() for key in flat]).reshape(flat[0].shape)


def by_month(months: Sequence[int]) -> Array:
    """A value for each month, as one row."""
    return np.asarray([months], dtype=np.int64 if _fits(tuple(months)) else object)


class Brackets:
    """Rates by bracket; each part of a value at the rate of its bracket, summed."""

    def __init__(self, months: Sequence[tuple[Sequence[int], Sequence[Any]]]) -> None:
        self._tables = stretches(months)

    def __call__(self, values: Any) -> Any:
        """The sum for each row and month."""
        if len(self._tables) == 1:
            edges, rates = self._tables[0][0]
            return bracketed(edges, rates, values)
        found: Any = 0
        for (edges, rates), held in self._tables:
            mask = np.zeros((1, _MONTHS), bool)
            mask[0, held] = True
            found = where(mask, bracketed(edges, rates, values), found)
        return found


def bracketed(edges: Sequence[int], rates: Sequence[int], values: Any) -> Any:
    """Each part of the values at the rate of its bracket, summed."""
    total: Any = 0
    for at, edge in enumerate(edges):
        top = minimum(values, edges[at + 1]) if at + 1 < len(edges) else values
        total = total + rates[at] * maximum(0, top - edge)
    return total
