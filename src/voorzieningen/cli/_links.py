"""`voorzieningen rules links`: the web addresses in the rules, their form, and with `--bereik` whether they answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from voorzieningen import load_rules
from voorzieningen.audit.links import Link, Remark, links, remarks
from voorzieningen.cli._io import FAULTS, Packs, clear_errors
from voorzieningen.cli._reach import Answer, Outcome, reach

WORDS: dict[Outcome, str] = {
    "bereikbaar": "bereikbaar",
    "verplaatst": "verplaatst",
    "weg": "weg",
    "niet_bereikt": "niet bereikt",
}


def add_links(app: typer.Typer) -> None:
    """Adds the command to the group of `rules`."""
    app.command("links", help="De webadressen in de regels: klopt de vorm, en met --bereik: zijn ze er nog?")(links_command)


def links_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="De map met regels; anders de regels van dit programma.")
    ] = None,
    bereik: Annotated[bool, typer.Option("--bereik", help="Ook elke bladzijde opvragen; dit gebruikt internet.")] = False,
    pakketten: Packs = None,
) -> None:
    """Checks the web addresses in the rules."""
    with clear_errors():
        found = links(load_rules(folder, pakketten or ()).book.files)
        told = remarks(found)
        form(found, told)
        gone = reached(found) if bereik else 0
        if gone or any(one.fault for one in told):
            raise typer.Exit(FAULTS)


def form(found: Sequence[Link], told: Sequence[Remark]) -> None:
    """Prints what is wrong with the form of the addresses."""
    for one in told:
        typer.echo(f"{'fout' if one.fault else 'let op'}: {one.place}: {one.url}: {one.what} {one.repair}")
    faults, different = sum(one.fault for one in told), len({one.url for one in found})
    typer.echo(f"adressen: {different}, op plaatsen: {len(found)}, fout: {faults}, let op: {len(told) - faults}")


def reached(found: Sequence[Link]) -> int:
    """Asks every address and prints what came of it; gives how many are gone."""
    places: dict[str, list[str]] = defaultdict(list)
    for one in found:
        if one.url.startswith(("https://", "http://")):
            places[one.url].append(one.place)
    answers = list(reach(places))
    if not answers:
        typer.echo(f"Er is geen internet. Niet nagegaan: {len(places)}")
        return 0
    for answer in sorted(answers, key=lambda one: (list(WORDS).index(one.outcome), one.url)):
        if answer.outcome != "bereikbaar":
            typer.echo(line(answer, places[answer.url]))
    count = Counter(one.outcome for one in answers)
    typer.echo(", ".join(f"{WORDS[name]}: {count[name]}" for name in WORDS))
    if count["niet_bereikt"]:
        typer.echo("Niet bereikt zegt niets over de bladzijde: de site gaf geen antwoord of weigert een programma. Kijk zelf.")
    return count["weg"]


def line(answer: Answer, places: Sequence[str]) -> str:
    """One address that is not simply there, with where it stands in the rules."""
    more = f" en nog {len(places) - 1}" if len(places) > 1 else ""
    return f"{WORDS[answer.outcome]}: {answer.url} {f'naar {answer.to}' if answer.to else f'({answer.why})'}; {places[0]}{more}"
