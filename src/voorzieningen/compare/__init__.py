"""Two reports of one household beside each other: after a change that is only thought of, or over time."""

from voorzieningen.compare._compare import compare
from voorzieningen.compare._money import minus, plus, twelfth
from voorzieningen.compare._streams import YEARLY, PaidByRules, by_scheme, own_income
from voorzieningen.compare.types import (
    Geld,
    Gelukt,
    Kant,
    PostVerschil,
    RegelingVerschil,
    Richting,
    SchuldenVerschil,
    SignaalVerschil,
    Uitkomst,
    Vergelijking,
    Verloop,
    Verschil,
)

__all__ = [
    "YEARLY",
    "Geld",
    "Gelukt",
    "Kant",
    "PaidByRules",
    "PostVerschil",
    "RegelingVerschil",
    "Richting",
    "SchuldenVerschil",
    "SignaalVerschil",
    "Uitkomst",
    "Vergelijking",
    "Verloop",
    "Verschil",
    "by_scheme",
    "compare",
    "minus",
    "own_income",
    "plus",
    "twelfth",
]
