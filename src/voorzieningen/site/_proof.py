"""The kept proof of coverage of each rule file: how often the rules were moved a little, and how often an example saw it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voorzieningen.errors import FileError
from voorzieningen.site._urls import Here

_TRIED, _SEEN, _REFUSED, _EXEMPT, _UNSEEN = "geprobeerd", "gezien", "geweigerd", "ontheven", "niet_gezien"


@dataclass(frozen=True, slots=True)
class Proof:
    """The counts of one rule file; `reasons` says which movements no example can see, by why that is."""

    tried: int
    seen: int
    refused: int
    """Movements that give rules that do not load: those cannot pass unseen."""
    exempt: int
    unseen: int
    reasons: Mapping[str, tuple[str, ...]]


def read_proof(path: Path) -> Mapping[str, Proof]:
    """The proof by rule file, as its file has it; empty when it is not there. FileError when it is something else."""
    if not path.is_file():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["regelingen"]
        return {name: _proof(one) for name, one in kept.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        repair = "Maak het opnieuw met voorzieningen rules nudge."
        raise FileError("dit is geen bewijs van dekking.", where=str(path), repair=repair) from None


def proof_of(proofs: Mapping[str, Proof], name: str, here: Here) -> Proof | None:
    """The proof of the rule file of a page; one of a municipality or water board is named after its folder too."""
    return proofs.get(f"{here.pack.rpartition('/')[2]}/{name}" if here.pack else name)


def _proof(one: Mapping[str, Mapping[str, Any]]) -> Proof:
    counts = {name: int(count) for name, count in one["aantallen"].items()}
    reasons = {reason: tuple(map(str, moved)) for reason, moved in one[_EXEMPT].items()}
    return Proof(counts[_TRIED], counts[_SEEN], counts[_REFUSED], counts[_EXEMPT], counts[_UNSEEN], reasons)
