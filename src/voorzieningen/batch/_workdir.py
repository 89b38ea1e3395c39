"""The work directory of a run: what was asked, how far it is, and files that are there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from voorzieningen.batch.receipt import Assignment, Input
from voorzieningen.errors import FileError
from voorzieningen.texts import texts

if sys.platform != "win32":
    import fcntl

_MANIFEST, _LOCK = "opdracht.json", "slot"
ROWS_IN_GROUP = 1 << 16


class Part(BaseModel):
    """A bucket that is done: the rows of each table that were accepted and refused, and what its files are (sha256)."""

    model_config = ConfigDict(frozen=True)

    accepted: dict[str, int]
    refused: dict[str, int]
    results: str
    rejects: int
    memory: int
    """The most memory its process used until then, in KiB."""


class Manifest(BaseModel):
    """What a work directory is for; another run only goes on in it when all of this is the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    programma: str
    opdracht: Assignment
    bestanden: dict[str, Input]
    bakken: int
    vervangt: bool = False
    """Whether the target that was there will be replaced."""
    rijen: dict[str, int] | None = None
    """The rows of each file, once they are spread over the buckets."""
    klaar: bool = False
    """Whether all that is left is to put the results in their place."""

    def differs_in(self, other: Manifest) -> str | None:
        """What is different for another manifest, as the end of a key of the catalogue; None when it is the same run."""
        if self.programma != other.programma:
            return "programma"
        if self.opdracht != other.opdracht:
            return "regels" if self.opdracht.regelset != other.opdracht.regelset else "instellingen"
        if self.bestanden != other.bestanden:
            return "bestanden"
        return None if self.bakken == other.bakken else "instellingen"


@dataclass(frozen=True, slots=True)
class WorkDir:
    """The directory in which a run is done, `TARGET.deel` beside its target."""

    path: Path

    @property
    def buckets(self) -> Path:
        """The households, spread."""
        return self.path / "bakken"

    @property
    def parts(self) -> Path:
        """What is done of each bucket, and its rejects."""
        return self.path / "delen"

    @property
    def out(self) -> Path:
        """What will be the target."""
        return self.path / "uit"

    @property
    def old(self) -> Path:
        """The target that was replaced."""
        return self.path / "oud"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Makes the directory, and keeps every other run out of it. FileError when one is in it."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / _LOCK).open("wb") as lock:
            if sys.platform != "win32":
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    say = texts()
                    what, repair = say("verwerken.bezet"), say("verwerken.bezet.herstel")
                    raise FileError(what, where=str(self.path), repair=repair) from None
            yield

    def manifest(self) -> Manifest | None:
        """What is in hand here; None when nothing is."""
        path = self.path / _MANIFEST
        return Manifest.model_validate_json(path.read_bytes()) if path.exists() else None

    def save(self, manifest: Manifest) -> None:
        """Notes how far the run is."""
        write_whole(self.path / _MANIFEST, manifest.model_dump_json(indent=1).encode())

    def forget(self) -> None:
        """Takes away what was in hand."""
        (self.path / _MANIFEST).unlink(missing_ok=True)

    def part(self, number: int) -> Part | None:
        """A bucket that is done; None when it is not."""
        path = self.parts / f"{number:05}.json"
        return Part.model_validate_json(path.read_bytes()) if path.exists() else None

    def rejected(self, number: int) -> Path:
        """Where the rejects of a bucket stand."""
        return self.parts / f"afgekeurd-{number:05}.parquet"

    def save_part(self, number: int, part: Part) -> None:
        """Notes that a bucket is done; its files are there."""
        write_whole(self.parts / f"{number:05}.json", part.model_dump_json().encode())


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file that is there whole or not at all. OSError when it cannot be."""

    def put(file: BinaryIO) -> None:
        file.write(data)

    _whole(path, put)


def write_table(path: Path, table: pa.Table) -> None:
    """Writes a Parquet file that is there whole or not at all, the same bytes for the same table. OSError when it cannot be."""
    _whole(path, lambda file: pq.write_table(table, file, row_group_size=ROWS_IN_GROUP, **PARQUET))


PARQUET: Mapping[str, str] = {"compression": "zstd", "version": "2.6"}
"""Said out loud, so that another version of Arrow writes them so too."""


def _whole(path: Path, put: Callable[[BinaryIO], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("wb") as file:
            put(file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
