"""The templates of the pages, and how parts of formulas, days and signs are written in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from voorzieningen.render.figures import day, listed
from voorzieningen.render.rule_model import Parts, Source
from voorzieningen.site._urls import Addresses, Here, relative
from voorzieningen.texts import texts

_SIGNS = ((" * ", " × "), (" <= ", " ≤ "), (" - ", " − "))
_UNITS = {"EUR": "euro"}
_WEB = ("https://", "http://")


@cache
def environment() -> Environment:
    """The templates of this room; a name that is not given is an error."""
    made = Environment(
        loader=PackageLoader("voorzieningen.site"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    made.globals.update(say=texts())
    made.filters.update(dag=lambda value: day(value, weekday=False), opsomming=listed, adres=web_links, eenheid=unit_words)
    return made


def render(template: str, addresses: Addresses, here: Here, **values: object) -> str:
    """One page as Markdown with HTML in it."""
    links = Links(addresses, here)
    return environment().get_template(template).render(links=links, here=here, **values)


class Links:
    """What templates write with an address in it, as seen from one page."""

    def __init__(self, addresses: Addresses, here: Here) -> None:
        self._addresses, self._here = addresses, here

    def parts(self, parts: Parts) -> Markup:
        """A formula or sentence with a link on each name."""
        found = []
        for one in parts:
            text = one.text
            for sign, shown in _SIGNS if one.ref is None else ():
                text = text.replace(sign, shown)
            if one.ref is None:
                found.append(escape(text))
            else:
                found.append(Markup('<a href="{}">{}</a>').format(self._addresses.of(one.ref, self._here), text))
        return Markup().join(found)

    def sources(self, sources: Iterable[Source]) -> Markup:
        """Sources with a link to the text itself, and their number in the list of the page."""
        every = [
            Markup('<a href="{}">{}</a> <a class="nummer" href="#{}bron-{}" aria-label="bron {}">[{}]</a>').format(
                one.url, one.text, self._here.prefix, one.id, one.number, one.number
            )
            for one in sources
        ]
        return Markup("; ").join(every)

    def scheme(self, name: str, text: str, anchor: str = "") -> Markup:
        """A rule file, or a part of one, by name."""
        page = relative(self._addresses.page(name, self._here.pack), self._here.path)
        return Markup('<a href="{}{}">{}</a>').format(page, f"#{anchor}" if anchor else "", text)

    def page(self, path: str) -> str:
        """The address of another page of the site."""
        return relative(path, self._here.path)


def web_links(text: str) -> Markup:
    """A text with a link on each address in it."""
    words = [
        Markup('<a href="{}">{}</a>').format(word.rstrip(".,;"), word) if word.startswith(_WEB) else escape(word)
        for word in text.split(" ")
    ]
    return Markup(" ").join(words)


def unit_words(unit: str) -> str:
    """A unit as people say it: `EUR/jaar` is `euro per jaar`, labels are a list."""
    if " | " in unit:
        return texts()("naslag.eenheid.keuze", namen=", ".join(unit.split(" | ")))
    named = f"naslag.eenheid.{unit}"
    if named in texts():
        return texts()(named)
    head, _, per = unit.partition("/")
    shown = _UNITS.get(head, head)
    return texts()("naslag.eenheid.per", ding=shown, tijd=per) if per else shown
