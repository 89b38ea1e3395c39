"""Which open facts still matter: those on the way to what is undecided of an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation, Variable
from voorzieningen.report import Vraag
from voorzieningen.rulebook import GIVEN


def open_questions(program: Program, situation: Situation, solved: Solved, roots: tuple[str, ...]) -> tuple[Vraag, ...]:
    """The open facts on the critical path of the steps `roots`, in the order the rules meet them; each row of a fact once.

    A fact that a rule could estimate is asked itself, not the facts of the estimate; a fact that only applies when
    another open fact has some value waits for that one.
    """
    if solved.paths is None:
        return ()
    critical = solved.paths.down(roots)
    open_rows = {(variable.fact, variable.row) for variable in situation.variables}
    variables: dict[str, list[Variable]] = {}
    for variable in situation.variables:
        variables.setdefault(variable.fact, []).append(variable)
    possible = {
        table: frozenset(at for at, row in enumerate(rows) if row.source is None) for table, rows in situation.rows.items()
    }
    found: dict[tuple[str, str], Vraag] = {}
    listed: set[str] = set()
    for name, rows in critical.facts.items():
        fact = program.linked.all_facts.get(name)
        if fact is None or name in critical.estimating:
            continue
        for path, row in _rows(situation, name, variables.get(name, ())):
            waits = any((other, row) in open_rows for other in fact.alleen_als)
            if not waits and (rows is None or row in rows[1]):
                found.setdefault((name, path), Vraag(feit=name, vraag=fact.vraag, waar=path, oordeel=fact.onderwerp == "oordeel"))
        may_exist = possible[fact.tabel] if rows is None else possible[fact.tabel] & rows[1]
        if may_exist and fact.tabel not in listed:
            listed.add(fact.tabel)
            first, of_list = next((one, known) for one, known in program.linked.all_facts.items() if known.tabel == fact.tabel)
            found.setdefault((first, fact.tabel), Vraag(feit=first, vraag=of_list.vraag, waar=fact.tabel))
    return tuple(found.values())


def _rows(situation: Situation, name: str, variables: Iterable[Variable]) -> Iterator[tuple[str, int]]:
    """The path and row of each open value of a fact, and of each value that is estimated instead."""
    for variable in variables:
        yield situation.rows[variable.table][variable.row].path.rstrip("."), variable.row
    fact = situation.linked.all_facts[name]
    if fact.geschat_door:
        for at, given in enumerate(situation.given(name + GIVEN)):
            if not given and situation.rows[fact.tabel][at].source is not None:
                yield situation.rows[fact.tabel][at].path.rstrip("."), at
