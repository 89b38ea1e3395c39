"""What each municipality and water board filled in, since when, how sure it is, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from voorzieningen.rulebook import Place, RuleBook
from voorzieningen.rulebook._models import Confidence, Instantie
from voorzieningen.rulebook._packs import Pack
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook._terms import BELOW_ALL
from voorzieningen.rulebook.linked import Bands, Cell, Cells, LinkedYear, leaves, weakest

State = Literal["ingevuld", "deels", "open"]


@dataclass(frozen=True, slots=True)
class TermState:
    """One open term as one body left it; `since`, `confidence` and `stale` are those of what was filled in."""

    scheme: str
    term: str
    what: str
    state: State
    since: date | None = None
    confidence: Confidence | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class SchemeState:
    """A scheme of its own: its title, how sure its weakest figure is, and which figures are out of date or open."""

    title: str
    confidence: Confidence
    stale: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackState:
    """Everything one body wrote."""

    body: Instantie
    name: str
    executor: str
    terms: tuple[TermState, ...]
    schemes: tuple[SchemeState, ...]
    referrals: int


def coverage(book: RuleBook, year: int) -> list[PackState]:
    """The state of every pack in a year, municipalities first, by name."""
    packs = sorted(book.files.packs.values(), key=lambda pack: (pack.body, pack.name))
    return [_state(book, year, pack) for pack in packs]


def _state(book: RuleBook, year: int, pack: Pack) -> PackState:
    place = Place(gemeente=pack.name) if pack.body == "gemeente" else Place(waterschap=pack.name)
    linked, files = book.local(year, place), book.files.local(place)
    frames = [file for name, file in files.items() if file.body == pack.body and name not in pack.schemes]
    own = [
        SchemeState(
            file.model.titel,
            linked.outcomes[name].given.confidence,
            tuple(one.partition(".")[2] for one in linked.outcomes[name].given.stale if one.startswith(f"{name}.")),
            tuple(file.model.open),
        )
        for name, file in pack.schemes.items()
        if name in linked.outcomes
    ]
    terms = tuple(term for file in frames for term in _terms(file, linked))
    return PackState(pack.body, pack.name, pack.model.uitvoerder, terms, tuple(own), len(pack.referrals))


def _terms(file: RuleFile, linked: LinkedYear) -> Iterator[TermState]:
    scheme = file.model.regeling
    for name, term in file.model.open.items():
        key = f"{scheme}.{name}"
        parameter = linked.parameters.get(key)
        if name in file.model.stappen and key in linked.by_key:
            # A formula is as old and as sure as the figures it reads, and as the text it comes from.
            step = linked.by_key[key]
            read = [linked.parameters[one] for one in sorted(_read(linked, key)) if one.startswith(f"{scheme}.")]
            since = max((one.since[-1] for one in read), default=None)
            uses = [use.confidence for use in (*step.sources, *(use for one in read for use in one.sources))]
            yield TermState(scheme, name, term.wat, "ingevuld", since, weakest(uses), any(one.stale for one in read))
        elif parameter is not None and name in file.model.parameters:
            cells = [cell for month in parameter.months for cell in _written(month)]
            whole = not any(cell is None or cell.unfilled for cell in cells)
            uses = [use.confidence for use in parameter.sources]
            filled = any(cell is not None and not cell.unfilled for cell in cells)
            state: State = "ingevuld" if whole else "deels" if filled else "open"
            yield TermState(scheme, name, term.wat, state, parameter.since[-1], weakest(uses), parameter.stale)
        else:
            yield TermState(scheme, name, term.wat, "open")


def _written(cells: Cells | None) -> Iterator[Cell | None]:
    """The cells of a table without the open band below its first one, which nobody is meant to fill in."""
    if isinstance(cells, Bands):
        for edge, value in zip(cells.edges, cells.values, strict=True):
            yield from leaves(value) if edge != BELOW_ALL else ()
    else:
        yield from leaves(cells)


def _read(linked: LinkedYear, key: str) -> set[str]:
    """The parameters one step reads itself."""
    nodes = linked.by_key[key].node.walk()
    return {str(getattr(node.data, "key", "")) for node in nodes} & set(linked.parameters)
