"""A list nobody gave, or that says nothing of an earlier time: any rows up to its maximum lie inside the bounds."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mini import ALL, Run, data, one_file
from voorzieningen import Huishouden, RuleSet, load_rules
from voorzieningen.facts import Situation

OP = date(2026, 6, 1)
BODY = """\
parameters:
  grens: {eenheid: EUR, waarden: {2024-01-01: {waarde: 100, bron: b}}}
  veel: {eenheid: aantal, waarden: {2024-01-01: {waarde: 3, bron: b}}}
  deel: {eenheid: procent, naar: opvang_soort, waarden: {2024-01-01: {waarde: {dagopvang: 10, bso: 20}, bron: b}}}
stappen:
  som_schuld: {eenheid: EUR, formule: som(schuld_bedrag van schuld), bron: b}
  som_grote: {eenheid: EUR, formule: som(schuld_bedrag van schuld waarvoor grens < schuld_bedrag), bron: b}
  som_over: {eenheid: EUR, formule: som(grens - schuld_bedrag van schuld), bron: b}
  aantal_schulden: {eenheid: aantal, formule: aantal(schuld), bron: b}
  aantal_grote: {eenheid: aantal, formule: aantal(schuld waarvoor grens < schuld_bedrag), bron: b}
  een_grote: {eenheid: ja_nee, formule: een(schuld waarvoor grens < schuld_bedrag), bron: b}
  elke_groot: {eenheid: ja_nee, formule: elk(grens < schuld_bedrag van schuld), bron: b}
  hoogste_schuld: {eenheid: EUR, formule: hoogste(schuld_bedrag van schuld), bron: b}
  laagste_schuld: {eenheid: EUR, formule: laagste(schuld_bedrag van schuld), bron: b}
  soorten: {eenheid: aantal, formule: aantal_verschillende(opvang_soort van opvang), bron: b}
  dure: {eenheid: aantal, formule: aantal_verschillende(grens < schuld_bedrag van schuld), bron: b}
  volgorde: {eenheid: aantal, rangorde: {van: schuld, waarvoor: 0 < schuld_bedrag, op: [hoogste schuld_bedrag]}, bron: b}
  tweede: {eenheid: EUR, formule: som(schuld_bedrag van schuld waarvoor volgorde is 2), bron: b}
  achterste: {eenheid: aantal, formule: hoogste(volgorde van schuld), bron: b}
  uren_kind: {eenheid: uur/maand, formule: som(uren van opvang), bron: b}
  uren_alle: {eenheid: uur/maand, formule: som(uren_kind van persoon), bron: b}
  uren_jaar: {eenheid: uur/jaar, formule: som_maanden(uren_alle), bron: b}
  contracten: {eenheid: aantal, formule: som(aantal(opvang) van persoon), bron: b}
  veel_contracten: {eenheid: ja_nee, formule: contracten > veel, bron: b}
  kinderen_in_opvang: {eenheid: aantal, formule: aantal(persoon waarvoor een(opvang waarvoor uren > 0)), bron: b}
  opvangvolgorde: {eenheid: aantal, rangorde: {van: opvang, op: [laagste uurprijs, hoogste uren]}, bron: b}
  eerste_uren: {eenheid: uur/maand, formule: som(som(uren van opvang waarvoor opvangvolgorde is 1) van persoon), bron: b}
  gewogen: {eenheid: uur/maand, formule: som(som(deel * uren van opvang) van persoon), bron: b}
  bezit_samen: {eenheid: EUR, formule: som(som(bezit_waarde van bezit) van persoon), bron: b}
  rijkste: {eenheid: EUR, formule: hoogste(hoogste(bezit_waarde van bezit) van persoon), bron: b}
  kosten_samen: {eenheid: EUR/maand, formule: som(kosten van servicekosten), bron: b}
"""
HOUSEHOLD = """
sinds: 2020-01-01
personen:
  - {rol: aanvrager, geboortedatum: 1990-04-02, bezit: []}
  - {rol: kind, geboortedatum: 2020-02-29, bezit: [], opvang: [{soort: bso, uren: 20, uurprijs: 8}]}
  - {rol: kind, geboortedatum: 2022-02-28, bezit: [], opvang: []}
wonen: {soort: huur, servicekosten: {}}
schulden: [{bedrag: 100}]
"""
LISTS = ("schulden", "opvang", "bezit", "servicekosten")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return load_rules(one_file(tmp_path_factory.mktemp("rijen"), BODY))


def taken_away(open_lists: set[str], since: date | None) -> dict[str, Any]:
    found: dict[str, Any] = data(HOUSEHOLD)
    if since:
        found["sinds"] = since
    if "schulden" in open_lists:
        del found["schulden"]
    if "servicekosten" in open_lists:
        del found["wonen"]["servicekosten"]
    for person in found["personen"]:
        for name in open_lists & person.keys():
            del person[name]
    return found


def completed(partial: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Rows at random for the lists that are not there, and anything before `sinds`."""
    found: dict[str, Any] = {**data(HOUSEHOLD), "sinds": date(1990, 1, 1)}
    since = partial["sinds"]

    def money(high: int) -> Decimal:
        return Decimal(chance.choice((0, high, 100, 100, chance.randint(0, high))))

    def held(now: Any, then: Any) -> Any:
        """What is there now, and since `sinds`; before it anything."""
        return now if since <= date(2026, 1, 1) else {date(1990, 1, 1): then, since: now}

    def rows(there: list[dict[str, Any]] | None, most: int, make: Any, none: dict[str, Any]) -> list[dict[str, Any]]:
        if there is None:
            return [make() for _ in range(chance.randint(0, most))]
        now = [{**row, **{key: held(row[key], then) for key, then in make().items() if key != "soort"}} for row in there]
        gone = chance.randint(0, most - len(now)) if since > date(2026, 1, 1) else 0
        return now + [{**make(), **{key: held(0, then) for key, then in make().items() if key in none}} for _ in range(gone)]

    def care() -> dict[str, Any]:
        kind = chance.choice(("dagopvang", "bso", "gastouder"))
        return {"soort": kind, "uren": chance.randint(0, 300), "uurprijs": chance.randint(0, 20)}

    found["schulden"] = rows(partial.get("schulden"), 3, lambda: {"bedrag": money(50000)}, {"bedrag": 0})
    for person, said in zip(found["personen"], partial["personen"], strict=True):
        person["bezit"] = rows(said.get("bezit"), 2, lambda: {"waarde": money(100000)}, {"waarde": 0})
        if person["rol"] == "kind":
            person["opvang"] = rows(said.get("opvang"), 2, care, {"uren": 0, "uurprijs": 0})
    if "servicekosten" not in partial["wonen"]:
        kinds = chance.sample(("schoonmaak", "energie", "huismeester"), chance.randint(0, 3))
        found["wonen"]["servicekosten"] = {kind: money(200) for kind in kinds}
    return found


def inside(wide: Any, value: Any) -> bool:
    if isinstance(value, list):
        return all(inside(one, other) for one, other in zip(wide, value, strict=True))
    return bool(wide[0] <= value <= wide[1])


@pytest.mark.parametrize("since", [None, date(2026, 4, 1), date(2026, 6, 1)])
@pytest.mark.parametrize("names", ["", *LISTS, "schulden opvang", " ".join(LISTS)])
def test_any_rows_lie_inside(rules: RuleSet, names: str, since: date | None) -> None:
    chance = random.Random(len(names) + (since.month if since else 0))
    partial = taken_away(set(names.split()), since)
    wide = Run(rules, partial, OP)
    steps = [one.key for one in wide.program.linked.steps if one.who in ("huishouden", "persoon")]
    for _ in range(60):
        whole = completed(partial, chance)
        exact = Run(rules, whole, OP)
        assert exact.known
        for key in steps:
            assert inside(wide.span(key), exact.value(key)), (key, whole)
        missing = {key: value for key, value in exact.exact.items() if key.endswith("?missing")}
        for key, value in missing.items():
            assert inside(wide.bounds[key], value), key


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("som_schuld", 0, 150000),
        ("aantal_schulden", 0, 3),
        ("aantal_grote", 0, 3),
        ("som_over", -149700, 300),
        ("hoogste_schuld", 0, 50000),
        ("laagste_schuld", 0, 50000),
        ("dure", 0, 2),
        ("achterste", 0, 3),
        ("tweede", 0, 100000),
    ],
)
def test_debts_nobody_listed(rules: RuleSet, key: str, least: int, most: int) -> None:
    low, high = Run(rules, taken_away({"schulden"}, None), OP).span(f"r.{key}")
    assert low == least and most <= high <= 1.5 * most


def test_care_nobody_listed(rules: RuleSet) -> None:
    found = Run(rules, taken_away({"opvang"}, None), OP)
    assert found.span("r.contracten") == (0, 4) and found.span("r.uren_alle") == [(0, 1200)] * 12
    assert found.span("r.uren_kind")[1:] == [[(0, 600)] * 12] * 2 and found.span("r.uren_kind")[0] == [(0, 0)] * 12
    assert found.span("r.soorten")[1] == (0, 2) and found.span("r.kinderen_in_opvang") == [(0, 2)] * 12
    assert found.span("r.veel_contracten") == (False, True) and found.span("r.uren_jaar") == (0, 14400)
    assert found.span("r.bezit_samen") == (0, 0) and found.span("r.kosten_samen") == [(0, 0)] * 12


def test_before_a_list_was_true_it_may_have_had_more_rows(rules: RuleSet) -> None:
    found = Run(rules, taken_away(set(), date(2026, 4, 1)), OP)
    assert found.span("r.uren_alle") == [(0, 1200)] * 3 + [(20, 20)] * 9
    assert found.span("r.som_schuld") == (0, 150000)  # on 1 January
    assert Run(rules, taken_away(set(), date(2026, 1, 1)), OP).span("r.som_schuld") == (100, 100)


def test_rows_of_a_table_that_may_not_apply(rules: RuleSet, tmp_path: Path) -> None:
    facts = (
        (ALL / "feiten.yaml")
        .read_text(encoding="utf-8")
        .replace("alleen_als: {rol: [kind]}}\n  bezit", "alleen_als: {verzekerd: ja}}\n  bezit")
    )
    found = load_rules(one_file(tmp_path, BODY, facts=facts))
    household: dict[str, Any] = data(HOUSEHOLD)
    care = [{"soort": "bso", "uren": 20, "uurprijs": 8}]
    household["personen"] = [{**household["personen"][0], "opvang": care, "verzekerd": "onbekend"}]
    wide = Run(found, household, OP)
    for insured in (True, False):
        household["personen"][0]["verzekerd"] = insured
        exact = Run(found, household, OP)
        assert exact.value("r.contracten") == int(insured)
        assert inside(wide.span("r.contracten"), exact.value("r.contracten"))
        assert inside(wide.span("r.uren_alle"), exact.value("r.uren_alle"))


@pytest.mark.parametrize(
    ("born", "open_list"),
    [
        ("2009-01-01", False),  # turns 18 after this year
        ("2008-12-31", True),  # turns 18 on the last day of it
        ("onbekend", True),
        ("2007-06-01..2010-06-01", True),
    ],
)
def test_only_of_who_is_young_all_year_a_silent_list_is_empty(born: str, open_list: bool) -> None:
    """What is taken for granted of a child under 18 is said; of an older one it stays open, and so do the rows."""
    persons = f"[{{rol: aanvrager, geboortedatum: 1980-01-01}}, {{rol: kind, geboortedatum: {born}}}]"
    text = f"sinds: 2020-01-01\npersonen: {persons}"
    situation = Situation(Huishouden.model_validate(data(text)), load_rules().program(2026).linked, OP)
    silent = [row.path for row in situation.rows["inkomen"] if row.source is None]
    assert silent == ["personen.0.inkomens", *(["personen.1.inkomens"] if open_list else [])]
    assert ("kind_heeft_inkomen" in situation.assumed) is not open_list
    assert any(one.fact == "kind_heeft_inkomen" for one in situation.variables) is open_list


def test_a_young_child_without_an_income_had_none_in_an_earlier_year_either() -> None:
    text = "sinds: 2020-01-01\npersonen: [{rol: aanvrager, geboortedatum: 1980-01-01}, {rol: kind, geboortedatum: 2015-03-01}]"
    found = Run(load_rules(), data(text), date(2026, 11, 22), 2025)
    assert found.bounds["inkomens.toetsingsinkomen_geschat"][1] == (0, 0)
    assert found.bounds["inkomens.toetsingsinkomen_geschat"][0] != (0, 0)
