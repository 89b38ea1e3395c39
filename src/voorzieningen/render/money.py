"""The money of a household as lines: one sentence, what comes in and goes out, and the twelve months ahead."""

from __future__ import annotations

from voorzieningen.render.figures import MONTHS, euro, listed
from voorzieningen.render.page import Page
from voorzieningen.report import Bedrag, Budget, Maand, Post, TeVeel

_TITLE = "Geld per maand"
_UNKNOWN = "Niet meegeteld, want wij weten het bedrag niet: {names}."
_LESS = "Er blijft dus minder over."
_NO_TABLE = "Het overzicht van twaalf maanden komt als wij weten wat er in komt."
_TABLE_AT_MOST = "Hier gaat nog af wat wij niet weten."
_NOTHING = "Wij weten nog niet wat er per maand in en uit gaat."
_NARROW = 64
"""On a narrower screen the table only has what is left."""
_FEW = 1
"""Euros a month: a smaller difference between now and later is not told."""


def money_part(page: Page, budget: Budget) -> None:
    """The part of a report about money each month; short when hardly anything is known."""
    page.heading(_TITLE)
    if not budget.posten:
        page.text(_NOTHING)
        return
    for sentence in sentences(budget):
        page.text(sentence)
    for direction, title in (("in", "Er komt in"), ("uit", "Er gaat uit")):
        posts = [one for one in budget.posten if one.richting == direction and _is_monthly(one)]
        if posts:
            page.blank()
            page.pair(title, _total(budget, direction), "goed" if direction == "in" else "gewoon")
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
        found.append(_UNKNOWN.format(names=listed(names)))
        found += [_LESS] if open_out and not open_in else []
    return found


def _short(budget: Budget) -> list[str]:
    """The first month that is short, perhaps and surely, by how much and what is paid then, and whether claiming prevents it."""
    sure = next((row for row in budget.maanden if row.maand == budget.eerste_tekort), None)
    maybe = next((row for row in budget.maanden if row.nu.stand.laagst < 0), None)
    if sure is None:
        return [f"Misschien komt u in {month(maybe.maand)} tekort."] if maybe else []
    earlier = maybe is not None and maybe.maand < sure.maand
    found = [f"Misschien komt u in {month(maybe.maand)} al tekort."] if maybe and earlier else []
    exact = sure.nu.stand.zeker
    short = f"{'' if exact else 'minstens '}{euro(-sure.nu.stand.hoogst, up=exact)}"
    because = next((one for one in sure.gebeurtenissen if "u betaalt" in one or "stopt" in one), "")
    reason = f" Dan: {small(because)}." if because else ""
    found.append(f"In {month(sure.maand)} komt u {'zeker' if earlier else 'voor het eerst'} tekort: {short}.{reason}")
    if all(row.straks.stand.laagst >= 0 for row in budget.maanden) and not budget.onbekend:
        found.append("Vraagt u alles aan, dan komt u deze twaalf maanden niet tekort.")
    return found


def _balance(left: Bedrag, *, open_out: bool) -> str:
    if left.hoogst < 0:
        exact = left.zeker and not open_out
        return f"Er gaat {'' if exact else 'minstens '}{euro(-left.hoogst, up=exact)} per maand meer uit dan er in komt."
    if left.laagst < 0 and not open_out:
        return "Wat er in komt en wat er uit gaat, is ongeveer gelijk."
    at_most = "hoogstens " if open_out else "" if left.zeker else "minstens "
    return f"U houdt nu {at_most}{euro(left.hoogst if open_out else left.laagst)} per maand over."


def _later(left: Bedrag, *, open_out: bool) -> str:
    """What is left after claiming; with a cost that is not known the most it can be, otherwise the least."""
    value = left.hoogst if open_out else left.laagst
    if value < 0:
        word = "minstens " if open_out else "" if left.zeker else "hoogstens "
        return f"Aanvragen helpt: dan komt u nog {word}{euro(-value, up=not open_out)} per maand tekort."
    word = "hoogstens " if open_out else "" if left.zeker else "minstens "
    return f"Aanvragen helpt: dan houdt u {word}{euro(value)} per maand over."


def small(title: str) -> str:
    """A name within a sentence."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def month(name: str) -> str:
    """`2027-02` as people say it."""
    year, number = name.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def _is_monthly(post: Post) -> bool:
    return post.per_maand.hoogst != 0 or post.straks_per_maand.hoogst != 0


def _total(budget: Budget, direction: str) -> str:
    now, later = (cash.inkomsten if direction == "in" else cash.uitgaven for cash in (budget.nu, budget.straks))
    return _change(now, later, up=direction == "uit")


def _amounts(post: Post) -> str:
    return _change(post.per_maand, post.straks_per_maand, up=post.richting == "uit")


def _change(now: Bedrag, later: Bedrag, *, up: bool) -> str:
    before, after = _range(now, up=up), _range(later, up=up)
    return before if before == after else f"{before} -> straks {after}"


def _range(amount: Bedrag, *, up: bool) -> str:
    """What comes in as what is sure, what goes out as what it can be at most."""
    value = amount.hoogst if up else amount.laagst
    return f"{'' if amount.zeker else 'hoogstens ' if up else 'minstens '}{euro(value, up=up)}" if value else "niets"


def _months(page: Page, budget: Budget) -> None:
    page.blank()
    ways = {one.richting for one in budget.onbekend}
    if "in" in ways:
        page.text(_NO_TABLE)
        return
    known = budget.beginstand is not None
    start = f"op de rekening nu {euro(budget.beginstand.laagst)}" if budget.beginstand is not None else "zonder wat er nu is"
    page.text(f"Twaalf maanden{', hoogstens' if 'uit' in ways else ''} ({start}):")
    if rest := _rest(budget):
        page.text(rest)
    table: list[tuple[str, ...]] = [("maand", "in", "uit", "aan het eind" if known else "samen", "straks")]
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
        page.text(_TABLE_AT_MOST)
    if any(one.geschat for one in budget.maanden):
        page.text("~ schatting: de bedragen van dat jaar zijn nog niet bekend.")


def _rest(budget: Budget) -> str:
    """What still comes in or goes out before the first month of the table."""
    if budget.beginstand is None or not budget.maanden:
        return ""
    first = budget.maanden[0].nu
    left = first.stand.laagst - budget.beginstand.laagst - first.inkomsten.laagst + first.uitgaven.hoogst
    if abs(left) < 1:
        return ""
    return f"Deze maand komt er nog {euro(left)} bij." if left > 0 else f"Deze maand gaat er nog {euro(-left, up=True)} af."


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
    told = [f"Zo betaalt u over dit jaar {_about(one.terug)} terug."]
    rest = one.terug_na_doorgeven
    if rest.hoogst < one.terug.hoogst:
        then = f"is het {_about(rest)}" if rest.hoogst >= 1 else "hoeft dat niet"
        told.append(f"Geeft u het nu door? Dan {then}.")
    return told


def _about(amount: Bedrag) -> str:
    if amount.zeker:
        return euro(amount.laagst, up=True)
    low = amount.laagst >= 1
    return f"{'minstens ' + euro(amount.laagst) + ', misschien ' if low else 'misschien '}{euro(amount.hoogst, up=True)}"
