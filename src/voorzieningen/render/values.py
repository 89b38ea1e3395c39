"""The dated values of one rule file as a table: every date on which something changes, beside its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen.render.figures import exact, listed
from voorzieningen.render.page import Line, Page
from voorzieningen.rulebook import Bron, Parameter, RegelingFile, Waarde

_GAP, _OWN = 2, ""


def value_lines(file: RegelingFile, names: Sequence[str], *, width: int = 80) -> list[Line]:
    """The parameters `names` of a file, each with a column per date key, as the file states them, and their sources."""
    page = Page(width)
    cited: dict[str, int] = {}
    for name in names:
        parameter = file.parameters[name]
        page.blank()
        page.text(name, "kop")
        page.text(_kind(parameter), "grijs", indent=_GAP)
        _table(page, parameter, file.bronnen, cited)
    if cited:
        page.heading("Bronnen")
    for source, number in cited.items():
        bron = file.bronnen[source]
        page.text(f"{bron.tekst} ({bron.zekerheid}, gezien {bron.gezien}). {bron.url}", first=f"[{number}] ")
    return page.lines


def _kind(parameter: Parameter) -> str:
    """Unit, what it is keyed by, and whose choice it is."""
    told = [parameter.eenheid if isinstance(parameter.eenheid, str) else listed(parameter.eenheid)]
    told += [f"naar {listed(parameter.naar)}"] if parameter.naar else []
    told += [f"per schijf in {parameter.schijven}"] if parameter.schijven else []
    told += [f"keuze van de {parameter.eigenaar}"] if parameter.eigenaar else []
    return ", ".join(told)


def _table(page: Page, parameter: Parameter, sources: Mapping[str, Bron], cited: dict[str, int]) -> None:
    """Dates as columns, as many beside each other as fit; below them the source of each date."""
    columns: dict[date, dict[str, str]] = {}
    for day, value in sorted(parameter.waarden.items()):
        columns[day] = dict(cells(value.waarde)) if isinstance(value, Waarde) else {_OWN: value}
        columns[day]["bron"] = " ".join(_cite(value, sources, cited)) if isinstance(value, Waarde) else ""
    labels = list(dict.fromkeys(label for column in columns.values() for label in column if label != "bron"))
    labels.append("bron")
    first = max(map(len, labels)) + 2 * _GAP
    wide = max(len("2026-01-01"), *(len(text) for column in columns.values() for text in column.values())) + _GAP
    at_once = max(1, (page.width - first) // wide)
    days = list(columns)
    for start in range(0, len(days), at_once):
        shown = days[start : start + at_once]
        page.lines.append(Line((" " * first + "".join(f"{day.isoformat():>{wide}}" for day in shown)).rstrip(), "grijs"))
        for label in labels:
            row = "".join(f"{columns[day].get(label, ''):>{wide}}" for day in shown)
            if row.strip():
                text = f"{' ' * _GAP}{label:<{first - _GAP}}{row}".rstrip()
                page.lines.append(Line(text, "grijs" if label == "bron" else "gewoon"))


def cells(value: Any, label: str = _OWN) -> Iterator[tuple[str, str]]:
    """Each cell of a value as the file states it, with its labels; a plain value has none."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from cells(inner, f"{label} {_shown(key)}".strip())
    else:
        yield label, _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return exact(str(value), "") if isinstance(value, Decimal) else str(value)


def _cite(value: Waarde, sources: Mapping[str, Bron], cited: dict[str, int]) -> Iterator[str]:
    """The number of each source, with a confidence of its own where the value says so."""
    for name in value.bron:
        own = f" {value.zekerheid}" if value.zekerheid and value.zekerheid != sources[name].zekerheid else ""
        yield f"[{cited.setdefault(name, len(cited) + 1)}]{own}"
