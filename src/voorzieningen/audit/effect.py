"""What a change of the rules means for households: who gets more, who gets less, and how much."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen.audit.types import Gevolg, Gevolgen, RegelingGevolg
from voorzieningen.errors import HouseholdError
from voorzieningen.household import Huishouden
from voorzieningen.report import Bedrag, Regeling, Report
from voorzieningen.sample import Data, Maker, peildatum
from voorzieningen.screening import RuleSet, screen

SEED = 20260101
_NOTHING = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))
_NOT_KNOWN = ("niet_ingevoerd", "niet_gemodelleerd")
_LONG_AGO = "1990-01-01"


@dataclass(frozen=True, slots=True)
class Side:
    """A set of rules, and the day on which they are looked at."""

    rules: RuleSet
    day: date


def effects(before: Side, after: Side, examples: Mapping[str, Huishouden], count: int) -> Gevolgen:
    """What every scheme gives before and after, for the example households and for `count` random ones.

    Between two days a household is taken as it is on the later day, on both: what differs is the law, and an age.
    Random households are the same in every run, lie near the thresholds of both sides, and of half of them the place is one
    whose rules are filled in.
    """
    told: list[Gevolg] = []
    counts: dict[str, _Count] = {}
    failed = 0
    named = [*examples.items(), *((f"willekeurig {at + 1}", one) for at, one in enumerate(_random(before, after, count)))]
    for name, household in named:
        same = as_on(household, after.day) if before.day != after.day else household
        try:
            reports = [screen(same, one.day, one.rules) for one in (before, after)]
        except HouseholdError:  # a fact that one of the two does not know
            failed += 1
            continue
        for one in _held(name, *reports):
            differs = counts.setdefault(one.gevolg.regeling, _Count(one.gevolg)).add(one)
            if name in examples and differs:
                told.append(one.gevolg)
    return Gevolgen(
        voor=before.day, na=after.day, voorbeelden=len(examples), willekeurig=count, niet_gelukt=failed,
        per_voorbeeld=tuple(told),
        per_regeling=tuple(one.result() for _, one in sorted(counts.items())),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Held:
    gevolg: Gevolg
    known: bool


def _held(name: str, before: Report, after: Report) -> Iterator[_Held]:
    """Each scheme that gives something in one of two reports."""
    for scheme in dict.fromkeys((*before.regelingen, *after.regelingen)):
        was, now = before.regelingen.get(scheme), after.regelingen.get(scheme)
        some = now or was
        assert some is not None
        one = Gevolg(
            huishouden=name, regeling=scheme, titel=some.titel, ritme=some.ritme, voor=_paid(was), na=_paid(now),
        )  # fmt: skip
        known = all(side is None or side.recht not in _NOT_KNOWN for side in (was, now))
        if one.voor.hoogst or one.na.hoogst:
            yield _Held(one, known)


def _paid(scheme: Regeling | None) -> Bedrag:
    return scheme.per_keer if scheme else _NOTHING


@dataclass(slots=True)
class _Count:
    first: Gevolg
    more: list[Decimal] = field(default_factory=list)
    less: list[Decimal] = field(default_factory=list)
    same: int = 0
    open: int = 0

    def add(self, one: _Held) -> bool:
        """Counts one household; gives whether it surely gets more or less."""
        was, now = one.gevolg.voor, one.gevolg.na
        if one.known and now.laagst > was.hoogst:
            self.more.append(now.laagst - was.hoogst)
        elif one.known and now.hoogst < was.laagst:
            self.less.append(was.laagst - now.hoogst)
        else:
            self.same += one.known and was == now
            self.open += not one.known or was != now
            return False
        return True

    def result(self) -> RegelingGevolg:
        return RegelingGevolg(
            regeling=self.first.regeling, titel=self.first.titel, ritme=self.first.ritme, meer=len(self.more),
            minder=len(self.less), gelijk=self.same, onzeker=self.open, meeste_meer=_span(self.more),
            meeste_minder=_span(self.less),
        )  # fmt: skip


def _span(amounts: list[Decimal]) -> Bedrag | None:
    return Bedrag(laagst=min(amounts), hoogst=max(amounts)) if amounts else None


# --- households

def _random(before: Side, after: Side, count: int) -> Iterator[Huishouden]:
    """Random households near the thresholds of both sides in turn."""
    sides = (before, after)
    makers: dict[tuple[int, int], Maker] = {}
    rng = random.Random(SEED)
    for at in range(count):
        side, whose = sides[at % 2], at % 2
        year, places = side.day.year, list(side.rules.book.places())
        place = rng.randrange(len(places)) if rng.random() < 0.5 else -1
        if (whose, place) not in makers:
            local = side.rules.local(year, places[place]) if place >= 0 else None
            makers[whose, place] = Maker(side.rules.program(year), rng, local=local)
        data = makers[whose, place].household(peildatum(rng, year))
        if place >= 0:
            named = {"gemeente": places[place].gemeente, "waterschap": places[place].waterschap}
            data |= {name: value for name, value in named.items() if value}
        yield Huishouden.model_validate(data)


def as_on(household: Huishouden, day: date) -> Huishouden:
    """The household as it is on one day, for any day: what is dated has the value of that day, and what runs then runs always."""
    data = household.naamloos().naar_data()
    named = any("persoon" in row for rows in data.values() if isinstance(rows, list) for row in rows)
    persons = data["personen"]
    found = _on(data, day)
    # Rows say of whom they are by number: then nobody may leave.
    kept = persons if named else [one for one in persons if one["rol"] == "aanvrager" or _runs(one, day)]
    found["personen"] = [_on(one, day) for one in kept]
    return Huishouden.model_validate({**found, "sinds": _LONG_AGO})


def _on(value: Any, day: date) -> Any:
    if isinstance(value, list):
        return [_on(one, day) for one in value if not isinstance(one, dict) or _runs(one, day)]
    if not isinstance(value, dict):
        return value
    if value and all(key[:4].isdigit() for key in value):
        begun = [key for key in value if key <= (day.isoformat() if len(key) > 4 else str(day.year))]
        return value[max(begun, default=min(value))]
    return {name: _on(one, day) for name, one in value.items() if name not in ("sinds", "van", "tot", "peildatum")}


def _runs(row: Data, day: date) -> bool:
    begin, end = (str(row.get(name) or "") for name in ("van", "tot"))
    return (".." in begin or begin <= day.isoformat()) and (not end or ".." in end or day.isoformat() <= end)
