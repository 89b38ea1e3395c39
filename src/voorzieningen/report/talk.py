"""The talk in a report: the question that tells most next, why, and whether asking on is worth it."""

from __future__ import annotations

from typing import Literal

from voorzieningen.report.base import Euro, Result

Antwoordsoort = Literal["ja_nee", "keuze", "meer", "getal", "datum", "plaats", "personen", "ontvangt", "aantal_rijen"]
"""What kind of answer is asked: one word of `opties` (`ja_nee`, `keuze`, `aantal_rijen`), several (`meer`, `ontvangt`), an
amount or number (`getal`), a day (`datum`), the name of a municipality or water board (`plaats`), or who lives there."""


class Optie(Result):
    """One answer to choose: what is sent back, and what people read."""

    waarde: str
    tekst: str


class HangtAf(Result):
    """A scheme or signal that waits for an answer, and how much a year it can still be at most."""

    naam: str
    titel: str
    tot_per_jaar: Euro | None = None
    """None where there is no amount, or where the highest says nothing yet."""


class VolgendeVraag(Result):
    """One question, ready to ask."""

    pad: str
    """Where in the household the answer goes, such as `personen.0.verzekerd`; also its name in the talk."""
    feit: str
    groep: str
    over: str = ""
    """Who or what it is about, such as `uw kind (9 jaar)`; empty for the household and the one who asks."""
    soort: Antwoordsoort
    vraag: str
    hulp: str = ""
    opties: tuple[Optie, ...] = ()
    """Ready answers: labels, or bands that mean exactly the interval on them."""
    eenheid: str = ""
    """Of a `getal`: `EUR`, `EUR/maand`, `aantal` and so on."""
    jaar: int | None = None
    """The calendar year it is about, when it is about one."""
    precies: bool = False
    """Whether a rough answer is there already and only the exact one helps on."""
    moeite: int
    """1 by heart, 2 a letter or bank app at hand, 3 a payslip or bill, 4 a year statement, 5 another person."""
    hangt_af: tuple[HangtAf, ...] = ()
    """What waits for it, the largest first."""
    inzet_per_jaar: Euro | None = None
    """The most one of those can still be a year."""
    waarom: str = ""
    """The same in a sentence."""


class Gesprek(Result):
    """Where the talk stands."""

    vraag: VolgendeVraag | None = None
    """None when there is nothing left to ask."""
    open: int = 0
    """How many questions can still be asked, this one included; an answer may open or close others."""
    nuttig: int = 0
    """How many of those are worth asking."""
    genoeg: bool = False
    """Whether what is still open is not worth asking."""
    nog_per_jaar: Euro | None = None
    """What the open questions are about at most, in EUR a year."""
    overgeslagen: tuple[str, ...] = ()
    """The paths of what was not known or not said."""
