"""From a household to named facts on the two axes, and from what is open to cases that cover every completion; no law here."""

from voorzieningen.facts._computed import Computed, with_computed
from voorzieningen.facts._names import LISTS, check_names
from voorzieningen.facts._received import received
from voorzieningen.facts._situation import Situation
from voorzieningen.facts._variables import Domain, Variable, halves, outermost, points

__all__ = [
    "LISTS",
    "Computed",
    "Domain",
    "Situation",
    "Variable",
    "check_names",
    "halves",
    "outermost",
    "points",
    "received",
    "with_computed",
]
