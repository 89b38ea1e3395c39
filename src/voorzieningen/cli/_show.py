"""`voorzieningen rules show`: one rule redrawn for who reads it, also as one municipality or water board filled it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from voorzieningen import VoorzieningenError, load_rules
from voorzieningen.cli._io import Day, Packs, clear_errors, console, key, one_of, peildatum, show, width
from voorzieningen.render import rule_lines, rule_page
from voorzieningen.rulebook import BODIES, Place, RuleFile, RuleFiles, key_of

_Town = Annotated[str | None, typer.Option("--gemeente", metavar="NAAM", help="Zoals deze gemeente het invulde.")]
_Board = Annotated[str | None, typer.Option("--waterschap", metavar="NAAM", help="Zoals dit waterschap het invulde.")]


def add_show(rules_app: typer.Typer) -> None:
    """Adds the command `show` to the commands about rules."""
    rules_app.command("show", help="Een regeling om na te lezen: voorwaarden, formules, bedragen en bronnen.")(show_command)


def show_command(
    regeling: Annotated[str, typer.Argument(metavar="REGELING", help="De naam van de map, zoals zorgtoeslag.")],
    op: Day = None,
    gemeente: _Town = None,
    waterschap: _Board = None,
    pakketten: Packs = None,
) -> None:
    """Prints one rule file as it holds on a day, in the country or in one place."""
    with clear_errors():
        day = peildatum(op)
        book = load_rules(packs=pakketten or ()).book
        book.year(day.year)  # a day before the first rules is an error there, with the repair
        place = _place(book.files, gemeente, waterschap)
        found = _found(book.files, regeling, place)
        terminal = console()
        for file in found:
            show(terminal, rule_lines(rule_page(book.files, file, day, place), width=width(terminal)))


def _place(files: RuleFiles, town: str | None, board: str | None) -> Place:
    for body, name, where in (("gemeente", town, "--gemeente"), ("waterschap", board, "--waterschap")):
        known = {pack.name: pack for (of, _), pack in files.packs.items() if of == body}
        if name is not None and key_of(name) not in map(key_of, known):
            one_of(name, known, where)
    return files.place(town, board)


def _found(files: RuleFiles, asked: str, place: Place) -> list[RuleFile]:
    """The file somebody means, by its name or title; a frame once for each body of the place that fills it in."""
    local = dict(_local(files, place))
    every = {**files.schemes, **files.signals, **(local or {}), **files.frames}
    if place != Place():
        every |= {name: file for name, file in files.local_signals(place).items()}
    titles = {key(file.model.titel): name for name, file in every.items()}
    name = titles.get(key(asked), key(asked))
    if name in files.frames and local:
        filled = [local[one] for one in (name, *(f"{name}_{body}" for body in BODIES)) if one in local]
        return filled or [files.frames[name]]
    towns = sorted(pack.name for pack in files.packs.values() if name in pack.schemes)
    if name not in every and towns:
        what = "deze regeling is van een gemeente of waterschap zelf."
        raise VoorzieningenError(what, where="REGELING", repair=f"Kies met --gemeente of --waterschap: {', '.join(towns)}.")
    return [every[name if name in every else one_of(asked, every, "REGELING")]]


def _local(files: RuleFiles, place: Place) -> Iterator[tuple[str, RuleFile]]:
    """What the bodies of a place wrote."""
    found: Mapping[str, RuleFile] = files.local(place) if place != Place() else {}
    yield from ((name, file) for name, file in found.items() if file.body and place.of(file.body))
