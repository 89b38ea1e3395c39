"""The site: every rule has its page, every link arrives, every value is there, and nothing is loaded from elsewhere."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from browser import ROOT, TODAY, browsing, chromium, data_of, example, lacking, violations, wider_than_the_screen
from voorzieningen import FileError, Huishouden, load_rules, screen
from voorzieningen.nudge import read_proof
from voorzieningen.render import rule_page
from voorzieningen.render.rule_model import RulePage
from voorzieningen.rulebook import Place
from voorzieningen.site._templates import environment, unit_words
from voorzieningen.site._urls import Addresses, Here, folder_of
from wording import from_rules, page_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = load_rules()
FILES = RULES.book.files
ADDRESS = re.compile(r'<(\w+)\b[^>]*?\s(?:xlink:)?(href|src)="([^"]*)"')
ID = re.compile(r'\sid="([^"]+)"')
REL = re.compile(r'\brel="([^"]*)"')
ELSEWHERE = re.compile(r"^(?:https?:)?//|^(?:mailto|tel):")
STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
TITLE = re.compile(r"<h1[^>]*>(.*?)(?:<a |</h1>)", re.DOTALL)
KINDS = (
    "index.html", "regelingen/zorgtoeslag.html", "gemeenten/rotterdam/index.html", "signalen/huurachterstand.html",
    "register.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once, strictly: a warning is a failure."""
    if absent := [name for name in ("mkdocs", "material") if find_spec(name) is None]:
        lacking(f"no {', '.join(absent)}: pip install 'voorzieningen[site]'")
    if shutil.which("dot") is None:
        lacking("no dot: apt-get install --no-install-recommends graphviz")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    target = tmp_path_factory.mktemp("site")
    config = load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(target))
    config.extra["op"] = TODAY
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return target


@pytest.fixture(scope="module")
def texts(site: Path) -> dict[str, str]:
    """Every page as it was written."""
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


def drawn() -> Iterator[tuple[str, RulePage]]:
    """Every rule file with the address of its page: of the country, and of each municipality and water board itself."""
    addresses = Addresses(FILES)
    for name, file in {**FILES.schemes, **FILES.frames, **FILES.signals}.items():
        yield addresses.pages[name], rule_page(FILES, file, TODAY)
    for (body, _), pack in FILES.packs.items():
        place = Place(gemeente=pack.name) if body == "gemeente" else Place(waterschap=pack.name)
        for name, file in pack.schemes.items():
            yield f"{folder_of(pack)}/{name}.md", rule_page(FILES, file, TODAY, place)
        for file in FILES.local(place).values():
            if file.body == body and file.model.regeling not in pack.schemes:
                yield f"{folder_of(pack)}/index.md", rule_page(FILES, file, TODAY, place)


def built(path: str) -> str:
    return f"{path.removesuffix('.md')}.html"


# --- the pages

def test_every_rule_municipality_and_signal_has_its_page(texts: dict[str, str]) -> None:
    pages = {built(path): page for path, page in drawn() if not path.endswith("index.md")}
    assert len(pages) > 100
    for path, page in pages.items():
        found = TITLE.search(texts[path])
        assert found and html.unescape(found[1].strip()) == page.file.titel, path
    for pack in FILES.packs.values():
        found = TITLE.search(texts[f"{folder_of(pack)}/index.html"])
        assert found and html.unescape(found[1].strip()) == pack.name


def test_every_link_and_anchor_arrives(site: Path, texts: dict[str, str]) -> None:
    ids = {path: set(ID.findall(text)) for path, text in texts.items()}
    checked, lost = 0, []
    for path, text in texts.items():
        if path == "404.html":  # it is served from anywhere, and so has addresses from the root
            continue
        for _, _, raw in ADDRESS.findall(text):
            address = html.unescape(raw)
            if ELSEWHERE.match(address) or address.startswith("data:"):
                continue
            checked += 1
            name, _, anchor = address.partition("#")
            target = ((site / path).parent / unquote(name)).resolve() if name else site / path
            there = target.relative_to(site.resolve()).as_posix() if name else path
            if not target.is_file() or (anchor and there in ids and unquote(anchor) not in ids[there] | {"__top"}):
                lost.append(f"{path}: {address}")
    print(f"{checked} links op {len(texts)} bladzijden")
    assert not lost, lost[:20]
    assert checked > 50_000


def test_no_anchor_stands_twice_on_a_page(texts: dict[str, str]) -> None:
    for path, text in texts.items():
        found = [one for one in ID.findall(text) if not re.fullmatch(r"(?:node|edge|a_node|graph|a_graph)\d+.*|__.*", one)]
        twice = {one for one in found if found.count(one) > 1} if len(set(found)) < len(found) else set()
        assert not twice, (path, sorted(twice)[:5])


def test_nothing_is_loaded_from_elsewhere(site: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        for match in ADDRESS.finditer(text):
            tag, address = match[1], match[3]
            loads = tag in ("script", "img", "iframe", "source", "embed") or (tag == "link" and REL.search(match[0]) is not None)
            assert not (loads and ELSEWHERE.match(address)), f"{path}: {match[0]}"
    for path in site.rglob("*.css"):
        for found in STYLE_ADDRESS.findall(path.read_text(encoding="utf-8")):
            assert not ELSEWHERE.match("".join(found)), f"{path}: {found}"


def test_every_dated_value_stands_on_the_page_of_its_rule(texts: dict[str, str]) -> None:
    """Every cell of every date, with its source and the day somebody looked; nothing rounded, nothing left out."""
    plain = {path: html.unescape(re.sub(r"<[^>]+>", "\n", text)) for path, text in texts.items()}
    cells = 0
    for path, page in drawn():
        lines = set(map(str.strip, plain[built(path)].splitlines()))
        own = page.figures
        if path.endswith("index.md"):  # of a filled frame only what was filled in stands with the municipality
            own = tuple(one for one in own if one.fills)
        for figure in own:
            for value in figure.values:
                for _, shown in value.cells:
                    assert set(filter(None, map(str.strip, shown.split("\t")))) <= lines, (path, figure.name, shown)
                    cells += 1
                assert all(source.text.strip() in plain[built(path)] for source in value.sources)
    print(f"{cells} waarden")
    assert cells > 2000


def test_every_condition_and_choice_says_its_sentence(texts: dict[str, str]) -> None:
    sentences = 0
    for path, page in drawn():
        if path.endswith("index.md"):
            continue
        plain = html.unescape(re.sub(r"<[^>]+>", "", texts[built(path)]))
        for condition in page.conditions:
            for test in condition.versions:
                for parts in (test.yes, test.no):
                    assert "".join(part.text for part in parts) in plain, (path, condition.name)
        for step in page.steps:
            for version in step.versions:
                for line in version.lines:
                    assert "".join(part.text for part in line.sentence) in plain, (path, step.name)
                    sentences += bool(line.sentence)
    print(f"{sentences} zinnen bij keuzes")
    assert sentences > 100


def test_a_worked_example_comes_out_as_published(texts: dict[str, str]) -> None:
    """The official example of zorgtoeslag 2026: the figures on the page are those of Dienst Toeslagen."""
    text = texts["regelingen/zorgtoeslag.html"]
    worked = html.unescape(re.sub(r"<[^>]+>", " ", text[text.index('id="uitgewerkt"') : text.index('id="bedragen"')]))
    assert "Dienst Toeslagen, Berekening zorgtoeslag 2026, voorbeeld 1" in worked
    assert "€ 1.550 per jaar" in worked and "€ 129 per maand" in worked and "0.01912 × 29736" in worked
    assert sum('id="uitgewerkt"' in one for one in texts.values()) > 90


def test_the_texts_of_the_start_and_the_limits_are_plain(texts: dict[str, str]) -> None:
    found = from_rules()
    body = texts["index.html"].partition("<article")[2].partition("</article>")[0]
    paragraphs = re.findall(r"<(?:p|li|h2|td)\b[^>]*>(.*?)</(?:p|li|h2|td)>", body, re.DOTALL)
    lines = [" ".join(html.unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in paragraphs]
    assert len(lines) > 20
    wrong = [one for one in page_faults("start", lines, found) if one.rule in ("zin", "verboden", "gemiddeld")]
    assert not wrong, "\n".join(map(str, wrong))


def test_what_is_said_never_to_be_used_is_no_fact() -> None:
    """The page about the limits of the law promises this; the facts of the rules and of every pack keep it."""
    never = ("naam", "geslacht", "national", "geboorteland", "afkomst", "etni", "taal", "geloof", "religie", "buurt", "wijk",
             "straat", "postcode", "burgerservice", "bsn")  # fmt: skip
    for name in FILES.facts:
        assert not [one for one in never if name.startswith(one) or f"_{one}" in name], name


def test_the_register_has_a_row_for_every_rule(texts: dict[str, str]) -> None:
    rows = texts["register.html"].count("<tr>") - 1
    assert rows == sum(not path.endswith("index.md") for path, _ in drawn())


# --- pieces

@pytest.mark.parametrize(
    ("unit", "words"),
    [("EUR/jaar", "euro per jaar"), ("ja_nee", "ja of nee"), ("a | b", "een van: a, b"), ("EUR", "euro"), ("maand", "maand")],
)
def test_a_unit_is_said_in_words(unit: str, words: str) -> None:
    assert unit_words(unit) == words


def test_a_text_of_the_rules_cannot_become_markup() -> None:
    made = environment().from_string("{{ text | adres }}").render(text="<b> https://a.nl/?x=1&y=2. x")
    assert made == '&lt;b&gt; <a href="https://a.nl/?x=1&amp;y=2">https://a.nl/?x=1&amp;y=2.</a> x'


def test_without_graphviz_one_line_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from voorzieningen.site._graph import drawings

    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileError, match="apt install graphviz"):
        drawings([("Zorgtoeslag", "digraph { a -> b }")])


def test_a_page_finds_its_proof_of_coverage() -> None:
    proofs = read_proof(ROOT / "docs" / "bewijs" / "nudge.json").regelingen
    assert proofs[Here("", pack="gemeenten/assen").proven_as("kindpakket")].aantallen.geprobeerd > 0
    assert proofs[Here("").proven_as("zorgtoeslag")].aantallen.niet_gezien == 0
    assert Here("").proven_as("kindpakket") not in proofs


def test_an_address_is_relative_to_the_page_it_stands_on() -> None:
    from voorzieningen.render.rule_model import Ref

    addresses = Addresses(FILES)
    here = Here("gemeenten/rotterdam/index.md", "kwijtschelding_gemeente", "kwijtschelding_gemeente-", frozenset({"vorm"}))
    assert addresses.of(Ref("", "rol"), here) == "../../feiten.html#rol"
    assert addresses.of(Ref("kwijtschelding_gemeente", "vorm"), here) == "#kwijtschelding_gemeente-vorm"
    assert addresses.of(Ref("kwijtschelding_gemeente", "norm"), here) == "../../lokaal/kwijtschelding.html#norm"
    assert addresses.of(Ref("zorgtoeslag", ""), here) == "../../regelingen/zorgtoeslag.html"


# --- in a browser, from the disk

@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Browser]:
    """One browser for all visits."""
    chromium()
    with browsing() as found:
        yield found


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Any]:
    """Opens pages from the disk; afterwards nothing was asked of another machine and nothing went wrong."""
    faults: list[str] = []
    contexts = []

    def go(path: str, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        context.on("request", lambda one: faults.append(one.url) if not one.url.startswith(("file:", "data:", "blob:")) else None)
        context.on("weberror", lambda one: faults.append(str(one.error)))
        page = context.new_page()
        page.goto((site / path.partition("#")[0]).as_uri() + ("#" + path.partition("#")[2] if "#" in path else ""))
        return page

    yield go
    for context in contexts:
        context.close()
    assert not faults, faults


def test_an_auditor_walks_from_an_amount_to_the_article(visit: Any) -> None:
    """From the report to the law in four clicks and a word, without a network: search, the page, the step, the article."""
    household = Huishouden.model_validate(data_of(example("01")))
    report = screen(household, TODAY, RULES)
    step = next(one for one in report.uitleg("zorgtoeslag") if one.stap == "zorgtoeslag.toegekend")
    page = visit("index.html")
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("zorgtoeslag")
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert "Zorgtoeslag" in first.inner_text()
    first.click()
    page.wait_for_url(re.compile(r"regelingen/zorgtoeslag\.html"))
    page.locator(".md-sidebar--secondary a[href$='#toegekend']").click()
    links = page.locator("h3#toegekend + .stap a[href^=http]").evaluate_all("all => all.map(one => one.href)")
    assert {one.url for one in step.bronnen} & set(links)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_a_page_is_for_everybody(visit: Any, path: str, colours: str) -> None:
    page = visit(path, color_scheme=colours)
    assert not violations(page)


@pytest.mark.parametrize("path", KINDS)
def test_a_page_fits_a_phone(visit: Any, path: str) -> None:
    page = visit(path)
    page.set_viewport_size({"width": 375, "height": 800})
    assert not wider_than_the_screen(page)
