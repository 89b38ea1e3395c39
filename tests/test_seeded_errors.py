"""Mistakes a rule author makes, one by one in the real rules: what catches each of them, and with which words.

`editor`: the JSON Schema underlines it while typing. `lezen`: the rules do not load. `voorbeeld`: the example beside the rule
that is named no longer comes out. `oud`: the value is used and listed as out of date. What nothing catches would be a hole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from as_editor import faults
from mini import write
from voorzieningen import FileError, RuleError, RuleSet
from voorzieningen.examples import check, read_examples
from voorzieningen.rulebook import Place, RuleBook, rules_folder
from voorzieningen.rulebook._packs import read_scheme
from voorzieningen.rulebook._read import read_rules

RULES = rules_folder()
YEAR = 2026
ZT, AKW, PW = (f"landelijk/{name}/regeling.yaml" for name in ("zorgtoeslag", "kinderbijslag", "participatiewet"))
RENT = "signalen/huurachterstand/regeling.yaml"
Caught = dict[str, str]


@dataclass(frozen=True)
class Seed:
    """One mistake: what stands in a rule file, what somebody writes instead, and what catches it with which words."""

    file: str
    old: str
    new: str
    caught: Caught


SEEDS: dict[str, Seed] = {
    "a unit that does not exist": Seed(
        ZT, "standaardpremie:\n    eenheid: EUR/jaar", "standaardpremie:\n    eenheid: EUR/jr",
        {"editor": "parameters.standaardpremie.eenheid", "lezen": "de eenheid `EUR/jr` bestaat niet"},
    ),
    "a wrong unit": Seed(
        ZT, "drempelinkomen:\n    eenheid: EUR/jaar", "drempelinkomen:\n    eenheid: EUR/maand",
        {"lezen": "zorgtoeslag.drempelinkomen"},  # told where it is read first: in another file
    ),
    "a year where a month belongs": Seed(
        ZT, "als recht dan per_maand(aanspraak) anders 0", "als recht dan aanspraak anders 0",
        {"lezen": "de stap `in_de_maand` is EUR/maand, maar de formule geeft EUR/jaar"},
    ),
    "less than where the law says at most": Seed(
        ZT, "awir.vermogen_voor_toets <= vermogensgrens", "awir.vermogen_voor_toets < vermogensgrens",
        {"voorbeeld": "2026-wet-vermogen-op"},
    ),
    "a birthday counted a quarter too late": Seed(
        AKW, "begin_kwartaal < geboortedatum + leeftijd_6", "begin_kwartaal <= geboortedatum + leeftijd_6",
        {"voorbeeld": "wordt-6-op-1-juli"},
    ),
    "a limit of a signal": Seed(
        RENT, "rechter_maanden * budget_huur <= achterstand,", "rechter_maanden * budget_huur < achterstand,",
        {"voorbeeld": "3-maand-1800-00"},
    ),
    "the figure of the new year is forgotten": Seed(
        ZT, ", 2026-01-01: {waarde: 29736, bron: folder-26}", "",
        {"lezen": "de bron `folder-26` wordt nergens gebruikt"},
    ),
    "the figure of the new year is forgotten, its source is used elsewhere": Seed(
        ZT, "      2026-01-01: {waarde: {alleen: 146011, met_partner: 184633}, bron: wzt-3}\n", "",
        {"oud": "zorgtoeslag.vermogensgrens", "voorbeeld": "2026-wet-vermogen-op"},
    ),
    "the figure of the new half year is forgotten": Seed(
        PW, "\n      2026-07-01: {waarde: {alleen: 449.44, gehuwd: 699.11}, bron: pw-26-07}", "",
        {"oud": "participatiewet.norm_inrichting", "voorbeeld": "norm-inrichting-alleen-2026"},
    ),
    "steps in a ring": Seed(
        ZT, "als recht dan per_maand(aanspraak) anders 0", "als recht dan per_maand(jaarbedrag) anders 0",
        {"lezen": "de stappen lopen in een kring: zorgtoeslag.in_de_maand -> zorgtoeslag.jaarbedrag"},
    ),
    "a cell of a table is missing": Seed(
        ZT, "{waarde: {alleen: 1.912, met_partner: 4.289}", "{waarde: {alleen: 1.912}",
        {"voorbeeld": "2026-inkomensgrens-samen-erboven"},
    ),
    "a label of a table is misspelt": Seed(
        ZT, "{waarde: {alleen: 1.912, met_partner: 4.289}", "{waarde: {alleen: 1.912, partner: 4.289}",
        {"lezen": "`partner` is geen label van de sleutel. Kies uit alleen, met_partner."},
    ),
    "a line of a choice is missing": Seed(
        AKW, "      - {als: begin_kwartaal < geboortedatum + leeftijd_12, dan: van_6_tot_12, bron: akw-12}\n", "",
        {"lezen": "de parameter `leeftijd_12` wordt nergens gebruikt"},
    ),
    "a line of a choice is missing, and nothing becomes unused": Seed(
        AKW, "      - {als: niet kind_voor_ons, dan: 0, bron: akw-7-1}\n", "",
        {"voorbeeld": "drie-kinderen-2026-01"},
    ),
    "the last line of a choice has no anders": Seed(
        AKW, "- {anders: van_12_tot_18, bron: akw-12}", "- {als: ja, dan: van_12_tot_18, bron: akw-12}",
        {"lezen": "een `kies` eindigt met precies één regel `anders`"},
    ),
    "a source that does not exist": Seed(
        ZT, "{waarde: 2119, bron: premie-26}", "{waarde: 2119, bron: premie-2026}",
        {"lezen": "de bron `premie-2026` staat niet onder `bronnen`. Bedoelt u `premie-26`?"},
    ),
    "figures of two cells are swapped": Seed(
        ZT, "{alleen: 146011, met_partner: 184633}", "{alleen: 184633, met_partner: 146011}",
        {"voorbeeld": "2026-vermogen-alleen-erboven"},
    ),
    "a percentage written as a fraction": Seed(
        ZT, "2026-01-01: {waarde: 13.730,", "2026-01-01: {waarde: 0.1373,",
        {"voorbeeld": "2026-inkomensgrens-alleen-op"},
    ),
    "a comma in a figure": Seed(
        ZT, "{waarde: 13.730,", "{waarde: 13,730,",
        {"lezen": "In een getal hoort een punt", "editor": "2026-01-01"},
    ),
    "a date in the middle of a year": Seed(
        ZT, "2026-01-01: {waarde: 2119", "2026-02-01: {waarde: 2119",
        {"editor": "2026-02-01", "lezen": "de datum 2026-02-01 past niet bij ritme jaarlijks"},
    ),
    "a date between two half years": Seed(
        PW, "2026-07-01: {waarde: {alleen: 449.44, gehuwd: 699.11}", "2026-06-01: {waarde: {alleen: 449.44, gehuwd: 699.11}",
        {"editor": "2026-06-01", "lezen": "de datum 2026-06-01 past niet bij ritme halfjaarlijks"},
    ),
    "a date that is already there": Seed(
        ZT, "2026-01-01: {waarde: 2119", "2025-01-01: {waarde: 2119",
        {"lezen": "deze sleutel staat er twee keer"},
    ),
    "a date with two figures swapped": Seed(
        ZT, "2026-01-01: {waarde: 2119", "2062-01-01: {waarde: 2119",
        {"voorbeeld": "2026-folder-1"},
    ),
    "a misspelt key": Seed(
        ZT, "    afronden: {op: 1, wijze: omlaag", "    afrond: {op: 1, wijze: omlaag",
        {"editor": "stappen.uitbetaling", "lezen": "onbekende sleutel `afrond`. Bedoelt u `afronden`?"},
    ),
}  # fmt: skip


class Country(RuleBook):
    """The rules without the towns: no mistake above is about one, and linking every place takes long."""

    def places(self) -> Iterator[Place]:
        yield from ()


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return RuleSet(Country(read_rules(RULES)))


@pytest.mark.parametrize("name", SEEDS)
def test_a_mistake_is_caught(rules: RuleSet, tmp_path: Path, name: str) -> None:
    seed = SEEDS[name]
    text = (RULES / seed.file).read_text(encoding="utf-8")
    assert text.count(seed.old) == 1, text.count(seed.old)
    write(tmp_path, {seed.file: text.replace(seed.old, seed.new)})
    found = dict(caught(rules, tmp_path, seed))
    assert found.keys() == seed.caught.keys(), found
    for net, words in seed.caught.items():
        assert words in found[net], found[net]


def caught(rules: RuleSet, folder: Path, seed: Seed) -> Iterator[tuple[str, str]]:
    """Each net that catches a mistake, with what it says; all other files are those of the library."""
    path = folder / seed.file
    if told := faults(path.read_text(encoding="utf-8"), "regeling"):
        yield "editor", "; ".join(told)
    files = rules.book.files
    try:
        file = read_scheme(folder, path)
        scheme = {file.model.regeling: file}
        of_signal = bool(scheme.keys() & files.signals.keys())
        changed = {"signals": {**files.signals, **scheme}} if of_signal else {"schemes": {**files.schemes, **scheme}}
        book = Country(replace(files, **changed))
        book.check()
    except (RuleError, FileError) as error:
        assert re.fullmatch(r"[a-z_/]+\.yaml:\d+:\d+", error.where) and error.repair, str(error)
        yield "lezen", str(error)
        return
    if old := [key for key, one in book.year(YEAR).parameters.items() if one.stale and key.startswith(f"{path.parent.name}.")]:
        yield "oud", " ".join(old)
    for case in read_examples(rules, {(RULES / seed.file).parent}):
        if case.example.naam == seed.caught.get("voorbeeld") and not (result := check(case, RuleSet(book))).passed:
            yield "voorbeeld", f"{result.name}: {result.message}"


def test_the_rules_as_they_are_are_caught_by_nothing(rules: RuleSet) -> None:
    rules.book.check()
    old = {key for key, one in rules.book.year(YEAR).parameters.items() if one.stale}
    assert not old & {"zorgtoeslag.vermogensgrens", "participatiewet.norm_inrichting"}
    for seed in SEEDS.values():
        assert faults((RULES / seed.file).read_text(encoding="utf-8"), "regeling") == []
    wanted = {seed.caught["voorbeeld"] for seed in SEEDS.values() if "voorbeeld" in seed.caught}
    folders = {(RULES / seed.file).parent for seed in SEEDS.values()}
    cases = [case for case in read_examples(rules, folders) if case.example.naam in wanted]
    assert all(check(case, rules).passed for case in cases) and {case.example.naam for case in cases} == wanted
