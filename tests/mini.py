"""Small rule sets for tests: the ones under mini_rules, and rule sets of one file written into a temporary folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from voorzieningen import Huishouden, RuleSet, load_rules
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.rulebook.strict_yaml import read_document

FOLDER = Path(__file__).with_name("mini_rules")
ALL, SMALL = FOLDER / "alles", FOLDER / "klein"
SOURCE = "bronnen: {b: {tekst: t, url: u, zekerheid: officieel, gezien: 2026-01-01}}\n"
SHARED = f"""\
regeling: begrippen
soort: begrippen
titel: Begrippen
{SOURCE}parameters:
  verschil_klein: {{eenheid: EUR/maand, ritme: jaarlijks, eigenaar: wij, waarden: {{2024-01-01: {{waarde: 1, bron: b}}}}}}
"""


def data(text: str) -> Any:
    """Strict YAML as plain data."""
    return read_document(dedent(text).encode(), "huishouden.yaml").data


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def one_file(folder: Path, body: str, *, facts: str | None = None, **more: str) -> Path:
    """A rule set of one scheme `r` with the facts of `alles`; `body` is what stands below its `bronnen`.

    `more` are other files of the folder of the scheme, with `__` for the dot in the name.
    """
    text = f"regeling: r\nsoort: begrippen\ntitel: R\n{SOURCE}{dedent(body)}"
    return write(
        folder,
        {
            "feiten.yaml": facts if facts is not None else (ALL / "feiten.yaml").read_text(encoding="utf-8"),
            "begrippen/regeling.yaml": SHARED,
            "r/regeling.yaml": text,
            **{f"r/{name.replace('__', '.')}": dedent(other) for name, other in more.items()},
        },
    )


def step(formula: str, unit: str = "aantal", name: str = "x") -> str:
    """One step with a formula, as YAML."""
    return f"  {name}:\n    eenheid: {unit}\n    formule: >-\n      {formula}\n    bron: b\n"


def steps(formula: str, unit: str = "aantal", more: str = "", parameters: str = "") -> str:
    """The body of a rule file with the step `x`, and other steps and parameters as YAML without the indent."""
    found = f"parameters:\n{indent(dedent(parameters), '  ')}\n" if parameters else ""
    return f"{found}stappen:\n{indent(dedent(more), '  ')}\n{step(formula, unit)}"


class Run:
    """All steps of one year (that of `op` when left out) for one household, exact or as bounds."""

    def __init__(self, rules: RuleSet, household: Mapping[str, Any], op: date, year: int | None = None) -> None:
        self.program: Program = rules.program(year or op.year)
        self.situation = Situation(Huishouden.model_validate(household), self.program.linked, op)
        self.known = not self.situation.variables and not self.situation.has_possible_rows
        self.exact = self.program.run("exact", self.situation.exact()) if self.known else {}
        self.bounds = self.program.run("bounds", self.situation.bounds())

    def value(self, key: str) -> Any:
        """The exact value of a step as people write it: Fraction, date, truth or label; a list per row and per month."""
        return self._shown(self.exact[key], key, "exact")

    def span(self, key: str) -> Any:
        """The bounds of a step, in pairs; of a choice the labels that are left."""
        return self._shown(self.bounds[key], key, "bounds")

    def _shown(self, value: Any, key: str, mode: str) -> Any:
        kind = self.program.linked.by_key[key].type
        if isinstance(value, list):
            return [self._shown(one, key, mode) for one in value]
        if isinstance(value, tuple):
            return tuple(self._shown(one, key, mode) for one in value)
        if kind.kind == "keuze":
            bits = 1 << value if mode == "exact" else value
            labels = tuple(label for at, label in enumerate(kind.labels) if bits >> at & 1)
            return labels[0] if mode == "exact" else labels
        if kind.kind == "ja_nee":
            return bool(value)
        if kind.kind == "datum":
            return date.fromordinal(value)
        return Fraction(value, self.program.denominators.step(key))


def value_of(folder: Path, body: str, household: Mapping[str, Any], key: str = "r.x", op: date = date(2026, 6, 1)) -> Any:
    """The value of one step of a rule set of one file."""
    return Run(load_rules(one_file(folder, body)), household, op).value(key)
