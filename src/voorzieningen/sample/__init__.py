"""Random households that lie near the thresholds of the rules: for the effect of a change, and for tests.

What is made on purpose goes by the names of facts and figures of the national rules; no outcome ever rests on it.
"""

from voorzieningen.sample._chance import CENT, Data
from voorzieningen.sample._incomes import STUDIES
from voorzieningen.sample._maker import COSTS, Maker, peildatum
from voorzieningen.sample._marks import Marks

__all__ = ["CENT", "COSTS", "STUDIES", "Data", "Maker", "Marks", "peildatum"]
