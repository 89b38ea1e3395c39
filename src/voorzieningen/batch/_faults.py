"""Collects what is wrong with which rows of which table."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voorzieningen.texts import texts

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of some rows, given by their places in the table."""

    table: str
    rows: Places
    column: str
    what: str
    repair: str


@dataclass(slots=True)
class Faults:
    """All faults found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, table: str, rows: Flags | Places, column: str, what: str, repair: str) -> None:
        """Notes a fault of the rows that are flagged or numbered; none is fine."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)
        if places.size:
            self.found.append(Fault(table, places, column, what, repair))

    def say(self, table: str, rows: Flags | Places, column: str, key: str, **values: object) -> None:
        """Notes a fault in the words of the catalogue: `key`, and what to do as `key`.herstel."""
        say = texts()
        self.add(table, rows, column, say(f"tabellen.{key}", **values), say(f"tabellen.{key}.herstel", **values))

    def of(self, table: str, count: int) -> Flags:
        """For each of the rows of a table whether it has a fault."""
        bad = np.zeros(count, np.bool_)
        for one in self.found:
            if one.table == table:
                bad[one.rows] = True
        return bad
