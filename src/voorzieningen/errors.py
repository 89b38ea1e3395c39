"""One family of errors; each says where, what is wrong and how to repair it, and never carries personal data."""

from __future__ import annotations


class VoorzieningenError(Exception):
    """Base of every error this library raises on purpose.

    `where` is a place (file with line and column, or a field path), `what` the fault, `repair` what to do about it.
    Messages name fields, kinds and expectations, never the value a household gave.
    """

    def __init__(self, what: str, *, where: str = "", repair: str = "") -> None:
        self.where, self.what, self.repair = (" ".join(text.split()) for text in (where, what, repair))
        head = f"{self.where}: {self.what}" if self.where else self.what
        super().__init__(f"{head} {self.repair}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.repair))


def _rebuild(kind: type[VoorzieningenError], what: str, where: str, repair: str) -> VoorzieningenError:
    return kind(what, where=where, repair=repair)


class FileError(VoorzieningenError):
    """A file cannot be read as strict YAML or JSON: wrong bytes, too large, too deep, or one of the YAML traps."""


class RuleError(VoorzieningenError):
    """A rule file is wrong: unknown name, unit or axis that does not fit, gap, cycle, missing source."""


class HouseholdError(VoorzieningenError):
    """A household is wrong: unknown field, impossible value, missing person."""


class DateError(VoorzieningenError):
    """The rules say nothing about the asked date."""
