"""Both schemes for OpenFisca-Core and for policyengine-core, which began as a copy of it: one text for both.

As their guides advise: vectorised formulas, a variable by month where the law counts months, `ADD` over the year, no trace, all
households in one simulation. Both keep what a formula gives as 32-bit numbers (`float` is `float32`).
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from peers.by_numpy import EPOCH, Native, birthday_month, split
from peers.by_numpy import prepare as arrays
from peers.engine import Amounts, Engine
from peers.households import YEAR, Columns

BLOCK = 50_000
FIGURES: dict[str, dict[str, float]] = {
    "zorgtoeslag": {"premie": 2119, "drempel": 29736, "alleen": 0.01912, "paar": 0.04289, "afbouw": 0.1373},
    "kindgebonden_budget": {"basis": 2580, "vanaf_12": 724, "vanaf_16": 964, "alleen": 3416, "erbij": 9405, "afbouw": 0.076},
    "awir": {"alleen": 146011, "samen": 184633, "ondergrens": 24},
}


def _month(period: Any) -> int:
    """Months since January 1970, as NumPy counts them."""
    start = period.start
    return (int(start.year) - 1970) * 12 + int(start.month) - 1


def system(core: str) -> tuple[Any, Any]:
    """The tax and benefit system with all variables and figures, and the class that builds simulations of it."""
    entities, periods = import_module(f"{core}.entities"), import_module(f"{core}.periods")
    Variable = import_module(f"{core}.variables").Variable
    ADD = import_module(f"{core}.populations").ADD
    person = entities.build_entity(key="persoon", plural="personen", label="persoon", is_person=True)
    roles = [{"key": key, "max": 1} for key in ("aanvrager", "partner")] + [{"key": "kind"}]
    home = entities.build_entity(key="huishouden", plural="huishoudens", label="huishouden", roles=roles)
    found = import_module(f"{core}.taxbenefitsystems").TaxBenefitSystem([person, home])
    leaf = {name: {key: {"values": {"2026-01-01": {"value": one}}} for key, one in of.items()} for name, of in FIGURES.items()}
    found.parameters = import_module(f"{core}.parameters").ParameterNode("", data=leaf)

    def variable(name: str, entity: Any, kind: type, period: Any, formula: Any = None) -> None:
        body = {"value_type": kind, "entity": entity, "definition_period": period, "label": name}
        found.add_variable(type(name, (Variable,), body if formula is None else {**body, "formula": formula}))

    ever, year, month = periods.ETERNITY, periods.YEAR, periods.MONTH
    for name in ("geboren", "geboren_dag", "partner_vanaf"):
        variable(name, person, int, ever)
    for name in ("verzekerd", "kinderbijslag"):
        variable(name, person, bool, ever)
    for name in ("inkomen", "vermogen"):
        variable(name, person, int, year)

    def becomes(age: int) -> Any:
        def formula(person: Any, period: Any) -> Any:
            born = person("geboren", period)
            return birthday_month(born, person("geboren_dag", period), age)

        return formula

    for age in (12, 16, 18):
        variable(f"wordt_{age}", person, int, ever, becomes(age))

    # --- by month
    def partner(homes: Any, period: Any) -> Any:
        since = homes.partner("partner_vanaf", period)
        return (homes.nb_persons(home.PARTNER) > 0) & (since <= _month(period))

    def insured(person: Any, period: Any) -> Any:
        return person("verzekerd", period) & (person("wordt_18", period) < _month(period))

    def income(homes: Any, period: Any) -> Any:
        whole = period.this_year
        return homes.aanvrager("inkomen", whole) + homes("partner", period) * homes.partner("inkomen", whole)

    def zorg_month(homes: Any, period: Any, parameters: Any) -> Any:
        at, partner = parameters(period).zorgtoeslag, homes("partner", period)
        over = np.maximum(0, homes("toetsingsinkomen", period) - at.drempel)
        own = np.where(partner, at.paar, at.alleen) * at.drempel + at.afbouw * over
        first = homes.aanvrager("telt_verzekerd", period)
        second = partner & homes.partner("telt_verzekerd", period)
        claim = np.maximum(0, np.where(partner, 2 * at.premie, at.premie) - own)
        claim = np.where(partner & ~(first & second), claim / 2, claim)
        return homes("vermogen_mag", period.this_year) * (first | second) * claim / 12

    def counts(person: Any, period: Any) -> Any:
        now = _month(period)
        child = person.has_role(home.KIND) & person("kinderbijslag", period)
        return child & (person("geboren", period) < now) & (now <= person("wordt_18", period))

    def child_amount(person: Any, period: Any, parameters: Any) -> Any:
        at, now = parameters(period).kindgebonden_budget, _month(period)
        from_12 = np.where(person("wordt_12", period) < now, at.vanaf_12, 0)
        extra = np.where(person("wordt_16", period) < now, at.vanaf_16, from_12)
        return person("telt_kind", period) * (at.basis + extra)

    def kgb_month(homes: Any, period: Any, parameters: Any) -> Any:
        at, partner = parameters(period).kindgebonden_budget, homes("partner", period)
        children = homes.sum(homes.members("kindbedrag", period))
        threshold = parameters(period).zorgtoeslag.drempel + partner * at.erbij
        less = at.afbouw * np.maximum(0, homes("toetsingsinkomen", period) - threshold)
        claim = np.maximum(0, children + np.where(partner, 0, at.alleen) - less)
        return homes("vermogen_mag", period.this_year) * (children > 0) * claim / 12

    variable("partner", home, bool, month, partner)
    variable("telt_verzekerd", person, bool, month, insured)
    variable("toetsingsinkomen", home, int, month, income)
    variable("zorgtoeslag_maand", home, float, month, zorg_month)
    variable("telt_kind", person, bool, month, counts)
    variable("kindbedrag", person, int, month, child_amount)
    variable("kindgebonden_budget_maand", home, float, month, kgb_month)

    # --- by year
    def wealth(homes: Any, period: Any, parameters: Any) -> Any:
        at, all_year = parameters(period).awir, homes("partner", period.first_month)
        total = homes.aanvrager("vermogen", period) + all_year * homes.partner("vermogen", period)
        return total <= np.where(all_year, at.samen, at.alleen)

    def award(scheme: str) -> Any:
        def formula(homes: Any, period: Any, parameters: Any) -> Any:
            whole = np.floor(homes(f"{scheme}_maand", period, options=[ADD]) + 0.5)
            return np.where(whole < parameters(period).awir.ondergrens, 0, whole)

        return formula

    variable("vermogen_mag", home, bool, year, wealth)
    for scheme in ("zorgtoeslag", "kindgebonden_budget"):
        variable(scheme, home, int, year, award(scheme))
    return found, import_module(f"{core}.simulations").SimulationBuilder


def persons(native: Native) -> tuple[Any, Any, dict[str, Any]]:
    """The household and the role of each person, and all inputs, with the household together."""
    of = native.of
    count, partners, children = len(of["partner"]), np.flatnonzero(of["partner"]), of["k_huishouden"]
    owner = np.concatenate((np.arange(count), partners, children))
    role = np.repeat((0, 1, 2), (count, len(partners), len(children)))
    order = np.lexsort((role, owner))

    def column(adult: str | None, child: str | None = None) -> Any:
        first = np.zeros(count, int) if adult is None else of[f"a_{adult}"]
        second = np.zeros(len(partners), int) if adult is None else of[f"p_{adult}"][partners]
        return np.concatenate((first, second, of[child] if child else np.zeros(len(children), int)))[order]

    born, born_day = split(column("geboren", "k_geboren"))
    since, since_day = split(np.where(role[order] == 1, of["p_sinds"][owner[order]], EPOCH))
    return (
        owner[order],
        role[order],
        {
            "geboren": born,
            "geboren_dag": born_day,
            "partner_vanaf": since + (since_day > 0),
            "verzekerd": column("verzekerd") == 1,
            "kinderbijslag": column(None, "k_kinderbijslag") == 1,
            "inkomen": column("inkomen"),
            "vermogen": column("vermogen"),
        },
    )


def engine(core: str) -> Engine:
    """One of the two, by the name of its package."""
    found, Builder = system(core)
    yearly = {"inkomen", "vermogen"}

    def prepare(columns: Columns) -> Any:
        owner, role, inputs = persons(arrays(columns))
        builder = Builder()
        builder.create_entities(found)
        builder.declare_person_entity("persoon", range(len(owner)))
        homes = builder.declare_entity("huishouden", range(len(columns)))
        builder.join_with_persons(homes, owner, np.array(["aanvrager", "partner", "kind"])[role])
        simulation = builder.build(found)
        for name, values in inputs.items():
            simulation.set_input(name, str(YEAR) if name in yearly else "ETERNITY", values)
        return simulation

    def run(simulation: Any) -> Amounts:
        return simulation.calculate("zorgtoeslag", str(YEAR)), simulation.calculate("kindgebonden_budget", str(YEAR))

    return Engine(prepare, run, BLOCK)


OPENFISCA = partial(engine, "openfisca_core")
POLICYENGINE = partial(engine, "policyengine_core")
