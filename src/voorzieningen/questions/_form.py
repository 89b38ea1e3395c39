"""The whole form: everything that is usually asked, by part of the talk, with what the household says already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen.facts import LISTS
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.household import Bereik, Gedateerd, Huishouden, Keuzes, Namen, Onbekend, Ontvangst
from voorzieningen.questions._build import NONE
from voorzieningen.questions._next import question_at
from voorzieningen.questions._paths import RECEIVES, Paths, belongs, held, person_of
from voorzieningen.report import VolgendeVraag
from voorzieningen.screening import RuleSet
from voorzieningen.texts import Texts, texts


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form with what was answered: words of ready answers, or what was typed."""

    question: VolgendeVraag
    chosen: tuple[str, ...] = ()
    typed: str = ""

    @property
    def answered(self) -> bool:
        """Whether the household says something here."""
        return bool(self.chosen or self.typed)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the form."""

    group: str
    title: str
    fields: tuple[Field, ...]

    @property
    def open(self) -> int:
        """How many of its questions have no answer."""
        return sum(not one.answered for one in self.fields)


def form(household: Huishouden, day: date, rules: RuleSet, *, say: Texts | None = None) -> tuple[Part, ...]:
    """All questions of the form in the order of the talk, each with its answer so far."""
    words = say or texts()
    found: dict[str, list[Field]] = {}
    for path in _paths(household, rules, day):
        question = question_at(household, path, day, rules, say=words, offered=_offered(household, rules, day))
        found.setdefault(question.groep, []).append(answered(household, question, day))
    groups = [one.groep for one in rules.book.files.talk.groepen]
    return tuple(
        Part(group, words(f"groep.{group}"), tuple(found[group])) for group in sorted(found, key=groups.index)
    )


def _paths(household: Huishouden, rules: RuleSet, day: date) -> Iterator[str]:
    """The path of everything the form asks, a row of a list once for each row that is there."""
    files = rules.book.files
    paths = Paths(files, household)
    yield from ("gemeente", "waterschap", "sinds")
    asked = [(name, files.facts[name]) for name in files.talk.formulier]
    for name, fact in asked:
        if fact.tabel == HOUSEHOLD:
            yield fact.pad or f"feiten.{name}"
    for at, person in enumerate(household.personen):
        for name, fact in asked:
            if fact.tabel == PERSONS and _fits(fact.alleen_als, person.rol):
                yield f"personen.{at}.{fact.pad or f'feiten.{name}'}"
    for table, parent in files.parents.items():
        names = [(fact.pad or f"feiten.{name}") for name, fact in asked if fact.tabel == table and fact.pad != "soort"]
        owners = [""] if parent == HOUSEHOLD else [f"personen.{at}." for at in range(len(household.personen))]
        for owner in owners if table != PERSONS and any(fact.tabel == table for _, fact in asked) else ():
            listed = "wonen.servicekosten" if table == "servicekosten" else f"{owner}{LISTS.get(table, table)}"
            whose = person_of(household, owner)
            if paths.at(listed) is None or (whose and not belongs(table, whose)):
                continue
            yield listed
            rows = held(household, listed)
            if isinstance(rows, tuple):
                yield from (f"{listed}.{at}.{name}" for at in range(len(rows)) for name in names)
    yield RECEIVES
    yield from (f"{RECEIVES}.{name}" for name, one in (household.ontvangt or {}).items() if one.bedrag != 0)


def _fits(only_if: dict[str, Any], role: str) -> bool:
    return role in only_if["rol"] if "rol" in only_if else True


def _offered(household: Huishouden, rules: RuleSet, day: date) -> tuple[str, ...]:
    outcomes = rules.program(day.year).linked.outcomes
    return tuple(name for name, one in outcomes.items() if one.pays and one.rhythm in ("maand", "kwartaal"))


def answered(household: Huishouden, question: VolgendeVraag, day: date) -> Field:
    """A question with what the household says to it on a day."""
    value = held(household, question.pad)
    if question.soort == "ontvangt":
        named = tuple(name for name, one in (household.ontvangt or {}).items() if one.bedrag != 0)
        return Field(question, named or ((NONE,) if household.ontvangt else ()))
    if question.soort == "meer":
        return Field(question, _kinds(value))
    if question.soort == "aantal_rijen":
        return Field(question, (str(min(len(value), 2)),) if value is not None else ())
    if isinstance(value, Gedateerd):
        days = [one for since, one in value.waarden if since <= day]
        value = days[-1] if days else None
    if isinstance(value, Ontvangst):
        value = value.bedrag
    band = f"{value.laagst}..{value.hoogst}" if isinstance(value, Bereik) else ""
    if any(one.waarde == band for one in question.opties):
        return Field(question, (band,))
    shown = _shown(value)
    return Field(question, (shown,)) if question.soort in ("ja_nee", "keuze") and shown else Field(question, typed=shown)


def _kinds(rows: Any) -> tuple[str, ...]:
    if rows is None:
        return ()
    kinds = tuple(rows) if isinstance(rows, Namen) else tuple(dict.fromkeys(getattr(one, "soort", None) or "" for one in rows))
    return kinds or (NONE,)


def _shown(value: Any) -> str:
    """A value as somebody would type it."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, date):
        return f"{value.day}-{value.month}-{value.year}"
    if isinstance(value, Bereik):
        return f"{_shown(value.laagst)} tot {_shown(value.hoogst)}"
    if value is None or isinstance(value, Onbekend | Keuzes | Gedateerd):
        return ""
    return str(value)
