"""Honest habits of phones and people raise nothing; what nobody honest does beside them is raised.

Each habit is one that a second made-up world had and the checks once took for a cheat.
"""

import numpy as np
import polars as pl
import pytest
from tests.engines.presence.months import METRES, Month, frame, honest_month, point_at, points

from diaban.engines.presence import find_doubts

COUNT = 24


def months(seed: int, first: int = 0, count: int = COUNT) -> list[Month]:
    chance = np.random.default_rng(seed)
    return [honest_month(chance, person, person) for person in range(first, first + count)]


def doubted(marks: pl.DataFrame) -> dict[str, set[int]]:
    """The people of each reason."""
    doubts = find_doubts(marks, points(COUNT)).join(marks.select("id", "person"), on="id")
    return {reason: set(own["person"]) for (reason,), own in doubts.group_by("reason")}


def year(seed: int, people: int, change, count: int = 6) -> pl.DataFrame:
    """Some months of some people; ``change`` is given the months of each by its number."""
    parts = []
    for number in range(count):
        found = months(seed + 100 * number, count=people)
        change(number, found, np.random.default_rng(seed + number))
        times = pl.col("device_time", "server_time").dt.offset_by(f"{number}mo")
        photo = pl.format(f"{number} {{}}", "photo_hash").alias("photo_hash")
        parts.append(frame(found).with_columns(pl.col("id") + 100_000 * number, times, photo))
    return pl.concat(parts)


def days_of(month: Month) -> np.ndarray:
    return ((month.columns["true"] + 25_200) // 86_400).astype(int)


def network_fix(month: Month, metres: float, share: float, chance) -> None:
    rows = chance.random(len(month.slots)) < share
    month.columns["lat"][rows] = month.home[0] + metres / METRES
    month.columns["lng"][rows] = month.home[1]
    month.columns["accuracy"][rows] = 30.0


def without_code(month: Month, rows) -> None:
    month.columns["code_ok"] = month.columns["code_ok"].astype(object)
    month.columns["code_ok"][rows] = None


def without_fix(marks: pl.DataFrame, person: int, rows: pl.Expr) -> pl.DataFrame:
    there = (pl.col("person") == person) & rows
    nothing = pl.when(~there).then(pl.col("lat", "lng", "accuracy_metres"))
    return marks.with_columns(nothing)


def test_where_many_phones_place_themselves_by_one_network_a_repeated_fix_is_no_sign():
    found, chance = months(1), np.random.default_rng(1)
    for month in found[:14]:
        network_fix(month, 20.0, 0.7, chance)
    assert "frozen" not in doubted(frame(found))
    alone = months(1)
    network_fix(alone[3], 20.0, 0.7, chance)
    assert doubted(frame(alone))["frozen"] == {3}


def test_a_phone_that_repeats_its_fix_in_every_month_is_no_sign_and_one_month_of_it_is():
    def always(number, found, chance):
        network_fix(found[3], 20.0 + number, 0.7, chance)

    def once(number, found, chance):
        if number == 4:
            network_fix(found[3], 20.0, 0.7, chance)

    assert 3 not in doubted(year(2, 5, always)).get("frozen", set())
    assert 3 in doubted(year(2, 5, once))["frozen"]


def test_a_repeated_fix_is_raised_where_its_marks_lack_the_codes_that_are_shown_else():
    found, chance = months(3), np.random.default_rng(3)
    for month in found:
        network_fix(month, 20.0, 0.7, chance)
    rows = found[3].columns["accuracy"] == 30.0
    without_code(found[3], rows)
    assert doubted(frame(found)) == {"unproved": {3}}


def test_days_without_a_position_are_honest_unless_the_code_is_missing_on_them_as_well():
    marks = frame(months(4))
    odd_days = pl.col("device_time").dt.day() % 3 == 0
    weeks = without_fix(marks, 3, pl.col("device_time").dt.day() > 12)
    assert doubted(weeks) == {}
    some = without_fix(marks, 3, odd_days)
    assert doubted(some) == {}
    no_code = pl.when(~(odd_days & (pl.col("person") == 3))).then("code_ok")
    bare = some.with_columns(no_code.alias("code_ok"), photo_hash=pl.lit(None, pl.String))
    assert doubted(bare) == {"unproved": {3}}


def test_who_never_scans_is_not_raised_for_a_missing_code():
    marks = without_fix(frame(months(5)), 3, pl.col("device_time").dt.day() % 3 == 0)
    never = pl.when(pl.col("person") != 3).then("code_ok")
    assert doubted(marks.with_columns(never.alias("code_ok"))) == {}


def share(number, found, chance) -> None:
    """Two of one point sign by one phone, seconds after each other."""
    mine, friends = found[4].columns, found[3].columns
    count = min(len(mine["kind"]), len(friends["kind"]))
    for name in mine:
        mine[name] = friends[name][:count].copy()
    for name in ("true", "device_seconds", "server_seconds"):
        mine[name] = mine[name] + 40
    mine["photo"][:] = ""


def test_a_couples_phone_is_honest_all_year_and_raised_where_they_share_it_in_a_month():
    def once(number, found, chance):
        if number == 4:
            share(number, found, chance)

    assert "shared_device" not in doubted(year(6, 5, share))
    assert doubted(year(6, 5, once))["shared_device"] == {3, 4}


def test_a_colleagues_phone_while_ones_own_is_broken_is_honest():
    found = months(7)
    found[4] = honest_month(np.random.default_rng(9), 4, 3)
    mine, friends = found[4].columns, found[3].columns
    rows = slice(8, 8 + 4 * 5)
    for name in ("true", "device_seconds", "server_seconds"):
        mine[name][rows] = friends[name][rows] + 60
    mine["device"][rows], mine["kind"][rows] = 1_003, friends["kind"][rows]
    assert doubted(frame(found)) == {}


def test_two_phones_in_turn_are_raised_unless_they_are_in_turn_all_year():
    def in_turn(number, found, chance):
        found[3].columns["device"][days_of(found[3]) % 3 == 0] = 9_000

    def once(number, found, chance):
        if number == 2:
            in_turn(number, found, chance)

    assert doubted(year(8, 5, once))["other_device"] == {3}
    assert "other_device" not in doubted(year(8, 5, in_turn))


def test_a_new_phone_and_one_borrowed_for_days_are_not_in_turn():
    found = months(9)
    found[3].columns["device"][40:] = 9_000
    found[5].columns["device"][20:40] = 9_001
    assert doubted(frame(found)) == {}


def test_the_fix_of_a_colleague_minutes_before_by_another_key_is_one_phone():
    found = months(10)
    found[4] = honest_month(np.random.default_rng(10), 4, 3)
    mine, friends = found[4].columns, found[3].columns
    for row in (10, 30):
        for name in ("lat", "lng", "true", "device_seconds", "server_seconds", "kind"):
            mine[name][row] = friends[name][row]
        for name in ("true", "device_seconds", "server_seconds"):
            mine[name][row] += 90
    reasons = doubted(frame(found))
    assert 4 in reasons["shared_device"]
    assert 3 not in reasons["shared_device"] or reasons["shared_device"] == {3, 4}


def test_an_alarm_that_somebody_comes_by_all_year_is_honest_and_a_month_of_it_is_raised():
    def alarm(number, found, chance):
        c, slots = found[3].columns, found[3].slots
        ins = (c["kind"] == "in") & (chance.random(len(slots)) < 0.85)
        made = slots[ins] - 300 + chance.exponential(12, ins.sum())
        c["device_seconds"][ins], c["server_seconds"][ins] = made, made + 5

    def once(number, found, chance):
        if number == 3:
            alarm(number, found, chance)

    assert "perfect" not in doubted(year(11, 5, alarm))
    assert doubted(year(11, 5, once))["perfect"] == {3}


@pytest.mark.parametrize("case", ["retry", "camera", "slip"])
def test_a_photo_again_that_is_a_retry_a_broken_cameras_or_one_slip_is_honest(case):
    found = months(12)
    if case == "retry":
        for row in (4, 24, 44):
            c = found[3].columns
            c["photo"][row : row + 2] = f"t{row}"
            for name in ("device_seconds", "server_seconds"):
                c[name][row + 1] = c[name][row] + 60
            c["kind"][row + 1] = c["kind"][row]
    elif case == "camera":
        for person in (3, 9, 15):
            found[person].columns["photo"][20:32] = "dim"
    else:
        found[3].columns["photo"][[8, 40]] = "old"
    assert "photo" not in doubted(frame(found))


def test_a_board_that_was_not_renewed_for_a_week_is_honest_and_old_codes_now_and_then_are_not():
    found = months(13)
    found[3].columns["code_ok"][20:44] = False
    assert doubted(frame(found)) == {}
    found[3].columns["code_ok"][:] = True
    found[3].columns["code_ok"][4::12] = False
    assert doubted(frame(found)) == {"code": {3}}


def test_a_point_registered_at_the_wrong_door_is_honest_after_some_months():
    def moved(number, found, chance):
        found[3].move(170.0)
        found[3].columns["accuracy"][:] = 20.0

    assert "geofence" not in doubted(year(14, 5, moved))


def test_a_network_whose_place_is_wrong_is_honest_while_codes_are_shown():
    found, chance = months(15), np.random.default_rng(15)
    network_fix(found[3], 280.0, 0.5, chance)
    rows = found[3].columns["accuracy"] == 30.0
    noise = chance.normal(0, 1.5 / METRES, (2, rows.sum()))
    found[3].columns["lat"][rows] += noise[0]
    found[3].columns["lng"][rows] += noise[1]
    assert "geofence" not in doubted(frame(found))
    without_code(found[3], rows)
    assert 3 in doubted(frame(found))["geofence"]


def test_the_wrong_point_tapped_once_is_a_slip():
    found = months(16)
    c = found[3].columns
    c["point"][10] = 9
    c["lat"][10], c["lng"][10] = point_at(9)
    assert "speed" not in doubted(frame(found))


def test_late_marks_one_by_one_are_raised_and_a_network_that_was_down_is_not():
    def down(number, found, chance):
        c = found[3].columns
        c["server_seconds"] = c["device_seconds"] + 5
        c["server_seconds"][20:60] = c["device_seconds"][60] + np.arange(40) * 0.5

    def claimed(number, found, chance):
        c = found[3].columns
        c["server_seconds"] = c["device_seconds"] + 5
        if number == 3:
            rows = np.arange(4, 84, 8)
            c["server_seconds"][rows] = c["device_seconds"][rows + 1] + 4.5
            without_code(found[3], rows)

    assert "clock" not in doubted(year(17, 5, down))
    assert doubted(year(17, 5, claimed))["clock"] == {3}


def test_an_accuracy_finer_than_phones_give_is_raised():
    marks = pl.concat(
        frame(months(18 + n)).with_columns(
            pl.col("id") + 10_000 * n, pl.col("device_time", "server_time").dt.offset_by(f"{n}mo")
        )
        for n in range(3)
    )
    fine = (pl.col("person") == 3) & (pl.col("device_time").dt.day() % 4 == 0)
    said = pl.when(fine & (pl.col("id") < 10_000)).then(1.0).otherwise("accuracy_metres")
    no_code = pl.when(~(fine & (pl.col("id") < 10_000))).then("code_ok")
    marks = marks.with_columns(accuracy_metres=said, code_ok=no_code)
    assert 3 in doubted(marks)["frozen"]
