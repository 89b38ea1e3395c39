"""The outcome of a scheme: its steps found and checked, and everything it rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from voorzieningen.errors import RuleError
from voorzieningen.formula import HOUSEHOLD, MONTH, PERSONS, Node
from voorzieningen.rulebook._kinds import GIVEN, RIGHT
from voorzieningen.rulebook._models import Feit
from voorzieningen.rulebook._record import RuleFile
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

_INCOMES = "inkomen"
INHERITED = "zoals de stap zelf"

Find = Callable[[str], Node | LinkedParameter | None]
"""The meaning of a name in the file of the outcome."""


def link(
    file: RuleFile, rests: Rests, find: Find, schemes: Collection[str], facts: Mapping[str, Feit]
) -> Outcome:
    """The outcome of one file; RuleError when a named step is not there, not of the household, or does not rest on `recht`."""
    model = file.model
    wanted, apply, name, steps = model.uitkomst, model.aanvragen, model.regeling, rests.steps
    assert wanted is not None
    place = file.doc.place(("uitkomst",))
    for other in model.eerst:
        if other not in schemes:
            raise RuleError(f"`{other}` is geen regeling.", where=file.doc.place(("eerst",)), repair="Noem de naam van een map.")

    def key(step: str | None, kind: str, units: tuple[str, ...] = (), *, rows: bool = False) -> str | None:
        if step is None:
            return None
        found = find(step)
        if not isinstance(found, Node) or found.op != "step" or (found.who == HOUSEHOLD) is rows or found.type.kind != kind:
            whose = "per rij" if rows else "van het huishouden"
            near = [one for one in get_close_matches(step, model.stappen, 1, 0.7) if one != step]
            repair = f"Noem zo'n stap.{f' Bedoelt u `{near[0]}`?' if near else ''}"
            raise RuleError(f"`{step}` is geen stap {whose} met een {kind}.", where=place, repair=repair)
        if units and str(found.type) not in units:
            what = f"`{step}` is {found.type}, en hier hoort {' of '.join(units)}."
            raise RuleError(what, where=place, repair="Noem een stap met die eenheid.")
        return str(found.data)

    award = key(wanted.bedrag, "getal", ("EUR/jaar", "EUR")) or f"{name}.{RIGHT}"
    if wanted.bedrag and steps[award].when == MONTH:
        what = f"`{wanted.bedrag}` verschilt per maand."
        raise RuleError(what, where=place, repair="Tel de maanden op, of lees wat per maand verschilt met in_peilmaand(...).")
    advance, month = key(wanted.voorschot, "getal", _PAID), key(wanted.maand, "getal", ("EUR/maand",))
    limit = key(wanted.grens, "getal", ("EUR/maand",))
    received = key(wanted.ontvangen, "getal", ("EUR/maand",))
    unmodelled = tuple(
        Unmodelled(item.wat, f"{name}.niet_gemodelleerd.{at}" if item.als else None, item.vraag_bij)
        for at, item in enumerate(model.niet_gemodelleerd)
    )
    roots = [award, *filter(None, (advance, month, limit)), *(one.step for one in unmodelled if one.step)]
    for root in filter(None, (award, advance, month, limit)):
        if f"{name}.{RIGHT}" not in rests.below([root], estimates=False):
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
        received=received,
        limit=limit,
        rhythm="geen" if wanted.mogelijk else "grens" if limit else _RHYTHMS[str(steps[advance or award].type)],
        at_once=model.tijdvak == "moment",
        gross=wanted.bruto,
        in_incomes=received is not None and _reads_incomes(received, rests, facts),
        saves=wanted.bespaart,
        paid_in=wanted.betaald_in,
        right=f"{name}.{RIGHT}",
        conditions=tuple(one for one in conditions if one in steps),
        received_as=wanted.ontvangen_als or (name,),
        apply=apply,
        deadline=deadline,
        same_deadline=deadline is not None and _is_for_all(deadline, steps),
        back_to=key(apply.terug_tot if apply else None, "datum"),
        body=file.body,
        unmodelled=unmodelled,
        given=rests.basis(roots, estimates=False),
        estimated=rests.basis(roots, estimates=True),
        guesses=rests.guesses(roots),
    )


def _reads_incomes(key: str, rests: Rests, facts: Mapping[str, Feit]) -> bool:
    return any(facts[name.removesuffix(GIVEN)].tabel == _INCOMES for name in rests.basis([key], estimates=False).facts)


@dataclass(frozen=True, slots=True)
class _Reads:
    """What one step reads itself: steps, facts and parameters, each with whether only to estimate a fact nobody gave.

    `roles` gives each step it reads with whose it is (INHERITED: of whom the step itself is read), `guessed` likewise each
    fact it estimates.
    """

    steps: tuple[tuple[str, bool], ...]
    facts: tuple[tuple[str, bool], ...]
    parameters: tuple[tuple[str, bool], ...]
    roles: tuple[tuple[str, str], ...]
    guessed: tuple[tuple[str, str], ...]


def _reads(node: Node) -> _Reads:
    steps: dict[tuple[str, bool], None] = {}
    facts: dict[tuple[str, bool], None] = {}
    parameters: dict[tuple[str, bool], None] = {}
    todo = [(node, False)]
    while todo:
        one, guess = todo.pop()
        if one.op == "step":
            steps[str(one.data), guess] = None
        elif one.op == "fact":
            facts[str(one.data), guess] = None
        elif isinstance(one.data, LinkedParameter):
            parameters[one.data.key, guess] = None
        estimate = one.op == "where" and str(one.args[0].data).endswith(GIVEN)
        todo += [(arg, guess or (estimate and at == 2)) for at, arg in enumerate(one.args)]
    return _Reads(tuple(steps), tuple(facts), tuple(parameters), *_roles(node))


def _roles(node: Node) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    roles: dict[tuple[str, str], None] = {}
    guessed: dict[tuple[str, str], None] = {}
    todo = [(node, INHERITED)]
    while todo:
        one, whose = todo.pop()
        if one.op == "step":
            roles[str(one.data), EVERYONE if one.who == HOUSEHOLD else whose] = None
        elif one.op == "van_aanvrager":
            todo.append((one.args[0], APPLICANT))
        elif one.op in ("gather", "rank") and (one.data[1] if one.op == "gather" else one.data[0]) == PERSONS:
            role = _role(one.args[0]) if one.op == "gather" else EVERYONE
            todo += [(one.args[0], EVERYONE), *((arg, role) for arg in one.args[1:])]
        else:
            if one.op == "where" and str(one.args[0].data).endswith(GIVEN):
                guessed[str(one.args[1].data), whose] = None
            todo += ((arg, whose) for arg in one.args)
    return tuple(roles), tuple(guessed)


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


class Rests:
    """What outcomes rest on, in one linked year; what a step reads itself is found once."""

    def __init__(self, steps: Mapping[str, LinkedStep], parameters: Mapping[str, LinkedParameter]) -> None:
        self.steps, self.parameters = steps, parameters
        self._reads: dict[str, _Reads] = {}

    def reads(self, key: str) -> _Reads:
        """What one step reads itself."""
        if key not in self._reads:
            self._reads[key] = _reads(self.steps[key].node)
        return self._reads[key]

    def below(self, roots: Iterable[str], *, estimates: bool) -> set[str]:
        """The steps that some steps rest on, those steps included."""
        found: set[str] = set()
        todo = list(roots)
        while todo:
            key = todo.pop()
            if key not in found:
                found.add(key)
                todo += [name for name, guess in self.reads(key).steps if estimates or not guess]
        return found

    def basis(self, roots: Iterable[str], *, estimates: bool) -> Basis:
        """Everything some steps rest on; without `estimates` a fact that can be estimated counts as given."""
        read = self.below(roots, estimates=estimates)
        facts = {name for key in read for name, guess in self.reads(key).facts if estimates or not guess}
        used = {name for key in read for name, guess in self.reads(key).parameters if estimates or not guess}
        uses = {use.confidence for one in read for use in self.steps[one].sources}
        uses |= {use.confidence for one in used for use in self.parameters[one].sources}
        stale = tuple(sorted(one for one in used if self.parameters[one].stale))
        return Basis(frozenset(read), frozenset(facts), frozenset(used), weakest(uses), stale)

    def guesses(self, roots: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """For each fact that can be estimated, of whom it is read: a role (the key of a step), EVERYONE or APPLICANT."""
        found: dict[str, set[str]] = {}
        todo = [(root, EVERYONE) for root in roots]
        seen = set(todo)
        while todo:
            key, whose = todo.pop()
            for name, of in self.reads(key).guessed:
                found.setdefault(name, set()).add(whose if of is INHERITED else of)
            places = {(name, whose if of is INHERITED else of) for name, of in self.reads(key).roles} - seen
            seen |= places
            todo += places
        return {name: frozenset(of) for name, of in found.items()}
