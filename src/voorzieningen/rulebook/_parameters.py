"""A parameter in one year: the value that holds, as cells, with its sources and whether it is out of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from voorzieningen.errors import RuleError
from voorzieningen.formula import MONTH, YEAR, Node
from voorzieningen.rulebook import _cells
from voorzieningen.rulebook._kinds import Path, type_of
from voorzieningen.rulebook._local import Term
from voorzieningen.rulebook._models import ENDED, Confidence, Parameter, Rhythm, Waarde
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook.linked import Cells, LinkedParameter, SourceUse, leaves

_MONTHS = tuple(range(1, 13))
_BEGINS: Mapping[Rhythm | None, tuple[int, ...]] = {None: (1,), "jaarlijks": (1,), "halfjaarlijks": (1, 7), "vrij": _MONTHS}
"""In which months a value may begin, by rhythm."""

Uses = Callable[[RuleFile, tuple[str, ...]], tuple[SourceUse, ...]]
"""The sources behind ids of a file."""


def link(file: RuleFile, name: str, year: int, keys: tuple[Node, ...], uses: Uses) -> LinkedParameter | None:
    """A parameter in a year; None when it has not begun or has ended.

    Raises RuleError for a date that does not fit the rhythm, a gap, a value without source or a cell that does not fit.
    """
    model, where = file.model.parameters[name], file.doc.place(("parameters", name))
    monthly = model.ritme in ("halfjaarlijks", "vrij")
    check_dates(file, name, model)
    chosen = [at_day(model, date(year, month, 1)) for month in (_MONTHS if monthly else (1,))]
    found = [pair for pair in chosen if pair is not None]
    if len(found) < len(chosen) and not (file.body and found and not model.schijven):  # what is local may begin within a year
        if min(model.waarden).year <= year and ENDED not in model.waarden.values():
            key = f"{file.model.regeling}.{name}"
            month = next(at for at, pair in enumerate(chosen, 1) if pair is None)
            what = f"`{key}` heeft een gat in {year}: op {date(year, month, 1)} geldt geen enkele waarde."
            raise RuleError(what, where=where, repair=f"Geef een waarde met een datum op of vóór {date(year, month, 1)}.")
        return None
    kind = type_of(model.eenheid, file.doc.place(("parameters", name, "eenheid")))
    edge = type_of(model.schijven, file.doc.place(("parameters", name, "schijven"))) if model.schijven else None
    if edge and (keys or edge.kind != "getal" or kind.kind != "getal"):
        raise RuleError("schijven hebben een getal en geen `naar`.", where=where, repair="Kies één van beide.")
    tables: dict[date, Cells] = {}
    sources: list[SourceUse] = []
    for day, value in dict(found).items():
        at = ("parameters", name, "waarden", day)
        tables[day], confidence = _cells.read(value.waarde, kind, model.eenheid == "procent", keys, edge, file, at)
        if edge and any(cell is None or cell.lowest < 0 for cell in leaves(tables[day])):
            raise RuleError("een schijf heeft een tarief onder 0.", where=file.doc.place(at), repair="Geef tarieven vanaf 0.")
        sources += value_at(file, value, confidence, at, uses)
    return LinkedParameter(
        key=f"{file.model.regeling}.{name}",
        type=kind,
        when=MONTH if monthly else YEAR,
        keys=keys,
        edge=edge,
        months=tuple(tables[pair[0]] if pair else None for pair in chosen),
        since=tuple(pair[0] if pair else date(year, 1, 1) for pair in chosen),
        sources=tuple(dict.fromkeys(sources)),
        stale=is_stale(model, year),
        place=where,
    )


def value_at(
    file: RuleFile, value: Waarde, confidence: Confidence | None, path: Path, uses: Uses
) -> list[SourceUse]:
    """The sources of one dated value; RuleError when it has none. `confidence` is that of its CSV file, if it names one."""
    cited = uses(file, value.bron)
    if not cited:
        raise RuleError("deze waarde heeft geen `bron`.", where=file.doc.place(path), repair="Noem een bron uit `bronnen:`.")
    sure = confidence or value.zekerheid
    return [SourceUse(use.file, use.id, sure or use.confidence, value.gezien or use.seen) for use in cited]


def check_dates(file: RuleFile, name: str, model: Parameter) -> None:
    """RuleError for a date key that does not fit the rhythm of a parameter."""
    for key in model.waarden:
        if key.day != 1 or key.month not in _BEGINS[model.ritme]:
            raise RuleError(
                f"de datum {key} past niet bij {f'ritme {model.ritme}' if model.ritme else 'een parameter zonder ritme'}.",
                where=file.doc.place(("parameters", name, "waarden", key)),
                repair="Jaarlijks of zonder ritme: 1 januari. Halfjaarlijks: 1 januari of 1 juli. Vrij: de eerste van een maand.",
            )


def at_day(model: Parameter | Term, day: date) -> tuple[date, Waarde] | None:
    """The value that holds on a day, with its date key; None before the first and after the end."""
    at = max((key for key in model.waarden if key <= day), default=None)
    if at is None:
        return None
    value = model.waarden[at]
    return None if isinstance(value, str) else (at, value)


def is_stale(model: Parameter | Term, year: int) -> bool:
    """Whether what is used in a year is out of date: past its rhythm, or marked so."""
    last = max(model.waarden)
    if isinstance(model.waarden[last], str):
        return False
    held = at_day(model, date(year, 12, 1))
    if held and held[1].verouderd:
        return True
    if model.ritme == "jaarlijks":
        return last.year < year
    return model.ritme == "halfjaarlijks" and (last.year, last.month > 6) < (year, True)
