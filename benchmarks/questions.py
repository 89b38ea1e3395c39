"""How many questions it takes: until the first certain euro, until the verdicts of the country stand, until everything stands.

Run `python benchmarks/questions.py --households 1000 --jobs 2`. Every household is known in full to the benchmark and answers
each question truthfully, with bands where bands are offered; what it does not say is `weet_niet`. The talk begins with nothing.
Beside the order of the library stands a fixed order: that of the parts of the talk, as on a paper form, over the same questions.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path
from statistics import mean, median
from typing import Any

import yaml

from voorzieningen import Huishouden, Report, load_rules, screen
from voorzieningen.errors import HouseholdError
from voorzieningen.questions import answer
from voorzieningen.questions._next import _Talk
from voorzieningen.questions._stakes import Candidate
from voorzieningen.report import VolgendeVraag
from voorzieningen.screening import RuleSet
from voorzieningen.texts import texts

DAY = date(2026, 11, 22)
FOLDER = Path(__file__).parent.parent / "voorbeelden"
MOST = 130
Data = dict[str, Any]


class Fixed(_Talk):
    """The same questions in the order of a paper form."""

    def _choose(self, found: list[Candidate]) -> Candidate:
        opening = [one for path in self.talk.eerst for one in found if one.ask.path == path]
        if opening:
            return opening[0]
        return min(found, key=lambda one: self.order.get(self.builder.group(one.ask), len(self.order)))


ORDERS = {"waarde": _Talk, "vast": Fixed}


@dataclass(frozen=True)
class Run:
    """One talk: after how many questions, and with how much effort, each goal was reached; None when it never was."""

    asked: int
    euro: tuple[int, int] | None
    country: tuple[int, int]
    all: tuple[int, int]
    enough: tuple[int, int]
    """When the talk says that asking on is not worth it."""


def talk(truth: Data, order: str) -> Run:
    """One talk with a household that answers truthfully."""
    rules = loaded()
    home = Huishouden.model_validate(
        {"peildatum": DAY.isoformat(), "personen": [{"rol": "aanvrager", "geboortedatum": "onbekend"}]}
    )
    states: list[tuple[Report, int]] = []
    enough: tuple[int, int] | None = None
    effort, last = 0, ""
    for _ in range(MOST):
        report = screen(home, DAY, rules, ruw=True)
        states.append((report, effort))
        found = ORDERS[order](home, report, rules, texts(), last).stand()
        asked = found.vraag
        if found.genoeg and enough is None:
            enough = len(states) - 1, effort
        if asked is None:
            break
        home = told(home, asked, truth, rules)
        effort, last = effort + asked.moeite, asked.groep
    return Run(
        asked=len(states) - 1,
        euro=next(((at, spent) for at, (report, spent) in enumerate(states) if certain(report)), None),
        country=since(states, verdicts),
        all=since(states, outcome),
        enough=enough or (len(states) - 1, effort),
    )


def since(states: list[tuple[Report, int]], seen: Any) -> tuple[int, int]:
    """The first state from which on what is seen stays what it is at the end."""
    final = seen(states[-1][0])
    at = len(states) - 1
    while at and seen(states[at - 1][0]) == final:
        at -= 1
    return at, states[at][1]


def certain(report: Report) -> bool:
    """Whether something is surely due that surely is not received."""
    found = report.regelingen.values()
    return any(one.bevinding in ("onbenut", "te_weinig") and one.per_jaar.laagst > 0 for one in found)


def verdicts(report: Report) -> Any:
    """Whether there is a right, of every scheme of the country."""
    return {name: scheme.recht for name, scheme in report.regelingen.items() if not scheme.vraag_bij}


def outcome(report: Report) -> Any:
    """Everything a talk can decide."""
    schemes = {name: (one.recht, one.bevinding, one.per_jaar) for name, one in report.regelingen.items()}
    return schemes, {one.id: (one.uitkomst, one.ernst) for one in report.signalen}


# --- answering

def told(home: Huishouden, asked: VolgendeVraag, truth: Data, rules: RuleSet) -> Huishouden:
    """The household after a true answer, or after `weet_niet` where it has none or the answer does not fit."""
    value = reply(home, asked, truth)
    try:
        return answer(home, asked, "weet_niet" if value is None else value, rules)
    except HouseholdError:
        return answer(home, asked, "weet_niet", rules)


def reply(home: Huishouden, asked: VolgendeVraag, truth: Data) -> Any:
    """What somebody who knows everything of a household says to a question; None for what it does not say."""
    if asked.soort == "personen":
        return [{"rol": one["rol"], "geboren": born(one)} for one in truth["personen"]]
    if asked.pad == "gesprek.papieren":
        return ["geen"]
    if asked.pad == "gesprek.bijzonder":
        return ["geen"]
    if asked.soort == "ontvangt":
        got = [one.waarde for one in asked.opties if amount(truth, one.waarde)]
        return got or ["geen"]
    if asked.pad.startswith("ontvangt."):
        return str(amount(truth, asked.pad.removeprefix("ontvangt.")))
    value = held(home.naar_data(), truth, asked.pad)
    if isinstance(value, Mapping) and asked.jaar:
        value = value.get(asked.jaar, value.get(str(asked.jaar)))
    if isinstance(value, Mapping) and value and asked.soort != "meer":
        value = list(value.values())[-1]
    if asked.soort == "meer" and value is not None:
        return list(dict.fromkeys(value if isinstance(value, Mapping) else [one["soort"] for one in value])) or ["geen"]
    if asked.soort == "aantal_rijen":
        return None if value is None else str(min(len(value), 2))
    if value is None or isinstance(value, list | Mapping) or value == "onbekend":
        return None
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if asked.soort == "getal" and asked.opties and not asked.precies:
        return next((one.waarde for one in asked.opties if inside(value, one.waarde)), str(value))
    return str(value)


def born(person: Data) -> str:
    """The age or the day of birth, as somebody says it."""
    given = str(person.get("leeftijd") or person.get("geboortedatum") or "")
    return "" if given == "onbekend" or (".." in given and "-" in given) else given


def inside(value: Any, band: str) -> bool:
    low, _, high = band.partition("..")
    middle = str(value).split("..")[0]  # of a range the lowest
    return float(low) <= float(middle) <= float(high or low)


def amount(truth: Data, scheme: str) -> Any:
    given = (truth.get("ontvangt") or {}).get(scheme, 0)
    given = given.get("bedrag", 0) if isinstance(given, Mapping) else given
    return 0 if given == "onbekend" else given


def held(home: Any, truth: Any, path: str) -> Any:
    """The true value at a path of the household as it was told; a row is found by its kind, because the order may differ."""
    parts = path.split(".")
    while parts:
        part = parts.pop(0)
        if isinstance(truth, list):
            row = home[int(part)]
            same = [one for one in truth if one.get("soort") == row.get("soort")] if "soort" in row else []
            truth = same[0] if same else (truth[int(part)] if int(part) < len(truth) else {})
            home = row
        elif isinstance(truth, Mapping):
            home = home.get(part) if isinstance(home, Mapping) else None
            truth = truth.get(part)
        else:
            return None
    return truth


# --- households

def examples() -> Iterator[tuple[str, Data]]:
    """The example households."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield path.stem, Huishouden.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).naar_data()


def ordinary(seed: int) -> Data:
    """A household as many are: alone or together, with or without children, on a wage, a benefit or AOW, renting or owning."""
    rng = random.Random(seed)
    old, student = rng.random() < 0.15, rng.random() < 0.06
    age = rng.randint(68, 88) if old else rng.randint(18, 26) if student else rng.randint(19, 66)
    people: list[Data] = [adult(rng, "aanvrager", age, student=student)]
    if rng.random() < 0.4:
        bond = rng.choice(["gehuwd", "samenwonend"])
        people.append({**adult(rng, "partner", max(18, age + rng.randint(-6, 6))), "relatie": bond})
    for _ in range(0 if old or student else rng.choice([0, 0, 1, 1, 2, 3])):
        years = rng.randint(0, 17)
        care = [] if years > 12 or rng.random() < 0.7 else [
            {"soort": "dagopvang" if years < 4 else "bso", "uren": rng.randint(20, 140), "uurprijs": 10.5, "geregistreerd": True}
        ]  # fmt: skip
        school = "nog_niet" if years < 4 else "basisschool" if years < 12 else "middelbaar"
        paid = rng.random() < 0.95
        people.append({"rol": "kind", "leeftijd": years, "kinderbijslag": paid, "school": school, "opvang": care})
    rented = rng.random() < 0.75
    home: Data = {"soort": "koop", "hypotheek": rng.randint(300, 1100)}
    if rented:
        home = {"soort": "huur", "zelfstandig": rng.random() < 0.92, "kale_huur": rng.randint(420, 980),
                "servicekosten": rng.choice([{}, {"schoonmaak": 6, "energie": 4}])}  # fmt: skip
    behind = rng.sample(["huur", "energie", "zorgpremie", "water"], rng.choice([0, 0, 0, 1, 2]))
    fixed = {
        "energie": rng.randint(90, 260), "zorgpremie": rng.randint(145, 190), "water": 14, "boodschappen": 320,
        "verzekeringen": 35,
    }  # fmt: skip
    return {
        "peildatum": DAY, "sinds": date(rng.randint(2018, 2025), 1, 1),
        "gemeente": rng.choice(["Assen", "Emmen", "Utrecht", "Rotterdam"]),
        "personen": people, "wonen": home, "voertuigen": rng.choice([[], [], [{"waarde": rng.randint(800, 9000)}]]),
        "uitgaven": [{"soort": kind, "bedrag": value, "per": "maand"} for kind, value in fixed.items()],
        "achterstanden": [
            {"soort": kind, "bedrag": rng.randint(80, 900), "sinds": date(2026, 9, 1), "regeling": False} for kind in behind
        ],
        "schulden": rng.choice([[], [], [{"soort": "winkel", "bedrag": 600, "regeling": False}]]),
        "brieven": [], "gebeurtenissen": [], "kosten": [], "aanslagen": [],
        "ontvangt": {name: 0 for name in ("zorgtoeslag", "huurtoeslag", "kindgebonden_budget") if rng.random() < 0.4},
        "feiten": {"inkomen_gedaald": rng.random() < 0.1, "eerder_achter": False, "verrekening_of_inhouding": False,
                   "incasso_geweigerd": rng.random() < 0.2, "voorschot_op_loon": False, "toeslag_terugbetalen": False,
                   "geleend_voor_vaste_lasten": "nooit"},
    }  # fmt: skip


def adult(rng: random.Random, rol: str, age: int, *, student: bool = False) -> Data:
    """A grown-up with an income that goes with the age."""
    usual = ["loon"] * 6 + ["bijstand", "ww", "ziektewet", "wia", None]
    kind = rng.choice(["aow"] if age > 67 else ["studiefinanciering"] if student else usual)
    month = rng.randint(1250, 1600) if kind in ("aow", "bijstand", "ww") else rng.randint(900, 3200)
    row: Data = {"soort": kind, "netto": month, "bruto": round(month * 1.16), "per": "maand", "van": date(2021, 1, 1)}
    if kind == "loon":
        row |= {"vakantiegeld": "mei", "loonheffingskorting": True, "dertiende_maand": False}
    return {
        "rol": rol, "leeftijd": age, "verzekerd": True, "inkomens": [row] if kind else [],
        "toetsingsinkomen": {2026: month * 13 + rng.randint(-500, 500) if kind else 0, 2025: month * 12 if kind else 0},
        "rendementsgrondslag": rng.choice([0, 800, 4000, 21000, 160000]),
        "bezit": [{"soort": "bank", "waarde": rng.choice([200, 1800, 9000])}],
        "school": "hbo" if student else "geen", "activiteit": "werk" if kind == "loon" else "studie" if student else "geen",
    }  # fmt: skip


# --- printing

@lru_cache(maxsize=1)
def loaded() -> RuleSet:
    return load_rules()


def one(job: tuple[Data, str]) -> Run:
    return talk(*job)


def main() -> int:
    """Prints a table of medians and means for the examples and for random households."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--households", type=int, default=100)
    wanted.add_argument("--jobs", type=int, default=2)
    wanted.add_argument("--seed", type=int, default=1)
    given = wanted.parse_args()
    sets = {"voorbeelden": [data for _, data in examples()],
            "willekeurig": [ordinary(given.seed * 100_000 + at) for at in range(given.households)]}  # fmt: skip
    with Pool(given.jobs) as pool:
        for name, homes in sets.items():
            for order in ORDERS:
                report(f"{name} ({len(homes)}), {order}", pool.map(one, [(data, order) for data in homes], chunksize=1))
    return 0


def report(title: str, runs: list[Run]) -> None:
    """One row: questions and effort until each goal, as median (mean)."""
    if not runs:
        return
    reached = [run.euro for run in runs if run.euro]
    goals = {
        "eerste zekere euro": reached, "landelijk staat": [run.country for run in runs], "alles staat": [run.all for run in runs],
        "genoeg": [run.enough for run in runs],
    }  # fmt: skip
    parts = [
        f"{goal}: {two([count for count, _ in found])} vragen, moeite {two([spent for _, spent in found])}"
        for goal, found in goals.items() if found
    ]  # fmt: skip
    asked = two([run.asked for run in runs])
    print(f"{title:28} {' | '.join(parts)} | gevraagd {asked} | euro bij {len(reached)} van {len(runs)}", flush=True)


def two(values: list[int]) -> str:
    return f"{median(values):g} ({mean(values):.1f})"


if __name__ == "__main__":
    sys.exit(main())
