"""The frozen result of a screening: the contract other systems build on; fields are added, never renamed or removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, PrivateAttr

Recht = Literal["ja", "nee", "mogelijk", "onbekend", "niet_ingevoerd", "niet_gemodelleerd"]
"""Whether there is a right: surely, surely not, only human judgement open, facts open, local rule missing, not computed."""

Bevinding = Literal["onbenut", "te_weinig", "te_veel", "misschien", "vraag_gemeente", "klopt", "geen_recht", "ter_informatie"]
"""What is received held against what is due; `ter_informatie`: nothing is due, the amount protects."""

Ritme = Literal["maand", "kwartaal", "jaar", "eenmalig", "geen", "grens"]
"""How often a scheme pays; `geen`: no amount can be computed, and the place to ask is all there is; `grens`: nothing is
paid, and the amount is what stays with the household each month."""

Aard = Literal["toeslag", "uitkering", "belasting", "schuld", "lokaal", "signaal", "begrippen"]
"""What a scheme is; `schuld` is about arrears or attachment: something to do or to keep, and nothing to receive."""

Soort = Literal["stap", "voorwaarde", "recht", "niet_gemodelleerd"]

Zekerheid = Literal["officieel", "bevestigd", "enkel", "onbevestigd"]

Euro = Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json")]
"""An amount in EUR with two decimals; a text in JSON, so that nothing is lost."""


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Bedrag(_Result):
    """An amount in EUR as lowest and highest; equal when it is known."""

    laagst: Euro
    hoogst: Euro

    @property
    def zeker(self) -> bool:
        """Whether the amount is known exactly."""
        return self.laagst == self.hoogst


class Jaar(_Result):
    """One calendar year of a scheme: the award over the year, what was missed of it, and the last day to claim it."""

    recht: Recht
    per_jaar: Bedrag
    gemist: Bedrag
    uiterlijk: date | None = None


class Regel(_Result):
    """The amount of one row, such as a child or a cost, in the month of the peildatum, in the rhythm of the scheme."""

    waar: str
    wat: str = ""
    """Which kind of row it is, when the household says so: `bril`."""
    recht: Recht = "ja"
    """`niet_ingevoerd` when nobody filled in the rule for this row: its amount is 0 then."""
    bedrag: Bedrag


class Waarschuwing(_Result):
    """Answers that do not fit together: which ones, in which row, and what to do. Nothing was changed because of it."""

    id: str
    waar: str = ""
    wat: str
    doe: str


class Beeindigd(_Result):
    """A scheme that does not exist any more, since when, and what to do instead."""

    titel: str
    sinds: date
    uitleg: str


class Aanvraag(_Result):
    """Where and with what papers to claim, until when, and from which day a claim made today counts."""

    waar: str
    nodig: tuple[str, ...] = ()
    uiterlijk: date | None = None
    terug_tot: date | None = None
    niet_nodig_als: str = ""
    doorgeven: str = ""
    """Where to tell a change, for who receives it already; empty when that is the same place."""


class Vraag(_Result):
    """A fact that is still open: its name, how to ask for it, and of which row (a path in the household)."""

    feit: str
    vraag: str
    waar: str = ""
    oordeel: bool = False
    """Whether a professional decides it: it is no question for the citizen."""


class Bronvermelding(_Result):
    """The source of a step or value."""

    tekst: str
    url: str
    zekerheid: Zekerheid
    gezien: date


class Waarde(_Result):
    """The value of a step for one row over some months: numbers as text, exact (`3941.2`), a range as `lowest..highest`."""

    rij: str = ""
    """The row it belongs to, such as `personen.1`; empty for the household."""
    maanden: tuple[int, ...] = ()
    """The months (1..12) with this value; empty for a value of the whole year."""
    waarde: str


class Stap(_Result):
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


class Regeling(_Result):
    """What one scheme gives this household; amounts are 0 when recht is `niet_gemodelleerd` or `niet_ingevoerd`."""

    titel: str
    samenvatting: str
    soort: Aard = "uitkering"
    recht: Recht
    """Over the calendar year of the peildatum."""
    recht_nu: Recht
    """In the month of the peildatum."""
    bevinding: Bevinding
    per_maand: Bedrag
    """What is paid in the month of the peildatum, spread over months; 0 when it is paid once a year or once."""
    per_jaar: Bedrag
    ritme: Ritme = "maand"
    per_keer: Bedrag
    """What is paid each time, in the rhythm of the scheme; of a `grens` what stays each month."""
    eerst: tuple[str, ...] = ()
    """Schemes that may be due and not received, and that go before this one: what they give makes this one lower."""
    betaald_in: tuple[str, ...] = ()
    """The months of payment, when not every month."""
    bespaart: bool = False
    """Whether it is a bill that need not be paid, and no money to receive."""
    regels: tuple[Regel, ...] = ()
    ontvangen_per_maand: Euro | None
    """None when the household does not say, or only gives a range."""
    jaren: dict[str, Jaar]
    zekerheid: Zekerheid
    verouderd: tuple[str, ...] = ()
    """Parameters whose last value is of an earlier year."""
    geschat: tuple[str, ...] = ()
    """Facts that were not given and that a rule estimated."""
    ontbreekt: tuple[Vraag, ...] = ()
    aannames: tuple[str, ...] = ()
    niet_ingevuld: tuple[str, ...] = ()
    """What the municipality or water board chooses, that this outcome waits for and that nobody filled in."""
    hoogstens: Euro | None = None
    """Of `niet_ingevoerd` the most it can be by the limits of law and what the household says; None when those set no limit."""
    uitvoerder: str = ""
    vraag_bij: str = ""
    """Whom to ask about a local scheme."""
    niet_gemodelleerd: tuple[str, ...] = ()
    """What makes this outcome not computed, with whom to ask."""
    opmerkingen: tuple[str, ...] = ()
    """What the rules of this scheme leave out; it may concern this household."""
    aanvragen: Aanvraag | None = None
    uitleg: tuple[str, ...] = ()
    stappen: tuple[Stap, ...] = ()
    """Only with `screen(..., stappen=True)`."""


class Regelset(_Result):
    """Which rules were used."""

    digest: str
    versie: str


class Ander(_Result):
    """Another adult of the house with rights of its own, screened as aanvrager; what is not known of this person is open."""

    waar: str
    """The row in the household, such as `personen.2`."""
    rol: str
    regelingen: dict[str, Regeling]


class Report(_Result):
    """The result of one screening; `report.model_dump(mode="json")` is the JSON other systems read."""

    versie: str
    regelset: Regelset
    peildatum: date
    gemeente: str | None
    waterschap: str | None = None
    regelingen: dict[str, Regeling]
    niet_bekeken: tuple[int, ...] = ()
    """Earlier years that are not modelled, though a claim may still be open."""
    waarschuwingen: tuple[Waarschuwing, ...] = ()
    beeindigd: tuple[Beeindigd, ...] = ()
    anderen: tuple[Ander, ...] = ()

    _steps: Callable[[str, int], tuple[Stap, ...]] | None = PrivateAttr(default=None)

    def uitleg(self, regeling: str, jaar: int | None = None) -> tuple[Stap, ...]:
        """Every step of one scheme in one year (that of the peildatum when left out), in order of computation.

        Raises KeyError for a scheme that is not in the report, and ValueError on a report read back from JSON.
        """
        if regeling not in self.regelingen:
            raise KeyError(regeling)
        if self._steps is None:
            raise ValueError("dit rapport komt uit een bestand; vraag de uitleg bij het screenen met stappen=True")
        return self._steps(regeling, jaar or self.peildatum.year)

    def __eq__(self, other: object) -> bool:
        """Equal when everything a reader sees is equal; the way to the steps does not count."""
        return isinstance(other, Report) and self.model_dump() == other.model_dump()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled as what a reader sees, without the way to the steps."""
        return (Report.model_validate, (self.model_dump(),))
