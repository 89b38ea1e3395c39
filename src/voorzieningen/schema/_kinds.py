"""The kinds of rule files: which record each is, and how a file shows by its place and name what kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voorzieningen.rulebook import (
    ExamplesFile,
    FeitenFile,
    GesprekFile,
    Invulling,
    NietGebouwdFile,
    OntheffingenFile,
    Pakket,
    PlanFile,
    Record,
    RegelingFile,
    SchuldenFile,
    VersieFile,
    Verwijzing,
    WijzigingFile,
)
from voorzieningen.schema._descriptions import Beschrijvingen
from voorzieningen.schema._words import Woorden
from voorzieningen.texts import TextsFile

KINDS: Mapping[str, type[Record]] = {
    "regeling": RegelingFile,
    "feiten": FeitenFile,
    "voorbeelden": ExamplesFile,
    "pakket": Pakket,
    "invulling": Invulling,
    "verwijzing": Verwijzing,
    "actieplan": PlanFile,
    "schulden": SchuldenFile,
    "gesprek": GesprekFile,
    "versie": VersieFile,
    "niet_gebouwd": NietGebouwdFile,
    "ontheffingen": OntheffingenFile,
    "wijziging": WijzigingFile,
    "teksten": TextsFile,
    "woorden": Woorden,
    "beschrijvingen": Beschrijvingen,
}
"""By the name of its schema: `regeling` stands in `schema/regeling.schema.json`."""

_OF_A_PACK = {"gemeente": "pakket", "waterschap": "pakket"}


def kind_of(path: Path) -> str:
    """The kind of a rule file; `path` is below the folder of rules or of a pack. What has no name of its own fills in a frame."""
    if path.parent.parent.name == "teksten":
        return "teksten"
    name = _OF_A_PACK.get(path.stem, path.stem)
    return name if name in KINDS else "invulling"
