"""What the templates draw: cards, rows and sentences of a report, in the language of the page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from voorzieningen import Huishouden, Report, RuleSet
from voorzieningen.compare import Verschil
from voorzieningen.questions import question_at
from voorzieningen.render.amounts import pays, repeats, vague
from voorzieningen.render.compare_words import kept
from voorzieningen.render.figures import day as day_in_words
from voorzieningen.render.figures import euro
from voorzieningen.render.places import Place, claimable, group, largest_first
from voorzieningen.render.sentences import first_sentences, refusal
from voorzieningen.render.total import Total, total
from voorzieningen.report import Actie, Bedrag, Bronvermelding, Regeling, Signaal, Stand, Stap, Vraag
from voorzieningen.texts import FIRST, Texts

ORDER: tuple[Place, ...] = (
    "nu_doen", "onbenut", "te_weinig", "te_veel", "misschien", "vraag_na", "vraag_gemeente", "ter_informatie", "klopt",
    "geen_recht",
)  # fmt: skip
FOLDED: tuple[Place, ...] = ("vraag_gemeente", "klopt", "geen_recht")
_SIGNS: Mapping[Place, str] = {
    "nu_doen": "!", "onbenut": "✓", "te_weinig": "↑", "te_veel": "↓", "misschien": "?", "vraag_na": "?", "vraag_gemeente": "?",
    "ter_informatie": "=", "klopt": "=", "geen_recht": "–",
}  # fmt: skip
_TONES: Mapping[Place, str] = {
    "nu_doen": "oranje", "onbenut": "groen", "te_weinig": "groen", "te_veel": "oranje", "misschien": "blauw", "vraag_na": "blauw",
    "vraag_gemeente": "blauw", "ter_informatie": "grijs", "klopt": "grijs", "geen_recht": "grijs",
}  # fmt: skip
_LISTED = 6


@dataclass(frozen=True, slots=True)
class Card:
    """One scheme as people read it."""

    name: str
    title: str
    about: str
    sign: str
    tone: str
    amount: str
    lines: tuple[str, ...]
    dutch: bool
    """Whether the lines are Dutch on a page in another language."""
    until: str
    where: str
    papers: tuple[str, ...]
    asks: Vraag | None
    """The first of its open questions that can be asked."""
    open: int


@dataclass(frozen=True, slots=True)
class Heading:
    """The cards under one heading."""

    place: str
    title: str
    help: str
    folded: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """The running total in words, and the schemes it comes from."""

    sure: str
    once: str
    perhaps: tuple[str, ...]
    signals: str
    critical: bool
    rows: tuple[tuple[str, str, str], ...]
    """Sign, title and amount of the schemes that matter most."""
    more: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a scheme: whether it holds, in a word, and why."""

    sign: str
    word: str
    text: str
    sources: tuple[Bronvermelding, ...]


class View:
    """One report in one language."""

    def __init__(self, report: Report, say: Texts, rules: RuleSet) -> None:
        self.report, self.say, self.rules, self.today = report, say, rules, report.peildatum
        self.places = {name: group(one, self.today) for name, one in report.regelingen.items()}

    # --- the total

    def bar(self) -> Bar:
        """What is certain and what is possible so far."""
        found: Total = total(self.report)
        ordered = [name for place in ORDER for name in self._standing(place) if place not in FOLDED]
        rows = tuple((_SIGNS[self.places[name]], self.title(name), self._sure(self.report.regelingen[name])) for name in ordered)
        return Bar(
            sure=self.euros(found.each_month) if found.each_month >= 1 else "",
            once=self.euros(found.at_once) if found.at_once >= 1 else "",
            perhaps=tuple(self.title(name) for name in found.perhaps),
            signals=self._counted("let_op.aantal", found.signals) if found.signals else "",
            critical=found.critical,
            rows=rows[:_LISTED],
            more=max(0, len(rows) - _LISTED),
        )

    def headline(self, bar: Bar) -> str:
        """The first sentence of the results."""
        parts = []
        if bar.sure:
            parts.append(self.say("kop.zeker", bedrag=bar.sure))
        if bar.once:
            parts.append(self.say("kop.eenmalig" if bar.sure else "kop.alleen_eenmalig", bedrag=bar.once))
        if not parts and bar.perhaps:
            parts.append(self.say("kop.misschien"))
        return " ".join(parts) or self.say("kop.niets")

    # --- what you get

    def headings(self) -> tuple[Heading, ...]:
        """The cards by finding, what to act on first."""
        found = []
        for place in ORDER:
            names = self._standing(place)
            if names:
                cards = tuple(self.card(name) for name in names)
                head = self.say(f"plaats.{place}")
                found.append(Heading(place, head, self.say(f"plaats.{place}.hulp"), place in FOLDED, cards))
        return tuple(found)

    def _standing(self, place: Place) -> list[str]:
        names = [name for name, one in self.places.items() if one == place]
        return sorted(names, key=lambda name: largest_first(self.report.regelingen[name]))

    def card(self, name: str) -> Card:
        """One scheme."""
        scheme, place = self.report.regelingen[name], self.places[name]
        dutch = self.say.language != FIRST
        lines = tuple(line for line in self._lines(scheme, place) if line)
        asks = [one for one in scheme.ontbreekt if not one.oordeel]
        claim = scheme.aanvragen
        shown = place in ("onbenut", "te_weinig", "misschien", "vraag_na", "nu_doen")
        return Card(
            name=name,
            title=self.title(name),
            about=self.say.about(name, scheme.samenvatting),
            sign=_SIGNS[place],
            tone=_TONES[place],
            amount="" if place in FOLDED else self.amount(scheme),
            lines=lines,
            dutch=dutch,
            until=self._until(scheme) if place in ("onbenut", "te_weinig") else "",
            where=claim.waar if claim and shown else "",
            papers=claim.nodig if claim and shown else (),
            asks=asks[0] if asks and place == "misschien" else None,
            open=len(asks),
        )

    def title(self, name: str) -> str:
        """The name of a scheme."""
        return self.say.scheme(name, self.report.regelingen[name].titel)

    def _lines(self, scheme: Regeling, place: Place) -> Iterator[str]:
        if place == "geen_recht":
            yield refusal(scheme)
            return
        yield from first_sentences(scheme, place, str(self.today.year))
        if place in ("nu_doen", "vraag_na"):
            yield from scheme.uitleg

    def _until(self, scheme: Regeling) -> str:
        lines = []
        for of, one in sorted(scheme.jaren.items()):
            if one.uiterlijk is not None and one.gemist.hoogst > 0 and claimable(one, self.today):
                amount = self.euros(one.gemist.laagst) if one.gemist.laagst >= 1 and int(of) < self.today.year else ""
                key = "uiterlijk.bedrag" if amount else "uiterlijk"
                lines.append(self.say(key, jaar=of, bedrag=amount, dag=self.day(one.uiterlijk)))
        return " ".join(lines)

    # --- amounts and days

    def euros(self, value: Decimal, *, up: bool = False) -> str:
        """Whole euros as they are written in this language."""
        text = euro(value, up=up)
        return text if self.say("getal.duizend") == "." else text.replace(".", ",")

    def amount(self, scheme: Regeling) -> str:
        """What a scheme gives each time, lowest first; empty when no amount can be said."""
        due = scheme.per_keer
        if not pays(scheme) or (vague(scheme) and due.laagst < 1) or due.hoogst < 1:
            return ""
        rhythm = f"per.{scheme.ritme}" if repeats(scheme) else "per.keer"
        key = "bedrag.zeker" if due.zeker else "bedrag.minstens" if due.laagst >= 1 else "bedrag.misschien"
        return self.say(key, bedrag=self.euros(due.hoogst if key == "bedrag.misschien" else due.laagst), per=self.say(rhythm))

    def _sure(self, scheme: Regeling) -> str:
        """An amount of which at least something is sure: what is only possible is named, not counted."""
        return self.amount(scheme) if scheme.per_keer.laagst >= 1 else ""

    def span(self, amount: Bedrag, *, up: bool = False) -> str:
        """An amount in a table."""
        if amount.zeker:
            return self.euros(amount.laagst, up=up)
        return self.say("bedrag.van_tot", laagst=self.euros(amount.laagst), hoogst=self.euros(amount.hoogst, up=True))

    def day(self, value: date) -> str:
        """A day in full."""
        if self.say.language == FIRST:
            return day_in_words(value)
        return f"{value.day} {self.say(f'maand.{value.month}')} {value.year}"

    def _counted(self, key: str, count: int) -> str:
        return self.say(f"{key}.een" if count == 1 else key, aantal=count)

    # --- money, signals, plan

    def months(self) -> tuple[tuple[str, str, str, str, str, bool], ...]:
        """Twelve months: name, in, out, left now, left later, and whether it is short now."""
        rows = []
        for one in self.report.budget.maanden:
            year, month = one.maand.split("-")
            name = f"{self.say(f'maand.{int(month)}')} {year}"
            now: Stand = one.nu
            rows.append(
                (name, self.span(now.inkomsten), self.span(now.uitgaven, up=True), self.span(now.saldo),
                 self.span(one.straks.saldo), now.stand.hoogst < 0)
            )  # fmt: skip
        return tuple(rows)

    def question(self, household: Huishouden, path: str) -> str:
        """A question that was not answered, by its path, with who it is about."""
        asked = question_at(household, path, self.today, self.rules, say=self.say)
        return f"{asked.vraag} ({asked.over})" if asked.over else asked.vraag

    def conditions(self, name: str, steps: Sequence[Stap]) -> tuple[Condition, ...]:
        """The conditions of a scheme with what holds for this household in the month of the day."""
        found = []
        for step in steps:
            if step.soort == "voorwaarde" and step.stap.startswith(f"{name}."):
                now = [one.waarde for one in step.waarden if not one.maanden or self.today.month in one.maanden]
                word = now[0] if len(set(now)) == 1 and now[0] in ("ja", "nee") else "onbekend"
                sign = {"ja": "✓", "nee": "–"}.get(word, "?")
                text = step.uitleg or step.stap.rpartition(".")[2].replace("_", " ")
                found.append(Condition(sign, self.say(f"waarom.{word}"), text, step.bronnen))
        return tuple(found)

    def kept(self, difference: Verschil) -> tuple[str, ...]:
        """What stays of a change, the sentence to remember first."""
        return tuple(kept(difference))

    def changed(self, difference: Verschil) -> tuple[tuple[str, str], ...]:
        """The schemes that give another amount: title, and what it differs with its sign and a word."""
        rows = []
        for one in difference.regelingen:
            low, high = one.verschil.laagst, one.verschil.hoogst
            if low >= 1 or high <= -1:
                key = "vergelijk.meer" if low >= 1 else "vergelijk.minder"
                rhythm = {"maand": "per.maand", "kwartaal": "per.kwartaal"}.get(one.ritme, "per.keer")
                amount = self.euros(low if low >= 1 else -high)
                title = self.say.scheme(one.regeling, one.titel)
                rows.append((title, self.say(key, bedrag=amount, per=self.say(rhythm))))
        return tuple(rows)

    def signals(self) -> tuple[list[Signaal], list[Signaal], list[Signaal]]:
        """What is on, what is not known, and what is not on."""
        by: dict[str, list[Signaal]] = {"ja": [], "onbekend": [], "nee": []}
        for one in self.report.signalen:
            by[one.uitkomst].append(one)
        return by["ja"], by["onbekend"], by["nee"]

    def advice(self, one: Signaal) -> tuple[str, bool]:
        """What to do about a signal, and whether it is said in Dutch: a text with numbers of the household is only in Dutch."""
        mine = self.say.to_do(one.id, one.ernst or "", one.doe)
        dutch = self.say.language != FIRST and (mine == one.doe or "{" in mine)
        return (one.doe if dutch or self.say.language == FIRST else mine), dutch

    def brings(self, step: Actie) -> str:
        """What a step of the plan brings."""
        if step.per_maand and step.per_maand.laagst >= 1:
            return self.say("bedrag.zeker" if step.per_maand.zeker else "bedrag.minstens",
                            bedrag=self.euros(step.per_maand.laagst), per=self.say("per.maand"))  # fmt: skip
        if step.eenmalig and step.eenmalig.laagst >= 1:
            return self.say("bedrag.zeker" if step.eenmalig.zeker else "bedrag.minstens",
                            bedrag=self.euros(step.eenmalig.laagst), per=self.say("per.keer"))  # fmt: skip
        return ""


def image(svg: bytes) -> str:
    """A picture that is part of the page itself."""
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"


def pictures(report: Report) -> dict[str, Any]:
    """The pictures of the money by name; none where matplotlib is not installed."""
    try:
        from voorzieningen.render import pictures as drawn
    except ModuleNotFoundError:
        return {}
    return {"maand": drawn.budget_bars(report.budget), "jaar": drawn.twelve_months(report.budget)}
