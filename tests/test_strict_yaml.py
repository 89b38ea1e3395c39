"""Strict YAML and JSON: the traps, the limits, the places, and libyaml and pure Python giving the same answers."""

from __future__ import annotations

import json
import pickle
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from voorzieningen.errors import FileError
from voorzieningen.rulebook import strict_yaml
from voorzieningen.rulebook.strict_yaml import Document, Limits, read_document, read_json

LOADERS = [yaml.SafeLoader] + ([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "_LOADER", request.param)


def read(text: str | bytes, **limits: int) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return read_document(data, "f.yaml", limits=Limits(**limits)).data


def refused(text: str | bytes, **limits: int) -> str:
    with pytest.raises(FileError) as caught:
        read(text, **limits)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.usefixtures("loader")
class TestYaml:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("0", Decimal(0)), ("-12.50", Decimal("-12.50")), ("1250", Decimal(1250)),
            ("0.0000004", Decimal("0.0000004")), ("2026-01-01", date(2026, 1, 1)), ("ja", True), ("nee", False),
            ("Ja", "Ja"), ("'ja'", "ja"), ('"12"', "12"), ("'2026-01-01'", "2026-01-01"), ("35..40", "35..40"),
            ("2026-01-01..2026-02-01", "2026-01-01..2026-02-01"), ("onbekend", "onbekend"), ("612,35", "612,35"),
            ("a b", "a b"), ("-", None), ("''", ""), ("1.2.3", "1.2.3"), ("|\n  max(0, a)\n", "max(0, a)\n"),
            (">-\n  12\n  13\n", "12 13"), ("[]", []), ("{}", {}), ("=", "="), ("0592-123456", "0592-123456"),
            ("--- 1", Decimal(1)), ("é€𝄞", "é€𝄞"),
        ],
    )  # fmt: skip
    def test_scalars(self, text: str, value: object) -> None:
        if value is None:
            refused(f"a: {text} {text} : {text}")
        else:
            found = read(f"a: {text}" if not text.startswith("---") else f"--- {{a: {text[4:]}}}")["a"]
            assert found == value and type(found) is type(value)

    @pytest.mark.parametrize(
        "text",
        [
            "1e5", "1.5E-3", ".inf", "-.INF", ".nan", "0x1F", "0o17", "0b11", "1_000", "007", "00.5", "+5", "12:30",
            "5.", ".5", "1" * 41, "2026-02-30", "2026-1-5", "0000-01-01", "2026-01-01T10:00:00", "2026-01-01 10:00:00",
            "yes", "No", "ON", "off", "y", "N", "true", "FALSE", "null", "Null", "~", "", "&a 1", "*a", "!!str 1",
            "! a", "!eigen 1", "[1, ~]", "{<<: {b: 1}}", "{b: 1, b: 2}", "{1: 1, 1.0: 2}", "{on: 1}", "{? [1] : 2}",
            "{max(0, a - b), bron: x}", "{formule: max(0, a - b), bron: x}", "{formule: a, b}", "[max(0, a), b]",
            "{b: }", '"\\ud800"', "[", "{", "'", "a: b", "@a", "`a", "%a", '"\\U99999999"',
        ],
    )  # fmt: skip
    def test_traps_name_the_line_and_the_repair(self, text: str) -> None:
        message = refused(f"# kop\na: {text}\n")
        assert message.startswith(("f.yaml:2:", "f.yaml:3:", "f.yaml: dit is geen")) and message.count(".") >= 2

    def test_a_formula_in_braces_must_be_quoted(self) -> None:
        assert "aanhalingstekens" in refused("a: {formule: max(0, a - b), bron: x}")
        assert "aanhalingstekens" in refused("a: {formule: x, y, bron: x}")
        assert read('a: {formule: "max(0, a - b)", bron: x}')["a"]["formule"] == "max(0, a - b)"
        assert read("a:\n  formule: max(0, a - b)\n")["a"]["formule"] == "max(0, a - b)"

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("a: 1\n\tb: 2", "f.yaml:2:1"), ("a: 'x\ty'", "f.yaml:1:6"), ("a: 1\n---\nb: 2", "f.yaml:2:1"),
            ("", "f.yaml"), ("# niets", "f.yaml"), ("%YAML 1.1\n---\na: 1", "f.yaml:1:1"),
            ("# x\n%FOO\n---\na", "f.yaml:2:1"), ("a: \x07", "f.yaml:1:4"), ("a: \x85", "f.yaml:1:4"),
            ("a: 1\r\nb: \ufeff", "f.yaml:2:4"), ("a: 1\na: 2", "f.yaml:2:1"),
        ],
    )  # fmt: skip
    def test_places_of_faults(self, text: str, place: str) -> None:
        assert refused(text).startswith(place + ": ")

    def test_bytes(self) -> None:
        assert read(b"\xef\xbb\xbfa: 1\r\nb: ja\r\n") == {"a": 1, "b": True}
        assert "UTF-8" in refused(b"a: \xff")
        assert refused(b"\xef\xbb\xbfa: 1\nbc: \xff").startswith("f.yaml:2:5: ")
        assert "UTF-8" in refused("a: é".encode("utf-16"))

    def test_limits(self) -> None:
        assert "MB" in refused("a: 1", size=3)
        assert "niveaus" in refused("[" * 31 + "]" * 31) and "niveaus" in refused("[" * 100_000)
        assert read("[" * 30 + "]" * 30)
        assert "waarden" in refused("[1, 2, 3]", nodes=3) and read("[1, 2, 3]", nodes=4)
        assert "verwijzen" in refused("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]")

    def test_places(self) -> None:
        document = read_document(b"a:\n  - {rol: x, 2026-01-01: [1, 22]}\n2025: 3\n", "f.yaml")
        assert document.place() == "f.yaml:1:1"
        assert document.place(["a"]) == "f.yaml:2:3" and document.key_place(["a"]) == "f.yaml:1:1"
        assert document.place(["a", 0, "rol"]) == "f.yaml:2:11" and document.key_place(["a", 0, "rol"]) == "f.yaml:2:6"
        assert document.place(["a", 0, date(2026, 1, 1), 1]) == "f.yaml:2:30"
        assert document.place([2025]) == "f.yaml:3:7" == document.place([Decimal(2025)])
        assert document.key_place(["a", 0]) == document.place(["a", 0]) == "f.yaml:2:5"
        assert document.place(["a", 0, "weg", "x"]) == document.key_place(["a", 0, "weg"]) == "f.yaml:2:5"
        assert document.place(["a", 9]) == document.place(["a", "rol"]) == "f.yaml:2:3"
        assert pickle.loads(pickle.dumps(document)).place(["a", 0, "rol"]) == "f.yaml:2:11"


def outcome(data: bytes, loader: Any) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_yaml, "_LOADER", loader)
        try:
            return read_document(data, "f.yaml").data
        except FileError as error:
            assert "\n" not in str(error)
            return FileError


PIECES = st.sampled_from(
    [
        "a", "b: ", ": ", ":", "- ", "\n", "\n  ", " ", "[", "]", "{", "}", ",", ", ", "'", '"', "|", ">", "&a", "*a",
        "!t", "#", "ja", "1", ".5", "-", "2026-01-01", "~", "?", "? ", "%", "---", "...", "é", "\\", "\t", "<<", "(",
        ")", "\r\n", "\ufeff",
    ]
)  # fmt: skip


@given(st.one_of(st.binary(), st.text().map(str.encode), st.lists(PIECES).map("".join).map(str.encode)))
@settings(max_examples=600, deadline=None)
def test_any_bytes_give_plain_data_or_one_error(data: bytes) -> None:
    answers = [outcome(data, loader) for loader in LOADERS]
    for answer in answers:
        if answer is not FileError:
            check_plain(answer)
    # On freak syntax one parser may be stricter than the other, but what both read is the same.
    both = [answer for answer in answers if answer is not FileError]
    assert both[1:] == both[:-1]
    with suppress(FileError):
        check_plain(read_json(data, "f.json").data)


def check_plain(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            assert type(key) in (str, Decimal, date, bool)
            check_plain(item)
    elif isinstance(value, list):
        for item in value:
            check_plain(item)
    else:
        assert type(value) in (str, Decimal, date, bool)
        str(value).encode()


def test_json_reads_exact_numbers_and_gives_paths() -> None:
    document = read_json(b'\xef\xbb\xbf{"a": [{"rol": 0.10, "dag": "2026-01-01", "ok": true}], "n": -5}', "f.json")
    assert document.data == {"a": [{"rol": Decimal("0.10"), "dag": "2026-01-01", "ok": True}], "n": Decimal(-5)}
    assert document.place(["a", 0, "rol"]) == "f.json: a.0.rol" == document.key_place(["a", 0, "rol"])
    assert document.place(["a", "Jan de Vries"]) == "f.json: a.*" and document.place() == "f.json"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": {"b": 1, "b": 2}}', "f.json: a"), ('{"a": [1, null]}', "f.json: a.1"), ('{"a": NaN}', "f.json: a"),
        ('{"a": -Infinity}', "f.json: a"), ('{"a": 1e5}', "f.json: a"), ('{"a": 1E400}', "f.json: a"),
        ('{"a": ' + "1" * 5000 + "}", "f.json: a"), ('{"a": "\\ud800"}', "f.json: a"), ('{"\\ud800": 1}', "f.json"),
        ("{'a': 1}", "f.json:1:2"), ("", "f.json:1:1"), ('{"a": 1}\n{}', "f.json:2:1"), ("[" * 100_000, "f.json"),
        ("[" * 32 + "]" * 32, "f.json: 0.0"), ("[" + "1," * 200_001 + "1]", "f.json"),
    ],
)  # fmt: skip
def test_json_faults(text: str, where: str) -> None:
    with pytest.raises(FileError) as caught:
        read_json(text.encode(), "f.json")
    assert str(caught.value).startswith(where) and caught.value.repair


def test_json_and_yaml_agree_on_plain_data() -> None:
    data = {"a": ["x", {"b": 1, "c": "tekst"}], "d": 12.5}
    assert read_json(json.dumps(data).encode(), "f").data == data
    assert read_document(yaml.safe_dump(data).encode(), "f").data == data


def test_messages_never_show_what_the_file_says() -> None:
    for text in ("a: 'Zq7' Zq7", "Zq7: 1\nZq7: 2", "a: &Zq7 1", "a: !Zq7 1", "a: {x: Zq7(, y}", "a: *Zq7", "{Zq7"):
        with pytest.raises(FileError) as caught:
            read_document(text.encode(), "f.yaml")
        assert "Zq7" not in str(caught.value) + repr(caught.value)
        assert "Zq7" not in str(caught.value.__context__ or "")


def test_a_document_compares_by_name_and_data() -> None:
    assert read_document(b"a: 1", "f") == read_document(b"a:   1", "f") == Document("f", {"a": Decimal(1)})
