"""Marks: people signing on and off at points, when they happened, and the sessions they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from diaban.engines.presence.array_types import Bools, Ints
from diaban.engines.presence.intervals import Spans
from diaban.engines.presence.rules import PresenceRules

__all__ = [
    "MARKS", "PresenceError", "Sessions", "TimeSource", "check_marks", "make_sessions",
    "settle_times",
]  # fmt: skip

UTC_OFFSET_MINUTES = 420
_MICROSECONDS = 60_000_000
_LARGEST = 1 << 62
_TIME = pl.Datetime("us")
MARKS: dict[str, pl.DataType] = {
    "id": pl.Int64(), "point": pl.Int64(), "person": pl.Int64(), "device": pl.Int64(),
    "kind": pl.String(), "device_time": _TIME, "server_time": _TIME, "lat": pl.Float64(),
    "lng": pl.Float64(), "accuracy_metres": pl.Float64(), "is_mock": pl.Boolean(),
    "code_ok": pl.Boolean(), "photo_hash": pl.String(),
}  # fmt: skip
"""The columns of marks. Times are UTC without a zone; kinds are "in" and "out".

Null: no accuracy, no position (lat and lng), unknown whether a mock, no code shown, no photo.

>>> MARKS["kind"]
String
"""


# the week in which a mark arrived, named by its Monday
_WEEK = pl.col("server_time").dt.truncate("1w").alias("week")


class PresenceError(ValueError):
    """Records that cannot be used; `reason` is a word for programs, `column` where it is.

    Reasons: `missing_column`, `column_type`, `null`, `kind`, `half_position`, `interval`.

    >>> error = PresenceError("null", "point", 3)
    >>> error.reason, str(error)
    ('null', 'null: point (3 rows)')
    """

    def __init__(self, reason: str, column: str, rows: int = 0) -> None:
        self.reason, self.column, self.rows = reason, column, rows
        super().__init__(f"{reason}: {column}" + (f" ({rows} rows)" if rows else ""))


class TimeSource(StrEnum):
    """Whose clock a mark's time is from.

    >>> TimeSource("server").name
    'SERVER'
    """

    DEVICE = "device"  # the phone's own, within the tolerance or sent late
    SERVER = "server"  # the phone's lay in the future when the mark arrived
    CORRECTED = "corrected"  # the phone's, less its steady error


def check_marks(marks: pl.DataFrame) -> pl.DataFrame:
    """Return the marks with the columns of `MARKS` alone; PresenceError for what is amiss.

    >>> check_marks(pl.DataFrame(schema=MARKS)).height
    0
    >>> check_marks(pl.DataFrame({"id": [1]}))
    Traceback (most recent call last):
    diaban.engines.presence.marks.PresenceError: missing_column: point
    """
    require(marks, MARKS, ("id", "point", "person", "device", "kind", "device_time", "server_time"))
    if rows := marks.filter(~pl.col("kind").is_in(["in", "out"])).height:
        raise PresenceError("kind", "kind", rows)
    if rows := marks.filter(pl.col("lat").is_null() != pl.col("lng").is_null()).height:
        raise PresenceError("half_position", "lat", rows)
    return marks.select(list(MARKS))


def require(frame: pl.DataFrame, columns: dict[str, pl.DataType], filled: tuple[str, ...]) -> None:
    """Raise PresenceError unless a frame has these columns, and those without nulls.

    >>> require(pl.DataFrame({"point": [1]}), {"point": pl.Int64()}, ("point",))
    """
    for column, kind in columns.items():
        if column not in frame.columns:
            raise PresenceError("missing_column", column)
        if frame.schema[column] != kind:
            raise PresenceError("column_type", column)
    for column in filled:
        if rows := frame[column].null_count():
            raise PresenceError("null", column, rows)


def settle_times(marks: pl.DataFrame, rules: PresenceRules) -> pl.DataFrame:
    """Return the marks with `at` (UTC) and `time_source`: when each happened, as far as is known.

    A phone's time counts, as marks made offline arrive hours late; but no mark arrives before it
    was made, and a phone that is wrong by the same time all week is corrected by that.

    >>> row = {"id": 1, "point": 1, "person": 1, "device": 1, "kind": "in"}
    >>> morning = {"device_time": "2026-03-03T00:30:00", "server_time": "2026-03-02T00:30:20"}
    >>> marks = pl.DataFrame([row | morning]).with_columns(pl.col("^.*_time$").str.to_datetime())
    >>> settle_times(marks, PresenceRules())["time_source"].to_list()
    ['server']
    """
    tolerance = pl.duration(minutes=rules.clock_tolerance_minutes)
    late = pl.col("server_time") - pl.col("device_time")
    errors = steady_errors(marks, rules)
    if errors.is_empty():
        marks = marks.with_columns(steady=pl.lit(None, pl.Duration("us")))
    else:
        keys = ["device", "week"]
        marks = marks.with_columns(_WEEK).join(errors, on=keys, how="left", maintain_order="left")
    is_corrected = pl.col("steady").is_not_null() & (late.abs() > tolerance)
    corrected = pl.min_horizontal(pl.col("device_time") + pl.col("steady"), "server_time")
    return marks.with_columns(
        at=pl.when(is_corrected)
        .then(corrected)
        .when(late < -tolerance)
        .then(pl.col("server_time"))
        .otherwise(pl.col("device_time")),
        time_source=pl.when(is_corrected)
        .then(pl.lit(TimeSource.CORRECTED.value))
        .when(late < -tolerance)
        .then(pl.lit(TimeSource.SERVER.value))
        .otherwise(pl.lit(TimeSource.DEVICE.value)),
    ).drop("steady", "week", strict=False)


def steady_errors(marks: pl.DataFrame, rules: PresenceRules) -> pl.DataFrame:
    """Return by device and week the error of a clock that is wrong by the same time all along.

    Columns `device`, `week`, `steady` (duration: server's time less the phone's).

    >>> from datetime import datetime, timedelta
    >>> now = [datetime(2026, 3, 2, hour) for hour in range(8)]
    >>> behind = [moment - timedelta(days=1) for moment in now]
    >>> marks = pl.DataFrame({"device": [1] * 8, "server_time": now, "device_time": behind})
    >>> steady_errors(marks, PresenceRules())["steady"].to_list()
    [datetime.timedelta(days=1)]
    """
    late = pl.col("server_time") - pl.col("device_time")
    tolerance = pl.duration(minutes=rules.clock_tolerance_minutes)
    marks = marks.select("device", "server_time", late.alias("late"))
    off = marks.filter(pl.col("late").abs() > tolerance).with_columns(_WEEK)
    found = (
        off.group_by("device", "week")
        .agg(
            steady=pl.col("late").median().cast(pl.Duration("us")),
            spread=pl.col("late").quantile(0.75, "nearest")
            - pl.col("late").quantile(0.25, "nearest"),
            off=pl.len(),
        )
        .filter(
            (pl.col("off") >= rules.steady_marks)
            & (pl.col("spread") <= pl.duration(minutes=rules.steady_spread_minutes))
        )
    )
    own = marks.join(found, on="device", how="semi").with_columns(_WEEK)
    every = own.group_by("device", "week").agg(every=pl.len())
    return (
        found.join(every, on=["device", "week"])
        .filter(pl.col("off") >= rules.steady_share * pl.col("every"))
        .select("device", "week", "steady")
    )


@dataclass(frozen=True, slots=True)
class Sessions:
    """Evidence that somebody was at a point, one row for each session or lone mark.

    ``spans``: key the point, minutes since 1970 on the clocks of Viet Nam. ``person``, ``opened``
    and ``closed``: the ids of the marks, −1 for none; all int64[n].

    >>> none = pl.DataFrame(schema=MARKS | {"at": pl.Datetime("us")})
    >>> make_sessions(none, PresenceRules()).person
    array([], dtype=int64)
    """

    spans: Spans
    person: Ints
    opened: Ints
    closed: Ints


def make_sessions(marks: pl.DataFrame, rules: PresenceRules) -> Sessions:
    """Return the sessions of marks with settled times (`at`).

    A session is a sign-on that the same person's next mark, anywhere, signs off at the same point
    within the longest session. Any other mark stands alone and holds its few minutes, but not
    beyond the person's next mark or back before the last one.

    >>> from datetime import datetime
    >>> marks = pl.DataFrame({"id": [1, 2], "point": [5, 5], "person": [9, 9],
    ...     "kind": ["in", "out"], "at": [datetime(1970, 1, 1, 0), datetime(1970, 1, 1, 4)]})
    >>> sessions = make_sessions(marks, PresenceRules())
    >>> sessions.spans.start.tolist(), sessions.spans.end.tolist()
    ([420], [660])
    """
    names = ("point", "person", "id")
    point, person, number = (marks[name].to_numpy().astype(np.int64) for name in names)
    micros = marks["at"].to_numpy().astype("M8[us]").astype(np.int64)
    minute = micros // _MICROSECONDS + UTC_OFFSET_MINUTES
    is_in = (marks["kind"] == "in").to_numpy()
    order = _order(person, micros, number)
    point, person, number, minute = (row[order] for row in (point, person, number, minute))
    is_in = is_in[order]
    is_opened = _is_opened(point, person, minute, is_in, rules)
    is_closing = np.append(False, is_opened[:-1])[: len(point)]
    alone = ~is_opened & ~is_closing
    start, end = _alone(person, minute, is_in, rules)
    following = np.append(np.arange(1, len(point)), 0)[: len(point)]
    start[is_opened], end[is_opened] = minute[is_opened], minute[following[is_opened]]
    kept = is_opened | alone
    opened = np.where(is_in, number, -1)
    closed = np.where(is_opened, number[following] if len(number) else number, -1)
    closed = np.where(alone & ~is_in, number, closed)
    spans = Spans(point[kept], start[kept], end[kept])
    return Sessions(spans, person[kept], opened[kept], closed[kept])


def _order(person: Ints, micros: Ints, number: Ints) -> Ints:
    """Return the rows by person, time and id; as one number each, which is far faster to sort."""
    if not len(person):
        return np.zeros(0, dtype=np.int64)
    by_number = np.argsort(number, kind="stable")
    first, width = int(micros.min()), int(micros.max() - micros.min()) // 1_000 + 1
    if (int(person.max()) - int(person.min()) + 1) * width >= _LARGEST:
        return np.lexsort((number, micros // 1_000, person))
    packed = (person - person.min()) * width + (micros - first) // 1_000
    return by_number[np.argsort(packed[by_number], kind="stable")]


def _is_opened(
    point: Ints, person: Ints, minute: Ints, is_in: Bools, rules: PresenceRules
) -> Bools:
    """Say of each mark whether the next one closes the session it opens."""
    is_opened = np.zeros(len(point), dtype=np.bool_)
    is_opened[:-1] = (
        is_in[:-1]
        & ~is_in[1:]
        & (person[1:] == person[:-1])
        & (point[1:] == point[:-1])
        & (minute[1:] - minute[:-1] <= rules.longest_session_minutes)
    )
    return is_opened


def _alone(person: Ints, minute: Ints, is_in: Bools, rules: PresenceRules) -> tuple[Ints, Ints]:
    """Return from when to when each mark would hold by itself, up to the person's other marks."""
    hold = rules.lone_mark_minutes
    start, end = np.where(is_in, minute, minute - hold), np.where(is_in, minute + hold, minute)
    is_same = person[1:] == person[:-1]
    end[:-1] = np.where(is_same & is_in[:-1], np.minimum(end[:-1], minute[1:]), end[:-1])
    start[1:] = np.where(is_same & ~is_in[1:], np.maximum(start[1:], minute[:-1]), start[1:])
    return start, end
