"""The texts of the talk and the page: every key is there in each language and used, and all that people see has a name."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from jinja2 import Environment, nodes

from voorzieningen import RuleError, load_rules
from voorzieningen.household.fields import MONTHS
from voorzieningen.questions._build import _COUNTS
from voorzieningen.questions._paths import OTHERWISE, RECEIVES
from voorzieningen.render.amounts import _RHYTHMS
from voorzieningen.report import Antwoordsoort, Ernst
from voorzieningen.rulebook import PLACES, Place, rules_folder
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.texts import FIRST, languages, texts
from voorzieningen.web.change import CHANGES
from voorzieningen.web.pages import TABS
from voorzieningen.web.views import ORDER

SOURCE = Path(__file__).parent.parent / "src" / "voorzieningen"
TEMPLATES = sorted((SOURCE / "web" / "templates").glob("*.jinja"))
MODULES = [*sorted((SOURCE / "web").glob("*.py")), *sorted((SOURCE / "questions").glob("*.py")), SOURCE / "cli" / "_talk.py"]
OTHERS = sorted(languages().keys() - {FIRST})
BOOK = load_rules().book
FACTS = BOOK.files.facts
HOLE, KEY, ANY = re.compile(r"\{(.*?)\}"), re.compile(r"[a-z_]+(?:\.[a-z0-9_{}-]+)+"), "{}"

# --- keys that are made of parts, with everything they can become

ASKED = {*PLACES, OTHERWISE, f"{RECEIVES}.bedrag"}
"""What is asked and is no fact."""
COUNTED = {
    table
    for table in BOOK.files.parents
    if table != "persoon" and not isinstance(next(fact for fact in FACTS.values() if fact.tabel == table).eenheid, tuple)
}
"""The lists of which only the number of rows is asked."""
BUILT = {
    "aantal.{}": {f"aantal.{count}" for count in range(_COUNTS + 1)},
    "antwoord.{}": {"antwoord.ja", "antwoord.nee"},
    "ernst.{}": {f"ernst.{one}" for one in get_args(Ernst)},
    "groep.{}": {f"groep.{one.groep}" for one in BOOK.files.talk.groepen},
    "hulp.{}": {f"hulp.{one}" for one in ASKED},
    "intake.hoe.{}": {f"intake.hoe.{kind}" for kind in get_args(Antwoordsoort)},
    "lijst.{}": {f"lijst.{table}" for table in COUNTED},
    "lijst.{}.hulp": {f"lijst.{table}.hulp" for table in COUNTED},
    "maand.{}": {f"maand.{at}" for at, _ in enumerate(MONTHS, 1)},
    "over.{}": {f"over.{role}" for role in FACTS["rol"].eenheid},
    "papier.{}": {f"papier.{name}" for name in BOOK.files.talk.papieren},
    "per.{}": {f"per.{rhythm}" for rhythm in _RHYTHMS if rhythm != "grens"},  # what is only a limit pays nothing
    "plaats.{}": {f"plaats.{place}" for place in ORDER},
    "plaats.{}.hulp": {f"plaats.{place}.hulp" for place in ORDER},
    "tab.{}": {f"tab.{tab}" for tab in TABS},
    "typ.{}": {"typ.getal", "typ.datum", "typ.plaats"},
    "vergelijk.{}": {f"vergelijk.{kind}" for kind in CHANGES},
    "vergelijk.{}.waarde": {f"vergelijk.{kind}.waarde" for kind, example in CHANGES.items() if example},
    "vraag.{}": {f"vraag.{one}" for one in ASKED},
    "waarom.{}": {"waarom.ja", "waarom.nee", "waarom.onbekend"},
    "{}.een": {"let_op.aantal.een"},
}
INDIRECT = {"hulp.{}", "lijst.{}.hulp"}
"""Made of another key: those of the question they help with."""


def data(language: str, name: str) -> dict[str, Any]:
    path = rules_folder() / "teksten" / language / name
    return read_document(path.read_bytes(), name).data


def holes(text: str) -> set[str]:
    return set(HOLE.findall(text))


# --- keys in the code


Call = tuple[str, frozenset[str]]
"""A key, or the shape of one, with the names that are given for its holes."""


def in_template(path: Path) -> Iterator[Call]:
    for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "say":
            yield from ((key, frozenset(one.key for one in call.kwargs)) for key in _in_expression(call.args[0]))


def _in_expression(node: nodes.Expr) -> set[str]:
    match node:
        case nodes.Const():
            return {str(node.value)}
        case nodes.CondExpr(expr1=one, expr2=other):
            return _in_expression(one) | _in_expression(other)
        case nodes.Add(left=left, right=right):
            return {f"{one}{other}" for one in _in_expression(left) for other in _in_expression(right)}
        case _:
            return {ANY}


def in_module(path: Path) -> Iterator[Call]:
    """What is said in so many words, with what it is given."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and call.args and _name(call.func) in ("say", "words", "wrong"):
            keys = _shapes(call.args[0]) - {ANY}
            yield from ((key, frozenset(one.arg for one in call.keywords if one.arg)) for key in keys)


def kept_in_module(path: Path, known: Collection[str]) -> set[str]:
    """What looks like a key anywhere: one in a name or a table is said later. A key of one word only where it is chosen."""
    code = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    heads = {key.partition(".")[0] for key in known}
    dotted = {one for node in code for one in _shapes(node) if KEY.fullmatch(one) and one.partition(".")[0] in heads}
    chosen = {one for node in code if isinstance(node, ast.IfExp) for one in _shapes(node)}
    return {one for one in dotted if not one.endswith(".jinja")} | (chosen & set(known))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _shapes(node: ast.AST) -> set[str]:
    match node:
        case ast.Constant(value=str() as text):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return _shapes(one) | _shapes(other)
        case ast.JoinedStr(values=parts):
            return {"".join(str(one.value) if isinstance(one, ast.Constant) else ANY for one in parts)}
        case _:
            return {ANY}


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    return [call for path in TEMPLATES for call in in_template(path)] + [call for path in MODULES for call in in_module(path)]


@pytest.fixture(scope="module")
def shapes(calls: list[Call]) -> set[str]:
    """Every key in the code, and the shape of those made of parts."""
    return {key for key, _ in calls} | {key for path in MODULES for key in kept_in_module(path, texts().keys())}


def test_every_key_in_the_code_has_a_text(shapes: set[str]) -> None:
    plain = {shape for shape in shapes if ANY not in shape}
    assert len(plain) > 150
    missing = (plain | {key for keys in BUILT.values() for key in keys}) - texts().keys()
    assert not missing, sorted(missing)


def test_every_key_made_of_parts_has_a_case_of_its_own(shapes: set[str]) -> None:
    assert {shape for shape in shapes if ANY in shape} == BUILT.keys() - INDIRECT


def test_no_key_is_unused(shapes: set[str]) -> None:
    known = texts().keys()
    # test_report_texts.py has those of a report, test_batch_files.py those of tables
    elsewhere = (
        "rapport.", "screening.", "stand.", "naslag.", "controle.", "tabellen.", "wijziging.", "groepsblad.", "verwerken.",
        "bevolking.",
    )  # fmt: skip
    of_report = {key for key in known if key.startswith(elsewhere)}
    unused = known - of_report - shapes - {key for keys in BUILT.values() for key in keys}
    assert not unused, sorted(unused)


@pytest.mark.parametrize("language", languages())
def test_every_hole_is_filled(language: str, calls: list[Call]) -> None:
    said = languages()[language]._file.teksten
    bare = {key for shape, given in calls for key in BUILT.get(shape, {shape}) if holes(said[key]) - given}
    assert not bare, sorted(bare)


# --- one language beside another


def test_every_folder_is_a_language() -> None:
    folders = {path.name for path in (rules_folder() / "teksten").iterdir() if path.is_dir()}
    assert languages().keys() == folders and next(iter(languages())) == FIRST
    for name, say in languages().items():
        assert say.language == name and say.name
    assert len({say.name for say in languages().values()}) == len(folders)


@pytest.mark.parametrize("file", ["gesprek.yaml", "pagina.yaml"])
@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_the_same_as_the_first(language: str, file: str) -> None:
    first, other = data(FIRST, file)["teksten"], data(language, file)["teksten"]
    assert list(other) == list(first)
    assert all(other.values()) and all(first.values())
    assert {key: holes(text) for key, text in other.items()} == {key: holes(text) for key, text in first.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_hardly_any_text_is_the_same_in_two_languages(language: str) -> None:
    """A text that was not translated would pass everything else."""
    first = texts()._file.teksten
    same = {key: text for key, text in languages()[language]._file.teksten.items() if first[key] == text}
    sentences = {key for key, text in same.items() if " " in HOLE.sub("", text).strip()}
    assert len(same) < 15 and not sentences, (sorted(same), sorted(sentences))


@pytest.mark.parametrize("language", OTHERS)
def test_every_fact_is_asked_in_each_language(language: str) -> None:
    say = languages()[language]
    for name, fact in FACTS.items():
        mine = say.fact(name)
        if fact.berekend:
            assert not mine.vraag and not mine.woorden, name
            continue
        assert mine.vraag or not fact.vraag, name
        assert bool(mine.vraag_u) >= bool(texts().fact(name).vraag_u), name
        assert bool(mine.hulp) >= bool(fact.hulp), name
        labels = set(fact.eenheid) if isinstance(fact.eenheid, tuple) else set()
        assert mine.woorden.keys() == labels, name
        assert all(label[:1].isupper() for label in mine.woorden.values()), name
        assert len(set(mine.woorden.values())) == len(labels), name


@cache
def schemes() -> frozenset[str]:
    """Every scheme that gives something to somebody, in the whole country or in one place."""
    places = [Place(**{body: pack.name}) for (body, _), pack in BOOK.files.packs.items()]
    files = [*BOOK.files.schemes.items(), *(one for at in places for one in BOOK.files.local(at).items())]
    return frozenset(name for name, file in files if file.model.uitkomst)


def signals() -> dict[str, dict[str, str]]:
    """What to do at each severity of every signal."""
    files = {name: file.model.signaal for name, file in BOOK.files.signals.items()}
    return {name: {**signal.doe} for name, signal in files.items() if signal}


@pytest.mark.parametrize("language", OTHERS)
def test_every_scheme_and_signal_has_a_name_in_each_language(language: str) -> None:
    file = languages()[language]._file
    assert file.regelingen.keys() == schemes()
    assert all(one.titel and one.samenvatting for one in file.regelingen.values())
    assert file.signalen.keys() == signals().keys()
    for name, to_do in signals().items():
        mine = file.signalen[name]
        assert mine.titel and mine.doe.keys() == to_do.keys(), name
        assert all(text and holes(text) == holes(to_do[severity]) for severity, text in mine.doe.items()), name


@pytest.mark.parametrize("language", languages())
def test_no_unknown_names(language: str) -> None:
    file = languages()[language]._file
    assert not file.feiten.keys() - FACTS.keys()
    for name, mine in file.feiten.items():
        labels = FACTS[name].eenheid
        assert not mine.woorden.keys() - set(labels if isinstance(labels, tuple) else ()), name
    assert not file.regelingen.keys() - schemes()
    assert not file.signalen.keys() - signals().keys()


# --- reading


def test_a_language_that_is_not_there_is_the_first() -> None:
    assert texts("xx") is texts(FIRST) is texts() is languages()[FIRST]
    assert texts("en").language == "en"


def test_a_text_with_and_without_holes() -> None:
    assert texts()("band.tussen", laagst="1", hoogst="2", meer="3") == "1 tot 2"
    with pytest.raises(KeyError, match="hoogst"):
        texts()("band.tussen", laagst="1")
    with pytest.raises(KeyError):
        texts()("geen.sleutel")
    assert "band.tussen" in texts() and "geen.sleutel" not in texts()


def test_what_has_no_text_of_its_own_keeps_the_words_of_the_rules() -> None:
    say = texts("en")
    assert say.scheme("geen_regeling", "Titel") == "Titel" and say.about("geen_regeling", "Wat") == "Wat"
    assert say.signal("geen_signaal", "Titel") == "Titel" and say.to_do("geen_signaal", "hoog", "Doe dit") == "Doe dit"
    assert say.fact("geen_feit").vraag == ""
    name, advice = next(iter(signals().items()))
    assert say.to_do(name, next(iter(advice)), "x") != "x" and say.to_do(name, "geen", "x") == "x"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of rules with one language in it."""
    monkeypatch.setattr("voorzieningen.texts.rules_folder", lambda: tmp_path)
    (tmp_path / "teksten" / FIRST).mkdir(parents=True)
    (tmp_path / "teksten" / FIRST / "a.yaml").write_text("naam: Nederlands\nteksten: {a.b: Een}\n", encoding="utf-8")
    languages.cache_clear()
    yield tmp_path / "teksten"
    languages.cache_clear()


def refused(path: Path, text: str) -> RuleError:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        languages()
    return caught.value


def test_a_language_is_all_files_of_its_folder(folder: Path) -> None:
    (folder / FIRST / "b.yaml").write_text("teksten:\n  a.c: Twee\nfeiten:\n  rol: {vraag: Wie?}\n", encoding="utf-8")
    (folder / "de").mkdir()
    (folder / "de" / "a.yaml").write_text("naam: Deutsch\nteksten: {a.b: Eins}\n", encoding="utf-8")
    (folder / "LEESMIJ.md").write_text("", encoding="utf-8")
    assert list(languages()) == [FIRST, "de"]
    assert texts().keys() == {"a.b", "a.c"} and texts().name == "Nederlands" and texts().fact("rol").vraag == "Wie?"
    assert texts("de")("a.b") == "Eins" and texts("fr").language == FIRST


@pytest.mark.parametrize(
    ("first", "again", "key", "place"),
    [
        ("", "teksten:\n  a.c: Twee\n  a.b: Twee\n", "a.b", "3:8"),
        ("feiten:\n  rol: {vraag: Wie?}\n", "feiten:\n  rol: {vraag: Wie dan?}\n", "rol", "2:8"),
        ("regelingen:\n  aow: {titel: Aow}\n", "regelingen:\n  aow: {titel: De Aow}\n", "aow", "2:8"),
        ("signalen:\n  beslag: {titel: Beslag}\n", "signalen:\n  beslag: {titel: Beslag}\n", "beslag", "2:11"),
    ],
    ids=["text", "fact", "scheme", "signal"],
)
def test_a_key_stands_once_in_a_language(folder: Path, first: str, again: str, key: str, place: str) -> None:
    (folder / FIRST / "b.yaml").write_text(first or "naam: Nederlands\n", encoding="utf-8")
    error = refused(folder / FIRST / "c.yaml", again)
    assert error.where == f"teksten/nl/c.yaml:{place}" and f"`{key}`" in error.what and error.repair


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tekst: {a: b}\n", "teksten/de/a.yaml:1:"),
        ("teksten: {a: b}\nfeiten:\n  rol: {vragen: Wie?}\n", "teksten/de/a.yaml:3:"),
        ("regelingen:\n  aow: {samenvatting: Geld}\n", "teksten/de/a.yaml:2:"),
        ("teksten: {a: 12}\n", "teksten/de/a.yaml:1:"),
    ],
    ids=["file", "fact", "title", "text"],
)
def test_a_file_with_another_field_is_refused(folder: Path, text: str, place: str) -> None:
    assert refused(folder / "de" / "a.yaml", text).where.startswith(place)
