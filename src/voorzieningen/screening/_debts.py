"""All debts and arrears of a household, in the order in which to deal with them, and when the debt desk must act."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.budget import Known, Span, is_unknown, money
from voorzieningen.household import ONBEKEND
from voorzieningen.report import Antwoord, Bedrag, Schulden, Schuldpost, Termijn
from voorzieningen.rulebook import SchuldenFile
from voorzieningen.screening._signals import working_days

_PER_YEAR = {"week": 52, "vier_weken": 13, "maand": 12, "kwartaal": 4, "jaar": 1}
_LISTS = (("achterstand", True), ("schuld", False))
_OTHER = "overig"


def debts(known: Known, file: SchuldenFile, protected: Bedrag | None, signals: Collection[str]) -> Schulden | None:
    """The debts of a household; None when it says nothing of them.

    `protected` is the beslagvrije voet as far as it was computed, `signals` are those that are on.
    """
    told = known.household.achterstanden is not None or known.household.schulden is not None
    if not told or not known.has_rules or not file.soorten:
        return None
    found = sorted(_rows(known, file), key=_rank)
    amounts = [one.bedrag for one in found if one.bedrag is not None]
    paid = [one.aflossing_per_maand for one in found if one.aflossing_per_maand is not None]
    return Schulden(
        aantal=len(found),
        totaal=_total(amounts),
        zonder_bedrag=len(found) - len(amounts),
        aflossing_per_maand=_total(paid),
        nagekomen=sum(one.nagekomen == "ja" for one in found),
        niet_nagekomen=sum(one.nagekomen == "nee" for one in found),
        posten=tuple(found),
        beslagvrije_voet=protected,
        termijnen=tuple(terms(file, known.ahead.op, signals)) if found else (),
    )


def terms(file: SchuldenFile, op: date, signals: Collection[str]) -> Iterator[Termijn]:
    """When the debt desk must have acted at the latest, when help is asked for on `op`."""
    for term in file.termijnen:
        if not term.bij_signaal or any(name in signals for name in term.bij_signaal):
            day = working_days(op, term.werkdagen) if term.werkdagen else op + timedelta(weeks=term.weken or 0)
            yield Termijn(id=term.id, wat=term.wat, uiterlijk=day, bron=_source(file, term.bron))


def _rows(known: Known, file: SchuldenFile) -> Iterator[Schuldpost]:
    order = [one.groep for one in file.groepen]
    titles = {one.groep: one.titel for one in file.groepen}
    for table, behind in _LISTS:
        for row in known.now.situation.rows[table]:
            source: Any = row.source
            if source is None:
                continue
            kind = source.soort if isinstance(source.soort, str) and source.soort in file.soorten else _OTHER
            of_kind = file.soorten[kind]
            owed = known.today(f"{table}_open", row.path)
            if not any(owed):
                continue
            agreed = _answer(source.regeling)
            yield Schuldpost(
                waar=row.path.rstrip("."),
                soort=kind,
                titel=of_kind.titel,
                achterstand=behind,
                bedrag=None if is_unknown(owed) or source.bedrag in (None, ONBEKEND) else money(owed),
                sinds=source.sinds if isinstance(source.sinds, date) else None,
                aflossing_per_maand=_repayment(known.today(f"{table}_aflossing_keer", row.path), source),
                regeling=agreed,
                nagekomen=_answer(source.nagekomen) if agreed == "ja" else "onbekend",
                voorrang=order.index(of_kind.groep) + 1,
                groep=titles[of_kind.groep],
                gevolg=of_kind.gevolg,
                verrekening=of_kind.verrekening,
                bron=_source(file, of_kind.bron),
            )


def _rank(one: Schuldpost) -> tuple[int, bool, Decimal]:
    return one.voorrang, not one.achterstand, -one.bedrag.hoogst if one.bedrag else Decimal(0)


def _repayment(each: Span, source: Any) -> Bedrag | None:
    """What is paid on it a month; None when nobody said."""
    if source.aflossing is None or source.regeling is False or is_unknown(each) or source.per not in _PER_YEAR:
        return None
    factor = Fraction(_PER_YEAR[source.per], 12)
    return money((each[0] * factor, each[1] * factor))


def _answer(value: object) -> Antwoord:
    return "ja" if value is True else "nee" if value is False else "onbekend"


def _total(amounts: list[Bedrag]) -> Bedrag:
    return money(
        (sum((Fraction(one.laagst) for one in amounts), Fraction(0)), sum((Fraction(one.hoogst) for one in amounts), Fraction(0)))
    )


def _source(file: SchuldenFile, ids: tuple[str, ...]) -> str:
    return "; ".join(file.bronnen[one].tekst for one in ids)
