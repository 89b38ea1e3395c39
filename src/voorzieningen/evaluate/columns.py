"""A linked year over columns of many households; the integers are those the program gives for each of them. Needs NumPy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from voorzieningen.arithmetic import column_bounds, columns
from voorzieningen.arithmetic.denominators import Denominators
from voorzieningen.arithmetic.spans import Spans
from voorzieningen.evaluate._compiled import compiled
from voorzieningen.evaluate._emit import Source
from voorzieningen.evaluate._emit_columns import emit_columns
from voorzieningen.rulebook import LinkedYear

_NAMES = {
    mode: {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    for mode, module in (("columns", columns), ("column_bounds", column_bounds))
}


class Columns:
    """The rules of one year for columns; compiled per mode on first use.

    With `keep` a run returns those steps and their flags only, and holds no other array longer than it must. One that
    `resumes` goes on from steps another run computed.
    """

    def __init__(self, linked: LinkedYear, keep: Collection[str] | None = None, *, resumes: bool = False) -> None:
        self.linked, self.keep, self.resumes = linked, keep, resumes
        self.denominators = Denominators(linked)
        for step in linked.steps:
            self.denominators.add(step)
        self.spans = Spans(linked, self.denominators)
        self.sources: dict[str, Source] = {}
        self._compiled: dict[str, Callable[..., dict[str, Any]]] = {}

    def source(self, mode: str) -> Source:
        """The generated source of a mode: `columns` (exact) or `column_bounds`."""
        if mode not in self.sources:
            self.sources[mode] = emit_columns(self.linked, mode, self.denominators, self.spans, self.keep, resumes=self.resumes)
        return self.sources[mode]

    def run(self, mode: str, facts: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The steps of all households of `facts` (see `facts.columns`): arrays of rows by months; pairs of those in bounds.

        What is not proved to fit in 64 bits is `Wide`: `columns.plain` gives its integers.
        """
        return self._function(mode)(facts, known or {}) if self.resumes else self._function(mode)(facts)

    def _function(self, mode: str) -> Callable[..., dict[str, Any]]:
        if mode not in self._compiled:
            name = f"<{self.linked.digest[7:19]} {self.linked.year} {mode}>"
            self._compiled[mode] = compiled(self.source(mode).text, name, _NAMES[mode])
        return self._compiled[mode]

