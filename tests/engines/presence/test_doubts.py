"""Each check sees what it is for, says what it compared, and leaves ordinary months alone."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.presence.months import Month, frame, honest_month, point_at, points

from diaban.engines.presence import MARKS, POINTS, DoubtReason, PresenceError, find_doubts

COUNT = 24


def months(seed: int, count: int = COUNT) -> list[Month]:
    chance = np.random.default_rng(seed)
    return [honest_month(chance, person, person) for person in range(count)]


def doubted(found: list[Month]) -> dict[str, set[int]]:
    """The people of each reason."""
    marks = frame(found)
    doubts = find_doubts(marks, points(COUNT)).join(marks.select("id", "person"), on="id")
    return {reason: set(own["person"]) for (reason,), own in doubts.group_by("reason")}


def lived_elsewhere(month: Month, chance):
    rows = chance.choice(len(month.columns["lat"]), 20, replace=False)
    month.move(2_500.0, rows)


def in_two_places(month: Month, chance):
    c = month.columns
    for row in (10, 30, 50):
        other = (month.point + 5) % COUNT
        c["point"][row + 1] = other
        c["lat"][row + 1], c["lng"][row + 1] = point_at(other)
        c["device"][row + 1] = 5_000 + month.person
        c["device_seconds"][row + 1] = c["device_seconds"][row] + 60
        c["server_seconds"][row] = c["device_seconds"][row] + 10
        c["server_seconds"][row + 1] = c["server_seconds"][row] + 60


def frozen(month: Month, chance):
    month.columns["lat"][:], month.columns["lng"][:] = month.home[0] + 1e-5, month.home[1]


def nearly_frozen(month: Month, chance):
    count = len(month.columns["lat"])
    month.columns["lat"][:] = np.round(month.home[0], 5) + chance.uniform(-4e-6, 4e-6, count)
    month.columns["lng"][:] = np.round(month.home[1], 5) + chance.uniform(-4e-6, 4e-6, count)


def same_photo(month: Month, chance):
    month.columns["photo"][::4] = f"again-{month.person}"


def clock_ahead(month: Month, chance):
    month.columns["device_seconds"] += 5_400


def clock_behind(month: Month, chance):
    late = chance.uniform(1, 30, len(month.columns["device_seconds"]))
    month.columns["device_seconds"] = month.columns["server_seconds"] - 5_400 - late


def clock_drifting(month: Month, chance):
    late = 600 + 60 * np.arange(len(month.columns["server_seconds"])) / 4
    month.columns["device_seconds"] = month.columns["server_seconds"] - late


def backdated(month: Month, chance):
    ins = month.columns["kind"] == "in"
    month.columns["server_seconds"][ins] = (
        month.columns["device_seconds"][ins] + chance.uniform(1_800, 7_200, ins.sum())
    )  # fmt: skip


def to_the_minute(month: Month, chance):
    c = month.columns
    minute = np.round(c["true"] / 1_800) * 1_800 + chance.uniform(-30, 30, len(c["true"]))
    c["device_seconds"], c["server_seconds"] = minute, minute + 5


def comes_to_the_minute(month: Month, chance):
    c = month.columns
    ins = c["kind"] == "in"
    minute = np.round(c["true"][ins] / 1_800) * 1_800 + chance.uniform(-30, 30, ins.sum())
    c["device_seconds"][ins], c["server_seconds"][ins] = minute, minute + 5


def old_codes(month: Month, chance):
    month.columns["code_ok"][:] = chance.random(len(month.columns["code_ok"])) < 0.4


def sent_again(month: Month, chance):
    c = month.columns
    for name in c:
        c[name] = np.concatenate([c[name], c[name][10:40:10]])
    c["server_seconds"][-3:] += 2 * 86_400


def home_far_off_with_a_poor_fix(month: Month, chance):
    rows = chance.choice(len(month.columns["lat"]), 40, replace=False)
    month.move(2_500.0, rows)
    month.columns["accuracy"] = np.full(len(month.columns["lat"]), 30.0)
    month.columns["accuracy"][rows] = chance.uniform(2_100, 3_700, 40)


def few_places_in_turn(month: Month, chance):
    count = len(month.columns["lat"])
    places = np.array(month.home) + chance.uniform(-2e-4, 2e-4, (20, 2)).round(7)
    month.columns["lat"], month.columns["lng"] = places[chance.integers(0, 20, count)].T


def jittered(month: Month, chance):
    count = len(month.columns["lat"])
    month.columns["lat"] = month.home[0] + chance.normal(1e-4, 1.2e-5, count)
    month.columns["lng"] = month.home[1] + chance.normal(1e-4, 1.2e-5, count)


def claimed_in_the_evening(month: Month, chance):
    c = month.columns
    day = (c["true"] + 25_200) // 86_400
    for own in np.unique(day)[::3]:
        rows = np.flatnonzero(day == own)
        evening = own * 86_400 - 25_200 + 72_000
        c["server_seconds"][rows] = evening + np.cumsum(chance.uniform(30, 200, len(rows)))


def without_position_or_code(month: Month, chance):
    rows = chance.choice(len(month.columns["lat"]), 20, replace=False)
    month.columns["lat"][rows] = month.columns["lng"][rows] = np.nan
    month.columns["code_ok"] = month.columns["code_ok"].astype(object)
    month.columns["code_ok"][rows] = None
    month.columns["photo"][rows] = ""


def two_phones(month: Month, chance):
    day = (month.columns["true"] + 25_200) // 86_400
    month.columns["device"][day % 3 == 0] = 7_000 + month.person


def mocked(month: Month, chance):
    month.columns["is_mock"][::5] = True


FRAUDS = {
    lived_elsewhere: "geofence", in_two_places: "speed", frozen: "frozen", nearly_frozen: "frozen",
    same_photo: "photo", clock_ahead: "clock", clock_behind: "clock", backdated: "clock",
    clock_drifting: "clock", to_the_minute: "perfect", comes_to_the_minute: "perfect",
    old_codes: "code", mocked: "mock", sent_again: "replay", few_places_in_turn: "frozen",
    home_far_off_with_a_poor_fix: "geofence", jittered: "frozen", claimed_in_the_evening: "clock",
    without_position_or_code: "unproved", two_phones: "other_device",
}  # fmt: skip


@pytest.mark.parametrize("change", FRAUDS, ids=lambda change: change.__name__)
def test_a_month_like_that_is_raised_for_its_reason_and_nobody_else_is(change):
    for seed in range(4):
        chance = np.random.default_rng(seed)
        found = months(seed)
        change(found[3], chance)
        reasons = doubted(found)
        assert reasons.get(FRAUDS[change]) == {3}
        assert set().union(*reasons.values()) == {3}


def test_one_phone_of_three_people_is_raised_for_all_of_them():
    found = months(1)
    for person in (3, 4, 5):
        found[person].columns["device"][:] = 77
    assert doubted(found) == {"shared_device": {3, 4, 5}}


def test_two_at_points_apart_who_use_one_phone_in_turn_are_raised_and_a_couple_is_not():
    found = months(2)
    for person in (3, 4):
        found[person].columns["device"][:] = 77
    assert doubted(found) == {"shared_device": {3, 4}}
    couple = months(2)
    couple[4] = honest_month(np.random.default_rng(9), 4, 3)
    for person in (3, 4):
        couple[person].columns["device"][:] = 77
    assert doubted(couple) == {}


def test_two_of_one_point_who_sign_by_one_phone_within_minutes_day_after_day_are_raised():
    for days, raised in ((2, {}), (9, {"shared_device": {3, 4}})):
        found = months(2)
        found[4] = honest_month(np.random.default_rng(9), 4, 3)
        mine, friends = found[4].columns, found[3].columns
        rows = slice(8, 8 + 4 * days)
        for name in ("true", "device_seconds", "server_seconds"):
            mine[name][rows] = friends[name][rows] + 60
        mine["device"][rows], mine["kind"][rows] = 1_003, friends["kind"][rows]
        assert doubted(found) == raised


def half_year(seed: int, change=None, spread: float = 300.0) -> pl.DataFrame:
    """Six months of one person with the same habits and phone; the last is changed."""
    chance, parts = np.random.default_rng(seed), []
    for number in range(6):
        month = honest_month(chance, 3, 3)
        scatter(month, chance, 15.0)
        on_time(month, chance, spread)
        month.columns["photo"][:] = ""
        if change and number == 5:
            change(month, chance)
        times = pl.col("device_time", "server_time").dt.offset_by(f"{number}mo")
        parts.append(frame([month]).with_columns(pl.col("id") + 1_000 * number, times))
    return pl.concat(parts)


def scatter(month: Month, chance, metres: float):
    fixes = np.array(month.home) + chance.normal(0, metres / 111_195, (len(month.slots), 2))
    month.columns["lat"], month.columns["lng"] = fixes.T


def on_time(month: Month, chance, spread: float):
    made = month.slots + chance.normal(0, spread, len(month.slots))
    month.columns["device_seconds"], month.columns["server_seconds"] = made, made + 5


def evener(month: Month, chance):
    on_time(month, chance, 60.0)


def steadier(month: Month, chance):
    scatter(month, chance, 4.0)


@pytest.mark.parametrize(("change", "reason"), [(evener, "perfect"), (steadier, "frozen")])
def test_a_month_is_measured_by_the_persons_own_other_months(change, reason):
    for seed in (1, 2, 3):
        marks = half_year(seed, change)
        doubts = find_doubts(marks, points(COUNT)).filter(reason=reason)
        months = marks.filter(pl.col("id").is_in(doubts["id"].implode()))["id"] // 1_000
        assert months.unique().to_list() == [5]
        alone = marks.filter(pl.col("id") > 5_000)
        assert find_doubts(alone, points(COUNT)).filter(reason=reason).is_empty()


def test_who_lives_at_the_point_and_is_as_even_every_month_is_not_raised():
    for seed in (1, 2, 3):
        assert find_doubts(half_year(seed, spread=75.0), points(COUNT)).is_empty()


def test_a_phone_that_somebody_takes_over_is_not_raised():
    found = months(3)
    for person, half in ((3, slice(0, 50)), (4, slice(52, None))):
        found[person].columns["device"][half] = 77
    assert doubted(found) == {}


def test_who_sent_a_photo_first_is_not_raised_for_what_another_did():
    found = months(4)
    found[3].columns["photo"][2] = "mine"
    found[5].columns["photo"][40:44] = "mine"
    marks = frame(found)
    doubts = find_doubts(marks, points(COUNT))
    first = marks.filter(pl.col("photo_hash") == "mine").sort("device_time")["id"][0]
    assert doubts["reason"].unique().to_list() == ["photo"]
    assert doubts["other"].unique().to_list() == [first]
    assert doubts.height == 4
    assert first not in doubts["id"].to_list()


def test_covering_another_point_with_a_fix_from_before_is_honest():
    found, chance = months(5), np.random.default_rng(5)
    c = found[3].columns
    for row in (20, 40, 60, 80):  # noon: off at one point, on at the other an hour later
        c["point"][row : row + 2] = 8
        c["lat"][row], c["lng"][row] = c["lat"][row - 1], c["lng"][row - 1]
        c["lat"][row + 1], c["lng"][row + 1] = point_at(8) + chance.normal(0, 1e-4, 2)
    assert doubted(found) == {}


def test_no_positions_no_codes_and_no_flags_raise_nothing():
    bare = frame(months(6)).with_columns(
        pl.lit(None, MARKS[name]).alias(name)
        for name in ("lat", "lng", "accuracy_metres", "is_mock", "code_ok", "photo_hash")
    )
    assert find_doubts(bare, points(COUNT)).is_empty()


def test_two_marks_at_once_name_each_other_with_the_speed():
    found = months(7)
    in_two_places(found[3], np.random.default_rng(0))
    doubts = find_doubts(frame(found), points(COUNT)).filter(pl.col("reason") == "speed")
    pairs = set(doubts.select("id", "other").iter_rows())
    assert pairs == {(b, a) for a, b in pairs}
    assert (doubts["value"] > doubts["limit"]).all()


def test_a_phone_a_day_off_is_raised_and_its_neighbours_are_not():
    for days in (-1, 1):
        found = months(8)
        found[3].columns["device_seconds"] = found[3].columns["server_seconds"] + 86_400 * days
        assert doubted(found)["clock"] == {3}


def test_one_poor_fix_one_old_code_and_one_mock_are_nothing():
    found = months(9)
    found[3].move(5_000.0, slice(7, 8))
    found[3].columns["device"][7:8] = 4_000
    found[4].columns["code_ok"][:] = True
    found[4].columns["code_ok"][:2] = False
    found[5].columns["is_mock"][3] = True
    reasons = doubted(found)
    assert "geofence" not in reasons
    assert "code" not in reasons
    assert "mock" not in reasons


@pytest.mark.parametrize("seed", range(3))
def test_ordinary_months_are_left_alone(seed):
    raised = set().union(*doubted(months(100 + seed)).values(), set())
    assert len(raised) <= COUNT // 20


@settings(deadline=None, max_examples=10)
@given(st.randoms())
def test_the_order_of_the_marks_changes_nothing(shuffler):
    found = months(11, 6)
    lived_elsewhere(found[1], np.random.default_rng(1))
    frozen(found[2], None)
    marks = frame(found)
    order = list(range(marks.height))
    shuffler.shuffle(order)
    assert find_doubts(marks[order], points(COUNT)).equals(find_doubts(marks, points(COUNT)))


def test_every_reason_has_a_case_here():
    assert {*FRAUDS.values(), "shared_device"} == {reason.value for reason in DoubtReason}


def test_points_are_checked():
    with pytest.raises(PresenceError, match="missing_column: lat"):
        find_doubts(pl.DataFrame(schema=MARKS), pl.DataFrame(schema=POINTS).drop("lat"))


def test_distances_are_those_of_the_great_circle():
    away = months(12)
    away[3].move(3_000.0)
    doubts = find_doubts(frame(away), points(COUNT)).filter(pl.col("reason") == "geofence")
    assert doubts["value"].mean() == pytest.approx(3_000.0, rel=0.02)
