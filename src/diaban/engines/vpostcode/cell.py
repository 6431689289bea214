"""The ground that one code names, about 2.8 m x 3.3 m at Hanoi, and the cells around it."""

from dataclasses import dataclass, field

from diaban.engines.vpostcode import grid
from diaban.engines.vpostcode.errors import CodeError
from diaban.engines.vpostcode.keys import KEYS, order_key, tail_of_order_key
from diaban.engines.vpostcode.scheme import VPOSTCODE_2020, Scheme


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its edges in degrees WGS 84; southern and western edges belong to it.

    >>> cell = cell_at(21.028511, 105.854167)
    >>> cell.tail, cell.olc, cell.centre
    ('2VH3CM3', '7PH72VH3+CM3', (21.0285125, 105.854171875))
    """

    south: float
    west: float
    north: float
    east: float
    order_key: int  # the first, of its south-western corner, where a scheme's cell has several
    scheme: Scheme = field(default=VPOSTCODE_2020, repr=False)

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the cell, (lat, lng)."""
        row, column = grid.position_of(self.order_key)
        high, wide = self.scheme.cell
        return grid.latitude_of(row + high / 2), grid.longitude_of(column + wide / 2)

    @property
    def tail(self) -> str:
        return tail_of_order_key(self.order_key, scheme=self.scheme)

    @property
    def olc(self) -> str:
        """The full Open Location Code, of 11 digits unless the scheme has larger cells."""
        digits = grid.write_number(self.order_key, grid.KEY_DIGITS)[: self.scheme.olc_length]
        return f"{digits[:8]}+{digits[8:]}"


def cell_of(row: int, column: int, scheme: Scheme = VPOSTCODE_2020) -> Cell:
    """Cell that begins at a row and column of the finest grid."""
    high, wide = scheme.cell
    return Cell(
        grid.latitude_of(row),
        grid.longitude_of(column),
        grid.latitude_of(row + high),
        grid.longitude_of(column + wide),
        grid.key_at(row, column),
        scheme,
    )


def cell_at(lat: float, lng: float, *, scheme: Scheme = VPOSTCODE_2020) -> Cell:
    """Cell that holds a position.

    >>> cell_at(21.028511, 105.854167).order_key
    58656056171461
    """
    return cell_of_order_key(order_key(lat, lng), scheme=scheme)


def cell_of_order_key(key: int, *, scheme: Scheme = VPOSTCODE_2020) -> Cell:
    """Cell that holds an order key. Raises CodeError("order_key") for a number that is none.

    >>> cell_of_order_key(58656056171461).tail
    '2VH3CM3'
    """
    if not 0 <= key < KEYS:
        raise CodeError("order_key", value=key)
    row, column = grid.position_of(key - key % scheme.keys_in_cell)
    if row >= grid.ROWS or column >= grid.COLUMNS:
        raise CodeError("order_key", value=key)
    return cell_of(row, column, scheme)


def neighbours(cell: Cell) -> list[Cell]:
    """Give the eight cells around a cell, from the south-west, row by row; five at a pole.

    >>> [one.tail for one in neighbours(cell_at(21.028511, 105.854167))]
    ['2VH39MR', '2VH39MV', '2VH39MW', '2VH3CM2', '2VH3CM4', '2VH3CM6', '2VH3CM7', '2VH3CM8']
    """
    row, column = grid.position_of(cell.order_key)
    high, wide = cell.scheme.cell
    return [
        cell_of(row + north, (column + east) % grid.COLUMNS, cell.scheme)
        for north in (-high, 0, high)
        for east in (-wide, 0, wide)
        if (north or east) and 0 <= row + north < grid.ROWS
    ]
