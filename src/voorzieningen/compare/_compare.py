"""Two reports held beside each other: what differs, what was claimed since then, and what stays of a change in income."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from voorzieningen.compare._claimed import claimed, together
from voorzieningen.compare._money import change, minus, plus, twelfth
from voorzieningen.compare._streams import YEARLY, PaidByRules, money, settled_money
from voorzieningen.compare.types import (
    Kant,
    PostVerschil,
    RegelingVerschil,
    Richting,
    SchuldenVerschil,
    SignaalVerschil,
    Uitkomst,
    Verschil,
)
from voorzieningen.report import Bedrag, Budget, Ernst, Post, Regeling, Report, Ritme, Schulden, Signaal, Vraag

_SERIOUS: tuple[Ernst | None, ...] = (None, "kans", "informatie", "aandacht", "hoog", "kritiek")
_TIMES: dict[Ritme, int] = {"maand": 1, "kwartaal": 3, "grens": 1}
_Way = Literal["in", "uit"]
_INCOMES = ".inkomens"


def compare(before: Report, after: Report, *, wat_als: bool = False, paid: PaidByRules | None = None) -> Verschil:
    """What differs between two reports of one household.

    With `wat_als` the second is of a change that is only thought of: nothing can have been claimed then, and what was
    missed of the months gone by is left aside. Otherwise it is the same household later, and what was missed before and
    comes in now is told in `gelukt`. Reports made with other rules are compared too; `andere_regels` says so. With `paid`
    both are of a settled household, and each amount a month is a twelfth of the year.
    """
    schemes = sorted(_schemes(before, after, wat_als, paid), key=lambda one: -_over_a_year(one, paid))
    done = [one.gelukt for one in schemes if one.gelukt]
    warned = {(one.id, one.waar) for one in before.waarschuwingen}
    asked, known = _questions(before, paid), _questions(after, paid)
    return Verschil(
        soort="wat_als" if wat_als else "later",
        heel_jaar=paid is not None,
        voor=_side(before),
        na=_side(after),
        andere_regels=before.regelset.digest != after.regelset.digest,
        geld=settled_money(before, after, paid) if paid else money(before.budget, after.budget),
        gelukt=together(done) if done else None,
        regelingen=tuple(schemes),
        posten=tuple(_posts(before.budget, after.budget, paid)),
        signalen=tuple(_signals(before.signalen, after.signalen, wat_als)),
        schulden=_debts(before.schulden, after.schulden),
        waarschuwingen=tuple(one for one in after.waarschuwingen if (one.id, one.waar) not in warned),
        nieuwe_vragen=tuple(one for key, one in known.items() if key not in asked),
        beantwoord=sum(key not in known for key in asked),
    )


def _side(report: Report) -> Kant:
    rules = report.regelset
    return Kant(peildatum=report.peildatum, digest=rules.digest, regels=rules.versie, niveau=report.niveau)


# --- money

def _posts(before: Budget, after: Budget, paid: PaidByRules | None) -> Iterator[PostVerschil]:
    """Incomes and expenses of the household itself; one that moved to another row is still the same one."""
    named: dict[tuple[_Way, str, str], Post] = {}
    sums: tuple[dict[tuple[_Way, str, str], list[Bedrag]], ...] = ({}, {})
    for budget, amounts in zip((before, after), sums, strict=True):
        for post in budget.posten:
            if not post.regeling and not (paid and post.soort in paid.kinds):
                key = post.richting, post.soort, post.titel
                named.setdefault(key, post)
                amounts.setdefault(key, []).append(post.straks_per_maand)
    for key, post in named.items():
        found = change(*(plus(amounts.get(key, ())) for amounts in sums))
        if found.voor != found.na:
            yield PostVerschil(richting=post.richting, soort=post.soort, titel=post.titel, waar=post.waar, straks=found)


def _debts(before: Schulden | None, after: Schulden | None) -> SchuldenVerschil | None:
    """What is owed in all; None when that is the same, or when one of the reports does not say."""
    if before is None or after is None or (before.totaal, before.aantal) == (after.totaal, after.aantal):
        return None
    return SchuldenVerschil(totaal=change(before.totaal, after.totaal), aantal_voor=before.aantal, aantal_na=after.aantal)


# --- schemes

def _schemes(before: Report, after: Report, thought: bool, paid: PaidByRules | None) -> Iterator[RegelingVerschil]:
    for name in dict.fromkeys((*before.regelingen, *after.regelingen)):
        ends = before.regelingen.get(name), after.regelingen.get(name)
        was, now = _outcome(before, name), _outcome(after, name)
        done = None if thought else claimed(before, after, name)
        scheme = ends[1] or ends[0]
        if scheme is None or (_due(was, paid) == _due(now, paid) if thought else was == now and not done):
            continue
        told = ends[0].uitleg if ends[0] else ()
        yield RegelingVerschil(
            regeling=name,
            titel=scheme.titel,
            soort=scheme.soort,
            ritme=scheme.ritme,
            bespaart=scheme.bespaart,
            voor=was,
            na=now,
            verschil=minus(_told(now, scheme, paid), _told(was, scheme, paid)),
            gelukt=done,
            redenen=tuple(text for text in (ends[1].uitleg if ends[1] else ()) if text not in told),
        )


def _told(outcome: Uitkomst | None, scheme: Regeling, paid: PaidByRules | None) -> Bedrag:
    """What it pays each time, or a month of a settled year."""
    if outcome is None:
        return plus(())
    return twelfth(outcome.per_jaar) if paid and scheme.ritme in YEARLY else outcome.per_keer


def _outcome(report: Report, name: str) -> Uitkomst | None:
    scheme = report.regelingen.get(name)
    if scheme is None:
        return None
    paid = report.straks.get(name) or scheme
    return Uitkomst(
        recht=paid.recht,
        bevinding=scheme.bevinding,
        per_maand=paid.per_maand,
        per_keer=paid.per_keer,
        per_jaar=scheme.per_jaar,
        ontvangen_per_maand=scheme.ontvangen_per_maand,
    )


def _due(outcome: Uitkomst | None, paid: PaidByRules | None) -> tuple[object, ...] | None:
    """What is due: after a change that is only thought of nobody receives anything else yet."""
    if outcome is None:
        return None
    return outcome.recht, outcome.per_maand, outcome.per_keer, outcome.per_jaar if paid else None


def _over_a_year(one: RegelingVerschil, paid: PaidByRules | None) -> Decimal:
    """What is sure of the difference over a year."""
    small = min(abs(one.verschil.laagst), abs(one.verschil.hoogst))
    return small * 12 / (1 if paid and one.ritme in YEARLY else _TIMES.get(one.ritme, 12))


# --- signals and questions

def _signals(before: Iterable[Signaal], after: Iterable[Signaal], thought: bool) -> Iterator[SignaalVerschil]:
    """What came, went or changed; of a change that is only thought of not what is no longer known."""
    was, now = ({one.id: one for one in signals} for signals in (before, after))
    for name in dict.fromkeys((*now, *was)):
        old, new = was.get(name), now.get(name)
        way = _way(old, new)
        told = new or old
        if way and told and not (thought and way == "open"):
            yield SignaalVerschil(
                id=name,
                titel=told.titel,
                richting=way,
                voor=_level(old),
                na=_level(new),
                waarom=new.waarom if new else "",
                doe=new.doe if new and way in ("nieuw", "meer") else "",
            )


def _level(signal: Signaal | None) -> Ernst | None:
    return signal.ernst if signal and signal.uitkomst == "ja" else None


def _way(old: Signaal | None, new: Signaal | None) -> Richting | None:
    was, now = _SERIOUS.index(_level(old)), _SERIOUS.index(_level(new))
    if was and not now:
        return "open" if new is None or new.uitkomst == "onbekend" else "weg"
    if was == now:
        return None
    return "nieuw" if not was else "meer" if now > was else "minder"


def _questions(report: Report, paid: PaidByRules | None) -> dict[tuple[str, str], Vraag]:
    """Every open question for the citizen once, by the fact and the row it is about.

    Of a settled year nobody can give what follows from the incomes, and its incomes are made up.
    """
    asked = [one for scheme in report.regelingen.values() for one in scheme.ontbreekt if not one.oordeel]
    asked += [one for signal in report.signalen for one in signal.ontbreekt]
    for item in report.budget.onbekend:
        asked.append(Vraag(feit=item.feit, vraag=item.vraag, waar=item.waar))
    if paid:
        asked = [one for one in asked if one.feit not in paid.estimated and _INCOMES not in one.waar]
    return {(one.feit, one.waar): one for one in asked}
