"""Both schemes by hand in NumPy, in exact 64-bit integers or in floats: about the fastest that Python can do on one core."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from peers.engine import Amounts, Engine
from peers.households import PER_CHILD, PER_HOUSEHOLD, YEAR, Columns

Array: TypeAlias = NDArray[Any]
BLOCK = 5000
EPOCH = 719163
"""The ordinal of 1 January 1970, where the days of NumPy begin."""
MONTHS = np.arange((YEAR - 1970) * 12, (YEAR - 1969) * 12)
"""The twelve months of the year, counted since January 1970."""


@dataclass(frozen=True)
class Native:
    """The columns as arrays, and for each household where its children begin; at last where they end."""

    of: dict[str, Array]
    bounds: Array


def prepare(columns: Columns) -> Native:
    """The plain columns as arrays, without a copy."""
    of = {name: np.frombuffer(columns.columns[name], dtype=np.int64) for name in (*PER_HOUSEHOLD, *PER_CHILD)}
    counts = np.bincount(of["k_huishouden"], minlength=len(columns)) if len(of["k_huishouden"]) else np.zeros(len(columns), int)
    return Native(of, np.concatenate(([0], np.cumsum(counts))))


def split(days: Array) -> tuple[Array, Array]:
    """The month of each day and the day within it, from 0."""
    whole = (days - EPOCH).astype("datetime64[D]")
    months = whole.astype("datetime64[M]")
    return months.astype(np.int64), (whole - months).astype(np.int64)


def birthday_month(month: Array, day: Array, age: int) -> Array:
    """The month in which somebody becomes an age; 29 February becomes 1 March in a year without it."""
    leap_day = (month % 12 == 1) & (day == 28)
    return np.asarray(month + 12 * age + (leap_day & ((1970 + month // 12 + age) % 4 != 0)))


@dataclass(frozen=True)
class Figures:
    """The figures of 2026, all times `scale`; amounts of a month are in twelfths."""

    scale: Any
    single: Any
    couple: Any
    taper: Any
    kgb_taper: Any

    def award(self, year: Array) -> Array:
        """Twelfths of a year as whole euros, half up; less than 24 is nothing."""
        below = 12 * self.scale
        whole = (2 * year + below) // (2 * below) if isinstance(self.scale, int) else np.floor(year / below + 0.5)
        return np.where(whole < 24, 0, whole)


EXACT = Figures(200_000, 2 * 1912, 2 * 4289, 20 * 1373, 800 * 19)
FLOATS = Figures(1.0, 0.01912, 0.04289, 0.1373, 0.076)


def run(figures: Figures, native: Native) -> Amounts:
    """Both amounts in whole euros, for each household."""
    of, scale = native.of, figures.scale
    month, day = split(of["p_sinds"])
    partner = (of["partner"] == 1)[:, None] & ((month + (day > 0))[:, None] <= MONTHS)
    all_year = partner[:, 0]
    wealth = of["a_vermogen"] + np.where(all_year, of["p_vermogen"], 0)
    may = (wealth <= np.where(all_year, 184633, 146011))[:, None]
    income = of["a_inkomen"][:, None] + np.where(partner, of["p_inkomen"][:, None], 0)
    first, second = _insured(native, "a"), partner & _insured(native, "p")
    own = np.where(partner, figures.couple, figures.single) * 29736 + figures.taper * np.maximum(0, income - 29736)
    claim = np.maximum(0, np.where(partner, 2 * 2119 * scale, 2119 * scale) - own)
    half = claim // 2 if isinstance(scale, int) else claim / 2
    claim = np.where(partner & ~(first & second), half, claim)
    zorg = np.where(may & (first | second), claim, 0).sum(axis=1)
    children, counted = _children(native)
    claim = scale * (children + np.where(partner, 0, 3416)) - figures.kgb_taper * np.maximum(
        0, income - np.where(partner, 29736 + 9405, 29736)
    )
    kgb = np.where(may & (counted > 0), np.maximum(0, claim), 0).sum(axis=1)
    return figures.award(zorg), figures.award(kgb)


def _insured(native: Native, who: str) -> Array:
    """For each household and month whether the applicant (`a`) or the partner (`p`) counts as insured."""
    grown = birthday_month(*split(native.of[f"{who}_geboren"]), 18)[:, None] < MONTHS
    return np.asarray((native.of[f"{who}_verzekerd"] == 1)[:, None] & grown)


def _children(native: Native) -> tuple[Array, Array]:
    """For each household and month the amounts of its children together, and how many count."""
    of = native.of
    month, day = split(of["k_geboren"])
    young = birthday_month(month, day, 18)[:, None] >= MONTHS
    counts = (of["k_kinderbijslag"] == 1)[:, None] & (month[:, None] < MONTHS) & young
    extra = np.where(
        birthday_month(month, day, 16)[:, None] < MONTHS,
        964,
        np.where(birthday_month(month, day, 12)[:, None] < MONTHS, 724, 0),
    )
    return _gather(native, np.where(counts, 2580 + extra, 0)), _gather(native, counts.astype(np.int64))


def _gather(native: Native, of_child: Array) -> Array:
    total = np.concatenate((np.zeros((1, 12), np.int64), of_child.cumsum(axis=0)))
    return np.asarray(total[native.bounds[1:]] - total[native.bounds[:-1]])


def engine(figures: Figures) -> Engine:
    """NumPy by hand for exact or floating figures."""
    return Engine(prepare, partial(run, figures), BLOCK)


INTEGERS = partial(engine, EXACT)
FLOATING = partial(engine, FLOATS)
