"""Lines of a terminal page in the making: wrapped, in columns, each with the style it may be shown in."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["gewoon", "titel", "kop", "goed", "let_op", "vraag", "grijs"]

_LABEL, _NARROW = 13, 56


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output, no longer than the width where words allow it."""

    text: str
    style: Style = "gewoon"


@dataclass(slots=True)
class Page:
    """Lines in the making."""

    width: int
    lines: list[Line] = field(default_factory=list)

    def blank(self) -> None:
        """One empty line, never two."""
        if self.lines and self.lines[-1].text:
            self.lines.append(Line(""))

    def text(self, text: str, style: Style = "gewoon", *, indent: int = 0, first: str = "") -> None:
        """A paragraph; `first` stands before its first line, the rest hangs under it."""
        start = " " * indent + first
        # An amount is not broken after its euro sign.
        wrapped = textwrap.wrap(
            text.replace("€ ", "€\xa0"), max(self.width, len(start) + 10), initial_indent=start,
            subsequent_indent=" " * len(start), break_long_words=False, break_on_hyphens=False,
        )
        self.lines += [Line(line.replace("\xa0", " "), style) for line in wrapped]

    def line(self, text: str) -> None:
        """One line as it is, such as a row of a table."""
        self.lines.append(Line(text.rstrip()))

    def heading(self, text: str, help_text: str = "") -> None:
        """The head of a part, with what to do with it."""
        self.blank()
        self.text(text.upper(), "kop")
        self.lines.append(Line("-" * self.width, "grijs"))
        self.text(help_text)

    def pair(self, left: str, right: str, style: Style) -> None:
        """Two texts on one line, the second at the right edge."""
        if len(left) + len(right) + 2 > self.width:
            self.text(left, style)
            self.text(right, style, indent=2)
        else:
            self.lines.append(Line(f"{left}{right:>{self.width - len(left)}}".rstrip(), style))

    def items(self, texts: Iterable[str], *, indent: int = 0, sign: str = "-") -> None:
        """A list."""
        for text in texts:
            self.text(text, indent=indent, first=f"{sign} ")

    def field(self, label: str, texts: Sequence[str], *, indent: int = 2, wide: int = _LABEL) -> None:
        """A label with one text beside it, or several as a list; on a narrow screen below it."""
        bullet = "- " if len(texts) > 1 else ""
        narrow = self.width < _NARROW
        if narrow and label and texts:
            self.text(f"{label}:", indent=indent)
        for at, text in enumerate(texts):
            head = "  " if narrow else f"{label if not at else '':<{wide}}"
            self.text(text, indent=indent, first=head + bullet)
