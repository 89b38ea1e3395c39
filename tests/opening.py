"""Households of which some facts are open, and the households they may be: completions at random, near the thresholds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from oracle import begin, day_after
from voorzieningen.errors import VoorzieningenError
from voorzieningen.evaluate import Program
from voorzieningen.facts._names import LISTS
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Feit
from voorzieningen.sample import COSTS, Data, Maker

UNKNOWN = (None, "onbekend")
LABELS = {"ja_nee": (False, True)}
PERSONAL = ("inkomen", "ouder", "opvang", "bezit")
"""Tables of rows under a person."""
LISTED = ("bezit", "inkomens")
"""Fields of which a fact says whether there is anything in them; of a child silence means that there is not."""
HOUSE = ("schuld", "achterstand", "uitgave", "voertuig", "aanslag", "kosten")
"""Tables of rows under the household; of `uitgaven` and `kosten` too a fact says whether there is anything, and silence means
not."""
LISTS_OF_HOUSE = tuple(LISTS.get(table, table) for table in HOUSE)


def last_day(value: Any) -> date | None:
    """The last day a date field may mean."""
    if isinstance(value, str) and ".." in value:
        return date.fromisoformat(value.split("..")[1])
    return value if isinstance(value, date) else None


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


def slots(data: Data, facts: Mapping[str, Feit], op: date) -> Iterator[Slot]:
    """Every fact of every row that is there, rows of persons first."""
    since = last_day(data.get("sinds")) or date(op.year, 1, 1)
    home = data.get("wonen") if isinstance(data.get("wonen"), dict) else {}
    home_since = last_day(home.get("sinds")) or since

    def of(table: str, row: Data, held: date) -> Iterator[Slot]:
        for name, fact in facts.items():
            if fact.tabel == table and fact.pad not in ("rol", "uitgaven", "kosten", *LISTED):
                path = tuple(fact.pad.split(".")) if fact.pad else ("feiten", name)
                yield Slot(name, fact, row, path, home_since if path[0] == "wonen" else held)

    for person in data["personen"]:
        own = last_day(person.get("sinds")) or since
        yield from of("persoon", person, own)
        for table in PERSONAL:
            for row in listed(person, table):
                yield from of(table, row, last_day(row.get("sinds")) or own)
    yield from of("huishouden", data, since)
    for table in HOUSE:
        for row in listed(data, table):
            yield from of(table, row, last_day(row.get("sinds")) or since)
    costs = home.get("servicekosten")
    for kind in costs if isinstance(costs, dict) else ():
        yield Slot("servicekosten_bedrag", facts["servicekosten_bedrag"], data, ("wonen", "servicekosten", kind), home_since)


def listed(holder: Data, table: str) -> list[Data]:
    """The rows of a table under a person or household; none when the list is not there."""
    found = holder.get(LISTS.get(table, table))
    return found if isinstance(found, list) else []


class Opener:
    """Opens households and completes them; `programs` are those of the years to be evaluated, `local` that of the place.

    `more` are programs of the place under other fillings: what those ask is known of a completion too.
    """

    def __init__(
        self, programs: Sequence[Program], rng: random.Random, op: date, local: Program, more: Sequence[Program] = ()
    ) -> None:
        self.rng, self.op = rng, op
        self.years = [program.linked.year for program in programs]
        self.all_facts = programs[-1].linked.all_facts
        self.facts = {name: fact for program in (*programs, local, *more) for name, fact in program.linked.facts.items()}
        self.facts.setdefault("servicekosten_bedrag", self.all_facts["servicekosten_bedrag"])
        for fact in list(self.facts.values()):  # and the facts that say whether those apply
            self.facts |= {name: self.all_facts[name] for name in fact.alleen_als if name != "rol"}
        self.makers = [Maker(program, rng) for program in programs[:-1]]
        self.maker = Maker(programs[-1], rng, local=local)
        self.makers.append(self.maker)
        outcomes = [one for program in (*programs, local) for one in program.linked.outcomes.values()]
        self.told = {name for one in outcomes for name in one.received_as if one.received is None}
        self.names = sorted({name for one in outcomes for name in one.received_as})

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
            self.rng.choice([person, *[data[name] for name in ("wonen",) if isinstance(data.get(name), dict)]])["sinds"] = (
                self.maker.day()
            )
        elif kind < 0.22:
            name = self.rng.choice(
                ("opvang", "bezit", "bezit", "wonen", "servicekosten", "inkomens", "inkomens", "ouders", *LISTS_OF_HOUSE)
            )
            home = data.get("wonen")
            if name == "servicekosten":
                (home if isinstance(home, dict) else {}).pop(name, None)
            else:
                (data if name in ("wonen", *LISTS_OF_HOUSE) else person).pop(name, None)
            for estimated in {"bezit": ("rendementsgrondslag",), "inkomens": ("toetsingsinkomen",)}.get(name, ()):
                if self.all_facts[estimated].geschat_door and self.maybe(0.7):
                    person.pop(estimated, None)
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
        got, scheme = data.get("ontvangt"), self.rng.choice(self.names)
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
            *(one for name in LISTS_OF_HOUSE for one in data[name]),
            *(one for person in data["personen"] for table in PERSONAL for one in listed(person, table)),
        ):
            row.pop("sinds", None)
        return data | {"sinds": date(1900, 1, 1)}

    def lists(self, data: Data) -> None:
        """Any list where none was given."""
        rows = self.rng.choice((0, 0, 1, 2))
        make = {"schulden": self.maker.debts, "achterstanden": self.maker.arrears, "voertuigen": self.maker.vehicles}
        make["aanslagen"] = partial(self.maker.bills, self.op)
        for name in LISTS_OF_HOUSE:
            if data.get(name) in UNKNOWN:
                data[name] = make[name]() if name in make and self.maybe(0.6) else []
        if data.get("wonen") in UNKNOWN:
            data["wonen"] = {}
        if data["wonen"].get("servicekosten") in UNKNOWN:
            data["wonen"]["servicekosten"] = {kind: self.sample("servicekosten_bedrag") for kind in COSTS if self.maybe(0.4)}
        for person in data["personen"]:
            if person["rol"] == "kind" and person.get("opvang") in UNKNOWN:
                person["opvang"] = [self.maker.contract() for _ in range(self.rng.choice((0, 1, 1, 2, 4)))]
            for name in LISTED:
                if person["rol"] == "kind" and person.get(name) in UNKNOWN:
                    person[name] = []
            if person.get("inkomens") in UNKNOWN:
                person["inkomens"] = [self.maker.income("gewoon") for _ in range(self.rng.choice((0, 1, 1, 2, 3)))]
            if person.get("ouders") in UNKNOWN:
                person["ouders"] = [self.maker.parent() for _ in range(self.rng.choice((0, 1, 2, 2)))]
            if person.get("bezit") in UNKNOWN:
                person["bezit"] = [
                    {"soort": self.rng.choice(("bank", "crypto")), "waarde": self.sample("bezit_waarde")} for _ in range(rows)
                ]
                if person.get("rendementsgrondslag") in UNKNOWN and self.maybe(0.7):
                    person["rendementsgrondslag"] = {year: self.sample("rendementsgrondslag") for year in self.years}

    def fill(self, row: dict[str, Slot], name: str) -> None:
        """Gives a fact of a row one value for each month, after the facts that decide whether it applies."""
        slot, fact = row[name], row[name].fact
        monthly = any(twin.path == slot.path and twin.fact.wanneer == "maand" for twin in row.values())
        if slot.months or (fact.wanneer == "begin_jaar" and monthly):  # the months say what it is on 1 January
            return
        for other in fact.alleen_als:
            if other in row:
                self.fill(row, other)
        raw, days = slot.get(), [begin(year, month) for year in self.years for month in range(12)]
        applies = [
            all(
                (row[other].months[at] if other in row else slot.row["rol"]) in (wanted if isinstance(wanted, list) else [wanted])
                for other, wanted in fact.alleen_als.items()
            )
            for at in range(len(days))
        ]
        if fact.wanneer in ("vast", "peildatum"):
            slot.put(self.fixed(slot, raw if fact.wanneer == "vast" else self.said(slot, raw, self.op)[1], any(applies)))
            slot.months = [slot.get()] * len(days)
            return
        if fact.aanname is not None and raw is None:
            slot.months = [fact.aanname] * len(days)
            return
        constants: dict[Any, Any] = {}
        told = {year: self.is_said(slot, raw, year) for year in self.years}
        other = row.get(fact.alleen_zonder or "")
        instead = {year: other is not None and self.is_said(other, other.get(), year) for year in self.years}
        for at, day in enumerate(days):
            part, value = self.said(slot, raw, day)
            if (fact.geschat_door and not told[day.year]) or (instead[day.year] and value in UNKNOWN):
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
            for twin in row.values():  # two facts may read one field, and what stands there now holds for all time
                twin.since = date(1900, 1, 1) if twin.path == slot.path else twin.since

    def is_said(self, slot: Slot, raw: Any, year: int) -> bool:
        """Whether a household gives a fact for any time of a year; if not, a rule may estimate it."""
        return any(self.said(slot, raw, begin(year, month))[1] not in UNKNOWN for month in range(12))

    def compact(self, slot: Slot, days: list[date]) -> Any:
        if slot.fact.wanneer in ("jaar", "begin_jaar"):
            back = slot.fact.jaren_terug
            found = {day.year - back: value for day, value in zip(days, slot.months, strict=True) if day.month == 1}
            return None if set(found.values()) == {"onbekend"} else found
        changes = [at for at in range(len(days)) if not at or slot.months[at] != slot.months[at - 1]]
        return {days[at]: slot.months[at] for at in changes} if len(changes) > 1 else slot.months[0]

    def said(self, slot: Slot, raw: Any, day: date) -> tuple[Any, Any]:
        """What is said of one month: which part of the value it is (None: nothing was said), and that part."""
        if slot.fact.wanneer in ("jaar", "begin_jaar"):
            day = day.replace(month=1, year=day.year - slot.fact.jaren_terug)
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
        if (raw is None and (fact.aanname is not None or fact.stil == "loopt_nog")) or (
            raw in UNKNOWN and (fact.geschat_door or not applies)
        ):
            return None
        looked_at = begin(min(self.years) - 1, 12 - fact.kijkt_terug)
        if raw is None and fact.stil == "altijd_al" and slot.since <= looked_at:
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
        """A value of a fact, biased to the thresholds of one of the years."""
        return self.rng.choice(self.makers).sample(name, self.facts[name], low, high)

    def birth(self, ages: str) -> date:
        """A date of birth of somebody this old on the peildatum; 29 February has a birthday on 1 March."""
        low, _, high = ages.partition("..")
        oldest, youngest = int(high or low), int(low)
        first = date.fromordinal(day_after(self.op.toordinal(), -(oldest + 1), "jaar")) - timedelta(days=2)
        days = [first + timedelta(days=at) for at in range((youngest == oldest and 372) or 372 * (oldest - youngest + 1))]
        fitting = [day for day in days if day <= self.op and youngest <= years_between(day, self.op) <= oldest]
        wanted = [day for day in fitting if day.day == 1 or (day + timedelta(days=1)).day == 1 or (day.month, day.day) == (2, 29)]
        return self.rng.choice((fitting[0], fitting[-1], self.rng.choice(fitting), self.rng.choice(wanted or fitting)))

    def received(self, data: Data, since: date) -> None:
        """What is received each month; anything before `since` and where nothing was said."""
        got = data.get("ontvangt")
        got = got if isinstance(got, dict) else {}
        days, filled = [begin(year, month) for year in self.years for month in range(12)], {}
        for scheme in self.names:
            raw = got.get(scheme)
            if raw is None and scheme not in self.told:  # the rules tell what is received
                continue
            ends = (
                [Decimal(end) for end in raw.split("..")] if isinstance(raw, str) and ".." in raw else [Decimal(0), Decimal(400)]
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
