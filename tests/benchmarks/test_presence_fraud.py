"""The judge of presence checks: a frozen world, honest people, and fair counting."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest
from benchmarks.presence_fraud import (
    DIGESTS,
    FEWEST,
    KINDS,
    LOCAL_AHEAD,
    build,
    cases,
    digest,
    report,
    score,
)
from benchmarks.presence_life import CLOCK_MISTAKE, HONEST, Size
from benchmarks.presence_quality import made

SMALL = Size(points=120, days=91)
CLOCK = ("clock drift",)


@cache
def small():
    return build(SMALL)


def flag(rows, check="any"):
    return rows.select("id", check=pl.lit(check))


def rows_of(label):
    return small().truth.filter(pl.col("label") == label)


def test_the_world_is_the_one_that_was_frozen():
    assert digest(small()) == DIGESTS[SMALL]


def test_the_check_ins_have_the_agreed_columns():
    assert dict(small().check_ins.schema) == {
        "id": pl.Int64,
        "point": pl.Int64,
        "person": pl.Int64,
        "device": pl.Int64,
        "kind": pl.String,
        "device_time": pl.Datetime("us"),
        "server_time": pl.Datetime("us"),
        "lat": pl.Float64,
        "lng": pl.Float64,
        "accuracy_metres": pl.Float64,
        "is_mock": pl.Boolean,
        "code_ok": pl.Boolean,
        "photo_hash": pl.String,
    }
    assert dict(small().points.schema) == {
        "point": pl.Int64,
        "lat": pl.Float64,
        "lng": pl.Float64,
    }


def test_check_ins_are_numbered_in_the_order_of_their_arrival():
    check_ins = small().check_ins
    assert check_ins["server_time"].is_sorted()
    assert check_ins["id"].to_list() == list(range(1, check_ins.height + 1))


def test_every_kind_of_fraud_has_cases_of_three_check_ins_at_least():
    judged = cases(small())
    assert set(judged["case"]) == {HONEST, *KINDS}
    assert judged.filter(pl.col("case") > 0)["frauds"].min() >= FEWEST


def test_no_fraud_hangs_on_a_mock_flag():
    assert not small().check_ins["is_mock"].any()
    assert small().check_ins["is_mock"].null_count() > 0


def test_honest_people_who_live_at_their_point_are_never_five_minutes_off():
    """Somebody's minutes are within four of the roster and still spread over minutes."""
    honest = rows_of(HONEST).join(small().check_ins, on="id")
    local = pl.col("device_time") + LOCAL_AHEAD
    minutes = local.dt.hour().cast(pl.Int32) * 60 + local.dt.minute()
    starts = (
        honest.filter(pl.col("kind") == "in")
        .with_columns(minutes=minutes)
        .group_by("person")
        .agg(spread=pl.col("minutes").quantile(0.95) - pl.col("minutes").quantile(0.05), n=pl.len())
        .filter(pl.col("n") > 40)
    )
    narrow = starts.filter(pl.col("spread") <= 8)
    assert narrow.height >= 3
    assert (narrow["spread"] >= 2).all()


def test_some_honest_check_ins_come_days_late_and_some_repeat_a_position():
    honest = rows_of(HONEST).join(small().check_ins, on="id")
    late = honest["server_time"] - honest["device_time"]
    assert (late.dt.total_hours() > 24).sum() > 20
    ordered = honest.sort("device", "device_time")
    again = (ordered["lat"] == ordered["lat"].shift()) & (ordered["lng"] == ordered["lng"].shift())
    assert 0.01 < again.mean() < 0.08


def test_a_check_that_knows_the_truth_finds_all_and_accuses_nobody():
    known = small().truth.filter(pl.col("label").is_between(1, 8))
    result = score(small(), flag(known), CLOCK)
    assert result.recall() == 1
    assert all(result.recall(kind) == 1 for kind in KINDS)
    assert result.false_share() == 0


def test_a_check_that_sees_nothing_earns_nothing():
    result = score(small(), flag(small().truth.head(0)), CLOCK)
    assert result.recall() == 0
    assert result.false_share() == 0
    assert result.clocks[0] == 0 < result.clocks[1]


def test_a_check_that_flags_everything_accuses_everybody():
    result = score(small(), flag(small().truth), CLOCK)
    assert result.recall() == 1
    assert result.false_share() == 1
    assert set(result.false_by_check) == {"any"}


def test_a_clock_noticed_is_no_accusation_and_any_other_flag_on_it_is():
    clocks = rows_of(CLOCK_MISTAKE)
    noticed = score(small(), flag(clocks, "clock drift"), CLOCK)
    assert noticed.honest[0] == 0
    assert noticed.clocks[0] == noticed.clocks[1] > 0
    accused = score(small(), flag(clocks), CLOCK)
    assert accused.honest[0] == noticed.clocks[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_flag_of_clock_drift_finds_only_the_clock_set_back(kind):
    result = score(small(), flag(rows_of(kind), "clock drift"), CLOCK)
    assert result.recall(kind) == (1 if kind == 5 else 0)


def test_clock_drift_on_a_right_clock_is_a_false_flag():
    right = rows_of(HONEST).head(1)
    assert score(small(), flag(right, "clock drift"), CLOCK).honest[0] == 1


def test_the_report_names_every_kind_and_the_false_flags():
    text = report(score(small(), flag(rows_of(1)), CLOCK))
    assert all(name in text for name in KINDS.values())
    assert "honest person-months" in text


def test_the_city_written_without_a_look_at_the_checks_is_judged_in_the_same_way():
    size = Size(points=40, days=60)
    world = made("city", size, 7)
    assert digest(world) == digest(made("city", size, 7)) != digest(made("city", size, 8))
    assert world.check_ins.schema == small().check_ins.schema
    assert set(world.truth["label"]) <= {HONEST, *KINDS, 9, CLOCK_MISTAKE}
    told = cases(world)
    honest, fraud = (told.filter((pl.col("case") == 0) == is_it) for is_it in (True, False))
    flagged = flag(world.truth.filter(pl.col("label").is_between(1, 8)))
    found = score(world, flagged, CLOCK)
    assert (found.recall(), found.honest) == (1.0, (0, honest.height))
    assert fraud.height == sum(total for _, total in found.found.values()) > 0
