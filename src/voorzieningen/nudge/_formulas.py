"""Formulas changed a little: a line of a choice dropped, a comparison flipped, a rounding dropped or made another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voorzieningen.rulebook import Body

_SIGN = re.compile(r"<=|>=|<|>|\bis\b")
_FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_STARTS = re.compile(r"\b(?:als|dan|anders|en|of|niet|waarvoor)\b|[(,)]")
_WAYS = ("rekenkundig", "omlaag", "omhoog")


def of_body(body: Body) -> Iterator[tuple[str, str, Body]]:
    """Each change of one step: where, what in Dutch, and the changed step."""
    lines = body.kies or ()
    for at, line in enumerate(lines):
        whose = f"regel {at + 1} van de keuze"
        if at < len(lines) - 1:
            yield f"kies.{at + 1} drop", f"{whose} is weg", body.model_copy(update={"kies": lines[:at] + lines[at + 1 :]})
        for field in ("als", "dan", "anders"):
            for where, what, text in flips(getattr(line, field)):
                kies = (*lines[:at], line.model_copy(update={field: text}), *lines[at + 1 :])
                yield f"kies.{at + 1}.{field} {where}", f"{whose}, bij `{field}`: {what}", body.model_copy(update={"kies": kies})
    for where, what, text in flips(body.formule):
        yield where, f"in de formule: {what}", body.model_copy(update={"formule": text})
    if body.rangorde:
        for where, what, text in flips(body.rangorde.waarvoor):
            order = body.rangorde.model_copy(update={"waarvoor": text})
            yield f"waarvoor {where}", f"in de rangorde: {what}", body.model_copy(update={"rangorde": order})
    if body.afronden:
        yield "afronden drop", "er wordt niet afgerond", body.model_copy(update={"afronden": None})
        for way in _WAYS:
            if way != body.afronden.wijze:
                rounding = body.afronden.model_copy(update={"wijze": way})
                what = f"afronden {body.afronden.wijze} wordt {way}"
                yield f"afronden {way}", what, body.model_copy(update={"afronden": rounding})


def flips(text: str | None) -> Iterator[tuple[str, str, str]]:
    """A formula with one comparison flipped: `<` and `<=` exchanged, `is` denied; after where it stands and what changes."""
    counts: dict[str, int] = {}
    for match in _SIGN.finditer(text or ""):
        assert text is not None
        sign = match.group()
        counts[sign] = counts.get(sign, 0) + 1
        where = f"{sign}#{counts[sign]}"
        which = f"`{sign}` nummer {counts[sign]} wordt"
        if sign == "is":
            start = _left_of(text, match.start())
            yield where, f"{which} `is niet`", f"{text[:start]} niet {text[start:]}"
        else:
            yield where, f"{which} `{_FLIPPED[sign]}`", text[: match.start()] + _FLIPPED[sign] + text[match.end() :]


def _left_of(text: str, end: int) -> int:
    """Where the operand to the left of a comparison begins."""
    depth = 0
    for match in reversed(list(_STARTS.finditer(text, 0, end))):
        if match.group() == ")":
            depth += 1
        elif match.group() == "(" and depth:
            depth -= 1
        elif not depth:
            return match.end()
    return 0
