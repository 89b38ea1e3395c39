"""A candidate as a question people can answer: words, ready answers, what hangs on it and why it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from voorzieningen.facts import LISTS
from voorzieningen.formula import HOUSEHOLD
from voorzieningen.household import Bereik, Huishouden, Persoon
from voorzieningen.questions._paths import OTHERWISE, PAPERS, RECEIVES, SINCE, Ask, person_of
from voorzieningen.questions._stakes import Candidate
from voorzieningen.report import Antwoordsoort, HangtAf, Optie, VolgendeVraag
from voorzieningen.rulebook import Feit, RuleFiles, key_of
from voorzieningen.texts import Texts

PERSONS_PATH, TOWN, BOARD = "personen", "gemeente", "waterschap"
NONE = "geen"
"""The answer to a question with several ready answers when none of them holds."""
_VAGUE = Decimal(60_000)
"""EUR a year: a highest amount above this says only that nearly everything is open."""
_NAMED, _COUNTS = 3, 2


class Builder:
    """Makes questions of one household in one language.

    `titles` are those of the schemes by name, `receipts` the schemes of which nobody said whether they come in.
    """

    def __init__(
        self, files: RuleFiles, household: Huishouden, day: date, say: Texts, titles: Mapping[str, str], receipts: Sequence[str]
    ) -> None:
        self.files, self.household, self.day, self.say = files, household, day, say
        self.titles, self.receipts = titles, receipts

    def build(self, candidate: Candidate, effort: int, *, exact: bool) -> VolgendeVraag:
        """The question of a candidate; `exact` when a rough answer is there already."""
        ask = candidate.ask
        fact = self.files.facts.get(ask.fact)
        kind = self._kind(ask, fact)
        hangs = self._hangs(candidate)
        most = max((one.tot_per_jaar for one in hangs if one.tot_per_jaar is not None), default=None)
        text, help_text = self._words(ask, fact, exact=exact)
        return VolgendeVraag(
            pad=ask.path,
            feit=ask.fact,
            groep=self.group(ask),
            over=self.about(ask.path),
            soort=kind,
            vraag=text,
            hulp=help_text,
            opties=() if exact else tuple(self._options(ask, fact, kind)),
            eenheid=fact.eenheid if fact and kind == "getal" and isinstance(fact.eenheid, str) else "",
            jaar=self.day.year if fact and not ask.is_list and fact.wanneer in ("jaar", "begin_jaar") else None,
            precies=exact,
            moeite=effort,
            hangt_af=hangs,
            inzet_per_jaar=most,
            waarom=self._why(hangs),
        )

    def group(self, ask: Ask) -> str:
        """The part of the talk a question belongs to."""
        table = HOUSEHOLD if ask.path.startswith("gesprek.") else ask.table
        return self.files.talk.group_of(ask.fact, table)

    def about(self, path: str) -> str:
        """Who or what a path is about, such as `uw kind (9 jaar)`; empty for the household and for who asks."""
        parts = path.split(".")
        person = person_of(self.household, path)
        named = [self._person(person, parts[1])] if person and person.rol != "aanvrager" else []
        lists = [at for at, part in enumerate(parts[:-1]) if parts[at + 1].isdigit() and part != PERSONS_PATH]
        for at in lists:
            rows = getattr(person if person and at > 1 else self.household, parts[at], None)
            row = rows[int(parts[at + 1])] if rows and int(parts[at + 1]) < len(rows) else None
            kind = getattr(row, "soort", None)
            table = next((table for table, name in LISTS.items() if name == parts[at]), parts[at])
            if isinstance(kind, str):
                named.append(self.label(self._kind_fact(table), kind))
        return ", ".join(named)

    def _kind_fact(self, table: str) -> str:
        """The fact that says of which kind a row is."""
        return next((name for name, fact in self.files.facts.items() if fact.tabel == table and fact.pad == "soort"), "")

    def _person(self, person: Persoon, row: str) -> str:
        if person.naam:
            return person.naam
        age = _age(person, self.day)
        who = self.say(f"over.{person.rol}")
        return self.say("over.met_leeftijd", wie=who, jaar=age) if age is not None else who

    def label(self, fact: str, word: str) -> str:
        """A label in words."""
        own = self.say.fact(fact).woorden.get(word)
        known = self.files.facts[fact].woorden.get(word) if fact in self.files.facts else None
        return own or known or word.replace("_", " ")

    # --- kind, words and ready answers

    def _kind(self, ask: Ask, fact: Feit | None) -> Antwoordsoort:
        if ask.path == PERSONS_PATH:
            return "personen"
        if ask.path in (TOWN, BOARD):
            return "plaats"
        if ask.path == RECEIVES:
            return "ontvangt"
        if ask.path in (PAPERS, OTHERWISE):
            return "meer"
        if ask.path == SINCE:
            return "datum"
        if ask.path.startswith(f"{RECEIVES}."):
            return "getal"
        assert fact is not None
        if ask.is_list:
            return "meer" if isinstance(fact.eenheid, tuple) else "aantal_rijen"
        if isinstance(fact.eenheid, tuple):
            return "keuze"
        return "ja_nee" if fact.eenheid == "ja_nee" else "datum" if fact.eenheid == "datum" else "getal"

    def _words(self, ask: Ask, fact: Feit | None, *, exact: bool) -> tuple[str, str]:
        key = ask.path if not ask.path.startswith(f"{RECEIVES}.") else "ontvangt.bedrag"
        table = f"lijst.{ask.table}" if ask.is_list else ""
        for one in (table, f"vraag.{key}"):
            if one in self.say:
                scheme = ask.path.rsplit(".", 1)[-1]
                title = self.say.scheme(scheme, self.titles.get(scheme, ""))
                hulp = one.replace("vraag.", "hulp.") if not table else f"{one}.hulp"
                return self.say(one, titel=title), self.say(hulp) if hulp in self.say else ""
        assert fact is not None
        mine = self.say.fact(ask.fact)
        person = person_of(self.household, ask.path)
        you = mine.vraag_u if person is None or person.rol == "aanvrager" else ""
        help_text = mine.hulp or fact.hulp
        return you or mine.vraag or fact.vraag, self.say("vraag.precies", hulp=help_text).strip() if exact else help_text

    def _options(self, ask: Ask, fact: Feit | None, kind: Antwoordsoort) -> Iterator[Optie]:
        if kind == "ja_nee":
            yield from (Optie(waarde=word, tekst=self.say(f"antwoord.{word}")) for word in ("ja", "nee"))
        elif ask.path == PAPERS:
            yield from self._several((name, self.say(f"papier.{name}")) for name in self.files.talk.papieren)
        elif ask.path == OTHERWISE:
            yield from self._several((name, self._asked(name)) for name in self.files.talk.bijzonder)
        elif kind == "ontvangt":
            yield from self._several((name, self.say.scheme(name, self.titles.get(name, name))) for name in self.receipts)
        elif kind == "plaats":
            yield from (Optie(waarde=name, tekst=name) for name in self._places(ask.path))
        elif kind == "aantal_rijen":
            yield from (Optie(waarde=str(count), tekst=self.say(f"aantal.{count}")) for count in range(_COUNTS + 1))
        elif ask.fact == "geboortedatum":
            person = person_of(self.household, ask.path)
            for ages in self.files.talk.leeftijden if person is None or person.rol != "kind" else ():
                low, high = ages.split("..")
                key = "band.ouder" if high == "120" else "band.leeftijd"
                yield Optie(waarde=ages, tekst=self.say(key, laagst=low, hoogst=high))
        elif fact and kind in ("keuze", "meer") and isinstance(fact.eenheid, tuple):
            often = self.files.talk.vaak.get(ask.fact, ())
            pairs = [(word, self.label(ask.fact, word)) for word in (*often, *(one for one in fact.eenheid if one not in often))]
            yield from self._several(pairs) if kind == "meer" else (Optie(waarde=one, tekst=text) for one, text in pairs)
        elif fact and kind == "getal":
            yield from self._bands(fact)

    def _several(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Optie]:
        yield from (Optie(waarde=word, tekst=text) for word, text in pairs)
        yield Optie(waarde=NONE, tekst=self.say("antwoord.geen"))

    def _asked(self, name: str) -> str:
        mine, fact = self.say.fact(name), self.files.facts[name]
        return mine.vraag_u or mine.vraag or fact.vraag

    def _places(self, path: str) -> list[str]:
        """The municipalities that are filled in, or the water boards of the municipality, or else all of them."""
        body = "gemeente" if path == TOWN else "waterschap"
        town = self.files.packs.get(("gemeente", key_of(self.household.gemeente or "")))
        if path == BOARD and town and town.model.waterschappen:
            return list(town.model.waterschappen)
        return sorted(pack.name for (of, _), pack in self.files.packs.items() if of == body)

    def _bands(self, fact: Feit) -> Iterator[Optie]:
        """Each band means exactly what its label says: from its first number up to, and without, the next."""
        if not fact.banden or not isinstance(fact.minimum, Decimal) or not isinstance(fact.maximum, Decimal):
            return
        step = Decimal(1) / 10**fact.decimalen
        edges = [max(fact.minimum, Decimal(0)), *fact.banden]
        for low, high in zip(edges, [*edges[1:], None], strict=True):
            last = fact.maximum if high is None else high - step
            key = "band.minder" if low == edges[0] else "band.meer" if high is None else "band.tussen"
            text = self.say(key, laagst=self._number(low, fact), hoogst=self._number(high or last, fact))
            yield Optie(waarde=f"{low}..{last}" if low < last else f"{low}", tekst=text)

    def _number(self, value: Decimal, fact: Feit) -> str:
        text = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
        if self.say("getal.duizend") == ".":
            text = text.translate(str.maketrans(",.", ".,"))
        unit = fact.eenheid if isinstance(fact.eenheid, str) else ""
        return f"€ {text}" if unit.startswith("EUR") else text

    # --- why

    def _hangs(self, candidate: Candidate) -> tuple[HangtAf, ...]:
        found = [
            HangtAf(
                naam=one.name,
                titel=self._title(one.name, one.title),
                tot_per_jaar=one.euros if one.euros and one.euros <= _VAGUE else None,
            )
            for one in sorted(candidate.waits, key=lambda one: -one.worth)
        ]
        return tuple(found)

    def _title(self, name: str, title: str) -> str:
        return self.say.scheme(name, title) if name in self.titles else self.say.signal(name, title)

    def _why(self, hangs: tuple[HangtAf, ...]) -> str:
        if not hangs:
            return self.say("waarom.begin")
        shown = [
            self.say("waarom.met_bedrag", titel=one.titel, bedrag=self._euro(one.tot_per_jaar)) if one.tot_per_jaar else one.titel
            for one in hangs[:_NAMED]
        ]
        more = len(hangs) - len(shown)
        rest = [self.say("waarom.nog", aantal=more)] if more else []
        return self.say("waarom.hangt_af", wat=self._joined([*shown, *rest]))

    def _joined(self, parts: list[str]) -> str:
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {self.say('woord.en')} {parts[-1]}"

    def _euro(self, value: Decimal) -> str:
        text = f"{int(value):,}"
        return f"€ {text.replace(',', '.') if self.say('getal.duizend') == '.' else text}"


def _age(person: Persoon, day: date) -> int | None:
    """The age on a day in whole years; of a range of days of birth the youngest; None when nothing is known."""
    born = person.geboortedatum
    last = born.hoogst if isinstance(born, Bereik) else born
    if not isinstance(last, date):
        return None
    return day.year - last.year - ((day.month, day.day) < (last.month, last.day))


def group_order(files: RuleFiles) -> dict[str, int]:
    """The place of each part of the talk."""
    return {one.groep: at for at, one in enumerate(files.talk.groepen)}
