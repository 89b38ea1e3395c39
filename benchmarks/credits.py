"""Published end points of brackets and tax credits beside what the library computes: `python benchmarks/credits.py`.

Every figure below is a constant with its source, not read from the rules. Exit code 1 when a difference is too big.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from voorzieningen import Huishouden, RuleSet, load_rules
from voorzieningen.facts import Situation

LAW = "Wet IB 2001"
TAX = "Belastingdienst, tarieven box 1"
OLD = "Belastingdienst, heffingskortingen voor AOW-gerechtigden"
CAK = "CAK, algemene heffingskorting 2024"
FUND = "Fundament voor, heffingskortingen 2025"
SZW = "SZW, Normenbrief 1 januari 2026"
SALURE = "Salure, arbeidskorting 2026"
NORMS = "openbaar bestand met normen 2026"
YOUNG, AOW, BEFORE_1946 = "1985-01-01", "1955-01-01", "1945-06-01"
MONTHS = ("17.92", "19.41", "20.90", "22.39", "23.88", "25.37", "26.87", "28.36", "29.85", "31.34", "32.83", "34.32")
"""The first rate of 2025 for who reaches pension age in January, February, ..., as published."""


@dataclass(frozen=True, slots=True)
class Point:
    """A published figure: what, for whom, at which income, and how far the library may be from it."""

    year: int
    step: str
    income: int
    published: Decimal
    source: str
    born: str = YOUNG
    work: bool = False
    child: bool = False
    disabled: bool = False
    margin: Decimal = Decimal(1)
    rate: bool = False
    """The published figure is the rate over the next 100 euros, in percent."""

    @property
    def label(self) -> str:
        """The step, with the group of age it is for."""
        group = {YOUNG: "", AOW: " (AOW)", BEFORE_1946: " (born before 1946)"}.get(self.born, f" (born {self.born})")
        return ("rate above" if self.rate else self.step) + group


def points() -> Iterator[Point]:
    """Every published figure."""
    yield from brackets()
    yield from credits()


def brackets() -> Iterator[Point]:
    """The rates of each bracket, and the first rate in the year of reaching pension age."""
    tables = {
        (2024, YOUNG): {0: "36.97", 38098: "36.97", 75518: "49.50"},
        (2025, YOUNG): {0: "35.82", 38441: "37.48", 76817: "49.50"},
        (2026, YOUNG): {0: "35.75", 38883: "37.56", 78426: "49.50"},
        (2024, AOW): {0: "19.07", 38098: "36.97", 75518: "49.50"},
        (2025, AOW): {0: "17.92", 38441: "37.48", 76817: "49.50"},
        (2026, AOW): {0: "17.85", 38883: "37.56", 78426: "49.50"},
        (2024, BEFORE_1946): {0: "19.07", 40021: "36.97", 75518: "49.50"},
        (2025, BEFORE_1946): {0: "17.92", 40502: "37.48", 76817: "49.50"},
        (2026, BEFORE_1946): {0: "17.85", 41123: "37.56", 78426: "49.50"},
    }
    for (year, born), table in tables.items():
        for income, rate in table.items():
            source = TAX if year < 2026 else f"{LAW} art. 2.10, {SZW}"
            yield Point(year, "heffing_voor_kortingen", income, Decimal(rate), source, born, margin=Decimal(0), rate=True)
    for month, rate in enumerate(MONTHS, 1):
        yield Point(2025, "tarief_schijf1", 20000, Decimal(rate), TAX, f"1958-{month:02d}-15", margin=Decimal(0))


def credits() -> Iterator[Point]:
    """The end points of each credit."""
    general = {2024: (3362, 24812, 75518), 2025: (3068, 28406, 76817), 2026: (3115, 29736, 78426)}
    for year, (most, until, none) in general.items():
        yield Point(year, "algemene_heffingskorting", until, Decimal(most), f"{LAW} art. 8.10")
        yield Point(year, "algemene_heffingskorting", none, Decimal(0), f"{LAW} art. 8.10", margin=Decimal(2))
    for year, older, source in ((2024, 1735, CAK), (2025, 1536, FUND), (2026, 1556, SZW)):
        yield Point(year, "algemene_heffingskorting", 20000, Decimal(older), source, AOW)
    work = {
        2024: ((11490, 968), (24820, 5158), (39957, 5532), (124935, 0)),
        2025: ((12169, 980), (26288, 5220), (43071, 5599), (129078, 0)),
        2026: ((11965, 996), (25845, 5300), (45592, 5685), (132920, 0)),
    }
    for year, ends in work.items():
        for income, amount in ends:
            yield Point(year, "arbeidskorting", income, Decimal(amount), f"{LAW} art. 8.11", work=True)
    for income, amount in ((11965, 498), (25845, 2647), (45592, 2840)):
        yield Point(2026, "arbeidskorting", income, Decimal(amount), SALURE, AOW, work=True)
    for year, none, most in ((2024, 6073, 2950), (2025, 6145, 2986), (2026, 6239, 3032)):
        for income, amount in ((none, 0), (60000, most)):
            yield Point(year, "iack", income, Decimal(amount), f"{LAW} art. 8.14a", work=True, child=True)
    yield Point(2026, "iack", 60000, Decimal(1513), NORMS, AOW, work=True, child=True)
    for year, amount in ((2024, 898), (2025, 909), (2026, 923)):
        yield Point(year, "jonggehandicaptenkorting", 15000, Decimal(amount), f"{LAW} art. 8.16a", disabled=True)
    old = {2024: (2010, 44770, 58170, 524), 2025: (2035, 45308, 58875, 531), 2026: (2067, 46002, 59782, 540)}
    for year, (most, until, none, alone) in old.items():
        yield Point(year, "ouderenkorting", until, Decimal(most), f"{LAW} art. 8.17", AOW)
        yield Point(year, "ouderenkorting", none, Decimal(0), OLD if year == 2024 else f"{LAW} art. 8.17", AOW)
        yield Point(year, "alleenstaande_ouderenkorting", 20000, Decimal(alone), f"{LAW} art. 8.18", AOW)
    yield Point(2026, "kortingen_samen", 25000, Decimal(4163), SZW, AOW)
    yield Point(2026, "verschuldigd", 21327, Decimal(4509), SZW)
    yield Point(2026, "netto_jaar", 21327, Decimal(16818), SZW)


def computed(rules: RuleSet, point: Point, income: int) -> Fraction:
    """What the library computes for one person with this income."""
    program, day = rules.program(point.year), date(point.year, 12, 31)
    person = {
        "rol": "aanvrager",
        "geboortedatum": date.fromisoformat(point.born),
        "toetsingsinkomen": Decimal(income),
        "inkomens": [{"soort": "wajong" if point.disabled else "giften", "bruto": Decimal(0), "per": "maand"}],
        "feiten": {"arbeidsinkomen": Decimal(income if point.work else 0)},
    }
    people = [person]
    if point.child:
        people.append({"rol": "kind", "geboortedatum": date(2020, 1, 1), "toetsingsinkomen": Decimal(0), "inkomens": []})
    data = {"peildatum": day, "sinds": date(2010, 1, 1), "personen": people}
    situation = Situation(Huishouden.model_validate(data), program.linked, day)
    key = f"inkomstenbelasting.{point.step}"
    low, high = program.run("bounds", situation.bounds())[key][0]
    if low != high:
        raise ValueError(f"{key} is open in {point.year}")
    return program.fraction(key, low)


def found(rules: RuleSet, point: Point) -> Decimal:
    """The computed figure in the unit of the published one."""
    value = computed(rules, point, point.income)
    if point.rate:
        value = computed(rules, point, point.income + 100) - value
    elif point.step == "tarief_schijf1":
        value *= 100
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


def main() -> int:
    """Prints the table; 1 when a figure differs more than its margin."""
    rules, worst = load_rules(), 0
    print(f"{'year':6}{'what':46}{'income':>8}{'published':>11}{'computed':>11}{'difference':>12}  source")
    for point in points():
        value = found(rules, point)
        gap = value - point.published
        wrong = abs(gap) > point.margin
        worst += wrong
        mark = f"  differs more than {point.margin}" if wrong else ""
        shown = f"{point.published:11.2f}{value:11.2f}{gap:12.2f}"
        print(f"{point.year:<6}{point.label:46}{point.income:8}{shown}  {point.source}{mark}")
    print(f"{worst} figures differ too much")
    return int(worst > 0)


if __name__ == "__main__":
    sys.exit(main())
