"""Where each page of the site stands, and the address of a step, value, fact or source seen from another page."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from voorzieningen.render.rule_model import Ref
from voorzieningen.rulebook import Pack, RuleFiles, instances

FACTS, REGISTER = "feiten.md", "register.md"
FOLDERS = {"gemeente": "gemeenten", "waterschap": "waterschappen"}


@dataclass(frozen=True, slots=True)
class Here:
    """The page a link stands on; `file` is the rule file that is drawn there, under anchors that begin with `prefix`."""

    path: str
    file: str = ""
    prefix: str = ""
    own: frozenset[str] | None = None
    """The names of `file` that stand on this page; None when all do."""
    pack: str = ""
    """The folder of the municipality or water board, whose own schemes may be named."""

    def proven_as(self, name: str) -> str:
        """The name under which the proof of coverage has the rule file of this page; that of a place has its folder in it."""
        return f"{self.pack.rpartition('/')[2]}/{name}" if self.pack else name


class Addresses:
    """The pages of all rule files, by the name formulas give them."""

    def __init__(self, files: RuleFiles) -> None:
        self.pages: dict[str, str] = {}
        for folder, found in (("regelingen", files.schemes), ("lokaal", files.frames), ("signalen", files.signals)):
            self.pages |= {name: f"{folder}/{name}.md" for name in found}
        for name, frame in files.frames.items():
            self.pages |= dict.fromkeys(instances(frame.model), self.pages[name])
        self._own: dict[str, Mapping[str, str]] = {}
        for pack in files.packs.values():
            folder = folder_of(pack)
            self._own[folder] = {name: f"{folder}/{name}.md" for name in pack.schemes}

    def page(self, name: str, pack: str = "") -> str:
        """The page of a rule file; KeyError when it has none."""
        return self._own.get(pack, {}).get(name) or self.pages[name]

    def of(self, ref: Ref, here: Here) -> str:
        """The address of what a name points at, from one page."""
        if not ref.file:
            return f"{relative(FACTS, here.path)}#{ref.name}"
        if ref.file == here.file and (here.own is None or ref.name in here.own):
            return f"#{here.prefix}{ref.name}"
        page = relative(self.page(ref.file, here.pack), here.path)
        return f"{page}#{ref.name}" if ref.name else page


def relative(path: str, start: str) -> str:
    """The address of a page from another one: `../feiten.html`."""
    found = posixpath.relpath(path, posixpath.dirname(start) or ".")
    return f"{found.removesuffix('.md')}.html" if found.endswith(".md") else found


def folder_of(pack: Pack) -> str:
    """The folder of the pages of a municipality or water board: that of its rules."""
    return f"{FOLDERS[pack.body]}/{PurePosixPath(pack.doc.name).parent.name}"

