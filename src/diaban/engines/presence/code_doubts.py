"""Doubts about the codes of points, and which wrong codes are the board's or a clock's fault."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, far_off, say
from diaban.engines.presence.usual import Usual, unusual_months

__all__ = ["find_codes", "with_codes"]


def with_codes(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return prepared marks with `is_excused` and `is_shown`.

    Excused is a wrong code of days on which nearly all codes of the point are wrong, scanned where
    the point is: its board was not renewed. Shown is a code that is right, or excused, or of a
    phone whose time is not the server's, by which a right code is wrong.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> with_codes(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    coded = marks.filter(pl.col("code_ok").is_not_null())
    days = (
        coded.group_by("point", "day")
        .agg(odd=(~pl.col("code_ok")).sum(), times=pl.len())
        .sort("point", "day")
        .with_columns(
            wrong=(pl.col("odd") >= limits.board_part * pl.col("times"))
            | ((pl.col("odd") > 0) & (_around("odd") >= limits.board_part * _around("times")))
        )
        .with_columns(run=pl.struct("point", "wrong").rle_id())
    )
    runs = days.filter("wrong").with_columns(
        first=pl.col("day").min().over("run"), last=pl.col("day").max().over("run")
    )
    span = (pl.col("last") - pl.col("first")).dt.total_days() + 1
    boards = runs.filter(span <= limits.board_days).select("point", "day", "run")
    marks = marks.drop("is_excused", "is_shown", strict=False)
    marks = marks.join(boards, on=["point", "day"], how="left", maintain_order="left")
    times = pl.col("run").drop_nulls().n_unique().over(MONTH)
    is_near = ~far_off(limits) & (pl.col("accuracy") <= limits.poor_accuracy_metres)
    wrong = ~pl.col("code_ok")
    is_excused = wrong & pl.col("run").is_not_null() & is_near & (times <= limits.board_times)
    has_wrong_clock = pl.col("late").abs() > limits.clock_seconds
    marks = marks.with_columns(is_excused=is_excused.fill_null(value=False)).drop("run")
    is_shown = (
        pl.col("code_ok").fill_null(value=False)
        | pl.col("is_excused")
        | (pl.col("code_ok").is_not_null() & has_wrong_clock)
    )
    return marks.with_columns(is_shown=is_shown)


def _around(name: str) -> pl.Expr:
    """Return the sum over a day with codes, the one before it and the one after it."""
    days = [pl.col(name).shift(step).over("point").fill_null(0) for step in (-1, 1)]
    return (pl.col(name) + days[0] + days[1]).cast(pl.Int64)


def find_codes(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the wrong codes of months with more of them than codes just expire; `value` how many.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_codes(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    coded = marks.filter(pl.col("code_ok").is_not_null())
    usual = Usual(
        limits.code_least_share, limits.code_most_share, limits.code_chance, limits.code_marks
    )
    is_wrong = ~pl.col("code_ok") & ~pl.col("is_excused")
    many = unusual_months(coded, is_wrong, usual)
    found = coded.filter(is_wrong).join(many, on=MONTH)
    return say(found, DoubtReason.CODE, pl.col("odd"), limits.code_marks)
