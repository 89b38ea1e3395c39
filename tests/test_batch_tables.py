"""Tables of households: nothing is lost on the way, and what is let in is what a single household lets in."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from opening import Opener
from voorzieningen import HouseholdError, Huishouden, RuleError, load_rules
from voorzieningen.batch.check import Checked, check
from voorzieningen.batch.households import to_households, to_tables
from voorzieningen.batch.layout import (
    DATED,
    HIGHEST,
    HOUSE,
    HOUSEHOLDS,
    ID,
    NO_COSTS,
    PEOPLE,
    PERSON,
    RECEIPTS,
    UNKNOWN,
    Column,
    Layout,
    make_layout,
)
from voorzieningen.batch.nested import from_nested, to_nested
from voorzieningen.batch.schemas import nested_schema
from voorzieningen.facts import LISTS, Situation, check_names
from voorzieningen.facts._domains import domain
from voorzieningen.household import ONBEKEND, Gedateerd, Namen, read_saved
from voorzieningen.rulebook import Feit, Place
from voorzieningen.rulebook._kinds import type_of
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.sample import Maker

OP = date(2026, 11, 22)
EXAMPLES = sorted((Path(__file__).parent.parent / "voorbeelden").glob("*.yaml"))
RULES = load_rules()
LINKED = RULES.program(2026).linked
FACTS = RULES.book.files.facts
HOUSEHOLDS_MADE, CHANGES = 320, 500
Data = dict[str, Any]


@cache
def layout() -> Layout:
    return make_layout(RULES.book.files)


def bare(household: Huishouden) -> Huishouden:
    """A household as far as tables have it: no names, and no group that says nothing."""
    found = household.naamloos().model_copy(update={"peildatum": OP})
    return found.model_copy(update={"feiten": None}) if found.feiten is not None and not found.feiten else found


@cache
def examples() -> tuple[tuple[str, Huishouden], ...]:
    return tuple((path.stem, bare(read_saved(read_document(path.read_bytes(), path.name).data).household)) for path in EXAMPLES)


@cache
def sampled() -> tuple[tuple[str, Huishouden], ...]:
    """Households of which all is known, and as many of which some facts are unknown, ranges or said by date."""
    rng, program, local = random.Random(9), RULES.program(2026), RULES.local(2026, Place("Emmen"))
    maker, opener = Maker(program, rng), Opener([RULES.program(2025), program], rng, OP, local)
    found: list[Huishouden] = []
    while len(found) < HOUSEHOLDS_MADE:
        data = maker.household(OP)
        found += [Huishouden.model_validate(data), Huishouden.model_validate(opener.open_some(data))]
    return tuple((f"h-{at:05}", bare(one)) for at, one in enumerate(found))


def same(one: Huishouden, other: Huishouden) -> bool:
    return one == other or without_empty(one) == without_empty(other)


def without_empty(household: Huishouden) -> Huishouden:
    """A household without the groups of facts that say nothing."""

    def said(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: said(one) for name, one in value.items() if not (name == "feiten" and not one)}
        return [said(one) for one in value] if isinstance(value, list) else value

    return Huishouden.model_validate(said(household.naar_data()))


# --- there and back


@pytest.mark.parametrize("households", [examples, sampled])
def test_households_come_back_as_they_went(households: Any) -> None:
    given = households()
    tables = to_tables(given, layout())
    for some in (tables, from_nested(to_nested(tables)), check(tables, layout(), OP).tables):
        back = list(to_households(some, OP))
        assert [name for name, _ in back] == [name for name, _ in given]
        assert not [name for (name, one), (_, other) in zip(given, back, strict=True) if not same(one, other)]


def test_the_sample_has_everything_a_household_can_hold() -> None:
    seen: Counter[str] = Counter()

    def look(value: Any) -> None:
        seen[type(value).__name__] += 1
        if isinstance(value, Huishouden) or hasattr(value, "model_fields_set"):
            for name in type(value).model_fields:
                look(getattr(value, name))
        for one in value.values() if isinstance(value, Namen) else value if isinstance(value, tuple) else ():
            look(one)
        for _, one in value.waarden if isinstance(value, Gedateerd) else ():
            look(one)

    for _, household in (*sampled(), *examples()):
        look(household)
    assert {"Bereik", "Keuzes", "Gedateerd", "Onbekend", "NoneType", "Ontvangst", "Uitgave", "Schuld"} <= seen.keys(), seen
    assert min(seen[one] for one in ("Bereik", "Keuzes", "Gedateerd", "Onbekend")) >= 5, seen


def test_nested_tables_have_the_schema_they_promise() -> None:
    nested = to_nested(to_tables(examples(), layout()))
    assert nested.schema.equals(nested_schema(layout()))
    assert nested.num_rows == len(EXAMPLES)
    told = nested.schema.field("wonen.kale_huur").metadata
    assert told == {b"eenheid": b"EUR/maand", b"uitleg": FACTS["kale_huur"].vraag.encode()}


def test_a_list_that_is_null_in_a_nested_batch_was_not_told() -> None:
    tables = to_tables(examples()[:2], layout())
    plain = {name: table.drop_columns([UNKNOWN]) if UNKNOWN in table.column_names else table for name, table in tables.items()}
    nested = to_nested(plain)
    at = nested.column_names.index("schulden")
    nulls = pa.array([None, []], nested.schema.field("schulden").type)
    back = from_nested(nested.set_column(at, nested.schema.field("schulden"), nulls))
    told = [household.schulden for _, household in to_households(back, OP)]
    assert told == [None, ()]


def test_rows_may_stand_in_any_order_between_households() -> None:
    tables = to_tables(examples(), layout())
    mixed = dict(tables)
    rng = random.Random(1)
    for name in (PEOPLE, "schulden", "inkomens", RECEIPTS):
        houses = tables[name][HOUSE].to_pylist()
        places = {house: rng.random() for house in houses}
        order = sorted((places[house], row) for row, house in enumerate(houses))
        mixed[name] = tables[name].take([row for _, row in order])
    assert not mixed[PEOPLE].equals(tables[PEOPLE])
    for some in (mixed, from_nested(to_nested(mixed))):
        assert all(same(one, other) for (_, one), (_, other) in zip(examples(), to_households(some, OP), strict=True))


def test_what_has_no_column_is_refused_and_not_lost() -> None:
    data = {"personen": [{"rol": "aanvrager", "leeftijd": 38}], "peildatum": OP, "feiten": {"bestaat_niet": True}}
    with pytest.raises(HouseholdError, match="geen kolom"):
        to_tables([("1", Huishouden.model_validate(data))], layout())


def test_a_fact_with_the_name_of_a_field_is_refused() -> None:
    files = RULES.book.files
    fact = Feit(eenheid="ja_nee", wanneer="vast", tabel="persoon")

    with pytest.raises(RuleError, match="heet als een veld"):
        make_layout(replace(files, facts={"verzekerd": fact}))


def test_the_columns_are_those_of_the_household() -> None:
    house = layout()[HOUSEHOLDS].columns
    rent = house["wonen.kale_huur"]
    assert (rent.kind, rent.lowest, rent.highest, rent.unit) == ("getal", 0, 10000, "EUR/maand")
    assert layout()["schulden"].columns["soort"].labels == tuple(FACTS["schuld_soort"].eenheid)
    assert layout()[PEOPLE].columns["toetsingsinkomen"].decimals == 0
    free = {name for name, fact in FACTS.items() if not (fact.pad or fact.berekend)}
    columns = {name for table in layout().tables.values() for name in table.columns}
    assert free <= columns and not {"naam", "peildatum", "versie", "gesprek", "feiten"} & columns


# --- what is let in is what a single household lets in


NUMBERS = ("0", "5", "-5", "13", "612.35", "612.355", "612.350", "744.01", "20000.5", "99999999.99", "100000000", "1000000000000")
DAYS = (
    "2026-02-30", "2026-1-1", "1899-12-31", "1900-01-01", "2024-07-01", "2026-03-01", "2100-06-01", "2100-12-31", "2101-01-01",
)  # fmt: skip
WORDS = (
    "ja", "nee", "true", "Huur", "huur", "geen", "bestaat_niet", "huur|kamer", "huur|huur", "loon", "maand", "mei|april", "", " ",
)  # fmt: skip
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def as_text(table: pa.Table) -> list[Data]:
    """The rows as a CSV has them."""

    def text(value: Any) -> str | None:
        if isinstance(value, bool):
            return "ja" if value else "nee"
        return None if value is None else str(value)

    return [{name: text(value) for name, value in row.items()} for row in table.to_pylist()]


def from_text(name: str, rows: list[Data]) -> pa.Table:
    columns = layout()[name].columns
    names = [*columns, *(column.name + HIGHEST for column in columns.values() if column.ranges)]
    return pa.table({one: pa.array([row.get(one) for row in rows], pa.string()) for one in names})


def as_data(column: Column, text: str) -> Any:
    """What a household file would have where a table has this text."""
    if column.kind == "tekst":
        return text
    if NUMBER.fullmatch(text):
        return Decimal(text)
    return text.split("|") if "|" in text or column.kind == "maanden" else text


class Change:
    """One value of a household changed at random, in its tables and in its plain data."""

    def __init__(self, house: str, household: Huishouden, rng: random.Random) -> None:
        self.rng, self.house = rng, house
        self.data = household.naar_data() | {"peildatum": OP}
        self.rows = {name: as_text(table) for name, table in to_tables([(house, household)], layout()).items()}
        self.table = rng.choice([name for name, rows in self.rows.items() if rows and name not in (DATED, RECEIPTS)])
        self.at = rng.randrange(len(self.rows[self.table]))
        self.row = self.rows[self.table][self.at]
        columns = [one for one in layout()[self.table].columns.values() if one.path and one.name != NO_COSTS]
        said = [one for one in columns if self.row.get(one.name) is not None]
        self.column = rng.choice(said if said and rng.random() < 0.5 else columns)
        self.place = self._holder()
        self.forget()
        self.put()
        self.tidy()

    def _mine(self, row: Data) -> tuple[int | None, int | None]:
        """The person and the number in the list of the row that changes."""
        if self.table == HOUSEHOLDS:
            return None, None
        if self.table == PEOPLE:
            return int(row["nummer"]), None
        person = row[PERSON] if layout()[self.table].of_person else None
        before = [one for one in self.rows[self.table][: self.at] if not layout()[self.table].of_person or one[PERSON] == person]
        return int(person) if person else None, len(before) + 1

    def _holder(self) -> Data:
        person, number = self.place_of = self._mine(self.row)
        holder: Any = self.data if person is None else self.data["personen"][person - 1]
        if self.table not in (HOUSEHOLDS, PEOPLE):
            assert number is not None
            holder = holder[self.table][number - 1]
        for part in self.column.path[:-1]:
            holder = holder.setdefault(part, {})
        found: Data = holder
        return found

    def forget(self) -> None:
        """Takes away what was said."""
        name = self.column.name
        self.row[name] = self.row[name + HIGHEST] = None
        self.row[UNKNOWN] = " ".join(one for one in (self.row[UNKNOWN] or "").split() if one != name) or None
        person, number = self.place_of
        wanted = (self.table, str(person) if person else None, str(number) if number else None, name)
        self.rows[DATED] = [one for one in self.rows[DATED] if (one["tabel"], one[PERSON], one["rij"], one["veld"]) != wanted]
        self.place.pop(self.column.path[-1], None)

    def tidy(self) -> None:
        """Whether there are service costs is told apart; a group that says nothing is not there."""
        home = self.data.get("wonen", {})
        if self.column.name.startswith(NO_COSTS):
            self.row[NO_COSTS] = "ja" if home["servicekosten"] else "nee"
        if not home:
            self.data.pop("wonen", None)

    def one(self) -> str:
        own = {"getal": NUMBERS, "nummer": NUMBERS, "datum": DAYS, "maanden": WORDS, "tekst": WORDS, "ja_nee": ("ja", "nee")}
        pools: list[Any] = [own.get(self.column.kind, self.column.labels or WORDS)] * 5 + [NUMBERS, DAYS, WORDS]
        found: str = self.rng.choice(self.rng.choice(pools))
        return found

    def put(self) -> None:
        name, key = self.column.name, self.column.path[-1]
        how = self.rng.random()
        if how < 0.1:
            self.row[UNKNOWN] = " ".join(filter(None, (self.row[UNKNOWN], name)))
            self.place[key] = "onbekend"
        elif how < 0.25:
            self.by_date(name, key)
        elif how < 0.4 and self.column.ranges:
            low, high = self.one() or "0", self.one() or "0"
            self.row[name], self.row[name + HIGHEST] = low, high
            self.place[key] = f"{low}..{high}"
        else:
            text = self.one()
            self.row[name] = text or None
            if text:
                self.place[key] = as_data(self.column, text)

    def by_date(self, name: str, key: str) -> None:
        years = self.rng.random() < 0.5
        days = self.rng.sample(("2024-01-01", "2025-01-01", "2026-01-01") if years else ("2025-03-01", "2026-07-01"), 2)
        self.place[key] = {}
        person, number = self.place_of
        for day in days:
            text = self.rng.choice(("onbekend", *[self.one() or "0"] * 5))
            self.rows[DATED].append({
                HOUSE: self.house, "tabel": self.table, PERSON: person and str(person), "rij": number and str(number),
                "veld": name, "vanaf": day, "waarde": text, "jaren": "ja" if years else "nee",
            })  # fmt: skip
            self.place[key][int(day[:4]) if years else day] = as_data(self.column, text)


def values_of(value: Any) -> Iterator[Any]:
    if isinstance(value, Gedateerd):
        for _, one in value.waarden:
            yield from values_of(one)
    elif value is not None and value is not ONBEKEND:
        yield value


def rows_of(household: Huishouden, table: str) -> Iterator[Any]:
    if table == "huishouden":
        yield household
    elif table == "persoon":
        yield from household.personen
    elif table != "servicekosten":
        name = LISTS.get(table, table)
        for holder in (household, *household.personen):
            yield from getattr(holder, name, None) or ()


def fits(household: Huishouden) -> None:
    """HouseholdError when a value lies outside any fact that reads it, whether or not a year asks for it."""
    for name, fact in FACTS.items():
        for row in rows_of(household, fact.tabel):
            found: Any = row
            for part in fact.pad.split(".") if fact.pad else ("feiten", name):
                found = found.get(part) if isinstance(found, Namen) else getattr(found, part, None)
            fixed = fact.wanneer == "vast" and isinstance(found, Gedateerd)
            for value in (found,) if fixed else values_of(found) if not isinstance(found, tuple) else ():
                domain(value, fact, type_of(fact.eenheid, name), name)
    costs = household.wonen.servicekosten if household.wonen else None
    fact = FACTS["servicekosten_bedrag"]
    for cost in (costs or {}).values():
        for value in values_of(cost):
            domain(value, fact, type_of(fact.eenheid, "x"), "x")


def single(data: Data) -> str:
    """Empty when a single household is let in, and else why not."""
    try:
        household = Huishouden.model_validate(deepcopy(data))
        check_names(household, LINKED)
        Situation(household, LINKED, OP)
        fits(household)
    except HouseholdError as error:
        return str(error)
    return ""


def test_tables_let_in_what_a_single_household_lets_in() -> None:
    rng = random.Random(4)
    pool = [one for _, one in (*sampled()[:120], *examples())]
    changes = {str(at): Change(str(at), rng.choice(pool), rng) for at in range(CHANGES)}
    tables = {name: from_text(name, [row for one in changes.values() for row in one.rows[name]]) for name in layout().tables}
    found = check(tables, layout(), OP)
    accepted = dict(to_households(found.tables, OP))
    told: dict[str, list[Data]] = {}
    for fault in found.rejects.to_pylist():
        told.setdefault(fault["huishouden"], []).append(fault)
    for house, change in changes.items():
        where = change.table, change.column.name, change.place.get(change.column.path[-1])
        why = single(change.data)
        assert (house in accepted) == (not why), (where, why, told.get(house, [])[:2])
        assert (house in told) == bool(why), where
        if not why:
            assert same(accepted[house], Huishouden.model_validate(change.data)), where
    assert min(len(accepted), len(told)) > CHANGES // 5, (len(accepted), len(told))
    balanced(tables, found)


def balanced(tables: dict[str, pa.Table], found: Checked) -> None:
    """Every row that came in is accepted or refused."""
    for name, table in tables.items():
        refused = {one["rij"] for one in found.rejects.to_pylist() if one["bestand"] == name}
        assert (found.tables[name].num_rows, len(refused)) == (found.accepted[name], found.refused[name])
        assert found.accepted[name] + found.refused[name] == table.num_rows, name


def test_the_sample_is_let_in_whole() -> None:
    tables = to_tables([*sampled(), *examples()], layout())
    found = check(tables, layout(), OP)
    assert found.rejects.num_rows == 0, found.rejects.to_pylist()[:3]
    assert found.accepted == {name: table.num_rows for name, table in tables.items()}
    assert found.tables[HOUSEHOLDS][ID].to_pylist() == [name for name, _ in (*sampled(), *examples())]
