"""The budget: what comes in and goes out by month for a year ahead, and the facts the arrears signals read of it."""

from voorzieningen.budget._calendar import MONTHS, ZERO, Ahead, Span, added
from voorzieningen.budget._cash import Money, money
from voorzieningen.budget._facts import budget_facts
from voorzieningen.budget._flow import Flow, cumulative, steady
from voorzieningen.budget._household import Streams
from voorzieningen.budget._known import Known, Run, is_unknown

__all__ = [
    "MONTHS",
    "ZERO",
    "Ahead",
    "Flow",
    "Known",
    "Money",
    "Run",
    "Span",
    "Streams",
    "added",
    "budget_facts",
    "cumulative",
    "is_unknown",
    "money",
    "steady",
]
