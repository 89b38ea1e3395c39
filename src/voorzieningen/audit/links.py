"""Every web address in the rules, and what is wrong with its form: nothing here uses a network."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from voorzieningen.rulebook import RuleFiles
from voorzieningen.rulebook.strict_yaml import Document, read_document

WELL_KNOWN = (
    "wetten.overheid.nl", "lokaleregelgeving.overheid.nl", "zoek.officielebekendmakingen.nl", "puc.overheid.nl", "toeslagen.nl",
    "belastingdienst.nl", "download.belastingdienst.nl", "svb.nl", "uwv.nl", "duo.nl", "hetcak.nl", "rijksoverheid.nl", "cbs.nl",
    "nibud.nl", "huurcommissie.nl", "uwbeslagvrijevoet.nl", "juridischloket.nl", "nvvk.nl", "divosa.nl", "vng.nl", "github.com",
)  # fmt: skip
"""Hosts that are cited often, without `www.`: one that only looks like one of them is a slip of the pen."""

OWN_CHOICE = "eigen keuze"
"""How the text of a source begins that no law gives; such a text may stand with different pages."""

_FOR_EDITORS = "schema"
"""The folder with what editors read: no rules."""
_FOUND = re.compile(r"https?://[^\s<>\"'|]+")
_WHOLE = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#]+)(?P<path>[^#\s]*)(?:#(?P<anchor>\S+))?")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_NOWHERE = re.compile(r"localhost|example|voorbeeld\b|127\.0\.0\.1|\.(?:test|invalid|local)\b")
_LAW = re.compile(r"/(?P<law>BWBR\d{7}|BWBV\d{7})(?:/(?P<day>\d{4}-\d\d-\d\d))?")
_ANCHOR = re.compile(
    r"(?:(?:Boek|Hoofdstuk|Titeldeel|Titel|Afdeling|Paragraaf)[\d.]+[a-z]?_?)*Artikel(?P<article>[\d.:]+[a-z]*\d*)"
    r"|Bijlage\w+|Circulaire\.\S+"
)
_LOCAL = re.compile(r"/CVDR\d+(?:/\d+)?")
_GAZETTE = re.compile(r"/(?:stb|stcrt|trb|gmb|prb|wsb|kst|blg|ah-tk)-[\w-]+\.html")
_SLASHES_OF_A_SITE = 3
_ARTICLE = re.compile(r"\d+(?:[.:]\d+|[a-z]+:\d+)*[a-z]*\d*")


@dataclass(frozen=True, slots=True)
class Link:
    """One web address as it stands in a file; `text` is what the source beside it is called."""

    url: str
    place: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the form of an address: a `fault` is surely wrong, another is worth a look."""

    place: str
    url: str
    what: str
    repair: str
    fault: bool = True


def links(files: RuleFiles) -> list[Link]:
    """Every address below the folder of rules and in packs beside it, examples and directories included."""
    found: list[Link] = []
    for root in (files.root, *files.folders):
        for path in sorted(one for one in root.rglob("*.yaml") if one.parent.name != _FOR_EDITORS):
            doc = read_document(path.read_bytes(), path.relative_to(root).as_posix())
            found += _in(doc, doc.data, ())
    return found


def remarks(found: Sequence[Link]) -> list[Remark]:
    """What is wrong with the form of these addresses, by address and then between them."""
    return [*(one for link in found for one in _of_one(link)), *_spellings(found), *_versions(found), *_two_pages(found)]


def _in(doc: Document, data: Any, path: tuple[Any, ...]) -> Iterator[Link]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "url" and isinstance(value, str) and value:  # the whole value is an address, or means to be
                yield Link(value, doc.place((*path, key)), str(data.get("tekst", "")) if "bronnen" in path else "")
            else:
                yield from _in(doc, value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _in(doc, value, (*path, at))
    elif isinstance(data, str):
        yield from (Link(hit[0].rstrip(".,;:)]"), doc.place(path)) for hit in _FOUND.finditer(data))


def _of_one(link: Link) -> Iterator[Remark]:
    def wrong(what: str, repair: str, *, fault: bool = True) -> Remark:
        return Remark(link.place, link.url, what, repair, fault)

    whole = _WHOLE.fullmatch(link.url)
    if whole is None:
        yield wrong("dit is geen volledig adres.", "Schrijf het adres met https:// ervoor en zonder spaties.")
        return
    host, path = whole["host"], whole["path"]
    bare = host.removeprefix("www.")
    if _NOWHERE.search(host):
        yield wrong("dit adres bestaat alleen op één computer of als voorbeeld.", "Noem het echte adres.")
        return
    if not _HOST.fullmatch(host):
        yield wrong("de naam van de site klopt niet.", "Gebruik kleine letters, cijfers, streepjes en punten.")
        return
    if bare not in WELL_KNOWN and (near := get_close_matches(bare, WELL_KNOWN, 1, 0.9)):
        yield wrong(f"deze site lijkt op {near[0]}.", f"Bedoelt u {near[0]}?")
    if whole["scheme"] == "http":
        yield wrong("dit adres is zonder https.", "Kijk of de site https heeft, en schrijf dat.", fault=bare in WELL_KNOWN)
    if host == "wetten.overheid.nl":
        yield from (wrong(*one) for one in _law(path, whole["anchor"] or "", link.text))
    elif host == "lokaleregelgeving.overheid.nl" and not _LOCAL.fullmatch(path):
        yield wrong("dit is geen adres van een lokale regeling.", "Schrijf het nummer, zoals /CVDR719087 of /CVDR719087/1.")
    elif host == "zoek.officielebekendmakingen.nl" and not _GAZETTE.fullmatch(path):
        yield wrong("dit is geen adres van een bekendmaking.", "Schrijf bijvoorbeeld /stcrt-2025-40022.html.")


def _law(path: str, anchor: str, text: str) -> Iterator[tuple[str, str]]:
    if not _LAW.fullmatch(path):
        yield "dit is geen adres van een wet.", "Schrijf /BWBR met zeven cijfers, en liefst de datum: /BWBR0018451/2026-01-01."
    found = _ANCHOR.fullmatch(anchor)
    if anchor and found is None:
        yield f"het deel achter # klopt niet: {anchor}.", "Schrijf #Artikel met het nummer, zoals #Artikel2 of #Artikel3.1."
    article = found["article"] if found else ""
    if article and re.search(r"\bart(?:ikel)?\b", text) and not names_article(text, article):
        yield f"het adres wijst naar artikel {article}, de tekst noemt een ander artikel.", "Kijk welke van de twee klopt."


def names_article(text: str, article: str) -> bool:
    """Whether a text names an article as an address writes it: `2:8` as `28`, `7:128a` as `128a`, and one of a range."""
    named = _ARTICLE.findall(text)
    if any(article in (one, one.replace(":", ""), one.rpartition(":")[2]) for one in named):
        return True
    ranges = re.findall(rf"({_ARTICLE.pattern}) tot en met ({_ARTICLE.pattern})", text)
    return any(_order(low) <= _order(article) <= _order(high) for low, high in ranges)


def _order(article: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", article))


def _spellings(found: Sequence[Link]) -> Iterator[Remark]:
    """The same page under two addresses; the one that is used most is right."""
    pages: dict[str, list[Link]] = defaultdict(list)
    for link in found:
        host, _, rest = re.sub(r"^https?://(?:www\.)?", "", link.url).partition("/")
        pages[f"{host.lower()}/{rest.rstrip('/')}"].append(link)
    for same in pages.values():
        used = Counter(_without_slash(link.url) for link in same)
        first = used.most_common(1)[0][0]
        for link in same:
            if _without_slash(link.url) != first:
                what = f"{used[first]} keer is dit adres anders geschreven."
                yield Remark(link.place, link.url, what, f"Schrijf overal {first}.")


def _without_slash(url: str) -> str:
    """A site with and without a slash behind its name is the same; of a page below it that is not sure."""
    return url.removesuffix("/") if url.count("/") == _SLASHES_OF_A_SITE else url


def _versions(found: Sequence[Link]) -> Iterator[Remark]:
    """The same article of law with and without a date: without one the text changes under the rule."""
    dated: dict[str, Link] = {}
    loose: list[tuple[str, Link]] = []
    for link in found:
        whole = _WHOLE.fullmatch(link.url)
        law = _LAW.fullmatch(whole["path"]) if whole and whole["host"] == "wetten.overheid.nl" and whole["anchor"] else None
        if whole and law and law["day"]:
            dated.setdefault(f"{law['law']}#{whole['anchor']}", link)
        elif whole and law:
            loose.append((f"{law['law']}#{whole['anchor']}", link))
    for article, link in loose:
        if article in dated:
            what = f"dit artikel staat ook met een datum bij {dated[article].place}."
            yield Remark(link.place, link.url, what, "Noem ook hier de dag van de tekst, zoals /2026-01-01.")


def _two_pages(found: Sequence[Link]) -> Iterator[Remark]:
    """The same source with two addresses."""
    known: dict[str, Link] = {}
    for link in found:
        if not link.text or link.text.casefold().startswith(OWN_CHOICE):
            continue
        first = known.setdefault(link.text, link)
        if first.url != link.url:
            what = f"dezelfde tekst van een bron heeft bij {first.place} een ander adres."
            yield Remark(link.place, link.url, what, "Kijk welk adres klopt, of schrijf in de tekst wat het verschil is.")
