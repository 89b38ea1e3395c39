"""One dated value of a parameter to its cells: numbers, ranges, tables by label or band, and CSV files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from voorzieningen.errors import RuleError
from voorzieningen.formula import Node, Type
from voorzieningen.rulebook._faults import found
from voorzieningen.rulebook._models import CONFIDENCES, Confidence
from voorzieningen.rulebook._record import RuleFile
from voorzieningen.rulebook.linked import Bands, Cell, Cells, Labels

_PERCENT = Fraction(1, 100)
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?\Z")
_OWN_CONFIDENCE = "zekerheid"
"""The column of a CSV file with the confidence of a row."""


def read(
    value: Any,
    kind: Type,
    percent: bool,
    keys: tuple[Node, ...],
    edge: Type | None,
    file: RuleFile,
    path: tuple[str | int | date, ...],
) -> tuple[Cells, Confidence | None]:
    """The cells of one value, and the weakest confidence a CSV file names for its own rows."""
    reader = _Reader(kind, percent, file, file.doc.place((*path, "waarde")))
    if isinstance(value, str) and value.endswith(".csv"):
        return reader.table(value, keys)
    types = [key.type for key in keys] + ([edge] if edge else [])
    return reader.nested(value, types), None


class _Reader:
    def __init__(self, kind: Type, percent: bool, file: RuleFile, where: str) -> None:
        self.kind, self.percent, self.file, self.where = kind, percent, file, where
        self.at = ""
        """Which line of a CSV file is read."""

    def wrong(self, what: str, repair: str) -> RuleError:
        return RuleError(self.at + what, where=self.where, repair=repair)

    def nested(self, value: Any, types: list[Type]) -> Cells:
        if not types:
            return self.cell(value)
        if not isinstance(value, Mapping):
            keys = f": {', '.join(types[0].labels)}" if types[0].labels else ""
            what = f"hier hoort een tabel met sleutels te staan, en er staat {found(value)}."
            raise self.wrong(what, f"Geef per sleutel een waarde{keys}.")
        head, rest = types[0], types[1:]
        if head.kind == "keuze":
            strange = [str(key) for key in value if key not in head.labels]
            if strange:
                raise self.wrong(f"`{strange[0]}` is geen label van de sleutel.", f"Kies uit {', '.join(head.labels)}.")
            return Labels(tuple(self.nested(value[label], rest) if label in value else None for label in head.labels))
        edges = sorted(value, key=self.edge)
        return Bands(tuple(self.edge(key) for key in edges), tuple(self.nested(value[key], rest) for key in edges))

    def edge(self, key: Any) -> Fraction:
        if isinstance(key, date):
            return Fraction(key.toordinal())
        if isinstance(key, Decimal):
            return Fraction(key)
        raise self.wrong(f"`{key}` is geen ondergrens.", "Schrijf een getal of een datum.")

    def cell(self, value: Any) -> Cell:
        if isinstance(value, str) and self.kind.kind == "keuze":
            if value not in self.kind.labels:
                raise self.wrong(f"`{value}` is geen label.", f"Kies uit {', '.join(self.kind.labels)}.")
            return self.exact(Fraction(self.kind.labels.index(value)))
        if isinstance(value, bool) and self.kind.kind == "ja_nee":
            return self.exact(Fraction(value))
        if isinstance(value, date) and self.kind.kind == "datum":
            return self.exact(Fraction(value.toordinal()))
        if self.kind.kind == "getal":
            low, _, high = value.partition("..") if isinstance(value, str) else (value, "", "")
            lowest = self.number(low)
            highest = self.number(high) if high else lowest
            if lowest > highest:
                raise self.wrong("het bereik loopt van hoog naar laag.", "Zet het laagste getal vooraan.")
            return Cell(lowest, highest)
        wanted = "ja of nee" if self.kind.kind == "ja_nee" else "een datum, zoals 2026-01-31" if self.kind.kind == "datum" else ""
        wanted = wanted or f"een van {', '.join(self.kind.labels)}"
        raise self.wrong(f"hier staat {found(value)}, en dat past niet bij {self.kind}.", f"Schrijf {wanted}.")

    @staticmethod
    def exact(value: Fraction) -> Cell:
        return Cell(value, value)

    def number(self, value: Any) -> Fraction:
        return self.plain(value) * (_PERCENT if self.percent else 1)

    def plain(self, value: Any) -> Fraction:
        text = format(value, "f") if isinstance(value, Decimal) else value
        if not isinstance(text, str) or not _NUMBER.match(text):
            what = f"hier hoort een getal te staan, en er staat {found(value)}."
            raise self.wrong(what, "Schrijf een getal voluit en met een punt, zoals 1250 of 12.50; een bereik is 12.50..13.")
        return Fraction(text)

    def table(self, name: str, keys: tuple[Node, ...]) -> tuple[Cells, Confidence | None]:
        if len(keys) != 2 or keys[0].type.kind == "keuze" or keys[1].type.kind != "keuze":
            raise self.wrong("een CSV-tabel gaat naar een getal of datum en een keuze.", "Geef `naar: [bedrag, keuze]`.")
        text = self.file.texts.get(name)
        if text is None:
            raise self.wrong(f"`{name}` staat niet naast dit bestand.", "Zet het CSV-bestand in dezelfde map.")
        head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
        labels = keys[1].type.labels
        if len(head) < 2 or len(set(head)) < len(head) or set(head[1:]) - {*labels, _OWN_CONFIDENCE}:
            what = f"de kop van `{name}` klopt niet: `{','.join(head)}`."
            raise self.wrong(what, f"Schrijf: vanaf,{','.join(labels)}[,{_OWN_CONFIDENCE}].")
        edges: list[Fraction] = []
        values: list[Labels] = []
        sure: list[Confidence] = []
        for number, cells in enumerate(rows, 2):
            if len(cells) != len(head):
                raise self.wrong(f"regel {number} van `{name}` heeft {len(cells)} vakken.", f"Maak er {len(head)} van.")
            row = dict(zip(head, cells, strict=True))
            self.at = f"regel {number} van `{name}`: "
            edges.append(self.plain(cells[0]))
            if len(edges) > 1 and edges[-1] <= edges[-2]:
                raise self.wrong(f"`{cells[0]}` loopt niet op.", "Sorteer de ondergrenzen en haal dubbele weg.")
            values.append(Labels(tuple(self.cell(row[label]) if row.get(label) else None for label in labels)))
            sure += self.confidence(row.get(_OWN_CONFIDENCE, ""))
        self.at = ""
        weakest = CONFIDENCES[max(CONFIDENCES.index(one) for one in sure)] if sure else None
        return Bands(tuple(edges), tuple(values)), weakest

    def confidence(self, text: str) -> list[Confidence]:
        known = [one for one in CONFIDENCES if one == text]
        if text and not known:
            raise self.wrong(f"`{text}` is geen zekerheid.", f"Kies uit {', '.join(CONFIDENCES)}.")
        return known
