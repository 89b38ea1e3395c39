"""What differs between two dates of one set of rules, or between two sets: figures, steps, conditions, sources and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from voorzieningen.audit._items import ENDED, Item, Key, Taken, is_about, last_days, on, taken, taken_apart
from voorzieningen.audit.types import RegelingWijziging, Wijziging
from voorzieningen.rulebook import RuleFiles
from voorzieningen.screening import RuleSet


def between_sets(before: Path, after: Path) -> tuple[RegelingWijziging, ...]:
    """What differs between two folders of rules, file by file.

    Nothing is linked: also rules that do not hold together can be compared. Raises FileError for a folder without rules or
    a file that cannot be read.
    """
    old, new = taken(before), taken(after)
    found = []
    for path in sorted(old.keys() | new.keys()):
        was, now = old.get(path), new.get(path)
        changes = tuple(_sets(was, now)) if was and now else (_whole(was, now),)
        if changes:
            file = now or old[path]
            found.append(RegelingWijziging(regeling=file.scheme, titel=file.title, bestand=path, wijzigingen=changes))
    return tuple(found)


def between_schemes(before: RuleFiles, after: RuleFiles) -> tuple[RegelingWijziging, ...]:
    """What an amendment changes in the schemes of the country: two sets of rules that were read from the same folder."""
    found = []
    old, new = ({**one.schemes, **one.frames, **one.signals} for one in (before, after))
    for name, file in new.items():
        if file is not old[name] and file.model != old[name].model:
            was, now = (taken_apart(one.doc.data, after.root / one.doc.name, one.doc.name) for one in (old[name], file))
            changes = tuple(one for one in _sets(was, now) if one.onderdeel != "bron")
            found.append(RegelingWijziging(regeling=name, titel=now.title, bestand=now.path, wijzigingen=changes))
    return tuple(found)


def between_days(root: Path, first: date, last: date) -> tuple[RegelingWijziging, ...]:
    """What holds on the later day and did not hold on the earlier one, file by file, in one folder of rules."""
    found = []
    for path, file in taken(root).items():
        if changes := tuple(_days(file, first, last)):
            found.append(RegelingWijziging(regeling=file.scheme, titel=file.title, bestand=path, wijzigingen=changes))
    return tuple(found)


def out_of_date(rules: RuleSet, day: date) -> tuple[str, ...]:
    """The figures of which the value of an earlier year or half-year is used on a day, as `scheme.name`."""
    book = rules.book
    linked = [book.year(day.year), *(one(day.year, place) for place in book.places() for one in (book.local, book.signals))]
    return tuple(sorted({key for year in linked for key, one in year.parameters.items() if one.stale}))


def _whole(old: Taken | None, new: Taken | None) -> Wijziging:
    file = new or old
    assert file is not None
    return Wijziging(
        onderdeel="regeling", aard="nieuw" if new else "weg", naam=file.scheme,
        voor=str(len(old.items)) if old else None, na=str(len(new.items)) if new else None,
    )  # fmt: skip


def _sets(old: Taken, new: Taken) -> Iterator[Wijziging]:
    last = last_days(old.items)
    for key in sorted(old.items.keys() | new.items.keys(), key=_order):
        was, now = old.items.get(key), new.items.get(key)
        if was is not None and now is not None and was.text == now.text:
            continue
        known = last.get((key.part, key.name))
        if key.day and known and known < key.day and now is not None and not is_about(key):
            before = old.items.get(Key(key.part, key.name, known, key.cell))
            yield _change(key, before, now, new, "gelijk" if before and before.text == now.text else "nieuwe datum")
        else:
            yield _change(key, was, now, new, "nieuw" if was is None else "weg" if now is None else "anders")


def _days(file: Taken, first: date, last: date) -> Iterator[Wijziging]:
    old, new = on(file.items, first), on(file.items, last)
    for key in sorted(old.keys() | new.keys(), key=_order):
        was, now = old.get(key), new.get(key)
        day = now[0] if now else None
        if was and now and was[1].text == now[1].text:
            if now[1].unit == "datum" and (comes := _day(now[1].text)) and first < comes <= last:
                yield _change(Key(key.part, key.name, comes, key.cell), None, now[1], file, "gaat in")
            continue
        how = "nieuwe datum" if was and now else "nieuw" if now else "weg"
        dated = Key(key.part, key.name, day or _ended(file, key, last), key.cell)
        yield _change(dated, was[1] if was else None, now[1] if now else None, file, how)
    if file.ended and first < file.ended <= last:
        yield Wijziging(onderdeel="regeling", aard="weg", naam=file.scheme, vanaf=file.ended, voor=file.title, na=None)


def _ended(file: Taken, key: Key, last: date) -> date | None:
    """The day on which something with dates ended."""
    days = [one.day for one, item in file.items.items() if (one.part, one.name) == (key.part, key.name) and item.text == ENDED]
    return max((day for day in days if day and day <= last), default=None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _order(key: Key) -> tuple[int, str, date, str]:
    parts = ("parameter", "open term", "voorwaarde", "stap", "overig", "bron")
    return parts.index(key.part), key.name, key.day or date.min, key.cell


def _change(key: Key, was: Item | None, now: Item | None, file: Taken, how: str) -> Wijziging:
    return Wijziging.model_validate({
        "onderdeel": key.part, "aard": how, "naam": key.name, "cel": key.cell, "vanaf": key.day,
        "eenheid": (now or was or Item("")).unit, "in_werking": now.in_force if now else None,
        "voor": was.text if was else None, "na": now.text if now else None,
        "bron": tuple(file.sources.get(one, one) for one in now.sources) if now else (),
    })  # fmt: skip
