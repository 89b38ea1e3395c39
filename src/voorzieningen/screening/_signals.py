"""The arrears signals of a household: which are on, how serious, why, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Paths, Program
from voorzieningen.facts import Computed, Situation, with_computed
from voorzieningen.household import Huishouden
from voorzieningen.report import Antwoord, Bronvermelding, Ernst, Signaal, Stap, Vraag, Waarschuwing
from voorzieningen.rulebook import CHOSEN, SEVERITIES, SignaalUitkomst, Signal
from voorzieningen.screening._open import open_questions
from voorzieningen.screening._steps import Reader, told_steps, warnings

_SATURDAY = 5
_NOTHING_ASKED: Mapping[str, Sequence[Vraag]] = MappingProxyType({})
_NO_LIMIT = 99_999
"""What can be measured as this much is not known."""


class Signals:
    """The signals of one household on one day; `budget` are the facts the budget computed.

    `unknown` are the questions behind what the budget could not compute exactly, `asked` those behind one computed fact.
    """

    def __init__(
        self, program: Program, household: Huishouden, op: date, budget: Computed, unknown: Sequence[Vraag] = (),
        asked: Mapping[str, Sequence[Vraag]] = _NOTHING_ASKED,
    ) -> None:  # fmt: skip
        self.program, self.op, self.unknown, self.asked = program, op, unknown, asked
        known = with_computed(household, budget, program.linked.all_facts)
        self.situation = Situation(known, program.linked, op)
        self.solved = self._run()
        self.reader = Reader(program, self.situation, self.solved, op.month - 1)

    def _run(self) -> Solved:
        if not self.situation.variables and not self.situation.has_possible_rows:
            return Solved({}, self.program.run("exact", self.situation.exact()), "exact")
        values = self.program.run("bounds", self.situation.bounds())
        return Solved({}, values, "bounds", Paths(self.program, self.situation, values))

    def all(self, *, with_steps: bool = False) -> tuple[Signaal, ...]:
        """Every signal, the most serious first, then what is open, then what is not on."""
        found = [self._signal(one, with_steps) for one in self.program.linked.signals.values()]
        return tuple(sorted(found, key=_rank))

    def warnings(self) -> Iterator[Waarschuwing]:
        """Answers about money that do not fit together."""
        return warnings(self.program, self.situation, self.solved, self.op.month - 1)

    def severities(self, signal: Signal) -> tuple[Ernst | None, Ernst | None]:
        """The lowest and the highest severity a signal can have; None is not on."""
        value = self.solved.values[signal.severity]
        bits = value if self.solved.mode == "bounds" else 1 << value
        low, high = (bits & -bits).bit_length() - 1, bits.bit_length() - 1
        return _severity(low), _severity(high)

    def _signal(self, signal: Signal, with_steps: bool) -> Signaal:
        model = self.program.linked.files[signal.name]
        wanted = model.signaal
        assert wanted is not None
        low, high = self.severities(signal)
        answer: Antwoord = "ja" if low else "onbekend" if high else "nee"
        line = self._line(signal, low)
        text = self.program.linked.by_key[signal.severity].texts[line]
        rule = (model.stappen["ernst"].kies or ())[line]
        ids = rule.bron or model.stappen["ernst"].bron
        sources = [model.bronnen[one] for one in ids]
        agreed = low is not None and low != "kritiek" and signal.agreed is not None and self._surely(signal.agreed)
        why = wanted.waarom_afspraak if agreed and wanted.waarom_afspraak else text[2]
        return Signaal(
            id=signal.name,
            titel=model.titel,
            uitkomst=answer,
            ernst=low,
            hoogstens=high if high != low else None,
            waarom=self.reader.filled(wanted.onbekend if answer == "onbekend" else why, signal.name),
            gemeten="" if answer == "onbekend" else self._measured(signal),
            drempel=text[0] if answer == "ja" else "",
            bron="; ".join(source.tekst for source in sources),
            bronnen=tuple(
                Bronvermelding(tekst=one.tekst, url=one.url, zekerheid=one.zekerheid, gezien=one.gezien) for one in sources
            ),
            zekerheid=signal.basis.confidence,
            verouderd=signal.basis.stale,
            doe=self.reader.filled(wanted.doe_afspraak if agreed else wanted.doe[low], signal.name) if low else "",
            voor=self._by(signal, wanted) if low and not agreed else None,
            onderwerp=wanted.onderwerp,
            dringend=None if agreed else wanted.dringend,
            ontbreekt=tuple(self._questions(signal)) if high != low else (),
            stappen=self.steps(signal) if with_steps else (),
        )

    def _line(self, signal: Signal, severity: Ernst | None) -> int:
        """The line of the rule that gives this severity: of several that may apply the last, which asks least."""
        lines = self.program.linked.by_key[signal.severity].texts
        companion = self.solved.values[signal.severity + CHOSEN]
        first, last = companion if self.solved.mode == "bounds" else (companion, companion)
        return max(at for at in range(first - 1, last) if lines[at][1] == (severity or "geen"))

    def _surely(self, key: str) -> bool:
        value = self.solved.values[key]
        return bool(value[0] if self.solved.mode == "bounds" else value)

    def _measured(self, signal: Signal) -> str:
        if signal.measured is None:
            return ""
        step = self.program.linked.by_key[signal.measured]
        found = self.solved.values[step.key]
        high = found[1] if self.solved.mode == "bounds" else found
        if step.type.kind == "getal" and self.program.fraction(step.key, high) > _NO_LIMIT:
            return ""
        value = self.reader.value(step.name, signal.name)
        return f"{value} {step.type}" if step.type.kind == "getal" and str(step.type) != "aantal" else value

    def _by(self, signal: Signal, wanted: SignaalUitkomst) -> date | None:
        """The day by which it should be done: in so many days, or on the day it happens when that comes sooner."""
        days = [working_days(self.op, wanted.werkdagen)] if wanted.werkdagen is not None else []
        days += [self.op + timedelta(days=wanted.dagen)] if wanted.dagen is not None else []
        if signal.deadline is not None:
            value = self.solved.values[signal.deadline]
            first = value[0] if self.solved.mode == "bounds" else value
            days += [date.fromordinal(first)] if self.op.toordinal() <= first else []
        return min(days, default=None)

    def _questions(self, signal: Signal) -> Iterator[Vraag]:
        """The open facts behind an open signal; what the budget computes is asked by what it lacks."""
        computed = False
        for one in open_questions(self.program, self.situation, self.solved, (signal.severity,)):
            if not self.program.linked.all_facts[one.feit].berekend:
                yield one
            elif one.feit in self.asked:
                yield from self.asked[one.feit]
            elif not computed:
                computed = True
                yield from self.unknown

    def steps(self, signal: Signal) -> tuple[Stap, ...]:
        """Every step a signal rests on, in order of computation."""
        return told_steps(self.reader, signal.basis.steps, {})


def working_days(day: date, count: int) -> date:
    """The day that is so many working days later; public holidays are counted as working days, so it is never too late."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


def _severity(at: int) -> Ernst | None:
    label = SEVERITIES[at]
    return None if label == "geen" else label


def _rank(one: Signaal) -> tuple[int, int]:
    return -SEVERITIES.index(one.ernst or "geen"), ("ja", "onbekend", "nee").index(one.uitkomst)
