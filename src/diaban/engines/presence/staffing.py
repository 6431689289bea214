"""Minutes of each point and day: required, staffed, not staffed, and unknown, which is never no."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from diaban.engines.presence.array_types import Bools, Ints
from diaban.engines.presence.intervals import Spans, Sweep, meeting, minutes_within, sweep
from diaban.engines.presence.marks import (
    PresenceError,
    Sessions,
    check_marks,
    make_sessions,
    require,
    settle_times,
)
from diaban.engines.presence.rules import PresenceRules

__all__ = ["ABSENCES", "ROSTER", "SPOT_CHECKS", "Evidence", "Staffing", "measure_staffing"]

_DAY = 1_440
_EPOCH = date(1970, 1, 1).toordinal()
_MINUTE = pl.Int64()
_OF_SESSIONS = ["id", "point", "person", "device", "kind", "device_time", "server_time"]
SPOT_CHECKS: dict[str, pl.DataType] = {
    "id": pl.Int64(), "point": pl.Int64(), "minute": _MINUTE, "is_staffed": pl.Boolean(),
}  # fmt: skip
"""The columns of spot checks; `minute` since 1970 on the clocks of Viet Nam.

>>> list(SPOT_CHECKS)
['id', 'point', 'minute', 'is_staffed']
"""
ABSENCES: dict[str, pl.DataType] = {
    "point": pl.Int64(), "start": _MINUTE, "end": _MINUTE, "is_covered": pl.Boolean(),
}  # fmt: skip
"""The columns of announced absences; a covered one says that somebody else will be there.

>>> list(ABSENCES)
['point', 'start', 'end', 'is_covered']
"""
ROSTER: dict[str, pl.DataType] = {
    "point": pl.Int64(), "person": pl.Int64(), "start": _MINUTE, "end": _MINUTE,
}  # fmt: skip
"""The columns of a roster: who should be where, from when to when.

>>> list(ROSTER)
['point', 'person', 'start', 'end']
"""


def _empty(schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of who was where.

    Marks that were refused (a forged signature, one taken back) are not among them; marks that are
    merely doubtful are, until a person has looked. Without a roster nobody is off it.

    >>> from diaban.engines.presence import MARKS
    >>> Evidence(pl.DataFrame(schema=MARKS)).roster is None
    True
    """

    marks: pl.DataFrame
    spot_checks: pl.DataFrame = field(default_factory=lambda: _empty(SPOT_CHECKS))
    absences: pl.DataFrame = field(default_factory=lambda: _empty(ABSENCES))
    roster: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Staffing:
    """The minutes of each point and day, and what a person should look at.

    ``days``: `point`, `day`, `required`, `staffed`, `not_staffed`, `unknown` (minutes); required is
    the sum of the other three. ``sessions``: `point`, `person`, `start`, `end`, `opened`, `closed`
    (ids of marks, null for none), `on_roster` (null without a roster). ``contradictions``: `point`,
    `start`, `end`, `against` ("spot check" or "absence"), `spot_check` (id), `opened`, `closed`:
    the session that says otherwise.

    >>> from diaban.engines.presence import MARKS
    >>> measure_staffing(Spans.none(), Evidence(pl.DataFrame(schema=MARKS)),
    ...                  (date(2026, 1, 1), date(2026, 1, 1))).days.columns
    ['point', 'day', 'required', 'staffed', 'not_staffed', 'unknown']
    """

    days: pl.DataFrame
    sessions: pl.DataFrame
    contradictions: pl.DataFrame


def measure_staffing(
    required: Spans,
    evidence: Evidence,
    period: tuple[date, date],
    rules: PresenceRules | None = None,
) -> Staffing:
    """Return what each point's required minutes were from the one day to the other, both included.

    ``required``: when points have to be open (schedule less holidays less announced closures), key
    the point, minutes since 1970 on the clocks of Viet Nam; parts outside of the period are cut.
    A minute is not staffed where a spot check found nobody, or an absence was announced without
    cover and no evidence stands against it; staffed where there is evidence; else unknown. A spot
    check that found nobody wins over a session around it, one that found somebody is evidence, and
    of two that differ the one that found somebody wins: somebody was there. PresenceError for
    records that cannot be used.

    >>> from datetime import datetime
    >>> from diaban.engines.presence import MARKS
    >>> marks = pl.DataFrame([[1, 5, 9, 1, "in", datetime(1970, 1, 1, 1), datetime(1970, 1, 1, 1)]
    ...     + [None] * 6], schema=MARKS, orient="row")
    >>> day = (date(1970, 1, 1), date(1970, 1, 1))
    >>> measure_staffing(Spans.of([(5, 480, 660)]), Evidence(marks), day).days.rows()
    [(5, datetime.date(1970, 1, 1), 180, 45, 0, 135)]
    """
    rules = rules or PresenceRules()
    marks = settle_times(check_marks(evidence.marks).select(_OF_SESSIONS), rules)
    sessions = make_sessions(marks, rules)
    nobody, somebody = _spot_checks(evidence.spot_checks, rules)
    absent = _absences(evidence.absences)
    first, last = (day.toordinal() - _EPOCH for day in period)
    found = sweep((_cut(required, first, last), sessions.spans, nobody, somebody, absent))
    needed, session, is_nobody, is_somebody, is_absent = found.holds
    is_staffed = is_somebody | (session & ~is_nobody)
    is_not = ~is_staffed & (is_nobody | is_absent)
    masks = [needed, needed & is_staffed, needed & is_not, needed & ~is_staffed & ~is_not]
    return Staffing(
        _by_day(found, masks, np.unique(required.key), (first, last)),
        _say_sessions(sessions, evidence.roster),
        _contradictions(sessions, evidence, rules),
    )


def _cut(required: Spans, first: int, last: int) -> Spans:
    start = np.clip(required.start, first * _DAY, (last + 1) * _DAY)
    return Spans(required.key, start, np.clip(required.end, start, (last + 1) * _DAY))


def _spot_checks(checks: pl.DataFrame, rules: PresenceRules) -> tuple[Spans, Spans]:
    """Return the windows in which nobody was found, and those in which somebody was."""
    require(checks, SPOT_CHECKS, tuple(SPOT_CHECKS))
    around = rules.spot_check_minutes
    sides = []
    for is_staffed in (False, True):
        own = checks.filter(pl.col("is_staffed") == is_staffed)
        minute = _column(own, "minute")
        sides.append(Spans(_column(own, "point"), minute - around, minute + around))
    return sides[0], sides[1]


def _absences(absences: pl.DataFrame) -> Spans:
    """Return the announced absences that nobody covers."""
    require(absences, ABSENCES, tuple(ABSENCES))
    if rows := absences.filter(pl.col("end") < pl.col("start")).height:
        raise PresenceError("interval", "end", rows)
    own = absences.filter(~pl.col("is_covered"))
    return Spans(_column(own, "point"), _column(own, "start"), _column(own, "end"))


def _column(frame: pl.DataFrame, name: str) -> Ints:
    column: Ints = frame[name].to_numpy().astype(np.int64)
    return column


def _by_day(
    found: Sweep, masks: list[Bools], points: Ints,
    days: tuple[int, int],
) -> pl.DataFrame:  # fmt: skip
    count = days[1] - days[0] + 1
    point = np.repeat(points, count)
    day = np.tile(np.arange(days[0], days[1] + 1, dtype=np.int64), len(points))
    minutes = [minutes_within(found.spans(m), point, day * _DAY, (day + 1) * _DAY) for m in masks]
    names = ("required", "staffed", "not_staffed", "unknown")
    frame = pl.DataFrame({"point": point, "day": day.astype(np.int32)})
    columns = [pl.Series(name, column) for name, column in zip(names, minutes, strict=True)]
    return frame.with_columns(pl.col("day").cast(pl.Date), *columns)


def _say_sessions(sessions: Sessions, roster: pl.DataFrame | None) -> pl.DataFrame:
    spans = sessions.spans
    frame = pl.DataFrame({
        "point": spans.key, "person": sessions.person, "start": spans.start, "end": spans.end,
        "opened": sessions.opened, "closed": sessions.closed,
    })  # fmt: skip
    frame = frame.with_columns(
        pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in ("opened", "closed")
    )
    if roster is None:
        return frame.with_columns(on_roster=pl.lit(None, pl.Boolean))
    require(roster, ROSTER, tuple(ROSTER))
    return frame.with_columns(on_roster=pl.Series(_is_on_roster(sessions, roster)))


def _is_on_roster(sessions: Sessions, roster: pl.DataFrame) -> Bools:
    """Say of each session whether the person's own roster at that point meets it."""
    pairs = np.column_stack([
        np.concatenate((sessions.spans.key, _column(roster, "point"))),
        np.concatenate((sessions.person, _column(roster, "person"))),
    ])  # fmt: skip
    _, number = np.unique(pairs, axis=0, return_inverse=True)
    count = len(sessions.person)
    own = Spans(number.ravel()[count:], _column(roster, "start"), _column(roster, "end"))
    tidy = sweep((own,))
    minutes = minutes_within(
        tidy.spans(tidy.holds[0]), number.ravel()[:count], sessions.spans.start, sessions.spans.end
    )
    return minutes > 0


def _contradictions(sessions: Sessions, evidence: Evidence, rules: PresenceRules) -> pl.DataFrame:
    around = rules.spot_check_minutes
    minute = pl.col("minute")
    checks = evidence.spot_checks.filter(~pl.col("is_staffed")).select(
        "point", pl.col("id").alias("spot_check"), pl.lit("spot check").alias("against"),
        (minute - around).alias("start"), (minute + around).alias("end"),
    )  # fmt: skip
    absences = evidence.absences.filter(~pl.col("is_covered")).select(
        "point", pl.lit(None, pl.Int64).alias("spot_check"), pl.lit("absence").alias("against"),
        "start", "end",
    )  # fmt: skip
    against = pl.concat([checks, absences])
    spans = sessions.spans
    windows = Spans(*(_column(against, name) for name in ("point", "start", "end")))
    window, session = meeting(windows, spans)
    said = pl.DataFrame({
        "from": spans.start[session], "until": spans.end[session],
        "opened": sessions.opened[session], "closed": sessions.closed[session],
    })  # fmt: skip
    return (
        pl.concat([against[window], said], how="horizontal")
        .select(
            "point",
            pl.max_horizontal("start", "from").alias("start"),
            pl.min_horizontal("end", "until").alias("end"),
            "against",
            "spot_check",
            *(pl.when(pl.col(n) >= 0).then(pl.col(n)).alias(n) for n in ("opened", "closed")),
        )
        .sort("point", "start", "against", "spot_check", "opened", "closed")
    )
