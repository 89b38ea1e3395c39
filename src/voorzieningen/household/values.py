"""What a household field may hold besides one plain value: unknown, a range, a set of labels, or values by date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar, final

from voorzieningen.errors import HouseholdError

T = TypeVar("T", Decimal, date)
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


@final
class Onbekend:
    """The type of ONBEKEND: somebody said this is not known. There is one; compare with `is`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ONBEKEND"

    def __reduce__(self) -> str:
        return "ONBEKEND"


ONBEKEND: Final = Onbekend()


@dataclass(frozen=True, slots=True)
class Bereik(Generic[T]):
    """A number or date from `laagst` up to and including `hoogst`. HouseholdError when they are in the wrong order."""

    laagst: T
    hoogst: T

    def __post_init__(self) -> None:
        if type(self.laagst) is not type(self.hoogst) or self.laagst > self.hoogst:
            raise HouseholdError("dit bereik klopt niet.", repair="Zet eerst het laagste, dan het hoogste.")


@dataclass(frozen=True, slots=True)
class Keuzes:
    """One of these labels, not known which; two or more, kept in alphabetical order."""

    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(sorted(set(self.labels))))
        if len(self.labels) < 2:
            raise HouseholdError("hier horen minstens twee keuzes.", repair="Geef er meer, of schrijf er een.")


@dataclass(frozen=True, slots=True)
class Gedateerd(Generic[V]):
    """Values by the day from which each holds, earliest first; `jaren` when the household gave years, not days.

    Before the first day nothing is known. HouseholdError when empty, when a day is given twice, or when `jaren` and
    a day is not 1 January.
    """

    waarden: tuple[tuple[date, V], ...]
    jaren: bool = False

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.waarden, key=lambda pair: pair[0]))
        object.__setattr__(self, "waarden", ordered)
        days = [day for day, _ in ordered]
        if not days or len(set(days)) < len(days):
            raise HouseholdError("deze datums kloppen niet.", repair="Geef elke datum een keer, en minstens een.")
        if self.jaren and any((day.month, day.day) != (1, 1) for day in days):
            raise HouseholdError("een jaar begint op 1 januari.", repair="Gebruik jaren of datums.")


@final
class Namen(Mapping[str, V_co]):
    """A frozen mapping from names to values, such as what is received by name of the scheme."""

    __slots__ = ("_items",)
    _items: dict[str, V_co]

    def __init__(self, items: Mapping[str, V_co]) -> None:
        object.__setattr__(self, "_items", dict(items))

    def __getitem__(self, name: str) -> V_co:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return self._items == other._items if isinstance(other, Namen) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"Namen({self._items!r})"

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("Namen is frozen")

    def __reduce__(self) -> tuple[type[Namen[V_co]], tuple[dict[str, V_co]]]:
        return Namen, (self._items,)


@dataclass(frozen=True, slots=True)
class Ontvangst:
    """What comes in now from one scheme, in euros `per` period (week, vier_weken, maand, kwartaal, jaar, eenmalig)."""

    bedrag: Decimal | Onbekend | Bereik[Decimal] | Gedateerd[Decimal | Onbekend | Bereik[Decimal]]
    per: str = "maand"
