"""The margins invented households are drawn from, read once from the file that says where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("bevolking.yaml")


@lru_cache(maxsize=1)
def margins() -> Mapping[str, Any]:
    """Everything in `bevolking.yaml`."""
    found: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
