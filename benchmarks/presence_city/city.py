"""Models the city: post points, their opening hours, radio surroundings and code boards.

Plane coordinates are metres east and north of the centre; a dense core, a belt of towns, rice
country, and hills in the west. Rates stand beside their reasons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.workdays import DAY_SECONDS, OPEN_ON_HOLIDAY

CENTRE_LAT, CENTRE_LNG = 21.028, 105.834
METRES_PER_DEGREE = 111_320.0
HALF_WIDTH = 30_000.0
BIAS_SEASON_DAYS = 75  # the provider relearns where a router stands every two or three months


@dataclass(frozen=True, slots=True)
class Terrain:
    """What a kind of neighbourhood does to fixes and to the network."""

    share: float  # of all points
    wifi: float  # share of fixes made from Wi-Fi: city phones indoors see many known routers
    cell: float  # share of fixes made from masts only, when the phone gives up early
    no_fix: float  # timeouts: thick walls and cheap phones
    gnss_accuracy: float  # median reported radius at a counter behind an open shop front
    offline: float  # share of taps made without usable data
    cell_radius: float  # median reported radius of a mast fix
    single_router: float  # share of points where only one router is known, so fixes repeat


TERRAINS = {
    "core": Terrain(0.38, 0.47, 0.010, 0.008, 12.0, 0.010, 600.0, 0.00),
    "town": Terrain(0.27, 0.36, 0.014, 0.010, 10.0, 0.016, 900.0, 0.03),
    "rural": Terrain(0.22, 0.17, 0.024, 0.015, 9.0, 0.040, 1500.0, 0.10),
    "hills": Terrain(0.13, 0.07, 0.040, 0.030, 9.5, 0.120, 2600.0, 0.12),
}


@dataclass(slots=True)
class Radio:
    """What phones can hear at one place."""

    terrain: Terrain
    biases: list[tuple[float, float]]  # the Wi-Fi database's error, season by season
    routers: list[tuple[float, float]]  # where a single known router puts every fix
    cells: list[tuple[float, float, float]]  # masts' learnt centres and radii
    stray: tuple[float, float, int, int, float] | None = None  # a moved router: x, y, days, share


@dataclass(slots=True)
class Place:
    """Somewhere a phone can be."""

    x: float
    y: float
    radio: Radio
    offline: float
    internet: bool = False  # Wi-Fi that the person's phone knows


@dataclass(slots=True)
class Hours:
    """Opening days (Monday is 0) and sessions in minutes after midnight."""

    weekdays: int
    sessions: list[tuple[int, int]]
    two_shifts: bool = False


@dataclass(slots=True)
class Point:
    """A post point as it is and as it is registered."""

    number: int
    place: Place
    registered: tuple[float, float]
    terrain: str
    staff: int
    hours: Hours
    board: str  # "screen", "daily" or "none"
    broken_board: list[tuple[int, int]]
    outages: list[tuple[float, float]]
    moved: tuple[int, int, Place] | None = None
    open_on_holiday: bool = False

    def place_on(self, day: int) -> Place:
        """Where the counter stands on a day (a few are moved during building work)."""
        if self.moved and self.moved[0] <= day <= self.moved[1]:
            return self.moved[2]
        return self.place

    def board_is_broken(self, day: int) -> bool:
        return any(first <= day <= last for first, last in self.broken_board)


@dataclass(slots=True)
class City:
    """All points, with distances between them."""

    points: list[Point] = field(default_factory=list)

    def point(self, number: int) -> Point:
        return self.points[number - 1]

    def distance(self, first: int, second: int) -> float:
        one, other = self.point(first).place, self.point(second).place
        return math.hypot(one.x - other.x, one.y - other.y)

    def nearest(self, number: int, low: float = 0.0, high: float = 1e9) -> list[int]:
        """Other points within a band of distances, nearest first."""
        found = [
            (self.distance(number, other.number), other.number)
            for other in self.points
            if other.number != number
        ]
        return [other for metres, other in sorted(found) if low <= metres <= high]


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a plane position."""
    lat = CENTRE_LAT + y / METRES_PER_DEGREE
    lng = CENTRE_LNG + x / (METRES_PER_DEGREE * math.cos(math.radians(CENTRE_LAT)))
    return lat, lng


def radio_at(x: float, y: float, terrain_name: str, chance: Chance, days: int) -> Radio:
    """Draws the routers and masts around a position."""
    terrain = TERRAINS[terrain_name]
    biases = [(chance.normal(9.0), chance.normal(9.0)) for _ in range(days // BIAS_SEASON_DAYS + 1)]
    routers: list[tuple[float, float]] = []
    if chance.hit(terrain.single_router):
        routers = [
            (x + chance.normal(18), y + chance.normal(18)) for _ in range(chance.whole(1, 3))
        ]
    cells = []
    for _ in range(chance.whole(2, 4)):
        radius = chance.skewed(terrain.cell_radius, 0.35)
        dx, dy = chance.around(radius * chance.between(0.15, 0.8))
        cells.append((x + dx, y + dy, radius))
    radio = Radio(terrain, biases, routers, cells)
    # one place in two hundred has a router bought from elsewhere and still mapped there
    if chance.hit(0.005) and days > 1:
        dx, dy = chance.around(chance.skewed(6000, 0.9))
        first = chance.whole(0, days - 1)
        last = first + chance.whole(20, 120)
        radio.stray = (x + dx, y + dy, first, last, chance.between(0.1, 0.4))
    return radio


def outdoors(x: float, y: float, chance: Chance) -> Place:
    """A spot on the way: no known Wi-Fi, good sky, fair network."""
    radius = chance.skewed(900, 0.4)
    dx, dy = chance.around(radius * 0.5)
    terrain = Terrain(0.0, 0.08, 0.012, 0.006, 6.5, 0.012, 900.0, 0.0)
    return Place(x, y, Radio(terrain, [(0.0, 0.0)], [], [(x + dx, y + dy, radius)]), 0.012)


def _position(terrain: str, chance: Chance) -> tuple[float, float]:
    """Where a point of this terrain may stand."""
    if terrain == "core":
        return chance.normal(3300), chance.normal(3300)
    if terrain == "town":
        dx, dy = chance.around(chance.between(6000, 15_000))
        return dx + chance.normal(900), dy + chance.normal(900)
    if terrain == "rural":
        return chance.between(-14_000, HALF_WIDTH), chance.between(-HALF_WIDTH, HALF_WIDTH)
    return chance.between(-HALF_WIDTH, -12_000), chance.between(-HALF_WIDTH, HALF_WIDTH)


def _free_position(terrain: str, taken: list[Point], chance: Chance) -> tuple[float, float]:
    """A position that leaves some room to the next point."""
    room = {"core": 180.0, "town": 400.0, "rural": 900.0, "hills": 1300.0}[terrain]
    x = y = 0.0
    for _ in range(60):
        x, y = _position(terrain, chance)
        inside = max(abs(x), abs(y)) <= HALF_WIDTH
        if inside and all(math.hypot(x - p.place.x, y - p.place.y) > room for p in taken):
            break
    limit = HALF_WIDTH
    return min(max(x, -limit), limit), min(max(y, -limit), limit)


def _registered(x: float, y: float, chance: Chance) -> tuple[float, float]:
    """The position in the register, surveyed or geocoded, and sometimes wrong."""
    quality = chance.weighted(
        {
            "surveyed": 0.78,  # somebody stood there with a phone
            "geocoded": 0.165,  # from an address: the next gate or the middle of the street
            "wrong house": 0.045,  # the commune committee instead of the point
            "far": 0.010,  # a mistyped digit or the old site
        }
    )
    metres = {
        "surveyed": abs(chance.normal(9)) + 2,
        "geocoded": chance.between(20, 75),
        "wrong house": chance.skewed(210, 0.45),
        "far": chance.skewed(2600, 0.6),
    }[quality]
    dx, dy = chance.around(metres)
    lat, lng = to_degrees(x + dx, y + dy)
    digits = 6 if quality == "surveyed" or chance.hit(0.6) else 5
    return round(lat, digits), round(lng, digits)


def _hours(terrain: str, staff: int, chance: Chance) -> Hours:
    """Opening hours: long in the core, a few hours a day in the hills."""
    kind = chance.weighted(
        {
            "core": {"whole": 0.86, "split": 0.07, "half": 0.07, "four": 0.0},
            "town": {"whole": 0.68, "split": 0.16, "half": 0.12, "four": 0.04},
            "rural": {"whole": 0.38, "split": 0.10, "half": 0.30, "four": 0.22},
            "hills": {"whole": 0.10, "split": 0.08, "half": 0.40, "four": 0.42},
        }[terrain]
    )
    if staff > 1 and kind in {"half", "four"}:
        kind = "whole"  # nobody pays two clerks for four hours
    weekdays = int(
        chance.weighted(
            {"5": 0.10, "6": 0.62, "7": 0.28}
            if terrain in {"core", "town"}
            else {"5": 0.30, "6": 0.55, "7": 0.15}
        )
    )
    start = chance.pick([420, 450, 450, 450, 480])
    if kind == "whole" and staff > 1 and chance.hit(0.3):
        return Hours(weekdays, [(420, 1140)], two_shifts=True)
    if kind == "whole":
        return Hours(weekdays, [(start, chance.pick([990, 1020, 1020, 1050, 1080]))])
    if kind == "split":
        return Hours(weekdays, [(start, 690), (chance.pick([780, 810, 810]), 1020)])
    if kind == "half":
        return Hours(weekdays, [(start, 690) if chance.hit(0.72) else (810, 1020)])
    begin = chance.pick([450, 480, 480, 510, 810, 840])
    return Hours(weekdays, [(begin, begin + 240)])


def _broken_boards(days: int, chance: Chance) -> list[tuple[int, int]]:
    """Spells in which nobody refreshed the board: about one a year, four days on average."""
    spells = []
    for _ in range(chance.pick([0, 0, 0, 1, 1, 1, 1, 2, 2, 3])):
        first = chance.whole(0, max(days - 1, 0))
        spells.append((first, first + int(chance.waiting(4.0))))
    return spells


def _outages(terrain: str, days: int, chance: Chance) -> list[tuple[float, float]]:
    """Power cuts and dead masts: three a year in the core, ten in the hills, hours long."""
    yearly = {"core": 3.0, "town": 4.0, "rural": 7.0, "hills": 10.0}[terrain]
    found = []
    moment = chance.waiting(365.0 / yearly) * DAY_SECONDS
    while moment < days * DAY_SECONDS:
        found.append((moment, moment + chance.skewed(4.0, 0.8) * 3600))
        moment += chance.waiting(365.0 / yearly) * DAY_SECONDS
    return found


def build_city(points: int, days: int, chance: Chance) -> City:
    """Draws all points; a twenty-fifth of them in the country has no clerk of its own."""
    city = City()
    shares = {name: terrain.share for name, terrain in TERRAINS.items()}
    for number in range(1, points + 1):
        terrain = chance.weighted(shares)
        x, y = _free_position(terrain, city.points, chance)
        extra = {"core": 1.5, "town": 1.15, "rural": 0.45, "hills": 0.25}[terrain]
        staff = 3 if chance.hit(0.055 * extra) else 2 if chance.hit(0.22 * extra) else 1
        place = Place(x, y, radio_at(x, y, terrain, chance, days), TERRAINS[terrain].offline)
        # a little over half of the points give their Wi-Fi to the clerk's phone
        place.internet = chance.hit(0.65 if terrain in {"core", "town"} else 0.40)
        point = Point(
            number,
            place,
            _registered(x, y, chance),
            terrain,
            staff,
            _hours(terrain, staff, chance),
            chance.weighted({"screen": 0.56, "daily": 0.29, "none": 0.15}),
            _broken_boards(days, chance),
            _outages(terrain, days, chance),
            open_on_holiday=chance.hit(OPEN_ON_HOLIDAY),
        )
        # one point in eighty works from a neighbour's house for some weeks of building work
        if chance.hit(0.0125):
            dx, dy = chance.around(chance.skewed(260, 0.6))
            first = chance.whole(0, days)
            radio = radio_at(x + dx, y + dy, terrain, chance, days)
            other = Place(x + dx, y + dy, radio, place.offline)
            point.moved = (first, first + chance.whole(25, 90), other)
        city.points.append(point)
    return city
