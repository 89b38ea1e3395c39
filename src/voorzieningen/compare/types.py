"""The frozen result of holding two reports beside each other; fields are added, never renamed or removed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from voorzieningen.report import Aard, Bedrag, Bevinding, Ernst, Euro, Recht, Ritme, Vraag, Waarschuwing
from voorzieningen.report.base import Result

Vergelijking = Literal["wat_als", "later"]
"""The same household after a change that is only thought of, or the same household at another time."""

Richting = Literal["weg", "minder", "nieuw", "meer", "open"]
"""Of a signal: gone, less serious, new, more serious, or no longer known."""


class Verloop(Result):
    """An amount before and after; in `verschil`, after less before, what is open in both alike counts for nothing."""

    voor: Bedrag
    na: Bedrag
    verschil: Bedrag


class Uitkomst(Result):
    """What one scheme gives in one report, once everything that is surely due comes in."""

    recht: Recht
    bevinding: Bevinding
    per_maand: Bedrag
    per_keer: Bedrag
    per_jaar: Bedrag
    ontvangen_per_maand: Euro | None


class Gelukt(Result):
    """What was claimed since the first report: EUR a month, what that came to since then, and what came once."""

    per_maand: Euro
    sinds: Bedrag
    """EUR until the later peildatum; the lowest when it is not known in which month it began."""
    eenmalig: Bedrag
    bespaard: Bedrag
    """EUR of bills that need not be paid any more."""


class RegelingVerschil(Result):
    """One scheme that differs; None when the scheme is not in that report."""

    regeling: str
    titel: str
    soort: Aard
    ritme: Ritme
    bespaart: bool
    voor: Uitkomst | None
    na: Uitkomst | None
    verschil: Bedrag
    """What is paid each time after, less before; of a settled year (`heel_jaar`) a twelfth of the year."""
    gelukt: Gelukt | None = None
    redenen: tuple[str, ...] = ()
    """The sentences of the explanation that are new."""


class PostVerschil(Result):
    """One income or expense that differs and that no scheme pays, spread over months."""

    richting: Literal["in", "uit"]
    soort: str
    titel: str
    waar: str = ""
    straks: Verloop


class SignaalVerschil(Result):
    """One signal that came, went, or became more or less serious."""

    id: str
    titel: str
    richting: Richting
    voor: Ernst | None
    na: Ernst | None
    waarom: str
    doe: str = ""


class SchuldenVerschil(Result):
    """All debts and arrears together."""

    totaal: Verloop
    aantal_voor: int
    aantal_na: int


class Geld(Result):
    """The money of a month in all, before and after; once everything that is surely due comes in, and as it is now."""

    eigen_inkomen: Verloop
    """EUR a month that comes in and that no scheme pays, such as wages."""
    inkomsten: Verloop
    """EUR a month that comes in once everything that is surely due comes in."""
    over: Verloop
    """EUR a month that is left of that after the expenses."""
    inkomsten_nu: Verloop
    over_nu: Verloop


class Kant(Result):
    """One of the two reports: of which day, by which rules, and the most serious signal."""

    peildatum: date
    digest: str
    regels: str
    niveau: Ernst | None


class Verschil(Result):
    """What differs between two reports; `verschil.model_dump(mode="json")` is the JSON of it."""

    soort: Vergelijking
    heel_jaar: bool = False
    """Whether both are of a household as if it had been all year what it is."""
    voor: Kant
    na: Kant
    andere_regels: bool
    """Whether the two were made with other rules, so that a difference need not come from the household."""
    geld: Geld
    gelukt: Gelukt | None = None
    """All schemes together; only over time, and None when nothing was claimed."""
    regelingen: tuple[RegelingVerschil, ...] = ()
    """The largest difference first."""
    posten: tuple[PostVerschil, ...] = ()
    signalen: tuple[SignaalVerschil, ...] = ()
    schulden: SchuldenVerschil | None = None
    waarschuwingen: tuple[Waarschuwing, ...] = ()
    """What does not fit together, or asks for care, in the second report and not in the first."""
    nieuwe_vragen: tuple[Vraag, ...] = ()
    beantwoord: int = 0
    """How many open questions are gone."""
