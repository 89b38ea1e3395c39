"""All pages of the site that are made: rule files, municipalities, facts, the register and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from voorzieningen import Report, RuleSet
from voorzieningen.nudge import SchemeProof, read_proof
from voorzieningen.render import rule_page
from voorzieningen.render.rule_model import RulePage
from voorzieningen.rulebook import Place, RuleFile
from voorzieningen.site._attention import ATTENTION, attention_markdown
from voorzieningen.site._examples import Examples
from voorzieningen.site._facts import facts_markdown
from voorzieningen.site._graph import dot_of, drawings
from voorzieningen.site._limits import limits_markdown
from voorzieningen.site._places import place_markdown
from voorzieningen.site._register import register_markdown
from voorzieningen.site._schema import schema_markdown
from voorzieningen.site._schemes import GRAPH, scheme_markdown
from voorzieningen.site._templates import render
from voorzieningen.site._urls import Addresses, Here, folder_of


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it stands, under which head of the navigation, its title, and its Markdown.

    `drawing` is SVG that comes where `GRAPH` stands, once the Markdown has become HTML.
    """

    path: str
    section: str
    title: str
    text: str
    drawing: str = ""
    dot: str = ""


def site_pages(rules: RuleSet, on: date, proof: Path) -> list[Page]:
    """Every page that is made of the rules as they are on a day; `proof` is the kept proof of coverage, if it is there.

    FileError when Graphviz is not installed, or the proof cannot be read.
    """
    pages = list(_Builder(rules, on, read_proof(proof).regelingen if proof.is_file() else {}).pages())
    drawn = drawings([(page.title, page.dot) for page in pages])
    return [replace(page, drawing=drawing) for page, drawing in zip(pages, drawn, strict=True)]


class _Builder:
    def __init__(self, rules: RuleSet, on: date, proofs: Mapping[str, SchemeProof]) -> None:
        self.rules, self.files, self.on, self.proofs = rules, rules.book.files, on, proofs
        self.addresses, self.examples = Addresses(self.files), Examples(rules)
        self.drawn: list[tuple[RulePage, Here]] = []

    def pages(self) -> Iterator[Page]:
        schemes, files = [], self.files
        for name, file in (*files.schemes.items(), *files.frames.items(), *files.signals.items()):
            schemes.append(self.scheme(file, Here(self.addresses.pages[name], name)))
        places = list(self.places())
        front = Here("index.md")
        counts = {"regelingen": len(files.schemes), "signalen": len(files.signals), "gemeenten": len(files.packs)}
        text = render("start.jinja", self.addresses, front, on=self.on, counts=counts, rules=self.rules)
        yield Page(front.path, "", "Start", text)
        yield from sorted(schemes, key=lambda one: one.title.casefold())
        yield from places
        yield Page("feiten.md", "naslag", "Alle vragen", facts_markdown(self.files, self.addresses))
        yield Page("register.md", "naslag", "Register", register_markdown(self.drawn, self.examples, self.addresses, self.proofs))
        yield Page(ATTENTION, "naslag", "Wat aandacht vraagt", attention_markdown(self.rules, self.on, self.addresses))
        yield Page("grenzen.md", "naslag", "Grenzen van de wet", limits_markdown(self.rules, self.on, self.addresses))
        yield Page("rapport.md", "bouwen", "Rapport (JSON)", schema_markdown(Report, self.addresses))

    def scheme(self, file: RuleFile, here: Here, place: Place | None = None) -> Page:
        page = rule_page(self.files, file, self.on, place)
        self.drawn.append((page, here))
        section = here.path.partition("/")[0] if not here.pack else here.pack
        if section == "regelingen" and file.model.soort == "begrippen":
            section = "begrippen"
        text = scheme_markdown(page, here, self.addresses, self.examples, self.proofs.get(here.proven_as(page.name)))
        return Page(here.path, section, file.model.titel, text, dot=dot_of(page, self.addresses, here))

    def places(self) -> Iterator[Page]:
        for (body, _), pack in sorted(self.files.packs.items(), key=lambda one: (one[0][0], one[1].name)):
            place = Place(gemeente=pack.name) if body == "gemeente" else Place(waterschap=pack.name)
            folder = folder_of(pack)
            text = place_markdown(self.rules, pack, place, self.on, self.addresses)
            yield Page(f"{folder}/index.md", folder, pack.name, text)
            for name, file in pack.schemes.items():
                yield self.scheme(file, Here(f"{folder}/{name}.md", name, pack=folder), place)


__all__ = ("GRAPH", "Page", "site_pages")
