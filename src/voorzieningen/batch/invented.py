"""Refuses what is not marked as invented: nobody's receipts or life are made up here by accident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from voorzieningen.batch._columns import numbers_of
from voorzieningen.batch.layout import HOUSEHOLDS, ID
from voorzieningen.batch.schemas import INVENTED
from voorzieningen.errors import FileError
from voorzieningen.facts.links import Array
from voorzieningen.texts import texts

DAY = b"peildatum"
"""Key in the metadata of `huishoudens` with the day on which these households are as they are."""


def marks(op: date) -> dict[bytes, bytes]:
    """The metadata of `huishoudens` of people who do not exist, as they are on a day."""
    return {INVENTED: b"ja", DAY: op.isoformat().encode()}


def numbers_and_day(tables: Mapping[str, pa.Table]) -> tuple[Array, date]:
    """The numbers of invented households, and the day they are of. FileError when they are not marked as invented."""
    homes = tables[HOUSEHOLDS]
    said = homes.schema.metadata or {}
    numbers = numbers_of(homes[ID])
    if said.get(INVENTED) != b"ja" or DAY not in said or numbers is None:
        say = texts()
        raise FileError(say("bevolking.echt"), where=HOUSEHOLDS, repair=say("bevolking.echt.herstel"))
    return numbers, date.fromisoformat(said[DAY].decode())
