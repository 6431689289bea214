"""Attributes of any type as the texts that a person would read in them."""

from __future__ import annotations

from datetime import time

import polars as pl

from diaban.exchange.importing.tables import FAULT, ROW, cell_names

_WHOLE = 2.0**53


def as_cells(frame: pl.DataFrame, first: int, count: int | None = None) -> pl.DataFrame:
    """Return a batch's frame of attribute columns in their order; rows count from ``first``.

    ``count`` is how many rows there are, for a layer that has no attributes at all.
    """
    texts = [
        _as_text(frame[name]).alias(cell)
        for name, cell in zip(frame.columns, cell_names(frame.width), strict=True)
    ]
    height = frame.height if count is None else count
    rows = pl.int_range(first, first + height, dtype=pl.Int64, eager=True).alias(ROW)
    faults = pl.Series(FAULT, [None] * height, dtype=pl.String)
    return pl.DataFrame([rows, faults, *texts])


def _as_text(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind == pl.String:
        text = column
    elif kind.is_float():
        text = _float_text(column)
    elif kind == pl.Boolean:
        text = column.replace_strict({True: "true", False: "false"}, return_dtype=pl.String)
    elif isinstance(kind, pl.Datetime):
        is_day = bool((column.dt.time() == time()).all())
        text = column.dt.to_string("%Y-%m-%d" if is_day else "%Y-%m-%dT%H:%M:%S")
    elif kind.is_nested():
        listed = [None if value is None else _listed(value) for value in column.to_list()]
        text = pl.Series(listed, dtype=pl.String)
    elif kind == pl.Binary:
        text = pl.Series([None] * column.len(), dtype=pl.String)
    else:
        text = column.cast(pl.String)
    return text.fill_null("").str.replace_all("\x00", "", literal=True)


def _float_text(column: pl.Series) -> pl.Series:
    """12.0 is the house number 12: tables of old keep whole numbers as floats."""
    values = column.cast(pl.Float64).fill_nan(None)
    whole = pl.col("v").is_finite() & (pl.col("v") == pl.col("v").floor())
    whole &= pl.col("v").abs() < _WHOLE
    plain = pl.col("v").cast(pl.Int64, strict=False).cast(pl.String)
    text = pl.when(whole).then(plain).otherwise(pl.col("v").cast(pl.String))
    return values.alias("v").to_frame().select(text.alias("v"))["v"]


def _listed(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}={part}" for name, part in value.items() if part is not None)
    if isinstance(value, (list, tuple, pl.Series)):
        return "; ".join(_listed(part) for part in value if part is not None)
    return str(value)
