"""The page of one rule file: everything `rules show` has, with all dates, examples, changes and a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from voorzieningen.nudge import SchemeProof
from voorzieningen.render.rule_model import Ref, RulePage
from voorzieningen.render.steps import values_of
from voorzieningen.rulebook import Confidence, weakest
from voorzieningen.site._examples import Examples, Worked
from voorzieningen.site._templates import render
from voorzieningen.site._urls import Addresses, Here

GRAPH = "<!-- de tekening van de regel -->"
"""Stands where the drawing of a page comes: drawn for all pages at once, and too large for Markdown."""
_CONDITION, _MISSING = "voorwaarden.", "niet_gemodelleerd."
"""How the keys of conditions and of what is not computed begin, within their file."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a date brings: new values, and steps and conditions that are computed otherwise since."""

    since: date
    figures: tuple[str, ...]
    steps: tuple[str, ...]
    conditions: tuple[str, ...]


def scheme_markdown(
    page: RulePage, here: Here, addresses: Addresses, examples: Examples, proof: SchemeProof | None
) -> str:
    """The page of one rule file as Markdown."""
    shown = examples.of(page.name, here.pack)
    worked = examples.worked(page.name, shown)
    return render(
        "regeling.jinja", addresses, here,
        page=page, used_by=used_by(page), changes=tuple(changes(page)), examples=shown,
        worked=worked, in_example=in_example(worked, page), values_of=values_of, graph=GRAPH if page.steps else "",
        weakest=weakest_of(page), link_of=LinkOf(addresses, here), proof=proof,
    )  # fmt: skip


class LinkOf:
    """The address of a worked step or an expectation, by its key `scheme.step`; empty when it has no page of its own."""

    def __init__(self, addresses: Addresses, here: Here) -> None:
        self._addresses, self._here = addresses, here

    def __call__(self, key: str) -> str:
        file, _, name = key.partition(".")
        try:
            return self._addresses.of(Ref(file, anchor_of(name)), self._here)
        except KeyError:
            return ""


def anchor_of(name: str) -> str:
    """The anchor of a step, a condition or what is not computed, by its key within the file."""
    if name.startswith(_CONDITION):
        return f"voorwaarde-{name.removeprefix(_CONDITION)}"
    return "niet-berekend" if name.startswith(_MISSING) else name


def used_by(page: RulePage) -> Mapping[str, Mapping[str, str]]:
    """For each step and value the steps and conditions of the same file that read it now: their name and anchor."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for step in page.steps:
        for version in step.versions:
            for part in version.parts() if version.current else ():
                if part.ref is not None and part.ref.file == page.name and part.ref.name != step.name:
                    found[part.ref.name][step.name] = step.name
    for condition in page.conditions:
        for test in condition.versions:
            for part in test.when if test.current else ():
                if part.ref is not None and part.ref.file == page.name:
                    found[part.ref.name][condition.name] = f"voorwaarde-{condition.name}"
    return found


def in_example(worked: Worked | None, page: RulePage) -> Mapping[str, str]:
    """What came out of each step of the file in the worked example."""
    if worked is None:
        return {}
    values = {step.stap.partition(".")[2]: values_of(step) for step in worked.own}
    return {step.name: "; ".join(values[step.name]) for step in page.steps if values.get(step.name)}


def changes(page: RulePage) -> Iterator[Change]:
    """Every date on which something of the file changes, newest first; the first date of a thing is no change."""
    figures = _by_date((one.name, [value.since for value in one.values]) for one in page.figures)
    steps = _by_date((one.name, [version.since for version in one.versions]) for one in page.steps)
    conditions = _by_date((one.name, [test.since for test in one.versions]) for one in page.conditions)
    for since in sorted({*figures, *steps, *conditions}, reverse=True):
        yield Change(since, figures.get(since, ()), steps.get(since, ()), conditions.get(since, ()))


def _by_date(things: Iterable[tuple[str, Sequence[date | None]]]) -> dict[date, tuple[str, ...]]:
    found: dict[date, tuple[str, ...]] = {}
    for name, dates in things:
        for since in dates[:-1]:  # the last of them is where it begins
            if since is not None:
                found[since] = (*found.get(since, ()), name)
    return found


def weakest_of(page: RulePage) -> Confidence:
    """The weakest confidence among what the file says on its day."""
    uses = [one.current.confidence for one in page.figures if one.current and one.current.cells]
    for step in page.steps:
        for version in step.versions:
            if version.current:
                uses += [source.confidence for source in version.sources]
                uses += [source.confidence for line in version.lines for source in line.sources]
    for condition in page.conditions:
        uses += [source.confidence for test in condition.versions if test.current for source in test.sources]
    return weakest(uses)


def stale(page: RulePage) -> tuple[str, ...]:
    """The values that are of an earlier year, or marked as old."""
    return tuple(one.name for one in page.figures if one.stale)

