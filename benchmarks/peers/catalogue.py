"""Who takes part: how each engine is installed, imported and measured, and what must be said about how it computes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements")
LIBRARY = "voorzieningen"


@dataclass(frozen=True)
class Peer:
    """One row of the comparison.

    `environment` names a file in `requirements/`, `package` the distribution whose version is told (empty: none), `imports` what
    a program that uses it imports; `module` and `engine` stand in this folder.
    """

    key: str
    title: str
    environment: str
    package: str
    imports: str
    module: str
    engine: str
    how: str

    @property
    def requirements(self) -> Path:
        """What pip installs for it."""
        return REQUIREMENTS / f"{self.environment}.txt"


def _library(key: str, title: str, engine: str, how: str, *, columns: bool = False) -> Peer:
    """A row of this library."""
    imports, module = (f"{LIBRARY}, numpy", "library_columns") if columns else (LIBRARY, "library")
    return Peer(key, f"this library, {title}", "library", LIBRARY, imports, module, engine, how)


def _by_hand(key: str, title: str, package: str, imports: str, module: str, engine: str, how: str) -> Peer:
    """A row without an engine."""
    return Peer(key, title, "by_hand", package, imports, module, engine, how)


_CORE = "{0}.taxbenefitsystems, {0}.simulations"
ORACLE, CHECK = "library", "fraction"
COLUMNS = "library-columns"
PEERS = (
    _library(
        ORACLE,
        "one by one",
        "GIVEN",
        "The shipped texts of both schemes over the small `benchmarks/peers/regels/`, in which partner, income and wealth are "
        "facts, as they are for the others. Exact integers. Preparing validates the household and reads every fact by date.",
    ),
    _library(COLUMNS, "columns", "GIVEN", "The same rules, generated for columns of 64-bit integers.", columns=True),
    _library(
        "library-bounds",
        "columns in bounds",
        "GIVEN_BOUNDS",
        "The same as pairs of lowest and highest: what is unknown may stay unknown. Here everything is known.",
        columns=True,
    ),
    _library(
        "library-shipped",
        "one by one, all shipped law",
        "SHIPPED",
        "More work than the others do: also who is partner by law, what the income over the year is, and until when one can "
        "apply. Over the first 2,000 households.",
    ),
    _library(
        "library-shipped-columns",
        "columns in bounds, all shipped law",
        "SHIPPED",
        "The same rules in columns, as pairs. Over the first 20,000 households.",
        columns=True,
    ),
    Peer(
        "openfisca",
        "OpenFisca-Core",
        "openfisca",
        "openfisca-core",
        _CORE.format("openfisca_core"),
        "microsimulation",
        "OPENFISCA",
        "Can express everything. Vectorised formulas, variables by month, `ADD` over the year, no trace. What a formula gives is "
        "kept as `float32` or `int32`; its types have no `float64` and no decimals.",
    ),
    Peer(
        "policyengine",
        "policyengine-core",
        "policyengine",
        "policyengine-core",
        _CORE.format("policyengine_core"),
        "microsimulation",
        "POLICYENGINE",
        "The same text as for OpenFisca-Core, of which it began as a copy; `float32` too.",
    ),
    Peer(
        "gettsim",
        "GETTSIM (ttsim)",
        "gettsim",
        "ttsim-backend",
        "ttsim",
        "gettsim_engine",
        "GETTSIM",
        "Has no months within a year: expressed with a row for each person and month, and the household in a month as a group. "
        "Then it can express everything. NumPy backend, `float64`. The function it makes of the rules is made once and called "
        "without its checks on input and on types; plain `main` makes it at every call, which takes tens of milliseconds.",
    ),
    Peer(
        "zen",
        "zen-engine",
        "zen",
        "zen-engine",
        "zen",
        "zen_engine",
        "ZEN",
        "One JDM decision of expressions from its static loader, which compiles it once. Decimals of 28 digits. Households go in "
        "as JSON, birthdays as months: in its dates 29 February plus eighteen years is no date. It has no columns.",
    ),
    _by_hand("float", "Python by hand, float", "", "math", "by_hand", "FLOAT", "One function; the months in a loop."),
    _by_hand(
        "decimal",
        "Python by hand, Decimal",
        "",
        "decimal",
        "by_hand",
        "DECIMAL",
        "The same function; 28 digits, so a twelfth is rounded.",
    ),
    _by_hand(
        CHECK,
        "Python by hand, Fraction",
        "",
        "fractions",
        "by_hand",
        "FRACTION",
        "The same function, exact: the check on this library.",
    ),
    _by_hand(
        "polars",
        "Polars by hand, int64",
        "polars",
        "polars",
        "by_polars",
        "POLARS",
        "One lazy plan, the months as columns, exact integers, one thread.",
    ),
    _by_hand(
        "numpy-float",
        "NumPy by hand, float64",
        "numpy",
        "numpy",
        "by_numpy",
        "FLOATING",
        "The year is divided by twelve once, so that hardly anything is rounded before the end.",
    ),
    _by_hand(
        "numpy",
        "NumPy by hand, int64",
        "numpy",
        "numpy",
        "by_numpy",
        "INTEGERS",
        "The floor: exact integers over a denominator worked out by hand.",
    ),
)
