"""Whom to ask about a scheme of a municipality or water board."""

from __future__ import annotations

from voorzieningen.household import Huishouden
from voorzieningen.rulebook import Instantie, Place, RuleFiles, key_of


def whom_to_ask(files: RuleFiles, household: Huishouden, place: Place, body: Instantie) -> str:
    """The desk the pack of a body names; without a pack the body by the name the household gives it, or just the body."""
    named = place.of(body)
    if named is not None:
        pack = files.packs[body, key_of(named)]
        return pack.model.vraag_bij or (f"de gemeente {pack.name}" if body == "gemeente" else f"het waterschap {pack.name}")
    given = household.gemeente if body == "gemeente" else household.waterschap
    if body == "gemeente":
        return f"de gemeente {given}" if given else "uw gemeente"
    return f"het waterschap {given}" if given else "uw waterschap"
