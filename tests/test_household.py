"""The household model: what it reads, what it refuses in which words, round trips, and no message tells a value."""

from __future__ import annotations

import copy
import json
import pickle
import timeit
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from voorzieningen.errors import HouseholdError, VoorzieningenError
from voorzieningen.household import ONBEKEND, Bereik, Gedateerd, Huishouden, Keuzes, Namen, Ontvangst, Persoon
from voorzieningen.rulebook.strict_yaml import read_document, read_json

YAML = """\
peildatum: 2026-11-22
sinds: 2024-05-01
gemeente: Assen
waterschap: Hunze en Aa's
personen:
  - rol: aanvrager
    naam: N.
    geboortedatum: 1988-04-02
    verzekerd: ja
    toetsingsinkomen: {2025: 20900, 2026: 21500..22500}
    relatie: {2024-05-01: geen, 2026-03-01: onbekend}
    inkomens:
      - {soort: loon, bruto: 1890.00, netto: 1744.00, per: maand, van: 2026-01-01}
    bezit: [{soort: bank, waarde: 640, feiten: {op_naam_van_kind: nee}}]
  - {rol: partner, leeftijd: 35..40, samen_kind: onbekend, activiteit: [werk, studie]}
  - {rol: kind, geboortedatum: 2016-09-14, kinderbijslag: ja, school: basisschool}
  - {rol: kind, geboortedatum: 2020-01-01..2020-12-31, opvang: [{soort: bso, uren: 60.5, uurprijs: 9.12}]}
wonen: {kale_huur: {2026-01-01: 590.10, 2026-07-01: 612.35}, soort: huur, servicekosten: {overig: 6.50, energie: 4.00}}
voertuigen: onbekend
uitgaven:
  - {soort: energie, bedrag: 168, per: maand}
  - {soort: zorgpremie, bedrag: 159.30, per: maand, persoon: 1}
  - {soort: gemeentelijke_belastingen, bedrag: 411.00, per: jaar, in: [februari]}
achterstanden:
  - {soort: huur, bedrag: 612.35, sinds: 2026-10-01, regeling: nee}
schulden: []
ontvangt:
  zorgtoeslag: 0
  huurtoeslag: {bedrag: 310, per: maand}
  kinderbijslag: {bedrag: {2026-01-01: 290}, per: kwartaal}
  kindgebonden_budget: onbekend
feiten: {woont_buiten_nederland: nee, begroting: 1000..2000, hulp: [veel, weinig]}
"""


def from_yaml(text: str) -> Huishouden:
    return Huishouden.from_document(read_document(text.encode(), "gezin.yaml"))


def household(**changes: Any) -> dict[str, Any]:
    return {"personen": [{"rol": "aanvrager", "geboortedatum": "1988-04-02"}], **changes}


def person(**changes: Any) -> dict[str, Any]:
    return household(peildatum="2026-11-22", personen=[{"rol": "aanvrager", "geboortedatum": "1988-04-02", **changes}])


def refused(data: Any) -> HouseholdError:
    with pytest.raises(HouseholdError) as caught:
        Huishouden.model_validate(data)
    assert caught.value.__context__ is None and caught.value.__cause__ is None
    return caught.value


def test_a_file_becomes_typed_values() -> None:
    household = from_yaml(YAML)
    first, partner, _, youngest = household.personen
    assert household.aanvrager is first and household.peildatum == date(2026, 11, 22)
    assert first.verzekerd is True and first.geboortedatum == date(1988, 4, 2) and first.wlz is None
    assert first.toetsingsinkomen == Gedateerd(
        ((date(2025, 1, 1), Decimal(20900)), (date(2026, 1, 1), Bereik(Decimal(21500), Decimal(22500)))), jaren=True
    )
    assert first.relatie == Gedateerd(((date(2024, 5, 1), "geen"), (date(2026, 3, 1), ONBEKEND)))
    assert first.inkomens is not None and first.inkomens[0].bruto == Decimal(1890)
    assert partner.samen_kind is ONBEKEND and partner.activiteit == Keuzes(("studie", "werk"))
    assert partner.leeftijd is None and partner.geboortedatum == Bereik(date(1985, 11, 23), date(1991, 11, 22))
    assert youngest.geboortedatum == Bereik(date(2020, 1, 1), date(2020, 12, 31))
    assert household.voertuigen is None and household.schulden == () and household.kosten is None
    assert household.uitgaven is not None and household.uitgaven[2].in_maanden == ("februari",)
    assert household.uitgaven[1].persoon == 1
    assert household.wonen is not None and household.wonen.servicekosten is not None
    assert household.wonen.servicekosten["overig"] == Decimal("6.5")
    assert household.ontvangt is not None and household.ontvangt["huurtoeslag"] == Ontvangst(Decimal(310))
    assert household.ontvangt["kinderbijslag"].per == "kwartaal"
    assert household.ontvangt["kindgebonden_budget"].bedrag is ONBEKEND
    assert household.feiten == Namen(
        {
            "woont_buiten_nederland": False,
            "begroting": Bereik(Decimal(1000), Decimal(2000)),
            "hulp": Keuzes(("veel", "weinig")),
        }
    )


def test_frozen_pickled_hashed_and_silent() -> None:
    household = from_yaml(YAML)
    for other in (pickle.loads(pickle.dumps(household)), copy.deepcopy(household), from_yaml(YAML)):
        assert other == household and hash(other) == hash(household)
    assert copy.deepcopy(ONBEKEND) is ONBEKEND is pickle.loads(pickle.dumps(ONBEKEND))
    with pytest.raises(ValidationError):
        household.gemeente = "Emmen"
    with pytest.raises(AttributeError):
        household.feiten.x = 1  # type: ignore[union-attr]
    assert repr(household) == str(household) == "Huishouden()" and repr(household.personen[0]) == "Persoon()"
    assert Huishouden.model_validate(household) is household
    assert from_yaml(YAML.replace("Assen", "Emmen")) != household


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (612, Decimal(612)), (612.35, Decimal("612.35")), (Decimal("612.35"), Decimal("612.35")), (0, Decimal(0)),
        ("onbekend", ONBEKEND), ("1..2.5", Bereik(Decimal(1), Decimal("2.5"))), ("3 .. 3", Decimal(3)),
        ({"2025": 1, 2026: 2}, Gedateerd(((date(2025, 1, 1), Decimal(1)), (date(2026, 1, 1), Decimal(2))), True)),
        ({"2026-07-01": "onbekend", 2026: 2},
         Gedateerd(((date(2026, 1, 1), Decimal(2)), (date(2026, 7, 1), ONBEKEND)))),
        (Bereik(Decimal(1), Decimal(2)), Bereik(Decimal(1), Decimal(2))),
        (Gedateerd(((date(2026, 1, 1), Decimal(2)),), True), Gedateerd(((date(2026, 1, 1), Decimal(2)),), True)),
    ],
)  # fmt: skip
def test_amounts(given: Any, read: Any) -> None:
    wonen = Huishouden.model_validate(household(wonen={"kale_huur": given})).wonen
    assert wonen is not None and wonen.kale_huur == read


@pytest.mark.parametrize(
    "given",
    [
        -1, -0.01, 1.001, 1e-7, Decimal("0.001"), 100_000_000, 10**400, 1e300, float("nan"), float("inf"),
        Decimal("sNaN"), Decimal("1e999999"), True, "612", "612,35", None, [], [1, 2], {}, {"2025": None},
        {"2025": {"2025": 1}}, "5..1", "1..", "..", "1..2..3", "a..b", "1...2", {"x": 1}, {1800: 1}, {2025.5: 1},
        {True: 1}, {None: 1}, {"2025": 1, "2025-01-01": 2}, {"2025-02-30": 1}, date(2026, 1, 1), object(), "-5..5",
        b"1", 1j, Bereik(date(2026, 1, 1), date(2026, 1, 2)), {Decimal("NaN"): 1},
    ],
)  # fmt: skip
def test_no_amount(given: Any) -> None:
    error = refused(household(wonen={"kale_huur": given}))
    assert error.where == "wonen.kale_huur" and error.what.endswith(".") and error.repair.endswith(".")


@pytest.mark.parametrize(
    ("field", "given", "read"),
    [
        ("verzekerd", True, True), ("verzekerd", "nee", False), ("verzekerd", "onbekend", ONBEKEND),
        ("verzekerd", {"2026-01-01": "ja"}, Gedateerd(((date(2026, 1, 1), True),))),
        ("toetsingsinkomen", -500, Decimal(-500)),
        ("toetsingsinkomen", "-500..20", Bereik(Decimal(-500), Decimal(20))),
        ("relatie_sinds", "2020-02-29", date(2020, 2, 29)), ("relatie_sinds", ONBEKEND, ONBEKEND),
        ("relatie_sinds", "2020-01-01..2020-06-01", Bereik(date(2020, 1, 1), date(2020, 6, 1))),
        ("activiteit", ["werk"], "werk"), ("activiteit", Keuzes(("werk", "geen")), Keuzes(("geen", "werk"))),
        ("school", "mbo", "mbo"), ("inkomens", "onbekend", None), ("inkomens", [], ()),
        ("naam", "onbekend", "onbekend"),
    ],
)  # fmt: skip
def test_other_fields(field: str, given: Any, read: Any) -> None:
    found = getattr(Huishouden.model_validate(person(**{field: given})).personen[0], field)
    assert found == read and type(found) is type(read)


@pytest.mark.parametrize(
    ("data", "where", "told"),
    [
        (person(gebortedatum="x"), "personen.0", "Bedoelt u `geboortedatum`?"),
        (person(Geboortedatum="x"), "personen.0", "Bedoelt u `geboortedatum`?"),
        (household(woonen={}), "huishouden", "Bedoelt u `wonen`?"),
        (household(kale_huur=5), "huishouden", "hoort bij `wonen`"),
        (household(xyzzy=5), "huishouden", "Kies uit: versie, peildatum, "),
        (person(inkomens=[{"sort": "loon"}]), "personen.0.inkomens.0", "Bedoelt u `soort`?"),
        (person(verzekerd=5), "personen.0.verzekerd", "hier staat een getal. Schrijf ja, nee of onbekend."),
        (person(verzekerd=["ja"]), "personen.0.verzekerd", "hier staat een lijst."),
        (person(relatie="gehuwt"), "personen.0.relatie", "Bedoelt u `gehuwd`?"),
        (person(relatie="qqq"), "personen.0.relatie", "Kies uit: gehuwd, geregistreerd,"),
        (person(relatie=["gehuwd", "gehuwd"]), "personen.0.relatie", "keuze een keer"),
        (person(relatie=["gehuwd", "onbekend"]), "personen.0.relatie", "keuze een keer"),
        (person(relatie=[]), "personen.0.relatie", "keuze een keer"),
        (person(rol="onbekend"), "personen.0.rol", "Kies uit: aanvrager,"),
        (person(geboortedatum="1899-12-31"), "personen.0.geboortedatum", "niet tussen 1900 en 2100"),
        (person(geboortedatum=date(2101, 1, 1)), "personen.0.geboortedatum", "niet tussen 1900 en 2100"),
        (person(geboortedatum="02-04-1988"), "personen.0.geboortedatum", "hier staat tekst. Schrijf een datum"),
        (person(geboortedatum="1988-02-30"), "personen.0.geboortedatum", "bestaat niet"),
        (person(geboortedatum={"2025-01-01": "1988-01-01"}), "personen.0.geboortedatum", "een groep velden"),
        (person(geboortedatum="2020-06-01..2020-01-01"), "personen.0.geboortedatum", "bereik"),
        (person(leeftijd=38), "personen.0.leeftijd", "allebei"),
        (person(geboortedatum=None), "personen.0.geboortedatum", "hier staat niets"),
        (person(van="2026-02-01", tot="2026-01-01"), "personen.0.tot", "`tot` ligt voor `van`"),
        (person(school="Basis School"), "personen.0.school", "kleine letters"),
        (person(naam="\x1b[31m"), "personen.0.naam", "hoogstens 80 letters"),
        (person(naam=5), "personen.0.naam", "hier staat een getal"),
        (person(feiten={"Jan Jansen": 1}), "personen.0.feiten", "kleine letters"),
        (person(feiten={"x": "Een zin."}), "personen.0.feiten.x", "Vul ja, nee, een getal"),
        (person(opvang=[{"uren": -5}]), "personen.0.opvang.0.uren", "onder nul"),
        (person(inkomens=[{"per": "maandd"}]), "personen.0.inkomens.0.per", "Bedoelt u `maand`?"),
        (person(inkomens=[None]), "personen.0.inkomens.0", "hier staat niets. Hier horen velden, zoals soort, bruto,"),
        (person(inkomens=None), "personen.0.inkomens", "hier staat niets"),
        (person(inkomens=[{}] * 51), "personen.0.inkomens", "te lang"),
        (household(personen=[{"rol": "partner", "geboortedatum": "1988-01-01"}]), "personen", "geen aanvrager"),
        (household(personen=person()["personen"] * 2), "personen.1.rol", "al een aanvrager"),
        (household(personen=[*person()["personen"], *[{"rol": "partner", "geboortedatum": "onbekend"}] * 2]),
         "personen.2.rol", "al een partner"),
        (household(personen=[*person()["personen"], {"rol": "partner"}]), "personen.1.geboortedatum", "`leeftijd` in"),
        (household(personen=[{"geboortedatum": "1988-01-01"}]), "personen.0.rol", "ontbreekt"),
        (household(personen=person()["personen"] * 13), "personen", "te lang"),
        (household(personen=[]), "personen", "te kort"),
        (household(personen="onbekend"), "personen", "hier staat tekst"),
        ({}, "personen", "ontbreekt"), ([], "huishouden", "hier staat een lijst"),
        (None, "huishouden", "hier staat niets"),
        (dict([*household().items(), (5, 5)]), "huishouden", "geen veldnaam"),
        (household(personen=[{"rol": "aanvrager", "leeftijd": 38}]), "personen.0.leeftijd", "peildatum"),
        (household(personen=[{"rol": "aanvrager", "leeftijd": 38.5}]), "personen.0.leeftijd", "hele jaren"),
        (household(peildatum="1950-01-01", personen=[{"rol": "aanvrager", "leeftijd": 60}]), "personen.0.leeftijd",
         "Kijk beide na"),
        (household(peildatum="onbekend"), "peildatum", "jaar-maand-dag"),
        (household(wonen={"servicekosten": {"energi": 5}}), "wonen.servicekosten", "Bedoelt u `energie`?"),
        (household(wonen={"servicekosten": 5}), "wonen.servicekosten", "Schrijf namen"),
        (household(wonen=5), "wonen", "hier staat een getal. Hier horen velden, zoals soort, zelfstandig"),
        (household(ontvangt={"zorgtoeslag": -5}), "ontvangt.zorgtoeslag", "onder nul"),
        (household(ontvangt={"zorgtoeslag": {"bedrag": 5, "prr": "jaar"}}), "ontvangt.zorgtoeslag", "Bedoelt u `per`?"),
        (household(ontvangt={"zorgtoeslag": {"per": "jaar"}}), "ontvangt.zorgtoeslag", "ontbreekt `bedrag`"),
        (household(ontvangt={"zorgtoeslag": {"bedrag": 5, "per": 5}}), "ontvangt.zorgtoeslag.per", "een getal"),
        (household(uitgaven=[{"persoon": 2}]), "uitgaven.0.persoon", "vanaf 1"),
        (household(uitgaven=[{"persoon": 0}]), "uitgaven.0.persoon", "vanaf 1"),
        (household(uitgaven=[{"in": "februari"}]), "uitgaven.0.in", "lijst met maanden"),
        (household(uitgaven=[{"in": ["febuari"]}]), "uitgaven.0.in", "Bedoelt u `februari`?"),
        (household(uitgaven=[{"in": []}]), "uitgaven.0.in", "lijst met maanden"),
        (household(uitgaven=[{"in_maanden": ["mei"]}]), "uitgaven.0", "niet bestaat"),
    ],
)  # fmt: skip
def test_faults_say_where_what_and_what_to_do(data: Any, where: str, told: str) -> None:
    error = refused(data)
    assert (
        error.where == where and told in str(error) and str(error).startswith(f"{where}: ") and "\n" not in str(error)
    )


def test_other_faults_are_counted() -> None:
    assert "andere" not in str(refused(person(verzekerd=5)))
    assert refused(person(verzekerd=5, wlz=5)).repair.endswith("Er is nog 1 andere fout.")
    assert refused(person(verzekerd=5, wlz=5, x=1)).repair.endswith("Er zijn nog 2 andere fouten.")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("geboortedatum: 1988-04-02", "gebortedatum: 1988-04-02", "gezin.yaml:8:5 (personen.0)"),
        ("verzekerd: ja", "verzekerd: 7", "gezin.yaml:9:16 (personen.0.verzekerd)"),
        ("{2025: 20900,", "{2025: x,", "gezin.yaml:10:30 (personen.0.toetsingsinkomen)"),
        ("{2025: 20900,", "{1825: 20900,", "gezin.yaml:10:24 (personen.0.toetsingsinkomen)"),
        ("rol: partner, leeftijd: 35..40", "rol: partner", "gezin.yaml:15:5 (personen.1.geboortedatum)"),
        ("{rol: partner", "{rol: aanvrager", "gezin.yaml:15:11 (personen.1.rol)"),
        ("energie: 4.00", "ennergie: 4.00", "gezin.yaml:18:105 (wonen.servicekosten)"),
        ("2026-07-01: 612.35}", "2026-07-01: -1}", "gezin.yaml:18:53 (wonen.kale_huur)"),
        ("sinds: 2024-05-01", "sinds: 1824-05-01", "gezin.yaml:2:8 (sinds)"),
        ("personen:", "mensen:", "gezin.yaml:5:1"),
    ],
)  # fmt: skip
def test_places_in_a_file(old: str, new: str, where: str) -> None:
    assert old in YAML
    with pytest.raises(HouseholdError) as caught:
        from_yaml(YAML.replace(old, new, 1))
    assert caught.value.where == where


def test_a_json_file() -> None:
    data = from_yaml(YAML).naar_data()
    data["personen"][0]["verzekerd"] = True
    assert Huishouden.from_document(read_json(json.dumps(data).encode(), "gezin.json")) == from_yaml(YAML)
    data["personen"][0]["verzekerd"] = 5
    with pytest.raises(HouseholdError) as caught:
        Huishouden.from_document(read_json(json.dumps(data).encode(), "gezin.json"))
    assert caught.value.where == "gezin.json: personen.0.verzekerd"


def test_values_check_themselves() -> None:
    for wrong in (
        lambda: Bereik(Decimal(2), Decimal(1)), lambda: Keuzes(("a",)), lambda: Gedateerd(()),
        lambda: Gedateerd(((date(2026, 1, 1), 1), (date(2026, 1, 1), 2))),
        lambda: Gedateerd(((date(2026, 2, 1), 1),), True),
    ):  # fmt: skip
        with pytest.raises(HouseholdError):
            wrong()


# ---- ages

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def birthdays(born: date, today: date) -> int:
    """How many birthdays somebody has had, counted one by one; 29 February counts on 1 March."""
    count = 0
    while True:
        year = born.year + count + 1
        leap_day = (born.month, born.day) == (2, 29) and (year % 4 or (not year % 100 and year % 400))
        if (date(year, 3, 1) if leap_day else born.replace(year=year)) > today:
            return count
        count += 1


@given(st.one_of(DAYS, st.sampled_from([date(2024, 2, 29), date(2025, 2, 28), date(2028, 3, 1)])), st.data())
@settings(max_examples=200, deadline=None)
def test_an_age_means_exactly_the_dates_of_birth_with_that_age(today: date, data: st.DataObject) -> None:
    youngest = data.draw(st.integers(0, 60))
    oldest = data.draw(st.integers(youngest, min(youngest + 20, 90)))
    answer = (
        Huishouden.model_validate(
            {"peildatum": today, "personen": [{"rol": "aanvrager", "leeftijd": f"{youngest}..{oldest}"}]}
        )
        .personen[0]
        .geboortedatum
    )
    assert isinstance(answer, Bereik)
    assert birthdays(answer.laagst, today) == oldest and birthdays(answer.hoogst, today) == youngest
    before, after = answer.laagst - timedelta(days=1), answer.hoogst + timedelta(days=1)
    assert birthdays(before, today) == oldest + 1
    assert after > today or birthdays(after, today) == youngest - 1


# ---- round trip

ISO = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
CENTS = st.integers(0, 9_999_999_999).map(lambda cents: Decimal(cents) / 100)
NUMBERS = st.one_of(st.integers(0, 99_999_999), CENTS, CENTS.map(float), st.sampled_from([0, 0.1, 0.07, 1e7]))
WORDS = st.sampled_from(["loon", "huur", "energie", "anders_2", "mbo"])
NAMES = st.text("abc de'.-", max_size=12).map(lambda text: "Naam " + text)


def ranges(low_high: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    return st.lists(low_high, min_size=2, max_size=2).map(sorted).map(lambda pair: f"{pair[0]}..{pair[1]}")


def one(plain: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(plain, st.just("onbekend"))


def dated(plain: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    years = st.dictionaries(st.integers(1900, 2100), plain, min_size=1, max_size=3)
    return st.one_of(plain, st.dictionaries(ISO, plain, min_size=1, max_size=3), years)


def labels(*options: str) -> st.SearchStrategy[Any]:
    return one(st.one_of(st.sampled_from(options), st.lists(st.sampled_from(options), min_size=1, unique=True)))


AMOUNT = dated(one(st.one_of(NUMBERS, ranges(CENTS))))
TRUTH = dated(one(st.sampled_from([True, False, "ja", "nee"])))
DAY = one(st.one_of(ISO, ranges(ISO)))
FACT = dated(
    one(
        st.one_of(
            NUMBERS, ranges(CENTS), ranges(ISO), ISO, WORDS, st.booleans(), st.lists(WORDS, min_size=1, unique=True)
        )
    )
)
FACTS = one(st.dictionaries(WORDS, FACT, max_size=3))
PER = st.sampled_from(["week", "vier_weken", "maand", "kwartaal", "jaar", "eenmalig"])


def record(
    required: dict[str, Any] | None = None, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required or {}, optional={"feiten": FACTS, "sinds": DAY, **fields})


def rows(row: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return one(st.lists(row, max_size=2))


INCOME = record(soort=WORDS, bruto=AMOUNT, netto=AMOUNT, per=one(PER), van=DAY)
CARE = record(soort=labels("dagopvang", "bso"), uren=AMOUNT, uurprijs=AMOUNT, geregistreerd=TRUTH, tot=DAY)
PERSON_FIELDS: dict[str, Any] = {
    "naam": NAMES,
    "verzekerd": TRUTH,
    "relatie": dated(labels("gehuwd", "geen")),
    "relatie_sinds": DAY,
    "van": DAY,
    "toetsingsinkomen": AMOUNT,
    "inkomens": rows(INCOME),
    "opvang": rows(CARE),
    "bezit": rows(record(soort=labels("bank", "crypto"), waarde=AMOUNT)),
}
AGED = record({"rol": st.just("aanvrager"), "leeftijd": one(st.integers(0, 60))}, **PERSON_FIELDS)
BORN = record({"rol": st.sampled_from(["kind", "medebewoner"]), "geboortedatum": DAY}, **PERSON_FIELDS)
PEOPLE = st.tuples(st.lists(BORN, max_size=2), AGED, st.lists(BORN, max_size=2)).map(
    lambda parts: [*parts[0], parts[1], *parts[2]]
)
RECEIVED = st.one_of(AMOUNT, st.fixed_dictionaries({"bedrag": AMOUNT}, optional={"per": PER}))
MONTHS: dict[str, Any] = {"in": st.lists(st.sampled_from(["mei", "maart"]), min_size=1, unique=True)}
REQUIRED: dict[str, st.SearchStrategy[Any]] = {"peildatum": DAYS.map(date.isoformat), "personen": PEOPLE}
HOUSEHOLDS = st.fixed_dictionaries(
    REQUIRED,
    optional={
        "sinds": DAY,
        "gemeente": one(NAMES),
        "feiten": FACTS,
        "ontvangt": one(st.dictionaries(WORDS, RECEIVED, max_size=2)),
        "wonen": one(
            record(
                soort=dated(labels("huur", "koop")),
                kale_huur=AMOUNT,
                hypotheek=AMOUNT,
                servicekosten=one(st.dictionaries(st.sampled_from(["energie", "overig"]), AMOUNT)),
            )
        ),
        "uitgaven": rows(record(bedrag=AMOUNT, persoon=st.just(1), **MONTHS)),
        "schulden": rows(record(bedrag=AMOUNT, aflossing=AMOUNT, per=PER)),
        "voertuigen": rows(record(waarde=AMOUNT)),
        "aanslagen": rows(record(soort=WORDS, bedrag=AMOUNT, instantie=labels("gemeente", "waterschap"))),
        "kosten": rows(record(soort=WORDS, bedrag=AMOUNT, noodzakelijk=TRUTH)),
        "achterstanden": rows(record(soort=WORDS, bedrag=AMOUNT, regeling=TRUTH)),
    },
)


@given(HOUSEHOLDS)
@settings(max_examples=150, deadline=None)
def test_plain_data_reads_back_as_the_same_household(data: dict[str, Any]) -> None:
    try:
        household = Huishouden.model_validate(data)
    except HouseholdError as error:  # the strategies know nothing of double days or years
        assert error.what.startswith(("deze datum staat er twee keer", "`tot` ligt voor"))
        return
    plain = household.naar_data()
    assert Huishouden.model_validate(plain) == household
    assert Huishouden.model_validate(plain).naar_data() == plain
    as_json = json.dumps(plain).encode()
    assert Huishouden.from_document(read_json(as_json, "h.json")) == household
    as_yaml = yaml.safe_dump(plain, allow_unicode=True).encode()
    assert Huishouden.from_document(read_document(as_yaml, "h.yaml")) == household
    assert pickle.loads(pickle.dumps(household)) == household and hash(household) is not None


# ---- nothing but a household or one of our errors, and never a value in it

SECRETS = [
    "Zq7geheim",
    "zq7geheim",
    73917391.77,
    73917391.777,
    -73917391,
    Decimal("73917391.7391"),
    "1873-11-17",
    "73917391..5",
]
MARKS = ("zq7", "73917391", "1873", "-11-17")


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(leaf for step, item in items for leaf in leaves(item, (*path, step)))]


def replaced(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    result = copy.copy(data)
    result[path[0]] = replaced(data[path[0]], path[1:], value)
    return result


def assert_silent(error: BaseException) -> None:
    shown = f"{error} {error!r} {error.args} {error.__context__!r} {error.__cause__!r}".lower()
    assert not [mark for mark in MARKS if mark in shown]


def test_no_message_tells_a_value() -> None:
    plain = from_yaml(YAML).naar_data()
    seen = 0
    for path in leaves(plain):
        for secret in SECRETS:
            # A key that looks like a field name is a name, of a fact or a scheme, and may be shown.
            key = str(secret).capitalize()
            for value in (secret, [secret], [secret, secret], {key: secret}, {"2025": secret}, {"bedrag": secret}):
                for data in (replaced(plain, path, value), with_key(plain, path, key)):
                    try:
                        Huishouden.model_validate(data)
                    except VoorzieningenError as error:
                        assert_silent(error)
                        seen += 1
    assert seen > 5000


def with_key(data: Any, path: tuple[Any, ...], key: Any) -> Any:
    target = data
    for step in path:
        target = target[step]
    return replaced(data, path, {**target, key: 1}) if isinstance(target, dict) else data


def test_the_constructor_hides_values_too() -> None:
    with pytest.raises(ValidationError) as caught:
        Persoon(rol="Zq7geheim", geboortedatum=date(1988, 1, 1))
    assert "Zq7" not in str(caught.value)


CUTS = st.tuples(
    st.integers(0, len(YAML)),
    st.integers(0, 12),
    st.one_of(
        st.sampled_from(
            [
                "",
                ": ",
                "- ",
                "\n",
                "{",
                "}",
                "[",
                "]",
                "ja",
                "onbekend",
                "-1",
                "1e5",
                "2026-01-01",
                "..",
                "null",
                "&a",
                "x",
            ]
        ),
        st.text(max_size=4),
    ),
)


@given(st.one_of(st.binary(), st.lists(CUTS, min_size=1, max_size=4)))
@settings(max_examples=500, deadline=None)
def test_any_file_gives_a_household_or_one_of_our_errors(given: bytes | list[tuple[int, int, str]]) -> None:
    data = given if isinstance(given, bytes) else cut(YAML, given).encode()
    try:
        household = Huishouden.from_document(read_document(data, "h.yaml"))
    except VoorzieningenError as error:
        assert error.what and "\n" not in str(error)
    else:
        assert Huishouden.model_validate(household.naar_data()) == household


def cut(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for start, length, put in cuts:
        text = text[:start] + put + text[start + length :]
    return text


JSONISH = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.decimals(), WORDS
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, st.integers(), st.text(max_size=6)), inner)
    ),
    max_leaves=6,
)


@given(st.sampled_from(leaves(from_yaml(YAML).naar_data())), JSONISH)
@settings(max_examples=400, deadline=None)
def test_any_value_anywhere_gives_a_household_or_our_error(path: tuple[Any, ...], value: Any) -> None:
    try:
        household = Huishouden.model_validate(replaced(from_yaml(YAML).naar_data(), path, value))
    except HouseholdError:
        return
    assert Huishouden.model_validate(household.naar_data()) == household


def test_speed() -> None:
    data = read_document(YAML.encode(), "gezin.yaml").data
    best = min(timeit.repeat(lambda: Huishouden.model_validate(data), number=50, repeat=5)) / 50
    assert best < 0.002  # about 0.2 ms on a quiet machine
