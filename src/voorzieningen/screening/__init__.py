"""Screening: every scheme of every open year over one household, and what is due held against what is received."""

from voorzieningen.screening._measure import Measures
from voorzieningen.screening._ruleset import RuleSet, load_rules
from voorzieningen.screening._screen import screen
from voorzieningen.screening._signals import Signals
from voorzieningen.screening._steps import Reader, steps, told_steps
from voorzieningen.screening._trials import Trials

__all__ = ["Measures", "Reader", "RuleSet", "Signals", "Trials", "load_rules", "screen", "steps", "told_steps"]
