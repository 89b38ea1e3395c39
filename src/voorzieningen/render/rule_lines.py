"""A rule file as lines for the terminal: what holds on one day, as checklist, formulas, values and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from voorzieningen.render.figures import day, listed
from voorzieningen.render.page import Line, Page
from voorzieningen.render.rule_model import Condition, Figure, RulePage, Source, Step, Term, Version
from voorzieningen.render.rule_names import plain
from voorzieningen.rulebook import Confidence
from voorzieningen.texts import texts

_INDENT, _WIDE = 4, 12
_FEW = 12
"""A table of more cells than this is shown by its first rows."""


def rule_lines(page: RulePage, *, width: int = 80) -> list[Line]:
    """The rule file of the page as it holds on its day."""
    return _Drawer(page, width).lines()


class _Drawer:
    def __init__(self, page: RulePage, width: int) -> None:
        self.page, self.out, self.say = page, Page(width), texts()

    def lines(self) -> list[Line]:
        page, say = self.page, self.say
        self.head()
        if page.conditions:
            self.part(say("naslag.deel.voorwaarden"), say("naslag.deel.voorwaarden_uitleg"))
        for condition in page.conditions:
            self.condition(condition)
        if page.steps:
            self.part(say("naslag.deel.stappen"), say("naslag.deel.stappen_uitleg"))
        for step in page.steps:
            self.step(step)
        if page.figures:
            self.part(say("naslag.deel.parameters"), say("naslag.deel.parameters_uitleg"))
        for figure in page.figures:
            self.figure(figure)
        if page.terms:
            whose = f"naslag.deel.open_{'waterschap' if page.file.waterschap else 'gemeente'}"
            self.part(say("naslag.deel.open"), say(whose if page.whose else "naslag.deel.open_uitleg"))
        for term in page.terms:
            self.term(term)
        self.outcome()
        self.claim()
        self.rest()
        self.part(say("naslag.deel.bronnen"))
        for source in page.sources:
            self.source(source)
        return self.out.lines

    # --- pieces

    def part(self, title: str, help_text: str = "") -> None:
        self.out.heading(title, help_text)

    def field(self, key: str, *texts: str) -> None:
        self.out.field(self.say(f"naslag.label.{key}"), [one for one in texts if one], indent=_INDENT, wide=_WIDE)

    def cite(self, sources: Iterable[Source]) -> str:
        return "; ".join(f"{one.text} [{one.number}]" for one in sources)

    def sure(self, confidence: Confidence, seen: date) -> str:
        shown = self.say(f"naslag.zekerheid.{confidence}")
        return f"{shown}, {self.say('naslag.label.gezien')} {day(seen, weekday=False)}"

    def name(self, name: str, right: str, since: object = None) -> None:
        self.out.blank()
        self.out.pair(name, f"{right} ({since})" if since else right, "kop")

    # --- parts

    def head(self) -> None:
        page, say, file = self.page, self.say, self.page.file
        self.out.pair(file.titel, page.name, "titel")
        self.out.text(file.samenvatting)
        self.out.blank()
        ended = say("naslag.einde", dag=day(file.einde.op, weekday=False)) if file.einde else ""
        for key, text in (
            ("soort", f"{say(f'naslag.soort.{file.soort}')}, {say(f'naslag.tijdvak.{file.tijdvak}')}"),
            ("van", page.whose),
            ("uitvoerder", file.uitvoerder),
            ("op", day(page.on, weekday=False)),
            ("eerst", listed(one.file for one in page.first) if page.first else ""),
            ("bestand", page.place),
        ):
            self.out.field(say(f"naslag.label.{key}"), [text] if text else [], indent=0, wide=_WIDE + 2)
        if file.einde:
            self.out.blank()
            self.out.text(f"{ended} {file.einde.uitleg} {self.cite(map(page.source, file.einde.bron))}", "let_op")

    def condition(self, condition: Condition) -> None:
        now = next((one for one in condition.versions if one.current), None)
        self.name(f"[ ] {condition.name}", "", now.since if now else None)
        if now is None or not now.when:
            self.out.text(self.say("naslag.waarde.vervallen" if now else "naslag.waarde.nog_niet"), indent=_INDENT)
            return
        self.field("ja", plain(now.yes))
        self.field("nee", plain(now.no))
        self.field("als", plain(now.when))
        self.field("bron", self.cite(now.sources))
        self.field("let_op", now.note)

    def step(self, step: Step) -> None:
        now = next((one for one in step.versions if one.current), None)
        self.name(step.name, step.unit, now.since if now else None)
        if step.fills:
            self.field("gekozen", step.fills)
        if now is None or now.ended:
            self.out.text(self.say("naslag.waarde.vervallen" if now else "naslag.waarde.nog_niet"), indent=_INDENT)
            return
        self.field("formule", plain(now.formula))
        self.choice(now)
        if rounding := now.rounding:
            how = self.say(f"naslag.afronden.{rounding.way}", op=rounding.to)
            self.field("afronden", f"{how}: {self.cite(rounding.sources)}")
        self.field("zin", plain(now.sentence))
        self.field("bron", self.cite(now.sources))
        self.field("let_op", now.note)

    def choice(self, version: Version) -> None:
        for line in version.lines:
            if line.when:
                self.field("als", plain(line.when))
            self.field("dan" if line.when else "anders", plain(line.then))
            self.field("zin", plain(line.sentence))
            self.field("bron", self.cite(line.sources))

    def figure(self, figure: Figure) -> None:
        now = figure.current
        self.name(figure.name, figure.unit)
        self.field("gekozen", figure.fills)
        self.field("naar", listed(map(plain, figure.keys)) if figure.keys else "")
        self.field("naar", self.say("naslag.per_schijf", eenheid=figure.brackets) if figure.brackets else "")
        if now is None:
            self.out.text(self.say("naslag.waarde.nog_niet"), indent=_INDENT)
            return
        self.cells(now.cells, now.heads)
        told = day(now.since, weekday=False)
        later = [
            self.say("naslag.waarde.vanaf", waarde=day(one.since, weekday=False))
            for one in figure.values if one.since > now.since
        ]
        self.field("sinds", told + (f" ({self.say('naslag.oud')})" if figure.stale or now.stale else ""))
        if now.in_force:
            self.out.text(self.say("naslag.werkt_terug", dag=day(now.in_force, weekday=False)), indent=_INDENT)
        self.field("bron", self.cite(now.sources))
        if now.seen:
            self.field("zekerheid", self.sure(now.confidence, now.seen))
        self.field("eigenaar", figure.owner)
        self.field("let_op", now.note or figure.note)
        self.field("later", *later)

    def cells(self, cells: Sequence[tuple[str, str]], heads: Sequence[str] = ()) -> None:
        if not cells:
            self.field("waarde", self.say("naslag.waarde.vervallen"))
            return
        if heads:
            self.field("naar", ", ".join(heads))
        shown = [f"{label}: {value}".replace("\t", " · ") if label else value for label, value in cells[:_FEW]]
        if len(cells) > _FEW:
            shown.append(f"… ({len(cells)})")
        self.field("waarde", *shown)

    def term(self, term: Term) -> None:
        self.name(term.name, term.unit)
        self.field("gekozen", term.term.wat)
        self.field("naar", listed(map(plain, term.keys)) if term.keys else "")
        for key, cells in (("grenzen", term.limits), ("zolang", term.standing)):
            if cells:
                self.field(key, *(f"{label}: {value}" if label else value for label, value in cells))
        self.field("eigenaar", term.term.eigenaar)
        self.field("bron", self.cite(term.sources))
        self.field("let_op", term.term.opmerking)

    def outcome(self) -> None:
        page, say, file = self.page, self.say, self.page.file
        outcome, signal = file.uitkomst, file.signaal
        if file.einde:
            return
        self.part(say("naslag.deel.ernst" if signal else "naslag.deel.uitkomst"))
        for key, parts in page.outcome:
            self.out.field(say(f"naslag.uitkomst.{key}"), [plain(parts)], wide=_WIDE + 10)
        if signal:
            for severity, advice in signal.doe.items():
                self.out.field(severity, [advice], wide=_WIDE + 10)
        elif outcome is None:
            self.out.text(say("naslag.uitkomst.geen"))
        else:
            if outcome.betaald_in:
                self.out.field(say("naslag.uitkomst.betaald_in"), [listed(outcome.betaald_in)], wide=_WIDE + 10)
            for holds, key in ((outcome.mogelijk, "mogelijk"), (outcome.bruto, "bruto"), (outcome.bespaart, "bespaart")):
                if holds:
                    self.out.text(say(f"naslag.uitkomst.{key}"))

    def claim(self) -> None:
        claim, say = self.page.claim, self.say
        if claim is None:
            return
        self.part(say("naslag.deel.aanvragen"))
        self.field("waar", claim.waar)
        self.field("nodig", *claim.nodig)
        for key, parts in self.page.deadlines:
            self.out.field(say(f"naslag.uitkomst.{key}"), [plain(parts)], indent=_INDENT, wide=_WIDE)
        self.field("niet_nodig", claim.niet_nodig_als)
        self.field("doorgeven", claim.doorgeven)

    def rest(self) -> None:
        page, say = self.page, self.say
        if page.missing:
            self.part(say("naslag.deel.niet_berekend"))
        for one in page.missing:
            self.out.text(one.what, first="- ")
            self.field("als", plain(one.when))
            self.field("vraag_bij", one.ask)
            self.field("bron", self.cite(one.sources))
        if page.clashes:
            self.part(say("naslag.deel.waarschuwingen"))
        for clash in page.clashes:
            self.out.text(plain(clash.what), first="- ")
            self.field("als", plain(clash.when))
            self.field("doe", plain(clash.do))

    def source(self, source: Source) -> None:
        self.out.text(f"{source.text} ({self.sure(source.confidence, source.seen)})", first=f"[{source.number}]".ljust(5))
        self.out.text(source.url, "grijs", indent=5)
        if source.note:
            self.out.text(source.note, indent=5)


