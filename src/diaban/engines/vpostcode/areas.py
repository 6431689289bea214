"""Postal areas as plain values: where a postal code holds, and since when.

The engine knows no map. Callers hand over areas with a box and a centre and, where they have
one, a way to ask whether a position lies inside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Contains = Callable[[float, float], bool | None]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees WGS 84, edges included; it does not cross 180 degrees.

    >>> Box(20.9, 105.7, 21.1, 105.9).holds(21.0, 105.8)
    True
    """

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lng: float) -> bool:
        """Whether a position lies in the box."""
        return self.south <= lat <= self.north and self.west <= lng <= self.east


@dataclass(frozen=True, slots=True)
class PostalArea:
    """The ground of one postal code during one period.

    `box` bounds the area with certainty (widen it for an approximate area). `contains` takes
    (lat, lng) and answers None where it cannot tell; without it nothing inside the box is
    certain. The period is [valid_from, valid_to); None is open.

    >>> area = PostalArea("11024", Box(21.0, 105.8, 21.1, 105.9), (21.03, 105.85))
    >>> area.in_force(date(2026, 1, 1))
    True
    """

    postal_code: str
    box: Box
    centre: tuple[float, float]
    contains: Contains | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, as_of: date | None) -> bool:
        """Whether the code held on a day; None asks for any day at all."""
        if as_of is None:
            return True
        begun = self.valid_from is None or self.valid_from <= as_of
        return begun and (self.valid_to is None or as_of < self.valid_to)

    def answer(self, lat: float, lng: float) -> bool | None:
        """Tell whether a position lies inside; None where it cannot be told."""
        if not self.box.holds(lat, lng):
            return False
        return None if self.contains is None else self.contains(lat, lng)
