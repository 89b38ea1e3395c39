"""The household once more, seen by another adult who lives in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from voorzieningen.household import Gedateerd, Huishouden, Keuzes, Namen, Persoon, Wonen
from voorzieningen.household.values import Onbekend

_BOND = (
    "relatie", "relatie_sinds", "echtscheiding_verzocht", "samen_kind", "kind_erkend", "pensioenpartner", "woning_samen",
    "zakelijk_huurcontract", "partner_vorig_jaar", "eerste_graad", "onderhuurder", "kinderbijslag",
)  # fmt: skip
"""What a row says of this person and the aanvrager: of another pair it says nothing."""
_NO_PARTNER: dict[str, Any] = {
    "relatie": "geen", "samen_kind": False, "kind_erkend": False, "pensioenpartner": False, "woning_samen": False,
    "partner_vorig_jaar": False,
}  # fmt: skip
_OF_THE_AANVRAGER = (
    "ontvangt", "voertuigen", "uitgaven", "achterstanden", "schulden", "brieven", "gebeurtenissen", "aanslagen", "kosten",
)  # fmt: skip
_LODGER, _NO_HOME_OF_THEIR_OWN = "inwonend", ("instelling", "geen")


def seen_by(household: Huishouden, row: int, own: Collection[str]) -> Huishouden:
    """The household with person `row` (from 0) as aanvrager; rows keep their place, so paths stay what they were.

    Only for a person who is not the toeslagpartner of the aanvrager. The aanvrager, the partner and their children become
    medebewoners who are no partner either: parents of the first degree when the person is their child. What only the
    aanvrager could tell (receipts, bills, debts) is unknown, and the home is somebody else's. `feiten` of the household
    stay where they are about the home or the family; those named in `own` are about the aanvrager.
    """
    persons = tuple(_seen(household, one, at, row) for at, one in enumerate(household.personen))
    changes: dict[str, Any] = dict.fromkeys(_OF_THE_AANVRAGER)
    if household.feiten is not None:
        changes["feiten"] = Namen({name: value for name, value in household.feiten.items() if name not in own})
    return household.model_copy(update={**changes, "personen": persons, "wonen": _home(household.wonen)})


def _seen(household: Huishouden, person: Persoon, at: int, row: int) -> Persoon:
    target = household.personen[row]
    unsaid: dict[str, Any] = dict.fromkeys(_BOND)
    if at == row:
        return person.model_copy(update={**unsaid, "rol": "aanvrager", "van": None, "tot": None})
    changes: dict[str, Any] = {**unsaid, "rol": "medebewoner"}
    if person.rol == "medebewoner":
        return person.model_copy(update=changes)
    changes |= _NO_PARTNER
    if person.rol == "kind":
        changes["eerste_graad"] = False
    else:
        changes["eerste_graad"] = True if target.rol == "kind" else target.eerste_graad if person.rol == "aanvrager" else None
        changes["zakelijk_huurcontract"] = target.zakelijk_huurcontract
    if person.rol == "aanvrager":
        changes |= {"van": target.van, "tot": target.tot}
    return person.model_copy(update=changes)


def _home(home: Wonen | None) -> Wonen | None:
    """The home as somebody lives in it whose home it is not; of a kind that is open each kind it may be."""
    if home is None or home.soort in _NO_HOME_OF_THEIR_OWN:
        return home
    return Wonen.model_construct(soort=_lodged(home.soort), sinds=home.sinds)


def _lodged(kind: Any) -> Any:
    if isinstance(kind, Gedateerd):
        return Gedateerd(tuple((day, _lodged(one)) for day, one in kind.waarden), jaren=kind.jaren)
    if kind is None or isinstance(kind, Onbekend):
        return Keuzes((_LODGER, *_NO_HOME_OF_THEIR_OWN))
    if isinstance(kind, Keuzes):
        labels = tuple(dict.fromkeys(map(_lodged, kind.labels)))
        return Keuzes(labels) if len(labels) > 1 else labels[0]
    return kind if kind in _NO_HOME_OF_THEIR_OWN else _LODGER
