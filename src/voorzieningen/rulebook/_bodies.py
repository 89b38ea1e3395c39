"""From how a step is written (a formula, a choice of lines or an order of rows) to one checked tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from voorzieningen.errors import RuleError
from voorzieningen.formula import COUNT, HOUSEHOLD, TRUTH, YEAR, ZERO, Node, Type, deepest, line, when
from voorzieningen.rulebook._kinds import CHOSEN, Path
from voorzieningen.rulebook._models import Body, Rangorde
from voorzieningen.rulebook.linked import LinkedStep
from voorzieningen.rulebook.strict_yaml import Document

Check = Callable[[str, Type | None, Path], Node]
"""Checks one formula text at a place of the file, with the type it should have."""

Texts = tuple[tuple[str, str, str], ...]
"""The formula as written: (condition, formula, explanation) a line."""


def build(body: Body, kind: Type, path: Path, doc: Document, parents: Mapping[str, str], check: Check) -> tuple[Node, Texts]:
    """The checked tree of a body and its texts; RuleError at the place of the first fault."""
    builder = _Builder(doc, parents, check)
    if body.formule is not None:
        return check(body.formule, kind, (*path, "formule")), (("", body.formule, body.uitleg),)
    if body.rangorde is not None:
        order = body.rangorde
        text = "rangorde: " + ", ".join(order.op)
        return builder.order(order, (*path, "rangorde")), ((order.waarvoor or "ja", text, body.uitleg),)
    if body.kies is None:
        raise RuleError("deze stap heeft geen formule.", where=doc.place(path), repair="Geef `formule`, `kies` of `rangorde`.")
    texts = tuple((one.als or "anders", one.dan or one.anders or "", one.uitleg) for one in body.kies)
    last = len(texts) - 1
    node = check(texts[last][1], kind, (*path, "kies", last, "anders"))
    for at in range(last - 1, -1, -1):
        condition = check(texts[at][0], TRUTH, (*path, "kies", at, "als"))
        then = check(texts[at][1], kind, (*path, "kies", at, "dan"))
        node = builder.where(condition, then, node, (*path, "kies", at))
    return node, texts


def chosen_line(step: LinkedStep) -> LinkedStep:
    """A companion of a `kies` of the household that says which line applied, so that its sentence can be shown."""

    def numbered(node: Node, number: int) -> Node:
        here = Node("const", (), COUNT, HOUSEHOLD, YEAR, Fraction(number))
        if number == len(step.texts):
            return here
        condition, _, other = node.args
        below = numbered(other, number + 1)
        return Node("where", (condition, here, below), COUNT, HOUSEHOLD, when((condition, below)))

    node = numbered(step.node, 1)
    return LinkedStep(step.key + CHOSEN, "regel", node, COUNT, HOUSEHOLD, node.when, None, (), step.place)


class _Builder:
    def __init__(self, doc: Document, parents: Mapping[str, str], check: Check) -> None:
        self.doc, self.parents, self.check = doc, parents, check

    def wrong(self, what: str, path: Path, repair: str) -> RuleError:
        return RuleError(what, where=self.doc.place(path), repair=repair)

    def where(self, condition: Node, then: Node, other: Node, path: Path) -> Node:
        if condition.type != TRUTH:
            what = f"achter `als` moet ja of nee uitkomen, niet {condition.type}."
            raise self.wrong(what, path, "Maak er een vergelijking van.")
        kind = other.type if then.type == ZERO else then.type
        if other.type not in (kind, ZERO) or then.type not in (kind, ZERO):
            what = f"de regels van `kies` geven verschillende dingen: {then.type} en {other.type}."
            raise self.wrong(what, path, "Geef elke regel dezelfde eenheid.")
        args = (condition, then, other)
        try:
            who = deepest(args, self.parents)
        except ValueError as error:
            one, another = error.args
            what = f"rijen van `{one}` en van `{another}` staan naast elkaar."
            raise self.wrong(what, path, "Verzamel één van beide.") from None
        return Node("where", args, kind, who, when(args))

    def order(self, order: Rangorde, path: Path) -> Node:
        if order.van not in self.parents:
            raise self.wrong(f"`{order.van}` is geen tabel.", path, f"Kies uit {', '.join(self.parents)}.")
        args = [self.check(order.waarvoor or "ja", TRUTH, (*path, "waarvoor"))]
        if args[0].type != TRUTH:
            what = f"achter `waarvoor` moet ja of nee uitkomen, niet {args[0].type}."
            raise self.wrong(what, path, "Maak er een vergelijking van.")
        directions = []
        for at, text in enumerate(order.op):
            direction, _, formula = text.partition(" ")
            if direction not in ("hoogste", "laagste") or not formula:
                raise self.wrong(f"`{direction}` is geen richting.", (*path, "op", at), "Schrijf `hoogste ...` of `laagste ...`.")
            key = self.check(formula, None, (*path, "op", at))
            if key.type.kind not in ("getal", "datum"):
                what = f"{key.type} kan niet hoger of lager zijn."
                raise self.wrong(what, (*path, "op", at), "Zet op volgorde met een getal of een datum.")
            directions.append(direction)
            args.append(key)
        for arg in args:
            if arg.who not in line(order.van, self.parents):
                what = f"de rangorde van `{order.van}` leest iets per {arg.who}."
                raise self.wrong(what, path, "Verzamel dat eerst.")
        return Node("rank", tuple(args), COUNT, order.van, when(args), (order.van, tuple(directions)))
