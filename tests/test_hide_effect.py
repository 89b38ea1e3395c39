"""The effect of an amendment shows nothing about a few households, and a solver finds nothing of them back."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="needs scipy, to solve for what a reader could find out")
from scipy.optimize import LinearConstraint, milp

from voorzieningen import FileError, VoorzieningenError, load_rules
from voorzieningen.batch.effect import Effect, Tally
from voorzieningen.batch.hide_effect import hide_effect
from voorzieningen.cli._batch_effect import effect_of
from voorzieningen.render.group_model import TOGETHER

DAY = date(2026, 11, 23)
MINIMUM = 10
EUR = pa.decimal128(12, 2)
PARTS = ("meer", "minder", "gelijk", "open", "niet_berekend")
COUNTS = ("meer", "minder", "gelijk", "onzeker", "niet_berekend")
SCHEMES = ("zorgtoeslag", "huurtoeslag")
KINDS = {
    "gelijk": (0, 0), "weinig meer": (1, 50), "meer": (100, 450), "veel meer": (1000, 4000), "weinig minder": (-50, -1),
    "veel minder": (-2000, -1000),
}  # fmt: skip
SEEN: Counter[str] = Counter()
Row = dict[str, Any]
Cell = tuple[str, str, str]


# --- households that somebody made up

def people(rng: np.random.Generator, size: int, differing: int) -> tuple[pa.Table, pa.Table]:
    """Results before and after: towns, types and incomes of which some are rare, and changes of which most are."""
    before, after = [], []
    towns, weights = ("Assen", "Ede", "Goes", "Urk", "Rozendaal", None), [0.7, 0.15, 0.08, 0.04, 0.02, 0.01]
    incomes = np.array([None, Decimal(9_000), Decimal(22_000), Decimal(70_000)])
    mix = rng.dirichlet([0.3] * len(KINDS))
    holds = {name: [True, *(bool(one) for one in rng.random(len(towns) - 1) < rng.choice([0.6, 1.0]))] for name in SCHEMES}
    vague, not_computed = rng.choice([0, 0.02, 0.2]), rng.choice([0, 0.02, 0.2])
    for number in range(size):
        town = int(rng.choice(len(towns), p=weights))
        head: Row = {
            "huishouden": f"h{number}", "gemeente": towns[town],
            "huishoudtype": str(rng.choice(["alleen", "paar", "overig"], p=[0.7, 0.27, 0.03])),
            "toetsingsinkomen": rng.choice(incomes, p=[0.05, 0.5, 0.4, 0.05]),
        }  # fmt: skip
        sides = [dict(head), dict(head)]
        for at, name in enumerate(SCHEMES):
            low, high = KINDS[str(rng.choice(list(KINDS), p=mix))] if at < differing else (0, 0)
            change = Decimal(int(rng.integers(low, high + 1)))
            wide = Decimal(int(rng.integers(1, 3000))) if at < differing and rng.random() < vague else Decimal(0)
            right = "niet_ingevoerd" if at < differing and rng.random() < not_computed else "ja"
            for side, more in zip(sides, (Decimal(0), change), strict=True):
                there = holds[name][town]
                side[f"{name}.recht"] = right if there else None
                side[f"{name}.bevinding"] = "klopt" if there else None
                side[f"{name}.per_jaar.laagst"] = Decimal(5_000) + more if there else None
                side[f"{name}.per_jaar.hoogst"] = Decimal(5_000) + more + wide if there else None
        before.append(sides[0])
        after.append(sides[1])
    return table(before), table(after)


def table(rows: list[Row]) -> pa.Table:
    fields = [
        pa.field(name, EUR if ".per_jaar." in name or name == "toetsingsinkomen" else pa.string()) for name in rows[0]
    ]
    return pa.Table.from_pylist(rows, pa.schema(fields, metadata={"peildatum": DAY.isoformat(), "geen_echte_mensen": "ja"}))


def effect(seed: int, size: int = 300, differing: int = 1) -> Effect:
    tally = Tally()
    tally.add(*people(np.random.default_rng(seed), size, differing))
    return tally.result()


# --- what there is, and what a reader makes of what is shown

def kind(band: Mapping[str, Any]) -> str:
    if band["van"] is None and band["tot"] is None:
        return "vaag"
    if band["van"] == 0:
        return "gelijk"
    return "meer" if band["van"] is not None and band["van"] > 0 else "minder"


def cells(shown: Effect, real: Effect) -> dict[Cell, int]:
    """The real number of each cell of what is shown, also of those between the lines."""
    truth: Counter[Cell] = Counter()
    names = {(row["indeling"], row["groep"]) for row in shown.groups.to_pylist()}
    for row in real.groups.to_pylist():
        group = row["groep"] if (row["indeling"], row["groep"]) in names else TOGETHER
        for what in PARTS:
            truth[row["indeling"], group, what] += row["onzeker"] - row["niet_berekend"] if what == "open" else row[what]
    whole = truth["alles", "alles", "meer"], truth["alles", "alles", "minder"]
    for at, band in enumerate(row for row in real.spread.to_pylist() if row["indeling"] == "alles"):
        if kind(band) in ("meer", "minder"):
            truth["band", kind(band), str(at)] = band["huishoudens"]
    for name, total in zip(("meer", "minder"), whole, strict=True):
        truth["band", name, "ongeveer"] = total - sum(value for key, value in truth.items() if key[:2] == ("band", name))
    for one in differing(real):
        truth["regeling", "", "gelijk"], truth["regeling", "", "buiten"] = one["gelijk"], real.households - one["huishoudens"]
    return truth


def differing(real: Effect) -> list[Row]:
    rows = [row for row in real.schemes.to_pylist() if row["gelijk"] != row["huishoudens"]]
    return rows if len(rows) == 1 else []


class Reader:
    """All that somebody can write down of the page and its tables: sums that must be right."""

    def __init__(self, shown: Effect, real: Effect) -> None:
        self.truth = cells(shown, real)
        self.place = {cell: number for number, cell in enumerate(self.truth)}
        self.sums: list[tuple[list[int], int]] = []
        groups = shown.groups.to_pylist()
        for row in groups:
            at = (row["indeling"], row["groep"])
            self.says([(*at, one) for one in PARTS], row["huishoudens"])
            self.counts(row, at)
        for division in {row["indeling"] for row in groups} - {"alles"}:
            mine = [row["groep"] for row in groups if row["indeling"] == division]
            for part in PARTS:
                self.same([(division, group, part) for group in mine], [("alles", "alles", part)])
        for name in ("meer", "minder"):
            self.same([cell for cell in self.truth if cell[:2] == ("band", name)], [("alles", "alles", name)])
        for number, band in enumerate(shown.spread.to_pylist()):
            vague: list[Cell] = [("band", "meer", "ongeveer"), ("band", "minder", "ongeveer")]
            vague += [("alles", "alles", "open"), ("alles", "alles", "niet_berekend")]
            what = {"vaag": vague, "gelijk": [("alles", "alles", "gelijk")]}.get(kind(band), [("band", kind(band), str(number))])
            self.says(what, band["huishoudens"])
        if one := differing(real):
            self.scheme(next(row for row in shown.schemes.to_pylist() if row["regeling"] == one[0]["regeling"]))

    def scheme(self, row: Row) -> None:
        """Where one scheme differs its numbers are those of all, but for those it is not about."""
        self.counts({**row, "gelijk": None}, ("alles", "alles"))
        self.says([("regeling", "", "gelijk")], row["gelijk"])
        self.same([("regeling", "", "gelijk"), ("regeling", "", "buiten")], [("alles", "alles", "gelijk")])
        about: list[Cell] = [("alles", "alles", one) for one in PARTS if one != "gelijk"]
        self.says([*about, ("regeling", "", "gelijk")], row["huishoudens"])

    def counts(self, row: Row, at: tuple[str, str]) -> None:
        for name in COUNTS:
            self.says([(*at, one) for one in (("open", "niet_berekend") if name == "onzeker" else (name,))], row[name])

    def says(self, what: list[Cell], value: int | None) -> None:
        if value is not None:
            assert sum(self.truth[cell] for cell in what) == value, "what is shown is not true"
            line = [0] * len(self.place)
            for cell in what:
                line[self.place[cell]] += 1
            self.sums.append((line, value))

    def same(self, some: list[Cell], others: list[Cell]) -> None:
        line = [0] * len(self.place)
        for sign, side in ((1, some), (-1, others)):
            for cell in side:
                line[self.place[cell]] += sign
        self.sums.append((line, 0))

    def range_of(self, cell: Cell) -> tuple[int, int]:
        matrix, wanted = np.array([line for line, _ in self.sums]), np.array([value for _, value in self.sums])
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(self.place))
            goal[self.place[cell]] = sign
            found: Any = milp(goal, constraints=LinearConstraint(matrix, wanted, wanted), integrality=np.ones(len(self.place)))
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]

    def small(self) -> Iterator[Cell]:
        yield from (cell for cell, value in self.truth.items() if 0 < value < MINIMUM)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from([60, 200, 600]), st.sampled_from([1, 1, 2]))
def test_no_small_number_can_be_found_back(seed: int, size: int, schemes: int) -> None:
    real = effect(seed, size, schemes)
    reader = Reader(hide_effect(real, MINIMUM), real)
    small = list(reader.small())
    SEEN["effects"] += 1
    SEEN["effects with small cells"] += bool(small)
    for cell in random.Random(seed).sample(small, min(8, len(small))):
        low, high = reader.range_of(cell)
        assert low <= reader.truth[cell] <= high, "the reader of the test must at least allow the truth"
        assert low < high, f"{cell} is {low}"
        SEEN["small cells solved for"] += 1


def test_most_of_those_had_something_to_hide(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{dict(SEEN)}")
    assert not SEEN or (SEEN["effects with small cells"] > SEEN["effects"] / 2 and SEEN["small cells solved for"] > 100)


def test_a_reader_finds_back_what_is_only_left_out() -> None:
    """The solver sees a leak: the band of no change is the count of those who stay the same."""
    real = next(one for one in map(effect, range(50)) if 0 < one.groups.to_pylist()[0]["gelijk"] < MINIMUM)
    rows = [{**row, "gelijk": None, "onzeker": None} for row in real.groups.to_pylist() if row["indeling"] == "alles"]
    leaky = replace(
        real, groups=pa.Table.from_pylist(rows, real.groups.schema),
        spread=real.spread.filter(pa.compute.equal(real.spread["indeling"], "alles")),
    )  # fmt: skip
    low, high = Reader(leaky, real).range_of(("alles", "alles", "gelijk"))
    assert low == high == rows[0]["huishoudens"] - sum(real.groups.to_pylist()[0][one] for one in ("meer", "minder", "onzeker"))


@pytest.mark.parametrize("seed", range(12))
def test_nothing_small_and_no_amount_of_one_is_shown(seed: int) -> None:
    real = effect(seed, 400, 1 + seed % 2)
    shown = hide_effect(real, MINIMUM)
    for row in (*shown.groups.to_pylist(), *shown.schemes.to_pylist(), *shown.spread.to_pylist()):
        numbers = [value for name, value in row.items() if isinstance(value, int) and name != "band"]
        assert all(value == 0 or value >= MINIMUM for value in numbers)
        assert not [name for name in row if name.startswith(("grootste", "omvang", "erbij", "eraf"))]


@pytest.mark.parametrize("seed", range(60))
def test_amounts_and_what_is_left_of_them_are_of_many(seed: int) -> None:
    """Those of a row that is shown, and those of all rows together that are not."""
    before, after = people(np.random.default_rng(seed), 80 + 10 * seed, 1)
    tally = Tally()
    tally.add(before, after)
    shown = hide_effect(tally.result(), MINIMUM)
    rows = shown.groups.to_pylist()
    name = SCHEMES[0]
    changes: dict[str, list[tuple[Row, tuple[Decimal, Decimal]]]] = {}
    for was, now in zip(before.to_pylist(), after.to_pylist(), strict=True):
        known = was[f"{name}.recht"] == "ja"
        low = now[f"{name}.per_jaar.laagst"] - was[f"{name}.per_jaar.hoogst"] if known else Decimal(0)
        high = now[f"{name}.per_jaar.hoogst"] - was[f"{name}.per_jaar.laagst"] if known else Decimal(0)
        for division in ("gemeente", "huishoudtype"):
            changes.setdefault(division, []).append(({**was, "gemeente": was["gemeente"] or "onbekend"}, (low, high)))
    for division, each in changes.items():
        mine = {row["groep"]: row for row in rows if row["indeling"] == division}
        left: list[tuple[Decimal, Decimal]] = []
        sums: dict[str, list[tuple[Decimal, Decimal]]] = {}
        for household, change in each:
            group = household[division] if household[division] in mine else TOGETHER
            if any(change):
                (left if mine[group]["verschil.laagst"] is None else sums.setdefault(group, [])).append(change)
        for group, those in sums.items():
            assert mine[group]["verschil.laagst"] == sum(low for low, _ in those) and of_many(those)
            SEEN["amounts shown"] += 1
        if rows[0]["verschil.laagst"] is not None and left:
            assert of_many(left)
            SEEN["amounts left"] += 1


def of_many(changes: list[tuple[Decimal, Decimal]]) -> bool:
    ends = [[abs(change[end]) for change in changes] for end in (0, 1)]
    return len(changes) >= MINIMUM and all(2 * max(end) <= sum(end) for end in ends)


def test_some_amounts_were_shown_and_some_left() -> None:
    assert not SEEN["amounts shown"] or (SEEN["amounts shown"] > 20 and SEEN["amounts left"] > 5)


def test_what_hides_nothing_or_is_too_small_is_refused() -> None:
    with pytest.raises(VoorzieningenError, match="--minimum"):
        hide_effect(effect(1), 2)
    with pytest.raises(FileError, match="minder dan 10"):
        hide_effect(effect(1, 9))


def test_a_few_that_are_left_out_are_not_counted_aloud() -> None:
    assert hide_effect(replace(effect(1), left_out=4)).left_out is None
    assert [hide_effect(replace(effect(1), left_out=one)).left_out for one in (0, 10)] == [0, 10]


# --- the page of it

def test_a_page_with_small_groups_can_be_made_and_shows_nothing_small(tmp_path: Path) -> None:
    (tmp_path / "wijziging.yaml").write_text(
        "wijziging: Hogere standaardpremie\ntoelichting: Wat als zij 2.200 euro was.\n"
        "bronnen: {idee: {tekst: Een idee, eigenaar: Beleid, gezien: 2026-11-23}}\n"
        "regelingen: {zorgtoeslag: {parameters: {standaardpremie: {waarden: {2026-01-01: {waarde: 2200, bron: idee}}}}}}\n",
        encoding="utf-8",
    )
    before, after = people(np.random.default_rng(5), 150, 1)

    def run(source: Path, target: Path, op: date, packs: tuple[Path, ...], overlay: Path | None) -> None:
        digest = load_rules(overlay=overlay, check=False).digest
        marks = {"peildatum": op.isoformat(), "regelset": digest, "geen_echte_mensen": "ja"}
        target.mkdir(parents=True)
        pq.write_table((after if overlay else before).replace_schema_metadata(marks), target / "uitkomsten-00000.parquet")

    effect_of(tmp_path, tmp_path / "uit", tmp_path, DAY, (), run, hide_effect)
    page = (tmp_path / "uit" / "wijziging.html").read_text(encoding="utf-8")
    assert page.count("Kleine groepen samen") >= 2 and "verborgen" in page and "Urk" not in page
    numbers = re.findall(r'<td class="getal"[^>]*>(\d+)</td>', page)
    assert len(numbers) > 20 and not [one for one in numbers if 0 < int(one) < MINIMUM]
    assert "grootste.zeker" not in pq.read_schema(tmp_path / "uit" / "tabellen" / "groepen.parquet").names
