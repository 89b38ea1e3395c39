"""Where a scheme stands on the page, and what of it counts in the first lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from voorzieningen.render.amounts import got, repeats, vague, vague_year
from voorzieningen.report import Bedrag, Bevinding, Jaar, Regeling

Place = Bevinding | Literal["vraag_na", "nu_doen", "stil"]
"""A finding, or `vraag_na`: the conditions hold, no amount can be computed, and somebody else decides; `nu_doen`: arrears
to act on; `stil`: arrears or attachment that is not there, and so not spoken of."""

_MUCH = 20
"""Euros a month: from here on too much is said in the first lines; of less the scheme itself tells."""
_NOTHING = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))

TO_CLAIM: tuple[Place, ...] = ("onbenut", "te_weinig", "misschien")
ACT: tuple[Place, ...] = (*TO_CLAIM, "te_veel", "vraag_na", "nu_doen", "ter_informatie")
SETTLED: tuple[Place, ...] = ("onbenut", "te_weinig", "te_veel", "vraag_na", "nu_doen", "ter_informatie", "klopt")
"""Where the outcome is sure enough to act on, or is received as it should be."""


def group(scheme: Regeling, today: date) -> Place:
    """The heading a scheme stands under: its finding, unless what is sure asks for another place.

    Surely due and surely not received is to be claimed, also when the amount is a range or of an earlier year only;
    surely no right stands under "Nu niet", also when the household does not say what it receives.
    """
    if scheme.soort == "schuld":
        return _of_debt(scheme)
    past = [year for name, year in scheme.jaren.items() if name != str(today.year) and claimable(year, today)]
    if scheme.ritme == "geen" and scheme.recht == "mogelijk" and scheme.bevinding != "klopt":
        return "vraag_na"
    if scheme.bevinding == "klopt" and any(_whole(year) for year in past):
        return "onbenut"
    if scheme.bevinding == "misschien" and scheme.recht == "ja" and scheme.ontvangen_per_maand == 0:
        return "onbenut"
    if scheme.bevinding == "misschien" and scheme.recht == "nee" and not any(year.gemist.hoogst for year in past):
        return "geen_recht"
    return scheme.bevinding


def _of_debt(scheme: Regeling) -> Place:
    """Arrears that are there, or of which something is known already, are to be acted on; of others nothing is said."""
    if scheme.recht == "ja" and scheme.ritme == "grens":
        return "ter_informatie"
    known = scheme.recht == "onbekend" and scheme.uitleg
    return "nu_doen" if scheme.recht in ("ja", "mogelijk", "niet_gemodelleerd") or known else "stil"


def claimable(year: Jaar, today: date) -> bool:
    """Whether there is still time to claim."""
    return year.uiterlijk is None or year.uiterlijk >= today


def _whole(year: Jaar) -> bool:
    """Whether nothing at all was received of a year."""
    return year.gemist.laagst > 0 and year.gemist == year.per_jaar


def counts(name: str, year: Jaar, place: Place, today: date) -> bool:
    """Whether a missed amount is to be claimed; a rest of an earlier year is settled when that year is closed."""
    if not claimable(year, today):
        return False
    now = name == str(today.year)
    return place in TO_CLAIM if now else place in ("onbenut", "te_weinig") or _whole(year)


def largest_first(scheme: Regeling) -> tuple[Decimal, ...]:
    """For sorting: what is surely due over the year, then now, then perhaps."""
    year, now = scheme.per_jaar, scheme.per_maand
    return -year.laagst, -now.laagst, -year.hoogst, -now.hoogst


@dataclass(slots=True)
class Sums:
    """What can be claimed in all: each month, and at once; an amount of which nothing is sure is named, not summed."""

    today: date
    each_month: Bedrag = _NOTHING
    at_once: Bedrag = _NOTHING
    saved: Bedrag = _NOTHING
    """Bills that need not be paid."""
    past_only: bool = True
    """Whether all that comes at once is of months gone by."""
    by_quarter: list[str] = field(default_factory=list)
    perhaps: list[str] = field(default_factory=list)
    to_ask: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    too_much: list[str] = field(default_factory=list)

    def add(self, scheme: Regeling, place: Place) -> None:
        """Counts one scheme."""
        if place == "vraag_na":
            self.to_ask.append(scheme.titel)
        elif place == "nu_doen":
            self.to_do.append(scheme.titel)
        elif place == "te_veel":
            self.too_much += [scheme.titel] if (scheme.ontvangen_per_maand or 0) - scheme.per_maand.hoogst >= _MUCH else []
        elif place in TO_CLAIM and scheme.bevinding != "klopt":
            self._now(scheme)
        for name, year in scheme.jaren.items():
            counted_now = not repeats(scheme) and name == str(self.today.year)
            if counts(name, year, place, self.today) and not counted_now:
                most = year.gemist.laagst if vague(scheme) or vague_year(scheme, year.gemist) else year.gemist.hoogst
                self.at_once = _plus(self.at_once, year.gemist.laagst, most)

    def _now(self, scheme: Regeling) -> None:
        """What is paid from now on: a quarter counts as three months, a payment at once is no monthly amount."""
        due, known = (scheme.per_maand, scheme.ontvangen_per_maand) if repeats(scheme) else (scheme.per_keer, got(scheme))
        more = max(Decimal(0), due.laagst - known) if known is not None else Decimal(0)
        most = max(Decimal(0), due.hoogst - (known or 0))
        if more < 1:
            self.perhaps += [scheme.titel] if most >= 1 else []
            return
        most = more if vague(scheme) else most
        if scheme.bespaart:
            self.saved = _plus(self.saved, more, most)
        elif repeats(scheme):
            self.each_month = _plus(self.each_month, more, most)
            self.by_quarter += [scheme.titel] if scheme.ritme == "kwartaal" else []
        else:
            self.at_once, self.past_only = _plus(self.at_once, more, most), False


def summed(places: Iterable[tuple[Place, Regeling]], today: date) -> Sums:
    """The sums of all schemes."""
    sums = Sums(today)
    for place, scheme in sorted(places, key=lambda one: largest_first(one[1])):
        sums.add(scheme, place)
    return sums


def _plus(sum_: Bedrag, lowest: Decimal, highest: Decimal) -> Bedrag:
    return Bedrag(laagst=sum_.laagst + lowest, hoogst=sum_.hoogst + highest)


def standing(places: Sequence[tuple[Place, Regeling]], place: Place) -> list[Regeling]:
    """The schemes under one heading, the largest first."""
    return sorted((scheme for one, scheme in places if one == place), key=largest_first)
