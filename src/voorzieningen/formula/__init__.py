"""The small formula language: text to a checked tree with names, units and both axes; it knows no law and no household."""

from voorzieningen.formula._check import BUILTINS, RESERVED, Scope, Table, check
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
from voorzieningen.formula.tree import HOUSEHOLD, MONTH, PERSONS, YEAR, Node, deepest, line, when

__all__ = [
    "BUILTINS",
    "COUNT",
    "DATE",
    "HOUSEHOLD",
    "MONTH",
    "PERSONS",
    "RESERVED",
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
    "deepest",
    "line",
    "number",
    "parse",
    "parse_unit",
    "show",
    "times",
    "when",
]
