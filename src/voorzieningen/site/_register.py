"""The register: every rule file in one table, with its years, its weakest source, its examples and what is open or old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from voorzieningen.nudge import SchemeProof
from voorzieningen.render.rule_model import RulePage
from voorzieningen.rulebook import Confidence
from voorzieningen.site._examples import Examples
from voorzieningen.site._schemes import stale, weakest_of
from voorzieningen.site._templates import render
from voorzieningen.site._urls import REGISTER, Addresses, Here

_ORDER = ("toeslag", "uitkering", "belasting", "lokaal", "schuld", "signaal", "begrippen")
"""What people look for first; the shared law that all of it rests on last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule file in the register."""

    page: RulePage
    here: Here
    years: str
    confidence: Confidence
    seen: date | None
    """The day on which somebody last looked at the source that was looked at longest ago."""
    official: int
    own: int
    stale: tuple[str, ...]
    proof: SchemeProof | None


def register_markdown(
    drawn: Iterable[tuple[RulePage, Here]], examples: Examples, addresses: Addresses, proofs: Mapping[str, SchemeProof]
) -> str:
    """The page as Markdown, from every rule page of the site."""
    made = (_row(page, here, examples, proofs.get(here.proven_as(page.name))) for page, here in drawn)
    rows = sorted(made, key=lambda one: (_ORDER.index(one.page.file.soort), one.page.file.titel))
    return render("register.jinja", addresses, Here(REGISTER), rows=rows, proven=bool(proofs))


def _row(page: RulePage, here: Here, examples: Examples, proof: SchemeProof | None) -> Row:
    dated = [value.since.year for figure in page.figures if figure.rhythm for value in figure.values]
    shown = examples.of(page.name, here.pack)
    official = sum(one.origin != "eigen" for one in shown)
    return Row(
        page=page,
        here=here,
        years="–".join(map(str, sorted({min(dated), max(dated)}))) if dated else "",
        confidence=weakest_of(page),
        seen=min((one.seen for one in page.sources), default=None),
        official=official,
        own=len(shown) - official,
        stale=stale(page),
        proof=proof,
    )
