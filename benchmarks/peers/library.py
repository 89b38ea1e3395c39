"""This library on the same households: the shipped rules of both schemes, or those with the partner and the income as given."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from peers.engine import Amounts, Engine
from peers.households import YEAR, Columns, Household, Person
from voorzieningen import Huishouden, load_rules
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.rulebook import rules_folder

SCHEMES = ("zorgtoeslag", "kindgebonden_budget")
DAY = date(YEAR, 12, 31)
LONG_AGO = date(2000, 1, 1)
BLOCK = 500
NARROW = Path(__file__).with_name("regels")


def shipped() -> Program:
    """Both schemes as shipped, with all law below them: who is the partner, and the income over the year."""
    return load_rules().program(YEAR, frozenset(SCHEMES))


def given() -> Program:
    """Both schemes as shipped, over the small `regels/` in which partner, income and wealth are facts."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder)
        shutil.copytree(NARROW, rules, dirs_exist_ok=True)
        for scheme in SCHEMES:
            (rules / scheme).mkdir()
            shutil.copy(rules_folder() / "landelijk" / scheme / "regeling.yaml", rules / scheme)
        return load_rules(rules).program(YEAR)


def data(home: Household) -> dict[str, Any]:
    """A household as its model reads it."""
    persons = [_person("aanvrager", home.aanvrager)]
    if home.partner:
        since = date.fromordinal(home.sinds)
        persons.append({**_person("partner", home.partner), "relatie": "gehuwd", "relatie_sinds": since, "van": since})
    persons += [
        {"rol": "kind", "geboortedatum": date.fromordinal(born), "kinderbijslag": benefit} for born, benefit in home.kinderen
    ]
    return {"peildatum": DAY, "sinds": LONG_AGO, "personen": persons}


def _person(role: str, one: Person) -> dict[str, Any]:
    return {
        "rol": role,
        "geboortedatum": date.fromordinal(one.geboren),
        "sinds": LONG_AGO,
        "verzekerd": one.verzekerd,
        "toetsingsinkomen": {YEAR: one.inkomen},
        "rendementsgrondslag": {YEAR: one.vermogen},
    }


def one_by_one(program: Program, most: int | None) -> Engine:
    """The program for one household at a time, in exact integers."""
    keys = [f"{scheme}.toegekend" for scheme in SCHEMES]

    def prepare(columns: Columns) -> list[Mapping[str, Any]]:
        homes = (Huishouden.model_validate(data(home)) for home in columns.households())
        return [Situation(home, program.linked, DAY).end({}, 0) for home in homes]

    def run(facts: list[Mapping[str, Any]]) -> Amounts:
        found = [program.run("exact", one) for one in facts]
        return [values[keys[0]] for values in found], [values[keys[1]] for values in found]

    return Engine(prepare, run, BLOCK, most=most)


def engine(wide: bool) -> Engine:
    """The library one household at a time; `wide` are the shipped rules."""
    program = shipped() if wide else given()
    for scheme in SCHEMES:
        assert program.denominators.step(f"{scheme}.toegekend") == 1
    return one_by_one(program, 2000 if wide else None)


SHIPPED = partial(engine, True)
GIVEN = partial(engine, False)
