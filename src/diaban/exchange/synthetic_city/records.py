"""From drawn columns to the registry's record format."""

import polars as pl

from diaban.exchange.synthetic_city.blemishes import LIVES
from diaban.exchange.synthetic_city.fixes import SOURCES
from diaban.exchange.synthetic_city.wording import UnitTexts, write_addresses

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_key": pl.String,
    "parent_key": pl.String,
    "is_household": pl.Boolean,
    "house_number": pl.String,
    "lanes": pl.String,
    "street": pl.String,
    "locality": pl.String,
    "building": pl.String,
    "unit": pl.String,
    "commune_code": pl.String,
    "former_commune_code": pl.String,
    "written": pl.String,
    "lat_e7": pl.Int64,
    "lng_e7": pl.Int64,
    "accuracy_metres": pl.Float64,
    "position_source": pl.String,
    "held_on": pl.Date,
    "life": pl.String,
    "synthetic": pl.Boolean,
}
PROVINCE = "01"


def write_keys(frame: pl.DataFrame, units: UnitTexts) -> pl.DataFrame:
    """Keys "SYN-01-00004-0000123"; a second source of the same door ends in "-2"."""
    start = f"SYN-{PROVINCE}-" + units.codes.gather(frame["commune"]).alias("start") + "-"

    def key(column: str) -> pl.Expr:
        return pl.col("start") + pl.col(column).cast(pl.String).str.zfill(7)

    second = pl.when(pl.col("second")).then(pl.lit("-2")).otherwise(pl.lit(""))
    return frame.with_columns(start.alias("start")).with_columns(
        (key("row") + second).alias("source_key"), key("parent").alias("parent_key")
    )


def to_records(frame: pl.DataFrame, units: UnitTexts) -> pl.DataFrame:
    """Columns and types of SCHEMA, rows in the same order."""
    frame = write_addresses(write_keys(frame, units), units)
    lives, sources = pl.Series(LIVES), pl.Series(SOURCES)
    return frame.select(
        pl.exclude("lat", "lng", "accuracy_metres", "source", "life", "day"),
        (pl.col("lat") * 1e7).round().cast(pl.Int64).alias("lat_e7"),
        (pl.col("lng") * 1e7).round().cast(pl.Int64).alias("lng_e7"),
        pl.col("accuracy_metres"),
        sources.gather(frame["source"]).alias("position_source"),
        pl.col("day").cast(pl.Int32).cast(pl.Date).alias("held_on"),
        lives.gather(frame["life"]).alias("life"),
        pl.lit(value=True).alias("synthetic"),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
