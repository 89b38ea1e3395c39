"""The receipt of a run: with which rules and files it was made, and how many rows went where."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from voorzieningen.report import Zekerheid

RECEIPT, REJECTED, RESULTS = "bewijs.json", "afgekeurd.parquet", "uitkomsten-*.parquet"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Input(_Part):
    """A file that came in: `bytes` and `sha256` of the file itself, not of what is in it."""

    bestand: str
    bytes: int
    sha256: str


class Rows(_Part):
    """The rows of a table: what came in is what was computed with and what was refused."""

    rijen: int
    meegenomen: int
    afgekeurd: int


class Assignment(_Part):
    """What was asked of every household."""

    peildatum: date
    regelset: str
    gemeente: str | None
    signalen: bool


class Measured(_Part):
    """How it went: differs from run to run, and says nothing about the results. Of a run that was resumed: the last part."""

    begonnen: str
    klaar: str
    seconden: float
    huishoudens: int
    per_seconde: int
    processen: int
    geheugen_mb: int
    """The most any one process used."""


class Receipt(_Part):
    """Everything but `meting` is the same for the same input, program and rules, with any number of processes."""

    versie: str
    opdracht: Assignment
    regels: str
    """The calendar version of the rules; empty when they have none."""
    wijziging: str
    """What the amendment is called that was laid over the rules; empty when there was none."""
    geen_echte_mensen: bool
    huishoudens: Rows
    tabellen: dict[str, Rows]
    invoer: dict[str, Input]
    uitvoer: dict[str, str]
    """The sha256 of each file that was written."""
    zekerheid: dict[str, Zekerheid]
    """The weakest confidence among all that a scheme may rest on."""
    meting: Measured
