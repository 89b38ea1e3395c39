"""What stays of every hundred euros more: one household at a row of gross wages, a settled year each, and its jumps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil
from typing import Any

from voorzieningen.compare import PaidByRules, by_scheme, own_income, plus
from voorzieningen.errors import HouseholdError
from voorzieningen.household import Huishouden
from voorzieningen.household.changes import REMOVE
from voorzieningen.report import Bedrag, Bronvermelding, Recht, Regeling, Report, Stap, Straks
from voorzieningen.screening import RuleSet, screen
from voorzieningen.what_if._change import what_if
from voorzieningen.what_if._due import over_the_year, paid_by_rules, with_due_incomes
from voorzieningen.what_if._settled import runs, settled
from voorzieningen.what_if.types import Kromme, Punt, Sprong

_PATH = re.compile(r"(personen\.(\d+)\.inkomens\.)(\d+|\+)(?:\.bruto)?")
_EACH_MONTH = {"per": "maand", "vakantiegeld": "maandelijks"}
_WHEN_SILENT = {"soort": "loon", "dertiende_maand": "nee"}
"""What a wage that is only thought of is like, where the household says nothing of it."""
_NARROW = 12
"""EUR a month: a range no wider than this is taken in its middle."""
_FLIPS: tuple[set[Recht], ...] = ({"ja", "nee"}, {"mogelijk", "nee"})
_SMALL, _OUTLIER = Decimal(10), 2
"""EUR a month from which on a change can be a jump, and how many times that of the steps beside it."""


def curve(
    household: Huishouden,
    path_of_gross: str,
    start: Decimal,
    stop: Decimal,
    op: date,
    rules: RuleSet,
    *,
    step: Decimal = Decimal(100),
    at_most: int = 45,
) -> Kromme:
    """What there is to spend at each gross wage from `start` to `stop`, EUR a month without holiday pay.

    `path_of_gross` is that of an income, `personen.0.inkomens.0.bruto`, or of one more wage, `personen.0.inkomens.+`.
    Every point is a settled year: as if the wage had been so since 1 January, with holiday pay in each payment, every
    scheme claimed, and bijstand as high as the wage leaves it. With a wage somebody works, without one the row is gone.
    Costs are left out: they do not depend on the wage. It takes one screening for each point, `at_most` so many. Raises
    HouseholdError for a path or steps that cannot be.
    """
    grosses = _grosses(start, stop, step, at_most)
    line = _Line(household, path_of_gross, op, rules)
    reports = [screen(line.household(gross), op, rules) for gross in grosses]
    points = tuple(_points(grosses, reports, line.paid))
    last = reports[-1].regelingen
    return Kromme(
        waar=path_of_gross,
        op=op,
        regelset=reports[0].regelset,
        stap=step,
        punten=points,
        sprongen=tuple(_numbered([*_jumps(line, points, reports), *_flips(line, points, reports)])),
        titels={name: one.regelingen[name].titel for one in reports for name in by_scheme(one, line.paid)},
        niet_gerekend=tuple(one.titel for one in last.values() if one.recht in ("niet_ingevoerd", "niet_gemodelleerd")),
        blijft_gelijk=tuple(line.other_incomes(reports[-1])),
        doorgerekend=len(reports),
    )


def _grosses(start: Decimal, stop: Decimal, step: Decimal, at_most: int) -> list[Decimal]:
    finite = all(one.is_finite() for one in (start, stop, step))
    if not finite or start < 0 or step < 1 or stop <= start:
        repair = "Begin bij 0 of hoger, eindig hoger, en neem een stap van minstens 1 euro."
        raise HouseholdError("deze stappen kunnen niet.", where="kromme", repair=repair)
    count = ceil((stop - start) / step) + 1
    if count > at_most:
        least = ceil((stop - start) / (at_most - 1))
        repair = f"Neem een stap van minstens {least} euro, of een korter stuk."
        raise HouseholdError(f"dit zijn {count} stappen, en dat duurt te lang.", where="kromme", repair=repair)
    return [min(stop, start + step * at) for at in range(count)]


@dataclass(frozen=True, slots=True)
class _Base:
    """Where the wage stands and what is known of it."""

    path: str
    person: int
    row: dict[str, Any] | None


class _Line:
    """One household along a line of gross wages."""

    def __init__(self, household: Huishouden, path: str, op: date, rules: RuleSet) -> None:
        self.start, self.op, self.rules = household, op, rules
        self.paid: PaidByRules = paid_by_rules(rules, op.year)
        self.base = self._base(path)

    def _base(self, path: str) -> _Base:
        match = _PATH.fullmatch(path)
        if match is None or (match[3] == "+") == path.endswith(".bruto"):
            repair = "Schrijf personen.0.inkomens.0.bruto, of personen.0.inkomens.+ voor een baan erbij."
            raise HouseholdError("dit is geen pad naar een bruto inkomen.", where="kromme", repair=repair)
        persons = self.start.naar_data()["personen"]
        person = int(match[2])
        if person >= len(persons):
            repair = f"Tel vanaf 0: kies 0 tot en met {len(persons) - 1}."
            raise HouseholdError("deze persoon is er niet.", where=path, repair=repair)
        rows = persons[person].get("inkomens", [])
        if match[3] == "+":
            return _Base(f"{match[1]}+", person, None)
        if int(match[3]) >= len(rows):
            raise HouseholdError("dit inkomen is er niet.", where=path, repair=f"Een baan erbij is {match[1]}+.")
        return _Base(f"{match[1]}{match[3]}", person, rows[int(match[3])])

    def household(self, gross: Decimal) -> Huishouden:
        """The settled household with a gross wage."""
        changes: dict[str, Any] = {}
        if gross > 0:
            row = {name: value for name, value in (self.base.row or {}).items() if name not in ("netto", "loonheffing", "tot")}
            begin = self.op.replace(month=1, day=1).isoformat()
            silent = {**_WHEN_SILENT, "loonheffingskorting": "nee" if self._credit_is_used() else "ja"}
            changes[self.base.path] = {**silent, **row, **_EACH_MONTH, "van": begin, "bruto": gross}
            changes[f"personen.{self.base.person}.activiteit"] = "werk"
        elif self.base.row is not None:
            changes[self.base.path] = REMOVE
        return with_due_incomes(settled(what_if(self.start, changes, self.op), self.op), self.op, self.rules)

    def _credit_is_used(self) -> bool:
        """Whether another income that stays has the tax credit already: nobody has it twice."""
        others = (row for row in self._others() if row.get("soort") not in self.paid.kinds)
        return any(row.get("loonheffingskorting") == "ja" for row in others)

    def _others(self) -> Iterator[dict[str, Any]]:
        """The other incomes of this person."""
        for at, row in enumerate(self.start.naar_data()["personen"][self.base.person].get("inkomens") or ()):
            if f"personen.{self.base.person}.inkomens.{at}" != self.base.path and runs(row, self.op):
                yield row

    def other_incomes(self, report: Report) -> Iterator[str]:
        """The titles of incomes that are no wage and that no scheme pays."""
        posts = [post for post in report.budget.posten if post.richting == "in" and not post.regeling]
        kinds = {post.soort: post.titel for post in posts if post.soort not in (*self.paid.kinds, _WHEN_SILENT["soort"])}
        yield from kinds.values()

    def edge(self, scheme: str, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        """The euro of wage at which a scheme changes most between two wages, and by how much a month.

        Halves the stretch, each time to the side with the larger change; it takes runs of one scheme and no screening.
        """
        first, last = self._amount(scheme, low), self._amount(scheme, high)
        while high - low > 1:
            middle = (low + high) // 2
            there = self._amount(scheme, middle)
            if abs(there - first) >= abs(last - there):
                high, last = middle, there
            else:
                low, first = middle, there
        return low, high, last - first

    def jump(
        self, name: str, wages: tuple[Decimal, Decimal], size: Decimal, ends: tuple[Report, Report], *, at_once: bool
    ) -> Sprong:
        """A jump of one scheme between two wages, with what the rules say of it in the reports around it."""
        text, source = self._reason(name, *ends)
        return Sprong(
            nummer=0,
            regeling=name,
            titel=ends[1].regelingen[name].titel,
            van=wages[0],
            tot=wages[1],
            verschil=round(size, 2),
            ineens=at_once,
            tekst=text,
            artikel=source.tekst,
            url=source.url,
        )

    def _reason(self, name: str, before: Report, after: Report) -> tuple[str, Bronvermelding]:
        """The sentence of the condition or line of a rule that turned, and its source; else the source of the amount itself."""
        was = {step.stap: step for step in before.uitleg(name)}
        now = {step.stap: step for step in after.uitleg(name) if step.bronnen}
        turned = [step for key, step in now.items() if key in was and _turned(was[key], step, self.op.month)]
        own = [step for step in turned if step.stap.startswith(f"{name}.")] or turned
        found = next((step for kind in ("voorwaarde", "stap") for step in own if step.soort == kind), None)
        if found:
            return found.uitleg, found.bronnen[0]
        told = before.regelingen[name].uitleg
        text = next((one for one in after.regelingen[name].uitleg if one not in told), "")
        return text, now[self._award(name)].bronnen[0]

    def national(self, name: str) -> bool:
        """Whether a scheme is the same everywhere."""
        return name in self.rules.program(self.op.year).linked.outcomes

    def _award(self, name: str) -> str:
        """The step that is the amount of a scheme."""
        place = self.rules.book.files.place(self.start.gemeente, self.start.waterschap)
        program = self.rules.program(self.op.year) if self.national(name) else self.rules.local(self.op.year, place)
        return program.linked.outcomes[name].award

    def _amount(self, scheme: str, gross: Decimal) -> Decimal:
        """What one scheme surely pays a month of a settled year."""
        due = over_the_year(self.household(gross), scheme, self.op, self.rules)
        return Decimal(due[0].numerator) / due[0].denominator / 12 if due else Decimal(0)


def _points(grosses: Sequence[Decimal], reports: Sequence[Report], paid: PaidByRules) -> Iterator[Punt]:
    before: Decimal | None = None
    for gross, report in zip(grosses, reports, strict=True):
        own = plus(own_income(report.budget, paid).values())
        schemes = by_scheme(report, paid)
        total = plus((own, *schemes.values()))
        there = round(sum((_about(one) for one in (own, *schemes.values())), Decimal(0)), 2)
        kept = None if before is None else there - before
        yield Punt(bruto=gross, eigen_inkomen=own, besteedbaar=total, ongeveer=there, per_regeling=schemes, houdt=kept)
        before = there


def _about(amount: Bedrag) -> Decimal:
    """The middle of a narrow range, such as a tax table leaves; of a wide one, or what may be nothing, what is sure."""
    width = amount.hoogst - amount.laagst
    return amount.laagst + (width / 2 if width <= _NARROW and amount.laagst > 0 else 0)


# --- jumps

def _jumps(line: _Line, points: Sequence[Punt], reports: Sequence[Report]) -> Iterator[Sprong]:
    """Schemes that change much more in one step than in those beside it, and what makes a step leave less than before."""
    names = dict.fromkeys(name for point in points for name in point.per_regeling)
    named: set[int] = set()
    changes = {name: _steps(points, name) for name in names}
    for name, steps in changes.items():
        for at, size in enumerate(steps):
            beside = [abs(steps[near]) for near in (at - 1, at + 1) if 0 <= near < len(steps)]
            if abs(size) >= _SMALL and abs(size) > _OUTLIER * max(beside, default=Decimal(0)):
                low, high, found = points[at].bruto, points[at + 1].bruto, size
                at_once = False
                if line.national(name):
                    edge = line.edge(name, low, high)
                    at_once = abs(edge[2]) * 2 >= abs(size)
                    low, high, found = edge if at_once else (low, high, size)
                named.add(at)
                yield line.jump(name, (low, high), found, (reports[at], reports[at + 1]), at_once=at_once)
    for at, point in enumerate(points[1:]):
        if at not in named and point.houdt is not None and point.houdt < 0:
            name, size = min(((name, steps[at]) for name, steps in changes.items()), key=lambda one: one[1])
            if size < 0:
                yield line.jump(name, (points[at].bruto, point.bruto), size, (reports[at], reports[at + 1]), at_once=False)


def _steps(points: Sequence[Punt], name: str) -> list[Decimal]:
    nothing = plus(())
    amounts = [_about(point.per_regeling.get(name, nothing)) for point in points]
    return [after - before for before, after in pairwise(amounts)]


def _flips(line: _Line, points: Sequence[Punt], reports: Sequence[Report]) -> Iterator[Sprong]:
    """What is paid or saved once, and stops or begins to be possible along the way."""
    for at, (before, after) in enumerate(pairwise(reports)):
        for name in before.regelingen.keys() & after.regelingen.keys():
            was, now = _once_claimed(before, name), _once_claimed(after, name)
            if after.regelingen[name].ritme == "eenmalig" and {was.recht, now.recht} in _FLIPS:
                amount = -was.per_keer.laagst if now.recht == "nee" else now.per_keer.laagst
                ends = points[at].bruto, points[at + 1].bruto
                yield line.jump(name, ends, amount, (before, after), at_once=False).model_copy(update={"eenmalig": True})


def _once_claimed(report: Report, name: str) -> Regeling | Straks:
    """A scheme once everything else that is due comes in."""
    return report.straks.get(name) or report.regelingen[name]


def _numbered(jumps: list[Sprong]) -> Iterator[Sprong]:
    for number, jump in enumerate(sorted(jumps, key=lambda one: (one.van, one.titel)), 1):
        yield jump.model_copy(update={"nummer": number})


def _turned(was: Stap, now: Stap, month: int) -> bool:
    """Whether a condition changed, or another line of a choice applies."""
    if now.soort == "voorwaarde":
        return _truths(was, month) != _truths(now, month)
    return now.soort == "stap" and bool(now.uitleg) and _words(was.uitleg) != _words(now.uitleg)


def _truths(step: Stap, month: int) -> set[str]:
    return {value.waarde for value in step.waarden if not value.maanden or month in value.maanden}


def _words(text: str) -> str:
    """A sentence without its amounts."""
    return re.sub(r"€ [0-9.,]+", "", text)
