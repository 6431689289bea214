"""Addresses as records to compare: all of them, or an import's rows with what may equal them.

What an import spoke of is taken in parts, and each part with no more of the registry than stands
around it, so that memory follows the part and not the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl
from django.db import connection

from diaban.engines import vpostcode
from diaban.spine.addresses.models import CodeState

# rows of an import that are compared at a time
PART = 20_000
_ROWS = 100_000
# about 130 m around a position: twice as far as records of one number are looked for by ground
_REACH_E7 = 12_500
_COARSE_METRES = 200.0
# order keys run through strips of 0.000125° by 0.0025°, from south to north in a square of 0.0025°
_KEYS_IN_STRIP, _STRIP_E7 = 400, 1_250
_RANGES = 100
COLUMNS = {
    "id": pl.Int64,
    "source": pl.String,
    **dict.fromkeys(("house_number", "lanes", "street", "locality", "building", "unit"), pl.String),
    "commune": pl.Int64,
    "former_commune": pl.Int64,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "position_source": pl.String,
    "is_household": pl.Boolean,
    "parent": pl.Int64,
}
# a flat is written, and stands, as its building is
# the empty text keeps PostgreSQL from looking for the least source in the index of all sources,
# which it does for each address where it has counted nothing yet: a small import took minutes
_PRESENT = """
    SELECT a.id, (SELECT min(k.source || '') FROM addresses_sourcekey k WHERE k.address_id = a.id),
           coalesce(nullif(a.house_number, ''), p.house_number),
           coalesce(nullif(a.lanes, ''), p.lanes), coalesce(nullif(a.street, ''), p.street),
           coalesce(nullif(a.locality, ''), p.locality),
           coalesce(nullif(a.building, ''), p.building), a.unit,
           coalesce(a.commune_id, a.declared_commune_id, p.commune_id, p.declared_commune_id),
           coalesce(a.declared_former_id, p.declared_former_id),
           coalesce(a.lat_e7, p.lat_e7), coalesce(a.lng_e7, p.lng_e7),
           CASE WHEN a.lat_e7 IS NULL THEN p.accuracy_metres ELSE a.accuracy_metres END,
           CASE WHEN a.lat_e7 IS NULL THEN p.position_source ELSE a.position_source END,
           a.is_household, a.parent_id
    FROM addresses_address a LEFT JOIN addresses_address p ON p.id = a.parent_id
    WHERE a.life <> 9
"""
_FLATS = "a.okey IS NULL AND a.parent_id IN (SELECT b.id FROM addresses_address b WHERE {})"
_IN_COMMUNE = "(a.commune_id = %s OR (a.commune_id IS NULL AND a.declared_commune_id = %s))"
# word for word the conditions of the indexes "address_waiting" and "address_due"
_ADRIFT = (
    f"a.code_state >= 2 AND a.code_state IN ({CodeState.NO_POSITION:d}, {CodeState.TOO_COARSE:d})",
    "a.code_state = 0 AND coalesce(a.lat_e7, p.lat_e7) IS NULL",
)


def read_all() -> pl.DataFrame:
    """Read every living address."""
    return _join(_read(""))


def read_parts(numbers: list[int]) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield these addresses in parts, each with what else in the registry may be one of them.

    Those of a sure position come by ground, with what stands around them or nowhere; the others by
    commune, with the whole of it; who has neither, with whoever names a street of that name.
    """
    told = read_numbers(numbers)
    is_adrift = (
        pl.col("lat_e7").is_null() | (pl.col("accuracy_metres") > _COARSE_METRES)
    ).fill_null(value=False)
    lost = pl.col("commune").is_null() & pl.col("lat_e7").is_null()
    placed = told.filter(~is_adrift | (pl.col("commune").is_null() & ~lost))
    for part in _by_ground(placed):
        yield part, _without(part, [*_read_ground(part), *_read_adrift(part)])
    for part in told.filter(is_adrift & pl.col("commune").is_not_null()).partition_by("commune"):
        commune = part["commune"][0]
        yield part, _without(part, _read(_IN_COMMUNE, [commune, commune]))
    for part in told.filter(lost).iter_slices(PART):
        yield part, _without(part, (_sharing_words(rows, part) for rows in _read("")))


def _by_ground(placed: pl.DataFrame) -> Iterator[pl.DataFrame]:
    keys = vpostcode.order_keys_e7(placed["lat_e7"].to_numpy(), placed["lng_e7"].to_numpy())
    order = np.argsort(keys, kind="stable")
    return placed[order].iter_slices(PART)


def _read_ground(part: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Read what stands in the strips of ground that the part's surroundings touch."""
    lat, lng = part["lat_e7"].to_numpy(), part["lng_e7"].to_numpy()
    touched = [
        np.unique(vpostcode.order_keys_e7(lat + north, lng + east) // _KEYS_IN_STRIP)
        for north in range(-_REACH_E7, _REACH_E7 + 1, _STRIP_E7)
        for east in (-_REACH_E7, _REACH_E7)
    ]
    strips = np.unique(np.concatenate(touched))
    runs = np.split(strips, np.flatnonzero(np.diff(strips) > 1) + 1)
    for start in range(0, len(runs), _RANGES):
        some = runs[start : start + _RANGES]
        marks = " OR ".join(["{0}.okey BETWEEN %s AND %s"] * len(some))
        ends = [
            key
            for run in some
            for key in (int(run[0]) * _KEYS_IN_STRIP, (int(run[-1]) + 1) * _KEYS_IN_STRIP - 1)
        ]
        yield from _read(f"({marks.format('a')})", ends)
        yield from _read(_FLATS.format(marks.format("b")), ends)


def _read_adrift(part: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Read who lies nowhere for certain: of the part's communes, or of none but the same words."""
    communes = part["commune"].unique().implode()
    for condition in _ADRIFT:
        for rows in _read(condition):
            yield rows.filter(pl.col("commune").is_in(communes))
            yield _sharing_words(rows.filter(pl.col("commune").is_null()), part)


def _sharing_words(rows: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    """Narrow to those whose street or building ends in a word that one of the part's ends in."""
    closings = [_closing(pl.col(name)) for name in ("street", "building")]
    told = part.select(closings)
    return rows.filter(
        pl.any_horizontal(
            closing.is_in(told[name].drop_nulls().unique().implode()).fill_null(value=False)
            for closing, name in zip(closings, ("street", "building"), strict=True)
        )
    )


def _closing(text: pl.Expr) -> pl.Expr:
    """Return the last word without its marks, however the letters were composed."""
    bare = text.str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_all("đ", "d").str.extract(r"(\w+)\W*$")


def _without(part: pl.DataFrame, found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    own = part["id"].implode()
    return _join(rows.filter(~pl.col("id").is_in(own)) for rows in found).unique(
        "id", maintain_order=True
    )


def read_numbers(numbers: list[int]) -> pl.DataFrame:
    """Read these addresses, as far as they live."""
    parts: list[pl.DataFrame] = []
    for start in range(0, len(numbers), 10_000):
        some = numbers[start : start + 10_000]
        parts += _read(f"a.id IN ({', '.join(['%s'] * len(some))})", some)
    return _join(parts)


def read_commune(commune: int) -> pl.DataFrame:
    """Read the living addresses of a commune, those among them that only state it."""
    return _join(_read(_IN_COMMUNE, [commune, commune]))


def _join(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=COLUMNS), *parts])


def _read(condition: str, values: Iterable[object] = ()) -> Iterator[pl.DataFrame]:
    raw = COLUMNS | {"position_source": pl.Int64}
    kinds = raw | ({"is_household": pl.Int64} if connection.vendor == "sqlite" else {})
    with connection.cursor() as cursor:
        cursor.execute(f"{_PRESENT} AND {condition}" if condition else _PRESENT, list(values))
        while rows := cursor.fetchmany(_ROWS):
            part = pl.DataFrame(rows, schema=kinds, orient="row")
            yield part.cast({"is_household": pl.Boolean, "position_source": pl.String})
