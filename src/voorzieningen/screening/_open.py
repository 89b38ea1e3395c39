"""Which open facts still matter: those on the way to what is undecided of an outcome."""

from __future__ import annotations

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Program, critical_facts
from voorzieningen.facts import Situation
from voorzieningen.report import Vraag
from voorzieningen.rulebook import Outcome


def open_questions(program: Program, situation: Situation, solved: Solved, outcome: Outcome) -> tuple[Vraag, ...]:
    """The open facts on the critical path of an outcome, in the order the rules meet them; each row of a fact once."""
    if solved.mode == "exact":
        return ()
    facts = critical_facts(program, solved.values, outcome.roots)
    found: dict[tuple[str, str], Vraag] = {}
    lists = situation.open_lists()
    for name in facts:
        known = program.linked.all_facts.get(name)
        if known is None:
            continue
        for variable in situation.variables:
            if variable.fact == name:
                path = situation.rows[variable.table][variable.row].path
                found.setdefault((name, path), Vraag(feit=name, vraag=known.vraag, waar=path.rstrip(".")))
        if known.tabel in lists and not any(one.feit in program.linked.facts and program.linked.facts[one.feit].tabel == known.tabel
                                            for one in found.values()):
            found.setdefault((name, known.tabel), Vraag(feit=name, vraag=known.vraag, waar=known.tabel))
    return tuple(found.values())
