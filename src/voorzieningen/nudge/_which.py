"""Which changes there are: every figure, line, comparison and rounding of every rule file, in the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from voorzieningen.nudge._change import Change, Nudge
from voorzieningen.nudge._figures import of_csv, of_table
from voorzieningen.nudge._formulas import flips, of_body
from voorzieningen.nudge._plan import of_plan
from voorzieningen.rulebook import (
    Body,
    Filled,
    Pack,
    Parameter,
    Place,
    Record,
    RuleFile,
    RuleFiles,
    Stap,
    Voorwaarde,
    Waarde,
    instances,
)

YEARS = (2026, 2025, 2024)
"""The modelled years, the one with most examples first."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A change of one file: its name within the file, the keys that lead to its place, and the rest of a nudge."""

    name: str
    years: tuple[int, ...]
    path: tuple[Any, ...]
    what: str
    apply: Change
    exempt: str = ""


def nudges(files: RuleFiles) -> Iterator[Nudge]:
    """Every nudge of every rule file: the country, signals, frames, what each place wrote, the plan and the debts."""
    for scheme, file in files.schemes.items():
        yield from _named(scheme, (scheme,), file, _of_file(file))
    for name, file in files.signals.items():
        yield from _named(name, (name,), file, [*_of_terms(file), *_of_file(file)])
    for name, file in files.frames.items():
        yield from _named(name, tuple(instances(file.model)), file, [*_of_terms(file), *_of_file(file)], local=True)
    for (body, _), pack in files.packs.items():
        folder, here = folder_of(pack), files.local(Place(**{body: pack.name}))
        for name in (one for one in pack.fillings if one in files.frames):
            for instance in instances(files.frames[name].model):
                file = here[instance]
                if file.body == body and isinstance(file.doc, Filled):
                    own = _of_file(file, frozenset(file.doc.moved))
                    yield from _named(f"{folder}/{name}", (instance,), file, own, local=True, pack=pack)
        for name, file in pack.schemes.items():
            own = iter([*_of_terms(file), *_of_file(file)])
            yield from _named(f"{folder}/{name}", (name,), file, own, local=True, pack=pack)
    yield from of_plan(files, YEARS)


def folder_of(pack: Pack) -> str:
    """The folder a pack stands in, by which its rules are named."""
    return Path(pack.doc.name).parent.name


def _named(
    scheme: str, files: tuple[str, ...], file: RuleFile, found: Iterable[_Found], *, local: bool = False, pack: Pack | None = None
) -> Iterator[Nudge]:
    for one in found:
        if one.years:
            part, place = one.name.split("/")[0], file.doc.place(one.path)
            name = f"{scheme}/{one.name}"
            yield Nudge(scheme, files, part, name, one.what, place, one.years, one.apply, one.exempt, local, pack)


def _of_terms(file: RuleFile) -> Iterator[_Found]:
    """The limits of law of each open term, or our own value: they decide where nobody filled it in."""
    for name, term in file.model.open.items():
        for field in ("tussen", "zolang"):
            value = getattr(term, field)
            for one in of_table(value, term.eenheid) if value is not None else ():
                put = _puts("open", name, None, term.model_copy(update={field: one.value}))
                yield _Found(f"{name}/{field}{one.where}", YEARS, ("open", name, field), one.what, put, one.exempt)


def _of_file(file: RuleFile, only: frozenset[tuple[Any, ...]] | None = None) -> Iterator[_Found]:
    """Every nudge of one file, or of the parts of it that somebody filled in."""
    model = file.model

    def chosen(part: str) -> Iterator[tuple[Any, Any]]:
        things = getattr(model, part)
        pairs = enumerate(things) if isinstance(things, tuple) else things.items()
        return (pair for pair in pairs if only is None or (part, pair[0]) in only)

    for name, parameter in chosen("parameters"):
        for day, value in parameter.waarden.items():
            if isinstance(value, Waarde):
                yield from _of_value(file, name, parameter, day, value)
    for name, step in chosen("stappen"):
        for day, body in _versions(step):
            if isinstance(body, Body):
                path = ("stappen", name, *([day] if day else []))
                for where, what, changed in of_body(body):
                    put = _puts("stappen", name, day, changed)
                    yield _Found(f"{name}{_dated(day)}/{where}", _years(step.versies, day), path, what, put)
    for name, condition in chosen("voorwaarden"):
        for day, version in _versions(condition):
            path = ("voorwaarden", name, *([day] if day else []))
            for where, what, text in flips(version.als):
                put = _puts("voorwaarden", name, day, version.model_copy(update={"als": text}))
                yield _Found(f"voorwaarden.{name}{_dated(day)}/{where}", _years(condition.versies, day), path, what, put)
    for at, item in chosen("niet_gemodelleerd"):
        for where, what, text in flips(item.als):
            put = _puts_item(at, item.model_copy(update={"als": text}))
            yield _Found(f"niet_gemodelleerd.{at}/{where}", YEARS, ("niet_gemodelleerd", at), what, put)


def _of_value(file: RuleFile, name: str, parameter: Parameter, day: date, value: Waarde) -> Iterator[_Found]:
    years, path = _in_force(parameter, day), ("parameters", name, "waarden", day)
    if isinstance(value.waarde, str) and value.waarde.endswith(".csv"):
        for one in of_csv(file.texts[value.waarde], parameter.eenheid):
            with_text = partial(_with_text, {value.waarde: one.value})
            yield _Found(f"{name}/{day}{one.where}", years, path, f"in {value.waarde} {one.what}", with_text, one.exempt)
        return
    for one in of_table(value.waarde, parameter.eenheid):
        values = {**parameter.waarden, day: value.model_copy(update={"waarde": one.value})}
        put = _puts("parameters", name, None, parameter.model_copy(update={"waarden": values}))
        yield _Found(f"{name}/{day}{one.where}", years, path, one.what, put, one.exempt)


def _dated(day: date | None) -> str:
    return f"/{day}" if day else ""


def _versions(thing: Stap | Voorwaarde) -> Iterator[tuple[date | None, Any]]:
    if not thing.versies:
        yield None, thing
    for day, version in thing.versies.items():
        if not isinstance(version, str):
            yield day, version


def _years(versions: Mapping[date, object], day: date | None) -> tuple[int, ...]:
    if day is None:
        return YEARS
    after = min((key.year for key in versions if key > day), default=9999)
    return tuple(year for year in YEARS if day.year <= year < after)


def _in_force(parameter: Parameter, day: date) -> tuple[int, ...]:
    months = range(1, 13) if parameter.ritme in ("halfjaarlijks", "vrij") else (1,)

    def holds(first: date) -> bool:
        return max((key for key in parameter.waarden if key <= first), default=None) == day

    return tuple(year for year in YEARS if any(holds(date(year, month, 1)) for month in months))


# --- putting it in the file


def _with_text(texts: Mapping[str, str], file: RuleFile) -> RuleFile:
    return replace(file, texts={**file.texts, **texts})


def _puts_item(at: int, changed: Record) -> Callable[[RuleFile], RuleFile]:
    """Puts a changed `niet_gemodelleerd` in the file."""

    def apply(file: RuleFile) -> RuleFile:
        items = file.model.niet_gemodelleerd
        return replace(file, model=file.model.model_copy(update={"niet_gemodelleerd": (*items[:at], changed, *items[at + 1 :])}))

    return apply


def _puts(part: str, name: str, day: date | None, changed: Record) -> Callable[[RuleFile], RuleFile]:
    """Puts a changed parameter, term, step or condition, or one version of it, in the file."""

    def apply(file: RuleFile) -> RuleFile:
        things = getattr(file.model, part)
        thing = changed
        if day is not None:
            thing = things[name].model_copy(update={"versies": {**things[name].versies, day: changed}})
        return replace(file, model=file.model.model_copy(update={part: {**things, name: thing}}))

    return apply
