"""Who lives in each invented household: adults and children, with their ages and days of birth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from voorzieningen.batch._columns import EPOCH
from voorzieningen.batch._draws import Draws
from voorzieningen.batch._margins import FAMILIES, KINDS, Margins
from voorzieningen.facts.links import Array

APPLICANT, PARTNER, CHILD = 0, 1, 2
PAIR, FAMILY, LONE = (KINDS.index(name) for name in ("paar", *FAMILIES))
GAPS = 5
"""The most children besides the youngest."""
SLOTS = 16
"""More than the persons of a household: a household and a person as one number."""
_YOUNGEST = (np.array([0, 6, 12, 18]), np.array([5, 11, 17, 24]))
_BEFORE_PARENT, _OLDEST = 17, 30


@dataclass(frozen=True, slots=True)
class People:
    """Households and their persons: arrays of households (`kind`, `band`, `first`, `size`), the others of persons.

    `house` is the place of the household of a person, `number` its number from 1, `first` the place of the aanvrager. Persons
    stand by household: aanvrager, partner, children from old to young.
    """

    homes: Draws
    draws: Draws
    kind: Array
    band: Array
    first: Array
    size: Array
    house: Array
    number: Array
    role: Array
    age: Array
    born: Array
    """Ordinals of days."""

    @property
    def adult(self) -> Array:
        """The aanvragers and partners."""
        return self.role < CHILD

    def of_home(self, values: Array) -> Array:
        """Sums over the persons of each household."""
        return np.add.reduceat(values, self.first)


def make_people(first: int, count: int, op: date, seed: int, margin: Margins) -> People:
    """The people of `count` households from number `first` (from 0) on, as old as they are on `op`."""
    given = margin.given
    homes = Draws(seed, np.arange(first + 1, first + count + 1))
    both = homes.pick("soort en leeftijd", margin.kind_and_age.ravel())
    kind, band = np.divmod(both, margin.kind_and_age.shape[1])
    low, high = (np.array(given["leeftijd"][name]) for name in ("vanaf", "tot"))
    age = homes.whole("leeftijd", low[band], high[band])
    family = kind >= FAMILY
    group = np.where(kind == LONE, 1, 0)
    young = homes.pick("jongste", margin.youngest, group * len(low) + band)
    youngest = homes.whole("leeftijd jongste", _YOUNGEST[0][young], np.minimum(_YOUNGEST[1][young], age - _BEFORE_PARENT))
    children = homes.pick("kinderen", margin.number, group * 2 + (young == 0)) + 1
    children += np.where(children == 3, homes.pick("veel kinderen", given["gezin"]["drie_of_meer"]), 0)
    children *= family
    pair = (kind == PAIR) | (kind == FAMILY)
    size = 1 + pair + children
    house = np.repeat(np.arange(count), size)
    start = np.cumsum(size) - size
    number = np.arange(len(house)) - start[house] + 1
    role = np.where(number == 1, APPLICANT, np.where((number == 2) & pair[house], PARTNER, CHILD))
    draws = Draws(seed, (house + first + 1) * SLOTS + number)
    step = given["gezin"]["jaren_ertussen"]
    older = np.zeros((count, GAPS + 1), np.int64)
    for gap in range(GAPS):
        older[:, gap + 1] = older[:, gap] + homes.pick(f"tussen {gap}", step)
    of_child = np.minimum(youngest[:, None] + older, np.minimum(age - _BEFORE_PARENT, _OLDEST)[:, None])
    rank = np.clip(size[house] - number, 0, GAPS)
    said = given["gezin"]["partner"]
    of_partner = np.clip(age - said["jonger"] + np.rint(homes.normal("partner") * said["spreiding"]).astype(np.int64), 18, 99)
    ages = np.choose(role, [age[house], of_partner[house], of_child[house, rank]])
    born = birthdays(op, ages) - draws.whole("dag van geboorte", 0, 364)
    return People(homes, draws, kind, band, start, size, house, number, role, ages, born)


def birthdays(op: date, years: Array) -> Array:
    """The ordinals of the day some years before `op`: who was born then has just that age on `op`."""
    day = 28 if (op.month, op.day) == (2, 29) else op.day
    return _first_days((op.year - years - 1970) * 12 + op.month - 1) + day - 1


def years_later(ordinals: Array, years: int) -> Array:
    """The same day of the year some years later; 1 March for 29 February in a common year."""
    month = (ordinals - EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return _first_days(month + 12 * years) + ordinals - _first_days(month)


def _first_days(months: Array) -> Array:
    """The ordinals of the first days of months since January 1970."""
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + EPOCH)
