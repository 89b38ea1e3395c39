"""The frozen result of a curve: what there is to spend at each gross wage, and every jump in it."""

from __future__ import annotations

from datetime import date

from voorzieningen.report import Bedrag, Euro, Regelset
from voorzieningen.report.base import Result


class Punt(Result):
    """One gross wage a month, without holiday pay, and what there is to spend with it; amounts are EUR a month."""

    bruto: Euro
    eigen_inkomen: Bedrag
    """What comes in and no scheme pays: the wage after tax with its holiday pay, and other incomes."""
    besteedbaar: Bedrag
    """`eigen_inkomen` and what every scheme pays, before any expense."""
    ongeveer: Euro
    """The same as one amount: of a narrow range, such as a tax table leaves, the middle, of a wide one what is sure."""
    per_regeling: dict[str, Bedrag]
    """A twelfth of what each scheme pays over the year."""
    houdt: Euro | None = None
    """What `ongeveer` is more than at the wage before; None for the first."""


class Sprong(Result):
    """A place where a little more wage makes a scheme much lower or higher at once, or where more wage leaves less."""

    nummer: int
    regeling: str
    titel: str
    van: Euro
    """The gross wage before it and the one after it; a euro apart when the place is known exactly."""
    tot: Euro
    verschil: Euro
    """EUR a month of the scheme, or EUR at once."""
    ineens: bool
    """Whether it happens at one euro; otherwise it is the whole step."""
    eenmalig: bool = False
    """Whether it is paid or saved once, and is in no amount a month."""
    tekst: str = ""
    """The sentence of the rules that is new after it."""
    artikel: str = ""
    url: str = ""


class Kromme(Result):
    """What stays of more wage; of a settled year, and with everything claimed."""

    waar: str
    """The path of the gross wage."""
    op: date
    regelset: Regelset
    stap: Euro
    punten: tuple[Punt, ...]
    sprongen: tuple[Sprong, ...] = ()
    titels: dict[str, str]
    """The title of each scheme in `per_regeling`."""
    niet_gerekend: tuple[str, ...] = ()
    """Titles of schemes of which no amount is known here, so that they are in no sum."""
    blijft_gelijk: tuple[str, ...] = ()
    """Titles of other incomes that no scheme here pays: they are taken to stay, though a benefit may get lower."""
    doorgerekend: int
    """How many screenings it took."""
