"""Doubts about phones: shared by many, with a wrong clock, or a position made up."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, metres_between, say

__all__ = ["find_mocked", "find_shared", "find_wrong_clocks"]

_DEVICE_MONTH = ["device", "month"]


def find_shared(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks of a phone that many use in a month; `value` how many do.

    `other` is the phone's first mark by somebody else than who uses it most. Who takes a phone over
    is not raised, nor two at one point who share a phone, each at a time of their own; but two who
    again and again sign on or off within minutes of each other by one phone are: one of them may do
    it for both.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_shared(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    own = pl.len().over([*_DEVICE_MONTH, "person"])
    people = marks.filter(own >= limits.device_marks).with_columns(
        people=pl.col("person").n_unique().over(_DEVICE_MONTH)
    )
    several = people.filter(pl.col("people") >= 2)
    many = several.filter(pl.col("people") >= limits.device_people)
    apart = several.join(_used_apart(several, limits), on=_DEVICE_MONTH, how="semi")
    together = several.join(_used_at_once(several, limits), on=_DEVICE_MONTH, how="semi")
    found = pl.concat([many, apart, together]).unique("id", maintain_order=True)
    main = found.group_by(_DEVICE_MONTH).agg(main=pl.col("person").mode().min())
    others = (
        found.join(main, on=_DEVICE_MONTH)
        .filter(pl.col("person") != pl.col("main"))
        .sort("moment", "id")
        .group_by(_DEVICE_MONTH)
        .agg(other=pl.col("id").first())
    )
    found = found.join(others, on=_DEVICE_MONTH, how="left")
    return say(found, DoubtReason.SHARED_DEVICE, pl.col("people"), limits.device_people, "other")


def _used_apart(several: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the months of phones that people use in turn, on several days, at points apart."""
    by_day = several.group_by(*_DEVICE_MONTH, "day").agg(
        people=pl.col("person").n_unique(),
        lat=pl.col("point_lat").min(), lng=pl.col("point_lng").min(),
        far_lat=pl.col("point_lat").max(), far_lng=pl.col("point_lng").max(),
    )  # fmt: skip
    across = metres_between(*(pl.col(name) for name in ("lat", "lng", "far_lat", "far_lng")))
    return (
        by_day.filter((pl.col("people") >= 2) & (across > limits.device_apart_metres))
        .group_by(_DEVICE_MONTH)
        .agg(days=pl.len())
        .filter(pl.col("days") >= limits.device_days)
    )


def _used_at_once(several: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the months of phones by which two people sign within minutes, on several days."""
    before = [pl.col(name).shift(1).over("device", order_by=["device_time", "id"])
              for name in ("person", "kind", "device_time")]  # fmt: skip
    since = (pl.col("device_time") - before[2]).dt.total_seconds()
    at_once = (pl.col("person") != before[0]) & (pl.col("kind") == before[1])
    at_once &= since <= limits.device_together_seconds
    times = pl.len().over([*_DEVICE_MONTH, "person"])
    together = several.with_columns(at_once=at_once.fill_null(value=False), times=times)
    return (
        together.group_by(_DEVICE_MONTH)
        .agg(
            days=pl.col("day").filter(pl.col("at_once")).n_unique(),
            share=pl.col("at_once").sum() / pl.col("times").min(),
        )
        .filter(
            (pl.col("days") >= limits.device_together_days)
            & (pl.col("share") >= limits.device_together_share)
        )
    )


def find_wrong_clocks(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks whose phone's time cannot be, or was set; `value` in seconds.

    Positive where the phone is behind the server. A mark that is sent late is honest; marks that
    arrive before they were made are not possible, and marks that are all late by the same time are
    no late sendings.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_wrong_clocks(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    late, most = pl.col("late"), limits.clock_seconds
    ahead = marks.filter(late < -most)
    ahead = ahead.filter(pl.len().over(MONTH) >= limits.clock_marks)
    found = pl.concat([ahead, _steady(marks, limits)], how="diagonal")
    found = found.unique("id", maintain_order=True)
    return say(found, DoubtReason.CLOCK, late, most)


def _steady(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks that are late by as much as the phone's mark before them, hours earlier.

    Marks that waited for a connection were late by different times; a clock is wrong by the same,
    or slowly more, signing on as well as off.
    """
    before = [pl.col(name).shift(1).over("device", order_by=["device_time", "id"])
              for name in ("late", "device_time")]  # fmt: skip
    most = pl.col("late") > limits.clock_seconds
    since = (pl.col("device_time") - before[1]).dt.total_seconds()
    is_same = most & ((pl.col("late") - before[0]).abs() <= limits.clock_spread_seconds)
    is_same &= since >= limits.clock_apart_seconds
    is_in = pl.col("kind") == "in"
    steady = marks.with_columns(is_same=is_same.fill_null(value=False))
    times = pl.col("is_same").sum().over(MONTH)
    return steady.filter(
        (times >= limits.clock_marks)
        & (times >= limits.clock_share * pl.len().over(MONTH))
        & ((pl.col("is_same") & is_in).sum().over(MONTH) >= 2)
        & ((pl.col("is_same") & ~is_in).sum().over(MONTH) >= 2)
    ).filter("is_same")


def find_mocked(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks whose phone says that its position is made up; `value` how many.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_mocked(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    mocked = marks.filter(pl.col("is_mock").fill_null(value=False))
    mocked = mocked.with_columns(times=pl.len().over(MONTH))
    mocked = mocked.filter(pl.col("times") >= limits.mock_marks)
    return say(mocked, DoubtReason.MOCK, pl.col("times"), limits.mock_marks)
