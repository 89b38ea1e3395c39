"""The arrears signals, the plan, and the debts in a report."""

from __future__ import annotations

from datetime import date
from typing import Literal

from voorzieningen.report.base import Antwoord, Bedrag, Bronvermelding, Ernst, Hulp, Result, Stap, Vraag, Zekerheid


class Signaal(Result):
    """An early sign that this household may fall behind: a fact, a limit, and what helps. Never a score of a person."""

    id: str
    titel: str
    uitkomst: Antwoord
    ernst: Ernst | None = None
    """How serious it surely is; None when it is not `ja`."""
    hoogstens: Ernst | None = None
    """How serious it may be while facts are open; None when nothing is open."""
    waarom: str
    gemeten: str = ""
    """What was measured, with its unit, exact."""
    drempel: str = ""
    """The line of the rule that applied."""
    bron: str
    bronnen: tuple[Bronvermelding, ...] = ()
    zekerheid: Zekerheid
    verouderd: tuple[str, ...] = ()
    doe: str = ""
    voor: date | None = None
    """The day on which it should be done at the latest."""
    onderwerp: str = ""
    """The topic of the referral directory."""
    dringend: int | None = None
    """Its place among what has a letter or a legal term; None when it has none."""
    ontbreekt: tuple[Vraag, ...] = ()
    stappen: tuple[Stap, ...] = ()
    """Only with `screen(..., stappen=True)`."""


class Actie(Result):
    """One step of the plan."""

    volgorde: int
    soort: Literal["vandaag", "afspraak", "doorgeven", "aanvragen", "regelen", "vragen"]
    id: str
    """The signal or scheme it comes from."""
    wat: str
    waarom: str
    hoe: str = ""
    voor: date | None = None
    per_maand: Bedrag | None = None
    eenmalig: Bedrag | None = None
    """Money that comes once, or a bill that need not be paid."""
    zeker: bool = True
    """Whether what it brings is sure, and not only possible."""
    neem_mee: tuple[str, ...] = ()
    na: tuple[str, ...] = ()
    """The steps that must come first, by `id`."""
    waar: str = ""
    hulp: Hulp | None = None
    bron: str = ""


class NietDoen(Result):
    """What this household had better not do, why, and the source."""

    wat: str
    waarom: str
    bron: str


class Schuldpost(Result):
    """One debt or arrears: how much, what is paid on it, whether that works out, and what the creditor may set off."""

    waar: str
    soort: str
    titel: str
    achterstand: bool
    """Whether it is a bill of a running cost that is behind, and no debt of its own."""
    bedrag: Bedrag | None
    """None when nobody said how much."""
    sinds: date | None = None
    aflossing_per_maand: Bedrag | None = None
    regeling: Antwoord = "onbekend"
    nagekomen: Antwoord = "onbekend"
    voorrang: int
    """The group in which it is dealt with: 1 home, 2 energy, 3 water, 4 care, 5 the rest."""
    groep: str
    gevolg: str = ""
    """What can happen."""
    verrekening: str = ""
    """What the creditor may take off by itself, and down to where."""
    bron: str = ""


class Termijn(Result):
    """A day on which a body must have acted at the latest, when help is asked for on the peildatum."""

    id: str
    wat: str
    uiterlijk: date
    bron: str


class Schulden(Result):
    """All debts and arrears in the order in which to deal with them."""

    aantal: int
    """Creditors, one for each row."""
    totaal: Bedrag
    """EUR of the rows with an amount."""
    zonder_bedrag: int = 0
    aflossing_per_maand: Bedrag
    nagekomen: int = 0
    niet_nagekomen: int = 0
    posten: tuple[Schuldpost, ...]
    beslagvrije_voet: Bedrag | None = None
    """EUR a month that stays with the household at an attachment, as far as it could be computed."""
    termijnen: tuple[Termijn, ...] = ()
