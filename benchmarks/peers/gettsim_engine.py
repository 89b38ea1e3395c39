"""Both schemes for the engine of GETTSIM (`ttsim`): scalar functions it vectorises itself, in 64-bit floats on its NumPy backend.

It has no axis of months within a year: each person has a row for each month, in a group of the household in that month (`hm`)
and a group of the household (`hh`). `main` can give the function that it makes of the rules, so that it is made once and not at
every call, and its checks are left out.
"""

from __future__ import annotations

import os

os.environ.setdefault("TTSIM_BEARTYPE_CLAW", "0")  # without the checks of types at run time, which it does when this is not said

import warnings
from typing import Any

import numpy as np
from ttsim import InputData, MainTarget, TTTargets
from ttsim import main as ttsim
from ttsim.tt import (
    AggType,
    Currency,
    TTSIMUnit,
    UnitSystem,
    agg_by_group_function,
    policy_function,
    policy_input,
    register_unit_builder_levels,
)

from peers.by_numpy import MONTHS
from peers.by_numpy import prepare as arrays
from peers.engine import Amounts, Engine
from peers.households import Columns, make
from peers.microsimulation import persons

BLOCK = 20_000
register_unit_builder_levels(["hm", "hh"])
BARE = TTSIMUnit.DIMENSIONLESS
UNITS = UnitSystem(currencies={"EUR": Currency(statutory_from="2002-01-01")})
INPUTS: dict[str, type] = {
    **dict.fromkeys(("p_id", "hm_id", "hh_id", "maand", "rol", "geboren", "geboren_dag", "vanaf", "inkomen", "vermogen"), int),
    **dict.fromkeys(("verzekerd", "kinderbijslag"), bool),
}


def _function(function: Any) -> Any:
    return policy_function(unit=BARE, verify_units=False)(function)


def _gathered(function: Any) -> Any:
    """A sum or an any over a group; the engine reads the signature and never runs the body."""
    kind = AggType.ANY if function.__annotations__["return"] == "bool" else AggType.SUM
    return agg_by_group_function(agg_type=kind, unit=BARE, verify_units=False)(function)


@_function
def is_partner(rol: int, vanaf: int, maand: int) -> bool:
    return rol == 1 and vanaf <= maand


@_function
def is_partner_hele_jaar(rol: int, vanaf: int) -> bool:
    return rol == 1 and vanaf <= 672


@_function
def wordt_12(geboren: int) -> int:
    return geboren + 144


@_function
def wordt_16(geboren: int) -> int:
    return geboren + 192


@_function
def wordt_18(geboren: int, geboren_dag: int) -> int:
    return geboren + 217 if geboren % 12 == 1 and geboren_dag == 28 and (geboren // 12 + 1988) % 4 != 0 else geboren + 216


@_function
def eerste(rol: int, verzekerd: bool, wordt_18: int, maand: int) -> bool:
    return rol == 0 and verzekerd and wordt_18 < maand


@_function
def tweede(is_partner: bool, verzekerd: bool, wordt_18: int, maand: int) -> bool:
    return is_partner and verzekerd and wordt_18 < maand


@_function
def inkomen_dat_telt(rol: int, is_partner: bool, inkomen: int) -> int:
    return inkomen if rol == 0 or is_partner else 0


@_function
def vermogen_dat_telt(rol: int, is_partner_hele_jaar: bool, vermogen: int) -> int:
    return vermogen if rol == 0 or is_partner_hele_jaar else 0


@_function
def telt_kind(rol: int, kinderbijslag: bool, geboren: int, wordt_18: int, maand: int) -> bool:
    return rol == 2 and kinderbijslag and geboren < maand and maand <= wordt_18


@_function
def kindbedrag(telt_kind: bool, wordt_12: int, wordt_16: int, maand: int) -> int:
    if not telt_kind:
        out = 0
    elif wordt_16 < maand:
        out = 2580 + 964
    elif wordt_12 < maand:
        out = 2580 + 724
    else:
        out = 2580
    return out


@_gathered
def partner_hm(is_partner: bool, hm_id: int) -> bool:
    raise NotImplementedError


@_gathered
def hele_jaar_hm(is_partner_hele_jaar: bool, hm_id: int) -> bool:
    raise NotImplementedError


@_gathered
def eerste_hm(eerste: bool, hm_id: int) -> bool:
    raise NotImplementedError


@_gathered
def tweede_hm(tweede: bool, hm_id: int) -> bool:
    raise NotImplementedError


@_gathered
def toetsingsinkomen_hm(inkomen_dat_telt: int, hm_id: int) -> int:
    raise NotImplementedError


@_gathered
def vermogen_hm(vermogen_dat_telt: int, hm_id: int) -> int:
    raise NotImplementedError


@_gathered
def kindbedrag_hm(kindbedrag: int, hm_id: int) -> int:
    raise NotImplementedError


@_function
def vermogen_mag_hm(vermogen_hm: int, hele_jaar_hm: bool) -> bool:
    return vermogen_hm <= 184633 if hele_jaar_hm else vermogen_hm <= 146011


@_function
def zorg_aanspraak_hm(toetsingsinkomen_hm: int, partner_hm: bool, eerste_hm: bool, tweede_hm: bool) -> float:
    over = 0.1373 * max(0, toetsingsinkomen_hm - 29736)
    if not partner_hm:
        out = max(0.0, 2119 - 0.01912 * 29736 - over)
    elif eerste_hm and tweede_hm:
        out = max(0.0, 4238 - 0.04289 * 29736 - over)
    else:
        out = max(0.0, 4238 - 0.04289 * 29736 - over) / 2
    return out


@_function
def kgb_aanspraak_hm(toetsingsinkomen_hm: int, partner_hm: bool, kindbedrag_hm: int) -> float:
    if partner_hm:
        out = max(0.0, kindbedrag_hm - 0.076 * max(0, toetsingsinkomen_hm - 39141))
    else:
        out = max(0.0, kindbedrag_hm + 3416 - 0.076 * max(0, toetsingsinkomen_hm - 29736))
    return out


@_function
def zorg_maand(rol: int, zorg_aanspraak_hm: float, vermogen_mag_hm: bool, eerste_hm: bool, tweede_hm: bool) -> float:
    return zorg_aanspraak_hm / 12 if rol == 0 and vermogen_mag_hm and (eerste_hm or tweede_hm) else 0.0


@_function
def kgb_maand(rol: int, kgb_aanspraak_hm: float, vermogen_mag_hm: bool, kindbedrag_hm: int) -> float:
    return kgb_aanspraak_hm / 12 if rol == 0 and vermogen_mag_hm and kindbedrag_hm > 0 else 0.0


@_gathered
def zorg_jaar_hh(zorg_maand: float, hh_id: int) -> float:
    raise NotImplementedError


@_gathered
def kgb_jaar_hh(kgb_maand: float, hh_id: int) -> float:
    raise NotImplementedError


@_function
def zorgtoeslag_hh(zorg_jaar_hh: float) -> float:
    return 0.0 if zorg_jaar_hh + 0.5 < 24 else (zorg_jaar_hh + 0.5) // 1


@_function
def kindgebonden_budget_hh(kgb_jaar_hh: float) -> float:
    return 0.0 if kgb_jaar_hh + 0.5 < 24 else (kgb_jaar_hh + 0.5) // 1


RULES = (
    *(is_partner, is_partner_hele_jaar, wordt_12, wordt_16, wordt_18, eerste, tweede, inkomen_dat_telt, vermogen_dat_telt),
    *(telt_kind, kindbedrag, partner_hm, hele_jaar_hm, eerste_hm, tweede_hm, toetsingsinkomen_hm, vermogen_hm, kindbedrag_hm),
    *(vermogen_mag_hm, zorg_aanspraak_hm, kgb_aanspraak_hm, zorg_maand, kgb_maand, zorg_jaar_hh, kgb_jaar_hh),
    *(zorgtoeslag_hh, kindgebonden_budget_hh),
)
TARGETS = {"zorgtoeslag_hh": None, "kindgebonden_budget_hh": None}


def _input(name: str, kind: type) -> Any:
    def column() -> Any:
        raise NotImplementedError

    column.__name__, column.__annotations__ = name, {"return": kind}
    return policy_input(unit=BARE)(column)


def environment() -> dict[str, Any]:
    """All inputs and functions by name."""
    return {name: _input(name, kind) for name, kind in INPUTS.items()} | {one.leaf_name: one for one in RULES}


def table(columns: Columns) -> dict[str, Any]:
    """A row for each person and month, the months of a person together."""
    native = arrays(columns)
    owner, role, given = persons(native)
    count, months = len(owner), len(MONTHS)

    def each(values: Any) -> Any:
        return np.repeat(values, months)

    return {
        "p_id": np.arange(count * months),
        "hm_id": each(owner) * months + np.tile(np.arange(months), count),
        "hh_id": each(owner),
        "maand": np.tile(MONTHS, count),
        "rol": each(role),
        "vanaf": each(given["partner_vanaf"]),
        **{name: each(given[name]) for name in ("geboren", "geboren_dag", "inkomen", "vermogen", "verzekerd", "kinderbijslag")},
    }


def engine() -> Engine:
    """GETTSIM's engine with these two schemes; the function it makes of them is made once, for any number of rows."""
    warnings.simplefilter("ignore")
    some = table(make(50, 0))
    given = {
        "policy_date_str": "2026-01-01",
        "evaluation_date_str": "2026-01-01",
        "input_data": InputData.tree(some),
        "tt_targets": TTTargets.tree(TARGETS),
        "policy_environment": environment(),
        "unit_system": UNITS,
        "include_fail_nodes": False,
        "include_warn_nodes": False,
    }
    both = ttsim(main_target=MainTarget.tt_function, **given)
    reads = ttsim(main_target=MainTarget.labels.root_nodes, **given)

    def prepare(columns: Columns) -> tuple[dict[str, Any], Any]:
        rows = table(columns)  # in the order and with the numbering that the engine would give them itself
        first = np.flatnonzero((rows["rol"] == 0) & (rows["maand"] == MONTHS[0]))
        return {name: rows[name] for name in reads}, first

    def run(native: tuple[dict[str, Any], Any]) -> Amounts:
        rows, first = native
        found = both(rows)
        return found["zorgtoeslag_hh"][first], found["kindgebonden_budget_hh"][first]

    return Engine(prepare, run, BLOCK)


GETTSIM = engine
