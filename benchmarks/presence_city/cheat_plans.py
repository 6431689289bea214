"""Models who cheats, how, when and how cleverly: a quarter of the staff, one to three months each.

Tricks travel by word of mouth, so most cheats are clumsy or middling and one in five is clever.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.city import City, to_degrees
from benchmarks.presence_city.people import Person
from benchmarks.presence_city.phones import Phone, PhoneShop
from benchmarks.presence_city.workdays import Year

CHEATING_SHARE = 0.25
STYLES = {"0": 0.40, "1": 0.40, "2": 0.20}  # clumsy, middling, clever
KINDS = range(1, 9)


@dataclass(slots=True)
class Plan:
    """One person's way of cheating."""

    person: Person
    kind: int
    style: int
    first: int
    last: int
    rate: float
    mode: str = ""
    pin: tuple[float, float] = (0.0, 0.0)
    radius: float = 5.0
    helper: Person | None = None
    other_point: int = 0
    device: Phone | None = None
    minutes: tuple[int, int] = (0, 0)
    second: float = 0.0
    pictures: list[str] = field(default_factory=list)

    def is_active(self, day: int) -> bool:
        return self.first <= day <= self.last


def _months(year: Year) -> list[tuple[int, int]]:
    """First and last day of every calendar month with at least half a month in the run."""
    months: dict[tuple[int, int], list[int]] = {}
    for day in range(year.days):
        today = year.date_of(day)
        months.setdefault((today.year, today.month), []).append(day)
    spans = [(days[0], days[-1]) for days in months.values()]
    long_enough = [span for span in spans if span[1] - span[0] >= 14]
    return long_enough or spans


def _span(year: Year, chance: Chance) -> tuple[int, int]:
    """One to three months in a row, begun and ended somewhat inside."""
    months = _months(year)
    length = min(chance.pick([1, 1, 1, 2, 2, 2, 2, 3, 3, 3]), len(months))
    first = chance.whole(0, len(months) - length)
    begin, end = months[first][0], months[first + length - 1][1]
    return begin + chance.whole(0, 7), end - chance.whole(0, 6)


def _pin(plan: Plan, city: City, chance: Chance) -> None:
    """Where the false position is put: the house on the map, or the register's own position."""
    point = city.point(plan.person.point)
    if plan.style == 0 and chance.hit(0.2):
        plan.pin = point.registered
    else:
        dx, dy = chance.around(chance.between(3, 28))
        lat, lng = to_degrees(point.place.x + dx, point.place.y + dy)
        digits = 6 if chance.hit(0.6) else 15
        plan.pin = (round(lat, digits), round(lng, digits))
    # what the usual apps report unless somebody looks into their settings
    plan.radius = chance.pick([1.0, 1.0, 3.0, 5.0, 5.0, 5.0, 10.0, 20.0])


def _same_hours(person: Person, people: list[Person], city: City) -> list[Person]:
    """Colleagues at the same point who keep the same hours and have their own phone."""
    if city.point(person.point).hours.two_shifts:
        return []
    return [
        other
        for other in people
        if other.point == person.point
        and other is not person
        and not other.is_rover
        and other.phones is not person.phones
        and other.first_day == person.first_day == 0
    ]


def _suits(plan: Plan, city: City, chance: Chance) -> bool:
    """Whether somebody with this home, phone and point would cheat in this way."""
    person = plan.person
    far_home = not person.lives_at_point
    if plan.kind == 1:
        # apps are for Android; an iPhone needs a computer beside it, which one in six has
        return far_home and (not person.phones[0][1].is_iphone or chance.hit(0.16))
    if plan.kind == 5:
        return far_home
    if plan.kind == 6:
        return far_home and city.point(person.point).board != "none"
    if plan.kind == 8:  # with location refused or coarse the records would not show it
        return far_home and all(phone.permission == "precise" for _, phone in person.phones)
    return True


def _prepare(plan: Plan, city: City, people: list[Person], shop: PhoneShop, chance: Chance) -> bool:
    """Fills in what the way of cheating needs; False when it cannot be done."""
    person, point = plan.person, city.point(plan.person.point)
    if plan.kind == 3:
        return _find_helper(plan, city, people, chance)
    if plan.kind == 1:
        _pin(plan, city, chance)
    elif plan.kind == 2:
        low, high = (12_000, 26_000) if plan.style == 2 else (3500, 18_000)
        near = city.nearest(point.number, low, high)[:25]
        plan.other_point = chance.pick(near) if near else 0
        plan.mode = chance.weighted({"second phone": 0.45, "no fix": 0.35, "from here": 0.20})
        plan.device = shop.new_phone()
        return bool(near) and not person.second_point
    elif plan.kind == 4:
        person.habits.photo_rate = chance.between(0.93, 0.99)
    elif plan.kind == 6:
        plan.mode = chance.weighted({"photographed": 0.55, "replayed": 0.45})
    elif plan.kind == 7:
        plan.mode = chance.weighted({"drawer": 0.45, "typed": 0.25, "no fix": 0.30})
        plan.device = shop.new_phone(is_iphone=False)
        plan.minutes = (chance.pick([0, 0, -1, -2, -5, -5, -10]), chance.pick([0, 0, 1, 2, 5, 5]))
        plan.second = chance.pick([0.0, 0.0, 0.0, chance.between(1, 59)])
        plan.rate = 1.0
        _pin(plan, city, chance)
    return True


def _find_helper(plan: Plan, city: City, people: list[Person], chance: Chance) -> bool:
    """A colleague at the same point, or (one in six) a friend at a point near by."""
    person = plan.person
    colleagues = _same_hours(person, people, city)
    if not colleagues and chance.hit(0.08):
        near = set(city.nearest(person.point, 0, 3000)[:6])
        colleagues = [
            other
            for other in people
            if other.point in near and other.rank == 0 and not other.is_rover
        ]
        plan.mode = "remote"
    if not colleagues:
        return False
    plan.helper = chance.pick(colleagues)
    return True


def build_plans(
    city: City, people: list[Person], year: Year, shop: PhoneShop, chance: Chance
) -> dict[int, Plan]:
    """Chooses the cheats, the eight ways about equally often."""
    plans: dict[int, Plan] = {}
    helpers: set[int] = set()
    wanted = round(CHEATING_SHARE * len(people))
    order = [KINDS[index % len(KINDS)] for index in range(wanted)]
    for kind in order:
        for _ in range(400):
            person = chance.pick(people)
            if person.is_rover or person.number in plans or person.number in helpers:
                continue
            first, last = _span(year, chance)
            if person.first_day > first or person.last_day < last:
                continue
            style = int(chance.weighted(STYLES))
            plan = Plan(person, kind, style, first, last, chance.between(0.18, 0.65))
            if kind == 2:
                plan.rate = chance.between(0.12, 0.4)
            if not _suits(plan, city, chance) or not _prepare(plan, city, people, shop, chance):
                continue
            if plan.helper and plan.helper.number in plans:
                continue
            if plan.helper:
                helpers.add(plan.helper.number)
                plan.helper.clock_mistakes.clear()
            person.clock_mistakes.clear()
            person.mock_days.clear()
            plans[person.number] = plan
            break
    return plans
