"""What may be shown of a group as Parquet tables: one row a number, with why it is not there when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from voorzieningen.errors import FileError
from voorzieningen.render.group_model import GroupPage, Money, Number, Row, Topic

AMOUNT = pa.decimal128(18, 2)
_WHOSE = [("indeling", pa.string()), ("groep", pa.string()), ("soort", pa.string()), ("naam", pa.string())]
SCHEMAS = {
    "aantallen": pa.schema([
        *_WHOSE, ("huishoudens", pa.int64()), ("wat", pa.string()), ("aantal", pa.int64()), ("teken", pa.string()),
    ]),
    "bedragen": pa.schema([*_WHOSE, ("wat", pa.string()), ("laagst", AMOUNT), ("hoogst", AMOUNT), ("teken", pa.string())]),
    "verdelingen": pa.schema([
        ("verdeling", pa.string()), ("van", pa.string()), ("tot_en_met", pa.string()), ("van_de_100", pa.int64()),
    ]),
    "voortgang": pa.schema([
        ("peildatum", pa.date32()), ("soort", pa.string()), ("naam", pa.string()), ("wat", pa.string()), ("aantal", pa.int64()),
        ("bedrag", AMOUNT), ("teken", pa.string()),
    ]),
}  # fmt: skip
"""`teken`: getal, klein (fewer than the minimum), or verborgen (it would give a small number or an amount away)."""


def tables_of(page: GroupPage) -> dict[str, pa.Table]:
    """The page as tables by name, each with a schema of SCHEMAS; `geen_echte_mensen` stands in the metadata."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "aantallen": [line for kind, one in _topics(page) for line in _counts(kind, one)],
        "bedragen": [line for kind, one in _topics(page) if one.pays for line in _amounts(kind, one)],
        "verdelingen": list(_spreads(page)),
        "voortgang": list(_progress(page)),
    }
    said = {"peildatum": page.day.isoformat(), "regelset": page.digest, "minimum": str(page.minimum)}
    said |= {"geen_echte_mensen": "ja"} if page.not_real else {}
    found = {}
    for name, schema in SCHEMAS.items():
        columns = list(zip(*rows[name], strict=True)) or [() for _ in schema]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        found[name] = pa.table(arrays, schema=schema.with_metadata(said))
    return found


def write_tables(page: GroupPage, target: Path) -> None:
    """Writes the tables of a page into a directory, each whole or not at all. Raises FileError when that cannot be."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, table in tables_of(page).items():
            half = target / f".{name}.parquet"
            pq.write_table(table, half)
            half.replace(target / f"{name}.parquet")
    except OSError:
        raise FileError("hier is niet te schrijven.", where=str(target), repair="Kies een andere map.") from None


def _topics(page: GroupPage) -> Iterator[tuple[str, Topic]]:
    yield from (("regeling", one) for one in page.schemes)
    yield from (("signaal", one) for one in page.signals)


def _rows(topic: Topic) -> Iterator[tuple[str, Row]]:
    yield "alles", topic.whole
    yield from (("gemeente", one) for one in topic.towns)
    yield from (("huishoudtype", one) for one in topic.types)


def _counts(kind: str, topic: Topic) -> Iterator[tuple[Any, ...]]:
    for division, row in _rows(topic):
        for what, one in row.numbers.items():
            yield division, row.name, kind, topic.name, row.size, what, one.value, one.sign


def _amounts(kind: str, topic: Topic) -> Iterator[tuple[Any, ...]]:
    for division, row in _rows(topic):
        for what, one in (("jaar", row.year), ("alsnog", row.claim)):
            yield division, row.name, kind, topic.name, what, *_ends(one)


def _ends(one: Money | None) -> tuple[Decimal | None, Decimal | None, str]:
    return (one.lowest, one.highest, "getal") if one else (None, None, "verborgen")


def _spreads(page: GroupPage) -> Iterator[tuple[Any, ...]]:
    for share in page.numbers or ():
        yield "aantal_gemist", str(share.first), str(share.last), share.per_100
    bounds = ["niets", *(str(one) for one in page.bounds)]
    for share in page.amounts or ():
        yield "bedrag_gemist", bounds[share.first], bounds[share.last], share.per_100
    for share in page.levels or ():
        yield "niveau", page.level_names[share.first], page.level_names[share.last], share.per_100


def _progress(page: GroupPage) -> Iterator[tuple[Any, ...]]:
    for moment in page.moments:
        for gain in moment.gains:
            yield from _line(moment.day, "regeling", gain.name, {"miste": Number(gain.missed), **gain.numbers})
            for what, amount in (("gemist_per_maand", gain.missed_month), ("erbij_per_maand", gain.gained_month)):
                yield moment.day, "regeling", gain.name, what, None, amount, "verborgen" if amount is None else "getal"
        for gone in moment.gone:
            yield from _line(moment.day, "signaal", gone.name, {"was": Number(gone.was), **gone.numbers})
        if steps := moment.steps:
            yield from _line(moment.day, "trede", "", {"bekend": Number(steps.known), **steps.numbers})


def _line(day: object, kind: str, name: str, numbers: dict[str, Number]) -> Iterator[tuple[Any, ...]]:
    yield from ((day, kind, name, what, one.value, None, one.sign) for what, one in numbers.items())
