"""Every nudge of the rules is noticed, refused or exempt: the proof is current, a sample of it is tried again, and it can fail.

NUDGE_SAMPLE=1000 tries more of the proof.
"""

from __future__ import annotations

import copy
import os
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from mini import FOLDER
from voorzieningen import RuleError
from voorzieningen.cli import app
from voorzieningen.examples import check
from voorzieningen.formula import parse
from voorzieningen.nudge import (
    Nudge,
    Nudger,
    Proof,
    Verdict,
    changed,
    name_of,
    proof_of,
    read_proof,
    run,
    sample,
    still_proven,
    unused,
)
from voorzieningen.nudge._exempt import read_exemptions
from voorzieningen.nudge._figures import move
from voorzieningen.nudge._formulas import flips
from voorzieningen.rulebook import LinkedParameter, LinkedStep, Place, RuleBook, RuleFile, read_rules, rules_folder
from voorzieningen.screening import RuleSet, load_rules

PROOF = Path(__file__).parent.parent / "docs" / "bewijs" / "nudge.json"
SAMPLE = int(os.environ.get("NUDGE_SAMPLE", "120"))
SEED = 20261122
YEARS = (2026, 2025, 2024)
NOTHING = Nudge("budget", ("budget",), "eigen_risico", "budget/niets", "", "", YEARS, lambda file: file, "no change")
"""Of a step that few examples rest on."""


@pytest.fixture(scope="module")
def nudger() -> Nudger:
    return Nudger(load_rules())


@pytest.fixture(scope="module")
def proof() -> Proof:
    return read_proof(PROOF)


# --- the gate


def test_every_nudge_of_every_scheme_is_noticed_refused_or_exempt(nudger: Nudger, proof: Proof) -> None:
    """What changed since the proof was written is tried again as a whole, and of the rest a sample.

    `voorzieningen rules nudge --bewijs docs/bewijs/nudge.json --bewaar docs/bewijs/nudge.json` writes it again.
    """
    known, begin = still_proven(nudger, proof), time.process_time()
    stale = [one for one in nudger.nudges if one.name not in known]
    tried = {one.nudge.name: one for one in run(nudger, [*stale, *sample(nudger, known, SAMPLE)], proof.likely(), processes=1)}
    verdicts = [*{**known, **tried}.values()]
    seconds = time.process_time() - begin
    print(f"{len(known)} proven, {len(stale)} tried again, {len(tried) - len(stale)} sampled: {seconds:.0f} s")
    assert {one.nudge.name for one in verdicts} == {one.name for one in nudger.nudges}
    missed = [f"{one.nudge.place} {one.nudge.name}: {one.nudge.what}" for one in verdicts if one.kind == "niet_gezien"]
    assert not missed, "\n".join(missed)
    assert not unused(nudger, verdicts), "an example notices all that these exemptions are about"


def test_the_proof_names_every_scheme_and_no_other(nudger: Nudger, proof: Proof) -> None:
    assert set(proof.regelingen) == {one.scheme for one in nudger.nudges}
    assert not [name for name, one in proof.regelingen.items() if one.niet_gezien]


# --- the gate can fail


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules to change."""
    target = tmp_path_factory.mktemp("regels") / "rules"
    shutil.copytree(rules_folder(), target)
    return target


def edited(folder: Path, name: str, change: Callable[[str], str]) -> Nudger:
    """The rules with one file changed, which is put back once they are read."""
    path = folder / name
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    try:
        return Nudger(RuleSet(RuleBook(read_rules(folder))))  # without linking every year in every place
    finally:
        path.write_text(before, encoding="utf-8")


def to_try(nudger: Nudger, proof: Proof) -> Counter[str]:
    """Of which schemes how many nudges are not proven."""
    known = still_proven(nudger, proof)
    return Counter(one.scheme for one in nudger.nudges if one.name not in known)


@pytest.fixture(scope="module")
def whole(nudger: Nudger, proof: Proof) -> Proof:
    """A proof that is current: a verdict that is not known is made up, for only what is current is looked at here."""
    known, some = still_proven(nudger, proof), next(iter(nudger.named))
    return proof_of(nudger, [known.get(one.name, Verdict(one, "gezien", some)) for one in nudger.nudges])


def test_a_changed_figure_makes_the_whole_scheme_stale(folder: Path, whole: Proof) -> None:
    file, said = "landelijk/zorgtoeslag/regeling.yaml", whole.regelingen["zorgtoeslag"].aantallen.geprobeerd
    same = edited(folder, file, lambda text: "# Een zin.\n" + text.replace("gezien: 2026-11-22", "gezien: 2026-11-21"))
    assert not to_try(same, whole), "a comment, and who looks a source up again, change no figure"
    other = edited(folder, file, lambda text: text.replace("2112", "2113", 1))
    assert to_try(other, whole) == {"zorgtoeslag": said}


def test_a_removed_or_weakened_example_makes_what_it_noticed_stale_and_a_survivor_is_found(folder: Path, whole: Proof) -> None:
    """The steps of the budget are expected by the examples beside them only: without one a nudge goes unseen."""
    name, file = "uitgave-per-vier-weken", "landelijk/budget/voorbeelden.yaml"

    def weaker(text: str) -> str:
        return text.replace('{"budget.uitgave_gemiddeld[1]": 130}', '{"budget.uitgave_keer[1]": 120}')

    def without(text: str) -> str:
        begin = text.index(f"  - naam: {name}")
        return text[:begin] + text[text.index("  - naam:", begin + 1) :]

    lost = {f"budget/{one}" for one in whole.regelingen["budget"].gezien[f"budget: {name}"]}
    assert lost
    for change in (without, weaker):
        other = edited(folder, file, change)
        known = still_proven(other, whole)
        stale = [one for one in other.nudges if one.name not in known]
        assert {one.name for one in stale} == lost
    assert other.verdict(stale[0], whole.likely()[stale[0].name]).kind == "niet_gezien"


def test_a_proof_that_was_tampered_with_is_found(nudger: Nudger, whole: Proof) -> None:
    scheme = whole.regelingen["zorgtoeslag"]
    by, names = next(iter(scheme.gezien.items()))
    left = {**scheme.gezien, by: names[1:]}
    with pytest.raises(ValidationError, match="aantallen"):  # a nudge left out
        type(scheme).model_validate({**scheme.model_dump(), "gezien": left})

    def stale(update: dict[str, Any]) -> Counter[str]:
        schemes = {**whole.regelingen, "zorgtoeslag": scheme.model_copy(update=update)}
        return to_try(nudger, whole.model_copy(update={"regelingen": schemes}))

    assert stale({"gezien": left}) == {"zorgtoeslag": scheme.aantallen.geprobeerd}, "and the counts made to fit"
    for reason in ("Zomaar", ""):
        made_up = {**scheme.ontheven, reason: names[:1]}
        assert stale({"gezien": left, "ontheven": made_up}) == {"zorgtoeslag": 1}, "no exemption says so"
    assert stale({"gezien": {**left, "niemand: niets": names[:1]}}) == {"zorgtoeslag": 1}, "that example is not there"


def test_a_false_witness_is_found_when_it_is_sampled(nudger: Nudger, whole: Proof) -> None:
    """An example that is there, and notices another nudge: only trying shows it. The sample is another one for other rules."""
    nothing = replace(NOTHING, exempt="")
    claimed = {nothing.name: Verdict(nothing, "gezien", next(iter(whole.regelingen["budget"].gezien)))}
    (chosen,) = sample(nudger, claimed, SAMPLE)
    assert nudger.verdict(chosen, claimed[chosen.name].by).kind == "niet_gezien"
    known = still_proven(nudger, whole)
    other = [[one.name for one in sample(with_digest(digest), known, 20)] for digest in ("sha256:1", "sha256:2")]
    assert len(other[0]) == 20 and other[0] != other[1]


def with_digest(digest: str) -> Any:
    return SimpleNamespace(rules=SimpleNamespace(digest=digest))


def test_an_exemption_must_match_and_must_be_needed(tmp_path: Path, nudger: Nudger) -> None:
    names = [one.name for one in nudger.nudges]
    for like in ("zorgtoeslag/bestaat_niet/*", "zorgtoeslag/standaardpremie/*"):
        text = f'ontheffingen:\n  - wijziging: ["{like}"]\n    waarom: Zomaar.\n'
        (tmp_path / "ontheffingen.yaml").write_text(text, encoding="utf-8")
        if "bestaat_niet" in like:
            with pytest.raises(RuleError, match=r"ontheffingen.yaml:2:\d+: `zorgtoeslag/bestaat_niet/\*` past op geen enkele"):
                read_exemptions(tmp_path, names)
            continue
        idle = copy.copy(nudger)
        idle.exemptions = (*nudger.exemptions, *read_exemptions(tmp_path, names))
        verdicts = [Verdict(one, "ontheven") if nudger.reason(one) else Verdict(one, "gezien") for one in nudger.nudges]
        assert not unused(nudger, verdicts) and unused(idle, verdicts) == [like]


# --- the nudges and the verdicts


def test_a_nudge_of_nothing_is_not_noticed(nudger: Nudger) -> None:
    assert nudger.verdict(NOTHING) == Verdict(NOTHING, "ontheven", "no change")


def test_what_the_exact_program_notices_the_full_computation_notices(nudger: Nudger, proof: Proof) -> None:
    """The quick way must not call a nudge noticed that `check` lets pass."""
    looked, likely = 0, proof.likely()
    for nudge in random.Random(SEED + 1).sample(nudger.nudges, 5):
        found = nudger.verdict(nudge, likely.get(nudge.name, ""))
        if found.kind == "gezien":
            rules = changed(nudger.rules, nudge)
            assert not all(check(case, rules).passed for case in nudger.named[found.by]), (nudge.name, found.by)
            looked += 1
    assert looked >= 3


def test_a_likely_example_gives_the_same_verdict(nudger: Nudger, proof: Proof) -> None:
    """Asking first the example that noticed a nudge before is a short cut, and no other answer."""
    likely = proof.likely()
    for nudge in random.Random(SEED + 2).sample(nudger.nudges, 4):
        kinds = [nudger.verdict(nudge, by).kind for by in (likely.get(nudge.name, ""), "niemand: niets")]
        assert kinds[0] == kinds[1], nudge.name


def test_a_nudge_of_a_pack_is_only_in_its_place_and_one_of_a_frame_everywhere(nudger: Nudger) -> None:
    book, places = nudger.rules.book, [Place("Oude IJsselstreek", "Rijn en IJssel"), Place("Oldambt", "Hunze en Aa's")]

    def moved(nudge: Nudge) -> list[bool]:
        """In which of the places some parameter is another than it was."""
        other = changed(nudger.rules, nudge).book
        before, after = ([one.local(2026, place).parameters for place in places] for one in (book, other))
        return [
            any(cells(one) != cells(new[key]) for key, one in old.items() if key in new)
            for old, new in zip(before, after, strict=True)
        ]

    def cells(parameter: LinkedParameter) -> list[object]:
        return [(cell.lowest, cell.highest) if cell else None for cell in parameter.cells()]

    figures = [one for one in nudger.nudges if one.local and 2026 in one.years and "#" not in one.name and one.name.endswith("+")]
    of = {name: next(one for one in figures if one.scheme.startswith(name)) for name in ("oude_ijsselstreek/", "kwijtschelding")}
    assert of["kwijtschelding"].files == ("kwijtschelding_gemeente", "kwijtschelding_waterschap")
    assert moved(of["kwijtschelding"]) == [True, True]
    assert moved(of["oude_ijsselstreek/"]) == [True, False]


def test_a_nudge_that_is_linked_again_is_the_same_as_all_of_it_linked(nudger: Nudger) -> None:
    """Linking only what a nudge touches gives the steps and parameters that linking everything gives."""
    chance, looked = random.Random(SEED + 3), Counter[str]()
    country = next(one.again for one in nudger.beside.values() if one.group.place is None and one.group.year == 2026)
    mine = [one for one in nudger.nudges if not one.local and one.files[0] in nudger.files.schemes and 2026 in one.years]
    drops = [one for one in mine if one.name.endswith(" drop")]
    for nudge in (*chance.sample(mine, 5), *chance.sample(drops, 5)):
        try:
            slow = changed(nudger.rules, nudge).book.year(2026)
        except RuleError:
            looked["refused"] += 1
            continue
        quick = country.link(nudge.of_files(country.own), nudge.keys)
        looked["linked"] += 1
        for key, step in slow.by_key.items():
            other = quick.by_key[key]
            assert (step.type, step.who, step.when, step.rounding) == (other.type, other.who, other.when, other.rounding)
            assert nodes(step) == nodes(other), (nudge.name, key)
    print(dict(looked))
    assert looked["linked"] >= 5


def nodes(step: LinkedStep) -> list[object]:
    """The parts of a formula; a parameter by its key and figures."""
    found = ((one.op, one.type, one.when, one.data) for one in step.node.walk())
    return [(*rest, (last.key, last.months) if isinstance(last, LinkedParameter) else last) for *rest, last in found]


def test_every_kind_of_local_rule_has_nudges(nudger: Nudger) -> None:
    of_frames = {one.scheme for one in nudger.nudges if one.local and one.pack is None}
    assert of_frames == {"bijzondere_bijstand", "individuele_inkomenstoeslag", "kwijtschelding"}
    of_packs = {tuple(one.scheme.split("/")) for one in nudger.nudges if one.pack}
    fillings = {folder for folder, what in of_packs if what in of_frames}
    own = {folder for folder, what in of_packs if what not in of_frames}
    assert len(fillings) >= 12 and len(own) >= 8
    assert any("/tussen" in one.name for one in nudger.nudges), "the limits of law"
    print(f"{sum(one.local for one in nudger.nudges)} local nudges, of {len(of_packs)} files of {len(fillings | own)} packs")


def test_every_day_week_and_month_of_the_plan_and_the_debts_has_nudges(nudger: Nudger) -> None:
    names = {one.name for one in nudger.nudges if one.scheme in ("actieplan", "schulden")}
    plan, debts = nudger.files.plan, nudger.files.debts
    figures = [f"actieplan/wachttijd.{name}.maanden" for name in plan.wachttijd]
    figures += [f"actieplan/betaaldagen.{name}.dag" for name in plan.betaaldagen]
    figures += [f"schulden/termijnen.{one.id}.{'weken' if one.weken else 'werkdagen'}" for one in debts.termijnen]
    assert {f"{one} {sign}" for one in ("actieplan/doorgeven.dagen", *figures) for sign in "+-"} <= names
    assert all(one.place.startswith(f"{one.scheme}.yaml:") for one in nudger.nudges if one.name in names)


def test_every_signal_has_nudges_of_its_lines_and_figures(nudger: Nudger) -> None:
    for name, file in nudger.files.signals.items():
        mine = [one.name.removeprefix(f"{name}/") for one in nudger.nudges if one.scheme == name]
        own = [f"{term}/zolang" for term, one in file.model.open.items() if not isinstance(one.zolang, str)]
        for what in (*own, *(f"{part}/" for part in file.model.parameters if file.model.parameters[part].eenheid != "ja_nee")):
            moved = any(one.startswith(what) for one in mine)
            assert moved or isinstance(file.model.parameters[what[:-1]].eenheid, tuple), f"{name}/{what}"
        lines = file.model.stappen["ernst"].kies or () if file.model.signaal else ()
        dropped = {one.partition(" ")[0] for one in mine if one.endswith(" drop")}
        assert dropped >= {f"ernst/kies.{at + 1}" for at in range(len(lines) - 1)}
    ours = [one for one in nudger.nudges if one.scheme in nudger.files.signals]
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
            same = Nudge(name, (name,), "ernst", f"{name}/ernst/brackets", "", "", YEARS, bracketed)
            assert nudger.verdict(same).kind == "niet_gezien", name


def test_names_are_unique_and_each_says_what_changes_and_where(nudger: Nudger) -> None:
    names = [one.name for one in nudger.nudges]
    assert len(set(names)) == len(names)
    assert all(one.what and one.place.count(":") >= 2 for one in nudger.nudges)
    kinds = {one.what.split("wordt")[-1].strip() for one in nudger.nudges if "#" in one.name}
    assert kinds == {"`<`", "`<=`", "`>`", "`>=`", "`is niet`"}


def test_each_nudge_of_structure_still_links(nudger: Nudger) -> None:
    """A flip the checker refuses would be one no example has to notice."""
    flipped = [one for one in nudger.nudges if "#" in one.name and not one.local and one.files[0] in nudger.files.schemes]
    for nudge in random.Random(SEED).sample(flipped, 8):
        changed(nudger.rules, nudge).book.year(nudge.years[0])


@pytest.mark.parametrize(("text", "expected"), [
    ("a < b", ["a <= b"]),
    ("a <= b en c > 0", ["a < b en c > 0", "a <= b en c >= 0"]),
    ("een(x waarvoor (a + b) is 1) of c is d", ["een(x waarvoor niet  (a + b) is 1) of c is d",
                                               "een(x waarvoor (a + b) is 1) of niet  c is d"]),
    ("als max(a, b) is c dan d anders e", ["als niet  max(a, b) is c dan d anders e"]),
    ("huis", []),
])
def test_flips(text: str, expected: list[str]) -> None:
    found = [flipped for _, _, flipped in flips(text)]
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


# --- the command


def test_the_command_tells_a_lawyer_what_nobody_notices(tmp_path: Path) -> None:
    """Of the smallest rules there are: without an example nothing is noticed, and each is named with its place."""
    small = shutil.copytree(FOLDER / "klein", tmp_path / "klein")
    proof = tmp_path / "bewijs.json"
    done = CliRunner().invoke(app, ["rules", "nudge", "--map", str(small), "--bewaar", str(proof)])
    assert done.exit_code == 1, done.output
    total = sum(one.aantallen.niet_gezien for one in read_proof(proof).regelingen.values())
    said = [line for line in done.output.splitlines() if line.startswith("Fout: ")]
    assert len(said) == total > 3 and f"Niet gezien: {total}." in done.output
    text = (small / "regeling.yaml").read_text(encoding="utf-8").splitlines()
    for line in said:
        found = re.match(r"Fout: regeling.yaml:(\d+):\d+: begrippen, [\w.]+: .+\. Geen voorbeeld merkt dit \(.+\)\.", line)
        assert found and int(found[1]) <= len(text) and line.endswith("Schrijf bij deze regeling een voorbeeld dat hierop rust.")
    done = CliRunner().invoke(app, ["rules", "nudge", "--map", str(small), "--bewijs", str(proof), "--json"])
    assert done.exit_code == 1 and f'"niet_gezien": {total}' in done.stdout, "what nobody notices is tried again"


@pytest.mark.parametrize(("given", "says"), [
    (["--map", "bestaat_niet"], "deze map bestaat niet"),
    (["zorgtoeslg"], "Bedoelt u `zorgtoeslag`?"),
    (["--bewijs", "bestaat_niet.json"], "dit bewijs is niet te lezen"),
    (["budget", "--bewaar", "deel.json"], "een bewijs gaat over alle regelingen"),
    (["--json", "--bewaar", "deel.json"], "het bewijs gaat naar één plaats"),
])
def test_the_command_says_what_is_wrong(given: list[str], says: str) -> None:
    done = CliRunner().invoke(app, ["rules", "nudge", *given])
    assert done.exit_code == 2 and says in done.output and not Path("deel.json").exists()


def test_the_example_a_verdict_names_is_there(nudger: Nudger) -> None:
    assert all(name_of(case) == name for name, cases in nudger.named.items() for case in cases)
