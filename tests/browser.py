"""A real browser on the page: the server, what every visit is checked for, and the steps the tests take."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import pytest

from voorzieningen import Huishouden, load_rules
from voorzieningen.rulebook.strict_yaml import read_document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
NEEDED = ("playwright", "axe_playwright_python", "fastapi", "uvicorn", "jinja2", "multipart")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDE = {"width": 1280, "height": 900}
PATIENCE = 30_000
"""Milliseconds to wait for something: long, because machines that build are slow; a page that works never takes it."""


# --- what has to be there

def lacking(what: str) -> NoReturn:
    """Without the browser nothing can be tested: in continuous integration that is a failure, elsewhere a reason to skip."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def chromium() -> str:
    """A browser that is installed, and the packages that drive it."""
    absent = [name for name in NEEDED if find_spec(name) is None]
    if absent:
        lacking(f"no {', '.join(absent)}: pip install 'voorzieningen[dev]'")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        lacking("no chromium: apt-get install --no-install-recommends chromium")
    return found


@contextmanager
def serving() -> Iterator[str]:
    """The page on a free port of this machine, on a day that does not change."""
    import uvicorn

    from voorzieningen.web.app import application
    from voorzieningen.web.run import warm

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    rules = load_rules()
    warm(rules, TODAY)
    app = application(rules, today=lambda: TODAY)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
        listening.close()


@contextmanager
def browsing() -> Iterator[Browser]:
    """One browser for many visits."""
    path = chromium()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


# --- a visit, and what is always checked

class Visit:
    """One browser context: tabs of one visitor, with everything that went wrong in them."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self.base = base
        self.faults: list[str] = []
        self.context: BrowserContext = browser.new_context(**{"base_url": base, "viewport": WIDE, **options})
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", self._request)
        self.context.on("response", self._response)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.faults.append(f"request to elsewhere: {request.url}")
        if parts.query and not re.fullmatch(r"taal=[a-z]{2}", parts.query):
            self.faults.append(f"something in an address: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")

    def _console(self, message: Any) -> None:
        refused = "the server responded with a status of 422"  # an answer that cannot be: a page of its own, not a fault
        if message.type in ("error", "warning") and refused not in message.text:
            self.faults.append(f"console: {message.text}")

    def page(self, path: str = "/") -> Page:
        """A tab at an address."""
        page = self.context.new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        """Ends the visit; fails when anything went wrong in it."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)


Open = Callable[..., Visit]


# --- steps

def settled(page: Page) -> None:
    """Waits until the page of the last answer stands there."""
    page.wait_for_function("() => document.getElementById('bericht')?.textContent === ''")


def press(page: Page, selector: str) -> None:
    """A button that sends the answers, and the page that comes of it."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator(selector).first.click()
    settled(page)


def path_of(page: Page) -> str:
    """The path of the question on the page; empty when there is no question."""
    found = page.locator("#vraag input[name=pad]")
    return found.input_value() if found.count() else ""


def carried(page: Page) -> Huishouden:
    """The household the page carries along."""
    return Huishouden.model_validate(json.loads(page.locator("input[name=huishouden]").first.input_value()))


def fields(household: Mapping[str, Any], language: str = "nl", done: str = "") -> dict[str, str]:
    """What a page carries along of a household."""
    text = json.dumps({"peildatum": TODAY.isoformat(), **household}, default=float)
    return {"huishouden": text, "taal": language, "gedaan": done, "groep": ""}


def send(page: Page, path: str, values: Mapping[str, str]) -> None:
    """Goes straight to a page by sending what a form there would send, without the script of the page."""
    with page.expect_navigation():
        page.evaluate(
            """([path, values]) => {
                const form = document.createElement('form');
                form.method = 'post'; form.action = path;
                for (const [name, value] of Object.entries(values)) {
                    const field = document.createElement('input');
                    field.type = 'hidden'; field.name = name; field.value = value;
                    form.append(field);
                }
                document.body.append(form);
                HTMLFormElement.prototype.submit.call(form);
            }""",
            [path, dict(values)],
        )


def example(number: str) -> Path:
    """The file of an example household."""
    return next((ROOT / "voorbeelden").glob(f"{number}-*.yaml"))


def data_of(path: Path) -> dict[str, Any]:
    """An example household as the page carries it."""
    return Huishouden.from_document(read_document(path.read_bytes(), path.name)).naar_data()


# --- measuring

def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA; run beside the page, because its policy lets nothing else in."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", list(WCAG)
    )
    return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def _axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def wider_than_the_screen(page: Page) -> list[str]:
    """What makes a page scroll sideways; empty when it does not."""
    return page.evaluate("""() => {
        const all = document.scrollingElement, width = all.clientWidth;
        if (all.scrollWidth <= width) { return []; }
        const wide = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width + 1);
        return [`${all.scrollWidth} > ${width}`, ...wide.slice(0, 5).map(one => one.outerHTML.slice(0, 160))];
    }""")


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is smaller than 24 pixels, with its label counted along."""
    return page.evaluate("""() => {
        const found = [];
        for (const one of document.querySelectorAll('button, input:not([type=hidden]), select, summary, label, a[href]')) {
            if (!one.checkVisibility({visibilityProperty: true}) || one.closest('.papier, .weg')) { continue; }
            const {width, height} = one.getBoundingClientRect();
            const hidden = one.matches('.spring') && document.activeElement !== one;
            if (!hidden && (width < 24 || height < 24)) {
                found.push(`${Math.round(width)} x ${Math.round(height)}: ${one.outerHTML.slice(0, 120)}`);
            }
        }
        return found;
    }""")
