"""The command: installs the engines, runs each in fresh processes over the same households, compares, and writes the tables."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from array import array
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from peers.catalogue import CHECK, LIBRARY, ORACLE, PEERS, Peer
from peers.environments import ROOT, CannotInstall, environment, surroundings, version
from peers.households import make
from peers.tables import Difference, Row, page, write

SCHEMES = ("zorgtoeslag", "kindgebonden_budget")
IMPORTS = 7


@dataclass(frozen=True)
class Options:
    """How many households and repeats, how long, and where things stand."""

    households: int
    repeat: int
    seconds: float
    singles: int
    seed: int
    venvs: Path
    library: Path
    only: frozenset[str]
    to: Path | None


def main() -> int:
    """Measures everything; exit code 1 when a way of this library and the check in fractions differ, or either could not run."""
    options = _options()
    chosen = [peer for peer in PEERS if not options.only or peer.key in options.only | {ORACLE}]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        make(options.households, options.seed).write(data)
        rows = [_measured(peer, options, data, Path(folder) / peer.key) for peer in chosen]
        amounts = {peer.key: _amounts(Path(folder) / peer.key) for peer in chosen}
    exact = amounts[ORACLE]
    if rows[0].reason:
        print(f"{rows[0].peer.title}: {rows[0].reason}", file=sys.stderr)
        return 1
    rows = [row.compared(_difference(exact, amounts[row.peer.key])) for row in rows]
    text = page(rows, options.households, options.repeat, options.seed)
    print(text)
    if options.to and not options.only:
        write(text, options.to)
    sure = [row for row in rows if row.peer.package == LIBRARY or row.peer.key == CHECK]
    return 1 if any(row.difference.households if row.difference else row.peer.key == CHECK for row in sure) else 0


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=100_000, help="random households, near the thresholds")
    parser.add_argument("--repeat", type=int, default=5, help="how often each engine runs; the median counts")
    parser.add_argument("--seconds", type=float, default=20.0, help="about how long the repeats of one engine may take together")
    parser.add_argument("--singles", type=int, default=200, help="households for the time of one")
    parser.add_argument("--seed", type=int, default=2026, help="another number gives other households")
    venvs = Path(tempfile.gettempdir()) / "voorzieningen-peers"
    parser.add_argument("--venvs", type=Path, default=venvs, help="where the environments of the engines are made and kept")
    parser.add_argument("--library", type=Path, default=ROOT / "src", help="the source of the library to measure")
    parser.add_argument("--only", default="", help="keys of engines, with commas; then nothing is written")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "vergelijking.md", help="the page that gets the tables")
    found = vars(parser.parse_args())
    only = frozenset(filter(None, found.pop("only").split(",")))
    if unknown := only - {peer.key for peer in PEERS}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(peer.key for peer in PEERS)}")
    return Options(only=only, **found)


def _measured(peer: Peer, options: Options, data: Path, out: Path) -> Row:
    """One engine in its own environment and process; a reason instead of figures when that fails."""
    print(f"{peer.title} ...", file=sys.stderr, flush=True)
    around = surroundings(options.library)
    try:
        python = environment(peer, options.venvs)
        told = version(peer, python, around)
    except CannotInstall as error:
        return Row(peer, reason=f"cannot be installed: {error}")
    command = [str(python), "-m", "peers.measure", peer.module, peer.engine, str(data), str(out)]
    command += ["--repeat", str(options.repeat), "--seconds", str(options.seconds), "--singles", str(options.singles)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=around)
    if done.returncode:
        return Row(peer, reason=f"does not run: {(done.stderr.strip().splitlines() or ['no message'])[-1]}", version=told)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Row(peer, found, importing=_importing(python, peer.imports, around), version=told)


def _importing(python: Path, names: str, around: dict[str, str]) -> float:
    """Seconds of processor time to import, the median of whole processes, less those that import nothing."""

    def process(code: str) -> float:
        found = []
        for _ in range(IMPORTS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([str(python), "-c", code], check=True, env=around, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return median(found)

    return max(0.0, process(f"import {names}") - process("pass"))


def _amounts(folder: Path) -> list[array[int]] | None:
    """Both amounts of each household in cents, as the measured process left them."""
    if not folder.is_dir():
        return None
    found = [array("q"), array("q")]
    for column, scheme in zip(found, SCHEMES, strict=True):
        column.frombytes((folder / f"{scheme}.i64").read_bytes())
    return found


def _difference(exact: list[array[int]] | None, found: list[array[int]] | None) -> Difference | None:
    """How many households get another amount than the exact one, and by how much at most."""
    if exact is None or found is None:
        return None
    gaps = [
        max(abs(one - other) for one, other in zip(pair, others, strict=True))
        for pair, others in zip(zip(*exact, strict=True), zip(*found, strict=True), strict=False)  # some are given fewer
    ]
    return Difference(sum(1 for gap in gaps if gap), len(gaps), max(gaps, default=0))
