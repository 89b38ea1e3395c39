"""What all tests share: the rules of the library, read once by each process, and a collector of garbage that seldom looks."""

from __future__ import annotations

import gc

import pytest

from voorzieningen.screening import RuleSet, load_rules

# Rules and households are many small objects that stay: looking for garbage among them took a sixth of the time.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    """The rules that come with the library, with what they compiled; no test changes them."""
    return load_rules()
