"""`voorzieningen rules nudge`: does an example notice each small change of the rules?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from voorzieningen import FileError, VoorzieningenError, load_rules
from voorzieningen.cli._io import FAULTS, Packs, clear_errors, complain, one_of, write
from voorzieningen.nudge import Nudge, Nudger, Proof, Verdict, proof_of, read_proof, run, sample, still_proven, unused

SAMPLE = 250
"""So many nudges of a proof that still holds are tried again."""
_HELP = (
    "Verandert elk getal en elke vergelijking in de regels een beetje, en kijkt of een voorbeeld dat merkt. Wat geen voorbeeld "
    "merkt, kan ongezien fout zijn. Alles proberen duurt lang."
)


def add_nudge(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("nudge", help=_HELP)(nudge_command)


def nudge_command(
    regelingen: Annotated[
        list[str] | None, typer.Argument(metavar="[REGELING]...", help="Alleen deze, zoals zorgtoeslag of rotterdam.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--map", metavar="DIR", help="De map met regels; anders de regels van dit programma.")
    ] = None,
    pakketten: Packs = None,
    bewijs: Annotated[
        Path | None,
        typer.Option("--bewijs", metavar="FILE", help="Een eerder bewijs: wat veranderde gaat over, en een deel van de rest."),
    ] = None,
    bewaar: Annotated[
        Path | None, typer.Option("--bewaar", metavar="FILE", help="Schrijft het bewijs in dit bestand.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Het bewijs als JSON, voor andere programma's.")] = False,
    alles: Annotated[bool, typer.Option("--alles", help="Noemt ook elke ontheffing, met de reden.")] = False,
) -> None:
    """Tries the nudges and says which nobody notices."""
    with clear_errors():
        if folder is not None and not folder.is_dir():
            raise FileError("deze map bestaat niet.", where=str(folder), repair="Geef de map waarin feiten.yaml staat.")
        if bewaar and as_json:
            raise VoorzieningenError("het bewijs gaat naar één plaats.", where="--bewaar", repair="Laat --json weg.")
        if bewaar and regelingen and not bewijs:
            repair = "Noem geen regelingen, of geef ook --bewijs met een eerder bewijs."
            raise VoorzieningenError("een bewijs gaat over alle regelingen.", where="--bewaar", repair=repair)
        proof = read_proof(bewijs) if bewijs else None
        nudger = Nudger(load_rules(folder, pakketten or ()))
        known = still_proven(nudger, proof) if proof else {}
        chosen = _chosen(nudger, regelingen or (), known if proof else None)
        tried = _tried(nudger, chosen, proof.likely() if proof else {})
        verdicts = _verdicts(nudger, {**known, **tried})
        found = proof_of(nudger, verdicts)
        text = found.model_dump_json(indent=1)
        if as_json:
            typer.echo(text)
        else:
            _tell(found, len(tried), alles)
        missed = [one for one in verdicts if one.kind == "niet_gezien"]
        idle = unused(nudger, verdicts) if len(verdicts) == len(nudger.nudges) else []
        for one in missed:
            _complain_of(one.nudge)
        for like in idle:
            complain(f"ontheffingen.yaml: `{like}` is niet nodig: een voorbeeld merkt dit. Haal de ontheffing weg.")
        if bewaar:
            write(bewaar, f"{text}\n".encode())
        if missed or idle:
            raise typer.Exit(FAULTS)


def _chosen(nudger: Nudger, names: Iterable[str], known: Mapping[str, Verdict] | None) -> list[Nudge]:
    """The nudges to try: of the named schemes; with a proof also what it does not prove, or else a sample of the rest."""
    schemes = dict.fromkeys(name for one in nudger.nudges for name in (one.scheme, one.scheme.split("/")[0]))
    named = {name if name in schemes else one_of(name, schemes, "REGELING") for name in names}
    wanted = {one.name for one in nudger.nudges if not named.isdisjoint((one.scheme, one.scheme.split("/")[0]))}
    if known is not None:
        wanted |= {one.name for one in nudger.nudges if one.name not in known}
        wanted |= set() if named else {one.name for one in sample(nudger, known, SAMPLE)}
    return [one for one in nudger.nudges if one.name in wanted or (known is None and not named)]


def _tried(nudger: Nudger, chosen: list[Nudge], likely: Mapping[str, str]) -> dict[str, Verdict]:
    found: dict[str, Verdict] = {}
    shown = sys.stderr.isatty()
    for at, one in enumerate(run(nudger, chosen, likely), 1):
        found[one.nudge.name] = one
        if shown:
            typer.echo(f"\r{at} van {len(chosen)} wijzigingen geprobeerd", nl=at == len(chosen), err=True)
    return found


def _verdicts(nudger: Nudger, found: Mapping[str, Verdict]) -> list[Verdict]:
    """The verdicts in the order of the rules."""
    return [found[one.name] for one in nudger.nudges if one.name in found]


def _tell(proof: Proof, tried: int, everything: bool) -> None:
    """A line per scheme, and what stands for all of them."""
    typer.echo(f"{'regeling':<48}{'wijzigingen':>12}{'gezien':>8}{'geweigerd':>11}{'ontheven':>10}{'niet gezien':>13}")
    for name, one in proof.regelingen.items():
        row = one.aantallen
        typer.echo(f"{name:<48}{row.geprobeerd:>12}{row.gezien:>8}{row.geweigerd:>11}{row.ontheven:>10}{row.niet_gezien:>13}")
        for reason, names in one.ontheven.items() if everything else ():
            typer.echo(f"  ontheven: {', '.join(names)}")
            typer.echo(f"    {reason}")
    rows = [one.aantallen for one in proof.regelingen.values()]
    total, missed = sum(row.geprobeerd for row in rows), sum(row.niet_gezien for row in rows)
    typer.echo(f"{total} kleine wijzigingen van de regels, nu {tried} geprobeerd. Niet gezien: {missed}.")
    typer.echo("Gezien: een voorbeeld komt dan anders uit. Geweigerd: zulke regels zijn niet te gebruiken.")
    typer.echo("Ontheven: dit kan geen uitkomst veranderen, en ontheffingen.yaml zegt waarom.")


def _complain_of(nudge: Nudge) -> None:
    part = nudge.name.removeprefix(f"{nudge.scheme}/").partition("/")[0]
    complain(
        f"{nudge.place}: {nudge.scheme}, {part}: {nudge.what}. Geen voorbeeld merkt dit ({nudge.name}). "
        "Schrijf bij deze regeling een voorbeeld dat hierop rust."
    )
