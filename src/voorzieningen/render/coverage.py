"""What municipalities and water boards filled in, as a table for the documentation and as lines for who writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voorzieningen.render.figures import listed
from voorzieningen.rulebook.coverage import PackState, TermState

_HEAD = """\
# Dekking: wat gemeenten en waterschappen hebben ingevuld

Deze bladzijde is gemaakt uit de regels zelf, over {year}. `open` betekent: niemand heeft dit ingevuld. Dan rekent het
programma met de grenzen van de wet. Beslissen die niet, dan is het antwoord "vraag het na", met wie. `oud` betekent: de bron
is oud of heeft geen datum, of het jaar van het bedrag is voorbij.
"""


def coverage_page(states: Sequence[PackState], year: int) -> str:
    """The Markdown page of `docs/dekking.md`."""
    lines = [_HEAD.format(year=year), *_table("Wie", "Ingevuld", "Deels", "Open", "Oud", "Eigen regelingen", "Verwijzingen")]
    for one in states:
        old = sum(term.stale for term in one.terms) + sum(bool(scheme.stale) for scheme in one.schemes)
        counts = [sum(term.state == state for term in one.terms) for state in ("ingevuld", "deels", "open")]
        lines.append(_cells(_name(one), *map(str, (*counts, old, len(one.schemes), one.referrals))))
    for one in states:
        lines += ["", f"## {_name(one)}", ""]
        lines += [f"Uitvoerder: {one.executor}.", ""] if one.executor else []
        lines += _table("Regeling", "Term", "Stand", "Geldt vanaf", "Zekerheid")
        lines += [_row(term) for term in one.terms]
        for scheme in one.schemes:
            state = "ingevuld" if not scheme.open else f"open: {listed(scheme.open)}"
            state += f", oud: {listed(scheme.stale)}" if scheme.stale else ""
            lines.append(_cells(f"{scheme.title} (eigen)", "", state, "", scheme.confidence))
    return "\n".join(lines) + "\n"


def pack_lines(states: Sequence[PackState], *, full: bool) -> Iterator[str]:
    """How much is open and out of date in each pack, and with `full` what that is, for who writes it."""
    for one in states:
        open_terms = [f"{term.scheme}.{term.term}" for term in one.terms if term.state != "ingevuld"]
        open_terms += [f"{scheme.title}: {name}" for scheme in one.schemes for name in scheme.open]
        old = [f"{term.scheme}.{term.term}" for term in one.terms if term.stale]
        old += [f"{scheme.title}: {name}" for scheme in one.schemes for name in scheme.stale]
        yield f"{_name(one)}: {len(open_terms)} open, {len(old)} oud"
        yield from (f"  {word}: {', '.join(names)}" for word, names in (("open", open_terms), ("oud", old)) if full and names)


def _name(one: PackState) -> str:
    return one.name if one.body == "gemeente" else f"waterschap {one.name}"


def _row(term: TermState) -> str:
    state = term.state + (", oud" if term.stale else "")
    since = term.since.isoformat() if term.since and term.state != "open" else ""
    return _cells(term.scheme, f"`{term.term}`: {term.what}", state, since, term.confidence or "" if since else "")


def _cells(*texts: str) -> str:
    return f"| {' | '.join(texts)} |"


def _table(*heads: str) -> list[str]:
    return [_cells(*heads), "|" + "---|" * len(heads)]
