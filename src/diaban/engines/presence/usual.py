"""What is usual for a person, and how likely a month is by it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from scipy.special import betainc  # type: ignore[import-untyped]

from diaban.engines.presence.ground import MONTH

__all__ = [
    "Usual",
    "chances_by_the_rest",
    "month_chances",
    "unless_common",
    "unusual_months",
    "with_middle_month",
    "without_habits",
]

# shares above this part of all months are not taken for the usual of everybody
_USUAL_PART = 0.9
# as many marks of everybody are added to a person's own other months
_SHRINKING_MARKS = 60.0
# who has made no other marks is taken to show something every other time
_SHRINKING_REST = 6.0
# a trait of fewer months than these is not called common, however few people there are
_COMMON_MONTHS = 10
# who has a trait in more months than these, and in more than this part of all, has it always
_HABIT_MONTHS = 3
_HABIT_PART = 0.4


@dataclass(frozen=True, slots=True)
class Usual:
    """Within what a usual share lies, and how unlikely a month must be by it.

    `least` keeps a share of none from making one slip impossible, `most` a habit of all year from
    excusing itself.

    >>> Usual(0.005, 0.03, 1e-4, 3).marks
    3
    """

    least: float
    most: float
    chance: float
    marks: int


def unusual_months(marks: pl.DataFrame, odd: pl.Expr, usual: Usual) -> pl.DataFrame:
    """Return the months with too many odd marks: `person`, `month`, `odd`, `every`, `usual`.

    A month is measured by the share in the person's other months, drawn towards that of the better
    nine tenths of everybody's months, as the tail of a binomial.

    >>> from datetime import date
    >>> marks = pl.DataFrame({"person": [1] * 20 + [2] * 20, "month": [date(2026, 3, 1)] * 40,
    ...     "wrong": [True] * 8 + [False] * 32})
    >>> unusual_months(marks, pl.col("wrong"), Usual(0.01, 0.1, 1e-4, 3))["person"].to_list()
    [1]
    """
    months = month_chances(marks, odd, usual)
    return months.filter(pl.col("chance") < usual.chance)


def month_chances(marks: pl.DataFrame, odd: pl.Expr, usual: Usual) -> pl.DataFrame:
    """Return the months with as many odd marks as count, and the `chance` of so many in each.

    >>> from datetime import date
    >>> marks = pl.DataFrame({"person": [1], "month": [date(2026, 3, 1)], "wrong": [True]})
    >>> month_chances(marks, pl.col("wrong"), Usual(0.01, 0.1, 1e-4, 1))["chance"].round(2).item()
    0.1
    """
    by_month = marks.group_by(MONTH).agg(
        odd=odd.fill_null(value=False).sum().cast(pl.Int64), every=pl.len().cast(pl.Int64)
    )
    share = pl.col("odd") / pl.col("every")
    better = by_month.filter(share <= share.quantile(_USUAL_PART, "lower"))
    area = int(better["odd"].sum()) / max(int(better["every"].sum()), 1)
    others = [pl.col(name).sum().over("person") - pl.col(name) for name in ("odd", "every")]
    own = (others[0] + _SHRINKING_MARKS * area) / (others[1] + _SHRINKING_MARKS)
    by_month = by_month.with_columns(usual=own.clip(usual.least, usual.most))
    by_month = by_month.filter(pl.col("odd") >= usual.marks)
    odd_marks, every, rate = (by_month[name].to_numpy() for name in ("odd", "every", "usual"))
    chance = betainc(odd_marks, every - odd_marks + 1.0, rate)
    return by_month.with_columns(chance=pl.Series(chance, dtype=pl.Float64))


def chances_by_the_rest(
    marks: pl.DataFrame, odd: str, keys: list[str], fewest: int, least: float
) -> pl.DataFrame:
    """Return groups of a person's marks with the `chance` of so many odd ones by the rest of them.

    Of marks are asked whether they are odd, and of the person how many are (`every_` and the same
    name) of how many (`every`). Also `odd`, and how many are `usual` for such a group.

    >>> marks = pl.DataFrame({"person": [1] * 4, "poor": [True] * 4, "every_poor": [4] * 4,
    ...     "every": [100] * 4})
    >>> chances_by_the_rest(marks, "poor", ["person"], 3, 0.1)["chance"].round(4).to_list()
    [0.0001]
    """
    groups = marks.group_by(keys).agg(
        odd=pl.col(odd).sum().cast(pl.Float64), times=pl.len().cast(pl.Float64),
        every_odd=pl.col(f"every_{odd}").first(), every=pl.col("every").first(),
    ).filter(pl.col("odd") >= fewest)  # fmt: skip
    share = (pl.col("every_odd") - pl.col("odd") + 0.5 * _SHRINKING_REST) / (
        pl.col("every") - pl.col("times") + _SHRINKING_REST
    )
    groups = groups.with_columns(share=pl.max_horizontal(share, least))
    odd_marks, times, usual = (groups[name].to_numpy() for name in ("odd", "times", "share"))
    chance = betainc(odd_marks, times - odd_marks + 1.0, usual)
    return groups.select(
        *keys, "odd", usual=pl.col("share") * pl.col("times"),
        chance=pl.Series(chance, dtype=pl.Float64),
    )  # fmt: skip


def with_middle_month(by_month: pl.DataFrame, value: str, fewest: int) -> pl.DataFrame:
    """Return rows of a month with `usual`: the person's middle month, null if they are too few.

    >>> frame = pl.DataFrame({"person": [1, 1, 1, 2], "wide": [10.0, 11.0, 2.0, 2.0]})
    >>> with_middle_month(frame, "wide", 3)["usual"].to_list()
    [10.0, 10.0, 10.0, None]
    """
    middle = pl.col(value).median().over("person")
    return by_month.with_columns(usual=pl.when(pl.len().over("person") >= fewest).then(middle))


def unless_common(found: pl.DataFrame, marks: pl.DataFrame, most: float) -> pl.DataFrame:
    """Return what was found, or nothing of it where more than this share of months have it.

    What so many do is how phones and people are there, and no sign of anything.

    >>> from datetime import date
    >>> marks = pl.DataFrame({"person": range(100), "month": [date(2026, 3, 1)] * 100})
    >>> unless_common(marks[:11], marks, 0.1).height, unless_common(marks[:9], marks, 0.1).height
    (0, 9)
    """
    months = found.select(pl.struct(MONTH).n_unique()).item()
    if months <= _COMMON_MONTHS:
        return found
    is_common = months > most * marks.select(pl.struct(MONTH).n_unique()).item()
    return found.clear() if is_common else found


def without_habits(found: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Return what was found, without those of whom it is found in many months.

    >>> from datetime import date
    >>> marks = pl.DataFrame({"person": [1] * 4, "month": [date(2026, n, 1) for n in range(1, 5)]})
    >>> without_habits(marks, marks).height, without_habits(marks[:3], marks).height
    (0, 3)
    """
    every = marks.group_by("person").agg(every=pl.col("month").n_unique())
    own = found.group_by("person").agg(own=pl.col("month").n_unique()).join(every, on="person")
    habits = own.filter(
        (pl.col("own") > _HABIT_MONTHS) & (pl.col("own") > _HABIT_PART * pl.col("every"))
    )
    return found.join(habits, on="person", how="anti")
