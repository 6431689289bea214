"""Arrays of coordinates -> rows and columns of the finest grid, block by block.

Equal to `grid.row_of` and `grid.column_of` for every position. Working in blocks keeps the
temporary arrays inside the processor's second cache; they are reused from block to block.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.grid import COLUMNS_PER_DEGREE, LAST_DECIMAL, ROWS_PER_DEGREE

BLOCK = 16_384

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Adding this and cutting equals rounding to six decimals and cutting, for every value from
# 2**27 to 2**33: with a spacing u of the numbers there, it stays above (K - 1/2) u and below
# (K + 1/2) u, where K = floor(5e-7 / u), for each of the six spacings. A test walks them.
NUDGE = 4.7e-7


@dataclass(frozen=True, slots=True)
class Axis:
    """What sets latitude and longitude apart."""

    name: str
    limit: float  # degrees
    precision: float  # finest steps of the standard in a degree
    steps: float  # of those, in one cell
    cells: int  # in one degree
    per_cell_e7: float  # 1e-7 degrees in one cell


LATITUDE = Axis("latitude", 90.0, 2.5e7, 625.0, ROWS_PER_DEGREE, 250.0)
LONGITUDE = Axis("longitude", 180.0, 8_192_000.0, 256.0, COLUMNS_PER_DEGREE, 312.5)


Numbering = Callable[[Floats, Axis, Floats], None]


def as_floats(values: ArrayLike) -> Floats:
    """One-dimensional contiguous float64 array; a view where it is one already."""
    return np.ascontiguousarray(values, dtype=np.float64).reshape(-1)


def paired(lat: ArrayLike, lng: ArrayLike) -> tuple[Floats, Floats]:
    """Two arrays of one length, as float64. Raises ValueError where the lengths differ."""
    lats, lngs = as_floats(lat), as_floats(lng)
    if lats.size != lngs.size:
        message = f"lat has {lats.size} values and lng {lngs.size}"
        raise ValueError(message)
    return lats, lngs


def blocks(count: int) -> Iterator[slice]:
    """Slices that cover `count` elements."""
    for start in range(0, count, BLOCK):
        yield slice(start, min(start + BLOCK, count))


def number_cells(degrees: Floats, axis: Axis, out: Floats) -> None:
    """Write the cell number of each coordinate, counted from the pole or 180 degrees west.

    Raises CodeError("latitude" | "longitude") with the index of the first value that is not
    a number or beyond the limits.
    """
    low, high = degrees.min(), degrees.max()
    np.add(degrees, axis.limit, out=out)
    np.multiply(out, axis.precision, out=out)
    if low > -axis.limit * 0.9 and high < axis.limit:
        np.add(out, NUDGE, out=out)
    else:
        _refuse_beyond(degrees, axis, axis.limit)
        _round_up(out)
    # Correctly rounded division keeps a number just below a border below it.
    np.divide(out, axis.steps, out=out)
    np.floor(out, out=out)
    if high > axis.limit - 1e-9:
        _wrap_limit(out, axis)


def number_cells_e7(degrees_e7: Floats, axis: Axis, out: Floats) -> None:
    """`number_cells` for whole numbers of 1e-7 degree."""
    limit_e7 = axis.limit * 1e7
    if not (degrees_e7.min() >= -limit_e7 and degrees_e7.max() <= limit_e7):
        _refuse_beyond(degrees_e7, axis, limit_e7)
    np.add(degrees_e7, limit_e7, out=out)
    np.divide(out, axis.per_cell_e7, out=out)
    np.floor(out, out=out)
    _wrap_limit(out, axis)


class Workspace:
    """The temporary arrays of one block, shared by both axes."""

    def __init__(self, count: int) -> None:
        self.size = size = min(BLOCK, count)
        self._numbers, self._degrees, self._product = np.empty((3, size))
        self._inside, self._whole = np.empty((2, size), dtype=np.int64)

    def inside_degree(self, values: Floats, axis: Axis, number: Numbering) -> Integers:
        """Cell of each value inside its degree; valid until the next call."""
        count = values.size
        numbers, degrees = self._numbers[:count], self._degrees[:count]
        product, inside = self._product[:count], self._inside[:count]
        number(values, axis, numbers)
        np.multiply(numbers, np.nextafter(1 / axis.cells, 1), out=degrees)
        np.floor(degrees, out=degrees)
        np.multiply(degrees, axis.cells, out=product)
        np.subtract(numbers, product, out=numbers)
        np.copyto(inside, numbers, casting="unsafe")
        return inside

    def whole_degrees(self, count: int) -> Integers:
        """Whole degrees that `inside_degree` has just parted off."""
        whole = self._whole[:count]
        np.copyto(whole, self._degrees[:count], casting="unsafe")
        return whole


def _refuse_beyond(values: Floats, axis: Axis, limit: float) -> None:
    wrong = ~(np.abs(values) <= limit)
    if wrong.any():
        index = int(wrong.argmax())
        raise CodeError(axis.name, value=float(values[index]), index=index)


def _round_up(values: Floats) -> None:
    """Lift what rounding to six decimals would lift; exact at any size, but slower."""
    whole = np.floor(values)
    values += values - whole > LAST_DECIMAL


def _wrap_limit(cells: Floats, axis: Axis) -> None:
    """Give the North Pole to the last row and 180 degrees east to the first column."""
    end = 2 * axis.limit * axis.cells
    cells[cells >= end] = end - 1 if axis is LATITUDE else 0
