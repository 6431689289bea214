"""Doubts about sending: made after the fact with a clock set back, or sent again."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, say
from diaban.engines.presence.usual import Usual, unusual_months

__all__ = ["find_late_alone", "find_late_often", "find_overtaken", "find_replayed"]


def find_late_alone(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return late marks that came by themselves, in months with more than usual; `value` seconds.

    A phone that was without a connection sends all that waited at once, or with the next mark. A
    mark that is late by its own clock and comes alone was made when it came, or the connection came
    back just then: which happens as often as in the person's other months.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_late_alone(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    sent = marks.filter(~pl.col("is_again")).sort("device", "server_time", "id")
    gap = pl.col("server_time").diff().over("device").dt.total_microseconds() / 1e6
    apart = (gap > limits.queue_seconds).fill_null(value=True)
    alone = apart & apart.shift(-1).over("device").fill_null(value=True)
    is_late = pl.col("late") > limits.late_seconds
    sent = sent.with_columns(alone=alone & is_late)
    usual = Usual(
        limits.late_least_share, limits.late_most_share, limits.late_chance, limits.late_marks
    )
    months = unusual_months(sent, pl.col("alone"), usual)
    found = sent.filter("alone").join(months, on=MONTH, how="semi")
    return say(found, DoubtReason.CLOCK, pl.col("late"), limits.late_seconds)


def find_late_often(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return late marks after one that came at once, in months with more; `value` seconds.

    A network that is down for days makes one such mark, and all those after it late as well. Who
    sets the clock back now and then, and sends with the next mark, makes one each time.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_late_often(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    sent = marks.filter(~pl.col("is_again")).sort("device", "server_time", "id")
    is_late = pl.col("late") > limits.late_seconds
    begins = is_late & ~is_late.shift(1).over("device").fill_null(value=False)
    sent = sent.with_columns(begins=begins)
    usual = Usual(limits.late_least_share, limits.late_most_share, limits.chance, limits.late_runs)
    months = unusual_months(sent, pl.col("begins"), usual)
    found = sent.filter("begins").join(months, on=MONTH, how="semi")
    return say(found, DoubtReason.CLOCK, pl.col("late"), limits.late_seconds)


def find_overtaken(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks that a later-made mark of the phone overtook; `other` that mark.

    `value` is the seconds from the other's arrival to this one's. What waits is sent in the order
    in which it was made: a mark that the phone held already, by its clock, when it sent another,
    has come with it. One that comes later was made later.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_overtaken(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    sent = marks.filter(~pl.col("is_again")).sort("device", "server_time", "id")
    before = pl.col("server_time", "id").shift(1).over("device", "person").name.prefix("before_")
    sent = sent.with_columns(before)
    since = (pl.col("server_time") - pl.col("before_server_time")).dt.total_microseconds() / 1e6
    held = pl.col("before_server_time") - pl.col("device_time")
    overtaken = sent.with_columns(since=since).filter(
        (pl.col("since") > limits.queue_seconds) & (held.dt.total_seconds() > limits.clock_seconds)
    )
    usual = Usual(
        limits.overtaken_least_share, limits.late_most_share, limits.chance, limits.overtaken_marks
    )
    is_overtaken = pl.col("id").is_in(overtaken["id"].implode())
    months = unusual_months(sent, is_overtaken, usual)
    overtaken = overtaken.join(months, on=MONTH, how="semi")
    return say(overtaken, DoubtReason.CLOCK, pl.col("since"), limits.queue_seconds, "before_id")


def find_replayed(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks of one moment that were sent again much later; `other` the first of them.

    `value` is the hours from the first arrival. A mark that is sent twice comes twice within
    minutes.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_replayed(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    same = ["person", "device", "device_time"]
    firsts = marks.filter(~pl.col("is_again")).select(
        *same, first="id", first_time=pl.col("server_time")
    )
    again = marks.filter("is_again").join(firsts, on=same)
    hours = (pl.col("server_time") - pl.col("first_time")).dt.total_seconds() / 3_600.0
    again = again.with_columns(hours=hours).filter(pl.col("hours") > limits.replay_hours)
    again = again.filter(pl.len().over(MONTH) >= limits.replay_marks)
    return say(again, DoubtReason.REPLAY, pl.col("hours"), limits.replay_hours, "first")
