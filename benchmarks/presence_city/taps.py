"""Models one tap on the page: what the phone writes down, and how long it must wait to send."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.city import HALF_WIDTH, City, Place, Point, to_degrees
from benchmarks.presence_city.people import Person
from benchmarks.presence_city.phones import STALE, Fix, Phone, locate
from benchmarks.presence_city.workdays import DAY_SECONDS, Year

CODE_TOLERANCE = 300.0  # a screen's code stays good for about five minutes
WRONG_SCAN = 0.004  # the code of the moment before, a glare, the neighbour's board
STUCK = 0.0003  # the page is not opened again for days and the record stays in the phone
OLD_PICTURE = 0.0012  # the gallery's last picture is sent by mistake instead of a new one
COLLEAGUES_PICTURE = 0.0004  # a picture out of the group chat


@dataclass(slots=True)
class Tap:
    """A check-in as it is made; moments in seconds since the first local midnight."""

    person: int
    point: int
    device: int
    kind: str
    made_at: float
    device_at: float
    fix: Fix | None
    is_mock: bool | None
    code_ok: bool | None
    photo: str | None
    label: int
    wait: float = 0.0  # 0 when it can be sent at once
    iphone: bool = False


@dataclass(slots=True)
class Circumstances:
    """How a tap differs from an ordinary one."""

    label: int = 0
    phone: Phone | None = None
    clock_shift: float = 0.0
    scan: bool = True
    photo: bool = True
    no_location: bool = False
    at_counter: bool = True
    hide: float = 0.0  # seconds in flight mode after the tap


@dataclass(slots=True)
class Scene:
    """The running world: city, year, chance and what phones and people remember."""

    city: City
    year: Year
    chance: Chance
    last_fix: dict[int, Fix] = field(default_factory=dict)
    pictures: dict[int, list[str]] = field(default_factory=dict)
    point_pictures: dict[int, list[str]] = field(default_factory=dict)
    past: dict[int, list[Tap]] = field(default_factory=dict)

    def locate(self, person: Person, phone: Phone, place: Place, day: int) -> Fix | None:
        """A fix, at times an old one: from home, from the way, or from the last visit."""
        chance = self.chance
        if day in person.mock_days:
            limit = HALF_WIDTH * 3
            lat, lng = to_degrees(chance.between(-limit, limit), chance.between(-limit, limit))
            return round(lat, 6), round(lng, 6), chance.pick([1.0, 5.0, 10.0])
        fix = locate(phone, place, day, chance)
        if fix is not None and phone.permission == "precise" and chance.hit(STALE):
            old = self.last_fix.get(phone.key)
            if old is not None and chance.hit(0.4):
                return old
            fix = locate(phone, person.home, day, chance)
        if fix is not None:
            self.last_fix[phone.key] = fix
        return fix

    def code(self, person: Person, point: Point, device_at: float, made_at: float) -> bool | None:
        """The result of scanning the point's board, judged by the phone's own time."""
        chance = self.chance
        day = int(made_at // DAY_SECONDS)
        if point.board == "none" or not chance.hit(person.habits.scan_rate):
            return None
        if point.board_is_broken(day):
            return False if chance.hit(0.7) else None
        if point.board == "screen" and abs(device_at - made_at) > CODE_TOLERANCE:
            return False
        if point.board == "daily" and int(device_at // DAY_SECONDS) != day:
            return False
        return not chance.hit(WRONG_SCAN)

    def picture(self, person: Person, point: Point, phone: Phone) -> str | None:
        """A photo's hash, nearly always of a new picture."""
        chance = self.chance
        if not chance.hit(person.habits.photo_rate):
            return None
        own = self.pictures.setdefault(person.number, [])
        here = self.point_pictures.setdefault(point.number, [])
        luck = chance.uniform()
        if phone.blank_camera and luck < 0.12:
            return phone.blank_camera
        if own and luck > 1.0 - OLD_PICTURE:
            return chance.pick(own[-12:])
        if here and luck > 1.0 - OLD_PICTURE - COLLEAGUES_PICTURE:
            return chance.pick(here[-6:])
        fresh = chance.picture()
        own.append(fresh)
        here.append(fresh)
        return fresh

    def _until_network(self, phone: Phone, moment: float) -> float:
        """How long a record waits in the phone when there is no data at the tap."""
        chance = self.chance
        evening = (moment // DAY_SECONDS) * DAY_SECONDS + chance.between(17.2, 21.5) * 3600
        until_evening = evening - moment if evening > moment + 600 else chance.skewed(9000, 0.6)
        if phone.is_iphone:  # no sending in the background: until the page is opened again
            return until_evening if chance.hit(0.4) else chance.between(12, 60) * 3600
        luck = chance.uniform()
        if luck < 0.55:
            return chance.skewed(900, 1.1)  # the network comes back, Chrome sends by itself
        return until_evening if luck < 0.92 else chance.between(14, 40) * 3600

    def waiting(
        self, person: Person, point: Point, phone: Phone, made_at: float, place: Place
    ) -> float:
        """Seconds until the record could be sent; 0 when the phone is online."""
        chance = self.chance
        if chance.hit(STUCK):
            return chance.between(1.5, 12) * DAY_SECONDS
        back = self.year.server_back(made_at)
        if back > made_at:
            return back - made_at + chance.waiting(900)
        hills = point.terrain in {"rural", "hills"}
        bad = [spell for spell in point.outages if spell[0] <= made_at < spell[1]]
        if hills:
            bad += [spell for spell in self.year.storms if spell[0] <= made_at < spell[1]]
        if bad and chance.hit(0.7):  # the other third finds a mast that still works
            return max(end for _, end in bad) - made_at + chance.waiting(1500)
        if person.wifi_only and not place.internet:
            return self._until_network(phone, made_at)
        if not (place.internet and chance.hit(0.6)) and chance.hit(place.offline):
            return self._until_network(phone, made_at)
        return 0.0

    def tap(
        self,
        person: Person,
        point: Point,
        kind: str,
        made_at: float,
        place: Place,
        *,
        how: Circumstances | None = None,
    ) -> Tap:
        """A tap with everything that the phone adds to it."""
        how = how or Circumstances()
        chance = self.chance
        day = int(made_at // DAY_SECONDS)
        phone = how.phone or person.phone_on(day)
        mistake = person.clock_mistake_on(day) if how.label in {0, 10} else 0.0
        device_at = made_at + phone.clock_offset + how.clock_shift + mistake + chance.normal(0.25)
        mock: bool | None = day in person.mock_days if phone.tells_mock else None
        tap = Tap(
            person.number,
            point.number,
            phone.key,
            kind,
            made_at,
            device_at,
            None if how.no_location else self.locate(person, phone, place, day),
            mock,
            self.code(person, point, device_at, made_at) if how.scan and how.at_counter else None,
            self.picture(person, point, phone) if how.photo else None,
            10 if mistake and how.label == 0 else how.label,
            how.hide or self.waiting(person, point, phone, made_at, place),
            phone.is_iphone,
        )
        self.past.setdefault(person.number, []).append(tap)
        return tap


def beside(place: Place, dx: float, dy: float) -> Place:
    """The same surroundings, some metres aside."""
    return Place(place.x + dx, place.y + dy, place.radio, place.offline, place.internet)
