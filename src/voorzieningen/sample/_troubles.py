"""What goes with little money: arrears, seizure of income, the health premium paid to the CAK, debts and small assets."""

from __future__ import annotations

from decimal import Decimal

from voorzieningen.sample._chance import CENT, Data
from voorzieningen.sample._incomes import Incomes

ARREARS = ("zorgpremie",) * 5 + ("huur", "energie")
DEBTS = ("bank", "familie", "studieschuld", "belastingdienst", "cjib", "winkel", "overig")
COUNTED = ("bank", "bank", "bank", "spaargeld", "contant", "crypto", "eigen_woning", "inboedel", "overig")
HOUSE = {
    "woont_buiten_nederland": 0.01,
    "schuldhulp": 0.08,
    "bijstand_gemeld": 0.08,
    "mantelzorg_elders": 0.03,
    "vrijlating_toeslag_voorbij": 0.05,
    "woonkosten_verhoging": 0.04,
}
"""Facts of the household that are rarely true, and how often they are said."""


class Troubles(Incomes):
    """Makes the rows of `achterstanden`, `uitgaven`, `schulden`, `voertuigen` and `bezit`, and the facts of a seizure."""

    def house_facts(self) -> Data:
        """What is rarely true of a household; what is asked for one day has one value."""
        facts = {name: self.linked.all_facts[name] for name in HOUSE if name in self.linked.all_facts}
        said = [name for name in facts if self.maybe(HOUSE[name])]
        return {name: self.truth(0.7, 0.2 if facts[name].wanneer == "maand" else 0) for name in said}

    def seizure(self, person: Data) -> None:
        """Income or a bank account of a person that is seized, with what the bailiff counts with."""
        facts = person["feiten"]
        if self.maybe(0.85):
            facts["beslag_op_inkomen"] = self.truth(0.9, 0.15)
        if self.maybe(0.4):
            facts["belastbaar_inkomen_beslag"] = self.around(self.marks.yearly, CENT)
        if self.maybe(0.3):
            facts["beslag_op_bank"] = self.truth(0.8)
        for row in person["inkomens"]:
            row.setdefault("feiten", {})["inkomen_beslag"] = self.truth(0.6)
            if self.maybe(0.3):
                row["feiten"]["inkomen_met_vakantiegeld"] = self.around(self.marks.floors, CENT)

    def arrears(self) -> list[Data]:
        """Rows of `achterstanden`: whole months of the health premium, and other bills."""
        return [self.arrear() for _ in range(self.rng.choice((1, 1, 1, 2)))]

    def arrear(self) -> Data:
        months = self.rng.choice((0, 1, 1, 2, 3, 4, 5, 6, 7))
        found: Data = {
            "soort": self.rng.choice(ARREARS),
            "bedrag": self.around([months * premium for premium in self.marks.premiums], CENT),
            "regeling": self.maybe(0.3),
        }
        if self.maybe(0.5):
            found["feiten"] = {"achterstand_maanden": months}
        if self.maybe(0.1):
            found.setdefault("feiten", {})["achterstand_tot"] = self.day()
        return found

    def costs(self, insured: int) -> list[Data]:
        """Rows of `uitgaven`: the health premium of some of the insured, and now and then something else."""
        premiums = [self.cost("zorgpremie") for _ in range(self.rng.randint(0, insured))]
        return premiums + [self.cost("energie")] * self.maybe(0.2)

    def cost(self, sort: str) -> Data:
        premium = self.around(self.marks.premiums, CENT) if self.maybe(0.5) else self.money(100, 200)
        found: Data = {"soort": sort, "bedrag": premium, "per": self.rng.choice(("maand",) * 6 + ("kwartaal", "jaar"))}
        if self.maybe(0.1):
            found[self.rng.choice(("van", "tot"))] = self.day()
        return found

    def debts(self) -> list[Data]:
        return [{"soort": self.rng.choice(DEBTS), "bedrag": self.money(0, 9000)} for _ in range(self.rng.choice((1, 1, 2)))]

    def vehicles(self) -> list[Data]:
        found: Data = {"waarde": self.money(300, 15000)}
        if self.maybe(0.2):
            found["onmisbaar"] = self.truth(0.7)
        return [found]

    def possessions(self, total: int) -> list[Data]:
        """Rows of `bezit` that are worth so much together; sometimes a home as well, worth near what is left alone of it."""
        part = self.rng.choice((0, 0, total // 3))
        found = [{"soort": self.rng.choice(COUNTED), "waarde": Decimal(one)} for one in (total - part, part) if one]
        if self.maybe(0.06):
            found.append({"soort": "eigen_woning", "waarde": self.around(self.marks.home_worth)})
        return found
