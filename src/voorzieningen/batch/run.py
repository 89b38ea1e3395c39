"""A whole run: tables in a directory become results in a directory, whatever their size, and go on where they stopped."""

from __future__ import annotations

import errno
import hashlib
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from voorzieningen._version import __version__
from voorzieningen.batch._crew import Failed, Lost, cores, each
from voorzieningen.batch._workdir import PARQUET, Manifest, Part, WorkDir, write_table, write_whole
from voorzieningen.batch.check import REJECTS
from voorzieningen.batch.layout import HOUSEHOLDS, make_layout
from voorzieningen.batch.read import Source, count_rows, find_sources, is_invented
from voorzieningen.batch.receipt import RECEIPT, REJECTED, RESULTS, Assignment, Input, Measured, Receipt, Rows
from voorzieningen.batch.schemas import INVENTED
from voorzieningen.batch.split import bucket_count, bucket_folder, read_bucket, split
from voorzieningen.batch.work import Job
from voorzieningen.errors import FileError, VoorzieningenError
from voorzieningen.rulebook import weakest
from voorzieningen.texts import texts

if sys.platform != "win32":
    import resource

MOST_IN_BUCKET, LEAST_IN_BUCKET, BUCKETS = 20_000, 4_096, 32
"""Households in a bucket: about 20 kB of memory each on top of 600 MB, enough to be worth the trouble, and work for every
processor."""
SIGNALS_IN_BUCKET = 512
"""With signals a household takes a tenth of a second, and what is not done yet when a run stops is done again."""
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_MB = 1_000_000
_SPREAD = {True: 6, False: 1}
"""About how many bytes a spread row takes for each byte of a Parquet file (True) or CSV."""

Stage = Literal["lezen", "verdelen", "rekenen", "afronden"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: of `total` households `done` are; both are 0 while that is not known."""

    stage: Stage
    done: int = 0
    total: int = 0


Tell = Callable[[Progress], None]


def run_batch(
    source: Path,
    target: Path,
    job: Job,
    *,
    workers: int | None = None,
    progress: Tell = lambda _: None,
    again: bool = False,
    in_bucket: int | None = None,
) -> Receipt:
    """Screens the tables in `source` and puts results, rejects and receipt in the directory `target`, all at once at the end.

    Until then work is in `TARGET.deel`; the same call goes on there, wherever it was stopped. `again` begins anew and replaces
    a target that an earlier run made. `workers` are processes, one for each processor when left out; they change no byte
    of the results; `in_bucket` (households in one piece of work) changes which file a household is in. Raises FileError for
    input that cannot be read, a target that is there, work of another run, and a full disk; RuleError and DateError for
    the rules; VoorzieningenError when a piece of work cannot be done.
    """
    begun, clock = datetime.now(UTC), time.monotonic()
    progress(Progress("lezen"))
    rules = job.rule_set()
    sources = find_sources(source, make_layout(rules.book.files))
    households = in_bucket or _in_bucket(count_rows(sources[HOUSEHOLDS]), job)
    manifest = Manifest(
        programma=__version__,
        opdracht=Assignment(peildatum=job.op, regelset=job.digest, gemeente=job.gemeente, signalen=job.signalen),
        bestanden={name: _input(one.path) for name, one in sources.items()},
        bakken=bucket_count(sources, households),
        vervangt=again and target.exists(),
    )
    desk = WorkDir(target.with_name(f"{target.name}.deel"))
    with _room(desk, sources), desk.held():
        done = _begin(desk, target, manifest, again)
        if done is not None:
            return done
        now = desk.manifest() or manifest
        if now.rijen is None:
            now = _spread(desk, sources, now, progress)
        total, before = (now.rijen or {})[HOUSEHOLDS], _parts(desk, now.bakken)
        if not now.klaar:
            _compute(desk, now, job, workers or cores(), progress, total)
            progress(Progress("afronden", total, total))
            parts = _parts(desk, now.bakken)
            computed = sum(map(_households, parts.values())) - sum(map(_households, before.values()))
            taken = time.monotonic() - clock
            measured = Measured(
                begonnen=begun.isoformat(timespec="seconds"), klaar=datetime.now(UTC).isoformat(timespec="seconds"),
                seconden=round(taken, 1), huishoudens=computed, per_seconde=round(computed / taken),
                processen=min(workers or cores(), now.bakken),
                geheugen_mb=max(_memory(), *(one.memory for one in parts.values())) // 1024,
            )  # fmt: skip
            _assemble(desk, now, job, is_invented(sources[HOUSEHOLDS]), measured)
            now = now.model_copy(update={"klaar": True})
            desk.save(now)
        _put_in_place(desk, target)
    return Receipt.model_validate_json((target / RECEIPT).read_bytes())


def _in_bucket(households: int, job: Job) -> int:
    if job.signalen:
        return SIGNALS_IN_BUCKET
    return max(LEAST_IN_BUCKET, min(MOST_IN_BUCKET, households // BUCKETS))


def _input(path: Path) -> Input:
    return Input(bestand=path.name, bytes=path.stat().st_size, sha256=_digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- stages


def _begin(desk: WorkDir, target: Path, wanted: Manifest, again: bool) -> Receipt | None:
    """Makes the work directory ready; the receipt when all was done but the tidying up. FileError when it must not go on."""
    say, there = texts(), desk.manifest()
    if again:
        if target.exists() and not _is_ours(target):
            raise FileError(say("verwerken.vreemd"), where=str(target), repair=say("verwerken.doel.herstel"))
        _clear(desk)
        there = None
    elif there is not None and (what := there.differs_in(wanted)) is not None:
        told = say("verwerken.ander", wat=say(f"verwerken.ander.{what}"))
        raise FileError(told, where=str(desk.path), repair=say("verwerken.ander.herstel"))
    if target.exists() and not again:
        if there is not None and there.klaar and not desk.out.exists():
            _clear(desk, whole=True)
            return Receipt.model_validate_json((target / RECEIPT).read_bytes())
        if there is None or not there.vervangt:
            if there is None:
                _clear(desk, whole=True)
            repair = say("verwerken.doel.opnieuw" if _is_ours(target) else "verwerken.doel.herstel")
            raise FileError(say("verwerken.doel"), where=str(target), repair=repair)
    if there is None:
        desk.save(wanted)
    return None


def _is_ours(target: Path) -> bool:
    """Whether a directory holds what a run made and nothing else, so that it may be replaced."""
    if not target.is_dir():
        return False
    return all(path.name in (RECEIPT, REJECTED) or path.match(RESULTS) for path in target.iterdir())


def _clear(desk: WorkDir, *, whole: bool = False) -> None:
    if not whole:
        desk.forget()  # first: without what it speaks of it would lead astray
    for folder in (desk.buckets, desk.parts, desk.out, desk.old):
        shutil.rmtree(folder, ignore_errors=True)
    if whole:
        shutil.rmtree(desk.path, ignore_errors=True)


def _spread(desk: WorkDir, sources: Mapping[str, Source], manifest: Manifest, progress: Tell) -> Manifest:
    progress(Progress("verdelen"))
    desk.buckets.mkdir(exist_ok=True)
    try:
        counts = split(sources, desk.buckets, manifest.bakken)
    except FileError:
        _clear(desk, whole=True)  # it will be other input next time
        raise
    now = manifest.model_copy(update={"rijen": counts})
    desk.save(now)
    return now


def _compute(desk: WorkDir, manifest: Manifest, job: Job, workers: int, progress: Tell, total: int) -> None:
    say, done = texts(), _parts(desk, manifest.bakken)
    count = sum(map(_households, done.values()))
    todo = [number for number in range(manifest.bakken) if number not in done]
    progress(Progress("rekenen", count, total))
    try:
        with closing(each(_Bucket(job, desk), todo, workers)) as found:
            for part in found:
                count += _households(part)
                progress(Progress("rekenen", count, total))
    except Lost as lost:
        what = say("verwerken.gestopt", bak=lost.number)
        raise VoorzieningenError(what, where=str(desk.path), repair=say("verwerken.gestopt.herstel")) from None
    except Failed as failed:
        told = desk.path / f"fout-{failed.number:05}.txt"
        write_whole(told, failed.trace.encode())
        what = say("verwerken.mislukt", bak=failed.number)
        raise VoorzieningenError(what, where=str(desk.path), repair=say("verwerken.mislukt.herstel", bestand=told)) from None
    finally:
        for half in desk.out.glob(".*"):  # of a worker that was stopped while it wrote
            half.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Bucket:
    """The work of one worker on one bucket: its files are in their place before it is noted as done."""

    job: Job
    desk: WorkDir

    def __call__(self, number: int) -> Part:
        folder = bucket_folder(self.desk.buckets, number)
        bucket = read_bucket(folder)
        found = self.job.run(bucket.tables, bucket.broken)
        results = self.desk.out / f"uitkomsten-{number:05}.parquet"
        write_table(results, found.results)
        if found.rejects.num_rows:
            write_table(self.desk.rejected(number), found.rejects)
        part = Part(
            accepted=dict(found.accepted), refused=dict(found.refused), results=_digest(results),
            rejects=found.rejects.num_rows, memory=_memory(),
        )  # fmt: skip
        self.desk.save_part(number, part)
        shutil.rmtree(folder)
        return part


def _assemble(desk: WorkDir, manifest: Manifest, job: Job, invented: bool, measured: Measured) -> None:
    parts = _parts(desk, manifest.bakken)
    rows = _balanced(manifest, parts)
    said = {"peildatum": job.op.isoformat(), "regelset": job.digest, "versie": __version__}
    said |= {INVENTED.decode(): "ja"} if invented else {}
    rejected = desk.out / REJECTED
    half = desk.path / f".{REJECTED}"
    with pq.ParquetWriter(half, REJECTS.with_metadata(said), **PARQUET) as writer:
        for number, part in parts.items():
            if part.rejects:
                writer.write_table(pq.read_table(desk.rejected(number)).replace_schema_metadata(said))
    half.replace(rejected)
    rules = job.rule_set()
    output = {f"uitkomsten-{number:05}.parquet": part.results for number, part in parts.items()}
    receipt = Receipt(
        versie=__version__, opdracht=manifest.opdracht, regels=rules.version, wijziging=rules.amendment,
        geen_echte_mensen=invented,
        huishoudens=rows[HOUSEHOLDS], tabellen=rows, invoer=manifest.bestanden,
        uitvoer={**output, REJECTED: _digest(rejected)},
        zekerheid={name: weakest([one.given.confidence, one.estimated.confidence]) for name, one in job.outcomes().items()},
        meting=measured,
    )  # fmt: skip
    write_whole(desk.out / RECEIPT, receipt.model_dump_json(indent=1).encode() + b"\n")


def _balanced(manifest: Manifest, parts: Mapping[int, Part]) -> dict[str, Rows]:
    """The rows of each table; VoorzieningenError when not every row that came in is accounted for."""
    accepted, refused = Counter[str](), Counter[str]()
    for part in parts.values():
        accepted.update(part.accepted)
        refused.update(part.refused)
    found = {}
    for name, count in (manifest.rijen or {}).items():
        found[name] = Rows(rijen=count, meegenomen=accepted[name], afgekeurd=refused[name])
        if count != accepted[name] + refused[name]:
            say = texts()
            raise VoorzieningenError(say("verwerken.telling"), where=name, repair=say("verwerken.telling.herstel"))
    return found


def _put_in_place(desk: WorkDir, target: Path) -> None:
    """Gives the results their name; what they replace goes with the work directory."""
    if target.exists():
        target.rename(desk.old)
    desk.out.rename(target)
    _clear(desk, whole=True)


# --- what is there


def _parts(desk: WorkDir, buckets: int) -> dict[int, Part]:
    found = {number: desk.part(number) for number in range(buckets)}
    return {number: part for number, part in found.items() if part is not None}


def _households(part: Part) -> int:
    return part.accepted[HOUSEHOLDS] + part.refused[HOUSEHOLDS]


def _memory() -> int:
    """The most memory this process used until now, in KiB; 0 where that is not known."""
    if sys.platform == "win32":
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


@contextmanager
def _room(desk: WorkDir, sources: Mapping[str, Source]) -> Iterator[None]:
    """Says what to do when the disk is full; what is done stays."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        if getattr(error, "errno", None) not in _FULL:
            raise
        say = texts()
        repair = say("verwerken.vol.herstel", mb=_needed(desk, sources))
        raise FileError(say("verwerken.vol"), where=str(desk.path), repair=repair) from None


def _needed(desk: WorkDir, sources: Mapping[str, Source]) -> int:
    """About how many MB are still needed: by what the first buckets took, or before those by the size of the files."""
    manifest = desk.manifest()
    parts = _parts(desk, manifest.bakken) if manifest else {}
    if manifest is None or manifest.rijen is None or not parts:
        return 1 + sum(one.path.stat().st_size * _SPREAD[one.is_parquet] for one in sources.values()) // _MB
    written = sum(path.stat().st_size for path in desk.out.glob("*.parquet"))
    return 1 + written * (manifest.bakken - len(parts) + 1) // len(parts) // _MB
