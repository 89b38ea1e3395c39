"""Pictures of the budget: money in and out, twelve months, and what is kept of more wage; needs the extra `beeld`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from matplotlib.ticker import MaxNLocator

from voorzieningen.render import picture_words as words
from voorzieningen.render.curve_words import Jump, curve_text, curve_title
from voorzieningen.render.drawing import (
    INK,
    LINE,
    MARGIN,
    PAPER,
    SMALL,
    TEXT,
    WIDTH,
    Look,
    Mark,
    Picture,
    Sheet,
    arrow,
    band,
    breadth,
    column,
    drawn,
    line,
    scale,
    wrapped,
)
from voorzieningen.render.figures import euro, say
from voorzieningen.render.picture_words import whole
from voorzieningen.report import Bedrag, Budget, Kasstroom

__all__ = ["Jump", "Picture", "Point", "budget_bars", "kept_curve", "twelve_months"]

_BAR, _TURN = 24, 24


class Point(Protocol):
    """What comes in a month at one gross wage a month."""

    @property
    def bruto(self) -> Decimal: ...
    @property
    def besteedbaar(self) -> Bedrag: ...


# --- money in and out

def budget_bars(budget: Budget) -> Picture:
    """What comes in and goes out in a month, now and after claiming."""
    title = words.month_title(budget)
    return drawn("geld-per-maand", title, words.month_text(budget), lambda: _bars(budget, title))


def _bars(budget: Budget, title: str) -> Sheet:
    gap, note = words.gap_of(budget), words.note(budget)
    flows: list[tuple[Look, str, Kasstroom]] = [("nu", "beeld.kop_nu", budget.nu)]
    if not words.same(budget):
        flows.append(("straks", "beeld.kop_straks", budget.straks))
    flows = [] if words.empty(budget) else flows
    heads = [
        wrapped(say(key, over=words.left(flow.per_maand, gap, over=True)), TEXT, WIDTH - 2 * MARGIN, bold=True)
        for _, key, flow in flows
    ]
    amounts = [one for _, _, flow in flows for one in (flow.inkomsten, flow.uitgaven)]
    most = max((whole(one.hoogst, up=True) for one in amounts), default=0)
    ranges = any(not one.zeker for one in amounts)
    sheet = Sheet(title, MARGIN + sum(LINE * len(head) + 120 for head in heads) + LINE * (bool(note) + ranges))
    y = sheet.top
    for (look, _, flow), head in zip(flows, heads, strict=True):
        for text in head:
            y -= LINE
            sheet.write(MARGIN, y - 2, text, bold=True)
        y -= 12
        for text, one, up in (
            (say("beeld.komt_in", bedrag=words.money_in(flow, gap)), flow.inkomsten, False),
            (say("beeld.gaat_uit", bedrag=words.money_out(flow, gap)), flow.uitgaven, True),
        ):
            sheet.write(MARGIN, y - 14, text)
            low, high = (whole(end, up=up) * (WIDTH - 2 * MARGIN) / max(most, 1) for end in (one.laagst, one.hoogst))
            if high > low:
                sheet.bar(MARGIN + low, y - 20 - _BAR, high - low, _BAR, "misschien")
            if low > 0:
                sheet.bar(MARGIN, y - 20 - _BAR, low, _BAR, look)
            y -= 54
    if ranges:
        sheet.legend(MARGIN + LINE * bool(note), [("misschien", say("beeld.misschien"))])
    sheet.write(MARGIN, MARGIN, note, size=SMALL)
    return sheet


# --- twelve months

def twelve_months(budget: Budget) -> Picture:
    """What there is at the end of each month, now as columns and after claiming as a line."""
    title = words.year_title(budget)
    return drawn("twaalf-maanden", title, words.year_text(budget), lambda: _columns(budget, title))


def _columns(budget: Budget, title: str) -> Sheet:
    gap, notes, months = words.gap_of(budget), words.year_notes(budget), budget.maanden
    now = [whole(one.nu.stand.laagst) for one in months]
    sure = [max(low, min(whole(one.nu.stand.hoogst), 0)) for one, low in zip(months, now, strict=True)]
    later = [whole(one.straks.stand.laagst) for one in months]
    short = words.short_month(budget)
    callout = 32 if short else 12
    sheet = Sheet(title, 268 + callout + LINE * len(notes))
    ticks = _ticks(min(*now, *later, 0), max(*now, *later, 0))
    left, bottom = _beside(ticks), MARGIN + LINE * (4 + len(notes))
    field = sheet.plot(left, bottom, WIDTH - MARGIN - left, sheet.top - bottom - callout)
    field.set_xlim(-0.5, len(months) - 0.5)
    field.set_ylim(ticks[0], ticks[-1])
    scale(field, "y", ticks)
    field.set_xticks(range(len(months)), [words.month_short(one.maand) for one in months])
    for number, one in enumerate(months):
        if now[number] < sure[number]:
            column(field, number, now[number], sure[number], "misschien")
        column(field, number, 0, sure[number], "geschat" if one.geschat else "nu")
    field.axhline(0, color=INK, linewidth=2)
    if later != now:
        line(field, later)
    pitch = (WIDTH - MARGIN - left) / len(months)
    for year, group in groupby(range(len(months)), lambda number: months[number].maand[:4]):
        numbers = list(group)
        if numbers[0]:
            sheet.line((left + numbers[0] * pitch,) * 2, (bottom - 4, bottom - 36), linewidth=1)
        sheet.write(left + (numbers[0] + numbers[-1] + 1) / 2 * pitch, bottom - 34, year, size=SMALL, ha="center")
    if short is not None:
        number = months.index(short)
        text, x = words.short_month_words(short, gap), left + (number + 0.5) * pitch
        half = breadth(text, TEXT, bold=True) / 2
        sheet.write(min(max(x, MARGIN + half), WIDTH - MARGIN - half), sheet.top - 20, text, bold=True, ha="center")
        arrow(field, number, ticks[-1], max(now[number], 0))
    marks: list[tuple[Mark, str]] = [("nu", say("beeld.nu"))] if not all(one.geschat for one in months) else []
    marks += [("geschat", say("beeld.nu_geschat"))] if any(one.geschat for one in months) else []
    marks += [("misschien", say("beeld.misschien"))] if sure != now else []
    marks += [("lijn", say("beeld.na_aanvragen"))] if later != now else []
    sheet.legend(MARGIN + LINE * len(notes), marks)
    for number, note in enumerate(reversed(notes)):
        sheet.write(MARGIN, MARGIN + LINE * number, note, size=SMALL)
    return sheet


# --- what is kept of more wage

def kept_curve(points: Sequence[Point], jumps: Sequence[Jump], left_out: Sequence[str] = ()) -> Picture:
    """What comes in a month at each gross wage a month, as steps, with each jump numbered.

    `left_out` names the schemes that are in no amount.
    """
    ends = [(one.bruto, one.besteedbaar) for one in points]
    title, text = curve_title(ends), curve_text(ends, jumps, left_out)
    return drawn("wat-houdt-u-over", title, text, lambda: _curve(ends, jumps, title))


def _curve(points: Sequence[tuple[Decimal, Bedrag]], jumps: Sequence[Jump], title: str) -> Sheet:
    gross = [whole(one) for one, _ in points]
    gross.append(gross[-1] + max((gross[-1] - gross[0]) // 40, 1))
    low = [whole(kept.laagst) for _, kept in (*points, points[-1])]
    high = [whole(kept.hoogst) for _, kept in (*points, points[-1])]
    across, up = _ticks(gross[0], gross[-2]), _ticks(min(low), max(high))
    # A jump stands at the step of the line in which it is.
    places = [next((one for one in gross if one >= jump.tot), gross[-2]) for jump in jumps]
    rows = _rows(places, (gross[-1] - gross[0]) * _TURN // 340)
    crown = _TURN * (max(rows, default=-1) + 1)
    sheet = Sheet(title, 300 + crown)
    left, bottom = _beside(up), MARGIN + 2 * LINE + 6
    width, height = WIDTH - 3 * MARGIN - left, sheet.top - bottom - crown - 30
    field = sheet.plot(left, bottom, width, height)
    field.set_xlim(gross[0], gross[-1])
    field.set_ylim(up[0], up[-1])
    scale(field, "x", [one for one in across if gross[0] <= one <= gross[-2]])
    scale(field, "y", up)
    if low != high:
        band(field, gross, low, high)
    field.step(gross, low, where="post", color=INK, linewidth=2.4)
    circles = []
    for jump, place, row in zip(jumps, places, rows, strict=True):
        x, y = left + (place - gross[0]) * width / (gross[-1] - gross[0]), bottom + height + (row + 0.5) * _TURN
        kept = max([kept for one, kept in zip(gross, high, strict=True) if one <= place][-2:])
        sheet.line((x, x), (bottom + (kept - up[0]) * height / (up[-1] - up[0]) + 4, y), linewidth=1.2)
        circles.append((x, y, jump.nummer))
    for x, y, nummer in circles:
        sheet.line((x,), (y,), marker="o", markersize=20, markerfacecolor=PAPER, markeredgewidth=1.4, zorder=3)
        sheet.write(x, y, str(nummer), size=SMALL, bold=True, ha="center", va="center_baseline")
    sheet.write(MARGIN, sheet.top - 16, say("beeld.as_erin"), size=SMALL)
    sheet.write(WIDTH - MARGIN, MARGIN, say("beeld.as_loon"), size=SMALL, ha="right")
    return sheet


def _rows(places: Sequence[int], apart: int) -> list[int]:
    """For each number a row above the field, so that no two touch."""
    last: list[int] = []
    found = []
    for place in places:
        row = next((number for number, taken in enumerate(last) if place - taken >= apart), len(last))
        last[row:row + 1] = [place]
        found.append(row)
    return found


def _ticks(low: int, high: int) -> list[int]:
    """Round amounts from at or below the lowest to at or above the highest."""
    places = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(low, max(high, low + 10))
    return [int(one) for one in places]


def _beside(ticks: Sequence[int]) -> float:
    """Where a field begins, with room on its left for the amounts."""
    return MARGIN + max(breadth(euro(Decimal(one)), SMALL) for one in ticks) + 6
