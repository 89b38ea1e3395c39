"""`voorzieningen rules`: checking the rules, starting a pack, and the dated values of one file."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from voorzieningen import FileError, RuleError, VoorzieningenError, load_rules
from voorzieningen.cli._io import FAULTS, Packs, clear_errors, complain, console, one_of, show
from voorzieningen.cli._show import add_show
from voorzieningen.cli._watch import watch_rules
from voorzieningen.render import TOPICS, pack_lines, value_lines
from voorzieningen.rulebook import BODIES, rules_folder
from voorzieningen.rulebook.coverage import coverage
from voorzieningen.rulebook.skeleton import skeleton

rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Over de regels zelf.")
add_show(rules_app)


@rules_app.command("check", help="Controleert de regels en hun voorbeelden.")
def check_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="De map met regels; anders de regels van dit programma.")
    ] = None,
    pakketten: Packs = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Blijft kijken: controleert opnieuw bij elke keer opslaan. Stoppen: Ctrl-C.")
    ] = False,
) -> None:
    """Checks a folder of rules and runs its examples."""
    from voorzieningen.examples import run

    with clear_errors():
        if folder is not None and not folder.is_dir():
            raise FileError("deze map bestaat niet.", where=str(folder), repair="Geef de map waarin feiten.yaml staat.")
        if watch:
            watch_rules(folder, pakketten or ())
            return
        try:
            rules = load_rules(folder, pakketten or ())
            rules.book.check()
            results = list(run(rules))
            packs = coverage(rules.book, date.today().year)
        except (RuleError, FileError) as error:
            complain(error)
            raise typer.Exit(FAULTS) from None
    faults = [result for result in results if not result.passed]
    for result in faults:
        complain(f"{result.scheme}: voorbeeld {result.name}: {result.message}")
    every, wrong = Counter(one.scheme for one in results), Counter(one.scheme for one in faults)
    for name, count in sorted(every.items()):
        typer.echo(f"{name:<28} {count - wrong[name]:>5} van {count:>5} voorbeelden goed")
    own = {pack.name for pack in rules.book.files.given} if pakketten else None
    for line in pack_lines([one for one in packs if own is None or one.name in own], full=own is not None):
        typer.echo(line)
    typer.echo(f"De regels zijn {'niet ' if faults else ''}in orde. {rules.digest}")
    if faults:
        raise typer.Exit(FAULTS)


@rules_app.command("new", help="Begint een pakket: bestanden om in te vullen, met uitleg.")
def new_command(
    soort: Annotated[str, typer.Argument(metavar="SOORT", help="gemeente of waterschap.")],
    naam: Annotated[str, typer.Argument(metavar="NAAM", help="Zoals de gemeente of het waterschap zichzelf noemt.")],
    folder: Annotated[Path, typer.Option("--map", metavar="DIR", help="Waar de nieuwe map komt; anders hier.")] = Path(),
) -> None:
    """Writes the empty pack of one municipality or water board."""
    with clear_errors():
        body = next(one for one in BODIES if one == one_of(soort, BODIES, "SOORT"))
        frames = {name: file.model for name, file in load_rules().book.files.frames.items()}
        target = folder / re.sub(r"[^a-z0-9]+", "_", naam.strip().lower()).strip("_")
        texts = skeleton(body, place_name(naam), frames, tuple(TOPICS), date.today(), schemas_from(target))
        write_new(target, texts)
        typer.echo(f"{target}: {', '.join(texts)}")
        typer.echo(f"Vul in wat u weet, en controleer: voorzieningen rules check --pakketten {target}")


@rules_app.command("values", help="Elk bedrag van een regeling op elke datum waarop het verandert, met de bron.")
def values_command(
    regeling: Annotated[str, typer.Argument(metavar="REGELING", help="De naam van de map, zoals participatiewet.")],
    namen: Annotated[list[str] | None, typer.Argument(metavar="[NAAM]...", help="Alleen deze parameters, zoals norm.")] = None,
) -> None:
    """Prints the dated values of one rule file."""
    with clear_errors():
        files = load_rules().book.files
        schemes = {**files.schemes, **files.frames, **files.signals}
        model = schemes[one_of(regeling, schemes, "REGELING")].model
        wanted = [one_of(name, model.parameters, "NAAM") for name in namen or model.parameters]
        terminal = console()
        show(terminal, value_lines(model, wanted, width=terminal.width))


def schemas_from(folder: Path) -> str:
    """How a file in a folder leads an editor to the schemas: beside it within the rules, else where this program has them."""
    rules, folder = rules_folder().resolve(), folder.resolve()
    inside = folder.is_relative_to(rules)
    return Path(os.path.relpath(rules / "schema", folder)).as_posix() if inside else (rules / "schema").as_uri()


def place_name(name: str) -> str:
    """The name of a place as somebody gives it; an error when it cannot be one."""
    if not any(map(str.isalpha, name)) or not name.isprintable():
        raise VoorzieningenError("dit is geen naam van een plaats.", where="NAAM", repair="Schrijf bijvoorbeeld Assen.")
    return name.strip()


def write_new(target: Path, texts: Mapping[str, str]) -> None:
    """Writes a folder that is not there yet, whole or not at all."""
    if target.exists():
        raise FileError("deze map bestaat al.", where=str(target), repair="Kies een andere map, of haal deze weg.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=target.parent, prefix=".nieuw-"))
        try:
            for name, text in texts.items():
                (half / name).write_text(text, encoding="utf-8")
            half.chmod(0o755)
            half.rename(target)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    except OSError:
        raise FileError("hier is niet te schrijven.", where=str(target), repair="Kies een andere map met --map.") from None
