"""For who checks: a saved report computed again, and what differs between two dates or two sets of rules."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from voorzieningen import FileError, Huishouden, VoorzieningenError, load_rules
from voorzieningen.audit.beside import days_beside, sets_beside
from voorzieningen.audit.replay import replay
from voorzieningen.cli._io import DATE, Packs, clear_errors, console, peildatum, read, show, width
from voorzieningen.cli._revision import rules_at
from voorzieningen.render.difference import difference_lines
from voorzieningen.render.replay import now_lines, replay_lines
from voorzieningen.rulebook import rules_folder

DIFFERS = 1
_Json = Annotated[bool, typer.Option("--json", help="Als JSON, voor andere programma's.")]


def add_audit(app: typer.Typer, rules_app: typer.Typer) -> None:
    """Adds the commands of this file to the program."""
    app.command("replay", help="Rekent een bewaard rapport na: gelijk, of de eerste stap die anders is.")(replay_command)
    rules_app.command("diff", help="Wat er verschilt tussen twee dagen of twee regelsets, en wie meer of minder krijgt.")(
        diff_command
    )


def replay_command(
    file: Annotated[Path, typer.Argument(metavar="REPORT.json", help="Een rapport van screen --json.")],
    regels: Annotated[
        str | None, typer.Option("--rules", metavar="DIR", help="Reken na met deze regels: een map, of een versie in git.")
    ] = None,
    huishouden: Annotated[
        str | None, typer.Option("--huishouden", metavar="FILE", help="Het huishouden, als dat niet in het rapport zit.")
    ] = None,
    pakketten: Packs = None,
    as_json: _Json = False,
) -> None:
    """Computes a saved report again; exit code 1 when an outcome differs."""
    with clear_errors(), ExitStack() as stack:
        saved = _report(file)
        own = load_rules(packs=pakketten or ())
        rules = load_rules(stack.enter_context(rules_at(regels, "--rules")), pakketten or (), check=False) if regels else own
        home = read(huishouden) if huishouden else None
        found = replay(saved, rules, home, own if rules is not own else None)
        if as_json:
            typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
        else:
            terminal = console()
            show(terminal, replay_lines(found, width(terminal)))
            if found.zelfde_regels and rules.digest != own.digest:
                now = replay(saved, own, home, then=rules)
                show(terminal, now_lines(now, width(terminal)))
        if not (found.gelijk or found.alleen_woorden):
            raise typer.Exit(DIFFERS)


def diff_command(
    voor: Annotated[str, typer.Argument(metavar="A", help="Een dag, een map met regels, of een versie in git.")],
    na: Annotated[str, typer.Argument(metavar="B", help="Hetzelfde soort: de latere.")],
    op: Annotated[
        str | None, typer.Option("--op", metavar="DATE", help="Van twee regelsets: de dag waarop wij kijken. Anders vandaag.")
    ] = None,
    huishoudens: Annotated[
        Path | None, typer.Option("--huishoudens", metavar="DIR", help="De voorbeelden; anders die van dit programma.")
    ] = None,
    willekeurig: Annotated[
        int, typer.Option("--willekeurig", metavar="N", min=0, max=100_000, help="Zoveel willekeurige huishoudens erbij.")
    ] = 100,
    as_json: _Json = False,
) -> None:
    """Compares two days or two sets of rules."""
    with clear_errors(), ExitStack() as stack:
        examples = _examples(huishoudens)
        dates = [bool(DATE.fullmatch(text)) for text in (voor, na)]
        if all(dates):
            first, last = peildatum(voor), peildatum(na)
            if first >= last:
                raise VoorzieningenError("de eerste dag is niet de vroegste.", where="rules diff", repair="Draai ze om.")
            found = days_beside(load_rules(), first, last, examples, willekeurig)
        elif any(dates):
            raise VoorzieningenError(
                "A is een dag en B niet, of andersom.", where="rules diff", repair="Geef twee dagen, of twee regelsets."
            )
        else:
            before, after = (stack.enter_context(rules_at(text, name)) for text, name in ((voor, "A"), (na, "B")))
            found = sets_beside(before, after, peildatum(op), examples, willekeurig, (voor, na))
        if as_json:
            typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2).encode())
            return
        terminal = console()
        show(terminal, difference_lines(found, width(terminal)))


def _report(file: Path) -> dict[str, Any]:
    try:
        saved = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise FileError("dit rapport is niet te lezen.", where=str(file), repair="Maak het met screen --json.") from None
    if not isinstance(saved, dict) or "regelset" not in saved:
        raise FileError("dit is geen rapport.", where=str(file), repair="Maak het met screen --json.")
    return saved


def _examples(folder: Path | None) -> dict[str, Huishouden]:
    here = folder or rules_folder().parent / ("_voorbeelden" if rules_folder().name == "_rules" else "voorbeelden")
    if folder is not None and not folder.is_dir():
        raise FileError("deze map bestaat niet.", where=str(folder), repair="Geef een map met huishoudens.")
    return {path.stem: read(str(path)) for path in sorted(here.glob("*.yaml"))}
