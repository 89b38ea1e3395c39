"""The effect of an amendment on many households: counts and sums equal to those of a plain loop, whatever the parts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voorzieningen import FileError, Huishouden, load_rules, screen
from voorzieningen.audit.touched import touched
from voorzieningen.batch.effect import Effect, Tally, between_directories, check_results, income_bounds, measure
from voorzieningen.cli._batch_effect import effect_of
from voorzieningen.render.effect_page import Bar, EffectPage, Figures, effect_html, income_words
from voorzieningen.report import Report
from voorzieningen.screening import RuleSet

DAY = date(2026, 11, 23)
EUR = pa.decimal128(12, 2)
SCHEMES = ("zorgtoeslag", "huurtoeslag", "kwijtschelding_gemeente", "grens")
TOUCHED = {"zorgtoeslag", "kwijtschelding_gemeente", "grens"}
BANDS = (-1000, -500, -100, 0, 0, 100, 500, 1000)
INCOMES = (15_000, 20_000, 25_000, 30_000, 40_000, 60_000)
COUNTS = ("huishoudens", "meer", "minder", "gelijk", "onzeker", "niet_berekend", "zeker")
Row = dict[str, Any]


# --- results that somebody made up

def results(seed: int, size: int) -> tuple[list[Row], list[Row]]:
    """Households before and after, near each other, with unknown amounts, schemes that do not hold and such as protect."""
    rng = np.random.default_rng(seed)
    before, after = [], []
    for number in range(size):
        head: Row = {
            "huishouden": f"h{number}", "gemeente": rng.choice(["Assen", "Ede", None]),
            "huishoudtype": rng.choice(["alleen", "paar"]),
            "toetsingsinkomen": rng.choice([None, Decimal(15_000), Decimal("14999.99"), Decimal(70_000)]),
        }  # fmt: skip
        sides: list[Row] = [dict(head), dict(head)]
        for name in SCHEMES:
            holds = name != "kwijtschelding_gemeente" or head["gemeente"] == "Assen"
            low = Decimal(int(rng.integers(0, 200_000))) / 100
            wide = Decimal(int(rng.choice([0, 0, 0, 5_000]))) / 100
            change = Decimal(int(rng.choice([0, 0, 1, -1, 9_999, 10_000, -10_000, -9_999, 50_000, -120_000, 200_000]))) / 100
            change = max(change, -low) if name in TOUCHED else Decimal(0)
            right = str(rng.choice(["ja", "ja", "ja", "niet_ingevoerd"])) if name == "kwijtschelding_gemeente" else "ja"
            for side, more in zip(sides, (Decimal(0), change), strict=True):
                side[f"{name}.recht"] = right if holds else None
                side[f"{name}.bevinding"] = ("ter_informatie" if name == "grens" else "onbenut") if holds else None
                side[f"{name}.per_jaar.laagst"] = low + more if holds else None
                side[f"{name}.per_jaar.hoogst"] = low + more + wide if holds else None
        before.append(sides[0])
        after.append(sides[1])
    return before, after


def table(rows: list[Row]) -> pa.Table:
    fields = []
    for name in rows[0]:
        money = ".per_jaar." in name or name == "toetsingsinkomen"
        kind = EUR if money else pa.string() if name == "huishouden" else pa.dictionary(pa.int8(), pa.string())
        fields.append(pa.field(name, kind))
    return pa.Table.from_pylist(rows, pa.schema(fields, metadata={"peildatum": "2026-11-23", "geen_echte_mensen": "ja"}))


def plain(before: list[Row], after: list[Row]) -> tuple[dict[str, Row], dict[tuple[str, str], Row], dict[Any, int]]:
    """The same numbers by a loop over households in Decimal."""
    schemes: dict[str, Row] = {}
    groups: dict[tuple[str, str], Row] = {}
    spread: dict[Any, int] = defaultdict(int)
    for was, now in zip(before, after, strict=True):
        low = high = Decimal(0)
        known = True
        for name in SCHEMES:
            if was[f"{name}.recht"] is None or was[f"{name}.bevinding"] == "ter_informatie":
                continue
            one: tuple[Decimal, Decimal] | None = (Decimal(0), Decimal(0))
            if name in TOUCHED:
                ends = [[side[f"{name}.per_jaar.{end}"] for end in ("laagst", "hoogst")] for side in (was, now)]
                one = (ends[1][0] - ends[0][1], ends[1][1] - ends[0][0]) if was[f"{name}.recht"] == "ja" else None
            count(schemes.setdefault(name, empty()), one)
            known &= one is not None
            low, high = (low + one[0], high + one[1]) if one else (low, high)
        change = (low, high) if known else None
        income = was["toetsingsinkomen"]
        band = "onbekend" if income is None else str(sum(income >= edge for edge in INCOMES))
        for key in (
            ("alles", "alles"), ("huishoudtype", was["huishoudtype"]), ("gemeente", was["gemeente"] or "onbekend"),
            ("inkomen", band),
        ):  # fmt: skip
            count(groups.setdefault(key, empty()), change)
            spread[(*key, band_of(low) if change and low == high else -1)] += 1
    return schemes, groups, spread


def band_of(change: Decimal) -> int:
    above = sum(change >= edge for edge in (100, 500, 1000)) + 5
    return 4 if change == 0 else above if change > 0 else sum(change > edge for edge in (-1000, -500, -100))


def empty() -> Row:
    ends = [f"{what}.{end}" for what in ("verschil", "omvang", "grootste") for end in ("zeker", "laagst", "hoogst")]
    return dict.fromkeys(COUNTS, 0) | dict.fromkeys(("erbij", "eraf", *ends), Decimal(0))


def count(row: Row, change: tuple[Decimal, Decimal] | None) -> None:
    row["huishoudens"] += 1
    if change is None:
        row["niet_berekend"] += 1
        row["onzeker"] += 1
        return
    low, high = change
    kind = "meer" if low > 0 else "minder" if high < 0 else "gelijk" if low == high == 0 else "onzeker"
    row[kind] += 1
    for end, amount in (("laagst", low), ("hoogst", high), *((("zeker", low),) if low == high else ())):
        row[f"verschil.{end}"] += amount
        row[f"omvang.{end}"] += abs(amount)
        row[f"grootste.{end}"] = max(row[f"grootste.{end}"], abs(amount))
    row["erbij"] += max(low, Decimal(0))
    row["eraf"] += min(high, Decimal(0))
    if low == high:
        row["zeker"] += 1


def told(before: pa.Table, after: pa.Table, *sizes: int) -> Effect:
    tally, start = Tally(TOUCHED), 0
    for size in (*sizes, before.num_rows):
        tally.add(before.slice(start, size), after.slice(start, size))
        start += size
    return tally.result()


@pytest.mark.parametrize("seed", range(3))
def test_counts_and_sums_are_those_of_a_plain_loop(seed: int) -> None:
    before, after = results(seed, 400)
    found = told(table(before), table(after))
    schemes, groups, spread = plain(before, after)
    assert {row.pop("regeling"): row for row in found.schemes.to_pylist()} == schemes
    assert sum(row["meer"] for row in schemes.values()) > 100 and sum(row["minder"] for row in schemes.values()) > 100
    rows = {(row.pop("indeling"), row.pop("groep")): row for row in found.groups.to_pylist()}
    for row in rows.values():
        exact = row["verschil.zeker"] / row["zeker"]
        assert abs(row.pop("gemiddeld") - exact) <= Decimal("0.005")
    assert rows == groups and len({key[0] for key in groups}) == 4
    shown = {(row["indeling"], row["groep"], row["band"]): row["huishoudens"] for row in found.spread.to_pylist()}
    assert {key: number for key, number in shown.items() if number} == spread
    assert {key[2] for key in spread} == {*range(9), -1}, "every band occurs"
    assert found.households == 400 and found.not_real


def test_the_parts_do_not_matter_and_neither_does_the_order_within_one() -> None:
    before, after = (table(rows) for rows in results(7, 300))
    whole = told(before, after)
    assert told(before, after, *[3] * 90) == whole
    shuffled = after.take(np.random.default_rng(1).permutation(300))
    assert told(before, shuffled) == whole


def test_every_household_is_counted_once_and_one_side_alone_is_left_out() -> None:
    before, after = (table(rows) for rows in results(8, 50))
    found = told(before, after.slice(5))
    assert (found.households, found.left_out) == (45, 5)
    for division in {row["indeling"] for row in found.groups.to_pylist()}:
        rows = [row for row in found.groups.to_pylist() if row["indeling"] == division]
        assert sum(row["huishoudens"] for row in rows) == 45
        assert all(sum(row[kind] for kind in COUNTS[1:5]) == row["huishoudens"] for row in rows)


def test_bands_say_where_they_begin_and_end() -> None:
    before, after = (table(rows) for rows in results(9, 20))
    rows = [row for row in told(before, after).spread.to_pylist() if row["indeling"] == "alles"]
    assert [(row["van"], row["tot"]) for row in rows][3:6] == [
        (Decimal("-99.99"), Decimal("-0.01")), (Decimal("0.00"), Decimal("0.00")), (Decimal("0.01"), Decimal("99.99")),
    ]  # fmt: skip
    assert (rows[0]["van"], rows[0]["tot"], rows[-1]["van"]) == (None, Decimal("-1000.00"), None)


def test_no_household_at_all_is_a_fault() -> None:
    with pytest.raises(FileError, match="geen enkel huishouden"):
        Tally().result()


# --- directories

def test_two_directories_are_held_beside_each_other(tmp_path: Path) -> None:
    before, after = (table(rows) for rows in results(11, 90))
    for name, one in (("voor", before), ("na", after)):
        (tmp_path / name).mkdir()
        for part in range(3):
            pq.write_table(one.slice(part * 30, 30), tmp_path / name / f"uitkomsten-{part:05}.parquet")
    assert between_directories(tmp_path / "voor", tmp_path / "na", TOUCHED) == told(before, after)
    other = one.slice(0, 30).replace_schema_metadata({"peildatum": "2025-01-01"})
    pq.write_table(other, tmp_path / "na" / "uitkomsten-00000.parquet")
    with pytest.raises(FileError, match="van een andere dag"):
        between_directories(tmp_path / "voor", tmp_path / "na")
    (tmp_path / "na" / "uitkomsten-00002.parquet").unlink()
    with pytest.raises(FileError, match="andere delen"):
        between_directories(tmp_path / "voor", tmp_path / "na")
    with pytest.raises(FileError, match="geen uitkomsten"):
        between_directories(tmp_path, tmp_path / "na")


# --- real rules

AMENDMENT = """wijziging: Hogere standaardpremie
toelichting: Wat als de standaardpremie 2.200 euro was.
bronnen: {idee: {tekst: Een idee, eigenaar: Beleid, gezien: 2026-11-23}}
regelingen:
  zorgtoeslag: {parameters: {standaardpremie: {waarden: {2026-01-01: {waarde: 2200, bron: idee}}}}}
"""


@dataclass(frozen=True)
class Single:
    """Stands in for the engine of the columns: screens one household after the other."""

    rules: RuleSet
    households: Mapping[str, Huishouden]

    def run(self, tables: Mapping[str, pa.Table]) -> tuple[pa.Table, pa.Table]:
        rows = []
        for name in tables["huishoudens"]["id"].to_pylist():
            report = self.report(name)
            row: Row = {"huishouden": name, "gemeente": report.gemeente, "huishoudtype": "alleen"}
            for scheme, found in report.regelingen.items():
                row[f"{scheme}.recht"], row[f"{scheme}.bevinding"] = found.recht, found.bevinding
                row[f"{scheme}.per_jaar.laagst"] = found.per_jaar.laagst
                row[f"{scheme}.per_jaar.hoogst"] = found.per_jaar.hoogst
            rows.append(row)
        return table(rows), pa.table({})

    def report(self, name: str) -> Report:
        return screen(self.households[name], DAY, self.rules, ruw=True)


def household(income: int | None, **more: Any) -> Huishouden:
    person = {"rol": "aanvrager", "geboortedatum": date(1985, 1, 1), "verzekerd": True, "rendementsgrondslag": 0} | more
    person |= {"toetsingsinkomen": {2025: income, 2026: income}} if income is not None else {}
    return Huishouden.model_validate({"peildatum": DAY, "sinds": date(2020, 1, 1), "personen": [person]})


def people(households: Mapping[str, Huishouden]) -> dict[str, pa.Table]:
    """The tables of the households, as far as the incomes need them."""
    ids = list(households)
    incomes = [one.personen[0].toetsingsinkomen for one in households.values()]
    told = [name for name, income in zip(ids, incomes, strict=True) if income is not None]
    dated = {"huishouden": told, "tabel": ["personen"] * len(told), "persoon": [1] * len(told),
             "veld": ["toetsingsinkomen"] * len(told), "vanaf": [date(2026, 1, 1)] * len(told),
             "waarde": [name.removeprefix("i") for name in told], "waarde_hoogst": pa.nulls(len(told), pa.string())}  # fmt: skip
    return {
        "huishoudens": pa.table({"id": ids}), "verloop": pa.table(dated),
        "personen": pa.table({"huishouden": ids, "nummer": [1] * len(ids), "rol": ["aanvrager"] * len(ids),
                              "toetsingsinkomen": pa.nulls(len(ids), pa.decimal128(11, 2))}),
    }  # fmt: skip


@cache
def law() -> RuleSet:
    return load_rules()


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    folder = tmp_path_factory.mktemp("wijziging")
    (folder / "wijziging.yaml").write_text(AMENDMENT, encoding="utf-8")
    return load_rules(overlay=folder, check=False)


def parts(tables: Mapping[str, pa.Table], size: int) -> Iterator[dict[str, pa.Table]]:
    for start in range(0, tables["huishoudens"].num_rows, size):
        ids = tables["huishoudens"]["id"].slice(start, size)
        keys = {"huishoudens": "id", "personen": "huishouden", "verloop": "huishouden"}
        yield {name: one.filter(pa.compute.is_in(one[keys[name]], value_set=ids)) for name, one in tables.items()}


def test_only_what_rests_on_the_change_is_touched(other: RuleSet) -> None:
    assert touched(law(), other, 2026) == {"zorgtoeslag", "beslagvrije_voet"}
    assert touched(law(), other, 2025) == frozenset()
    assert touched(law(), load_rules(), 2026) == frozenset()


def test_the_effect_of_a_higher_premium_is_what_the_reports_say(other: RuleSet) -> None:
    households = {f"i{income}": household(income) for income in (12_000, 21_500, 29_000, 40_200, 60_000)}
    households |= {"onverzekerd": household(20_000, verzekerd=False), "stil": household(None)}
    sides = [Single(rules, households) for rules in (law(), other)]
    done: list[int] = []
    tables = people(households)
    tables["verloop"] = tables["verloop"].filter(pa.compute.not_equal(tables["verloop"]["huishouden"], "onverzekerd"))
    found = measure(parts(tables, 3), sides[0], sides[1], DAY, touched(law(), other, 2026), done.append)
    assert done == [3, 6, 7]
    paid = [{name: side.report(name).regelingen["zorgtoeslag"].per_jaar for name in households} for side in sides]
    sure = {name: paid[1][name].laagst - paid[0][name].laagst for name in households if name != "stil"}
    row = next(one for one in found.schemes.to_pylist() if one["regeling"] == "zorgtoeslag")
    assert row["verschil.zeker"] == sum(sure.values()) and row["meer"] == sum(one > 0 for one in sure.values()) == 4
    assert (row["gelijk"], row["onzeker"], row["minder"]) == (2, 1, 0)
    silent = paid[1]["stil"].hoogst - paid[0]["stil"].laagst
    assert row["verschil.hoogst"] == row["verschil.zeker"] + silent
    whole = next(one for one in found.groups.to_pylist() if one["indeling"] == "alles")
    # A silent household is unknown in nearly every scheme; only what the change reaches makes its effect unknown.
    assert (whole["meer"], whole["gelijk"], whole["onzeker"], whole["verschil.hoogst"]) == (4, 2, 1, row["verschil.hoogst"])
    bands = {one["groep"]: one["huishoudens"] for one in found.groups.to_pylist() if one["indeling"] == "inkomen"}
    assert bands == {"0": 1, "2": 1, "3": 1, "5": 1, "6": 1, "onbekend": 2}


@pytest.mark.parametrize("income", [9_000, 21_500, 30_500, 39_719])
def test_the_change_of_a_completed_household_lies_within_that_of_the_silent_one(income: int, other: RuleSet) -> None:
    sides = [Single(rules, {"stil": household(None), "vol": household(income)}) for rules in (law(), other)]
    paid = [{name: side.report(name).regelingen["zorgtoeslag"].per_jaar for name in side.households} for side in sides]
    tables = {"huishoudens": pa.table({"id": ["stil"]})}
    found = measure([tables], sides[0], sides[1], DAY, touched(law(), other, 2026))
    whole = found.groups.to_pylist()[0]
    assert whole["verschil.laagst"] <= paid[1]["vol"].laagst - paid[0]["vol"].laagst <= whole["verschil.hoogst"]


# --- the command

@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wijziging")
    (target / "wijziging.yaml").write_text(AMENDMENT, encoding="utf-8")
    return target


HOUSEHOLDS = {f"i{income}": household(income) for income in (12_000, 21_500, 29_000, 39_710, 60_000)} | {"stil": household(None)}


def run(source: Path, target: Path, op: date, packs: tuple[Path, ...], overlay: Path | None) -> None:
    """What `batch run` does, one household after the other."""
    assert op == DAY and not packs
    rules = load_rules(overlay=overlay, check=False) if overlay else law()
    found, _ = Single(rules, HOUSEHOLDS).run({"huishoudens": pa.table({"id": list(HOUSEHOLDS)})})
    target.mkdir(parents=True)
    marks = {"peildatum": op.isoformat(), "regelset": rules.digest, "geen_echte_mensen": "ja"}
    pq.write_table(found.replace_schema_metadata(marks), target / "uitkomsten-00000.parquet")


def hide(effect: Effect) -> Effect:
    """Hides the smallest groups; the real one is that of the group report."""
    rows = effect.groups.to_pylist()
    for row in rows:
        if row["indeling"] == "gemeente" and row["huishoudens"] < 10:
            row |= {name: None for name in row if name not in ("indeling", "groep")}
    return replace(effect, groups=pa.Table.from_pylist(rows, effect.groups.schema))


def test_the_command_writes_a_page_tables_and_a_receipt(tmp_path: Path, folder: Path) -> None:
    effect_of(tmp_path, tmp_path / "uit", folder, DAY, (), run, hide)
    page = (tmp_path / "uit" / "wijziging.html").read_text(encoding="utf-8")
    for told in (
        "Hogere standaardpremie", "Dit zijn geen echte mensen", "Krijgen meer: 4 van de 6", "Niet zeker: 1.",
        "2119 → 2200", "<th scope=\"row\">Zorgtoeslag</th>", "€ 0,01 tot en met € 99,99 meer", "Niet de wet".lower(),
    ):  # fmt: skip
        assert told in page.replace("€\u00a0", "€ "), told
    assert page.count("verborgen") == 7, "six figures of one municipality, and what it means"
    assert "<script" not in page and "http" not in page.replace("http-equiv", ""), "nothing from elsewhere"
    receipt = json.loads((tmp_path / "uit" / "bewijs.json").read_text(encoding="utf-8"))
    assert receipt["huishoudens"] == 6 and receipt["regels"]["voor"] != receipt["regels"]["na"] and receipt["wijziging"]
    rows = pq.read_table(tmp_path / "uit" / "tabellen" / "groepen.parquet").to_pylist()
    assert next(row for row in rows if row["indeling"] == "alles")["meer"] == 4


def test_results_of_other_rules_or_another_day_are_not_used(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="geen uitkomsten"):
        check_results(tmp_path, "sha256:a", DAY)
    found = pa.table({"huishouden": ["a"]}).replace_schema_metadata({"peildatum": DAY.isoformat(), "regelset": "sha256:a"})
    pq.write_table(found, tmp_path / "uitkomsten-00000.parquet")
    check_results(tmp_path, "sha256:a", DAY)
    for digest, day in (("sha256:b", DAY), ("sha256:a", date(2026, 11, 24))):
        with pytest.raises(FileError, match="van andere regels of van een andere dag"):
            check_results(tmp_path, digest, day)


def test_what_is_hidden_stays_hidden_on_the_page_and_texts_are_escaped() -> None:
    hidden = Figures("Ede", None, None, None, None, None, None, None, None, None)
    page = EffectPage(
        "<b>Plan</b>", "", DAY, False, 0, "2026.11.0", ("sha256:a", "sha256:b"),
        Figures("", 100, 50, 0, 50, 0, Decimal(5), Decimal(5)), [hidden],
        [Bar(None, Decimal(-1000), None)], [hidden], [hidden], [], [],
    )  # fmt: skip
    shown = effect_html(page).replace("€\u00a0", "€ ")
    assert "&lt;b&gt;Plan&lt;/b&gt;" in shown and "<b>" not in shown
    assert shown.count("verborgen") > 8 and "mee uitrekenen" in shown
    assert "€ 1.000 of meer eraf" in shown and "geen echte mensen" not in shown


@pytest.mark.parametrize(("low", "high", "told"), [
    (None, Decimal(15_000), "Tot € 15.000"), (Decimal(60_000), None, "€ 60.000 of meer"), (None, None, "Niet bekend"),
    (Decimal(15_000), Decimal(20_000), "€ 15.000 tot € 20.000"),
])  # fmt: skip
def test_bands_of_income_read_well(low: Decimal | None, high: Decimal | None, told: str) -> None:
    assert income_words(low, high) == told
    assert (low, high) in [income_bounds(group) for group in (*map(str, range(7)), "onbekend")]
