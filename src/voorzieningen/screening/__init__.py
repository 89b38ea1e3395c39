"""Screening: every scheme of every open year over one household, and what is due held against what is received."""

from voorzieningen.screening._measure import Measures
from voorzieningen.screening._ruleset import RuleSet, load_rules
from voorzieningen.screening._screen import screen
from voorzieningen.screening._signals import Signals

__all__ = ["Measures", "RuleSet", "Signals", "load_rules", "screen"]
