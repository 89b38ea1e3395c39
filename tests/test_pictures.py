"""The pictures: what stands in them, what they say to who listens, and that they can be read in grey."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest

import voorzieningen
from voorzieningen.report import Bedrag, Budget, Kasstroom, Maand, OnbekendePost, Stand
from voorzieningen.what_if.types import Punt, Sprong

if find_spec("matplotlib") is None:
    if os.environ.get("CI"):
        pytest.fail("matplotlib is not installed; the extra `beeld` has it", pytrace=False)
    pytest.skip("matplotlib is not installed: python -m pip install -e '.[beeld]'", allow_module_level=True)

import matplotlib

from voorzieningen.render.drawing import INK, LIGHT, PAPER, SMALL, SOLID, WIDTH, breadth, wrapped
from voorzieningen.render.pictures import Picture, budget_bars, kept_curve, twelve_months

Amount = int | str | tuple[int | str, int | str]
SVG = "{http://www.w3.org/2000/svg}"
STEADY: list[Amount] = [640 + 100 * number for number in range(12)]
FALLING: list[Amount] = [520, 400, -240, -360, -480, -190, 110, -10, -130, -250, -370, -490]
RISING: list[Amount] = [840, 1160, 960, 1280, 1600, 1960, 2500, 2700, 3000, 3300, 3600, 3919]
OPEN: list[Amount] = [(100, 600), (-240, 900), (-500, 1200), (-900, -100)]
OPEN += [(-1200 - 100 * at, -200 - 50 * at) for at in range(8)]
AFTER_OPEN: list[Amount] = [(300, 700), (-40, 1100), (-200, 1400), (-600, 200), *((-900 - 100 * at, 100) for at in range(8))]


def bedrag(value: Amount) -> Bedrag:
    low, high = value if isinstance(value, tuple) else (value, value)
    return Bedrag(laagst=Decimal(low), hoogst=Decimal(high))


def flow(money: tuple[Amount, Amount], ends: Sequence[Amount], names: Sequence[str]) -> Kasstroom:
    goes_in, goes_out = map(bedrag, money)
    stands = dict(zip(names, map(bedrag, ends), strict=True))
    lowest = min(stands, key=lambda name: stands[name].laagst)
    return Kasstroom(
        inkomsten=goes_in,
        uitgaven=goes_out,
        per_maand=Bedrag(laagst=goes_in.laagst - goes_out.hoogst, hoogst=goes_in.hoogst - goes_out.laagst),
        eerste_tekort=next((name for name, stand in stands.items() if stand.hoogst < 0), None),
        misschien_tekort=next((name for name, stand in stands.items() if stand.laagst < 0), None),
        laagste_stand=stands[lowest],
        laagste_maand=lowest,
    )


def budget(
    now: tuple[Amount, Amount] = ("1744.60", "1864.20"),
    later: tuple[Amount, Amount] | None = None,
    ends: Sequence[Amount] = STEADY,
    later_ends: Sequence[Amount] | None = None,
    *,
    start: Amount | None = 640,
    known: int = 1,
    costs: Sequence[str] = (),
    incomes: Sequence[str] = (),
    events: Mapping[str, tuple[str, ...]] | None = None,
) -> Budget:
    """Twelve months from December 2026, of which the first `known` have rules."""
    names = ["2026-12", *(f"2027-{number:02d}" for number in range(1, 12))]
    missing: list[tuple[Literal["in", "uit"], str]] = [*(("uit", name) for name in costs), *(("in", name) for name in incomes)]
    after, told = later_ends or ends, events or {}
    flows = flow(now, ends, names), flow(later or now, after, names)

    def stand(value: Amount) -> Stand:
        return Stand(inkomsten=bedrag(0), uitgaven=bedrag(0), saldo=bedrag(0), stand=bedrag(value))

    return Budget(
        nu=flows[0],
        straks=flows[1],
        beginstand=None if start is None else bedrag(start),
        maanden=tuple(
            Maand(maand=name, nu=stand(one), straks=stand(other), geschat=at >= known, gebeurtenissen=told.get(name, ()))
            for at, (name, one, other) in enumerate(zip(names, ends, after, strict=True))
        ),
        posten=(),
        eerste_tekort=flows[0].eerste_tekort,
        onbekend=tuple(
            OnbekendePost(richting=way, soort=name.lower(), titel=name, feit="bedrag", vraag="Hoeveel is het?", waar="uitgaven")
            for way, name in missing
        ),
    )


def points(*values: tuple[int, Amount]) -> list[Punt]:
    return [
        Punt(
            bruto=Decimal(gross), eigen_inkomen=bedrag(0), besteedbaar=bedrag(kept), ongeveer=bedrag(kept).laagst, per_regeling={}
        )
        for gross, kept in values
    ]


def jump(number: int, title: str, start: int, end: int, size: str, text: str = "", *, once: bool = False) -> Sprong:
    return Sprong(
        nummer=number,
        regeling=title.lower(),
        titel=title,
        van=Decimal(start),
        tot=Decimal(end),
        verschil=Decimal(size),
        ineens=end - start == 1,
        eenmalig=once,
        tekst=text,
    )


COSTS = ("Energie", "Water")
LEVIES = {"2027-02": ("Gemeentelijke belastingen: u betaalt € 411",)}
HELPED = budget(later=("2183", "1864.20"), ends=FALLING, later_ends=RISING, events=LEVIES)
RANGES = budget(((1500, 1900), (1700, 1850)), ((1800, 2200), (1700, 1850)), OPEN, AFTER_OPEN)
UNKNOWN = budget(((1500, 1900), (1700, 1850)), ((1800, 2200), (1700, 1850)), OPEN, AFTER_OPEN, costs=COSTS)
LARGE = budget(((101_500, 141_900), (123_456, 234_567)), ends=[(-123_456, 234_567)] * 12, costs=COSTS, incomes=("Loon",), known=0)
ZERO = budget((0, 0), ends=[0] * 12, start=None, known=12)
BUDGETS = {
    "helped": HELPED,
    "ranges": RANGES,
    "unknown": UNKNOWN,
    "large": LARGE,
    "zero": ZERO,
    "zero_unknown": budget((0, 0), ends=[0] * 12, start=None, costs=COSTS),
    "perhaps_nothing": budget(((0, 300), (0, 10)), ends=[(0, 300)] * 12),
    "steady": budget(("1744.60", 1500), known=12),
    "always_short": budget((1000, 1200), (1100, 1200), [-200] * 12, [-100] * 12, start=None, known=0),
}
STEPS = points((0, 1300), (1000, 1750), (1900, 1690), (2000, 1745), (2800, 1480), (2900, 1470), (4000, 2335))
JUMPS = [
    jump(1, "Huurtoeslag", 1849, 1850, "-94.20", "De huur is dan te hoog."),
    jump(2, "Zorgtoeslag", 1900, 2000, "40"),
    jump(3, "Bijzondere bijstand", 2000, 2800, "-310", "U verdient dan te veel.", once=True),
    jump(4, "Meedoenregeling", 2000, 2800, "0", once=True),
]
PICTURES: dict[str, Picture] = {
    **{f"{name}_bars": budget_bars(one) for name, one in BUDGETS.items()},
    **{f"{name}_year": twelve_months(one) for name, one in BUDGETS.items()},
    "curve": kept_curve(STEPS, JUMPS, ["Individuele inkomenstoeslag"]),
    "curve_open": kept_curve(points((0, (900, 1100)), (500, (1200, 1250)), (1000, (1300, 1600))), []),
    "curve_crowded": kept_curve(STEPS, [jump(at, "Weg", 2000 + at, 2001 + at, "-12") for at in range(1, 12)]),
    "curve_flat": kept_curve(points((0, 1200), (10, 1200)), []),
}


def written(picture: Picture) -> list[str]:
    """The words that are drawn."""
    return ["".join(one.itertext()) for one in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")]


def legend(picture: Picture) -> list[str]:
    """What the marks are called."""
    return [one for one in written(picture) if one in ("nu", "nu, geschat", "misschien", "na aanvragen")]


def contrast(colour: str) -> float:
    """How much a grey stands out from white paper, as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)


# --- every picture

@pytest.mark.parametrize("name", PICTURES)
def test_the_svg_speaks(name: str) -> None:
    picture = PICTURES[name]
    root = ElementTree.fromstring(picture.svg)
    title, desc = root[0], root[1]
    assert root.tag == f"{SVG}svg" and root.get("role") == "img" and root.get("lang") == "nl"
    assert (title.tag, title.text) == (f"{SVG}title", picture.title)
    assert (desc.tag, desc.text) == (f"{SVG}desc", picture.text)
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert " ".join(written(picture)).startswith(picture.title.rstrip(".")[:12]), "the message stands on top"


@pytest.mark.parametrize("name", PICTURES)
def test_the_svg_leaves_the_page_around_it_alone(name: str) -> None:
    text = PICTURES[name].svg.decode()
    assert text.startswith("<svg") and "<style" not in text and "<metadata" not in text and "<script" not in text
    assert set(re.findall(r'(?:href|src)="([^"])', text)) <= {"#"}, "it asks for nothing"
    assert set(re.findall(r"https?://[^\"' ]+", text)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    found = re.findall(r'\bid="([^"]+)"', text)
    assert len(found) == len(set(found)) and not {"figure_1", "axes_1", "patch_1"} & set(found)


@pytest.mark.parametrize("name", PICTURES)
def test_the_png_is_sharp_enough_to_print(name: str) -> None:
    png, root = PICTURES[name].png, ElementTree.fromstring(PICTURES[name].svg)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    assert width == 1200
    assert abs(height / width - float(root.get("height", "0pt")[:-2]) / WIDTH) < 0.01


@pytest.mark.parametrize("name", PICTURES)
def test_letters_are_large_and_nothing_falls_off_the_sheet(name: str) -> None:
    root = ElementTree.fromstring(PICTURES[name].svg)
    for one in root.iter(f"{SVG}text"):
        style, text = one.get("style", ""), "".join(one.itertext())
        size = re.search(r"font-size: ([\d.]+)px|font: (?:\S+ )*?([\d.]+)px", style)
        assert size and float(size[1] or size[2]) >= SMALL == 12, "12 points are 16 pixels"
        assert "'DejaVu Sans', Verdana, Arial, sans-serif" in style
        long = breadth(text, int(float(size[1] or size[2])), bold="700" in style)
        before = {"middle": long / 2, "end": long}.get((re.findall(r"text-anchor: (\w+)", style) or ["start"])[0], 0)
        start = float(one.get("x", "")) - before
        assert start >= 0 and start + long <= WIDTH, text


@pytest.mark.parametrize("name", PICTURES)
def test_all_is_grey_and_stands_out_from_the_paper(name: str) -> None:
    colours = set(re.findall(r"#[0-9a-fA-F]{6}\b", PICTURES[name].svg.decode()))
    assert INK in colours and colours <= {INK, SOLID, LIGHT, PAPER}
    assert not re.findall(r"rgb\(|(?:fill|stroke): (?!none|url|#)[a-z]+", PICTURES[name].svg.decode())


def test_the_greys_can_be_told_apart() -> None:
    assert contrast(PAPER) == pytest.approx(1)
    assert contrast(INK) >= 7 and contrast(SOLID) >= 4.5 and contrast(LIGHT) >= 3
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in (INK, SOLID, LIGHT, PAPER))


@pytest.mark.parametrize("name", PICTURES)
def test_words_are_plain(name: str) -> None:
    picture = PICTURES[name]
    assert picture.title.endswith(".") and ". " not in picture.title, "the message is one sentence"
    for sentence in re.split(r"(?<=[.?:]) ", f"{picture.title} {picture.text}".replace("€ ", "€")):
        assert len(sentence.split()) <= 15, sentence
    everything = " ".join((picture.title, picture.text, *written(picture)))
    assert not re.search(r"€ 0\b|€ -|\d,\d\d|  |%|in aanmerking|helaas|fraude|None|Decimal", everything), everything
    assert "€ 1234" not in everything and not re.search(r"€ \d{4}", everything), "thousands have a dot"


def test_the_same_budget_gives_the_same_bytes_whatever_the_host_has_set() -> None:
    first = budget_bars(HELPED), twelve_months(RANGES), kept_curve(STEPS, JUMPS)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path", "hatch.linewidth": 9}):
        assert (budget_bars(HELPED), twelve_months(RANGES), kept_curve(STEPS, JUMPS)) == first
        assert matplotlib.rcParams["font.size"] == 30, "the settings of the host come back"
        assert matplotlib.rcParams["svg.hashsalt"] is None


def test_the_rest_does_without_matplotlib() -> None:
    text = "import sys; sys.modules['matplotlib'] = None; import voorzieningen.render; print('ok')"
    space = {"PYTHONPATH": str(Path(voorzieningen.__file__).parent.parent), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False, env=space)
    assert done.stdout.strip() == "ok", done.stderr


def test_no_window_is_ever_opened() -> None:
    text = "from voorzieningen.render.pictures import budget_bars; import sys; print('matplotlib.pyplot' in sys.modules)"
    space = {**os.environ, "PYTHONPATH": str(Path(voorzieningen.__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False, env=space)
    assert done.stdout.strip() == "False", done.stderr


# --- money in and out

def test_a_shortage_that_claiming_ends() -> None:
    picture = PICTURES["helped_bars"]
    assert picture.title == "Nu komt u € 120 per maand tekort, na aanvragen houdt u € 318 over."
    assert picture.text == (
        "Nu komt er € 1.744 per maand in. Er gaat € 1.865 uit. Dat is € 120 tekort. "
        "Na aanvragen komt er € 2.183 per maand in. Er gaat € 1.865 uit. Dat is € 318 over."
    )
    assert written(picture)[2:] == [
        "Nu: € 120 tekort", "Er komt in: € 1.744", "Er gaat uit: € 1.865",
        "Straks, na aanvragen: € 318 over", "Er komt in: € 2.183", "Er gaat uit: € 1.865",
    ]  # fmt: skip


def test_now_is_hatched_and_after_claiming_is_solid() -> None:
    text = PICTURES["helped_bars"].svg.decode()
    assert len(re.findall(r"fill: url\(#h\w+\)", text)) == 2 and len(re.findall(f"fill: {SOLID}", text)) == 2


@pytest.mark.parametrize(
    ("now", "later", "title"),
    [
        ((1500, 1400), (1500, 1400), "U houdt € 100 per maand over."),
        ((1400, 1500), (1400, 1500), "U komt € 100 per maand tekort."),
        ((1500, 1500), (1500, 1500), "U houdt niets over."),
        ((1500, 1400), (1700, 1400), "Nu houdt u € 100 per maand over, na aanvragen € 300."),
        ((1400, 1500), (1450, 1500), "Nu komt u € 100 per maand tekort, na aanvragen € 50."),
        ((1500, 1400), (1300, 1400), "Nu houdt u € 100 per maand over, na aanvragen komt u € 100 tekort."),
        (((1500, 1600), 1400), ((1500, 1600), 1400), "U houdt minstens € 100 per maand over."),
        (((1400, 1450), 1500), ((1400, 1450), 1500), "U komt minstens € 50 per maand tekort."),
        (((1400, 1600), 1500), ((1400, 1600), 1500), "U komt misschien € 100 per maand tekort."),
        (((1500, 1600), 1500), ((1500, 1600), 1500), "U houdt misschien € 100 per maand over."),
    ],
)
def test_the_message_of_a_month(now: tuple[Amount, Amount], later: tuple[Amount, Amount], title: str) -> None:
    assert budget_bars(budget(now, later)).title == title


def test_when_claiming_changes_nothing_there_is_one_pair_of_bars() -> None:
    picture = PICTURES["steady_bars"]
    assert not any("Straks" in one for one in written(picture))
    assert picture.text.endswith("Aanvragen verandert dit niet.")


def test_a_range_is_firm_to_the_lowest_and_light_to_the_highest() -> None:
    picture = PICTURES["ranges_bars"]
    assert "Er komt in: minstens € 1.500, misschien € 1.900" in written(picture)
    assert "Er gaat uit: minstens € 1.700, misschien € 1.850" in written(picture)
    assert written(picture)[-1] == "misschien"
    assert len(re.findall(f"stroke-dasharray[^>]*{LIGHT}", picture.svg.decode())) == 5, "four bars and the legend"


def test_a_cost_that_is_not_known_is_named() -> None:
    picture = budget_bars(budget((1744, 1500), costs=COSTS))
    assert picture.title == "U houdt hoogstens € 244 per maand over."
    assert "Er gaat minstens € 1.500 uit. Dat is hoogstens € 244 over." in picture.text
    assert picture.text.endswith("Er ontbreken nog kosten. Het kan minder zijn. Nog niet bekend: energie en water.")
    assert written(picture)[-1] == "Er ontbreken nog kosten. Het kan minder zijn."
    assert budget_bars(budget((1500, 1744), costs=COSTS)).title == "U komt minstens € 244 per maand tekort."
    assert "Nu: misschien € 350 tekort, hoogstens € 200 over" in written(PICTURES["unknown_bars"])
    open_too = budget_bars(budget(((1700, 1744), 1500), costs=COSTS))
    assert open_too.title == "U houdt misschien € 200 per maand over.", "the lowest leads"
    assert "Dat is misschien € 200 over, hoogstens € 244." in open_too.text


def test_an_income_that_is_not_known_is_named() -> None:
    picture = budget_bars(budget((1744, 1500), incomes=("Loon",)))
    assert picture.title == "U houdt minstens € 244 per maand over."
    assert picture.text.startswith("Nu komt er minstens € 1.744 per maand in. Er gaat € 1.500 uit. Dat is minstens € 244 over.")
    assert picture.text.endswith("Er ontbreekt nog inkomen. Het kan meer zijn. Nog niet bekend: loon.")
    assert budget_bars(budget((1500, 1744), incomes=("Loon",))).title == "U komt hoogstens € 244 per maand tekort."
    assert "Er komt in: nog niet bekend" in written(budget_bars(budget((0, 1744), incomes=("Loon",))))


def test_when_both_are_not_known_nothing_is_a_limit() -> None:
    picture = budget_bars(budget((1744, 1500), costs=COSTS, incomes=("Loon",)))
    assert picture.title == "U houdt voor zover bekend € 244 per maand over."
    assert picture.text.endswith("Er ontbreken nog inkomsten en kosten. Nog niet bekend: energie, water en loon.")


def test_without_any_money_there_are_no_bars() -> None:
    assert PICTURES["zero_bars"].title == "Er komt niets in en er gaat niets uit."
    assert PICTURES["zero_unknown_bars"].title == "Wij weten nog niet wat er in komt en uit gaat."
    assert "energie" in PICTURES["zero_unknown_bars"].text
    no_income = budget_bars(budget((0, 700)))
    assert no_income.title == "U komt € 700 per maand tekort." and "Er komt in: niets" in written(no_income)


# --- twelve months

def test_the_first_short_month_is_named_with_its_amount() -> None:
    picture = PICTURES["helped_year"]
    assert picture.title == "In februari 2027 komt u voor het eerst € 240 tekort, na aanvragen niet."
    assert {"februari 2027: € 240 tekort", "dec", "mrt", "2026", "2027", "-€ 1.000", "€ 4.000", "0"} <= set(written(picture))
    assert legend(picture) == ["nu", "nu, geschat", "na aanvragen"]
    assert picture.text.startswith("U begint met € 640. ")
    assert "Februari 2027: nu € 240 tekort, na aanvragen € 960." in picture.text
    assert "November 2027: nu € 490 tekort, na aanvragen € 3.919." in picture.text
    assert "Dit is er in februari 2027: Gemeentelijke belastingen: u betaalt € 411." in picture.text
    assert "Vanaf januari 2027 is het een schatting." in picture.text


@pytest.mark.parametrize(
    ("ends", "later", "start", "title"),
    [
        (STEADY, None, 640, "U komt twaalf maanden niet tekort, in december 2026 heeft u het minst: € 640."),
        (STEADY, None, None, "Er komt de komende twaalf maanden genoeg in voor wat er uit gaat."),
        (FALLING, FALLING, 640, "In februari 2027 komt u voor het eerst € 240 tekort."),
        (FALLING, [*RISING[:4], -5, *RISING[5:]], 640,
         "In februari 2027 komt u voor het eerst € 240 tekort, na aanvragen in april 2027."),
        (FALLING, [(-1, 100)] * 12, 640, "In februari 2027 komt u voor het eerst € 240 tekort."),
        (FALLING, RISING, None, "Tot en met februari 2027 gaat er € 240 meer uit dan er in komt."),
        ([(-240, 100)] * 12, None, 640, "In december 2026 komt u voor het eerst misschien € 240 tekort."),
        ([(-240, -100)] * 12, None, 640, "In december 2026 komt u voor het eerst minstens € 100 tekort."),
    ],
)  # fmt: skip
def test_the_message_of_a_year(ends: list[Amount], later: list[Amount] | None, start: Amount | None, title: str) -> None:
    assert twelve_months(budget(ends=ends, later_ends=later, start=start)).title == title


def test_estimated_months_are_dotted() -> None:
    """The outline of a column is a closed path with a hatch; one more stands in the legend."""
    columns = re.findall(r'style="fill: url\(#h\w+\);([^"]*)"', PICTURES["helped_year"].svg.decode())
    dotted = [one for one in columns if "dasharray" in one]
    assert (len(columns), len(dotted)) == (12 + 2, 11 + 1)
    assert not re.search(r"url\(#h\w+\);[^\"]*dasharray", PICTURES["steady_year"].svg.decode())
    assert "schatting" not in PICTURES["steady_year"].text


def test_what_is_perhaps_short_is_light() -> None:
    picture = PICTURES["ranges_year"]
    assert picture.title.startswith("In maart 2027 komt u voor het eerst minstens € 100 tekort")
    assert "maart 2027: minstens € 100 tekort" in written(picture)
    assert legend(picture) == ["nu", "nu, geschat", "misschien", "na aanvragen"]
    assert legend(PICTURES["steady_year"]) == ["nu"]
    assert "Misschien komt u in januari 2027 al tekort." in picture.text
    assert "Februari 2027: nu misschien € 500 tekort, misschien € 1.200 over. Na aanvragen misschien € 200 tekort" in picture.text


def test_without_a_known_account_it_says_so() -> None:
    assert PICTURES["always_short_year"].text.startswith("Wij weten niet hoeveel geld u nu heeft. Wij tellen vanaf niets. ")
    assert "Vanaf december 2026 is het een schatting." in PICTURES["always_short_year"].text
    assert "Geteld zonder het geld dat u nu heeft." in written(PICTURES["always_short_year"])


def test_an_unknown_cost_makes_a_year_at_most() -> None:
    picture = twelve_months(budget(costs=COSTS))
    assert picture.title == "In december 2026 heeft u het minst: hoogstens € 640."
    assert "energie" in picture.text and "Er ontbreken nog kosten. Het kan minder zijn." in written(picture)
    short = twelve_months(budget(ends=FALLING, later_ends=RISING, costs=COSTS))
    assert short.title.endswith("komt u voor het eerst minstens € 240 tekort."), "nobody knows whether claiming is enough"
    both = twelve_months(budget(costs=COSTS, incomes=("Loon",)))
    assert both.title == "In december 2026 heeft u het minst: voor zover bekend € 640."
    assert twelve_months(budget(incomes=("Loon",))).title.endswith("in december 2026 heeft u het minst: minstens € 640.")


def test_what_an_event_is_called_cannot_break_the_svg() -> None:
    picture = twelve_months(budget(ends=FALLING, events={"2027-02": ("Jansen & Zn. <b>$x$ ]]>",)}))
    assert "Jansen & Zn. <b>$x$ ]]>" in (ElementTree.fromstring(picture.svg)[1].text or "")


# --- what is kept of more income

def test_jumps_are_numbered_and_explained() -> None:
    picture = PICTURES["curve"]
    assert picture.text == (
        "Zonder dit loon komt er € 1.300 per maand in. Bij € 4.000 loon vóór belasting komt er € 2.335 per maand in. "
        "Sprong 1, bij € 1.850: huurtoeslag € 95 per maand minder. De huur is dan te hoog. "
        "Sprong 2, tussen € 1.900 en € 2.000: zorgtoeslag € 40 per maand meer. "
        "Sprong 3, tussen € 2.000 en € 2.800: bijzondere bijstand één keer € 310 minder. U verdient dan te veel. "
        "Sprong 4, tussen € 2.000 en € 2.800: meedoenregeling verandert. Dit is niet meegeteld: individuele inkomenstoeslag."
    )
    assert {"1", "2", "3", "4", "€ 1.000", "Loon vóór belasting per maand"} <= set(written(picture))


def test_the_message_of_a_curve() -> None:
    assert PICTURES["curve"].title == "Op 2 plekken levert meer loon minder op, het meest bij € 2.900."
    assert kept_curve(STEPS[1:4], []).title == "Van € 1.000 naar € 1.900 loon komt er € 60 minder binnen."
    assert kept_curve(points((0, 900), (100, 890)), []).title == "Van niets naar € 100 loon komt er € 10 minder binnen."
    assert PICTURES["curve_open"].title == "Verdient u meer, dan komt er steeds meer binnen."
    assert PICTURES["curve_flat"].title == "Verdient u meer, dan komt er niet altijd meer binnen."
    assert "Zonder dit loon komt er minstens € 900, misschien € 1.100 per maand in." in PICTURES["curve_open"].text


def test_numbers_close_together_do_not_cover_each_other() -> None:
    root = ElementTree.fromstring(PICTURES["curve_crowded"].svg)
    found = {one.text: (float(one.get("x", "")), float(one.get("y", ""))) for one in root.iter(f"{SVG}text")}
    places = [found[str(number)] for number in range(1, 12)]
    assert all(abs(a[0] - b[0]) > 18 or abs(a[1] - b[1]) > 18 for at, a in enumerate(places) for b in places[:at])


# --- the sheet

def test_long_text_is_wrapped_and_an_amount_stays_whole() -> None:
    lines = wrapped("Na aanvragen houdt u elke maand minstens € 1.234.567 over. " * 3, 13, 200)
    assert all(breadth(line, 13) <= 200 for line in lines) and len(lines) > 3
    assert not any(line.endswith("€") for line in lines)
    assert wrapped("arbeidsongeschiktheidsverzekering", 13, 40) == ["arbeidsongeschiktheidsverzekering"]
