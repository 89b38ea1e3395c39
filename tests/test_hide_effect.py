"""The effect of an amendment shows nothing about a few households, and nothing they can be found back from."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pyarrow as pa

from voorzieningen.batch.effect import Effect
from voorzieningen.batch.hide_effect import REST, hide_effect

LEAVES = ("meer", "minder", "gelijk", "onzeker")
EUR = pa.decimal128(18, 2)
SUMS = ("verschil.zeker", "verschil.laagst", "verschil.hoogst", "erbij", "eraf", "grootste")
MINIMUM = 10


def row(rng: random.Random, keys: dict[str, str], most: int) -> dict[str, Any]:
    found: dict[str, Any] = dict(keys)
    for name in LEAVES:
        found[name] = rng.choice((0, rng.randint(1, 12), rng.randint(0, most)))
    found["huishoudens"] = sum(found[name] for name in LEAVES)
    found["niet_berekend"] = rng.randint(0, found["onzeker"])
    found["zeker"] = found["huishoudens"] - found["onzeker"]
    for name in SUMS:
        found[name] = Decimal(rng.randint(0, 90_000))
    return found


def effect(rng: random.Random) -> Effect:
    towns = [row(rng, {"indeling": "gemeente", "groep": f"G{at}"}, 60) for at in range(rng.randint(1, 8))]
    whole: dict[str, Any] = {"indeling": "alles", "groep": "alles"}
    for name in (*LEAVES, "huishoudens", "niet_berekend", "zeker", *SUMS):
        whole[name] = sum(one[name] for one in towns)
    rows = [one | {"gemiddeld": Decimal(5)} for one in (whole, *towns)]
    counts = [(name, pa.int64()) for name in (*LEAVES, "huishoudens", "niet_berekend", "zeker")]
    amounts = [(name, EUR) for name in SUMS]
    groups = pa.schema([("indeling", pa.string()), ("groep", pa.string()), *counts, *amounts, ("gemiddeld", EUR)])
    of_scheme = pa.schema([("regeling", pa.string()), *counts, *amounts])
    schemes = pa.Table.from_pylist([row(rng, {"regeling": "zorgtoeslag"}, 60)], of_scheme)
    bands = [
        {name: one[name] for name in ("indeling", "groep")}
        | {"van": Decimal(at), "tot": Decimal(at + 1), "huishoudens": rng.randint(0, 30)}
        for one in rows
        for at in range(4)
    ]
    places = [("indeling", pa.string()), ("groep", pa.string())]
    spread = pa.schema([*places, ("van", EUR), ("tot", EUR), ("huishoudens", pa.int64())])
    return Effect(
        whole["huishoudens"], 0, True, schemes, pa.Table.from_pylist(rows, groups), pa.Table.from_pylist(bands, spread)
    )


def test_nothing_small_is_shown() -> None:
    hidden = together = 0
    for seed in range(150):
        before = effect(random.Random(seed))
        if before.households < MINIMUM:
            continue
        after = hide_effect(before, MINIMUM)
        shown = after.groups.to_pylist()
        for one in (*shown, *after.schemes.to_pylist()):
            values = [one[name] for name in (*LEAVES, "niet_berekend", "zeker") if one[name] is not None]
            assert all(value == 0 or value >= MINIMUM for value in values), seed
            if any(one[name] is None for name in LEAVES):
                hidden += 1
                assert all(one[name] is None for name in SUMS), seed
        towns = [one for one in shown if one["indeling"] == "gemeente"]
        assert all(one["huishoudens"] >= MINIMUM for one in towns), seed
        together += any(one["groep"] == REST for one in towns)
        assert sum(one["verschil.laagst"] is None for one in towns) != 1 or len(towns) == 1, seed
        small = [one["huishoudens"] for one in after.spread.to_pylist() if one["huishoudens"]]
        assert all(one >= MINIMUM for one in small), seed
    print(f"{hidden} rows with something hidden, {together} times groups put together")
    assert hidden > 50 and together > 20
