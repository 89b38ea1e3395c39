"""How each household stands with a scheme in a table of results, as small numbers, and what it misses in cents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voorzieningen.batch.hide_counts import Columns, Ints

STANDING = Columns(
    ("mist", "in_orde", "te_veel", "niet_zeker", "misschien", "onbekend", "zonder_recht", "geen_recht"),
    {"recht": ("mist", "in_orde", "te_veel", "niet_zeker")}, frozenset({"mist", "recht"}),
)
"""Each household stands in one leaf. `recht` has a sure right: it misses all or part of it, has what is due, receives too
much, or it is not known what it receives. `misschien`: answers or a human judgement are missing. `onbekend`: the rule is not
there. `zonder_recht` receives something without a right. `geen_recht` has none, or the scheme does not hold there."""
SIGNAL = Columns(("ja", "onbekend", "nee"), dear=frozenset({"ja"}))
MISSES = STANDING.leaves.index("mist")
SUMS = ("jaar.laagst", "jaar.hoogst", "alsnog.laagst", "alsnog.hoogst")
"""What is missed over this year, and what can still be claimed over all open years."""

_MISSED, _FINE, _TOO_MUCH = ("onbenut", "te_weinig"), ("klopt", "ter_informatie"), "te_veel"
_NO_RULE = ("niet_ingevoerd", "niet_gemodelleerd")


def schemes(names: Sequence[str]) -> list[str]:
    """The schemes in the columns of a table of results."""
    return [name.removesuffix(".recht") for name in names if name.endswith(".recht")]


def signals(names: Sequence[str]) -> list[str]:
    """The signals in the columns of a table of results."""
    return [name.removeprefix("signalen.") for name in names if name.startswith("signalen.")]


def words(table: pa.Table, name: str) -> tuple[Ints, list[str]]:
    """A column of words as places in the list of its words; -1 for nothing, also when the column is not there."""
    if name not in table.column_names:
        return np.full(table.num_rows, -1), []
    column = table[name].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    places = coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    return places, [str(one) for one in coded.dictionary.to_pylist()]


def standing(table: pa.Table, scheme: str) -> Ints:
    """The leaf of STANDING of each household."""
    rights, found = (words(table, f"{scheme}.{what}") for what in ("recht", "bevinding"))
    sure, no, no_rule = _is(rights, ("ja",)), _is(rights, ("nee",)), _is(rights, _NO_RULE)
    nothing = rights[0] < 0
    leaves = STANDING.leaves.index
    return np.select(
        [
            nothing, no & _is(found, (_TOO_MUCH,)), no, no_rule | _is(found, ("vraag_gemeente",)), ~sure,
            _is(found, _MISSED), _is(found, _FINE), _is(found, (_TOO_MUCH,)),
        ],
        [
            leaves("geen_recht"), leaves("zonder_recht"), leaves("geen_recht"), leaves("onbekend"), leaves("misschien"),
            leaves("mist"), leaves("in_orde"), leaves("te_veel"),
        ],
        leaves("niet_zeker"),
    )  # fmt: skip


def signal(table: pa.Table, name: str) -> Ints:
    """The leaf of SIGNAL of each household; what is not computed is not known."""
    found = words(table, f"signalen.{name}")
    return np.select([_is(found, ("ja",)), _is(found, ("nee",))], [0, 2], 1)


def missed(table: pa.Table, scheme: str) -> Ints | None:
    """What a household that misses the scheme misses: households x SUMS in cents; None for a scheme without amounts.

    Over a year that is what is due less twelve times what is received a month.
    """
    if f"{scheme}.per_jaar.laagst" not in table.column_names:
        return None
    got = 12 * cents(table, f"{scheme}.ontvangen")
    yearly = [np.maximum(cents(table, f"{scheme}.per_jaar.{end}") - got, 0) for end in ("laagst", "hoogst")]
    return np.column_stack([*yearly, *(cents(table, f"{scheme}.gemist.{end}") for end in ("laagst", "hoogst"))])


def cents(table: pa.Table, name: str) -> Ints:
    """A column of amounts in whole cents; 0 where nothing is known."""
    found = [np.zeros(0, np.int64)]
    for chunk in table[name].chunks:
        # A decimal is an integer of two words; the low one is the whole value, as no amount needs more than 63 bits.
        exact = chunk.cast(pa.decimal128(18, 2))
        low = np.frombuffer(exact.buffers()[1], np.int64)[::2][exact.offset : exact.offset + len(exact)]
        valid = exact.is_valid().to_numpy(zero_copy_only=False)
        found.append(np.where(valid, low, 0))
    return np.concatenate(found)


def known(table: pa.Table, name: str) -> npt.NDArray[np.bool_]:
    """Where a column has a value."""
    return np.asarray(table[name].is_valid().to_numpy())


def _is(column: tuple[Ints, list[str]], labels: Sequence[str]) -> npt.NDArray[np.bool_]:
    places, all_labels = column
    return np.isin(places, [number for number, label in enumerate(all_labels) if label in labels])
