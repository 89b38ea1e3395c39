"""The JSON interface against its own description: whatever is sent, every answer is one that is documented."""

from __future__ import annotations

import copy
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

warnings.filterwarnings("ignore", message="Using `httpx` with")  # of the client that schemathesis uses
schemathesis = pytest.importorskip("schemathesis")

from test_household import HOUSEHOLDS  # noqa: E402
from voorzieningen import load_rules, screen  # noqa: E402
from voorzieningen.household import Huishouden  # noqa: E402
from voorzieningen.questions import question_at  # noqa: E402
from voorzieningen.rulebook.strict_yaml import read_document  # noqa: E402
from voorzieningen.web import work  # noqa: E402
from voorzieningen.web.api import EXAMPLE  # noqa: E402
from voorzieningen.web.app import application  # noqa: E402

TODAY = date(2026, 11, 22)
RULES = load_rules()
APP = application(RULES, today=lambda: TODAY, hosts=("testserver", "localhost"))
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)
CHECKS = [
    schemathesis.checks.not_a_server_error, schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance, schemathesis.checks.response_schema_conformance,
]  # fmt: skip
QUICK = settings(
    max_examples=35, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
FILES = sorted((Path(__file__).parent.parent / "voorbeelden").glob("*.yaml"))
KNOWN = [Huishouden.from_document(read_document(path.read_bytes(), path.name)).naar_data() for path in FILES]
ANSWERS: Counter[tuple[str, int]] = Counter()
"""How often each operation gave each status."""


@pytest.fixture(scope="module", autouse=True)
def _counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Links the rules before the first request, and tells at the end what was sent."""
    screen(Huishouden.model_validate(EXAMPLE), TODAY, RULES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "SECONDS", 120.0)  # a busy machine is no fault
        yield
    good = sum(count for (_, status), count in ANSWERS.items() if status == 200)
    lines = [f"{operation}: {status} x {count}" for (operation, status), count in sorted(ANSWERS.items())]
    told = "\n".join(["", f"{ANSWERS.total()} requests to the interface, {good} answered with 200", *lines])
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(told)


def sent(case: Any) -> Any:
    """The answer to one request, which is one that is documented."""
    response = case.call_and_validate(checks=CHECKS)
    ANSWERS[f"{case.method} {case.path}", response.status_code] += 1
    return response


@SCHEMA.parametrize()
@QUICK
def test_every_answer_is_as_documented(case: Any) -> None:
    sent(case)


# --- the same with households that are read, because few random ones are

CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "wonen.kale_huur": st.one_of(st.integers(0, 2000), st.just("weg"), st.just("600..700"), st.text(max_size=3)),
    "personen.+": st.fixed_dictionaries({"rol": st.sampled_from(["kind", "partner"]), "leeftijd": st.integers(-1, 60)}),
    "personen.0": st.just("weg"),
    "personen.1.verzekerd": st.sampled_from(["ja", "nee", "onbekend", "misschien"]),
    "schulden": st.sampled_from([[], [{"bedrag": 3}], "onbekend"]),
    "ontvangt.zorgtoeslag": st.integers(-1, 400),
}
PATHS = (
    "personen", "gemeente", "sinds", "brieven", "wonen.soort", "wonen.kale_huur", "personen.0.verzekerd", "personen.0.inkomens",
    "personen.0.geboortedatum", "personen.0.toetsingsinkomen", "gesprek.papieren", "gesprek.bijzonder", "ontvangt", "voertuigen",
    "personen.7.verzekerd", "feiten.heeft_kosten", "nergens",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(["ja", "weet_niet", "later", "612,35", "€ 1.200", "2-4-1988", "38", "huur", "loon", "geen", "498..712.99"]),
    st.lists(st.sampled_from(["loon", "geen", "loonstrook", "zorgtoeslag"]), max_size=2),
    st.lists(st.fixed_dictionaries({"rol": st.sampled_from(["aanvrager", "kind"]), "geboren": st.sampled_from(["", "9"])})),
    st.integers(-5, 10**6),
    st.text(max_size=5),
)
BODIES = {
    "/screen": st.fixed_dictionaries({}),
    "/next-question": st.fixed_dictionaries(
        {},
        optional={
            "antwoord": st.fixed_dictionaries({"pad": st.sampled_from(PATHS), "waarde": VALUES}),
            "taal": st.sampled_from(["nl", "en"]),
            "vorige_groep": st.sampled_from(["wonen", "", "x"]),
        },
    ),
    "/compare": st.sampled_from(sorted(CHANGES)).flatmap(
        lambda path: CHANGES[path].map(lambda value: {"veranderingen": {path: value}})
    ),
}
DAYS = st.sampled_from(["2026-11-22", "2026-01-01", "2025-12-31", "2023-06-01", "1900-01-01", "9999-12-31", "2026-02-30"])


@pytest.mark.parametrize(("path", "examples"), [("/screen", 25), ("/next-question", 20), ("/compare", 15)])
def test_households_give_documented_answers(path: str, examples: int) -> None:
    seen: Counter[int] = Counter()

    @settings(QUICK, max_examples=examples)
    @given(st.one_of(*[st.sampled_from(KNOWN)] * 3, HOUSEHOLDS), st.one_of(*[st.just("2026-11-22")] * 3, DAYS), BODIES[path])
    def send(household: dict[str, Any], day: str, more: dict[str, Any]) -> None:
        body = {"huishouden": _plain(household), "op": day, **copy.deepcopy(more)}
        seen[sent(SCHEMA[path]["POST"].Case(body=body, media_type="application/json")).status_code] += 1

    send()
    assert seen[200] >= 3 and seen[422] >= 1


def test_every_question_of_a_talk_can_be_answered() -> None:
    """A whole talk over the interface: each ready answer that is offered is taken."""
    household, group, asked = dict(EXAMPLE), "", []
    given_answer: dict[str, Any] | None = None
    for _ in range(12):
        body = {"huishouden": household, "op": TODAY.isoformat(), "vorige_groep": group}
        body |= {"antwoord": given_answer} if given_answer else {}
        response = sent(SCHEMA["/next-question"]["POST"].Case(body=body, media_type="application/json"))
        assert response.status_code == 200, response.text
        found = response.json()
        household, question = found["huishouden"], found["gesprek"]["vraag"]
        asked.append(question["pad"])
        group = question["groep"]
        ready = [one["waarde"] for one in question["opties"]]
        several = question["soort"] in ("meer", "ontvangt")
        value: Any = [ready[-1]] if several else ready[0] if ready else "weet_niet"
        if question["soort"] == "personen":
            value = [{"rol": "aanvrager", "geboren": "38"}, {"rol": "kind", "geboren": "9"}]
        offered = [one for one in ready if one != "geen"] if question["soort"] == "ontvangt" else []
        given_answer = {"pad": question["pad"], "waarde": value, "aangeboden": offered}
        again = question_at(Huishouden.model_validate(household), question["pad"], TODAY, RULES, offered=offered)
        assert again.soort == question["soort"]
    assert all(asked.count(path) <= 2 for path in asked)  # a rough amount is asked a second time, precisely


def _plain(household: dict[str, Any]) -> dict[str, Any]:
    """A household as JSON knows it: numbers that JSON can write, names as text."""

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): told(one) for key, one in value.items()}
        if isinstance(value, list):
            return [told(one) for one in value]
        return value if isinstance(value, str | bool | int) or value is None else float(round(value, 2))

    return {name: told(one) for name, one in household.items()}
