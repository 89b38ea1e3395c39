"""Bad input: one clear message that names the place, what was found and what is expected, and never what the household said."""
# ruff: noqa: E501  # the tables have one case a line

from __future__ import annotations

import logging
import os
import random
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mini import ALL, data, write
from voorzieningen import (
    DateError,
    FileError,
    HouseholdError,
    Huishouden,
    Report,
    RuleError,
    RuleSet,
    VoorzieningenError,
    load_rules,
    screen,
)
from voorzieningen.cli import main
from voorzieningen.examples import run as run_examples
from voorzieningen.rulebook import RuleBook
from voorzieningen.rulebook.strict_yaml import read_document, read_json

SIZE = int(os.environ.get("VOORZIENINGEN_EXAMPLES", "150"))
"""VOORZIENINGEN_EXAMPLES=5000 tries more random files."""
OFTEN = settings(max_examples=SIZE, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink])
ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "voorbeelden").glob("*.yaml"))
OP = date(2026, 11, 22)
MARK = "zqmerkteken"
"""A word that no message may hold, put where a household says something."""

GOOD = """\
peildatum: 2026-11-22
sinds: 2024-01-01
gemeente: Assen
personen:
  - rol: aanvrager
    geboortedatum: 1988-04-02
    verzekerd: ja
    toetsingsinkomen: 21500
    inkomens: [{soort: loon, bruto: 1890.00, per: maand}]
    bezit: [{soort: bank, waarde: 640}]
  - {rol: partner, geboortedatum: 1990-05-03, relatie: gehuwd, toetsingsinkomen: 10000, verzekerd: ja, bezit: []}
  - {rol: kind, geboortedatum: 2016-09-14, kinderbijslag: ja, opvang: []}
wonen: {soort: huur, zelfstandig: ja, kale_huur: 612.35, servicekosten: {energie: 4.00}}
schulden: []
ontvangt: {zorgtoeslag: 0}
feiten: {woont_buiten_nederland: nee}
"""
BAD: dict[str, tuple[str, str, str, str]] = {
    # what is wrong: text, replacement, what it says is wrong, what it says to do
    "misspelt field": ("  - rol: aanvrager", "  - rol: aanvrager\n    geborte_datum: 1988-04-02", "veld dat niet bestaat", "`geboortedatum`"),
    "unknown field of the household": ("schulden:", "schuldn:", "veld dat niet bestaat", "`schulden`"),
    "field of the home": ("kale_huur:", "kalehuur:", "veld dat niet bestaat", "`kale_huur`"),
    "field of a row": ("waarde: 640", "waard: 640", "veld dat niet bestaat", "`waarde`"),
    "field in the wrong place": ("schulden: []", "kale_huur: 600", "veld dat niet bestaat", "`wonen`"),
    "negative rent": ("612.35", "-612.35", "onder nul", "0 of meer"),
    "negative hours": ("opvang: []", "opvang: [{soort: bso, uren: -3, uurprijs: 9}]", "onder nul", "0 of meer"),
    "negative possession": ("waarde: 640", "waarde: -640", "onder nul", "0 of meer"),
    "two aanvragers": ("rol: partner", "rol: aanvrager", "al een aanvrager", "andere rol"),
    "two partners": ("rol: kind", "rol: partner", "", ""),
    "no aanvrager": ("rol: aanvrager", "rol: kind", "geen aanvrager", "rol: aanvrager"),
    "partner without a date of birth": ("{rol: partner, geboortedatum: 1990-05-03,", "{rol: partner,", "geen geboortedatum", "`leeftijd`"),
    "empty date of birth": ("geboortedatum: 1988-04-02", "geboortedatum:", "geen waarde", "onbekend"),
    "wrong label": ("soort: huur", "soort: hur", "keuze bestaat niet", "`huur`"),
    "wrong role": ("rol: kind", "rol: dochter", "keuze bestaat niet", "aanvrager, partner, kind, medebewoner"),
    "wrong period": ("per: maand", "per: mnd", "keuze bestaat niet", "`maand`"),
    "label that rules do not know": ("relatie: gehuwd", "relatie: getrouwd", "keuze bestaat niet", "gehuwd"),
    "word for a number": ("612.35", "zeshonderd", "tekst", "612.35"),
    "comma": ("612.35", "'612,35'", "tekst", "punt"),
    "too many decimals": ("612.35", "612.355", "te veel cijfers achter de punt", "twee"),
    "cents where whole euros count": ("toetsingsinkomen: 21500", "toetsingsinkomen: 21500.50", "cijfers achter de punt", "hele getallen"),
    "out of range": ("toetsingsinkomen: 21500", "toetsingsinkomen: 99999999", "buiten wat mogelijk is", "10000000"),
    "rent out of range": ("612.35", "10000.01", "buiten wat mogelijk is", "10000"),
    "birth before 1900": ("1988-04-02", "1888-04-02", "1900", "jaar"),
    "no such day": ("1988-04-02", "1988-02-30", "datum", "2026-01-31"),
    "another order of a date": ("1988-04-02", "02-04-1988", "", "jaar-maand-dag"),
    "not yes or no": ("verzekerd: ja\n", "verzekerd: misschien\n", "tekst", "ja, nee of onbekend"),
    "yes": ("verzekerd: ja\n", "verzekerd: yes\n", "ja of nee", "ja of nee"),
    "number for yes or no": ("verzekerd: ja\n", "verzekerd: 1\n", "getal", "ja, nee of onbekend"),
    "list for a group": ("{soort: huur, zelfstandig: ja, kale_huur: 612.35, servicekosten: {energie: 4.00}}", "[huur]", "lijst", "velden"),
    "group for a list": ("schulden: []", "schulden: {winkel: 20}", "groep", "lijst"),
    "no persons": ("personen:\n  - rol: aanvrager", "personen:\n  - 3\n  - rol: aanvrager", "getal", ""),
    "until before since": ("rol: kind,", "rol: kind, van: 2026-05-01, tot: 2026-04-01,", "`tot` ligt voor `van`", "om"),
    "range upside down": ("612.35", "650..600", "bereik", "laagste"),
    "unknown fact": ("woont_buiten_nederland: nee", "woont_buiten_nederlnd: nee", "feit", "`woont_buiten_nederland`"),
    "unknown fact of a person": ("    verzekerd: ja\n", "    verzekerd: ja\n    feiten: {gedetineert: ja}\n", "feit", "`gedetineerd`"),
    "fact of a person on the household": ("woont_buiten_nederland: nee", "gedetineerd: nee", "feit", ""),
    "fact of another kind": ("woont_buiten_nederland: nee", "woont_buiten_nederland: 3", "soort antwoord", "ja, nee of onbekend"),
    "unknown scheme received": ("zorgtoeslag: 0", "zorgtoeslg: 0", "", "`zorgtoeslag`"),
    "service costs of no kind": ("energie: 4.00", "energi: 4.00", "keuze bestaat niet", "`energie`"),
    "anchor": ("waarde: 640", "waarde: &a 640", "verwijzen", "uit"),
    "tag": ("waarde: 640", "waarde: !!python/object:os.system 640", "label", "Haal"),
    "merge": ("schulden: []", "<<: {a: 1}", "sleutel", ""),
    "key twice": ("schulden: []", "gemeente: Assen", "twee keer", "een over"),
    "two documents": ("schulden: []", "---\nschulden: []", "tweede document", "eigen bestand"),
    "tab": ("schulden: []", "schulden:\t[]", "tab", "spaties"),
    "broken YAML": ("schulden: []", "schulden: [", "", "haakjes"),
}  # fmt: skip


def screened(text: bytes, rules: RuleSet, op: date | None = OP, name: str = "gezin.yaml") -> Report:
    reader = read_json if name.endswith(".json") else read_document
    return screen(Huishouden.from_document(reader(text, name)), op, rules)


def refused(text: str | bytes, rules: RuleSet, op: date | None = OP) -> VoorzieningenError:
    with pytest.raises(VoorzieningenError) as caught:
        screened(text.encode() if isinstance(text, str) else text, rules, op)
    assert caught.value.__cause__ is None
    return caught.value


def test_the_good_household_is_good(rules: RuleSet) -> None:
    assert set(screened(GOOD.encode(), rules).regelingen) >= {"zorgtoeslag", "huurtoeslag", "kindgebonden_budget"}


@pytest.mark.parametrize("name", BAD)
def test_each_fault_is_one_clear_message(rules: RuleSet, name: str, caplog: pytest.LogCaptureFixture) -> None:
    old, new, what, repair = BAD[name]
    assert GOOD.count(old) >= 1
    with caplog.at_level(logging.DEBUG):
        fault = refused(GOOD.replace(old, new, 1), rules)
    assert what in fault.what and repair in fault.repair and fault.repair, str(fault)
    assert fault.where and "\n" not in str(fault) and len(str(fault)) < 400
    assert isinstance(fault, (HouseholdError, FileError)) and caplog.records == []
    place = re.match(r"gezin\.yaml:(\d+):(\d+)", fault.where)
    if place:
        shown = GOOD.replace(old, new, 1).splitlines()[int(place[1]) - 1]
        assert len(shown) >= int(place[2]) - 1
    else:  # a fault against the facts of the rules is found in `screen`, which knows the path only
        assert re.match(r"[a-z_]+(\.[a-z0-9_]+)*$", fault.where), fault.where


@pytest.mark.parametrize("name", ["misspelt field", "negative rent", "wrong label", "two aanvragers", "partner without a date of birth", "tab"])
def test_the_line_is_the_line_of_the_fault(rules: RuleSet, name: str) -> None:
    old, new, *_ = BAD[name]
    text = GOOD.replace(old, new, 1)
    fault = refused(text, rules)
    at = GOOD.index(old)
    first, last = (text[:end].count("\n") + 1 for end in (at, at + len(new)))
    assert first <= int(fault.where.split(":")[1]) <= last, fault.where


def test_dates_before_the_rules(rules: RuleSet) -> None:
    with pytest.raises(DateError, match="2024"):
        screened(GOOD.encode(), rules, date(2023, 12, 31))
    assert screened(GOOD.encode(), rules, date(2024, 1, 1)).niet_bekeken == (2023,)
    with pytest.raises(DateError, match="peildatum"):
        screened(GOOD.replace("peildatum: 2026-11-22\n", "").encode(), rules, None)
    assert "2023" in str(refused(GOOD.replace("peildatum: 2026-11-22", "peildatum: 2023-12-31"), rules, None))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 1, 1), date(2023, 12, 31)])
def test_any_date_before_the_rules(rules: RuleSet, day: date) -> None:
    with pytest.raises(DateError):
        screened(GOOD.encode(), rules, day)


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2096, 2, 29)])
def test_years_to_come_are_computed_with_the_last_figures(rules: RuleSet, day: date) -> None:
    assert screened(GOOD.encode(), rules, day).regelingen["zorgtoeslag"].verouderd


# --- answers that do not fit together: said, and nothing is changed

INCOME = "{soort: loon, bruto: 1890.00, per: maand}"
CHILD = "kinderbijslag: ja, opvang: []"
STRANGE: dict[str, tuple[str, str, str, str]] = {
    # what does not fit: text, replacement, the warning, the row it names
    "net above gross": (INCOME, "{soort: loon, bruto: 1890.00, netto: 1890.01, per: maand, vakantiegeld: mei}", "inkomens.netto_boven_bruto", "personen.0.inkomens.0"),
    "net above gross in a second income": (INCOME, f"{INCOME}, {{soort: wia, bruto: 100, netto: 200, per: week}}", "inkomens.netto_boven_bruto", "personen.0.inkomens.1"),
    "wage of a child of 12": (CHILD, f"{CHILD}, inkomens: [{{soort: loon, bruto: 250, per: maand}}]", "inkomens.kind_met_loon", "personen.2.inkomens.0"),
    "less income than the wage": (INCOME, "{soort: loon, bruto: 3890.00, per: maand}", "inkomens.tegenstrijdig_inkomen", "personen.0"),
    "more income than the wage": ("toetsingsinkomen: 21500", "toetsingsinkomen: 61500", "inkomens.tegenstrijdig_inkomen", "personen.0"),
    "AOW before its age": (INCOME, "{soort: aow, bruto: 1890.00, per: maand}", "inkomens.aow_voor_de_leeftijd", "personen.0.inkomens.0"),
}  # fmt: skip
FITS: dict[str, tuple[str, str]] = {
    "as it was": (INCOME, INCOME), "as much net as gross": (INCOME, "{soort: loon, bruto: 1890.00, netto: 1890.00, per: maand, vakantiegeld: mei}"),
    "more net, with holiday pay each month": (INCOME, "{soort: loon, bruto: 1890.00, netto: 2000, per: maand, vakantiegeld: maandelijks}"), "perhaps more net": (INCOME, "{soort: loon, bruto: 1000..1890.00, netto: 1890.00, per: maand}"), "net only": (INCOME, "{soort: loon, netto: 1690.00, per: maand}"),
    "wage of a child of perhaps 13": ("2016-09-14, kinderbijslag: ja, opvang: []", "2012-09-14..2016-01-01, kinderbijslag: ja, opvang: [], inkomens: [{soort: loon, bruto: 250, per: maand}]"),
    "a child with a Wajong": (CHILD, f"{CHILD}, inkomens: [{{soort: wajong, bruto: 250, per: maand}}]"), "an income that may fit": ("toetsingsinkomen: 23500", "toetsingsinkomen: 20000..60000"),
    "unknown": (INCOME, "{soort: loon, bruto: onbekend, netto: onbekend, per: maand}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def silent(rules: RuleSet) -> RuleSet:
    """The same rules without any warning."""
    files = {name: replace(file, model=file.model.model_copy(update={"waarschuwingen": {}})) for name, file in rules.book.files.schemes.items()}
    return RuleSet(RuleBook(replace(rules.book.files, schemes=files)))


@pytest.mark.parametrize("name", STRANGE)
def test_answers_that_do_not_fit_together_are_named(rules: RuleSet, silent: RuleSet, name: str) -> None:
    old, new, warning, where = STRANGE[name]
    text = GOOD.replace(old, new, 1).encode()
    report, quiet = screened(text, rules), screened(text, silent)
    assert (warning, where) in [(one.id, one.waar) for one in report.waarschuwingen]
    assert all(one.wat.endswith(".") and one.doe.endswith(".") for one in report.waarschuwingen) and not quiet.waarschuwingen
    assert report.regelingen == quiet.regelingen and report.anderen == quiet.anderen
    assert Report.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize("name", FITS)
def test_answers_that_may_fit_together_are_no_warning(rules: RuleSet, name: str) -> None:
    old, new = FITS[name]
    fitting = GOOD.replace("toetsingsinkomen: 21500", "toetsingsinkomen: 23500")  # the wage, and perhaps holiday pay
    assert fitting.count(old) == 1
    found = {one.id for one in screened(fitting.replace(old, new, 1).encode(), rules).waarschuwingen}
    assert not found & {warning for _, _, warning, _ in STRANGE.values()}


def test_a_stated_income_counts_whatever_the_wage_says(rules: RuleSet) -> None:
    wages = [GOOD.replace("1890.00", wage).encode() for wage in ("189.00", "1890.00", "18900.00")]
    found = [screened(text, rules).regelingen for text in wages]
    for name in ("zorgtoeslag", "huurtoeslag", "kindgebonden_budget"):
        assert found[0][name].per_jaar == found[1][name].per_jaar == found[2][name].per_jaar


# --- files that are too large, or not what they seem


BOMBS = {
    "aliases": "a: &a [x,x]\n" + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)},*{chr(97 + at)}]\n" for at in range(20)),
    "depth": "personen: " + "[" * 50_000 + "]" * 50_000,
    "depth of groups": "a: " + "{a: " * 20_000 + "1" + "}" * 20_000,
    "many values": "personen: [" + "1," * 400_000 + "1]",
    "many keys": "{" + ",".join(f"k{at}: 1" for at in range(150_000)) + "}",
    "one long number": "a: " + "9" * 1_000_000,
    "one long text": "gemeente: " + "x" * 4_000_000,
    "many persons": "personen: [" + ", ".join(["{rol: kind, geboortedatum: 2016-01-01}"] * 5000) + "]",
    "many rows": "personen: [{rol: aanvrager, geboortedatum: 1988-01-01, bezit: [" + ", ".join(["{waarde: 1}"] * 5000) + "]}]",
    "many dates": "personen: [{rol: aanvrager, geboortedatum: 1988-01-01, toetsingsinkomen: {" + ", ".join(f"{at}: 1" for at in range(1000, 9999)) + "}}]",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_fast(rules: RuleSet, name: str) -> None:
    start = time.perf_counter()
    fault = refused(BOMBS[name], rules)
    assert time.perf_counter() - start < 5 and len(str(fault)) < 400


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_a_file_of_50_mb_is_refused_fast(tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    path = tmp_path / f"groot{suffix}"
    with open(path, "wb") as stream:
        stream.write(b"gemeente: x\n")
        stream.truncate(50_000_000)  # a sparse file
    start = time.perf_counter()
    assert main(["screen", str(path), "--op", "2026-11-22"]) == 2
    assert time.perf_counter() - start < 3
    said = capsys.readouterr()
    assert said.out == "" and f"groot{suffix}: dit bestand is groter dan 5 MB." in said.err and said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"gemeente: \xff\n", "UTF-8"), ("gemeente: Assé".encode("utf-16"), "UTF-8"), (GOOD.replace("Assen", "Één").encode("latin-1"), "UTF-8"), (b"\x00", "teken"),
        (b"", "leeg"), (b"\n\n# niets\n", "leeg"), (b"\xef\xbb\xbf", "leeg"), (b"3", "een getal"), (b"tekst", "tekst"), (b"- 1", "lijst"), (b"{}", "ontbreekt"), (b"\x1f\x8b\x08\x00", "UTF-8"),
        (b"PK\x03\x04", "teken"), (b"<html></html>", "tekst"), (b"a: \xed\xa0\x80", "UTF-8"), (b"%PDF-1.7\n", "%"),
    ],
)  # fmt: skip
def test_files_that_are_something_else(rules: RuleSet, text: bytes, what: str) -> None:
    fault = refused(text, rules)
    assert what in str(fault) and fault.repair and "\n" not in str(fault), str(fault)


def test_the_terminal_says_one_line_and_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, (old, new, *_) in BAD.items():
        path = tmp_path / "gezin.yaml"
        path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
        assert main(["screen", str(path), "--op", "2026-11-22"]) == 2, name
        said = capsys.readouterr()
        assert said.out == "" and said.err.startswith("Fout: ") and said.err.count("\n") == 1, said.err
        assert "Traceback" not in said.err


# --- no message tells what a household said


def marked(document: Any) -> Iterator[Any]:
    """The household with a marker in the place of one value, each in turn, in several forms."""
    for path in list(leaves(document)):
        for value in (MARK, f"{MARK} {MARK}", [MARK], {MARK: MARK}, {"waarde": MARK}, "1988-04-31", 98765432.125, -87654321, "987..654", {"2025": MARK}):
            yield replaced(document, path, value)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at))
    else:
        yield path


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


SECRET = re.compile(rf"{MARK}|98765432|87654321|987\.\.654|1988-04-31")


def test_no_message_holds_a_value_of_the_household(rules: RuleSet, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    refusals = 0
    with caplog.at_level(logging.DEBUG):
        for household in marked(data(GOOD)):
            try:
                screen(Huishouden.model_validate(household), OP, rules)
            except VoorzieningenError as error:
                refusals += 1
                told = f"{error} {error!r} {error.__context__!r} {error.args}"
                assert not SECRET.search(told), told
    assert refusals > 150 and caplog.records == []
    said = capsys.readouterr()
    assert said.out == said.err == ""


def test_a_name_is_never_told(rules: RuleSet) -> None:
    text = GOOD.replace("rol: aanvrager", f"rol: aanvrager\n    naam: {MARK}").replace("612.35", "-1")
    assert MARK not in str(refused(text, rules))
    report = screened(GOOD.replace("rol: aanvrager", f"rol: aanvrager\n    naam: {MARK}").encode(), rules)
    assert MARK not in report.model_dump_json() and MARK not in repr(report)


# --- random files


def answer(text: bytes, rules: RuleSet, name: str = "gezin.yaml") -> None:
    """A Report, or one of our errors in one line; anything else is a bug."""
    try:
        report = screened(text, rules, OP, name)
    except VoorzieningenError as error:
        assert "\n" not in str(error) and error.where and error.repair
    else:
        report.model_dump(mode="json")


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="ignore")), st.sampled_from(["a.yaml", "a.json"]))
@OFTEN
def test_random_bytes_are_no_household(rules: RuleSet, text: bytes, name: str) -> None:
    answer(text, rules, name)


TOKENS = [
    "onbekend", "ja", "nee", "0", "1", "-1", "12.50", "0.001", "99999999", "1e9", "2026-02-29", "2024-02-29", "1900-01-01", "2100-12-31", "2026", "20..30", "30..20", "..",
    "2024-01-01..2026-06-01", "[]", "{}", "[ja, nee]", "{2025: 1}", "{2026-07-01: 5}", "{2025: onbekend, 2026: 3}", "[gehuwd, geen]", "[huur, kamer]", "kind", "partner", "medebewoner", "aanvrager",
    "''", "'x'", "~", "null", "\"", "- x", "#", ":", "a: b", "&a", "*a", "|", ">", "é", "\t", "\ufeff", "huur", "koop", "maand", "jaar", "eenmalig", "bso", "gastouder",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """One to four random changes of a file: of a value, a key, a line or a letter."""
    for _ in range(chance.randint(1, 4)):
        lines = text.split("\n")
        at = chance.randrange(len(lines))
        kind = chance.randrange(8)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        elif kind == 3 and lines[at]:
            spot = chance.randrange(len(lines[at]))
            lines[at] = lines[at][:spot] + chance.choice("abc:{}[],-'\"0 \n") + lines[at][spot + chance.randrange(2) :]
        else:
            parts = re.findall(r"[\w.\-]+|[^\w.\-]+", lines[at])
            words = [place for place, part in enumerate(parts) if re.match(r"[\w.\-]+", part)]
            if words:
                parts[chance.choice(words[-1:] if kind < 6 else words)] = chance.choice(TOKENS)
                lines[at] = "".join(parts)
        text = "\n".join(lines)
    return text


@given(st.integers(0, 2**32), st.sampled_from(FILES))
@OFTEN
def test_a_changed_household_is_a_report_or_one_error(rules: RuleSet, seed: int, path: Path) -> None:
    answer(mutated(path.read_text(encoding="utf-8"), random.Random(seed)).encode(errors="replace"), rules)


@given(st.integers(0, 2**32))
@OFTEN
def test_a_household_with_random_values_is_a_report_or_one_error(rules: RuleSet, seed: int) -> None:
    """Changes of values only, so that nearly all of them come as far as the computation."""
    chance = random.Random(seed)
    lines = chance.choice(FILES).read_text(encoding="utf-8").split("\n")
    for _ in range(3):
        places = [at for at, line in enumerate(lines) if re.search(r"\w: [\w.\-]+", line)]
        at = chance.choice(places)
        spots = list(re.finditer(r"(?<=\w: )[\w.\-]+", lines[at]))
        spot = chance.choice(spots)
        lines[at] = lines[at][: spot.start()] + chance.choice(TOKENS[:36]) + lines[at][spot.end() :]
    answer("\n".join(lines).encode(), rules)


def rule_answer(folder: Path, household: Any, *, compute: bool) -> bool:
    """Whether the rules were good; an error must be ours and in one line."""
    try:
        found = load_rules(folder)
        if compute:
            screen(Huishouden.model_validate(household), OP, found)
    except VoorzieningenError as error:
        assert "\n" not in str(error) and error.where and error.repair, str(error)
        return False
    return True


RULE_TOKENS = [
    "0", "1", "-1", "0.5", "1e9", "99999999999", "2024-01-01", "2025-01-01", "2026-07-01", "2024-06-15", "vervallen", "ja", "nee", "ja_nee", "datum", "aantal", "procent", "EUR", "EUR/jaar", "EUR/maand", "jaar", "maand",
    "jaarlijks", "halfjaarlijks", "vrij", "persoon", "opvang", "huishouden", "rol", "kind", "inkomen", "kale_huur", "leden", "recht", "wet", "bron", "waarde", "formule", "kies", "als", "anders", "som", "hoogste", "min",
    "[]", "{}", "[a, b]", "tabel_2024.csv", "94..96", "''", "x y", "geboortedatum", "eerste_dag", "verzekerd", "toelage", "woning", "huis",
]  # fmt: skip
SMALL_HOUSEHOLD = data("""
peildatum: 2026-11-22
sinds: 2023-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1990-04-02, toetsingsinkomen: 30000, verzekerd: ja}
  - {rol: kind, geboortedatum: 2020-02-29, toetsingsinkomen: 0, bezit: [], opvang: [{soort: dagopvang, uren: 60, uurprijs: 10.00}]}
wonen: {soort: huur, kale_huur: 600.10}
ontvangt: {toelage: 50}
feiten: {leden: 4}
""")


def mutated_rules(text: str, chance: random.Random) -> str:
    if chance.random() < 0.3:
        return mutated(text, chance)
    spots = list(re.finditer(r"[\w./\-]+", text))
    for spot in sorted(chance.sample(spots, chance.randint(1, 2)), key=lambda one: -one.start()):
        text = text[: spot.start()] + chance.choice(RULE_TOKENS) + text[spot.end() :]
    return text


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    small, real = (tmp_path_factory.mktemp(name) for name in ("klein", "echt"))
    shutil.copytree(ALL, small, dirs_exist_ok=True)
    shutil.copytree(ROOT / "rules", real, dirs_exist_ok=True)
    return small, real


def changed_rules(folder: Path, original: Path, seed: int, *, compute: bool) -> bool:
    chance = random.Random(seed)
    path = chance.choice(sorted([*folder.rglob("regeling.yaml"), *folder.rglob("*.csv"), folder / "feiten.yaml"]))
    before = (original / path.relative_to(folder)).read_bytes()
    try:
        path.write_bytes(mutated_rules(before.decode(), chance).encode(errors="replace"))
        return rule_answer(folder, SMALL_HOUSEHOLD, compute=compute)
    finally:
        path.write_bytes(before)


@given(st.integers(0, 2**32))
@OFTEN
def test_changed_small_rules_are_rules_or_one_error(copies: tuple[Path, Path], seed: int) -> None:
    changed_rules(copies[0], ALL, seed, compute=True)


@given(st.integers(0, 2**32))
@settings(OFTEN, max_examples=max(5, SIZE // 30))
def test_changed_real_rules_are_rules_or_one_error(copies: tuple[Path, Path], seed: int) -> None:
    changed_rules(copies[1], ROOT / "rules", seed, compute=False)


@given(st.binary(max_size=80))
@settings(OFTEN, max_examples=SIZE // 3)
def test_random_bytes_are_no_rules(copies: tuple[Path, Path], text: bytes) -> None:
    folder, original = copies[0], ALL
    for name in ("feiten.yaml", "toelage/regeling.yaml", "opvanghulp/tabel_2026.csv"):
        try:
            (folder / name).write_bytes(text)
            rule_answer(folder, SMALL_HOUSEHOLD, compute=True)
        finally:
            (folder / name).write_bytes((original / name).read_bytes())


# --- examples beside the rules


EXAMPLES = {
    "no list": "basis: {}\nvoorbeelden: 3\n", "no basis": "voorbeelden: []\n", "a list": "- 1\n", "basis is a list": "basis: [1]\nvoorbeelden: [{naam: n, herkomst: {soort: officieel}, basis: a, verwacht: {}}]\n",
    "an example is a number": "basis: {a: {}}\nvoorbeelden: [1]\n", "unknown basis": "basis: {a: {}}\nvoorbeelden: [EXAMPLE]\n".replace("EXAMPLE", "{naam: n, herkomst: {soort: officieel}, basis: b, verwacht: {}}"),
    "basis is a number": "basis: {a: 1}\nvoorbeelden: [{naam: n, op: 2026-01-01, herkomst: {soort: officieel}, basis: a, verwacht: {}}]\n",
    "path through a number": "basis: {a: {x: 1}}\nvoorbeelden: [{naam: n, op: 2026-01-01, herkomst: {soort: officieel}, basis: a, anders: {x.y: 1}, verwacht: {}}]\n",
    "row that is no number": "basis: {a: {x: [1]}}\nvoorbeelden: [{naam: n, op: 2026-01-01, herkomst: {soort: officieel}, basis: a, anders: {x.y: 1}, verwacht: {}}]\n",
    "row that is not there": "basis: {a: {x: [1]}}\nvoorbeelden: [{naam: n, op: 2026-01-01, herkomst: {soort: officieel}, basis: a, anders: {x.7: 1}, verwacht: {}}]\n",
    "own without a sum": "basis: {a: {}}\nvoorbeelden: [{naam: n, op: 2026-01-01, herkomst: {soort: eigen}, basis: a, verwacht: {}}]\n",
    "no day": "basis: {a: {}}\nvoorbeelden: [{naam: n, herkomst: {soort: officieel}, basis: a, verwacht: {}}]\n",
}  # fmt: skip
PERSON = "personen: [{rol: aanvrager, geboortedatum: 1990-01-01, toetsingsinkomen: 0, bezit: []}]"
EXPECTED = {
    "step that is not there": "toelage.xyz: 1", "row that is not there": "'begrippen.pensioendatum[9]': 2026-01-01", "text for a number": "toelage.toegekend: veel",
    "month that is not there": "'toelage.recht@2026-13': ja", "date for a number": "toelage.toegekend: 2026-01-01", "list for a number": "toelage.toegekend: [1]", "number for a truth": "'toelage.recht': 3",
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_wrong_files_with_examples(tmp_path: Path, name: str) -> None:
    shutil.copytree(ALL, tmp_path, dirs_exist_ok=True)
    write(tmp_path, {"toelage/voorbeelden.yaml": EXAMPLES[name]})
    found = load_rules(tmp_path)
    try:
        results = list(run_examples(found))
    except (RuleError, FileError) as error:
        assert error.where and error.repair and "\n" not in str(error)
    else:
        assert results and not any(one.passed for one in results)


@pytest.mark.parametrize("name", EXPECTED)
def test_wrong_expectations(tmp_path: Path, name: str) -> None:
    shutil.copytree(ALL, tmp_path, dirs_exist_ok=True)
    text = f"basis:\n  a: {{{PERSON}}}\nvoorbeelden:\n  - naam: n\n    op: 2026-05-01\n    herkomst: {{soort: officieel}}\n    basis: a\n    verwacht: {{{EXPECTED[name]}}}\n"
    write(tmp_path, {"toelage/voorbeelden.yaml": text})
    found = load_rules(tmp_path)
    try:
        assert not any(one.passed for one in run_examples(found))
    except (RuleError, FileError) as error:
        assert error.where and error.repair
