"""A seeded sample of the nudge test; the whole of it is `python benchmarks/nudge.py`."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

import pytest

from nudge import CAUGHT, REFUSED, SURVIVED, YEARS, Nudge, Nudger, flips, move, read_exemptions, run, share, table
from voorzieningen.examples import check
from voorzieningen.formula import parse
from voorzieningen.rulebook import LinkedParameter, Place
from voorzieningen.rulebook._read import RuleFile
from voorzieningen.screening import load_rules

PER_SCHEME, PER_PACK = 4, 1
SEED = 20261122


@pytest.fixture(scope="module")
def nudger() -> Nudger:
    return Nudger(load_rules())


@pytest.fixture(scope="module")
def nudges(nudger: Nudger) -> list[Nudge]:
    return nudger.nudges()


def test_a_sample_of_each_scheme_is_caught(nudger: Nudger, nudges: list[Nudge]) -> None:
    chance = random.Random(SEED)
    sample: list[Nudge] = []
    owners = {one.scheme.split("/")[0] for one in nudges}  # of a pack its folder
    for owner in sorted(owners):
        mine = [one for one in nudges if one.scheme.split("/")[0] == owner]
        sample += chance.sample(mine, min(PER_PACK if mine[0].pack else PER_SCHEME, len(mine)))
    verdicts = list(run(nudger, sample))
    rows = table(verdicts)
    total = {kind: sum(row[kind] for row in rows.values()) for kind in (CAUGHT, SURVIVED)}
    missed = [one.nudge.name for one in verdicts if one.kind == SURVIVED]
    assert share(total) >= 0.95, f"no example notices: {', '.join(missed)}"


def test_a_nudge_of_nothing_is_not_caught(nudger: Nudger) -> None:
    nothing = Nudge("zorgtoeslag", ("zorgtoeslag",), "standaardpremie", "nothing", YEARS, lambda file: file, "no change")
    assert nudger.verdict(nothing).by == "no change"


def test_what_the_exact_program_notices_the_full_computation_notices(nudger: Nudger, nudges: list[Nudge]) -> None:
    """The quick way must not call a nudge caught that `check` lets pass."""
    for nudge in random.Random(SEED + 1).sample(nudges, 6):
        found = nudger.verdict(nudge)
        if found.kind != CAUGHT:
            continue
        named = [one for cases in nudger.read.values() for one in cases if one.example.naam == found.by]
        changed = nudger.changed(nudge)
        assert not all(check(case, changed).passed for case in named), (nudge.name, found.by)


def test_a_nudge_of_a_pack_is_only_in_its_place_and_one_of_a_frame_everywhere(nudger: Nudger, nudges: list[Nudge]) -> None:
    book, places = nudger.rules.book, [Place("Oude IJsselstreek", "Rijn en IJssel"), Place("Oldambt", "Hunze en Aa's")]

    def moved(nudge: Nudge) -> list[bool]:
        """In which of the places some parameter is another than it was."""
        changed = nudger.changed(nudge).book
        before, after = ([one.local(2026, place).parameters for place in places] for one in (book, changed))
        return [
            any(cells(one) != cells(new[key]) for key, one in old.items() if key in new)
            for old, new in zip(before, after, strict=True)
        ]

    def cells(parameter: LinkedParameter) -> list[object]:
        return [(cell.lowest, cell.highest) if cell else None for cell in parameter.cells()]

    figures = [one for one in nudges if one.local and 2026 in one.years and "#" not in one.name and one.name.endswith("+")]
    of = {name: next(one for one in figures if one.scheme.startswith(name)) for name in ("oude_ijsselstreek/", "kwijtschelding")}
    assert of["kwijtschelding"].files == ("kwijtschelding_gemeente", "kwijtschelding_waterschap")
    assert moved(of["kwijtschelding"]) == [True, True]
    assert moved(of["oude_ijsselstreek/"]) == [True, False]


def test_every_kind_of_local_rule_has_nudges(nudges: list[Nudge]) -> None:
    of_frames = {one.scheme for one in nudges if one.local and one.pack is None}
    assert of_frames == {"bijzondere_bijstand", "individuele_inkomenstoeslag", "kwijtschelding"}
    of_packs = {tuple(one.scheme.split("/")) for one in nudges if one.pack}
    fillings = {folder for folder, what in of_packs if what in of_frames}
    own = {folder for folder, what in of_packs if what not in of_frames}
    assert len(fillings) >= 12 and len(own) >= 8
    assert any("/tussen" in one.name for one in nudges), "the limits of law"
    print(f"{sum(one.local for one in nudges)} local nudges, of {len(of_packs)} files of {len(fillings | own)} packs")


def test_every_signal_has_nudges_of_its_lines_and_figures(nudger: Nudger, nudges: list[Nudge]) -> None:
    for name, file in nudger.files.signals.items():
        mine = [one.name.removeprefix(f"{name}/") for one in nudges if one.scheme == name]
        own = [f"{term}/zolang" for term, one in file.model.open.items() if not isinstance(one.zolang, str)]
        for what in (*own, *(f"{part}/" for part in file.model.parameters if file.model.parameters[part].eenheid != "ja_nee")):
            moved = any(one.startswith(what) for one in mine)
            assert moved or isinstance(file.model.parameters[what[:-1]].eenheid, tuple), f"{name}/{what}"
        lines = file.model.stappen["ernst"].kies or () if file.model.signaal else ()
        dropped = {one.partition(" ")[0] for one in mine if one.endswith(" drop")}
        assert dropped >= {f"ernst/kies.{at + 1}" for at in range(len(lines) - 1)}
    ours = [one for one in nudges if one.scheme in nudger.files.signals]
    print(f"{len(ours)} nudges of {len({one.scheme for one in ours})} signal files")


def test_other_words_of_a_signal_that_mean_the_same_are_not_noticed(nudger: Nudger) -> None:
    """An example names the line of the rule that applied (`drempel`): that the line reads otherwise is no reason to fail."""

    def bracketed(file: RuleFile) -> RuleFile:
        step = file.model.stappen["ernst"]
        lines = tuple(one.model_copy(update={"als": f"({one.als})"}) if one.als else one for one in step.kies or ())
        steps = {**file.model.stappen, "ernst": step.model_copy(update={"kies": lines})}
        return replace(file, model=file.model.model_copy(update={"stappen": steps}))

    for name, file in nudger.files.signals.items():
        if file.model.signaal:
            same = Nudge(name, (name,), "ernst", f"{name}/ernst/brackets", YEARS, bracketed)
            assert nudger.verdict(same).kind == SURVIVED, name


def test_names_are_unique_and_each_exemption_is_used(nudges: list[Nudge]) -> None:
    names = [one.name for one in nudges]
    assert len(set(names)) == len(names)
    unused = [like for like in read_exemptions() if not any(fnmatchcase(name, like) for name in names)]
    assert not unused


def test_each_nudge_of_structure_still_links(nudger: Nudger, nudges: list[Nudge]) -> None:
    """A flip the checker refuses would be one no example has to notice."""
    flipped = [one for one in nudges if "#" in one.name]
    sample = random.Random(SEED).sample(flipped, 20)
    assert not [one.nudge.name for one in run(nudger, sample) if one.kind == REFUSED]


@pytest.mark.parametrize(("text", "expected"), [
    ("a < b", ["a <= b"]),
    ("a <= b en c > 0", ["a < b en c > 0", "a <= b en c >= 0"]),
    ("een(x waarvoor (a + b) is 1) of c is d", ["een(x waarvoor niet  (a + b) is 1) of c is d",
                                               "een(x waarvoor (a + b) is 1) of niet  c is d"]),
    ("als max(a, b) is c dan d anders e", ["als niet  max(a, b) is c dan d anders e"]),
    ("huis", []),
])
def test_flips(text: str, expected: list[str]) -> None:
    found = [flipped for _, flipped in flips(text)]
    assert found == expected
    for one in found:
        parse(one)


def test_moves() -> None:
    assert dict(move(Decimal("2112"), "EUR/jaar")) == {"+": Decimal("2114.112"), "-": Decimal("2109.888")}
    assert dict(move(Decimal("1.82"), "EUR/maand")) == {"+": Decimal("1.83"), "-": Decimal("1.81")}
    assert dict(move(Decimal("18"), "jaar")) == {"+": Decimal(19), "-": Decimal(17)}
    assert dict(move(Decimal("0"), "procent")) == {"+": Decimal("0.01")}
    assert dict(move(date(1957, 3, 1), "datum")) == {"+": date(1957, 3, 2), "-": date(1957, 2, 28)}
    assert dict(move("0..100", "procent")) == {"low+": "0.01..100", "high+": "0..100.100", "high-": "0..99.900"}
