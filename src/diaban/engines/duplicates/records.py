"""The columns that records to be compared come in; a whole written address is split before."""

import polars as pl

__all__ = ["SCHEMA", "to_records"]

SCHEMA: dict[str, pl.DataType] = {
    "id": pl.Int64(),  # unique within a set
    "source": pl.String(),  # who says so
    "house_number": pl.String(),
    "lanes": pl.String(),
    "street": pl.String(),
    "locality": pl.String(),
    "building": pl.String(),
    "unit": pl.String(),
    "commune": pl.Int64(),
    "former_commune": pl.Int64(),
    "lat_e7": pl.Int64(),
    "lng_e7": pl.Int64(),
    "accuracy_metres": pl.Float64(),
    "position_source": pl.String(),  # gnss, plan, imagery, street, open_map, pointed; or 1 to 6
    "is_household": pl.Boolean(),
    "parent": pl.Int64(),  # id of the building within the same set
}


def to_records(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame in SCHEMA's columns and types; what is absent becomes null.

    Raises ValueError where `id` is absent, null or repeated.

    >>> rows = to_records(pl.DataFrame({"id": [7], "street": ["phố Huế"]}))
    >>> rows["street"][0], rows["unit"][0], rows["is_household"][0]
    ('phố Huế', None, True)
    """
    if "id" not in frame.columns:
        raise ValueError("records need a column id")
    rows = frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
    ).with_columns(pl.col("is_household").fill_null(value=True))
    if rows["id"].null_count() or rows["id"].n_unique() != rows.height:
        raise ValueError("ids must be present and differ from one another")
    return rows
