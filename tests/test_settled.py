"""What a run over everything has decided is not computed again, and that never changes a value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from voorzieningen import Huishouden, load_rules
from voorzieningen.evaluate.settled import settled
from voorzieningen.facts import Situation
from voorzieningen.rulebook.strict_yaml import read_document

RULES = load_rules()
FILES = sorted((Path(__file__).parent.parent / "voorbeelden").glob("*.yaml"))
OP = date(2026, 11, 22)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_run_that_resumes_gives_the_values_of_a_whole_run(path: Path) -> None:
    whole = RULES.program(2026)
    situation = Situation(Huishouden.from_document(read_document(path.read_bytes(), path.name)), whole.linked, OP)
    values, kept, all_steps = whole.run("bounds", situation.bounds()), 0, 0
    for scheme in whole.linked.outcomes:
        part = RULES.program(2026, frozenset({scheme}))
        known = settled(part, situation, values)
        kept, all_steps = kept + len(known.bounds), all_steps + len(part.linked.steps)
        for side in (0, 1):
            ends = situation.end({}, side)
            assert part.run("exact", ends, known.exact) == part.run("exact", ends), scheme
            corner = situation.corner(side, ())
            assert part.run("bounds", corner, known.bounds) == part.run("bounds", corner), scheme
    print(f"{kept} of {all_steps} steps were known")
    assert kept > all_steps / 4
