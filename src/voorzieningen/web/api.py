"""The JSON interface: the same calls as the library, for other systems on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from voorzieningen import Huishouden, Report, RuleSet, VoorzieningenError, screen
from voorzieningen.compare import Verschil
from voorzieningen.errors import DateError, FileError, HouseholdError
from voorzieningen.questions import answer, next_question, question_at
from voorzieningen.report import Gesprek
from voorzieningen.rulebook import RegelingFile
from voorzieningen.rulebook.strict_yaml import read_json
from voorzieningen.texts import languages, texts
from voorzieningen.web.work import within
from voorzieningen.what_if import consider

PATHS = ("/screen", "/next-question", "/compare")

EXAMPLE: dict[str, Any] = {
    "peildatum": "2026-11-22",
    "sinds": "2024-05-01",
    "gemeente": "Assen",
    "personen": [
        {"rol": "aanvrager", "leeftijd": 38, "verzekerd": "ja", "toetsingsinkomen": {"2026": 21500}},
        {"rol": "kind", "leeftijd": 9, "kinderbijslag": "ja"},
    ],
    "wonen": {"soort": "huur", "zelfstandig": "ja", "kale_huur": 612.35},
    "ontvangt": {"zorgtoeslag": 0},
}
_HOUSEHOLD: dict[str, Any] = {
    "type": "object",
    "description": "Een huishouden, zoals in een huishoudbestand. Wat er niet staat, is onbekend; 0 is nul.",
    "required": ["personen"],
    "example": EXAMPLE,
}
_DAY = {"type": "string", "format": "date", "description": "De dag waarop wij kijken; anders vandaag."}


class Fout(BaseModel):
    """What was wrong with a request: where, what, and how to repair it; never a value of the household."""

    model_config = ConfigDict(extra="forbid")

    waar: str
    wat: str
    herstel: str


class Volgende(BaseModel):
    """The household with the answer in it, and where the talk stands."""

    model_config = ConfigDict(extra="forbid")

    huishouden: dict[str, Any] = Field(json_schema_extra=_HOUSEHOLD)
    gesprek: Gesprek


class RegelingKort(BaseModel):
    """One scheme: of the country, or a frame that a municipality or water board fills in."""

    model_config = ConfigDict(extra="forbid")

    regeling: str
    titel: str
    samenvatting: str
    soort: str
    uitvoerder: str


class Regels(BaseModel):
    """Which rules these are, and their schemes."""

    model_config = ConfigDict(extra="forbid")

    digest: str
    eerste_jaar: int
    regelingen: list[RegelingKort]


def _body(properties: Mapping[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["huishouden"],
        "additionalProperties": False,
        "properties": {"huishouden": _HOUSEHOLD, "op": _DAY, **properties},
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}}


_FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": Fout, "description": "Geen goede JSON."},
    403: {"model": Fout, "description": "Het verzoek komt van een andere pagina."},
    413: {"model": Fout, "description": "Te groot."},
    415: {"model": Fout, "description": "Geen application/json."},
    421: {"model": Fout, "description": "Een andere naam dan die van dit programma."},
    422: {"model": Fout, "description": "Een veld klopt niet."},
    503: {"model": Fout, "description": "Dit duurde te lang."},
}
_LANGUAGE = {"type": "string", "enum": list(languages()), "description": "De taal van de vraag; anders Nederlands."}
_ANSWER = {
    "type": "object",
    "description": "Het antwoord op een vraag: het pad en de waarde, of weet_niet, zeg_niet of later.",
    "required": ["pad", "waarde"],
    "additionalProperties": False,
    "properties": {"pad": {"type": "string"}, "waarde": {}, "aangeboden": {"type": "array", "items": {"type": "string"}}},
    "example": {"pad": "wonen.kale_huur", "waarde": "498..712.99"},
}
_CHANGES = {
    "type": "object",
    "description": "Per pad een nieuwe waarde; `weg` haalt iets weg, `+` voegt een rij toe.",
    "minProperties": 1,
    "example": {"wonen.kale_huur": 700},
}


def router(rules: RuleSet, today: Callable[[], date]) -> APIRouter:
    """The routes of the interface over one set of rules."""
    routes = APIRouter(tags=["api"], responses=_FAULTS)

    @routes.post(
        "/screen", response_model=Report, summary="Alle voorzieningen van een huishouden",
        openapi_extra=_body({}, {"huishouden": EXAMPLE, "op": "2026-11-22"}),
    )  # fmt: skip
    async def screening(request: Request) -> Response:
        """The report of one household: what it is due, what it misses, its money by month, signals and plan."""
        data = await _read(request, "op")
        household, day = _household(data), _day(data, today)
        return _json(await within(lambda: screen(household, day, rules)))

    @routes.post(
        "/next-question", response_model=Volgende, summary="De vraag die het meeste helpt",
        openapi_extra=_body(
            {"antwoord": _ANSWER, "taal": _LANGUAGE, "vorige_groep": {"type": "string"}},
            {"huishouden": EXAMPLE, "op": "2026-11-22", "antwoord": {"pad": "wonen.kale_huur", "waarde": "612,35"}},
        ),
    )  # fmt: skip
    async def question(request: Request) -> Response:
        """The household with one more answer, if there is one, and what to ask next."""
        data = await _read(request, "op", "antwoord", "taal", "vorige_groep")
        household, day = _household(data), _day(data, today)
        say, last = texts(_text(data, "taal", "nl", tuple(languages()))), _text(data, "vorige_groep", "")

        def work() -> Volgende:
            told = _answered(household, data.get("antwoord"), day)
            found = next_question(told, screen(told, day, rules), rules, say=say, last=last)
            return Volgende(huishouden=told.naar_data(), gesprek=found)

        def _answered(home: Huishouden, given: Any, on: date) -> Huishouden:
            if given is None:
                return home
            if not isinstance(given, dict) or not isinstance(given.get("pad"), str) or given.keys() - _ANSWER_KEYS:
                raise HouseholdError("dit is geen antwoord.", where="antwoord", repair="Geef `pad` en `waarde`.")
            offered = given.get("aangeboden") or []
            if not isinstance(offered, list) or not all(isinstance(one, str) for one in offered):
                raise HouseholdError("dit is geen lijst met namen.", where="aangeboden", repair="Geef namen van regelingen.")
            asked = question_at(home, given["pad"], on, rules, say=say, offered=offered)
            return answer(home, asked, given.get("waarde"), rules, say=say)

        return _json(await within(work))

    @routes.post(
        "/compare", response_model=Verschil, summary="Wat verandert er als iets verandert",
        openapi_extra=_body({"veranderingen": _CHANGES}, {"huishouden": EXAMPLE, "veranderingen": {"wonen.kale_huur": 700}}),
    )  # fmt: skip
    async def comparison(request: Request) -> Response:
        """The household beside itself after a change, both as if it had been so all year."""
        data = await _read(request, "op", "veranderingen")
        household, day, changes = _household(data), _day(data, today), data.get("veranderingen")
        if not isinstance(changes, dict) or not changes:
            raise HouseholdError("er is geen verandering.", where="veranderingen", repair="Geef paden, elk met een waarde.")
        return _json(await within(lambda: consider(household, changes, day, rules)))

    @routes.get("/rules", summary="Alle regelingen")
    def all_rules() -> Regels:
        """The schemes of the country and the frames that are filled in locally, with the digest of the rules."""
        return Regels(
            digest=rules.digest,
            eerste_jaar=rules.first_year,
            regelingen=[
                RegelingKort(
                    regeling=name, titel=one.titel, samenvatting=one.samenvatting, soort=one.soort, uitvoerder=one.uitvoerder
                )
                for name, one in _schemes(rules).items()
            ],
        )

    @routes.get("/rules/{regeling}", summary="Eén regeling, zoals zij geschreven staat", responses={404: {"model": Fout}})
    def one_rule(regeling: Annotated[str, Path(examples=["zorgtoeslag"])]) -> Response:
        """One scheme as it is written: conditions, steps, dated values and sources."""
        found = _schemes(rules).get(regeling)
        if found is None:
            return fault(404, VoorzieningenError("deze regeling bestaat niet.", where="regeling", repair="Kijk bij /rules."))
        return JSONResponse(found.model_dump(mode="json", by_alias=True, exclude_defaults=True))

    return routes


_ANSWER_KEYS = {"pad", "waarde", "aangeboden"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fault(status: int, error: VoorzieningenError) -> JSONResponse:
    """An error of the library as an answer."""
    return JSONResponse(Fout(waar=error.where, wat=error.what, herstel=error.repair).model_dump(), status_code=status)


def status_of(error: VoorzieningenError) -> int:
    """400 for what cannot be read at all, 422 for what says something impossible."""
    return 400 if isinstance(error, FileError) else 422


def _schemes(rules: RuleSet) -> Mapping[str, RegelingFile]:
    files = rules.book.files
    return {name: file.model for name, file in {**files.schemes, **files.frames}.items() if file.model.uitkomst is not None}


async def _read(request: Request, *more: str) -> dict[str, Any]:
    """The body as strict JSON: an object with `huishouden` and, of what else is named, nothing unknown."""
    data = read_json(await request.body(), "verzoek").data
    if not isinstance(data, dict):
        raise HouseholdError("hier hoort een groep met velden.", where="verzoek", repair="Stuur een object met `huishouden`.")
    for name in data:
        if name not in ("huishouden", *more):
            raise HouseholdError("dit veld bestaat niet.", where="verzoek", repair=f"Kies uit huishouden, {', '.join(more)}.")
    return data


def _household(data: Mapping[str, Any]) -> Huishouden:
    if "huishouden" not in data:
        raise HouseholdError("hier ontbreekt `huishouden`.", where="verzoek", repair="Voeg het toe.")
    return Huishouden.model_validate(data["huishouden"])


def _day(data: Mapping[str, Any], today: Callable[[], date]) -> date:
    given = data.get("op")
    if given is None:
        return today()
    try:
        if isinstance(given, str) and _DATE.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise DateError("dit is geen datum.", where="op", repair="Schrijf jaar-maand-dag, zoals 2026-11-22.")


def _text(data: Mapping[str, Any], name: str, instead: str, known: tuple[str, ...] = ()) -> str:
    found = data.get(name, instead)
    if not isinstance(found, str) or (known and found not in known):
        repair = f"Kies uit {', '.join(known)}." if known else "Geef tekst."
        raise HouseholdError("deze waarde kan niet.", where=name, repair=repair)
    return found


def _json(found: BaseModel) -> Response:
    return Response(found.model_dump_json(), media_type="application/json")

