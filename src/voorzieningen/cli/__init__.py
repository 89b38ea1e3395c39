"""The terminal: `voorzieningen screen`, `explain`, `plan`, `compare`, `what-if`, `intake`, `serve`, `referrals`, `replay`,
`batch` and `rules`; reads files and the clock, prints.

Exit codes: 0 fine, 1 `rules check` found faults or `replay` a difference, 2 the input cannot be read (one line on stderr).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated

try:
    import typer
except ModuleNotFoundError as missing:
    # The command exists without the extra too; who runs it reads how to repair it.
    raise SystemExit("Voor de terminal zijn typer en rich nodig. Installeer ze: pip install 'voorzieningen[cli]'") from missing

from voorzieningen import VoorzieningenError, load_rules
from voorzieningen.cli._audit import add_audit
from voorzieningen.cli._batch import batch_app
from voorzieningen.cli._batch_effect import add_effect
from voorzieningen.cli._batch_report import add_report
from voorzieningen.cli._compare import add_commands
from voorzieningen.cli._io import (
    INTERRUPTED,
    Day,
    File,
    Packs,
    clear_errors,
    console,
    one_of,
    scheme,
    screened,
    show,
    usage,
    width,
)  # fmt: skip
from voorzieningen.cli._links import add_links
from voorzieningen.cli._nudge import add_nudge
from voorzieningen.cli._rules import rules_app
from voorzieningen.cli._state import add_state
from voorzieningen.cli._talk import add_talk
from voorzieningen.render import TOPICS, Line, explain_lines, referral_lines, report_lines, step_lines

# A crash shows plain Python lines: the traceback of typer can show variables, and so a household.
app = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, no_args_is_help=True,
    help="Welke voorzieningen mist een huishouden? Een schatting; de instantie beslist.",
)
add_commands(app)
add_talk(app)
add_audit(app, rules_app)
add_nudge(rules_app)
add_state(rules_app)
add_links(rules_app)
app.add_typer(rules_app, name="rules")
add_report(batch_app)
add_effect(batch_app)
app.add_typer(batch_app, name="batch")


@app.command("screen", help="Wat een huishouden mist en hoe dat aan te vragen.")
def screen_command(
    file: File,
    op: Day = None,
    as_json: Annotated[bool, typer.Option("--json", help="Het rapport als JSON, voor andere programma's.")] = False,
    stappen: Annotated[bool, typer.Option("--stappen", help="Ook elke stap van de berekening.")] = False,
    pakketten: Packs = None,
) -> None:
    """Screens one household file."""
    with clear_errors():
        household, report = screened(file, op, pakketten, steps=stappen)
        if as_json:
            typer.echo(json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
            return
        terminal = console()
        answers = household.peildatum if isinstance(household.peildatum, date) else None
        show(terminal, report_lines(report, width=width(terminal), answers=answers))
        for scheme in report.regelingen.values() if stappen else ():
            show(terminal, [Line(""), *step_lines(scheme, report.peildatum.year, width=width(terminal))])


@app.command("explain", help="Hoe één uitkomst ontstaat, tot aan het artikel.")
def explain_command(
    file: File,
    regeling: Annotated[str, typer.Argument(metavar="REGELING", help="De regeling, zoals huurtoeslag.")],
    op: Day = None,
    jaar: Annotated[
        int | None, typer.Option("--jaar", metavar="YEAR", help="Een eerder jaar; anders dat van --op.")
    ] = None,
    pakketten: Packs = None,
) -> None:
    """Explains one scheme for one household file."""
    with clear_errors():
        _, report = screened(file, op, pakketten)
        name = scheme(regeling, report)
        years = sorted(report.regelingen[name].jaren)
        if jaar is not None and str(jaar) not in years:
            repair = f"Kies uit: {', '.join(years)}."
            raise VoorzieningenError("over dit jaar is niets uitgerekend.", where="--jaar", repair=repair)
        terminal = console()
        steps = report.uitleg(name, jaar)
        show(terminal, explain_lines(report, name, steps, year=jaar, width=width(terminal)))


@app.command("referrals", help="Wie in een gemeente helpt, per onderwerp.")
def referrals_command(
    gemeente: Annotated[str, typer.Argument(metavar="GEMEENTE", help="De gemeente, zoals Assen.")],
    onderwerp: Annotated[str | None, typer.Argument(metavar="[ONDERWERP]", help=f"Een van: {', '.join(TOPICS)}.")] = None,
    pakketten: Packs = None,
) -> None:
    """Prints the referral directory of one municipality."""
    with clear_errors():
        rules = load_rules(packs=pakketten or ())
        topic = next(one for one in TOPICS if one == one_of(onderwerp, TOPICS, "ONDERWERP")) if onderwerp else None
        found, everywhere = rules.referrals(gemeente), rules.book.files.referrals
        local = [one for one in found if one not in everywhere]
        terminal = console()
        show(terminal, referral_lines(gemeente, local, everywhere, topic, width=width(terminal)))


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
        return usage(error)
    return code if isinstance(code, int) else 0
