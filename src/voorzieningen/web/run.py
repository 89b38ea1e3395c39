"""Starting the server: on this machine only, unless somebody says otherwise and was told what that means."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import uvicorn

from voorzieningen import FileError, RuleSet, VoorzieningenError, screen
from voorzieningen.questions import next_question
from voorzieningen.web.app import application
from voorzieningen.web.guard import LOCAL
from voorzieningen.web.sheet import fresh

_OUTSIDE = re.compile(r"@import|url\s*\(|image-set|\bsrc\s*\(|expression|javascript:|\\", re.IGNORECASE)
"""What loads something, and the backslash by which it can be written otherwise."""
_MOST = 100_000


def serve(
    rules: RuleSet, host: str, port: int, *, elsewhere: bool = False, theme: Path | None = None, ready: Callable[[], object],
    warn: Callable[[], object], today: Callable[[], date] = date.today,
) -> None:  # fmt: skip
    """Runs until it is stopped; `ready` is called when the page can be opened, `warn` when others can open it too.

    Raises VoorzieningenError for an address outside this machine without `elsewhere`.
    """
    if host not in LOCAL and not elsewhere:
        raise VoorzieningenError(
            "dit adres is ook voor andere computers.",
            where="--adres",
            repair="Laat het weg, of geef --ook-van-buiten: dan kan iedereen in uw netwerk bij de pagina, zonder versleuteling.",
        )
    hosts = LOCAL if host in LOCAL else LOCAL | {host}
    if host not in LOCAL:
        warn()
    app = application(rules, today=today, hosts=hosts, theme=read_theme(theme) if theme else "")
    warm(rules, today())
    ready()
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def warm(rules: RuleSet, day: date) -> None:
    """Links the rules of this year before the first visitor, and keeps them out of the way of the garbage collector."""
    home = fresh(day, "nl").household
    next_question(home, screen(home, day, rules), rules)
    gc.collect()
    gc.freeze()


def read_theme(path: Path) -> str:
    """The style sheet of a municipality. Raises FileError when it cannot be read, is too large, or loads something else."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FileError("dit bestand is niet te lezen.", where=str(path), repair="Geef een CSS-bestand in UTF-8.") from None
    if len(text) > _MOST or _OUTSIDE.search(text):
        what = "dit thema is te groot of laadt iets van elders."
        raise FileError(what, where=str(path), repair="Houd alleen kleuren en maten over, zonder @import en url().")
    return text
