"""One household in several municipalities: the local outcomes beside each other, and the choices that make them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from voorzieningen.render.amounts import once, per, range_of
from voorzieningen.render.figures import listed
from voorzieningen.render.values import cells
from voorzieningen.render.words import first
from voorzieningen.report import Regeling, Report
from voorzieningen.rulebook import Parameter, RuleFile, RuleFiles, Waarde

_VERDICTS = {"ja": "ja", "nee": "nee", "mogelijk": "mogelijk", "onbekend": "nog vragen", "niet_ingevoerd": "vraag het na"}


def side_by_side(title: str, reports: Mapping[str, Report], files: RuleFiles) -> str:
    """Markdown: a table with a row per local scheme and a column per municipality, and below it what each chose.

    `reports` are of the same household, by municipality.
    """
    schemes = dict.fromkeys(name for one in reports.values() for name, found in one.regelingen.items() if found.vraag_bij)
    lines = [f"## {title}", "", _row("Regeling", *reports), "|" + "---|" * (len(reports) + 1)]
    shown = []
    for name in schemes:
        found = [one.regelingen.get(name) for one in reports.values()]
        if any(scheme is not None and scheme.recht != "nee" for scheme in found):
            lines.append(_row(next(one.titel for one in found if one), *(_outcome(one) for one in found)))
            shown.append(name)
    lines += ["", "Waarom het verschilt:", ""]
    for name in shown:
        lines += _choices(name, reports, files)
    return "\n".join(lines) + "\n"


def _outcome(scheme: Regeling | None) -> str:
    if scheme is None:
        return "bestaat hier niet"
    text = _VERDICTS.get(scheme.recht, "niet uitgerekend")
    if scheme.per_keer.hoogst > 0:
        text += f", {range_of(scheme.per_keer, per(scheme), once(scheme))}"
    if scheme.recht == "nee" and scheme.uitleg:
        text += f": {first(scheme.uitleg[0])}"
    if scheme.recht == "niet_ingevoerd":
        text += f" bij {scheme.vraag_bij}"
    return text


def _choices(name: str, reports: Mapping[str, Report], files: RuleFiles) -> Iterator[str]:
    """The terms of one frame that the municipalities filled in differently."""
    chosen: dict[str, dict[str, str]] = {}
    for town, report in reports.items():
        file = files.local(files.place(report.gemeente, report.waterschap)).get(name)
        for term, what in file.model.open.items() if file else ():
            chosen.setdefault(what.wat, {})[town] = _choice(file, term, report.peildatum) if file else ""
    for choice, values in chosen.items():
        if len(set(values.values())) > 1:
            told = "; ".join(f"{town}: {value}" for town, value in values.items())
            yield f"- {name}, {choice}. {told}."


def _choice(file: RuleFile, term: str, day: date) -> str:
    """What fills a term on a day: its values, or its formula with the figures in it."""
    model = file.model
    if term in model.parameters:
        return _value(model.parameters[term], day) or "open"
    step = model.stappen.get(term)
    if step is None:
        return "open"
    lines = step.kies or ()
    texts = [step.formule or "", *(part for one in lines for part in (one.als, one.dan, one.anders) if part)]
    text = f"`{step.formule}`" if step.formule else listed(f"`{one.anders or f'{one.als}: {one.dan}'}`" for one in lines)
    own = [f"{name} = {_value(found, day)}" for name, found in model.parameters.items() if any(name in one for one in texts)]
    return f"{text} met {listed(own)}" if own else text


def _value(parameter: Parameter, day: date) -> str:
    since = max((key for key in parameter.waarden if key <= day), default=None)
    value = parameter.waarden[since] if since else None
    if not isinstance(value, Waarde):
        return ""
    unit = "%" if parameter.eenheid == "procent" else ""
    return listed(f"{label} {text}{unit}".strip() for label, text in cells(value.waarde)) + f" (vanaf {since})"


def _row(*texts: str) -> str:
    return f"| {' | '.join(texts)} |"
