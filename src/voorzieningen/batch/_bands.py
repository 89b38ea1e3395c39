"""The bands in which incomes and changes are counted: our own choice, round amounts that say something to a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands between edges in whole euros; an amount on an edge is in the band above it, or with `zero` in the one further out."""

    edges: tuple[int, ...]
    zero: bool = False
    """Whether 0 is a band of its own."""

    def index(self, cents: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The number of the band of each amount in cents, from 0 for the lowest."""
        return np.searchsorted(np.array(self.cents(), np.int64), cents, side="right")

    def cents(self) -> Sequence[int]:
        """The first cent of each band but the lowest."""
        if not self.zero:
            return [100 * edge for edge in self.edges]
        below, above = [edge for edge in self.edges if edge < 0], [edge for edge in self.edges if edge > 0]
        return [*(100 * edge + 1 for edge in below), 0, 1, *(100 * edge for edge in above)]

    def bounds(self) -> list[tuple[int | None, int | None]]:
        """The lowest and the highest cent of each band; None where it has no end."""
        first = list(self.cents())
        return list(zip([None, *first], [*(cent - 1 for cent in first), None], strict=True))


CHANGES = Bands((-1000, -500, -100, 100, 500, 1000), zero=True)
"""Of the change of a household a year: 1000 or more less, 500, 100, less than 100, nothing, and the same upwards."""
INCOMES = Bands((15_000, 20_000, 25_000, 30_000, 40_000, 60_000))
"""Of the toetsingsinkomen of the aanvrager and the partner together."""
