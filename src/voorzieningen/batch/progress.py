"""The same households later: what they receive of what they missed, which signals are gone, and who kept their step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from voorzieningen.batch.group import files_of, in_all
from voorzieningen.batch.hide_amounts import allowed
from voorzieningen.batch.hide_counts import Columns, Ints, Mark, hide_line
from voorzieningen.batch.publish import euros, numbers
from voorzieningen.batch.standing import MISSES, cents, known, schemes, signal, signals, standing
from voorzieningen.errors import FileError
from voorzieningen.render.group_model import Gain, Gone, GroupPage, Moment, Steps, Topic

STEPS_FILE = "volgen.parquet"
"""Beside the results: `huishouden` (text), `datum` (date), `trede` (1..6), a row for each day somebody looked."""
GAINED = Columns(("meer", "gelijk", "onbekend"))
SIGNAL_LATER = Columns(("weg", "nog", "onbekend"))
STEP = Columns(("hoger", "gelijk", "lager"), {"behouden": ("hoger", "gelijk")})
_NOT_ON = 1


@dataclass(slots=True)
class Later:
    """What is counted of one later day; small numbers are in it, so it is not for showing.

    `gains` (GAINED) and `gone` (SIGNAL_LATER) count households, `euros` has in cents a month per scheme: missed, the largest
    missed, gained, the largest gained. `steps` counts STEP.
    """

    day: date
    followed: int = 0
    gains: dict[str, Ints] = field(default_factory=dict)
    euros: dict[str, Ints] = field(default_factory=dict)
    gone: dict[str, Ints] = field(default_factory=dict)
    steps: Ints = field(default_factory=lambda: np.zeros(len(STEP.leaves), np.int64))

    def add(self, before: pa.Table, after: pa.Table) -> None:
        """Adds results of the same households in the same order, on the first day and on this one."""
        self.followed += before.num_rows
        for scheme in schemes(before.column_names):
            if f"{scheme}.ontvangen" in before.column_names and f"{scheme}.ontvangen" in after.column_names:
                self._gain(scheme, before, after)
        for name in signals(before.column_names):
            if f"signalen.{name}" in after.column_names:
                was, now = signal(before, name) == 0, signal(after, name)
                leaf = np.select([now == 0, now == _NOT_ON], [1, 2], 0)[was]
                self.gone[name] = np.bincount(leaf, minlength=3) + self.gone.get(name, 0)

    def _gain(self, scheme: str, before: pa.Table, after: pa.Table) -> None:
        misses = standing(before, scheme) == MISSES
        had, has = (cents(one, f"{scheme}.ontvangen")[misses] for one in (before, after))
        missed = np.maximum(cents(before, f"{scheme}.per_maand.laagst")[misses] - had, 0)
        told = known(after, f"{scheme}.ontvangen")[misses]
        # More than was missed is not realised: it is the amount that rose, or too much.
        gained = np.where(told, np.clip(has - had, 0, missed), 0)
        leaf = np.select([~told, gained > 0], [2, 0], 1)
        self.gains[scheme] = np.bincount(leaf, minlength=3) + self.gains.get(scheme, 0)
        found = np.array([missed.sum(), missed.max(initial=0), gained.sum(), gained.max(initial=0)])
        old = self.euros.get(scheme, np.zeros(4, np.int64))
        self.euros[scheme] = np.where([True, False, True, False], old + found, np.maximum(old, found))


def follow(first: Path, later: Path, also: Sequence[Path] = ()) -> Later:
    """Counts the households of both result directories that are in those of `also` too, with memory for one part of each.

    Raises FileError when a directory has no results, or when the second is not later than the first.
    """
    days = [_day(files_of(folder)[0]) for folder in (first, later)]
    if days[1] <= days[0]:
        raise FileError("deze uitkomsten zijn niet van later.", where=str(later), repair="Geef de oudste map als eerste.")
    found = Later(days[1])
    others, steps = files_of(later), _steps((first, later), days)
    for path in files_of(first):
        before = pq.read_table(path)
        before = before.filter(in_all(before["huishouden"], also)) if also else before
        # A part mostly has the same households in both directories; only where it has not, the others are read.
        nearest = [*(one for one in others if one.name == path.name), *(one for one in others if one.name != path.name)]
        left = before.num_rows
        for other in nearest:
            if not left:
                break
            after = pq.read_table(other)
            at = pc.index_in(after["huishouden"], value_set=before["huishouden"].combine_chunks())
            pairs = pc.is_valid(at)
            after = after.filter(pairs)
            if after.num_rows:
                found.add(before.take(at.filter(pairs)), after)
                rise = steps.filter(pc.is_in(steps["huishouden"], value_set=after["huishouden"].combine_chunks()))["stijging"]
                found.steps += np.array([_how_many(rise, 1, 5), _how_many(rise, 0, 0), _how_many(rise, -5, -1)])
                left -= after.num_rows
    return found


def with_moments(page: GroupPage, moments: Sequence[Moment]) -> GroupPage:
    """The page with the same households later, the earliest first."""
    return replace(page, moments=sorted(moments, key=lambda one: one.day))


def moment(later: Later, page: GroupPage, target: int) -> Moment:
    """What may be shown of a later day beside the page about the first.

    Of a scheme or signal of which the page hides how many there are, nothing; nor where the page without the households that
    are not followed would tell of fewer than `minimum`.
    """
    minimum = page.minimum
    gains = [_shown_gain(one, later, minimum) for one in page.schemes]
    gone = [_shown_gone(one, later, minimum) for one in page.signals]
    steps = _shown_steps(later, minimum, target)
    return Moment(later.day, [one for one in gains if one], [one for one in gone if one], steps)


def _enough(count: int, minimum: int) -> bool:
    return count == 0 or count >= minimum


def _was(topic: Topic, column: str, count: int, minimum: int) -> bool:
    """Whether how many there were is shown, and is still so without those who are not followed."""
    shown = topic.whole.numbers[column].value
    return shown is not None and count >= minimum and _enough(shown - count, minimum)


def _shown_gain(topic: Topic, later: Later, minimum: int) -> Gain | None:
    leaves = later.gains.get(topic.name)
    if leaves is None or not _was(topic, "mist", int(leaves.sum()), minimum):
        return None
    marks = hide_line(leaves, GAINED, minimum)
    missed, most_missed, gained, most = (np.array([one]) for one in later.euros[topic.name])
    count = int(leaves.sum())
    may_miss = allowed(count, missed, most_missed, minimum)
    may_gain = marks[0] == Mark.SHOWN and allowed(int(leaves[0]), gained, most, minimum)
    return Gain(
        topic.name, count, numbers(GAINED.names, leaves, marks), euros(missed[0]) if may_miss else None,
        euros(gained[0]) if may_gain else None,
    )  # fmt: skip


def _shown_gone(topic: Topic, later: Later, minimum: int) -> Gone | None:
    leaves = later.gone.get(topic.name)
    if leaves is None or not _was(topic, "ja", int(leaves.sum()), minimum):
        return None
    return Gone(topic.name, int(leaves.sum()), numbers(SIGNAL_LATER.names, leaves, hide_line(leaves, SIGNAL_LATER, minimum)))


def _shown_steps(later: Later, minimum: int, target: int) -> Steps | None:
    total = int(later.steps.sum())
    if total < minimum:
        return None
    marks = hide_line(later.steps, STEP, minimum)
    found = numbers(STEP.names, STEP.filled(later.steps[None, :])[0], marks)
    exact = found["behouden"].value
    # Of fewer than the minimum who went down, all that is said is that it is fewer: then at least the rest kept their step.
    least = exact if exact is not None else total - minimum + 1 if found["lager"].sign == "klein" else 0
    return Steps(total, found, 100 * least // total, exact is not None, target)


def _steps(folders: Sequence[Path], days: Sequence[date]) -> pa.Table:
    """How many steps each household rose between two days, each by the last step known on that day."""
    paths = [folder / STEPS_FILE for folder in folders if (folder / STEPS_FILE).exists()]
    if not paths:
        return pa.table({"huishouden": pa.array([], pa.string()), "stijging": pa.array([], pa.int64())})
    table = pa.concat_tables([_read_steps(path) for path in paths])
    first, last = (_last_step(table, day) for day in days)
    both = first.join(last, "huishouden", join_type="inner", right_suffix="_later")
    return pa.table({"huishouden": both["huishouden"], "stijging": pc.subtract(both["trede_later"], both["trede"])})


def _how_many(rise: pa.ChunkedArray, low: int, high: int) -> int:
    return int(pc.sum(pc.and_(pc.greater_equal(rise, low), pc.less_equal(rise, high))).as_py() or 0)


def _read_steps(path: Path) -> pa.Table:
    wanted = {"huishouden": pa.string(), "datum": pa.date32(), "trede": pa.int64()}
    try:
        table = pq.read_table(path, columns=list(wanted)).cast(pa.schema(list(wanted.items())))
    except (pa.ArrowException, OSError, ValueError):
        what = "hierin horen de kolommen huishouden, datum en trede."
        raise FileError(what, where=str(path), repair="Schrijf trede als een heel getal van 1 tot en met 6.") from None
    lowest, highest = pc.min(table["trede"]).as_py(), pc.max(table["trede"]).as_py()
    if any(column.null_count for column in table.columns) or (table.num_rows and not 1 <= lowest <= highest <= 6):
        what = "een trede is geen getal van 1 tot en met 6, of er is iets leeg."
        raise FileError(what, where=str(path), repair="Haal deze rij weg of verbeter hem.")
    return table


def _last_step(table: pa.Table, day: date) -> pa.Table:
    """Of each household the step on the last date not after a day; of two on one date the lowest."""
    until = table.filter(pc.less_equal(table["datum"], pa.scalar(day)))
    last = until.group_by("huishouden").aggregate([("datum", "max")]).rename_columns(["huishouden", "datum"])
    kept = until.join(last, ["huishouden", "datum"], join_type="inner")
    return kept.group_by("huishouden").aggregate([("trede", "min")]).rename_columns(["huishouden", "trede"])


def _day(path: Path) -> date:
    return date.fromisoformat((pq.read_schema(path).metadata or {})[b"peildatum"].decode())
