"""How money, numbers, dates, months and rows of a household are written in Dutch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

_TABLES = {
    "personen": "persoon", "inkomens": "inkomen", "ouders": "ouder", "voertuigen": "voertuig", "schulden": "schuld",
    "uitgaven": "uitgave", "achterstanden": "achterstand", "aanslagen": "aanslag",
}  # fmt: skip
_BARE = ("aantal", "ja_nee", "keuze", "datum", "EUR", "")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def euro(value: Decimal, *, up: bool = False) -> str:
    """Whole euros, such as `€ 1.550`: what comes in rounded down, what goes out up."""
    return _money(value.to_integral_value(ROUND_CEILING if up else ROUND_FLOOR), 0)


def _money(value: Decimal, decimals: int) -> str:
    return f"{'-' if value < 0 else ''}€ {_dutch(abs(value), decimals)}"


def _dutch(value: Decimal, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def exact(text: str, unit: str) -> str:
    """A value of a step in full, such as `€ 3.941,20 per jaar`; a range keeps both ends, `…` marks digits left off."""
    shown = " tot ".join(_exact(part, unit) for part in text.split(".."))
    return shown + _rhythm(unit)


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


def _rhythm(unit: str) -> str:
    head, _, per = unit.partition("/")
    thing = "" if head == "EUR" or unit in _BARE else f" {head}"
    return f"{thing} per {per}" if per else thing


def day(value: date, *, weekday: bool = True) -> str:
    """A date as people say it: `vrijdag 31 december 2027`."""
    text = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{DAYS[value.weekday()]} {text}" if weekday else text


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
    first, last = MONTHS[run[0] - 1], MONTHS[run[-1] - 1]
    return first if len(run) == 1 else f"{first} {'en' if len(run) == 2 else 'tot en met'} {last}"


def listed(things: Iterable[str]) -> str:
    """`a, b en c`."""
    *head, tail = list(things) or [""]
    return f"{', '.join(head)} en {tail}" if head else tail


def row(path: str) -> str:
    """A path in the household as people count: `personen.1.inkomens.2` is `persoon 2, inkomen 3`."""
    words: list[str] = []
    for part in path.strip(".").split("."):
        if part.isdigit() and words:
            words[-1] = f"{_TABLES.get(words[-1], words[-1])} {int(part) + 1}"
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
