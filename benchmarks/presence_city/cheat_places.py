"""Models cheating about the place: false positions, two points at once, taps from elsewhere."""

from __future__ import annotations

import math

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.cheat_plans import Plan
from benchmarks.presence_city.city import METRES_PER_DEGREE, Place, Point, outdoors
from benchmarks.presence_city.honest_life import honest_in, honest_out
from benchmarks.presence_city.people import on_the_way
from benchmarks.presence_city.phones import Fix
from benchmarks.presence_city.roster import Shift
from benchmarks.presence_city.taps import Circumstances, Scene, Tap, beside
from benchmarks.presence_city.workdays import DAY_SECONDS


def which_taps(chance: Chance, both: float, only_in: float) -> tuple[bool, bool]:
    """Whether coming and whether going is cheated about."""
    luck = chance.uniform()
    if luck < both:
        return True, True
    return (True, False) if luck < both + only_in else (False, True)


def claimed_moments(shift: Shift, chance: Chance) -> tuple[float, float]:
    """When an absent person taps: reminded by an alarm, somewhat before and after the hours."""
    base = shift.day * DAY_SECONDS
    start = base + (shift.start - chance.between(0, 9) + chance.normal(2.5)) * 60
    end = base + (shift.end + chance.between(0, 8) + abs(chance.normal(3.0))) * 60
    return start, end


def _false_fix(plan: Plan, pin: tuple[float, float], chance: Chance) -> Fix:
    """What the app reports: the bare pin, or a pin that wanders."""
    if plan.style < 2:
        return pin[0], pin[1], plan.radius
    dx, dy = chance.normal(3.5), chance.normal(3.5)
    lat = pin[0] + dy / METRES_PER_DEGREE
    lng = pin[1] + dx / (METRES_PER_DEGREE * math.cos(math.radians(pin[0])))
    radius = round(chance.between(3.5, 12.0), 1) if plan.radius < 6 else plan.radius
    return lat, lng, radius


def _moved_pin(plan: Plan, chance: Chance) -> tuple[float, float]:
    """The pin set by hand on the map again, some metres beside the last time's."""
    if plan.style != 1:
        return plan.pin
    dx, dy = chance.normal(11), chance.normal(11)
    return plan.pin[0] + dy / METRES_PER_DEGREE, plan.pin[1] + dx / METRES_PER_DEGREE


def faked_position(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 1: an app puts the phone at the point while its owner is at home or about town."""
    chance, person = scene.chance, plan.person
    cheats = dict(zip(("in", "out"), which_taps(chance, 0.6, 0.25), strict=True))
    moments = dict(zip(("in", "out"), claimed_moments(shift, chance), strict=True))
    pin = _moved_pin(plan, chance)
    phone = person.phone_on(shift.day)
    # the clever ones and some others use a plain browser, where nothing tells
    told = phone.tells_mock and plan.style < 2 and not (plan.style == 1 and chance.hit(0.35))
    taps: list[Tap] = []
    for kind, honest in (("in", honest_in), ("out", honest_out)):
        if not cheats[kind]:
            taps += honest(shift, scene)
            continue
        share = 1.0 if chance.hit(0.7) else chance.between(0.2, 1.4)
        place = person.home if share == 1.0 else on_the_way(person, share, scene.city, chance)
        how = Circumstances(label=1, at_counter=False, photo=chance.hit(0.2), no_location=True)
        tap = scene.tap(person, shift.point, kind, moments[kind], place, how=how)
        if kind == "out" and chance.hit(0.3):
            pin = _moved_pin(plan, chance)
        tap.fix = _false_fix(plan, pin, chance)
        tap.is_mock = True if told else None
        if shift.point.board != "none" and chance.hit(0.06):
            tap.code_ok = False  # the code out of a colleague's message, too late
        taps.append(tap)
    return taps


def _second_claim(plan: Plan, honest: list[Tap], shift: Shift, scene: Scene) -> tuple[float, float]:
    """When the other point is claimed: inside the first stay, or too soon after it."""
    chance = scene.chance
    base = shift.day * DAY_SECONDS
    start = min((tap.device_at for tap in honest), default=base + shift.start * 60.0)
    end = max((tap.device_at for tap in honest), default=base + shift.end * 60.0)
    if not 3600 < end - start < (shift.end - shift.start + 90) * 60:
        end = base + shift.end * 60.0
    metres = scene.city.distance(shift.point.number, plan.other_point)
    if plan.style == 0 and end - start > 7200:
        begin = start + chance.between(4, 55) * 60
        return begin, begin + chance.between(60, max(61, (end - start) / 60 - 20)) * 60
    if plan.style == 2:
        gap = metres / 1000 / chance.between(85, 170) * 3600
    else:
        gap = chance.between(1.5, 7.0) * 60
        gap = min(gap, metres / 1000 / 110 * 3600)
    return end + gap, end + gap + chance.between(70, 170) * 60


def _claim_place(plan: Plan, kind: str, other: Point, shift: Shift, scene: Scene) -> Place:
    """Where the phone that claims the other point really is."""
    if plan.mode == "second phone":
        dx, dy = scene.chance.around(scene.chance.between(2, 14))
        return beside(other.place_on(shift.day), dx, dy)
    if plan.style == 0 or kind == "in":
        return shift.point.place_on(shift.day)
    return plan.person.home


def impossible_travel(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 2: an honest shift here, and a stay claimed at a point too far away.

    A friend at the other point taps on an old phone, or the own phone taps with location off,
    or carelessly with it on.
    """
    chance, person = scene.chance, plan.person
    honest = honest_in(shift, scene) + honest_out(shift, scene)
    other = scene.city.point(plan.other_point)
    moments = _second_claim(plan, honest, shift, scene)
    taps: list[Tap] = []
    for kind, moment in zip(("in", "out"), moments, strict=True):
        there = plan.mode == "second phone"
        how = Circumstances(
            label=2,
            phone=plan.device if there else None,
            at_counter=there and chance.hit(0.6),
            photo=False,
            no_location=plan.mode == "no fix",
        )
        place = _claim_place(plan, kind, other, shift, scene)
        taps.append(scene.tap(person, other, kind, moment, place, how=how))
    if chance.hit(0.05):
        taps.pop()
    return honest + taps


def _elsewhere(plan: Plan, shift: Shift, scene: Scene) -> Place:
    """Home, the way, or a café just beyond the fence, as cleverness goes."""
    chance, person = scene.chance, plan.person
    here = shift.point.place_on(shift.day)
    near_home = math.hypot(person.home.x - here.x, person.home.y - here.y) < 250
    if plan.style == 0 and not near_home and chance.hit(0.8):
        return beside(person.home, chance.normal(4), chance.normal(4))
    if plan.style == 2 or near_home:
        dx, dy = chance.around(chance.between(140, 420))
        return outdoors(here.x + dx, here.y + dy, chance)
    if chance.hit(0.35):
        return beside(person.home, chance.normal(4), chance.normal(4))
    metres = math.hypot(person.home.x - here.x, person.home.y - here.y)
    share = max(chance.between(0.08, 0.9), 220.0 / max(metres, 250.0))
    return on_the_way(person, share, scene.city, chance)


def from_elsewhere(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 8: checked in before setting out, or checked out after having gone."""
    chance, person = scene.chance, plan.person
    cheats = dict(zip(("in", "out"), which_taps(chance, 0.3, 0.4), strict=True))
    moments = dict(zip(("in", "out"), claimed_moments(shift, chance), strict=True))
    taps: list[Tap] = []
    for kind, honest in (("in", honest_in), ("out", honest_out)):
        if not cheats[kind]:
            taps += honest(shift, scene)
            continue
        how = Circumstances(label=8, at_counter=False, photo=chance.hit(0.15))
        place = _elsewhere(plan, shift, scene)
        taps.append(scene.tap(person, shift.point, kind, moments[kind], place, how=how))
    return taps
