"""A year of presence of 600 points, beside `portion`, the interval library of PyPI.

python benchmarks/presence.py [points] [seed]

Made-up opening hours and marks: two sessions a day, some sign-offs forgotten, some marks sent
hours late, spot checks and announced absences. Prints processor times of each step, what part of
the required minutes came out as what, and the ratio to `portion` on the first points of the same
input, with both giving the same minutes.
"""

from __future__ import annotations

import sys
import time
from datetime import date

import numpy as np
import polars as pl

from diaban.engines.hours import parse_hours, vietnamese_calendar
from diaban.engines.presence import (
    ABSENCES,
    MARKS,
    SPOT_CHECKS,
    Evidence,
    PresenceRules,
    Spans,
    find_doubts,
    measure_staffing,
    settle_times,
)
from diaban.engines.presence.marks import make_sessions

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
HOURS = (
    "Mo-Fr 07:30-11:30,13:30-17:00; PH off",
    "Mo-Sa 07:30-11:30,13:30-16:30; PH off",
    "07:30-11:30,13:30-16:00; PH off",
    "07:00-11:00,13:00-17:00; PH 07:00-11:00",
)
_UTC = 420
_PEER_POINTS = 20


def make_required(points: int) -> tuple[Spans, float]:
    """Return the required minutes of every point and what reading and laying out hours took."""
    begun = time.process_time()
    calendar = vietnamese_calendar(2026, 2026)
    found = [
        parse_hours(HOURS[n % len(HOURS)]).intervals(FIRST, LAST, calendar) for n in range(points)
    ]
    key = np.repeat(np.arange(points), [len(one.start) for one in found])
    start, end = (np.concatenate([one[side] for one in found]) for side in (0, 1))
    return Spans(key, start, end), time.process_time() - begun


def make_marks(required: Spans, chance: np.random.Generator) -> pl.DataFrame:
    """Return marks of one person a point, and of two at every third, at most of the openings."""
    rows = np.concatenate((np.arange(len(required.key)), np.flatnonzero(required.key % 3 == 0)))
    second = np.arange(len(rows)) >= len(required.key)
    kept = chance.random(len(rows)) < 0.9
    rows, second = rows[kept], second[kept]
    point = required.key[rows]
    person = point + 10_000 * second
    opens = required.start[rows] + chance.normal(0, 6, len(point))
    closes = required.end[rows] + chance.normal(0, 6, len(point))
    has_out = chance.random(len(point)) < 0.92
    minute = np.concatenate((opens, closes[has_out])) - _UTC
    point = np.concatenate((point, point[has_out]))
    person = np.concatenate((person, person[has_out]))
    count = len(point)
    late = np.where(chance.random(count) < 0.85, chance.uniform(1, 30, count), 0)
    late = np.where(late > 0, late, chance.uniform(600, 30_000, count))
    device = (minute * 60e6).astype(np.int64)
    server = send_in_order(person, device, device + (late * 1e6).astype(np.int64))
    fixes = np.column_stack((20.9 + 0.001 * point, 105.5 + 0.001 * point))
    fixes += chance.normal(0, 15 / 111_195, (count, 2))
    frame = pl.DataFrame({
        "id": np.arange(count), "point": point, "person": person, "device": person,
        "kind": np.where(np.arange(count) < len(opens), "in", "out"),
        "device_time": device.astype("M8[us]"), "server_time": server.astype("M8[us]"),
        "lat": fixes[:, 0], "lng": fixes[:, 1], "accuracy_metres": np.full(count, 15.0),
        "is_mock": np.zeros(count, dtype=bool), "code_ok": chance.random(count) > 0.01,
    })  # fmt: skip
    return frame.with_columns(photo_hash=pl.lit(None, pl.String)).select(list(MARKS)).cast(MARKS)


def send_in_order(phone: np.ndarray, made: np.ndarray, arrived: np.ndarray) -> np.ndarray:
    """Return arrivals of a phone that sends all that waits in its order, once it is connected."""
    sent = arrived.copy()
    counts = np.unique(phone, return_counts=True)[1]
    for rows in np.split(np.argsort(phone, kind="stable"), np.cumsum(counts)[:-1]):
        own = rows[np.argsort(made[rows], kind="stable")]
        connected = np.sort(arrived[own])
        batch = np.searchsorted(connected, made[own])
        place = np.arange(len(own)) - np.searchsorted(batch, batch)
        sent[own] = connected[batch] + 500_000 * place
    return sent


def make_rest(required: Spans, chance: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return spot checks and announced absences."""
    rows = chance.choice(len(required.key), len(required.key) // 100, replace=False)
    checks = pl.DataFrame({
        "id": np.arange(len(rows)), "point": required.key[rows],
        "minute": required.start[rows] + 60, "is_staffed": chance.random(len(rows)) < 0.8,
    }).cast(SPOT_CHECKS)  # fmt: skip
    away = chance.choice(len(required.key), len(required.key) // 50, replace=False)
    absences = pl.DataFrame({
        "point": required.key[away], "start": required.start[away], "end": required.end[away],
        "is_covered": chance.random(len(away)) < 0.5,
    }).cast(ABSENCES)  # fmt: skip
    return checks, absences


def by_portion(required: Spans, evidence: Evidence, points: int) -> np.ndarray:
    """Return required, staffed, not staffed and unknown minutes of the first points."""
    import portion

    rules = PresenceRules()
    sessions = make_sessions(settle_times(evidence.marks, rules), rules).spans
    around = rules.spot_check_minutes
    totals = []
    for point in range(points):

        def union(pairs: object) -> object:
            return portion.Interval(*(portion.closedopen(a, b) for a, b in pairs if a < b))

        def of(spans: Spans, own: int = point) -> object:
            rows = spans.key == own
            return union(zip(spans.start[rows].tolist(), spans.end[rows].tolist(), strict=True))

        def seen(is_staffed: bool, own: int = point) -> object:
            rows = evidence.spot_checks.filter(point=own, is_staffed=is_staffed)
            return union((m - around, m + around) for m in rows["minute"].to_list())

        away = evidence.absences.filter(point=point, is_covered=False)
        absent = union(away.select("start", "end").iter_rows())
        needed, nobody, somebody = of(required), seen(False), seen(True)
        staffed = somebody | (of(sessions) - nobody)
        no = (nobody | absent) - staffed
        parts = (needed, needed & staffed, needed & no, needed - staffed - no)
        totals.append([sum(p.upper - p.lower for p in part if not p.empty) for part in parts])
    return np.array(totals)


def main(points: int = 600, seed: int = 1) -> None:
    chance = np.random.default_rng(seed)
    required, hours_took = make_required(points)
    evidence = Evidence(make_marks(required, chance), *make_rest(required, chance))
    count = evidence.marks.height
    print(f"{points} points, a year: {len(required.key):,} openings, {count:,} marks")
    print(f"required minutes from hours and calendar: {hours_took:.2f} s of processor")
    took = []
    for _ in range(3):
        begun = time.process_time()
        staffing = measure_staffing(required, evidence, (FIRST, LAST))
        took.append(time.process_time() - begun)
    ours = sorted(took)[1]
    print(f"staffed minutes of each point and day: {ours:.2f} s of processor (median of 3)")
    sums = staffing.days.select("required", "staffed", "not_staffed", "unknown").sum().row(0)
    shares = [f"{100 * part / sums[0]:.1f} %" for part in sums[1:]]
    print("staffed, not staffed, unknown:", ", ".join(shares))
    places = pl.DataFrame({"point": np.arange(points)}).with_columns(
        lat=20.9 + 0.001 * pl.col("point"), lng=105.5 + 0.001 * pl.col("point")
    )
    begun = time.process_time()
    doubts = find_doubts(evidence.marks, places)
    took_doubts = time.process_time() - begun
    print(
        f"twelve checks of all marks: {took_doubts:.2f} s of processor, {doubts.height} rows raised"
    )
    few = min(_PEER_POINTS, points)
    begun = time.process_time()
    try:
        theirs = by_portion(required, evidence, few)
    except ImportError:
        print("portion is not installed: no ratio")
        return
    peer = (time.process_time() - begun) / few * points
    classes = ["required", "staffed", "not_staffed", "unknown"]
    first = staffing.days.filter(pl.col("point") < few)
    own = first.group_by("point").agg(pl.col(classes).sum()).sort("point")
    same = np.array_equal(own.select(classes).to_numpy(), theirs)
    print(f"portion, from {few} points: {peer:.0f} s, {peer / ours:.0f} times ours; same: {same}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
