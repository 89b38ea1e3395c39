"""`voorzieningen rules check --watch`: at each save the rules are read and linked again, and the examples beside them run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

import typer

from voorzieningen import FileError, RuleError, RuleSet, load_rules
from voorzieningen.cli._io import complain
from voorzieningen.rulebook import rules_folder

_LOOK = 500
"""How often Ctrl-C is looked at, in milliseconds."""
_MOST_FAULTS = 10
_EXAMPLES = "voorbeelden.yaml"
_WATCHED = (".yaml", ".csv")
_ABOUT = (
    "Wij kijken mee. Bij elke keer opslaan lezen wij de regels opnieuw.",
    "Van de voorbeelden draaien alleen die in de map waar u iets verandert.",
    "Alle voorbeelden samen duren minuten: voorzieningen rules check. Stoppen: Ctrl-C.",
)


def watch_rules(folder: Path | None, packs: Sequence[Path]) -> None:
    """Checks now and after each save until somebody stops it; a fault is told, and ends nothing."""
    from watchfiles import watch

    roots = [folder or rules_folder(), *packs]
    for line in _ABOUT:
        typer.echo(line)
    first = True
    for changes in watch(*roots, watch_filter=lambda _, path: path.endswith(_WATCHED), yield_on_timeout=True, rust_timeout=_LOOK):
        changed = sorted({Path(path) for _, path in changes})
        if first or changed:
            _check(folder, packs, roots, changed)
        first = False


def _check(folder: Path | None, packs: Sequence[Path], roots: Sequence[Path], changed: Sequence[Path]) -> None:
    typer.echo(f"\n{datetime.now():%H:%M:%S}  {', '.join(_short(path, roots) for path in changed) or 'Alle regels'}")
    try:
        rules = load_rules(folder, packs)
        rules.book.check()
        typer.echo(f"De regels passen in elkaar. {rules.digest[:19]}")
        if changed:
            _examples(rules, {_folder(path, roots) for path in changed})
    except (RuleError, FileError) as error:
        complain(error)
    except OSError:  # a file that an editor is just replacing
        complain("een bestand was even niet te lezen. Sla het nog een keer op.")


def _examples(rules: RuleSet, folders: Collection[Path]) -> None:
    """Runs the examples in these folders; what does not come out is told at once, the first few of many."""
    from voorzieningen.examples import check, read_examples

    cases, wrong = list(read_examples(rules, folders)), 0
    for case in cases:
        result = check(case, rules)
        wrong += not result.passed
        if not result.passed and wrong <= _MOST_FAULTS:
            complain(f"{result.scheme}: voorbeeld {result.name}: {result.message}")
    typer.echo(f"{len(cases) - wrong} van {len(cases)} voorbeelden goed." if cases else "Hiernaast staan geen voorbeelden.")


def _folder(path: Path, roots: Sequence[Path]) -> Path:
    """The folder with the examples of a file: its own, or the nearest above it."""
    tops = {root.resolve() for root in roots}
    for one in path.resolve().parents:
        if (one / _EXAMPLES).is_file() or one in tops:
            return one
    return path.parent


def _short(path: Path, roots: Sequence[Path]) -> str:
    here = path.resolve()
    top = next((root.resolve() for root in roots if here.is_relative_to(root.resolve())), None)
    return here.relative_to(top).as_posix() if top else str(path)
