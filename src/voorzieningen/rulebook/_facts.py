"""Checks of `feiten.yaml`: tables that hang together, and facts whose bounds, silence and conditions make sense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen.errors import RuleError
from voorzieningen.formula import HOUSEHOLD, PERSONS, Type
from voorzieningen.rulebook._kinds import is_name, type_of
from voorzieningen.rulebook._models import Feit, FeitenFile
from voorzieningen.rulebook.strict_yaml import Document

_MOST_ROWS = 100
_MOST_DECIMALS = 6


def check_facts(file: FeitenFile, doc: Document) -> None:
    """Raises RuleError, with the place and the repair, for the first table or fact that cannot be right."""
    _Checker(file, doc).run()


class _Checker:
    def __init__(self, file: FeitenFile, doc: Document) -> None:
        self.file, self.doc = file, doc
        self.types: dict[str, Type] = {}

    def run(self) -> None:
        for name in self.file.tabellen:
            self.table(name)
        for name, fact in self.file.feiten.items():
            self.fact(name, fact)
        for name, fact in self.file.feiten.items():
            self.only_if(("feiten", name), fact.alleen_als, fact.tabel)
            if fact.alleen_als and fact.anders is None:
                raise self.wrong(name, "zegt niet wat geldt als het niet van toepassing is", "Schrijf `anders:`.")
            if fact.anders is not None and not self.fits(fact.anders, fact, self.types[name]):
                raise self.wrong(name, "heeft een `anders` dat niet bij de eenheid past", "Geef een waarde van dit feit.")
            self.no_ring(name, [])
        for name, table in self.file.tabellen.items():
            self.only_if(("tabellen", name), table.alleen_als, table.ouder)

    def wrong(self, name: str, what: str, repair: str) -> RuleError:
        return RuleError(f"`{name}` {what}.", where=self.doc.place(("feiten", name)), repair=repair)

    def table(self, name: str) -> None:
        table, where = self.file.tabellen[name], self.doc.place(("tabellen", name))
        earlier = list(self.file.tabellen)[: list(self.file.tabellen).index(name)]
        if not is_name(name):
            raise RuleError(
                f"`{name}` kan geen naam van een tabel zijn.", where=where, repair="Gebruik kleine letters, cijfers en _."
            )
        if table.ouder not in (HOUSEHOLD, *earlier):
            raise RuleError(f"de ouder `{table.ouder}` staat niet eerder.", where=where, repair="Zet de oudertabel vooraan.")
        if not 1 <= table.maximum <= _MOST_ROWS:
            raise RuleError(f"`{name}` heeft een vreemd maximum.", where=where, repair=f"Kies van 1 tot en met {_MOST_ROWS}.")

    def fact(self, name: str, fact: Feit) -> None:
        if not is_name(name) or name in self.file.tabellen:
            raise self.wrong(
                name, "kan geen naam van een feit zijn", "Gebruik kleine letters, cijfers en _, en geen woord van de taal."
            )
        if fact.tabel not in (HOUSEHOLD, *self.file.tabellen):
            raise self.wrong(name, "noemt een tabel die niet bestaat", f"Kies uit {', '.join(self.file.tabellen)}.")
        kind = self.types[name] = type_of(fact.eenheid, self.doc.place(("feiten", name, "eenheid")))
        if not 0 <= fact.decimalen <= _MOST_DECIMALS:
            raise self.wrong(name, "heeft een vreemd aantal decimalen", f"Kies van 0 tot en met {_MOST_DECIMALS}.")
        if kind.kind in ("getal", "datum"):
            wanted = Decimal if kind.kind == "getal" else date
            low, high = fact.minimum, fact.maximum
            if not isinstance(low, wanted) or not isinstance(high, wanted) or not low <= high:  # type: ignore[operator]
                raise self.wrong(name, "heeft geen goed minimum en maximum", "Geef de grenzen waarbinnen het altijd ligt.")
        if fact.aanname is not None and (not fact.aanname_reden or kind.kind != "ja_nee"):
            raise self.wrong(name, "heeft een aanname zonder reden, of is geen ja_nee", "Schrijf `aanname_reden:`.")
        if fact.aanname_onder is not None and (fact.aanname is None or fact.tabel != PERSONS):
            raise self.wrong(name, "heeft een `aanname_onder` zonder aanname, of is geen feit van een persoon", "Haal het weg.")
        if fact.eigen and fact.tabel != HOUSEHOLD:
            raise self.wrong(name, "is `eigen` maar geen feit van het huishouden", "Haal `eigen` weg.")
        if fact.kijkt_terug and fact.stil != "altijd_al":
            raise self.wrong(name, "kijkt terug zonder `stil: altijd_al`", "Haal `kijkt_terug` weg, of zeg wat stilte betekent.")
        if fact.alleen_zonder is not None:
            other = self.file.feiten.get(fact.alleen_zonder)
            if other is None or other.tabel != fact.tabel or other.alleen_zonder or fact.alleen_als or fact.anders is None:
                repair = "Noem een ander feit van dezelfde rij, geef `anders:` en laat `alleen_als` weg."
                raise self.wrong(name, "heeft een `alleen_zonder` dat niet past", repair)
        if fact.jaren_terug and (fact.wanneer != "jaar" or not fact.pad):
            raise self.wrong(name, "kijkt jaren terug maar is geen feit van het jaar met een `pad`", "Haal `jaren_terug` weg.")
        if (fact.hoogstens or fact.stil) and kind.kind != "datum":
            raise self.wrong(name, "is geen datum", "Haal `hoogstens` en `stil` weg.")

    def only_if(self, path: tuple[str, str], conditions: dict[str, Any], table: str) -> None:
        for other, wanted in conditions.items():
            where = self.doc.place((*path, "alleen_als"))
            fact = self.file.feiten.get(other)
            if fact is None or fact.tabel != table:
                raise RuleError(
                    f"`{other}` is geen feit van dezelfde rij.", where=where, repair="Noem een feit van dezelfde tabel."
                )
            labels = self.types[other].labels
            if labels and (not isinstance(wanted, list) or not wanted or set(wanted) - set(labels)):
                raise RuleError(
                    f"dit zijn geen antwoorden van `{other}`.", where=where, repair=f"Geef een lijst uit {', '.join(labels)}."
                )
            if not labels and (self.types[other].kind != "ja_nee" or not isinstance(wanted, bool)):
                raise RuleError(f"`{other}` vraagt hier ja of nee.", where=where, repair="Schrijf ja of nee.")

    def no_ring(self, name: str, above: list[str]) -> None:
        if name in above:
            raise self.wrong(name, f"hangt van zichzelf af ({' -> '.join([*above, name])})", "Haal één `alleen_als` weg.")
        for other in self.file.feiten[name].alleen_als:
            self.no_ring(other, [*above, name])

    @staticmethod
    def fits(value: Any, fact: Feit, kind: Type) -> bool:
        if kind.kind == "keuze":
            return value in kind.labels
        if kind.kind == "ja_nee":
            return isinstance(value, bool)
        return isinstance(value, date if kind.kind == "datum" else Decimal) and bool(fact.minimum <= value <= fact.maximum)  # type: ignore[operator]
