"""The sheet a picture is drawn on: size, greys and hatches, wrapped text, and the way out as SVG and PNG."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from voorzieningen.render.figures import euro

INK, SOLID, LIGHT, PAPER = "#1b1b1b", "#4a4a4a", "#767676", "#ffffff"
"""Text and outlines, filled marks, what is only perhaps, and the ground; the first three stand out at least 4.5 to 1."""

WIDTH, MARGIN, LINE = 450, 12, 18
"""In points; 450 points are 600 pixels of a screen and 16 cm of paper."""

TEXT, HEAD, SMALL = 13, 15, 12
"""Sizes of letters in points; 12 points are 16 pixels."""

_FAMILY = "DejaVu Sans"
_FALLBACK = f"'{_FAMILY}', Verdana, Arial, sans-serif"
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "voorzieningen",
    "text.parse_math": False,
    "font.family": [_FAMILY],
    "font.size": TEXT,
    "text.color": INK,
    "hatch.linewidth": 1.1,
    "path.simplify": False,
}
_SCREEN_DPI = 192
_DROPPED = re.compile(r"\s*<metadata>.*?</metadata>|\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_GROUP_ID = re.compile(r'<g id="[^"]*"')
_LOCK = threading.Lock()

Look = Literal["nu", "straks", "misschien", "geschat"]
"""How a mark is filled: as it is now, after claiming, perhaps, and now with the rules of an earlier year."""

Mark = Look | Literal["lijn"]
"""What a legend explains; the line is drawn through what is there after claiming."""

_LOOKS: dict[Look, dict[str, Any]] = {
    "nu": {"facecolor": PAPER, "edgecolor": INK, "hatch": "////", "linewidth": 1.6},
    "straks": {"facecolor": SOLID, "edgecolor": INK, "linewidth": 1.6},
    "misschien": {"facecolor": PAPER, "edgecolor": LIGHT, "hatch": "\\\\", "linewidth": 1.2, "linestyle": (0, (3, 2))},
    "geschat": {"facecolor": PAPER, "edgecolor": INK, "hatch": "////", "linewidth": 1.6, "linestyle": (0, (1, 1.5))},
}


@dataclass(frozen=True)
class Picture:
    """One picture as SVG and as PNG, with its message in one sentence and with all it shows in words."""

    svg: bytes
    png: bytes
    title: str
    text: str


class Sheet:
    """A white sheet in points, with the message on top; marks and words are put below it."""

    def __init__(self, title: str, height: int) -> None:
        lines = wrapped(title, HEAD, WIDTH - 2 * MARGIN, bold=True)
        self.top = height
        """Where the space below the message begins, from the bottom."""
        self.height = height + MARGIN + len(lines) * (HEAD + 5) + 4
        self.figure = Figure(figsize=(WIDTH / 72, self.height / 72), dpi=72, facecolor=PAPER)
        self._paper = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, self.height))
        self._paper.set_axis_off()
        for number, line in enumerate(lines):
            self.write(MARGIN, self.height - MARGIN - number * (HEAD + 5), line, size=HEAD, bold=True, va="top")

    def write(self, x: float, y: float, text: str, *, size: int = TEXT, bold: bool = False, **more: Any) -> None:
        """Words at a place."""
        self._paper.text(x, y, text, fontsize=size, fontweight="bold" if bold else "normal", **more)

    def bar(self, x: float, y: float, width: float, height: float, look: Look) -> None:
        """A filled mark."""
        self._paper.add_patch(Rectangle((x, y), width, height, **_LOOKS[look]))

    def line(self, xs: Sequence[float], ys: Sequence[float], **more: Any) -> None:
        """A line over the sheet."""
        self._paper.add_line(Line2D(xs, ys, color=INK, **more))

    def plot(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """A field with its own scale, without a frame."""
        field = self.figure.add_axes((left / WIDTH, bottom / self.height, width / WIDTH, height / self.height))
        field.patch.set_visible(False)
        for side in field.spines.values():
            side.set_visible(False)
        field.tick_params(length=0, labelsize=SMALL, labelcolor=INK, pad=4)
        field.set_axisbelow(True)
        return field

    def legend(self, y: float, marks: Sequence[tuple[Mark, str]]) -> None:
        """What the marks mean, in one row."""
        x = float(MARGIN)
        for mark, words in marks:
            if mark == "lijn":
                self.line((x, x + 11, x + 22), (y + 5, y + 5, y + 5), linewidth=2, marker="o", markevery=[1], markersize=7)
            else:
                self.bar(x, y, 22, 11, mark)
            self.write(x + 28, y, words, size=SMALL)
            x += 28 + breadth(words, SMALL) + 14


def column(field: Axes, x: int, low: int, high: int, look: Look) -> None:
    """A column in a field, from one amount to another."""
    field.add_patch(Rectangle((x - 0.36, low), 0.72, high - low, **_LOOKS[look]))


def line(field: Axes, amounts: Sequence[int]) -> None:
    """A line with markers over the columns, one for each, with some white around it."""
    for colour, wide, marker in ((PAPER, 6, 11), (INK, 2, 7)):
        field.plot(range(len(amounts)), amounts, color=colour, linewidth=wide, marker="o", markersize=marker, clip_on=False)


def band(field: Axes, xs: Sequence[int], low: Sequence[int], high: Sequence[int]) -> None:
    """What is perhaps, between two step lines."""
    field.fill_between(xs, low, high, step="post", **_LOOKS["misschien"])


def arrow(field: Axes, x: int, top: int, end: int) -> None:
    """An arrow down to a column, beside the markers of a line."""
    shape = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 2, "mutation_scale": 12}
    field.annotate("", (x - 0.24, end), (x - 0.24, top), arrowprops=shape)


def scale(field: Axes, axis: Literal["x", "y"], ticks: Sequence[int]) -> None:
    """Amounts along a side, with thin lines over the field."""
    (field.set_xticks if axis == "x" else field.set_yticks)(ticks, [euro(Decimal(one)) if one else "0" for one in ticks])
    field.grid(axis=axis, color=LIGHT, linewidth=0.6, linestyle=(0, (1, 3)))


def breadth(text: str, size: int, *, bold: bool = False) -> float:
    """How many points a text takes in the letters of the picture."""
    font = FontProperties(family=_FAMILY, size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrapped(text: str, size: int, width: float, *, bold: bool = False) -> list[str]:
    """A text in lines that fit; an amount stays with its euro sign."""
    lines: list[str] = []
    for word in text.replace("€ ", "€\u00a0").split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and breadth(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.replace("\u00a0", " ") for line in lines]


def drawn(name: str, title: str, text: str, draw: Callable[[], Sheet]) -> Picture:
    """The picture of what `draw` puts on a sheet; the same marks and words give the same bytes."""
    svg, png = BytesIO(), BytesIO()
    # The settings of matplotlib belong to the whole process: ours hold for this one picture, and those of the host return.
    with _LOCK, matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        figure = draw().figure
        FigureCanvasAgg(figure)
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", dpi=_SCREEN_DPI, metadata={"Software": None})
    return Picture(_spoken(svg.getvalue().decode(), name, title, text), png.getvalue(), title, text)


def _spoken(svg: str, name: str, title: str, text: str) -> bytes:
    """Only the drawing, with its words for who listens; nothing in it touches a page around it, or asks for a file."""
    mark = f"{name}-{hashlib.sha256((title + text).encode()).hexdigest()[:8]}"
    body = _GROUP_ID.sub("<g", _DROPPED.sub("", svg[svg.index("<svg") :])).replace(f"'{_FAMILY}'", _FALLBACK)
    head, _, rest = body.partition(">")
    names = quoteattr(f"{mark}-titel {mark}-tekst")
    return (
        f'{head} role="img" lang="nl" aria-labelledby={names} stroke-linejoin="round" stroke-linecap="butt">\n'
        f' <title id="{mark}-titel">{escape(title)}</title>\n <desc id="{mark}-tekst">{escape(text)}</desc>{rest}'
    ).encode()
