"""Sizes of plates, and how many of each fit on a sheet of A4.

The ministry's template (Decision 392/QĐ-BTTTT of 2022, annexes) was not found: these sizes are
ours. A size of another template is one more row here.
"""

from __future__ import annotations

from dataclasses import dataclass

A4_MILLIMETRES = (210.0, 297.0)
# what desk printers cannot reach at the edge of a sheet
UNPRINTABLE_MILLIMETRES = 5.0


@dataclass(frozen=True)
class PlateSize:
    """One size: its name in addresses of pages, what it is for, width and height."""

    name: str
    vi: str
    en: str
    width_millimetres: float
    height_millimetres: float

    @property
    def columns(self) -> int:
        return int((A4_MILLIMETRES[0] - 2 * UNPRINTABLE_MILLIMETRES) // self.width_millimetres)

    @property
    def rows(self) -> int:
        return int((A4_MILLIMETRES[1] - 2 * UNPRINTABLE_MILLIMETRES) // self.height_millimetres)

    @property
    def on_a_sheet(self) -> int:
        return self.columns * self.rows


PLATE_SIZES = {
    size.name: size
    for size in (
        PlateSize("door", "biển nhà", "house plate", 150, 80),
        PlateSize("building", "biển tòa nhà", "building plate", 190, 100),
        PlateSize("sticker", "nhãn dán", "sticker", 95, 50),
    )
}
