"""The streams of money added up: a month, month by month for a year, and the first month that is short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from voorzieningen.budget._calendar import MONTHS, ZERO, Ahead, Span, added, minus
from voorzieningen.budget._flow import Direction, Flow
from voorzieningen.report import Bedrag, Budget, Kasstroom, Maand, OnbekendePost, Post, Stand
from voorzieningen.texts import texts


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """All money of a household: the streams as they are (`now`) and with everything due (`later`), and what is there."""

    ahead: Ahead
    now: tuple[Flow, ...]
    later: tuple[Flow, ...]
    there: Span | None
    """EUR on the accounts on the peildatum; None when nobody said."""
    unknown: tuple[OnbekendePost, ...]
    estimated: tuple[bool, ...]
    """For each month ahead whether its rules are not known yet."""
    assumptions: tuple[str, ...]
    housing_open: bool
    """Whether a cost of the home is not known."""
    fixed_open: bool
    """Whether a fixed cost is not known."""

    def rate(self, direction: Direction, flows: Sequence[Flow]) -> Span:
        """What comes in or goes out a month on the peildatum."""
        return added([flow.now for flow in flows if flow.direction == direction])

    def balance(self, flows: Sequence[Flow]) -> Span:
        """What is left a month on the peildatum."""
        return minus(self.rate("in", flows), self.rate("uit", flows))

    def balance_in(self, month: int, flows: Sequence[Flow]) -> Span:
        """What is left a month, spread, in a month ahead."""
        one, other = (added([flow.rates[month] for flow in flows if flow.direction == way]) for way in ("in", "uit"))
        return minus(one, other)

    def stands(self, flows: Sequence[Flow]) -> tuple[Span, ...]:
        """What is on the account at the end of each month."""
        begin = self.there or ZERO
        rest = minus(*(added([flow.rest for flow in flows if flow.direction == way]) for way in ("in", "uit")))
        found = []
        for month in range(MONTHS):
            one, other = (added([flow.reach[month] for flow in flows if flow.direction == way]) for way in ("in", "uit"))
            low, high = minus(one, other)
            found.append((begin[0] + rest[0] + low, begin[1] + rest[1] + high))
        return tuple(found)

    def report(self) -> Budget:
        """The budget as others read it."""
        stands = self.stands(self.now), self.stands(self.later)
        now, later = self._cash(self.now, stands[0]), self._cash(self.later, stands[1])
        months = tuple(
            Maand(
                maand=name,
                nu=self._stand(month, self.now, stands[0][month]),
                straks=self._stand(month, self.later, stands[1][month]),
                geschat=self.estimated[month],
                gebeurtenissen=tuple(self._events(month)),
            )
            for month, name in enumerate(self.ahead.names)
        )
        return Budget(
            nu=now,
            straks=later,
            beginstand=None if self.there is None else money(self.there),
            maanden=months,
            posten=tuple(self._posts()),
            eerste_tekort=now.eerste_tekort,
            onbekend=self.unknown,
            aannames=self.assumptions,
        )

    def _cash(self, flows: Sequence[Flow], stands: Sequence[Span]) -> Kasstroom:
        names = self.ahead.names
        open_top = self.there is None or any(one.richting == "in" for one in self.unknown)
        lowest = min(range(MONTHS), key=lambda month: (stands[month][0], month))
        return Kasstroom(
            inkomsten=money(self.rate("in", flows)),
            uitgaven=money(self.rate("uit", flows)),
            per_maand=money(self.balance(flows)),
            eerste_tekort=next((name for name, (_, high) in zip(names, stands, strict=True) if high < 0 and not open_top), None),
            misschien_tekort=next((name for name, (low, _) in zip(names, stands, strict=True) if low < 0), None),
            laagste_stand=money(stands[lowest]),
            laagste_maand=names[lowest],
        )

    def _stand(self, month: int, flows: Sequence[Flow], end: Span) -> Stand:
        one, other = (added([flow.months[month] for flow in flows if flow.direction == way]) for way in ("in", "uit"))
        return Stand(inkomsten=money(one), uitgaven=money(other), saldo=money(minus(one, other)), stand=money(end))

    def _posts(self) -> Iterator[Post]:
        """Each stream before and after, what comes in first, and the largest first."""
        before, after = ({flow.key: flow for flow in flows} for flows in (self.now, self.later))
        keys = dict.fromkeys((*before, *after))
        for key in sorted(keys, key=lambda key: (key[0], -(before.get(key) or after[key]).now[1])):
            one, other = before.get(key), after.get(key)
            flow = one or other
            assert flow is not None
            yield Post(
                richting=flow.direction,
                soort=flow.kind,
                titel=flow.title,
                waar=flow.where,
                regeling=flow.scheme,
                vast=flow.fixed,
                dag=flow.day,
                per_maand=money(one.now if one else ZERO),
                straks_per_maand=money(other.now if other else ZERO),
                maanden=tuple(money(span) for span in (one.months if one else (ZERO,) * MONTHS)),
                straks=tuple(money(span) for span in (other.months if other else (ZERO,) * MONTHS)),
            )

    def _events(self, month: int) -> Iterator[str]:
        """What begins, ends or changes in a month, and what is paid then and not every month."""
        for flow in self.now:
            change = flow.begins_or_ends(month)
            usual, paid = flow.rates[month][1], flow.months[month]
            if change:
                yield texts()(f"screening.verandering.{change}", titel=flow.title)
            elif paid[0] > 2 * usual:
                yield texts()(f"screening.betaling.{flow.direction}", titel=flow.title, bedrag=_euros(paid[0]))
        before = {flow.key: flow for flow in self.now}
        for flow in self.later:
            old = before.get(flow.key)
            if old is not None and flow.months[month] == old.months[month]:
                continue
            if flow.months[month][0] > 2 * flow.rates[month][1] and flow.months[month][0] > 0:
                yield texts()("screening.betaling.straks", titel=flow.title, bedrag=_euros(flow.months[month][0]))


def _euros(value: Fraction) -> str:
    """A receipt or a cost in whole euros, as people write it; only for what happens in a month."""
    return f"€ {int(value):,}".replace(",", ".")


def money(span: Span) -> Bedrag:
    """An amount in cents, halves up."""
    return Bedrag(laagst=_cents(span[0]), hoogst=_cents(span[1]))


def _cents(value: Fraction) -> Decimal:
    return Decimal((200 * value.numerator + value.denominator) // (2 * value.denominator)).scaleb(-2)
