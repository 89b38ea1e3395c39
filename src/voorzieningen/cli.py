"""The terminal: `voorzieningen screen`, `explain` and `rules check`; reads files and the clock, prints what render makes.

Exit codes: 0 fine, 1 `rules check` found faults, 2 the input cannot be read (one line on stderr).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.text import Text

from voorzieningen import FileError, Huishouden, Report, RuleError, VoorzieningenError, load_rules
from voorzieningen import screen as screen_household
from voorzieningen.render import Line, Style, explain_lines, report_lines, step_lines
from voorzieningen.rulebook.strict_yaml import Limits, read_document, read_json

FAULTS, BAD_INPUT, INTERRUPTED = 1, 2, 130
_WIDEST, _NARROWEST = 80, 40
_STYLES: dict[Style, str] = {
    "gewoon": "", "titel": "bold", "kop": "bold", "goed": "bold green", "let_op": "bold yellow", "vraag": "bold cyan", "grijs": "dim",
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="Welke voorzieningen mist een huishouden?")
rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Over de regels zelf.")
app.add_typer(rules_app, name="rules")

HouseholdFile = Annotated[str, typer.Argument(metavar="FILE", help="Huishouden in YAML of JSON (.json); - leest YAML van de standaardinvoer.")]
Day = Annotated[str | None, typer.Option("--op", metavar="DATE", help="De dag waarop wij kijken, als jaar-maand-dag; anders vandaag.")]


@app.command("screen", help="Alle voorzieningen voor een huishouden: wat het mist, tot wanneer en hoe aan te vragen.")
def screen_command(
    file: HouseholdFile,
    op: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="Het rapport als JSON, voor andere programma's.")] = False,
    stappen: Annotated[bool, typer.Option("--stappen", help="Ook elke stap van de berekening.")] = False,
) -> None:
    """Screens one household file."""
    with _clear_errors():
        household, report = _screened(file, op, steps=stappen)
        if as_json:
            typer.echo(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
            return
        console = _console()
        answers = household.peildatum if isinstance(household.peildatum, date) else None
        _show(console, report_lines(report, width=_width(console), answers=answers))
        for scheme in report.regelingen.values() if stappen else ():
            _show(console, step_lines(scheme.titel, scheme.stappen, width=_width(console)))


@app.command("explain", help="Hoe één uitkomst ontstaat: eerst in gewone woorden, dan elke stap met artikel en bron.")
def explain_command(
    file: HouseholdFile,
    regeling: Annotated[str, typer.Argument(metavar="REGELING", help="De regeling, zoals huurtoeslag.")],
    op: Day = None,
    jaar: Annotated[int | None, typer.Option("--jaar", metavar="YEAR", help="Een eerder jaar; anders dat van de peildatum.")] = None,
) -> None:
    """Explains one scheme for one household file."""
    with _clear_errors():
        _, report = _screened(file, op)
        name = _scheme(regeling, report)
        years = sorted(report.regelingen[name].jaren)
        if jaar is not None and str(jaar) not in years:
            raise VoorzieningenError("over dit jaar is niets uitgerekend.", where="--jaar", repair=f"Kies uit: {', '.join(years)}.")
        console = _console()
        _show(console, explain_lines(report, name, report.uitleg(name, jaar), year=jaar, width=_width(console)))


@rules_app.callback()
def _rules() -> None:
    """Keeps `check` a command of its own."""


@rules_app.command("check", help="Controleert regelbestanden: namen, eenheden, datums, bronnen en alle voorbeelden.")
def check_command(folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="De map met regels; anders de regels van dit programma.")] = None) -> None:
    """Checks a folder of rules and runs its examples."""
    from voorzieningen.examples import run

    with _clear_errors():
        if folder is not None and not folder.is_dir():
            raise FileError("deze map bestaat niet.", where=str(folder), repair="Geef de map waarin feiten.yaml staat.")
        try:
            rules = load_rules(folder)
            results = list(run(rules, folder))
        except (RuleError, FileError) as error:
            _complain(error)
            raise typer.Exit(FAULTS) from None
        faults = [result for result in results if not result.passed]
        for result in faults:
            _complain(f"{result.scheme}: {result.name}: {result.message}")
        _counted(rules.digest, results_per_scheme={name: [one.passed for one in results if one.scheme == name] for name in sorted({one.scheme for one in results})})
        if faults:
            raise typer.Exit(FAULTS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and gives its exit code; usage errors are one Dutch line too."""
    try:
        code = app(args=list(arguments) if arguments is not None else None, prog_name="voorzieningen", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output has seen enough; Python would complain once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        # Typer carries its own copy of click or the real one, by version; both kinds can format themselves.
        if not hasattr(error, "format_message"):
            raise
        _complain(_usage(error))
        return BAD_INPUT
    return code if isinstance(code, int) else 0


# --- reading

def _screened(file: str, op: str | None, *, steps: bool = False) -> tuple[Huishouden, Report]:
    day = _day(op)
    household = _read(file)
    return household, screen_household(household, op=day, stappen=steps)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FileError("dit is geen datum die bestaat.", where="--op", repair="Schrijf jaar-maand-dag, zoals 2026-11-22.")


def _read(file: str) -> Huishouden:
    if file == "-":
        return Huishouden.from_document(read_document(_limited(typer.get_binary_stream("stdin")), "invoer"))
    try:
        with open(file, "rb") as stream:
            data = _limited(stream)
    except FileNotFoundError:
        raise FileError("dit bestand bestaat niet.", where=file, repair="Kijk of de naam en de map kloppen.") from None
    except IsADirectoryError:
        raise FileError("dit is een map.", where=file, repair="Geef één bestand met een huishouden.") from None
    except PermissionError:
        raise FileError("u mag dit bestand niet lezen.", where=file, repair="Vraag toegang of kies een ander bestand.") from None
    except (OSError, ValueError):
        raise FileError("dit bestand is niet te lezen.", where=file, repair="Kijk of de naam klopt.") from None
    reader = read_json if file.lower().endswith(".json") else read_document
    return Huishouden.from_document(reader(data, os.path.basename(file)))


def _limited(stream: BinaryIO) -> bytes:
    """The bytes of a file, at most one more than is allowed: the reader refuses a file that is too large by its size."""
    return stream.read(Limits().size + 1)


def _scheme(asked: str, report: Report) -> str:
    name = asked.strip().lower().replace(" ", "_").replace("-", "_")
    if name in report.regelingen:
        return name
    near = get_close_matches(name[:60], report.regelingen, n=1, cutoff=0.5)
    repair = f"Bedoelt u `{near[0]}`?" if near else f"Kies uit: {', '.join(report.regelingen)}."
    raise VoorzieningenError("deze regeling bestaat niet.", where="REGELING", repair=repair)


# --- printing

def _console() -> Console:
    """Colours only on a terminal, and none where NO_COLOR is set."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    return Console(color_system=None if os.environ.get("NO_COLOR") or not sys.stdout.isatty() else "auto", highlight=False, markup=False)


def _width(console: Console) -> int:
    return max(_NARROWEST, min(console.width, _WIDEST))


def _show(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        console.print(Text(line.text, style=_STYLES[line.style]), soft_wrap=True)


def _counted(digest: str, results_per_scheme: dict[str, list[bool]]) -> None:
    for name, passed in results_per_scheme.items():
        typer.echo(f"{name:<30}{sum(passed):>5} van {len(passed):>4} voorbeelden goed")
    total = sum(len(passed) for passed in results_per_scheme.values())
    good = sum(sum(passed) for passed in results_per_scheme.values())
    typer.echo(f"De regels zijn {'in orde' if good == total else 'niet in orde'}: {good} van {total} voorbeelden goed. {digest}")


def _complain(what: object) -> None:
    """One line on stderr; a file name may hold anything, a terminal should not act on it."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(what))
    typer.echo(f"Fout: {text}", err=True)


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except VoorzieningenError as error:
        _complain(error)
        raise typer.Exit(BAD_INPUT) from None


def _usage(error: Exception) -> str:
    """A usage error of the command line in Dutch."""
    kind = type(error).__name__
    name = getattr(error, "option_name", "") or getattr(getattr(error, "param", None), "metavar", "") or ""
    said = {
        "NoSuchOption": f"de optie {name} bestaat niet.",
        "MissingParameter": f"{name or 'een argument'} ontbreekt.",
        "BadParameter": f"{name or 'een argument'} heeft een verkeerde waarde.",
        "BadOptionUsage": f"bij {name} hoort een waarde.",
    }.get(kind, "deze opdracht is niet te begrijpen.")
    return f"{said} Bekijk 'voorzieningen --help'."


if __name__ == "__main__":
    sys.exit(main())
