"""Files of tables: what is wrong with one is said by file, row and column; nothing is lost and no household goes half."""

from __future__ import annotations

import ast
import csv
import re
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voorzieningen import FileError, load_rules
from voorzieningen.batch import layout as columns
from voorzieningen.batch import read
from voorzieningen.batch.check import ALONG, FAULT, Checked, check
from voorzieningen.batch.layout import HIGHEST, HOUSE, HOUSEHOLDS, ID, PEOPLE, Layout, make_layout
from voorzieningen.batch.read import find_sources
from voorzieningen.batch.schemas import AMOUNT, INVENTED
from voorzieningen.batch.split import bucket_count, bucket_folder, read_bucket, split
from voorzieningen.batch.template import HEADINGS, told, write_template
from voorzieningen.texts import texts

OP = date(2026, 11, 22)
ROOM = Path(columns.__file__).parent
Row = Mapping[str, Any]


@cache
def layout() -> Layout:
    return make_layout(load_rules().book.files)


HOUSES: Sequence[Row] = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
PERSONS: Sequence[Row] = [
    {"huishouden": house, "nummer": "1", "rol": "aanvrager", "geboortedatum": "1988-04-02"} for house in "abc"
]


def write(folder: Path, **tables: Sequence[Row]) -> Path:
    """Writes CSV files; households and persons are there unless given."""
    folder.mkdir(exist_ok=True)
    for name, rows in {HOUSEHOLDS: HOUSES, PEOPLE: PERSONS, **tables}.items():
        names = list(dict.fromkeys(key for row in rows for key in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def through(folder: Path, work: Path, buckets: int = 3) -> list[Checked]:
    """Every bucket of a folder, checked; all that came in came out."""
    sources = find_sources(folder, layout())
    counts = split(sources, work, buckets)
    found = []
    for number in range(buckets):
        bucket = read_bucket(bucket_folder(work, number))
        found.append(check(bucket.tables, layout(), OP, bucket.broken))
    for name, count in counts.items():
        assert sum(one.accepted[name] + one.refused[name] for one in found) == count, name
        rows = [row for one in found for row in one.rejects.to_pylist() if row["bestand"] == name]
        assert len({row["rij"] for row in rows}) == sum(one.refused[name] for one in found), name
    return found


def faults(found: list[Checked]) -> set[tuple[str, int, str | None]]:
    """The file, row and column of each fault."""
    rows = [row for one in found for row in one.rejects.to_pylist()]
    assert all(row["reden"] and row["herstel"] and row["soort"] in (FAULT, ALONG) for row in rows)
    return {(row["bestand"], row["rij"], row["kolom"]) for row in rows if row["soort"] == FAULT}


def kept(found: list[Checked]) -> set[str]:
    return {name for one in found for name in one.tables[HOUSEHOLDS][ID].to_pylist()}


def persons(*rows: Row) -> list[Row]:
    return [*PERSONS, *rows]


def other(role: str = "kind", number: str = "2", **more: Any) -> Row:
    return {"huishouden": "b", "nummer": number, "rol": role, "geboortedatum": "2012-04-02", **more}


def own(**more: Any) -> list[Row]:
    return [PERSONS[0], {**PERSONS[1], **more}, PERSONS[2]]


def listed(**more: Any) -> Row:
    return {"huishouden": "b", **more}


def later(**more: Any) -> Row:
    return {"huishouden": "b", "tabel": "huishoudens", "persoon": None, "rij": None, "veld": "wonen.kale_huur",
            "vanaf": "2026-07-01", "waarde": "600", "waarde_hoogst": None, "jaren": None, **more}  # fmt: skip


def home(**more: Any) -> list[Row]:
    return [HOUSES[0], {"id": "b", **{re.sub("__(?!hoogst)", ".", name): value for name, value in more.items()}}, HOUSES[2]]


TWICE = [later(), later(waarde="700")]
WAGE = listed(persoon="1", soort="loon", bruto="2000")
SEEDED: dict[str, tuple[dict[str, Sequence[Row]], tuple[str, int, str | None]]] = {
    "no number": ({PEOPLE: own(toetsingsinkomen="veel")}, (PEOPLE, 2, "toetsingsinkomen")),
    "decimal comma": ({PEOPLE: own(zorgkosten="12,50")}, (PEOPLE, 2, "zorgkosten")),
    "too many decimals": ({PEOPLE: own(zorgkosten="12.505")}, (PEOPLE, 2, "zorgkosten")),
    "no whole number": ({PEOPLE: own(toetsingsinkomen="12.50")}, (PEOPLE, 2, "toetsingsinkomen")),
    "above the maximum": ({HOUSEHOLDS: home(wonen__kale_huur="10000.01")}, (HOUSEHOLDS, 2, "wonen.kale_huur")),
    "below the minimum": ({HOUSEHOLDS: home(wonen__kale_huur="-1")}, (HOUSEHOLDS, 2, "wonen.kale_huur")),
    "no such day": ({PEOPLE: own(geboortedatum="2026-02-30")}, (PEOPLE, 2, "geboortedatum")),
    "another order of the day": ({PEOPLE: own(geboortedatum="02-04-1988")}, (PEOPLE, 2, "geboortedatum")),
    "no choice": ({PEOPLE: own(activiteit="slapen")}, (PEOPLE, 2, "activiteit")),
    "a choice twice": ({PEOPLE: own(activiteit="werk|werk")}, (PEOPLE, 2, "activiteit")),
    "a set where one belongs": ({PEOPLE: own(rol="aanvrager|partner")}, (PEOPLE, 2, "rol")),
    "no truth": ({PEOPLE: own(verzekerd="true")}, (PEOPLE, 2, "verzekerd")),
    "unknown in the cell": ({PEOPLE: own(verzekerd="onbekend")}, (PEOPLE, 2, "verzekerd")),
    "no role": ({PEOPLE: own(rol="")}, (PEOPLE, 2, "rol")),
    "no number of a person": ({PEOPLE: own(nummer="")}, (PEOPLE, 2, "nummer")),
    "a number that is no number": ({PEOPLE: own(nummer="een")}, (PEOPLE, 2, "nummer")),
    "unknown name in onbekend": ({PEOPLE: own(onbekend="verzekert")}, (PEOPLE, 2, "onbekend")),
    "known and unknown": ({PEOPLE: own(verzekerd="ja", onbekend="verzekerd")}, (PEOPLE, 2, "verzekerd")),
    "a role cannot be unknown": ({PEOPLE: own(onbekend="rol")}, (PEOPLE, 2, "onbekend")),
    "range the wrong way": (
        {HOUSEHOLDS: home(wonen__kale_huur="700", wonen__kale_huur__hoogst="600")}, (HOUSEHOLDS, 2, f"wonen.kale_huur{HIGHEST}"),
    ),
    "highest without lowest": (
        {HOUSEHOLDS: home(wonen__kale_huur="", wonen__kale_huur__hoogst="600")}, (HOUSEHOLDS, 2, f"wonen.kale_huur{HIGHEST}"),
    ),
    "no service costs and an amount": (
        {HOUSEHOLDS: home(wonen__servicekosten="nee", wonen__servicekosten__energie="5")}, (HOUSEHOLDS, 2, "wonen.servicekosten"),
    ),
    "a name that is too long": ({HOUSEHOLDS: home(gemeente="x" * 81)}, (HOUSEHOLDS, 2, "gemeente")),
    "the same id twice": ({HOUSEHOLDS: [*HOUSES, {"id": "b"}]}, (HOUSEHOLDS, 4, "id")),
    "no persons": ({PEOPLE: [PERSONS[0], PERSONS[2]]}, (HOUSEHOLDS, 2, PEOPLE)),
    "no aanvrager": ({PEOPLE: own(rol="partner")}, (HOUSEHOLDS, 2, PEOPLE)),
    "two aanvragers": ({PEOPLE: persons(other("aanvrager"))}, (PEOPLE, 4, "rol")),
    "two partners": ({PEOPLE: persons(other("partner"), other("partner", "3"))}, (PEOPLE, 5, "rol")),
    "a number twice": ({PEOPLE: persons(other(number="1"))}, (PEOPLE, 4, "nummer")),
    "a number left out": ({PEOPLE: persons(other(number="3"))}, (PEOPLE, 4, "nummer")),
    "thirteen persons": ({PEOPLE: persons(*(other(number=str(at)) for at in range(2, 14)))}, (PEOPLE, 15, "nummer")),
    "no date of birth": ({PEOPLE: own(geboortedatum="")}, (PEOPLE, 2, "geboortedatum")),
    "age and date of birth": ({PEOPLE: own(leeftijd="38")}, (PEOPLE, 2, "leeftijd")),
    "an age that cannot be": ({PEOPLE: own(geboortedatum="", leeftijd="121")}, (PEOPLE, 2, "leeftijd")),
    "tot before van": ({PEOPLE: own(van="2026-05-01", tot="2026-04-30")}, (PEOPLE, 2, "tot")),
    "a list of nobody": ({"schulden": [listed(soort="bank"), {"huishouden": "z", "soort": "bank"}]}, ("schulden", 2, HOUSE)),
    "a row without household": ({"schulden": [listed(soort="bank"), {"soort": "bank"}]}, ("schulden", 2, HOUSE)),
    "income of nobody": ({"inkomens": [listed(persoon="2", soort="loon")]}, ("inkomens", 1, "persoon")),
    "income without person": ({"inkomens": [listed(persoon="", soort="loon")]}, ("inkomens", 1, "persoon")),
    "a cost of nobody": ({"kosten": [listed(persoon="2", soort="bril")]}, ("kosten", 1, "persoon")),
    "a list that is too long": ({"schulden": [listed(soort="bank")] * 51}, ("schulden", 51, HOUSE)),
    "a list of a person that is too long": ({"inkomens": [WAGE] * 51}, ("inkomens", 51, HOUSE)),
    "a list told and not told": (
        {HOUSEHOLDS: home(onbekend="schulden"), "schulden": [listed(soort="bank")]}, (HOUSEHOLDS, 2, "onbekend"),
    ),
    "a list of a person told and not told": ({PEOPLE: own(onbekend="inkomens"), "inkomens": [WAGE]}, (PEOPLE, 2, "onbekend")),
    "months twice": ({"uitgaven": [listed(soort="overig", **{"in": "mei|mei"})]}, ("uitgaven", 1, "in")),
    "received twice": ({"ontvangt": [listed(regeling="zorgtoeslag", bedrag="5")] * 2}, ("ontvangt", 2, "regeling")),
    "received under nearly a name": ({"ontvangt": [listed(regeling="zorgtoeslagg", bedrag="5")]}, ("ontvangt", 1, "regeling")),
    "received without amount": ({"ontvangt": [listed(regeling="zorgtoeslag", bedrag="")]}, ("ontvangt", 1, "bedrag")),
    "no word": ({"ontvangt": [listed(regeling="Zorg toeslag", bedrag="5")]}, ("ontvangt", 1, "regeling")),
    "by date and without": ({HOUSEHOLDS: home(wonen__kale_huur="5"), "verloop": [later()]}, ("verloop", 1, "veld")),
    "by date and unknown": ({HOUSEHOLDS: home(onbekend="wonen.kale_huur"), "verloop": [later()]}, ("verloop", 1, "veld")),
    "one day twice": ({"verloop": TWICE}, ("verloop", 2, "vanaf")),
    "no field": ({"verloop": [later(veld="wonen.huur")]}, ("verloop", 1, "veld")),
    "a field without dates": ({"verloop": [later(veld="sinds", waarde="2026-01-01")]}, ("verloop", 1, "veld")),
    "no table": ({"verloop": [later(tabel="huizen")]}, ("verloop", 1, "tabel")),
    "a table that is not there": ({"verloop": [later(tabel="schulden", rij="1", veld="bedrag")]}, ("verloop", 1, "tabel")),
    "a value that does not fit": ({"verloop": [later(waarde="veel")]}, ("verloop", 1, "waarde")),
    "a value beyond the limit": ({"verloop": [later(waarde="10001")]}, ("verloop", 1, "waarde")),
    "a range by date the wrong way": ({"verloop": [later(waarde_hoogst="5")]}, ("verloop", 1, "waarde_hoogst")),
    "a range of a truth": (
        {"verloop": [later(veld="schuldhulp", waarde="nee", waarde_hoogst="ja")]}, ("verloop", 1, "waarde_hoogst"),
    ),
    "a year in July": ({"verloop": [later(jaren="ja")]}, ("verloop", 1, "vanaf")),
    "by date of no person": ({"verloop": [later(tabel=PEOPLE, veld="wlz", waarde="ja")]}, ("verloop", 1, "persoon")),
    "by date of another person": (
        {"verloop": [later(tabel=PEOPLE, veld="wlz", waarde="ja", persoon="2")]}, ("verloop", 1, "persoon"),
    ),
    "by date of a person too many": ({"verloop": [later(persoon="1")]}, ("verloop", 1, "persoon")),
    "by date of no row": (
        {"schulden": [listed(soort="bank")], "verloop": [later(tabel="schulden", rij="2", veld="bedrag")]}, ("verloop", 1, "rij"),
    ),
    "by date of a row too many": ({"verloop": [later(rij="1")]}, ("verloop", 1, "rij")),
    "by date of no receipt": (
        {"ontvangt": [listed(regeling="zorgtoeslag", bedrag="5")], "verloop": [later(tabel="ontvangt", veld="huurtoeslag")]},
        ("verloop", 1, "veld"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEDED)
def test_each_fault_is_named_and_takes_its_household_along(name: str, tmp_path: Path) -> None:
    tables, wanted = SEEDED[name]
    found = through(write(tmp_path / "in", **tables), tmp_path / "work")
    assert wanted in faults(found), faults(found)
    lone = name in ("a list of nobody", "a row without household")
    assert kept(found) == ({"a", "b", "c"} if lone else {"a", "c"})
    rows = [row for one in found for table in one.tables.values() for row in table.to_pylist()]
    assert lone or not [row for row in rows if row.get(HOUSE, row.get(ID)) == "b"]


def test_what_is_right_goes_through_in_its_type(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in",
        huishoudens=home(**{"wonen__kale_huur": "612.350", "gemeente": "Emmen", "onbekend": "sinds schulden"}),
        personen=own(activiteit="werk|geen", toetsingsinkomen="21500", geboortedatum="", leeftijd="35", leeftijd__hoogst="40"),
        inkomens=[WAGE],
        verloop=[later(tabel="inkomens", persoon="1", rij="1", veld="netto", waarde="onbekend")],
    )
    one, *_ = through(folder, tmp_path / "work", 1)
    assert one.rejects.num_rows == 0, one.rejects.to_pylist()
    house, person = one.tables[HOUSEHOLDS].to_pylist()[1], one.tables[PEOPLE].to_pylist()[1]
    assert (house["wonen.kale_huur"], house["gemeente"], house["onbekend"]) == (Decimal("612.35"), "Emmen", "sinds schulden")
    assert (person["activiteit"], person["nummer"], person["toetsingsinkomen"]) == ("geen|werk", 1, Decimal(21500))
    assert (person["leeftijd"], person["leeftijd__hoogst"]) == (35, 40)
    assert one.tables[HOUSEHOLDS].schema.field("wonen.kale_huur").metadata[b"eenheid"] == b"EUR/maand"


def test_parquet_of_other_systems_is_read_as_it_is_meant(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    houses = pa.table({"id": [1, 2, 3], "wonen.kale_huur": [612.35, None, 700.0], "sinds": [datetime(2024, 5, 1)] * 3})
    pq.write_table(houses.replace_schema_metadata({INVENTED: "ja"}), folder / "huishoudens.parquet")
    people = {
        "huishouden": ["1", "2", "3"],
        "nummer": [1.0, 1.0, 1.0],
        "rol": pa.array(["aanvrager"] * 3).dictionary_encode(),
        "geboortedatum": [datetime(1988, 4, 2), datetime(1988, 4, 2, 9), datetime(1988, 4, 2)],
        "verzekerd": [True, False, None],
        "toetsingsinkomen": pa.array([21500, 0, 1 << 40]),
        "zorgkosten": pa.array([Decimal("5.500"), None, None], pa.decimal128(9, 3)),
    }
    pq.write_table(pa.table(people), folder / "personen.parquet")
    one, *_ = through(folder, tmp_path / "work", 1)
    assert faults([one]) == {(PEOPLE, 2, "geboortedatum"), (PEOPLE, 3, "toetsingsinkomen")}
    assert one.tables[HOUSEHOLDS].to_pylist() == [{"id": "1", "wonen.kale_huur": Decimal("612.35"), "sinds": date(2024, 5, 1)}]
    person = one.tables[PEOPLE]
    assert (person["nummer"].to_pylist(), person["zorgkosten"].to_pylist()) == ([1], [Decimal("5.50")])
    assert person["zorgkosten"].type == AMOUNT and one.tables[HOUSEHOLDS].schema.metadata[INVENTED] == b"ja"


# --- a file that cannot be used at all


def wrong(folder: Path) -> FileError:
    with pytest.raises(FileError) as caught:
        find_sources(folder, layout())
    return caught.value


@pytest.mark.parametrize("text, what, repair", [
    ("", "leeg", "eerste regel"),
    ("id;gemeente\na;Emmen\n", "geen komma", "612.35"),
    ("id\tgemeente\n", "geen komma", "komma"),
    ("gemeente\nEmmen\n", "`id` ontbreekt", "Voeg"),
    ("id,id\na,b\n", "twee keer", "een over"),
    ("id,Gemeente\na,b\n", "`Gemeente` bestaat niet", "`gemeente`"),
    ("id,wonen.kalehuur\na,5\n", "bestaat niet", "`wonen.kale_huur`"),
    ("id,naam\na,b\n", "`naam` bestaat niet", "Namen van mensen"),
    ("id,zzz\na,b\n", "bestaat niet", "Haal de kolom weg"),
])  # fmt: skip
def test_a_wrong_heading_is_named(text: str, what: str, repair: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    (folder / "huishoudens.csv").write_text(text, encoding="utf-8")
    error = wrong(folder)
    assert what in error.what and repair in error.repair and error.where.endswith("huishoudens.csv")


def test_a_wrong_folder_is_named(tmp_path: Path) -> None:
    assert "bestaat niet" in wrong(tmp_path / "weg").what
    folder = write(tmp_path / "in")
    (folder / "inkomen.csv").write_text("huishouden\n")
    assert "`inkomens`" in wrong(folder).repair
    (folder / "inkomen.csv").rename(folder / "volgen.csv")  # may stand beside it
    (folder / "inkomens.xlsx").write_text("")
    assert "geen CSV" in wrong(folder).what
    (folder / "inkomens.xlsx").rename(folder / "uitleg.xlsx")
    (folder / "inkomens.parquet").mkdir()
    assert "één bestand" in wrong(folder).repair
    (folder / "inkomens.parquet").rmdir()
    (folder / "personen.csv").unlink()
    assert "personen.parquet" in wrong(folder).what
    write(folder)
    pq.write_table(pa.table({"id": ["a"]}), folder / "huishoudens.parquet")
    assert "twee keer" in wrong(folder).what


@pytest.mark.parametrize("part", [0, 3, 100, -4])
def test_a_parquet_file_that_is_not_whole_is_named(part: int, tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"id": [str(at) for at in range(500)]}), whole)
    (folder / "huishoudens.csv").unlink()
    (folder / "huishoudens.parquet").write_bytes(whole.read_bytes()[:part])
    assert ("leeg" if part == 0 else "geen heel Parquet") in wrong(folder).what


def test_damage_inside_a_parquet_file_is_named_and_leaves_no_bucket(tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    (folder / "personen.csv").unlink()
    people = pa.table({"huishouden": [str(at) for at in range(9000)], "nummer": [1] * 9000, "rol": ["kind"] * 9000})
    pq.write_table(people, folder / "personen.parquet", compression="zstd")
    content = bytearray((folder / "personen.parquet").read_bytes())
    content[40:400] = bytes(360)
    (folder / "personen.parquet").write_bytes(content)
    with pytest.raises(FileError, match="geen heel Parquet"):
        split(find_sources(folder, layout()), tmp_path / "work", 2)
    assert not [path for path in (tmp_path / "work").iterdir() if path.suffix != ".deel"]


@pytest.mark.parametrize("content", ["id,gemeente\na,Súdwest-Fryslân\n", "id,gemeente é\n"])
def test_another_encoding_is_named(content: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    (folder / "huishoudens.csv").write_bytes(content.encode("latin-1"))
    with pytest.raises(FileError, match="UTF-8"):
        split(find_sources(folder, layout()), tmp_path / "work", 2)


def test_a_type_that_cannot_be_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    (folder / "huishoudens.csv").unlink()
    for column, values in {"sinds": [True], "wonen.kale_huur": [[5]], "wonen.zelfstandig": [1], "gemeente": [5]}.items():
        pq.write_table(pa.table({"id": ["a"], column: values}), folder / "huishoudens.parquet")
        error = wrong(folder)
        assert f"`{column}`" in error.what and error.repair


# --- rows


def test_a_row_with_too_many_cells_is_refused_with_its_household(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", inkomens=[{**WAGE, "huishouden": house} for house in "abc"])
    lines = (folder / "inkomens.csv").read_text().splitlines()
    lines[2] = "b,1,loon,2.000,50"
    (folder / "inkomens.csv").write_text("\n".join(lines) + "\n")
    found = through(folder, tmp_path / "work")
    assert faults(found) == {("inkomens", 2, None)} and kept(found) == {"a", "c"}
    rest = {row["rij"] for one in found for row in one.rejects.to_pylist() if row["bestand"] == PEOPLE}
    assert rest == {2}


@pytest.mark.parametrize("block", [1 << 12, 1 << 23])
def test_rows_after_broken_ones_keep_their_numbers(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_BLOCK", block)
    count = 4000
    folder = write(tmp_path / "in", huishoudens=[], personen=[])
    broken = {7, 8, 2500, *range(600, 640), count - 2, count}
    with (folder / "huishoudens.csv").open("w") as file:
        file.write("id,gemeente\n" + "".join(f"{at},x,y\n" if at in broken else f"{at},x\n" for at in range(1, count + 1)))
    (folder / "personen.csv").write_text("huishouden,nummer,rol\n")
    found = through(folder, tmp_path / "work", 2)
    rows = {(row["huishouden"], row["rij"]) for one in found for row in one.rejects.to_pylist()}
    assert rows == {(str(at), at) for at in range(1, count + 1)}


def test_an_empty_list_is_a_list_without_rows_and_a_missing_one_is_not_told(tmp_path: Path) -> None:
    found = through(write(tmp_path / "in", schulden=[{"huishouden": "a", "soort": "bank"}]), tmp_path / "work")
    assert all("schulden" in one.tables and "inkomens" not in one.tables for one in found)
    (tmp_path / "in" / "schulden.csv").write_text("huishouden,soort\n")
    again = through(tmp_path / "in", tmp_path / "work")
    assert all(one.tables["schulden"].num_rows == 0 for one in again) and kept(again) == {"a", "b", "c"}


@cache
def many(count: int) -> dict[str, pa.Table]:
    ids = np.char.add("verzonnen-", np.char.zfill(np.arange(count).astype(str), 9))
    rng = np.random.default_rng(1)
    people = {
        "huishouden": np.repeat(ids, 2),
        "nummer": pa.array(np.tile(np.array([1, 2], np.int32), count)),
        "rol": pa.array(np.tile(np.array(["aanvrager", "partner"]), count)).dictionary_encode(),
        "geboortedatum": pa.array(rng.integers(-20000, 10000, 2 * count).astype(np.int32)).cast(pa.date32()),
        "toetsingsinkomen": pa.array(rng.integers(0, 60000, 2 * count)),
    }
    return {
        HOUSEHOLDS: pa.table({"id": ids, "wonen.kale_huur": pa.array(rng.integers(0, 900, count))}), PEOPLE: pa.table(people),
    }  # fmt: skip


def test_a_bad_row_among_a_hundred_thousand_is_found_in_time(tmp_path: Path) -> None:
    tables = many(100_000)
    folder = tmp_path / "in"
    folder.mkdir()
    people = tables[PEOPLE].to_pydict()
    people["toetsingsinkomen"][123_456] = -2_000_000
    bad = tables[PEOPLE].set_column(4, "toetsingsinkomen", pa.array(people["toetsingsinkomen"]))
    pq.write_table(tables[HOUSEHOLDS], folder / "huishoudens.parquet")
    pq.write_table(bad, folder / "personen.parquet")
    begin = time.perf_counter()
    found = through(folder, tmp_path / "work", bucket_count(find_sources(folder, layout()), 50_000))
    seconds = time.perf_counter() - begin
    assert len(found) == 2 and faults(found) == {(PEOPLE, 123_457, "toetsingsinkomen")}
    assert len(kept(found)) == 99_999
    assert seconds < 30, seconds  # about one on a machine of its own; more only when rows are looked at one by one


def test_the_same_id_far_apart_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    tables = many(100_000)
    twice = pa.concat_tables([tables[HOUSEHOLDS], tables[HOUSEHOLDS].slice(5, 1)])
    pq.write_table(twice, folder / "huishoudens.parquet")
    pq.write_table(tables[PEOPLE], folder / "personen.parquet")
    found = through(folder, tmp_path / "work", 7)
    assert faults(found) == {(HOUSEHOLDS, 6, "id"), (HOUSEHOLDS, 100_001, "id")}


def test_buckets_are_the_same_for_numbers_and_texts_and_on_every_machine(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", huishoudens=[{"id": str(at)} for at in range(60)], personen=PERSONS)
    split(find_sources(folder, layout()), tmp_path / "text", 4)
    (folder / "huishoudens.csv").unlink()
    pq.write_table(pa.table({"id": list(range(60))}), folder / "huishoudens.parquet")
    split(find_sources(folder, layout()), tmp_path / "number", 4)
    ids = []
    for at in range(4):
        one, other_one = (read_bucket(bucket_folder(tmp_path / kind, at)).tables[HOUSEHOLDS][ID] for kind in ("text", "number"))
        assert one.equals(other_one)
        ids.append(one.to_pylist())
    assert sorted(int(name) for some in ids for name in some) == list(range(60))
    assert [some[:3] for some in ids] == [["1", "5", "9"], ["2", "6", "12"], ["3", "7", "13"], ["0", "4", "8"]]


# --- the empty tables, and the words


def test_the_template_can_be_read_and_says_what_belongs_in_each_column(tmp_path: Path) -> None:
    write_template(tmp_path / "leeg", layout())
    for kind in ("csv", "parquet"):
        assert list(find_sources(tmp_path / "leeg" / kind, layout())) == list(layout().tables)
        (one, *_) = through(tmp_path / "leeg" / kind, tmp_path / f"work-{kind}", 1)
        assert one.rejects.num_rows == 0 and one.tables[PEOPLE].num_rows == 0
    with (tmp_path / "leeg" / "kolommen.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == HEADINGS and len(rows) == sum(len(table.columns) for table in layout().tables.values())
    assert all(row["uitleg"] and row["soort"] for row in rows), [row["kolom"] for row in rows if not row["uitleg"]]
    assert all(f"`{name}`" in (tmp_path / "leeg" / "LEESMIJ.md").read_text() for name in layout().tables)
    with pytest.raises(FileError, match="staat al iets"):
        write_template(tmp_path / "leeg", layout())


def test_every_text_of_the_tables_is_there_and_used() -> None:
    every = texts().keys()
    known = {key for key in every if key.startswith("tabellen.")}
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.glob("*.py")))
    said: set[str] = set()
    for node in ast.walk(ast.parse(code.replace("from __future__ import annotations", ""))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", node.value):
            said |= {node.value, f"tabellen.{node.value}"}
    explained = {f"tabellen.uitleg.{key}" for table in layout().tables.values() for name in table.columns
                 for key in (name, f"{table.name}.{name}", f"tabel.{table.name}")}  # fmt: skip
    kinds = {f"tabellen.{part}.{kind}" for part in ("soort", "kolom.soort") for kind in
             ("getal", "datum", "ja_nee", "keuze", "maanden", "tekst", "nummer")}  # fmt: skip
    made = {f"tabellen.leesmij.{part}" for part in said}
    unused = {key for key in known if key.removesuffix(".herstel") not in said} - said - explained - kinds - made
    assert not unused, sorted(unused)
    assert len(known) > 150 and told(layout()[PEOPLE], layout()[PEOPLE].columns["rol"])
