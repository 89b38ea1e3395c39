"""One household in one calendar year: every fact on its two axes, known or open, as input of a generated program."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from voorzieningen.facts._domains import SILENT, UNSAID, domain, full, held, is_open, lowest, since_of, union
from voorzieningen.facts._names import LISTS
from voorzieningen.facts._received import received
from voorzieningen.facts._variables import Domain, Variable, outermost
from voorzieningen.facts.alike import changes, edges, row_changes
from voorzieningen.formula import HOUSEHOLD, PERSONS, Type
from voorzieningen.household import Gedateerd, Huishouden
from voorzieningen.rulebook import APPLICANT, EVERYONE, GIVEN, RECEIVED, Feit, LinkedYear


@dataclass(frozen=True, slots=True)
class _Row:
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
class _Read:
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


class Situation:
    """The facts of a household in one linked year, seen from `op`.

    `variables` are the open facts; without any, `exact` gives the input of an exact run. Numbers are integers over the
    decimals of their fact, dates day numbers, choices positions (a set of bits in a bounds run). Raises HouseholdError
    when a value does not fit its fact; the message names the field and never the value.
    """

    def __init__(self, household: Huishouden, linked: LinkedYear, op: date) -> None:
        self.household, self.linked, self.op = household, linked, op
        self.first = tuple(date(linked.year, month, 1) for month in range(1, 13))
        self.variables: list[Variable] = []
        self.assumed: list[str] = []
        self.since = since_of(household, date(op.year, 1, 1))
        self.rows: dict[str, list[_Row]] = {HOUSEHOLD: [_Row(household, 0, self.since, "")]}
        self._exact: dict[str, Any] = {"#wissels": {}}
        self._bounds: dict[str, Any] = {"#wissels": {}}
        self._known: dict[tuple[str, int], _Read] = {}
        self._given: dict[str, list[bool]] = {name: [] for name, fact in linked.facts.items() if fact.geschat_door}
        self._build_rows({fact.tabel for fact in linked.facts.values()})
        self._real = {table: _places(rows) for table, rows in self.rows.items()}
        for name, fact in linked.facts.items():
            self._project(name, fact)
        for scheme in linked.received:
            self._receipts(scheme)
        self._frame()

    # --- input of a run

    def exact(self, box: Mapping[int, int] | None = None) -> Mapping[str, Any]:
        """Input of an exact run; `box` gives a value for each variable, rows that may exist are left out."""
        return self._filled(self._exact, box or {}, self._real)

    def bounds(self, box: Mapping[int, Domain] | None = None) -> Mapping[str, Any]:
        """Input of a bounds run; variables outside `box` have their whole domain."""
        return self._filled(self._bounds, box or {}, None)

    def end(self, box: Mapping[int, Domain], side: int, turned: Collection[int] = ()) -> Mapping[str, Any]:
        """Input of an exact run at one end (0 or 1) of every variable, within `box`; those in `turned` at the other end."""
        return self.exact(
            {
                at: outermost(box.get(at, variable.domain))[side ^ (at in turned)]
                for at, variable in enumerate(self.variables)
            }
        )

    def point(self, box: Mapping[int, Domain], side: int, turned: Collection[int] = ()) -> Mapping[str, Any]:
        """The same as input of a bounds run: what is left open is no variable."""
        ends: dict[int, Domain] = {}
        for at, variable in enumerate(self.variables):
            whole = box.get(at, variable.domain)
            end = outermost(whole)[side ^ (at in turned)]
            ends[at] = 1 << end if isinstance(whole, int) else (end, end)
        return self.bounds(ends)

    def _filled(self, root: dict[str, Any], box: Mapping[int, Any], real: Mapping[str, list[int]] | None) -> Mapping[str, Any]:
        if not box:
            return root
        filled, copied = dict(root), set()
        filled["#wissels"] = changing = dict(root["#wissels"])
        for at, value in box.items():
            variable = self.variables[at]
            name, table = variable.fact, variable.table
            row = variable.row if real is None or table == HOUSEHOLD else real[table][variable.row]
            if variable.months:
                changing[name] |= edges(variable.months)
            if name not in copied:
                copied.add(name)
                cells = filled[name]
                filled[name] = (
                    [list(cell) if isinstance(cell, list) else cell for cell in cells]
                    if table != HOUSEHOLD
                    else list(cells)
                    if isinstance(cells, list)
                    else cells
                )
            if table == HOUSEHOLD:
                if not variable.months:
                    filled[name] = value
                for month in variable.months:
                    filled[name][month] = value
            elif not variable.months:
                filled[name][row] = value
            else:
                for month in variable.months:
                    filled[name][row][month] = value
        return filled

    # --- rows

    def _build_rows(self, tables: set[str]) -> None:
        people = sorted(self.household.personen, key=lambda person: person.rol != "aanvrager")
        order = {id(person): at for at, person in enumerate(self.household.personen)}
        self.rows[PERSONS] = [
            _Row(person, 0, since_of(person, self.since), f"personen.{order[id(person)]}.") for person in people
        ]
        for table, parent in self.linked.parents.items():
            if table == PERSONS:
                continue
            found: list[_Row] = []
            for at, above in enumerate(self.rows[parent] if table in tables else ()):
                found += self._rows_of(table, parent, at, above)
            self.rows[table] = found

    def _rows_of(self, table: str, parent: str, at: int, above: _Row) -> list[_Row]:
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
            return [_Row(None, at, since, f"{above.path}{name}", many=most)]
        rows = [
            _Row(item, at, since_of(item, since), f"{above.path}{name}.{number}.", sure=applies is True)
            for number, item in enumerate(items)
        ]
        if since > self.first[0] and most > len(rows):
            rows.append(_Row(None, at, since, f"{above.path}{name}", since, many=most - len(rows)))
        return rows

    def _frame(self) -> None:
        """The rows, the day and what else every program reads."""
        year = self.linked.year
        month = self.op.month - 1 if self.op.year == year else (11 if self.op.year > year else 0)
        today, begin = self.op.toordinal(), self.op.replace(day=1).toordinal()
        self._exact |= {"#peilmaand": month, "#peildatum": today, "#begin_peilmaand": begin}
        self._bounds |= {"#peilmaand": month, "#peildatum": (today, today), "#begin_peilmaand": (begin, begin)}
        for table, parent in self.linked.parents.items():
            rows = self.rows[table]
            real = [row for row in rows if row.source is not None]
            self._exact[f"#rows {table}"], self._bounds[f"#rows {table}"] = range(len(real)), range(len(rows))
            self._bounds[f"#exists {table}"] = [(int(row.source is not None and row.sure), row.many) for row in rows]
            if parent != HOUSEHOLD:
                for facts, some in ((self._exact, real), (self._bounds, rows)):
                    facts[f"#parent {table}"] = [row.parent for row in some]
                    facts[f"#children {table}"] = [
                        [at for at, row in enumerate(some) if row.parent == one] for one in range(len(self.rows[parent]))
                    ]

    @property
    def has_possible_rows(self) -> bool:
        """Whether a list the rules read was not given."""
        return any(row.source is None for rows in self.rows.values() for row in rows)

    def open_lists(self) -> set[str]:
        """Tables of which the household does not say which rows there are."""
        return {table for table, rows in self.rows.items() if any(row.source is None for row in rows)}

    def estimated(self, guesses: Mapping[str, frozenset[str]], values: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts that the household does not give for some row that matters, and a rule estimates.

        `guesses` says of whom each is read, `values` are those of a run: in them stands who has a role.
        """
        return tuple(sorted(name for name, of in guesses.items() if any(self._guessed(name, whose, values) for whose in of)))

    def _guessed(self, name: str, whose: str, values: Mapping[str, Any]) -> bool:
        table = self.linked.facts[name].tabel
        for given, row, at in zip(self._given[name], self.rows[table], range(len(self._given[name])), strict=True):
            if not given and row.source is not None and self._may_apply(self.linked.facts[name], at):
                person = at if table == PERSONS else row.parent if table != HOUSEHOLD else 0
                if whose == EVERYONE or (person == 0 if whose == APPLICANT else _may_hold(values[whose][person])):
                    return True
        return False

    def given(self, name: str) -> list[bool]:
        """For each row, or for the household as one row, whether a fact that can be estimated was given."""
        return self._given[name.removesuffix(GIVEN)]

    # --- facts

    def _project(self, name: str, fact: Feit) -> None:
        exact: list[Any] = []
        bounds: list[Any] = []
        monthly = fact.wanneer == "maand"
        for at, row in enumerate(self.rows[fact.tabel]):
            cells = self._cells(name, fact, at)
            bounds.append(cells if monthly else cells[0])
            if row.source is not None:
                exact.append(lowest(cells) if monthly else outermost(cells[0])[0])
        table = fact.tabel != HOUSEHOLD
        self._exact[name], self._bounds[name] = (exact, bounds) if table else (exact[0], bounds[0])
        if monthly:
            self._exact["#wissels"][name] = row_changes(exact)
            self._bounds["#wissels"][name] = row_changes(bounds)
        if fact.geschat_door:
            self._note_given(name, fact)

    def _cells(self, name: str, fact: Feit, at: int) -> list[Domain]:
        """The domain of each month, or of the year as a list of one; open ones are noted as variables."""
        months = 12 if fact.wanneer == "maand" else 1
        if self.rows[fact.tabel][at].source is None:
            return self._possible_cells(fact, self.linked.fact_types[name], self.rows[fact.tabel][at].until, months)
        read = self._read(name, fact, at)
        if read.alike and not is_open(read.cells[0]):
            return read.cells
        if read.given or not fact.geschat_door:
            groups: dict[int, list[int]] = {}
            for month, (cell, part) in enumerate(zip(read.cells, read.parts, strict=True)):
                if is_open(cell):
                    groups.setdefault(part, []).append(month)
            for part, group in groups.items():
                self.variables.append(
                    Variable(
                        name,
                        fact.tabel,
                        at,
                        tuple(group) if months == 12 else (),
                        read.cells[group[0]],
                        part != UNSAID,
                    )
                )
        return read.cells

    def _possible_cells(self, fact: Feit, kind: Type, until: date | None, months: int) -> list[Domain]:
        """The domain of a fact of a row that may exist; one that may only have existed earlier is over by `until`."""
        whole = full(fact, kind)
        if until is None or isinstance(whole, int):
            return [whole] * months
        if fact.stil == "loopt_nog":
            whole = whole[0], max(whole[0], until.toordinal() - 1)
        if months == 1 or kind.kind != "getal":
            return [whole] * months
        return [whole if day < until else (0, 0) for day in self.first]

    def _read(self, name: str, fact: Feit, at: int) -> _Read:
        """What the household says of one fact of one row, silence and all; kept, because `alleen_als` asks again."""
        if (name, at) in self._known:
            return self._known[(name, at)]
        row, kind = self.rows[fact.tabel][at], self.linked.fact_types[name]
        raw, since = _raw(name, fact, row)
        where = row.path + (fact.pad or name)
        cells: list[Domain] = []
        parts: list[int] = []
        periods = [] if self._replaced(fact, at) else list(self._periods(raw, fact, since))
        given, assumes = any(value not in SILENT for (value, _), _ in periods), False
        if not periods:
            cells, parts = [domain(fact.anders, fact, kind, where)] * 12, [UNSAID] * 12
        for (value, part), count in periods:
            if value not in SILENT:
                cells += [domain(value, fact, kind, where)] * count
                parts += [part] * count
                continue
            silence = self._silence(value, fact, kind, since, estimated=bool(fact.geschat_door) and not given)
            begin = len(cells)
            months = [(begin, count)] if self._is_steady(fact, at) else [(month, 1) for month in range(begin, begin + count)]
            for month, length in months:
                applies = self._applies(fact, at, month) if fact.alleen_als else True
                other = silence if applies is True else domain(fact.anders, fact, kind, where)
                cells += [union(other, silence) if applies is None else other] * length
                parts += [part if applies is True else UNSAID] * length
                assumes = assumes or (applies is not False and value is None and fact.aanname is not None)
        if assumes and name not in self.assumed:
            self.assumed.append(name)
        alike = cells.count(cells[0]) == len(cells) and parts.count(parts[0]) == len(parts)
        self._known[(name, at)] = found = _Read(cells, parts, given, alike)
        return found

    def _note_given(self, name: str, fact: Feit) -> None:
        """Notes for each row whether a fact that can be estimated was given; of a row that may exist that is open."""
        rows = self.rows[fact.tabel]
        self._given[name] = [row.source is not None and self._read(name, fact, at).given for at, row in enumerate(rows)]
        exact = [int(given) for given, row in zip(self._given[name], rows, strict=True) if row.source is not None]
        bounds = [(int(given), int(given or row.source is None)) for given, row in zip(self._given[name], rows, strict=True)]
        table = fact.tabel != HOUSEHOLD
        self._exact[name + GIVEN], self._bounds[name + GIVEN] = (exact, bounds) if table else (exact[0], bounds[0])

    def _periods(self, raw: Any, fact: Feit, since: date) -> Iterator[tuple[tuple[Any, int], int]]:
        """What is said and which part of the value that is (`UNSAID` for none), with how many months on end.

        A fact of the year is one month long.
        """
        if fact.wanneer != "maand":
            yield self._said(raw, fact, since), 1
        elif isinstance(raw, Gedateerd):
            for day in self.first:
                yield held(raw, day), 1
        else:
            assumed = fact.aanname is not None and raw is None
            before = 0 if assumed or since <= self.first[0] else sum(day < since for day in self.first)
            if before:
                yield (None, UNSAID), before
            if before < 12:
                yield (raw, 0), 12 - before

    def _said(self, raw: Any, fact: Feit, since: date) -> tuple[Any, int]:
        """What is said for the year, and which part of the value that is."""
        if fact.wanneer == "vast" or (fact.aanname is not None and raw is None):
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
        return other is not None and self._read(other, self.linked.all_facts[other], at).given

    def _silence(self, value: Any, fact: Feit, kind: Type, since: date, *, estimated: bool) -> Domain:
        whole = full(fact, kind)
        if isinstance(whole, int):
            return whole
        low, high = whole
        if value is None and fact.aanname is not None:
            return int(fact.aanname), int(fact.aanname)
        if value is None and fact.stil == "loopt_nog":
            return high, high
        if value is None and fact.stil == "altijd_al" and since <= self._looked_at(fact):
            return low, low
        if fact.stil == "altijd_al" or fact.hoogstens == "sinds":
            return low, max(low, min(high, since.toordinal()))
        return (0, 0) if estimated else whole

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

    def _may_apply(self, fact: Feit, at: int) -> bool:
        """Whether a fact may apply to a row in some month."""
        return any(self._applies(fact, at, month) is not False for month in range(12 if fact.alleen_als else 1))

    def _is_steady(self, fact: Feit, at: int) -> bool:
        """Whether the facts in `alleen_als` are the same in every month."""
        return all(self._read(other, self.linked.all_facts[other], at).alike for other in fact.alleen_als)

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
        read = self._read(name, self.linked.all_facts[name], at)
        if read.alike:
            return _singles(read.cells[0])
        if month is not None:
            return _singles(read.cells[month])
        return frozenset().union(*map(_singles, read.cells))

    def _receipts(self, scheme: str) -> None:
        limit = 10**10
        cells: list[tuple[int, int]] = []
        for day in self.first:
            low, high = received(self.household, (scheme,), (day,), self.since)
            cells.append((round(low * 100), limit if high is None else round(high * 100)))
        name = RECEIVED + scheme
        self._exact[name], self._bounds[name] = [low for low, _ in cells], cells
        self._exact["#wissels"][name] = changes(self._exact[name])
        self._bounds["#wissels"][name] = changes(cells)
        for month, cell in enumerate(cells):
            if cell[0] != cell[1]:
                self.variables.append(Variable(name, HOUSEHOLD, 0, (month,), cell, False))


@lru_cache(maxsize=4096)
def _singles(cell: Domain) -> frozenset[int]:
    """The labels, or the two ends, of a domain."""
    if isinstance(cell, int):
        return frozenset(place for place in range(cell.bit_length()) if cell >> place & 1)
    return frozenset(cell)


@lru_cache(maxsize=1024)
def _places_of(labels: tuple[str, ...], wanted: tuple[str, ...] | bool) -> frozenset[int]:
    return frozenset((int(wanted),) if isinstance(wanted, bool) else map(labels.index, wanted))


def _may_hold(truth: Any) -> bool:
    """Whether a truth, of one month or of all, may hold in an exact run or a bounds run."""
    if isinstance(truth, list):
        return any(map(_may_hold, truth))
    return bool(truth[1] if isinstance(truth, tuple) else truth)


def _places(rows: list[_Row]) -> list[int]:
    """For each row its place among the rows that surely exist."""
    found, place = [], 0
    for row in rows:
        found.append(place)
        place += row.source is not None
    return found


def _raw(name: str, fact: Feit, row: _Row) -> tuple[Any, date]:
    """What the household says of a fact, and since when: the part it stands in may have a `sinds` of its own."""
    found, since = row.source, row.since
    if not fact.pad:
        return (getattr(found, "feiten", None) or {}).get(name), since
    for part in fact.pad.split("."):
        since = since if found is row.source else since_of(found, since)
        found = getattr(found, part, None)
    return (bool(found) if isinstance(found, tuple) else found), since  # of a list a fact asks whether there is anything in it
