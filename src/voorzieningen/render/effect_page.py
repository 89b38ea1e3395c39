"""The page about an amendment: who gets more, less or the same, and what it costs; one HTML file, needs the extra `rapport`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from voorzieningen.audit.types import RegelingWijziging
from voorzieningen.errors import VoorzieningenError
from voorzieningen.render.difference import change_lines
from voorzieningen.render.figures import day, euro, exact
from voorzieningen.render.group_model import TOGETHER
from voorzieningen.render.page import Line
from voorzieningen.texts import texts

if TYPE_CHECKING:
    from jinja2 import Template

_NO_CHANGE = Decimal(0)
_WIDE = 96


@dataclass(frozen=True, slots=True)
class Figures:
    """What one scheme or group of households gets: counts, and EUR a year; None is a number that must stay hidden."""

    name: str
    households: int | None
    more: int | None
    less: int | None
    same: int | None
    unsure: int | None
    lowest: Decimal | None
    highest: Decimal | None
    mean: Decimal | None = None
    not_computed: int | None = 0

    @property
    def differs(self) -> bool:
        """Whether anything in it may become another; what is hidden may."""
        return any(one is None or one > 0 for one in (self.more, self.less, self.unsure))


@dataclass(frozen=True, slots=True)
class Bar:
    """How many households there are in one band of change, EUR a year; without both ends the change is not exact."""

    lowest: Decimal | None
    highest: Decimal | None
    households: int | None


@dataclass(frozen=True, slots=True)
class EffectPage:
    """All that stands on the page; titles and names as people read them."""

    amendment: str
    explanation: str
    day: date
    not_real: bool
    left_out: int | None
    version: str
    digests: tuple[str, str]
    whole: Figures
    schemes: Sequence[Figures]
    bars: Sequence[Bar]
    types: Sequence[Figures]
    """By the labels of `huishoudtype`."""
    towns: Sequence[Figures]
    incomes: Sequence[Figures]
    """By what `income_words` gives; empty when the incomes are not known."""
    changes: Sequence[RegelingWijziging]


def effect_html(page: EffectPage) -> str:
    """The page as one file: style inside, all text escaped, no script, nothing from elsewhere.

    Raises VoorzieningenError when jinja2 is not installed.
    """
    return _template().render(
        page=page, say=texts(), css=_file("effect.css"), day=day(page.day, weekday=False), number=number, cost=cost,
        mean=mean, band=band_words, width=_width(page.bars), kind=_kind, lines=_lines,
        differing=[one for one in page.schemes if one.differs],
        hidden=_hides(page),
        short=[one.removeprefix("sha256:")[:12] for one in page.digests],
    )  # fmt: skip


def number(value: int | None) -> str:
    """A count as `1.250`, or that it is hidden."""
    return texts()("wijziging.verborgen") if value is None else f"{value:,}".replace(",", ".")


def cost(one: Figures) -> str:
    """What it costs a year in whole euros, as one amount or between two; never less than it is."""
    if one.lowest is None or one.highest is None:
        return texts()("wijziging.verborgen")
    if one.lowest == one.highest:
        return exact(f"{one.lowest:.2f}", "EUR") if one.lowest % 1 else euro(one.lowest)
    return texts()("wijziging.tussen", laagst=euro(one.lowest), hoogst=euro(one.highest, up=True))


def mean(value: Decimal | None) -> str:
    """The mean to the cent; a dash when there is none."""
    return "–" if value is None else exact(f"{value:.2f}", "EUR")


def band_words(bar: Bar) -> str:
    """A band of change as people say it: `€ 0,01 tot en met € 99,99 meer`."""
    say, low, high = texts(), bar.lowest, bar.highest
    if low is None and high is None:
        return say("wijziging.band.onzeker")
    if low == high == _NO_CHANGE:
        return say("wijziging.band.niets")
    if low is None or high is None:
        edge = low if low is not None else high
        assert edge is not None
        return say("wijziging.band.meer_dan" if edge > 0 else "wijziging.band.minder_dan", laagst=euro(abs(edge)))
    ends = [exact(f"{one:.2f}", "EUR") for one in sorted((abs(low), abs(high)))]
    return say("wijziging.band.meer" if low > 0 else "wijziging.band.minder", laagst=ends[0], hoogst=ends[1])


def income_words(lowest: Decimal | None, highest: Decimal | None) -> str:
    """A band of income, from `lowest` to below `highest`, in whole euros; without both it is not known."""
    say = texts()
    if lowest is None and highest is None:
        return say("wijziging.niet_bekend")
    if lowest is None:
        return say("wijziging.inkomen.tot", hoogst=euro(highest or _NO_CHANGE))
    if highest is None:
        return say("wijziging.inkomen.vanaf", laagst=euro(lowest))
    return say("wijziging.inkomen.van_tot", laagst=euro(lowest), hoogst=euro(highest))


def _kind(label: str) -> str:
    """A kind of household, or a municipality, as people say it."""
    if label == TOGETHER:
        return texts()("wijziging.samen")
    key = f"wijziging.huishoudtype.{label}"
    return texts()(key) if key in texts() else texts()("wijziging.niet_bekend") if label == "onbekend" else label


def _hides(page: EffectPage) -> bool:
    """Whether any number on the page is hidden."""
    rows = (page.whole, *page.schemes, *page.types, *page.towns, *page.incomes)
    counts = [(one.households, one.more, one.less, one.same, one.unsure, one.lowest) for one in rows]
    return any(None in one for one in counts) or any(one.households is None for one in page.bars)


def _width(bars: Sequence[Bar]) -> dict[int, str]:
    """How long each bar is drawn, of at most 100; by its number of households."""
    most = max((one.households or 0 for one in bars), default=0)
    return {count: f"{100 * count / most:.1f}" for one in bars if (count := one.households or 0)}


def _lines(change: RegelingWijziging) -> list[Line]:
    return [line for line in change_lines(change, _WIDE) if line.text]


@cache
def _template() -> Template:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as missing:
        what, repair = "voor deze pagina is jinja2 nodig.", "Installeer het: pip install 'voorzieningen[rapport]'."
        raise VoorzieningenError(what, repair=repair) from missing

    loader = PackageLoader("voorzieningen.render")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_together, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("effect.html.jinja")


def _together(value: Any) -> Any:
    """An amount is not broken after its euro sign."""
    return value.replace("€ ", "€\u00a0") if isinstance(value, str) else value


def _file(name: str) -> str:
    return (files("voorzieningen.render") / "templates" / name).read_text(encoding="utf-8")
