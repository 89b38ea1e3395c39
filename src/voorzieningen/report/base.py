"""What all parts of a report are made of: the words for an outcome, amounts, questions, sources and steps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

Recht = Literal["ja", "nee", "mogelijk", "onbekend", "niet_ingevoerd", "niet_gemodelleerd"]
"""Whether there is a right: surely, surely not, only human judgement open, facts open, local rule missing, not computed."""

Bevinding = Literal["onbenut", "te_weinig", "te_veel", "misschien", "vraag_gemeente", "klopt", "geen_recht", "ter_informatie"]
"""What is received held against what is due; `ter_informatie`: nothing is due, the amount protects."""

Ritme = Literal["maand", "kwartaal", "jaar", "eenmalig", "geen", "grens"]
"""How often a scheme pays; `geen`: no amount can be computed, and the place to ask is all there is; `grens`: nothing is
paid, and the amount is what stays with the household each month."""

Aard = Literal["toeslag", "uitkering", "belasting", "schuld", "lokaal", "signaal", "begrippen"]
"""What a scheme is; `schuld` is about arrears or attachment: something to do or to keep, and nothing to receive."""

Ernst = Literal["kans", "informatie", "aandacht", "hoog", "kritiek"]
"""How serious a signal is, from a chance to act on to a threat of today."""

Antwoord = Literal["ja", "nee", "onbekend"]

Soort = Literal["stap", "voorwaarde", "recht", "niet_gemodelleerd"]

Zekerheid = Literal["officieel", "bevestigd", "enkel", "onbevestigd"]

Euro = Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json")]
"""An amount in EUR with two decimals; a text in JSON, so that nothing is lost."""


class Result(BaseModel):
    """Base of all results: frozen, and nothing but its own fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Bedrag(Result):
    """An amount in EUR as lowest and highest; equal when it is known."""

    laagst: Euro
    hoogst: Euro

    @property
    def zeker(self) -> bool:
        """Whether the amount is known exactly."""
        return self.laagst == self.hoogst


class Vraag(Result):
    """A fact that is still open: its name, how to ask for it, and of which row (a path in the household)."""

    feit: str
    vraag: str
    waar: str = ""
    oordeel: bool = False
    """Whether a professional decides it: it is no question for the citizen."""


class Bronvermelding(Result):
    """The source of a step or value."""

    tekst: str
    url: str
    zekerheid: Zekerheid
    gezien: date


class Waarde(Result):
    """The value of a step for one row over some months: numbers as text, exact (`3941.2`), a range as `lowest..highest`."""

    rij: str = ""
    """The row it belongs to, such as `personen.1`; empty for the household."""
    maanden: tuple[int, ...] = ()
    """The months (1..12) with this value; empty for a value of the whole year."""
    waarde: str


class Stap(Result):
    """One step of the computation, enough to follow it to the article and to the line of the rule file."""

    stap: str
    """`scheme.step`"""
    soort: Soort
    eenheid: str
    waarden: tuple[Waarde, ...]
    formule: tuple[str, ...]
    ingevuld: str = ""
    """The formula with the values of the month of the peildatum; empty when it works on rows."""
    uitleg: str = ""
    """The sentence of the rule file that belongs to this outcome."""
    afronding: str = ""
    bronnen: tuple[Bronvermelding, ...] = ()
    vindplaats: str = ""


class Hulp(Result):
    """A public page of an organisation that helps."""

    naam: str
    url: str
    voor: str = ""
