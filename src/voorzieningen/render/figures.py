"""The words of the report by their key, and how money, numbers, dates, months and rows of a household are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

from voorzieningen.texts import texts

_BARE = ("aantal", "ja_nee", "keuze", "datum", "EUR", "")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def say(key: str, /, **holes: object) -> str:
    """A text of the report with its holes filled; the catalogue has it as `rapport.` and this key."""
    return texts()(f"rapport.{key}", **holes)


def known(key: str) -> bool:
    """Whether the report has a text of its own for this."""
    return f"rapport.{key}" in texts()


def capital(text: str) -> str:
    """A text as the begin of a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def euro(value: Decimal, *, up: bool = False) -> str:
    """Whole euros, such as `€ 1.550`: what comes in rounded down, what goes out up."""
    return _money(value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR), 0)


def _money(value: Decimal, decimals: int) -> str:
    return f"{'-' if value < 0 else ''}€ {_dutch(abs(value), decimals)}"


def _dutch(value: Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def exact(text: str, unit: str) -> str:
    """A value of a step in full, such as `€ 3.941,20 per jaar`; a range keeps both ends, `…` marks digits left off."""
    lowest, _, highest = text.partition("..")
    shown = _exact(lowest, unit)
    shown = say("waarde.reeks", laagst=shown, hoogst=_exact(highest, unit)) if highest else shown
    head, _, per = unit.partition("/")
    thing = "" if head == "EUR" or unit in _BARE else f" {head}"
    return say("waarde.per", waarde=f"{shown}{thing}", tijd=per) if per else f"{shown}{thing}"


def _exact(text: str, unit: str) -> str:
    if _DATE.fullmatch(text):
        return day(date.fromisoformat(text), weekday=False)
    digits = text.removesuffix("…")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return text
    decimals = max(0, -int(value.as_tuple().exponent))
    if unit.startswith("EUR"):
        shown = _money(value, max(2, decimals) if decimals else 0)
    else:
        shown = ("-" if value < 0 else "") + _dutch(abs(value), decimals)
    return shown + text[len(digits):]


def day(value: date, *, weekday: bool = True) -> str:
    """A date as people say it: `vrijdag 31 december 2027`."""
    key, name = ("datum.lang", say(f"weekdag.{value.isoweekday()}")) if weekday else ("datum.kort", "")
    return say(key, weekdag=name, dag=value.day, maand=say(f"maand.{value.month}"), jaar=value.year)


def month(name: str) -> str:
    """`2026-12` as `december 2026`."""
    year, number = name.split("-")
    return say("datum.maand", maand=say(f"maand.{int(number)}"), jaar=year)


def months(numbers: Sequence[int]) -> str:
    """Months as ranges: `januari tot en met juni en augustus`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return listed(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    first, last = say(f"maand.{run[0]}"), say(f"maand.{run[-1]}")
    return first if len(run) == 1 else say("maanden.twee" if len(run) == 2 else "maanden.reeks", eerste=first, laatste=last)


def listed(things: Iterable[str]) -> str:
    """`a, b en c`."""
    *head, tail = list(things) or [""]
    return say("opsomming.en", begin=", ".join(head), laatste=tail) if head else tail


def row(path: str) -> str:
    """A path in the household as people count: `personen.1.inkomens.2` is `persoon 2, inkomen 3`."""
    words: list[str] = []
    for part in path.strip(".").split("."):
        if part.isdigit() and words:
            table = f"rij.{words[-1]}"
            words[-1] = f"{say(table) if known(table) else words[-1]} {int(part) + 1}"
        elif part:
            words.append(part.replace("_", " "))
    return ", ".join(words)


def rows(paths: Iterable[str]) -> str:
    """Several paths together, rows of one kind by their numbers: `persoon 1, 2 en 4`."""
    numbers: dict[str, list[str]] = {}
    for text in dict.fromkeys(map(row, paths)):
        head, _, last = text.rpartition(" ")
        named, number = (head, [last]) if last.isdigit() else (text, [])
        numbers.setdefault(named, []).extend(number)
    shown = [f"{named} {listed(sorted(found, key=int))}" if found else named for named, found in numbers.items() if named]
    return "; ".join(shown) if any("," in one for one in numbers) else listed(shown)
