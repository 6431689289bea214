"""What is measured of the programme itself: what was handed down, and who has acknowledged it."""

from __future__ import annotations

import polars as pl

from diaban.engines.measuring import Measure
from diaban.spine.figures.declaring import OWN_DEFINITION, MeasureSpec, RecordTable
from diaban.spine.programme.handed_versions import (
    SCHEMA,
    answered_by,
    changed_since,
    every_version,
    newest_act,
    read_versions,
    tell_handed,
)

TABLES = (
    RecordTable(
        name="handed-tasks", schema=SCHEMA, read=read_versions, every=every_version,
        newest=newest_act, changed_since=changed_since, tell=tell_handed,
        tell_outside=tell_handed, recorded_by=answered_by,
    ),
)  # fmt: skip

MEASURES = (
    MeasureSpec(
        measure=Measure(
            "tasks-acknowledged", 1, ("is_acknowledged",),
            holds=lambda day: pl.col("is_acknowledged"),
        ),
        table="handed-tasks", field=None,
        title_vi="Lượt giao việc đã được xác nhận, mọi kế hoạch đang chạy",
        title_en="Tasks handed to units that acknowledged them, of all plans that run",
        noun_vi="lượt giao việc", noun_en="tasks handed to a unit", source=OWN_DEFINITION,
    ),
)  # fmt: skip
