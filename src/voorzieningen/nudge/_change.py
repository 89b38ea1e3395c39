"""One small change of the rules: what it changes, where that stands, and the rules with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from voorzieningen.examples import PLAN
from voorzieningen.rulebook import Pack, Packs, Place, PlanFile, RuleFile, RuleFiles, SchuldenFile, key_of
from voorzieningen.screening import RuleSet

DEBTS = "schulden"
"""With PLAN the two files with figures that are no schemes: their names are those of the files."""
Change = Callable[[Any], Any]
"""Makes the changed file of the file as it is: a RuleFile, or the record of a file with figures of the plan or the debts."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One change of one rule file: its name, what changes and where, the years in which that is in force, and the change."""

    scheme: str
    """Whose it is: a rule file, `actieplan`, `schulden`, or the folder of a pack and what it fills in or adds:
    `rotterdam/kwijtschelding`."""
    files: tuple[str, ...]
    """The rule files it changes: of a frame that two bodies fill in there are two."""
    part: str
    """The step or parameter it is of."""
    name: str
    what: str
    """What is changed, in Dutch."""
    place: str
    """Where that stands: `file:line:column`."""
    years: tuple[int, ...]
    apply: Change
    exempt: str = ""
    """Why it can change nothing, where that is seen from the figures themselves."""
    local: bool = False
    pack: Pack | None = None
    """The pack it is of; a nudge of a frame is of none."""

    @property
    def keys(self) -> frozenset[str]:
        """The steps and parameters that are others than they were."""
        return frozenset(f"{file}.{self.part}" for file in self.files)

    def reaches(self, packs: Packs, place: Place) -> bool:
        """Whether it is of a pack of this place, or of all places."""
        pack = self.pack
        return pack is None or (place.of(pack.body) == pack.name and packs.get((pack.body, key_of(pack.name))) is pack)

    def of_files(self, files: Mapping[str, RuleFile]) -> dict[str, RuleFile]:
        """Those of some rule files that it changes, changed."""
        return {name: self.apply(files[name]) for name in self.files if name in files}


@dataclass(frozen=True, slots=True, eq=False)
class _NudgedFiles(RuleFiles):
    """Rule files of which what only holds in a place is nudged."""

    nudge: Nudge | None = None

    def local(self, place: Place) -> Mapping[str, RuleFile]:
        found = RuleFiles.local(self, place)
        return {**found, **self.nudge.of_files(found)} if self.nudge and self.nudge.reaches(self.packs, place) else found


def changed(rules: RuleSet, nudge: Nudge) -> RuleSet:
    """The rules with the nudge; what holds in the whole country is linked again only where it changes that."""
    files = rules.book.files
    if nudge.scheme == PLAN:
        plan: PlanFile = nudge.apply(files.plan)
        return rules.with_plan(plan, files.debts)
    if nudge.scheme == DEBTS:
        debts: SchuldenFile = nudge.apply(files.debts)
        return rules.with_plan(files.plan, debts)
    if nudge.scheme in files.signals:
        return rules.with_files(replace(files, signals={**files.signals, **nudge.of_files(files.signals)}))
    if not nudge.local:
        return rules.with_files(replace(files, schemes={**files.schemes, **nudge.of_files(files.schemes)}))
    values = {field.name: getattr(files, field.name) for field in fields(RuleFiles)}
    return rules.with_files(_NudgedFiles(**values, nudge=nudge))
