"""Linking: the rule files in one calendar year, every name resolved and every step checked, in order of computation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache, partial

from voorzieningen.errors import RuleError
from voorzieningen.formula import (
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
    when,
)
from voorzieningen.formula import parse as parse_formula
from voorzieningen.rulebook import _bodies, _numbers, _outcomes, _parameters, _signals, _terms
from voorzieningen.rulebook._kinds import CHOSEN, GIVEN, INSTANCE, PLACEHOLDER, RECEIVED, RIGHT, Path, type_of, version_of
from voorzieningen.rulebook._models import Afronding, Body, ConditionBody, Feit, Stap, Voorwaarde
from voorzieningen.rulebook._read import RuleFiles
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook.linked import Clash, LinkedParameter, LinkedStep, LinkedYear, Rounding, SourceUse

parse = lru_cache(maxsize=None)(parse_formula)


def link(files: RuleFiles, year: int, used: set[str]) -> LinkedYear:
    """The rules of one calendar year.

    `used` collects the keys of the parameters that were read. Raises RuleError with file, line, column and repair.
    """
    return _Linker(files, year, used, files.schemes).run()


def link_local(files: RuleFiles, local: Mapping[str, RuleFile], national: LinkedYear, used: set[str]) -> LinkedYear:
    """The rules of one place in one year, with the steps of the country they rest on; `link` says the rest."""
    return _Linker(files, national.year, used, local, national).run()


def link_signals(files: RuleFiles, signals: Mapping[str, RuleFile], year: int, used: set[str]) -> LinkedYear:
    """The arrears signals in one year: they read facts of the budget and each other, and nothing else; `link` says the rest."""
    return _Linker(files, year, used, signals).run()


def link_parts(
    files: RuleFiles, own: Mapping[str, RuleFile], kept: LinkedYear, keys: Collection[str]
) -> Mapping[str, LinkedStep]:
    """Some steps of a year, by key, on those of it that are kept; `link` says the rest."""
    return _Linker(files, kept.year, set(), own, kept).parts(keys)


class _NotInYear(RuleError):
    """A name exists, but has no value in this year: a term that reads it is open then."""


class _FileScope:
    """What names mean inside one file."""

    def __init__(self, linker: _Linker, file: RuleFile) -> None:
        self.linker, self.file, self.parents = linker, file, linker.files.parents

    def find(self, name: str) -> Node | LinkedParameter | None:
        found = self.linker.find(self.file, name)
        if found is None:
            self.linker.absent(self.file, name)
        return found

    def names(self) -> list[str]:
        model = self.file.model
        return [
            *model.stappen,
            *model.parameters,
            *model.open,
            *self.linker.files.facts,
            *(
                f"{other.model.regeling}.{name}"
                for other in self.linker.active.values()
                for name in (*other.model.stappen, *other.model.parameters)
            ),
        ]


class _Linker:
    def __init__(
        self, files: RuleFiles, year: int, used: set[str], todo: Mapping[str, RuleFile], known: LinkedYear | None = None
    ) -> None:
        self.files, self.year, self.used = files, year, used
        self.todo = {name: file for name, file in todo.items() if file.first_year <= year}
        national = {name: file for name, file in files.schemes.items() if file.first_year <= year} if known else {}
        self.active = {**national, **self.todo}
        self.steps: dict[str, LinkedStep] = dict(known.by_key) if known else {}
        self.parameters: dict[str, LinkedParameter] = dict(known.parameters) if known else {}
        self.facts: dict[str, Feit] = dict(known.facts) if known else {}
        self.types = {name: type_of(fact.eenheid, files.fact_place(name)) for name, fact in files.facts.items()}
        self.received: set[str] = set()
        self.busy: list[str] = []

    def run(self) -> LinkedYear:
        try:
            return self.year_linked()
        except RecursionError:
            raise RuleError(
                f"de stappen lezen elkaar te diep: {' -> '.join(self.busy[:3])} -> ...",
                where=self.steps_place(),
                repair="Zet een stap na de stappen die hij leest.",
            ) from None

    def steps_place(self) -> str:
        """Where the first step that is being checked stands."""
        scheme, _, name = self.busy[0].partition(".")
        return self.active[scheme].doc.place(("stappen", name))

    def year_linked(self) -> LinkedYear:
        for file in self.todo.values():
            for name, parameter in file.model.parameters.items():
                if parameter.eigenaar:  # a choice of ours, read by the screening itself
                    self.parameter(file, name)
            for name in file.model.stappen:
                self.step(file, name)
            for name in file.model.voorwaarden:
                self.condition(file, name)
            if file.model.voorwaarden:
                self.right(file)
            for at in range(len(file.model.niet_gemodelleerd)):
                self.unmodelled(file, at)
        warnings = tuple(self.warning(file, name) for file in self.todo.values() for name in file.model.waarschuwingen)
        rests = _outcomes.Rests(self.steps, self.parameters)
        outcomes = {
            name: _outcomes.link(file, rests, partial(self.find, file), self.active, self.files.facts)
            for name, file in self.todo.items()
            if file.model.uitkomst
        }
        for file in self.todo.values():
            if file.model.soort == "signaal":
                _signals.check_facts(file, rests, self.files.facts)
        signals = {name: _signals.link(file, rests) for name, file in self.todo.items() if file.model.signaal}
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
            self.files.only_now,
            self.parameters,
            outcomes,
            {name: file.model for name, file in self.active.items()},
            frozenset(self.received),
            warnings,
            dict(self.steps),
            signals,
        )

    def parts(self, keys: Collection[str]) -> dict[str, LinkedStep]:
        """Some steps linked again: those of this year that are not known."""
        for key in keys:
            scheme, _, name = key.partition(".")
            part, _, rest = name.partition(".")
            file = self.active[scheme]
            if name == RIGHT and file.model.voorwaarden:
                self.right(file)
            elif part == "voorwaarden" and rest:
                self.condition(file, rest)
            elif part == "niet_gemodelleerd" and rest:
                self.unmodelled(file, int(rest))
            elif part == "waarschuwingen" and rest:
                self.warning(file, rest)
            else:
                self.step(file, name.removesuffix(CHOSEN))
        return {key: self.steps[key] for key in keys if key in self.steps}

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

    def absent(self, file: RuleFile, name: str) -> None:
        """Says so when a name exists but does not hold in this year."""
        other, dot, rest = name.partition(".")
        model = (self.files.schemes[other].model if other in self.files.schemes else None) if dot else file.model
        if model and (rest or name) in (*model.stappen, *model.parameters):
            raise _NotInYear(f"`{name}` geldt niet in {self.year}.", repair="Geef een versie of waarde voor dat jaar.")

    def own(self, file: RuleFile, name: str) -> Node | LinkedParameter | None:
        model = file.model
        if name in model.stappen and name in model.parameters and name not in model.open:
            raise RuleError(f"`{name}` is zowel een stap als een parameter.", repair="Geef één van beide een andere naam.")
        if name == RIGHT and model.voorwaarden:
            return self.reference(self.right(file))
        if name in model.stappen:
            step = self.step(file, name)
            if step is not None:
                return self.reference(step)
        if name == INSTANCE and file.body:
            bodies = tuple(model.ingevuld_door)
            at = Fraction(bodies.index(file.body))
            return Node("const", (), choice(bodies), HOUSEHOLD, YEAR, at) if len(bodies) > 1 else None
        return self.parameter(file, name) if name in model.parameters or name in model.open else None

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
        axis = MONTH if fact.wanneer == "maand" else YEAR
        node = Node("fact", (), self.types[name], fact.tabel, axis, name)
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
            when((node, estimate)),
        )

    # --- steps

    def guarded(self, key: str, where: str) -> None:
        if key in self.busy:
            circle = " -> ".join([*self.busy[self.busy.index(key) :], key])
            raise RuleError(f"de stappen lopen in een kring: {circle}.", where=where, repair="Haal één van de verwijzingen weg.")
        self.busy.append(key)

    def step(self, file: RuleFile, name: str) -> LinkedStep | None:
        """A step, or None when it does not hold in this year; so does a term filled with what has no value yet."""
        if name not in file.model.open:
            return self.own_step(file, name)
        depth = len(self.busy)
        try:
            return self.own_step(file, name)
        except _NotInYear:
            del self.busy[depth:]
            return None

    def own_step(self, file: RuleFile, name: str) -> LinkedStep | None:
        key, model = f"{file.model.regeling}.{name}", file.model.stappen[name]
        if key in self.steps:
            return self.steps[key]
        path: Path = ("stappen", name)
        where = file.doc.place(path)
        body: Body = model
        if model.versies:
            found = version_of(model.versies, self.year, where)
            if found is None:
                return None
            body = found[1]
            path = (*path, found[0])
        self.guarded(key, where)
        kind = type_of(model.eenheid, file.doc.place(("stappen", name, "eenheid")))
        node, texts = _bodies.build(body, kind, path, file.doc, self.files.parents, partial(self.check, file))
        if node.type == ZERO and kind.kind == "getal":
            node = Node(node.op, node.args, kind, node.who, node.when, node.data)
        if node.type != kind:
            raise RuleError(
                f"de stap `{name}` is {kind}, maar de formule geeft {node.type}.",
                where=file.doc.place(path),
                repair="Pas `eenheid` aan of reken om.",
            )
        rounding = Rounding(Fraction(body.afronden.op), body.afronden.wijze) if body.afronden else None
        self.check_numbers(node, kind, body.afronden, file.doc.place(path))
        step = LinkedStep(
            key, "stap", node, kind, node.who, node.when, rounding, self.uses(file, self.ids(model, body)), where, texts
        )
        self.busy.pop()
        self.steps[key] = step
        self.placeholders(file, texts, path)
        if body.kies and step.who == HOUSEHOLD and any(line.uitleg for line in body.kies):
            companion = _bodies.chosen_line(step)
            self.steps[companion.key] = companion
        return step

    @staticmethod
    def ids(model: Stap, body: Body) -> tuple[str, ...]:
        rounding = body.afronden.bron if body.afronden else ()
        lines = tuple(source for line in body.kies or () for source in line.bron)
        return tuple(dict.fromkeys((*model.bron, *body.bron, *lines, *rounding)))

    def check(self, file: RuleFile, text: str, expect: Type | None, path: Path) -> Node:
        try:
            tree: Ast = parse(text)
            return check(tree, text, _FileScope(self, file), expect)
        except RuleError as error:
            if error.where:
                raise
            raise type(error)(error.what, where=file.doc.place(path), repair=error.repair) from None

    def check_numbers(self, node: Node, kind: Type, rounding: Afronding | None, place: str) -> None:
        """What the integers of a program ask of a formula: whole date steps, fixed denominators, sensible rounding."""
        if rounding and (rounding.op <= 0 or kind.kind != "getal"):
            raise RuleError("deze afronding kan niet.", where=place, repair="Rond een getal af op een stap boven 0.")
        fault = _numbers.fault(node, rounding is not None, self.steps, self.files.facts)
        if fault:
            raise RuleError(fault[0], where=place, repair=fault[1])

    def unmodelled(self, file: RuleFile, at: int) -> None:
        """The step of something this file does not compute; a remark has none."""
        item = file.model.niet_gemodelleerd[at]
        if item.als is not None:
            path: Path = ("niet_gemodelleerd", at, "als")
            self.formula_step(file, f"niet_gemodelleerd.{at}", "niet_gemodelleerd", item.als, item.bron, path)

    def warning(self, file: RuleFile, name: str) -> Clash:
        found = file.model.waarschuwingen[name]
        path: Path = ("waarschuwingen", name, "als")
        step = self.formula_step(file, f"waarschuwingen.{name}", "waarschuwing", found.als, found.bron, path, rows=True)
        self.placeholders(file, (("", "", found.wat), ("", "", found.doe)), path)
        return Clash(f"{file.model.regeling}.{name}", step.key, found.wat, found.doe)

    def formula_step(
        self,
        file: RuleFile,
        name: str,
        kind: str,
        text: str,
        sources: tuple[str, ...],
        path: Path,
        yes: str = "",
        no: str = "",
        *,
        rows: bool = False,
    ) -> LinkedStep:
        key = f"{file.model.regeling}.{name}"
        where = file.doc.place(path)
        self.guarded(key, where)
        node = self.check(file, text, TRUTH, path)
        if node.type != TRUTH or (node.who != HOUSEHOLD and not rows):
            raise RuleError(
                f"hier moet één ja of nee voor het huishouden uitkomen, niet {node.type} per {node.who}.",
                where=where,
                repair="Gebruik een(...), elk(...) of `van aanvrager`.",
            )
        self.check_numbers(node, TRUTH, None, where)
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
        path: Path = ("voorwaarden", name)
        if model.versies:
            found = version_of(model.versies, self.year, file.doc.place(path))
            if found is None:
                return None
            body = found[1]
            path = (*path, found[0])
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
                self.reference(step) if node.op == "const" else Node("and", (node, self.reference(step)), TRUTH, HOUSEHOLD, MONTH)
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

    def placeholders(self, file: RuleFile, texts: tuple[tuple[str, str, str], ...], path: Path) -> None:
        for _, _, words in texts:
            for name in PLACEHOLDER.findall(words):
                if self.find(file, name) is None:
                    near = get_close_matches(name, _FileScope(self, file).names(), 1, 0.6)
                    raise RuleError(
                        f"de tekst noemt `{{{name}}}`, en dat bestaat niet.",
                        where=file.doc.place(path),
                        repair=f"Noem een stap, parameter of feit.{f' Bedoelt u `{{{near[0]}}}`?' if near else ''}",
                    )

    # --- parameters and sources

    def parameter(self, file: RuleFile, name: str) -> LinkedParameter | None:
        key, model, term = f"{file.model.regeling}.{name}", file.model.parameters.get(name), file.model.open.get(name)
        self.used.add(key)
        if key in self.parameters:
            return self.parameters[key]
        self.guarded(key, file.doc.place(("parameters", name)))
        keys, limit_keys = (
            tuple(self.check(file, text, None, (part, name, "naar")) for text in one.naar) if one else ()
            for part, one in (("parameters", model), ("open", term))
        )
        self.busy.pop()
        found = (
            _terms.link(file, name, self.year, keys, limit_keys, self.uses)
            if term
            else _parameters.link(file, name, self.year, keys, self.uses)
        )
        if found is not None:
            self.parameters[key] = found = _terms.open_months(found) if None in found.months else found
        return found

    def uses(self, file: RuleFile, ids: tuple[str, ...]) -> tuple[SourceUse, ...]:
        name, sources = file.model.regeling, file.model.bronnen
        return tuple(SourceUse(name, one, sources[one].zekerheid, sources[one].gezien) for one in ids)
