"""What a municipality or water board writes, as typed records: its own page, the terms it fills and whom it refers to."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from voorzieningen.rulebook._models import (
    Aanvragen,
    Body,
    Bron,
    NietGemodelleerd,
    Onderwerp,
    Parameter,
    Record,
    Rhythm,
    Voorwaarde,
    Waarde,
)
from voorzieningen.rulebook._written import AT_MOST_ONE_WAY, ONE_OF_BODY, RHYTHM_DATES, Day, FirstOfMonth, Names


class _OfOneBody(Record):
    """A file that belongs to one municipality or one water board."""

    model_config = ConfigDict(json_schema_extra=ONE_OF_BODY)
    gemeente: str = ""
    waterschap: str = ""

    @model_validator(mode="after")
    def _one_body(self) -> _OfOneBody:
        if bool(self.gemeente) == bool(self.waterschap):
            raise ValueError("dit bestand hoort bij één `gemeente` of één `waterschap`; noem er precies één")
        return self


class Pakket(_OfOneBody):
    """`gemeente.yaml` or `waterschap.yaml`: whose rules these are, who carries them out and where to ask."""

    cbs: str = ""
    uitvoerder: str = ""
    """Who carries the schemes out, when it is not the body itself."""
    vraag_bij: str = ""
    """Where somebody asks what is not in these files: a name with a public page."""
    waterschappen: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The water boards of a municipality; with more than one, the places that belong to each, the rest left empty."""
    opmerking: str = ""


class Term(Body):
    """What fills an open term: dated values, perhaps a table with keys of its own, or one formula."""

    model_config = ConfigDict(json_schema_extra={**AT_MOST_ONE_WAY, **RHYTHM_DATES})
    waarden: dict[FirstOfMonth, Waarde | Literal["vervallen"]] = Field(default_factory=dict)
    ritme: Rhythm | None = None
    naar: Names = ()

    @model_validator(mode="after")
    def _one_filling(self) -> Term:
        if bool(self.waarden) == (self.formule is not None or self.kies is not None) or self.rangorde:
            raise ValueError("een term krijgt `waarden`, of één `formule`, of `kies`; houd er één over")
        return self


class Ingevuld(Record):
    """What fills in a frame: terms, what they need, and the conditions that are added."""

    bronnen: dict[str, Bron] = Field(default_factory=dict)
    termen: dict[str, Term] = Field(default_factory=dict)
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    voorwaarden: dict[str, Voorwaarde] = Field(default_factory=dict)
    niet_gemodelleerd: tuple[NietGemodelleerd, ...] = ()
    uitvoerder: str = ""
    aanvragen: Aanvragen | None = None
    aanvragen_bij: dict[str, Aanvragen] = Field(default_factory=dict)
    """Where to claim for inhabitants of some water boards, when that differs inside one municipality."""


class Invulling(Ingevuld, _OfOneBody):
    """What one body fills in of one frame, and where it wants to be asked."""

    invulling: str


class Organisatie(Record):
    """One place to refer to: a public page of an organisation, never a person."""

    naam: str
    onderwerpen: tuple[Onderwerp, ...] = Field(min_length=1)
    voor: str
    """For whom, and with what."""
    url: str
    gezien: Day
    opmerking: str = ""


class Verwijzing(Record):
    """`verwijzing.yaml`: the referral directory of a municipality, or of the whole country."""

    verwijzing: str
    organisaties: tuple[Organisatie, ...]
