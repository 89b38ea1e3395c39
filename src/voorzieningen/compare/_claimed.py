"""What was claimed between two reports: missed before, coming in now; a month, since then, and once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from voorzieningen.compare._money import ZERO, plus
from voorzieningen.compare.types import Gelukt
from voorzieningen.report import Bedrag, Bevinding, Regeling, Report

_NOT_YET: tuple[Bevinding, ...] = ("onbenut", "te_weinig", "misschien")
_COMES_IN: tuple[Bevinding, ...] = ("klopt", "te_weinig", "te_veel")


def claimed(before: Report, after: Report, name: str) -> Gelukt | None:
    """What was claimed of one scheme: it was missed, it comes in now, and more came in than before."""
    was, now = before.regelingen.get(name), after.regelingen.get(name)
    if was is None or now is None:
        return None
    past = _came_of_the_past(was, now, before.peildatum.year)
    more = ZERO
    if was.bevinding in _NOT_YET and now.bevinding in _COMES_IN:
        had, has = was.ontvangen_per_maand, now.ontvangen_per_maand
        if had is not None and has is not None:
            more = max(ZERO, min(has, _a_month(now).hoogst) - had)
    if not more and past.laagst < 1:
        return None
    nothing = plus(())
    if now.ritme not in ("maand", "kwartaal"):
        whole = plus((past, Bedrag(laagst=more * 12, hoogst=more * 12)))
        saved = now.bespaart
        return Gelukt(
            per_maand=ZERO, sinds=nothing, eenmalig=nothing if saved else whole, bespaard=whole if saved else nothing
        )
    return Gelukt(per_maand=more, sinds=_since(before, after, name, more), eenmalig=past, bespaard=nothing)


def _a_month(scheme: Regeling) -> Bedrag:
    """What is due, spread over months; what is paid once counts for a twelfth, as what is received does."""
    if scheme.ritme in ("maand", "kwartaal"):
        return scheme.per_maand
    return Bedrag(laagst=scheme.per_keer.laagst / 12, hoogst=scheme.per_keer.hoogst / 12)


def _came_of_the_past(was: Regeling, now: Regeling, year: int) -> Bedrag:
    """What was missed in the first report, is still due of that year, and is missed no more: so it came in.

    A year that can no longer be claimed is not in the later report, and so is not taken to have come in.
    """
    found = []
    for name in was.jaren.keys() & now.jaren.keys():
        old, new = was.jaren[name], now.jaren[name]
        if int(name) > year or new.recht != "ja":
            continue
        less_due = max(ZERO, old.per_jaar.hoogst - new.per_jaar.laagst)
        found.append(
            Bedrag(
                laagst=max(ZERO, old.gemist.laagst - new.gemist.hoogst - less_due),
                hoogst=max(ZERO, old.gemist.hoogst - new.gemist.laagst),
            )
        )
    return plus(one for one in found if one.laagst >= 1)


def _since(before: Report, after: Report, name: str, more: Decimal) -> Bedrag:
    """What came in month by month between the two days: the months times the amount, less what was missed since."""
    months = (after.peildatum.year - before.peildatum.year) * 12 + after.peildatum.month - before.peildatum.month
    most = max(0, months) * more
    was, now = before.regelingen[name].jaren, after.regelingen[name].jaren
    missed = [ZERO, ZERO]
    for year in range(before.peildatum.year, after.peildatum.year + 1):
        if (new := now.get(str(year))) is None:
            missed[1] = most  # nothing is known of that year any more
            continue
        old = was[str(year)].gemist if str(year) in was else plus(())
        missed[0] += max(ZERO, new.gemist.laagst - old.hoogst)
        missed[1] += max(ZERO, new.gemist.hoogst - old.laagst)
    return Bedrag(laagst=max(ZERO, most - missed[1]), hoogst=max(ZERO, most - missed[0]))


def together(done: Iterable[Gelukt]) -> Gelukt:
    several = list(done)
    return Gelukt(
        per_maand=sum((one.per_maand for one in several), ZERO),
        sinds=plus(one.sinds for one in several),
        eenmalig=plus(one.eenmalig for one in several),
        bespaard=plus(one.bespaard for one in several),
    )
