"""Doubts about phones: shared by many, with a wrong clock, or a position made up."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, metres_between, say
from diaban.engines.presence.usual import unless_common, without_habits

__all__ = ["find_mocked", "find_shared", "find_twins", "find_two_phones", "find_wrong_clocks"]

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
    last = pl.col("device").shift(1).over("person", order_by=["device_time", "id"])
    people = marks.with_columns(last_device=last)
    people = people.filter(own >= limits.device_marks).with_columns(
        people=pl.col("person").n_unique().over(_DEVICE_MONTH)
    )
    several = people.filter(pl.col("people") >= 2)
    many = several.filter(pl.col("people") >= limits.device_people)
    apart = several.join(_used_apart(several, limits), on=_DEVICE_MONTH, how="semi")
    together = several.join(_used_at_once(several, limits), on=_DEVICE_MONTH, how="semi")
    found = pl.concat([many, apart, together]).unique("id", maintain_order=True)
    housed = _of_households(several, marks, limits)
    found = found.join(housed, on=_DEVICE_MONTH, how="anti")
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


def _of_households(several: pl.DataFrame, marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the months of phones that people of one point use in nearly all of their months.

    A couple's or an office's phone; its key may change, so it is people who share, not keys.
    """
    home = marks.group_by("person").agg(
        home=pl.col("point").mode().min(), every=pl.col("month").n_unique()
    )
    users = several.select(*_DEVICE_MONTH, "person").unique().join(home, on="person")
    pairs = users.join(users, on=[*_DEVICE_MONTH, "home"], suffix="_other").filter(
        pl.col("person") != pl.col("person_other")
    )
    together = pairs.group_by("person", "person_other").agg(
        months=pl.col("month").n_unique(),
        every=pl.min_horizontal("every", "every_other").first(),
    )
    always = together.filter(
        (pl.col("every") >= limits.usual_months)
        & (pl.col("months") >= limits.device_always_part * pl.col("every"))
    )
    housed = pairs.join(always, on=["person", "person_other"], how="semi")
    inside = housed.group_by(_DEVICE_MONTH).agg(inside=pl.col("person").n_unique())
    people = users.group_by(_DEVICE_MONTH).agg(people=pl.col("person").n_unique())
    return inside.join(people, on=_DEVICE_MONTH).filter(pl.col("inside") == pl.col("people"))


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
    # how often people came to this phone from another: once where their own is broken for days
    turns = (pl.col("device") != pl.col("last_device")).fill_null(value=True)
    together = several.with_columns(at_once=at_once.fill_null(value=False), times=times)
    return (
        together.group_by(_DEVICE_MONTH)
        .agg(
            days=pl.col("day").filter(pl.col("at_once")).n_unique(),
            turns=turns.sum(),
            share=pl.col("at_once").sum() / pl.col("times").min(),
        )
        .filter(
            (pl.col("days") >= limits.device_together_days)
            & (pl.col("share") >= limits.device_together_share)
            & (
                (pl.col("turns") >= limits.device_together_turns)
                | (pl.col("days") >= limits.device_broken_days)
            )
        )
    )


def find_twins(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks with the fix of somebody else's other phone shortly before; `other` that mark.

    `value` is the seconds between. One phone gives both where it has two keys, say of two browsers.
    A fix that was given on other days too is that of a network, which all phones there give.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_twins(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    fix = ["lat", "lng"]
    twice = marks.filter(pl.col("lat").is_not_null() & pl.struct(fix).is_duplicated())
    twice = twice.filter(pl.col("day").n_unique().over(fix) == 1).sort(*fix, "moment", "id")
    before = pl.col("id", "person", "device", "moment").shift(1).over(fix)
    twice = twice.with_columns(before.name.prefix("before_"))
    twice = twice.with_columns(
        since=(pl.col("moment") - pl.col("before_moment")).dt.total_microseconds() / 1e6
    ).filter(
        (pl.col("person") != pl.col("before_person"))
        & (pl.col("device") != pl.col("before_device"))
        & (pl.col("since") <= limits.twin_seconds)
    )
    twice = unless_common(twice, marks, limits.twin_common_share)
    return say(twice, DoubtReason.SHARED_DEVICE, pl.col("since"), limits.twin_seconds, "before_id")


def find_two_phones(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks after a change of phone, in months in which a person goes to and fro.

    `value` is how many changes, `other` the mark before. A new phone is one change and a borrowed
    one two. Who has two phones changes all year; who has another sign on for them, or a second key
    for it, does so on those days only.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_two_phones(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    before = pl.col("id", "device").shift(1).over(MONTH, order_by=["device_time", "id"])
    turned = marks.with_columns(before.name.prefix("before_"))
    is_turn = (pl.col("device") != pl.col("before_device")).fill_null(value=False)
    months = turned.group_by(MONTH).agg(
        turns=is_turn.sum().cast(pl.Int64), phones=pl.col("device").n_unique().cast(pl.Int64)
    )
    usual = pl.col("turns").median().over("person")
    is_known = pl.len().over("person") >= limits.usual_months
    months = months.with_columns(usual=pl.when(is_known).then(usual).otherwise(0.0)).filter(
        (pl.col("turns") >= limits.device_turns)
        & (pl.col("turns") >= 2 * (pl.col("phones") - 1) + 2)
    )
    months = months.filter(pl.col("turns") >= limits.device_turns_usual * pl.col("usual"))
    found = turned.filter(is_turn).join(months, on=MONTH)
    found = without_habits(unless_common(found, marks, limits.common_share), marks)
    most = limits.device_turns
    return say(found, DoubtReason.OTHER_DEVICE, pl.col("turns"), most, "before_id")


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
