"""What is measured of presence: points at which somebody serves, and points that keep their hours.

Both by the evidence of the last four weeks. What is unknown is neither: a point holds where enough
of its required minutes is evidenced, does not hold where even all that is unknown could not make it
enough, and of every other one nobody can tell.
"""

from __future__ import annotations

import polars as pl

from diaban.engines.measuring import Measure
from diaban.sectors.post.presence import staffing_versions as versions
from diaban.sectors.post.presence.staffing import STAFFED_SHARE
from diaban.spine.figures.declaring import OWN_DEFINITION, MeasureSpec, RecordTable
from diaban.spine.parties.organisations import Field

# late by a few minutes a day is kept; who closes an hour early each day keeps less
KEPT_SHARE = 0.95
_READ = ("is_public", "required", "staffed", "unknown")

TABLES = (
    RecordTable(
        name="post-staffing",
        schema=versions.VERSION_SCHEMA,
        read=versions.read_versions,
        every=versions.every_version,
        newest=versions.newest_day,
        changed_since=versions.changed_since,
        basis=versions.basis,
        tell=versions.tell_points,
        tell_outside=versions.tell_points_outside,
    ),
)


def enough(least: float) -> pl.Expr:
    """Whether enough of the required minutes was staffed; null where nobody can tell."""
    required, staffed, unknown = (pl.col(name) for name in ("required", "staffed", "unknown"))
    return (
        pl.when((required > 0) & (staffed >= least * required))
        .then(pl.lit(value=True))
        .when((required > 0) & (staffed + unknown < least * required))
        .then(pl.lit(value=False))
    )


def _spec(name: str, least: float, words: tuple[str, str], source: str) -> MeasureSpec:
    measure = Measure(
        name, 1, _READ, belongs=lambda day: pl.col("is_public"), holds=lambda day: enough(least)
    )
    return MeasureSpec(
        measure=measure, table="post-staffing", field=Field.POST, title_vi=words[0],
        title_en=words[1], noun_vi="điểm", noun_en="points", source=source,
    )  # fmt: skip


MEASURES = (
    _spec(
        "points-staffed", STAFFED_SHARE,
        ("Điểm bưu chính có người phục vụ", "Post points with somebody to serve"),
        "Bộ TT&TT 2021: phấn đấu 100 % điểm bưu điện - văn hóa xã có người phục vụ; "
        "bốn tuần gần nhất có bằng chứng ít nhất 80 % số phút phải mở",
    ),
    _spec(
        "points-hours-kept", KEPT_SHARE,
        ("Điểm bưu chính giữ đúng giờ mở cửa", "Post points that keep their hours"),
        f"{OWN_DEFINITION}: 95 % số phút phải mở trong bốn tuần",
    ),
)  # fmt: skip
