"""Fillings by chance: some terms of a place taken away or known as a range only, and open terms filled in any way a place may."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from voorzieningen.rulebook import Bron, Instantie, Open, Pack, Packs, Place, RuleFiles, Waarde, key_of
from voorzieningen.rulebook._local import Invulling, Term
from voorzieningen.rulebook._packs import Filling
from voorzieningen.rulebook.strict_yaml import Document

SOURCE = "kans"
BEGIN = date(2019, 1, 1)
WIDE = {
    "EUR": (0, 0, 50, 400, 1500, 10**7),
    "EUR/maand": (0, 0, 100, 1400, 2100, 10**7),
    "maand": (0, 3, 12, 36),
    "procent": (0, 50, 100),
}
"""Values of a term for which the law sets no limit."""


class Filler:
    """Takes terms out of the packs of a place and fills in what is open there."""

    def __init__(self, files: RuleFiles, place: Place, rng: random.Random) -> None:
        self.files, self.place, self.rng = files, place, rng

    # --- taking away

    def emptied(self, share: float) -> Packs:
        """The packs, those of the place with each term gone with this chance; some others are known as a range only."""
        packs = dict(self.files.packs)
        for (body, _), pack in self.here():
            fillings = {
                frame: tuple(replace(one, model=self.less(frame, one.model, share)) for one in several)
                for frame, several in pack.fillings.items()
            }
            packs[body, key_of(pack.name)] = replace(pack, fillings=fillings)
        return packs

    def here(self) -> Iterator[tuple[tuple[Instantie, str], Pack]]:
        """The packs of the place."""
        for (body, name), pack in self.files.packs.items():
            if self.place.of(body) and name == key_of(self.place.of(body) or ""):
                yield (body, name), pack

    def less(self, frame: str, model: Invulling, share: float) -> Invulling:
        kept = {}
        for name, term in model.termen.items():
            if self.rng.random() >= share:
                limits = self.files.frames[frame].model.open[name].tussen
                kept[name] = self.ranged(term, limits) if self.rng.random() < 0.2 else term
        return cited(model.model_copy(update={"termen": kept}), model.bronnen)

    def ranged(self, term: Term, limits: Any) -> Term:
        """A term of which each number is a range with that number at or near one of its ends."""
        values = {
            day: one if isinstance(one, str) else one.model_copy(update={"waarde": self.wider(one.waarde, limits)})
            for day, one in term.waarden.items()
        }
        return term.model_copy(update={"waarden": values}) if values else term

    def wider(self, value: Any, limits: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                key: self.wider(one, limits.get(key) if isinstance(limits, Mapping) else limits) for key, one in value.items()
            }
        if not isinstance(value, Decimal):
            return value
        low, high = ends(limits) if isinstance(limits, str) else (Decimal(0), Decimal(10**7))
        step = max(Decimal(1), (value / 10).quantize(Decimal(1)))
        below, above = self.rng.choice(((0, 1), (1, 0), (1, 1)))
        return f"{max(low, value - below * step)}..{min(high, value + above * step)}"

    # --- filling in

    def completed(self, packs: Packs) -> Packs:
        """The packs with every term of the place filled in: as it was, by chance, or as some other place does."""
        found = dict(packs)
        for frame, file in self.files.frames.items():
            for body in tuple(file.model.ingevuld_door) or ("gemeente",):
                name = self.place.of(body)
                if name is None:
                    continue
                pack = found[body, key_of(name)]
                given = pack.fillings.get(frame) or (self.blank(frame, body, name, pack.doc),)
                was = self.files.packs[body, key_of(name)].fillings.get(frame, ())
                filled = self.more(frame, body, given[0].model, was)
                found[body, key_of(name)] = replace(
                    pack, fillings={**pack.fillings, frame: (replace(given[0], model=filled), *given[1:])}
                )
        return found

    @staticmethod
    def source() -> dict[str, Bron]:
        """What a value by chance cites."""
        return {SOURCE: Bron(tekst="kans", url="kans", zekerheid="enkel", gezien=BEGIN)}

    @staticmethod
    def blank(frame: str, body: Instantie, name: str, doc: Document) -> Filling:
        return Filling(doc, Invulling.model_validate({"invulling": frame, body: name}), {})

    def more(self, frame: str, body: Instantie, model: Invulling, was: tuple[Filling, ...]) -> Invulling:
        terms, parameters = dict(model.termen), dict(model.parameters)
        sources = {name: source for one in was for name, source in one.model.bronnen.items()} | dict(model.bronnen)
        sources |= self.source()
        own = {name: term for one in was for name, term in one.model.termen.items()}
        for name, term in self.files.frames[frame].model.open.items():
            known = terms.get(name)
            vague = known is not None and any(not isinstance(one, str) and is_range(one.waarde) for one in known.waarden.values())
            if known is not None:
                terms[name] = self.exactly(known) if vague else known
            elif name in own and self.rng.random() < 0.35:
                terms[name] = own[name]
            else:
                other = self.borrowed(frame, name) if self.rng.random() < 0.5 else None
                if other is None:
                    terms[name] = self.random_term(term)
                else:
                    terms[name] = other.termen[name]
                    parameters |= {key: one for key, one in other.parameters.items() if key not in parameters}
                    sources |= {key: one for key, one in other.bronnen.items() if key not in sources}
        return cited(model.model_copy(update={"termen": terms, "parameters": parameters}), sources)

    def borrowed(self, frame: str, name: str) -> Invulling | None:
        """A filling of an invented place that fills this term: those read nothing that is only there."""
        invented = [pack for pack in self.files.packs.values() if pack.name.startswith("Voorbeeld")]
        found = [one.model for pack in invented for one in pack.fillings.get(frame, ()) if name in one.model.termen]
        return self.rng.choice(found) if found else None

    def random_term(self, term: Open) -> Term:
        """A value, or a table by the keys of the limits, each cell at or near an end of what the law allows."""
        naar = term.naar if term.naar and self.rng.random() < 0.6 else ()
        if naar and isinstance(term.tussen, Mapping):
            value: Any = {label: self.value(term, limits) for label, limits in term.tussen.items()}
        else:
            limits = term.tussen if isinstance(term.tussen, str) else None
            naar = ()
            value = self.value(term, limits if not isinstance(term.tussen, Mapping) else common(term.tussen))
        return Term(waarden={BEGIN: Waarde(waarde=value, bron=(SOURCE,))}, naar=naar)

    def value(self, term: Open, limits: Any) -> Any:
        if term.eenheid == "ja_nee":
            return self.rng.random() < 0.5
        if not isinstance(term.eenheid, str):
            return self.rng.choice(term.eenheid)
        if limits is None:
            return Decimal(self.rng.choice(WIDE.get(term.eenheid, (0, 1, 100))))
        return self.between(*ends(limits))

    def between(self, low: Decimal, high: Decimal) -> Decimal:
        """A number in a range, most often one of its ends."""
        kind = self.rng.random()
        if kind < 0.3:
            return low
        if kind < 0.6:
            return high
        return Decimal(self.rng.randint(int(low.to_integral_value("ROUND_CEILING")), int(high)))

    def exactly(self, term: Term) -> Term:
        """One completion of a term of which only a range is known."""
        values = {
            day: one if isinstance(one, str) else one.model_copy(update={"waarde": self.inside(one.waarde)})
            for day, one in term.waarden.items()
        }
        return term.model_copy(update={"waarden": values})

    def inside(self, value: Any) -> Any:
        """One completion of a value of which some parts are ranges."""
        if isinstance(value, Mapping):
            return {key: self.inside(one) for key, one in value.items()}
        return self.rng.choice(ends(value)) if is_range(value) else value


def cited(model: Invulling, sources: Mapping[str, Bron]) -> Invulling:
    """A filling with those of the sources that something in it cites."""
    used = set(sources_of([model.termen, model.parameters, model.voorwaarden, model.niet_gemodelleerd]))
    return model.model_copy(update={"bronnen": {name: one for name, one in sources.items() if name in used}})


def sources_of(thing: Any) -> Iterator[str]:
    """The ids of the sources a record and everything in it cite."""
    if isinstance(thing, Mapping):
        thing = list(thing.values())
    if isinstance(thing, (list, tuple)):
        for one in thing:
            yield from sources_of(one)
    elif isinstance(thing, BaseModel):
        yield from getattr(thing, "bron", ())
        for name in type(thing).model_fields:
            yield from sources_of(getattr(thing, name)) if name != "bron" else ()


def ends(text: Any) -> tuple[Decimal, Decimal]:
    """The two ends of a range as it stands in YAML."""
    low, _, high = str(text).partition("..")
    return Decimal(low), Decimal(high or low)


def is_range(value: Any) -> bool:
    """Whether some part of a value is only known as a range."""
    if isinstance(value, Mapping):
        return any(map(is_range, value.values()))
    return isinstance(value, str) and ".." in value and value[0].isdigit()


def common(limits: Mapping[Any, Any]) -> str:
    """The limits that hold for every label."""
    pairs = [ends(one) for one in limits.values()]
    return f"{max(low for low, _ in pairs)}..{min(high for _, high in pairs)}"

