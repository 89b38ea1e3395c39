"""Field types of the household model: each reads one field, as light as can be, and says in Dutch what it expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic_core import PydanticCustomError, core_schema

from voorzieningen.household._messages import NAME, deeper, did_you_mean, fault, found
from voorzieningen.household.values import ONBEKEND, Bereik, Gedateerd, Keuzes, Namen, Onbekend, Ontvangst

V = TypeVar("V")
Reader: TypeAlias = Callable[[Any], V]
Kind: TypeAlias = Literal[
    "bedrag", "saldo", "leeftijd", "ja_nee", "datum", "keuze", "feit", "tekst", "nummer", "maanden", "groep"
]  # fmt: skip
"""What a plain value of a field is; a `saldo` may be below zero, a `nummer` is the place of a person, a `groep` has names."""

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
PER = ("week", "vier_weken", "maand", "kwartaal", "jaar", "eenmalig")
VERSION = 2
"""The version of the file format; _saved.py brings older files up to date."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
MOST_PERSONS, MOST_ROWS = 12, 50
MOST_YEARS, MOST_LETTERS = 120, 80
_MOST, _CENT, _EXACT = Decimal(100_000_000), Decimal("0.01"), Context(prec=40)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_AMOUNT = "Vul een bedrag in als getal met een punt, zoals 612 of 612.35."
_DAY = "Schrijf een datum als jaar-maand-dag, zoals 1988-04-02."
_RANGE = "Schrijf eerst het laagste, dan twee punten, dan het hoogste, zoals 35..40."
_DATED = "Schrijf een datum of een jaar, met de waarde die vanaf dan geldt, zoals 2026-07-01: 612.35."
_WORD = "Schrijf een woord in kleine letters, met _ in plaats van spaties."
_QUICK = frozenset({Decimal, bool, date, int})  # what can only be a plain value: most of a known household


class Field:
    """Reads one field: `plain` reads one plain value; the flags say what else may stand there.

    `kind` is what a plain value is, and `choices` are its labels or names where those are fixed.
    """

    __slots__ = ("_plain", "choices", "dated", "kind", "ranges", "sets")

    def __init__(
        self,
        plain: Reader[Any],
        kind: Kind,
        choices: tuple[str, ...] = (),
        *,
        ranges: bool = False,
        sets: bool = False,
        dated: bool = True,
    ) -> None:
        self._plain, self.kind, self.choices = plain, kind, choices
        self.ranges, self.sets, self.dated = ranges, sets, dated

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Use this reader alone: a union of all that may stand here would be slow and give ten errors at once."""
        return core_schema.no_info_plain_validator_function(self)

    def read_plain(self, value: Any) -> Any:
        """Read what can only be one plain value. Raises the fault with `what` and `repair` in its context."""
        return self._plain(value)

    def __call__(self, value: Any) -> Any:
        if value.__class__ in _QUICK:
            return self._plain(value)
        if self.dated and not isinstance(value, str) and isinstance(value, Mapping | Gedateerd):
            return self._by_date(value)
        return self._one(value)

    def _one(self, value: Any) -> Any:
        if isinstance(value, str):
            if value == "onbekend":
                return ONBEKEND
            if self.ranges and ".." in value:
                return self._range(*(_range_end(end) for end in value.split("..", 1)))
        elif isinstance(value, Onbekend):
            return ONBEKEND
        elif self.ranges and isinstance(value, Bereik):
            return self._range(value.laagst, value.hoogst)
        elif self.sets and isinstance(value, list | tuple | Keuzes):
            return self._choice(value.labels if isinstance(value, Keuzes) else value)
        return self._plain(value)

    def _range(self, lowest: Any, highest: Any) -> Any:
        low, high = self._plain(lowest), self._plain(highest)
        if type(low) is not type(high) or not isinstance(low, Decimal | date) or low > high:
            raise fault("dit bereik klopt niet.", _RANGE)
        return low if low == high else Bereik(low, high)

    def _choice(self, value: Any) -> Any:
        labels = {self._plain(label) for label in value if isinstance(label, str) and label != "onbekend"}
        if not labels or len(labels) != len(value) or not all(isinstance(label, str) for label in labels):
            raise fault("deze lijst met keuzes klopt niet.", "Geef elke keuze een keer, zoals [huur, kamer].")
        return labels.pop() if len(labels) == 1 else Keuzes(tuple(labels))

    def _by_date(self, value: Mapping[Any, Any] | Gedateerd[Any]) -> Gedateerd[Any]:
        pairs = value.waarden if isinstance(value, Gedateerd) else tuple(value.items())
        if not pairs:
            raise fault("hier staan geen datums.", _DATED)
        result: dict[date, Any] = {}
        years = value.jaren if isinstance(value, Gedateerd) else True
        for key, item in pairs:
            try:
                day, is_year = _since(key)
            except PydanticCustomError as error:
                raise deeper(error, key, of_key=True) from None
            if day in result:
                raise deeper(fault("deze datum staat er twee keer.", "Houd er een over."), key, of_key=True)
            try:
                result[day] = self._one(item)
            except PydanticCustomError as error:
                raise deeper(error, key) from None
            years = years and (is_year or isinstance(value, Gedateerd))
        return Gedateerd(tuple(result.items()), years)


def _since(key: Any) -> tuple[date, bool]:
    if isinstance(key, str) and _YEAR.fullmatch(key):
        key = int(key)
    if isinstance(key, int | Decimal) and not isinstance(key, bool):
        year = _number(key, _DATED, 0)
        if FIRST_DAY.year <= year <= LAST_DAY.year and year == int(year):
            return date(int(year), 1, 1), True
        raise fault("dit jaar ligt niet tussen 1900 en 2100.", "Kijk het jaar na.")
    if isinstance(key, str) and not _ISO.fullmatch(key):
        raise fault("hier staat iets dat geen datum en geen jaar is.", _DATED)
    return _day(key), False


def _range_end(text: str) -> Any:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if _ISO.fullmatch(text):
        return text
    raise fault("dit bereik klopt niet.", _RANGE)


def _number(value: Any, repair: str, lowest: int | None) -> Decimal:
    if isinstance(value, float):
        value = Decimal(repr(float(value)))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise fault(found(value), repair)
    number = value if isinstance(value, Decimal) else Decimal(value) if -(10**9) < value < 10**9 else _MOST
    if not number.is_finite() or number.copy_abs() >= _MOST:
        raise fault("dit getal is te groot.", f"Kijk het getal na. {repair}")
    if number != _EXACT.quantize(number, _CENT):
        raise fault("dit getal heeft te veel cijfers achter de punt.", "Gebruik er hoogstens twee.")
    if lowest is not None and number < lowest:
        raise fault("hier staat een getal onder nul.", "Vul 0 of meer in.")
    return number


def _amount(value: Any) -> Decimal:
    return _number(value, _AMOUNT, 0)


def _balance(value: Any) -> Decimal:
    return _number(value, _AMOUNT, None)


def _count(value: Any) -> Decimal:
    return _number(value, "Vul een getal in, zoals 12 of 12.5.", 0)


def _age(value: Any) -> Decimal:
    repair = "Vul een leeftijd in hele jaren in, zoals 38 of 35..40."
    age = _number(value, repair, 0)
    if age != int(age) or age > MOST_YEARS:
        raise fault("deze leeftijd kan niet.", repair)
    return age


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("ja", "nee"):
        return value == "ja"
    raise fault(found(value), "Schrijf ja, nee of onbekend.")


def _day(value: Any) -> date:
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
        if value is None:
            raise fault("deze datum bestaat niet.", _DAY)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise fault(found(value), _DAY)
    if not FIRST_DAY <= value <= LAST_DAY:
        raise fault("deze datum ligt niet tussen 1900 en 2100.", "Kijk het jaar na.")
    return value


def read_label(*labels: str) -> Reader[str]:
    """Make a reader of one label out of `labels`, or of any lower-case word when none are given."""

    def read(value: Any) -> str:
        if isinstance(value, str) and (value in labels if labels else NAME.fullmatch(value)):
            return value
        if not labels:
            raise fault("dit woord kan hier niet." if isinstance(value, str) else found(value), _WORD)
        what = "deze keuze bestaat niet." if isinstance(value, str) else found(value)
        raise fault(what, did_you_mean(value, labels))

    return read


_month = read_label(*MONTHS)
_word = read_label()


def _fact(value: Any) -> Decimal | date | bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and value in ("ja", "nee")):
        return _truth(value)
    if isinstance(value, int | float | Decimal):
        return _balance(value)
    if isinstance(value, date) or (isinstance(value, str) and _ISO.fullmatch(value)):
        return _day(value)
    if isinstance(value, str) and NAME.fullmatch(value):
        return value
    raise fault(found(value), "Vul ja, nee, een getal, een datum of een woord in kleine letters in.")


def _text(value: Any) -> str:
    if isinstance(value, str) and value.strip() and len(value) <= MOST_LETTERS and value.isprintable():
        return value
    what = "deze tekst is leeg, te lang of heeft vreemde tekens." if isinstance(value, str) else found(value)
    raise fault(what, f"Schrijf een naam van hoogstens {MOST_LETTERS} letters.")


def silent_if_unknown(value: Any) -> Any:
    """Read `onbekend` for a list, group or name as nothing said; refuse an empty place."""
    if value is None:
        raise fault(found(value), "Vul iets in, schrijf onbekend, of laat het veld weg.")
    return None if isinstance(value, Onbekend) or value == "onbekend" else value


def rows(at_most: int, *, at_least: int = 0) -> Reader[Any]:
    """Make a check that a value is a list of a fitting length; `onbekend` is silent where a list may be left out."""

    def read(value: Any) -> Any:
        value = value if at_least else silent_if_unknown(value)
        if value is not None or at_least:
            if not isinstance(value, list | tuple):
                raise fault(found(value), "Schrijf een lijst, met een streepje voor elke rij.")
            if not at_least <= len(value) <= at_most:
                raise fault("deze lijst is te kort of te lang.", f"Geef {at_least} tot en met {at_most} rijen.")
        return value

    return read


def read_months(value: Any) -> tuple[str, ...] | None:
    """Read a list of months by name, each once, into the order of the year."""
    if (value := silent_if_unknown(value)) is None:
        return None
    repair = "Schrijf een lijst met maanden, zoals [februari, augustus]."
    if not isinstance(value, list | tuple):
        raise fault(found(value), repair)
    given = [_month(month) for month in value]
    if not given or len(set(given)) < len(given):
        raise fault("deze lijst met maanden klopt niet.", repair)
    return tuple(sorted(given, key=MONTHS.index))


def read_row_number(value: Any) -> int | None:
    """Read which person a row is about, counted from 1."""
    if (value := silent_if_unknown(value)) is None:
        return None
    repair = "Tel de personen vanaf 1."
    number = _number(value, repair, 0)
    if number not in range(1, MOST_PERSONS + 1):
        raise fault("deze persoon is er niet.", repair)
    return int(number)


ANSWERS = ("gezegd", "ongeveer", "weet_niet", "zeg_niet", "later")
"""What a talk remembers of a question: answered, only known roughly, not known, not said, or to be asked again later."""
_ANSWER = read_label(*ANSWERS)
_PATH = re.compile(r"[a-z0-9_]{1,60}(?:\.[a-z0-9_]{1,60}){0,5}")


def read_answers(value: Any) -> Namen[str] | None:
    """Read what a talk remembers: the path of each question with how it was answered."""
    if (value := silent_if_unknown(value)) is None:
        return None
    if not isinstance(value, Mapping):
        raise fault(found(value), "Schrijf paden, elk met een antwoord.")
    result = {}
    for path, answer in value.items():
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise fault("dit pad klopt niet.", "Schrijf een pad zoals personen.0.verzekerd.")
        try:
            result[path] = _ANSWER(answer)
        except PydanticCustomError as error:
            raise deeper(error, path) from None
    return Namen(result)


def read_words(value: Any) -> tuple[str, ...] | None:
    """Read a list of words, each once."""
    if (value := silent_if_unknown(value)) is None:
        return None
    if not isinstance(value, list | tuple) or len(value) > len(set(map(str, value))):
        raise fault(found(value), "Schrijf een lijst met woorden, elk een keer.")
    return tuple(_word(one) for one in value)


def read_version(value: Any) -> int:
    """Read the version of the file format; a file of another version is not read here but first brought up to date."""
    if isinstance(value, Decimal) and value == int(value):
        value = int(value)
    if isinstance(value, bool) or value != VERSION:
        raise fault("dit is geen versie die hier gelezen wordt.", f"Schrijf versie: {VERSION}, of laat het weg.")
    return VERSION


def names(read: Reader[V], labels: tuple[str, ...] = ()) -> Reader[Namen[V] | None]:
    """Make a reader of a mapping from names (one of `labels`, if given) to what `read` gives."""
    of_name = read_label(*labels)

    def read_all(value: Any) -> Namen[V] | None:
        if (value := silent_if_unknown(value)) is None:
            return None
        if not isinstance(value, Mapping):
            raise fault(found(value), "Schrijf namen, elk met een waarde.")
        result = {}
        for name, item in value.items():
            try:
                of_name(name)
            except PydanticCustomError as error:
                raise deeper(error, name, of_key=True) from None
            try:
                result[name] = read(item)
            except PydanticCustomError as error:
                raise deeper(error, name) from None
        return Namen(result)

    return read_all


class Plain(Field):
    """A field where only one plain value can stand, not even `onbekend`."""

    __slots__ = ()

    def __init__(self, plain: Reader[Any], kind: Kind, choices: tuple[str, ...] = ()) -> None:
        super().__init__(plain, kind, choices, dated=False)

    def __call__(self, value: Any) -> Any:
        return self._plain(value)


def label(*labels: str) -> Field:
    """Make the reader of a label out of `labels` (any word when none are given) that may differ by date."""
    return Field(read_label(*labels), "keuze", labels, sets=True)


def fixed_label(*labels: str) -> Field:
    """Make the reader of a label that cannot differ by date, such as the kind of a row."""
    return Field(read_label(*labels), "keuze", labels, sets=True, dated=False)


def plain_label(*labels: str) -> Plain:
    """Make the reader of a label that is always known."""
    return Plain(read_label(*labels), "keuze", labels)


Enkel: TypeAlias = str | Onbekend | Keuzes | None  # what a label field without dates holds
Label: TypeAlias = Enkel | Gedateerd[str | Onbekend | Keuzes]
Getalwaarde: TypeAlias = Decimal | Onbekend | Bereik[Decimal] | Gedateerd[Decimal | Onbekend | Bereik[Decimal]]
Feit: TypeAlias = (
    Decimal | date | bool | str | Onbekend | Bereik[Decimal] | Bereik[date] | Keuzes
    | Gedateerd[Decimal | date | bool | str | Onbekend | Bereik[Decimal] | Bereik[date] | Keuzes]
)  # fmt: skip

read_amount = Field(_amount, "bedrag", ranges=True)
read_fact = Field(_fact, "feit", ranges=True, sets=True)
read_balance = Field(_balance, "saldo", ranges=True)
read_truth = Field(_truth, "ja_nee")
read_day = Field(_day, "datum", ranges=True, dated=False)
read_text = Plain(_text, "tekst")
Bedrag = Annotated[Getalwaarde | None, read_amount]
Saldo = Annotated[Getalwaarde | None, read_balance]
Getal = Annotated[Getalwaarde | None, Field(_count, "bedrag", ranges=True)]
Leeftijd = Annotated[Decimal | Onbekend | Bereik[Decimal] | None, Field(_age, "leeftijd", ranges=True, dated=False)]
Waarheid = Annotated[bool | Onbekend | Gedateerd[bool | Onbekend] | None, read_truth]
Datum = Annotated[date | Onbekend | Bereik[date] | None, read_day]
Dag = Annotated[date | None, Plain(_day, "datum")]
Naam = Annotated[str | None, read_text]
Plaats = Annotated[str | None, Plain(lambda value: None if silent_if_unknown(value) is None else _text(value), "tekst")]


def read_received(value: Any) -> Ontvangst:
    """Read what is received: an amount per month, or a group with `bedrag` and `per`."""
    if isinstance(value, Ontvangst):
        value = {"bedrag": value.bedrag, "per": value.per}
    if not isinstance(value, Mapping) or not ("bedrag" in value or "per" in value):
        return Ontvangst(read_amount(value))
    for name in value:
        if name not in ("bedrag", "per"):
            repair = did_you_mean(name, ("bedrag", "per"))
            raise deeper(fault("hier staat een veld dat niet bestaat.", repair), name, of_key=True)
    if "bedrag" not in value:
        raise fault("hier ontbreekt `bedrag`.", "Voeg het toe.")
    read: dict[str, Reader[Any]] = {"bedrag": read_amount, "per": read_label(*PER)}
    result: dict[str, Any] = {}
    for name, item in value.items():
        try:
            result[name] = read[name](item)
        except PydanticCustomError as error:
            raise deeper(error, name) from None
    return Ontvangst(**result)
