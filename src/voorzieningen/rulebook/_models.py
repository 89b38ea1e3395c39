"""The rule files as typed records, exactly as they are written: nothing is linked or computed here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from voorzieningen.rulebook._written import (
    AT_MOST_ONE_WAY,
    LINE,
    ONE_OUTCOME,
    RHYTHM_DATES,
    Answers,
    Cells,
    Day,
    FirstOfMonth,
    FormulaText,
    Kind,
    Names,
    NewYear,
    Plain,
    Sources,
    Truth,
    Version,
    dated,
)

Instantie = Literal["gemeente", "waterschap"]
"""A body that may fill open terms."""

Onderwerp = Literal[
    "schulden", "achterstand", "formulieren", "lezen_en_schrijven", "wonen", "opvoeden", "werk", "energie", "zorgmijding",
    "jongeren_uit_huis", "vrijwilligerswerk",
]  # fmt: skip
"""A topic of the referral directory."""

Confidence = Literal["officieel", "bevestigd", "enkel", "onbevestigd"]
CONFIDENCES: tuple[Confidence, ...] = ("officieel", "bevestigd", "enkel", "onbevestigd")
"""From strongest to weakest."""

ENDED = "vervallen"

Month = Literal[
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"
]  # fmt: skip


class Record(BaseModel):
    """Base of all records of a rule file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


class Bron(Record):
    """A source: what it is, the text itself, the copy that was read, how sure it is and when somebody last looked."""

    tekst: str
    url: str
    zekerheid: Confidence
    gezien: Day
    via: str = ""
    opmerking: str = ""


class Waarde(Record):
    """One dated value of a parameter: a number, a range `a..b`, a date, a label, a table, or the name of a CSV file."""

    waarde: Cells
    bron: Sources = ()
    zekerheid: Confidence | None = None
    gezien: Day | None = None
    verouderd: Truth = False
    """The source is old or has no date: the value is used, and flagged whatever the rhythm."""
    in_werking: Day | None = None
    """The day the law became so, when that is later than the date from which it holds: it reaches back."""
    opmerking: str = ""


Rhythm = Literal["jaarlijks", "halfjaarlijks", "vrij"]


class Parameter(Record):
    """A value fixed by law or regulation, by date."""

    model_config = ConfigDict(json_schema_extra=RHYTHM_DATES)
    eenheid: Kind
    waarden: dict[FirstOfMonth, Waarde | Literal["vervallen"]]
    ritme: Rhythm | None = None
    naar: Names = ()
    schijven: str = ""
    eigenaar: str = ""
    opmerking: str = ""


class Afronding(Record):
    """Rounding to a multiple of `op`, because the cited rule says so."""

    op: Decimal
    wijze: Literal["rekenkundig", "omlaag", "omhoog"]
    bron: Sources


class Kiesregel(Record):
    """One line of a choice: a condition with its outcome, or the last line `anders`."""

    model_config = ConfigDict(json_schema_extra=LINE)
    als: FormulaText | None = None
    dan: FormulaText | None = None
    anders: FormulaText | None = None
    uitleg: str = ""
    bron: Sources = ()

    @model_validator(mode="after")
    def _complete(self) -> Kiesregel:
        if (self.als is None) != (self.dan is None) or (self.als is None) == (self.anders is None):
            raise ValueError("een regel van `kies` heeft `als` en `dan`, of alleen `anders`; vul aan of haal weg")
        return self


class Rangorde(Record):
    """Numbers the rows of a table: 1 for the first in the given order, 0 for rows outside the condition."""

    van: str
    op: tuple[str, ...] = Field(min_length=1)
    waarvoor: FormulaText | None = None


class Body(Record):
    """How a step is computed: one formula, a choice of formulas, or an order of rows."""

    model_config = ConfigDict(json_schema_extra=AT_MOST_ONE_WAY)
    formule: FormulaText | None = None
    kies: tuple[Kiesregel, ...] | None = None
    rangorde: Rangorde | None = None
    afronden: Afronding | None = None
    uitleg: str = ""
    bron: Sources = ()
    opmerking: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Body:
        if sum(way is not None for way in (self.formule, self.kies, self.rangorde)) > 1:
            raise ValueError("hier staat meer dan één van formule, kies en rangorde; houd er één over")
        if self.kies is not None and (
            not self.kies or self.kies[-1].anders is None or any(line.anders is not None for line in self.kies[:-1])
        ):
            raise ValueError("een `kies` eindigt met precies één regel `anders`; zet die als laatste, en haal andere weg")
        return self


class Stap(Body):
    """A named step; with date keys it has versions, of which the last one at or before the year holds."""

    eenheid: Kind
    versies: dict[NewYear, Body | Literal["vervallen"]] = Field(default_factory=dict)

    _versions = model_validator(mode="before")(dated)

    @model_validator(mode="after")
    def _not_both(self) -> Stap:
        if self.versies and (self.formule or self.kies or self.rangorde or self.afronden or self.uitleg):
            raise ValueError("naast versies met een datum staat nog een formule, afronding of uitleg; zet die in elke versie")
        return self


class JaNee(Record):
    """The sentence for either outcome of a condition."""

    ja: str
    nee: str

    @model_validator(mode="before")
    @classmethod
    def _keys(cls, value: Any) -> Any:
        """The keys `ja` and `nee` are truths in strict YAML."""
        names = {True: "ja", False: "nee"}
        return (
            {names.get(key, key) if isinstance(key, bool) else key: text for key, text in value.items()}
            if isinstance(value, Mapping)
            else value
        )


class ConditionBody(Record):
    """One version of a condition."""

    als: FormulaText
    uitleg: JaNee | None = None
    bron: Sources = ()
    opmerking: str = ""


class Voorwaarde(Record):
    """A named condition of the right; with date keys it has versions."""

    als: FormulaText | None = None
    uitleg: JaNee | None = None
    bron: Sources = ()
    opmerking: str = ""
    versies: dict[NewYear, ConditionBody | Literal["vervallen"]] = Field(default_factory=dict)

    _versions = model_validator(mode="before")(dated)

    @model_validator(mode="after")
    def _not_both(self) -> Voorwaarde:
        if self.versies and self.als is not None:
            raise ValueError("naast versies met een datum staat nog een `als`; zet die in elke versie")
        return self


class Uitkomst(Record):
    """Which steps are the outcome: the award, what is paid each month or quarter, and the exact month amount.

    A scheme of which no amount can be computed is `mogelijk` instead: when its conditions hold, it is worth asking.
    A scheme that protects money instead of paying it has a `grens`, the amount that stays with the household.
    """

    model_config = ConfigDict(json_schema_extra=ONE_OUTCOME)
    bedrag: str | None = None
    mogelijk: Truth = False
    grens: str | None = None
    voorschot: str | None = None
    maand: str | None = None
    per_rij: str | None = None
    """An amount per row, for a line per child or person."""
    ontvangen: str | None = None
    """What is received each month, when the household does not say so under `ontvangt`."""
    ontvangen_als: Names = ()
    betaald_in: tuple[Month, ...] = ()
    bruto: Truth = False
    """The amounts are before tax."""
    bespaart: Truth = False
    """It is no money to receive: a bill of this amount need not be paid."""

    @model_validator(mode="after")
    def _one_outcome(self) -> Uitkomst:
        if (self.bedrag is not None) + self.mogelijk + (self.grens is not None) != 1:
            raise ValueError("een uitkomst heeft een `bedrag`, is `mogelijk: ja`, of heeft een `grens`; houd er precies één over")
        if self.bedrag is None and (self.voorschot or self.maand or self.per_rij or self.ontvangen):
            raise ValueError("een uitkomst zonder bedrag heeft geen voorschot, maand, per_rij of ontvangen; haal die weg")
        return self


class Aanvragen(Record):
    """Where, with what and until when a right can be claimed; `uiterlijk` and `terug_tot` name date steps."""

    waar: str
    nodig: tuple[str, ...] = ()
    uiterlijk: str | None = None
    terug_tot: str | None = None
    niet_nodig_als: str = ""
    doorgeven: str = ""
    """Where a change is told by who receives it already, when that is not where it is claimed."""


class Einde(Record):
    """Since when a scheme does not exist any more, and what to do instead."""

    op: Day
    uitleg: str
    bron: Sources = ()


class Waarschuwing(Record):
    """Answers that do not fit together: the rows where `als` surely holds are named, with what to do."""

    als: FormulaText
    wat: str
    doe: str
    bron: Sources = ()


class NietGemodelleerd(Record):
    """What this file does not compute; with `als` it makes the outcome `niet_gemodelleerd`, without it is a remark."""

    wat: str
    als: FormulaText | None = None
    vraag_bij: str = ""
    bron: Sources = ()


class Open(Record):
    """A term the law leaves to a municipality or water board: a step without a body, which a filling gives it."""

    eenheid: Kind
    wat: str
    """What they choose, as half a sentence: "welk deel van de norm telt"."""
    bron: Sources
    naar: Names = ()
    tussen: Cells = None
    """The limits of law, `lowest..highest`, or a table of them by `naar`; they hold while nobody filled the term."""
    zolang: Cells = None
    """Of a choice with an owner: the value that holds until somebody fills in another; such a term is never open."""
    eigenaar: str = ""
    verouderd: Truth = False
    """The value of `zolang` is of an earlier year: it is used, and flagged."""
    opmerking: str = ""

    @model_validator(mode="after")
    def _keys_with_limits(self) -> Open:
        if bool(self.naar) != isinstance(self.zolang if self.tussen is None else self.tussen, Mapping):
            what = "`naar` en een tabel onder `tussen` of `zolang` horen bij elkaar, en een invulling heeft haar eigen `naar`"
            raise ValueError(f"{what}; geef beide, of geen van beide")
        if (self.zolang is None) != (not self.eigenaar) or (self.zolang is not None and self.tussen is not None):
            raise ValueError("`zolang` heeft een `eigenaar`, en staat niet naast `tussen`; noem wie dit koos, of haal één weg")
        return self


Ernst = Literal["geen", "kans", "informatie", "aandacht", "hoog", "kritiek"]
SEVERITIES: tuple[Ernst, ...] = ("geen", "kans", "informatie", "aandacht", "hoog", "kritiek")
"""From not on to a threat of today: the labels of the step `ernst` of a signal, in this order."""


class SignaalUitkomst(Record):
    """What surrounds the step `ernst` of a signal: what is measured, what to do at each severity, and by when."""

    doe: dict[Ernst, str]
    gemeten: str | None = None
    onbekend: str = ""
    """Why it may be open though nobody can be asked."""
    onderwerp: Onderwerp
    dringend: int | None = Field(default=None, ge=0, le=9)
    """Of a signal with a letter or a legal term: its place among those, and before what brings money, when it is serious."""
    afspraak: str | None = None
    """A truth: everything that is behind is paid in parts, as agreed. Then `doe_afspraak` holds, short of `kritiek`."""
    doe_afspraak: str = ""
    waarom_afspraak: str = ""
    uiterlijk: str | None = None
    """A date: the day something happens, when that comes sooner."""
    werkdagen: int | None = Field(default=None, ge=1, le=60)
    dagen: int | None = Field(default=None, ge=1, le=366)


Soort = Literal["toeslag", "uitkering", "belasting", "schuld", "lokaal", "signaal", "begrippen"]
"""What a scheme is; `schuld` is about arrears or attachment: something to do or to keep, and nothing to receive."""


class RegelingFile(Record):
    """One `regeling.yaml`."""

    regeling: str
    soort: Soort
    titel: str
    tijdvak: Literal["jaar", "maand", "moment"] = "jaar"
    samenvatting: str = ""
    uitvoerder: str = ""
    bronnen: dict[str, Bron]
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    stappen: dict[str, Stap] = Field(default_factory=dict)
    voorwaarden: dict[str, Voorwaarde] = Field(default_factory=dict)
    uitkomst: Uitkomst | None = None
    signaal: SignaalUitkomst | None = None
    """Of a signal: it reads `ernst`, and nothing but facts of the budget."""
    aanvragen: Aanvragen | None = None
    niet_gemodelleerd: tuple[NietGemodelleerd, ...] = ()
    waarschuwingen: dict[str, Waarschuwing] = Field(default_factory=dict)
    open: dict[str, Open] = Field(default_factory=dict)
    """What a municipality or water board fills in: a file with open terms is a frame."""
    ingevuld_door: dict[Instantie, str] = Field(default_factory=dict)
    """Who fill the open terms, each with the title of its own outcome; left out, the municipality does."""
    gemeente: str = ""
    """Only in this municipality: a scheme of its own."""
    waterschap: str = ""
    eerst: Names = ()
    """Schemes that go before this one: what they give makes this one lower."""
    einde: Einde | None = None

    @model_validator(mode="after")
    def _ended(self) -> RegelingFile:
        if self.einde and (self.uitkomst or self.stappen or self.voorwaarden or self.parameters):
            raise ValueError("een regeling met `einde` heeft geen stappen, voorwaarden, parameters of uitkomst; haal die weg")
        if self.uitkomst and self.uitkomst.bedrag is None and not self.voorwaarden:
            raise ValueError("een uitkomst zonder bedrag heeft `voorwaarden` nodig; schrijf wanneer vragen de moeite waard is")
        if self.soort == "signaal" and (self.uitkomst or self.voorwaarden or self.aanvragen):
            raise ValueError("een signaal heeft een stap `ernst` en een `signaal:`; haal uitkomst, voorwaarden en aanvragen weg")
        if self.signaal and (self.soort != "signaal" or self.ingevuld_door):
            raise ValueError("`signaal:` hoort bij soort signaal, en zonder `ingevuld_door`; pas `soort` aan of haal het weg")
        return self


class Tabel(Record):
    """A table of rows: what it hangs under and how many rows it may have."""

    maximum: int
    ouder: str = "huishouden"
    alleen_als: Answers = Field(default_factory=dict)
    """Only parent rows with these facts can have rows of this table."""
    alleen_nu: Truth = False
    """Its rows are about the peildatum only: a list says nothing of a time before, and nobody asks for that."""


class Feit(Record):
    """A fact about a household: its kind, where it stands in the household, and how it is asked."""

    eenheid: Kind
    wanneer: Literal["vast", "jaar", "begin_jaar", "maand", "peildatum"]
    tabel: str = "huishouden"
    pad: str = ""
    onderwerp: Literal["budget", "persoon", "oordeel"] = "persoon"
    minimum: Decimal | Day | None = None
    maximum: Decimal | Day | None = None
    decimalen: int = 0
    vraag: str = ""
    hulp: str = ""
    moeite: int = Field(default=1, ge=1, le=5)
    banden: tuple[Decimal, ...] = ()
    alleen_als: Answers = Field(default_factory=dict)
    anders: Plain = None
    aanname: Truth | None = None
    aanname_reden: str = ""
    aanname_onder: int | None = Field(default=None, ge=1, le=99)
    """The assumption holds only for somebody who is younger than this the whole year, in years."""
    geschat_door: str | None = None
    eigen: Truth = False
    """For a fact of the household: it is about the aanvrager and the partner, and says nothing of another adult."""
    alleen_zonder: str | None = None
    """A fact of the same row: only where that one is not given does this one matter; elsewhere it is `anders`."""
    jaren_terug: int = Field(default=0, ge=0, le=5)
    """For a fact of the year: the value of so many years before the year that is computed."""
    hoogstens: Literal["sinds"] | None = None
    """A date nobody gave lies at the latest on the day since when the situation holds."""
    stil_minstens: Decimal | None = None
    """What an amount nobody gave is at least, because the row itself was told."""
    stil: Literal["altijd_al", "loopt_nog"] | None = None
    """What silence about a date means: the row was there before the year (once its `sinds` lies before it), or it still runs."""
    woorden: dict[str, str] = Field(default_factory=dict)
    """How a label is written for people, where that is not the label itself: `{ww: WW}`."""
    berekend: Truth = False
    """The budget computes it: a household cannot say it."""
    kijkt_terug: int = Field(default=0, ge=0, le=12)
    """How many months before the year a rule looks at: silence is only known when `sinds` lies before those too."""


class FeitenFile(Record):
    """`feiten.yaml`: every table and every fact once."""

    tabellen: dict[str, Tabel] = Field(default_factory=dict)
    feiten: dict[str, Feit]


class VersieFile(Record):
    """`versie.yaml`."""

    versie: Version
