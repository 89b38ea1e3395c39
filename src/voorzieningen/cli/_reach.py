"""Whether web addresses answer: one at a time per site, and never "gone" for a network that fails."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Literal
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from voorzieningen import __version__

Outcome = Literal["bereikbaar", "verplaatst", "weg", "niet_bereikt"]

_GONE, _MOVED, _ELSEWHERE = (404, 410), (301, 308), (301, 302, 303, 307, 308)
_REFUSED, _AGAIN = 400, (429, 500, 502, 503, 504)
_MOST_HOPS, _PROBES = 8, 3
_HEADERS = {"User-Agent": f"voorzieningen/{__version__} (controle van bronnen)", "Accept": "*/*"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one address: `to` is where it moved for good, `why` what was said when it was not reached."""

    url: str
    outcome: Outcome
    to: str = ""
    why: str = ""


class _Stay(HTTPRedirectHandler):
    """Follows nothing by itself: who moves for good and who only passes on differs."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_Stay)


def reach(urls: Iterable[str], *, seconds: float = 15, tries: int = 2, pause: float = 0.3, sites: int = 8) -> Iterator[Answer]:
    """An answer for each address, as they come; the part behind # is not asked.

    `seconds` is how long one request may take, `pause` what lies between two of them to the same site, `sites` how many sites
    are asked at once. Yields nothing when none of the first sites answers at all: then there is no network.
    """
    by_site: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_site[urlsplit(url).netloc].append(url)
    order = sorted(by_site.values(), key=len, reverse=True)
    if not any(_ask(site[0], "HEAD", seconds) is not None for site in order[:_PROBES]):
        return
    with ThreadPoolExecutor(sites) as pool:
        tasks = [pool.submit(_site, site, seconds, tries, pause) for site in order]
        for task in as_completed(tasks):
            yield from task.result()


def _site(urls: list[str], seconds: float, tries: int, pause: float) -> list[Answer]:
    """The addresses of one site, one after the other; the same page behind two anchors once."""
    known: dict[str, Answer] = {}
    for url in urls:
        page = urldefrag(url).url
        if page not in known:
            time.sleep(pause if known else 0)
            known[page] = _page(page, seconds, tries, pause)
    return [Answer(url, found.outcome, found.to, found.why) for url in urls if (found := known[urldefrag(url).url])]


def _page(url: str, seconds: float, tries: int, pause: float) -> Answer:
    at = moved = url
    for_good = True
    for _ in range(_MOST_HOPS):
        reply = _patiently(at, seconds, tries, pause)
        if reply is None:
            return Answer(url, "niet_bereikt", why="geen antwoord")
        status, to = reply
        if status in _ELSEWHERE and to:
            at = urljoin(at, to)
            if urlsplit(at).scheme not in ("http", "https"):
                return Answer(url, "niet_bereikt", why="wijst naar iets dat geen webadres is")
            for_good = for_good and status in _MOVED
            moved = at if for_good else moved
        elif status in _GONE:
            return Answer(url, "weg", why=f"antwoord {status}")
        elif status < _REFUSED:
            return Answer(url, "bereikbaar" if moved == url else "verplaatst", to="" if moved == url else moved)
        else:
            return Answer(url, "niet_bereikt", why=f"antwoord {status}")
    return Answer(url, "niet_bereikt", why="wijst steeds verder")


def _patiently(url: str, seconds: float, tries: int, pause: float) -> tuple[int, str] | None:
    """First asked without the page itself; a site that refuses that, or does not answer, is asked for the page."""
    reply = None
    for method in ("HEAD", *["GET"] * tries):
        time.sleep(0 if method == "HEAD" else pause)
        reply = _ask(url, method, seconds)
        if reply and (reply[0] < _REFUSED or (method == "GET" and reply[0] not in _AGAIN)):
            break
    return reply


def _ask(url: str, method: str, seconds: float) -> tuple[int, str] | None:
    """The status and where it points to; None when nothing answers."""
    try:
        with _OPENER.open(Request(url, method=method, headers=_HEADERS), timeout=seconds) as reply:
            return reply.status, ""
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Location") or ""
    except (OSError, HTTPException, ValueError):
        return None
