"""Doubts about habits: photos sent again, codes that are old, and minutes that are too even."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import MONTH, say
from diaban.engines.presence.usual import Usual, unusual_months, with_middle_month

__all__ = ["find_codes", "find_perfect", "find_photos"]

# times of day farther apart than this belong to different comings and goings
_APART_SECONDS = 3_600
_RESENT = ["person", "device_time"]


def find_photos(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return the marks whose photo was sent before; `other` is the first mark with it.

    `value` is how many marks have it. Who sent a photo first is not raised for what others did,
    and a mark that was sent twice is one mark.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_photos(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    with_photo = marks.filter(pl.col("photo_hash").is_not_null()).sort("moment", "id")
    once = with_photo.unique([*_RESENT, "photo_hash"], keep="first", maintain_order=True)
    again = once.with_columns(
        first=pl.col("id").first().over("photo_hash"), times=pl.len().over("photo_hash")
    ).filter(pl.col("id") != pl.col("first"))
    return say(again, DoubtReason.PHOTO, pl.col("times"), 1.0, "first")


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
    many = unusual_months(coded, ~pl.col("code_ok"), usual)
    found = coded.filter(~pl.col("code_ok")).join(many, on=MONTH)
    return say(found, DoubtReason.CODE, pl.col("odd"), limits.code_marks)


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
    found = [_both_even(timed, limits), _one_even(timed, within, limits)]
    return pl.concat(found).unique("id", keep="first", maintain_order=True)


def _both_even(timed: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks of months too even for anybody, or far evener than the person's other months."""
    months = _widths(timed, MONTH, limits.perfect_part, limits.perfect_marks)
    months = with_middle_month(months, "width", limits.usual_months)
    evener = pl.min_horizontal(limits.evener_part * pl.col("usual"), limits.evener_seconds)
    most = pl.max_horizontal(
        pl.when(pl.col("usual").is_not_null()).then(evener), limits.perfect_seconds
    )
    even = months.with_columns(most=most).filter(pl.col("width") < pl.col("most"))
    return say(timed.join(even, on=MONTH), DoubtReason.PERFECT, pl.col("width"), pl.col("most"))


def _one_even(timed: pl.DataFrame, within: list[str], limits: DoubtLimits) -> pl.DataFrame:
    """Return the comings, or the goings, of months in which they alone are too even."""
    most = limits.perfect_kind_seconds
    months = _widths(timed, within, limits.perfect_kind_part, limits.perfect_kind_marks)
    even = months.filter(pl.col("width") < most)
    return say(timed.join(even, on=within), DoubtReason.PERFECT, pl.col("width"), most)


def _widths(timed: pl.DataFrame, within: list[str], part: float, fewest: int) -> pl.DataFrame:
    """Return groups of so many marks at least, and how close this part of them is to the middle."""
    width = pl.col("off").abs().quantile(part, "higher")
    groups = timed.group_by(within).agg(width=width, times=pl.len())
    return groups.filter(pl.col("times") >= fewest)
