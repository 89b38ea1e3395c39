"""One rule file as a page model: its conditions, steps and dated values in the order of the file, names resolved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from voorzieningen.render.figures import day, exact
from voorzieningen.render.rule_model import (
    Clash,
    Condition,
    Figure,
    Line,
    Missing,
    Parts,
    Ref,
    Rounding,
    RulePage,
    Source,
    Step,
    Term,
    Test,
    Value,
    Version,
)
from voorzieningen.render.rule_names import Names
from voorzieningen.rulebook import CONFIDENCES, Parameter, Place, RegelingFile, RuleFile, RuleFiles, Waarde, is_stale, weakest
from voorzieningen.texts import texts

_OUTCOME = ("bedrag", "voorschot", "maand", "per_rij", "grens", "ontvangen")
_MEASURED = ("gemeten", "afspraak", "uiterlijk")
_DEADLINES = ("uiterlijk", "terug_tot")
_TABLE = ".csv"


def rule_page(files: RuleFiles, file: RuleFile, on: date, place: Place | None = None) -> RulePage:
    """A rule file redrawn for one day; `place` is where the files of `files.local` come from, and who filled this one in.

    A step of another place than `place` is no link; whatever does not hold on the day stays in the model as an older or later
    version.
    """
    here = place or Place()
    others = {**files.schemes, **files.frames, **files.signals, **files.local(here)}
    names = Names(file.model, {name: one.model for name, one in others.items()}, files.facts, files.parents)
    return _Builder(file, on, names, here).page()


class _Builder:
    def __init__(self, file: RuleFile, on: date, names: Names, place: Place) -> None:
        self.file, self.model, self.on, self.names, self.where = file, file.model, on, names, place
        self.known = {
            name: Source(name, at, one.tekst, one.url, one.via, one.zekerheid, one.gezien, one.opmerking)
            for at, (name, one) in enumerate(self.model.bronnen.items(), 1)
        }

    def page(self) -> RulePage:
        model = self.model
        outcome = model.uitkomst
        named = [(key, getattr(outcome, key)) for key in _OUTCOME] if outcome else []
        named += [(key, getattr(model.signaal, key)) for key in _MEASURED] if model.signaal else []
        claim = model.aanvragen
        dates = [(key, getattr(claim, key)) for key in _DEADLINES] if claim else []
        return RulePage(
            file=model,
            on=self.on,
            place=self.file.doc.name,
            whose=model.gemeente or model.waterschap or (self.where.of(self.file.body) or "" if self.file.body else ""),
            conditions=tuple(self.conditions()),
            steps=tuple(self.steps()),
            figures=tuple(self.figure(name, one) for name, one in model.parameters.items()),
            terms=tuple(self.terms()),
            missing=tuple(self.missing()),
            clashes=tuple(self.clashes()),
            sources=tuple(self.known.values()),
            outcome=tuple((key, self.names.formula(text)) for key, text in named if text),
            first=tuple(Ref(name, "") for name in model.eerst),
            claim=claim,
            deadlines=tuple((key, self.names.formula(text)) for key, text in dates if text),
        )

    def sources(self, names: Iterable[str]) -> tuple[Source, ...]:
        return tuple(self.known[one] for one in names)

    def place(self, *path: str | int) -> str:
        return self.file.doc.key_place(path)

    def fills(self, name: str) -> str:
        return self.model.open[name].wat if name in self.model.open else ""

    # --- conditions and steps

    def conditions(self) -> Iterator[Condition]:
        for name, condition in self.model.voorwaarden.items():
            dated = [(None, condition)] if not condition.versies else list(condition.versies.items())
            tests = []
            for since, current, body in _versions(dated, self.on):
                if isinstance(body, str):
                    tests.append(Test(since, current))
                    continue
                told = body.uitleg or condition.uitleg
                tests.append(
                    Test(
                        since, current, self.names.formula(body.als or ""), self.names.sentence(told.ja if told else ""),
                        self.names.sentence(told.nee if told else ""), self.sources(body.bron or condition.bron),
                        body.opmerking,
                    )
                )  # fmt: skip
            yield Condition(name, tuple(tests), self.place("voorwaarden", name))

    def steps(self) -> Iterator[Step]:
        for name, step in self.model.stappen.items():
            labels = step.eenheid if isinstance(step.eenheid, tuple) else ()
            dated = [(None, step)] if not step.versies else list(step.versies.items())
            versions = []
            for since, current, body in _versions(dated, self.on):
                if isinstance(body, str):
                    versions.append(Version(since, current))
                    continue
                rounding = body.afronden
                versions.append(
                    Version(
                        since,
                        current,
                        self.formula(body, labels),
                        tuple(
                            Line(
                                self.names.formula(line.als or ""), self.names.formula(line.dan or line.anders or "", labels),
                                self.names.sentence(line.uitleg), self.sources(line.bron),
                            )
                            for line in body.kies or ()
                        ),
                        Rounding(_shown(rounding.op), rounding.wijze, self.sources(rounding.bron)) if rounding else None,
                        self.names.sentence(body.uitleg),
                        self.sources(body.bron or step.bron),
                        body.opmerking,
                    )
                )  # fmt: skip
            yield Step(name, _unit(step.eenheid), tuple(versions), self.place("stappen", name), self.fills(name))

    def formula(self, body: Any, labels: tuple[str, ...]) -> Parts:
        if body.rangorde is None:
            return self.names.formula(body.formule, labels) if body.formule is not None else ()
        order = body.rangorde
        only = f" waarvoor {order.waarvoor}" if order.waarvoor else ""
        return self.names.formula(f"rangorde van {order.van}{only} op {', '.join(order.op)}")

    # --- values

    def figure(self, name: str, model: Parameter) -> Figure:
        return Figure(
            name, _unit(model.eenheid), model.ritme or "", tuple(self.names.formula(one) for one in model.naar), model.schijven,
            model.eigenaar, tuple(self.values(model)), is_stale(model, self.on.year), model.opmerking,
            self.place("parameters", name), self.fills(name),
        )  # fmt: skip

    def values(self, model: Parameter) -> Iterator[Value]:
        for since, current, value in _versions(model.waarden.items(), self.on):
            assert since is not None
            if not isinstance(value, Waarde):
                yield Value(since, current, (), (), CONFIDENCES[0], None, False, "")
                continue
            sources = self.sources(value.bron)
            sure = value.zekerheid or weakest(one.confidence for one in sources)
            seen = value.gezien or min((one.seen for one in sources), default=None)
            heads: tuple[str, ...] = ()
            cells = tuple(_cells(value.waarde, _unit(model.eenheid), model.schijven))
            if isinstance(value.waarde, str) and value.waarde.endswith(_TABLE):
                heads, cells = _table(self.file.texts[value.waarde])
            yield Value(since, current, cells, sources, sure, seen, value.verouderd, value.opmerking, heads, value.in_werking)

    def terms(self) -> Iterator[Term]:
        for name, term in self.model.open.items():
            if name in self.model.parameters or name in self.model.stappen:
                continue
            unit = _unit(term.eenheid)
            yield Term(
                name, unit, term, tuple(self.names.formula(one) for one in term.naar),
                tuple(_cells(term.tussen, unit)) if term.tussen is not None else (),
                tuple(_cells(term.zolang, unit)) if term.zolang is not None else (),
                self.sources(term.bron), self.place("open", name),
            )  # fmt: skip

    # --- the rest

    def missing(self) -> Iterator[Missing]:
        for one in self.model.niet_gemodelleerd:
            yield Missing(one.wat, self.names.formula(one.als or ""), one.vraag_bij, self.sources(one.bron))

    def clashes(self) -> Iterator[Clash]:
        for name, one in self.model.waarschuwingen.items():
            told = self.names.sentence(one.wat), self.names.sentence(one.doe)
            yield Clash(name, self.names.formula(one.als), *told, self.sources(one.bron))


def _versions(dated: Iterable[tuple[date | None, Any]], on: date) -> Iterator[tuple[date | None, bool, Any]]:
    """Date, whether it holds on the day, and what it says; newest first."""
    every = sorted(dated, key=lambda one: one[0] or date.min, reverse=True)
    held = next((since for since, _ in every if since is None or since <= on), on)
    yield from ((since, since == held, body) for since, body in every)


def _unit(unit: str | tuple[str, ...]) -> str:
    return unit if isinstance(unit, str) else " | ".join(unit)


def _cells(value: Any, unit: str, edge: str = "", label: str = "") -> Iterator[tuple[str, str]]:
    """Each cell of a value with its labels; of a value without keys one cell without a label."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            shown = _key(key, edge)
            yield from _cells(inner, unit, edge, f"{label}, {shown}" if label else shown)
    else:
        yield label, shown_value(value, unit)


def _key(key: Any, edge: str) -> str:
    """A label as it is; a lower bound as an amount or a date."""
    return key if isinstance(key, str) else texts()("naslag.waarde.vanaf", waarde=shown_value(key, edge))


def shown_value(value: Any, unit: str = "") -> str:
    """One cell as people write it: `€ 1.419,46`, `13,73`, `ja`, `1 januari 1957`; a range keeps both ends."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return day(value, weekday=False)
    if isinstance(value, Decimal):
        return exact(_shown(value), "EUR" if unit.startswith("EUR") else "")
    text = str(value)
    numbers = text.partition("..")
    return exact(text, "EUR" if unit.startswith("EUR") else "") if numbers[0][:1].isdigit() and numbers[2] else text


def _shown(value: Decimal) -> str:
    return format(value, "f")


def _table(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """A CSV table: the heads of its columns, and each row by its first column."""
    head, *rows = csv.reader(io.StringIO(text))
    return tuple(head), tuple((exact(row[0], ""), "\t".join(exact(one, "") for one in row[1:])) for row in rows)


Kind = Literal["landelijk", "lokaal", "signaal", "eigen"]


def kind_of(file: RegelingFile) -> Kind:
    """Where a file belongs: the country, a frame to be filled in, a signal, or one municipality or water board."""
    if file.soort == "signaal":
        return "signaal"
    if file.gemeente or file.waterschap:
        return "eigen"
    return "lokaal" if file.open else "landelijk"
