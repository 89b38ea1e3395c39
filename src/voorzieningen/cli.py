"""The terminal: `voorzieningen screen`, `explain`, `referrals` and `rules`; reads files and the clock, prints.

Exit codes: 0 fine, 1 `rules check` found faults, 2 the input cannot be read (one line on stderr).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from voorzieningen.render import (
    TOPICS,
    Line,
    Style,
    explain_lines,
    pack_lines,
    referral_lines,
    report_lines,
    step_lines,
    value_lines,
)
from voorzieningen.rulebook import BODIES
from voorzieningen.rulebook.coverage import coverage
from voorzieningen.rulebook.skeleton import skeleton
from voorzieningen.rulebook.strict_yaml import Limits, read_document, read_json

FAULTS, BAD_INPUT, INTERRUPTED = 1, 2, 130
_WIDEST, _NARROWEST = 80, 40
_STYLES: dict[Style, str] = {
    "gewoon": "",
    "titel": "bold",
    "kop": "bold",
    "goed": "bold green",
    "let_op": "bold yellow",
    "vraag": "bold cyan",
    "grijs": "dim",
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_UNREADABLE: tuple[tuple[type[Exception], str, str], ...] = (
    (FileNotFoundError, "dit bestand bestaat niet.", "Kijk of de naam en de map kloppen."),
    (IsADirectoryError, "dit is een map.", "Geef één bestand met een huishouden."),
    (PermissionError, "dit bestand mag niet worden gelezen.", "Vraag toegang of kies een ander bestand."),
    (Exception, "dit bestand is niet te lezen.", "Kijk of de naam klopt."),
)
_USAGE = {
    "NoSuchOption": "de optie {name} bestaat niet.",
    "MissingParameter": "{name} ontbreekt.",
    "BadParameter": "{name} heeft een verkeerde waarde.",
    "BadOptionUsage": "bij {name} hoort een waarde.",
}

# A crash shows plain Python lines: the traceback of typer can show variables, and so a household.
app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, no_args_is_help=True,
    help="Welke voorzieningen mist een huishouden? Een schatting; de instantie beslist.",
)
rules_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Over de regels zelf.")
app.add_typer(rules_app, name="rules")

_File = Annotated[
    str, typer.Argument(metavar="FILE", help="Huishouden in YAML, of in JSON (.json); - leest YAML van de invoer.")
]
_Packs = Annotated[
    list[Path] | None,
    typer.Option("--pakketten", metavar="DIR", help="Een map met eigen pakketten van gemeenten; mag meer keren."),
]
_Day = Annotated[
    str | None, typer.Option("--op", metavar="DATE", help="De dag waarop wij kijken: jaar-maand-dag. Anders vandaag.")
]


@app.command("screen", help="Wat een huishouden mist en hoe dat aan te vragen.")
def screen_command(
    file: _File,
    op: _Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="Het rapport als JSON, voor andere programma's.")] = False,
    stappen: Annotated[bool, typer.Option("--stappen", help="Ook elke stap van de berekening.")] = False,
    pakketten: _Packs = None,
) -> None:
    """Screens one household file."""
    with _clear_errors():
        household, report = _screened(file, op, pakketten, steps=stappen)
        if as_json:
            typer.echo(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
            return
        console = _console()
        answers = household.peildatum if isinstance(household.peildatum, date) else None
        _show(console, report_lines(report, width=_width(console), answers=answers))
        for scheme in report.regelingen.values() if stappen else ():
            _show(console, [Line(""), *step_lines(scheme, report.peildatum.year, width=_width(console))])


@app.command("explain", help="Hoe één uitkomst ontstaat, tot aan het artikel.")
def explain_command(
    file: _File,
    regeling: Annotated[str, typer.Argument(metavar="REGELING", help="De regeling, zoals huurtoeslag.")],
    op: _Day = None,
    jaar: Annotated[
        int | None, typer.Option("--jaar", metavar="YEAR", help="Een eerder jaar; anders dat van --op.")
    ] = None,
    pakketten: _Packs = None,
) -> None:
    """Explains one scheme for one household file."""
    with _clear_errors():
        _, report = _screened(file, op, pakketten)
        name = _scheme(regeling, report)
        years = sorted(report.regelingen[name].jaren)
        if jaar is not None and str(jaar) not in years:
            repair = f"Kies uit: {', '.join(years)}."
            raise VoorzieningenError("over dit jaar is niets uitgerekend.", where="--jaar", repair=repair)
        console = _console()
        steps = report.uitleg(name, jaar)
        _show(console, explain_lines(report, name, steps, year=jaar, width=_width(console)))


@rules_app.command("check", help="Controleert de regels en hun voorbeelden.")
def check_command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="De map met regels; anders de regels van dit programma.")
    ] = None,
    pakketten: _Packs = None,
) -> None:
    """Checks a folder of rules and runs its examples."""
    from voorzieningen.examples import run

    with _clear_errors():
        if folder is not None and not folder.is_dir():
            raise FileError("deze map bestaat niet.", where=str(folder), repair="Geef de map waarin feiten.yaml staat.")
        try:
            rules = load_rules(folder, pakketten or ())
            rules.book.check()
            results = list(run(rules))
            packs = coverage(rules.book, date.today().year)
        except (RuleError, FileError) as error:
            _complain(error)
            raise typer.Exit(FAULTS) from None
    faults = [result for result in results if not result.passed]
    for result in faults:
        _complain(f"{result.scheme}: voorbeeld {result.name}: {result.message}")
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
    with _clear_errors():
        body = next(one for one in BODIES if one == _one_of(soort, BODIES, "SOORT"))
        frames = {name: file.model for name, file in load_rules().book.files.frames.items()}
        texts = skeleton(body, _place_name(naam), frames, tuple(TOPICS), date.today())
        target = folder / re.sub(r"[^a-z0-9]+", "_", naam.strip().lower()).strip("_")
        _write_new(target, texts)
        typer.echo(f"{target}: {', '.join(texts)}")
        typer.echo(f"Vul in wat u weet, en controleer: voorzieningen rules check --pakketten {target}")


@app.command("referrals", help="Wie in een gemeente helpt, per onderwerp.")
def referrals_command(
    gemeente: Annotated[str, typer.Argument(metavar="GEMEENTE", help="De gemeente, zoals Assen.")],
    onderwerp: Annotated[str | None, typer.Argument(metavar="[ONDERWERP]", help=f"Een van: {', '.join(TOPICS)}.")] = None,
    pakketten: _Packs = None,
) -> None:
    """Prints the referral directory of one municipality."""
    with _clear_errors():
        rules = load_rules(packs=pakketten or ())
        topic = next(one for one in TOPICS if one == _one_of(onderwerp, TOPICS, "ONDERWERP")) if onderwerp else None
        found, everywhere = rules.referrals(gemeente), rules.book.files.referrals
        local = [one for one in found if one not in everywhere]
        console = _console()
        _show(console, referral_lines(gemeente, local, everywhere, topic, width=_width(console)))


@rules_app.command("values", help="Elk bedrag van een regeling op elke datum waarop het verandert, met de bron.")
def values_command(
    regeling: Annotated[str, typer.Argument(metavar="REGELING", help="De naam van de map, zoals participatiewet.")],
    namen: Annotated[list[str] | None, typer.Argument(metavar="[NAAM]...", help="Alleen deze parameters, zoals norm.")] = None,
) -> None:
    """Prints the dated values of one rule file."""
    with _clear_errors():
        files = load_rules().book.files
        schemes = {**files.schemes, **files.frames}
        model = schemes[_one_of(regeling, schemes, "REGELING")].model
        wanted = [_one_of(name, model.parameters, "NAAM") for name in namen or model.parameters]
        console = _console()
        _show(console, value_lines(model, wanted, width=console.width))


def _place_name(name: str) -> str:
    """The name of a place as somebody gives it; an error when it cannot be one."""
    if not any(map(str.isalpha, name)) or not name.isprintable():
        raise VoorzieningenError("dit is geen naam van een plaats.", where="NAAM", repair="Schrijf bijvoorbeeld Assen.")
    return name.strip()


def _write_new(target: Path, texts: Mapping[str, str]) -> None:
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


def _one_of(name: str, names: Iterable[str], where: str) -> str:
    """The name itself; an error with the nearest one when it does not exist."""
    known = list(names)
    if (found := _key(name)) in known:
        return found
    near = get_close_matches(found[:60], known, n=1, cutoff=0.5)
    repair = f"Bedoelt u `{near[0]}`?" if near else f"Kies uit: {', '.join(known)}." if known else "Hier staan geen bedragen."
    raise VoorzieningenError("deze naam bestaat niet.", where=where, repair=repair)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and gives its exit code; a wrong command line is one Dutch line too."""
    try:
        given = list(arguments) if arguments is not None else None
        code = app(args=given, prog_name="voorzieningen", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output has seen enough; without this Python complains once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        # Typer uses its own copy of click or click itself, by version; the errors of both can format themselves.
        if not hasattr(error, "format_message"):
            raise
        return _usage(error)
    return code if isinstance(code, int) else 0


# --- reading

def _screened(
    file: str, op: str | None, packs: Sequence[Path] | None, *, steps: bool = False
) -> tuple[Huishouden, Report]:
    day = _day(op)
    household = _read(file)
    rules = load_rules(packs=packs) if packs else None
    return household, screen_household(household, day, rules, stappen=steps)


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
    except (OSError, ValueError) as error:
        what, repair = next((what, repair) for kind, what, repair in _UNREADABLE if isinstance(error, kind))
        raise FileError(what, where=file, repair=repair) from None
    reader = read_json if file.lower().endswith(".json") else read_document
    return Huishouden.from_document(reader(data, os.path.basename(file)))


def _limited(stream: BinaryIO) -> bytes:
    """The bytes of a file, at most one more than is allowed: by that one the reader knows it is too large."""
    return stream.read(Limits().size + 1)


def _scheme(asked: str, report: Report) -> str:
    """The scheme somebody means: by its name in the rules or by its title."""
    name = _key(asked)
    titles = {_key(scheme.titel): key for key, scheme in report.regelingen.items()}
    if found := name if name in report.regelingen else titles.get(name):
        return found
    for ended in report.beeindigd:
        if name == _key(ended.titel):
            raise VoorzieningenError("deze regeling bestaat niet meer.", where="REGELING", repair=ended.uitleg)
    near = get_close_matches(name[:60], [*report.regelingen, *titles], n=1, cutoff=0.5)
    repair = f"Bedoelt u `{titles.get(near[0], near[0])}`?" if near else f"Kies uit: {', '.join(report.regelingen)}."
    raise VoorzieningenError("deze regeling bestaat niet.", where="REGELING", repair=repair)


def _key(title: str) -> str:
    return title.strip().lower().replace(" ", "_").replace("-", "_")


# --- printing

def _console() -> Console:
    """Colours only on a terminal, and none where NO_COLOR is set."""
    if callable(reconfigure := getattr(sys.stdout, "reconfigure", None)):
        reconfigure(errors="replace")
    plain = bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()
    return Console(color_system=None if plain else "auto", highlight=False, markup=False, emoji=False)


def _width(console: Console) -> int:
    return max(_NARROWEST, min(console.width, _WIDEST))


def _show(console: Console, lines: Iterable[Line]) -> None:
    for line in lines:
        console.print(Text(line.text, style=_STYLES[line.style]), soft_wrap=True)


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


def _usage(error: Exception) -> int:
    """Says in Dutch what is wrong with the command line; asked without a command, shows the help."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        typer.echo(str(getattr(error, "message", error)))
        return BAD_INPUT
    name = getattr(error, "option_name", "") or getattr(getattr(error, "param", None), "metavar", "")
    said = _USAGE.get(kind, "deze opdracht is niet te begrijpen.").format(name=name or "een argument")
    _complain(f"{said} Bekijk: voorzieningen --help")
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
