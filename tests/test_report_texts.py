"""The catalogue of the report and the code that draws from it: every key is there, is used, and gets what its holes ask."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import voorzieningen
from voorzieningen.rulebook import rules_folder
from voorzieningen.rulebook.strict_yaml import read_document

ROOT = Path(voorzieningen.__file__).parent
SOURCES = sorted(path for room in ("render", "screening", "budget", "site") for path in (ROOT / room).glob("*.py"))
SAYS = {"say", "texts", "_say"}
HOLE = re.compile(r"\{([a-z_]+)\}")
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
TEMPLATE_KEY = re.compile(r'"((?:naslag|wijziging)\.[a-z0-9_.]+)"( ~)?')
REPORT = "rapport."
"""What the rooms that draw a report leave off a key."""


@cache
def catalogue() -> dict[str, str]:
    """The texts of a report, by key as the code writes it."""
    found: dict[str, str] = {}
    for name in ("rapport", "screening", "stand", "naslag", "controle", "wijziging"):
        path = rules_folder() / "teksten" / "nl" / f"{name}.yaml"
        of_file: dict[str, str] = read_document(path.read_bytes(), path.name).data["teksten"]
        assert all(key.startswith(f"{name}.") for key in of_file), "a key begins with the name of its file"
        found |= {key.removeprefix(REPORT): text for key, text in of_file.items()}
    return found


@cache
def trees() -> tuple[ast.AST, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)


def patterns(node: ast.AST) -> Iterator[str]:
    """The keys an expression may stand for, with a pattern where a part of the key is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*patterns(node.body), *patterns(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_.]*" for part in node.values)


def in_code() -> set[str]:
    """Patterns of all that may be a key: texts with a dot in them, and computed texts that begin with a part of a key."""
    found = set()
    prefixes = {key.partition(".")[0] for key in catalogue()}
    for tree in trees():
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inside:
                keys = [one.replace("\\", "").removeprefix(REPORT) for one in patterns(node)]
                named = {one for one in keys if "." in one and one.partition(".")[0] in prefixes}
                found |= {one for one in named if not one.endswith(".jinja")}
    return found | in_templates()


def in_templates() -> set[str]:
    """The keys in the templates of the site and the pages; a pattern where `~` puts a part behind them."""
    folders = (ROOT / room / "templates" for room in ("site", "render"))
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.jinja")]
    return {f"{key}{'[a-z0-9_]*' if more else ''}" for text in texts for key, more in TEMPLATE_KEY.findall(text)}


def test_every_key_is_used() -> None:
    used = [re.compile(one) for one in in_code()]
    assert not [key for key in catalogue() if not any(one.fullmatch(key) for one in used)]


def test_every_key_in_the_code_is_there() -> None:
    for one in in_code():
        if KEY.fullmatch(one):
            assert one in catalogue(), one


def test_a_text_named_in_full_gets_what_its_holes_ask() -> None:
    checked = 0
    for tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or any(one.arg is None for one in node.keywords) or not node.args:
                continue
            name = node.func.func if isinstance(node.func, ast.Call) else node.func
            if not isinstance(name, ast.Name) or name.id not in SAYS:
                continue
            given = {one.arg for one in node.keywords}
            for one in patterns(node.args[0]):
                if text := catalogue().get(one.replace("\\", "").removeprefix(REPORT)):
                    assert set(HOLE.findall(text)) <= given, one
                    checked += 1
    assert checked > 250


@pytest.mark.parametrize("word", ["je", "jij", "jouw", "jullie"])
def test_the_report_says_u(word: str) -> None:
    assert not [key for key, text in catalogue().items() if re.search(rf"\b{word}\b", text.lower())]


def test_texts_are_whole() -> None:
    """No text begins or ends with a space that only makes sense beside another text."""
    assert not [key for key, text in catalogue().items() if text != text.strip()]
