"""Every text people read, with its place, and what is hard to read in it by the lists of `rules/teksten/woorden.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from voorzieningen.rulebook.strict_yaml import read_document

RULES = Path(__file__).parent.parent / "rules"
LISTS = RULES / "teksten" / "woorden.yaml"

Sort = Literal["zin", "deel"]
"""Whole sentences (`zin`), or a title, label, half a sentence or item of a list (`deel`)."""
Keys = tuple[Any, ...]

SHAPES: dict[str, Sort] = {
    # questions
    "feiten.*.vraag": "zin",
    "feiten.*.hulp": "zin",
    "feiten.*.aanname_reden": "zin",
    "feiten.*.woorden.*": "deel",
    # schemes and signals
    "titel": "deel",
    "uitvoerder": "deel",
    "samenvatting": "zin",
    "ingevuld_door.*": "deel",
    "voorwaarden.*.uitleg.*": "zin",
    "voorwaarden.*.*.uitleg.*": "zin",
    "stappen.*.kies.*.uitleg": "zin",
    "stappen.*.*.kies.*.uitleg": "zin",
    "stappen.*.uitleg": "zin",
    "stappen.*.*.uitleg": "zin",
    "termen.*.kies.*.uitleg": "zin",
    "termen.*.*.kies.*.uitleg": "zin",
    "open.*.wat": "deel",
    "waarschuwingen.*.wat": "zin",
    "waarschuwingen.*.doe": "zin",
    "niet_gemodelleerd.*.wat": "zin",
    "niet_gemodelleerd.*.vraag_bij": "deel",
    "vraag_bij": "deel",
    "aanvragen.waar": "deel",
    "aanvragen.nodig.*": "deel",
    "aanvragen.niet_nodig_als": "zin",
    "aanvragen.doorgeven": "zin",
    "aanvragen_bij.waar": "deel",
    "aanvragen_bij.*.waar": "deel",
    "aanvragen_bij.nodig.*": "deel",
    "aanvragen_bij.*.nodig.*": "deel",
    "einde.uitleg": "zin",
    "signaal.doe.*": "zin",
    "signaal.doe_afspraak": "zin",
    "signaal.waarom_afspraak": "zin",
    "signaal.onbekend": "zin",
    # whom to go to
    "organisaties.*.naam": "deel",
    "organisaties.*.voor": "zin",
    "organisaties.*.opmerking": "zin",
    "opmerking": "zin",
    # debts and plan
    "groepen.*.titel": "deel",
    "soorten.*.titel": "deel",
    "soorten.*.gevolg": "zin",
    "soorten.*.verrekening": "zin",
    "termijnen.*.wat": "deel",
    "stappen.*.wat": "zin",
    "stappen.*.waarom": "zin",
    "niet_doen.*.wat": "zin",
    "niet_doen.*.waarom": "zin",
    "aannames.*": "zin",
    # the nudges that change nothing
    "ontheffingen.*.waarom": "zin",
    # what is not built
    "niet_gebouwd.*.titel": "deel",
    "niet_gebouwd.*.wat": "zin",
    "niet_gebouwd.*.waarom": "zin",
    "niet_gebouwd.*.vraag_bij": "deel",
    # the catalogue
    "teksten.*": "zin",
    "feiten.*.vraag_u": "zin",
    "regelingen.*.titel": "deel",
    "regelingen.*.samenvatting": "zin",
    "signalen.*.titel": "deel",
    "signalen.*.doe.*": "zin",
    # what an editor shows who writes rules
    "delen.*.titel": "deel",
    "delen.*.uitleg": "zin",
    "delen.*.velden.*": "zin",
    "keuzes.*.*": "zin",
}
"""Where in a rule file a text for people stands; sources, formulas and what accounts for a rule are for who checks it."""


FIRST = "nl"
"""The language of the rules; the other languages have their own readers."""

OF_SIGNALS = ("signalen/", "actieplan.yaml", "schulden.yaml")
"""The files about arrears and debts, where more words are forbidden."""

_SHAPES = [(re.compile(shape.replace(".", r"\.").replace("*", "[^.]+")), sort) for shape, sort in SHAPES.items()]
_LETTERS = re.compile(r"[^\W\d_]+")
_HOLE = re.compile(r"\{[^{}]*\}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[\w/]|\b[\w.@-]+\.(?:nl|eu|com|org|net)\b(?:/\S*[\w/])?")
_NUMBER = re.compile(r"(?:€ ?)?\d+(?:[.,]\d+)*(?:[ -]\d+(?:[.,]\d+)*)*")
_QUOTED = re.compile(r"(?<!\w)['‘\"“](?:[^\s'‘’\"“”]+ ){0,3}[^\s'‘’\"“”]+['’\"”]")
_BEFORE = re.compile(r"(?:\((?:de |het |een )?|\bheet (?:het )?|\bheten |\bnoemt dit )\Z", re.IGNORECASE)
_COLUMN, _SIGN, _ENDS = re.compile(r"\s{2,}"), re.compile(r"^[^\w\"'(€{]+ "), re.compile(r"[.?!][\"”')]*\Z")
_AFTER = re.compile(r":|\. Dat is ")
_END = re.compile(r"(?:(?<=[.?!:])|(?<=[.?!:][\"”'’)]))\s+")


@dataclass(frozen=True, slots=True)
class Text:
    """One text for people: the file and key where it stands."""

    file: str
    key: str
    words: str
    sort: Sort

    @property
    def place(self) -> str:
        """Where it stands, as a message names it."""
        return f"{self.file}: {self.key}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is hard to read in a text, and how to say it otherwise."""

    rule: str
    place: str
    words: str
    repair: str

    def __str__(self) -> str:
        return f"{self.place}\n    [{self.rule}] {self.words}\n    {self.repair}"


@dataclass(slots=True)
class Lists:
    """The lists of words, ready to search with; `names` are those of schemes and bodies."""

    limits: Mapping[str, int]
    forbidden: re.Pattern[str]
    of_signals: re.Pattern[str]
    hard: re.Pattern[str]
    plain: Mapping[re.Pattern[str], str]
    long: re.Pattern[str]
    exempt: Mapping[tuple[str, str], str]
    names: re.Pattern[str]
    on_pages: Mapping[tuple[str, str], str]
    used: set[tuple[str, str]] = field(default_factory=set)


def of_phrases(*phrases: str) -> re.Pattern[str]:
    """Any of the phrases as whole words, a star being any ending; a sign is found anywhere."""
    signs = [re.escape(one) for one in phrases if not re.search(r"\w", one)]
    inside = [re.escape(one).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for one in phrases if re.search(r"\w", one)]
    whole = [rf"(?<![\w-])(?:{'|'.join(inside)})(?![\w-]|[.,]\d)"] if inside else []
    return re.compile("|".join([*signs, *whole]) or r"(?!)", re.IGNORECASE)


def lists(given: Mapping[str, Any], names: Iterable[str] = ()) -> Lists:
    """The lists as they stand in the file, with the names that may stand anywhere."""
    known = sorted({*names, *given["namen"]}, key=len, reverse=True)
    words = {word for name in known for word in _LETTERS.findall(name)}
    return Lists(
        limits={name: int(limit) for name, limit in given["grenzen"].items()},
        forbidden=of_phrases(*given["verboden"]),
        of_signals=of_phrases(*given["verboden_bij_signalen"]),
        hard=of_phrases(*given["moeilijk"]),
        plain={of_phrases(phrase): str(plain) for phrase, plain in given["moeilijk"].items()},
        long=re.compile("|".join([*(word.replace("*", r"\w*") for word in given["lang"]), *words]) or r"(?!)", re.IGNORECASE),
        exempt={(one["waar"], one["regel"]): one["reden"] for one in given["uitgezonderd"]},
        on_pages={(one["bevat"], one["regel"]): one["reden"] for one in given["pagina"]},
        names=re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known) or r"(?!)", re.IGNORECASE),
    )


@cache
def from_rules() -> Lists:
    """The lists of the repository."""
    given: Any = read_document(LISTS.read_bytes(), LISTS.name).data
    return lists(given, rule_names())


# --- what people read

def rule_files() -> list[Path]:
    """Every rule file with Dutch texts for people."""
    parts = (path.relative_to(RULES).parts for path in sorted(RULES.rglob("*.yaml")) if path.name != "voorbeelden.yaml")
    return [RULES.joinpath(*one) for one in parts if one[0] != "teksten" or one[1] == FIRST]


def texts_of(path: Path) -> list[Text]:
    """The texts for people in one file."""
    data = read_document(path.read_bytes(), path.name).data
    name = str(path.relative_to(RULES))
    return list(chain.from_iterable(_texts(name, keys, words) for keys, words in _strings(data, ())))


def _texts(name: str, keys: Keys, words: str) -> Iterator[Text]:
    key = ".".join(str(one).replace(".", "_") for one in keys)
    for shape, sort in _SHAPES:
        if shape.fullmatch(key):
            yield Text(name, key, words, sort)
            return


def _strings(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _strings(value, (*keys, {True: "ja", False: "nee"}[key] if isinstance(key, bool) else key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _strings(value, (*keys, at))
    elif isinstance(data, str):
        yield keys, data


@cache
def rule_names() -> frozenset[str]:
    """Names of schemes, bodies, towns and water boards as the rules have them."""
    found: set[str] = set()
    for path in rule_files():
        data: Any = read_document(path.read_bytes(), path.name).data
        if "regeling" in data and data.get("soort") != "signaal":
            found |= {data["titel"], data.get("uitvoerder", ""), data["titel"].partition(",")[0]}
            found |= set(data.get("ingevuld_door", {}).values())
        found |= {str(data[key]) for key in ("gemeente", "waterschap", "uitvoerder") if isinstance(data.get(key), str)}
        found |= {one["naam"] for one in data.get("organisaties", ())}
    return frozenset(one for one in found if one)


# --- what is hard to read

def sentences(words: str, found: Lists) -> list[str]:
    """The sentences of a text, with a name, an amount, an address and a hole as one word each."""
    for one in (_ADDRESS, found.names, _HOLE, _NUMBER):
        words = one.sub("X", words)
    return [one for one in _END.split(words.strip()) if _LETTERS.search(one)]


def mean(texts: Iterable[Text], found: Lists) -> tuple[int, float]:
    """How many whole sentences there are, and their mean length in words."""
    counts = [len(one.split()) for text in texts if text.sort == "zin" for one in sentences(text.words, found)]
    return len(counts), sum(counts) / (len(counts) or 1)


def faults(text: Text, found: Lists) -> list[Fault]:
    """What is hard to read in one text; what is exempted is left out."""
    every = [*_long_sentences(text, found), *_words(text, found)]
    return [one for one in every if not exempted(one, found)]


def faults_of(name: str, texts: Sequence[Text], found: Lists) -> list[Fault]:
    """What is hard to read in a whole file, its mean too."""
    every = [one for text in texts for one in faults(text, found)]
    return [*every, *(one for one in _mean(name, texts, found) if not exempted(one, found))]


def _mean(name: str, texts: Sequence[Text], found: Lists) -> Iterator[Fault]:
    number, each = mean(texts, found)
    if number >= found.limits["gemiddeld_vanaf"] and each > found.limits["gemiddeld"]:
        told = f"{number} zinnen van gemiddeld {each:.1f} woorden"
        yield Fault("gemiddeld", name, told, f"Hoogstens {found.limits['gemiddeld']}. Maak van een lange zin er twee.")


def exempted(fault: Fault, found: Lists) -> bool:
    """Whether a fault may stay: for this key, or for the whole file. It is marked as used."""
    for where in (fault.place, fault.place.partition(":")[0]):
        if (where, fault.rule) in found.exempt:
            found.used.add((where, fault.rule))
            return True
    return False


def forbidden(words: str, found: Lists, *, signals: bool = False) -> list[str]:
    """The forbidden words in a text; `signals` when it is about arrears or debts."""
    searched = (found.forbidden, found.of_signals) if signals else (found.forbidden,)
    return [hit[0] for one in searched for hit in one.finditer(words)]


def page_faults(name: str, lines: Iterable[str], found: Lists) -> list[Fault]:
    """What is hard to read on a page: lines of whole paragraphs, where columns stand two spaces apart."""
    parts = dict.fromkeys(_SIGN.sub("", part) for line in lines for part in _COLUMN.split(line.strip()))
    texts = [Text(name, str(at), part, "zin") for at, part in enumerate(parts) if _ENDS.search(part)]
    listed = (item for part in parts if not _ENDS.search(part) for item in part.split(", "))
    labels = [Text(name, item, item, "deel") for item in listed]
    told = [
        fault for text in (*texts, *labels) for fault in (*_long_sentences(text, found), *_words(text, found))
        if not any(fault.rule == rule and part in text.words for part, rule in found.on_pages)
    ]  # fmt: skip
    return [*told, *_mean(name, texts, found)]


def _long_sentences(text: Text, found: Lists) -> Iterator[Fault]:
    most = found.limits[text.sort]
    for one in sentences(text.words, found):
        if (number := len(one.split())) > most:
            yield Fault("zin", text.place, f"{number} woorden: {one}", f"Hoogstens {most}. Maak er twee zinnen van.")


def _words(text: Text, found: Lists) -> Iterator[Fault]:
    bare = _ADDRESS.sub(" ", _HOLE.sub("X", text.words))
    for word in forbidden(bare, found, signals=text.file.startswith(OF_SIGNALS)):
        yield Fault("verboden", text.place, f"{word!r} in: {text.words}", "Zeg het zonder dit woord.")
    bare = found.names.sub("X", _QUOTED.sub("X", bare))
    for hit in found.hard.finditer(bare):
        if not _BEFORE.search(bare[: hit.start()]) and not _AFTER.match(bare, hit.end()):
            plain = next(plain for one, plain in found.plain.items() if one.fullmatch(hit[0]))
            yield Fault("moeilijk", text.place, f"{hit[0]!r} in: {text.words}", f"Zeg: {plain}.")
    for hit in _LETTERS.finditer(bare):
        known = found.long.fullmatch(hit[0]) or found.hard.fullmatch(hit[0]) or _BEFORE.search(bare[: hit.start()])
        if len(hit[0]) > found.limits["letters"] and not known:
            yield Fault("lang", text.place, f"{hit[0]!r} in: {text.words}", "Zeg het korter, of zet het onder `lang`.")
