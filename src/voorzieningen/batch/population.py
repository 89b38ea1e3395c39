"""Invented households: drawn from public margins, the same for the same seed, and no real people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._margins import margins
from voorzieningen.batch.layout import HOUSE, HOUSEHOLDS, ID, MODEL, NUMBER, PEOPLE, PERSON, RECEIPTS, UNKNOWN
from voorzieningen.batch.schemas import AMOUNT, INVENTED
from voorzieningen.batch.work import Job
from voorzieningen.facts.links import Array
from voorzieningen.screening import load_rules

BLOCK = 1000
"""Households drawn from one seed of their own: so they do not depend on how many are made at once."""
_KINDS = ("alleen", "paar", "paar_met_kinderen", "alleen_met_kinderen")
_EMPTY = ("ouders", "voertuigen", "uitgaven", "brieven", "gebeurtenissen", "aanslagen", "kosten")
_NO = (
    "echtscheiding_verzocht", "pensioenpartner", "zakelijk_huurcontract", "vrijlating_alleenstaande_ouder", "vrijlating_25",
    "duurzaam_gescheiden", "studietoeslag_advies", "niet_bijverdienen", "kinderbijslag_andere_ouder", "ouders_helpen_niet",
    "kan_naar_school",
)  # fmt: skip
_SCHEMES = ("zorgtoeslag", "huurtoeslag", "kindgebonden_budget", "kinderopvangtoeslag", "kinderbijslag")
_EPOCH = date(1970, 1, 1).toordinal()


def make_population(
    size: int, op: date, seed: int = 1, gemeente: str | None = None, part: int = 50_000
) -> Iterator[dict[str, pa.Table]]:
    """`size` invented households as they are on `op`, in tables of about `part` households.

    The same size and seed give the same households for every `part`. All live in `gemeente`. What comes in of toeslagen is
    not told: `with_receipts` does that, out of what is due to them.
    """
    blocks = [(at, min(BLOCK, size - at * BLOCK)) for at in range(-(-size // BLOCK))]
    step = max(1, part // BLOCK)
    for first in range(0, len(blocks), step):
        made = [_Block(at, count, op, seed, gemeente).tables() for at, count in blocks[first : first + step]]
        joined = {name: pa.concat_tables([one[name] for one in made]).unify_dictionaries() for name in made[0]}
        joined[HOUSEHOLDS] = joined[HOUSEHOLDS].replace_schema_metadata({INVENTED.decode(): "ja"})
        yield joined


class _Block:
    """One block of households, column by column."""

    def __init__(self, number: int, count: int, op: date, seed: int, gemeente: str | None) -> None:
        self.rng = np.random.default_rng([seed, number])
        self.count, self.op, self.gemeente, self.first = count, op, gemeente, number * BLOCK
        self.margin = margins()
        shares = self.margin["huishoudens"]["aantal"]
        self.kind = self.pick([shares[name] for name in _KINDS], count)
        self.single, self.family = np.isin(self.kind, (0, 3)), self.kind >= 2

    def tables(self) -> dict[str, pa.Table]:
        self.people()
        self.sources()
        self.homes()
        found = {
            HOUSEHOLDS: self.household_table(), PEOPLE: self.person_table(), "inkomens": self.income_table(),
            "bezit": self.possession_table(), "opvang": self.care_table(), "achterstanden": self.arrear_table(),
            "schulden": self.debt_table(),
        }  # fmt: skip
        for name in _EMPTY:
            keys = [HOUSE, PERSON] if MODEL[name].of_person else [HOUSE]
            found[name] = pa.table({key: pa.array([], pa.string() if key == HOUSE else pa.int32()) for key in keys})
        return found

    # --- chance

    def pick(self, shares: Any, size: int) -> Array:
        weights = np.asarray(shares, np.float64)
        return np.asarray(self.rng.choice(len(weights), size, p=weights / weights.sum()))

    def chance(self, share: Any, size: int) -> Array:
        return np.asarray(self.rng.random(size) < share)

    def money(self, name: str, size: int) -> Array:
        """Monthly amounts in whole cents, of a skewed distribution."""
        one = self.margin["bedrag"][name]
        drawn = one["midden"] * np.exp(self.rng.normal(0, one["spreiding"], size))
        return np.asarray(np.rint(drawn * 100), np.int64)

    # --- who lives there

    def people(self) -> None:
        """Adults and children with their days of birth, as rows by household; `adult` is 0 for the aanvrager, 1 for a partner."""
        age, margin = np.zeros(self.count, np.int64), self.margin["leeftijd"]
        for at, name in enumerate(_KINDS):
            mine = np.flatnonzero(self.kind == at)
            band = self.pick(margin["deel"][name], len(mine))
            low, high = np.asarray(margin["vanaf"])[band], np.asarray(margin["tot"])[band]
            age[mine] = self.rng.integers(low, high + 1)
        self.age = age
        partner = np.flatnonzero(~self.single)
        partner_age = np.clip(age[partner] + np.rint(self.rng.normal(-1, 3.5, len(partner))).astype(np.int64), 18, 95)
        children = np.zeros(self.count, np.int64)
        for name in ("paar_met_kinderen", "alleen_met_kinderen"):
            mine = np.flatnonzero(self.kind == _KINDS.index(name))
            number = self.pick(self.margin["kinderen"]["aantal"][name], len(mine)) + 1
            children[mine] = np.where((number == 3) & self.chance(0.3, len(mine)), 4, number)
        house = np.repeat(np.arange(self.count), children)
        oldest = np.minimum(22, age[house] - 19)
        child_age = np.floor(self.rng.random(len(house)) * (np.maximum(oldest, 0) + 1)).astype(np.int64)
        houses = np.concatenate([np.arange(self.count), partner, house])
        role = np.concatenate([np.zeros(self.count, int), np.ones(len(partner), int), np.full(len(house), 2)])
        ages = np.concatenate([age, partner_age, child_age])
        order = np.lexsort((-ages, role, houses))
        self.house, self.role, self.ages = houses[order], role[order], ages[order]
        begin = np.searchsorted(self.house, np.arange(self.count))
        self.number = np.arange(len(self.house)) - begin[self.house] + 1
        birthday = self.rng.integers(0, 365, len(self.house))
        self.born = self.op.toordinal() - (self.ages * 365.2425).astype(np.int64) - birthday
        self.adult = self.role < 2
        self.size = np.bincount(self.house, minlength=self.count)

    def sources(self) -> None:
        """What each adult lives on, and how much a month before tax."""
        margin = self.margin["bron_van_inkomen"]["deel"]
        names = list(margin["aanvrager"])
        self.source = np.full(len(self.house), -1)
        self.amount = np.zeros(len(self.house), np.int64)
        self.names = [*names, "aow", "student"]
        for role, who in enumerate(("aanvrager", "partner")):
            mine = np.flatnonzero(self.role == role)
            self.source[mine] = self.pick([margin[who][name] for name in names], len(mine))
        old = self.adult & (self.ages >= 67)
        self.source[old] = self.names.index("aow")
        poor = np.flatnonzero((self.role == 1) & ~old)
        applicant = np.searchsorted(self.house, self.house[poor])
        bijstand = names.index("bijstand")
        self.source[poor[self.source[applicant] == bijstand]] = names.index("geen")
        young = np.flatnonzero((self.role == 0) & (self.ages < 25) & (self.kind[self.house] == 0))
        self.source[young[self.chance(self.margin["student"]["deel"], len(young))]] = self.names.index("student")
        grown = np.flatnonzero((self.role == 2) & (self.ages >= 18))
        self.source[grown] = np.where(self.chance(0.5, len(grown)), self.names.index("student"), names.index("geen"))
        for at, name in enumerate(self.names):
            if name in self.margin["bedrag"]:
                mine = np.flatnonzero(self.source == at)
                self.amount[mine] = self.money(name, len(mine))
        self.pension = np.where(old & self.chance(0.85, len(self.house)), self.money("pensioen", len(self.house)), 0)
        yearly = self.amount * 12 + self.amount * np.where(np.isin(self.source, (0, 2, 3, 4)), 96, 0) // 100 + self.pension * 12
        self.income = np.clip(yearly // 100, 0, 400_000)

    def homes(self) -> None:
        sizes = np.minimum(self.size, 3) - 1
        self.owned = self.chance(np.asarray(self.margin["koop"]["deel"])[sizes], self.count)
        head = np.searchsorted(self.house, np.arange(self.count))
        student = self.source[head] == self.names.index("student")
        self.owned &= ~student & (self.source[head] != self.names.index("bijstand"))
        self.room = student & self.chance(0.7, self.count)
        one = self.margin["huur"]
        rent = one["midden"] * np.exp(self.rng.normal(0, one["spreiding"], self.count)) * np.where(self.room, 0.7, 1)
        self.rent = np.rint(np.clip(rent, one["laagst"], one["hoogst"]) * 100).astype(np.int64)

    # --- tables

    def ids(self, houses: Array) -> pa.Array:
        return pa.array([f"verzonnen-{self.first + at + 1:09}" for at in range(self.count)], pa.string()).take(pa.array(houses))

    def household_table(self) -> pa.Table:
        silent, count = self.margin["niet_gezegd"], self.count
        rented = ~self.owned
        kind = np.where(self.owned, 1, np.where(self.room, 2, 0))
        low = np.bincount(self.house, weights=self.income, minlength=count) < 30_000
        told_rent = rented & ~self.chance(silent["huur"], count)
        return pa.table({
            ID: self.ids(np.arange(count)),
            "gemeente": pa.array([self.gemeente] * count, pa.string()).dictionary_encode(),
            "sinds": _days(np.full(count, date(2018, 1, 1).toordinal())),
            "wonen.soort": _words(kind, ("huur", "koop", "kamer")),
            "wonen.zelfstandig": pa.array(~self.room),
            "wonen.kale_huur": _amounts(np.where(self.owned, 0, self.rent), told_rent | self.owned),
            "woonkosten_eigen_huis": _amounts(np.full(count, 25_000), self.owned),
            "wonen.servicekosten": pa.array(np.zeros(count, bool)),
            "wonen.aangepast": pa.array(self.chance(0.03, count)),
            "wonen.eerder_huurtoeslag": pa.array(rented & low),
            "wonen.hypotheek": _amounts(np.rint(self.rent * 1.2).astype(np.int64), self.owned),
            "inkomen_gedaald": pa.array(self.chance(0.05, count)),
            "noodzaak_terugwerkend": pa.array(np.zeros(count, bool)),
            "gespaard_uit_bijstand": pa.array(np.zeros(count, bool)),
            "kreeg_inkomenstoeslag": pa.array(np.zeros(count, bool)),
            "uitzicht_op_beter_inkomen": pa.array(self.chance(0.2, count)),
            "laag_inkomen_sinds": _days(self.op.toordinal() - self.rng.integers(30, 3000, count), low),
        })  # fmt: skip

    def person_table(self) -> pa.Table:
        count, silent = len(self.house), self.margin["niet_gezegd"]
        partner, child = self.role == 1, self.role == 2
        shares = self.margin["gehuwd"]["deel"]
        married = self.chance(np.where(self.kind == 1, shares["paar"], shares["paar_met_kinderen"]), self.count)[self.house]
        parents = self.family[self.house]
        told_income = ~self.chance(silent["inkomen"], count)
        ranged = self.chance(silent["bereik"], count) & told_income
        work = np.isin(self.source, (0, 1))
        school = _schools(self.ages, self.source == self.names.index("student"))
        studies = school >= _SCHOOLS.index("mbo")
        return pa.table({
            HOUSE: self.ids(self.house),
            NUMBER: pa.array(self.number, pa.int32()),
            "rol": _words(self.role, ("aanvrager", "partner", "kind")),
            "geboortedatum": _days(self.born),
            "relatie": _words(np.where(partner, np.where(married, 0, 1), -1), ("gehuwd", "samenwonend")),
            "relatie_sinds": _days(self.op.toordinal() - 3300 - self.rng.integers(0, 2000, count), partner),
            "samen_kind": pa.array(partner & parents),
            "kind_erkend": pa.array(partner & parents),
            "woning_samen": pa.array(partner & self.owned[self.house]),
            "partner_vorig_jaar": pa.array(partner),
            **{name: pa.array(np.zeros(count, bool)) for name in _NO},
            "verzekerd": pa.array(np.ones(count, bool)),
            "kinderbijslag": pa.array(child & (self.ages < 18)),
            "toetsingsinkomen": _amounts(self.income * 100, told_income),
            "toetsingsinkomen__hoogst": _amounts(self.income * 11 // 10 * 100, ranged),
            "activiteit": _words(np.where(self.adult, np.where(work, 0, 1), -1), ("werk", "geen")),
            "einde_werk": _days(np.full(count, date(2015, 1, 1).toordinal()), self.adult & ~work),
            "school": _words(school, _SCHOOLS),
            "onderwijs_begonnen": _days(self.op.toordinal() - self.rng.integers(60, 1200, count), studies),
            "uitwonend": pa.array((studies) & (self.role == 0)),
            "zorgkosten": _amounts(np.zeros(count, np.int64)),
            "aow_jaren_gemist": _amounts(np.where(self.chance(0.06, count), 500, 0)),
            "aangifte_gedaan": pa.array(self.chance(0.8, count)),
            "ioaw_vooraf": _words(np.where(self.adult, 0, -1), ("geen",)),
            "ioaw_vrijlating": _words(np.where(self.adult, 0, -1), ("geen",)),
            "voorlopige_teruggaaf": _amounts(np.zeros(count, np.int64)),
            UNKNOWN: pa.array(np.full(count, "ouders"), pa.string(), mask=~studies),
        })  # fmt: skip

    def income_table(self) -> pa.Table:
        kinds = ("loon", "eigen_bedrijf", "ww", "wia", "wajong", "bijstand", "aow", "pensioen")
        with_source = np.flatnonzero((self.amount > 0) & self.adult)
        with_pension = np.flatnonzero(self.pension > 0)
        rows = np.concatenate([with_source, with_pension])
        kind = np.concatenate([
            np.asarray([kinds.index(name) if name in kinds else 0 for name in self.names])[self.source[with_source]],
            np.full(len(with_pension), kinds.index("pensioen")),
        ])  # fmt: skip
        amount = np.concatenate([self.amount[with_source], self.pension[with_pension]])
        order = np.lexsort((kind, rows))
        rows, kind, amount = rows[order], kind[order], amount[order]
        weeks = (kind == 0) & self.chance(0.2, len(rows))
        changes = self.chance(self.margin["begint_of_stopt"]["deel"], len(rows)) & (kind == 0)
        begins = changes & self.chance(0.5, len(rows))
        day = date(self.op.year, 1, 1).toordinal() + self.rng.integers(0, 320, len(rows))
        holiday = np.where(np.isin(kind, (0,)), 0, -1)
        return pa.table({
            HOUSE: self.ids(self.house[rows]),
            PERSON: pa.array(self.number[rows], pa.int32()),
            "soort": _words(kind, kinds),
            "bruto": _amounts(np.where(weeks, amount * 12 // 13, amount)),
            "per": _words(np.where(weeks, 1, 0), ("maand", "vier_weken")),
            "loonheffingskorting": pa.array(kind != kinds.index("pensioen")),
            "vakantiegeld": _words(holiday, ("mei",)),
            "dagloon": _amounts(amount * 100 // 2175),
            "inkomen_beslag": pa.array(self.chance(0.02, len(rows))),
            "dertiende_maand": pa.array((kind == 0) & self.chance(0.15, len(rows))),
            "van": _days(day, begins),
            "tot": _days(day + 30, changes & ~begins),
        })  # fmt: skip

    def possession_table(self) -> pa.Table:
        rows = np.flatnonzero(self.adult & (self.role < 2) & ~self.chance(0.1, len(self.house)))
        one = self.margin["spaargeld"]
        worth = np.clip(one["midden"] * np.exp(self.rng.normal(0, one["spreiding"], len(rows))), 0, 900_000)
        poor = self.source[rows] == self.names.index("bijstand")
        told = ~self.chance(self.margin["niet_gezegd"]["spaargeld"], len(rows))
        return pa.table({
            HOUSE: self.ids(self.house[rows]), PERSON: pa.array(self.number[rows], pa.int32()),
            "soort": _words(np.zeros(len(rows), int), ("spaargeld",)),
            "waarde": _amounts(np.rint(np.where(poor, np.minimum(worth, 4000), worth)).astype(np.int64) * 100, told),
        })  # fmt: skip

    def care_table(self) -> pa.Table:
        idle = np.bincount(self.house, weights=self.adult & ~np.isin(self.source, (0, 1)), minlength=self.count) > 0
        one = self.margin["opvang"]
        rows = np.flatnonzero((self.role == 2) & (self.ages < 12) & ~idle[self.house] & self.chance(one["deel"], len(self.house)))
        small = self.ages[rows] < 4
        hours = self.rng.integers(one["uren"][0], one["uren"][1] + 1, len(rows)) * np.where(small, 100, 45)
        return pa.table({
            HOUSE: self.ids(self.house[rows]), PERSON: pa.array(self.number[rows], pa.int32()),
            "soort": _words(np.where(small, 0, 1), ("dagopvang", "bso")), "uren": _amounts(hours),
            "uurprijs": _amounts(np.where(small, 1120, 980) + self.rng.integers(-80, 160, len(rows))),
            "geregistreerd": pa.array(np.ones(len(rows), bool)),
        })  # fmt: skip

    def arrear_table(self) -> pa.Table:
        one = self.margin["achterstand"]
        low = np.bincount(self.house, weights=self.income, minlength=self.count) < 25_000
        rows = np.flatnonzero(self.chance(np.where(low, one["bij_laag_inkomen"], one["deel"]), self.count))
        kind = np.where(self.owned[rows], self.rng.integers(1, 4, len(rows)), self.rng.integers(0, 4, len(rows)))
        return pa.table({
            HOUSE: self.ids(rows), "soort": _words(kind, ("huur", "energie", "zorgpremie", "water")),
            "bedrag": _amounts(self.rng.integers(5_000, 160_000, len(rows))),
            "sinds": _days(self.op.toordinal() - self.rng.integers(20, 200, len(rows))),
            "regeling": pa.array(self.chance(0.3, len(rows))), "aflossing": _amounts(np.full(len(rows), 5_000)),
        })  # fmt: skip

    def debt_table(self) -> pa.Table:
        rows = np.flatnonzero(self.chance(self.margin["schuld"]["deel"], self.count))
        return pa.table({
            HOUSE: self.ids(rows), "soort": _words(self.rng.integers(0, 3, len(rows)), ("bank", "studieschuld", "winkel")),
            "bedrag": _amounts(self.rng.integers(20_000, 2_500_000, len(rows))),
            "regeling": pa.array(self.chance(0.5, len(rows))), "aflossing": _amounts(self.rng.integers(2_000, 20_000, len(rows))),
        })  # fmt: skip


# --- what comes in


def with_receipts(parts: Iterable[Mapping[str, pa.Table]], op: date, seed: int = 1) -> Iterator[dict[str, pa.Table]]:
    """The same households with what they receive, out of what the rules of the library say is due to them."""
    job = Job(op, load_rules(check=False).digest)
    for part in parts:
        yield fill_receipts(part, job.run(part).results, seed)


def fill_receipts(tables: Mapping[str, pa.Table], results: pa.Table, seed: int = 1) -> dict[str, pa.Table]:
    """The same households with what they receive: most take up what the results say is due, some do not, some get too much.

    `results` has those of the same households in the same order. AOW and bijstand become what is due as well.
    """
    margin, first = margins(), str(results["huishouden"][0].as_py()) if results.num_rows else ""
    rng = np.random.default_rng([seed, *first.encode()])
    houses, names, cents = [], [], []
    for name in _SCHEMES:
        due = _cents(results[f"{name}.per_maand.laagst"])
        none = rng.random(len(due)) < margin["niet_gebruik"]["deel"].get(name, margin["niet_gebruik"]["anders"])
        more = rng.random(len(due)) < margin["te_veel"]["deel"]
        high = np.rint(due * (1 + margin["te_veel"]["erbij"])).astype(np.int64)
        houses.append(np.arange(len(due)))
        names.append(np.full(len(due), _SCHEMES.index(name)))
        cents.append(np.where(none, 0, np.where(more, high, due)))
    order = np.argsort(np.concatenate(houses), kind="stable")
    ids = results["huishouden"].combine_chunks().take(pa.array(np.concatenate(houses)[order]))
    receipts = pa.table({
        HOUSE: ids, "regeling": _words(np.concatenate(names)[order], _SCHEMES), "bedrag": _amounts(np.concatenate(cents)[order]),
        "per": _words(np.zeros(len(order), int), ("maand",)),
    })  # fmt: skip
    return {**tables, "inkomens": _with_due(tables["inkomens"], results), RECEIPTS: receipts}


def _with_due(incomes: pa.Table, results: pa.Table) -> pa.Table:
    """Incomes in which the AOW and the bijstand of an aanvrager are what is due."""
    place = pc.index_in(incomes[HOUSE], value_set=results["huishouden"].combine_chunks()).to_numpy(zero_copy_only=False)
    first = pc.equal(incomes[PERSON], 1).to_numpy(zero_copy_only=False)
    kinds = np.asarray(incomes["soort"].cast(pa.string()).to_pylist())
    gross, net = _cents(incomes["bruto"]).copy(), np.zeros(incomes.num_rows, np.int64)
    for kind, amounts in (("aow", gross), ("bijstand", net)):
        due = _cents(results[f"{kind}.per_maand.laagst"])[place]
        mine = first & (kinds == kind) & (due > 0)
        amounts[mine] = due[mine]
    at = incomes.column_names.index("bruto")
    return incomes.set_column(at, "bruto", _amounts(gross, net == 0)).append_column("netto", _amounts(net, net > 0))


def _cents(amounts: pa.ChunkedArray) -> Array:
    """Amounts in cents, nothing as 0."""
    return np.asarray(pc.fill_null(pc.multiply(amounts, 100).cast(pa.int64()), 0).to_numpy())


_SCHOOLS = ("nog_niet", "basisschool", "middelbaar", "werkt", "geen", "mbo", "hbo", "universiteit")


def _schools(ages: Array, student: Array) -> Array:
    by_age = np.select([ages < 4, ages < 12, ages < 18], [0, 1, 2], 4)
    return np.where(student, np.where(ages % 3 == 0, 5, np.where(ages % 3 == 1, 6, 7)), by_age)


def _words(places: Array, labels: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32(), mask=places < 0), pa.array(labels, pa.string()))


def _days(days: Array, told: Array | None = None) -> pa.Array:
    return pa.array(days - _EPOCH, pa.int32(), mask=None if told is None else ~told).cast(pa.date32())


def _amounts(cents: Array, told: Array | None = None) -> pa.Array:
    found = pa.array(cents, pa.int64(), mask=None if told is None else ~told)
    return pa.Array.from_buffers(AMOUNT, len(found), [found.buffers()[0], pa.py_buffer(_words_of(cents))])


def _words_of(cents: Array) -> bytes:
    both = np.empty((len(cents), 2), np.int64)
    both[:, 0], both[:, 1] = cents, cents >> 63
    return both.tobytes()
