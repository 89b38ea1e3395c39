"""The page of all facts: what is asked, in which unit, of whom, and since when an answer holds."""

from __future__ import annotations

from voorzieningen.rulebook import Feit, RuleFiles
from voorzieningen.site._templates import render
from voorzieningen.site._urls import FACTS, Addresses, Here


def facts_markdown(files: RuleFiles, addresses: Addresses) -> str:
    """The page as Markdown: facts by table, in the order of the files."""
    tables: dict[str, list[tuple[str, Feit]]] = {}
    for name, fact in files.facts.items():
        tables.setdefault(fact.tabel, []).append((name, fact))
    return render("feiten.jinja", addresses, Here(FACTS), tables=tables, place=files.fact_place, labels=_labels)


def _labels(fact: Feit) -> str:
    return " | ".join(fact.eenheid) if isinstance(fact.eenheid, tuple) else fact.eenheid
