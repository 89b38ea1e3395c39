"""What a household says of each fact of each row in one year: rows that are there or may be, silence, periods and all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from voorzieningen.facts._domains import SILENT, UNSAID, domain, full, held, since_of, union
from voorzieningen.facts._names import LISTS
from voorzieningen.facts._variables import Domain, outermost
from voorzieningen.formula import HOUSEHOLD, PERSONS, Type
from voorzieningen.household import Gedateerd, Huishouden
from voorzieningen.rulebook import Feit, LinkedYear


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what the household says of it (None: a row that may exist), its parent row, and since when it holds."""

    source: Any
    parent: int
    since: date
    path: str
    until: date | None = None
    """A row that may exist only before this day: a list says nothing of the time before it was true."""
    sure: bool = True
    """Whether the row counts: whether its table applies to the parent row may be open."""
    many: int = 1
    """How many rows that may exist this one stands for: nothing is known of any of them, so they are alike."""


@dataclass(frozen=True, slots=True)
class Read:
    """A fact of one row: its domain by month, which part of what was said each month rests on, and whether it was given."""

    cells: list[Domain]
    parts: list[int]
    given: bool
    alike: bool
    """Whether all months are one domain out of one part."""


@dataclass(frozen=True, slots=True)
class _ServiceCost:
    """A kind of service costs with its amount, as a row."""

    soort: str
    bedrag: Any
    feiten: None = None


class Reading:
    """The rows of a household in one linked year and what is said of them, seen from `op`.

    `assumed` collects the facts that were taken for granted because nobody said anything. Raises HouseholdError when a
    value does not fit its fact.
    """

    def __init__(self, household: Huishouden, linked: LinkedYear, op: date) -> None:
        self.household, self.linked, self.op = household, linked, op
        self.first = tuple(date(linked.year, month, 1) for month in range(1, 13))
        self.since = since_of(household, date(op.year, 1, 1))
        self.rows: dict[str, list[Row]] = {HOUSEHOLD: [Row(household, 0, self.since, "")]}
        self.assumed: list[str] = []
        self._known: dict[tuple[str, int], Read] = {}
        self._build_rows({fact.tabel for fact in linked.facts.values()})

    # --- rows

    def _build_rows(self, tables: set[str]) -> None:
        people = sorted(self.household.personen, key=lambda person: person.rol != "aanvrager")
        order = {id(person): at for at, person in enumerate(self.household.personen)}
        self.rows[PERSONS] = [
            Row(person, 0, since_of(person, self.since), f"personen.{order[id(person)]}.") for person in people
        ]
        for table, parent in self.linked.parents.items():
            if table == PERSONS:
                continue
            found: list[Row] = []
            for at, above in enumerate(self.rows[parent] if table in tables else ()):
                found += self._rows_of(table, parent, at, above)
            self.rows[table] = found

    def _rows_of(self, table: str, parent: str, at: int, above: Row) -> list[Row]:
        if above.source is None:
            return []
        applies = self._row_applies(table, parent, at)
        if applies is False:
            return []
        name, since = LISTS.get(table, table), above.since
        items: Sequence[Any] | None
        if table == "servicekosten":
            name, home = "wonen.servicekosten", self.household.wonen
            costs, since = getattr(home, "servicekosten", None), since_of(home, since)
            items = None if costs in SILENT else [_ServiceCost(kind, amount) for kind, amount in costs.items()]
        else:
            items = getattr(above.source, name, None)
        most = self.linked.maxima[table]
        if items is None:
            return [Row(None, at, since, f"{above.path}{name}", many=most)]
        rows = [
            Row(item, at, since_of(item, since), f"{above.path}{name}.{number}.", sure=applies is True)
            for number, item in enumerate(items)
        ]
        if since > self.first[0] and most > len(rows) and table not in self.linked.only_now:
            rows.append(Row(None, at, since, f"{above.path}{name}", since, many=most - len(rows)))
        return rows

    # --- facts

    def possible(self, fact: Feit, kind: Type, until: date | None, months: int) -> list[Domain]:
        """The domain of a fact of a row that may exist; one that may only have existed earlier is over by `until`."""
        whole = full(fact, kind)
        if until is None or isinstance(whole, int):
            return [whole] * months
        if fact.stil == "loopt_nog":
            whole = whole[0], max(whole[0], until.toordinal() - 1)
        if months == 1 or kind.kind != "getal":
            return [whole] * months
        return [whole if day < until else (0, 0) for day in self.first]

    def read(self, name: str, fact: Feit, at: int) -> Read:
        """What the household says of one fact of one row, silence and all; kept, because `alleen_als` asks again."""
        if (name, at) in self._known:
            return self._known[(name, at)]
        row, kind = self.rows[fact.tabel][at], self.linked.fact_types[name]
        raw, since = _raw(name, fact, row)
        where = row.path + (fact.pad or name)
        cells: list[Domain] = []
        parts: list[int] = []
        assumed = raw is None and self._assumes(fact, at)
        periods = [] if self._replaced(fact, at) else list(self._periods(raw, fact, since, assumed))
        given, assumes = any(value not in SILENT for (value, _), _ in periods), False
        if not periods:
            cells, parts = [domain(fact.anders, fact, kind, where)] * 12, [UNSAID] * 12
        for (value, part), count in periods:
            if value not in SILENT:
                cells += [domain(value, fact, kind, where)] * count
                parts += [part] * count
                continue
            silence = self._silence(value, fact, kind, since, at, estimated=bool(fact.geschat_door) and not given)
            begin = len(cells)
            months = [(begin, count)] if self._is_steady(fact, at) else [(month, 1) for month in range(begin, begin + count)]
            for month, length in months:
                applies = self._applies(fact, at, month) if fact.alleen_als else True
                other = silence if applies is True else domain(fact.anders, fact, kind, where)
                cells += [union(other, silence) if applies is None else other] * length
                parts += [part if applies is True else UNSAID] * length
                assumes = assumes or (applies is not False and value is None and self._assumes(fact, at))
        if assumes and name not in self.assumed:
            self.assumed.append(name)
        alike = cells.count(cells[0]) == len(cells) and parts.count(parts[0]) == len(parts)
        self._known[(name, at)] = found = Read(cells, parts, given, alike)
        return found

    def _periods(self, raw: Any, fact: Feit, since: date, assumed: bool) -> Iterator[tuple[tuple[Any, int], int]]:
        """What is said and which part of the value that is (`UNSAID` for none), with how many months on end.

        A fact of the year is one month long; `assumed` when nothing is said and a value is taken for granted.
        """
        if fact.wanneer != "maand":
            yield (raw, 0) if assumed else self._said(raw, fact, since), 1
        elif isinstance(raw, Gedateerd):
            for day in self.first:
                yield held(raw, day), 1
        else:
            before = 0 if assumed or since <= self.first[0] else sum(day < since for day in self.first)
            if before:
                yield (None, UNSAID), before
            if before < 12:
                yield (raw, 0), 12 - before

    def _said(self, raw: Any, fact: Feit, since: date) -> tuple[Any, int]:
        """What is said for the year, and which part of the value that is."""
        if fact.wanneer == "vast":
            return raw, 0
        day = self.op if fact.wanneer == "peildatum" else self.first[0]
        if fact.wanneer == "jaar":
            year = self.linked.year - fact.jaren_terug
            if isinstance(raw, Gedateerd):
                return next(((value, at) for at, (key, value) in enumerate(raw.waarden) if key.year == year), (None, 0))
            return (raw, 0) if since <= date(year, 1, 1) or self.linked.year == self.op.year else (None, 0)
        if isinstance(raw, Gedateerd):
            return held(raw, day)
        return (raw, 0) if since <= day else (None, UNSAID)

    def _replaced(self, fact: Feit, at: int) -> bool:
        """Whether another fact of the row is given, so that this one does not matter."""
        other = fact.alleen_zonder
        return other is not None and self.read(other, self.linked.all_facts[other], at).given

    def _assumes(self, fact: Feit, at: int) -> bool:
        """Whether silence about a fact means what is common, as long as nobody says otherwise."""
        if fact.aanname is None or fact.aanname_onder is None:
            return fact.aanname is not None
        born = self.read("geboortedatum", self.linked.all_facts["geboortedatum"], at).cells[0]
        grown = date(self.linked.year - fact.aanname_onder, 12, 31)  # whoever was born by then has the age this year
        return outermost(born)[0] > grown.toordinal()

    def _silence(self, value: Any, fact: Feit, kind: Type, since: date, at: int, *, estimated: bool) -> Domain:
        whole = full(fact, kind)
        if isinstance(whole, int):
            return whole
        low, high = whole
        if value is None and self._assumes(fact, at):
            return int(bool(fact.aanname)), int(bool(fact.aanname))
        if value is None and fact.stil == "loopt_nog":
            return high, high
        if value is None and fact.stil == "altijd_al" and since <= self._looked_at(fact):
            return low, low
        if fact.stil == "altijd_al" or fact.hoogstens == "sinds":
            return low, max(low, min(high, since.toordinal()))
        if fact.stil_minstens is not None:
            low = int(fact.stil_minstens * 10**fact.decimalen)
        return (0, 0) if estimated else (low, high)

    def _looked_at(self, fact: Feit) -> date:
        """The first day of the year, or of the months before it that the rules look at too."""
        months = self.linked.year * 12 - fact.kijkt_terug
        return date(months // 12, months % 12 + 1, 1)

    def _applies(self, fact: Feit, at: int, month: int) -> bool | None:
        """Whether a fact applies to a row: ja, nee, or None when that is open."""
        sure = True
        for other, wanted in fact.alleen_als.items():
            possible = self._possible(other, at, month if fact.wanneer == "maand" else None)
            allowed = self._allowed(other, wanted)
            if not possible & allowed:
                return False
            sure = sure and possible <= allowed
        return True if sure else None

    def applies(self, fact: Feit, at: int) -> bool:
        """Whether a fact surely applies to a row in some month."""
        return any(self._applies(fact, at, month) for month in range(12 if fact.alleen_als else 1))

    def _is_steady(self, fact: Feit, at: int) -> bool:
        """Whether the facts in `alleen_als` are the same in every month."""
        return all(self.read(other, self.linked.all_facts[other], at).alike for other in fact.alleen_als)

    def _row_applies(self, table: str, parent: str, at: int) -> bool | None:
        """Whether a row of the parent table can have rows of this table; None when that is open."""
        sure = True
        for other, wanted in self.linked.only_if.get(table, {}).items():
            possible, allowed = self._possible(other, at, None), self._allowed(other, wanted)
            if not possible & allowed:
                return False
            sure = sure and possible <= allowed
        return True if sure else None

    def _allowed(self, name: str, wanted: Any) -> frozenset[int]:
        return _places_of(self.linked.fact_types[name].labels, tuple(wanted) if isinstance(wanted, list) else bool(wanted))

    def _possible(self, name: str, at: int, month: int | None) -> frozenset[int]:
        """Every single value another fact of this row may have, in one month or in any."""
        read = self.read(name, self.linked.all_facts[name], at)
        if read.alike:
            return _singles(read.cells[0])
        if month is not None:
            return _singles(read.cells[month])
        return frozenset().union(*map(_singles, read.cells))


@lru_cache(maxsize=4096)
def _singles(cell: Domain) -> frozenset[int]:
    """The labels, or the two ends, of a domain."""
    if isinstance(cell, int):
        return frozenset(place for place in range(cell.bit_length()) if cell >> place & 1)
    return frozenset(cell)


@lru_cache(maxsize=1024)
def _places_of(labels: tuple[str, ...], wanted: tuple[str, ...] | bool) -> frozenset[int]:
    return frozenset((int(wanted),) if isinstance(wanted, bool) else map(labels.index, wanted))


def _raw(name: str, fact: Feit, row: Row) -> tuple[Any, date]:
    """What the household says of a fact, and since when: the part it stands in may have a `sinds` of its own."""
    found, since = row.source, row.since
    if not fact.pad:
        return (getattr(found, "feiten", None) or {}).get(name), since
    for part in fact.pad.split("."):
        since = since if found is row.source else since_of(found, since)
        found = getattr(found, part, None)
    return (bool(found) if isinstance(found, tuple) else found), since  # of a list a fact asks whether there is anything in it
