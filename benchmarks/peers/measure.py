"""Measures one engine in a process of its own: `python -m peers.measure MODULE ENGINE DATA OUT`, the findings as JSON on stdout.

All times are processor time on one core, so that other work on the machine counts less.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from peers.engine import Engine
from peers.households import PER_CHILD, PER_HOUSEHOLD, Columns, read

CENTS = 100


def peak() -> int:
    """The highest resident memory of this process so far, in KiB; not that of the process that started it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("this system does not tell the peak memory of a process")


def blocks(columns: Columns, size: int) -> Iterator[Columns]:
    """The households in blocks, each as columns of its own."""
    bounds = columns.bounds()
    for start in range(0, len(columns), size):
        stop = min(start + size, len(columns))
        children = slice(bounds[start], bounds[stop])
        cut = {name: columns.columns[name][start:stop] for name in PER_HOUSEHOLD}
        cut |= {name: columns.columns[name][children] for name in PER_CHILD}
        cut["k_huishouden"] = array("q", (owner - start for owner in cut["k_huishouden"]))
        yield Columns(cut)


def once(engine: Engine, columns: Columns) -> tuple[float, float, array[int], array[int]]:
    """All households once, block by block: seconds to prepare and to run, and both amounts in cents."""
    preparing = running = 0.0
    found = array("q"), array("q")
    for block in blocks(columns, engine.block):
        begin = time.process_time()
        native = engine.prepare(block)
        middle = time.process_time()
        amounts = engine.run(native)
        running += time.process_time() - middle
        preparing += middle - begin
        for into, values in zip(found, amounts, strict=True):
            into.extend(cents(values))
    return preparing, running, *found


def cents(values: Sequence[Any]) -> list[int]:
    """Amounts of any kind of number as whole cents."""
    return [round(value * CENTS) for value in (values.tolist() if hasattr(values, "tolist") else values)]


def latency(engine: Engine, columns: Columns) -> tuple[list[float], list[float]]:
    """Seconds for single households: what it takes to run, and with preparing; the first ones are not counted."""
    run, whole = [], []
    for at, one in enumerate(blocks(columns, 1)):
        begin = time.process_time()
        native = engine.prepare(one)
        middle = time.process_time()
        engine.run(native)
        end = time.process_time()
        if at >= 5:
            run.append(end - middle)
            whole.append(end - begin)
    return run, whole


def main() -> None:
    """Loads the engine, runs everything once for amounts and memory, then some of it again for the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module")
    parser.add_argument("engine")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--repeat", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True, help="about how long all repeats together may take")
    parser.add_argument("--singles", type=int, required=True)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    columns = read(options.data)
    before = peak()
    begin = time.process_time()
    engine: Engine = getattr(importlib.import_module(f"peers.{options.module}"), options.engine)()
    setup = time.process_time() - begin
    loaded = peak()
    columns = columns.first(min(len(columns), engine.most or len(columns)))
    preparing, running, *amounts = once(engine, columns)
    highest = peak()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, column in zip(("zorgtoeslag", "kindgebonden_budget"), amounts, strict=True):
        (options.out / f"{name}.i64").write_bytes(column.tobytes())
    share = min(1.0, options.seconds / max(options.repeat * (preparing + running), 1e-9))
    some = columns.first(max(min(len(columns), engine.block), int(len(columns) * share)))
    repeats = [once(engine, some)[:2] for _ in range(options.repeat)]
    run, whole = latency(engine, columns.first(min(len(columns), options.singles + 5)))
    found = {
        "households": len(columns),
        "setup": setup,
        "timed": len(some),
        "prepare": [preparing for preparing, _ in repeats],
        "run": [running for _, running in repeats],
        "one_run": run,
        "one_whole": whole,
        "memory_before": before,
        "memory_loaded": loaded,
        "memory_peak": highest,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
