"""Judging coordinates: missing halves, swapped axes, metres for degrees, foreign ground."""

from __future__ import annotations

import polars as pl

from diaban.exchange.importing.checked import VIET_NAM, GroundBounds, Rules
from diaban.exchange.importing.coordinate_systems import WGS84, to_wgs84
from diaban.exchange.importing.coordinate_texts import read_figures, split_pairs
from diaban.exchange.importing.row_checks import Check

_LAT, _LNG = pl.col("lat"), pl.col("lng")
_SHOWN = {"lat": _LAT, "lng": _LNG}


def read_positions(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Add lat_degrees, lng_degrees (of WGS 84) and was_swapped to the texts lat and lng."""
    frame = _bring_to_wgs84(read_figures(split_pairs(frame)), rules)
    swap = _is_swapped() if rules.fix_swapped else pl.lit(value=False)
    return frame.with_columns(was_swapped=swap.fill_null(value=False)).with_columns(
        lat_degrees=pl.when("was_swapped").then("lng_degrees").otherwise("lat_degrees"),
        lng_degrees=pl.when("was_swapped").then("lat_degrees").otherwise("lng_degrees"),
    )


def _bring_to_wgs84(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    if rules.system is None or rules.system.crs == WGS84:
        return frame
    x, y = (
        frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for name in ("lng_degrees", "lat_degrees")
    )
    lng, lat = to_wgs84(x, y, rules.system.crs)
    return frame.with_columns(
        lat_degrees=pl.Series(lat).fill_nan(None), lng_degrees=pl.Series(lng).fill_nan(None)
    )


def position_checks(rules: Rules) -> list[Check]:
    """Return checks of the columns of ``read_positions``; at most one of them holds for a row."""
    half = (_LAT == "") != (_LNG == "")
    lat, lng = pl.col("lat_degrees"), pl.col("lng_degrees")
    known = lat.is_not_null() & lng.is_not_null()
    projected = known & _is_metres(lat) & _is_metres(lng)
    swapped = known & _is_swapped()
    abroad = known & ~projected & ~swapped & ~_inside(VIET_NAM)
    checks = [
        Check("number_unreadable", "lat", (_LAT != "") & lat.is_null()),
        Check("number_unreadable", "lng", (_LNG != "") & lng.is_null()),
        Check("position_half", "lat", half),
        Check("position_projected", "lat", projected, _SHOWN),
        Check("position_swapped", "lat", swapped, _SHOWN),
        Check("position_abroad", "lat", abroad, _SHOWN),
    ]
    if rules.city:
        outside = known & _inside(VIET_NAM) & ~_inside(rules.city)
        checks.append(Check("position_outside_city", "lat", outside, _SHOWN))
    return checks


def as_e7(degrees: str) -> pl.Expr:
    """Return whole numbers of 1e-7 degree."""
    return (pl.col(degrees) * 1e7).round().cast(pl.Int64, strict=False)


def _is_metres(value: pl.Expr) -> pl.Expr:
    return value.is_between(10_000, 10_000_000)


def _is_swapped() -> pl.Expr:
    box = VIET_NAM
    return pl.col("lat_degrees").is_between(box.west, box.east) & pl.col("lng_degrees").is_between(
        box.south, box.north
    )


def _inside(box: GroundBounds) -> pl.Expr:
    return pl.col("lat_degrees").is_between(box.south, box.north) & pl.col(
        "lng_degrees"
    ).is_between(box.west, box.east)
