"""`batch effect`: what an amendment does to the households of a directory of tables, as a page and as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from voorzieningen import __version__, load_rules
from voorzieningen.audit.difference import between_schemes
from voorzieningen.audit.touched import touched
from voorzieningen.cli._batch import needs_extra, shown
from voorzieningen.cli._io import Day, Packs, clear_errors, peildatum, write
from voorzieningen.render.effect_page import Bar, EffectPage, Figures, effect_html, income_words
from voorzieningen.render.group_model import TOGETHER
from voorzieningen.screening import RuleSet

if TYPE_CHECKING:
    from voorzieningen.batch.effect import Effect

BEFORE, AFTER, PAGE, RECEIPT = "voor", "na", "wijziging.html", "bewijs.json"


class Run(Protocol):
    """Computes all households of a directory with the rules and an amendment over them, into a directory that is not there."""

    def __call__(self, source: Path, target: Path, op: date, packs: tuple[Path, ...], overlay: Path | None) -> None: ...


Hide = Callable[["Effect"], "Effect"]
"""Makes null what is about so few households that it must not be shown, and what would give that away."""


def add_effect(app: typer.Typer) -> None:
    """Adds the command to the program."""

    def command(
        bron: Annotated[Path, typer.Argument(metavar="IN", help="De map met de tabellen.")],
        uit: Annotated[Path, typer.Argument(metavar="OUT", help="De map voor de pagina en de tabellen.")],
        wijziging: Annotated[Path, typer.Option("--wijziging", metavar="DIR", help="De map met wijziging.yaml.")],
        op: Day = None,
        pakketten: Packs = None,
    ) -> None:
        """Computes the households twice and writes what differs."""
        with clear_errors(), needs_extra():
            from voorzieningen.batch.hide_effect import hide_effect

            effect_of(bron, uit, wijziging, peildatum(op), tuple(pakketten or ()), _run, hide_effect)

    app.command("effect", help="Wat een wijziging van de regels doet: wie krijgt meer of minder, en wat kost het.")(command)


def _run(source: Path, target: Path, op: date, packs: tuple[Path, ...], overlay: Path | None) -> None:
    from voorzieningen.batch.run import run_batch
    from voorzieningen.batch.work import Job

    with shown() as tell:
        digest = load_rules(packs=packs, overlay=overlay, check=False).digest
        run_batch(source, target, Job(op, digest, None, packs, overlay=overlay), progress=tell)


def effect_of(source: Path, target: Path, amendment: Path, day: date, packs: tuple[Path, ...], run: Run, hide: Hide) -> None:
    """Runs both sets of rules into `target` and writes the page, the tables and the receipt.

    What `hide` hides is neither on the page nor in the tables; the results per household stay in `target`. A run that is in
    `target` already is not done again. Raises FileError when it is one of other rules or another day.
    """
    from voorzieningen.batch.effect import between_directories, check_results, write_tables

    law, other = load_rules(packs=packs), load_rules(packs=packs, overlay=amendment)
    for name, rules, overlay in ((BEFORE, law, None), (AFTER, other, amendment)):
        if not (target / name).exists():
            run(source, target / name, day, packs, overlay)
        check_results(target / name, rules.digest, day)
    effect = hide(between_directories(target / BEFORE, target / AFTER, touched(law, other, day.year)))
    write_tables(effect, target / "tabellen")
    page = _page(effect, law, other, day)
    write(target / PAGE, effect_html(page).encode())
    receipt = {
        "programma": __version__, "peildatum": day.isoformat(), "wijziging": page.amendment, "toelichting": page.explanation,
        "regels": {"versie": law.version, "voor": law.digest, "na": other.digest},
        "huishoudens": effect.households, "niet_berekend": effect.left_out,
        "geen_echte_mensen": "ja" if effect.not_real else "nee",
    }  # fmt: skip
    write(target / RECEIPT, json.dumps(receipt, ensure_ascii=False, indent=2).encode())


# --- from tables to the page

def _page(effect: Effect, law: RuleSet, other: RuleSet, day: date) -> EffectPage:
    from voorzieningen.batch.effect import ALL, TOWN, TYPE
    from voorzieningen.batch.titles import titles_in

    over = other.book.files.amendment
    assert over is not None
    towns = {row["groep"] for row in effect.groups.to_pylist() if row["indeling"] == TOWN}
    titles = titles_in(law.book.files, towns)
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in effect.groups.to_pylist():
        groups.setdefault(row["indeling"], []).append(row)
    incomes = groups.get("inkomen", [])
    bars = [row for row in effect.spread.to_pylist() if row["indeling"] == ALL]
    return EffectPage(
        amendment=over.wijziging, explanation=over.toelichting, day=day, not_real=effect.not_real, left_out=effect.left_out,
        version=law.version, digests=(law.digest, other.digest), whole=_figures(groups[ALL][0], ""),
        schemes=[_figures(row, titles.get(row["regeling"], row["regeling"])) for row in effect.schemes.to_pylist()],
        bars=[Bar(row["van"], row["tot"], row["huishoudens"]) for row in bars],
        types=[_figures(row, row["groep"]) for row in groups[TYPE]],
        towns=[_figures(row, row["groep"]) for row in groups[TOWN]],
        incomes=[_figures(row, _income(row["groep"])) for row in incomes],
        changes=between_schemes(law.book.files, other.book.files),
    )  # fmt: skip


def _income(group: str) -> str:
    from voorzieningen.batch.effect import income_bounds

    return group if group == TOGETHER else income_words(*income_bounds(group))


def _figures(row: Mapping[str, Any], name: str) -> Figures:
    average: Decimal | None = row.get("gemiddeld")
    return Figures(
        name, row["huishoudens"], row["meer"], row["minder"], row["gelijk"], row["onzeker"], row["verschil.laagst"],
        row["verschil.hoogst"], average, row["niet_berekend"],
    )  # fmt: skip
