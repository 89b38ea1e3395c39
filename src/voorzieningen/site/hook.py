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
_CHANGELOG = "CHANGELOG.md"
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?!docs/|CHANGELOG)[^)]*\)")
"""A link from docs/ to another folder of the repository, which is not on the site."""
_TO_CHANGELOG, _TO_DOCS = re.compile(r"\((?:\.\./)+CHANGELOG\.md\)"), re.compile(r"\(docs/")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_PROOF = "bewijs/nudge.json"
_HELD = "voorzieningen_pages"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Makes every page once, and fills in the navigation."""
    given = config.extra.get("op")
    on = given if isinstance(given, date) else date.today()
    try:
        pages = site_pages(load_rules(), on, Path(config.docs_dir) / _PROOF)
    except VoorzieningenError as error:
        raise PluginError(str(error)) from None
    config.extra[_HELD] = {page.path: page for page in pages}
    config.nav = _filled(config.nav, _sections(pages, Path(config.docs_dir), repr(config.nav)))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages, the letter and the style."""
    for page in config.extra[_HELD].values():
        files.append(File.generated(config, page.path, content=page.text))
    changes = (_ROOT / _CHANGELOG).read_text(encoding="utf-8")
    files.append(File.generated(config, _CHANGELOG, content=changes))
    for folder, target in ((_STATIC, "stijl"), (_LETTERS, "stijl")):
        for path in sorted(folder.iterdir()):
            if path.suffix in (".css", ".js", ".woff2", ".txt") and path.stem not in ("stijl", "pagina", "tabler-LICENSE"):
                files.append(File.generated(config, f"{target}/{path.name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """The changelog stands beside the pages here, and one folder up in the repository: links both ways follow."""
    if page.file.src_uri == _CHANGELOG:
        return _TO_DOCS.sub("(", markdown)
    if "/" not in page.file.src_uri:
        markdown = _OUTSIDE.sub(r"\1", markdown)
    return _TO_CHANGELOG.sub(f"({'../' * page.file.src_uri.count('/')}{_CHANGELOG})", markdown)


def on_page_content(html: str, *, page: Any, config: MkDocsConfig, **_: object) -> str:
    """Puts the drawing of a rule on its page."""
    made: Page | None = config.extra[_HELD].get(page.file.src_uri)
    return html.replace(GRAPH, made.drawing) if made and made.drawing else html


def _sections(pages: list[Page], docs: Path, named: str) -> dict[str, list[Any]]:
    """What each `{name}` in the navigation stands for: the pages that are made, and the files of the repository by kind."""
    found: dict[str, list[Any]] = defaultdict(list)
    for page in pages:
        found[page.section].append({page.title: page.path})
    for kind in ("gemeenten", "waterschappen"):
        found[kind] = [_place(made) for name, made in found.items() if name.startswith(f"{kind}/")]
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        kind = "besluiten" if name.startswith("besluiten/0") else "gidsen" if name.startswith("gids-") else "overig"
        if f"{name!r}" not in named:
            found[kind].append({_TITLE.findall(path.read_text(encoding="utf-8"))[0].replace("`", ""): name})
    return found


def _filled(nav: Any, sections: dict[str, list[Any]]) -> list[Any]:
    """The navigation of `mkdocs.yml` with each `{name}` replaced by its pages."""
    found: list[Any] = []
    for item in nav:
        if isinstance(item, dict):
            found += [{title: _filled(inner, sections) if isinstance(inner, list) else inner} for title, inner in item.items()]
        else:
            found += sections[item[1:-1]] if item.startswith("{") else [item]
    return found


def _place(pages: list[dict[str, str]]) -> dict[str, Any]:
    """A place with its own schemes below it; a place without them is one page."""
    ((title, path),) = pages[0].items()
    return {title: pages} if len(pages) > 1 else {title: path}
