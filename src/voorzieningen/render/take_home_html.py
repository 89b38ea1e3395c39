"""The take-home page as one HTML file that asks for nothing else and prints on two sides of A4; needs the extra `rapport`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from voorzieningen.errors import VoorzieningenError
from voorzieningen.render.take_home_fit import SIDE, height
from voorzieningen.render.take_home_model import TakeHome

if TYPE_CHECKING:
    from jinja2 import Template

BARS = "geld-per-maand"
"""The name under which the picture of money in and out is looked for; it replaces the plain bars where it fits."""

_POINTS_A_LINE = 16.64
_PART = re.compile(r"(?<=[A-Za-z]{4})(toeslag|belasting|dienst|kantoor|verzekering|geschikten|goederen|commissie|bijstand)")
_HEIGHT = re.compile(rb'viewBox="0 0 [\d.]+ ([\d.]+)"')


class Drawn(Protocol):
    """What is needed of a picture."""

    @property
    def svg(self) -> bytes: ...


def as_html(page: TakeHome, pictures: Mapping[str, Drawn] | None = None) -> str:
    """The page as one file: style and pictures inside, all text escaped, no script, nothing from elsewhere.

    Of `pictures` the one named `geld-per-maand` is shown when the page stays within two sides with it.
    """
    picture = (pictures or {}).get(BARS)
    shown = picture is not None and _fits(page, picture.svg)
    return _template().render(page=page, css=_file("meeneem.css"), picture=picture.svg.decode() if picture and shown else "")


def _fits(page: TakeHome, svg: bytes) -> bool:
    found = _HEIGHT.search(svg)
    return found is not None and sum(map(height, page.back)) + float(found[1]) / _POINTS_A_LINE <= SIDE


@cache
def _template() -> Template:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as missing:
        what, repair = "voor een blad om mee te nemen is jinja2 nodig.", "Installeer het: pip install 'voorzieningen[rapport]'."
        raise VoorzieningenError(what, repair=repair) from missing

    loader = PackageLoader("voorzieningen.render")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_together, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["parts"] = _parts
    return environment.get_template("meeneem.html.jinja")


def _together(value: Any) -> Any:
    """An amount is not broken after its euro sign."""
    return value.replace("€ ", "€\u00a0") if isinstance(value, str) else value


def _parts(text: str) -> str:
    """Where a long word may be broken in a narrow column."""
    return _PART.sub("\u00ad\\1", text)


def _file(name: str) -> str:
    return (files("voorzieningen.render") / "templates" / name).read_text(encoding="utf-8")
