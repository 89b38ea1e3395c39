"""The running total of a talk: what can surely be claimed, what perhaps, and what asks for attention."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from voorzieningen.render.places import group, summed
from voorzieningen.render.take_home import gain
from voorzieningen.report import Report


@dataclass(frozen=True, slots=True)
class Total:
    """What a report comes to so far: EUR a month and at once that are sure, and what is not sure by name."""

    each_month: Decimal
    at_once: Decimal
    perhaps: tuple[str, ...]
    """The names of schemes that are possible and not sure."""
    signals: int
    """How many arrears signals are on."""
    critical: bool
    """Whether something has to be done today."""


def total(report: Report) -> Total:
    """The total of a report; sums come from the budget after claiming, so nothing counts twice."""
    places = {name: group(one, report.peildatum) for name, one in report.regelingen.items()}
    sums = summed([(places[name], one) for name, one in report.regelingen.items()], report.peildatum)
    on = [one for one in report.signalen if one.uitkomst == "ja"]
    return Total(
        each_month=gain(report.budget).laagst,
        at_once=sums.at_once.laagst,
        perhaps=tuple(name for name, one in report.regelingen.items() if places[name] == "misschien" and one.recht != "nee"),
        signals=sum(one.ernst not in ("kans", "informatie") for one in on),
        critical=any(one.ernst == "kritiek" for one in on),
    )
