"""`batch`: many households at once, out of a directory of tables into a directory of results, with how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperGroup

from voorzieningen import VoorzieningenError, load_rules
from voorzieningen.cli._io import INTERRUPTED, Day, Packs, clear_errors, peildatum
from voorzieningen.texts import texts

if TYPE_CHECKING:
    from voorzieningen.batch.receipt import Receipt
    from voorzieningen.batch.run import Progress

RUN = "run"
_PLAIN_SECONDS, _MINUTE, _HOUR = 10.0, 60, 3600


class _RunFirst(TyperGroup):
    """A group in which what is no command is the input of `run`: `batch IN OUT`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [RUN, *args]
        return list(super().parse_args(ctx, args))


batch_app = typer.Typer(
    cls=_RunFirst, no_args_is_help=True, rich_markup_mode=None,
    help="Veel huishoudens tegelijk, uit een map met tabellen: voorzieningen batch IN OUT.",
)  # fmt: skip


@batch_app.command(RUN, help="Reken alle huishoudens uit een map met tabellen. Zo mag ook: voorzieningen batch IN OUT.")
def run_command(
    bron: Annotated[Path, typer.Argument(metavar="IN", help="De map met de tabellen.")],
    uit: Annotated[Path, typer.Argument(metavar="OUT", help="De map voor de uitkomsten; die mag er nog niet zijn.")],
    op: Day = None,
    gemeente: Annotated[
        str | None, typer.Option("--gemeente", metavar="NAME", help="De gemeente van wie er in de tabel geen heeft.")
    ] = None,
    signalen: Annotated[bool, typer.Option("--signalen", help="Ook de signalen. Dat duurt veel langer.")] = False,
    opnieuw: Annotated[
        bool, typer.Option("--opnieuw", help="Begin opnieuw, en vervang de uitkomsten die er zijn.")
    ] = False,
    processen: Annotated[
        int | None, typer.Option("--processen", metavar="N", min=1, help="Hoeveel processen; anders een per processor.")
    ] = None,
    pakketten: Packs = None,
) -> None:
    """Runs all households of a directory; interrupted, the same command goes on."""
    with clear_errors(), needs_extra():
        from voorzieningen.batch.run import run_batch
        from voorzieningen.batch.work import Job

        packs = tuple(pakketten or ())
        job = Job(peildatum(op), load_rules(packs=packs, check=bool(packs)).digest, None, packs, gemeente, signalen)
        try:
            with shown() as tell:
                receipt = run_batch(bron, uit, job, workers=processen, progress=tell, again=opnieuw)
        except KeyboardInterrupt:
            typer.echo(texts()("verwerken.onderbroken"), err=True)
            raise typer.Exit(INTERRUPTED) from None
        _conclude(receipt, uit)


@batch_app.command("template", help="Maak lege tabellen, met wat er in elke kolom hoort.")
def template_command(
    uit: Annotated[Path, typer.Argument(metavar="OUT", help="De map voor de tabellen; die mag er nog niet zijn.")],
    pakketten: Packs = None,
) -> None:
    """Writes an empty example of the tables."""
    with clear_errors(), needs_extra():
        from voorzieningen.batch.layout import make_layout
        from voorzieningen.batch.template import write_template

        write_template(uit, make_layout(load_rules(packs=pakketten or ()).book.files))
        typer.echo(str(uit))


@batch_app.command("population", help="Maak tabellen met verzonnen huishoudens, om mee te proberen.")
def population_command(
    uit: Annotated[Path, typer.Argument(metavar="OUT", help="De map voor de tabellen; die mag er nog niet zijn.")],
    aantal: Annotated[int, typer.Option("--aantal", metavar="N", min=1, help="Hoeveel huishoudens.")] = 1000,
    getal: Annotated[int, typer.Option("--getal", metavar="N", help="Hetzelfde getal geeft dezelfde huishoudens.")] = 1,
    gemeente: Annotated[str | None, typer.Option("--gemeente", metavar="NAME", help="Waar zij wonen.")] = None,
    ontvangt: Annotated[
        bool, typer.Option("--ontvangt", help="Ook wat zij krijgen: de meesten wat hun toekomt, sommigen niets. Duurt langer.")
    ] = False,
    op: Day = None,
) -> None:
    """Writes the tables of a population that does not exist."""
    with clear_errors(), needs_extra():
        from voorzieningen.batch.parts import write_parts
        from voorzieningen.batch.population import make_population
        from voorzieningen.batch.receipts import fill_receipts
        from voorzieningen.batch.work import Job

        day = peildatum(op)
        parts = make_population(aantal, day, getal, gemeente)
        if ontvangt:
            job = Job(day, load_rules(check=False).digest)
            parts = (fill_receipts(part, job.run(part).results, getal) for part in parts)
        write_parts(uit, parts)
        typer.echo(f"{uit}: {texts()('verwerken.verzonnen')}")


@batch_app.command("later", help="Dezelfde verzonnen huishoudens, een tijd later: om een groep te volgen.")
def later_command(
    bron: Annotated[Path, typer.Argument(metavar="IN", help="De map met de verzonnen tabellen.")],
    uit: Annotated[Path, typer.Argument(metavar="OUT", help="De map voor de tabellen; die mag er nog niet zijn.")],
    uitkomsten: Annotated[
        Path | None,
        typer.Option("--uitkomsten", metavar="DIR", help="De uitkomsten van toen: een deel vraagt dan aan wat ontbrak."),
    ] = None,
    maanden: Annotated[int, typer.Option("--maanden", metavar="N", min=1, help="Hoeveel maanden later.")] = 6,
    getal: Annotated[int, typer.Option("--getal", metavar="N", help="Hetzelfde getal geeft hetzelfde leven.")] = 1,
) -> None:
    """Writes the tables of an invented population some months later."""
    with clear_errors(), needs_extra():
        from voorzieningen.batch.group import whole
        from voorzieningen.batch.later import move_on
        from voorzieningen.batch.parts import read_tables, write_parts

        then = whole(uitkomsten) if uitkomsten else None
        write_parts(uit, [move_on(read_tables(bron), getal, maanden, then)])
        typer.echo(f"{uit}: {texts()('verwerken.verzonnen')}")


@contextmanager
def needs_extra() -> Iterator[None]:
    """Says what to install when the extra is not there."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] not in ("pyarrow", "numpy"):
            raise
        say = texts()
        what, repair = say("verwerken.extra"), say("verwerken.extra.herstel")
        raise VoorzieningenError(what, where="batch", repair=repair) from None


# --- how far it is


@contextmanager
def shown() -> Iterator[_Teller]:
    """Tells how far a run is: on a terminal in one line that changes, elsewhere now and then a line more. On stderr."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not sys.stderr.isatty():
        yield _Lines()
        return
    with console.status("", spinner="line") as status:

        class Status(_Teller):
            def show(self, line: str) -> None:
                status.update(Text(line))

        yield Status()


class _Teller:
    """From how far a run is to a line; the speed is that of this run, without what an earlier one did."""

    def __init__(self) -> None:
        self._from: tuple[float, int] | None = None

    def __call__(self, progress: Progress) -> None:
        self.show(self.line(progress, time.monotonic()))

    def show(self, line: str) -> None:
        raise NotImplementedError

    def line(self, progress: Progress, now: float) -> str:
        """The line for how far a run is at a moment, in seconds."""
        say = texts()
        stage = say(f"verwerken.stap.{progress.stage}")
        if progress.stage != "rekenen":
            return stage
        if self._from is None:
            self._from = now, progress.done
        known = {"stap": stage, "klaar": _number(progress.done), "totaal": _number(progress.total)}
        seconds, made = now - self._from[0], progress.done - self._from[1]
        if made <= 0 or seconds <= 0:
            return say("verwerken.stand.begin", **known)
        left = _time((progress.total - progress.done) * seconds / made)
        return say("verwerken.stand", **known, snelheid=_number(round(made / seconds)), tijd=left)


class _Lines(_Teller):
    """One line for each stage, and while it computes one every ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._stage, self._last = "", 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage == self._stage and now - self._last < _PLAIN_SECONDS and progress.done < progress.total:
            return
        self._stage, self._last = progress.stage, now
        self.show(self.line(progress, now))

    def show(self, line: str) -> None:
        typer.echo(line, err=True)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _time(seconds: float) -> str:
    say = texts()
    if seconds < _MINUTE:
        return say("verwerken.tijd.seconden", aantal=round(seconds))
    if seconds < _HOUR:
        return say("verwerken.tijd.minuten", aantal=round(seconds / _MINUTE))
    return say("verwerken.tijd.uren", uren=int(seconds // _HOUR), minuten=int(seconds % _HOUR // _MINUTE))


def _conclude(receipt: Receipt, target: Path) -> None:
    say, rows = texts(), receipt.huishoudens
    typer.echo(say("verwerken.klaar", meegenomen=_number(rows.meegenomen), afgekeurd=_number(rows.afgekeurd)))
    if rows.afgekeurd:
        typer.echo(say("verwerken.klaar.afgekeurd", bestand=target / "afgekeurd.parquet"))
    if receipt.geen_echte_mensen:
        typer.echo(say("verwerken.verzonnen"))
