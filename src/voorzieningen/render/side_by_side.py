"""One household in several municipalities: the local outcomes beside each other, and the choices that make them differ."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from voorzieningen.render.amounts import VAGUE, once, per, range_of
from voorzieningen.render.figures import euro, listed, say
from voorzieningen.render.values import cells
from voorzieningen.render.words import first
from voorzieningen.report import Regeling, Report
from voorzieningen.rulebook import Parameter, RuleFile, RuleFiles, Waarde

_FEW = 6
"""A table with more cells than this is shown for the rows of the household only."""
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


def side_by_side(title: str, reports: Mapping[str, Report], files: RuleFiles) -> str:
    """Markdown: a table with a row per local scheme and a column per municipality, and below it what each chose.

    `reports` are of the same household, by municipality.
    """
    schemes = dict.fromkeys(name for one in reports.values() for name, found in one.regelingen.items() if found.vraag_bij)
    lines = [f"## {title}", "", _row(say("gemeenten.kolom"), *reports), "|" + "---|" * (len(reports) + 1)]
    shown = []
    for name in schemes:
        found = [one.regelingen.get(name) for one in reports.values()]
        if any(scheme is not None and scheme.recht != "nee" for scheme in found):
            lines.append(_row(next(one.titel for one in found if one), *(_outcome(one) for one in found)))
            shown.append(name)
    lines += ["", say("gemeenten.waarom"), ""]
    for name in shown:
        lines += _choices(name, reports, files)
    return "\n".join(lines) + "\n"


def _outcome(scheme: Regeling | None) -> str:
    if scheme is None:
        return say("gemeenten.bestaat_niet")
    text = say(f"gemeenten.recht.{scheme.recht}")
    if scheme.per_keer.hoogst > 0:
        text += f", {range_of(scheme.per_keer, per(scheme), once(scheme))}"
    if scheme.recht == "nee" and scheme.uitleg:
        text += f": {first(scheme.uitleg[0])}"
    if scheme.hoogstens and scheme.hoogstens <= VAGUE:
        text += f", {say('bedrag.hoogstens', bedrag=euro(scheme.hoogstens))}"
    return text


def _choices(name: str, reports: Mapping[str, Report], files: RuleFiles) -> Iterator[str]:
    """The terms of one scheme that municipalities filled in differently, and which of them are open where."""
    chosen: dict[str, dict[str, str]] = {}
    empty: dict[str, list[str]] = {}
    for town, report in reports.items():
        file = files.local(files.place(report.gemeente, report.waterschap)).get(name)
        rows = {one.wat for one in report.regelingen[name].regels} if name in report.regelingen else set()
        for term, what in file.model.open.items() if file else ():
            value = _choice(file, term, report.peildatum, rows) if file else ""
            if value:
                chosen.setdefault(what.wat, {})[town] = value
            elif what.wat in report.regelingen[name].niet_ingevuld:
                empty.setdefault(town, []).append(what.wat)
    title = next(one.regelingen[name].titel for one in reports.values() if name in one.regelingen)
    for choice, values in chosen.items():
        if len(set(values.values())) > 1:
            told = "; ".join(f"{town}: {value}" for town, value in values.items())
            yield f"- {say('gemeenten.keuze', titel=title, wat=choice, keuzes=told)}"
    for town, terms in empty.items():
        yield f"- {say('gemeenten.open', titel=title, gemeente=town, wat=listed(terms))}"


def _choice(file: RuleFile, term: str, day: date, rows: Collection[str]) -> str:
    """What fills a term on a day: its values (of a long table those of `rows`), or its formula with the figures in it."""
    model = file.model
    if term in model.parameters:
        return _value(model.parameters[term], day, rows)
    step = model.stappen.get(term)
    if step is None:
        return ""
    if not step.formule:
        return say("gemeenten.eigen_regel")
    names = set(_WORD.findall(step.formule))
    figures = {name: _value(parameter, day, rows) for name, parameter in model.parameters.items() if name in names}
    own = [f"{name} = {value}" for name, value in figures.items() if value]
    formula = f"`{step.formule}`"
    return say("gemeenten.met", formule=formula, waarden=listed(own)) if own else formula


def _value(parameter: Parameter, day: date, rows: Collection[str]) -> str:
    since = max((key for key in parameter.waarden if key <= day), default=None)
    value = parameter.waarden[since] if since else None
    if not isinstance(value, Waarde):
        return ""
    unit = "%" if parameter.eenheid == "procent" else ""
    found = [(label, text) for label, text in cells(value.waarde)]
    shown = found if len(found) <= _FEW else [one for one in found if one[0].replace("_", " ") in rows or one[0] in rows]
    if not shown:
        return ""
    return say("gemeenten.vanaf", waarden=listed(f"{label} {text}{unit}".strip() for label, text in shown), dag=since)


def _row(*texts: str) -> str:
    return f"| {' | '.join(texts)} |"
