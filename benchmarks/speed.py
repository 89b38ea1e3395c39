"""How long one call takes: medians of many runs in this process, and of whole processes for importing.

Run `python benchmarks/speed.py`. Timings move with the machine, the ratios in the last column do less: each is the median over
that of one exact run of the generated program for one known household.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from starlette.testclient import TestClient

from voorzieningen import Huishouden, load_rules, screen
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.questions import next_question
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.screening import RuleSet
from voorzieningen.web.app import application

FOLDER = Path(__file__).parent.parent / "voorbeelden"
DAY = date(2026, 11, 22)


def read(name: str) -> Huishouden:
    """An example household."""
    path = FOLDER / name
    return Huishouden.from_document(read_document(path.read_bytes(), path.name))


def timed(work: Callable[[], object], runs: int) -> float:
    """The median of some runs, in milliseconds of processor time: other work on the machine then counts less."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return median(found)


def first_link(rules: RuleSet) -> None:
    """Links and compiles one year of rules that were only read, exact and bounds."""
    program = Program(rules.book.year(2026))
    known = Situation(read("01-alleen-huurachterstand.yaml"), program.linked, DAY)
    program.run("exact", known.end({}, 0))
    program.run("bounds", known.bounds())


def page(rules: RuleSet, home: Huishouden) -> Callable[[], object]:
    """Answering a question on the page: from the form that comes in to the page that goes out, without the network."""
    client = TestClient(application(rules, today=lambda: DAY), base_url="http://127.0.0.1")
    asked = dict.fromkeys(rules.book.files.talk.eerst, "gezegd")
    data = {**home.naar_data(), "brieven": [], "gesprek": {"antwoorden": asked}}
    form = {"huishouden": json.dumps(data), "taal": "nl", "pad": "personen.0.verzekerd", "antwoord": "ja", "actie": "verder"}

    def answered() -> None:
        assert client.post("/vraag", data=form).status_code == 200

    answered()
    gc.collect()
    gc.freeze()  # as the server does
    return answered


def importing() -> float:
    """The median of whole processes that import the library, less those that do nothing, in milliseconds."""

    def process(code: str) -> float:
        found = []
        for _ in range(7):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
        return median(found)

    return process("import voorzieningen") - process("pass")


def main() -> None:
    """Prints a line a measurement."""
    rules = load_rules()
    known, family, half = (
        read(name) for name in ("01-alleen-huurachterstand.yaml", "04-stel-minimumloon-drie-kinderen.yaml", "08-half-bekend.yaml")
    )
    program = rules.program(2026)
    facts = Situation(known, program.linked, DAY).end({}, 0)
    unit = timed(lambda: program.run("exact", facts), 300)
    rough = screen(half, DAY, rules, ruw=True)
    unlinked = [load_rules() for _ in range(7)]
    rows = [
        ("import voorzieningen", importing(), 150.0),
        ("load_rules", timed(load_rules, 7), 300.0),
        ("first link of a year, exact and bounds", timed(lambda: first_link(unlinked.pop()), 7), 80.0),
        ("one exact run, one year, every scheme, one person", unit, None),
        ("screen one known person", timed(lambda: screen(known, DAY, rules), 60), 5.0),
        ("screen one known person, all steps", timed(lambda: screen(known, DAY, rules, stappen=True), 40), 10.0),
        ("screen a known family of five", timed(lambda: screen(family, DAY, rules), 40), 5.0),
        ("screen a half-known household", timed(lambda: screen(half, DAY, rules), 15), 30.0),
        ("screen it roughly, as during a talk", timed(lambda: screen(half, DAY, rules, ruw=True), 15), 30.0),
        ("the next question for it", timed(lambda: next_question(half, rough, rules), 15), 30.0),
        ("from an answer to the next page", timed(page(rules, half), 15), 100.0),
    ]
    print(f"{'what':50} {'median ms':>10} {'target ms':>10} {'x one run':>10}")
    for name, found, target in rows:
        print(f"{name:50} {found:10.2f} {target if target else '':>10} {found / unit:10.1f}")


if __name__ == "__main__":
    main()
