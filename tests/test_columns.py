"""Columns of many households give what one household gives: every step of every year, known and half known."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacked import stacked
from voorzieningen import Huishouden, RuleSet, screen
from voorzieningen.arithmetic import bounds, column_bounds, columns, exact
from voorzieningen.arithmetic.spans import INT64
from voorzieningen.arithmetic.wide import Wide, wide
from voorzieningen.batch.households import to_tables
from voorzieningen.batch.layout import make_layout
from voorzieningen.batch.told import told
from voorzieningen.batch.work import Job
from voorzieningen.errors import HouseholdError
from voorzieningen.evaluate.columns import Columns
from voorzieningen.facts import Situation
from voorzieningen.facts.columns import Sheet
from voorzieningen.facts.links import Links
from voorzieningen.formula import HOUSEHOLD
from voorzieningen.rulebook import LinkedStep
from voorzieningen.sample import Maker

YEARS = (2024, 2025, 2026)
OP = date(2026, 11, 22)
KEPT = ("rol", "geboortedatum", "peildatum", "gemeente")


def forget(data: Any, rng: random.Random, chance: float) -> None:
    """Leaves things out, or says that they are not known."""
    if isinstance(data, list):
        for one in data:
            forget(one, rng, chance)
    elif isinstance(data, dict):
        for name in list(data):
            if name in KEPT:
                continue
            if rng.random() >= chance:
                forget(data[name], rng, chance)
            elif rng.random() < 0.3 and not isinstance(data[name], dict | list) and name not in ("sinds", "per", "van", "tot"):
                data[name] = "onbekend"
            else:
                del data[name]


def households(
    maker: Maker, rng: random.Random, op: date, count: int, chance: float, town: str | None = None
) -> list[Huishouden]:
    found: list[Huishouden] = []
    while len(found) < count:
        data = maker.household(op)
        data.pop("waterschap", None)
        data.pop("gemeente", None)
        if town:
            data["gemeente"] = town
        forget(data, rng, chance)
        try:
            household = Huishouden.model_validate(data)
            Situation(household, maker.linked, op)
        except HouseholdError:
            continue
        found.append(household)
    return found


@pytest.mark.parametrize("chance", [0.0, 0.12], ids=["known", "gaps"])
@pytest.mark.parametrize("year", YEARS)
def test_every_step_is_that_of_the_household_alone(rules: RuleSet, year: int, chance: float) -> None:
    program, rng = rules.program(year), random.Random(year)
    op = OP if year == 2026 else date(year, 8, 15)
    maker = Maker(program, rng)
    situations = [Situation(one, program.linked, op) for one in households(maker, rng, op, 14, chance)]
    many = Columns(program.linked)
    told_counts: Counter[str] = Counter()
    known = [one for one in situations if not one.variables and not one.has_possible_rows]
    assert known or chance
    for mode, columns_mode, some in (("exact", "columns", known), ("bounds", "column_bounds", situations)):
        if not some:
            continue
        values = many.run(columns_mode, stacked(some, program.linked, mode))
        alone = [program.run(mode, one.exact() if mode == "exact" else one.bounds()) for one in some]
        assert values.keys() == alone[0].keys()
        for key in values:
            compare(program.linked.by_key[key.split("?")[0]], key, values[key], [one[key] for one in alone], mode, told_counts)
    print(f"{year}: {len(some)} households, {dict(told_counts)}")
    assert told_counts["above zero"] > 1000


def compare(step: LinkedStep, key: str, found: Any, alone: list[Any], mode: str, counts: Counter[str]) -> None:
    rows = [row for one in alone for row in ([one] if step.who == HOUSEHOLD else one)]
    wanted = [row if isinstance(row, list) else [row] for row in rows]
    choice = step.type.kind == "keuze" and "?" not in key
    ends = (found,) if mode == "exact" or choice else found
    for side, end in enumerate(ends):
        got = np.broadcast_to(columns.plain(end), (len(wanted), 12)).tolist()
        for row, months in zip(got, wanted, strict=True):
            cells = [cell if len(ends) == 1 else cell[side] for cell in months]
            assert row[: len(cells)] == cells, key
            counts["cells"] += len(cells)
            counts["above zero"] += sum(cell > 0 for cell in cells)


@pytest.mark.parametrize("year", YEARS)
def test_tables_are_read_as_households_are(rules: RuleSet, year: int) -> None:
    program, rng = rules.program(year), random.Random(year + 1)
    people = households(Maker(program, rng), rng, OP, 40, 0.15)
    tables = to_tables([(f"h{at}", one) for at, one in enumerate(people)], make_layout(rules.book.files))
    situations = [Situation(one, program.linked, OP) for one in people]
    sheet = Sheet(told(tables, make_layout(rules.book.files), OP), program.linked, OP)
    read, wanted = sheet.bounds(), stacked(situations, program.linked, "bounds")
    assert sheet.unsure.tolist() == [bool(one.variables) or one.has_possible_rows for one in situations]
    for name, cells in wanted.items():
        assert same(cells, read[name]), name


def same(one: Any, other: Any) -> bool:
    if isinstance(one, Links):
        return one.parents == other.parents and np.array_equal(one.owner, other.owner)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    left, right = np.asarray(one), np.asarray(other)
    if left.ndim == 2 and right.ndim == 2:
        shape = left.shape[0], max(left.shape[1], right.shape[1])
        return left.shape[0] == right.shape[0] and np.array_equal(np.broadcast_to(left, shape), np.broadcast_to(right, shape))
    return bool(np.array_equal(left, right)) if one is not None else other is None


@pytest.mark.parametrize(("op", "chance"), [(OP, 0.1), (date(2026, 3, 5), 0.0), (date(2025, 6, 20), 0.25)])
def test_results_are_those_of_a_screening(rules: RuleSet, op: date, chance: float) -> None:
    rng, people = random.Random(op.toordinal()), []
    for town in (None, "Assen", "Rotterdam", "Nergenshuizen"):
        local = rules.local(op.year, rules.book.files.place(town, None))
        people += households(Maker(rules.program(op.year), rng, local=local), rng, op, 3, chance, town)
    rng.shuffle(people)
    tables = to_tables([(f"h{at}", one) for at, one in enumerate(people)], make_layout(rules.book.files))
    done = Job(op, rules.digest).run(tables)
    assert done.results["huishouden"].to_pylist() == [f"h{at}" for at in range(len(people))]
    found: Counter[str] = Counter()
    for row, household in zip(done.results.to_pylist(), people, strict=True):
        report = screen(household, op, rules, ruw=True)
        for name, scheme in report.regelingen.items():
            missed = [one.gemist for one in scheme.jaren.values()]
            wanted = {"recht": scheme.recht, "bevinding": scheme.bevinding}
            if f"{name}.per_maand.laagst" in row:
                wanted |= {
                    "per_maand.laagst": scheme.per_maand.laagst, "per_maand.hoogst": scheme.per_maand.hoogst,
                    "per_jaar.laagst": scheme.per_jaar.laagst, "per_jaar.hoogst": scheme.per_jaar.hoogst,
                    "gemist.laagst": sum(one.laagst for one in missed), "gemist.hoogst": sum(one.hoogst for one in missed),
                    "ontvangen": scheme.ontvangen_per_maand,
                }  # fmt: skip
            got = {what: row[f"{name}.{what}"] for what in wanted}
            if got["recht"] == "onbekend" and wanted["recht"] == "mogelijk":  # who decides is not looked up for many at once
                wanted["recht"] = "onbekend"
            assert got == wanted, name
            found[scheme.bevinding] += 1
        elsewhere = {key.split(".")[0] for key, value in row.items() if key.endswith(".recht") and value is not None}
        assert elsewhere == report.regelingen.keys()
    print(f"{op}: {dict(found)}")
    assert found["onbenut"] + found["klopt"] > 10


# --- the operations, against those of one household

INTS = st.integers(-(2**40), 2**40)
PAIRS = st.tuples(INTS, INTS).map(lambda ends: (min(ends), max(ends)))


def as_columns(pairs: list[tuple[int, int]]) -> tuple[Any, Any]:
    return tuple(np.asarray([[pair[side]] for pair in pairs], np.int64) for side in (0, 1))  # type: ignore[return-value]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PAIRS, PAIRS, st.tuples(st.booleans(), st.booleans()).map(sorted)), min_size=1, max_size=8))
def test_operations_on_bounds(rows: list[Any]) -> None:
    a, b = ([row[at] for row in rows] for at in (0, 1))
    c = [(int(low), int(high)) for _, _, (low, high) in rows]
    left, right = as_columns(a), as_columns(b)
    truth = tuple(end.astype(bool) for end in as_columns(c))
    for name in ("add", "sub", "least", "most", "lt", "le", "eq"):
        found = getattr(column_bounds, name)(left, right)
        assert pairs(found) == [tuple(map(int, getattr(bounds, name)(x, y))) for x, y in zip(a, b, strict=True)], name
    small = [tuple(one % 2**20 - 2**19 for one in pair) for pair in a]
    small = [(min(pair), max(pair)) for pair in small]
    assert pairs(column_bounds.mul(as_columns(small), right)) == [bounds.mul(x, y) for x, y in zip(small, b, strict=True)]
    assert pairs(column_bounds.pick(truth, left, right)) == [bounds.pick(x, y, z) for x, y, z in zip(c, a, b, strict=True)]
    for name in ("half", "down", "up"):
        got = getattr(column_bounds, name)(left, as_columns(small))
        assert pairs(got) == [getattr(bounds, name)(x, y) for x, y in zip(a, small, strict=True)], name


def pairs(found: Any) -> list[tuple[int, int]]:
    low, high = (np.atleast_2d(columns.plain(end)) for end in found)
    return [(int(x), int(y)) for x, y in zip(low[:, 0], high[:, 0], strict=True)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2_000_000), st.integers(-400, 400)), min_size=1, max_size=10))
def test_dates(rows: list[tuple[int, int]]) -> None:
    days, counts = (np.asarray([[row[at]] for row in rows], np.int64) for at in (0, 1))
    for name in ("plus_jaar", "plus_maand", "plus_week", "plus_dag"):
        wanted = [getattr(exact, name)(*row) for row in rows]
        assert getattr(columns, name)(days, counts)[:, 0].tolist() == wanted, name


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(-9, 9), st.integers(-3, 3)), max_size=14))
def test_rows_gathered(rows: list[tuple[int, bool, int, int]]) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    links = Links(np.asarray([row[0] for row in rows], np.int64), 5)
    counts, values, more = (np.asarray([[row[at]] for row in rows], np.int64).reshape(-1, 1) for at in (1, 2, 3))
    of = [[row for row in rows if row[0] == parent] for parent in range(5)]
    kept = [[value for _, counted, value, _ in group if counted] for group in of]
    operations = {
        "som": sum, "aantal": len, "hoogste": exact.highest, "laagste": exact.lowest,
        "aantal_verschillende": lambda some: len(set(some)), "een": any, "elk": all,
    }  # fmt: skip
    for name, alone in operations.items():
        found = getattr(columns, name)(counts.astype(bool), values, links)
        assert found[:, 0].tolist() == [alone(some) for some in kept], name
    ranks = [place for group in of for place in exact.rank([(row[1], (row[2], row[3])) for row in group])]
    assert columns.rank(counts.astype(bool), [values, more], links)[:, 0].tolist() == ranks


# --- integers beyond 64 bits

HUGE = st.integers(-(2**45), 2**45)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(HUGE, HUGE, HUGE, st.integers(1, 2**50)), min_size=1, max_size=6), st.integers(1, 2**30))
def test_wide_integers_are_those_of_python(rows: list[tuple[int, int, int, int]], factor: int) -> None:
    a, b, c, d = (np.asarray([[row[at]] for row in rows], np.int64) for at in range(4))
    x = wide(a) * b * factor + c
    y = wide(b) * c - a * 7
    want_x = [p * q * factor + r for p, q, r, _ in rows]
    want_y = [q * r - p * 7 for p, q, r, _ in rows]
    assert integers(x) == want_x and integers(y) == want_y
    assert np.atleast_2d(x < y)[:, 0].tolist() == [p < q for p, q in zip(want_x, want_y, strict=True)]
    assert np.atleast_2d(x <= y)[:, 0].tolist() == [p <= q for p, q in zip(want_x, want_y, strict=True)]
    assert np.atleast_2d(x == x + 0)[:, 0].all() and not np.atleast_2d(x == x + 1).any()
    assert integers(columns.maximum(x, y)) == list(map(max, want_x, want_y))
    for name in ("half", "down", "up"):
        wanted = [getattr(exact, name)(p, row[3]) for p, row in zip(want_x, rows, strict=True)]
        assert integers(getattr(columns, name)(x, d)) == wanted, name
    assert integers(columns.som(True, x, Links(np.zeros(len(rows), np.int64), 1))) == [sum(want_x)]


def integers(values: Any) -> list[int]:
    return [int(one) for one in np.atleast_2d(columns.plain(values))[:, 0]]


def test_a_wide_integer_that_cannot_be_told_becomes_one_of_python() -> None:
    found = wide(np.asarray([[2**61]]))
    for _ in range(3):
        found = found * 2**60
    assert not isinstance(found, Wide) and found[0, 0] == 2**241


def test_what_does_not_fit_in_64_bits_is_known_beforehand(rules: RuleSet) -> None:
    spans = Columns(rules.program(2026).linked).spans
    assert spans.fits("zorgtoeslag.toegekend") and not spans.fits("inkomens.inkomen_jaar")
    assert 0 < len(spans.wide_steps) < len(spans.steps) / 5 and spans.largest > INT64


def test_a_run_keeps_what_was_asked_only(rules: RuleSet) -> None:
    linked = rules.program(2026).linked
    rng = random.Random(4)
    some = [Situation(one, linked, OP) for one in households(Maker(rules.program(2026), rng), rng, OP, 3, 0.0)]
    kept = Columns(linked, frozenset({"zorgtoeslag.toegekend"})).run("column_bounds", stacked(some, linked, "bounds"))
    assert {key.split("?")[0] for key in kept} == {"zorgtoeslag.toegekend"}
