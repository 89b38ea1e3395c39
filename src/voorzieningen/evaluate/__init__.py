"""From linked rules and facts to outcomes: generated programs, exact or as bounds, and cases for what is unknown."""

from voorzieningen.evaluate.boxes import Outcome, Span, can_be_sure, solve
from voorzieningen.evaluate.program import Program, Values
from voorzieningen.evaluate.settled import settled, settled_exactly

__all__ = ["Outcome", "Program", "Span", "Values", "can_be_sure", "settled", "settled_exactly", "solve"]
