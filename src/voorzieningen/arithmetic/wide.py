"""Arrays of exact integers beyond 64 bits: what is left of each by 2**64, and about how large it is. Needs NumPy.

The two together name one integer as long as the estimate is less than 2**62 away, and every array carries a proof of that: a
bound on its size and one on the error of its estimates. An operation for which the proof fails gives Python integers instead.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
_FITS = 2.0**62
"""Below this no estimate is needed: 64 bits hold the integer itself."""
_CLOSE = 2.0**60
_ROUND = 2.0**-52
"""Twice the most a float operation is off by, as a part of its result."""
_MOST = 2.0**400
_WORD = 2**64


class Wide:
    """Integers of any size up to the bound `most`; `near` is None while 64 bits are enough.

    Behaves as an array of Python integers in the operations of `columns`, at nearly the speed of 64-bit ones.
    """

    __slots__ = ("error", "most", "near", "whole")
    __array_ufunc__ = None  # an operator of NumPy asks the other side first

    def __init__(self, whole: Array, near: Array | None, most: float, error: float) -> None:
        self.whole, self.near, self.most, self.error = whole, near, most, error

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows by months."""
        return tuple(self.whole.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.whole.ndim

    def __getitem__(self, index: Any) -> Wide:
        return Wide(self.whole[index], None if self.near is None else self.near[index], self.most, self.error)

    def estimate(self) -> Array:
        """About how large each is."""
        return np.asarray(self.whole, np.float64) if self.near is None else self.near

    def exact(self) -> Array:
        """The integers themselves: of 64 bits where they fit, else Python's own."""
        if self.near is None:
            return self.whole
        words = np.rint((self.near - self.whole.astype(np.float64)) / float(_WORD)).astype(np.int64)
        return np.asarray(self.whole.astype(object) + words.astype(object) * _WORD)

    # --- arithmetic

    def __add__(self, other: Any) -> Any:
        return _joined(self, other, subtract=False)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return _joined(self, other, subtract=True)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __neg__(self) -> Wide:
        return Wide(-self.whole, None if self.near is None else -self.near, self.most, self.error)

    def __mul__(self, other: Any) -> Any:
        if _is_python(other):
            return _python(self) * other
        left, right = self, wide(other)
        most = left.most * right.most
        if most < _FITS:
            return Wide(left.whole * right.whole, None, most, 0.0)
        ends = left.slack() * right.most + right.slack() * left.most
        error = ends + left.slack() * right.slack() + _ROUND * most
        if error >= _CLOSE or most > _MOST:
            return _python(left) * _python(right)
        return Wide(left.whole * right.whole, left.estimate() * right.estimate(), most, error)

    __rmul__ = __mul__

    def slack(self) -> float:
        """How far an estimate may be off."""
        return self.error if self.near is not None else _ROUND * self.most if self.most > 2.0**53 else 0.0

    def __floordiv__(self, other: Any) -> Any:
        """Divided by positive integers, rounded down."""
        divisor = None if _is_python(other) else wide(other)
        if divisor is None or divisor.near is not None:
            return _python(self) // (other if divisor is None else _python(divisor))
        below = divisor.whole
        if self.near is None:
            return wide(self.whole // below)
        least = float(below.min()) if below.size else 1.0
        if least <= 0:
            return _python(self) // below.astype(object)
        off = (self.error + 2 * _ROUND * self.most) / least + 1
        if self.most / least >= _FITS or (off + 2) * divisor.most >= _FITS:
            return _python(self) // below.astype(object)
        about = np.floor(self.near / below).astype(np.int64)
        # the rest is small, so 64 bits hold it: that sets right by how much the estimate was off
        return wide(about + (self.whole - about * below) // below)

    # --- comparison

    def _difference(self, other: Any) -> tuple[Array, Array | None] | None:
        """This minus the other, as 64 bits and an estimate; None where only Python's integers can tell."""
        if _is_python(other):
            return None
        right = wide(other)
        if self.most + right.most < 2 * _FITS * 0.99:
            return self.whole - right.whole, None
        error = self.slack() + right.slack() + _ROUND * (self.most + right.most)
        if error >= _CLOSE:
            return None
        return self.whole - right.whole, self.estimate() - right.estimate()

    def __lt__(self, other: Any) -> Any:
        found = self._difference(other)
        if found is None:
            return np.asarray(_python(self) < _python(other))
        whole, near = found
        return whole < 0 if near is None else np.where(np.abs(near) < _FITS, whole < 0, near < 0)

    def __gt__(self, other: Any) -> Any:
        found = self._difference(other)
        if found is None:
            return np.asarray(_python(self) > _python(other))
        whole, near = found
        return whole > 0 if near is None else np.where(np.abs(near) < _FITS, whole > 0, near > 0)

    def __le__(self, other: Any) -> Any:
        return np.logical_not(self > other)

    def __ge__(self, other: Any) -> Any:
        return np.logical_not(self < other)

    def __eq__(self, other: object) -> Any:
        found = self._difference(other)
        if found is None:
            return np.asarray(_python(self) == _python(other))
        whole, near = found
        return whole == 0 if near is None else (np.abs(near) < _FITS) & (whole == 0)

    def __ne__(self, other: object) -> Any:
        return np.logical_not(self == other)

    __hash__ = None  # type: ignore[assignment]

    # --- along an axis

    def total(self, axis: int) -> Any:
        """The sum along an axis, which stays."""
        count = self.whole.shape[axis]
        return self._summed(
            self.whole.sum(axis=axis, keepdims=True), lambda: self.estimate().sum(axis=axis, keepdims=True), count
        )

    def gathered(self, starts: Array, most_rows: int) -> Any:
        """Sums of groups of rows; the largest group has so many."""
        return self._summed(
            np.add.reduceat(self.whole, starts, axis=0), lambda: np.add.reduceat(self.estimate(), starts, axis=0), most_rows
        )

    def _summed(self, whole: Array, near: Any, count: int) -> Any:
        most = self.most * max(count, 1)
        if most < _FITS:
            return Wide(whole, None, most, 0.0)
        return Wide(whole, near(), most, max(count, 1) * (self.slack() + _ROUND * most))


def wide(values: Any) -> Wide:
    """Integers of 64 bits, or one integer, with their size."""
    if isinstance(values, Wide):
        return values
    if isinstance(values, int) and not isinstance(values, bool) and abs(values) >= 2**62:
        residue = (values + _WORD // 2) % _WORD - _WORD // 2
        return Wide(np.asarray([[residue]], np.int64), np.asarray([[float(values)]]), float(abs(values)), abs(values) * _ROUND)
    whole = np.atleast_2d(np.asarray(values, np.int64))
    most = float(max(int(whole.max()), -int(whole.min()))) if whole.size else 0.0
    if most >= _FITS:
        return Wide(whole, whole.astype(np.float64), most, _ROUND * most)
    return Wide(whole, None, most, 0.0)


def choose(condition: Any, left: Any, right: Any) -> Any:
    """left where the condition holds, else right; one of them is Wide."""
    if _is_python(left) or _is_python(right):
        return np.where(condition, _python(left), _python(right))
    one, other = wide(left), wide(right)
    near = None
    if one.near is not None or other.near is not None:
        near = np.where(condition, one.estimate(), other.estimate())
    return Wide(
        np.where(condition, one.whole, other.whole), near, max(one.most, other.most), max(one.slack(), other.slack())
    )


def everywhere_equal(left: Any, right: Any) -> bool:
    """Whether two arrays hold the same integers."""
    found = left == right
    return bool(np.all(found)) and np.shape(left) == np.shape(right)


def _joined(left: Wide, other: Any, *, subtract: bool) -> Any:
    if _is_python(other):
        return _python(left) - other if subtract else _python(left) + other
    right = wide(other)
    most = left.most + right.most
    whole = left.whole - right.whole if subtract else left.whole + right.whole
    if most < _FITS:
        return Wide(whole, None, most, 0.0)
    error = left.slack() + right.slack() + _ROUND * most
    if error >= _CLOSE:
        return _python(left) - _python(right) if subtract else _python(left) + _python(right)
    near = left.estimate() - right.estimate() if subtract else left.estimate() + right.estimate()
    return Wide(whole, near, most, error)


def _is_python(values: Any) -> bool:
    return isinstance(values, np.ndarray) and values.dtype == object


def _python(values: Any) -> Any:
    """Python integers."""
    if isinstance(values, Wide):
        return values.exact().astype(object)
    return values.astype(object) if isinstance(values, np.ndarray) else values
