"""Open terms: what a municipality or water board fills in, the limits of law where nobody did, and packs from elsewhere."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mini import FOLDER, write
from voorzieningen import FileError, Huishouden, Report, RuleError, RuleSet, load_rules, screen
from voorzieningen.evaluate import solve
from voorzieningen.examples import check, read_examples
from voorzieningen.facts import Situation
from voorzieningen.render import report_lines
from voorzieningen.rulebook import Place
from voorzieningen.rulebook.coverage import coverage
from voorzieningen.screening import Measures

RULES = FOLDER / "plaatselijk"
OP = date(2026, 11, 22)
SOURCE = "bronnen: {s-1: {tekst: Verordening, url: zz, zekerheid: enkel, gezien: 2026-11-22}}\n"
HOUSE = {
    "peildatum": OP,
    "sinds": date(2024, 1, 1),
    "personen": [{"rol": "aanvrager", "geboortedatum": date(1990, 1, 1), "toetsingsinkomen": 12000}],
    "aanslagen": [
        {"soort": "afval", "instantie": "gemeente", "bedrag": 300},
        {"soort": "water", "instantie": "waterschap", "bedrag": 200},
    ],
    "kosten": [{"soort": "bril", "bedrag": 150}, {"soort": "koelkast", "bedrag": 400}],
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules(RULES)


def pack(folder: Path, files: Mapping[str, str], name: str = "Stad", **more: str) -> Path:
    """A pack of one municipality; `more` are lines of its page. Each filling gets its head and the source `s-1`."""
    page = f"gemeente: {name}\n" + "".join(f"{key}: {value}\n" for key, value in more.items())
    heads = {file: f"invulling: {file}\ngemeente: {name}\n{SOURCE}" if "/" not in file else "" for file in files}
    return write(
        folder / name.lower(),
        {"gemeente.yaml": page, **{f"{file}.yaml": heads[file] + body for file, body in files.items()}},
    )


def filled(folder: Path, files: Mapping[str, str], **more: str) -> RuleSet:
    return load_rules(RULES, [pack(folder, files, **more)])


def found(rules: RuleSet, changes: Mapping[str, Any] | None = None, place: str | None = "Stad") -> Report:
    house = {**HOUSE, **({"gemeente": place} if place else {}), **(changes or {})}
    return screen(Huishouden.model_validate(house), OP, rules)


def amount(report: Report, scheme: str) -> tuple[Decimal, Decimal]:
    due = report.regelingen[scheme].per_keer
    return due.laagst, due.hoogst


def incomes(amount: object, born: date = date(1990, 1, 1)) -> dict[str, Any]:
    return {"personen": [{"rol": "aanvrager", "geboortedatum": born, "toetsingsinkomen": amount}]}


WHOLE = """\
termen:
  grens: {waarden: {2024-01-01: {waarde: 1500, bron: s-1}}}
  deel: {waarden: {2024-01-01: {waarde: 80, bron: s-1}}}
  bedrag: {naar: [steun.huishoudtype], ritme: jaarlijks, waarden: {2026-01-01: {waarde: {alleen: 400, samen: 600}, bron: s-1}}}
  partner_telt: {waarden: {2024-01-01: {waarde: nee, bron: s-1}}}
  soort_inkomen: {waarden: {2024-01-01: {waarde: bruto, bron: s-1}}}
  nettodeel: {waarden: {2024-01-01: {waarde: 90, bron: s-1}}}
"""


# --- nobody filled it in


@pytest.mark.parametrize("place", ["Nergens", None])
def test_what_nobody_filled_is_asked_at_the_municipality(rules: RuleSet, place: str | None) -> None:
    one = found(rules, place=place).regelingen["toeslagje"]
    assert (one.recht, one.recht_nu, one.bevinding) == ("niet_ingevoerd", "niet_ingevoerd", "vraag_gemeente")
    assert one.per_keer.hoogst == one.per_jaar.hoogst == 0 and one.jaren["2026"].gemist.hoogst == 0
    assert "hoe hoog het is" in one.niet_ingevuld and "tot welk inkomen u het krijgt" in one.niet_ingevuld
    assert one.vraag_bij == ("de gemeente Nergens" if place else "uw gemeente")
    assert [ask.feit for ask in one.ontbreekt] == ([] if place else ["gemeente"])


def test_what_the_household_itself_decides_needs_no_local_rule(rules: RuleSet) -> None:
    one = found(rules, incomes(12000, born=date(2008, 1, 1))).regelingen["toeslagje"]
    assert (one.recht, one.niet_ingevuld) == ("nee", ())


def test_the_limits_of_law_decide_where_they_can(rules: RuleSet) -> None:
    # 1,500 - 100% x 1,100 = 400 a month is far above both bills at any percentage of 90..100.
    rich = found(rules, incomes(18000))
    assert {rich.regelingen[f"lasten_{body}"].recht for body in ("gemeente", "waterschap")} == {"nee"}
    poor = found(rules)
    assert poor.regelingen["lasten_gemeente"].recht == "niet_ingevoerd"


def test_a_sure_amount_with_an_open_term_is_a_range(tmp_path: Path) -> None:
    rules = filled(tmp_path, {"toeslagje": WHOLE.replace("  deel: {waarden: {2024-01-01: {waarde: 80, bron: s-1}}}\n", "")})
    one = found(rules).regelingen["toeslagje"]
    assert (one.recht, amount(found(rules), "toeslagje")) == ("ja", (200, 400))
    assert one.niet_ingevuld == ("welk deel u krijgt",) and one.bevinding == "onbenut"


# --- filled in


def test_each_way_to_fill_a_term(tmp_path: Path) -> None:
    assert amount(found(filled(tmp_path / "table", {"toeslagje": WHOLE})), "toeslagje") == (320, 320)
    formula = WHOLE.replace("{waarden: {2024-01-01: {waarde: 1500, bron: s-1}}}", "{formule: hoogte * steun.norm, bron: s-1}")
    formula = formula.replace("grens: {formule: hoogte * steun.norm", "grens: {formule: hoogte * in_peilmaand(steun.norm)")
    share = "parameters: {hoogte: {eenheid: procent, waarden: {2024-01-01: {waarde: PERCENT, bron: s-1}}}}\n"
    # The norm of November is 1,100: 12,000 a year is 1,000 a month, 100 / 110 of it.
    for percent, right in (("90.91", "ja"), ("90.90", "nee")):
        rules = filled(tmp_path / percent, {"toeslagje": share.replace("PERCENT", percent) + formula})
        assert found(rules).regelingen["toeslagje"].recht == right
    lines = "{kies: [{als: partner_telt, dan: deel_een, bron: s-1}, {anders: deel_twee, bron: s-1}], bron: s-1}"
    chosen = WHOLE.replace("{waarden: {2024-01-01: {waarde: 80, bron: s-1}}}", lines)
    two = "".join(
        f"  deel_{name}: {{eenheid: procent, waarden: {{2024-01-01: {{waarde: {value}, bron: s-1}}}}}}\n"
        for name, value in (("een", 60), ("twee", 70))
    )
    assert amount(found(filled(tmp_path / "lines", {"toeslagje": f"parameters:\n{two}{chosen}"})), "toeslagje") == (280, 280)


def test_a_missing_cell_is_open_for_that_label_only(tmp_path: Path) -> None:
    rules = filled(tmp_path, {"toeslagje": WHOLE.replace("{alleen: 400, samen: 600}", "{samen: 600}")})
    assert found(rules).regelingen["toeslagje"].niet_ingevuld == ("hoe hoog het is",)
    couple = [*HOUSE["personen"], {"rol": "partner", "geboortedatum": date(1991, 1, 1), "toetsingsinkomen": 0}]
    assert amount(found(rules, {"personen": couple}), "toeslagje") == (480, 480)


def test_an_open_fact_is_asked_and_not_the_municipality(tmp_path: Path) -> None:
    """The other bills are filled in; which kind this one is decides, and that only the household knows."""
    table = "termen: {kwijt: {naar: [heffing], waarden: {2024-01-01: {waarde: {afval: 100, riool: 0, water: 0}, bron: s-1}}}, "
    percent = "norm_percentage: {waarden: {2024-01-01: {waarde: 100, bron: s-1}}}}\n"
    whole = filled(tmp_path / "whole", {"lasten": table + percent})
    kind = {"aanslagen": [{"soort": "onbekend", "instantie": "gemeente", "bedrag": 300}]}
    one = found(whole, kind).regelingen["lasten_gemeente"]
    assert (one.recht, one.niet_ingevuld, [ask.feit for ask in one.ontbreekt]) == ("onbekend", (), ["heffing"])
    partly = filled(tmp_path / "partly", {"lasten": table.replace(", riool: 0", "") + percent})
    half = found(partly, kind).regelingen["lasten_gemeente"]
    assert (half.recht, [ask.feit for ask in half.ontbreekt]) == ("onbekend", ["heffing"]), "an answer may settle it"
    assert half.niet_ingevuld == ("welke belastingen u niet hoeft te betalen",)
    nothing = filled(tmp_path / "nothing", {"lasten": "termen: {" + percent.removesuffix("}\n") + "}\n"})
    assert found(nothing, kind).regelingen["lasten_gemeente"].recht == "niet_ingevoerd", "no answer helps"
    known = found(partly).regelingen["lasten_gemeente"]
    assert (known.recht, amount(found(partly), "lasten_gemeente")) == ("ja", (300, 300)), "the kind that is filled in counts"


def test_a_line_per_bill_says_which_rule_is_missing(tmp_path: Path) -> None:
    text = "termen: {kwijt: {naar: [heffing], waarden: {2024-01-01: {waarde: {afval: 100, water: 0}, bron: s-1}}}, "
    rules = filled(tmp_path, {"lasten": text + "norm_percentage: {waarden: {2024-01-01: {waarde: 100, bron: s-1}}}}\n"})
    bills = [*HOUSE["aanslagen"], {"soort": "riool", "instantie": "gemeente", "bedrag": 90}]
    one = found(rules, {"aanslagen": bills}).regelingen["lasten_gemeente"]
    assert one.recht == "ja" and (one.per_keer.laagst, one.per_keer.hoogst) == (300, 390)
    lines = [(line.wat, line.recht, line.bedrag.hoogst) for line in one.regels]
    assert lines == [("afval", "ja", 300), ("riool", "niet_ingevoerd", 0)]


def test_both_bodies_have_an_outcome_of_their_own(tmp_path: Path) -> None:
    all_of_it = "termen: {kwijt: {waarden: {2024-01-01: {waarde: 100, bron: s-1}}}, "
    own = all_of_it + "norm_percentage: {waarden: {2024-01-01: {waarde: PCT, bron: s-1}}}}\n"
    board = write(tmp_path / "water", {
        "waterschap.yaml": "waterschap: Plas en Dras\n",
        "lasten.yaml": f"invulling: lasten\nwaterschap: Plas en Dras\n{SOURCE}" + own.replace("PCT", "95"),
    })  # fmt: skip
    town = pack(tmp_path, {"lasten": own.replace("PCT", "100")}, waterschappen="{Plas en Dras: []}")
    rules = load_rules(RULES, [board, town])
    report = found(rules, incomes(13248))  # 1,104 a month: 4 above 100% of 1,100, 59 above 95%
    assert amount(report, "lasten_gemeente") == (300 - 48, 300 - 48) and amount(report, "lasten_waterschap") == (0, 0)
    assert report.waterschap == "Plas en Dras", "of a municipality in one water board the water board follows"
    assert report.regelingen["lasten_waterschap"].titel == "Minder lasten van het waterschap"


def test_a_municipality_in_two_water_boards_asks_which(tmp_path: Path) -> None:
    rules = filled(tmp_path, {}, waterschappen="{Plas: [], Dras: [Dorp, Gehucht]}")
    one = found(rules).regelingen["lasten_waterschap"]
    assert [ask.feit for ask in one.ontbreekt] == ["waterschap"]
    assert "Dras: Dorp, Gehucht. Andere plaatsen: Plas." in one.ontbreekt[0].vraag
    assert found(rules, {"waterschap": "Dras"}).regelingen["lasten_waterschap"].ontbreekt == ()


@pytest.mark.parametrize("name", ["Stad", "stad", " gemeente Stad ", "STAD", "Städ"])
def test_a_place_is_recognised_however_it_is_written(tmp_path: Path, name: str) -> None:
    assert found(filled(tmp_path, {"toeslagje": WHOLE}), place=name).regelingen["toeslagje"].recht == "ja"


def test_who_carries_it_out_and_where_to_claim(tmp_path: Path) -> None:
    claims = "aanvragen: {waar: stad.nl}\naanvragen_bij: {Dras: {waar: dras.nl}}\n"
    boards = "{Plas: [], Dras: [Dorp]}"
    files = {"toeslagje": claims + WHOLE}
    rules = filled(tmp_path, files, uitvoerder="Werkplein", vraag_bij="het loket", waterschappen=boards)
    one = found(rules).regelingen["toeslagje"]
    assert (one.uitvoerder, one.vraag_bij, one.aanvragen and one.aanvragen.waar) == ("Werkplein", "het loket", "stad.nl")
    with pytest.raises(FileError, match="deze map bestaat niet"):
        load_rules(RULES, [tmp_path / "geen"])


def test_a_board_inside_a_municipality_has_its_own_desk(tmp_path: Path) -> None:
    claims = "aanvragen: {waar: stad.nl}\naanvragen_bij: {Dras: {waar: dras.nl}}\n"
    town = pack(tmp_path, {"toeslagje": claims + WHOLE}, waterschappen="{Plas: [], Dras: [Dorp]}")
    board = write(tmp_path / "dras", {"waterschap.yaml": "waterschap: Dras\n"})
    rules = load_rules(RULES, [town, board])
    for name, where in (("Dras", "dras.nl"), ("Plas", "stad.nl")):
        claim = found(rules, {"waterschap": name}).regelingen["toeslagje"].aanvragen
        assert claim is not None and claim.waar == where


def test_an_added_condition_and_a_fact_of_its_own(tmp_path: Path) -> None:
    condition = "voorwaarden: {lid: {als: is_lid, uitleg: {ja: U bent lid., nee: U bent geen lid.}, bron: s-1}}\n"
    folder = pack(tmp_path, {"toeslagje": condition + WHOLE})
    write(folder, {"feiten.yaml": "feiten:\n  is_lid: {eenheid: ja_nee, wanneer: peildatum, vraag: Bent u lid?}\n"})
    rules = load_rules(RULES, [folder])
    assert [ask.feit for ask in found(rules).regelingen["toeslagje"].ontbreekt] == ["is_lid"]
    for answer, right in ((True, "ja"), (False, "nee")):
        assert found(rules, {"feiten": {"is_lid": answer}}).regelingen["toeslagje"].recht == right


SCHEME = f"""\
regeling: meedoen
soort: lokaal
tijdvak: moment
gemeente: Stad
titel: Meedoen
{SOURCE}open:
  bedrag: {{eenheid: EUR, wat: hoe hoog het is, bron: s-1}}
stappen:
  toegekend: {{eenheid: EUR, formule: als in_peilmaand(recht) dan bedrag anders 0, bron: s-1}}
voorwaarden:
  oud: {{als: steun.leeftijd_bereikt van aanvrager, uitleg: {{ja: U bent 21., nee: U bent geen 21.}}, bron: s-1}}
uitkomst: {{bedrag: toegekend}}
"""


def test_a_scheme_of_its_own_reads_the_country_and_is_only_there(tmp_path: Path) -> None:
    rules = filled(tmp_path, {"meedoen/regeling": SCHEME})
    assert found(rules).regelingen["meedoen"].recht == "niet_ingevoerd"
    assert found(rules, incomes(0, born=date(2010, 1, 1))).regelingen["meedoen"].recht == "nee"
    assert "meedoen" not in found(rules, place="Nergens").regelingen
    sure = SCHEME.replace("wat: hoe hoog het is", "wat: hoe hoog, tussen: 25..25")
    known = filled(tmp_path / "known", {"meedoen/regeling": sure})
    assert amount(found(known), "meedoen") == (25, 25)


# --- faults


OWN = "parameters: {NAME: {eenheid: EUR, waarden: {2024-01-01: {waarde: 1, bron: s-1}}}}\n"


@pytest.mark.parametrize(
    ("files", "more", "told"),
    [
        ({"toeslagje": "termen: {delen: {waarden: {2024-01-01: {waarde: 80, bron: s-1}}}}\n"}, {}, "Bedoelt u `deel`"),
        ({"toeslagje": WHOLE.replace("waarde: 80", "waarde: 49.9")}, {}, "buiten de grenzen van de wet"),
        ({"toeslagje": WHOLE.replace("alleen: 400", "alleen: 500.01")}, {}, "buiten de grenzen van de wet"),
        ({"toeslagje": WHOLE.replace("samen: 600", "samen: 900.01")}, {}, "buiten de grenzen van de wet"),
        ({"toeslagje": WHOLE.replace("waarde: bruto", "waarde: allebei")}, {}, "geen label"),
        ({"toeslagje": "termen: {deel: {bron: s-1}}\n"}, {}, "`waarden`, of één `formule`"),
        ({"toeslagje": WHOLE.replace("bron: s-1", "bron: s-2")}, {}, "`s-2` staat niet onder `bronnen`"),
        ({"toeslagje": OWN.replace("NAME", "los")}, {}, "nergens gebruikt"),
        ({"toeslagje": OWN.replace("NAME", "grens")}, {}, "bestaat al"),
        ({"geen_kader": "termen: {}\n"}, {}, "geen regeling met open termen"),
        ({"meedoen/regeling": SCHEME.replace("gemeente: Stad", "gemeente: Dorp")}, {}, "noemt Dorp"),
        ({"meedoen/regeling": SCHEME.replace("regeling: meedoen", "regeling: steun")}, {}, "`steun` bestaat al"),
        ({}, {"waterschap": "Plas"}, "één `gemeente` of één `waterschap`"),
        ({}, {"waterschapen": "{Plas: []}"}, "Bedoelt u `waterschappen`"),
    ],
)  # fmt: skip
def test_a_wrong_pack_says_where_and_how_to_repair(
    tmp_path: Path, files: dict[str, str], more: dict[str, str], told: str
) -> None:
    with pytest.raises(RuleError) as caught:
        filled(tmp_path, files, **more)
    assert told in str(caught.value) and caught.value.where and caught.value.repair
    assert ".yaml:" in caught.value.where


def test_keys_of_a_term_belong_to_its_limits(tmp_path: Path) -> None:
    root = shutil.copytree(RULES, tmp_path / "rules")
    frame = root / "lokaal/toeslagje/regeling.yaml"
    frame.write_text(frame.read_text().replace(", tussen: {alleen: 0..500, samen: 0..900}", ""), encoding="utf-8")
    with pytest.raises(RuleError, match="een invulling heeft haar eigen `naar`"):
        load_rules(root)


def test_two_packs_may_not_fill_the_same_term(tmp_path: Path) -> None:
    one, other = (pack(tmp_path / name, {"toeslagje": WHOLE}) for name in "ab")
    with pytest.raises(RuleError, match=r"is al ingevuld in toeslagje\.yaml:"):
        load_rules(RULES, [one, other])
    lines = WHOLE.splitlines(keepends=True)
    halves = {"c": lines[1:3], "d": lines[3:]}
    texts = {name: "termen:\n" + "".join(part).replace("s-1", name) for name, part in halves.items()}
    parts = [pack(tmp_path / name, {"toeslagje": text}) for name, text in texts.items()]
    for folder, name in zip(parts, "cd", strict=True):
        path = folder / "toeslagje.yaml"
        path.write_text(path.read_text().replace("{s-1:", f"{{{name}:"))
    assert amount(found(load_rules(RULES, parts)), "toeslagje") == (320, 320), "what they share out between them is one pack"
    both = [pack(tmp_path / name, {"meedoen/regeling": SCHEME}) for name in "ef"]
    with pytest.raises(RuleError, match="`meedoen` bestaat al"):
        load_rules(RULES, both)


def test_the_digest_covers_every_pack(tmp_path: Path, rules: RuleSet) -> None:
    digests = {rules.digest, filled(tmp_path / "a", {"toeslagje": WHOLE}).digest}
    digests.add(filled(tmp_path / "b", {"toeslagje": WHOLE.replace("waarde: 80", "waarde: 81")}).digest)
    assert len(digests) == 3
    assert filled(tmp_path / "c", {"toeslagje": WHOLE}).digest in digests


# --- dates


def test_a_value_that_has_not_begun_is_open_and_an_old_one_is_told(tmp_path: Path) -> None:
    table = "01-01: {waarde: {alleen"
    later = filled(tmp_path / "later", {"toeslagje": WHOLE.replace(f"2026-{table}", f"2027-{table}")})
    assert found(later).regelingen["toeslagje"].niet_ingevuld == ("hoe hoog het is",)
    old = filled(tmp_path / "old", {"toeslagje": WHOLE.replace(f"2026-{table}", f"2023-{table}")})
    one = found(old).regelingen["toeslagje"]
    assert (one.recht, one.verouderd, one.zekerheid) == ("ja", ("toeslagje.bedrag",), "enkel")
    undated = filled(tmp_path / "undated", {"toeslagje": WHOLE.replace("waarde: 80,", "waarde: 80, verouderd: ja,")})
    assert found(undated).regelingen["toeslagje"].verouderd == ("toeslagje.deel",)
    ended = filled(tmp_path / "ended", {"toeslagje": WHOLE.replace("80, bron: s-1}", "80, bron: s-1}, 2026-01-01: vervallen")})
    assert found(ended).regelingen["toeslagje"].niet_ingevuld == ("welk deel u krijgt",)


def test_a_value_from_a_month_on_is_open_before_it(tmp_path: Path) -> None:
    text = WHOLE.replace("  deel: {waarden: {2024-01-01:", "  deel: {ritme: vrij, waarden: {2026-12-01:")
    assert amount(found(filled(tmp_path / "december", {"toeslagje": text})), "toeslagje") == (200, 400)
    november = text.replace("2026-12-01:", "2026-11-01:")
    assert amount(found(filled(tmp_path / "november", {"toeslagje": november})), "toeslagje") == (320, 320)


def test_a_formula_with_a_value_that_has_not_begun_is_open(tmp_path: Path) -> None:
    formula = "deel: {formule: stuk, bron: s-1}"
    text = WHOLE.replace("deel: {waarden: {2024-01-01: {waarde: 80, bron: s-1}}}", formula)
    own = "parameters: {stuk: {eenheid: procent, waarden: {YEAR-01-01: {waarde: 80, bron: s-1}}}}\n"
    for year, outcome in (("2026", (320, 320)), ("2027", (200, 400))):
        rules = filled(tmp_path / year, {"toeslagje": own.replace("YEAR", year) + text})
        assert amount(found(rules), "toeslagje") == outcome


# --- what is filled in and what is open


def test_coverage_tells_what_is_filled_open_and_old(tmp_path: Path) -> None:
    old = WHOLE.replace("2026-01-01: {waarde: {alleen: 400, samen", "2025-01-01: {waarde: {samen").replace("  nettodeel", "  #")
    states = {one.name: one for one in coverage(filled(tmp_path, {"toeslagje": old, "meedoen/regeling": SCHEME}).book, 2026)}
    terms = {term.term: term for term in states["Stad"].terms if term.scheme == "toeslagje"}
    assert {name: term.state for name, term in terms.items()} == {
        "grens": "ingevuld", "deel": "ingevuld", "bedrag": "deels", "partner_telt": "ingevuld", "soort_inkomen": "ingevuld",
        "nettodeel": "open",
    }  # fmt: skip
    assert terms["bedrag"].stale and terms["bedrag"].since == date(2025, 1, 1) and terms["bedrag"].confidence == "enkel"
    assert [(scheme.title, scheme.open) for scheme in states["Stad"].schemes] == [("Meedoen", ("bedrag",))]


# --- examples that fill in the terms themselves


def test_examples_of_a_frame_fill_its_terms(tmp_path: Path) -> None:
    root = shutil.copytree(RULES, tmp_path / "rules")
    terms = WHOLE.replace("bron: s-1", "bron: voorbeeld").replace("\n", "\n    ")
    example = "{naam: NAME, herkomst: {soort: eigen}, som: artikel, basis: een, INVULverwacht: {EXPECT}}"
    person = "{rol: aanvrager, geboortedatum: 1990-01-01, toetsingsinkomen: 12000}"
    base = f"{{peildatum: 2026-11-22, sinds: 2024-01-01, personen: [{person}]}}"
    wanted = (
        ("gevuld", "invulling: stad, ", "toeslagje.toegekend: 320"),
        ("open", "", "toeslagje: niet_ingevoerd, toeslagje.toegekend: 0..500"),
        ("fout", "invulling: stad, ", "toeslagje.toegekend: 321"),
    )
    lines = [example.replace("NAME", one).replace("INVUL", two).replace("EXPECT", three) for one, two, three in wanted]
    head = f"basis: {{een: {base}}}\ninvullingen:\n  stad:\n    {terms.rstrip()}\nvoorbeelden:\n"
    text = head + "".join(f"  - {line}\n" for line in lines)
    (root / "lokaal/toeslagje/voorbeelden.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(root)
    results = {case.example.naam: check(case, rules) for case in read_examples(rules)}
    assert results["gevuld"].passed and results["open"].passed, results
    assert "verwacht 321, gevonden 320" in results["fout"].message


# --- soundness


def test_the_outcome_with_open_terms_contains_every_filling(tmp_path: Path) -> None:
    """Terms filled one after the other and at random: each outcome lies inside the one with fewer terms filled."""
    chance = random.Random(5)
    lines = WHOLE.splitlines(keepends=True)[1:]
    births = (date(1990, 1, 1), date(2005, 11, 2), date(2008, 1, 1))
    houses = [incomes(chance.choice([0, 12000, 13200, 15000, 18000, 20000]), born) for born in births]
    houses += [{"personen": [{"rol": "aanvrager", "geboortedatum": date(1990, 1, 1)}]}]
    checked = above = 0
    for number in range(12):
        order = chance.sample(lines, len(lines))
        texts = ["termen:\n" + "".join(order[:many]) for many in range(1, len(order) + 1)]
        sets = [filled(tmp_path / f"{number}", {})]
        sets += [filled(tmp_path / f"{number}-{many}", {"toeslagje": text}) for many, text in enumerate(texts)]
        for house in houses:
            spans = [_span(rules, house) for rules in sets]
            for (low, high), (lower, higher) in pairwise(spans):
                assert low <= lower <= higher <= high
                checked += 1
            above += spans[-1][0] > 0
    print(f"{checked} steps of filling, {above} outcomes above 0 in the end")
    assert checked > 200 and above > 10


def _span(rules: RuleSet, house: Mapping[str, Any]) -> tuple[Fraction, Fraction]:
    """The award as bounds, without what the report makes of it."""
    household = Huishouden.model_validate({**HOUSE, "gemeente": "Stad", **house})
    program, place = rules.local(2026, Place("Stad")), Place("Stad")
    measures, situation = Measures(program, 10), Situation(household, program.linked, OP)
    solved = solve(measures, situation, lambda scheme: Measures(rules.local(2026, place, scheme), 10))
    return measures.number("toeslagje.award", solved.measures["toeslagje.award"])


def test_going_on_from_the_run_of_the_country_changes_nothing(rules: RuleSet) -> None:
    """The local run may reuse what the run of the country decided: the report is the same when it computes all itself."""
    for changes in ({}, incomes(14000), incomes("onbekend"), {"aanslagen": "onbekend"}, incomes("10000..20000")):
        report = found(rules, changes)
        for scheme in ("lasten_gemeente", "toeslagje"):
            household = Huishouden.model_validate({**HOUSE, "gemeente": "Stad", **changes})
            alone = rules.with_packs(dict(rules.book.files.packs))
            assert screen(household, OP, alone).regelingen[scheme] == report.regelingen[scheme]


# --- as a coach reads it


def page(report: Report) -> str:
    return "\n".join(line.text for line in report_lines(report, width=80))


def test_the_page_says_whom_to_ask_for_what(rules: RuleSet) -> None:
    text = page(found(rules, place="Nergens"))
    part = text[text.index("VRAAG UW GEMEENTE OF WATERSCHAP (3)") :]
    assert "Vraag bij de gemeente Nergens naar:" in part and "Vraag bij uw waterschap naar:" in part
    assert "? Plaatselijk toeslagje. Geld van de gemeente voor wie lang weinig heeft." in part
    unknown = page(found(rules, place=None))
    assert unknown.count("In welke gemeente woont u?") == 1, "asked once for all of them"


def test_the_page_shows_a_line_per_bill_and_what_is_still_chosen(tmp_path: Path) -> None:
    text = "termen: {kwijt: {naar: [heffing], waarden: {2024-01-01: {waarde: {afval: 100, water: 0}, bron: s-1}}}, "
    text += "norm_percentage: {waarden: {2024-01-01: {waarde: 100, bron: s-1}}}}\n"
    rules = filled(tmp_path, {"lasten": text}, vraag_bij="het loket van Stad")
    bills = [*HOUSE["aanslagen"], {"soort": "riool", "instantie": "gemeente", "bedrag": 90}]
    shown = page(found(rules, {"aanslagen": bills, "ontvangt": {"lasten_gemeente": 0}}))
    assert "afval: € 300" in shown and "riool: dat weten wij niet. Vraag het bij het loket" in shown
    assert "Wij weten niet welke belastingen u niet hoeft te betalen." in " ".join(shown.split())
