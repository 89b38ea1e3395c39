"""The examples beside one rule file in one year and place, made ready once to be run on changed rules many times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from voorzieningen.evaluate import Program
from voorzieningen.examples import Case
from voorzieningen.nudge._change import Nudge
from voorzieningen.nudge._groups import Group, linked_of, part_of, rests_on, roots_of
from voorzieningen.nudge._quick import Quick
from voorzieningen.rulebook import Again, LinkedYear, Packs
from voorzieningen.screening import RuleSet


class Beside:
    """A group of examples; nothing is linked or computed before it is asked for."""

    def __init__(self, group: Group, packs: Packs, rules: RuleSet, country: Again | None) -> None:
        """`country` is the year of a group that is about the whole country, shared by those groups."""
        self.group, self.packs, self.rules, self._country = group, packs, rules, country
        self.cases: list[Case] = []
        self.latest = 0
        """Which example last noticed a nudge: the next one is likely noticed near it."""
        self._quick: dict[tuple[int, bool], Quick] = {}

    @cached_property
    def linked(self) -> LinkedYear:
        """The rules of the group as they are."""
        return self._country.linked if self._country else linked_of(self.group, self.packs, self.rules)

    @cached_property
    def again(self) -> Again:
        """The same, to be linked again with a change."""
        if self._country:
            return self._country
        assert self.group.place is not None
        files = replace(self.rules.book.files, packs=self.packs)
        return Again(files, files.local(self.group.place), self.linked)

    @cached_property
    def _expected(self) -> dict[str, frozenset[str]]:
        """Each expectation of the examples, with the keys of all steps and parameters behind it."""
        expected = dict.fromkeys(key for case in self.cases for key in case.example.verwacht)
        return {key: rests_on(self.linked, roots_of(self.linked, key)) for key in expected}

    @cached_property
    def behind(self) -> frozenset[str]:
        """The keys of all steps and parameters behind the examples."""
        return frozenset().union(*self._expected.values())

    @cached_property
    def _program(self) -> Program:
        return Program(part_of(self.linked, self._roots(self._expected)))

    def _roots(self, expected: Iterable[str]) -> frozenset[str]:
        return frozenset(root for key in expected for root in roots_of(self.linked, key))

    def quick(self, at: int, *, alone: bool = False) -> Quick:
        """One example, ready to run; `alone` on a program of its own: sooner ready when no other example is asked."""
        if (at, alone) not in self._quick:
            case = self.cases[at]
            program = Program(part_of(self.linked, self._roots(case.example.verwacht))) if alone else self._program
            self._quick[at, alone] = Quick(case, program, self._expected.__getitem__)
        return self._quick[at, alone]

    def near_latest(self) -> Iterator[tuple[int, Quick]]:
        """The examples, those near the latest find first."""
        for at in sorted(range(len(self.cases)), key=lambda at: abs(at - self.latest)):
            yield at, self.quick(at)

    def changed(self, nudge: Nudge, quick: Quick | None = None) -> Program:
        """The changed rules, as far as the examples (or only one of them) expect what rests on the change."""
        linked = self.again.link(nudge.of_files(self.again.own), nudge.keys)
        expected = [key for _, key, _ in quick.keys] if quick else self._expected
        roots = self._roots(key for key in expected if not nudge.keys.isdisjoint(self._expected[key]))
        return Program(part_of(linked, roots))
