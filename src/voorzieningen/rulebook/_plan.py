"""`schulden.yaml` and `actieplan.yaml`: the order of debts, what may be set off, terms, and the sentences of the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal, TypeVar, get_args

from pydantic import Field

from voorzieningen.errors import RuleError
from voorzieningen.rulebook._models import Bron, Ernst, Feit, Onderwerp, Record, Soort
from voorzieningen.rulebook._record import record
from voorzieningen.rulebook._written import Names, Sources, Truth
from voorzieningen.rulebook.strict_yaml import Document, read_document


class Groep(Record):
    """A group of debts, in the order in which to deal with them."""

    groep: str
    titel: str


class Schuldsoort(Record):
    """What is known of one kind of debt: what can happen, and what the creditor may take off by itself."""

    titel: str
    groep: str
    gevolg: str
    verrekening: str
    bron: Sources


class Wachtterm(Record):
    """A term in which a body must have acted, counted from the day help is asked for."""

    id: str
    wat: str
    weken: int | None = Field(default=None, ge=1)
    werkdagen: int | None = Field(default=None, ge=1)
    bij_signaal: Names = ()
    """Only when one of these signals is on; left out, always."""
    bron: Sources


class SchuldenFile(Record):
    """`schulden.yaml`."""

    bronnen: dict[str, Bron] = Field(default_factory=dict)
    groepen: tuple[Groep, ...] = ()
    soorten: dict[str, Schuldsoort] = Field(default_factory=dict)
    termijnen: tuple[Wachtterm, ...] = ()


class Dagen(Record):
    """Within how many days a change must be told."""

    dagen: int
    bron: Sources


class Maanden(Record):
    """How many months it can take until the first payment."""

    maanden: int
    bron: Sources


class Betaaldag(Record):
    """On which day of the month something is paid."""

    dag: int = Field(ge=1, le=28)
    bron: Sources


class Verrekening(Record):
    """The kinds of schemes that are settled over a whole year; of others each month stands by itself."""

    soorten: tuple[Soort, ...]
    bron: Sources


class Volgorde(Record):
    """What puts one step of the plan before another, and how many of a kind there are: choices of somebody, and no law."""

    eigenaar: str
    bron: Sources
    haast_dagen: int = Field(ge=1)
    """A claim whose last day is nearer than this goes before one that brings more."""
    schuldhulp: int = Field(ge=0, le=9)
    """The `dringend` of a signal that sends to the debt desk itself: two of them are one call."""
    zonder_dringend: dict[Ernst, int]
    """After which `dringend` a signal without one comes, by how serious it is."""
    hoogstens_vragen: int = Field(ge=0)
    """So many steps that only find something out stand in a plan: the report itself has all of them."""
    hoogstens_adviezen: int = Field(ge=0)
    """So many steps without a letter, a term or money behind them."""
    genoeg: int = Field(ge=1)
    """A plan this long gets no advice without haste: that stands with the signals."""


class Zinnen(Record):
    """The sentences of one kind of step; `{titel}`, `{bedrag}`, `{terug}` and `{uitvoerder}` are filled in."""

    wat: str
    waarom: str


class NietDoenRegel(Record):
    """What not to do, and when to say so."""

    id: str
    wat: str
    waarom: str
    altijd: Truth = False
    bij_signaal: Names = ()
    bij_regeling: Names = ()
    bij_te_veel: Truth = False
    bij_afspraak: Truth = False
    """When something is paid off as agreed."""
    bron: Sources


StapSoort = Literal[
    "aanvragen", "aanvragen_eenmalig", "aanvragen_bespaart", "aanvragen_zonder_bedrag", "meer_vragen", "doorgeven",
    "vraag_gemeente", "vragen",
]  # fmt: skip


class PlanFile(Record):
    """`actieplan.yaml`."""

    bronnen: dict[str, Bron] = Field(default_factory=dict)
    doorgeven: Dagen | None = None
    verrekening: Verrekening | None = None
    volgorde: Volgorde | None = None
    wachttijd: dict[str, Maanden] = Field(default_factory=dict)
    """By scheme, or by kind of scheme."""
    betaaldagen: dict[str, Betaaldag] = Field(default_factory=dict)
    """By scheme, or by kind of scheme."""
    stappen: dict[StapSoort, Zinnen] = Field(default_factory=dict)
    onderwerpen: dict[Soort, Onderwerp] = Field(default_factory=dict)
    niet_doen: tuple[NietDoenRegel, ...] = ()
    aannames: dict[str, str] = Field(default_factory=dict)
    """What the view of twelve months takes for granted, said when it does."""


F = TypeVar("F", SchuldenFile, PlanFile)


def read_plan_file(root: Path, name: str, kind: type[F]) -> tuple[F, Document | None]:
    """One of the two files, empty when it is not there; RuleError for a source that is missing or not used."""
    path = root / name
    if not path.is_file():
        return kind(), None
    doc = read_document(path.read_bytes(), name)
    found = record(kind, doc)
    cited = set(_cited(found))
    for one in sorted(cited ^ set(found.bronnen)):
        fault = "wordt nergens gebruikt" if one in found.bronnen else "staat niet onder `bronnen`"
        raise RuleError(f"de bron `{one}` {fault}.", where=doc.place(("bronnen",)), repair="Voeg de bron toe, of haal hem weg.")
    return found, doc


def check_debts(debts: SchuldenFile, doc: Document, facts: dict[str, Feit], signals: Collection[str]) -> None:
    """RuleError for a kind of debt without a line, and for a group or signal that does not exist."""
    groups = {one.groep for one in debts.groepen}
    kinds = {kind for name in ("schuld_soort", "achterstand_soort") for kind in _labels(facts, name)}
    if missing := sorted(kinds - debts.soorten.keys()):
        raise RuleError(f"van {', '.join(missing)} staat hier niets.", where=doc.place(("soorten",)), repair="Voeg ze toe.")
    for name, one in debts.soorten.items():
        if one.groep not in groups:
            raise RuleError(f"de groep `{one.groep}` bestaat niet.", where=doc.place(("soorten", name)), repair="Noem een groep.")
    for at, term in enumerate(debts.termijnen):
        if (term.weken is None) == (term.werkdagen is None):
            raise RuleError("een termijn heeft `weken` of `werkdagen`.", where=doc.place(("termijnen", at)), repair="Kies één.")
        _known(term.bij_signaal, signals, doc, ("termijnen", at))


def check_plan(plan: PlanFile, doc: Document, signals: Collection[str]) -> None:
    """RuleError for a signal that does not exist, and for sentences that are missing."""
    for at, one in enumerate(plan.niet_doen):
        _known(one.bij_signaal, signals, doc, ("niet_doen", at))
    if plan.volgorde is None:
        raise RuleError("er staat niet welke stap eerst komt.", where=doc.place(), repair="Schrijf `volgorde`.")
    if missing := sorted({"kritiek", "hoog", "aandacht"} - plan.volgorde.zonder_dringend.keys()):
        where = doc.place(("volgorde", "zonder_dringend"))
        raise RuleError(f"hier staat niets voor {', '.join(missing)}.", where=where, repair="Zet er een getal bij.")
    if missing := sorted(set(get_args(StapSoort)) - plan.stappen.keys()):
        raise RuleError(f"er zijn geen zinnen voor {', '.join(missing)}.", where=doc.place(("stappen",)), repair="Schrijf ze.")


def _known(names: Names, signals: Collection[str], doc: Document, path: tuple[str | int, ...]) -> None:
    for name in names:
        if name not in signals:
            raise RuleError(f"het signaal `{name}` bestaat niet.", where=doc.place(path), repair="Noem de naam van een map.")


def _labels(facts: dict[str, Feit], name: str) -> tuple[str, ...]:
    unit = facts[name].eenheid if name in facts else ()
    return unit if isinstance(unit, tuple) else ()


def _cited(file: SchuldenFile | PlanFile) -> Iterator[str]:
    if isinstance(file, SchuldenFile):
        yield from (one for kind in file.soorten.values() for one in kind.bron)
        yield from (one for term in file.termijnen for one in term.bron)
        return
    for single in (file.doorgeven, file.verrekening, file.volgorde):
        yield from single.bron if single else ()
    for named in (file.wachttijd, file.betaaldagen):
        yield from (one for rule in named.values() for one in rule.bron)
    yield from (one for rule in file.niet_doen for one in rule.bron)
