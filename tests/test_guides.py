"""The guides are true: their commands exist and print what stands there, their code runs, their rule files and tables hold."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer

from mini import write
from voorzieningen import RuleError, RuleSet, cli
from voorzieningen.examples import check, read_examples
from voorzieningen.formula import RESERVED, parse
from voorzieningen.rulebook import CONFIDENCES, RegelingFile, RuleBook, RuleFiles, rules_folder
from voorzieningen.rulebook._packs import read_scheme
from voorzieningen.rulebook._read import read_rules
from wording import forbidden, from_rules

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RULES_GUIDE, AUDITOR, DEVELOPERS = (DOCS / f"{name}.md" for name in ("gids-regels", "gids-auditor", "developers"))
PATH = "landelijk/schoolspullen/regeling.yaml"
GUIDES = (RULES_GUIDE, AUDITOR, DEVELOPERS)
LONG = re.compile(r"duurt|wait")
"""In the remark behind a command: it is not run here."""
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def blocks(path: Path) -> list[tuple[str, str]]:
    """The kind and text of each block of code."""
    return [(one[2], one[3]) for one in BLOCK.finditer(path.read_text(encoding="utf-8"))]


def commands(path: Path) -> Iterator[tuple[str, str]]:
    """Each `voorzieningen ...` of a guide with its remark: lines of a shell block, and what stands in the text."""
    for kind, text in blocks(path):
        for line in text.splitlines() if kind == "sh" else ():
            if (command := line.strip()).startswith("voorzieningen "):
                yield command.partition("#")[0].strip(), command.partition("#")[2]
    prose = BLOCK.sub("", path.read_text(encoding="utf-8"))
    yield from ((one, "duurt: staat in de tekst") for one in re.findall(r"`(voorzieningen [^`]+)`", prose))


def known() -> dict[tuple[str, ...], set[str]]:
    """Every command of the program with its options."""
    found: dict[tuple[str, ...], set[str]] = {}

    def walk(group: Any, path: tuple[str, ...]) -> None:
        for name, one in group.commands.items():
            if hasattr(one, "commands"):
                walk(one, (*path, name))
            else:
                found[*path, name] = {option for parameter in one.params for option in parameter.opts}

    walk(typer.main.get_command(cli.app), ())
    return found


def missing() -> set[tuple[str, ...]]:
    """What the guides name and the program does not have: a command, or an option of one."""
    have, lost = known(), set()
    for guide in GUIDES:
        for command, _ in commands(guide):
            words = shlex.split(command)[1:]
            path = tuple(words[:2]) if words[0] == "rules" else (words[0],)
            options = [word.partition("=")[0] for word in words if word.startswith("--")]
            if path not in have:
                lost.add(path)
            else:
                lost |= {(*path, option) for option in options if option not in have[path]}
    return lost


def test_every_command_exists() -> None:
    assert not missing()
    assert sum(len(list(commands(guide))) for guide in GUIDES) > 25


# --- what a command prints

SHOWN = [
    (f"{guide.stem}: {one[1].splitlines()[-1]}", one[1], two[1])
    for guide in (AUDITOR, RULES_GUIDE)
    for one, two in pairwise(blocks(guide))
    if one[0] == "sh" and two[0] == "text"
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the guides read."""
    (tmp_path / "voorbeelden").symlink_to(ROOT / "voorbeelden")
    (tmp_path / "docs").symlink_to(DOCS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.parametrize(("given", "shown"), [one[1:] for one in SHOWN], ids=[one[0] for one in SHOWN])
def test_a_command_prints_what_the_guide_shows(
    given: str, shown: str, folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = ""
    for line in given.splitlines():
        command, _, remark = line.partition("#")
        words, _, target = command.partition(">")
        assert not LONG.search(remark), "a block that is shown is run"
        assert cli.main(shlex.split(words)[1:]) == 0
        out = capsysbinary.readouterr().out.decode()
        if target:
            (folder / target.strip()).write_text(out, encoding="utf-8")
    at = 0
    for line in shown.splitlines():
        if line.strip() == "...":
            continue
        head = line.rstrip().removesuffix("...")
        found = re.compile(f"^{re.escape(head)}{'' if head != line.rstrip() else '$'}", re.MULTILINE).search(out, at)
        assert found, f"not in this order in the output: {line}"
        at = found.end()


def test_there_are_commands_that_are_shown() -> None:
    assert len(SHOWN) >= 4


# --- the rule file of the guide

@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules with the scheme of the guide among them."""
    target = tmp_path_factory.mktemp("gids") / "rules"
    shutil.copytree(rules_folder(), target)
    for kind, text in blocks(RULES_GUIDE):
        if kind == "yaml" and text.startswith("# rules/"):
            path = target.parent / text.splitlines()[0].removeprefix("# ")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def files(built: Path) -> RuleFiles:
    """Everything in that folder, read once."""
    return read_rules(built)


def test_the_scheme_of_the_guide_and_its_examples_are_right(files: RuleFiles) -> None:
    rules = RuleSet(RuleBook(files))
    found = [check(case, rules) for case in read_examples(rules) if case.scheme == "schoolspullen"]
    assert [one.message for one in found] == ["", ""]


def table(heading: str) -> list[list[str]]:
    """The rows of the tables below a heading of the guide to rules, up to the next heading of the same or a higher level."""
    text = RULES_GUIDE.read_text(encoding="utf-8")
    level = re.match("#+", heading)
    assert level and f"\n{heading}\n" in text, heading
    part = re.split(rf"\n#{{1,{len(level[0])}}} ", text.partition(f"\n{heading}\n")[2])[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| ")]
    return [row for row in rows if not set("".join(row)) <= set("-| ")]


def coded(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_language_is_complete() -> None:
    """Every word, function and fixed day of the language stands in the tables, and nothing else."""
    rows = table("## De taal van formules")
    told = {word for row in rows for word in coded(row[0])}
    assert told == RESERVED | set("+-*/()<>,") | {"<=", ">="}
    examples = [one for row in rows if len(row) > 2 for one in coded(row[2])]
    assert len(examples) > 15
    for one in examples:
        parse(one)


def test_every_key_of_a_rule_file_is_told() -> None:
    told = {word for row in table("## De onderdelen van een bestand") for word in coded(row[0])}
    assert told == set(RegelingFile.model_fields)


def test_confidence_and_rhythm_are_those_of_the_rules() -> None:
    assert [coded(row[0])[0] for row in table("## Bronnen en zekerheid")[1:]] == list(CONFIDENCES)
    assert [coded(row[0]) for row in table("## Datums en ritme")[1:]] == [["jaarlijks"], ["halfjaarlijks"], ["vrij"], []]


@pytest.mark.parametrize("row", table("## Wat een fout zegt")[1:], ids=lambda row: row[0])
def test_a_fault_says_what_the_guide_says(row: list[str], built: Path, files: RuleFiles, tmp_path: Path) -> None:
    text = (built / PATH).read_text(encoding="utf-8")
    right = "als in_peilmaand(recht) dan bedrag * aantal(schoolkind) anders 0"
    assert text.count(right) == 1
    wrong = write(tmp_path, {PATH: text.replace(right, f'"{coded(row[0])[0]}"')}) / PATH
    with pytest.raises(RuleError) as caught:
        scheme = read_scheme(tmp_path, wrong)
        RuleBook(replace(files, schemes={**files.schemes, "schoolspullen": scheme})).year(2026)
    assert caught.value.what.startswith(row[1]), caught.value.what
    assert caught.value.where.startswith(f"{PATH}:")


# --- code

def test_the_code_for_developers_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space: dict[str, Any] = {}
    code = [text for kind, text in blocks(DEVELOPERS) if kind == "python"]
    assert len(code) >= 6
    for text in code:
        exec(compile(text, DEVELOPERS.name, "exec"), space)
    assert space["report"].regelingen["zorgtoeslag"].per_jaar.hoogst == 1550


# --- words and links

@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_links_lead_somewhere(guide: Path) -> None:
    found = re.findall(r"\]\(([^)#]+)\)", guide.read_text(encoding="utf-8"))
    assert found and not [one for one in found if not one.startswith("https://") and not (DOCS / one).exists()]


@pytest.mark.parametrize("guide", (RULES_GUIDE, AUDITOR), ids=lambda path: path.stem)
def test_a_guide_is_plain(guide: Path) -> None:
    text = BLOCK.sub("", guide.read_text(encoding="utf-8"))
    assert not forbidden(text, from_rules())
    assert not re.search(r"\b(?:je|jij|jouw|jullie)\b", text)
    prose = [line for line in text.splitlines() if line and not line.startswith(("|", "#"))]
    plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "X", " ".join(prose))
    sentences = [one.split() for one in re.split(r"(?<=[.?!:])\s+", plain) if one.strip()]
    assert sum(map(len, sentences)) / len(sentences) < 11
    assert not [" ".join(one) for one in sentences if len(one) > 26]


