"""The page of what asks for attention: what is old or weak, what somebody chose, what is open and what is not computed."""

from __future__ import annotations

from datetime import date

from voorzieningen import RuleSet
from voorzieningen.audit.state import state
from voorzieningen.audit.state_types import Source
from voorzieningen.site._templates import render
from voorzieningen.site._urls import Addresses, Here

ATTENTION = "aandacht.md"
_AHEAD = 12
"""So many of the sources to look at next are named."""


def attention_markdown(rules: RuleSet, on: date, addresses: Addresses) -> str:
    """The page as Markdown, from the state of the rules on a day; no list is shortened but that of what comes next."""
    found = state(rules, on)
    ahead = sorted((one for one in found.sources if one.next_look and not one.late and not one.overtaken), key=_by_day)
    return render(
        "aandacht.jinja", addresses, Here(ATTENTION), state=found, ahead=ahead[:_AHEAD], known=addresses.pages,
        unconfirmed=found.rests_on("onbevestigd"), single=found.rests_on("enkel"),
    )  # fmt: skip


def _by_day(source: Source) -> date:
    return source.next_look or date.max
