"""The web addresses in the rules: their form without a network, and what a real server on this machine answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mini import SOURCE, one_file
from voorzieningen import cli, load_rules
from voorzieningen.audit.links import Link, links, names_article, remarks
from voorzieningen.cli._reach import Answer, reach
from voorzieningen.rulebook import rules_folder

LAW = "https://wetten.overheid.nl/BWBR0018451/2026-01-01"
BODY = "stappen: {x: {eenheid: aantal, formule: 1, bron: b}}\n"


def told(*given: str | tuple[str, str]) -> list[str]:
    """What is said of addresses, each alone or with the text of its source."""
    pairs = [(one, "") if isinstance(one, str) else one for one in given]
    return [one.what for one in remarks([Link(url, f"r.yaml:{at}:1", text) for at, (url, text) in enumerate(pairs, 1)])]


class TestForm:
    def test_the_rules_have_no_fault(self) -> None:
        found = links(load_rules().book.files)
        assert not [one for one in remarks(found) if one.fault]
        written = sum(
            line.count("https://") + line.count("http://")
            for path in rules_folder().rglob("*.yaml")
            if path.parent.name != "schema"
            for line in path.read_text(encoding="utf-8").splitlines()
            if not line.lstrip().startswith("#")
        )
        assert len(found) == written > 1500  # each address in each file, whatever key it stands under

    @pytest.mark.parametrize(
        "url",
        [
            LAW, f"{LAW}#Artikel2", f"{LAW}#Artikel3.1a", f"{LAW}#Boek7Artikel274", f"{LAW}#BijlageI", "https://wetten.overheid.nl/BWBR0004766",
            "https://lokaleregelgeving.overheid.nl/CVDR719087/1", "https://zoek.officielebekendmakingen.nl/stcrt-2025-40022.html",
            "https://duo.nl/particulier/", "https://www.toeslagen.nl", "https://kinderhulp.nl",
        ],
    )  # fmt: skip
    def test_a_right_form(self, url: str) -> None:
        assert told(url) == []

    @pytest.mark.parametrize(
        ("url", "what"),
        [
            ("wetten.overheid.nl/BWBR0018451", "geen volledig adres"),
            ("https://www.svb.nl/een pagina", "geen volledig adres"),
            ("http://www.belastingdienst.nl/x", "zonder https"),
            ("https://localhost/x", "alleen op één computer"),
            ("https://www.example.org", "alleen op één computer"),
            ("https://127.0.0.1:8000/x", "alleen op één computer"),
            ("https://www.SVB.nl", "naam van de site"),
            ("https://weten.overheid.nl/BWBR0018451", "lijkt op wetten.overheid.nl"),
            ("https://lokaleregelgeving.overheid.nl/CVDR719087/", "geen adres van een lokale regeling"),
            ("https://lokaleregelgeving.overheid.nl/719087", "geen adres van een lokale regeling"),
            ("https://zoek.officielebekendmakingen.nl/stcrt202540022", "geen adres van een bekendmaking"),
            ("https://wetten.overheid.nl/BWB0018451", "geen adres van een wet"),
            ("https://wetten.overheid.nl/BWBR0018451/1-1-2026", "geen adres van een wet"),
            (f"{LAW}#artikel2", "achter # klopt niet"),
            (f"{LAW}#art.2", "achter # klopt niet"),
        ],
    )
    def test_a_wrong_form(self, url: str, what: str) -> None:
        found = told(url)
        assert len(found) == 1 and what in found[0]

    @pytest.mark.parametrize(
        ("text", "article", "named"),
        [
            ("Wzt art. 2 lid 1", "2", True),
            ("Wzt art. 2 lid 1", "12", False),
            ("Wzt art. 12", "2", False),
            ("Wet IB art. 3.1", "3.1", True),
            ("Wet IB art. 3.11", "3.1", False),
            ("Awb art. 4:93 lid 1", "493", True),
            ("BW art. 7:128a", "128a", True),
            ("Wajong art. 1:1 onder m en 1a:4", "1a4", True),
            ("Wet IB art. 6.16 tot en met 6.18", "6.17", True),
            ("Wet IB art. 6.16 tot en met 6.18", "6.19", False),
        ],
    )
    def test_the_article_of_text_and_address(self, text: str, article: str, named: bool) -> None:
        assert names_article(text, article) is named
        assert bool(told((f"{LAW}#Artikel{article}", text))) is not named

    def test_addresses_beside_each_other(self) -> None:
        assert told("https://www.assen.nl/x", "https://assen.nl/x", "https://www.assen.nl/x") == [
            "2 keer is dit adres anders geschreven."
        ]
        assert told("https://www.assen.nl", "https://www.assen.nl/") == []
        assert told(f"{LAW}#Artikel2", "https://wetten.overheid.nl/BWBR0018451#Artikel2") == [
            "dit artikel staat ook met een datum bij r.yaml:1:1."
        ]
        assert told((f"{LAW}#Artikel2", "Wzt art. 2"), ("https://www.svb.nl/x", "Wzt art. 2")) == [
            "dezelfde tekst van een bron heeft bij r.yaml:1:1 een ander adres."
        ]
        assert told(("https://duo.nl/a", "Eigen keuze: zo"), ("https://duo.nl/b", "Eigen keuze: zo")) == []


# --- asking

ANSWERS: dict[str, tuple[int, str]] = {
    "/ja": (200, ""), "/weg": (404, ""), "/voorgoed-weg": (410, ""), "/stuk": (500, ""), "/nee": (403, ""),
    "/verhuisd": (301, "/ja"), "/twee-keer": (308, "/verhuisd"), "/even-elders": (302, "/ja"), "/verhuisd-en-weg": (301, "/weg"),
    "/even-en-dan-voorgoed": (302, "/verhuisd"), "/rond": (302, "/rond"), "/post": (301, "mailto:iemand"),
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, str]]

    def do_HEAD(self) -> None:
        type(self).seen.append((self.command, self.path))
        if self.path == "/traag":
            time.sleep(2)
        if self.path in ("/alleen-heel", "/hapert") and self.command == "HEAD":
            return self.answer(405 if self.path == "/alleen-heel" else 503)
        if self.path == "/hapert" and self.seen.count(("GET", self.path)) < 2:
            return self.answer(503)
        status, to = ANSWERS.get(self.path, (200, ""))
        return self.answer(status, to)

    do_GET = do_HEAD

    def answer(self, status: int, to: str = "") -> None:
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Handler.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def ask(site: str, *paths: str) -> dict[str, Answer]:
    found = reach([f"{site}{path}" for path in paths], seconds=0.5, pause=0)
    return {one.url.removeprefix(site): one for one in found}


class TestReach:
    @pytest.mark.parametrize(
        ("path", "outcome", "to", "why"),
        [
            ("/ja", "bereikbaar", "", ""),
            ("/ja#Artikel2", "bereikbaar", "", ""),
            ("/alleen-heel", "bereikbaar", "", ""),
            ("/hapert", "bereikbaar", "", ""),
            ("/even-elders", "bereikbaar", "", ""),
            ("/even-en-dan-voorgoed", "bereikbaar", "", ""),
            ("/verhuisd", "verplaatst", "/ja", ""),
            ("/twee-keer", "verplaatst", "/ja", ""),
            ("/weg", "weg", "", "antwoord 404"),
            ("/voorgoed-weg", "weg", "", "antwoord 410"),
            ("/verhuisd-en-weg", "weg", "", "antwoord 404"),
            ("/stuk", "niet_bereikt", "", "antwoord 500"),
            ("/nee", "niet_bereikt", "", "antwoord 403"),
            ("/rond", "niet_bereikt", "", "wijst steeds verder"),
            ("/post", "niet_bereikt", "", "wijst naar iets dat geen webadres is"),
            ("/traag", "niet_bereikt", "", "geen antwoord"),
        ],
    )
    def test_what_a_site_answers(self, site: str, path: str, outcome: str, to: str, why: str) -> None:
        found = ask(site, "/ja", path)[path]
        assert (found.outcome, found.to, found.why) == (outcome, f"{site}{to}" if to else "", why)

    def test_one_page_is_asked_once_however_often_it_is_cited(self, site: str) -> None:
        found = ask(site, "/a#Artikel1", "/a#Artikel2", "/a")
        assert {one.outcome for one in found.values()} == {"bereikbaar"} and len(found) == 3
        assert Handler.seen == [("HEAD", "/a"), ("HEAD", "/a")]  # once to see whether there is a network

    def test_without_a_network_nothing_is_said(self, site: str) -> None:
        assert list(reach(["http://127.0.0.1:1/x", "http://127.0.0.1:2/x"], seconds=0.5, pause=0)) == []
        found = list(reach(["http://127.0.0.1:1/x", f"{site}/ja"], seconds=0.5, pause=0))
        assert {(one.outcome, one.why) for one in found} == {("niet_bereikt", "geen antwoord"), ("bereikbaar", "")}


class TestCommand:
    @pytest.fixture
    def given(self, tmp_path: Path) -> Any:
        def build(url: str) -> str:
            root = one_file(tmp_path, BODY)
            for path in root.rglob("regeling.yaml"):
                path.write_text(path.read_text(encoding="utf-8").replace("url: u", f'url: "{url}"'), encoding="utf-8")
            return str(root)

        assert "url: u" in SOURCE
        return build

    def test_a_good_set(self, given: Any, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["rules", "links", given(f"{LAW}#Artikel2")]) == 0
        assert capsys.readouterr().out == "adressen: 1, op plaatsen: 2, fout: 0, let op: 0\n"

    def test_a_fault_names_place_and_repair(self, given: Any, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["rules", "links", given(f"{LAW}#artikel2")]) == 1
        first = capsys.readouterr().out.splitlines()[0]
        assert first.startswith("fout: begrippen/regeling.yaml:4:") and "Schrijf #Artikel met het nummer" in first

    @pytest.mark.parametrize(("path", "said"), [("/ja", "bereikbaar: 1"), ("/weg", "weg: 1"), ("/verhuisd", "verplaatst: 1")])
    def test_asking_a_real_server(self, site: str, given: Any, capsys: pytest.CaptureFixture[str], path: str, said: str) -> None:
        assert cli.main(["rules", "links", given(f"{site}{path}"), "--bereik"]) == 1  # of one machine: a fault itself
        out = capsys.readouterr().out
        assert said in out
        assert (f"weg: {site}/weg (antwoord 404); begrippen/regeling.yaml:4:" in out) is (path == "/weg")
        assert (f"verplaatst: {site}/verhuisd naar {site}/ja; " in out) is (path == "/verhuisd")

    def test_no_network_is_no_fault(self, given: Any, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
        def unplugged(*_: Any, **__: Any) -> Any:
            raise OSError("Temporary failure in name resolution")

        monkeypatch.setattr("socket.getaddrinfo", unplugged)
        assert cli.main(["rules", "links", given(LAW), "--bereik"]) == 0
        assert "Er is geen internet. Niet nagegaan: 1" in capsys.readouterr().out
