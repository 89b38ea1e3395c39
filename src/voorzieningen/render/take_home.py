"""The take-home page of a report: what to do first, a card for the refrigerator, and a side for the folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from voorzieningen.render import picture_words
from voorzieningen.render import take_home_words as fixed
from voorzieningen.render import words as told
from voorzieningen.render.amounts import VAGUE, more, pays, range_of, repeats, short, vague_year
from voorzieningen.render.figures import day, listed, say
from voorzieningen.render.places import Place, counts, group, standing, summed
from voorzieningen.render.take_home_fit import SIDE, Draft, around, fitted, height, one_line
from voorzieningen.render.take_home_model import Bar, Bars, Blanks, Block, Field, Point, Section, Step, TakeHome, Text, Tick
from voorzieningen.report import Actie, Bedrag, Budget, Post, Regeling, Report, Signaal, Stap, Vraag

_URGENT, _ROWS, _CARE, _QUESTIONS, _NOT, _DAYS, _STREAMS = 2, 8, 3, 3, 4, 3, 3
_LONGEST_NAME = 30
_PLAIN_INCOMES = ("loon", "aow", "pensioen")
"""Incomes that tell a visitor nothing of illness, benefits or a separation."""
_NOTHING = Decimal(0)
_SURE: tuple[Place, ...] = ("onbenut", "te_weinig")
_OPEN: tuple[Place, ...] = (*_SURE, "misschien")
_ASKED: tuple[Place, ...] = ("vraag_na", "vraag_gemeente")
_MILD = ("kans", "informatie")
_DEBT_FACTS = ("schuld_", "achterstand_", "inkomen_beslag")
_SHORT_NAME = re.compile(r"\(([A-Z]{2,5})\)")
_ASIDE = re.compile(r",? \(.*?\)|,.*")


def take_home(report: Report, *, coach: str = "", met_achterstanden: bool = False, stappen: int = 3) -> TakeHome:
    """The page a resident takes home: two sides of A4 at most, from what matters today to what is good to know.

    `coach` is the name on the page. Which bills are behind is only on it with `met_achterstanden`, when the resident agreed
    to that; on the card to cut off it never is. `stappen` is how many steps there are, what must be done today included.
    """
    return _Builder(report, " ".join(coach.split())[:_LONGEST_NAME], met_achterstanden, stappen).page()


class _Builder:
    def __init__(self, report: Report, coach: str, with_arrears: bool, count: int) -> None:
        self.report, self.today, self.coach, self.with_arrears = report, report.peildatum, coach, with_arrears
        self.places: list[tuple[Place, Regeling]] = [(group(one, self.today), one) for one in report.regelingen.values()]
        self.urgent = [one for one in report.signalen if one.uitkomst == "ja" and one.ernst == "kritiek"][:_URGENT]
        done = {one.id for one in self.urgent}
        plan = [one for one in sorted(report.actieplan, key=lambda one: one.volgorde) if one.id not in done]
        self.plan = plan[: max(count - len(self.urgent), 0)]
        self.private = {one.id for one in report.signalen if fixed.of_debts(f"{one.titel}. {one.waarom}")}
        self.private |= {name for name, one in report.regelingen.items() if one.soort == "schuld"}

    def page(self) -> TakeHome:
        """Both sides, each with what fits on it."""
        made = fixed.made(self.today, self.coach)
        front, card, steps = self.front(SIDE - around(made))
        back = (self.gets(), self.money(), self.care(steps), self.look_up(), self.rather_not(), self.why(), self.end())
        order = ("waarom", "liever_niet", "opzoeken", "krijgen", "let_op")
        return TakeHome(say("blad.titel"), made, front, say("blad.knip"), card, fitted(back, SIDE, order))

    # --- the front

    def front(self, lines: float) -> tuple[tuple[Section, ...], Section, Sequence[Actie]]:
        """The front, its card and its steps, as many as fit in so many lines; who helps goes before a step does."""
        for count, help_too in [(count, way) for count in range(len(self.plan), 0, -1) for way in (True, False)] or [(0, False)]:
            steps = self.plan[:count]
            drafts = (self.head(), self.act_today(), self.first_steps(steps, help_too))
            front = tuple(section for one in drafts if (section := one.section()).blocks)
            card = self.card(steps)
            if sum(map(height, (*front, card))) <= lines:
                break
        return front, card, steps

    def head(self) -> Draft:
        """What can be won, lowest amount first."""
        sums = summed(self.places, self.today)
        extra = gain(self.report.budget)
        sure = max(extra.laagst, sums.at_once.laagst, sums.saved.laagst) >= 1
        shown = replace(sums, each_month=extra, past_only=False, to_do=[], to_ask=[], perhaps=[] if sure else sums.perhaps)
        blocks: list[Block] = [Text(" ".join(told.headline(shown)), loud=True)]
        if sums.too_much:
            blocks.append(Text(told.too_much(sums.too_much)))
        return Draft("kop", "", before=blocks)

    def act_today(self) -> Draft:
        """What cannot wait until tomorrow, with what to say."""
        blocks: list[Block] = []
        told_before: list[tuple[Field]] = []
        for signal in self.urgent:
            step = next((one for one in self.report.actieplan if one.id == signal.id), None)
            lines = tuple(line for line in self._where(step, True) if line not in told_before) if step else ()
            told_before += lines
            what = told.first(signal.doe)
            rest = f"{signal.doe.removeprefix(what)} {signal.waarom if self._told(signal.id) else ''}".strip()
            blocks.append(Step(0, what, why=rest, lines=lines))
        return Draft("vandaag", say("blad.kop.vandaag"), before=blocks)

    def first_steps(self, steps: Sequence[Actie], help_too: bool) -> Draft:
        """The first steps of the plan, with or without who helps."""
        blocks: list[Block] = [self._step(number, one, help_too) for number, one in enumerate(steps, 1)]
        none: list[Block] = [] if self.report.actieplan else [Text(say("blad.geen_stappen"))]
        return Draft("eerst", say("blad.kop.eerst"), before=[*none, *blocks])

    def _step(self, number: int, step: Actie, help_too: bool) -> Step:
        scheme = self.report.regelingen.get(step.id)
        amount = fixed.brings(step, saves=bool(scheme and scheme.bespaart))
        when = fixed.when(step.voor, self.today, at_once=step.soort == "vandaag")
        lines: list[tuple[Field, ...]] = [(Field(say("blad.wie"), fixed.who(self.coach)), Field(say("blad.wanneer"), when))]
        if step.neem_mee:
            lines.append((Field(say("blad.neem_mee"), "; ".join(step.neem_mee)),))
        if step.hoe and self._told(step.id):
            lines.append((Field(say("blad.hoe"), step.hoe),))
        why = told.brief(step.waarom) if not amount and self._told(step.id) else ""
        return Step(number, step.wat, amount, why, (*lines, *self._where(step, help_too), (Field(say("blad.eigen_dag")),)))

    def _where(self, step: Actie, help_too: bool) -> Iterator[tuple[Field]]:
        """Where to do it, and who helps; without `help_too` only when there is no place."""
        where = fixed.readable(step.waar)
        if where:
            yield (Field(say("blad.waar"), where),)
        if step.hulp and (help_too or not where) and fixed.readable(step.hulp.url) not in where:
            yield (Field(say("blad.hulp"), fixed.helper(step.hulp)),)

    def _told(self, name: str) -> bool:
        """Whether the page may say what is behind this signal or step."""
        return self.with_arrears or name not in self.private

    # --- the card

    def card(self, steps: Sequence[Actie]) -> Section:
        """What may hang on a refrigerator: steps, days and one address; no name, no debts, no amounts."""
        ticks: list[Block] = []
        for number, step in enumerate(steps[:_DAYS], 1):
            hidden = step.id in self.private or fixed.private(step.wat)
            ticks.append(Tick(fixed.on_card(number, "" if hidden else step.wat), fixed.until(step.voor, self.today)))
        site = next((one for one in map(fixed.site, (step.waar for step in steps)) if one and not fixed.private(one)), "")
        contact = [Field(say("blad.bel_coach")), *([Field(say("blad.of_kijk_op"), site)] if site else [])]
        money = [
            Blanks(lead, tuple(Field(label, day) for label, day in labels))
            for lead, labels in ((say("blad.geld_komt"), self._streams("in")), (say("blad.geld_gaat"), self._streams("uit")))
            if labels
        ]
        return Section("koelkast", say("blad.kop.koelkast"), (*ticks, Blanks("", tuple(contact)), *money))

    def _streams(self, direction: str) -> list[tuple[str, str]]:
        """The largest streams of money, by names anyone may read, each with its day of the month when that is known."""
        posts = [one for one in self.report.budget.posten if one.richting == direction and one.straks_per_maand.laagst >= 1]
        posts = [one for one in posts if direction == "in" or one.vast]
        posts.sort(key=lambda one: -one.straks_per_maand.laagst)
        days: dict[str, set[str]] = {}
        for one in posts:
            days.setdefault(self._label(one), set()).add("" if one.dag is None else str(one.dag))
        known = [(label, found.pop() if len(found) == 1 else "") for label, found in days.items() if not fixed.private(label)]
        return known[:_STREAMS]

    def _label(self, post: Post) -> str:
        scheme = self.report.regelingen.get(post.regeling)
        if scheme is not None:
            return say("blad.toeslag") if scheme.soort == "toeslag" else say("blad.inkomen")
        return say("blad.inkomen") if post.richting == "in" and post.soort not in _PLAIN_INCOMES else told.small(post.titel)

    # --- the back

    def _sure(self) -> list[tuple[Place, Regeling]]:
        return [(place, one) for place in _SURE for one in standing(self.places, place) if pays(one)]

    def gets(self) -> Draft:
        """What is surely due, with the last day to ask for it; the rest by name."""
        rows = [row for place, scheme in self._sure() for row in self._rows(place, scheme)]
        asked = [one.titel for place in _ASKED for one in standing(self.places, place)]
        perhaps = [one.titel for one in standing(self.places, "misschien") if pays(one)] if self._sure() else []
        others = [one.waar for one in self.report.anderen if any(map(_may_claim, one.regelingen.values()))]
        after: list[Block] = [Text(text) for text in (*fixed.also(asked, perhaps), *fixed.others(others))]
        head = tuple(say(f"blad.kolom.{name}") for name in ("wat", "hoeveel", "tot", "bij_wie"))
        draft = Draft("krijgen", say("blad.kop.krijgen"), rows=rows[:_ROWS], after=after, head=head, least=(6, 4, 3))
        draft.dropped = len(rows) - len(draft.rows)
        return draft

    def _rows(self, place: Place, scheme: Regeling) -> Iterator[tuple[str, ...]]:
        this = str(self.today.year)
        desk = _desk(scheme)
        amounts = [more(scheme) if place == "te_weinig" and scheme.ontvangen_per_maand else short(scheme, this)]
        for name, year in sorted(scheme.jaren.items(), reverse=True):
            missed = year.gemist.laagst >= 1 and counts(name, year, place, self.today) and not vague_year(scheme, year.gemist)
            until = day(year.uiterlijk) if year.uiterlijk else say("blad.wacht_niet")
            if name == this:
                amounts += [range_of(year.gemist, at_once="een_keer")] if missed and repeats(scheme) else []
                if scheme.recht != "nee" and any(amounts):
                    yield scheme.titel, listed(filter(None, amounts)), until, desk
            elif missed:
                yield say("blad.over_jaar", titel=scheme.titel, jaar=name), range_of(year.gemist, at_once="een_keer"), until, desk

    def money(self) -> Draft:
        """A month now and after claiming, and the first month in which money is short."""
        budget = self.report.budget
        spread = [end.hoogst - end.laagst for flow in (budget.nu, budget.straks) for end in (flow.inkomsten, flow.uitgaven)]
        if picture_words.empty(budget) or max(spread) > VAGUE:
            return Draft("geld", say("blad.kop.geld"), before=[Text(say("beeld.geld_onbekend"))])
        blocks: list[Block] = [Text(picture_words.month_title(budget)), _bars(budget)]
        if budget.beginstand is not None and picture_words.short_month(budget):
            blocks.append(Text(picture_words.year_title(budget)))
        if budget.onbekend:
            blocks.append(Text(picture_words.note(budget)))
        return Draft("geld", say("blad.kop.geld"), before=blocks)

    def care(self, steps: Sequence[Actie]) -> Draft:
        """What is wrong now and is not a step on the front, each with what helps."""
        shown = {one.id for one in self.urgent} | {one.id for one in steps}
        on = [one for one in self.report.signalen if one.uitkomst == "ja" and one.ernst not in _MILD and one.id not in shown]
        points = list(dict.fromkeys(self._point(one) for one in on))[:_CARE]
        return Draft("let_op", say("blad.kop.let_op"), items=list(points), least=(2, 1, 1))

    def _point(self, signal: Signaal) -> Point:
        if not self._told(signal.id):
            return Point(say("blad.rekeningen"), say("blad.rekeningen_doe"))
        return Point(told.first(signal.waarom), told.brief(signal.doe))

    def look_up(self) -> Draft:
        """The questions that help most, with where the answer is found."""
        weight: Counter[str] = Counter()
        rows: dict[str, list[str]] = {}
        facts: dict[str, str] = {}
        asked = [one.ontbreekt for place, one in self.places if place in _OPEN and one.recht != "niet_gemodelleerd"]
        for questions in (*asked, self.report.budget.onbekend):
            shown = [one for one in questions if not one.oordeel and (self.with_arrears or not _about_debts(one))]
            weight.update({one.vraag for one in shown})
            for one in shown:
                rows.setdefault(one.vraag, []).append(one.waar)
                facts[one.vraag] = one.feit
        first = sorted(rows, key=lambda text: -weight[text])[:_QUESTIONS]
        points: list[Block] = [Point(told.question(text, rows[text]), fixed.place_of(facts[text])) for text in first]
        return Draft("opzoeken", say("blad.kop.opzoeken"), items=points, least=(2, 1, 1))

    def rather_not(self) -> Draft:
        """What this household had better not do."""
        points: list[Block] = [Point(one.wat, one.waarom) for one in self.report.niet_doen[:_NOT]]
        return Draft("liever_niet", say("blad.kop.liever_niet"), items=points, least=(2, 1, 1))

    def why(self) -> Draft:
        """For each scheme the article of law, after the first reason where there is room for it."""
        names = {id(one): name for name, one in self.report.regelingen.items()}
        points: list[Block] = []
        for _, scheme in self._sure():
            reason = told.first(scheme.uitleg[0]) if scheme.uitleg else ""
            law = fixed.article(self._steps(names[id(scheme)], scheme))
            whole = Point(f"{scheme.titel}:", f"{reason} {law}".strip())
            points.append(whole if one_line(whole) or not law else Point(f"{scheme.titel}:", law))
        return Draft("waarom", say("blad.kop.waarom"), items=points, least=(2, 1, 0))

    def _steps(self, name: str, scheme: Regeling) -> Sequence[Stap]:
        if scheme.stappen:
            return scheme.stappen
        try:
            return self.report.uitleg(name)
        except ValueError:
            return ()

    def end(self) -> Draft:
        """What holds for the whole page."""
        receipt = fixed.receipt(self.report.regelset.versie, self.today)
        return Draft("slot", "", before=[Text(" ".join((say("deel.schatting"), say("blad.bezwaar")))), Text(receipt)])


def gain(budget: Budget) -> Bedrag:
    """What comes in more each month after claiming: the difference of every stream that changes."""
    lowest = highest = _NOTHING
    for post in budget.posten:
        now, later = post.per_maand, post.straks_per_maand
        if now != later:
            more_, less = (later, now) if post.richting == "in" else (now, later)
            lowest, highest = lowest + more_.laagst - less.hoogst, highest + more_.hoogst - less.laagst
    lowest = max(lowest, _NOTHING)
    return Bedrag(laagst=lowest, hoogst=lowest if highest - lowest > VAGUE else max(lowest, highest))


def _about_debts(one: Vraag) -> bool:
    return one.feit.startswith(_DEBT_FACTS) or fixed.of_debts(one.vraag)


def _may_claim(scheme: Regeling) -> bool:
    return scheme.recht == "ja" and pays(scheme) and scheme.bevinding not in ("klopt", "geen_recht")


def _desk(scheme: Regeling) -> str:
    """Who decides, by the name people know."""
    name = scheme.uitvoerder or scheme.vraag_bij
    found = _SHORT_NAME.search(name)
    return found[1] if found else _ASIDE.sub("", name)


def _bars(budget: Budget) -> Bars:
    """What comes in now and later, beside what goes out; a bar is as long as what is sure."""
    now, later, gap = budget.nu, budget.straks, picture_words.gap_of(budget)
    rows = [(say("blad.in"), False, picture_words.money_in(now, gap), now.inkomsten.laagst)]
    if picture_words.money_in(later, gap) != rows[-1][2]:
        rows.append((say("blad.na_aanvragen"), True, picture_words.money_in(later, gap), later.inkomsten.laagst))
    rows.append((say("blad.uit"), False, picture_words.money_out(now, gap), now.uitgaven.laagst))
    if picture_words.money_out(later, gap) != rows[-1][2]:
        rows.append((say("blad.na_aanvragen"), True, picture_words.money_out(later, gap), later.uitgaven.laagst))
    most = max(amount for *_, amount in rows) or Decimal(1)
    return Bars(tuple(Bar(label, words, int(100 * amount / most), is_later) for label, is_later, words, amount in rows))
