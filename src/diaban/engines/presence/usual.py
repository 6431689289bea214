"""What is usual for a person, and how likely a month is by it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from scipy.special import betainc  # type: ignore[import-untyped]

from diaban.engines.presence.ground import MONTH

__all__ = ["Usual", "unusual_months", "with_middle_month"]

# shares above this part of all months are not taken for the usual of everybody
_USUAL_PART = 0.9
# as many marks of everybody are added to a person's own other months
_SHRINKING_MARKS = 60.0


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
    return by_month.filter(pl.Series(chance < usual.chance, dtype=pl.Boolean))


def with_middle_month(by_month: pl.DataFrame, value: str, fewest: int) -> pl.DataFrame:
    """Return rows of a month with `usual`: the person's middle month, null if they are too few.

    >>> frame = pl.DataFrame({"person": [1, 1, 1, 2], "wide": [10.0, 11.0, 2.0, 2.0]})
    >>> with_middle_month(frame, "wide", 3)["usual"].to_list()
    [10.0, 10.0, 10.0, None]
    """
    middle = pl.col(value).median().over("person")
    return by_month.with_columns(usual=pl.when(pl.len().over("person") >= fewest).then(middle))
