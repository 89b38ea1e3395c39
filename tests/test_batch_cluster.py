"""On a real Dask cluster and a real Spark the same comes out as on one machine, and other rules are refused."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from mini import ALL
from voorzieningen import RuleError, load_rules
from voorzieningen.batch.frames import frame_schema, screen_nested
from voorzieningen.batch.nested import to_nested
from voorzieningen.batch.work import Job

if TYPE_CHECKING:
    from distributed import Client
    from pyspark.sql import SparkSession

JOB = Job(date(2026, 11, 22), load_rules(ALL).digest, ALL)
COUNT = 240
WITHOUT_PARTNER = "h-00007"
MISSING = [name for name in ("dask", "distributed", "pandas") if importlib.util.find_spec(name) is None]
WITHOUT_SPARK = "pyspark" if importlib.util.find_spec("pyspark") is None else "java" if shutil.which("java") is None else ""
ALWAYS = os.environ.get("CI") == "true"
with_dask = pytest.mark.skipif(bool(MISSING) and not ALWAYS, reason=f"not installed: {', '.join(MISSING)}")
with_spark = pytest.mark.skipif(bool(WITHOUT_SPARK) and not ALWAYS, reason=f"not installed: {WITHOUT_SPARK}")


def nested() -> pa.Table:
    """Households of one to four persons with incomes, ranges and unknowns; one has two partners."""
    rng = np.random.default_rng(5)
    sizes = rng.integers(1, 5, COUNT)
    sizes[7] = 3
    houses = np.repeat(np.arange(COUNT), sizes)
    numbers = np.concatenate([np.arange(1, size + 1) for size in sizes])
    ids = np.asarray([f"h-{at:05}" for at in range(COUNT)])
    roles = np.where(numbers == 1, "aanvrager", np.where((numbers == 2) | (houses == 7), "partner", "kind"))
    born = (np.datetime64("1950-01-01") + rng.integers(0, 20_000, len(houses))).astype("datetime64[D]")
    amount = pa.decimal128(11, 2)
    low = pa.array(rng.integers(0, 60_000, len(houses))).cast(pa.decimal128(19, 0)).cast(amount)
    high = pc.if_else(pa.array(numbers % 2 == 0), pc.add(low, pa.scalar(2_500, amount)), None).cast(amount)
    unknown = pa.array(np.where(houses % 9 == 0, "vermogen", None), pa.string())
    people = pa.table({
        "huishouden": ids[houses], "nummer": pa.array(numbers, pa.int32()), "rol": pa.array(roles).dictionary_encode(),
        "geboortedatum": pa.array(born), "toetsingsinkomen": low, "toetsingsinkomen__hoogst": high,
        "onbekend": pc.if_else(pc.equal(unknown, "vermogen"), "rendementsgrondslag", None),
    })  # fmt: skip
    since = pa.array([date(2020, 1, 1)] * COUNT)
    return to_nested({"huishoudens": pa.table({"id": ids, "sinds": since}), "personen": people})


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows in four files."""
    folder = tmp_path_factory.mktemp("nested")
    table = nested()
    for at in range(4):
        pq.write_table(table.slice(at * COUNT // 4, COUNT // 4), folder / f"deel-{at}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected() -> pa.Table:
    return screen_nested(nested(), JOB)


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[Job, Path]:
    """A job whose folder with rules is loaded here; and a file of it that can still change."""
    folder = tmp_path / "regels"
    shutil.copytree(ALL, folder)
    job = replace(JOB, rules=folder)
    frame_schema(job)
    return job, folder / "toelage" / "regeling.yaml"


def spoil(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("titel: ", "titel: Andere ", 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text


def test_as_many_rows_come_out_and_faults_stand_beside_them(expected: pa.Table) -> None:
    table = nested()
    assert expected["huishouden"].to_pylist() == table["id"].to_pylist()
    assert expected.schema.equals(frame_schema(JOB))
    wrong = expected.filter(expected["fout.reden"].is_valid()).to_pylist()
    assert [one["huishouden"] for one in wrong] == [WITHOUT_PARTNER]
    assert wrong[0]["fout.bestand"] == "personen" and wrong[0]["fout.kolom"] == "rol" and wrong[0]["toelage.recht"] is None
    assert len(set(expected["toelage.recht"].to_pylist())) > 2


def test_order_and_batches_change_nothing(expected: pa.Table) -> None:
    batches = nested().to_batches(max_chunksize=50)[::-1]
    found = pa.concat_tables(screen_nested(one, JOB) for one in batches)
    assert found.sort_by("huishouden").equals(expected)


# --- Dask


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    from distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, Client(cluster) as one:
        yield one


@with_dask
def test_dask_gives_the_same(client: Client, parquet: Path, expected: pa.Table) -> None:
    import dask.dataframe as dd

    from voorzieningen.batch.dask import screen_frame

    frame = screen_frame(dd.read_parquet(parquet, dtype_backend="pyarrow"), JOB)
    assert frame.npartitions > 1
    found = pa.Table.from_pandas(frame.compute(), preserve_index=False)
    assert found.cast(expected.schema).sort_by("huishouden").equals(expected)
    tables = screen_frame(nested().to_batches(max_chunksize=100), JOB).compute()
    assert len(tables) == 3 and pa.concat_tables(tables).equals(expected)


@with_dask
def test_dask_with_other_rules_on_a_worker_is_refused(client: Client, elsewhere: tuple[Job, Path]) -> None:
    from voorzieningen.batch.dask import screen_frame

    job, path = elsewhere
    lazy = screen_frame([nested()], job)
    spoil(path)
    with pytest.raises(RuleError, match=r"niet die van de opdracht.*dezelfde map met regels"):
        lazy.compute()


# --- Spark


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.host": "127.0.0.1"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # else a worker is the python3 of the path, without this library
        session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@with_spark
def test_spark_gives_the_same(spark: SparkSession, parquet: Path, expected: pa.Table) -> None:
    from voorzieningen.batch.spark import screen_frame

    frame = spark.read.parquet(str(parquet))
    assert frame.rdd.getNumPartitions() > 1
    found = screen_frame(frame, JOB).toArrow()
    assert found.cast(expected.schema).sort_by("huishouden").equals(expected)


@with_spark
def test_spark_with_other_rules_on_a_worker_is_refused(
    spark: SparkSession, parquet: Path, elsewhere: tuple[Job, Path]
) -> None:
    from pyspark.errors import PythonException

    from voorzieningen.batch.spark import screen_frame

    job, path = elsewhere
    lazy = screen_frame(spark.read.parquet(str(parquet)), job)
    spoil(path)
    with pytest.raises(PythonException, match="niet die van de opdracht"):
        lazy.collect()
