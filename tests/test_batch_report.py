"""The report about a group: every number is that of a plain count, nothing small leaves, and the same people later."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

import results
from voorzieningen import FileError, VoorzieningenError
from voorzieningen.batch.group import LEVELS, count
from voorzieningen.batch.group_tables import SCHEMAS, tables_of
from voorzieningen.batch.progress import STEPS_FILE, follow, moment, with_moments
from voorzieningen.batch.publish import publish, shares, together
from voorzieningen.cli._batch_report import add_report
from voorzieningen.render import group_words
from voorzieningen.render.group_model import TOGETHER, Steps
from voorzieningen.render.group_page import group_html
from voorzieningen.render.group_words import goal
from voorzieningen.texts import texts

LATER = date(2027, 6, 1)
app = typer.Typer()
add_report(app)
app.command("ander")(lambda: None)  # a program with one command has no name for it


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return results.make(1500, 1)


@pytest.fixture
def folder(tmp_path: Path, table: pa.Table) -> Path:
    return results.write(tmp_path / "uit", table)


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["report", *map(str, arguments)])
    return done.exit_code, done.output


# --- counting

def stands(row: dict[str, Any], scheme: str) -> str:
    """The same as the library says, written as people say it."""
    right, found = row[f"{scheme}.recht"], row[f"{scheme}.bevinding"]
    if right == "ja":
        missed = "mist" if found in ("onbenut", "te_weinig") else ""
        return missed or {"klopt": "in_orde", "te_veel": "te_veel", "misschien": "niet_zeker"}[found]
    if right == "nee":
        return "zonder_recht" if found == "te_veel" else "geen_recht"
    return "onbekend" if found == "vraag_gemeente" else "misschien"


def test_every_number_is_that_of_a_plain_count(folder: Path, table: pa.Table) -> None:
    rows, page = table.to_pylist(), publish(count(folder), 10)
    checked = 0
    for topic in page.schemes:
        for division, groups in (("", [topic.whole]), ("gemeente", topic.towns), ("huishoudtype", topic.types)):
            for group in groups:
                mine = [row for row in rows if not division or row[division] == group.name]
                if group.name == TOGETHER:
                    continue
                plain = Counter(stands(row, topic.name) for row in mine)
                plain["recht"] = sum(plain[one] for one in ("mist", "in_orde", "te_veel", "niet_zeker"))
                for name, number in group.numbers.items():
                    small = 0 < plain[name] < 10
                    assert number.value == plain[name] if number.value is not None else number.sign != "getal"
                    assert not (small and number.sign == "getal")
                    checked += number.value is not None
    assert checked > 100


def test_amounts_are_exact_sums(folder: Path, table: pa.Table) -> None:
    for topic in publish(count(folder), 10).schemes:
        missing = [row for row in table.to_pylist() if stands(row, topic.name) == "mist"]
        for what, end in (("laagst", "lowest"), ("hoogst", "highest")):
            year = sum(
                (row[f"{topic.name}.per_jaar.{what}"] - 12 * row[f"{topic.name}.ontvangen"] for row in missing), Decimal()
            )
            claim = sum((row[f"{topic.name}.gemist.{what}"] for row in missing), Decimal())
            assert (getattr(topic.whole.year, end), getattr(topic.whole.claim, end)) == (year, claim)


def test_parts_do_not_matter(tmp_path: Path, table: pa.Table) -> None:
    pages = [publish(count(results.write(tmp_path / str(parts), table, parts=parts)), 10) for parts in (1, 2, 7)]
    assert pages[0] == pages[1] == pages[2]


def test_a_scheme_that_only_some_parts_have_counts_everybody(tmp_path: Path, table: pa.Table) -> None:
    folder = results.write(tmp_path / "uit", table)
    last = folder / "uitkomsten-00001.parquet"
    half = pq.read_table(last)
    gone = [one for one in half.column_names if one.startswith(("huurtoeslag.", "signalen.buffer"))]
    pq.write_table(half.drop_columns(gone), last)
    page = publish(count(folder), 10)
    assert all(one.whole.size == 1500 for one in (*page.schemes, *page.signals))
    assert all(sum(row.size for row in one.towns) == 1500 for one in page.schemes)


def test_small_groups_are_put_together() -> None:
    assert together(["a", "b", "c", "d"], np.array([50, 4, 30, 0]), 10) == {"a": [0], TOGETHER: [1, 2]}
    assert together(["a", "b"], np.array([50, 40]), 10) == {"a": [0], "b": [1]}
    assert together(["a", "b"], np.array([50, 4]), 10) == {}


def test_shares_are_fives_of_enough_people() -> None:
    found = shares(np.array([600, 300, 3, 60, 37, 0]), 10)
    assert found is not None and sum(one.per_100 for one in found) == 100
    assert [(one.first, one.last) for one in found] == [(0, 0), (1, 1), (2, 5)] and all(one.per_100 for one in found)
    assert shares(np.array([600, 0, 3]), 10) is None


# --- what is not shown

@pytest.mark.parametrize("seed", range(4))
def test_nothing_small_is_on_the_page_or_in_the_tables(tmp_path: Path, seed: int) -> None:
    folder = results.write(tmp_path / "uit", results.make(300, seed))
    page = publish(count(folder), 10)
    numbers = tables_of(page)["aantallen"].to_pylist()
    assert all(row["aantal"] is None or row["aantal"] == 0 or row["aantal"] >= 10 for row in numbers)
    assert all((row["aantal"] is None) == (row["teken"] != "getal") for row in numbers)
    hidden = sum(row["aantal"] is None for row in numbers)
    assert hidden > 20
    shown = re.findall(r'<td class="getal[^>]*data-kop="(?!Van de)[^>]*>(\d+)</td>', group_html(page, {}))
    assert len(shown) > 50 and not [one for one in shown if 0 < int(one) < 10]


def test_one_rich_household_hides_the_amount(tmp_path: Path, table: pa.Table) -> None:
    name = "zorgtoeslag.per_jaar.hoogst"
    place = next(at for at, row in enumerate(table.to_pylist()) if stands(row, "zorgtoeslag") == "mist")
    amounts = table[name].to_pylist()
    amounts[place] = Decimal("900000.00")
    table = table.set_column(table.column_names.index(name), name, pa.array(amounts, results.AMOUNT))
    page = publish(count(results.write(tmp_path / "uit", table)), 10)
    found = {one.name: one for one in page.schemes}
    assert found["zorgtoeslag"].whole.year is None and found["zorgtoeslag"].whole.numbers["mist"].value
    assert not [row for row in (*found["zorgtoeslag"].towns, *found["zorgtoeslag"].types) if row.year]
    assert found["huurtoeslag"].whole.year is not None and "900.000" not in group_html(page, {})


def test_a_group_below_the_minimum_has_no_report(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="minder dan 10"):
        publish(count(results.write(tmp_path / "uit", results.make(9, 1), parts=1)), 10)


def test_a_spread_needs_many_households(tmp_path: Path) -> None:
    page = publish(count(results.write(tmp_path / "uit", results.make(199, 1), parts=1)), 10)
    assert page.numbers is None and page.amounts is None and page.levels is None


# --- the page

def test_only_invented_people_are_said_to_be_invented(tmp_path: Path, table: pa.Table, folder: Path) -> None:
    real = results.write(tmp_path / "echt", table, real=True)
    assert "Dit zijn geen echte mensen" in group_html(publish(count(folder), 10), {})
    assert "geen echte mensen" not in group_html(publish(count(real), 10), {})
    assert b"geen_echte_mensen" in (tables_of(publish(count(folder), 10))["bedragen"].schema.metadata or {})


def test_a_name_cannot_become_markup(tmp_path: Path) -> None:
    towns = ("Assen", "<script>alert(1)</script>", "Emmen")
    page = publish(count(results.write(tmp_path / "uit", results.make(800, 2, towns))), 10)
    html = group_html(page, {})
    assert "<script" not in html and "&lt;script&gt;" in html


def test_every_table_has_a_caption_and_nothing_comes_from_elsewhere(folder: Path) -> None:
    html = group_html(publish(count(folder), 10), {})
    assert html.count("<table") == html.count("<caption") > 10
    assert not re.findall(r'(?:src|href)="', html)


def test_the_command_writes_the_page_and_the_tables(folder: Path, tmp_path: Path, table: pa.Table) -> None:
    later = results.write(tmp_path / "later", results.later(table, 3).slice(30), LATER, parts=3)
    code, told = run(folder, "--html", tmp_path / "groep.html", "--tabellen", tmp_path / "tabellen", "--volgt", later)
    assert code == 0, told
    html = (tmp_path / "groep.html").read_text(encoding="utf-8")
    assert html.count("<svg") == 2 and "Weinig geld achter de hand" in html and "1.470 huishoudens" in html
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(tmp_path / "tabellen" / f"{name}.parquet").equals(schema)
        assert pq.read_table(tmp_path / "tabellen" / f"{name}.parquet").num_rows


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["NERGENS", "--html", "x.html"], "hier staan geen uitkomsten"),
        (["UIT"], "niets te schrijven"),
        (["UIT", "--minimum", "2", "--html", "x.html"], "--minimum"),
        (["UIT", "--html", "x.html", "--volgt", "UIT"], "niet van later"),
    ],
)
def test_a_fault_is_one_line(folder: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    places = {"UIT": folder, "NERGENS": tmp_path, "x.html": tmp_path / "x.html"}
    code, told = run(*(places.get(one, one) for one in arguments))
    assert code == 2 and said in told and "Traceback" not in told and not (tmp_path / "x.html").exists()


def test_a_broken_file_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "uitkomsten-00001.parquet").write_bytes(b"PAR1 half")
    code, told = run(folder, "--html", tmp_path / "x.html")
    assert code == 2 and "uitkomsten-00001.parquet" in told


def test_results_of_two_days_are_not_one_group(folder: Path, table: pa.Table, tmp_path: Path) -> None:
    other = results.write(tmp_path / "ander", table, LATER, parts=1)
    (other / "uitkomsten-00000.parquet").rename(folder / "uitkomsten-00009.parquet")
    with pytest.raises(FileError, match="andere dag"):
        count(folder)


# --- the same households later

def test_what_is_gained_is_what_was_missed(folder: Path, tmp_path: Path, table: pa.Table) -> None:
    after = results.later(table, 3)
    # Other parts and another order: households are found by their id.
    later = results.write(tmp_path / "later", after.take(np.random.default_rng(1).permutation(1500)), LATER, parts=3)
    page = publish(count(folder, [later]), 10)
    found = {one.name: one for one in moment(follow(folder, later), page, 95).gains}
    now = {row["huishouden"]: row for row in after.to_pylist()}
    assert set(found) == set(results.SCHEMES)
    for name, gain in found.items():
        missing = [row for row in table.to_pylist() if stands(row, name) == "mist"]
        rise = [now[row["huishouden"]][f"{name}.ontvangen"] - row[f"{name}.ontvangen"] for row in missing]
        missed = [row[f"{name}.per_maand.laagst"] - row[f"{name}.ontvangen"] for row in missing]
        assert gain.gained_month == sum(map(min, rise, missed)) and gain.missed_month == sum(missed)
        assert gain.numbers["meer"].value == sum(one > 0 for one in rise)


def test_more_than_was_missed_is_not_gained(tmp_path: Path, table: pa.Table) -> None:
    first = results.write(tmp_path / "uit", table)
    name = "zorgtoeslag.ontvangen"
    much = table.set_column(table.column_names.index(name), name, pa.array([Decimal("9999.00")] * 1500, results.AMOUNT))
    page = publish(count(first), 10)
    gains = moment(follow(first, results.write(tmp_path / "later", much, LATER)), page, 95).gains
    one = next(gain for gain in gains if gain.name == "zorgtoeslag")
    assert one.gained_month == one.missed_month


def test_a_few_who_are_not_followed_cannot_be_found_by_subtracting(folder: Path, tmp_path: Path, table: pa.Table) -> None:
    """A page about everybody beside a later day about nearly everybody would tell of the few between them."""
    later = results.write(tmp_path / "later", results.later(table, 3).slice(8), LATER)
    everybody = publish(count(folder), 10)
    beside = moment(follow(folder, later), everybody, 95)
    sizes = {one.name: one.whole.numbers["mist"].value for one in everybody.schemes}
    assert all(sizes[one.name] == one.missed for one in beside.gains) and len(beside.gains) < len(sizes)
    followed = publish(count(folder, [later]), 10)
    assert followed.households == 1492 and followed.left_out.sign == "klein"
    assert len(moment(follow(folder, later), followed, 95).gains) == len(sizes)


@pytest.mark.parametrize(("down", "said"), [(60, "niet gehaald"), (30, "doel is gehaald"), (4, "minstens")])
def test_who_kept_their_step_is_held_against_the_goal(
    folder: Path, tmp_path: Path, table: pa.Table, down: int, said: str
) -> None:
    later = results.write(tmp_path / "later", table, LATER)
    for place, day, steps in (
        (folder, date(2026, 10, 1), [3] * 1000),
        (later, date(2027, 5, 1), [2] * down + [4] * 100 + [3] * (900 - down)),
    ):
        ids = table["huishouden"].slice(0, len(steps))
        dates = pa.array([day] * len(steps), pa.date32())
        pq.write_table(pa.table({"huishouden": ids, "datum": dates, "trede": steps}), place / STEPS_FILE)
    found = moment(follow(folder, later), publish(count(folder), 10), 95).steps
    assert isinstance(found, Steps) and found.known == 1000
    assert (found.numbers["lager"].value == down) == (down >= 10) and said in goal(found)
    assert found.kept_least <= 100 * (1000 - down) // 1000


def test_a_step_that_does_not_exist_is_named(folder: Path, tmp_path: Path, table: pa.Table) -> None:
    later = results.write(tmp_path / "later", table, LATER)
    pq.write_table(pa.table({"huishouden": ["a"], "datum": pa.array([LATER], pa.date32()), "trede": [7]}), folder / STEPS_FILE)
    with pytest.raises(VoorzieningenError, match="1 tot en met 6"):
        follow(folder, later)


# --- the words

RENDER = Path(group_words.__file__).parent
SOURCES = [*RENDER.glob("group_*.py"), RENDER / "templates" / "groep.html.jinja"]


def test_every_text_is_used_and_every_text_that_is_used_is_there() -> None:
    known = set(filter(re.compile(r"groepsblad\.").match, texts().keys()))
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    plain = set(re.findall(r'"(groepsblad\.[a-z0-9_.]+[a-z0-9_])"', code))
    begun = {re.sub(r"\{.*?\}", "[a-z_]+", one) for one in re.findall(r'"(groepsblad\.[a-z_.]*\{[^"]*)"', code)}
    begun |= {f"{head}[a-z_]+{tail}" for head, tail in re.findall(r'"(groepsblad\.[a-z_.]*)" ~ \w+(?: ~ "([a-z_.]+)")?', code)}
    assert len(plain) > 80 and plain <= known, sorted(plain - known)
    assert not [one for one in known - plain if not any(re.fullmatch(shape, one) for shape in begun)]


def test_every_group_and_level_has_a_name() -> None:
    for name in (*results.KINDS, "onbekend"):
        assert group_words.group_name(name, "huishoudtype") != name
    assert all(f"groepsblad.niveau.{one}" in texts() for one in LEVELS)
    assert group_words.group_name("Assen", "gemeente") == "Assen"


def test_no_hole_stays_open(folder: Path, tmp_path: Path, table: pa.Table) -> None:
    later = results.write(tmp_path / "later", results.later(table, 3), LATER)
    page = publish(count(folder, [later]), 10)
    page = with_moments(page, [moment(follow(folder, later), page, 95)])
    assert not re.search(r"\{[a-z_]+\}", group_html(page, {}).partition("</style>")[2])
