"""What goes in front of every request: who may ask, how much, in what form, and the headers every answer carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from voorzieningen.errors import VoorzieningenError
from voorzieningen.web.work import note

Scope = Mapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Say = Callable[[str, int, VoorzieningenError], Response]
"""An error as an answer, by the path it is of and its status."""

MOST_BYTES = 1_000_000
"""How large a request may be: no household comes near it."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::"})

Fault = tuple[int, str, str, str]
"""Why a request is refused: the status, and where, what and how to repair it."""
_AGAIN = "Ga een stap terug en probeer het opnieuw."
_TOO_MUCH = ("verzoek", "dit is te groot.", f"Stuur hoogstens {MOST_BYTES // 1000} kB.")
_PAGE_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends its own forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Middleware: refuses what does not come from this machine's own page, is too large, or has the wrong form.

    `hosts` are the names under which the server may be asked (a page elsewhere that points its own name at this machine is
    refused), `api` the paths that take JSON, `say` how an error is told.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], hosts: Collection[str], api: Collection[str], say: Say) -> None:
        self.app, self.hosts, self.api, self.say = app, frozenset(hosts), frozenset(api), say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or passes it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sending = _with_headers(scope, send)
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        fault = self._fault(scope, headers)
        if fault is None:
            body = await _body(receive)
            fault = (413, *_TOO_MUCH) if body is None else await self._passed(scope, _again(body, receive), sending)
        if fault:
            status, where, what, repair = fault
            found = self.say(scope["path"], status, VoorzieningenError(what, where=where, repair=repair))
            found.headers["connection"] = "close"
            await found(dict(scope), receive, sending)

    async def _passed(self, scope: Scope, receive: Receive, send: Send) -> Fault | None:
        """Passes a request on; what crashes is told without what it was about."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # a traceback may show a household, so only the place is logged
            note(error)
            return 500, "verzoek", "er ging iets mis bij ons.", _AGAIN
        return None

    def _ours(self, name: str) -> bool:
        """Whether a name is ours; who listens on every address is also asked by number, which no page elsewhere can claim."""
        return name in self.hosts or (bool(self.hosts & EVERYWHERE) and _is_number(name))

    def _fault(self, scope: Scope, headers: Mapping[str, str]) -> Fault | None:
        if not self._ours(_name(headers.get("host", ""))):
            return 421, "host", "deze naam is niet van dit programma.", "Gebruik het adres dat bij het starten staat."
        origin = headers.get("origin")
        foreign = origin is not None and not self._ours(_name(origin.partition("://")[2]))
        if scope["method"] == "POST" and foreign:
            return 403, "origin", "dit verzoek komt van een andere pagina.", "Gebruik de pagina van dit programma."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
            return 413, *_TOO_MUCH
        if scope["method"] == "POST":
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            wanted = ("application/json",) if scope["path"] in self.api else _PAGE_TYPES
            if kind not in wanted:
                return 415, "content-type", "deze vorm kan niet.", f"Stuur {wanted[0]}."
        return None


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None when it is larger than may be."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read already, and after it what the connection says."""
    given = False

    async def read() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            known = {key.lower() for key, _ in message.get("headers", ())}
            own = dict(HEADERS)
            own["Cache-Control"] = "max-age=3600" if scope["path"].startswith("/middelen/") else "no-store"
            more = [(key.lower().encode(), value.encode()) for key, value in own.items() if key.lower().encode() not in known]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sending


def _name(host: str) -> str:
    """The name in a host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
