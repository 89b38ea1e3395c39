"""What differs in the rules, between two days and two sets: nothing missing, nothing invented, and who gets more or less."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from amended import Edit, amended, rules_in
from voorzieningen import FileError, Huishouden, RuleSet, cli, screen
from voorzieningen.audit.difference import between_days, between_sets, out_of_date
from voorzieningen.audit.effect import Side, as_on, effects
from voorzieningen.audit.types import RegelingWijziging, Wijziging
from voorzieningen.render.difference import difference_lines
from voorzieningen.rulebook import rules_folder
from voorzieningen.rulebook.strict_yaml import read_document

OLD, NEW = date(2025, 12, 31), date(2026, 1, 1)
CARE, RENT = "landelijk/zorgtoeslag/regeling.yaml", "landelijk/huurtoeslag/regeling.yaml"
FOLDER = Path(__file__).parent.parent / "voorbeelden"

LAW = {
    # de huurtoeslag van 2026
    "huurtoeslag.huur_niet_te_hoog": ("voorwaarde", "weg"),
    "huurtoeslag.leeftijd_hoge_huurgrens": ("23", "21"),
    "huurtoeslag.servicekosten_maximum": ("12", None),
    "huurtoeslag.rekenhuur": ("stap", "nieuwe datum"),
    "huurtoeslag.normhuur": ("stap", "nieuwe datum"),
    "huurtoeslag.afbouw": ("stap", "nieuw"),
    "huurtoeslag.afbouwpercentage [eenpersoons]": (None, "27"),
    "huurtoeslag.afbouwpercentage [meerpersoons]": (None, "22"),
    "huurtoeslag.factor_a [eenpersoons]": ("0.000000438698", None),
    # aanvragen kan tot en met 31 december van het jaar erna; giften tot 1200 euro
    "awir.aanvraagtermijn": ("8", "12"),
    "participatiewet.giftengrens": (None, "1200"),
    # percentages
    "zorgtoeslag.afbouwpercentage": ("13.700", "13.730"),
    "zorgtoeslag.drempelpercentage [alleen]": ("1.896", "1.912"),
    "zorgtoeslag.drempelpercentage [met_partner]": ("4.273", "4.289"),
    "kindgebonden_budget.afbouwpercentage": ("7.10", "7.60"),
    "inkomstenbelasting.ahk_afbouwpercentage": ("6.337", "6.398"),
    # bedragen
    "zorgtoeslag.standaardpremie": ("2112", "2119"),
    "kindgebonden_budget.basisbedrag": ("2511", "2580"),
    "awir.vermogensgrens": ("37395", "38479"),
    "participatiewet.norm [vanaf_21 alleen]": ("1369.06", "1401.50"),
}
"""Changes of the law on 1 January 2026: what was and what is, or the kind of part and of change."""


@pytest.fixture(scope="module")
def new_year() -> tuple[RegelingWijziging, ...]:
    return between_days(rules_folder(), OLD, NEW)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        return code, *capsys.readouterr()

    return call


# --- two days

@pytest.mark.parametrize("name", LAW)
def test_a_change_of_the_law_is_there(name: str, new_year: tuple[RegelingWijziging, ...]) -> None:
    key, _, cell = name.partition(" ")
    scheme, _, part = key.partition(".")
    (found,) = (
        one
        for file in new_year
        for one in file.wijzigingen
        if (file.regeling, one.naam, one.cel) == (scheme, part, cell.strip("[]"))
    )
    assert LAW[name] in ((found.voor, found.na), (found.onderdeel, found.aard))
    assert found.bron or found.na is None


def test_nothing_is_invented_and_nothing_is_missing(new_year: tuple[RegelingWijziging, ...]) -> None:
    """Held against the files read in another way: the last value at or before either day, cell by cell."""
    told = {(file.bestand, one.naam, one.cel): (one.voor, one.na) for file in new_year for one in file.wijzigingen
            if one.onderdeel == "parameter" and one.aard != "gaat in"}
    wanted: dict[tuple[str, str, str], tuple[str | None, str | None]] = {}
    figures = 0
    for path in sorted(rules_folder().rglob("*.yaml")):
        data = read_document(path.read_bytes(), path.name).data
        parts = {**data.get("parameters", {}), **data.get("termen", {})}
        for name, parameter in parts.items():
            was, now = (dict(at_day(parameter.get("waarden", {}), day, path.parent)) for day in (OLD, NEW))
            figures += len(now)
            for cell in was.keys() | now.keys():
                if was.get(cell) != now.get(cell):
                    wanted[path.relative_to(rules_folder()).as_posix(), name, cell] = was.get(cell), now.get(cell)
    assert told == wanted
    print(f"{figures} figures, {len(wanted)} differ")
    assert len(wanted) > 300
    for file in new_year:
        for one in file.wijzigingen:
            day = one.in_werking or one.vanaf
            assert day is None or OLD < day <= NEW, (file.bestand, one.naam, day)


def at_day(values: Mapping[Any, Any], day: date, folder: Path) -> Iterator[tuple[str, str]]:
    def law(key: date) -> date:
        value = values[key]
        return max(key, value.get("in_werking", key)) if isinstance(value, dict) else key

    last = max((key for key in values if law(key) <= day), default=None)
    if last is not None and isinstance(values[last], dict):
        yield from leaves(values[last]["waarde"], "", folder)


def leaves(value: Any, above: str, folder: Path) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, f"{above} {key}".strip(), folder)
    elif isinstance(value, str) and value.endswith(".csv"):
        head, *rows = [line.split(",") for line in (folder / value).read_text().splitlines()]
        figures = [at for at, title in enumerate(head) if title not in ("vanaf", "zekerheid")]
        yield from ((f"{row[0]} {head[at]}", row[at]) for row in rows for at in figures)
    elif isinstance(value, bool):
        yield above, "ja" if value else "nee"
    else:
        yield above, format(value, "f") if isinstance(value, Decimal) else str(value)


def test_a_day_on_which_nothing_changes() -> None:
    assert between_days(rules_folder(), date(2026, 2, 1), date(2026, 6, 30)) == ()


def test_the_half_year_and_a_date_in_a_rule() -> None:
    found = {(file.regeling, one.naam): one for file in between_days(rules_folder(), date(2026, 6, 30), date(2026, 7, 1))
             for one in file.wijzigingen}
    assert found["kinderbijslag", "bedrag"].vanaf == date(2026, 7, 1)
    comes = {(file.regeling, one.naam): one for file in between_days(rules_folder(), date(2025, 6, 30), date(2025, 7, 1))
             for one in file.wijzigingen if one.aard == "gaat in"}
    assert comes["individuele_inkomenstoeslag", "rotterdam_iit_eigen_norm_vanaf"].na == "2025-07-01"


def test_a_scheme_that_ended_is_told() -> None:
    ends = {file.regeling: one for file in between_days(rules_folder(), date(2023, 1, 1), date(2026, 11, 22))
            for one in file.wijzigingen if one.onderdeel == "regeling"}
    assert "energietoeslag" in ends and ends["energietoeslag"].aard == "weg"


def test_what_should_have_a_new_value_and_has_none_is_named(rules: RuleSet) -> None:
    assert "zorgtoeslag.standaardpremie" not in out_of_date(rules, date(2026, 12, 31))
    assert "zorgtoeslag.standaardpremie" in out_of_date(rules, date(2027, 1, 1))


# --- two sets

def one_change(found: tuple[RegelingWijziging, ...]) -> tuple[RegelingWijziging, Wijziging]:
    (file,) = found
    (change,) = file.wijzigingen
    return file, change


PREMIUM = "{waarde: 2119, bron: premie-26}"
FIRST = "waarden: {2024-01-01: {waarde: 1987"
REMARK = 'opmerking: "De wet geeft 28405,728; Dienst Toeslagen rekent met 28406."'
SETS: dict[str, tuple[Edit, dict[str, Any]]] = {
    "a figure": ((CARE, PREMIUM, "{waarde: 2120, bron: premie-26}"),
                 {"onderdeel": "parameter", "aard": "anders", "naam": "standaardpremie", "voor": "2119", "na": "2120",
                  "eenheid": "EUR/jaar", "vanaf": date(2026, 1, 1)}),
    "a new date": ((CARE, PREMIUM, f"{PREMIUM}, 2027-01-01: {{waarde: 2200, bron: premie-26}}"),
                   {"aard": "nieuwe datum", "voor": "2119", "na": "2200", "vanaf": date(2027, 1, 1)}),
    "the same again": ((CARE, PREMIUM, f"{PREMIUM}, 2027-01-01: {PREMIUM}"),
                       {"aard": "gelijk", "voor": "2119", "na": "2119"}),
    "a date before": ((CARE, FIRST, FIRST.replace("{2024", "{2023-01-01: {waarde: 1900, bron: premie-24}, 2024")),
                      {"aard": "nieuw", "na": "1900", "voor": None, "vanaf": date(2023, 1, 1)}),
    "a cell": ((CARE, "waarde: {alleen: 146011, met_partner: 184633}", "waarde: {alleen: 146012, met_partner: 184633}"),
               {"naam": "vermogensgrens", "cel": "alleen", "voor": "146011", "na": "146012"}),
    "a table": (("landelijk/kinderopvangtoeslag/tabel_2024.csv", "25321,96.0,96.0", "25321,96.0,95.9"),
                {"naam": "vergoeding", "cel": "25321 volgende", "voor": "96.0", "na": "95.9"}),
    "a formula": ((CARE, "als recht dan per_maand(aanspraak) anders 0", "als recht dan 0 anders 0"),
                  {"onderdeel": "stap", "naam": "in_de_maand", "aard": "anders"}),
    "a rounding": ((CARE, "wijze: omlaag, bron: tabel", "wijze: omhoog, bron: tabel"),
                   {"onderdeel": "stap", "naam": "uitbetaling"}),
    "a condition": ((CARE, "vermogen_voor_toets <= vermogensgrens", "vermogen_voor_toets < vermogensgrens"),
                    {"onderdeel": "voorwaarde", "naam": "vermogen_niet_te_hoog"}),
    "a last look": ((CARE, REMARK, "opmerking: anders"), {}),
    "a unit": ((CARE, "  standaardpremie:\n    eenheid: EUR/jaar", "  standaardpremie:\n    eenheid: EUR/maand"),
               {"naam": "standaardpremie", "cel": "eenheid", "voor": "EUR/jaar", "na": "EUR/maand"}),
    "a term": (("gemeenten/assen/bijzondere_bijstand.yaml", "tandarts: meestal_niet", "tandarts: meestal"),
               {"naam": "vergoed", "cel": "tandarts", "na": "meestal"}),
    "a title": ((CARE, "titel: Zorgtoeslag", "titel: Toeslag voor zorg"), {"onderdeel": "overig", "naam": "titel"}),
    "a legal term": (("actieplan.yaml", "volgorde:", "anders: nee\nvolgorde:"),
                     {"onderdeel": "overig", "naam": "anders", "na": "nee"}),
}  # fmt: skip


@pytest.mark.parametrize("what", SETS)
def test_one_change_is_one_difference(what: str, tmp_path: Path) -> None:
    edit, wanted = SETS[what]
    folder = amended(tmp_path, edit)
    found = between_sets(rules_folder(), folder)
    if not wanted:  # a note is no rule
        (change,) = found[0].wijzigingen if found else (None,)
        assert change is None or change.onderdeel == "bron"
        return
    file, change = one_change(found)
    assert file.bestand == edit[0] or edit[0].endswith(".csv")
    assert {name: getattr(change, name) for name in wanted} == wanted
    _, back = one_change(between_sets(folder, rules_folder()))
    if change.aard == "anders":
        assert (back.voor, back.na) == (change.na, change.voor)


def test_a_file_more_or_less(tmp_path: Path) -> None:
    folder = amended(tmp_path)
    shutil.rmtree(folder / "gemeenten" / "assen" / "kindpakket")
    file, change = one_change(between_sets(rules_folder(), folder))
    assert (file.bestand, change.onderdeel, change.aard) == ("gemeenten/assen/kindpakket/regeling.yaml", "regeling", "weg")
    assert one_change(between_sets(folder, rules_folder()))[1].aard == "nieuw"


def test_comments_and_order_are_no_difference(tmp_path: Path) -> None:
    assert between_sets(rules_folder(), amended(tmp_path, (CARE, "parameters:\n", "# een opmerking\nparameters:\n"))) == ()


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"feiten\.yaml"):
        between_sets(rules_folder(), tmp_path)


# --- households

def example(name: str) -> Huishouden:
    return Huishouden.from_document(read_document((FOLDER / f"{name}.yaml").read_bytes(), name))


def test_who_gets_more(rules: RuleSet, tmp_path: Path) -> None:
    """A premium 120 euros higher is 10 euros a month for who has the care allowance already, and nothing for anybody else."""
    names = ("01-alleen-huurachterstand", "05-aow-stel", "07-bijstand-naar-deeltijd")
    examples = {name: example(name) for name in names}
    other = rules_in(amended(tmp_path, (CARE, PREMIUM, "{waarde: 2239, bron: premie-26}")))
    day = date(2026, 11, 22)
    found = effects(Side(rules, day), Side(other, day), examples, 6)
    counts = {one.regeling: one for one in found.per_regeling}
    assert counts["zorgtoeslag"].meer >= len(names) and not counts["zorgtoeslag"].minder
    assert not any(one.meer or one.minder for name, one in counts.items() if name not in ("zorgtoeslag", "beslagvrije_voet"))
    for one in found.per_voorbeeld:
        partners = sum(person.rol in ("aanvrager", "partner") for person in examples[one.huishouden].personen)
        assert (one.regeling, one.na.laagst - one.voor.laagst) == ("zorgtoeslag", 10 * partners)
        assert one.voor == screen(examples[one.huishouden], day, rules).regelingen["zorgtoeslag"].per_keer
    print(f"{found.willekeurig} random households, {counts['zorgtoeslag'].meer} get more")


def test_between_two_days_a_household_is_what_it_is_on_the_later_one() -> None:
    home = Huishouden.model_validate({
        "peildatum": "2026-11-22", "sinds": "2026-03-01",
        "personen": [
            {"rol": "aanvrager", "naam": "A", "geboortedatum": "1985-01-01", "toetsingsinkomen": {"2025": 20000, "2026": 30000},
             "inkomens": [{"soort": "loon", "bruto": {"2025-01-01": 1000, "2026-01-01": 2000}, "van": "2025-06-01"},
                          {"soort": "ww", "bruto": 900, "tot": "2025-12-31"}]},
            {"rol": "kind", "geboortedatum": "2015-05-05", "tot": "2025-11-01"},
        ],
        "wonen": {"kale_huur": {"2024-07-01": 500, "2027-01-01": 700}},
    })
    data = as_on(home, NEW).naar_data()
    (person,) = data["personen"]
    assert person["toetsingsinkomen"] == 30000 and person["inkomens"] == [{"soort": "loon", "bruto": 2000}]
    assert data["wonen"] == {"kale_huur": 500} and data["sinds"] == "1990-01-01" and "naam" not in person


# --- the command

def test_the_command_with_two_days(run: Any) -> None:
    arguments = ("rules", "diff", OLD.isoformat(), NEW.isoformat(), "--willekeurig", "0")
    code, out, err = run(*arguments, "--huishoudens", str(FOLDER.parent / "src"))
    assert (code, err) == (0, "")
    assert "aanvraagtermijn (maand), vanaf 1 januari 2025; dat is wet sinds 1 januari 2026 8 → 12" in " ".join(out.split())
    assert "- {als" not in out and "huur_niet_te_hoog" in out
    assert all(len(line) <= 100 or "http" in line for line in out.splitlines())


def test_the_command_with_two_sets(run: Any, tmp_path: Path) -> None:
    edit = (RENT, "2026-01-01: {waarde: 252.49, bron: wht-17-26}", "2026-01-01: {waarde: onzin, bron: wht-17-26}")
    folder = amended(tmp_path / "anders", edit)
    (tmp_path / "leeg").mkdir()
    code, out, _ = run("rules", "diff", str(rules_folder()), str(folder), "--json", "--huishoudens", str(tmp_path / "leeg"))
    found = json.loads(out)
    assert code == 0 and found["regelingen"][0]["wijzigingen"][0]["na"] == "onzin"
    assert found["gevolgen"] is None and "huurtoeslag" in found["geen_gevolgen"], "the rest is told all the same"


def test_rules_of_which_no_random_households_can_be_made(run: Any, tmp_path: Path) -> None:
    """A small set of rules of one's own: the difference is told, and what the rest waits for."""
    folder = min((Path(__file__).parent / "mini_rules").rglob("feiten.yaml")).parent
    copied = Path(shutil.copytree(folder, tmp_path / "anders"))
    (tmp_path / "leeg").mkdir()
    code, out, err = run("rules", "diff", str(folder), str(copied), "--huishoudens", str(tmp_path / "leeg"))
    assert (code, err) == (0, "") and "Er is geen verschil." in out and "--willekeurig 0" in " ".join(out.split())
    code, out, err = run("rules", "diff", str(folder), str(copied), "--huishoudens", str(tmp_path / "leeg"), "--willekeurig", "0")
    assert (code, err) == (0, "") and "0 willekeurige" in out


def test_a_revision_of_git(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    folder = amended(tmp_path / "rules")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "toen")
    path = folder / CARE
    path.write_text(path.read_text().replace(PREMIUM, "{waarde: 2120, bron: premie-26}"))
    (tmp_path / "leeg").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, err = run("rules", "diff", "HEAD", "rules", "--json", "--willekeurig", "0", "--huishoudens", "leeg")
    assert (code, err) == (0, "")
    _, change = one_change(tuple(RegelingWijziging.model_validate(one) for one in json.loads(out)["regelingen"]))
    assert (change.voor, change.na) == ("2119", "2120")


@pytest.mark.parametrize(("arguments", "said"), [
    (("2026-01-01", "2025-12-31"), "niet de vroegste"), (("2026-01-01", "2026-01-01"), "niet de vroegste"),
    (("2026-01-01", "rules"), "twee dagen, of twee regelsets"), (("2026-02-30", "2026-03-01"), "geen datum die bestaat"),
    (("bestaat-niet", "rules"), "geen versie in git"), (("1900-01-01", "2026-01-01"), "beginnen in 2024"),
    (("2025-12-31", "2026-01-01", "--huishoudens", "bestaat-niet"), "deze map bestaat niet"),
])  # fmt: skip
def test_a_wrong_command_is_one_line(arguments: tuple[str, ...], said: str, run: Any) -> None:
    code, out, err = run("rules", "diff", *arguments)
    assert code == 2 and not out and said in err and err.count("\n") == 1


def test_no_difference_says_so() -> None:
    from voorzieningen.audit.types import Regelverschil

    lines = [line.text for line in difference_lines(Regelverschil(voor="A", na="B", regelingen=()))]
    assert lines == ["De regels: A naast B", "Er is geen verschil."]
