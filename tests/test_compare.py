"""Two reports made by hand beside each other: schemes, money, signals, debts and questions, and what is said of it."""

from __future__ import annotations

import inspect
import re
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from voorzieningen.compare import PaidByRules, Verschil, compare, minus
from voorzieningen.render import compare_words
from voorzieningen.render.compare import compare_lines
from voorzieningen.report import Bedrag, Report
from wording import forbidden, from_rules

FIRST, LATER = date(2026, 11, 22), date(2027, 2, 15)


def amount(lowest: object, highest: object = None) -> Bedrag:
    return Bedrag(laagst=Decimal(str(lowest)), hoogst=Decimal(str(lowest if highest is None else highest)))


NOTHING = amount(0)


def scheme(title: str = "Zorgtoeslag", finding: str = "onbenut", due: Bedrag = NOTHING, **changes: Any) -> dict[str, Any]:
    year = Bedrag(laagst=due.laagst * 12, hoogst=due.hoogst * 12)
    given: dict[str, Any] = {
        "titel": title, "samenvatting": "Geld.", "soort": "toeslag", "recht": "ja" if due.laagst else "nee",
        "recht_nu": "ja" if due.laagst else "nee", "bevinding": finding, "per_maand": due, "per_keer": due, "per_jaar": year,
        "ontvangen_per_maand": 0, "jaren": {}, "zekerheid": "officieel",
    }  # fmt: skip
    return given | changes


def year(per_year: Bedrag, missed: Bedrag = NOTHING, right: str = "ja") -> dict[str, Any]:
    return {"recht": right, "per_jaar": per_year, "gemist": missed, "uiterlijk": None}


def post(kind: str, each: Bedrag, way: str = "in", **changes: Any) -> dict[str, Any]:
    given = {"richting": way, "soort": kind, "titel": kind.capitalize(), "per_maand": each, "straks_per_maand": each}
    return given | {"maanden": (), "straks": ()} | changes


def cash(posts: list[dict[str, Any]], which: str) -> dict[str, Any]:
    def total(way: str) -> Bedrag:
        ends = [one[which] for one in posts if one["richting"] == way]
        return Bedrag(laagst=sum(one.laagst for one in ends), hoogst=sum(one.hoogst for one in ends))

    came, went = total("in"), total("uit")
    left = Bedrag(laagst=came.laagst - went.hoogst, hoogst=came.hoogst - went.laagst)
    return {"inkomsten": came, "uitgaven": went, "per_maand": left, "laagste_stand": NOTHING, "laagste_maand": ""}


def signal(name: str, level: str | None, answer: str = "", **changes: Any) -> dict[str, Any]:
    given = {"id": name, "titel": name.capitalize(), "uitkomst": answer or ("ja" if level else "nee"), "ernst": level}
    return given | {"waarom": "Daarom.", "bron": "b", "zekerheid": "officieel", "doe": "Bel vandaag."} | changes


def debts(total: int, count: int = 1) -> dict[str, Any]:
    return {"aantal": count, "totaal": amount(total), "aflossing_per_maand": NOTHING, "posten": ()}


def report(posts: list[dict[str, Any]] | None = None, day: date = FIRST, digest: str = "a", **changes: Any) -> Report:
    posts = posts or []
    budget = {"nu": cash(posts, "per_maand"), "straks": cash(posts, "straks_per_maand"), "beginstand": None, "maanden": ()}
    given = {
        "versie": "1", "regelset": {"digest": f"sha256:{digest * 64}", "versie": "2026.11"}, "peildatum": day, "gemeente": None,
        "regelingen": {}, "budget": budget | {"posten": posts},
    }  # fmt: skip
    return Report.model_validate(given | changes)


def shown(difference: Verschil, width: int = 80) -> str:
    return "\n".join(line.text for line in compare_lines(difference, width))


def flat(difference: Verschil) -> str:
    return re.sub(r"\s+", " ", shown(difference, 200))


# --- amounts

def test_a_report_beside_itself_has_no_difference() -> None:
    one = report([post("loon", amount(1000))], regelingen={"z": scheme(due=amount(129))}, signalen=(signal("huur", "hoog"),))
    found = compare(one, one)
    assert not (found.regelingen or found.posten or found.signalen or found.nieuwe_vragen or found.gelukt or found.schulden)
    assert found.geld.over.verschil == NOTHING and not found.andere_regels
    assert "Er komt nog niets nieuws binnen." in shown(found)


def test_what_is_open_in_both_alike_counts_for_nothing() -> None:
    assert minus(amount(0, 60), amount(0, 60)) == NOTHING
    assert minus(amount(5, 60), amount(0, 60)) == amount(-55, 60)
    before = report([post("loon", amount(1000)), post("giften", amount(0, 60))])
    after = report([post("loon", amount(1300)), post("giften", amount(0, 60))])
    assert compare(before, after, wat_als=True).geld.over.verschil == amount(300)


@pytest.mark.parametrize(("before", "after"), [((100, 120), (90, 130)), ((0, 60), (0, 60)), ((100, 100), (80, 80))])
def test_every_pair_of_values_lies_in_the_difference(before: tuple[int, int], after: tuple[int, int]) -> None:
    """Of two ranges that differ nothing is known of how they hang together."""
    found = minus(amount(*after), amount(*before))
    for one, other in product(before, after):
        assert before == after or found.laagst <= other - one <= found.hoogst


def test_it_is_json_and_back() -> None:
    before = report([post("loon", amount(1000))], regelingen={"z": scheme(due=amount(129))}, schulden=debts(900))
    after = report([post("loon", amount("1300.5"))], day=LATER, digest="b", schulden=debts(700), signalen=(signal("x", "hoog"),))
    found = compare(before, after)
    assert Verschil.model_validate_json(found.model_dump_json()) == found
    assert found.model_dump(mode="json")["geld"]["over"]["verschil"] == {"laagst": "300.50", "hoogst": "300.50"}


# --- a change that is only thought of

def more_work(gain: Bedrag, lost: int = 216, kind: str = "loon") -> Verschil:
    before = report(
        [post(kind, amount(1000)), post("huurtoeslag", amount(400), regeling="huurtoeslag")],
        regelingen={"huurtoeslag": scheme("Huurtoeslag", "klopt", amount(400), ontvangen_per_maand=400)},
    )
    raised = Bedrag(laagst=1000 + gain.laagst, hoogst=1000 + gain.hoogst)
    left = amount(400 - lost)
    told = scheme("Huurtoeslag", "te_veel", left, ontvangen_per_maand=400, uitleg=("Uw inkomen is hoger.",))
    after = report(
        [post(kind, raised), post("huurtoeslag", left, regeling="huurtoeslag")], regelingen={"huurtoeslag": told}
    )
    return compare(before, after, wat_als=True)


@pytest.mark.parametrize(
    ("gain", "lost", "says"),
    [
        (amount(300), 216, "U houdt € 84 per maand over van € 300 meer loon. Dat is € 28 van elke € 100 die erbij komt."),
        (amount(300), 0, "U houdt € 300 per maand over van € 300 meer loon. Dat is € 100 van elke € 100 die erbij komt."),
        (amount(20), 0, "U houdt € 20 per maand over van € 20 meer loon. Wij"),
        (amount(300), 300, "U houdt niets over van € 300 meer loon."),
        (amount(300), 340, "U gaat er € 40 per maand op achteruit, met € 300 meer loon."),
        (amount(298, 302), 216, "U houdt € 84 per maand over van ongeveer € 300 meer loon. Dat is € 28 van elke € 100 die"),
        (amount(298, 302), 300, "U houdt niets over van ongeveer € 300 meer loon."),
        (amount(200, 400), 100, "U houdt minstens € 100 per maand over van minstens € 200 meer loon. Wij"),
        (amount(200, 400), 300, "Misschien houdt u niets over van minstens € 200 meer loon. Misschien tot € 100 per maand."),
        (amount(-300), -100, "U krijgt € 300 per maand minder loon. Samen houdt u € 200 per maand minder over."),
        (amount(-300), -350, "U krijgt € 300 per maand minder loon. Samen houdt u € 50 per maand meer over."),
        (amount(0), 100, "Samen houdt u € 100 per maand minder over."),
        (amount(0), 0, "Voor uw geld per maand maakt het niets uit."),
    ],
)
def test_the_first_sentence_says_what_stays(gain: Bedrag, lost: int, says: str) -> None:
    assert says in flat(more_work(gain, lost))


def test_another_income_is_no_wage() -> None:
    assert "van € 300 meer inkomen." in flat(more_work(amount(300), kind="ww"))


def test_only_rows_that_differ_each_with_sign_and_word() -> None:
    found = more_work(amount(300))
    text = shown(found)
    assert re.search(r"^ +nu +dan$", text, re.MULTILINE)
    assert re.search(r"^Loon +€ 1.000 +€ 1.300 +\+ € 300 meer$", text, re.MULTILINE)
    assert re.search(r"^Huurtoeslag +€ 400 +€ 184 +- € 216 minder$", text, re.MULTILINE)
    assert re.search(r"^Over na uw kosten +€ 1.400 +€ 1.484 +\+ € 84 meer$", text, re.MULTILINE)
    assert "Gaat dit gebeuren? Geef het dan meteen door. Het gaat om huurtoeslag." in flat(found)
    assert max(map(len, text.splitlines())) <= 80
    narrow = shown(found, 40)
    assert "€ 400 → € 184: - € 216 minder" in narrow and max(map(len, narrow.splitlines())) <= 40


def test_a_right_that_ends_or_begins_is_told_with_the_reason() -> None:
    first = {"h": scheme("Huurtoeslag", "klopt", amount(80)), "k": scheme("Kindgebonden budget", "geen_recht")}
    before = report(regelingen=first)
    gone = scheme("Huurtoeslag", "geen_recht", uitleg=("Uw inkomen is te hoog.",))
    after = report(regelingen={"h": gone, "k": scheme("Kindgebonden budget", "onbenut", amount(200))})
    text = flat(compare(before, after, wat_als=True))
    assert "– Huurtoeslag: dan niet meer. Uw inkomen is te hoog." in text
    assert "✓ Kindgebonden budget: dan wel. Vraag het op tijd aan." in text


def test_a_thought_tells_nothing_of_what_was_claimed_or_missed() -> None:
    before = report(regelingen={"z": scheme(due=amount(129), jaren={"2026": year(amount(1550), amount(1421))})})
    got = scheme(finding="klopt", due=amount(129), ontvangen_per_maand=129, jaren={"2026": year(amount(1550))})
    found = compare(before, report(regelingen={"z": got}), wat_als=True)
    assert found.gelukt is None and found.regelingen == ()
    assert compare(before, report(regelingen={"z": got})).gelukt is not None


def test_a_settled_year_counts_each_scheme_by_a_twelfth_and_nothing_twice() -> None:
    paid = PaidByRules(frozenset({"bijstand"}), frozenset({"aow"}))
    aid = scheme("Bijstand", "klopt", amount(1348), per_jaar=amount(16920), soort="uitkering")
    pension = scheme("AOW", "klopt", amount(1500), soort="uitkering")
    once = scheme("Leergeld", "onbenut", ritme="eenmalig", per_keer=amount(300), per_jaar=amount(300))
    before = report(
        [post("bijstand", amount(1348)), post("aow", amount(900))], regelingen={"bijstand": aid, "aow": pension, "leergeld": once}
    )
    after = report(
        [post("loon", amount(1500)), post("aow", amount(900)), post("huur", amount(600), "uit")],
        regelingen={"bijstand": scheme("Bijstand", "geen_recht", soort="uitkering"), "aow": pension, "leergeld": once},
    )
    found = compare(before, after, wat_als=True, paid=paid)
    assert found.heel_jaar
    assert found.geld.eigen_inkomen.verschil == amount(1500)
    assert (found.geld.inkomsten.voor, found.geld.inkomsten.na) == (amount(2310), amount(2400))
    assert found.geld.over.verschil == amount(90 - 600)
    assert [one.soort for one in found.posten] == ["loon", "huur"]
    assert [(one.regeling, one.verschil) for one in found.regelingen] == [("bijstand", amount(-1410))]


def test_a_settled_year_asks_nothing_of_incomes_that_are_made_up() -> None:
    paid = PaidByRules(frozenset(), frozenset(), frozenset({"toetsingsinkomen"}))
    asked = [
        {"feit": "toetsingsinkomen", "vraag": "Hoeveel?", "waar": "personen.0"},
        {"feit": "beslag", "vraag": "Beslag?", "waar": "personen.0.inkomens.1"},
        {"feit": "verzekerd", "vraag": "Verzekerd?", "waar": "personen.1"},
    ]
    after = report(regelingen={"z": scheme(ontbreekt=asked)})
    empty = report(regelingen={"z": scheme()})
    assert [one.feit for one in compare(empty, after, wat_als=True, paid=paid).nieuwe_vragen] == ["verzekerd"]
    assert len(compare(empty, after).nieuwe_vragen) == 3


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (amount(100), amount(140), "+ € 40 meer"),
        (amount("100.9"), amount("5.1"), "- € 95 minder"),
        (amount(100), amount("100.4"), "gelijk"),
        (amount(0), amount(98, 102), "+ € 100 meer"),
        (amount(0), amount(50, 100), "+ minstens € 50"),
        (amount(100), amount(0, 50), "- minstens € 50"),
        (amount(0), amount(0, 46), "misschien + € 46"),
        (amount(46), amount(0, 46), "misschien - € 46"),
        (amount(46), amount(0, 90), "nog niet bekend"),
    ],
)
def test_a_difference_has_its_sign_and_word(was: Bedrag, now: Bedrag, says: str) -> None:
    assert compare_words.change(was, now, minus(now, was)) == says


# --- over time

def test_what_was_missed_and_comes_in_now_has_worked() -> None:
    before = report(regelingen={"z": scheme(due=amount(129), jaren={"2026": year(amount(1550), amount(1421))})})
    got = scheme(finding="klopt", due=amount(131), ontvangen_per_maand=131)
    got["jaren"] = {"2026": year(amount(1550), amount(0)), "2027": year(amount(1572), amount(0))}
    found = compare(before, report(day=LATER, regelingen={"z": got}))
    assert found.gelukt is not None
    assert (found.gelukt.per_maand, found.gelukt.sinds, found.gelukt.eenmalig) == (131, amount(393), amount(1421))
    text = flat(found)
    assert "Wat is er veranderd sinds 22 november 2026?" in text
    assert "Gelukt: zorgtoeslag. Dat is € 131 per maand meer. Tot nu toe is dat € 393. Ook kwam één keer € 1.421." in text
    assert "✓ Zorgtoeslag: dat krijgt u nu." in text


def test_what_came_in_later_than_the_first_report_is_not_counted_before() -> None:
    """Two of the three months were still missed: one month came in."""
    before = report(regelingen={"z": scheme(due=amount(100), jaren={"2026": year(amount(1200), amount(1100))})})
    got = scheme(finding="klopt", due=amount(100), ontvangen_per_maand=100)
    got["jaren"] = {"2026": year(amount(1200), amount(1200)), "2027": year(amount(1200), amount(100))}
    found = compare(before, report(day=LATER, regelingen={"z": got})).gelukt
    assert found is not None and (found.sinds, found.eenmalig) == (amount(100), amount(0))


def test_a_past_year_that_was_paid_out_came_once() -> None:
    years = {"2025": year(amount(1550), amount(1550)), "2026": year(amount(1550), NOTHING)}
    steady = scheme(finding="klopt", due=amount(129), ontvangen_per_maand=129)
    before = report(regelingen={"z": steady | {"jaren": years}})
    paid = steady | {"jaren": years | {"2025": year(amount(1550))}}
    found = compare(before, report(day=date(2026, 12, 20), regelingen={"z": paid}))
    assert found.gelukt is not None and (found.gelukt.per_maand, found.gelukt.eenmalig) == (0, amount(1550))
    assert "Gelukt: zorgtoeslag. Er kwam één keer € 1.550." in flat(found)


@pytest.mark.parametrize(
    "years",
    [
        {},  # the year can no longer be claimed
        {"2025": year(NOTHING, right="nee")},  # there was no right after all
        {"2025": year(amount(200), NOTHING)},  # less was due than it seemed
        {"2025": year(amount(1550), amount(0, 1550))},  # nobody knows whether it came
    ],
)
def test_what_only_went_away_did_not_come_in(years: dict[str, Any]) -> None:
    before = report(regelingen={"z": scheme(finding="klopt", due=amount(129), jaren={"2025": year(amount(1550), amount(1350))})})
    after = report(day=LATER, regelingen={"z": scheme(finding="klopt", due=amount(129), jaren=years)})
    found = compare(before, after).gelukt
    assert found is None


@pytest.mark.parametrize(
    ("first", "now"),
    [
        (scheme(due=amount(129), ontvangen_per_maand=None, finding="misschien"), scheme(finding="klopt", due=amount(129))),
        (scheme(due=amount(129)), scheme(finding="onbenut", due=amount(129))),
        (scheme(finding="klopt", due=amount(120), ontvangen_per_maand=120), scheme(finding="klopt", due=amount(129))),
    ],
)
def test_nothing_is_claimed_that_is_not_known_to_be_new(first: dict[str, Any], now: dict[str, Any]) -> None:
    now["ontvangen_per_maand"] = now["per_maand"].laagst if now["bevinding"] == "klopt" else 0
    assert compare(report(regelingen={"z": first}), report(day=LATER, regelingen={"z": now})).gelukt is None


def test_no_more_counts_as_claimed_than_is_due() -> None:
    before = report(regelingen={"z": scheme(due=amount(100))})
    after = report(day=LATER, regelingen={"z": scheme(finding="te_veel", due=amount(100), ontvangen_per_maand=250)})
    found = compare(before, after)
    assert found.gelukt and found.gelukt.per_maand == 100
    assert "↓ Zorgtoeslag: u krijgt nu te veel. Geef dit door." in flat(found)


def test_what_is_paid_once_or_saved_stands_apart() -> None:
    once = {"ritme": "jaar", "per_maand": NOTHING, "per_keer": amount(411), "per_jaar": amount(411)}
    bill = {"ritme": "eenmalig", "per_maand": NOTHING, "per_keer": amount(480), "per_jaar": amount(480), "bespaart": True}
    before = report(regelingen={"t": scheme("Teruggaaf", **once), "k": scheme("Kwijtschelding", **bill)})
    after = report(
        day=LATER,
        regelingen={
            "t": scheme("Teruggaaf", "klopt", ontvangen_per_maand="34.25", **once),
            "k": scheme("Kwijtschelding", "klopt", ontvangen_per_maand=40, **bill),
        },
    )
    found = compare(before, after)
    done = found.gelukt
    assert done and (done.per_maand, done.eenmalig, done.bespaard) == (0, amount(411), amount(480))
    assert "Er kwam één keer € 411. U hoeft € 480 aan rekeningen niet te betalen." in flat(found)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (("te_veel", 100), ("klopt", 100), "✓ Zorgtoeslag: u krijgt niet meer te veel."),
        (("klopt", 100), ("te_weinig", 130), "↑ Zorgtoeslag: u krijgt nu te weinig. Geef dit door."),
        (("geen_recht", 0), ("onbenut", 130), "! Zorgtoeslag: dat kunt u nu ook aanvragen."),
        (("klopt", 100), ("geen_recht", 0), "– Zorgtoeslag: nu waarschijnlijk niet meer. Te hoog."),
        (("misschien", 0), ("geen_recht", 0), "– Zorgtoeslag: dat weten wij nu. Waarschijnlijk niet."),
    ],
)
def test_what_there_is_to_do_now(was: tuple[str, int], now: tuple[str, int], says: str) -> None:
    before = report(regelingen={"z": scheme(finding=was[0], due=amount(was[1]), ontvangen_per_maand=100)})
    told = scheme(finding=now[0], due=amount(now[1]), ontvangen_per_maand=100, uitleg=("Te hoog.",))
    assert says in flat(compare(before, report(day=LATER, regelingen={"z": told})))


# --- signals, debts, questions, rules

@pytest.mark.parametrize(
    ("was", "now", "way"),
    [
        (signal("s", "hoog"), signal("s", None), "weg"),
        (signal("s", "hoog"), signal("s", "aandacht"), "minder"),
        (signal("s", None), signal("s", "aandacht"), "nieuw"),
        (signal("s", None, "onbekend"), signal("s", "aandacht"), "nieuw"),
        (signal("s", "aandacht"), signal("s", "kritiek"), "meer"),
        (signal("s", "hoog"), signal("s", None, "onbekend"), "open"),
        (signal("s", None, "onbekend"), signal("s", None), None),
        (signal("s", None), signal("s", None, "onbekend"), None),
        (signal("s", "hoog"), signal("s", "hoog"), None),
    ],
)
def test_a_signal_comes_goes_or_changes(was: dict[str, Any], now: dict[str, Any], way: str | None) -> None:
    before, after = report(signalen=(was,), niveau=was["ernst"]), report(signalen=(now,), niveau=now["ernst"], day=LATER)
    found = compare(before, after)
    assert [one.richting for one in found.signalen] == ([way] if way else [])
    assert (found.voor.niveau, found.na.niveau) == (was["ernst"], now["ernst"])
    told = "Bel vandaag." in shown(found)
    assert told == (way in ("nieuw", "meer"))
    assert [one.richting for one in compare(before, after, wat_als=True).signalen] == ([way] if way and way != "open" else [])


def test_a_signal_of_other_rules_is_new_or_no_longer_known() -> None:
    one, other = report(signalen=(signal("s", "hoog"),)), report(signalen=(signal("t", "hoog"),), digest="b", day=LATER)
    found = compare(one, other)
    assert {(one.id, one.richting) for one in found.signalen} == {("t", "nieuw"), ("s", "open")}
    assert found.andere_regels and "De regels zijn veranderd tussen de twee keren." in flat(found)


def test_debts_in_all() -> None:
    def text(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
        return flat(compare(report(schulden=before), report(schulden=after, day=LATER)))

    assert "Samen was het € 1.500. Het is nu € 1.200." in text(debts(1500), debts(1200))
    assert "Het waren er 3, het zijn er 2." in text(debts(1500, 3), debts(1200, 2))
    assert "Samen was het € 1.500. Nu is er niets meer. Het waren er 1, het zijn er 0." in text(debts(1500), debts(0, 0))
    assert "SCHULDEN" not in text(debts(1500), debts(1500)) and "SCHULDEN" not in text(None, debts(5))


def test_new_questions_and_how_many_are_answered() -> None:
    def asking(*names: str, judged: bool = False) -> Report:
        asked = [{"feit": name, "vraag": f"Weet u {name}?", "waar": "personen.0", "oordeel": judged} for name in names]
        return report(regelingen={"z": scheme(ontbreekt=asked), "y": scheme(ontbreekt=asked)})

    found = compare(asking("a", "b", "c"), asking("c", "d"))
    assert [one.feit for one in found.nieuwe_vragen] == ["d"] and found.beantwoord == 2
    assert "- Weet u d? (persoon 1)" in shown(found)
    assert compare(asking(), asking("d", judged=True)).nieuwe_vragen == ()
    many = shown(compare(asking(), asking(*"abcdefgh")))
    assert "NIEUWE VRAGEN (8)" in many and "En nog 3 vragen." in many


def test_only_new_warnings_are_told() -> None:
    old = {"id": "a", "waar": "personen.0", "wat": "Dit past niet.", "doe": "Kijk dit na."}
    new = [old | {"id": "b", "wat": "Dit is ook vreemd."}, old | {"waar": "personen.1"}]
    found = compare(report(waarschuwingen=(old,)), report(waarschuwingen=(old, *new)))
    assert [(one.id, one.waar) for one in found.waarschuwingen] == [("b", "personen.0"), ("a", "personen.1")]
    assert "! Persoon 1 Dit is ook vreemd. Kijk dit na. ! Persoon 2" in flat(found)


# --- the words

def everything() -> list[Verschil]:
    """Comparisons in which nearly everything that can be said is said."""
    mine = {"z": scheme(due=amount(129)), "h": scheme("Huurtoeslag", "te_veel", amount(90), ontvangen_per_maand=300)}
    theirs = {"z": scheme(finding="klopt", due=amount(131), ontvangen_per_maand=131), "h": scheme("Huurtoeslag", "geen_recht")}
    before = report(
        [post("loon", amount(1000)), post("huur", amount(700), "uit")],
        regelingen=mine, signalen=(signal("huur", "hoog"), signal("energie", None)), schulden=debts(900, 2),
    )  # fmt: skip
    after = report(
        [post("loon", amount(1300)), post("huur", amount(750), "uit")],
        day=LATER, digest="b", regelingen=theirs, schulden=debts(500),
        signalen=(signal("huur", None), signal("energie", "kritiek")),
    )  # fmt: skip
    return [compare(*pair, wat_als=thought) for pair in ((before, after), (after, before)) for thought in (False, True)]


def test_what_is_said_is_plain() -> None:
    for difference in everything():
        found = forbidden(flat(difference), from_rules())
        assert not [word for word in found if word != "!"], "the sign ! stands before a warning"


def test_every_sentence_is_short() -> None:
    source = re.sub(r'""".*?"""', "", inspect.getsource(compare_words), flags=re.DOTALL)
    texts = [text for text in re.findall(r'"([^"\n]{25,})"', source) if " " in text]
    for sentence in (one for text in texts for one in re.split(r"(?<=[.?!])\s+", text)):
        assert len(re.sub(r"\{[^}]*\}", "x", sentence).split()) <= 15, sentence
