"""The emitter for columns of households: the same lines without loops, since rows and months are the axes of arrays."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import partial

from voorzieningen.arithmetic.denominators import Denominators, cell_denominator
from voorzieningen.arithmetic.spans import Spans
from voorzieningen.evaluate._emit import BOUNDS, EXACT, Emitter, Place, Source
from voorzieningen.evaluate._flags import MISSING, VAGUE, flag
from voorzieningen.formula import HOUSEHOLD, PERSONS, TRUTH, YEAR, Node, line
from voorzieningen.rulebook import GIVEN, LinkedParameter, LinkedStep, LinkedYear

_GATHERS = ("som", "aantal", "een", "elk", "hoogste", "laagste", "aantal_verschillende")
_MONTHS = {
    "som_maanden": "sum_months({0})",
    "aantal_maanden": "count_months({0})",
    "elke_maand": "each_month({0})",
    "een_maand_waarin": "some_month({0})",
}
_SHARED = {**{fn: f"{fn}({{c}}, {{v}}, O_{{table}})" for fn in _GATHERS}, **_MONTHS, "rank": "rank({0}, ({1},), O_{2})"}
COLUMNS: Mapping[str, str] = {
    **EXACT,
    **_SHARED,
    "min": "minimum({0}, {1})",
    "max": "maximum({0}, {1})",
    "and": "both({0}, {1})",
    "or": "either({0}, {1})",
    "not": "no({0})",
    "where": "where({0}, {1}, {2})",
    "where_choice": "where({0}, {1}, {2})",
}
COLUMN_BOUNDS: Mapping[str, str] = {**BOUNDS, **_SHARED, "const": "point({0})"}
_NAME = re.compile(r"\b[A-Za-z_]\w*\b")


def emit_columns(
    linked: LinkedYear, mode: str, of: Denominators, spans: Spans, keep: Collection[str] | None, *, resumes: bool = False
) -> Source:
    """The function `program(F)`, or `program(F, K)` when it resumes, over columns of households.

    `mode` is `columns` (exact) or `column_bounds`. With `keep` only those steps and their flags are returned, and nothing is
    computed that they do not need; every other array is let go after its last use.
    """
    return _Columns(linked, mode, of, spans, keep, resumes).run()


def _names_in(unit: list[str]) -> tuple[str, set[str]]:
    """The array some lines make, and the names they use."""
    lines = [text.strip() for text in unit if not text.lstrip().startswith("#")]
    target = lines[-1].split(" = ", 1)[0]
    return target, set(_NAME.findall(" ".join(re.sub(r"'[^']*'", "", text.split(" = ", 1)[-1]) for text in lines))) - {target}


class _Columns(Emitter):
    def __init__(
        self, linked: LinkedYear, mode: str, of: Denominators, spans: Spans, keep: Collection[str] | None, resumes: bool
    ) -> None:
        exact = mode == "columns"
        super().__init__(linked, "exact" if exact else "bounds", of, resumes, COLUMNS if exact else COLUMN_BOUNDS)
        self.spans, self.keep = spans, keep
        self.common: dict[str, str] = {}
        self.indexes: dict[tuple[str, str], None] = {}
        self.before: list[str] = []
        self.in_wide = False

    def run(self) -> Source:
        units: list[list[str]] = []
        keys: list[str] = []
        for step in self.linked.steps:
            units += self.unit(step)
            keys.append(step.key)
            for kind, known in self.flags.items():
                node = flag(step.node, kind, partial(self.flag_ref, known), self.linked.parents)
                if node is not None:
                    companion = LinkedStep(f"{step.key}?{kind}", "vlag", node, TRUTH, step.who, node.when, None, (), step.place)
                    known[step.key] = companion
                    self.add(companion)
                    units += self.unit(companion)
                    keys.append(companion.key)
        kept = [key for key in keys if self.keep is None or key.split("?")[0] in self.keep]
        head = [f"def program(F{', K' if self.resumes else ''}):", f"    # {self.linked.year}, {self.mode}; {self.linked.digest}"]
        returned = ", ".join(f"{key!r}: {self.variable(key)}" for key in kept)
        prelude = self.prelude()
        body = [text for unit in self.freed(units, {self.variable(key) for key in kept}) for text in unit]
        text = "\n".join([*self.lines, *head, *prelude, *body, f"    return {{{returned}}}"]) + "\n"
        return Source(text, frozenset(self.flags[MISSING]), frozenset(self.flags.get(VAGUE, ())))

    def add(self, companion: LinkedStep) -> None:
        super().add(companion)
        self.spans.add(companion)

    def unit(self, step: LinkedStep) -> list[list[str]]:
        """The lines of a step, and before it those that bring values to its rows."""
        text = self.step(step)
        lifted, self.before = [[one] for one in self.before], []
        return [*lifted, text]

    def freed(self, units: list[list[str]], kept: set[str]) -> list[list[str]]:
        """The lines of what is needed for what was asked, and after the last use of any other array a line that lets it go."""
        if self.keep is None:
            return units
        made = {_names_in(unit)[0] for unit in units}
        live, found, freed = set(kept), list[list[str]](), set(kept)
        for unit in reversed(units):
            target, used = _names_in(unit)
            if target in live:
                ends = sorted(made & used - freed)
                freed |= used
                found += [[f"    del {', '.join(ends)}"], unit] if ends else [unit]
                live |= used
        return found[::-1]

    def prelude(self) -> list[str]:
        lines = ["    P = F['#peilmaand']", "    N = F['#aantal']", "    A = F['#aanvrager']"]
        for table in self.linked.parents:
            lines.append(f"    O_{table} = F['#rijen {table}']")
            if self.mode == "bounds" and table != PERSONS:
                lines.append(f"    E_{table} = F['#bestaat {table}']")
        lines += [f"    {self.up(low, high)} = F['#boven {low}'][{high!r}]" for low, high in self.indexes]
        year = self.linked.year
        first = [date(year, month, 1).toordinal() for month in range(1, 13)]
        after = [*first[1:], date(year + 1, 1, 1).toordinal()]
        months = {
            "eerste_dag": first,
            "laatste_dag": [day - 1 for day in after],
            "begin_kwartaal": [first[at // 3 * 3] for at in range(12)],
        }
        for name, days in months.items():
            lines.append(f"    {name} = by_month(({', '.join(self.ops['const'].format(day) for day in days)}))")
        for name, day in {"begin_jaar": first[0], "eind_jaar": after[-1] - 1}.items():
            lines.append(f"    {name} = {self.ops['const'].format(day)}")
        lines += [f"    {name} = F['#{name}']" for name in ("peildatum", "begin_peilmaand")]
        estimated = [name + GIVEN for name, fact in self.linked.facts.items() if fact.geschat_door]
        received = [f"ontvangt.{scheme}" for scheme in sorted(self.linked.received)]
        return lines + [f"    F_{self.variable(name)} = F[{name!r}]" for name in (*self.linked.facts, *estimated, *received)]

    # --- steps

    def step(self, step: LinkedStep) -> list[str]:
        below = self.of.add(step)
        unit = f"{step.type} over {below}" if step.type.kind == "getal" else str(step.type)
        comment = f"    # {step.key} ({unit}, per {step.who}, per {step.when}), {step.place}"
        name, choice = self.variable(step.key), self.is_choice(step.type.kind)
        place = Place({step.who: ""})
        text = self.rank_of(step.node) if step.node.op == "rank" else self.rounded(step, place)
        if step.type.kind == "getal" and step.key in self.spans.wide_steps and self.spans.fits(step.key):
            text = f"small({text})"
        done = f"{name} = done{choice}({text}, N[{step.who!r}])"
        if not self.resumes:
            return [comment, f"    {done}"]
        return [comment, f"    if {step.key!r} in K:", f"        {name} = K[{step.key!r}]", "    else:", f"        {done}"]

    def rounded(self, step: LinkedStep, at: Place) -> str:
        self.in_wide = bool(step.rounding) and step.key in self.spans.wide_steps
        text = super().rounded(step, at)
        self.in_wide = False
        return text

    def rank_of(self, node: Node) -> str:
        table, directions = node.data
        at = Place({table: ""})
        keep, *keys = node.args
        parts = [
            self.op("negated", self.expr(key, at)) if way == "hoogste" else self.expr(key, at)
            for key, way in zip(keys, directions, strict=True)
        ]
        return self.op("rank", self.there(table, self.expr(keep, at)), ", ".join(parts), table)

    def there(self, table: str, condition: str) -> str:
        """A condition for rows that may be there: every household lists its persons, so they surely exist."""
        return f"exists({condition}, E_{table})" if self.mode == "bounds" and table != PERSONS else condition

    def is_choice(self, kind: str) -> str:
        return "_choice" if kind == "keuze" and self.mode == "bounds" else ""

    # --- expressions

    def expr(self, node: Node, at: Place) -> str:
        around = self.in_wide
        if node.type.kind == "getal":
            self.in_wide = id(node) in self.spans.wide
            text = super().expr(node, at)
            if around and not self.in_wide and node.op != "const":
                text = f"big({text})"
        else:
            self.in_wide = node.op in ("lt", "le", "eq") and id(node) in self.spans.wide
            text = super().expr(node, at)
        self.in_wide = around
        return text

    def up(self, low: str, high: str) -> str:
        """The name of the index from the rows of a table to those of a table above it."""
        return f"U_{low}__{high}"

    def lifted(self, text: str, who: str, at: Place, kind: str) -> str:
        """A value of `who` for each row in scope."""
        scope = next(iter(at.rows))
        if who == scope or (who == HOUSEHOLD and scope == HOUSEHOLD):
            return text
        assert who in line(scope, self.linked.parents), f"{who} above {scope}"
        self.indexes[(scope, who)] = None
        found = f"take{self.is_choice(kind)}({text}, {self.up(scope, who)})"
        return self.named(found, f"{text}__bij_{scope}" if text.isidentifier() else "")

    def named(self, text: str, name: str = "") -> str:
        """The name of what is computed once and used in more places; what may be known beforehand is left where it is."""
        if self.resumes:
            return text
        if text not in self.common:
            self.common[text] = name or f"X{len(self.common)}"
            self.before.append(f"    {self.common[text]} = {text}")
        return self.common[text]

    def _fact(self, node: Node, at: Place) -> str:
        return self.lifted(f"F_{self.variable(node.data)}", node.who, at, node.type.kind)

    def _step(self, node: Node, at: Place) -> str:
        return self.lifted(self.variable(node.data), node.who, at, node.type.kind)

    def _builtin(self, node: Node, at: Place) -> str:
        return str(node.data)

    def _van_aanvrager(self, node: Node, at: Place) -> str:
        kind = node.type.kind
        first = f"take{self.is_choice(kind)}({self.expr(node.args[0], Place({PERSONS: ''}))}, A)"
        return self.lifted(first, HOUSEHOLD, at, kind)

    def _date_add(self, node: Node, at: Place) -> str:
        return self.named(super()._date_add(node, at))

    def _gather(self, node: Node, at: Place) -> str:
        fn, table = node.data
        inside = Place({table: ""})
        condition = self.there(table, self.expr(node.args[0], inside))
        value = self.expr(node.args[1], inside) if len(node.args) > 1 else self.op("const", 1)
        text = self.named(self.ops[fn].format(c=condition, v=value, table=table))
        return self.lifted(text, self.linked.parents[table], at, node.type.kind)

    def _months(self, node: Node, at: Place) -> str:
        text = self.expr(node.args[0], at)
        if node.data == "in_peilmaand":
            return f"at_month{self.is_choice(node.type.kind)}({text}, P)"
        return self.op(node.data, text)

    # --- tables

    def looked(self, parameter: LinkedParameter, keys: tuple[Node, ...], at: Place, kind: str) -> str:
        name = self.constant(parameter, keys, kind)
        return f"{name}({', '.join(self.expr(key, at) for key in keys)})" if keys else name

    def constant(self, parameter: LinkedParameter, keys: tuple[Node, ...], kind: str) -> str:
        """The name of a table of this program; it is made once, before the function."""
        known = (parameter.key, kind, tuple(self.of.of(key) for key in keys).__hash__())
        if known not in self.tables:
            name = f"T_{self.variable(parameter.key)}" + {"value": "", "inverse": "__omgekeerd"}.get(kind, f"__{kind}")
            name += f"__{len(self.tables)}" if name in self.tables.values() else ""
            self.tables[known] = name
            below = cell_denominator(parameter, kind == "inverse")
            cells = parameter.months[:1] if parameter.when == YEAR else parameter.months
            months = tuple(self.literal(parameter, one, keys, kind, below) for one in cells)
            choice = self.is_choice(parameter.type.kind) if kind == "value" else ""
            made = self.with_keys(months, keys, choice) if keys else self.without_keys(months, choice)
            self.lines.append(f"{name} = {made}  # {parameter.type} over {below}, {parameter.place}")
        return self.tables[known]

    @staticmethod
    def with_keys(months: tuple[object, ...], keys: tuple[Node, ...], choice: str) -> str:
        letters = "".join("l" if key.type.kind == "keuze" else "b" for key in keys) + ("c" if choice else "")
        return f"Table({months!r}, {letters!r})"

    def without_keys(self, months: tuple[object, ...], choice: str) -> str:
        if len(months) > 1:
            return f"by_month{choice}({months!r})"
        return f"ends{months[0]!r}" if self.mode == "bounds" and not choice else repr(months[0])

    def _brackets(self, node: Node, at: Place) -> str:
        name, below = self.bracket_table(node)
        return f"{name}({self.at_den(node.args[0], at, below)})"

    def bracket_line(self, name: str, months: tuple[object, ...], parameter: LinkedParameter) -> str:
        return f"{name} = Brackets({months!r})  # {parameter.place}"
