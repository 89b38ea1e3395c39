"""The toetsingsinkomen of each household, from its persons, so that an effect can be divided by income."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

INCOME = "toetsingsinkomen"
_EUR = pa.decimal128(11, 2)
_WHO = pa.array(["aanvrager", "partner"])


def with_income(results: pa.Table, tables: Mapping[str, pa.Table], op: date) -> pa.Table:
    """The results with the column `toetsingsinkomen`: that of the aanvrager and the partner together in the year of `op`.

    Null where one of both did not say it, or gave a range. The results stay as they are when they have the column already,
    or when no person has it.
    """
    persons = tables.get("personen")
    if INCOME in results.column_names or persons is None or INCOME not in persons.column_names:
        return results
    persons = persons.filter(pc.is_in(persons["rol"].cast(pa.string()), value_set=_WHO))
    income = persons[INCOME].cast(_EUR)
    if (highest := f"{INCOME}__hoogst") in persons.column_names:
        income = pc.if_else(pc.is_valid(persons[highest]), pa.scalar(None, _EUR), income)
    who = _names(persons["huishouden"], persons["nummer"])
    dated = _of_year(tables.get("verloop"), op.year)
    if dated is not None:
        at = pc.index_in(who, value_set=dated["wie"].combine_chunks())
        income = pc.coalesce(pc.take(dated["waarde"], at), income)
    given = pa.table({"huishouden": persons["huishouden"].cast(pa.string()), "inkomen": income})
    each = given.group_by("huishouden", use_threads=False).aggregate([
        ("inkomen", "sum", pc.ScalarAggregateOptions(skip_nulls=False)),
    ])  # fmt: skip
    at = pc.index_in(results["huishouden"].cast(pa.string()), value_set=each["huishouden"].combine_chunks())
    return results.append_column(INCOME, pc.take(each["inkomen_sum"], at))


def _of_year(dated: pa.Table | None, year: int) -> pa.Table | None:
    """The incomes that were told for one year, by household and number of the person."""
    if dated is None:
        return None
    about = pc.and_(pc.equal(dated["tabel"].cast(pa.string()), "personen"), pc.equal(dated["veld"].cast(pa.string()), INCOME))
    here = dated.filter(pc.and_(about, pc.equal(pc.year(dated["vanaf"]), year)))
    exact = here.filter(pc.is_null(here["waarde_hoogst"]))
    numbers = exact.filter(pc.match_substring_regex(exact["waarde"], r"^-?[0-9]+(\.[0-9]{1,2})?$"))
    return pa.table({"wie": _names(numbers["huishouden"], numbers["persoon"]), "waarde": numbers["waarde"].cast(_EUR)})


def _names(household: pa.ChunkedArray, number: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(household.cast(pa.string()), number.cast(pa.string()), "\n")
