"""The small formula language: text to a checked tree with names, units and both axes; it knows no law and no household."""

from voorzieningen.formula._check import BUILTINS, Scope, Table, check
from voorzieningen.formula._parse import Ast, parse
from voorzieningen.formula._units import (
    COUNT,
    DATE,
    TRUTH,
    ZERO,
    Type,
    Unit,
    choice,
    number,
    parse_unit,
    show,
    times,
)
from voorzieningen.formula.tree import HOUSEHOLD, MONTH, YEAR, Node

__all__ = [
    "BUILTINS",
    "COUNT",
    "DATE",
    "HOUSEHOLD",
    "MONTH",
    "TRUTH",
    "YEAR",
    "ZERO",
    "Ast",
    "Node",
    "Scope",
    "Table",
    "Type",
    "Unit",
    "check",
    "choice",
    "number",
    "parse",
    "parse_unit",
    "show",
    "times",
]
