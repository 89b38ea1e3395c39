"""One rule file as a typed record: every fault at its line, names and sources checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from voorzieningen.errors import RuleError
from voorzieningen.rulebook._faults import fault
from voorzieningen.rulebook._kinds import is_name
from voorzieningen.rulebook._models import Instantie, Record, RegelingFile, Waarde
from voorzieningen.rulebook.strict_yaml import Document

_NAMES = "Gebruik kleine letters, cijfers en _, en geen woord van de taal."
_Model = TypeVar("_Model", bound=Record)


@dataclass(frozen=True, slots=True, eq=False)
class RuleFile:
    """One scheme as read: its record, the document for places, and the CSV texts beside it."""

    doc: Document
    model: RegelingFile
    texts: Mapping[str, str]
    first_year: int
    body: Instantie | None = None
    """Who filled it in, or whose own scheme it is; None for what holds in the whole country."""

    @classmethod
    def of(cls, doc: Document, model: RegelingFile, texts: Mapping[str, str]) -> RuleFile:
        """A file with the first year it is modelled: that of its first value with a rhythm, or else of its first date."""
        with_rhythm = [min(parameter.waarden).year for parameter in model.parameters.values() if parameter.ritme]
        all_dates = [day.year for parameter in model.parameters.values() for day in parameter.waarden]
        all_dates += [day.year for step in model.stappen.values() for day in step.versies]
        return cls(doc, model, texts, min(with_rhythm or all_dates, default=0))


def tables_beside(path: Path, name: str) -> dict[str, str]:
    """The CSV files in the folder of a rule file, by name; `name` is the file as messages call it."""
    texts = {}
    for table in sorted(path.parent.glob("*.csv")):
        try:
            texts[table.name] = table.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise RuleError(
                "dit bestand is geen UTF-8.",
                where=f"{Path(name).parent.as_posix()}/{table.name}",
                repair="Bewaar het als UTF-8.",
            ) from None
    return texts


def record(kind: type[_Model], doc: Document) -> _Model:
    """The data of a document as a record; RuleError at the place of the first fault."""
    try:
        return kind.model_validate(doc.data)
    except ValidationError as error:
        raise fault(kind, doc, error.errors(include_url=False, include_input=False)) from None


def check_names(model: RegelingFile, doc: Document) -> None:
    """RuleError for a name no formula could read, and for a parameter without values."""
    if not is_name(model.regeling):
        raise RuleError(f"`{model.regeling}` kan geen naam van een regeling zijn.", where=doc.place(("regeling",)), repair=_NAMES)
    parts = (
        ("stappen", model.stappen),
        ("parameters", model.parameters),
        ("voorwaarden", model.voorwaarden),
        ("waarschuwingen", model.waarschuwingen),
        ("open", model.open),
    )
    for part, names in parts:
        for name in names:
            if not is_name(name):
                raise RuleError(f"`{name}` kan hier geen naam zijn.", where=doc.key_place((part, name)), repair=_NAMES)
    for name, parameter in model.parameters.items():
        if not parameter.waarden:
            raise RuleError(
                f"`{name}` heeft geen waarden.", where=doc.place(("parameters", name)), repair="Geef `waarden:` met een datum."
            )


def check_sources(model: RegelingFile, doc: Document) -> None:
    """RuleError for a source that is not there or not used, and for a step or condition that cites none."""
    used: set[str] = set()
    for path, one in cited(model):
        if one not in model.bronnen:
            near = get_close_matches(one, model.bronnen, 1, 0.6)
            raise RuleError(
                f"de bron `{one}` staat niet onder `bronnen`.",
                where=doc.place(path),
                repair=f"Bedoelt u `{near[0]}`?" if near else "Voeg de bron toe.",
            )
        used.add(one)
    for one in model.bronnen:
        if one not in used:
            raise RuleError(
                f"de bron `{one}` wordt nergens gebruikt.",
                where=doc.place(("bronnen", one)),
                repair="Haal hem weg of noem hem.",
            )
    for name, step in model.stappen.items():
        for day, body in ((None, step), *step.versies.items()):
            if isinstance(body, str) or (day is None and step.versies):
                continue
            lines = body.kies or ()
            if not step.bron and not body.bron and not (lines and all(line.bron for line in lines)):
                raise RuleError(
                    f"de stap `{name}` noemt geen bron.",
                    where=doc.place(("stappen", name, *([day] if day else []))),
                    repair="Geef `bron:` op de stap of op elke regel.",
                )
    for name, condition in model.voorwaarden.items():
        for day, version in ((None, condition), *condition.versies.items()):
            if isinstance(version, str) or (day is None and condition.versies):
                continue
            if not condition.bron and not version.bron:
                raise RuleError(
                    f"de voorwaarde `{name}` noemt geen bron.",
                    where=doc.place(("voorwaarden", name, *([day] if day else []))),
                    repair="Geef `bron:`.",
                )


def cited(model: RegelingFile) -> Iterator[tuple[tuple[str | int | date, ...], str]]:
    """Each source id a file cites, with the place."""
    for name, parameter in model.parameters.items():
        for day, value in parameter.waarden.items():
            if isinstance(value, Waarde):
                yield from (((("parameters", name, "waarden", day)), one) for one in value.bron)
    for name, step in model.stappen.items():
        for place, body in zip(_places("stappen", name, step.versies), (step, *step.versies.values()), strict=True):
            if isinstance(body, str):
                continue
            for source in (
                body.bron,
                *(line.bron for line in body.kies or ()),
                body.afronden.bron if body.afronden else (),
            ):
                yield from ((place, one) for one in source)
    for name, condition in model.voorwaarden.items():
        places = _places("voorwaarden", name, condition.versies)
        for place, version in zip(places, (condition, *condition.versies.values()), strict=True):
            if not isinstance(version, str):
                yield from ((place, one) for one in version.bron)
    for at, item in enumerate(model.niet_gemodelleerd):
        yield from ((("niet_gemodelleerd", at), one) for one in item.bron)
    for name, term in model.open.items():
        yield from ((("open", name), one) for one in term.bron)
    for name, warning in model.waarschuwingen.items():
        yield from ((("waarschuwingen", name), one) for one in warning.bron)
    if model.einde:
        yield from ((("einde",), one) for one in model.einde.bron)


def _places(part: str, name: str, versions: Iterable[date]) -> list[tuple[str | int | date, ...]]:
    """Where a step or condition stands, and each of its versions."""
    return [(part, name), *((part, name, day) for day in versions)]
