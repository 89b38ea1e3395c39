"""`niet_gebouwd.yaml`: what a household may have to do with and these rules do not hold at all."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from voorzieningen.rulebook._models import Record
from voorzieningen.rulebook._record import record
from voorzieningen.rulebook.strict_yaml import read_document


class NietGebouwd(Record):
    """Something that is known not to be built: what it is, why not, and whom to ask."""

    titel: str = Field(min_length=1)
    wat: str = Field(min_length=1)
    waarom: str = Field(min_length=1)
    vraag_bij: str = Field(min_length=1)


class NietGebouwdFile(Record):
    """`niet_gebouwd.yaml`."""

    niet_gebouwd: tuple[NietGebouwd, ...]


def read_unbuilt(root: Path) -> tuple[NietGebouwd, ...]:
    """What is known not to be built, or nothing when there is no such file; FileError or RuleError with the place."""
    path = root / "niet_gebouwd.yaml"
    return record(NietGebouwdFile, read_document(path.read_bytes(), path.name)).niet_gebouwd if path.is_file() else ()
