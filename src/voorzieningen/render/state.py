"""The state of the rules as lines: a summary first, then what is weak, old, open, assumed, chosen and absent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from voorzieningen.audit.state_types import Figure, Moment, OpenTerm, Source, State, Weak
from voorzieningen.render.figures import day, listed
from voorzieningen.render.page import Line, Page
from voorzieningen.rulebook import CONFIDENCES
from voorzieningen.texts import texts

_NAME = 20


def state_lines(state: State, scheme: str = "", *, width: int = 80) -> list[Line]:
    """The whole state, or with `scheme` the state of that one, which then shows every source and every remark."""
    page, today = Page(width), day(state.day, weekday=False)
    title = texts()("stand.titel_regeling", regeling=scheme, dag=today) if scheme else texts()("stand.titel", dag=today)
    page.text(title, "titel")
    page.text(state.digest, "grijs")
    page.blank()
    _summary(page, state)
    _counts(page, state)
    _head(page, "wanneer")
    _moments(page, state.moments, full=bool(scheme))
    _head(page, "kijken")
    _looks(page, state.sources, full=bool(scheme))
    _desks(page, state)
    _head(page, "oud")
    _names(page, state.stale)
    _head(page, "onbevestigd")
    _names(page, state.rests_on("onbevestigd"))
    _head(page, "enkel")
    _names(page, state.rests_on("enkel"))
    _head(page, "open")
    _names(page, state.open)
    _head(page, "keuzes")
    _choices(page, state)
    if state.assumptions:
        _head(page, "aannames")
        _assumptions(page, state)
    _head(page, "niet_uitgerekend")
    _absent(page, state, full=bool(scheme))
    if state.unbuilt:
        _head(page, "niet_gebouwd")
    for gap in state.unbuilt:
        told = texts()("stand.niet_gebouwd", titel=gap.titel, wat=gap.wat, waarom=gap.waarom, wie=gap.vraag_bij)
        page.text(told, first="- ")
    return page.lines


def _head(page: Page, name: str) -> None:
    page.heading(texts()(f"stand.kop.{name}"), texts()(f"stand.uitleg.{name}"))
    page.blank()


def _summary(page: Page, state: State) -> None:
    faults, days = sum(bool(one.fault) for one in state.moments), len(state.moments)
    places = max((one.places for one in state.moments), default=0)
    if faults:
        page.text(texts()("stand.fout", fout=faults, dagen=days), "let_op", first="! ")
    elif days:
        page.text(texts()("stand.goed", dagen=days, plaatsen=places), "goed", first="✓ ")
    values, cells = len(state.figures), sum(one.cells for one in state.figures)
    page.text(texts()("stand.aantal", waarden=_n(values), getallen=_n(cells), bronnen=_n(len(state.sources))), first="✓ ")
    if state.unsourced:
        page.text(texts()("stand.zonder_bron", waarden=_n(len(state.unsourced))), "let_op", first="! ")
    else:
        page.text(texts()("stand.met_bron"), "goed", first="✓ ")
    page.blank()
    sure = Counter(one.confidence for one in state.figures)
    for one in CONFIDENCES:
        page.text(texts()(f"stand.zekerheid.{one}"), first=f"  {one:<{_NAME - 2}}{_n(sure[one]):>6}  ")
    page.blank()


def _counts(page: Page, state: State) -> None:
    """How much there is of what needs a look; the weakest first."""
    parts: dict[str, Sequence[object]] = {
        "oud": state.stale,
        "te_laat": (*state.late, *state.late_desks),
        "geen_nieuw": state.overtaken,
        "open": state.open,
        "keuzes": state.choices,
        "aannames": state.assumptions,
        "niet_uitgerekend": state.absent,
        "niet_gebouwd": state.unbuilt,
    }
    for name, part in parts.items():
        page.line(f"  {texts()(f'stand.telling.{name}'):<{_NAME - 2}}{_n(len(part)):>6}")


def _moments(page: Page, moments: Sequence[Moment], *, full: bool) -> None:
    for one in moments:
        files = len({(change.scheme, change.body) for change in one.changes})
        told = texts()("stand.veranderd", aantal=_n(len(one.changes)), bestanden=files)
        if full:
            told = listed(sorted({_whose(change.name, change.body) for change in one.changes}))
        elif len(one.changes) == 1:
            told = texts()("stand.veranderd.een")
        page.text(told, "let_op" if one.fault else "gewoon", first=f"{'!' if one.fault else '✓'} {one.day}  ")
        page.text(one.fault, "let_op", indent=14)


def _looks(page: Page, sources: Sequence[Source], *, full: bool) -> None:
    if full:
        for one in sources:
            _source(page, one)
        return
    first, last = min(one.seen for one in sources), max(one.seen for one in sources)
    if first == last:
        page.text(texts()("stand.gezien", dag=last))
    else:
        page.text(texts()("stand.gezien_van", eerst=first, laatst=last))
    for one in sources:
        whose = _whose(one.scheme, one.body)
        if one.late:
            page.text(texts()("stand.te_laat", wie=whose, bron=one.text, dag=one.again), "let_op", first="! ")
        if one.overtaken:
            told = texts()("stand.geen_nieuw", wie=whose, bron=one.text, dag=one.new_from)
            page.text(told, "let_op", first="! ")
    coming = Counter(one.next_look for one in sources if one.next_look and not (one.late or one.overtaken))
    for again, number in sorted(coming.items()):
        told = texts()("stand.straks.een", dag=again) if number == 1 else texts()("stand.straks", aantal=_n(number), dag=again)
        page.text(told, first="- ")
    if past := sum(one.next_look is None for one in sources):
        page.text(texts()("stand.voorbij", aantal=_n(past)), first="- ")


def _desks(page: Page, state: State) -> None:
    for one in state.late_desks:
        told = texts()("stand.te_laat", wie=one.body or "Nederland", bron=f"{one.name}, {one.url}", dag=one.again)
        page.text(told, "let_op", first="! ")
    for again, number in sorted(Counter(one.again for one in state.desks if not one.late).items()):
        page.text(texts()("stand.verwijzing", aantal=_n(number), dag=again), first="- ")


def _source(page: Page, one: Source) -> None:
    page.text(f"{one.body}: {one.text}" if one.body else one.text, first=f"[{one.id}] ")
    page.text(one.url, "grijs", indent=4)
    looked = texts()("stand.bron", zekerheid=one.confidence, dag=one.seen)
    if one.next_look is None:
        page.text(f"{looked} {texts()('stand.bron.vroeger')}", "grijs", indent=4)
    elif one.overtaken:
        page.text(f"{looked} {texts()('stand.bron.geen_nieuw', dag=one.new_from)}", "let_op", indent=4)
    else:
        key = "stand.bron.te_laat" if one.late else "stand.bron.straks"
        page.text(f"{looked} {texts()(key, dag=one.next_look)}", "let_op" if one.late else "grijs", indent=4)
    page.text(texts()("stand.bron.gebruikt", waar=listed(one.used)), "grijs", indent=4)


def _choices(page: Page, state: State) -> None:
    for one in state.choices:
        key = "stand.keuze_oud" if one.stale else "stand.keuze"
        name = f"{one.scheme}.{one.name}" + (f" ({one.value})" if one.value else "")
        page.text(texts()(key, naam=name, wat=one.what, eigenaar=one.owner), first="- ")
    if not state.choices:
        page.text(texts()("stand.niets"))


def _assumptions(page: Page, state: State) -> None:
    for one in state.assumptions:
        value = "ja" if one.value else "nee"
        if one.below:
            told = texts()("stand.aanname_onder", feit=one.fact, waarde=value, leeftijd=one.below, reden=one.reason)
        else:
            told = texts()("stand.aanname", feit=one.fact, waarde=value, reden=one.reason)
        page.text(told, first="- ")


def _absent(page: Page, state: State, *, full: bool) -> None:
    if not full:
        page.text(", ".join(f"{name} {n}" for name, n in Counter(_whose(one.scheme, one.body) for one in state.absent).items()))
        page.text(texts()("stand.meer"), "grijs")
        return
    for one in state.absent:
        told = texts()("stand.vraag", wat=one.what, wie=one.ask) if one.ask else one.what
        page.text(f"{one.body}: {told}" if one.body else told, first="- ")
    if not state.absent:
        page.text(texts()("stand.niets"))


def _whose(name: str, body: str) -> str:
    return f"{name} ({body})" if body else name


def _names(page: Page, named: Iterable[Figure | Weak | OpenTerm]) -> None:
    """The names of one file together; of a value with all the dates it is about."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in named:
        mine = found[_whose(one.scheme, one.body)]
        if isinstance(one, OpenTerm):
            mine[texts()("stand.deels", naam=one.term) if one.partly else one.term] = []
        else:
            mine[one.name] += [one.since.isoformat()] if isinstance(one, Figure) else []
    for whose, names in found.items():
        told = (f"{name} ({', '.join(days)})" if days else name for name, days in names.items())
        page.text(f"{whose}: {', '.join(told)}", first="- ")
    if not found:
        page.text(texts()("stand.niets"))


def _n(number: int) -> str:
    return f"{number:,}".replace(",", ".")
