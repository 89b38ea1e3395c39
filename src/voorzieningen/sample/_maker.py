"""Random households, biased to the thresholds of a year: all kinds of income, students, pensioners, children of all ages.

Everything is a plain dict that `Huishouden.model_validate` reads. What the rules ask beyond what is made here on purpose
is filled in at random, so that new rules get households too.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.sample._bills import Bills
from voorzieningen.sample._chance import CENT, Data
from voorzieningen.sample._days import begin

ASKED = ("samen_kind", "kind_erkend", "pensioenpartner", "woning_samen", "zakelijk_huurcontract", "partner_vorig_jaar")
RARE = ("gedetineerd", "geen_verblijfsrecht", "tijdelijke_bescherming", "verdragsgerechtigde", "lang_buitenland")
WORKING = ("medisch_urenbeperkt", "loonkostensubsidie", "leerde_praktijkonderwijs")
ILL = ("nabestaande", "langdurig_ziek", "jong_arbeidsbeperkt")
COSTS = ("schoonmaak", "energie", "huismeester", "recreatieruimte", "overig")
CEILINGS = ("zorgtoeslag", "kindgebonden_budget", "huurtoeslag")
"""Schemes with a highest income that some households are put at."""
THEMES = {"gewoon": 39, "oud": 18, "student": 17, "ziek": 11, "krap": 15}
"""What the life of the aanvrager is about, and how often."""


class Maker(Bills):
    """Makes households for one year out of one source of chance; with the program of a place also what that asks."""

    theme = "gewoon"

    def adult(self, rol: str) -> date:
        kind = self.rng.random()
        if rol != "medebewoner" and self.theme == "oud" and kind < 0.85:
            return (
                self.pensioner()
                if kind < 0.5
                else date(self.year - self.rng.randint(67, 95), self.rng.randint(1, 12), self.rng.randint(1, 28))
            )
        if rol != "medebewoner" and self.theme == "student" and kind < 0.9:
            return (
                self.turning([18, 30])
                if kind < 0.3
                else date(self.year - self.rng.randint(17, 31), self.rng.randint(1, 12), self.rng.randint(1, 28))
            )
        if self.theme == "krap" and kind < 0.5:
            return self.poor(rol)
        if kind < 0.08:
            return self.turning([age for age in self.marks.ages if 18 <= age <= 30])
        if kind < 0.16:
            return self.pensioner()
        return date(self.year - self.rng.randint(19, 64), self.rng.randint(1, 12), self.rng.randint(1, 28))

    def poor(self, rol: str) -> date:
        """A birth date near an age or day that decides about a floor under the income."""
        if rol == "medebewoner":
            return self.turning([27])
        if self.maybe(0.5):
            return self.turning([18, 19, 20, 21, 27])
        return self.rng.choice(self.marks.births) + timedelta(days=self.rng.choice((-400, -1, 0, 1)))

    # --- people

    def household(self, op: date, theme: str = "") -> Data:
        """One household of which everything is known."""
        self.theme = theme or self.rng.choices(list(THEMES), list(THEMES.values()))[0]
        people = [self.person("aanvrager")]
        people += [self.other("partner")] * self.maybe(0.38)
        people += [self.other("medebewoner") for _ in range(self.rng.choice((0,) * 8 + (1, 1, 2)))]
        people += [self.child() for _ in range(self.rng.choice((0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4)))]
        children = [one for one in people if one["rol"] == "kind" and one["opvang"]]
        if len(children) > 1 and self.maybe(0.3):  # as many hours: who comes first then?
            children[1]["opvang"][0]["uren"] = children[0]["opvang"][0]["uren"]
        data: Data = {
            "peildatum": op,
            "sinds": date(self.year - self.rng.choice((0, 3, 9)), 1, 1),
            "personen": people,
            "wonen": self.home(),
            "schulden": self.debts() if self.theme == "krap" and self.maybe(0.3) else [],
            "voertuigen": self.vehicles() if self.maybe(0.1) else [],
            "achterstanden": self.arrears() if self.maybe(0.14) else [],
            "uitgaven": self.costs(len(people)) if self.maybe(0.5) else [],
            "feiten": self.house_facts(),
            "ontvangt": {name: self.rng.choice((0, 0, 120, 310)) for name in self.received()},
        }
        self.incomes(people)
        self.assets(people)
        if self.maybe(0.08):
            self.seizure(self.rng.choice([one for one in people if one["rol"] in ("aanvrager", "partner")]))
        if self.local:
            self.locally(data, op)
        self.settle(data, op)
        if self.local and self.maybe(0.3):
            self.at_local_edge(data, op)
        if self.maybe(0.12) and "toetsingsinkomen" in people[0]:
            self.at_ceiling(data, op, self.rng.choice(CEILINGS))
        if self.maybe(0.2):
            self.rng.shuffle(people)
        return data

    def received(self) -> list[str]:
        """The names under `ontvangt`; of a scheme whose rules can tell what is received, only some."""
        outcomes = self.linked.outcomes.values()
        return [name for one in outcomes for name in one.received_as if one.received is None or self.maybe(0.3)]

    def settle(self, data: Data, op: date) -> None:
        """Gives every fact that is still open some value: what is made on purpose above is not all the rules ask."""
        for _ in range(8):
            situation = Situation(Huishouden.model_validate(data), self.linked, op)
            if not situation.variables:
                return
            for variable in situation.variables:
                fact = self.linked.all_facts[variable.fact]
                holder: Any = data
                for part in situation.rows[variable.table][variable.row].path.split(".")[:-1]:
                    holder = holder[int(part)] if isinstance(holder, list) else holder[part]
                path = fact.pad.split(".") if fact.pad else ["feiten", variable.fact]
                for part in path[:-1]:
                    holder = holder.setdefault(part, {})
                value = self.maybe(0.3) if fact.eenheid == "ja_nee" else self.sample(variable.fact, fact)
                if fact.stil == "altijd_al":
                    value = self.day(self.year - 1)
                holder[path[-1]] = {self.year - fact.jaren_terug: value} if fact.wanneer == "jaar" else value
        raise AssertionError(f"still open: {sorted({one.fact for one in situation.variables})}")

    def person(self, rol: str) -> Data:
        works = self.rng.choice(("werk",) * 14 + ("studie", "studie", "traject", "inburgering", "geen", "geen"))
        activity = self.dated(0.1, works, "geen" if works != "geen" else "werk")
        found: Data = {
            "rol": rol,
            "geboortedatum": self.adult(rol),
            "verzekerd": self.truth(0.95),
            "activiteit": activity,
            "bezit": [],
        }
        if activity == "geen" or isinstance(activity, dict):
            found["einde_werk"] = date(1900, 1, 1) if self.maybe(0.3) else self.day(self.year - self.rng.choice((0, 0, 1)))
        student = self.maybe({"aanvrager": 0.95, "partner": 0.3, "medebewoner": 0.1}[rol] if self.theme == "student" else 0.03)
        found |= (
            self.study() if student else {"school": self.rng.choice(("geen", "geen", "geen", "werkt", "middelbaar", "deeltijd"))}
        )
        rare: Data = {name: self.truth(0.5, 0.5) for name in RARE if self.maybe(0.006)}
        rare |= {name: self.truth(0.8) for name in WORKING if self.maybe(0.08 if self.theme == "krap" else 0.01)}
        if self.maybe(0.04):
            rare["premie_aan_cak"] = self.truth(0.85, 0.2)
        if self.theme == "ziek" and rol != "medebewoner":
            rare[self.rng.choice(ILL)] = True
            weeks = self.rng.choice((*map(int, self.marks.by_unit.get("week", ())), 60, 120))
            rare["ziek_sinds"] = self.day() - timedelta(weeks=weeks)
        if self.maybe(0.6):
            rare["aow_jaren_gemist"] = self.rng.choice((0, 0, 0, 1, 5, 24, 49, 50))
        found.setdefault("feiten", {}).update({name: value for name, value in rare.items() if name in self.linked.all_facts})
        self.taxes(found)
        return found

    def other(self, rol: str) -> Data:
        found = self.person(rol)
        kinds = (
            "gehuwd",
            "gehuwd",
            "gehuwd",
            "geregistreerd",
            "samenlevingscontract",
            "samenwonend",
            "samenwonend",
            "geen",
        )
        relatie = self.rng.choice(kinds if rol == "partner" else ("geen", "geen", "geen", "samenwonend"))
        found["relatie"] = self.dated(0.1, relatie, self.rng.choice(kinds))
        found["relatie_sinds"] = (
            self.day() if self.maybe(0.15) else date(self.year - self.rng.randint(1, 12), 5, self.rng.randint(1, 28))
        )
        found |= {name: self.truth(0.3 if rol == "partner" else 0.04) for name in ASKED[:5]}
        found |= {"partner_vorig_jaar": self.maybe(0.5), "echtscheiding_verzocht": self.truth(0.06)}
        if rol == "medebewoner":
            found |= {"eerste_graad": self.maybe(0.4), "onderhuurder": self.truth(0.2)}
        if self.maybe(0.05):
            found["wlz"] = self.truth(0.7)
        if self.maybe(0.04):
            found["feiten"][self.rng.choice(("wmo_opvang", "partner_niet_meetellen", "zorgbehoefte"))] = self.truth(0.7, 0.4)
        if self.maybe(0.18):
            found["van"] = self.day()
        if self.maybe(0.14):
            found["tot"] = max(self.day(), found.get("van", date(1950, 1, 1)))
        return found

    def child(self) -> Data:
        age = self.rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 22, 24))
        born = date(self.year - age, self.rng.randint(1, 12), self.rng.randint(1, 28))
        if self.maybe(0.25):
            born = self.turning([0, *(one for one in self.marks.ages if one <= 30)])
        found: Data = {
            "rol": "kind",
            "geboortedatum": born,
            "kinderbijslag": self.truth(0.92 if age < 18 else 0.05, 0.05),
            "bezit": [],
            "school": self.school(born),
            "opvang": self.contracts() if self.year - born.year <= 12 and self.maybe(0.8) else [],
        }
        if self.maybe(0.05) and "intensieve_zorg" in self.linked.all_facts:
            found["feiten"] = {"intensieve_zorg": self.truth(0.8)}
        if self.maybe(0.06):
            found["van"] = max(self.day(), born)
        if self.maybe(0.06):
            found["tot"] = max(self.day(), found.get("van", born))
        return found

    def contracts(self) -> list[Data]:
        return [self.contract() for _ in range(self.rng.choice((1, 1, 1, 1, 1, 2)))]

    def contract(self) -> Data:
        soort = self.rng.choice(tuple(self.marks.prices))

        def hours() -> Decimal:
            return self.around(self.marks.hours, CENT) if self.maybe(0.2) else Decimal(self.rng.randint(20, 900)) / 4

        def price() -> Decimal:
            return self.around([self.marks.prices[soort]], CENT) if self.maybe(0.35) else self.money(5, 14)

        found: Data = {
            "soort": soort,
            "uren": self.dated(0.12, hours(), hours()),
            "uurprijs": self.dated(0.1, price(), price()),
            "geregistreerd": self.truth(0.95, 0.02),
        }
        if self.maybe(0.1):
            found["van"] = self.day()
        if self.maybe(0.1):
            found["tot"] = max(self.day(), found.get("van", date(1950, 1, 1)))
        return found

    def home(self) -> Data:
        def kind() -> str:
            return self.rng.choice(("huur",) * 18 + ("koop", "koop", "kamer", "inwonend", "instelling", "geen"))

        costs = {
            one: self.around(self.marks.service, CENT) if self.maybe(0.6) else self.money(0, 40)
            for one in COSTS
            if self.maybe(0.2)
        }

        def rent() -> Decimal:
            if not self.maybe(0.35):
                return self.money(200, 960)
            counted = sum(min(cost, Decimal(12)) for one, cost in costs.items() if one != "overig")
            return max(Decimal(0), self.around(self.marks.rents, CENT) - (counted if self.maybe(0.5) else 0))

        return {
            "soort": self.dated(0.05, kind(), kind()),
            "zelfstandig": self.truth(0.94, 0.02),
            "kale_huur": self.dated(0.3, rent(), rent()),
            "servicekosten": costs,
            "aangepast": self.truth(0.05),
            "eerder_huurtoeslag": self.truth(0.1),
        }

    # --- money

    def incomes(self, people: list[Data]) -> None:
        """Incomes as rows for everybody; and for most households also the income over the year, which then counts."""
        for one in people:
            one["inkomens"] = self.incomes_of(one, self.theme if one["rol"] in ("aanvrager", "partner") else "gewoon")
        estimated = self.linked.all_facts["toetsingsinkomen"].geschat_door is not None
        kind = self.rng.random()
        if kind < 0.34:
            total = self.around(self.marks.yearly if self.maybe(0.4) else self.marks.incomes)
        elif kind < 0.42:
            total = Decimal(self.rng.choice(self.marks.bands).numerator) + self.rng.choice((-1, 0, 1))
        else:
            total = Decimal(
                self.rng.choice((self.rng.randint(0, 32000), self.rng.randint(8000, 45000), self.rng.randint(-3000, 240000)))
            )
        earners = [one for one in people if one["rol"] in ("aanvrager", "partner")]
        share = int(total) * self.rng.choice((0, 0, 1, 2, 3, 4)) // 5 if len(earners) > 1 else 0
        known = not estimated or self.maybe(0.65)
        for one in people:
            if one["rol"] == "aanvrager":
                income = int(total) - share
            elif one["rol"] == "partner":
                income = share
            elif one["rol"] == "kind":
                income = int(self.around(self.marks.child_income)) if self.maybe(0.12) else 0
            else:
                income = self.rng.choice((0, 0, self.rng.randint(0, 18000)))
            if known or (one["rol"] == "kind" and not one["inkomens"]):
                one["toetsingsinkomen"] = {self.year: income} if self.maybe(0.2) else income

    def assets(self, people: list[Data]) -> None:
        with_rows = self.maybe(0.7 if self.theme == "krap" else 0.08)
        kind = self.rng.random()
        total = (
            int(self.around(self.marks.small_assets if self.theme == "krap" else self.marks.assets))
            if kind < 0.14
            else self.rng.randint(0, 200000)
            if kind < 0.19
            else self.rng.randint(0, 20000)
        )
        partner = any(one["rol"] == "partner" for one in people) and self.maybe(0.6)
        for one in people:
            own = {"aanvrager": total - total // 3 * partner, "partner": total // 3 * partner}.get(one["rol"], 0)
            if one["rol"] == "medebewoner" and self.maybe(0.2):
                own = int(self.around(self.marks.assets))
            if with_rows:
                one["bezit"] = self.possessions(own)
            else:
                one["rendementsgrondslag"] = own

    def at_ceiling(self, data: Data, op: date, scheme: str) -> None:
        """Gives the aanvrager the highest income with which there still is an award, or one euro beside it."""
        facts = Situation(Huishouden.model_validate(data), self.linked, op).exact()
        award, incomes = self.linked.outcomes[scheme].award, facts["toetsingsinkomen"]

        def pays(income: int) -> bool:
            return bool(self.program.run("exact", {**facts, "toetsingsinkomen": [income, *incomes[1:]]})[award] > 0)

        low, high = 0, 200000
        if pays(low) and not pays(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if pays(middle) else (low, middle)
            aanvrager = next(one for one in data["personen"] if one["rol"] == "aanvrager")
            aanvrager["toetsingsinkomen"] = low + self.rng.choice((-300, -1, 0, 0, 1, 1, 300))


def peildatum(rng: random.Random, year: int) -> date:
    """A day in the year, its ends and the end of February more often than others."""
    february = begin(year, 2) - timedelta(days=1)
    return rng.choice(
        (
            date(year, 1, 1),
            date(year, 12, 31),
            february,
            *(date(year, rng.randint(1, 12), rng.randint(1, 28)) for _ in range(5)),
        )
    )
