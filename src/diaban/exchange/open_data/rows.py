"""Doors read from the registry and told as rows of the open list, a batch at a time.

One row a door. Flats stand under their building and are not read; of flats that name no building
of their own, the first stands for all that share its words. Retired and merged addresses are not
told, and of the life of an address only whether the commune has certified it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from django.db.models import Max, Min, Q

from diaban.engines.disclosure import mask_words
from diaban.exchange.importing.coordinate_systems import LEGAL_OF_HANOI, from_wgs84
from diaban.exchange.open_data.columns import KEY, NAMES, SCHEMA
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.models import (
    Act,
    Address,
    AddressQuerySet,
    CodeBasis,
    Life,
    Observation,
    PositionSource,
)
from diaban.spine.certification.standing import Standing, standings_between
from diaban.spine.places.models import Level, Unit

ROWS = 20_000
# the value of `numero` where a place has no number (BAL 1.4)
NO_NUMBER = 99_999
_LARGEST_NUMBER = 9_999
_WORDS = ("house_number", "lanes", "street", "locality", "building")
_READ = {
    "id": pl.Int64,
    **dict.fromkeys((*_WORDS, "unit"), pl.String),
    "commune_id": pl.Int64,
    "former_id": pl.Int64,
    "former_is_certain": pl.Boolean,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "position_source": pl.Int64,
    "life": pl.Int64,
    "vpostcode": pl.String,
    "official_code": pl.String,
    "digital_address": pl.String,
    "code_basis": pl.Int64,
    "synthetic": pl.Boolean,
}
# what BAL 1.4 calls the thing that a point is of
_POSITIONS = {
    PositionSource.GNSS: "entrée",
    PositionSource.IMAGERY: "bâtiment",
    PositionSource.POINTED: "bâtiment",
    PositionSource.PLAN: "parcelle",
    PositionSource.STREET: "segment",
}
# a withdrawal may take back a step that was never public
_SPOKEN = (Act.RECORD, Act.CORRECTION, Act.MERGE, Act.SPLIT)


def public_doors() -> AddressQuerySet:
    """Return the addresses that are told to anybody, flats without a building among them."""
    doors = Address.objects.everywhere("open data").present()
    return doors.filter(parent__isnull=True).exclude(life=Life.RETIRED)


def read_batches(publisher: str) -> Iterator[pl.DataFrame]:
    """Yield the rows, with `order` (the place of the identifier) beside the columns.

    ``publisher`` is the body whose name stands in the column `source`.
    """
    units, firsts = _unit_names(), _first_flats()
    last = 0
    while True:
        doors = public_doors().filter(pk__gt=last).order_by("pk")
        rows = list(doors.values_list(*_READ)[:ROWS])
        if not rows:
            return
        frame = pl.DataFrame(rows, schema=_READ, orient="row")
        days = _last_days(rows[0][0], rows[-1][0])
        stands = _standings(rows[0][0], rows[-1][0])
        last = rows[-1][0]
        told = frame.filter((pl.col("unit") == "") | pl.col("id").is_in(firsts.implode()))
        if not told.is_empty():
            for beside in (days, stands):
                told = told.join(beside, on="id", how="left", maintain_order="left")
            yield _tell(told, units, publisher)


def _unit_names() -> pl.DataFrame:
    rows = Unit.objects.filter(level=Level.COMMUNE)
    told = [(unit.pk, unit.code, unit.full_name) for unit in rows]
    schema = {"unit": pl.Int64, "code": pl.String, "name": pl.String}
    return pl.DataFrame(told, schema=schema, orient="row")


def _first_flats() -> pl.Series:
    """Return one flat for each set of words among those that name no building of their own."""
    flats = public_doors().exclude(unit="").values("commune_id", *_WORDS)
    firsts = flats.annotate(first=Min("id")).values_list("first", flat=True)
    return pl.Series("first", list(firsts), dtype=pl.Int64)


def _last_days(first: int, last: int) -> pl.DataFrame:
    """Return on which day each address was last spoken of, and last said to be certified."""
    said = Observation.objects.filter(address__gte=first, address__lte=last).order_by()
    days = said.values_list("address_id").annotate(
        spoken=Max("held_on", filter=Q(act__in=_SPOKEN)),
        stepped=Max("held_on", filter=Q(act=Act.LIFE)),
    )
    schema = {"id": pl.Int64, "spoken": pl.Date, "stepped": pl.Date}
    return pl.DataFrame(list(days), schema=schema, orient="row")


def _standings(first: int, last: int) -> pl.DataFrame:
    """Return how the certification of each address stands, where there ever was one."""
    rows = [(number, s.name.lower()) for number, s in standings_between(first, last).items()]
    return pl.DataFrame(rows, schema={"id": pl.Int64, "certification": pl.String}, orient="row")


def _tell(frame: pl.DataFrame, units: pl.DataFrame, publisher: str) -> pl.DataFrame:
    frame = frame.with_columns(mask_words(pl.col(name)).alias(name) for name in _WORDS)
    frame = _with_units(frame, units).with_columns(_identify(frame["id"]), *_place(frame))
    # what is not certified has no public step, so the day of one is not told either
    is_certified = pl.col("life") == int(Life.CERTIFIED)
    day = pl.when(is_certified).then(pl.max_horizontal("spoken", "stepped")).otherwise("spoken")
    frame = frame.with_columns(
        is_certified.cast(pl.Int64).alias("certification_commune"),
        day.dt.to_string().alias("date_der_maj"),
        pl.lit(publisher).alias("source"),
        pl.col("certification").fill_null(Standing.NONE.name.lower()),
        _choose("position_source", _POSITIONS).alias("position"),
        _choose("position_source", {s: s.name.lower() for s in PositionSource if s}).alias(
            "position_source"
        ),
        _choose("code_basis", {b: b.name.lower() for b in CodeBasis if b}).alias("code_basis"),
        *number_columns(pl.col("house_number")),
        *_way_columns(),
        *(pl.lit("").alias(name) for name in NAMES if name.startswith(("id_ban_", "cad_"))),
    )
    frame = frame.with_columns(_join_key().alias("cle_interop"))
    return frame.select("order", *(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))


def _with_units(frame: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    today = units.rename({"unit": "commune_id", "code": "commune_insee", "name": "commune_nom"})
    before = units.rename(
        {"unit": "former_id", "code": "commune_deleguee_insee", "name": "commune_deleguee_nom"}
    )
    certain = pl.when("former_is_certain").then("former_id").alias("former_id")
    for side, on in ((today, "commune_id"), (before, "former_id")):
        frame = frame.with_columns(certain).join(side, on=on, how="left", maintain_order="left")
    return frame


def _identify(numbers: pl.Series) -> pl.Series:
    return pl.Series(KEY, [identifiers.write(number) for number in numbers.to_list()])


def _place(frame: pl.DataFrame) -> list[pl.Series]:
    """Return the position in degrees, in metres of VN-2000, and the place in the order."""
    lng, lat = (
        frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() / 1e7
        for name in ("lng_e7", "lat_e7")
    )
    x, y = np.full(len(lng), np.nan), np.full(len(lng), np.nan)
    placed = ~np.isnan(lng)
    if placed.any():
        x[placed], y[placed] = from_wgs84(lng[placed], lat[placed], LEGAL_OF_HANOI)
    told = {"long": lng.round(7), "lat": lat.round(7), "x": x.round(2), "y": y.round(2)}
    orders = identifiers.places_in_order(frame["id"].to_numpy())
    columns = [pl.Series(name, values).fill_nan(None) for name, values in told.items()]
    return [*columns, pl.Series("order", orders)]


def number_columns(house_number: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Part a house number as BAL does: the digits that it begins with, and what follows."""
    plain = house_number.str.replace(r"(?i)^\s*(?:số nhà|số|nhà)\s+", "")
    digits = plain.str.extract(r"^(\d{1,4})(?:\D|$)").cast(pl.Int64)
    rest = plain.str.replace(r"^\d+", "").str.to_lowercase()
    suffix = rest.str.replace_all(r"[^\p{L}\d]+", "-").str.strip_chars("-")
    has_number = digits.is_not_null() & digits.is_between(0, _LARGEST_NUMBER)
    return (
        pl.when(has_number).then(digits).otherwise(NO_NUMBER).alias("numero"),
        pl.when(has_number).then(suffix).otherwise(pl.lit("")).alias("suffixe"),
    )


def _way_columns() -> tuple[pl.Expr, pl.Expr]:
    """Put lanes before the street: the number is one within the lane, not along the street."""
    lanes = pl.col("lanes").str.replace_all(", ", " ", literal=True)
    way = pl.concat_str(lanes, "street", separator=" ").str.strip_chars()
    name = pl.coalesce(
        pl.when(column != "").then(column)
        for column in (way, pl.col("locality"), pl.col("building"))
    ).fill_null("")
    is_told = {"building": name == pl.col("building"), "locality": name == pl.col("locality")}
    parts = [pl.when(~told & (pl.col(part) != "")).then(part) for part, told in is_told.items()]
    extra = pl.concat_str(*parts, separator=", ", ignore_nulls=True)
    return name.alias("voie_nom"), extra.alias("lieudit_complement_nom")


def _join_key() -> pl.Expr:
    number = pl.col("numero").cast(pl.String).str.zfill(5)
    key = pl.concat_str(
        pl.col("commune_insee").fill_null("00000"), pl.lit("xxxx"), number, separator="_"
    )
    has_suffix = pl.col("suffixe") != ""
    return pl.when(has_suffix).then(pl.concat_str(key, "suffixe", separator="_")).otherwise(key)


def _choose(column: str, words: dict[Any, str]) -> pl.Expr:
    told = {int(value): word for value, word in words.items()}
    return pl.col(column).replace_strict(told, default="", return_dtype=pl.String)
