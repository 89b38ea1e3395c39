"""The margins invented households are drawn from: read once, and made to agree with one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from voorzieningen.facts.links import Array

_FILE = Path(__file__).with_name("bevolking.yaml")

KINDS = ("alleen", "paar", "paar_met_kinderen", "alleen_met_kinderen")
"""The kinds of households; a kind is its place here."""
FAMILIES = ("paar_met_kinderen", "alleen_met_kinderen")
SOURCES = ("loon", "eigen_bedrijf", "ww", "wia", "wajong", "bijstand", "geen", "aow", "student")
"""What an adult lives on; a source is its place here."""
AOW_AGE = 67
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Margins:
    """Shares ready to draw from; `given` is the file itself, for what is drawn as it stands there."""

    given: Mapping[str, Any]
    kind_and_age: Array
    """Weights of each kind (row) with each age band (column): both totals are those of the file."""
    youngest: Array
    """By family and age band of the parent (16 rows): weights of the age band of the youngest child."""
    number: Array
    """By family and whether the youngest is below 6 (4 rows): weights of 1, 2, and 3 or more children."""
    source: Array
    """By group (the kinds, then partners in a couple and in a family): weights of the first seven sources."""
    owned: Array
    """By kind and source of the aanvrager: the chance of a home of their own."""
    savings: Array
    """By kind: by how much those without a benefit have more than all, so that the median is that of the kind."""


@lru_cache(maxsize=1)
def margins() -> Margins:
    """Everything in `bevolking.yaml`."""
    given: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    kinds = np.array([given["huishoudens"]["aantal"][name] for name in KINDS], np.float64)
    ages = np.array(given["leeftijd"]["aantal"], np.float64)
    seed = np.array([given["leeftijd_naar_soort"]["gewicht"][name] for name in KINDS], np.float64)
    together = _fitted(seed, kinds, ages / ages.sum() * kinds.sum())
    young = _below_aow(given, together)
    source = _sources(given, young)
    applicant = _applicants(given, together, source)
    return Margins(
        given, together, _youngest(given, together), _number(given), source, _owned(given, applicant), _savings(given, applicant)
    )


def _fitted(weights: Array, rows: Array, columns: Array) -> Array:
    """Weights scaled by turns until each row and each column has its total (iterative proportional fitting)."""
    found = weights.copy()
    for _ in range(_ROUNDS):
        found *= (rows / found.sum(axis=1))[:, None]
        found *= columns / found.sum(axis=0)
    return found


def _youngest(given: Mapping[str, Any], together: Array) -> Array:
    """With which age of the parent the youngest child has which age."""
    found = []
    for name in FAMILIES:
        parents = together[KINDS.index(name)]
        small = sum(given["kinderen"]["jongste_0_5"][name]) / sum(given["kinderen"]["aantal"][name])
        older = np.array(given["jongste"]["deel"][name]) * (1 - small)
        seed = np.array(given["jongste"]["gewicht_naar_leeftijd"], np.float64)
        there = parents > 0
        fitted = _fitted(seed[there], parents[there], np.array([small, *older]) * parents.sum())
        seed[there] = fitted
        found.append(seed)
    return np.concatenate(found)


def _number(given: Mapping[str, Any]) -> Array:
    found = []
    for name in FAMILIES:
        small = np.array(given["kinderen"]["jongste_0_5"][name], np.float64)
        found += [np.array(given["kinderen"]["aantal"][name]) - small, small]
    return np.stack(found)


def _below_aow(given: Mapping[str, Any], together: Array) -> Array:
    """About how many persons of each group are below the age of the AOW."""
    low, high = np.array(given["leeftijd"]["vanaf"]), np.array(given["leeftijd"]["tot"])
    below = together @ np.clip((AOW_AGE - low) / (high - low + 1), 0, 1)
    return np.array([*below, below[1], below[2]])


def _sources(given: Mapping[str, Any], young: Array) -> Array:
    """Shares of each source in each group: the benefits add up to how many there are."""
    said = given["bron_van_inkomen"]
    counts = {**given["uitkeringen"]["aantal"], "bijstand": given["bijstand"]["aantal"]}
    # The counts are of the whole country, and there are somewhat more adults than heads of households and partners.
    share = {name: np.array(said[name]) * count / (np.array(said[name]) @ young) for name, count in counts.items()}
    share["geen"] = np.array(said["geen"])
    work = 1 - sum(share.values())
    share["eigen_bedrijf"] = work * said["eigen_bedrijf"]
    share["loon"] = work - share["eigen_bedrijf"]
    return np.stack([share[name] for name in SOURCES[:7]], axis=1)


def _applicants(given: Mapping[str, Any], together: Array, source: Array) -> Array:
    """By kind: about the share of each source among the aanvragers."""
    low, high = np.array(given["leeftijd"]["vanaf"]), np.array(given["leeftijd"]["tot"])
    below = np.clip((AOW_AGE - low) / (high - low + 1), 0, 1)
    found = []
    for at, name in enumerate(KINDS):
        ages = together[at] / together[at].sum()
        young = ages @ below
        student = ages[0] * given["student"]["deel"] if name == "alleen" else 0.0
        found.append([*source[at] * (young - student), 1 - young, student])
    return np.array(found)


def _owned(given: Mapping[str, Any], applicant: Array) -> Array:
    """The chance of a home of their own: unlike by source, in all that of the kind."""
    weight = np.array([given["koop"]["gewicht"][name] for name in SOURCES])
    found = []
    for at, name in enumerate(KINDS):
        target, few, many = given["koop"]["deel"][name], 0.0, 10.0
        for _ in range(_ROUNDS):
            middle = (few + many) / 2
            few, many = (middle, many) if applicant[at] @ np.minimum(weight * middle, 1) < target else (few, middle)
        found.append(np.minimum(weight * few, 1))
    return np.stack(found)


def in_the_middle(share: Any) -> Any:
    """1 in the middle of a distribution and 0 at its ends: savings of kinds differ in the middle, the ends are those of all."""
    return 4 * share * (1 - share)


def _savings(given: Mapping[str, Any], applicant: Array) -> Array:
    one = given["spaargeld"]
    found = []
    for at, name in enumerate(KINDS):
        median = one["midden"][name]
        poor = applicant[at, SOURCES.index("bijstand")]
        benefit = applicant[at, [SOURCES.index(source) for source in ("ww", "wia", "wajong")]].sum()
        below = poor * (median >= one["hoogst_bij_bijstand"])
        below += (benefit + poor - below) * np.interp(np.log(median), np.log(one["bedrag_uitkering"]), one["deel_uitkering"])
        share = (0.5 - below) / (1 - poor - benefit)
        ratio = median / np.exp(np.interp(share, one["deel"], np.log(one["bedrag"])))
        found.append(ratio ** (1 / in_the_middle(share)))
    return np.array(found)
