"""The way to an outcome, on request: every step with its value, formula, source and place, and the sentences for a coach."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from voorzieningen.evaluate import Outcome as Solved
from voorzieningen.evaluate import Program
from voorzieningen.facts import Situation
from voorzieningen.formula import HOUSEHOLD, MONTH, Type
from voorzieningen.report import Bronvermelding, Soort, Stap, Waarde, Waarschuwing
from voorzieningen.rulebook import CHOSEN, PLACEHOLDER, Bands, Cell, Cells, Labels, LinkedParameter, LinkedStep, Outcome
from voorzieningen.screening._words import spoken_day
from voorzieningen.texts import texts

_NO_LIMIT = 99_999
"""An amount that can be this high has no limit that says anything."""
_NAME = re.compile(r"\b[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*\b(?!\()")


def steps(
    program: Program, situation: Situation, solved: Solved, outcome: Outcome, month: int, told: dict[str, Stap], *,
    choices: bool = False,
) -> tuple[Stap, ...]:  # fmt: skip
    """Every step the outcome rests on, in order of computation; values as exact text, months with one value together.

    `told` keeps the steps of this run by key: schemes share most of what they rest on. With `choices` the lines of a choice
    are filled in too.
    """
    basis = outcome.estimated if situation.estimated(outcome.guesses, solved.values) else outcome.given
    return told_steps(Reader(program, situation, solved, month, choices=choices), basis.steps, told)


def told_steps(reader: Reader, keys: Collection[str], told: dict[str, Stap]) -> tuple[Stap, ...]:
    """Some steps in order of computation; `told` keeps those that were told already."""
    found = []
    for step in reader.linked.steps:
        if step.key in keys and step.kind in _SHOWN:
            if step.key not in told:
                told[step.key] = reader.step(step)
            found.append(told[step.key])
    return tuple(found)


_SHOWN: Mapping[str, Soort] = {
    "stap": "stap",
    "voorwaarde": "voorwaarde",
    "recht": "recht",
    "niet_gemodelleerd": "niet_gemodelleerd",
}


def explanation(program: Program, situation: Situation, solved: Solved, outcome: Outcome, month: int) -> tuple[str, ...]:
    """The sentences that say why: each failed condition, or else each condition that holds and the lines that applied."""
    reader = Reader(program, situation, solved, month)
    found = [(program.linked.by_key[key], reader.truth(key)) for key in outcome.conditions]
    failed = tuple(reader.filled(step.no, step.file) for step, holds in found if holds is False)
    if failed:
        return failed
    award = solved.values[outcome.award]
    chosen = reader.chosen(program.linked.by_key[outcome.award])
    if award in (0, (0, 0)):
        return (chosen,) if chosen else ()
    told = [text for step, holds in found if holds for text in (reader.filled(step.yes, step.file), *reader.choices(step))]
    return tuple(dict.fromkeys(filter(None, (*told, chosen))))


def warnings(program: Program, situation: Situation, solved: Solved, month: int) -> Iterator[Waarschuwing]:
    """Each warning of the rules that surely holds in some month of the year, once for each row it holds for."""
    reader = Reader(program, situation, solved, month)
    wide = solved.mode == "bounds"

    def holds(value: Any) -> bool:
        return any(map(holds, value)) if isinstance(value, list) else bool(value[0] if wide else value)

    for one in program.linked.warnings:
        step, value = program.linked.by_key[one.step], solved.values[one.step]
        rows = [value] if step.who == HOUSEHOLD else value
        what, do = reader.filled(one.what, step.file), reader.filled(one.do, step.file)
        for row, of_row in zip(situation.rows[step.who], rows, strict=True):
            if row.source is not None and holds(of_row):
                yield Waarschuwing(id=one.name, waar=row.path.rstrip("."), wat=what, doe=do)


class Reader:
    """Reads values off one solved year, and puts them in sentences."""

    def __init__(
        self, program: Program, situation: Situation, solved: Solved, month: int, *, choices: bool = False
    ) -> None:
        self.program, self.situation, self.solved, self.month, self.every_line = program, situation, solved, month, choices
        self.linked = program.linked

    def at_month(self, value: Any, when: str) -> Any:
        return value[self.month] if when == MONTH else value

    def truth(self, key: str) -> bool | None:
        """A condition in the month of the peildatum; None when it is open."""
        value = self.at_month(self.solved.values[key], self.linked.by_key[key].when)
        low, high = value if self.solved.mode == "bounds" else (value, value)
        return bool(low) if bool(low) == bool(high) else None

    # --- one step

    def step(self, step: LinkedStep) -> Stap:
        unit = {"ja_nee": "ja_nee", "datum": "datum", "keuze": "keuze"}.get(step.type.kind, str(step.type))
        rounded = step.rounding
        rounding = texts()("screening.stap.afronding", wijze=rounded.mode, eenheid=_plain(rounded.step)) if rounded else ""
        lines = tuple(_line(condition, formula) for condition, formula, _ in step.texts)
        return Stap(
            stap=step.key,
            soort=_SHOWN[step.kind],
            eenheid=unit,
            waarden=self.values(step),
            formule=lines,
            ingevuld=self.filled_in(step),
            uitleg=self.sentence(step),
            afronding=rounding,
            bronnen=self.sources(step),
            vindplaats=step.place,
        )

    def choices(self, condition: LinkedStep) -> Iterator[str]:
        """The lines that applied in the choices a condition asks for."""
        for node in condition.node.walk():
            if node.op == "step" and node.type.kind == "keuze":
                yield self.chosen(self.linked.by_key[str(node.data)])

    def sentence(self, step: LinkedStep) -> str:
        if step.kind == "voorwaarde":
            holds = self.truth(step.key)
            return "" if holds is None else self.filled(step.yes if holds else step.no, step.file)
        return self.chosen(step)

    def chosen(self, step: LinkedStep) -> str:
        """The sentence of the line of a `kies` that applied to the household in this month."""
        companion = self.linked.by_key.get(step.key + CHOSEN)
        if companion is None:
            return ""
        value = self.at_month(self.solved.values[companion.key], companion.when)
        low, high = value if self.solved.mode == "bounds" else (value, value)
        return self.filled(step.texts[low - 1][2], step.file) if low == high else ""

    def sources(self, step: LinkedStep) -> tuple[Bronvermelding, ...]:
        parameters = [node.data for node in step.node.walk() if isinstance(node.data, LinkedParameter)]
        uses = dict.fromkeys((*step.sources, *(use for parameter in parameters for use in parameter.sources)))
        found = []
        for use in uses:
            source = self.linked.files[use.file].bronnen[use.id]
            found.append(Bronvermelding(tekst=source.tekst, url=source.url, zekerheid=use.confidence, gezien=use.seen))
        return tuple(found)

    def values(self, step: LinkedStep) -> tuple[Waarde, ...]:
        value = self.solved.values[step.key]
        if step.who == HOUSEHOLD:
            return tuple(self.months(value, step, ""))
        rows = self.situation.rows[step.who]
        return tuple(
            one
            for at, row in enumerate(rows)
            if row.source is not None
            for one in self.months(value[at], step, row.path.rstrip("."))
        )

    def months(self, value: Any, step: LinkedStep, row: str) -> list[Waarde]:
        below = self.program.denominators.step(step.key)
        if step.when != MONTH:
            return [Waarde(rij=row, waarde=self.text(value, step.type, below))]
        found: dict[str, list[int]] = {}
        for at, one in enumerate(value, 1):
            found.setdefault(self.text(one, step.type, below), []).append(at)
        return [Waarde(rij=row, maanden=tuple(months), waarde=text) for text, months in found.items()]

    def text(self, value: Any, kind: Type, below: int) -> str:
        if kind.kind == "keuze":
            bits = value if self.solved.mode == "bounds" else 1 << value
            return " of ".join(label for at, label in enumerate(kind.labels) if bits >> at & 1)
        low, high = value if self.solved.mode == "bounds" else (value, value)
        shown = [_shown(Fraction(one, below), kind) for one in (low, high)]
        if kind.kind == "ja_nee":
            return shown[0] if bool(low) == bool(high) else "onbekend"
        return shown[0] if low == high else "..".join(shown)

    # --- values in texts

    def filled_in(self, step: LinkedStep) -> str:
        """The formula with the values of the household in it; the formulas of rows are left as they are."""
        if step.who != HOUSEHOLD or step.kind == "recht" or (len(step.texts) != 1 and not self.every_line):
            return ""
        written = "\n".join(_line(condition, formula) for condition, formula, _ in step.texts)
        text = _NAME.sub(lambda match: self.value(match.group(), step.file) or match.group(), written)
        return "" if text == written else text

    def filled(self, text: str, file: str) -> str:
        """A sentence with its `{names}` replaced by amounts as people write them."""
        return PLACEHOLDER.sub(lambda match: self.value(match.group(1), file, spoken=True) or match.group(), text)

    def value(self, name: str, file: str, *, spoken: bool = False) -> str:
        """The value of a step, parameter or fact of the household in this month; empty when it has rows."""
        key = name if "." in name else f"{file}.{name}"
        step, parameter, fact = (
            self.linked.by_key.get(key),
            self.linked.parameters.get(key),
            self.linked.facts.get(name),
        )
        if step is not None and step.who == HOUSEHOLD:
            value, kind = self.at_month(self.solved.values[key], step.when), step.type
            low, high = value if self.solved.mode == "bounds" and kind.kind != "keuze" else (value, value)
            below = self.program.denominators.step(key)
            pair = Fraction(low, below), Fraction(high, below)
        elif parameter is not None:
            cell = self.cell(parameter)
            if cell is None:
                return ""
            pair, kind = (cell.lowest, cell.highest), parameter.type
        elif fact is not None and fact.tabel == HOUSEHOLD and name in self.linked.facts:
            source = self.situation.exact()[name] if self.solved.mode == "exact" else self.situation.bounds()[name]
            value, kind = (
                self.at_month(source, "maand" if fact.wanneer == "maand" else ""),
                self.linked.fact_types[name],
            )
            low, high = value if self.solved.mode == "bounds" and kind.kind != "keuze" else (value, value)
            pair = Fraction(low, 10**fact.decimalen), Fraction(high, 10**fact.decimalen)
        else:
            return ""
        if kind.kind == "keuze":
            return self.text(int(pair[0]), kind, 1)
        if pair[0] == pair[1]:
            return _spoken(pair[0], kind) if spoken else _shown(pair[0], kind)
        if spoken:  # of an estimate nobody needs the cents
            low, high = (_spoken(Fraction(one), kind) for one in (floor(pair[0]), ceil(pair[1])))
            if pair[1] >= _NO_LIMIT:
                return texts()("screening.zinsdeel.minstens", bedrag=low)
            if pair[0] <= -_NO_LIMIT:
                return texts()("screening.zinsdeel.hoogstens", bedrag=high)
            return texts()("screening.zinsdeel.tussen", laagst=low, hoogst=high)
        return "..".join(_shown(one, kind) for one in pair)

    def cell(self, parameter: LinkedParameter) -> Cell | None:
        """The cell of a parameter whose keys are steps of the household; None when a key is open or has rows."""
        cells: Cells | None = parameter.months[self.month if parameter.when == MONTH else 0]
        for key in parameter.keys:
            step = self.linked.by_key.get(str(key.data)) if key.op == "step" else None
            if step is None or step.who != HOUSEHOLD:
                return None
            value = self.at_month(self.solved.values[step.key], step.when)
            at = self.place(value, step, cells)
            if at is None or not isinstance(cells, (Labels, Bands)) or not 0 <= at < len(cells.values):
                return None
            cells = cells.values[at]
        return cells if isinstance(cells, Cell) else None

    def place(self, value: Any, step: LinkedStep, cells: Cells | None) -> int | None:
        if step.type.kind == "keuze":
            if self.solved.mode == "bounds":
                return int(value).bit_length() - 1 if value and value & (value - 1) == 0 else None
            return int(value)
        low, high = value if self.solved.mode == "bounds" else (value, value)
        if low != high or not isinstance(cells, Bands):
            return None
        number = Fraction(low, self.program.denominators.step(step.key))
        return sum(edge <= number for edge in cells.edges) - 1


def _line(condition: str, formula: str) -> str:
    """A line of a formula as written; a plain formula has no condition."""
    if condition in ("", "anders"):
        return f"anders {formula}" if condition else formula
    return f"als {condition} dan {formula}"


def _shown(value: Fraction, kind: Type) -> str:
    if kind.kind == "ja_nee":
        return "ja" if value else "nee"
    if kind.kind == "datum":
        return date.fromordinal(int(value)).isoformat() if value >= 1 else "onbekend"
    return _plain(value)


def _spoken(value: Fraction, kind: Type) -> str:
    if kind.kind == "datum" and value >= 1:
        return spoken_day(date.fromordinal(int(value)))
    if kind.kind != "getal" or dict(kind.unit or ()).get("EUR") != 1:
        return _shown(value, kind)
    cents = round(value * 100)
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:02}" if rest else "")
    return f"{'-' if cents < 0 else ''}€ {text}"


def _plain(value: Fraction) -> str:
    """A number as exact text; one that does not end in twelve decimals is cut off and marked."""
    scaled = value * 10**12
    if scaled.denominator == 1:
        sign, digits = "-" if value < 0 else "", f"{abs(scaled.numerator):013}"
        return (sign + digits[:-12] + "." + digits[-12:]).rstrip("0").rstrip(".")
    return f"{float(value):.4f}…"  # only a text for people; no amount is computed with it


__all__: Sequence[str] = ("Reader", "explanation", "steps", "told_steps", "warnings")
