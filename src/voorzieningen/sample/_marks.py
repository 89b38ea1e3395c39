"""The thresholds of one year as the linked rules say them: what random households are biased to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from voorzieningen.errors import RuleError
from voorzieningen.rulebook import Bands, Feit, LinkedYear, leaves

PERIODS: Mapping[str, int] = {"week": 52, "vier_weken": 13, "maand": 12, "kwartaal": 4, "jaar": 1, "eenmalig": 1}
_NEEDED = (
    "zorgtoeslag.drempelinkomen", "zorgtoeslag.standaardpremie", "zorgtoeslag.drempelpercentage", "zorgtoeslag.afbouwpercentage",
    "kindgebonden_budget.drempel_erbij_met_partner", "huurtoeslag.normhuur_minimum", "huurtoeslag.verlaging_eigen_bijdrage",
    "kinderopvangtoeslag.vergoeding", "kinderopvangtoeslag.maximum_uurprijs", "aow.aow_leeftijd",
)  # fmt: skip


class Marks:
    """The thresholds of one year, as the linked rules say them; `own` are the files that only hold in one place.

    RuleError for rules without the toeslagen and the AOW: households are made around those.
    """

    def __init__(self, linked: LinkedYear, own: frozenset[str] = frozenset()) -> None:
        if missing := [key for key in _NEEDED if key not in linked.parameters]:
            what = f"zonder `{missing[0]}` zijn geen willekeurige huishoudens te maken."
            raise RuleError(what, where=str(linked.year), repair="Reken zonder: --willekeurig 0.")
        self.linked, self.own = linked, own
        self.by_unit: dict[str, list[Fraction]] = {}
        for parameter in linked.parameters.values():
            kind, values = str(parameter.type), [cell.lowest for month in parameter.months for cell in leaves(month) if cell]
            if parameter.edge is not None:
                kind = str(parameter.edge)
                values = [edge for month in parameter.months if isinstance(month, Bands) for edge in month.edges]
            self.by_unit.setdefault(kind, []).extend(value for value in dict.fromkeys(values) if value > 0)
        low, more = self.of("zorgtoeslag.drempelinkomen")[0], self.of("kindgebonden_budget.drempel_erbij_met_partner")[0]
        premium, share = self.of("zorgtoeslag.standaardpremie")[0], self.of("zorgtoeslag.drempelpercentage")
        fall = self.of("zorgtoeslag.afbouwpercentage")[0]
        ceilings = [low + (count * premium - part * low) / fall for count, part in enumerate(share, 1)]
        self.incomes = [low, low + more, *self.of("huurtoeslag.ijkpunt"), *ceilings]
        self.child_income = self.of("huurtoeslag.vrijstelling_kindinkomen")
        vergoeding = linked.parameters["kinderopvangtoeslag.vergoeding"].months[0]
        assert isinstance(vergoeding, Bands)
        self.bands = vergoeding.edges[1:]
        limits = (
            "awir.vermogensgrens",
            "awir.vermogensgrens_samen",
            "zorgtoeslag.vermogensgrens",
            "kindgebonden_budget.vermogensgrens",
            "inkomens.heffingsvrij_vermogen",
            "participatiewet.vermogensgrens_vorm",
        )
        self.assets = [value for key in limits for value in self.of(key)]
        self.small_assets = self.of("participatiewet.vermogensgrens_vorm") or self.assets
        self.home_worth = self.of("participatiewet.woninggrens") or self.assets
        self.floors = self.minimum_incomes()
        premiums = ("bestuursrechtelijke_premie", "premie_onbekend")
        self.premiums = list(dict.fromkeys(value for key in premiums for value in self.of(f"zorgpremie_achterstand.{key}")))
        born = ("ioaw.geboren_voor", "toeslagenwet.geboren_tot")
        self.births = [date.fromordinal(int(value)) for key in born for value in self.of(key)]
        rents = ("maximale_huur_hoog", "maximale_huur_laag", "kwaliteitskortingsgrens", "aftoppingsgrens")
        self.rents = [value for key in rents for value in self.of(f"huurtoeslag.{key}")]
        self.rents.append(self.of("huurtoeslag.normhuur_minimum")[0] - self.of("huurtoeslag.verlaging_eigen_bijdrage")[0])
        self.rents += self.of("huurprijscheck.laagste_maximumhuur")
        self.hours = self.of("kinderopvangtoeslag.maximum_uren")
        table = linked.parameters["kinderopvangtoeslag.maximum_uurprijs"]
        self.prices = dict(zip(table.keys[0].type.labels, self.of(table.key), strict=True))
        self.service = [*self.of("huurtoeslag.servicekosten_maximum"), Fraction(5)]
        words = (".leeftijd", "_leeftijd", "jongste_")
        ages = [
            key for key, one in linked.parameters.items() if str(one.type) == "jaar" and any(word in f".{key}" for word in words)
        ]
        self.ages = sorted({int(value) for key in ages for value in self.of(key)})
        pension = linked.parameters["aow.aow_leeftijd"].months[0]
        assert isinstance(pension, Bands)
        self.pension = pension
        # incomes over a year that matter to the tax, to the way back from net to gross and to a limit of a scheme
        self.yearly = [value for value in self.by_unit["EUR/jaar"] if 3000 < value < 120000] + self.incomes
        parents = self.of("aanvullende_beurs.vrije_voet")
        self.parents = [value for one in parents for value in (one, 2 * one)] or self.yearly
        pay = [least for least in self.of("studietoeslag.minimum") if least]
        free = self.of("studietoeslag.stage_vrij")[:1]
        self.internship = [*free, *(one + least for one in free for least in pay)]
        self.care = self.care_costs()
        self.locally()
        self.known = self.by_name()

    def of(self, key: str) -> list[Fraction]:
        """All values of a parameter; none when this year does not have it."""
        found = self.linked.parameters.get(key)
        return [cell.lowest for cell in found.cells() if cell] if found else []

    def minimum_incomes(self) -> list[Fraction]:
        """Amounts a month below which a floor under the income begins."""
        norms = ("participatiewet.norm", "participatiewet.norm_18_20", "participatiewet.norm_inrichting")
        found = [value for key in (*norms, "ioaw.grondslag_bruto", "beslagvrije_voet.maximum") for value in self.of(key)]
        days = self.of("toeslagenwet.dagen_per_maand")
        found += [day * value for day in days for value in self.of("toeslagenwet.norm")]
        return list(dict.fromkeys(found)) or [Fraction(1400)]

    def locally(self) -> None:
        """What decides about local help: limits of the income, amounts of bills and costs, and months that are counted."""
        found: dict[str, list[Fraction]] = {}
        for key, one in self.linked.parameters.items():
            if key.split(".")[0] in self.own:
                cells = [cell for cell in one.cells() if cell and not cell.unfilled]
                found.setdefault(str(one.type), []).extend(dict.fromkeys(cell.lowest for cell in cells if cell.lowest > 0))
        shares = [one for one in found.get("procent", []) if Fraction(8, 10) <= one <= Fraction(5, 2)]
        norms = self.of("participatiewet.norm") or self.floors
        self.local_incomes = [norm * share for norm in norms for share in (Fraction(1), Fraction(1), *dict.fromkeys(shares))]
        self.local_incomes += found.get("EUR/maand", [])
        amounts = [one for one in found.get("EUR", []) if one < 5000]
        self.local_amounts = amounts or [Fraction(176), Fraction(400)]
        self.local_assets = [*self.small_assets, *(one for one in found.get("EUR", []) if 1000 < one < 30000)]
        self.local_months = sorted({int(one) for one in found.get("maand", []) if 0 < one <= 60} | {3, 12})

    def care_costs(self) -> list[Fraction]:
        """Costs of care that reach the fixed threshold, with and without the raise."""
        found = self.of("aftrek_zorgkosten.vaste_drempel")
        raises = [1 + one for key in ("verhoging", "verhoging_aow") for one in self.of(f"aftrek_zorgkosten.{key}")]
        return [one / share for one in found for share in (Fraction(1), *raises)] or [Fraction(166)]

    def low_wages(self) -> list[Fraction]:
        """Daily wages, with holiday pay, at which the supplement of the Toeslagenwet is no more than the wage once was."""
        months, share = self.of("toeslagenwet.dagen_per_maand"), self.of("toeslagenwet.met_vakantiegeld")
        wages = [part * wage for part in self.of("toeslagenwet.grens_dagloon") for wage in self.of("toeslagenwet.minimumloon")]
        return list(dict.fromkeys(one * wage / days for days in months for one in share for wage in wages))

    def about(self, name: str, fact: Feit) -> list[Fraction]:
        """The thresholds a number may lie near: known by the name of the fact, or any figure in the same unit."""
        unit = fact.eenheid if isinstance(fact.eenheid, str) else ""
        return self.known.get(name) or (self.yearly if unit == "EUR/jaar" else self.by_unit.get(unit, []))

    def by_name(self) -> Mapping[str, list[Fraction]]:
        """The thresholds of the facts that are not simply figures in the same unit."""
        return {
            "toetsingsinkomen": [*self.incomes, *self.child_income, *self.bands],
            "kale_huur": self.rents,
            "servicekosten_bedrag": self.service,
            "opvang_uren": self.hours,
            "uurprijs": list(self.prices.values()),
            "ouder_inkomen": self.parents,
            "zorgkosten": self.care,
            "inkomen_bruto": [one / 12 for one in self.yearly],
            "inkomen_netto": [one / 12 for one in self.yearly],
            "inkomen_netto_gezegd": [one / 12 for one in self.yearly],
            "rendementsgrondslag": self.assets,
            "bezit_waarde": self.assets,
            "bezit_nu": self.small_assets,
            "schuld_bedrag": self.assets,
            "schuld_nu": self.small_assets,
            "voertuig_waarde": self.small_assets,
            "banksaldo_bij_beslag": self.of("beslagvrije_voet.maximum"),
            "inkomen_met_vakantiegeld": self.floors,
            "ioaw_loon": self.of("ioaw.grondslag_bruto"),
            "dagloon": self.low_wages(),
            "uitgave_bedrag": self.premiums,
            "achterstand_bedrag": [months * premium for months in range(8) for premium in self.premiums],
            "achterstand_maanden": [Fraction(months) for months in range(8)],
            "schuld_zorgverzekeraar": [Fraction(0), *self.of("uitstroom_cak.schuld_minder_dan")],
        }


def to_decimal(value: Fraction | int, step: Decimal) -> Decimal:
    """A number as a multiple of `step`."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step)
