"""Cleaned addresses held against the registry: which door each is, and so in which commune."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import polars as pl

from diaban.engines.addressing import render
from diaban.exchange.cleaning.telling import ReadAddresses
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.searching import search_texts, searching_as
from diaban.spine.addresses.written_answers import SURE
from diaban.spine.parties.models import User
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.models import Unit

MATCH_COLUMNS: dict[str, Any] = {
    "identifier": pl.String,
    "vpostcode": pl.String,
    "match": pl.Float64,
}
_NONE = (None, None, None)
# what the commune of a sure door decides, by the communes that the text leaves open
_DECIDED = ("communes", "commune", "commune_name", "choices", "line", "reasons")
# a door less likely than this is not told
_LEAST = 0.5
_COMMUNE = 2
# doors in one statement
_AT_ONCE = 500


class _Door(NamedTuple):
    vpostcode: str
    commune: int | None


class _Match(NamedTuple):
    """The number of a door, and how likely it is."""

    door: int
    probability: float


def match_rows(
    cleaned: pl.DataFrame, texts: pl.Series, actor: User, as_of: date, read: ReadAddresses
) -> pl.DataFrame:
    """Add MATCH_COLUMNS; where a door is sure, its commune decides what the text leaves open.

    Each distinct text is looked for once; the doors are those that ``actor`` may see.
    """
    likely = _search(
        [text for text in texts.unique(maintain_order=True).to_list() if text], actor, read
    )
    doors = _read_doors({match.door for match in likely.values()}, actor)
    likely = {text: match for text, match in likely.items() if match.door in doors}
    found = [likely.get(text) for text in texts.to_list()]
    told = [_tell(match, doors[match.door]) if match else _NONE for match in found]
    matched = cleaned.hstack(pl.DataFrame(told, schema=MATCH_COLUMNS, orient="row"))
    matched = matched.with_columns(
        quality=pl.when(pl.col("match") >= SURE).then(pl.lit("matched")).otherwise("quality")
    )
    communes = [doors[match.door].commune if match else None for match in found]
    return _decide(matched, texts, communes, as_of, read)


def _search(texts: list[str], actor: User, read: ReadAddresses) -> dict[str, _Match]:
    """Return the likeliest door of each text that has one."""
    # the doors are read as the actor sees them, whoever the names belong to
    answers = search_texts(texts, searching_as(actor), 1, read)
    return {
        text: _Match(found.matches[0].address.number, found.best)
        for text, found in zip(texts, answers, strict=True)
        if found.best >= _LEAST
    }


def _read_doors(numbers: set[int], actor: User) -> dict[int, _Door]:
    seen = Address.objects.visible_to(actor)
    found: dict[int, _Door] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        rows = seen.filter(pk__in=some).values_list("pk", "vpostcode", "commune_id")
        found.update((number, _Door(*row)) for number, *row in rows)
    return found


def _tell(match: _Match, door: _Door) -> tuple[str, str | None, float]:
    return identifiers.write(match.door), door.vpostcode or None, match.probability


def _decide(
    matched: pl.DataFrame,
    texts: pl.Series,
    communes: list[int | None],
    as_of: date,
    read: ReadAddresses,
) -> pl.DataFrame:
    """Let the commune of a sure door be that of its row, if the text does not say otherwise."""
    is_open = (pl.col("match") >= SURE) & pl.col("commune").is_null()
    left = matched.select(is_open.fill_null(False).arg_true()).to_series().to_list()
    units = Unit.objects.in_bulk({communes[place] for place in left if communes[place]})
    gazetteer = address_gazetteer()
    columns = {name: matched[name].to_list() for name in _DECIDED}
    for place in left:
        door = units.get(communes[place])
        possible = (columns["communes"][place] or "").split()
        if door is None or (possible and door.code not in possible):
            continue
        unit = gazetteer.by_code(_COMMUNE, door.code, as_of)
        columns["commune"][place] = door.code
        columns["commune_name"][place] = door.full_name
        columns["choices"][place] = None
        columns["line"][place] = render(read[texts[place]], gazetteer, unit) if unit else None
        columns["reasons"][place] = f"{columns['reasons'][place] or ''} registry".strip()
    return matched.with_columns(pl.Series(n, v, pl.String) for n, v in columns.items())
