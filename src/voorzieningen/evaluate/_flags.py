"""Companion truths of a step: whether it met a missing cell or a zero divisor, a figure of which only a range is known, or
an open term that nobody filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from voorzieningen.arithmetic.denominators import has_flag
from voorzieningen.formula import COUNT, HOUSEHOLD, TRUTH, YEAR, Node, deepest, when

MISSING, VAGUE, UNFILLED = "missing", "vague", "unfilled"
_NO = Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(0))
_YES = Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(1))
_ZERO = Node("const", (), COUNT, HOUSEHOLD, YEAR, Fraction(0))

StepFlag = Callable[[str], Node | None]


def flag(node: Node, kind: str, of_step: StepFlag, parents: Mapping[str, str]) -> Node | None:
    """The truth that says whether computing `node` meets the fault; None when it never can.

    `of_step` gives the flag of another step. A branch that is not taken does not count.
    """
    return _Flags(kind, of_step, parents).of(node)


class _Flags:
    def __init__(self, kind: str, of_step: StepFlag, parents: Mapping[str, str]) -> None:
        self.kind, self.of_step, self.parents = kind, of_step, parents

    def of(self, node: Node) -> Node | None:
        if node.op == "step":
            return self.of_step(node.data)
        if node.op == "where":
            return self.where(node)
        if node.op == "gather":
            return self.gathered(node)
        if self.kind == UNFILLED and node.op in ("and", "or", "mul"):
            return self.beside(node)
        found = [one for arg in node.args if (one := self.of(arg)) is not None]
        if node.op == "rank" and found:
            table = node.data[0]
            return Node("gather", (_YES, self.any(found)), TRUTH, self.parents[table], node.when, ("een", table))
        if node.op in ("lookup", "brackets") and has_flag(node.data, node.args if node.op == "lookup" else (), self.kind):
            found.append(Node("flag", node.args, TRUTH, node.who, node.when, (node.data, self.kind)))
        if node.op == "div" and self.kind == MISSING and node.args[1].op != "lookup":
            found.append(self.build("eq", (node.args[1], _ZERO)))
        if not found:
            return None
        if node.op == "months":
            name = "in_peilmaand" if node.data == "in_peilmaand" else "een_maand_waarin"
            return Node("months", (self.any(found),), TRUTH, node.who, YEAR, name)
        if node.op == "van_aanvrager":
            return Node("van_aanvrager", (self.any(found),), TRUTH, HOUSEHOLD, node.when)
        return self.any(found)

    def where(self, node: Node) -> Node | None:
        condition, then, other = (self.of(arg) for arg in node.args)
        if then is None and other is None:
            return condition
        branch = self.build("where", (node.args[0], then or _NO, other or _NO))
        if condition is not None and self.kind == UNFILLED and node.type.kind == "getal":
            same = self.build("eq", node.args[1:])  # which branch it is does not matter when both give the same
            condition = self.build("and", (condition, self.build("not", (same,))))
        return branch if condition is None else self.any([condition, branch])

    def beside(self, node: Node) -> Node | None:
        """An open term does not matter where the other side decides already: nothing at all, or a zero."""
        found = []
        for one, other in (node.args, node.args[::-1]):
            if (mine := self.of(one)) is not None:
                matters = other
                if node.op == "or":
                    matters = self.build("not", (other,))
                elif node.op == "mul":
                    matters = self.build("not", (self.build("eq", (other, _ZERO)),))
                found.append(self.build("and", (mine, matters)))
        return self.any(found) if found else None

    def gathered(self, node: Node) -> Node | None:
        fn, table = node.data
        found = [one for one in (self.of(node.args[0]),) if one is not None]
        if len(node.args) > 1 and (value := self.of(node.args[1])) is not None:
            found.append(self.build("and", (node.args[0], value)))
        flags = [Node("gather", (_YES, self.any(found)), TRUTH, node.who, node.when, ("een", table))] if found else []
        if self.kind == MISSING and fn in ("hoogste", "laagste") and node.type.kind == "datum":
            some = Node("gather", (node.args[0], _YES), TRUTH, node.who, node.args[0].when, ("een", table))
            flags.append(self.build("not", (some,)))  # no rows, so no date
        return self.any(flags) if flags else None

    def any(self, found: list[Node]) -> Node:
        result = found[0]
        for more in found[1:]:
            result = self.build("or", (result, more))
        return result

    def build(self, op: str, args: tuple[Node, ...]) -> Node:
        return Node(op, args, TRUTH, deepest(args, self.parents), when(args))
