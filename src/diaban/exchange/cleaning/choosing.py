"""Which columns of a list hold the address: by their headings, else by what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from diaban.exchange.cleaning.telling import read_address
from diaban.exchange.importing.mapping import mapping_of
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.proposing import propose_columns

# the parts of an address in the order in which they are written, where each has a column
_PARTS = (
    *("unit", "building", "house_number", "lanes", "street", "locality"),
    *("commune_name", "district", "province"),
)
_PLACES = frozenset({"street", "locality", "building", "commune_name"})
_LOOKED_AT = 100
_LEAST_SHARE = 0.5
_FEWEST_PARTS = 2


def choose_columns(
    columns: Sequence[str], rows: Sequence[Sequence[str]], wanted: Sequence[str] = ()
) -> list[str]:
    """Return the columns that make up the address, in the order in which they are joined.

    Those that were asked for, else one column of whole addresses, else those of the parts. Raises
    InputError where there are none.
    """
    shown = list(columns[:20])
    if missing := [name for name in wanted if name not in columns]:
        raise InputError("address_column_missing", missing=missing[0], found=shown)
    if wanted:
        return list(wanted)
    mapping = mapping_of(propose_columns(columns, rows)).columns
    if "written" in mapping:
        return [mapping["written"]]
    parts = [mapping[name] for name in _PARTS if name in mapping]
    if _PLACES & mapping.keys() and len(parts) >= _FEWEST_PARTS:
        return parts
    shares = {name: _share(rows, place) for place, name in enumerate(columns)}
    best = max(shares, key=lambda name: shares[name], default="")
    if best and shares[best] >= _LEAST_SHARE:
        return [best]
    raise InputError("address_column_unknown", found=shown)


def _share(rows: Sequence[Sequence[str]], place: int) -> float:
    """Return the part of a column's cells that read as an address of at least two parts."""
    cells = [row[place] for row in rows[:_LOOKED_AT] if place < len(row) and row[place].strip()]
    read = [read_address(cell) for cell in cells]
    good = sum(bool(one.places) and len(one.components) >= _FEWEST_PARTS for one in read)
    return good / len(cells) if cells else 0.0
