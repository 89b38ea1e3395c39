"""An amendment laid over the rules: other dated values and versions from a small folder, to see what they would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from voorzieningen.errors import FileError, RuleError
from voorzieningen.rulebook._amendment import GewijzigdeRegeling, WijzigingFile
from voorzieningen.rulebook._kinds import Path as Keys
from voorzieningen.rulebook._models import RegelingFile
from voorzieningen.rulebook._packs import Filled
from voorzieningen.rulebook._record import RuleFile, check_names, check_sources, cited, record, tables_beside
from voorzieningen.rulebook.strict_yaml import Document, read_document

FILE = "wijziging.yaml"
_NEW = "nieuw"
_PARTS = ("parameters", "stappen", "voorwaarden")
_ALWAYS = ("eenheid", "opmerking")
"""What a step says of all its versions together."""


@dataclass(frozen=True, slots=True, eq=False)
class Amendment:
    """An amendment as read, with the CSV texts beside it."""

    doc: Document
    model: WijzigingFile
    texts: Mapping[str, str]


def read_amendment(folder: Path) -> Amendment:
    """The amendment in a folder; FileError when there is none, RuleError for the first fault in it."""
    path = folder / FILE
    if not path.is_file():
        raise FileError(f"hier staat geen `{FILE}`.", where=str(folder), repair="Geef de map met de wijziging.")
    doc = read_document(path.read_bytes(), path.name)
    model = record(WijzigingFile, doc)
    for name, source in model.bronnen.items():
        if not (source.url or source.eigenaar):
            what = f"de bron `{name}` heeft geen `url`."
            raise RuleError(what, where=doc.place(("bronnen", name)), repair="Geef `url:`, of bij een eigen idee `eigenaar:`.")
    return Amendment(doc, model, tables_beside(path, doc.name))


def amended(schemes: Mapping[str, RuleFile], amendment: Amendment) -> dict[str, RuleFile]:
    """The schemes with the amendment laid over them; those it does not name stay the same objects.

    Raises RuleError at the line of the amendment for a scheme, parameter, step or condition that does not exist, a name that
    is taken, and a source that is not there or not used. Units, dates and keys are checked by linking, as ever.
    """
    first = min((file.first_year for file in schemes.values() if file.first_year), default=1)
    found = dict(schemes)
    used: set[str] = set()
    for name, change in amendment.model.regelingen.items():
        if name not in schemes:
            raise _unknown(amendment.doc, ("regelingen", name), "de regeling", schemes)
        amender = _Amender(schemes[name], amendment, date(first, 1, 1))
        found[name] = amender.run(change)
        used |= amender.used
    for source in amendment.model.bronnen.keys() - used:
        what = f"de bron `{source}` wordt nergens gebruikt."
        raise RuleError(what, where=amendment.doc.place(("bronnen", source)), repair="Haal hem weg of noem hem.")
    return found


def _unknown(doc: Document, path: Keys, what: str, known: Iterable[str]) -> RuleError:
    name = str(path[-1])
    near = get_close_matches(name, list(known), 1, 0.5)
    repair = f"Bedoelt u `{near[0]}`?" if near else f"Kies uit {', '.join(sorted(known)) or 'niets: hier is niets'}."
    return RuleError(f"{what} `{name}` bestaat niet.", where=doc.key_place(path), repair=repair)


class _Amender:
    """One scheme with its amendment: plain data with other parts in it, read again as any rule file."""

    def __init__(self, file: RuleFile, amendment: Amendment, first: date) -> None:
        self.file, self.amendment, self.first = file, amendment, first
        self.name = file.model.regeling
        self.data: dict[str, Any] = dict(file.doc.data)
        self.moved: dict[Keys, tuple[Document, Keys]] = {}
        self.used: set[str] = set()

    def run(self, change: GewijzigdeRegeling) -> RuleFile:
        given = self.amendment.doc.data["regelingen"][self.name]
        for part in _PARTS:
            self.data[part] = dict(self.data.get(part, {}))
            for name in getattr(change, part):
                self._change(part, name, given[part][name])
            for name in getattr(change.nieuw, part):
                self._add(part, name, given[_NEW][part][name])
        self.data = {key: value for key, value in self.data.items() if value or key not in _PARTS}
        texts = self._texts(change)
        self._sources()
        doc = Filled(self.file.doc.name, self.data, self.file.doc._root, self.moved)
        model = record(RegelingFile, doc)
        kept = {one for _, one in cited(model)}
        if kept - model.bronnen.keys():
            check_sources(model, doc)  # says which, with the nearest of all names
        self.used = kept & self.amendment.model.bronnen.keys()
        # What only the replaced values cited is no source of these rules any more.
        doc.data["bronnen"] = {name: one for name, one in doc.data["bronnen"].items() if name in kept}
        model = record(RegelingFile, doc)
        check_names(model, doc)
        check_sources(model, doc)
        return replace(self.file, doc=doc, model=model, texts=texts)

    def _path(self, *keys: Any) -> Keys:
        return ("regelingen", self.name, *keys)

    def _change(self, part: str, name: str, given: Mapping[Any, Any]) -> None:
        """Lays the dated values or versions of one thing over those it has."""
        if name not in self.data[part]:
            raise _unknown(self.amendment.doc, self._path(part, name), f"in {part} van `{self.name}`:", self.data[part])
        old = self.data[part][name]
        inside: Keys = ("waarden",) if part == "parameters" else ()
        dated = given["waarden"] if inside else given
        if inside:
            self.data[part][name] = {**old, "waarden": {**old["waarden"], **dated}}
        else:
            self.data[part][name] = {**self._versions(part, name, old), **dated}
        for day in dated:
            self.moved[(part, name, *inside, day)] = self.amendment.doc, self._path(part, name, *inside, day)

    def _versions(self, part: str, name: str, old: Mapping[Any, Any]) -> Mapping[Any, Any]:
        """A step or condition with versions: one that always was the same has its own as the first."""
        if any(isinstance(key, date) for key in old):
            return old
        self.moved[part, name, self.first] = self.file.doc, (part, name)
        always = {key: value for key, value in old.items() if key in _ALWAYS}
        return {**always, self.first: {key: value for key, value in old.items() if key not in _ALWAYS}}

    def _add(self, part: str, name: str, given: Any) -> None:
        path = self._path(_NEW, part, name)
        model = self.file.model
        if any(name in getattr(model, other) for other in (*_PARTS, "open")):
            where = self.amendment.doc.key_place(path)
            raise RuleError(f"`{name}` bestaat al.", where=where, repair=f"Geef een andere naam, of schrijf het buiten `{_NEW}`.")
        self.data[part][name] = given
        self.moved[part, name] = self.amendment.doc, path

    def _texts(self, change: GewijzigdeRegeling) -> Mapping[str, str]:
        """The CSV files of the scheme, and those beside the amendment that it names here."""
        named = set(_csv(self.amendment.doc.data["regelingen"][self.name])) & self.amendment.texts.keys()
        for taken in sorted(named & self.file.texts.keys()):
            where = self.amendment.doc.place(self._path())
            raise RuleError(f"`{taken}` bestaat al.", where=where, repair="Geef het CSV-bestand een andere naam.")
        return {**self.file.texts, **{name: self.amendment.texts[name] for name in sorted(named)}}

    def _sources(self) -> None:
        sources = dict(self.data["bronnen"])
        for name, source in self.amendment.model.bronnen.items():
            path: Keys = ("bronnen", name)
            if name in sources:
                what = f"`{self.name}` heeft al een bron `{name}`."
                raise RuleError(what, where=self.amendment.doc.key_place(path), repair="Geef de bron een andere naam.")
            given = self.amendment.doc.data["bronnen"][name]
            owner = {"url": source.eigenaar, "zekerheid": source.zekerheid}
            sources[name] = {**owner, **{key: value for key, value in given.items() if key != "eigenaar"}}
            self.moved[path] = self.amendment.doc, path
        self.data["bronnen"] = sources


def _csv(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for one in data.values():
            yield from _csv(one)
    elif isinstance(data, str) and data.endswith(".csv"):
        yield data
