"""The hook of MkDocs: adds the pages that are made from the rules, and the navigation they belong in."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from voorzieningen import VoorzieningenError, load_rules
from voorzieningen.site._pages import Page, site_pages
from voorzieningen.site._schemes import GRAPH

_ROOT = Path(__file__).resolve().parent.parent.parent.parent
_STATIC = Path(__file__).parent / "static"
_LETTERS = Path(__file__).resolve().parent.parent / "web" / "static"
_CHANGELOG = re.compile(r"\((?:\.\./)+CHANGELOG\.md\)")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_HELD = "voorzieningen_pages"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Makes every page once, and fills in the navigation."""
    given = config.extra.get("op")
    on = given if isinstance(given, date) else date.today()
    try:
        pages = site_pages(load_rules(), on)
    except VoorzieningenError as error:
        raise PluginError(str(error)) from None
    config.extra[_HELD] = {page.path: page for page in pages}
    config.nav = _filled(config.nav, _sections(pages), Path(config.docs_dir))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages, the letter and the style."""
    for page in config.extra[_HELD].values():
        files.append(File.generated(config, page.path, content=page.text))
    changes = (_ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "CHANGELOG.md", content=changes))
    for folder, target in ((_STATIC, "stijl"), (_LETTERS, "stijl")):
        for path in sorted(folder.iterdir()):
            if path.suffix in (".css", ".js", ".woff2", ".txt") and path.stem not in ("stijl", "pagina", "tabler-LICENSE"):
                files.append(File.generated(config, f"{target}/{path.name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """A page of the repository points at the changelog where the site has it."""
    up = "../" * page.file.src_uri.count("/")  # the site has it beside the pages, the repository one folder up
    return _CHANGELOG.sub(f"({up}CHANGELOG.md)", markdown)


def on_page_content(html: str, *, page: Any, config: MkDocsConfig, **_: object) -> str:
    """Puts the drawing of a rule on its page."""
    made: Page | None = config.extra[_HELD].get(page.file.src_uri)
    return html.replace(GRAPH, made.drawing) if made and made.drawing else html


def _sections(pages: list[Page]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for page in pages:
        found[page.section].append({page.title: page.path})
    return found


def _filled(nav: Any, sections: dict[str, list[dict[str, str]]], docs: Path) -> Any:
    """The navigation of `mkdocs.yml` with `{regelingen}` and the like replaced by the pages that are made."""
    if isinstance(nav, list):
        return [one for item in nav for one in _item(item, sections, docs)]
    return nav


def _item(item: Any, sections: dict[str, list[dict[str, str]]], docs: Path) -> list[Any]:
    if isinstance(item, dict):
        return [{title: _filled(inner, sections, docs) for title, inner in item.items()}]
    if item == "{gemeenten}" or item == "{waterschappen}":
        kind = f"{item[1:-1]}/"
        return [_place(pages) for name, pages in sections.items() if name.startswith(kind)]
    if item == "{besluiten}":
        return [{_TITLE.findall(path.read_text(encoding="utf-8"))[0].replace("`", ""): f"besluiten/{path.name}"}
                for path in sorted((docs / "besluiten").glob("0*.md"))]  # fmt: skip
    if isinstance(item, str) and item.startswith("{"):
        return list(sections[item[1:-1]])
    return [item]


def _place(pages: list[dict[str, str]]) -> dict[str, Any]:
    """A place with its own schemes below it; a place without them is one page."""
    (title, path), = pages[0].items()
    return {title: pages} if len(pages) > 1 else {title: path}


