"""The page of a municipality or water board: what it filled in, what is open, its own schemes and who helps there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from voorzieningen import RuleSet
from voorzieningen.render import TOPICS, rule_page
from voorzieningen.render.rule_model import Condition, Figure, RulePage, Source, Step
from voorzieningen.rulebook import Pack, Place, RegelingFile, RuleFile
from voorzieningen.rulebook.coverage import PackState, coverage
from voorzieningen.site._templates import Links, render
from voorzieningen.site._urls import Addresses, Here, folder_of


@dataclass(frozen=True, slots=True)
class Filled:
    """What one body wrote into one frame: its own steps, values, conditions and sources, and what it left open."""

    page: RulePage
    frame: str
    here: Here
    links: Links
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    conditions: tuple[Condition, ...]
    sources: tuple[Source, ...]
    claims: bool
    """Whether it says itself where to claim."""
    missing: tuple[int, ...]
    """Which of the things that are not computed it adds, by number."""


def place_markdown(rules: RuleSet, pack: Pack, place: Place, on: date, addresses: Addresses) -> str:
    """The page of one pack as Markdown."""
    files, folder = rules.book.files, folder_of(pack)
    here = Here(f"{folder}/index.md", pack=folder)
    state = next(one for one in coverage(rules.book, on.year) if (one.body, one.name) == (pack.body, pack.name))
    filled = []
    for name, file in files.local(place).items():
        frame = name.removesuffix(f"_{pack.body}")
        if file.body == pack.body and frame in files.frames:
            page = rule_page(files, file, on, place)
            filled.append(_filled(page, files.frames[frame].model, pack, here, addresses))
    boards = {one.name: folder_of(one) for (body, _), one in files.packs.items() if body == "waterschap"}
    return render(
        "plaats.jinja", addresses, here,
        pack=pack, state=state, terms=_terms(state), filled=filled, own=tuple(_own(pack)), topics=TOPICS, boards=boards,
        notes=pack.model.opmerking,
    )  # fmt: skip


def _terms(state: PackState) -> dict[str, int]:
    return {kind: sum(term.state == kind for term in state.terms) for kind in ("ingevuld", "deels", "open")}


def _own(pack: Pack) -> Iterator[tuple[str, RuleFile]]:
    yield from sorted(pack.schemes.items(), key=lambda one: one[1].model.titel)


def _filled(page: RulePage, frame: RegelingFile, pack: Pack, here: Here, addresses: Addresses) -> Filled:
    figures = tuple(one for one in page.figures if one.name not in frame.parameters)
    steps = tuple(one for one in page.steps if one.name not in frame.stappen)
    own = frozenset([*(one.name for one in figures), *(one.name for one in steps), *(one.name for one in page.terms)])
    inside = Here(here.path, page.name, f"{page.name}-", own, here.pack)
    conditions = tuple(one for one in page.conditions if one.name not in frame.voorwaarden)
    missing = range(len(frame.niet_gemodelleerd), len(page.missing))
    cited = {id(one) for one in _cited(steps, figures, conditions)}
    cited |= {id(source) for at in missing for source in page.missing[at].sources}
    cited |= {id(source) for term in page.terms for source in term.sources}
    fillings = pack.fillings.get(frame.regeling, ())
    return Filled(
        page=page,
        frame=frame.regeling,
        here=inside,
        links=Links(addresses, inside),
        steps=steps,
        figures=figures,
        conditions=conditions,
        sources=tuple(one for one in page.sources if id(one) in cited),
        claims=any(one.model.aanvragen for one in fillings),
        missing=tuple(missing),
    )


def _cited(steps: tuple[Step, ...], figures: tuple[Figure, ...], conditions: tuple[Condition, ...]) -> Iterator[Source]:
    """Every source some parts of a page name."""
    for step in steps:
        for version in step.versions:
            yield from version.sources
            yield from version.rounding.sources if version.rounding else ()
            for line in version.lines:
                yield from line.sources
    for figure in figures:
        for value in figure.values:
            yield from value.sources
    for condition in conditions:
        for test in condition.versions:
            yield from test.sources
