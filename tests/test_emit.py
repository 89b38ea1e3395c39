"""Generated source: a stored example that a reviewer can read, and nothing in it but integers, checked names and a few operators.

When the emitter changes on purpose, renew the stored texts with `python tests/test_emit.py` and read the difference.
"""

from __future__ import annotations

import ast
import linecache
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from mini import ALL, FOLDER, SMALL, Run, data
from voorzieningen import RuleSet, load_rules
from voorzieningen.arithmetic import bounds, exact
from voorzieningen.evaluate import Program

STORED = {mode: FOLDER / f"generated_{mode}.txt" for mode in ("exact", "bounds")}
NODES = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.Return, ast.Name, ast.Load, ast.Store,
    ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Subscript, ast.Call, ast.Starred,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.LShift, ast.BitOr, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub,
    ast.Compare, ast.Lt, ast.LtE, ast.Eq, ast.IfExp, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.comprehension,
)  # fmt: skip
"""All that a generated program may hold: no attributes, imports, loops, division, powers, lambdas, strings put together."""
SAFE = {"range", "sum", "any", "all", "min", "max", "len", "changes", "row_changes", "spread", "starts"}
OPERATIONS = {
    mode: {name for name in dir(module) if not name.startswith("_")} | SAFE
    for mode, module in (("exact", exact), ("bounds", bounds))
}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
KEY = re.compile(r"#?[a-z][a-z0-9_.#? ]*\Z")


@pytest.mark.parametrize("mode", STORED)
def test_the_source_is_the_stored_text(mode: str) -> None:
    found = load_rules(SMALL).program(2026).source(mode).text
    assert found == STORED[mode].read_text(encoding="utf-8"), (
        "The generated source has changed. Is that meant? Then run `python tests/test_emit.py` and review the difference of "
        f"tests/mini_rules/{STORED[mode].name} with the change."
    )


def programs() -> Iterator[tuple[str, Program]]:
    for name, rules in (("alles", load_rules(ALL)), ("klein", load_rules(SMALL)), ("landelijk", load_rules())):
        for year in rules.book.change_years():
            yield f"{name} {year}", rules.program(year)


PROGRAMS = dict(programs())


@pytest.mark.parametrize("mode", ["exact", "bounds"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_source_holds_only_integers_checked_names_and_operators(name: str, mode: str) -> None:
    tree = ast.parse(PROGRAMS[name].source(mode).text)
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef) and function.name == "program" and not function.decorator_list
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        assert isinstance(node, NODES), ast.dump(node)
        if isinstance(node, ast.Constant):
            is_key = isinstance(node.value, str) and KEY.match(node.value)
            assert (type(node.value) is int) or is_key, node.value
        elif isinstance(node, ast.Name):
            assert NAME.match(node.id) and "__class" not in node.id
            if isinstance(node.ctx, ast.Load):
                assert node.id in stored | OPERATIONS[mode] | {"F"}, node.id
        elif isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name) and node.func.id in OPERATIONS[mode] - stored and not node.keywords
        elif isinstance(node, ast.arg):
            assert node.arg == "F"


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_two_things_share_a_name(name: str) -> None:
    for mode in STORED:
        names = re.findall(r"^    (\w+) = ", PROGRAMS[name].source(mode).text, re.MULTILINE)
        assert len(names) == len(set(names))


def test_each_step_names_its_place_its_unit_and_its_axes() -> None:
    program = load_rules(SMALL).program(2026)
    for mode in STORED:
        text = program.source(mode).text
        for step in program.linked.steps:
            comment = rf"    # {re.escape(step.key)} \(.*per {step.who}, per {step.when}\), regeling.yaml:\d+:\d+"
            assert re.search(rf"{comment}\n    \w+ = ", text), step.key
    assert "# begrippen.in_de_maand (EUR/maand over 20000, per huishouden, per maand)" in program.source("exact").text


def test_the_same_rules_give_the_same_source_each_time() -> None:
    first, second = (load_rules(ALL) for _ in range(2))
    for year in first.book.change_years():
        for mode in STORED:
            assert first.program(year).source(mode).text == second.program(year).source(mode).text
    bounds_first = load_rules(ALL).program(2026)
    bounds_first.source("bounds")
    assert bounds_first.source("exact").text == first.program(2026).source("exact").text


def test_a_fault_in_a_program_shows_its_line() -> None:
    rules: RuleSet = load_rules(SMALL)
    program = rules.program(2026)
    with pytest.raises(KeyError) as caught:
        program.run("exact", {})
    frame = caught.traceback[-1]
    line = linecache.getline(frame.frame.code.raw.co_filename, frame.lineno + 1)
    assert "F['#peilmaand']" in line


def test_a_program_keeps_no_state_between_households() -> None:
    rules = load_rules(SMALL)
    first = data("""
    peildatum: 2026-10-15
    sinds: 2023-01-01
    personen: [{rol: aanvrager, geboortedatum: 1990-04-02, bezit: [{waarde: 800}]}]
    wonen: {soort: huur, kale_huur: 700}
    feiten: {leden: 2}
    """)
    other = {**first, "feiten": {"leden": first["feiten"]["leden"] + 1}}
    before = Run(rules, first, date(2026, 10, 15)).exact
    Run(rules, other, date(2026, 10, 15))
    assert Run(rules, first, date(2026, 10, 15)).exact == before


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    for mode, path in STORED.items():
        path.write_text(load_rules(SMALL).program(2026).source(mode).text, encoding="utf-8")
        print(path)
