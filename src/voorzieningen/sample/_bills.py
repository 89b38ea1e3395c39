"""What goes with local provisions: bills of a municipality or water board, special costs, and incomes near a local limit.

Which facts there are comes from the rules of a place; what they do not ask is not made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from voorzieningen.facts import LISTS, Situation
from voorzieningen.formula import HOUSEHOLD
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Feit
from voorzieningen.sample._chance import CENT, Data
from voorzieningen.sample._days import months_later
from voorzieningen.sample._troubles import Troubles

LEVIES = (
    "afvalstoffenheffing_vast", "afvalstoffenheffing_variabel", "rioolheffing", "zuiveringsheffing", "watersysteem_ingezetenen"
)  # fmt: skip
"""The bills nearly everybody gets."""
BOARD = ("zuiveringsheffing", "verontreinigingsheffing", "watersysteem_ingezetenen", "watersysteem_gebouwd")
"""Levies of a water board; the others are of a municipality."""
LIKELY = {"kosten_noodzakelijk": 0.85, "aanslag_verwijtbaar": 0.1, "uitzicht_op_beter_inkomen": 0.15, "schuldhulp": 0.2}
"""How often a truth holds that is otherwise as likely as any."""
EDGES = ("inkomen", "inkomen", "inkomen", "bezit", "aanslag", "kosten")
"""What is moved to the edge of a local outcome, and how often."""


class Bills(Troubles):
    """Makes the rows of `aanslagen` and `kosten`, and what only the rules of a place ask."""

    def locally(self, data: Data, op: date) -> None:
        """What matters to local rules in a household that has everything else."""
        data["aanslagen"], data["kosten"] = self.bills(op), self.special_costs(op)
        if self.maybe(0.35):
            worth = [self.around(self.marks.local_assets, CENT) for _ in range(self.rng.choice((1, 1, 2)))]
            data["voertuigen"] = [{"waarde": one} for one in worth]
        first = next(one for one in data["personen"] if one["rol"] == "aanvrager")
        kind = self.rng.random()
        if kind < 0.7:
            self.low_income(data, first, "bijstand" if kind < 0.2 else self.rng.choice(("loon", "ziektewet", "aow")))
        if self.maybe(0.35):
            first["bezit"] = self.possessions(int(self.around(self.marks.local_assets)))
        elif self.maybe(0.4):
            for one in data["personen"]:
                one["bezit"] = []
        self.dates_of_low_income(data["feiten"], op)
        self.said_aloud(data)

    def bills(self, op: date) -> list[Data]:
        """Rows of `aanslagen`: most households have one of each common levy, some have paid a part."""
        kinds = self.labels("aanslag_heffing")
        chosen = [kind for kind in LEVIES if kind in kinds and self.maybe(0.55)]
        chosen += [self.rng.choice(kinds)] * self.maybe(0.3)
        return [self.bill(kind, op) for kind in chosen]

    def bill(self, kind: str, op: date) -> Data:
        whose = "waterschap" if kind in BOARD else "gemeente"
        amount = self.around(self.marks.local_amounts, CENT) if self.maybe(0.35) else self.money(20, 600)
        paid = (amount * self.rng.choice((1, 1, 2, 5)) / 10).quantize(CENT) if self.maybe(0.25) else Decimal(0)
        found: Data = {"soort": kind, "instantie": whose if self.maybe(0.97) else self.labels("aanslag_van")[0], "bedrag": amount}
        found |= {"betaald": paid, "feiten": {}}
        if paid and "aanslag_laatst_betaald" in self.linked.all_facts:
            found["feiten"]["aanslag_laatst_betaald"] = self.ago(op, self.rng.choice(self.marks.local_months))
        return found

    def special_costs(self, op: date) -> list[Data]:
        """Rows of `kosten`, for most households none or one."""
        return [self.special_cost(op) for _ in range(self.rng.choice((0, 1, 1, 1, 2, 2, 3, 6)))]

    def special_cost(self, op: date) -> Data:
        amount = self.around(self.marks.local_amounts, CENT) if self.maybe(0.5) else self.money(20, 2500)
        found: Data = {
            "soort": self.rng.choice(self.labels("kosten_soort")),
            "bedrag": self.dated(0.05, amount, self.money(20, 900)),
            "noodzakelijk": self.maybe(LIKELY["kosten_noodzakelijk"]),
            "feiten": {},
        }
        if self.maybe(0.4) and "kosten_al_gemaakt" in self.linked.all_facts:
            made = self.ago(op, self.rng.choice(self.marks.local_months))
            found["feiten"] = {"kosten_al_gemaakt": True, "kosten_gemaakt_op": made, "kosten_betaald": self.maybe(0.3)}
        return found

    def labels(self, name: str) -> tuple[str, ...]:
        """The answers of a choice; a plain one when the rules of this place do not ask it."""
        fact = self.linked.all_facts.get(name)
        return tuple(fact.eenheid) if fact and not isinstance(fact.eenheid, str) else ("overig",)

    def low_income(self, data: Data, person: Data, sort: str) -> None:
        """One net income near a norm or a local limit; nobody else in the household has any."""
        for one in data["personen"]:
            one["inkomens"] = []
            one.pop("toetsingsinkomen", None)
        net = self.around(self.marks.local_incomes, CENT)
        paid = self.rng.choice(("mei", "mei", "maandelijks", "geen"))
        person["inkomens"] = [{"soort": sort, "netto": net, "per": "maand", "vakantiegeld": paid, "dertiende_maand": False}]
        partner = [one for one in data["personen"] if one["rol"] == "partner"]
        if partner and self.maybe(0.3):
            half = (net / 2).quantize(CENT)
            person["inkomens"][0]["netto"] = net - half
            partner[0]["inkomens"] = [{"soort": "loon", "netto": half, "per": "maand", "vakantiegeld": "geen"}]

    def dates_of_low_income(self, facts: Data, op: date) -> None:
        """Since when the income is low and when help was last given: mostly near the months a rule counts."""
        known = self.linked.all_facts
        if "laag_inkomen_sinds" in known and self.maybe(0.9):
            facts["laag_inkomen_sinds"] = self.ago(op, 130 if self.maybe(0.5) else self.rng.choice(self.marks.local_months[-4:]))
        if "kreeg_inkomenstoeslag" in known:
            facts["kreeg_inkomenstoeslag"] = self.maybe(0.4)
            if facts["kreeg_inkomenstoeslag"]:
                facts["laatste_inkomenstoeslag"] = self.ago(op, self.rng.choice((12, 12, *self.marks.local_months)))
        for name, often in LIKELY.items():
            if name in known and known[name].tabel == HOUSEHOLD and known[name].aanname is None:
                facts.setdefault(name, self.maybe(often))

    def said_aloud(self, data: Data) -> None:
        """Now and then the other answer where the rules of the place take something for granted."""
        for name, fact in self.local_facts().items():
            if fact.aanname is None or fact.pad:
                continue
            for row in [data] if fact.tabel == HOUSEHOLD else data.get(LISTS.get(fact.tabel, fact.tabel)) or ():
                if self.maybe(0.06):
                    row.setdefault("feiten", {}).setdefault(name, not fact.aanname)

    def local_facts(self) -> dict[str, Feit]:
        """The facts that only the rules of the place read."""
        return {name: fact for name, fact in self.linked.facts.items() if name not in self.program.linked.facts}

    def ago(self, op: date, months: Any) -> date:
        """A day so many months ago, or a day beside it."""
        back = months_later(op, -int(months))
        return back + timedelta(days=self.rng.choice((-1, 0, 0, 1, self.rng.randint(-40, 40))))

    # --- the edge of an outcome

    def at_local_edge(self, data: Data, op: date) -> None:
        """Moves one amount to the highest with which there still is a local award, or a cent beside it."""
        local = self.local
        assert local is not None
        first = next(one for one in data["personen"] if one["rol"] == "aanvrager")
        rows = {"inkomen": first["inkomens"], "bezit": first["bezit"], "aanslag": data["aanslagen"], "kosten": data["kosten"]}
        what = self.rng.choice(EDGES)
        if not rows[what]:
            return
        row, field = rows[what][0], {"inkomen": "netto", "bezit": "waarde"}.get(what, "bedrag")
        kept, rising = row.get(field), what in ("aanslag", "kosten")
        if isinstance(kept, dict) or (what == "inkomen" and "bruto" in row):
            return
        scheme = self.rng.choice([one.scheme for one in local.linked.outcomes.values() if one.pays])
        award = local.linked.outcomes[scheme].award

        def pays(cents: int) -> bool:
            row[field] = cents * CENT
            situation = Situation(Huishouden.model_validate(data), local.linked, op)
            return bool(local.run("exact", situation.exact())[award] > 0) is not rising

        edge = last_true(pays, 0, 600000)
        if edge is None:
            row[field] = kept
        else:
            row[field] = max(0, edge + self.rng.choice((-300, -1, 0, 0, 1, 1, 300))) * CENT


def last_true(holds: Callable[[int], bool], low: int, high: int) -> int | None:
    """The last number for which something holds that holds for small numbers only; None when it never turns."""
    if not holds(low) or holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
