"""The rooms of the library: imports go down only, and the core needs two packages and nothing of the outside world."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import voorzieningen

ROOT = Path(voorzieningen.__file__).parent
ORDER = (
    "cli", "web", "site", "batch", "render", "what_if", "compare", "audit", "nudge", "examples", "questions", "sample",
    "screening", "budget", "report", "evaluate", "arithmetic", "facts", "household", "schema", "texts", "rulebook", "formula",
    "errors", "_version",
)  # fmt: skip
"""From the wrappers down; a room may import what stands below it."""

WRAPPERS = {"cli", "web", "site", "batch"}
THIRD_PARTY = {
    "batch": {"numpy", "pyarrow", "pandas", "dask", "pyspark"},
    "cli": {"typer", "rich", "watchfiles"},
    "render": {"matplotlib", "jinja2"},
    "site": {"jinja2", "markupsafe", "mkdocs"},
    "web": {"fastapi", "starlette", "uvicorn", "anyio", "jinja2"},
}
COLUMNS = {
    "arithmetic/columns.py", "arithmetic/column_bounds.py", "arithmetic/wide.py", "facts/columns.py", "facts/links.py",
}  # fmt: skip
"""The files for many households at once: they need NumPy, and nothing of the core that is for one household imports them."""
CORE = {"pydantic", "pydantic_core", "yaml"}
OUTSIDE = {
    "os", "sys", "time", "random", "socket", "urllib", "http", "subprocess", "logging", "asyncio", "tempfile", "shutil", "locale",
}  # fmt: skip
"""What the core has no business with: the clock, the network, the environment, chance, logs."""


def files() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "_rules" not in path.parts)


def room(path: Path) -> str:
    inside = path.relative_to(ROOT)
    return inside.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each module that is imported, wherever in the file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            if node.module == "voorzieningen":
                for name in node.names:
                    is_room = (ROOT / name.name).exists() or (ROOT / f"{name.name}.py").exists()
                    yield f"voorzieningen.{name.name}" if is_room else "voorzieningen", node.lineno
            elif node.module:
                yield node.module, node.lineno


FILES = {path.relative_to(ROOT).as_posix(): path for path in files()}


@pytest.mark.parametrize("name", FILES)
def test_imports_go_down_only(name: str) -> None:
    path = FILES[name]
    here = room(path)
    if here == "__init__":
        return
    assert here in ORDER, f"{here} is a room without a place in the order"
    for module, line in imports(path):
        if module == "voorzieningen":
            # The front door stands above the core; only wrappers and what is beside it come in through it.
            assert here in WRAPPERS | {"examples", "render"}, f"{name}:{line} imports the front door"
        elif module.startswith("voorzieningen."):
            there = module.split(".")[1]
            lower = there == here or ORDER.index(there) > ORDER.index(here)
            assert lower, f"{name}:{line} imports {module}, which stands above it"


@pytest.mark.parametrize("name", FILES)
def test_nobody_reaches_into_the_private_files_of_another_room(name: str) -> None:
    path = FILES[name]
    for module, line in imports(path):
        parts = module.split(".")
        if parts[0] == "voorzieningen" and len(parts) > 2 and parts[1] != room(path):
            assert not parts[2].startswith("_"), f"{name}:{line} imports {module}"


@pytest.mark.parametrize("name", FILES)
def test_third_parties(name: str) -> None:
    path = FILES[name]
    allowed = CORE | THIRD_PARTY.get(room(path), set()) | {"voorzieningen"} | ({"numpy"} if name in COLUMNS else set())
    for module, line in imports(path):
        top = module.split(".")[0]
        assert top in allowed or top in sys.stdlib_module_names, f"{name}:{line} imports {module}"


@pytest.mark.parametrize("name", [name for name, path in FILES.items() if room(path) not in WRAPPERS])
def test_the_core_has_no_clock_no_logs_and_no_network(name: str) -> None:
    path = FILES[name]
    outside = OUTSIDE - ({"random"} if room(path) in ("sample", "audit") else set())  # seeded: the same in every run
    assert not [module for module, _ in imports(path) if module.split(".")[0] in outside], name
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime"):
            assert node.attr not in ("today", "now", "utcnow"), f"{name}:{node.lineno} reads the clock"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            bad = node.func.id in ("print", "input", "open", "eval", "__import__")
            assert not bad, f"{name}:{node.lineno} calls {node.func.id}"
            assert node.func.id != "exec" or name == "evaluate/_compiled.py", f"{name}:{node.lineno} calls exec"


def test_every_room_says_what_it_is_for() -> None:
    for name, path in FILES.items():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{name} has no docstring"


def test_the_front_door_opens_without_the_extras() -> None:
    without = "import sys; sys.modules.update(typer=None, rich=None, numpy=None, pyarrow=None)"
    text = f"{without}; import voorzieningen as v; print(len(v.load_rules().digest))"
    space = {"PYTHONPATH": str(ROOT.parent), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False, env=space)
    assert done.stdout.strip() == "71" and not done.stderr, done.stderr


def test_the_front_door_has_what_it_names() -> None:
    assert all(hasattr(voorzieningen, name) for name in voorzieningen.__all__)
    assert {"screen", "load_rules", "Huishouden", "Report", "VoorzieningenError"} <= set(voorzieningen.__all__)
