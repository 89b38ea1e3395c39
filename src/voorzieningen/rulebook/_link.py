"""Linking: the rule files in one calendar year, every name resolved and every step checked, in order of computation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from voorzieningen.errors import RuleError
from voorzieningen.formula import (
    COUNT,
    DATE,
    HOUSEHOLD,
    MONTH,
    TRUTH,
    YEAR,
    ZERO,
    Ast,
    Node,
    Type,
    check,
    choice,
    number,
    parse_unit,
)
from voorzieningen.formula import parse as parse_formula
from voorzieningen.rulebook import _cells
from voorzieningen.rulebook._models import (
    ENDED,
    Body,
    ConditionBody,
    Confidence,
    Feit,
    Parameter,
    Stap,
    Voorwaarde,
    Waarde,
)
from voorzieningen.rulebook._read import RuleFile, RuleFiles
from voorzieningen.rulebook.linked import (
    Basis,
    Cells,
    LinkedParameter,
    LinkedStep,
    LinkedYear,
    Outcome,
    Rounding,
    SourceUse,
    Unmodelled,
    weakest,
)

RIGHT = "recht"
RECEIVED = "ontvangt."
GIVEN = "#gegeven"
"""Suffix of the truth that says whether the household gives a fact that a step can estimate."""
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
CHOSEN = "#regel"
"""Suffix of the step that says which line of a `kies` applied."""
_MONTHS = tuple(range(1, 13))
Version = TypeVar("Version")

parse = lru_cache(maxsize=None)(parse_formula)


def type_of(kind: str | tuple[str, ...], where: str) -> Type:
    """The type an `eenheid` declares; RuleError when it is not a unit, `ja_nee`, `datum` or a list of labels."""
    if isinstance(kind, tuple):
        return choice(kind)
    if kind in ("ja_nee", "datum"):
        return TRUTH if kind == "ja_nee" else DATE
    try:
        return number(parse_unit(kind))
    except ValueError:
        raise RuleError(
            f"de eenheid `{kind}` bestaat niet.",
            where=where,
            repair="Gebruik EUR, jaar, kwartaal, maand, week, dag, uur met / en *, of aantal, procent, ja_nee, datum.",
        ) from None


def version_of(versions: Mapping[date, Version | str], year: int, where: str) -> Version | None:
    """The version that holds in a year; None when it has ended. Structure changes on 1 January only."""
    for key in versions:
        if (key.month, key.day) != (1, 1):
            raise RuleError(
                f"een versie begint op {key}.", where=where, repair="Laat een versie op 1 januari beginnen."
            )
    at = max((key for key in versions if key.year <= year), default=None)
    if at is None:
        return None
    found = versions[at]
    return None if isinstance(found, str) else found


def link(files: RuleFiles, year: int, used: set[str]) -> LinkedYear:
    """The rules of one calendar year.

    `used` collects the keys of the parameters that were read. Raises RuleError with file, line, column and repair.
    """
    return _Linker(files, year, used).run()


class _FileScope:
    """What names mean inside one file."""

    def __init__(self, linker: _Linker, file: RuleFile) -> None:
        self.linker, self.file, self.parents = linker, file, linker.files.parents

    def find(self, name: str) -> Node | LinkedParameter | None:
        return self.linker.find(self.file, name)

    def names(self) -> list[str]:
        model = self.file.model
        return [
            *model.stappen,
            *model.parameters,
            *self.linker.files.facts,
            *(
                f"{other.model.regeling}.{name}"
                for other in self.linker.active.values()
                for name in (*other.model.stappen, *other.model.parameters)
            ),
        ]


class _Linker:
    def __init__(self, files: RuleFiles, year: int, used: set[str]) -> None:
        self.files, self.year, self.used = files, year, used
        self.active = {file.model.regeling: file for file in files.schemes.values() if file.first_year <= year}
        self.steps: dict[str, LinkedStep] = {}
        self.parameters: dict[str, LinkedParameter] = {}
        self.facts: dict[str, Feit] = {}
        self.types = {name: type_of(fact.eenheid, files.fact_place(name)) for name, fact in files.facts.items()}
        self.received: set[str] = set()
        self.busy: list[str] = []

    def run(self) -> LinkedYear:
        for file in self.active.values():
            for name, parameter in file.model.parameters.items():
                if parameter.eigenaar:  # a choice of ours, read by the screening itself
                    self.parameter(file, name)
            for name in file.model.stappen:
                self.step(file, name)
            for name in file.model.voorwaarden:
                self.condition(file, name)
            if file.model.voorwaarden:
                self.right(file)
            for number_, item in enumerate(file.model.niet_gemodelleerd):
                if item.als is not None:
                    self.formula_step(
                        file,
                        f"niet_gemodelleerd.{number_}",
                        "niet_gemodelleerd",
                        item.als,
                        item.bron,
                        ("niet_gemodelleerd", number_, "als"),
                    )
        outcomes = {name: self.outcome(file) for name, file in self.active.items() if file.model.uitkomst}
        return LinkedYear(
            self.year,
            self.files.digest,
            tuple(self.steps.values()),
            self.facts,
            self.files.facts,
            self.types,
            self.files.parents,
            self.files.maxima,
            self.files.only_if,
            self.parameters,
            outcomes,
            {name: file.model for name, file in self.active.items()},
            frozenset(self.received),
            dict(self.steps),
        )

    # --- names

    def find(self, file: RuleFile, name: str) -> Node | LinkedParameter | None:
        if name.startswith(RECEIVED):
            return self.receipt(name)
        if "." in name:
            other, _, rest = name.partition(".")
            if other not in self.active or other == file.model.regeling:
                return None
            return self.own(self.active[other], rest)
        found, fact = self.own(file, name), self.files.facts.get(name)
        if fact is not None and found is not None:
            raise RuleError(
                f"`{name}` is zowel een feit als een naam in dit bestand.", repair="Geef één van beide een andere naam."
            )
        if found is None and fact is not None:
            return self.fact(name, fact)
        return found

    def own(self, file: RuleFile, name: str) -> Node | LinkedParameter | None:
        model = file.model
        if name in model.stappen and name in model.parameters:
            raise RuleError(
                f"`{name}` is zowel een stap als een parameter.", repair="Geef één van beide een andere naam."
            )
        if name == RIGHT and model.voorwaarden:
            return self.reference(self.right(file))
        if name in model.stappen:
            step = self.step(file, name)
            return self.reference(step) if step else None
        return self.parameter(file, name) if name in model.parameters else None

    def reference(self, step: LinkedStep) -> Node:
        return Node("step", (), step.type, step.who, step.when, step.key)

    def receipt(self, name: str) -> Node | None:
        scheme = name.removeprefix(RECEIVED)
        if scheme not in self.active:
            return None
        self.received.add(scheme)
        return Node("fact", (), number(parse_unit("EUR/maand")), HOUSEHOLD, MONTH, name)

    def fact(self, name: str, fact: Feit) -> Node:
        self.facts[name] = fact
        when = MONTH if fact.wanneer == "maand" else YEAR
        node = Node("fact", (), self.types[name], fact.tabel, when, name)
        if fact.geschat_door is None:
            return node
        other, _, rest = fact.geschat_door.partition(".")
        estimate = self.own(self.active[other], rest) if other in self.active else None
        if not isinstance(estimate, Node) or estimate.type != node.type:
            raise RuleError(
                f"`{fact.geschat_door}` is geen stap die dit feit kan schatten.",
                where=self.files.fact_place(name),
                repair="Noem een stap met dezelfde eenheid.",
            )
        given = Node("fact", (), TRUTH, fact.tabel, YEAR, name + GIVEN)
        return Node(
            "where",
            (given, node, estimate),
            node.type,
            node.who,
            MONTH if MONTH in (node.when, estimate.when) else YEAR,
        )

    # --- steps

    def guarded(self, key: str, where: str) -> None:
        if key in self.busy:
            circle = " -> ".join([*self.busy[self.busy.index(key) :], key])
            raise RuleError(
                f"de stappen lopen in een kring: {circle}.", where=where, repair="Haal één van de verwijzingen weg."
            )
        self.busy.append(key)

    def step(self, file: RuleFile, name: str) -> LinkedStep | None:
        key, model = f"{file.model.regeling}.{name}", file.model.stappen[name]
        if key in self.steps:
            return self.steps[key]
        path: tuple[str | int | date, ...] = ("stappen", name)
        where = file.doc.place(path)
        body: Body = model
        if model.versies:
            found = version_of(model.versies, self.year, where)
            if found is None:
                return None
            body = found
            path = (*path, next(day for day, version in model.versies.items() if version is found))
        self.guarded(key, where)
        kind = type_of(model.eenheid, file.doc.place(("stappen", name, "eenheid")))
        node, texts = self.body(file, body, kind, path)
        if node.type == ZERO and kind.kind == "getal":
            node = Node(node.op, node.args, kind, node.who, node.when, node.data)
        if node.type != kind:
            raise RuleError(
                f"de stap `{name}` is {kind}, maar de formule geeft {node.type}.",
                where=file.doc.place(path),
                repair="Pas `eenheid` aan of reken om.",
            )
        rounding = Rounding(Fraction(body.afronden.op), body.afronden.wijze) if body.afronden else None
        self.check_division(node, rounding, file.doc.place(path))
        step = LinkedStep(
            key, "stap", node, kind, node.who, node.when, rounding, self.uses(file, self.ids(model, body)), where, texts
        )
        self.busy.pop()
        self.steps[key] = step
        self.placeholders(file, texts, path)
        if body.kies and step.who == HOUSEHOLD and any(line.uitleg for line in body.kies):
            self.chosen_line(step)
        return step

    def chosen_line(self, step: LinkedStep) -> None:
        """A companion step that counts which line of a `kies` applied, so that its sentence can be shown."""

        def numbered(node: Node, line: int) -> Node:
            here = Node("const", (), COUNT, HOUSEHOLD, YEAR, Fraction(line))
            if line == len(step.texts):
                return here
            condition, _, other = node.args
            below = numbered(other, line + 1)
            return Node(
                "where",
                (condition, here, below),
                COUNT,
                self.deepest((condition, below), step.place),
                MONTH if MONTH in (condition.when, below.when) else YEAR,
            )

        node = numbered(step.node, 1)
        key = step.key + CHOSEN
        self.steps[key] = LinkedStep(key, "regel", node, COUNT, node.who, node.when, None, (), step.place)

    @staticmethod
    def ids(model: Stap, body: Body) -> tuple[str, ...]:
        rounding = body.afronden.bron if body.afronden else ()
        lines = tuple(source for line in body.kies or () for source in line.bron)
        return tuple(dict.fromkeys((*model.bron, *body.bron, *lines, *rounding)))

    def body(
        self, file: RuleFile, body: Body, kind: Type, path: tuple[str | int | date, ...]
    ) -> tuple[Node, tuple[tuple[str, str, str], ...]]:
        if body.formule is not None:
            return self.check(file, body.formule, kind, (*path, "formule")), (("", body.formule, body.uitleg),)
        if body.rangorde is not None:
            return self.order(file, body, path)
        if body.kies is None:
            raise RuleError(
                "deze stap heeft geen formule.",
                where=file.doc.place(path),
                repair="Geef `formule`, `kies` of `rangorde`.",
            )
        last = body.kies[-1]
        node = self.check(file, last.anders or "", kind, (*path, "kies", len(body.kies) - 1, "anders"))
        for at in range(len(body.kies) - 2, -1, -1):
            line = body.kies[at]
            condition = self.check(file, line.als or "", TRUTH, (*path, "kies", at, "als"))
            then = self.check(file, line.dan or "", kind, (*path, "kies", at, "dan"))
            node = self.where(file, condition, then, node, (*path, "kies", at))
        return node, tuple((line.als or "anders", line.dan or line.anders or "", line.uitleg) for line in body.kies)

    def where(
        self, file: RuleFile, condition: Node, then: Node, other: Node, path: tuple[str | int | date, ...]
    ) -> Node:
        place = file.doc.place(path)
        if condition.type != TRUTH:
            raise RuleError(
                f"achter `als` moet ja of nee uitkomen, niet {condition.type}.",
                where=place,
                repair="Maak er een vergelijking van.",
            )
        kind = other.type if then.type == ZERO else then.type
        if other.type not in (kind, ZERO) or then.type not in (kind, ZERO):
            raise RuleError(
                f"de regels van `kies` geven {then.type} en {other.type}.",
                where=place,
                repair="Geef elke regel dezelfde eenheid.",
            )
        return Node(
            "where",
            (condition, then, other),
            kind,
            self.deepest((condition, then, other), place),
            MONTH if MONTH in (condition.when, then.when, other.when) else YEAR,
        )

    def deepest(self, nodes: tuple[Node, ...], place: str) -> str:
        found = HOUSEHOLD
        for node in nodes:
            if found in self.line(node.who):
                found = node.who
            elif node.who not in self.line(found):
                raise RuleError(
                    f"rijen van `{found}` en van `{node.who}` staan naast elkaar.",
                    where=place,
                    repair="Verzamel één van beide.",
                )
        return found

    def line(self, table: str) -> list[str]:
        found = [table]
        while found[-1] != HOUSEHOLD:
            found.append(self.files.parents[found[-1]])
        return found

    def order(
        self, file: RuleFile, body: Body, path: tuple[str | int | date, ...]
    ) -> tuple[Node, tuple[tuple[str, str, str], ...]]:
        order = body.rangorde
        assert order is not None
        place = file.doc.place((*path, "rangorde"))
        if order.van not in self.files.parents:
            raise RuleError(
                f"`{order.van}` is geen tabel.", where=place, repair=f"Kies uit {', '.join(self.files.parents)}."
            )
        wanted = order.waarvoor or "ja"
        args = [self.check(file, wanted, TRUTH, (*path, "rangorde", "waarvoor"))]
        directions = []
        for at, text in enumerate(order.op):
            direction, _, formula = text.partition(" ")
            if direction not in ("hoogste", "laagste") or not formula:
                raise RuleError(
                    f"`{direction}` is geen richting.",
                    where=file.doc.place((*path, "rangorde", "op", at)),
                    repair="Schrijf `hoogste ...` of `laagste ...`.",
                )
            directions.append(direction)
            args.append(self.check(file, formula, None, (*path, "rangorde", "op", at)))
        for arg in args:
            if arg.who not in self.line(order.van):
                raise RuleError(
                    f"de rangorde van `{order.van}` leest iets per {arg.who}.",
                    where=place,
                    repair="Verzamel dat eerst.",
                )
        when = MONTH if any(arg.when == MONTH for arg in args) else YEAR
        node = Node("rank", tuple(args), COUNT, order.van, when, (order.van, tuple(directions)))
        return node, ((wanted, "rangorde: " + ", ".join(order.op), body.uitleg),)

    def check(self, file: RuleFile, text: str, expect: Type | None, path: tuple[str | int | date, ...]) -> Node:
        try:
            tree: Ast = parse(text)
            return check(tree, text, _FileScope(self, file), expect)
        except RuleError as error:
            if error.where:
                raise
            raise RuleError(error.what, where=file.doc.place(path), repair=error.repair) from None

    def check_division(self, node: Node, rounding: Rounding | None, place: str) -> None:
        """Only a parameter divides freely; anything else has no fixed denominator unless rounded or compared at once."""

        def loose(part: Node, allowed: bool) -> bool:
            if part.op == "div" and part.args[1].op != "lookup" and not allowed:
                return True
            inside = part.op in ("lt", "le", "eq") or (allowed and part.op in ("add", "sub", "mul", "div"))
            return any(loose(arg, inside) for arg in part.args)

        if loose(node, rounding is not None):
            raise RuleError(
                "hier wordt gedeeld door iets dat geen parameter is.",
                where=place,
                repair="Rond in dezelfde stap af, vergelijk, of deel door een parameter.",
            )

    def formula_step(
        self,
        file: RuleFile,
        name: str,
        kind: str,
        text: str,
        sources: tuple[str, ...],
        path: tuple[str | int | date, ...],
        yes: str = "",
        no: str = "",
    ) -> LinkedStep:
        key = f"{file.model.regeling}.{name}"
        where = file.doc.place(path)
        self.guarded(key, where)
        node = self.check(file, text, TRUTH, path)
        if node.type != TRUTH or node.who != HOUSEHOLD:
            raise RuleError(
                f"hier moet één ja of nee voor het huishouden uitkomen, niet {node.type} per {node.who}.",
                where=where,
                repair="Gebruik een(...), elk(...) of `van aanvrager`.",
            )
        self.check_division(node, None, where)
        self.busy.pop()
        step = LinkedStep(
            key,
            kind,
            node,
            TRUTH,
            node.who,
            node.when,
            None,
            self.uses(file, sources),
            where,
            (("", text, ""),),
            yes,
            no,
        )
        self.steps[key] = step
        return step

    def condition(self, file: RuleFile, name: str) -> LinkedStep | None:
        key, model = f"{file.model.regeling}.voorwaarden.{name}", file.model.voorwaarden[name]
        if key in self.steps:
            return self.steps[key]
        body: Voorwaarde | ConditionBody = model
        path: tuple[str | int | date, ...] = ("voorwaarden", name)
        if model.versies:
            found = version_of(model.versies, self.year, file.doc.place(path))
            if found is None:
                return None
            body = found
            path = (*path, next(day for day, version in model.versies.items() if version is found))
        if body.als is None:
            raise RuleError(
                "deze voorwaarde heeft geen `als`.",
                where=file.doc.place(path),
                repair="Geef `als:` met een vergelijking.",
            )
        words = body.uitleg or model.uitleg
        if words is None:
            raise RuleError(
                "deze voorwaarde heeft geen `uitleg` met ja en nee.",
                where=file.doc.place(path),
                repair="Schrijf beide zinnen.",
            )
        step = self.formula_step(
            file,
            f"voorwaarden.{name}",
            "voorwaarde",
            body.als,
            (*model.bron, *body.bron),
            (*path, "als"),
            words.ja,
            words.nee,
        )
        self.placeholders(file, (("", "", words.ja), ("", "", words.nee)), path)
        return step

    def right(self, file: RuleFile) -> LinkedStep:
        key = f"{file.model.regeling}.{RIGHT}"
        if key in self.steps:
            return self.steps[key]
        where = file.doc.place(("voorwaarden",))
        self.guarded(key, where)
        steps = [step for name in file.model.voorwaarden if (step := self.condition(file, name))]
        node = Node("const", (), TRUTH, HOUSEHOLD, YEAR, Fraction(1))
        for step in steps:
            node = (
                self.reference(step)
                if node.op == "const"
                else Node("and", (node, self.reference(step)), TRUTH, HOUSEHOLD, MONTH)
            )
        self.busy.pop()
        self.steps[key] = LinkedStep(
            key,
            "recht",
            node,
            TRUTH,
            HOUSEHOLD,
            MONTH,
            None,
            (),
            where,
            (("", " en ".join(step.name.split(".")[1] for step in steps), ""),),
        )
        return self.steps[key]

    def placeholders(
        self, file: RuleFile, texts: tuple[tuple[str, str, str], ...], path: tuple[str | int | date, ...]
    ) -> None:
        for _, _, words in texts:
            for name in PLACEHOLDER.findall(words):
                if self.find(file, name) is None:
                    raise RuleError(
                        f"de tekst noemt `{{{name}}}`, en dat bestaat niet.",
                        where=file.doc.place(path),
                        repair="Noem een stap, parameter of feit.",
                    )

    # --- parameters and sources

    def parameter(self, file: RuleFile, name: str) -> LinkedParameter | None:
        key, model = f"{file.model.regeling}.{name}", file.model.parameters[name]
        self.used.add(key)
        if key in self.parameters:
            return self.parameters[key]
        where = file.doc.place(("parameters", name))
        monthly = model.ritme in ("halfjaarlijks", "vrij")
        chosen = [
            self.value_at(model, date(self.year, month, 1), file, name) for month in (_MONTHS if monthly else (1,))
        ]
        if any(value is None for value in chosen):
            self.check_gap(model, key, where)
            return None
        self.guarded(key, where)
        keys = tuple(self.check(file, text, None, ("parameters", name, "naar")) for text in model.naar)
        self.busy.pop()
        kind = type_of(model.eenheid, file.doc.place(("parameters", name, "eenheid")))
        edge = type_of(model.schijven, where) if model.schijven else None
        months: list[Cells] = []
        since: list[date] = []
        uses: list[SourceUse] = []
        for day, value in (pair for pair in chosen if pair):
            if since and since[-1] == day:
                months.append(months[-1])
                since.append(day)
                continue
            at = ("parameters", name, "waarden", day)
            cells, cell_confidence = _cells.read(value.waarde, kind, model.eenheid == "procent", keys, edge, file, at)
            months.append(cells)
            since.append(day)
            uses += self.value_uses(file, value, cell_confidence, file.doc.place(at))
        last = max(day for day in model.waarden)
        ended = isinstance(model.waarden[last], str)
        parameter = LinkedParameter(
            key,
            kind,
            MONTH if monthly else YEAR,
            keys,
            edge is not None,
            tuple(months),
            tuple(since),
            tuple(dict.fromkeys(uses)),
            not ended and self.is_stale(model, last),
            where,
        )
        self.parameters[key] = parameter
        return parameter

    def is_stale(self, model: Parameter, last: date) -> bool:
        if model.ritme == "jaarlijks":
            return last.year < self.year
        return model.ritme == "halfjaarlijks" and (last.year, last.month > 6) < (self.year, True)

    def check_gap(self, model: Parameter, key: str, where: str) -> None:
        """A parameter may begin in a later year or have ended, but not be missing for a part of the year."""
        if min(model.waarden).year > self.year or ENDED in model.waarden.values():
            return
        raise RuleError(f"`{key}` heeft een gat in {self.year}.", where=where, repair="Vul de ontbrekende datum aan.")

    def value_at(self, model: Parameter, day: date, file: RuleFile, name: str) -> tuple[date, Waarde] | None:
        for key in model.waarden:
            if key.day != 1 or (model.ritme in (None, "jaarlijks") and key.month != 1):
                raise RuleError(
                    f"de datum {key} past niet bij het ritme.",
                    where=file.doc.place(("parameters", name, "waarden", key)),
                    repair="Jaarlijks begint op 1 januari; halfjaarlijks en vrij op de eerste van een maand.",
                )
        at = max((key for key in model.waarden if key <= day), default=None)
        if at is None:
            return None
        value = model.waarden[at]
        return None if isinstance(value, str) else (at, value)

    def value_uses(self, file: RuleFile, value: Waarde, cells: Confidence | None, where: str) -> list[SourceUse]:
        uses = self.uses(file, value.bron)
        if not uses:
            raise RuleError("deze waarde heeft geen `bron`.", where=where, repair="Noem een bron uit `bronnen:`.")
        confidence = cells or value.zekerheid
        return [SourceUse(use.file, use.id, confidence or use.confidence, value.gezien or use.seen) for use in uses]

    def uses(self, file: RuleFile, ids: tuple[str, ...]) -> tuple[SourceUse, ...]:
        name, sources = file.model.regeling, file.model.bronnen
        return tuple(SourceUse(name, one, sources[one].zekerheid, sources[one].gezien) for one in ids)

    # --- outcomes

    def outcome(self, file: RuleFile) -> Outcome:
        model = file.model
        wanted, name = model.uitkomst, model.regeling
        assert wanted is not None

        def key(step: str | None, kind: str) -> str | None:
            if step is None:
                return None
            found = self.find(file, step)
            place = file.doc.place(("uitkomst",))
            if not isinstance(found, Node) or found.op != "step" or found.who != HOUSEHOLD or found.type.kind != kind:
                raise RuleError(
                    f"`{step}` is geen stap van het huishouden met een {kind}.", where=place, repair="Noem zo'n stap."
                )
            return str(found.data)

        award, advance, month = (key(step, "getal") for step in (wanted.bedrag, wanted.voorschot, wanted.maand))
        assert award is not None
        right = f"{name}.{RIGHT}"
        unmodelled = tuple(
            Unmodelled(item.wat, f"{name}.niet_gemodelleerd.{at}" if item.als else None, item.vraag_bij)
            for at, item in enumerate(model.niet_gemodelleerd)
        )
        roots = [award, *filter(None, (advance, month)), *(one.step for one in unmodelled if one.step)]
        given = self.basis(roots, estimates=False)
        if right not in given.steps:
            raise RuleError(
                "de uitkomst rust niet op `recht`.",
                where=file.doc.place(("uitkomst",)),
                repair="Lees `recht` in de stap per maand.",
            )
        apply = model.aanvragen
        return Outcome(
            name,
            award,
            advance,
            month,
            right,
            tuple(
                f"{name}.voorwaarden.{one}" for one in model.voorwaarden if f"{name}.voorwaarden.{one}" in self.steps
            ),
            wanted.ontvangen_als or (name,),
            apply,
            key(apply.uiterlijk if apply else None, "datum"),
            key(apply.terug_tot if apply else None, "datum"),
            unmodelled,
            given,
            self.basis(roots, estimates=True),
        )

    def basis(self, keys: list[str], *, estimates: bool) -> Basis:
        """What some steps rest on; without `estimates` a fact that can be estimated counts as given."""
        steps: set[str] = set()
        facts: set[str] = set()
        parameters: set[str] = set()
        todo = [self.reference(self.steps[key]) for key in keys]
        while todo:
            node = todo.pop()
            if node.op == "step":
                if node.data not in steps:
                    steps.add(node.data)
                    todo.append(self.steps[node.data].node)
                continue
            if node.op == "fact":
                facts.add(node.data)
            elif isinstance(node.data, LinkedParameter):
                parameters.add(node.data.key)
            guess = node.op == "where" and str(node.args[0].data).endswith(GIVEN) and not estimates
            todo += node.args[:2] if guess else node.args
        uses = [use.confidence for step in steps for use in self.steps[step].sources]
        uses += [use.confidence for one in parameters for use in self.parameters[one].sources]
        return Basis(
            frozenset(steps),
            frozenset(facts),
            frozenset(parameters),
            weakest(uses),
            tuple(sorted(one for one in parameters if self.parameters[one].stale)),
        )
