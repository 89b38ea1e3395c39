"""The page to take home: what stands on it in which order, what may not, and that it prints on two sides."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from voorzieningen import Huishouden, screen
from voorzieningen.render import report_lines
from voorzieningen.render import take_home_words as fixed
from voorzieningen.render.take_home import take_home
from voorzieningen.render.take_home_html import as_html
from voorzieningen.render.take_home_markdown import as_markdown
from voorzieningen.render.take_home_model import Blanks, Block, Point, Section, Step, Table, TakeHome, Text, Tick
from voorzieningen.render.words import small
from voorzieningen.report import (
    Aanvraag,
    Actie,
    Bedrag,
    Bronvermelding,
    Budget,
    Hulp,
    Jaar,
    Kasstroom,
    Maand,
    NietDoen,
    Post,
    Regeling,
    Report,
    Signaal,
    Stand,
    Stap,
    Vraag,
)
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.texts import texts
from wording import forbidden, from_rules, page_faults

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "voorbeelden").glob("*.yaml"))
TODAY = date(2026, 11, 22)
SOURCE = Bronvermelding(tekst="Wet op de zorgtoeslag art. 2 lid 1: wie", url="https://x.nl", zekerheid="officieel", gezien=TODAY)
_ONE_LINE = 3000
"""A page so wide that no paragraph is broken."""
ON_A_REFRIGERATOR = re.compile(r"schuld|achterst|achter met|betaal|deurwaarder|beslag|incasso|bijstand|€", re.IGNORECASE)


# --- reports made by hand

def amount(lowest: object, highest: object = None) -> Bedrag:
    return Bedrag(laagst=Decimal(str(lowest)), hoogst=Decimal(str(lowest if highest is None else highest)))


def scheme(title: str = "Zorgtoeslag", each: int = 129, **changes: Any) -> Regeling:
    given: dict[str, Any] = {
        "titel": title,
        "samenvatting": "Geld voor uw zorgverzekering.",
        "soort": "toeslag",
        "recht": "ja",
        "recht_nu": "ja",
        "bevinding": "onbenut",
        "per_maand": amount(each),
        "per_jaar": amount(12 * each),
        "per_keer": amount(each),
        "ontvangen_per_maand": Decimal(0),
        "jaren": {
            "2026": Jaar(recht="ja", per_jaar=amount(12 * each), gemist=amount(11 * each), uiterlijk=date(2027, 12, 31)),
        },
        "zekerheid": "officieel",
        "uitvoerder": "Dienst Toeslagen",
        "aanvragen": Aanvraag(waar="https://www.toeslagen.nl", nodig=("DigiD",), uiterlijk=date(2027, 12, 31)),
        "uitleg": ("U bent verzekerd.",),
        "stappen": (Stap(stap="a.b", soort="voorwaarde", eenheid="ja_nee", waarden=(), formule=(), bronnen=(SOURCE,)),),
    }
    return Regeling.model_validate(given | changes)


def step(number: int, name: str, **changes: Any) -> Actie:
    given = {"volgorde": number, "soort": "aanvragen", "id": name, "wat": f"Vraag {name} aan.", "waarom": "Het kan."}
    return Actie.model_validate(given | changes)


def signal(name: str, title: str, why: str, do: str, severity: str = "hoog") -> Signaal:
    given = {"id": name, "titel": title, "uitkomst": "ja", "ernst": severity, "waarom": why, "doe": do}
    return Signaal.model_validate(given | {"bron": "x", "zekerheid": "enkel"})


def budget(gain: Bedrag, *, now: int = -120) -> Budget:
    """A household with € 1.800 of wages that is € 120 short each month, until `gain` comes in."""
    def post(way: str, kind: str, title: str, before: Bedrag, after: Bedrag) -> Post:
        months = {"maanden": (before,) * 12, "straks": (after,) * 12}
        given = {"richting": way, "soort": kind, "titel": title, "vast": way == "uit", "per_maand": before}
        return Post.model_validate(given | {"straks_per_maand": after} | months)

    def flow(low: Decimal, high: Decimal, first: str | None) -> Kasstroom:
        left = amount(low - (1800 - now), high - (1800 - now))
        given = {"inkomsten": amount(low, high), "uitgaven": amount(1800 - now), "per_maand": left, "eerste_tekort": first}
        return Kasstroom.model_validate(given | {"laagste_stand": left, "laagste_maand": "2026-12"})

    wages, nothing, debt = amount(1800), amount(0), amount(40)
    stand = Stand(inkomsten=wages, uitgaven=amount(1920), saldo=amount(-120), stand=amount(-240))
    return Budget(
        nu=flow(Decimal(1800), Decimal(1800), "2027-02"),
        straks=flow(1800 + gain.laagst, 1800 + gain.hoogst, None),
        beginstand=amount(120),
        maanden=(Maand(maand="2027-02", nu=stand, straks=stand, geschat=True),),
        posten=(
            post("in", "loon", "Loon", wages, wages),
            post("in", "ziektewet", "Ziektewet", amount(10), amount(10)),
            post("in", "zorgtoeslag", "Zorgtoeslag", nothing, gain),
            post("uit", "huur", "Huur", amount(700), amount(700)),
            post("uit", "winkel", "Afbetalen: winkel", debt, debt),
        ),
        eerste_tekort="2027-02",
    )


ARREARS = signal("huurachterstand", "Huur niet betaald", "U loopt € 640 achter met de huur.", "Bel uw verhuurder.")
LETTER = signal(
    "acute_dreiging", "Een brief die haast heeft", "U heeft een brief over uitzetting.",
    'Bel vandaag de gemeente. Zeg: "Ik heb een brief." Neem de brief mee.', "kritiek",
)  # fmt: skip
OTHER = signal("woonquote", "Wonen kost veel", "Van elke € 100 gaat € 52 naar wonen.", "Laat de huur nakijken.", "aandacht")
MILD = signal("vastelastenquote", "Veel ligt al vast", "Dat is heel gewoon.", "Zet alles op een rij.", "informatie")


def report(**changes: Any) -> Report:
    schemes = {"zorgtoeslag": scheme(), "huurtoeslag": scheme("Huurtoeslag", 310)}
    given: dict[str, Any] = {
        "versie": "1",
        "regelset": {"digest": "sha256:" + "ab" * 32, "versie": "2026.11"},
        "peildatum": TODAY,
        "gemeente": "Assen",
        "regelingen": schemes,
        "budget": budget(amount(439)),
        "actieplan": (
            step(1, "huurtoeslag", per_maand=amount(310), eenmalig=amount(3410), voor=date(2026, 12, 31),
                 neem_mee=("DigiD", "huur"), waar="https://www.toeslagen.nl/", hulp=Hulp(naam="Spreekuur", url="https://b.nl")),
            step(2, "huurachterstand", soort="afspraak", wat="Bel uw verhuurder.", waarom="U loopt € 640 achter met de huur.",
                 hoe="Vraag om betalen in delen.", voor=date(2026, 11, 25)),
            step(3, "zorgtoeslag", per_maand=amount(129), voor=date(2027, 12, 31)),
            step(4, "kindpakket"),
        ),
        "niet_doen": tuple(NietDoen(wat=f"Doe {n} niet.", waarom="Dat kost geld.", bron="x") for n in ("a", "b", "c", "d", "e")),
        "signalen": (ARREARS, OTHER, MILD),
    }  # fmt: skip
    return Report.model_validate(given | changes)


# --- reading a page

def section(page: TakeHome, name: str) -> Section:
    return next(one for one in page.sections() if one.name == name)


def names(page: TakeHome) -> list[str]:
    return [one.name for one in page.sections()]


def plain(block: Block) -> Iterator[str]:
    """The words of a block, as they are read."""
    match block:
        case Text():
            yield block.words
        case Point():
            yield from (block.words, block.more)
        case Tick():
            yield from (block.words, block.day)
        case Step():
            yield from (block.what, block.why, *(one.words for line in block.lines for one in line))
        case Blanks():
            yield from (block.lead, *(text for one in block.fields for text in (one.label, one.words)))
        case Table():
            yield from (cell for row in block.rows for cell in row)
        case _:
            yield from (text for one in block.bars for text in (one.label, one.words))


def words_of(part: TakeHome | Section) -> str:
    sections = [part] if isinstance(part, Section) else list(part.sections())
    return "\n".join(text for one in sections for block in one.blocks for text in plain(block))


def bare_html(text: str) -> str:
    inside = re.sub(r"<(style|title|svg)\b.*?</\1>", " ", text.partition("<head>")[2], flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", inside)).replace("\u00ad", "").split())


def bare_markdown(text: str) -> str:
    lines = [line for line in text.splitlines() if not re.fullmatch(r"---|\|[ -|]*---[ -|]*", line)]
    lines = [re.sub(r"^(#+ |\s*- (?:\[ \] )?)", "", line) for line in lines]
    marked = re.sub(r"(?<!\\)(?:\*\*|\|)|_{4,}", " ", " ".join(lines))
    return " ".join(re.sub(r"\\(.)", r"\1", marked).split())


@cache
def example(path: Path) -> Report:
    document = read_document(path.read_bytes(), path.name)
    return screen(Huishouden.from_document(document), TODAY)


# --- what stands on it

class TestContent:
    def test_parts_come_in_reading_order(self) -> None:
        page = take_home(report(signalen=(LETTER, ARREARS, OTHER)), coach="Ans")
        order = ["kop", "vandaag", "eerst", "koelkast", "krijgen", "geld", "let_op", "liever_niet", "waarom", "slot"]
        assert names(page) == order
        assert page.made == "Zondag 22 november 2026. Gemaakt met Ans."

    def test_the_budget_leads_and_not_the_cards(self) -> None:
        assert words_of(section(take_home(report()), "kop")) == "U kunt € 439 per maand meer krijgen. En één keer € 4.829."
        less = take_home(report(budget=budget(amount("218.90"))))
        assert words_of(section(less, "kop")).startswith("U kunt € 218 per maand meer krijgen.")

    def test_the_lowest_amount_leads(self) -> None:
        told = words_of(section(take_home(report(budget=budget(amount(120, 310)))), "kop"))
        assert told.startswith("U kunt minstens € 120 per maand meer krijgen. Misschien komt daar nog € 190 bij.")

    def test_urgent_stands_first_with_what_to_say_and_counts_as_a_step(self) -> None:
        assert "vandaag" not in names(take_home(report()))
        urgent = step(1, "acute_dreiging", soort="vandaag", hulp=Hulp(naam="Gemeente", url="https://www.assen.nl"))
        page = take_home(report(signalen=(LETTER, ARREARS), actieplan=(urgent, *report().actieplan)))
        act, *_ = section(page, "vandaag").blocks
        assert isinstance(act, Step)
        assert act.what == "Bel vandaag de gemeente." and act.why == 'Zeg: "Ik heb een brief." Neem de brief mee.'
        assert [one.words for line in act.lines for one in line] == ["Gemeente, www.assen.nl"]
        assert [one.what for one in section(page, "eerst").blocks if isinstance(one, Step)] == [
            "Vraag huurtoeslag aan.", "Bel uw verhuurder."
        ]  # fmt: skip

    def test_a_step_says_who_when_and_with_what(self) -> None:
        one, two, three = section(take_home(report(), coach="Ans"), "eerst").blocks
        assert isinstance(one, Step) and isinstance(two, Step) and isinstance(three, Step)
        fields = {field.label: field.words for line in one.lines for field in line}
        assert (one.number, one.what, one.amount, one.why) == (1, "Vraag huurtoeslag aan.", "€ 310 per maand", "")
        assert fields["Wie"] == "u samen met Ans" and fields["Wanneer"] == "uiterlijk donderdag 31 december 2026"
        assert fields["Neem mee"] == "DigiD; huur" and fields["Waar"] == "www.toeslagen.nl"
        assert list(fields.items())[-1] == ("Ik doe dit op", "")
        assert "uiterlijk woensdag 25 november 2026" in words_of(Section("", "", (two,)))
        assert "het liefst deze week" in words_of(Section("", "", (three,)))

    def test_rows_are_what_is_sure_and_at_most_eight(self) -> None:
        def rows(part: Section) -> tuple[tuple[str, ...], ...]:
            return next(block for block in part.blocks if isinstance(block, Table)).rows

        first = rows(section(take_home(report()), "krijgen"))[0]
        assert first == ("Huurtoeslag", "€ 310 per maand en één keer € 3.410", "vrijdag 31 december 2027", "Dienst Toeslagen")
        open_ = {"recht": "onbekend", "bevinding": "misschien", "per_keer": amount(0, 60)}
        many = {f"s{n}": scheme(f"Regeling {n}", **(open_ if n > 11 else {})) for n in range(14)}
        part = section(take_home(report(regelingen=many)), "krijgen")
        shown = rows(part)
        assert 3 <= len(shown) <= 8 and f"En nog {12 - len(shown)}. Vraag uw coach." in words_of(part)
        assert "Misschien ook: regeling 12 en regeling 13. Dat weten wij nog niet." in words_of(part)

    def test_money_now_and_later_in_words(self) -> None:
        told = words_of(section(take_home(report()), "geld"))
        assert "Nu komt u € 120 per maand tekort, na aanvragen houdt u € 319 over." in told
        assert "In februari 2027 komt u voor het eerst € 240 tekort, na aanvragen niet." in told
        assert "Er komt in\n€ 1.800\nNa aanvragen\n€ 2.239\nEr gaat uit\n€ 1.920" in told

    def test_open_questions_say_where_to_look(self) -> None:
        asked = Vraag(feit="kale_huur", vraag="Hoeveel kale huur betaalt u per maand?")
        debt = Vraag(feit="schuld_soort", vraag="Bij wie heeft u een schuld?")
        half = {"huurtoeslag": scheme("Huurtoeslag", recht="onbekend", bevinding="misschien", ontbreekt=(asked, debt))}
        assert section(take_home(report(regelingen=half)), "opzoeken").blocks == (
            Point("Hoeveel kale huur betaalt u per maand?", "Kijk in de brief van uw verhuurder."),
        )

    def test_questions_of_one_weight_keep_their_order(self) -> None:
        asked = tuple(Vraag(feit="geen_feit", vraag=f"Vraag {name}?") for name in "zgaqxmbrc")
        half = {"huurtoeslag": scheme("Huurtoeslag", recht="onbekend", bevinding="misschien", ontbreekt=asked)}
        found = section(take_home(report(regelingen=half)), "opzoeken").blocks
        assert found == tuple(Point(one.vraag) for one in asked[: len(found)]) and len(found) > 1

    def test_why_names_the_article_and_the_end_the_right_to_object(self) -> None:
        page = take_home(report())
        assert "U bent verzekerd. Wet op de zorgtoeslag, artikel 2." in words_of(section(page, "waarom"))
        assert "Dat heet bezwaar." in words_of(page) and "Regels van 2026.11." in words_of(page)

    def test_an_empty_report_still_says_something(self) -> None:
        page = take_home(report(regelingen={}, actieplan=(), signalen=(), niet_doen=(), budget=budget(amount(0))))
        assert names(page) == ["kop", "eerst", "koelkast", "geld", "slot"]
        assert "Wij zien nu niets" in words_of(section(page, "kop"))

    def test_fewer_steps_when_asked(self) -> None:
        assert len(section(take_home(report(), stappen=1), "eerst").blocks) == 1


# --- what may not be read

class TestPrivacy:
    def test_bills_behind_only_when_agreed(self) -> None:
        without, agreed = (words_of(take_home(report(), met_achterstanden=way)) for way in (False, True))
        assert "€ 640" not in without and "in delen" not in without
        assert "U loopt € 640 achter met de huur." in agreed and "Vraag om betalen in delen." in agreed

    def test_a_signal_that_is_no_step_is_told_in_general(self) -> None:
        page = take_home(report(actieplan=()))
        assert section(page, "let_op").blocks == (
            Point(texts()("rapport.blad.rekeningen"), texts()("rapport.blad.rekeningen_doe")),
            Point("Van elke € 100 gaat € 52 naar wonen.", "Laat de huur nakijken."),
        )

    def test_the_card_of_arrears_names_no_creditor_and_no_illness(self) -> None:
        told = words_of(take_home(report(), met_achterstanden=True).card)
        assert "Stap 2. Kijk op uw plan.\nUiterlijk woensdag 25 november 2026" in told
        assert "verhuurder" not in told and "winkel" not in told and "iektewet" not in told
        assert "loon" in told and "huur" in told

    def test_every_sign_of_arrears_is_recognised(self) -> None:
        behind = ("acute_dreiging", "beslag", "krediet_voor_vaste_lasten", "toeslag_terugbetalen")
        for path in sorted((ROOT / "rules" / "signalen").glob("*/regeling.yaml")):
            data: Any = read_document(path.read_bytes(), path.name).data
            for line in data["stappen"].get("ernst", {}).get("kies", ()):
                if line.get("dan", "geen") != "geen":
                    expected = path.parent.name in behind or "achterstand" in path.parent.name
                    assert fixed.of_debts(f"{data['titel']}. {line['uitleg']}") == expected, path


# --- every example

@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_plain_private_and_the_same_in_both_forms(path: Path) -> None:
    found = example(path)
    pages = [take_home(found, coach="Zuleika", met_achterstanden=agreed) for agreed in (False, True)]
    for page in pages:
        card = words_of(page.card)
        assert not (seen := ON_A_REFRIGERATOR.search(card)), seen
        assert "Zuleika" not in card
        assert bare_html(as_html(page)) == bare_markdown(as_markdown(page))
    assert not forbidden(words_of(pages[1]), from_rules())
    lines = [line.text for line in report_lines(found, width=_ONE_LINE) if line.text.strip("-")]
    assert not (wrong := page_faults(path.stem, lines, from_rules())), "\n".join(map(str, wrong))
    told = sentences(pages[1], found)
    counts = [len(one.split()) for one in told]
    assert max(counts) <= 15 and sum(counts) / len(counts) <= 10, [one for one in told if len(one.split()) > 15]


def sentences(page: TakeHome, found: Report) -> list[str]:
    """What is said in sentences, with the name of a scheme and an amount as one word; what to take along is a list."""
    titles = sorted({name for one in found.regelingen.values() for name in (one.titel, small(one.titel))}, key=len, reverse=True)
    spoken = (block for part in page.sections() for block in part.blocks if isinstance(block, Text | Point | Step | Tick))
    told = []
    for text in (text for block in spoken for text in plain(block)):
        for title in titles:
            text = text.replace(title, "X")
        told += re.split(r"(?<=[.?:;])\"?\s+", text.replace("€ ", "€"))
    return [one for one in told if one]


# --- the two forms

class TestForms:
    def test_markdown_and_html_say_the_same_in_the_same_order(self) -> None:
        page = take_home(full_report(), coach="Ans", met_achterstanden=True)
        assert bare_html(as_html(page)) == bare_markdown(as_markdown(page))

    def test_what_people_type_is_escaped(self) -> None:
        page = take_home(report(), coach='<script>alert(1)</script> & "*[x](http://e.nl)*')
        shown, text = as_html(page), as_markdown(page)
        assert "<script" not in shown and "&lt;script&gt;" in shown
        assert "<script" not in text.replace("\\<", "") and "](http" not in text.replace("\\]", "")
        assert bare_html(shown) == bare_markdown(text)

    def test_nothing_is_loaded_from_elsewhere(self) -> None:
        shown = as_html(take_home(report()))
        assert "default-src 'none'" in shown
        assert not re.search(r"<(?:script|link|img|iframe|base|form|object)\b|\b(?:src|href|action)=|url\(|@import", shown)
        assert '<html lang="nl">' in shown and shown.count("<h1>") == 1

    def test_a_picture_replaces_the_bars_where_it_fits(self) -> None:
        class Drawn:
            def __init__(self, height: int) -> None:
                self.svg = f'<svg viewBox="0 0 450 {height}"><title>Nu en straks</title></svg>'.encode()

        page = take_home(report(regelingen={}, niet_doen=(), signalen=()))
        small_one, large = (as_html(page, {"geld-per-maand": Drawn(height)}) for height in (300, 900))
        assert "Nu en straks" in small_one and 'class="staven"' not in small_one
        assert "Nu en straks" not in large and 'class="staven"' in large
        assert as_html(page, {"twaalf-maanden": Drawn(10)}) == as_html(page)


# --- in print

def chromium() -> str:
    """A browser that prints; in continuous integration it has to be there."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("no chromium: apt-get install --no-install-recommends chromium", pytrace=False)
    if found is None:
        pytest.skip("no chromium to print with")
    return found


def printed(text: str, folder: Path) -> int:
    """How many sides a page takes."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(text, encoding="utf-8")
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer")
    subprocess.run(
        [chromium(), *options, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return len(re.findall(rb"/Type\s*/Page\b", target.read_bytes()))


def together(pages: list[str]) -> str:
    """Several pages as one file, each on a new side."""
    mains = [re.sub(r"</?(?:body|html)>", "", page.partition("<body>")[2]) for page in pages]
    return f"{pages[0].partition('<body>')[0]}<style>main + main {{ break-before: page }}</style><body>{''.join(mains)}"


def full_report() -> Report:
    """As much as there can be of everything, with long words."""
    names = ("Tegemoetkoming arbeidsongeschikten", "Kinderopvangtoeslag", "Individuele inkomenstoeslag", "Toeslag van UWV")
    until = {"uiterlijk": date(2027, 12, 31)}
    years = {str(one): Jaar(recht="ja", per_jaar=amount(9999), gemist=amount(9999, 12000), **until) for one in (2025, 2026)}
    desk = "Sociaal Loket van de gemeente Noordoostpolder (noordoostpolder.nl/sociaalloket)"
    schemes = {name: scheme(name, 1234, jaren=years, uitvoerder=desk) for name in names}
    schemes |= {f"v{n}": scheme(f"{names[n]} {n}", bevinding="vraag_gemeente", recht="niet_ingevoerd") for n in range(4)}
    papers = ("bankafschriften van alle rekeningen, ook van uw partner", "polis van de zorgverzekering", "kenteken van uw auto")
    acts = tuple(
        step(n, name, wat=f"Vraag {desk} om uw {name} na te kijken.", waarom="U krijgt te veel. Dat betaalt u later terug. " * 2,
             hoe="Vraag ook naar de andere regelingen. Neem iemand mee. " * 2, neem_mee=papers * 2, waar=f"de gemeente, {desk}",
             hulp=Hulp(naam=desk, url="https://www.noordoostpolder.nl/sociaalloket"), voor=date(2026, 12, 31))
        for n, name in enumerate((*names, "acute_dreiging"), 1)
    )  # fmt: skip
    signs = (LETTER, *(OTHER.model_copy(update={"id": f"s{n}", "waarom": f"Nummer {n}. {OTHER.waarom}"}) for n in range(5)))
    advice = NietDoen(wat="Maak uw spaargeld niet eerst op voor een aanvraag.", waarom="Een deel blijft van u. " * 6, bron="x")
    return report(regelingen=schemes, actieplan=acts, signalen=signs, niet_doen=(advice,) * 4)


def test_every_page_prints_on_two_sides(tmp_path: Path) -> None:
    long_name = {"coach": "Maria van den Heuvel-Oosterhuis", "stappen": 6}
    ways: tuple[dict[str, Any], ...] = ({"coach": "Ans"}, {"met_achterstanden": True}, long_name)
    reports = {path.stem: example(path) for path in FILES} | {"made by hand": report(), "full": full_report()}
    pages = {f"{name} {way}": as_html(take_home(one, **way)) for name, one in reports.items() for way in ways}
    if printed(together(list(pages.values())), tmp_path) != 2 * len(pages):
        too_long = [name for name, page in pages.items() if printed(page, tmp_path) != 2]
        pytest.fail(f"not on two sides: {too_long}", pytrace=False)
