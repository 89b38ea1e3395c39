"""Reading households and printing lines, for every command; every fault becomes one Dutch line."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.text import Text

from voorzieningen import FileError, Huishouden, Report, VoorzieningenError, load_rules
from voorzieningen import screen as screen_household
from voorzieningen.render import Line, Style
from voorzieningen.rulebook.strict_yaml import Document, Limits, read_document, read_json

FAULTS, BAD_INPUT, INTERRUPTED = 1, 2, 130
WIDEST, NARROWEST = 80, 40
STYLES: dict[Style, str] = {
    "gewoon": "",
    "titel": "bold",
    "kop": "bold",
    "goed": "bold green",
    "let_op": "bold yellow",
    "vraag": "bold cyan",
    "grijs": "dim",
}
DATE = re.compile(r"\d{4}-\d\d-\d\d")
UNREADABLE: tuple[tuple[type[Exception], str, str], ...] = (
    (FileNotFoundError, "dit bestand bestaat niet.", "Kijk of de naam en de map kloppen."),
    (IsADirectoryError, "dit is een map.", "Geef één bestand met een huishouden."),
    (PermissionError, "dit bestand mag niet worden gelezen.", "Vraag toegang of kies een ander bestand."),
    (Exception, "dit bestand is niet te lezen.", "Kijk of de naam klopt."),
)
USAGE = {
    "NoSuchOption": "de optie {name} bestaat niet.",
    "MissingParameter": "{name} ontbreekt.",
    "BadParameter": "{name} heeft een verkeerde waarde.",
    "BadOptionUsage": "bij {name} hoort een waarde.",
}

File = Annotated[
    str, typer.Argument(metavar="FILE", help="Huishouden in YAML, of in JSON (.json); - leest YAML van de invoer.")
]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pakketten", metavar="DIR", help="Een map met eigen pakketten van gemeenten; mag meer keren."),
]
Day = Annotated[
    str | None, typer.Option("--op", metavar="DATE", help="De dag waarop wij kijken: jaar-maand-dag. Anders vandaag.")
]


def one_of(name: str, names: Iterable[str], where: str) -> str:
    """The name itself; an error with the nearest one when it does not exist."""
    known = list(names)
    if (found := key(name)) in known:
        return found
    near = get_close_matches(found[:60], known, n=1, cutoff=0.5)
    repair = f"Bedoelt u `{near[0]}`?" if near else f"Kies uit: {', '.join(known)}." if known else "Hier staan geen bedragen."
    raise VoorzieningenError("deze naam bestaat niet.", where=where, repair=repair)


# --- reading

def screened(
    file: str, op: str | None, packs: Sequence[Path] | None, *, steps: bool = False
) -> tuple[Huishouden, Report]:
    day = peildatum(op)
    household = read(file)
    rules = load_rules(packs=packs) if packs else None
    return household, screen_household(household, day, rules, stappen=steps)


def peildatum(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        if DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FileError("dit is geen datum die bestaat.", where="--op", repair="Schrijf jaar-maand-dag, zoals 2026-11-22.")


def read(file: str) -> Huishouden:
    return Huishouden.from_document(read_file(file))


def read_file(file: str) -> Document:
    """A file as plain data; - reads YAML of the input."""
    if file == "-":
        return read_document(limited(typer.get_binary_stream("stdin")), "invoer")
    try:
        with open(file, "rb") as stream:
            data = limited(stream)
    except (OSError, ValueError) as error:
        what, repair = next((what, repair) for kind, what, repair in UNREADABLE if isinstance(error, kind))
        raise FileError(what, where=file, repair=repair) from None
    reader = read_json if file.lower().endswith(".json") else read_document
    return reader(data, os.path.basename(file))


def write(target: Path, data: bytes) -> None:
    """Writes a file whole or not at all: what was there stays when it fails."""
    half = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".nieuw-", delete=False) as file:
            half = Path(file.name)
            file.write(data)
        half.chmod(0o644)
        half.replace(target)
    except (OSError, ValueError):
        if half is not None:
            half.unlink(missing_ok=True)
        raise FileError("hier is niet te schrijven.", where=str(target), repair="Kies een andere map.") from None
    typer.echo(str(target))


def limited(stream: BinaryIO) -> bytes:
    """The bytes of a file, at most one more than is allowed: by that one the reader knows it is too large."""
    return stream.read(Limits().size + 1)


def scheme(asked: str, report: Report) -> str:
    """The scheme somebody means: by its name in the rules or by its title."""
    name = key(asked)
    titles = {key(found.titel): of for of, found in report.regelingen.items()}
    if found := name if name in report.regelingen else titles.get(name):
        return found
    for ended in report.beeindigd:
        if name == key(ended.titel):
            raise VoorzieningenError("deze regeling bestaat niet meer.", where="REGELING", repair=ended.uitleg)
    near = get_close_matches(name[:60], [*report.regelingen, *titles], n=1, cutoff=0.5)
    repair = f"Bedoelt u `{titles.get(near[0], near[0])}`?" if near else f"Kies uit: {', '.join(report.regelingen)}."
    raise VoorzieningenError("deze regeling bestaat niet.", where="REGELING", repair=repair)


def key(title: str) -> str:
    return title.strip().lower().replace(" ", "_").replace("-", "_")


# --- printing

def console() -> Console:
    """Colours only on a terminal, and none where NO_COLOR is set."""
    if callable(reconfigure := getattr(sys.stdout, "reconfigure", None)):
        reconfigure(errors="replace")
    plain = bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()
    return Console(color_system=None if plain else "auto", highlight=False, markup=False, emoji=False)


def width(console: Console) -> int:
    return max(NARROWEST, min(console.width, WIDEST))


def show(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        console.print(Text(line.text, style=STYLES[line.style]), soft_wrap=True)


def complain(what: object) -> None:
    """One line on stderr; a file name may hold anything, a terminal should not act on it."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(what))
    typer.echo(f"Fout: {text}", err=True)


@contextmanager
def clear_errors() -> Iterator[None]:
    try:
        yield
    except VoorzieningenError as error:
        complain(error)
        raise typer.Exit(BAD_INPUT) from None


def usage(error: Exception) -> int:
    """Says in Dutch what is wrong with the command line; asked without a command, shows the help."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        typer.echo(str(getattr(error, "message", error)))
        return BAD_INPUT
    name = getattr(error, "option_name", "") or getattr(getattr(error, "param", None), "metavar", "")
    said = USAGE.get(kind, "deze opdracht is niet te begrijpen.").format(name=name or "een argument")
    complain(f"{said} Bekijk: voorzieningen --help")
    return BAD_INPUT
