"""Which open facts still matter: those on the way to what is undecided of an outcome."""

from __future__ import annotations

from collections.abc import Iterator

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Program, critical_facts
from voorzieningen.facts import Situation
from voorzieningen.report import Vraag
from voorzieningen.rulebook import GIVEN, Outcome


def open_questions(program: Program, situation: Situation, solved: Solved, outcome: Outcome) -> tuple[Vraag, ...]:
    """The open facts on the critical path of an outcome, in the order the rules meet them; each row of a fact once.

    A fact that a rule could estimate is asked itself, not the facts of the estimate; a fact that only applies when
    another open fact has some value waits for that one.
    """
    if solved.mode == "exact":
        return ()
    facts = critical_facts(program, situation, solved.values, outcome.roots)
    wanted = [name for name, estimating in facts.items() if not estimating and not name.endswith(GIVEN)]
    found: dict[tuple[str, str], Vraag] = {}
    listed: set[str] = set()
    for name in wanted:
        fact = program.linked.all_facts.get(name)
        if fact is None:
            continue
        for path, row in _rows(situation, name):
            waits = any((other, row) in _open_rows(situation) for other in fact.alleen_als)
            if not waits:
                found.setdefault((name, path), Vraag(feit=name, vraag=fact.vraag, waar=path))
        if fact.tabel in situation.open_lists() and fact.tabel not in listed:
            listed.add(fact.tabel)
            found.setdefault((name, fact.tabel), Vraag(feit=name, vraag=fact.vraag, waar=fact.tabel))
    return tuple(found.values())


def _rows(situation: Situation, name: str) -> Iterator[tuple[str, int]]:
    """The path and row of each open value of a fact, and of each value that is estimated instead."""
    for variable in situation.variables:
        if variable.fact == name:
            yield situation.rows[variable.table][variable.row].path.rstrip("."), variable.row
    fact = situation.linked.all_facts[name]
    if fact.geschat_door:
        for at, given in enumerate(situation.given(name + GIVEN)):
            if not given:
                yield situation.rows[fact.tabel][at].path.rstrip("."), at


def _open_rows(situation: Situation) -> set[tuple[str, int]]:
    return {(variable.fact, variable.row) for variable in situation.variables}
