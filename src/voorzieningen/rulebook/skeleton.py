"""The empty pack of a municipality or water board: files that check clean, leave every term open and say how to fill it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from voorzieningen.rulebook._models import Instantie, Open, RegelingFile
from voorzieningen.rulebook._packs import instances

_SCHEMA = "# yaml-language-server: $schema={schemas}/{kind}.schema.json\n"
_PAGE = """\
# De pagina van {article} {name}. Wat achter een # staat, is uitleg: haal de # weg en vul in.
{body}: {quoted}
vraag_bij: {article_quoted}           # waar iemand het vraagt als een regel hier niet in staat: naam en openbare pagina
# uitvoerder: Naam van de uitvoerder  # alleen als {article} het niet zelf uitvoert
"""
_TOWN = """\
# cbs: GM0000
# waterschappen: {Naam van het waterschap: []}                    # één waterschap voor de hele gemeente
# waterschappen: {Eerste: [], Tweede: [Dorp, Ander dorp]}         # meer: de plaatsen van het tweede, de rest hoort bij het eerste
"""
_REFERRALS = """\
# Wie helpt waarmee in {name}. Alleen organisaties met een openbare pagina, geen personen.
verwijzing: {quoted}
organisaties: []
# organisaties:
#   - naam: Naam van de organisatie
#     onderwerpen: [schulden, formulieren]      # {topics}
#     voor: Voor wie het is en waarmee zij helpen.
#     url: "https://..."
#     gezien: {today}
"""
_FILLING = """\
# {title}: wat {article} {name} zelf kiest. Niets ingevuld betekent: vraag het na. Vul alleen in wat u zwart op wit heeft.
invulling: {frame}
{body}: {quoted}
# bronnen:
#   {short}-1:
#     tekst: Naam van de verordening of beleidsregel, met het artikel
#     url: "https://lokaleregelgeving.overheid.nl/CVDR..."
#     zekerheid: officieel                      # officieel | bevestigd | enkel | onbevestigd
#     gezien: {today}                        # de dag waarop u de tekst zelf zag
# aanvragen: {{waar: "https://...", nodig: [DigiD]}}
# termen:
"""


def skeleton(
    body: Instantie, name: str, frames: Mapping[str, RegelingFile], topics: tuple[str, ...], today: date, schemas: str
) -> dict[str, str]:
    """File name to text of a new pack; the open terms are those of `frames`, and `schemas` leads an editor to the schemas."""
    words = {
        "body": body, "name": name, "quoted": _quoted(name), "article": "de gemeente" if body == "gemeente" else "het waterschap",
        "short": re.sub(r"[^a-z]+", "-", name.lower()).strip("-"), "today": today.isoformat(), "topics": " | ".join(topics),
    }  # fmt: skip
    kinds = {one: _SCHEMA.format(schemas=schemas, kind=one) for one in ("pakket", "verwijzing", "invulling")}
    page = kinds["pakket"] + _PAGE.format(**words, article_quoted=_quoted(f"{words['article']} {name}"))
    found = {f"{body}.yaml": page + (_TOWN if body == "gemeente" else "")}
    if body == "gemeente":
        found["verwijzing.yaml"] = kinds["verwijzing"] + _REFERRALS.format(**words)
    for frame, model in frames.items():
        if any(body == one for one, _ in instances(model).values()):
            head = kinds["invulling"] + _FILLING.format(**words, title=model.titel, frame=frame)
            found[f"{frame}.yaml"] = head + "".join(_terms(model, words["short"], today.year))
    return found


def _terms(model: RegelingFile, short: str, year: int) -> Iterator[str]:
    for name, term in model.open.items():
        limits = f" De wet: {_limits(term.tussen)}." if term.tussen is not None else ""
        what = f"{term.wat[:1].upper()}{term.wat[1:]}. In {_unit(term)}.{limits}"
        yield textwrap.indent(f"{name}:\n", "#   ")
        yield textwrap.fill(what, 120, initial_indent="#     # ", subsequent_indent="#     # ") + "\n"
        yield f"#     naar: {term.naar[0]}\n" if isinstance(term.tussen, Mapping) else ""
        yield f"#     waarden: {{{year}-01-01: {{waarde: {_example(term)}, bron: {short}-1}}}}\n"


def _unit(term: Open) -> str:
    kind = term.eenheid
    return f"één van {', '.join(kind)}" if isinstance(kind, tuple) else "ja of nee" if kind == "ja_nee" else kind


def _limits(given: Any) -> str:
    if not isinstance(given, Mapping):
        return str(given)
    alike = len(set(map(str, given.values()))) == 1
    return f"steeds {next(iter(given.values()))}" if alike else ", ".join(f"{key} {value}" for key, value in given.items())


def _example(term: Open) -> str:
    kind = term.eenheid
    one = kind[0] if isinstance(kind, tuple) else "ja" if kind == "ja_nee" else "..."
    labels = f"{{{', '.join(f'{label}: {one}' for label in term.tussen)}}}" if isinstance(term.tussen, Mapping) else ""
    return labels or one


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
