"""Chance that depends on a seed, a name and a row only: not on how many rows are drawn at once, nor on their order."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np

from voorzieningen.facts.links import Array

_STEP, _MIX = np.uint64(0x9E3779B97F4A7C15), (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_BITS = np.uint64(11)
"""A double holds 53 of the 64 bits."""


class Draws:
    """Draws for some rows, each with a number of its own (`keys`): every name is another draw."""

    def __init__(self, seed: int, keys: Array) -> None:
        self.seed, self.count, self.keys = seed, len(keys), keys
        self._keys = keys.astype(np.uint64) * _STEP

    def of(self, rows: Array) -> Draws:
        """The draws of some of the rows."""
        return Draws(self.seed, self.keys[rows])

    def uniform(self, name: str) -> Array:
        """Numbers between 0 and 1, never 0 or 1 themselves."""
        start = blake2b(f"{self.seed}:{name}".encode(), digest_size=8).digest()
        # SplitMix64: well spread for numbers that follow one another, and the same wherever a row stands.
        bits = self._keys + np.uint64(int.from_bytes(start, "little"))
        for shift, factor in zip(_SHIFTS, _MIX, strict=False):
            bits ^= bits >> shift
            bits *= factor
        bits ^= bits >> _SHIFTS[2]
        return np.asarray((bits >> _BITS).astype(np.float64) * 2.0**-53 + 2.0**-54)

    def chance(self, name: str, share: Any) -> Array:
        """True for a share of the rows; `share` is one number or one a row."""
        return np.asarray(self.uniform(name) < share)

    def pick(self, name: str, shares: Any, group: Array | None = None) -> Array:
        """The place of one choice; `shares` are weights, with `group` a row of weights for each group."""
        weights = np.asarray(shares, np.float64)
        until = np.cumsum(weights, axis=-1) / weights.sum(axis=-1, keepdims=True)
        drawn = self.uniform(name)
        if group is None:
            return np.asarray(np.searchsorted(until[:-1], drawn, side="right"))
        found = np.zeros(self.count, np.int64)
        for edge in until[:, :-1].T:
            found += drawn >= edge[group]
        return found

    def whole(self, name: str, low: Any, high: Any) -> Array:
        """Whole numbers from low to high, both included; each may be one a row."""
        span = np.asarray(high) - low + 1
        return np.asarray(low + np.floor(self.uniform(name) * span).astype(np.int64))

    def normal(self, name: str) -> Array:
        """Numbers of the normal distribution with mean 0 and spread 1."""
        size = np.sqrt(-2 * np.log(self.uniform(name)))
        return np.asarray(size * np.cos(2 * np.pi * self.uniform(f"{name}, hoek")))

    def skewed(self, name: str, middle: Any, spread: Any) -> Array:
        """Numbers of a lognormal distribution by its median and the spread of its logarithm."""
        return np.asarray(middle * np.exp(self.normal(name) * spread))

    def cents(self, name: str, amount: Any) -> Array:
        """Whole cents of a lognormal distribution, by a pair: its median in euros and its spread."""
        return np.asarray(np.rint(self.skewed(name, amount[0], amount[1]) * 100).astype(np.int64))
