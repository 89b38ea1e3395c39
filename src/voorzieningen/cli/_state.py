"""`voorzieningen rules state`: what the rules rest on, and what in them is old, weak, open or absent."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from voorzieningen import load_rules
from voorzieningen.audit.state import state
from voorzieningen.cli._io import Packs, clear_errors, console, one_of, peildatum, show, width
from voorzieningen.render import state_lines


def add_state(app: typer.Typer) -> None:
    """Adds the command to the group of `rules`."""
    app.command("state", help="De stand van de regels: wat is gezien, oud, zwak, open of er niet.")(state_command)


def state_command(
    regeling: Annotated[
        str | None, typer.Argument(metavar="[REGELING]", help="Alleen deze regeling, zoals huurtoeslag; dan met elke bron.")
    ] = None,
    op: Annotated[
        str | None, typer.Option("--op", metavar="DATE", help="De dag waarop wij kijken: jaar-maand-dag. Anders vandaag.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Alles als JSON, voor andere programma's.")] = False,
    pakketten: Packs = None,
) -> None:
    """Prints the state of the rules, or of one scheme."""
    with clear_errors():
        day = peildatum(op)
        rules = load_rules(packs=pakketten or ())
        files = rules.book.files
        own = [name for pack in files.packs.values() for name in pack.schemes]
        known = dict.fromkeys([*files.schemes, *files.frames, *files.signals, *own, "schulden", "actieplan"])
        name = one_of(regeling, known, "REGELING") if regeling else ""
        found = state(rules, day)
        found = found.only(name) if name else found
        if as_json:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=plain).encode())
            return
        terminal = console()
        show(terminal, state_lines(found, name, width=width(terminal)))


def plain(value: Any) -> Any:
    """What JSON has no word for: a day as text, and a record of the rules as its keys."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
