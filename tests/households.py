"""Random households, biased to the thresholds of a year; parts of them opened, and completed again at random.

Everything is a plain dict that `Huishouden.model_validate` reads. Thresholds come from the linked rules of the year.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from oracle import begin, day_after
from voorzieningen.errors import VoorzieningenError
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Feit, LinkedYear

SCHEMES = ("zorgtoeslag", "kindgebonden_budget", "huurtoeslag", "kinderopvangtoeslag")
ASKED = ("samen_kind", "kind_erkend", "pensioenpartner", "woning_samen", "zakelijk_huurcontract", "partner_vorig_jaar")
RARE = ("gedetineerd", "geen_verblijfsrecht", "tijdelijke_bescherming", "verdragsgerechtigde")
COSTS = ("schoonmaak", "energie", "huismeester", "recreatieruimte", "overig")
CENT = Decimal("0.01")
Data = dict[str, Any]


def near(value: Fraction | int, marks: Iterable[Fraction | int]) -> bool:
    """Whether a number lies within 2% of a threshold."""
    return any(50 * abs(value - mark) <= abs(mark) for mark in marks)


class Marks:
    """The thresholds of one year, as the linked rules say them."""

    def __init__(self, linked: LinkedYear) -> None:
        self.linked = linked
        low, more = (
            self.of("zorgtoeslag.drempelinkomen")[0],
            self.of("kindgebonden_budget.drempel_erbij_met_partner")[0],
        )
        premium, share = self.of("zorgtoeslag.standaardpremie")[0], self.of("zorgtoeslag.drempelpercentage")
        fall = self.of("zorgtoeslag.afbouwpercentage")[0]
        ceilings = [low + (count * premium - part * low) / fall for count, part in enumerate(share, 1)]
        self.incomes = [low, low + more, *self.of("huurtoeslag.ijkpunt"), *ceilings]
        self.child_income = self.of("huurtoeslag.vrijstelling_kindinkomen")
        self.bands = linked.parameters["kinderopvangtoeslag.vergoeding"].months[0].edges[1:]
        limits = (
            "awir.vermogensgrens",
            "awir.vermogensgrens_samen",
            "zorgtoeslag.vermogensgrens",
            "kindgebonden_budget.vermogensgrens",
        )
        self.assets = [value for key in limits for value in self.of(key)]
        rents = ("maximale_huur_hoog", "maximale_huur_laag", "kwaliteitskortingsgrens", "aftoppingsgrens")
        self.rents = [value for key in rents for value in self.of(f"huurtoeslag.{key}")]
        self.rents.append(
            self.of("huurtoeslag.normhuur_minimum")[0] - self.of("huurtoeslag.verlaging_eigen_bijdrage")[0]
        )
        self.hours = self.of("kinderopvangtoeslag.maximum_uren")
        table = linked.parameters["kinderopvangtoeslag.maximum_uurprijs"]
        self.prices = dict(zip(table.keys[0].type.labels, self.of(table.key), strict=True))
        self.service = [*self.of("huurtoeslag.servicekosten_maximum"), Fraction(5)]
        ages = [key for key in linked.parameters if ".leeftijd_" in key]
        self.ages = sorted({int(value) for key in ages for value in self.of(key)})
        self.pension = linked.parameters["aow.aow_leeftijd"].months[0]

    def of(self, key: str) -> list[Fraction]:
        """All values of a parameter; none when this year does not have it."""
        found = self.linked.parameters.get(key)
        return [cell.lowest for cell in found.cells() if cell] if found else []

    def days(self, born: int) -> list[int]:
        """The days on which somebody reaches an age that matters."""
        months = [
            cell.lowest for edge, cell in zip(self.pension.edges, self.pension.values, strict=True) if edge <= born
        ]
        return [
            born,
            *(day_after(born, age, "jaar") for age in self.ages),
            *(day_after(born, int(m), "maand") for m in months[-1:]),
        ]

    def near(self, program: Program, facts: Mapping[str, Any], values: Mapping[str, Any]) -> set[str]:
        """Which thresholds a household lies within 2% of, from its facts and the oracle's values.

        A date is near when it lies at most one day from the first of a month of the year, or is a 29 February.
        """
        found, year = set(), self.linked.year
        joint, rent_income = values["awir.toetsingsinkomen_gezamenlijk"], values["huurtoeslag.rekeninkomen"]
        if any(near(value, self.incomes) for value in {*joint, *rent_income}):
            found.add("inkomen")
        if any(facts["#rows opvang"]) and any(abs(value - edge) <= 2 for value in set(joint) for edge in self.bands):
            found.add("band")
        child = facts["rol"].count(2)
        if child and any(
            near(one, self.child_income)
            for one, rol in zip(facts["toetsingsinkomen"], facts["rol"], strict=True)
            if rol == 2
        ):
            found.add("kindinkomen")
        if any(near(values[key], self.assets) for key in ("awir.vermogen_voor_toets", "huurtoeslag.vermogen_samen")):
            found.add("vermogen")
        if set(facts["woning_soort"]) & {0, 2} and any(
            near(value, self.rents) for value in set(values["huurtoeslag.rekenhuur"])
        ):
            found.add("huur")
        for soort, hours, prices in zip(facts["opvang_soort"], facts["opvang_uren"], facts["uurprijs"], strict=True):
            price = list(self.prices.values())[soort]
            if any(near(Fraction(one, 100), self.hours) for one in hours) or any(
                near(Fraction(one, 100), [price]) for one in prices
            ):
                found.add("opvang")
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = [
            (day, name) for name in ("persoon_van", "persoon_tot", "opvang_van", "opvang_tot") for day in facts[name]
        ]
        days += [(day, "leeftijd") for born in facts["geboortedatum"] for day in self.days(born)]
        for day, name in days:
            then = date.fromordinal(min(max(day, 1), last))
            if first <= day <= last and (
                then.day <= 2 or (then + timedelta(days=1)).day == 1 or (then.month, then.day) == (2, 29)
            ):
                found.add(name)
        awards = [values[program.linked.outcomes[scheme].award] > 0 for scheme in SCHEMES]
        for percent in (98, 102):
            incomes = [one * percent // 100 for one in facts["toetsingsinkomen"]]
            moved = program.run("exact", {**facts, "toetsingsinkomen": incomes})
            if awards != [moved[program.linked.outcomes[scheme].award] > 0 for scheme in SCHEMES]:
                found.add("plafond")
        return found


class Maker:
    """Makes households for one year out of one source of chance."""

    def __init__(self, program: Program, rng: random.Random, marks: Marks | None = None) -> None:
        self.program, self.linked, self.rng, self.year = program, program.linked, rng, program.linked.year
        self.marks = marks or Marks(program.linked)

    # --- chance

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def around(self, marks: Sequence[Fraction | int], step: Decimal = Decimal(1)) -> Decimal:
        """A threshold, one step beside it, or up to 2% from it; never below 0."""
        mark = Decimal(self.rng.choice(marks).numerator) if not marks else self.to_decimal(self.rng.choice(marks), step)
        off = self.rng.choice((0, 0, 1, -1, None, None, None))
        moved = mark + (step * off if off is not None else mark * Decimal(self.rng.randint(-200, 200)) / 10000)
        return max(Decimal(0), moved.quantize(step))

    @staticmethod
    def to_decimal(value: Fraction | int, step: Decimal) -> Decimal:
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step)

    def money(self, low: int, high: int) -> Decimal:
        return Decimal(self.rng.randint(low * 100, high * 100)) * CENT

    def day(self, year: int | None = None) -> date:
        """A day of the year: the first, second or last of a month as often as any other."""
        month = self.rng.randrange(12)
        first, after = begin(year or self.year, month), begin(year or self.year, month + 1)
        days = (first, first, first + timedelta(days=1), after - timedelta(days=1), after - timedelta(days=1))
        return self.rng.choice(
            (*days, *(first + timedelta(days=self.rng.randrange((after - first).days)) for _ in range(4)))
        )

    def dated(self, chance: float, first: Any, second: Any) -> Any:
        """A value, or two values of which the second holds from some day of the year."""
        return {date(1950, 1, 1): first, self.day(): second} if self.maybe(chance) else first

    def truth(self, chance: float, change: float = 0.03) -> Any:
        value = self.maybe(chance)
        return self.dated(change, value, not value)

    def turning(self, ages: Sequence[int]) -> date:
        """A birth date so that one of `ages` (years) is reached in this year."""
        age = self.rng.choice(ages)
        then = self.day(self.year - age)
        leap = [self.year - one for one in ages if (self.year - one) % 4 == 0]
        return date(self.rng.choice(leap), 2, 29) if leap and self.maybe(0.25) else then

    def pensioner(self) -> date:
        """A birth date so that the pension age is reached in or just outside this year."""
        months = int(self.rng.choice(self.marks.pension.values[-6:]).lowest)
        return date.fromordinal(
            day_after(self.day(self.year + self.rng.choice((-1, 0, 0, 0))).toordinal(), -months, "maand")
        )

    def adult(self) -> date:
        kind = self.rng.random()
        if kind < 0.08:
            return self.turning([age for age in self.marks.ages if 18 <= age <= 30])
        if kind < 0.16:
            return self.pensioner()
        return date(self.year - self.rng.randint(19, 64), self.rng.randint(1, 12), self.rng.randint(1, 28))

    # --- people

    def household(self, op: date) -> Data:
        """One household of which everything is known."""
        people = [self.person("aanvrager")]
        people += [self.other("partner")] * self.maybe(0.38)
        people += [self.other("medebewoner") for _ in range(self.rng.choice((0,) * 8 + (1, 1, 2)))]
        people += [self.child() for _ in range(self.rng.choice((0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4)))]
        children = [one for one in people if one["rol"] == "kind" and one["opvang"]]
        if len(children) > 1 and self.maybe(0.3):  # as many hours: who comes first then?
            children[1]["opvang"][0]["uren"] = children[0]["opvang"][0]["uren"]
        data: Data = {
            "peildatum": op,
            "sinds": date(self.year - self.rng.choice((0, 3, 9)), 1, 1),
            "personen": people,
            "wonen": self.home(),
            "schulden": [],
            "ontvangt": {scheme: self.rng.choice((0, 0, 120, 310)) for scheme in SCHEMES},
        }
        if self.maybe(0.01):
            data["feiten"] = {"woont_buiten_nederland": self.truth(0.5, 0.5)}
        self.incomes(people)
        self.assets(people)
        if self.maybe(0.12):
            self.at_ceiling(data, op, self.rng.choice(SCHEMES[:3]))
        if self.maybe(0.2):
            self.rng.shuffle(people)
        return data

    def person(self, rol: str) -> Data:
        works = self.rng.choice(("werk",) * 14 + ("studie", "studie", "traject", "inburgering", "geen", "geen"))
        activity = self.dated(0.1, works, "geen" if works != "geen" else "werk")
        found: Data = {
            "rol": rol,
            "geboortedatum": self.adult(),
            "verzekerd": self.truth(0.95),
            "activiteit": activity,
            "bezit": [],
        }
        if activity == "geen" or isinstance(activity, dict):
            found["einde_werk"] = (
                date(1900, 1, 1) if self.maybe(0.3) else self.day(self.year - self.rng.choice((0, 0, 1)))
            )
        rare = {name: self.truth(0.5, 0.5) for name in RARE if self.maybe(0.006)}
        return found | ({"feiten": rare} if rare else {})

    def other(self, rol: str) -> Data:
        found = self.person(rol)
        kinds = (
            "gehuwd",
            "gehuwd",
            "gehuwd",
            "geregistreerd",
            "samenlevingscontract",
            "samenwonend",
            "samenwonend",
            "geen",
        )
        relatie = self.rng.choice(kinds if rol == "partner" else ("geen", "geen", "geen", "samenwonend"))
        found["relatie"] = self.dated(0.1, relatie, self.rng.choice(kinds))
        found["relatie_sinds"] = (
            self.day() if self.maybe(0.15) else date(self.year - self.rng.randint(1, 12), 5, self.rng.randint(1, 28))
        )
        found |= {name: self.truth(0.3 if rol == "partner" else 0.04) for name in ASKED[:5]}
        found |= {"partner_vorig_jaar": self.maybe(0.5), "echtscheiding_verzocht": self.truth(0.06)}
        if rol == "medebewoner":
            found |= {"eerste_graad": self.maybe(0.4), "onderhuurder": self.truth(0.2)}
        if self.maybe(0.05):
            found["wlz"] = self.truth(0.7)
        if self.maybe(0.04):
            found.setdefault("feiten", {})[self.rng.choice(("wmo_opvang", "partner_niet_meetellen"))] = self.truth(
                0.7, 0.4
            )
        if self.maybe(0.18):
            found["van"] = self.day()
        if self.maybe(0.14):
            found["tot"] = max(self.day(), found.get("van", date(1950, 1, 1)))
        return found

    def child(self) -> Data:
        age = self.rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 22, 24))
        born = date(self.year - age, self.rng.randint(1, 12), self.rng.randint(1, 28))
        if self.maybe(0.25):
            born = self.turning([0, *(one for one in self.marks.ages if one >= 12)])
        found: Data = {
            "rol": "kind",
            "geboortedatum": born,
            "kinderbijslag": self.truth(0.92 if age < 18 else 0.05, 0.05),
            "bezit": [],
            "opvang": self.contracts() if self.year - born.year <= 12 and self.maybe(0.8) else [],
        }
        if self.maybe(0.06):
            found["van"] = max(self.day(), born)
        if self.maybe(0.06):
            found["tot"] = max(self.day(), found.get("van", born))
        return found

    def contracts(self) -> list[Data]:
        return [self.contract() for _ in range(self.rng.choice((1, 1, 1, 1, 1, 2)))]

    def contract(self) -> Data:
        soort = self.rng.choice(tuple(self.marks.prices))

        def hours() -> Decimal:
            return self.around(self.marks.hours, CENT) if self.maybe(0.2) else Decimal(self.rng.randint(20, 900)) / 4

        def price() -> Decimal:
            return self.around([self.marks.prices[soort]], CENT) if self.maybe(0.35) else self.money(5, 14)

        found: Data = {
            "soort": soort,
            "uren": self.dated(0.12, hours(), hours()),
            "uurprijs": self.dated(0.1, price(), price()),
            "geregistreerd": self.truth(0.95, 0.02),
        }
        if self.maybe(0.1):
            found["van"] = self.day()
        if self.maybe(0.1):
            found["tot"] = max(self.day(), found.get("van", date(1950, 1, 1)))
        return found

    def home(self) -> Data:
        def kind() -> str:
            return self.rng.choice(("huur",) * 16 + ("koop", "koop", "kamer", "inwonend"))

        costs = {
            one: self.around(self.marks.service, CENT) if self.maybe(0.6) else self.money(0, 40)
            for one in COSTS
            if self.maybe(0.2)
        }

        def rent() -> Decimal:
            if not self.maybe(0.35):
                return self.money(260, 960)
            counted = sum(min(cost, Decimal(12)) for one, cost in costs.items() if one != "overig")
            return max(Decimal(0), self.around(self.marks.rents, CENT) - (counted if self.maybe(0.5) else 0))

        return {
            "soort": self.dated(0.05, kind(), kind()),
            "zelfstandig": self.truth(0.94, 0.02),
            "kale_huur": self.dated(0.3, rent(), rent()),
            "servicekosten": costs,
            "aangepast": self.truth(0.05),
            "eerder_huurtoeslag": self.truth(0.1),
        }

    # --- money

    def incomes(self, people: list[Data]) -> None:
        kind = self.rng.random()
        if kind < 0.34:
            total = self.around(self.marks.incomes)
        elif kind < 0.42:
            total = self.rng.choice(self.marks.bands) + self.rng.choice((-1, 0, 1))
        else:
            total = Decimal(
                self.rng.choice(
                    (self.rng.randint(0, 32000), self.rng.randint(8000, 45000), self.rng.randint(-3000, 240000))
                )
            )
        earners = [one for one in people if one["rol"] in ("aanvrager", "partner")]
        share = int(total) * self.rng.choice((0, 0, 1, 2, 3, 4)) // 5 if len(earners) > 1 else 0
        for one in people:
            if one["rol"] == "aanvrager":
                income = int(total) - share
            elif one["rol"] == "partner":
                income = share
            elif one["rol"] == "kind":
                income = int(self.around(self.marks.child_income)) if self.maybe(0.12) else 0
            else:
                income = self.rng.choice((0, 0, self.rng.randint(0, 18000)))
            one["toetsingsinkomen"] = {self.year: income} if self.maybe(0.2) else income

    def assets(self, people: list[Data]) -> None:
        with_rows = self.maybe(0.08)
        kind = self.rng.random()
        total = (
            int(self.around(self.marks.assets))
            if kind < 0.14
            else self.rng.randint(0, 200000)
            if kind < 0.19
            else self.rng.randint(0, 20000)
        )
        partner = any(one["rol"] == "partner" for one in people) and self.maybe(0.6)
        for one in people:
            own = {"aanvrager": total - total // 3 * partner, "partner": total // 3 * partner}.get(one["rol"], 0)
            if one["rol"] == "medebewoner" and self.maybe(0.2):
                own = int(self.around(self.marks.assets))
            if with_rows:
                one["bezit"] = [{"soort": "bank", "waarde": own}] if own else []
            else:
                one["rendementsgrondslag"] = own

    def at_ceiling(self, data: Data, op: date, scheme: str) -> None:
        """Gives the aanvrager the highest income with which there still is an award, or one euro beside it."""
        facts = Situation(Huishouden.model_validate(data), self.linked, op).exact()
        award, incomes = self.linked.outcomes[scheme].award, facts["toetsingsinkomen"]

        def pays(income: int) -> bool:
            return bool(self.program.run("exact", {**facts, "toetsingsinkomen": [income, *incomes[1:]]})[award] > 0)

        low, high = 0, 200000
        if pays(low) and not pays(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if pays(middle) else (low, middle)
            aanvrager = next(one for one in data["personen"] if one["rol"] == "aanvrager")
            aanvrager["toetsingsinkomen"] = low + self.rng.choice((-300, -1, 0, 0, 1, 1, 300))


def peildatum(rng: random.Random, year: int) -> date:
    """A day in the year, its ends and the end of February more often than others."""
    february = begin(year, 2) - timedelta(days=1)
    return rng.choice(
        (
            date(year, 1, 1),
            date(year, 12, 31),
            february,
            *(date(year, rng.randint(1, 12), rng.randint(1, 28)) for _ in range(5)),
        )
    )


# --- opening a household, and completing it again


UNKNOWN = (None, "onbekend")
LABELS = {"ja_nee": (False, True)}


@dataclass(slots=True)
class Slot:
    """Where one fact of one row stands in a household, and since when an undated value there holds."""

    name: str
    fact: Feit
    row: Data
    path: tuple[str, ...]
    since: date
    months: list[Any] = field(default_factory=list)

    def get(self) -> Any:
        found: Any = self.row
        for part in self.path:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def put(self, value: Any) -> None:
        """Sets the value; None takes it away."""
        holder = self.row
        for part in self.path[:-1]:
            holder = holder.setdefault(part, {})
        if value is None:
            holder.pop(self.path[-1], None)
        else:
            holder[self.path[-1]] = value

    @property
    def labels(self) -> tuple[Any, ...]:
        """What a choice or truth can be; empty for numbers and dates."""
        kind = self.fact.eenheid
        return LABELS.get(kind, ()) if isinstance(kind, str) else tuple(kind)


def last_day(value: Any) -> date | None:
    """The last day a date field may mean."""
    if isinstance(value, str) and ".." in value:
        return date.fromisoformat(value.split("..")[1])
    return value if isinstance(value, date) else None


def slots(data: Data, facts: Mapping[str, Feit], op: date) -> Iterator[Slot]:
    """Every fact of every row that is there, rows of persons first."""
    since = last_day(data.get("sinds")) or date(op.year, 1, 1)
    home = data.get("wonen") if isinstance(data.get("wonen"), dict) else {}
    home_since = last_day(home.get("sinds")) or since

    def of(table: str, row: Data, held: date) -> Iterator[Slot]:
        for name, fact in facts.items():
            if fact.tabel == table and fact.pad not in ("rol", "bezit"):
                path = tuple(fact.pad.split(".")) if fact.pad else ("feiten", name)
                yield Slot(name, fact, row, path, home_since if path[0] == "wonen" else held)

    for person in data["personen"]:
        own = last_day(person.get("sinds")) or since
        yield from of("persoon", person, own)
        for table in ("opvang", "bezit"):
            for row in person[table] if isinstance(person.get(table), list) else ():
                yield from of(table, row, last_day(row.get("sinds")) or own)
    yield from of("huishouden", data, since)
    for row in data["schulden"] if isinstance(data.get("schulden"), list) else ():
        yield from of("schuld", row, last_day(row.get("sinds")) or since)
    costs = home.get("servicekosten")
    for kind in costs if isinstance(costs, dict) else ():
        yield Slot(
            "servicekosten_bedrag", facts["servicekosten_bedrag"], data, ("wonen", "servicekosten", kind), home_since
        )


class Opener:
    """Opens households and completes them; `programs` are those of the years to be evaluated."""

    def __init__(self, programs: Sequence[Program], rng: random.Random, op: date) -> None:
        self.rng, self.op = rng, op
        self.years = [program.linked.year for program in programs]
        self.facts = {name: fact for program in programs for name, fact in program.linked.facts.items()}
        self.maker = Maker(programs[-1], rng)
        self.marks = [Marks(program.linked) for program in programs]

    # --- opening

    def open_some(self, data: Data) -> Data:
        """A household of which some facts are unknown, ranges, or said from some day on."""
        while True:
            found = deepcopy(data)
            for _ in range(self.rng.choice((1, 1, 1, 2, 3, 5, 8))):
                self.open_one(found)
            try:
                Huishouden.model_validate(found)
            except VoorzieningenError:
                continue
            return found

    def open_one(self, data: Data) -> None:
        kind, person = self.rng.random(), self.rng.choice(data["personen"])
        if kind < 0.08:
            data["sinds"] = self.rng.choice((None, self.maker.day(), self.maker.day(self.rng.choice(self.years))))
            if data["sinds"] is None:
                del data["sinds"]
        elif kind < 0.13:
            self.rng.choice([person, *[data[name] for name in ("wonen",) if isinstance(data.get(name), dict)]])[
                "sinds"
            ] = self.maker.day()
        elif kind < 0.22:
            name = self.rng.choice(("opvang", "bezit", "bezit", "schulden", "wonen", "servicekosten"))
            holder = (
                person if name in ("opvang", "bezit") else data.get("wonen", {}) if name == "servicekosten" else data
            )
            holder.pop(name, None)
            if name == "bezit":
                person.pop("rendementsgrondslag", None)
        elif kind < 0.34:
            self.open_received(data)
        elif kind < 0.42 and isinstance(born := person.get("geboortedatum"), date):
            age = years_between(born, self.op)
            if age >= 0:
                del person["geboortedatum"]
                person["leeftijd"] = self.rng.choice((age, f"{max(0, age - 2)}..{age + 3}"))
        else:
            names = sorted({slot.name for slot in slots(data, self.facts, self.op)})
            name = self.rng.choice(names)
            slot = self.rng.choice([slot for slot in slots(data, self.facts, self.op) if slot.name == name])
            if name != "geboortedatum" or "leeftijd" not in slot.row:
                slot.put(self.opened(slot))

    def open_received(self, data: Data) -> None:
        got, scheme = data.get("ontvangt"), self.rng.choice(SCHEMES)
        if not isinstance(got, dict) or self.maybe(0.3):
            data.pop("ontvangt", None)
        elif self.maybe(0.4):
            got.pop(scheme, None)
        else:
            got[scheme] = self.rng.choice(("onbekend", "0..1", "0..400", "100..120"))

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def opened(self, slot: Slot) -> Any:
        """Another, open value for a fact."""
        raw, fact, kind = slot.get(), slot.fact, self.rng.random()
        monthly = fact.wanneer == "maand"
        plain = raw if not isinstance(raw, dict) else list(raw.values())[-1]
        if kind < 0.15 and slot.name != "geboortedatum":
            return None
        if (
            kind < 0.35
            or plain is None
            or (isinstance(plain, (list, str)) and (isinstance(plain, list) or ".." in plain or plain == "onbekend"))
        ):
            return "onbekend"
        if kind < 0.5 and monthly:
            return {date(1950, 1, 1): plain, self.maker.day(): self.part_of(slot, plain)}
        if kind < 0.6 and monthly:
            return {self.maker.day(): plain}
        return self.part_of(slot, plain)

    def part_of(self, slot: Slot, value: Any) -> Any:
        """A range or some labels with `value` among them."""
        if isinstance(value, bool):
            return "onbekend"
        if isinstance(value, str):
            labels = {value, *self.rng.sample(slot.labels, self.rng.randint(1, len(slot.labels) - 1))}
            return sorted(labels) if len(labels) > 1 else "onbekend"
        step = timedelta(days=1) if isinstance(value, date) else Decimal(1).scaleb(-slot.fact.decimalen)
        wide = self.rng.choice((3, 40, 400) if isinstance(value, date) else (1, 30, 400, 6000, 200000))
        low, high = (value - step * self.rng.randint(0, wide)), (value + step * self.rng.randint(1, wide))
        lowest, highest = slot.fact.minimum, slot.fact.maximum
        if isinstance(value, date):
            lowest, highest = date(1900, 1, 1), date(2100, 1, 1)
        return f"{max(low, lowest)}..{min(high, highest)}"

    # --- completing

    def complete(self, partial: Data) -> Data | None:
        """A household of which everything is known and that the partial one may be; None when none came up."""
        for _ in range(200):
            found = self.completion(partial)
            try:
                Huishouden.model_validate(found)
            except VoorzieningenError:  # gone before having come
                continue
            return found
        return None

    def completion(self, partial: Data) -> Data:
        data = deepcopy(partial)
        self.lists(data)
        by_row: dict[int, dict[str, Slot]] = {}
        for slot in slots(data, self.facts, self.op):
            by_row.setdefault(id(slot.row), {})[slot.path[-1] if "servicekosten" in slot.path else slot.name] = slot
            if slot.name == "geboortedatum" and "leeftijd" in slot.row:
                slot.put(self.birth(str(slot.row.pop("leeftijd"))))
        for row in by_row.values():
            for name in row:
                self.fill(row, name)
        since = last_day(data.get("sinds")) or date(self.op.year, 1, 1)
        self.received(data, since)
        for row in (
            data,
            data["wonen"],
            *data["personen"],
            *data["schulden"],
            *(one for person in data["personen"] for name in ("opvang", "bezit") for one in person.get(name, ())),
        ):
            row.pop("sinds", None)
        return data | {"sinds": date(1900, 1, 1)}

    def lists(self, data: Data) -> None:
        """Any list where none was given."""
        rows = self.rng.choice((0, 0, 1, 2))
        if data.get("schulden") in UNKNOWN:
            data["schulden"] = [{"soort": "bank", "bedrag": self.maker.money(0, 9000)} for _ in range(rows)]
        if data.get("wonen") in UNKNOWN:
            data["wonen"] = {}
        if data["wonen"].get("servicekosten") in UNKNOWN:
            data["wonen"]["servicekosten"] = {
                kind: self.sample("servicekosten_bedrag") for kind in COSTS if self.maybe(0.4)
            }
        for person in data["personen"]:
            if person["rol"] == "kind" and person.get("opvang") in UNKNOWN:
                person["opvang"] = [self.maker.contract() for _ in range(self.rng.choice((0, 1, 1, 2, 4)))]
            if person.get("bezit") in UNKNOWN and person["rol"] == "kind":
                person["bezit"] = []  # silence about a child is the assumption that it has nothing, so that is the completion
            elif person.get("bezit") in UNKNOWN:
                person["bezit"] = [
                    {"soort": self.rng.choice(("bank", "crypto")), "waarde": self.sample("bezit_waarde")}
                    for _ in range(rows)
                ]
                if person.get("rendementsgrondslag") in UNKNOWN and self.maybe(0.7):
                    person["rendementsgrondslag"] = {year: self.sample("rendementsgrondslag") for year in self.years}

    def fill(self, row: dict[str, Slot], name: str) -> None:
        """Gives a fact of a row one value for each month, after the facts that decide whether it applies."""
        slot, fact = row[name], row[name].fact
        if slot.months:
            return
        for other in fact.alleen_als:
            if other in row:
                self.fill(row, other)
        raw, days = slot.get(), [begin(year, month) for year in self.years for month in range(12)]
        applies = [
            all(
                (row[other].months[at] if other in row else slot.row["rol"])
                in (wanted if isinstance(wanted, list) else [wanted])
                for other, wanted in fact.alleen_als.items()
            )
            for at in range(len(days))
        ]
        if fact.wanneer == "vast":
            slot.put(self.fixed(slot, raw, any(applies)))
            slot.months = [slot.get()] * len(days)
            return
        if fact.aanname is not None and raw is None:
            slot.months = [fact.aanname] * len(days)
            return
        constants: dict[Any, Any] = {}
        for at, day in enumerate(days):
            part, value = self.said(slot, raw, day)
            if value in UNKNOWN and fact.geschat_door:
                slot.months.append("onbekend")
            elif value is None and fact.aanname is not None:
                slot.months.append(fact.aanname)
            elif value in UNKNOWN and not applies[at]:
                slot.months.append(fact.anders)
            elif part is None:
                slot.months.append(self.sample(slot.name))
            else:
                if part not in constants:
                    constants[part] = self.within(slot, value)
                slot.months.append(constants[part])
        if raw is not None or any(applies):
            slot.put(self.compact(slot, days))

    def compact(self, slot: Slot, days: list[date]) -> Any:
        if slot.fact.wanneer in ("jaar", "begin_jaar"):
            found = {day.year: value for day, value in zip(days, slot.months, strict=True) if day.month == 1}
            return None if set(found.values()) == {"onbekend"} else found
        changes = [at for at in range(len(days)) if not at or slot.months[at] != slot.months[at - 1]]
        return {days[at]: slot.months[at] for at in changes} if len(changes) > 1 else slot.months[0]

    def said(self, slot: Slot, raw: Any, day: date) -> tuple[Any, Any]:
        """What is said of one month: which part of the value it is (None: nothing was said), and that part."""
        if slot.fact.wanneer in ("jaar", "begin_jaar"):
            day = day.replace(month=1)
        if isinstance(raw, dict):
            if slot.fact.wanneer == "jaar":
                return (day.year, raw[day.year]) if day.year in raw else (None, None)
            held = [key for key in sorted(raw, key=as_day) if as_day(key) <= day]
            return (held[-1], raw[held[-1]]) if held else (None, None)
        if slot.since <= day or (slot.fact.wanneer == "jaar" and day.year == self.op.year):
            return "always", raw
        return None, None

    def fixed(self, slot: Slot, raw: Any, applies: bool) -> Any:
        """A value for a fact that does not change."""
        fact = slot.fact
        if (raw is None and (fact.aanname is not None or fact.stil == "loopt_nog")) or (raw in UNKNOWN and not applies):
            return None
        if raw is None and fact.stil == "altijd_al" and slot.since <= date(min(self.years), 1, 1):
            return None
        if raw in UNKNOWN and (fact.stil == "altijd_al" or fact.hoogstens == "sinds"):
            day = (
                slot.since
                if raw == "onbekend" or (slot.since.month, slot.since.day) != (1, 1)
                else slot.since - timedelta(days=1)
            )
            return min(self.sample(slot.name), day)
        return self.within(slot, raw)

    def within(self, slot: Slot, raw: Any) -> Any:
        """One value that an open value may be."""
        if raw in UNKNOWN:
            return self.sample(slot.name)
        if isinstance(raw, list):
            return self.rng.choice(raw)
        if isinstance(raw, str) and ".." in raw:
            read = date.fromisoformat if slot.fact.eenheid == "datum" else Decimal
            return self.sample(slot.name, *(read(end) for end in raw.split("..")))  # type: ignore[operator]
        return raw

    def sample(self, name: str, low: Any = None, high: Any = None) -> Any:
        """A value of a fact from low to high: an end, at or beside a threshold, or any."""
        fact = self.facts[name]
        if fact.eenheid == "ja_nee":
            return self.maybe(0.5)
        if isinstance(fact.eenheid, (list, tuple)):
            return self.rng.choice(list(fact.eenheid))
        free = low is None
        low, high = (fact.minimum, fact.maximum) if free else (low, high)
        kind = self.rng.random()
        if kind < (0.08 if free else 0.3):
            return self.rng.choice((low, high))
        if kind < 0.75:
            value = self.threshold(name)
            if value is not None and low <= value <= high:
                return value
        if fact.eenheid == "datum":
            if free:
                low, high = (
                    date(min(self.years) - (95 if name == "geboortedatum" else 3), 1, 1),
                    date(max(self.years), 12, 31),
                )
            return low + timedelta(days=self.rng.randint(0, (high - low).days))
        step = Decimal(1).scaleb(-fact.decimalen)
        high = min(high, Decimal(60000) if "inkomen" in name else Decimal(1500)) if free else high
        return max(low, Decimal(0) if free else low) + step * self.rng.randint(
            0, int((high - max(low, Decimal(0) if free else low)) / step)
        )

    def threshold(self, name: str) -> Any:
        """A value at, just below, just above or near a threshold of one of the years."""
        marks, maker = self.rng.choice(self.marks), self.maker
        if self.facts[name].eenheid == "datum":
            if name != "geboortedatum":
                return maker.day(self.rng.choice(self.years))
            return self.rng.choice((maker.pensioner, lambda: maker.turning([0, *marks.ages])))()
        found = {
            "toetsingsinkomen": [*marks.incomes, *marks.child_income, *marks.bands],
            "kale_huur": marks.rents,
            "servicekosten_bedrag": marks.service,
            "opvang_uren": marks.hours,
            "uurprijs": list(marks.prices.values()),
        }.get(name, marks.assets)
        return maker.around(found, Decimal(1).scaleb(-self.facts[name].decimalen)) if found else None

    def birth(self, ages: str) -> date:
        """A date of birth of somebody this old on the peildatum; 29 February has a birthday on 1 March."""
        low, _, high = ages.partition("..")
        oldest, youngest = int(high or low), int(low)
        first = date.fromordinal(day_after(self.op.toordinal(), -(oldest + 1), "jaar")) - timedelta(days=2)
        days = [
            first + timedelta(days=at) for at in range((youngest == oldest and 372) or 372 * (oldest - youngest + 1))
        ]
        fitting = [day for day in days if day <= self.op and youngest <= years_between(day, self.op) <= oldest]
        wanted = [
            day
            for day in fitting
            if day.day == 1 or (day + timedelta(days=1)).day == 1 or (day.month, day.day) == (2, 29)
        ]
        return self.rng.choice((fitting[0], fitting[-1], self.rng.choice(fitting), self.rng.choice(wanted or fitting)))

    def received(self, data: Data, since: date) -> None:
        """What is received each month; anything before `since` and where nothing was said."""
        got = data.get("ontvangt")
        got = got if isinstance(got, dict) else {}
        days, filled = [begin(year, month) for year in self.years for month in range(12)], {}
        for scheme in SCHEMES:
            raw = got.get(scheme)
            ends = (
                [Decimal(end) for end in raw.split("..")]
                if isinstance(raw, str) and ".." in raw
                else [Decimal(0), Decimal(400)]
            )
            kept = self.rng.choice((*ends, sum(ends) / 2)) if raw in UNKNOWN or isinstance(raw, str) else raw
            filled[scheme] = {day: kept if since.replace(day=1) <= day else self.rng.choice((0, 250)) for day in days}
            if set(filled[scheme].values()) == {kept}:
                filled[scheme] = kept
        data["ontvangt"] = filled


def as_day(key: date | int) -> date:
    return date(key, 1, 1) if isinstance(key, int) else key


def years_between(born: date, day: date) -> int:
    """How old somebody is."""
    age = day.year - born.year
    return age if day_after(born.toordinal(), age, "jaar") <= day.toordinal() else age - 1
