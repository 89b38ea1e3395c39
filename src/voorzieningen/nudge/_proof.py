"""The proof that every nudge is noticed: written once the whole of them was tried, and checked against the rules of today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import model_validator

from voorzieningen.errors import FileError
from voorzieningen.nudge._change import Nudge
from voorzieningen.nudge._fingerprint import of_example, of_schemes
from voorzieningen.nudge._nudger import Kind, Nudger, Verdict
from voorzieningen.rulebook import Record, record
from voorzieningen.rulebook.strict_yaml import read_json


class Aantallen(Record):
    """How many nudges of a scheme were tried, and what became of them."""

    geprobeerd: int
    gezien: int
    geweigerd: int
    ontheven: int
    niet_gezien: int


class SchemeProof(Record):
    """What became of the nudges of one scheme; a nudge stands here by its name without that of the scheme."""

    vingerafdruk: str
    """Of its figures, formulas, CSV files and exemptions."""
    aantallen: Aantallen
    gezien: dict[str, tuple[str, ...]]
    """By the example that notices it: `zorgtoeslag: boven-de-grens`."""
    geweigerd: tuple[str, ...] = ()
    """What the checker refuses, so that no such rules can be used."""
    ontheven: dict[str, tuple[str, ...]]
    """By the reason why it changes no outcome."""
    niet_gezien: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _counted(self) -> SchemeProof:
        seen, exempt = (sum(map(len, found.values())) for found in (self.gezien, self.ontheven))
        refused, missed = len(self.geweigerd), len(self.niet_gezien)
        total = seen + exempt + refused + missed
        told = Aantallen(geprobeerd=total, gezien=seen, geweigerd=refused, ontheven=exempt, niet_gezien=missed)
        if told != self.aantallen:
            raise ValueError("de aantallen zijn niet die van de lijsten")
        return self

    def verdicts(self) -> Iterator[tuple[str, Kind, str]]:
        """Each nudge with what became of it, and the example or the reason."""
        yield from ((name, "gezien", by) for by, names in self.gezien.items() for name in names)
        yield from ((name, "ontheven", why) for why, names in self.ontheven.items() for name in names)
        yield from ((name, "geweigerd", "") for name in self.geweigerd)
        yield from ((name, "niet_gezien", "") for name in self.niet_gezien)


class Proof(Record):
    """The proof file: what became of each nudge of each scheme, with fingerprints of what that rests on."""

    regelset: str
    """The digest of the rules it was written for."""
    regelingen: dict[str, SchemeProof]
    """By rule file; of a municipality or water board by its folder and what it fills in or adds: `rotterdam/kwijtschelding`."""
    voorbeelden: dict[str, str]
    """The examples that noticed something, each with a fingerprint of its household and what it expects."""

    def likely(self) -> dict[str, str]:
        """The example that noticed each nudge, by the whole name of the nudge."""
        found = ((scheme, name, kind, by) for scheme, one in self.regelingen.items() for name, kind, by in one.verdicts())
        return {f"{scheme}/{name}": by for scheme, name, kind, by in found if kind == "gezien"}


def read_proof(path: Path) -> Proof:
    """A proof file; FileError when it cannot be read, RuleError when it is no proof."""
    try:
        data = path.read_bytes()
    except OSError:
        repair = "Maak het met: voorzieningen rules nudge --bewaar BESTAND."
        raise FileError("dit bewijs is niet te lezen.", where=str(path), repair=repair) from None
    return record(Proof, read_json(data, path.name))


def proof_of(nudger: Nudger, verdicts: Iterable[Verdict]) -> Proof:
    """The proof of these verdicts; of a part of the schemes when not all are there."""
    by_scheme: dict[str, list[Verdict]] = {}
    for one in verdicts:
        by_scheme.setdefault(one.nudge.scheme, []).append(one)
    prints = of_schemes(nudger)
    found = {scheme: _of_scheme(prints[scheme], by_scheme[scheme]) for scheme in sorted(by_scheme)}
    seen = sorted({by for one in found.values() for by in one.gezien})
    return Proof(
        regelset=nudger.rules.digest, regelingen=found, voorbeelden={name: of_example(nudger.named[name]) for name in seen}
    )


def _of_scheme(fingerprint: str, verdicts: list[Verdict]) -> SchemeProof:
    def names(kind: Kind) -> tuple[str, ...]:
        return tuple(_own_name(one.nudge) for one in verdicts if one.kind == kind)

    def by(kind: Kind) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for one in verdicts:
            if one.kind == kind:
                found.setdefault(one.by, []).append(_own_name(one.nudge))
        return {key: tuple(found[key]) for key in sorted(found)}

    counts = {kind: len(names(kind)) for kind in ("gezien", "geweigerd", "ontheven", "niet_gezien")}
    return SchemeProof(
        vingerafdruk=fingerprint,
        aantallen=Aantallen(geprobeerd=len(verdicts), **counts),
        gezien=by("gezien"),
        geweigerd=names("geweigerd"),
        ontheven=by("ontheven"),
        niet_gezien=names("niet_gezien"),
    )


def _own_name(nudge: Nudge) -> str:
    return nudge.name.removeprefix(f"{nudge.scheme}/")


def still_proven(nudger: Nudger, proof: Proof) -> dict[str, Verdict]:
    """The verdicts of a proof that hold for the rules of today, by the name of the nudge; the others are to be tried again.

    A scheme must say the same as then, and have the same nudges; the example that noticed a nudge must be the same, and the
    reason of an exemption too. What a nudge does through the rules of another scheme is not looked at: a sample shows that.
    """
    prints = of_schemes(nudger)
    mine: dict[str, list[Nudge]] = {}
    for nudge in nudger.nudges:
        mine.setdefault(nudge.scheme, []).append(nudge)
    same = {name: of_example(nudger.named.get(name, ())) == told for name, told in proof.voorbeelden.items()}
    found: dict[str, Verdict] = {}
    for scheme, nudges in mine.items():
        told = proof.regelingen.get(scheme)
        if told is None or told.vingerafdruk != prints[scheme]:
            continue
        verdicts = {name: (kind, by) for name, kind, by in told.verdicts()}
        if verdicts.keys() != {_own_name(nudge) for nudge in nudges}:
            continue
        for nudge in nudges:
            kind, by = verdicts[_own_name(nudge)]
            exempt = bool(by) and by == nudger.reason(nudge)
            if {"gezien": same.get(by, False), "ontheven": exempt, "geweigerd": True, "niet_gezien": False}[kind]:
                found[nudge.name] = Verdict(nudge, kind, by)
    return found


def sample(nudger: Nudger, proven: Mapping[str, Verdict], size: int) -> list[Nudge]:
    """Some nudges a proof says something about, other ones with each change of the rules; exemptions are left out."""
    seed = nudger.rules.digest
    names = [name for name, one in proven.items() if one.kind != "ontheven"]
    chosen = sorted(names, key=lambda name: sha256(f"{seed} {name}".encode()).digest())[:size]
    return [proven[name].nudge for name in chosen]


def unused(nudger: Nudger, verdicts: Iterable[Verdict]) -> list[str]:
    """The patterns of exemptions that no nudge needs, once all were tried: an example notices all they are about."""
    exempt = [one.nudge.name for one in verdicts if one.kind == "ontheven"]
    every = (one.model_copy(update={"wijziging": (like,)}) for one in nudger.exemptions for like in one.wijziging)
    return [one.wijziging[0] for one in every if not any(map(one.covers, exempt))]
