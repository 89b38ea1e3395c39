"""The published JSON Schemas are those of the models; renew them with `VERNIEUW=1 python -m pytest tests/test_schema.py`."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from voorzieningen import Report
from voorzieningen.rulebook._local import Invulling, Pakket, Verwijzing
from voorzieningen.rulebook._models import FeitenFile, RegelingFile

ROOT = Path(__file__).parent.parent
PUBLISHED: dict[str, type[BaseModel]] = {
    "docs/schema/rapport.schema.json": Report,
    "rules/schema/regeling.schema.json": RegelingFile,
    "rules/schema/feiten.schema.json": FeitenFile,
    "rules/schema/invulling.schema.json": Invulling,
    "rules/schema/pakket.schema.json": Pakket,
    "rules/schema/verwijzing.schema.json": Verwijzing,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_schema_is_that_of_the_model(name: str) -> None:
    schema: dict[str, Any] = PUBLISHED[name].model_json_schema(mode="serialization" if name.startswith("docs") else "validation")
    text = json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    path = ROOT / name
    if os.environ.get("VERNIEUW"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "the model changed: look at the difference and renew the schema"
