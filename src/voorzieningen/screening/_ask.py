"""Whom to ask about a scheme of a municipality or water board, and what to ask when it is not known which that is."""

from __future__ import annotations

from voorzieningen.household import Huishouden
from voorzieningen.report import Vraag, Waarschuwing
from voorzieningen.rulebook import Instantie, Place, RuleFiles, key_of
from voorzieningen.texts import texts


def whom_to_ask(files: RuleFiles, household: Huishouden, place: Place, body: Instantie) -> str:
    """The desk the pack of a body names; without a pack the body by the name the household gives it, or just the body."""
    named = place.of(body)
    pack = files.packs[body, key_of(named)] if named else None
    if pack and pack.model.vraag_bij:
        return pack.model.vraag_bij
    given = pack.name if pack else household.gemeente if body == "gemeente" else household.waterschap
    return texts()(f"screening.instantie.{body}", naam=given) if given else texts()(f"screening.instantie.uw_{body}")


def where_question(files: RuleFiles, household: Huishouden, place: Place, body: Instantie) -> tuple[Vraag, ...]:
    """The question that leads to the rules of a body; nothing to ask when the household named it, or it follows."""
    if household.gemeente is None and (body == "gemeente" or household.waterschap is None):
        return (Vraag(feit="gemeente", vraag=texts()("screening.plaats.vraag_gemeente")),)
    if body == "gemeente" or household.waterschap is not None or place.waterschap is not None:
        return ()
    town = files.packs.get(("gemeente", key_of(household.gemeente or "")))
    boards = town.model.waterschappen if town else {}
    say = texts()
    named = {name: ", ".join(places) for name, places in boards.items()}
    known = [say("screening.plaats.waterschap_van", naam=name, plaatsen=places) for name, places in named.items() if places]
    rest = [say("screening.plaats.andere_plaatsen", naam=name) for name, places in named.items() if known and not places]
    choice = [say("screening.plaats.kies_uit", namen=", ".join(boards))] if boards and not known else []
    return (Vraag(feit="waterschap", vraag=" ".join((say("screening.plaats.vraag_waterschap"), *known, *rest, *choice))),)


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
            wat=texts()("screening.plaats.waterschap_past_niet"),
            doe=texts()("screening.plaats.waterschap_past_niet_doe"),
        ),
    )
