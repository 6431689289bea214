"""Marks with what every check asks about: month and day, time, and metres from the point."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.marks import MARKS

__all__ = [
    "FOUND",
    "METRES_A_DEGREE",
    "MONTH",
    "PREPARED",
    "far_off",
    "metres_between",
    "prepare",
    "say",
]

METRES_A_DEGREE = 111_195.0
_UTC_OFFSET = pl.duration(hours=7)
MONTH = ["person", "month"]
FOUND: dict[str, pl.DataType] = {
    "id": pl.Int64(), "reason": pl.String(), "other": pl.Int64(), "value": pl.Float64(),
    "limit": pl.Float64(),
}  # fmt: skip

PREPARED: dict[str, pl.DataType] = MARKS | {
    "late": pl.Float64(), "moment": pl.Datetime("us"), "accuracy": pl.Float64(),
    "day": pl.Date(), "month": pl.Date(), "point_lat": pl.Float64(), "point_lng": pl.Float64(),
    "is_again": pl.Boolean(), "is_stale": pl.Boolean(), "metres": pl.Float64(),
    "is_excused": pl.Boolean(), "is_shown": pl.Boolean(),
}  # fmt: skip


def metres_between(lat: pl.Expr, lng: pl.Expr, other_lat: pl.Expr, other_lng: pl.Expr) -> pl.Expr:
    """Return the distance on a plane, which over a city errs by less than a fix does.

    >>> frame = pl.DataFrame({"a": [21.0], "b": [105.8], "c": [21.01], "d": [105.8]})
    >>> a, b, c, d = (pl.col(name) for name in "abcd")
    >>> round(frame.select(metres_between(a, b, c, d)).item())
    1112
    """
    north = (other_lat - lat) * METRES_A_DEGREE
    east = (other_lng - lng) * METRES_A_DEGREE * lat.radians().cos()
    return (north * north + east * east).sqrt()


def prepare(marks: pl.DataFrame, points: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks, in order of person and time, with what the checks ask about.

    Adds `late` (seconds from the phone's time to the server's), `moment` (the server's time where
    the mark arrived at once, else the phone's), `month` and `day` (of Viet Nam), `point_lat`,
    `point_lng`, `accuracy`, `is_again` (the same mark came before), `is_stale` (the fix is that of
    the phone's last mark, made at another point: the phone had no new one) and `metres` from the
    point (null without a fresh fix).

    >>> from diaban.engines.presence import MARKS
    >>> points = pl.DataFrame(schema={"point": pl.Int64, "lat": pl.Float64, "lng": pl.Float64})
    >>> prepare(pl.DataFrame(schema=MARKS), points, DoubtLimits()).height
    0
    """
    late = (pl.col("server_time") - pl.col("device_time")).dt.total_microseconds() / 1e6
    places = points.select("point", pl.col("lat", "lng").name.prefix("point_"))
    marks = marks.with_columns(late=late).with_columns(
        moment=pl.when(pl.col("late").abs() <= limits.clock_seconds)
        .then(pl.col("server_time"))
        .otherwise(pl.col("device_time")),
        accuracy=pl.col("accuracy_metres").fill_null(limits.assumed_accuracy_metres),
    )
    local = pl.col("moment") + _UTC_OFFSET
    marks = marks.with_columns(day=local.dt.date(), month=local.dt.truncate("1mo").dt.date()).join(
        places, on="point", how="left"
    )
    marks = marks.sort("device", "device_time", "person", "server_time", "id").with_columns(
        is_stale=_is_stale(), is_again=_is_again()
    )
    return marks.with_columns(
        metres=pl.when(~pl.col("is_stale")).then(
            metres_between(*(pl.col(n) for n in ("lat", "lng", "point_lat", "point_lng")))
        )
    ).sort("person", "moment", "id")


def _is_stale() -> pl.Expr:
    """Whether the fix is the one that the phone gave at the point before."""
    same = [pl.col(name) == pl.col(name).shift(1) for name in ("device", "lat", "lng")]
    elsewhere = pl.col("point") != pl.col("point").shift(1)
    return pl.all_horizontal(*same, elsewhere).fill_null(value=False)


def _is_again() -> pl.Expr:
    """Whether the same person's mark of the same moment came by the same phone before."""
    same = [pl.col(n) == pl.col(n).shift(1) for n in ("device", "device_time", "person")]
    return pl.all_horizontal(*same).fill_null(value=False)


def far_off(limits: DoubtLimits) -> pl.Expr:
    """Say of each mark whether its fix is away from the point; null without a fresh fix.

    >>> frame = pl.DataFrame({"accuracy": [20.0, 90.0, None], "metres": [180.0, 180.0, None]})
    >>> frame.select(far_off(DoubtLimits())).to_series().to_list()
    [True, False, None]
    """
    poor = pl.col("accuracy") > limits.poor_accuracy_metres
    excuse = pl.col("accuracy") * (
        pl.when(poor).then(limits.poor_accuracies).otherwise(limits.fence_accuracies)
    )
    return pl.col("metres") > pl.max_horizontal(pl.lit(limits.fence_metres), excuse)


def say(
    frame: pl.DataFrame,
    reason: DoubtReason,
    value: pl.Expr,
    limit: float | pl.Expr,
    other: str | None = None,
) -> pl.DataFrame:
    """Return rows of doubts: the mark, the reason, what it was compared with, measure and limit.

    >>> say(pl.DataFrame({"id": [1]}), DoubtReason.MOCK, pl.lit(3.0), 2.0).rows()
    [(1, 'mock', None, 3.0, 2.0)]
    """
    compared = pl.col(other).cast(pl.Int64) if other else pl.lit(None, pl.Int64)
    return frame.select(
        "id",
        pl.lit(reason.value).alias("reason"),
        compared.alias("other"),
        value.cast(pl.Float64).alias("value"),
        (limit if isinstance(limit, pl.Expr) else pl.lit(limit)).cast(pl.Float64).alias("limit"),
    )
