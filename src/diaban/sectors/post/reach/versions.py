"""The surveys as one table of versions: how a household's reach stood from one until the next.

Kept are the last survey of each month and the newest. Rows of successive surveys that say the same
are one version.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from diaban.sectors.post.reach.models import ReachSurvey
from diaban.sectors.post.reach.table import SURVEY_SCHEMA

# what no measure reads; not every survey that is kept has it
_UNREAD = ("lat_e7", "lng_e7", "staffed_point")
VERSION_SCHEMA: dict[str, type[pl.DataType]] = {
    **{name: kind for name, kind in SURVEY_SCHEMA.items() if name not in _UNREAD},
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}
_TOLD = [name for name in VERSION_SCHEMA if name not in ("id", "valid_from", "valid_to")]
_BLOCK = 200_000


def kept_surveys() -> list[ReachSurvey]:
    """Return the surveys whose rows are there, by day: of one day the last."""
    by_day: dict[date, ReachSurvey] = {}
    for survey in ReachSurvey.objects.order_by("as_of", "pk"):
        if survey.path.exists():
            by_day[survey.as_of] = survey
    return list(by_day.values())


def forget_superseded() -> None:
    """Remove the rows of surveys after which there was another in the same month."""
    last: dict[tuple[int, int], ReachSurvey] = {}
    for survey in ReachSurvey.objects.order_by("as_of", "pk"):
        before = last.get((survey.as_of.year, survey.as_of.month))
        if before is not None:
            before.path.unlink(missing_ok=True)
        last[survey.as_of.year, survey.as_of.month] = survey


def read_versions(ids: list[int]) -> pl.DataFrame:
    """Return the versions of some households, in the order of id and day."""
    return _versions(kept_surveys(), pl.col("id").is_in(ids))


def every_version(block: int = _BLOCK) -> Iterator[pl.DataFrame]:
    """Yield the versions of all households, in blocks by number."""
    surveys = kept_surveys()
    after = 0
    while (last := _end_of_block(surveys, after, block)) is not None:
        yield _versions(surveys, pl.col("id").is_between(after + 1, last))
        after = last


def newest_survey() -> int:
    """Return the row number of the last survey; 0 for none."""
    return ReachSurvey.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(mark: int, limit: int) -> list[int] | None:
    """Return nobody after the last survey; None, which is everybody, after another."""
    return [] if mark == newest_survey() else None


def basis() -> list[str | int]:
    return [survey.name for survey in kept_surveys()]


def _end_of_block(surveys: list[ReachSurvey], after: int, block: int) -> int | None:
    """Return the number up to which no survey has more than ``block`` rows beyond ``after``."""
    ends, fewer = [], []
    for survey in surveys:
        ids = pl.scan_parquet(survey.path).select("id").filter(pl.col("id") > after)
        first = ids.head(block).collect()["id"]
        if len(first):
            (ends if len(first) == block else fewer).append(int(first[-1]))
    if ends:
        return min(ends)
    return max(fewer, default=None)


def _versions(surveys: list[ReachSurvey], which: pl.Expr) -> pl.DataFrame:
    if not surveys:
        return pl.DataFrame(schema=VERSION_SCHEMA)
    ends = [*(survey.as_of for survey in surveys[1:]), None]
    told = [
        pl.scan_parquet(survey.path)
        .filter(which)
        .select("id", *_TOLD)
        .with_columns(valid_from=pl.lit(survey.as_of, pl.Date), valid_to=pl.lit(end, pl.Date))
        for survey, end in zip(surveys, ends, strict=True)
    ]
    rows = pl.concat(told).sort("id", "valid_from").collect()
    return _join_same(rows).select(pl.col(name).cast(kind) for name, kind in VERSION_SCHEMA.items())


def _join_same(rows: pl.DataFrame) -> pl.DataFrame:
    """Let rows that follow upon each other and say the same be one."""
    said = pl.struct(_TOLD).hash()
    is_new = (
        (pl.col("id") != pl.col("id").shift(1))
        | (pl.col("valid_from") != pl.col("valid_to").shift(1))
        | (said != said.shift(1))
    )
    numbered = rows.with_columns(version=is_new.fill_null(value=True).cum_sum())
    return numbered.group_by("version", maintain_order=True).agg(
        pl.col("id", *_TOLD, "valid_from").first(), pl.col("valid_to").last()
    )
