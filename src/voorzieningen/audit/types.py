"""The frozen results for who checks the rules; fields are added, never renamed or removed."""

from __future__ import annotations

from datetime import date
from typing import Literal

from voorzieningen.report import Bedrag, Ritme
from voorzieningen.report.base import Result

Onderdeel = Literal["regeling", "parameter", "stap", "voorwaarde", "bron", "open term", "overig"]
"""What changed: a whole file, a figure, a step, a condition, a source, a term for a municipality, or anything else."""

Aard = Literal["nieuw", "weg", "anders", "nieuwe datum", "gelijk", "gaat in"]
"""How: it was not there, it is gone, it reads otherwise, the law has a new value from a date on, that value is the same as
before, or a day that a rule compares with has come."""


class Wijziging(Result):
    """One thing that differs; `voor` is None when it was not there, `na` when it is gone.

    Of a whole file they are how many things stand in it, and of a scheme that ends its title.
    """

    onderdeel: Onderdeel
    aard: Aard
    naam: str
    cel: str = ""
    """Of a table the labels and lower bounds that lead to the figure; of a figure also `eenheid`, `ritme`, `zekerheid`."""
    eenheid: str = ""
    """Of a figure its unit."""
    vanaf: date | None = None
    """From when it holds, when the rule says so."""
    in_werking: date | None = None
    """When the law became so, if that was later."""
    voor: str | None
    na: str | None
    bron: tuple[str, ...] = ()
    """The texts and addresses of the sources of what holds after."""


class RegelingWijziging(Result):
    """Everything that differs in one file of the rules."""

    regeling: str
    titel: str
    bestand: str
    """Its path below the folder of rules."""
    wijzigingen: tuple[Wijziging, ...]


class Gevolg(Result):
    """What one household gets of one scheme before and after: EUR each time it is paid, in its rhythm."""

    huishouden: str
    regeling: str
    titel: str
    ritme: Ritme
    voor: Bedrag
    na: Bedrag


class RegelingGevolg(Result):
    """How many households get more, less or the same of one scheme, and how much, of those of whom that is certain."""

    regeling: str
    titel: str
    ritme: Ritme
    meer: int = 0
    minder: int = 0
    gelijk: int = 0
    onzeker: int = 0
    """The ranges before and after overlap, and differ."""
    meeste_meer: Bedrag | None = None
    """The smallest and the largest amount that somebody gets more, each time it is paid."""
    meeste_minder: Bedrag | None = None
    """The smallest and the largest amount that somebody gets less."""


class Gevolgen(Result):
    """What a change means for households: the examples one by one, and random ones counted."""

    voor: date
    na: date
    """The days on which is looked."""
    voorbeelden: int
    willekeurig: int
    niet_gelukt: int = 0
    """Households that the rules of one side cannot read."""
    per_voorbeeld: tuple[Gevolg, ...] = ()
    per_regeling: tuple[RegelingGevolg, ...] = ()
    """Over the examples and the random households together."""


class Regelverschil(Result):
    """Two dates, or two sets of rules, beside each other."""

    voor: str
    na: str
    regelingen: tuple[RegelingWijziging, ...]
    verouderd: tuple[str, ...] = ()
    """Between two dates: figures that should have a new value on the later one and have none, so that the old one holds."""
    gevolgen: Gevolgen | None = None
    geen_gevolgen: str = ""
    """The fault of the rules for which the effect on households could not be computed."""


class Afwijking(Result):
    """One value of a report that comes out otherwise: its path in the JSON, then and now; None where it is not there."""

    pad: str
    toen: str | None
    nu: str | None


class StapAfwijking(Result):
    """The first step of the computation that comes out otherwise, with what the rules say of it now."""

    regeling: str
    jaar: int
    stap: str
    rij: str = ""
    toen: str | None
    nu: str | None
    formule: tuple[str, ...] = ()
    vindplaats: str = ""
    oorzaken: tuple[RegelingWijziging, ...] = ()
    """What differs in the rules that this step reads, when both sets of rules are at hand."""


class Herhaling(Result):
    """A report computed again: whether every value is the same, and if not, where the first difference is."""

    gelijk: bool
    alleen_woorden: bool = False
    """Every outcome is the same, and only sentences read otherwise."""
    zelfde_regels: bool
    regels_toen: str
    regels_nu: str
    """Digests."""
    programma_toen: str
    programma_nu: str
    afwijkingen: tuple[Afwijking, ...] = ()
    eerste_stap: StapAfwijking | None = None
    geen_stap: Literal["", "geen_stap", "ander_programma", "geen_regels"] = ""
    """Why the first step that differs cannot be named: no step of a scheme does, or the program is another and the steps were
    not saved, or the rules of then are not at hand."""
