"""The page in a real browser: a talk from start to paper, with and without script, by keyboard, and for everybody's eyes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser import (
    TODAY,
    Open,
    Visit,
    browsing,
    carried,
    chromium,
    data_of,
    example,
    fields,
    path_of,
    press,
    send,
    serving,
    settled,
    small_targets,
    violations,
    wider_than_the_screen,
)
from voorzieningen import Huishouden
from voorzieningen.household import read_saved
from voorzieningen.rulebook.strict_yaml import read_document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ON = "#vraag .knoppen button[name=actie][value=verder]"
ASKER = {"rol": "aanvrager", "geboortedatum": "1988-04-02"}
CHILD = {"rol": "kind", "geboortedatum": "2017-03-01", "naam": "Sam"}
FAMILY: dict[str, Any] = {"gemeente": "Assen", "personen": [ASKER, CHILD], "wonen": {"soort": "huur", "zelfstandig": "ja"}}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """One server for all tests."""
    chromium()
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser(base: str) -> Iterator[Browser]:
    """One browser for all tests."""
    with browsing() as found:
        yield found


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Open]:
    """Visits by new visitors; each fails afterwards when a request left this machine or anything else went wrong."""
    visits: list[Visit] = []

    def new(**options: Any) -> Visit:
        visits.append(Visit(browser, base, **options))
        return visits[-1]

    yield new
    for one in visits:
        one.close()


@pytest.fixture
def page(visit: Open) -> Page:
    """A tab on the first page."""
    return visit().page()


def expect(of: Any) -> Any:
    """What is expected of something on a page."""
    from playwright.sync_api import expect as expected

    return expected(of)


def at(page: Page, path: str, household: Mapping[str, Any] = FAMILY, language: str = "nl", done: str = "") -> Page:
    """The question of a path, for a household."""
    send(page, "/vraag", {**fields(household, language, done), "pad": path, "actie": "naar"})
    assert path_of(page) == path
    return page


def results(page: Page, household: Mapping[str, Any], tab: str = "uitkomst", language: str = "nl", **more: str) -> Page:
    """A tab of the results of a household."""
    send(page, f"/{tab}", {**fields(household, language), **more})
    return page


def answered(page: Page, value: str, *, kind: str = "radio") -> None:
    page.check(f"#vraag input[type={kind}][name=antwoord][value='{value}']")
    press(page, ON)


def typed(page: Page, value: str) -> None:
    page.fill("#getypt", value)
    press(page, ON)


# --- question by question

SCRIPTED = {
    "brieven": "geen", "gemeente": "Assen", "gesprek.papieren": "loonstrook", "personen.1.kinderbijslag": "ja",
    "personen.0.inkomens": "loon", "personen.0.toetsingsinkomen": "20000..29699", "wonen.soort": "huur", "sinds": "1-5-2024",
    "wonen.kale_huur": "€ 612,35",
}  # fmt: skip
"""What the person in the walk answers; the order of the questions is up to the page."""


class TestQuestions:
    def test_from_the_start_to_the_results(self, page: Page) -> None:
        press(page, "button[value=vragen]")
        seen: list[str] = []
        skipped: dict[str, str] = {}
        while "wonen.kale_huur" not in seen or len(skipped) < 3:
            path = path_of(page)
            assert path and path not in seen and len(seen) < 30
            seen.append(path)
            if path == "personen":
                page.fill("#geboren-1", "38")
                press(page, "button[name=erbij][value=kind]")
                page.fill("#geboren-2", "4-3-2017")
                press(page, "button[name=erbij][value=medebewoner]")
                expect(page.locator("#geboren-2")).to_have_value("4-3-2017")
                press(page, "button[name=eraf][value='2']")
                expect(page.locator(".mensen li")).to_have_count(2)
                press(page, ON)
            elif path not in SCRIPTED:
                skipped[path] = ("weet_niet", "zeg_niet", "later")[len(skipped) % 3]
                press(page, f"#vraag button[value={skipped[path]}]")
            elif page.locator("#getypt").count() and ".." not in SCRIPTED[path]:
                typed(page, SCRIPTED[path])
            else:
                kind = page.locator("#vraag input[name=antwoord]").first.get_attribute("type") or ""
                answered(page, SCRIPTED[path], kind=kind)
        press(page, ".zij form[action='/uitkomst'] button")
        expect(page.locator("#kop")).to_have_text(re.compile("U kunt|Er is nog niets zeker"))
        expect(page.locator(".kaart").first).to_be_visible()
        home = carried(page)
        assert home.gemeente == "Assen" and len(home.personen) == 2 and home.personen[1].rol == "kind"
        assert home.wonen is not None and home.naar_data()["wonen"]["kale_huur"] == pytest.approx(612.35, abs=0)
        assert skipped.items() <= home.naar_data()["gesprek"]["antwoorden"].items()
        assert "?" not in page.url and page.url.endswith("/uitkomst")

    @pytest.mark.parametrize(
        ("path", "value", "found"),
        [
            ("wonen.kale_huur", "612.35", 612.35), ("wonen.kale_huur", "1.612,35", 1612.35),
            ("wonen.kale_huur", "498..712.99", None), ("wonen.soort", "kamer", "kamer"),
            ("personen.0.geboortedatum", "2-4-1988", "1988-04-02"),
            ("gemeente", "assen", "Assen"),
        ],
    )  # fmt: skip
    def test_each_kind_of_answer_arrives(self, page: Page, path: str, value: str, found: Any) -> None:
        at(page, path)
        if page.locator(f"#vraag input[name=antwoord][value='{value}']").count():
            answered(page, value)
        else:
            typed(page, value)
        expect(page.locator("#fouten")).to_have_count(0)
        here: Any = carried(page).naar_data()
        for part in path.split("."):
            here = here[int(part) if part.isdigit() else part]
        assert here == (found or value) or str(here) == str(found or value)

    def test_back_returns_to_the_question_before(self, page: Page) -> None:
        at(page, "wonen.soort", {**FAMILY, "wonen": {"zelfstandig": "ja"}})
        answered(page, "huur")
        before = carried(page)
        press(page, ".gesprek form button:has-text('Terug')")
        assert path_of(page) == "wonen.soort"
        assert carried(page) == before
        expect(page.locator("#kop")).to_be_focused()

    def test_persons_keep_what_was_said_of_them_when_another_goes(self, page: Page) -> None:
        older = {"rol": "kind", "geboortedatum": "2012-01-05", "naam": "Bo", "kinderbijslag": "nee"}
        younger = {**CHILD, "kinderbijslag": "ja"}
        at(page, "personen", {**FAMILY, "personen": [ASKER, older, younger]})
        press(page, "button[name=eraf][value='1']")
        press(page, ON)
        left = carried(page).personen[1]
        assert left.naam == "Sam" and left.kinderbijslag is True

    def test_enter_in_a_field_goes_on(self, page: Page) -> None:
        at(page, "personen", {"gemeente": "Assen", "personen": [{"rol": "aanvrager", "geboortedatum": "onbekend"}]})
        page.fill("#geboren-1", "41")
        with page.expect_response("**/vraag"):
            page.press("#geboren-1", "Enter")
        settled(page)
        assert len(carried(page).personen) == 1 and path_of(page) not in ("", "personen")

    def test_who_it_is_about_and_why_it_is_asked(self, page: Page) -> None:
        at(page, "personen.1.kinderbijslag")
        expect(page.locator(".over")).to_contain_text("Sam")
        expect(page).to_have_title(re.compile(r".+\? - .+"))


    def test_back_shows_what_was_answered_and_another_choice_counts(self, page: Page) -> None:
        rent = {"soort": "huur", "zelfstandig": "ja", "kale_huur": 612.35}
        at(page, "wonen.kale_huur", {**FAMILY, "wonen": rent})
        expect(page.locator("#getypt")).to_have_value("612,35")
        page.locator("#vraag input[name=antwoord]").first.check()
        press(page, ON)
        assert carried(page).naar_data()["wonen"]["kale_huur"] == "0..497.99"
        at(page, "wonen.kale_huur", {**FAMILY, "wonen": {**rent, "kale_huur": "0..497.99"}})
        expect(page.locator("#vraag input[name=antwoord]").first).to_be_checked()


class TestErrors:
    @pytest.mark.parametrize(
        ("path", "value", "words"),
        [
            ("sinds", "", "Kies een antwoord"), ("sinds", "31-2-2024", "Deze dag bestaat niet"),
            ("sinds", "ooit", "Vul een dag in"),
            ("wonen.kale_huur", "veel", "Vul een bedrag in"), ("wonen.kale_huur", "61235", "Dit kan niet kloppen"),
            ("personen.0.geboortedatum", "2-4-2031", "in de toekomst"), ("gemeente", "", "Kies een antwoord"),
        ],
    )  # fmt: skip
    def test_it_is_said_at_the_field(self, page: Page, path: str, value: str, words: str) -> None:
        before = carried(at(page, path))
        typed(page, value)
        summary, field = page.locator("#fouten"), page.locator("#getypt")
        expect(summary).to_contain_text(words)
        expect(summary).to_be_focused()
        expect(page.locator("#fout-tekst")).to_contain_text(words)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_attribute("aria-describedby", re.compile("fout-tekst"))
        expect(field).to_have_value(value)
        expect(page).to_have_title(re.compile("^Fout: "))
        assert path_of(page) == path and carried(page) == before
        summary.locator("a").click()
        expect(field).to_be_focused()

    def test_nothing_chosen(self, page: Page) -> None:
        at(page, "feiten.post_en_rekeningen")  # nothing stands there yet: what was answered before is shown again
        press(page, ON)
        expect(page.locator("#fouten")).to_be_focused()
        page.click("#fouten a")
        expect(page.locator("#keuze-1")).to_be_focused()

    def test_none_of_these_and_something_else(self, page: Page) -> None:
        at(page, "personen.0.inkomens")
        page.check("input[value=geen]")
        page.check("input[value=loon]")
        press(page, ON)
        expect(page.locator("#fouten")).to_contain_text("Niet allebei")
        expect(page.locator("input[value=loon]")).to_be_checked()

    def test_an_age_that_cannot_be(self, page: Page) -> None:
        at(page, "personen")
        page.fill("#geboren-1", "38")
        page.fill("#geboren-2", "negen")
        press(page, ON)
        expect(page.locator("#fouten")).to_be_focused()
        expect(page.locator("#geboren-2")).to_have_value("negen")
        expect(page.locator("#geboren-1")).to_have_value("38")
        assert path_of(page) == "personen"
        page.click("#fouten a")
        expect(page.locator("#geboren-1")).to_be_focused()

    def test_a_doubtful_amount_is_asked_about_once(self, page: Page) -> None:
        at(page, "wonen.kale_huur")
        typed(page, "9500")
        expect(page.locator("#vraag .melding")).to_contain_text("9500")
        expect(page.locator("#getypt")).to_have_value("9500")
        assert path_of(page) == "wonen.kale_huur" and "kale_huur" not in carried(page).naar_data()["wonen"]
        press(page, ON)
        assert path_of(page) != "wonen.kale_huur"
        assert carried(page).naar_data()["wonen"]["kale_huur"] == 9500

    def test_a_server_that_is_gone_keeps_the_answers(self, visit: Open) -> None:
        tab = visit()
        page = at(tab.page(), "wonen.kale_huur")
        page.fill("#getypt", "612")
        tab.context.route("**/vraag", lambda route: route.abort())
        page.locator(ON).click()
        expect(page.locator("#bericht")).to_contain_text("Uw antwoorden staan er nog")
        expect(page.locator("#getypt")).to_have_value("612")
        tab.context.unroute("**/vraag")
        tab.context.route("**/vraag", lambda route: route.fulfill(status=503, body="druk"))
        page.locator(ON).click()
        expect(page.locator("#bericht")).to_contain_text("Uw antwoorden staan er nog")
        expect(page.locator("#getypt")).to_have_value("612")
        tab.context.unroute("**/vraag")
        press(page, ON)
        assert carried(page).naar_data()["wonen"]["kale_huur"] == 612
        tab.faults = [one for one in tab.faults if "Failed to load resource" not in one and not one.startswith("503")]


# --- the whole form

class TestForm:
    def test_fill_and_compute(self, page: Page) -> None:
        press(page, "button[value=formulier]")
        page.fill("#geboren-1", "38")
        page.fill("[name='veld:gemeente']", "Assen")
        page.check("[name='veld:wonen.soort'][value=huur]")
        page.fill("[name='veld:wonen.kale_huur']", "€ 612,35")
        press(page, "button[name=erbij][value=kind]")
        expect(page.locator("[name='veld:gemeente']")).to_have_value("Assen")
        page.fill("#geboren-2", "9")
        page.check("[name='veld:personen.0.inkomens'][value=loon]")
        press(page, "#formulier .knoppen button[value=bij]")
        expect(page.locator("[name='veld:wonen.kale_huur']")).to_have_value("612,35")
        expect(page.locator("[name='veld:wonen.soort'][value=huur]")).to_be_checked()
        page.fill("[name='veld:personen.0.inkomens.0.netto']", "1700")
        press(page, "#formulier .knoppen button[value=klaar]")
        assert page.url.endswith("/formulier") or page.url.endswith("/uitkomst")
        expect(page.locator(".kaart").first).to_be_visible()
        home = carried(page).naar_data()
        assert [one["rol"] for one in home["personen"]] == ["aanvrager", "kind"] and home["wonen"]["kale_huur"] == 612.35
        assert home["personen"][0]["inkomens"][0]["netto"] == 1700

    def test_an_error_keeps_everything_typed(self, page: Page) -> None:
        send(page, "/formulier", fields(FAMILY))
        page.fill("[name='veld:wonen.kale_huur']", "veel")
        page.fill("[name='veld:gemeente']", "Emmen")
        page.fill("#geboren-2", "negen")
        page.check("[name='veld:personen.0.inkomens'][value=loon]")
        page.check("[name='veld:personen.0.inkomens'][value=geen]")
        press(page, "#formulier .knoppen button[value=bij]")
        summary = page.locator("#fouten")
        expect(summary).to_be_focused()
        expect(summary.locator("li")).to_have_count(3)
        expect(page.locator("[name='veld:wonen.kale_huur']")).to_have_value("veel")
        expect(page.locator("[name='veld:wonen.kale_huur']")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("[name='veld:gemeente']")).to_have_value("Emmen")
        expect(page.locator("#geboren-2")).to_have_value("negen")
        expect(page.locator("[name='veld:personen.0.inkomens'][value=loon]")).to_be_checked()
        expect(page.locator("[name='veld:personen.0.inkomens'][value=geen]")).to_be_checked()
        expect(page).to_have_title(re.compile("^Fout: "))
        press(page, "#formulier .knoppen button[value=klaar]")
        expect(page.locator("#fouten")).to_be_visible()

    def test_enter_in_a_field_computes(self, page: Page) -> None:
        send(page, "/formulier", fields(FAMILY))
        page.fill("[name='veld:wonen.kale_huur']", "612")
        with page.expect_response("**/formulier"):
            page.press("[name='veld:wonen.kale_huur']", "Enter")
        settled(page)
        assert len(carried(page).personen) == 2 and carried(page).naar_data()["wonen"]["kale_huur"] == 612

    def test_what_was_said_of_a_person_goes_with_that_person(self, page: Page) -> None:
        older = {"rol": "kind", "geboortedatum": "2012-01-05", "naam": "Bo", "kinderbijslag": "nee"}
        send(page, "/formulier", fields({**FAMILY, "personen": [ASKER, older, {**CHILD, "kinderbijslag": "ja"}]}))
        press(page, "button[name=eraf][value='1']")
        left = carried(page).personen
        assert [one.naam for one in left[1:]] == ["Sam"] and left[1].kinderbijslag is True


# --- keeping and opening

def uploaded(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#bestand", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    with page.expect_navigation():
        page.click("form[action='/open'] button")


class TestFiles:
    def test_what_is_kept_can_be_opened_again(self, page: Page, tmp_path: Path) -> None:
        at(page, "wonen.kale_huur")
        typed(page, "612,35")
        with page.expect_download() as download:
            page.click("form[action='/bewaar'] button")
        kept = tmp_path / "kept.yaml"
        download.value.save_as(kept)
        assert download.value.suggested_filename == f"huishouden-{TODAY.isoformat()}.yaml"
        found = read_saved(read_document(kept.read_bytes(), "kept").data)
        assert found.household == carried(page) and not found.notes
        page.goto("/")
        uploaded(page, "kept.yaml", kept.read_bytes())
        expect(page.locator("#kop")).to_be_visible()
        assert carried(page) == found.household
        page.reload()
        settled(page)
        assert carried(page) == found.household

    def test_an_older_file_says_what_changed(self, page: Page) -> None:
        file = (
            "peildatum: 2026-11-01\npersonen: [{rol: aanvrager, leeftijd: 38}]\n"
            "voertuigen: [{waarde: 2000, feiten: {voertuig_onmisbaar: ja}}]\n"
        )
        uploaded(page, "oud.yaml", file.encode())
        expect(page.locator(".melding")).to_contain_text("staat nu bij de auto zelf")

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("later.yaml", b"versie: 99\npersonen: [{rol: aanvrager, leeftijd: 38}]\n", "nieuwere versie"),
            ("brief.yaml", b"aanhef: Geachte mevrouw\n", "geen huishouden"),
            ("leeg.yaml", b"", "leeg"),
            ("foto.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01", "bestand"),
            ("foto.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01", "bestand"),
            ("lijst.json", b"[1, 2", "JSON"),
            ("groot.yaml", b"\x89PNG" * 400_000, "te groot"),
        ],
    )  # fmt: skip
    def test_what_is_no_household_is_refused(self, visit: Open, name: str, content: bytes, words: str) -> None:
        tab = visit()
        page = tab.page()
        uploaded(page, name, content)
        expect(page.locator("main")).to_contain_text(re.compile(words, re.IGNORECASE))
        expect(page.locator("body")).not_to_contain_text("Traceback")
        tab.faults = [one for one in tab.faults if "status of 413" not in one]

    def test_no_file_chosen(self, page: Page) -> None:
        with page.expect_navigation():
            page.click("form[action='/open'] button")
        expect(page.locator("#fouten")).to_be_focused()


# --- the buttons of the browser itself

class TestHistory:
    def test_back_and_forward_lose_nothing(self, page: Page) -> None:
        press(page, "button[value=vragen]")
        answered(page, "geen", kind="checkbox")
        typed(page, "Assen")
        told, path = carried(page), path_of(page)
        page.go_back()
        expect(page.locator("#vraag input[name=pad]")).to_have_value("gemeente")
        page.go_back()
        expect(page.locator("#vraag input[name=pad]")).to_have_value("brieven")
        page.go_forward()
        expect(page.locator("#vraag input[name=pad]")).to_have_value("gemeente")
        page.go_forward()
        expect(page.locator("#vraag input[name=pad]")).to_have_value(path)
        assert carried(page) == told

    @pytest.mark.parametrize("answers", [0, 2])
    def test_reload_keeps_the_answers(self, page: Page, answers: int) -> None:
        press(page, "button[value=vragen]")
        for step in range(answers):
            answered(page, "geen", kind="checkbox") if step == 0 else typed(page, "Assen")
        told, path = carried(page), path_of(page)
        page.reload()
        expect(page.locator("#vraag input[name=pad]")).to_have_value(path)
        assert carried(page) == told

    @pytest.mark.parametrize("tab", ["formulier", "vergelijk", "geld"])
    def test_reload_of_another_page(self, page: Page, tab: str) -> None:
        at(page, "wonen.kale_huur")
        typed(page, "612,35")
        told = carried(page)
        press(page, ".zij form[action='/uitkomst'] button")
        press(page, f"form[action='/{tab}'] button")
        page.reload()
        expect(page.locator("#kop")).to_be_visible()
        assert carried(page) == told and page.url.endswith(f"/{tab}")

    def test_two_tabs_are_two_households(self, visit: Open) -> None:
        visitor = visit()
        one, two = visitor.page(), visitor.page()
        for page, town in ((one, "Assen"), (two, "Emmen")):
            press(page, "button[value=vragen]")
            answered(page, "geen", kind="checkbox")
            typed(page, town)
        for page, town in ((one, "Assen"), (two, "Emmen")):
            page.reload()
            expect(page.locator("#vraag")).to_be_visible()
            assert carried(page).gemeente == town

    def test_wiped_is_gone(self, page: Page) -> None:
        press(page, "button[value=vragen]")
        answered(page, "geen", kind="checkbox")
        typed(page, "Assen")
        with page.expect_navigation():
            page.click("form[data-wis] button")
        expect(page.locator("h1")).to_have_text("Alles is weg")
        assert page.evaluate("() => sessionStorage.length") == 0
        page.reload()
        expect(page.locator("h1")).to_have_text("Alles is weg")
        for _ in range(4):
            page.go_back()
            expect(page.locator("h1")).to_be_visible()
            settled(page)
            assert "Assen" not in page.content().replace('value="Assen"></option>', "")
        assert page.evaluate("() => sessionStorage.length") == 0


# --- without a mouse, without script

class TestKeyboard:
    def tab_to(self, page: Page, selector: str) -> None:
        """Goes with Tab to something, and sees at each stop where it is."""
        for _ in range(60):
            page.keyboard.press("Tab")
            stop = page.evaluate("""wanted => {
                const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
                const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return {
                    name: one.outerHTML.slice(0, 100), there: one.matches(wanted),
                    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
                    free: on !== null && (one.contains(on) || on.contains(one)),
                };
            }""", selector)  # fmt: skip
            assert stop["ring"], f"no ring: {stop['name']}"
            assert stop["free"], f"hidden: {stop['name']}"
            if stop["there"]:
                return
        pytest.fail(f"{selector} is not reached with Tab")

    def push(self, page: Page, key: str) -> None:
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press(key)
        settled(page)

    @pytest.mark.parametrize("width", [320, 1280])
    def test_to_the_third_question(self, visit: Open, width: int) -> None:
        page = visit(viewport={"width": width, "height": 640}).page()
        self.tab_to(page, "button[value=vragen]")
        self.push(page, "Enter")
        assert path_of(page) == "brieven"
        self.tab_to(page, "input[value=geen]")
        page.keyboard.press("Space")
        self.tab_to(page, ON)
        self.push(page, "Enter")
        assert path_of(page) == "gemeente"
        self.tab_to(page, "button[value=weet_niet]")
        self.push(page, "Space")
        assert path_of(page) == "personen"
        expect(page.locator("#kop")).to_be_focused()

    def test_the_whole_form_shows_where_it_is(self, visit: Open) -> None:
        page = visit(viewport={"width": 1280, "height": 640}).page()
        send(page, "/formulier", fields(FAMILY))
        self.tab_to(page, "[name='veld:wonen.soort']")

    def test_the_skip_link_comes_first(self, page: Page) -> None:
        at(page, "wonen.soort")
        page.keyboard.press("Tab")
        expect(page.locator("a.spring")).to_be_focused()
        expect(page.locator("a.spring")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


class TestWithoutScript:
    @pytest.fixture
    def plain(self, visit: Open) -> Page:
        return visit(java_script_enabled=False).page()

    def push(self, page: Page, selector: str) -> None:
        with page.expect_navigation():
            page.locator(selector).first.click()

    def test_five_questions(self, plain: Page) -> None:
        self.push(plain, "button[value=vragen]")
        assert path_of(plain) == "brieven"
        plain.check("input[value=geen]")
        self.push(plain, ON)
        plain.fill("#getypt", "Assen")
        self.push(plain, ON)
        assert path_of(plain) == "personen"
        plain.fill("#geboren-1", "38")
        self.push(plain, "button[name=erbij][value=kind]")
        plain.fill("#geboren-2", "9")
        self.push(plain, ON)
        for _ in range(2):
            before = path_of(plain)
            self.push(plain, "button[value=weet_niet]")
            assert path_of(plain) not in ("", before)
        self.push(plain, ".gesprek form button:has-text('Terug')")
        assert path_of(plain) == before
        self.push(plain, ".zij form[action='/uitkomst'] button")
        expect(plain.locator("#kop")).to_be_visible()
        expect(plain.locator("noscript p")).to_be_visible()
        home = carried(plain)
        assert home.gemeente == "Assen" and len(home.personen) == 2
        self.push(plain, "form[data-wis] button")
        expect(plain.locator("h1")).to_have_text("Alles is weg")

    def test_the_form(self, plain: Page) -> None:
        self.push(plain, "button[value=formulier]")
        plain.fill("#geboren-1", "38")
        plain.fill("[name='veld:wonen.kale_huur']", "veel")
        self.push(plain, "#formulier .knoppen button[value=bij]")
        expect(plain.locator("#fouten")).to_be_visible()
        expect(plain.locator("[name='veld:wonen.kale_huur']")).to_have_value("veel")
        plain.fill("[name='veld:wonen.kale_huur']", "612,35")
        self.push(plain, "#formulier .knoppen button[value=klaar]")
        assert carried(plain).naar_data()["wonen"]["kale_huur"] == 612.35


# --- what if, and paper

class TestWhatIf:
    def test_a_change_has_its_sentence(self, page: Page) -> None:
        results(page, data_of(example("01")), "vergelijk")
        page.fill("#w-huur", "750")
        press(page, "form:has(input[value=huur]) button")
        expect(page.locator("#gevolg")).to_be_focused()
        expect(page.locator(".gevolg .groot")).to_contain_text("€")
        assert carried(page) == Huishouden.model_validate({"peildatum": TODAY.isoformat(), **data_of(example("01"))})

    @pytest.mark.parametrize(
        ("kind", "value", "words"),
        [("huur", "veel", "Vul een bedrag in"), ("loon", "", "Vul een bedrag in"), ("kind_uit_huis", "", "geen kind")],
    )
    def test_a_wrong_value(self, page: Page, kind: str, value: str, words: str) -> None:
        results(page, data_of(example("01")), "vergelijk")
        if value:
            page.fill(f"#w-{kind}", value)
        press(page, f"form:has(input[value={kind}]) button")
        expect(page.locator("#fouten")).to_be_focused()
        expect(page.locator("#fouten")).to_contain_text(words)
        if value:
            expect(page.locator(f"#w-{kind}")).to_have_value(value)
            expect(page.locator(f"#w-{kind}")).to_have_attribute("aria-invalid", "true")


class TestPaper:
    @pytest.mark.parametrize("number", ["01", "04", "08"])
    def test_two_sides(self, page: Page, number: str) -> None:
        file = example(number)
        uploaded(page, file.name, file.read_bytes())
        for tab in ("doen", "geld") if number == "01" else ("doen",):
            press(page, f".tabs form[action='/{tab}'] button")
            page.emulate_media(media="print")
            expect(page.locator(".scherm")).to_be_hidden()
            expect(page.locator(".papier")).to_be_visible()
            assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
            page.emulate_media(media="screen")

    def test_the_same_button_on_every_tab(self, page: Page) -> None:
        page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
        results(page, FAMILY)
        for at, tab in enumerate(("geld", "let-op", "doen", "waarom", "vergelijk"), 1):
            press(page, f".tabs form[action='/{tab}'] button")
            page.click("[data-print]")
            assert page.evaluate("() => window.printed") == at

    def test_arrears_only_when_asked(self, page: Page) -> None:
        results(page, data_of(example("01")), "doen")
        expect(page.locator(".papier")).not_to_contain_text("achter met")
        press(page, ".meeprinten button")
        expect(page.locator(".papier")).to_contain_text("€ 639,60")
        press(page, ".meeprinten button")
        expect(page.locator(".papier")).not_to_contain_text("€ 639,60")


# --- every page, in every shape

def start(page: Page, language: str) -> None:
    page.goto(f"/?taal={language}")


def asked(path: str) -> Callable[[Page, str], None]:
    def go(page: Page, language: str) -> None:
        at(page, path, FAMILY, language, done="gemeente personen")
        expect(page.locator(".gesprek form button").first).to_be_visible()

    return go


def mistaken(path: str) -> Callable[[Page, str], None]:
    def go(page: Page, language: str) -> None:
        at(page, path, FAMILY, language)
        if page.locator("#getypt").count():
            page.fill("#getypt", "???")
        elif path == "personen":
            page.fill("#geboren-2", "???")
        press(page, ON)
        expect(page.locator("#fouten")).to_be_visible()

    return go


def doubted(page: Page, language: str) -> None:
    at(page, "wonen.kale_huur", FAMILY, language)
    typed(page, "9500")


def shown(tab: str, number: str = "01", **more: str) -> Callable[[Page, str], None]:
    def go(page: Page, language: str) -> None:
        results(page, data_of(example(number)), tab, language, **more)

    return go


def whole(page: Page, language: str) -> None:
    send(page, "/formulier", fields({**FAMILY, "personen": [{**ASKER, "inkomens": [{"soort": "loon"}]}, CHILD]}, language))


def whole_mistaken(page: Page, language: str) -> None:
    whole(page, language)
    page.fill("[name='veld:wonen.kale_huur']", "???")
    press(page, "#formulier .knoppen button[value=bij]")


def refused(page: Page, language: str) -> None:
    start(page, language)
    uploaded(page, "leeg.yaml", b"")


def gone(page: Page, language: str) -> None:
    at(page, "wonen.soort", FAMILY, language)
    with page.expect_navigation():
        page.click("form[data-wis] button")


PAGES: dict[str, Callable[[Page, str], None]] = {
    "start": start,
    "start-refused": refused,
    "several": asked("personen.0.inkomens"),
    "place": asked("gemeente"),
    "persons": asked("personen"),
    "yes-no": asked("personen.1.kinderbijslag"),
    "one-of": asked("wonen.soort"),
    "bands": asked("wonen.kale_huur"),
    "amount": asked("personen.0.feiten.voorlopige_teruggaaf"),
    "day": asked("sinds"),
    "count": asked("voertuigen"),
    "receives": asked("ontvangt"),
    "otherwise": asked("gesprek.bijzonder"),
    "error-amount": mistaken("wonen.kale_huur"),
    "error-choice": mistaken("feiten.post_en_rekeningen"),
    "error-persons": mistaken("personen"),
    "doubt": doubted,
    "form": whole,
    "form-error": whole_mistaken,
    "results": shown("uitkomst"),
    "results-half-known": shown("uitkomst", "08"),
    "money": shown("geld"),
    "signals": shown("let-op"),
    "plan": shown("doen"),
    "why": shown("waarom"),
    "why-one": shown("waarom", regeling="huurtoeslag"),
    "what-if": shown("vergelijk"),
    "what-if-result": shown("vergelijk", wat="huur", waarde="750"),
    "what-if-error": shown("vergelijk", wat="huur", waarde="veel"),
    "gone": gone,
    "unknown": lambda page, language: page.goto("/dit-is-er-niet") and None,
}
SPACED = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }
"""
ENGLISH = re.compile(r"\b(?:the|you|your|for|to|not|is|of|with|help|and|from)\b", re.IGNORECASE)
DUTCH = re.compile(r"\b(?:het|een|niet|wij|uw|zijn|wordt|geen|kunt|heeft|krijgt|voor)\b", re.IGNORECASE)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_for_everybody(visit: Open, name: str, language: str) -> None:
    """WCAG 2.2 A and AA in light and dark, narrow and wide; no sideways scroll; large targets; one heading; a title."""
    visitor = visit()
    page = visitor.page()
    PAGES[name](page, language)
    visitor.faults = [one for one in visitor.faults if name != "unknown" or "status of 404" not in one]
    assert page.locator("h1:visible").count() == 1 and page.title()
    expect(page.locator("html")).to_have_attribute("lang", language if name != "unknown" else "nl")
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found: list[str] = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {one}" for one in violations(page)]
    found += [f"scrolls: {one}" for one in wider_than_the_screen(page)]
    found += [f"small: {one}" for one in small_targets(page)]
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }", SPACED
    )
    found += [f"scrolls with more space: {one}" for one in wider_than_the_screen(page)]
    assert not found, "\n".join(found)


# --- English

class TestEnglish:
    def test_chosen_on_the_start_page(self, page: Page) -> None:
        with page.expect_navigation():
            page.click(".talen a[lang=en]")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        press(page, "button[value=vragen]")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#kop")).to_have_text(re.compile(r"letter.*\?"))
        expect(page.locator(ON)).not_to_have_text("Verder")
        answered(page, "geen", kind="checkbox")
        page.reload()
        expect(page.locator("#vraag input[name=pad]")).to_have_value("gemeente")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        typed(page, "")
        expect(page.locator("#fouten")).to_be_visible()

    @pytest.mark.parametrize("name", [name for name in PAGES if name not in ("unknown",)])
    def test_dutch_is_marked_as_dutch(self, visit: Open, name: str) -> None:
        page = visit().page()
        PAGES[name](page, "en")
        texts = page.evaluate("""() => {
            const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const text = walk.currentNode.data.trim();
                if (text && !walk.currentNode.parentElement.closest('[lang=nl], script, noscript')) { found.push(text); }
            }
            return found;
        }""")
        dutch = [text for text in texts if DUTCH.search(text) and not ENGLISH.search(text)]  # a name with its meaning may
        assert not dutch, "\n".join(dutch[:10])
        results_in_dutch = name in ("results", "signals", "plan", "why-one")
        assert page.locator("main [lang=nl]").count() > 0 or not results_in_dutch
