"""The seam: tables of households in, a table of results out; a job travels as what it rests on and links its rules once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
import pyarrow as pa

from voorzieningen._version import __version__
from voorzieningen.batch.check import check
from voorzieningen.batch.engine import Engine, subset
from voorzieningen.batch.households import to_households
from voorzieningen.batch.layout import HOUSEHOLDS, ID, PEOPLE, Layout, make_layout
from voorzieningen.batch.results import Results, words
from voorzieningen.batch.schemas import INVENTED, flat_schema
from voorzieningen.batch.told import told
from voorzieningen.errors import HouseholdError, RuleError
from voorzieningen.facts.links import Array
from voorzieningen.household import Huishouden
from voorzieningen.report import Antwoord, Ernst, Report
from voorzieningen.rulebook import Outcome, Place
from voorzieningen.screening import RuleSet, load_rules, screen

CHUNK = 4096
"""Households in one run: enough to spread the cost of a step, and few enough for their arrays to stay near the processor."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to each household: under which rules (`digest` of those in `rules`, `packs` and `overlay`), on which day.

    `gemeente` is where those live whose table says nothing of it. With `signalen` each household is screened on its own for
    its signals too, which takes about a tenth of a second.
    """

    op: date
    digest: str
    rules: Path | None = None
    packs: tuple[Path, ...] = ()
    gemeente: str | None = None
    signalen: bool = False
    overlay: Path | None = None

    def run(self, tables: Mapping[str, pa.Table], broken: pa.Table | None = None) -> Screened:
        """Results and rejects of tables that hold every row of their households (see `check`).

        RuleError when the rules here are not those of the job.
        """
        return _worker(self).run(tables, broken)

    def rule_set(self) -> RuleSet:
        """The rules of the job, loaded once in a process. RuleError when those here are not those of the job."""
        return _worker(self).rules

    def outcomes(self) -> Mapping[str, Outcome]:
        """Every scheme there can be a column for, of the country and of any place, by name."""
        return _worker(self).outcomes

    def schema(self) -> pa.Schema:
        """The columns of the results: the same for every part, wherever its households live."""
        return _worker(self).schema()


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of some households: one row of results for each accepted one; `rejects` has a row for each fault.

    `accepted` and `refused` count the rows of each table.
    """

    results: pa.Table
    rejects: pa.Table
    accepted: Mapping[str, int]
    refused: Mapping[str, int]


@lru_cache(maxsize=2)
def _worker(job: Job) -> _Worker:
    return _Worker(job)


class _Worker:
    def __init__(self, job: Job) -> None:
        self.job, self.rules = job, load_rules(job.rules, job.packs, overlay=job.overlay, check=False)
        if self.rules.digest != job.digest:
            what = f"de regels hier ({self.rules.digest[:19]}) zijn niet die van de opdracht ({job.digest[:19]})."
            raise RuleError(what, where="regels", repair="Zet op elke machine dezelfde versie en dezelfde map met regels.")
        self.layout: Layout = make_layout(self.rules.book.files)
        self.engine = Engine(self.rules, job.op)
        files = self.rules.book.files
        towns = [files.place(pack.name, None) for (body, _), pack in files.packs.items() if body == "gemeente"]
        boards = [files.place(None, pack.name) for (body, _), pack in files.packs.items() if body == "waterschap"]
        found = [pair for place in (Place(), *towns, *boards) for pair in self.engine.outcomes(place).items()]
        # of a scheme that pays in one place and in another gives something else the columns hold amounts
        everywhere = dict(sorted(found, key=lambda pair: pair[1].pays))
        self.outcomes: Mapping[str, Outcome] = dict(sorted(everywhere.items()))
        self.signals = sorted(files.signals) if job.signalen else []

    def schema(self) -> pa.Schema:
        empty = {HOUSEHOLDS: flat_schema(self.layout[HOUSEHOLDS]), PEOPLE: flat_schema(self.layout[PEOPLE])}
        return self._results({name: schema.empty_table() for name, schema in empty.items()}).schema

    def run(self, tables: Mapping[str, pa.Table], broken: pa.Table | None) -> Screened:
        found = check(tables, self.layout, self.job.op, broken)
        results = self._results(found.tables)
        metadata = {"peildatum": self.job.op.isoformat(), "regelset": self.job.digest, "versie": __version__}
        if invented := (tables[HOUSEHOLDS].schema.metadata or {}).get(INVENTED):
            metadata[INVENTED.decode()] = invented.decode()
        return Screened(results.replace_schema_metadata(metadata), found.rejects, found.accepted, found.refused)

    def _results(self, tables: Mapping[str, pa.Table]) -> pa.Table:
        houses = tables[HOUSEHOLDS]
        towns, boards = self._texts(houses, "gemeente"), self._texts(houses, "waterschap")
        by_name = {pair: self.rules.book.files.place(*pair) for pair in set(zip(towns, boards, strict=True))}
        places = [by_name[pair] for pair in zip(towns, boards, strict=True)]
        results = Results(houses[ID].cast(pa.string()), towns, self.outcomes)
        if houses.num_rows:
            rows = told(tables, self.layout, self.job.op)
            results.describe(rows, self.job.op)
            for chunk in _chunks(places):
                part = subset(rows, chunk, self.engine.country.parents)
                for mine, verdicts in self.engine.verdicts(part, [places[at] for at in chunk]).values():
                    results.put(chunk[mine], verdicts)
        table = results.table()
        return self._with_signals(table, tables) if self.job.signalen else table

    def _texts(self, houses: pa.Table, name: str) -> list[str | None]:
        """The municipality or water board of each household; where those live whose table does not say so is in the job."""
        otherwise = self.job.gemeente if name == "gemeente" else None
        if name not in houses.column_names:
            return [otherwise] * houses.num_rows
        return [otherwise if one is None else one for one in houses[name].cast(pa.string()).to_pylist()]

    def _with_signals(self, table: pa.Table, tables: Mapping[str, pa.Table]) -> pa.Table:
        """The results with the arrears signals of each household, screened on its own."""
        people = zip(to_households(tables, self.job.op), table["gemeente"].to_pylist(), strict=True)
        reports = [self._report(household.model_copy(update={"gemeente": town})) for (_, household), town in people]
        answers = [{one.id: one.uitkomst for one in report.signalen} if report else {} for report in reports]
        for name in self.signals:
            table = table.append_column(f"signalen.{name}", _told([one.get(name) for one in answers], get_args(Antwoord)))
        return table.append_column("niveau", _told([report.niveau if report else None for report in reports], get_args(Ernst)))

    def _report(self, household: Huishouden) -> Report | None:
        """The report of one household; None where it names what is known elsewhere only, which is no fault among many."""
        try:
            return screen(household, self.job.op, self.rules, ruw=True)
        except HouseholdError:
            return None


def _told(said: Sequence[str | None], labels: Sequence[str]) -> pa.Array:
    return words(np.asarray([-1 if one is None else labels.index(one) for one in said], np.int32), labels)


def _chunks(places: Sequence[Place]) -> list[Array]:
    """The households in runs, those of one place together."""
    numbers = {place: at for at, place in enumerate(dict.fromkeys(places))}
    order = np.argsort([numbers[place] for place in places], kind="stable")
    return [np.sort(order[at : at + CHUNK]) for at in range(0, len(order), CHUNK)]
