"""The plan and the debts: what to do first, what had better not be done, in which order debts go, and by when.

PLAN_ROUNDS=20 makes the random part that many times larger.
"""

from __future__ import annotations

import copy
import os
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from test_budget import SINGLE, light
from test_signals import CALM, FILES, bare, behind, example, whole
from voorzieningen import Huishouden, Report, RuleSet, load_rules, screen
from voorzieningen.report import Aanvraag, Actie, Bedrag, Jaar, Regeling, Signaal, TeVeel
from voorzieningen.screening._debts import terms
from voorzieningen.screening._money import Scheme
from voorzieningen.screening._plan import Planner, _first_things_first
from voorzieningen.screening._signals import working_days

OP = date(2026, 11, 22)
RULES = load_rules()
ROUNDS = int(os.environ.get("PLAN_ROUNDS", "1"))
ORDER = ("vandaag", "afspraak", "doorgeven", "aanvragen", "regelen", "vragen")
SOON = timedelta(days=42)
NONE = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))


# --- made-up findings


def euros(low: int, high: int | None = None) -> Bedrag:
    return Bedrag(laagst=Decimal(low), hoogst=Decimal(low if high is None else high))


def sign(
    name: str, severity: Any, *, topic: str = "schulden", by: date | None = None, urgent: int | None = None, most: Any = None
) -> Signaal:
    """A signal that is on."""
    return Signaal(
        id=name, titel=name, uitkomst="ja", ernst=severity, hoogstens=most, waarom=f"Daarom {name}.", bron="Een wet",
        zekerheid="officieel",
        doe=f"Doe iets met {name}. Doe daarna nog iets.", voor=by, onderwerp=topic, dringend=urgent,
    )  # fmt: skip


def scheme(
    name: str, found: Any = "onbenut", *, monthly: Bedrag = NONE, once: Bedrag = NONE, right: Any = "ja",
    last: date | None = None,
    first: tuple[str, ...] = (), reads: tuple[str, ...] = (), kind: Any = "toeslag", saves: bool = False, received: int = 0,
) -> Scheme:  # fmt: skip
    """A scheme with a finding; `reads` are schemes of which it reads what is received."""
    per = once if once.hoogst else monthly
    claim = Aanvraag(waar="het loket", nodig=("een brief",), uiterlijk=last)
    years = {"2026": Jaar(recht=right, per_jaar=once, gemist=once, uiterlijk=last)} if once.hoogst else {}
    made = Regeling(
        titel=name.capitalize(), samenvatting="", soort=kind, recht=right, recht_nu=right, bevinding=found, per_maand=monthly,
        per_jaar=NONE,
        per_keer=per, eerst=first, ontvangen_per_maand=Decimal(received), jaren=years, zekerheid="officieel", aanvragen=claim,
        uitvoerder="het kantoor", bespaart=saves,
    )  # fmt: skip
    facts = tuple(f"ontvangt.{one}" for one in reads)
    rhythm = "maand" if monthly.hoogst else "eenmalig"
    outcome: Any = SimpleNamespace(scheme=name, rhythm=rhythm, saves=saves, estimated=SimpleNamespace(facts=facts), gross=False)
    year: Any = None
    return Scheme(name, made, outcome, year, None)


def planner(schemes: Sequence[Scheme] = (), gemeente: str | None = None, rules: RuleSet = RULES) -> Planner:
    cash: Any = SimpleNamespace(schemes=tuple(schemes))
    return Planner(rules, gemeente, OP, cash, {one.name: one.found for one in schemes})


def plan(
    schemes: Sequence[Scheme] = (), signals: Sequence[Signaal] = (), back: Sequence[TeVeel] = (), **more: Any
) -> tuple[Actie, ...]:
    return planner(schemes, **more).plan(signals, back)


def ids(actions: Sequence[Actie]) -> list[str]:
    return [one.id for one in actions]


def back(name: str, amount: int = 500) -> TeVeel:
    return TeVeel(
        regeling=name,
        per_maand=euros(50),
        terug=euros(amount),
        terug_na_doorgeven=euros(amount // 2),
        voor=OP + timedelta(days=28),
        waar="daar",
    )


# --- the order


def test_a_letter_goes_first_then_a_term_then_what_is_too_much_then_money_then_the_rest() -> None:
    found = plan(
        [
            scheme("vragen_maar", "vraag_gemeente", kind="lokaal"),
            scheme("geld", monthly=euros(100)),
            scheme("teveel", "te_veel", monthly=euros(10)),
        ],
        [
            sign("rustig", "aandacht"), sign("achter", "hoog", urgent=2, topic="achterstand"),
            sign("brief", "kritiek", by=OP + timedelta(days=3), urgent=0),
        ],
        [back("teveel")],
    )  # fmt: skip
    assert ids(found) == ["brief", "achter", "teveel", "geld", "vragen_maar", "rustig"]
    assert [one.soort for one in found] == ["vandaag", "afspraak", "doorgeven", "aanvragen", "vragen", "regelen"]
    assert [one.volgorde for one in found] == [1, 2, 3, 4, 5, 6]
    assert found[2].voor == OP + timedelta(days=28), "by the legal term"


def test_two_calls_to_the_debt_desk_are_one_and_both_are_told() -> None:
    found = plan([], [sign("brief", "kritiek", urgent=0), sign("meer", "hoog", urgent=0), sign("huur", "hoog", urgent=1)])
    assert ids(found) == ["brief", "huur"] and found[0].hoe.count("Doe daarna nog iets") == 2


def test_advice_without_haste_comes_last_and_is_little() -> None:
    signals = [sign(f"rustig{at}", "aandacht") for at in range(6)]
    found = plan([scheme("geld", monthly=euros(100)), scheme("vraag", "vraag_gemeente", kind="lokaal")], signals)
    assert ids(found)[:2] == ["geld", "vraag"] and 1 <= len(found) - 2 <= 3 and {one.soort for one in found[2:]} == {"regelen"}
    assert not plan([], [sign("weet", "informatie"), sign("kan", "kans")]), "what is only to know is no step"


def test_claims_go_by_certainty_and_then_by_amount() -> None:
    found = plan([
        scheme("klein", monthly=euros(20)),
        scheme("misschien_groot", monthly=euros(0, 900), right="onbekend"),
        scheme("groot", monthly=euros(200)),
        scheme("eenmalig", once=euros(600)),
        scheme("te_weinig", "te_weinig", monthly=euros(150), received=140),
    ])  # fmt: skip
    # a year of it: 2,400, 600, 240 and 120; what is only possible comes last
    assert ids(found) == ["groot", "eenmalig", "klein", "te_weinig", "misschien_groot"]
    assert [one.zeker for one in found] == [True, True, True, True, False]
    assert found[0].per_maand == euros(200) and found[1].eenmalig == euros(600) and found[3].per_maand == euros(10)


def test_what_ends_soon_goes_before_what_brings_more() -> None:
    soon, later = OP + SOON, OP + SOON + timedelta(days=1)
    found = plan([
        scheme("groot", monthly=euros(300)),
        scheme("later", once=euros(900), last=later),
        scheme("morgen", once=euros(10), last=OP + timedelta(days=1)),
        scheme("bijna", once=euros(50), last=soon),
        scheme("misschien_bijna", once=euros(0, 50), right="onbekend", last=soon),
    ])  # fmt: skip
    assert ids(found) == ["bijna", "morgen", "groot", "later", "misschien_bijna"]
    assert found[0].voor == soon


def test_what_must_come_first_comes_first() -> None:
    """A scheme that reads what another gives, or that the law puts after it."""
    found = plan([
        scheme("groot", monthly=euros(500), reads=("klein",)),
        scheme("klein", monthly=euros(10), first=("kleinst",)),
        scheme("kleinst", monthly=euros(1)),
        scheme("vrij", monthly=euros(5)),
    ])  # fmt: skip
    order = ids(found)
    assert order.index("kleinst") < order.index("klein") < order.index("groot")
    assert {one.id: one.na for one in found} == {"groot": ("klein",), "klein": ("kleinst",), "kleinst": (), "vrij": ()}
    assert ids(plan([scheme("een", monthly=euros(5), reads=("ander",)), scheme("ander", "klopt", monthly=euros(9))])) == ["een"]


def test_two_that_wait_for_each_other_are_both_there() -> None:
    found = plan([scheme("een", monthly=euros(5), reads=("twee",)), scheme("twee", monthly=euros(9), reads=("een", "twee"))])
    assert sorted(ids(found)) == ["een", "twee"]
    assert found[0].na and found[1].na


def test_first_things_first_keeps_the_order_otherwise() -> None:
    def step(name: str, *after: str) -> Actie:
        return Actie(volgorde=0, soort="regelen", id=name, wat="W.", waarom="W.", na=after)

    assert ids(_first_things_first([step("a", "c"), step("b"), step("c", "d"), step("d")])) == ["b", "d", "c", "a"]
    assert ids(_first_things_first([step("a", "elders"), step("b", "b")])) == ["a", "b"]


def random_plan(rng: random.Random) -> tuple[list[Scheme], list[Signaal], list[TeVeel]]:
    names = [f"regeling{at}" for at in range(rng.randint(0, 9))]
    schemes = []
    for name in names:
        low = rng.choice((0, 1, 30, 200))
        amount = euros(low, low + rng.choice((0, 0, 100)))
        kind = rng.choice(("onbenut", "onbenut", "te_weinig", "te_veel", "misschien", "vraag_gemeente", "klopt", "geen_recht"))
        schemes.append(
            scheme(
                name,
                kind,
                right="ja" if low else rng.choice(("ja", "onbekend", "mogelijk")),
                last=rng.choice((None, OP + timedelta(days=rng.randint(0, 90)))),
                first=tuple(rng.sample(names, rng.choice((0, 0, 1)))),
                reads=tuple(rng.sample(names, rng.choice((0, 0, 1)))),
                **{rng.choice(("monthly", "once")): amount},
            )
        )
    signals = [
        sign(
            f"signaal{at}", severity := rng.choice(("kans", "informatie", "aandacht", "hoog", "kritiek")),
            topic=rng.choice(("schulden", "achterstand", "energie", "wonen")), by=rng.choice((None,
            OP + timedelta(days=rng.randint(1, 30)))),
            urgent=rng.choice((None, 1, 2, 5)), most=rng.choice((None, "kritiek")) if severity != "kritiek" else None,
        )
        for at in range(rng.randint(0, 6))
    ]  # fmt: skip
    return schemes, signals, [back(one.name, rng.randint(1, 900)) for one in schemes if one.found.bevinding == "te_veel"]


def test_every_plan_is_in_order_and_leaves_nothing_serious_out() -> None:
    count = Counter[str]()
    for seed in range(250 * ROUNDS):
        rng = random.Random(seed)
        schemes, signals, too_much = random_plan(rng)
        actions = plan(schemes, signals, too_much)
        assert [one.volgorde for one in actions] == list(range(1, len(actions) + 1))
        assert max(Counter(ids(actions)).values(), default=1) == 1, "one step for each thing"
        assert all(one.wat and one.waarom for one in actions)
        places = {one.id: one.volgorde for one in actions}
        advice = {one.id for one in signals if one.ernst == "aandacht" and one.dringend is one.voor is None}
        told = [one.id in advice for one in actions]
        assert told == sorted(told), "advice without haste comes last"
        sorts = [ORDER.index(one.soort) for one in actions if one.id not in advice]
        claims = [one for one in actions if one.soort == "aanvragen"]
        assert [one for one in sorts if one < 3] == sorted(one for one in sorts if one < 3), "a letter, a term, what is too much"
        assert sorts == sorted(sorts) or any(one.na for one in claims)
        for one in signals:
            if one.ernst == "kritiek":
                assert actions[places[one.id] - 1].soort == "vandaag" and actions[places[one.id] - 1].voor is not None
            if one.ernst in ("hoog", "kritiek"):
                assert one.id in places, "what is serious is never left out"
            assert one.ernst not in ("kans", "informatie") or one.id not in places
        for one in schemes:
            if one.found.bevinding in ("onbenut", "te_weinig"):
                assert one.name in places
        circle = any(one.id in actions[places[other] - 1].na for one in claims for other in one.na if other in places)
        if not any(one.na for one in claims):
            order = [(not one.zeker, one.voor is None or one.voor > OP + SOON) for one in claims]
            assert order == sorted(order)
            count["in order without waiting"] += 1
        elif not circle and not _circle(claims):
            assert all(places[other] < one.volgorde for one in claims for other in one.na if other in places)
            count["in order after waiting"] += 1
        count["steps"] += len(actions)
        count["claims within days of the limit"] += sum(
            one.voor is not None and abs(one.voor - OP - SOON) <= timedelta(days=3) for one in claims
        )
    print(dict(count))
    assert count["in order without waiting"] > 50 and count["in order after waiting"] > 30


def _circle(claims: Sequence[Actie]) -> bool:
    """Whether some steps wait for each other in a circle."""
    left = {one.id: set(one.na) for one in claims}
    while ready := [name for name, after in left.items() if not after & left.keys() - {name}]:
        for name in ready:
            del left[name]
    return bool(left)


def test_the_order_does_not_depend_on_the_order_of_what_is_found() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        names = [f"regeling{at}" for at in range(6)]
        schemes = [scheme(name, monthly=euros(10 * at + 5)) for at, name in enumerate(names)]
        signals = [sign("kritiek", "kritiek", urgent=0), sign("hoog", "hoog", urgent=1), sign("anders", "hoog", urgent=3)]
        expected = ids(plan(schemes, signals))
        assert ids(plan(rng.sample(schemes, 6), rng.sample(signals, 3))) == expected


# --- what a step says


def test_a_step_names_papers_place_and_amount() -> None:
    (one,) = plan([scheme("geld", monthly=euros(1234), last=date(2026, 12, 31))])
    assert (one.wat, one.waar, one.neem_mee, one.voor) == ("Vraag geld aan.", "het loket", ("een brief",), date(2026, 12, 31))
    assert "€ 1.234 per maand" in one.waarom
    (saved,) = plan([scheme("rekening", once=euros(80), kind="lokaal", saves=True)])
    assert "€ 80" in saved.waarom and "betalen" in saved.waarom
    (open_,) = plan([scheme("onbekend", monthly=NONE)])
    assert "€" not in open_.waarom and not open_.zeker
    (more,) = plan([scheme("meer", "te_weinig", monthly=euros(150, 180), received=100)])
    assert "minstens € 50" in more.waarom and more.per_maand == euros(50, 80)


def test_no_step_promises_more_than_is_sure() -> None:
    (one,) = plan([scheme("geld", monthly=euros(10, 300))])
    assert "minstens € 10" in one.waarom and "300" not in one.waarom
    (perhaps,) = plan([scheme("geld", monthly=euros(0, 300), right="onbekend")])
    assert "300" not in perhaps.waarom and not perhaps.zeker


def test_what_is_too_much_is_told_once_for_each_office() -> None:
    schemes = [scheme(name, "te_veel", monthly=euros(5)) for name in ("een", "twee")]
    found = plan(schemes, [], [back("een", 200), back("twee", 300)])
    assert [one.soort for one in found] == ["doorgeven"] and "500" in found[0].waarom
    assert "een" in found[0].wat and "twee" in found[0].wat


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_step_of_an_example_says_what_why_and_who(path: Path) -> None:
    report = bare()[path.name]
    assert [one.volgorde for one in report.actieplan] == list(range(1, len(report.actieplan) + 1))
    assert max(Counter(ids(report.actieplan)).values(), default=1) == 1
    for one in report.actieplan:
        assert one.wat.endswith((".", "?")) and one.waarom.endswith((".", "?")), one
        assert one.bron or one.hulp, one.id
        for text in (one.wat, one.waarom, one.hoe):
            assert "{" not in text and "€ 0 " not in f"{text} " and "None" not in text
            assert all(len(sentence.split()) <= 22 for sentence in text.replace("€ ", "€").split(". ")), text
        if one.voor is not None:
            assert one.voor >= OP
    serious = [one.id for one in report.signalen if one.ernst == "kritiek"]
    firsts = ids(report.actieplan)[: len(serious)]
    assert not serious or firsts[0] in serious
    assert report.niet_doen and all(one.wat and one.waarom and one.bron for one in report.niet_doen)


def test_a_letter_of_an_eviction_is_the_first_step_with_three_working_days() -> None:
    letters = [
        {"soort": "aanmaning", "datum": OP},
        {"soort": "ontruiming", "datum": date(2026, 11, 20), "uiterlijk": date(2026, 12, 4)},
    ]
    house = {**SINGLE, **{key: value for key, value in CALM.items() if key != "personen"}, "brieven": letters}
    house["achterstanden"] = [behind("energie", 90, 120), behind("belasting", 400, 200)]
    report = screen(Huishouden.model_validate(house), OP, light())
    first = report.actieplan[0]
    assert (first.id, first.soort, first.voor) == ("acute_dreiging", "vandaag", date(2026, 11, 25)), "Sunday: Wednesday"
    assert "gemeente" in first.wat and "drie werkdagen" in first.hoe and report.niveau == "kritiek"
    assert first.hulp is not None and first.bron
    assert {one.wat for one in report.niet_doen} >= {
        "Zeg uw huur niet zelf op. Ga ook niet zomaar weg.",
        "Laat geen brief dicht.",
    }


# --- whom to ask


@pytest.mark.parametrize(("gemeente", "topic", "name"), [
    ("Assen", "schulden", "Vaart Welzijn, buurtteams"),
    ("Assen", "energie", "Gemeente Assen, energiecoach via de buurtwerker"),
    ("gemeente assen", "schulden", "Vaart Welzijn, buurtteams"),
    ("Elders", "schulden", "Geldfit"),
    (None, "schulden", "Geldfit"),
    (None, "energie", "Rijksoverheid, energie en niet kunnen betalen"),
    ("Assen", "opvoeden", "GroeiGids en Ouderchat"),
])  # fmt: skip
def test_the_own_municipality_is_named_before_the_country(gemeente: str | None, topic: str, name: str) -> None:
    (one,) = plan([], [sign("teken", "hoog", topic=topic)], gemeente=gemeente)
    assert one.hulp is not None and one.hulp.naam == name and one.hulp.url.startswith("http") and one.hulp.voor


def test_every_topic_of_the_plan_and_of_a_signal_has_somebody_everywhere() -> None:
    topics = set(RULES.book.files.plan.onderwerpen.values())
    topics |= {file.model.signaal.onderwerp for file in RULES.book.files.signals.values() if file.model.signaal}
    for topic in topics:
        (one,) = plan([], [sign("teken", "hoog", topic=topic)])
        assert one.hulp is not None, topic
    print(f"{len(topics)} topics")


def test_an_own_desk_goes_before_the_country_in_every_municipality() -> None:
    packs = [pack for (body, _), pack in RULES.book.files.packs.items() if body == "gemeente" and pack.referrals]
    counted = 0
    for pack in packs:
        for topic in {topic for one in pack.referrals for topic in one.onderwerpen}:
            (one,) = plan([], [sign("teken", "hoog", topic=topic)], gemeente=pack.name)
            own = [organisation.naam for organisation in pack.referrals if topic in organisation.onderwerpen]
            assert one.hulp is not None and one.hulp.naam == own[0]
            counted += 1
    print(f"{counted} topics of {len(packs)} municipalities")
    assert counted > 20


# --- what had better not be done


def not_to_do(
    signals: Collection[str] = (), schemes: Sequence[Scheme] = (), too_much: bool = False, agreed: bool = False
) -> set[str]:
    said = planner(schemes).not_to_do(signals, too_much=too_much, agreed=agreed)
    assert all(one.waarom and one.bron for one in said)
    by_text = {rule.wat: rule.id for rule in RULES.book.files.plan.niet_doen}
    assert len(said) == len({one.wat for one in said})
    return {by_text[one.wat] for one in said}


def test_what_is_always_said_is_always_said_and_nothing_else() -> None:
    always = {rule.id for rule in RULES.book.files.plan.niet_doen if rule.altijd}
    assert not_to_do() == always == {"brieven"}
    assert not_to_do(agreed=True) == {"brieven", "nabetaling"}, "who pays off as agreed tells of a sum that comes at once"


@pytest.mark.parametrize("rule", RULES.book.files.plan.niet_doen, ids=lambda rule: rule.id)
def test_what_not_to_do_is_said_when_it_matters(rule: Any) -> None:
    for signal in rule.bij_signaal:
        assert signal in RULES.book.files.signals and rule.id in not_to_do({signal})
    for name in rule.bij_regeling:
        for found in ("onbenut", "te_weinig", "te_veel", "misschien", "vraag_gemeente"):
            assert rule.id in not_to_do((), [scheme(name, found)])
            assert rule.id in not_to_do((), [scheme(f"{name}_waterschap", found)]), "of either body"
        for found in ("klopt", "geen_recht"):
            assert rule.altijd or rule.id not in not_to_do((), [scheme(name, found)])
        assert rule.altijd or rule.id not in not_to_do((), [scheme(f"{name}sregeling")])
    assert (rule.id in not_to_do(too_much=True)) is bool(rule.altijd or rule.bij_te_veel)
    assert (rule.id in not_to_do()) is rule.altijd


def test_every_rule_of_what_not_to_do_can_be_said() -> None:
    names = {*RULES.book.year(2026).outcomes, *RULES.book.files.frames}
    own = {name for pack in RULES.book.files.packs.values() for name in pack.schemes}
    for rule in RULES.book.files.plan.niet_doen:
        assert rule.altijd or rule.bij_te_veel or rule.bij_afspraak or rule.bij_signaal or rule.bij_regeling, rule.id
        unknown = [one for one in rule.bij_regeling if not any(name == one or name.startswith(f"{one}_") for name in names | own)]
        assert not unknown, (rule.id, unknown)


def test_a_signal_that_is_only_possible_gives_no_order() -> None:
    """What is not known yet is no reason to tell somebody what not to do, nor a step."""
    report = bare()[next(path.name for path in FILES if path.name.startswith("08"))]
    on = {one.id for one in report.signalen if one.uitkomst == "ja"}
    steps = {one.id for one in report.actieplan}
    assert not steps & {one.id for one in report.signalen if one.id not in on}


# --- debts


GROUPS = ("Uw huis", "Energie", "Water", "Zorg", "Andere schulden")


def owing(achterstanden: Any = (), schulden: Any = (), **more: Any) -> Report:
    house = {**SINGLE, "achterstanden": list(achterstanden), "schulden": list(schulden), **more}
    return screen(Huishouden.model_validate(house), OP, light())


def test_debts_go_by_home_energy_water_care_and_the_rest() -> None:
    rows = [
        {"soort": kind, "bedrag": amount, "regeling": False}
        for kind, amount in (
            ("winkel", 9000),
            ("zorgverzekering", 800),
            ("water", 70),
            ("energie", 60),
            ("hypotheek", 50),
            ("familie", 10),
            ("huur", 40),
        )
    ]
    late = [behind("belasting", 5000), behind("cak_premie", 30), behind("water", 20), behind("huur", 10), behind("telefoon", 5)]
    rng = random.Random(1)
    seen = set()
    for _ in range(5):
        found = owing(rng.sample(late, len(late)), rng.sample(rows, len(rows))).schulden
        assert found is not None
        seen.add(tuple((one.soort, one.achterstand) for one in found.posten))
        assert [one.voorrang for one in found.posten] == sorted(one.voorrang for one in found.posten)
        assert [one.groep for one in found.posten] == sorted((one.groep for one in found.posten), key=GROUPS.index)
    assert seen == {(
        ("huur", True), ("hypotheek", False), ("huur", False), ("energie", False), ("water", True), ("water", False),
        ("cak_premie", True), ("zorgverzekering", False), ("belasting", True), ("telefoon", True), ("winkel", False), ("familie",
        False),
    )}  # fmt: skip


def test_debts_are_added_up_and_none_is_lost() -> None:
    found = owing(
        [behind("huur", Decimal("639.60"), regeling=True, nagekomen=True, aflossing=25, per="week"), behind("energie",
        "100..150")],
        [
            {"soort": "bank", "bedrag": 1000, "regeling": True, "nagekomen": False, "aflossing": 30, "per": "vier_weken"},
            {"soort": "familie", "bedrag": "onbekend", "regeling": False}, {"soort": "cjib", "bedrag": 0}, {"soort": "winkel"},
        ],
    ).schulden  # fmt: skip
    assert found is not None
    assert (found.aantal, found.zonder_bedrag) == (5, 2), "nothing is owed any more to the CJIB"
    assert found.totaal == Bedrag(laagst=Decimal("1739.60"), hoogst=Decimal("1789.60"))
    assert found.aflossing_per_maand.laagst == Decimal("140.83"), "25 x 52 / 12 + 30 x 13 / 12 = 108.33 + 32.50"
    assert (found.nagekomen, found.niet_nagekomen) == (1, 1)
    rows = {one.waar: one for one in found.posten}
    assert set(rows) == {"achterstanden.0", "achterstanden.1", "schulden.0", "schulden.1", "schulden.3"}
    assert rows["schulden.1"].bedrag is None and rows["schulden.3"].bedrag is None
    assert (rows["achterstanden.0"].regeling, rows["achterstanden.0"].nagekomen) == ("ja", "ja")
    assert (rows["schulden.1"].regeling, rows["schulden.1"].nagekomen) == ("nee", "onbekend")
    assert rows["schulden.3"].regeling == "onbekend" and rows["achterstanden.0"].sinds == OP - timedelta(days=10)
    assert all(one.titel and one.groep and one.gevolg and one.bron for one in found.posten)


def test_every_kind_of_debt_has_its_group_and_words() -> None:
    file = RULES.book.files.debts
    assert [one.titel for one in file.groepen] == list(GROUPS)
    for fact in ("schuld_soort", "achterstand_soort"):
        assert set(RULES.book.files.facts[fact].eenheid) <= set(file.soorten)
    homes = {kind for kind, one in file.soorten.items() if one.groep == "wonen"}
    care = {kind for kind, one in file.soorten.items() if one.groep == "zorg"}
    assert homes == {"huur", "hypotheek"} and care == {
        "zorgpremie",
        "zorgverzekering",
        "cak_premie",
        "eigen_risico",
        "eigen_bijdrage",
    }
    public = ("belasting", "belastingdienst", "toeslagen", "cjib", "gemeente", "duo")
    assert all(file.soorten[kind].verrekening for kind in public), "what a public creditor may take off itself is said"


def test_a_household_without_debts_and_one_that_says_nothing_differ() -> None:
    none = owing()
    assert none.schulden is not None and (none.schulden.aantal, none.schulden.posten, none.schulden.termijnen) == (0, (), ())
    silent = {key: value for key, value in SINGLE.items() if key not in ("achterstanden", "schulden")}
    assert screen(Huishouden.model_validate(silent), OP, light()).schulden is None


@pytest.mark.parametrize(("op", "three"), [
    (date(2026, 11, 23), date(2026, 11, 26)),  # Monday to Thursday
    (date(2026, 11, 24), date(2026, 11, 27)),
    (date(2026, 11, 25), date(2026, 11, 30)),  # over the weekend
    (date(2026, 11, 26), date(2026, 12, 1)),
    (date(2026, 11, 27), date(2026, 12, 2)),
    (date(2026, 11, 28), date(2026, 12, 2)),
    (date(2026, 11, 29), date(2026, 12, 2)),
])  # fmt: skip
def test_terms_of_the_debt_desk(op: date, three: date) -> None:
    file = RULES.book.files.debts
    assert working_days(op, 3) == three and working_days(op, 0) == op
    calm = {one.id: one for one in terms(file, op, ())}
    assert calm["eerste_gesprek"].uiterlijk == op + timedelta(weeks=4) and "eerste_gesprek_dreiging" not in calm
    assert calm["besluit"].uiterlijk == op + timedelta(weeks=12), "four weeks and then eight"
    threat = {one.id: one for one in terms(file, op, {"acute_dreiging"})}
    assert threat["eerste_gesprek_dreiging"].uiterlijk == three
    assert all(one.bron and one.wat for one in threat.values())


def test_ten_working_days_are_two_weeks() -> None:
    for shift in range(14):
        day = OP + timedelta(days=shift)
        found = working_days(day, 10)
        assert found.weekday() < 5
        passed = sum((day + timedelta(days=at)).weekday() < 5 for at in range(1, (found - day).days + 1))
        assert passed == 10


def test_a_threat_brings_its_term_into_the_debts() -> None:
    rows = [behind("huur", 700)]
    calm, threat = (owing(rows, brieven=letters).schulden for letters in ([], [{"soort": "ontruiming"}]))
    assert calm is not None and threat is not None
    assert {one.id for one in threat.termijnen} - {one.id for one in calm.termijnen} == {"eerste_gesprek_dreiging"}


# --- the plan of a whole household


def test_a_household_with_everything_has_one_plan() -> None:
    """Rent behind and a letter, too much zorgtoeslag, huurtoeslag not claimed, and a shortage."""
    wage = {
        "soort": "loon",
        "netto": 1300,
        "bruto": 1400,
        "per": "maand",
        "van": date(2020, 1, 1),
        "vakantiegeld": "geen",
        "dertiende_maand": False,
    }
    costs = [
        {"soort": kind, "bedrag": amount, "per": "maand"}
        for kind, amount in (("zorgpremie", 150), ("boodschappen", 700), ("energie", 140))
    ]
    report = whole(
        {"inkomens": [wage], "toetsingsinkomen": 17000}, costs,
        wonen={"soort": "huur", "zelfstandig": True, "kale_huur": 600, "servicekosten": {}},
        ontvangt={"zorgtoeslag": 200, "huurtoeslag": 0, "kinderopvangtoeslag": 0},
        achterstanden=[behind("huur", 700, 40), behind("energie", 90)],
        brieven=[{"soort": "afsluiting_energie", "datum": OP, "uiterlijk": date(2026, 12, 8)}],
    )  # fmt: skip
    sorts = [one.soort for one in report.actieplan]
    assert sorts[0] == "vandaag" and sorts == sorted(sorts, key=ORDER.index)
    order = ids(report.actieplan)
    assert order[0] == "acute_dreiging" and order.index("huurachterstand") < order.index("zorgtoeslag") < order.index(
        "huurtoeslag"
    )
    told = next(one for one in report.actieplan if one.id == "zorgtoeslag")
    assert (told.soort, told.voor) == ("doorgeven", OP + timedelta(days=28))
    claim = next(one for one in report.actieplan if one.id == "huurtoeslag")
    assert claim.per_maand is not None and claim.per_maand.laagst > 0 and claim.zeker


def test_another_name_gives_the_same_plan() -> None:
    path = next(one for one in FILES if one.name.startswith("01"))
    named = copy.deepcopy(example(path))
    for person in named["personen"]:
        person["naam"] = "Ömer"
    before, after = bare()[path.name], screen(Huishouden.model_validate(named), None, light())
    shown: Mapping[str, Any] = before.model_dump()
    assert (after.model_dump()["actieplan"], after.model_dump()["niet_doen"]) == (shown["actieplan"], shown["niet_doen"])
