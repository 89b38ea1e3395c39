"""The page about the limits of the law: what the signals read and what the tool never uses, listed from the rules themselves."""

from __future__ import annotations

from datetime import date

from voorzieningen import RuleSet
from voorzieningen.rulebook import Place
from voorzieningen.site._templates import render
from voorzieningen.site._urls import Addresses, Here


def limits_markdown(rules: RuleSet, on: date, addresses: Addresses) -> str:
    """The page as Markdown; the facts the signals read come from the linked rules, not from a list."""
    linked = rules.book.signals(on.year, Place())
    computed = [name for name, fact in linked.facts.items() if fact.berekend]
    told = [name for name, fact in linked.facts.items() if not fact.berekend]
    subjects = sorted({fact.onderwerp for fact in linked.facts.values()})
    return render(
        "grenzen.jinja", addresses, Here("grenzen.md"), computed=sorted(computed), told=sorted(told), subjects=subjects,
        signals=sorted(rules.book.files.signals.values(), key=lambda one: one.model.titel),
        every=sorted(rules.book.files.facts),
    )  # fmt: skip
