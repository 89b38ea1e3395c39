"""The nudge test: each figure, line, rounding and comparison of the rules is moved a little; an example must notice.

`nudges` lists every such change of the rule files, `Nudger` relinks the years it touches and runs the examples of
those years until one fails. What only holds in a place is linked again on the rules of the country as they are: a frame
in every place, with the fillings of its examples too, and a filling or a scheme of its own only in its place. The arrears
signals are few and small: they are linked again together, and each example that rests on the nudge is computed. Most
expectations are met by one exact run, in which whatever is open is filled in with one completion, or by one bounds run;
there another figure than the expected one fails the example. What only cutting into cases or a list of questions can
show is computed in full, for the few nudges nothing else saw.
"""

from __future__ import annotations

import copy
import csv
import io
import multiprocessing
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from parts import Group, group_of, linked_of, packs_of, part_of, rests_on, roots_of
from voorzieningen.errors import RuleError
from voorzieningen.evaluate import Outcome, Program
from voorzieningen.evaluate.critical import Paths
from voorzieningen.examples import _KEY, Case, _Run, check, read_examples
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import LinkedYear, Pack, Packs, Place, RuleBook, RuleFiles, key_of
from voorzieningen.rulebook._link import link, link_local
from voorzieningen.rulebook._models import Body, ConditionBody, Parameter, Record, Stap, Voorwaarde, Waarde
from voorzieningen.rulebook._packs import _Filled
from voorzieningen.rulebook._read import RuleFile
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.screening import Measures, RuleSet

YEARS = (2026, 2025, 2024)
"""The modelled years, the one with most examples first."""
SHARE = Decimal("0.001")
CENT = Decimal("0.01")
COUNTED = ("jaar", "kwartaal", "maand", "week", "dag", "aantal")
"""Units of which a value is a whole number: it moves by one."""
SAME_BANDS = "The bands on both sides of this edge hold the same values."
EXEMPTIONS = Path(__file__).with_name("nudge_exempt.yaml")
CAUGHT, SURVIVED, REFUSED, EXEMPT = "caught", "survived", "refused", "exempt"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One change of one rule file: the name of what changes, the years in which it is in force, and the changed file."""

    scheme: str
    """Whose nudge it is: a rule file, or the folder of a pack and what it fills in or adds: `rotterdam/kwijtschelding`."""
    files: tuple[str, ...]
    """The rule files it changes: of a frame that two bodies fill in there are two."""
    part: str
    name: str
    years: tuple[int, ...]
    apply: Callable[[RuleFile], RuleFile]
    exempt: str = ""
    local: bool = False
    pack: Pack | None = None
    """The pack it is of; a nudge of a frame is of none."""

    @property
    def keys(self) -> frozenset[str]:
        """The steps and parameters that are others than they were."""
        return frozenset(f"{file}.{self.part}" for file in self.files)

    def reaches(self, packs: Packs, place: Place) -> bool:
        """Whether it is of a pack of this place, or of all places."""
        pack = self.pack
        return pack is None or (place.of(pack.body) == pack.name and packs.get((pack.body, key_of(pack.name))) is pack)


@dataclass(frozen=True, slots=True, eq=False)
class NudgedFiles(RuleFiles):
    """Rule files of which what only holds in a place is nudged."""

    nudge: Nudge | None = None

    def local(self, place: Place) -> Mapping[str, RuleFile]:
        found = dict(RuleFiles.local(self, place))
        if self.nudge and self.nudge.reaches(self.packs, place):
            found |= {name: self.nudge.apply(found[name]) for name in self.nudge.files if name in found}
        return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a nudge; `by` names the example that failed, the fault of the linker, or why nothing can."""

    nudge: Nudge
    kind: str
    by: str


# --- which nudges there are


def nudges(files: RuleFiles) -> Iterator[Nudge]:
    """Every nudge of every rule file, in the order of the files: the country, signals, frames, and what each place wrote."""
    for scheme, file in files.schemes.items():
        yield from _named(scheme, (scheme,), _of_file(file))
    for name, file in files.signals.items():
        yield from _named(name, (name,), [*_of_terms(file), *_of_file(file)])
    for name, file in files.frames.items():
        yield from _named(name, instances(name, file), [*_of_terms(file), *_of_file(file)], local=True)
    for (body, _), pack in files.packs.items():
        folder, here = Path(pack.doc.name).parent.name, files.local(Place(**{body: pack.name}))
        for name in (one for one in pack.fillings if one in files.frames):
            for instance in instances(name, files.frames[name]):
                file = here[instance]
                if file.body == body and isinstance(file.doc, _Filled):
                    own = _of_file(file, frozenset(file.doc.moved))
                    yield from _named(f"{folder}/{name}", (instance,), own, local=True, pack=pack)
        for name, file in pack.schemes.items():
            found = [*_of_terms(file), *_of_file(file)]
            yield from _named(f"{folder}/{name}", (name,), found, local=True, pack=pack)


def instances(name: str, frame: RuleFile) -> tuple[str, ...]:
    """The rule files a frame becomes, one for each body that fills it in."""
    return tuple(f"{name}_{body}" for body in frame.model.ingevuld_door) or (name,)


Found = tuple[str, tuple[int, ...], Callable[[RuleFile], RuleFile], str]


def _named(
    scheme: str, files: tuple[str, ...], found: Iterable[Found], *, local: bool = False, pack: Pack | None = None
) -> Iterator[Nudge]:
    for name, years, apply, exempt in found:
        if years:
            yield Nudge(scheme, files, name.split("/")[0], f"{scheme}/{name}", years, apply, exempt, local, pack)


def _of_terms(file: RuleFile) -> Iterator[Found]:
    """The limits of law of each open term, or our own value: they decide where nobody filled it in."""
    for name, term in file.model.open.items():
        for field in ("tussen", "zolang"):
            value = getattr(term, field)
            for where, moved, exempt in _of_table(value, term.eenheid) if value is not None else ():
                yield f"{name}/{field}{where}", YEARS, _puts("open", name, None, term.model_copy(update={field: moved})), exempt


def _of_file(file: RuleFile, only: frozenset[tuple[Any, ...]] | None = None) -> Iterator[Found]:
    """Every nudge of one file, or of the parts of it that somebody filled in."""
    model = file.model

    def chosen(part: str) -> Iterator[tuple[Any, Any]]:
        things = getattr(model, part)
        pairs = enumerate(things) if isinstance(things, tuple) else things.items()
        return (pair for pair in pairs if only is None or (part, pair[0]) in only)

    for name, parameter in chosen("parameters"):
        for day, value in parameter.waarden.items():
            if isinstance(value, Waarde):
                years = _in_force(parameter, day)
                yield from ((f"{name}/{day}{where}", years, apply, exempt)
                            for where, apply, exempt in _of_value(file, name, parameter, day, value))
    for name, step in chosen("stappen"):
        for day, body in _versions(step):
            for where, changed in _of_body(body):
                put = _puts("stappen", name, day, changed)
                yield f"{name}{_dated(day)}/{where}", _years(step.versies, day), put, ""
    for name, condition in chosen("voorwaarden"):
        for day, version in _versions(condition):
            for where, text in flips(version.als):
                put = _puts("voorwaarden", name, day, version.model_copy(update={"als": text}))
                yield f"voorwaarden.{name}{_dated(day)}/{where}", _years(condition.versies, day), put, ""
    for at, item in chosen("niet_gemodelleerd"):
        for where, text in flips(item.als):
            yield f"niet_gemodelleerd.{at}/{where}", YEARS, _puts_item(at, item.model_copy(update={"als": text})), ""


def _dated(day: date | None) -> str:
    return f"/{day}" if day else ""


def _versions(thing: Stap | Voorwaarde) -> Iterator[tuple[date | None, Any]]:
    if not thing.versies:
        yield None, thing
    for day, version in thing.versies.items():
        if not isinstance(version, str):
            yield day, version


def _years(versions: Mapping[date, object], day: date | None) -> tuple[int, ...]:
    if day is None:
        return YEARS
    after = min((key.year for key in versions if key > day), default=9999)
    return tuple(year for year in YEARS if day.year <= year < after)


def _in_force(parameter: Parameter, day: date) -> tuple[int, ...]:
    months = range(1, 13) if parameter.ritme in ("halfjaarlijks", "vrij") else (1,)

    def holds(first: date) -> bool:
        return max((key for key in parameter.waarden if key <= first), default=None) == day
    return tuple(year for year in YEARS if any(holds(date(year, month, 1)) for month in months))


# --- figures

Moved = tuple[str, Any, str]
"""Where in a value, the whole value with that moved, and why that cannot matter."""


def _of_value(file: RuleFile, name: str, parameter: Parameter, day: date, value: Waarde
              ) -> Iterator[tuple[str, Callable[[RuleFile], RuleFile], str]]:
    if isinstance(value.waarde, str) and value.waarde.endswith(".csv"):
        for where, text, exempt in _of_csv(file.texts[value.waarde], parameter.eenheid):
            yield where, partial(_with_text, {value.waarde: text}), exempt
        return
    for where, moved, exempt in _of_table(value.waarde, parameter.eenheid):
        values = {**parameter.waarden, day: value.model_copy(update={"waarde": moved})}
        yield where, _puts("parameters", name, None, parameter.model_copy(update={"waarden": values})), exempt


def _of_table(value: Any, unit: object) -> Iterator[Moved]:
    """Each cell and each band edge of a value as it stands in YAML."""
    if not isinstance(value, Mapping):
        yield from ((f" {sign}", moved, "") for sign, moved in move(value, unit))
        return
    keys = list(value)
    bands = not any(isinstance(key, str) for key in keys)
    for at, key in enumerate(keys):
        if bands:
            exempt = SAME_BANDS if at and value[keys[at - 1]] == value[key] else ""
            for sign, edge in _edge(key):
                yield f"/{key} edge {sign}", {edge if one == key else one: cell for one, cell in value.items()}, exempt
        for where, moved, exempt in _of_table(value[key], unit):
            yield f"/{key}{where}", {**value, key: moved}, exempt


def _of_csv(text: str, unit: object) -> Iterator[tuple[str, str, str]]:
    rows = list(csv.reader(io.StringIO(text)))
    head, body = rows[0], rows[1:]
    columns = [at for at, title in enumerate(head) if at and title != "zekerheid"]

    def with_cell(row: int, column: int, cell: object) -> str:
        changed = [*map(list, body)]
        changed[row][column] = str(cell)
        return "\n".join(",".join(one) for one in [head, *changed]) + "\n"
    for at, row in enumerate(body):
        same = at and all(body[at - 1][column] == row[column] for column in columns)
        for sign, edge in _edge(Decimal(row[0])):
            yield f"/{row[0]} edge {sign}", with_cell(at, 0, edge), SAME_BANDS if same else ""
        for column in columns:
            cell = row[column] if ".." in row[column] else Decimal(row[column])
            for sign, moved in move(cell, unit):
                yield f"/{row[0]}/{head[column]} {sign}", with_cell(at, column, moved), ""


def move(value: Any, unit: object) -> Iterator[tuple[str, Any]]:
    """A figure 0.1% up and down: a date by a day, a count by one, money by at least a cent, each end of a range."""
    if isinstance(value, bool):
        yield "not", not value
    elif isinstance(value, date):
        yield from (("+", value + timedelta(days=1)), ("-", value - timedelta(days=1)))
    elif isinstance(value, Decimal):
        step = abs(value) * SHARE or CENT
        if unit in COUNTED:
            step = Decimal(1)
        elif str(unit).startswith("EUR"):
            step = max(step, CENT)
        yield "+", value + step
        if value:
            yield "-", value - step
    elif isinstance(value, str) and ".." in value:
        low, high = map(Decimal, value.split(".."))
        ends = [*(("low" + sign, end, high) for sign, end in move(low, unit)),
                *(("high" + sign, low, end) for sign, end in move(high, unit))]
        yield from ((sign, f"{a}..{b}") for sign, a, b in ends if a <= b)


def _edge(key: Any) -> Iterator[tuple[str, Any]]:
    """The edge of a band a little up and down: a date by a day, a small number by one."""
    small = isinstance(key, Decimal) and key < 1000
    return move(key, "aantal" if small else "")


def _with_text(texts: Mapping[str, str], file: RuleFile) -> RuleFile:
    return replace(file, texts={**file.texts, **texts})


def _puts_item(at: int, changed: Record) -> Callable[[RuleFile], RuleFile]:
    """Puts a changed `niet_gemodelleerd` in the file."""
    def apply(file: RuleFile) -> RuleFile:
        items = file.model.niet_gemodelleerd
        return replace(file, model=file.model.model_copy(update={"niet_gemodelleerd": (*items[:at], changed, *items[at + 1:])}))
    return apply


def _puts(part: str, name: str, day: date | None, changed: Record) -> Callable[[RuleFile], RuleFile]:
    """Puts a changed parameter, term, step or condition, or one version of it, in the file."""
    def apply(file: RuleFile) -> RuleFile:
        things = getattr(file.model, part)
        thing = changed
        if day is not None:
            thing = things[name].model_copy(update={"versies": {**things[name].versies, day: changed}})
        return replace(file, model=file.model.model_copy(update={part: {**things, name: thing}}))
    return apply


# --- structure


def _of_body(body: Body | ConditionBody) -> Iterator[tuple[str, Body]]:
    assert isinstance(body, Body)
    lines = body.kies or ()
    for at, line in enumerate(lines):
        if at < len(lines) - 1:
            yield f"kies.{at + 1} drop", body.model_copy(update={"kies": lines[:at] + lines[at + 1:]})
        for field in ("als", "dan", "anders"):
            for where, text in flips(getattr(line, field)):
                flipped = line.model_copy(update={field: text})
                kies = (*lines[:at], flipped, *lines[at + 1:])
                yield f"kies.{at + 1}.{field} {where}", body.model_copy(update={"kies": kies})
    for where, text in flips(body.formule):
        yield where, body.model_copy(update={"formule": text})
    if body.rangorde:
        for where, text in flips(body.rangorde.waarvoor):
            order = body.rangorde.model_copy(update={"waarvoor": text})
            yield f"waarvoor {where}", body.model_copy(update={"rangorde": order})
    if body.afronden:
        yield "afronden drop", body.model_copy(update={"afronden": None})
        for way in ("rekenkundig", "omlaag", "omhoog"):
            if way != body.afronden.wijze:
                rounding = body.afronden.model_copy(update={"wijze": way})
                yield f"afronden {way}", body.model_copy(update={"afronden": rounding})


_SIGN = re.compile(r"<=|>=|<|>|\bis\b")
_FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_STARTS = re.compile(r"\b(?:als|dan|anders|en|of|niet|waarvoor)\b|[(,)]")


def flips(text: str | None) -> Iterator[tuple[str, str]]:
    """The formula with one comparison flipped: `<` and `<=` exchanged, `is` denied; with what it was and where."""
    counts: dict[str, int] = {}
    for match in _SIGN.finditer(text or ""):
        assert text is not None
        sign = match.group()
        counts[sign] = counts.get(sign, 0) + 1
        where = f"{sign}#{counts[sign]}"
        if sign == "is":
            start = _left_of(text, match.start())
            yield where, f"{text[:start]} niet {text[start:]}"
        else:
            yield where, text[:match.start()] + _FLIPPED[sign] + text[match.end():]


def _left_of(text: str, end: int) -> int:
    """Where the operand to the left of a comparison begins."""
    depth = 0
    for match in reversed(list(_STARTS.finditer(text, 0, end))):
        if match.group() == ")":
            depth += 1
        elif match.group() == "(" and depth:
            depth -= 1
        elif not depth:
            return match.end()
    return 0


# --- the examples


class _Quick(_Run):
    """An example on one run of a program, without cutting what is open into cases.

    `keys` are the expectations such a run meets with the rules as they are: exact ones, and ranges that a single bounds
    run gives. A changed rule must not change those. `left` are the expectations that need the full computation.
    """

    def __init__(self, case: Case, program: Program, rests_on: Callable[[str], frozenset[str]]) -> None:
        self.case, self.day = case, case.day
        self.household = Huishouden.model_validate(case.data)
        self.situation = Situation(self.household, program.linked, self.day)
        self.inputs = {"exact": self.situation.exact(), "bounds": self.situation.bounds()}
        self.keys: list[tuple[str, str, frozenset[str]]] = []
        """The mode of a run, an expectation it meets, and the keys of all steps and parameters behind that."""
        self.left = [key for key in case.example.verwacht if key.endswith(".ontbreekt")]
        todo = [key for key in case.example.verwacht if key not in self.left]
        for mode in self.inputs:
            self.run(program, mode)
            met = [key for key in todo if self.meets(key)]
            self.keys += [(mode, key, rests_on(key)) for key in met]
            vague = program.source("exact").vague if mode == "exact" else frozenset()  # an exact run takes one figure of a range
            todo = [key for key in todo if key not in met or not vague.isdisjoint(self.steps_of(key))]
        self.left += todo
        self.left_rests_on = frozenset().union(*map(rests_on, self.left))

    def steps_of(self, key: str) -> tuple[str, ...]:
        """The steps whose value an expectation names."""
        outcome = self.program.linked.outcomes.get(key)
        return outcome.roots if outcome else (key.partition("[")[0].partition("@")[0],)

    def run(self, program: Program, mode: str) -> None:
        self.program, self.measures = program, Measures(program, self.day.month - 1)
        values = program.run(mode, self.inputs[mode])
        self.solved = Outcome(self.measures(values, mode), values, mode)

    def meets(self, key: str) -> bool:
        return self.agrees(self.found(key), self.case.example.verwacht[key])

    def rests_on(self, changed: frozenset[str]) -> bool:
        return any(not changed.isdisjoint(behind) for _, _, behind in self.keys)

    def differs(self, program: Program, changed: frozenset[str]) -> bool:
        """Whether the example fails with this program, of which `changed` are other steps or parameters than they were."""
        for wanted in self.inputs:
            keys = [key for mode, key, behind in self.keys if mode == wanted and not changed.isdisjoint(behind)]
            if keys:
                self.run(program, wanted)
                if not all(map(self.meets, keys)):
                    return True
        return False

    def found(self, key: str) -> Any:
        outcome = self.program.linked.outcomes.get(key)
        if outcome is not None:
            surely, maybe = self.solved.measures[f"{key}.unmodelled"]
            low, high = self.solved.measures[f"{key}.award"]
            if surely or (maybe and self.solved.mode == "exact"):
                return "niet_gemodelleerd"
            if maybe or (low <= 0 < high):
                roots = tuple(root for root in outcome.roots if root != outcome.received)
                wide = self.solved.mode == "bounds" and outcome.body
                unfilled = wide and Paths(self.program, self.situation, self.solved.values).down(roots).unfilled
                return "niet_ingevoerd" if unfilled else "onbekend"
            return ("mogelijk" if outcome.rhythm == "geen" else "ja") if low > 0 else "nee"
        match = _KEY.match(key)
        assert match is not None
        return self.value(self.program.linked.by_key[match["step"]], match["row"], match["month"])


class Nudger:
    """The examples of the modelled years, made ready once, and what becomes of a nudge."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules, self.files = rules, rules.book.files
        self.exemptions = read_exemptions()
        self.read: dict[Group, list[Case]] = {}
        self._packs: dict[Group, Packs] = {}
        for case in read_examples(rules):
            if case.day.year in YEARS:
                group = group_of(case, rules)
                self.read.setdefault(group, []).append(case)
                self._packs[group] = packs_of(case, rules)
        self._cases: dict[Group, list[_Quick]] = {}
        self._behind: dict[tuple[Group, str], frozenset[str]] = {}
        self._latest: dict[Group, int] = {}
        """Which example last noticed a nudge in a group: the next one is likely noticed near it."""
        self._wanted: dict[Group, frozenset[str]] = {}
        self._all_behind: dict[Group, frozenset[str]] = {}
        for group, cases in self.read.items():
            linked = self.linked(group)
            expected = {key for case in cases for key in case.example.verwacht}
            self._wanted[group] = frozenset(root for key in expected for root in roots_of(linked, key))
            self._all_behind[group] = rests_on(linked, self._wanted[group])

    def linked(self, group: Group) -> LinkedYear:
        """The rules of a group as they are."""
        return linked_of(group, self._packs[group], self.rules)

    def cases(self, group: Group) -> list[_Quick]:
        """The examples of a group, ready to run."""
        if group not in self._cases:
            linked = self.linked(group)
            program, behind = Program(part_of(linked, self._wanted[group])), partial(self._rests_on, group, linked)
            self._cases[group] = [_Quick(case, program, behind) for case in self.read[group]]
        return self._cases[group]

    def _rests_on(self, group: Group, linked: LinkedYear, expected: str) -> frozenset[str]:
        """The keys of all steps and parameters behind an expectation."""
        key = group, expected
        if key not in self._behind:
            self._behind[key] = rests_on(linked, roots_of(linked, expected))
        return self._behind[key]

    def nudges(self) -> list[Nudge]:
        """Every nudge of these rules."""
        return list(nudges(self.files))

    def verdict(self, nudge: Nudge) -> Verdict:
        """Whether an example notices the nudge."""
        try:
            by = self._of_signals(nudge) if nudge.scheme in self.files.signals else self._quick(nudge)
            if by:
                return Verdict(nudge, CAUGHT, by)
        except RuleError as error:
            return Verdict(nudge, REFUSED, str(error))
        reasons = [why for like, why in self.exemptions.items() if fnmatchcase(nudge.name, like)]
        reason = nudge.exempt or "".join(reasons[:1])
        if reason:
            return Verdict(nudge, EXEMPT, reason)
        by = "" if nudge.scheme in self.files.signals else self._full(nudge)
        return Verdict(nudge, CAUGHT if by else SURVIVED, by)

    def changed(self, nudge: Nudge) -> RuleSet:
        """The rules with the nudge; what holds in the whole country is linked again only where it changes that."""
        if nudge.scheme in self.files.signals:
            signals = {**self.files.signals, nudge.scheme: nudge.apply(self.files.signals[nudge.scheme])}
            return RuleSet(RuleBook(replace(self.files, signals=signals)))
        if not nudge.local:
            (name,) = nudge.files
            changed = {**self.files.schemes, name: nudge.apply(self.files.schemes[name])}
            return RuleSet(RuleBook(replace(self.files, schemes=changed)))
        found, book = copy.copy(self.rules), copy.copy(self.rules.book)
        values = {field.name: getattr(self.files, field.name) for field in fields(RuleFiles)}
        book.files, book._local = NudgedFiles(**values, nudge=nudge), {}
        found.book, found._local, found._others = book, {}, {}
        return found

    def _groups(self, nudge: Nudge, year: int) -> Iterator[tuple[Group, list[tuple[int, _Quick]]]]:
        """The examples of a year with their place, those of the scheme first, near the latest find before others."""
        groups = [
            group
            for group in self.read
            if group.year == year
            and self._looks_at(group, nudge)
            and not nudge.keys.isdisjoint(self._all_behind[group])
        ]
        mine = nudge.scheme.split("/")
        for group in sorted(groups, key=lambda group: (group.scheme not in mine, group.place is not None)):
            latest = self._latest.get(group, 0)
            yield group, sorted(enumerate(self.cases(group)), key=lambda one: abs(one[0] - latest))

    def _looks_at(self, group: Group, nudge: Nudge) -> bool:
        """Whether the examples of a group are asked: those of a pack are about what that pack wrote and nothing more."""
        if group.place is None:
            return not nudge.local
        beside_a_frame = group.scheme in self.files.frames
        return beside_a_frame if nudge.pack is None else not beside_a_frame and nudge.reaches(self._packs[group], group.place)

    def _of_signals(self, nudge: Nudge) -> str:
        """The example that notices a nudge of a signal; those of the signal itself are asked first."""
        rules = self.changed(nudge)
        for group in sorted(self.read, key=lambda group: group.scheme != nudge.scheme):
            if group.scheme not in self.files.signals or group.year not in nudge.years:
                continue
            linked = self.rules.book.signals(group.year, Place())
            for case in self.read[group]:
                behind = rests_on(linked, [root for key in case.example.verwacht for root in signal_roots(linked, key)])
                if not nudge.keys.isdisjoint(behind) and not check(reworded(case, self.files, rules), rules).passed:
                    return case.example.naam
        return ""

    def _quick(self, nudge: Nudge) -> str:
        rules = self.changed(nudge)
        for year in nudge.years:
            country: LinkedYear | None = self.rules.book.year(year) if nudge.local else None
            for group, cases in self._groups(nudge, year):
                program: Program | None = None
                for at, case in cases:
                    if case.rests_on(nudge.keys):
                        if country is None:
                            country = link(rules.book.files, year, set())
                        program = program or Program(part_of(self._again(group, rules, country), self._wanted[group]))
                        if case.differs(program, nudge.keys):
                            self._latest[group] = at
                            return case.case.example.naam
        return ""

    def _again(self, group: Group, rules: RuleSet, country: LinkedYear) -> LinkedYear:
        """The rules of a group linked again on those of the country."""
        if group.place is None:
            return country
        files = replace(rules.book.files, packs=self._packs[group])
        return link_local(files, files.local(group.place), country, set())

    def _full(self, nudge: Nudge) -> str:
        rules = self.changed(nudge)
        for year in nudge.years:
            for _, cases in self._groups(nudge, year):
                for _, case in cases:
                    if not nudge.keys.isdisjoint(case.left_rests_on) and not check(case.case, rules).passed:
                        return case.case.example.naam
        return ""


def signal_roots(linked: LinkedYear, expected: str) -> tuple[str, ...]:
    """The steps an expectation about a signal reads."""
    scheme, _, what = expected.rpartition(".")
    signal = linked.signals.get(expected) or (linked.signals.get(scheme) if what in ("drempel", "ontbreekt") else None)
    return (signal.severity,) if signal else roots_of(linked, expected)


def reworded(case: Case, before: RuleFiles, rules: RuleSet) -> Case:
    """The example with each line of a rule it names (`drempel`) as the changed rules write it: only another line may differ."""
    wanted = dict(case.example.verwacht)
    for key in (one for one in wanted if one.endswith(".drempel")):
        scheme = key.removesuffix(".drempel")
        old, new = (files.signals[scheme].model.stappen["ernst"].kies or () for files in (before, rules.book.files))
        if len(old) == len(new):
            texts = {one.als: other.als for one, other in zip(old, new, strict=True)}
            wanted[key] = texts.get(wanted[key], wanted[key])
    return replace(case, example=case.example.model_copy(update={"verwacht": wanted}))


def read_exemptions() -> dict[str, str]:
    """Pattern of nudge names to the reason why no example can notice them."""
    if not EXEMPTIONS.is_file():
        return {}
    return {str(key): str(why) for key, why in read_document(EXEMPTIONS.read_bytes(), EXEMPTIONS.name).data.items()}


# --- running many

_shared: tuple[Nudger, Sequence[Nudge]] | None = None


def run(nudger: Nudger, chosen: Sequence[Nudge], processes: int = 2) -> Iterator[Verdict]:
    """The verdict on each nudge, in order; in two processes where the platform can fork."""
    global _shared
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(nudger.verdict, chosen)
        return
    _shared = nudger, chosen
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        for nudge, (kind, by) in zip(chosen, pool.map(_one, range(len(chosen)), chunksize=16), strict=True):
            yield Verdict(nudge, kind, by)


def _one(at: int) -> tuple[str, str]:
    assert _shared is not None
    nudger, chosen = _shared
    found = nudger.verdict(chosen[at])
    return found.kind, found.by


def table(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """Scheme to how many of its nudges were caught, survived, were refused by the checker or are exempt."""
    found: dict[str, dict[str, int]] = {}
    for one in verdicts:
        row = found.setdefault(one.nudge.scheme, dict.fromkeys((CAUGHT, SURVIVED, REFUSED, EXEMPT), 0))
        row[one.kind] += 1
    return found


def share(row: Mapping[str, int]) -> float:
    """The caught share of the nudges that an example could notice."""
    seen = row[CAUGHT] + row[SURVIVED]
    return row[CAUGHT] / seen if seen else 1.0
