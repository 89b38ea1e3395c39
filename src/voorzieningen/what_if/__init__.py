"""What if: a household with something changed, a settled year of it, and what stays of every hundred euros more."""

from voorzieningen.what_if._change import FOLLOWS_IN_MONTH, FOLLOWS_IN_YEAR, read_changes, what_if
from voorzieningen.what_if._consider import consider
from voorzieningen.what_if._curve import curve
from voorzieningen.what_if._due import paid_by_rules, with_due_incomes
from voorzieningen.what_if._settled import settled
from voorzieningen.what_if.types import Kromme, Punt, Sprong

__all__ = [
    "FOLLOWS_IN_MONTH",
    "FOLLOWS_IN_YEAR",
    "Kromme",
    "Punt",
    "Sprong",
    "consider",
    "curve",
    "paid_by_rules",
    "read_changes",
    "settled",
    "what_if",
    "with_due_incomes",
]
