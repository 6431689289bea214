"""The sums of a survey by commune, of today and of before July 2025."""

from __future__ import annotations

import polars as pl

from diaban.sectors.post.reach.models import ReachFigure, ReachSurvey
from diaban.sectors.post.reach.table import SERVICE_METRES, staffed_within_metres, within_metres


def sum_up(rows: pl.DataFrame, shares: pl.Series, survey: ReachSurvey) -> list[ReachFigure]:
    """Return the figures of each commune of today and of then, not stored yet.

    ``shares``: how many points fall to each household (`sharing`).
    """
    rows = rows.with_columns(share=shares)
    return [
        *_figures(rows, "place", survey, is_former=False),
        *_figures(rows, "former", survey, is_former=True),
    ]


def _figures(
    rows: pl.DataFrame, column: str, survey: ReachSurvey, *, is_former: bool
) -> list[ReachFigure]:
    near, staffed = within_metres(SERVICE_METRES), staffed_within_metres(SERVICE_METRES)
    remote = pl.col("remote").fill_null(value=False)
    doubtful = pl.col("doubtful").fill_null(value=True)
    certain = pl.col("former_is_certain").fill_null(value=False)
    sums = rows.group_by(column).agg(
        households=pl.len(),
        within_1km=within_metres(1_000).fill_null(value=False).sum(),
        within_2km=within_metres(2_000).fill_null(value=False).sum(),
        within_3km=near.fill_null(value=False).sum(),
        beyond_3km=near.not_().fill_null(value=False).sum(),
        unknown=near.is_null().sum(),
        staffed_3km=staffed.fill_null(value=False).sum(),
        staffed_unknown=staffed.is_null().sum(),
        remote=remote.sum(),
        remote_beyond=(remote & near.not_().fill_null(value=False)).sum(),
        remote_unknown=(remote & near.is_null()).sum(),
        shared_households=pl.col("share").count(),
        shared_doubtful=(pl.col("share").is_not_null() & doubtful).sum(),
        shared_points=pl.col("share").sum(),
        unsure=certain.not_().sum() if is_former else pl.lit(0),
    )
    return [
        ReachFigure(survey=survey, unit_id=row.pop(column), is_former=is_former, **row)
        for row in sums.iter_rows(named=True)
    ]
