"""Reading a folder of rules: the schemes of the country, the frames with open terms, and the packs that fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voorzieningen.errors import FileError, RuleError
from voorzieningen.rulebook._amended import amended, read_amendment
from voorzieningen.rulebook._amendment import WijzigingFile
from voorzieningen.rulebook._digest import digest
from voorzieningen.rulebook._facts import check_facts
from voorzieningen.rulebook._local import Organisatie, Verwijzing
from voorzieningen.rulebook._models import Feit, FeitenFile, VersieFile
from voorzieningen.rulebook._packs import (
    BODIES,
    Pack,
    Packs,
    Place,
    check_fillings,
    filled,
    filled_signals,
    key_of,
    merged,
    read_packs,
    read_scheme,
)
from voorzieningen.rulebook._plan import PlanFile, SchuldenFile, check_debts, check_plan, read_plan_file
from voorzieningen.rulebook._record import RuleFile, record
from voorzieningen.rulebook._talk import GesprekFile, read_talk
from voorzieningen.rulebook._unbuilt import NietGebouwd, read_unbuilt
from voorzieningen.rulebook.strict_yaml import Document, read_document


@dataclass(frozen=True, slots=True, eq=False)
class RuleFiles:
    """A whole folder of rules as read."""

    root: Path
    version: str
    """Year, month and number of the last change, such as `2026.11.0`; empty when the folder says none."""
    folders: tuple[Path, ...]
    """Where more packs came from."""
    given: tuple[Pack, ...]
    """Those packs."""
    schemes: Mapping[str, RuleFile]
    """Those of the country."""
    frames: Mapping[str, RuleFile]
    """Those with open terms, as the law has them."""
    signals: Mapping[str, RuleFile]
    """The arrears signals, with our own choices where a municipality may choose."""
    packs: Packs
    referrals: tuple[Organisatie, ...]
    """The referral directory of the country."""
    debts: SchuldenFile
    plan: PlanFile
    talk: GesprekFile
    unbuilt: tuple[NietGebouwd, ...]
    """What is known not to be in these rules at all."""
    facts: Mapping[str, Feit]
    fact_docs: Mapping[str, Document]
    parents: Mapping[str, str]
    maxima: Mapping[str, int]
    only_if: Mapping[str, Mapping[str, Any]]
    only_now: frozenset[str]
    digest: str
    amendment: WijzigingFile | None = None
    """What is laid over the schemes of the country, when somebody asked what that would do."""

    def fact_place(self, name: str) -> str:
        """Where a fact is declared."""
        return self.fact_docs[name].place(("feiten", name))

    def local(self, place: Place) -> Mapping[str, RuleFile]:
        """The files that only hold in one place: the frames filled in, and the schemes of its own."""
        return filled(self.frames, self.packs, place)

    def local_signals(self, place: Place) -> Mapping[str, RuleFile]:
        """The signals as they hold in one place."""
        return filled_signals(self.signals, self.packs, place)

    def signal_place(self, place: Place) -> Place:
        """The place as far as signals differ there: its municipality when that chose something, and else nowhere."""
        town = self.packs.get(("gemeente", key_of(place.gemeente))) if place.gemeente else None
        return Place(place.gemeente) if town and self.signals.keys() & town.fillings.keys() else Place()

    def place(self, gemeente: str | None, waterschap: str | None) -> Place:
        """The place of a household: of a municipality in a single water board the water board follows."""
        town = self.packs.get(("gemeente", key_of(gemeente))) if gemeente else None
        boards = list(town.model.waterschappen) if town else []
        named = waterschap or (boards[0] if len(boards) == 1 else None)
        board = self.packs.get(("waterschap", key_of(named))) if named else None
        return Place(town.name if town else None, board.name if board else None)


def rules_folder() -> Path:
    """The folder of rules: inside the installed package, or beside the source in a checkout."""
    here = Path(__file__).resolve().parent.parent
    installed = here / "_rules"
    return installed if installed.is_dir() else here.parent.parent / "rules"


def read_rules(root: Path, packs: Sequence[Path] = (), overlay: Path | None = None) -> RuleFiles:
    """All rule files below `root`, the packs in folders beside it, and the amendment in a folder laid over them.

    Raises FileError or RuleError with file, line, column and repair.
    """
    facts_path = root / "feiten.yaml"
    if not facts_path.is_file():
        raise RuleError("hier staat geen `feiten.yaml`.", where=str(root), repair="Geef de map met de regels.")
    facts_doc = read_document(facts_path.read_bytes(), "feiten.yaml")
    facts = record(FeitenFile, facts_doc)
    check_facts(facts, facts_doc)
    known, docs = dict(facts.feiten), dict.fromkeys(facts.feiten, facts_doc)
    schemes: dict[str, RuleFile] = {}
    for path in sorted(root.rglob("regeling.yaml")):
        if any((folder / f"{body}.yaml").is_file() for body in BODIES for folder in path.parents if root in folder.parents):
            continue  # a scheme of a municipality or water board
        file = read_scheme(root, path)
        if file.model.regeling in schemes:
            raise RuleError(
                f"`{file.model.regeling}` bestaat al.",
                where=file.doc.place(("regeling",)),
                repair="Geef een andere naam.",
            )
        schemes[file.model.regeling] = file
    amendment = read_amendment(overlay) if overlay else None
    if amendment:
        schemes = amended(schemes, amendment)
    signals = {name: file for name, file in schemes.items() if file.model.soort == "signaal"}
    frames = {name: file for name, file in schemes.items() if file.model.open and name not in signals}
    found = read_packs(root, schemes)
    given: list[Pack] = []
    for folder in packs:
        if not folder.is_dir():
            raise FileError("deze map bestaat niet.", where=str(folder), repair="Geef de map met uw pakketten.")
        for place, pack in read_packs(folder, schemes).items():
            given.append(pack)
            found[place] = merged(found[place], pack) if place in found else pack
    check_fillings(found, {**frames, **{name: file for name, file in signals.items() if file.model.open}})
    for source in (root, *packs):
        for path in sorted(source.rglob("feiten.yaml")):
            if path != facts_path:
                _more_facts(source, path, facts, known, docs)
    directory = root / "landelijk" / "verwijzing.yaml"
    directory_doc = read_document(directory.read_bytes(), "verwijzing.yaml") if directory.is_file() else None
    debts, debts_doc = read_plan_file(root, "schulden.yaml", SchuldenFile)
    plan, plan_doc = read_plan_file(root, "actieplan.yaml", PlanFile)
    if debts_doc:
        check_debts(debts, debts_doc, known, signals)
    if plan_doc:
        check_plan(plan, plan_doc, signals)
    seal = digest(
        {
            **{doc.name: doc.data for doc in (debts_doc, plan_doc) if doc},
            **{f"feiten {doc.name}": doc.data for doc in {id(one): one for one in docs.values()}.values()},
            **{name: {"regeling": file.doc.data, **file.texts} for name, file in schemes.items()},
            **{" ".join(place): pack.content for place, pack in found.items()},
            **({"verwijzing": directory_doc.data} if directory_doc else {}),
        }
    )
    return RuleFiles(
        root,
        _version(root),
        tuple(packs),
        tuple(given),
        {name: file for name, file in schemes.items() if name not in frames and name not in signals},
        frames,
        signals,
        found,
        record(Verwijzing, directory_doc).organisaties if directory_doc else (),
        debts,
        plan,
        read_talk(root, known, facts.tabellen),
        read_unbuilt(root),
        known,
        docs,
        {name: table.ouder for name, table in facts.tabellen.items()},
        {name: table.maximum for name, table in facts.tabellen.items()},
        {name: table.alleen_als for name, table in facts.tabellen.items()},
        frozenset(name for name, table in facts.tabellen.items() if table.alleen_nu),
        seal,
        amendment.model if amendment else None,
    )


def _version(root: Path) -> str:
    """What `versie.yaml` says; RuleError when it is no year, month and number."""
    path = root / "versie.yaml"
    if not path.is_file():
        return ""
    return record(VersieFile, read_document(path.read_bytes(), path.name)).versie


def _more_facts(
    root: Path, path: Path, facts: FeitenFile, known: dict[str, Feit], docs: dict[str, Document]
) -> None:
    """Adds the facts of a pack to those of the country; the tables are those of the country."""
    doc = read_document(path.read_bytes(), path.relative_to(root).as_posix())
    own = record(FeitenFile, doc)
    if own.tabellen:
        raise RuleError("een pakket heeft geen eigen tabellen.", where=doc.place(("tabellen",)), repair="Haal ze weg.")
    for name in own.feiten:
        if name in known:
            what = f"het feit `{name}` bestaat al."
            raise RuleError(what, where=doc.place(("feiten", name)), repair="Gebruik dat feit, of kies een andere naam.")
    check_facts(FeitenFile(tabellen=facts.tabellen, feiten={**known, **own.feiten}), doc)
    known |= own.feiten
    docs |= dict.fromkeys(own.feiten, doc)
