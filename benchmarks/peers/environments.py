"""Throw-away environments, one for each file of requirements; what cannot be installed is told with the reason."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from peers.catalogue import LIBRARY, Peer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1"}


class CannotInstall(Exception):
    """An environment could not be made; the text is the last thing its installer said."""


def environment(peer: Peer, folder: Path) -> Path:
    """The Python of the environment of a peer below `folder`, made when it is not there; raises CannotInstall."""
    place = folder / peer.environment
    python, done = place / "bin" / "python", place / "requirements.txt"
    wanted = peer.requirements.read_text(encoding="utf-8")
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return python
    _run([sys.executable, "-m", "venv", "--clear", str(place)])
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(peer.requirements)])
    done.write_text(wanted, encoding="utf-8")
    return python


def surroundings(library: Path) -> dict[str, str]:
    """The variables of a measured process: one thread, this folder and the source of the library to import from."""
    path = os.pathsep.join((str(HERE.parent), str(library)))
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}


def version(peer: Peer, python: Path, around: dict[str, str]) -> str:
    """The version of a peer's package, or nothing when it has none."""
    if not peer.package:
        return ""
    code = f"from importlib.metadata import version; print(version({peer.package!r}))"
    if peer.package == LIBRARY:  # read from its source, not installed
        code = f"import {LIBRARY}; print({LIBRARY}.__version__)"
    return _run([str(python), "-c", code], around).strip()


def _run(command: list[str], around: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=around)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotInstall(said[-1] if said else f"exit code {done.returncode}")
    return done.stdout
