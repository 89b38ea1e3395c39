"""The examples beside the rule files as written: read, and applied to their base household."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from voorzieningen.errors import HouseholdError, RuleError
from voorzieningen.household.changes import vary
from voorzieningen.rulebook import EXAMPLE_PLACE, Example, ExamplesFile, Packs, invented, record
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.screening import RuleSet


@dataclass(frozen=True, slots=True)
class Case:
    """An example with its scheme and its household as plain data."""

    scheme: str
    example: Example
    data: Mapping[str, Any]
    local: bool = False
    """Whether it is about what only holds in one place."""
    packs: Packs | None = None
    """What fills the open terms of a frame, instead of what municipalities and water boards wrote."""

    @property
    def day(self) -> date:
        """The peildatum of the example."""
        found = self.example.op or self.data.get("peildatum")
        if not isinstance(found, date):
            raise RuleError(
                f"het voorbeeld `{self.example.naam}` heeft geen peildatum.", where=self.scheme, repair="Geef `op:`."
            )
        return found


def read_examples(rules: RuleSet, only: Collection[Path] | None = None) -> Iterator[Case]:
    """Every example below the folder of these rules, or those in some folders; RuleError or FileError when a file is wrong."""
    root = rules.book.files.root
    for path in sorted(file for folder in (root, *rules.book.files.folders) for file in folder.rglob("voorbeelden.yaml")):
        if only is not None and path.parent.resolve() not in only:
            continue
        doc = read_document(path.read_bytes(), path.relative_to(root).as_posix() if root in path.parents else str(path))
        file, scheme = record(ExamplesFile, doc), path.parent.name
        frame = rules.book.files.frames.get(scheme)
        if file.invullingen and not frame:
            what = "`invullingen` staat hier, maar deze regeling heeft geen open termen."
            raise RuleError(what, where=doc.key_place(("invullingen",)), repair="Haal `invullingen` weg.")
        bases, fillings = doc.data["basis"], doc.data.get("invullingen", {})
        packs = {name: invented(frame, terms, doc, ("invullingen", name)) for name, terms in fillings.items() if frame}
        local = scheme not in rules.book.files.schemes and scheme not in rules.book.files.signals
        names: set[str] = set()
        for at, example in enumerate(file.voorbeelden):
            if example.naam in names:
                raise RuleError(
                    f"het voorbeeld `{example.naam}` staat er twee keer.",
                    where=doc.place(("voorbeelden", at)),
                    repair="Geef een andere naam.",
                )
            names.add(example.naam)
            if example.basis not in bases:
                raise RuleError(
                    f"de basis `{example.basis}` bestaat niet.",
                    where=doc.place(("voorbeelden", at, "basis")),
                    repair=f"Kies uit {', '.join(bases)}.",
                )
            try:
                data = vary(bases[example.basis], example.anders)
            except HouseholdError:
                raise RuleError(
                    "`anders` wijst naar een plaats die de basis niet heeft.",
                    where=doc.place(("voorbeelden", at, "anders")),
                    repair="Schrijf bijvoorbeeld personen.0.verzekerd, of personen.+ voor een rij erbij.",
                ) from None
            if example.invulling and example.invulling not in packs:
                raise RuleError(
                    f"de invulling `{example.invulling}` bestaat niet.",
                    where=doc.place(("voorbeelden", at, "invulling")),
                    repair=f"Kies uit {', '.join(packs)}." if packs else "Zet hem onder `invullingen`.",
                )
            if example.invulling:
                data |= {"gemeente": EXAMPLE_PLACE, "waterschap": EXAMPLE_PLACE}
            yield Case(scheme, example, data, local, packs.get(example.invulling))
