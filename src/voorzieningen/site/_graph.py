"""The way from facts to the outcome of one rule file as a picture: static SVG by Graphviz, every node a link."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape

from voorzieningen.errors import FileError
from voorzieningen.render.rule_model import Part, Ref, RulePage
from voorzieningen.rulebook import RECEIVED
from voorzieningen.site._urls import Addresses, Here
from voorzieningen.texts import texts

_HEAD = re.compile(r"\A.*?<svg ", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_GRAPH_TITLE = re.compile(r"<title>[^<]*</title>\n?")
_SIZE = re.compile(r'width="(\d+)pt" height="(\d+)pt"')
_OF_THE_GRAPH = (
    'rankdir=LR; nodesep=0.15; ranksep=0.5; bgcolor="transparent"; '
    'node [shape=box, fontname="Helvetica", fontsize=12, height=0.3, margin="0.12,0.06", class="stap"]; edge [arrowsize=0.6];'
)


def dot_of(page: RulePage, addresses: Addresses, here: Here) -> str:
    """The picture of a rule file in the language of Graphviz; empty when it has no steps."""
    nodes: dict[str, str] = {}
    edges: dict[str, None] = {}

    def node(ref: Ref, kind: str = "") -> str | None:
        if not ref.name and ref.file:
            name, sort = f"{RECEIVED}{ref.file}", "ander"
        elif not ref.file:
            name, sort = ref.name, "feit"
        elif ref.file != page.name:
            name, sort = f"{ref.file}.{ref.name}", "ander"
        else:
            name, sort = ref.name, kind or "stap"
        if sort == "stap" and name not in steps and name != "recht":
            return None  # a value of the file: it stands in the tables
        address = addresses.of(ref, here)
        nodes.setdefault(name, f'"{name}" [class="{sort}", URL="{escape(address)}", tooltip="{name}"];')
        return name

    def draw(to: str, parts: Sequence[Part]) -> None:
        for part in parts:
            if part.ref is not None and (start := node(part.ref)) and start != to:
                edges[f'"{start}" -> "{to}";'] = None

    steps = {one.name for one in page.steps} | {one.name for one in page.terms}
    if not page.steps:
        return ""
    results = {one.ref.name for _, parts in page.outcome for one in parts if one.ref is not None}
    for name in steps & results:
        node(Ref(page.name, name), "uitkomst")
    for step in page.steps:
        name = node(Ref(page.name, step.name)) or step.name
        draw(name, [part for version in step.versions if version.current for part in version.parts()])
    for condition in page.conditions:
        node(Ref(page.name, "recht"))
        draw("recht", [part for test in condition.versions if test.current for part in test.when])
    return f"digraph {{ {_OF_THE_GRAPH} {' '.join(nodes.values())} {' '.join(edges)} }}"


def drawings(sources: Sequence[tuple[str, str]]) -> list[str]:
    """Each drawing, of its title and its source, as SVG to stand in a page; empty for an empty source.

    FileError when Graphviz is not installed.
    """
    program = shutil.which("dot")
    if program is None:
        repair = "Installeer Graphviz: apt install graphviz (of: brew install graphviz)."
        raise FileError("het programma dot ontbreekt; het tekent de samenhang van de regels.", where="site", repair=repair)

    def draw(one: tuple[str, str]) -> str:
        title, source = one
        if not source:
            return ""
        done = subprocess.run([program, "-Tsvg"], input=source, capture_output=True, text=True, check=True)
        return _inline(title, done.stdout)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(draw, sources))


def _inline(title: str, svg: str) -> str:
    """The SVG as part of a page: without its head, with a title and a description, in the colours of the page."""
    told = texts()
    svg = _COMMENT.sub("", _HEAD.sub("<svg ", svg, count=1))
    svg = _GRAPH_TITLE.sub("", svg).replace("xlink:title", "data-naam")
    name, about = told("naslag.graaf.titel", titel=title), told("naslag.graaf.beschrijving")
    head = f'<svg class="graaf" role="group" aria-label="{escape(name)}" '
    body = svg.removeprefix("<svg ")
    first = body.index(">") + 1
    return f"{head}{_SIZE.sub(_pixels, body[:first])}<title>{escape(name)}</title><desc>{escape(about)}</desc>{body[first:]}"


def _pixels(size: re.Match[str]) -> str:
    return f'width="{size[1]}" height="{size[2]}"'
