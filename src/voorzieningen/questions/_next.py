"""Which question to ask next: what hangs on it divided by the effort of answering, in the order of a natural talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from voorzieningen.errors import DateError, HouseholdError
from voorzieningen.household import Bereik, Gedateerd, Huishouden, Keuzes
from voorzieningen.questions._build import PERSONS_PATH, TOWN, Builder, group_order
from voorzieningen.questions._paths import OTHERWISE, PAPERS, RECEIVES, Ask, Paths, held
from voorzieningen.questions._stakes import Candidate, candidates, good_news, unknown_receipts
from voorzieningen.report import Gesprek, Report, VolgendeVraag
from voorzieningen.rulebook import RuleFiles
from voorzieningen.screening import RuleSet, Trials
from voorzieningen.texts import Texts, texts

_CLOSED = ("weet_niet", "zeg_niet", "ongeveer")
"""What a talk remembers of a question that is not asked again."""
_TRIED, _EASY, _HARDEST = 2, 1, 5


def next_question(
    household: Huishouden, report: Report, rules: RuleSet, *, say: Texts | None = None, last: str = ""
) -> Gesprek:
    """Where the talk with a household stands, and the question that tells most next.

    `report` is that of this household by these rules. What the household remembers under `gesprek` is not asked again.
    `last` is the part of the talk the last question was of: between questions that tell nearly as much, the talk goes on
    there. Raises DateError when the report is of a day before the first modelled year.
    """
    return _Talk(household, report, rules, say or texts(), last).stand()


def question_at(
    household: Huishouden, path: str, day: date, rules: RuleSet, *, say: Texts | None = None, offered: Sequence[str] = (),
    anew: bool = False,
) -> VolgendeVraag:  # fmt: skip
    """The question of one path, also when it was answered before; without what hangs on it, and so without a screening.

    `offered` are the schemes among which it is asked what comes in. With `anew` the bands are offered too when there is a
    rough answer, for who goes back to change it. Raises HouseholdError for a path nothing is asked of.
    """
    ask = Paths(rules.book.files, household).at(path)
    if ask is None:
        raise HouseholdError("hier wordt niets gevraagd.", where="pad", repair="Gebruik het pad van een vraag.")
    files = rules.book.files
    titles = {name: file.titel for name, file in rules.program(day.year).linked.files.items()}
    builder = Builder(files, household, day, say or texts(), titles, offered)
    exact = not anew and has_rough_answer(files, household, ask)
    return builder.build(Candidate(ask), effort(files, household, ask), exact=exact)


def effort(files: RuleFiles, household: Huishouden, ask: Ask) -> int:
    """How much it takes to answer, from 1 to 5; little when the paper lies on the table."""
    papers = (household.gesprek.papieren if household.gesprek else None) or ()
    if any(ask.fact in files.talk.papieren.get(paper, ()) for paper in papers):
        return _EASY
    fact = files.facts.get(ask.fact)
    rough = fact.moeite if fact and not ask.is_list else _EASY if ask.path != RECEIVES else _EASY + 1
    return min(rough + has_rough_answer(files, household, ask), _HARDEST)


def has_rough_answer(files: RuleFiles, household: Huishouden, ask: Ask) -> bool:
    """Whether the household has a rough answer already, so that only the exact one helps on."""
    if ask.is_list or ask.fact not in files.facts:
        return False
    value = held(household, ask.path)
    if isinstance(value, Gedateerd):
        value = value.waarden[-1][1]
    return isinstance(value, Bereik | Keuzes)


class _Talk:
    def __init__(self, household: Huishouden, report: Report, rules: RuleSet, say: Texts, last: str) -> None:
        if report.peildatum.year < rules.first_year:
            raise DateError("voor dit jaar zijn er geen regels.", where="peildatum", repair=f"Kies {rules.first_year} of later.")
        self.household, self.report, self.rules, self.last = household, report, rules, last
        self.files: RuleFiles = rules.book.files
        self.talk = self.files.talk
        memory = household.gesprek
        self.answers: Mapping[str, str] = (memory.antwoorden if memory else None) or {}
        titles = {name: one.titel for name, one in report.regelingen.items()}
        self.builder = Builder(self.files, household, report.peildatum, say, titles, unknown_receipts(report))
        self.order = group_order(self.files)
        self.open_facts: set[str] = set()
        self.groups = {one.groep: one for one in self.talk.groepen}

    def stand(self) -> Gesprek:
        """The question and how far the talk is."""
        later = {path for path, answer in self.answers.items() if answer == "later"}
        closed = {path for path, answer in self.answers.items() if answer in _CLOSED}
        paths = Paths(self.files, self.household)
        opening = {one.ask.path: one for one in self._first()}
        rest = candidates(self.report, self.household, paths, self.talk, closed)
        found = [*opening.values(), *(one for one in rest if one.ask.path not in opening)]
        now = [one for one in found if one.ask.path not in later] or found
        self.open_facts = {one.ask.fact for one in now}
        useful = [one for one in now if self._useful(one)]
        check = self._otherwise()
        question = self._question(self._choose(useful or now)) if useful else check or self._question_or_none(now)
        return Gesprek(
            vraag=question,
            open=len(found) + (check is not None),
            nuttig=len(useful),
            genoeg=not useful,
            nog_per_jaar=max((wait.worth for one in now for wait in one.waits if wait.euros is not None), default=None),
            overgeslagen=tuple(sorted(path for path in self.answers if path in closed)),
        )

    def _first(self) -> list[Candidate]:
        """What every talk begins with and was not answered."""
        asks = []
        for path in self.talk.eerst:
            if path in self.answers:
                continue
            if path in (PERSONS_PATH, PAPERS) or (path == TOWN and self.household.gemeente is None):
                asks.append(Ask(path, path))
            elif path != TOWN and getattr(self.household, path, None) is None:
                asks += Paths(self.files, self.household).list_of(path)
        return [Candidate(one) for one in asks]

    def _otherwise(self) -> VolgendeVraag | None:
        """The one question at the end about what was taken for granted."""
        if OTHERWISE in self.answers or not self.talk.bijzonder:
            return None
        return self._question(Candidate(Ask(OTHERWISE, OTHERWISE)))

    # --- what a question is worth

    def _useful(self, one: Candidate) -> bool:
        """Whether its answer is expected to move some euros a month, or may tell of something serious."""
        part = self.talk.precies if has_rough_answer(self.files, self.household, one.ask) else Decimal(1)
        serious = any(wait.euros is None and wait.worth >= self.talk.waarde.hoog for wait in one.waits)
        moves = max((wait.worth * wait.share for wait in one.waits if wait.euros is not None), default=Decimal(0))
        return one.ask.path in self.talk.eerst or serious or moves * part >= self.talk.genoeg

    # --- the choice

    def _choose(self, found: list[Candidate]) -> Candidate:
        opening = [one for path in self.talk.eerst for one in found if one.ask.path == path and not one.waits]
        if opening:
            return opening[0]
        values = {one.ask.path: self._value(one, one.worth) for one in found}
        ready = [one for one in found if self._may_come(one)] or found
        for one, brings in self._tried(sorted(ready, key=lambda one: -values[one.ask.path])[:_TRIED]):
            values[one.ask.path] = max(values[one.ask.path], self._value(one, brings))
        best = max(values[one.ask.path] for one in ready)
        near = [one for one in ready if values[one.ask.path] >= best * self.talk.bijna]
        return min(near, key=lambda one: (*self._place(one), -values[one.ask.path]))

    def _value(self, one: Candidate, brings: Decimal) -> Decimal:
        """What a question brings for its effort."""
        rough = has_rough_answer(self.files, self.household, one.ask)
        return brings * (self.talk.precies if rough else 1) / effort(self.files, self.household, one.ask)

    def _place(self, one: Candidate) -> tuple[bool, int]:
        group = self.builder.group(one.ask)
        return group != self.last, self.order.get(group, len(self.order))

    def _may_come(self, one: Candidate) -> bool:
        """What is hard to talk about waits until something is surely due, and a rent until it is said that somebody rents."""
        first = self.talk.na.get(one.ask.fact)
        if first and first in self.open_facts:
            return False
        group = self.groups.get(self.builder.group(one.ask))
        return not (group and group.na_goed_nieuws) or good_news(self.report)

    def _tried(self, found: list[Candidate]) -> list[tuple[Candidate, Decimal]]:
        """What the answers to some questions would bring, tried one by one: the part of the open euros they settle."""
        trials = Trials(self.household, self.report.peildatum, self.rules)
        cap = self.talk.waarde.hoogstens
        brought = []
        for one in found:
            gains = trials.gains(one.ask.fact, one.ask.row, cap) if not one.ask.is_list else ()
            if gains:
                brought.append((one, sum(gains, Decimal(0)) / len(gains)))
        return brought

    def _question(self, one: Candidate) -> VolgendeVraag:
        takes = effort(self.files, self.household, one.ask)
        return self.builder.build(one, takes, exact=has_rough_answer(self.files, self.household, one.ask))

    def _question_or_none(self, found: list[Candidate]) -> VolgendeVraag | None:
        return self._question(self._choose(found)) if found else None
