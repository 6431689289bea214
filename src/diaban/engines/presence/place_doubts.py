"""Doubts about where: away from the point, too fast, and the same fix again and again."""

from __future__ import annotations

import numpy as np
import polars as pl

from diaban.engines.presence.array_types import Floats, Ints
from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import METRES_A_DEGREE, MONTH, metres_between, say
from diaban.engines.presence.usual import Usual, unusual_months, with_middle_month

__all__ = ["find_far", "find_fast", "find_frozen"]


def find_far(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks outside of the fence in months with more than usual; `value` in metres.

    A fix that owns to be poor is away only by more than part of what it owns to: a phone that is
    suddenly poor, and always far off, is as unusual as one that is precise and far off.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_far(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    poor = pl.col("accuracy") > limits.poor_accuracy_metres
    excuse = pl.col("accuracy") * (
        pl.when(poor).then(limits.poor_accuracies).otherwise(limits.fence_accuracies)
    )
    fence = pl.max_horizontal(pl.lit(limits.fence_metres), excuse)
    placed = marks.filter(pl.col("metres").is_not_null())
    usual = Usual(
        limits.fence_least_share, limits.fence_most_share, limits.chance, limits.fence_marks
    )
    months = unusual_months(placed, pl.col("metres") > fence, usual)
    away = placed.filter(pl.col("metres") > fence).join(months, on=MONTH, how="semi")
    return say(away, DoubtReason.GEOFENCE, pl.col("metres"), limits.fence_metres)


def find_fast(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return both marks of each two that a person cannot have made one after the other.

    `value` in km/h, `other` the mark before or after. A mark without a fresh fix is where its point
    is. Two marks of one phone are as far apart in time as its clock says, two of different phones
    that arrived at once as the server says; the longer time counts where they differ.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_fast(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    has_fix = pl.col("lat").is_not_null() & ~pl.col("is_stale")
    placed = marks.with_columns(
        at_lat=pl.when(has_fix).then("lat").otherwise("point_lat"),
        at_lng=pl.when(has_fix).then("lng").otherwise("point_lng"),
        spread=pl.when(has_fix).then("accuracy").otherwise(0.0),
    )
    before = pl.col("id", "device", "moment", "device_time", "at_lat", "at_lng", "spread")
    pairs = placed.with_columns(
        before.shift(1).over("person", order_by=["moment", "id"]).name.prefix("before_")
    ).filter(pl.col("before_id").is_not_null())
    places = (pl.col(n) for n in ("at_lat", "at_lng", "before_at_lat", "before_at_lng"))
    metres = metres_between(*places) - pl.col("spread") - pl.col("before_spread")
    own = (pl.col("device_time") - pl.col("before_device_time")).dt.total_seconds().abs()
    since = (pl.col("moment") - pl.col("before_moment")).dt.total_seconds()
    seconds = (
        pl.when(pl.col("device") == pl.col("before_device"))
        .then(pl.max_horizontal(own, since))
        .otherwise(since + limits.speed_slack_seconds)
    )
    far = metres - limits.speed_slack_metres
    speed = 3.6 * far / pl.max_horizontal(seconds, 1.0)
    fast = pairs.with_columns(speed=speed).filter(pl.col("speed") > limits.km_per_hour)
    later = say(fast, DoubtReason.SPEED, pl.col("speed"), limits.km_per_hour, "before_id")
    turned = fast.select(pl.col("before_id").alias("id"), pl.col("id").alias("then"), "speed")
    return pl.concat(
        [later, say(turned, DoubtReason.SPEED, pl.col("speed"), limits.km_per_hour, "then")]
    )


def find_frozen(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks of a month whose fix comes back, or whose fixes are too close together.

    A phone repeats a fix until it has a new one, and then not again: `value` is how often fixes
    came back after others, `other` the first mark with this one. Or `value` is within how many
    metres half of the month's fixes lie, north and east: no receiver is as steady over days.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_frozen(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    placed = marks.filter(pl.col("lat").is_not_null() & ~pl.col("is_again"))
    ranked = placed.with_row_index("rank")
    twice = ranked.filter(pl.struct("person", "lat", "lng").is_duplicated())
    exact = _repeated(twice).filter(
        (pl.col("times") >= limits.frozen_marks) & (pl.col("days") >= limits.frozen_days)
    )
    back, steady = _come_back(twice, limits), _steady(placed, limits)
    found = [
        say(exact, DoubtReason.FROZEN, pl.col("times"), limits.frozen_marks, "first"),
        say(back, DoubtReason.FROZEN, pl.col("times"), limits.back_marks, "first"),
        say(steady, DoubtReason.FROZEN, pl.col("metres_wide"), pl.col("most")),
    ]
    return pl.concat(found).unique("id", keep="first", maintain_order=True)


def _repeated(twice: pl.DataFrame) -> pl.DataFrame:
    within = [*MONTH, "lat", "lng"]
    return twice.with_columns(
        times=pl.len().over(within),
        days=pl.col("day").n_unique().over(within),
        first=pl.col("id").first().over(within),
    )


def _come_back(twice: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks with a fix that the phone gave on another day, and others in between."""
    fix = ["person", "device", "lat", "lng"]
    ranked = twice.sort(*fix, "rank")
    same = pl.all_horizontal(*(pl.col(name) == pl.col(name).shift(1) for name in fix))
    is_back = (
        same
        & (pl.col("rank").cast(pl.Int64).diff() > 1)
        & (pl.col("day").diff().dt.total_days() >= 1)
    )
    back = ranked.with_columns(first=pl.col("id").shift(1)).filter(is_back)
    back = back.with_columns(times=pl.len().over(MONTH))
    return back.filter(pl.col("times") >= limits.back_marks)


def _steady(placed: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks of months of which half the different fixes lie within few metres.

    Few for anybody, or few beside the person's other months.
    """
    numbered = placed.with_columns(number=pl.struct(MONTH).rle_id())
    north = pl.col("lat") * METRES_A_DEGREE
    east = pl.col("lng") * METRES_A_DEGREE * pl.col("lat").radians().cos()
    number = numbered["number"].to_numpy()
    wide = [
        _half_widths(number, numbered.select(axis).to_series().to_numpy(), limits)
        for axis in (north, east)
    ]
    months = numbered.group_by("number", maintain_order=True).agg(pl.col("person").first())
    months = months.with_columns(metres_wide=pl.Series(np.maximum(*wide), dtype=pl.Float64))
    months = with_middle_month(
        months.filter(pl.col("metres_wide").is_finite()), "metres_wide", limits.usual_months
    )
    steadier = pl.min_horizontal(limits.steadier_part * pl.col("usual"), limits.steadier_metres)
    most = pl.max_horizontal(
        pl.when(pl.col("usual").is_not_null()).then(steadier), limits.steady_metres
    )
    steady = months.with_columns(most=most).filter(pl.col("metres_wide") < pl.col("most"))
    return numbered.join(steady.drop("person"), on="number")


def _half_widths(number: Ints, metres: Floats, limits: DoubtLimits) -> Floats:
    """Return by number of month the width of the shortest interval with half of the fixes.

    A fix that is repeated counts once; months with few fixes have infinity.
    """
    order = np.lexsort((metres, number))
    month, metre = number[order], metres[order]
    is_new = np.ones(len(month), dtype=np.bool_)
    is_new[1:] = (month[1:] != month[:-1]) | (metre[1:] != metre[:-1])
    month, metre = month[is_new], metre[is_new]
    count = np.bincount(month)
    half = ((count + 1) // 2)[month]
    last = np.cumsum(count)[month]
    starts = np.flatnonzero(
        (np.arange(len(month)) + half <= last) & (count >= limits.steady_marks)[month]
    )
    narrowest = np.full(len(count), np.inf)
    np.minimum.at(narrowest, month[starts], metre[starts + half[starts] - 1] - metre[starts])
    return narrowest
