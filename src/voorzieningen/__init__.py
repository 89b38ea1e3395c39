"""Which provisions does a household miss? Dated, sourced Dutch rules, evaluated exactly, with what is unknown as bounds."""

from voorzieningen._version import __version__
from voorzieningen.errors import DateError, FileError, HouseholdError, RuleError, VoorzieningenError
from voorzieningen.household import Huishouden
from voorzieningen.report import Report
from voorzieningen.screening import RuleSet, load_rules, screen

__all__ = [
    "DateError", "FileError", "HouseholdError", "Huishouden", "Report", "RuleError", "RuleSet", "VoorzieningenError",
    "__version__", "load_rules", "screen",
]
