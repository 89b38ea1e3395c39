"""What changes for each household between two results: per scheme and in all, as whole cents with a lowest and a highest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Cents = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

RIGHT, YEAR = ".recht", ".per_jaar"
_NOT_COMPUTED = pa.array(["niet_ingevoerd", "niet_gemodelleerd"])
_HUNDRED = pa.scalar(Decimal(100))
_LIMITS = "ter_informatie"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of some households, an entry each: how much more a year they are due, in cents.

    `lowest` and `highest` hold the true change; both are 0 where it is not computed.
    """

    held: Truths
    """Whether it is about this household at all."""
    computed: Truths
    """Whether both sides could be computed."""
    lowest: Cents
    highest: Cents

    @property
    def exact(self) -> Truths:
        """Whether the change is known to the cent."""
        known: Truths = self.lowest == self.highest
        return self.held & self.computed & known

    @property
    def more(self) -> Truths:
        """Surely more."""
        return self.held & self.computed & (self.lowest > 0)

    @property
    def less(self) -> Truths:
        """Surely less."""
        return self.held & self.computed & (self.highest < 0)

    @property
    def same(self) -> Truths:
        """Surely the same."""
        nothing: Truths = self.lowest == 0
        return self.exact & nothing

    @property
    def open(self) -> Truths:
        """Not sure whether it is more, less or the same."""
        return self.held & ~(self.more | self.less | self.same)


def schemes(*results: pa.Table) -> list[str]:
    """The schemes with an amount over a year in one of these tables, in their order."""
    names = [name for one in results for name in one.column_names if name.endswith(f"{YEAR}.laagst")]
    return list(dict.fromkeys(name.removesuffix(f"{YEAR}.laagst") for name in names))


def of_scheme(before: pa.Table, after: pa.Table, scheme: str, touched: Collection[str] | None) -> Change:
    """The change of one scheme; the rows of both tables are the same households in the same order.

    `touched` are the schemes the change of the rules can reach; every other one stays as it is, whatever is not known.
    None: any scheme may be touched. What protects and is not paid (`ter_informatie`) is no change of money and not held.
    """
    size = before.num_rows
    rights = [_column(one, scheme + RIGHT) for one in (before, after)]
    held = _truths(pc.or_(*(pc.is_valid(one) for one in rights)))
    for one in (before, after):
        finding = _column(one, f"{scheme}.bevinding")
        held &= ~_truths(pc.fill_null(pc.equal(finding, _LIMITS), False))
    if touched is not None and scheme not in touched:
        nothing = np.zeros(size, np.int64)
        return Change(held, np.ones(size, np.bool_), nothing, nothing)
    computed = ~_truths(pc.or_(*(pc.is_in(one, value_set=_NOT_COMPUTED) for one in rights)))
    was, now = ([_cents(one, f"{scheme}{YEAR}.{end}") for end in ("laagst", "hoogst")] for one in (before, after))
    counted = held & computed
    return Change(held, computed, np.where(counted, now[0] - was[1], 0), np.where(counted, now[1] - was[0], 0))


def in_all(changes: Collection[Change], size: int) -> Change:
    """The change over all schemes of each household; not computed where that of one of its schemes is not."""
    computed = np.ones(size, np.bool_)
    lowest, highest = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for one in changes:
        computed &= ~one.held | one.computed
        lowest += one.lowest
        highest += one.highest
    return Change(np.ones(size, np.bool_), computed, np.where(computed, lowest, 0), np.where(computed, highest, 0))


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column as text; all null when the scheme is not in this table."""
    if name not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    return table[name].cast(pa.string())


def _cents(table: pa.Table, name: str) -> Cents:
    """Amounts in whole cents; nothing is 0."""
    if name not in table.column_names:
        return np.zeros(table.num_rows, np.int64)
    cents = pc.cast(pc.multiply(table[name].cast(pa.decimal128(14, 2)), _HUNDRED), pa.int64())
    found: Cents = pc.fill_null(cents, 0).to_numpy()
    return found


def _truths(column: pa.ChunkedArray) -> Truths:
    found: Truths = column.to_numpy().astype(np.bool_)
    return found
