"""Generated source as a function; its lines stay readable in tracebacks and debuggers."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from typing import Any


def compiled(text: str, name: str, names: Mapping[str, Any]) -> Callable[..., Any]:
    """The function `program` of a generated source, which sees nothing but `names`; `name` stands in tracebacks."""
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    space: dict[str, Any] = {"__builtins__": {}, **names}
    exec(compile(text, name, "exec"), space)  # holds only integers, checked names and a closed set of operators
    found: Callable[..., Any] = space["program"]
    return found
