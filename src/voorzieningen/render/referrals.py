"""The referral directory of one municipality as lines: who helps with what, for whom, and on which page."""

from __future__ import annotations

from collections.abc import Sequence

from voorzieningen.render.figures import day, say
from voorzieningen.render.page import Line, Page
from voorzieningen.rulebook import Onderwerp, Organisatie

TOPICS: tuple[Onderwerp, ...] = (
    "schulden", "achterstand", "formulieren", "lezen_en_schrijven", "wonen", "opvoeden", "werk", "energie", "zorgmijding",
    "jongeren_uit_huis", "vrijwilligerswerk",
)  # fmt: skip
"""What people ask help with, in the order of the page."""


def referral_lines(
    town: str, local: Sequence[Organisatie], national: Sequence[Organisatie], topic: Onderwerp | None = None, *, width: int = 80
) -> list[Line]:
    """Who helps in a municipality, by topic, local desks first; `topic` shows only that one."""
    page = Page(width)
    if not local:
        page.text(say("verwijzing.niets_van_gemeente", gemeente=town))
    for name in (topic,) if topic else TOPICS:
        here = [one for one in local if name in one.onderwerpen]
        anywhere = [one for one in national if name in one.onderwerpen]
        if here or anywhere:
            page.heading(say(f"onderwerp.{name}"))
        for one in (*here, *anywhere):
            page.blank()
            page.text(one.naam if one in here or not local else say("verwijzing.heel_nederland", naam=one.naam), "goed")
            page.text(one.voor, indent=2)
            page.text(one.url, indent=2)
            seen = say("verwijzing.nagekeken", dag=day(one.gezien, weekday=False))
            page.text(f"{seen} {one.opmerking}".rstrip(), "grijs", indent=2)
        if topic and not (here or anywhere):
            page.text(say("verwijzing.niemand", onderwerp=say(f"onderwerp.{name}").lower()))
    return page.lines
