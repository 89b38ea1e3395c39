"""What the people of invented households live on, what they have, and how they live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log, sqrt
from typing import Any

import numpy as np

from voorzieningen.batch._margins import AOW_AGE, KINDS, SOURCES, Margins, in_the_middle
from voorzieningen.batch._people import APPLICANT, CHILD, FAMILY, PAIR, PARTNER, People
from voorzieningen.facts.links import Array

WAGE, BUSINESS, WW, WIA, WAJONG, BIJSTAND, NOTHING, AOW, STUDENT = range(len(SOURCES))
NOBODY = -1
"""The source of a child below 18."""
_HOLIDAY = 108
"""A year of wage or benefit with holiday pay, as a percentage of twelve months."""
_TOP = 500_000


@dataclass(frozen=True, slots=True)
class Means:
    """By person: `source` (a place in SOURCES), `month` and `pension` in cents, `year` and `full` in whole euros.

    `year` is what comes in during the year of the day, `full` in a year without a change. `begins` and `stops` mark wages that
    begin or stop on the day `change` (an ordinal), `thirteenth` those with a thirteenth month. By household: the rest.
    """

    source: Array
    month: Array
    pension: Array
    year: Array
    full: Array
    begins: Array
    stops: Array
    change: Array
    thirteenth: Array
    owned: Array
    room: Array
    rent: Array
    """Cents a month."""
    savings: Array
    """Cents, of all adults together."""

    @property
    def works(self) -> Array:
        """Who works on the day itself."""
        return np.isin(self.source, (WAGE, BUSINESS)) & ~self.stops


def make_means(people: People, op: date, margin: Margins) -> Means:
    """Draws the means of people on a day."""
    source = _sources(people, margin)
    month = _month(people, source, margin.given)
    old = source == AOW
    given, draws = margin.given, people.draws
    pension = np.where(
        old & draws.chance("heeft pensioen", given["heeft_pensioen"]["deel"]),
        draws.cents("pensioen", given["uitkering_per_maand"]["pensioen"]), 0,
    )  # fmt: skip
    wage = source == WAGE
    thirteenth = wage & draws.chance("dertiende maand", given["loonafspraken"]["dertiende_maand"])
    percents = month * 12 * np.where(np.isin(source, (WAGE, WW, WIA, WAJONG, BIJSTAND)), _HOLIDAY, 100)
    full = np.clip((percents // 100 + month * thirteenth + pension * 12) // 100, 0, _TOP)
    changed = wage & people.adult & draws.chance("verandert", given["begint_of_stopt"]["deel"])
    begins = changed & draws.chance("begint", 0.5)
    begin_of_year, today = date(op.year, 1, 1).toordinal(), op.toordinal()
    change = draws.whole("dag van verandering", begin_of_year, max(begin_of_year, today - 1))
    worked = np.where(begins, begin_of_year + 365 - change, np.where(changed, change - begin_of_year + 1, 365))
    year = full * np.minimum(worked, 365) // 365
    owned, room, rent = _homes(people, source, margin)
    savings = _savings(people, source, margin)
    return Means(
        source, month, pension, year, full, begins, changed & ~begins, change, thirteenth, owned, room, rent, savings,
    )  # fmt: skip


def _sources(people: People, margin: Margins) -> Array:
    given, draws, role = margin.given, people.draws, people.role
    kind = people.kind[people.house]
    group = np.where(role == PARTNER, np.where(kind == FAMILY, 5, 4), kind)
    found = draws.pick("bron", margin.source, group)
    applicant = found[people.first][people.house]
    # Bijstand is for both: who is the partner of somebody with bijstand has nothing beside it.
    found = np.where((role == PARTNER) & (applicant == BIJSTAND), NOTHING, found)
    young = (role == APPLICANT) & (people.band[people.house] == 0) & (kind == KINDS.index("alleen"))
    found = np.where(young & draws.chance("student", given["student"]["deel"]), STUDENT, found)
    found = np.where((role < CHILD) & (people.age >= AOW_AGE), AOW, found)
    home = given["woont_thuis"]
    grown = np.array([WAGE, STUDENT, NOTHING])[
        draws.pick("woont thuis", [home["loon"], home["student"], 1 - home["loon"] - home["student"]])
    ]  # fmt: skip
    return np.where(role == CHILD, np.where(people.age >= 18, grown, NOBODY), found)


def _month(people: People, source: Array, given: Mapping[str, Any]) -> Array:
    """What comes in a month before tax, in cents."""
    draws, amounts = people.draws, given["uitkering_per_maand"]
    kind = people.kind[people.house]
    two = np.isin(kind, (PAIR, FAMILY))
    wage = given["loon"]
    factor = np.array(wage["naar_leeftijd"])[people.band[people.house]] * np.where(people.role == PARTNER, wage["partner"], 1)
    factor *= np.array([wage["naar_soort"][name] for name in KINDS])[kind]
    year = {WAGE: (wage, _HOLIDAY / 100), BUSINESS: (given["eigen_bedrijf"], 1)}
    found = np.zeros(len(source), np.int64)
    for at, (one, pay) in year.items():
        spread = sqrt(2 * log(one["gemiddeld"] / one["midden"]))  # what belongs to a median and a mean of a lognormal
        rows = np.flatnonzero((source == at) & people.adult)
        drawn = draws.of(rows).cents(SOURCES[at], [one["midden"] * one["naar_nu"] / 12 / pay, spread])
        found[rows] = drawn * (factor[rows] if at == WAGE else 1)
    for at, name, who in (
        (WW, "ww", True), (WIA, "wia", True), (WAJONG, "wajong", True), (BIJSTAND, "bijstand", ~two),
        (BIJSTAND, "bijstand_paar", two), (AOW, "aow", ~two), (AOW, "aow_samen", two), (WAGE, "thuis", ~people.adult),
    ):  # fmt: skip
        rows = np.flatnonzero((source == at) & who)
        found[rows] = draws.of(rows).cents(name, amounts[name])
    return np.minimum(found, _TOP * 100 // 13)


def _homes(people: People, source: Array, margin: Margins) -> tuple[Array, Array, Array]:
    homes, rent, costs = people.homes, margin.given["huur"], margin.given["woonkosten"]
    applicant = source[people.first]
    owned = homes.chance("koop", margin.owned[people.kind, applicant])
    room = (applicant == STUDENT) & ~owned & homes.chance("kamer", costs["student_op_kamer"])
    free = homes.chance("particulier", rent["particulier"])
    middle, spread = (np.where(free, rent["vrij"][at], rent["sociaal"][at]) for at in (0, 1))
    drawn = homes.skewed("huur", middle, spread) * np.where(room, rent["kamer"], 1)
    return owned, room, np.rint(np.clip(drawn, rent["laagst"], rent["hoogst"]) * 100).astype(np.int64)


def _savings(people: People, source: Array, margin: Margins) -> Array:
    one, drawn = margin.given["spaargeld"], people.homes.uniform("spaargeld")
    applicant = source[people.first]
    benefit = np.isin(applicant, (WW, WIA, WAJONG, BIJSTAND))
    euros = np.where(
        benefit,
        np.exp(np.interp(drawn, one["deel_uitkering"], np.log(one["bedrag_uitkering"]))),
        np.exp(np.interp(drawn, one["deel"], np.log(one["bedrag"]))) * margin.savings[people.kind] ** in_the_middle(drawn),
    )  # fmt: skip
    euros = np.where(applicant == BIJSTAND, np.minimum(euros, one["hoogst_bij_bijstand"]), euros)
    return np.asarray(np.rint(euros).astype(np.int64) * 100)
