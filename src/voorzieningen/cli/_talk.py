"""The talk in the terminal, and the page: `voorzieningen intake` and `voorzieningen serve`."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from voorzieningen import Huishouden, Report, RuleSet, VoorzieningenError, load_rules, screen
from voorzieningen.cli._io import Day, Packs, clear_errors, complain, console, peildatum, read_file, show, width, write
from voorzieningen.errors import FileError, HouseholdError
from voorzieningen.household import read_saved, saved_text
from voorzieningen.household.fields import VERSION
from voorzieningen.questions import answer, doubtful, next_question, question_at
from voorzieningen.render import Line, report_lines
from voorzieningen.render.figures import euro
from voorzieningen.render.page import Page
from voorzieningen.render.total import total
from voorzieningen.report import Gesprek, VolgendeVraag
from voorzieningen.texts import Texts, texts

_ROLES = {"partner": "partner", "kind": "kind", "ander": "medebewoner", "ik": "aanvrager"}
_PERSON = re.compile(r"(?:(ik|partner|kind|ander)\s*)?([\d.\-/]+|\?)?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,3}")
_COLUMNS = 72


def add_talk(app: typer.Typer) -> None:
    """Adds the commands of this file to the program."""
    app.command("intake", help="Een gesprek: vraag voor vraag, met wat zeker is en wat misschien.")(intake_command)
    app.command("serve", help="De pagina in de browser, alleen op deze computer.")(serve_command)


def intake_command(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="Een bestand om mee verder te gaan, en om in te bewaren.")
    ] = None,
    op: Day = None,
    pakketten: Packs = None,
) -> None:
    """Asks question by question until it is enough, and ends with the report."""
    with clear_errors():
        day = peildatum(op)
        known = file is not None and Path(file).exists()
        saved = read_saved(read_file(file).data) if file and known else None
        talk = _Intake(load_rules(packs=pakketten or ()), day, texts(), saved.household if saved else _nobody(day), file)
        for note in saved.notes if saved else ():
            talk.tell(note)
        if saved and isinstance(saved.household.peildatum, date) and saved.household.peildatum < day:
            talk.tell(talk.say("intake.verder", dag=f"{saved.household.peildatum:%d-%m-%Y}"))
        talk.run()


def serve_command(
    poort: Annotated[int, typer.Option("--poort", metavar="GETAL", min=1, max=65535, help="De poort op deze computer.")] = 8000,
    adres: Annotated[str, typer.Option("--adres", metavar="ADRES", help="Een ander adres dan deze computer.")] = "127.0.0.1",
    elsewhere: Annotated[
        bool, typer.Option("--ook-van-buiten", help="Sta een ander adres toe: dan kan iedereen in uw netwerk bij de pagina.")
    ] = False,
    thema: Annotated[Path | None, typer.Option("--thema", metavar="FILE", help="De kleuren van een gemeente, als CSS.")] = None,
    pakketten: Packs = None,
) -> None:
    """Serves the page until it is stopped."""
    with clear_errors():
        try:
            from voorzieningen.web.run import serve
        except ModuleNotFoundError:
            repair = "Installeer: pip install 'voorzieningen[web]'"
            raise VoorzieningenError("voor de pagina is de extra web nodig.", where="serve", repair=repair) from None
        say = texts()
        host = f"[{adres}]" if ":" in adres else adres
        rules = load_rules(packs=pakketten or ())
        serve(
            rules, adres, poort, elsewhere=elsewhere, theme=thema,
            ready=lambda: typer.echo(say("serve.open", adres=f"http://{host}:{poort}/")),
            warn=lambda: typer.echo(say("serve.buiten"), err=True),
        )  # fmt: skip


def _nobody(day: date) -> Huishouden:
    return Huishouden.model_validate(
        {"peildatum": day.isoformat(), "personen": [{"rol": "aanvrager", "geboortedatum": "onbekend"}]}
    )


@dataclass
class _Intake:
    """One talk: what was answered, in order, so that every answer can be taken back."""

    rules: RuleSet
    day: date
    say: Texts
    household: Huishouden
    file: str | None
    before: list[tuple[Huishouden, str]] = field(default_factory=list)
    last: str = ""
    saved: bool = True

    def run(self) -> None:
        """Asks until nothing is left, it is enough and the coach stops, or the input ends."""
        if callable(reconfigure := getattr(sys.stdin, "reconfigure", None)):
            reconfigure(errors="replace")
        self.tell(self.say("intake.begin"))
        again = ""
        while True:
            report = screen(self.household, self.day, self.rules, ruw=True)
            talk = next_question(self.household, report, self.rules, say=self.say, last=self.last)
            asked = self._again(again, report) if again and not (talk.vraag and talk.vraag.pad == again) else talk.vraag
            if asked is None:
                break
            self._show(asked, talk, report)
            again = ""
            word = self._read()
            if word is None or word == "s":
                break
            again = self._heard(asked, word)
        self._end()

    def _again(self, path: str, report: Report) -> VolgendeVraag:
        """A question that is not the next one by itself, because it was answered before."""
        offered = [name for name, one in report.regelingen.items() if one.per_jaar.hoogst > 0 and one.ritme != "geen"]
        return question_at(self.household, path, self.day, self.rules, say=self.say, offered=offered)

    def _heard(self, asked: VolgendeVraag, word: str) -> str:
        """Acts on one line, and gives the path to ask again; empty to go on."""
        if word == "t":
            if not self.before:
                self.tell(self.say("intake.geen_terug"))
                return asked.pad
            (self.household, path), self.saved = self.before.pop(), False
            return path
        if word == "b":
            self._save()
            return asked.pad
        if word == "?":
            self.tell(asked.waarom or self.say("waarom.begin"))
            return asked.pad
        skip = {"w": "weet_niet", "n": "zeg_niet", "l": "later"}.get(word)
        try:
            value = skip or self._value(asked, word)
            household = answer(self.household, asked, value, self.rules, say=self.say)
            if isinstance(value, str) and not skip and doubtful(asked, value, self.rules):
                self.tell(self.say("intake.twijfel", bedrag=value))
                if self._read() != "j":
                    return asked.pad
            screen(household, self.day, self.rules, ruw=True)  # an answer that does not fit with the others is told here
        except HouseholdError as error:
            self.tell(f"{self.say('fout.titel')} {error.what} {error.repair}".strip())
            return asked.pad
        self.before.append((self.household, asked.pad))
        self.household, self.last, self.saved = household, asked.groep, False
        return ""

    def _value(self, asked: VolgendeVraag, word: str) -> Any:
        """What a line means for this question: the number of a ready answer, several, or what was typed."""
        if asked.soort == "personen":
            return list(_persons(word, self.say))
        numbers = word.replace(",", " ").split()
        ready = asked.opties if asked.soort != "plaats" else ()
        if ready and all(_NUMBER.fullmatch(one) and 1 <= int(one) <= len(ready) for one in numbers):
            chosen = [ready[int(one) - 1].waarde for one in numbers]
            if asked.soort in ("meer", "ontvangt"):
                return chosen
            if len(chosen) > 1:
                raise HouseholdError(self.say("fout.keuze"), where=asked.pad)
            if chosen:
                return chosen[0]
        return word

    # --- showing and reading

    def _show(self, asked: VolgendeVraag, talk: Gesprek, report: Report) -> None:
        page = Page(_COLUMNS)
        page.line("")
        count = self.say("nog_ongeveer", aantal=talk.nuttig) if talk.nuttig > 1 else ""
        page.text(" · ".join(one for one in (self.say(f"groep.{asked.groep}"), count, asked.over) if one))
        if talk.genoeg:
            page.text(self.say("intake.genoeg"))
        page.text(asked.vraag, "vraag")
        if asked.hulp:
            page.text(asked.hulp, "grijs")
        for number, one in enumerate(asked.opties, 1) if asked.soort != "plaats" else ():
            page.text(one.tekst, indent=2, first=f"{number:>2}  ")
        page.text(self.say(f"intake.hoe.{asked.soort}"), "grijs")
        page.blank()
        page.text(self.say("intake.toetsen"), "grijs")
        page.text(self._total(report), "kop")
        show(console(), page.lines)

    def _total(self, report: Report) -> str:
        found = total(report)
        much = found.each_month >= 1
        sure = self.say("balk.zeker", bedrag=euro(found.each_month)) if much else self.say("balk.nog_niets")
        perhaps = self.say("balk.misschien", aantal=len(found.perhaps)) if found.perhaps else ""
        today = self.say("balk.vandaag") if found.critical else ""
        return f"[{' · '.join(one for one in (today, sure, perhaps) if one)}]"

    def tell(self, text: str) -> None:
        """One paragraph."""
        page = Page(_COLUMNS)
        page.text(text)
        show(console(), page.lines)

    def _read(self) -> str | None:
        """One line of the coach, without what stands around it; None at the end of the input."""
        typer.echo("> ", nl=False)
        line = sys.stdin.readline()
        text = line.strip()
        return (text.lower() if len(text) == 1 else text) if line else None

    # --- saving and ending

    def _save(self) -> None:
        if self.file is None:
            self.tell(self.say("intake.naam"))
            self.file = self._read() or None
            if self.file and os.path.isfile(self.file):
                self.tell(self.say("intake.bestaat"))
                self.file = self.file if self._read() == "j" else None
        if self.file is None:
            return
        text = saved_text(self.household, self.say("bewaar.kop", dag=self.day.isoformat()))
        if self.file.lower().endswith(".json"):
            text = json.dumps({"versie": VERSION, **self.household.naar_data()}, ensure_ascii=False, indent=2) + "\n"
        try:
            if not self.file.isprintable():  # no system writes such a name everywhere
                raise FileError("deze naam kan niet.", where="bestand", repair="Gebruik letters en cijfers.")
            write(Path(self.file), text.encode())
            self.saved = True
        except VoorzieningenError as error:
            complain(error)
            self.file = None

    def _end(self) -> None:
        report = screen(self.household, self.day, self.rules)
        terminal = console()
        show(terminal, [Line(""), *report_lines(report, width=width(terminal))])
        if not self.saved:
            self.tell(self.say("intake.bewaren"))
            if self._read() == "j":
                self._save()


def _persons(text: str, say: Texts) -> Iterator[dict[str, str]]:
    """`38, partner 35, kind 9`: the first without a word is who asks. Raises HouseholdError for anything else."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for at, part in enumerate(parts):
        found = _PERSON.fullmatch(part)
        if not found or (at > 0 and not found[1]) or (at > 0 and found[1].lower() == "ik"):
            raise HouseholdError(say("intake.fout_personen"), where="personen")
        born = (found[2] or "").replace("?", "")
        yield {"rol": _ROLES[(found[1] or "ik").lower()], "geboren": born}
