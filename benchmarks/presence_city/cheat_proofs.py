"""Models cheating with proofs: a lent phone, an old photo, an old code, a replayed record."""

from __future__ import annotations

from benchmarks.presence_city.cheat_places import claimed_moments, which_taps
from benchmarks.presence_city.cheat_plans import Plan
from benchmarks.presence_city.city import Place, outdoors
from benchmarks.presence_city.honest_life import counter, honest_in, honest_out
from benchmarks.presence_city.roster import Shift
from benchmarks.presence_city.taps import Circumstances, Scene, Tap, beside
from benchmarks.presence_city.workdays import DAY_SECONDS


def _helpers_tap(kind: str, shift: Shift, theirs: list[Tap]) -> Tap | None:
    """The helper's own true tap that the other one is made beside."""
    due = shift.day * DAY_SECONDS + (shift.start if kind == "in" else shift.end) * 60.0
    fitting = [
        tap
        for tap in theirs
        if tap.kind == kind and tap.label in {0, 9} and abs(tap.made_at - due) < 5400
    ]
    return fitting[0] if fitting else None


def lent_phone(plan: Plan, shift: Shift, scene: Scene, theirs: list[Tap]) -> list[Tap]:
    """Kind 3: a colleague at work taps for somebody absent, on the colleague's phone."""
    chance, person, helper = scene.chance, plan.person, plan.helper
    cheats = dict(zip(("in", "out"), which_taps(chance, 0.5, 0.3), strict=True))
    taps: list[Tap] = []
    for kind, honest in (("in", honest_in), ("out", honest_out)):
        true_tap = _helpers_tap(kind, shift, theirs) if cheats[kind] else None
        if true_tap is None or helper is None:
            taps += honest(shift, scene)
            continue
        low, high = ((14, 80), (35, 360), (240, 1500))[plan.style]
        gap = chance.between(low, high)
        if kind == "out" or chance.hit(0.15):
            gap = -gap  # the helper's own tap comes last on leaving
        phone = helper.phone_on(shift.day)
        place = scene.city.point(true_tap.point).place_on(shift.day)
        how = Circumstances(
            label=3, phone=phone, photo=False, at_counter=true_tap.point == shift.point.number
        )
        moment = true_tap.made_at + gap
        spot = beside(place, helper.seat[0] + chance.normal(2), helper.seat[1] + chance.normal(2))
        tap = scene.tap(person, shift.point, kind, moment, spot, how=how)
        if abs(gap) < 45 and chance.hit(0.35):
            tap.fix = true_tap.fix  # the page still holds the last position
        true_tap.label = 9
        taps.append(tap)
    return taps


def _old_picture(plan: Plan, shift: Shift, scene: Scene) -> str | None:
    """A picture that was sent before: one favourite, a handful, or one long ago each time."""
    chance = scene.chance
    own = scene.pictures.get(plan.person.number, [])
    here = scene.point_pictures.get(shift.point.number, [])
    if plan.style == 2:
        pool = own[:-30] or own[:-3]
        if len(here) > len(own) + 20 and chance.hit(0.3):
            pool = here[:-10]
        return chance.pick(pool) if pool else None
    if not plan.pictures and own:
        count = 1 if plan.style == 0 else chance.whole(2, 6)
        plan.pictures = own[-count:]
    return chance.pick(plan.pictures) if plan.pictures else None


def reused_photo(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 4: the desk's picture of another day, sent from the street or with location off."""
    chance, person = scene.chance, plan.person
    cheats = dict(zip(("in", "out"), which_taps(chance, 0.35, 0.45), strict=True))
    moments = dict(zip(("in", "out"), claimed_moments(shift, chance), strict=True))
    taps: list[Tap] = []
    for kind, honest in (("in", honest_in), ("out", honest_out)):
        picture = _old_picture(plan, shift, scene) if cheats[kind] else None
        if picture is None:
            taps += honest(shift, scene)
            continue
        place = counter(person, shift, scene)
        near = chance.hit(0.55)  # the others are further off and switch location off
        if near and chance.hit(0.5):
            dx, dy = chance.around(chance.between(30, 130))
            place = outdoors(place.x + dx, place.y + dy, chance)
        how = Circumstances(label=4, photo=False, no_location=not near, at_counter=False)
        tap = scene.tap(person, shift.point, kind, moments[kind], place, how=how)
        tap.photo = picture
        taps.append(tap)
    return taps


def _hiding_place(shift: Shift, plan: Plan, scene: Scene) -> tuple[Place, bool]:
    """Where an old code is scanned from, and whether location is off meanwhile."""
    chance = scene.chance
    here = shift.point.place_on(shift.day)
    if chance.hit(0.55):
        return plan.person.home, True
    dx, dy = chance.around(chance.between(25, 240))
    return outdoors(here.x + dx, here.y + dy, chance), False


def _replayed(plan: Plan, shift: Shift, kind: str, moment: float, scene: Scene) -> Tap | None:
    """An earlier record of one's own sent anew with today's time: a page kept open and resent."""
    chance, person = scene.chance, plan.person
    past = [
        tap
        for tap in scene.past.get(person.number, [])
        if tap.kind == kind
        and tap.point == shift.point.number
        and tap.label == 0
        and tap.fix is not None
        and tap.made_at < shift.day * DAY_SECONDS
    ]
    if not past:
        return None
    source = past[-1] if plan.style == 0 else chance.pick(past[-(8 if plan.style == 1 else 60) :])
    if plan.style == 0:
        kept = [tap for tap in past if tap.made_at < plan.first * DAY_SECONDS]
        source = kept[-1] if kept else past[0]
    how = Circumstances(label=6, photo=False, at_counter=False, no_location=True)
    tap = scene.tap(person, shift.point, kind, moment, person.home, how=how)
    tap.fix = source.fix
    tap.is_mock = source.is_mock
    tap.photo = source.photo if plan.style < 2 else None
    if source.code_ok is not None and plan.style < 2:
        tap.code_ok = False
    return tap


def outdated_proof(plan: Plan, shift: Shift, scene: Scene) -> list[Tap]:
    """Kind 6: a photographed code scanned later, or a whole record replayed."""
    chance, person = scene.chance, plan.person
    cheats = dict(zip(("in", "out"), which_taps(chance, 0.45, 0.35), strict=True))
    moments = dict(zip(("in", "out"), claimed_moments(shift, chance), strict=True))
    taps: list[Tap] = []
    for kind, honest in (("in", honest_in), ("out", honest_out)):
        if not cheats[kind]:
            taps += honest(shift, scene)
            continue
        if plan.mode == "replayed":
            again = _replayed(plan, shift, kind, moments[kind], scene)
            taps += [again] if again else honest(shift, scene)
            continue
        place, no_location = _hiding_place(shift, plan, scene)
        how = Circumstances(
            label=6, photo=chance.hit(0.1), at_counter=False, no_location=no_location
        )
        tap = scene.tap(person, shift.point, kind, moments[kind], place, how=how)
        tap.code_ok = False
        taps.append(tap)
    return taps
