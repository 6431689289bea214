"""Models honest shifts: coming, going, forgetting, tapping twice, meetings and delivery rounds."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.city import Place, outdoors
from benchmarks.presence_city.people import Person, on_the_way
from benchmarks.presence_city.roster import Shift
from benchmarks.presence_city.taps import Circumstances, Scene, Tap, beside
from benchmarks.presence_city.workdays import DAY_SECONDS

DOUBLE_TAP = 0.007  # the page seems to hang, so the button is pressed again
WRONG_BUTTON = 0.0012  # "in" for "out", corrected at once
BORROWED = 0.0012  # a flat battery: the colleague's phone is used, both being there
LATE_TO_PAGE = 0.025  # at the counter in time, but the page is opened after the first customers


def arrival(shift: Shift, scene: Scene) -> float:
    """When somebody arrives, in seconds since the first local midnight."""
    chance, habits = scene.chance, shift.person.habits
    if shift.person.is_rover:  # taps on stepping in, having come as fast as the roads allow
        return shift.day * DAY_SECONDS + (shift.start + chance.between(0, 5)) * 60.0
    minutes = shift.start - habits.early + chance.normal(habits.spread)
    if shift.day in scene.year.rainy and not shift.person.lives_at_point:
        minutes += chance.between(0, 7)
    if chance.hit(habits.late_rate):
        minutes += chance.waiting(22.0)
    if chance.hit(LATE_TO_PAGE):
        minutes += chance.waiting(25.0)
    return shift.day * DAY_SECONDS + minutes * 60.0


def leaving(shift: Shift, scene: Scene) -> float:
    """When somebody leaves."""
    chance, habits = scene.chance, shift.person.habits
    base = shift.day * DAY_SECONDS + shift.end * 60.0
    if shift.person.is_rover:
        return base + chance.between(-4, 3) * 60.0
    if chance.hit(habits.watches_clock):
        return base + 2.0 + chance.waiting(14.0)
    minutes = habits.stay + chance.normal(habits.leave_spread)
    if chance.hit(0.04):  # a late customer, the day's accounts, the mail van
        minutes += chance.waiting(30.0)
    return base + max(minutes, -70.0) * 60.0


def counter(person: Person, shift: Shift, scene: Scene) -> Place:
    """Where at the point somebody stands when tapping: the seat, or still at the gate."""
    chance = scene.chance
    place = shift.point.place_on(shift.day)
    dx, dy = person.seat
    if chance.hit(person.habits.gate_rate):
        gx, gy = chance.around(chance.between(8, 38))
        return beside(place, gx, gy)
    return beside(place, dx + chance.normal(2.0), dy + chance.normal(2.0))


def _meeting_place(person: Person, scene: Scene) -> Place:
    """The nearest office with three clerks serves as the district office."""
    for number in scene.city.nearest(person.point):
        point = scene.city.point(number)
        if point.staff == 3:
            return point.place
    return scene.city.points[0].place


def twice(tap: Tap, scene: Scene) -> list[Tap]:
    """The tap, and at times the same again some seconds later."""
    chance = scene.chance
    if not chance.hit(DOUBLE_TAP):
        return [tap]
    gap = 1.0 + chance.waiting(9.0)
    again = replace(tap, made_at=tap.made_at + gap, device_at=tap.device_at + gap)
    if again.photo is not None and chance.hit(0.3):
        again.photo = chance.picture()
    return [tap, again]


def _forgotten_leave(shift: Shift, out_at: float, scene: Scene) -> list[Tap]:
    """Mostly missing; sometimes made up for on the way, at home, or next morning."""
    chance, person = scene.chance, shift.person
    luck = chance.uniform()
    if luck < 0.55 or person.is_rover:
        return []
    how = Circumstances(at_counter=False, photo=chance.hit(0.3))
    if luck < 0.90:
        share = chance.pick([0.25, 0.6, 1.0, 1.0])
        place = person.home if share == 1.0 else on_the_way(person, share, scene.city, chance)
        minutes = chance.between(5, 25) if share < 1.0 else chance.between(20, 240)
        return [scene.tap(person, shift.point, "out", out_at + minutes * 60, place, how=how)]
    morning = (shift.day + 1) * DAY_SECONDS + (shift.start - chance.between(0, 12)) * 60.0
    place = counter(person, shift, scene)
    return [scene.tap(person, shift.point, "out", morning, place, how=how)]


def honest_in(shift: Shift, scene: Scene, how: Circumstances | None = None) -> list[Tap]:
    """Coming to work."""
    chance, person = scene.chance, shift.person
    moment = arrival(shift, scene)
    if chance.hit(person.habits.forgets_in):
        if chance.hit(0.6):
            return []
        moment += chance.between(40, 200) * 60.0
        if moment > shift.day * DAY_SECONDS + (shift.end - 15) * 60.0:
            return []
    place = counter(person, shift, scene)
    if chance.hit(person.meeting_rate) and not person.is_rover:
        place, how = _meeting_place(person, scene), Circumstances(at_counter=False, photo=False)
    return twice(scene.tap(person, shift.point, "in", moment, place, how=how), scene)


def honest_out(shift: Shift, scene: Scene, how: Circumstances | None = None) -> list[Tap]:
    """Going home."""
    chance, person = scene.chance, shift.person
    moment = leaving(shift, scene)
    if chance.hit(person.habits.forgets_out):
        return _forgotten_leave(shift, moment, scene)
    place = counter(person, shift, scene)
    if chance.hit(person.habits.route_rate):
        dx, dy = chance.around(chance.between(300, 2500))
        place, how = outdoors(place.x + dx, place.y + dy, chance), Circumstances(at_counter=False)
    tap = scene.tap(person, shift.point, "out", moment, place, how=how)
    if chance.hit(WRONG_BUTTON):
        wrong = replace(tap, kind="in", made_at=tap.made_at - 8, device_at=tap.device_at - 8)
        return [wrong, tap]
    return twice(tap, scene)


def _borrowed(shift: Shift, colleagues: list[Person], chance: Chance) -> Circumstances | None:
    """A colleague's phone, when one's own is flat."""
    if colleagues and chance.hit(BORROWED):
        return Circumstances(phone=chance.pick(colleagues).phone_on(shift.day))
    return None


def honest_shift(shift: Shift, scene: Scene, colleagues: list[Person]) -> list[Tap]:
    """An honest person's check-ins of one shift."""
    how = _borrowed(shift, colleagues, scene.chance)
    taps = honest_in(shift, scene, how) + honest_out(shift, scene, how)
    # never out before in on a short controller's visit
    return sorted(taps, key=lambda tap: tap.made_at)
