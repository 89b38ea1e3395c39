"""The frozen result of a screening: the contract other systems build on; fields are added, never renamed or removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import Field, PrivateAttr

from voorzieningen.report.base import (
    Aard,
    Antwoord,
    Bedrag,
    Bevinding,
    Bronvermelding,
    Ernst,
    Euro,
    Hulp,
    Recht,
    Result,
    Ritme,
    Soort,
    Stap,
    Vraag,
    Waarde,
    Zekerheid,
)
from voorzieningen.report.money import (
    Budget,
    Kasstroom,
    Maand,
    OnbekendePost,
    Post,
    Stand,
)
from voorzieningen.report.plan import (
    Actie,
    NietDoen,
    Schulden,
    Schuldpost,
    Signaal,
    Termijn,
)
from voorzieningen.report.schemes import (
    Aanvraag,
    Ander,
    Beeindigd,
    Jaar,
    Regel,
    Regeling,
    Straks,
    TeVeel,
    Waarschuwing,
)
from voorzieningen.report.talk import Antwoordsoort, Gesprek, HangtAf, Optie, VolgendeVraag

__all__ = [
    "Aanvraag",
    "Aard",
    "Actie",
    "Ander",
    "Antwoord",
    "Antwoordsoort",
    "Bedrag",
    "Beeindigd",
    "Bevinding",
    "Bewijs",
    "Bronvermelding",
    "Budget",
    "Ernst",
    "Euro",
    "Gesprek",
    "HangtAf",
    "Hulp",
    "Jaar",
    "Kasstroom",
    "Maand",
    "NietDoen",
    "OnbekendePost",
    "Optie",
    "Post",
    "Recht",
    "Regel",
    "Regeling",
    "Regelset",
    "Report",
    "Ritme",
    "Schulden",
    "Schuldpost",
    "Signaal",
    "Soort",
    "Stand",
    "Stap",
    "Straks",
    "TeVeel",
    "Termijn",
    "VolgendeVraag",
    "Vraag",
    "Waarde",
    "Waarschuwing",
    "Zekerheid",
]


class Regelset(Result):
    """Which rules were used."""

    digest: str
    versie: str
    wijziging: str = ""
    """What the amendment is called that was laid over them: then this is not the law, but what somebody wants to look at."""


class Bewijs(Result):
    """The receipt of a report: with it and the rules of its digest, the whole report can be computed again."""

    huishouden: dict[str, Any]
    """The household as plain data, as in a file; without names and without what a talk remembers."""
    zekerheid: Zekerheid
    """The weakest confidence among the outcomes that are not a sure `nee`."""
    ruw: bool = False
    """Whether it was computed roughly, during a talk."""


class Report(Result):
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
    te_veel: tuple[TeVeel, ...] = ()
    straks: dict[str, Straks] = Field(default_factory=dict)
    """The schemes that change once everything that is surely due comes in."""
    budget: Budget
    signalen: tuple[Signaal, ...] = ()
    """Every signal, the most serious first; also those that are not on, with the reason."""
    niveau: Ernst | None = None
    """The most serious signal that is `ja`."""
    schulden: Schulden | None = None
    """None when the household says nothing of debts and arrears."""
    actieplan: tuple[Actie, ...] = ()
    niet_doen: tuple[NietDoen, ...] = ()
    bewijs: Bewijs | None = None
    """None in a report of before there were receipts."""

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
        """Equal when everything a reader sees is equal; the receipt and the way to the steps do not count."""
        return isinstance(other, Report) and self._seen() == other._seen()

    def _seen(self) -> dict[str, Any]:
        return self.model_dump(exclude={"bewijs"})

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled as what a reader sees, without the way to the steps."""
        return (Report.model_validate, (self.model_dump(),))
