"""The floor under the income as a coach meets it: answers that do not fit, a young partner, housemates nobody knows."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from voorzieningen import Huishouden, Report, load_rules, screen

RULES = load_rules()
OP = date(2026, 11, 22)
D = Decimal
ALONE: dict[str, Any] = {
    "peildatum": OP,
    "sinds": date(2024, 1, 1),
    "personen": [
        {"rol": "aanvrager", "geboortedatum": date(1985, 4, 2), "verzekerd": True, "school": "geen", "inkomens": [], "bezit": []}
    ],
    "wonen": {"soort": "huur", "zelfstandig": True, "kale_huur": 600, "servicekosten": {}},
    "schulden": [],
    "voertuigen": [],
    "achterstanden": [],
    "ontvangt": {"toeslagenwet": 0, "ioaw": 0, "aio": 0},
}
WAGE = {"soort": "loon", "bruto": 2500, "netto": 2150, "per": "maand", "vakantiegeld": "mei", "loonheffingskorting": True}
BIJSTAND = {"soort": "bijstand", "netto": D("1348.49"), "per": "maand", "loonheffingskorting": False}
HOUSEMATE = {
    "rol": "medebewoner", "relatie": "geen", "samen_kind": False, "kind_erkend": False, "eerste_graad": False,
    "zakelijk_huurcontract": False, "onderhuurder": False, "school": "werkt", "inkomens": [], "bezit": [],
    "feiten": {"samen_huishouden": False},
}  # fmt: skip
PARTNER = {"rol": "partner", "relatie": "samenwonend", "verzekerd": True, "school": "geen", "inkomens": [], "bezit": []}


def looked(*others: dict[str, Any], op: date = OP, **own: Any) -> Report:
    """The report of the aanvrager with these answers and the others in the house."""
    data = deepcopy(ALONE)
    data["personen"][0] |= own
    data["personen"] += others
    return screen(Huishouden.model_validate(data), op, RULES)


def span(report: Report, scheme: str = "bijstand") -> tuple[Decimal, Decimal]:
    paid = report.regelingen[scheme].per_keer
    return paid.laagst, paid.hoogst


def asked(report: Report, scheme: str = "bijstand") -> set[tuple[str, str]]:
    return {(one.feit, one.waar) for one in report.regelingen[scheme].ontbreekt if not one.oordeel}


def test_nobody_and_nothing_is_the_norm_less_the_holiday_part() -> None:
    report = looked()
    assert span(report) == (D("1348.49"), D("1348.49"))  # 95% of 1,419.46
    assert report.regelingen["bijstand"].bevinding == "onbenut" and not asked(report)


def test_bijstand_beside_a_wage_above_the_norm_is_named_and_never_taken_away_in_silence() -> None:
    report = looked(inkomens=[BIJSTAND, WAGE])
    found = report.regelingen["bijstand"]
    assert (found.recht, found.bevinding, found.ontvangen_per_maand) == ("nee", "te_veel", D("1348.49"))
    assert "1.419,46" in found.uitleg[0] and "Geef uw inkomen door aan de gemeente." in found.uitleg[0]
    assert "bijstand_naast_werk" in {one.id.rpartition(".")[2] for one in report.waarschuwingen}


def test_bijstand_as_it_should_be_is_fine() -> None:
    assert looked(inkomens=[BIJSTAND]).regelingen["bijstand"].bevinding == "klopt"


@pytest.mark.parametrize(
    ("born", "lowest"),
    [
        (date(2007, 11, 2), D("1296.10")),  # 19: 95% of 1,364.32, art. 20 lid 1 c
        (date(2005, 11, 2), D("1296.10")),  # 21 on 2 November is not yet 21 on 1 November
        (date(2005, 11, 1), D("1926.40")),  # 95% of 2,027.79, art. 21
    ],
)
def test_a_young_partner(born: date, lowest: Decimal) -> None:
    """Whether the parents can help changes the norm of somebody of 18 to 20 and is asked; 21 on the first is 21."""
    report = looked(PARTNER | {"geboortedatum": born})
    assert span(report) == (lowest, D("1926.40")) and asked(report) == {("ouders_helpen_niet", "personen.1")}
    helped = looked(PARTNER | {"geboortedatum": born, "feiten": {"ouders_helpen_niet": False}})
    assert span(helped) == (lowest, lowest) and not asked(helped)
    assert not asked(looked(PARTNER | {"geboortedatum": date(2004, 12, 31)}))


def test_an_unknown_housemate_is_a_range_and_a_question() -> None:
    """1,419.46 alone, or 1,013.90 with somebody of 27 who shares the costs; 95% of it is paid."""
    report = looked(HOUSEMATE | {"leeftijd": "25..30"})
    assert span(report) == (D("963.21"), D("1348.49")) and report.regelingen["bijstand"].recht == "ja"
    assert asked(report) == {("geboortedatum", "personen.1")}  # who does not rent is not asked about family
    assert span(looked(HOUSEMATE | {"leeftijd": 26})) == (D("1348.49"),) * 2
    assert span(looked(HOUSEMATE | {"leeftijd": 28})) == (D("963.21"),) * 2


def test_of_a_housemate_nobody_knows_nothing_is_guessed() -> None:
    report = looked({"rol": "medebewoner", "geboortedatum": "onbekend"})
    found = report.regelingen["bijstand"]
    assert found.recht == "onbekend" and span(report)[0] == 0 and span(report)[1] >= D("1348.49")
    assert ("geboortedatum", "personen.1") in asked(report)


def test_above_the_limit_of_savings_the_reason_and_the_next_step_are_told() -> None:
    on, above = (looked(bezit=[{"soort": "bank", "waarde": D(worth)}]) for worth in ("8000", "8000.01"))
    assert on.regelingen["bijstand"].recht == "ja" and above.regelingen["bijstand"].recht == "nee"
    reason = above.regelingen["bijstand"].uitleg[0]
    assert "8.000" in reason and "meld u daarna weer" in reason


def test_a_student_under_27_is_sent_on() -> None:
    found = looked(school="hbo", geboortedatum=date(2002, 1, 5)).regelingen["bijstand"]
    assert found.recht == "nee" and "DUO" in found.uitleg[0] and "bijzondere bijstand" in found.uitleg[0]


def test_from_the_day_of_reporting_and_three_months_earlier_only_when_the_municipality_agrees() -> None:
    found = looked().regelingen["bijstand"]
    assert found.aanvragen and found.aanvragen.terug_tot == OP
    assert [one.feit for one in found.ontbreekt if one.oordeel] == ["noodzaak_terugwerkend"]
    missed = found.jaren["2026"].gemist
    assert missed.laagst == 0 and missed.hoogst == round(3 * D("1348.49"))  # September, October and November


def test_what_goes_first_is_named() -> None:
    low = {"soort": "ww", "bruto": 700, "netto": 700, "per": "maand", "loonheffingskorting": True}
    found = looked(inkomens=[low]).regelingen["bijstand"]
    assert found.eerst == ("toeslagenwet",) and looked().regelingen["bijstand"].eerst == ()


def test_months_a_claim_no_longer_reaches_are_not_held_out() -> None:
    """No income until March: bijstand goes back three months at most, so in November there is nothing left to ask."""
    wage = WAGE | {"van": date(2026, 4, 1)}
    found = looked(inkomens=[wage]).regelingen["bijstand"]
    assert (found.recht, found.recht_nu, found.bevinding) == ("ja", "nee", "geen_recht")
    wage = WAGE | {"van": date(2026, 10, 1)}
    assert looked(inkomens=[wage]).regelingen["bijstand"].bevinding == "misschien"  # if the municipality goes back


def test_somebody_with_aow_age_goes_to_the_svb() -> None:
    old = looked(geboortedatum=date(1950, 1, 1), feiten={"aow_jaren_gemist": 50})
    assert old.regelingen["bijstand"].recht == "nee" and "SVB" in old.regelingen["bijstand"].uitleg[0]
    assert span(old, "aio") == (D("1507.97"),) * 2  # 95% of 1,587.34


def test_attachment_is_only_looked_at_when_it_is_reported() -> None:
    assert looked(inkomens=[WAGE]).regelingen["beslagvrije_voet"].bevinding == "geen_recht"
    found = looked(inkomens=[WAGE], feiten={"beslag_op_inkomen": True}).regelingen["beslagvrije_voet"]
    assert found.bevinding == "ter_informatie" and found.ritme == "grens"
    assert found.per_maand.hoogst == found.per_jaar.hoogst == 0 < found.per_keer.laagst <= found.per_keer.hoogst
    assert any("uwbeslagvrijevoet.nl" in one for one in found.opmerkingen)


def test_the_arrears_of_the_health_premium_are_asked_once_and_not_at_all_without_arrears() -> None:
    assert not asked(looked(), "zorgpremie_achterstand") and not asked(looked(), "uitstroom_cak")
    data = {key: value for key, value in deepcopy(ALONE).items() if key != "achterstanden"}
    silent = screen(Huishouden.model_validate(data), OP, RULES)
    assert asked(silent, "zorgpremie_achterstand") == {("achterstand_soort", "achterstand")}
