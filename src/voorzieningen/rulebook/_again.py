"""A linked year with a few parts that stand otherwise: only those, and what holds their figures, are linked again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from voorzieningen.formula import Node
from voorzieningen.rulebook._kinds import CHOSEN
from voorzieningen.rulebook._link import link_parts
from voorzieningen.rulebook._read import RuleFiles
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook.linked import LinkedParameter, LinkedStep, LinkedYear


class Again:
    """A year, or what only holds in one place in it, to be linked again many times with one part changed each time."""

    def __init__(self, files: RuleFiles, own: Mapping[str, RuleFile], linked: LinkedYear) -> None:
        """`own` are the files `linked` was linked from: those of the country, or what holds in a place."""
        self.files, self.own, self.linked = files, own, linked
        self._held = {step.key: _held(step.node) for step in linked.steps}
        self._reads = {step.key: _read(step.node) for step in linked.steps}

    def link(self, changed: Mapping[str, RuleFile], keys: Collection[str]) -> LinkedYear:
        """The year with other files, in which the steps and parameters `keys` (`file.name`) stand otherwise.

        So do those that hold the figures of such a parameter, and those that read a step that became one per month or per
        row. The other steps stay as they are; whether they can still read the changed ones is only seen when all is linked.
        Raises RuleError for a fault in what is linked again.
        """
        linked = self.linked
        moved = {*keys, *(key + CHOSEN for key in keys)}
        for parameter in linked.parameters.values():  # a parameter may be looked up by what is looked up in another
            if any(not moved.isdisjoint(_held(part)) for part in parameter.keys):
                moved.add(parameter.key)
        moved |= {key for key, held in self._held.items() if not moved.isdisjoint(held)}
        found: Mapping[str, LinkedStep] = {}
        done: set[str] = set()
        while more := moved & linked.by_key.keys() - done:
            kept = replace(
                linked,
                by_key={key: found.get(key, step) for key, step in linked.by_key.items() if key not in more},
                parameters={key: one for key, one in linked.parameters.items() if key not in moved},
            )
            found = {**found, **link_parts(self.files, {**self.own, **changed}, kept, more)}
            done |= more
            other = {key for key in more & found.keys() if _shape(found[key]) != _shape(linked.by_key[key])}
            if other:
                by_key = ((one.key, key) for one in linked.parameters.values() for key in one.keys)
                moved |= {name for name, key in by_key if not other.isdisjoint(_read(key))}
                moved |= {key for key, read in self._reads.items() if not other.isdisjoint(read)}
        steps = {**linked.by_key, **found}  # each in its old place: no change lets a step read what comes after it
        return replace(linked, steps=tuple(steps[step.key] for step in linked.steps), by_key=steps)


def _shape(step: LinkedStep) -> tuple[object, ...]:
    """What of a step those that read it are linked by."""
    return step.type, step.who, step.when


def _held(node: Node) -> frozenset[str]:
    """The parameters whose figures stand inside a formula."""
    return frozenset(one.data.key for one in _nodes(node) if isinstance(one.data, LinkedParameter))


def _read(node: Node) -> frozenset[str]:
    """The steps a formula reads."""
    return frozenset(str(one.data) for one in _nodes(node) if one.op == "step")


def _nodes(node: Node) -> list[Node]:
    """The parts of a formula, and of what its parameters are looked up by."""
    found: list[Node] = []
    todo = [node]
    while todo:
        for one in todo.pop().walk():
            found.append(one)
            if isinstance(one.data, LinkedParameter):
                todo += one.data.keys
    return found
