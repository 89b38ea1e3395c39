"""Which schemes a change of the rules can reach: those that rest on a figure or step that is another one."""

from __future__ import annotations

from voorzieningen.formula import Node
from voorzieningen.rulebook import LinkedParameter, LinkedYear
from voorzieningen.screening import RuleSet


def touched(before: RuleSet, after: RuleSet, year: int) -> frozenset[str]:
    """The schemes whose amount over a year can differ between two sets of rules, in any place.

    Of every other scheme each household gets exactly the same, also where its amount is not known. Raises DateError for a
    year before the first one of either set.
    """
    country = before.book.year(year), after.book.year(year)
    found = _reached(*country)
    places = dict.fromkeys((*before.book.places(), *after.book.places()))
    for place in places:
        found |= _reached(before.book.local(year, place), after.book.local(year, place))
    return frozenset(found)


def _reached(before: LinkedYear, after: LinkedYear) -> set[str]:
    changed = _changed(before, after)
    both = before.outcomes.keys() & after.outcomes.keys()
    found = set(before.outcomes.keys() ^ after.outcomes.keys())
    for name in both:
        was, now = before.outcomes[name], after.outcomes[name]
        rests_on = (was.estimated.steps | was.estimated.parameters) ^ (now.estimated.steps | now.estimated.parameters)
        if rests_on or changed & (now.estimated.steps | now.estimated.parameters) or was.roots != now.roots:
            found.add(name)
    return found


def _changed(before: LinkedYear, after: LinkedYear) -> set[str]:
    """The keys of the steps and parameters that compute something else; sources and sentences are not looked at."""
    steps = {
        key for key in before.by_key.keys() | after.by_key.keys()
        if _step(before, key) != _step(after, key)
    }  # fmt: skip
    figures = {
        key for key in before.parameters.keys() | after.parameters.keys()
        if _figure(before, key) != _figure(after, key)
    }  # fmt: skip
    return steps | figures


def _step(year: LinkedYear, key: str) -> object:
    step = year.by_key.get(key)
    return step and (_tree(step.node), step.who, step.when, step.rounding)


def _figure(year: LinkedYear, key: str) -> object:
    one = year.parameters.get(key)
    return one and (one.type, one.when, tuple(map(_tree, one.keys)), one.edge, one.months)


def _tree(node: Node) -> object:
    """A formula without where it stands; a parameter by its key, since its figures are looked at apart."""
    data = node.data.key if isinstance(node.data, LinkedParameter) else node.data
    return node.op, data, node.type, node.who, node.when, tuple(map(_tree, node.args))
