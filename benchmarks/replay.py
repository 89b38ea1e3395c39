"""Reports of random households computed again from their JSON, and figures moved by one cent found by replay.

`python benchmarks/replay.py [--reports 500] [--figures 5]`: exit code 1 when a report differs, or a figure that a report
reads is not named.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from voorzieningen import Huishouden, load_rules, screen
from voorzieningen.audit.replay import replay
from voorzieningen.rulebook import rules_folder
from voorzieningen.sample import Maker, peildatum
from voorzieningen.screening import RuleSet

FIGURES = (
    ("landelijk/zorgtoeslag", "2026-01-01: {waarde: 2119,", "2026-01-01: {waarde: 2119.01,", "standaardpremie"),
    ("landelijk/huurtoeslag", r"252\.49", "252.50", "normhuur_minimum"),
    ("landelijk/kindgebonden_budget", r"2026-01-01: \{waarde: 2580,", "2026-01-01: {waarde: 2580.01,", "basisbedrag"),
    ("landelijk/kinderbijslag", r"jonger_dan_6: 298\.40", "jonger_dan_6: 298.41", "bedrag"),
    ("landelijk/participatiewet", r"vanaf_21: \{alleen: 1419\.46", "vanaf_21: {alleen: 1419.47", "norm"),
)
"""A rule file, what stands in it, what stands there one cent later, and the parameter that should be named."""


def made(rules: RuleSet, count: int) -> Iterator[tuple[date, Huishouden]]:
    """Random households of three years, half of them somewhere of which local rules are known."""
    rng, places = random.Random(500), list(rules.book.places())
    makers: dict[tuple[int, int], Maker] = {}
    for at in range(count):
        year, place = 2024 + at % 3, rng.randrange(len(places)) if at % 2 else -1
        local = rules.local(year, places[place]) if place >= 0 else None
        maker = makers.setdefault((year, place), Maker(rules.program(year), rng, local=local))
        op = peildatum(rng, year)
        data = maker.household(op)
        if place >= 0:
            whose = {"gemeente": places[place].gemeente, "waterschap": places[place].waterschap}
            data |= {name: value for name, value in whose.items() if value}
        yield op, Huishouden.model_validate(data)


def moved(folder: str, old: str, new: str, target: Path) -> RuleSet:
    """The rules with one figure moved."""
    shutil.copytree(rules_folder(), target)
    path = target / folder / "regeling.yaml"
    text, times = re.subn(old, new, path.read_text(encoding="utf-8"))
    assert times == 1, f"{folder}: {old} stands there {times} times"
    path.write_text(text, encoding="utf-8")
    return load_rules(target, check=False)


def main() -> int:
    """Prints how many came out the same, and which step each moved figure was found at."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--reports", type=int, default=500)
    words.add_argument("--figures", type=int, default=len(FIGURES))
    given = words.parse_args()
    rules, begin, count = load_rules(), time.perf_counter(), Counter[str]()
    kept: list[dict[str, Any]] = []
    for at, (op, household) in enumerate(made(rules, given.reports)):
        report = screen(household, op, rules, stappen=at % 10 == 0)
        saved = json.loads(report.model_dump_json())
        found = replay(saved, rules)
        count["identical"] += found.gelijk
        count["with a sure amount"] += any(one.recht == "ja" and one.per_jaar.laagst > 0 for one in report.regelingen.values())
        count["with a range"] += any(one.per_jaar.laagst < one.per_jaar.hoogst for one in report.regelingen.values())
        count["of 2026"] += op.year == 2026
        if op >= date(2026, 7, 1):
            kept.append(saved)
        if not found.gelijk:
            print(f"report {at}: {found.afwijkingen[:3]}")
    print(f"{given.reports} reports, {', '.join(f'{many} {what}' for what, many in count.items())}; "
          f"{time.perf_counter() - begin:.0f} s")
    named = 0
    for folder, old, new, name in FIGURES[: given.figures]:
        with tempfile.TemporaryDirectory() as place:
            changed = moved(folder, old, new, Path(place) / "rules")
            named += found_in(kept, changed, rules, name)
    return int(count["identical"] < given.reports or named < given.figures)


def found_in(reports: list[dict[str, Any]], changed: RuleSet, rules: RuleSet, name: str) -> bool:
    """Whether a report whose computation reads the figure names it, and where."""
    for tried, saved in enumerate(reports, 1):
        first = replay(saved, changed, then=rules).eerste_stap
        if first:
            told = [f"{one.naam} {one.cel}: {one.voor} -> {one.na}" for cause in first.oorzaken for one in cause.wijzigingen]
            print(f"{name}: report {tried}, {first.stap} was {first.toen}, is {first.nu}; {'; '.join(told)}")
            return any(one.naam == name and Decimal(one.na or 0) - Decimal(one.voor or 0) == Decimal("0.01")
                       for cause in first.oorzaken for one in cause.wijzigingen)
    print(f"{name}: no report reads it")
    return False


if __name__ == "__main__":
    sys.exit(main())
