"""What many households say of each fact in one year, as columns: the same reading as that of one household. Needs NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import numpy as np

from voorzieningen.facts._domains import domain, full
from voorzieningen.facts._names import LISTS
from voorzieningen.facts.links import Array, Links, alike, shared
from voorzieningen.formula import HOUSEHOLD, PERSONS, Type
from voorzieningen.rulebook import GIVEN, RECEIVED, Feit, LinkedYear

SILENT, SAID, UNKNOWN = 0, 1, 2
"""What a cell holds: nothing, a value, or that somebody said it is not known."""

_SERVICE_COSTS = "servicekosten"
_LISTED = {LISTS.get(table, table): table for table in (*LISTS, "opvang", "bezit", "kosten")}
_NO_LIMIT = 10**10
_DECIMALS = 2
"""Those of a number as told."""
_TWELFTHS = {"maand": 12, "jaar": 1, "kwartaal": 4, "vier_weken": 13, "week": 52, "eenmalig": 1}
_EPOCH = date(1970, 1, 1).toordinal()
_ROW = 2**32
"""More than any day number: a row and a day as one integer that rises with both."""


@dataclass(frozen=True, slots=True)
class Said:
    """One column: for each row what it holds, and the lowest and highest value.

    Numbers are in hundredths, dates day numbers, truths 0 and 1; of a choice both are the place in `labels`, where one entry
    may hold several labels, parted by `|`.
    """

    state: Array
    low: Array
    high: Array
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """Values by date of one column: for each entry its row, the day it holds from, and what `Said` has of it.

    Entries stand by row, and in a row by day.
    """

    rows: Array
    days: Array
    said: Said


@dataclass(frozen=True, slots=True)
class Rows:
    """One table as told: the parent row of each row (0 for a household), columns by path, and values by date.

    Rows stand by parent, in order of entry; the aanvrager first. `told` says for each parent row whether it told the list.
    """

    parent: Array
    columns: Mapping[str, Said]
    dated: Mapping[str, Dated] = field(default_factory=dict)
    told: Array | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.parent)


Cells: TypeAlias = tuple[Array, Array]
"""Lowest and highest by row and month (one column: all months alike); of a choice twice the set of bits."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one fact: its cells, whether it was given, and whether something about it is open that may be answered."""

    cells: Cells
    given: Array
    open: Array


class Sheet:
    """Many households in one linked year, seen from `op`, as input of `evaluate.columns`.

    `tables` are keyed by table of the rules (`huishouden`, `persoon`, ...), those nobody told left out. `unsure` says of each
    household whether it has open facts or rows that only may exist. Values are taken to fit their facts.
    """

    def __init__(self, tables: Mapping[str, Rows], linked: LinkedYear, op: date) -> None:
        nothing = np.zeros(0, np.int64)
        self.tables = {table: Rows(nothing, {}) for table in linked.parents} | dict(tables)
        self.linked, self.op = linked, op
        self.first = np.asarray([date(linked.year, month, 1).toordinal() for month in range(1, 13)])
        self._read: dict[str, _Told] = {}
        self._count = tables[HOUSEHOLD].count
        self.since = {HOUSEHOLD: self._since(HOUSEHOLD, np.full(self._count, date(op.year, 1, 1).toordinal()))}
        self.since[PERSONS] = self._since(PERSONS, self.since[HOUSEHOLD][self.tables[PERSONS].parent])
        self.unsure = np.zeros(self._count, dtype=bool)
        self._lines: dict[str, _Line] = {}
        used = {fact.tabel for fact in linked.facts.values()}
        for table, parent in linked.parents.items():
            self._lines[table] = self._line(table, parent, table in used)

    def bounds(self) -> dict[str, Any]:
        """Input of a run in bounds over all households; `unsure` is known after it."""
        linked, op = self.linked, self.op
        today, begin = op.toordinal(), op.replace(day=1).toordinal()
        month = op.month - 1 if op.year == linked.year else (11 if op.year > linked.year else 0)
        found: dict[str, Any] = {"#peilmaand": month, "#peildatum": (today, today), "#begin_peilmaand": (begin, begin)}
        found["#aantal"] = {HOUSEHOLD: self._count, **{table: len(one.parent) for table, one in self._lines.items()}}
        persons = self._lines[PERSONS].parent
        found["#aanvrager"] = np.searchsorted(persons, np.arange(self._count))
        for table, one in self._lines.items():
            above = linked.parents[table]
            found[f"#rijen {table}"] = Links(one.parent, found["#aantal"][above])
            found[f"#bestaat {table}"] = one.exists
            found[f"#boven {table}"] = {above: one.parent}
            if above != HOUSEHOLD:
                found[f"#boven {table}"][HOUSEHOLD] = self._lines[above].parent[one.parent]
        for name, fact in linked.facts.items():
            found |= self._projected(name, fact)
        for scheme in linked.received:
            found[RECEIVED + scheme] = self._receipts(scheme)
        return found

    def rows_of(self, table: str, households: Array) -> Array:
        """The rows of a table in a run that belong to some households, by number in rising order."""
        if table == HOUSEHOLD:
            return households
        mine = np.zeros(self._count, bool)
        mine[households] = True
        return np.flatnonzero(mine[self.owners()[table]])

    def owners(self) -> dict[str, Array]:
        """By table the household of each row in a run."""
        found: dict[str, Array] = {}
        for table, line in self._lines.items():
            above = self.linked.parents[table]
            found[table] = line.parent if above == HOUSEHOLD else self._lines[above].parent[line.parent]
        return found

    # --- rows

    def _since(self, table: str, above: Array) -> Array:
        """Since when each row holds; of a range its last day, because only from then on it is sure."""
        said = self.tables[table].columns.get("sinds")
        return above if said is None else np.where(said.state == SAID, said.high, above)

    def _line(self, table: str, parent: str, used: bool) -> _Line:
        """The rows of a table: those told, and where a list was not told, or not all year, rows that may exist."""
        rows, above, since = self.tables[table], self.tables[parent].count, self.since[parent]
        if table == PERSONS:
            return _Line(rows.parent, np.arange(rows.count), None, np.zeros(rows.count, np.int64))
        if table == _SERVICE_COSTS:
            since = self._home_since(since)
        self.since[table] = self._since(table, since[rows.parent])
        if not used:
            return _Line(*(np.zeros(0, np.int64),) * 2, None, np.zeros(0, np.int64))
        may, sure = (np.broadcast_to(one, (above, 1))[:, 0] for one in self._applying(self.linked.only_if.get(table, {})))
        told = np.zeros(above, bool) if rows.told is None else rows.told
        listed, most = np.bincount(rows.parent, minlength=above), self.linked.maxima[table]
        later = told & (since > self.first[0]) & (listed < most) & (table not in self.linked.only_now)
        kept, extra = np.flatnonzero((may & told)[rows.parent]), np.flatnonzero(may & (~told | later))
        parents = np.concatenate([rows.parent[kept], extra])
        order = np.argsort(parents, kind="stable")
        none = np.zeros(len(extra), np.int64)
        exists = None
        if len(extra) or not sure[parents].all():
            low = np.concatenate([sure[rows.parent[kept]], none.astype(bool)])[order]
            high = np.concatenate([np.ones(len(kept), np.int64), (most - np.where(told, listed, 0))[extra]])[order]
            exists = low[:, None], high[:, None]
        self.unsure[extra if parent == HOUSEHOLD else self.tables[parent].parent[extra]] = True
        until = np.concatenate([np.zeros(len(kept), np.int64), np.where(told, since, 0)[extra]])[order]
        return _Line(parents[order], np.concatenate([kept, none - 1])[order], exists, until)

    # --- facts

    def _projected(self, name: str, fact: Feit) -> dict[str, Any]:
        """The cells of a fact for every row that is or may be there."""
        kind, told = self.linked.fact_types[name], self._told(name)
        (low, high), given, possible = told.cells, told.given, np.zeros(len(told.given), bool)
        open_rows = told.open
        if fact.tabel not in (HOUSEHOLD, PERSONS):
            line = self._lines[fact.tabel]
            possible, there = line.source < 0, np.zeros(len(given), bool)
            there[line.source[~possible]] = True
            low, high = self._with_possible(fact, kind, line, told.cells)
            open_rows, given = open_rows & there, np.append(given, False)[line.source]  # the last is that of rows that may exist
        self.unsure[self._house(fact.tabel)[open_rows]] = True
        low, high = (alike(one.astype(bool) if kind.kind == "ja_nee" else one) for one in (low, high))
        found: dict[str, Any] = {name: low if kind.kind == "keuze" else shared(low, high)}
        if fact.geschat_door:
            found[name + GIVEN] = shared(given[:, None], (given | possible)[:, None])
        return found

    def _house(self, table: str) -> Array:
        """The household of each told row of a table."""
        if table == HOUSEHOLD:
            return np.arange(self._count)
        above = self.tables[table].parent
        return above if self.linked.parents[table] == HOUSEHOLD else self._house(self.linked.parents[table])[above]

    def _with_possible(self, fact: Feit, kind: Type, line: _Line, cells: Cells) -> Cells:
        """The cells of the rows that are there, in order, with those of rows that may exist."""
        possible = line.source < 0
        if not possible.any():
            return cells[0][line.source], cells[1][line.source]
        whole, until = full(fact, kind), line.until[possible][:, None]
        ends = (whole, whole) if isinstance(whole, int) else whole
        lows, highs = (np.full((len(until), 1), end) for end in ends)
        if not isinstance(whole, int):
            if fact.stil == "loopt_nog":
                highs = np.where(until > 0, np.maximum(whole[0], until - 1), highs)
            over = (until > 0) & (self.first >= until)
            if fact.wanneer == "maand" and kind.kind == "getal" and over.any():
                lows, highs = np.where(over, 0, lows), np.where(over, 0, highs)
        found = []
        for real, maybe in zip(cells, (lows, highs), strict=True):
            one = np.zeros((len(line.source), max(real.shape[1], maybe.shape[1])), dtype=np.int64)
            one[~possible], one[possible] = real[line.source[~possible]], maybe
            found.append(one)
        return found[0], found[1]

    def _told(self, name: str) -> _Told:
        """What the rows of its table say of a fact, silence and all; kept, because `alleen_als` asks again."""
        if name not in self._read:
            self._read[name] = self._reading(name, self.linked.all_facts[name])
        return self._read[name]

    def _reading(self, name: str, fact: Feit) -> _Told:
        rows, kind = self.tables[fact.tabel], self.linked.fact_types[name]
        column, since = self._column(fact, fact.pad or name, kind, rows)
        assumes = self._assumes(fact, rows.count)
        state, low, high = self._by_time(fact, rows.dated.get(fact.pad or name), kind, column, since, assumes)
        replaced = self._told(fact.alleen_zonder).given if fact.alleen_zonder else np.zeros(rows.count, bool)
        said = (state == SAID) & ~replaced[:, None]
        given = said.any(axis=1)
        cells = self._silence(fact, kind, since, state, assumes, given)
        may: Array = ~replaced[:, None]
        sure = may
        if fact.alleen_als:
            applies = self._applying(fact.alleen_als, by_month=fact.wanneer == "maand")
            may, sure = may & applies[0], sure & applies[1]
        if not sure.all():
            cells = _chosen(may, sure, cells, self._otherwise(fact, kind), kind)
        cells = np.where(said, low, cells[0]), np.where(said, high, cells[1])
        wide = (cells[0] & (cells[0] - 1)) != 0 if kind.kind == "keuze" else cells[0] != cells[1]
        asked = given if fact.geschat_door else np.ones(rows.count, bool)
        return _Told((alike(cells[0]), alike(cells[1])), given, wide.any(axis=1) & asked)

    def _otherwise(self, fact: Feit, kind: Type) -> tuple[int, int]:
        found = domain(fact.anders, fact, kind, "anders")
        return (found, found) if isinstance(found, int) else found

    def _column(self, fact: Feit, path: str, kind: Type, rows: Rows) -> tuple[Said, Array]:
        """What is said of a fact in integers over its decimals, and since when."""
        since = self._home_since(self.since[HOUSEHOLD]) if path.startswith("wonen.") else self.since[fact.tabel]
        if path in _LISTED:
            return self._filled(_LISTED[path], rows.count), since
        said = rows.columns.get(path)
        return _nothing(rows.count) if said is None else _over(said, fact, kind), since

    def _home_since(self, above: Array) -> Array:
        said = self.tables[HOUSEHOLD].columns.get("wonen.sinds")
        return above if said is None else np.where(said.state == SAID, said.high, above)

    def _filled(self, table: str, count: int) -> Said:
        """Of a list a fact asks whether there is anything in it."""
        rows = self.tables[table]
        if rows.told is None:
            return _nothing(count)
        some = (np.bincount(rows.parent, minlength=count) > 0).astype(np.int64)
        return Said(rows.told.astype(np.int64), some, some)

    def _by_time(
        self, fact: Feit, dated: Dated | None, kind: Type, column: Said, since: Array, assumes: Array
    ) -> tuple[Array, Array, Array]:
        """State, lowest and highest for each row, by month where that differs."""
        state, low, high = (one[:, None] for one in (column.state, column.low, column.high))
        if fact.wanneer == "vast":
            return state, low, high
        with_dates = np.zeros(len(state), bool)
        if dated is not None:
            with_dates[dated.rows] = True
        assumed = ((column.state == SILENT) & ~with_dates & assumes)[:, None]
        if fact.wanneer == "maand":
            days = self.first
            early = (days < since[:, None]) & ~assumed
            if early.any():
                state = np.where(early, SILENT, state)
        else:
            days, seen = self._day(fact, since)
            state = np.where(seen[:, None] | assumed, state, SILENT)
        if dated is None:
            return state, low, high
        shape = len(state), len(days)
        state, low, high = (np.broadcast_to(one, shape).copy() for one in (state, low, high))
        said, rows = _over(dated.said, fact, kind), np.flatnonzero(with_dates)
        for at, day in enumerate(days.tolist()):
            year = date.fromordinal(day).year
            until = date(year, 12, 31).toordinal() if fact.wanneer == "jaar" else day
            place, held = _held(dated, rows, until, first=day if fact.wanneer == "jaar" else 0)
            state[rows, at] = np.where(held, said.state[place], SILENT)
            low[rows, at], high[rows, at] = said.low[place], said.high[place]
        return state, low, high

    def _day(self, fact: Feit, since: Array) -> tuple[Array, Array]:
        """The day a fact of the year is looked at, and which rows told what they told by then."""
        year = self.linked.year - fact.jaren_terug
        if fact.wanneer == "jaar":
            day = date(year, 1, 1).toordinal()
            return np.asarray([day]), (since <= day) | (self.linked.year == self.op.year)
        day = self.op.toordinal() if fact.wanneer == "peildatum" else int(self.first[0])
        return np.asarray([day]), since <= day

    def _assumes(self, fact: Feit, count: int) -> Array:
        """Whether silence about a fact means what is common, as long as nobody says otherwise."""
        if fact.aanname is None or fact.aanname_onder is None:
            return np.full(count, fact.aanname is not None)
        grown = date(self.linked.year - fact.aanname_onder, 12, 31).toordinal()
        return self._told("geboortedatum").cells[0][:, 0] > grown

    def _silence(self, fact: Feit, kind: Type, since: Array, state: Array, assumes: Array, given: Array) -> Cells:
        """What a fact can be of which nothing is said, or that nobody knows."""
        whole = full(fact, kind)
        if isinstance(whole, int):
            return np.full((1, 1), whole), np.full((1, 1), whole)
        low, high = whole
        day, none = since[:, None], state != UNKNOWN
        lows, highs = np.full((len(since), 1), low), np.full((len(since), 1), high)
        if fact.stil == "altijd_al" or fact.hoogstens == "sinds":
            highs = np.maximum(low, np.minimum(high, day))
        else:
            if fact.stil_minstens is not None:
                lows = np.full((len(since), 1), int(fact.stil_minstens * 10**fact.decimalen))
            if fact.geschat_door:
                guessed = ~given[:, None]
                lows, highs = np.where(guessed, 0, lows), np.where(guessed, 0, highs)
        if fact.stil == "altijd_al":
            months = self.linked.year * 12 - fact.kijkt_terug
            always = none & (day <= date(months // 12, months % 12 + 1, 1).toordinal())
            lows, highs = np.where(always, low, lows), np.where(always, low, highs)
        if fact.stil == "loopt_nog":
            lows, highs = np.where(none, high, lows), np.where(none, high, highs)
        taken = none & assumes[:, None]
        if taken.any():
            lows, highs = np.where(taken, int(bool(fact.aanname)), lows), np.where(taken, int(bool(fact.aanname)), highs)
        return lows, highs

    def _applying(self, wanted: Mapping[str, Any], *, by_month: bool = False) -> tuple[Array, Array]:
        """Whether something may apply to each row of the table the wanted facts are of, and whether it surely does."""
        may, sure = np.ones((1, 1), bool), np.ones((1, 1), bool)
        for other, labels in wanted.items():
            kind = self.linked.fact_types[other]
            low, high = self._told(other).cells
            possible = low if kind.kind == "keuze" else (1 << low) | (1 << high)
            if not by_month:
                possible = np.bitwise_or.reduce(possible, axis=1, keepdims=True)
            if isinstance(labels, list | tuple):
                allowed = sum(1 << kind.labels.index(label) for label in labels)
            else:
                allowed = 1 << int(bool(labels))
            may, sure = may & ((possible & allowed) != 0), sure & ((possible & ~allowed) == 0)
        return may, sure & may

    # --- money that comes in

    def _receipts(self, scheme: str) -> Cells:
        """EUR in cents received of a scheme in each month; 0 without an upper end for what nobody told."""
        low, high, known = received(self.tables.get("ontvangt"), scheme, self.first, self.since[HOUSEHOLD])
        ends = []
        for twelfths, none in ((low, 0), (high, _NO_LIMIT)):
            whole, rest = np.divmod(twelfths, 12)
            ends.append(np.where(known, whole + ((rest > 6) | ((rest == 6) & (whole % 2 == 1))), none))  # halves to even
        self.unsure |= (ends[0] != ends[1]).any(axis=1)
        return shared(alike(ends[0]), alike(ends[1]))


def received(rows: Rows | None, scheme: str, days: Array, since: Array) -> tuple[Array, Array, Array]:
    """What is told to come in under one name in the months that begin on some days, of households known `since` a day.

    Lowest and highest, in twelfths of cents, by household and day, and whether that is known.
    """
    shape = len(since), len(days)
    low, high, known = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, bool)
    if rows is None or scheme not in rows.columns["regeling"].labels:
        return low, high, known
    names, amount, per = (rows.columns[name] for name in ("regeling", "bedrag", "per"))
    mine = np.flatnonzero(names.low == names.labels.index(scheme))
    by_label = np.asarray([_TWELFTHS.get(label, 0) for label in per.labels] or [0])
    factors = np.where(per.state[mine] == SAID, by_label[per.low[mine]], _TWELFTHS["maand"])
    houses, dated = rows.parent[mine], rows.dated.get("bedrag")
    firsts = _first_of_month(since[houses])
    for at, day in enumerate(days.tolist()):
        state = np.where(day < firsts, SILENT, amount.state[mine])
        lows, highs = amount.low[mine], amount.high[mine]
        if dated is not None:
            place, held = _held(dated, mine, day)
            with_dates = np.isin(mine, dated.rows)
            state = np.where(with_dates, np.where(held, dated.said.state[place], SILENT), state)
            lows, highs = np.where(held, dated.said.low[place], lows), np.where(held, dated.said.high[place], highs)
        known[houses, at] = state == SAID
        low[houses, at], high[houses, at] = lows * factors, highs * factors
    return low, high, known


@dataclass(frozen=True, slots=True)
class _Line:
    """The rows of a table in a run: parent, place among the told rows (-1: it only may exist), whether and how often it is
    there, and the day before which it may have existed (0: no such day)."""

    parent: Array
    source: Array
    exists: tuple[Array, Array] | None
    until: Array


def _first_of_month(days: Array) -> Array:
    """The first day of the month of each day."""
    months = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]")
    return np.asarray(months.astype("datetime64[D]").astype(np.int64) + _EPOCH)


def _nothing(count: int) -> Said:
    zero = np.zeros(count, np.int64)
    return Said(zero, zero, zero)


def _held(dated: Dated, rows: Array, day: int, *, first: int = 0) -> tuple[Array, Array]:
    """For some rows the entry that holds on a day, and whether there is one; with `first` one that begins on that day or later.

    Of more than one in the time from `first` the earliest counts.
    """
    key, own = dated.rows * _ROW + dated.days, rows * _ROW
    if first:
        place = np.searchsorted(key, own + first, side="left")
        held = (place < len(key)) & (key[np.minimum(place, len(key) - 1)] <= own + day)
        return np.minimum(place, len(key) - 1), held
    place = np.searchsorted(key, own + day, side="right") - 1
    held = (place >= 0) & (dated.rows[np.maximum(place, 0)] == rows)
    return np.maximum(place, 0), held


def _over(said: Said, fact: Feit, kind: Type) -> Said:
    """A column in integers over the decimals of a fact; a choice as sets of bits."""
    if kind.kind == "keuze":
        places = {label: 1 << at for at, label in enumerate(kind.labels)}
        sets = np.asarray([sum(places.get(one, 0) for one in entry.split("|")) for entry in said.labels] or [0])
        return Said(said.state, sets[said.low], sets[said.low])
    if kind.kind != "getal":
        return said
    more, less = 10 ** max(0, fact.decimalen - _DECIMALS), 10 ** max(0, _DECIMALS - fact.decimalen)
    return Said(said.state, said.low * more // less, said.high * more // less)


def _chosen(may: Array, sure: Array, silence: Cells, other: tuple[int, int], kind: Type) -> Cells:
    """Silence where a fact surely applies, its other value where it does not, and both where that is open."""
    if kind.kind == "keuze":
        both = silence[0] | other[0], silence[1] | other[1]
    else:
        both = np.minimum(silence[0], other[0]), np.maximum(silence[1], other[1])
    low, high = (np.where(sure, one, np.where(may, two, three)) for one, two, three in zip(silence, both, other, strict=True))
    return low, high
