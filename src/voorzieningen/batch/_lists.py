"""The lists of invented households as tables: incomes, possessions, childcare, bills, debts and what happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from voorzieningen.batch._columns import amounts, days, ids, truths, words
from voorzieningen.batch._draws import Draws
from voorzieningen.batch._margins import SOURCES
from voorzieningen.batch._means import BIJSTAND, WAGE, Means
from voorzieningen.batch._people import CHILD, People, years_later
from voorzieningen.batch.layout import HOUSE, MODEL, PERSON
from voorzieningen.facts.links import Array

KINDS_OF_INCOME = (*SOURCES[: BIJSTAND + 1], "aow", "pensioen")
NEVER = ("ouders", "aanslagen", "kosten")
"""Lists in which invented households have nothing."""
_MONTH, _FOUR_WEEKS = 0, 1
_PER = ("maand", "vier_weken")
_ARREARS = ("zorgpremie", "energie", "water", "huur", "hypotheek")
_HEALTH, _RENT, _MORTGAGE = 0, 3, 4
_EVENTS = ("baby", "kind_wordt_18", "baan_begint", "baan_stopt")


class Lists:
    """Makes the tables of lists for some people and their means, as they are on a day."""

    def __init__(self, people: People, means: Means, op: date, given: Mapping[str, Any]) -> None:
        self.people, self.means, self.op, self.given = people, means, op, given
        self.names = ids(people.homes.keys)

    def tables(self) -> dict[str, pa.Table]:
        """Every list; of those in NEVER an empty one, which says that there is nothing."""
        found = {
            "inkomens": self._incomes(), "bezit": self._possessions(), "opvang": self._care(), "voertuigen": self._cars(),
            "uitgaven": self._expenses(), **self._trouble(), "schulden": self._debts(), "gebeurtenissen": self._events(),
        }  # fmt: skip
        for name in NEVER:
            keys = {HOUSE: pa.array([], pa.string())}
            found[name] = pa.table({**keys, PERSON: pa.array([], pa.int32())} if MODEL[name].of_person else keys)
        return found

    def of_persons(self, rows: Array) -> dict[str, pa.Array]:
        """The columns that say of which persons rows are."""
        people = self.people
        return {HOUSE: self.names.take(pa.array(people.house[rows])), PERSON: pa.array(people.number[rows], pa.int32())}

    def of_homes(self, homes: Array) -> dict[str, pa.Array]:
        """The column that says of which households rows are."""
        return {HOUSE: self.names.take(pa.array(homes))}

    def _incomes(self) -> pa.Table:
        means, deals = self.means, self.given["loonafspraken"]
        own, pensioners = np.flatnonzero(means.month > 0), np.flatnonzero(means.pension > 0)
        kinds = np.array([KINDS_OF_INCOME.index(name) if name in KINDS_OF_INCOME else -1 for name in SOURCES])
        rows = np.concatenate([own, pensioners])
        kind = np.concatenate([kinds[means.source[own]], np.full(len(pensioners), KINDS_OF_INCOME.index("pensioen"))])
        month = np.concatenate([means.month[own], means.pension[pensioners]])
        order = np.argsort(rows, kind="stable")
        rows, kind, month = rows[order], kind[order], month[order]
        wage, pension = kind == WAGE, kind == KINDS_OF_INCOME.index("pensioen")
        weeks = wage & self.people.draws.of(rows).chance("vier weken", deals["vier_weken"])
        return pa.table({
            **self.of_persons(rows),
            "soort": words(kind, KINDS_OF_INCOME),
            "bruto": amounts(np.where(weeks, month * 12 // 13, month)),
            "per": words(np.where(weeks, _FOUR_WEEKS, _MONTH), _PER),
            "loonheffingskorting": truths(~pension),
            "vakantiegeld": words(np.where(wage, 0, -1), ("mei",)),
            "dertiende_maand": truths(wage & means.thirteenth[rows]),
            "van": days(means.change[rows], means.begins[rows]),
            "tot": days(means.change[rows], means.stops[rows]),
        })  # fmt: skip

    def _possessions(self) -> pa.Table:
        people = self.people
        rows = np.flatnonzero(people.adult)
        adults = people.of_home(people.adult.astype(np.int64))
        each = self.means.savings // adults
        told = ~people.draws.of(rows).chance("spaargeld niet gezegd", self.given["niet_gezegd"]["spaargeld"])
        return pa.table({
            **self.of_persons(rows), "soort": words(np.zeros(len(rows), np.int64), ("spaargeld",)),
            "waarde": amounts(each[people.house[rows]], told),
        })  # fmt: skip

    def _care(self) -> pa.Table:
        people, given = self.people, self.given["opvang"]
        at_work = people.of_home((people.adult & ~self.means.works).astype(np.int64)) == 0
        share = np.where(people.age < 4, given["klein"]["bij_werk"], given["groot"]["bij_werk"])
        fits = (people.role == CHILD) & (people.age < 12) & at_work[people.house]
        rows = np.flatnonzero(fits & people.draws.chance("opvang", share))
        draws, small = people.draws.of(rows), people.age[rows] < 4
        sizes = [np.where(small, given["klein"]["uren"][at], given["groot"]["uren"][at]) for at in (0, 1)]
        hours = np.clip(np.rint(draws.skewed("uren", sizes[0], sizes[1])).astype(np.int64), 8, 230)
        price = np.where(small, given["klein"]["uurprijs"], given["groot"]["uurprijs"])
        return pa.table({
            **self.of_persons(rows), "soort": words(np.where(small, 0, 1), ("dagopvang", "bso")),
            "uren": amounts(hours * 100), "uurprijs": amounts(draws.cents("uurprijs", (price, 0.06))),
            "geregistreerd": truths(np.ones(len(rows), bool)),
        })  # fmt: skip

    def _cars(self) -> pa.Table:
        given, homes = self.given["auto"], self.people.homes
        at = np.flatnonzero(homes.chance("auto", given["deel"]))
        worth = np.minimum(homes.of(at).cents("waarde auto", given["waarde"]), 9_000_000)
        return pa.table({
            **self.of_homes(at), "waarde": amounts(worth), "onmisbaar": truths(homes.of(at).chance("onmisbaar", 0.1)),
        })  # fmt: skip

    def _expenses(self) -> pa.Table:
        people, given = self.people, self.given["uitgaven"]
        adults, homes = np.flatnonzero(people.adult), np.arange(len(people.kind))
        premium = people.draws.of(adults).cents("zorgpremie", given["zorgpremie"])
        energy = people.homes.cents("energie", given["energie"])
        food = people.homes.cents("boodschappen", given["boodschappen"]) * people.size
        house = np.concatenate([people.house[adults], homes, homes])
        kind = np.repeat([0, 1, 2], [len(adults), len(homes), len(homes)])
        whom = np.concatenate([people.number[adults], np.zeros(2 * len(homes), np.int64)])
        order = np.argsort(house, kind="stable")
        return pa.table({
            **self.of_homes(house[order]), "soort": words(kind[order], ("zorgpremie", "energie", "boodschappen")),
            "bedrag": amounts(np.concatenate([premium, energy, food])[order]),
            "per": words(np.zeros(len(house), np.int64), ("maand",)),
            "persoon": pa.array(whom[order], pa.int32(), mask=whom[order] == 0),
        })  # fmt: skip

    def _trouble(self) -> dict[str, pa.Table]:
        """Arrears, and the letters about some of them."""
        people, given = self.people, self.given["achterstand"]
        low = people.of_home(self.means.year) < given["laag_inkomen"]
        share = given["deel_overig"] * np.where(low, given["gewicht_laag_inkomen"], 1)
        at = np.flatnonzero(people.homes.chance("achterstand", share))
        draws = people.homes.of(at)
        letters = np.flatnonzero(draws.chance("brief", given["brief"]))
        sent = days(self.op.toordinal() - draws.of(letters).whole("dag van de brief", 1, 30))
        reminder = words(np.zeros(len(letters), np.int64), ("aanmaning",))
        return {
            "achterstanden": arrears(self.names.take(pa.array(at)), draws, self.means.owned[at], self.op, given),
            "brieven": pa.table({**self.of_homes(at[letters]), "soort": reminder, "datum": sent}),
        }  # fmt: skip

    def _debts(self) -> pa.Table:
        given, homes = self.given["schuld"], self.people.homes
        at = np.flatnonzero(homes.chance("schuld", given["deel"]))
        draws = homes.of(at)
        agreed = draws.chance("schuld in delen", given["regeling"])
        owed = draws.cents("bedrag schuld", given["bedrag"])
        return pa.table({
            **self.of_homes(at), "soort": words(draws.whole("soort schuld", 0, 3), ("bank", "studieschuld", "winkel", "familie")),
            "bedrag": amounts(np.minimum(owed, 9_000_000)), "regeling": truths(agreed),
            "aflossing": amounts(np.where(agreed, np.minimum(owed // 36 // 500 * 500 + 1_000, 40_000), 0)),
            "per": words(np.zeros(len(at), np.int64), ("maand",)), "nagekomen": truths(draws.chance("nagekomen", 0.85), agreed),
        })  # fmt: skip

    def _events(self) -> pa.Table:
        people, means = self.people, self.means
        baby, almost_grown = (np.where(people.role == CHILD, people.age, -1) == age for age in (0, 17))
        groups = [np.flatnonzero(one) for one in (baby, almost_grown, means.begins, means.stops)]
        when = [people.born[groups[0]], years_later(people.born[groups[1]], 18), *(means.change[rows] for rows in groups[2:])]
        house = np.concatenate([people.house[rows] for rows in groups])
        kind = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups])
        order = np.argsort(house, kind="stable")
        return pa.table({
            **self.of_homes(house[order]), "soort": words(kind[order], _EVENTS), "op": days(np.concatenate(when)[order]),
        })  # fmt: skip


def arrears(names: pa.Array, draws: Draws, owned: Array, op: date, given: Mapping[str, Any]) -> pa.Table:
    """A row of `achterstanden` for each of some households, as it is on a day; `owned` says who has a home of their own."""
    kind = draws.pick("soort achterstand", [given["soort"][name] for name in _ARREARS[:_MORTGAGE]])
    kind = np.where((kind == _RENT) & owned, _MORTGAGE, kind)
    owed = np.clip(draws.cents("bedrag achterstand", given["bedrag"]), 2_000, 900_000)
    agreed = draws.chance("achterstand in delen", given["regeling"])
    months = np.maximum(owed // 15_800, 1) * 100  # a premium is about 158 euros
    return pa.table({
        HOUSE: names, "soort": words(kind, _ARREARS), "bedrag": amounts(owed),
        "sinds": days(op.toordinal() - draws.whole("dag achterstand", 20, 200)), "regeling": truths(agreed),
        "aflossing": amounts(np.full(len(owed), 5_000), agreed), "per": words(np.where(agreed, 0, -1), ("maand",)),
        "nagekomen": truths(draws.chance("achterstand nagekomen", 0.8), agreed),
        "achterstand_maanden": amounts(months, kind == _HEALTH),
    })  # fmt: skip
