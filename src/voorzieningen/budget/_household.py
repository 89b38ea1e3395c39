"""The streams of money a household tells of: its incomes, the home, its expenses, bills and repayments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from voorzieningen.budget._calendar import MONTHS, WHOLE, ZERO, Span, added, minus, times
from voorzieningen.budget._flow import Direction, Flow, Timing, ends_when_paid, steady, timed
from voorzieningen.budget._known import Known, amount_on, is_unknown
from voorzieningen.formula import PERSONS
from voorzieningen.household import Namen, Uitgave
from voorzieningen.household.fields import MONTHS as NAMES
from voorzieningen.report import OnbekendePost
from voorzieningen.texts import texts

_LEVIES = {"gemeente": "gemeentelijke_belastingen", "waterschap": "waterschapsbelasting"}
"""The kind of expense in which the bill of a body is paid."""
_REPAID = "aflossing"
_AT_HOME, _FIXED = "wonen_", "vast_"
"""What the name of an expected expense begins with when it is part of the costs of the home, or another fixed cost."""


class Streams:
    """Reads the streams of one household; `unknown` collects what is there without an amount."""

    def __init__(self, known: Known) -> None:
        self.known, self.household, self.ahead = known, known.household, known.ahead
        self.unknown: list[OnbekendePost] = []
        self.housing_open = self.fixed_open = False
        self.named = {row.soort for row in self.household.uitgaven or () if isinstance(row.soort, str)}

    def all(self) -> tuple[Flow, ...]:
        """Every stream that is not paid by a scheme we compute."""
        found = [*self._incomes(), *self._home(), *self._expenses(), *self._bills(), *self._repayments()]
        self._expected()
        return tuple(flow for flow in found if any(one != ZERO for one in (flow.now, flow.rest, *flow.reach)))

    # --- in

    def _incomes(self) -> Iterator[Flow]:
        for row in self.known.now.situation.rows["inkomen"]:
            person = self.known.now.situation.rows[PERSONS][row.parent]
            if not self.known.truth("van_ons", person.path):
                continue
            if row.source is None:
                if person.source.inkomens is None:
                    self._note("in", "inkomen_soort", "inkomen", row.path)
                continue
            extra = self.known.months("inkomen_los", row.path)
            spread = tuple(one / 12 for one in added(extra))
            base = self.known.today("inkomen_op_de_dag", row.path)
            now = _plus(base, (spread[0], spread[1]))
            parts = self.known.months("inkomen_deel", row.path)
            rates = tuple(  # holiday pay is spread over the months in which there is a right to it
                _plus(one, times((spread[0], spread[1]), min(part[0], Fraction(1)), min(part[1], Fraction(1))))
                for one, part in zip(self.known.months("inkomen_gemiddeld", row.path), parts, strict=True)
            )
            path, kind = row.path.rstrip("."), _label(row.source.soort)
            if is_unknown(base) or not isinstance(row.source.per, str):
                self._note("in", "inkomen_netto", kind, path)
                continue
            flow = self._flow("in", "inkomen_soort", kind, path, now, rates)
            amounts, timing = self.known.months("inkomen_keer", row.path), self._timing(row.source)
            if row.source.per == "eenmalig":
                once = timed(flow, amounts, (WHOLE,) * 12, timing, self.ahead, self.known.today("inkomen_keer", row.path))
                yield replace(steady(flow), rest=once.rest)
                continue
            regular = timed(flow, amounts, parts, timing, self.ahead, self._today("inkomen_keer", "inkomen_deel", row.path))
            yield _with(regular, extra)

    # --- out

    def _home(self) -> Iterator[Flow]:
        for step, fact, name in (("huur", "kale_huur", "huur"), ("hypotheek", "hypotheeklasten", "hypotheek")):
            now = self.known.today(step)
            if is_unknown(now):
                self._note("uit", fact, step, "wonen")
                self.housing_open = self.fixed_open = True
            else:
                yield self._steady(step, name, now, self.known.months(step), housing=True)
        if self.known.truth("huurt"):
            yield from self._service_costs()
        for step, kind, name in (("opvangkosten", "kinderopvang", "opvang"), ("alimentatie", "alimentatie", "alimentatie")):
            now = self.known.today(step)
            if kind not in self.named and not is_unknown(now):
                yield self._steady(kind, name, now, self.known.months(step), housing=False)

    def _service_costs(self) -> Iterator[Flow]:
        """What is paid beside the bare rent."""
        costs = getattr(self.household.wonen, "servicekosten", None)
        days = (self.ahead.op, *self.ahead.firsts[:MONTHS])
        amounts = [[amount_on(value, day) for value in costs.values()] for day in days] if isinstance(costs, Namen) else None
        if amounts is None or any(one is None for of_day in amounts for one in of_day):
            self._note("uit", "servicekosten_bedrag", "servicekosten", "wonen")
            self.housing_open = self.fixed_open = True
            return
        now, *rates = [added([one for one in of_day if one]) for of_day in amounts]
        yield self._steady("huur", "servicekosten", now, tuple(rates), housing=True)

    def _steady(self, kind: str, name: str, now: Span, rates: tuple[Span, ...], *, housing: bool) -> Flow:
        return steady(Flow("uit", kind, texts()(f"screening.post.{name}"), name, now, rates, (), (), fixed=True, housing=housing))

    def _expenses(self) -> Iterator[Flow]:
        repaid = any(self._repays(row) for row in (*(self.household.schulden or ()), *(self.household.achterstanden or ())))
        for row in self.known.now.situation.rows["uitgave"]:
            if row.source is None:
                continue
            kind, path = _label(row.source.soort), row.path.rstrip(".")
            now = self.known.today("uitgave_op_de_dag", row.path)
            if is_unknown(now) or row.source.bedrag is None or not isinstance(row.source.per, str):
                self._note("uit", "uitgave_bedrag", kind, path)
                self.housing_open = self.housing_open or self.known.truth("uitgave_voor_wonen", row.path)
                self.fixed_open = self.fixed_open or self.known.truth("uitgave_vast", row.path)
                continue
            flow = self._flow("uit", "uitgave_soort", kind, path, now, self.known.months("uitgave_gemiddeld", row.path))
            if isinstance(row.source.soort, str):  # else it may be a cost of any kind, which the facts of the budget know
                fixed, housing = (self.known.truth(step, row.path) for step in ("uitgave_vast", "uitgave_voor_wonen"))
                flow = replace(flow, fixed=fixed, housing=housing)
            flow = timed(
                flow,
                self.known.months("uitgave_keer", row.path),
                self.known.months("uitgave_loopt", row.path),
                self._timing(row.source),
                self.ahead,
                self._today("uitgave_keer", "uitgave_loopt", row.path),
            )
            # Repayments of debts that are listed too: perhaps the same money, so it may count for nothing here.
            yield _perhaps(flow) if kind == _REPAID and repaid else flow

    def _bills(self) -> Iterator[Flow]:
        """Bills of this year that are still open, unless they are paid as one of the expenses."""
        for at, bill in enumerate(self.household.aanslagen or ()):
            path, kind = f"aanslagen.{at}", _label(bill.soort)
            whole, paid = amount_on(bill.bedrag, self.ahead.op), amount_on(bill.betaald, self.ahead.op)
            if _LEVIES.get(_label(bill.instantie)) in self.named:
                continue
            if whole is None:
                self._note("uit", "aanslag_bedrag", kind, path)
                self.housing_open = self.fixed_open = True
                continue
            low, high = minus(whole, paid or (Fraction(0), whole[1]))
            left = max(Fraction(0), low), max(Fraction(0), high)
            flow = self._flow("uit", "aanslag_heffing", kind, path, (left[0] / 12, left[1] / 12), (ZERO,) * MONTHS)
            flow = replace(flow, fixed=True, housing=True)
            yield timed(flow, (left,) * MONTHS, (WHOLE,) * MONTHS, Timing("eenmalig"), self.ahead, left)

    def _repayments(self) -> Iterator[Flow]:
        for fact, told in (("schuld", self.household.schulden), ("achterstand", self.household.achterstanden)):
            if told is None:  # nobody said whether anything is paid off
                self._note("uit", f"{fact}_soort", _REPAID, "schulden" if fact == "schuld" else "achterstanden")
                self.fixed_open = True
            for row in self.known.now.situation.rows[fact]:
                if row.source is None or not self._repays(row.source):
                    continue
                path, kind = row.path.rstrip("."), _label(row.source.soort)
                each = self.known.today(f"{fact}_aflossing_keer", row.path)
                if is_unknown(each) or not isinstance(row.source.per, str):
                    self._note("uit", f"{fact}_aflossing", kind, path)
                    self.fixed_open = True
                    continue
                rate = self._monthly(each, row.source.per)
                flow = self._flow("uit", f"{fact}_soort", kind, path, rate, (rate,) * 12, repaid=True)
                flow = timed(replace(flow, fixed=True), (each,) * 12, (WHOLE,) * 12, self._timing(row.source), self.ahead, each)
                owed = self.known.today(f"{fact}_open", row.path)
                yield flow if is_unknown(owed) else ends_when_paid(flow, owed)

    @staticmethod
    def _repays(row: Any) -> bool:
        """Whether something is paid on a debt: an amount that is not nothing, or an arrangement."""
        return row.regeling is not False and (row.aflossing not in (None, 0) or row.regeling is True)

    def _today(self, amount: str, part: str, path: str) -> Span:
        """What is paid each time in the month of the peildatum, as far as it runs in that month."""
        return times(self.known.today(amount, path), *self.known.today(part, path))

    def _monthly(self, each: Span, per: str) -> Span:
        factor = Fraction({"week": 52, "vier_weken": 13, "maand": 12, "kwartaal": 4, "jaar": 1}.get(per, 0), 12)
        return each[0] * factor, each[1] * factor

    def _expected(self) -> None:
        """Notes the expenses every household has and this one does not name."""
        billed = {_LEVIES.get(_label(row.instantie)) for row in self.household.aanslagen or ()}
        for step in self.known.expected():
            home, fixed = step.startswith(_AT_HOME), step.startswith(_FIXED)
            kind = step.removeprefix(_AT_HOME).removeprefix(_FIXED)
            if kind not in self.named and kind not in billed and self.known.truth(f"verwacht_{step}"):
                self.unknown.append(
                    OnbekendePost(
                        richting="uit",
                        soort=kind,
                        titel=self._title("uitgave_soort", kind),
                        feit="uitgave_bedrag",
                        vraag=self.known.sentence(f"verwacht_{step}"),
                        waar="uitgaven",
                    )
                )
                self.housing_open = self.housing_open or home
                self.fixed_open = self.fixed_open or home or fixed

    # --- shared

    def _flow(
        self, direction: Direction, fact: str, kind: str, path: str, now: Span, rates: tuple[Span, ...], *, repaid: bool = False
    ) -> Flow:
        title = self._title(fact, kind)
        if repaid:
            inside = title if title[:2].isupper() else title[0].lower() + title[1:]
            title = texts()("screening.zinsdeel.afbetalen", titel=inside)
        return Flow(direction, kind, title, path, now, rates, (), ())

    def _title(self, fact: str, kind: str) -> str:
        words = self.known.now.program.linked.all_facts[fact].woorden
        return words.get(kind) or (kind[:1].upper() + kind[1:].replace("_", " "))

    def _note(self, direction: Direction, fact: str, kind: str, path: str) -> None:
        question = self.known.now.program.linked.all_facts[fact].vraag
        title = kind[:1].upper() + kind[1:].replace("_", " ")
        self.unknown.append(
            OnbekendePost(richting=direction, soort=kind, titel=title, feit=fact, vraag=question, waar=path)
        )

    def _timing(self, row: Any) -> Timing:
        day = getattr(row, "betaald_op", None)
        named = getattr(row, "in_maanden", None) or ()
        paid_on = day if isinstance(day, date) else None
        if row.per == "eenmalig" and paid_on is None:
            begin = getattr(row, "van", None)
            paid_on = begin if isinstance(begin, date) else None
        paid_in = tuple(NAMES.index(name) + 1 for name in named)
        if not isinstance(row, Uitgave):  # the last wage is often paid after the last day of work
            return Timing(str(row.per), paid_on, paid_in)
        begin, end = (day if isinstance(day, date) else None for day in (row.van, row.tot))
        return Timing(str(row.per), paid_on, paid_in, begin, end)


def _label(value: object) -> str:
    return value if isinstance(value, str) else "onbekend"


def _plus(one: Span, other: Span) -> Span:
    return one[0] + other[0], one[1] + other[1]


def _perhaps(flow: Flow) -> Flow:
    """The flow as one that may count for nothing."""
    def low(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((Fraction(0), high) for _, high in spans)

    now, rest = low((flow.now, flow.rest))
    return replace(flow, now=now, rates=low(flow.rates), months=low(flow.months), reach=low(flow.reach), rest=rest)


def _with(flow: Flow, extra: tuple[Span, ...]) -> Flow:
    """The flow with amounts that come on top of it in some months."""
    so_far = [added(extra[: at + 1]) for at in range(len(extra))]
    return replace(
        flow,
        months=tuple(_plus(one, more) for one, more in zip(flow.months, extra, strict=True)),
        reach=tuple(_plus(one, more) for one, more in zip(flow.reach, so_far, strict=True)),
    )

