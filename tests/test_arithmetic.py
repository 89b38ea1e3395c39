"""Integers over known denominators: rounding, dates, bounds that contain what is exact, and the proof that nothing overflows."""
# ruff: noqa: E501  # the tables have one case after another

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mini import ALL, SMALL, Run, data, one_file, steps
from voorzieningen import RuleSet, load_rules
from voorzieningen.arithmetic import bounds, exact
from voorzieningen.arithmetic.spans import Spans
from voorzieningen.evaluate import Program
from voorzieningen.facts.alike import EVERY
from voorzieningen.formula import Node
from voorzieningen.rulebook import GIVEN, LinkedYear

OFTEN = settings(max_examples=int(os.environ.get("VOORZIENINGEN_EXAMPLES", "150")), deadline=None)
"""VOORZIENINGEN_EXAMPLES=20000 makes every property of this file run longer."""
INT = st.integers(-10**6, 10**6) | st.integers(-3, 3)
F = Fraction


# --- rounding


@pytest.mark.parametrize(
    ("value", "below", "half", "down", "up"),
    [
        (5, 2, 3, 2, 3), (-5, 2, -2, -3, -2), (3, 2, 2, 1, 2), (-3, 2, -1, -2, -1), (1, 2, 1, 0, 1), (-1, 2, 0, -1, 0), (4, 2, 2, 2, 2),
        (-4, 2, -2, -2, -2), (7, 3, 2, 2, 3), (8, 3, 3, 2, 3), (-7, 3, -2, -3, -2), (-8, 3, -3, -3, -2), (5, -2, -2, -3, -2), (-5, -2, 3, 2, 3),
        (0, 7, 0, 0, 0), (7, 0, 0, 0, 0), (0, 0, 0, 0, 0), (10**30 + 1, 2, 5 * 10**29 + 1, 5 * 10**29, 5 * 10**29 + 1),
    ],
)  # fmt: skip
def test_halves_go_up_and_zero_divides_to_zero(value: int, below: int, half: int, down: int, up: int) -> None:
    assert (exact.half(value, below), exact.down(value, below), exact.up(value, below)) == (half, down, up)


@given(INT, INT)
@OFTEN
def test_rounding_is_that_of_fractions(value: int, below: int) -> None:
    if below:
        found = F(value, below)
        assert exact.half(value, below) == floor(found + F(1, 2))
        assert (exact.down(value, below), exact.up(value, below)) == (floor(found), ceil(found))


@pytest.mark.parametrize(
    ("amount", "to", "mode", "expected"),
    [
        ("1.5", "1", "rekenkundig", 2), ("-1.5", "1", "rekenkundig", -1), ("2.5", "1", "rekenkundig", 3), ("1.49", "1", "rekenkundig", 1), ("-0.5", "1", "rekenkundig", 0),
        ("1.99", "1", "omlaag", 1), ("-1.01", "1", "omlaag", -2), ("1.01", "1", "omhoog", 2), ("-1.99", "1", "omhoog", -1), ("2", "1", "omhoog", 2), ("2", "1", "omlaag", 2),
        ("0.005", "0.01", "rekenkundig", "0.01"), ("0.0049", "0.01", "rekenkundig", 0), ("12.345", "0.01", "omlaag", "12.34"), ("12.341", "0.01", "omhoog", "12.35"),
        ("12.5", "5", "rekenkundig", 15), ("12.49", "5", "rekenkundig", 10), ("-12.5", "5", "rekenkundig", -10), ("13", "5", "omlaag", 10), ("-13", "5", "omlaag", -15), ("11", "5", "omhoog", 15),
        ("1.1", "0.25", "omhoog", "1.25"), ("1.1", "0.25", "omlaag", 1), ("1.125", "0.25", "rekenkundig", "1.25"), ("7", "2.5", "omlaag", 5), ("7", "2.5", "omhoog", "7.5"), ("6.25", "2.5", "rekenkundig", "7.5"),
        ("0.05", "0.05", "omhoog", "0.05"), ("1049", "100", "rekenkundig", 1000), ("1050", "100", "rekenkundig", 1100),
    ],
)  # fmt: skip
def test_rounding_to_any_step_in_a_rule(tmp_path: Path, amount: str, to: str, mode: str, expected: str | int) -> None:
    body = steps("bedrag * 1", "EUR", parameters=f"bedrag: {{eenheid: EUR, waarden: {{2024-01-01: {{waarde: {amount}, bron: b}}}}}}")
    rules = load_rules(one_file(tmp_path, body + f"    afronden: {{op: {to}, wijze: {mode}, bron: b}}\n"))
    found = Run(rules, ALONE, date(2026, 5, 1))
    assert found.value("r.x") == F(expected) and found.span("r.x") == (F(expected), F(expected))


ALONE = data("""
peildatum: 2026-05-01
personen: [{rol: aanvrager, geboortedatum: 1990-02-28, toetsingsinkomen: 0, verzekerd: ja, rendementsgrondslag: 0}]
""")


# --- dates


@pytest.mark.parametrize(
    ("day", "years", "months", "after_years", "after_months"),
    [
        ("2024-02-29", 1, 1, "2025-03-01", "2024-03-29"), ("2024-02-29", 4, 12, "2028-02-29", "2025-02-28"), ("2024-02-29", -1, -12, "2023-03-01", "2023-02-28"),
        ("2024-02-29", 0, 0, "2024-02-29", "2024-02-29"), ("2025-02-28", 3, 24, "2028-02-28", "2027-02-28"), ("2026-01-31", 1, 1, "2027-01-31", "2026-02-28"),
        ("2024-01-31", 1, 1, "2025-01-31", "2024-02-29"), ("2026-08-31", 1, 6, "2027-08-31", "2027-02-28"), ("2026-03-31", -1, -1, "2025-03-31", "2026-02-28"),
        ("2026-12-15", 1, 1, "2027-12-15", "2027-01-15"), ("2026-01-15", -1, -1, "2025-01-15", "2025-12-15"), ("1900-02-28", 100, 1200, "2000-02-28", "2000-02-28"),
        ("2000-02-29", -100, -1200, "1900-03-01", "1900-02-28"), ("2026-10-31", 18, 13, "2044-10-31", "2027-11-30"),
    ],
)  # fmt: skip
def test_years_and_months_later(day: str, years: int, months: int, after_years: str, after_months: str) -> None:
    start = date.fromisoformat(day).toordinal()
    assert date.fromordinal(exact.plus_jaar(start, years)).isoformat() == after_years
    assert date.fromordinal(exact.plus_maand(start, months)).isoformat() == after_months


DAY = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.toordinal) | st.sampled_from(
    [date(year, month, day).toordinal() for year in (2023, 2024) for month, day in ((1, 31), (2, 28), (3, 1), (12, 31))]
)


@given(DAY, st.integers(-200, 200))
@OFTEN
def test_a_month_later_is_the_same_day_or_the_last(day: int, count: int) -> None:
    then, found = date.fromordinal(day), date.fromordinal(exact.plus_maand(day, count))
    assert (found.year * 12 + found.month) - (then.year * 12 + then.month) == count
    assert found.day == then.day or (found.day < then.day and (found + timedelta(days=1)).day == 1)
    later = date.fromordinal(exact.plus_jaar(day, count))
    assert (later.month, later.day) in {(then.month, then.day), (3, 1)} and later.year - then.year == count


@given(DAY, st.integers(-(10**9), 10**9))
@OFTEN
@pytest.mark.parametrize("name", ["plus_jaar", "plus_maand", "plus_week", "plus_dag"])
def test_a_date_stays_in_the_calendar(name: str, day: int, count: int) -> None:
    found = getattr(exact, name)(day, count)
    assert 1 <= found <= date.max.toordinal()
    assert 1 <= exact.plus_maand(found, 1) <= date.max.toordinal()


# --- the other exact operations


@given(INT, INT, INT, INT)
@OFTEN
@example(1, 0, 1, 0)
@example(1, 2, 2, 4)
@example(-1, 2, 1, -2)
def test_ratios_are_compared_without_dividing(n: int, d: int, m: int, e: int) -> None:
    found = exact.less(n, d, m, e), exact.less_equal(n, d, m, e), exact.equal(n, d, m, e)
    if d and e:
        left, right = F(n, d), F(m, e)
        assert found == (left < right, left <= right, left == right)
    else:
        assert found == (False, False, False)


def by_hand(edges: list[int], rates: list[int], value: int) -> int:
    return sum(rates[sum(edge <= part for edge in edges) - 1] for part in range(max(edges[0], 0), value)) if value > edges[0] else 0


@given(st.lists(st.integers(0, 60), min_size=1, max_size=4, unique=True).map(sorted), st.lists(st.integers(0, 9), min_size=4, max_size=4), st.integers(-20, 90))
@OFTEN
def test_brackets_and_bands(edges: list[int], rates: list[int], value: int) -> None:
    assert exact.brackets(edges, rates, value) == by_hand(edges, rates, value)
    table = (tuple(edges), (None, *range(len(edges))))
    below = [at for at, edge in enumerate(edges) if edge <= value]
    assert exact.band(table, value) == (below[-1] if below else None)


KEYS = st.tuples(st.integers(-3, 3), st.integers(-2, 2))


@given(st.lists(st.tuples(st.integers(0, 1), KEYS), max_size=6))
@OFTEN
def test_ranks(rows: list[tuple[int, tuple[int, int]]]) -> None:
    found = exact.rank(rows)
    kept = [at for at, (keep, _) in enumerate(rows) if keep]
    assert sorted(found[at] for at in kept) == list(range(1, len(kept) + 1)) and not any(found[at] for at in range(len(rows)) if at not in kept)
    assert all(found[a] < found[b] for a in kept for b in kept if (rows[a][1], a) < (rows[b][1], b))


def test_nothing_to_gather() -> None:
    assert (exact.highest([]), exact.lowest([]), exact.highest([-3, -2]), exact.lowest([3, 2])) == (0, 0, -2, 2)
    assert exact.rank([]) == [] and exact.by_row([[1, 2], [3, 4]], range(2)) == [[1, 3], [2, 4]]
    assert bounds.highest([]) == bounds.lowest([]) == bounds.total([]) == bounds.count([]) == bounds.distinct([]) == (0, 0)
    assert bounds.some([]) == (False, False) and bounds.every([]) == (True, True)


# --- bounds contain what is exact


@st.composite
def spans(draw: st.DrawFn, values: st.SearchStrategy[int] = INT) -> tuple[tuple[int, int], int]:
    """A pair and a value inside."""
    low, high = sorted((draw(values), draw(values)))
    if draw(st.booleans()):
        high = low
    return (low, high), draw(st.integers(low, high) | st.sampled_from([low, high]))


@st.composite
def truths(draw: st.DrawFn) -> tuple[tuple[int, int], int]:
    span = draw(st.sampled_from([bounds.YES, bounds.NO, bounds.OPEN]))
    return span, draw(st.integers(*span))


@st.composite
def choices(draw: st.DrawFn, count: int = 4) -> tuple[int, int]:
    """A set of labels as bits and the place of one of them."""
    bits = draw(st.integers(1, 2**count - 1))
    return bits, draw(st.sampled_from([at for at in range(count) if bits >> at & 1]))


NUMBER, TRUTH, CHOICE = spans(), truths(), choices()
DAYS, STEPS = spans(DAY), spans(st.integers(-40, 40))
SMALL_INT = spans(st.integers(-4, 4))
OPERATIONS: dict[str, tuple[list[st.SearchStrategy[Any]], Callable[..., Any]]] = {
    "add": ([NUMBER] * 2, lambda a, b: a + b), "sub": ([NUMBER] * 2, lambda a, b: a - b), "mul": ([NUMBER] * 2, lambda a, b: a * b),
    "least": ([NUMBER] * 2, min), "most": ([NUMBER] * 2, max), "minus": ([NUMBER], lambda a: -a),
    "lt": ([SMALL_INT] * 2, lambda a, b: a < b), "le": ([SMALL_INT] * 2, lambda a, b: a <= b), "eq": ([SMALL_INT] * 2, lambda a, b: a == b),
    "both": ([TRUTH] * 2, lambda a, b: a and b), "either": ([TRUTH] * 2, lambda a, b: a or b), "no": ([TRUTH], lambda a: not a),
    "pick": ([TRUTH, NUMBER, NUMBER], lambda c, a, b: a if c else b), "pick_choice": ([TRUTH, CHOICE, CHOICE], lambda c, a, b: a if c else b),
    "same": ([CHOICE] * 2, lambda a, b: a == b),
    "plus_jaar": ([DAYS, STEPS], exact.plus_jaar), "plus_maand": ([DAYS, STEPS], exact.plus_maand), "plus_week": ([DAYS, STEPS], exact.plus_week), "plus_dag": ([DAYS, STEPS], exact.plus_dag),
    "half": ([NUMBER, SMALL_INT], exact.half), "down": ([NUMBER, SMALL_INT], exact.down), "up": ([NUMBER, SMALL_INT], exact.up),
    "less": ([SMALL_INT] * 4, exact.less), "less_equal": ([SMALL_INT] * 4, exact.less_equal), "equal": ([SMALL_INT] * 4, exact.equal),
}  # fmt: skip
ROWS: dict[str, tuple[st.SearchStrategy[Any], Callable[[list[Any]], Any]]] = {
    "total": (NUMBER, sum), "some": (TRUTH, any), "every": (TRUTH, all), "highest": (NUMBER, exact.highest), "lowest": (NUMBER, exact.lowest),
    "distinct": (st.one_of(SMALL_INT), lambda values: len(set(values))),
}  # fmt: skip
MONTHS: dict[str, tuple[st.SearchStrategy[Any], Callable[[list[Any]], Any]]] = {
    "sum_months": (NUMBER, sum), "each_month": (TRUTH, all), "some_month": (TRUTH, any), "count": (TRUTH, sum),
}  # fmt: skip


def inside(found: Any, value: Any) -> bool:
    """Whether an exact value lies inside: a label in a set of bits, else a number between two."""
    return bool(found >> value & 1) if isinstance(found, int) and not isinstance(found, bool) else bool(found[0] <= value <= found[1])


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_contains_every_completion(name: str) -> None:
    parts, plain = OPERATIONS[name]

    @given(st.tuples(*parts))
    @OFTEN
    def holds(values: tuple[tuple[Any, Any], ...]) -> None:
        wide, narrow = zip(*values, strict=True)
        found = getattr(bounds, name)(*wide)
        assert inside(found, plain(*narrow))
        if all(one == (value, value) for one, value in values) and not isinstance(found, int):
            assert found[0] == found[1]  # what is known stays known

    holds()


@pytest.mark.parametrize("name", ROWS)
def test_gathering_contains_every_completion(name: str) -> None:
    part, plain = ROWS[name]

    @given(st.lists(st.tuples(TRUTH, part), max_size=5))
    @OFTEN
    def holds(rows: list[Any]) -> None:
        found = getattr(bounds, name)([(condition, value) for (condition, _), (value, _) in rows])
        assert inside(found, plain([value for (_, counts), (_, value) in rows if counts]))
        if all(condition[0] == condition[1] and value[0] == value[1] for (condition, _), (value, _) in rows):
            assert found[0] == found[1]

    holds()


@given(st.lists(st.tuples(TRUTH, CHOICE), max_size=5))
@OFTEN
def test_different_labels(rows: list[Any]) -> None:
    found = bounds.distinct([(condition, bits) for (condition, _), (bits, _) in rows])
    assert inside(found, len({label for (_, counts), (_, label) in rows if counts}))


@pytest.mark.parametrize("name", MONTHS)
def test_months_contain_every_completion(name: str) -> None:
    part, plain = MONTHS[name]

    @given(st.lists(part, min_size=12, max_size=12))
    @OFTEN
    def holds(months: list[Any]) -> None:
        assert inside(getattr(bounds, name)([span for span, _ in months]), plain([value for _, value in months]))

    holds()


@given(st.lists(st.tuples(TRUTH, SMALL_INT, SMALL_INT), max_size=5))
@OFTEN
def test_ranks_contain_every_completion(rows: list[Any]) -> None:
    found = bounds.rank([(keep, (a, b)) for (keep, _), (a, _), (b, _) in rows])
    narrow = exact.rank([(keep, (a, b)) for (_, keep), (_, a), (_, b) in rows])
    assert all(inside(wide, place) for wide, place in zip(found, narrow, strict=True))
    if all(one[0] == one[1] for row in rows for one, _ in row):
        assert found == [(place, place) for place in narrow]


CELLS = st.lists(spans(), min_size=12, max_size=12)


@given(CELLS, spans(st.integers(-5, 25)), choices(3), st.booleans())
@OFTEN
def test_look_ups_contain_every_completion(cells: list[Any], key: Any, label: Any, label_first: bool) -> None:
    edges = (0, 7, 20)  # four rows by band: below the first edge, and from each edge on
    wide, narrow = ([cell[at] for cell in cells] for at in (0, 1))

    def nested(leaf: list[Any], labels: Any = tuple) -> Any:
        rows = [labels([leaf[band * 3 + at] for at in range(3)]) for band in range(4)]
        if label_first:
            return tuple((edges, tuple(row[at] for row in rows)) for at in range(3))
        return edges, tuple(rows)

    table = nested(narrow)
    if label_first:
        found, expected = bounds.look(nested(wide), "lb", label[0], key[0]), exact.band(table[label[1]], key[1])
    else:
        found, expected = bounds.look(nested(wide, bounds.all_labels), "bl", key[0], label[0]), exact.band(table, key[1])[label[1]]
    assert inside(found, expected)


@given(st.lists(spans(), min_size=3, max_size=3), choices(3))
@OFTEN
def test_a_look_up_by_label_is_as_narrow_as_its_labels(cells: list[Any], label: Any) -> None:
    found = bounds.look(bounds.all_labels([span for span, _ in cells]), "l", label[0])
    possible = [span for at, (span, _) in enumerate(cells) if label[0] >> at & 1]
    assert found == (min(low for low, _ in possible), max(high for _, high in possible))


@given(st.lists(choices(3), min_size=4, max_size=4), spans(st.integers(-5, 25)))
@OFTEN
def test_look_ups_of_labels_give_every_label(cells: list[Any], key: Any) -> None:
    found = bounds.look(((0, 7, 20), tuple(bits for bits, _ in cells)), "bc", key[0])
    assert inside(found, exact.band(((0, 7, 20), tuple(label for _, label in cells)), key[1]))


@given(st.lists(spans(st.integers(0, 50)), min_size=3, max_size=3), spans(st.integers(-10, 60)))
@OFTEN
def test_brackets_contain_every_completion(rates: list[Any], value: Any) -> None:
    edges = (0, 10, 25)
    found = bounds.brackets(edges, [span for span, _ in rates], value[0])
    assert inside(found, exact.brackets(edges, [rate for _, rate in rates], value[1]))


@given(spans(), st.integers(1, 1000))
@OFTEN
def test_scaling(span: Any, factor: int) -> None:
    assert inside(bounds.scale(span[0], factor), span[1] * factor)


def test_every_operation_on_bounds_is_tested() -> None:
    tested = {*OPERATIONS, *ROWS, *MONTHS, "rank", "look", "union", "all_labels", "brackets", "scale", "by_row"}
    module = {name for name in dir(bounds) if callable(getattr(bounds, name)) and not name.startswith("_") and getattr(bounds, name).__module__.startswith("voorzieningen")}
    assert module - {"Any", "Sequence"} == tested


# --- denominators and the proof that nothing overflows


class Counted(int):
    """An integer that remembers the largest integer any arithmetic with it has met."""

    largest = 0


def counting(name: str) -> Callable[..., Any]:
    plain = getattr(int, name)

    def operation(*args: Any) -> Any:
        found = plain(*args)
        if found is NotImplemented or isinstance(found, bool):
            return found
        Counted.largest = max(Counted.largest, abs(found))
        return Counted(found)

    return operation


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "neg", "floordiv", "rfloordiv"):
    setattr(Counted, f"__{_name}__", counting(f"__{_name}__"))


def random_input(linked: LinkedYear, chance: random.Random) -> Mapping[str, Any]:
    """Input of an exact run: any rows, and any value within the declared ranges, the ends most of all."""
    facts: dict[str, Any] = {"#peilmaand": chance.randrange(12)}
    today = date(linked.year, facts["#peilmaand"] + 1, 15)
    facts |= {"#peildatum": today.toordinal(), "#begin_peilmaand": today.replace(day=1).toordinal()}
    count = {"huishouden": 1}
    for table, parent in linked.parents.items():
        below = [chance.choice((0, 1, linked.maxima[table])) for _ in range(count[parent])]
        if table == "persoon":
            below = [max(1, below[0])]
        count[table] = sum(below)
        facts[f"#rows {table}"] = range(count[table])
        if parent != "huishouden":
            facts[f"#parent {table}"] = [at for at, number in enumerate(below) for _ in range(number)]
            facts[f"#children {table}"] = [[row for row, above in enumerate(facts[f"#parent {table}"]) if above == at] for at in range(count[parent])]

    def ends(name: str) -> tuple[int, int]:
        kind, fact = linked.fact_types[name], linked.facts[name]
        if kind.kind in ("keuze", "ja_nee"):
            return 0, len(kind.labels) - 1 if kind.labels else 1
        if kind.kind == "datum":
            return fact.minimum.toordinal(), fact.maximum.toordinal()  # type: ignore[union-attr]
        return int(fact.minimum * 10**fact.decimalen), int(fact.maximum * 10**fact.decimalen)  # type: ignore[operator]

    def one(name: str) -> Any:
        low, high = ends(name)
        found = chance.choice((low, high, chance.randint(low, high)))
        return Counted(found) if linked.fact_types[name].kind == "getal" else found

    for name, fact in linked.facts.items():
        rows = [[one(name) for _ in range(12)] if fact.wanneer == "maand" else one(name) for _ in range(count[fact.tabel])]
        facts[name] = rows if fact.tabel != "huishouden" else rows[0]
        if fact.geschat_door:
            given_ = [chance.randrange(2) for _ in range(count[fact.tabel])]
            facts[name + GIVEN] = given_ if fact.tabel != "huishouden" else given_[0]
    for scheme in linked.received:
        facts[f"ontvangt.{scheme}"] = [Counted(chance.choice((0, 10**10))) for _ in range(12)]
    facts["#wissels"] = {name: EVERY for name in (*linked.facts, *(f"ontvangt.{scheme}" for scheme in linked.received))}
    return facts


RULES = {"alles": lambda: load_rules(ALL), "klein": lambda: load_rules(SMALL), "landelijk": load_rules}


@pytest.fixture(scope="module", params=RULES)
def rules(request: pytest.FixtureRequest) -> RuleSet:
    found: RuleSet = RULES[request.param]()
    return found


def test_no_household_within_the_declared_ranges_passes_the_proven_spans(rules: RuleSet) -> None:
    chance = random.Random(7)
    for year in rules.book.change_years():
        program = rules.program(year)
        proof = Spans(program.linked, program.denominators)
        Counted.largest = 0
        runs = int(os.environ.get("VOORZIENINGEN_EXAMPLES", "40"))
        for _ in range(runs if len(program.linked.steps) < 100 else max(4, runs // 8)):
            values = program.run("exact", random_input(program.linked, chance))
            for step in program.linked.steps:
                if step.type.kind == "getal":
                    low, high = proof.span(Node("step", (), step.type, step.who, step.when, step.key))
                    assert all(low <= one <= high for one in flat(values[step.key])), step.key
        assert 0 < Counted.largest <= proof.largest == program.largest_integer(), year


def flat(value: Any) -> list[Any]:
    return [one for part in value for one in flat(part)] if isinstance(value, list) else [value]


def test_whether_a_year_fits_in_64_bits_is_known(rules: RuleSet) -> None:
    for year in rules.book.change_years():
        program = rules.program(year)
        assert program.fits_int64() == (program.largest_integer() < 2**63)


def denominator(folder: Path, formula: str, unit: str, parameters: str = "", more: str = "") -> int:
    program = load_rules(one_file(folder, steps(formula, unit, more, parameters))).program(2026)
    return program.denominators.step("r.x")


@pytest.mark.parametrize(
    ("formula", "unit", "expected"),
    [
        ("kale_huur", "EUR/maand", 100), ("kale_huur * p", "EUR/maand", 20000), ("kale_huur * p * p", "EUR/maand", 4_000_000), ("per_maand(h)", "EUR/maand", 12),
        ("per_jaar(per_maand(h))", "EUR/jaar", 1), ("per_maand(per_jaar(kale_huur))", "EUR/maand", 1200), ("kale_huur + per_maand(h)", "EUR/maand", 300), ("som_maanden(per_maand(h))", "EUR/jaar", 12),
        ("h / d", "EUR/jaar", 21), ("1 / d", "aantal", 21), ("leden", "aantal", 1), ("gewicht", "aantal", 100), ("max(0, gewicht * p)", "aantal", 20000), ("aantal(persoon)", "aantal", 1),
        ("aantal_maanden(kale_huur > 0)", "maand", 1), ("som(inkomen van persoon)", "EUR/jaar", 100), ("als leden > 1 dan p anders d", "aantal", 200),
    ],
)  # fmt: skip
def test_denominators(tmp_path: Path, formula: str, unit: str, expected: int) -> None:
    parameters = """\
    p: {eenheid: procent, eigenaar: wij, waarden: {2024-01-01: {waarde: 0.5, bron: b}}}
    h: {eenheid: EUR/jaar, eigenaar: wij, waarden: {2024-01-01: {waarde: 7, bron: b}}}
    d: {eenheid: aantal, eigenaar: wij, naar: woning, waarden: {2024-01-01: {waarde: {huur: 3, koop: 7, kamer: 1, inwonend: 1, instelling: 1, geen: 1}, bron: b}}}
    """
    assert denominator(tmp_path, formula, unit, parameters) == expected


def test_a_rounded_step_has_the_denominator_of_what_it_rounds_to(tmp_path: Path) -> None:
    body = steps("per_maand(som(inkomen van persoon))", "EUR/maand") + "    afronden: {op: 0.05, wijze: omlaag, bron: b}\n"
    program: Program = load_rules(one_file(tmp_path, body)).program(2026)
    assert program.denominators.step("r.x") == 20
