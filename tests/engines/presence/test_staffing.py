"""Staffed minutes: what counts, what wins, and that unknown is never no."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaban.engines.presence import (
    ABSENCES,
    MARKS,
    ROSTER,
    SPOT_CHECKS,
    Evidence,
    PresenceError,
    PresenceRules,
    Spans,
    check_marks,
    measure_staffing,
    settle_times,
)  # fmt: skip

DAY = date(2026, 3, 2)
MIDNIGHT = (DAY.toordinal() - date(1970, 1, 1).toordinal()) * 1440
START = datetime.fromisoformat("2026-03-01T17:00")  # that midnight in UTC
MORNING = Spans.of([(5, MIDNIGHT + 450, MIDNIGHT + 690)])


def marks(*rows, **columns) -> pl.DataFrame:
    """Rows of (minute of the day, kind) with point, person and the minutes until they arrived."""
    made = []
    for number, (minute, kind, *more) in enumerate(rows, 1):
        own = dict(zip(("point", "person", "late"), more, strict=False))
        at = START + timedelta(minutes=minute)
        made.append({
            "id": number, "point": own.get("point", 5), "person": own.get("person", 9),
            "device": own.get("person", 9), "kind": kind, "device_time": at,
            "server_time": at + timedelta(minutes=own.get("late", 0)),
        })  # fmt: skip
    frame = pl.DataFrame(made, schema={c: t for c, t in MARKS.items() if c in made[0]})
    rest = [pl.lit(None, kind).alias(c) for c, kind in MARKS.items() if c not in frame.columns]
    return frame.with_columns(*rest).with_columns(**columns)


def table(schema, *rows) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def minutes(evidence: Evidence, required: Spans = MORNING) -> tuple[int, ...]:
    return measure_staffing(required, evidence, (DAY, DAY)).days.row(0)[2:]


NOBODY = table(SPOT_CHECKS, (1, 5, MIDNIGHT + 600, False))


def test_a_session_from_sign_on_to_sign_off_is_staffed():
    assert minutes(Evidence(marks((450, "in"), (690, "out")))) == (240, 240, 0, 0)


def test_minutes_outside_of_the_required_ones_count_for_nothing():
    assert minutes(Evidence(marks((400, "in"), (600, "out")))) == (240, 150, 0, 90)


def test_without_evidence_everything_is_unknown():
    assert minutes(Evidence(marks((460, "in", 6)))) == (240, 0, 0, 240)


def test_a_sign_on_alone_holds_its_few_minutes_and_a_sign_off_alone_too():
    hold = PresenceRules().lone_mark_minutes
    assert minutes(Evidence(marks((450, "in")))) == (240, hold, 0, 240 - hold)
    assert minutes(Evidence(marks((690, "out")))) == (240, hold, 0, 240 - hold)
    assert minutes(Evidence(marks((450, "in"), (460, "in"), (470, "in")))) == (240, 65, 0, 175)


def test_a_sign_off_after_more_than_five_hours_leaves_two_lone_marks():
    longer = Evidence(marks((450, "in"), (751, "out")))
    assert minutes(longer) == (240, 45, 0, 195)
    assert minutes(Evidence(marks((450, "in"), (750, "out")))) == (240, 240, 0, 0)


def test_who_signs_on_elsewhere_in_between_was_not_here_all_the_time():
    rows = marks((450, "in"), (540, "in", 6), (600, "out", 6), (690, "out"))
    staffing = measure_staffing(MORNING, Evidence(rows), (DAY, DAY))
    assert staffing.days.row(0)[2:] == (240, 90, 0, 150)
    assert staffing.sessions.select("point", "start", "end").sort("point", "start").rows() == [
        (5, MIDNIGHT + 450, MIDNIGHT + 495),
        (5, MIDNIGHT + 645, MIDNIGHT + 690),
        (6, MIDNIGHT + 540, MIDNIGHT + 600),
    ]


def test_two_people_overlap_and_are_counted_once():
    rows = marks((450, "in", 5, 1), (600, "out", 5, 1), (540, "in", 5, 2), (690, "out", 5, 2))
    assert minutes(Evidence(rows)) == (240, 240, 0, 0)


def test_a_spot_check_that_found_nobody_wins_for_its_window_and_the_contradiction_is_told():
    evidence = Evidence(marks((450, "in"), (690, "out")), NOBODY)
    staffing = measure_staffing(MORNING, evidence, (DAY, DAY))
    assert staffing.days.row(0)[2:] == (240, 210, 30, 0)
    assert staffing.contradictions.rows() == [
        (5, MIDNIGHT + 585, MIDNIGHT + 615, "spot check", 1, 1, 2)
    ]


def test_a_spot_check_alone_says_no_for_its_window_and_unknown_around_it():
    assert minutes(Evidence(marks((450, "in", 6)), NOBODY)) == (240, 0, 30, 210)


def test_a_spot_check_that_found_somebody_is_evidence_even_against_another():
    found = table(SPOT_CHECKS, (1, 5, MIDNIGHT + 600, False), (2, 5, MIDNIGHT + 605, True))
    assert minutes(Evidence(marks((450, "in", 6)), found)) == (240, 30, 5, 205)


def test_an_absence_without_cover_is_no_unless_somebody_was_there_after_all():
    away = table(ABSENCES, (5, MIDNIGHT + 450, MIDNIGHT + 690, False))
    assert minutes(Evidence(marks((450, "in", 6)), absences=away)) == (240, 0, 240, 0)
    evidence = Evidence(marks((450, "in"), (570, "out")), absences=away)
    staffing = measure_staffing(MORNING, evidence, (DAY, DAY))
    assert staffing.days.row(0)[2:] == (240, 120, 120, 0)
    assert staffing.contradictions["against"].to_list() == ["absence"]


def test_an_absence_with_cover_leaves_unknown_until_the_cover_signs_on():
    covered = table(ABSENCES, (5, MIDNIGHT + 450, MIDNIGHT + 690, True))
    assert minutes(Evidence(marks((450, "in", 6)), absences=covered)) == (240, 0, 0, 240)


def test_evidence_by_somebody_who_is_not_on_the_roster_counts_and_is_told():
    roster = table(ROSTER, (5, 1, MIDNIGHT + 450, MIDNIGHT + 600), (5, 1, MIDNIGHT, MIDNIGHT + 500))
    rows = marks((450, "in", 5, 1), (570, "out", 5, 1), (570, "in", 5, 2), (690, "out", 5, 2))
    staffing = measure_staffing(MORNING, Evidence(rows, roster=roster), (DAY, DAY))
    assert staffing.days.row(0)[2:] == (240, 240, 0, 0)
    told = staffing.sessions.sort("start").select("person", "on_roster").rows()
    assert told == [(1, True), (2, False)]
    without = measure_staffing(MORNING, Evidence(rows), (DAY, DAY)).sessions
    assert without["on_roster"].null_count() == 2


def test_required_minutes_over_midnight_are_counted_on_their_days():
    night = Spans.of([(5, MIDNIGHT + 1320, MIDNIGHT + 1560)])
    evidence = Evidence(marks((1320, "in"), (1560, "out")))
    days = measure_staffing(night, evidence, (DAY, DAY + timedelta(1))).days
    assert days["required"].to_list() == [120, 120]
    assert days["staffed"].to_list() == [120, 120]
    cut = measure_staffing(night, evidence, (DAY + timedelta(1), DAY + timedelta(2))).days
    assert cut["required"].to_list() == [120, 0]


def test_marks_made_offline_count_when_they_were_made():
    late = Evidence(marks((450, "in", 5, 9, 600), (690, "out", 5, 9, 360)))
    assert minutes(late) == (240, 240, 0, 0)


@pytest.mark.parametrize("days_off", [-1, 1])
def test_a_phone_whose_clock_is_a_day_off_all_week_is_set_right(days_off):
    shift = timedelta(days=days_off)
    rows = [(450 + 1440 * n, "in") for n in range(4)] + [(690 + 1440 * n, "out") for n in range(4)]
    frame = marks(*rows, device_time=pl.col("device_time") + shift,
                  server_time=pl.col("server_time") + timedelta(seconds=20))  # fmt: skip
    settled = settle_times(frame, PresenceRules())
    assert settled["time_source"].unique().to_list() == ["corrected"]
    assert ((settled["server_time"] - settled["at"]).dt.total_seconds().abs() <= 20).all()
    week = Spans.of([(5, MIDNIGHT + 450 + 1440 * n, MIDNIGHT + 690 + 1440 * n) for n in range(4)])
    days = measure_staffing(week, Evidence(frame), (DAY, DAY + timedelta(3))).days
    assert days["staffed"].to_list() == [240] * 4


def test_a_mark_that_arrived_before_it_was_made_was_made_when_it_arrived():
    ahead = marks((450, "in", 5, 9, -60), (690, "out"))
    settled = settle_times(ahead, PresenceRules())
    assert settled["time_source"].to_list() == ["server", "device"]
    assert minutes(Evidence(ahead)) == (240, 240, 0, 0)


def test_late_sendings_are_not_taken_for_a_clock():
    rows = [(450 + 200 * n, "in", 5, 9, 60 * n) for n in range(1, 7)]
    assert settle_times(marks(*rows), PresenceRules())["time_source"].unique().to_list() == [
        "device"
    ]


@pytest.mark.parametrize(
    ("change", "reason", "column"),
    [
        ({"kind": pl.lit("here")}, "kind", "kind"),
        ({"lat": pl.lit(21.0)}, "half_position", "lat"),
        ({"point": pl.lit(None, pl.Int64)}, "null", "point"),
        ({"id": pl.lit("1")}, "column_type", "id"),
    ],
)
def test_records_that_cannot_be_used_name_the_column(change, reason, column):
    with pytest.raises(PresenceError) as caught:
        check_marks(marks((450, "in"), **change))
    assert (caught.value.reason, caught.value.column) == (reason, column)


def test_tables_beside_the_marks_are_checked_too():
    rows = marks((450, "in"))
    backwards = table(ABSENCES, (5, 10, 9, False))
    with pytest.raises(PresenceError, match="interval: end"):
        minutes(Evidence(rows, absences=backwards))
    with pytest.raises(PresenceError, match="missing_column: is_staffed"):
        minutes(Evidence(rows, NOBODY.drop("is_staffed")))
    with pytest.raises(PresenceError, match="missing_column: person"):
        minutes(Evidence(rows, roster=table(ROSTER).drop("person")))


SMALL = PresenceRules(longest_session_minutes=60, lone_mark_minutes=10, spot_check_minutes=4)
small_marks = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(["in", "out"]), st.integers(5, 6),
              st.integers(8, 9)),
    min_size=1, max_size=10, unique_by=lambda row: (row[0], row[3]),
)  # fmt: skip
small_spans = st.lists(
    st.tuples(st.integers(5, 6), st.integers(0, 200), st.integers(0, 60)), max_size=4
)


def evidenced(rows) -> set[tuple[int, int]]:
    """The minutes of each point by the rules said aloud, one mark after the other."""
    held = set()
    for person in {row[3] for row in rows}:
        own = sorted(row for row in rows if row[3] == person)
        closing = False
        for n, (minute, kind, point, _) in enumerate(own):
            before = own[n - 1] if n else None
            after = own[n + 1] if n + 1 < len(own) else None
            opens = (
                kind == "in" and after is not None and after[1] == "out" and after[2] == point
                and after[0] - minute <= 60
            )  # fmt: skip
            if opens:
                held |= {(point, m) for m in range(minute, after[0])}
            elif kind == "in":
                end = min(minute + 10, after[0]) if after else minute + 10
                held |= {(point, m) for m in range(minute, end)}
            elif not closing:
                start = max(minute - 10, before[0]) if before else minute - 10
                held |= {(point, m) for m in range(start, minute)}
            closing = opens
    return held


small_checks = st.lists(
    st.tuples(st.integers(5, 6), st.integers(0, 200), st.booleans()), max_size=4
)


@given(small_marks, small_spans, small_spans, small_checks)
def test_every_minute_is_in_the_class_that_the_rules_give_it(rows, required, away, checks):
    needed = {(k, m) for k, s, n in required for m in range(s, s + n)}
    absent = {(k, m) for k, s, n in away for m in range(s, s + n)}
    seen = {
        is_staffed: {(k, m) for k, at, found in checks if found == is_staffed
                     for m in range(at - 4, at + 4)}
        for is_staffed in (True, False)
    }  # fmt: skip
    staffed = seen[True] | (evidenced(rows) - seen[False])
    no = (seen[False] | absent) - staffed
    evidence = Evidence(
        marks(*rows),
        table(SPOT_CHECKS, *((n, k, MIDNIGHT + at, f) for n, (k, at, f) in enumerate(checks))),
        table(ABSENCES, *((k, MIDNIGHT + s, MIDNIGHT + s + n, False) for k, s, n in away)),
    )
    spans = Spans.of([(k, MIDNIGHT + s, MIDNIGHT + s + n) for k, s, n in required])
    found = measure_staffing(spans, evidence, (DAY, DAY), SMALL).days
    for point, _, *counted in found.rows():
        own = {minute for minute in needed if minute[0] == point}
        assert counted == [len(own), len(own & staffed), len(own & no), len(own - staffed - no)]
        assert counted[0] == sum(counted[1:])


def test_people_and_times_too_far_apart_for_one_number_are_sorted_all_the_same():
    rows = [(450, "in", 5, 2**50), (600, "out", 5, 2**50), (450, "in", 5, 1), (690, "out", 5, 1)]
    assert minutes(Evidence(marks(*rows))) == (240, 240, 0, 0)
