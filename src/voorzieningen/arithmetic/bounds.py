"""The same operations on bounds: a number, date or truth is a pair (lowest, highest), a choice is a set of bits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from voorzieningen.arithmetic import exact

Pair = tuple[int, int]
YES, NO, OPEN = (1, 1), (0, 0), (0, 1)


def add(a: Pair, b: Pair) -> Pair:
    """a + b."""
    return a[0] + b[0], a[1] + b[1]


def sub(a: Pair, b: Pair) -> Pair:
    """a - b."""
    return a[0] - b[1], a[1] - b[0]


def mul(a: Pair, b: Pair) -> Pair:
    """a * b."""
    if a[0] >= 0 and b[0] >= 0:
        return a[0] * b[0], a[1] * b[1]
    corners = a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]
    return min(corners), max(corners)


def scale(a: Pair, factor: int) -> Pair:
    """a times a positive integer."""
    return a[0] * factor, a[1] * factor


def least(a: Pair, b: Pair) -> Pair:
    """The lower of a and b."""
    return min(a[0], b[0]), min(a[1], b[1])


def most(a: Pair, b: Pair) -> Pair:
    """The higher of a and b."""
    return max(a[0], b[0]), max(a[1], b[1])


def lt(a: Pair, b: Pair) -> Pair:
    """a < b."""
    return a[1] < b[0], a[0] < b[1]


def le(a: Pair, b: Pair) -> Pair:
    """a <= b."""
    return a[1] <= b[0], a[0] <= b[1]


def eq(a: Pair, b: Pair) -> Pair:
    """a = b."""
    return a[0] == a[1] == b[0] == b[1], a[0] <= b[1] and b[0] <= a[1]


def both(a: Pair, b: Pair) -> Pair:
    """a and b."""
    return a[0] and b[0], a[1] and b[1]


def either(a: Pair, b: Pair) -> Pair:
    """a or b."""
    return a[0] or b[0], a[1] or b[1]


def no(a: Pair) -> Pair:
    """Not a."""
    return 1 - a[1], 1 - a[0]


def pick(c: Pair, a: Pair, b: Pair) -> Pair:
    """a where c surely holds, b where it surely does not, else both."""
    if c[0]:
        return a
    if not c[1]:
        return b
    return min(a[0], b[0]), max(a[1], b[1])


def pick_choice(c: Pair, a: int, b: int) -> int:
    """`pick` for sets of labels."""
    return a if c[0] else b if not c[1] else a | b


def same(a: int, b: int) -> Pair:
    """Whether two choices are the same label."""
    return a == b and a & (a - 1) == 0, (a & b) != 0


def plus_jaar(day: Pair, years: Pair) -> Pair:
    """`exact.plus_jaar` on bounds."""
    return exact.plus_jaar(day[0], years[0]), exact.plus_jaar(day[1], years[1])


def plus_maand(day: Pair, months: Pair) -> Pair:
    """`exact.plus_maand` on bounds."""
    return exact.plus_maand(day[0], months[0]), exact.plus_maand(day[1], months[1])


def plus_week(day: Pair, weeks: Pair) -> Pair:
    """`exact.plus_week` on bounds."""
    return exact.plus_week(day[0], weeks[0]), exact.plus_week(day[1], weeks[1])


def plus_dag(day: Pair, days: Pair) -> Pair:
    """`exact.plus_dag` on bounds."""
    return exact.plus_dag(day[0], days[0]), exact.plus_dag(day[1], days[1])


def minus(a: Pair) -> Pair:
    """-a."""
    return -a[1], -a[0]


def _rounded(name: str, n: Pair, d: Pair) -> Pair:
    fn = getattr(exact, name)
    divisors = (
        [value for value in d if value]
        if d[0] * d[1] > 0
        else [value for value in (d[0], -1, 1, d[1]) if d[0] <= value <= d[1] and value]
    )
    corners = [fn(top, below) for top in n for below in divisors] + ([0] if d[0] <= 0 <= d[1] else [])
    return min(corners), max(corners)


def half(n: Pair, d: Pair) -> Pair:
    """`exact.half` on bounds."""
    return _rounded("half", n, d)


def down(n: Pair, d: Pair) -> Pair:
    """`exact.down` on bounds."""
    return _rounded("down", n, d)


def up(n: Pair, d: Pair) -> Pair:
    """`exact.up` on bounds."""
    return _rounded("up", n, d)


def _compared(fn: Any, n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    if d[0] <= 0 or e[0] <= 0:  # a divisor of unknown sign decides nothing
        return OPEN if (d[0] != d[1] or e[0] != e[1] or n[0] != n[1] or m[0] != m[1]) else (_point(fn, n, d, m, e),) * 2
    left, right = mul(n, e), mul(m, d)
    found: Pair = fn(left, right)
    return found


def _point(fn: Any, n: Pair, d: Pair, m: Pair, e: Pair) -> int:
    name = {"lt": "less", "le": "less_equal", "eq": "equal"}[fn.__name__]
    return int(getattr(exact, name)(n[0], d[0], m[0], e[0]))


def less(n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    """`exact.less` on bounds."""
    return _compared(lt, n, d, m, e)


def less_equal(n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    """`exact.less_equal` on bounds."""
    return _compared(le, n, d, m, e)


def equal(n: Pair, d: Pair, m: Pair, e: Pair) -> Pair:
    """`exact.equal` on bounds."""
    return _compared(eq, n, d, m, e)


def look(table: Any, kinds: str, *keys: Any) -> Any:
    """Everything a table can give for the keys; `kinds` has a letter a key: l label, b band.

    The leaves are pairs, or sets of bits when the last letter is c. A table whose last key is a label ends with what all
    labels together can give (`all_labels`).
    """
    if kinds[0] == "l":
        key = keys[0]
        if not key & (key - 1):  # one label
            found = table[key.bit_length() - 1]
            return found if len(keys) == 1 else look(found, kinds[1:], *keys[1:])
        if len(keys) == 1 and key.bit_count() == len(table) - 1:
            return table[-1]
    if kinds == "b":
        first, last = bisect_right(table[0], keys[0][0]), bisect_right(table[0], keys[0][1])
        if first == last:
            return table[1][first]
    tables = [table]
    for letter, key in zip(kinds, keys, strict=False):
        if letter == "l":
            tables = [one[at] for one in tables for at in range(key.bit_length()) if key >> at & 1]
        else:
            tables = [
                value for one in tables for value in one[1][bisect_right(one[0], key[0]) : bisect_right(one[0], key[1]) + 1]
            ]
    return union(tables)


def union(values: Sequence[Any]) -> Any:
    """Everything some values together can be: a pair around pairs, or all bits of sets of bits."""
    if isinstance(values[0], int):
        return reduce(or_, values)
    return min(low for low, _ in values), max(high for _, high in values)


def all_labels(values: Sequence[Any]) -> tuple[Any, ...]:
    """A table by label with, at the end, what all labels together can give."""
    return (*values, union(values))


def brackets(edges: Sequence[int], rates: Sequence[Pair], value: Pair) -> Pair:
    """`exact.brackets` on bounds; rates are not negative, so the sum rises with the value."""
    return exact.brackets(edges, [rate[0] for rate in rates], value[0]), exact.brackets(
        edges, [rate[1] for rate in rates], value[1]
    )


Rows = Sequence[tuple[Pair, Any]]


def total(rows: Rows) -> Pair:
    """The sum over rows that may or may not count; one row may stand for several that are alike."""
    low = high = 0
    for (sure, maybe), (a, b) in rows:
        if sure:
            low += a
            high += b
        elif maybe:
            low += maybe * min(a, 0)
            high += maybe * max(b, 0)
    return low, high


def count(rows: Sequence[Pair]) -> Pair:
    """How many rows count."""
    low = high = 0
    for sure, maybe in rows:
        low += sure
        high += maybe
    return low, high


def some(rows: Rows) -> Pair:
    """Whether a counting row holds."""
    maybe = 0
    for c, v in rows:
        if c[1] and v[1]:
            if c[0] and v[0]:
                return YES
            maybe = 1
    return 0, maybe


def every(rows: Rows) -> Pair:
    """Whether each counting row holds."""
    sure = 1
    for c, v in rows:
        if c[1] and not v[0]:
            if c[0] and not v[1]:
                return NO
            sure = 0
    return sure, 1


def highest(rows: Rows) -> Pair:
    """The highest of the counting rows, 0 when there are none."""
    possible = [v for c, v in rows if c[1]]
    sure = [v for c, v in rows if c[0]]
    if not sure:
        possible.append((0, 0))
    return max((v[0] for v in sure), default=min(v[0] for v in possible)), max(v[1] for v in possible)


def lowest(rows: Rows) -> Pair:
    """The lowest of the counting rows, 0 when there are none."""
    return minus(highest([(c, minus(v)) for c, v in rows]))


def distinct(rows: Rows) -> Pair:
    """How many different values the counting rows have; a choice is a set of bits."""
    sure, known, unsure = set(), set(), 0
    for c, v in rows:
        single = v & (v - 1) == 0 if isinstance(v, int) else v[0] == v[1]
        if c[1] and not single:
            unsure += c[1]
        elif c[1]:
            known.add(v)
        if c[0] and single:
            sure.add(v)
    return max(len(sure), int(any(c[0] for c, _ in rows))), len(known) + unsure


def rank(rows: Sequence[tuple[Pair, tuple[Pair, ...]]]) -> list[Pair]:
    """`exact.rank` on bounds."""

    def before(a: int, b: int) -> Pair:
        found: Pair = (int(a < b),) * 2
        for left, right in zip(reversed(rows[a][1]), reversed(rows[b][1]), strict=True):
            found = either(lt(left, right), both(eq(left, right), found))
        return found

    ranks: list[Pair] = [NO] * len(rows)
    possible = [at for at, (keep, _) in enumerate(rows) if keep[1]]
    for at in possible:
        sure, most = rows[at][0]  # one row may stand for several that are alike
        ahead = count([both(before(other, at), rows[other][0]) for other in possible if other != at])
        ranks[at] = (1 + ahead[0] if sure else 0, most + ahead[1])
    return ranks


def sum_months(months: Sequence[Pair]) -> Pair:
    """The sum over the months."""
    low = high = 0
    for a, b in months:
        low += a
        high += b
    return low, high


def each_month(months: Sequence[Pair]) -> Pair:
    """Whether it holds in every month."""
    return every([(YES, month) for month in months])


def some_month(months: Sequence[Pair]) -> Pair:
    """Whether it holds in some month."""
    return some([(YES, month) for month in months])


by_row = exact.by_row
