"""`voorbeelden.yaml` as a typed record: base households, and what must come out of each variation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from voorzieningen.rulebook._local import Ingevuld
from voorzieningen.rulebook._models import Record
from voorzieningen.rulebook._written import Day


class Herkomst(Record):
    """Where an example comes from: an official or other publication, or an own computation (its sum stands in `som`)."""

    soort: Literal["officieel", "gepubliceerd", "eigen"]
    tekst: str = ""
    url: str = ""


class Example(Record):
    """One example as written: a base household, what differs, and what must come out."""

    naam: str
    herkomst: Herkomst
    basis: str
    op: Day | None = None
    invulling: str = ""
    """Of a frame: which of the `invullingen` of this file fills its open terms; left out, they stay open."""
    anders: dict[str, Any] = Field(default_factory=dict)
    budget: dict[str, Any] = Field(default_factory=dict)
    """Of a signal: facts the budget computes, by name; those left out are unknown."""
    verwacht: dict[str, Any] = Field(min_length=1)
    som: str = ""
    tolerantie: Decimal = Decimal(0)

    @model_validator(mode="after")
    def _with_sum(self) -> Example:
        if self.herkomst.soort == "eigen" and not self.som:
            raise ValueError(f"het eigen voorbeeld `{self.naam}` heeft geen `som`; schrijf de berekening met het artikel")
        return self


class ExamplesFile(Record):
    """`voorbeelden.yaml`."""

    basis: dict[str, dict[str, Any]]
    """Households by name, as plain data."""
    voorbeelden: tuple[Example, ...]
    invullingen: dict[str, Ingevuld] = Field(default_factory=dict)
    """Beside a frame: ways to fill its open terms, by name."""
