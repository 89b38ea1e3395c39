"""`batch report`: a page and tables about a group of households, without numbers so small that somebody is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voorzieningen import VoorzieningenError, load_rules
from voorzieningen.cli._io import Packs, clear_errors, write
from voorzieningen.render.group_page import group_html

MINIMUM, TARGET = 10, 95


def add_report(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("report", help="Een pagina over een groep: wie mist wat, zonder getallen over enkele mensen.")(report_command)


def report_command(
    uit: Annotated[Path, typer.Argument(metavar="OUT", help="De map met uitkomsten.")],
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Schrijf de pagina in dit bestand.")] = None,
    tabellen: Annotated[Path | None, typer.Option("--tabellen", metavar="DIR", help="Schrijf de tabellen in deze map.")] = None,
    minimum: Annotated[int, typer.Option("--minimum", metavar="N", help="Een kleiner getal laten wij niet zien.")] = MINIMUM,
    volgt: Annotated[
        list[Path] | None, typer.Option("--volgt", metavar="DIR", help="Latere uitkomsten van dezelfde mensen; mag meer keren.")
    ] = None,
    doel: Annotated[
        int, typer.Option("--doel", metavar="N", min=1, max=100, help="Zoveel van de 100 houden hun trede.")
    ] = TARGET,
    pakketten: Packs = None,
) -> None:
    """Writes the page and the tables about the results in a directory."""
    with clear_errors():
        if html is None and tabellen is None:
            raise VoorzieningenError("er is niets te schrijven.", where="batch report", repair="Geef --html of --tabellen.")
        report_of(uit, html, tabellen, minimum, tuple(volgt or ()), doel, tuple(pakketten or ()))


def report_of(
    source: Path, html: Path | None, tables: Path | None, minimum: int, later: tuple[Path, ...], target: int,
    packs: tuple[Path, ...],
) -> None:  # fmt: skip
    """The same for a caller. Raises FileError for results that are not there, VoorzieningenError for a missing extra."""
    try:
        from voorzieningen.batch.group import count, towns_of
        from voorzieningen.batch.group_tables import write_tables
        from voorzieningen.batch.progress import follow, moment, with_moments
        from voorzieningen.batch.publish import publish
        from voorzieningen.batch.titles import titles_in
        from voorzieningen.render.group_pictures import gained_bars, missed_bars
    except ModuleNotFoundError as missing:
        what, repair = "hiervoor is meer nodig.", "Installeer het: pip install 'voorzieningen[batch,rapport,beeld]'."
        raise VoorzieningenError(what, where="batch report", repair=repair) from missing

    page = publish(count(source, later), minimum)
    page = with_moments(page, [moment(follow(source, one, later), page, target) for one in later])
    if tables is not None:
        write_tables(page, tables)
        typer.echo(str(tables))
    if html is not None:
        titles = titles_in(load_rules(packs=packs, check=False).book.files, towns_of(source))
        gained = [gained_bars(one, titles) for one in page.moments]
        write(html, group_html(page, titles, missed_bars(page, titles), gained).encode())
