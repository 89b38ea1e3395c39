"""What becomes of one nudge: an example notices it, the checker refuses it, it is exempt, or nobody notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from voorzieningen.errors import RuleError
from voorzieningen.examples import PLAN, Case, check, read_examples
from voorzieningen.nudge._beside import Beside
from voorzieningen.nudge._change import DEBTS, Nudge, changed
from voorzieningen.nudge._exempt import read_exemptions
from voorzieningen.nudge._groups import Group, group_of, packs_of, rests_on, roots_of
from voorzieningen.nudge._which import YEARS, nudges
from voorzieningen.rulebook import Again, LinkedYear, Place, RuleFiles
from voorzieningen.screening import RuleSet

Kind = Literal["gezien", "geweigerd", "ontheven", "niet_gezien"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a nudge; `by` names the example that failed, the fault of the checker, or why nothing can notice."""

    nudge: Nudge
    kind: Kind
    by: str = ""


class Nudger:
    """The examples of the modelled years, made ready once, and what becomes of a nudge."""

    def __init__(self, rules: RuleSet) -> None:
        """RuleError or FileError when a file with examples or exemptions is wrong."""
        self.rules, self.files = rules, rules.book.files
        self.nudges = list(nudges(self.files))
        self.exemptions = read_exemptions(self.files.root, [one.name for one in self.nudges])
        self.beside: dict[Group, Beside] = {}
        self.plan: list[Case] = []
        """The examples of the whole report: of the plan and the debts, and of what no step says."""
        country: dict[int, Again] = {}
        for case in read_examples(rules):
            if case.scheme == PLAN:
                self.plan.append(case)
            elif case.day.year in YEARS:
                group, year = group_of(case, rules), case.day.year
                if group not in self.beside:
                    if group.place is None and year not in country:
                        country[year] = Again(self.files, self.files.schemes, rules.book.year(year))
                    known = country[year] if group.place is None else None
                    self.beside[group] = Beside(group, packs_of(case, rules), rules, known)
                self.beside[group].cases.append(case)

    @cached_property
    def named(self) -> dict[str, list[Case]]:
        """The examples by the name a verdict gives them; the same name may stand beside the rules of two places."""
        found: dict[str, list[Case]] = {}
        for case in (*self.plan, *(case for one in self.beside.values() for case in one.cases)):
            found.setdefault(name_of(case), []).append(case)
        return found

    def verdict(self, nudge: Nudge, likely: str = "") -> Verdict:
        """What becomes of the nudge; `likely` is the example that noticed it before: it is asked first."""
        try:
            by = self._noticed(nudge, likely)
        except RuleError as error:
            return Verdict(nudge, "geweigerd", str(error))
        if by:
            return Verdict(nudge, "gezien", by)
        if reason := self.reason(nudge):
            return Verdict(nudge, "ontheven", reason)
        try:
            by = self._in_full(nudge)
        except RuleError as error:
            return Verdict(nudge, "geweigerd", str(error))
        return Verdict(nudge, "gezien", by) if by else Verdict(nudge, "niet_gezien")

    def reason(self, nudge: Nudge) -> str:
        """Why no example can notice the nudge; empty when one should."""
        return nudge.exempt or next((one.waarom for one in self.exemptions if one.covers(nudge.name)), "")

    def _noticed(self, nudge: Nudge, likely: str) -> str:
        if nudge.scheme in (PLAN, DEBTS):
            return self._by_plan(nudge, likely)
        if nudge.scheme in self.files.signals:
            return self._by_signals(nudge, likely)
        return self._by_likely(nudge, likely) or self._by_all(nudge)

    # --- the examples of schemes

    def _by_likely(self, nudge: Nudge, likely: str) -> str:
        for case in self.named.get(likely, ()):
            if case.scheme == PLAN:
                return "" if check(case, changed(self.rules, nudge)).passed else likely
            beside = self.beside[group_of(case, self.rules)]
            if self._looks_at(beside, nudge) and beside.group.year in nudge.years:
                quick = beside.quick(beside.cases.index(case), alone=True)
                if quick.rests_on(nudge.keys) and quick.differs(beside.changed(nudge, quick), nudge.keys):
                    return likely
                if not nudge.keys.isdisjoint(quick.left_rests_on) and not check(case, changed(self.rules, nudge)).passed:
                    return likely
        return ""

    def _by_all(self, nudge: Nudge) -> str:
        for beside in self._asked(nudge):
            program = None
            for at, quick in beside.near_latest():
                if quick.rests_on(nudge.keys):
                    program = program or beside.changed(nudge)
                    if quick.differs(program, nudge.keys):
                        beside.latest = at
                        return name_of(quick.case)
        return ""

    def _in_full(self, nudge: Nudge) -> str:
        """The example that only the whole computation, or the whole report, shows to fail."""
        if nudge.scheme in (PLAN, DEBTS) or nudge.scheme in self.files.signals:
            return ""
        rules = changed(self.rules, nudge)
        rules.book.year(nudge.years[0])  # whatever is wrong with it is said, also by what was not linked again
        for beside in self._asked(nudge):
            for _, quick in beside.near_latest():
                if not nudge.keys.isdisjoint(quick.left_rests_on) and not check(quick.case, rules).passed:
                    return name_of(quick.case)
        return "" if nudge.local else next((name_of(case) for case in self.plan if not check(case, rules).passed), "")

    def _asked(self, nudge: Nudge) -> Iterator[Beside]:
        """The groups of examples that rest on a nudge, year by year, those of the scheme first."""
        mine = nudge.scheme.split("/")
        found = [one for one in self.beside.values() if self._looks_at(one, nudge)]
        for year in nudge.years:
            groups = [one for one in found if one.group.year == year and not nudge.keys.isdisjoint(one.behind)]
            yield from sorted(groups, key=lambda one: (one.group.scheme not in mine, one.group.place is not None))

    def _looks_at(self, beside: Beside, nudge: Nudge) -> bool:
        """Whether the examples of a group are asked: those of a pack are about what that pack wrote and nothing more."""
        group = beside.group
        if group.scheme in self.files.signals:
            return False
        if group.place is None:
            return not nudge.local
        by_a_frame = group.scheme in self.files.frames
        return nudge.local and (by_a_frame if nudge.pack is None else not by_a_frame and nudge.reaches(beside.packs, group.place))

    # --- the examples of signals and of the plan

    def _by_signals(self, nudge: Nudge, likely: str) -> str:
        """The example that notices a nudge of a signal; those of the signal itself are asked first."""
        rules = changed(self.rules, nudge)
        groups = [one for one in self.beside.values() if one.group.scheme in self.files.signals and one.group.year in nudge.years]
        found = [(one, case) for one in groups for case in one.cases]
        found.sort(key=lambda pair: (name_of(pair[1]) != likely, pair[0].group.scheme != nudge.scheme))
        for beside, case in found:
            linked = self.rules.book.signals(beside.group.year, Place())
            behind = rests_on(linked, [root for key in case.example.verwacht for root in _signal_roots(linked, key)])
            if not nudge.keys.isdisjoint(behind) and not check(_reworded(case, self.files, rules), rules).passed:
                return name_of(case)
        return ""

    def _by_plan(self, nudge: Nudge, likely: str) -> str:
        rules = changed(self.rules, nudge)
        for case in sorted(self.plan, key=lambda case: name_of(case) != likely):
            if not check(case, rules).passed:
                return name_of(case)
        return ""


def name_of(case: Case) -> str:
    """An example as a verdict names it: the folder it stands in, and its name."""
    return f"{case.scheme}: {case.example.naam}"


def _signal_roots(linked: LinkedYear, expected: str) -> tuple[str, ...]:
    """The steps an expectation about a signal reads."""
    scheme, _, what = expected.rpartition(".")
    signal = linked.signals.get(expected) or (linked.signals.get(scheme) if what in ("drempel", "ontbreekt") else None)
    return (signal.severity,) if signal else roots_of(linked, expected)


def _reworded(case: Case, before: RuleFiles, rules: RuleSet) -> Case:
    """The example with each line of a rule it names (`drempel`) as the changed rules write it: only another line may differ."""
    wanted = dict(case.example.verwacht)
    for key in (one for one in wanted if one.endswith(".drempel")):
        scheme = key.removesuffix(".drempel")
        old, new = (files.signals[scheme].model.stappen["ernst"].kies or () for files in (before, rules.book.files))
        if len(old) == len(new):
            texts = {one.als: other.als for one, other in zip(old, new, strict=True)}
            wanted[key] = texts.get(wanted[key], wanted[key])
    return replace(case, example=case.example.model_copy(update={"verwacht": wanted}))
