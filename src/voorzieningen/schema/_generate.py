"""From a record to a JSON Schema as an editor reads YAML: `ja` and `nee` are texts, and so is a date."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticUndefined, core_schema

from voorzieningen.rulebook import Record
from voorzieningen.schema._descriptions import Beschrijvingen

_DAY = "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"
_NO_DAY = "Schrijf een datum als jaar-maand-dag, zoals 2026-01-31."
_VERSIONS = "versies"


def schema(kind: type[Record], said: Beschrijvingen) -> dict[str, Any]:
    """The JSON Schema (draft 7) of one kind of rule file, with the explanations of `said`.

    It is as strict as the reader where JSON can say so; names, units and dates that must fit together are for `rules check`.
    """

    class Generator(_Generator):
        words = said

    found = kind.model_json_schema(schema_generator=Generator, ref_template="#/definitions/{model}")
    if "$defs" in found:
        found["definitions"] = found.pop("$defs")
    return {"$schema": "http://json-schema.org/draft-07/schema#", **found}


class _Generator(GenerateJsonSchema):
    words: Beschrijvingen

    # --- values as they stand in strict YAML

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"enum": ["ja", "nee"]}

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": _DAY, "patternErrorMessage": _NO_DAY}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        return {"type": "number"}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])  # an empty value is no YAML of ours: the line is left out

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = self.generate_inner(schema["schema"])
        default = schema.get("default", PydanticUndefined)
        shown = isinstance(default, str | int) and not isinstance(default, bool) and default
        return {**found, "default": default} if shown else found

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        labels = cast(list[str], schema["expected"])
        meaning = self.words.labels(labels)
        return {"enum": list(labels), **({"enumDescriptions": meaning} if meaning else {})}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Keys that are labels become fields of their own, so that an editor offers them."""
        key, value = schema.get("keys_schema"), schema.get("values_schema")
        keys = self.generate_inner(key) if key else {}
        values = self.generate_inner(value) if value else {}
        if labels := keys.get("enum"):
            meaning = keys.get("enumDescriptions") or [""] * len(labels)
            said = [{"description": text} if text else {} for text in meaning]
            fields = {label: {**values, **text} for label, text in zip(labels, said, strict=True)}
            return {"type": "object", "properties": fields, "additionalProperties": False}
        if "pattern" in keys:
            return {
                "type": "object",
                "patternProperties": {keys["pattern"]: values},
                "additionalProperties": False,
                "propertyNames": {name: keys[name] for name in ("pattern", "patternErrorMessage")},
            }
        least = {"minProperties": schema["min_length"]} if "min_length" in schema else {}
        return {"type": "object", **({"additionalProperties": values} if values else {}), **least}

    # --- records

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        kind = cast(type[Record], schema["cls"])
        found = super().model_schema(schema)
        fields = found["properties"]
        for name, field in fields.items():
            if text := self.words.field(kind, name):
                field["description"] = text
            if example := self.words.example(kind, name):
                field["examples"] = [_plain(example)]
        if _VERSIONS in fields:  # the dates stand beside the other keys
            dates = fields.pop(_VERSIONS)
            said = {"description": dates.get("description", "")}
            found["patternProperties"] = {pattern: {**one, **said} for pattern, one in dates["patternProperties"].items()}
        found.pop("description", None)
        if part := self.words.delen.get(kind.__name__):
            found |= {"title": part.titel, "description": part.uitleg}
        return found


def _plain(value: Any) -> Any:
    """What strict YAML read, as an editor would have read it. Only for examples, so an amount may be a float here."""
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return str(value)
