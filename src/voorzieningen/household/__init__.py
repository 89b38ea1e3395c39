"""The household: who lives there, what comes in, goes out, is owned and owed, with unknowns, ranges and dates."""

from __future__ import annotations

from voorzieningen.household._dates import born
from voorzieningen.household._model import (
    Aanslag,
    Achterstand,
    Bezit,
    Brief,
    Gebeurtenis,
    Gesprek,
    Huishouden,
    Inkomen,
    Kosten,
    Opvang,
    Ouder,
    Persoon,
    Schuld,
    Uitgave,
    Voertuig,
    Wonen,
)
from voorzieningen.household._saved import Saved, read_saved, saved_text
from voorzieningen.household.values import ONBEKEND, Bereik, Gedateerd, Keuzes, Namen, Onbekend, Ontvangst

__all__ = [
    "ONBEKEND",
    "Aanslag",
    "Achterstand",
    "Bereik",
    "Bezit",
    "Brief",
    "Gebeurtenis",
    "Gedateerd",
    "Gesprek",
    "Huishouden",
    "Inkomen",
    "Keuzes",
    "Kosten",
    "Namen",
    "Onbekend",
    "Ontvangst",
    "Opvang",
    "Ouder",
    "Persoon",
    "Saved",
    "Schuld",
    "Uitgave",
    "Voertuig",
    "Wonen",
    "born",
    "read_saved",
    "saved_text",
]
