"""Which open facts still matter: those on the way to what is undecided of an outcome."""

from __future__ import annotations

from typing import Any

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.report import Vraag
from voorzieningen.rulebook import GIVEN, RECEIVED, Outcome


def open_questions(program: Program, situation: Situation, solved: Solved, outcome: Outcome) -> tuple[Vraag, ...]:
    """The open facts on the critical path of an outcome, in the order the rules meet them; each row of a fact once."""
    if solved.mode == "exact":
        return ()
    facts = _critical(program, solved, outcome)
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


def _critical(program: Program, solved: Solved, outcome: Outcome) -> list[str]:
    """Facts read by undecided steps, from the outcome down; a decided step needs nothing further."""
    seen: dict[str, None] = {}
    facts: dict[str, None] = {}
    todo = [outcome.award, *(one for one in (outcome.advance,) if one), *(item.step for item in outcome.unmodelled if item.step)]
    while todo:
        key = todo.pop(0)
        if key in seen or _decided(solved.values[key]):
            continue
        seen[key] = None
        for node in program.linked.by_key[key].node.walk():
            if node.op == "step":
                todo.append(node.data)
            elif node.op == "fact" and not node.data.endswith(GIVEN) and not node.data.startswith(RECEIVED):
                facts[node.data] = None
    return list(facts)


def _decided(value: Any) -> bool:
    if isinstance(value, list):
        return all(_decided(one) for one in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value & (value - 1) == 0
    low, high = value
    return bool(low == high)
