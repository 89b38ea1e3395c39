"""A report computed again from its receipt: identical, or the first step that comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from voorzieningen._version import __version__
from voorzieningen.audit.difference import between_sets
from voorzieningen.audit.types import Afwijking, Herhaling, RegelingWijziging, StapAfwijking
from voorzieningen.errors import DateError, FileError
from voorzieningen.household import Huishouden
from voorzieningen.report import Regeling, Report, Stap
from voorzieningen.rulebook import LinkedStep, instances
from voorzieningen.screening import RuleSet, screen

_NOT_COMPARED = ("versie", "regelset", "bewijs")
"""Which program and rules were used: that is said apart."""
_PLACES = "vindplaats"
"""Where a rule stands in its file: a comment above it moves it."""
_SCHEMES = "regelingen"
_WORDING = frozenset({
    "aannames", "afronding", "bron", "doe", "doorgeven", "drempel", "formule", "gevolg", "hoe", "ingevuld", "naam", "neem_mee",
    "niet_gemodelleerd", "niet_ingevuld", "niet_nodig_als", "nodig", "opmerkingen", "samenvatting", "tekst", "titel", "uitleg",
    "uitvoerder", "verrekening", "vraag", "vraag_bij", "waarom", "wat",
})  # fmt: skip
"""Fields of a report that are sentences for people, where they are more than one word."""
_ABSENT = object()

Why = Literal["", "geen_stap", "ander_programma", "geen_regels"]


def replay(
    saved: Mapping[str, Any], rules: RuleSet, household: Huishouden | None = None, then: RuleSet | None = None
) -> Herhaling:
    """Computes a saved report again with some rules.

    `saved` is the JSON of a report, of this version or an earlier one: only what stands in it is compared. `household` is
    for a report of before there were receipts. `then` are the rules of the report, when `rules` are others and those are
    at hand. With them, or when the steps were saved, the first step that differs is named, with what changed in the rules
    it reads, also when rounding hides it from every outcome. Raises FileError for what is no report, or has no receipt and
    comes without a household.
    """
    report = _read(saved)
    home, rough = household, False
    if report.bewijs is not None:
        home, rough = home or Huishouden.model_validate(report.bewijs.huishouden), report.bewijs.ruw
    if home is None:
        raise FileError(
            "dit rapport is van een eerdere versie: het huishouden zit er niet in.", where="rapport",
            repair="Geef ook het huishouden: --huishouden FILE.",
        )  # fmt: skip
    steps = any(scheme.get("stappen") for scheme in saved[_SCHEMES].values())
    again = screen(home, report.peildatum, rules, stappen=steps, ruw=rough)
    now = again.model_dump(mode="json")
    differences = tuple(
        one for key in saved if key not in _NOT_COMPARED for one in _differences(key, saved[key], now.get(key))
    )
    differs = not all(map(_is_wording, differences))
    first: StapAfwijking | None = None
    why: Why = ""
    if then is not None and then.digest == report.regelset.digest != rules.digest:
        first = _first_of_two(screen(home, report.peildatum, then, ruw=rough), again, differences, then, rules)
    elif differs and steps:
        first = _first_saved(report, again)
    if differs and first is None:
        why = _why(report, rules, steps=steps, both=then is not None)
    return Herhaling(
        gelijk=not differences, alleen_woorden=bool(differences) and all(map(_is_wording, differences)),
        zelfde_regels=report.regelset.digest == rules.digest, regels_toen=report.regelset.digest,
        regels_nu=rules.digest, programma_toen=report.versie, programma_nu=__version__, afwijkingen=differences,
        eerste_stap=first, geen_stap=why,
    )  # fmt: skip


def _read(saved: Mapping[str, Any]) -> Report:
    try:
        return Report.model_validate(saved)
    except ValueError:
        raise FileError(
            "dit is geen rapport, of een rapport van een nieuwere versie.", where="rapport",
            repair="Maak het met screen --json, of werk het programma bij.",
        ) from None  # fmt: skip


def _why(report: Report, rules: RuleSet, *, steps: bool, both: bool) -> Why:
    if steps or both:
        return "geen_stap"
    return "ander_programma" if report.regelset.digest == rules.digest else "geen_regels"


def _is_wording(one: Afwijking) -> bool:
    """Whether only a sentence reads otherwise."""
    field = next(part for part in reversed(one.pad.split(".")) if not part.isdigit())
    return field in _WORDING and all(text is not None and " " in text for text in (one.toen, one.nu))


# --- values

def _differences(path: str, was: Any, now: Any) -> Iterator[Afwijking]:
    """Every value of the saved JSON that is another one now; what was added to the report since is not compared."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key, value in was.items():
            if key == _PLACES:
                continue
            yield from _differences(f"{path}.{key}", value, now.get(key, _ABSENT))
        if path == _SCHEMES:
            new = (key for key in now if key not in was)
            yield from (Afwijking(pad=f"{path}.{key}", toen=None, nu=_text(now[key]["recht"])) for key in new)
    elif isinstance(was, list) and isinstance(now, list):
        for at in range(max(len(was), len(now))):
            here = f"{path}.{at}"
            if at >= len(was) or at >= len(now):
                yield Afwijking(pad=here, toen=_short(was, at), nu=_short(now, at))
            else:
                yield from _differences(here, was[at], now[at])
    elif was != now:
        yield Afwijking(pad=path, toen=_text(was), nu=None if now is _ABSENT else _text(now))


def _short(rows: list[Any], at: int) -> str | None:
    return _text(rows[at]) if at < len(rows) else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(one)}" for key, one in list(value.items())[:3])
    return "niets" if value is None else str(value)


# --- steps

def _first_saved(was: Report, now: Report) -> StapAfwijking | None:
    """The first step that differs, of a report in which the steps were saved."""
    for name, scheme in was.regelingen.items():
        other: Regeling | None = now.regelingen.get(name)
        steps = {step.stap: step for step in other.stappen} if other else {}
        for step in scheme.stappen:
            if found := _step(name, was.peildatum.year, step, steps.get(step.stap)):
                return found
    return None


def _first_of_two(
    was: Report, now: Report, differences: tuple[Afwijking, ...], then: RuleSet, rules: RuleSet
) -> StapAfwijking | None:
    """The first step that differs in the schemes that do, with what differs in the rules it reads."""
    for name, year in dict.fromkeys(_places(was, differences)):
        if name not in was.regelingen or name not in now.regelingen:
            continue
        try:
            steps, before = {step.stap: step for step in now.uitleg(name, year)}, was.uitleg(name, year)
        except DateError:  # one of the two did not look at that year
            continue
        for step in before:
            if found := _step(name, year, step, steps.get(step.stap)):
                causes = tuple(_causes(found, then, rules, was, year))
                return found.model_copy(update={"oorzaken": causes})
    return None


def _places(was: Report, differences: tuple[Afwijking, ...]) -> Iterator[tuple[str, int]]:
    """The schemes and years to look in: those that differ, then all; the latest year first."""
    for one in differences:
        part, *rest = one.pad.split(".")
        if part == _SCHEMES:
            yield rest[0], int(rest[2]) if len(rest) > 2 and rest[1] == "jaren" else was.peildatum.year
    for name, scheme in was.regelingen.items():
        yield from ((name, year) for year in sorted({was.peildatum.year, *map(int, scheme.jaren)}, reverse=True))


def _step(scheme: str, year: int, was: Stap, now: Stap | None) -> StapAfwijking | None:
    """The first value of one step that differs."""
    if now is None:
        value = was.waarden[0] if was.waarden else None
        return StapAfwijking(
            regeling=scheme, jaar=year, stap=was.stap, rij=value.rij if value else "", toen=value.waarde if value else None,
            nu=None, formule=was.formule, vindplaats=was.vindplaats,
        )  # fmt: skip
    then, later = ({(one.rij, one.maanden): one.waarde for one in step.waarden} for step in (was, now))
    for row, months in dict.fromkeys((*then, *later)):
        if then.get((row, months)) != later.get((row, months)):
            return StapAfwijking(
                regeling=scheme, jaar=year, stap=was.stap, rij=row, toen=then.get((row, months)), nu=later.get((row, months)),
                formule=now.formule, vindplaats=now.vindplaats,
            )  # fmt: skip
    return None


def _causes(found: StapAfwijking, then: RuleSet, rules: RuleSet, report: Report, year: int) -> Iterator[RegelingWijziging]:
    """What differs in the rules that a step reads itself: it, and its figures."""
    place = rules.book.files.place(report.gemeente, report.waterschap)
    linked = {one.key: one for one in (*rules.program(year).linked.steps, *rules.local(year, place).linked.steps)}
    reads = {found.stap, *(_figures(linked[found.stap]) if found.stap in linked else ())}
    wanted = {key.rpartition(".")[2] for key in reads}
    frames = {instance: name for name, frame in rules.book.files.frames.items() for instance in instances(frame.model)}
    files = {frames.get(name, name) for name in (key.partition(".")[0] for key in reads)}
    for file in between_sets(then.book.files.root, rules.book.files.root):
        changes = tuple(one for one in file.wijzigingen if one.naam in wanted)
        if changes and file.regeling in files:
            yield file.model_copy(update={"wijzigingen": changes})


def _figures(step: LinkedStep) -> set[str]:
    return {str(key) for node in step.node.walk() if (key := getattr(node.data, "key", None))}
