"""Models the staff: homes, habits, phones over the year, leave, and mistakes with clocks."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.city import City, Place, Point, outdoors, radio_at
from benchmarks.presence_city.phones import Phone, PhoneShop

LIVES_AT_POINT = 0.07  # family shops that host a point, mostly in the country
TURNOVER = 0.05  # clerks who leave in the year and are replaced within weeks
ROVERS = 0.008  # controllers who visit several points a day
WIFI_ONLY = 0.06  # clerks who buy no mobile data
NEW_PHONE = 0.20  # a phone is kept for about five years, breaks and losses included
NEW_KEY = 0.07  # browsing data cleared, page reinstalled: same phone, new key
CLOCK_MISTAKE = 0.045  # people whose clock is once an hour or a day off (flat battery, repair shop)
MOCK_LEFT_ON = 0.008  # people who play a game with false positions and forgot to switch it off


@dataclass(slots=True)
class Habits:
    """How somebody comes, goes and taps; minutes and rates."""

    early: float
    spread: float
    late_rate: float
    stay: float
    leave_spread: float
    watches_clock: float
    forgets_in: float
    forgets_out: float
    photo_rate: float
    scan_rate: float
    gate_rate: float
    route_rate: float  # ends the day on the delivery round


@dataclass(slots=True)
class Person:
    """A member of staff."""

    number: int
    point: int
    rank: int  # place among the point's staff
    home: Place
    lives_at_point: bool
    habits: Habits
    phones: list[tuple[int, Phone]]  # from which day on
    wifi_only: bool
    seat: tuple[float, float]
    first_day: int
    last_day: int
    leave: set[int]
    is_rover: bool = False
    second_point: int = 0
    second_weekdays: frozenset[int] = frozenset()
    clock_mistakes: list[tuple[int, int, float]] = field(default_factory=list)
    mock_days: set[int] = field(default_factory=set)
    meeting_rate: float = 0.0

    def phone_on(self, day: int) -> Phone:
        current = self.phones[0][1]
        for since, phone in self.phones:
            if since <= day:
                current = phone
        return current

    def clock_mistake_on(self, day: int) -> float:
        for first, last, seconds in self.clock_mistakes:
            if first <= day <= last:
                return seconds
        return 0.0


def _habits(chance: Chance) -> Habits:
    """From very punctual to sloppy."""
    style = chance.weighted({"punctual": 0.25, "usual": 0.55, "sloppy": 0.20})
    early, spread, late = {
        "punctual": (chance.between(4, 16), chance.between(1.3, 3.5), 0.006),
        "usual": (chance.between(1, 12), chance.between(3.5, 8.0), 0.02),
        "sloppy": (chance.between(-10, 5), chance.between(7.0, 15.0), 0.07),
    }[style]
    careless = {"punctual": 0.4, "usual": 1.0, "sloppy": 2.6}[style]
    # photos are optional: a third never sends one, a quarter nearly always
    photo = chance.weighted({"never": 0.38, "rarely": 0.15, "often": 0.22, "always": 0.25})
    photo_rate = {
        "never": 0.003,
        "rarely": chance.between(0.03, 0.2),
        "often": chance.between(0.35, 0.85),
        "always": chance.between(0.92, 0.995),
    }[photo]
    return Habits(
        early=early,
        spread=spread,
        late_rate=late,
        stay=chance.between(0, 9) if style != "sloppy" else chance.between(-6, 4),
        leave_spread=spread * chance.between(0.7, 1.4),
        # one clerk in ten waits for the full hour with a thumb on the button
        watches_clock=chance.between(0.3, 0.8) if chance.hit(0.10) else 0.03,
        forgets_in=0.006 * careless * chance.between(0.4, 1.8),
        forgets_out=0.018 * careless * chance.between(0.4, 1.8),
        photo_rate=photo_rate,
        scan_rate=chance.between(0.90, 0.995) if chance.hit(0.82) else chance.between(0.3, 0.85),
        gate_rate=chance.between(0.05, 0.30),
        route_rate=chance.between(0.08, 0.3) if chance.hit(0.03) else 0.0,
    )


def _home(point: Point, lives_there: bool, days: int, chance: Chance) -> Place:
    """Where somebody lives: a few kilometres away, less in the country."""
    if lives_there:
        place = point.place
        return Place(place.x, place.y, place.radio, place.offline, internet=True)
    median = {"core": 3200.0, "town": 2600.0, "rural": 1700.0, "hills": 1500.0}[point.terrain]
    dx, dy = chance.around(min(chance.skewed(median, 0.75), 18_000.0))
    x, y = point.place.x + dx, point.place.y + dy
    terrain = "town" if point.terrain == "core" else point.terrain
    radio = radio_at(x, y, terrain, chance, days)
    return Place(x, y, radio, point.place.offline, internet=chance.hit(0.85))


def _leave(days: int, chance: Chance) -> set[int]:
    """Twelve days of leave in two or three blocks, and some sick days."""
    away: set[int] = set()
    for length in chance.pick([[6, 5], [5, 3, 3], [9, 2], [4, 4, 2, 1]]):
        first = chance.whole(0, max(days - 1, 0))
        away.update(range(first, first + length))
    for _ in range(chance.whole(0, 6)):
        away.add(chance.whole(0, max(days - 1, 0)))
    return away


def _phones(days: int, leave: set[int], shop: PhoneShop, chance: Chance) -> list[tuple[int, Phone]]:
    """The phone over the year: replaced, reset, or its key forgotten by the browser."""
    phone = shop.new_phone()
    phones = [(0, phone)]
    changes = [("phone", chance.whole(1, days + 1))] if chance.hit(NEW_PHONE * days / 364) else []
    if chance.hit(NEW_KEY * days / 364):
        changes.append(("key", chance.whole(1, days + 1)))
    # Safari forgets a page's storage after seven days without a visit, unless it is installed
    long_absence = sorted(day for day in leave if all(day - back in leave for back in range(8)))
    if phone.is_iphone and long_absence and chance.hit(0.4):
        changes.append(("key", long_absence[-1] + 1))
    for what, day in sorted(changes, key=lambda change: change[1]):
        if what == "phone":
            phone = shop.new_phone(phone.is_iphone if chance.hit(0.8) else None)
        else:
            phone = Phone(
                shop.new_key(),
                phone.is_iphone,
                phone.tells_mock,
                phone.permission,
                phone.clock_offset,
                phone.sharpness,
                phone.blank_camera,
            )
        phones.append((day, phone))
    return phones


def _mistakes(person: Person, days: int, chance: Chance) -> None:
    """Spells with a wrong clock, and false positions left on by a player."""
    if chance.hit(CLOCK_MISTAKE * days / 364):
        first = chance.whole(0, max(days - 1, 0))
        length = int(chance.waiting(3.0)) + 1
        seconds = chance.pick([-3600.0, 3600.0, -3600.0, -86_400.0, 86_400.0])
        wrong_by = seconds + chance.normal(35.0)  # set by hand, so minutes are near but not exact
        person.clock_mistakes.append((first, first + length - 1, wrong_by))
    if chance.hit(MOCK_LEFT_ON * days / 364) and not person.phones[0][1].is_iphone:
        first = chance.whole(0, max(days - 1, 0))
        person.mock_days.update(range(first, first + chance.whole(1, 2)))
    # one clerk in two is called to the district office for meetings, every month or two
    person.meeting_rate = chance.between(0.01, 0.035) if chance.hit(0.5) else 0.002


def _person(
    point: Point, rank: int, span: tuple[int, int], *, days: int, shop: PhoneShop, chance: Chance
) -> Person:
    """Draws one member of staff."""
    rural = point.terrain in {"rural", "hills"}
    lives_there = rank == 0 and chance.hit(LIVES_AT_POINT * (2.0 if rural else 0.5))
    leave = _leave(days, chance)
    person = Person(
        0,
        point.number,
        rank,
        _home(point, lives_there, days, chance),
        lives_there,
        _habits(chance),
        _phones(days, leave, shop, chance),
        chance.hit(WIFI_ONLY * (1.6 if rural else 0.7)),
        (chance.normal(3.5), chance.normal(3.5)),
        span[0],
        span[1],
        leave,
    )
    _mistakes(person, days, chance)
    return person


def _share_phones(staff: list[Person], chance: Chance) -> None:
    """Honest sharing: a phone that belongs to the point, or a couple with one phone."""
    if len(staff) > 1 and chance.hit(0.035):
        for person in staff[1:]:
            person.phones = staff[0].phones
            person.clock_mistakes = staff[0].clock_mistakes


def _second_points(city: City, people: list[Person], chance: Chance) -> None:
    """Country points without a clerk, opened in the afternoon by a neighbour's clerk."""
    by_point = {person.point: person for person in people if person.rank == 0}
    for point in city.points:
        rural = point.terrain in {"rural", "hills"}
        if not rural or point.staff != 1 or not chance.hit(0.11):
            continue
        for other in city.nearest(point.number, 0, 12_000):
            neighbour = by_point.get(other)
            hours = city.point(other).hours
            free = hours.sessions[-1][1] <= 720 and len(hours.sessions) == 1
            if neighbour is None or not free or neighbour.second_point:
                continue
            neighbour.second_point = point.number
            neighbour.second_weekdays = frozenset(chance.pick([(0, 2, 4), (1, 3), (0, 1, 2, 3, 4)]))
            point.hours.sessions = [(840, 990)]
            own = by_point.pop(point.number, None)
            if own:
                own.last_day = -1
            break


def build_people(city: City, days: int, chance: Chance, shop: PhoneShop) -> list[Person]:
    """Draws the staff of all points, with those who come and go."""
    people: list[Person] = []
    for point in city.points:
        staff = []
        for rank in range(point.staff):
            last = days
            if chance.hit(TURNOVER * days / 364):
                last = chance.whole(20, max(days - 20, 21))
            staff.append(_person(point, rank, (0, last), days=days, shop=shop, chance=chance))
            if last < days - 25:
                start = last + chance.whole(2, 20)
                staff.append(
                    _person(point, rank, (start, days), days=days, shop=shop, chance=chance)
                )
        _share_phones([person for person in staff if person.first_day == 0], chance)
        people.extend(staff)
    _second_points(city, people, chance)
    people = [person for person in people if person.last_day >= 0]
    for person in people:
        point = city.point(person.point)
        if point.staff > 1 and person.rank > 0 and chance.hit(ROVERS * 2.5):
            person.is_rover = True
    numbers = sorted(range(1, len(people) + 1), key=lambda _: chance.uniform())
    for person, number in zip(people, numbers, strict=True):
        person.number = number
    return sorted(people, key=lambda person: person.number)


def on_the_way(person: Person, share: float, city: City, chance: Chance) -> Place:
    """A spot between the point (share 0) and home (share 1)."""
    place = city.point(person.point).place
    x = place.x + (person.home.x - place.x) * share
    y = place.y + (person.home.y - place.y) * share
    sideways = 0.12 * math.hypot(person.home.x - place.x, person.home.y - place.y)
    return outdoors(x + chance.normal(sideways), y + chance.normal(sideways), chance)
