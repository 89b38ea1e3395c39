"""Every text people read is plain: short sentences, no word above B1, no long word and none that judges, by `woorden.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import wording
from voorzieningen.rulebook.strict_yaml import read_document
from wording import RULES, Fault, Text, faults, faults_of, from_rules, page_faults, rule_files, texts_of

FOUND = from_rules()
LISTED: Any = read_document(wording.LISTS.read_bytes(), wording.LISTS.name).data
NOT_FOR_PEOPLE = re.compile(
    r"(?:.*\.)?(?:bron|bronnen|formule|als|dan|anders|op|waarvoor|eigenaar|gemeente|waterschap|waterschappen|verwijzing|wijziging)(?:\..*)?"
    r"|(?:parameters|open|stappen|voorwaarden)\..*\.opmerking|delen\.[^.]+\.voorbeelden\..*"
)
"""Keys of a rule file that only who checks or writes the rules reads."""


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: str(path.relative_to(RULES)))
def test_a_file_is_plain(path: Path) -> None:
    wrong = faults_of(str(path.relative_to(RULES)), texts_of(path), FOUND)
    assert not wrong, "\n".join(map(str, wrong))


def test_every_sentence_of_the_rules_is_looked_at() -> None:
    """A key that is new here has to be added to those for people, or to those that are not."""
    missed, number = [], 0
    for path in rule_files():
        seen = {text.key for text in texts_of(path)}
        number += len(seen)
        missed += [f"{path.relative_to(RULES)}: {key}: {words}" for key, words in strings(path) if key not in seen]
    assert not missed, "\n".join(missed)
    assert number > 3000


def strings(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of three words or more that are no source, formula or remark for who keeps the rules."""

    def walk(data: Any, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        if isinstance(data, Mapping):
            for key, value in data.items():
                name = {True: "ja", False: "nee"}[key] if isinstance(key, bool) else str(key)
                yield from walk(value, (*keys, name.replace(".", "_")))
        elif isinstance(data, list):
            for at, value in enumerate(data):
                yield from walk(value, (*keys, str(at)))
        elif isinstance(data, str) and len(data.split()) > 2:
            yield ".".join(keys), data

    for key, words in walk(read_document(path.read_bytes(), path.name).data, ()):
        if not NOT_FOR_PEOPLE.fullmatch(key):
            yield key, words


# --- the lists

def test_the_limits_are_real() -> None:
    assert FOUND.limits["zin"] <= 15 and FOUND.limits["gemiddeld"] <= 10 and FOUND.limits["letters"] <= 14
    assert FOUND.limits["gemiddeld_vanaf"] <= 4
    assert len(LISTED["moeilijk"]) >= 150 and len(LISTED["verboden"]) >= 20


def test_what_is_said_instead_is_plain_itself() -> None:
    for hard, plain in LISTED["moeilijk"].items():
        assert not wording.forbidden(str(plain), FOUND), hard
        assert not FOUND.hard.search(str(plain)), f"{hard}: {plain}"


def test_nothing_is_listed_in_vain() -> None:
    """Exemptions and long words that no text needs any more go out; each exemption has its reason."""
    for path in rule_files():
        faults_of(str(path.relative_to(RULES)), texts_of(path), FOUND)
    assert FOUND.exempt.keys() <= FOUND.used, FOUND.exempt.keys() - FOUND.used
    assert all(len(reason.split()) > 2 for reason in (*FOUND.exempt.values(), *FOUND.on_pages.values()))
    said = "".join(path.read_text() for path in rule_files()).lower()
    assert not [word for word in LISTED["lang"] if word.rstrip("*") not in said]


# --- the check itself

def rules_of(words: str, sort: wording.Sort = "zin", file: str = "feiten.yaml") -> list[str]:
    return [one.rule for one in faults(Text(file, "feiten.x.vraag", words, sort), FOUND)]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Indien u huurt, kunt u huurtoeslag krijgen.", "moeilijk"),
        ("U dient te bellen.", "moeilijk"),
        ("Wat is uw toetsingsinkomen?", "moeilijk"),
        ("Wat is uw draagkrachtruimte?", "moeilijk"),
        ("U komt in aanmerking voor huurtoeslag.", "verboden"),
        ("Helaas krijgt u niets.", "verboden"),
        ("Wij zien hier een wanbetaler.", "verboden"),
        ("Bel vandaag!", "verboden"),
        ("Wat is jouw huur?", "verboden"),
        ("U krijgt € 0 per maand.", "verboden"),
        ("U krijgt 40% terug.", "verboden"),
        ("Wat is uw brandverzekeringspremie?", "lang"),
        ("Als u huurt en weinig verdient, dan kunt u misschien elke maand geld van de overheid krijgen.", "zin"),
    ],
)
def test_a_bad_text_is_flagged(words: str, rule: str) -> None:
    assert rules_of(words) == [rule]


@pytest.mark.parametrize(
    "words",
    [
        "Als u huurt, kunt u huurtoeslag krijgen.",
        "Zeg dat u het niet eens bent (bezwaar).",
        "Dat heet bezwaar.",
        "Op de loonstrook heet het 'fiscaal loon'.",
        "U heeft een dagvaarding. Dat is de uitnodiging voor een rechtszaak.",
        "Vraag een voorlopige aanslag bij de Belastingdienst.",
        "U krijgt € 0,50 of € 1.550 per maand.",
        "Kijk op https://www.voorbeeld.nl/inkomensafhankelijkecombinatiekortingen.",
        "Doe een test, of bel 0800 8115. Geldfit helpt u de weg te vinden naar hulp bij u in de buurt.",
    ],
)
def test_a_good_text_is_not(words: str) -> None:
    assert not rules_of(words)


def test_debts_are_not_told_in_percentages() -> None:
    words = "Dat is 40 procent van uw inkomen."
    assert not rules_of(words) and rules_of(words, file="signalen/woonquote/regeling.yaml") == ["verboden"]


def test_a_name_an_amount_and_a_hole_are_one_word() -> None:
    words = "Stichting Leergeld of VraagWijzer geeft {bedrag per maand} of € 1.550 per keer."
    assert wording.sentences(words, FOUND) == ["X of X geeft X of X per keer."]


def test_a_file_of_long_sentences_is_flagged_by_its_mean() -> None:
    long = "U kunt dit geld vragen als u weinig verdient en een woning huurt."
    texts = [Text("a.yaml", f"feiten.{number}.hulp", long, "zin") for number in range(FOUND.limits["gemiddeld_vanaf"])]
    wrong = faults_of("a.yaml", texts, FOUND)
    assert [one.rule for one in wrong] == ["gemiddeld"] and "gemiddeld 13.0 woorden" in str(wrong[0])
    assert not faults_of("a.yaml", texts[1:], FOUND)


def test_a_fault_names_the_place_and_the_repair() -> None:
    wrong = faults(Text("feiten.yaml", "feiten.huur.hulp", "Indien u huurt.", "zin"), FOUND)
    assert str(wrong[0]) == "feiten.yaml: feiten.huur.hulp\n    [moeilijk] 'Indien' in: Indien u huurt.\n    Zeg: als."


def test_an_exemption_holds_for_its_rule_only() -> None:
    one = {"waar": "a.yaml: feiten.x.hulp", "regel": "moeilijk", "reden": "zo staat het daar"}
    own = wording.lists({**LISTED, "uitgezonderd": [one]})
    texts = [Text("a.yaml", f"feiten.{name}.hulp", "Indien u huurt!", "zin") for name in "xy"]
    assert [[fault.rule for fault in faults(text, own)] for text in texts] == [["verboden"], ["verboden", "moeilijk"]]


def test_a_page_is_read_in_columns_without_its_signs() -> None:
    lines = ["✓ Huurtoeslag        € 310 per maand", "- Indien u huurt.", "  Waarom       U huurt."]
    assert [one.words for one in page_faults("pagina", lines, FOUND)] == ["'Indien' in: Indien u huurt."]
    assert isinstance(page_faults("pagina", ["Bel nu!"], FOUND)[0], Fault)
