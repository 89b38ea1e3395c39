"""Syntax tree to checked tree: names to meanings, and units and both axes inferred."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Protocol

from voorzieningen.errors import RuleError
from voorzieningen.formula._parse import GATHERS, WORDS, Ast, fault
from voorzieningen.formula._units import COUNT, DATE, TRUTH, ZERO, Type, number, parse_unit, times
from voorzieningen.formula.tree import HOUSEHOLD, MONTH, PERSONS, YEAR, Node, deepest, line, when

_PER_MONTH, _PER_YEAR = parse_unit("jaar/maand"), parse_unit("maand/jaar")
MONTH_FUNCTIONS = ("som_maanden", "aantal_maanden", "elke_maand", "een_maand_waarin", "in_peilmaand")
FUNCTIONS = ("min", "max", "per_jaar", "per_maand", "over_schijven", *MONTH_FUNCTIONS)
BUILTINS: Mapping[str, tuple[Type, str]] = {
    "eerste_dag": (DATE, MONTH),
    "laatste_dag": (DATE, MONTH),
    "begin_kwartaal": (DATE, MONTH),
    "begin_jaar": (DATE, YEAR),
    "eind_jaar": (DATE, YEAR),
    "peildatum": (DATE, YEAR),
    "begin_peilmaand": (DATE, YEAR),
    "een_maand": (number(parse_unit("maand")), YEAR),
    "een_jaar": (number(parse_unit("jaar")), YEAR),
}


RESERVED = frozenset({*WORDS, *GATHERS, *FUNCTIONS, *BUILTINS, "aanvrager", "ontvangt", HOUSEHOLD})
"""Words of the language: nothing in a rule file may be named so."""


class Table(Protocol):
    """A parameter as the checker sees it: its type and the checked trees of its keys."""

    @property
    def type(self) -> Type: ...
    @property
    def when(self) -> str: ...
    @property
    def keys(self) -> tuple[Node, ...]: ...
    @property
    def brackets(self) -> bool: ...
    @property
    def edge(self) -> Type | None:
        """The type of the lower bounds of its brackets."""


class Scope(Protocol):
    """Where a formula stands: what its names mean."""

    @property
    def parents(self) -> Mapping[str, str]:
        """Each table of rows with the table above it."""

    def find(self, name: str) -> Node | Table | None:
        """The meaning of a name, or None."""

    def names(self) -> list[str]:
        """All names that could have been meant, for a suggestion."""


def check(tree: Ast, text: str, scope: Scope, expect: Type | None = None) -> Node:
    """The checked tree of a formula.

    `expect` is the declared type of the step; it gives labels their meaning. Raises RuleError (with the column) for
    unknown names, kinds and units that do not agree, and rows of two tables that do not lie below one another.
    """
    return _Checker(text, scope).node(tree, expect)


class _Checker:
    def __init__(self, text: str, scope: Scope) -> None:
        self.text, self.scope = text, scope

    def wrong(self, tree: Ast, what: str, repair: str) -> RuleError:
        return fault(what, self.text, tree.column, repair)

    def line(self, table: str) -> list[str]:
        return line(table, self.scope.parents)

    def who(self, tree: Ast, nodes: tuple[Node, ...]) -> str:
        try:
            return deepest(nodes, self.scope.parents)
        except ValueError as error:
            one, other = error.args
            what = f"rijen van `{one}` en van `{other}` staan naast elkaar"
            raise self.wrong(tree, what, "Verzamel één van beide, bijvoorbeeld met som(... van ...).") from None

    def build(self, tree: Ast, op: str, args: tuple[Node, ...], kind: Type, data: object = None) -> Node:
        return Node(op, args, kind, self.who(tree, args), when(args), data)

    # --- nodes

    def node(self, tree: Ast, expect: Type | None = None) -> Node:
        method = getattr(self, f"_{_METHODS.get(tree.op, tree.op)}")
        found: Node = method(tree, expect)
        return found

    def _getal(self, tree: Ast, expect: Type | None) -> Node:
        return Node("const", (), ZERO if tree.text == "0" else COUNT, HOUSEHOLD, YEAR, Fraction(int(tree.text)))

    def _waarheid(self, tree: Ast, expect: Type | None) -> Node:
        return Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(tree.text == "ja"))

    def _naam(self, tree: Ast, expect: Type | None) -> Node:
        if expect and tree.text in expect.labels:
            return Node("const", (), expect, HOUSEHOLD, YEAR, Fraction(expect.labels.index(tree.text)))
        if tree.text in BUILTINS:
            kind, axis = BUILTINS[tree.text]
            if kind != DATE:
                return Node("const", (), kind, HOUSEHOLD, YEAR, Fraction(1))
            return Node("builtin", (), kind, HOUSEHOLD, axis, tree.text)
        meaning = self.scope.find(tree.text)
        if isinstance(meaning, Node):
            return meaning
        if meaning is None:
            raise self.unknown(tree, expect)
        if meaning.brackets:
            raise self.wrong(tree, f"`{tree.text}` bestaat uit schijven", f"Schrijf over_schijven({tree.text}, ...).")
        return self.lookup(tree, meaning, meaning.keys)

    def lookup(self, tree: Ast, table: Table, keys: tuple[Node, ...]) -> Node:
        axis = MONTH if table.when == MONTH else when(keys)
        return Node("lookup", keys, table.type, self.who(tree, keys), axis, table)

    def unknown(self, tree: Ast, expect: Type | None) -> RuleError:
        known = [*self.scope.names(), *BUILTINS, *FUNCTIONS, *(expect.labels if expect else ())]
        near = get_close_matches(tree.text, known, 1, 0.6)
        if expect and expect.kind == "keuze" and not near:
            return self.wrong(tree, f"`{tree.text}` is geen label", f"Kies uit {', '.join(expect.labels)}.")
        return self.wrong(
            tree,
            f"onbekende naam `{tree.text}`",
            f"Bedoelt u `{near[0]}`?" if near else "Voeg een stap, parameter of feit met deze naam toe.",
        )

    def _als(self, tree: Ast, expect: Type | None) -> Node:
        condition = self.truth(tree.args[0])
        return self.where(tree, condition, self.node(tree.args[1], expect), self.node(tree.args[2], expect))

    def where(self, tree: Ast, condition: Node, then: Node, other: Node) -> Node:
        return self.build(tree, "where", (condition, then, other), self.same(tree, then, other, "de twee uitkomsten"))

    def same(self, tree: Ast, left: Node, right: Node, what: str) -> Type:
        if left.type == ZERO and right.type.kind == "getal":
            return right.type
        if right.type == ZERO and left.type.kind == "getal":
            return left.type
        if left.type != right.type:
            raise self.wrong(
                tree,
                f"{what} passen niet bij elkaar: {left.type} en {right.type}",
                "Reken om met per_maand, per_jaar of een parameter, of vergelijk gelijke dingen.",
            )
        return left.type

    def truth(self, tree: Ast) -> Node:
        node = self.node(tree)
        if node.type != TRUTH:
            raise self.wrong(tree, f"hier moet ja of nee uitkomen, niet {node.type}", "Maak er een vergelijking van.")
        return node

    def _logic(self, tree: Ast, expect: Type | None) -> Node:
        op = {"en": "and", "of": "or", "niet": "not"}[tree.op]
        return self.build(tree, op, tuple(self.truth(arg) for arg in tree.args), TRUTH)

    def _compare(self, tree: Ast, expect: Type | None) -> Node:
        left = self.node(tree.args[0])
        right = self.node(tree.args[1], left.type if left.type.kind == "keuze" else None)
        self.same(tree, left, right, "de twee kanten")
        if tree.op == "is":
            return self.build(tree, "eq", (left, right), TRUTH)
        if left.type.kind not in ("getal", "datum"):
            raise self.wrong(tree, f"{left.type} kan niet groter of kleiner zijn", "Gebruik `is`.")
        if tree.op in (">", ">="):
            left, right = right, left
        return self.build(tree, "lt" if tree.op in ("<", ">") else "le", (left, right), TRUTH)

    def number(self, tree: Ast, node: Node) -> Node:
        if node.type.kind != "getal":
            raise self.wrong(tree, f"hier moet een getal staan, niet {node.type}", "Reken alleen met getallen.")
        return node

    def _sum(self, tree: Ast, expect: Type | None) -> Node:
        left, right = self.node(tree.args[0]), self.node(tree.args[1])
        if left.type == DATE:
            return self.date(tree, left, right)
        both = self.number(tree.args[0], left), self.number(tree.args[1], right)
        return self.build(tree, "add" if tree.op == "+" else "sub", both, self.same(tree, left, right, "de twee delen"))

    def date(self, tree: Ast, left: Node, right: Node) -> Node:
        if right.type == DATE and tree.op == "-":
            return self.build(tree, "date_diff", (left, right), number(parse_unit("dag")))
        step = dict(right.type.unit or ()) if right.type.kind == "getal" else {}
        if list(step.items()) not in ([("jaar", 1)], [("maand", 1)], [("week", 1)], [("dag", 1)]):
            raise self.wrong(
                tree,
                f"bij een datum hoort jaar, maand, week of dag, niet {right.type}",
                "Geef de parameter die eenheid.",
            )
        return self.build(tree, "date_add" if tree.op == "+" else "date_sub", (left, right), DATE, next(iter(step)))

    def _product(self, tree: Ast, expect: Type | None) -> Node:
        left, right = (self.number(arg, self.node(arg)) for arg in tree.args)
        sign = 1 if tree.op == "*" else -1
        unit = times(left.type.unit or (), right.type.unit or (), sign)
        return self.build(tree, "mul" if sign == 1 else "div", (left, right), number(unit))

    def _van_aanvrager(self, tree: Ast, expect: Type | None) -> Node:
        inner = self.node(tree.args[0])
        if inner.who != PERSONS:
            raise self.wrong(tree, f"`van aanvrager` geldt voor iets per persoon, niet per {inner.who}", "Haal het weg.")
        return Node("van_aanvrager", (inner,), inner.type, HOUSEHOLD, inner.when)

    def _verzamel(self, tree: Ast, expect: Type | None) -> Node:
        what, over, where = tree.args
        table = over.text
        conditions: tuple[Node, ...] = ()
        if table not in self.scope.parents:
            role = self.scope.find(table)
            if not isinstance(role, Node) or role.type != TRUTH or role.who == HOUSEHOLD:
                raise self.wrong(
                    over,
                    f"`{table}` is geen tabel en geen rol (een ja_nee-stap per rij)",
                    f"Kies uit {', '.join(self.scope.parents)} of een rol.",
                )
            table, conditions = role.who, (role,)
        if where.op != "leeg":
            conditions = (*conditions, self.truth(where))
        condition = conditions[0] if conditions else Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(1))
        for more in conditions[1:]:
            condition = self.build(tree, "and", (condition, more), TRUTH)
        value = None if what.op == "leeg" else self.node(what)
        kind = self.gathered(tree, value)
        if tree.text == "elk" and value is None:  # elk(rij waarvoor x): x holds for each row of the table or role
            value, condition = (
                (self.truth(where) if where.op != "leeg" else condition),
                conditions[0] if len(conditions) > 1 else Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(1)),
            )
        args = (condition,) if value is None else (condition, value)
        for arg in args:
            if table not in self.line(arg.who) and arg.who not in self.line(table):
                raise self.wrong(tree, f"`{arg.who}` ligt niet boven of op `{table}`", "Verzamel eerst die rijen.")
            if arg.who not in self.line(table):
                raise self.wrong(tree, f"hier staat iets per {arg.who}, dieper dan `{table}`", "Verzamel eerst die rijen.")
        return Node("gather", args, kind, self.scope.parents[table], when(args), (tree.text, table))

    def gathered(self, tree: Ast, value: Node | None) -> Type:
        name = tree.text
        if name in ("een", "elk"):
            if value is not None and value.type != TRUTH:
                raise self.wrong(tree, f"`{name}` vraagt ja of nee, niet {value.type}", "Maak er een vergelijking van.")
            return TRUTH
        if name == "aantal":
            if value is not None:
                raise self.wrong(tree, "`aantal` telt rijen en heeft geen `van`", "Gebruik `waarvoor`, of som.")
            return COUNT
        if value is None:
            raise self.wrong(tree, f"`{name}` weet niet wat het moet nemen", f"Schrijf {name}(iets van tabel).")
        if name == "aantal_verschillende":
            return COUNT
        if value.type.kind not in (("getal",) if name == "som" else ("getal", "datum")):
            raise self.wrong(tree, f"`{name}` kan niet van {value.type}", "Kies een getal.")
        return value.type

    def _roep(self, tree: Ast, expect: Type | None) -> Node:
        name = tree.text
        if name not in FUNCTIONS:
            return self.explicit(tree, expect)
        wanted = 2 if name in ("min", "max", "over_schijven") else 1
        if len(tree.args) < wanted or (len(tree.args) > wanted and name not in ("min", "max")):
            raise self.wrong(tree, f"`{name}` krijgt {len(tree.args)} waarden en wil er {wanted}", "Vul aan of haal weg.")
        if name in ("min", "max"):
            return self.extreme(tree)
        if name == "over_schijven":
            return self.over_brackets(tree)
        inner = self.node(tree.args[0])
        if name in ("per_maand", "per_jaar"):
            wished = "jaar" if name == "per_maand" else "maand"
            if inner.type.kind != "getal" or dict(inner.type.unit or ()).get(wished) != -1:
                raise self.wrong(tree, f"`{name}` wil iets per {wished}, niet {inner.type}", "Kijk naar de eenheid.")
            unit = times(inner.type.unit or (), _PER_MONTH if name == "per_maand" else _PER_YEAR)
            return self.build(tree, name, (inner,), number(unit))
        return self.months(tree, inner)

    def months(self, tree: Ast, inner: Node) -> Node:
        name, kind = tree.text, inner.type
        if name == "som_maanden":
            if kind.kind != "getal" or dict(kind.unit or ()).get("maand") != -1:
                raise self.wrong(tree, f"`som_maanden` wil iets per maand, niet {kind}", "Kijk naar de eenheid.")
            kind = number(times(kind.unit or (), _PER_YEAR))
        elif name != "in_peilmaand":
            if kind != TRUTH:
                raise self.wrong(tree, f"`{name}` wil ja of nee, niet {kind}", "Maak er een vergelijking van.")
            kind = number(parse_unit("maand")) if name == "aantal_maanden" else TRUTH
        return Node("months", (inner,), kind, inner.who, YEAR, name)

    def extreme(self, tree: Ast) -> Node:
        nodes = [self.node(arg) for arg in tree.args]
        found = nodes[0]
        for node in nodes[1:]:
            kind = self.same(tree, found, node, "de waarden")
            if kind.kind not in ("getal", "datum"):
                raise self.wrong(tree, f"`{tree.text}` kan niet van {kind}", "Gebruik getallen.")
            found = self.build(tree, tree.text, (found, node), kind)
        return found

    def over_brackets(self, tree: Ast) -> Node:
        name = tree.args[0]
        table = self.scope.find(name.text) if name.op == "naam" else None
        if table is None or isinstance(table, Node) or not table.brackets:
            raise self.wrong(name, f"`{name.text}` is geen parameter met schijven", "Geef de parameter `schijven:`.")
        value = self.node(tree.args[1])
        if table.edge is None or value.type not in (table.edge, ZERO):
            what = f"de schijven van `{name.text}` zijn in {table.edge}, dit is {value.type}"
            raise self.wrong(tree, what, "Reken om, of kijk naar `schijven:`.")
        unit = times(value.type.unit or (), table.type.unit or ())
        axis = MONTH if table.when == MONTH else value.when
        return Node("brackets", (value,), number(unit), value.who, axis, table)

    def explicit(self, tree: Ast, expect: Type | None) -> Node:
        """`norm(vanaf_21, gehuwd)`: a parameter with its keys written out."""
        table = self.scope.find(tree.text)
        if table is None or isinstance(table, Node):
            near = get_close_matches(tree.text, FUNCTIONS, 1, 0.6) or get_close_matches(tree.text, self.scope.names(), 1, 0.8)
            raise self.wrong(
                tree,
                f"`{tree.text}(...)` bestaat niet in de taal",
                f"Bedoelt u `{near[0]}`?" if near else f"Kies uit {', '.join(FUNCTIONS)}.",
            )
        if len(tree.args) != len(table.keys):
            raise self.wrong(tree, f"`{tree.text}` heeft {len(table.keys)} sleutels, hier staan er {len(tree.args)}", "Vul aan.")
        keys = []
        for arg, key in zip(tree.args, table.keys, strict=True):
            given = self.node(arg, key.type if key.type.kind == "keuze" else None)
            self.same(arg, given, key, "de sleutels")
            keys.append(given)
        return self.lookup(tree, table, tuple(keys))


_METHODS = {
    "en": "logic",
    "of": "logic",
    "niet": "logic",
    "<": "compare",
    "<=": "compare",
    ">": "compare",
    ">=": "compare",
    "is": "compare",
    "+": "sum",
    "-": "sum",
    "*": "product",
    "/": "product",
}
