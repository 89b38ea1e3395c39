"""What tables and columns there are: the household model and the facts of the rules, laid flat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from voorzieningen.errors import RuleError
from voorzieningen.facts import LISTS
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.household import Huishouden, Persoon
from voorzieningen.household.fields import (
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    MOST_PERSONS,
    MOST_ROWS,
    MOST_YEARS,
    PER,
    Field,
    read_amount,
)
from voorzieningen.rulebook import Feit, RuleFiles

Kind: TypeAlias = Literal["getal", "datum", "ja_nee", "keuze", "maanden", "tekst", "nummer"]
"""What stands in a column: `keuze` is a word, `maanden` words between `|`, `nummer` a small whole number."""

HOUSEHOLDS, PEOPLE, RECEIPTS, DATED = "huishoudens", "personen", "ontvangt", "verloop"
ID, HOUSE, PERSON, NUMBER, UNKNOWN, HIGHEST = "id", "huishouden", "persoon", "nummer", "onbekend", "__hoogst"
NO_COSTS = "wonen.servicekosten"
"""The truth that says whether there are service costs at all."""

_LABELS = frozenset({"versie", "peildatum", "gesprek", "naam", "feiten"})
"""Fields that are no column: labels of a file, names of people, and the group whose names are columns themselves."""
_MOST = Decimal("99999999.99")
_COSTS = "servicekosten"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its value stands in the household (`path`), and what may stand in it."""

    name: str
    kind: Kind
    path: tuple[str, ...] = ()
    required: bool = False
    unknown: bool = False
    """Whether somebody may say that it is not known."""
    ranges: bool = False
    sets: bool = False
    dated: bool = False
    labels: tuple[str, ...] = ()
    """The choices there are; none when any word will do."""
    lowest: Decimal | date | None = None
    highest: Decimal | date | None = None
    decimals: int = 2
    unit: str = ""
    told: str = ""
    """The question of the fact, in the words of the rules; empty for what has no fact."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns by name, and how many rows a household, or a person, may have in it."""

    name: str
    columns: Mapping[str, Column]
    most: int = 0
    """0 is without a limit."""
    of_person: bool = False

    @property
    def key(self) -> str:
        """The column with the id of the household."""
        return ID if self.name == HOUSEHOLDS else HOUSE

    @property
    def lists(self) -> tuple[str, ...]:
        """The tables with lists of one row of this table."""
        return {HOUSEHOLDS: HOUSE_LISTS, PEOPLE: PERSON_LISTS}.get(self.name, ())


@dataclass(frozen=True, slots=True)
class Layout:
    """Every table by name, households and persons first; `received` are the names of schemes under which money comes in."""

    tables: Mapping[str, Table]
    received: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]


def make_layout(files: RuleFiles) -> Layout:
    """The tables for households under some rules, local facts too. RuleError when a fact has the name of a field."""
    schemes = [*files.schemes.values(), *files.frames.values()]
    schemes += [file for pack in files.packs.values() for file in pack.schemes.values()]
    received = [(one.uitkomst.ontvangen_als or (one.regeling,)) for one in (file.model for file in schemes) if one.uitkomst]
    return Layout(_tables(files.facts), frozenset(name for names in received for name in names))


def _tables(facts: Mapping[str, Feit]) -> dict[str, Table]:
    found = {HOUSEHOLDS: _table(HOUSEHOLDS, Huishouden, facts, HOUSEHOLD), PEOPLE: _table(PEOPLE, Persoon, facts, PERSONS)}
    for owner, of_person in ((Persoon, True), (Huishouden, False)):
        for name, record in _lists(owner):
            if name != PEOPLE:
                found[name] = _table(name, record, facts, _SINGULAR.get(name, name), of_person)
        if of_person:
            continue
        found[RECEIPTS] = Table(RECEIPTS, _by_name([
            _house_key(), Column("regeling", "keuze", required=True),
            _of_field("bedrag", read_amount, ("bedrag",)), Column("per", "keuze", ("per",), labels=PER), _unknown(),
        ]))  # fmt: skip
    found[DATED] = Table(DATED, _by_name([
        _house_key(), Column("tabel", "keuze", required=True, labels=tuple(found)),
        Column(PERSON, "nummer"), Column("rij", "nummer"),
        Column("veld", "tekst", required=True),
        Column("vanaf", "datum", required=True, lowest=FIRST_DAY, highest=LAST_DAY),
        Column("waarde", "tekst", required=True), Column("waarde_hoogst", "tekst"), Column("jaren", "ja_nee"),
    ]))  # fmt: skip
    return found


def _table(name: str, model: type[BaseModel], facts: Mapping[str, Feit], table: str, of_person: bool = False) -> Table:
    columns = [Column(ID, "tekst", required=True)] if name == HOUSEHOLDS else [_house_key()]
    if name == PEOPLE:
        columns.append(Column(NUMBER, "nummer", required=True, lowest=Decimal(1), highest=Decimal(MOST_PERSONS)))
    elif of_person:
        columns.append(Column(PERSON, "nummer", required=True))
    columns += [_fitted(one, _read_by(facts, table, one)) for one in _fields(model, (), "")]
    for fact_name, fact in facts.items():
        if fact.tabel == table and not fact.pad and not fact.berekend:
            columns.append(_of_fact(fact_name, fact))
    columns.append(_unknown())
    most = {HOUSEHOLDS: 0, PEOPLE: MOST_PERSONS}.get(name, MOST_ROWS)
    return Table(name, _by_name(columns), most, of_person)


def _by_name(columns: list[Column]) -> dict[str, Column]:
    found = {one.name: one for one in columns}
    if len(found) < len(columns):
        twice = next(one.name for one in columns if found[one.name] is not one)
        raise RuleError(f"het feit `{twice}` heet als een veld.", where="feiten", repair="Geef het een andere naam.")
    return found


def _fields(model: type[BaseModel], path: tuple[str, ...], prefix: str) -> Iterator[Column]:
    """The columns of a record, with those of the groups in it."""
    own = model.__annotations__  # what the record says itself comes before what every row may carry
    for name, info in sorted(model.model_fields.items(), key=lambda item: item[0] not in own):
        label = info.alias or name
        place = (*path, label)
        if name in _LABELS or name == RECEIPTS or _record(info)[1]:
            continue
        if (inner := _record(info)[0]) is not None:
            yield from _fields(inner, place, f"{prefix}{label}.")
            continue
        reader = next(one for one in info.metadata if isinstance(one, Field))
        if reader.kind == "groep":
            yield Column(prefix + label, "ja_nee", place, unknown=True)
            yield from (_of_field(f"{prefix}{label}.{one}", read_amount, (*place, one)) for one in reader.choices)
        else:
            yield _of_field(prefix + label, reader, place, required=info.is_required())


_NUMBERS: Mapping[str, tuple[Decimal, Decimal, int]] = {
    "bedrag": (Decimal(0), _MOST, 2), "saldo": (-_MOST, _MOST, 2), "leeftijd": (Decimal(0), Decimal(MOST_YEARS), 0),
}  # fmt: skip


def _of_field(name: str, reader: Field, path: tuple[str, ...], *, required: bool = False) -> Column:
    column = Column(
        name, "getal", path, required=required, unknown=(not required and reader.kind != "datum") or reader.ranges,
        ranges=reader.ranges, sets=reader.sets, dated=reader.dated, labels=reader.choices,
    )  # fmt: skip
    if reader.kind in _NUMBERS:
        low, high, decimals = _NUMBERS[reader.kind]
        return replace(column, lowest=low, highest=high, decimals=decimals, unit="jaar" if reader.kind == "leeftijd" else "EUR")
    if reader.kind == "datum":
        return replace(column, kind="datum", lowest=FIRST_DAY, highest=LAST_DAY)
    if reader.kind == "nummer":
        return replace(column, kind="nummer", lowest=Decimal(1), highest=Decimal(MOST_PERSONS))
    if reader.kind == "maanden":
        return replace(column, kind="maanden", labels=MONTHS)
    assert reader.kind in ("ja_nee", "keuze", "tekst")
    return replace(column, kind=reader.kind)


def _of_fact(name: str, fact: Feit) -> Column:
    column = Column(name, "getal", ("feiten", name), unknown=True, dated=True)
    if isinstance(fact.eenheid, tuple):
        column = replace(column, kind="keuze", sets=True)
    elif fact.eenheid == "ja_nee":
        column = replace(column, kind="ja_nee")
    elif fact.eenheid == "datum":
        column = replace(column, kind="datum", ranges=True, lowest=FIRST_DAY, highest=LAST_DAY)
    else:
        column = replace(column, ranges=True, lowest=-_MOST, highest=_MOST)
    return _fitted(column, [fact])


def _fitted(column: Column, facts: list[Feit]) -> Column:
    """A column within what every fact that reads it can be."""
    for fact in facts:
        # What is fixed for good has one value, also where the field itself may hold more.
        column = replace(column, told=column.told or fact.vraag, dated=column.dated and fact.wanneer != "vast")
        if isinstance(fact.eenheid, tuple):
            known = column.labels or fact.eenheid
            column = replace(column, labels=tuple(label for label in known if label in fact.eenheid))
        elif column.kind in ("getal", "datum"):
            low: Any = [one for one in (column.lowest, fact.minimum) if one is not None]
            high: Any = [one for one in (column.highest, fact.maximum) if one is not None]
            column = replace(column, lowest=max(low), highest=min(high))
            if column.kind == "getal":
                column = replace(column, unit=fact.eenheid, decimals=min(column.decimals, fact.decimalen))
    return column


def _read_by(facts: Mapping[str, Feit], table: str, column: Column) -> list[Feit]:
    """The facts that read a field."""
    path = ".".join(column.path)
    found = [fact for fact in facts.values() if fact.tabel == table and fact.pad == path]
    if path.startswith(f"{NO_COSTS}."):  # in the rules each kind of service costs is a row
        found += [fact for fact in facts.values() if fact.tabel == _COSTS and fact.pad == "bedrag"]
    return found


def _house_key() -> Column:
    return Column(HOUSE, "tekst", required=True)


def _unknown() -> Column:
    return Column(UNKNOWN, "tekst")


def _record(info: FieldInfo) -> tuple[type[BaseModel] | None, bool]:
    """The record in a field, and whether it is a list of them."""
    parts = [info.annotation]
    for part in parts:
        parts += get_args(part)
    model = next((one for one in parts if isinstance(one, type) and issubclass(one, BaseModel)), None)
    return model, tuple in (getattr(part, "__origin__", None) for part in parts) and model is not None


def _lists(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, info in model.model_fields.items():
        record, many = _record(info)
        if record is not None and many:
            yield name, record


_SINGULAR = {name: table for table, name in LISTS.items()}
PERSON_LISTS = tuple(name for name, _ in _lists(Persoon))
HOUSE_LISTS = (*(name for name, _ in _lists(Huishouden) if name != PEOPLE), RECEIPTS)
MODEL = Layout(_tables({}))
"""The columns of the household model alone: what else stands in a table is a fact of some rules."""
