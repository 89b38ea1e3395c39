"""A report as lines for a terminal: what to do first, then what is open, then in short what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from voorzieningen.render import sentences, words
from voorzieningen.render.amounts import both_ends, less, more, pays, per, range_of, short, vague, vague_year
from voorzieningen.render.figures import day, listed, rows, say
from voorzieningen.render.money import money_part, too_much
from voorzieningen.render.page import Line, Page, Style
from voorzieningen.render.places import ACT, SETTLED, TO_CLAIM, Place, claimable, counts, group, largest_first, standing, summed
from voorzieningen.render.plan import call_today, debts_part, not_part, plan_part, signals_part
from voorzieningen.report import Ander, Beeindigd, Regeling, Report, TeVeel, Waarschuwing

_STYLES: dict[Place, Style] = {
    "nu_doen": "let_op",
    "onbenut": "goed",
    "te_weinig": "goed",
    "te_veel": "let_op",
    "vraag_na": "vraag",
    "misschien": "vraag",
    "vraag_gemeente": "vraag",
    "ter_informatie": "vraag",
    "stil": "grijs",
    "klopt": "grijs",
    "geen_recht": "grijs",
}
_QUESTIONS, _OPEN_QUESTIONS = 3, 15
_FOLD = 4
"""With more schemes than this under "Misschien" each of them is told in short."""
_ROUNDED_AWAY = 12
"""Euros a year: an advance in whole euros leaves up to one a month, which is settled without anybody asking."""


def report_lines(report: Report, *, width: int = 80, answers: date | None = None) -> list[Line]:
    """The whole report; `answers` is the day the household was asked, when that is known."""
    page, today = Page(width), report.peildatum
    places = [(group(scheme, today), scheme) for scheme in report.regelingen.values()]
    _first_lines(page, report, places)
    names = {name: scheme.titel for name, scheme in report.regelingen.items()}
    plan_part(page, report.actieplan, names)
    for place in words.HEADINGS:
        if place == words.AFTER_THE_URGENT:
            _warnings(page, report.waarschuwingen)
        _part(page, place, standing(places, place), today, names, report.te_veel)
    if report.budget.posten:
        money_part(page, report.budget)
    signals_part(page, report.signalen)
    debts_part(page, report.schulden)
    not_part(page, report.niet_doen)
    for other in report.anderen:
        _other(page, other, today)
    open_places = (*TO_CLAIM, "stil", "vraag_gemeente")
    _questions(page, [scheme for place, scheme in places if place in open_places and scheme.recht != "niet_gemodelleerd"])
    _assumed(page, [scheme for place, scheme in places if place in (*ACT, "klopt")])
    firm = [scheme for place, scheme in places if place in SETTLED and place != "klopt"]
    _left_out(page, report, firm)
    _ended(page, report.beeindigd)
    page.blank()
    for confidence, key in (("enkel", "deel.een_bron"), ("onbevestigd", "deel.niet_gecontroleerd")):
        if weak := [scheme.titel for scheme in firm if scheme.ritme != "geen" and scheme.zekerheid == confidence]:
            page.text(words.listed_titles(key, weak))
    page.text(say("deel.schatting"))
    page.text(words.receipt(report.regelset.versie, report.regelset.digest, today, answers), "grijs")
    if report.regelset.wijziging:
        page.text(say("deel.wijziging", wijziging=report.regelset.wijziging), "let_op")
    return page.lines


# --- parts of the page

def _first_lines(page: Page, report: Report, places: Sequence[tuple[Place, Regeling]]) -> None:
    sums = summed(places, report.peildatum)
    page.pair(say("kop.rapport"), day(report.peildatum), "titel")
    page.blank()
    if any(one.ernst == "kritiek" for one in report.signalen):
        sums.to_do.clear()  # what cannot wait stands below, and first in the plan
    for sentence in words.headline(sums):
        page.text(sentence, "titel")
    call_today(page, report.signalen)
    if sums.too_much:
        page.text(words.too_much(sums.too_much), "let_op")
    if claiming := [other.waar for other in report.anderen if _surely(other.regelingen.values())]:
        page.text(words.others(claiming))
    if guessed := list(dict.fromkeys(name for place, scheme in places if place in SETTLED for name in scheme.geschat)):
        page.text(words.estimated(guessed))


def _warnings(page: Page, warnings: Sequence[Waarschuwing]) -> None:
    """What does not fit together, rows with the same warning together."""
    where: dict[tuple[str, str], list[str]] = {}
    for one in warnings:
        where.setdefault((one.wat, one.doe), []).append(one.waar)
    if where:
        page.heading(f"{say('kop.controle')} ({len(where)})", say("onder_kop.controle"))
    for (what, do), paths in where.items():
        page.blank()
        page.text(words.warning_title(paths), "let_op")
        page.text(what, indent=2)
        page.text(do, indent=2)


def _part(
    page: Page, place: Place, schemes: Sequence[Regeling], today: date, names: Mapping[str, str], back: Sequence[TeVeel]
) -> None:
    """One heading with its schemes; what asks for nothing in one line each."""
    if not schemes:
        return
    help_text = words.help_of(place)
    if place == "geen_recht":  # open when the household does not say what it receives
        help_text = say("deel.nu_niet_open" if any(one.bevinding == "misschien" for one in schemes) else "deel.nu_niet")
    page.heading(f"{say(f'kop.{place}')} ({len(schemes)})", help_text)
    in_short = [one for one in schemes if place == "geen_recht" or (place == "misschien" and _only_perhaps(one))]
    in_full = [one for one in schemes if one not in in_short]
    if place == "klopt":
        page.blank()
    if place == "vraag_gemeente":
        _to_ask(page, in_full)
        return
    for scheme in in_full:
        if place == "klopt":
            _fine(page, scheme, today)
        else:
            folded = scheme.recht == "onbekend" and len(in_full) > _FOLD
            scheme_block(page, scheme, place, today, names, folded=folded)
            for one in back if place == "te_veel" else ():
                for sentence in too_much(one) if names[one.regeling] == scheme.titel else ():
                    page.text(sentence, indent=2)
    page.blank()
    if place == "misschien" and in_short:
        page.text(say("deel.misschien_past"))
    told = sentences.refusal if place == "geen_recht" else sentences.to_fit
    page.items(map(told, in_short), sign=words.SIGNS[place])


def _to_ask(page: Page, schemes: Sequence[Regeling]) -> None:
    """Local schemes whose rule is not here, together for each desk to ask."""
    for desk in dict.fromkeys(scheme.vraag_bij for scheme in schemes):
        page.blank()
        page.text(say("deel.vraag_bij", wie=desk))
        here = (sentences.to_ask(scheme) for scheme in schemes if scheme.vraag_bij == desk)
        page.items(here, sign=words.SIGNS["vraag_gemeente"])


def _only_perhaps(scheme: Regeling) -> bool:
    """Whether nothing can be said of a scheme yet: no amount exists, or only one of earlier years that says nothing."""
    missed = [year.gemist for year in scheme.jaren.values() if year.gemist.hoogst >= 1]
    return not pays(scheme) or (scheme.recht == "nee" and all(vague_year(scheme, one) for one in missed))


def _fine(page: Page, scheme: Regeling, today: date) -> None:
    page.pair(f"{words.SIGNS['klopt']} {scheme.titel}", short(scheme, str(today.year)), _STYLES["klopt"])
    _missed(page, scheme, "klopt", today)
    page.field(say("label.let_op"), sentences.weak(scheme, full=False))


def _surely(schemes: Iterable[Regeling]) -> list[Regeling]:
    """What another adult surely is due, unless it is known to come in already."""
    return sorted(
        (one for one in schemes if one.recht == "ja" and pays(one) and one.bevinding not in ("klopt", "geen_recht")),
        key=largest_first,
    )


def _other(page: Page, other: Ander, today: date) -> None:
    """Another adult of the house: only what can be claimed or asked for, in short."""
    places = [(group(scheme, today), scheme) for scheme in other.regelingen.values()]
    sure = _surely(other.regelingen.values())
    perhaps = [scheme for place, scheme in places if place in TO_CLAIM and scheme not in sure]
    to_ask = standing(places, "vraag_na")
    if not (sure or perhaps or to_ask):
        return
    page.heading(words.other_title(other), say("onder_kop.ander"))
    for scheme in sure:
        page.blank()
        page.pair(f"{words.SIGNS['onbenut']} {scheme.titel}", short(scheme, str(today.year)), _STYLES["onbenut"])
        page.text(sentences.of_another(scheme), indent=2)
        _missed(page, scheme, "misschien", today)
        if scheme.aanvragen:
            page.field(say("label.aanvragen"), [scheme.aanvragen.waar])
    page.blank()
    if to_ask:
        page.text(words.listed_titles("deel.ander_vraag", [scheme.titel for scheme in to_ask]))
    if perhaps:
        page.text(words.listed_titles("deel.ander_misschien", [scheme.titel for scheme in perhaps]))
        asked = _asked(perhaps)
        rest = [words.more_questions(len(asked) - _QUESTIONS)] if len(asked) > _QUESTIONS + 1 else []
        page.items([*asked[: _QUESTIONS if rest else None], *rest], indent=2)


def _questions(page: Page, schemes: Sequence[Regeling]) -> None:
    """All that is still open, the question that helps most schemes first."""
    asked = _asked(schemes)
    if not asked:
        return
    page.heading(f"{say('kop.nog_niet_bekend')} ({len(asked)})", say("onder_kop.nog_niet_bekend"))
    page.items(asked[:_OPEN_QUESTIONS])
    if len(asked) > _OPEN_QUESTIONS:
        page.items([words.more_questions(len(asked) - _OPEN_QUESTIONS)])


def _asked(schemes: Iterable[Regeling]) -> list[str]:
    """Each question once, with all rows it is about."""
    places: dict[str, list[str]] = {}
    weight: Counter[str] = Counter()
    for scheme in schemes:
        asked = [one for one in scheme.ontbreekt if not one.oordeel]
        weight.update({one.vraag for one in asked})
        for one in asked:
            places.setdefault(one.vraag, []).append(one.waar)
    return [words.question(text, places[text]) for text in sorted(places, key=lambda text: -weight[text])]


def _assumed(page: Page, schemes: Sequence[Regeling]) -> None:
    if assumed := list(dict.fromkeys(text for scheme in schemes for text in scheme.aannames)):
        page.heading(say("kop.aannames"), say("onder_kop.aannames"))
        page.items(map(words.assumption, assumed))


def _left_out(page: Page, report: Report, schemes: Sequence[Regeling]) -> None:
    """What the rules of the schemes to act on leave out; of the others the explanation tells it."""
    remarked = [scheme for scheme in schemes if scheme.opmerkingen]
    if report.niet_bekeken or remarked:
        page.heading(say("kop.niet_meegerekend"), say("onder_kop.niet_meegerekend"))
    if report.niet_bekeken:
        page.items([words.not_looked(report.niet_bekeken)])
    for scheme in remarked:
        page.text(f"{scheme.titel}:")
        page.items(scheme.opmerkingen, indent=2)


def _ended(page: Page, ended: Sequence[Beeindigd]) -> None:
    if ended:
        page.heading(say("kop.bestaat_niet"))
        page.items(map(words.ended, ended))


# --- one scheme

def scheme_block(
    page: Page, scheme: Regeling, place: Place, today: date, names: Mapping[str, str], *, full: bool = False, folded: bool = False
) -> None:
    """One scheme: amount, what it means, what was missed until when, where to claim with what, and why.

    `names` gives the titles of schemes; `full` is for the explanation, that tells the reasons itself; `folded` for one of many
    of which much is open.
    """
    year, act = str(today.year), place in ACT
    page.blank()
    page.pair(f"{words.SIGNS[place]} {scheme.titel}", _at_right(scheme, place, year), _STYLES[place])
    if (act or place == "vraag_gemeente") and not folded and place != "nu_doen":
        page.text(scheme.samenvatting, indent=2)
    for sentence in sentences.first_sentences(scheme, place, year)[: 1 if folded else None]:
        if full or place != "vraag_na":
            page.text(sentence, indent=2)
    if place == "nu_doen" and not full:
        page.items(scheme.uitleg, indent=2)
    if act and scheme.eerst:
        page.field(say("label.let_op"), [say("regeling.eerst", titels=words.titles([names[one] for one in scheme.eerst]))])
    if (act or full) and not folded and scheme.recht != "nee" and not vague(scheme):
        _per_row(page, scheme)
    if act and scheme.recht != "niet_gemodelleerd":
        if not folded and place != "ter_informatie":
            page.field(say("label.zij_bepalen"), sentences.judged(scheme))
        asked = _asked([scheme])
        few = 1 if folded else _QUESTIONS
        rest = [words.more_questions(len(asked) - few, say("kop.nog_niet_bekend"))] if len(asked) > few + 1 and not folded else []
        page.field(say("label.nog_vragen"), [*asked[: few if rest or folded else None], *rest])
    page.field(say("label.vraag_na"), scheme.niet_gemodelleerd)
    if act and scheme.niet_ingevuld:
        page.field(say("label.vraag_na"), [sentences.open_terms(scheme)])
    _missed(page, scheme, place, today, only_past=folded)
    if act and not folded:
        _claim(page, scheme, place, today, full=full)
        if not full and place != "nu_doen" and not (place == "misschien" and scheme.recht != "nee"):
            why = (" ".join(map(words.first, scheme.uitleg)),) if place == "vraag_na" else scheme.uitleg
            page.field(say("label.waarom"), why)
    page.field(say("label.let_op"), sentences.weak(scheme, full=full))


def _at_right(scheme: Regeling, place: Place, year: str) -> str:
    """The amount at the right of a title; never € 0."""
    if place in ("geen_recht", "vraag_gemeente", "vraag_na"):
        return ""
    if place in ("te_weinig", "te_veel") and scheme.ritme != "geen" and scheme.ontvangen_per_maand:
        return more(scheme) if place == "te_weinig" else less(scheme)
    return short(scheme, year)


def _per_row(page: Page, scheme: Regeling) -> None:
    """A line for each amount, with the rows that get it; nothing when it is all of the aanvrager."""
    shared: dict[str, list[str]] = {}
    if any(one.wat for one in scheme.regels):
        page.field(say("label.waarvoor"), [sentences.of_row(one, per(scheme), scheme.vraag_bij) for one in scheme.regels])
        return
    if len(scheme.regels) > 1 or any(not one.waar.endswith(".0") for one in scheme.regels):
        for one in scheme.regels:
            shared.setdefault(range_of(one.bedrag, per(scheme)), []).append(one.waar)
    of_rows = (("regeling.elk" if len(paths) > 1 else "regeling.rij", rows(paths), amount) for amount, paths in shared.items())
    page.field(say("label.voor_wie"), [say(key, rijen=who, bedrag=amount) for key, who, amount in of_rows])
    if scheme.betaald_in:
        page.field(say("label.betaald_in"), [listed(scheme.betaald_in)])


def _missed(page: Page, scheme: Regeling, place: Place, today: date, *, only_past: bool = False) -> None:
    for name, year in sorted(scheme.jaren.items()):
        now, small = name == str(today.year), year.gemist.hoogst <= _ROUNDED_AWAY
        part = 0 < year.gemist.laagst < year.per_jaar.laagst and not now
        unknown = vague(scheme) or vague_year(scheme, year.gemist)
        if year.gemist.hoogst < 1 or (now and only_past) or (unknown and (now or not year.uiterlijk)):
            continue
        if not claimable(year, today) or counts(name, year, place, today) or (place == "misschien" and not part and not small):
            told = sentences.missed(name, year.gemist, year.uiterlijk, today, unknown=unknown)
            page.field(say("label.gemist_jaar", jaar=name), [told])
        elif part and not small:
            page.field(say("label.over_jaar", jaar=name), [say("regeling.verrekend", bedrag=both_ends(year.gemist))])


def _claim(page: Page, scheme: Regeling, place: Place, today: date, *, full: bool) -> None:
    claim = scheme.aanvragen
    if claim is None:
        return
    if scheme.vraag_bij and scheme.uitvoerder:
        page.field(say("label.wie"), [scheme.uitvoerder])
    running = bool(scheme.ontvangen_per_maand) and place != "onbenut"
    if running:
        page.field(say("label.doorgeven"), [claim.doorgeven or claim.waar])
        return
    asking = place in ("vraag_na", "nu_doen", "ter_informatie")
    page.field(say("label.waar" if asking else "label.aanvragen"), [claim.waar])
    if claim.terug_tot is not None:
        page.field("", [sentences.claim_from(claim.terug_tot, today)])
    elif claim.uiterlijk is not None and not any(year.gemist.hoogst >= 1 for year in scheme.jaren.values()):
        page.field("", [say("regeling.kan_tot", dag=day(claim.uiterlijk))])
    if full or not (place == "vraag_na" or (place == "misschien" and scheme.recht in ("onbekend", "niet_gemodelleerd"))):
        page.field(say("label.leg_klaar"), claim.nodig)
    if claim.niet_nodig_als:
        page.field(say("label.niet_nodig"), [claim.niet_nodig_als])
