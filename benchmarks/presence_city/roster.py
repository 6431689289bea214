"""Models who has to be where: shifts of a day, days off, cover for the absent, controllers."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.city import City, Point
from benchmarks.presence_city.people import Person
from benchmarks.presence_city.workdays import Year

COVERED = 0.55  # share of absences of a lone clerk that somebody from nearby covers
EXTRA_DAY_OFF = 0.012  # days swapped or lost to family matters


@dataclass(slots=True)
class Shift:
    """One person's stay at one point, in local minutes after midnight."""

    person: Person
    point: Point
    day: int
    start: int
    end: int


def _is_open(point: Point, day: int, year: Year, chance: Chance) -> bool:
    if year.is_tet(day) or day % 7 >= point.hours.weekdays:
        return False
    if year.is_holiday(day):
        return point.open_on_holiday
    return chance.hit(0.998)  # shut for a funeral, a flooded street, a village feast


def _has_day_off(person: Person, point: Point, day: int) -> bool:
    """Seven-day points: colleagues take turns, lone clerks take every other Sunday."""
    if point.hours.weekdays < 7:
        return False
    if point.staff > 1:
        return day % 7 == (person.rank * 2 + 5) % 7
    return day % 7 == 6 and (day // 7 + person.number) % 2 == 0


def _sessions(person: Person, point: Point, day: int) -> list[tuple[int, int]]:
    """The hours that a person has to keep at the own point."""
    sessions = point.hours.sessions
    if point.hours.two_shifts:
        start, end = sessions[0]
        middle = (start + end) // 2
        early = (day // 7 + person.rank) % 2 == 0
        return [(start, middle)] if early else [(middle, end)]
    if day % 7 == 6 and sessions[-1][1] > 720:
        return [(sessions[0][0], min(690, sessions[0][1]))]  # Sundays end at noon
    return sessions


def _cover(absent: Person, city: City, working: dict[int, list[Shift]]) -> Person | None:
    """A second clerk of a point nearby who works that day and can be spared."""
    for other in city.nearest(absent.point, 0, 9000)[:12]:
        clerks = [shift.person for shift in working.get(other, [])]
        spare = [clerk for clerk in clerks if clerk.rank > 0 and not clerk.is_rover]
        if len({clerk.number for clerk in clerks}) > 1 and spare:
            return spare[-1]
    return None


def _rover_round(person: Person, city: City, day: int, chance: Chance) -> list[Shift]:
    """A controller's day: three to five points, a quarter of an hour to an hour each."""
    near = city.nearest(person.point, 300, 14_000)[:40]
    here, minute = person.point, chance.whole(450, 480)
    shifts = [Shift(person, city.point(here), day, minute, minute + chance.whole(20, 60))]
    for _ in range(chance.whole(2, 4)):
        if not near:
            break
        following = chance.pick(near)
        if following == here:
            continue
        # a motorbike makes 22 to 36 km/h door to door, on roads a third longer than the line
        hours = city.distance(here, following) * 1.33 / 1000 / chance.between(22, 36)
        start = shifts[-1].end + int(hours * 60) + chance.whole(6, 15)
        if start > 960:
            break
        shifts.append(
            Shift(person, city.point(following), day, start, start + chance.whole(18, 55))
        )
        here = following
    return shifts


def _is_away(person: Person, point: Point, day: int, chance: Chance) -> bool:
    off = day in person.leave or _has_day_off(person, point, day)
    return off or chance.hit(EXTRA_DAY_OFF)


def _is_employed(person: Person, day: int) -> bool:
    return person.first_day <= day <= person.last_day


def shifts_of_day(
    city: City, people: list[Person], day: int, year: Year, chance: Chance
) -> list[Shift]:
    """All shifts that are really due on a day, covers included."""
    open_today = {point.number: _is_open(point, day, year, chance) for point in city.points}
    shifts: list[Shift] = []
    absent: list[Person] = []
    working: dict[int, list[Shift]] = {}
    for person in people:
        point = city.point(person.point)
        if not _is_employed(person, day) or not open_today[person.point]:
            continue
        if _is_away(person, point, day, chance):
            if point.staff == 1:
                absent.append(person)
            continue
        if person.is_rover:
            if day % 7 < 5:
                shifts.extend(_rover_round(person, city, day, chance))
            continue
        own = [
            Shift(person, point, day, start, end) for start, end in _sessions(person, point, day)
        ]
        if person.second_point and day % 7 in person.second_weekdays:
            second = city.point(person.second_point)
            own.append(Shift(person, second, day, *second.hours.sessions[0]))
        shifts.extend(own)
        working.setdefault(person.point, []).extend(own)
    return _with_cover(shifts, absent, city, working, chance)


def _with_cover(
    shifts: list[Shift],
    absent: list[Person],
    city: City,
    working: dict[int, list[Shift]],
    chance: Chance,
) -> list[Shift]:
    """The shifts after colleagues have been sent to points whose lone clerk is away."""
    busy: set[int] = set()
    for person in absent:
        if not chance.hit(COVERED):
            continue
        stand_in = _cover(person, city, working)
        if stand_in is None or stand_in.number in busy:
            continue
        busy.add(stand_in.number)
        day = working[stand_in.point][0].day
        shifts = [shift for shift in shifts if shift.person is not stand_in]
        point = city.point(person.point)
        shifts.extend(
            Shift(stand_in, point, day, start, end) for start, end in _sessions(person, point, day)
        )
    return shifts
