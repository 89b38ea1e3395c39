"""Bounds contain every completion, and with one open fact they are exactly as wide as its completions.

Seeded and small here: BOUNDS_HOUSEHOLDS=1000 makes it that many partial households; `benchmarks/compare.py` does
the big run.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from opening import Opener, years_between
from oracle import Oracle
from test_oracle import YEARS, holds
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.report import Bedrag, Jaar, Regeling, Report
from voorzieningen.rulebook import LinkedStep, Place
from voorzieningen.sample import STUDIES, Data, Maker, peildatum
from voorzieningen.screening import RuleSet
from voorzieningen.screening._measure import Measures
from voorzieningen.screening._screen import _cents, _Screening
from voorzieningen.screening._solved import SolvedYear

HOUSEHOLDS = int(os.environ.get("BOUNDS_HOUSEHOLDS", "6"))
COMPLETIONS = 4
STEPS = 60 if HOUSEHOLDS > 6 else 24
"""Amounts in a range, or days: a threshold or the end of a month is always among them."""

DIRECTION = {"onbenut": "meer", "te_weinig": "meer", "klopt": "goed", "geen_recht": "goed", "te_veel": "minder"}
"""What a finding says should happen; certain findings may become more precise, but not turn round."""


NOTHING = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))
NOT_FILLED = "niet_ingevoerd"


def inside(wide: Any, value: Any, choice: bool) -> bool:
    """Whether an exact value lies in what a bounds run gave; lists (rows, months) place by place."""
    if isinstance(value, list):
        return len(wide) == len(value) and all(inside(a, b, choice) for a, b in zip(wide, value, strict=True))
    return bool(wide >> value & 1) if choice else bool(wide[0] <= value <= wide[1])


def outside(wide: Any, value: Any, choice: bool) -> str:
    """The first place where an exact value lies outside, for a message."""
    if isinstance(value, list) and len(wide) == len(value):
        return next(
            f"[{at}]{outside(a, b, choice)}"
            for at, (a, b) in enumerate(zip(wide, value, strict=True))
            if not inside(a, b, choice)
        )
    return f" {value} is not in {wide}"


def within(wide: Bedrag, narrow: Bedrag) -> bool:
    return wide.laagst <= narrow.laagst and narrow.hoogst <= wide.hoogst


def contradictions(wide: Report, narrow: Report) -> Iterable[str]:
    """What the report of a partial household says that the report of a completion denies."""
    yield from schemes_contradict(wide.regelingen, narrow.regelingen)
    denied = {(one.id, one.waar) for one in wide.waarschuwingen} - {(one.id, one.waar) for one in narrow.waarschuwingen}
    yield from (f"warning {name} at {where or 'the household'} is gone" for name, where in denied)
    others = {one.waar: one for one in narrow.anderen}
    for one in wide.anderen:
        if one.waar not in others:
            yield f"{one.waar} is no other adult"
        else:
            found = schemes_contradict(one.regelingen, others[one.waar].regelingen)
            yield from (f"{one.waar}, {what}" for what in found)


def schemes_contradict(wide: Mapping[str, Regeling], narrow: Mapping[str, Regeling]) -> Iterable[str]:
    for scheme, open_ in wide.items():
        known = narrow[scheme]
        pairs: list[tuple[str, Any, Any]] = [
            ("recht", open_.recht, known.recht),
            ("recht_nu", open_.recht_nu, known.recht_nu),
        ]
        amounts = [
            ("per_jaar", open_.per_jaar, known.per_jaar),
            ("per_maand", open_.per_maand, known.per_maand),
            ("per_keer", open_.per_keer, known.per_keer),
        ]
        if set(known.jaren) - set(open_.jaren):
            yield f"{scheme}: years {sorted(known.jaren)} of a completion, {sorted(open_.jaren)} of the partial one"
        if open_.recht == NOT_FILLED:  # whom to ask is said, and no amount
            amounts = []
        for year, one in open_.jaren.items():
            other: Jaar | None = known.jaren.get(year)
            if other is not None:
                pairs.append((f"{year}.recht", one.recht, other.recht))
            if other is not None and one.recht != NOT_FILLED:
                amounts += [
                    (f"{year}.per_jaar", one.per_jaar, other.per_jaar),
                    (f"{year}.gemist", one.gemist, other.gemist),
                ]
        sure = {"ja", "nee", "niet_gemodelleerd"}
        if open_.ritme == "geen" and not open_.ontbreekt:
            sure.add("mogelijk")
        yield from (f"{scheme}.{name}: {a} became {b}" for name, a, b in pairs if a in sure and a != b)
        yield from (f"{scheme}.{name}: {a!r} does not hold {b!r}" for name, a, b in amounts if not within(a, b))
        lines = {line.waar: line.bedrag for line in known.regels}
        for line in open_.regels:
            if line.recht != NOT_FILLED and not within(line.bedrag, lines.get(line.waar, NOTHING)):
                yield f"{scheme}.regels {line.waar}: {line.bedrag!r} does not hold {lines.get(line.waar)!r}"
        undecided = open_.bevinding in ("misschien", "vraag_gemeente")
        if not undecided and DIRECTION.get(known.bevinding) != DIRECTION.get(open_.bevinding):
            yield f"{scheme}.bevinding: {open_.bevinding} became {known.bevinding}"


class Soundness:
    """Compares partial households with random completions of them, and counts what was compared."""

    screening = _Screening
    completions = COMPLETIONS

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.count: Counter[str] = Counter()
        self.violations: list[str] = []

    def run(self, seed: int) -> None:
        """One random partial household and some completions of it."""
        rng = random.Random(seed)
        year = rng.choice(YEARS)
        op = peildatum(rng, year)
        opener = self.opener(rng, op, self.rules, Place())
        partial = opener.open_some(opener.maker.household(op))
        self.compare(seed, opener, partial, op, self.rules, [self.rules])

    @staticmethod
    def opener(rng: random.Random, op: date, rules: RuleSet, place: Place) -> Opener:
        """What opens and completes the households of a place."""
        return Opener([rules.program(one) for one in range(YEARS[0], op.year + 1)], rng, op, rules.local(op.year, place))

    def parts(self, screening: _Screening) -> dict[int, SolvedYear]:
        """What is compared: the solved years of a household, and under 0 what only holds in its place."""
        return screening.years | {0: screening.local}

    def compare(
        self, seed: int, opener: Opener, partial: Data, op: date, rules: RuleSet, filled: Sequence[RuleSet], **place: str
    ) -> None:
        """A partial household and completions of it, those in the place under rules that fill in what is open in `rules`."""
        wide = self.screening(Huishouden.model_validate(partial), op, rules)
        report = wide.report(False)
        raw = {one: found.program.run("bounds", found.situation.bounds()) for one, found in self.parts(wide).items()}
        self.count["huishoudens"] += 1
        self.count["met iets open"] += any(found.solved.mode == "bounds" for found in wide.years.values())
        ours = {name for part in self.parts(wide).values() for name in part.program.linked.outcomes}
        for scheme, one in ((name, report.regelingen[name]) for name in report.regelingen if name in ours):
            may = one.ritme in ("geen", "grens") and one.recht != "nee"
            self.count[f"kan boven 0 zijn: {scheme}"] += one.per_jaar.hoogst > 0 or may
            self.count[f"nog onzeker: {scheme}"] += one.per_jaar.laagst < one.per_jaar.hoogst or one.recht == "onbekend"
        self.count["andere volwassenen"] += len(report.anderen)
        self.count["waarschuwingen"] += len(report.waarschuwingen)
        for at in range(self.completions):
            complete = opener.complete(partial | place)
            if complete is None:  # ranges of dates that hardly leave a household, such as gone before having come
                self.count["zonder aanvulling"] += 1
                continue
            narrow = self.screening(Huishouden.model_validate(complete), op, filled[at % len(filled)])
            found = [f"seed {seed}, {one}" for one in self.differences(wide, narrow, raw)]
            found += [f"seed {seed}, {one}" for one in contradictions(report, narrow.report(False))]
            self.violations += found
            self.count["aanvullingen"] += 1
            for year, above in ((op.year, "aanvulling boven 0"), (0, "aanvulling boven 0 ter plaatse")):
                solved = self.parts(narrow).get(year)
                values = solved.program.run("exact", solved.situation.exact()) if solved else {}
                awards = [values[one.award] for one in solved.program.linked.outcomes.values()] if solved else []
                self.count[above] += any(award > 0 for award in awards if not isinstance(award, list))

    def differences(self, wide: _Screening, narrow: _Screening, raw: Mapping[int, Mapping[str, Any]]) -> Iterable[str]:
        """Steps and measures of a completion outside those of the partial household."""
        for year, solved in self.parts(narrow).items():
            if year not in raw:
                continue
            situation, program = solved.situation, solved.program
            still = [f"{one.fact} of row {one.row}" for one in situation.variables]
            assert not still and not situation.has_possible_rows, (year, still)
            values, open_ = program.run("exact", situation.exact()), self.parts(wide)[year]
            for step in program.linked.steps:
                if step.who in ("huishouden", "persoon") and step.key in open_.program.linked.by_key:
                    ratio = Fraction(open_.program.denominators.step(step.key), program.denominators.step(step.key))
                    yield from self.step(year, step, raw[year], values, ratio)
            for name, span in solved.measures(values, "exact").items():
                if name in open_.solved.measures:
                    self.count["maten"] += 1
                    low, high = solved.measures.number(name, span)
                    bounds = open_.measures.number(name, open_.solved.measures[name])
                    if not bounds[0] <= low <= high <= bounds[1]:
                        yield f"{year} {name}: {low} is not in {bounds}"

    def step(
        self, year: int, step: LinkedStep, wide: Mapping[str, Any], values: Mapping[str, Any], ratio: Fraction
    ) -> Iterable[str]:
        self.count["stappen"] += 1
        value = values[step.key] if ratio == 1 or step.type.kind != "getal" else scaled(values[step.key], ratio)
        around = self.shaped(wide[step.key], value)
        if not inside(around, value, step.type.kind == "keuze"):
            yield f"{year} {step.key}:{outside(around, value, step.type.kind == 'keuze')}"
        missing = f"{step.key}?missing"
        if missing in values and missing in wide and not inside(wide[missing], values[missing], False):
            yield f"{year} {missing}:{outside(wide[missing], values[missing], False)}"

    def shaped(self, wide: Any, value: Any) -> Any:
        """The bounds in the shape of the value they must hold."""
        return wide

    def report(self) -> str:
        """The counts as text."""
        total = max(1, self.count["huishoudens"])
        shares = "; ".join(
            f"{what}: "
            + ", ".join(
                f"{name.split(': ')[1]} {value / total:.0%}"
                for name, value in sorted(self.count.items())
                if name.startswith(f"{what}:")
            )
            for what in ("kan boven 0 zijn", "nog onzeker")
        )
        return (
            f"{total} partial households, {self.count['aanvullingen']} completions "
            f"({self.count['aanvulling boven 0']} above 0, {self.count['aanvulling boven 0 ter plaatse']} locally), "
            f"{self.count['stappen']} steps and {self.count['maten']} measures compared, "
            f"{self.count['andere volwassenen']} other adults, {self.count['waarschuwingen']} warnings, "
            f"{self.count['met iets open'] / total:.0%} with something open, {len(self.violations)} violations; {shares}"
        )


def test_bounds_contain_every_completion(rules: RuleSet) -> None:
    soundness = Soundness(rules)
    for seed in range(HOUSEHOLDS):
        soundness.run(10**9 + seed)
    print(soundness.report())
    assert not soundness.violations, soundness.violations[:5]
    assert soundness.count["aanvulling boven 0"] >= soundness.count["aanvullingen"] / 4


def test_bounds_contain_every_figure_within_a_range(rules: RuleSet) -> None:
    """A figure of which only a range is known may be anything in it: the oracle picks one at random."""
    oracles = {year: Oracle(rules.program(year).linked) for year in YEARS}
    for seed in range(HOUSEHOLDS):
        rng = random.Random(seed)
        program = rules.program(rng.choice(YEARS))
        oracle = oracles[program.linked.year]
        op = peildatum(rng, program.linked.year)
        data = Maker(program, rng).household(op) | {"schulden": [{"soort": "bank", "bedrag": rng.randint(0, 9000)}]}
        for person in data["personen"]:
            kinds = [rng.choice(("bank", "contant", "grond", "eigen_woning")) for _ in range(rng.choice((0, 1, 2)))]
            person["bezit"] = [{"soort": kind, "waarde": rng.randint(0, 90000)} for kind in kinds]
            person.pop("rendementsgrondslag", None)
        situation = Situation(Huishouden.model_validate(data), program.linked, op)
        wide = program.run("bounds", situation.bounds())
        for _ in range(COMPLETIONS // 2):
            part = Fraction(rng.choice((0, 1, rng.randint(0, 100))), 100)
            oracle.pick = lambda cell, part=part: cell.lowest + part * (cell.highest - cell.lowest)
            for key, value in oracle.values(situation.exact()).items():
                step = program.linked.by_key[key]
                found = scaled(value, program.denominators.step(key))
                assert inside(wide[key], found, step.type.kind == "keuze"), (seed, key)


def scaled(value: Any, below: int | Fraction) -> Any:
    """Numbers times a denominator, in the same shape."""
    return [scaled(one, below) for one in value] if isinstance(value, list) else value * below


# --- one open fact

Case = tuple[Data, list[Data]]
"""A household with one open fact, and all its completions."""


def filled(data: Data, path: str, value: Any) -> Data:
    """A copy with one value changed; None takes it away."""
    found = deepcopy(data)
    holder: Any = found
    *parts, last = path.split(".")
    for part in parts:
        holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
    if value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
    return found


class OneOpen:
    """Households with one fact open in a small range, by kind of fact."""

    def __init__(self, program: Program, rng: random.Random) -> None:
        self.rng, self.year = rng, program.linked.year
        self.maker = Maker(program, rng)
        self.op = date(self.year, rng.randint(1, 12), rng.randint(1, 28))

    def base(self, wanted: str = "", theme: str = "") -> Data:
        """A household with somebody of the wanted role."""
        while True:
            data = self.maker.household(self.op, theme)
            data["personen"].sort(key=lambda one: one["rol"] != "aanvrager")
            data["sinds"] = date(self.year - 3, 1, 1)
            if not wanted or self.place(data, wanted) is not None:
                return data

    def place(self, data: Data, wanted: str) -> int | None:
        for at, person in enumerate(data["personen"]):
            if person["rol"] == wanted or (wanted == "opvang" and person.get("opvang")):
                return at
            if at == 0 and wanted == "inkomen" and person["inkomens"]:
                return at
            if at == 0 and wanted == "student" and person["school"] in STUDIES and person["ouders"]:
                return at
            if at == 0 and wanted == "oud" and self.year - person["geboortedatum"].year >= 66:
                return at
        return None

    def case(self, data: Data, path: str, value: Any, completions: Iterable[Any]) -> Case:
        completions = list(completions)
        labels = isinstance(completions[0], (bool, str))
        for one in completions if labels else ():  # what applies to some value only must be known too
            data = filled(data, path, one)
            self.maker.settle(data, self.op)
        return filled(data, path, value), [filled(data, path, one) for one in completions]

    def spread(self, data: Data, path: str, mark: Decimal, step: Decimal, count: int) -> Case:
        """A range of `count` steps with a threshold in it."""
        low = max(Decimal(0), mark - step * self.rng.randint(0, count))
        return self.case(data, path, f"{low}..{low + step * count}", [low + step * at for at in range(count + 1)])

    def inkomen(self) -> Case:
        data = self.base()
        people = data["personen"]
        for one in people:
            said = one.get("toetsingsinkomen", int(self.maker.around(self.maker.marks.incomes)))
            one["toetsingsinkomen"] = next(iter(said.values())) if isinstance(said, dict) else said
        return self.spread(
            data,
            "personen.0.toetsingsinkomen",
            Decimal(people[0]["toetsingsinkomen"]),
            Decimal(1),
            self.rng.choice((40, 80)),
        )

    def kale_huur(self) -> Case:
        data = self.base()
        rent = self.maker.around(self.maker.marks.rents, Decimal("0.01"))
        return self.spread(data, "wonen.kale_huur", rent, Decimal("0.01"), STEPS)

    def geboortedatum(self) -> Case:
        data = self.base(self.rng.choice(("kind", "aanvrager", "partner")))
        at = self.rng.randrange(len(data["personen"]))
        born = self.maker.turning([0, *self.maker.marks.ages]) if self.maker.maybe(0.6) else self.maker.pensioner()
        days = [born + timedelta(days=one) for one in range(-self.rng.randint(0, 60), 60)]
        return self.case(data, f"personen.{at}.geboortedatum", f"{days[0]}..{days[-1]}", days)

    def leeftijd(self) -> Case:
        data = self.base(self.rng.choice(("kind", "partner", "aanvrager")))
        at = self.rng.randrange(len(data["personen"]))
        age = self.rng.choice((0, 4, 11, 12, 16, 17, 18, 21, 22, 40, 66))
        days = [date(self.year - age - 1, 1, 1) + timedelta(days=one) for one in range(2 * 366)]
        fitting = [day for day in days if day <= self.op and years_between(day, self.op) == age]
        telling = (1, 2, self.op.day, (fitting[-1] + timedelta(days=1)).day)  # the law looks at the ends of months and at today
        open_ = filled(filled(data, f"personen.{at}.geboortedatum", None), f"personen.{at}.leeftijd", age)
        return open_, [
            filled(data, f"personen.{at}.geboortedatum", day)
            for day in fitting
            if day.day in telling or (day + timedelta(days=1)).day == 1 or day in (fitting[0], fitting[-1])
        ]

    def waarheid(self, path: str, data: Data) -> Case:
        return self.case(data, path, "onbekend", (False, True))

    def verzekerd(self) -> Case:
        return self.waarheid("personen.0.verzekerd", self.base())

    def kinderbijslag(self) -> Case:
        data = self.base("kind")
        path = f"personen.{self.place(data, 'kind')}"
        for name in ("kinderbijslag_andere_ouder", "kinderbijslag_dubbel"):
            data = filled(data, f"{path}.feiten.{name}", False)
        return self.waarheid(f"{path}.kinderbijslag", data)

    def zelfstandig(self) -> Case:
        return self.waarheid("wonen.zelfstandig", self.base())

    def samen_kind(self) -> Case:
        data = self.base("partner")
        return self.waarheid(f"personen.{self.place(data, 'partner')}.samen_kind", data)

    def partner_sinds(self) -> Case:
        data = self.base("partner")
        path = f"personen.{self.place(data, 'partner')}.{self.rng.choice(('van', 'relatie_sinds'))}"
        first = self.maker.day()
        days = [first + timedelta(days=one) for one in range(70)]
        return self.case(filled(data, path.rsplit(".", 1)[0] + ".tot", None), path, f"{days[0]}..{days[-1]}", days)

    def relatie(self) -> Case:
        data = self.base("partner")
        kinds = ("gehuwd", "geregistreerd", "samenlevingscontract", "samenwonend", "geen")
        path = f"personen.{self.place(data, 'partner')}"
        for name in ("samen_huishouden", "duurzaam_gescheiden"):
            data = filled(data, f"{path}.feiten.{name}", self.maker.maybe(0.3))
        return self.case(filled(data, f"{path}.echtscheiding_verzocht", False), f"{path}.relatie", "onbekend", kinds)

    def activiteit(self) -> Case:
        data = self.base()
        data = filled(data, "personen.0.einde_werk", self.maker.day())
        return self.case(data, "personen.0.activiteit", "onbekend", ("werk", "traject", "studie", "inburgering", "geen"))

    def woning_soort(self) -> Case:
        kinds = ("huur", "koop", "kamer", "inwonend", "instelling", "geen")
        return self.case(filled(self.base(), "wonen.hypotheek", self.maker.money(0, 900)), "wonen.soort", "onbekend", kinds)

    def uren(self) -> Case:
        data = self.base("opvang")
        at = self.place(data, "opvang")
        hours = self.maker.around(self.maker.marks.hours, Decimal("0.01"))
        return self.spread(data, f"personen.{at}.opvang.0.uren", hours, Decimal("0.01"), STEPS)

    def uurprijs(self) -> Case:
        data = self.base("opvang")
        at = self.place(data, "opvang")
        price = self.maker.around(list(self.maker.marks.prices.values()), Decimal("0.01"))
        return self.spread(data, f"personen.{at}.opvang.0.uurprijs", price, Decimal("0.01"), STEPS)

    def opvang_soort(self) -> Case:
        data = self.base("opvang")
        return self.case(
            data, f"personen.{self.place(data, 'opvang')}.opvang.0.soort", "onbekend", ("dagopvang", "bso", "gastouder")
        )

    def geregistreerd(self) -> Case:
        data = self.base("opvang")
        return self.waarheid(f"personen.{self.place(data, 'opvang')}.opvang.0.geregistreerd", data)

    def einde_werk(self) -> Case:
        data = filled(self.base("opvang"), "personen.0.activiteit", "geen")
        first = self.maker.day() - timedelta(days=150)
        days = [first + timedelta(days=one) for one in range(70)]
        return self.case(data, "personen.0.einde_werk", f"{days[0]}..{days[-1]}", days)

    def servicekosten(self) -> Case:
        return self.spread(self.base(), "wonen.servicekosten.energie", Decimal(12), Decimal("0.01"), STEPS)

    def income(self, name: str) -> tuple[Data, str]:
        """A household with an income of the aanvrager, and the path of one of its fields."""
        data = self.base("inkomen")
        return data, f"personen.0.inkomens.0.{name}"

    def bruto(self) -> Case:
        data, path = self.income("bruto")
        gross = self.maker.around([one / 12 for one in self.maker.marks.yearly], Decimal("0.01"))
        return self.spread(filled(data, "personen.0.inkomens.0.per", "maand"), path, gross, Decimal("0.01"), STEPS)

    def netto(self) -> Case:
        data, path = self.income("netto")
        net = self.maker.around([one / 12 for one in self.maker.marks.yearly], Decimal("0.01"))
        data = filled(filled(data, "personen.0.inkomens.0.bruto", None), "personen.0.inkomens.0.per", "maand")
        return self.spread(data, path, net, Decimal("0.01"), STEPS)

    def inkomen_soort(self) -> Case:
        data, path = self.income("soort")
        return self.case(data, path, "onbekend", self.maker.linked.all_facts["inkomen_soort"].eenheid)

    def inkomen_per(self) -> Case:
        data, path = self.income("per")
        return self.case(data, path, "onbekend", self.maker.linked.all_facts["inkomen_per"].eenheid)

    def loonheffingskorting(self) -> Case:
        data, path = self.income("loonheffingskorting")
        return self.waarheid(path, data)

    def vakantiegeld(self) -> Case:
        data, path = self.income("vakantiegeld")
        return self.case(data, path, "onbekend", ("mei", "juni", "maandelijks", "geen"))

    def inkomen_tot(self) -> Case:
        data, path = self.income("tot")
        first = self.maker.day()
        days = [first + timedelta(days=one) for one in range(60)]
        return self.case(filled(data, "personen.0.inkomens.0.van", None), path, f"{days[0]}..{days[-1]}", days)

    def aow_jaren_gemist(self) -> Case:
        return self.case(self.base("oud"), "personen.0.feiten.aow_jaren_gemist", "0..50", range(51))

    def zorgkosten(self) -> Case:
        costs = self.maker.around(self.maker.marks.care, Decimal("0.01"))
        return self.spread(self.base(), "personen.0.feiten.zorgkosten", costs, Decimal("0.01"), STEPS)

    def school(self) -> Case:
        data = filled(self.base("student"), "personen.0.feiten.onderwijs_begonnen", self.maker.day())
        return self.case(data, "personen.0.school", list(STUDIES), STUDIES)  # with others it is open whether parents count at all

    def onderwijs_begonnen(self) -> Case:
        first = self.maker.day()
        days = [first + timedelta(days=one) for one in range(70)]
        return self.case(self.base("student"), "personen.0.feiten.onderwijs_begonnen", f"{days[0]}..{days[-1]}", days)

    def ouder_inkomen(self) -> Case:
        data, mark = self.base("student"), self.maker.around(self.maker.marks.parents)
        open_, completions = self.spread(data, "personen.0.ouders.0.toetsingsinkomen", mark, Decimal(20), 60)
        return dated_back(open_, self.year - 2), [dated_back(one, self.year - 2) for one in completions]

    def ouder_partner(self) -> Case:
        return self.waarheid("personen.0.ouders.0.partner", self.base("student"))

    def telt_niet_mee(self) -> Case:
        return self.waarheid("personen.0.ouders.0.telt_niet_mee", self.base("student"))

    def kinderbijslag_andere_ouder(self) -> Case:
        data = self.base("kind")
        at = self.place(data, "kind")
        return self.waarheid(
            f"personen.{at}.feiten.kinderbijslag_andere_ouder", filled(data, f"personen.{at}.kinderbijslag", False)
        )

    def intensieve_zorg(self) -> Case:
        data = self.base("kind")
        path = f"personen.{self.place(data, 'kind')}.feiten"
        return self.waarheid(f"{path}.intensieve_zorg", filled(data, f"{path}.kinderbijslag_dubbel", False))

    def aangifte_gedaan(self) -> Case:
        return self.waarheid("personen.0.feiten.aangifte_gedaan", self.base("inkomen"))

    def vermogen(self) -> Case:
        data = self.base()
        data = filled(data, "personen.0.bezit", [])
        limit = self.maker.around(self.maker.marks.assets)
        return self.spread(data, "personen.0.rendementsgrondslag", limit, Decimal(1), 60)


    # --- the floor under the income

    def poor(self, who: str) -> Data:
        """No income, assets or debts: hardly a figure of which only a range is known."""
        data = self.base(who, "krap")
        for one in data["personen"]:
            one |= {"inkomens": [], "bezit": []}
        data["personen"][0]["bezit"] = [{"soort": "bank", "waarde": 0}]
        data["feiten"]["bijstand_gemeld"] = True
        return data | {"schulden": [], "voertuigen": []}

    def assisted(self, who: str) -> Data:
        """Bijstand next to some wages, and more on the bank than one may have when it begins."""
        data = self.poor(who)
        data["personen"][0]["inkomens"] = [wages("bijstand", 500), wages("loon", self.rng.randint(100, 700))]
        data["personen"][0]["bezit"][0]["waarde"] = 20000
        data["feiten"]["gespaard_uit_bijstand"] = True
        return data

    def older(self, who: str) -> Data:
        """Somebody who may get the IOAW, or gets it already, next to some wages."""
        data = self.poor(who)
        first = data["personen"][0]
        first["geboortedatum"] = date(1964, 12, 31) - timedelta(days=self.rng.randint(0, 300))
        first["feiten"] |= {"ioaw_loon": 3000, "ioaw_vooraf": "ww"}
        first["inkomens"] = [wages("loon", self.rng.randint(100, 900))] + [wages("ioaw", 900)] * self.maker.maybe(0.6)
        return data

    def young(self, who: str) -> Data:
        """Somebody of 18, 19 or 20 without income."""
        data = self.poor(who)
        data["personen"][0]["geboortedatum"] = self.maker.turning([19, 20, 21])
        return data

    def on_benefit(self, who: str) -> Data:
        """A benefit of the UWV, or wages when ill, that may be below the floor."""
        data = self.base(who, "ziek")
        sick = wages(self.rng.choice(("ww", "ziektewet", "loon")), self.maker.around(self.maker.marks.floors))
        sick["feiten"] = {"loon_bij_ziekte": sick["soort"] == "loon"}
        data["personen"][0]["inkomens"] = [sick, wages("loon", self.rng.randint(50, 400))]
        return data

    def seized(self, who: str) -> Data:
        """An income that is seized, next to others or alone, and a high rent."""
        data = self.base("inkomen")
        data["wonen"] |= {"soort": "huur", "kale_huur": 1300}
        self.maker.seizure(data["personen"][0])
        data["personen"][0]["feiten"]["beslag_op_inkomen"] = True
        return data

    def behind(self, who: str) -> Data:
        """Arrears of the health premium, and a premium that is said."""
        data = self.base(who, "krap")
        data["personen"][0]["feiten"]["premie_aan_cak"] = self.maker.maybe(0.6)
        data["uitgaven"] = [self.maker.cost("zorgpremie")]
        return data | {"achterstanden": [self.maker.arrear() | {"soort": "zorgpremie"}]}

    def studies(self, who: str) -> Data:
        """A student who gets a grant, and pay for an internship."""
        data = self.base("student", "student")
        pay = wages("loon", self.maker.around(self.maker.marks.internship)) | {"feiten": {"stage": True}}
        data["personen"][0]["inkomens"] = [wages("studiefinanciering", 400), pay]
        data["personen"][0]["feiten"] |= {"niet_bijverdienen": True, "studietoeslag_advies": True}
        return data

    def values(self, name: str) -> list[Any]:
        """What a fact may be in a small range: all its labels, or a few days or numbers around a threshold."""
        fact = self.maker.linked.all_facts[name]
        if isinstance(fact.eenheid, (list, tuple)):
            return list(fact.eenheid)
        if fact.eenheid == "ja_nee":
            return [False, True]
        if fact.eenheid == "datum":
            first = self.maker.day() - timedelta(days=self.rng.randint(0, 30))
            return [first + timedelta(days=one) for one in range(30)]
        step, mark = Decimal(1).scaleb(-fact.decimalen), self.maker.threshold(name, fact)
        low = max(Decimal(0), mark - step * self.rng.randint(0, 20))
        return [low + step * at for at in range(21)]

    def floor(self, name: str) -> Case:
        """A household with little money of which one fact is open."""
        make, who, where = FLOOR[name]
        data, values = make(self, who), self.values(name)
        path = where.format(self.place(data, who) if who else 0)
        data = filled(data, path, values[0])
        self.maker.settle(data, self.op)
        labels = isinstance(values[0], (bool, str))
        return self.case(data, path, "onbekend" if labels else f"{values[0]}..{values[-1]}", values)


def wages(sort: str, amount: Any) -> Data:
    """An income a month, as much gross as net, without holiday pay."""
    return {"soort": sort, "bruto": amount, "netto": amount, "per": "maand", "vakantiegeld": "geen"}


Make = Callable[[OneOpen, str], Data]
FACT, ROW = "personen.{}.feiten.", "personen.0.inkomens.0.feiten."
FLOOR: Mapping[str, tuple[Make, str, str]] = {
    "bezit_nu": (OneOpen.poor, "", "personen.0.bezit.0.waarde"),
    "gespaard_uit_bijstand": (OneOpen.assisted, "", "feiten.gespaard_uit_bijstand"),
    "mantelzorg_elders": (OneOpen.poor, "", "feiten.mantelzorg_elders"),
    "bijstand_gemeld": (OneOpen.poor, "", "feiten.bijstand_gemeld"),
    "melding_bijstand": (OneOpen.poor, "", "feiten.melding_bijstand"),
    "noodzaak_terugwerkend": (OneOpen.poor, "", "feiten.noodzaak_terugwerkend"),
    "ouders_helpen_niet": (OneOpen.young, "", FACT + "ouders_helpen_niet"),
    "zorgbehoefte": (OneOpen.poor, "partner", FACT + "zorgbehoefte"),
    "familie_tweede_graad": (OneOpen.poor, "medebewoner", FACT + "familie_tweede_graad"),
    "lang_buitenland": (OneOpen.poor, "", FACT + "lang_buitenland"),
    "medisch_urenbeperkt": (OneOpen.assisted, "", FACT + "medisch_urenbeperkt"),
    "vrijlating_25": (OneOpen.assisted, "", FACT + "vrijlating_25"),
    "ioaw_vooraf": (OneOpen.older, "", FACT + "ioaw_vooraf"),
    "ioaw_vrijlating": (OneOpen.older, "", FACT + "ioaw_vrijlating"),
    "dagloon": (OneOpen.on_benefit, "", ROW + "dagloon"),
    "loon_bij_ziekte": (OneOpen.on_benefit, "", ROW + "loon_bij_ziekte"),
    "vrijlating_toeslag_voorbij": (OneOpen.on_benefit, "", "feiten.vrijlating_toeslag_voorbij"),
    "beslag_op_inkomen": (OneOpen.seized, "", FACT + "beslag_op_inkomen"),
    "inkomen_beslag": (OneOpen.seized, "", ROW + "inkomen_beslag"),
    "inkomen_met_vakantiegeld": (OneOpen.seized, "", ROW + "inkomen_met_vakantiegeld"),
    "belastbaar_inkomen_beslag": (OneOpen.seized, "", FACT + "belastbaar_inkomen_beslag"),
    "woonkosten_verhoging": (OneOpen.seized, "", "feiten.woonkosten_verhoging"),
    "achterstand_soort": (OneOpen.behind, "", "achterstanden.0.soort"),
    "achterstand_maanden": (OneOpen.behind, "", "achterstanden.0.feiten.achterstand_maanden"),
    "achterstand_regeling": (OneOpen.behind, "", "achterstanden.0.regeling"),
    "premie_aan_cak": (OneOpen.behind, "", FACT + "premie_aan_cak"),
    "schuld_zorgverzekeraar": (OneOpen.behind, "", FACT + "schuld_zorgverzekeraar"),
    "schuldhulp": (OneOpen.behind, "", "feiten.schuldhulp"),
    "niet_bijverdienen": (OneOpen.studies, "", FACT + "niet_bijverdienen"),
    "studietoeslag_advies": (OneOpen.studies, "", FACT + "studietoeslag_advies"),
    "stage": (OneOpen.studies, "", "personen.0.inkomens.1.feiten.stage"),
}
"""For each fact about little money: what household it is asked of, of whom (if not the aanvrager) and where it stands."""


def dated_back(data: Data, year: int) -> Data:
    """The income of the first parent as one of an earlier year."""
    return filled(data, "personen.0.ouders.0.toetsingsinkomen", {year: data["personen"][0]["ouders"][0]["toetsingsinkomen"]})


KINDS: dict[str, Callable[[OneOpen], Case]] = {
    name: method for name, method in vars(OneOpen).items() if getattr(method, "__annotations__", {}) == {"return": "Case"}
}
KINDS = KINDS | {name: partial(OneOpen.floor, name=name) for name in FLOOR}


def enumerated(program: Program, op: date, data: Data, measures: Any, kind: str) -> Mapping[str, tuple[int, int]]:
    """The measures of one completion, without those that a figure of which only a range is known may leave open.

    The law of the floor is full of such figures; there a bounds run says which of its measures they do leave open.
    """
    situation = Situation(Huishouden.model_validate(data), program.linked, op)
    assert not situation.variables and not situation.has_possible_rows
    if kind in FLOOR:
        wide = measures(program.run("bounds", situation.bounds()), "bounds")
        return {name: span for name, span in wide.items() if span[0] == span[1]}
    values = program.run("exact", situation.exact())
    outcomes = program.linked.outcomes.items()
    vague = {name for name, outcome in outcomes if any(holds(values.get(f"{key}?vague")) for key in outcome.roots)}
    return {name: span for name, span in measures(values, "exact").items() if name.split(".")[0] not in vague}


def gaps(rules: RuleSet, kind: str, seed: int) -> tuple[Counter[str], list[str]]:
    """How the range of one household with one open fact differs from the range over all its completions."""
    rng = random.Random(seed)
    program = rules.program(rng.choice(YEARS))
    maker = OneOpen(program, rng)
    plain = Measures(program, maker.op.month - 1)
    for _ in range(12):  # rather one that matters to an outcome
        open_, completions = KINDS[kind](maker)
        ends = {0, len(completions) // 2, len(completions) - 1}
        some = [enumerated(program, maker.op, completions[at], plain, kind) for at in ends]
        if any(one != some[0] for one in some):
            break
    screening = _Screening(Huishouden.model_validate(open_), maker.op, rules)
    solved = screening.years[program.linked.year]
    found: dict[str, list[tuple[int, int]]] = {}
    for data in completions:
        for name, pair in enumerated(program, maker.op, data, solved.measures, kind).items():
            found.setdefault(name, []).append(pair)
    count, wrong = Counter({"gevallen": 1, "aanvullingen": len(completions)}), []
    report = screening.report(False)
    for name, pairs in found.items():
        if len(pairs) < len(completions):  # open in another completion
            continue
        wanted = min(low for low, _ in pairs), max(high for _, high in pairs)
        given = solved.solved.measures[name]
        count["maten"] += 1
        count["bereiken"] += wanted[0] < wanted[1]
        if tuple(map(int, given)) != tuple(map(int, wanted)):
            sound = "" if given[0] <= wanted[0] and wanted[1] <= given[1] else "UNSOUND "
            wrong.append(f"{kind} seed {seed}: {sound}{program.linked.year} {name} {given} is not {wanted}")
        scheme, _, what = name.rpartition(".")
        if what == "award":
            amounts = solved.measures.number(name, wanted)
            surely, maybe = solved.solved.measures[f"{scheme}.unmodelled"]  # what is not computed is no amount
            amounts = (amounts[0] if not maybe else Fraction(0)), (amounts[1] if not surely else Fraction(0))
            if not program.linked.outcomes[scheme].pays:
                amounts = Fraction(0), Fraction(0)
            shown = report.regelingen[scheme].per_jaar
            if tuple(given) == wanted and (shown.laagst, shown.hoogst) != tuple(_cents(one) for one in amounts):
                wrong.append(f"{kind} seed {seed}: the report shows {shown!r}, not {amounts}")
        if what == "limit" and tuple(given) == wanted and not solved.solved.measures[f"{scheme}.unmodelled"][1]:
            kept, amounts = report.regelingen[scheme].per_keer, solved.measures.number(name, wanted)
            if (kept.laagst, kept.hoogst) != tuple(_cents(one) for one in amounts):
                wrong.append(f"{kind} seed {seed}: the report shows {kept!r} a month, not {amounts}")
    return count, wrong


@pytest.mark.parametrize("kind", KINDS)
def test_one_open_fact_gives_exactly_its_completions(rules: RuleSet, kind: str) -> None:
    total: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(max(1, HOUSEHOLDS // 20)):
        count, found = gaps(rules, kind, 10**6 + seed)
        total += count
        wrong += found
    print(kind, dict(total))
    assert total["gevallen"]
    assert not wrong, wrong
