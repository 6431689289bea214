"""Two positions as a small picture, north up: how far apart, how sure, what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians

from diaban.engines import vpostcode
from diaban.spine.addresses.models import Address
from diaban.spine.addresses.viewport import doors_within
from diaban.spine.parties.models import User

WIDTH, HEIGHT = 320, 160
_METRES_PER_DEGREE = 111_195
# nothing smaller is drawn, so that two fixes of one door look as near as they are
_LEAST_HEIGHT_METRES = 40.0
_BARS = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
# farther apart the doors between them would be a smear
_NEIGHBOURS_WITHIN_METRES = 400
_MOST_NEIGHBOURS = 120


@dataclass(frozen=True)
class Spot:
    """A position in the picture; ``reach`` is its stated accuracy in the picture's units."""

    name: str
    x: float
    y: float
    reach: float


@dataclass(frozen=True)
class Picture:
    spots: list[Spot]
    neighbours: list[tuple[float, float]]
    metres: float
    bar: float
    bar_metres: int
    anchor: str


@dataclass(frozen=True)
class Standpoint:
    """A position that is to be drawn, with its accuracy in metres."""

    name: str
    position: tuple[float, float]
    accuracy_metres: float


def draw_picture(one: Address, other: Address, actor: User) -> Picture | None:
    """Return the picture of both; None where one of them, and its building, has no position."""
    first, second = _stands(one), _stands(other)
    if first.position is None or second.position is None:
        return None
    spots = [
        Standpoint(name, address.position, address.accuracy_metres or 0.0)
        for name, address in (("A", first), ("B", second))
        if address.position
    ]
    return draw_standpoints(spots, actor, {first.pk, second.pk})


def draw_standpoints(spots: list[Standpoint], actor: User, leave_out: set[int]) -> Picture:
    """Draw one or two positions; the doors to be left out stand among the spots already."""
    (lat, lng), (lat2, lng2) = spots[0].position, spots[-1].position
    middle = (lat + lat2) / 2, (lng + lng2) / 2
    east = (lng2 - lng) * _METRES_PER_DEGREE * cos(radians(middle[0]))
    north = (lat2 - lat) * _METRES_PER_DEGREE
    height = max(_LEAST_HEIGHT_METRES, abs(north) * 1.8, abs(east) * 1.6 * HEIGHT / WIDTH)
    scale = HEIGHT / height
    frame = _Frame(middle, scale)
    drawn = [
        Spot(spot.name, *frame.place(*spot.position), spot.accuracy_metres * scale)
        for spot in spots
    ]
    is_near = height < _NEIGHBOURS_WITHIN_METRES
    neighbours = frame.neighbours(actor, leave_out) if is_near else []
    bar = max((b for b in _BARS if b * scale < WIDTH / 4), default=_BARS[0])
    anchor = f"18/{middle[0]:.5f}/{middle[1]:.5f}"
    return Picture(drawn, neighbours, hypot(east, north), round(bar * scale, 1), bar, anchor)


def _stands(address: Address) -> Address:
    inside = address.position is None and address.parent is not None
    return address.parent if inside else address


@dataclass(frozen=True)
class _Frame:
    middle: tuple[float, float]
    scale: float

    def place(self, lat: float, lng: float) -> tuple[float, float]:
        per_degree = _METRES_PER_DEGREE * self.scale
        x = (lng - self.middle[1]) * per_degree * cos(radians(self.middle[0]))
        y = (lat - self.middle[0]) * per_degree
        return round(WIDTH / 2 + x, 1), round(HEIGHT / 2 - y, 1)

    def neighbours(self, actor: User, leave_out: set[int]) -> list[tuple[float, float]]:
        lat, lng = self.middle
        high = HEIGHT / self.scale / 2 / _METRES_PER_DEGREE
        wide = WIDTH / self.scale / 2 / _METRES_PER_DEGREE / cos(radians(lat))
        box = vpostcode.Box(lat - high, lng - wide, lat + high, lng + wide)
        doors = doors_within(Address.objects.visible_to(actor), box)[:_MOST_NEIGHBOURS]
        return [
            self.place(lat_e7 / 1e7, lng_e7 / 1e7)
            for number, _, _, lat_e7, lng_e7 in doors
            if number not in leave_out
        ]
