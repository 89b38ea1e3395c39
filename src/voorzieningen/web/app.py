"""The server as one application: pages, the JSON interface, and what every answer has in common."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from voorzieningen import RuleSet, VoorzieningenError, __version__
from voorzieningen.web import api, pages
from voorzieningen.web.guard import LOCAL, Guard
from voorzieningen.web.work import Busy

_ABOUT = "Welke voorzieningen mist een huishouden? Een schatting; de instantie beslist. Er wordt niets bewaard."


def application(
    rules: RuleSet, *, today: Callable[[], date] = date.today, hosts: Collection[str] = LOCAL, theme: str = ""
) -> FastAPI:
    """The whole server over one set of rules.

    `hosts` are the names it answers to, `theme` is the style sheet with the colours of a municipality.
    """
    app = FastAPI(title="voorzieningen", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None)
    app.include_router(api.router(rules, today))
    app.include_router(pages.router(rules, today, bool(theme)))
    app.add_api_route("/middelen/papier.css", lambda: Response(_paper(), media_type="text/css"), include_in_schema=False)
    if theme:
        app.add_api_route("/middelen/thema.css", lambda: Response(theme, media_type="text/css"), include_in_schema=False)
    app.mount("/middelen", StaticFiles(directory=str(Path(str(files("voorzieningen.web"))) / "static")))
    app.add_exception_handler(VoorzieningenError, _wrong)
    app.add_exception_handler(RequestValidationError, _odd)
    app.add_exception_handler(HTTPException, _nothing)
    app.add_exception_handler(Busy, _busy)
    app.add_middleware(Guard, hosts=hosts, api=api.PATHS, say=_said)
    return app


def _paper() -> str:
    """What is printed of a page: the page to take home, and nothing of the screen."""
    sheet = (files("voorzieningen.render") / "templates" / "meeneem.css").read_text(encoding="utf-8")
    return f"{sheet}\n.scherm {{ display: none; }}\n"


def _wrong(request: Request, error: Any) -> Response:
    return _said(request.url.path, api.status_of(error), error)


def _odd(request: Request, error: Any) -> Response:
    wrong = VoorzieningenError("dit verzoek klopt niet.", where="verzoek", repair="Kijk bij /openapi.json.")
    return _said(request.url.path, 422, wrong)


def _nothing(request: Request, error: Any) -> Response:
    what = "deze pagina bestaat niet." if error.status_code == 404 else "dit kan hier niet."
    found = _said(request.url.path, error.status_code, VoorzieningenError(what, where="adres", repair="Ga naar het begin."))
    found.headers.update(error.headers or {})  # of 405: what is allowed
    return found


def _busy(request: Request, error: Any) -> Response:
    return _said(request.url.path, 503, VoorzieningenError("dit duurde te lang.", where="verzoek", repair="Probeer het opnieuw."))


def _said(path: str, status: int, error: VoorzieningenError) -> Response:
    """An error as JSON for a program, as a page for people."""
    is_api = path in api.PATHS or path.startswith("/rules")
    return api.fault(status, error) if is_api else HTMLResponse(pages.fault_page(error), status_code=status)
