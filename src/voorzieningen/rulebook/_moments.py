"""Every date on which something in the rules changes, and what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from voorzieningen.rulebook._local import Invulling
from voorzieningen.rulebook._models import RegelingFile
from voorzieningen.rulebook._read import RuleFiles


@dataclass(frozen=True, slots=True)
class Change:
    """A name that gets a new value or version on a day, or ends on it."""

    day: date
    scheme: str
    body: str
    """Whose file it is: a municipality or water board, or empty for the country."""
    name: str


def changes(files: RuleFiles) -> Iterator[Change]:
    """Each dated value and version in every file, in no order."""
    country = (*files.schemes.values(), *files.frames.values(), *files.signals.values())
    models: list[tuple[str, str, RegelingFile | Invulling]] = [(file.model.regeling, "", file.model) for file in country]
    for pack in files.packs.values():
        models += [(name, pack.name, file.model) for name, file in pack.schemes.items()]
        models += [(name, pack.name, one.model) for name, fillings in pack.fillings.items() for one in fillings]
    for scheme, body, model in models:
        for name, day in _dates(model):
            yield Change(day, scheme, body, name)


def _dates(model: RegelingFile | Invulling) -> Iterator[tuple[str, date]]:
    for name, parameter in model.parameters.items():
        yield from ((name, day) for day in parameter.waarden)
    for name, condition in model.voorwaarden.items():
        yield from ((name, day) for day in condition.versies)
    if isinstance(model, Invulling):
        for name, term in model.termen.items():
            yield from ((name, day) for day in term.waarden)
        return
    for name, step in model.stappen.items():
        yield from ((name, day) for day in step.versies)
    if model.einde:
        yield "einde", model.einde.op
