"""The money of a household: what schemes pay now and once everything due is claimed, joined with what it tells itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from voorzieningen.budget import (
    MONTHS,
    ZERO,
    Ahead,
    Flow,
    Known,
    Money,
    Run,
    Span,
    Streams,
    added,
    budget_facts,
    cumulative,
    money,
)
from voorzieningen.evaluate import Program, Values, meets_ranges
from voorzieningen.facts import Computed, Situation
from voorzieningen.household import Huishouden
from voorzieningen.household.fields import MONTHS as NAMES
from voorzieningen.report import OnbekendePost, Regeling, Straks, TeVeel, Vraag
from voorzieningen.rulebook import BUDGET, LAST_YEAR, Outcome
from voorzieningen.screening._measure import ADVANCE, AWARD
from voorzieningen.screening._open import open_questions
from voorzieningen.screening._ruleset import RuleSet
from voorzieningen.screening._solved import SolvedYear
from voorzieningen.screening._words import joined, spoken_day
from voorzieningen.texts import texts

ACTED = ("onbenut", "te_weinig", "te_veel")
"""Findings after which something else should come in than now."""
_NO_LIMIT = 1_000_000
"""EUR: money on an account that may be this much more is not known."""
_PER = {"maand": 1, "kwartaal": 3}
"""Months between two payments."""
_ASKED = {"budget_beslag": "beslag", "budget_geld": "geld"}
"""The step of the budget rules behind a computed fact that is no sum of streams."""
_OF_KIND = {
    **{f"budget_{kind}": kind for kind in ("huur", "hypotheek", "energie", "zorgpremie", "huurtoeslag", "zorgtoeslag")},
    "budget_zorgpremie_hoogste": "zorgpremie",
    "budget_zorgpremie_laagste": "zorgpremie",
}
"""The kind of stream a computed fact is about, when it is one kind only."""

ReceivedIn = Callable[[Outcome, date], tuple[Fraction, Fraction | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """A scheme that pays, with what a screening found of it."""

    name: str
    found: Regeling
    outcome: Outcome
    year: SolvedYear
    later: Straks | None
    """What it pays once everything else that is due comes in, when that is another amount."""


class HouseholdMoney:
    """All money of one household on one day."""

    def __init__(
        self, household: Huishouden, op: date, rules: RuleSet, now: SolvedYear, schemes: tuple[Scheme, ...], received: ReceivedIn
    ) -> None:
        self.op, self.rules, self.schemes, self.received, self.now = op, rules, schemes, received, now
        self.plan = rules.book.files.plan
        ahead = Ahead(op)
        runs = {op.year: _wide_enough(now)}
        if BUDGET in now.program.linked.files:
            later = {day.year for day in ahead.firsts[:MONTHS] if op.year < day.year <= LAST_YEAR}
            runs |= {year: _run(rules, household, year, op) for year in later}
        self.known = Known(household, ahead, runs)
        nothing = Money(ahead, (), (), None, (), (False,) * MONTHS, (), False, False)
        self.money = self._money() if self.known.has_rules else nothing

    # --- the streams

    def _money(self) -> Money:
        streams = Streams(self.known)
        own = streams.all()
        now, later = list(own), list(own)
        unknown = list(streams.unknown)
        bills = any(flow.kind and flow.where.startswith("aanslagen") for flow in own)
        for scheme in self.schemes:
            if scheme.outcome.rhythm in _PER:
                if self._is_silent(scheme):
                    unknown.append(_unknown_receipt(scheme))
                    continue
                before, after = self._monthly(scheme)
                now += [before] if before else []
                later += [after] if after else []
            elif scheme.found.bevinding == "onbenut" and (bills or not scheme.outcome.saves):
                later.append(self._once(scheme))
        there = self.known.today("geld") if self._tells_money() else None
        if there and there[1] - there[0] >= _NO_LIMIT:
            there = None
        return Money(
            self.known.ahead,
            tuple(now),
            tuple(later),
            there,
            tuple(unknown),
            tuple(self._estimated()),
            tuple(self._assumptions(now, later)),
            streams.housing_open,
            streams.fixed_open,
        )

    def _monthly(self, scheme: Scheme) -> tuple[Flow | None, Flow | None]:
        """What a scheme pays each month or quarter: as it is, and once it is claimed or told."""
        outcome, ahead = scheme.outcome, self.known.ahead
        months = ahead.firsts[:MONTHS]
        due = [self._due(scheme, day) for day in months]
        due_now = self._due_now(scheme)
        got_now = self._got(scheme, self.op)
        got = [ZERO if due_now[0] > 0 and end == ZERO else self._got(scheme, day) for day, end in zip(months, due, strict=True)]
        empty = Flow("in", scheme.name, scheme.found.titel, "", ZERO, (), (), (), scheme=scheme.name)
        before = None
        if not outcome.in_incomes:
            flow = replace(empty, now=got_now, rates=tuple(got))
            before = self._paid(flow, outcome, self._got(scheme, self._month_before()))
        if scheme.found.bevinding not in ACTED:
            return before, before
        if scheme.found.bevinding == "te_weinig":  # where it is not sure that less is due, what comes in goes on coming in
            due = [(max(one[0], min(other[0], one[1])), one[1]) for one, other in zip(due, got, strict=True)]
        elif scheme.found.bevinding == "te_veel":  # nor does it stop because nobody knows next year yet
            due = [(max(one[0], min(due_now[0], one[1])), one[1]) for one in due]
        change = [_change(one, other, gross=outcome.gross) for one, other in zip(due, got, strict=True)]
        if outcome.in_incomes:  # what comes in stands among the incomes: this is what comes on top of it
            after = replace(empty, now=_change(due_now, got_now, gross=outcome.gross), rates=tuple(change))
        else:
            after = replace(empty, now=due_now, rates=tuple(due))
        paid = self._paid(after, outcome, due_now)
        return before, self._after_waiting(paid, before, change, scheme) if paid else None

    def _after_waiting(self, flow: Flow, before: Flow | None, change: list[Span], scheme: Scheme) -> Flow:
        """The flow from the month in which a claim is paid at the latest: then with what it owes over the time before."""
        if scheme.found.bevinding == "te_veel":
            return flow  # less comes in as soon as it is told
        wait = min(self._wait(scheme), MONTHS - 1)
        begin = 1 if self.known.ahead.begin == self.op else 0  # what was missed goes on until the month of the peildatum
        first = next((at for at in range(wait, MONTHS) if flow.months[at] != ZERO), wait)
        so_far = before.months if before else (ZERO,) * MONTHS
        # a quarter is paid after it ended: its first payment is then all that is owed over the months before
        whole = first < begin or scheme.outcome.rhythm == "kwartaal"
        owed = added([so_far[first] if whole else flow.months[first], *change[begin:first], self._missed(scheme)])
        months = tuple(so_far[at] if at < first else owed if at == first else one for at, one in enumerate(flow.months))
        return replace(flow, months=months, reach=cumulative(months), rest=before.rest if before else ZERO)

    def _month_before(self) -> date:
        """A day in the month before the first one ahead, or the peildatum when its year is not computed."""
        day = self.known.ahead.begin - timedelta(days=1)
        return day if day.year in self.known.runs else self.op

    def _paid(self, flow: Flow, outcome: Outcome, before: Span) -> Flow | None:
        """The flow with its payments in the months they are made; None when nothing is ever paid.

        A quarter is paid in the month after it: `before` is what it is a month in the month before the first one ahead.
        """
        if flow.now == ZERO and all(one == ZERO for one in flow.rates):
            return None
        months = flow.rates
        if outcome.rhythm == "kwartaal":
            paid_in = {NAMES.index(name) + 1 for name in outcome.paid_in}
            days = self.known.ahead.firsts
            ended = (before, *flow.rates[:-1])
            months = tuple((one[0] * 3, one[1] * 3) if days[at].month in paid_in else ZERO for at, one in enumerate(ended))
        day = self.plan.betaaldagen.get(outcome.scheme) or self.plan.betaaldagen.get(self._kind(outcome))
        rest = ZERO
        if day and self.known.ahead.still_to_come(day.dag):
            paid = _PER[outcome.rhythm] if not outcome.paid_in or NAMES[self.op.month - 1] in outcome.paid_in else 0
            rest = flow.now[0] * paid, flow.now[1] * paid
        monthly = day.dag if day and outcome.rhythm == "maand" else None
        return replace(flow, months=months, reach=cumulative(months), rest=rest, day=monthly)

    def _once(self, scheme: Scheme) -> Flow:
        """What is paid once, or once a year, after it is claimed."""
        low, high = scheme.year.measure(scheme.name, AWARD)
        if scheme.later is not None:
            low, high = Fraction(scheme.later.per_keer.laagst), Fraction(scheme.later.per_keer.hoogst)
        amount = added([(low, high) if self._is_still_to_come(scheme) else ZERO, self._missed(scheme)])
        wait = min(self._wait(scheme), MONTHS - 1)
        paid_in = {NAMES.index(name) + 1 for name in scheme.outcome.paid_in}
        days = self.known.ahead.firsts
        month = next((at for at in range(wait, MONTHS) if not paid_in or days[at].month in paid_in), wait)
        months = tuple(amount if at == month else ZERO for at in range(MONTHS))
        return Flow(
            "in", scheme.name, scheme.found.titel, "", ZERO, (ZERO,) * MONTHS, months, cumulative(months), scheme=scheme.name
        )

    # --- amounts of a scheme

    def _due(self, scheme: Scheme, day: date) -> Span:
        """What is due a month in a month ahead."""
        outcome = scheme.outcome
        run = self.known.runs.get(day.year)
        if scheme.later is not None or run is None or outcome.scheme not in run.program.linked.outcomes:
            return self._due_now(scheme)
        low, high = run.span(outcome.advance or outcome.award, day.month)
        return low / _PER[outcome.rhythm], high / _PER[outcome.rhythm]

    def _due_now(self, scheme: Scheme) -> Span:
        if scheme.later is not None:
            return Fraction(scheme.later.per_maand.laagst), Fraction(scheme.later.per_maand.hoogst)
        low, high = scheme.year.measure(scheme.name, ADVANCE)
        return low / _PER[scheme.outcome.rhythm], high / _PER[scheme.outcome.rhythm]

    def _got(self, scheme: Scheme, day: date) -> Span:
        """What comes in a month; nothing of what the household does not tell."""
        outcome = scheme.outcome
        run = self.known.runs.get(day.year)
        if outcome.received and not self._named(outcome):
            return run.span(outcome.received, day.month) if run and outcome.received in run.values else ZERO
        low, high = self.received(outcome, day)
        return ZERO if high is None else (low, high)

    def _named(self, outcome: Outcome) -> bool:
        told = self.known.household.ontvangt
        return told is not None and any(name in told for name in outcome.received_as)

    def _is_silent(self, scheme: Scheme) -> bool:
        """Whether nobody said what comes in of something that may well come in."""
        outcome = scheme.outcome
        if outcome.received or scheme.found.soort != "toeslag":
            return False
        return self.received(outcome, self.op)[1] is None and self._due_now(scheme)[1] > 0

    def _is_still_to_come(self, scheme: Scheme) -> bool:
        """Whether the award of this year is no part of what was missed."""
        year = scheme.found.jaren.get(str(self.op.year))
        return year is None or year.gemist.hoogst == 0

    @staticmethod
    def _missed(scheme: Scheme) -> Span:
        """What can still be claimed of the time until now."""
        years = scheme.found.jaren.values() if scheme.found.bevinding in ("onbenut", "te_weinig") else ()
        low, high = added([(Fraction(year.gemist.laagst), Fraction(year.gemist.hoogst)) for year in years])
        return (Fraction(0) if scheme.outcome.gross else low), high

    def _kind(self, outcome: Outcome) -> str:
        found = next(one.found for one in self.schemes if one.outcome is outcome)
        return found.soort

    def _wait(self, scheme: Scheme) -> int:
        """The months between a claim and its first payment, at the most."""
        term = self.plan.wachttijd.get(scheme.name) or self.plan.wachttijd.get(scheme.found.soort)
        return term.maanden if term else 0

    # --- what the report says beside it

    def _tells_money(self) -> bool:
        adults = (person for person in self.known.household.personen if person.rol in ("aanvrager", "partner"))
        return all(person.bezit is not None for person in adults)

    def _estimated(self) -> Iterator[bool]:
        """For each month whether figures of its year are not known yet that are known of this year."""
        stale = {
            year: {one.key for one in run.program.linked.parameters.values() if one.stale}
            for year, run in self.known.runs.items()
        }
        for day in self.known.ahead.firsts[:MONTHS]:
            yield day.year not in stale or bool(stale[day.year] - stale[self.op.year])

    def _assumptions(self, now: list[Flow], later: list[Flow]) -> Iterator[str]:
        said = self.plan.aannames
        if self.known.ahead.begin != self.op:
            yield said.get("vanaf", "").format(dag=spoken_day(self.known.ahead.begin))
        own_risk = self.known.today("eigen_risico_samen")[1]
        if own_risk and not any(flow.kind == "eigen_risico" for flow in now):
            yield said.get("eigen_risico", "").format(bedrag=int(own_risk))
        july = next((at for at, day in enumerate(self.known.ahead.firsts[:MONTHS]) if day.month == 7), None)
        rent = next((flow for flow in now if flow.kind == "huur"), None)
        if july is not None and rent and not rent.begins_or_ends(july):
            yield said.get("huur", "")
        if any(one.found.bevinding == "te_veel" for one in self.schemes):
            yield said.get("terugbetalen", "")
        if later != now and any(one.found.bevinding in ("onbenut", "te_weinig") for one in self.schemes):
            yield said.get("wachttijd", "")
        if gross := [one.found.titel for one in self.schemes if one.outcome.gross and one.found.bevinding in ACTED]:
            yield said.get("bruto", "").format(titel=joined(gross))

    # --- what signals and the plan read

    def too_much(self) -> tuple[TeVeel, ...]:
        """What comes in above what is due, and what will be asked back of this year."""
        found = []
        days = self.plan.doorgeven.dagen if self.plan.doorgeven else 0
        settled = self.plan.verrekening.soorten if self.plan.verrekening else ()
        for scheme in self.schemes:
            if scheme.outcome.rhythm not in _PER or scheme.found.bevinding != "te_veel":
                continue
            year = scheme.year
            award = year.measure(scheme.name, AWARD)
            first = [date(self.op.year, month, 1) for month in range(1, 13)]
            by_month = [self._got(scheme, day) for day in first]
            if scheme.found.soort in settled:
                whole, so_far = (_above(added(months), award) for months in (by_month, by_month[: self.op.month]))
            else:
                over = [_above(one, self._due(scheme, day)) for one, day in zip(by_month, first, strict=True)]
                whole, so_far = added(over), added(over[: self.op.month])
            got, due = self._got(scheme, self.op), self._due_now(scheme)
            claim = scheme.found.aanvragen
            found.append(
                TeVeel(
                    regeling=scheme.name,
                    per_maand=money(_above(got, due)),
                    terug=money(whole),
                    terug_na_doorgeven=money(so_far),
                    voor=self.op + timedelta(days=days),
                    waar=(claim.doorgeven or claim.waar) if claim else "",
                )
            )
        return tuple(found)

    def questions(self) -> dict[str, tuple[Vraag, ...]]:
        """By computed fact what is asked to know it, of those that do not rest on every stream."""
        if not self.known.has_rules:
            return {}
        program, situation, solved = self.now.program, self.now.situation, self.now.solved
        behind = {fact: open_questions(program, situation, solved, (f"{BUDGET}.{step}",)) for fact, step in _ASKED.items()}
        posts = {fact: tuple(one for one in self.money.unknown if one.soort == kind) for fact, kind in _OF_KIND.items()}
        return {**behind, **posts}

    def _more_may_come(self) -> bool:
        """Whether something undecided may still be due each month: then what is unclaimed has no known upper end."""
        undecided = ("misschien", "vraag_gemeente")
        monthly = (one for one in self.schemes if one.outcome.rhythm in _PER and one.found.bevinding in undecided)
        return any(self._due_now(one)[1] > 0 for one in monthly)

    def facts(self, too_much: tuple[TeVeel, ...]) -> Computed:
        """The facts the signals read."""
        if not self.known.has_rules:
            return {}
        unclaimed = [one for one in self.schemes if one.found.bevinding in ("onbenut", "te_weinig") and not one.outcome.gross]
        monthly = [_change(self._due_now(one), self._got(one, self.op)) for one in unclaimed if one.outcome.rhythm in _PER]
        once = [self._missed(one) for one in unclaimed]
        once += [one.year.measure(one.name, AWARD) for one in unclaimed if one.outcome.rhythm == "eenmalig"]
        back = [(Fraction(one.terug.laagst), Fraction(one.terug.hoogst)) for one in too_much]
        income = self.known.today("inkomen_dit_jaar")
        return budget_facts(
            self.known,
            self.money,
            {
                "budget_onbenut": (_lowest(monthly)[0], None if self._more_may_come() else _lowest(monthly)[1]),
                "budget_onbenut_eenmalig": _lowest(once),
                "budget_te_veel": added(back),
                "budget_toetsingsinkomen": income,
            },
        )


def _wide_enough(now: SolvedYear) -> Run:
    """This year as it was solved; as bounds where the budget rests on a figure of which only a range is known."""
    wide = now.solved.mode == "bounds"
    if not wide and BUDGET in now.program.linked.files and _is_vague(now.program, now.solved.values):
        return Run(now.program, now.situation, now.program.run("bounds", now.situation.bounds()), True)
    return Run(now.program, now.situation, now.solved.values, wide)


def _run(rules: RuleSet, household: Huishouden, year: int, op: date) -> Run:
    """A later year, for the months of it that lie ahead."""
    program = rules.ahead(year)
    situation = Situation(household, program.linked, op)
    if not situation.variables and not situation.has_possible_rows:
        values = program.run("exact", situation.exact())
        if not _is_vague(program, values):
            return Run(program, situation, values, False)
    return Run(program, situation, program.run("bounds", situation.bounds()), True)


def _is_vague(program: Program, values: Values) -> bool:
    paid = (key for outcome in program.linked.outcomes.values() for key in outcome.roots)
    own = (step.key for step in program.linked.steps if step.file == BUDGET)
    return meets_ranges(program, values, (*own, *paid))


def _unknown_receipt(scheme: Scheme) -> OnbekendePost:
    title = scheme.found.titel
    return OnbekendePost(
        richting="in", soort=scheme.name, titel=title, feit="ontvangt", waar="ontvangt",
        vraag=texts()("screening.vraag.hoeveel_krijgt_u", titel=title.lower()),
    )


def _change(due: Span, got: Span, *, gross: bool = False) -> Span:
    """What should come in more than does; of an amount before tax it is only known that it is no more than that."""
    if due == got:
        return ZERO  # the same money, also where it is not known how much
    low, high = due[0] - got[1], due[1] - got[0]
    return (min(low, Fraction(0)), high) if gross else (low, high)


def _above(got: Span, due: Span) -> Span:
    return max(Fraction(0), got[0] - due[1]), max(Fraction(0), got[1] - due[0])


def _lowest(spans: list[Span]) -> Span:
    """The sum that is sure: what is above it is not counted on."""
    low = sum((max(Fraction(0), low) for low, _ in spans), Fraction(0))
    return low, low


