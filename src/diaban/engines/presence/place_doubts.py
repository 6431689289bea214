"""Doubts about where: away from the point, and at two places too soon."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import METRES_A_DEGREE, MONTH, far_off, metres_between, say
from diaban.engines.presence.usual import Usual, unless_common, unusual_months

__all__ = ["find_far", "find_fast"]

# squares of some 22 m, in which fixes of one network lie
_SQUARES_A_DEGREE = 5_000.0
_SQUARE = ["person", "point", "north", "east"]


def find_far(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks outside of the fence in months with more than usual; `value` in metres.

    A fix that owns to be poor is away only by more than part of what it owns to: a phone that is
    suddenly poor, and always far off, is as unusual as one that is precise and far off. Measured
    is from the point, or from where the person's fixes of many months are if that is not far:
    points are registered at the wrong door. The same fix on several days, or nearly, is that of a
    network whose place is not well known: no sign where it is poor or near, colleagues give it
    too, or it came with a code.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_far(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    placed = _from_usual_place(marks, limits).filter(pl.col("metres").is_not_null())
    is_poor = pl.col("accuracy") > limits.poor_accuracy_metres
    away = placed.filter(far_off(limits)).with_columns(
        is_poor=is_poor,
        north=(pl.col("lat") * _SQUARES_A_DEGREE).round(),
        east=(pl.col("lng") * _SQUARES_A_DEGREE).round(),
    )
    away = away.filter(~_is_network(limits)).select("id", "is_poor", is_away=True)
    away = placed.join(away, on="id", how="left").with_columns(
        pl.col("is_away", "is_poor").fill_null(value=False)
    )
    usual = Usual(
        limits.fence_least_share, limits.fence_most_share, limits.chance, limits.fence_marks
    )
    far = replace(usual, least=limits.far_least_share)
    is_away, is_poor = pl.col("is_away"), pl.col("is_poor")
    is_far = is_away & ~is_poor & (pl.col("metres") > limits.far_metres)
    found = []
    for which, by in ((is_far, far), (is_away & ~is_poor, usual), (is_away, usual)):
        months = unusual_months(away, which, by)
        one = away.filter(which).join(months, on=MONTH, how="semi")
        found.append(unless_common(one, marks, limits.trait_share))
    whole = pl.concat(found).unique("id", maintain_order=True)
    return say(whole, DoubtReason.GEOFENCE, pl.col("metres"), limits.fence_metres)


def _is_network(limits: DoubtLimits) -> pl.Expr:
    """Say of fixes that are away whether a network gave them, by those that are away as well."""
    fix = ["point", "lat", "lng"]
    days = pl.col("day").n_unique().over(fix)
    is_known = pl.col("person").n_unique().over(fix) >= 2
    is_known |= pl.col("is_shown").any().over(fix)
    is_shown = pl.col("is_shown").mean().over(_SQUARE) >= limits.network_shown_share
    return (
        ((days >= 2) & (pl.col("is_poor") | is_known))
        | ((days >= limits.network_days) & (pl.col("metres") < limits.network_metres))
        | (_is_steady(limits) & (pl.col("is_poor") | is_shown))
    )


def _is_steady(limits: DoubtLimits) -> pl.Expr:
    """Say of each fix whether those near it lie closer together than a receiver's do."""
    east = pl.col("lng") * pl.col("lat").radians().cos()
    spread = [
        axis.std().over(_SQUARE) * METRES_A_DEGREE < limits.network_spread_metres
        for axis in (pl.col("lat"), east)
    ]
    return spread[0] & spread[1] & (pl.len().over(_SQUARE) >= limits.network_marks)


def _from_usual_place(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks with `metres` from the point or from the person's usual place at it."""
    good = marks.filter(
        (pl.col("accuracy") <= limits.place_accuracy_metres)
        & (pl.col("metres") < limits.place_metres)
    )
    usual = (
        good.group_by("person", "point")
        .agg(
            months=pl.col("month").n_unique(),
            usual_lat=pl.col("lat").median(), usual_lng=pl.col("lng").median(),
        )
        .filter(pl.col("months") >= limits.usual_months)
    )  # fmt: skip
    placed = marks.join(usual, on=["person", "point"], how="left", maintain_order="left")
    own = metres_between(*(pl.col(n) for n in ("lat", "lng", "usual_lat", "usual_lng")))
    return placed.with_columns(
        metres=pl.when(pl.col("metres").is_not_null()).then(pl.min_horizontal("metres", own))
    )


def find_fast(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return both marks of each two that a person cannot have made one after the other.

    `value` in km/h, `other` the mark before or after. A mark without a fresh fix is where its point
    is. Two marks of one phone are as far apart in time as its clock says, two of different phones
    that arrived at once as the server says; the longer time counts where they differ. Once a month
    may be the wrong point, tapped in a list.

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
    fast = fast.filter(pl.len().over(MONTH) >= limits.speed_times)
    later = say(fast, DoubtReason.SPEED, pl.col("speed"), limits.km_per_hour, "before_id")
    turned = fast.select(pl.col("before_id").alias("id"), pl.col("id").alias("then"), "speed")
    return pl.concat(
        [later, say(turned, DoubtReason.SPEED, pl.col("speed"), limits.km_per_hour, "then")]
    )
