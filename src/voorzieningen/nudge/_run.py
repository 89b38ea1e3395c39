"""Many nudges, on all cores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

from voorzieningen.nudge._change import Nudge
from voorzieningen.nudge._nudger import Kind, Nudger, Verdict

_CHUNK = 16
"""So many neighbours go to one process: they are noticed by the same examples, which it has then made ready."""
_shared: tuple[Nudger, Sequence[Nudge], Mapping[str, str]] | None = None


def run(
    nudger: Nudger, chosen: Sequence[Nudge], likely: Mapping[str, str] | None = None, processes: int | None = None
) -> Iterator[Verdict]:
    """The verdict on each nudge, in order, each as soon as it is known; in all processes where the platform can fork.

    `likely` gives the example that noticed a nudge before, by the name of the nudge.
    """
    global _shared
    before = likely or {}
    count = processes or multiprocessing.cpu_count()
    if count < 2 or len(chosen) <= _CHUNK or "fork" not in multiprocessing.get_all_start_methods():
        yield from (nudger.verdict(one, before.get(one.name, "")) for one in chosen)
        return
    _shared = nudger, chosen, before
    with ProcessPoolExecutor(count, multiprocessing.get_context("fork")) as pool:
        found = pool.map(_one, range(len(chosen)), chunksize=_CHUNK)
        yield from (Verdict(nudge, kind, by) for nudge, (kind, by) in zip(chosen, found, strict=True))


def _one(at: int) -> tuple[Kind, str]:
    assert _shared is not None
    nudger, chosen, before = _shared
    found = nudger.verdict(chosen[at], before.get(chosen[at].name, ""))
    return found.kind, found.by
