"""Open facts: what an unknown can still be, and the one function that cuts it into cases."""

from __future__ import annotations

from dataclasses import dataclass

Domain = tuple[int, int] | int
"""What a fact can be: lowest and highest integer of a number, date or truth, or a set of bits for a choice."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One open fact: one value for the months (or the year) it stands for.

    A variable that is not `whole` stands for months of which nothing was said: there each month may differ, so it is
    never cut into cases. `row` is the place in the table, in order of computation.
    """

    fact: str
    table: str
    row: int
    months: tuple[int, ...]
    """The months it stands for; empty for a fact of the year."""
    domain: Domain
    whole: bool

    @property
    def can_split(self) -> bool:
        """Whether cutting this variable into cases covers every completion."""
        return self.whole and halves(self.domain) is not None


def halves(domain: Domain) -> tuple[Domain, Domain] | None:
    """Two cases that together cover the domain; None when it is one value already."""
    if isinstance(domain, int):
        lowest = domain & -domain
        return (lowest, domain ^ lowest) if domain ^ lowest else None
    low, high = domain
    if low == high:
        return None
    middle = (low + high) // 2
    return (low, middle), (middle + 1, high)


def outermost(domain: Domain) -> tuple[int, int]:
    """The two ends of a domain as plain values; for a choice the first and the last label."""
    if isinstance(domain, int):
        return (domain & -domain).bit_length() - 1, domain.bit_length() - 1
    return domain


def points(domain: Domain) -> tuple[Domain, ...]:
    """Single values out of a domain: each label of a choice; of a range the ends, the middle and what lies between those."""
    if isinstance(domain, int):
        return tuple(1 << at for at in range(domain.bit_length()) if domain >> at & 1)
    low, high = domain
    quarters = [low + (high - low) * part // 4 for part in (2, 1, 3)]
    return tuple((at, at) for at in dict.fromkeys((low, high, *quarters)))
