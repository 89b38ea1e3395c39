"""Both schemes by hand in Polars, in exact 64-bit integers: one lazy plan, the months as columns."""

from __future__ import annotations

import numpy as np
import polars as pl

from peers.engine import Amounts, Engine
from peers.households import PER_CHILD, PER_HOUSEHOLD, YEAR, Columns

BLOCK = 50_000
SCALE = 200_000
"""Amounts of a year are integers over this; those of a month over twelve times this."""
JANUARY = YEAR * 12
EPOCH = 719163
"""The ordinal of 1 January 1970, where the days of Polars begin."""
DAYS = ("a_geboren", "p_geboren", "p_sinds", "k_geboren")
Frames = tuple[pl.DataFrame, pl.DataFrame]


def prepare(columns: Columns) -> Frames:
    """The plain columns as two frames, households and children, with real dates."""
    found = {name: np.frombuffer(column, dtype=np.int64) for name, column in columns.columns.items()}
    frames = [pl.DataFrame({name: found[name] for name in names}) for names in (PER_HOUSEHOLD, PER_CHILD)]
    homes, children = (
        frame.with_columns((pl.col(name) - EPOCH).cast(pl.Int32).cast(pl.Date) for name in frame.columns if name in DAYS)
        for frame in frames
    )
    return homes.with_row_index("huishouden").with_columns(pl.col("huishouden").cast(pl.Int64)), children


def month_of(name: str) -> pl.Expr:
    """The month of a date, as a number that rises by one a month."""
    day = pl.col(name).dt
    return day.year().cast(pl.Int64) * 12 + day.month().cast(pl.Int64) - 1


def becomes(name: str, age: int) -> pl.Expr:
    """The month in which somebody becomes an age; 29 February becomes 1 March in a year without it."""
    day = pl.col(name).dt
    leap_day = (day.month() == 2) & (day.day() == 29) & ((day.year() + age) % 4 != 0)
    return month_of(name) + 12 * age + leap_day.cast(pl.Int64)


def plan(homes: pl.LazyFrame, children: pl.LazyFrame) -> pl.LazyFrame:
    """From the frames to both amounts."""
    months = range(JANUARY, JANUARY + 12)
    children = children.filter(pl.col("k_kinderbijslag") == 1).select(
        "k_huishouden",
        month_of("k_geboren").alias("geboren"),
        *(becomes("k_geboren", age).alias(f"w{age}") for age in (12, 16, 18)),
    )
    amounts = [
        pl.when((pl.col("geboren") < m) & (pl.col("w18") >= m))
        .then(2580 + pl.when(pl.col("w16") < m).then(964).when(pl.col("w12") < m).then(724).otherwise(0))
        .otherwise(0)
        .cast(pl.Int64)
        .sum()
        .alias(f"k{m}")
        for m in months
    ]
    of_children = children.group_by("k_huishouden").agg(amounts)
    since = month_of("p_sinds") + (pl.col("p_sinds").dt.day() > 1).cast(pl.Int64)
    together = homes.join(of_children, left_on="huishouden", right_on="k_huishouden", how="left", maintain_order="left")
    joined = together.with_columns(
        pl.when(pl.col("partner") == 1).then(since).otherwise(JANUARY + 12).alias("vanaf"),
        pl.when(pl.col("a_verzekerd") == 1).then(becomes("a_geboren", 18)).otherwise(JANUARY + 12).alias("eerste"),
        pl.when(pl.col("p_verzekerd") == 1).then(becomes("p_geboren", 18)).otherwise(JANUARY + 12).alias("tweede"),
    )
    all_year = pl.col("vanaf") <= JANUARY
    wealth = pl.col("a_vermogen") + pl.when(all_year).then("p_vermogen").otherwise(0)
    may = wealth <= pl.when(all_year).then(184633).otherwise(146011)
    return joined.select(
        award(pl.when(may).then(pl.sum_horizontal(zorg(m) for m in months)).otherwise(0)).alias("zorgtoeslag"),
        award(pl.when(may).then(pl.sum_horizontal(kgb(m) for m in months)).otherwise(0)).alias("kindgebonden_budget"),
    )


def income(partner: pl.Expr) -> pl.Expr:
    """The income of both in a month."""
    return pl.col("a_inkomen") + pl.when(partner).then("p_inkomen").otherwise(0)


def zorg(m: int) -> pl.Expr:
    """Twelve times the zorgtoeslag of a month, over the scale."""
    partner = pl.col("vanaf") <= m
    first, second = pl.col("eerste") < m, partner & (pl.col("tweede") < m)
    own = pl.when(partner).then(4289).otherwise(1912) * 2 * 29736 + 20 * 1373 * (income(partner) - 29736).clip(lower_bound=0)
    claim = (pl.when(partner).then(2 * 2119).otherwise(2119) * SCALE - own).clip(lower_bound=0)
    return pl.when(first | second).then(pl.when(partner & ~(first & second)).then(claim // 2).otherwise(claim)).otherwise(0)


def kgb(m: int) -> pl.Expr:
    """Twelve times the kindgebonden budget of a month, over the scale."""
    partner, children = pl.col("vanaf") <= m, pl.col(f"k{m}").fill_null(0)
    threshold = pl.when(partner).then(29736 + 9405).otherwise(29736)
    less = 800 * 19 * (income(partner) - threshold).clip(lower_bound=0)
    claim = SCALE * (children + pl.when(partner).then(0).otherwise(3416)) - less
    return pl.when(children > 0).then(claim.clip(lower_bound=0)).otherwise(0)


def award(year: pl.Expr) -> pl.Expr:
    """Whole euros, half up; less than 24 is nothing."""
    whole = (2 * year + 12 * SCALE) // (24 * SCALE)
    return pl.when(whole < 24).then(0).otherwise(whole)


def run(frames: Frames) -> Amounts:
    """Both amounts in whole euros."""
    found = plan(frames[0].lazy(), frames[1].lazy()).collect()
    return found["zorgtoeslag"].to_numpy(), found["kindgebonden_budget"].to_numpy()


def engine() -> Engine:
    """Polars by hand; how many threads it takes is set by `POLARS_MAX_THREADS` before it is imported."""
    return Engine(prepare, run, BLOCK)


POLARS = engine
