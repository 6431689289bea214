"""The codes that the stored grid alone finds valid: most of those in use, at a tenth of the cost.

Whatever it does not settle (a cell at a border, a wrong code, approximate ground) is left to the
code engine's full check; what it settles, the full check settles in the same way.
"""

from __future__ import annotations

from diaban.engines import vpostcode
from diaban.engines.places.sure_points import SurePoints
from diaban.spine.addresses.city_codes import CityCodes

# a tail comes back every degree: an area narrower than that holds one of its cells at most, and
# the one nearest to its centre
WIDEST_DEGREES = 0.9


class SureCodes:
    """Finds the cell of a code that is surely valid, one code at a time."""

    def __init__(self, codes: CityCodes) -> None:
        official = codes.areas.official
        self._points = SurePoints(official) if official is not None else None
        self._units: list[int] = codes.areas.official_units.tolist()
        numbers = (pk for pk in codes.areas.units.tolist() if pk in codes.postal_codes)
        areas = zip(numbers, codes.postal_areas.areas, strict=True)
        # where two areas share a code the last one counts, as in the full check
        grounds = {area.postal_code: (unit, area) for unit, area in areas}
        self._grounds = {
            code: (unit, area.centre) for code, (unit, area) in grounds.items() if _is_narrow(area)
        }

    def only_cell_of(self, parsed: vpostcode.ParsedCode) -> vpostcode.Cell | None:
        """Return the one cell that the code can have, valid or not; None where that is not told."""
        ground = self._grounds.get(parsed.postal_code or "")
        return vpostcode.decode_tail(parsed.tail, near=ground[1]) if ground else None

    def cell_of(self, parsed: vpostcode.ParsedCode) -> vpostcode.Cell | None:
        """Return the code's cell if its middle surely lies in its commune; None for no answer."""
        ground = self._grounds.get(parsed.postal_code or "")
        if ground is None or self._points is None:
            return None
        unit, centre = ground
        cell = vpostcode.decode_tail(parsed.tail, near=centre)
        found = self._points.unit_at(*cell.centre)
        return cell if found is not None and self._units[found] == unit else None


def _is_narrow(area: vpostcode.PostalArea) -> bool:
    box = area.box
    return max(box.north - box.south, box.east - box.west) < WIDEST_DEGREES
