"""The page about a group as one HTML file that asks for nothing else; needs the extra `rapport`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from voorzieningen.errors import VoorzieningenError
from voorzieningen.render import group_words as words
from voorzieningen.render.figures import day as date_words
from voorzieningen.render.group_model import GroupPage

if TYPE_CHECKING:
    from jinja2 import Template


class Drawn(Protocol):
    """What is needed of a picture."""

    @property
    def svg(self) -> bytes: ...


def group_html(
    page: GroupPage, titles: Mapping[str, str], missed: Drawn | None = None, gained: Sequence[Drawn | None] = ()
) -> str:
    """The page as one file: style and pictures inside, all text escaped, no script, nothing from elsewhere.

    `titles` has what schemes and signals are called, `gained` a picture for each later moment. Raises VoorzieningenError when
    jinja2 is not there.
    """
    pictures = [one.svg.decode() if one else "" for one in gained] or [""] * len(page.moments)
    return _template().render(
        page=page, css=_file("groep.css"), words=words, say=words.say, title=lambda name: titles.get(name, name),
        number=partial(words.number, minimum=page.minimum), money=words.money, amount=words.amount, whole=words.whole,
        short=words.in_short(page, titles), biggest=words.biggest(page, titles), by_missed=words.by_missed(page.schemes),
        missed=missed.svg.decode() if missed else "", later=list(zip(page.moments, pictures, strict=True)),
        day=partial(date_words, weekday=False),
    )  # fmt: skip


@cache
def _template() -> Template:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as missing:
        what, repair = "voor deze pagina is jinja2 nodig.", "Installeer het: pip install 'voorzieningen[rapport]'."
        raise VoorzieningenError(what, repair=repair) from missing

    environment = Environment(
        loader=PackageLoader("voorzieningen.render"), autoescape=True, undefined=StrictUndefined, finalize=_together,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("groep.html.jinja")


def _together(value: Any) -> Any:
    """An amount is not broken after its euro sign."""
    return value.replace("€ ", "€\u00a0") if isinstance(value, str) else value


def _file(name: str) -> str:
    return (files("voorzieningen.render") / "templates" / name).read_text(encoding="utf-8")
