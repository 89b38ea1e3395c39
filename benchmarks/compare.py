"""The big comparison: program against oracle, bounds against completions, one open fact against its enumeration.

    python benchmarks/compare.py --households 100000 --partial 20000 --jobs 2

Prints shares and differences; exit code 1 when anything differs. The tests run the same code on fewer households.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from test_bounds import KINDS, Soundness, gaps  # noqa: E402
from test_oracle import YEARS, Comparison  # noqa: E402
from voorzieningen.screening import RuleSet, load_rules  # noqa: E402

CHUNK = {"oracle": 500, "bounds": 50, "one": 5}
Job = tuple[str, int | str, int, int]
"""What to compare, the year or the kind of fact, the first seed and how many."""
Found = tuple[Job, Counter[str], list[str]]


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    return load_rules()


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
    if what == "oracle":
        comparison = Comparison(rules().program(int(of)))
        for seed in range(first, first + count):
            comparison.run(seed)
        return job, comparison.count, comparison.differences
    soundness = Soundness(rules())
    for seed in range(first, first + count):
        soundness.run(seed)
    return job, soundness.count, soundness.violations


def jobs(options: argparse.Namespace) -> Iterator[Job]:
    plan: list[tuple[str, int | str, int, int]] = [
        ("oracle", year, options.seed + year * 10**7, options.households) for year in YEARS
    ]
    plan += [("bounds", 0, options.seed + 10**9, options.partial)]
    plan += [("one", kind, options.seed + 10**6, options.one_open) for kind in KINDS]
    for what, of, first, count in plan:
        for at in range(0, count, CHUNK[what]):
            yield what, of, first + at, min(CHUNK[what], count - at)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=1000, help="known households a year, against the oracle")
    parser.add_argument("--partial", type=int, default=500, help="partial households, each with some completions")
    parser.add_argument("--one-open", type=int, default=10, help="households with one open fact, for each kind of fact")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--seed", type=int, default=0, help="another number gives other households")
    options = parser.parse_args()
    comparisons = {year: Comparison(rules().program(year)) for year in YEARS}
    soundness, one_open, gaps_found = Soundness(rules()), Counter[str](), list[str]()
    todo, begun, times = list(jobs(options)), time.monotonic(), Counter[str]()
    with Pool(options.jobs) as pool:
        for done, (job, count, wrong) in enumerate(pool.imap_unordered(work, todo), 1):
            what, of, *_ = job
            if what == "one":
                one_open.update(
                    {f"{name} ({of})" if name == "gevallen" else name: value for name, value in count.items()}
                )
                gaps_found += wrong
            else:
                held = comparisons[int(of)] if what == "oracle" else soundness
                held.count.update(count)
                (held.differences if isinstance(held, Comparison) else held.violations).extend(wrong)
            times[what] = int(time.monotonic() - begun)
            if done % 50 == 0 or wrong:
                print(
                    f"{done}/{len(todo)} after {time.monotonic() - begun:.0f} s{', ' + wrong[0] if wrong else ''}",
                    file=sys.stderr,
                    flush=True,
                )
    for comparison in comparisons.values():
        print(comparison.report())
    print(soundness.report())
    cases = {name: value for name, value in one_open.items() if name.startswith("gevallen")}
    print(
        f"one open fact: {sum(cases.values())} households over {len(cases)} kinds of fact, "
        f"{one_open['aanvullingen']} completions, "
        f"{one_open['maten']} measures of which {one_open['bereiken']} a range, {len(gaps_found)} differences"
    )
    print(f"done after {', '.join(f'{what} {seconds} s' for what, seconds in times.items())}")
    different = [
        *(one for held in comparisons.values() for one in held.differences),
        *soundness.violations,
        *gaps_found,
    ]
    for one in different[:40]:
        print("  ", one)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
