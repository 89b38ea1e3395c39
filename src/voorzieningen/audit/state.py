"""The state of the rules on one day: do they hang together, what does each figure rest on, what is weak, old, open or absent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from voorzieningen.audit._cites import Cite, Paper, cells, cites, papers
from voorzieningen.audit._looks import look_again, look_holds_until, new_figure_from
from voorzieningen.audit.state_types import (
    Absent,
    Assumption,
    Choice,
    Desk,
    Figure,
    Moment,
    OpenTerm,
    Source,
    State,
    Weak,
)
from voorzieningen.errors import RuleError
from voorzieningen.rulebook import (
    CONFIDENCES,
    Change,
    Confidence,
    Place,
    Rhythm,
    RuleBook,
    RuleFiles,
    Waarde,
    changes,
    instances,
)
from voorzieningen.rulebook.coverage import coverage
from voorzieningen.screening import RuleSet


def state(rules: RuleSet, today: date) -> State:
    """The state of a set of rules on a day, with every list complete.

    Links every year in which something changes in every place, which takes some seconds. A fault there is part of the answer.
    """
    book, files = rules.book, rules.book.files
    found = [(paper, list(cites(paper))) for paper in papers(files)]
    moments = tuple(_moments(book))
    sound = not any(one.fault for one in moments)
    return State(
        day=today,
        digest=rules.digest,
        moments=moments,
        sources=tuple(one for paper, places in found for one in _sources(paper, places, today)),
        figures=tuple(_figure(one, one.value, one.day, today.year) for _, of in found for one in of if one.value and one.day),
        weak=tuple(_weak(one) for _, of in found for one in of if one.value is None and _is_weak(one.confidence)),
        choices=tuple(_choices(files)),
        assumptions=tuple(
            Assumption(name, fact.aanname, fact.aanname_reden, fact.aanname_onder)
            for name, fact in files.facts.items()
            if fact.aanname is not None
        ),
        absent=tuple(one for paper, _ in found for one in _absent(paper)),
        open=tuple(_open(book, today.year)) if sound else (),
        desks=tuple(_desks(files, today)),
        unbuilt=files.unbuilt,
    )


def _moments(book: RuleBook) -> Iterator[Moment]:
    by_day: dict[date, list[Change]] = defaultdict(list)
    first = date(book.first_year, 1, 1)
    for one in changes(book.files):
        by_day[max(one.day, first)].append(one)
    places = list(book.places())
    faults = {year: _fault(book, year, places) for year in book.change_years()}
    for day, found in sorted(by_day.items()):
        yield Moment(day, tuple(sorted(found, key=lambda one: (one.scheme, one.body, one.name))), len(places), faults[day.year])


def _fault(book: RuleBook, year: int, places: Sequence[Place]) -> str:
    try:
        book.year(year)
        for place in places:
            book.local(year, place)
            book.signals(year, place)
    except RuleError as error:
        return str(error)
    return ""


def _sources(paper: Paper, places: Sequence[Cite], today: date) -> Iterator[Source]:
    for name, source in paper.model.bronnen.items():
        mine = [one for one in places if name in one.sources]
        live = [one for one in mine if one.holds(today)]
        rhythms = {one.rhythm for one in live}
        again = _soonest(look_again(one.seen(source), one.rhythm, one.next_day) for one in live)
        new = _soonest(new_figure_from(one.day, one.rhythm, one.next_day) for one in live)
        yield Source(
            paper.file,
            paper.scheme,
            paper.body,
            name,
            source.tekst,
            source.url,
            source.zekerheid,
            min((one.seen(source) for one in mine), default=source.gezien),
            next((rhythm for rhythm in _QUICKEST if rhythm in rhythms), None),
            tuple(label(one.part, one.name, one.day) for one in mine),
            again,
            again is not None and again <= today,
            new,
            new is not None and new <= today,
        )


def _soonest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


_QUICKEST: tuple[Rhythm, ...] = ("halfjaarlijks", "jaarlijks", "vrij")


def label(part: str, name: str, day: date | None) -> str:
    """What a place in a file is called: `standaardpremie vanaf 2026-01-01`, or with its part where the name is a number."""
    named = f"{part} {name}".strip() if name.isdigit() or not name else name
    return f"{named} vanaf {day}" if day else named


def _figure(one: Cite, value: Waarde, since: date, year: int) -> Figure:
    paper = one.paper
    return Figure(
        paper.file,
        paper.scheme,
        paper.body,
        one.name,
        since,
        cells(value.waarde, paper.texts),
        one.confidence,
        one.sources,
        one.is_stale(year),
    )


def _is_weak(confidence: Confidence) -> bool:
    return CONFIDENCES.index(confidence) >= CONFIDENCES.index("enkel")


def _weak(one: Cite) -> Weak:
    paper = one.paper
    return Weak(paper.file, paper.scheme, paper.body, label(one.part, one.name, one.day), one.confidence, one.sources)


def _choices(files: RuleFiles) -> Iterator[Choice]:
    for file in (*files.schemes.values(), *files.frames.values(), *files.signals.values()):
        at, model = file.doc.name, file.model
        for name, parameter in model.parameters.items():
            if parameter.eigenaar:
                values = [one for _, one in sorted(parameter.waarden.items()) if isinstance(one, Waarde)]
                told = (model.bronnen[source].tekst for one in values for source in one.bron)
                value = _written(values[-1].waarde, parameter.eenheid) if values else ""
                yield Choice(at, model.regeling, name, value, "; ".join(dict.fromkeys(told)), parameter.eigenaar)
        for name, term in model.open.items():
            if term.eigenaar:
                value = _written(term.zolang, term.eenheid)
                yield Choice(at, model.regeling, name, value, term.wat, term.eigenaar, term.verouderd)
    if order := files.plan.volgorde:
        yield Choice("actieplan.yaml", "actieplan", "volgorde", "", "welke stap van het plan eerst komt", order.eigenaar)
    if files.talk.eigenaar:
        yield Choice("gesprek.yaml", "gesprek", "gesprek", "", "de volgorde van de vragen", files.talk.eigenaar)


def _written(value: Any, unit: str | tuple[str, ...]) -> str:
    if isinstance(value, Mapping) or (isinstance(value, str) and value.endswith(".csv")):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return f"{value} {unit}" if isinstance(unit, str) and unit not in ("aantal", "datum") else str(value)


def _absent(paper: Paper) -> Iterator[Absent]:
    for one in getattr(paper.model, "niet_gemodelleerd", ()):
        yield Absent(paper.file, paper.scheme, paper.body, one.wat, one.vraag_bij, one.als or "")


def _open(book: RuleBook, year: int) -> Iterator[OpenTerm]:
    frames = {instance: name for name, frame in book.files.frames.items() for instance in instances(frame.model)}
    for pack in coverage(book, year):
        for term in pack.terms:
            if term.state != "ingevuld":
                yield OpenTerm(frames[term.scheme], pack.name, term.term, term.what, term.state == "deels")
    for found in book.files.packs.values():
        for scheme, file in found.schemes.items():
            for name, open_term in file.model.open.items():
                yield OpenTerm(scheme, found.name, name, open_term.wat, False)


def _desks(files: RuleFiles, today: date) -> Iterator[Desk]:
    packs = sorted(files.packs.values(), key=lambda pack: (pack.body, pack.name))
    for body, found in (("", files.referrals), *((pack.name, pack.referrals) for pack in packs)):
        for one in found:
            again = look_holds_until(one.gezien, None)
            yield Desk(body, one.naam, one.url, one.gezien, again, again <= today)
