"""The money of a household as lines: one sentence, what comes in and goes out, and the twelve months ahead."""

from __future__ import annotations

from voorzieningen.render.figures import euro, listed, month, say
from voorzieningen.render.page import Page
from voorzieningen.report import Bedrag, Budget, Maand, Post, TeVeel
from voorzieningen.texts import texts

_NARROW = 64
"""On a narrower screen the table only has what is left."""
_FEW = 1
"""Euros a month: a smaller difference between now and later is not told."""


def money_part(page: Page, budget: Budget) -> None:
    """The part of a report about money each month; short when hardly anything is known."""
    page.heading(say("kop.geld"))
    if not budget.posten:
        page.text(say("geld.niets_bekend"))
        return
    for sentence in sentences(budget):
        page.text(sentence)
    for direction in ("in", "uit"):
        posts = [one for one in budget.posten if one.richting == direction and _is_monthly(one)]
        if posts:
            page.blank()
            page.pair(say(f"geld.{direction}"), _total(budget, direction), "goed" if direction == "in" else "gewoon")
            for post in posts:
                page.pair(f"  {post.titel}", _amounts(post), "gewoon")
    _months(page, budget)
    if budget.aannames:
        page.blank()
        page.items(budget.aannames)


def sentences(budget: Budget) -> list[str]:
    """What is left or short a month, now and after claiming, the first short month, and what is not counted."""
    now, later = budget.nu.per_maand, budget.straks.per_maand
    open_in, open_out = ([one.titel for one in budget.onbekend if one.richting == way] for way in ("in", "uit"))
    found = []
    if not open_in:
        found.append(_balance(now, open_out=bool(open_out)))
        if later.laagst - now.laagst >= _FEW:
            found.append(_later(later, open_out=bool(open_out)))
        found += _short(budget) if budget.beginstand is not None else []
    if names := list(dict.fromkeys(small(name) for name in (*open_in, *open_out))):
        found.append(say("geld.niet_meegeteld", namen=listed(names)))
        found += [say("geld.dus_minder")] if open_out and not open_in else []
    return found


def _short(budget: Budget) -> list[str]:
    """The first month that is short, perhaps and surely, by how much and what is paid then, and whether claiming prevents it."""
    sure = next((row for row in budget.maanden if row.maand == budget.eerste_tekort), None)
    maybe = next((row for row in budget.maanden if row.nu.stand.laagst < 0), None)
    if sure is None:
        return [say("geld.misschien_tekort", maand=month(maybe.maand))] if maybe else []
    earlier = maybe is not None and maybe.maand < sure.maand
    found = [say("geld.misschien_al_tekort", maand=month(maybe.maand))] if maybe and earlier else []
    exact = sure.nu.stand.zeker
    short = _bound(euro(-sure.nu.stand.hoogst, up=exact), "" if exact else "minstens")
    key = "geld.zeker_tekort" if earlier else "geld.voor_het_eerst_tekort"
    marks = (texts()("screening.betaling.uit", titel="", bedrag="").strip(), texts()("screening.verandering.stopt", titel=""))
    because = next((one for one in sure.gebeurtenissen if any(mark in one for mark in marks)), "")
    reason = [say("geld.tekort_door", reden=small(because))] if because else []
    found.append(" ".join((say(key, maand=month(sure.maand), bedrag=short), *reason)))
    if all(row.straks.stand.laagst >= 0 for row in budget.maanden) and not budget.onbekend:
        found.append(say("geld.aanvragen_voorkomt"))
    return found


def _balance(left: Bedrag, *, open_out: bool) -> str:
    if left.hoogst < 0:
        exact = left.zeker and not open_out
        return say("geld.meer_uit", bedrag=_bound(euro(-left.hoogst, up=exact), "" if exact else "minstens"))
    if left.laagst < 0 and not open_out:
        return say("geld.gelijk")
    at_most = "hoogstens" if open_out else "" if left.zeker else "minstens"
    return say("geld.over", bedrag=_bound(euro(left.hoogst if open_out else left.laagst), at_most))


def _later(left: Bedrag, *, open_out: bool) -> str:
    """What is left after claiming; with a cost that is not known the most it can be, otherwise the least."""
    value = left.hoogst if open_out else left.laagst
    if value < 0:
        word = "minstens" if open_out else "" if left.zeker else "hoogstens"
        return say("geld.straks_tekort", bedrag=_bound(euro(-value, up=not open_out), word))
    word = "hoogstens" if open_out else "" if left.zeker else "minstens"
    return say("geld.straks_over", bedrag=_bound(euro(value), word))


def _bound(shown: str, word: str) -> str:
    """An amount that is at least or at most this much; without a word it is exact."""
    return say(f"bedrag.{word}", bedrag=shown) if word else shown


def small(title: str) -> str:
    """A name within a sentence."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _is_monthly(post: Post) -> bool:
    return post.per_maand.hoogst != 0 or post.straks_per_maand.hoogst != 0


def _total(budget: Budget, direction: str) -> str:
    now, later = (cash.inkomsten if direction == "in" else cash.uitgaven for cash in (budget.nu, budget.straks))
    return _change(now, later, up=direction == "uit")


def _amounts(post: Post) -> str:
    return _change(post.per_maand, post.straks_per_maand, up=post.richting == "uit")


def _change(now: Bedrag, later: Bedrag, *, up: bool) -> str:
    before, after = _range(now, up=up), _range(later, up=up)
    return before if before == after else say("geld.wordt", nu=before, straks=after)


def _range(amount: Bedrag, *, up: bool) -> str:
    """What comes in as what is sure, what goes out as what it can be at most."""
    value = amount.hoogst if up else amount.laagst
    if not value:
        return say("bedrag.niets")
    return _bound(euro(value, up=up), "" if amount.zeker else "hoogstens" if up else "minstens")


def _months(page: Page, budget: Budget) -> None:
    page.blank()
    ways = {one.richting for one in budget.onbekend}
    if "in" in ways:
        page.text(say("geld.geen_overzicht"))
        return
    begin = budget.beginstand
    start = say("geld.zonder_begin") if begin is None else say("geld.begin", bedrag=euro(begin.laagst))
    page.text(say("geld.twaalf_maanden_hoogstens" if "uit" in ways else "geld.twaalf_maanden", begin=start))
    if rest := _rest(budget):
        page.text(rest)
    columns = ("maand", "in", "uit", "samen" if begin is None else "eind", "straks")
    table: list[tuple[str, ...]] = [tuple(say(f"geld.kolom.{name}") for name in columns)]
    table += [_month_row(one) for one in budget.maanden]
    if page.width < _NARROW:
        table = [(row[0], *row[3:]) for row in table]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    for row in table:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        page.line("  " + "  ".join(cells))
    if events := [(one.maand, one.gebeurtenissen) for one in budget.maanden if one.gebeurtenissen]:
        page.items(f"{month(name)}. {'. '.join(texts)}." for name, texts in events)
    if "uit" in ways:
        page.text(say("geld.gaat_nog_af"))
    if any(one.geschat for one in budget.maanden):
        page.text(say("geld.schatting"))


def _rest(budget: Budget) -> str:
    """What still comes in or goes out before the first month of the table."""
    if budget.beginstand is None or not budget.maanden:
        return ""
    first = budget.maanden[0].nu
    left = first.stand.laagst - budget.beginstand.laagst - first.inkomsten.laagst + first.uitgaven.hoogst
    if abs(left) < 1:
        return ""
    return say("geld.nog_bij", bedrag=euro(left)) if left > 0 else say("geld.nog_af", bedrag=euro(-left, up=True))


def _month_row(one: Maand) -> tuple[str, ...]:
    sign = " ~" if one.geschat else ""
    now = one.nu
    return (
        f"{month(one.maand)}{sign}", euro(now.inkomsten.laagst), euro(now.uitgaven.hoogst, up=True), euro(now.stand.laagst),
        euro(one.straks.stand.laagst),
    )  # fmt: skip


def too_much(one: TeVeel) -> list[str]:
    """What will be asked back of one scheme, now and when it is told."""
    if one.terug.hoogst < 1:
        return []
    told = [say("regeling.te_veel_terug", bedrag=_about(one.terug))]
    rest = one.terug_na_doorgeven
    if rest.hoogst < one.terug.hoogst:
        some = rest.hoogst >= 1
        told.append(say("regeling.doorgeven_dan", bedrag=_about(rest)) if some else say("regeling.doorgeven_dan_niets"))
    return told


def _about(amount: Bedrag) -> str:
    if amount.zeker:
        return euro(amount.laagst, up=True)
    high = euro(amount.hoogst, up=True)
    if amount.laagst < 1:
        return say("bedrag.misschien", bedrag=high)
    return say("bedrag.beide", laagst=say("bedrag.minstens", bedrag=euro(amount.laagst)), hoogst=high)
