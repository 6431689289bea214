"""Models cheating about the time: the clock set back, and taps made by a routine."""

from __future__ import annotations

from benchmarks.presence_city.cheat_plans import Plan
from benchmarks.presence_city.honest_life import counter, honest_out, leaving
from benchmarks.presence_city.roster import Shift
from benchmarks.presence_city.taps import Circumstances, Scene, Tap, beside
from benchmarks.presence_city.workdays import DAY_SECONDS, Year


def _set_by_hand(target: float, scene: Scene) -> float:
    """A clock is set to a full minute; opening the page and tapping takes some seconds more."""
    return target // 60 * 60 + scene.chance.between(6, 75)


def _late_arrival(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Comes late and claims to have come in time."""
    chance, person = scene.chance, plan.person
    midnight = shift.day * DAY_SECONDS
    longest = max(25.0, min(170.0, (shift.end - shift.start) * 0.6))
    late = chance.between(15, 60) if chance.hit(0.7) else chance.between(25, longest)
    made_at = midnight + (shift.start + late) * 60
    told = _set_by_hand(midnight + (shift.start - chance.between(0, 9)) * 60, scene)
    # the clever one taps in flight mode and lets the record go out later with the others
    hide = chance.between(20, 200) * 60 if plan.style == 2 else 0.0
    how = Circumstances(
        label=5,
        clock_shift=told - made_at,
        scan=plan.style == 0 or (plan.style == 1 and chance.hit(0.5)),
        photo=plan.style < 2 or chance.hit(0.5),
        hide=hide,
    )
    place = counter(person, shift, scene)
    first = scene.tap(person, shift.point, "in", made_at, place, how=how)
    if plan.style == 0 and chance.hit(0.10):  # the clock stays wrong until the evening
        out_at = max(leaving(shift, scene), made_at + 1800)
        again = Circumstances(label=5, clock_shift=how.clock_shift)
        return [first, scene.tap(person, shift.point, "out", out_at, place, how=again)]
    return [first, *(tap for tap in honest_out(shift, scene) if tap.made_at > made_at + 600)]


def _missed_shift(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Was not there at all and makes up both taps in the evening or next morning."""
    chance, person = scene.chance, plan.person
    midnight = shift.day * DAY_SECONDS
    at_home = chance.hit((0.6, 0.5, 0.15)[plan.style])
    if at_home:
        made_at = midnight + max(shift.end + 40, chance.between(1080, 1320)) * 60.0
        place = person.home
    else:
        made_at = midnight + DAY_SECONDS + (shift.start - chance.between(-20, 15)) * 60.0
        place = counter(person, shift, scene)
    taps: list[Tap] = []
    told_minutes = (shift.start - chance.between(0, 8), shift.end + chance.between(0, 9))
    for kind, minute in zip(("in", "out"), told_minutes, strict=True):
        told = _set_by_hand(midnight + minute * 60, scene)
        how = Circumstances(
            label=5,
            clock_shift=told - made_at,
            photo=False,
            scan=plan.style == 0,
            at_counter=not at_home,
            no_location=at_home and plan.style > 0 and chance.hit(0.7),
            hide=chance.between(3, 12) * 60 if plan.style == 2 else 0.0,
        )
        taps.append(scene.tap(person, shift.point, kind, made_at, place, how=how))
        made_at += chance.between(45, 240)
    return taps


def clock_set_back(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 5: the phone's clock is set back for a late arrival or a missed shift."""
    if scene.chance.hit(0.72):
        return _late_arrival(plan, shift, scene)
    return _missed_shift(plan, shift, scene)


def set_times(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 7: a routine on a phone in the drawer, or a relative's script, taps at set times."""
    chance, person = scene.chance, plan.person
    midnight = shift.day * DAY_SECONDS
    taps: list[Tap] = []
    for kind, base, shifted in zip(
        ("in", "out"), (shift.start, shift.end), plan.minutes, strict=True
    ):
        if chance.hit(0.02):  # the phone was flat or the routine hung
            continue
        moment = midnight + (base + shifted) * 60 + plan.second
        # bare set times, times with the system's delay, or a random wait of some minutes
        jitter = (chance.waiting(1.2), chance.between(0, 28), chance.between(0, 240))[plan.style]
        dx, dy = person.seat
        how = Circumstances(
            label=7,
            phone=plan.device if plan.mode == "drawer" else None,
            photo=False,
            scan=False,
            no_location=plan.mode != "drawer",
        )
        place = shift.point.place_on(shift.day) if plan.mode == "drawer" else person.home
        tap = scene.tap(person, shift.point, kind, moment + jitter, beside(place, dx, dy), how=how)
        if plan.mode == "typed":
            digits = 5 if plan.style == 0 else 6
            tap.fix = (round(plan.pin[0], digits), round(plan.pin[1], digits), plan.radius)
            tap.is_mock = None
        taps.append(tap)
    return taps


def routine_on_free_day(plan: Plan, day: int, year: Year, scene: Scene) -> list[Shift]:
    """A clumsy routine runs on days off as well, a middling one is only stopped for Sundays."""
    if plan.kind != 7 or plan.style == 2 or year.is_tet(day):
        return []
    if plan.style == 1 and (day % 7 == 6 or year.is_holiday(day)):
        return []
    point = scene.city.point(plan.person.point)
    return [Shift(plan.person, point, day, *point.hours.sessions[0])]
