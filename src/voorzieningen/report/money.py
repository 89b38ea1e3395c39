"""The money of a household in a report: streams, months, what is left, and what is not known."""

from __future__ import annotations

from typing import Literal

from voorzieningen.report.base import Bedrag, Result, Vraag


class OnbekendePost(Vraag):
    """Money that comes in or goes out of which nobody said how much: it is in no sum."""

    richting: Literal["in", "uit"]
    soort: str
    titel: str


class Post(Result):
    """One stream of money, in or out: spread over the months, and month by month for twelve months ahead."""

    richting: Literal["in", "uit"]
    soort: str
    """A kind of income, expense or debt, or the name of a scheme."""
    titel: str
    waar: str = ""
    """The row in the household; empty for a scheme."""
    regeling: str = ""
    """The scheme that pays it."""
    dag: int | None = None
    """The day of the month on which it is paid, of what is paid each month and of which the day is known."""
    vast: bool = False
    """Of an expense: whether it is a fixed one."""
    per_maand: Bedrag
    """As it is now, yearly and four-weekly amounts spread over months."""
    straks_per_maand: Bedrag
    maanden: tuple[Bedrag, ...]
    straks: tuple[Bedrag, ...]


class Stand(Result):
    """The money of one month: in, out, what is left of it, and what is on the account at the end of it."""

    inkomsten: Bedrag
    uitgaven: Bedrag
    saldo: Bedrag
    stand: Bedrag
    """What is there at the end of the month; without a known account what the months before add up to."""


class Maand(Result):
    """One month ahead."""

    maand: str
    """`2026-12`"""
    nu: Stand
    straks: Stand
    geschat: bool
    """Whether the rules of this month are not known yet, and those of the last known year were used."""
    gebeurtenissen: tuple[str, ...] = ()
    """What begins, ends or is paid once in this month."""


class Kasstroom(Result):
    """The money of a household a month and over twelve months."""

    inkomsten: Bedrag
    uitgaven: Bedrag
    per_maand: Bedrag
    """What is left a month, yearly costs and holiday pay spread."""
    eerste_tekort: str | None = None
    """The first month at the end of which there is surely less than nothing."""
    misschien_tekort: str | None = None
    """The first month at the end of which there may be less than nothing."""
    laagste_stand: Bedrag
    laagste_maand: str


class Budget(Result):
    """What comes in and goes out, as it is now (`nu`) and once what is surely due comes in (`straks`)."""

    nu: Kasstroom
    straks: Kasstroom
    beginstand: Bedrag | None
    """The money on the accounts at the start; None when the household does not say."""
    maanden: tuple[Maand, ...]
    posten: tuple[Post, ...]
    eerste_tekort: str | None = None
    """That of `nu`."""
    onbekend: tuple[OnbekendePost, ...] = ()
    """Costs and incomes that are there and not known: they are in no sum. With an unknown cost what is left is at most what
    stands here, with an unknown income at least."""
    aannames: tuple[str, ...] = ()
