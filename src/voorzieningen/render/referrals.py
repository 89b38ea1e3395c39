"""The referral directory of one municipality as lines: who helps with what, for whom, and on which page."""

from __future__ import annotations

from collections.abc import Sequence

from voorzieningen.render.figures import day
from voorzieningen.render.page import Line, Page
from voorzieningen.rulebook import Onderwerp, Organisatie

TOPICS: dict[Onderwerp, str] = {
    "schulden": "Schulden",
    "achterstand": "Achter met een rekening",
    "formulieren": "Formulieren en papieren",
    "lezen_en_schrijven": "Lezen, schrijven en de computer",
    "wonen": "Wonen",
    "opvoeden": "Opvoeden",
    "werk": "Werk",
    "energie": "Energie",
    "zorgmijding": "Iemand die hulp uit de weg gaat",
    "jongeren_uit_huis": "Jongeren die uit huis gaan",
    "vrijwilligerswerk": "Vrijwilligerswerk",
}


def referral_lines(
    town: str, local: Sequence[Organisatie], national: Sequence[Organisatie], topic: Onderwerp | None = None, *, width: int = 80
) -> list[Line]:
    """Who helps in a municipality, by topic, local desks first; `topic` shows only that one."""
    page = Page(width)
    if not local:
        page.text(f"Van de gemeente {town} staat hier nog niets in. Dit geldt in heel Nederland.")
    for name in (topic,) if topic else TOPICS:
        here = [one for one in local if name in one.onderwerpen]
        anywhere = [one for one in national if name in one.onderwerpen]
        if here or anywhere:
            page.heading(TOPICS[name])
        for one in (*here, *anywhere):
            page.blank()
            page.text(one.naam + ("" if one in here or not local else " (heel Nederland)"), "goed")
            page.text(one.voor, indent=2)
            page.text(one.url, indent=2)
            page.text(f"Nagekeken op {day(one.gezien, weekday=False)}. {one.opmerking}".rstrip(), "grijs", indent=2)
        if topic and not (here or anywhere):
            page.text(f"Over {TOPICS[name].lower()} staat hier nog niemand in. Vraag het bij de gemeente.")
    return page.lines
