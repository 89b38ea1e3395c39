"""The words of the page about a group: hidden numbers, amounts, groups, classes and levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from voorzieningen.render.figures import day as date_words
from voorzieningen.render.figures import euro
from voorzieningen.render.group_model import TOGETHER, GroupPage, Money, Number, Row, Share, Steps, Topic
from voorzieningen.texts import texts

MOST = 10


def say(key: str, /, **holes: object) -> str:
    """A text of the catalogue with its holes filled."""
    return texts()(key, **holes)


def whole(count: int) -> str:
    """A count as people write it, such as `1.470`."""
    return f"{count:,}".replace(",", ".")


def number(one: Number, minimum: int) -> str:
    """A count, or in words that it is hidden."""
    if one.value is not None:
        return whole(one.value)
    return say("groepsblad.getal.klein", minimum=minimum) if one.sign == "klein" else say("groepsblad.getal.verborgen")


def money(one: Money | None, *, pays: bool = True) -> str:
    """An amount in whole euros from its lowest to its highest; a dash for a scheme without amounts."""
    if one is None:
        return say("groepsblad.getal.verborgen") if pays else say("groepsblad.getal.geen_bedrag")
    low, high = euro(one.lowest), euro(one.highest, up=True)
    exact = one.lowest == one.highest
    return euro(one.lowest) if exact else say("groepsblad.getal.tot", laagst=low, hoogst=high)


def amount(one: Decimal | None) -> str:
    """One amount in whole euros, or that it is hidden."""
    return say("groepsblad.getal.verborgen") if one is None else euro(one)


def group_name(name: str, division: str) -> str:
    """What a group is called on the page; a municipality has its own name."""
    key = f"groepsblad.naam.samen_{division}" if name == TOGETHER else f"groepsblad.naam.{name}"
    return say(key) if key in texts() else name


def number_class(share: Share, last: int) -> str:
    """How many schemes are missed in a class; `last` is where the highest class ends."""
    if share.last == 0:
        return say("groepsblad.klasse.geen")
    if share.last == last:
        return say("groepsblad.klasse.en_meer", aantal=share.first)
    if share.first == share.last:
        return say("groepsblad.klasse.een", aantal=share.first)
    return say("groepsblad.klasse.tot", laagst=share.first, hoogst=share.last)


def band(share: Share, bounds: Sequence[int]) -> str:
    """Which amounts are in a class: nothing, and then each from one of `bounds` to below the next."""
    if share.last == 0:
        return say("groepsblad.klasse.niets")
    if share.last == len(bounds):
        return say("groepsblad.klasse.vanaf", bedrag=euro(Decimal(bounds[share.first - 1])))
    high = euro(Decimal(bounds[share.last]))
    if share.first < 2:
        return say("groepsblad.klasse.iets_minder" if share.first else "groepsblad.klasse.minder", bedrag=high)
    return say("groepsblad.klasse.tussen", laagst=euro(Decimal(bounds[share.first - 1])), hoogst=high)


def level(share: Share, names: Sequence[str]) -> str:
    """The levels in a class."""
    low, high = (say(f"groepsblad.niveau.{names[one]}") for one in (share.first, share.last))
    return low if low == high else say("groepsblad.niveau.reeks", laagst=low, hoogst=high)


def goal(steps: Steps) -> str:
    """Whether enough households kept their step, as far as what is shown says so."""
    reached = steps.kept_least >= steps.target
    if steps.exact:
        return say("groepsblad.later.gehaald" if reached else "groepsblad.later.niet_gehaald", aantal=steps.kept_least)
    return say("groepsblad.later.minstens_gehaald" if reached else "groepsblad.later.niet_te_zeggen", aantal=steps.kept_least)


def by_missed(topics: Sequence[Topic]) -> list[Topic]:
    """Schemes, those that most households are shown to miss first; without those of which nobody at all has a right."""
    some = [one for one in topics if one.whole.numbers["geen_recht"].value != one.whole.size]
    return sorted(some, key=lambda one: (-one.whole.shows("mist"), one.name))


def biggest(page: GroupPage, titles: Mapping[str, str]) -> list[tuple[str, Row]]:
    """The ten largest amounts missed over the year that are shown: by scheme and municipality, else by scheme."""
    towns = [(one, row) for one in page.schemes for row in one.towns]
    found = [(one, row) for one, row in towns or [(one, one.whole) for one in page.schemes] if row.year and row.year.highest]
    found.sort(key=lambda pair: (-(pair[1].year.lowest if pair[1].year else 0), pair[0].name, pair[1].name))
    named = [(titles.get(one.name, one.name), row) for one, row in found[:MOST]]
    return [(f"{name}, {group_name(row.name, 'gemeente')}" if towns else name, row) for name, row in named]


def in_short(page: GroupPage, titles: Mapping[str, str]) -> list[str]:
    """What a reader should know when nothing else is read."""
    said = []
    if (topics := by_missed(page.schemes)) and (most := topics[0].whole.shows("mist")):
        said.append(say("groepsblad.kort.meest", regeling=titles.get(topics[0].name, topics[0].name), aantal=whole(most)))
    for key, amounts in (
        ("groepsblad.kort.bedrag", [one.whole.year for one in page.schemes]),
        ("groepsblad.kort.alsnog", [one.whole.claim for one in page.schemes]),
    ):
        shown = [one for one in amounts if one]
        if shown and (high := sum((one.highest for one in shown), Decimal())):
            said.append(say(key, bedrag=money(Money(sum((one.lowest for one in shown), Decimal()), high))))
    open_first = sorted(page.schemes, key=lambda one: (-one.whole.shows("misschien"), one.name))
    if open_first and (most := open_first[0].whole.shows("misschien")):
        name = open_first[0].name
        said.append(say("groepsblad.kort.misschien", regeling=titles.get(name, name), aantal=whole(most)))
    return said or [say("groepsblad.kort.niets")]


def day_words(page: GroupPage) -> str:
    """The day of the page."""
    return date_words(page.day, weekday=False)
