"""Situations of single households laid under one another, as columns: what the reading of tables is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from voorzieningen.facts import Situation
from voorzieningen.facts.links import Links, alike, shared
from voorzieningen.formula import HOUSEHOLD, PERSONS
from voorzieningen.rulebook import GIVEN, RECEIVED, LinkedYear


def stacked(situations: Sequence[Situation], linked: LinkedYear, mode: str) -> dict[str, Any]:
    """Input of `evaluate.columns` out of the inputs of single runs; `mode` is `exact` or `bounds`."""
    facts = [one.exact() if mode == "exact" else one.bounds() for one in situations]
    found: dict[str, Any] = {key: facts[0][key] for key in ("#peilmaand", "#peildatum", "#begin_peilmaand")}
    counts = {HOUSEHOLD: len(facts)}
    for table, parent in linked.parents.items():
        rows = [len(one[f"#rows {table}"]) for one in facts]
        counts[table] = sum(rows)
        if parent == HOUSEHOLD:
            owner = np.repeat(np.arange(len(facts)), rows)
        else:
            begin = np.cumsum([0, *(len(one[f"#rows {parent}"]) for one in facts)])
            owner = np.asarray([begin[at] + row for at, one in enumerate(facts) for row in one[f"#parent {table}"]], np.int64)
        found[f"#rijen {table}"] = Links(owner, counts[parent])
        there = np.asarray([pair for one in facts for pair in one.get(f"#exists {table}", ())], np.int64).reshape(-1, 2)
        found[f"#bestaat {table}"] = None if (there == 1).all() else (there[:, :1].astype(bool), there[:, 1:])
    found["#aantal"] = counts
    found["#aanvrager"] = np.cumsum([0, *(len(one[f"#rows {PERSONS}"]) for one in facts)])[:-1]
    for table in linked.parents:
        above, index, low = {}, np.arange(counts[table]), table
        while low != HOUSEHOLD:
            index, low = found[f"#rijen {low}"].owner[index], linked.parents[low]
            above[low] = index
        found[f"#boven {table}"] = above
    given = [name + GIVEN for name, fact in linked.facts.items() if fact.geschat_door]
    for name in (*linked.facts, *given, *(RECEIVED + one for one in linked.received)):
        found[name] = _cells(name, facts, linked, mode)
    return found


def _cells(name: str, facts: Sequence[Any], linked: LinkedYear, mode: str) -> Any:
    fact = linked.facts.get(name.removesuffix(GIVEN))
    kind = "ja_nee" if name.endswith(GIVEN) else linked.fact_types[name].kind if fact else "getal"
    of_rows = fact is not None and fact.tabel != HOUSEHOLD
    cells = [cell for one in facts for cell in (one[name] if of_rows else [one[name]])]
    rows = [cell if isinstance(cell, list) else [cell] for cell in cells]
    months = max(map(len, rows), default=1)
    rows = [row if len(row) == months else row * months for row in rows]
    if mode == "exact" or kind == "keuze":
        return alike(np.asarray(rows, bool if kind == "ja_nee" else np.int64).reshape(len(rows), months))
    ends = np.asarray(rows, np.int64).reshape(len(rows), months, 2)
    low, high = (alike(np.ascontiguousarray(ends[..., side])) for side in (0, 1))
    return shared(low.astype(bool), high.astype(bool)) if kind == "ja_nee" else shared(low, high)
