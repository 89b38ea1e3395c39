"""A run of many households: the same bytes however often it was stopped, and nothing in place before all is done."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mini import ALL
from voorzieningen import FileError, RuleError, VoorzieningenError, load_rules
from voorzieningen.batch._crew import Failed, each
from voorzieningen.batch._workdir import WorkDir
from voorzieningen.batch.receipt import RECEIPT, Receipt
from voorzieningen.batch.run import Progress, run_batch
from voorzieningen.batch.work import Job

OP = date(2026, 11, 22)
JOB = Job(OP, load_rules(ALL).digest, ALL)
COUNT, IN_BUCKET, BUCKETS = 1600, 100, 16
SCRIPT = """\
import sys
from datetime import date
from pathlib import Path
from voorzieningen import VoorzieningenError
from voorzieningen.batch.run import run_batch
from voorzieningen.batch.work import Job

if __name__ == "__main__":
    source, target, rules, digest = sys.argv[1:5]
    job = Job(date(2026, 11, 22), digest, Path(rules))
    try:
        run_batch(Path(source), Path(target), job, workers=2, in_bucket=int(sys.argv[5]))
    except VoorzieningenError as error:
        sys.exit(str(error))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Households of one to four persons; a few have a fault, in each of both files."""
    folder = tmp_path_factory.mktemp("in")
    rng = np.random.default_rng(5)
    sizes = rng.integers(1, 5, COUNT)
    houses = np.repeat(np.arange(COUNT), sizes)
    numbers = np.concatenate([np.arange(1, size + 1) for size in sizes])
    ids = [f"h-{at:05}" for at in range(COUNT)]
    born = (np.datetime64("1950-01-01") + rng.integers(0, 20_000, len(houses))).astype("datetime64[D]")
    roles = np.where(numbers == 1, "aanvrager", np.where(numbers == 2, "partner", "kind"))
    roles[houses == 77] = "kind"  # nobody to start from
    homes = pa.table({"id": ids, "sinds": pa.array(["2020-01-01"] * COUNT).cast(pa.date32())})
    people = pa.table({
        "huishouden": np.asarray(ids)[houses], "nummer": numbers, "rol": roles, "geboortedatum": pa.array(born),
        "toetsingsinkomen": pa.array(rng.integers(0, 60_000, len(houses))).cast(pa.decimal128(19, 0)),
    })  # fmt: skip
    pq.write_table(homes.replace_schema_metadata({"geen_echte_mensen": "ja"}), folder / "huishoudens.parquet")
    pq.write_table(pa.concat_tables([people, people.slice(2500, 3)]), folder / "personen.parquet")
    return folder


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("script") / "run.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What comes of it in one go, with one process."""
    target = tmp_path_factory.mktemp("whole") / "uit"
    run_batch(source, target, JOB, workers=1, in_bucket=IN_BUCKET)
    return target


def content(target: Path) -> dict[str, bytes | Receipt]:
    """Every byte; of the receipt all but how it went."""
    found: dict[str, bytes | Receipt] = {path.name: path.read_bytes() for path in target.iterdir()}
    receipt = Receipt.model_validate_json((target / RECEIPT).read_bytes())
    return {**found, RECEIPT: receipt.model_copy(update={"meting": None})}


def test_every_row_is_accounted_for(source: Path, whole: Path) -> None:
    receipt = Receipt.model_validate_json((whole / RECEIPT).read_bytes())
    rejects = pq.read_table(whole / "afgekeurd.parquet")
    parts = [pq.read_table(path) for path in sorted(whole.glob("uitkomsten-*.parquet"))]
    assert len(parts) == BUCKETS and len({str(one.schema) for one in parts}) == 1
    results = pa.concat_tables(parts)
    assert {**(results.schema.metadata or {})} == {
        b"peildatum": b"2026-11-22", b"regelset": JOB.digest.encode(), b"versie": receipt.versie.encode(),
        b"geen_echte_mensen": b"ja",
    }  # fmt: skip
    refused = set(rejects["huishouden"].to_pylist())
    assert "h-00077" in refused and 2 <= len(refused) < 5
    given = pq.read_table(source / "huishoudens.parquet")["id"].to_pylist()
    assert sorted([*results["huishouden"].to_pylist(), *refused]) == given
    for name, rows in receipt.tabellen.items():
        assert rows.rijen == pq.read_metadata(source / f"{name}.parquet").num_rows == rows.meegenomen + rows.afgekeurd
        assert rows.afgekeurd == len(set(rejects.filter(pa.compute.equal(rejects["bestand"], name))["rij"].to_pylist()))
    assert receipt.geen_echte_mensen and receipt.meting.huishoudens == COUNT and receipt.meting.geheugen_mb > 0
    assert receipt.zekerheid.keys() == {"toelage", "bijdrage", "opvanghulp"}


def test_the_results_are_those_of_the_job_itself(source: Path, whole: Path) -> None:
    tables = {name: pq.read_table(source / f"{name}.parquet") for name in ("huishoudens", "personen")}
    alone = JOB.run(tables).results.sort_by("huishouden")
    found = pa.concat_tables(pq.read_table(path) for path in sorted(whole.glob("uitkomsten-*.parquet")))
    assert found.sort_by("huishouden").unify_dictionaries().equals(alone.unify_dictionaries())


# --- stopped


def begin(script: Path, source: Path, target: Path, *, prepare: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    given = [sys.executable, str(script), str(source), str(target), str(ALL), JOB.digest, str(IN_BUCKET)]
    return subprocess.Popen(given, stderr=subprocess.PIPE, text=True, preexec_fn=prepare)


def done(target: Path) -> int:
    return len(list(target.with_name(f"{target.name}.deel").glob("delen/*.json")))


def reached(target: Path, least: int) -> bool:
    return done(target) >= least


def until(check: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while not check():
        assert process.poll() is None and time.monotonic() < end, process.communicate()[1]
        time.sleep(0.005)


def children(process: subprocess.Popen[str]) -> list[int]:
    """The workers of a run: what multiprocessing started, without its own helper."""
    try:
        found = [int(one) for one in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        return [one for one in found if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text()]
    except OSError:
        return []


def test_killed_twice_and_resumed_it_is_the_same(source: Path, script: Path, whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    for least in (3, 9):
        process = begin(script, source, target)
        until(partial(reached, target, least), process)
        orphans = children(process)
        process.kill()
        process.communicate()
        assert least <= done(target) < BUCKETS and not target.exists()
        assert orphans
        until_gone(orphans)
    before = done(target)
    receipt = run_batch(source, target, JOB, workers=2, in_bucket=IN_BUCKET)
    assert content(target) == content(whole)
    assert 0 < receipt.meting.huishoudens <= COUNT * (BUCKETS - before + 2) / BUCKETS
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def until_gone(pids: list[int]) -> None:
    """A worker whose run was killed goes too."""
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_text() for pid in pids):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_killed_while_it_spreads(source: Path, script: Path, whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    process = begin(script, source, target)
    until(lambda: any((tmp_path / "uit.deel").glob("bakken/*")), process)
    process.kill()
    process.communicate()
    run_batch(source, target, JOB, workers=1, in_bucket=IN_BUCKET)
    assert content(target) == content(whole)


def test_a_worker_that_is_killed_is_replaced(source: Path, script: Path, whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    process = begin(script, source, target)
    until(lambda: done(target) >= 2, process)
    os.kill(children(process)[0], signal.SIGKILL)
    assert not process.communicate(timeout=60)[1] and process.returncode == 0
    assert content(target) == content(whole)


def test_workers_that_keep_dying_stop_the_run_and_say_over_what(source: Path, script: Path, whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    process = begin(script, source, target)
    until(lambda: done(target) >= 2, process)
    while process.poll() is None:
        for pid in children(process):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.005)
    said = process.communicate()[1]
    assert "stopte twee keer zonder melding, bij bak" in said and "--processen 1" in said and "Traceback" not in said
    assert not target.exists() and done(target) >= 2
    run_batch(source, target, JOB, workers=1, in_bucket=IN_BUCKET)
    assert content(target) == content(whole)


def test_a_full_disk_leaves_nothing_half(source: Path, script: Path, whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    most = max(path.stat().st_size for path in whole.glob("uitkomsten-*")) - 1
    process = begin(
        script, source, target, prepare=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    )
    said = process.communicate(timeout=60)[1]
    assert "de schijf is vol" in said and "MB vrij" in said and "uit.deel" in said and "Traceback" not in said
    assert not target.exists() and done(target) < BUCKETS
    assert not list((tmp_path / "uit.deel" / "uit").glob(".*"))
    run_batch(source, target, JOB, workers=1, in_bucket=IN_BUCKET)
    assert content(target) == content(whole)


def test_progress_goes_up_to_all(source: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    run_batch(source, tmp_path / "uit", JOB, workers=1, in_bucket=COUNT, progress=seen.append)
    assert [one.stage for one in seen][:2] == ["lezen", "verdelen"] and seen[-1] == Progress("afronden", COUNT, COUNT)


# --- refused


def small(folder: Path) -> Path:
    folder.mkdir()
    (folder / "huishoudens.csv").write_text("id\na\n", encoding="utf-8")
    (folder / "personen.csv").write_text("huishouden,nummer,rol,geboortedatum\na,1,aanvrager,1980-01-01\n", encoding="utf-8")
    return folder


def test_half_work_of_another_run_is_not_touched_unless_told(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "uit"

    def stop(progress: Progress) -> None:
        if progress.stage == "rekenen" and progress.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(source, target, JOB, workers=1, in_bucket=IN_BUCKET, progress=stop)
    assert done(target) >= 1 and not target.exists()
    before = sorted(tmp_path.rglob("*"))
    other = small(tmp_path.parent / f"{tmp_path.name}-in")
    later = replace(JOB, op=date(2026, 11, 23))
    for job, given, said in ((later, source, "De dag, de gemeente"), (JOB, other, "De bestanden")):
        with pytest.raises(FileError, match=rf"half werk van een andere opdracht. {said}.*--opnieuw"):
            run_batch(given, target, job, in_bucket=IN_BUCKET)
    assert sorted(tmp_path.rglob("*")) == before
    run_batch(other, target, JOB, workers=1, in_bucket=IN_BUCKET, again=True)
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def test_results_that_are_there_are_replaced_only_when_told(tmp_path: Path) -> None:
    source, target = small(tmp_path / "in"), tmp_path / "uit"
    first = run_batch(source, target, JOB, workers=1)
    with pytest.raises(FileError, match=r"bestaat al.*--opnieuw"):
        run_batch(source, target, JOB, workers=1)
    (source / "huishoudens.csv").write_text("id,sinds\na,2020-01-01\n", encoding="utf-8")
    second = run_batch(source, target, JOB, workers=1, again=True)
    assert first.invoer != second.invoer and sorted(path.name for path in tmp_path.iterdir()) == ["in", "uit"]


def test_a_directory_with_anything_else_is_never_replaced(tmp_path: Path) -> None:
    source, target = small(tmp_path / "in"), tmp_path / "uit"
    target.mkdir()
    (target / "brief.txt").write_text("van mij", encoding="utf-8")
    for again, said in ((False, "bestaat al"), (True, "ook andere bestanden")):
        with pytest.raises(FileError, match=said) as found:
            run_batch(source, target, JOB, workers=1, again=again)
        assert "--opnieuw" not in str(found.value)
    assert (target / "brief.txt").read_text(encoding="utf-8") == "van mij"


def test_two_runs_do_not_work_in_one_place(tmp_path: Path) -> None:
    source, target = small(tmp_path / "in"), tmp_path / "uit"
    with WorkDir(tmp_path / "uit.deel").held(), pytest.raises(FileError, match="al aan gewerkt"):
        run_batch(source, target, JOB, workers=1)
    run_batch(source, target, JOB, workers=1)


def test_other_rules_than_those_of_the_job_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="niet die van de opdracht"):
        run_batch(small(tmp_path / "in"), tmp_path / "uit", replace(JOB, digest="sha256:" + "0" * 64))
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a run that is done (`in`, `uit`), and the note of its work directory at the end (`opdracht.json`)."""
    folder = tmp_path_factory.mktemp("finished")
    note = folder / "uit.deel" / "opdracht.json"

    def look(progress: Progress) -> None:
        if progress.stage == "afronden":
            found = json.loads(note.read_text(encoding="utf-8"))
            (folder / "opdracht.json").write_text(json.dumps({**found, "klaar": True}), encoding="utf-8")

    run_batch(small(folder / "in"), folder / "uit", JOB, workers=1, progress=look)
    return folder


@pytest.mark.parametrize("when", ["before the results have their name", "while the old are away", "before it is tidied up"])
def test_stopped_in_the_last_moment(finished: Path, tmp_path: Path, when: str) -> None:
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    target, work = tmp_path / "uit", tmp_path / "uit.deel"
    work.mkdir()
    shutil.move(tmp_path / "opdracht.json", work)
    if when != "before it is tidied up":
        shutil.move(target, work / "uit")
    if when == "while the old are away":
        shutil.copytree(finished / "uit", work / "oud")
    run_batch(tmp_path / "in", target, JOB, workers=1)
    assert content(target) == content(finished / "uit") and not work.exists()


def fails(number: int) -> int:
    raise ZeroDivisionError(f"iets over huishouden {number}")


def test_what_nobody_foresaw_names_the_bucket_and_no_household(source: Path, tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"^4$"):
        list(each(fails, [4], 2))
    target = tmp_path / "uit"
    work = tmp_path / "uit.deel"

    def spoil(progress: Progress) -> None:
        if progress.stage == "rekenen" and progress.done == 0:
            (work / "bakken" / "bak-00003" / "gebroken.arrow").unlink()

    with pytest.raises(VoorzieningenError, match="mis bij bak 3") as found:
        run_batch(source, target, JOB, workers=1, in_bucket=IN_BUCKET, progress=spoil)
    assert "fout-00003.txt" in str(found.value) and "KeyError" in (work / "fout-00003.txt").read_text(encoding="utf-8")
    assert not target.exists()
