"""What is received held against what is due, in one word."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from voorzieningen.report import Bedrag, Bevinding, Recht

_OF_A_LIMIT: dict[Recht, Bevinding] = {"ja": "ter_informatie", "nee": "geen_recht"}


def of_a_limit(right: Recht) -> Bevinding:
    """The finding of an amount that protects: nothing is due, so it is told or does not apply."""
    return _OF_A_LIMIT.get(right, "misschien")


def finding(
    right: Recht,
    due: tuple[Fraction, Fraction],
    got: tuple[Fraction, Fraction | None],
    missed: Sequence[Bedrag],
    margin: Fraction,
    *,
    lost: bool,
) -> Bevinding:
    """The finding of what is paid: the first that holds, from no right to as it should be.

    `due` and `got` are EUR a month, lowest and highest, `missed` what was missed of each year and `margin` the difference
    that does not count. With `lost` a claim reaches to a day, and what was due before it can no longer be asked.
    """
    if right == "niet_ingevoerd":
        return "vraag_gemeente"
    low, high = got
    nothing_to_ask = due[1] == 0 and all(one.hoogst == 0 for one in missed)
    decided = right in ("ja", "nee")
    if right == "mogelijk" and low > 0 and not any(due):
        return "klopt"
    if nothing_to_ask and high == 0 and (decided or lost):
        return "geen_recht"
    if high == 0 and right == "ja" and (due[0] > 0 or any(one.laagst > 0 for one in missed)):
        return "onbenut"
    if not decided or high is None or low == 0:
        return "misschien"
    if high < due[0] - margin:
        return "te_weinig"
    if low > due[1] + margin:
        return "te_veel"
    return "klopt" if high - due[0] <= margin and due[1] - low <= margin else "misschien"
