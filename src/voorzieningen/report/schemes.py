"""What a report says of each scheme, of other adults, and of answers that do not fit together."""

from __future__ import annotations

from datetime import date

from voorzieningen.report.base import Aard, Bedrag, Bevinding, Euro, Recht, Result, Ritme, Stap, Vraag, Zekerheid


class Jaar(Result):
    """One calendar year of a scheme: the award over the year, what was missed of it, and the last day to claim it."""

    recht: Recht
    per_jaar: Bedrag
    gemist: Bedrag
    uiterlijk: date | None = None


class Regel(Result):
    """The amount of one row, such as a child or a cost, in the month of the peildatum, in the rhythm of the scheme."""

    waar: str
    wat: str = ""
    """Which kind of row it is, when the household says so: `bril`."""
    recht: Recht = "ja"
    """`niet_ingevoerd` when nobody filled in the rule for this row: its amount is 0 then."""
    bedrag: Bedrag


class Aanvraag(Result):
    """Where and with what papers to claim, until when, and from which day a claim made today counts."""

    waar: str
    nodig: tuple[str, ...] = ()
    uiterlijk: date | None = None
    terug_tot: date | None = None
    niet_nodig_als: str = ""
    doorgeven: str = ""
    """Where to tell a change, for who receives it already; empty when that is the same place."""


class Regeling(Result):
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


class Ander(Result):
    """Another adult of the house with rights of its own, screened as aanvrager; what is not known of this person is open."""

    waar: str
    """The row in the household, such as `personen.2`."""
    rol: str
    regelingen: dict[str, Regeling]


class Straks(Result):
    """A scheme that pays another amount once everything that is surely due comes in."""

    recht: Recht
    per_maand: Bedrag
    per_keer: Bedrag


class TeVeel(Result):
    """What comes in of one scheme above what is due, and what will be asked back of this calendar year."""

    regeling: str
    per_maand: Bedrag
    terug: Bedrag
    """EUR over the year, when nothing is told and the money keeps coming as it does now."""
    terug_na_doorgeven: Bedrag
    """EUR over the year, when it is told now: what came in until now above what is due over the whole year."""
    voor: date
    """The day on which it should be told at the latest."""
    waar: str


class Waarschuwing(Result):
    """Answers that do not fit together: which ones, in which row, and what to do. Nothing was changed because of it."""

    id: str
    waar: str = ""
    wat: str
    doe: str


class Beeindigd(Result):
    """A scheme that does not exist any more, since when, and what to do instead."""

    titel: str
    sinds: date
    uitleg: str
