"""Both schemes for zen-engine (GoRules): one JDM expression node, evaluated per household by its engine in Rust."""

from __future__ import annotations

import json
from typing import Any

import zen

from peers.engine import Amounts, Engine
from peers.households import YEAR, Columns, Household, Person
from peers.months import birthday_month, month_after, month_of

BLOCK = 1000
NAME = "toeslagen"

EXPRESSIONS = {
    "begin": f"{YEAR} * 12",
    "maanden": "map([0..11] as m, $.begin + m)",
    "heel_jaar": "partner != null and partner.vanaf <= $.begin",
    "vermogen": "aanvrager.vermogen + ($.heel_jaar ? partner.vermogen : 0)",
    "mag": "$.vermogen <= ($.heel_jaar ? 184633 : 146011)",
    "paar": "map($.maanden as m, partner != null and partner.vanaf <= m)",
    "inkomen": "map([0..11] as i, aanvrager.inkomen + ($.paar[i] ? partner.inkomen : 0))",
    "eerste": "map($.maanden as m, aanvrager.verzekerd and aanvrager.wordt_18 < m)",
    "tweede": "map([0..11] as i, $.paar[i] ? partner.verzekerd and partner.wordt_18 < $.begin + i : false)",
    "normpremie": "map([0..11] as i, ($.paar[i] ? 0.04289 : 0.01912) * 29736 + 0.1373 * max([0, $.inkomen[i] - 29736]))",
    "zorg_aanspraak": (
        "map([0..11] as i, max([0, ($.paar[i] ? 4238 : 2119) - $.normpremie[i]])"
        " * ($.paar[i] and not ($.eerste[i] and $.tweede[i]) ? 0.5 : 1))"
    ),
    "zorg_maand": "map([0..11] as i, $.mag and ($.eerste[i] or $.tweede[i]) ? $.zorg_aanspraak[i] / 12 : 0)",
    "zorg_jaar": "floor(sum($.zorg_maand) + 0.5)",
    "zorgtoeslag": "$.zorg_jaar < 24 ? 0 : $.zorg_jaar",
    "tellen": "map($.maanden as m, filter(kinderen as k, k.kinderbijslag and k.geboren < m and m <= k.wordt_18))",
    "kindbedragen": (
        "map([0..11] as i, sum(map($.tellen[i] as k,"
        " 2580 + (k.wordt_16 < $.begin + i ? 964 : k.wordt_12 < $.begin + i ? 724 : 0))))"
    ),
    "vermindering": "map([0..11] as i, 0.076 * max([0, $.inkomen[i] - 29736 - ($.paar[i] ? 9405 : 0)]))",
    "kgb_aanspraak": "map([0..11] as i, max([0, $.kindbedragen[i] + ($.paar[i] ? 0 : 3416) - $.vermindering[i]]))",
    "kgb_maand": "map([0..11] as i, $.mag and len($.tellen[i]) > 0 ? $.kgb_aanspraak[i] / 12 : 0)",
    "kgb_jaar": "floor(sum($.kgb_maand) + 0.5)",
    "kindgebonden_budget": "$.kgb_jaar < 24 ? 0 : $.kgb_jaar",
}
"""Each reads those before it through `$`; amounts in euros, in the 28-digit decimals of the engine."""


def decision() -> dict[str, Any]:
    """The decision as JDM: input, one node of expressions, output."""
    expressions = [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS.items()]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": expressions}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in (("in", "rules"), ("rules", "out"))]
    return {"nodes": nodes, "edges": edges}


def context(home: Household) -> dict[str, Any]:
    """A household as the decision reads it; birthdays as months, because the engine puts 29 February + 18 years in February."""
    partner = home.partner and {**_adult(home.partner), "vanaf": month_after(home.sinds)}
    children = [
        {
            "geboren": month_of(born),
            "kinderbijslag": benefit,
            **{f"wordt_{age}": birthday_month(born, age) for age in (12, 16, 18)},
        }
        for born, benefit in home.kinderen
    ]
    return {"aanvrager": _adult(home.aanvrager), "partner": partner, "kinderen": children}


def _adult(one: Person) -> dict[str, Any]:
    return {
        "inkomen": one.inkomen,
        "vermogen": one.vermogen,
        "verzekerd": one.verzekerd,
        "wordt_18": birthday_month(one.geboren, 18),
    }


def engine() -> Engine:
    """The decision behind the static loader, which compiles it once: faster than `create_decision`."""
    rules = zen.ZenEngine({"loader": {"type": "static", "content": {NAME: decision()}}})

    def prepare(columns: Columns) -> list[str]:
        return [json.dumps(context(home)) for home in columns.households()]

    def run(contexts: list[str]) -> Amounts:
        found = [rules.evaluate(NAME, one)["result"] for one in contexts]
        return [one["zorgtoeslag"] for one in found], [one["kindgebonden_budget"] for one in found]

    return Engine(prepare, run, BLOCK)


ZEN = engine
