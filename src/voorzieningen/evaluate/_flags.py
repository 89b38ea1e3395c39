"""Companion truths of a step: whether it met a missing cell or a zero divisor, or a figure of which only a range is known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from voorzieningen.arithmetic.denominators import has_flag
from voorzieningen.formula import COUNT, HOUSEHOLD, MONTH, TRUTH, YEAR, Node

MISSING, VAGUE = "missing", "vague"
NO = Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(0))
_ZERO = Node("const", (), COUNT, HOUSEHOLD, YEAR, Fraction(0))

StepFlag = Callable[[str], Node | None]


def flag(node: Node, kind: str, of_step: StepFlag) -> Node | None:
    """The truth that says whether computing `node` meets the fault; None when it never can.

    `of_step` gives the flag of another step. A branch that is not taken does not count.
    """
    if node.op == "step":
        return of_step(node.data)
    if node.op == "where":
        condition, then, other = (flag(arg, kind, of_step) for arg in node.args)
        if then is None and other is None:
            return condition
        branch = _like(node, "where", (node.args[0], then or NO, other or NO))
        return branch if condition is None else _like(node, "or", (condition, branch))
    if node.op == "gather":
        return _gathered(node, kind, of_step)
    found = [one for arg in node.args if (one := flag(arg, kind, of_step)) is not None]
    if node.op == "rank" and found:
        return Node("gather", (_yes(), _any(found)), TRUTH, HOUSEHOLD, node.when, ("een", node.data[0]))
    if node.op in ("lookup", "brackets") and has_flag(node.data, node.args if node.op == "lookup" else (), kind):
        found.append(Node("flag", node.args, TRUTH, node.who, node.when, (node.data, kind)))
    if node.op == "div" and kind == MISSING and node.args[1].op != "lookup":
        found.append(_like(node.args[1], "eq", (node.args[1], _ZERO)))
    if not found:
        return None
    if node.op == "months":
        name = "in_peilmaand" if node.data == "in_peilmaand" else "een_maand_waarin"
        return Node("months", (_any(found),), TRUTH, node.who, YEAR, name)
    if node.op == "van_aanvrager":
        return Node("van_aanvrager", (_any(found),), TRUTH, HOUSEHOLD, node.when)
    return _any(found)


def _gathered(node: Node, kind: str, of_step: StepFlag) -> Node | None:
    condition = flag(node.args[0], kind, of_step)
    value = flag(node.args[1], kind, of_step) if len(node.args) > 1 else None
    if value is not None:
        value = Node("and", (node.args[0], value), TRUTH, value.who, MONTH if MONTH in (node.args[0].when, value.when) else YEAR)
    found = [one for one in (condition, value) if one is not None]
    return Node("gather", (_yes(), _any(found)), TRUTH, node.who, node.when, ("een", node.data[1])) if found else None


def _yes() -> Node:
    return Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(1))


def _any(found: list[Node]) -> Node:
    result = found[0]
    for more in found[1:]:
        result = Node(
            "or",
            (result, more),
            TRUTH,
            more.who if result.who == HOUSEHOLD else result.who,
            MONTH if MONTH in (result.when, more.when) else YEAR,
        )
    return result


def _like(node: Node, op: str, args: tuple[Node, ...]) -> Node:
    return Node(op, args, TRUTH, node.who, MONTH if any(arg.when == MONTH for arg in args) else YEAR)
