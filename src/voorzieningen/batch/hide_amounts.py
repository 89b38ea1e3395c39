"""Which amounts are hidden: those of few households, of one that has most of it, and what would give those away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voorzieningen.batch.hide_counts import Ints

Truths = npt.NDArray[np.bool_]


def allowed(count: int, sums: Ints, largest: Ints, minimum: int) -> bool:
    """Whether an amount may be shown: of enough households, and no single one has more than half of any of its sums."""
    return count >= minimum and bool(np.all(2 * largest <= sums))


def hide_amounts(counts: Ints, sums: Ints, largest: Ints, shown: Truths, minimum: int, *, overlap: bool = False) -> Truths:
    """Which groups of a table keep their amounts to themselves, where the sums of all groups together are shown.

    `counts` (groups) are the households with the amount, `sums` and `largest` (groups x amounts) what they have together and
    the largest of one, `shown` (groups) whether their count is shown. All minus what is shown is the sum of what is hidden,
    so that must be allowed too; until it is, the smallest amount is hidden as well. With `overlap`
    one household may be in several groups, as in several schemes. Sums of amounts with signs are given without them.
    """
    few = [number for number, count in enumerate(counts) if count]
    fine = {one for one in few if shown[one] and allowed(int(counts[one]), sums[one], largest[one], minimum)}
    hidden = set(few) - fine
    order = sorted(fine, key=lambda number: int(sums[number].max()))
    while hidden and order and not _together(hidden, counts, sums, largest, minimum, overlap):
        hidden.add(order.pop(0))
    return np.array([number in hidden or (not counts[number] and not shown[number]) for number in range(len(counts))], bool)


def _together(hidden: set[int], counts: Ints, sums: Ints, largest: Ints, minimum: int, overlap: bool) -> bool:
    rows = sorted(hidden)
    # At the least all are the same households, and the largest of each group is one of them.
    people = counts[rows].max() if overlap else counts[rows].sum()
    most = largest[rows].sum(axis=0) if overlap else largest[rows].max(axis=0)
    return len(rows) > 1 and allowed(int(people), sums[rows].sum(axis=0), most, minimum)
