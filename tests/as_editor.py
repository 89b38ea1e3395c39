"""A YAML file as an editor reads it (YAML 1.2: `ja` and dates are texts), and what a JSON Schema says of it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlparse
from urllib.request import url2pathname

import jsonschema_rs
import yaml

from voorzieningen.rulebook import rules_folder

CORE = {
    "tag:yaml.org,2002:null": r"~|null|Null|NULL|",
    "tag:yaml.org,2002:bool": r"true|True|TRUE|false|False|FALSE",
    "tag:yaml.org,2002:int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "tag:yaml.org,2002:float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}


LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Editor(LOADER):
    """The core schema of YAML 1.2."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern in CORE.items():
    Editor.add_implicit_resolver(tag, re.compile(rf"(?:{pattern})\Z"), None)


def read(text: str) -> Any:
    """The data of a YAML text as JSON would have it: every key is a text."""
    return _keyed(yaml.load(text, Editor))


def _keyed(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _keyed(value) for key, value in data.items()}
    return [_keyed(one) for one in data] if isinstance(data, list) else data


def outdented(text: str) -> list[int]:
    """Lines that go on inside brackets no further in than their key: libyaml reads those, YAML 1.2 and so an editor does not."""
    lines, found = text.splitlines(), set()
    above: list[tuple[bool, int]] = []  # whether each open collection has brackets, and the column it must stay right of
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            above.pop()
        elif isinstance(event, yaml.NodeEvent):
            mark, (brackets, column) = event.start_mark, above[-1] if above else (False, -1)
            first = not lines[mark.line][: mark.column].strip() if mark.line < len(lines) else False
            if brackets and first and mark.column <= column:
                found.add(mark.line + 1)
            if isinstance(event, yaml.CollectionStartEvent):
                above.append((event.flow_style, column if event.flow_style else mark.column))
    return sorted(found)


@cache
def validator(kind: str) -> Any:
    """The published schema of one kind of rule file, ready to hold data against."""
    return jsonschema_rs.Draft7Validator(json.loads((rules_folder() / "schema" / f"{kind}.schema.json").read_text("utf-8")))


def faults(text: str, kind: str) -> list[str]:
    """What an editor underlines, each with its path."""
    return [f"{'.'.join(map(str, one.instance_path))}: {one.message}" for one in validator(kind).iter_errors(read(text))]


def kind_said(path: Path) -> Path:
    """The schema a file says it follows, on its first line."""
    head = path.read_text(encoding="utf-8").partition("\n")[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", head)
    assert found, f"{path} does not say on its first line which schema it follows"
    return Path(url2pathname(urlparse(found[1]).path)) if found[1].startswith("file:") else (path.parent / found[1]).resolve()
