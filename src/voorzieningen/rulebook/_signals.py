"""The arrears signals: each has a step that says how serious it is, and rests on facts of the budget only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voorzieningen.errors import RuleError
from voorzieningen.formula import HOUSEHOLD, PERSONS, YEAR, Node, choice
from voorzieningen.rulebook._kinds import GIVEN, PLACEHOLDER
from voorzieningen.rulebook._models import SEVERITIES, Feit, RegelingFile, SignaalUitkomst
from voorzieningen.rulebook._outcomes import Rests
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook.linked import LinkedStep, Signal

SEVERITY = "ernst"
"""The step of a signal that says how serious it is."""


def link(file: RuleFile, rests: Rests) -> Signal:
    """One signal. RuleError when a step is missing, or a severity has no advice."""
    model = file.model
    wanted = model.signaal
    assert wanted is not None
    severity = _step(file, rests, SEVERITY)
    if severity.type != choice(SEVERITIES):
        what = f"de stap `{SEVERITY}` geeft niet {', '.join(SEVERITIES)}."
        raise RuleError(what, where=severity.place, repair="Schrijf de keuzes van `eenheid` in deze volgorde.")
    _check_lines(file, severity, wanted)
    measured = _step(file, rests, wanted.gemeten) if wanted.gemeten else None
    agreed = _step(file, rests, wanted.afspraak) if wanted.afspraak else None
    deadline = _step(file, rests, wanted.uiterlijk) if wanted.uiterlijk else None
    roots = [step.key for step in (severity, measured, agreed, deadline) if step]
    basis = rests.basis(roots, estimates=True)
    measured_key, agreed_key, deadline_key = (step.key if step else None for step in (measured, agreed, deadline))
    return Signal(model.regeling, severity.key, measured_key, agreed_key, deadline_key, basis)


def check_facts(file: RuleFile, rests: Rests, facts: Mapping[str, Feit]) -> None:
    """RuleError when anything in the file of a signal, its warnings and texts too, reaches what is not about the budget.

    People are no table a signal can count, and nothing is asked of one of them.
    """
    own = [step for step in rests.steps.values() if step.file == file.model.regeling]
    reached = {one.removesuffix(GIVEN) for one in rests.basis([step.key for step in own], estimates=True).facts}
    reached |= {name for text in _texts(file.model) for name in PLACEHOLDER.findall(text) if name in facts}
    wrong = [one for name in sorted(reached) for one in (name, *_conditions(name, facts)) if facts[one].onderwerp != "budget"]
    wrong += [PERSONS for step in own if any(_of_people(node) for node in step.node.walk())]
    if wrong:
        what = f"dit signaal leest `{wrong[0]}`, en dat gaat niet over het budget."
        repair = "Een signaal leest alleen feiten met `onderwerp: budget`."
        raise RuleError(what, where=file.doc.place(("regeling",)), repair=repair)


def _of_people(node: Node) -> bool:
    table = node.data[1] if node.op == "gather" else node.data[0] if node.op == "rank" else ""
    return node.op == "van_aanvrager" or node.who == PERSONS or table == PERSONS


def _texts(model: RegelingFile) -> Iterator[str]:
    for step in model.stappen.values():
        yield from (line.uitleg for line in step.kies or ())
    for warning in model.waarschuwingen.values():
        yield from (warning.wat, warning.doe)
    if wanted := model.signaal:
        yield from (*wanted.doe.values(), wanted.doe_afspraak, wanted.waarom_afspraak, wanted.onbekend)


def _step(file: RuleFile, rests: Rests, name: str) -> LinkedStep:
    step = rests.steps.get(f"{file.model.regeling}.{name}")
    if step is None or step.who != HOUSEHOLD or step.when != YEAR:
        what = f"`{name}` is geen stap van het huishouden die het hele jaar gelijk is."
        raise RuleError(what, where=file.doc.place(("signaal",)), repair="Noem zo'n stap; lees een maand met in_peilmaand(...).")
    return step


def _check_lines(file: RuleFile, severity: LinkedStep, wanted: SignaalUitkomst) -> None:
    """Every line has a sentence, and every severity it can give has something to do."""
    given = {formula for _, formula, _ in severity.texts}
    if any(not text for _, _, text in severity.texts):
        raise RuleError("een regel van `ernst` heeft geen `uitleg`.", where=severity.place, repair="Zeg bij elke regel waarom.")
    if odd := sorted(given - {"geen"} ^ set(wanted.doe)):
        what = f"`doe` en de regels van `ernst` passen niet bij elkaar: {', '.join(odd)} staat maar op één van beide plaatsen."
        raise RuleError(what, where=file.doc.place(("signaal", "doe")), repair="Zeg bij elke ernst behalve geen wat te doen.")


def _conditions(name: str, facts: Mapping[str, Feit]) -> Iterator[str]:
    """The facts that decide whether a fact applies."""
    for other in (*facts[name].alleen_als, *filter(None, (facts[name].alleen_zonder,))):
        yield other
        yield from _conditions(other, facts)
