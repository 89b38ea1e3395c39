"""`wijziging.yaml` as typed records: which dated values and versions of which schemes become others."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from voorzieningen.rulebook._models import (
    Body,
    ConditionBody,
    Confidence,
    Parameter,
    Record,
    Stap,
    Voorwaarde,
    Waarde,
)
from voorzieningen.rulebook._written import Day, FirstOfMonth, NewYear, dated


class WijzigingBron(Record):
    """Where an amendment comes from: a text that can be read, or the idea of an owner."""

    tekst: str
    gezien: Day
    url: str = ""
    eigenaar: str = ""
    zekerheid: Confidence = "onbevestigd"
    via: str = ""
    opmerking: str = ""


class GewijzigdeParameter(Record):
    """The dated values of a parameter that are replaced or added; the others stay."""

    waarden: dict[FirstOfMonth, Waarde | Literal["vervallen"]] = Field(min_length=1)


class GewijzigdeStap(Record):
    """The versions of a step that are replaced or added, by date; the others stay."""

    versies: dict[NewYear, Body | Literal["vervallen"]] = Field(min_length=1)

    _versions = model_validator(mode="before")(dated)


class GewijzigdeVoorwaarde(Record):
    """The versions of a condition that are replaced or added, by date; the others stay."""

    versies: dict[NewYear, ConditionBody | Literal["vervallen"]] = Field(min_length=1)

    _versions = model_validator(mode="before")(dated)


class Toevoeging(Record):
    """What a scheme gets that it did not have, written as in a scheme."""

    parameters: dict[str, Parameter] = Field(default_factory=dict)
    stappen: dict[str, Stap] = Field(default_factory=dict)
    voorwaarden: dict[str, Voorwaarde] = Field(default_factory=dict)


class GewijzigdeRegeling(Record):
    """What changes in one scheme."""

    parameters: dict[str, GewijzigdeParameter] = Field(default_factory=dict)
    stappen: dict[str, GewijzigdeStap] = Field(default_factory=dict)
    voorwaarden: dict[str, GewijzigdeVoorwaarde] = Field(default_factory=dict)
    nieuw: Toevoeging = Toevoeging()


class WijzigingFile(Record):
    """`wijziging.yaml`: an amendment that is laid over a folder of rules."""

    wijziging: str
    toelichting: str = ""
    bronnen: dict[str, WijzigingBron]
    regelingen: dict[str, GewijzigdeRegeling] = Field(min_length=1)
