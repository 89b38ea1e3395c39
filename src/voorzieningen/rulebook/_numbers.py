"""What the integers of a program ask of a checked formula: whole steps in time, and denominators known beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from voorzieningen.formula import Node
from voorzieningen.rulebook._models import Feit
from voorzieningen.rulebook.linked import LinkedStep

Fault = tuple[str, str]
"""What is wrong and how to repair it."""


def fault(node: Node, rounded: bool, steps: Mapping[str, LinkedStep], facts: Mapping[str, Feit]) -> Fault | None:
    """The first thing in a formula the integers cannot hold; `rounded` says whether its step rounds the result."""
    for part in node.walk():
        if part.op in ("date_add", "date_sub") and not _whole(part.args[1], steps, facts):
            return "hier komt misschien een deel van een jaar, maand of dag bij een datum.", "Gebruik een heel getal."
        if part.op == "div" and part.args[1].op == "lookup":
            cells = [cell for cell in part.args[1].data.cells() if cell]
            if any(cell.lowest <= 0 <= cell.highest for cell in cells):
                return "hier wordt misschien door 0 gedeeld.", "Geef de parameter waarden boven 0."
    if _loose(node, rounded):
        return (
            "hier wordt gedeeld door iets dat geen parameter is.",
            "Rond in dezelfde stap af, vergelijk, of deel door een parameter.",
        )
    return None


def _loose(part: Node, allowed: bool) -> bool:
    """Whether something is divided by what has no fixed denominator, without being rounded or compared at once."""
    if part.op == "div" and part.args[1].op != "lookup" and not allowed:
        return True
    inside = part.op in ("lt", "le", "eq") or (allowed and part.op in ("add", "sub", "mul", "div"))
    return any(_loose(arg, inside) for arg in part.args)


def _whole(node: Node, steps: Mapping[str, LinkedStep], facts: Mapping[str, Feit]) -> bool:
    """Whether a number is surely whole."""
    if node.op == "step":
        step = steps[node.data]
        return step.rounding.step.denominator == 1 if step.rounding else _whole(step.node, steps, facts)
    if node.op == "fact":
        return node.data in facts and facts[node.data].decimalen == 0
    if node.op == "lookup":
        return all(cell.lowest.denominator == cell.highest.denominator == 1 for cell in node.data.cells() if cell)
    if node.op in ("add", "sub", "mul", "min", "max", "where", "van_aanvrager"):
        return all(_whole(arg, steps, facts) for arg in node.args if arg.type.kind == "getal")
    if node.op in ("gather", "months"):
        counts = node.data == "aantal_maanden" or node.data[0] in ("aantal", "aantal_verschillende")
        return counts or _whole(node.args[-1], steps, facts)
    return node.op in ("const", "rank", "date_diff")
