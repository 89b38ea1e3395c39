"""Figures moved a little: each figure, cell, band edge and end of a range by 0.1%, a count by one, a date by a day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

SHARE = Decimal("0.001")
CENT = Decimal("0.01")
COUNTED = ("jaar", "kwartaal", "maand", "week", "dag", "aantal")
"""Units of which a value is a whole number: it moves by one."""
SAME_BANDS = "De schijven aan beide kanten van deze grens hebben dezelfde waarden."


@dataclass(frozen=True, slots=True)
class Moved:
    """A value with one thing in it moved."""

    where: str
    """Where in the value, and which way: `/0/laag +`."""
    value: Any
    """The whole value, or the whole text of a CSV file."""
    what: str
    """In Dutch: the figure as it was and as it becomes."""
    exempt: str = ""
    """Why that can change nothing."""


def of_table(value: Any, unit: object) -> Iterator[Moved]:
    """Each cell and each band edge of a value as it stands in YAML."""
    if not isinstance(value, Mapping):
        yield from (Moved(f" {sign}", moved, becomes(value, moved)) for sign, moved in move(value, unit))
        return
    keys = list(value)
    bands = not any(isinstance(key, str) for key in keys)
    for at, key in enumerate(keys):
        if bands:
            exempt = SAME_BANDS if at and value[keys[at - 1]] == value[key] else ""
            for sign, edge in _edge(key):
                table = {edge if one == key else one: cell for one, cell in value.items()}
                yield Moved(f"/{key} edge {sign}", table, f"de grens {becomes(key, edge)}", exempt)
        for one in of_table(value[key], unit):
            yield Moved(f"/{key}{one.where}", {**value, key: one.value}, f"bij {key}: {one.what}", one.exempt)


def of_csv(text: str, unit: object) -> Iterator[Moved]:
    """Each cell and each band edge of a CSV file beside a rule file."""
    rows = list(csv.reader(io.StringIO(text)))
    head, body = rows[0], rows[1:]
    columns = [at for at, title in enumerate(head) if at and title != "zekerheid"]

    def with_cell(row: int, column: int, cell: object) -> str:
        changed = [*map(list, body)]
        changed[row][column] = str(cell)
        return "\n".join(",".join(one) for one in [head, *changed]) + "\n"

    for at, row in enumerate(body):
        same = at and all(body[at - 1][column] == row[column] for column in columns)
        for sign, edge in _edge(Decimal(row[0])):
            exempt = SAME_BANDS if same else ""
            yield Moved(f"/{row[0]} edge {sign}", with_cell(at, 0, edge), f"de grens {becomes(row[0], edge)}", exempt)
        for column in columns:
            cell = row[column] if ".." in row[column] else Decimal(row[column])
            for sign, moved in move(cell, unit):
                what = f"bij {row[0]}, {head[column]}: {becomes(cell, moved)}"
                yield Moved(f"/{row[0]}/{head[column]} {sign}", with_cell(at, column, moved), what)


def move(value: Any, unit: object) -> Iterator[tuple[str, Any]]:
    """A figure 0.1% up and down: a date by a day, a count by one, money by at least a cent, each end of a range."""
    if isinstance(value, bool):
        yield "not", not value
    elif isinstance(value, date):
        yield from (("+", value + timedelta(days=1)), ("-", value - timedelta(days=1)))
    elif isinstance(value, Decimal):
        step = abs(value) * SHARE or CENT
        if unit in COUNTED:
            step = Decimal(1)
        elif str(unit).startswith("EUR"):
            step = max(step, CENT)
        yield "+", value + step
        if value:
            yield "-", value - step
    elif isinstance(value, str) and ".." in value:
        low, high = map(Decimal, value.split(".."))
        ends = [
            *(("low" + sign, end, high) for sign, end in move(low, unit)),
            *(("high" + sign, low, end) for sign, end in move(high, unit)),
        ]
        yield from ((sign, f"{a}..{b}") for sign, a, b in ends if a <= b)


def becomes(before: Any, after: Any) -> str:
    """What a figure was and what it becomes, in Dutch."""
    return f"{_plain(before)} wordt {_plain(after)}"


def _plain(value: Any) -> str:
    return {True: "ja", False: "nee"}[value] if isinstance(value, bool) else str(value)


def _edge(key: Any) -> Iterator[tuple[str, Any]]:
    """The edge of a band a little up and down: a date by a day, a small number by one."""
    small = isinstance(key, Decimal) and key < 1000
    return move(key, "aantal" if small else "")
