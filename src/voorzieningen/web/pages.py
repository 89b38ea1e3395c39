"""The pages: start, question, form, results, comparison; each answer is a whole page, made from what the form sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData, UploadFile

from voorzieningen import Huishouden, Report, RuleSet, VoorzieningenError, screen
from voorzieningen.compare import Verschil
from voorzieningen.errors import HouseholdError
from voorzieningen.household import Bereik, saved_text
from voorzieningen.questions import SKIPS, answer, answered, doubtful, form, next_question, question_at
from voorzieningen.render.take_home import take_home
from voorzieningen.report import Gesprek, VolgendeVraag
from voorzieningen.texts import languages, texts
from voorzieningen.web.change import CHANGES, considered
from voorzieningen.web.sheet import Sheet, carried, fresh, opened, several
from voorzieningen.web.views import View, image, pictures
from voorzieningen.web.work import within

TABS = ("uitkomst", "geld", "let-op", "doen", "waarom")
_SEEN, _FORM_FIELD = "gezien", "veld:"
_ROLES = ("aanvrager", "partner", "kind", "medebewoner")


def router(rules: RuleSet, today: Callable[[], date], themed: bool) -> APIRouter:
    """The pages over one set of rules; `themed` when a municipality gave its own colours."""
    return _Pages(rules, today, themed).routes()


@cache
def _templates() -> Environment:
    loader = ChoiceLoader([PackageLoader("voorzieningen.web"), PackageLoader("voorzieningen.render")])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["parts"] = str
    environment.globals["image"] = image
    return environment


class _Pages:
    def __init__(self, rules: RuleSet, today: Callable[[], date], themed: bool) -> None:
        self.rules, self.today, self.themed = rules, today, themed

    def routes(self) -> APIRouter:
        """Every page with its address."""
        pages = APIRouter(include_in_schema=False)
        pages.add_api_route("/", self.start, methods=["GET"])
        pages.add_api_route("/weg", self.gone, methods=["GET", "POST"])
        for path in ("/begin", "/open", "/vraag", "/formulier", "/vergelijk", *(f"/{tab}" for tab in TABS)):
            pages.add_api_route(path, self.restored, methods=["GET"])
        pages.add_api_route("/begin", self.begin, methods=["POST"])
        pages.add_api_route("/open", self.open, methods=["POST"])
        pages.add_api_route("/bewaar", self.save, methods=["POST"])
        pages.add_api_route("/vraag", self.question, methods=["POST"])
        pages.add_api_route("/formulier", self.form, methods=["POST"])
        pages.add_api_route("/vergelijk", self.compare, methods=["POST"])
        for tab in TABS:
            pages.add_api_route(f"/{tab}", self.results, methods=["POST"])
        return pages

    # --- beginning and ending

    async def start(self, taal: str = "nl") -> Response:
        """The first page: two doors and a file."""
        return self._page("start.jinja", texts(taal), page="start")

    async def restored(self) -> Response:
        """A page asked without its answers, as after a reload: the script of the page brings them back from the tab."""
        return self._page("start.jinja", texts(), page="start", herstel=True)

    async def gone(self, request: Request) -> Response:
        """The page that says nothing is left; the script of the page empties the tab."""
        return self._page("weg.jinja", texts(str((await request.form()).get("taal"))), page="weg")

    async def begin(self, request: Request) -> Response:
        """A new conversation, by questions or by the whole form."""
        data = await request.form()
        sheet = fresh(self.today(), str(data.get("taal")))
        return await (self._form(sheet) if data.get("deur") == "formulier" else self._next(sheet))

    async def open(self, request: Request) -> Response:
        """A file somebody saved."""
        data = await request.form()
        say = texts(str(data.get("taal")))
        file = data.get("bestand")
        try:
            if not isinstance(file, UploadFile):
                raise HouseholdError("er is geen bestand gekozen.", where="bestand", repair="Kies eerst een bestand.")
            sheet = opened(file.filename or "", await file.read(), say.language)
        except VoorzieningenError as error:
            return self._page("start.jinja", say, page="start", fout=error, status=422)
        return await self._results(sheet, "uitkomst")

    async def save(self, request: Request) -> Response:
        """The household as a file to keep."""
        sheet = carried(await request.form())
        text = saved_text(sheet.household, sheet.say("bewaar.kop", dag=self.today().isoformat()))
        name = f"huishouden-{self.today().isoformat()}.yaml"
        return Response(
            text.encode(), media_type="application/yaml", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    # --- question by question

    async def question(self, request: Request) -> Response:
        """Takes an answer and asks what tells most next; or goes back, or to one question."""
        data = await request.form()
        sheet, action = carried(data), str(data.get("actie") or "verder")
        path = str(data.get("pad") or "")
        if action == "terug":
            sheet, path = sheet.before()
            return await (self._ask(sheet, path) if path else self._next(sheet))
        if action == "naar" or not path:
            return await (self._ask(sheet, path) if path else self._next(sheet))
        if "erbij" in data or "eraf" in data:
            return await self._ask(_without(sheet, data), path, persons=_persons(data, without=True))
        asked = self._question_at(sheet, path, data)
        value = action if action in SKIPS else _given(data, asked)
        try:
            household = answer(sheet.household, asked, value, self.rules, say=sheet.say)
            if isinstance(value, str) and data.get(_SEEN) != value and doubtful(asked, value, self.rules):
                return await self._ask(sheet, path, typed=value, doubt=True)
            return await self._next(sheet.after(household, path, asked.groep))
        except HouseholdError as error:  # the answer itself, or one that does not fit with what was said before
            persons = value if asked.soort == "personen" else None
            typed = value if isinstance(value, str) else ""
            return await self._ask(sheet, path, fault=error, typed=typed, persons=persons, chosen=several(data, "antwoord"))

    async def _next(self, sheet: Sheet) -> Response:
        report, talk = await within(lambda: self._stand(sheet, rough=True))
        if talk.vraag is None:
            return await self._results(sheet, "uitkomst")
        return self._question_page(sheet, talk.vraag, report, talk)

    def _stand(self, sheet: Sheet, *, rough: bool) -> tuple[Report, Gesprek]:
        report = screen(sheet.household, self.today(), self.rules, ruw=rough)
        return report, next_question(sheet.household, report, self.rules, say=sheet.say, last=sheet.last)

    async def _ask(self, sheet: Sheet, path: str, **more: Any) -> Response:
        """One question by its path: back, changed, or with something to repair."""
        asked = self._question_at(sheet, path, {}, anew=not more)
        report = await within(lambda: screen(sheet.household, self.today(), self.rules, ruw=True))
        if asked.soort == "ontvangt":
            asked = self._question_at(sheet, path, {}, report)
        if not more:  # back, or to change: what was answered stands there already
            before = answered(sheet.household, asked, self.today())
            more = {"typed": before.typed, "chosen": before.chosen}
        return self._question_page(sheet, asked, report, None, **more)

    def _question_at(
        self, sheet: Sheet, path: str, data: Any, report: Report | None = None, *, anew: bool = False
    ) -> VolgendeVraag:
        offered = several(data, "aangeboden") if data else list(sheet.household.ontvangt or {})
        if report is not None:
            offered = [name for name, one in report.regelingen.items() if one.per_jaar.hoogst > 0 and one.ritme != "geen"]
        return question_at(sheet.household, path, self.today(), self.rules, say=sheet.say, offered=offered, anew=anew)

    def _question_page(
        self, sheet: Sheet, asked: VolgendeVraag, report: Report, talk: Gesprek | None, *, fault: HouseholdError | None = None,
        typed: str = "", doubt: bool = False, persons: Any = None, chosen: Sequence[str] = (),
    ) -> Response:  # fmt: skip
        view = View(report, sheet.say, self.rules)
        return self._page(
            "vraag.jinja", sheet.say, page="vraag", sheet=sheet, vraag=asked, gesprek=talk, bar=view.bar(), view=view, fout=fault,
            getypt=typed, twijfel=doubt, gekozen=chosen, personen=persons or _people(sheet.household),
            status=422 if fault else 200,
        )  # fmt: skip

    # --- the whole form

    async def form(self, request: Request) -> Response:
        """Takes the whole form and shows it again with what was read, or the results."""
        data = await request.form()
        sheet = carried(data)
        if not data.keys() & {"actie", "erbij", "eraf"}:
            return await self._form(sheet)
        sheet, faults, typed = await within(lambda: self._filled(sheet, data))
        people = _persons(data, without=True) if "personen" in faults else None
        if data.get("actie") == "klaar" and not faults:
            return await self._results(sheet, "uitkomst")
        return await self._form(sheet, faults, typed, people)

    def _filled(self, sheet: Sheet, data: FormData) -> tuple[Sheet, dict[str, HouseholdError], dict[str, list[str]]]:
        """Every field that changed put in its place; what cannot be is told at its field, and stays as it was typed."""
        faults: dict[str, HouseholdError] = {}
        typed: dict[str, list[str]] = {}
        if data.get("personen") is not None:
            sheet = self._people_filled(sheet, data, faults)
        for part in form(sheet.household, self.today(), self.rules, say=sheet.say):
            for one in part.fields:
                asked, name = one.question, f"{_FORM_FIELD}{one.question.pad}"
                if name not in data:
                    continue
                given = [text.strip() for text in several(data, name) if text.strip()]
                if tuple(given) == (one.chosen or ((one.typed,) if one.typed else ())) or (not given and not one.answered):
                    continue
                value: Any = given if asked.soort in ("meer", "ontvangt") else (given[0] if given else "weet_niet")
                try:
                    household = answer(sheet.household, asked, value or "weet_niet", self.rules, say=sheet.say)
                    sheet = replace(sheet, household=household)
                except HouseholdError as error:
                    faults[asked.pad] = error
                    typed[asked.pad] = given
        return _without(sheet, data), faults, typed

    def _people_filled(self, sheet: Sheet, data: FormData, faults: dict[str, HouseholdError]) -> Sheet:
        people = _persons(data)
        asked = question_at(sheet.household, "personen", self.today(), self.rules, say=sheet.say)
        try:
            return replace(sheet, household=answer(sheet.household, asked, people, self.rules, say=sheet.say))
        except HouseholdError as error:
            faults["personen"] = error
            return sheet

    async def _form(
        self, sheet: Sheet, faults: Mapping[str, HouseholdError] | None = None, typed: Mapping[str, list[str]] | None = None,
        people: list[dict[str, str]] | None = None,
    ) -> Response:  # fmt: skip
        report = await within(lambda: screen(sheet.household, self.today(), self.rules, ruw=True))
        view = View(report, sheet.say, self.rules)
        parts = form(sheet.household, self.today(), self.rules, say=sheet.say)
        return self._page(
            "formulier.jinja", sheet.say, page="formulier", sheet=sheet, delen=parts, fouten=faults or {}, getypt=typed or {},
            bar=view.bar(), view=view, personen=people or _people(sheet.household), status=422 if faults else 200,
        )  # fmt: skip

    # --- results

    async def results(self, request: Request) -> Response:
        """One tab of the results."""
        data = await request.form()
        tab = request.url.path.removeprefix("/")
        return await self._results(carried(data), tab, str(data.get("regeling") or ""), printed=data.get("achterstanden") == "ja")

    async def _results(self, sheet: Sheet, tab: str, scheme: str = "", *, printed: bool = False) -> Response:
        report, talk = await within(lambda: self._stand(sheet, rough=False))
        view = View(report, sheet.say, self.rules)
        scheme = scheme if scheme in report.regelingen else ""
        steps = await within(lambda: report.uitleg(scheme)) if tab == "waarom" and scheme else ()
        drawn = await within(lambda: pictures(report)) if tab == "geld" else {}
        return self._page(
            f"{tab}.jinja", sheet.say, page=tab, sheet=sheet, report=report, view=view, bar=view.bar(), gesprek=talk, tabs=TABS,
            regeling=scheme, stappen=steps, beelden=drawn, meeprinten=printed, picture="",
            papier=take_home(report, met_achterstanden=printed),
        )  # fmt: skip

    async def compare(self, request: Request) -> Response:
        """The household beside itself after a change."""
        data = await request.form()
        sheet, kind, value = carried(data), str(data.get("wat") or ""), str(data.get("waarde") or "").strip()
        found: Verschil | None = None
        fault: VoorzieningenError | None = None
        if kind:
            try:
                found = await within(lambda: considered(sheet.household, kind, value, self.today(), self.rules, sheet.say))
            except VoorzieningenError as error:
                fault = error
        report = await within(lambda: screen(sheet.household, self.today(), self.rules))
        view = View(report, sheet.say, self.rules)
        return self._page(
            "vergelijk.jinja", sheet.say, page="vergelijk", sheet=sheet, report=report, view=view, bar=view.bar(), tabs=TABS,
            soorten=CHANGES, gekozen=kind, waarde=value, gevonden=found, fout=fault, status=422 if fault else 200,
            papier=take_home(report), picture="",
        )  # fmt: skip

    def _page(self, name: str, say: Any, *, page: str, status: int = 200, **more: Any) -> HTMLResponse:
        values = {"sheet": None, "fout": None, "herstel": False, **more}
        text = _templates().get_template(name).render(
            say=say, page=page, languages=languages(), themed=self.themed, skips=SKIPS, **values
        )
        return HTMLResponse(text, status_code=status)


def _given(data: FormData, asked: VolgendeVraag) -> Any:
    """What was answered: persons, ready answers, or what was typed; typing wins, because it says more."""
    if asked.soort == "personen":
        return _persons(data)
    chosen = several(data, "antwoord")
    if asked.soort in ("meer", "ontvangt"):
        return chosen
    typed = str(data.get("getypt") or "").strip()
    stood = chosen and typed == str(data.get("stond") or "")  # it was there already, and now something else was chosen
    return chosen[0] if chosen and (stood or not typed) else typed


def _persons(data: FormData, *, without: bool = False) -> list[dict[str, str]]:
    """The persons in a form, with one more when that was asked; `without` the one that is taken away."""
    roles, ages, names = several(data, "rol"), several(data, "geboren"), several(data, "naam")
    rows = [
        {"rol": role, "geboren": ages[at] if at < len(ages) else "", "naam": names[at] if at < len(names) else ""}
        for at, role in enumerate(roles)
        if role in _ROLES
    ]
    if data.get("erbij") in _ROLES:
        rows.append({"rol": str(data["erbij"]), "geboren": "", "naam": ""})
    if without and "eraf" in data:
        rows = [row for at, row in enumerate(rows) if str(at) != data["eraf"] or row["rol"] == "aanvrager"]
    return rows


def _without(sheet: Sheet, data: FormData) -> Sheet:
    """The conversation without the person that is taken away, so that nobody gets what was said of somebody else."""
    at = str(data.get("eraf", ""))
    return sheet.without(int(at)) if at.isdecimal() and len(at) < 3 else sheet


def _people(household: Huishouden) -> list[dict[str, str]]:
    """The persons of a household as a form shows them."""
    day = household.peildatum
    return [{"rol": one.rol, "geboren": _born(one.geboortedatum, day), "naam": one.naam or ""} for one in household.personen]


def _born(born: Any, day: Any) -> str:
    """A day of birth as somebody would type it: the day, or the month, year, age or ages of which only that is known."""
    if isinstance(born, date):
        return f"{born.day}-{born.month}-{born.year}"
    if not isinstance(born, Bereik) or not isinstance(day, date):
        return ""
    first, last = born.laagst, born.hoogst
    if first.day == 1 and (last + timedelta(1)).day == 1 and first.year == last.year:
        if first.month == last.month:
            return f"{first.month}-{first.year}"
        if (first.month, last.month) == (1, 12):
            return str(first.year)
    youngest, oldest = (day.year - one.year - ((day.month, day.day) < (one.month, one.day)) for one in (last, first))
    return str(youngest) if youngest == oldest else f"{youngest}..{oldest}"



def fault_page(error: VoorzieningenError) -> str:
    """A page that says what went wrong; what was typed is still in the page before."""
    return _templates().get_template("fout.jinja").render(
        say=texts(), page="fout", languages=languages(), themed=False, sheet=None, fout=error, herstel=False
    )
