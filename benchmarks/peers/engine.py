"""What an engine must offer to be measured: its own format, a run, and how many households go in at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from peers.households import Columns

Amounts: TypeAlias = tuple[Any, Any]
"""For each household the zorgtoeslag and the kindgebonden budget of the year: two lists or arrays of the engine's own numbers."""


@dataclass(frozen=True)
class Engine:
    """One way to compute both schemes.

    `prepare` turns plain columns into what the engine reads, `run` computes. `block` is how many households go in at once: what
    was fastest for it. `most` is how many it is given at all, for what would take too long; None is all.
    """

    prepare: Callable[[Columns], Any]
    run: Callable[[Any], Amounts]
    block: int
    most: int | None = None
