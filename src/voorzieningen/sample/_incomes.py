"""What comes in: incomes of every kind and period, net or gross, taxes, studies and the parents of a student."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from voorzieningen.sample._chance import CENT, Chance, Data
from voorzieningen.sample._marks import PERIODS

STUDIES = ("mbo", "hbo", "universiteit")
SORTS = {
    "oud": ("aow", "aow", "aow", "pensioen", "pensioen", "loon", "anw"),
    "student": ("loon", "loon", "studiefinanciering", "studiefinanciering", "studiefinanciering", "giften"),
    "ziek": ("ziektewet", "ziektewet", "ww", "bijstand", "loon", "wia", "wao", "wajong", "anw"),
    "krap": ("bijstand",) * 6 + ("ww", "ziektewet", "wia", "wajong", "toeslagenwet", "ioaw", "loon", "loon", "vrijwilligerswerk"),
    "gewoon": ("loon",) * 9 + ("bijstand", "bijstand", "ww", "ww", "eigen_bedrijf", "alimentatie_kind", "alimentatie_partner"),
}
"""Kinds of income by what somebody's life is about, the more often the more of them."""
ROWS = {"krap": (0, 0, 1, 1, 1, 2), "": (0, 1, 1, 1, 1, 2, 2, 3)}
"""How many incomes somebody has."""
SMALL = ("giften", "vrijwilligerswerk", "alimentatie_kind", "kinderbijslag", "kamerverhuur", "pgb")


class Incomes(Chance):
    """Makes the rows of `inkomens` and `ouders`, and what belongs to taxes and studies."""

    def income(self, theme: str) -> Data:
        """One row of `inkomens` of which everything is known."""
        kinds = self.linked.all_facts["inkomen_soort"].eenheid
        assert isinstance(kinds, tuple)
        sort = self.rng.choice(kinds if self.maybe(0.12) else SORTS[theme])
        per = self.rng.choice(("maand",) * 12 + ("vier_weken",) * 4 + ("week", "week", "kwartaal", "jaar", "eenmalig"))

        def amount(share: Decimal) -> Decimal:
            holiday = self.rng.choice((Decimal(1), Decimal("1.08")))
            return (self.yearly(sort, theme) * share / PERIODS[per] / holiday).quantize(CENT)

        found: Data = {
            "soort": sort,
            "per": per,
            "loonheffingskorting": self.truth(0.75),
            "vakantiegeld": self.rng.choice(("mei", "mei", "juni", "maandelijks", "geen")),
            "dertiende_maand": self.maybe(0.1),
        }
        if sort == "loon" and theme in ("student", "ziek") and self.maybe(0.3):
            found["feiten"] = {"stage": True} if theme == "student" else {"loon_bij_ziekte": self.truth(0.8)}
        gross = self.maybe(0.65)
        if gross:
            found["bruto"] = self.dated(0.12, amount(Decimal(1)), amount(Decimal(1)))
        if not gross or self.maybe(0.35):
            found["netto"] = self.dated(0.08, amount(Decimal("0.8")), amount(Decimal("0.8")))
        if self.maybe(0.2):
            found["loonheffing"] = amount(Decimal("0.2"))
        if per == "eenmalig" or self.maybe(0.18):
            found["van"] = self.day(self.year - self.rng.choice((0, 0, 0, 1)))
        if self.maybe(0.15):
            found["tot"] = max(self.day(), found.get("van", date(1950, 1, 1)))
        return found

    def yearly(self, sort: str, theme: str) -> Decimal:
        """An amount over a year, of some kind of income in some life."""
        if sort == "aow" and self.maybe(0.5):
            part = self.rng.choice((Decimal(1), Decimal("0.98"), Decimal("0.9"), Decimal("0.5")))
            return 12 * part * self.around(self.marks.of("aow.bruto") or [1], CENT)
        if theme == "student" and sort == "loon" and self.maybe(0.3):
            return 12 * self.around(self.marks.internship, CENT)
        if theme in ("krap", "ziek") and self.maybe(0.6):
            return 12 * (self.around(self.marks.floors, CENT) if self.maybe(0.5) else self.money(0, 1500))
        found = self.around(self.marks.yearly, CENT) if self.maybe(0.45) else self.money(1000, 60000)
        return found / 6 if sort in SMALL or (theme == "student" and self.maybe(0.7)) else found

    def incomes_of(self, person: Data, theme: str) -> list[Data]:
        """All rows of one person; mostly one, for a child hardly any."""
        if person["rol"] == "kind":
            grown = self.year - person["geboortedatum"].year >= 12
            return [self.income("student")] * (grown and self.maybe(0.25))
        born, aow = person["geboortedatum"], 67
        kind = "oud" if self.year - born.year >= aow and theme == "gewoon" else theme
        return [self.income(kind if at == 0 else "gewoon") for at in range(self.rng.choice(ROWS.get(kind, ROWS[""])))]

    def study(self) -> Data:
        """The facts of a student."""
        school = self.rng.choice((*STUDIES, "mbo"))
        begun = date(self.year - self.rng.choice((0, 0, 1, 1, 2, 4)), self.rng.choice((8, 9)), 1)
        return {
            "school": self.dated(0.12, school, self.rng.choice((*STUDIES, "geen"))),
            "feiten": {
                "onderwijs_begonnen": self.day() if self.maybe(0.2) else begun,
                "niet_bijverdienen": self.truth(0.65),
                "studietoeslag_advies": self.truth(0.8),
            },
            "ouders": [self.parent() for _ in range(self.rng.choice((0, 1, 2, 2, 2)))],
        }

    def parent(self) -> Data:
        """One row of `ouders`; DUO looks at the income of two years before."""
        income = self.around(self.marks.parents, CENT) if self.maybe(0.55) else self.money(0, 90000)
        found: Data = {
            "toetsingsinkomen": {self.year - 2: income},
            "partner": self.truth(0.55),
            "studerende_kinderen": self.dated(0.05, self.rng.choice((1, 1, 1, 2, 3)), 2),
            "kinderen_vo": self.rng.choice((0, 0, 0, 1, 2)),
            "telt_niet_mee": self.truth(0.06),
        }
        if self.maybe(0.1) and "ouder_betaalt_duo" in self.linked.all_facts:
            found |= {"duo_aflossing": self.money(0, 2500), "feiten": {"ouder_betaalt_duo": True}}
        return found

    def school(self, born: date) -> str:
        """The school of a child born on some day."""
        age = self.year - born.year
        if age < 4:
            return "nog_niet"
        if age < 12:
            return "basisschool"
        return self.rng.choice(
            ("middelbaar",) * 4 + ("mbo",) if age < 18 else ("middelbaar", "middelbaar", "mbo", "hbo", "werkt", "geen")
        )

    def taxes(self, person: Data) -> None:
        """What the tax office knows of an adult; what is not said, the rules estimate."""
        facts = person.setdefault("feiten", {})
        yearly = [("loonheffing_jaar", 5), ("arbeidsinkomen", 1), ("inkomen_box1", 1)]
        for name, part in yearly:
            if name in self.linked.all_facts and self.maybe(0.2):
                facts[name] = (self.around(self.marks.yearly) / part).quantize(Decimal(1))
        if "zorgkosten" in self.linked.all_facts and self.maybe(0.7):
            facts["zorgkosten"] = self.around(self.marks.care, CENT) if self.maybe(0.5) else self.money(0, 3000)
