"""Reports made by hand, drawn as text: every finding, ranges, unknowns, missed years, and the words themselves."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from voorzieningen.render import explain_lines, figures, report_lines, step_lines, words
from voorzieningen.render.places import Place, group
from voorzieningen.report import (
    Aanvraag,
    Ander,
    Bedrag,
    Beeindigd,
    Bevinding,
    Bronvermelding,
    Jaar,
    Regel,
    Regeling,
    Regelset,
    Report,
    Stap,
    Vraag,
    Waarde,
    Waarschuwing,
)
from wording import forbidden, from_rules

TODAY = date(2026, 11, 22)
NOTHING = Bedrag(laagst=Decimal(0), hoogst=Decimal(0))


def amount(lowest: object, highest: object = None) -> Bedrag:
    return Bedrag(laagst=Decimal(str(lowest)), hoogst=Decimal(str(lowest if highest is None else highest)))


def year(
    per_year: Bedrag = NOTHING, missed: Bedrag = NOTHING, until: date | None = date(2027, 12, 31), right: str = "ja"
) -> Jaar:
    return Jaar.model_validate({"recht": right, "per_jaar": per_year, "gemist": missed, "uiterlijk": until})


def scheme(finding: Bevinding = "onbenut", **changes: Any) -> Regeling:
    given: dict[str, Any] = {
        "titel": "Zorgtoeslag",
        "samenvatting": "Geld voor uw zorgverzekering.",
        "recht": "ja",
        "recht_nu": "ja",
        "bevinding": finding,
        "per_maand": amount(129),
        "per_jaar": amount(1550),
        "ontvangen_per_maand": Decimal(0),
        "jaren": {"2026": year(amount(1550), amount(1421))},
        "zekerheid": "officieel",
        "aanvragen": Aanvraag(waar="https://www.toeslagen.nl", nodig=("DigiD", "loonstrook"), uiterlijk=date(2027, 12, 31)),
        "uitleg": ("U heeft een zorgverzekering.",),
    }
    given |= changes
    return Regeling.model_validate({"per_keer": given["per_maand"]} | given)


def fund(**changes: Any) -> Regeling:
    """A scheme without an amount of which the conditions hold."""
    given: dict[str, Any] = {
        "titel": "Stichting Leergeld",
        "samenvatting": "Hulp voor kinderen op school.",
        "recht": "mogelijk",
        "recht_nu": "mogelijk",
        "per_maand": NOTHING,
        "per_jaar": NOTHING,
        "ritme": "geen",
        "jaren": {"2026": year(right="mogelijk", until=None)},
        "aanvragen": Aanvraag(waar="https://www.leergeld.nl", nodig=("een loonstrook",)),
        "uitleg": ("Er woont een kind bij u.", "Uw inkomen is niet hoog. Het fonds beslist."),
    }
    return scheme("misschien", **given | changes)


def at_once(finding: Bevinding = "onbenut", **changes: Any) -> Regeling:
    """A scheme that pays once a year."""
    given = {"titel": "Teruggaaf", "per_maand": NOTHING, "per_keer": amount(411), "per_jaar": amount(411), "ritme": "jaar"}
    return scheme(finding, **given | {"jaren": {"2026": year(amount(411), until=date(2031, 12, 31))}} | changes)


def by_quarter(finding: Bevinding = "onbenut", **changes: Any) -> Regeling:
    """A scheme that pays each quarter."""
    given = {"titel": "Kinderbijslag", "per_maand": amount(142), "per_keer": amount(426), "per_jaar": amount(1704)}
    return scheme(finding, **given | {"ritme": "kwartaal", "jaren": {"2026": year(amount(1704), amount(852), None)}} | changes)


NOTHING = {"laagst": 0, "hoogst": 0}
CASH = {"inkomsten": NOTHING, "uitgaven": NOTHING, "per_maand": NOTHING, "laagste_stand": NOTHING, "laagste_maand": ""}
NO_BUDGET = {"nu": CASH, "straks": CASH, "beginstand": None, "maanden": (), "posten": ()}


def report(*schemes: Regeling, **changes: Any) -> Report:
    named = {f"regeling_{at}": one for at, one in enumerate(schemes)}
    given: dict[str, Any] = {
        "versie": "1",
        "regelset": Regelset(digest="sha256:" + "ab" * 32, versie="2026.11"),
        "peildatum": TODAY,
        "gemeente": None,
        "regelingen": named,
        "budget": NO_BUDGET,
    }
    return Report.model_validate(given | changes)


def text(*schemes: Regeling, width: int = 80, **changes: Any) -> str:
    return "\n".join(line.text for line in report_lines(report(*schemes, **changes), width=width))


def flat(shown: str) -> str:
    return re.sub(r"\s+", " ", shown)


SAMPLES: dict[Place, Regeling] = {
    "onbenut": scheme(),
    "te_weinig": scheme("te_weinig", ontvangen_per_maand=Decimal(90)),
    "te_veel": scheme("te_veel", ontvangen_per_maand=Decimal(200)),
    "misschien": scheme(
        "misschien",
        recht="onbekend",
        per_maand=amount(0, 60),
        per_jaar=amount(0, 720),
        ontvangen_per_maand=None,
        jaren={"2026": year(amount(0, 720), amount(0, 660), right="onbekend")},
        ontbreekt=(Vraag(feit="kale_huur", vraag="Hoeveel huur betaalt u?"),),
    ),
    "vraag_na": fund(),
    "vraag_gemeente": scheme(
        "vraag_gemeente", titel="Kwijtschelding", recht="niet_ingevoerd", per_maand=NOTHING, per_jaar=NOTHING, jaren={},
        vraag_bij="de gemeente Assen", niet_ingevuld=("welk deel van de norm telt",), hoogstens=Decimal(412),
    ),
    "nu_doen": fund(
        titel="Achterstand met de zorgpremie", soort="schuld", uitleg=("U loopt achter.", "Bel vandaag uw verzekeraar.")
    ),
    "ter_informatie": scheme(
        "ter_informatie", titel="Beslagvrije voet", ritme="grens", soort="schuld", per_maand=NOTHING, per_jaar=NOTHING,
        per_keer=amount(1331, 1456), jaren={"2026": year(NOTHING, NOTHING)},
    ),
    "klopt": scheme("klopt", ontvangen_per_maand=Decimal(129)),
    "geen_recht": scheme(
        "geen_recht",
        recht="nee",
        per_maand=NOTHING,
        per_jaar=NOTHING,
        jaren={"2026": year(right="nee")},
        uitleg=("U heeft meer spaargeld dan € 38.479.", "U huurt geen woning."),
    ),
}


class TestHeadline:
    def test_sums_what_is_sure_and_names_what_is_not(self) -> None:
        shown = flat(text(*SAMPLES.values()))
        assert "U kunt € 168 per maand meer krijgen. En één keer minstens € 2.842" in shown  # 129 + (129 - 90); 2 x 1421
        assert "Misschien ook zorgtoeslag. Dat staat nog niet vast." in shown
        assert "Let op: u krijgt te veel zorgtoeslag. Geef dit nu door." in shown

    def test_the_lowest_leads_and_the_rest_is_perhaps(self) -> None:
        shown = flat(text(scheme("misschien", per_maand=amount(120, 310), jaren={})))
        assert "U kunt minstens € 120 per maand meer krijgen. Misschien komt daar nog € 190 bij." in shown

    def test_a_high_end_alone_is_never_in_it(self) -> None:
        first = text(SAMPLES["misschien"]).split("MISSCHIEN")[0]
        assert "€" not in first and "Misschien kunt u dit krijgen: zorgtoeslag." in first

    def test_nothing(self) -> None:
        assert "Wij zien nu niets dat u nog kunt aanvragen." in text(SAMPLES["klopt"], SAMPLES["geen_recht"])

    def test_only_the_past(self) -> None:
        past = scheme(
            "onbenut",
            recht="nee",
            per_maand=NOTHING,
            per_jaar=NOTHING,
            jaren={"2025": year(amount(411), amount(411), date(2026, 12, 31)), "2026": year(right="nee")},
        )
        shown = flat(text(past))
        assert "U kunt één keer € 411 krijgen over de maanden die voorbij zijn." in shown
        assert "Voor 2026 waarschijnlijk niet. Voor een eerder jaar kan het nog." in shown

    def test_a_year_that_is_closed_does_not_count(self) -> None:
        shown = flat(text(scheme(jaren={"2024": year(amount(900), amount(900), date(2025, 12, 31))})))
        assert "één keer" not in shown
        assert "Voor 2024 is het te laat. Dat kon tot en met woensdag 31 december 2025." in shown


class TestGroups:
    def test_order_and_headings(self) -> None:
        shown = text(*reversed(SAMPLES.values()))
        heads = [line for line in shown.splitlines() if re.fullmatch(r"[A-Z ]+ \(1\)", line)]
        assert heads[:10] == [f"{figures.say(f'kop.{place}').upper()} (1)" for place in words.HEADINGS]

    def test_what_protects_is_no_money_to_claim(self) -> None:
        shown = flat(text(SAMPLES["ter_informatie"]))
        assert "Wij zien nu niets dat u nog kunt aanvragen." in shown and "DIT GELD BLIJFT VAN U (1)" in shown
        assert "Elke maand blijft minstens € 1.331 van u, misschien € 1.456." in shown
        assert "Aanvragen" not in shown.split("DIT GELD BLIJFT VAN U")[1] and "Gemist" not in shown

    def test_arrears_are_to_be_acted_on_before_anything_is_claimed(self) -> None:
        shown = flat(text(SAMPLES["onbenut"], SAMPLES["nu_doen"]))
        assert "Begin hiermee: achterstand met de zorgpremie. U kunt € 129 per maand meer krijgen." in shown
        assert shown.index("DOE DIT NU (1)") < shown.index("AANVRAGEN (1)") and "Vraag ook naar" not in shown
        assert "- U loopt achter. - Bel vandaag uw verzekeraar. Waar" in shown and "Leg klaar" in shown

    def test_arrears_that_are_not_there_are_not_spoken_of(self) -> None:
        none = SAMPLES["nu_doen"].model_copy(update={"recht": "nee", "recht_nu": "nee", "bevinding": "geen_recht"})
        assert group(none, TODAY) == "stil" and "zorgpremie" not in text(none)
        asked = (Vraag(feit="achterstand_soort", vraag="Welke rekeningen betaalde u niet?"),)
        open_ = none.model_copy(update={"recht": "onbekend", "bevinding": "misschien", "ontbreekt": asked, "uitleg": ()})
        shown = text(open_)
        assert "zorgpremie" not in shown and "- Welke rekeningen betaalde u niet?" in shown

    def test_arrears_of_which_only_the_months_are_open_are_not_hidden(self) -> None:
        one = SAMPLES["nu_doen"].model_copy(update={"recht": "onbekend", "uitleg": ("U loopt achter.",)})
        assert group(one, TODAY) == "nu_doen" and "U loopt achter." in text(one)

    def test_an_attachment_that_is_not_computed_is_told(self) -> None:
        wat = ("Er ligt beslag op twee inkomens. Vraag het bij de deurwaarder.",)
        one = SAMPLES["ter_informatie"].model_copy(update={"recht": "niet_gemodelleerd", "niet_gemodelleerd": wat})
        assert group(one, TODAY) == "nu_doen" and wat[0] in flat(text(one))

    def test_what_goes_first_is_named_with_what_it_does(self) -> None:
        lower = SAMPLES["onbenut"].model_copy(update={"titel": "Bijstand", "eerst": ("regeling_1",)})
        shown = flat(text(lower, SAMPLES["misschien"].model_copy(update={"titel": "IOAW"})))
        assert "Let op Vraag eerst: IOAW. Krijgt u dat? Dan wordt dit lager of nul. U krijgt ze niet allemaal." in shown

    def test_a_change_is_told_where_the_scheme_says(self) -> None:
        claim = Aanvraag(waar="https://www.werk.nl", doorgeven="Bel uw gemeente.")
        shown = flat(text(SAMPLES["te_veel"].model_copy(update={"aanvragen": claim})))
        assert "Doorgeven Bel uw gemeente." in shown and "werk.nl" not in shown

    def test_a_little_too_much_is_no_alarm(self) -> None:
        little = scheme("te_veel", ontvangen_per_maand=Decimal(148))
        assert "Let op: u krijgt te veel" not in text(little) and "Let op: u krijgt te veel" in text(SAMPLES["te_veel"])

    @pytest.mark.parametrize("finding", SAMPLES)
    def test_sign_and_title_stand_together(self, finding: Place) -> None:
        one = SAMPLES[finding]
        assert f"\n{words.SIGNS[finding]} {one.titel}" in text(one)

    def test_largest_first(self) -> None:
        shown = text(scheme(titel="Klein", per_maand=amount(5)), scheme(titel="Groot", per_maand=amount(500)))
        assert shown.index("Groot") < shown.index("Klein")

    def test_surely_due_and_not_received_is_to_be_claimed_also_as_a_range(self) -> None:
        one = scheme("misschien", per_maand=amount(120, 310), per_jaar=amount(1440, 3720))
        assert group(one, TODAY) == "onbenut"
        assert "Minstens € 120 per maand. Misschien € 310." in flat(text(one))

    def test_no_right_but_received_unknown(self) -> None:
        one = scheme(
            "misschien",
            recht="nee",
            per_maand=NOTHING,
            per_jaar=NOTHING,
            ontvangen_per_maand=None,
            jaren={"2026": year(right="nee")},
        )
        assert group(one, TODAY) == "geen_recht"
        assert "Krijgt u iets hiervan toch? Geef het dan door." in flat(text(one))

    def test_a_whole_year_missed_before_is_to_be_claimed_though_now_is_right(self) -> None:
        one = scheme(
            "klopt", ontvangen_per_maand=Decimal(129), jaren={"2025": year(amount(1573), amount(1573), date(2026, 12, 31))}
        )
        shown = flat(text(one))
        assert group(one, TODAY) == "onbenut"
        assert "U kunt één keer € 1.573 krijgen" in shown and "€ 129 per maand meer" not in shown

    def test_a_rest_of_an_earlier_year_is_settled(self) -> None:
        rest = scheme(
            "klopt", ontvangen_per_maand=Decimal(129), jaren={"2025": year(amount(1573), amount(100), date(2026, 12, 31))}
        )
        shown = flat(text(rest))
        assert group(rest, TODAY) == "klopt" and "één keer" not in shown
        assert "U kreeg € 100 minder dan kon. Kijk of de definitieve berekening dit goedmaakt." in shown
        small = scheme(
            "klopt", ontvangen_per_maand=Decimal(129), jaren={"2025": year(amount(1573), amount(4), date(2026, 12, 31))}
        )
        assert "€ 4" not in text(small)


class TestSchemes:
    def test_unclaimed(self) -> None:
        shown = flat(text(SAMPLES["onbenut"]))
        for piece in (
            "€ 129 per maand",
            "Over heel 2026 is dat € 1.550.",
            "Gemist 2026 € 1.421. Aanvragen kan tot en met vrijdag 31 december 2027.",
            "https://www.toeslagen.nl",
            "DigiD",
            "Waarom U heeft een zorgverzekering.",
        ):
            assert piece in shown

    def test_too_little_and_too_much(self) -> None:
        little, much = flat(text(SAMPLES["te_weinig"])), flat(text(SAMPLES["te_veel"]))
        assert "€ 39 per maand meer" in little and "U krijgt € 90. Het moet € 129 per maand zijn." in little
        assert "€ 71 per maand te veel" in much and "Dan betaalt u later minder terug." in much
        range_ = flat(text(scheme("te_veel", per_maand=amount(100, 150), ontvangen_per_maand=Decimal(200))))
        assert "minstens € 50 per maand te veel" in range_ and "hoogstens € 150" in range_

    def test_perhaps(self) -> None:
        shown = flat(text(SAMPLES["misschien"]))
        assert "misschien tot € 60 per maand" in shown and "Eén vraag helpt." in shown
        assert "Nog vragen Hoeveel huur betaalt u?" in shown and "Gemist 2026 Misschien tot € 660." in shown

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"recht": "niet_gemodelleerd", "niet_gemodelleerd": ("U woont in België. Vraag het bij Dienst Toeslagen.",)},
                "Dit rekenen wij niet uit.",
            ),
            ({"recht": "mogelijk"}, "De instantie beslist dit zelf."),
            ({"recht": "ja", "ontvangen_per_maand": None}, "Wij weten nog niet hoeveel u al krijgt."),
            ({"ontvangen_per_maand": Decimal(400)}, "Dat is waarschijnlijk te veel."),
            ({"ontvangen_per_maand": Decimal(130)}, "Wij weten nog niet of dat klopt."),
        ],
    )
    def test_why_perhaps(self, changes: dict[str, Any], said: str) -> None:
        assert said in flat(text(scheme("misschien", **{"recht": "onbekend", "per_maand": amount(100, 200)} | changes)))

    def test_a_high_end_that_says_nothing_is_left_off(self) -> None:
        shown = text(scheme("misschien", recht="onbekend", per_maand=amount(0, 29755), per_jaar=amount(0, 357060)))
        assert "nog niet bekend" in shown and "29.755" not in shown and "357" not in shown

    def test_no_right_says_likely_the_first_reason_and_that_asking_is_allowed(self) -> None:
        shown = flat(text(SAMPLES["geen_recht"]))
        assert "Waarschijnlijk niet. Wij noemen de eerste reden. U mag het altijd aanvragen." in shown
        assert "– Zorgtoeslag. U heeft meer spaargeld dan € 38.479." in shown
        assert "huurt geen woning" not in shown and "€ 0" not in shown

    def test_local_rule_missing(self) -> None:
        shown = flat(text(SAMPLES["vraag_gemeente"]))
        assert "Vraag bij de gemeente Assen naar: ? Kwijtschelding. Geld voor uw" in shown
        assert "Het gaat om hoogstens € 412." in shown

    def test_an_old_local_rule_is_to_be_checked_where_it_is_made(self) -> None:
        shown = flat(text(scheme(vraag_bij="de gemeente Assen", verouderd=("inkomenstoeslag.bedrag",))))
        assert "Vraag na of hij nog klopt bij de gemeente Assen." in shown

    def test_not_this_month_but_other_months(self) -> None:
        shown = flat(text(scheme(per_maand=NOTHING)))
        assert "€ 1.550 over 2026" in shown and "Voor deze maand niet, voor andere maanden wel." in shown

    def test_weak_old_and_estimated_figures(self) -> None:
        shown = flat(
            text(scheme(zekerheid="onbevestigd", verouderd=("zorgtoeslag.standaardpremie",), geschat=("rendementsgrondslag",)))
        )
        assert "nog niet gecontroleerd" in shown and "nog niet bekend: standaardpremie" in shown
        assert "Wij hebben geschat: spaargeld en bezit op 1 januari." in shown
        assert "Bij zorgtoeslag komt een bedrag uit één bron." in flat(text(scheme(zekerheid="enkel")))

    def test_how_far_back_a_claim_reaches(self) -> None:
        claim = Aanvraag(waar="https://www.toeslagen.nl", terug_tot=date(2026, 8, 1), niet_nodig_als="Krijgt u al een toeslag?")
        shown = flat(text(scheme(aanvragen=claim)))
        assert "Dan kan het teruggaan tot zaterdag 1 augustus 2026." in shown and "Niet nodig Krijgt u al een toeslag?" in shown
        assert scheme(aanvragen=None).aanvragen is None and "DigiD" not in text(scheme(aanvragen=None))

    def test_many_questions_are_in_one_list_each_once(self) -> None:
        asked = tuple(Vraag(feit=f"f{n}", vraag=f"Vraag {n}?", waar=f"personen.{row}") for n in range(6) for row in (0, 2))
        shown = flat(text(scheme("misschien", recht="onbekend", ontbreekt=asked)))
        assert "En nog 3 vragen. Zie 'Nog niet bekend' onderaan." in shown
        assert "NOG NIET BEKEND (6)" in shown and shown.count("- Vraag 5? (persoon 1 en 3)") == 1

    def test_assumptions_remarks_and_years_before_the_rules(self) -> None:
        one = scheme(
            aannames=("Zit u vast? Wij gaan uit van nee.",), opmerkingen=("Een woonwagen. Vraag het bij Dienst Toeslagen.",)
        )
        shown = flat(text(one, one, niet_bekeken=(2023,)))
        assert shown.count("Zit u vast? Nee.") == 1 and "Een woonwagen." in shown
        assert "Over 2023 rekenen wij niet uit wat u miste." in shown

    def test_the_end_is_a_receipt(self) -> None:
        lines = [line.text for line in report_lines(report(scheme()), answers=date(2026, 10, 1))]
        shown = flat(" ".join(lines[-4:]))
        assert "Dit is een schatting. De instantie beslist." in shown
        assert "Regels van 2026.11 (abababababab). Gekeken naar zondag 22 november 2026. Antwoorden van 1 oktober 2026." in shown


class TestRhythms:
    def test_a_quarter_is_said_per_quarter_and_counts_as_three_months(self) -> None:
        shown = flat(text(by_quarter(betaald_in=("januari", "april"))))
        assert "✓ Kinderbijslag € 426 per kwartaal" in shown and "Over heel 2026 is dat € 1.704." in shown
        assert "U kunt € 142 per maand meer krijgen. Per kwartaal komt: kinderbijslag. En één keer € 852" in shown
        assert "Betaald in januari en april" in shown

    def test_too_little_and_too_much_each_quarter(self) -> None:
        little = flat(text(by_quarter("te_weinig", ontvangen_per_maand=Decimal(100))))
        assert "€ 126 per kwartaal meer" in little and "U krijgt € 300. Het moet € 426 per kwartaal zijn." in little
        much = flat(text(by_quarter("te_veel", ontvangen_per_maand=Decimal(200))))
        assert "€ 174 per kwartaal te veel" in much and "U krijgt € 600 per kwartaal." in much

    def test_what_comes_at_once_is_never_a_monthly_amount(self) -> None:
        alone = flat(text(at_once()))
        assert "U kunt één keer € 411 krijgen." in alone and "✓ Teruggaaf één keer € 411" in alone
        assert "per maand" not in alone and "maanden die voorbij zijn" not in alone
        both = flat(text(at_once(), scheme()))
        assert "U kunt € 129 per maand meer krijgen. En één keer € 1.832." in both  # 411 + 1421

    def test_a_single_payment_counts_once_though_the_year_misses_it_too(self) -> None:
        shown = flat(text(at_once(ritme="eenmalig", jaren={"2026": year(amount(411), amount(411))})))
        assert "U kunt één keer € 411 krijgen." in shown

    def test_earlier_years_of_a_yearly_payment_are_added(self) -> None:
        years = {"2025": year(amount(200), amount(200), date(2030, 12, 31)), "2026": year(amount(411))}
        assert "U kunt één keer € 611 krijgen." in flat(text(at_once(jaren=years)))

    def test_an_open_amount_at_once(self) -> None:
        open_one = at_once("misschien", recht="onbekend", per_keer=amount(0, 300), per_jaar=amount(0, 300))
        shown = flat(text(open_one))
        assert "misschien één keer tot € 300" in shown and "Misschien kunt u dit krijgen: teruggaaf." in shown
        years = {"2025": year(amount(0, 12000), amount(0, 12000), date(2030, 12, 31), "onbekend")}
        vague = flat(text(at_once("misschien", recht="onbekend", per_keer=amount(0, 12000), jaren=years)))
        assert "nog niet bekend" in vague and "12.000" not in vague
        assert "Gemist 2025 Bedrag nog niet bekend. Aanvragen kan tot en met dinsdag 31 december 2030." in vague

    def test_without_an_amount_it_says_what_it_is_why_and_where(self) -> None:
        shown = flat(text(fund()))
        assert "VRAAG HIER OOK NAAR (1)" in shown and "Vraag naar: Stichting Leergeld." in shown
        assert "Hulp voor kinderen op school. Waar https://www.leergeld.nl" in shown
        assert "Waarom Er woont een kind bij u. Uw inkomen is niet hoog." in shown
        assert "€" not in shown and "loonstrook" not in shown

    def test_without_an_amount_and_open_it_is_one_line(self) -> None:
        asked = tuple(Vraag(feit=name, vraag=f"{name}?") for name in ("Eerste", "Tweede"))
        lines = text(fund(recht="onbekend", ontbreekt=asked)).splitlines()
        assert "? Stichting Leergeld. Eerste?" in lines and "- Tweede?" in lines

    def test_without_an_amount_and_received(self) -> None:
        right = fund(bevinding="klopt", ontvangen_per_maand=Decimal(20))
        assert group(right, TODAY) == "klopt" and "= Stichting Leergeld" in text(right).splitlines()
        wrong = flat(text(fund(bevinding="te_veel", recht="nee", ontvangen_per_maand=Decimal(20))))
        assert "Waarschijnlijk past het nu niet bij u." in wrong and "€" not in wrong


class TestRows:
    def test_a_line_per_child_equal_amounts_together(self) -> None:
        rules = tuple(
            Regel(waar=f"personen.{at}", bedrag=amount(euros)) for at, euros in ((1, 142), (2, 142), (3, "97.50"))
        )
        shown = flat(text(by_quarter(regels=rules)))
        assert "Voor wie - persoon 2 en 3: elk € 142 per kwartaal - persoon 4: € 97 per kwartaal" in shown

    def test_none_when_it_is_all_of_the_aanvrager(self) -> None:
        alone = (Regel(waar="personen.0", bedrag=amount(142)),)
        assert "Voor wie" not in text(by_quarter(regels=alone))
        child = (Regel(waar="personen.1", bedrag=amount(0, 142)),)
        assert "Voor wie persoon 2: misschien tot € 142 per kwartaal" in flat(text(by_quarter(regels=child)))


class TestFolds:
    def test_many_open_ones_are_short(self) -> None:
        asked = tuple(Vraag(feit=f"f{at}", vraag=f"Vraag {at}?") for at in range(3))
        years = {"2025": year(amount(0, 800), amount(0, 800), date(2026, 12, 31), "onbekend")}
        one = SAMPLES["misschien"].model_copy(update={"ontbreekt": asked, "jaren": years})
        few, many = text(one, one, one, one), text(one, one, one, one, one)
        assert len(many.splitlines()) < len(few.splitlines())
        assert few.count("https://www.toeslagen.nl") == 4 and "https://www.toeslagen.nl" not in many
        assert many.count("Gemist 2025") == 5 and "Vraag 0?" in many

    def test_what_is_surely_due_is_never_folded(self) -> None:
        due = scheme("misschien", titel="Zeker", ontvangen_per_maand=None)
        assert "Vraag het dan aan." in flat(text(due, *[SAMPLES["misschien"]] * 5))

    def test_the_question_that_helps_most_comes_first_and_the_list_ends(self) -> None:
        every = [Vraag(feit=f"f{at}", vraag=f"Vraag {at}?") for at in range(20)]
        one = scheme("misschien", recht="onbekend", ontbreekt=(*every[:19], every[19]))
        other = scheme("misschien", recht="onbekend", ontbreekt=(every[19],))
        tail = text(one, other).split("NOG NIET BEKEND (20)")[1]
        assert tail.index("Vraag 19?") < tail.index("Vraag 0?") and "- En nog 5 vragen." in tail

    def test_what_is_fine_is_one_line(self) -> None:
        fine = SAMPLES["klopt"]
        assert text(fine, fine).count("U hoeft niets te doen.") == 1

    def test_remarks_only_of_what_to_act_on(self) -> None:
        assert "Een woonwagen." not in text(SAMPLES["klopt"].model_copy(update={"opmerkingen": ("Een woonwagen.",)}))


class TestWarnings:
    def test_near_the_top_with_the_rows_in_words(self) -> None:
        found = tuple(
            Waarschuwing(id="w", waar=where, wat="Dit past niet.", doe="Kijk het na.")
            for where in ("personen.1.inkomens.2", "personen.1.inkomens.0")
        )
        shown = text(scheme(), waarschuwingen=(*found, Waarschuwing(id="x", wat="Iets anders.", doe="Vraag het na.")))
        assert "KLOPT DIT? (2)" in shown and shown.index("KLOPT DIT?") < shown.index("AANVRAGEN")
        assert "! Persoon 2, inkomen 1 en 3 Dit past niet. Kijk het na. ! Uw huishouden Iets anders." in flat(shown)

    def test_none(self) -> None:
        assert "KLOPT DIT?" not in text(scheme())


class TestOthers:
    def other(self, *schemes: Regeling) -> str:
        named = {f"r{at}": one for at, one in enumerate(schemes)}
        return text(SAMPLES["klopt"], anderen=(Ander(waar="personen.1", rol="kind", regelingen=named),))

    def test_what_this_person_can_claim_or_ask(self) -> None:
        due = scheme("misschien", ontvangen_per_maand=None)
        shown = flat(self.other(due, fund(), SAMPLES["misschien"], SAMPLES["geen_recht"]))
        assert "Ook persoon 2 kan zelf iets aanvragen. Zie onderaan." in shown
        part = shown.split("OOK VOOR PERSOON 2 (VOLWASSEN KIND)")[1]
        assert "vraagt dit zelf aan." in part and "✓ Zorgtoeslag € 129 per maand" in part
        assert "Komt het al binnen? Zo niet, vraag het aan." in part and "https://www.toeslagen.nl" in part
        assert "Vraag ook naar: Stichting Leergeld." in part
        assert "Misschien ook zorgtoeslag. Daarvoor weten wij nog niet genoeg. - Hoeveel huur betaalt u?" in part
        assert "€ 38.479" not in part

    def test_what_this_person_receives(self) -> None:
        assert "Deze persoon krijgt dit nog niet." in flat(self.other(scheme()))
        assert "Deze persoon krijgt € 90. Het moet € 129 per maand zijn." in flat(self.other(SAMPLES["te_weinig"]))

    def test_nothing_when_there_is_nothing(self) -> None:
        assert "OOK VOOR" not in self.other(SAMPLES["geen_recht"], SAMPLES["klopt"])


def test_ended_schemes_are_a_short_list_at_the_end() -> None:
    instead = "De energietoeslag bestaat niet meer. Bel de gemeente."
    ended = Beeindigd(titel="Energietoeslag", sinds=date(2024, 7, 1), uitleg=instead)
    shown = flat(text(scheme(), beeindigd=(ended,)).split("BESTAAT NIET MEER")[1])
    assert "- Energietoeslag, tot 1 juli 2024. Bel de gemeente." in shown


class TestWords:
    @pytest.mark.parametrize(
        ("title", "shown"),
        [
            ("Zorgtoeslag", "zorgtoeslag"),
            ("AOW", "AOW"),
            ("Stichting Leergeld", "Stichting Leergeld"),
            ("Zorgkosten aftrekken, en de tegemoetkoming (TSZ)", "zorgkosten aftrekken"),
        ],
    )
    def test_a_title_inside_a_sentence(self, title: str, shown: str) -> None:
        assert words.small(title) == shown

    def test_of_many_titles_only_some(self) -> None:
        assert words.titles(["A", "B", "C", "D", "E"]) == "a, b, c, d en e"
        assert words.titles(["A", "B", "C", "D", "E", "F"]) == "a, b, c, d en nog 2 andere"

    def test_the_first_sentence(self) -> None:
        assert words.first("Meer dan € 1.550 (art. 2). Dan niet.") == "Meer dan € 1.550 (art. 2)."

    def test_an_assumption_without_its_reason(self) -> None:
        assert words.assumption("Zit u vast? Wij gaan uit van nee. Dat is zo.") == "Zit u vast? Nee."
        assert words.assumption("Iets anders.") == "Iets anders."


@pytest.mark.parametrize("width", [40, 56, 80])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    shown = text(*SAMPLES.values(), width=width)
    assert max(map(len, shown.splitlines())) <= width
    assert not re.search(r"€$", shown, re.MULTILINE), "an amount is broken after its euro sign"


def test_every_finding_is_said_without_forbidden_words() -> None:
    assert not forbidden(text(*SAMPLES.values()), from_rules())


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "up", "shown"),
        [
            ("1550.99", False, "€ 1.550"),
            ("1550.01", True, "€ 1.551"),
            ("0.4", False, "€ 0"),
            ("-12", False, "-€ 12"),
            ("1234567", False, "€ 1.234.567"),
        ],
    )
    def test_euro(self, value: str, up: bool, shown: str) -> None:
        assert figures.euro(Decimal(value), up=up) == shown

    @pytest.mark.parametrize(
        ("value", "unit", "shown"),
        [
            ("3941.2", "EUR/jaar", "€ 3.941,20 per jaar"),
            ("568.55232", "EUR/jaar", "€ 568,55232 per jaar"),
            ("129", "EUR/maand", "€ 129 per maand"),
            ("8000..9500", "EUR", "€ 8.000 tot € 9.500"),
            ("129.2040…", "EUR/maand", "€ 129,2040… per maand"),
            ("-3.5", "aantal", "-3,5"),
            ("30", "uur/maand", "30 uur per maand"),
            ("18", "jaar", "18 jaar"),
            ("2008-06-10", "datum", "10 juni 2008"),
            ("ja", "ja_nee", "ja"),
            ("2008-06-10..2009-01-01", "datum", "10 juni 2008 tot 1 januari 2009"),
            ("alleen of gehuwd", "keuze", "alleen of gehuwd"),
        ],
    )
    def test_exact(self, value: str, unit: str, shown: str) -> None:
        assert figures.exact(value, unit) == shown

    def test_day(self) -> None:
        assert figures.day(date(2027, 12, 31)) == "vrijdag 31 december 2027"

    @pytest.mark.parametrize(
        ("numbers", "shown"),
        [
            ((1, 2, 3, 4, 5, 6), "januari tot en met juni"),
            ((8,), "augustus"),
            ((1, 2), "januari en februari"),
            ((1, 2, 3, 8), "januari tot en met maart en augustus"),
        ],
    )
    def test_months(self, numbers: tuple[int, ...], shown: str) -> None:
        assert figures.months(numbers) == shown

    @pytest.mark.parametrize(
        ("paths", "shown"),
        [
            (["personen.0", "personen.2"], "persoon 1 en 3"),
            (["personen.1.opvang.0"], "persoon 2, opvang 1"),
            (["personen.1.inkomens.2"], "persoon 2, inkomen 3"),
            (["personen.0.inkomens.1", "personen.0.inkomens.0"], "persoon 1, inkomen 1 en 2"),
            (["personen.0.inkomens.0", "personen.1.inkomens.0"], "persoon 1, inkomen 1; persoon 2, inkomen 1"),
            (["personen.0.ouders.1"], "persoon 1, ouder 2"),
            (["personen.10", "personen.1", "personen.1"], "persoon 2 en 11"),
            (["opvang"], "opvang"),
            ([""], ""),
            (["personen.0", "schulden.0"], "persoon 1 en schuld 1"),
            (["wonen.kale_huur"], "wonen, kale huur"),
        ],
    )
    def test_rows(self, paths: list[str], shown: str) -> None:
        assert figures.rows(paths) == shown


class TestExplain:
    SOURCE = Bronvermelding(
        tekst="Wzt art. 2", url="https://wetten.overheid.nl/x", zekerheid="officieel", gezien=date(2026, 11, 22)
    )
    STEPS = (
        Stap(
            stap="zorg.normpremie",
            soort="stap",
            eenheid="EUR/jaar",
            formule=("drempel * 2",),
            ingevuld="568.5 * 2",
            bronnen=(SOURCE,),
            waarden=(Waarde(maanden=(1, 2, 3), waarde="1137"), Waarde(maanden=tuple(range(4, 13)), waarde="1000..1137.5")),
            afronding="omlaag op 1",
            vindplaats="zorg/regeling.yaml:103:5",
        ),
        Stap(
            stap="zorg.voorwaarden.verzekerd",
            soort="voorwaarde",
            eenheid="ja_nee",
            formule=("verzekerd",),
            uitleg="U bent verzekerd.",
            waarden=(Waarde(maanden=tuple(range(1, 7)), waarde="nee"), Waarde(maanden=tuple(range(7, 13)), waarde="ja")),
            bronnen=(SOURCE,),
        ),
        Stap(
            stap="zorg.voorwaarden.te_rijk",
            soort="voorwaarde",
            eenheid="ja_nee",
            formule=("x",),
            waarden=(Waarde(waarde="onbekend"),),
        ),
        Stap(
            stap="zorg.toegekend",
            soort="stap",
            eenheid="EUR/jaar",
            formule=("als a dan 0", "anders b"),
            uitleg="U krijgt één zorgtoeslag samen.",
            waarden=(Waarde(rij="personen.1", waarde="0"),),
        ),
    )

    def shown(self, year: int | None = None) -> str:
        one = scheme(jaren={"2025": year_2025(), "2026": year_2026()})
        made = report().model_copy(update={"regelingen": {"zorg": one}})
        return "\n".join(line.text for line in explain_lines(made, "zorg", self.STEPS, year=year))

    def test_first_for_the_coach(self) -> None:
        coach = flat(self.shown().split("VOOR WIE")[0])
        assert "[ja] U bent verzekerd. (Dit geldt alleen voor juli tot en met december.)" in coach
        assert "[?] Nog niet bekend: te rijk." in coach and "U krijgt één zorgtoeslag samen." in coach
        assert "€ 129 per maand" in coach and "Dit is een schatting." in coach

    def test_then_for_the_auditor(self) -> None:
        audit = flat(self.shown().split("VOOR WIE")[1])
        for piece in (
            "1 zorg.normpremie",
            "januari tot en met maart: € 1.137 per jaar",
            "april tot en met december: € 1.000 tot € 1.137,50 per jaar",
            "formule drempel * 2",
            "ingevuld 568.5 * 2",
            "afronding omlaag op 1",
            "bron Wzt art. 2 [1]",
            "plaats zorg/regeling.yaml:103:5",
            "persoon 2: € 0",
            "[1] Wzt art. 2: officiële tekst gezien op 22 november 2026. https://wetten.overheid.nl/x",
            "sha256:abab",
        ):
            assert piece in audit
        assert audit.count("https://wetten.overheid.nl/x") == 1

    def test_an_earlier_year(self) -> None:
        shown = flat(self.shown(2025))
        assert "Zorgtoeslag 2025 € 1.573 over 2025 Over dit jaar had u hier recht op." in shown
        assert "Gemist € 1.573. Aanvragen kan tot en met donderdag 31 december 2026." in shown

    def test_when_a_condition_fails_only_that_one(self) -> None:
        failed = self.STEPS[1].model_copy(update={"waarden": (Waarde(waarde="nee"),), "uitleg": "U bent niet verzekerd."})
        made = report().model_copy(update={"regelingen": {"zorg": SAMPLES["geen_recht"]}})
        shown = "\n".join(line.text for line in explain_lines(made, "zorg", (failed, self.STEPS[2])))
        assert "[nee] U bent niet verzekerd." in shown and "te rijk." not in shown.split("VOOR WIE")[0]

    def test_when_none_fails_but_there_is_no_amount(self) -> None:
        holds = self.STEPS[1].model_copy(update={"waarden": (Waarde(waarde="ja"),)})
        made = report().model_copy(update={"regelingen": {"zorg": SAMPLES["geen_recht"]}})
        shown = "\n".join(line.text for line in explain_lines(made, "zorg", (holds,)))
        assert "[ja]  U bent verzekerd." in shown and "Er blijft geen bedrag over." in shown
        assert "Er blijft geen bedrag over." in text(SAMPLES["geen_recht"].model_copy(update={"uitleg": ()}))

    def test_without_an_amount(self) -> None:
        holds = self.STEPS[1].model_copy(update={"waarden": (Waarde(waarde="ja"),)})
        made = report().model_copy(update={"regelingen": {"zorg": fund()}})
        shown = flat("\n".join(line.text for line in explain_lines(made, "zorg", (holds,))))
        assert "Dit kan bij u passen." in shown and "Leg klaar een loonstrook" in shown and "[ja] U bent verzekerd." in shown
        assert "€" not in shown.split("VOOR WIE")[0]

    def test_rows_with_the_same_value_are_together(self) -> None:
        same = tuple(Waarde(rij=f"personen.{at}", maanden=tuple(range(1, 13)), waarde="ja") for at in (0, 2))
        step = self.STEPS[3].model_copy(update={"eenheid": "ja_nee", "waarden": (*same, Waarde(rij="personen.1", waarde="nee"))})
        shown = flat("\n".join(line.text for line in step_lines(scheme(stappen=(step,)), 2026)))
        assert "- persoon 1 en 3, elke maand: ja - persoon 2: nee" in shown

    def test_steps_of_a_report(self) -> None:
        shown = [line.text for line in step_lines(scheme(stappen=self.STEPS), 2026)]
        assert shown[0] == "VOOR WIE HET WIL NAREKENEN: ZORGTOESLAG 2026"


def year_2025() -> Jaar:
    return year(amount(1573), amount(1573), date(2026, 12, 31))


def year_2026() -> Jaar:
    return year(amount(1550), amount(1421))
