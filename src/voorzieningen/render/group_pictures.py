"""Pictures of a group: who misses what, and what was missed and is received now; needs the extra `beeld`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voorzieningen.render.drawing import LINE, MARGIN, SMALL, TEXT, WIDTH, Picture, Sheet, drawn, wrapped
from voorzieningen.render.figures import euro
from voorzieningen.render.group_model import GroupPage, Moment
from voorzieningen.render.group_words import MOST, by_missed, say, whole

_BAR, _ROW = 18, 30
_WIDE = WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class _Bar:
    """A part of a whole: what it is about, what its bars say, and how long they are."""

    name: str
    text: str
    part: int
    whole: int


def missed_bars(page: GroupPage, titles: Mapping[str, str]) -> Picture | None:
    """Of the ten schemes that most miss: how many have a right, and how many of those miss it; None when all is hidden."""
    found = []
    for one in by_missed(page.schemes)[:MOST]:
        missed, right = one.whole.shows("mist"), one.whole.shows("recht")
        if missed and right:
            words = {"mist": whole(missed), "recht": whole(right)}
            found.append((_Bar(titles.get(one.name, one.name), say("groepsblad.beeld.mist_rij", **words), missed, right), words))
    if not found:
        return None
    title = say("groepsblad.beeld.mist", regeling=found[0][0].name, aantal=whole(found[0][0].part))
    text = " ".join(say("groepsblad.beeld.mist_regel", regeling=bar.name, **words) for bar, words in found)
    legend = (say("groepsblad.beeld.legenda_mist"), say("groepsblad.beeld.legenda_krijgt"))
    return drawn("groep-mist", title, text, lambda: _bars([bar for bar, _ in found], title, legend))


def gained_bars(moment: Moment, titles: Mapping[str, str]) -> Picture | None:
    """Of the schemes of which both amounts are shown: what was missed a month, and what came of it; None for nothing."""
    found, gained = [], []
    for one in moment.gains:
        if one.missed_month and one.gained_month is not None:
            words = {"erbij": euro(one.gained_month), "gemist": euro(one.missed_month)}
            text = say("groepsblad.beeld.erbij_rij", **words)
            found.append((_Bar(titles.get(one.name, one.name), text, int(one.gained_month), int(one.missed_month)), words))
            gained.append(one.gained_month)
    if not gained:
        return None
    title = say("groepsblad.beeld.erbij", bedrag=euro(sum(gained[1:], gained[0])))
    text = " ".join(say("groepsblad.beeld.erbij_regel", regeling=bar.name, **words) for bar, words in found)
    legend = (say("groepsblad.beeld.legenda_erbij"), say("groepsblad.beeld.legenda_gemist"))
    return drawn(f"groep-erbij-{moment.day}", title, text, lambda: _bars([bar for bar, _ in found], title, legend))


def _bars(bars: Sequence[_Bar], title: str, legend: tuple[str, str]) -> Sheet:
    heads = [wrapped(one.name, TEXT, _WIDE, bold=True) for one in bars]
    sheet = Sheet(title, MARGIN + 2 * LINE + sum(LINE * len(head) + LINE + _ROW + 6 for head in heads))
    most = max(one.whole for one in bars)
    y = sheet.top
    for one, head in zip(bars, heads, strict=True):
        for text in head:
            y -= LINE
            sheet.write(MARGIN, y, text, bold=True)
        y -= LINE
        sheet.write(MARGIN, y, one.text, size=SMALL)
        y -= _ROW
        sheet.bar(MARGIN, y + 6, one.whole * _WIDE / most, _BAR, "nu")
        if one.part:
            sheet.bar(MARGIN, y + 6, one.part * _WIDE / most, _BAR, "straks")
        y -= 6
    sheet.legend(MARGIN, [("straks", legend[0]), ("nu", legend[1])])
    return sheet
