"""From linked rules and facts to outcomes: generated programs, exact or as bounds, and cases for what is unknown."""

from voorzieningen.evaluate.boxes import Outcome, Span, can_be_sure, meets_ranges, solve
from voorzieningen.evaluate.critical import Paths
from voorzieningen.evaluate.program import Program, Values
from voorzieningen.evaluate.settled import settled, settled_exactly

__all__ = ["Outcome", "Paths", "Program", "Span", "Values", "can_be_sure", "meets_ranges", "settled", "settled_exactly", "solve"]
