"""Whom to ask about a scheme of a municipality or water board, and what to ask when it is not known which that is."""

from __future__ import annotations

from voorzieningen.household import Huishouden
from voorzieningen.report import Vraag, Waarschuwing
from voorzieningen.rulebook import Instantie, Place, RuleFiles, key_of

_TOWN = "In welke gemeente woont u?"
_BOARD = "Bij welk waterschap hoort u? Dat staat op de aanslag van het waterschap."


def whom_to_ask(files: RuleFiles, household: Huishouden, place: Place, body: Instantie) -> str:
    """The desk the pack of a body names; without a pack the body by the name the household gives it, or just the body."""
    named = place.of(body)
    pack = files.packs[body, key_of(named)] if named else None
    if pack and pack.model.vraag_bij:
        return pack.model.vraag_bij
    given = pack.name if pack else household.gemeente if body == "gemeente" else household.waterschap
    article = "de gemeente" if body == "gemeente" else "het waterschap"
    return f"{article} {given}" if given else f"uw {body}"


def where_question(files: RuleFiles, household: Huishouden, place: Place, body: Instantie) -> tuple[Vraag, ...]:
    """The question that leads to the rules of a body; nothing to ask when the household named it, or it follows."""
    if household.gemeente is None and (body == "gemeente" or household.waterschap is None):
        return (Vraag(feit="gemeente", vraag=_TOWN),)
    if body == "gemeente" or household.waterschap is not None or place.waterschap is not None:
        return ()
    town = files.packs.get(("gemeente", key_of(household.gemeente or "")))
    boards = town.model.waterschappen if town else {}
    known = [f"{name}: {', '.join(places)}." for name, places in boards.items() if places]
    rest = [f"Andere plaatsen: {name}." for name, places in boards.items() if not places] if known else []
    choice = [f"Kies uit {', '.join(boards)}."] if boards and not known else []
    return (Vraag(feit="waterschap", vraag=" ".join((_BOARD, *known, *rest, *choice))),)


def place_warning(files: RuleFiles, household: Huishouden) -> tuple[Waarschuwing, ...]:
    """A doubt when the household names a water board that its municipality does not list."""
    town = files.packs.get(("gemeente", key_of(household.gemeente or "")))
    boards = [key_of(name) for name in town.model.waterschappen] if town else []
    if not boards or household.waterschap is None or key_of(household.waterschap) in boards:
        return ()
    return (
        Waarschuwing(
            id="waterschap",
            waar="waterschap",
            wat="Dit waterschap hoort volgens ons niet bij deze gemeente.",
            doe="Kijk op de aanslag van het waterschap. Klopt het toch? Dan hoeft u niets te doen.",
        ),
    )
