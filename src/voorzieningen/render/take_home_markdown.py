"""The take-home page as Markdown: the same words in the same order as on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voorzieningen.render.take_home_model import Bars, Blanks, Block, Field, Point, Section, Step, Table, TakeHome, Text, Tick

_SPECIAL = re.compile(r"([\\`*\[\]<>|#~])")
_LINE = "____________________"


def as_markdown(page: TakeHome) -> str:
    """The page as Markdown; a line to write on is a row of underscores, a box to tick is `[ ]`."""
    parts = [f"# {_safe(page.title)}", _safe(page.made)]
    for section in page.front:
        parts += _section(section)
    parts += [f"---\n\n{_safe(page.cut)}", *_section(page.card), "---"]
    for section in page.back:
        parts += _section(section)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield f"## {_safe(section.title)}"
    run: list[str] = []
    for block in section.blocks:
        if isinstance(block, Point | Step | Tick):
            run.append(_item(block))
            continue
        if run:
            yield "\n".join(run)
            run = []
        yield _drawn(block)
    if run:
        yield "\n".join(run)


def _item(block: Point | Step | Tick) -> str:
    match block:
        case Point():
            return f"- **{_safe(block.words)}** {_safe(block.more)}".rstrip()
        case Tick():
            return f"- [ ] {_safe(block.words)} {_safe(block.day) or _LINE}"
        case Step():
            number = f"{block.number}. " if block.number else ""
            head = f"- [ ] **{number}{_safe(block.what)}** {_safe(block.amount)}".rstrip()
            below = ([_safe(block.why)] if block.why else []) + [_field(one) for line in block.lines for one in line]
            return "\n".join((head, *(f"  - {text}" for text in below)))


def _drawn(block: Block) -> str:
    match block:
        case Text():
            return f"**{_safe(block.words)}**" if block.loud else _safe(block.words)
        case Blanks():
            return " ".join((*([f"{_safe(block.lead)}:"] if block.lead else []), *map(_field, block.fields)))
        case Bars():
            return "\n".join(f"- {_safe(one.label)}: {_safe(one.words)}" for one in block.bars)
        case Table():
            rows = (block.head, ("---",) * len(block.head), *block.rows)
            return "\n".join(f"| {' | '.join(cell if cell == '---' else _safe(cell) for cell in row)} |" for row in rows)
        case _:
            return _item(block)


def _field(one: Field) -> str:
    return f"{_safe(one.label)}: {_safe(one.words) or _LINE}"


def _safe(text: str) -> str:
    """Text that no reader of Markdown takes for a mark or for HTML."""
    return _SPECIAL.sub(r"\\\1", text)
