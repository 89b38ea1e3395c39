"""What a rule author reads when a rule file is wrong: the whole message, so that it can be judged as a text.

`test_rulebook.py` has many faults more, each with the words that matter.
"""
# ruff: noqa: E501  # the messages stand as they are shown

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mini import ALL, SMALL, write
from test_watch import CASES
from voorzieningen import FileError, RuleError, load_rules
from voorzieningen.examples import read_examples

T, FACTS = "toelage/regeling.yaml", "feiten.yaml"
MESSAGES: dict[str, tuple[str, str, str, str]] = {
    # what is wrong: file, text in it ("" is all of it), what stands there instead, the message without the file
    "open bracket": (T, "[jong, oud]", "[jong, oud",
     "56:12: dit is geen geldige YAML: de lijst die op regel 55 begint, gaat hier niet goed verder. Kijk naar de haakjes: sluit haar met ], of zet een komma tussen twee delen."),
    'open quote': (T, 'titel: Toelage', 'titel: "Toelage',
     '9:44: dit is geen geldige YAML: deze regel past niet onder de regels erboven. Zet sleutels die bij elkaar horen precies onder elkaar. Kijk ook of elk aanhalingsteken hiervoor eindigt.'),
    "colon in text": (T, "titel: Toelage", "titel: Toelage: nieuw",
     "4:15: dit is geen geldige YAML: hier staat een dubbele punt die niet past. Zet een tekst met een dubbele punt tussen aanhalingstekens, en kijk naar de inspringing van deze regel en die erboven."),
    "bad indent": (T, "  dagen: {", "   dagen: {",
     "89:4: dit is geen geldige YAML: deze regel past niet onder de regels erboven. Zet sleutels die bij elkaar horen precies onder elkaar. Kijk ook of elk aanhalingsteken hiervoor eindigt."),
    "number as title": (T, "titel: Toelage", "titel: 2024",
     "4:8: bij `titel` staat het getal 2024. Verwacht: een tekst. Is het tekst? Zet het tussen aanhalingstekens."),
    "comma number": (T, "{waarde: 24, bron", "{waarde: 24,50, bron",
     "36:69: tussen deze accolades staat een sleutel zonder waarde. Zet een formule of tekst met een komma tussen aanhalingstekens. In een getal hoort een punt: 12.50."),
    "number with euro": (T, "{waarde: 24, bron", "{waarde: € 24, bron",
     "36:66: hier hoort een getal te staan, en er staat de tekst `€ 24`. Schrijf een getal voluit en met een punt, zoals 1250 of 12.50; een bereik is 12.50..13."),
    "thousand dot": (T, "{waarde: 13200, bron", "{waarde: 13.200.000, bron",
     "16:78: hier hoort een getal te staan, en er staat de tekst `13.200.000`. Schrijf een getal voluit en met een punt, zoals 1250 of 12.50; een bereik is 12.50..13."),
    "list for map": (T, "\nparameters:", "\nparameters: []\nx:",
     "12:13: bij `parameters` staat een lege lijst. Verwacht: een groep met sleutels."),
    "source list of numbers": (T, "{waarde: 24, bron: wet-1}", "{waarde: 24, bron: [1]}",
     "36:77: op plaats 1 van `bron` staat het getal 1. Verwacht: een tekst. Is het tekst? Zet het tussen aanhalingstekens."),
    "source no text": (T, "{waarde: 24, bron: wet-1}", "{waarde: 24, bron: 12}",
     "36:76: hier hoort een naam of een lijst van namen. Schrijf bijvoorbeeld wet-1, of [wet-1, wet-2]."),
    "zekerheid": (T, "zekerheid: officieel", "zekerheid: zeker",
     "9:90: bij `zekerheid` staat de tekst `zeker`. Verwacht: een van officieel, bevestigd, enkel, onbevestigd."),
    "gezien text": (T, "gezien: 2026-01-02", "gezien: gisteren",
     "9:109: bij `gezien` staat de tekst `gisteren`. Verwacht: een datum, zoals 2026-01-01."),
    "gezien no date": (T, "gezien: 2026-01-02", "gezien: 2026-02-30",
     "9:109: dit lijkt een datum, maar is het niet. Schrijf een datum die bestaat als jaar-maand-dag, zoals 2026-01-31. Is het tekst? Zet het tussen aanhalingstekens."),
    "gezien number": (T, "gezien: 2026-01-02", "gezien: 2026",
     "9:109: bij `gezien` staat het getal 2026. Verwacht: een datum, zoals 2026-01-01."),
    "gezien is a number of seconds": (T, "gezien: 2026-01-02", "gezien: 86400",
     "9:109: bij `gezien` staat het getal 86400. Verwacht: een datum, zoals 2026-01-01."),
    "mogelijk is a word that pydantic takes for a truth": (T, "{bedrag: toegekend,", "{mogelijk: 'yes',",
     "128:22: bij `mogelijk` staat de tekst `yes`. Verwacht: ja of nee."),
    "ended misspelt": (T, "2026-01-01: vervallen", "2026-01-01: vervalt",
     "126:17: bij `2026-01-01` staat de tekst `vervalt`. Bedoelt u `vervallen`? Verwacht: een groep met `als` of `vervallen`."),
    "value list": (T, "{waarde: 24, bron", "{waarde: [24], bron",
     "36:66: hier hoort een getal te staan, en er staat een lijst. Schrijf een getal voluit en met een punt, zoals 1250 of 12.50; een bereik is 12.50..13."),
    "eenheid number": (T, "eenheid: dag,", "eenheid: 5,",
     "89:20: bij `eenheid` staat het getal 5. Verwacht: een tekst of een lijst. Is het tekst? Zet het tussen aanhalingstekens."),
    "afronden text": (T, "afronden: {op: 5, wijze: omhoog, bron: wet-1}", "afronden: omhoog",
     "81:15: bij `afronden` staat de tekst `omhoog`. Verwacht: een groep met `op`, `wijze`, `bron`."),
    "afronden wijze": (T, "wijze: omhoog", "wijze: naar_boven",
     "81:30: bij `wijze` staat de tekst `naar_boven`. Verwacht: een van rekenkundig, omlaag, omhoog."),
    "als anders same line": (T, "      - {anders: alleen}\n", "      - {anders: alleen, dan: samen}\n",
     "52:9: een regel van `kies` heeft `als` en `dan`, of alleen `anders`. Vul aan of haal weg."),
    "anders first": (T, "      - {anders: alleen}\n", "      - {anders: alleen}\n      - {anders: samen}\n",
     "48:5: een `kies` eindigt met precies één regel `anders`. Zet die als laatste, en haal andere weg."),
    "uitkomst text": (T, "uitkomst: {bedrag: toegekend,", "uitkomst: toegekend #",
     "128:11: bij `uitkomst` staat de tekst `toegekend`. Verwacht: een groep met `bedrag`, `mogelijk`, `grens`."),
    "mogelijk text": (T, "{bedrag: toegekend,", "{mogelijk: misschien,",
     "128:22: bij `mogelijk` staat de tekst `misschien`. Verwacht: ja of nee."),
    "betaald_in": (T, "{bedrag: toegekend,", "{betaald_in: [mrt], bedrag: toegekend,",
     "128:25: op plaats 1 van `betaald_in` staat de tekst `mrt`. Bedoelt u `maart`? Verwacht: een van januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november, december."),
    "soort": (T, "soort: toeslag", "soort: toeslagen",
     "2:8: bij `soort` staat de tekst `toeslagen`. Bedoelt u `toeslag`? Verwacht: een van toeslag, uitkering, belasting, schuld, lokaal, signaal, begrippen."),
    "formula comma": (T, "formule: laatste_dag - eerste_dag", "formule: laatste_dag = eerste_dag",
     "89:34: het teken `=` hoort niet in een formule (teken 13 van `laatste_dag = eerste_dag`). Voor gelijk schrijft u `is`."),
    "formula literal": (T, "formule: laatste_dag - eerste_dag", "formule: 24",
     "89:34: het getal 24 mag niet in een formule (teken 1 van `24`). Maak er een parameter met bron van; alleen 0, 1, 2 en 12 mogen hier staan."),
    'yearly + monthly': (T, '"max(0, basis - over_inkomen)"', 'basis + kale_huur',
     '72:27: de twee delen passen niet bij elkaar: EUR/jaar en EUR/maand (teken 7 van `basis + kale_huur`). Reken om met per_maand, per_jaar of een parameter, of vergelijk gelijke dingen.'),
    'paren': (T, '"max(0, basis - over_inkomen)"', '"max(0, basis - over_inkomen"',
     '72:27: hier moet `)` staan, niet `het einde` (teken 28 van `max(0, basis - over_inkomen`). Schrijf `)`.'),
    'unknown function': (T, '"max(0, basis - over_inkomen)"', '"maximum(0, basis - over_inkomen)"',
     '72:27: `maximum(...)` bestaat niet in de taal (teken 1 van `maximum(0, basis - over_inkomen)`). Bedoelt u `max`?'),
    "self cycle": (T, "formule: laatste_dag - eerste_dag", "formule: dagen + dagen",
     "89:10: de stappen lopen in een kring: toelage.dagen -> toelage.dagen. Haal één van de verwijzingen weg."),
    "empty file": (T, "", "",
     " dit bestand is leeg. Zet er een document in."),
    "a list file": (T, "", "- a\n- b\n",
     "1:1: in dit bestand staat een lijst. Verwacht: een groep met `regeling`, `soort`, `titel`, `bronnen`."),
    "facts wanneer": (FACTS, "wanneer: begin_jaar", "wanneer: januari",
     "14:53: bij `wanneer` staat de tekst `januari`. Bedoelt u `jaar`? Verwacht: een van vast, jaar, begin_jaar, maand, peildatum."),
    "facts moeite": (FACTS, "leden: {", "leden: {moeite: 9, ",
     "24:19: bij `moeite` staat het getal 9. Verwacht: hoogstens 5."),
    "facts banden": (FACTS, "leden: {", "leden: {banden: [veel], ",
     "24:20: op plaats 1 van `banden` staat de tekst `veel`. Verwacht: een getal, zoals 12.50."),
    "facts decimalen": (FACTS, "leden: {", "leden: {decimalen: 1.5, ",
     "24:22: bij `decimalen` staat het getal 1.5. Verwacht: een heel getal."),
    "waarden plain": (T, "waarden: {2024-01-01: {waarde: 24, bron: wet-1}}", "waarden: 24",
     "36:44: bij `waarden` staat het getal 24. Verwacht: een groep met sleutels."),
    "date key text": (T, "2025-01-01: {waarde: 13200", "januari: {waarde: 13200",
     "16:57: hier hoort als sleutel een datum, zoals 2026-01-01, en er staat de tekst `januari`. Verander de sleutel, of haal hem weg."),
    "ja key": (T, "uitleg: {ja: U huurt., nee: U huurt niet.}", "uitleg: {ja: U huurt., neen: U huurt niet.}",
     "120:28: onbekende sleutel `neen`. Bedoelt u `nee`?"),
    "uitleg text": (T, "uitleg: {ja: U huurt., nee: U huurt niet.}", "uitleg: U huurt.",
     "120:13: bij `uitleg` staat de tekst `U huurt.`. Verwacht: een groep met `ja`, `nee`."),
    "null value": (T, "uitvoerder: Testdienst", "uitvoerder:",
     "6:12: hier staat geen waarde. Vul een waarde in, schrijf onbekend, of haal de regel weg."),
    "yes": (T, "titel: Toelage", "titel: yes",
     "4:8: dit woord leest YAML soms als ja of nee. Schrijf ja of nee. Is het tekst? Zet het tussen aanhalingstekens."),
    "anchor": (T, "titel: Toelage", "titel: &a Toelage",
     "4:8: verwijzen met & of * kan hier niet. Schrijf de waarde uit. Is het tekst? Zet het tussen aanhalingstekens."),
    "two docs": (T, "stappen:", "---\nstappen:",
     "43:1: hier begint een tweede document. Zet elk document in een eigen bestand."),
    "tab": (T, "titel: Toelage", "titel:\tToelage",
     "4:7: hier staat een tab. Gebruik spaties."),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_fault_in_a_rule_file(tmp_path: Path, name: str) -> None:
    file, old, new, message = MESSAGES[name]
    shutil.copytree(ALL, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
    with pytest.raises((RuleError, FileError)) as caught:
        load_rules(tmp_path)
    assert str(caught.value) == f"{file}:{message}"


EXAMPLES: dict[str, tuple[str, str, str]] = {
    # what is wrong: text in the examples, what stands there instead, the message without the file
    'example without a sum': (', som: "60,5 procent van 2280 / 2"', '',
     '12:5: het eigen voorbeeld `gedeeld` heeft geen `som`. Schrijf de berekening met het artikel.'),
    'origin': ('soort: eigen', 'soort: eigenlijk',
     '12:39: bij `soort` staat de tekst `eigenlijk`. Bedoelt u `eigen`? Verwacht: een van officieel, gepubliceerd, eigen.'),
    'no base': ('basis: gezin', 'basis: gezinnen',
     '12:54: de basis `gezinnen` bestaat niet. Kies uit gezin.'),
    'misspelt expectation': ('verwacht: {', 'verwach: {',
     '12:61: onbekende sleutel `verwach`. Bedoelt u `verwacht`?'),
    'bare expectation': ('{begrippen.bedrag: 690}', '690',
     '12:71: bij `verwacht` staat het getal 690. Verwacht: een groep met sleutels.'),
    'no expectation': ('{begrippen.bedrag: 690}', '{}',
     '12:71: bij `verwacht` staat een lege groep. Verwacht: minstens 1 erin.'),
    'text as day': ('basis: gezin,', 'basis: gezin, op: morgen,',
     '12:65: bij `op` staat de tekst `morgen`. Verwacht: een datum, zoals 2026-01-01.'),
    'no list': ('voorbeelden:\n  - {', 'voorbeelden:\n  x: {',
     '12:3: bij `voorbeelden` staat een groep met sleutels. Verwacht: een lijst.'),
    'place that is not there': ('basis: gezin,', 'basis: gezin, anders: {personen.7.rol: kind},',
     '12:69: `anders` wijst naar een plaats die de basis niet heeft. Schrijf bijvoorbeeld personen.0.verzekerd, of personen.+ voor een rij erbij.'),
    'filling of no frame': ('voorbeelden:', 'invullingen: {a: {}}\nvoorbeelden:',
     '11:1: `invullingen` staat hier, maar deze regeling heeft geen open termen. Haal `invullingen` weg.'),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_fault_in_a_file_of_examples(tmp_path: Path, name: str) -> None:
    old, new, message = EXAMPLES[name]
    assert old in CASES
    files = {"begrippen/regeling.yaml": SMALL / "regeling.yaml", FACTS: SMALL / FACTS}
    texts = {file: path.read_text(encoding="utf-8") for file, path in files.items()}
    rules = load_rules(write(tmp_path, {**texts, "begrippen/voorbeelden.yaml": CASES.replace(old, new, 1)}))
    with pytest.raises((RuleError, FileError)) as caught:
        list(read_examples(rules))
    assert str(caught.value) == f"begrippen/voorbeelden.yaml:{message}"
