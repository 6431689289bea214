"""Cleaned addresses held against the registry: which door each is, and so in which commune."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from diaban.engines.addressing import render
from diaban.exchange.cleaning.telling import read_address
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.searching import WholeCity, search_addresses, searching_as
from diaban.spine.addresses.written_answers import SURE
from diaban.spine.parties.models import User
from diaban.spine.places.gazetteer import address_gazetteer

MATCH_COLUMNS: dict[str, Any] = {
    "identifier": pl.String,
    "vpostcode": pl.String,
    "match": pl.Float64,
}
# a door less likely than this is not told
_LEAST = 0.5
_COMMUNE = 2


def match_rows(cleaned: pl.DataFrame, texts: pl.Series, actor: User, as_of: date) -> pl.DataFrame:
    """Add MATCH_COLUMNS; where a door is sure, its commune decides what the text leaves open.

    Each distinct text is looked for once; the doors are those that ``actor`` may see.
    """
    # the doors are read as the actor sees them, whoever the names belong to
    seeker = searching_as(actor)
    likely = {text: _search(text, seeker) for text in texts.unique().to_list() if text}
    doors = _read_doors({found[0] for found in likely.values() if found}, actor)
    rows = []
    for text, row in zip(texts.to_list(), cleaned.iter_rows(named=True), strict=True):
        number, probability = likely.get(text) or (0, 0.0)
        rows.append(_match(row, text, doors.get(number), probability, as_of))
    schema = dict(cleaned.schema) | MATCH_COLUMNS
    return pl.DataFrame(rows, schema=schema, orient="row")


def _search(text: str, actor: User | WholeCity) -> tuple[int, float] | None:
    found = search_addresses(text, actor, 1)
    if found.best < _LEAST:
        return None
    return found.matches[0].address.number, found.best


def _read_doors(numbers: set[int], actor: User) -> dict[int, Address]:
    rows = Address.objects.visible_to(actor).select_related("commune")
    return rows.in_bulk(list(numbers))


def _match(
    row: dict[str, Any], text: str, door: Address | None, probability: float, as_of: date
) -> dict[str, Any]:
    if door is None:
        return row | dict.fromkeys(MATCH_COLUMNS)
    told = row | {
        "identifier": door.identifier,
        "vpostcode": door.vpostcode or None,
        "match": probability,
    }
    if probability < SURE:
        return told
    told["quality"] = "matched"
    if row["commune"] is None and door.commune is not None:
        told |= _decide(row, text, door, as_of)
    return told


def _decide(row: dict[str, Any], text: str, door: Address, as_of: date) -> dict[str, Any]:
    """Let the commune of the door be that of the row, if the text does not say otherwise."""
    possible = (row["communes"] or "").split()
    if possible and door.commune.code not in possible:
        return {}
    gazetteer = address_gazetteer()
    unit = gazetteer.by_code(_COMMUNE, door.commune.code, as_of)
    return {
        "commune": door.commune.code,
        "commune_name": door.commune.full_name,
        "choices": None,
        "line": render(read_address(text), gazetteer, unit) if unit else None,
        "reasons": f"{row['reasons'] or ''} registry".strip(),
    }
