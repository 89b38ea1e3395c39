"""The server without a browser: the interface, what it refuses, the headers of every answer, silent logs, and the pages."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI
from typer.testing import CliRunner

from voorzieningen import FileError, Huishouden, RuleSet, VoorzieningenError, cli, load_rules, screen
from voorzieningen.household import read_saved
from voorzieningen.household.fields import VERSION
from voorzieningen.questions import answer, next_question, question_at
from voorzieningen.rulebook.strict_yaml import read_document
from voorzieningen.texts import languages, texts
from voorzieningen.web import api, pages, run, work
from voorzieningen.web.api import EXAMPLE
from voorzieningen.web.app import application
from voorzieningen.web.guard import HEADERS, MOST_BYTES
from voorzieningen.what_if import consider

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

TODAY = date(2026, 11, 22)
BASE = "http://127.0.0.1"
MARK = "Zq7geheim"
"""A value that no answer and no line of a log may show."""
POSTS = ("/screen", "/next-question", "/compare")
PAGES = ("/bewaar", "/vraag", "/formulier", "/vergelijk", *(f"/{tab}" for tab in pages.TABS))
"""The pages that go on with the household they are sent."""
GETS = ("/", "/weg", "/vraag", "/formulier", "/vergelijk", "/uitkomst", "/geld", "/let-op", "/doen", "/waarom", "/rules",
        "/rules/zorgtoeslag", "/openapi.json", "/middelen/stijl.css", "/middelen/papier.css", "/middelen/pagina.js")  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    found = load_rules()
    screen(Huishouden.model_validate(EXAMPLE), TODAY, found)  # links this year: no request waits for it
    return found


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """A busy machine is no fault: the limit in time has a test of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "SECONDS", 120.0)
        yield


@pytest.fixture(scope="module")
def client(rules: RuleSet) -> TestClient:
    return TestClient(application(rules, today=lambda: TODAY), base_url=BASE)


def body(**more: Any) -> dict[str, Any]:
    return {"huishouden": copy.deepcopy(EXAMPLE), **more}


def told(response: Any, status: int) -> dict[str, str]:
    """The error of the interface: where, what and how to repair it, and nothing else."""
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/json"
    found: dict[str, str] = response.json()
    assert set(found) == {"waar", "wat", "herstel"} and found["waar"] and found["wat"].endswith(".")
    return found


def page(response: Any, status: int) -> str:
    """A page with its text; no page shows a trace."""
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"].startswith("text/html")
    assert "Traceback" not in response.text and "Internal Server Error" not in response.text
    text: str = response.text
    return text


def sentence(response: Any, status: int) -> str:
    """A page that says in a sentence what is wrong."""
    text = page(response, status)
    main = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")])
    assert texts()("fout.kop") in main or texts("en")("fout.kop") in main
    assert re.search(r"[A-Z][^.]{8,}\.", main)
    return text


# --- the interface gives what the library gives

class TestAnswers:
    def test_screen_is_the_report(self, client: TestClient, rules: RuleSet) -> None:
        found = client.post("/screen", json=body()).json()
        assert found == screen(Huishouden.model_validate(EXAMPLE), TODAY, rules).model_dump(mode="json")

    def test_screen_on_another_day(self, client: TestClient, rules: RuleSet) -> None:
        found = client.post("/screen", json=body(op="2025-06-01")).json()
        household = Huishouden.model_validate(EXAMPLE)
        assert found == screen(household, date(2025, 6, 1), rules).model_dump(mode="json")

    def test_the_next_question(self, client: TestClient, rules: RuleSet) -> None:
        household = Huishouden.model_validate(EXAMPLE)
        talk = next_question(household, screen(household, TODAY, rules), rules)
        found = client.post("/next-question", json=body()).json()
        assert found == {"huishouden": household.naar_data(), "gesprek": talk.model_dump(mode="json")}

    def test_an_answer_goes_in_first(self, client: TestClient, rules: RuleSet) -> None:
        home = Huishouden.model_validate(EXAMPLE)
        asked = question_at(home, "wonen.kale_huur", TODAY, rules)
        after = answer(home, asked, "€ 640,-", rules)
        talk = next_question(after, screen(after, TODAY, rules), rules, last="wonen")
        given = body(antwoord={"pad": "wonen.kale_huur", "waarde": "€ 640,-"}, vorige_groep="wonen")
        found = client.post("/next-question", json=given).json()
        assert found["huishouden"]["wonen"]["kale_huur"] == 640
        assert found == {"huishouden": after.naar_data(), "gesprek": talk.model_dump(mode="json")}

    def test_what_somebody_does_not_know_is_not_asked_again(self, client: TestClient) -> None:
        household: Any = EXAMPLE
        first = client.post("/next-question", json={"huishouden": household}).json()["gesprek"]["vraag"]["pad"]
        seen = [first]
        for _ in range(4):
            reply = {"pad": seen[-1], "waarde": "weet_niet"}
            found = client.post("/next-question", json={"huishouden": household, "antwoord": reply}).json()
            household = found["huishouden"]
            assert household["gesprek"]["antwoorden"][seen[-1]] == "weet_niet"
            assert seen[-1] in found["gesprek"]["overgeslagen"]
            assert found["gesprek"]["vraag"]["pad"] not in seen
            seen.append(found["gesprek"]["vraag"]["pad"])

    @pytest.mark.parametrize("language", sorted(languages()))
    def test_the_question_in_a_language(self, client: TestClient, rules: RuleSet, language: str) -> None:
        found = client.post("/next-question", json=body(taal=language)).json()["gesprek"]["vraag"]
        asked = question_at(Huishouden.model_validate(EXAMPLE), found["pad"], TODAY, rules, say=texts(language))
        assert found["vraag"] == asked.vraag

    def test_compare_is_consider(self, client: TestClient, rules: RuleSet) -> None:
        changes = {"wonen.kale_huur": 700, "personen.1": "weg"}
        found = client.post("/compare", json=body(veranderingen=changes)).json()
        assert found == consider(Huishouden.model_validate(EXAMPLE), changes, TODAY, rules).model_dump(mode="json")

    def test_all_rules_and_each_of_them(self, client: TestClient, rules: RuleSet) -> None:
        found = client.get("/rules").json()
        assert found["digest"] == rules.digest and found["eerste_jaar"] == rules.first_year
        names = [one["regeling"] for one in found["regelingen"]]
        report = screen(Huishouden.model_validate(EXAMPLE), TODAY, rules)
        written = {**rules.book.files.schemes, **rules.book.files.frames}
        assert names == [name for name, file in written.items() if file.model.uitkomst is not None]
        frames = set(rules.book.files.frames)  # `kwijtschelding` is filled in twice, by the municipality and the water board
        assert len(names) > 20 and set(names) - frames <= set(report.regelingen)
        for one in found["regelingen"]:
            assert one["titel"] and one["samenvatting"] and (one["uitvoerder"] or one["regeling"] in frames)
            scheme = client.get(f"/rules/{one['regeling']}").json()
            assert scheme["titel"] == one["titel"] and scheme["uitkomst"]

    @pytest.mark.parametrize("name", ["bestaat_niet", "Zorgtoeslag", "a" * 500, "%2e%2e%2fx", "zorgtoeslag%00", "é"])
    def test_another_scheme_is_not_there(self, client: TestClient, name: str) -> None:
        told(client.get(f"/rules/{name}"), 404)


class TestDescription:
    def test_it_is_valid_openapi(self, client: TestClient) -> None:
        found = client.get("/openapi.json").json()
        OpenAPI.model_validate(found)
        assert found["openapi"].startswith("3.1") and set(found["paths"]) == {*POSTS, "/rules", "/rules/{regeling}"}
        names = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(found))
        assert names and set(names) == set(found["components"]["schemas"])
        faults = found["components"]["schemas"]["Fout"]
        assert set(faults["required"]) == {"waar", "wat", "herstel"}
        for path in POSTS:
            assert {"200", "400", "403", "413", "415", "421", "422", "503"} <= set(found["paths"][path]["post"]["responses"])

    def test_every_operation_has_an_example_that_works(self, client: TestClient) -> None:
        for path, one in client.get("/openapi.json").json()["paths"].items():
            for method, operation in one.items():
                assert operation["summary"] and operation["description"]
                if method == "post":
                    example = operation["requestBody"]["content"]["application/json"]["example"]
                    assert client.post(path, json=example).status_code == 200
                for parameter in operation.get("parameters", ()):
                    for value in parameter["schema"]["examples"]:
                        assert client.get(path.replace(f"{{{parameter['name']}}}", value)).status_code == 200
                if method == "get":
                    assert "{" not in path or operation["parameters"]


# --- what is refused

def nested(depth: int) -> bytes:
    return b'{"huishouden": ' + b'{"a": ' * depth + b"1" + b"}" * depth + b"}"


BROKEN = [
    b"", b"{", b"[", b"\xff\xfe", b"\x00", b"\x89PNG\r\n", b"nul", b"{}{}", b'{"huishouden": nan}', b'{"huishouden": NaN}',
    b'{"huishouden": Infinity}', b'{"huishouden": 1e5}', b'{"huishouden": null}', b'{"huishouden": {}, "huishouden": {}}',
    b'{"huishouden": {"personen": [], "personen": []}}', b'{"huishouden": "\\ud800"}', b"'", nested(40), nested(50_000),
    b"[" * 100_000, b'{"huishouden": ' + b"9" * 50_000 + b"}", json.dumps(body()).encode("utf-16"),
]  # fmt: skip


class TestBadInput:
    @pytest.mark.parametrize("path", POSTS)
    @pytest.mark.parametrize("content", BROKEN, ids=lambda one: repr(one[:24]))
    def test_what_is_no_json(self, client: TestClient, path: str, content: bytes) -> None:
        told(client.post(path, content=content, headers={"Content-Type": "application/json"}), 400)

    @pytest.mark.parametrize("path", POSTS)
    @pytest.mark.parametrize("data", [[], "x", 3, True, {}, {"op": "2026-11-22"}, {"x": 1}, body(x=1), body(Op="2026-11-22")])
    def test_other_json(self, client: TestClient, path: str, data: Any) -> None:
        assert told(client.post(path, json=data), 422)["waar"] == "verzoek"

    @pytest.mark.parametrize("path", POSTS)
    @pytest.mark.parametrize("day", ["1900-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "22-11-2026", "2026-11-22T10:00",
                                     "20261122", "2026-W47-7", "", MARK, 20261122, True, ["2026-11-22"], {"a": 1}])  # fmt: skip
    def test_days(self, client: TestClient, path: str, day: Any) -> None:
        more = {"veranderingen": {"wonen.kale_huur": 700}} if path == "/compare" else {}
        response = client.post(path, json=body(op=day, **more))
        if day == "9999-12-31" and response.status_code == 200:
            return
        assert told(response, 422)["herstel"] and MARK not in response.text

    @pytest.mark.parametrize(
        ("path", "more", "where"),
        [
            ("/next-question", {"taal": MARK}, "taal"),
            ("/next-question", {"taal": 3}, "taal"),
            ("/next-question", {"vorige_groep": ["x"]}, "vorige_groep"),
            ("/next-question", {"antwoord": MARK}, "antwoord"),
            ("/next-question", {"antwoord": {}}, "antwoord"),
            ("/next-question", {"antwoord": {"pad": 3, "waarde": "x"}}, "antwoord"),
            ("/next-question", {"antwoord": {"pad": "sinds", "waarde": "x", MARK: 1}}, "antwoord"),
            ("/next-question", {"antwoord": {"pad": MARK, "waarde": "x"}}, "pad"),
            ("/next-question", {"antwoord": {"pad": "../../etc/passwd", "waarde": "x"}}, "pad"),
            ("/next-question", {"antwoord": {"pad": "personen.99.verzekerd", "waarde": "ja"}}, "pad"),
            ("/next-question", {"antwoord": {"pad": "personen.²", "waarde": "ja"}}, "pad"),
            ("/next-question", {"antwoord": {"pad": "sinds", "waarde": "x", "aangeboden": MARK}}, "aangeboden"),
            ("/next-question", {"antwoord": {"pad": "sinds", "waarde": "x", "aangeboden": [3]}}, "aangeboden"),
            ("/next-question", {"antwoord": {"pad": "sinds", "waarde": MARK}}, "sinds"),
            ("/next-question", {"antwoord": {"pad": "sinds"}}, "sinds"),
            ("/next-question", {"antwoord": {"pad": "wonen.kale_huur", "waarde": MARK}}, "wonen.kale_huur"),
            ("/next-question", {"antwoord": {"pad": "wonen.kale_huur", "waarde": {"a": [MARK]}}}, "wonen.kale_huur"),
            ("/next-question", {"antwoord": {"pad": "wonen.soort", "waarde": MARK}}, "wonen.soort"),
            ("/next-question", {"antwoord": {"pad": "wonen.soort", "waarde": ["huur"]}}, "wonen.soort"),
            ("/next-question", {"antwoord": {"pad": "personen", "waarde": [{"rol": MARK}]}}, "personen"),
            ("/compare", {}, "veranderingen"),
            ("/compare", {"veranderingen": {}}, "veranderingen"),
            ("/compare", {"veranderingen": [MARK]}, "veranderingen"),
            ("/compare", {"veranderingen": {"wonen.kale_huur": MARK}}, "wonen.kale_huur"),
        ],
    )
    def test_fields_beside_the_household(self, client: TestClient, path: str, more: dict[str, Any], where: str) -> None:
        response = client.post(path, json=body(**more))
        assert told(response, 422)["waar"] == where and MARK not in response.text

    @pytest.mark.parametrize("path", ["", MARK, f"wonen.{MARK}", "personen.7", "personen.+.+", "..", f"personen.0.{MARK}"])
    def test_changes_of_what_is_not_there(self, client: TestClient, path: str) -> None:
        response = client.post("/compare", json=body(veranderingen={path: 1}))
        assert told(response, 422)["waar"] and MARK not in response.text

    # a field with a wrong value, and what the answer calls it
    HOUSEHOLDS = (
        ({"personen": [{"rol": "aanvrager", "leeftijd": MARK}]}, "personen.0.leeftijd"),
        ({"personen": [{"rol": MARK, "leeftijd": 38}]}, "personen.0.rol"),
        ({"personen": [{"rol": "aanvrager", "leeftijd": 38, "verzekerd": MARK}]}, "personen.0.verzekerd"),
        ({"personen": [{"rol": "aanvrager", "leeftijd": 38, "naam": MARK * 30}]}, "personen.0.naam"),
        ({"personen": [{"rol": "aanvrager", "leeftijd": 38, "toetsingsinkomen": {"2026": MARK}}]}, "personen.0.toetsingsinkomen"),
        ({"personen": []}, "personen"),
        ({"personen": MARK}, "personen"),
        ({"personen": EXAMPLE["personen"] * 20}, "personen"),
        ({"wonen": {"kale_huur": MARK}}, "wonen.kale_huur"),
        ({"wonen": {"kale_huur": True}}, "wonen.kale_huur"),
        ({"wonen": {"soort": "huur", MARK: 3}}, "wonen"),
        ({"wonen": [MARK]}, "wonen"),
        ({"gemeente": MARK * 30}, "gemeente"),
        ({"peildatum": MARK}, "peildatum"),
        ({"ontvangt": {"zorgtoeslag": MARK}}, "ontvangt.zorgtoeslag"),
        ({MARK: 3}, "huishouden"),
        ({"versie": VERSION + 1}, "versie"),
    )

    @pytest.mark.parametrize(("change", "where"), HOUSEHOLDS, ids=lambda one: one if isinstance(one, str) else "")
    @pytest.mark.parametrize("path", POSTS)
    def test_a_fault_names_the_field_and_never_the_value(
        self, client: TestClient, path: str, change: dict[str, Any], where: str
    ) -> None:
        found = client.post(path, json={"huishouden": {**EXAMPLE, **change}})
        assert told(found, 422)["waar"].startswith(where)
        assert MARK not in found.text and MARK.lower() not in found.text.lower()

    def test_too_large_by_its_own_word(self, client: TestClient) -> None:
        for path in (*POSTS, "/vraag", "/open", "/nergens"):
            response = client.post(path, content=b" " * 10_000_000, headers={"Content-Type": "application/json"})
            assert response.status_code == 413 and "te groot" in response.text
        huge = {"Content-Type": "application/json", "Content-Length": "9" * 30}
        assert client.post("/screen", content=b"{}", headers=huge).status_code == 413

    @pytest.mark.parametrize("length", [b"-1", b"\xb2", b"x", b"", b"1.5", b"9" * 5000])
    def test_lengths_that_are_none(self, client: TestClient, length: bytes) -> None:
        headers = {b"content-type": b"application/json", b"content-length": length}
        assert client.post("/screen", content=b"{}", headers=headers).status_code == 413

    def test_too_large_in_chunks_is_not_read_to_its_end(self, client: TestClient) -> None:
        sent: list[Any] = []
        chunks = iter(range(10_000))

        async def receive() -> dict[str, Any]:
            next(chunks)
            return {"type": "http.request", "body": b" " * 10_000, "more_body": True}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
        scope = {"type": "http", "method": "POST", "path": "/screen", "raw_path": b"/screen", "query_string": b"",
                 "headers": headers, "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80),
                 "client": ("127.0.0.1", 5), "asgi": {"version": "3.0"}, "root_path": ""}  # fmt: skip
        asyncio.run(client.app(scope, receive, send))
        assert sent[0]["status"] == 413 and json.loads(sent[1]["body"])["waar"] == "verzoek"
        assert next(chunks) <= MOST_BYTES // 10_000 + 2

    def test_just_not_too_large(self, client: TestClient) -> None:
        content = json.dumps(body()).encode().ljust(MOST_BYTES)
        headers = {"Content-Type": "application/json"}
        assert client.post("/screen", content=content, headers=headers).status_code == 200
        told(client.post("/screen", content=content + b" ", headers=headers), 413)
        told(client.post("/screen", content=iter([content, b" "]), headers=headers), 413)

    @pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json",
                                      "application/jsonp", "application/xml", "text/plain;application/json"])  # fmt: skip
    def test_another_content_type(self, client: TestClient, kind: str) -> None:
        for path in POSTS:
            told(client.post(path, content=json.dumps(body()), headers={"Content-Type": kind}), 415)
        if "form" not in kind:
            sentence(client.post("/vraag", content="huishouden={}", headers={"Content-Type": kind}), 415)

    @pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", " application/json ;x=y"])
    def test_the_same_content_type(self, client: TestClient, kind: str) -> None:
        assert client.post("/compare", content="{}", headers={"Content-Type": kind}).status_code == 422

    @pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1.evil.example", "null", "", "file://",
                                        "http://evil.example:80", "http://[::1", "http://localhost@evil.example"])  # fmt: skip
    def test_another_page_may_not_ask(self, client: TestClient, origin: str) -> None:
        for path in POSTS:
            told(client.post(path, json=body(), headers={"Origin": origin}), 403)
        sentence(client.post("/begin", data={"deur": "vragen"}, headers={"Origin": origin}), 403)

    @pytest.mark.parametrize("origin", ["http://127.0.0.1", "http://localhost:8000", "http://[::1]:8000"])
    def test_the_page_itself_may(self, client: TestClient, origin: str) -> None:
        assert client.post("/compare", json={}, headers={"Origin": origin}).status_code == 422

    @pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[", "localhost.",
                                      "127.1", "127.0.0.1@evil.example", "0.0.0.0", "192.168.1.4:8000"])  # fmt: skip
    def test_another_name_is_not_answered(self, client: TestClient, host: str) -> None:
        told(client.post("/screen", json=body(), headers={"Host": host}), 421)
        told(client.get("/rules", headers={"Host": host}), 421)
        sentence(client.get("/", headers={"Host": host}), 421)

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]", "[::1]:8000"])
    def test_its_own_names_are(self, client: TestClient, host: str) -> None:
        assert client.get("/rules", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("path", POSTS)
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
    def test_other_methods(self, client: TestClient, path: str, method: str) -> None:
        response = client.request(method, path)
        assert response.status_code == 405 and response.headers["allow"] == "POST"
        if method != "HEAD":
            told(response, 405)

    def test_a_page_that_only_takes_forms(self, client: TestClient) -> None:
        sentence(client.get("/bewaar"), 405)

    @pytest.mark.parametrize("path", ["/nergens", "/middelen/", "/middelen/../run.py", "/middelen/%2e%2e/run.py", "/docs",
                                      "/redoc", "/middelen/..%2frun.py", "/middelen/thema.css", "/static/x"])  # fmt: skip
    def test_what_is_not_there(self, client: TestClient, path: str) -> None:
        sentence(client.get(path), 404)

    def test_a_limit_in_time(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        def slow(*_: Any, **__: Any) -> None:
            time.sleep(0.4)

        monkeypatch.setattr(work, "SECONDS", 0.05)
        for module, name in ((api, "screen"), (api, "consider"), (pages, "screen")):
            monkeypatch.setattr(module, name, slow)
        begun = time.monotonic()
        for path, more in (("/screen", {}), ("/next-question", {}), ("/compare", {"veranderingen": {"wonen.kale_huur": 1}})):
            told(client.post(path, json=body(**more)), 503)
        sentence(client.post("/uitkomst", data={"huishouden": json.dumps(EXAMPLE)}), 503)
        assert time.monotonic() - begun < 10


# --- what every answer has in common

def every_kind(client: TestClient) -> Iterator[Any]:
    """An answer of every kind: pages, files, the interface, and every way to be refused."""
    for path in GETS:
        yield client.get(path)
    carried = {"huishouden": json.dumps(EXAMPLE)}
    yield client.post("/uitkomst", data=carried)
    yield client.post("/bewaar", data=carried)
    yield client.post("/vraag", data={"huishouden": "{"})
    yield client.post("/screen", json=body())
    yield client.post("/screen", json=body(op="x"))
    yield client.post("/screen", content=b"{", headers={"Content-Type": "application/json"})
    yield client.post("/screen", content=b" " * (MOST_BYTES + 1), headers={"Content-Type": "application/json"})
    yield client.post("/screen", content=b"{}", headers={"Content-Type": "text/plain"})
    yield client.post("/screen", json={}, headers={"Origin": "http://evil.example"})
    yield client.get("/", headers={"Host": "evil.example"})
    yield client.get("/screen")
    yield client.get("/nergens")
    yield client.options("/screen", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"})


def test_every_answer_carries_the_headers(client: TestClient) -> None:
    for response in every_kind(client):
        for name, value in HEADERS.items():
            assert response.headers[name] == value, (response.request.url, name)
        path = response.request.url.path
        assert response.headers["cache-control"] == ("max-age=3600" if path.startswith("/middelen/") else "no-store"), path
        assert not [name for name in response.headers if name.lower().startswith(("access-control", "set-cookie", "server"))]
    assert not client.cookies


def test_a_crash_and_a_late_answer_carry_them_too(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError(MARK)

    monkeypatch.setattr(api, "screen", broken)
    monkeypatch.setattr(pages, "screen", broken)
    for response in (client.post("/screen", json=body()), client.post("/uitkomst", data={"huishouden": json.dumps(EXAMPLE)})):
        assert response.status_code == 500 and MARK not in response.text
        assert {name: response.headers[name] for name in HEADERS} == HEADERS and response.headers["cache-control"] == "no-store"


def test_the_policy_knows_no_other_place() -> None:
    policy = {part.split()[0]: part.split()[1:] for part in HEADERS["Content-Security-Policy"].split(";")}
    assert policy["default-src"] == ["'none'"] and policy["base-uri"] == ["'none'"] and policy["frame-ancestors"] == ["'none'"]
    allowed = {one for values in policy.values() for one in values}
    assert allowed == {"'none'", "'self'", "data:"}
    assert [name for name, values in policy.items() if "data:" in values] == ["img-src"]
    assert policy["form-action"] == ["'self'"] and HEADERS["Referrer-Policy"] == "same-origin"


def test_pages_load_and_hold_nothing_the_policy_refuses(client: TestClient) -> None:
    for response in every_kind(client):
        if not response.headers["content-type"].startswith("text/html"):
            continue
        text = response.text
        assert "<style" not in text and not re.search(r"\s(style|on[a-z]+)=[\"']", text), response.request.url
        assert re.findall(r"<script[^>]*>", text) == ['<script src="/middelen/pagina.js" defer>']
        sources = re.findall(r"\s(?:src|href|action)=\"([^\"]*)\"", text)
        assert sources and all(one.startswith(("/", "#", "data:")) and not one.startswith("//") for one in sources)
        for one in re.findall(r"(?:src|href)=\"(/middelen/[^\"]+)\"", text):
            assert client.get(one).status_code == 200


# --- logs

class _All(logging.Handler):
    """Everything that is logged by anybody, with tracebacks."""

    def __init__(self) -> None:
        super().__init__(level=0)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(pathname)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args} {vars(record)}")


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Everything that was logged or printed so far."""
    handler, root = _All(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", "voorzieningen", "voorzieningen.web", "uvicorn", "asyncio")}
    for name in levels:
        logging.getLogger(name).setLevel(1)
    root.addHandler(handler)

    def everything() -> str:
        out, err = capfd.readouterr()
        client_lines = [line for line in handler.lines if not line.startswith(("httpx", "httpcore"))]  # of the client of the test
        return "\n".join([*client_lines, out, err])

    yield everything
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_no_log_tells_a_value(client: TestClient, logged: Callable[[], str]) -> None:
    named = {**EXAMPLE, "personen": [{**EXAMPLE["personen"][0], "naam": MARK}, *EXAMPLE["personen"][1:]]}
    requests: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/screen", {}), ("/next-question", {"antwoord": {"pad": "sinds", "waarde": MARK}}), ("/screen", {"op": MARK}),
        ("/compare", {"veranderingen": {"gemeente": MARK}}), ("/screen", {MARK: 1}),
    )  # fmt: skip
    for path, more in requests:
        client.post(path, json={"huishouden": named, **more})
    client.post("/screen", content=f'{{"{MARK}"', headers={"Content-Type": "application/json"})
    client.post("/screen", json=body(), headers={"Origin": f"http://{MARK}"})
    client.get(f"/{MARK}?x={MARK}", headers={"X-Mark": MARK})
    client.get(f"/rules/{MARK}")
    for data in ({"huishouden": json.dumps(named)}, {"huishouden": MARK}, {"huishouden": json.dumps(named), "pad": MARK}):
        client.post("/vraag", data=data)
    client.post("/open", data={"taal": MARK}, files={"bestand": (f"{MARK}.yaml", MARK.encode())})
    assert MARK not in logged()


@pytest.mark.parametrize("kind", [ValueError, RuntimeError, KeyError, RecursionError, AssertionError, MemoryError, OSError])
def test_a_crash_is_logged_by_its_place_only(
    client: TestClient, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        try:
            raise TypeError(MARK)
        except TypeError as error:
            raise kind(f"{MARK} 612.35") from error

    for module, name in ((api, "screen"), (pages, "screen"), (pages, "saved_text"), (pages, "question_at"), (api, "question_at")):
        monkeypatch.setattr(module, name, broken)
    carried = {"huishouden": json.dumps(EXAMPLE)}
    told(client.post("/screen", json=body()), 500)
    told(client.post("/next-question", json=body(antwoord={"pad": "sinds", "waarde": MARK})), 500)
    for path in ("/uitkomst", "/bewaar", "/vraag"):
        assert MARK not in sentence(client.post(path, data={**carried, "pad": "sinds", "getypt": MARK}), 500)
    lines = logged()
    assert MARK not in lines and "Traceback" not in lines
    assert lines.count(f"{kind.__name__} in ") >= 5 and "test_web.py:" in lines


def test_a_page_that_cannot_be_drawn(client: TestClient, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise LookupError(MARK)

    monkeypatch.setattr(pages, "take_home", broken)
    sentence(client.post("/uitkomst", data={"huishouden": json.dumps(EXAMPLE)}), 500)
    assert MARK not in logged()


# --- pages

@pytest.fixture(scope="module")
def carried() -> dict[str, str]:
    return {"huishouden": json.dumps(EXAMPLE), "taal": "nl", "gedaan": "gemeente personen", "groep": "wonen"}


FOREIGN = [
    "", "x", "{", "[]", "3", '"tekst"', "{}", '{"personen": []}', '{"personen": [{"rol": "koning"}]}', '{"a": NaN}', "[" * 5000,
    json.dumps({**EXAMPLE, "versie": VERSION + 1}), json.dumps({**EXAMPLE, MARK: 1}), "\x00", "<script>alert(1)</script>",
    json.dumps({**EXAMPLE, "wonen": {"kale_huur": MARK}}), "&" * 2000, '{"personen": 1, "personen": 2}',
]  # fmt: skip


class TestPages:
    @pytest.mark.parametrize("path", PAGES)
    def test_every_page_with_a_broken_household(self, client: TestClient, path: str) -> None:
        sentence(client.post(path, data={"taal": "nl"}), 400)
        for given in FOREIGN:
            response = client.post(path, data={"huishouden": given, "actie": "verder", "pad": "sinds", "wat": "huur"})
            text = sentence(response, response.status_code)
            assert response.status_code in (400, 422) and MARK not in text and "alert(1)" not in text

    @pytest.mark.parametrize("path", [*PAGES, "/begin", "/open"])
    @pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=",
                                      "application/x-www-form-urlencoded"])  # fmt: skip
    def test_every_page_with_bytes_that_are_no_form(self, client: TestClient, path: str, kind: str) -> None:
        part = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"
        for content in (b"", b"\xff\xfe\x00", b"--x\r\n", part, b"%ff%00=%zz&&="):
            response = client.post(path, content=content, headers={"Content-Type": kind})
            if path == "/begin" and response.status_code == 200:
                continue
            assert response.status_code in (400, 422) and response.headers["content-type"].startswith("text/html")

    @pytest.mark.parametrize(
        "path",
        ["nergens", "../../etc/passwd", "/etc/passwd", "personen.99.verzekerd", "personen.-1.naam", "personen.0", "wonen",
         "a" * 900, "personen.0.__class__", "__class__.__init__", "wonen.kale_huur.", "\x00", "<b>x</b>", "peildatum"],
    )  # fmt: skip
    @pytest.mark.parametrize("action", ["verder", "naar", "weet_niet"])
    def test_a_path_of_no_question(self, client: TestClient, carried: dict[str, str], path: str, action: str) -> None:
        text = sentence(client.post("/vraag", data={**carried, "pad": path, "actie": action}), 422)
        assert "<b>x</b>" not in text and "etc/passwd" not in text

    @pytest.mark.parametrize("path", ["x.papieren", "papieren", "personen.0.bijzonder", "personen.².verzekerd",
                                      f"personen.{'9' * 5000}.verzekerd"])  # fmt: skip
    def test_a_path_that_looks_like_a_question(self, client: TestClient, carried: dict[str, str], path: str) -> None:
        sentence(client.post("/vraag", data={**carried, "pad": path, "getypt": "ja"}), 422)
        told(client.post("/next-question", json=body(antwoord={"pad": path, "waarde": "ja"})), 422)

    def test_back_to_what_was_never_asked(self, client: TestClient, carried: dict[str, str]) -> None:
        """The paths of a page can be changed by whoever sends it."""
        for done, status in (("../etc", 200), ("", 200), ("nergens", 422), ("sinds nergens sinds", 200), ("A B C", 200)):
            response = client.post("/vraag", data={**carried, "actie": "terug", "gedaan": done})
            page(response, status)

    @pytest.mark.parametrize("language", ["", "xx", "../nl", "NL", "e" * 500, "<b>", "nl en", "None"])
    def test_an_unknown_language_is_dutch(self, client: TestClient, language: str) -> None:
        text = page(client.get("/", params={"taal": language}), 200)
        assert '<html lang="nl">' in text and "<b>" not in text
        text = sentence(client.post("/open", data={"taal": language}, files={"bestand": ("a.yaml", b"")}), 422)
        assert '<html lang="nl">' in text

    def test_an_unknown_language_in_a_talk(self, client: TestClient, carried: dict[str, str]) -> None:
        assert '<html lang="nl">' in page(client.post("/doen", data={**carried, "taal": "xx"}), 200)

    @pytest.mark.parametrize("given", ["", "<b>", "-5", "99999999999", "zes", "31-2-2020", "600..700", "NaN", "x" * 3000, "²"])
    def test_a_wrong_answer_is_asked_again(self, client: TestClient, carried: dict[str, str], given: str) -> None:
        response = client.post("/vraag", data={**carried, "pad": "sinds", "getypt": given})
        text = page(response, 422)
        assert 'name="pad" value="sinds"' in text and 'role="alert"' in text and "<b>" not in text

    def test_a_very_high_amount_is_asked_about_once(self, client: TestClient, carried: dict[str, str]) -> None:
        asked = {**carried, "pad": "wonen.kale_huur", "getypt": "9500"}
        text = page(client.post("/vraag", data=asked), 200)
        assert 'name="gezien" value="9500"' in text and 'name="pad" value="wonen.kale_huur"' in text
        text = page(client.post("/vraag", data={**asked, "gezien": "9500"}), 200)
        assert kept(text)["wonen"]["kale_huur"] == 9500

    def test_an_unknown_person_is_not_drawn(self, client: TestClient, carried: dict[str, str]) -> None:
        changes: tuple[dict[str, Any], ...] = (
            {"erbij": "koning"}, {"rol": "koning"}, {"rol": ["aanvrager", "koning"], "erbij": "kind"}, {"eraf": "x"},
            {"eraf": "²"}, {"eraf": "99"}, {"rol": ["kind", "kind"]}, {"rol": ["aanvrager"], "geboren": [], "naam": ["<b>"]},
        )  # fmt: skip
        for more in changes:
            response = client.post("/vraag", data={**carried, "pad": "personen", "actie": "verder", **more})
            assert "koning" not in page(response, response.status_code) and response.status_code in (200, 422)
            assert "<b>" not in response.text

    @pytest.mark.parametrize("kind", ["loon", "huur", "partner", "baby", "kind_uit_huis", "geen_loon", MARK, "../x"])
    @pytest.mark.parametrize("value", ["", "35", "-1", "1e9", "999999999", "<b>"])
    def test_any_comparison(self, client: TestClient, carried: dict[str, str], kind: str, value: str) -> None:
        if value not in ("", "35") and kind in ("baby", "kind_uit_huis", "geen_loon", "../x"):
            return
        response = client.post("/vergelijk", data={**carried, "wat": kind, "waarde": value})
        assert response.status_code in (200, 422) and "<b>" not in page(response, response.status_code)
        if value == "35" and kind not in (MARK, "../x"):
            assert response.status_code == 200
        if kind in (MARK, "../x"):
            assert response.status_code == 422

    @pytest.mark.parametrize("tab", pages.TABS)
    def test_every_tab_and_an_unknown_scheme(self, client: TestClient, carried: dict[str, str], tab: str) -> None:
        text = page(client.post(f"/{tab}", data={**carried, "regeling": f"../{MARK}"}), 200)
        assert MARK not in text and kept(text) == Huishouden.model_validate(EXAMPLE).naar_data()

    def test_why_of_a_scheme(self, client: TestClient, carried: dict[str, str]) -> None:
        plain, why = (
            page(client.post("/waarom", data={**carried, **more}), 200) for more in ({}, {"regeling": "zorgtoeslag"})
        )
        assert plain != why

    def test_what_is_typed_is_never_code(self, client: TestClient) -> None:
        script = "<img src=x onerror=alert(1)>"
        named = {**EXAMPLE, "gemeente": "Assen <b>", "personen": [{**EXAMPLE["personen"][0], "naam": script[:30]}]}
        for path in ("/uitkomst", "/vraag", "/formulier", "/doen", "/geld"):
            text = page(client.post(path, data={"huishouden": json.dumps(named), "groep": script, "gedaan": script}), 200)
            assert "<img src=x" not in text and "<b>" not in text
        text = page(client.post("/vraag", data={"huishouden": json.dumps(EXAMPLE), "pad": "sinds", "getypt": script}), 422)
        assert "<img src=x" not in text

    def test_the_form_says_what_is_wrong_at_its_field(self, client: TestClient, carried: dict[str, str]) -> None:
        given = {**carried, "actie": "klaar", "veld:wonen.kale_huur": "zes", "veld:sinds": "31-2-2020", "veld:nergens": MARK}
        text = page(client.post("/formulier", data=given), 422)
        assert 'id="f-wonen-kale_huur"' in text and 'id="f-sinds"' in text and MARK not in text
        assert kept(text)["wonen"]["kale_huur"] == 612.35 and 'value="zes"' in text
        done = page(client.post("/formulier", data={**carried, "actie": "klaar", "veld:wonen.kale_huur": "640"}), 200)
        assert kept(done)["wonen"]["kale_huur"] == 640 and 'id="formulier"' not in done

    def test_the_form_of_twelve_persons_can_be_sent(self, client: TestClient) -> None:
        people = [{"rol": "aanvrager", "leeftijd": 40}, *({"rol": "kind", "leeftijd": at} for at in range(11))]
        full = {"peildatum": "2026-11-22", "personen": people}
        text = page(client.post("/formulier", data={"huishouden": json.dumps(full)}), 200)
        names = re.findall(r'<(?:input|button)[^>]*\sname="([^"]+)"[^>]*', text)
        assert len(set(names)) > 20 and len(names) < 900  # the reader of forms takes a thousand fields
        again = {"huishouden": json.dumps(full), "actie": "bij", **{name: "" for name in names if name.startswith("veld:")}}
        page(client.post("/formulier", data=again), 200)

    def test_begin_by_either_door(self, client: TestClient) -> None:
        for door, form in (("vragen", 'id="vraag"'), ("formulier", 'id="formulier"'), ("nergens", 'id="vraag"')):
            text = page(client.post("/begin", data={"deur": door, "taal": "en"}), 200)
            assert form in text and '<html lang="en">' in text
            assert kept(text)["peildatum"] == "2026-11-22" and len(kept(text)["personen"]) == 1

    def test_what_is_saved_opens(self, client: TestClient, carried: dict[str, str]) -> None:
        response = client.post("/bewaar", data=carried)
        assert response.headers["content-disposition"] == 'attachment; filename="huishouden-2026-11-22.yaml"'
        assert response.headers["content-type"].startswith("application/yaml")
        found = read_saved(read_document(response.content, "x").data).household.naar_data()
        assert found == {"versie": VERSION, **Huishouden.model_validate(EXAMPLE).naar_data()}
        text = page(client.post("/open", files={"bestand": ("huishouden.yaml", response.content)}), 200)
        assert kept(text) == found


def kept(text: str) -> dict[str, Any]:
    """The household a page carries along."""
    found = re.search(r'name="huishouden" value="([^"]*)"', text)
    assert found is not None
    household: dict[str, Any] = json.loads(unescape(found[1]))
    return household


OLD = b"versie: 1\npersonen: [{rol: aanvrager, geboortedatum: 1988-04-02}]\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20


class TestOpen:
    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.yaml", b""), ("a.yaml", b" \n"), ("a.yaml", PNG), ("a.json", PNG), ("a.png", PNG), ("a.yaml", b"- 1\n- 2\n"),
         ("a.json", b"[1]"), ("a.yaml", b"tekst"), ("a.yaml", b"a: &x 1\nb: *x"), ("a.yaml", b"!!python/object:os.system x"),
         ("a.yaml", b"personen: []"), ("a.yaml", b"\xef\xbb\xbf"), ("a.yaml", "personen: é".encode("utf-16")), ("a.json", b"{"),
         ("a.yaml", b"[" * 5000), ("a.yaml", b"# alleen een regel"), ("a.yaml", b"personen: [{rol: aanvrager}]"),
         ("a.yaml", b"personen: [{rol: aanvrager, leeftijd: " + MARK.encode() + b"}]"), ("../../x.yaml", b"%YAML 1.1"),
         ("", b"personen: [{rol: aanvrager, leeftijd: 3"), ("a.JSON", OLD)],
    )  # fmt: skip
    def test_a_file_that_is_no_household(self, client: TestClient, name: str, content: bytes) -> None:
        response = client.post("/open", files={"bestand": (name or "x", content)})
        text = sentence(response, 422)
        assert MARK not in text and texts()("fout.bestand") in text

    def test_no_file(self, client: TestClient) -> None:
        for given in ({"data": {"taal": "nl"}}, {"data": {"bestand": "tekst"}}, {"data": {"bestand": OLD.decode()}}):
            sentence(client.post("/open", **given), 422)

    def test_a_file_of_a_megabyte(self, client: TestClient) -> None:
        text = sentence(client.post("/open", files={"bestand": ("a.yaml", OLD + b"#" * 1_000_000)}), 413)
        assert "te groot" in text
        page(client.post("/open", files={"bestand": ("a.yaml", OLD + b"# " + b"x" * 900_000)}), 200)

    def test_a_later_version(self, client: TestClient) -> None:
        text = sentence(client.post("/open", files={"bestand": ("a.yaml", OLD.replace(b"1\n", b"3\n", 1))}), 422)
        assert "nieuwere versie" in text and "niet veranderd" in text

    def test_an_earlier_version_says_what_changed(self, client: TestClient) -> None:
        old = OLD + b"voertuigen: [{waarde: 900, feiten: {voertuig_onmisbaar: ja}}]\n"
        text = page(client.post("/open", files={"bestand": ("a.yaml", old)}), 200)
        (note,) = read_saved(read_document(old, "x").data).notes
        assert note in text
        assert kept(text)["versie"] == VERSION and kept(text)["voertuigen"] == [{"waarde": 900, "onmisbaar": "ja"}]
        assert note not in page(client.post("/open", files={"bestand": ("a.yaml", OLD)}), 200)

    def test_a_json_file(self, client: TestClient) -> None:
        content = json.dumps(EXAMPLE).encode()
        assert kept(page(client.post("/open", files={"bestand": ("A.JSON", content)}), 200))["gemeente"] == "Assen"


# --- starting

class TestServe:
    @pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "example.org", ""])
    def test_only_this_machine_unless_asked(self, rules: RuleSet, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: Any, **__: Any) -> None:
            raise AssertionError

        monkeypatch.setattr(run.uvicorn, "run", never)
        with pytest.raises(VoorzieningenError) as caught:
            run.serve(rules, address, 8000, ready=never, warn=never)
        assert caught.value.where == "--adres" and "--ook-van-buiten" in caught.value.repair

    def test_the_command_says_so_in_one_sentence(self, monkeypatch: pytest.MonkeyPatch, rules: RuleSet) -> None:
        monkeypatch.setattr("voorzieningen.cli._talk.load_rules", lambda **_: rules)
        found = CliRunner().invoke(cli.app, ["serve", "--adres", "0.0.0.0"])
        assert found.exit_code == 2 and found.stderr.startswith("Fout: --adres: ") and found.stderr.count("\n") == 1

    @pytest.mark.parametrize(
        ("address", "elsewhere", "warned"),
        [("127.0.0.1", False, 0), ("::1", False, 0), ("localhost", True, 0), ("192.168.1.4", True, 1)],
    )
    def test_it_starts(
        self, rules: RuleSet, monkeypatch: pytest.MonkeyPatch, address: str, elsewhere: bool, warned: int
    ) -> None:
        begun: list[Any] = []
        said: list[str] = []
        monkeypatch.setattr(run.uvicorn, "run", lambda app, **more: begun.append((app, more)))
        monkeypatch.setattr(run.gc, "freeze", lambda: None)
        run.serve(rules, address, 8123, elsewhere=elsewhere, ready=lambda: said.append("open"),
                  warn=lambda: said.append("let op"), today=lambda: TODAY)  # fmt: skip
        ((app, more),) = begun
        assert said == ["let op"] * warned + ["open"]
        assert (more["host"], more["port"]) == (address, 8123) and not more["access_log"] and not more["server_header"]
        name = f"[{address}]" if ":" in address else address
        assert TestClient(app, base_url=BASE).get("/rules", headers={"Host": f"{name}:8123"}).status_code == 200
        assert TestClient(app, base_url=BASE).get("/rules", headers={"Host": "evil.example"}).status_code == 421

    @pytest.mark.parametrize(
        "css",
        ["@import 'x.css';", "@IMPORT url(x);", "a { background: url(https://evil.example/x.png) }", "a { background: URL (x) }",
         "a { width: expression(alert(1)) }", "a { background: javascript:alert(1) }", "x" * 100_001,
         "a { background: \\75rl(x) }", "a { background: image-set('https://evil.example/x.png' 1x) }", "a{b:src('x')}"],
    )  # fmt: skip
    def test_a_theme_that_loads_something_is_refused(self, tmp_path: Path, css: str) -> None:
        path = tmp_path / "thema.css"
        path.write_text(css, encoding="utf-8")
        with pytest.raises(FileError):
            run.read_theme(path)

    def test_a_theme_that_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "beeld.css").write_bytes(PNG)
        for path in (tmp_path / "nergens.css", tmp_path, tmp_path / "beeld.css"):
            with pytest.raises(FileError) as caught:
                run.read_theme(path)
            assert "niet te lezen" in caught.value.what

    def test_a_theme_is_served_and_linked(self, tmp_path: Path, rules: RuleSet) -> None:
        path = tmp_path / "thema.css"
        css = ":root { --kleur: #123456; } /* gemeente */\n"
        path.write_text(css, encoding="utf-8")
        themed = TestClient(application(rules, today=lambda: TODAY, theme=run.read_theme(path)), base_url=BASE)
        response = themed.get("/middelen/thema.css")
        assert response.text == css and response.headers["content-type"].startswith("text/css")
        assert '<link rel="stylesheet" href="/middelen/thema.css" media="screen">' in themed.get("/").text
        assert themed.get("/middelen/stijl.css").status_code == 200

    def test_without_a_theme_none_is_linked(self, client: TestClient) -> None:
        assert "thema.css" not in client.get("/").text and client.get("/middelen/thema.css").status_code == 404
