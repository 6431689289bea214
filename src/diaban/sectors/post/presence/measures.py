"""What is measured of presence: points at which somebody serves, and points that keep their hours.

Both by the evidence of the last four weeks. What is unknown is neither: a point holds where enough
of its required minutes is evidenced, does not hold where even all that is unknown could not make it
enough, and of every other one nobody can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import polars as pl

from diaban.engines.measuring import Measure
from diaban.sectors.post.presence import staffing_versions as versions
from diaban.sectors.post.presence.staffing import STAFFED_SHARE
from diaban.spine.figures.declaring import OWN_DEFINITION, MeasureSpec, RecordTable, Words
from diaban.spine.parties.organisations import Field

# late by a few minutes a day is kept; who closes an hour early each day keeps less
KEPT_SHARE = 0.95
_MINUTES = ("required", "staffed", "unknown")
_FOUR_WEEKS = f"bốn tuần gần nhất có bằng chứng ít nhất {STAFFED_SHARE * 100:.0f} % số phút phải mở"

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


def _minutes_told(row: Mapping[str, Any], kinds: str) -> Words:
    """Tell the shares of the required minutes, rounded so that none looks enough that is not."""
    if not row[kinds]:
        not_known, other = ("chưa rõ loại điểm", "kind not known"), ("loại khác", "another kind")
        return not_known if row[kinds] is None else other
    required = row["required"]
    if not required:
        return "không rõ giờ nào phải mở", "no required hours known"
    if row["unknown"] == required:
        return "chưa có bằng chứng nào", "no evidence at all"
    if not row["staffed"] + row["unknown"]:
        return "không có người phục vụ", "nobody serves"
    held, open_ = 100 * row["staffed"] // required, ceil(100 * row["unknown"] / required)
    vi, en = f"có người {held} % số phút phải mở", f"staffed {held} % of required minutes"
    return (f"{vi}, chưa rõ {open_} %", f"{en}, {open_} % unknown") if open_ else (vi, en)


def _spec(name: str, kinds: str, least: float, words: tuple[str, str], source: str) -> MeasureSpec:
    """Return a measure over the points of which the column ``kinds`` is true."""
    measure = Measure(
        name, 1, (kinds, *_MINUTES), belongs=lambda day: pl.col(kinds),
        holds=lambda day: enough(least),
    )  # fmt: skip
    return MeasureSpec(
        measure=measure, table="post-staffing", field=Field.POST, title_vi=words[0],
        title_en=words[1], noun_vi="điểm", noun_en="points", source=source,
        why=lambda row: _minutes_told(row, kinds),
    )  # fmt: skip


MEASURES = (
    _spec(
        "culture-points-staffed", "is_culture_point", STAFFED_SHARE,
        ("Điểm bưu điện - văn hóa xã có người phục vụ",
         "Commune post and culture points with somebody to serve"),
        "Bộ TT&TT 2021: phấn đấu 100 % điểm bưu điện - văn hóa xã có người phục vụ; "
        f"{_FOUR_WEEKS}",
    ),
    _spec(
        "points-staffed", "is_public", STAFFED_SHARE,
        ("Điểm bưu chính có người phục vụ", "Post points with somebody to serve"),
        f"{OWN_DEFINITION}: mọi loại điểm; {_FOUR_WEEKS}",
    ),
    _spec(
        "points-hours-kept", "is_public", KEPT_SHARE,
        ("Điểm bưu chính giữ đúng giờ mở cửa", "Post points that keep their hours"),
        f"{OWN_DEFINITION}: 95 % số phút phải mở trong bốn tuần",
    ),
)  # fmt: skip
