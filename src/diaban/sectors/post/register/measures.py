"""What is measured of the register: points that can be found, communes that have one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from diaban.engines.measuring import Measure
from diaban.sectors.post.register.point_told import recorded_by, tell_communes, tell_points
from diaban.sectors.post.register.point_versions import (
    COMMUNE_SCHEMA,
    POINT_SCHEMA,
    communes_since,
    every_commune,
    every_point,
    newest_statement,
    points_since,
    read_communes,
    read_points,
)
from diaban.spine.figures.declaring import OWN_DEFINITION, MeasureSpec, RecordTable, Words
from diaban.spine.parties.organisations import Field

_NOT_OPEN = ("không hoạt động", "not open")
_ONE_EACH = "QCVN 1:2008/BTTTT: mỗi xã, phường có ít nhất một điểm phục vụ"

TABLES = (
    RecordTable(
        name="post-points", schema=POINT_SCHEMA, read=read_points, every=every_point,
        newest=newest_statement, changed_since=points_since, tell=tell_points,
        tell_outside=tell_points, recorded_by=recorded_by,
    ),
    RecordTable(
        name="post-communes", schema=COMMUNE_SCHEMA, read=read_communes, every=every_commune,
        newest=newest_statement, changed_since=communes_since, tell=tell_communes,
        tell_outside=tell_communes,
    ),
)  # fmt: skip


def _of_open_points(
    name: str, column: str, title_vi: str, title_en: str, why: tuple[Words, Words]
) -> MeasureSpec:
    """Return a measure over the open points of which a column is true; ``why``: true, false."""
    return MeasureSpec(
        measure=Measure(
            name, 1, ("is_open", column), holds=lambda day: pl.col(column),
            belongs=lambda day: pl.col("is_open"),
        ),
        table="post-points", field=Field.POST, title_vi=title_vi, title_en=title_en,
        noun_vi="điểm", noun_en="points", source=OWN_DEFINITION,
        why=lambda row: why[0 if row[column] else 1] if row["is_open"] else _NOT_OPEN,
    )  # fmt: skip


def _has_point() -> pl.Expr:
    """Without a point that surely serves anybody, one of unknown kind leaves it open."""
    nobody_knows = (pl.col("points") == 0) & (pl.col("perhaps") > 0)
    return pl.when(~nobody_knows).then(pl.col("points") > 0)


def _points_there(row: Mapping[str, Any]) -> Words:
    points, perhaps = row["points"], row["perhaps"]
    told = (f"{points} điểm", f"points: {points}") if points else ("chưa có điểm", "no point")
    more = (f"{perhaps} điểm chưa rõ loại", f"of unknown kind: {perhaps}")
    return (f"{told[0]}, {more[0]}", f"{told[1]}, {more[1]}") if perhaps else told


MEASURES = (
    _of_open_points(
        "post-points-located", "has_position",
        "Điểm bưu chính đã có vị trí", "Post points with a position",
        (("đã có vị trí", "has a position"), ("chưa có vị trí", "no position")),
    ),
    _of_open_points(
        "post-points-hours-known", "has_hours",
        "Điểm bưu chính đã rõ giờ mở cửa", "Post points of known opening hours",
        (("đã rõ giờ mở cửa", "hours known"), ("chưa rõ giờ mở cửa", "hours not known")),
    ),
    _of_open_points(
        "post-points-addressed", "has_address",
        "Điểm bưu chính đã gắn với địa chỉ", "Post points put to an address",
        (("đã gắn với địa chỉ", "put to an address"), ("chưa gắn với địa chỉ", "at no address")),
    ),
    MeasureSpec(
        measure=Measure(
            "communes-with-post-point", 1, ("points", "perhaps"), holds=lambda day: _has_point()
        ),
        table="post-communes", field=Field.POST, title_vi="Xã, phường có điểm bưu chính",
        title_en="Communes with a post point", noun_vi="xã, phường", noun_en="communes",
        source=_ONE_EACH, why=_points_there,
    ),
)  # fmt: skip
