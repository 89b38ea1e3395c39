"""The plan: what to do first, why, by when, with what papers, who helps, and what had better not be done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, cast

from voorzieningen.report import Actie, Bedrag, Hulp, NietDoen, Regeling, Signaal, TeVeel
from voorzieningen.rulebook import RECEIVED, Onderwerp, PlanFile, StapSoort, Volgorde
from voorzieningen.screening._money import ACTED, HouseholdMoney, Scheme
from voorzieningen.screening._ruleset import RuleSet
from voorzieningen.screening._words import joined
from voorzieningen.texts import texts

Kind = Literal["vandaag", "afspraak", "doorgeven", "aanvragen", "regelen", "vragen"]
_ORDER: tuple[Kind, ...] = ("vandaag", "afspraak", "doorgeven", "aanvragen", "regelen", "vragen")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step with what decides its place."""

    action: Actie
    deadline: date
    gain: Decimal
    advice: bool = False
    """Good to do once, with no letter, term or money behind it."""
    waits: bool = True
    """Whether it brings as much when it is done later."""


class Planner:
    """Makes the plan of one household out of what a screening found."""

    def __init__(
        self, rules: RuleSet, gemeente: str | None, op: date, cash: HouseholdMoney, schemes: Mapping[str, Regeling]
    ) -> None:
        self.rules, self.gemeente, self.op, self.cash, self.schemes = rules, gemeente, op, cash, schemes
        self.file: PlanFile = rules.book.files.plan

    def plan(self, signals: Sequence[Signaal], too_much: Sequence[TeVeel]) -> tuple[Actie, ...]:
        """Every step, the first one to do first: a letter or a legal term, then what is certain and brings most."""
        if not self.file.stappen or self.file.volgorde is None:
            return ()
        order = self.file.volgorde
        found = [
            *self._of_signals(signals, too_much, order),
            *self._tell(too_much),
            *self._claims(),
            *self._ask_town(order.hoogstens_vragen),
            *self._find_out(order.hoogstens_vragen),
        ]
        steps = [step for step in found if not step.advice]
        room = max(0, min(order.hoogstens_adviezen, order.genoeg - len(steps)))
        soon = self.op + timedelta(days=order.haast_dagen)
        advice = sorted((step for step in found if step.advice), key=lambda step: _rank(step, soon))[:room]
        ordered = [
            *_first_things_first([step.action for step in sorted(steps, key=lambda step: _rank(step, soon))]),
            *(step.action for step in advice),
        ]
        return tuple(action.model_copy(update={"volgorde": at}) for at, action in enumerate(ordered, 1))

    # --- the steps

    def _of_signals(self, signals: Sequence[Signaal], too_much: Sequence[TeVeel], order: Volgorde) -> Iterator[_Step]:
        """What the signals ask to do; two that send to the debt desk are one step, and so is telling a change by the same day."""
        told = {one.voor for one in too_much}
        desk = [one for one in signals if one.dringend == order.schuldhulp and one.ernst in ("hoog", "kritiek")]
        for one in signals:
            if one.ernst not in ("aandacht", "hoog", "kritiek") or one in desk[1:]:
                continue
            if one.ernst == "aandacht" and one.voor in told:
                continue
            may_be = one.hoogstens or one.ernst
            urgent = one.dringend is not None and may_be in ("hoog", "kritiek")
            kind: Kind = "vandaag" if one.ernst == "kritiek" else "afspraak" if urgent else "regelen"
            texts = [one.doe, *(other.doe.partition(". ")[2] for other in desk[1:])] if one in desk else [one.doe]
            first, _, rest = " ".join(texts).partition(". ")
            action = Actie(
                volgorde=0,
                soort=kind,
                id=one.id,
                wat=first if first.endswith((".", "?")) else f"{first}.",
                waarom=one.waarom,
                hoe=rest,
                voor=self.op if kind == "vandaag" and one.voor is None else one.voor,
                hulp=self._help(one.onderwerp),
                bron=one.bron,
            )
            after = order.zonder_dringend[one.ernst] if one.dringend is None else one.dringend
            advice = one.ernst == "aandacht" and one.dringend is None and one.voor is None
            yield _Step(action, one.voor or date.max, Decimal(-after), advice)

    def _tell(self, too_much: Sequence[TeVeel]) -> Iterator[_Step]:
        """One step for each office to tell a change to."""
        for office in dict.fromkeys((self.schemes[one.regeling].uitvoerder, one.voor) for one in too_much):
            rows = [one for one in too_much if (self.schemes[one.regeling].uitvoerder, one.voor) == office]
            back = Bedrag(
                laagst=sum((one.terug.laagst for one in rows), Decimal(0)),
                hoogst=sum((one.terug.hoogst for one in rows), Decimal(0)),
            )
            found = [self.schemes[one.regeling] for one in rows]
            action = self._action(
                "doorgeven", "doorgeven", rows[0].regeling, found[0], terug=back, titles=[one.titel for one in found]
            )
            papers = tuple(dict.fromkeys(one for scheme in found if scheme.aanvragen for one in scheme.aanvragen.nodig))
            why = action.waarom if back.hoogst >= 1 else f"{action.waarom.partition('. ')[0]}."
            action = action.model_copy(update={"voor": rows[0].voor, "waar": rows[0].waar, "neem_mee": papers, "waarom": why})
            yield _Step(action, rows[0].voor, back.laagst)

    def _claims(self) -> Iterator[_Step]:
        acted = {scheme.name for scheme in self.cash.schemes if scheme.found.bevinding in ACTED}
        for scheme in self.cash.schemes:
            found = scheme.found
            if found.bevinding not in ("onbenut", "te_weinig"):
                continue
            monthly, once = self._gain(scheme)
            sort = self._claim_sort(scheme, monthly)
            amount = monthly if sort in ("aanvragen", "meer_vragen") else once
            if amount.laagst < 1:
                sort = "aanvragen_zonder_bedrag"
            action = self._action(sort, "aanvragen", scheme.name, found, bedrag=amount)
            reads = {name.removeprefix(RECEIVED) for name in scheme.outcome.estimated.facts if name.startswith(RECEIVED)}
            days = [year.uiterlijk for year in found.jaren.values() if year.uiterlijk and year.gemist.hoogst > 0]
            last = min(days, default=found.aanvragen.uiterlijk if found.aanvragen else None)
            action = action.model_copy(
                update={
                    "voor": last,
                    "per_maand": monthly if monthly.hoogst > 0 else None,
                    "eenmalig": once if once.hoogst > 0 else None,
                    "zeker": found.recht == "ja" and amount.laagst > 0,
                    "na": tuple(name for name in (*found.eerst, *sorted(reads)) if name in acted and name != scheme.name),
                }
            )
            moves = found.aanvragen is not None and found.aanvragen.terug_tot is not None
            yield _Step(action, last or date.max, monthly.laagst * 12 + once.laagst, waits=not moves)

    def _gain(self, scheme: Scheme) -> tuple[Bedrag, Bedrag]:
        """What comes in more each month, and what comes once, lowest and highest."""
        found, got, none = scheme.found, scheme.found.ontvangen_per_maand or Decimal(0), Decimal(0)
        due = found.per_maand
        monthly = Bedrag(laagst=max(none, due.laagst - got), hoogst=max(none, due.hoogst - got))
        years = [year.gemist for year in found.jaren.values()]
        low, high = sum((one.laagst for one in years), Decimal(0)), sum((one.hoogst for one in years), Decimal(0))
        if scheme.outcome.rhythm in ("eenmalig", "jaar") and not high:
            paid = scheme.later.per_keer if scheme.later else found.per_keer
            low, high = paid.laagst, paid.hoogst
        return monthly, Bedrag(laagst=low, hoogst=high)

    @staticmethod
    def _claim_sort(scheme: Scheme, monthly: Bedrag) -> StapSoort:
        if scheme.outcome.saves:
            return "aanvragen_bespaart"
        if scheme.found.bevinding == "te_weinig":
            return "meer_vragen"
        if monthly.laagst > 0:
            return "aanvragen"
        once = scheme.found.per_keer.laagst > 0 or any(year.gemist.laagst > 0 for year in scheme.found.jaren.values())
        return "aanvragen_eenmalig" if once else "aanvragen_zonder_bedrag"

    def _ask_town(self, most: int) -> Iterator[_Step]:
        open_ones = [(name, one) for name, one in self.schemes.items() if one.bevinding == "vraag_gemeente"]
        open_ones.sort(key=lambda pair: -(pair[1].hoogstens or 0))
        for name, found in open_ones[:most]:
            action = self._action("vraag_gemeente", "vragen", name, found).model_copy(update={"zeker": False})
            yield _Step(action, date.max, found.hoogstens or Decimal(0))

    def _find_out(self, most: int) -> Iterator[_Step]:
        """The schemes that one answer decides, the one with most at stake first."""
        near = [
            (name, one) for name, one in self.schemes.items()
            if one.bevinding == "misschien" and one.per_maand.hoogst > 0 and sum(not ask.oordeel for ask in one.ontbreekt) == 1
        ]  # fmt: skip
        near.sort(key=lambda pair: -pair[1].per_maand.hoogst)
        for name, found in near[:most]:
            question = next(ask.vraag for ask in found.ontbreekt if not ask.oordeel)
            action = self._action("vragen", "vragen", name, found).model_copy(update={"hoe": question, "zeker": False})
            yield _Step(action, date.max, found.per_maand.hoogst)

    # --- shared

    def _action(
        self,
        sort: StapSoort,
        kind: Kind,
        name: str,
        found: Regeling,
        *,
        bedrag: Bedrag | None = None,
        terug: Bedrag | None = None,
        titles: Sequence[str] = (),
    ) -> Actie:
        said = self.file.stappen[sort]
        words = {
            "titel": joined([_inside(title) for title in titles or (found.titel,)]),
            "uitvoerder": found.uitvoerder or texts()("screening.zinsdeel.instantie"),
            "bedrag": _money(bedrag),
            "terug": _money(terug),
        }
        topic = self.file.onderwerpen.get(found.soort)
        claim = found.aanvragen
        return Actie(
            volgorde=0,
            soort=kind,
            id=name,
            wat=said.wat.format(**words),
            waarom=said.waarom.format(**words),
            waar=(claim.waar if claim else "") if sort != "vraag_gemeente" else found.vraag_bij,
            neem_mee=claim.nodig if claim else (),
            hulp=self._help(topic) if topic else None,
        )

    def _help(self, topic: str) -> Hulp | None:
        for one in self.rules.referrals(self.gemeente or "", cast(Onderwerp, topic)):  # a signal carries it as text
            return Hulp(naam=one.naam, url=one.url, voor=one.voor)
        return None

    def not_to_do(self, signals: Collection[str], *, too_much: bool, agreed: bool) -> tuple[NietDoen, ...]:
        """What this household had better not do, with the reason and the source."""
        told = {name for name, one in self.schemes.items() if one.bevinding in (*ACTED, "misschien", "vraag_gemeente")}
        found = []
        for rule in self.file.niet_doen:
            by_scheme = any(name == one or name.startswith(f"{one}_") for one in rule.bij_regeling for name in told)
            by_signal = any(name in signals for name in rule.bij_signaal)
            if rule.altijd or by_signal or by_scheme or (rule.bij_te_veel and too_much) or (rule.bij_afspraak and agreed):
                source = "; ".join(self.file.bronnen[one].tekst for one in rule.bron)
                found.append(NietDoen(wat=rule.wat, waarom=rule.waarom, bron=source))
        return tuple(found)


def _rank(step: _Step, soon: date) -> tuple[int, bool, bool, Decimal, date]:
    """What puts a step before another; a claim whose last day is after `soon` can wait."""
    late = step.waits and step.deadline > soon
    return _ORDER.index(step.action.soort), not step.action.zeker, late, -step.gain, step.deadline


def _first_things_first(actions: list[Actie]) -> list[Actie]:
    """The same order, with each step after the steps that must come first."""
    found: list[Actie] = []
    left = list(actions)
    while left:
        waiting = {one.id for one in left}
        ready = next((one for one in left if not waiting & {name for name in one.na if name != one.id}), left[0])
        left.remove(ready)
        found.append(ready)
    return found


def _inside(title: str) -> str:
    """A title within a sentence; one with another capital letter is a name and keeps its own."""
    return title if any(letter.isupper() for letter in title[1:]) else title[:1].lower() + title[1:]


def _money(value: Bedrag | None) -> str:
    """A sum of money in whole euros, never more than is sure; what may be nothing is only perhaps."""
    if value is None:
        return ""
    sure = value.laagst >= 1
    whole = f"€ {int(value.laagst if sure else value.hoogst):,}".replace(",", ".")
    if value.zeker:
        return whole
    return texts()("screening.zinsdeel.minstens" if sure else "screening.zinsdeel.misschien", bedrag=whole)
