"""What is made of a screening: the page to take home, pictures, two reports side by side, and what if."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from voorzieningen import FileError, Report, VoorzieningenError, load_rules
from voorzieningen.cli._io import Day, File, Packs, clear_errors, console, peildatum, read, screened, show, width, write
from voorzieningen.compare import Verschil, compare
from voorzieningen.render import compare_lines, curve_lines
from voorzieningen.render.take_home import take_home
from voorzieningen.render.take_home_html import as_html
from voorzieningen.render.take_home_markdown import as_markdown
from voorzieningen.screening import screen
from voorzieningen.what_if import Kromme, consider, curve, read_changes

_BARS, _YEAR, _CURVE = "geld-per-maand", "twaalf-maanden", "wat-als"
_WAGE = "personen.0.inkomens.+"
_Json = Annotated[bool, typer.Option("--json", help="Als JSON, voor andere programma's.")]
_Pictures = Annotated[
    Path | None, typer.Option("--beelden", metavar="DIR", help="Schrijf ook de beelden hierin, als SVG en PNG.")
]


def add_commands(app: typer.Typer) -> None:
    """Adds the commands of this file to the program."""
    app.command("plan", help="De bladzijde om mee naar huis te nemen, en de beelden.")(plan_command)
    app.command("compare", help="Twee huishoudens of bewaarde rapporten naast elkaar.")(compare_command)
    app.command("what-if", help="Wat er verandert als er iets verandert.")(what_if_command)


def plan_command(
    file: File,
    uit: Annotated[Path | None, typer.Option("--uit", metavar="FILE", help="Schrijf naar een bestand: .html of .md.")] = None,
    op: Day = None,
    coach: Annotated[str, typer.Option("--coach", help="Met wie dit plan is gemaakt.")] = "",
    met_achterstanden: Annotated[
        bool, typer.Option("--met-achterstanden", help="Zet er ook op welke rekeningen achterlopen.")
    ] = False,
    beelden: _Pictures = None,
    pakketten: Packs = None,
) -> None:
    """Writes the take-home page of one household file."""
    with clear_errors():
        _, report = screened(file, op, pakketten)
        page = take_home(report, coach=coach, met_achterstanden=met_achterstanden)
        drawn = _drawn(report, needed=beelden is not None) if beelden or (uit and uit.suffix == ".html") else {}
        if uit is None:
            typer.echo(as_markdown(page))
        elif uit.suffix == ".md":
            write(uit, as_markdown(page).encode())
        elif uit.suffix == ".html":
            write(uit, as_html(page, drawn).encode())
        else:
            raise FileError("dit soort bestand kan niet.", where=str(uit), repair="Geef een naam die eindigt op .html of .md.")
        _save(beelden, drawn)


def compare_command(
    voor: Annotated[str, typer.Argument(metavar="A", help="Het eerste: een huishouden, of een rapport van screen --json.")],
    na: Annotated[str, typer.Argument(metavar="B", help="Het tweede.")],
    op: Day = None,
    as_json: _Json = False,
    pakketten: Packs = None,
) -> None:
    """Compares two households, or two saved reports of one."""
    with clear_errors():
        before, after = _report(voor, op, pakketten), _report(na, op, pakketten)
        found = compare(before, after, wat_als=before.peildatum == after.peildatum)
        if as_json:
            typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
            return
        terminal = console()
        show(terminal, compare_lines(found, width(terminal)))


def what_if_command(
    file: File,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PAD=WAARDE", help="Wat er verandert, zoals wonen.kale_huur=700; mag meer keren."),
    ] = None,
    kromme: Annotated[
        bool, typer.Option("--kromme", help="Wat u houdt van elke 100 euro meer loon, van --van tot --tot.")
    ] = False,
    loon: Annotated[str, typer.Option("--loon", metavar="PAD", help="Het loon dat stijgt; anders een nieuwe baan.")] = _WAGE,
    van: Annotated[str, typer.Option("--van", metavar="EUR", help="Het laagste brutoloon per maand.")] = "0",
    tot: Annotated[str, typer.Option("--tot", metavar="EUR", help="Het hoogste brutoloon per maand.")] = "3000",
    op: Day = None,
    beelden: _Pictures = None,
    as_json: _Json = False,
    pakketten: Packs = None,
) -> None:
    """Compares a household with itself after a change, or over a range of wages."""
    with clear_errors():
        if bool(set_) == kromme:
            raise VoorzieningenError(
                "er is geen verandering, of meer dan één soort.", where="what-if", repair="Geef --set PAD=WAARDE, of --kromme."
            )
        if beelden and set_:
            raise VoorzieningenError(
                "een beeld is er alleen van een kromme.", where="--beelden", repair="Geef --kromme, of laat het weg."
            )
        today, household, rules = peildatum(op), read(file), load_rules(packs=pakketten or ())
        terminal = console()
        result: Verschil | Kromme
        if set_:
            result = consider(household, read_changes(set_), today, rules)
            lines = compare_lines(result, width(terminal))
        else:
            result = line = curve(household, loon, _euros(van, "--van"), _euros(tot, "--tot"), today, rules)
            lines = curve_lines(line, width(terminal))
            if beelden:
                pictures = _pictures()
                _save(beelden, {_CURVE: pictures.kept_curve(line.punten, line.sprongen, line.niet_gerekend)})
        if as_json:
            typer.echo(json.dumps(result.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
            return
        show(terminal, lines)


def _report(file: str, op: str | None, packs: list[Path] | None) -> Report:
    """A report that was saved as JSON, or that of a household on its own day."""
    if file.lower().endswith(".json"):
        try:
            text = Path(file).read_text(encoding="utf-8")
            if '"regelset"' in text:
                return Report.model_validate_json(text)
        except (OSError, ValueError):
            raise FileError("dit rapport is niet te lezen.", where=file, repair="Maak het met screen --json.") from None
    household = read(file)
    chosen = peildatum(op) if op or not isinstance(household.peildatum, date) else household.peildatum
    return screen(household, chosen, load_rules(packs=packs) if packs else None)


def _euros(text: str, where: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise VoorzieningenError("dit is geen bedrag.", where=where, repair="Schrijf bijvoorbeeld 1850.") from None


# --- pictures and files

def _pictures() -> Any:
    try:
        from voorzieningen.render import pictures
    except ModuleNotFoundError:
        raise VoorzieningenError(
            "voor beelden is matplotlib nodig.", where="--beelden", repair="Installeer: pip install 'voorzieningen[beeld]'"
        ) from None
    return pictures


def _drawn(report: Report, *, needed: bool) -> Mapping[str, Any]:
    """The pictures of a report by name; a page goes without them where matplotlib is not there."""
    try:
        pictures = _pictures()
    except VoorzieningenError:
        if needed:
            raise
        return {}
    return {_BARS: pictures.budget_bars(report.budget), _YEAR: pictures.twelve_months(report.budget)}


def _save(folder: Path | None, drawn: Mapping[str, Any]) -> None:
    for name, picture in drawn.items() if folder else ():
        assert folder is not None
        write(folder / f"{name}.svg", picture.svg)
        write(folder / f"{name}.png", picture.png)
