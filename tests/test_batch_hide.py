"""What is hidden stays hidden: every small cell has several values that fit all that is shown, found by a solver of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

pytest.importorskip("scipy", reason="needs scipy, to solve for what a reader could find out")
from scipy.optimize import LinearConstraint, milp

from voorzieningen.batch.hide_amounts import allowed, hide_amounts
from voorzieningen.batch.hide_counts import FEWEST, Columns, Ints, Mark, hide_line, hide_table

FLAT = Columns(("a", "b", "c"))
TREE = Columns(("a", "b", "c", "d"), {"s": ("a", "b")})
SEEN: Counter[str] = Counter()


class Reader:
    """All that somebody knows of one breakdown by town and one by type, both with the same totals."""

    def __init__(self, columns: Columns, tables: list[tuple[Ints, Ints]], total: tuple[Ints, Ints], minimum: int) -> None:
        self.columns, self.minimum = columns, minimum
        self.parts = [(columns.filled(leaves), marks) for leaves, marks in tables]
        self.total = (columns.filled(total[0][None, :]), total[1][None, :])
        names = len(columns.names)
        self.starts = np.cumsum([0, names, *(len(cells) * names for cells, _ in self.parts)])
        self.rows: list[tuple[dict[int, int], int]] = []
        self.low, self.high = np.zeros(self.starts[-1]), np.full(self.starts[-1], np.inf)
        for part, (cells, marks) in enumerate([self.total, *self.parts]):
            for row in range(len(cells)):
                self._row(part, row, cells[row])
                for column in range(names):
                    self._cell(self.at(part, row, column), int(cells[row, column]), int(marks[row, column]))
        for part, (cells, _) in enumerate(self.parts, 1):
            for column in range(names):
                each = {self.at(part, row, column): 1 for row in range(len(cells))}
                self.rows.append(({**each, self.at(0, 0, column): -1}, 0))

    def at(self, part: int, row: int, column: int) -> int:
        return int(self.starts[part]) + row * len(self.columns.names) + column

    def _row(self, part: int, row: int, cells: Ints) -> None:
        leaves = self.columns.leaves
        size = int(cells[: len(leaves)].sum())
        self.rows.append(({self.at(part, row, one): 1 for one in range(len(leaves))}, size))
        for number, parts in enumerate(self.columns.sums.values(), len(leaves)):
            each = {self.at(part, row, leaves.index(one)): 1 for one in parts}
            self.rows.append(({**each, self.at(part, row, number): -1}, 0))

    def _cell(self, at: int, value: int, mark: int) -> None:
        """What a reader who knows the method makes of a mark."""
        match Mark(mark):
            case Mark.SHOWN:
                assert value == 0 or value >= self.minimum, "a small number is shown"
                self.low[at] = self.high[at] = value
            case Mark.SMALL:
                assert 0 < value < self.minimum
                self.low[at], self.high[at] = 1, self.minimum - 1
            case Mark.ALSO:
                assert value >= self.minimum
                self.low[at] = self.minimum

    def range_of(self, cell: int) -> tuple[int, int]:
        """The lowest and highest whole number that a cell can be, with all cells whole numbers."""
        matrix, wanted = np.zeros((len(self.rows), len(self.low))), np.zeros(len(self.rows))
        for number, (each, size) in enumerate(self.rows):
            wanted[number] = size
            for at, factor in each.items():
                matrix[number, at] = factor
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(self.low))
            goal[cell] = sign
            found: Any = milp(
                goal, constraints=LinearConstraint(matrix, wanted, wanted), integrality=np.ones(len(self.low)),
                bounds=(self.low, self.high),
            )  # fmt: skip
            assert found.status in (0, 3), found.message
            ends.append(round(sign * found.fun) if found.status == 0 else 10**9)
        return ends[0], ends[1]

    def small(self) -> Iterator[tuple[int, int]]:
        """Each small cell that is not shown, with its real value."""
        for part, (cells, marks) in enumerate([self.total, *self.parts]):
            for (row, column), value in np.ndenumerate(cells):
                if 0 < value < self.minimum:
                    assert marks[row, column] != Mark.SHOWN
                    yield self.at(part, row, column), int(value)


def hidden(first: Ints, second: Ints, columns: Columns, minimum: int) -> Reader:
    total = first.sum(axis=0)
    assert (second.sum(axis=0) == total).all()
    line = hide_line(total, columns, minimum)
    tables = [(leaves, hide_table(leaves, columns, line, minimum)) for leaves in (first, second)]
    return Reader(columns, tables, (total, line), minimum)


@st.composite
def households(draw: st.DrawFn) -> tuple[Ints, Ints, Columns, int]:
    """Two breakdowns of the same households: by town, and by type."""
    columns = draw(st.sampled_from([FLAT, TREE]))
    minimum = draw(st.sampled_from([FEWEST, 5, 10]))
    counts = st.sampled_from([0, 0, 1, 2, minimum - 1, minimum, minimum + 1, 40])
    towns, wide = draw(st.integers(1, 4)), len(columns.leaves)
    first = np.array(draw(st.lists(st.lists(counts, min_size=wide, max_size=wide), min_size=towns, max_size=towns)), np.int64)
    # The same people by type: of each column some are of the first type, the rest of the second.
    share = np.array([draw(st.integers(0, int(one))) for one in first.sum(axis=0)], np.int64)
    second = np.array([share, first.sum(axis=0) - share])
    assume((first.sum(axis=1) >= minimum).all() and (second.sum(axis=1) >= minimum).all())
    return first, second, columns, minimum


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(households())
def test_no_small_cell_can_be_found_back(given: tuple[Ints, Ints, Columns, int]) -> None:
    reader = hidden(*given)
    SEEN["tables"] += 2
    SEEN["tables with hidden cells"] += sum(bool((marks != Mark.SHOWN).any()) for _, marks in reader.parts)
    for cell, value in list(reader.small())[:6]:
        low, high = reader.range_of(cell)
        assert low <= value <= high, "the reader of the test must at least allow the truth"
        assert low < high, f"a cell of {value} can be found back"
        SEEN["small cells solved for"] += 1


def test_most_of_those_tables_had_something_to_hide(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{dict(SEEN)}")
    assert not SEEN or (SEEN["tables with hidden cells"] > SEEN["tables"] / 2 and SEEN["small cells solved for"] > 100)


def test_a_reader_finds_back_what_is_only_left_out() -> None:
    """The solver sees a leak: with the small cell alone hidden it is the row minus the rest."""
    cells = np.array([[3, 50, 40], [60, 50, 40]])
    marks = np.zeros_like(cells)
    marks[0, 0] = Mark.SMALL
    reader = Reader(FLAT, [(cells, marks)], (cells.sum(axis=0), np.zeros(3, np.int64)), 10)
    assert [reader.range_of(cell) for cell, _ in reader.small()] == [(3, 3)]


def test_what_is_hidden_besides_is_the_least_that_helps() -> None:
    cells = np.array([[3, 50, 400], [60, 55, 400], [70, 80, 500]])
    marks = hide_table(cells, FLAT, hide_line(cells.sum(axis=0), FLAT, 10), 10)
    assert marks.tolist() == [[Mark.SMALL, Mark.ALSO, 0], [Mark.ALSO, Mark.ALSO, 0], [0, 0, 0]]


def test_a_column_of_ones_is_not_given_away_by_its_total() -> None:
    cells = np.array([[1, 50]] * 12 + [[0, 50]] * 3)
    flat = Columns(("a", "b"))
    marks = hide_table(cells, flat, hide_line(cells.sum(axis=0), flat, 10), 10)
    assert (marks[:, 0] == Mark.WHOLE).all()
    reader = Reader(flat, [(cells, marks)], (cells.sum(axis=0), np.zeros(2, np.int64)), 10)
    assert all(low < high for low, high in (reader.range_of(cell) for cell, _ in list(reader.small())[:4]))


def test_nothing_is_hidden_without_need() -> None:
    cells = np.array([[30, 0, 40], [60, 50, 40]])
    assert not hide_table(cells, FLAT, hide_line(cells.sum(axis=0), FLAT, 10), 10).any()


def test_a_row_below_the_minimum_is_refused() -> None:
    with pytest.raises(ValueError, match="smaller"):
        hide_table(np.array([[5, 0, 4], [60, 50, 40]]), FLAT, np.zeros(3, np.int64), 10)


@pytest.mark.parametrize("minimum", [0, 1, FEWEST - 1])
def test_a_minimum_that_hides_nothing_is_refused(minimum: int) -> None:
    with pytest.raises(ValueError, match="one number"):
        hide_line(np.array([1, 50]), Columns(("a", "b")), minimum)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(1, 10_000), max_size=25), min_size=1, max_size=6))
def test_what_is_left_of_the_total_is_no_amount_of_few_or_of_one(groups: list[list[int]]) -> None:
    counts = np.array([len(one) for one in groups], np.int64)
    sums = np.array([[sum(one)] for one in groups], np.int64)
    largest = np.array([[max(one, default=0)] for one in groups], np.int64)
    secret = hide_amounts(counts, sums, largest, (counts == 0) | (counts >= 10), 10)
    for one, shut in zip(range(len(groups)), secret, strict=True):
        assert shut or not counts[one] or allowed(int(counts[one]), sums[one], largest[one], 10)
    rest = [amount for one, shut in zip(groups, secret, strict=True) if shut for amount in one]
    if rest and not all(secret[counts > 0]):
        assert len(rest) >= 10 and 2 * max(rest) <= sum(rest) and sum(secret[counts > 0]) > 1


def test_amounts_of_few_are_not_more_people_in_two_schemes() -> None:
    """Eight with one scheme and five with another are thirteen in two towns, but may be eight in two schemes."""
    counts, ones = np.array([5, 8, 50]), np.array([[100], [100], [100]])
    sums, shown = counts[:, None] * 100, np.array([True] * 3)
    assert hide_amounts(counts, sums, ones, shown, 10).tolist() == [True, True, False]
    assert hide_amounts(counts, sums, ones, shown, 10, overlap=True).tolist() == [True, True, True]
