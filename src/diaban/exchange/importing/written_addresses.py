"""Rows whose address stands in one column, read into the columns of a door and its commune.

Rows whose parts stand in columns of their own are left alone and cost nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import polars as pl

from diaban.engines.addressing import ParsedAddress, convert, parse
from diaban.exchange.importing.checked import Rules
from diaban.exchange.importing.fields import BY_NAME
from diaban.exchange.importing.mapping import Mapping
from diaban.spine.addresses.written import WrittenParts, split_address
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.units import LAST_THREE_TIER_DAY

# a unit less sure than this is left for a person or for the position to decide
_SURE = 0.8
_COMMUNE_LEVEL = 2
_STATED = ("commune_code", "commune_name", "former_commune_code", "district")
_LIMITS = [BY_NAME[name].limit for name in WrittenParts._fields]


class _Read(NamedTuple):
    parts: WrittenParts
    commune: str
    former: str


def column_to_read(mapping: Mapping) -> str | None:
    """Return the field that may hold whole addresses, None where the parts have columns.

    Without a column for house numbers the street's is likely to hold them too.
    """
    if mapping.has("written"):
        return "written"
    return "street" if mapping.has("street") and not mapping.has("house_number") else None


def read_written(read: pl.DataFrame, field: str, rules: Rules) -> tuple[pl.DataFrame, int]:
    """Fill the empty parts of rows from their written address; return how many were read.

    A commune that the row itself states stands. One that was split in July 2025 is found_former
    alone: which of its heirs the door lies in is not guessed.
    """
    others = [name for name in WrittenParts._fields if name != field]
    is_due = (pl.col(field) != "") & pl.all_horizontal(pl.col(name) == "" for name in others)
    due = read.with_row_index("place").filter(is_due)
    if due.is_empty():
        return read, 0
    known = {text: _read(text, rules) for text in due[field].unique()}
    found = [known[text] for text in due[field]]
    if field == "street":
        # a bare street is what the column is for
        kept = [n for n, one in enumerate(found) if one.parts.house_number or one.parts.lanes]
        due, found = due[kept], [found[n] for n in kept]
    places = due["place"].to_numpy()
    filled = [
        read[name].scatter(places, pl.Series([one.parts[n] for one in found], dtype=pl.String))
        for n, name in enumerate(WrittenParts._fields)
    ]
    unstated = pl.all_horizontal(pl.col(name) == "" for name in _STATED)
    whose = due.select(unstated).to_series()
    units = [
        read[name].scatter(
            places,
            pl.Series([getattr(one, field) for one in found], dtype=pl.String).zip_with(
                whose, due[name]
            ),
        )
        for name, field in (("found_commune", "commune"), ("found_former", "former"))
    ]
    return read.with_columns(*filled, *units), len(found)


def grade_rows(records: pl.DataFrame) -> Counter[str]:
    """Count records by how much of an address they say, as the registry will grade them.

    A flat is as well addressed as its building, and so not counted.
    """
    has_way = pl.any_horizontal(
        pl.col(name).is_not_null() for name in ("street", "locality", "building")
    )
    has_unit = pl.any_horizontal(
        pl.col(name).is_not_null() for name in ("commune_code", "former_commune_code", "lat_e7")
    )
    has_door = pl.col("house_number").is_not_null()
    counts = records.filter(pl.col("parent_key").is_null()).select(
        postal_parsed=(has_door & has_way & has_unit).sum(),
        postal_partial=((has_door | has_way) & ~(has_door & has_way & has_unit)).sum(),
        postal_absent=(~has_door & ~has_way).sum(),
    )
    return Counter(counts.row(0, named=True))


def _read(text: str, rules: Rules) -> _Read:
    address = parse(text, address_gazetteer())
    # a part that is longer than its column was not understood
    parts = (
        part if len(part) <= limit else ""
        for part, limit in zip(split_address(address), _LIMITS, strict=True)
    )
    commune, former = _find_unit(address, rules)
    return _Read(WrittenParts(*parts), commune, former)


def _find_unit(address: ParsedAddress, rules: Rules) -> tuple[str, str]:
    """Return the city's commune of today, or that of before July 2025, which the text names."""
    gazetteer = address_gazetteer()
    places = address.places
    if len(places) != 1 or places[0].probability < _SURE:
        return "", ""
    unit = gazetteer.by_key(places[0].key)
    if unit.level != _COMMUNE_LEVEL:
        return "", ""
    if unit.valid_to is None or unit.valid_to > rules.today:
        return (unit.code if unit.code in rules.communes else ""), ""
    before = convert(address, gazetteer, LAST_THREE_TIER_DAY)
    code = before.candidates[0].code if before.decided else ""
    return "", (code if code in rules.formers else "")
