"""The big comparison: program against oracle, bounds against completions, one open fact against its enumeration.

    python benchmarks/compare.py --households 100000 --partial 20000 --local 2000 --scenarios 500 --jobs 2

Of each place too: its program against the oracle, and places with some terms open against fillings of those. Prints shares
and differences; exit code 1 when anything differs. The tests run the same code on fewer households.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from invented import with_invented  # noqa: E402
from test_bounds import KINDS, Soundness, gaps  # noqa: E402
from test_local_bounds import LocalSoundness, places  # noqa: E402
from test_oracle import YEARS, Comparison  # noqa: E402
from voorzieningen.rulebook import Place  # noqa: E402
from voorzieningen.screening import RuleSet, load_rules  # noqa: E402

CHUNK = {"oracle": 500, "local": 250, "bounds": 50, "filling": 10, "one": 5}
Of = int | str | tuple[Place, int]
Job = tuple[str, Of, int, int]
"""What to compare, the year, the place and the year or the kind of fact, the first seed and how many."""
Found = tuple[Job, Counter[str], list[str]]


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    return load_rules()


@lru_cache(maxsize=1)
def everywhere() -> RuleSet:
    """The rules with the invented places."""
    with tempfile.TemporaryDirectory() as folder:
        return with_invented(Path(folder))


def held(what: str, of: Of) -> Comparison | Soundness:
    """What counts one kind of comparison."""
    if what == "oracle":
        assert isinstance(of, int)
        return Comparison(rules().program(of))
    if what == "local":
        assert isinstance(of, tuple)
        place, year = of
        return Comparison(everywhere().local(year, place), everywhere().program(year))
    return LocalSoundness(everywhere(), places(everywhere())) if what == "filling" else Soundness(rules())


def work(job: Job) -> Found:
    """One chunk of the work, in a process of its own."""
    what, of, first, count = job
    if what == "one":
        total: Counter[str] = Counter()
        wrong: list[str] = []
        for seed in range(first, first + count):
            counted, found = gaps(rules(), str(of), seed)
            total += counted
            wrong += found
        return job, total, wrong
    comparison = held(what, of)
    for seed in range(first, first + count):
        comparison.run(seed)
    return job, comparison.count, wrong_of(comparison)


def wrong_of(comparison: Comparison | Soundness) -> list[str]:
    """What was found to differ."""
    return comparison.differences if isinstance(comparison, Comparison) else comparison.violations


def jobs(options: argparse.Namespace) -> Iterator[Job]:
    plan: list[Job] = [("oracle", year, options.seed + year * 10**7, options.households) for year in YEARS]
    for at, place in enumerate(dict.fromkeys(places(everywhere()))):
        plan += [("local", (place, year), options.seed + year * 10**7 + at * 10**5, options.local) for year in YEARS]
    plan += [("bounds", 0, options.seed + 10**9, options.partial)]
    plan += [("filling", 0, options.seed + 3 * 10**9, options.scenarios)]
    plan += [("one", kind, options.seed + 10**6, options.one_open) for kind in KINDS]
    for what, of, first, count in plan:
        for at in range(0, count, CHUNK[what]):
            yield what, of, first + at, min(CHUNK[what], count - at)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=1000, help="known households a year, against the oracle")
    parser.add_argument("--partial", type=int, default=500, help="partial households, each with some completions")
    parser.add_argument("--local", type=int, default=20, help="known households for each place and year, against the oracle")
    parser.add_argument("--scenarios", type=int, default=20, help="places with some terms open, each with some households")
    parser.add_argument("--one-open", type=int, default=10, help="households with one open fact, for each kind of fact")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--seed", type=int, default=0, help="another number gives other households")
    options = parser.parse_args()
    one_open, gaps_found = Counter[str](), list[str]()
    todo, begun, times = list(jobs(options)), time.monotonic(), Counter[str]()
    kept = {(what, of): held(what, of) for what, of, *_ in todo if what != "one"}
    with Pool(options.jobs) as pool:
        for done, (job, count, wrong) in enumerate(pool.imap_unordered(work, todo), 1):
            what, of, *_ = job
            if what == "one":
                one_open.update(
                    {f"{name} ({of})" if name == "gevallen" else name: value for name, value in count.items()}
                )
                gaps_found += wrong
            else:
                comparison = kept[what, of]
                comparison.count.update(count)
                wrong_of(comparison).extend(wrong)
            times[what] = int(time.monotonic() - begun)
            if done % 50 == 0 or wrong:
                print(
                    f"{done}/{len(todo)} after {time.monotonic() - begun:.0f} s{', ' + wrong[0] if wrong else ''}",
                    file=sys.stderr,
                    flush=True,
                )
    for (_, of), comparison in kept.items():
        where = f"{of[0].gemeente or ''} {of[0].waterschap or ''} " if isinstance(of, tuple) else ""
        print(where + comparison.report())
    cases = {name: value for name, value in one_open.items() if name.startswith("gevallen")}
    print(
        f"one open fact: {sum(cases.values())} households over {len(cases)} kinds of fact, "
        f"{one_open['aanvullingen']} completions, "
        f"{one_open['maten']} measures of which {one_open['bereiken']} a range, {len(gaps_found)} differences"
    )
    print(f"done after {', '.join(f'{what} {seconds} s' for what, seconds in times.items())}")
    different = [*(one for comparison in kept.values() for one in wrong_of(comparison)), *gaps_found]
    for one in different[:40]:
        print("  ", one)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
