"""Two reports beside each other as lines for a terminal: what it means in one sentence, then only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voorzieningen.compare import YEARLY, RegelingVerschil, Richting, SignaalVerschil, Uitkomst, Verloop, Verschil, twelfth
from voorzieningen.render import words
from voorzieningen.render.amounts import VAGUE
from voorzieningen.render.compare_words import (
    SIGNAL_SIGNS,
    ZERO,
    amount,
    change,
    claimed,
    debts,
    kept,
    of_signal,
    title,
    to_tell,
    verdict,
)
from voorzieningen.render.figures import day, say
from voorzieningen.render.page import Line, Page, Style
from voorzieningen.report import Bedrag, Ritme

_NARROW, _NUMBER, _CHANGE = 60, 12, 20
_STYLES: dict[Richting, Style] = {"weg": "goed", "minder": "goed", "nieuw": "let_op", "meer": "let_op", "open": "vraag"}
_SMALL = 1
"""Euros: a smaller difference is not told."""
_FEW = 5
_NAMED: tuple[Ritme, ...] = ("kwartaal", "jaar", "eenmalig")
"""Rhythms that stand behind the name of a row; of others the amounts are a month."""


def compare_lines(difference: Verschil, width: int = 80) -> list[Line]:
    """What differs between two reports, the most important first; nothing that is the same."""
    page, after = Page(width), difference.na.peildatum
    page.pair(title(difference), day(after, weekday=False), "titel")
    page.blank()
    for sentence in claimed(difference) if difference.soort == "later" else kept(difference):
        page.text(sentence, "titel")
    if difference.andere_regels:
        page.text(say("vergelijk.andere_regels"))
    if difference.soort == "wat_als":
        whole_year = [say("vergelijk.heel_jaar")] if difference.heel_jaar else []
        page.text(" ".join((say("vergelijk.alles_aangevraagd"), *whole_year)))
    told = [one for one in difference.regelingen if _matters(one)]
    _money(page, difference, [one for one in told if _has_amount(one)])
    _verdicts(page, difference, told)
    _signals(page, difference.signalen)
    for one in difference.waarschuwingen:
        page.blank()
        page.text(words.warning_title([one.waar]), "let_op")
        page.text(one.wat, indent=2)
        page.text(one.doe, indent=2)
    if difference.schulden:
        page.heading(say("vergelijk.kop.schulden"))
        page.text(debts(difference.schulden))
    asked = list(dict.fromkeys(words.question(one.vraag, [one.waar]) for one in difference.nieuwe_vragen))
    if asked:
        page.heading(f"{say('vergelijk.kop.vragen')} ({len(asked)})", say("vergelijk.vragen_hulp"))
        page.items(asked[:_FEW] if len(asked) > _FEW + 1 else asked)
        if len(asked) > _FEW + 1:
            page.items([words.more_questions(len(asked) - _FEW)])
    page.blank()
    page.text(say("deel.schatting"))
    sides = difference.voor, difference.na
    for receipt in dict.fromkeys(words.receipt(side.regels, side.digest, side.peildatum) for side in sides):
        page.text(receipt, "grijs")
    return page.lines


# --- the rows that differ

def _matters(one: RegelingVerschil) -> bool:
    if one.gelukt:
        return True
    if one.voor is None or one.na is None:
        return _told(one.voor) or _told(one.na)
    ends = (one.verschil.laagst, one.verschil.hoogst)
    return _changed_verdict(one.voor, one.na) or any(abs(end) >= _SMALL for end in ends)


def _told(outcome: Uitkomst | None) -> bool:
    return outcome is not None and outcome.recht != "nee"


def _changed_verdict(was: Uitkomst, now: Uitkomst) -> bool:
    """Whether the right or what there is to do is another."""
    return was.recht != now.recht or was.bevinding != now.bevinding


def _has_amount(one: RegelingVerschil) -> bool:
    """Whether there is an amount that says something, before or after, and that is another one."""
    ends = [end for end in (one.voor, one.na) if end]
    if any(end.recht in ("niet_ingevoerd", "niet_gemodelleerd") for end in ends):
        return False
    amounts = [end.per_keer for end in ends]
    vague = any(not amount.zeker and amount.hoogst > VAGUE for amount in amounts)
    return not vague and any(abs(end) >= _SMALL for end in (one.verschil.laagst, one.verschil.hoogst))


def _money(page: Page, difference: Verschil, schemes: Sequence[RegelingVerschil]) -> None:
    rows: list[tuple[str, Bedrag, Bedrag, Bedrag]] = []
    for post in difference.posten:
        if _differs(post.straks):
            rows.append((post.titel, post.straks.voor, post.straks.na, post.straks.verschil))
    for one in schemes:
        spread = difference.heel_jaar and one.ritme in YEARLY
        was, now = ((twelfth(end.per_jaar) if spread else end.per_keer) if end else ZERO for end in (one.voor, one.na))
        named = say(f"vergelijk.rij.{one.ritme}", titel=one.titel) if one.ritme in _NAMED and not spread else one.titel
        rows.append((named, was, now, one.verschil))
    if not rows:
        return
    page.heading(say(f"vergelijk.kop.geld_{difference.soort}"))
    _columns(page, difference)
    for name, was, now, gap in rows:
        _row(page, name, was, now, gap)
    if _differs(difference.geld.over):
        left = difference.geld.over
        _row(page, say("vergelijk.rij_over"), left.voor, left.na, left.verschil, style="kop")


def _differs(one: Verloop) -> bool:
    return any(abs(end) >= _SMALL for end in (one.verschil.laagst, one.verschil.hoogst))


def _columns(page: Page, difference: Verschil) -> None:
    if page.width >= _NARROW:
        first, second = (say(f"vergelijk.kolom.{difference.soort}_{end}") for end in ("voor", "na"))
        page.text(f"{'':<{_left_width(page)}}{first:>{_NUMBER}}{second:>{_NUMBER}}", "grijs")


def _left_width(page: Page) -> int:
    return page.width - 2 * _NUMBER - _CHANGE


def _row(page: Page, name: str, was: Bedrag, now: Bedrag, gap: Bedrag, *, style: Style = "gewoon") -> None:
    """A name with what it was, what it is, and the difference with its sign and word."""
    wide = _left_width(page)
    before, after, told = amount(was), amount(now), change(was, now, gap)
    if page.width < _NARROW:
        page.text(name, style)
        page.text(f"{before} → {after}: {told}", style, indent=2)
        return
    if len(name) >= wide:
        page.text(name, style)
        name = ""
    page.lines.append(Line(f"{name:<{wide}}{before:>{_NUMBER}}{after:>{_NUMBER}}{told:>{_CHANGE}}".rstrip(), style))


def _verdicts(page: Page, difference: Verschil, schemes: Iterable[RegelingVerschil]) -> None:
    """What each scheme means now: claimed, begun, ended, or to be told."""
    told = [(sign, style, text) for one in schemes for sign, style, text in verdict(one, difference)]
    if told:
        page.heading(say("vergelijk.kop.regelingen"))
    for sign, style, text in told:
        page.text(text, style, first=f"{sign} ")
    if tell := to_tell(difference):
        page.blank()
        page.text(tell)


def _signals(page: Page, signals: Sequence[SignaalVerschil]) -> None:
    if not signals:
        return
    page.heading(say("vergelijk.kop.signalen"))
    for one in signals:
        page.text(of_signal(one), _STYLES[one.richting], first=f"{SIGNAL_SIGNS[one.richting]} ")
        if one.richting in ("nieuw", "meer"):
            page.text(one.waarom, indent=2)
            page.text(one.doe, indent=2)
