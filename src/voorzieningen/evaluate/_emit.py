"""One emitter writes a linked year as a readable Python function; a table of operations per mode says how each is spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from math import ceil, lcm

from voorzieningen.arithmetic.bounds import all_labels
from voorzieningen.arithmetic.denominators import Denominators, cell_denominator, literal
from voorzieningen.evaluate._flags import MISSING, UNFILLED, VAGUE, flag
from voorzieningen.facts.alike import EVERY, QUARTERS, changes
from voorzieningen.formula import HOUSEHOLD, MONTH, PERSONS, TRUTH, YEAR, Node
from voorzieningen.rulebook import GIVEN, Cell, Cells, LinkedParameter, LinkedStep, LinkedYear

EXACT: Mapping[str, str] = {
    "add": "({0} + {1})",
    "sub": "({0} - {1})",
    "mul": "({0} * {1})",
    "scale": "{0} * {1}",
    "min": "min({0}, {1})",
    "max": "max({0}, {1})",
    "lt": "({0} < {1})",
    "le": "({0} <= {1})",
    "eq": "({0} == {1})",
    "same": "({0} == {1})",
    "and": "({0} and {1})",
    "or": "({0} or {1})",
    "not": "(not {0})",
    "where": "({1} if {0} else {2})",
    "where_choice": "({1} if {0} else {2})",
    "const": "{0}",
    "choice": "{0}",
    "som": "sum({v} for {r} if {c})",
    "aantal": "sum(1 for {r} if {c})",
    "een": "any({v} for {r} if {c})",
    "elk": "all({v} for {r} if {c})",
    "hoogste": "highest({v} for {r} if {c})",
    "laagste": "lowest({v} for {r} if {c})",
    "aantal_verschillende": "len({{{v} for {r} if {c}}})",
    "som_maanden": "sum({0} for {1} in M)",
    "aantal_maanden": "sum(1 for {1} in M if {0})",
    "elke_maand": "all({0} for {1} in M)",
    "een_maand_waarin": "any({0} for {1} in M)",
    "negated": "-{0}",
    "rank_row": "({0}, ({1}))",
}
BOUNDS: Mapping[str, str] = {
    "add": "add({0}, {1})",
    "sub": "sub({0}, {1})",
    "mul": "mul({0}, {1})",
    "scale": "scale({0}, {1})",
    "min": "least({0}, {1})",
    "max": "most({0}, {1})",
    "lt": "lt({0}, {1})",
    "le": "le({0}, {1})",
    "eq": "eq({0}, {1})",
    "same": "same({0}, {1})",
    "and": "both({0}, {1})",
    "or": "either({0}, {1})",
    "not": "no({0})",
    "where": "pick({0}, {1}, {2})",
    "where_choice": "pick_choice({0}, {1}, {2})",
    "const": "({0}, {0})",
    "choice": "(1 << {0})",
    "som": "total([({c}, {v}) for {r}])",
    "aantal": "count([{c} for {r}])",
    "een": "some([({c}, {v}) for {r}])",
    "elk": "every([({c}, {v}) for {r}])",
    "hoogste": "highest([({c}, {v}) for {r}])",
    "laagste": "lowest([({c}, {v}) for {r}])",
    "aantal_verschillende": "distinct([({c}, {v}) for {r}])",
    "som_maanden": "sum_months([{0} for {1} in M])",
    "aantal_maanden": "count([{0} for {1} in M])",
    "elke_maand": "each_month([{0} for {1} in M])",
    "een_maand_waarin": "some_month([{0} for {1} in M])",
    "negated": "minus({0})",
    "rank_row": "({0}, ({1}))",
}
_FAULTS: Mapping[str, Callable[[Cell | None], bool]] = {
    MISSING: lambda cell: cell is None,
    VAGUE: lambda cell: cell is not None and cell.lowest != cell.highest,
    UNFILLED: lambda cell: cell is not None and cell.unfilled,
}
"""When a cell has the fault of a flag."""
ROUND = {"rekenkundig": "half", "omlaag": "down", "omhoog": "up"}
_COMPARE = {"lt": "less", "le": "less_equal", "eq": "equal"}


@dataclass(frozen=True, slots=True)
class Source:
    """A generated function: its text, and which step keys have a companion flag."""

    text: str
    missing: frozenset[str]
    vague: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: the index of each table in scope, the month, and how deep the loops are."""

    rows: Mapping[str, str] = field(default_factory=dict)
    month: str = ""
    depth: int = 0


def name_of(key: str) -> str:
    """The identifier of a step, parameter or fact in generated source."""
    return key.replace(".", "__").replace("#", "__")


def emit(linked: LinkedYear, mode: str, of: Denominators, *, resumes: bool = False) -> Source:
    """The function `program(F)` of one linked year; `mode` is `exact`, `bounds`, or `lowest`: bounds with each open term that
    nobody filled in at its lowest.

    One that `resumes` is `program(F, K)`: steps in K are known already (with the months in which they change) and not computed.
    """
    return Emitter(linked, mode, of, resumes, EXACT if mode == "exact" else BOUNDS).run()


class Emitter:
    """Writes one linked year for one household; for columns of households in `_emit_columns`."""

    def __init__(self, linked: LinkedYear, mode: str, of: Denominators, resumes: bool, ops: Mapping[str, str]) -> None:
        self.linked, self.of, self.resumes, self.ops, self.lowest = linked, of, resumes, ops, mode == "lowest"
        self.mode = "exact" if mode == "exact" else "bounds"
        kinds = (MISSING, VAGUE) if mode == "exact" else (MISSING, UNFILLED)  # bounds hold a range as it is
        self.flags: dict[str, dict[str, LinkedStep]] = {kind: {} for kind in kinds}
        self.tables: dict[tuple[str, str, int], str] = {}
        self.lines: list[str] = []

    def run(self) -> Source:
        body: list[str] = []
        keys: list[str] = []
        for step in self.linked.steps:
            body += self.step(step)
            keys.append(step.key)
            for kind, known in self.flags.items():
                node = flag(step.node, kind, partial(self.flag_ref, known), self.linked.parents)
                if node is not None:
                    companion = LinkedStep(f"{step.key}?{kind}", "vlag", node, TRUTH, step.who, node.when, None, (), step.place)
                    known[step.key] = companion
                    self.add(companion)
                    body += self.step(companion)
                    keys.append(companion.key)
        head = [f"def program(F{', K' if self.resumes else ''}):", f"    # {self.linked.year}, {self.mode}; {self.linked.digest}"]
        returned = ", ".join(f"{key!r}: {self.variable(key)}" for key in keys)
        text = "\n".join([*head, *self.prelude(), *self.lines, *body, f"    return {{{returned}}}"]) + "\n"
        return Source(text, frozenset(self.flags[MISSING]), frozenset(self.flags.get(VAGUE, ())))

    def add(self, companion: LinkedStep) -> None:
        """Makes a flag known to what is computed beforehand of each step."""
        self.of.add(companion)

    @staticmethod
    def flag_ref(known: Mapping[str, LinkedStep], key: str) -> Node | None:
        step = known.get(key)
        return Node("step", (), TRUTH, step.who, step.when, step.key) if step else None

    @staticmethod
    def variable(key: str) -> str:
        return name_of(key.replace("?", ".vlag."))

    def prelude(self) -> list[str]:
        lines = ["    M = range(12)", "    P = F['#peilmaand']", "    W = F['#wissels']"]
        for table, parent in self.linked.parents.items():
            lines.append(f"    R_{table} = F['#rows {table}']")
            if parent != HOUSEHOLD:
                lines.append(f"    C_{table}, P_{table} = F['#children {table}'], F['#parent {table}']")
            if self.mode == "bounds" and table != PERSONS:
                lines.append(f"    E_{table} = F['#exists {table}']")
        year = self.linked.year
        first = [date(year, month, 1).toordinal() for month in range(1, 13)]
        after = [*first[1:], date(year + 1, 1, 1).toordinal()]
        months = {
            "eerste_dag": first,
            "laatste_dag": [day - 1 for day in after],
            "begin_kwartaal": [first[at // 3 * 3] for at in range(12)],
        }
        for name, days in months.items():
            lines.append(f"    {name} = ({', '.join(self.ops['const'].format(day) for day in days)})")
        for name, day in {"begin_jaar": first[0], "eind_jaar": after[-1] - 1}.items():
            lines.append(f"    {name} = {self.ops['const'].format(day)}")
        lines += [f"    {name} = F['#{name}']" for name in ("peildatum", "begin_peilmaand")]
        estimated = [name + GIVEN for name, fact in self.linked.facts.items() if fact.geschat_door]
        received = [f"ontvangt.{scheme}" for scheme in sorted(self.linked.received)]
        return lines + [f"    F_{name_of(name)} = F[{name!r}]" for name in (*self.linked.facts, *estimated, *received)]

    # --- steps

    def step(self, step: LinkedStep) -> list[str]:
        below = self.of.add(step)
        unit = f"{step.type} over {below}" if step.type.kind == "getal" else str(step.type)
        comment = f"    # {step.key} ({unit}, per {step.who}, per {step.when}), {step.place}"
        if not self.resumes:
            return [comment, *self.computed(step)]
        name = self.variable(step.key)
        known = f"{name}, w_{name}" if step.when == MONTH else name
        kept = [f"    if {step.key!r} in K:", f"        {known} = K[{step.key!r}]", "    else:"]
        return [comment, *kept, *(f"    {line}" for line in self.computed(step))]

    def computed(self, step: LinkedStep) -> list[str]:
        name, rows = self.variable(step.key), {} if step.who == HOUSEHOLD else {step.who: "i"}
        if step.node.op == "rank":
            changing = [f"    w_{name} = row_changes({name})"] if step.when == MONTH else []
            return [f"    {name} = {self.rank(step.node)}", *changing]
        text = self.rounded(step, Place(rows, "m" if step.when == MONTH else "", 1))
        each = f"[{{}} for i in R_{step.who}]" if rows else "{}"
        if step.when != MONTH:
            return [f"    {name} = {each.format(text)}"]
        alike = self.alike(step.node)
        if alike is None:
            found = "row_changes" if rows else "changes"
            return [f"    {name} = {each.format(f'[{text} for m in M]')}", f"    w_{name} = {found}({name})"]
        months = f"spread([{text} for m in starts(w_{name})], w_{name})"
        return [f"    w_{name} = {alike}", f"    {name} = {each.format(months)}"]

    def alike(self, node: Node) -> str | None:
        """Source of the months in which a node may differ from the month before; None when its dates differ every month."""
        names: dict[str, None] = {}
        fixed = 0
        todo = [node]
        while todo:
            one = todo.pop()
            if one.op == "months":  # a value of the whole year
                continue
            todo += one.args
            if one.op == "builtin" and one.when == MONTH:
                fixed |= QUARTERS if one.data == "begin_kwartaal" else EVERY
            elif one.op in ("step", "fact") and one.when == MONTH:
                names[f"w_{self.variable(one.data)}" if one.op == "step" else f"W[{one.data!r}]"] = None
            table = one.data[0] if one.op == "flag" else one.data
            if isinstance(table, LinkedParameter) and table.when == MONTH:
                fixed |= changes(table.months)
        if fixed == EVERY:
            return None
        return " | ".join([*names, *([str(fixed)] if fixed or not names else [])])

    def rounded(self, step: LinkedStep, at: Place) -> str:
        if not step.rounding:
            return self.expr(step.node, at)
        size = step.rounding.step
        top, below, divisor, over = self.ratio(step.node, at)
        top = self.scaled(top, over * size.denominator)
        bottom = (
            self.ops["const"].format(below * size.numerator) if divisor is None else self.scaled(divisor, below * size.numerator)
        )
        rounded = f"{ROUND[step.rounding.mode]}({top}, {bottom})"
        return self.scaled(rounded, size.numerator)

    def rank(self, node: Node) -> str:
        table, directions = node.data
        at = Place({table: "i"}, "m" if node.when == MONTH else "", 1)
        keep, *keys = node.args
        parts = [
            self.op("negated", self.expr(key, at)) if way == "hoogste" else self.expr(key, at)
            for key, way in zip(keys, directions, strict=True)
        ]
        kept = self.expr(keep, at)
        if self.mode == "bounds" and table != PERSONS:
            kept = self.op("and", kept, f"E_{table}[i]")
        rows = f"rank([{self.op('rank_row', kept, ', '.join(parts) + ',')} for i in R_{table}])"
        return rows if node.when == YEAR else f"by_row([{rows} for m in M], R_{table})"

    # --- expressions

    def op(self, name: str, *args: object) -> str:
        return self.ops[name].format(*args)

    def scaled(self, text: str, factor: int) -> str:
        return text if factor == 1 else self.op("scale", text, factor)

    def at_den(self, node: Node, at: Place, below: int) -> str:
        return self.scaled(self.expr(node, at), below // self.of.of(node))

    def index(self, text: str, who: str, when: str, at: Place) -> str:
        if who != HOUSEHOLD:
            text += f"[{self.row(who, at)}]"
        return text + (f"[{at.month}]" if when == MONTH else "")

    def row(self, who: str, at: Place) -> str:
        for table, index in at.rows.items():
            while table != who and table != HOUSEHOLD:
                index, table = f"P_{table}[{index}]", self.linked.parents[table]
            if table == who:
                return index
        raise AssertionError(f"no row of {who} in scope")

    def expr(self, node: Node, at: Place) -> str:
        """Source of a node, an integer over its own denominator."""
        return str(getattr(self, f"_{_METHODS.get(node.op, node.op)}")(node, at))

    def _const(self, node: Node, at: Place) -> str:
        return self.op("choice" if node.type.kind == "keuze" else "const", int(node.data))

    def _fact(self, node: Node, at: Place) -> str:
        return self.index(f"F_{name_of(node.data)}", node.who, node.when, at)

    def _step(self, node: Node, at: Place) -> str:
        return self.index(self.variable(node.data), node.who, node.when, at)

    def _builtin(self, node: Node, at: Place) -> str:
        return self.index(str(node.data), node.who, node.when, at)

    def _sum(self, node: Node, at: Place) -> str:
        below = self.of.of(node)
        return self.op(node.op, *(self.at_den(arg, at, below) for arg in node.args))

    def _mul(self, node: Node, at: Place) -> str:
        return self.op("mul", *(self.expr(arg, at) for arg in node.args))

    def _div(self, node: Node, at: Place) -> str:
        return self.op("mul", self.expr(node.args[0], at), self.table(node.args[1], at, inverse=True))

    def _per_maand(self, node: Node, at: Place) -> str:
        return self.expr(node.args[0], at)

    def _per_jaar(self, node: Node, at: Place) -> str:
        return self.scaled(self.expr(node.args[0], at), 12 if self.of.of(node.args[0]) % 12 else 1)

    def _compare(self, node: Node, at: Place) -> str:
        left, right = node.args
        if left.type.kind == "keuze":
            return self.op("same", self.expr(left, at), self.expr(right, at))
        a, below_a, over_a, times_a = self.ratio(left, at)
        b, below_b, over_b, times_b = self.ratio(right, at)
        if over_a is None and over_b is None:
            below = lcm(below_a, below_b)
            return self.op(node.op, self.scaled(a, below // below_a), self.scaled(b, below // below_b))
        one = self.op("const", 1)
        return (
            f"{_COMPARE[node.op]}({self.scaled(a, times_a)}, {self.scaled(over_a or one, below_a)}, "
            f"{self.scaled(b, times_b)}, {self.scaled(over_b or one, below_b)})"
        )

    def ratio(self, node: Node, at: Place) -> tuple[str, int, str | None, int]:
        """A node as (n, d, m, e), worth (n/d) / (m/e); m is None where nothing is divided by."""
        if node.type.kind != "getal" or node.op not in ("add", "sub", "mul", "div") or not _divides(node):
            return self.expr(node, at), self.of.of(node), None, 1
        (a, da, ma, ea), (b, db, mb, eb) = (self.ratio(arg, at) for arg in node.args)

        def times(x: str | None, y: str | None) -> str | None:
            return self.op("mul", x, y) if x and y else x or y

        if node.op == "mul":
            return str(times(a, b)), da * db, times(ma, mb), ea * eb
        if node.op == "div":
            return str(times(a, mb)), da * eb, times(ma, b), ea * db
        if ma == mb and ea == eb:
            below = lcm(da, db)
            return self.op(node.op, self.scaled(a, below // da), self.scaled(b, below // db)), below, ma, ea
        left, right = str(times(a, mb)), str(times(b, ma))
        below_left, below_right = da * eb, db * ea
        below = lcm(below_left, below_right)
        return (
            self.op(node.op, self.scaled(left, below // below_left), self.scaled(right, below // below_right)),
            below,
            times(ma, mb),
            ea * eb,
        )

    def _logic(self, node: Node, at: Place) -> str:
        return self.op(node.op, *(self.expr(arg, at) for arg in node.args))

    def _where(self, node: Node, at: Place) -> str:
        below = self.of.of(node)
        condition, then, other = node.args
        if node.type.kind == "keuze":
            return self.op("where_choice", self.expr(condition, at), self.expr(then, at), self.expr(other, at))
        return self.op("where", self.expr(condition, at), self.at_den(then, at, below), self.at_den(other, at, below))

    def _date_add(self, node: Node, at: Place) -> str:
        day, count = (self.expr(arg, at) for arg in node.args)
        if node.op == "date_sub":
            count = self.op("negated", count)
        return f"plus_{node.data}({day}, {count})"

    def _date_diff(self, node: Node, at: Place) -> str:
        return self.op("sub", *(self.expr(arg, at) for arg in node.args))

    def _van_aanvrager(self, node: Node, at: Place) -> str:
        return self.expr(node.args[0], Place({PERSONS: "0"}, at.month, at.depth))

    def _gather(self, node: Node, at: Place) -> str:
        fn, table = node.data
        parent = self.linked.parents[table]
        var = f"{table[0]}{at.depth}"
        rows = f"R_{table}" if parent == HOUSEHOLD else f"C_{table}[{self.row(parent, at)}]"
        inside = Place({table: var}, at.month, at.depth + 1)
        condition = self.expr(node.args[0], inside)
        if self.mode == "bounds" and table != PERSONS:  # every household lists its persons, so they surely exist
            condition = self.op("and", condition, f"E_{table}[{var}]")
        value = self.expr(node.args[1], inside) if len(node.args) > 1 else self.op("const", 1)
        text = self.ops[fn].format(v=value, c=condition, r=f"{var} in {rows}")
        return text.replace(f" for {var} in {rows} if 1)", f" for {var} in {rows})")

    def _months(self, node: Node, at: Place) -> str:
        if node.data == "in_peilmaand":
            return self.expr(node.args[0], Place(at.rows, "P", at.depth))
        var = f"m{at.depth}"
        return self.op(node.data, self.expr(node.args[0], Place(at.rows, var, at.depth + 1)), var)

    # --- tables

    def _lookup(self, node: Node, at: Place) -> str:
        return self.table(node, at)

    def _flag(self, node: Node, at: Place) -> str:
        parameter, kind = node.data
        if parameter.brackets:
            return self.op("const", 1)
        text = self.looked(parameter, node.args, at, kind)
        return text if self.mode == "exact" or not node.args else f"({text})"

    def table(self, node: Node, at: Place, inverse: bool = False) -> str:
        return self.looked(node.data, node.args, at, "inverse" if inverse else "value")

    def looked(self, parameter: LinkedParameter, keys: tuple[Node, ...], at: Place, kind: str) -> str:
        name = self.constant(parameter, keys, kind)
        if parameter.when == MONTH:
            name += f"[{at.month}]"
        texts = [self.expr(key, at) for key in keys]
        letters = "".join("l" if key.type.kind == "keuze" else "b" for key in keys)
        if not keys:
            return name
        if self.mode == "bounds":
            last = "c" if parameter.type.kind == "keuze" and kind == "value" else ""
            return f"look({name}, {letters + last!r}, {', '.join(texts)})"
        for letter, text in zip(letters, texts, strict=True):
            name = f"{name}[{text}]" if letter == "l" else f"band({name}, {text})"
        return name

    def constant(self, parameter: LinkedParameter, keys: tuple[Node, ...], kind: str) -> str:
        """The name of a table in this function; its literal is written once, above the steps."""
        known = (parameter.key, kind, tuple(self.of.of(key) for key in keys).__hash__())
        if known not in self.tables:
            name = f"T_{name_of(parameter.key)}" + {"value": "", "inverse": "__omgekeerd"}.get(kind, f"__{kind}")
            if name in self.tables.values():
                name += f"__{len(self.tables)}"
            self.tables[known] = name
            below = cell_denominator(parameter, kind == "inverse")
            months = [self.literal(parameter, cells, keys, kind, below) for cells in parameter.months]
            value = months[0] if parameter.when == YEAR else tuple(months)
            self.lines.append(f"    {name} = {value!r}  # {parameter.type} over {below}, {parameter.place}")
        return self.tables[known]

    def literal(self, parameter: LinkedParameter, cells: Cells | None, keys: tuple[Node, ...], kind: str, below: int) -> object:
        def leaf(cell: Cell | None) -> object:
            if kind in _FAULTS:
                fault = int(_FAULTS[kind](cell))
                return fault if self.mode == "exact" else (fault, fault)
            low, high = self.figures(cell) if cell else (Fraction(0), Fraction(0))
            if kind == "inverse" and cell:
                low, high = 1 / high, 1 / low
            pair = int(low * below), int(high * below)
            if self.mode == "exact":  # of a range its lowest figure, also where it divides
                return pair[1] if kind == "inverse" else pair[0]
            return (2 << pair[1]) - (1 << pair[0]) if parameter.type.kind == "keuze" else pair

        return literal(cells, keys, self.of, leaf, tuple if self.mode == "exact" else all_labels)

    def figures(self, cell: Cell) -> tuple[Fraction, Fraction]:
        """The lowest and the highest figure of a cell in this mode."""
        return cell.lowest, cell.lowest if self.lowest and cell.unfilled else cell.highest

    def _brackets(self, node: Node, at: Place) -> str:
        name, below = self.bracket_table(node)
        table = name if node.data.when == YEAR else f"{name}[{at.month}]"
        return f"brackets(*{table}, {self.at_den(node.args[0], at, below)})"

    def bracket_table(self, node: Node) -> tuple[str, int]:
        """The name of a table of brackets, and the denominator its value must have."""
        parameter, below = (
            node.data,
            lcm(self.of.of(node.args[0]), *(edge.denominator for month in node.data.months for edge in month.edges)),
        )
        rates = cell_denominator(parameter)
        edges = [tuple(ceil(edge * below) for edge in month.edges) for month in parameter.months]
        cells = [
            tuple((int(low * rates), int(high * rates)) for low, high in map(self.figures, month.values))
            for month in parameter.months
        ]
        values = cells if self.mode == "bounds" else [tuple(low for low, _ in month) for month in cells]
        name = f"T_{name_of(parameter.key)}__schijven_{below}"
        if name not in self.tables.values():
            self.tables[(parameter.key, "schijven", below)] = name
            pairs = tuple(zip(edges, values, strict=True))
            self.lines.append(self.bracket_line(name, pairs[:1] if parameter.when == YEAR else pairs, parameter))
        return name, below

    def bracket_line(self, name: str, months: tuple[object, ...], parameter: LinkedParameter) -> str:
        """The line that holds a table of brackets."""
        return f"    {name} = {(months[0] if parameter.when == YEAR else months)!r}  # {parameter.place}"


def _divides(node: Node) -> bool:
    return (node.op == "div" and node.args[1].op != "lookup") or (
        node.op in ("add", "sub", "mul", "div") and any(_divides(arg) for arg in node.args)
    )


_METHODS = {
    "add": "sum",
    "sub": "sum",
    "min": "sum",
    "max": "sum",
    "lt": "compare",
    "le": "compare",
    "eq": "compare",
    "and": "logic",
    "or": "logic",
    "not": "logic",
    "date_sub": "date_add",
}
