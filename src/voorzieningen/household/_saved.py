"""A saved household of an earlier version of the file format, brought up to date; one of a later version is refused."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from voorzieningen.errors import HouseholdError
from voorzieningen.household._model import Huishouden
from voorzieningen.household.fields import VERSION


@dataclass(frozen=True, slots=True)
class Saved:
    """A household read from a file, and what was changed to read it, in Dutch."""

    household: Huishouden
    notes: tuple[str, ...] = ()


def read_saved(data: Any) -> Saved:
    """The household in plain data of a file of this version or an earlier one.

    A file without `versie` was written by hand or by an earlier version. Raises HouseholdError for what is no household,
    and for a file of a later version; what is given is never changed.
    """
    if not isinstance(data, Mapping) or "personen" not in data:
        raise HouseholdError(
            "dit bestand is geen huishouden.", where="bestand", repair="Kies een bestand dat u hier eerder bewaarde."
        )
    version = data.get("versie", 1)
    if isinstance(version, Decimal) and version.is_finite() and version == int(version):
        version = int(version)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise HouseholdError("deze versie bestaat niet.", where="versie", repair=f"Schrijf versie: {VERSION}, of laat het weg.")
    if version > VERSION:
        raise HouseholdError(
            "dit bestand is van een nieuwere versie. Wij kunnen het niet openen. Uw bestand is niet veranderd.",
            where="versie",
            repair="Werk het programma bij en probeer het opnieuw.",
        )
    found, notes = dict(data), []
    for step in range(version, VERSION):
        found, note = _STEPS[step](found)
        notes += [note] if note else []
    return Saved(Huishouden.model_validate({**found, "versie": VERSION}), tuple(notes))


def saved_text(household: Huishouden, heading: str) -> str:
    """The household as the YAML of a file that `read_saved` reads, under a line that says what it is."""
    data = {"versie": VERSION, **{name: value for name, value in household.naar_data().items() if name != "versie"}}
    return f"# {heading}\n{yaml.dump(_named(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)}"


class _Name(str):
    """What somebody or something is called: text, also when YAML or we would read something else in it."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes text so that a strict reader finds the same text."""

    def text(self, value: str) -> yaml.ScalarNode:
        """A text; between quotes where it is a name that could be read as a number, a date, or ja or nee."""
        trap = value.lower() in ("y", "n") or (isinstance(value, _Name) and _TRAP.fullmatch(value))
        return self.represent_scalar("tag:yaml.org,2002:str", str(value), style="'" if trap else None)


_NAMES = ("naam", "gemeente", "waterschap")
_TRAP = re.compile(r"[-+.0-9].*|ja|nee")
_Dumper.add_representer(str, _Dumper.text)
_Dumper.add_representer(_Name, _Dumper.text)


def _named(value: Any) -> Any:
    """Plain data with its names marked."""
    if isinstance(value, Mapping):
        return {key: _Name(one) if key in _NAMES and isinstance(one, str) else _named(one) for key, one in value.items()}
    return [_named(one) for one in value] if isinstance(value, list) else value


def _car_of_its_own(data: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Version 1 said under `feiten` of a vehicle that somebody cannot do without it; now it is a field of the vehicle."""
    found = copy.deepcopy(dict(data))
    moved = False
    vehicles = found.get("voertuigen")
    for one in vehicles if isinstance(vehicles, list) else ():
        facts = one.get("feiten") if isinstance(one, dict) else None
        if isinstance(facts, dict) and _OLD in facts:
            value = facts.pop(_OLD)
            one.setdefault("onmisbaar", value)
            moved = True
            if not facts:
                del one["feiten"]
    return found, "Of u uw auto nodig heeft, staat nu bij de auto zelf." if moved else ""


_OLD = "voertuig_onmisbaar"
_STEPS: Mapping[int, Callable[[Mapping[str, Any]], tuple[dict[str, Any], str]]] = {1: _car_of_its_own}
"""By the version of a file how it becomes one of the next version, with what was changed."""
