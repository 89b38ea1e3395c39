"""An answer put in its place in a household: what was typed is read kindly, and what cannot be is said at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen.errors import HouseholdError
from voorzieningen.household import Huishouden
from voorzieningen.household.changes import vary
from voorzieningen.household.fields import MONTHS, VERSION
from voorzieningen.questions._build import NONE
from voorzieningen.questions._paths import OTHERWISE, PAPERS, RECEIVES, held
from voorzieningen.report import VolgendeVraag
from voorzieningen.rulebook import Feit, RuleFiles
from voorzieningen.screening import RuleSet
from voorzieningen.texts import Texts, texts

SKIPS = ("weet_niet", "zeg_niet", "later")
"""The answers every question takes: not known, not said, and asked again later."""

_SPACED = re.compile(r"\d{1,3}(?:\s\d{3})+(?:[.,]\d{1,2})?")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,2})?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_BAND = re.compile(r"-?\d+(?:\.\d+)?\.\.-?\d+(?:\.\d+)?")
_FROM_TO = re.compile(r"\s+(?:tot|to)\s+")
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{1,2})[-/](\d{4})")
_NAMED_MONTH = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})")
_YEAR, _AGE = re.compile(r"(?:19|20)\d{2}"), re.compile(r"\d{1,3}(?:\.\.\d{1,3})?")


def answer(
    household: Huishouden, question: VolgendeVraag, value: Any, rules: RuleSet, *, say: Texts | None = None
) -> Huishouden:
    """The household with one more answer.

    `value` is the `waarde` of a ready answer, a list of them where several may hold, something typed (an amount such as
    `€ 1.612,35`, a day such as `2-4-1988`), a list of persons, or one of SKIPS. Raises HouseholdError, with the path as
    `where`, for an answer that does not fit; the household stays what it was.
    """
    return _Answer(household, question, rules.book.files, say or texts()).put(value)


def doubtful(question: VolgendeVraag, value: Any, rules: RuleSet) -> bool:
    """Whether a typed amount is so high that a slip is likelier than the truth; it may be right, so it is only asked about."""
    fact = rules.book.files.facts.get(question.feit)
    if question.soort != "getal" or fact is None or not fact.banden or not isinstance(value, str) or _BAND.fullmatch(value):
        return False
    number = read_amount(value)
    return number is not None and number >= rules.book.files.talk.twijfel * fact.banden[-1]


class _Answer:
    def __init__(self, household: Huishouden, question: VolgendeVraag, files: RuleFiles, say: Texts) -> None:
        self.household, self.question, self.files, self.say = household, question, files, say
        self.path = question.pad
        self.fact: Feit | None = files.facts.get(question.feit)

    def put(self, value: Any) -> Huishouden:
        if isinstance(value, str):
            value = value.strip()
        if value in ("", None, []) and self.question.soort not in ("meer", "ontvangt"):
            raise self.wrong("fout.leeg")
        if isinstance(value, str) and value in SKIPS:
            rough = self.question.precies and value != "later"
            return self._remember(self.household.naar_data(), "ongeveer" if rough else value)
        changes = self._changes(value)
        data = vary(self.household.naar_data(), changes)
        word = "gezegd" if self.path in self._told() else None
        if self.question.precies and ".." in str(held_data(data, self.path)):
            word = "ongeveer"  # a range again: more is not known
        return self._remember(data, word)

    def _told(self) -> tuple[str, ...]:
        return (*self.files.talk.eerst, OTHERWISE)

    def _remember(self, data: dict[str, Any], word: str | None) -> Huishouden:
        memory = dict(data.get("gesprek") or {})
        answers = {path: one for path, one in (memory.get("antwoorden") or {}).items() if path != self.path}
        if word:
            answers[self.path] = word
        memory = {**memory, "antwoorden": answers}
        return Huishouden.model_validate({**data, "versie": VERSION, "gesprek": memory})

    def wrong(self, key: str, **values: object) -> HouseholdError:
        """The error of an answer that does not fit, in the language of the talk."""
        return HouseholdError(self.say(key, **values), where=self.path)

    # --- by kind of question

    def _changes(self, value: Any) -> dict[str, Any]:
        kind, path = self.question.soort, self.path
        if kind == "personen":
            return {path: self._persons(value)}
        if path == PAPERS:
            return {path: [one for one in self._chosen(value) if one != NONE]}
        if path == OTHERWISE:
            return self._otherwise(self._chosen(value))
        if kind == "ontvangt":
            named = self._chosen(value)
            offered = [one.waarde for one in self.question.opties if one.waarde != NONE]
            return {f"{RECEIVES}.{one}": "onbekend" if one in named else 0 for one in offered}
        if kind == "plaats":
            return {path: self._place(value)}
        if kind == "meer":
            return {path: self._rows([one for one in self._chosen(value) if one != NONE])}
        if kind == "aantal_rijen":
            rows = held_data(self.household.naar_data(), path) or []
            return {path: [rows[at] if at < len(rows) else {} for at in range(int(self._one(value)))]}
        if kind in ("ja_nee", "keuze"):
            return self._of_year(self._one(value))
        if kind == "datum":
            return self._day(str(value))
        return self._of_year(self._amount(value))

    def _one(self, value: Any) -> str:
        if value not in [one.waarde for one in self.question.opties]:
            raise self.wrong("fout.keuze")
        return str(value)

    def _chosen(self, value: Any) -> list[str]:
        several = [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else []
        offered = [one.waarde for one in self.question.opties]
        if not several or any(one not in offered for one in several):
            raise self.wrong("fout.keuze")
        if NONE in several and len(several) > 1:
            raise self.wrong("fout.geen_en_meer")
        return list(dict.fromkeys(several))

    def _rows(self, kinds: list[str]) -> Any:
        if self.path == "wonen.servicekosten":
            known = held_data(self.household.naar_data(), self.path) or {}
            return {kind: known.get(kind, "onbekend") for kind in kinds}
        filled = self.files.talk.lijsten.get(self.path)
        before = held_data(self.household.naar_data(), self.path)
        rows = [row for row in before or () if row.get("soort") in kinds]
        for kind in kinds:
            if any(row.get("soort") == kind for row in rows):
                continue
            more = {**filled.vul, **filled.per_soort.get(kind, {})} if filled else {}
            rows.append({"soort": kind, **more})
        return rows

    def _otherwise(self, names: list[str]) -> dict[str, Any]:
        """What was taken for granted and is otherwise, for the household and for who asks; a list is then asked by itself."""
        at = next(at for at, one in enumerate(self.household.personen) if one.rol == "aanvrager")
        changes: dict[str, Any] = {}
        for name in self.files.talk.bijzonder:
            fact = self.files.facts[name]
            row = f"personen.{at}." if fact.tabel == "persoon" else ""
            listed = bool(fact.pad)
            if listed and name not in names and held(self.household, fact.pad) is None:
                changes[fact.pad] = []
            elif not listed:
                changes[f"{row}feiten.{name}"] = "ja" if name in names else "nee"
        return changes

    def _place(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.wrong("fout.plaats")
        return " ".join(value.split())[:1].upper() + " ".join(value.split())[1:]

    def _persons(self, value: Any) -> list[dict[str, Any]]:
        """Who lives there; persons who were there already keep what was said of them."""
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            raise self.wrong("fout.personen")
        known = self.household.naar_data()["personen"]
        found = []
        for at, one in enumerate(value):
            if not isinstance(one, Mapping) or one.get("rol") not in ("aanvrager", "partner", "kind", "medebewoner"):
                raise self.wrong("fout.personen")
            same = known[at] if at < len(known) and known[at]["rol"] == one["rol"] else {}
            rest = {name: held for name, held in same.items() if name not in ("geboortedatum", "leeftijd")}
            found.append({**rest, "rol": one["rol"], **self._born(one, same)})
        return found

    def _born(self, one: Mapping[str, Any], same: Mapping[str, Any]) -> dict[str, Any]:
        given = str(one.get("geboren") or "").strip()
        name = {"naam": one["naam"]} if one.get("naam") else {}
        if not given:
            return {**name, "geboortedatum": same.get("geboortedatum", "onbekend")}
        return {**name, **self._birth(given)}

    def _birth(self, text: str) -> dict[str, Any]:
        if _AGE.fullmatch(text):
            age = [Decimal(part) for part in text.split("..")]
            if age[-1] > 120:
                raise self.wrong("fout.leeftijd")
            return {"leeftijd": text if ".." in text else int(text)}
        found = self._period(text)
        if found[0] > self._today():
            raise self.wrong("fout.toekomst")
        return {"geboortedatum": _either(*found)}

    def _day(self, text: str) -> dict[str, Any]:
        if self.question.feit == "geboortedatum":
            row = self.path.rsplit(".", 1)[0]
            person = dict(held_data(self.household.naar_data(), row))
            person.pop("geboortedatum", None)
            person.pop("leeftijd", None)
            return {row: {**person, **self._birth(text)}}
        return self._of_year(_either(*self._period(text)))

    def _period(self, text: str) -> tuple[date, date]:
        """The first and last day that is meant: a day, a month or a year."""
        text = text.strip().lower()
        ends = _FROM_TO.split(text)
        if len(ends) == 2:
            first, last = self._period(ends[0])[0], self._period(ends[1])[1]
            if first > last:
                raise self.wrong("fout.datum")
            return first, last
        try:
            if _ISO_DAY.fullmatch(text):
                day = date.fromisoformat(text)
                return day, day
            if found := _DUTCH_DAY.fullmatch(text):
                day = date(int(found[3]), int(found[2]), int(found[1]))
                return day, day
            if found := _NAMED_MONTH.fullmatch(text):
                year, month = int(found[3]), MONTHS.index(found[2]) + 1
                return (date(year, month, int(found[1])),) * 2 if found[1] else _month(year, month)
            if found := _MONTH.fullmatch(text):
                return _month(int(found[2]), int(found[1]))
            if _YEAR.fullmatch(text):
                return date(int(text), 1, 1), date(int(text), 12, 31)
        except ValueError:
            raise self.wrong("fout.datum_bestaat_niet") from None
        raise self.wrong("fout.datum")

    def _today(self) -> date:
        day = self.household.peildatum
        return day if isinstance(day, date) else date.max

    def _amount(self, value: Any) -> Any:
        text = str(value)
        parts = text.split("..") if _BAND.fullmatch(text) else _FROM_TO.split(text)
        low, high = parts[0], parts[-1]
        ends = [read_amount(low), read_amount(high)]
        if None in ends:
            raise self.wrong("fout.bedrag" if self.question.eenheid.startswith("EUR") else "fout.getal")
        first, last = (Decimal(end) for end in ends if end is not None)
        fact = self.fact
        if fact and isinstance(fact.minimum, Decimal) and isinstance(fact.maximum, Decimal):
            if not fact.minimum <= first <= last <= fact.maximum:
                raise self.wrong("fout.bereik", laagst=f"{fact.minimum:f}", hoogst=f"{fact.maximum:f}")
            if any(end != round(end, fact.decimalen) for end in (first, last)):
                raise self.wrong("fout.heel" if not fact.decimalen else "fout.bedrag")
        elif not 0 <= first <= last:
            raise self.wrong("fout.bereik", laagst="0", hoogst="99999999")
        return f"{first}..{last}" if first < last else first

    def _of_year(self, value: Any) -> dict[str, Any]:
        """A value of one year stands beside those of other years."""
        year = self.question.jaar
        if year is None:
            return {self.path: value}
        before = held_data(self.household.naar_data(), self.path)
        others = before if isinstance(before, Mapping) else {}
        return {self.path: {**others, str(year): value}}


def held_data(data: Any, path: str) -> Any:
    """What plain data holds at a path; None where it holds nothing."""
    for part in path.split("."):
        if isinstance(data, list):
            data = data[int(part)] if part.isdigit() and int(part) < len(data) else None
        else:
            data = data.get(part) if isinstance(data, Mapping) else None
    return data


def read_amount(text: str) -> Decimal | None:
    """An amount as people type it: `612,35`, `612.35`, `€ 612`, `1.612,35`, `1,612.35`; None for anything else."""
    bare = text.replace("€", "").strip().removesuffix(",-")
    if _SPACED.fullmatch(bare):
        bare = "".join(bare.split())
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "")
    elif _ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def _month(year: int, month: int) -> tuple[date, date]:
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), date.fromordinal(after.toordinal() - 1)


def _either(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
