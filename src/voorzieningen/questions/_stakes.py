"""What hangs on each open question: the undecided schemes and signals, and how much a year they can still be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from voorzieningen.household import Huishouden
from voorzieningen.questions._paths import RECEIVES, SINCE, Ask, Paths, is_said
from voorzieningen.report import Regeling, Report, Vraag
from voorzieningen.rulebook import GesprekFile

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Waits:
    """One outcome that waits for an answer."""

    name: str
    title: str
    euros: Decimal | None
    """How much a year it can be at most; None without an amount."""
    worth: Decimal
    """What knowing it is worth, in EUR a year."""
    share: Decimal
    """The part of that which this one answer is expected to bring."""


@dataclass(slots=True)
class Candidate:
    """A question that can be asked, with everything that waits for it."""

    ask: Ask
    waits: list[Waits] = field(default_factory=list)

    @property
    def worth(self) -> Decimal:
        """What its answer is expected to bring, in EUR a year."""
        return sum((one.worth * one.share for one in self.waits), _NOTHING)


def candidates(
    report: Report, household: Huishouden, paths: Paths, talk: GesprekFile, closed: Collection[str]
) -> list[Candidate]:
    """Every question that can still change an outcome, in the order the outcomes meet them; `closed` paths are not asked.

    An outcome shares what it is worth among its questions. Until something is surely due one with few questions left counts
    for more: good news early keeps people in the talk.
    """
    found: dict[str, Candidate] = {}
    power = 1 if good_news(report) else 2
    for name, title, euros, worth, questions in _open(report, talk):
        asks = {
            ask.path: ask
            for one in questions
            for ask in paths.asks(one)
            if not one.oordeel and ask.path not in closed and not is_said(household, ask.path, report.peildatum.year)
        }
        for ask in asks.values():
            share = Decimal(1) / len(asks) ** power
            found.setdefault(ask.path, Candidate(ask)).waits.append(Waits(name, title, euros, worth, share))
    for one in (_receipts(report, talk), _since(report, household, talk)):
        if one and one.ask.path not in closed:
            found[one.ask.path] = one
    return list(found.values())


def _open(report: Report, talk: GesprekFile) -> Iterator[tuple[str, str, Decimal | None, Decimal, tuple[Vraag, ...]]]:
    """The undecided outcomes: name, title, the most it can be a year, what it is worth to know, and its open facts."""
    for name, scheme in report.regelingen.items():
        if scheme.ontbreekt:
            euros = width(scheme)
            yield name, scheme.titel, euros, _worth(euros, talk), scheme.ontbreekt
    weights: Mapping[str, Decimal] = talk.waarde.model_dump()
    for signal in report.signalen:
        if signal.ontbreekt and signal.hoogstens:
            yield signal.id, signal.titel, None, weights[signal.hoogstens], signal.ontbreekt


def good_news(report: Report) -> bool:
    """Whether something is surely due that surely is not received."""
    return any(one.bevinding in ("onbenut", "te_weinig") and one.per_jaar.laagst > 0 for one in report.regelingen.values())


def width(scheme: Regeling) -> Decimal | None:
    """How much a year is not sure of a scheme; None when no amount is paid."""
    if scheme.ritme in ("geen", "grens"):
        return None
    if scheme.recht == "niet_ingevoerd":
        return scheme.hoogstens
    amounts = (scheme.per_jaar, scheme.per_keer) if scheme.ritme in ("jaar", "eenmalig") else (scheme.per_jaar,)
    return max(one.hoogst - one.laagst for one in amounts)


def _worth(euros: Decimal | None, talk: GesprekFile) -> Decimal:
    weights = talk.waarde
    return weights.zonder_bedrag if euros is None else min(max(euros, weights.zonder_bedrag), weights.hoogstens)


def unknown_receipts(report: Report) -> list[str]:
    """The schemes that may be due and of which nobody said whether they come in, the largest first."""
    names = [
        name
        for name, scheme in report.regelingen.items()
        if scheme.ritme not in ("geen", "grens") and scheme.ontvangen_per_maand is None and scheme.recht in ("ja", "onbekend")
        and scheme.per_jaar.hoogst > 0
    ]  # fmt: skip
    return sorted(names, key=lambda name: -report.regelingen[name].per_jaar.laagst)


def _receipts(report: Report, talk: GesprekFile) -> Candidate | None:
    """Asking what comes in already: what is surely due can then be called missed, or fine."""
    waits = []
    for name in unknown_receipts(report):
        scheme = report.regelingen[name]
        sure = scheme.per_jaar.laagst
        worth = min(sure, talk.waarde.hoogstens) if sure else _worth(width(scheme), talk) * talk.ontvangt_open
        waits.append(Waits(name, scheme.titel, scheme.per_jaar.hoogst, worth, Decimal(1)))
    return Candidate(Ask(RECEIVES, RECEIVES), waits) if waits else None


def _since(report: Report, household: Huishouden, talk: GesprekFile) -> Candidate | None:
    """Asking since when all this holds: then earlier years can be claimed too."""
    waits = []
    for name, scheme in report.regelingen.items() if household.sinds is None else ():
        missed = sum(
            (year.gemist.hoogst - year.gemist.laagst for of, year in scheme.jaren.items() if int(of) < report.peildatum.year),
            _NOTHING,
        )
        if missed and scheme.recht == "ja":
            waits.append(Waits(name, scheme.titel, missed, min(missed, talk.waarde.hoogstens), talk.eerdere_jaren))
    return Candidate(Ask(SINCE, SINCE), waits) if waits else None
