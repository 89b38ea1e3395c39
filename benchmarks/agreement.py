"""Columns against one household at a time: every step of every scheme, integer for integer, over many invented households.

    python benchmarks/agreement.py --households 100000 --jobs 2

Households are drawn from public margins, put near thresholds (incomes, wealth, rents, birthdays) and made to forget things.
A household that is wholly known is run exactly, one with gaps in bounds, each in one of the years. Prints what was
compared and how much of it was above zero; the exit code is 1 when one integer differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen import RuleSet, load_rules
from voorzieningen.arithmetic.columns import plain
from voorzieningen.batch.check import check
from voorzieningen.batch.engine import subset
from voorzieningen.batch.households import to_households
from voorzieningen.batch.layout import make_layout
from voorzieningen.batch.population import make_population
from voorzieningen.batch.results import decimals
from voorzieningen.batch.told import told
from voorzieningen.evaluate.columns import Columns
from voorzieningen.facts import Situation
from voorzieningen.facts.columns import Sheet
from voorzieningen.formula import HOUSEHOLD
from voorzieningen.rulebook import LinkedStep
from voorzieningen.sample._marks import Marks

YEARS, OP, PART = (2024, 2025, 2026), date(2026, 11, 22), 1000
FORGOTTEN = {
    "huishoudens": ["wonen.soort", "wonen.kale_huur", "wonen.zelfstandig", "wonen.aangepast"],
    "personen": ["toetsingsinkomen", "verzekerd", "relatie", "samen_kind", "kinderbijslag", "activiteit", "school"],
    "inkomens": ["bruto", "per", "van", "tot", "loonheffingskorting"],
    "bezit": ["waarde"],
    "opvang": ["uren", "uurprijs"],
}
"""What some households do not tell."""


def shaken(tables: dict[str, pa.Table], marks: Marks, rng: np.random.Generator) -> dict[str, pa.Table]:
    """Tables with values put near thresholds, and for half of the households some taken out."""
    found = dict(tables)
    people = found["personen"]
    near = np.asarray([int(one) for one in marks.incomes if one < 200_000])
    incomes = near[rng.integers(0, len(near), people.num_rows)] + rng.integers(-1, 2, people.num_rows)
    found["personen"] = replaced(people, "toetsingsinkomen", incomes * 100, rng.random(people.num_rows) < 0.3)
    ages = np.asarray([4, 12, 16, 18, 21, 23, 27])[rng.integers(0, 7, people.num_rows)]
    months = rng.integers(1, 13, len(ages))
    firsts = [date(OP.year - age, month, 1).toordinal() for age, month in zip(ages.tolist(), months.tolist(), strict=True)]
    days = np.asarray(firsts) + rng.integers(-1, 2, len(firsts)) - date(1970, 1, 1).toordinal()
    turns = (rng.random(people.num_rows) < 0.1) & np.asarray([one == "kind" for one in people["rol"].to_pylist()])
    born = np.where(turns, days, people["geboortedatum"].cast(pa.int32()).to_numpy())
    at = found["personen"].column_names.index("geboortedatum")
    found["personen"] = found["personen"].set_column(at, "geboortedatum", pa.array(born, pa.int32()).cast(pa.date32()))
    rents = marks.of("huurtoeslag.normhuur_minimum")
    for name, column, values in (("bezit", "waarde", marks.assets), ("huishoudens", "wonen.kale_huur", rents)):
        cents = np.asarray([int(one * 100) for one in values])
        table = found[name]
        drawn = cents[rng.integers(0, len(cents), table.num_rows)] + rng.integers(-1, 2, table.num_rows) * 100
        found[name] = replaced(table, column, drawn, rng.random(table.num_rows) < 0.3)
    ids = found["huishoudens"]["id"].to_pylist()
    forgetful = {one for one, forgets in zip(ids, rng.random(len(ids)) < 0.5, strict=True) if forgets}
    for name, columns in FORGOTTEN.items():
        table = found[name]
        mine = np.asarray([one in forgetful for one in table["id" if name == "huishoudens" else "huishouden"].to_pylist()], bool)
        for column in columns:
            gone = mine & (rng.random(table.num_rows) < 0.12)
            kept = pc.if_else(pa.array(~gone), table[column], pa.scalar(None, table.schema.field(column).type))
            table = table.set_column(table.column_names.index(column), column, kept)
            if f"{column}__hoogst" in table.column_names:
                table = table.drop_columns([f"{column}__hoogst"])
        found[name] = table
    return found


def replaced(table: pa.Table, column: str, cents: np.ndarray, mask: np.ndarray) -> pa.Table:
    """A table with other amounts in some rows."""
    drawn = decimals(np.asarray(cents, np.int64), np.ones(len(cents), bool)).cast(pa.decimal128(11, 2))
    return table.set_column(table.column_names.index(column), column, pc.if_else(pa.array(mask), drawn, table[column]))


def compared(rules: RuleSet, seed: int, counts: Counter[str]) -> None:
    """One part of households, each in one year."""
    rng, layout = np.random.default_rng([seed, 9]), make_layout(rules.book.files)
    year = YEARS[seed % len(YEARS)]
    program = rules.program(year)
    tables = next(make_population(PART, OP, seed, part=PART))
    clean = check(shaken(tables, MARKS[year], rng), layout, OP).tables
    rows = told(clean, layout, OP)
    situations = [Situation(one, program.linked, OP) for _, one in to_households(clean, OP)]
    known = np.asarray([not one.variables and not one.has_possible_rows for one in situations], bool)
    for mode, columns_mode, some in (("exact", "columns", known), ("bounds", "column_bounds", ~known)):
        mine = np.flatnonzero(some)
        if not len(mine):
            continue
        part = subset(rows, mine, program.linked.parents)
        facts = Sheet(part, program.linked, OP).bounds()
        if mode == "exact":
            facts = {name: exact_end(name, value, program.linked) for name, value in facts.items()}
        values = COLUMNS[year].run(columns_mode, facts)
        alone = [program.run(mode, situations[at].exact() if mode == "exact" else situations[at].bounds()) for at in mine]
        counts[f"households {mode} {year}"] += len(mine)
        for key, value in values.items():
            step = program.linked.by_key[key.split("?")[0]]
            differ(step, key, value, [one[key] for one in alone], mode, counts)


def exact_end(name: str, value: Any, linked: Any) -> Any:
    """The input of an exact run out of that of one in bounds: of what is known both ends are the same."""
    kind = linked.fact_types.get(name)
    if kind is not None and kind.kind == "keuze":
        return np.frexp(value.astype(np.float64))[1] - 1
    return value[0] if isinstance(value, tuple) and not name.startswith("#bestaat") else value


def differ(step: LinkedStep, key: str, value: Any, alone: list[Any], mode: str, counts: Counter[str]) -> None:
    """Counts the integers of one step that are not those of the household alone."""
    rows = [row for one in alone for row in ([one] if step.who == HOUSEHOLD else one)]
    choice = step.type.kind == "keuze" and "?" not in key
    ends = (value,) if mode == "exact" or choice else value
    if not rows:
        return
    months = [row if isinstance(row, list) else [row] for row in rows]
    for side, end in enumerate(ends):
        cells = months if len(ends) == 1 else [[cell[side] for cell in row] for row in months]
        wanted = np.asarray(cells, dtype=object if step.type.kind == "getal" else np.int64)
        got = np.broadcast_to(plain(end), wanted.shape)
        wrong = int((got != wanted).sum())
        counts["integers"] += wanted.size
        counts["above zero"] += int((wanted > 0).sum())
        if wrong:
            counts["different"] += wrong
            counts[f"different: {key} ({mode})"] += wrong


RULES: RuleSet
COLUMNS: dict[int, Columns] = {}
MARKS: dict[int, Marks] = {}


def begin() -> None:
    """Links the rules once in each process."""
    global RULES
    RULES = load_rules(check=False)
    for year in YEARS:
        COLUMNS[year] = Columns(RULES.program(year).linked)
        MARKS[year] = Marks(RULES.program(year).linked)


def work(seed: int) -> Counter[str]:
    """One part, in a process."""
    counts: Counter[str] = Counter()
    compared(RULES, seed, counts)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--first", type=int, default=1, help="the first seed: another one gives other households")
    given = parser.parse_args()
    total: Counter[str] = Counter()
    seeds = range(given.first, given.first + -(-given.households // PART))
    clock = time.monotonic()
    with ProcessPoolExecutor(given.jobs, initializer=begin) as pool:
        for at, counts in enumerate(pool.map(work, seeds), 1):
            total += counts
            if at % 5 == 0 or at == len(seeds):
                print(f"{at * PART} households, {time.monotonic() - clock:.0f} s: {dict(sorted(total.items()))}", flush=True)
    return 1 if total["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
