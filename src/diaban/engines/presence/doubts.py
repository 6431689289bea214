"""All that is doubtful in marks: flags for a person to look into, never a verdict."""

from __future__ import annotations

import polars as pl

from diaban.engines.presence.code_doubts import find_codes, with_codes
from diaban.engines.presence.device_doubts import (
    find_mocked,
    find_shared,
    find_twins,
    find_two_phones,
    find_wrong_clocks,
)
from diaban.engines.presence.doubt_limits import DoubtLimits
from diaban.engines.presence.fix_doubts import find_fine, find_frozen
from diaban.engines.presence.ground import FOUND, prepare
from diaban.engines.presence.habit_doubts import find_perfect, find_photos
from diaban.engines.presence.marks import check_marks, require
from diaban.engines.presence.place_doubts import find_far, find_fast
from diaban.engines.presence.proof_doubts import find_late_unlike, find_unproved
from diaban.engines.presence.sending_doubts import (
    find_late_alone,
    find_late_often,
    find_overtaken,
    find_replayed,
)

__all__ = ["POINTS", "find_doubts"]

POINTS: dict[str, pl.DataType] = {"point": pl.Int64(), "lat": pl.Float64(), "lng": pl.Float64()}
"""The columns of points; degrees, WGS 84.

>>> list(POINTS)
['point', 'lat', 'lng']
"""
_CHECKS = (
    find_far, find_fast, find_frozen, find_fine, find_shared, find_twins,
    find_two_phones, find_photos, find_wrong_clocks, find_late_alone, find_late_often,
    find_overtaken, find_replayed, find_perfect, find_codes, find_unproved,
    find_late_unlike, find_mocked,
)  # fmt: skip


def find_doubts(
    marks: pl.DataFrame, points: pl.DataFrame, limits: DoubtLimits | None = None
) -> pl.DataFrame:
    """Return what is doubtful in marks (`MARKS`) at points (`POINTS`), in order of mark and reason.

    Columns: `id` of the mark, `reason` (`DoubtReason`), `other` (the mark that it was compared
    with, null where it was compared with a limit alone), `value` and `limit` in the reason's own
    measure. Give whole months of all people: checks compare. PresenceError for records that cannot
    be used.

    >>> from diaban.engines.presence import MARKS
    >>> find_doubts(pl.DataFrame(schema=MARKS), pl.DataFrame(schema=POINTS)).columns
    ['id', 'reason', 'other', 'value', 'limit']
    """
    limits = limits or DoubtLimits()
    require(points, POINTS, ("point",))
    prepared = with_codes(prepare(check_marks(marks), points, limits), limits)
    found = [check(prepared, limits) for check in _CHECKS]
    whole = pl.concat([pl.DataFrame(schema=FOUND), *found])
    return whole.unique(["id", "reason", "other"]).sort("id", "reason", "other", nulls_last=True)
