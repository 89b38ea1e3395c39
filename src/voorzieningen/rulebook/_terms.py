"""An open term in one year: what a municipality or water board filled in, and the limits of law where nobody did."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from voorzieningen.errors import RuleError
from voorzieningen.formula import MONTH, YEAR, Node, Type
from voorzieningen.rulebook import _cells
from voorzieningen.rulebook._kinds import type_of
from voorzieningen.rulebook._models import Open, Parameter
from voorzieningen.rulebook._parameters import Uses, at_day, check_dates, is_stale, value_at
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook.linked import Bands, Cell, Cells, Labels, LinkedParameter, SourceUse, leaves

_ANY = {"getal": (0, 10**10), "ja_nee": (0, 1), "datum": (date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal())}
"""What a term can be where the law sets no limit: no household comes near these."""
BELOW_ALL = Fraction(-(10**9))
"""The lower bound of the open band that stands below the first band of a filling."""


def link(
    file: RuleFile, name: str, year: int, keys: tuple[Node, ...], limit_keys: tuple[Node, ...], uses: Uses
) -> LinkedParameter:
    """A term as a parameter of which only limits are known where it is open.

    `keys` are those of the filling and `limit_keys` those of the limits. RuleError for a value outside the limits of law.
    """
    term, path = file.model.open[name], ("open", name)
    kind = type_of(term.eenheid, file.doc.place((*path, "eenheid")))
    filling = file.model.parameters.get(name)
    if filling is None and term.zolang is not None:
        return _meanwhile(file, name, year, term, kind, limit_keys, uses)
    limits = _limits(file, name, term, kind, () if term.zolang is not None else limit_keys)
    if filling is None:
        blank = limits if limit_keys else next(leaves(limits))
        assert blank is not None
        first = date(year, 1, 1)
        return LinkedParameter(
            f"{file.model.regeling}.{name}", kind, YEAR, limit_keys, None, (blank,), (first,), uses(file, term.bron), False,
            file.doc.place(path),
        )  # fmt: skip
    return _filled(file, name, year, filling, kind, keys, limits, limit_keys == keys or term.naar == filling.naar, uses)


def _meanwhile(
    file: RuleFile, name: str, year: int, term: Open, kind: Type, keys: tuple[Node, ...], uses: Uses
) -> LinkedParameter:
    """The value of our own that holds until somebody fills the term."""
    path = ("open", name, "zolang")
    cells, _ = _cells.read(term.zolang, kind, term.eenheid == "procent", keys, None, file, path)
    return LinkedParameter(
        f"{file.model.regeling}.{name}", kind, YEAR, keys, None, (cells,), (date(year, 1, 1),), uses(file, term.bron),
        term.verouderd, file.doc.place(path),
    )  # fmt: skip


def _filled(
    file: RuleFile, name: str, year: int, filling: Parameter, kind: Type, keys: tuple[Node, ...], limits: Cells, same: bool,
    uses: Uses,
) -> LinkedParameter:  # fmt: skip
    check_dates(file, name, filling)
    monthly = filling.ritme in ("halfjaarlijks", "vrij")
    chosen = [at_day(filling, date(year, month, 1)) for month in (range(1, 13) if monthly else (1,))]
    hull = _hull(limits)
    tables: dict[date | None, Cells] = {None: _blank(keys, limits if same else hull, hull)}
    sources: list[SourceUse] = []
    if None in chosen:
        sources += uses(file, file.model.open[name].bron)
    for day, value in {pair[0]: pair[1] for pair in chosen if pair}.items():
        at = ("parameters", name, "waarden", day)
        cells, own = _cells.read(value.waarde, kind, filling.eenheid == "procent", keys, None, file, at)
        tables[day] = _complete(cells, limits if same else hull, hull, file.doc.place(at))
        sources += value_at(file, value, own, at, uses)
    return LinkedParameter(
        key=f"{file.model.regeling}.{name}",
        type=kind,
        when=MONTH if monthly else YEAR,
        keys=keys,
        edge=None,
        months=tuple(tables[pair[0] if pair else None] for pair in chosen),
        since=tuple(pair[0] if pair else date(year, 1, 1) for pair in chosen),
        sources=tuple(dict.fromkeys(sources)),
        stale=is_stale(filling, year),
        place=file.doc.place(("parameters", name)),
    )


def open_months(parameter: LinkedParameter) -> LinkedParameter:
    """A parameter of a filling with the months in which it has no value open: what reads it there is not filled in."""
    low, high = (0, len(parameter.type.labels) - 1) if parameter.type.kind == "keuze" else _ANY[parameter.type.kind]
    anything = Cell(Fraction(low), Fraction(high), unfilled=True)
    blank = _blank(parameter.keys, anything, anything)
    return replace(parameter, months=tuple(blank if cells is None else cells for cells in parameter.months))


def _limits(file: RuleFile, name: str, term: Open, kind: Type, keys: tuple[Node, ...]) -> Cells:
    if term.tussen is None:
        low, high = (0, len(kind.labels) - 1) if kind.kind == "keuze" else _ANY[kind.kind]
        return Cell(Fraction(low), Fraction(high), unfilled=True)
    path = ("open", name, "tussen")
    found, _ = _cells.read(term.tussen, kind, term.eenheid == "procent", keys, None, file, path)
    return _marked(found, file.doc.place(path))


def _marked(cells: Cells | None, place: str) -> Cells:
    if cells is None:
        raise RuleError("hier ontbreekt een grens.", where=place, repair="Geef elk label een bereik.")
    if isinstance(cells, Cell):
        return replace(cells, unfilled=True)
    return replace(cells, values=tuple(_marked(value, place) for value in cells.values))


def _hull(cells: Cells) -> Cell:
    every = [cell for cell in leaves(cells) if cell]
    return Cell(min(cell.lowest for cell in every), max(cell.highest for cell in every), unfilled=True)


def _blank(keys: tuple[Node, ...], limits: Cells, hull: Cell) -> Cells:
    """A table of the shape of `keys` in which everything is open."""
    if not keys:
        return limits
    if keys[0].type.kind != "keuze":
        return Bands((BELOW_ALL,), (_blank(keys[1:], hull, hull),))
    below = limits.values if isinstance(limits, Labels) else (limits,) * len(keys[0].type.labels)
    return Labels(tuple(_blank(keys[1:], one or hull, hull) for one in below))


def _complete(cells: Cells | None, limits: Cells | None, hull: Cell, place: str) -> Cells:
    """The cells with the limits of law where one is missing; RuleError for one outside those limits."""
    own = limits if limits is not None else hull
    if cells is None:
        return own
    if isinstance(cells, Cell):
        limit = own if isinstance(own, Cell) else _hull(own)
        if not limit.lowest <= cells.lowest <= cells.highest <= limit.highest:
            raise RuleError(
                "deze waarde ligt buiten de grenzen van de wet.",
                where=place,
                repair="Kijk naar `tussen` bij de open term in de landelijke regeling.",
            )
        return cells
    if isinstance(cells, Labels):
        inner = own.values if isinstance(own, Labels) else (own,) * len(cells.values)
        return Labels(tuple(_complete(one, limit, hull, place) for one, limit in zip(cells.values, inner, strict=True)))
    values = tuple(_complete(one, own, hull, place) for one in cells.values)
    return Bands((BELOW_ALL, *cells.edges), (_open(values[0], own), *values))


def _open(like: Cells, limit: Cells) -> Cells:
    """The shape of a table with every cell open."""
    if isinstance(like, Cell):
        return limit if isinstance(limit, Cell) else _hull(limit)
    return replace(like, values=tuple(_open(one, limit) for one in like.values if one is not None))
