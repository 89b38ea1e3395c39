"""What a verdict rests on, as short fingerprints: the figures and formulas of a scheme, its exemptions, and each example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from voorzieningen.examples import PLAN, Case
from voorzieningen.nudge._change import DEBTS
from voorzieningen.nudge._nudger import Nudger
from voorzieningen.nudge._plan import document
from voorzieningen.nudge._which import folder_of
from voorzieningen.rulebook import Ontheffing, RuleFile, RuleFiles, digest

_WORDS = frozenset({"bronnen", "bron", "gezien", "opmerking", "uitleg", "samenvatting", "titel", "aanvragen"})
"""Keys with sentences and sources: who looks a source up again changes no figure."""


def of_schemes(nudger: Nudger) -> dict[str, str]:
    """For each scheme that has nudges the fingerprint of its figures and formulas, its CSV files and its exemptions."""
    names: dict[str, list[str]] = {}
    for one in nudger.nudges:
        names.setdefault(one.scheme, []).append(one.name)
    content = dict(_content(nudger.files))
    return {
        scheme: _short({"regels": _figures(content[scheme]), "ontheffingen": _about(nudger.exemptions, mine)})
        for scheme, mine in names.items()
    }


def of_example(cases: Iterable[Case]) -> str:
    """The fingerprint of the examples of one name: the household, the day, what fills it in and what is expected."""
    return _short({"voorbeelden": [_case(case) for case in cases]})


def _case(case: Case) -> dict[str, Any]:
    packs = case.packs.values() if case.packs else ()
    return {
        "huishouden": case.data,
        "op": case.day,
        "budget": case.example.budget,
        "invulling": [_figures(one.doc.data) for pack in packs for fillings in pack.fillings.values() for one in fillings],
        "verwacht": case.example.verwacht,
        "tolerantie": case.example.tolerantie,
    }


def _content(files: RuleFiles) -> Iterator[tuple[str, Any]]:
    """What the files of each scheme say."""
    for one in (files.schemes, files.signals, files.frames):
        yield from ((name, _of_file(file)) for name, file in one.items())
    for pack in files.packs.values():
        folder = folder_of(pack)
        for name, fillings in pack.fillings.items():
            yield f"{folder}/{name}", [{"invulling": one.doc.data, **one.texts} for one in fillings]
        yield from ((f"{folder}/{name}", _of_file(file)) for name, file in pack.schemes.items())
    for name in (PLAN, DEBTS):
        doc = document(files.root, name)
        yield name, doc.data if doc else {}


def _of_file(file: RuleFile) -> dict[str, Any]:
    return {"regeling": file.doc.data, **file.texts}


def _figures(value: Any) -> Any:
    """The same without sentences and sources."""
    if isinstance(value, Mapping):
        return {key: _figures(one) for key, one in value.items() if key not in _WORDS}
    return [_figures(one) for one in value] if isinstance(value, list) else value


def _about(exemptions: Iterable[Ontheffing], names: Iterable[str]) -> list[list[Any]]:
    mine = list(names)
    return [[*one.wijziging, one.waarom] for one in exemptions if any(map(one.covers, mine))]


def _short(content: Mapping[str, Any]) -> str:
    return digest(content).removeprefix("sha256:")[:16]
