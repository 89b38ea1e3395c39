"""Two days of one set of rules, or two sets, beside each other: what differs, and what that means for households."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from voorzieningen.audit.difference import between_days, between_sets, out_of_date
from voorzieningen.audit.effect import Side, effects
from voorzieningen.audit.types import Gevolgen, Regelverschil
from voorzieningen.errors import RuleError
from voorzieningen.household import Huishouden
from voorzieningen.screening import RuleSet, load_rules


def days_beside(rules: RuleSet, first: date, last: date, examples: Mapping[str, Huishouden], count: int) -> Regelverschil:
    """What holds on the later day and not on the earlier one, for the examples and `count` random households.

    Raises DateError for a day before the first modelled year.
    """
    gone, why = _effects(Side(rules, first), Side(rules, last), examples, count)
    return Regelverschil(
        voor=first.isoformat(), na=last.isoformat(), regelingen=between_days(rules.book.files.root, first, last),
        verouderd=out_of_date(rules, last), gevolgen=gone, geen_gevolgen=why,
    )  # fmt: skip


def sets_beside(
    before: Path, after: Path, day: date, examples: Mapping[str, Huishouden], count: int, names: tuple[str, str]
) -> Regelverschil:
    """What differs between two folders of rules, and what that means on a day; `names` are what they are called.

    The difference is there too when one of them does not link with this program: `geen_gevolgen` has the fault. Raises
    FileError for a folder without rules.
    """
    changes = between_sets(before, after)
    found, why = None, ""
    try:
        old, new = (load_rules(folder, check=False) for folder in (before, after))
        found, why = _effects(Side(old, day), Side(new, day), examples, count)
    except RuleError as error:
        why = str(error)
    return Regelverschil(voor=names[0], na=names[1], regelingen=changes, gevolgen=found, geen_gevolgen=why)


def _effects(before: Side, after: Side, examples: Mapping[str, Huishouden], count: int) -> tuple[Gevolgen | None, str]:
    try:
        return effects(before, after, examples, count), ""
    except RuleError as error:
        return None, str(error)
