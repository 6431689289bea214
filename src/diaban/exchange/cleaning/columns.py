"""Many written addresses cleaned at once: each distinct text is read once, answers are columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from diaban.engines.addressing import Conversion, ParsedAddress, render
from diaban.exchange.cleaning.telling import Ask, ReadAddresses, convert_address, read_address
from diaban.spine.addresses.written import split_address
from diaban.spine.places.gazetteer import address_gazetteer

# a commune less sure than this is for a person to decide
SURE = 0.9
COLUMNS: Mapping[str, Any] = {
    "house": pl.String,
    "lanes": pl.String,
    "street": pl.String,
    "locality": pl.String,
    "building": pl.String,
    "flat": pl.String,
    "commune": pl.String,
    "commune_name": pl.String,
    "province": pl.String,
    "communes": pl.String,
    "choices": pl.String,
    "probability": pl.Float64,
    "quality": pl.String,
    "line": pl.String,
    "reasons": pl.String,
}
# with any of these a person should look, whatever else was found
DOUBTS = frozenset({"unsure", "marks_disagree", "district_disagrees", "too_long"})

Cleaned = tuple[Any, ...]


def clean_texts(
    texts: pl.Series, as_of: date, ask: Ask | None = None, read: ReadAddresses | None = None
) -> pl.DataFrame:
    """Return COLUMNS for a column of addresses; nulls count as empty texts.

    ``ask``: see `convert_address`; ``read`` keeps what was read, for whoever needs it again.

    >>> import polars as pl
    >>> from datetime import date
    >>> rows = clean_texts(pl.Series(["12 Hàng Bông, p. Hàng Gai, q. Hoàn Kiếm"]), date(2026, 1, 1))
    >>> rows["house"][0], rows["commune"][0], rows["quality"][0]
    ('12', '00070', 'parsed')
    """
    known: dict[str, Cleaned] = {}
    cleaned: list[Cleaned] = []
    for text in texts.fill_null("").to_list():
        row = known.get(text)
        if row is None:
            address = read_address(text) if read is None else read[text]
            row = known[text] = clean_address(address, as_of, ask)
        cleaned.append(row)
    return pl.DataFrame(cleaned, schema=dict(COLUMNS), orient="row")


def clean_address(address: ParsedAddress, as_of: date, ask: Ask | None = None) -> Cleaned:
    """Return the values of COLUMNS for one address; ``commune`` only where one alone is left."""
    conversion = convert_address(address, as_of, ask)
    parts = split_address(address)
    has_way = bool(parts.street or parts.locality or parts.building)
    best = conversion.candidates[0] if conversion.candidates else None
    decided = best if conversion.decided else None
    gazetteer = address_gazetteer()
    return (
        *(part or None for part in parts),
        decided.code if decided else None,
        decided.name if decided else None,
        best.province if best else None,
        " ".join(one.code for one in conversion.candidates) or None,
        _name_choices(conversion),
        best.probability if best else None,
        grade(parts.house_number, has_way, best is not None),
        render(address, gazetteer, gazetteer.by_key(decided.key)) if decided else None,
        " ".join(_reasons(address, conversion, has_way)) or None,
    )


def _name_choices(conversion: Conversion) -> str | None:
    """Name the communes among which a person must choose, each with how likely it is."""
    if conversion.decided:
        return None
    named = (f"{one.name} {one.probability:.0%}" for one in conversion.candidates)
    return "; ".join(named) or None


def grade(house: str, has_way: bool, has_commune: bool) -> str:
    """Grade a written address as the registry does: absent, partial or parsed.

    >>> grade("12", True, True), grade("", True, True), grade("", False, False)
    ('parsed', 'partial', 'absent')
    """
    if house and has_way and has_commune:
        return "parsed"
    return "partial" if house or has_way else "absent"


def _reasons(address: ParsedAddress, conversion: Conversion, has_way: bool) -> list[str]:
    """Return what the answer rests on, and what is missing."""
    found = list(dict.fromkeys((*conversion.reasons, *address.reasons)))
    if address.components and not address.door.house:
        found.append("no_house_number")
    if address.components and not has_way:
        found.append("no_street_or_hamlet")
    if len(address.doors) > 1:
        found.append("two_readings")
    if conversion.decided and conversion.candidates[0].probability < SURE:
        found.append("unsure")
    return found
