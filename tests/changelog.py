"""Whether the CHANGELOG tells what differs in the rules since the last version, under the right heading, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from voorzieningen.audit.types import RegelingWijziging, Wijziging

HEADINGS = ("Wetswijziging", "Correctie", "Nieuw", "Techniek")
OF_THE_RULES = ("Wetswijziging", "Correctie")
UNRELEASED = "Nog niet uitgebracht"
WHO = re.compile(r"\b(meer|minder|hoger|lager|eerder|later|langer|korter|wel|niets?|niemand|gelijk)\b")
NAMED = re.compile(r"`([a-z0-9_]+(?:\.[a-z0-9_]+)?)`")


def sections(text: str, version: str) -> dict[str, list[str]]:
    """The items of one version by heading; an item may run over several lines."""
    found: dict[str, list[str]] = {}
    here = heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            here, heading = line[3:].strip(), ""
        elif here.startswith(version) and line.startswith("### "):
            heading = line[4:].strip()
            found[heading] = []
        elif heading and here.startswith(version) and line.startswith("- "):
            found[heading].append(line[2:])
        elif heading and here.startswith(version) and line.strip():
            found[heading][-1] += " " + line.strip()
    return found


def faults(text: str, changes: Iterable[RegelingWijziging], known: Iterable[str]) -> Iterator[str]:
    """What is wrong with the part that is not released yet; `known` are the names of all schemes."""
    told = sections(text, UNRELEASED)
    yield from (f"`{one}` is geen kopje; kies uit {', '.join(HEADINGS)}." for one in told if one not in HEADINGS)
    changes, names = list(changes), {heading: set(NAMED.findall(" ".join(items))) for heading, items in told.items()}
    for scheme in changes:
        for change in scheme.wijzigingen:
            wanted = heading_of(change)
            mine = {scheme.regeling, f"{scheme.regeling}.{change.naam}"}
            if wanted and not any(mine & names.get(one, set()) for one in wanted):
                yield (f"{scheme.bestand}: {change.onderdeel} `{scheme.regeling}.{change.naam}` is {change.aard}; "
                       f"noem dat onder {' of '.join(wanted)}.")
    happened = {scheme.regeling for scheme in changes}
    happened |= {f"{scheme.regeling}.{one.naam}" for scheme in changes for one in scheme.wijzigingen}
    schemes = set(known)
    for heading in OF_THE_RULES:
        for item in told.get(heading, ()):
            named = [one for one in NAMED.findall(item) if one.partition(".")[0] in schemes]
            yield from (f"{heading}: `{one}` is niet veranderd." for one in named if one not in happened)
            if not named:
                yield f"{heading}: noem de regeling tussen schuine accenten: {item[:60]}"
            if not WHO.search(item):
                yield f"{heading}: zeg wie meer of minder krijgt, of dat niets verandert: {item[:60]}"


def heading_of(change: Wijziging) -> tuple[str, ...]:
    """Under which headings a change may stand; none when it needs no line."""
    if change.onderdeel == "bron" or change.aard == "gelijk":
        return ()
    if change.onderdeel == "overig":
        return HEADINGS
    if change.onderdeel == "regeling":
        return ("Nieuw",) if change.aard == "nieuw" else ("Wetswijziging", "Correctie")
    if change.aard == "nieuwe datum":
        return ("Wetswijziging",)
    return ("Correctie",) if change.aard == "anders" else ("Wetswijziging", "Correctie", "Nieuw")
