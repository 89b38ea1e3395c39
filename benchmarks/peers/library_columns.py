"""This library in columns: the same generated program over all households at once, exact or in bounds. Needs NumPy."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import numpy as np

from peers.by_numpy import Native
from peers.by_numpy import prepare as arrays
from peers.engine import Amounts, Engine
from peers.households import YEAR
from peers.households import Columns as Plain
from peers.library import DAY, LONG_AGO, SCHEMES, given, shipped
from voorzieningen.evaluate.columns import Columns
from voorzieningen.facts.columns import SAID, SILENT, Rows, Said, Sheet
from voorzieningen.formula import HOUSEHOLD, PERSONS

BLOCK = 10_000
ROLES = ("aanvrager", "partner", "kind")
MARRIED = ("gehuwd",)


def rows(native: Native) -> dict[str, Rows]:
    """The households as tables of the library: one row a household, one a person, the applicant first."""
    of = native.of
    count, partners = len(of["partner"]), np.flatnonzero(of["partner"])
    owner = np.concatenate((np.arange(count), partners, of["k_huishouden"]))
    role = np.repeat((0, 1, 2), (count, len(partners), len(of["k_huishouden"])))
    order = np.lexsort((role, owner))

    def column(first: Any, second: Any, child: Any, labels: tuple[str, ...] = ()) -> Said:
        parts = [(count, first), (len(partners), second), (len(of["k_huishouden"]), child)]
        state = np.concatenate([np.full(size, SILENT if part is None else SAID) for size, part in parts])
        value = np.concatenate([np.broadcast_to(0 if part is None else part, size) for size, part in parts])
        return Said(state[order], value[order], value[order], labels)

    def adults(name: str, times: int = 1, child: Any = None) -> Said:
        return column(of[f"a_{name}"] * times, of[f"p_{name}"][partners] * times, child)

    since = of["p_sinds"][partners]
    persons = {
        "rol": column(0, 1, 2, ROLES),
        "geboortedatum": adults("geboren", child=of["k_geboren"]),
        "verzekerd": adults("verzekerd"),
        "toetsingsinkomen": adults("inkomen", 100),
        "rendementsgrondslag": adults("vermogen", 100),
        "relatie": column(None, 0, None, MARRIED),
        "relatie_sinds": column(None, since, None),
        "van": column(None, since, None),
        "kinderbijslag": column(None, None, of["k_kinderbijslag"]),
    }
    day = np.full(count, LONG_AGO.toordinal())
    homes = Rows(np.zeros(count, np.int64), {"sinds": Said(np.full(count, SAID), day, day)})
    return {HOUSEHOLD: homes, PERSONS: Rows(owner[order], persons)}


def engine(wide: bool, mode: str) -> Engine:
    """Columns over the shipped rules or those with partner and income as given; `mode` is `columns` or `column_bounds`."""
    program = Columns((shipped() if wide else given()).linked, frozenset(f"{scheme}.toegekend" for scheme in SCHEMES))

    def prepare(columns: Plain) -> dict[str, Any]:
        facts = Sheet(rows(arrays(columns)), program.linked, DAY).bounds()
        return facts if mode == "column_bounds" else _exact(facts, program)

    def run(facts: dict[str, Any]) -> Amounts:
        found = program.run(mode, facts)
        amounts = [found[f"{scheme}.toegekend"] for scheme in SCHEMES]
        first, second = (one[0][:, 0] if mode == "column_bounds" else one[:, 0] for one in amounts)
        return first, second

    return Engine(prepare, run, BLOCK, most=20_000 if wide else None)


def _exact(facts: dict[str, Any], program: Columns) -> dict[str, Any]:
    """The lowest end of each fact, which is the highest too; a choice as its place instead of a bit."""
    found = {}
    for name, value in facts.items():
        kind = program.linked.fact_types.get(name)
        if kind is not None and kind.kind == "keuze":
            found[name] = np.log2(value).astype(np.int64)
        else:
            found[name] = value[0] if isinstance(value, tuple) else value
    return found


assert date(YEAR, 12, 31) == DAY
GIVEN = partial(engine, False, "columns")
GIVEN_BOUNDS = partial(engine, False, "column_bounds")
SHIPPED = partial(engine, True, "column_bounds")
