"""`teksten/woorden.yaml`: what every Dutch text for people must satisfy. The tests of the texts read it."""

from __future__ import annotations

from voorzieningen.rulebook import Record


class Uitzondering(Record):
    """A text that may be otherwise, with the reason."""

    waar: str
    regel: str
    reden: str


class Bladzijde(Record):
    """A paragraph of a made page that may be otherwise, by what stands in it."""

    bevat: str
    regel: str
    reden: str


class Woorden(Record):
    """`woorden.yaml`."""

    grenzen: dict[str, int]
    verboden: tuple[str, ...]
    verboden_bij_signalen: tuple[str, ...]
    namen: tuple[str, ...]
    moeilijk: dict[str, str]
    lang: tuple[str, ...]
    uitgezonderd: tuple[Uitzondering, ...] = ()
    pagina: tuple[Bladzijde, ...] = ()
