"""What one side of A4 holds: the height of a block in lines of print, and what goes when there is too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from voorzieningen.render.take_home_model import Bars, Blanks, Block, Field, Point, Section, Step, Table, Text, Tick
from voorzieningen.render.take_home_words import more_rows

SIDE = 47.0
"""Lines of text on one side; what is left over is for letters wider than those measured here."""

_WIDE, _STEP, _CARD, _LOUD = 39.6, 37.9, 37.9, 28.5
"""How wide a line is, in the height of its letters."""
_COLUMNS = (9.5, 11.4, 8.6, 7.4)
_TITLE, _GAP, _LINE, _BAR, _BIG, _HEAD_OF_TABLE = 1.55, 0.2, 1.2, 1.1, 1.36, 1.4
_HEAD_AND_CUT, _BESIDE_TITLE = 4.0, 30.0
"""Lines the head of the page and the line to cut along take, and how wide the words beside the title may be."""
_FRAMES = {"vandaag": 1.2, "slot": 0.9}
"""How many lines the frame around a part takes."""
_BOLD, _AFTER_LABEL, _BETWEEN, _APART = 1.12, 0.39, 0.77, 0.93
_WIDTHS: dict[str, float] = {}
"""Widths of DejaVu Sans, the widest of the letters in the style sheet."""
for _letters, _width in (
    ("ijlI'", 0.28), (" .,:;|/", 0.33), ("f-", 0.36), ("rt()", 0.41), ("sz", 0.53), ("ckvxy", 0.59), ("w", 0.82), ("mMW", 0.99),
):  # fmt: skip
    _WIDTHS |= dict.fromkeys(_letters, _width)
_SMALL, _CAPITAL = 0.635, 0.74
_TO_WRITE, _A_WORD = 20 * "_", 2.9


@dataclass(slots=True)
class Draft:
    """A part of the page in the making: what stays, and what may go from the end, the least important part first."""

    name: str
    title: str
    before: list[Block] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    items: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    head: tuple[str, ...] = ()
    """The head over the rows."""
    least: tuple[int, ...] = ()
    """How many rows or items stay at first, and how many when that does not help, and again."""
    dropped: int = 0
    """Rows that were too many from the start."""
    gone: list[tuple[str, ...] | Block] = field(default_factory=list)

    def section(self) -> Section:
        """The part as it is now."""
        table = (Table(self.head, tuple(self.rows)),) if self.rows else ()
        hidden = self.dropped + len(self.gone)
        rest = (Text(more_rows(hidden)),) if hidden and self.head else ()
        return Section(self.name, self.title, (*self.before, *table, *rest, *self.items, *self.after))

    def shorten(self, least: int = 0) -> bool:
        """Takes off the last row or item when more than `least` are there."""
        shown: list[Any] = self.rows or self.items
        if len(shown) <= least:
            return False
        self.gone.append(shown.pop())
        return True

    def restore(self) -> None:
        """Puts back what was taken off last."""
        shown: list[Any] = self.rows if self.head else self.items
        shown.append(self.gone.pop())


def fitted(drafts: Sequence[Draft], lines: float, order: Sequence[str]) -> tuple[Section, ...]:
    """The parts that fit in so many lines; `order` names those that give way, the first to go first."""
    giving = [next(draft for draft in drafts if draft.name == name) for name in order]

    def too_much() -> bool:
        return sum(height(draft.section()) for draft in drafts) > lines

    for stage in range(max(len(draft.least) for draft in drafts)):
        for draft in giving:
            while too_much() and draft.shorten(draft.least[stage]):
                pass
    for draft in reversed(giving):
        while draft.gone:
            draft.restore()
            if too_much():
                draft.shorten()
                break
    return tuple(section for draft in drafts if (section := draft.section()).blocks)


def height(section: Section) -> float:
    """How many lines a part takes."""
    frame = _FRAMES.get(section.name, 0) if section.blocks else 0
    return (_TITLE if section.title and section.blocks else 0) + frame + sum(map(_height, section.blocks))


def around(made: str) -> float:
    """How many lines the head of the page and the line to cut along take."""
    return _HEAD_AND_CUT + (0 if _breadth(made) <= _BESIDE_TITLE else _lines(made, _WIDE))


def one_line(point: Point) -> bool:
    """Whether it fits on one line."""
    return _height(point) <= 1 + _GAP


def _height(block: Block) -> float:
    match block:
        case Text():
            return (_BIG * _lines(block.words, _LOUD / _BOLD) if block.loud else _lines(block.words, _WIDE)) + _GAP
        case Point():
            return _lines(block.more, _WIDE, bold=block.words) + _GAP
        case Tick():
            return _beside((block.words, block.day or _TO_WRITE), _CARD / _BOLD) + 2 * _GAP
        case Blanks():
            room = _A_WORD if block.lead else _breadth(_TO_WRITE)
            wide = sum(_label(one) + (_breadth(one.words) if one.words else room) + _APART for one in block.fields)
            return _LINE * ceil((_breadth(block.lead) + wide) / _WIDE) + _GAP
        case Bars():
            return _BAR * len(block.bars)
        case Table():
            return _HEAD_OF_TABLE + sum(max(map(_lines, row, _COLUMNS)) + _GAP for row in block.rows) + 2 * _GAP
        case Step():
            title = _beside((f"{block.number}. {block.what}", block.amount), _STEP / _BOLD)
            why = _lines(block.why, _STEP) if block.why else 0
            return title + why + sum(map(_fields, block.lines)) + 2 * _GAP


def _fields(line: Sequence[Field]) -> int:
    """How many lines some labels with their words take: beside each other when they fit, else under each other."""
    labels = [_label(one) for one in line]
    words = [one.words or _TO_WRITE for one in line]
    if sum(labels) + sum(map(_breadth, words)) + _BETWEEN * (len(line) - 1) <= _STEP:
        return 1
    return sum(_lines(text, _STEP - label) for text, label in zip(words, labels, strict=True))


def _label(one: Field) -> float:
    return _BOLD * _breadth(f"{one.label}:") + _AFTER_LABEL


def _beside(texts: tuple[str, str], width: float) -> int:
    """How many lines two texts take: beside each other when they fit, else the second under the first."""
    first, second = texts
    if not second or _breadth(f"{first}    {second}") <= width:
        return _lines(first, width)
    return _lines(first, width) + _lines(second, width)


def _breadth(text: str) -> float:
    return sum(_WIDTHS.get(one, _CAPITAL if one.isupper() else _SMALL) for one in text)


def _lines(text: str, width: float, *, bold: str = "") -> int:
    """How many lines a text takes, broken between words; `bold` stands before it."""
    lines, used = 1, 0.0
    words = [_BOLD * _breadth(word) for word in bold.split()] + [_breadth(word) for word in text.split()]
    for wide in words:
        if used and used + _WIDTHS[" "] + wide > width:
            lines, used = lines + 1, 0.0
        # A word that is wider than the line, such as an address, is broken too.
        lines, used = lines + int(wide // width), used + (_WIDTHS[" "] if used else 0) + wide % width
    return lines
