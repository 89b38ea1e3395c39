"""A rule redrawn: `rules show` and the page model say what the file says, on any day, in any place, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from voorzieningen import load_rules
from voorzieningen.cli import main
from voorzieningen.render import rule_lines, rule_page
from voorzieningen.render.rule_model import Part, RulePage
from voorzieningen.render.rule_names import plain
from voorzieningen.render.rule_page import shown_value
from voorzieningen.rulebook import Place, Waarde

BOOK = load_rules().book
FILES = BOOK.files
DAYS = (date(2024, 1, 1), date(2025, 7, 1), date(2026, 11, 22))
SPACES = re.compile(r"\s+")


@cache
def pages() -> tuple[RulePage, ...]:
    """Every file of the country on three days, and everything each municipality and water board wrote."""
    every = [*FILES.schemes.values(), *FILES.frames.values(), *FILES.signals.values()]
    found = [rule_page(FILES, file, day) for file in every for day in DAYS]
    for (body, _), pack in FILES.packs.items():
        place = Place(gemeente=pack.name) if body == "gemeente" else Place(waterschap=pack.name)
        found += [rule_page(FILES, file, DAYS[-1], place) for file in FILES.local(place).values() if file.body == body]
    return tuple(found)


def text_of(page: RulePage, width: int = 3_000) -> str:
    return "\n".join(line.text for line in rule_lines(page, width=width))


def parts_of(page: RulePage) -> Iterator[Part]:
    for step in page.steps:
        for version in step.versions:
            yield from version.parts()
    for condition in page.conditions:
        for test in condition.versions:
            yield from test.when
    for figure in page.figures:
        for key in figure.keys:
            yield from key


def test_every_file_is_drawn_with_all_it_says() -> None:
    """Each sentence, formula, value, source and remark that holds on the day stands in the lines, word for word."""
    assert len(pages()) > 250
    sentences = values = 0
    for page in pages():
        text = text_of(page)
        file = page.file
        named = [*(source.tekst for source in file.bronnen.values()), *(one.wat for one in file.niet_gemodelleerd)]
        for one in (file.titel, *named):
            assert SPACES.sub(" ", one.strip()) in text, (page.name, one)
        for condition in page.conditions:
            for test in condition.versions:
                if test.current:
                    assert plain(test.yes) in text and plain(test.no) in text and plain(test.when) in text
                    sentences += 1
        for step in page.steps:
            for version in step.versions:
                if version.current:
                    assert plain(version.formula) in text
                    assert all(plain(line.sentence) in text and plain(line.then) in text for line in version.lines)
                    sentences += len(version.lines)
        for figure in page.figures:
            if figure.current and not figure.current.heads:
                assert all(value in text for _, value in figure.current.cells[:12]), (page.name, figure.name)
                values += len(figure.current.cells)
    print(f"{len(pages())} bladen, {sentences} zinnen, {values} bedragen")
    assert sentences > 2000 and values > 1000


def test_every_dated_value_of_a_file_is_in_the_model() -> None:
    count = 0
    for page in pages():
        for figure in page.figures:
            model = page.file.parameters[figure.name]
            assert [one.since for one in figure.values] == sorted(model.waarden, reverse=True)
            for value in figure.values:
                raw = model.waarden[value.since]
                if isinstance(raw, Waarde) and not isinstance(raw.waarde, (dict, str)):
                    assert value.cells == (("", shown_value(raw.waarde, figure.unit)),)
                    count += 1
            assert sum(one.current for one in figure.values) == (min(model.waarden) <= page.on)
    assert count > 1000


def test_the_value_of_a_day_is_the_one_the_engine_uses() -> None:
    """The columns of the model against what linking the year gives: the same date keys."""
    checked = 0
    for page in pages():
        if page.name not in FILES.schemes:
            continue
        linked = BOOK.year(page.on.year).parameters
        for figure in page.figures:
            if used := linked.get(f"{page.name}.{figure.name}"):
                at = page.on.month - 1 if len(used.since) > 1 else 0
                assert figure.current is not None and figure.current.since == used.since[at]
                assert figure.stale == used.stale
                checked += 1
    assert checked > 500


def test_every_name_points_at_what_is_there() -> None:
    """All names the linked formulas read are found as names in the text, and each points at a step, value, term or fact."""
    names = 0
    known = {**FILES.schemes, **FILES.frames, **FILES.signals}
    for page in pages():
        for part in parts_of(page):
            if (ref := part.ref) is None:
                continue
            names += 1
            if not ref.file:
                assert ref.name in FILES.facts
            elif ref.file == page.name:
                file = page.file
                assert ref.name == "recht" or ref.name in {**file.stappen, **file.parameters, **file.open}
            elif ref.name and ref.file in known:
                file = known[ref.file].model
                assert ref.name == "recht" or ref.name in {**file.stappen, **file.parameters, **file.open}
    assert names > 5000


@pytest.mark.parametrize("scheme", [*FILES.schemes, *FILES.signals])
def test_a_formula_links_to_what_the_engine_reads(scheme: str) -> None:
    """Linking reads just the names that have a link here, but for keys of tables and estimates, which linking adds."""
    file = FILES.schemes.get(scheme) or FILES.signals[scheme]
    linked = BOOK.signals(2026, Place()) if scheme in FILES.signals else BOOK.year(2026)
    files = [one.model for one in (*FILES.schemes.values(), *FILES.signals.values())]
    keys = {key for one in files for figure in one.parameters.values() for key in figure.naar}
    added = keys | {f"{one.regeling}.{key}" for one in files for key in keys}
    added |= {one.geschat_door for one in FILES.facts.values() if one.geschat_door}
    for step in rule_page(FILES, file, DAYS[-1]).steps:
        if (engine := linked.by_key.get(f"{scheme}.{step.name}")) is None or step.versions[0].ended:
            continue
        now = next(one for one in step.versions if one.current)
        refs = [one.ref for one in now.parts() if one.ref]
        shown = {f"{one.file}.{one.name}" if one.file else one.name for one in refs if one.name}
        nodes = [node for node in engine.node.walk() if node.op in ("step", "fact") or hasattr(node.data, "key")]
        read = {getattr(node.data, "key", str(node.data)) for node in nodes}
        read = {one for one in read if "#" not in one and not one.startswith("ontvangt.")}
        assert not read - shown - added, step.name
        assert not shown - read, step.name


def test_no_line_is_wider_than_the_screen() -> None:
    for page in pages()[:60]:
        assert all(len(line.text) <= 80 or " " not in line.text.strip() for line in rule_lines(page, width=80)), page.name


# --- the command

def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["rules", "show", *arguments])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_a_day_decides_which_values_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    _, then, _ = run(capsys, "zorgtoeslag", "--op", "2025-03-01")
    _, now, _ = run(capsys, "Zorgtoeslag", "--op", "2026-11-22")
    assert "€ 2.112" in then and "€ 2.119" not in then and "€ 2.119" in now and "1 maart 2025" in then


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["awir"], "Dit bestand heeft zelf geen uitkomst."),
        (["kwijtschelding"], "90 tot 100"),
        (["kwijtschelding", "--gemeente", "assen"], "Assen"),
        (["aow_tegoed", "--gemeente", "Rotterdam"], "Rotterdam"),
        (["kwijtschelding", "--waterschap", "Vechtstromen"], "Vechtstromen"),
        (["huurachterstand"], "WAT HET SIGNAAL ZEGT"),
        (["energietoeslag"], "bestaat niet meer"),
        (["kinderopvangtoeslag"], "vanaf, eerste, volgende"),
    ],
)
def test_every_kind_of_file_can_be_shown(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    code, out, err = run(capsys, *arguments, "--op", "2026-11-22")
    assert code == 0 and told in out and not err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["zorgtoeslg"], "Bedoelt u `zorgtoeslag`?"),
        (["meedoen_kinderen"], "Kies met --gemeente of --waterschap: Assen, "),
        (["kwijtschelding", "--gemeente", "Asen"], "Bedoelt u `Assen`?"),
        (["zorgtoeslag", "--op", "2019-01-01"], "de regels beginnen in 2024"),
        (["zorgtoeslag", "--op", "gisteren"], "Schrijf jaar-maand-dag"),
    ],
)
def test_what_is_not_there_is_one_clear_line(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2 and not out and told in err and err.count("\n") == 1
