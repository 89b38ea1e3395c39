"""A set of rules as somebody names it on the command line: a folder, or a revision of a git repository."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from voorzieningen import FileError
from voorzieningen.rulebook import rules_folder


@contextmanager
def rules_at(text: str, where: str) -> Iterator[Path]:
    """The folder of rules somebody means; of a git revision a copy that is gone afterwards.

    A revision is looked for in the repository of the working directory, else in that of the rules of the program. Raises
    FileError when it is neither.
    """
    if (folder := Path(text)).is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="regels-") as copy:
        _unpack(text, where, Path(copy))
        yield Path(copy)


def _unpack(revision: str, where: str, target: Path) -> None:
    wrong = FileError(
        "dit is geen map, geen datum en geen versie in git.", where=where,
        repair="Geef een map met feiten.yaml, een dag als 2026-01-01, of een versie zoals HEAD~3 of v1.0.",
    )  # fmt: skip
    if revision.startswith("-"):  # git would read an option in it
        raise wrong
    for place in (Path.cwd(), rules_folder().parent):
        top = _git(place, "rev-parse", "--show-toplevel")
        if top is None or _git(place, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
            continue
        root = Path(top.decode().strip())
        inside = rules_folder().relative_to(root).as_posix() if rules_folder().is_relative_to(root) else "rules"
        packed = _git(root, "archive", "--format=zip", f"{revision}:{inside}")
        if packed is None:
            raise FileError(f"in die versie is er geen map `{inside}`.", where=where, repair="Kies een latere versie.")
        with ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(target)
        return
    raise wrong


def _git(place: Path, *words: str) -> bytes | None:
    """What git says; None when it fails or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(place), *words], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
