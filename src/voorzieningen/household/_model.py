"""The household model: frozen, every field checked once, every fault one clear Dutch HouseholdError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from voorzieningen.household._data import plain
from voorzieningen.household._dates import born, earliest, latest
from voorzieningen.household._messages import deeper, fault, household_error
from voorzieningen.household.fields import (
    MOST_PERSONS,
    MOST_ROWS,
    PER,
    Bedrag,
    Dag,
    Datum,
    Enkel,
    Feit,
    Getal,
    Getalwaarde,
    Label,
    Leeftijd,
    Naam,
    Plaats,
    Plain,
    Saldo,
    Waarheid,
    fixed_label,
    label,
    names,
    plain_label,
    read_amount,
    read_answers,
    read_fact,
    read_months,
    read_received,
    read_row_number,
    read_version,
    read_words,
    rows,
    silent_if_unknown,
)
from voorzieningen.household.values import Namen, Ontvangst

if TYPE_CHECKING:
    from voorzieningen.rulebook.strict_yaml import Document

R = TypeVar("R")
SERVICEKOSTEN = ("schoonmaak", "energie", "huismeester", "recreatieruimte", "overig")

Rijen: TypeAlias = Annotated[tuple[R, ...] | None, BeforeValidator(rows(MOST_ROWS))]
Soort = Annotated[Enkel, fixed_label()]
Per = Annotated[Enkel, fixed_label(*PER)]
Feiten = Annotated[Namen[Feit] | None, Plain(names(read_fact), "groep")]


class Record(BaseModel):
    """Base of the household's records: frozen, no unknown fields, and no household value in errors or repr."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Read plain data (a dict as from YAML or JSON) into a record. Raises HouseholdError for the first fault."""
        return cls._read(obj, None, options)

    @classmethod
    def _read(cls, data: Any, document: Document | None, options: Mapping[str, Any]) -> Self:
        try:
            return super().model_validate(data, **options)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        # Raised here, not above: a chained error would carry the household's values along.
        raise household_error(errors, cls, document)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show no fields: a repr ends up in logs."""
        return iter(())

    def __str__(self) -> str:
        return repr(self)


class _Rij(Record):
    sinds: Datum = None  # the day since when what this row says holds
    feiten: Feiten = None


class _Periode(_Rij):
    van: Datum = None
    tot: Datum = None

    @model_validator(mode="after")
    def _van_voor_tot(self) -> Self:
        van, tot = earliest(self.van), latest(self.tot)
        if van and tot and van > tot:
            raise fault("`tot` ligt voor `van`.", "Draai ze om, of kijk de datums na.", ("tot",))
        return self


class Inkomen(_Periode):
    """One source of income in euros `per` period: taxable (`bruto`), paid out (`netto`) and withheld (`loonheffing`).

    `betaald_op` is one day on which it is paid: from that follow the day of the month, and which month has two payments.
    """

    soort: Soort = None
    bruto: Bedrag = None
    netto: Bedrag = None
    loonheffing: Bedrag = None
    loonheffingskorting: Waarheid = None
    per: Per = None
    vakantiegeld: Annotated[Enkel, fixed_label("mei", "juni", "maandelijks", "geen")] = None
    dertiende_maand: Waarheid = None
    betaald_op: Datum = None


class Ouder(_Rij):
    """One parent of a student, at home or elsewhere, with the income in euros a year."""

    toetsingsinkomen: Saldo = None
    partner: Waarheid = None
    studerende_kinderen: Getal = None
    kinderen_vo: Getal = None
    duo_aflossing: Bedrag = None
    telt_niet_mee: Waarheid = None


class Bezit(_Rij):
    """One possession, with its value in euros."""

    soort: Annotated[Enkel, fixed_label(
        "bank", "spaargeld", "contant", "beleggingen", "crypto", "tweede_woning", "grond", "eigen_woning", "inboedel",
        "overig",
    )] = None  # fmt: skip
    waarde: Bedrag = None


class Opvang(_Periode):
    """One childcare contract: hours per month, euros per hour."""

    soort: Annotated[Enkel, fixed_label("dagopvang", "bso", "gastouder")] = None
    uren: Getal = None
    uurprijs: Bedrag = None
    geregistreerd: Waarheid = None


class Persoon(_Periode):
    """Somebody who lives or lived here (`van`, `tot`); what counts as a partner is law, `rol` is what people say.

    `leeftijd` in years may stand in for the date of birth; in a household it becomes a range of dates.
    """

    rol: Annotated[str, plain_label("aanvrager", "partner", "kind", "medebewoner")]
    naam: Naam = None
    geboortedatum: Datum = None
    leeftijd: Leeftijd = None
    relatie: Annotated[Label, label("gehuwd", "geregistreerd", "samenlevingscontract", "samenwonend", "geen")] = None
    relatie_sinds: Datum = None
    echtscheiding_verzocht: Waarheid = None
    samen_kind: Waarheid = None
    kind_erkend: Waarheid = None
    pensioenpartner: Waarheid = None
    woning_samen: Waarheid = None
    zakelijk_huurcontract: Waarheid = None
    partner_vorig_jaar: Waarheid = None
    eerste_graad: Waarheid = None
    onderhuurder: Waarheid = None
    verzekerd: Waarheid = None
    kinderbijslag: Waarheid = None
    toetsingsinkomen: Saldo = None
    rendementsgrondslag: Saldo = None
    activiteit: Annotated[Label, label("werk", "traject", "studie", "inburgering", "geen")] = None
    einde_werk: Datum = None
    wlz: Waarheid = None
    school: Annotated[Label, label()] = None
    inkomens: Rijen[Inkomen] = None
    ouders: Rijen[Ouder] = None
    bezit: Rijen[Bezit] = None
    opvang: Rijen[Opvang] = None

    @model_validator(mode="after")
    def _een_leeftijd(self) -> Self:
        if self.geboortedatum is None and self.leeftijd is None:
            repair = "Vul `geboortedatum` of `leeftijd` in; weet u het niet, schrijf dan geboortedatum: onbekend."
            raise fault("deze persoon heeft geen geboortedatum.", repair, ("geboortedatum",))
        if self.geboortedatum is not None and self.leeftijd is not None:
            raise fault("geboortedatum en leeftijd staan er allebei.", "Houd de geboortedatum.", ("leeftijd",))
        return self


class Wonen(_Rij):
    """The home, in euros per month. Service costs: absent is unknown, an empty group is none."""

    soort: Annotated[Label, label("huur", "koop", "kamer", "inwonend", "instelling", "geen")] = None
    zelfstandig: Waarheid = None
    kale_huur: Bedrag = None
    servicekosten: Annotated[Namen[Getalwaarde] | None, Plain(names(read_amount, SERVICEKOSTEN), "groep", SERVICEKOSTEN)] = None
    aangepast: Waarheid = None
    eerder_huurtoeslag: Waarheid = None
    hypotheek: Bedrag = None


class Voertuig(_Rij):
    """One vehicle, with its value in euros."""

    waarde: Bedrag = None
    onmisbaar: Waarheid = None


class Uitgave(_Periode):
    """One expense in euros `per` period; `persoon` counts persons from 1, `in` lists the months of payment.

    `betaald_op` is one day on which it is paid.
    """

    soort: Soort = None
    bedrag: Bedrag = None
    per: Per = None
    persoon: Annotated[int | None, Plain(read_row_number, "nummer")] = None
    in_maanden: Annotated[tuple[str, ...] | None, Plain(read_months, "maanden")] = Field(default=None, alias="in")
    betaald_op: Datum = None


class _Afbetaald(_Rij):
    """What is owed to one creditor, in euros; by a `regeling` `aflossing` is paid `per` period, `nagekomen` or not."""

    soort: Soort = None
    bedrag: Bedrag = None
    regeling: Waarheid = None
    aflossing: Bedrag = None
    per: Per = None
    nagekomen: Waarheid = None


class Achterstand(_Afbetaald):
    """What is behind on one kind of bill; `sinds` is the day of the oldest unpaid bill, `persoon` counts from 1."""

    persoon: Annotated[int | None, Plain(read_row_number, "nummer")] = None


class Schuld(_Afbetaald):
    """One debt."""


class Brief(_Rij):
    """A letter that frightens: its date, and the day on which what it announces will happen."""

    soort: Annotated[Enkel, fixed_label(
        "afsluiting_energie", "afsluiting_water", "dagvaarding", "ontruiming", "einde_zorgverzekering", "deurwaarder",
        "aanmaning", "overig",
    )] = None  # fmt: skip
    datum: Datum = None
    uiterlijk: Datum = None


class Gebeurtenis(_Rij):
    """Something that changes a life; health, residence status and release are left out on purpose."""

    soort: Annotated[Enkel, fixed_label(
        "uit_elkaar", "samenwonen", "baan_stopt", "baan_begint", "baby", "kind_wordt_18", "kind_uit_huis", "uit_huis",
        "verhuizen", "pensioen", "overlijden", "overig",
    )] = None  # fmt: skip
    op: Datum = None


class Aanslag(_Rij):
    """One bill of a municipality or water board in euros, and what of it was paid already."""

    soort: Soort = None
    instantie: Annotated[Enkel, fixed_label("gemeente", "waterschap")] = None
    bedrag: Bedrag = None
    betaald: Bedrag = None


class Kosten(_Rij):
    """One special cost in euros; `persoon` counts persons from 1."""

    soort: Soort = None
    bedrag: Bedrag = None
    noodzakelijk: Waarheid = None
    persoon: Annotated[int | None, Plain(read_row_number, "nummer")] = None


class Gesprek(Record):
    """How far a talk came: by path what was answered without an amount, and which papers are on the table.

    It is no part of the household: no rule reads it, and a report does not change with it.
    """

    antwoorden: Annotated[Namen[str] | None, Plain(read_answers, "groep")] = None
    papieren: Annotated[tuple[str, ...] | None, Plain(read_words, "groep")] = None


class Huishouden(Record):
    """One household on `peildatum`. A field that is None was not said; a list that is there is complete.

    Values without a date hold since the `sinds` of their row, else since the `sinds` of the household. `versie` is that of
    the file format, and `gesprek` what a talk remembers; both are labels.
    """

    versie: Annotated[int | None, Plain(read_version, "nummer")] = None
    peildatum: Dag = None
    sinds: Datum = None
    gemeente: Plaats = None
    waterschap: Plaats = None
    personen: Annotated[tuple[Persoon, ...], BeforeValidator(rows(MOST_PERSONS, at_least=1))]
    wonen: Annotated[Wonen | None, BeforeValidator(silent_if_unknown)] = None
    voertuigen: Rijen[Voertuig] = None
    uitgaven: Rijen[Uitgave] = None
    achterstanden: Rijen[Achterstand] = None
    schulden: Rijen[Schuld] = None
    brieven: Rijen[Brief] = None
    gebeurtenissen: Rijen[Gebeurtenis] = None
    ontvangt: Annotated[Namen[Ontvangst] | None, Plain(names(read_received), "groep")] = None
    aanslagen: Rijen[Aanslag] = None
    kosten: Rijen[Kosten] = None
    feiten: Feiten = None
    gesprek: Gesprek | None = None

    @classmethod
    def from_document(cls, document: Document) -> Self:
        """Read a household file. Raises HouseholdError that names file, line and column of the first fault."""
        return cls._read(document.data, document, {})

    def naar_data(self) -> dict[str, Any]:
        """Give plain data for YAML or JSON that `model_validate` reads as an equal household."""
        data: dict[str, Any] = plain(self)
        return data

    def naamloos(self) -> Self:
        """The same household without its labels: names, what a talk remembers, and the version of its file."""
        persons = tuple(person.model_copy(update={"naam": None}) for person in self.personen)
        return self.model_copy(update={"personen": persons, "gesprek": None, "versie": None})

    @property
    def aanvrager(self) -> Persoon:
        """The one person who applies."""
        return next(person for person in self.personen if person.rol == "aanvrager")

    @field_validator("personen")
    @classmethod
    def _wie(cls, persons: tuple[Persoon, ...], info: ValidationInfo) -> tuple[Persoon, ...]:
        roles = [person.rol for person in persons]
        if "aanvrager" not in roles:
            raise fault("er is geen aanvrager.", "Geef een persoon rol: aanvrager.")
        for role in ("aanvrager", "partner"):
            if roles.count(role) > 1:
                second = roles.index(role, roles.index(role) + 1)
                raise fault(f"er is al een {role}.", "Geef deze persoon een andere rol.", (second, "rol"))
        if "peildatum" not in info.data:  # wrong, and told already
            return persons
        return tuple(
            person if person.leeftijd is None else _born(row, person, info.data["peildatum"])
            for row, person in enumerate(persons)
        )

    @model_validator(mode="after")
    def _personen_bestaan(self) -> Self:
        listed: list[tuple[str, Sequence[Uitgave | Kosten | Achterstand]]] = [
            ("uitgaven", self.uitgaven or ()), ("kosten", self.kosten or ()), ("achterstanden", self.achterstanden or ()),
        ]  # fmt: skip
        for name, items in listed:
            for row, item in enumerate(items):
                if item.persoon is not None and item.persoon > len(self.personen):
                    raise fault("deze persoon is er niet.", "Tel de personen vanaf 1.", (name, row, "persoon"))
        return self


def _born(row: int, person: Persoon, today: date | None) -> Persoon:
    # Kept as dates of birth, an age stays right when the file is opened again a year later.
    try:
        return person.model_copy(update={"geboortedatum": born(person.leeftijd, today), "leeftijd": None})
    except PydanticCustomError as error:
        raise deeper(deeper(error, "leeftijd"), row) from None
