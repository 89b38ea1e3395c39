"""The tables of the comparison as Markdown, and where they go in the page."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from peers.catalogue import COLUMNS, ORACLE, Peer

BEGIN, END = "<!-- begin: python benchmarks/peers.py -->", "<!-- end -->"


@dataclass(frozen=True)
class Difference:
    """Households with another amount than the exact one, of how many, and the largest difference in cents."""

    households: int
    of: int
    cents: int


@dataclass(frozen=True)
class Row:
    """What was found of one engine; `reason` says why there are no figures."""

    peer: Peer
    found: dict[str, Any] = field(default_factory=dict)
    importing: float = 0.0
    version: str = ""
    reason: str = ""
    difference: Difference | None = None

    def compared(self, difference: Difference | None) -> Row:
        """The same with its amounts held beside the exact ones."""
        return replace(self, difference=difference)

    @property
    def each(self) -> float:
        """The median seconds a household in a batch, without preparing."""
        return float(median(self.found["run"])) / int(self.found["timed"])

    @property
    def best(self) -> float:
        """The least seconds a household in a batch."""
        return float(min(self.found["run"])) / int(self.found["timed"])

    @property
    def preparing(self) -> float:
        """The median seconds a household to bring plain columns into the format of the engine."""
        return float(median(self.found["prepare"])) / int(self.found["timed"])


def page(rows: Sequence[Row], households: int, repeat: int, seed: int) -> str:
    """All tables, with what was measured where."""
    ran = [row for row in rows if not row.reason]
    parts = [
        f"Measured on {date.today():%d %B %Y} with Python {platform.python_version()} on {_machine()}. {households:,} "
        f"households of seed {seed}, median of {repeat} runs, processor time of one thread on one core.",
        _many(ran),
        _one(ran),
        _exactness(ran),
    ]
    if missing := [row for row in rows if row.reason]:
        parts.append("Not measured:\n\n" + "\n".join(f"- {_name(row)}: {row.reason}" for row in missing))
    parts.append("How each one computes:\n\n" + "\n".join(f"- **{_name(row)}.** {row.peer.how}" for row in rows))
    return "\n\n".join(parts)


def write(text: str, path: Path) -> None:
    """Puts the tables between the markers of a page."""
    before, rest = path.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _many(rows: Sequence[Row]) -> str:
    base = next((row for row in rows if row.peer.key == COLUMNS), None) or _by_key(rows, ORACLE)
    head = ["engine", "households/s, median", "best", "time, this library = 1", "preparing, µs each"]
    head += ["import, ms", "imported and rules ready, ms", "peak memory, MB"]
    lines = [
        [
            _name(row),
            f"{1 / row.each:,.0f}",
            f"{1 / row.best:,.0f}",
            _ratio(row, base, lambda one: one.each),
            f"{row.preparing * 1e6:,.1f}",
            f"{row.importing * 1e3:,.0f}",
            f"{row.found['setup'] * 1e3:,.0f}",
            f"{row.found['memory_peak'] / 1024:,.0f}",
        ]
        for row in rows
    ]
    return f"### Many households\n\n{_table(head, lines)}\n\nThe row that is 1: {base.peer.title}."


def _one(rows: Sequence[Row]) -> str:
    base = _by_key(rows, ORACLE)
    head = ["engine", "run, µs", "this library = 1", "with preparing, µs", "this library = 1"]
    lines = [
        [
            _name(row),
            f"{median(row.found['one_run']) * 1e6:,.0f}",
            _ratio(row, base, lambda one: float(median(one.found["one_run"]))),
            f"{median(row.found['one_whole']) * 1e6:,.0f}",
            _ratio(row, base, lambda one: float(median(one.found["one_whole"]))),
        ]
        for row in rows
    ]
    return f"### One household\n\n{_table(head, lines)}\n\nThe row that is 1: {base.peer.title}."


def _exactness(rows: Sequence[Row]) -> str:
    head = ["engine", "households with another amount", "of", "largest difference, cents"]
    lines = [
        [_name(row), f"{row.difference.households:,}", f"{row.difference.of:,}", f"{row.difference.cents:,}"]
        for row in rows
        if row.difference
    ]
    return f"### Exactness\n\n{_table(head, lines)}"


def _by_key(rows: Sequence[Row], key: str) -> Row:
    return next(row for row in rows if row.peer.key == key)


def _ratio(row: Row, base: Row, of: Callable[[Row], float]) -> str:
    found = of(row) / of(base)
    return f"{found:,.0f}" if found >= 100 else f"{found:.2g}"


def _name(row: Row) -> str:
    return f"{row.peer.title} {row.version}".strip()


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rules = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rules, *lines))


def _machine() -> str:
    """The kind of processor and how many cores there are."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
