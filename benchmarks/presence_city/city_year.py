"""Runs the city through its year and lays the records out as frames."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.cheat_places import faked_position, from_elsewhere, impossible_travel
from benchmarks.presence_city.cheat_plans import Plan, build_plans
from benchmarks.presence_city.cheat_proofs import lent_phone, outdated_proof, reused_photo
from benchmarks.presence_city.cheat_times import clock_set_back, routine_on_free_day, set_times
from benchmarks.presence_city.city import City, build_city
from benchmarks.presence_city.honest_life import honest_shift
from benchmarks.presence_city.outbox import send_all
from benchmarks.presence_city.people import Person, build_people
from benchmarks.presence_city.phones import PhoneShop
from benchmarks.presence_city.roster import Shift, shifts_of_day
from benchmarks.presence_city.taps import Scene, Tap
from benchmarks.presence_city.workdays import DAY_SECONDS, LOCAL_ORIGIN, build_year

WAYS = {
    1: faked_position,
    2: impossible_travel,
    4: reused_photo,
    5: clock_set_back,
    6: outdated_proof,
    7: set_times,
    8: from_elsewhere,
}
MICROSECONDS = 1_000_000


def _shift_taps(
    shift: Shift, plan: Plan | None, colleagues: list[Person], scene: Scene
) -> list[Tap]:
    """The check-ins of one shift, cheated or not."""
    if plan is None or not plan.is_active(shift.day) or not scene.chance.hit(plan.rate):
        return honest_shift(shift, scene, colleagues)
    away = shift.point.number != plan.person.point
    if away and plan.kind in {1, 2, 7}:  # tricks prepared for the own point
        return honest_shift(shift, scene, colleagues)
    return WAYS[plan.kind](plan, shift, scene)


def _day_taps(day: int, people: list[Person], plans: dict[int, Plan], scene: Scene) -> list[Tap]:
    """All check-ins that belong to the shifts of one day; borrowers come after lenders."""
    shifts = shifts_of_day(scene.city, people, day, scene.year, scene.chance)
    on_duty = {shift.person.number for shift in shifts}
    for plan in plans.values():
        if plan.is_active(day) and plan.person.number not in on_duty:
            shifts.extend(routine_on_free_day(plan, day, scene.year, scene))
    at_point: dict[int, list[Person]] = {}
    for shift in shifts:
        at_point.setdefault(shift.point.number, []).append(shift.person)
    taps: dict[int, list[Tap]] = {}
    borrowers: list[Shift] = []
    for shift in shifts:
        plan = plans.get(shift.person.number)
        if plan and plan.kind == 3 and plan.is_active(day):
            borrowers.append(shift)
            continue
        others = [other for other in at_point[shift.point.number] if other is not shift.person]
        found = _shift_taps(shift, plan, others, scene)
        taps.setdefault(shift.person.number, []).extend(found)
    for shift in borrowers:
        plan = plans[shift.person.number]
        theirs = taps.get(plan.helper.number, []) if plan.helper else []
        if theirs and scene.chance.hit(plan.rate):
            found = lent_phone(plan, shift, scene, theirs)
        else:
            found = honest_shift(shift, scene, [])
        taps.setdefault(shift.person.number, []).extend(found)
    return [tap for one in taps.values() for tap in one]


def _microseconds(moment: float) -> int:
    """Microseconds since 1970 of a moment counted from the first local midnight."""
    return round((LOCAL_ORIGIN.timestamp() + moment) * MICROSECONDS)


def _check_ins(arrivals: list[tuple[float, Tap]]) -> pl.DataFrame:
    """The records as the server keeps them; browsers tell milliseconds."""
    taps = [tap for _, tap in arrivals]
    fixes = [tap.fix or (None, None, None) for tap in taps]
    columns = {
        "id": pl.Series(range(1, len(taps) + 1), dtype=pl.Int64),
        "point": pl.Series([tap.point for tap in taps], dtype=pl.Int64),
        "person": pl.Series([tap.person for tap in taps], dtype=pl.Int64),
        "device": pl.Series([tap.device for tap in taps], dtype=pl.Int64),
        "kind": pl.Series([tap.kind for tap in taps], dtype=pl.String),
        "device_time": pl.Series(
            [_microseconds(tap.device_at) // 1000 * 1000 for tap in taps], dtype=pl.Int64
        ).cast(pl.Datetime("us")),
        "server_time": pl.Series(
            [_microseconds(moment) for moment, _ in arrivals], dtype=pl.Int64
        ).cast(pl.Datetime("us")),
        "lat": pl.Series([fix[0] for fix in fixes], dtype=pl.Float64),
        "lng": pl.Series([fix[1] for fix in fixes], dtype=pl.Float64),
        "accuracy_metres": pl.Series([fix[2] for fix in fixes], dtype=pl.Float64),
        "is_mock": pl.Series([tap.is_mock for tap in taps], dtype=pl.Boolean),
        "code_ok": pl.Series([tap.code_ok for tap in taps], dtype=pl.Boolean),
        "photo_hash": pl.Series([tap.photo for tap in taps], dtype=pl.String),
    }
    return pl.DataFrame(columns)


def _points(city: City) -> pl.DataFrame:
    """The register of points."""
    return pl.DataFrame(
        {
            "point": pl.Series([point.number for point in city.points], dtype=pl.Int64),
            "lat": pl.Series([point.registered[0] for point in city.points], dtype=pl.Float64),
            "lng": pl.Series([point.registered[1] for point in city.points], dtype=pl.Float64),
        }
    )


def _truth(check_ins: pl.DataFrame, arrivals: list[tuple[float, Tap]]) -> pl.DataFrame:
    """What each record really was."""
    local = pl.col("device_time") + timedelta(hours=7)
    return check_ins.select(
        "id",
        "person",
        local.dt.date().dt.month_start().alias("month"),
        pl.Series("label", [tap.label for _, tap in arrivals], dtype=pl.Int64),
    )


def build(
    seed: int, points: int = 600, days: int = 364
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Check-ins, points and truth of one city and year; the same for the same arguments."""
    chance = Chance(seed)
    year = build_year(days, chance)
    city = build_city(points, days, chance)
    shop = PhoneShop(chance)
    people = build_people(city, days, chance, shop)
    plans = build_plans(city, people, year, shop, chance)
    scene = Scene(city, year, chance)
    taps: list[Tap] = []
    for day in range(days):
        taps.extend(_day_taps(day, people, plans, scene))
    last_moment = days * DAY_SECONDS
    taps = [tap for tap in taps if 0 <= tap.device_at < last_moment + DAY_SECONDS]
    arrivals = send_all(taps, year, chance)
    check_ins = _check_ins(arrivals)
    return check_ins, _points(city), _truth(check_ins, arrivals)
