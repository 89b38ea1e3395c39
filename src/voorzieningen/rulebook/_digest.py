"""One fingerprint of the rules: the same on every machine, whatever the order of files, the comments and the line ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def digest(content: Mapping[str, Any]) -> str:
    """`sha256:` and the hash of the canonical form of what the files say."""
    text = json.dumps(_canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {f"{type(key).__name__}:{_canonical(key)}": _canonical(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    if isinstance(value, bool):
        return {"ja_nee": value}
    if isinstance(value, Decimal):
        plain = format(value, "f")  # not normalize(): that rounds to the precision of the context
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return {"getal": "0" if plain == "-0" else plain}
    if isinstance(value, date):
        return {"datum": value.isoformat()}
    return "\n".join(value.splitlines()) if isinstance(value, str) else value
