"""Models the phones: system, permissions, clock and the positions that a web page gets.

Positions follow what navigator.geolocation gives with high accuracy asked for: fused satellite
fixes, Wi-Fi fixes, mast fixes, approximate positions, and now and then an old position.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.city import BIAS_SEASON_DAYS, Place, to_degrees

Fix = tuple[float, float, float]  # latitude, longitude, reported radius in metres

IPHONE_SHARE = 0.27  # a third of Vietnam's phones, fewer among postal clerks
SHELL_SHARE = 0.45  # Android users who open the page in the post's shell, which reads isMock
DENIED = 0.020  # people who refused location once and never found the setting again
APPROXIMATE = 0.015  # people who left "precise" off, mostly on newer iPhones
MANUAL_CLOCK = 0.035  # people who set the clock by hand, a few minutes fast or slow
STALE = 0.0035  # share of fixes that are an old position, in spite of maximumAge 0
GRID = 2000.0  # Android's approximate positions lie on a grid of about two kilometres


@dataclass(slots=True)
class Phone:
    """A phone as the server knows it: by the key kept in its browser."""

    key: int
    is_iphone: bool
    tells_mock: bool
    permission: str  # "precise", "approximate" or "denied"
    clock_offset: float
    sharpness: float  # a cheap phone's radius is larger
    blank_camera: str | None = None


class PhoneShop:
    """Hands out phones with keys never used before."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._keys: set[int] = set()

    def new_key(self) -> int:
        key = self._chance.whole(100_000, 9_999_999)
        while key in self._keys:
            key = self._chance.whole(100_000, 9_999_999)
        self._keys.add(key)
        return key

    def new_phone(self, is_iphone: bool | None = None) -> Phone:
        """Draws a phone and how its owner set it up."""
        chance = self._chance
        if is_iphone is None:
            is_iphone = chance.hit(IPHONE_SHARE)
        permission = chance.weighted(
            {
                "denied": DENIED,
                "approximate": APPROXIMATE * (1.6 if is_iphone else 0.8),
                "precise": 1.0 - DENIED - APPROXIMATE,
            }
        )
        # network time is right to a second or two; hand-set clocks are minutes off
        offset = chance.normal(0.9)
        if chance.hit(MANUAL_CLOCK):
            offset = chance.normal(170) + chance.pick([0.0, 0.0, 120.0, 300.0])
        tells = not is_iphone and chance.hit(SHELL_SHARE)
        phone = Phone(
            self.new_key(), is_iphone, tells, permission, offset, chance.skewed(1.0, 0.22)
        )
        # some cheap cameras hand the page an empty frame, the same file for every such phone
        if not is_iphone and chance.hit(0.008):
            phone.blank_camera = chance.pick(["5d41f0c2a9b7e613", "0c7f12e8d3aa9046"])
        return phone


def _rounded(phone: Phone, x: float, y: float, radius: float) -> Fix:
    """Android hands over seven decimals and single-precision radii, iPhones full doubles."""
    lat, lng = to_degrees(x, y)
    if phone.is_iphone:
        return lat, lng, radius
    single: float = struct.unpack("f", struct.pack("f", round(radius, 3)))[0]
    return round(lat, 7), round(lng, 7), single


def _approximate(phone: Phone, place: Place, day: int, chance: Chance) -> Fix:
    """A deliberately coarse position."""
    if phone.is_iphone:  # a region's centre, changed now and then, kilometres wide
        step = 3500.0
        x = (math.floor(place.x / step) + 0.5) * step + 130.0 * (day % 3)
        y = (math.floor(place.y / step) + 0.5) * step - 90.0 * (day % 4)
        return _rounded(phone, x, y, chance.pick([2500.0, 3162.0, 4014.0, 5200.0]))
    x = (math.floor(place.x / GRID) + 0.5) * GRID
    y = (math.floor(place.y / GRID) + 0.5) * GRID
    return _rounded(phone, x + chance.normal(150), y + chance.normal(150), 2000.0)


def _satellite(phone: Phone, place: Place, chance: Chance) -> Fix:
    """A fused satellite fix; the radius is meant to hold two thirds of the errors."""
    median = place.radio.terrain.gnss_accuracy * phone.sharpness
    radius = max(chance.skewed(median * (0.85 if phone.is_iphone else 1.0), 0.5), 3.2)
    radius = min(radius, 140.0)
    scale = radius * 0.62
    luck = chance.uniform()
    if luck < 0.006:  # reflections between tall houses that the phone does not notice
        scale *= 8.0
    elif luck < 0.06:
        scale *= 2.4
    return _rounded(phone, place.x + chance.normal(scale), place.y + chance.normal(scale), radius)


def _wireless(phone: Phone, place: Place, day: int, chance: Chance) -> Fix:
    """A Wi-Fi fix, biased as the provider's map of routers is."""
    radio = place.radio
    if phone.is_iphone and chance.hit(0.45):
        radius = chance.pick([35.0, 35.0, 65.0])  # the iPhone's habitual round radii
    else:
        radius = min(max(chance.skewed(17.5, 0.42), 10.5), 120.0)
    stray = radio.stray
    if stray and stray[2] <= day <= stray[3] and chance.hit(stray[4]):
        return _rounded(phone, stray[0] + chance.normal(6), stray[1] + chance.normal(6), radius)
    if radio.routers and chance.hit(0.8):
        x, y = chance.pick(radio.routers)
        return _rounded(phone, x, y, radius)
    dx, dy = radio.biases[min(day // BIAS_SEASON_DAYS, len(radio.biases) - 1)]
    scale = radius * (0.45 if chance.hit(0.96) else 1.8)
    x, y = place.x + dx + chance.normal(scale), place.y + dy + chance.normal(scale)
    return _rounded(phone, x, y, radius)


def locate(phone: Phone, place: Place, day: int, chance: Chance) -> Fix | None:
    """What the page is told when it asks where the phone is."""
    terrain = place.radio.terrain
    if phone.permission == "denied" or chance.hit(terrain.no_fix):
        return None
    if phone.permission == "approximate":
        return _approximate(phone, place, day, chance)
    mark = chance.uniform()
    if mark < terrain.cell:
        x, y, radius = chance.pick(place.radio.cells)
        stretch = radius if chance.hit(0.5) else radius * chance.between(0.8, 1.3)
        return _rounded(phone, x, y, stretch)
    if mark < terrain.cell + terrain.wifi:
        return _wireless(phone, place, day, chance)
    return _satellite(phone, place, chance)
