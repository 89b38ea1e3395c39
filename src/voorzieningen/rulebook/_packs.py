"""Packs: what each municipality and water board wrote, read from its folder, and the frames filled in for one place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from voorzieningen.errors import RuleError
from voorzieningen.rulebook._kinds import Path as Keys
from voorzieningen.rulebook._local import Invulling, Organisatie, Pakket, Term, Verwijzing
from voorzieningen.rulebook._models import Instantie, Parameter, RegelingFile, Stap
from voorzieningen.rulebook._record import RuleFile, check_names, check_sources, record, tables_beside
from voorzieningen.rulebook.strict_yaml import Document, read_document

EXAMPLE_PLACE = "Voorbeeld"
"""Where the household of an example lives that fills in the open terms itself."""
BODIES: tuple[Instantie, ...] = ("gemeente", "waterschap")
_NOT_A_FILLING = ("gemeente.yaml", "waterschap.yaml", "verwijzing.yaml", "voorbeelden.yaml", "feiten.yaml")
_PREFIX = re.compile(r"(gemeente|waterschap)\s+")


@dataclass(frozen=True, slots=True, eq=False)
class Filling:
    """One `invulling` file as read, with the CSV texts beside it."""

    doc: Document
    model: Invulling
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything one municipality or water board wrote, out of one folder or more."""

    body: Instantie
    doc: Document
    """Its page, `gemeente.yaml` or `waterschap.yaml`."""
    model: Pakket
    fillings: Mapping[str, tuple[Filling, ...]]
    """By frame."""
    schemes: Mapping[str, RuleFile]
    """Its own schemes."""
    referrals: tuple[Organisatie, ...]
    content: Mapping[str, Any]
    """What its files say, for the digest."""

    @property
    def name(self) -> str:
        """The name as its page writes it."""
        return self.model.gemeente or self.model.waterschap


Packs = Mapping[tuple[Instantie, str], Pack]
"""Packs by body and name, in the form `key_of` gives."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a household lives, as far as the packs know it: `gemeente` and `waterschap` name a pack or are None."""

    gemeente: str | None = None
    waterschap: str | None = None

    def of(self, body: Instantie) -> str | None:
        """The pack of one body."""
        return self.gemeente if body == "gemeente" else self.waterschap


@dataclass(frozen=True, slots=True, eq=False)
class Filled(Document):
    """A document of which some parts stand in another file: that of who filled in a frame, or of an amendment."""

    moved: Mapping[tuple[Any, ...], tuple[Document, Keys]] = field(default_factory=dict)
    """By the path of such a part where it stands; of two that hold one path the longer counts."""

    def place(self, path: Sequence[Any] = (), *, of_key: bool = False) -> str:
        for length in range(len(path), 0, -1):
            if found := self.moved.get(tuple(path[:length])):
                document, prefix = found
                return document.place((*prefix, *path[length:]), of_key=of_key)
        return Document.place(self, path, of_key=of_key)


def key_of(name: str) -> str:
    """The form in which names of places are compared: plain letters only, without `gemeente` or `waterschap` in front."""
    plain = unicodedata.normalize("NFKD", _PREFIX.sub("", name.strip().casefold(), count=1))
    return re.sub(r"[^a-z]", "", plain)


# --- reading


def read_packs(root: Path, schemes: Mapping[str, RuleFile]) -> dict[tuple[Instantie, str], Pack]:
    """Every pack below `root`, by body and name; `schemes` are the names its own schemes may not take."""
    found: dict[tuple[Instantie, str], Pack] = {}
    for body in BODIES:
        for path in sorted(root.rglob(f"{body}.yaml")):
            pack = _read(root, path, body)
            place = body, key_of(pack.name)
            for name, file in pack.schemes.items():
                if name in schemes:
                    raise _twice(name, file.doc, ("regeling",))
            found[place] = merged(found[place], pack) if place in found else pack
    return found


def instances(frame: RegelingFile) -> dict[str, tuple[Instantie, str]]:
    """The rule files a frame becomes, one for each body that fills it in: by name that body, and the title."""
    named = frame.ingevuld_door.items()
    return {f"{frame.regeling}_{body}": (body, title) for body, title in named} or {frame.regeling: ("gemeente", frame.titel)}


def check_fillings(packs: Packs, frames: Mapping[str, RuleFile]) -> None:
    """RuleError for a filling of what is no frame, or of a frame that another body fills in."""
    for (body, _), pack in packs.items():
        for name, fillings in pack.fillings.items():
            by = [one for one, _ in instances(frames[name].model).values()] if name in frames else []
            if body not in by:
                near = get_close_matches(name, frames, 1, 0.5)
                what = f"`{name}` is geen regeling met open termen" if not by else f"`{name}` vult een {body} niet in"
                repair = f"Bedoelt u `{near[0]}`?" if near and not by else f"Kies uit {', '.join(frames)}."
                raise RuleError(f"{what}.", where=fillings[0].doc.place(("invulling",)), repair=repair)


def merged(one: Pack, other: Pack) -> Pack:
    """Two folders about one body as one pack; RuleError when both give the same scheme.

    Whether they fill the same term is seen when a frame is filled in; of their pages the later one counts, line by line.
    """
    for name, file in other.schemes.items():
        if name in one.schemes:
            raise _twice(name, file.doc, ("regeling",))
    model = one.model.model_copy(update={key: value for key, value in other.model if value})
    frames = dict.fromkeys((*one.fillings, *other.fillings))
    return replace(
        one,
        model=model,
        fillings={name: (*one.fillings.get(name, ()), *other.fillings.get(name, ())) for name in frames},
        schemes={**one.schemes, **other.schemes},
        referrals=(*one.referrals, *other.referrals),
        content={**one.content, **{f"{name} 2" if name in one.content else name: what for name, what in other.content.items()}},
    )


def _read(root: Path, path: Path, body: Instantie) -> Pack:
    folder, doc = path.parent, _document(root, path)
    model = record(Pakket, doc)
    whose = getattr(model, body)
    if not whose:
        raise RuleError(f"dit bestand hoort bij een {body}.", where=doc.place(), repair=f"Noem de `{body}`.")
    fillings: dict[str, tuple[Filling, ...]] = {}
    content: dict[str, Any] = {path.name: doc.data}
    for file in sorted(folder.glob("*.yaml")):
        if file.name in _NOT_A_FILLING:
            continue
        filling = Filling(one := _document(root, file), record(Invulling, one), tables_beside(file, one.name))
        _same_body(getattr(filling.model, body), whose, one, body)
        fillings[filling.model.invulling] = (*fillings.get(filling.model.invulling, ()), filling)
        content[file.name] = {"invulling": one.data, **filling.texts}
    schemes = {}
    for file in sorted(folder.rglob("regeling.yaml")):
        scheme = replace(read_scheme(root, file), body=body)
        _same_body(getattr(scheme.model, body), whose, scheme.doc, body)
        if scheme.model.regeling in schemes:
            raise _twice(scheme.model.regeling, scheme.doc, ("regeling",))
        schemes[scheme.model.regeling] = scheme
        content[file.relative_to(folder).as_posix()] = {"regeling": scheme.doc.data, **scheme.texts}
    referrals: tuple[Organisatie, ...] = ()
    if (directory := folder / "verwijzing.yaml").is_file():
        one = _document(root, directory)
        referrals = record(Verwijzing, one).organisaties
        content[directory.name] = one.data
    return Pack(body, doc, model, fillings, schemes, referrals, content)


def read_scheme(root: Path, path: Path) -> RuleFile:
    """One `regeling.yaml` with the CSV files beside it."""
    doc = _document(root, path)
    model = record(RegelingFile, doc)
    check_names(model, doc)
    check_sources(model, doc)
    return RuleFile.of(doc, model, tables_beside(path, doc.name))


def _document(root: Path, path: Path) -> Document:
    return read_document(path.read_bytes(), path.relative_to(root).as_posix())


def _same_body(named: str, whose: str, doc: Document, body: str) -> None:
    if key_of(named) != key_of(whose):
        what = f"dit bestand staat in de map van {whose}, maar noemt {named or 'geen'} {body}."
        raise RuleError(what, where=doc.place((body,)), repair=f"Schrijf `{body}: {whose}`.")


def _twice(name: str, doc: Document, path: Keys) -> RuleError:
    return RuleError(f"`{name}` bestaat al.", where=doc.place(path), repair="Geef een andere naam, of haal er één weg.")


def invented(frame: RuleFile, given: Any, doc: Document, path: Keys) -> Packs:
    """Packs of a place that does not exist, in which every body of a frame fills in what an example gives.

    `given` is what an `invulling` says without its head; its source `voorbeeld` is there already.
    """
    source = {"tekst": "Een voorbeeld", "url": "voorbeeld", "zekerheid": "officieel", "gezien": date(2024, 1, 1)}
    name = frame.model.regeling
    found: dict[tuple[Instantie, str], Pack] = {}
    for body, _ in instances(frame.model).values():
        page = Pakket.model_validate({body: EXAMPLE_PLACE})
        head = {"invulling": name, body: EXAMPLE_PLACE, "bronnen": {"voorbeeld": source}}
        data = head | (given if isinstance(given, dict) else {})
        filling = Filling(_Inside(doc.name, data, doc._root, path), record(Invulling, Document(doc.name, data)), {})
        found[body, key_of(EXAMPLE_PLACE)] = Pack(body, doc, page, {name: (filling,)}, {}, (), {})
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Inside(Document):
    """A part of a document as a document of its own."""

    prefix: Keys = ()

    def place(self, path: Sequence[Any] = (), *, of_key: bool = False) -> str:
        return Document.place(self, (*self.prefix, *path), of_key=of_key)


# --- filling


def filled(frames: Mapping[str, RuleFile], packs: Packs, place: Place) -> dict[str, RuleFile]:
    """The rule files of one place: each frame once per body that fills it, and the own schemes of both bodies.

    What nobody filled stays under `open`. RuleError when a filling names no term, fills one twice, or clashes with a name.
    """
    here = {body: packs.get((body, key_of(name))) if (name := place.of(body)) else None for body in BODIES}
    found: dict[str, RuleFile] = {}
    for frame in frames.values():
        for instance, (body, title) in instances(frame.model).items():
            found[instance] = _Filler(frame, instance, title, body, here[body], place).run()
    for pack in here.values():
        for name, file in pack.schemes.items() if pack else ():
            if name in found:
                raise _twice(name, file.doc, ("regeling",))
            found[name] = file
    return found


def filled_signals(signals: Mapping[str, RuleFile], packs: Packs, place: Place) -> dict[str, RuleFile]:
    """The signals of one place: what its municipality chose instead of our own choices."""
    town = packs.get(("gemeente", key_of(place.gemeente))) if place.gemeente else None
    for name in signals.keys() & (town.fillings.keys() if town else ()):
        for filling in town.fillings[name] if town else ():
            if filling.model.voorwaarden or filling.model.niet_gemodelleerd:
                what = "een signaal krijgt geen eigen voorwaarden."
                raise RuleError(what, where=filling.doc.place(("invulling",)), repair="Vul alleen `termen` in.")
    return {
        name: _Filler(file, name, file.model.titel, "gemeente", town, place).run() if town and name in town.fillings else file
        for name, file in signals.items()
    }


class _Filler:
    """One frame filled in by one body: a rule file like any other, with what is still open."""

    def __init__(
        self, frame: RuleFile, instance: str, title: str, body: Instantie, pack: Pack | None, place: Place
    ) -> None:
        self.frame, self.instance, self.title, self.body, self.pack, self.place = frame, instance, title, body, pack, place
        model = frame.model
        self.parts: dict[str, dict[str, Any]] = {
            "bronnen": dict(model.bronnen),
            "parameters": dict(model.parameters),
            "stappen": dict(model.stappen),
            "voorwaarden": dict(model.voorwaarden),
        }
        self.missing = list(model.niet_gemodelleerd)
        self.texts = dict(frame.texts)
        self.moved: dict[tuple[Any, ...], tuple[Document, Keys]] = dict(frame.doc.moved) if isinstance(frame.doc, Filled) else {}

    def run(self) -> RuleFile:
        pack, model = self.pack, self.frame.model
        changes: dict[str, Any] = {"regeling": self.instance, "titel": self.title}
        if pack and pack.model.uitvoerder:
            changes["uitvoerder"] = pack.model.uitvoerder
        fillings = pack.fillings.get(model.regeling, ()) if pack else ()
        for filling in fillings:
            self.fill(filling)
            claim = filling.model.aanvragen_bij.get(self.place.waterschap or "") or filling.model.aanvragen
            changes |= {"aanvragen": claim} if claim else {}
            changes |= {"uitvoerder": filling.model.uitvoerder} if filling.model.uitvoerder else {}
        changes |= {**self.parts, "niet_gemodelleerd": tuple(self.missing)}
        doc = Filled(self.frame.doc.name, self.frame.doc.data, self.frame.doc._root, self.moved)
        merged_model = model.model_copy(update=changes)
        if fillings:
            check_names(merged_model, doc)
            check_sources(merged_model, doc)
        return RuleFile(doc, merged_model, self.texts, self.frame.first_year, self.body)

    def fill(self, filling: Filling) -> None:
        doc, given = filling.doc, filling.model
        for name, term in given.termen.items():
            self.term(name, term, doc)
        for name, source in given.bronnen.items():
            self.put("bronnen", name, source, doc, ("bronnen", name))
        for name, parameter in given.parameters.items():
            self.put("parameters", name, parameter, doc, ("parameters", name))
        for name, condition in given.voorwaarden.items():
            self.put("voorwaarden", name, condition, doc, ("voorwaarden", name))
        for at, item in enumerate(given.niet_gemodelleerd):
            self.moved["niet_gemodelleerd", len(self.missing)] = doc, ("niet_gemodelleerd", at)
            self.missing.append(item)
        for table in filling.texts.keys() & self.texts.keys():
            raise RuleError(f"`{table}` bestaat al.", where=doc.place(), repair="Geef het CSV-bestand een andere naam.")
        self.texts |= filling.texts

    def put(self, part: str, name: str, value: Any, doc: Document, path: Keys) -> None:
        model = self.frame.model
        taken = name in self.parts[part] or (part == "parameters" and (name in model.stappen or name in model.open))
        if taken:
            raise _twice(name, doc, path)
        self.parts[part][name] = value
        self.moved[part, name] = doc, path

    def term(self, name: str, term: Term, doc: Document) -> None:
        path: Keys = ("termen", name)
        wanted = self.frame.model.open.get(name)
        if wanted is None:
            near = get_close_matches(name, self.frame.model.open, 1, 0.5)
            repair = f"Bedoelt u `{near[0]}`?" if near else f"Kies uit {', '.join(self.frame.model.open)}."
            raise RuleError(
                f"`{name}` is geen open term van `{self.frame.model.regeling}`.", where=doc.place(path), repair=repair
            )
        for part in ("parameters", "stappen"):
            if (part, name) in self.moved:
                other = self.moved[part, name][0].place(path)
                raise RuleError(
                    f"`{name}` is al ingevuld in {other}.", where=doc.place(path), repair="Haal één van beide weg."
                )
        if term.waarden:
            filling: Any = Parameter(eenheid=wanted.eenheid, waarden=term.waarden, ritme=term.ritme, naar=term.naar)
            part = "parameters"
        else:
            filling = Stap(
                eenheid=wanted.eenheid, formule=term.formule, kies=term.kies, afronden=term.afronden, uitleg=term.uitleg,
                bron=term.bron or wanted.bron,
            )  # fmt: skip
            part = "stappen"
        self.parts[part][name] = filling
        self.moved[part, name] = doc, path

