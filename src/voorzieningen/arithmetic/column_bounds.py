"""The operations of `bounds` over columns of households: a number, date or truth is a pair of arrays, a choice an array of bits.

What is known is a pair of one and the same array: then everything is computed once. Needs NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any, TypeAlias

import numpy as np

from voorzieningen.arithmetic import bounds, columns
from voorzieningen.arithmetic.columns import Cells
from voorzieningen.facts.links import Array, Links, shared

Pair: TypeAlias = tuple[Any, Any]
_MONTHS = 12


def point(value: int) -> Pair:
    """One integer that is known."""
    return value, value


def ends(low: int, high: int) -> Pair:
    """The same pair, of one integer when both are equal."""
    return (low, low) if low == high else (low, high)


def _each(operation: Callable[..., Any], *pairs: Pair) -> Pair:
    """An operation that rises with all of its pairs, done once when they are known."""
    low = operation(*(pair[0] for pair in pairs))
    return (low, low) if all(pair[0] is pair[1] for pair in pairs) else (low, operation(*(pair[1] for pair in pairs)))


def big(values: Any) -> Any:
    """The same integers without a limit of size."""
    return _each(columns.big, values)


def small(values: Any) -> Any:
    """Integers that surely fit in 64 bits."""
    return _each(columns.small, values)


def done(values: Pair, rows: int) -> Pair:
    """The values of a step: a row for each row of its table, one column where all months are alike, one array where known."""
    low = columns.done(values[0], rows)
    if values[0] is values[1]:
        return low, low
    high = columns.done(values[1], rows)
    return shared(low, high)


def done_choice(values: Any, rows: int) -> Array:
    """`done` for sets of labels."""
    return np.asarray(columns.done(values, rows))


def take(values: Pair, index: Array) -> Pair:
    """The rows at an index."""
    return _each(lambda one: columns.take(one, index), values)


def take_choice(values: Any, index: Array) -> Any:
    """`take` for sets of labels."""
    return columns.take(values, index)


def at_month(values: Pair, month: int) -> Pair:
    """The values in one month."""
    return _each(lambda one: columns.at_month(one, month), values)


def at_month_choice(values: Any, month: int) -> Any:
    """`at_month` for sets of labels."""
    return columns.at_month(values, month)


# --- numbers and truths


def add(a: Pair, b: Pair) -> Pair:
    """a + b."""
    return _each(lambda x, y: x + y, a, b)


def sub(a: Pair, b: Pair) -> Pair:
    """a - b."""
    return _each(lambda x, y: x - y, a, (b[1], b[0]))


def mul(a: Pair, b: Pair) -> Pair:
    """a * b."""
    if a[0] is a[1] and b[0] is b[1]:
        both_ends = a[0] * b[0]
        return both_ends, both_ends
    if np.all(a[0] >= 0) and np.all(b[0] >= 0):
        return a[0] * b[0], a[1] * b[1]
    corners = a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]
    lower, higher = columns.minimum, columns.maximum
    low = lower(lower(corners[0], corners[1]), lower(corners[2], corners[3]))
    return low, higher(higher(corners[0], corners[1]), higher(corners[2], corners[3]))


def scale(a: Pair, factor: int) -> Pair:
    """a times a positive integer."""
    return _each(lambda x: x * factor, a)


def least(a: Pair, b: Pair) -> Pair:
    """The lower of a and b."""
    return _each(columns.minimum, a, b)


def most(a: Pair, b: Pair) -> Pair:
    """The higher of a and b."""
    return _each(columns.maximum, a, b)


def minus(a: Pair) -> Pair:
    """-a."""
    return _each(lambda x: -x, (a[1], a[0]))


def lt(a: Pair, b: Pair) -> Pair:
    """a < b."""
    if a[0] is a[1] and b[0] is b[1]:
        found = a[0] < b[0]
        return found, found
    return shared(a[1] < b[0], a[0] < b[1])


def le(a: Pair, b: Pair) -> Pair:
    """a <= b."""
    if a[0] is a[1] and b[0] is b[1]:
        found = a[0] <= b[0]
        return found, found
    return shared(a[1] <= b[0], a[0] <= b[1])


def eq(a: Pair, b: Pair) -> Pair:
    """a = b."""
    if a[0] is a[1] and b[0] is b[1]:
        found = a[0] == b[0]
        return found, found
    sure = columns.both(columns.both(a[0] == a[1], b[0] == b[1]), a[0] == b[0])
    return shared(sure, columns.both(a[0] <= b[1], b[0] <= a[1]))


def both(a: Pair, b: Pair) -> Pair:
    """a and b."""
    return _each(np.logical_and, a, b)


def either(a: Pair, b: Pair) -> Pair:
    """a or b."""
    return _each(np.logical_or, a, b)


def no(a: Pair) -> Pair:
    """Not a."""
    return _each(np.logical_not, (a[1], a[0]))


def pick(c: Pair, a: Pair, b: Pair) -> Pair:
    """a where c surely holds, b where it surely does not, else both."""
    if c[0] is c[1]:
        return _each(lambda x, y: columns.where(c[0], x, y), a, b)
    low = columns.where(c[0], a[0], columns.where(c[1], columns.minimum(a[0], b[0]), b[0]))
    return low, columns.where(c[0], a[1], columns.where(c[1], columns.maximum(a[1], b[1]), b[1]))


def pick_choice(c: Pair, a: Any, b: Any) -> Array:
    """`pick` for sets of labels."""
    return np.asarray(np.where(c[0], a, np.where(c[1], np.bitwise_or(a, b), b)))


def same(a: Any, b: Any) -> Pair:
    """Whether two choices are the same label."""
    return shared(columns.both(a == b, np.bitwise_and(a, a - 1) == 0), np.bitwise_and(a, b) != 0)


# --- dates


def plus_jaar(day: Pair, years: Pair) -> Pair:
    """`columns.plus_jaar` on bounds."""
    return _each(columns.plus_jaar, day, years)


def plus_maand(day: Pair, months: Pair) -> Pair:
    """`columns.plus_maand` on bounds."""
    return _each(columns.plus_maand, day, months)


def plus_week(day: Pair, weeks: Pair) -> Pair:
    """`columns.plus_week` on bounds."""
    return _each(columns.plus_week, day, weeks)


def plus_dag(day: Pair, days: Pair) -> Pair:
    """`columns.plus_dag` on bounds."""
    return _each(columns.plus_dag, day, days)


# --- division


def _rounded(operation: Callable[[Any, Any], Any], n: Pair, d: Pair) -> Pair:
    if isinstance(d[0], int) and isinstance(d[1], int) and d[0] == d[1] > 0:
        return _each(lambda top: operation(top, d[0]), n)
    if n[0] is n[1] and d[0] is d[1]:
        found = operation(n[0], d[0])
        return found, found
    tops = np.broadcast_arrays(*(np.atleast_2d(columns.plain(one)) for one in (*n, *d)))
    low_end, high_end = tops[2], tops[3]
    one_sign = low_end * high_end > 0
    zero = columns.both(low_end <= 0, high_end >= 0)
    found_low: Any = None
    found_high: Any = None
    for below, valid in (
        (low_end, low_end != 0),
        (high_end, high_end != 0),
        (-1, ~one_sign & (low_end <= -1) & (high_end >= -1)),
        (1, ~one_sign & (low_end <= 1) & (high_end >= 1)),
    ):
        for top in tops[:2]:
            value = operation(top, np.where(valid, below, 1))
            if found_low is None:
                found_low, found_high, known = value, value, valid
                continue
            found_low = np.where(valid, np.where(known, np.minimum(found_low, value), value), found_low)
            found_high = np.where(valid, np.where(known, np.maximum(found_high, value), value), found_high)
            known = known | valid
    found_low = np.where(known, np.where(zero, np.minimum(found_low, 0), found_low), 0)
    return found_low, np.where(known, np.where(zero, np.maximum(found_high, 0), found_high), 0)


def half(n: Pair, d: Pair) -> Pair:
    """`columns.half` on bounds."""
    return _rounded(columns.half, n, d)


def down(n: Pair, d: Pair) -> Pair:
    """`columns.down` on bounds."""
    return _rounded(columns.down, n, d)


def up(n: Pair, d: Pair) -> Pair:
    """`columns.up` on bounds."""
    return _rounded(columns.up, n, d)


def _compared(exactly: Callable[..., Any], fn: Callable[[Pair, Pair], Pair], n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    if all(one[0] is one[1] for one in (n, d, m, e)):
        found = exactly(n[0], d[0], m[0], e[0])
        return found, found
    low, high = fn(mul(n, e), mul(m, d))
    unsure = columns.either(d[0] <= 0, e[0] <= 0)  # a divisor of unknown sign decides nothing
    if not np.any(unsure):
        return low, high
    point = columns.both(columns.both(d[0] == d[1], e[0] == e[1]), columns.both(n[0] == n[1], m[0] == m[1]))
    sure = exactly(n[0], d[0], m[0], e[0])
    return (
        np.where(unsure, np.where(point, sure, False), low),
        np.where(unsure, np.where(point, sure, True), high),
    )


def less(n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    """`columns.less` on bounds."""
    return _compared(columns.less, lt, n, d, m, e)


def less_equal(n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    """`columns.less_equal` on bounds."""
    return _compared(columns.less_equal, le, n, d, m, e)


def equal(n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    """`columns.equal` on bounds."""
    return _compared(columns.equal, eq, n, d, m, e)


# --- months


def sum_months(values: Pair) -> Pair:
    """The sum over the months."""
    return _each(columns.sum_months, values)


def count_months(truth: Pair) -> Pair:
    """In how many months it holds."""
    return _each(columns.count_months, truth)


def each_month(truth: Pair) -> Pair:
    """Whether it holds in every month."""
    return _each(columns.each_month, truth)


def some_month(truth: Pair) -> Pair:
    """Whether it holds in some month."""
    return _each(columns.some_month, truth)


# --- rows


def exists(condition: Pair, there: Pair | None) -> Pair:
    """A condition for rows that may exist: surely, and how many rows it then is; `there` is None when all surely exist."""
    if there is None:
        return condition
    return columns.both(condition[0], there[0]), np.where(condition[1], there[1], 0)


def som(c: Pair, v: Pair, links: Links) -> Pair:
    """The sum over rows that may or may not count; one row may stand for several that are alike."""
    if c[0] is c[1]:
        return _each(lambda one: columns.som(c[0], one, links), v)
    many = np.asarray(c[1]).astype(np.int64)
    low = columns.where(c[0], v[0], many * columns.minimum(v[0], 0))
    high = columns.where(c[0], v[1], many * columns.maximum(v[1], 0))
    return columns.som(True, low, links), columns.som(True, high, links)


def aantal(c: Pair, v: Pair, links: Links) -> Pair:
    """How many rows count."""
    if c[0] is c[1]:
        return _each(lambda one: columns.aantal(one, True, links), c)
    return columns.aantal(c[0], True, links), columns.som(True, np.asarray(c[1]).astype(np.int64), links)


def een(c: Pair, v: Pair, links: Links) -> Pair:
    """Whether a counting row holds."""
    return _each(lambda counts, one: columns.een(counts, one, links), c, v)


def elk(c: Pair, v: Pair, links: Links) -> Pair:
    """Whether each counting row holds."""
    return _each(lambda counts, one: columns.elk(counts, one, links), (c[1], c[0]), v)


def hoogste(c: Pair, v: Pair, links: Links) -> Pair:
    """The highest of the counting rows, 0 when there are none."""
    v = _each(columns.plain, v)
    if c[0] is c[1]:
        return _each(lambda one: columns.hoogste(c[0], one, links), v)
    sure, maybe = links.spread(c[0]), links.spread(c[1]).astype(bool)
    some_sure, some = links.gather(np.logical_or, sure, False), links.gather(np.logical_or, maybe, False)
    high = columns.extreme(np.maximum, maybe, v[1], links)
    high = np.where(some, np.where(some_sure, high, np.maximum(high, 0)), 0)
    least_of_all = np.minimum(columns.extreme(np.minimum, maybe, v[0], links), 0)
    low = np.where(some_sure, columns.extreme(np.maximum, sure, v[0], links), np.where(some, least_of_all, 0))
    return low, high


def laagste(c: Pair, v: Pair, links: Links) -> Pair:
    """The lowest of the counting rows, 0 when there are none."""
    return minus(hoogste(c, minus(v), links))


def aantal_verschillende(c: Pair, v: Any, links: Links) -> Pair:
    """How many different values the rows that count have; a choice is a set of bits."""
    several = None if isinstance(v, tuple) else np.bitwise_and(v, v - 1) != 0
    ends = v if isinstance(v, tuple) else (v, v)
    low = columns.aantal_verschillende(columns.both(c[0], True), ends[0], links)
    unsure = _unsure(links, (c, v) if several is None else (c, v, (False, several)))
    if not unsure.any():
        return low, low
    found, high = low.copy(), low.copy()
    for parent, month, _, rows in _groups(links, (c, v), unsure):
        found[parent, month], high[parent, month] = bounds.distinct(rows)
    return found, high


def rank(kept: Pair, keys: Sequence[Pair], links: Links) -> Pair:
    """`columns.rank` on bounds."""
    low = columns.rank(columns.both(kept[0], True), [key[0] for key in keys], links)
    unsure = _unsure(links, (kept, *keys))
    if not unsure.any():
        return low, low
    found, high = low.copy(), low.copy()
    parent, month = np.nonzero(unsure)
    place = np.searchsorted(links.filled, parent)
    begin, end = links.starts[place], np.append(links.starts, links.rows)[place + 1]
    slots = begin + np.arange(int((end - begin).max()))[:, None]  # by slot and group: the row that stands there
    there, slots = slots < end, np.minimum(slots, links.rows - 1)

    def laid(pair: Pair) -> Pair:
        shape = links.rows, unsure.shape[1]
        return _each(lambda one: np.broadcast_to(links.spread(columns.plain(one)), shape)[slots, month], pair)

    sure, maybe = (np.where(there, one, 0).astype(np.int64) for one in laid(kept))
    keyed = [laid(key) for key in keys]
    for at in range(len(slots)):
        least, many = np.zeros((2, len(parent)), np.int64)
        for other in range(len(slots)):
            if other != at:
                ahead = _before(keyed, other, at)
                least, many = least + (ahead[0] & (sure[other] > 0)), many + np.where(ahead[1], maybe[other], 0)
        rows = there[at]
        found[slots[at][rows], month[rows]] = np.where(sure[at] > 0, 1 + least, 0)[rows]
        high[slots[at][rows], month[rows]] = np.where(maybe[at] > 0, maybe[at] + many, 0)[rows]
    return found, high


def _before(keys: Sequence[Pair], one: int, other: int) -> tuple[Array, Array]:
    """Whether the row in one slot comes before that in another: of equal rows the first."""
    low = high = np.full(keys[0][0].shape[1], one < other)
    for key in reversed(keys):
        left, right = (key[0][one], key[1][one]), (key[0][other], key[1][other])
        same_low = (left[0] == left[1]) & (right[0] == right[1]) & (left[0] == right[0])
        same_high = (left[0] <= right[1]) & (right[0] <= left[1])
        low, high = (left[1] < right[0]) | (same_low & low), (left[0] < right[1]) | (same_high & high)
    return low, high


def _unsure(links: Links, parts: Sequence[Any]) -> Array:
    """By parent and month whether something about its rows is open."""
    ends = [end for part in parts for end in (part if isinstance(part, tuple) else (part,))]
    found: Any = np.zeros((1, max(np.shape(end)[1] if np.ndim(end) == 2 else 1 for end in ends)), bool)
    for part in parts:
        if isinstance(part, tuple) and part[0] is not part[1]:
            found = found | (part[0] != part[1])
    return links.gather(np.logical_or, links.spread(found), False)


def _groups(
    links: Links, parts: Sequence[Any], unsure: Array
) -> Iterator[tuple[int, int, int, tuple[tuple[Any, ...], ...]]]:
    """For each parent with something open in a month: its number, the month, where its rows begin, and its rows as the
    scalar operations read them."""
    ends = [columns.plain(end) for part in parts for end in (part if isinstance(part, tuple) else (part,))]
    laid = [np.broadcast_to(links.spread(end), (links.rows, unsure.shape[1])).tolist() for end in ends]
    spans = zip(links.starts.tolist(), [*links.starts[1:].tolist(), links.rows], strict=True)
    begins = dict(zip(links.filled.tolist(), spans, strict=True))
    for parent, month in zip(*(axis.tolist() for axis in np.nonzero(unsure)), strict=True):
        begin, end = begins[parent]
        flat = iter([[months[month] for months in one[begin:end]] for one in laid])
        cells = [list(zip(next(flat), next(flat), strict=True)) if isinstance(part, tuple) else next(flat) for part in parts]
        yield parent, month, begin, tuple(zip(*cells, strict=True))


# --- tables


class Table:
    """A parameter by its keys, with everything it can give for keys that are open; `letters` as for `bounds.look`."""

    def __init__(self, months: Sequence[Any], letters: str) -> None:
        self._choice = letters.endswith("c")
        self._letters = letters
        plain = letters.rstrip("c")
        self._tables = [
            (Cells(_without_union(one, plain), plain), one, held) for one, held in columns.stretches(months)
        ]

    def __call__(self, *keys: Any) -> Any:
        """The value for each row and month of the keys: a pair, or bits."""
        if len(self._tables) == 1:
            cells, table, _ = self._tables[0]
            found = self._look(cells, table, keys)
        else:
            parts = [self._look(cells, table, [_months(key, held) for key in keys]) for cells, table, held in self._tables]
            found = np.zeros((parts[0].shape[0], _MONTHS, *parts[0].shape[2:]), dtype=np.result_type(*parts))
            for (_, _, held), part in zip(self._tables, parts, strict=True):
                found[:, held] = part
        return found if self._choice else shared(np.ascontiguousarray(found[..., 0]), found[..., 1])

    def _look(self, cells: Cells, table: Any, keys: Sequence[Any]) -> Array:
        """The leaves for each row and month: bits, or the two ends behind one another."""
        ends = [np.atleast_2d(columns.plain(end)) for key in keys for end in (key if isinstance(key, tuple) else (key,))]
        spread = [one.ravel() for one in np.broadcast_arrays(*ends)]
        shape = np.broadcast_shapes(*(one.shape for one in ends))
        flat: list[Any] = []
        known = np.ones(len(spread[0]), dtype=bool)
        at = 0
        places: list[Array] = []
        for level, key in enumerate(keys):
            if isinstance(key, tuple):
                low, high = spread[at], spread[at + 1]
                at += 2
                place = cells.place(level, low)
                # below a level whose bands differ only equal ends are surely in one band
                known &= place == cells.place(level, high) if level < len(cells.edges) else low == high
                flat.append((low, high))
                places.append(place)
            else:
                bits = spread[at]
                at += 1
                known &= np.bitwise_and(bits, bits - 1) == 0
                flat.append(bits)
                places.append(np.frexp(bits.astype(np.float64))[1] - 1)  # the place of the one bit, exact below 2**53
        if known.all():
            found = cells.at(places)
        else:
            sure, open_rows = np.flatnonzero(known), np.flatnonzero(~known)
            some = cells.at([place[sure] for place in places])
            found = np.zeros((len(known), *some.shape[1:]), dtype=some.dtype)
            found[sure] = some
            found[open_rows] = self._open(cells, table, [_rows(key, open_rows) for key in flat], len(open_rows))
        return found.reshape((*shape, *found.shape[1:]))

    def _open(self, cells: Cells, table: Any, keys: Sequence[Any], count: int) -> Array:
        """What a table can give for open keys: looked up once for keys that are alike."""
        ends = [end for key in keys for end in (key if isinstance(key, tuple) else (key,))]
        if cells.parts is None:  # every number of a band gives the same, so its band is enough to tell it by
            levels = [level for level, key in enumerate(keys) for _ in (key if isinstance(key, tuple) else (key,))]
            ends = [cells.place(level, end) for level, end in zip(levels, ends, strict=True)]
        code, sizes = np.zeros(count, dtype=object), [int(end.max(initial=0)) + 1 for end in ends]
        if prod(sizes) < 2**62 and all(end.min(initial=0) >= 0 for end in ends):
            code = np.zeros(count, dtype=np.int64)
        for end, size in zip(ends, sizes, strict=True):
            code = code * size + end
        _, first, place = np.unique(code, return_index=True, return_inverse=True)
        found = []
        for row in first.tolist():
            one = [tuple(int(end[row]) for end in key) if isinstance(key, tuple) else int(key[row]) for key in keys]
            found.append(bounds.look(table, self._letters, *one))
        return np.asarray(found)[place.ravel()]


def _rows(key: Any, rows: Array) -> Any:
    return (key[0][rows], key[1][rows]) if isinstance(key, tuple) else key[rows]


def _months(key: Any, months: Sequence[int]) -> Any:
    if isinstance(key, tuple):
        return tuple(columns.in_months(end, months) for end in key)
    return columns.in_months(key, months)


def _without_union(table: Any, letters: str) -> Any:
    """A table by label without what all labels together can give, which stands at its end."""
    if not letters:
        return table
    if letters[0] == "l":
        return table[:-1] if len(letters) == 1 else tuple(_without_union(one, letters[1:]) for one in table)
    return table[0], tuple(_without_union(one, letters[1:]) for one in table[1])


def by_month(months: Sequence[tuple[int, int]]) -> Pair:
    """A pair for each month, as one row."""
    return shared(columns.by_month([low for low, _ in months]), columns.by_month([high for _, high in months]))


def by_month_choice(months: Sequence[int]) -> Array:
    """`by_month` for sets of labels."""
    return columns.by_month(months)


class Brackets:
    """`columns.Brackets` on bounds; rates are not negative, so the sum rises with the value."""

    def __init__(self, months: Sequence[tuple[Sequence[int], Sequence[tuple[int, int]]]]) -> None:
        self._ends = [columns.Brackets([(edges, [rate[side] for rate in rates]) for edges, rates in months]) for side in (0, 1)]
        self._point = all(low == high for _, rates in months for low, high in rates)

    def __call__(self, values: Pair) -> Pair:
        """The sum for each row and month."""
        low = self._ends[0](values[0])
        return (low, low) if self._point and values[0] is values[1] else (low, self._ends[1](values[1]))
