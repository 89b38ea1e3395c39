"""The formula language: what each construct gives, exactly and as bounds, and what the checker says about what is wrong."""
# ruff: noqa: E501  # the tables have one case after another

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mini import Run, data, one_file, step, steps
from oracle import Oracle
from voorzieningen import Huishouden, RuleError, load_rules
from voorzieningen.facts import Situation
from voorzieningen.formula import COUNT, HOUSEHOLD, TRUTH, YEAR, Node, check, choice, number, parse, parse_unit, show, times
from voorzieningen.formula import Type as Kind

HOUSEHOLD_DATA = data("""
peildatum: 2026-05-20
sinds: 2023-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1990-02-28, toetsingsinkomen: 1200, verzekerd: ja, bezit: [{waarde: 10}, {waarde: 20.50}]}
  - {rol: partner, geboortedatum: 1992-02-29, toetsingsinkomen: 600.50, verzekerd: {2023-01-01: nee, 2026-04-01: ja}, bezit: []}
  - {rol: kind, geboortedatum: 2008-05-01, toetsingsinkomen: 0, bezit: [], opvang: [{soort: bso, uren: 10, uurprijs: 5.25}]}
  - {rol: kind, geboortedatum: 2014-05-31, toetsingsinkomen: 0, bezit: [],
     opvang: [{soort: dagopvang, uren: 20, uurprijs: 7}, {soort: bso, uren: 20.5, uurprijs: 5.25}]}
wonen: {soort: {2023-01-01: huur, 2026-07-01: kamer}, kale_huur: {2023-01-01: 500, 2026-07-01: 512.25},
  servicekosten: {schoonmaak: 6.50, energie: 14, overig: 30}}
schulden: [{bedrag: 100}, {bedrag: 250.50}]
ontvangt: {r: 0}
feiten: {leden: 4, gewicht: 2.50, noodzakelijk: nee}
""")
OP = date(2026, 5, 20)
PARAMETERS = """\
tien: {eenheid: aantal, waarden: {2024-01-01: {waarde: 10, bron: b}}}
drie: {eenheid: aantal, waarden: {2024-01-01: {waarde: 3, bron: b}}}
deel: {eenheid: procent, waarden: {2024-01-01: {waarde: 12.5, bron: b}}}
jaarbedrag: {eenheid: EUR/jaar, waarden: {2024-01-01: {waarde: 1200, bron: b}}}
dagbedrag: {eenheid: EUR/dag, waarden: {2024-01-01: {waarde: 2, bron: b}}}
grens: {eenheid: EUR/maand, waarden: {2024-01-01: {waarde: 505, bron: b}}}
uurgrens: {eenheid: EUR/uur, waarden: {2024-01-01: {waarde: 6, bron: b}}}
leeftijd_12: {eenheid: jaar, waarden: {2024-01-01: {waarde: 12, bron: b}}}
leeftijd_18: {eenheid: jaar, waarden: {2024-01-01: {waarde: 18, bron: b}}}
vier_maanden: {eenheid: maand, waarden: {2024-01-01: {waarde: 4, bron: b}}}
twee_weken: {eenheid: week, waarden: {2024-01-01: {waarde: 2, bron: b}}}
drie_dagen: {eenheid: dag, waarden: {2024-01-01: {waarde: 3, bron: b}}}
half_jaar: {eenheid: jaar, waarden: {2024-01-01: {waarde: 0.5, bron: b}}}
helling: {eenheid: jaar/EUR, waarden: {2024-01-01: {waarde: 0.001, bron: b}}}
vlak: {eenheid: jaar2/EUR/maand, waarden: {2024-01-01: {waarde: 0.0005, bron: b}}}
per_vorm: {eenheid: EUR, naar: woning, waarden: {2024-01-01: {waarde: {huur: 10, koop: 20, kamer: 30, inwonend: 40, instelling: 50, geen: 60}, bron: b}}}
per_twee:
  eenheid: EUR
  naar: [leden, vorm]
  waarden: {2024-01-01: {waarde: {0: {jong: 1, oud: 2}, 4: {jong: 3, oud: 4}, 5: {jong: 5, oud: 6}}, bron: b}}
per_dag: {eenheid: aantal, naar: geboortedatum, waarden: {2024-01-01: {waarde: {1900-01-01: 7, 1992-02-29: 8, 2014-06-01: 9}, bron: b}}}
per_maand_anders: {eenheid: EUR, ritme: vrij, waarden: {2024-01-01: {waarde: 1, bron: b}, 2026-03-01: {waarde: 2, bron: b}}}
schijf: {eenheid: procent, schijven: EUR/jaar, waarden: {2024-01-01: {waarde: {0: 10, 1000: 50, 1700.50: 100}, bron: b}}}
schijf_maand: {eenheid: procent, schijven: EUR/maand, ritme: vrij, waarden: {2024-01-01: {waarde: {0: 100}, bron: b}, 2026-06-01: {waarde: {500: 100}, bron: b}}}
keuze_vast: {eenheid: [jong, oud], waarden: {2024-01-01: {waarde: oud, bron: b}}}
waar: {eenheid: ja_nee, waarden: {2024-01-01: {waarde: ja, bron: b}}}
dag: {eenheid: datum, waarden: {2024-01-01: {waarde: 2026-02-10, bron: b}}}
"""
MORE = """\
groot: {eenheid: ja_nee, formule: geboortedatum + leeftijd_18 <= eerste_dag, bron: b}
groot_strikt: {eenheid: ja_nee, formule: geboortedatum + leeftijd_18 < eerste_dag, bron: b}
vorm: {eenheid: [jong, oud], formule: als een(persoon waarvoor rol is kind) dan jong anders oud, bron: b}
uren_kind: {eenheid: uur/maand, formule: som(uren van opvang), bron: b}
duur: {eenheid: ja_nee, formule: uurprijs > uurgrens, bron: b}
"""
J, N = True, False
F = Fraction


def twelve(first: Any, count: int, then: Any) -> list[Any]:
    return [first] * count + [then] * (12 - count)


CASES: list[tuple[str, str, Any]] = [
    # binding: `van aanvrager`, then * /, + -, one comparison, niet, en, of
    ("1 + 2 * 2", "aantal", 5), ("(1 + 2) * 2", "aantal", 6), ("2 - 1 - 1", "aantal", 0), ("2 - (1 - 1)", "aantal", 2),
    ("12 / tien / tien", "aantal", F("0.12")), ("12 / tien * tien", "aantal", 12), ("1 - 2", "aantal", -1),
    ("nee en nee of ja", "ja_nee", J), ("nee en (nee of ja)", "ja_nee", N), ("ja of nee en nee", "ja_nee", J),
    ("niet nee en nee", "ja_nee", N), ("niet (nee en nee)", "ja_nee", J), ("niet niet ja", "ja_nee", J),
    ("niet 1 + 1 < 2", "ja_nee", J), ("1 + 1 <= 2 en 2 >= 2 en niet 2 > 2 en 1 < 2", "ja_nee", J),
    ("1 is 1 en niet 1 is 2", "ja_nee", J), ("waar is ja", "ja_nee", J),
    ("als 1 < 2 dan 2 anders 12", "aantal", 2), ("als nee dan 2 anders 12", "aantal", 12), ("2 * (als ja dan 1 anders 2)", "aantal", 2),
    ("inkomen van aanvrager * tien", "EUR/jaar", 12000), ("inkomen van aanvrager - jaarbedrag", "EUR/jaar", 0),
    ("verzekerd van aanvrager en niet groot van aanvrager", "ja_nee", [N] * 12),
    ("rol van aanvrager is aanvrager", "ja_nee", J),
    # kinds and units
    ("deel * jaarbedrag", "EUR/jaar", 150), ("jaarbedrag * een_jaar", "EUR", 1200), ("per_maand(jaarbedrag)", "EUR/maand", 100),
    ("per_jaar(grens)", "EUR/jaar", 6060), ("per_jaar(per_maand(jaarbedrag))", "EUR/jaar", 1200),
    ("per_maand(1 * jaarbedrag + 0)", "EUR/maand", 100), ("jaarbedrag / grens", "maand/jaar", F(1200, 505)),
    ("jaarbedrag * helling", "aantal", F("1.2")), ("jaarbedrag * grens * vlak", "EUR*jaar/maand2", 303),
    ("jaarbedrag * (jaarbedrag * helling)", "EUR/jaar", 1440), ("een_maand * grens", "EUR", 505), ("0", "EUR/jaar", 0),
    ("als nee dan jaarbedrag anders 0", "EUR/jaar", 0), ("0 + jaarbedrag", "EUR/jaar", 1200),
    ("dagbedrag * (laatste_dag - eerste_dag)", "EUR", [60, 54, 60, 58, 60, 58, 60, 60, 58, 60, 58, 60]),
    ("min(jaarbedrag, inkomen van aanvrager, 2 * jaarbedrag)", "EUR/jaar", 1200), ("max(0, 1 - 2)", "aantal", 0),
    ("min(12, 2, 1)", "aantal", 1), ("max(1, 12, 2)", "aantal", 12), ("max(dag, begin_jaar)", "datum", date(2026, 2, 10)),
    ("min(dag, begin_jaar, eind_jaar)", "datum", date(2026, 1, 1)),
    # upward: gathering
    ("som(inkomen van persoon)", "EUR/jaar", F("1800.50")), ("som(inkomen van persoon waarvoor rol is partner)", "EUR/jaar", F("600.50")),
    ("som(inkomen van persoon waarvoor rol is medebewoner)", "EUR/jaar", 0), ("som(inkomen * 2 van groot)", "EUR/jaar", [3601] * 12),
    ("aantal(persoon)", "aantal", 4), ("aantal(persoon waarvoor rol is kind en geboortedatum < dag)", "aantal", 2),
    ("aantal(groot)", "aantal", twelve(2, 4, 3)), ("aantal(groot_strikt)", "aantal", twelve(2, 5, 3)),
    ("aantal(groot waarvoor rol is kind)", "aantal", twelve(0, 4, 1)), ("aantal(schuld)", "aantal", 2),
    ("een(persoon waarvoor rol is kind)", "ja_nee", J), ("een(verzekerd van persoon waarvoor rol is partner)", "ja_nee", twelve(N, 3, J)),
    ("een(groot)", "ja_nee", [J] * 12), ("een(groot waarvoor rol is kind)", "ja_nee", twelve(N, 4, J)),
    ("een(persoon waarvoor rol is medebewoner)", "ja_nee", N), ("elk(persoon waarvoor rol is medebewoner)", "ja_nee", N),
    ("elk(verzekerd van persoon waarvoor rol is medebewoner)", "ja_nee", [J] * 12), ("elk(groot)", "ja_nee", [N] * 12),
    ("elk(groot waarvoor verzekerd)", "ja_nee", [N] * 3 + [J] + [N] * 8), ("elk(groot waarvoor rol is aanvrager of rol is partner)", "ja_nee", twelve(J, 4, N)),
    ("elk(schuld_bedrag > 0 van schuld)", "ja_nee", J), ("elk(schuld waarvoor schuld_bedrag > 0)", "ja_nee", J),
    ("hoogste(inkomen van persoon)", "EUR/jaar", 1200), ("laagste(inkomen van persoon waarvoor rol is aanvrager of rol is partner)", "EUR/jaar", F("600.5")),
    ("hoogste(geboortedatum van persoon)", "datum", date(2014, 5, 31)), ("laagste(geboortedatum van persoon)", "datum", date(1990, 2, 28)),
    ("hoogste(inkomen van persoon waarvoor rol is medebewoner)", "EUR/jaar", 0),
    ("aantal_verschillende(inkomen van persoon)", "aantal", 3), ("aantal_verschillende(rol van persoon)", "aantal", 3),
    ("aantal_verschillende(verzekerd van persoon)", "aantal", [2] * 12), ("aantal_verschillende(rol van persoon waarvoor rol is medebewoner)", "aantal", 0),
    # down and up through two tables
    ("som(bezit_waarde van bezit)", "EUR", [F("30.5"), 0, 0, 0]), ("som(som(bezit_waarde van bezit) van persoon)", "EUR", F("30.5")),
    ("som(uren_kind van persoon)", "uur/maand", [F("50.5")] * 12), ("uren * uurprijs", "EUR/maand", [[F("52.5")] * 12, [140] * 12, [F("107.625")] * 12]),
    ("aantal(opvang)", "aantal", [0, 0, 1, 2]), ("een(duur)", "ja_nee", [[N] * 12, [N] * 12, [N] * 12, [J] * 12]),
    ("som(uren van duur)", "uur/maand", [[0] * 12] * 3 + [[20] * 12]), ("een(persoon waarvoor een(duur))", "ja_nee", [J] * 12),
    ("som(uren van opvang waarvoor rol is kind en geboortedatum < dag)", "uur/maand", [[0] * 12, [0] * 12, [10] * 12, [F("40.5")] * 12]),
    ("hoogste(uurprijs van opvang)", "EUR/uur", [[0] * 12, [0] * 12, [F("5.25")] * 12, [7] * 12]),
    ("aantal_verschillende(uurprijs van opvang)", "aantal", [[0] * 12, [0] * 12, [1] * 12, [2] * 12]),
    ("uren_kind > uren", "ja_nee", [[N] * 12, [J] * 12, [J] * 12]),
    ("som(min(kosten, tien * grens / tien) van servicekosten)", "EUR/maand", [F("50.5")] * 12),
    ("aantal(servicekosten waarvoor kosten_soort is overig of kosten_soort is energie)", "aantal", 2),
    # dates
    ("geboortedatum + leeftijd_12", "datum", [date(2002, 2, 28), date(2004, 2, 29), date(2020, 5, 1), date(2026, 5, 31)]),
    ("geboortedatum + leeftijd_18", "datum", [date(2008, 2, 28), date(2010, 3, 1), date(2026, 5, 1), date(2032, 5, 31)]),
    ("geboortedatum + vier_maanden", "datum", [date(1990, 6, 28), date(1992, 6, 29), date(2008, 9, 1), date(2014, 9, 30)]),
    ("geboortedatum - vier_maanden", "datum", [date(1989, 10, 28), date(1991, 10, 29), date(2008, 1, 1), date(2014, 1, 31)]),
    ("laatste_dag - een_maand", "datum", [date(2025, 12, 31), date(2026, 1, 28), date(2026, 2, 28), date(2026, 3, 30), date(2026, 4, 30), date(2026, 5, 30),
                                         date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 30), date(2026, 9, 30), date(2026, 10, 30), date(2026, 11, 30)]),
    ("dag + twee_weken - drie_dagen", "datum", date(2026, 2, 21)), ("dag - begin_jaar", "dag", 40), ("eind_jaar + een_jaar", "datum", date(2027, 12, 31)),
    ("peildatum", "datum", date(2026, 5, 20)), ("begin_jaar", "datum", date(2026, 1, 1)), ("eind_jaar", "datum", date(2026, 12, 31)),
    ("eerste_dag", "datum", [date(2026, month, 1) for month in range(1, 13)]),
    ("laatste_dag", "datum", [date(2026, month, day) for month, day in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)]),
    ("begin_kwartaal", "datum", [date(2026, month, 1) for month in (1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10)]),
    ("dag is dag en dag <= eind_jaar en dag > begin_jaar", "ja_nee", J),
    # over the months
    ("som_maanden(kale_huur)", "EUR/jaar", F("6073.5")), ("aantal_maanden(kale_huur > grens)", "maand", 6), ("elke_maand(kale_huur > 0)", "ja_nee", J),
    ("elke_maand(kale_huur > grens)", "ja_nee", N), ("een_maand_waarin(kale_huur > grens)", "ja_nee", J), ("in_peilmaand(kale_huur)", "EUR/maand", 500),
    ("in_peilmaand(woning)", ["huur", "koop", "kamer", "inwonend", "instelling", "geen"], "huur"), ("in_peilmaand(eerste_dag)", "datum", date(2026, 5, 1)),
    ("som_maanden(grens)", "EUR/jaar", 6060), ("som_maanden(uren * uurprijs)", "EUR/jaar", [630, 1680, F("1291.5")]),
    ("aantal_maanden(groot)", "maand", [12, 12, 8, 0]), ("som(aantal_maanden(groot) van persoon)", "maand", 32),
    ("aantal_maanden(een(groot waarvoor rol is kind))", "maand", 8), ("kale_huur - in_peilmaand(kale_huur)", "EUR/maand", twelve(0, 6, F("12.25"))),
    ("per_jaar(kale_huur)", "EUR/jaar", twelve(6000, 6, 6147)), ("min(kale_huur, grens)", "EUR/maand", twelve(500, 6, 505)),
    # tables
    ("per_vorm", "EUR", twelve(10, 6, 30)), ("per_vorm(instelling)", "EUR", 50), ("per_twee", "EUR", 3), ("per_twee(leden, oud)", "EUR", 4),
    ("per_twee(tien, jong)", "EUR", 5), ("per_twee(leden - 1, vorm)", "EUR", 1), ("per_dag", "aantal", [7, 8, 8, 8]), ("per_dag(dag)", "aantal", 9),
    ("per_twee(2 * leden / tien * 2, keuze_vast)", "EUR", 2), ("per_maand_anders", "EUR", twelve(1, 2, 2)), ("in_peilmaand(per_maand_anders)", "EUR", 2),
    ("over_schijven(schijf, jaarbedrag)", "EUR/jaar", 200), ("over_schijven(schijf, som(inkomen van persoon))", "EUR/jaar", F("550.25")),
    ("over_schijven(schijf, inkomen)", "EUR/jaar", [200, F("60.05"), 0, 0]), ("over_schijven(schijf_maand, kale_huur)", "EUR/maand", [500] * 5 + [0] + [F("12.25")] * 6),
    # truths, choices and conditions
    ("woning is huur", "ja_nee", twelve(J, 6, N)), ("niet woning is huur of waar", "ja_nee", [J] * 12), ("keuze_vast is oud", "ja_nee", J),
    ("vorm is jong", "ja_nee", J), ("als woning is kamer dan oud anders jong", ["jong", "oud"], twelve("jong", 6, "oud")),
    ("als ja dan keuze_vast anders jong", ["jong", "oud"], "oud"), ("oud", ["jong", "oud"], "oud"), ("vorm is keuze_vast", "ja_nee", N),
    ("verzekerd is ja", "ja_nee", [[J] * 12, twelve(N, 3, J), [N] * 12, [N] * 12]),
    # a ratio against a ratio: nothing is divided
    ("inkomen / leden < jaarbedrag / leden", "ja_nee", [N, J, J, J]), ("jaarbedrag / leden <= inkomen van aanvrager / leden", "ja_nee", J),
    ("jaarbedrag / gewicht is jaarbedrag * leden / tien", "ja_nee", J),
    ("jaarbedrag / gewicht - jaarbedrag / leden < jaarbedrag / tien", "ja_nee", N), ("(jaarbedrag / leden + jaarbedrag) / leden > jaarbedrag / drie", "ja_nee", N),
    ("1 / (leden - leden) < 2", "ja_nee", N), ("1 / (leden - leden) >= 2", "ja_nee", N),
    ("jaarbedrag / (1 - 2 * leden) < 0", "ja_nee", J), ("jaarbedrag / (1 - leden) > 0 - jaarbedrag", "ja_nee", J),
    ("ontvangt.r", "EUR/maand", [0] * 12), ("begrippen.verschil_klein", "EUR/maand", 1),
]  # fmt: skip


@dataclass
class Everything:
    """All formulas of `CASES` as steps of one rule file, computed once."""

    run: Run
    oracle: Mapping[str, Any]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    more = indent(MORE, "  ") + "".join(step(formula, unit_text(unit), f"x{at}") for at, (formula, unit, _) in enumerate(CASES))
    body = f"parameters:\n{indent(PARAMETERS, '  ')}stappen:\n{more}"
    unused = "  gebruikt:\n    eenheid: datum\n    formule: geboortedatum van aanvrager + een_jaar\n    bron: b\n"
    body = body.replace(
        "half_jaar: {eenheid: jaar, waarden: {2024-01-01: {waarde: 0.5, bron: b}}}",
        "half_jaar: {eenheid: jaar, eigenaar: wij, waarden: {2024-01-01: {waarde: 0.5, bron: b}}}",
    )
    run = Run(load_rules(one_file(tmp_path_factory.mktemp("taal"), body + unused, facts=FACTS)), HOUSEHOLD_DATA, OP)
    return Everything(run, Oracle(run.program.linked).values(run.situation.exact()))


FACTS = (Path(__file__).parent / "mini_rules/alles/feiten.yaml").read_text(encoding="utf-8").replace(", geschat_door: toelage.vermogen_geschat", "")


def unit_text(unit: str | list[str]) -> str:
    return unit if isinstance(unit, str) else f"[{', '.join(unit)}]"


@pytest.mark.parametrize("at", range(len(CASES)), ids=[formula for formula, _, _ in CASES])
def test_what_a_formula_gives(everything: Everything, at: int) -> None:
    _, _, expected = CASES[at]
    run, key = everything.run, f"r.x{at}"
    assert run.value(key) == expected
    assert flat(run.span(key)) == [pair(one) for one in flat(expected)]
    below = run.program.denominators.step(key)
    assert [F(one) / below for one in flat(run.exact[key])] == [F(one) for one in flat(everything.oracle[key])]


def flat(value: Any) -> list[Any]:
    return [one for part in value for one in flat(part)] if isinstance(value, list) else [value]


def pair(value: Any) -> Any:
    return (value,) if isinstance(value, str) else (value, value)


@pytest.mark.parametrize(("year", "month"), [(2024, 0), (2025, 0), (2026, 4), (2027, 11)])
def test_the_month_of_the_peildatum_in_other_years(everything: Everything, year: int, month: int) -> None:
    """`in_peilmaand` is December in an earlier year's program, January in a later one's."""
    program = everything.run.program
    situation = Situation(Huishouden.model_validate(HOUSEHOLD_DATA), program.linked, date(year, 5, 20))
    assert situation.exact()["#peilmaand"] == month


# --- the tree


@dataclass
class Names:
    """A scope with some names of each kind, for formulas that are not in a file."""

    parents: Mapping[str, str] = field(
        default_factory=lambda: {"persoon": HOUSEHOLD, "opvang": "persoon", "bezit": "persoon", "schuld": HOUSEHOLD}
    )
    known: Mapping[str, Node] = field(
        default_factory=lambda: {
            name: Node("fact", (), kind, who, when, name)
            for name, kind, who, when in (
                ("huur", number(parse_unit("EUR/maand")), HOUSEHOLD, "maand"), ("inkomen", number(parse_unit("EUR/jaar")), "persoon", YEAR),
                ("uren", number(parse_unit("uur/maand")), "opvang", "maand"), ("waarde", number(parse_unit("EUR")), "bezit", YEAR),
                ("schuld_bedrag", number(parse_unit("EUR")), "schuld", YEAR), ("leden", COUNT, HOUSEHOLD, YEAR), ("volwassene", TRUTH, "persoon", "maand"),
                ("geboortedatum", Kind("datum"), "persoon", YEAR), ("leeftijd", number(parse_unit("jaar")), HOUSEHOLD, YEAR),
                ("weken", number(parse_unit("week")), HOUSEHOLD, YEAR), ("rol", choice(("aanvrager", "kind")), "persoon", YEAR),
                ("vorm", choice(("alleen", "samen")), HOUSEHOLD, YEAR), ("huurt", TRUTH, HOUSEHOLD, "maand"),
            )
        }
    )  # fmt: skip

    def find(self, name: str) -> Node | None:
        return self.known.get(name)

    def names(self) -> list[str]:
        return list(self.known)


def checked(text: str, expect: Kind | None = None) -> Node:
    return check(parse(text), text, Names(), expect)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("1 + 2 * 2", "(+ 1 (* 2 2))"), ("1 - 2 - 1", "(- (- 1 2) 1)"), ("2 / 1 * 2", "(* (/ 2 1) 2)"), ("(1 + 2) * 2", "(* (+ 1 2) 2)"),
        ("a van aanvrager * b", "(* (van_aanvrager a) b)"), ("a < b en c", "(en (< a b) c)"), ("niet a < b", "(niet (< a b))"),
        ("niet a en b", "(en (niet a) b)"), ("a of b en c", "(of a (en b c))"), ("a en b of c en d", "(of (en a b) (en c d))"),
        ("als a of b dan c + 1 anders d en e", "(als (of a b) (+ c 1) (en d e))"), ("a.b + c", "(+ a.b c)"), ("som(a * 2 van t waarvoor b is c)", "(verzamel (* a 2) t (is b c))"),
        ("aantal(t)", "(verzamel leeg t leeg)"), ("een(t waarvoor a en b)", "(verzamel leeg t (en a b))"), ("f(a, b + 1)", "(f a (+ b 1))"), ("ja en nee", "(en ja nee)"),
        ("een(a van aanvrager < b van t)", "(verzamel (< (van_aanvrager a) b) t leeg)"), ("  a\n   + b ", "(+ a b)"),
    ],
)  # fmt: skip
def test_what_binds_how(text: str, shape: str) -> None:
    def drawn(tree: Any) -> str:
        if tree.op in ("naam", "getal", "waarheid", "leeg"):
            return str(tree.text or tree.op)
        return f"({' '.join([tree.text if tree.op == 'roep' else tree.op, *map(drawn, tree.args)])})"

    assert drawn(parse(text)) == shape


@pytest.mark.parametrize(
    ("text", "who", "when", "kind"),
    [
        ("huur", HOUSEHOLD, "maand", "EUR/maand"), ("huur * leden", HOUSEHOLD, "maand", "EUR/maand"), ("inkomen * leden", "persoon", YEAR, "EUR/jaar"),
        ("uren * leden", "opvang", "maand", "uur/maand"), ("als volwassene dan uren anders 0", "opvang", "maand", "uur/maand"), ("som(uren van opvang)", "persoon", "maand", "uur/maand"),
        ("som(som(uren van opvang) van volwassene)", HOUSEHOLD, "maand", "uur/maand"), ("inkomen van aanvrager", HOUSEHOLD, YEAR, "EUR/jaar"),
        ("som_maanden(huur)", HOUSEHOLD, YEAR, "EUR/jaar"), ("aantal_maanden(volwassene)", "persoon", YEAR, "maand"), ("in_peilmaand(uren)", "opvang", YEAR, "uur/maand"),
        ("waarde * inkomen", "bezit", YEAR, "EUR2/jaar"), ("inkomen / inkomen", "persoon", YEAR, "aantal"), ("1 / huur", HOUSEHOLD, "maand", "maand/EUR"),
        ("geboortedatum + leeftijd", "persoon", YEAR, "datum"), ("eerste_dag - geboortedatum", "persoon", "maand", "dag"), ("0 * 1", HOUSEHOLD, YEAR, "aantal"), ("0", HOUSEHOLD, YEAR, "0"),
        ("vorm", HOUSEHOLD, YEAR, "keuze uit alleen, samen"), ("een(volwassene)", HOUSEHOLD, "maand", "ja_nee"), ("aantal(volwassene)", HOUSEHOLD, "maand", "aantal"),
        ("hoogste(geboortedatum van persoon)", HOUSEHOLD, YEAR, "datum"), ("peildatum", HOUSEHOLD, YEAR, "datum"), ("1 / (1 / huur)", HOUSEHOLD, "maand", "EUR/maand"),
    ],
)  # fmt: skip
def test_both_axes_and_the_unit_are_inferred(text: str, who: str, when: str, kind: str) -> None:
    node = checked(text)
    assert (node.who, node.when, str(node.type)) == (who, when, kind)


LABELS = choice(("alleen", "samen"))
WRONG: list[tuple[str, Kind | None, str, str, int]] = [
    # formula, declared kind, words of what is wrong, words of the repair, column
    ("hur + 1", None, "onbekende naam `hur`", "Bedoelt u `huur`?", 1), ("1 + 1 + ledn", None, "`ledn`", "Bedoelt u `leden`?", 9),
    ("xyzzy", None, "onbekende naam `xyzzy`", "Voeg", 1), ("begin_jar", None, "begin_jar", "Bedoelt u `begin_jaar`?", 1),
    ("huur + inkomen van aanvrager", None, "EUR/maand en EUR/jaar", "per_maand", 6), ("huur < inkomen van aanvrager", None, "EUR/maand en EUR/jaar", "per_maand", 6),
    ("min(huur, leden)", None, "EUR/maand en aantal", "Reken om", 1), ("als huurt dan huur anders leden", None, "EUR/maand en aantal", "Reken om", 1),
    ("huur + 1", None, "EUR/maand en aantal", "Reken om", 6), ("huurt + 1", None, "ja_nee", "getallen", 1), ("1 * vorm", None, "keuze", "getallen", 5),
    ("huurt is huur", None, "ja_nee en EUR/maand", "Reken om", 7), ("huur en huurt", None, "ja of nee", "vergelijking", 1), ("niet huur", None, "ja of nee", "vergelijking", 6),
    ("als huur dan 1 anders 2", None, "ja of nee", "vergelijking", 5), ("vorm < samen", None, "keuze", "is", 6), ("huurt < huurt", None, "ja_nee", "is", 7),
    ("geboortedatum + huur", None, "jaar, maand, week of dag", "eenheid", 15), ("geboortedatum + 1", None, "datum", "eenheid", 15), ("geboortedatum + geboortedatum", None, "datum", "eenheid", 15),
    ("geboortedatum * 2", None, "datum", "getallen", 1), ("leeftijd + geboortedatum", None, "datum", "getallen", 12),
    ("inkomen * schuld_bedrag", None, "naast elkaar", "Verzamel", 9), ("uren * waarde", None, "naast elkaar", "Verzamel", 6), ("als volwassene dan schuld_bedrag anders 0", None, "naast elkaar", "Verzamel", 1),
    ("som(schuld_bedrag van persoon)", None, "schuld", "Verzamel", 1), ("som(uren van persoon)", None, "dieper", "Verzamel", 1), ("aantal(persoon waarvoor uren > 0)", None, "persoon", "Verzamel", 1),
    ("huur van aanvrager", None, "per persoon", "Haal", 6), ("uren van aanvrager", None, "per persoon", "Haal", 6), ("inkomen van aanvrager van aanvrager", None, "van", "", 23),
    ("som(inkomen van huis)", None, "`huis` is geen tabel", "persoon", 17), ("som(inkomen van huurt)", None, "`huurt` is geen tabel", "rol", 17), ("som(inkomen van rol)", None, "rol", "persoon", 17),
    ("som(persoon)", None, "som", "van tabel", 1), ("som(inkomen)", None, "geen tabel", "", 5), ("som(inkomen * 2)", None, "`van`", "van tabel", 1), ("som(inkomen van 2)", None, "tabel of rol", "", 17),
    ("aantal(inkomen van persoon)", None, "geen `van`", "waarvoor", 1), ("een(inkomen van persoon)", None, "ja of nee", "vergelijking", 1), ("elk(inkomen van persoon)", None, "ja of nee", "vergelijking", 1),
    ("som(geboortedatum van persoon)", None, "datum", "getal", 1), ("hoogste(rol van persoon)", None, "keuze", "getal", 1), ("som(rol van persoon)", None, "keuze", "getal", 1),
    ("hoogste(volwassene van persoon)", None, "ja_nee", "getal", 1), ("laagste(persoon)", None, "laagste", "van tabel", 1),
    ("eval(huur)", None, "`eval(...)` bestaat niet in de taal", "Kies uit", 1), ("sum(huur)", None, "`sum(...)`", "", 1), ("leden(1)", None, "`leden(...)`", "", 1), ("print(1)", None, "`print(...)`", "", 1),
    ("mix(1, 2)", None, "`mix(...)`", "Bedoelt u `min`?", 1), ("__import__(huur)", None, "__import__", "", 1), ("huur.__class__", None, "huur.__class__", "", 1),
    ("[1]", None, "`[`", "namen", 1), ("huur ** 2", None, "`*`", "", 7), ("huur % 2", None, "`%`", "procent", 6), ("'x'", None, "`'`", "", 1), ("huur; 1", None, "`;`", "", 5), ("Huur", None, "`H`", "", 1),
    ("a == b", None, "`=`", "", 3), ("huur != 2", None, "`!`", "", 6), ("lambda: 1", None, "`:`", "", 7), ("-1", None, "`-`", "Vul", 1), ("1 + -1", None, "`-`", "Vul", 5), ("", None, "het einde", "Vul", 1),
    ("1 +", None, "het einde", "Vul", 4), ("(1", None, "`)`", "Schrijf", 3), ("1)", None, "`)`", "", 2), ("1 2", None, "`2`", "", 3), ("als ja dan 1", None, "`anders`", "Schrijf", 13), ("als ja 1", None, "`dan`", "Schrijf", 8),
    ("min()", None, "`)`", "Vul", 5), ("min(1)", None, "1 waarden en wil er 2", "Vul", 1), ("per_maand(huur, 1)", None, "2 waarden en wil er 1", "Vul", 1), ("over_schijven(1)", None, "wil er 2", "Vul", 1),
    ("3", None, "het getal 3", "parameter", 1), ("huur * 1.5", None, "het getal 1.5", "parameter", 8), ("10", None, "het getal 10", "0, 1, 2 en 12", 1), ("00", None, "het getal 00", "parameter", 1), ("2,5 * huur", None, "2,5", "parameter", 1),
    ("0 < leden < 2", None, "twee vergelijkingen", "en", 11), ("leden is 1 is 2", None, "twee vergelijkingen", "en", 12), ("als ja dan 1 anders als nee dan 1 anders 2", None, "`als`", "", 21),
    ("als ja dan (als nee dan 1 anders 2) anders 2", None, "één keer `als`", "kies", 13),
    ("rol is kid", None, "kid", "Bedoelt u `kind`?", 8), ("rol is xyzzy", None, "`xyzzy` is geen label", "aanvrager, kind", 8), ("kind", None, "onbekende naam `kind`", "", 1), ("kind is rol", None, "`kind`", "", 1),
    ("vorm is kind", None, "`kind`", "", 9), ("vorm is rol", None, "keuze", "", 6), ("alleen en huurt", None, "`alleen`", "", 1), ("samn", LABELS, "samn", "Bedoelt u `samen`?", 1), ("als huurt dan xyzzy anders samen", LABELS, "xyzzy", "alleen, samen", 15),
    ("per_maand(huur)", None, "per jaar", "eenheid", 1), ("per_jaar(inkomen)", None, "per maand", "eenheid", 1), ("per_jaar(geboortedatum)", None, "per maand", "eenheid", 1), ("som_maanden(inkomen)", None, "per maand", "eenheid", 1),
    ("som_maanden(volwassene)", None, "per maand", "", 1), ("aantal_maanden(huur)", None, "ja of nee", "vergelijking", 1), ("elke_maand(huur)", None, "ja of nee", "vergelijking", 1), ("een_maand_waarin(leden)", None, "ja of nee", "vergelijking", 1),
    ("over_schijven(huur, huur)", None, "schijven", "schijven", 15), ("over_schijven(1, huur)", None, "schijven", "schijven", 15), ("max(huurt, huurt)", None, "ja_nee", "getal", 1), ("aantal_verschillende(persoon)", None, "aantal_verschillende", "van tabel", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expect", "what", "repair", "column"), WRONG, ids=[one[0] for one in WRONG])
def test_what_is_wrong_is_said_with_its_column_and_repair(text: str, expect: Kind | None, what: str, repair: str, column: int) -> None:
    with pytest.raises(RuleError) as caught:
        checked(text, expect)
    fault = caught.value
    assert what in fault.what and repair in fault.repair and fault.repair, str(fault)
    assert f"(teken {column} van" in fault.what, str(fault)


IN_A_FILE = {
    # what is wrong: formula, kind, words of the message, words of the repair
    "division by a fact": ("som(inkomen van persoon) / leden", "EUR/jaar", "gedeeld", "Rond"),
    "division inside a function": ("max(0, 1 / leden)", "aantal", "gedeeld", "Rond"),
    "division before a month function": ("som_maanden(kale_huur / leden)", "EUR/jaar", "gedeeld", "Rond"),
    "division by a literal": ("leden / 2", "aantal", "gedeeld", "parameter"),
    "declared kind": ("kale_huur", "EUR/jaar", "EUR/jaar, maar de formule geeft EUR/maand", "reken om"),
    "declared truth": ("leden > 0", "aantal", "aantal, maar de formule geeft ja_nee", ""),
    "other choice": ("woning", "[huur, koop]", "keuze", ""),
    "cycle of one": ("x + 1", "aantal", "kring: r.x -> r.x", "Haal"),
    "unknown scheme": ("toelage.basis", "EUR", "toelage.basis", ""),
    "own scheme with a dot": ("r.x", "EUR", "r.x", ""),
    "unknown name elsewhere": ("begrippen.verschil_kleim", "EUR/maand", "verschil_kleim", "Bedoelt u `begrippen.verschil_klein`?"),
    "condition of another file": ("begrippen.recht", "ja_nee", "begrippen.recht", ""),
    "received from nobody": ("ontvangt.huurtoeslag", "EUR/maand", "ontvangt.huurtoeslag", ""),
    "brackets as a value": ("schijf", "procent", "schijven", "over_schijven(schijf"),
    "too few keys": ("per_twee(leden)", "EUR", "2 sleutels", "Vul"),
    "key of another kind": ("per_twee(kale_huur, jong)", "EUR", "sleutel", ""),
    "label of another key": ("per_twee(leden, xyzzy)", "EUR", "xyzzy", "jong, oud"),
    "keys of a plain parameter": ("tien(leden)", "aantal", "0 sleutels", "Vul"),
    "date plus a half": ("geboortedatum van aanvrager + half_jaar", "datum", "", ""),
    "date plus a part": ("dag + leeftijd_12 / tien", "datum", "", ""),
    "brackets of another unit": ("over_schijven(schijf, kale_huur)", "EUR/maand", "EUR/jaar", ""),
    "deep": ("(" * 2000 + "1" + ")" * 2000, "aantal", "", ""),
    "many": (" + ".join(["1"] * 2000), "aantal", "", ""),
    "many negations": ("niet " * 2001 + "ja", "ja_nee", "", ""),
}


@pytest.mark.parametrize("name", IN_A_FILE)
def test_faults_that_need_a_file(tmp_path: Path, name: str) -> None:
    formula, unit, what, repair = IN_A_FILE[name]
    folder = one_file(tmp_path, steps(formula, unit, MORE, PARAMETERS), facts=FACTS)
    with pytest.raises(RuleError) as caught:
        load_rules(folder).program(2026).source("bounds")
    fault = caught.value
    assert what in fault.what and repair in fault.repair and fault.repair, str(fault)
    file, line, column = fault.where.split(":")
    assert file == "r/regeling.yaml" and int(line) > 20 and int(column) > 0, fault.where
    assert "  x:" in (folder / file).read_text(encoding="utf-8").splitlines()[int(line) - 5 : int(line)], fault.where


def test_a_cycle_is_shown_as_a_chain(tmp_path: Path) -> None:
    body = "stappen:\n" + "".join(step(f"{b} + 1", name=a) for a, b in ("pq", "qr", "rs", "sq"))
    with pytest.raises(RuleError) as caught:
        load_rules(one_file(tmp_path, body, facts=FACTS))
    assert "r.q -> r.r -> r.s -> r.q" in caught.value.what and caught.value.where.startswith("r/regeling.yaml:")


@pytest.mark.parametrize("rounded", [True, False])
def test_division_by_a_fact_is_allowed_where_the_step_rounds(tmp_path: Path, rounded: bool) -> None:
    body = "stappen:\n  x:\n    eenheid: EUR/jaar\n    formule: som(inkomen van persoon) / leden\n    bron: b\n"
    body += "    afronden: {op: 0.01, wijze: omhoog, bron: b}\n" * rounded
    if rounded:
        assert Run(load_rules(one_file(tmp_path, body, facts=FACTS)), HOUSEHOLD_DATA, OP).value("r.x") == F("450.13")
    else:
        with pytest.raises(RuleError, match="gedeeld"):
            load_rules(one_file(tmp_path, body, facts=FACTS))


def test_a_formula_that_does_not_end_is_read_in_no_time(tmp_path: Path) -> None:
    formula = " + ".join(["leden"] * 40)
    assert Run(load_rules(one_file(tmp_path, steps(formula), facts=FACTS)), HOUSEHOLD_DATA, OP).value("r.x") == 160


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("EUR", "EUR"), ("EUR/jaar", "EUR/jaar"), ("aantal", "aantal"), ("procent", "aantal"), ("jaar2/EUR/maand", "jaar2/EUR/maand"), ("uur/maand", "uur/maand"),
        ("EUR*jaar/maand2", "EUR*jaar/maand2"), ("maand/EUR", "maand/EUR"), ("EUR/EUR", "aantal"), ("kwartaal*week*dag", "kwartaal*week*dag"),
    ],
)  # fmt: skip
def test_units(text: str, shown: str) -> None:
    assert show(parse_unit(text)) == shown
    assert times(parse_unit(text), parse_unit(text), -1) == () and times(parse_unit("EUR"), parse_unit(text), -1) == times((), times(parse_unit(text), parse_unit("EUR"), -1), -1)


@pytest.mark.parametrize("text", ["", "eur", "EUR/", "/EUR", "EUR//jaar", "EUR jaar", "EURjaar", "1/", "1", "2/EUR", "1*EUR", "1/1/EUR", "aantal/jaar", "EUR^2", "2EUR", "ja_nee"])
def test_no_units(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_unit(text)


WORDS = """1 2 0 12 3 huur inkomen leden uren vorm rol kind alleen volwassene geboortedatum leeftijd eerste_dag + - * / ( ) , < <=
is en of niet als dan anders van waarvoor aanvrager persoon opvang som( aantal( een( hoogste( min( per_maand( ja nee . ; [ x.y"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=30))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_tree_or_one_clear_error(text: str) -> None:
    try:
        node = checked(text)
    except RuleError as fault:
        assert "(teken " in fault.what and fault.repair
    else:
        assert node.who in {HOUSEHOLD, "persoon", "opvang", "bezit", "schuld"} and all(one.type for one in node.walk())
