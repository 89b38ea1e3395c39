"""`gesprek.yaml`: the order of the talk, which paper helps with which fact, and what an open outcome is worth."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from voorzieningen.errors import RuleError
from voorzieningen.formula import PERSONS
from voorzieningen.rulebook._models import Feit, Record
from voorzieningen.rulebook._record import record
from voorzieningen.rulebook._written import Names, Truth
from voorzieningen.rulebook.strict_yaml import Document, read_document

PLACES = ("gemeente", "waterschap", "sinds", "ontvangt", "personen", "gesprek.papieren")
"""What is asked and is no fact."""


class Gespreksgroep(Record):
    """A part of the talk: the facts that belong together, by table or by name."""

    groep: str
    tabellen: Names = ()
    feiten: Names = ()
    na_goed_nieuws: Truth = False
    """Whether it waits until something is surely due, because it is hard to talk about."""


class Lijst(Record):
    """What a new row of a list says at once, because the question says so: for all kinds, and for some."""

    vul: dict[str, Any] = Field(default_factory=dict)
    per_soort: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Inzet(Record):
    """What an open outcome without an amount is worth, in EUR a year, and the most any open outcome counts for."""

    kritiek: Decimal = Decimal(0)
    hoog: Decimal = Decimal(0)
    aandacht: Decimal = Decimal(0)
    kans: Decimal = Decimal(0)
    informatie: Decimal = Decimal(0)
    zonder_bedrag: Decimal = Decimal(0)
    hoogstens: Decimal = Decimal(0)


class GesprekFile(Record):
    """`gesprek.yaml`."""

    eigenaar: str = ""
    eerst: Names = ()
    groepen: tuple[Gespreksgroep, ...] = ()
    papieren: dict[str, Names] = Field(default_factory=dict)
    lijsten: dict[str, Lijst] = Field(default_factory=dict)
    waarde: Inzet = Inzet()
    genoeg: Decimal = Decimal(0)
    bijna: Decimal = Decimal(1)
    precies: Decimal = Decimal(1)
    """What part of the worth of a question is left once there is a rough answer."""
    bijzonder: Names = ()
    leeftijden: Names = ()
    """The ready ages of a grown-up, each `from..to`, between the ages at which rules differ."""
    twijfel: Decimal = Decimal(10)
    """How many times the highest band edge makes an amount worth a second look."""
    eerdere_jaren: Decimal = Decimal(1)
    """The part of what earlier years may still give that asking since when all holds is expected to bring."""
    ontvangt_open: Decimal = Decimal(1)
    """The part of an undecided scheme that asking what comes in is expected to bring."""
    na: dict[str, str] = Field(default_factory=dict)
    """A fact that is only asked once another one is no longer open: `kale_huur` after `woning_soort`."""
    vaak: dict[str, Names] = Field(default_factory=dict)
    """Of a fact with many labels: those most people need, in the order in which they are shown; the others come after."""
    formulier: Names = ()
    """The facts the whole form asks for; lists of which a fact is named are asked too."""

    def group_of(self, name: str, table: str) -> str:
        """The part of the talk a fact belongs to."""
        for one in self.groepen:
            if name in one.feiten:
                return one.groep
        for one in self.groepen:
            if table in one.tabellen:
                return one.groep
        return "mensen" if table == PERSONS else "overig"


def read_talk(root: Path, facts: Mapping[str, Feit], tables: Collection[str]) -> GesprekFile:
    """The talk below `root`, or none at all; RuleError with the place for a fact or table that does not exist."""
    path = root / "gesprek.yaml"
    if not path.is_file():
        return GesprekFile()
    doc = read_document(path.read_bytes(), path.name)
    found = record(GesprekFile, doc)
    for at, one in enumerate(found.groepen):
        _known(doc, ("groepen", at, "feiten"), one.feiten, (*facts, *PLACES), "feit")
        _known(doc, ("groepen", at, "tabellen"), one.tabellen, tables, "tabel")
    for paper, names in found.papieren.items():
        _known(doc, ("papieren", paper), names, (*facts, *PLACES), "feit")
    _known(doc, ("na",), (*found.na, *found.na.values()), facts, "feit")
    for name, labels in found.vaak.items():
        _known(doc, ("vaak",), (name,), facts, "feit")
        _known(doc, ("vaak", name), labels, facts[name].eenheid if isinstance(facts[name].eenheid, tuple) else (), "keuze")
    _known(doc, ("formulier",), found.formulier, facts, "feit")
    _known(doc, ("bijzonder",), found.bijzonder, [name for name, fact in facts.items() if fact.aanname is False], "aanname")
    return found


def _known(doc: Document, path: tuple[str | int, ...], names: Names, known: Collection[str], kind: str) -> None:
    for at, name in enumerate(names):
        if name not in known:
            raise RuleError(f"`{name}` is geen {kind}.", where=doc.place((*path, at)), repair="Kijk de naam na in feiten.yaml.")
