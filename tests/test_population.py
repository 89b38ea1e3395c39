"""Invented households: the same for the same seed, right by every check, and like the margins they are drawn from."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa

from voorzieningen import load_rules
from voorzieningen.batch._margins import margins
from voorzieningen.batch.check import check
from voorzieningen.batch.households import to_households
from voorzieningen.batch.layout import make_layout
from voorzieningen.batch.population import make_population

OP = date(2026, 11, 22)


def one_part(size: int, seed: int = 1) -> dict[str, pa.Table]:
    return next(make_population(size, OP, seed, "Assen", part=size + 1000))


def test_the_same_seed_gives_the_same_households_in_any_parts() -> None:
    whole = one_part(2500, 3)
    parts = list(make_population(2500, OP, 3, "Assen", part=1000))
    assert [one["huishoudens"].num_rows for one in parts] == [1000, 1000, 500]
    for name, table in whole.items():
        assert pa.concat_tables([one[name] for one in parts]).to_pylist() == table.to_pylist(), name
    assert one_part(2500, 4)["personen"].to_pylist() != whole["personen"].to_pylist()


def test_every_household_is_right_and_no_real_one() -> None:
    tables = one_part(1200)
    found = check(tables, make_layout(load_rules(check=False).book.files), OP)
    assert found.rejects.num_rows == 0 and found.accepted["huishoudens"] == 1200
    assert tables["huishoudens"].schema.metadata == {b"geen_echte_mensen": b"ja"}
    ids = tables["huishoudens"]["id"].to_pylist()
    assert len(set(ids)) == 1200 and all(one.startswith("verzonnen-") for one in ids)
    some = found.tables | {"huishoudens": found.tables["huishoudens"].slice(0, 400)}
    people = [household for _, household in to_households(some, OP)]
    assert len(people) == 400 and any(one.personen[0].toetsingsinkomen is None for one in people)


def test_the_margins_are_met() -> None:
    size = 20_000
    tables = one_part(size)
    people = tables["personen"].select(["huishouden", "rol"]).to_pydict()
    roles: dict[str, Counter[str]] = {}
    for house, role in zip(people["huishouden"], people["rol"], strict=True):
        roles.setdefault(house, Counter())[role] += 1
    kinds = Counter(
        ("paar" if one["partner"] else "alleen") + ("_met_kinderen" if one["kind"] else "") for one in roles.values()
    )
    wanted = margins()["huishoudens"]["aantal"]
    for name, number in wanted.items():
        share = number / sum(wanted.values())
        error = (share * (1 - share) / size) ** 0.5
        assert abs(kinds[name] / size - share) < 3.5 * error, name
    owned = np.mean([one == "koop" for one in tables["huishoudens"]["wonen.soort"].to_pylist()])
    assert 0.5 < owned < 0.62


def test_every_margin_has_a_source_or_is_said_to_be_our_own_choice() -> None:
    known = {*margins()["bronnen"], "eigen-keuze"}
    for name, one in margins().items():
        if name != "bronnen":
            sources = one["bron"] if isinstance(one["bron"], list) else [one["bron"]]
            assert set(sources) <= known, name
