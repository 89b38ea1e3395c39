"""One call: a household in, a report out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from voorzieningen._version import __version__
from voorzieningen.errors import DateError
from voorzieningen.evaluate import Program, can_be_sure, settled, settled_exactly, solve
from voorzieningen.facts import Situation, check_names, received
from voorzieningen.formula import MONTH, PERSONS
from voorzieningen.household import Huishouden, Namen, Ontvangst
from voorzieningen.report import (
    Aanvraag,
    Ander,
    Bedrag,
    Beeindigd,
    Bewijs,
    Jaar,
    Recht,
    Regel,
    Regeling,
    Regelset,
    Report,
    Stap,
    Straks,
)
from voorzieningen.rulebook import Feit, Outcome, weakest
from voorzieningen.screening._ask import place_warning, where_question, whom_to_ask
from voorzieningen.screening._debts import debts
from voorzieningen.screening._finding import finding, of_a_limit
from voorzieningen.screening._measure import (
    ADVANCE,
    AWARD,
    CLAIMABLE,
    ELAPSED,
    LIMIT,
    RECEIVED,
    RECEIVED_SO_FAR,
    UNMODELLED,
    Measures,
)
from voorzieningen.screening._money import ACTED, HouseholdMoney, Scheme
from voorzieningen.screening._others import seen_by
from voorzieningen.screening._plan import Planner
from voorzieningen.screening._ruleset import RuleSet, load_rules
from voorzieningen.screening._signals import Signals
from voorzieningen.screening._solved import SolvedYear
from voorzieningen.screening._steps import explanation, steps, warnings
from voorzieningen.texts import texts

_SMALL = "begrippen.verschil_klein"
_OTHER_ADULT = "begrippen.andere_volwassene"
_NONE = (Fraction(0), Fraction(0))
_NO_LIMIT = 100_000
"""EUR: an amount that can be this high has no limit that says anything."""


def screen(
    household: Huishouden, op: date | None = None, rules: RuleSet | None = None, *, stappen: bool = False, ruw: bool = False
) -> Report:
    """Everything the rules say about one household on one date.

    `op` is the peildatum; left out, that of the household counts. `rules` are those of the library when left out.
    With `stappen` every step of the computation is in the report; without, `report.uitleg(name)` gives them on request.
    `ruw` is for during a talk: unknowns are not cut into cases, so a range may be wider than it need be, and never wrong;
    and what waits for a local rule that nobody filled in is said to wait, though answers might make it needless.
    Amounts are EUR as Decimal, lowest and highest. Raises DateError (no date, or before the first modelled year) and
    HouseholdError (a value that does not fit its fact); never returns a guess for what is unknown.
    """
    book = rules or _library()
    day = op or household.peildatum
    if not isinstance(day, date):
        raise DateError("er is geen peildatum.", where="peildatum", repair="Geef een datum, bijvoorbeeld 2026-11-22.")
    return _Screening(household, day, book, rough=ruw).report(stappen)


@lru_cache(maxsize=1)
def _library() -> RuleSet:
    return load_rules()


class _Screening:
    def __init__(self, household: Huishouden, op: date, rules: RuleSet, *, rough: bool = False) -> None:
        self.household, self.op, self.rules, self.rough = household, op, rules, rough
        self.years: dict[int, SolvedYear] = {}
        self.sure: dict[str, bool] = {}
        self.place = rules.book.files.place(household.gemeente, household.waterschap)
        local = rules.local(op.year, self.place)
        check_names(household, rules.program(op.year).linked, local.linked)
        now = self._solve(op.year)
        self.local = self._solve_local(now, local, household)
        self.back_to = {
            name: now.days(outcome.back_to) for name, outcome in now.program.linked.outcomes.items() if outcome.back_to
        }
        self.earliest = {name: first for name, (first, _) in self.back_to.items()}
        year = op.year - 1
        while year >= rules.first_year and (schemes := self._may_be_open(year)):
            self._solve(year, schemes)
            year -= 1
        self.not_modelled = tuple(range(year, op.year - 2, -1)) if year < rules.first_year else ()

    def _solve(self, year: int, schemes: frozenset[str] | None = None) -> SolvedYear:
        program = self.rules.program(year, schemes)
        situation = Situation(self.household, program.linked, self.op)
        month = self.op.month - 1 if year == self.op.year else 11
        measures = Measures(program, month)

        def small(name: str) -> Measures:
            return Measures(self.rules.program(year, frozenset({name})), month)

        solved = solve(measures, situation, None if self.rough else small)
        self.years[year] = SolvedYear(program, situation, solved, measures, month)
        return self.years[year]

    def _solve_local(self, now: SolvedYear, program: Program, household: Huishouden) -> SolvedYear:
        """What only holds in the place of a household, in the year of the peildatum; goes on from what `now` computed."""
        situation = Situation(household, program.linked, self.op)
        values = now.solved.values
        bounds = now.solved.mode == "bounds"
        known = settled(program, situation, values) if bounds else settled_exactly(program, values)
        measures = Measures(program, now.month)

        def small(name: str) -> Measures:
            return Measures(self.rules.local(self.op.year, self.place, name), now.month)

        solved = solve(measures, situation, None if self.rough else small, known)
        return SolvedYear(program, situation, solved, measures, now.month)

    def _may_be_open(self, year: int) -> frozenset[str]:
        """The schemes that can still be claimed over an earlier year; of help without an amount nothing was missed."""
        last = date(year, 12, 31)
        linked = self.rules.program(year).linked
        deadlines = self.rules.deadlines.get(year)
        if deadlines is None:
            solved = self._solve(year)
            deadlines = {
                name: day
                for name, outcome in linked.outcomes.items()
                if outcome.same_deadline and (day := solved.deadline(outcome))
            }
            self.rules.deadlines[year] = deadlines
            del self.years[year]
        return frozenset(
            name
            for name, outcome in linked.outcomes.items()
            if outcome.pays
            and (
                deadlines.get(name, date.min) >= self.op
                or self.earliest.get(name, date.max) <= last
                or (outcome.deadline and not outcome.same_deadline and not outcome.back_to)
            )
        )

    # --- the report

    def schemes(self, with_steps: bool) -> dict[str, Regeling]:
        return {
            name: self._scheme(name, outcome, year, with_steps)
            for year in (self.years[self.op.year], self.local)
            for name, outcome in year.program.linked.outcomes.items()
        }

    def report(self, with_steps: bool) -> Report:
        now, schemes = self.years[self.op.year], self.schemes(with_steps)
        later = self._later(schemes)
        cash = HouseholdMoney(
            self.household, self.op, self.rules, now, tuple(self._paying(schemes, later)), self._received_in
        )
        too_much = cash.too_much()
        signs = Signals(
            self.rules.signals(self.op.year, self.place), self.household, self.op, cash.facts(too_much), cash.money.unknown,
            cash.questions(),
        )  # fmt: skip
        signals = signs.all(with_steps=with_steps)
        on = {one.id for one in signals if one.uitkomst == "ja"}
        planner = Planner(self.rules, self.household.gemeente, self.op, cash, schemes)
        limit = next((one.per_keer for one in schemes.values() if one.ritme == "grens" and one.recht == "ja"), None)
        report = Report(
            versie=__version__,
            regelset=Regelset(
                digest=self.rules.digest, versie=self.rules.version, wijziging=self.rules.amendment
            ),
            peildatum=self.op,
            gemeente=self.household.gemeente,
            waterschap=self.place.waterschap or self.household.waterschap,
            regelingen=schemes,
            niet_bekeken=self.not_modelled,
            waarschuwingen=(
                *place_warning(self.rules.book.files, self.household),
                *(
                    one
                    for year in (now, self.local)
                    for one in warnings(year.program, year.situation, year.solved, year.month)
                ),
                *signs.warnings(),
            ),
            beeindigd=tuple(
                Beeindigd(titel=file.titel, sinds=file.einde.op, uitleg=file.einde.uitleg)
                for file in {**now.program.linked.files, **self.local.program.linked.files}.values()
                if file.einde and file.einde.op <= self.op
            ),
            anderen=tuple(self._others(now, with_steps)),
            te_veel=too_much,
            straks=later,
            budget=cash.money.report(),
            signalen=signals,
            niveau=next((one.ernst for one in signals if one.uitkomst == "ja"), None),
            schulden=debts(cash.known, self.rules.book.files.debts, limit, on),
            actieplan=planner.plan(signals, too_much),
            niet_doen=planner.not_to_do(
                on,
                too_much=bool(too_much),
                agreed=any(one.regeling is True for one in self.household.schulden or ()),
            ),
            bewijs=Bewijs(
                huishouden=self.household.naamloos().naar_data(),
                zekerheid=weakest(one.zekerheid for one in schemes.values() if one.recht != "nee"),
                ruw=self.rough,
            ),
        )
        report._steps = self._steps
        return report

    # --- the money

    def _paying(self, schemes: Mapping[str, Regeling], later: Mapping[str, Straks]) -> Iterator[Scheme]:
        for year in (self.years[self.op.year], self.local):
            for name, outcome in year.program.linked.outcomes.items():
                if outcome.pays:
                    yield Scheme(name, schemes[name], outcome, year, later.get(name))

    def _received_in(self, outcome: Outcome, day: date) -> tuple[Fraction, Fraction | None]:
        """EUR the household says it receives of a scheme in the month of a day."""
        return received(self.household, outcome.received_as, (day.replace(day=1),), self.years[self.op.year].situation.since)

    def _later(self, schemes: Mapping[str, Regeling]) -> dict[str, Straks]:
        """The schemes of the place that pay another amount once what is surely due of others comes in."""
        coming = {
            name: Ontvangst(schemes[name].per_maand.laagst)
            for name in sorted(self.local.program.linked.received)
            if name in schemes and schemes[name].bevinding in ACTED
        }
        if not coming:
            return {}
        after = self.household.model_copy(update={"ontvangt": Namen({**(self.household.ontvangt or {}), **coming})})
        year = self._solve_local(self.years[self.op.year], self.local.program, after)
        found = {}
        for name, outcome in year.program.linked.outcomes.items():
            award, advance = year.measure(name, AWARD), year.measure(name, ADVANCE)
            right = self._right(year, name, award)
            changed = (award, advance) != (self.local.measure(name, AWARD), self.local.measure(name, ADVANCE))
            if changed and right != "niet_ingevoerd":
                once = award if outcome.rhythm in ("jaar", "eenmalig") else advance
                found[name] = Straks(recht=right, per_maand=_money(_spread(advance, outcome)), per_keer=_money(once))
        return found

    def _others(self, now: SolvedYear, with_steps: bool) -> Iterator[Ander]:
        if _OTHER_ADULT not in now.solved.values:
            return
        persons = self.household.personen
        own = {name for name, fact in now.program.linked.all_facts.items() if fact.eigen}
        for row, months in zip(now.situation.rows[PERSONS], now.solved.values[_OTHER_ADULT], strict=True):
            truth = months[now.month]
            if truth[0] if now.solved.mode == "bounds" else truth:
                at = next(at for at, person in enumerate(persons) if person is row.source)
                found = _Screening(seen_by(self.household, at, own), self.op, self.rules, rough=self.rough).schemes(with_steps)
                yield Ander(waar=row.path.rstrip("."), rol=persons[at].rol, regelingen=found)

    def _steps(self, scheme: str, year: int) -> tuple[Stap, ...]:
        years = self._years_of(scheme)
        if year not in years:
            raise DateError(
                f"over {year} is niets uitgerekend.",
                where="jaar",
                repair=f"Kies uit {', '.join(map(str, sorted(years)))}.",
            )
        found = years[year]
        return steps(found.program, found.situation, found.solved, found.program.linked.outcomes[scheme], found.month, found.told)

    def _years_of(self, scheme: str) -> Mapping[int, SolvedYear]:
        """The solved years of a scheme: what only holds in one place is computed over the year of the peildatum."""
        return {self.op.year: self.local} if scheme in self.local.program.linked.outcomes else self.years

    def _scheme(self, name: str, outcome: Outcome, now: SolvedYear, with_steps: bool) -> Regeling:
        program, situation = now.program, now.situation
        model = program.linked.files[name]
        award, advance = now.measure(name, AWARD), now.measure(name, ADVANCE)
        right = self._right(now, name, award)
        unfilled = now.unfilled(outcome) if award[0] != award[1] else ()
        right_now = self._right(now, name, advance)
        most = award[1] if right == "niet_ingevoerd" and outcome.pays and award[1] < _NO_LIMIT else None
        if right == "niet_ingevoerd":
            award = advance = _NONE
        monthly = outcome.rhythm in ("maand", "kwartaal")
        paid = advance if monthly else award if outcome.pays else now.measure(name, LIMIT) if outcome.limit else _NONE
        each_month = _spread(advance, outcome)
        due = each_month if monthly else (paid[0] / 12, paid[1] / 12)
        solved_years = sorted(self._years_of(name).items())
        years = {str(year): found for year, solved in solved_years if (found := self._year(name, year, solved))}
        low, high = self._received(now, outcome, RECEIVED)
        by_rule = outcome.received is not None and not self._named(outcome)
        early, late = self.back_to.get(name, (date.min, date.min))
        may_go_back = award[1] > 0 and early != late and high == 0
        vague = award[0] != award[1] or (outcome.limit is not None and paid[0] != paid[1]) or may_go_back
        unmodelled = now.measure(name, UNMODELLED)[1]
        undecided = vague or unmodelled or (by_rule and low != high)
        decided = not undecided or right in ("niet_gemodelleerd", "niet_ingevoerd")
        questions = () if decided else now.questions(outcome, received=by_rule, back_to=may_go_back)
        if unfilled and outcome.body:
            questions = (*where_question(self.rules.book.files, self.household, self.place, outcome.body), *questions)
        guessed = situation.estimated(outcome.guesses, now.solved.values)
        basis = outcome.estimated if guessed else outcome.given
        return Regeling(
            titel=model.titel,
            samenvatting=model.samenvatting,
            soort=model.soort,
            recht=right,
            recht_nu=right_now,
            bevinding=of_a_limit(right)
            if outcome.limit
            else finding(
                right,
                due,
                (low, high),
                [year.gemist for year in years.values()],
                self._margin(program),
                lost=name in self.back_to and not unmodelled,
            ),
            per_maand=_money(each_month),
            per_jaar=_money(award if outcome.pays else _NONE),
            ritme=outcome.rhythm,
            per_keer=_money(paid),
            betaald_in=outcome.paid_in,
            bespaart=outcome.saves,
            eerst=tuple(one for one in model.eerst if self._may_be_due(now, one)),
            regels=self._rows(now, outcome),
            ontvangen_per_maand=_cents(low) if low == high else None,
            jaren=years,
            zekerheid=basis.confidence,
            verouderd=basis.stale,
            geschat=guessed,
            ontbreekt=questions,
            aannames=tuple(
                self._assumed(program.linked.facts[one])
                for one in situation.assumed
                if one in basis.facts
            ),
            niet_ingevuld=unfilled,
            hoogstens=None if most is None else _cents(most),
            uitvoerder=model.uitvoerder,
            vraag_bij=whom_to_ask(self.rules.book.files, self.household, self.place, outcome.body) if outcome.body else "",
            niet_gemodelleerd=tuple(
                _with_ask(item.what, item.ask) for item in outcome.unmodelled if item.step and self._happens(now, item.step)
            ),
            opmerkingen=tuple(_with_ask(item.what, item.ask) for item in outcome.unmodelled if not item.step),
            aanvragen=self._claim(name, outcome, years),
            uitleg=explanation(program, situation, now.solved, outcome, now.month),
            stappen=self._steps(name, self.op.year) if with_steps else (),
        )

    @staticmethod
    def _assumed(fact: Feit) -> str:
        """The question, the answer that is assumed, and why."""
        key = "screening.aanname.ja" if fact.aanname else "screening.aanname.nee"
        return texts()(key, vraag=fact.vraag, reden=fact.aanname_reden)

    def _may_be_due(self, now: SolvedYear, scheme: str) -> bool:
        """Whether something may be due of another scheme this month that is not known to come in."""
        now = now if scheme in now.program.linked.outcomes else self.years[self.op.year]
        outcome = now.program.linked.outcomes[scheme]
        return now.measure(scheme, ADVANCE)[1] > 0 and not self._received(now, outcome, RECEIVED)[0]

    def _rows(self, year: SolvedYear, outcome: Outcome) -> tuple[Regel, ...]:
        """The amount of each row in the month of the peildatum, rows that surely get nothing left out."""
        if outcome.per_row is None:
            return ()
        step = year.program.linked.by_key[outcome.per_row]
        below = year.program.denominators.step(step.key)
        found = []
        rows = zip(year.situation.rows[step.who], year.solved.values[step.key], strict=False)
        for at, (row, value) in enumerate(rows):
            one = value[year.month] if step.when == MONTH else value
            low, high = one if year.solved.mode == "bounds" else (one, one)
            if row.source is None or high <= 0:
                continue
            right: Recht = "ja" if low > 0 else "onbekend"
            if not low and year.row_unfilled(outcome, at):
                right, high = "niet_ingevoerd", 0
            amount = _money((Fraction(low, below), Fraction(high, below)))
            kind = getattr(row.source, "soort", None)
            found.append(
                Regel(waar=row.path.rstrip("."), wat=kind if isinstance(kind, str) else "", recht=right, bedrag=amount)
            )
        return tuple(found)

    def _named(self, outcome: Outcome) -> bool:
        """Whether the household says by name what it receives of a scheme."""
        return self.household.ontvangt is not None and any(name in self.household.ontvangt for name in outcome.received_as)

    def _received(self, year: SolvedYear, outcome: Outcome, measure: str) -> tuple[Fraction, Fraction | None]:
        """EUR received in the month of the peildatum, or in the months so far; a rule may tell what `ontvangt` does not name."""
        if outcome.received and not self._named(outcome):
            return year.measure(outcome.scheme, measure)
        months = slice(year.month if measure == RECEIVED else 0, year.month + 1)
        return received(self.household, outcome.received_as, year.situation.first[months], year.situation.since)

    def _happens(self, year: SolvedYear, key: str) -> bool:
        """Whether something that is not computed surely applies; what only may apply stands among the open questions."""
        values = year.solved.values[key]
        several = values if isinstance(values, list) else [values]
        return any((one[0] if year.solved.mode == "bounds" else one) for one in several)

    def _can_be_sure(self, year: SolvedYear, name: str) -> bool:
        """Whether the household can still answer in such a way that what nobody filled in does not matter; not tried roughly."""
        if self.rough:
            return False
        if name not in self.sure:
            small = Measures(self.rules.local(self.op.year, self.place, name), year.month)
            self.sure[name] = can_be_sure(small, year.situation, year.solved.values, name, AWARD)
        return self.sure[name]

    def _right(self, year: SolvedYear, name: str, amount: tuple[Fraction, Fraction]) -> Recht:
        unmodelled = year.measure(name, UNMODELLED)
        if unmodelled[0]:
            return "niet_gemodelleerd"
        if amount[0] > 0 and not unmodelled[1]:
            return "mogelijk" if year.program.linked.outcomes[name].rhythm == "geen" else "ja"
        if amount[1] == 0 and not unmodelled[1]:
            return "nee"
        if year.unfilled(year.program.linked.outcomes[name]) and not self._can_be_sure(year, name):
            return "niet_ingevoerd"
        found = year.questions(year.program.linked.outcomes[name])
        return "mogelijk" if found and all(one.oordeel for one in found) else "onbekend"

    def _year(self, name: str, year: int, solved: SolvedYear) -> Jaar | None:
        outcome = solved.program.linked.outcomes.get(name)
        if outcome is None:
            return None
        last = date(year, 12, 31)
        until = solved.deadline(outcome)
        if year != self.op.year and not (until and until >= self.op) and not self.earliest.get(name, date.max) <= last:
            return None
        award = solved.measure(name, AWARD)
        right = self._right(solved, name, award)
        if right == "niet_ingevoerd":
            return Jaar(recht=right, per_jaar=_money(_NONE), gemist=_money(_NONE), uiterlijk=until)
        if not outcome.pays:
            return Jaar(recht=right, per_jaar=_money(_NONE), gemist=_money(_NONE), uiterlijk=until)
        low, high = self._received(solved, outcome, RECEIVED_SO_FAR)
        reaches = name in self.back_to  # a claim made today reaches back to a day, and not to the whole year
        due = solved.measure(name, ELAPSED) if outcome.month and (year == self.op.year or reaches) else award
        if (outcome.rhythm == "jaar" and year == self.op.year) or outcome.at_once:
            due = _NONE  # nothing is missed yet: the year still runs, or it is asked today
        claimable = solved.measure(name, CLAIMABLE) if reaches else due
        lowest = Fraction(0) if high is None else min(due[0] - high, claimable[0])
        highest = min(due[1] - low, claimable[1])
        missed = max(Fraction(0), lowest), max(Fraction(0), highest)
        return Jaar(
            recht=right,
            per_jaar=_money(award),
            gemist=_money((_whole(missed[0]), _whole(missed[1]))),
            uiterlijk=until,
        )

    def _margin(self, program: Program) -> Fraction:
        """EUR a month by which what is received may differ from what is due."""
        small = program.linked.parameters.get(_SMALL)
        cell = next(small.cells()) if small else None
        return cell.highest if cell else Fraction(0)

    def _claim(self, name: str, outcome: Outcome, years: Mapping[str, Jaar]) -> Aanvraag | None:
        if outcome.apply is None:
            return None
        this = years.get(str(self.op.year))
        return Aanvraag(
            waar=outcome.apply.waar,
            nodig=outcome.apply.nodig,
            uiterlijk=this.uiterlijk if this else None,
            terug_tot=self.back_to[name][1] if name in self.back_to else None,  # of a range the day that is certain
            niet_nodig_als=outcome.apply.niet_nodig_als,
            doorgeven=outcome.apply.doorgeven,
        )


def _spread(advance: tuple[Fraction, Fraction], outcome: Outcome) -> tuple[Fraction, Fraction]:
    """What is paid each month or quarter, as an amount a month."""
    months = {"maand": 1, "kwartaal": 3}.get(outcome.rhythm)
    return (advance[0] / months, advance[1] / months) if months else _NONE


def _with_ask(what: str, ask: str) -> str:
    return texts()("screening.zinsdeel.vraag_bij", wat=what, wie=ask) if ask else what


def _whole(value: Fraction) -> Fraction:
    """To whole euros, halves up."""
    return Fraction((2 * value.numerator + value.denominator) // (2 * value.denominator))


def _cents(value: Fraction) -> Decimal:
    """To cents, halves up: only received money in other rhythms than a month is not exact in cents."""
    return Decimal((200 * value.numerator + value.denominator) // (2 * value.denominator)).scaleb(-2)


def _money(span: tuple[Fraction, Fraction]) -> Bedrag:
    return Bedrag(laagst=_cents(span[0]), hoogst=_cents(span[1]))
