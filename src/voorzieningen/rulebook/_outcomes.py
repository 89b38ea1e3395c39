"""The outcome of a scheme: its steps found and checked, and everything it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voorzieningen.errors import RuleError
from voorzieningen.formula import HOUSEHOLD, PERSONS, Node
from voorzieningen.rulebook._kinds import GIVEN, RIGHT
from voorzieningen.rulebook._read import RuleFile
from voorzieningen.rulebook.linked import (
    APPLICANT,
    EVERYONE,
    Basis,
    LinkedParameter,
    LinkedStep,
    Outcome,
    Rhythm,
    Unmodelled,
    weakest,
)

_PAID = ("EUR/maand", "EUR/kwartaal")
_RHYTHMS: dict[str, Rhythm] = {"EUR/maand": "maand", "EUR/kwartaal": "kwartaal", "EUR/jaar": "jaar", "EUR": "eenmalig"}

Find = Callable[[str], Node | LinkedParameter | None]
"""The meaning of a name in the file of the outcome."""


def link(file: RuleFile, steps: Mapping[str, LinkedStep], parameters: Mapping[str, LinkedParameter], find: Find) -> Outcome:
    """The outcome of one file; RuleError when a named step is not there, not of the household, or does not rest on `recht`."""
    model = file.model
    wanted, apply, name = model.uitkomst, model.aanvragen, model.regeling
    assert wanted is not None
    place = file.doc.place(("uitkomst",))

    def key(step: str | None, kind: str, units: tuple[str, ...] = (), *, rows: bool = False) -> str | None:
        if step is None:
            return None
        found = find(step)
        if not isinstance(found, Node) or found.op != "step" or (found.who == HOUSEHOLD) is rows or found.type.kind != kind:
            whose = "per rij" if rows else "van het huishouden"
            raise RuleError(f"`{step}` is geen stap {whose} met een {kind}.", where=place, repair="Noem zo'n stap.")
        if units and str(found.type) not in units:
            what = f"`{step}` is {found.type}, en hier hoort {' of '.join(units)}."
            raise RuleError(what, where=place, repair="Noem een stap met die eenheid.")
        return str(found.data)

    award = key(wanted.bedrag, "getal", ("EUR/jaar", "EUR")) or f"{name}.{RIGHT}"
    advance, month = key(wanted.voorschot, "getal", _PAID), key(wanted.maand, "getal", ("EUR/maand",))
    limit = key(wanted.grens, "getal", ("EUR/maand",))
    unmodelled = tuple(
        Unmodelled(item.wat, f"{name}.niet_gemodelleerd.{at}" if item.als else None, item.vraag_bij)
        for at, item in enumerate(model.niet_gemodelleerd)
    )
    roots = [award, *filter(None, (advance, month, limit)), *(one.step for one in unmodelled if one.step)]
    for root in filter(None, (award, advance, month, limit)):
        if f"{name}.{RIGHT}" not in _basis([root], steps, parameters, estimates=False).steps:
            what = f"`{root.split('.')[1]}` rust niet op `recht`."
            raise RuleError(what, where=place, repair="Lees `recht` in de stap per maand.")
    conditions = [f"{name}.voorwaarden.{one}" for one in model.voorwaarden]
    deadline = key(apply.uiterlijk if apply else None, "datum")
    return Outcome(
        scheme=name,
        award=award,
        advance=advance,
        month=month,
        per_row=key(wanted.per_rij, "getal", tuple(_RHYTHMS), rows=True),
        received=key(wanted.ontvangen, "getal", ("EUR/maand",)),
        limit=limit,
        rhythm="geen" if wanted.mogelijk else "grens" if limit else _RHYTHMS[str(steps[advance or award].type)],
        paid_in=wanted.betaald_in,
        right=f"{name}.{RIGHT}",
        conditions=tuple(one for one in conditions if one in steps),
        received_as=wanted.ontvangen_als or (name,),
        apply=apply,
        deadline=deadline,
        same_deadline=deadline is not None and _is_for_all(deadline, steps),
        back_to=key(apply.terug_tot if apply else None, "datum"),
        unmodelled=unmodelled,
        given=_basis(roots, steps, parameters, estimates=False),
        estimated=_basis(roots, steps, parameters, estimates=True),
        guesses=_guesses(roots, steps),
    )


def _guesses(roots: list[str], steps: Mapping[str, LinkedStep]) -> Mapping[str, frozenset[str]]:
    """For each fact that can be estimated, of whom it is read: a role (the key of a step), EVERYONE or APPLICANT."""
    found: dict[str, set[str]] = {}
    todo: list[tuple[Node, str]] = [(steps[root].node, EVERYONE) for root in roots]
    seen = {(root, EVERYONE) for root in roots}
    while todo:
        node, whose = todo.pop()
        if node.op == "step":
            place = str(node.data), EVERYONE if node.who == HOUSEHOLD else whose
            if place not in seen:
                seen.add(place)
                todo.append((steps[place[0]].node, place[1]))
        elif node.op == "van_aanvrager":
            todo.append((node.args[0], APPLICANT))
        elif node.op in ("gather", "rank") and (node.data[1] if node.op == "gather" else node.data[0]) == PERSONS:
            role = _role(node.args[0]) if node.op == "gather" else EVERYONE
            todo += [(node.args[0], EVERYONE), *((arg, role) for arg in node.args[1:])]
        else:
            if node.op == "where" and str(node.args[0].data).endswith(GIVEN):
                found.setdefault(str(node.args[1].data), set()).add(whose)
            todo += ((arg, whose) for arg in node.args)
    return {name: frozenset(of) for name, of in found.items()}


def _role(condition: Node) -> str:
    """The step per person a condition asks for, or EVERYONE."""
    if condition.op == "and":
        return next((role for arg in condition.args if (role := _role(arg)) != EVERYONE), EVERYONE)
    return str(condition.data) if condition.op == "step" and condition.who == PERSONS else EVERYONE


def _is_for_all(key: str, steps: Mapping[str, LinkedStep]) -> bool:
    """Whether a step is the same for every household and every peildatum of the year."""
    for node in steps[key].node.walk():
        if node.op == "fact" or (node.op == "builtin" and str(node.data) in ("peildatum", "begin_peilmaand")):
            return False
        if node.op == "step" and not _is_for_all(str(node.data), steps):
            return False
    return True


def _basis(
    roots: list[str], steps: Mapping[str, LinkedStep], parameters: Mapping[str, LinkedParameter], *, estimates: bool
) -> Basis:
    """What some steps rest on; without `estimates` a fact that can be estimated counts as given."""
    read: set[str] = set()
    facts: set[str] = set()
    used: set[str] = set()
    todo: list[str | Node] = list(roots)
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            if node not in read:
                read.add(node)
                todo.append(steps[node].node)
            continue
        if node.op == "step":
            todo.append(str(node.data))
        elif node.op == "fact":
            facts.add(node.data)
        elif isinstance(node.data, LinkedParameter):
            used.add(node.data.key)
        guess = node.op == "where" and str(node.args[0].data).endswith(GIVEN) and not estimates
        todo += node.args[:2] if guess else node.args
    uses = [use.confidence for one in read for use in steps[one].sources]
    uses += [use.confidence for one in used for use in parameters[one].sources]
    stale = tuple(sorted(one for one in used if parameters[one].stale))
    return Basis(frozenset(read), frozenset(facts), frozenset(used), weakest(uses), stale)
