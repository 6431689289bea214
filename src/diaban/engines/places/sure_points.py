"""One point at a time, without arrays, where the cell grid alone decides."""

from dataclasses import dataclass, field

from diaban.engines.places.array_types import IntArray
from diaban.engines.places.locating import Locator

__all__ = ["SurePoints"]


@dataclass(frozen=True)
class SurePoints:
    """Reads a locator's grid for single points, about fifty times faster than `locate` does.

    In cells that no border touches, all but a few per cent of a city, the answer is that of
    `Locator.locate`; elsewhere there is none and `locate` has to be asked.

    >>> import shapely
    >>> locator = Locator.build([shapely.box(105, 20, 106, 21)], ["one"])
    >>> points = SurePoints(locator)
    >>> points.unit_at(20.5, 105.5), points.unit_at(20.5, 106.0), points.unit_at(0.0, 0.0)
    (0, None, None)
    """

    locator: Locator
    _coarse: IntArray = field(init=False, repr=False, compare=False)
    _fine: IntArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_coarse", self.locator.tables.coarse)
        object.__setattr__(self, "_fine", self.locator.tables.fine)

    def unit_at(self, lat: float, lng: float) -> int | None:
        """Find the unit that surely holds a point; None where a border is near, or no unit.

        `lat`, `lng`: finite degrees, WGS 84.
        """
        grid = self.locator.grid
        east = (lng - grid.west) * grid.coarse_per_degree_east
        north = (lat - grid.south) * grid.coarse_per_degree_north
        if not (0 <= east < grid.across and 0 <= north < grid.along):
            return None
        row, column = int(north), int(east)
        unit = int(self._coarse[row * grid.across + column])
        if unit < -1:
            fine = grid.fine
            corner = ((-2 - unit) * fine + int((north - row) * fine)) * fine
            unit = int(self._fine[corner + int((east - column) * fine)])
        return unit if unit >= 0 else None
