"""An example on one run of a small program: enough to see whether a changed rule changes what it expects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voorzieningen.evaluate import Outcome, Program
from voorzieningen.evaluate.critical import Paths
from voorzieningen.examples import STEP_KEY, Case, Run
from voorzieningen.facts import Situation
from voorzieningen.household import Huishouden
from voorzieningen.screening import Measures


class Quick(Run):
    """An example without cutting what is open into cases.

    `keys` are the expectations such a run meets with the rules as they are: exact ones, and ranges that a single bounds
    run gives. A changed rule must not change those. `left` are the expectations that need the full computation.
    """

    def __init__(self, case: Case, program: Program, rests_on: Callable[[str], frozenset[str]]) -> None:
        """`program` computes what the example expects; `rests_on` gives the steps and parameters behind an expectation."""
        self.case, self.day = case, case.day
        self.household = Huishouden.model_validate(case.data)
        self.situation = Situation(self.household, program.linked, self.day)
        self.inputs = {"exact": self.situation.exact(), "bounds": self.situation.bounds()}
        self.keys: list[tuple[str, str, frozenset[str]]] = []
        """The mode of a run, an expectation it meets, and the keys of all steps and parameters behind that."""
        self.left = [key for key in case.example.verwacht if key.endswith(".ontbreekt")]
        todo = [key for key in case.example.verwacht if key not in self.left]
        for mode in self.inputs:
            if todo:
                self._run(program, mode)
                met = [key for key in todo if self._meets(key)]
                self.keys += [(mode, key, rests_on(key)) for key in met]
                # of a range an exact run takes one figure
                vague = program.source("exact").vague if mode == "exact" else frozenset()
                todo = [key for key in todo if key not in met or not vague.isdisjoint(self._steps_of(key))]
        self.left += todo
        self.left_rests_on = frozenset().union(*map(rests_on, self.left))

    def rests_on(self, changed: frozenset[str]) -> bool:
        """Whether something it expects rests on one of these steps and parameters."""
        return any(not changed.isdisjoint(behind) for _, _, behind in self.keys)

    def differs(self, program: Program, changed: frozenset[str]) -> bool:
        """Whether the example fails with this program, of which `changed` are other steps or parameters than they were."""
        for wanted in self.inputs:
            keys = [key for mode, key, behind in self.keys if mode == wanted and not changed.isdisjoint(behind)]
            if keys:
                self._run(program, wanted)
                if not all(map(self._meets, keys)):
                    return True
        return False

    def _run(self, program: Program, mode: str) -> None:
        self.program, self.measures = program, Measures(program, self.day.month - 1)
        values = program.run(mode, self.inputs[mode])
        self.solved = Outcome(self.measures(values, mode), values, mode)

    def _meets(self, key: str) -> bool:
        return self.agrees(self.found(key), self.case.example.verwacht[key])

    def _steps_of(self, key: str) -> tuple[str, ...]:
        """The steps whose value an expectation names."""
        outcome = self.program.linked.outcomes.get(key)
        return outcome.roots if outcome else (key.partition("[")[0].partition("@")[0],)

    def found(self, key: str) -> Any:
        """What came out; a verdict as far as one run gives it."""
        outcome = self.program.linked.outcomes.get(key)
        if outcome is not None:
            surely, maybe = self.solved.measures[f"{key}.unmodelled"]
            low, high = self.solved.measures[f"{key}.award"]
            if surely or (maybe and self.solved.mode == "exact"):
                return "niet_gemodelleerd"
            if maybe or (low <= 0 < high):
                roots = tuple(root for root in outcome.roots if root != outcome.received)
                wide = self.solved.mode == "bounds" and outcome.body
                unfilled = wide and Paths(self.program, self.situation, self.solved.values).down(roots).unfilled
                return "niet_ingevoerd" if unfilled else "onbekend"
            return ("mogelijk" if outcome.rhythm == "geen" else "ja") if low > 0 else "nee"
        match = STEP_KEY.match(key)
        assert match is not None
        return self.value(self.program.linked.by_key[match["step"]], match["row"], match["month"])
