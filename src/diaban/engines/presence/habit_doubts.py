"""Doubts about habits: photos sent again, and minutes that are too even."""

from __future__ import annotations

import math

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, say
from diaban.engines.presence.usual import unless_common, with_middle_month, without_habits

__all__ = ["find_perfect", "find_photos"]

# times of day farther apart than this belong to different comings and goings
_APART_SECONDS = 3_600


def find_photos(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks whose photo was sent before; `other` is the first mark with it.

    `value` is how many marks have it. Who sent a photo first is not raised for what others did. A
    photo sent again within minutes is a second try, one that people of many points send is what a
    broken camera gives, and a single one a month is a slip of the finger.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_photos(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    with_photo = marks.filter(pl.col("photo_hash").is_not_null())
    with_photo = with_photo.filter(pl.col("photo_hash").is_duplicated()).sort("moment", "id")
    since = (pl.col("moment") - pl.col("moment").shift(1)).over("person", "photo_hash")
    again = with_photo.with_columns(
        first=pl.col("id").first().over("photo_hash"),
        people=pl.col("person").n_unique().over("photo_hash"),
        places=pl.col("point").n_unique().over("photo_hash"),
        retry=(since.dt.total_seconds() <= limits.retry_seconds).fill_null(value=False),
    ).filter(~pl.col("retry"))
    again = again.with_columns(times=pl.len().over("photo_hash"))
    is_camera = (pl.col("people") >= limits.camera_people) & (
        pl.col("places") >= limits.camera_people
    )
    again = again.filter((pl.col("id") != pl.col("first")) & ~is_camera)
    again = again.filter(pl.len().over(MONTH) >= limits.photo_marks)
    return say(again, DoubtReason.PHOTO, pl.col("times"), 1.0, "first")


def find_perfect(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks of months in which a person comes and goes too evenly; `value` in seconds.

    Comings and goings are told apart by the time of day; each is measured from its own middle, so
    that no roster is needed. What is measured is how far from it most of them lie.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_perfect(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    local = pl.col("moment") + pl.duration(hours=7)
    timed = marks.with_columns(
        second=(local - local.dt.truncate("1d")).dt.total_milliseconds() / 1_000.0
    ).sort(*MONTH, "kind", "second")
    within = [*MONTH, "kind"]
    is_apart = (pl.col("second").diff().over(within) > _APART_SECONDS).fill_null(value=False)
    timed = timed.with_columns(turn=is_apart.cast(pl.Int64).cum_sum().over(within))
    turn = [*within, "turn"]
    timed = timed.with_columns(
        off=pl.col("second") - pl.col("second").median().over(turn), often=pl.len().over(turn)
    ).filter(pl.col("often") >= 5)
    even = _both_even(timed, limits), _one_even(timed, within, limits)
    found = [without_habits(unless_common(one, marks, limits.common_share), marks) for one in even]
    named = [say(one, DoubtReason.PERFECT, pl.col("width"), pl.col("most")) for one in found]
    whole = [*named, _evener(timed, limits)]
    return pl.concat(whole).unique("id", keep="first", maintain_order=True)


def _both_even(timed: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks of months too even for anybody."""
    months = _widths(timed, MONTH, limits.perfect_part, limits.perfect_marks)
    even = months.with_columns(most=pl.lit(limits.perfect_seconds))
    return timed.join(even.filter(pl.col("width") < pl.col("most")), on=MONTH)


def _one_even(timed: pl.DataFrame, within: list[str], limits: DoubtLimits) -> pl.DataFrame:
    """Return the comings, or the goings, of months in which they alone are too even.

    Who comes by an alarm does so all year, so what the person's other months are like counts.
    """
    months = _widths(timed, within, limits.perfect_kind_part, limits.perfect_kind_marks)
    usual = pl.col("width").median().over("person", "kind")
    is_known = pl.len().over("person", "kind") >= limits.usual_months
    most = pl.min_horizontal(
        pl.when(is_known).then(limits.evener_part * usual), limits.perfect_kind_seconds
    )
    even = months.with_columns(most=most).filter(pl.col("width") < pl.col("most"))
    return timed.join(even, on=within)


def _evener(timed: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks of months that are far evener than the person's others; `value` in seconds.

    How even: the middle (geometric) of how far from their time marks are, some seconds added, in
    which neither a few late days nor an alarm on most days make one month unlike another. How far:
    beside how much everybody's months differ.
    """
    slack = limits.evener_slack_seconds
    width = (pl.col("off").abs() + slack).log().mean()
    months = timed.group_by(MONTH).agg(width=width, times=pl.len())
    months = months.filter(pl.col("times") >= limits.perfect_kind_marks)
    months = with_middle_month(months, "width", limits.usual_months)
    months = months.filter(pl.col("usual").is_not_null())
    less = pl.col("usual") - pl.col("width")
    spread = 1.4826 * (less - less.median()).abs().median()
    step = pl.max_horizontal(limits.evener_spreads * spread, -math.log(limits.evener_least_part))
    months = months.with_columns(step=step, less=less).filter(pl.col("less") > pl.col("step"))
    found = unless_common(timed.join(months, on=MONTH), timed, limits.common_share)
    most = (pl.col("usual") - pl.col("step")).exp() - slack
    return say(found, DoubtReason.PERFECT, pl.col("width").exp() - slack, most)


def _widths(timed: pl.DataFrame, within: list[str], part: float, fewest: int) -> pl.DataFrame:
    """Return groups of so many marks at least, and how close this part of them is to the middle."""
    width = pl.col("off").abs().quantile(part, "higher")
    groups = timed.group_by(within).agg(width=width, times=pl.len())
    return groups.filter(pl.col("times") >= fewest)
