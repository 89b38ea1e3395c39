"""Tables of results of households that do not exist, with the same numbers for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

AMOUNT = pa.decimal128(12, 2)
SCHEMES = {"zorgtoeslag": 1500, "huurtoeslag": 4200, "kindgebonden_budget": 3600, "individuele_inkomenstoeslag": 450}
SIGNALS = ("huurachterstand", "maandtekort", "buffer")
KINDS = ("alleen", "alleen_met_kinderen", "paar", "paar_met_kinderen", "overig")
RIGHTS = ("ja", "nee", "mogelijk", "onbekend", "niet_ingevoerd", "niet_gemodelleerd")
FINDINGS = ("onbenut", "te_weinig", "te_veel", "misschien", "vraag_gemeente", "klopt", "geen_recht", "ter_informatie")
_CASES = (
    ("ja", "onbenut"), ("ja", "te_weinig"), ("ja", "klopt"), ("ja", "te_veel"), ("ja", "misschien"), ("onbekend", "misschien"),
    ("mogelijk", "misschien"), ("niet_ingevoerd", "vraag_gemeente"), ("nee", "te_veel"), ("nee", "geen_recht"),
)  # fmt: skip
_CHANCE = (0.10, 0.03, 0.25, 0.02, 0.02, 0.12, 0.02, 0.01, 0.01, 0.42)


def make(size: int, seed: int, towns: Sequence[str] = ("Assen", "Emmen", "Hoogeveen", "Westerveld"), first: int = 0) -> pa.Table:
    """Results of `size` households; the last town is small."""
    rng = np.random.default_rng(seed)
    weights = np.array([*(4.0,) * (len(towns) - 1), 0.4])
    columns: dict[str, pa.Array] = {
        "huishouden": pa.array([f"verzonnen-{first + one:09d}" for one in range(size)]),
        "gemeente": pa.array(rng.choice(towns, size, p=weights / weights.sum())),
        "huishoudtype": _words(rng.choice(len(KINDS), size, p=(0.5, 0.2, 0.14, 0.15, 0.01)), KINDS),
        "leeftijd_aanvrager": pa.array(rng.integers(18, 90, size), pa.int16()),
    }
    for name, about in SCHEMES.items():
        case = rng.choice(len(_CASES), size, p=_CHANCE)
        right, found = (np.array([labels.index(one[at]) for one in _CASES])[case] for at, labels in ((0, RIGHTS), (1, FINDINGS)))
        due = np.where(np.isin(case, (0, 1, 2, 3, 4)), rng.integers(about * 50, about * 150, size) // 1200 * 1200, 0)
        top = np.where(np.isin(case, (4, 5, 6)), due + about * 100 // 1200 * 1200, due)
        got = np.select([case == 1, case == 2, case == 3, case == 8], [due // 24, due // 12, due // 6, due * 0 + 5000], 0)
        missed = np.maximum(due - 12 * got, 0)
        columns[f"{name}.recht"], columns[f"{name}.bevinding"] = _words(right, RIGHTS), _words(found, FINDINGS)
        for what, low, high in (("per_maand", due // 12, top // 12), ("per_jaar", due, top), ("gemist", missed * 2, missed * 2)):
            columns[f"{name}.{what}.laagst"], columns[f"{name}.{what}.hoogst"] = money(low), money(high)
        columns[f"{name}.ontvangen"] = money(got, np.isin(case, (4, 5, 6)))
    on = np.zeros(size, bool)
    for name in SIGNALS:
        found = rng.choice(3, size, p=(0.12, 0.73, 0.15))
        on |= found == 0
        columns[f"signalen.{name}"] = _words(found, ("ja", "nee", "onbekend"))
    level = np.where(on, rng.integers(0, 3, size), -1)
    columns["niveau"] = pa.DictionaryArray.from_arrays(
        pa.array(level, pa.int8(), mask=level < 0), pa.array(("aandacht", "hoog", "kritiek"))
    )
    return pa.table(columns)


def write(folder: Path, table: pa.Table, day: date = date(2026, 11, 23), parts: int = 2, *, real: bool = False) -> Path:
    """A directory with these results, as a run leaves it."""
    folder.mkdir(parents=True)
    said = {"peildatum": day.isoformat(), "regelset": "sha256:" + "0" * 64, "versie": "0.9.0"}
    table = table.replace_schema_metadata(said if real else {**said, "geen_echte_mensen": "ja"})
    each = -(-table.num_rows // parts)
    for number in range(parts):
        pq.write_table(table.slice(number * each, each), folder / f"uitkomsten-{number:05d}.parquet")
    return folder


def later(table: pa.Table, seed: int) -> pa.Table:
    """The same households a year on: some receive what they missed, and some signals are gone."""
    rng = np.random.default_rng(seed)
    size = table.num_rows
    for name in SCHEMES:
        due, got = table[f"{name}.per_maand.laagst"].to_pylist(), table[f"{name}.ontvangen"].to_pylist()
        missing = np.array([one in ("onbenut", "te_weinig") for one in table[f"{name}.bevinding"].to_pylist()])
        helped = missing & (rng.random(size) < 0.4)
        now = pa.array([one if yes else old for one, old, yes in zip(due, got, helped, strict=True)], AMOUNT)
        table = table.set_column(table.column_names.index(f"{name}.ontvangen"), f"{name}.ontvangen", now)
    for name in SIGNALS:
        gone = rng.random(size) < 0.3
        was = table[f"signalen.{name}"].to_pylist()
        now = pa.array(["nee" if yes and one == "ja" else one for one, yes in zip(was, gone, strict=True)]).dictionary_encode()
        table = table.set_column(table.column_names.index(f"signalen.{name}"), f"signalen.{name}", now)
    return table


def money(cents: npt.NDArray[np.int64], empty: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Amounts out of whole cents."""
    left_out = np.zeros(len(cents), bool) if empty is None else empty
    return pa.array([None if no else Decimal(int(one)).scaleb(-2) for one, no in zip(cents, left_out, strict=True)], AMOUNT)


def _words(places: npt.NDArray[np.int64], labels: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int8()), pa.array(labels))
