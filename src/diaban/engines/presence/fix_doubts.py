"""Doubts about fixes: the same one again and again, or too steady for any receiver."""

from __future__ import annotations

import numpy as np
import polars as pl

from diaban.engines.presence.array_types import Floats, Ints
from diaban.engines.presence.doubt_limits import DoubtLimits, DoubtReason
from diaban.engines.presence.ground import METRES_A_DEGREE, MONTH, say
from diaban.engines.presence.usual import (
    Usual,
    unless_common,
    unusual_months,
    with_middle_month,
    without_habits,
)

__all__ = ["find_fine", "find_frozen"]


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
    exact, back, steady = (
        without_habits(unless_common(one, placed, limits.trait_share), placed)
        for one in (exact, back, steady)
    )
    found = [
        say(exact, DoubtReason.FROZEN, pl.col("times"), limits.frozen_marks, "first"),
        say(back, DoubtReason.FROZEN, pl.col("times"), limits.back_marks, "first"),
        say(
            _sharp(placed, limits), DoubtReason.FROZEN, pl.col("times"), limits.sharp_marks, "first"
        ),
        say(steady, DoubtReason.FROZEN, pl.col("metres_wide"), pl.col("most")),
    ]
    return pl.concat(found).unique("id", keep="first", maintain_order=True)


def find_fine(marks: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks whose accuracy is finer than phones give; `value` that accuracy in metres.

    How fine those of marks with a code are is what phones give; a desktop's or an app's may say 1.

    >>> from diaban.engines.presence.ground import PREPARED
    >>> find_fine(pl.DataFrame(schema=PREPARED), DoubtLimits()).height
    0
    """
    placed = marks.filter(pl.col("accuracy_metres").is_not_null() & pl.col("lat").is_not_null())
    known = placed.filter("is_shown")["accuracy_metres"]
    if len(known) * limits.fine_part < 1:
        return say(placed.clear(), DoubtReason.FROZEN, pl.col("accuracy"), 0.0)
    finest = known.quantile(limits.fine_part)
    is_fine = pl.col("accuracy_metres") < finest
    usual = Usual(
        limits.fine_least_share, limits.fine_most_share, limits.fine_chance, limits.fine_marks
    )
    months = unusual_months(placed, is_fine, usual)
    found = placed.filter(is_fine).join(months, on=MONTH, how="semi")
    found = unless_common(found, marks, limits.common_share)
    return say(found, DoubtReason.FROZEN, pl.col("accuracy"), pl.lit(finest, pl.Float64))


def _sharp(placed: pl.DataFrame, limits: DoubtLimits) -> pl.DataFrame:
    """Return marks with a fix given again and again that owns to be finer than a network's.

    How fine those of networks are is measured by the ones that came with a code.
    """
    fix = ["person", "lat", "lng"]
    fixes = (
        placed.filter(pl.struct(fix).is_duplicated())
        .group_by(fix)
        .agg(
            days=pl.col("day").n_unique(), all_times=pl.len(), fine=pl.col("accuracy").median(),
            shown=pl.col("is_shown").any(),
        )
        .filter(
            (pl.col("days") >= limits.sharp_days) & (pl.col("all_times") >= limits.sharp_marks)
        )
    )  # fmt: skip
    known = fixes.filter("shown")
    if known.height < limits.sharp_known:
        return _repeated(placed.clear())
    finest = known["fine"].quantile(limits.sharp_part)
    sharp = fixes.filter((pl.col("fine") < finest) & ~pl.col("shown"))
    found = _repeated(placed.join(sharp, on=fix, how="semi"))
    found = found.filter(pl.col("times") >= limits.sharp_days)
    return without_habits(unless_common(found, placed, limits.common_share), placed)


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
    months = numbered.group_by("number", maintain_order=True).agg(pl.col(MONTH).first())
    months = months.with_columns(metres_wide=pl.Series(np.maximum(*wide), dtype=pl.Float64))
    months = with_middle_month(
        months.filter(pl.col("metres_wide").is_finite()), "metres_wide", limits.usual_months
    )
    steadier = pl.min_horizontal(limits.steadier_part * pl.col("usual"), limits.steadier_metres)
    most = pl.max_horizontal(
        pl.when(pl.col("usual").is_not_null()).then(steadier), limits.steady_metres
    )
    steady = months.with_columns(most=most).filter(pl.col("metres_wide") < pl.col("most"))
    return numbered.join(steady.drop("person", "month"), on="number")


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
