"""Invented households: drawn from public margins, the same for the same seed, and no real people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voorzieningen.batch._columns import amounts, days, truths, words
from voorzieningen.batch._dated_rows import dated, together
from voorzieningen.batch._lists import Lists
from voorzieningen.batch._margins import margins
from voorzieningen.batch._means import STUDENT, WAGE, Means, make_means
from voorzieningen.batch._people import CHILD, FAMILY, PARTNER, People, make_people
from voorzieningen.batch.invented import marks
from voorzieningen.batch.layout import DATED, HIGHEST, HOUSE, HOUSEHOLDS, ID, NUMBER, PEOPLE, UNKNOWN
from voorzieningen.facts.links import Array

_SINCE = date(2018, 1, 1).toordinal()
_LAST_WORK, _NEVER_WORKED = date(2015, 1, 1).toordinal(), date(1900, 1, 1).toordinal()
_LOW_YEAR = 30_000
_SCHOOLS = ("nog_niet", "basisschool", "middelbaar", "werkt", "geen", "mbo", "hbo", "universiteit")
_ACTIVITIES = ("werk", "studie", "geen")
_NO_FACTS = ("noodzaak_terugwerkend", "gespaard_uit_bijstand", "kreeg_inkomenstoeslag", "verrekening_of_inhouding")
_NO_FACTS_OF_PERSON = (
    "echtscheiding_verzocht", "pensioenpartner", "zakelijk_huurcontract", "ouders_helpen_niet", "kan_naar_school",
)  # fmt: skip
_UNKNOWN = ("ouders", "toetsingsinkomen", "toetsingsinkomen ouders")


def make_population(
    size: int, op: date, seed: int = 1, gemeente: str | Sequence[str] | None = None, part: int = 50_000
) -> Iterator[dict[str, pa.Table]]:
    """`size` invented households as they are on `op`, in tables of `part` households.

    The same seed and day give the same households for every `size` and `part`. All live in `gemeente`, or as many in each of
    several. What comes in of toeslagen is not told: `fill_receipts` does that, out of the results of a first run.
    """
    towns = [gemeente] if isinstance(gemeente, str) else list(gemeente or ())
    for first in range(0, size, part):
        yield _Part(first, min(part, size - first), op, seed, towns).tables()


class _Part:
    """Some households that follow one another, column by column."""

    def __init__(self, first: int, count: int, op: date, seed: int, towns: Sequence[str]) -> None:
        margin = margins()
        self.op, self.towns, self.given, self.margin = op, towns, margin.given, margin
        self.people: People = make_people(first, count, op, seed, margin)
        self.means: Means = make_means(self.people, op, margin)
        self.lists = Lists(self.people, self.means, op, self.given)
        silent, draws = self.given["niet_gezegd"], self.people.draws
        self.silent = self.people.adult & draws.chance("inkomen niet gezegd", silent["inkomen"])
        self.by_year = ~self.silent & (self.means.begins | self.means.stops)
        self.ranged = ~self.silent & ~self.by_year & self.people.adult & draws.chance("inkomen als bereik", silent["bereik"])

    def tables(self) -> dict[str, pa.Table]:
        """Every table but `ontvangt`."""
        homes = self._homes().replace_schema_metadata(marks(self.op))
        return {HOUSEHOLDS: homes, PEOPLE: self._persons(), **self.lists.tables(), DATED: self._dated()}

    def _homes(self) -> pa.Table:
        people, means, homes, costs = self.people, self.means, self.people.homes, self.given["woonkosten"]
        count, rented = homes.count, ~means.owned
        none = np.zeros(count, bool)
        low = people.of_home(means.full) < _LOW_YEAR
        told = rented & ~homes.chance("huur niet gezegd", self.given["niet_gezegd"]["huur"])
        ranged = told & homes.chance("huur als bereik", self.given["niet_gezegd"]["bereik"])
        service = rented & homes.chance("servicekosten", costs["servicekosten"])
        mortgage = np.minimum(homes.cents("hypotheek", costs["hypotheek"]), 400_000)
        worry = np.minimum(homes.pick("rekening", [0.55, 0.27, 0.18]) + (low & homes.chance("rekening, laag", 0.3)), 2)
        return pa.table({
            ID: self.lists.names,
            "gemeente": self._towns(),
            "sinds": days(np.full(count, _SINCE)),
            "wonen.soort": words(np.where(means.owned, 1, np.where(means.room, 2, 0)), ("huur", "koop", "kamer")),
            "wonen.zelfstandig": truths(~means.room),
            "wonen.kale_huur": amounts(means.rent, told),
            f"wonen.kale_huur{HIGHEST}": amounts(means.rent + 5_000, ranged),
            "wonen.servicekosten": truths(service),
            "wonen.servicekosten.schoonmaak": amounts(homes.whole("schoonmaak", 500, 2_500), service),
            "wonen.aangepast": truths(homes.chance("aangepast", costs["aangepast"])),
            "wonen.eerder_huurtoeslag": truths(rented & low),
            "wonen.hypotheek": amounts(mortgage, means.owned),
            "inkomen_gedaald": truths(people.of_home(means.stops.astype(np.int64)) > 0),
            "uitzicht_op_beter_inkomen": truths(homes.chance("uitzicht", 0.2)),
            "laag_inkomen_sinds": days(self.op.toordinal() - homes.whole("laag inkomen", 30, 3000), low),
            "onverwachte_rekening": words(worry, ("lukt", "met_moeite", "lukt_niet")),
            "incasso_geweigerd": truths((worry == 2) & homes.chance("incasso", 0.3)),
            **{name: truths(none) for name in _NO_FACTS},
        })  # fmt: skip

    def _towns(self) -> pa.Array:
        count = self.people.homes.count
        if not self.towns:
            return words(np.full(count, -1), [])
        return words(self.people.homes.whole("gemeente", 0, len(self.towns) - 1), self.towns)

    def _persons(self) -> pa.Table:
        people, means, draws = self.people, self.means, self.people.draws
        partner, child, family = people.role == PARTNER, people.role == CHILD, people.kind[people.house] >= FAMILY
        shares = [self.given["gehuwd"]["aantal"][name] for name in ("paar", "paar_met_kinderen")]
        share = np.where(family, shares[1][0] / shares[1][1], shares[0][0] / shares[0][1])
        school = _schools(people.age, means.source, draws.whole("studie", 5, 7))
        studies = school >= _SCHOOLS.index("mbo")
        changes = means.begins | means.stops
        activity = np.where(people.adult & ~changes, _activity(means), -1)
        last = np.where(people.age < 25, _NEVER_WORKED, _LAST_WORK)
        last = np.where(changes, np.where(means.begins, _LAST_WORK, means.change), last)
        told, year = ~(self.silent | self.by_year), means.year * 100
        said = self.silent & draws.chance("inkomen onbekend", 0.5)
        unknown = np.where(said & studies, 2, np.where(said, 1, np.where(studies, 0, -1)))
        none = np.zeros(len(people.house), bool)
        return pa.table({
            **{HOUSE: self.lists.of_homes(people.house)[HOUSE], NUMBER: pa.array(people.number, pa.int32())},
            "rol": words(people.role, ("aanvrager", "partner", "kind")),
            "geboortedatum": days(people.born),
            "relatie": words(np.where(partner, np.where(draws.chance("gehuwd", share), 0, 1), -1), ("gehuwd", "samenwonend")),
            "relatie_sinds": days(_SINCE - draws.whole("samen sinds", 1, 2000), partner),
            "samen_kind": truths(partner & family, partner),
            "kind_erkend": truths(partner & family, partner),
            "woning_samen": truths(partner & means.owned[people.house], partner),
            "partner_vorig_jaar": truths(partner, partner),
            **{name: truths(none) for name in _NO_FACTS_OF_PERSON},
            "verzekerd": truths(~none),
            "kinderbijslag": truths(child & (people.age < 18)),
            "toetsingsinkomen": amounts(year, told),
            f"toetsingsinkomen{HIGHEST}": amounts(means.year * 11 // 10 * 100, self.ranged),
            "activiteit": words(activity, _ACTIVITIES),
            "einde_werk": days(last, people.adult & (changes | (activity == _ACTIVITIES.index("geen")))),
            "school": words(school, _SCHOOLS),
            "onderwijs_begonnen": days(self.op.toordinal() - draws.whole("begin studie", 60, 1200), studies),
            "uitwonend": truths(studies & people.adult, studies),
            "zorgkosten": amounts(np.zeros(len(none), np.int64)),
            "aow_jaren_gemist": amounts(self._missed() * 100),
            "aangifte_gedaan": truths(draws.chance("aangifte", 0.8)),
            "ioaw_vooraf": words(np.where(people.adult, 0, -1), ("geen",)),
            UNKNOWN: words(unknown, _UNKNOWN).dictionary_decode(),
        })  # fmt: skip

    def _missed(self) -> Array:
        given = self.given["aow_gemist"]
        return np.where(self.people.draws.chance("aow gemist", given["deel"]) & (self.people.role < CHILD), given["jaren"], 0)

    def _dated(self) -> pa.Table:
        """Who began or stopped to work this year: what they did before and do now, and the income of three years."""
        means, people = self.means, self.people
        rows = np.flatnonzero(means.begins | means.stops)
        which = self.lists.of_persons(rows)
        field = _same("activiteit", len(rows))
        before, after = (np.where(means.begins[rows], one, other) for one, other in ((2, 0), (0, 2)))
        start = means.change[rows] + means.stops[rows]
        parts = [
            dated(PEOPLE, which[HOUSE], people.number[rows], field, since, words(value, _ACTIVITIES).dictionary_decode())
            for since, value in ((np.full(len(rows), _SINCE), before), (start, after))
        ]
        whose = [rows, rows]
        rows = np.flatnonzero(self.by_year)
        which, field = self.lists.of_persons(rows), _same("toetsingsinkomen", len(rows))
        full = np.where(means.begins[rows], 0, means.full[rows])
        for year, euros in ((self.op.year - 2, full), (self.op.year - 1, full), (self.op.year, means.year[rows])):
            since = np.full(len(rows), date(year, 1, 1).toordinal())
            text = pc.cast(pa.array(euros, pa.int64()), pa.string())
            parts.append(dated(PEOPLE, which[HOUSE], people.number[rows], field, since, text, years=True))
            whose.append(rows)
        return together(parts).take(pa.array(np.argsort(np.concatenate(whose), kind="stable")))


def _same(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _activity(means: Means) -> Array:
    return np.where(means.source == STUDENT, 1, np.where(means.works, 0, 2))


def _schools(ages: Array, source: Array, study: Array) -> Array:
    by_age = np.select([ages < 4, ages < 12, ages < 18], [0, 1, 2], 4)
    found = np.where((ages >= 18) & (source == WAGE), 3, by_age)
    return np.where(source == STUDENT, study, found)
