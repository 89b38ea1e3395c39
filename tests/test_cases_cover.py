"""Cutting what is open into cases loses nothing: the cases cover every completion, and never overlap."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voorzieningen.evaluate import Program
from voorzieningen.facts import Domain, Situation, halves, outermost
from voorzieningen.household import Huishouden
from voorzieningen.sample import Maker
from voorzieningen.screening import load_rules

spans = st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 10**9)).map(lambda pair: (pair[0], pair[0] + pair[1]))
small = st.tuples(st.integers(-50, 50), st.integers(0, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))
choices = st.integers(1, 2**12 - 1)
OP = date(2026, 11, 22)


def members(domain: Domain) -> list[int]:
    """Every single value of a domain."""
    if isinstance(domain, int):
        return [at for at in range(domain.bit_length()) if domain >> at & 1]
    return list(range(domain[0], domain[1] + 1))


def leaves(domain: Domain) -> list[Domain]:
    """A domain cut until nothing can be cut any more."""
    cut = halves(domain)
    return [domain] if cut is None else [leaf for half in cut for leaf in leaves(half)]


@given(small | choices)
def test_two_halves_are_the_whole(domain: Domain) -> None:
    cut = halves(domain)
    if cut is None:
        assert len(members(domain)) == 1
    else:
        assert sorted(members(cut[0]) + members(cut[1])) == members(domain)
        assert members(cut[0]) and members(cut[1])


@given(small | choices)
def test_cutting_to_the_end_gives_each_value_once(domain: Domain) -> None:
    assert sorted(value for leaf in leaves(domain) for value in members(leaf)) == members(domain)
    assert all(len(members(leaf)) == 1 for leaf in leaves(domain))


@given(spans, st.integers(0, 10**9))
def test_every_value_of_a_wide_range_lies_in_one_half(domain: tuple[int, int], at: int) -> None:
    value = min(domain[0] + at, domain[1])
    cut = halves(domain)
    if cut is not None:
        assert sum(low <= value <= high for low, high in cut if isinstance(low, int)) == 1


@given(small | choices)
def test_the_ends_are_the_outermost_values(domain: Domain) -> None:
    assert outermost(domain) == (members(domain)[0], members(domain)[-1])


# --- the open facts of a household


RELATIES = ("gehuwd", "geregistreerd", "samenlevingscontract", "samenwonend", "geen")
PLACES: dict[str, tuple[Any, ...]] = {
    "verzekerd": ("personen", 0, "verzekerd"),
    "geboortedatum": ("personen", 0, "geboortedatum"),
    "inkomen": ("personen", 0, "toetsingsinkomen"),
    "huur": ("wonen", "kale_huur"),
    "van": ("personen", 1, "van"),
    "relatie": ("personen", 1, "relatie"),
}


@cache
def base() -> dict[str, Any]:
    """Two persons of whom everything the rules ask is known, whatever the partner is to the aanvrager."""
    person = {
        "geboortedatum": date(1990, 1, 1),
        "verzekerd": True,
        "activiteit": "werk",
        "toetsingsinkomen": 20000,
        "rendementsgrondslag": 0,
        "bezit": [],
        "inkomens": [],
        "ouders": [],
        "school": "geen",
    }
    partner = {"geboortedatum": date(1991, 5, 5), "relatie_sinds": date(2019, 1, 1), "van": date(2020, 1, 1), "samen_kind": True}
    home = {"soort": "huur", "zelfstandig": True, "kale_huur": 600, "servicekosten": {}}
    persons = [{"rol": "aanvrager", **person}, {"rol": "partner", **person, **partner}]
    data: dict[str, Any] = {"sinds": date(2018, 1, 1), "personen": persons, "wonen": home, "schulden": [], "ontvangt": {}}
    maker = Maker(load_rules().program(2026), random.Random(1))
    for relatie in (*RELATIES[1:], "gehuwd"):
        data["personen"][1]["relatie"] = relatie
        maker.settle(data, OP)
    return data


def household(**open_facts: Any) -> Huishouden:
    data = deepcopy(base())
    for name, value in open_facts.items():
        *above, last = PLACES[name]
        holder: Any = data
        for part in above:
            holder = holder[part]
        holder[last] = value
    return Huishouden.model_validate(data)


@pytest.fixture(scope="module")
def program() -> Program:
    return load_rules().program(2026)


@settings(max_examples=60, deadline=None)
@given(
    verzekerd=st.booleans(),
    huur=st.integers(50000, 70000),
    van=st.integers(0, 364),
    relatie=st.sampled_from(RELATIES),
    inkomen=st.integers(0, 9000),
)
def test_a_completion_is_a_choice_for_each_variable(
    program: Program, verzekerd: bool, huur: int, van: int, relatie: str, inkomen: int
) -> None:
    """What a household filled in at random gives is what its values give as cases of the open household."""
    day = date(2026, 1, 1).toordinal() + van
    open_ = household(
        verzekerd="onbekend",
        huur="500..700",
        van="2026-01-01..2026-12-31",
        relatie=list(RELATIES),
        inkomen="20000..29000",
    )
    situation = Situation(open_, program.linked, OP)
    values = {
        "verzekerd": int(verzekerd),
        "kale_huur": huur,
        "persoon_van": day,
        "relatie": RELATIES.index(relatie),
        "toetsingsinkomen": 20000 + inkomen,
    }
    assert {variable.fact for variable in situation.variables} >= values.keys()
    box: dict[int, int] = {}
    for at, variable in enumerate(situation.variables):
        value = values.get(variable.fact, 0)
        domain = variable.domain
        while (cut := halves(domain)) is not None:
            domain = next(half for half in cut if value in members_around(half, value))
        assert outermost(domain) == (value, value)
        box[at] = value
    filled = household(verzekerd=verzekerd, huur=huur / 100, van=date.fromordinal(day), relatie=relatie, inkomen=20000 + inkomen)
    wanted = Situation(filled, program.linked, OP)
    assert not wanted.variables
    found, expected = dict(situation.exact(box)), dict(wanted.exact())
    changing, changes = found.pop("#wissels"), expected.pop("#wissels")
    assert found == expected
    assert all(changes[name] & ~changing[name] == 0 for name in changes)  # no month that differs is taken for one alike


def members_around(domain: Domain, value: int) -> list[int]:
    """The value if it lies in the domain, else nothing."""
    inside = domain >> value & 1 if isinstance(domain, int) else domain[0] <= value <= domain[1]
    return [value] if inside else []


def test_one_unknown_is_one_variable(program: Program) -> None:
    """A date in the year is one choice, and an undated unknown has one value for all its months."""
    found = Situation(household(verzekerd="onbekend", van="2026-01-01..2026-12-31"), program.linked, OP).variables
    assert {(one.fact, one.months, one.whole) for one in found} == {
        ("verzekerd", tuple(range(12)), True),
        ("persoon_van", (), True),
    }


def test_months_of_which_nothing_is_said_are_never_cut(program: Program) -> None:
    found = Situation(household(huur={date(2026, 7, 1): 610}), program.linked, OP).variables
    assert [(one.fact, one.months, one.can_split) for one in found] == [("kale_huur", tuple(range(6)), False)]
    found = Situation(household(huur={date(2025, 1, 1): "500..510", date(2026, 7, 1): "600..610"}), program.linked, OP).variables
    assert [(one.months, one.domain) for one in found] == [
        (tuple(range(6)), (50000, 51000)),
        (tuple(range(6, 12)), (60000, 61000)),
    ]
