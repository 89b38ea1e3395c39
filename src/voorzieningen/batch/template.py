"""Writes an empty example of the tables, and what belongs in each column, for whoever fills them from another system."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from voorzieningen.batch.layout import Column, Layout, Table
from voorzieningen.batch.schemas import flat_schema
from voorzieningen.errors import FileError
from voorzieningen.texts import texts

HEADINGS = (
    "tabel", "kolom", "soort", "verplicht", "eenheid", "keuzes", "laagst", "hoogst", "decimalen", "bereik", "per_datum", "uitleg",
)  # fmt: skip
PARTS = ("begin", "bestanden", "leeg", "lijst", "bereik", "verloop", "namen")


def write_template(folder: Path, layout: Layout) -> None:
    """Writes below a new folder: `csv/` and `parquet/` with every table empty, `kolommen.csv` and `LEESMIJ.md`.

    FileError when there is something in the folder already.
    """
    say = texts()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileError(say("tabellen.map.vol"), where=str(folder), repair=say("tabellen.map.vol.herstel"))
    (folder / "csv").mkdir(parents=True)
    (folder / "parquet").mkdir()
    for table in layout.tables.values():
        with (folder / "csv" / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(table.columns)
        pq.write_table(flat_schema(table).empty_table(), folder / "parquet" / f"{table.name}.parquet")
    with (folder / "kolommen.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADINGS, *_columns(layout)])
    (folder / "LEESMIJ.md").write_text(_read_me(layout), encoding="utf-8")


def told(table: Table, column: Column) -> str:
    """What a column is, in Dutch: the question of its fact, or our own words."""
    say = texts()
    for key in (f"tabellen.uitleg.{table.name}.{column.name}", f"tabellen.uitleg.{column.name}"):
        if key in say:
            return say(key)
    return column.told


def _columns(layout: Layout) -> Iterator[list[str]]:
    say = texts()
    yes = {True: say("tabellen.ja"), False: say("tabellen.nee")}
    for table in layout.tables.values():
        for column in table.columns.values():
            limits = ("", "") if column.lowest is None else (str(column.lowest), str(column.highest))
            digits = str(column.decimals) if column.kind == "getal" else ""
            kind = say(f"tabellen.soort.{column.kind}")
            yield [
                table.name, column.name, kind, yes[column.required], column.unit, " ".join(column.labels), *limits, digits,
                yes[column.ranges], yes[column.dated], told(table, column),
            ]  # fmt: skip


def _read_me(layout: Layout) -> str:
    say = texts()
    lines = [f"# {say('tabellen.leesmij.titel')}", ""]
    lines += [f"{say(f'tabellen.leesmij.{part}')}\n" for part in PARTS]
    lines += [f"## {say('tabellen.leesmij.tabellen')}", ""]
    for table in layout.tables.values():
        lines.append(f"- `{table.name}`: {say(f'tabellen.uitleg.tabel.{table.name}')}")
    return "\n".join([*lines, ""])
