"""The room of JSON Schemas: for an editor, what may stand in each kind of rule file, with Dutch explanations."""

from voorzieningen.schema._descriptions import Beschrijvingen, read_descriptions, undescribed
from voorzieningen.schema._generate import schema
from voorzieningen.schema._kinds import KINDS, kind_of

__all__ = ["KINDS", "Beschrijvingen", "kind_of", "read_descriptions", "schema", "undescribed"]
