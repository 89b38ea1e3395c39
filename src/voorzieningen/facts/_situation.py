"""One household in one calendar year: every fact on its two axes, known or open, as input of a generated program."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from voorzieningen.facts._domains import UNSAID, is_open, lowest
from voorzieningen.facts._reading import Reading, Row
from voorzieningen.facts._received import received
from voorzieningen.facts._variables import Domain, Variable, outermost
from voorzieningen.facts.alike import changes, edges, row_changes
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.household import Huishouden
from voorzieningen.rulebook import APPLICANT, EVERYONE, GIVEN, RECEIVED, Feit, LinkedYear


class Situation:
    """The facts of a household in one linked year, seen from `op`.

    `variables` are the open facts; without any, `exact` gives the input of an exact run. Numbers are integers over the
    decimals of their fact, dates day numbers, choices positions (a set of bits in a bounds run). Raises HouseholdError
    when a value does not fit its fact; the message names the field and never the value.
    """

    def __init__(self, household: Huishouden, linked: LinkedYear, op: date) -> None:
        self.household, self.linked, self.op = household, linked, op
        self._reading = Reading(household, linked, op)
        self.rows, self.first, self.since = self._reading.rows, self._reading.first, self._reading.since
        self.variables: list[Variable] = []
        self._exact: dict[str, Any] = {"#wissels": {}}
        self._bounds: dict[str, Any] = {"#wissels": {}}
        self._given: dict[str, list[bool]] = {name: [] for name, fact in linked.facts.items() if fact.geschat_door}
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

    def end(self, box: Mapping[int, Domain], side: int) -> Mapping[str, Any]:
        """Input of an exact run at one end (0 or 1) of every variable, within `box`."""
        return self.exact({at: outermost(box.get(at, variable.domain))[side] for at, variable in enumerate(self.variables)})

    def corner(self, side: int, turned: Collection[int], given: Mapping[int, Domain] | None = None) -> Mapping[str, Any]:
        """Input of a bounds run at one end of every variable, those in `turned` at the other: the rest stays open.

        `given` has the domain of some variables instead.
        """
        ends: dict[int, Domain] = {}
        for at, variable in enumerate(self.variables):
            end = outermost(variable.domain)[side ^ (at in turned)]
            ends[at] = 1 << end if isinstance(variable.domain, int) else (end, end)
        return self.bounds({**ends, **(given or {})})

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
    def assumed(self) -> list[str]:
        """The facts that were taken for granted because nobody said anything."""
        return self._reading.assumed

    @property
    def has_possible_rows(self) -> bool:
        """Whether a list the rules read was not given."""
        return any(row.source is None for rows in self.rows.values() for row in rows)

    def estimated(self, guesses: Mapping[str, frozenset[str]], values: Mapping[str, Any]) -> tuple[str, ...]:
        """The facts that the household does not give for some row that matters, and a rule estimates.

        `guesses` says of whom each is read, `values` are those of a run: in them stands who has a role.
        """
        return tuple(sorted(name for name, of in guesses.items() if any(self._guessed(name, whose, values) for whose in of)))

    def _guessed(self, name: str, whose: str, values: Mapping[str, Any]) -> bool:
        table = self.linked.facts[name].tabel
        for given, row, at in zip(self._given[name], self.rows[table], range(len(self._given[name])), strict=True):
            if not given and row.source is not None and self._reading.applies(self.linked.facts[name], at):
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
            return self._reading.possible(fact, self.linked.fact_types[name], self.rows[fact.tabel][at].until, months)
        read = self._reading.read(name, fact, at)
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

    def _note_given(self, name: str, fact: Feit) -> None:
        """Notes for each row whether a fact that can be estimated was given; of a row that may exist that is open."""
        rows = self.rows[fact.tabel]
        self._given[name] = [row.source is not None and self._reading.read(name, fact, at).given for at, row in enumerate(rows)]
        exact = [int(given) for given, row in zip(self._given[name], rows, strict=True) if row.source is not None]
        bounds = [(int(given), int(given or row.source is None)) for given, row in zip(self._given[name], rows, strict=True)]
        table = fact.tabel != HOUSEHOLD
        self._exact[name + GIVEN], self._bounds[name + GIVEN] = (exact, bounds) if table else (exact[0], bounds[0])

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


def _may_hold(truth: Any) -> bool:
    """Whether a truth, of one month or of all, may hold in an exact run or a bounds run."""
    if isinstance(truth, list):
        return any(map(_may_hold, truth))
    return bool(truth[1] if isinstance(truth, tuple) else truth)


def _places(rows: list[Row]) -> list[int]:
    """For each row its place among the rows that surely exist."""
    found, place = [], 0
    for row in rows:
        found.append(place)
        place += row.source is not None
    return found
