"""The arrears signals: facts of the budget only, the same for everybody, never `nee` while something is open, exact limits.

What an example beside a rule file can show stands there; here is what holds for all signals together. Random parts are
seeded and small: SIGNALS_ROUNDS=20 makes them that many times larger, SIGNALS_ALL=1 leaves out each input of each example.
"""

from __future__ import annotations

import copy
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mini import SHARED, SOURCE, write
from test_budget import light
from voorzieningen import HouseholdError, Huishouden, Report, RuleError, RuleSet, load_rules, screen
from voorzieningen.formula import BUILTINS, RESERVED, Ast, parse
from voorzieningen.report import Signaal
from voorzieningen.rulebook import SEVERITIES, Place
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.screening import Signals
from wording import forbidden, from_rules

OP = date(2026, 11, 22)
RULES = load_rules()
FILES = sorted((Path(__file__).parent.parent / "voorbeelden").glob("*.yaml"))
ROUNDS = int(os.environ.get("SIGNALS_ROUNDS", "1"))
COMPUTED = tuple(name for name, fact in RULES.book.files.facts.items() if fact.berekend)
NEVER = (
    "nationaliteit", "verblijfstitel", "geboorteland", "herkomst", "afkomst", "etniciteit", "taal", "naam", "achternaam",
    "postcode",
    "straat", "adres", "buurt", "wijk", "geslacht", "gender", "geloof", "religie", "vakbond", "gezondheid", "strafblad",
    "verdacht",
    "bkr", "kredietscore", "risicoscore",
)  # fmt: skip
"""What no signal may know, by any of these names."""
TRAITS = (
    "land", "etni", "religi", "gelo", "buurt", "wijk", "postcode", "straat", "adres", "geslacht", "gender", "national",
    "verblijf", "taal",
    "naam", "ziek", "handicap", "beperk", "straf", "verdach", "detin", "bkr", "score", "leeftijd", "geboorte", "rol", "relatie",
    "school", "studie",
    "uitkering", "alleenstaand", "kenmerk", "sessie", "apparaat", "postcode",
)  # fmt: skip
"""With what no word in the name of a fact of the budget may begin."""
PERSON = {"rol": "aanvrager", "geboortedatum": date(1985, 1, 1)}
CALM: dict[str, Any] = {
    "peildatum": OP,
    "sinds": date(2020, 1, 1),
    "personen": [PERSON],
    "achterstanden": [],
    "schulden": [],
    "uitgaven": [],
    "brieven": [],
    "gebeurtenissen": [],
    "feiten": {
        "onverwachte_rekening": "lukt", "post_en_rekeningen": "lukt", "geleend_voor_vaste_lasten": "nooit",
        "incasso_geweigerd": False,
        "voorschot_op_loon": False, "eerder_achter": False, "energie_verwacht": 1800, "verrekening_of_inhouding": False,
        "toeslag_terugbetalen": False, "doorgegeven_toetsingsinkomen": 30000,
    },
}  # fmt: skip
"""A household in which no signal is on, with `BUDGET`."""
BUDGET: dict[str, Any] = {
    "budget_inkomsten": 3000, "budget_uitgaven": 1500, "budget_saldo": 1500, "budget_saldo_straks": 1500,
    "budget_vaste_lasten": 1100,
    "budget_leefgeld": 1900, "budget_huur": 600, "budget_hypotheek": 0, "budget_energie": 150, "budget_zorgpremie": 150,
    "budget_zorgpremie_hoogste": 150, "budget_zorgpremie_laagste": 150, "budget_woonlasten": 800, "budget_huurtoeslag": 0,
    "budget_zorgtoeslag": 0, "budget_geld": 5000, "budget_volwassenen": 1, "budget_kinderen": 0, "budget_saldo_laagst": 1500,
    "budget_inkomsten_laagst": 3000, "budget_daling": 0, "budget_saldo_daling": 0, "budget_daling_op": date(2100, 1, 1),
    "budget_onbenut": 0, "budget_onbenut_eenmalig": 0, "budget_te_veel": 0, "budget_toetsingsinkomen": 30000,
    "budget_beslag": False,
}  # fmt: skip


def ends(value: Any) -> tuple[Any, Any]:
    """A fact of the budget as lowest and highest: one value, a pair, or None for unknown."""
    if value is None:
        return None, None
    low, high = value if isinstance(value, tuple) else (value, value)
    return tuple(
        Fraction(str(one)) if isinstance(one, int | Decimal) and not isinstance(one, bool) else one for one in (low, high)
    )


def solved(house: Mapping[str, Any], budget: Mapping[str, Any], rules: RuleSet = RULES) -> Signals:
    """The signals of a household with these facts of the budget; one that is left out is unknown."""
    found = Huishouden.model_validate(house)
    place = rules.book.files.place(found.gemeente, found.waterschap)
    known = {name: ends(budget.get(name)) for name in COMPUTED}
    return Signals(rules.signals(OP.year, place), found, OP, known)


def found(changes: Mapping[str, Any] | None = None, rules: RuleSet = RULES, **budget: Any) -> dict[str, Signaal]:
    """The signals of the calm household with other lists or facts (`feiten` one by one) and another budget."""
    more = dict(changes or {})
    house = {**CALM, **more, "feiten": {**CALM["feiten"], **more.get("feiten", {})}}
    return {one.id: one for one in solved(house, {**BUDGET, **budget}, rules).all()}


def behind(kind: str, amount: object = 50, days: int = 10, **more: Any) -> dict[str, Any]:
    """A bill that is open for so many days."""
    return {"soort": kind, "bedrag": amount, "sinds": OP - timedelta(days=days), "regeling": False, **more}


def rank(one: Signaal) -> int:
    return SEVERITIES.index(one.ernst or "geen")


def level(signals: Mapping[str, Signaal], without: tuple[str, ...] = ()) -> int:
    """The highest severity that is surely on: what the report calls `niveau`."""
    return max((rank(one) for name, one in signals.items() if name not in without), default=0)


def shown(report: Report) -> list[str]:
    return [one.model_dump_json() for one in report.signalen]


@lru_cache(maxsize=32)
def example(path: Path) -> Any:
    """An example household as plain data, in a place without rules of its own."""
    whole = dict(read_document(path.read_bytes(), path.name).data)
    return {key: value for key, value in whole.items() if key not in ("gemeente", "waterschap")}


@lru_cache(maxsize=1)
def bare() -> dict[str, Report]:
    """Each example household as it is, by the rules a budget needs."""
    return {path.name: screen(Huishouden.model_validate(example(path)), None, light()) for path in FILES}


def test_nothing_is_on_in_a_calm_household() -> None:
    assert set(BUDGET) == set(COMPUTED), "a new fact of the budget has no value here"
    signals = found()
    assert {one.uitkomst for one in signals.values()} == {"nee"}, [one.id for one in signals.values() if one.uitkomst != "nee"]
    assert all(one.waarom and one.ernst is one.hoogstens is None and not one.doe for one in signals.values())


# --- equal treatment


def older(born: date) -> date:
    """Another day of birth on which no law says anything else: a year and more for adults, else within the month."""
    if date(OP.year - 60, 1, 1) < born < date(OP.year - 29, 1, 1):
        return born - timedelta(days=400)
    return born.replace(day=born.day - 1 if born.day > 1 else 2)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_who_somebody_is_changes_no_signal(path: Path) -> None:
    before = shown(bare()[path.name])
    named, born = copy.deepcopy(example(path)), copy.deepcopy(example(path))
    for at, person in enumerate(named["personen"]):
        person["naam"] = ("Öztürk", "Jansen", "El Amrani", "Nguyễn")[at % 4]
    moved = 0
    for person in born["personen"]:
        if isinstance(person.get("geboortedatum"), date):
            person["geboortedatum"], moved = older(person["geboortedatum"]), moved + 1
    assert shown(screen(Huishouden.model_validate(named), None, light())) == before
    assert not moved or shown(screen(Huishouden.model_validate(born), None, light())) == before


def test_who_somebody_is_changes_no_signal_by_all_rules() -> None:
    (path,) = (one for one in FILES if one.name.startswith("13"))
    whole = {**example(path), "personen": copy.deepcopy(example(path)["personen"])}
    before = screen(Huishouden.model_validate(whole), None, RULES)
    for person in whole["personen"]:
        person |= {"naam": "Zo maar iemand", "geboortedatum": older(person["geboortedatum"])}
    after = screen(Huishouden.model_validate(whole), None, RULES)
    assert (shown(after), after.niveau) == (shown(before), before.niveau)


@pytest.mark.parametrize("word", NEVER)
def test_what_nobody_may_ask_cannot_be_said(word: str) -> None:
    for at, change in enumerate(({word: "x"}, {"personen": [{**PERSON, word: "x"}]}, {"feiten": {word: "x"}})):
        if word == "naam" and at == 1:
            continue  # a name may be there, and changes nothing
        with pytest.raises(HouseholdError):
            screen(Huishouden.model_validate({"peildatum": OP, "personen": [PERSON], **change}), None, light())


def test_other_people_with_the_same_budget_get_the_same_signals() -> None:
    """Other ages, roles, incomes, names and free facts of another subject, with the same lists and the same budget."""
    rng = random.Random(20261122)
    facts = RULES.book.files.facts
    free = {name: fact for name, fact in facts.items() if not fact.pad and not fact.berekend and fact.onderwerp != "budget"}
    troubled = {
        **CALM,
        "achterstanden": [behind("huur", 700), behind("energie", 90, 40), behind("belasting")],
        "brieven": [{"soort": "aanmaning"}],
        "feiten": {**CALM["feiten"], "post_en_rekeningen": "soms_niet"},
    }

    def some(table: str) -> dict[str, Any]:
        names = [name for name, fact in free.items() if fact.tabel == table]
        return {name: value(rng, facts[name]) for name in rng.sample(names, min(8, len(names)))}

    before = [one.model_dump_json() for one in solved(troubled, BUDGET).all()]
    for _ in range(20 * ROUNDS):
        ages = [rng.randint(19, 95), *(rng.randint(0, 90) for _ in range(rng.randint(0, 4)))]
        people = [
            {
                "rol": "aanvrager" if not at else rng.choice(("kind", "medebewoner")),
                "geboortedatum": date(OP.year - age, rng.randint(1, 12), rng.randint(1, 28)),
                "naam": rng.choice(("Öztürk", "Jansen", "El Amrani")),
                "toetsingsinkomen": rng.randint(0, 50000),
                "inkomens": [{"soort": rng.choice(("loon", "bijstand", "wajong")), "netto": 1500, "per": "maand"}]
                if not at
                else [],
                "feiten": some("persoon"),
            }
            for at, age in enumerate(ages)
        ]
        other = {**troubled, "personen": people, "feiten": {**troubled["feiten"], **some("huishouden")}}
        assert [one.model_dump_json() for one in solved(other, BUDGET).all()] == before
    print(f"{len(free)} facts of another subject")


def value(rng: random.Random, fact: Any) -> Any:
    """Some value of a fact."""
    if isinstance(fact.eenheid, tuple):
        return rng.choice(fact.eenheid)
    if fact.eenheid == "ja_nee":
        return rng.random() < 0.5
    if fact.eenheid == "datum":
        return date(rng.randint(2000, 2026), rng.randint(1, 12), rng.randint(1, 28))
    return rng.randint(int(max(fact.minimum, 0)), int(min(fact.maximum, 40)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_order_of_people_and_rows_changes_no_signal(path: Path) -> None:
    """Only the numbers of rows in the open questions follow the order."""

    def told(report: Report) -> list[tuple[Any, ...]]:
        return [
            (one.model_copy(update={"ontbreekt": ()}).model_dump_json(), sorted((ask.feit, ask.vraag) for ask in one.ontbreekt))
            for one in report.signalen
        ]

    turned = copy.deepcopy(example(path))
    people = turned["personen"]
    places = {at + 1: len(people) - at for at in range(len(people))}
    people.reverse()
    for name in ("uitgaven", "achterstanden", "schulden", "brieven", "gebeurtenissen", "kosten", "aanslagen"):
        turned.get(name, []).reverse()
        for row in turned.get(name, []):
            row |= {"persoon": places[int(row["persoon"])]} if "persoon" in row else {}
    for person in people:
        for name in ("inkomens", "bezit", "opvang"):
            person.get(name, []).reverse()
    assert told(screen(Huishouden.model_validate(turned), None, light())) == told(bare()[path.name])


# --- what a signal can reach


def names_in(tree: Ast) -> Iterator[str]:
    """Every name a formula reads."""
    if tree.op == "name":
        yield tree.text
    for one in tree.args:
        yield from names_in(one)


def formulas() -> Iterator[tuple[str, str]]:
    """Each formula of each signal file, as it stands there, with its signal."""

    def below(thing: Any) -> Iterator[str]:
        for key, one in thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list | tuple) else ():
            if key in ("als", "dan", "anders", "formule", "waarvoor"):
                yield str(one)
            elif key in ("naar", "op") and not isinstance(one, Decimal):
                yield from [one] if isinstance(one, str) else one
            else:
                yield from below(one)

    for name, file in RULES.book.files.signals.items():
        for part in ("parameters", "open", "stappen", "waarschuwingen"):
            yield from ((name, text) for text in below(file.doc.data.get(part, {})))


def test_signals_read_facts_of_the_budget_and_each_other() -> None:
    files, facts, read = RULES.book.files, RULES.book.files.facts, Counter[str]()
    for name, text in formulas():
        model = files.signals[name].model
        own = {*model.stappen, *model.parameters, *model.open}
        labels = {label for step in model.stappen.values() if isinstance(step.eenheid, tuple) for label in step.eenheid}
        for one in names_in(parse(text)):
            other, dot, rest = one.partition(".")
            if dot:
                assert (
                    other in files.signals
                    and rest in files.signals[other].model.stappen.keys() | files.signals[other].model.parameters
                ), one
            elif one in facts and one not in own:
                read[one] += 1
                assert facts[one].onderwerp == "budget", f"{name} reads {one}"
                assert facts[one].tabel != "persoon", f"{name} reads {one}"
            else:
                label = one in labels or any(one in fact.eenheid for fact in facts.values() if isinstance(fact.eenheid, tuple))
                assert one in own or one in BUILTINS or one in RESERVED or label, f"{name}: {one}"
    for year in (2024, 2025, 2026, 2027):
        linked = RULES.book.signals(year, Place())
        assert linked.signals.keys() == {name for name, file in files.signals.items() if file.model.signaal}
        for signal in linked.signals.values():
            for fact in signal.basis.facts:
                assert facts[fact].onderwerp == "budget", (signal.name, fact)
    print(f"{sum(read.values())} readings of {len(read)} facts in {len(list(formulas()))} formulas")


def test_no_fact_of_the_budget_is_about_what_somebody_is() -> None:
    about = [
        (name, trait)
        for name, fact in RULES.book.files.facts.items()
        if fact.onderwerp == "budget"
        for trait in TRAITS
        if any(word.startswith(trait) for word in name.split("_"))
    ]
    assert not about
    assert not [name for name in RULES.book.files.facts if name in NEVER]


FACTS = """\
tabellen:
  persoon: {maximum: 4}
  inkomen: {ouder: persoon, maximum: 4, alleen_als: {kind_heeft_inkomen: ja}}
  achterstand: {maximum: 4, alleen_nu: ja}
feiten:
  rol: {eenheid: [aanvrager, partner, kind, medebewoner], tabel: persoon, wanneer: vast, pad: rol}
  geboortedatum: {eenheid: datum, tabel: persoon, wanneer: vast, pad: geboortedatum, minimum: 1900-01-01, maximum: 2100-01-01,
  vraag: Vv?}
  kind_heeft_inkomen: {eenheid: ja_nee, tabel: persoon, wanneer: vast, vraag: Vv?}
  school: {eenheid: [geen, mbo], tabel: persoon, wanneer: vast, pad: school, vraag: Vv?}
  inkomen_soort: {eenheid: [loon, bijstand], tabel: inkomen, wanneer: vast, pad: soort, vraag: Vv?}
  beslag: {eenheid: ja_nee, tabel: inkomen, wanneer: vast, onderwerp: budget, vraag: Vv?}
  bij_bijstand: {eenheid: ja_nee, tabel: inkomen, wanneer: vast, onderwerp: budget, alleen_als: {inkomen_soort: [bijstand]},
  anders: nee, vraag: Vv?}
  nog_dieper: {eenheid: ja_nee, tabel: inkomen, wanneer: vast, onderwerp: budget, alleen_als: {bij_bijstand: ja}, anders: nee,
  vraag: Vv?}
  zonder: {eenheid: ja_nee, tabel: inkomen, wanneer: vast, onderwerp: budget, alleen_zonder: inkomen_soort, anders: nee,
  vraag: Vv?}
  soort: {eenheid: [huur, energie], tabel: achterstand, wanneer: vast, pad: soort, onderwerp: budget, vraag: Vv?}
  ziek: {eenheid: ja_nee, wanneer: peildatum, vraag: Vv?}
  oordeel: {eenheid: ja_nee, wanneer: peildatum, onderwerp: oordeel, vraag: Vv?}
  achter: {eenheid: ja_nee, wanneer: peildatum, onderwerp: budget, vraag: Vv?}
  geld: {eenheid: EUR, wanneer: peildatum, onderwerp: budget, minimum: 0, maximum: 9999, decimalen: 2, vraag: Vv?}
"""
ABOUT_THE_PERSON = "  oud: {eenheid: ja_nee, formule: een(persoon waarvoor geboortedatum < peildatum), bron: b}\n"


def sign(condition: str = "achter", *, steps: str = "", before: str = "", text: str = "Er is iets.", doe: str = "Bel.") -> str:
    """The file of a made-up signal `teken`."""
    return f"""\
regeling: teken
soort: signaal
tijdvak: moment
titel: Teken
{SOURCE}{before}stappen:
{steps}  ernst:
    eenheid: [geen, kans, informatie, aandacht, hoog, kritiek]
    kies:
      - {{als: "{condition}", dan: hoog, uitleg: "{text}", bron: b}}
      - {{anders: geen, uitleg: "Er is niets.", bron: b}}
signaal: {{onderwerp: schulden, doe: {{hoog: "{doe}"}}}}
"""


def small(folder: Path, signal: str, **files: str) -> RuleSet:
    """A rule set of one made-up signal; of other files `__` stands for a slash."""
    national = f"{SHARED}stappen:\n  norm: {{eenheid: EUR, formule: 0, bron: b}}\n"
    more = {f"{name.replace('__', '/')}.yaml": text for name, text in files.items()}
    rules = {"feiten.yaml": FACTS, "begrippen/regeling.yaml": national, "signalen/teken/regeling.yaml": signal}
    return load_rules(write(folder, {**rules, **more}))


SHARED_SIGNAL = f"regeling: gedeeld\nsoort: signaal\ntijdvak: moment\ntitel: Gedeeld\n{SOURCE}stappen:\n{ABOUT_THE_PERSON}"
BY_LABEL = "parameters:\n  punt: {eenheid: aantal, naar: waarvan, waarden: {2024-01-01: {waarde: {geen: 0, mbo: 1}, bron: b}}}\n"
LABEL = "  waarvan:\n    eenheid: [geen, mbo]\n    kies: [{als: ziek, dan: mbo, bron: b}, {anders: geen, bron: b}]\n"


@pytest.mark.parametrize(("signal", "reached"), [
    (sign("een(persoon waarvoor geboortedatum < peildatum)"), "geboortedatum"),
    (sign("een(persoon waarvoor rol is partner)"), "rol"),
    (sign("een(persoon waarvoor school is mbo)"), "school"),
    (sign("een(persoon waarvoor een(inkomen waarvoor inkomen_soort is bijstand))"), "inkomen_soort"),
    (sign("ziek"), "ziek"),
    (sign("achter en oordeel"), "oordeel"),
    (sign("begrippen.norm > 0"), "begrippen.norm"),
    (sign("ontvangt.begrippen > 0"), "ontvangt.begrippen"),
    (sign("een(persoon waarvoor een(inkomen waarvoor bij_bijstand))"), "inkomen_soort"),
    (sign("een(persoon waarvoor een(inkomen waarvoor nog_dieper))"), "inkomen_soort"),
    (sign("een(persoon waarvoor een(inkomen waarvoor zonder))"), "inkomen_soort"),
    (sign("oud", steps=ABOUT_THE_PERSON), "geboortedatum"),
    (sign("achter en 0 < hoogte", steps="  hoogte: {eenheid: aantal, formule: als ziek dan 1 anders 0, bron: b}\n"), "ziek"),
    (sign("punt > 0", before=BY_LABEL, steps=LABEL), "ziek"),
    (sign(text="Het is {begrippen.norm}."), "begrippen.norm"),
], ids=lambda one: one if "\n" not in one else "")  # fmt: skip
def test_a_signal_about_the_person_is_refused(tmp_path: Path, signal: str, reached: str) -> None:
    with pytest.raises(RuleError) as fault:
        small(tmp_path, signal)
    assert f"`{reached}`" in str(fault.value) or f"{{{reached}}}" in str(fault.value)
    assert re.match(r"signalen/teken/regeling\.yaml:\d+:\d+: ", str(fault.value))


@pytest.mark.parametrize("signal", [
    sign("een(persoon waarvoor een(inkomen waarvoor beslag))"),
    sign("1 < aantal(persoon)"),
    sign("1 < aantal(persoon waarvoor achter)"),
    sign("een(inkomen waarvoor beslag) van aanvrager"),
    sign(text="Het is {oud}.", steps=ABOUT_THE_PERSON),
    sign(text="Het is {ziek}."),
    sign(doe="Bel. Het is {ziek}."),
], ids=["row-applies", "people", "people-with", "of-one", "step-in-text", "fact-in-text", "fact-in-advice"])  # fmt: skip
def test_neither_people_nor_their_facts_come_in_by_another_way(tmp_path: Path, signal: str) -> None:
    """Through the condition of a table, by counting people, or in a sentence alone."""
    with pytest.raises(RuleError):
        small(tmp_path, signal)


def test_a_shared_step_of_signals_is_held_to_the_same(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="geboortedatum"):
        small(tmp_path, sign("gedeeld.oud"), signalen__gedeeld__regeling=SHARED_SIGNAL)
    small(tmp_path / "fine", sign("achter en geld > 0"))


# --- what is not known


ESTIMATED = ("netto", "bruto", "loonheffing", "toetsingsinkomen")
"""A rule estimates these when they are not given: the answer may be another one then, but no `ja` may go."""
SILENT = ("tot", "van", "per")
"""Silence says something here by definition (it still runs, it always did), so only that it is not known leaves it open."""
LISTED = {
    "achterstanden": [], "brieven": [{"soort": "aanmaning", "datum": date(2026, 11, 1)}], "schulden": [],
    "gebeurtenissen": [{"soort": "verhuizen", "op": date(2027, 2, 1)}],
}  # fmt: skip
COSTS = {
    "boodschappen": 350, "zorgpremie": 150, "energie": 140, "water": 13, "gemeentelijke_belastingen": 30,
    "waterschapsbelasting": 20,
}  # fmt: skip


def told(path: Path) -> Any:
    """An example household that answers every question of a signal, so that there is something to leave out."""
    house = copy.deepcopy(example(path))
    for name, rows in LISTED.items():
        house.setdefault(name, copy.deepcopy(rows))
    costs = house.setdefault("uitgaven", [])
    named = {row["soort"] for row in costs}
    costs += [{"soort": kind, "bedrag": amount, "per": "maand"} for kind, amount in COSTS.items() if kind not in named]
    facts = house.setdefault("feiten", {})
    house["feiten"] = {**CALM["feiten"], "onverwachte_rekening": "met_moeite", "geleend_voor_vaste_lasten": "een_keer", **facts}
    received = house.setdefault("ontvangt", {})
    house["ontvangt"] = {**dict.fromkeys(("zorgtoeslag", "huurtoeslag", "kinderopvangtoeslag"), 0), **received}
    return house


def inputs(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a household: lists, rows, groups and single answers; what is dated is one answer."""
    for key, one in thing.items() if isinstance(thing, dict) else enumerate(thing):
        if path == () and key in ("peildatum", "personen"):
            yield from inputs(one, (key,)) if key == "personen" else ()
            continue
        dated = isinstance(one, dict) and all(not isinstance(part, str) or part[:1].isdigit() for part in one)
        if key not in ("rol", "naam") and path != ("personen",):
            yield (*path, key)
        if (
            isinstance(one, dict | list)
            and not dated
            and not (isinstance(one, list) and all(isinstance(part, str) for part in one))
        ):
            yield from inputs(one, (*path, key))


def without(house: Any, path: tuple[Any, ...], *, said: bool) -> Any:
    """The household with one input unknown: not there, or `said` to be unknown."""
    house = copy.deepcopy(house)
    target = house
    for part in path[:-1]:
        target = target[part]
    if isinstance(path[-1], int):
        target[path[-1]] = {}  # a row that is there, of which nothing is known
    elif said and not isinstance(target[path[-1]], dict | list):
        target[path[-1]] = "onbekend"
    else:
        del target[path[-1]]
    return house


def outcomes(house: Any) -> dict[str, Signaal]:
    return {one.id: one for one in screen(Huishouden.model_validate(house), None, light()).signalen}


def turned(before: Mapping[str, Signaal], after: Mapping[str, Signaal], path: tuple[Any, ...]) -> Iterator[str]:
    """What became of a signal that cannot become of it by leaving something out."""
    for name, one in before.items():
        other = after[name]
        change = one.uitkomst, other.uitkomst
        gone = change == ("ja", "nee")
        surer = path[-1] not in ESTIMATED and (change == ("nee", "ja") or rank(other) > rank(one))
        if gone or surer:
            yield f"{'.'.join(map(str, path))}: {name} {change[0]} {one.ernst} -> {change[1]} {other.ernst}"


def test_leaving_an_answer_out_never_makes_a_no() -> None:
    """Of each example: what is left out may make ja or nee onbekend, and never ja nee (or nee ja, or a severity higher)."""
    rng = random.Random(20261122)
    count, faults = Counter[str](), []
    for path in FILES:
        house = told(path)
        before = outcomes(house)
        count.update(one.uitkomst for one in before.values())
        places = [(place, said) for place in inputs(house) for said in (False, True) if said or place[-1] not in SILENT]
        for place, said in places if os.environ.get("SIGNALS_ALL") else rng.sample(places, min(len(places), 4 * ROUNDS)):
            try:
                after = outcomes(without(house, place, said=said))
            except HouseholdError:  # what must be there, such as a date of birth
                count["geweigerd"] += 1
                continue
            count["weggelaten"] += 1
            count["onbekend geworden"] += sum(one.uitkomst != "onbekend" == after[name].uitkomst for name, one in before.items())
            faults += [f"{path.stem}: {fault}" for fault in turned(before, after, place)]
    print(dict(count))
    assert count["ja"] > 100 and count["onbekend geworden"] > count["weggelaten"] // 20
    assert not faults, "\n".join(faults)


OPEN: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    ("energietermijn", {"uitgaven": [{"soort": "energie", "bedrag": 60, "per": "maand"}], "woning": "kamer"}, ("uitgaven", 0,
    "soort")),
    ("energietermijn", {"uitgaven": [{"soort": "energie", "bedrag": 60, "per": "maand"}], "woning": "kamer"}, ("uitgaven",)),
    ("woonquote", {"uitgaven": [{"soort": "kleding", "bedrag": 700, "per": "maand"}], "woning": "huur"}, ("uitgaven", 0,
    "soort")),
    ("vastelastenquote", {"uitgaven": [{"soort": "kleding", "bedrag": 700, "per": "maand"}], "woning": "huur"}, ("uitgaven", 0,
    "soort")),
    ("maandtekort", {"schulden": [{"soort": "bank", "bedrag": 9000, "regeling": True, "aflossing": 900, "per": "maand"}]},
    ("schulden",)),
    ("maandtekort", {"achterstanden": [behind("huur", 9000, regeling=True, aflossing=900, per="maand")]}, ("achterstanden",)),
    ("onbenut_dekt_tekort", {"uitgaven": [{"soort": "overig", "bedrag": 1100, "per": "maand"}]}, ("wonen", "zelfstandig")),
)  # fmt: skip


@pytest.mark.parametrize(("signal", "change", "place"), OPEN, ids=[f"{one[0]}-{'.'.join(map(str, one[2]))}" for one in OPEN])
def test_an_answer_that_decides_is_open_without_it(signal: str, change: dict[str, Any], place: tuple[Any, ...]) -> None:
    """The answers of which leaving one out could turn a signal round: each on its own."""
    change = dict(change)
    home = {"soort": change.pop("woning", "huur"), "zelfstandig": True, "kale_huur": 600, "servicekosten": {}}
    own = change.get("uitgaven", [])
    named = {row["soort"] for row in own}
    rest = [{"soort": kind, "bedrag": amount, "per": "maand"} for kind, amount in COSTS.items() if kind not in named]
    wage = {
        "soort": "loon",
        "netto": 1800,
        "bruto": 2000,
        "per": "maand",
        "van": date(2020, 1, 1),
        "vakantiegeld": "geen",
        "dertiende_maand": False,
    }
    person = {
        **PERSON, "verzekerd": True, "toetsingsinkomen": 24000, "rendementsgrondslag": 0, "bezit": [], "inkomens": [wage],
        "feiten": {"aangifte_gedaan": False},
    }  # fmt: skip
    received = dict.fromkeys(("zorgtoeslag", "huurtoeslag", "kinderopvangtoeslag"), 0)
    house = {**CALM, **LISTED, "personen": [person], "wonen": home, "ontvangt": received, **change, "uitgaven": [*own, *rest]}
    before = outcomes(house)
    for said in (False, True):
        assert not list(turned(before, outcomes(without(house, place, said=said)), place))


# --- more arrears, more income


KINDS = RULES.book.files.facts["achterstand_soort"].eenheid
BILL = st.fixed_dictionaries({
    "soort": st.sampled_from(("huur", "energie", "water", "zorgpremie", "hypotheek", *KINDS)),
    "cents": st.one_of(st.integers(1, 400_000), st.sampled_from([1, 599, 600, 1000, 15000, 30000, 60000, 59999, 120000, 180000])),
    "days": st.one_of(st.integers(-5, 400), st.sampled_from([29, 30, 31, 99, 100, 101])),
})  # fmt: skip
COSTS_OF = st.fixed_dictionaries({
    "budget_huur": st.sampled_from([0, 600, Decimal("612.35")]),
    "budget_hypotheek": st.sampled_from([0, 600]),
    "budget_zorgpremie_laagste": st.sampled_from([0, 150, Decimal("150.01")]),
})  # fmt: skip


def bills(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"achterstanden": [behind(one["soort"], Decimal(one["cents"]).scaleb(-2), one["days"]) for one in rows]}


counted: Counter[str] = Counter()


@settings(max_examples=60 * ROUNDS, deadline=None, derandomize=True)
@given(st.lists(BILL, max_size=5), BILL, st.integers(0, 4), st.integers(0, 100_000), st.integers(0, 200), COSTS_OF, st.booleans())
def test_more_arrears_never_lower_a_signal(
    rows: list[dict[str, Any]], more: dict[str, Any], at: int, cents: int, days: int, costs: dict[str, Any], again: bool
) -> None:
    """One bill more, or one that is higher and older."""
    facts = {"feiten": {"eerder_achter": again}}
    before = found(bills(rows) | facts, **costs)
    worse = [
        {**one, "cents": one["cents"] + cents, "days": one["days"] + days} if place == at else one
        for place, one in enumerate(rows)
    ]
    for other in (found(bills([*rows, more]) | facts, **costs), found(bills(worse) | facts, **costs)):
        lower = [name for name, one in before.items() if rank(other[name]) < rank(one)]
        assert not lower and level(other) >= level(before)
        counted["arrears: higher"] += any(rank(other[name]) > rank(one) for name, one in before.items())
        counted["arrears: compared"] += 1


ONLY_WITH_MORE = ("toeslag_terugbetalen", "inkomensdaling", "onbenut_dekt_tekort")
"""Signals that more income may raise. Of an allowance there is too much then. A shortage of now has a signal of its own, so a
shortage of later is only told once there is none now. And what is not claimed covers more of a shortage that is smaller: a
chance, and no sign of arrears."""


@settings(max_examples=60 * ROUNDS, deadline=None, derandomize=True)
@given(
    st.integers(0, 4000), st.integers(0, 3000), st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 1500), st.integers(1,
    1500),
    st.sampled_from([0, 200, 500]), st.integers(0, 9000),
)  # fmt: skip
def test_more_income_never_raises_a_signal(
    income: int, fixed: int, other: int, fall: int, housing: int, more: int, unclaimed: int, money: int
) -> None:
    """An income that is higher now and later: only the signals named above may rise, and never the level without the first."""

    def budget(extra: int) -> dict[str, Any]:
        comes, later = income + extra, max(0, income - fall) + extra
        drop = comes - later
        return {
            "budget_inkomsten": comes, "budget_uitgaven": fixed + other, "budget_saldo": comes - fixed - other,
            "budget_vaste_lasten": fixed, "budget_leefgeld": comes - fixed, "budget_huur": min(fixed, housing),
            "budget_energie": 0,
            "budget_woonlasten": min(fixed, housing), "budget_saldo_laagst": later - fixed - other,
            "budget_inkomsten_laagst": later,
            "budget_daling": drop, "budget_saldo_daling": drop, "budget_daling_op": date(2027, 3, 1) if drop else date(2100, 1,
            1),
            "budget_onbenut": unclaimed, "budget_geld": money, "budget_toetsingsinkomen": comes * 12,
        }  # fmt: skip

    before, after = found(**budget(0)), found(**budget(more))
    raised = [name for name, one in before.items() if rank(after[name]) > rank(one)]
    assert set(raised) <= set(ONLY_WITH_MORE)
    assert level(after, ONLY_WITH_MORE[:1]) <= level(before, ONLY_WITH_MORE[:1])
    counted["income: lower"] += any(rank(after[name]) < rank(one) for name, one in before.items())
    counted["income: higher, as said"] += bool(raised)


def test_something_was_compared() -> None:
    print(dict(counted))
    assert counted["arrears: higher"] > 20 and counted["income: lower"] > 20


# --- every completion lies inside


class Drawn:
    """A random household for the signals, near their limits, of which some parts can be open."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.near = 0

    def maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def edge(self, *edges: object) -> Decimal:
        """An amount at, just below or just above an edge."""
        off = self.rng.choice((Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal(250), Decimal(-90)))
        self.near += abs(off) < 1
        return max(Decimal(0), (Decimal(str(self.rng.choice(edges))) + off).quantize(Decimal("0.01")))

    def budget(self) -> dict[str, Any]:
        rent, premium, incomes = self.edge(0, 600, 612), self.edge(0, 150), self.edge(0, 1500, 2000, 3000)
        fixed = self.edge(incomes / 2, incomes * 7 / 10, 1000)
        balance = self.edge(0, incomes / 20, 400) - self.rng.choice((0, 0, 300))
        return {
            **BUDGET,
            "budget_inkomsten": incomes, "budget_saldo": balance, "budget_vaste_lasten": fixed,
            "budget_leefgeld": incomes - fixed,
            "budget_huur": rent, "budget_hypotheek": self.edge(0, 0, 700), "budget_energie": self.edge(0, 120, 135, 150),
            "budget_zorgpremie_laagste": premium, "budget_woonlasten": self.edge(incomes * 2 / 5, incomes * 3 / 10, 800),
            "budget_huurtoeslag": self.edge(0, 0, 200), "budget_geld": self.edge(fixed, fixed * 3, 0),
            "budget_volwassenen": self.rng.randint(1, 3), "budget_kinderen": self.rng.randint(0, 2),
            "budget_inkomsten_laagst": incomes, "budget_saldo_laagst": balance - self.rng.choice((0, 0, 100)),
            "budget_saldo_daling": self.rng.choice((0, 0, 100)), "budget_daling": self.rng.choice((0, incomes / 10)),
            "budget_onbenut": self.edge(0, abs(balance), abs(balance) / 4), "budget_te_veel": self.edge(0, 116),
            "budget_toetsingsinkomen": self.rng.choice((30000, 30499, 30500)), "budget_beslag": self.maybe(0.2),
        }  # fmt: skip

    def house(self, budget: Mapping[str, Any]) -> dict[str, Any]:
        rent, premium = budget["budget_huur"], budget["budget_zorgpremie_laagste"]
        rows = [
            behind(kind, amount, self.rng.choice((0, 29, 30, 31, 99, 100, 300)), **self.agreed())
            for kind, amount in (
                ("huur", self.edge(rent / 100, rent, rent * 2, rent * 3)), ("zorgpremie", self.edge(premium, premium * 4,
                premium * 6)),
                ("hypotheek", self.edge(700, 2100)), ("energie", 80), ("water", 25), ("toeslagen", 40), ("overig", 60),
                ("cak_premie", 90),
            )
            if self.maybe(0.3)
        ]  # fmt: skip
        letters = [
            {"soort": kind, "datum": OP, "uiterlijk": OP}
            for kind in ("ontruiming", "deurwaarder", "aanmaning", "overig")
            if self.maybe(0.15)
        ]
        moments = [OP + timedelta(days=days) for days in (-400, -365, -1, 0, 1, 365, 366) if self.maybe(0.15)]
        facts = {name: value(self.rng, RULES.book.files.facts[name]) for name in CALM["feiten"]}
        facts |= {"energie_verwacht": 1800, "doorgegeven_toetsingsinkomen": 30000}
        return {
            **CALM, "achterstanden": rows, "brieven": letters,
            "gebeurtenissen": [{"soort": "verhuizen", "op": day} for day in moments], "feiten": facts,
        }  # fmt: skip

    def agreed(self) -> dict[str, Any]:
        return {"regeling": True, "nagekomen": self.maybe(0.5), "aflossing": 10, "per": "maand"} if self.maybe(0.3) else {}

    def opened(self, house: dict[str, Any], budget: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The household with some parts as a range or not known, in which it lies itself."""
        house, wide = copy.deepcopy(house), dict(budget)
        for name in self.rng.sample(sorted(wide), 6):
            wide[name] = self.span(name, wide[name]) if self.maybe(0.6) else None
        for name in ("achterstanden", "brieven", "gebeurtenissen"):
            if self.maybe(0.12):
                del house[name]
                continue
            for row in house[name]:
                for key in list(row):
                    if self.maybe(0.15) and key != "per" and not (key == "bedrag" and row[key] < 25):
                        row[key] = f"{row[key] // 2}..{row[key] * 2}" if key == "bedrag" and self.maybe(0.5) else "onbekend"
        for name in self.rng.sample(sorted(house["feiten"]), 3):
            del house["feiten"][name]
        return house, wide

    def span(self, name: str, value: Any) -> Any:
        if not isinstance(value, int | Decimal) or isinstance(value, bool) or name in ("budget_volwassenen", "budget_kinderen"):
            return None
        below, above = (self.rng.choice((0, Decimal("0.01"), 30, 200)) for _ in range(2))
        low = Decimal(value) - below
        return (low if RULES.book.files.facts[name].minimum < 0 else max(Decimal(0), low)), Decimal(value) + above


def bits(signals: Signals, key: str) -> int:
    value = signals.solved.values[key]
    return value if signals.solved.mode == "bounds" else 1 << value


def test_an_open_household_holds_every_completion() -> None:
    """The severity of a known household is among those of the same household with parts open; so are its other figures."""
    count, faults, near = Counter[str](), [], 0
    for seed in range(60 * ROUNDS):
        drawn = Drawn(random.Random(seed))
        budget = drawn.budget()
        house = drawn.house(budget)
        near += drawn.near
        exact = solved(house, budget)
        assert not exact.situation.variables
        told_exactly = {one.id: one for one in exact.all()}
        count["household"] += 1
        count["on"] += sum(one.uitkomst == "ja" for one in told_exactly.values())
        for _ in range(2):
            wide = solved(*drawn.opened(house, budget))
            told_widely = {one.id: one for one in wide.all()}
            for name, signal in RULES.signals(OP.year, Place()).linked.signals.items():
                if bits(exact, signal.severity) & ~bits(wide, signal.severity):
                    faults.append(f"seed {seed}: {name} {told_exactly[name].ernst} is outside {bits(wide, signal.severity):06b}")
                one, open_ = told_exactly[name], told_widely[name]
                if open_.uitkomst != "onbekend" and open_.uitkomst != one.uitkomst:
                    faults.append(f"seed {seed}: {name} {open_.uitkomst} became {one.uitkomst}")
                count[f"partly known: {open_.uitkomst}"] += 1
    assert not faults, "\n".join(faults[:10])
    print(f"{dict(count)}, {near} figures at or a cent from a limit")
    assert count["partly known: onbekend"] > 100 and near > 300


# --- exactly at each limit


def due(kind: str, amount: object, days: int = 10) -> dict[str, Any]:
    return {"achterstanden": [behind(kind, amount, days)]}


def moment(months: int, days: int) -> dict[str, Any]:
    return {"gebeurtenissen": [{"soort": "baby", "op": date(OP.year + months // 12, OP.month, OP.day) + timedelta(days=days)}]}


def owed(**more: Any) -> dict[str, Any]:
    return {"feiten": more}


LIMITS: list[tuple[str, dict[str, Any], dict[str, Any], str | None, str]] = [
    # signal, lists and facts, budget, severity, the line of the rule
    *((f"{name}achterstand", due(name, 50, days), {}, severity, "") for name, severities in {
        "huur": ("aandacht", "hoog", "hoog"), "energie": ("aandacht", "hoog", "hoog"), "water": ("aandacht", "hoog", "hoog"),
        "hypotheek": ("aandacht", "hoog", "hoog"),
    }.items() for days, severity in zip((29, 30, 31), severities, strict=True)),
    ("energieachterstand", due("energie", 50, 99), {}, "hoog", "grens_dagen"),
    ("energieachterstand", due("energie", 50, 100), {}, "hoog", "grens_tweede"),
    ("zorgpremieachterstand", due("zorgpremie", 50, 29), {}, "aandacht", "achter"),
    ("zorgpremieachterstand", due("zorgpremie", 50, 30), {}, "aandacht", "grens_dagen"),
    ("zorgpremieachterstand", due("eigen_risico", 50, 30), {}, "aandacht", "grens_dagen"),
    # rent of € 600: 1, 2 and 3 months to the cent, and what is a rounding difference
    ("huurachterstand", due("huur", "5.99"), {}, None, ""),
    ("huurachterstand", due("huur", "6.00"), {}, "aandacht", "achter"),
    ("huurachterstand", due("huur", "0.01"), {}, None, ""),
    ("huurachterstand", due("huur", "599.99"), {}, "aandacht", "achter"),
    ("huurachterstand", due("huur", "600.00"), {}, "hoog", "grens_maand"),
    ("huurachterstand", due("huur", "1199.99"), {}, "hoog", "grens_maand"),
    ("huurachterstand", due("huur", "1200.00"), {}, "hoog", "grens_dringend"),
    ("huurachterstand", due("huur", "1799.99"), {}, "hoog", "grens_dringend"),
    ("huurachterstand", due("huur", "1800.00"), {}, "kritiek", "grens_rechter"),
    ("huurachterstand", due("huur", "1837.04"), {"budget_huur": Decimal("612.35")}, "hoog", "grens_dringend"),
    ("huurachterstand", due("huur", "1837.05"), {"budget_huur": Decimal("612.35")}, "kritiek", "grens_rechter"),
    ("hypotheekachterstand", due("hypotheek", "699.99"), {"budget_hypotheek": 700}, "aandacht", ""),
    ("hypotheekachterstand", due("hypotheek", "700.00"), {"budget_hypotheek": 700}, "hoog", ""),
    ("hypotheekachterstand", due("hypotheek", "2099.99"), {"budget_hypotheek": 700}, "hoog", ""),
    ("hypotheekachterstand", due("hypotheek", "2100.00"), {"budget_hypotheek": 700}, "kritiek", ""),
    # a premium of € 150 a month
    ("zorgpremieachterstand", due("zorgpremie", "0.01"), {}, "aandacht", "achter"),
    ("zorgpremieachterstand", due("zorgpremie", "149.99"), {}, "aandacht", "achter"),
    ("zorgpremieachterstand", due("zorgpremie", "150.00"), {}, "aandacht", "grens_maand"),
    ("zorgpremieachterstand", due("zorgpremie", "299.99"), {}, "aandacht", "grens_maand"),
    ("zorgpremieachterstand", due("zorgpremie", "300.00"), {}, "hoog", "grens_aanbod"),
    ("zorgpremieachterstand", due("zorgpremie", "599.99"), {}, "hoog", "grens_aanbod"),
    ("zorgpremieachterstand", due("zorgpremie", "600.00"), {}, "hoog", "grens_aankondiging"),
    ("zorgpremieachterstand", due("zorgpremie", "899.99"), {}, "hoog", "grens_aankondiging"),
    ("zorgpremieachterstand", due("zorgpremie", "900.00"), {}, "kritiek", "grens_melding"),
    ("waterachterstand", due("water", "0.01"), {}, "aandacht", ""),
    ("energieachterstand", due("energie", "0.01"), {}, "aandacht", ""),
    # shares of an income of € 2,000; of housing with the allowance off on both sides
    ("woonquote", {}, {"budget_inkomsten": 2000, "budget_woonlasten": 800}, "aandacht", ""),
    ("woonquote", {}, {"budget_inkomsten": 2000, "budget_woonlasten": Decimal("799.99")}, "informatie", ""),
    ("woonquote", {}, {"budget_inkomsten": 2000, "budget_woonlasten": 600}, "informatie", ""),
    ("woonquote", {}, {"budget_inkomsten": 2000, "budget_woonlasten": Decimal("599.99")}, None, ""),
    ("woonquote", {}, {"budget_inkomsten": 1700, "budget_woonlasten": 800, "budget_huurtoeslag": 200}, "aandacht", ""),
    ("woonquote", {}, {"budget_inkomsten": 1700, "budget_woonlasten": Decimal("799.99"), "budget_huurtoeslag": 200},
    "informatie", ""),
    ("vastelastenquote", {}, {"budget_inkomsten": 2000, "budget_vaste_lasten": Decimal("999.99")}, None, ""),
    ("vastelastenquote", {}, {"budget_inkomsten": 2000, "budget_vaste_lasten": 1000}, "informatie", ""),
    ("vastelastenquote", {}, {"budget_inkomsten": 2000, "budget_vaste_lasten": Decimal("1399.99")}, "informatie", ""),
    ("vastelastenquote", {}, {"budget_inkomsten": 2000, "budget_vaste_lasten": 1400}, "aandacht", ""),
    # fixed costs of € 1,100: 1 and 3 months of money
    ("buffer", {}, {"budget_geld": Decimal("1099.99")}, "aandacht", ""),
    ("buffer", {}, {"budget_geld": 1100}, "informatie", ""),
    ("buffer", {}, {"budget_geld": Decimal("3299.99")}, "informatie", ""),
    ("buffer", {}, {"budget_geld": 3300}, None, ""),
    # what is left, of an income of € 3,000
    ("maandtekort", {}, {"budget_saldo": Decimal("-0.01")}, "hoog", ""),
    ("maandtekort", {}, {"budget_saldo": 0}, "aandacht", "<= 0"),
    ("maandtekort", {}, {"budget_saldo": Decimal("149.99")}, "aandacht", "krap"),
    ("maandtekort", {}, {"budget_saldo": 150}, None, ""),
    # € 200 + € 115 for one adult; what one person needs at least
    ("betaalrisico", {}, {"budget_leefgeld": Decimal("314.99")}, "hoog", "voedselbanknorm"),
    ("betaalrisico", {}, {"budget_leefgeld": 315}, None, ""),
    ("betaalrisico", {}, {"budget_inkomsten": Decimal("1524.99")}, "hoog", "over < minimum"),
    ("betaalrisico", {}, {"budget_inkomsten": 1525}, "aandacht", "minimum_nu"),
    ("betaalrisico", {}, {"budget_inkomsten": Decimal("1576.91")}, "aandacht", "minimum_nu"),
    ("betaalrisico", {}, {"budget_inkomsten": Decimal("1576.92")}, None, ""),
    # € 1,800 of energy a year is € 150 a month
    ("energietermijn", {}, {"budget_energie": Decimal("135.01")}, None, ""),
    ("energietermijn", {}, {"budget_energie": 135}, "informatie", ""),
    ("energietermijn", {}, {"budget_energie": Decimal("120.01")}, "informatie", ""),
    ("energietermijn", {}, {"budget_energie": 120}, "aandacht", ""),
    ("energietermijn", {}, {"budget_energie": 0}, None, ""),
    # a shortage of € 400
    ("onbenut_dekt_tekort", {}, {"budget_saldo": -400, "budget_onbenut": 400}, "kans", "tekort_weg"),
    ("onbenut_dekt_tekort", {}, {"budget_saldo": -400, "budget_onbenut": Decimal("399.99")}, "kans", "deel_van_tekort"),
    ("onbenut_dekt_tekort", {}, {"budget_saldo": -400, "budget_onbenut": 100}, "kans", "deel_van_tekort"),
    ("onbenut_dekt_tekort", {}, {"budget_saldo": -400, "budget_onbenut": Decimal("99.99")}, None, ""),
    ("onbenut_dekt_tekort", {}, {"budget_saldo": 0, "budget_onbenut": 400}, None, ""),
    ("toeslag_terugbetalen", {}, {"budget_te_veel": 116}, None, ""),
    ("toeslag_terugbetalen", {}, {"budget_te_veel": Decimal("116.01")}, "aandacht", ""),
    ("toeslag_terugbetalen", {}, {"budget_toetsingsinkomen": 30499}, None, ""),
    ("toeslag_terugbetalen", {}, {"budget_toetsingsinkomen": 30500}, "aandacht", ""),
    ("toeslag_terugbetalen", due("toeslagen", "0.01"), {}, "hoog", ""),
    ("inkomensdaling", {}, {"budget_daling": Decimal("299.99"), "budget_inkomsten_laagst": Decimal("2700.01")}, None, ""),
    ("inkomensdaling", {}, {"budget_daling": 300, "budget_inkomsten_laagst": 2700}, "aandacht", ""),
    ("inkomensdaling", {}, {"budget_daling": 100, "budget_inkomsten_laagst": 2900, "budget_saldo_daling": 1500,
    "budget_saldo_laagst": 0},
     None, ""),
    ("inkomensdaling", {}, {"budget_daling": 100, "budget_inkomsten_laagst": 2900, "budget_saldo_daling": Decimal("1500.01"),
                            "budget_saldo_laagst": Decimal("-0.01")}, "hoog", "komt_tekort en daalt"),
    ("inkomensdaling", {}, {"budget_saldo_daling": 1600, "budget_saldo_laagst": -100}, "hoog", "komt_tekort"),
    ("inkomensdaling", {}, {"budget_saldo": -50, "budget_saldo_daling": 100, "budget_saldo_laagst": -150}, None, ""),
    ("krediet_voor_vaste_lasten", owed(geleend_voor_vaste_lasten="een_keer"), {}, "aandacht", ""),
    ("krediet_voor_vaste_lasten", owed(geleend_voor_vaste_lasten="een_keer", voorschot_op_loon=True), {}, "hoog", ""),
    ("levensgebeurtenis", moment(-12, -1), {}, None, ""),
    ("levensgebeurtenis", moment(-12, 0), {}, "informatie", "was"),
    ("levensgebeurtenis", moment(0, 0), {}, "informatie", "was"),
    ("levensgebeurtenis", moment(0, 1), {}, "informatie", "komt"),
    ("levensgebeurtenis", moment(12, 0), {}, "informatie", "komt"),
    ("levensgebeurtenis", moment(12, 1), {}, None, ""),
    ("meervoudige_achterstanden", {"achterstanden": [behind("energie"), behind("energie")]}, {}, None, ""),
    ("meervoudige_achterstanden", {"achterstanden": [behind("huur"), behind("hypotheek")]}, {}, None, ""),
    ("meervoudige_achterstanden", {"achterstanden": [behind("energie"), behind("water")]}, {}, "hoog", "tegelijk"),
    ("meervoudige_achterstanden", {"achterstanden": [behind("energie"), behind("belasting")]}, {}, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "changes", "budget", "severity", "line"), LIMITS)
def test_each_limit_to_the_cent_and_the_day(
    signal: str, changes: dict[str, Any], budget: dict[str, Any], severity: str | None, line: str
) -> None:
    one = found(_as_numbers(changes), **budget)[signal]
    assert (one.uitkomst, one.ernst, one.hoogstens) == ("ja" if severity else "nee", severity, None), one.drempel
    assert line in one.drempel


def _as_numbers(changes: Mapping[str, Any]) -> dict[str, Any]:
    rows = [{**row, "bedrag": Decimal(str(row["bedrag"]))} for row in changes.get("achterstanden", ())]
    return {**changes, **({"achterstanden": rows} if rows else {})}


def test_every_signal_has_a_limit_here_or_examples_that_reach_it() -> None:
    here = {one[0] for one in LIMITS}
    assert here | {"acute_dreiging", "beslag", "geen_overzicht", "onverwachte_uitgave", "overige_achterstand"} == set(found())


@pytest.mark.parametrize(("name", "row"), [
    (f"{kind}achterstand", behind(kind, amount, days))
    for kind in ("huur", "energie", "water", "zorgpremie", "hypotheek")
    for amount, days in ((50, 10), (700, 40))
])  # fmt: skip
def test_an_arrangement_that_is_kept_changes_what_to_do_and_not_how_serious_it_is(name: str, row: dict[str, Any]) -> None:
    plain, kept, broken = (
        found({"achterstanden": [{**row, **more}]})[name]
        for more in ({}, {"regeling": True, "nagekomen": True}, {"regeling": True, "nagekomen": False})
    )
    assert plain.ernst == kept.ernst == broken.ernst is not None
    assert kept.doe != plain.doe == broken.doe and plain.waarom == broken.waarom
    unsaid = found({"achterstanden": [{key: value for key, value in row.items() if key != "regeling"}]})[name]
    assert (unsaid.ernst, unsaid.doe) == (plain.ernst, plain.doe), "only what is sure calls off"


def test_an_arrangement_calls_nothing_off_when_a_letter_came() -> None:
    kept = behind("belasting", 90, regeling=True, nagekomen=True)
    advice = {
        kind: found({"achterstanden": [kept], "brieven": [{"soort": kind, "datum": OP, "uiterlijk": OP}]})[
            "overige_achterstand"
        ].doe
        for kind in ("overig", "aanmaning", "deurwaarder")
    }
    plain = found({"achterstanden": [behind("belasting", 90)]})["overige_achterstand"].doe
    assert advice["overig"] != plain == advice["aanmaning"] and advice["deurwaarder"] not in (plain, advice["overig"])


def test_the_sentence_tells_a_shortage_that_can_go_from_one_that_gets_smaller() -> None:
    """Lines with the same severity, which only their sentence tells apart."""
    gone, less = (found(budget_saldo=-400, budget_onbenut=amount)["onbenut_dekt_tekort"].waarom for amount in (400, 200))
    none, enough = (found(budget_saldo=amount)["onbenut_dekt_tekort"].waarom for amount in (-400, 0))
    assert len({gone, less, none, enough}) == 4
    falls, otherwise = (
        found(budget_saldo_daling=1600, budget_saldo_laagst=-100, budget_daling=amount)["inkomensdaling"].waarom
        for amount in (100, 0)
    )
    assert falls != otherwise and falls.startswith("Vanaf")


def test_an_open_day_or_amount_is_no_reason_to_say_no() -> None:
    for kind in ("huur", "energie", "water", "zorgpremie", "hypotheek", "overig"):
        name = f"{kind.removesuffix('ig')}ige_achterstand" if kind == "overig" else f"{kind}achterstand"
        for row in ({"soort": kind}, {"soort": kind, "bedrag": "onbekend", "sinds": "onbekend"}, {"soort": kind, "sinds": OP}):
            one = found({"achterstanden": [row]})[name]
            assert (one.uitkomst, rank(one) >= SEVERITIES.index("aandacht")) == ("ja", True), (kind, row)
    assert found({"achterstanden": [{"soort": "onbekend", "bedrag": 500, "sinds": OP}]})["huurachterstand"].uitkomst == "onbekend"
    assert found({"achterstanden": [behind("huur", 900)]}, budget_huur=None)["huurachterstand"].uitkomst == "ja"


def test_what_nobody_decided_is_open_for_whoever_it_is_about() -> None:
    """Only for one person there is a public amount: of a couple it is not known, however much it tells."""
    house = {**CALM, "brieven": [{"soort": "overig", "datum": OP, "uiterlijk": OP}]}
    one, two = ({found.id: found for found in solved(house, {**BUDGET, "budget_volwassenen": count}).all()} for count in (1, 2))
    assert one["betaalrisico"].uitkomst == "nee"
    assert (two["betaalrisico"].uitkomst, two["betaalrisico"].hoogstens) == ("onbekend", "hoog")
    poor = {**BUDGET, "budget_volwassenen": 2, "budget_inkomsten": 1500}
    assert {found.id: found for found in solved(house, poor).all()}["betaalrisico"].ernst == "hoog", "less than one person needs"


@pytest.mark.parametrize("since", [date(2020, 1, 1), OP])
def test_an_empty_list_is_an_answer_however_recent(since: date) -> None:
    house = {**CALM, "sinds": since}
    answers = {one.id: one.uitkomst for one in solved(house, BUDGET).all()}
    lists = ("acute_dreiging", "overige_achterstand", "levensgebeurtenis", "huurachterstand", "meervoudige_achterstanden")
    assert {answers[name] for name in lists} == {"nee"}
    for name, signal in (
        ("brieven", "acute_dreiging"),
        ("achterstanden", "huurachterstand"),
        ("gebeurtenissen", "levensgebeurtenis"),
    ):
        unsaid = {key: rows for key, rows in house.items() if key != name}
        assert {one.id: one.uitkomst for one in solved(unsaid, BUDGET).all()}[signal] == "onbekend"


def whole(person: Mapping[str, Any], costs: list[dict[str, Any]], **more: Any) -> Report:
    """A screening of one adult with everything known that a budget asks."""
    adult = {
        "rol": "aanvrager", "geboortedatum": date(1985, 1, 1), "verzekerd": True, "toetsingsinkomen": 30000,
        "rendementsgrondslag": 0,
        "bezit": [{"soort": "bank", "waarde": 9000}], "feiten": {"beslag_op_inkomen": False}, **person,
    }  # fmt: skip
    house = {
        **CALM, "personen": [adult], "schulden": [], "aanslagen": [], "uitgaven": costs, "wonen": {"soort": "geen"},
        "ontvangt": dict.fromkeys(("zorgtoeslag", "huurtoeslag", "kinderopvangtoeslag"), 0), **more,
    }  # fmt: skip
    return screen(Huishouden.model_validate(house), OP, light())


def signal_of(report: Report, name: str) -> Signaal:
    return next(one for one in report.signalen if one.id == name)


@pytest.mark.parametrize(("groceries", "severity"), [("1299.99", "aandacht"), ("1300.00", "aandacht"), ("1300.01", "hoog")])
def test_thirteen_wages_of_four_weeks_are_twelve_months(groceries: str, severity: str) -> None:
    """€ 1,200 every four weeks is 1,200 x 13 / 12 = € 1,300 a month: with as much of costs nothing is left, and nothing short."""
    wage = {"soort": "loon", "netto": 1200, "bruto": 1200, "per": "vier_weken", "van": date(2020, 1, 1), "vakantiegeld": "geen"}
    wage["dertiende_maand"] = False
    costs = [
        {"soort": "boodschappen", "bedrag": Decimal(groceries), "per": "maand"},
        {"soort": "zorgpremie", "bedrag": 0, "per": "maand"},
    ]
    report = whole({"inkomens": [wage]}, costs)
    assert report.budget is not None and report.budget.nu.inkomsten.laagst == report.budget.nu.inkomsten.hoogst == 1300
    assert signal_of(report, "maandtekort").ernst == severity


@pytest.mark.parametrize(("rent", "severity"), [("620.00", "aandacht"), ("619.99", "informatie")])
def test_the_allowance_is_off_both_sides_of_the_share_of_housing(rent: str, severity: str) -> None:
    """Rent 620 + energy 150 + water 10 + levies 20 = 800; (800 - 200) / (1,500 + 200 - 200) = 40%, and a cent less is below it.

    Off the costs alone it would be 600 / 1,700 = 35%, off neither 800 / 1,700 = 47%.
    """
    wage = {"soort": "loon", "netto": 1500, "bruto": 1500, "per": "maand", "van": date(2020, 1, 1), "vakantiegeld": "geen"}
    wage["dertiende_maand"] = False
    amounts = {
        "energie": 150,
        "water": 10,
        "gemeentelijke_belastingen": 12,
        "waterschapsbelasting": 8,
        "zorgpremie": 150,
        "boodschappen": 300,
    }
    costs = [{"soort": kind, "bedrag": amount, "per": "maand"} for kind, amount in amounts.items()]
    home = {"soort": "huur", "zelfstandig": True, "kale_huur": Decimal(rent), "servicekosten": {}}
    received = {"zorgtoeslag": 0, "huurtoeslag": 200, "kinderopvangtoeslag": 0}
    assert signal_of(whole({"inkomens": [wage]}, costs, wonen=home, ontvangt=received), "woonquote").ernst == severity


# --- words


def texts() -> Iterator[tuple[str, str, bool]]:
    """Every text for people in the signals, the plan and the debts: where, what, and whether it is whole sentences."""
    files = RULES.book.files
    for name, file in files.signals.items():
        model = file.model
        yield f"{name}.titel", model.titel, False
        yield f"{name}.samenvatting", model.samenvatting, True
        yield from ((f"{name}.open.{one}", term.wat, False) for one, term in model.open.items())
        for step, body in model.stappen.items():
            yield from ((f"{name}.{step}", line.uitleg, True) for line in body.kies or () if line.uitleg)
        for one in model.waarschuwingen.values():
            yield from ((f"{name}.waarschuwing", text, True) for text in (one.wat, one.doe))
        if model.signaal:
            advice = {**model.signaal.doe, "afspraak": model.signaal.doe_afspraak}
            yield from ((f"{name}.doe.{severity}", text, True) for severity, text in advice.items() if text)
    for sort, said in files.plan.stappen.items():
        yield from ((f"plan.{sort}", text, True) for text in (said.wat, said.waarom))
    for rule in files.plan.niet_doen:
        yield from ((f"niet_doen.{rule.id}", text, True) for text in (rule.wat, rule.waarom))
    yield from ((f"aannames.{name}", text, True) for name, text in files.plan.aannames.items())
    yield from ((f"groep.{one.groep}", one.titel, False) for one in files.debts.groepen)
    yield from ((f"termijn.{one.id}", one.wat, False) for one in files.debts.termijnen)
    for kind, debt in files.debts.soorten.items():
        yield f"schuld.{kind}", debt.titel, False
        yield from ((f"schuld.{kind}", text, True) for text in (debt.gevolg, debt.verrekening) if text)


def test_sentences_end_and_begin_as_such() -> None:
    odd = [
        (where, text)
        for where, text, whole_sentences in texts()
        if whole_sentences and not re.match(r"[A-Z€{].*[.?!\"]\Z", text, re.DOTALL)
    ]
    assert not odd


def test_every_severity_says_what_to_do_and_why() -> None:
    for name, file in RULES.book.files.signals.items():
        model = file.model
        if model.signaal is None:
            continue
        lines = model.stappen["ernst"].kies or ()
        given_ = {line.dan or line.anders for line in lines}
        assert given_ - {"geen"} == set(model.signaal.doe), name
        assert "geen" in given_ and all(line.uitleg and line.bron for line in lines), name
        assert all(len(text.split()) >= 4 for text in model.signaal.doe.values()), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_signal_is_told_in_full(path: Path) -> None:
    """With a reason when it is known and a question when it is not, in whole sentences without anything left to fill in."""
    report = bare()[path.name]
    assert {one.id for one in report.signalen} == set(found())
    on = [one for one in report.signalen if one.uitkomst == "ja"]
    assert report.niveau == (max(on, key=rank).ernst if on else None)
    for one in report.signalen:
        assert one.titel and one.bron and one.bronnen and one.onderwerp
        assert one.waarom or (one.uitkomst == "onbekend" and one.ontbreekt), one.id
        assert one.hoogstens is not None if one.uitkomst == "onbekend" or one.ontbreekt else True, one.id
        assert (one.uitkomst == "ja") is bool(one.doe) is bool(one.drempel) is (one.ernst is not None), one.id
        for text in (one.waarom, one.doe):
            assert "{" not in text and "€ 0 " not in f"{text} ".replace("€ 0,", "€ 0 ,") and "%" not in text, text
            assert "999" not in text and "2100" not in text, text
        assert not forbidden(f"{one.waarom} {one.doe}", from_rules(), signals=True)
    ranks = [(-rank(one), ("ja", "onbekend", "nee").index(one.uitkomst)) for one in report.signalen]
    assert ranks == sorted(ranks)


# --- what a municipality chooses


HEAD = """\
invulling: huurachterstand
gemeente: Proefstad
bronnen: {s: {tekst: Besluit, url: uu, zekerheid: enkel, gezien: 2026-01-01}}
"""
HALF = "termen: {dringend_maanden: {waarden: {2024-01-01: {waarde: 0.5, bron: s}}}}\n"


BY_PERSON = """\
termen:
  dringend_maanden:
    formule: als een(persoon waarvoor rol is kind) dan rechter_maanden anders 2 * rechter_maanden
    bron: s
"""


def filled(folder: Path, body: str, head: str = HEAD, page: str = "gemeente") -> RuleSet:
    """The signals of the library, with what one municipality chose."""
    name = "Proefstad" if page == "gemeente" else "Proefplas"
    root = RULES.book.files.root
    rules = write(
        folder / "regels", {"feiten.yaml": (root / "feiten.yaml").read_text(encoding="utf-8"), "begrippen/regeling.yaml": SHARED}
    )
    shutil.copytree(root / "signalen", rules / "signalen")
    return load_rules(rules, [write(folder / "stad", {f"{page}.yaml": f"{page}: {name}\n", "huurachterstand.yaml": head + body})])


def test_a_choice_of_a_municipality_holds_there_only(tmp_path: Path) -> None:
    """Half a month of rent, ten days late: `aandacht` everywhere, and urgent where the municipality says so."""
    rules = filled(tmp_path, HALF)
    late = due("huur", Decimal("300.00"))
    here, there = found({**late, "gemeente": "Proefstad"}, rules), found({**late, "gemeente": "Elders"}, rules)
    nowhere = found(late, rules)
    assert [one["huurachterstand"].ernst for one in (here, there, nowhere)] == ["hoog", "aandacht", "aandacht"]
    cent = found({**due("huur", Decimal("299.99")), "gemeente": "Proefstad"}, rules)
    assert cent["huurachterstand"].ernst == "aandacht"
    same = [name for name in here if name != "huurachterstand"]
    assert [here[name].model_dump_json() for name in same] == [there[name].model_dump_json() for name in same]
    assert here["huurachterstand"].model_dump_json() != there["huurachterstand"].model_dump_json()
    assert [one.tekst for one in here["huurachterstand"].bronnen]


def test_a_choice_that_holds_from_a_later_day_leaves_ours_until_then(tmp_path: Path) -> None:
    rules = filled(tmp_path, HALF.replace("2024-01-01", "2027-01-01"))
    late = due("huur", Decimal("300.00"))
    assert found({**late, "gemeente": "Proefstad"}, rules)["huurachterstand"].uitkomst == "ja"
    assert found({**late, "gemeente": "Proefstad"}, rules)["huurachterstand"].ernst == "aandacht"


@pytest.mark.parametrize(("body", "said"), [
    (HALF.replace("dringend_maanden", "dringende_maanden"), "dringend_maanden"),
    (HALF.replace("dringend_maanden", "rechter_maanden"), "rechter_maanden"),
    (HALF.replace("dringend_maanden", "ernst"), "ernst"),
    (HALF.replace("0.5", "ja"), "getal"),
    (HALF.replace("0.5", "2026-01-01"), "getal"),
    (HALF.replace("0.5", "-1"), "buiten"),
    ("termen: {dringend_maanden: {formule: budget_huur, bron: s}}\n", "EUR/maand"),
    (BY_PERSON, "rol"),
    ("termen: {dringend_maanden: {naar: [woning_soort], waarden: {2024-01-01: {waarde: {huur: 1, kamer: 1}, bron: s}}}}\n",
    "woning_soort"),
], ids=["near", "law", "step", "truth", "date", "below", "unit", "person", "table"])  # fmt: skip
def test_a_choice_that_is_none_is_a_clear_fault(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(RuleError) as fault:
        filled(tmp_path, body)
    assert said in str(fault.value)
    assert re.match(r"\S+\.yaml:\d+:\d+: ", str(fault.value))


def test_only_a_municipality_chooses_and_only_for_a_signal_that_lets_it(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="waterschap"):
        filled(tmp_path / "board", HALF, HEAD.replace("gemeente: Proefstad", "waterschap: Proefplas"), "waterschap")
    with pytest.raises(RuleError, match="geen regeling met open termen"):
        filled(tmp_path / "none", HALF, HEAD.replace("invulling: huurachterstand", "invulling: acute_dreiging"))
    with pytest.raises(RuleError):
        filled(
            tmp_path / "condition", f"{HALF}voorwaarden: {{v: {{als: eerder_achter, uitleg: {{ja: Jj., nee: Nn.}}, bron: s}}}}\n"
        )
